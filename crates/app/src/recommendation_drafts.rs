//! `recommendation.draft`, `recommendation.offer`, `recommendation.return`, `recommendation.drop`, `recommendation.make`, `recommendation.release`: a recommendation from
//! its first word to the day everybody may read it.
//!
//! *Invariant:* the rules are `domain::recommendation_drafts`; here are the permits and the facts they need.

use domain::{
    ActKind, Ctx, DraftRecommendation, DropRecommendation, MakeRecommendation, Making, MakingRefused, MakingStep,
    ObligationId, OfferRecommendation, RecommendationDraft, RecommendationDraftId, RecommendationId, Record,
    ReleaseRecommendation, ReturnRecommendation, Sides, SourceId, StepRecommendation,
};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::{Facts, Receipt};

impl App {
    /// Drafts a recommendation, or changes one that is being written.
    pub fn draft_recommendation(&self, ctx: &Ctx, cmd: DraftRecommendation) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::DraftRecommendation, cmd.act_id, move |facts| {
            let own = Sides { addressee: Some(cmd.recommending_body), recommending_body: None };
            let permit = facts.ctx.permit::<DraftRecommendation>(&own)?;
            Ok(domain::draft_recommendation(&permit, latest(facts, cmd.id)?, &cmd)?)
        })
    }

    /// Carries a recommendation one step on: before an approver, back, over to those it is made to, into the public record.
    pub fn step_recommendation(&self, ctx: &Ctx, cmd: StepRecommendation) -> Result<Receipt, AppError> {
        let register = self.register().to_owned();
        self.write(ctx, cmd.kind(), cmd.act_id, move |facts| {
            let ctx = &facts.ctx;
            let found = latest(facts, cmd.id)?;
            let (version, draft) = found.ok_or_else(|| AppError::NotFound("such recommendation".to_owned()))?;
            let with = making(facts, &register, cmd.id, &draft)?;
            let seen = if version == cmd.seen { Ok(()) } else { Err(MakingRefused::Changed) };
            // The permit comes first: whoever may not do it learns nothing of the draft, not even that it was changed.
            Ok(match &cmd.step {
                MakingStep::Offer => {
                    let permit = ctx.permit::<OfferRecommendation>(&draft)?;
                    seen?;
                    domain::offer_recommendation(&permit, draft, cmd.id)?
                }
                MakingStep::Return(why) => {
                    let permit = ctx.permit::<ReturnRecommendation>(&draft)?;
                    seen?;
                    domain::return_recommendation(&permit, draft, cmd.id, why)?
                }
                MakingStep::Drop(why) => {
                    let permit = ctx.permit::<DropRecommendation>(&draft)?;
                    seen?;
                    domain::drop_recommendation(&permit, draft, cmd.id, why)?
                }
                MakingStep::Make(post) => {
                    let permit = ctx.permit::<MakeRecommendation>(&draft)?;
                    seen?;
                    domain::make_recommendation(ctx, &permit, draft, with, post)?
                }
                MakingStep::Release(what) => {
                    let permit = ctx.permit::<ReleaseRecommendation>(&draft)?;
                    seen?;
                    domain::release_recommendation(ctx, &permit, draft, with, what)?
                }
            })
        })
    }
}

fn latest(facts: &Facts<'_>, id: RecommendationDraftId) -> Result<Option<(u32, RecommendationDraft)>, AppError> {
    Ok(match facts.latest(id)? {
        Some((version, Record::RecommendationDraft(draft))) => Some((version, *draft)),
        _ => None,
    })
}

/// Identifiers that follow from the draft's own, and numbers that are free.
fn making(
    facts: &Facts<'_>,
    register: &str,
    id: RecommendationDraftId,
    draft: &RecommendationDraft,
) -> Result<Making, AppError> {
    let own = id.to_string();
    let made = |what: &str, more: &str| digest_id("candour/made-recommendation/1", &[register, &own, what, more]);
    let mut obligations = Vec::with_capacity(draft.content.addressees.len());
    let mut heirs = Vec::new();
    for addressee in &draft.content.addressees {
        let duty = ObligationId(made("obligation", &addressee.to_string()));
        obligations.push((duty, facts.workspace.handed_over(duty)?));
        heirs.push(facts.public.heir_of(*addressee)?);
    }
    let source_known = match draft.content.source {
        None => false,
        Some(source) => facts.public.version_of(source.into())?.is_some(),
    };
    Ok(Making {
        id,
        recommendation: RecommendationId(made("recommendation", "")),
        number: facts.public.last_number(domain::Kind::Recommendation)? + 1,
        obligations,
        heirs,
        source: (SourceId(made("source", "")), facts.public.last_number(domain::Kind::Source)? + 1),
        source_known,
    })
}
