//! Judgements and proposals as read.
//!
//! *Invariant:* a proposal's content stays in the ledger; the view keeps where it is.

use domain::proposals::{FiledProposal, Level, ReviewState};
use domain::{Judged, Judgement, Verdict};
use rusqlite::params;
use serde::Serialize;

use crate::project::At;
use crate::store::{Store, View, ViewError};

impl Store {
    pub(crate) fn project_judgement(&mut self, at: &At, judgement: &Judgement) -> Result<(), ViewError> {
        let json = serde_json::to_string(judgement).unwrap_or_default();
        self.conn.execute(
            "INSERT OR REPLACE INTO judgement (n, of_id, on_id, record) VALUES (?1, ?2, ?3, ?4)",
            params![at.n, judgement.of.0, judgement.on.0, json],
        )?;
        // Whether either was said before may be another answer now.
        for id in [judgement.of, judgement.on] {
            self.touched.extend(self.n_of(id)?);
        }
        if matches!(judgement.verdict, Verdict::HasTheme | Verdict::HasNotTheme)
            && let Some(n) = self.n_of(judgement.of)?
        {
            self.retheme(n)?;
        }
        Ok(())
    }

    pub(crate) fn project_proposal(&mut self, at: &At, proposal: &FiledProposal) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO proposal (n, document, reader, state, kind, title, file, warnings, recommendations)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                at.n,
                proposal.document.to_string(),
                proposal.reader,
                proposal.state.as_str(),
                proposal.proposal.document.kind.as_str(),
                proposal.proposal.document.title.as_ref().map(|t| &t.value),
                proposal.proposal.file,
                proposal.proposal.warnings.iter().filter(|w| w.level > Level::Info).count(),
                proposal.proposal.recommendations.len(),
            ],
        )?;
        Ok(())
    }
}

impl View<'_> {
    /// What was judged of two records, whichever was named first; the last judgement stands.
    pub(crate) fn judged(&self, a: i64, b: i64) -> Result<Option<Verdict>, ViewError> {
        let found = self.one(
            "SELECT j.record FROM record x, record y, judgement j WHERE x.n = ?1 AND y.n = ?2
               AND ((j.of_id = x.id AND j.on_id = y.id) OR (j.of_id = y.id AND j.on_id = x.id)) ORDER BY j.n DESC LIMIT 1",
            [a, b],
            |r| crate::columns::record::<Judgement>(&r.get::<_, String>(0)?),
        )?;
        Ok(found.map(|j| j.verdict))
    }

    /// The recommendation of a number: what the rule for judging must know.
    pub fn recommendation_at(&self, number: u64) -> Result<Option<Judged>, ViewError> {
        self.one(
            "SELECT r.id, c.made_on FROM recommendation c JOIN record r ON r.n = c.n WHERE c.number = ?1",
            [number],
            |r| {
                let made_on: Option<String> = r.get(1)?;
                Ok(Judged { id: domain::RecommendationId(r.get(0)?), made_on: made_on.and_then(|d| d.parse().ok()) })
            },
        )
    }
}

/// A proposal in the inbox's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProposalRow {
    /// Its number: the place of its first entry in the ledger.
    pub n: i64,
    /// Its version, which a change must name.
    pub version: u32,
    /// `waiting` or `rejected`.
    pub state: String,
    /// What kind of document it is.
    pub kind: String,
    /// The document's title.
    pub title: Option<String>,
    /// The file's name.
    pub file: String,
    /// The reader.
    pub reader: String,
    /// How many warnings it has.
    pub warnings: u32,
    /// How many recommendations.
    pub recommendations: u32,
}

const PROPOSAL: &str = "p.n, r.version, p.state, p.kind, p.title, p.file, p.reader, p.warnings, p.recommendations FROM proposal p JOIN record r ON r.n = p.n";

fn read_proposal(r: &rusqlite::Row<'_>) -> rusqlite::Result<ProposalRow> {
    Ok(ProposalRow {
        n: r.get(0)?,
        version: r.get(1)?,
        state: r.get(2)?,
        kind: r.get(3)?,
        title: r.get(4)?,
        file: r.get(5)?,
        reader: r.get(6)?,
        warnings: r.get(7)?,
        recommendations: r.get(8)?,
    })
}

impl View<'_> {
    /// The proposals in a state, oldest first, after the one given.
    pub fn proposals(&self, state: ReviewState, after: i64, most: usize) -> Result<Vec<ProposalRow>, ViewError> {
        let sql = format!("SELECT {PROPOSAL} WHERE p.state = ?1 AND p.n > ?2 ORDER BY p.n LIMIT ?3");
        self.rows(&sql, params![state.as_str(), after, i64::try_from(most).unwrap_or(i64::MAX)], read_proposal)
    }

    /// One proposal, whatever its state.
    pub fn proposal(&self, n: i64) -> Result<Option<ProposalRow>, ViewError> {
        self.one(&format!("SELECT {PROPOSAL} WHERE p.n = ?1"), [n], read_proposal)
    }

    /// The proposal of a document.
    pub fn proposal_of(&self, document: domain::DocumentId) -> Result<Option<i64>, ViewError> {
        self.one("SELECT n FROM proposal WHERE document = ?1", [document.to_string()], |r| r.get(0))
    }

    /// The latest proposal that a reader of this name made, in any state: its number.
    pub fn latest_proposal_by(&self, reader: &str) -> Result<Option<i64>, ViewError> {
        self.one("SELECT n FROM proposal WHERE reader = ?1 ORDER BY n DESC LIMIT 1", [reader], |r| r.get(0))
    }

    /// The ledger's sequence of each version of a record, oldest first.
    pub fn versions_of(&self, n: i64) -> Result<Vec<u64>, ViewError> {
        let mut all = self.rows("SELECT seq FROM later_version WHERE n = ?1 ORDER BY version", [n], |r| r.get(0))?;
        let first = u64::try_from(n).unwrap_or(0);
        if !all.contains(&first) {
            all.insert(0, first);
        }
        Ok(all)
    }
}
