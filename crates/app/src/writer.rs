//! The writer: one thread that takes the waiting acts as a batch.
//!
//! Catch up to the head; in one open transaction of each view read facts, decide and project each act; append all
//! entries in one transaction of the ledger; commit the views; answer. If the head moved, throw the batch's rows away and
//! run it again. One batch costs one fsync (DESIGN.md section 1).
//!
//! *Invariant:* nothing is answered before the ledger has it; nothing is in a view that the ledger has not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::{Duration, Instant};

use domain::{ActId, ActKind, ActorId, Change, Ctx, Record, RecordId, Visibility};
use ledger::{AppendError, Entry, Head, Home, NewEntry, NewField, seal};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde_json::value::RawValue;
use view::{Reading, Store, View, ViewError};

use crate::error::AppError;
use crate::sealing::ContentKey;

/// The most acts in one batch.
const BATCH: usize = 256;
/// After how many entries that are not its own the workspace view writes down how far it has come: a start reads them again.
const WORKSPACE_STAMP: u64 = 1000;
/// How often a batch is run again when other writers come first.
const TRIES: usize = 100;

/// What a decision may look at: both views at the ledger's head, and the ledger itself.
pub struct Facts<'a> {
    /// The public view.
    pub public: View<'a>,
    /// The workspace view.
    pub workspace: View<'a>,
    /// The ledger, for the words of a record's latest version.
    pub ledger: &'a dyn Home,
    /// Who acts and when; of their roles, those that the record still gives them at its head.
    pub ctx: Ctx,
    /// What the acts before this one in its batch wrote: in the views, and not in the ledger yet.
    batch: &'a [Entry],
}

impl Facts<'_> {
    /// An entry, by its place.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, AppError> {
        match self.batch.iter().find(|entry| entry.seq == seq) {
            Some(entry) => Ok(Some(entry.clone())),
            None => Ok(self.ledger.read(seq.saturating_sub(1), 1)?.into_iter().next()),
        }
    }

    /// The entries after a place, those of the acts before this one in its batch too.
    pub fn entries_after(&self, place: u64) -> Result<Vec<Entry>, AppError> {
        let mut out = Vec::new();
        let mut after = place;
        loop {
            let read = self.ledger.read(after, 5000)?;
            let Some(last) = read.last().map(|entry| entry.seq) else { break };
            out.extend(read);
            after = last;
        }
        out.extend(self.batch.iter().filter(|entry| entry.seq > after).cloned());
        Ok(out)
    }

    /// A record as it stands and its version, if the register holds it.
    pub fn latest(&self, id: impl Into<RecordId>) -> Result<Option<(u32, Record)>, AppError> {
        let Some(entry) = self.latest_entry(id.into())? else { return Ok(None) };
        Ok(view::record_of(&entry)?.map(|record| (entry.version, record)))
    }

    /// The latest entry of a record, if the register holds it.
    pub fn latest_entry(&self, id: RecordId) -> Result<Option<Entry>, AppError> {
        Ok(match self.batch.iter().rev().find(|entry| entry.id.0 == id.0) {
            Some(entry) => Some(entry.clone()),
            None => {
                let public = self.public.latest_of(id)?;
                let Some(seq) = public.max(self.workspace.latest_of(id)?) else { return Ok(None) };
                self.ledger.read(seq - 1, 1)?.into_iter().next()
            }
        })
    }
}

/// What came of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The act.
    pub act_id: ActId,
    /// Its first entry; 0 where it changed nothing.
    pub first: u64,
    /// Its last entry; 0 where it changed nothing.
    pub last: u64,
    /// Whether the act was in the ledger before, so that nothing was added now.
    pub replayed: bool,
}

