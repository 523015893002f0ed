//! A recommendation on its way: drafted by a clerk, approved and made by somebody who may sign, served on those it is made to and those it
//! is copied to, and public at once or, under an embargo, after an event.
//!
//! The clock runs from the day it is made, whether or not everybody may read it yet.
//!
//! *Invariant:* nobody makes what changed after they read it: every act names the version it saw.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Permit, Sides, Subject};
use crate::acts::{Act, ActKind, leaves};
use crate::record::{Change, Record, Visibility};
use crate::{
    ActId, BodyId, ObligationId, PartialDate, Power, RecommendationDraftId, RecommendationId, RecordId, SourceId,
    SourceKind, Text,
};

mod made;

pub use made::{Making, held_duties, make_recommendation, release_recommendation};

/// The most bodies that one recommendation is made to, and the most that it is copied to.
pub const MOST_ADDRESSEES: usize = 200;
/// The most bytes of one text, and the most findings.
const MOST_WORDS: usize = 100_000;
const MOST_FINDINGS: usize = 100;

/// Where a recommendation on its way stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MakingState {
    /// Being written.
    Writing,
    /// Waiting for somebody who may sign it.
    WithApprover,
    /// Made and served, and not public before something has happened.
    Embargoed,
    /// Made, served and public.
    Made,
    /// Given up before it was made.
    Dropped,
}

impl MakingState {
    /// The name in the ledger, the API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            MakingState::Writing => "writing",
            MakingState::WithApprover => "with_approver",
            MakingState::Embargoed => "embargoed",
            MakingState::Made => "made",
            MakingState::Dropped => "dropped",
        }
    }
}

/// The investigation it comes from, where the register does not have it yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Its own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
    /// What happened, without names of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Text>,
}

/// What a recommendation says, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendationContent {
    /// The words asked.
    pub text: Text,
    /// Why: the findings, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Text>,
    /// Who must answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addressees: Vec<BodyId>,
    /// Who is sent a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copied_to: Vec<BodyId>,
    /// The power it is made under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// The recommending body's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
    /// The investigation it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// The same where the register does not have it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_source: Option<NewSource>,
    /// The day an answer is due as the letter states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_stated: Option<PartialDate>,
    /// What has to happen before it is public ("the inquest has ended"); none: it is public when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<String>,
}

/// A recommendation on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendationDraft {
    /// Who recommends.
    pub recommending_body: BodyId,
    /// What, and to whom.
    pub content: RecommendationContent,
    /// Where it stands.
    pub state: MakingState,
    /// Why it was sent or taken back, or given up, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Text>,
    /// The post that signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<String>,
    /// The day it was made and served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_on: Option<Date>,
    /// What ended its embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Text>,
    /// For each addressee, in their order, the duty that it has from the day it is made, so that it can answer under an embargo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<ObligationId>,
    /// The recommendation that it is from the day it is made; public once it is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<RecommendationId>,
}

impl Subject for RecommendationDraft {
    /// It is its body's own, whatever it asks of others.
    fn sides(&self) -> Vec<Sides> {
        vec![Sides { addressee: Some(self.recommending_body), recommending_body: None }]
    }
}

/// The command: draft a recommendation or change one that is being written (`recommendation.draft`).
#[derive(Clone, Debug)]
pub struct DraftRecommendation {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The draft's identifier.
    pub id: RecommendationDraftId,
    /// The version that was seen; 0 for a new one.
    pub seen: u32,
    /// Who recommends.
    pub recommending_body: BodyId,
    /// What, and to whom.
    pub content: RecommendationContent,
}

/// What is done to a draft as a whole.
#[derive(Clone, Debug)]
pub enum MakingStep {
    /// It is put before somebody who may sign it (`recommendation.offer`).
    Offer,
    /// It is sent back by whom it was put before, or taken back by who wrote it, with the reason (`recommendation.return`).
    Return(Text),
    /// It is given up, with the reason (`recommendation.drop`).
    Drop(Text),
    /// It is signed for this post, made and served (`recommendation.make`).
    Make(String),
    /// What it waited for has happened: it is public (`recommendation.release`).
    Release(Text),
}

