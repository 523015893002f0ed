//! Keeping the index in step with its view: opened, followed, built anew when it is missing, old or damaged.
//!
//! The index stands in generations beside the view. One process at a time writes, under a lock on a file; a new generation
//! is put in place whole, so that readers never see half of one. How far an index has come is in its last commit.
//!
//! *Invariant:* the index is made of the view alone, and searching never waits for it to be written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use domain::likeness::Names;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use super::fields::{ANALYZER, Fields, INDEX_VERSION, analyzer, schema};
use super::gather::gather;
use super::likeness::Likeness;
use super::opened::Opened;
use super::passes::Answers;
use crate::pool::identity;
use crate::store::{SCHEMA_VERSION, View, ViewError};

/// Memory of each thread that writes, in bytes: a commit of one act never fills it, a build fills it many times.
const FEED_MEMORY: usize = 20_000_000;
const BUILD_MEMORY: usize = 100_000_000;
/// How often the view is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long is waited after a commit, which costs more than the few rows it is of: while act follows act, they share one. A new record
/// is found within about this time and one commit.
const LOOK_AFTER_COMMIT: Duration = Duration::from_millis(500);
/// How long a look that failed is waited after; twice as long after each further one, to about a minute.
const LOOK_AFTER_ERROR: Duration = Duration::from_secs(1);
/// Recommendations read at a time while an index is built.
pub(super) const CHUNK: i64 = 2_000;

/// The search index of one view.
pub struct Search {
    folder: PathBuf,
    register: String,
    open: RwLock<Option<Arc<Open>>>,
    /// Set by a search that failed inside the index; the next look builds it anew.
    pub(super) damaged: AtomicBool,
    /// Why the last look failed, if it did.
    trouble: Mutex<Option<String>>,
    done: AtomicU64,
    of: AtomicU64,
    pub(super) answers: Mutex<Answers>,
    /// Reads a document's decoded text by its digest.
    texts: Texts,
    /// The names of bodies as of a place of the view.
    names: Mutex<Option<(u64, Arc<Names>)>>,
}

/// What reads a document's decoded text by its digest; the files are not the view's.
pub type Texts = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// One generation, open for reading.
pub(super) struct Open {
    pub(super) generation: u64,
    pub(super) index: Index,
    pub(super) reader: IndexReader,
    pub(super) fields: Fields,
    pub(super) columns: Opened,
    /// Which recommendations are alike: one connection that reads, one that takes in what is new.
    pub(super) likeness: Mutex<Likeness>,
    writing: Mutex<Likeness>,
    /// How far of the view is in it.
    seq: AtomicU64,
}

/// What stands in each commit beside the rows.
#[derive(Serialize, Deserialize)]
struct Come {
    index: i64,
    schema: i64,
    register: String,
    seq: u64,
}

/// The lock of who writes, and which file it is on the disk.
type Lock = (File, Option<(u64, u64)>);

/// What the feeder keeps between looks.
struct Writing {
    generation: u64,
    writer: IndexWriter,
}

impl From<tantivy::TantivyError> for ViewError {
    fn from(error: tantivy::TantivyError) -> ViewError {
        ViewError::Index(error.to_string())
    }
}

fn io(error: std::io::Error) -> ViewError {
    ViewError::Index(error.to_string())
}

impl Search {
    /// The index of the view in a folder, as it stands; it may be missing or behind until it is followed.
    pub fn open(views: &Path, register: &str) -> Search {
        let folder = views.join("search");
        let search = Search {
            folder,
            register: register.to_owned(),
            open: RwLock::new(None),
            damaged: AtomicBool::new(false),
            trouble: Mutex::new(None),
            done: AtomicU64::new(0),
            of: AtomicU64::new(0),
            answers: Mutex::default(),
            names: Mutex::default(),
            texts: Box::new(|_| None),
        };
        // Not there, or not to be read: it is built by whoever follows.
        let _ = search.load();
        search
    }

    /// The same with what reads documents' texts; without it they are found by their titles alone.
    pub fn reading(mut self, texts: Texts) -> Search {
        self.texts = texts;
        self
    }

    /// The full text of a document, where a person has cleared it.
    pub(super) fn cleared_text(&self, view: &View<'_>, n: i64) -> Result<Option<String>, ViewError> {
        let digest = view.cleared_text_of(n)?;
        Ok(digest.and_then(|digest| (self.texts)(&digest)))
    }

