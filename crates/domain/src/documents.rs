//! A document: a file or page as received.
//!
//! *Invariant:* its full text is shown only when a licence allows it and a person has cleared it.

use serde::{Deserialize, Serialize};

use crate::acts::leaves;
use crate::{BodyId, DocumentId, PartialDate, Text};

/// What kind of document a reader found it to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A page of recommendations with their responses.
    Recommendations,
    /// A letter of response.
    Response,
    /// Minutes of a meeting.
    Minutes,
    /// A coroner's report to prevent future deaths.
    PfdReport,
    /// A list of recommendations from an inspection, inquiry or audit.
    RecommendationList,
    /// A news article.
    Article,
    /// A table.
    Table,
    /// A page that says that nothing was recommended.
    NoneRecommended,
    /// No reader knew it.
    Unrecognised,
}

impl DocumentKind {
    /// The name in the API, in exports and in `candour extract`.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKind::Recommendations => "recommendations",
            DocumentKind::Response => "response",
            DocumentKind::Minutes => "minutes",
            DocumentKind::PfdReport => "pfd_report",
            DocumentKind::RecommendationList => "recommendation_list",
            DocumentKind::Article => "article",
            DocumentKind::Table => "table",
            DocumentKind::NoneRecommended => "none_recommended",
            DocumentKind::Unrecognised => "unrecognised",
        }
    }
}

/// Whether the full text may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextShown {
    /// Title, address and quoted spans only.
    #[default]
    Withheld,
    /// A licence allows it and a person has cleared it.
    Cleared,
}

/// A dated remark about a body found in an article: an incident, or a measure taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The body, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The words, without names of people.
    pub text: Text,
}

/// A file or page as received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Our own number, the `5` of `DOC-5`.
    pub number: u64,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it was read as.
    pub kind: DocumentKind,
    /// Who published it, as named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Where it stands on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<PartialDate>,
    /// When this copy was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_on: Option<PartialDate>,
    /// Its licence (SPDX).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Whether its full text may be shown.
    #[serde(default)]
    pub text_shown: TextShown,
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of its decoded text, in hexadecimal.
    pub text_sha256: String,
    /// The decoder and the reader, with their versions.
    pub read_by: String,
    /// An earlier copy that this one is a changed copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_from: Option<DocumentId>,
    /// What is different from that copy, a line each, without names of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<String>,
    /// Incidents it reports that are no case outcomes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<Note>,
    /// Measures it reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Note>,
}

leaves! {
    /// The command to file a document and what a reader proposes from it (`document.import`).
    ImportDocument;
}
