//! The acts there are: each a verb that the ledger keeps, and the scope that a token needs for it.
//!
//! *Invariant:* a verb, once written in a ledger, means the same for good.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $verb:literal),+ $(,)?) => {
        /// Every act there is. The name is what the ledger keeps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ActKind { $($(#[$doc])* $name),+ }

        impl ActKind {
            /// Every act, for the tests that walk them.
            pub const ALL: &'static [ActKind] = &[$(ActKind::$name),+];

            /// The verb in the ledger.
            pub fn as_str(self) -> &'static str {
                match self { $(ActKind::$name => $verb),+ }
            }
        }
    };
}

acts! {
    /// `register.seed`: put the shipped bodies, standards and themes in.
    SeedRegister = "register.seed",
    /// `document.import`: file a document and what a reader proposes from it.
    ImportDocument = "document.import",
    /// `register.load`: take records exported from a register.
    LoadRecords = "register.load",
    /// `response.record`: record what an addressee said.
    RecordResponse = "response.record",
    /// `document.receive`: put a document and what a reader proposes from it in the inbox.
    ReceiveDocument = "document.receive",
    /// `proposal.correct`: change a proposal that waits.
    CorrectProposal = "proposal.correct",
    /// `proposal.accept`: file a proposal's records.
    AcceptProposal = "proposal.accept",
    /// `proposal.reject`: reject a proposal.
    RejectProposal = "proposal.reject",
    /// `proposal.undo`: put a proposal back as it was before the last change.
    UndoProposal = "proposal.undo",
    /// `likeness.judge`: say what two recommendations are to each other.
    JudgeLikeness = "likeness.judge",
    /// `theme.judge`: say which themes a recommendation has.
    JudgeThemes = "theme.judge",
    /// `body.record`: put a body in the register, or change what it says of one.
    RecordBody = "body.record",
    /// `body.join`: say that a body is another one.
    JoinBodies = "body.join",
    /// `clock.start`: say by which rule a clock runs.
    StartClock = "clock.start",
    /// `clock.recompute`: reckon clocks again with another calendar.
    RecomputeClocks = "clock.recompute",
    /// `clock.extend`: make the time for an answer longer.
    ExtendClock = "clock.extend",
    /// `clock.suspend`: stop a clock.
    SuspendClock = "clock.suspend",
    /// `clock.resume`: let a clock go on.
    ResumeClock = "clock.resume",
    /// `membership.grant`: give someone a role in a body.
    GrantMembership = "membership.grant",
    /// `membership.end`: take a role away.
    EndMembership = "membership.end",
    /// `draft.write`: write or change an answer of one's body.
    WriteDraft = "draft.write",
    /// `draft.offer`: put an answer before somebody who may sign it.
    OfferDraft = "draft.offer",
    /// `draft.return`: send an answer back to be changed.
    ReturnDraft = "draft.return",
    /// `draft.drop`: give up an answer that is being written.
    DropDraft = "draft.drop",
    /// `response.submit`: sign an answer and hand it over.
    SubmitResponse = "response.submit",
    /// `response.publish`: decide what is published of an answer.
    PublishResponse = "response.publish",
    /// `recommendation.draft`: draft a recommendation, or change one that is being written.
    DraftRecommendation = "recommendation.draft",
    /// `recommendation.offer`: put a recommendation before somebody who may sign it.
    OfferRecommendation = "recommendation.offer",
    /// `recommendation.return`: send a recommendation back to be changed.
    ReturnRecommendation = "recommendation.return",
    /// `recommendation.drop`: give up a recommendation that is being written.
    DropRecommendation = "recommendation.drop",
    /// `recommendation.make`: sign a recommendation, make it and serve it.
    MakeRecommendation = "recommendation.make",
    /// `recommendation.release`: end a recommendation's embargo.
    ReleaseRecommendation = "recommendation.release",
    /// `update.add`: say how an action or a duty stands.
    AddUpdate = "update.add",
    /// `action.amend`: change when an action is due, whose it is or how one would know.
    AmendAction = "action.amend",
    /// `evidence.file`: file what shows that something was done.
    FileEvidence = "evidence.file",
    /// `evidence.open`: open restricted evidence.
    OpenEvidence = "evidence.open",
    /// `evidence.destroy`: destroy restricted evidence.
    DestroyEvidence = "evidence.destroy",
    /// `assurance.record`: say whether what was done is enough.
    RecordAssurance = "assurance.record",
    /// `rejoinder.add`: say something to an answer.
    AddRejoinder = "rejoinder.add",
    /// `ladder.set`: say which steps a body takes when an answer is late.
    SetLadder = "ladder.set",
    /// `closure.decide`: close a matter, or open it again.
    DecideClosure = "closure.decide",
    /// `words.erase`: erase words wherever the register holds them.
    EraseWords = "words.erase",
    /// `outcome.expire`: what an outcome says ends with its last day.
    ExpireOutcome = "outcome.expire",
    /// `hold.place`: keep a record and what belongs to it from being erased.
    PlaceHold = "hold.place",
    /// `hold.lift`: let what was held be erased again.
    LiftHold = "hold.lift",
}