/// The commands that carry a recommendation on, of which each is an act of its own.
#[derive(Clone, Debug)]
pub struct StepRecommendation {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The draft's identifier.
    pub id: RecommendationDraftId,
    /// The version that was seen.
    pub seen: u32,
    /// What is done.
    pub step: MakingStep,
}

impl StepRecommendation {
    /// Which act it is.
    pub fn kind(&self) -> ActKind {
        match self.step {
            MakingStep::Offer => ActKind::OfferRecommendation,
            MakingStep::Return(_) => ActKind::ReturnRecommendation,
            MakingStep::Drop(_) => ActKind::DropRecommendation,
            MakingStep::Make(_) => ActKind::MakeRecommendation,
            MakingStep::Release(_) => ActKind::ReleaseRecommendation,
        }
    }
}

leaves! {
    /// Leave to put a recommendation before somebody who may sign it (`recommendation.offer`).
    OfferRecommendation;
    /// Leave to send or take a recommendation back (`recommendation.return`).
    ReturnRecommendation;
    /// Leave to give up a recommendation (`recommendation.drop`).
    DropRecommendation;
    /// Leave to sign, make and serve a recommendation (`recommendation.make`).
    MakeRecommendation;
    /// Leave to end a recommendation's embargo (`recommendation.release`).
    ReleaseRecommendation;
}

impl Act for DraftRecommendation {
    const KIND: ActKind = ActKind::DraftRecommendation;
}

