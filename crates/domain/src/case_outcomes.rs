//! A case outcome: how a misconduct case ended, anonymised.
//!
//! *Invariant:* no person; finding and sanction are kept apart; it ends on a day where a rule says so.

use serde::{Deserialize, Serialize};

use crate::{BodyId, DocumentId, PartialDate, Quotes};

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOutcome {
    /// Our own number, the `2` of `OUT-2`.
    pub number: u64,
    /// The body whose officers or staff it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The year (or month) of the outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<PartialDate>,
    /// The platform or channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct: Option<String>,
    /// What was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<String>,
    /// What followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sanction: Option<String>,
    /// The last day it may be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_until: Option<PartialDate>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}
