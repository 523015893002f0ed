//! Evidence that named roles read, as the workspace view holds it: of what, whose, since when, and who opened it. Its words are not here.
//!
//! *Invariant:* nothing that is sealed reaches a view.

use domain::{Actor, EvidenceId, Opening, RecordId};
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
    /// The restricted evidence on any of these records that a person is named for, the last filed first. The names of bodies, and who came after
    /// one that has ended, stand in the public view.
    pub fn restricted_shown(
        &self,
        public: &View<'_>,
        on: &[RecordId],
        actor: &Actor,
    ) -> Result<Vec<RestrictedView>, ViewError> {
        let mut out = Vec::new();
        for (id, evidence) in self.evidence_of(on)? {
            let mut named = false;
            for (role, body) in self.readable_by(id.into())? {
                let heir = public.heir_of(body)?;
                named |= actor.bodies_as(role).any(|own| own == heir);
            }
            if !named {
                continue;
            }
            let mut openings = Vec::new();
            for opening in self.openings_of(id)? {
                let (role, body) = (opening.role.as_str().to_owned(), public.body_ref_of(opening.body.into())?);
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

    /// The restricted evidence that was not destroyed, each with the digest of its sealed file, if it has one.
    pub fn restricted_evidence(&self) -> Result<Vec<(EvidenceId, Option<String>)>, ViewError> {
        self.rows(
            "SELECT r.id, e.record ->> '$.sealed_file' FROM evidence e JOIN record r ON r.n = e.n
             WHERE EXISTS (SELECT 1 FROM read_by x WHERE x.n = e.n) AND e.record ->> '$.destroyed' IS NULL",
            [],
            |r| Ok((EvidenceId(r.get(0)?), r.get(1)?)),
        )
    }

    /// The openings of a piece, the last thousand.
    fn openings_of(&self, id: EvidenceId) -> Result<Vec<Opening>, ViewError> {
        self.rows("SELECT record FROM opening WHERE evidence = ?1 ORDER BY n DESC LIMIT 1000", [id.0], |r| {
            record(&r.get::<_, String>(0)?)
        })
    }
}