/// Why a recommendation was not drafted, made or released.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MakingRefused {
    /// Somebody else changed it first.
    #[error("the recommendation was changed by somebody else since you opened it: look at it as it is now")]
    Changed,
    /// It is not where that can be done to it.
    #[error("the recommendation is {}; that cannot be done to it now", .0.as_str().replace('_', " "))]
    State(MakingState),
    /// Nothing is asked.
    #[error("say what is recommended")]
    NoText,
    /// Nobody is asked.
    #[error("say to whom it is made: at least one body must answer it")]
    NoAddressee,
    /// One is asked twice.
    #[error("a body is named twice among those it is made or copied to")]
    Twice,
    /// It is asked of itself.
    #[error("a body makes no recommendation to itself")]
    Itself,
    /// Two sources.
    #[error("name one source: one that the register has, or a new one")]
    TwoSources,
    /// A source that is none.
    #[error("there is no such source")]
    NoSource,
    /// No post signs it.
    #[error("say which post signs the recommendation")]
    NoPost,
    /// It is sent back or released without a word.
    #[error("{0}")]
    NoWord(&'static str),
    /// Too much.
    #[error("{0}")]
    TooMuch(&'static str),
}

/// The rule for drafting: while it is being written, within bounds, each body once.
pub fn draft_recommendation(
    _permit: &Permit<DraftRecommendation>,
    before: Option<(u32, RecommendationDraft)>,
    cmd: &DraftRecommendation,
) -> Result<Vec<Change>, MakingRefused> {
    let returned = match &before {
        None if cmd.seen == 0 => None,
        Some((version, draft)) if *version == cmd.seen && draft.recommending_body == cmd.recommending_body => {
            match draft.state {
                MakingState::Writing => draft.returned.clone(),
                state => return Err(MakingRefused::State(state)),
            }
        }
        _ => return Err(MakingRefused::Changed),
    };
    if before.is_some_and(|(_, draft)| draft.content == cmd.content) {
        return Ok(Vec::new());
    }
    bounded(&cmd.content, cmd.recommending_body)?;
    let draft = RecommendationDraft {
        recommending_body: cmd.recommending_body,
        content: cmd.content.clone(),
        state: MakingState::Writing,
        returned,
        sign_off: None,
        made_on: None,
        released: None,
        duties: Vec::new(),
        recommendation: None,
    };
    Ok(vec![kept(cmd.id, draft, &[])])
}

fn bounded(content: &RecommendationContent, by: BodyId) -> Result<(), MakingRefused> {
    let texts = std::iter::once(&content.text).chain(&content.findings);
    let texts = texts.chain(content.new_source.iter().filter_map(|source| source.summary.as_ref()));
    if texts.into_iter().any(|text| text.words.len() > MOST_WORDS) || content.findings.len() > MOST_FINDINGS {
        return Err(MakingRefused::TooMuch("a text has at most 100,000 bytes, and a recommendation 100 findings"));
    }
    let new_ref = content.new_source.as_ref().and_then(|source| source.external_ref.clone());
    let short = [&content.external_ref, &content.embargo, &new_ref];
    if short.iter().any(|text| text.as_ref().is_some_and(|text| text.len() > 500)) {
        return Err(MakingRefused::TooMuch("a reference and an embargo have at most 500 bytes"));
    }
    if content.addressees.len() > MOST_ADDRESSEES || content.copied_to.len() > MOST_ADDRESSEES {
        return Err(MakingRefused::TooMuch("a recommendation is made to at most 200 bodies and copied to at most 200"));
    }
    let mut all: Vec<BodyId> = content.addressees.iter().chain(&content.copied_to).copied().collect();
    if content.addressees.contains(&by) {
        return Err(MakingRefused::Itself);
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    if all.len() != count {
        return Err(MakingRefused::Twice);
    }
    if content.source.is_some() && content.new_source.is_some() {
        return Err(MakingRefused::TwoSources);
    }
    Ok(())
}

fn complete(content: &RecommendationContent) -> Result<(), MakingRefused> {
    if content.text.words.trim().is_empty() {
        return Err(MakingRefused::NoText);
    }
    if content.addressees.is_empty() { Err(MakingRefused::NoAddressee) } else { Ok(()) }
}

/// The rule for putting a recommendation before an approver.
pub fn offer_recommendation(
    _permit: &Permit<OfferRecommendation>,
    mut draft: RecommendationDraft,
    id: RecommendationDraftId,
) -> Result<Vec<Change>, MakingRefused> {
    if draft.state != MakingState::Writing {
        return Err(MakingRefused::State(draft.state));
    }
    complete(&draft.content)?;
    (draft.state, draft.returned) = (MakingState::WithApprover, None);
    Ok(vec![kept(id, draft, &[])])
}

/// The rule for sending or taking a recommendation back, with the reason.
pub fn return_recommendation(
    _permit: &Permit<ReturnRecommendation>,
    draft: RecommendationDraft,
    id: RecommendationDraftId,
    why: &Text,
) -> Result<Vec<Change>, MakingRefused> {
    put((draft, id), (MakingState::WithApprover, MakingState::Writing), (why, "say why the recommendation goes back"))
}

/// The rule for giving up a recommendation that is being written: it stays to be read, and is over.
pub fn drop_recommendation(
    _permit: &Permit<DropRecommendation>,
    draft: RecommendationDraft,
    id: RecommendationDraftId,
    why: &Text,
) -> Result<Vec<Change>, MakingRefused> {
    put((draft, id), (MakingState::Writing, MakingState::Dropped), (why, "say why the recommendation is given up"))
}

/// Puts a recommendation from one state into another with a word, without which it is refused.
fn put(
    (mut draft, id): (RecommendationDraft, RecommendationDraftId),
    (from, to): (MakingState, MakingState),
    (why, without): (&Text, &'static str),
) -> Result<Vec<Change>, MakingRefused> {
    if draft.state != from {
        return Err(MakingRefused::State(draft.state));
    }
    let why = why.as_reason(MakingRefused::NoWord(without), MakingRefused::TooMuch)?;
    (draft.state, draft.returned) = (to, Some(why));
    Ok(vec![kept(id, draft, &[])])
}

/// Whoever holds it: its body alone and, once it is served, those it is made and copied to, and those who came after them.
fn kept(id: RecommendationDraftId, draft: RecommendationDraft, heirs: &[BodyId]) -> Change {
    let mut holders: Vec<RecordId> = vec![draft.recommending_body.into()];
    if matches!(draft.state, MakingState::Embargoed | MakingState::Made) {
        let served = draft.content.addressees.iter().chain(&draft.content.copied_to);
        for body in served.chain(heirs).map(|body| RecordId::from(*body)) {
            if !holders.contains(&body) {
                holders.push(body);
            }
        }
    }
    Change::new(id, Visibility::Shared(holders), Record::RecommendationDraft(Box::new(draft)))
}
