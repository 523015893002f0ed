//! Case outcomes as read.
//!
//! *Invariant:* what has passed its last day is not shown, whatever the row says.

use domain::CaseOutcome;
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::bodies::{BodyRef, number_taken};
use crate::columns::record;
use crate::documents::DocumentRef;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A case outcome as pages and the API show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OutcomeView {
    /// Our reference (`OUT-2`).
    pub reference: String,
    /// The body concerned.
    pub body: Option<BodyRef>,
    /// The year or month.
    pub year: Option<String>,
    /// The platform.
    pub platform: Option<String>,
    /// What was done.
    pub conduct: Option<String>,
    /// What was found.
    pub finding: Option<String>,
    /// What followed.
    pub sanction: Option<String>,
    /// The document it was read from.
    pub document: Option<DocumentRef>,
}

impl Store {
    pub(crate) fn project_case_outcome(&mut self, at: &At, outcome: &CaseOutcome) -> Result<(), ViewError> {
        let (body, document) = (self.n_if(outcome.body)?, self.n_if(outcome.document)?);
        let json = serde_json::to_string(outcome).unwrap_or_default();
        self.conn
            .execute(
                "INSERT INTO case_outcome (n, number, body_n, document_n, record) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (n) DO UPDATE SET number = ?2, body_n = ?3, document_n = ?4, record = ?5",
                params![at.n, outcome.number, body, document, json],
            )
            .map_err(|e| number_taken(e, "OUT", outcome.number))?;
        self.keep_quotes(at.n, document, &outcome.quotes)
    }
}

impl View<'_> {
    /// Case outcomes that may be shown on a day, newest in the register first.
    pub fn case_outcomes(&self, before: Option<u64>, most: usize, today: Date) -> Result<Vec<OutcomeView>, ViewError> {
        let rows = self.rows(
            "SELECT number, body_n, document_n, record FROM case_outcome WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
            params![before.unwrap_or(i64::MAX.unsigned_abs()), i64::try_from(most).unwrap_or(100)],
            |r| Ok((r.get::<_, u64>(0)?, r.get::<_, Option<i64>>(1)?, r.get::<_, Option<i64>>(2)?, record::<CaseOutcome>(&r.get::<_, String>(3)?)?)),
        )?;
        let mut out = Vec::new();
        for (number, body_n, document_n, outcome) in rows {
            if outcome.visible_until.is_some_and(|until| until.latest() < today) {
                continue;
            }
            out.push(OutcomeView {
                reference: format!("OUT-{number}"),
                body: self.body_ref(body_n)?,
                year: outcome.year.map(|y| y.to_string()),
                platform: outcome.platform,
                conduct: outcome.conduct,
                finding: outcome.finding,
                sanction: outcome.sanction,
                document: self.document_ref(document_n)?,
            });
        }
        Ok(out)
    }
}
