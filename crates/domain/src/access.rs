//! Who may do what: one table, default deny.
//!
//! *Invariant:* a [`Permit`] is made in `Ctx::permit` and nowhere else, so an act without a permit does not compile.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::acts::ActKind;
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

/// A role with its article.
fn a(role: Role) -> String {
    let vowel = role.as_str().starts_with(['a', 'o']);
    format!("{} {role}", if vowel { "an" } else { "a" })
}

/// Who could: the roles that the table gives the act to, in words.
fn needed(act: ActKind) -> String {
    let who: Vec<String> = Role::ALL
        .into_iter()
        .filter_map(|role| match policy(role, act) {
            Reach::Nothing => None,
            Reach::Register if role == Role::Operator => Some("the operator".to_owned()),
            Reach::Register => Some(a(role)),
            Reach::OwnBody => Some(format!("{} of the body itself", a(role))),
            Reach::AsAddressee => Some(format!("{} of the body that has to answer", a(role))),
            Reach::AsRecommendingBody => Some(format!("{} of the body that recommended", a(role))),
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
    use ActKind as A;
    use Reach::{AsAddressee, AsRecommendingBody, OwnBody, Register};
    use Role::{Administrator, Approver, Assurer, Clerk, Contributor, Operator};
    let given: &[(Role, Reach)] = match act {
        // The installation.
        A::SeedRegister
        | A::LoadRecords
        | A::RecomputeClocks
        | A::EraseWords
        | A::ExpireOutcome
        | A::PlaceHold
        | A::LiftHold => &[(Operator, Register)],
        // Who may do what.
        A::GrantMembership | A::EndMembership => &[(Operator, Register), (Administrator, OwnBody)],
        // Documents that were published, by whomever, what they are to each other, and the bodies they name.
        A::ImportDocument
        | A::ReceiveDocument
        | A::CorrectProposal
        | A::AcceptProposal
        | A::RejectProposal
        | A::UndoProposal
        | A::JudgeLikeness
        | A::JudgeThemes
        | A::RecordBody
        | A::JoinBodies => &[(Operator, Register), (Clerk, Register)],
        // What the recommending body says of a duty to answer, or takes down of an answer that came by letter.
        A::RecordResponse | A::StartClock | A::ExtendClock | A::SuspendClock | A::ResumeClock => {
            &[(Operator, Register), (Clerk, AsRecommendingBody)]
        }
        // What a body answers: its contributors write it, its approvers sign it. Nobody else speaks for it, the operator neither.
        A::WriteDraft | A::OfferDraft | A::ReturnDraft | A::DropDraft => &[(Contributor, OwnBody), (Approver, OwnBody)],
        A::SubmitResponse => &[(Approver, OwnBody)],
        A::AddUpdate | A::AmendAction | A::FileEvidence => &[(Contributor, AsAddressee), (Approver, AsAddressee)],
        // What a body recommends: its clerks draft it and end its embargo, its approvers make it.
        A::DraftRecommendation
        | A::OfferRecommendation
        | A::DropRecommendation
        | A::ReleaseRecommendation
        | A::SetLadder => &[(Clerk, OwnBody)],
        A::ReturnRecommendation => &[(Clerk, OwnBody), (Approver, OwnBody)],
        A::MakeRecommendation => &[(Approver, OwnBody)],
        // What the body that recommended decides on it.
        A::PublishResponse | A::AddRejoinder | A::DecideClosure => &[(Clerk, AsRecommendingBody)],
        // Evidence that few may read.
        A::OpenEvidence => &[(Approver, AsAddressee), (Assurer, AsRecommendingBody)],
        A::DestroyEvidence => &[(Approver, AsAddressee)],
        A::RecordAssurance => &[(Assurer, AsRecommendingBody)],
    };
    given.iter().find(|(who, _)| *who == role).map_or(Reach::Nothing, |(_, reach)| *reach)
}