    /// Follows the view until this index is dropped by all who hold it.
    pub fn follow(self: &Arc<Search>, view_file: &Path, after_readers: fn()) {
        let (search, file) = (Arc::downgrade(self), view_file.to_owned());
        std::thread::spawn(move || {
            after_readers();
            let (mut lock, mut writing, mut failed) = (None, None, 0);
            while let Some(search) = search.upgrade() {
                let stepped = search.step(&file, &mut lock, &mut writing);
                let pause = match &stepped {
                    Ok(fed) => {
                        failed = 0;
                        if *fed { LOOK_AFTER_COMMIT } else { LOOK_EVERY }
                    }
                    // An index that cannot be written or read is built anew; a view that cannot be read is waited for.
                    Err(error) => {
                        writing = None;
                        search.damaged.fetch_or(matches!(error, ViewError::Index(_)), Ordering::Relaxed);
                        failed += 1;
                        LOOK_AFTER_ERROR * 2u32.pow(failed.min(7) - 1)
                    }
                };
                *search.trouble.lock().unwrap_or_else(PoisonError::into_inner) = stepped.err().map(|e| e.to_string());
                drop(search);
                std::thread::sleep(pause);
            }
        });
    }

    /// Waits until an index is there, for so long at most: a small register's is there before its first reader.
    pub fn wait(&self, most: Duration) {
        let start = std::time::Instant::now();
        while self.opened().is_none() && start.elapsed() < most {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Brings the index up to its view once, unless another process is at it. `true` if it is up now.
    pub fn catch_up(&self, view_file: &Path) -> Result<bool, ViewError> {
        let (mut lock, mut writing) = (None, None);
        self.step(view_file, &mut lock, &mut writing)?;
        let conn = View::connect(view_file)?;
        let seq = View::over(&conn).seq()?;
        Ok(self.opened().is_some_and(|open| open.seq.load(Ordering::Relaxed) >= seq))
    }

    /// Builds the index anew, unless another process writes it: that sees the rebuilt view and does so itself.
    pub fn build_anew(&self, view_file: &Path) -> Result<bool, ViewError> {
        self.damaged.store(true, Ordering::Relaxed);
        self.catch_up(view_file)
    }

    /// How many of how many rows are in an index that is being built.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }

    /// Why the index does not follow its view, if it does not.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The entry up to which what is found is; 0 before the index is there.
    pub fn come(&self) -> u64 {
        self.opened().map_or(0, |open| open.seq.load(Ordering::Relaxed))
    }

    pub(super) fn opened(&self) -> Option<Arc<Open>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One look: takes the lock if it is free, and writes what is missing; else reads what the other has written. `true` if rows were
    /// committed to the index that stands.
    fn step(&self, file: &Path, lock: &mut Option<Lock>, writing: &mut Option<Writing>) -> Result<bool, ViewError> {
        let at = self.folder.join("lock");
        // A lock on a file that was deleted holds nobody off, whoever has made another of its name since.
        if lock.as_ref().is_none_or(|(_, own)| *own != identity(&at)) {
            *lock = None;
            std::fs::create_dir_all(&self.folder).map_err(io)?;
            let own = File::create(&at).map_err(io)?;
            let made = identity(&at);
            *lock = own.try_lock().is_ok().then_some((own, made));
        }
        if lock.is_none() {
            // An index of another version is the other process's to make again.
            return match self.load() {
                Err(ViewError::OtherVersion) => Ok(false),
                loaded => loaded.map(|()| false),
            };
        }
        let conn = View::connect(file)?;
        conn.execute_batch("BEGIN")?;
        let view = View::over(&conn);
        let (seq, from) = (view.seq()?, view.touched_from()?);
        let open = self.opened().filter(|open| {
            let come = open.seq.load(Ordering::Relaxed);
            let there = self.folder_of(open.generation).join("meta.json").exists();
            let there = there && self.current() == Some(open.generation);
            !self.damaged.load(Ordering::Relaxed) && there && (from..=seq).contains(&come)
        });
        match open {
            None => {
                *writing = None;
                self.build(&view, file, seq)?;
                self.damaged.store(false, Ordering::Relaxed);
            }
            Some(open) if open.seq.load(Ordering::Relaxed) < seq => return self.feed(&view, &open, seq, writing),
            Some(_) => {}
        }
        Ok(false)
    }

    pub(super) fn folder_of(&self, generation: u64) -> PathBuf {
        self.folder.join(format!("g{generation}"))
    }

    /// The names of bodies, read once for each place of the view.
    pub(super) fn names(&self, view: &View<'_>) -> Result<Arc<Names>, ViewError> {
        let seq = view.seq()?;
        let mut kept = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, names)) = kept.as_ref().filter(|(at, _)| *at == seq) {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(Names::of(view.body_names()?.iter().map(String::as_str)));
        *kept = Some((seq, Arc::clone(&names)));
        Ok(names)
    }

    /// The generation that stands in the file that names it.
    fn current(&self) -> Option<u64> {
        std::fs::read_to_string(self.folder.join("current")).ok()?.trim().parse().ok()
    }

    /// Opens the current generation, or reads again what was committed to it.
    fn load(&self) -> Result<(), ViewError> {
        // Whoever writes may put another generation in this one's place, and delete this one, while it is being opened.
        for _ in 0..5 {
            let Some(generation) = self.current() else { return Ok(()) };
            let loaded = self.load_at(generation);
            if loaded.is_ok() || self.current() == Some(generation) {
                return loaded;
            }
        }
        Ok(())
    }

    fn load_at(&self, generation: u64) -> Result<(), ViewError> {
        let open = match self.opened().filter(|open| open.generation == generation) {
            Some(open) => {
                open.reader.reload()?;
                open
            }
            None => Arc::new(self.open_at(generation)?),
        };
        let come = come_of(&open.index, &self.register)?;
        open.seq.fetch_max(come, Ordering::Relaxed);
        self.put(open);
        Ok(())
    }

    fn put(&self, open: Arc<Open>) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(open);
    }

