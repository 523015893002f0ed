//! Rejoinders as read.
//!
//! *Invariant:* each stands as it was said, beside the answer and not in its place.

use domain::{ObligationId, Position, Rejoinder};
use rusqlite::params;
use serde::Serialize;

use crate::bodies::BodyRef;
use crate::columns::{named, record};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// What was said to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RejoinderView {
    /// Who says it.
    pub by: Option<BodyRef>,
    /// When.
    pub on: String,
    /// The position it is said to.
    pub to: String,
    /// The words.
    pub text: String,
    /// The day by which another answer is asked for.
    pub again_by: Option<String>,
}

impl Store {
    pub(crate) fn project_rejoinder(&mut self, at: &At, rejoinder: &Rejoinder) -> Result<(), ViewError> {
        let Some(obligation) = self.n_of(rejoinder.obligation)? else { return Ok(()) };
        self.conn.execute(
            "INSERT OR REPLACE INTO rejoinder (n, obligation_n, record) VALUES (?1, ?2, ?3)",
            params![at.n, obligation, serde_json::to_string(rejoinder).unwrap_or_default()],
        )?;
        let touched = self
            .view()
            .one("SELECT recommendation_n FROM obligation WHERE n = ?1", [obligation], |r| r.get::<_, i64>(0))?;
        self.told_of(touched)
    }
}

impl View<'_> {
    /// What was said to the answers to a duty, newest first.
    pub(crate) fn rejoinders_on(&self, obligation: i64) -> Result<Vec<RejoinderView>, ViewError> {
        let rows =
            self.rows("SELECT record FROM rejoinder WHERE obligation_n = ?1 ORDER BY n DESC", [obligation], |r| {
                record::<Rejoinder>(&r.get::<_, String>(0)?)
            })?;
        let view = |said: Rejoinder| {
            Ok(RejoinderView {
                by: self.body_ref_of(said.by.into())?,
                on: said.on.to_string(),
                to: said.to.as_str().to_owned(),
                text: said.text.words,
                again_by: said.again_by.map(|day| day.to_string()),
            })
        };
        rows.into_iter().map(view).collect()
    }

    /// What the addressee of a duty says now.
    pub fn position_of(&self, obligation: ObligationId) -> Result<Option<Position>, ViewError> {
        self.one("SELECT l.position FROM record r JOIN listing l ON l.n = r.n WHERE r.id = ?1", [obligation.0], |r| {
            named(&r.get::<_, String>(0)?, Position::parse)
        })
    }
}
