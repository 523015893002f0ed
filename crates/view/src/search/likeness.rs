//! Which recommendations are alike, found as they arrive: keys that texts alike are likely to share, and the pairs that the
//! measure in `domain` then holds to be the same or reworded.
//!
//! Candidates come from MinHash (32 bands of 3 hashes over the stems that tell of the subject) and from the rarest stems of a text;
//! texts in the same words stand under one key. It all lies beside the index, in the same generation.
//!
//! *Invariant:* a pair is a candidate for a person; nothing is joined here.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use domain::likeness::{Degree, Names, TELLING, Wording, degree, measure};
use rusqlite::{Connection, params};

use crate::store::{View, ViewError};

pub(super) const BANDS: u64 = 32;
const ROWS: u64 = 3;
/// Stems by which a text is found besides its bands: so many, none that stands in more texts than this.
const RAREST: usize = 6;
const RARE: u32 = 50;
/// A stem in a larger share of all texts than one in this many tells nothing in this register.
const COMMON_SHARE: usize = 50;
/// A register of no more texts than this compares each with all: the keys lean on how rare words are, which few texts do not tell.
pub(super) const FEW: u32 = 1_000;
/// The most texts under one key that are compared: under a key that many share, the first are enough to find the others by.
pub(super) const MOST_UNDER_KEY: usize = 64;

pub(super) const TABLES: &str = "
CREATE TABLE text (n INTEGER PRIMARY KEY, wording INTEGER NOT NULL, first INTEGER NOT NULL, alike INTEGER NOT NULL, stems BLOB) STRICT;
CREATE TABLE band (hash INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (hash, n)) STRICT, WITHOUT ROWID;
CREATE TABLE stem (hash INTEGER PRIMARY KEY, texts INTEGER NOT NULL) STRICT;
CREATE TABLE pair (later INTEGER NOT NULL, earlier INTEGER NOT NULL, measure REAL NOT NULL, PRIMARY KEY (later, earlier)) STRICT, WITHOUT ROWID;
";
pub(super) const INDEXES: &str = "
CREATE INDEX text_wording ON text (wording, n);
CREATE INDEX pair_earlier ON pair (earlier);
";

/// The keys and pairs of one generation, open.
pub(super) struct Likeness {
    conn: Connection,
}

/// A recommendation like another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Alike {
    /// Its row in the view.
    pub n: i64,
    /// The same words, or others.
    pub degree: Degree,
    /// How alike, from 0 to 1.
    pub measure: f64,
}

/// A number for SQLite, which knows none above 2^63.
pub(super) fn signed(hash: u64) -> i64 {
    i64::from_ne_bytes(hash.to_ne_bytes())
}

