//! Judgements and proposals as read.
//!
//! *Invariant:* a proposal's content stays in the ledger; the view keeps where it is.

use domain::Judgement;
use domain::proposals::FiledProposal;
use rusqlite::params;

use crate::project::At;
use crate::store::{Store, ViewError};

impl Store {
    pub(crate) fn project_judgement(&mut self, at: &At, judgement: &Judgement) -> Result<(), ViewError> {
        let json = serde_json::to_string(judgement).unwrap_or_default();
        self.conn.execute(
            "INSERT OR REPLACE INTO judgement (n, of_id, on_id, record) VALUES (?1, ?2, ?3, ?4)",
            params![at.n, judgement.of.to_string(), judgement.on.to_string(), json],
        )?;
        Ok(())
    }

    pub(crate) fn project_proposal(&mut self, at: &At, proposal: &FiledProposal) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO proposal (n, document, reader) VALUES (?1, ?2, ?3)",
            params![at.n, proposal.document.to_string(), proposal.reader],
        )?;
        Ok(())
    }
}
