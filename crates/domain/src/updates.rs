//! An update: a dated statement about an action or an obligation. Append-only.
//!
//! *Invariant:* a claim, never a finding; only assurance says that something is so.

use serde::{Deserialize, Serialize};

use crate::axes::ClaimedStatus;
use crate::{ActionId, BodyId, DocumentId, ObligationId, PartialDate, Text};

/// What someone said about progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// The action it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionId>,
    /// The obligation it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obligation: Option<ObligationId>,
    /// The words.
    pub text: Text,
    /// The status claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_status: Option<ClaimedStatus>,
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_on: Option<PartialDate>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
}
