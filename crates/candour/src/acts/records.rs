//! `response.record`, `likeness.judge`, `theme.judge`, `membership.grant`, `membership.end` as they are asked for.
//!
//! *Invariant:* the same commands as the terminal's own.

use app::{App, AppError, Receipt};
use domain::{
    ActKind, ActorId, Answer, Ctx, Held, PartialDate, Position, Reason, ReasonKind, RecordResponse, Response,
    ResponseId, Role, Text, Verdict,
};
use serde::Deserialize;

use super::{ActError, Asked, body_at, named, number_of};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    recommendations: Vec<String>,
    author: String,
    position: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    given_on: Option<PartialDate>,
    #[serde(default)]
    received_on: Option<PartialDate>,
    #[serde(default)]
    sign_off: Option<String>,
}

pub(super) fn respond(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let told: Recorded = asked.read()?;
    let author = body_at(app, &told.author)?;
    let all: Vec<&str> = Position::ALL.iter().map(|p| p.as_str()).collect();
    let position = named("position", &told.position, Position::parse, &all)?;
    let mut answers = Vec::new();
    for reference in &told.recommendations {
        let number = number_of(reference)?;
        let found = app.read_public(|view| view.obligation_of(number, author))?;
        let obligation =
            found.ok_or_else(|| AppError::NotFound(format!("duty of this body to answer REC-{number}")))?;
        answers.push(Answer { obligation, position, position_words: None, inferred: false });
    }
    let kind = if position == Position::Rejected { ReasonKind::NoAction } else { ReasonKind::Explanation };
    let response = Response {
        author,
        answers,
        text: told.text.map(Text::en),
        reasons: told.reasons.into_iter().map(|words| Reason { kind, text: Text::en(words) }).collect(),
        given_on: told.given_on,
        received_on: told.received_on,
        published_on: None,
        sign_off: told.sign_off,
        supersedes: None,
        document: None,
        quotes: domain::Quotes::new(),
    };
    let id = ResponseId(asked.id("response"));
    Ok(app.record_response(ctx, RecordResponse { act_id: asked.act_id, id, response })?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    of: String,
    on: String,
    verdict: String,
}

pub(super) fn judge_likeness(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let pair: Pair = asked.read()?;
    let all: Vec<&str> = Verdict::ON_RECOMMENDATIONS.iter().map(|v| v.as_str()).collect();
    let verdict = named("verdict", &pair.verdict, Verdict::parse, &all)?;
    Ok(app.judge_likeness(ctx, number_of(&pair.of)?, number_of(&pair.on)?, verdict)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemesOf {
    of: String,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    has_not: Vec<String>,
}

pub(super) fn judge_themes(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let said: ThemesOf = asked.read()?;
    Ok(app.judge_themes(ctx, number_of(&said.of)?, &said.has, &said.has_not)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    actor: ActorId,
    role: String,
    #[serde(default)]
    body: Option<String>,
}

pub(super) fn membership(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let given: Given = asked.read()?;
    let all: Vec<&str> = Role::ALL.iter().map(|r| r.as_str()).filter(|r| *r != "public").collect();
    let role = named("role", &given.role, Role::parse, &all)?;
    let body = given.body.as_deref().map(|slug| body_at(app, slug)).transpose()?;
    let held = Held { role, body };
    Ok(match asked.act {
        ActKind::GrantMembership => app.grant_membership(ctx, asked.act_id, given.actor, held)?,
        _ => app.end_membership(ctx, asked.act_id, given.actor, held)?,
    })
}
