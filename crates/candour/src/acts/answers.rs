//! `draft.write`, `draft.offer`, `draft.return`, `draft.drop`, `response.submit`, `response.publish` as they are asked for.
//!
//! *Invariant:* a pasted list is read by `intake`; nothing that a line does not say is put in.

use app::{App, AppError, Receipt};
use domain::{
    ActKind, BodyId, Ctx, Decision, Draft, DraftAction, DraftAnswer, DraftContent, DraftId, DraftStep, Due, Extent,
    ObligationId, Position, Reason, ReasonKind, Redaction, StepDraft, Tense, Text, Worded, WriteDraft,
};
use serde::Deserialize;
use serde_json::Value;
use view::DraftRow;

use super::{ActError, Asked, body_at, filled, named, number_of};

/// The most bytes of a pasted list.
const LIST: usize = 100_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    recommendation: String,
    #[serde(default)]
    position: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    text: String,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    tense: Option<Tense>,
    #[serde(default)]
    due: Option<Due>,
    #[serde(default)]
    measure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    #[serde(default)]
    kind: Option<ReasonKind>,
    text: String,
}

/// What an answer is written with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    answer: Option<i64>,
    author: String,
    answers: Vec<Answered>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    reasons: Vec<Told>,
    #[serde(default)]
    actions: Vec<Planned>,
    #[serde(default)]
    list: Option<String>,
    #[serde(default)]
    representations: Option<String>,
}

fn words(text: Option<String>) -> Option<Text> {
    filled(text).map(Text::en)
}

pub(super) fn write(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let written: Written = asked.read()?;
    let author = body_at(app, &written.author)?;
    let (id, seen) = match written.answer {
        None => (DraftId(asked.id("draft")), 0),
        Some(n) => {
            let held = held(app, ctx, n)?;
            (held.id, asked.seen.ok_or(ActError::Unseen)?)
        }
    };
    let mut content = DraftContent { text: words(written.text), ..DraftContent::default() };
    content.representations = words(written.representations);
    for answer in written.answers {
        let obligation = duty_of(app, ctx, &answer.recommendation, author)?;
        let all: Vec<&str> = Position::ALL.iter().map(|p| p.as_str()).collect();
        let position = filled(answer.position).map(|p| named("position", &p, Position::parse, &all)).transpose()?;
        content.answers.push(DraftAnswer { obligation, position });
    }
    let reasons = written.reasons.into_iter().filter(|reason| !reason.text.trim().is_empty());
    content.reasons = reasons
        .map(|r| Reason { kind: r.kind.unwrap_or(ReasonKind::Explanation), text: Text::en(r.text.trim()) })
        .collect();
    let planned = written.actions.into_iter().filter(|action| !action.text.trim().is_empty());
    content.actions = planned
        .map(|a| DraftAction {
            text: Text::en(a.text.trim()),
            owner: filled(a.owner),
            tense: a.tense,
            due: a.due,
            measure: filled(a.measure),
        })
        .collect();
    if let Some(list) = filled(written.list) {
        if list.len() > LIST {
            return Err(ActError::Malformed("list: at most 100,000 bytes are read at once".to_owned()));
        }
        content.actions.extend(intake::actions_in(&list, Some(ctx.today)).into_iter().map(from_list));
    }
    Ok(app.write_draft(ctx, WriteDraft { act_id: asked.act_id, id, seen, author, content })?)
}

/// The duty of a body to answer what is called so: `REC-7` or, of what is held back and was served on it, `HELD-12`.
fn duty_of(app: &App, ctx: &Ctx, reference: &str, author: BodyId) -> Result<ObligationId, ActError> {
    let none = || AppError::NotFound(format!("duty of this body to answer {reference}"));
    let Some(n) = crate::web::number("HELD", reference) else {
        let number = number_of(reference)?;
        return Ok(app.read_public(|view| view.obligation_of(number, author))?.ok_or_else(none)?);
    };
    let n = i64::try_from(n).map_err(|_| none())?;
    let row = app.read_workspace(|view| view.making(n, ctx.actor.id, ctx.today))?.ok_or_else(none)?;
    let mut duties: Vec<_> = row.draft.content.addressees.iter().zip(&row.draft.duties).collect();
    // Its own before one that passed to it.
    duties.sort_by_key(|(addressee, _)| **addressee != author);
    for (addressee, duty) in duties {
        if app.read_public(|view| view.heir_of(*addressee))? == author {
            return Ok(*duty);
        }
    }
    Err(none().into())
}

/// A line of a pasted list as an action.
fn from_list(line: domain::proposals::ProposedAction) -> DraftAction {
    let due = line.due.and_then(|due| {
        let on = due.on.map(|on| Due::On(on.value));
        on.or_else(|| due.every.map(|every| Due::Every(every.value)))
            .or_else(|| due.when.map(|when| Due::When(when.value)))
    });
    let tense = line.tense.map(|tense| if tense.value == "taken" { Tense::Taken } else { Tense::Proposed });
    DraftAction { text: Text::en(line.text.value), owner: line.owner.map(|o| o.value), tense, due, measure: None }
}

