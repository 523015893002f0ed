//! A source: the investigation, inspection, inquest, inquiry or audit that recommendations come from.
//!
//! *Invariant:* its external reference may be missing (T1); ours never is.

use serde::{Deserialize, Serialize};

use crate::{BodyId, DocumentId, PartialDate, Quotes, Text};

/// What kind of work it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An investigation.
    Investigation,
    /// An inspection.
    Inspection,
    /// An inquest.
    Inquest,
    /// An inquiry.
    Inquiry,
    /// An audit.
    Audit,
    /// A super-complaint.
    SuperComplaint,
}

impl SourceKind {
    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceKind::Investigation => "investigation",
            SourceKind::Inspection => "inspection",
            SourceKind::Inquest => "inquest",
            SourceKind::Inquiry => "inquiry",
            SourceKind::Audit => "audit",
            SourceKind::SuperComplaint => "super_complaint",
        }
    }
}

/// Where recommendations come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Our own number, the `3` of `SRC-3`.
    pub number: u64,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Its own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
    /// What happened, without names of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Text>,
    /// The bodies concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<BodyId>,
    /// When its results were published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<PartialDate>,
    /// The document that tells of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Where each field stands in the document.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    pub quotes: Quotes,
}
