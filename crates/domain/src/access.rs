//! Who may do what: one table, default deny.
//!
//! *Invariant:* a [`Permit`] is made in `Ctx::permit` and nowhere else, so an act without a permit does not compile.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::ids::BodyId;

/// What someone is: the operator of the installation, someone with a role in a body, or anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation: whoever holds the data folder, and whom they name.
    Operator,
    /// Says who has which role in the body.
    Administrator,
    /// Publishes, chases and closes, on the oversight side.
    Clerk,
    /// Says whether what was done is enough, on the oversight side.
    Assurer,
    /// Signs what the body says, on the addressee's side.
    Approver,
    /// Writes what the body says, and files what shows it.
    Contributor,
    /// Sees what the body sees.
    Viewer,
    /// Anyone on the public site.
    Public,
}

impl Role {
    /// Every role, for the matrix.
    pub const ALL: [Role; 8] = [
        Role::Operator,
        Role::Administrator,
        Role::Clerk,
        Role::Assurer,
        Role::Approver,
        Role::Contributor,
        Role::Viewer,
        Role::Public,
    ];

    /// The roles that one has in a body.
    pub const IN_A_BODY: [Role; 6] =
        [Role::Administrator, Role::Clerk, Role::Assurer, Role::Approver, Role::Contributor, Role::Viewer];

    /// The name in the ledger, the API and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Administrator => "administrator",
            Role::Clerk => "clerk",
            Role::Assurer => "assurer",
            Role::Approver => "approver",
            Role::Contributor => "contributor",
            Role::Viewer => "viewer",
            Role::Public => "public",
        }
    }

    /// The role of that name that a person can be given.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| *role != Role::Public && role.as_str() == text)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A role that someone has, and in which body; the operator's is in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The body.
    pub body: Option<BodyId>,
}

impl Held {
    /// The operator's role.
    pub const OPERATOR: Held = Held { role: Role::Operator, body: None };
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
    /// `membership.grant`: give someone a role in a body.
    GrantMembership,
    /// `membership.end`: take a role away.
    EndMembership,
}

impl ActKind {
    /// Every act, for the tests that walk them.
    pub const ALL: [ActKind; 18] = [
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
        ActKind::GrantMembership,
        ActKind::EndMembership,
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
            ActKind::GrantMembership => "membership.grant",
            ActKind::EndMembership => "membership.end",
        }
    }
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
            ActKind::SeedRegister | ActKind::LoadRecords | ActKind::RecomputeClocks => Scope::Register,
            ActKind::GrantMembership | ActKind::EndMembership => Scope::People,
            ActKind::ImportDocument
            | ActKind::ReceiveDocument
            | ActKind::CorrectProposal
            | ActKind::AcceptProposal
            | ActKind::RejectProposal
            | ActKind::UndoProposal
            | ActKind::JudgeLikeness
            | ActKind::JudgeThemes => Scope::Documents,
            ActKind::RecordResponse
            | ActKind::StartClock
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock => Scope::Oversee,
        }
    }

    /// The act of that verb.
    pub fn parse(verb: &str) -> Option<ActKind> {
        ActKind::ALL.into_iter().find(|act| act.as_str() == verb)
    }
}

/// A command that is an act.
pub trait Act {
    /// Which act.
    const KIND: ActKind;
}

/// The bodies that stand around one thing an act is done to. All empty: the register as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// The body that has to answer, or whose own thing it is.
    pub addressee: Option<BodyId>,
    /// The body that recommended.
    pub recommending_body: Option<BodyId>,
}

/// What an act is done to.
pub trait Subject {
    /// The bodies around each thing it touches; whoever acts must be allowed to on every one. Empty: nothing that is known.
    fn sides(&self) -> Vec<Sides>;
}

impl Subject for Sides {
    fn sides(&self) -> Vec<Sides> {
        vec![*self]
    }
}

impl Subject for [Sides] {
    fn sides(&self) -> Vec<Sides> {
        self.to_vec()
    }
}

/// The register as a whole.
pub struct Whole;

impl Subject for Whole {
    fn sides(&self) -> Vec<Sides> {
        vec![Sides::default()]
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
#[error("{act} is not yours to do here: {}", needed(*act))]
pub struct Forbidden {
    /// The act refused.
    pub act: ActKind,
}

/// Who could: the roles that the table gives the act to, in words.
fn needed(act: ActKind) -> String {
    let who: Vec<String> = Role::ALL
        .into_iter()
        .filter_map(|role| match policy(role, act) {
            Reach::Nothing => None,
            Reach::Register if role == Role::Operator => Some("the operator".to_owned()),
            Reach::Register => Some(format!("a {role}")),
            Reach::OwnBody => Some(format!("a {role} of the body itself")),
            Reach::AsAddressee => Some(format!("a {role} of the body that has to answer")),
            Reach::AsRecommendingBody => Some(format!("a {role} of the body that recommended")),
        })
        .collect();
    if who.is_empty() { "nobody may".to_owned() } else { format!("it takes {}", who.join(" or ")) }
}

/// A part of the workspace: pages that are opened by a role, whatever the record on them; what is on them is another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Desk {
    /// One's own: what is to be done, and one's account.
    Own,
    /// Who has which role.
    People,
    /// Documents that wait for review, likenesses, themes.
    Documents,
    /// What a body has to answer.
    Answers,
    /// What a body recommended.
    Oversight,
}

impl Desk {
    /// Every desk.
    pub const ALL: [Desk; 5] = [Desk::Own, Desk::People, Desk::Documents, Desk::Answers, Desk::Oversight];

