//! Holds: what must not be erased or destroyed for now, and what stands on what.
//!
//! *Invariant:* which record belongs to which is `domain::belongs_to`; here is only what points the other way.

use domain::{Hold, HoldId, Kind, RecordId};
use rusqlite::params;

use crate::columns::record;
use crate::project::At;
use crate::store::{Store, View, ViewError};

impl Store {
    pub(crate) fn project_hold(&mut self, at: &At, hold: &Hold) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO hold (n, of_id, live, record) VALUES (?1, ?2, ?3, ?4)",
            params![at.n, hold.of.0, hold.lifted.is_none(), serde_json::to_string(hold).unwrap_or_default()],
        )?;
        Ok(())
    }
}

impl View<'_> {
    /// The holds that are not lifted, the first first.
    pub fn holds_now(&self) -> Result<Vec<Hold>, ViewError> {
        self.rows("SELECT record FROM hold INDEXED BY hold_live WHERE live ORDER BY n", [], |r| {
            record(&r.get::<_, String>(0)?)
        })
    }

    /// Every hold, those that are not lifted first and of either the latest first: at most so many.
    pub fn holds(&self, most: usize) -> Result<Vec<(HoldId, Hold)>, ViewError> {
        self.rows(
            "SELECT r.id, h.record FROM hold h JOIN record r ON r.n = h.n ORDER BY h.live DESC, h.n DESC LIMIT ?1",
            [i64::try_from(most).unwrap_or(1000)],
            |r| Ok((HoldId(r.get(0)?), record::<Hold>(&r.get::<_, String>(1)?)?)),
        )
    }

    /// The records of this view that were read from a document or come from a source; of a recommendation its duties.
    pub fn standing_on(&self, id: RecordId) -> Result<Vec<RecordId>, ViewError> {
        self.rows(
            "SELECT DISTINCT o.id FROM record d JOIN quote q ON q.document_n = d.n JOIN record o ON o.n = q.n WHERE d.id = ?1
             UNION SELECT o.id FROM record d JOIN recommendation c ON c.source_n = d.n JOIN record o ON o.n = c.n WHERE d.id = ?1
             UNION SELECT o.id FROM record d JOIN obligation b ON b.recommendation_n = d.n JOIN record o ON o.n = b.n WHERE d.id = ?1",
            [id.0],
            |r| Ok(RecordId(r.get(0)?)),
        )
    }

    /// A record of a numbered kind by its number (a closed set of table names); none of another kind.
    pub fn record_numbered(&self, kind: Kind, number: u64) -> Result<Option<RecordId>, ViewError> {
        let sql = match kind {
            Kind::Recommendation => "SELECT r.id FROM recommendation t JOIN record r ON r.n = t.n WHERE t.number = ?1",
            Kind::Action => "SELECT r.id FROM action t JOIN record r ON r.n = t.n WHERE t.number = ?1",
            Kind::Document => "SELECT r.id FROM document t JOIN record r ON r.n = t.n WHERE t.number = ?1",
            Kind::Source => "SELECT r.id FROM source t JOIN record r ON r.n = t.n WHERE t.number = ?1",
            Kind::Meeting => "SELECT r.id FROM meeting t JOIN record r ON r.n = t.n WHERE t.number = ?1",
            Kind::CaseOutcome => "SELECT r.id FROM case_outcome t JOIN record r ON r.n = t.n WHERE t.number = ?1",
            _ => return Ok(None),
        };
        self.one(sql, [number], |r| Ok(RecordId(r.get(0)?)))
    }
}
