//! An obligation: one recommendation to one addressee, and the duty to answer it.
//!
//! *Invariant:* power and due day are null unless a document or a clerk states them; nothing is assumed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{BodyId, PartialDate, RecommendationId};

/// The power a recommendation was made under; it decides which clock runs, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Police Reform Act 2002, Schedule 3, paragraph 28A: an answer within 56 days (28B).
    Paragraph28a,
    /// Police Reform Act 2002, section 10(1)(e): no duty to answer.
    Section10,
    /// Coroners (Investigations) Regulations 2013, regulation 28: an answer within 56 days (regulation 29).
    Regulation28,
    /// Police Act 1996, section 55: comments within 56 days of publication.
    Section55,
    /// Inquiries Act 2005: no period for an answer in the Act.
    InquiriesAct2005,
    /// Made without any power; no duty to answer.
    NonStatutory,
}

impl Power {
    /// Every power.
    pub const ALL: [Power; 6] = [
        Power::Paragraph28a,
        Power::Section10,
        Power::Regulation28,
        Power::Section55,
        Power::InquiriesAct2005,
        Power::NonStatutory,
    ];

    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Power::Paragraph28a => "paragraph28a",
            Power::Section10 => "section10",
            Power::Regulation28 => "regulation28",
            Power::Section55 => "section55",
            Power::InquiriesAct2005 => "inquiries_act2005",
            Power::NonStatutory => "non_statutory",
        }
    }

    /// The power of that name.
    pub fn parse(text: &str) -> Option<Power> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }

    /// Whether the law obliges an answer to what is made under it.
    pub fn obliges(self) -> bool {
        matches!(self, Power::Paragraph28a | Power::Regulation28 | Power::Section55)
    }
}

/// The days between which an answer falls due: one day where every date is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueWindow {
    /// Due on this day at the earliest.
    pub earliest: Date,
    /// Due on this day at the latest.
    pub latest: Date,
}

/// One recommendation to one addressee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// What was asked.
    pub recommendation: RecommendationId,
    /// Who must answer.
    pub addressee: BodyId,
    /// The power stated, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// The clock rule's name, where the power is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// When the answer is due by that rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueWindow>,
    /// The due day the document prints, kept beside the reckoned one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_stated: Option<PartialDate>,
}