    fn open_at(&self, generation: u64) -> Result<Open, ViewError> {
        let index = Index::open_in_dir(self.folder_of(generation))?;
        let (shape, fields) = schema();
        if index.schema() != shape {
            return Err(ViewError::OtherVersion);
        }
        index.tokenizers().register(ANALYZER, analyzer());
        let come = come_of(&index, &self.register)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let folder = self.folder_of(generation);
        let (likeness, writing) = (Mutex::new(Likeness::open(&folder)?), Mutex::new(Likeness::open(&folder)?));
        let columns = Opened::default();
        Ok(Open { generation, index, reader, fields, columns, likeness, writing, seq: AtomicU64::new(come) })
    }

    /// Writes the rows that changed since the index's last commit; `true` if there were any.
    fn feed(
        &self,
        view: &View<'_>,
        open: &Arc<Open>,
        seq: u64,
        writing: &mut Option<Writing>,
    ) -> Result<bool, ViewError> {
        let come = open.seq.load(Ordering::Relaxed);
        let touched = view.touched_since(come)?;
        let fed = !touched.is_empty();
        if fed {
            if writing.as_ref().is_none_or(|w| w.generation != open.generation) {
                let writer = open.index.writer_with_num_threads(1, FEED_MEMORY)?;
                *writing = Some(Writing { generation: open.generation, writer });
            }
            let Some(Writing { writer, .. }) = writing else { return Ok(false) };
            let likeness = open.writing.lock().unwrap_or_else(PoisonError::into_inner);
            likeness.together(|likeness| {
                touched.iter().try_for_each(|n| {
                    if view.changed_since(*n, come)? {
                        likeness.take(view, *n, &*self.names(view)?)?;
                    }
                    likeness.take_answers(view, *n, come)
                })
            })?;
            for n in touched {
                writer.delete_term(Term::from_field_u64(open.fields.of, u64::try_from(n).unwrap_or(0)));
                for mut row in view.indexed(&open.fields, n, &likeness)? {
                    self.add_text(view, &open.fields, n, &mut row)?;
                    writer.add_document(row)?;
                }
            }
            self.commit(writer, seq)?;
            open.reader.reload()?;
        }
        open.seq.fetch_max(seq, Ordering::Relaxed);
        Ok(fed)
    }

    /// Adds a document's cleared text to its row.
    fn add_text(&self, view: &View<'_>, fields: &Fields, n: i64, row: &mut TantivyDocument) -> Result<(), ViewError> {
        if let Some(text) = self.cleared_text(view, n)? {
            row.add_text(fields.about, text);
        }
        Ok(())
    }

