//! An action: something a body says it did or will do.
//!
//! *Invariant:* the owner is a post, not a person; one action may serve several recommendations, linked and not copied.

use serde::{Deserialize, Serialize};

use crate::axes::ClaimedStatus;
use crate::{BodyId, DocumentId, MeetingId, PartialDate, Quotes, RecommendationId, ResponseId, Text};

/// Whether it was done already or is promised: the words of paragraph 28B(1)(a), "taken or proposed to be taken".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tense {
    /// It says it was done.
    Taken,
    /// It says it will be done.
    Proposed,
}

impl Tense {
    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Tense::Taken => "taken",
            Tense::Proposed => "proposed",
        }
    }
}

/// When it falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// On a day (or in a month or year).
    On(PartialDate),
    /// Again and again, in the document's words ("monthly").
    Every(String),
    /// After something happens, in the document's words.
    When(String),
}

/// A commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Our own number, the `9` of `ACT-9`.
    pub number: u64,
    /// The document's reference (`12.05.21.01`), a reference and not a date (T15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_ref: Option<String>,
    /// What is to be done.
    pub text: Text,
    /// The other wordings of the same item (T3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wordings: Vec<Text>,
    /// The points listed under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Text>,
    /// The body that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The post that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Done or promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tense: Option<Tense>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// How one would know that it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// What its document says of its state (`NEW`), as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// That state on our axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<ClaimedStatus>,
    /// The recommendations it serves (T4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<RecommendationId>,
    /// The meeting that set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingId>,
    /// Whether the meeting put it in its action table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tabled: Option<bool>,
    /// The response that promises it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}
