//! A record of any kind, and a change to one: what acts return and the ledger keeps.
//!
//! *Invariant:* a record's JSON is a format that outlives us: new fields have defaults, old ones are never reused.

use serde::{Deserialize, Serialize};

use crate::proposals::FiledProposal;
use crate::{
    Action, Assurance, Attendance, Body, BodyId, CaseOutcome, ClosureDecision, Document, Draft, Erasure, Evidence,
    Forum, Hold, Judgement, Ladder, Meeting, Membership, Obligation, Opening, Recommendation, RecommendationDraft,
    RecordId, Rejoinder, Response, Role, Source, Standard, Theme, Update,
};

macro_rules! kinds {
    ($($variant:ident($type:ty) = $text:literal),+ $(,)?) => {
        /// The kinds of record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $(#[doc = $text] $variant),+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant),+];

            /// The name in the ledger, the API and exports.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $text),+ }
            }

            /// The kind of that name.
            pub fn parse(text: &str) -> Option<Kind> {
                match text { $($text => Some(Kind::$variant),)+ _ => None }
            }
        }

        /// A record of any kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Record { $(#[doc = $text] $variant($type)),+ }

        impl Record {
            /// Its kind.
            pub fn kind(&self) -> Kind {
                match self { $(Record::$variant(_) => Kind::$variant),+ }
            }

            /// Reads a record of a kind with any serde format.
            pub fn read<'de, D: serde::Deserializer<'de>>(kind: Kind, from: D) -> Result<Record, D::Error> {
                match kind { $(Kind::$variant => <$type>::deserialize(from).map(Record::$variant)),+ }
            }
        }

        impl Serialize for Record {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self { $(Record::$variant(record) => record.serialize(to)),+ }
            }
        }
    };
}

kinds! {
    Body(Body) = "body",
    Document(Document) = "document",
    Source(Source) = "source",
    Recommendation(Recommendation) = "recommendation",
    Obligation(Obligation) = "obligation",
    Response(Response) = "response",
    Action(Action) = "action",
    Update(Update) = "update",
    Standard(Standard) = "standard",
    Forum(Forum) = "forum",
    Meeting(Meeting) = "meeting",
    Attendance(Attendance) = "attendance",
    Theme(Theme) = "theme",
    CaseOutcome(CaseOutcome) = "case_outcome",
    Proposal(Box<FiledProposal>) = "proposal",
    Judgement(Judgement) = "judgement",
    Membership(Membership) = "membership",
    Draft(Box<Draft>) = "draft",
    RecommendationDraft(Box<RecommendationDraft>) = "recommendation_draft",
    Evidence(Evidence) = "evidence",
    Assurance(Assurance) = "assurance",
    Closure(ClosureDecision) = "closure",
    Rejoinder(Rejoinder) = "rejoinder",
    Ladder(Ladder) = "ladder",
    Opening(Opening) = "opening",
    Erasure(Erasure) = "erasure",
    Hold(Hold) = "hold",
}

impl Record {
    /// The fields that are sealed where the record is restricted; the others stay open, so that the register knows what it holds.
    pub fn sealed(&self) -> &'static [&'static str] {
        match self {
            Record::Evidence(evidence) if evidence.destroyed.is_none() => &Evidence::SEALED,
            _ => &[],
        }
    }
}

/// Who may read a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Anyone.
    Public,
    /// The bodies and forums that hold it.
    Shared(Vec<RecordId>),
    /// Those who have one of these roles in its body; what is sealed of it is written under a key of its own.
    Restricted(Vec<(Role, BodyId)>),
}

/// A new version of one record, as an act returns it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which record.
    pub id: RecordId,
    /// Who may read it.
    pub visibility: Visibility,
    /// The record, whole.
    pub record: Record,
}

impl Change {
    /// A new version of a record.
    pub fn new(id: impl Into<RecordId>, visibility: Visibility, record: Record) -> Change {
        Change { id: id.into(), visibility, record }
    }
}