impl fmt::Display for ActKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a program may be let do for a person; never more than the person may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read what the person may read.
    Read,
    /// Put documents in, and go through what is proposed from them.
    Documents,
    /// Answer, promise and show, on the addressee's side.
    Answer,
    /// Publish, chase and close, on the oversight side.
    Oversee,
    /// Give and take roles.
    People,
    /// Run the installation.
    Register,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 6] =
        [Scope::Read, Scope::Documents, Scope::Answer, Scope::Oversee, Scope::People, Scope::Register];

    /// The name in forms and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Documents => "documents",
            Scope::Answer => "answer",
            Scope::Oversee => "oversee",
            Scope::People => "people",
            Scope::Register => "register",
        }
    }

    /// The scope of that name.
    pub fn parse(text: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

impl ActKind {
    /// The scope that a token needs for the act.
    pub fn scope(self) -> Scope {
        match self {
            ActKind::SeedRegister
            | ActKind::LoadRecords
            | ActKind::RecomputeClocks
            | ActKind::EraseWords
            | ActKind::ExpireOutcome
            | ActKind::PlaceHold
            | ActKind::LiftHold => Scope::Register,
            ActKind::GrantMembership | ActKind::EndMembership => Scope::People,
            ActKind::ImportDocument
            | ActKind::ReceiveDocument
            | ActKind::CorrectProposal
            | ActKind::AcceptProposal
            | ActKind::RejectProposal
            | ActKind::UndoProposal
            | ActKind::JudgeLikeness
            | ActKind::JudgeThemes
            | ActKind::RecordBody
            | ActKind::JoinBodies => Scope::Documents,
            ActKind::RecordResponse
            | ActKind::StartClock
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock
            | ActKind::PublishResponse
            | ActKind::AddRejoinder
            | ActKind::SetLadder
            | ActKind::DraftRecommendation
            | ActKind::OfferRecommendation
            | ActKind::ReturnRecommendation
            | ActKind::DropRecommendation
            | ActKind::MakeRecommendation
            | ActKind::ReleaseRecommendation
            | ActKind::RecordAssurance
            | ActKind::DecideClosure => Scope::Oversee,
            ActKind::WriteDraft
            | ActKind::OfferDraft
            | ActKind::ReturnDraft
            | ActKind::DropDraft
            | ActKind::SubmitResponse
            | ActKind::AddUpdate
            | ActKind::AmendAction
            | ActKind::FileEvidence
            | ActKind::DestroyEvidence => Scope::Answer,
            ActKind::OpenEvidence => Scope::Read,
        }
    }

    /// The act of that verb.
    pub fn parse(verb: &str) -> Option<ActKind> {
        ActKind::ALL.iter().copied().find(|act| act.as_str() == verb)
    }
}

/// A command that is an act.
pub trait Act {
    /// Which act.
    const KIND: ActKind;
}

/// Acts whose type carries nothing but its name: leave to do one step.
macro_rules! leaves {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        pub struct $name;

        impl $crate::Act for $name {
            const KIND: $crate::ActKind = $crate::ActKind::$name;
        }
    )*};
}
pub(crate) use leaves;
