//! Answers on their way, as those who hold them read them.
//!
//! *Invariant:* who may read one is in the query itself: a role, today, in a body that holds it.

use domain::{ActorId, BodyId, Draft, DraftId, ObligationId};
use jiff::civil::Date;
use rusqlite::params;

use crate::columns::{day_number, record};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// An answer on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its place: the `12` of `/answers/12`.
    pub n: i64,
    /// Its identifier.
    pub id: DraftId,
    /// Its version.
    pub version: u32,
    /// The answer.
    pub draft: Draft,
}

impl Store {
    pub(crate) fn project_draft(&mut self, at: &At, draft: &Draft) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO draft (n, author, state, record) VALUES (?1, ?2, ?3, ?4)",
            params![at.n, draft.author.0, draft.state.as_str(), serde_json::to_string(draft).unwrap_or_default()],
        )?;
        self.conn.execute("DELETE FROM draft_answer WHERE draft_n = ?1", [at.n])?;
        for answer in &draft.content.answers {
            self.conn
                .prepare_cached("INSERT INTO draft_answer (obligation, draft_n) VALUES (?1, ?2)")?
                .execute(params![answer.obligation.0, at.n])?;
        }
        Ok(())
    }
}

/// Somebody (?1) has a role on a day (?2) in a body that holds the record `x.n`. An answer that is still being written is held by
/// its author alone. What is restricted has no holders: `restricted.rs` says who is named for it.
pub(crate) const MAY_READ: &str = "EXISTS (SELECT 1 FROM held_by h JOIN membership m ON m.body = h.holder
  WHERE h.n = x.n AND m.actor = ?1 AND m.since <= ?2 AND (m.until IS NULL OR m.until > ?2) AND m.role <> 'administrator')";

impl View<'_> {
    /// An answer by its place, if this person may read it on this day.
    pub fn draft(&self, n: i64, actor: ActorId, on: Date) -> Result<Option<DraftRow>, ViewError> {
        self.one(
            &format!(
                "SELECT x.n, r.id, r.version, x.record FROM draft x JOIN record r ON r.n = x.n WHERE x.n = ?3 AND {MAY_READ}"
            ),
            params![actor.0, day_number(on), n],
            read,
        )
    }

    /// The answers of a body that this person may read on this day, the newest first.
    pub fn drafts_of(&self, author: BodyId, actor: ActorId, on: Date, most: usize) -> Result<Vec<DraftRow>, ViewError> {
        self.rows(
            &format!(
                "SELECT x.n, r.id, r.version, x.record FROM draft x JOIN record r ON r.n = x.n
                 WHERE x.author = ?3 AND x.record ->> '$.disclosed_of' IS NULL AND {MAY_READ} ORDER BY x.n DESC LIMIT ?4"
            ),
            params![actor.0, day_number(on), author.0, i64::try_from(most).unwrap_or(200)],
            read,
        )
    }

    /// The answers of others that were handed to a body this person has a role in, the newest first.
    pub fn drafts_received(
        &self,
        holder: BodyId,
        actor: ActorId,
        on: Date,
        most: usize,
    ) -> Result<Vec<DraftRow>, ViewError> {
        self.rows(
            &format!(
                "SELECT x.n, r.id, r.version, x.record FROM held_by k JOIN draft x ON x.n = k.n JOIN record r ON r.n = x.n
                 WHERE k.holder = ?3 AND x.author <> ?3 AND {MAY_READ} ORDER BY x.n DESC LIMIT ?4"
            ),
            params![actor.0, day_number(on), holder.0, i64::try_from(most).unwrap_or(200)],
            read,
        )
    }

    /// What was handed over or disclosed after a place in the ledger, in that order, with the bodies that hold it and its own place there: for the
    /// letters that say so.
    pub fn came_after(&self, seq: u64, most: usize) -> Result<Vec<(DraftRow, Vec<BodyId>, u64)>, ViewError> {
        let rows = self.rows(
            "SELECT x.n, r.id, r.version, x.record, r.seq FROM draft x JOIN record r ON r.n = x.n
             WHERE (x.state = 'submitted' OR x.record ->> '$.disclosed_of' IS NOT NULL) AND r.seq > ?1 ORDER BY r.seq LIMIT ?2",
            params![seq, i64::try_from(most).unwrap_or(200)],
            |r| Ok((read(r)?, r.get::<_, u64>(4)?)),
        )?;
        let mut out = Vec::with_capacity(rows.len());
        for (row, seq) in rows {
            let holders = self.rows("SELECT holder FROM held_by WHERE n = ?1", [row.n], |r| r.get(0).map(BodyId))?;
            out.push((row, holders, seq));
        }
        Ok(out)
    }

    /// The answers on their way for an obligation that this person may read on this day.
    pub fn drafts_for(&self, obligation: ObligationId, actor: ActorId, on: Date) -> Result<Vec<DraftRow>, ViewError> {
        self.rows(
            &format!(
                "SELECT x.n, r.id, r.version, x.record FROM draft_answer d JOIN draft x ON x.n = d.draft_n JOIN record r ON r.n = x.n
                 WHERE d.obligation = ?3 AND {MAY_READ} ORDER BY x.n DESC LIMIT 20"
            ),
            params![actor.0, day_number(on), obligation.0],
            read,
        )
    }

    /// Whether this person may read a record that is not public, on this day.
    pub fn may_read(&self, id: domain::RecordId, actor: ActorId, on: Date) -> Result<bool, ViewError> {
        let found = self.one(
            &format!("SELECT 1 FROM record x WHERE x.id = ?3 AND {MAY_READ}"),
            params![actor.0, day_number(on), id.0],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}

fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<DraftRow> {
    let draft = record::<Draft>(&r.get::<_, String>(3)?)?;
    Ok(DraftRow { n: r.get(0)?, id: DraftId(r.get(1)?), version: r.get(2)?, draft })
}