    fn commit(&self, writer: &mut IndexWriter, seq: u64) -> Result<(), ViewError> {
        let come = Come { index: INDEX_VERSION, schema: SCHEMA_VERSION, register: self.register.clone(), seq };
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&serde_json::to_string(&come).unwrap_or_default());
        prepared.commit()?;
        Ok(())
    }

    /// Builds a new generation from the whole view and puts it in place; what is left of one that failed is removed.
    fn build(&self, view: &View<'_>, file: &Path, seq: u64) -> Result<(), ViewError> {
        let generation = self.generations()?.into_iter().max().unwrap_or(0) + 1;
        self.build_at(generation, (view, file), seq)
            .inspect_err(|_| drop(std::fs::remove_dir_all(self.folder_of(generation))))
    }

    fn build_at(&self, generation: u64, (view, file): (&View<'_>, &Path), seq: u64) -> Result<(), ViewError> {
        let folder = self.folder_of(generation);
        std::fs::create_dir_all(&folder).map_err(io)?;
        let (shape, fields) = schema();
        let index = Index::create_in_dir(&folder, shape)?;
        index.tokenizers().register(ANALYZER, analyzer());
        let mut writer: IndexWriter = index.writer_with_num_threads(2, 2 * BUILD_MEMORY)?;
        self.done.store(0, Ordering::Relaxed);
        self.of.store(view.counter("kind:recommendation")?, Ordering::Relaxed);
        gather(view, file)?.write(&folder)?;
        let likeness = Likeness::open(&folder)?;
        let mut after = -1;
        loop {
            let ns = view.recommendations_after(after, CHUNK)?;
            let Some((last, _)) = ns.last() else { break };
            after = *last;
            for (n, _) in &ns {
                add(&writer, view.indexed_recommendation(&fields, *n, &likeness)?)?;
            }
            self.done.fetch_add(ns.len().try_into().unwrap_or(0), Ordering::Relaxed);
        }
        for n in view.other_rows()? {
            let mut rows = view.indexed(&fields, n, &likeness)?;
            rows.iter_mut().try_for_each(|row| self.add_text(view, &fields, n, row))?;
            add(&writer, rows)?;
        }
        self.commit(&mut writer, seq)?;
        writer.wait_merging_threads()?;
        let open = Arc::new(self.open_at(generation)?);
        let named = self.folder.join("current.new");
        std::fs::write(&named, generation.to_string()).map_err(io)?;
        std::fs::rename(named, self.folder.join("current")).map_err(io)?;
        self.put(open);
        self.of.store(0, Ordering::Relaxed);
        for old in self.generations()?.into_iter().filter(|g| *g != generation) {
            // Readers keep what they have open; what cannot be removed now is removed by the next build.
            let _ = std::fs::remove_dir_all(self.folder_of(old));
        }
        Ok(())
    }

    fn generations(&self) -> Result<Vec<u64>, ViewError> {
        let listing = std::fs::read_dir(&self.folder).map_err(io)?;
        let names = listing.filter_map(|e| e.ok()?.file_name().into_string().ok());
        Ok(names.filter_map(|name| name.strip_prefix('g')?.parse().ok()).collect())
    }
}

fn add(writer: &IndexWriter, rows: Vec<TantivyDocument>) -> Result<(), ViewError> {
    for row in rows {
        writer.add_document(row)?;
    }
    Ok(())
}

/// How far an index has come; an index of another version or register is refused.
fn come_of(index: &Index, register: &str) -> Result<u64, ViewError> {
    let payload = index.load_metas()?.payload.unwrap_or_default();
    let come: Come = serde_json::from_str(&payload).map_err(|_| ViewError::OtherVersion)?;
    let same = come.index == INDEX_VERSION && come.schema == SCHEMA_VERSION && come.register == register;
    if same { Ok(come.seq) } else { Err(ViewError::OtherVersion) }
}

impl View<'_> {
    /// The entry from which the view has kept what changed; an index that has not come so far is built anew.
    fn touched_from(&self) -> Result<u64, ViewError> {
        let from = self.one("SELECT value FROM meta WHERE name = 'touched_from'", [], |r| r.get::<_, String>(0))?;
        Ok(from.and_then(|from| from.parse().ok()).unwrap_or(0))
    }

    /// Whether a record's own words are of an entry after this one; what is said about it changes its rows and not its words.
    fn changed_since(&self, n: i64, seq: u64) -> Result<bool, ViewError> {
        let changed = self.one("SELECT seq > ?2 FROM record WHERE n = ?1", params![n, seq], |r| r.get(0))?;
        Ok(changed.unwrap_or(false))
    }

    /// The records whose rows in the index changed after an entry.
    fn touched_since(&self, seq: u64) -> Result<Vec<i64>, ViewError> {
        self.rows("SELECT n FROM touched WHERE seq > ?1", [seq], |r| r.get(0))
    }

    /// The digest of a document's decoded text, where a person has cleared it.
    fn cleared_text_of(&self, n: i64) -> Result<Option<String>, ViewError> {
        self.one(
            "SELECT record ->> '$.text_sha256' FROM document WHERE n = ?1 AND record ->> '$.text_shown' = 'cleared'",
            [n],
            |r| r.get(0),
        )
    }

    pub(super) fn recommendations_after(&self, n: i64, most: i64) -> Result<Vec<(i64, String)>, ViewError> {
        self.rows("SELECT n, text FROM recommendation WHERE n > ?1 ORDER BY n LIMIT ?2", [n, most], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
    }

    fn other_rows(&self) -> Result<Vec<i64>, ViewError> {
        self.rows("SELECT n FROM document UNION ALL SELECT n FROM meeting UNION ALL SELECT n FROM standard", [], |r| {
            r.get(0)
        })
    }
}
