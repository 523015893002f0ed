//! `draft.write`, `draft.offer`, `draft.return`, `draft.drop`, `response.submit`, `response.publish`: an answer from its first word to its publication.
//!
//! *Invariant:* the rules are `domain::drafts` and `domain::publications`; here are the permits and the facts they need.

use domain::{
    ActKind, ActionId, Ctx, Decision, Draft, DraftId, DraftRefused, DraftStep, DropDraft, Duty, Obligation,
    ObligationId, OfferDraft, PublishResponse, Publishing, Record, ResponseId, ReturnDraft, StepDraft, SubmitResponse,
    WriteDraft,
};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::{Facts, Receipt};

impl App {
    /// What these obligations ask, public or held back; for who may read an answer to them.
    pub fn duties(&self, asked: &[ObligationId]) -> Result<Vec<Duty>, AppError> {
        self.read_both(|public, workspace| duties_of(public, workspace, asked))
    }

    /// Writes an answer, or changes one that is being written.
    pub fn write_draft(&self, ctx: &Ctx, cmd: WriteDraft) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::WriteDraft, cmd.act_id, move |facts| {
            let author = domain::Sides { addressee: Some(cmd.author), recommending_body: None };
            let permit = facts.ctx.permit::<WriteDraft>(&author)?;
            let before = latest(facts, cmd.id)?;
            let asked: Vec<ObligationId> = cmd.content.answers.iter().map(|a| a.obligation).collect();
            Ok(domain::write_draft(&permit, before, &duties_of(&facts.public, &facts.workspace, &asked)?, &cmd)?)
        })
    }

    /// Carries an answer one step on: before an approver, back, over to the body that recommended, into the public record.
    pub fn step_draft(&self, ctx: &Ctx, cmd: StepDraft) -> Result<Receipt, AppError> {
        let register = self.register().to_owned();
        self.write(ctx, cmd.kind(), cmd.act_id, move |facts| {
            let ctx = &facts.ctx;
            let (version, draft) =
                latest(facts, cmd.id)?.ok_or_else(|| AppError::NotFound("such answer".to_owned()))?;
            let duties = duties(facts, &draft)?;
            // The permit comes first: whoever may not do it learns nothing of the answer, not even that it was changed.
            let step = match &cmd.step {
                DraftStep::Offer => Step::Offer(ctx.permit::<OfferDraft>(&draft)?),
                DraftStep::Return(why) => Step::Return(ctx.permit::<ReturnDraft>(&draft)?, why),
                DraftStep::Drop(why) => Step::Drop(ctx.permit::<DropDraft>(&draft)?, why),
                DraftStep::Submit(post) => Step::Submit(ctx.permit::<SubmitResponse>(&draft)?, post),
                DraftStep::Publish(decision) => Step::Publish(ctx.permit::<PublishResponse>(&duties)?, decision),
            };
            if version != cmd.seen {
                return Err(DraftRefused::Changed.into());
            }
            let id = cmd.id;
            Ok(match step {
                Step::Offer(permit) => domain::offer_draft(ctx, &permit, (draft, &duties), id)?,
                Step::Return(permit, why) => domain::return_draft(&permit, draft, id, why)?,
                Step::Drop(permit, why) => domain::drop_draft(&permit, draft, id, why)?,
                Step::Submit(permit, post) => {
                    let obligations = obligations(facts, &duties)?;
                    domain::submit_response(ctx, &permit, (draft, &duties), obligations, (id, post))?
                }
                Step::Publish(permit, decision) => {
                    let with = publishing(facts, &register, (id, &draft), &duties)?;
                    domain::publish_response(ctx, &permit, (draft, &duties), with, decision)?
                }
            })
        })
    }
}

/// A step with the leave to take it.
enum Step<'a> {
    Offer(domain::Permit<OfferDraft>),
    Return(domain::Permit<ReturnDraft>, &'a domain::Text),
    Drop(domain::Permit<DropDraft>, &'a domain::Text),
    Submit(domain::Permit<SubmitResponse>, &'a str),
    Publish(domain::Permit<PublishResponse>, &'a Decision),
}

fn latest(facts: &Facts<'_>, id: DraftId) -> Result<Option<(u32, Draft)>, AppError> {
    Ok(match facts.latest(id)? {
        Some((version, Record::Draft(draft))) => Some((version, *draft)),
        _ => None,
    })
}

/// What these obligations ask, public or held back.
fn duties_of(
    public: &view::View<'_>,
    workspace: &view::View<'_>,
    asked: &[ObligationId],
) -> Result<Vec<Duty>, view::ViewError> {
    let mut duties = public.duties(asked)?;
    if duties.len() < asked.len() {
        duties.extend(workspace.held_duties(public, asked)?);
    }
    Ok(duties)
}

fn duties(facts: &Facts<'_>, draft: &Draft) -> Result<Vec<Duty>, AppError> {
    let asked: Vec<ObligationId> = draft.content.answers.iter().map(|a| a.obligation).collect();
    Ok(duties_of(&facts.public, &facts.workspace, &asked)?)
}

fn obligations(facts: &Facts<'_>, duties: &[Duty]) -> Result<Vec<(ObligationId, Obligation)>, AppError> {
    let mut out = Vec::with_capacity(duties.len());
    for duty in duties {
        if let Some((_, Record::Obligation(obligation))) = facts.latest(duty.obligation)? {
            out.push((duty.obligation, obligation));
        }
    }
    Ok(out)
}

/// What publication needs: identifiers that follow from the answer's own, numbers that are free, the duties as they stand.
fn publishing(
    facts: &Facts<'_>,
    register: &str,
    (id, draft): (DraftId, &Draft),
    duties: &[Duty],
) -> Result<Publishing, AppError> {
    let own = id.to_string();
    let free = facts.public.last_number(domain::Kind::Action)? + 1;
    let actions = (free..).zip(0..draft.content.actions.len()).map(|(number, place)| {
        let parts = [register, &own, &place.to_string()];
        (ActionId(digest_id("candour/published-action/1", &parts)), number)
    });
    let actions = actions.collect();
    let mut serves: Vec<_> = duties.iter().map(|duty| duty.recommendation).collect();
    serves.dedup();
    // Who was sent a copy of all that is answered: of an answer for several, what is said of one is not another's to read.
    let mut copied: Option<Vec<domain::BodyId>> = None;
    for id in &serves {
        let Some((_, Record::Recommendation(one))) = facts.latest(*id)? else { continue };
        copied = Some(match copied {
            None => one.copied_to,
            Some(before) => before.into_iter().filter(|body| one.copied_to.contains(body)).collect(),
        });
    }
    Ok(Publishing {
        id,
        response: ResponseId(digest_id("candour/published-response/1", &[register, &own])),
        actions,
        owner: duties
            .first()
            .map(|first| first.addressee)
            .filter(|first| duties.iter().all(|duty| duty.addressee == *first)),
        serves,
        disclosed: DraftId(digest_id("candour/disclosed-answer/1", &[register, &own])),
        copied: copied.unwrap_or_default(),
        obligations: obligations(facts, duties)?,
    })
}
