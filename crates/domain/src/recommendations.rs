//! A recommendation: what was asked, why, by whom, under which power.
//!
//! *Invariant:* it never holds an answer; responses and actions are records of their own.

use serde::{Deserialize, Serialize};

use crate::acts::leaves;
use crate::obligations::Power;
use crate::{BodyId, DocumentId, PartialDate, Quotes, RecommendationId, SourceId, StandardId, Text, ThemeId};

/// A standard cited, with the words that cite it kept apart from the provision itself (T8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The standard as the document names it.
    pub named: String,
    /// The standard it was resolved to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<StandardId>,
    /// The provision (`section 26`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    /// The words in which the document puts what the standard says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Whether the cited standard was in force when the recommendation was made (T9): `None` where nobody can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<bool>,
}

/// That a recommendation was held back after it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// Since when everybody may read it.
    pub released_on: PartialDate,
    /// What had to happen first.
    pub until: String,
    /// What happened.
    pub happened: Text,
}

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Our own number, the `12` of `REC-12`; never reused.
    pub number: u64,
    /// The recommending body's own reference; may be missing (T1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
    /// Its place in its document, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// The words asked.
    pub text: Text,
    /// Why: the findings, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Text>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommending_body: Option<BodyId>,
    /// The power it was made under, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_on: Option<PartialDate>,
    /// Whether it is an informal ask, reported rather than issued.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub informal: bool,
    /// Its themes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<ThemeId>,
    /// The standards it cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// The investigation it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// The document it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Who was sent a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copied_to: Vec<BodyId>,
    /// Where it was held back after it was made: since when everybody may read it, and what had to happen first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldBack>,
    /// An earlier recommendation it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<RecommendationId>,
    /// An earlier recommendation it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<RecommendationId>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}

leaves! {
    /// The command to take records exported from a register (`register.load`).
    LoadRecords;
}
