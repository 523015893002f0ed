//! Sources as read.
//!
//! *Invariant:* an external reference that is missing stays missing.

use domain::Source;
use rusqlite::params;
use serde::Serialize;

use crate::bodies::{BodyRef, number_taken};
use crate::columns::record;
use crate::documents::DocumentRef;
use crate::listing::ListRow;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A source in a list: its number, its own reference, what happened.
pub type SourceLine = (u64, Option<String>, Option<String>);

/// A source's own page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SourcePage {
    /// Our reference (`SRC-3`).
    pub reference: String,
    /// Its own reference.
    pub external_ref: Option<String>,
    /// What it was.
    pub kind: Option<String>,
    /// What happened.
    pub summary: Option<String>,
    /// The bodies concerned.
    pub bodies: Vec<BodyRef>,
    /// When its results were published.
    pub published_on: Option<String>,
    /// The document that tells of it.
    pub document: Option<DocumentRef>,
    /// Its recommendations.
    pub recommendations: Vec<ListRow>,
}

impl Store {
    pub(crate) fn project_source(&mut self, at: &At, source: &Source) -> Result<(), ViewError> {
        let document = self.n_if(source.document)?;
        let json = serde_json::to_string(source).unwrap_or_default();
        self.conn
            .prepare_cached("INSERT INTO source (n, number, document_n, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (n) DO UPDATE SET number = ?2, document_n = ?3, record = ?4")?
            .execute(params![at.n, source.number, document, json])
            .map_err(|e| number_taken(e, "SRC", source.number))?;
        self.keep_quotes(at.n, document, &source.quotes)
    }
}

impl View<'_> {
    /// The number of a source.
    pub fn source_number(&self, id: domain::SourceId) -> Result<Option<u64>, ViewError> {
        self.one("SELECT s.number FROM record r JOIN source s ON s.n = r.n WHERE r.id = ?1", [id.0], |r| r.get(0))
    }

    /// A source by its number.
    pub fn source_page(&self, number: u64) -> Result<Option<SourcePage>, ViewError> {
        let row = self.one("SELECT n, record FROM source WHERE number = ?1", [number], |r| {
            Ok((r.get::<_, i64>(0)?, record::<Source>(&r.get::<_, String>(1)?)?))
        })?;
        let Some((n, source)) = row else { return Ok(None) };
        let mut bodies = Vec::new();
        for body in &source.bodies {
            bodies.extend(self.body_ref_of((*body).into())?);
        }
        let ns = self.rows("SELECT n FROM recommendation WHERE source_n = ?1 ORDER BY n LIMIT 500", [n], |r| {
            r.get::<_, i64>(0)
        })?;
        let mut recommendations = Vec::new();
        for n in ns {
            recommendations.extend(self.rows_of_recommendation(n, None, usize::MAX)?);
        }
        Ok(Some(SourcePage {
            reference: format!("SRC-{number}"),
            external_ref: source.external_ref,
            kind: source.kind.map(|k| k.as_str().to_owned()),
            summary: source.summary.map(|s| s.words),
            bodies,
            published_on: source.published_on.map(|d| d.to_string()),
            document: match source.document {
                Some(id) => self.document_ref_of(id)?,
                None => None,
            },
            recommendations,
        }))
    }

    /// All sources, newest in the register first: number, reference of its own, first words of the summary.
    pub fn sources(&self, before: Option<u64>, most: usize) -> Result<Vec<SourceLine>, ViewError> {
        let limit = i64::try_from(most).unwrap_or(100);
        let rows = self.rows(
            "SELECT number, record FROM source WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
            params![before.unwrap_or(i64::MAX.unsigned_abs()), limit],
            |r| Ok((r.get(0)?, record::<Source>(&r.get::<_, String>(1)?)?)),
        )?;
        Ok(rows.into_iter().map(|(number, s)| (number, s.external_ref, s.summary.map(|t| t.words))).collect())
    }

    /// A source by its number.
    pub fn source_numbered(&self, number: u64) -> Result<Option<domain::SourceId>, ViewError> {
        self.one("SELECT r.id FROM source s JOIN record r ON r.n = s.n WHERE s.number = ?1", [number], |r| {
            Ok(domain::SourceId(r.get(0)?))
        })
    }

    /// The largest number in use by a kind of numbered record, for minting the next (a closed set of table names).
    pub fn last_number(&self, kind: domain::Kind) -> Result<u64, ViewError> {
        let sql = match kind {
            domain::Kind::Recommendation => "SELECT coalesce(max(number), 0) FROM recommendation",
            domain::Kind::Action => "SELECT coalesce(max(number), 0) FROM action",
            domain::Kind::Document => "SELECT coalesce(max(number), 0) FROM document",
            domain::Kind::Source => "SELECT coalesce(max(number), 0) FROM source",
            domain::Kind::Meeting => "SELECT coalesce(max(number), 0) FROM meeting",
            domain::Kind::CaseOutcome => "SELECT coalesce(max(number), 0) FROM case_outcome",
            _ => return Ok(0),
        };
        Ok(self.one(sql, [], |r| r.get(0))?.unwrap_or(0))
    }
}
