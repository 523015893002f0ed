//! An answer on its way: written by a body's people, signed by one who may, handed over, and published or not.
//!
//! What was handed over stays as it was, shared by the two bodies; what is published is a record of its own, in whole or with words
//! left out, and only the two bodies know which it was made from.
//!
//! *Invariant:* nobody signs what changed after they read it: every act names the version it saw.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Permit, Sides, Subject};
use crate::actions::Tense;
use crate::acts::{Act, ActKind, leaves};
use crate::axes::Position;
use crate::due::Due;
use crate::publications::Decision;
use crate::record::{Change, Record, Visibility};
use crate::responses::{Duty, Reason};
use crate::{ActId, BodyId, Ctx, DraftId, Obligation, ObligationId, PartialDate, RecordId, ResponseId, Text};

/// The most obligations one answer may be for.
pub const MOST_ANSWERS: usize = 200;
/// The most actions and the most reasons one answer may hold.
pub const MOST_PARTS: usize = 300;
/// The most bytes of one text.
pub const MOST_WORDS: usize = 200_000;

/// Where an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Being written.
    Writing,
    /// Waiting for a signature.
    WithApprover,
    /// Handed over to the body that recommended.
    Submitted,
    /// The body that recommended has decided what is published of it.
    Decided,
    /// Given up before it was handed over.
    Dropped,
}

impl DraftState {
    /// The name in the ledger, the API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            DraftState::Writing => "writing",
            DraftState::WithApprover => "with_approver",
            DraftState::Submitted => "submitted",
            DraftState::Decided => "decided",
            DraftState::Dropped => "dropped",
        }
    }
}

/// The position on one obligation, once it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftAnswer {
    /// Which obligation.
    pub obligation: ObligationId,
    /// The position; none while it is not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// An action that the answer promises or reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftAction {
    /// What is or was done.
    pub text: Text,
    /// The post that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Done or promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tense: Option<Tense>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// How one would know that it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
}

/// What an answer says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftContent {
    /// What it answers, each with its position.
    #[serde(default)]
    pub answers: Vec<DraftAnswer>,
    /// The words besides reasons and actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The reasons, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The actions, in order; each serves everything that is answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<DraftAction>,
    /// What is said on its publication (28B(6): representations are made at the time the response is given).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representations: Option<Text>,
}

/// An answer on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose answer it is.
    pub author: BodyId,
    /// What it says.
    pub content: DraftContent,
    /// Where it stands.
    pub state: DraftState,
    /// Why it was sent or taken back, or given up, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Text>,
    /// The post that signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<String>,
    /// The day it was handed over and, in that moment, received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_on: Option<Date>,
    /// The answer that this is disclosed of, for those who were sent a copy of the recommendation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosed_of: Option<DraftId>,
    /// What was decided on its publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// The public response that was made from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
}

impl Subject for Draft {
    /// While it is written it is its author's own.
    fn sides(&self) -> Vec<Sides> {
        vec![Sides { addressee: Some(self.author), recommending_body: None }]
    }
}

/// The command: write or change an answer (`draft.write`).
#[derive(Clone, Debug)]
pub struct WriteDraft {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The answer's identifier.
    pub id: DraftId,
    /// The version that was seen; 0 for a new one.
    pub seen: u32,
    /// Whose answer it is.
    pub author: BodyId,
    /// What it says.
    pub content: DraftContent,
}

/// What is done to an answer as a whole.
#[derive(Clone, Debug)]
pub enum DraftStep {
    /// It is put before somebody who may sign it (`draft.offer`).
    Offer,
    /// It is sent back by whom it was put before, or taken back by who wrote it, with the reason (`draft.return`).
    Return(Text),
    /// It is given up, with the reason (`draft.drop`).
    Drop(Text),
    /// It is signed for this post and handed over (`response.submit`).
    Submit(String),
    /// It is decided what is published of it (`response.publish`).
    Publish(Decision),
}

