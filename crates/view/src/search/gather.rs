//! Likeness of a whole register at once: its texts gathered, then compared key by key, which is sorted rather than looked up.
//!
//! *Invariant:* finds the pairs that taking the texts in one by one would find.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use domain::likeness::{Degree, Names, Wording, degree, measure, sentences};
use rusqlite::{Connection, params};

use super::feed::CHUNK;
use super::likeness::{
    BANDS, FEW, INDEXES, Likeness, MOST_UNDER_KEY, TABLES, band_key, is_common, packed, rarest, signed, spoilt,
    stem_key, telling, unpacked,
};
use super::reused;
use crate::store::{View, ViewError};

/// Bands whose keys wait while others are written.
const BANDS_AHEAD: usize = 2;

/// All texts of a register.
#[derive(Default)]
pub(super) struct Gathered {
    /// The row and key of each text.
    texts: Vec<(i64, u64)>,
    /// The first text of each wording, by its place in `texts`, with its wording.
    firsts: Vec<(u32, Box<[u8]>)>,
    seen: HashSet<u64>,
    stems: HashMap<u32, u32>,
    /// The sentences of answers, key and answer, in order.
    sentences: Vec<(i64, i64)>,
}

impl Gathered {
    /// Takes in a text; rows come in their order.
    pub(super) fn add(&mut self, n: i64, text: &str, names: &Names) {
        let wording = Wording::of(text, names);
        let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push((n, wording.key));
        if self.seen.insert(wording.key) {
            for (stem, _) in &wording.stems {
                *self.stems.entry(*stem).or_default() += 1;
            }
            self.firsts.push((place, packed(&wording).into_boxed_slice()));
        }
    }

    fn wording(&self, first: usize) -> Wording {
        let Some((place, bytes)) = self.firsts.get(first) else { return Wording::default() };
        unpacked(self.key(*place), bytes)
    }

    fn key(&self, place: u32) -> u64 {
        usize::try_from(place).ok().and_then(|p| self.texts.get(p)).map_or(0, |(_, key)| *key)
    }

    fn n(&self, first: usize) -> i64 {
        let place = self.firsts.get(first).and_then(|(place, _)| usize::try_from(*place).ok());
        place.and_then(|p| self.texts.get(p)).map_or(0, |(n, _)| *n)
    }

    /// Compares them all and writes the file.
    pub(super) fn write(self, folder: &Path) -> Result<(), ViewError> {
        self.written(Likeness::connect(folder)?).map_err(spoilt)
    }

    /// Keys are made and compared on a thread of their own while those before them are written.
    fn written(mut self, conn: Connection) -> Result<(), ViewError> {
        conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768; BEGIN")?;
        conn.execute_batch(TABLES)?;
        conn.execute_batch(reused::TABLES)?;
        let all = u32::try_from(self.firsts.len()).unwrap_or(u32::MAX);
        let sentences = std::mem::take(&mut self.sentences);
        let pairs = std::thread::scope(|scope| {
            let (send, bands) = sync_channel(BANDS_AHEAD);
            let found = scope.spawn(|| self.find(all, send));
            write_sentences(&conn, sentences)?;
            let mut keep = conn.prepare("INSERT INTO band (hash, n) VALUES (?1, ?2)")?;
            for keys in bands {
                for (key, at) in keys {
                    keep.execute(params![signed(key), self.n(usize::try_from(at).unwrap_or(0))])?;
                }
            }
            found.join().map_err(|_| ended("comparing texts"))
        })?;
        self.write_texts(&conn, all, &pairs)?;
        {
            let mut keep = conn.prepare("INSERT INTO pair (later, earlier, measure) VALUES (?1, ?2, ?3)")?;
            for (later, earlier) in &pairs {
                let (later, earlier) = (usize::try_from(*later).unwrap_or(0), usize::try_from(*earlier).unwrap_or(0));
                let measure = measure(&self.wording(later), &self.wording(earlier));
                keep.execute(params![self.n(later), self.n(earlier), f64::from(measure)])?;
            }
        }
        conn.execute_batch(INDEXES)?;
        conn.execute_batch(reused::INDEXES)?;
        conn.execute_batch("COMMIT")?;
        conn.close().map_err(|(_, e)| e.into())
    }

    /// Makes the keys of each band, hands them over in their order, and finds the pairs that are alike under them. Stops where nobody
    /// takes the keys any more.
    fn find(&self, all: u32, keys_to: SyncSender<Vec<(u64, u32)>>) -> Vec<(u32, u32)> {
        let texts_of = |stem: u32| self.stems.get(&stem).copied().unwrap_or(0);
        let telling_of: Vec<Box<[u32]>> = (0..self.firsts.len())
            .map(|i| telling(&self.wording(i), |stem| is_common(texts_of(stem), all)).into_boxed_slice())
            .collect();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        if all <= FEW {
            let every: Vec<Wording> = (0..self.firsts.len()).map(|i| self.wording(i)).collect();
            for (later, own) in (0u32..).zip(&every) {
                let before = (0..later).zip(&every).filter(|(_, theirs)| degree(own, theirs) <= Degree::Reworded);
                pairs.extend(before.map(|(earlier, _)| (later, earlier)));
            }
        }
        for band in 0..=BANDS {
            let mut keys: Vec<(u64, u32)> = Vec::with_capacity(self.firsts.len());
            for (at, stems) in (0u32..).zip(&telling_of).filter(|(_, stems)| !stems.is_empty()) {
                if band < BANDS {
                    keys.push((band_key(stems, band), at));
                } else {
                    keys.extend(rarest(stems, texts_of).into_iter().map(|stem| (stem_key(stem), at)));
                }
            }
            keys.sort_unstable();
            keys.chunk_by(|a, b| a.0 == b.0).for_each(|under| self.compare(under, &mut pairs));
            pairs.sort_unstable();
            pairs.dedup();
            if keys_to.send(keys).is_err() {
                break;
            }
        }
        pairs
    }

