//! What happened to a recommendation, in the order it was written.
//!
//! *Invariant:* each line is an entry of the ledger; nothing happened that has none.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;

use crate::store::{View, ViewError};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HistoryLine {
    /// The entry's place in the ledger.
    pub seq: u64,
    /// When it was written, to the second (UTC).
    pub written: String,
    /// The act.
    pub act: String,
    /// The kind of record.
    pub kind: String,
    /// Which of them, where there may be several: an action's reference, or the body a duty is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub which: Option<String>,
    /// The record's version.
    pub version: u32,
}

/// How far apart two records may be written to be read in one go.
const BESIDE: i64 = 8;

impl View<'_> {
    /// The entries of these records, which are a recommendation's own and those of all that hangs on it, each with which of its kind it is, oldest
    /// first; and of those that have more than one version, which is the latest.
    pub(crate) fn history_of(
        &self,
        mut records: Vec<(i64, Option<String>)>,
    ) -> Result<(Vec<HistoryLine>, BTreeMap<i64, u32>), ViewError> {
        records.sort_by_key(|(n, _)| *n);
        records.dedup_by_key(|(n, _)| *n);
        let mut lines = Vec::with_capacity(records.len());
        // Most lines were written in one act, at one instant.
        let mut last: Option<(i64, String)> = None;
        let mut written = |micros: i64| match &last {
            Some((known, words)) if *known == micros => words.clone(),
            _ => last.insert((micros, to_second(micros))).1.clone(),
        };
        // Most were written one after another, and are read in one go: what lies between is passed over.
        for some in records.chunk_by(|a, b| b.0 - a.0 <= BESIDE) {
            let (Some((first, _)), Some((last, _))) = (some.first(), some.last()) else { continue };
            let read = self.rows(
                "SELECT n, instant, act, kind, 1, version FROM record WHERE n BETWEEN ?1 AND ?2",
                [first, last],
                |r| {
                    let n: i64 = r.get(0)?;
                    let Ok(at) = some.binary_search_by_key(&n, |(n, _)| *n) else { return Ok(None) };
                    let which = some.get(at).and_then(|(_, which)| which.clone());
                    Ok(Some((read_line(r, which, &mut written)?, r.get::<_, u32>(5)?)))
                },
            )?;
            lines.extend(read.into_iter().flatten());
        }
        // Few records have a second version; those that have tell of it in another table.
        let changed: Vec<(i64, HistoryLine, u32)> = lines
            .iter()
            .filter(|(_, version)| *version > 1)
            .filter_map(|(line, version)| Some((i64::try_from(line.seq).ok()?, line.clone(), *version)))
            .collect();
        let versions = changed.iter().map(|(n, _, version)| (*n, *version)).collect();
        for (n, HistoryLine { kind, which, .. }, _) in changed {
            let later = self.rows(
                "SELECT seq, instant, act, ?2, version FROM later_version WHERE n = ?1",
                params![n, kind],
                |r| read_line(r, which.clone(), &mut written),
            )?;
            lines.extend(later.into_iter().map(|line| (line, 1)));
        }
        lines.sort_by_key(|(line, _)| line.seq);
        lines.dedup_by_key(|(line, _)| line.seq);
        Ok((lines.into_iter().map(|(line, _)| line).collect(), versions))
    }
}

/// An instant in microseconds, to the second.
fn to_second(micros: i64) -> String {
    let instant = jiff::Timestamp::from_microsecond(micros);
    instant.map(|t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}

fn read_line(
    r: &rusqlite::Row<'_>,
    which: Option<String>,
    written: &mut impl FnMut(i64) -> String,
) -> rusqlite::Result<HistoryLine> {
    let (seq, written) = (r.get(0)?, written(r.get(1)?));
    Ok(HistoryLine { seq, written, act: r.get(2)?, kind: r.get(3)?, which, version: r.get(4)? })
}

impl View<'_> {
    /// The version of a record, if this view holds it.
    pub fn version_of(&self, id: domain::RecordId) -> Result<Option<u32>, ViewError> {
        self.one("SELECT version FROM record WHERE id = ?1", [id.0], |r| r.get(0))
    }

    /// The sequences of a record's first and latest entries in this view, if it holds it.
    pub fn places_of(&self, id: domain::RecordId) -> Result<Option<(u64, u64)>, ViewError> {
        self.one("SELECT n, seq FROM record WHERE id = ?1", [id.0], |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// The sequence of a record's latest entry, if this view holds it.
    pub fn latest_of(&self, id: domain::RecordId) -> Result<Option<u64>, ViewError> {
        self.one("SELECT seq FROM record WHERE id = ?1", [id.0], |r| r.get(0))
    }
}