    /// The name in the matrix and in the strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Desk::Own => "own",
            Desk::People => "people",
            Desk::Documents => "documents",
            Desk::Answers => "answers",
            Desk::Oversight => "oversight",
        }
    }
}

/// Which desks a role opens.
pub fn opens(role: Role, desk: Desk) -> bool {
    match desk {
        Desk::Own => role != Role::Public,
        Desk::People => matches!(role, Role::Operator | Role::Administrator),
        Desk::Documents => matches!(role, Role::Operator | Role::Clerk),
        Desk::Answers => matches!(role, Role::Approver | Role::Contributor | Role::Viewer),
        Desk::Oversight => matches!(role, Role::Clerk | Role::Assurer),
    }
}

/// How far a role carries an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// Over the whole register.
    Register,
    /// On what belongs to the body the role is in.
    OwnBody,
    /// On what the body the role is in has to answer.
    AsAddressee,
    /// On what the body the role is in recommended.
    AsRecommendingBody,
}

impl Reach {
    /// The word in the matrix.
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Nothing => "no",
            Reach::Register => "yes",
            Reach::OwnBody => "own body",
            Reach::AsAddressee => "as addressee",
            Reach::AsRecommendingBody => "as recommending body",
        }
    }

    /// Whether it covers a thing with these bodies around it, for someone with a role in `body`.
    fn covers(self, body: Option<BodyId>, sides: &Sides) -> bool {
        match self {
            Reach::Nothing => false,
            Reach::Register => true,
            Reach::OwnBody | Reach::AsAddressee => body.is_some() && sides.addressee == body,
            Reach::AsRecommendingBody => body.is_some() && sides.recommending_body == body,
        }
    }
}

/// Whether someone with these roles may do an act on this: each thing it touches must be covered by one of the roles. What touches
/// nothing that is known is the whole register's.
pub(crate) fn allowed(roles: &[Held], act: ActKind, on: &[Sides]) -> bool {
    let whole = [Sides::default()];
    let on = if on.is_empty() { &whole } else { on };
    on.iter().all(|sides| roles.iter().any(|held| policy(held.role, act).covers(held.body, sides)))
}

/// The policy table. Exhaustive on purpose: a new act does not compile until it is decided here, and what is not given is denied.
/// `docs/manual/access.md` prints it as a matrix; a test holds the two together, cell by cell.
pub fn policy(role: Role, act: ActKind) -> Reach {
    use Reach::{AsRecommendingBody, Nothing, OwnBody, Register};
    match (act, role) {
        // The installation.
        (ActKind::SeedRegister | ActKind::LoadRecords | ActKind::RecomputeClocks, Role::Operator) => Register,
        // Who may do what.
        (ActKind::GrantMembership | ActKind::EndMembership, Role::Operator) => Register,
        (ActKind::GrantMembership | ActKind::EndMembership, Role::Administrator) => OwnBody,
        // Documents that were published, by whomever, and what they are to each other.
        (
            ActKind::ImportDocument
            | ActKind::ReceiveDocument
            | ActKind::CorrectProposal
            | ActKind::AcceptProposal
            | ActKind::RejectProposal
            | ActKind::UndoProposal
            | ActKind::JudgeLikeness
            | ActKind::JudgeThemes,
            Role::Operator | Role::Clerk,
        ) => Register,
        // What the recommending body says of a duty to answer, or takes down of an answer that came by letter.
        (
            ActKind::RecordResponse
            | ActKind::StartClock
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock,
            Role::Operator,
        ) => Register,
        (
            ActKind::RecordResponse
            | ActKind::StartClock
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock,
            Role::Clerk,
        ) => AsRecommendingBody,
        (
            ActKind::SeedRegister
            | ActKind::LoadRecords
            | ActKind::RecomputeClocks
            | ActKind::GrantMembership
            | ActKind::EndMembership
            | ActKind::ImportDocument
            | ActKind::ReceiveDocument
            | ActKind::CorrectProposal
            | ActKind::AcceptProposal
            | ActKind::RejectProposal
            | ActKind::UndoProposal
            | ActKind::JudgeLikeness
            | ActKind::JudgeThemes
            | ActKind::RecordResponse
            | ActKind::StartClock
            | ActKind::ExtendClock
            | ActKind::SuspendClock
            | ActKind::ResumeClock,
            _,
        ) => Nothing,
    }
}
