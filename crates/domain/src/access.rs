//! Who may do what: one table, default deny.
//!
//! *Invariant:* a [`Permit`] is made in `Ctx::permit` and nowhere else, so an act without a permit does not compile.

use std::fmt;
use std::marker::PhantomData;

use thiserror::Error;

use crate::ids::BodyId;

/// What someone is. People with roles in bodies come with `accounts`; until then there are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whoever holds the data folder and runs the program.
    Operator,
    /// Anyone on the public site.
    Public,
}

/// Every act there is. The name is what the ledger keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// `register.seed`: put the shipped bodies, standards and themes in.
    SeedRegister,
    /// `document.import`: file a document and what a reader proposes from it.
    ImportDocument,
    /// `register.load`: take records exported from a register.
    LoadRecords,
    /// `response.record`: record what an addressee said.
    RecordResponse,
    /// `document.receive`: put a document and what a reader proposes from it in the inbox.
    ReceiveDocument,
    /// `proposal.correct`: change a proposal that waits.
    CorrectProposal,
    /// `proposal.accept`: file a proposal's records.
    AcceptProposal,
    /// `proposal.reject`: reject a proposal.
    RejectProposal,
    /// `proposal.undo`: put a proposal back as it was before the last change.
    UndoProposal,
    /// `likeness.judge`: say what two recommendations are to each other.
    JudgeLikeness,
    /// `theme.judge`: say which themes a recommendation has.
    JudgeThemes,
    /// `clock.start`: say by which rule a clock runs.
    StartClock,
    /// `clock.recompute`: reckon clocks again with another calendar.
    RecomputeClocks,
    /// `clock.extend`: make the time for an answer longer.
    ExtendClock,
    /// `clock.suspend`: stop a clock.
    SuspendClock,
    /// `clock.resume`: let a clock go on.
    ResumeClock,
}

impl ActKind {
    /// Every act, for the tests that walk them.
    pub const ALL: [ActKind; 16] = [
        ActKind::SeedRegister,
        ActKind::ImportDocument,
        ActKind::LoadRecords,
        ActKind::RecordResponse,
        ActKind::ReceiveDocument,
        ActKind::CorrectProposal,
        ActKind::AcceptProposal,
        ActKind::RejectProposal,
        ActKind::UndoProposal,
        ActKind::JudgeLikeness,
        ActKind::JudgeThemes,
        ActKind::StartClock,
        ActKind::RecomputeClocks,
        ActKind::ExtendClock,
        ActKind::SuspendClock,
        ActKind::ResumeClock,
    ];

    /// The verb in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            ActKind::SeedRegister => "register.seed",
            ActKind::ImportDocument => "document.import",
            ActKind::LoadRecords => "register.load",
            ActKind::RecordResponse => "response.record",
            ActKind::ReceiveDocument => "document.receive",
            ActKind::CorrectProposal => "proposal.correct",
            ActKind::AcceptProposal => "proposal.accept",
            ActKind::RejectProposal => "proposal.reject",
            ActKind::UndoProposal => "proposal.undo",
            ActKind::JudgeLikeness => "likeness.judge",
            ActKind::JudgeThemes => "theme.judge",
            ActKind::StartClock => "clock.start",
            ActKind::RecomputeClocks => "clock.recompute",
            ActKind::ExtendClock => "clock.extend",
            ActKind::SuspendClock => "clock.suspend",
            ActKind::ResumeClock => "clock.resume",
        }
    }
}

impl fmt::Display for ActKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A command that is an act.
pub trait Act {
    /// Which act.
    const KIND: ActKind;
}

/// What an act is done to: the bodies whose records it touches.
pub trait Subject {
    /// Those bodies.
    fn bodies(&self) -> Vec<BodyId>;
}

/// The whole register, for acts of the operator.
pub struct Whole;

impl Subject for Whole {
    fn bodies(&self) -> Vec<BodyId> {
        Vec::new()
    }
}

/// Leave to do act `A` once.
pub struct Permit<A>(PhantomData<A>);

impl<A> Permit<A> {
    pub(crate) fn granted() -> Permit<A> {
        Permit(PhantomData)
    }
}

/// The act is not this actor's to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{act} is not allowed to {role:?}; ask the operator of this register")]
pub struct Forbidden {
    /// The act refused.
    pub act: ActKind,
    /// The role that asked.
    pub role: Role,
}

/// The policy table. Exhaustive on purpose: a new act or role does not compile until it is decided here.
pub fn policy(role: Role, act: ActKind, _bodies: &[BodyId]) -> bool {
    match (role, act) {
        (
            Role::Operator,
            ActKind::SeedRegister
            | ActKind::ImportDocument
            | ActKind::LoadRecords
            | ActKind::RecordResponse
            | ActKind::ReceiveDocument
            | ActKind::CorrectProposal
            | ActKind::AcceptProposal
            | ActKind::RejectProposal
            | ActKind::UndoProposal
            | ActKind::JudgeLikeness
            | ActKind::JudgeThemes
            | ActKind::StartClock
            | ActKind::RecomputeClocks
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock,
        ) => true,
        (
            Role::Public,
            ActKind::SeedRegister
            | ActKind::ImportDocument
            | ActKind::LoadRecords
            | ActKind::RecordResponse
            | ActKind::ReceiveDocument
            | ActKind::CorrectProposal
            | ActKind::AcceptProposal
            | ActKind::RejectProposal
            | ActKind::UndoProposal
            | ActKind::JudgeLikeness
            | ActKind::JudgeThemes
            | ActKind::StartClock
            | ActKind::RecomputeClocks
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock,
        ) => false,
    }
}