/// An answer that this person may read, by its place.
pub(crate) fn held(app: &App, ctx: &Ctx, n: i64) -> Result<DraftRow, ActError> {
    let found = app.read_workspace(|view| view.draft(n, ctx.actor.id, ctx.today))?;
    Ok(found.ok_or_else(|| AppError::NotFound(format!("answer {n}")))?)
}

/// Words to be left out wherever they stand, and the exemption.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    words: String,
    exemption: String,
}

/// What an answer is carried on with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stepped {
    answer: i64,
    #[serde(default)]
    why: Option<String>,
    #[serde(default)]
    post: Option<String>,
    #[serde(default)]
    publication: Option<String>,
    #[serde(default)]
    disclosure: Option<String>,
    #[serde(default)]
    leave_out: Vec<LeftOut>,
    #[serde(default)]
    reason: Option<String>,
}

pub(super) fn step(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let stepped: Stepped = asked.read()?;
    let held = held(app, ctx, stepped.answer)?;
    let extent = |what: &str, text: Option<String>| {
        let text = text.unwrap_or_else(|| Extent::Whole.as_str().to_owned());
        named(what, &text, Extent::parse, &["whole", "part", "none"])
    };
    let step = match asked.act {
        ActKind::OfferDraft => DraftStep::Offer,
        ActKind::ReturnDraft => DraftStep::Return(Text::en(filled(stepped.why).unwrap_or_default())),
        ActKind::DropDraft => DraftStep::Drop(Text::en(filled(stepped.why).unwrap_or_default())),
        ActKind::SubmitResponse => DraftStep::Submit(filled(stepped.post).unwrap_or_default()),
        _ => DraftStep::Publish(Decision {
            publication: extent("publication", stepped.publication)?,
            disclosure: extent("disclosure", stepped.disclosure)?,
            redactions: places(&held.draft, &stepped.leave_out)?,
            reason: words(stepped.reason),
        }),
    };
    let seen = asked.seen.ok_or(ActError::Unseen)?;
    Ok(app.step_draft(ctx, StepDraft { act_id: asked.act_id, id: held.id, seen, step })?)
}

/// What would be read of an answer without these words, by the names of its fields: a look before it is decided.
pub(crate) fn look(draft: &Draft, leave_out: Vec<Value>) -> Result<Vec<(String, String)>, ActError> {
    let leave_out: Vec<LeftOut> = serde_json::from_value(super::clean(Value::Array(leave_out)))
        .map_err(|e| ActError::Malformed(format!("leave_out: {e}")))?;
    let redactions = places(draft, &leave_out)?;
    Ok(domain::words_shown(draft, &redactions).map_err(AppError::from)?)
}

/// The most words that are left out of one answer: each is looked for in all of it.
const MOST_LEFT_OUT: usize = 200;

/// Where words stand that are to be left out, however they are set there, in every field that would be published; stretches that touch are one.
/// Words that stand nowhere are an error.
fn places(draft: &Draft, leave_out: &[LeftOut]) -> Result<Vec<Redaction>, ActError> {
    if leave_out.len() > MOST_LEFT_OUT {
        return Err(ActError::Malformed(format!(
            "leave_out: at most {MOST_LEFT_OUT} words are left out of one answer"
        )));
    }
    let fields = domain::published_words(draft).into_iter();
    let fields: Vec<(String, Worded<'_>)> = fields.map(|(field, text)| (field, Worded::of(text))).collect();
    let mut found: Vec<(usize, usize, usize, &str)> = Vec::new();
    for one in leave_out {
        let (words, before) = (one.words.trim(), found.len());
        if words.is_empty() {
            continue;
        }
        for (at, (_, text)) in fields.iter().enumerate() {
            let stretches = text.stretches(words).into_iter();
            found.extend(stretches.map(|stretch| (at, stretch.start, stretch.end, one.exemption.trim())));
        }
        if found.len() == before {
            return Err(ActError::Malformed(format!("leave_out: '{words}' stands nowhere in the answer")));
        }
    }
    found.sort_unstable();
    let mut merged: Vec<(usize, usize, usize, String)> = Vec::new();
    for (at, start, end, exemption) in found {
        match merged.last_mut() {
            Some((field, _, until, kept)) if *field == at && start <= *until => {
                *until = end.max(*until);
                if kept.as_str() != exemption {
                    kept.push_str(", ");
                    kept.push_str(exemption);
                }
            }
            _ => merged.push((at, start, end, exemption.to_owned())),
        }
    }
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let redaction = |(at, start, end, exemption): (usize, usize, usize, String)| {
        let field = fields.get(at).map(|(field, _)| field.clone()).unwrap_or_default();
        Redaction { field, start: small(start), end: small(end), exemption }
    };
    Ok(merged.into_iter().map(redaction).collect())
}