    fn write_texts(&self, conn: &Connection, all: u32, pairs: &[(u32, u32)]) -> Result<(), ViewError> {
        let mut keep =
            conn.prepare("INSERT INTO text (n, wording, first, alike, stems) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let paired: HashSet<u32> = pairs.iter().flat_map(|(later, earlier)| [*later, *earlier]).collect();
        let mut sharing: HashMap<u64, u32> = HashMap::with_capacity(self.firsts.len());
        self.texts.iter().for_each(|(_, key)| *sharing.entry(*key).or_default() += 1);
        let mut firsts = (0u32..).zip(&self.firsts).peekable();
        for (place, (n, key)) in self.texts.iter().enumerate() {
            let first = firsts.next_if(|(_, (at, _))| usize::try_from(*at) == Ok(place));
            let shared = sharing.get(key).is_some_and(|texts| *texts > 1);
            let alike = shared || first.is_some_and(|(at, _)| paired.contains(&at));
            keep.execute(params![n, signed(*key), first.is_some(), alike, first.map(|(_, (_, bytes))| &**bytes)])?;
        }
        let mut keep = conn.prepare("INSERT INTO stem (hash, texts) VALUES (?1, ?2)")?;
        keep.execute(params![-1, all])?;
        for (stem, texts) in &self.stems {
            keep.execute(params![stem, texts])?;
        }
        Ok(())
    }

    /// Compares the texts under one key, each with the first of them.
    fn compare(&self, under: &[(u64, u32)], pairs: &mut Vec<(u32, u32)>) {
        if under.len() < 2 {
            return;
        }
        let first: Vec<(u32, Wording)> = under
            .iter()
            .take(MOST_UNDER_KEY)
            .map(|(_, at)| (*at, self.wording(usize::try_from(*at).unwrap_or(0))))
            .collect();
        for (i, (_, at)) in under.iter().enumerate().skip(1) {
            let own = self.wording(usize::try_from(*at).unwrap_or(0));
            for (other, theirs) in first.iter().take(i) {
                if pairs.last() != Some(&(*at, *other)) && degree(&own, theirs) <= Degree::Reworded {
                    pairs.push((*at, *other));
                }
            }
        }
    }
}

fn write_sentences(conn: &Connection, sentences: Vec<(i64, i64)>) -> Result<(), ViewError> {
    let mut keep = conn.prepare("INSERT INTO sentence (key, answer) VALUES (?1, ?2)")?;
    for (key, answer) in sentences {
        keep.execute([key, answer])?;
    }
    Ok(())
}

/// Every text of a view, made ready to be compared; answers are read beside recommendations, over a connection of their own. Of what comes in
/// meanwhile there may be an answer among them, which is taken in again when the index follows.
pub(super) fn gather(view: &View<'_>, view_file: &Path) -> Result<Gathered, ViewError> {
    std::thread::scope(|scope| {
        let answers = scope.spawn(|| sentences_of(&View::over(&View::connect(view_file)?)));
        let names = Names::of(view.body_names()?.iter().map(String::as_str));
        let mut gathered = Gathered::default();
        let mut after = -1;
        loop {
            let texts = view.recommendations_after(after, CHUNK)?;
            let Some((last, _)) = texts.last() else { break };
            after = *last;
            texts.iter().for_each(|(n, text)| gathered.add(*n, text, &names));
        }
        gathered.sentences = answers.join().map_err(|_| ended("reading answers"))??;
        Ok(gathered)
    })
}

/// The key of each sentence of every answer, with the answer, in order.
fn sentences_of(view: &View<'_>) -> Result<Vec<(i64, i64)>, ViewError> {
    let (mut all, mut after) = (Vec::new(), -1);
    loop {
        let texts = view.answers_after(after, CHUNK)?;
        let Some((last, _)) = texts.last() else { break };
        after = *last;
        for (answer, text) in &texts {
            all.extend(sentences(text).into_iter().map(|(_, key)| (signed(key), *answer)));
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// A thread of a build that ended without an answer.
fn ended(doing: &str) -> ViewError {
    ViewError::Index(format!("{doing} ended in the middle; the index is built again"))
}

/// Finds which recommendations of a view are alike and writes that to a folder, without an index: for measuring.
pub fn compare_all(view_file: &Path, folder: &Path) -> Result<(), ViewError> {
    let conn = View::connect(view_file)?;
    gather(&View::over(&conn), view_file)?.write(folder)
}

/// Takes one recommendation in among those that [`compare_all`] has written: for measuring.
pub fn compare_one(view_file: &Path, folder: &Path, ns: &[i64]) -> Result<Vec<Duration>, ViewError> {
    let conn = View::connect(view_file)?;
    let view = View::over(&conn);
    let names = Names::of(view.body_names()?.iter().map(String::as_str));
    let likeness = Likeness::open(folder)?;
    let mut times = Vec::with_capacity(ns.len());
    likeness.together(|likeness| {
        ns.iter().try_for_each(|n| {
            likeness.forget(*n)?;
            let start = std::time::Instant::now();
            likeness.take(&view, *n, &names)?;
            times.push(start.elapsed());
            Ok(())
        })
    })?;
    Ok(times)
}