/// The commands that carry an answer on, of which each is an act of its own.
#[derive(Clone, Debug)]
pub struct StepDraft {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The answer's identifier.
    pub id: DraftId,
    /// The version that was seen.
    pub seen: u32,
    /// What is done.
    pub step: DraftStep,
}

impl StepDraft {
    /// Which act it is.
    pub fn kind(&self) -> ActKind {
        match self.step {
            DraftStep::Offer => ActKind::OfferDraft,
            DraftStep::Return(_) => ActKind::ReturnDraft,
            DraftStep::Drop(_) => ActKind::DropDraft,
            DraftStep::Submit(_) => ActKind::SubmitResponse,
            DraftStep::Publish(_) => ActKind::PublishResponse,
        }
    }
}

leaves! {
    /// Leave to put an answer before somebody who may sign it (`draft.offer`).
    OfferDraft;
    /// Leave to send or take an answer back (`draft.return`).
    ReturnDraft;
    /// Leave to give up an answer (`draft.drop`).
    DropDraft;
    /// Leave to sign an answer and hand it over (`response.submit`).
    SubmitResponse;
    /// Leave to decide what is published of an answer (`response.publish`).
    PublishResponse;
}

impl Act for WriteDraft {
    const KIND: ActKind = ActKind::WriteDraft;
}

/// Why an answer was not written, signed, handed over or published.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DraftRefused {
    /// Somebody else changed it first.
    #[error("the answer was changed by somebody else since you opened it: look at it as it is now")]
    Changed,
    /// It is not where that can be done to it.
    #[error("the answer is {}; that cannot be done to it now", .0.as_str().replace('_', " "))]
    State(DraftState),
    /// It answers nothing.
    #[error("an answer is for at least one recommendation")]
    AnswersNothing,
    /// It answers one twice.
    #[error("{0} is answered twice")]
    Twice(String),
    /// It is not made to this body.
    #[error("there is no obligation {0} of this body")]
    NotYours(ObligationId),
    /// The matter is closed.
    #[error("{0} is closed for this body; it has to be reopened before it is answered")]
    Closed(String),
    /// No position.
    #[error("say for {0} whether it is accepted, and if not why")]
    NoPosition(String),
    /// A refusal without a reason (28B(2)(b): why no action).
    #[error("{0} is not accepted: at least one reason has to be given")]
    NoReason(String),
    /// Recommended by several bodies.
    #[error(
        "these were recommended by different bodies, and each decides what is published: write one answer to each of them"
    )]
    SeveralBodies,
    /// Their own work.
    #[error("nobody decides on an answer of a body that they write or sign for")]
    OwnWork,
    /// Nobody to hand it to.
    #[error("the register does not say who made {0}: ask its operator to put that right, then hand the answer over")]
    NobodyRecommended(String),
    /// Dated before the ask.
    #[error("{0} is dated after today: its date has to be put right first")]
    BeforeTheRecommendation(String),
    /// Held back, and answered with others.
    #[error("{0} is not public yet: answer it by itself, so that the answer to what is public does not wait for it")]
    HeldTogether(String),
    /// Not public yet.
    #[error("{0} is not public yet: what is published of the answer is decided once it is released")]
    HeldBack(String),
    /// No post signs it.
    #[error("say which post signs the answer")]
    NoPost,
    /// It is sent back or given up without a word.
    #[error("{0}")]
    NoWord(&'static str),
    /// Too much.
    #[error("{0}")]
    TooMuch(&'static str),
    /// The words to leave out are not there.
    #[error("the words to leave out of {0} are not there, or overlap")]
    NotThere(String),
    /// A day that does not exist.
    #[error("'{0}' is no day; write a day there is, how often, or what it waits for")]
    NoDay(String),
    /// The words for an exemption are none.
    #[error(
        "'{0}' is no exemption: write the section of the Freedom of Information Act, such as s40 or s40(2), or the regulation, such as reg 12(5)(b)"
    )]
    NoExemption(String),
    /// An extent that fits no redaction.
    #[error("{0}")]
    Extent(&'static str),
}

