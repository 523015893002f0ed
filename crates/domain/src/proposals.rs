//! What a reader proposes from a document: values with the words they came from, and warnings.
//!
//! *Invariant:* no span, no value. A missing value is `None`, never an empty string.

mod review;

use serde::{Deserialize, Serialize};

use crate::documents::DocumentKind;
use crate::{DocumentId, PartialDate};

pub use review::{
    AcceptProposal, CorrectProposal, Correction, ProposalRefused, ReceiveDocument, ReceivedFile, RejectProposal,
    ReviewState, UndoProposal, correct,
};

/// A value and the words of the decoded text it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted<T> {
    /// The value.
    pub value: T,
    /// First byte of the words in the decoded text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// How sure the reader is, in hundredths.
    pub confidence: u8,
}

impl<T> Quoted<T> {
    /// The same words with another value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Quoted<U> {
        Quoted { value: to(self.value), start: self.start, end: self.end, confidence: self.confidence }
    }

    /// Another value from the same words.
    pub fn with<U>(&self, value: U) -> Quoted<U> {
        Quoted { value, start: self.start, end: self.end, confidence: self.confidence }
    }
}

/// How much a warning matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Worth a look.
    Warning,
    /// Must be settled by a person first.
    Error,
}

/// Something a person should see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// A stable name.
    pub code: String,
    /// How much it matters.
    pub level: Level,
    /// What it is, in words.
    pub message: String,
    /// Where in the decoded text.
    pub start: Option<u32>,
    /// Where it ends.
    pub end: Option<u32>,
}

/// A date with its precision, as the extract contract writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateValue {
    /// EDTF, without a mark.
    pub value: String,
    /// `day`, `month` or `year`.
    pub precision: String,
}

impl From<PartialDate> for DateValue {
    fn from(date: PartialDate) -> DateValue {
        DateValue { value: date.plain().to_string(), precision: date.precision().to_owned() }
    }
}

type Maybe<T> = Option<Quoted<T>>;

/// The document's own facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedDocument {
    /// Its title.
    pub title: Maybe<String>,
    /// Who published it.
    pub publisher: Maybe<String>,
    /// When.
    pub published_on: Maybe<PartialDate>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What it was read as.
    pub kind: DocumentKind,
}

/// The work the document tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedSource {
    /// `investigation`, `inquest` and so on.
    pub kind: Maybe<String>,
    /// Its reference.
    pub external_ref: Maybe<String>,
    /// What happened.
    pub summary: Maybe<String>,
    /// The bodies concerned.
    pub bodies: Vec<Quoted<String>>,
}

/// A standard as cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedCitation {
    /// The standard's name as written.
    pub standard: Quoted<String>,
    /// The provision.
    pub provision: Maybe<String>,
    /// The words that put what it says.
    pub quote: Maybe<String>,
}

/// When an action is due; exactly one is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedDue {
    /// A date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Maybe<PartialDate>,
    /// A recurrence in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Maybe<String>,
    /// An event in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Maybe<String>,
}

/// An action inside a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedAction {
    /// Its name in this proposal (`a1`).
    pub id: String,
    /// The earlier action that this one repeats.
    pub same_as: Option<String>,
    /// Its words.
    pub text: Quoted<String>,
    /// The other wordings of it in the same response.
    pub wordings: Vec<Quoted<String>>,
    /// The points listed under it.
    pub parts: Vec<Quoted<String>>,
    /// The post that owns it.
    pub owner: Maybe<String>,
    /// `taken` or `proposed`.
    pub tense: Maybe<String>,
    /// When.
    pub due: Option<ProposedDue>,
}

/// A response inside the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedResponse {
    /// Its name in this proposal (`p1`).
    pub id: String,
    /// The earlier response that this one repeats.
    pub same_as: Option<String>,
    /// Who answers.
    pub addressee: Maybe<String>,
    /// The position, on our axis.
    pub position: Maybe<String>,
    /// The words that gave it.
    pub position_words: Maybe<String>,
    /// Whether it was inferred.
    pub inferred: bool,
    /// The day that a label of its own says it was given on (`docs/decisions/0018`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_on: Maybe<PartialDate>,
    /// The day that a label of its own says it was received on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Maybe<PartialDate>,
    /// The whole answer's words.
    pub text: Maybe<String>,
    /// The reasons, in order.
    pub reasons: Vec<Quoted<String>>,
    /// The actions.
    pub actions: Vec<ProposedAction>,
}

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedRecommendation {
    /// Its name in this proposal (`r1`).
    pub id: String,
    /// Its place, from 1.
    pub ordinal: u32,
    /// Its own reference.
    pub reference: Maybe<String>,
    /// The words asked.
    pub text: Quoted<String>,
    /// Why.
    pub findings: Vec<Quoted<String>>,
    /// Who asks.
    pub recommending_body: Maybe<String>,
    /// Whom.
    pub addressees: Vec<Quoted<String>>,
    /// Who gets a copy.
    pub copied_to: Vec<Quoted<String>>,
    /// When it was made.
    pub made_on: Maybe<PartialDate>,
    /// The power, where stated.
    pub power: Maybe<String>,
    /// The due day printed.
    pub due_stated: Maybe<PartialDate>,
    /// Themes the document names.
    pub themes: Vec<Quoted<String>>,
    /// Standards cited.
    pub citations: Vec<ProposedCitation>,
    /// Whether it is an informal ask.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub informal: bool,
    /// The answers.
    pub responses: Vec<ProposedResponse>,
}

