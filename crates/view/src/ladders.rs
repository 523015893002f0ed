//! The ladder of a body that waits for an answer, and the step it has come to.
//!
//! *Invariant:* which step is reached is `domain::Ladder::reached`'s, for the day that is asked about.

use domain::{BodyId, Ladder};
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::columns::record;
use crate::obligations::ObligationView;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// The step that the body which recommended has come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct EscalationView {
    /// Its place, from 1.
    pub step: usize,
    /// How many there are.
    pub of: usize,
    /// Since which day.
    pub since: String,
    /// What is done.
    pub what: String,
    /// The post that does it.
    pub who: String,
}

impl Store {
    pub(crate) fn project_ladder(&mut self, at: &At, ladder: &Ladder) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO ladder (n, body, record) VALUES (?1, ?2, ?3)",
            params![at.n, ladder.body.0, serde_json::to_string(ladder).unwrap_or_default()],
        )?;
        Ok(())
    }
}

impl View<'_> {
    /// The ladder of a body that this view holds: of the public view the one that everybody may see.
    pub fn ladder_of(&self, body: BodyId) -> Result<Option<Ladder>, ViewError> {
        self.one("SELECT record FROM ladder WHERE body = ?1", [body.0], |r| record(&r.get::<_, String>(0)?))
    }

    /// Puts beside each late duty of a recommendation the step that the body which recommended has come to.
    pub(crate) fn escalated(
        &self,
        recommendation: i64,
        duties: &mut [(i64, ObligationView)],
        today: Date,
    ) -> Result<(), ViewError> {
        let mut late = duties.iter_mut().filter(|(_, duty)| duty.timeliness == "overdue").peekable();
        if late.peek().is_none() {
            return Ok(());
        }
        let by = self.one(
            "SELECT r.id FROM recommendation c JOIN record r ON r.n = c.recommending_n WHERE c.n = ?1",
            [recommendation],
            |r| Ok(BodyId(r.get(0)?)),
        )?;
        let Some(by) = by else { return Ok(()) };
        for (_, duty) in late {
            let due = duty.due_latest.as_deref().and_then(|day| day.parse().ok());
            duty.escalation = due.map(|due| self.escalation(by, due, today)).transpose()?.flatten();
        }
        Ok(())
    }

    /// The step that the body which recommended has come to with a duty whose last due day this is.
    pub fn escalation(
        &self,
        recommended_by: BodyId,
        due: Date,
        today: Date,
    ) -> Result<Option<EscalationView>, ViewError> {
        let late = i64::from(today.since(due).map(|span| span.get_days()).unwrap_or(0));
        let Some(ladder) = self.ladder_of(recommended_by)?.filter(|_| late >= 0) else { return Ok(None) };
        Ok(ladder.reached(late).map(|(step, rung)| EscalationView {
            step,
            of: ladder.rungs.len(),
            since: due.saturating_add(i64::from(rung.days).days()).to_string(),
            what: rung.what.clone(),
            who: rung.who.clone(),
        }))
    }
}