/// The rule for writing: an answer of its author's own obligations, once each, none of them closed, while it is being written.
pub fn write_draft(
    _permit: &Permit<WriteDraft>,
    before: Option<(u32, Draft)>,
    duties: &[Duty],
    cmd: &WriteDraft,
) -> Result<Vec<Change>, DraftRefused> {
    let returned = match &before {
        None if cmd.seen == 0 => None,
        Some((version, draft)) if *version == cmd.seen && draft.author == cmd.author => match draft.state {
            DraftState::Writing => draft.returned.clone(),
            state => return Err(DraftRefused::State(state)),
        },
        _ => return Err(DraftRefused::Changed),
    };
    if before.is_some_and(|(_, draft)| draft.content == cmd.content) {
        return Ok(Vec::new());
    }
    bounded(&cmd.content)?;
    answerable(cmd.author, &cmd.content, duties)?;
    let draft = Draft {
        author: cmd.author,
        content: cmd.content.clone(),
        state: DraftState::Writing,
        returned,
        sign_off: None,
        given_on: None,
        disclosed_of: None,
        decision: None,
        response: None,
    };
    Ok(vec![kept(cmd.id, draft, &[])])
}

fn bounded(content: &DraftContent) -> Result<(), DraftRefused> {
    let texts = content.text.iter().chain(&content.representations).chain(content.reasons.iter().map(|r| &r.text));
    let texts = texts.chain(content.actions.iter().map(|a| &a.text));
    if content.answers.len() > MOST_ANSWERS {
        return Err(DraftRefused::TooMuch("one answer is for at most 200 recommendations; write another for the rest"));
    }
    if content.actions.len() > MOST_PARTS || content.reasons.len() > MOST_PARTS {
        return Err(DraftRefused::TooMuch("one answer has at most 300 actions and 300 reasons"));
    }
    if texts.into_iter().any(|text| text.words.len() > MOST_WORDS) {
        return Err(DraftRefused::TooMuch("a text has at most 200,000 bytes"));
    }
    if let Some(words) = content.actions.iter().filter_map(|action| action.due.as_ref()).find_map(Due::mistyped) {
        return Err(DraftRefused::NoDay(words.to_owned()));
    }
    Ok(())
}

/// Each obligation is the author's, stands once, and is open.
fn answerable(author: BodyId, content: &DraftContent, duties: &[Duty]) -> Result<(), DraftRefused> {
    if content.answers.is_empty() {
        return Err(DraftRefused::AnswersNothing);
    }
    for (i, answer) in content.answers.iter().enumerate() {
        let id = answer.obligation;
        let duty = duties.iter().find(|d| d.obligation == id && d.heir == author);
        let duty = duty.ok_or(DraftRefused::NotYours(id))?;
        if content.answers.iter().take(i).any(|before| before.obligation == id) {
            return Err(DraftRefused::Twice(duty.reference.clone()));
        }
        if duty.closed {
            return Err(DraftRefused::Closed(duty.reference.clone()));
        }
    }
    let apart = |held: &&Duty| held.held && duties.iter().any(|other| other.recommendation != held.recommendation);
    if let Some(held) = duties.iter().find(apart) {
        return Err(DraftRefused::HeldTogether(held.reference.clone()));
    }
    let mut by = duties.iter().map(|duty| duty.recommending_body);
    let first = by.next();
    if by.any(|body| Some(body) != first) { Err(DraftRefused::SeveralBodies) } else { Ok(()) }
}

/// What must be so before an answer can be signed: a position on each, none refused without a reason.
fn complete(draft: &Draft, duties: &[Duty], ctx: &Ctx) -> Result<(), DraftRefused> {
    answerable(draft.author, &draft.content, duties)?;
    for answer in &draft.content.answers {
        let Some(duty) = duties.iter().find(|d| d.obligation == answer.obligation) else { continue };
        match answer.position {
            None | Some(Position::NoneGiven) => return Err(DraftRefused::NoPosition(duty.reference.clone())),
            Some(Position::Rejected) if draft.content.reasons.is_empty() => {
                return Err(DraftRefused::NoReason(duty.reference.clone()));
            }
            _ => {}
        }
        if duty.recommending_body.is_none() {
            return Err(DraftRefused::NobodyRecommended(duty.reference.clone()));
        }
        if duty.made_from.is_some_and(|made| made > ctx.today) {
            return Err(DraftRefused::BeforeTheRecommendation(duty.reference.clone()));
        }
    }
    Ok(())
}