fn mixed(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The stems that tell of the subject, and tell texts of this register apart.
pub(super) fn telling(wording: &Wording, common: impl Fn(u32) -> bool) -> Vec<u32> {
    let all = || wording.stems.iter().filter(|(_, weight)| *weight >= TELLING).map(|(stem, _)| *stem);
    let own: Vec<u32> = all().filter(|stem| !common(*stem)).collect();
    if own.is_empty() { all().collect() } else { own }
}

/// The key of one band; the band stands in the upper bits, so that the keys of a band lie together.
pub(super) fn band_key(stems: &[u32], band: u64) -> u64 {
    let rows = (0..ROWS).map(|row| {
        let seed = mixed(band * ROWS + row + 1);
        stems.iter().map(|stem| mixed(u64::from(*stem) ^ seed)).min().unwrap_or(0)
    });
    (rows.fold(band, |key, least| mixed(key ^ least)) >> 8) | (band << 56)
}

/// The key of a rare stem, behind all bands.
pub(super) fn stem_key(stem: u32) -> u64 {
    (BANDS << 56) | u64::from(stem)
}

/// The stems by which a text is found: the rarest of those that others have, then those that only later texts may have.
pub(super) fn rarest(stems: &[u32], texts: impl Fn(u32) -> u32) -> Vec<u32> {
    let mut known: Vec<(u32, u32)> = stems.iter().map(|s| (texts(*s), *s)).filter(|(n, _)| *n <= RARE).collect();
    known.sort_unstable_by_key(|(n, stem)| (*n < 2, *n, *stem));
    known.into_iter().take(RAREST).map(|(_, stem)| stem).collect()
}

/// A wording as bytes: its stems in order, each with its weight in hundredths, then its instruments.
pub(super) fn packed(wording: &Wording) -> Vec<u8> {
    let mut out = Vec::with_capacity(wording.order.len() * 5 + 8);
    let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes();
    let kept = wording.order.iter().take(usize::from(u16::MAX));
    out.extend(count(kept.len()));
    for stem in kept {
        let place = wording.stems.binary_search_by_key(stem, |(stem, _)| *stem);
        let weight = place.ok().and_then(|at| wording.stems.get(at)).map_or(0.0, |(_, weight)| *weight);
        out.extend(stem.to_le_bytes());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a weight is between 0 and 1")]
        out.push((weight * 100.0).round() as u8);
    }
    for instrument in &wording.instruments {
        out.extend(count(instrument.len()));
        instrument.iter().for_each(|word| out.extend(word.to_le_bytes()));
    }
    out
}

pub(super) fn unpacked(key: u64, bytes: &[u8]) -> Wording {
    fn number(rest: &mut &[u8]) -> Option<u32> {
        let (four, after) = rest.split_first_chunk::<4>()?;
        *rest = after;
        Some(u32::from_le_bytes(*four))
    }
    fn count(rest: &mut &[u8]) -> Option<usize> {
        let (two, after) = rest.split_first_chunk::<2>()?;
        *rest = after;
        Some(usize::from(u16::from_le_bytes(*two)))
    }
    let mut wording = Wording { key, ..Wording::default() };
    let mut rest = bytes;
    let stems = count(&mut rest).unwrap_or(0);
    wording.order.reserve_exact(stems);
    for _ in 0..stems {
        let Some(stem) = number(&mut rest) else { break };
        let Some((weight, after)) = rest.split_first() else { break };
        rest = after;
        wording.order.push(stem);
        wording.stems.push((stem, f32::from(*weight) / 100.0));
    }
    wording.stems.sort_unstable_by_key(|(stem, _)| *stem);
    wording.stems.dedup_by_key(|(stem, _)| *stem);
    while let Some(words) = count(&mut rest) {
        wording.instruments.push((0..words).filter_map(|_| number(&mut rest)).collect());
    }
    wording
}

impl Likeness {
    pub(super) fn connect(folder: &Path) -> Result<Connection, ViewError> {
        let conn = Connection::open(folder.join(FILE))?;
        conn.set_prepared_statement_cache_capacity(64);
        conn.busy_timeout(std::time::Duration::from_secs(10))?;
        Ok(conn)
    }

    /// Opens what a build has made, for reading and for what comes after it.
    pub(super) fn open(folder: &Path) -> Result<Likeness, ViewError> {
        Likeness::opened(folder).map_err(spoilt)
    }

    fn opened(folder: &Path) -> Result<Likeness, ViewError> {
        let conn = Likeness::connect(folder)?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; PRAGMA mmap_size = 17179869184;")?;
        // A file that is not one of these fails here, and the index is built anew.
        conn.query_row("SELECT texts, (SELECT max(key) FROM sentence) FROM stem WHERE hash = -1", [], |r| {
            r.get::<_, u32>(0)
        })?;
        Ok(Likeness { conn })
    }

    /// Takes in a recommendation that is new or was changed, and finds what it is like.
    pub(super) fn take(&self, view: &View<'_>, n: i64, names: &Names) -> Result<(), ViewError> {
        let text = view.one("SELECT text FROM recommendation WHERE n = ?1", [n], |r| r.get::<_, String>(0))?;
        let Some(text) = text else { return Ok(()) };
        let wording = Wording::of(&text, names);
        let old = self.kept().one("SELECT wording FROM text WHERE n = ?1", [n], |r| r.get::<_, i64>(0))?;
        if old == Some(signed(wording.key)) {
            return Ok(());
        }
        if old.is_some() {
            self.forget(n)?;
        }
        let first = self
            .kept()
            .one("SELECT n FROM text WHERE wording = ?1 AND first = 1 LIMIT 1", [signed(wording.key)], |r| {
                r.get::<_, i64>(0)
            })?
            .is_none();
        self.conn
            .prepare_cached("INSERT INTO text (n, wording, first, alike, stems) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![n, signed(wording.key), first, !first, first.then(|| packed(&wording))])?;
        if !first {
            self.conn
                .prepare_cached("UPDATE text SET alike = 1 WHERE wording = ?1 AND alike = 0")?
                .execute([signed(wording.key)])?;
        }
        if first && !wording.is_empty() {
            self.compare(n, &wording)?;
        }
        Ok(())
    }

    /// Looks for texts like one, keeps the pairs and its keys.
    fn compare(&self, n: i64, wording: &Wording) -> Result<(), ViewError> {
        let kept = self.kept();
        let all = kept.one("SELECT texts FROM stem WHERE hash = -1", [], |r| r.get::<_, u32>(0))?.unwrap_or(0);
        let mut texts: HashMap<u32, u32> = HashMap::new();
        for (stem, _) in &wording.stems {
            let known = kept.one("SELECT texts FROM stem WHERE hash = ?1", [stem], |r| r.get::<_, u32>(0))?;
            texts.insert(*stem, known.unwrap_or(0));
        }
        let texts_of = |stem: u32| texts.get(&stem).copied().unwrap_or(0);
        let stems = telling(wording, |stem| is_common(texts_of(stem), all));
        let mut keys: Vec<u64> = (0..BANDS).map(|band| band_key(&stems, band)).collect();
        keys.extend(rarest(&stems, texts_of).into_iter().map(stem_key));
        let mut found: BTreeSet<i64> = BTreeSet::new();
        if all <= FEW {
            found.extend(kept.rows("SELECT n FROM text WHERE first = 1", [], |r| r.get::<_, i64>(0))?);
        }
        for key in keys.iter().filter(|_| all > FEW) {
            let most = i64::try_from(MOST_UNDER_KEY).unwrap_or(64);
            let under = "SELECT n FROM band WHERE hash = ?1 ORDER BY n LIMIT ?2";
            found.extend(kept.rows(under, params![signed(*key), most], |r| r.get::<_, i64>(0))?);
        }
        for other in found.into_iter().filter(|other| *other != n) {
            let theirs = kept.one("SELECT wording, stems FROM text WHERE n = ?1", [other], |r| {
                Ok((r.get::<_, i64>(0)?, r.get::<_, Option<Vec<u8>>>(1)?))
            })?;
            let Some((key, Some(bytes))) = theirs else { continue };
            let theirs = unpacked(u64::from_ne_bytes(key.to_ne_bytes()), &bytes);
            if degree(wording, &theirs) <= Degree::Reworded {
                self.conn
                    .prepare_cached("INSERT OR REPLACE INTO pair (later, earlier, measure) VALUES (?1, ?2, ?3)")?
                    .execute(params![n.max(other), n.min(other), f64::from(measure(wording, &theirs))])?;
                self.conn.prepare_cached("UPDATE text SET alike = 1 WHERE n IN (?1, ?2)")?.execute([n, other])?;
            }
        }
        let mut keep = self.conn.prepare_cached("INSERT OR IGNORE INTO band (hash, n) VALUES (?1, ?2)")?;
        for key in keys {
            keep.execute(params![signed(key), n])?;
        }
        let mut count = self.conn.prepare_cached(
            "INSERT INTO stem (hash, texts) VALUES (?1, 1) ON CONFLICT (hash) DO UPDATE SET texts = texts + 1",
        )?;
        count.execute([-1])?;
        for (stem, _) in &wording.stems {
            count.execute([stem])?;
        }
        Ok(())
    }

    /// Takes a text out; another in the same words takes its place. Its keys are left: they lead to nothing, or to what the
    /// row says now, which the measure then judges; looking for them would go through all keys there are.
    pub(super) fn forget(&self, n: i64) -> Result<(), ViewError> {
        let next = self.kept().one(
            "SELECT o.n, t.wording, t.stems FROM text t JOIN text o ON o.wording = t.wording AND o.n <> t.n
             WHERE t.n = ?1 AND t.first = 1 ORDER BY o.n LIMIT 1",
            [n],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, Option<Vec<u8>>>(2)?)),
        )?;
        self.conn.execute("DELETE FROM pair WHERE later = ?1", [n])?;
        self.conn.execute("DELETE FROM pair WHERE earlier = ?1", [n])?;
        self.conn.execute("DELETE FROM text WHERE n = ?1", [n])?;
        if let Some((next, key, Some(bytes))) = next {
            self.conn.execute("UPDATE text SET first = 1, stems = ?2 WHERE n = ?1", params![next, bytes])?;
            self.compare(next, &unpacked(u64::from_ne_bytes(key.to_ne_bytes()), &bytes))?;
        }
        Ok(())
    }

    /// What a recommendation is like, the most alike first; in the same words first of all.
    pub(super) fn like(&self, n: i64, most: usize) -> Result<Vec<Alike>, ViewError> {
        self.likes(n, most).map_err(spoilt)
    }

    fn likes(&self, n: i64, most: usize) -> Result<Vec<Alike>, ViewError> {
        let kept = self.kept();
        // Most are like none, and one look says so. Once alike a text is looked at more closely, even if the other has gone.
        if kept.one("SELECT alike FROM text WHERE n = ?1", [n], |r| r.get::<_, bool>(0))? != Some(true) {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let of_wording =
            "SELECT o.n, o.first FROM text t JOIN text o ON o.wording = t.wording WHERE t.n = ?1 ORDER BY o.n LIMIT ?2";
        let place = |r: &rusqlite::Row<'_>| Ok((r.get::<_, i64>(0)?, r.get::<_, bool>(1)?));
        let same = kept.rows(of_wording, params![n, limit.saturating_add(1)], place)?;
        let mut out: Vec<Alike> = same
            .iter()
            .filter(|(o, _)| *o != n)
            .map(|(o, _)| Alike { n: *o, degree: Degree::Same, measure: 1.0 })
            .collect();
        let Some((first, _)) = same.iter().find(|(_, first)| *first) else { return Ok(out) };
        let pairs = kept.rows(
            "SELECT earlier, measure FROM pair WHERE later = ?1 UNION ALL SELECT later, measure FROM pair WHERE earlier = ?1
             ORDER BY measure DESC LIMIT ?2",
            params![first, limit],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, f64>(1)?)),
        )?;
        for (other, measure) in pairs {
            let theirs = kept.rows(of_wording, params![other, limit], place)?;
            out.extend(theirs.into_iter().map(|(n, _)| Alike { n, degree: Degree::Reworded, measure }));
        }
        out.truncate(most);
        Ok(out)
    }

    /// Pairs of rows that are alike, the later one last come first, before a place.
    pub(super) fn pairs(&self, before: (i64, i64), most: usize) -> Result<Vec<(i64, i64, Degree, f64)>, ViewError> {
        let found = self.kept().rows(
            "SELECT later, earlier, measure, 0 FROM pair WHERE (later, earlier) < (?1, ?2)
             UNION ALL SELECT t.n, f.n, 1.0, 1 FROM text t JOIN text f ON f.wording = t.wording AND f.first = 1
               WHERE t.first = 0 AND (t.n, f.n) < (?1, ?2)
             ORDER BY 1 DESC, 2 DESC LIMIT ?3",
            params![before.0, before.1, i64::try_from(most).unwrap_or(100)],
            |r| {
                let degree = if r.get::<_, bool>(3)? { Degree::Same } else { Degree::Reworded };
                Ok((r.get(0)?, r.get(1)?, degree, r.get(2)?))
            },
        );
        found.map_err(spoilt)
    }

    /// The file's rows, read as a view's are.
    pub(super) fn kept(&self) -> View<'_> {
        View::over(&self.conn)
    }

    pub(super) fn conn(&self) -> &Connection {
        &self.conn
    }

    /// One transaction for what a look takes in.
    pub(super) fn together(&self, work: impl FnOnce(&Likeness) -> Result<(), ViewError>) -> Result<(), ViewError> {
        let begun = self.conn.execute_batch("BEGIN IMMEDIATE").map_err(ViewError::from);
        let done = begun.and_then(|()| work(self)).and_then(|()| Ok(self.conn.execute_batch("COMMIT")?));
        if done.is_err() {
            // What failed may have ended the transaction already.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        done.map_err(spoilt)
    }
}