type Decide = Box<dyn Fn(&Facts<'_>) -> Result<Vec<Change>, AppError> + Send>;

struct Job {
    ctx: Ctx,
    act: ActKind,
    act_id: ActId,
    /// The key of the restricted record that it writes, if it writes one.
    key: Option<ContentKey>,
    decide: Decide,
    reply: SyncSender<Result<Receipt, AppError>>,
}

/// By what the writer goes after readers.
pub(crate) struct After {
    /// Called first on its thread.
    pub(crate) step_back: fn(),
    /// How long readers have read.
    pub(crate) reading: Reading,
}

/// How the writer leaves readers their share (docs/decisions/0016): where they read much, it rests after each batch, and what comes
/// meanwhile is one batch.
struct Pace {
    reading: Reading,
    read: Duration,
    at: Instant,
}

/// How many times as long as a batch took the writer rests beside readers, and the most.
const REST: u32 = 2;
const LONGEST_REST: Duration = Duration::from_millis(60);
/// Readers read much where they read for a quarter of the time or more, all together.
const MUCH: u32 = 4;

impl Pace {
    fn beside(reading: Reading) -> Pace {
        Pace { read: reading.so_far(), reading, at: Instant::now() }
    }

    /// Rests after a batch that took so long.
    fn rest(&mut self, took: Duration) {
        let (read, since) = (self.reading.so_far(), self.at.elapsed());
        let much = read.saturating_sub(self.read) * MUCH >= since;
        (self.read, self.at) = (read, Instant::now());
        if much {
            std::thread::sleep((took * REST).min(LONGEST_REST));
        }
    }
}

/// The handle by which acts reach the writer's thread.
pub(crate) struct Writer {
    queue: Sender<Job>,
}

struct Bench {
    ledger: Arc<dyn Home>,
    public: Store,
    workspace: Store,
    /// The entry up to which the workspace view has all that is its own. A batch that writes nothing in it leaves its file alone.
    workspace_at: u64,
    salts: ChaCha12Rng,
}

impl Writer {
    pub(crate) fn start(
        ledger: Arc<dyn Home>,
        public: Store,
        workspace: Store,
        seed: [u8; 32],
        after: After,
    ) -> Result<Writer, AppError> {
        let (queue, jobs) = channel();
        let mut bench = Bench { ledger, public, workspace, workspace_at: 0, salts: ChaCha12Rng::from_seed(seed) };
        bench.catch_up()?;
        std::thread::spawn(move || {
            (after.step_back)();
            bench.serve(&jobs, Pace::beside(after.reading));
        });
        Ok(Writer { queue })
    }

    pub(crate) fn submit(
        &self,
        ctx: &Ctx,
        act: ActKind,
        act_id: ActId,
        key: Option<ContentKey>,
        decide: Decide,
    ) -> Result<Receipt, AppError> {
        let (reply, answer) = sync_channel(1);
        self.queue.send(Job { ctx: ctx.clone(), act, act_id, key, decide, reply }).map_err(|_| AppError::Stopped)?;
        answer.recv().map_err(|_| AppError::Stopped)?
    }
}

impl Bench {
    fn serve(mut self, jobs: &Receiver<Job>, mut pace: Pace) {
        while let Ok(first) = jobs.recv() {
            let mut batch = vec![first];
            batch.extend(jobs.try_iter().take(BATCH - 1));
            let began = Instant::now();
            self.batch(batch);
            pace.rest(began.elapsed());
        }
    }

    fn batch(&mut self, batch: Vec<Job>) {
        for _ in 0..TRIES {
            match self.attempt(&batch) {
                Ok(answers) => {
                    batch.into_iter().zip(answers).for_each(|(job, answer)| drop(job.reply.send(answer)));
                    return;
                }
                Err(AppError::Contended) => continue,
                Err(error) => {
                    // The batch as a whole failed (a full disk, say): every act of it is told, and none was written.
                    let why = Arc::new(error);
                    batch.into_iter().for_each(|job| drop(job.reply.send(Err(AppError::Batch(Arc::clone(&why))))));
                    return;
                }
            }
        }
        batch.into_iter().for_each(|job| drop(job.reply.send(Err(AppError::Contended))));
    }

    /// One run of a batch; [`AppError::Contended`] if another writer came first.
    fn attempt(&mut self, batch: &[Job]) -> Result<Vec<Result<Receipt, AppError>>, AppError> {
        self.public.reopen_if_replaced(self.ledger.register())?;
        if self.workspace.reopen_if_replaced(self.ledger.register())? {
            self.workspace_at = 0;
        }
        self.public.begin()?;
        let (before, done) = (self.workspace_at, self.decide_all(batch));
        self.finish(before, done)
    }

    /// Commits what a batch did in the views, or throws it away: the workspace view then is where it was before.
    fn finish<T>(&mut self, before: u64, done: Result<(T, u64), AppError>) -> Result<T, AppError> {
        // Until both are committed.
        self.workspace_at = before;
        match done {
            // The public view's lock is let go last: another process that has it finds the workspace view as far as the ledger.
            Ok((answers, head)) => {
                self.workspace.commit()?;
                self.public.commit()?;
                self.workspace_at = head;
                Ok(answers)
            }
            Err(error) => {
                self.workspace.rollback()?;
                self.public.rollback()?;
                Err(error)
            }
        }
    }

    /// What came of each act, and the ledger's head after them.
    fn decide_all(&mut self, batch: &[Job]) -> Result<(Vec<Result<Receipt, AppError>>, u64), AppError> {
        let expected = self.follow()?;
        let mut head = expected;
        let mut entries: Vec<Entry> = Vec::new();
        let mut answers: Vec<Result<Receipt, AppError>> = Vec::with_capacity(batch.len());
        for job in batch {
            let before = entries.len();
            match self.one(job, &mut head, &mut entries) {
                Ok(receipt) => answers.push(Ok(receipt)),
                Err(error) => {
                    entries.truncate(before);
                    head = entries.last().map_or(expected, |e| Head { seq: e.seq, chain: e.chain });
                    answers.push(Err(error));
                }
            }
        }
        if !entries.is_empty() {
            self.public.reached(head.seq)?;
            self.workspace_reached(head.seq)?;
            match self.ledger.append(&expected, &entries) {
                Ok(_) => {}
                Err(AppendError::HeadMoved(_) | AppendError::ActExists(_)) => return Err(AppError::Contended),
                Err(error) => return Err(error.into()),
            }
        }
        Ok((answers, head.seq))
    }

    /// Writes down how far the workspace view has come, where something is written in it or much was written beside it.
    fn workspace_reached(&mut self, seq: u64) -> Result<(), AppError> {
        if !self.workspace.begun() && self.workspace.view().seq()? + WORKSPACE_STAMP < seq {
            self.workspace.begin()?;
        }
        if self.workspace.begun() {
            self.workspace.reached(seq)?;
        }
        Ok(())
    }

    /// Decides and projects one act; on an error the views are as before it.
    fn one(&mut self, job: &Job, head: &mut Head, entries: &mut Vec<Entry>) -> Result<Receipt, AppError> {
        let act_id = ledger::Id(job.act_id.0);
        let batched: Vec<&Entry> = entries.iter().filter(|e| e.act_id == act_id).collect();
        if let (Some(first), Some(last)) = (batched.first(), batched.last()) {
            return replay(job, first, last.seq);
        }
        if let Some((first, last)) = self.ledger.act(act_id)? {
            let entry = self.ledger.read(first - 1, 1)?.into_iter().next().ok_or(AppError::Contended)?;
            return replay(job, &entry, last);
        }
        let facts = Facts {
            public: self.public.view(),
            workspace: self.workspace.view(),
            ledger: &*self.ledger,
            ctx: at_head(&job.ctx, &self.workspace.view())?,
            batch: entries,
        };
        let changes = (job.decide)(&facts)?;
        if changes.is_empty() {
            return Ok(Receipt { act_id: job.act_id, first: 0, last: 0, replayed: false });
        }
        if changes.iter().any(|change| !matches!(change.visibility, Visibility::Public)) {
            self.workspace.begin()?;
        }
        self.public.save()?;
        if let Err(e) = self.workspace.save() {
            self.public.undo()?;
            return Err(e.into());
        }
        match self.project(job, changes, head, entries) {
            Ok(receipt) => {
                self.public.keep()?;
                self.workspace.keep()?;
                Ok(receipt)
            }
            Err(error) => {
                self.public.undo()?;
                self.workspace.undo()?;
                Err(error)
            }
        }
    }

    fn project(
        &mut self,
        job: &Job,
        changes: Vec<Change>,
        head: &mut Head,
        entries: &mut Vec<Entry>,
    ) -> Result<Receipt, AppError> {
        let first = head.seq + 1;
        for change in changes {
            let version = match self.public.view().version_of(change.id)? {
                Some(version) => version,
                None => self.workspace.view().version_of(change.id)?.unwrap_or(0),
            };
            let (new, record) = self.entry(job, change, version + 1)?;
            let entry = seal(self.ledger.register(), head, new);
            // A view is given what the ledger has: of what is sealed nothing.
            let record = if entry.content_key.is_some() { view::record_of(&entry)? } else { Some(record) };
            for view in [&mut self.public, &mut self.workspace] {
                if view.takes(&entry) {
                    view.project_read(&entry, record.as_ref())?;
                }
            }
            *head = Head { seq: entry.seq, chain: entry.chain };
            entries.push(entry);
        }
        Ok(Receipt { act_id: job.act_id, first, last: head.seq, replayed: false })
    }

    fn entry(&mut self, job: &Job, change: Change, version: u32) -> Result<(NewEntry, Record), AppError> {
        let mut fields = Vec::new();
        let few = matches!(change.visibility, Visibility::Restricted(_));
        let sealed = if few { change.record.sealed() } else { &[] };
        let key = job.key.as_ref().filter(|key| key.id == change.id);
        let key = if sealed.is_empty() {
            None
        } else {
            Some(key.ok_or(AppError::Sealed("there is no key to seal it with"))?)
        };
        for (name, value) in fields_of(&change.record)? {
            let mut salt = [0u8; 16];
            self.salts.fill_bytes(&mut salt);
            let value = match key.filter(|_| sealed.contains(&name.as_str())) {
                Some(key) => key.seal(&name, value.as_bytes())?,
                None => value.into_bytes(),
            };
            fields.push(NewField { name, salt, value });
        }
        let new = NewEntry {
            act: job.act.as_str().to_owned(),
            act_id: ledger::Id(job.act_id.0),
            instant: job.ctx.now.as_microsecond(),
            actor: ledger::Id(job.ctx.actor.id.0),
            kind: change.record.kind().as_str().to_owned(),
            id: ledger::Id(change.id.0),
            version,
            visibility: match change.visibility {
                Visibility::Public => ledger::Visibility::Public,
                Visibility::Shared(holders) => {
                    ledger::Visibility::Shared(holders.iter().map(RecordId::to_string).collect())
                }
                Visibility::Restricted(readable) => {
                    let name = |(role, body): &(domain::Role, domain::BodyId)| format!("{} {body}", role.as_str());
                    ledger::Visibility::Restricted(readable.iter().map(name).collect())
                }
            },
            content_key: key.map(|key| ledger::Id(key.id.0)),
            fields,
        };
        Ok((new, change.record))
    }

    /// Brings both views to the ledger's head inside their open transactions; returns that head.
    fn follow(&mut self) -> Result<Head, AppError> {
        let head = self.ledger.head()?;
        loop {
            let (public, workspace) = (self.public.view().seq()?, self.workspace.view().seq()?.max(self.workspace_at));
            let from = public.min(workspace);
            if from >= head.seq {
                return Ok(head);
            }
            let entries = self.ledger.read(from, 2000)?;
            let Some(last) = entries.last().map(|e| e.seq) else { return Ok(head) };
            for entry in &entries {
                if entry.seq > public {
                    self.public.project(entry)?;
                }
                if entry.seq > workspace && self.workspace.takes(entry) {
                    self.workspace.begin()?;
                    self.workspace.project(entry)?;
                }
            }
            self.public.reached(last.max(public))?;
            self.workspace_at = last.max(workspace);
            self.workspace_reached(self.workspace_at)?;
        }
    }

    fn catch_up(&mut self) -> Result<(), AppError> {
        self.public.begin()?;
        let done = self.follow();
        self.finish(0, done.map(|head| ((), head.seq)))
    }
}

/// An act that the ledger has: done again it is the same one, if it is the same verb by the same actor. Anything else would be told that it
/// was done, and was not. What is named by its content (a document, a load, the shipped facts) is one whoever brings it.
fn replay(job: &Job, first: &Entry, last: u64) -> Result<Receipt, AppError> {
    let by_content = matches!(
        job.act,
        ActKind::SeedRegister
            | ActKind::ImportDocument
            | ActKind::ReceiveDocument
            | ActKind::LoadRecords
            | ActKind::RecomputeClocks
    );
    if first.act != job.act.as_str() || (first.actor.0 != job.ctx.actor.id.0 && !by_content) {
        return Err(AppError::Taken(format!("act {}", job.act_id)));
    }
    Ok(Receipt { act_id: job.act_id, first: first.seq, last, replayed: true })
}

/// Who acts, with those of their roles that the record still gives them: a role that was taken away while an act waited is gone.
fn at_head(ctx: &Ctx, workspace: &View<'_>) -> Result<Ctx, AppError> {
    let mut ctx = ctx.clone();
    if ctx.actor.id != ActorId::FOLDER && !ctx.actor.roles.is_empty() {
        let held = workspace.roles_of(ctx.actor.id, ctx.today)?;
        ctx.actor.roles = ctx.actor.roles.iter().copied().filter(|role| held.contains(role)).collect();
    }
    Ok(ctx)
}

/// A record's top-level fields as JSON texts.
fn fields_of(record: &Record) -> Result<Vec<(String, String)>, AppError> {
    let wrong = |e: serde_json::Error| {
        AppError::View(ViewError::Record { seq: 0, kind: record.kind().as_str().to_owned(), why: e.to_string() })
    };
    let whole = serde_json::to_string(record).map_err(wrong)?;
    // The values are cut out of the whole as they were written, not built up again.
    let fields: BTreeMap<&str, &RawValue> = serde_json::from_str(&whole).map_err(wrong)?;
    Ok(fields.into_iter().map(|(name, value)| (name.to_owned(), value.get().to_owned())).collect())
}
