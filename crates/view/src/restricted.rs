//! Evidence that named roles read, as the workspace view holds it: of what, whose, since when, and who opened it. Its words are not here.
//!
//! *Invariant:* nothing that is sealed reaches a view.

use domain::{ActorId, EvidenceId, Opening, RecordId};
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::bodies::BodyRef;
use crate::columns::record;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// That somebody opened it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OpeningView {
    /// In which role.
    pub role: String,
    /// Of which body.
    pub body: Option<BodyRef>,
    /// When.
    pub on: String,
}

/// Restricted evidence, without what is sealed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RestrictedView {
    /// Its identifier, which is its address: `/evidence/ID/restricted`.
    pub id: String,
    /// When it was filed.
    pub filed_on: String,
    /// Whether a file was filed with it.
    pub file: bool,
    /// Why it was destroyed, if it was.
    pub destroyed: Option<String>,
    /// Who opened it, the last first.
    pub openings: Vec<OpeningView>,
}

impl Store {
    pub(crate) fn project_opening(&mut self, at: &At, opening: &Opening) -> Result<(), ViewError> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO opening (n, evidence, record) VALUES (?1, ?2, ?3)")?
            .execute(params![at.n, opening.evidence.0, serde_json::to_string(opening).unwrap_or_default()])?;
        Ok(())
    }
}

impl View<'_> {
    /// The restricted evidence on any of these records that a person is named for on a day, the last filed first; the names of bodies
    /// stand in the public view, so that `name` is asked for them.
    pub fn restricted_shown(
        &self,
        on: &[RecordId],
        (actor, day): (ActorId, Date),
        mut name: impl FnMut(domain::BodyId) -> Result<Option<BodyRef>, ViewError>,
    ) -> Result<Vec<RestrictedView>, ViewError> {
        let mut out = Vec::new();
        for (id, evidence) in self.evidence_of(on)? {
            if self.readable_by(id.into())?.is_empty() || !self.may_read(id.into(), actor, day)? {
                continue;
            }
            let mut openings = Vec::new();
            for opening in self.openings_of(id)? {
                let (role, body) = (opening.role.as_str().to_owned(), name(opening.body)?);
                openings.push(OpeningView { role, body, on: opening.on.to_string() });
            }
            out.push(RestrictedView {
                id: id.to_string(),
                filed_on: evidence.filed_on.to_string(),
                file: evidence.sealed_file.is_some(),
                destroyed: evidence.destroyed.map(|why| why.words),
                openings,
            });
        }
        out.reverse();
        Ok(out)
    }

    fn openings_of(&self, id: EvidenceId) -> Result<Vec<Opening>, ViewError> {
        self.rows("SELECT record FROM opening WHERE evidence = ?1 ORDER BY n DESC LIMIT 100", [id.0], |r| {
            record(&r.get::<_, String>(0)?)
        })
    }
}