/// A failure of this file is the index's, which can be built anew, not the view's.
pub(super) fn spoilt(error: ViewError) -> ViewError {
    match error {
        ViewError::Sqlite { source, .. } => ViewError::Index(source.to_string()),
        other => other,
    }
}

/// The file in a generation's folder.
const FILE: &str = "likeness.sqlite";

pub(super) fn is_common(texts: u32, all: u32) -> bool {
    usize::try_from(texts).unwrap_or(0) > (usize::try_from(all).unwrap_or(0) / COMMON_SHARE).max(200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_is_the_same_after_being_kept() {
        for text in [
            "",
            "Officers must record every use of force, and record why.",
            "Take steps under section 26 of the Equality Act 2010 and the Code of Ethics to see that searches are lawful.",
        ] {
            let wording = Wording::of(text, &Names::default());
            let kept = unpacked(wording.key, &packed(&wording));
            assert_eq!((kept.order, kept.instruments), (wording.order, wording.instruments), "{text}");
            let near = |(a, b): (&(u32, f32), &(u32, f32))| a.0 == b.0 && (a.1 - b.1).abs() < 0.005;
            assert!(kept.stems.iter().zip(&wording.stems).all(near) && kept.stems.len() == wording.stems.len());
        }
        // Bytes that something else has written give a wording of nothing much, never a panic.
        for bytes in [&[255u8, 255, 1, 2][..], &[1], &[0, 0, 9, 9, 9]] {
            unpacked(0, bytes);
        }
    }
}
