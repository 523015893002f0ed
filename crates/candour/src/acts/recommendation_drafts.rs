//! `recommendation.draft`, `recommendation.offer`, `recommendation.return`, `recommendation.drop`, `recommendation.make`, `recommendation.release` as they are asked for.
//!
//! *Invariant:* a body is named by its address or by a name that is only its own.

use app::{App, AppError, Receipt};
use domain::{
    ActKind, BodyId, Ctx, DraftRecommendation, MakingStep, NewSource, PartialDate, Power, RecommendationContent,
    RecommendationDraftId, SourceKind, StepRecommendation, Text,
};
use serde::Deserialize;
use view::MakingRow;

use super::{ActError, Asked, body_at, body_called, day, filled, named};

/// What a recommendation is drafted with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drafted {
    #[serde(default)]
    draft: Option<i64>,
    recommending_body: String,
    text: String,
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    addressees: Vec<String>,
    #[serde(default)]
    copied_to: Vec<String>,
    #[serde(default)]
    power: Option<String>,
    #[serde(default)]
    external_ref: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    new_source: Option<Sourced>,
    #[serde(default)]
    due_stated: Option<String>,
    #[serde(default)]
    embargo: Option<String>,
}

/// An investigation that the register does not have yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sourced {
    #[serde(default)]
    kind: Option<SourceKind>,
    #[serde(default)]
    external_ref: Option<String>,
    #[serde(default)]
    summary: Option<String>,
}

/// Findings, parted by lines that hold nothing.
fn parted(findings: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for line in findings.lines() {
        match (line.trim().is_empty(), out.last_mut()) {
            (true, _) => out.push(String::new()),
            (false, Some(last)) => {
                last.push_str(if last.is_empty() { "" } else { "\n" });
                last.push_str(line.trim_end());
            }
            (false, None) => {}
        }
    }
    out.into_iter().map(|finding| finding.trim().to_owned()).filter(|finding| !finding.is_empty()).collect()
}

fn bodies_called(app: &App, called: &[String]) -> Result<Vec<BodyId>, ActError> {
    called.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).map(|one| body_called(app, one)).collect()
}

pub(super) fn draft(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let told: Drafted = asked.read()?;
    let recommending_body = body_at(app, &told.recommending_body)?;
    let (id, seen) = match told.draft {
        None => (RecommendationDraftId(asked.id("recommendation-draft")), 0),
        Some(n) => (held(app, ctx, n)?.id, asked.seen.ok_or(ActError::Unseen)?),
    };
    let powers: Vec<&str> = Power::ALL.iter().map(|power| power.as_str()).collect();
    let source = filled(told.source).map(|reference| source_of(app, &reference)).transpose()?;
    let new_source = told.new_source.map(|new| NewSource {
        kind: new.kind,
        external_ref: filled(new.external_ref),
        summary: filled(new.summary).map(Text::en),
    });
    let content = RecommendationContent {
        text: Text::en(told.text.trim()),
        findings: told.findings.iter().flat_map(|findings| parted(findings)).map(Text::en).collect(),
        addressees: bodies_called(app, &told.addressees)?,
        copied_to: bodies_called(app, &told.copied_to)?,
        power: filled(told.power).map(|power| named("power", &power, Power::parse, &powers)).transpose()?,
        external_ref: filled(told.external_ref),
        source,
        new_source: new_source.filter(|new| *new != NewSource { kind: None, external_ref: None, summary: None }),
        due_stated: filled(told.due_stated).map(|due| day("due_stated", &due)).transpose()?.map(PartialDate::day),
        embargo: filled(told.embargo),
    };
    Ok(app.draft_recommendation(
        ctx,
        DraftRecommendation { act_id: asked.act_id, id, seen, recommending_body, content },
    )?)
}

fn source_of(app: &App, reference: &str) -> Result<domain::SourceId, ActError> {
    let number = crate::web::number("SRC", reference);
    let number =
        number.ok_or_else(|| ActError::Malformed(format!("source: '{reference}' is not a reference such as SRC-3")))?;
    let found = app.read_public(|view| view.source_numbered(number))?;
    Ok(found.ok_or_else(|| AppError::NotFound(reference.to_owned()))?)
}

/// A recommendation on its way that this person may read, by its place.
fn held(app: &App, ctx: &Ctx, n: i64) -> Result<MakingRow, ActError> {
    let found = app.read_workspace(|view| view.making(n, ctx.actor.id, ctx.today))?;
    Ok(found.ok_or_else(|| AppError::NotFound(format!("recommendation on its way {n}")))?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stepped {
    draft: i64,
    #[serde(default)]
    why: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    happened: String,
}

pub(super) fn step(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let told: Stepped = asked.read()?;
    let id = held(app, ctx, told.draft)?.id;
    let step = match asked.act {
        ActKind::OfferRecommendation => MakingStep::Offer,
        ActKind::ReturnRecommendation => MakingStep::Return(Text::en(told.why.trim())),
        ActKind::DropRecommendation => MakingStep::Drop(Text::en(told.why.trim())),
        ActKind::MakeRecommendation => MakingStep::Make(told.post),
        _ => MakingStep::Release(Text::en(told.happened.trim())),
    };
    let seen = asked.seen.ok_or(ActError::Unseen)?;
    Ok(app.step_recommendation(ctx, StepRecommendation { act_id: asked.act_id, id, seen, step })?)
}
