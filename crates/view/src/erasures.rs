//! Erasures: of which record words are gone, and where each version of a record stands in the ledger.
//!
//! *Invariant:* nothing here says what was erased.

use domain::{CaseOutcome, CaseOutcomeId, Erasure, RecordId};
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::columns::record;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// That words of a record were erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ErasureView {
    /// The kinds of record that held them.
    pub kinds: Vec<String>,
    /// The ground: request, expired, order or mistake.
    pub basis: String,
    /// What more is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The day.
    pub on: String,
}

impl Store {
    pub(crate) fn project_erasure(&mut self, at: &At, erasure: &Erasure) -> Result<(), ViewError> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO erasure (n, of_id, record) VALUES (?1, ?2, ?3)")?
            .execute(params![at.n, erasure.of.0, serde_json::to_string(erasure).unwrap_or_default()])?;
        Ok(())
    }
}

impl View<'_> {
    /// The erasures of any of these records, the first first.
    pub(crate) fn erasures_of(&self, of: &[i64]) -> Result<Vec<ErasureView>, ViewError> {
        let mut out: Vec<ErasureView> = Vec::new();
        for n in of {
            let rows = self.rows(
                "SELECT e.record FROM erasure e JOIN record r ON r.id = e.of_id WHERE r.n = ?1 ORDER BY e.n",
                [n],
                |r| record::<Erasure>(&r.get::<_, String>(0)?),
            )?;
            for e in rows {
                let (basis, note) = (e.basis.as_str().to_owned(), e.note.map(|note| note.words));
                let on = e.on.to_string();
                // What one act erased from several records is told once.
                match out.iter_mut().find(|told| (&told.basis, &told.note, &told.on) == (&basis, &note, &on)) {
                    Some(told) if told.kinds.contains(&e.kind) => {}
                    Some(told) => told.kinds.push(e.kind),
                    None => out.push(ErasureView { kinds: vec![e.kind], basis, note, on }),
                }
            }
        }
        Ok(out)
    }

    /// The places in the ledger of the erasures after a place, and the act that wrote each: at most so many, in order.
    pub fn erasures_after(&self, after: u64, most: usize) -> Result<Vec<(u64, String)>, ViewError> {
        self.rows(
            "SELECT e.n, r.act FROM erasure e JOIN record r ON r.n = e.n WHERE e.n > ?1 ORDER BY e.n LIMIT ?2",
            params![after, i64::try_from(most).unwrap_or(100)],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    /// The places in the ledger of every version of a record that this view holds, the first first.
    pub fn entries_of(&self, id: RecordId) -> Result<Vec<u64>, ViewError> {
        let Some(n) = self.one("SELECT n FROM record WHERE id = ?1", [id.0], |r| r.get::<_, u64>(0))? else {
            return Ok(Vec::new());
        };
        let later =
            self.rows("SELECT seq FROM later_version WHERE n = ?1 ORDER BY version", [n], |r| r.get::<_, u64>(0))?;
        Ok(std::iter::once(n).chain(later).collect())
    }

    /// Outcomes whose last day is before a day and that still say more than whose they were and when.
    pub fn outcomes_over(&self, today: Date) -> Result<Vec<CaseOutcomeId>, ViewError> {
        let rows = self.rows(
            "SELECT r.id, o.record FROM case_outcome o JOIN record r ON r.n = o.n WHERE o.record ->> '$.visible_until' IS NOT NULL",
            [],
            |r| Ok((r.get::<_, [u8; 16]>(0)?, record::<CaseOutcome>(&r.get::<_, String>(1)?)?)),
        )?;
        let over = |o: &CaseOutcome| {
            let says = o.platform.is_some() || o.conduct.is_some() || o.finding.is_some() || o.sanction.is_some();
            says && o.visible_until.is_some_and(|until| until.latest() < today)
        };
        Ok(rows.into_iter().filter(|(_, o)| over(o)).map(|(id, _)| CaseOutcomeId(id)).collect())
    }
}