/// The rule for putting an answer before an approver, and for sending it back.
pub fn offer_draft(
    ctx: &Ctx,
    _permit: &Permit<OfferDraft>,
    (mut draft, duties): (Draft, &[Duty]),
    id: DraftId,
) -> Result<Vec<Change>, DraftRefused> {
    if draft.state != DraftState::Writing {
        return Err(DraftRefused::State(draft.state));
    }
    complete(&draft, duties, ctx)?;
    (draft.state, draft.returned) = (DraftState::WithApprover, None);
    Ok(vec![kept(id, draft, &[])])
}

/// The rule for sending an answer back: to whoever writes it, with the reason.
pub fn return_draft(
    _permit: &Permit<ReturnDraft>,
    draft: Draft,
    id: DraftId,
    why: &Text,
) -> Result<Vec<Change>, DraftRefused> {
    put((draft, id), (DraftState::WithApprover, DraftState::Writing), (why, "say why the answer goes back"))
}

/// The rule for giving up an answer that is being written: it stays to be read by its author's people, and is over.
pub fn drop_draft(
    _permit: &Permit<DropDraft>,
    draft: Draft,
    id: DraftId,
    why: &Text,
) -> Result<Vec<Change>, DraftRefused> {
    put((draft, id), (DraftState::Writing, DraftState::Dropped), (why, "say why the answer is given up"))
}

/// Puts an answer from one state into another with a word, without which it is refused.
fn put(
    (mut draft, id): (Draft, DraftId),
    (from, to): (DraftState, DraftState),
    (why, without): (&Text, &'static str),
) -> Result<Vec<Change>, DraftRefused> {
    if draft.state != from {
        return Err(DraftRefused::State(draft.state));
    }
    let why = why.as_reason(DraftRefused::NoWord(without), DraftRefused::TooMuch)?;
    (draft.state, draft.returned) = (to, Some(why));
    Ok(vec![kept(id, draft, &[])])
}

/// The rule for handing an answer over: it is received in that moment, which everybody may know before anybody may read it.
pub fn submit_response(
    ctx: &Ctx,
    _permit: &Permit<SubmitResponse>,
    (mut draft, duties): (Draft, &[Duty]),
    obligations: Vec<(ObligationId, Obligation)>,
    (id, post): (DraftId, &str),
) -> Result<Vec<Change>, DraftRefused> {
    if draft.state != DraftState::WithApprover {
        return Err(DraftRefused::State(draft.state));
    }
    if post.trim().is_empty() {
        return Err(DraftRefused::NoPost);
    }
    complete(&draft, duties, ctx)?;
    draft.state = DraftState::Submitted;
    draft.sign_off = Some(post.trim().chars().take(200).collect());
    draft.given_on = Some(ctx.today);
    let mut changes = vec![kept(id, draft, duties)];
    for (of, mut obligation) in obligations {
        obligation.received_on.get_or_insert(PartialDate::day(ctx.today));
        changes.push(Change::new(of, Visibility::Public, Record::Obligation(obligation)));
    }
    Ok(changes)
}

/// Whoever holds an answer: its author and, once it is handed over, those who recommended.
pub(crate) fn kept(id: DraftId, draft: Draft, duties: &[Duty]) -> Change {
    let mut holders: Vec<RecordId> = vec![draft.author.into()];
    for body in duties.iter().filter_map(|duty| duty.recommending_body) {
        if !holders.contains(&body.into()) {
            holders.push(body.into());
        }
    }
    Change::new(id, Visibility::Shared(holders), Record::Draft(Box::new(draft)))
}