/// A person and their body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedAttendee {
    /// The person with rank, as written.
    pub name: Quoted<String>,
    /// The body.
    pub body: Maybe<String>,
}

/// An agenda item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedItem {
    /// Its number.
    pub number: Quoted<String>,
    /// Its title.
    pub title: Quoted<String>,
}

/// A strand of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedStrand {
    /// Its number.
    pub number: Quoted<String>,
    /// Its title.
    pub title: Quoted<String>,
    /// Its lead.
    pub lead: Maybe<String>,
}

/// A row of the action table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedTabledAction {
    /// Its reference.
    pub reference: Maybe<String>,
    /// What is to be done.
    pub text: Quoted<String>,
    /// Who, as written.
    pub owner: Maybe<String>,
    /// The state, as written.
    pub update: Maybe<String>,
}

/// A commitment made in words and never tabled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedUntabled {
    /// The words.
    pub text: Quoted<String>,
    /// Who, as written.
    pub owner: Maybe<String>,
}

/// A meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedMeeting {
    /// The forum's name.
    pub forum: Maybe<String>,
    /// The day.
    pub held_on: Maybe<PartialDate>,
    /// The chair, as written.
    pub chair: Maybe<String>,
    /// Who was there.
    pub present: Vec<ProposedAttendee>,
    /// Who sent apologies.
    pub apologies: Vec<ProposedAttendee>,
    /// The agenda.
    pub agenda: Vec<ProposedItem>,
    /// What was decided.
    pub decisions: Vec<Quoted<String>>,
    /// The strands.
    pub strands: Vec<ProposedStrand>,
    /// The action table.
    pub actions: Vec<ProposedTabledAction>,
    /// Commitments never tabled.
    pub untabled_actions: Vec<ProposedUntabled>,
    /// The first things to do.
    pub initial_actions: Vec<Quoted<String>>,
    /// The next meetings, as printed.
    pub next_dates: Vec<Quoted<PartialDate>>,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedOutcome {
    /// The body.
    pub body: Maybe<String>,
    /// The year.
    pub year: Maybe<PartialDate>,
    /// The platform.
    pub platform: Maybe<String>,
    /// What was done.
    pub conduct: Maybe<String>,
    /// What was found.
    pub finding: Maybe<String>,
    /// What followed.
    pub sanction: Maybe<String>,
}

/// A remark about a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedNote {
    /// The body.
    pub body: Maybe<String>,
    /// The words.
    pub text: Quoted<String>,
}

/// Everything a reader proposes from one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The file's name as given.
    pub file: String,
    /// The document.
    pub document: ProposedDocument,
    /// Its source.
    pub source: Option<ProposedSource>,
    /// Its recommendations.
    pub recommendations: Vec<ProposedRecommendation>,
    /// Its meeting.
    pub meeting: Option<ProposedMeeting>,
    /// Its case outcomes.
    pub case_outcomes: Vec<ProposedOutcome>,
    /// Its incidents.
    pub incidents: Vec<ProposedNote>,
    /// Its measures.
    pub measures: Vec<ProposedNote>,
    /// What a person should see.
    pub warnings: Vec<Warning>,
}

impl ProposedRecommendation {
    /// Whether an answer printed under it is for all of its addressees: there are several, and no line names whose it is (its
    /// addressee is then the first of them, at the same place).
    pub fn answered_for_all(&self, response: &ProposedResponse) -> bool {
        let first = self.addressees.first().filter(|_| self.addressees.len() > 1);
        first.zip(response.addressee.as_ref()).is_some_and(|(first, whose)| first.start == whose.start)
    }
}

impl Proposal {
    /// The day it speaks from: when it was held, published or made; `None` where it does not say.
    pub fn day(&self) -> Option<PartialDate> {
        // Minutes speak from the day of the meeting, however late they were published.
        let held = self.meeting.as_ref().and_then(|m| m.held_on.as_ref()).map(|d| d.value);
        held.or_else(|| self.document.published_on.as_ref().map(|d| d.value))
            .or_else(|| self.recommendations.iter().find_map(|r| r.made_on.as_ref()).map(|d| d.value))
    }

    /// A proposal that holds nothing yet.
    pub fn empty(file: &str, sha256: &str, kind: DocumentKind) -> Proposal {
        let document =
            ProposedDocument { title: None, publisher: None, published_on: None, sha256: sha256.to_owned(), kind };
        Proposal {
            file: file.to_owned(),
            document,
            source: None,
            recommendations: Vec::new(),
            meeting: None,
            case_outcomes: Vec::new(),
            incidents: Vec::new(),
            measures: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Whether a person must settle something before it may be filed.
    pub fn has_errors(&self) -> bool {
        self.warnings.iter().any(|w| w.level == Level::Error)
    }
}

/// A proposal as filed beside the document it came from; shared, never public, since it holds names as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledProposal {
    /// The document.
    pub document: DocumentId,
    /// The reader and its version.
    pub reader: String,
    /// What it proposed, as corrected so far.
    pub proposal: Proposal,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "ReviewState::is_accepted")]
    pub state: ReviewState,
    /// The file, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<ReceivedFile>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
