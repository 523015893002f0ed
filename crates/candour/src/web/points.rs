//! What is pointed out before something is signed, in words: by the law, by whoever will read it, and by what others have said already.
//!
//! *Invariant:* it points out; it hinders nobody.

use app::AppError;
use domain::{
    BodyId, Draft, DraftState, MakingPoint, MakingState, RecommendationContent, RecommendationDraft, Role, WeakPoint,
    making_points,
};
use view::{Reused, SearchError};

use super::page::Site;
use crate::now;

/// The most sentences of an answer that are pointed out as others' too.
const REUSED: usize = 5;

/// What a reader would ask of an answer before its publication is decided, in words; and which of its sentences stand in other answers,
/// whatever those were asked.
pub(crate) fn of_answer(site: &Site, draft: &Draft) -> Result<Vec<String>, AppError> {
    if matches!(draft.state, DraftState::Decided | DraftState::Dropped) {
        return Ok(Vec::new());
    }
    let (s, content) = (&site.strings, &draft.content);
    let mut all: Vec<String> = domain::weak_points(content).iter().map(|point| weak_words(s, point)).collect();
    let texts = content.text.iter().chain(content.reasons.iter().map(|reason| &reason.text));
    let text = texts.map(|text| text.words.as_str()).collect::<Vec<_>>().join("\n");
    match site.app.search().reused_in(&text) {
        Ok(reused) => {
            let told = |r: &Reused| s.ww("weak-reused", s.n("rec-reused-answers", &r.answers), &r.words);
            all.extend(reused.iter().take(REUSED).map(told));
        }
        Err(SearchError::View(error)) => return Err(error.into()),
        Err(_) => all.push(s.t("weak-reused-unknown").to_owned()),
    }
    Ok(all)
}

/// What a reader would ask, in words.
fn weak_words(s: &crate::strings::Strings, point: &WeakPoint) -> String {
    match point {
        WeakPoint::NothingPromised => s.t("weak-nothing").to_owned(),
        WeakPoint::NoReason => s.t("weak-no-reason").to_owned(),
        WeakPoint::Apart => s.t("weak-apart").to_owned(),
        WeakPoint::VagueWords(word) => s.w("weak-vague-words", word),
        WeakPoint::NoOwner(i) => s.w("weak-no-owner", i + 1),
        WeakPoint::NoDue(i) => s.w("weak-no-due", i + 1),
        WeakPoint::NoMeasure(i) => s.w("weak-no-measure", i + 1),
        WeakPoint::Vague(i, word) => s.ww("weak-vague", i + 1, word),
    }
}

/// What the law, and those it concerns, would ask of one that is not made yet, in words; and who cannot be told of one that is not public yet.
pub(crate) fn of_recommendation(site: &Site, draft: &RecommendationDraft) -> Result<Vec<String>, AppError> {
    let content = &draft.content;
    let kinds = |bodies: &[BodyId]| {
        let mut out = Vec::new();
        for body in bodies {
            out.extend(site.app.read_public(|view| view.body_record(*body))?.map(|body| body.kind));
        }
        Ok::<_, AppError>(out)
    };
    let mut points = Vec::new();
    if matches!(draft.state, MakingState::Writing | MakingState::WithApprover) {
        points = making_points(content, &kinds(&content.addressees)?, &kinds(&content.copied_to)?, now::today());
    }
    let key = |point: MakingPoint| match point {
        MakingPoint::NoPower => "making-no-power",
        MakingPoint::NoFinding => "making-no-finding",
        MakingPoint::NoSource => "making-no-source",
        MakingPoint::DuePast => "making-due-past",
        MakingPoint::Outside => "making-outside",
        MakingPoint::CopyLocalPolicingBody => "making-copy-local-policing-body",
        MakingPoint::CopyChiefOfficer => "making-copy-chief-officer",
        MakingPoint::CopyChiefCoroner => "making-copy-chief-coroner",
    };
    let mut told: Vec<String> = points.into_iter().map(|point| site.strings.t(key(point)).to_owned()).collect();
    if !matches!(draft.state, MakingState::Made | MakingState::Dropped) {
        let untold = untold(site, content)?;
        told.extend((!untold.is_empty()).then(|| site.strings.w("making-untold", untold.join(", "))));
    }
    Ok(told)
}

/// The bodies it is made and copied to for which nobody here can be told.
fn untold(site: &Site, content: &RecommendationContent) -> Result<Vec<String>, AppError> {
    let mut out = Vec::new();
    for body in content.addressees.iter().chain(&content.copied_to) {
        let members = site.app.read_workspace(|view| view.members_of(Some(*body)))?;
        let mut told = false;
        for member in members.iter().filter(|m| m.until.is_none() && m.held.role != Role::Administrator) {
            let user = site.app.accounts().user(member.actor, now::now())?;
            told |= user.is_some_and(|user| user.active());
        }
        if !told {
            out.extend(site.app.read_public(|view| view.body_ref_of((*body).into()))?.map(|body| body.name));
        }
    }
    Ok(out)
}
