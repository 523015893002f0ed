//! What is published of an answer: all, all but the words left out, or nothing but that it came.
//!
//! *Invariant:* words that are left out are nowhere in what is published, not even hidden.

use crate::access::Permit;
use crate::drafts::{Decision, Draft, DraftRefused, DraftState, Extent, PublishResponse, Redaction, kept};
use crate::record::{Change, Record, Visibility};
use crate::responses::{Answer, Duty, Reason, Response};
use crate::{
    Action, ActionId, Ctx, DraftId, Obligation, ObligationId, PartialDate, Position, RecommendationId, ResponseId, Text,
};

/// What the rule must know besides the answer.
#[derive(Clone, Debug)]
pub struct Publishing {
    /// The answer's identifier.
    pub id: DraftId,
    /// The identifier of the public response.
    pub response: ResponseId,
    /// For each action its identifier and its number.
    pub actions: Vec<(ActionId, u64)>,
    /// The recommendations that are answered.
    pub serves: Vec<RecommendationId>,
    /// The obligations that are answered, as they stand.
    pub obligations: Vec<(ObligationId, Obligation)>,
}

/// The rule for the decision on an answer that was handed over.
pub fn publish_response(
    ctx: &Ctx,
    _permit: &Permit<PublishResponse>,
    (mut draft, duties): (Draft, &[Duty]),
    with: Publishing,
    decision: &Decision,
) -> Result<Vec<Change>, DraftRefused> {
    if draft.state != DraftState::Submitted {
        return Err(DraftRefused::State(draft.state));
    }
    match (decision.publication, decision.redactions.is_empty()) {
        (Extent::Part, true) => return Err(DraftRefused::Extent("say which words are left out, or publish all of it")),
        (Extent::Whole | Extent::None, false) => {
            return Err(DraftRefused::Extent("words are left out only of what is published in part"));
        }
        _ => {}
    }
    if decision.publication != Extent::Whole && decision.reason.as_ref().is_none_or(|r| r.words.trim().is_empty()) {
        return Err(DraftRefused::Extent("say why not all of it is published"));
    }
    let shown = redacted(&draft, &decision.redactions)?;
    let mut changes = Vec::new();
    if decision.publication != Extent::None {
        changes.push(Change::new(with.response, Visibility::Public, Record::Response(response(ctx, &draft, &shown))));
        for (i, (id, number)) in with.actions.iter().enumerate() {
            let Some(action) = action(&draft, &shown, i, *number, &with) else { continue };
            changes.push(Change::new(*id, Visibility::Public, Record::Action(action)));
        }
        draft.response = Some(with.response);
    }
    for (id, mut obligation) in with.obligations {
        obligation.publication = Some(decision.publication);
        changes.push(Change::new(id, Visibility::Public, Record::Obligation(obligation)));
    }
    (draft.state, draft.decision) = (DraftState::Decided, Some(decision.clone()));
    changes.push(kept(with.id, draft, duties));
    Ok(changes)
}

/// The fields of an answer with the words left out.
struct Shown {
    text: Option<Text>,
    reasons: Vec<Text>,
    actions: Vec<Text>,
}

/// Leaves the words out. Each stretch must lie in its field, on the bounds of characters, and beside the others.
fn redacted(draft: &Draft, redactions: &[Redaction]) -> Result<Shown, DraftRefused> {
    let content = &draft.content;
    let texts = |field: &str, n: usize| format!("{field}.{n}");
    let known = |field: &str| {
        (field == "text" && content.text.is_some())
            || (0..content.reasons.len()).any(|n| texts("reasons", n) == field)
            || (0..content.actions.len()).any(|n| texts("actions", n) == field)
    };
    if let Some(lost) = redactions.iter().find(|r| !known(&r.field)) {
        return Err(DraftRefused::NotThere(lost.field.clone()));
    }
    let cut = |field: &str, text: &Text| -> Result<Text, DraftRefused> {
        let lost = || DraftRefused::NotThere(field.to_owned());
        let mut own: Vec<&Redaction> = redactions.iter().filter(|r| r.field == field).collect();
        own.sort_by_key(|r| r.start);
        let (mut out, mut from) = (String::new(), 0usize);
        for one in own {
            let (start, end) = (one.start as usize, one.end as usize);
            if start < from || end <= start {
                return Err(lost());
            }
            out.push_str(text.words.get(from..start).ok_or_else(lost)?);
            text.words.get(start..end).ok_or_else(lost)?;
            out.push_str(&format!("[left out: {}]", exemption(&one.exemption)));
            from = end;
        }
        out.push_str(text.words.get(from..).ok_or_else(lost)?);
        Ok(Text { lang: text.lang, words: out })
    };
    Ok(Shown {
        text: content.text.as_ref().map(|text| cut("text", text)).transpose()?,
        reasons: content
            .reasons
            .iter()
            .enumerate()
            .map(|(n, r)| cut(&texts("reasons", n), &r.text))
            .collect::<Result<_, _>>()?,
        actions: content
            .actions
            .iter()
            .enumerate()
            .map(|(n, a)| cut(&texts("actions", n), &a.text))
            .collect::<Result<_, _>>()?,
    })
}

/// An exemption's code in words: a section of the Freedom of Information Act 2000.
fn exemption(code: &str) -> String {
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').take(20).collect();
    match code.strip_prefix('s') {
        Some(section) if !section.is_empty() => format!("section {section}"),
        _ if code.is_empty() => "exempt".to_owned(),
        _ => code,
    }
}

fn response(ctx: &Ctx, draft: &Draft, shown: &Shown) -> Response {
    let answers = draft.content.answers.iter().map(|answer| Answer {
        obligation: answer.obligation,
        position: answer.position.unwrap_or(Position::Noted),
        position_words: None,
        inferred: false,
    });
    let reasons = draft.content.reasons.iter().zip(&shown.reasons);
    Response {
        author: draft.author,
        answers: answers.collect(),
        text: shown.text.clone(),
        reasons: reasons.map(|(reason, text)| Reason { kind: reason.kind, text: text.clone() }).collect(),
        given_on: draft.given_on.map(PartialDate::day),
        received_on: draft.given_on.map(PartialDate::day),
        published_on: Some(PartialDate::day(ctx.today)),
        sign_off: draft.sign_off.clone(),
        supersedes: None,
        document: None,
        quotes: Default::default(),
    }
}

fn action(draft: &Draft, shown: &Shown, i: usize, number: u64, with: &Publishing) -> Option<Action> {
    let (planned, text) = (draft.content.actions.get(i)?, shown.actions.get(i)?);
    Some(Action {
        number,
        action_ref: None,
        text: text.clone(),
        wordings: Vec::new(),
        parts: Vec::new(),
        body: Some(draft.author),
        owner: planned.owner.clone(),
        tense: planned.tense,
        due: planned.due.clone(),
        measure: planned.measure.clone(),
        stated: None,
        claimed: None,
        recommendations: with.serves.clone(),
        meeting: None,
        tabled: None,
        response: Some(with.response),
        document: None,
        quotes: Default::default(),
    })
}
