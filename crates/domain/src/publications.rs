//! What is published of an answer: all, all but the words left out, or nothing but that it came.
//!
//! *Invariant:* words that are left out are nowhere in what is published, not even hidden.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::Permit;
use crate::drafts::{Draft, DraftRefused, DraftState, PublishResponse, kept};
use crate::due::Due;
use crate::record::{Change, Record, Visibility};
use crate::responses::{Answer, Duty, Reason, Response};
use crate::text::Lang;
use crate::{
    Action, ActionId, BodyId, Ctx, DraftId, Obligation, ObligationId, PartialDate, Position, RecommendationId,
    RecordId, ResponseId, Text,
};

/// How much of an answer is published, or disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    Whole,
    /// All but the words left out.
    Part,
    /// None of it.
    None,
}

impl Extent {
    /// The name in the ledger, the API and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Extent::Whole => "whole",
            Extent::Part => "part",
            Extent::None => "none",
        }
    }

    /// The wider of two.
    fn wider(self, other: Option<Extent>) -> Extent {
        match (self, other) {
            (Extent::Whole, _) | (_, Some(Extent::Whole)) => Extent::Whole,
            (Extent::Part, _) | (_, Some(Extent::Part)) => Extent::Part,
            _ => Extent::None,
        }
    }

    /// The extent of that name.
    pub fn parse(text: &str) -> Option<Extent> {
        [Extent::Whole, Extent::Part, Extent::None].into_iter().find(|extent| extent.as_str() == text)
    }
}

/// Words left out of what is published: bytes of one field of the answer, and the exemption that allows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The field: `text`, `reasons.0`, `actions.2`.
    pub field: String,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The exemption's code, as [`exemption`] reads it: `s31`, `s40(2)`.
    pub exemption: String,
}

/// The decision on publication and, apart from it, on disclosure (28B(7): two decisions).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// How much is published.
    pub publication: Extent,
    /// How much is disclosed to those who were sent the recommendation.
    pub disclosure: Extent,
    /// The words left out of what is published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redactions: Vec<Redaction>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

/// What the rule must know besides the answer.
#[derive(Clone, Debug)]
pub struct Publishing {
    /// The answer's identifier.
    pub id: DraftId,
    /// The identifier of the public response.
    pub response: ResponseId,
    /// For each action its identifier and its number.
    pub actions: Vec<(ActionId, u64)>,
    /// The body that all that is answered was made to, where that is not the author but its predecessor.
    pub owner: Option<BodyId>,
    /// The recommendations that are answered.
    pub serves: Vec<RecommendationId>,
    /// The obligations that are answered, as they stand.
    pub obligations: Vec<(ObligationId, Obligation)>,
    /// The identifier of what is disclosed.
    pub disclosed: DraftId,
    /// The bodies that were sent a copy of what is answered.
    pub copied: Vec<BodyId>,
}

/// The rule for the decision on an answer that was handed over.
pub fn publish_response(
    ctx: &Ctx,
    _permit: &Permit<PublishResponse>,
    (mut draft, duties): (Draft, &[Duty]),
    with: Publishing,
    decision: &Decision,
) -> Result<Vec<Change>, DraftRefused> {
    if ctx.actor.works_for(draft.author) {
        return Err(DraftRefused::OwnWork);
    }
    if draft.state != DraftState::Submitted {
        return Err(DraftRefused::State(draft.state));
    }
    if let Some(held) = duties.iter().find(|duty| duty.held) {
        return Err(DraftRefused::HeldBack(held.reference.clone()));
    }
    // Nothing is left out for a few of what everybody reads.
    let part = match decision.publication {
        Extent::None => decision.disclosure == Extent::Part,
        extent => extent == Extent::Part,
    };
    match (part, decision.redactions.is_empty()) {
        (true, true) => return Err(DraftRefused::Extent("say which words are left out, or publish all of it")),
        (false, false) => {
            return Err(DraftRefused::Extent("words are left out only of what is published or disclosed in part"));
        }
        _ => {}
    }
    if decision.publication != Extent::Whole && decision.reason.as_ref().is_none_or(|r| r.words.trim().is_empty()) {
        return Err(DraftRefused::Extent("say why not all of it is published"));
    }
    let redactions = |extent| if extent == Extent::Part { decision.redactions.as_slice() } else { &[] };
    redacted(&draft, &decision.redactions)?;
    let shown = redacted(&draft, redactions(decision.publication))?;
    let mut changes = Vec::new();
    changes.extend(disclosed((&draft, duties), &redacted(&draft, redactions(decision.disclosure))?, &with, decision));
    if decision.publication != Extent::None {
        changes.push(Change::new(with.response, Visibility::Public, Record::Response(response(ctx, &draft, &shown))));
        for (i, (id, number)) in with.actions.iter().enumerate() {
            let Some(action) = action(&draft, &shown, i, *number, &with) else { continue };
            changes.push(Change::new(*id, Visibility::Public, Record::Action(action)));
        }
        draft.response = Some(with.response);
    }
    for (id, mut obligation) in with.obligations {
        // Of several answers the one of which most is published says what can be read.
        obligation.publication = Some(decision.publication.wider(obligation.publication));
        changes.push(Change::new(id, Visibility::Public, Record::Obligation(obligation)));
    }
    (draft.state, draft.decision) = (DraftState::Decided, Some(decision.clone()));
    changes.push(kept(with.id, draft, duties));
    Ok(changes)
}

/// The fields of an answer with the words left out, by their names.
struct Shown(BTreeMap<String, String>);

impl Shown {
    fn words(&self, field: &str) -> Option<String> {
        self.0.get(field).cloned()
    }

    /// A field's text in the language it is in.
    fn text(&self, field: &str, lang: Lang) -> Option<Text> {
        self.words(field).map(|words| Text { lang, words })
    }
}

/// Every word of an answer that would be published, by the name of its field: what a redaction may name.
pub fn published_words(draft: &Draft) -> Vec<(String, &str)> {
    let content = &draft.content;
    let mut all: Vec<(String, &str)> = Vec::new();
    all.extend(content.text.as_ref().map(|text| ("text".to_owned(), text.words.as_str())));
    let reasons = content.reasons.iter().enumerate();
    all.extend(reasons.map(|(n, reason)| (format!("reasons.{n}"), reason.text.words.as_str())));
    for (n, action) in content.actions.iter().enumerate() {
        all.push((format!("actions.{n}"), action.text.words.as_str()));
        all.extend(action.owner.as_deref().map(|words| (format!("actions.{n}.owner"), words)));
        all.extend(action.measure.as_deref().map(|words| (format!("actions.{n}.measure"), words)));
        if let Some(Due::Every(words) | Due::When(words)) = &action.due {
            all.push((format!("actions.{n}.due"), words.as_str()));
        }
    }
    all.extend(draft.sign_off.as_deref().map(|words| ("sign_off".to_owned(), words)));
    all
}

/// What is read of an answer with the words left out, by the names of its fields in the order of [`published_words`].
///
/// # Errors
/// [`DraftRefused::NotThere`] where a stretch is not one of its field.
pub fn words_shown(draft: &Draft, redactions: &[Redaction]) -> Result<Vec<(String, String)>, DraftRefused> {
    let shown = redacted(draft, redactions)?;
    let fields = published_words(draft).into_iter();
    Ok(fields.filter_map(|(field, _)| shown.words(&field).map(|words| (field, words))).collect())
}

/// Leaves the words out. Each stretch must lie in its field, on the bounds of characters, and beside the others.
fn redacted(draft: &Draft, redactions: &[Redaction]) -> Result<Shown, DraftRefused> {
    let all = published_words(draft);
    if let Some(lost) = redactions.iter().find(|r| !all.iter().any(|(field, _)| *field == r.field)) {
        return Err(DraftRefused::NotThere(lost.field.clone()));
    }
    let mut shown = BTreeMap::new();
    for (field, words) in all {
        let lost = || DraftRefused::NotThere(field.clone());
        let mut own: Vec<&Redaction> = redactions.iter().filter(|r| r.field == field).collect();
        own.sort_by_key(|r| r.start);
        let (mut out, mut from) = (String::new(), 0usize);
        for one in own {
            let (start, end) = (one.start as usize, one.end as usize);
            if start < from || end <= start {
                return Err(lost());
            }
            out.push_str(words.get(from..start).ok_or_else(lost)?);
            words.get(start..end).ok_or_else(lost)?;
            let why = exemption(&one.exemption).ok_or_else(|| DraftRefused::NoExemption(one.exemption.clone()))?;
            out.push_str(&format!("[left out: {why}]"));
            from = end;
        }
        out.push_str(words.get(from..).ok_or_else(lost)?);
        shown.insert(field, out);
    }
    Ok(Shown(shown))
}

/// Exemptions in words: sections of the Freedom of Information Act 2000, or regulations of the Environmental Information
/// Regulations 2004. "s40(2)", "FOIA s30(1)(a), s31" and "section 31" are some; `None` for what is neither. Nothing at all is "exempt".
pub fn exemption(codes: &str) -> Option<String> {
    const MOST: usize = 10;
    let codes: Vec<&str> = codes
        .split([',', ';'])
        .flat_map(|code| code.split(" and "))
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .collect();
    if codes.is_empty() {
        return Some("exempt".to_owned());
    }
    let named: Option<Vec<String>> = codes.iter().map(|code| provision(code)).collect();
    named.filter(|all| all.len() <= MOST).map(|all| all.join(", "))
}

/// One provision: "section 40(2)" of "s40(2)", "regulation 12(5)(b)" of "reg 12(5)(b)".
fn provision(code: &str) -> Option<String> {
    if !code.is_ascii() {
        return None;
    }
    let lower = code.to_ascii_lowercase();
    let lower = ["foia ", "foi act ", "eir "].iter().find_map(|law| lower.strip_prefix(law)).unwrap_or(&lower);
    let words: [(&str, &[&str]); 2] = [
        ("section", &["sections", "section", "sec.", "sec", "s.", "s"]),
        ("regulation", &["regulation", "reg.", "reg", "r."]),
    ];
    let (kind, rest) = words.iter().find_map(|(kind, names)| {
        names.iter().find_map(|name| lower.strip_prefix(name)).map(|rest| (*kind, rest.trim_start()))
    })?;
    // As it was written, but for the spaces: "40 (3A)(a)" is 40(3A)(a).
    let own = code.get(code.len() - rest.len()..)?;
    let own =
        ["foia", "eir"].iter().find_map(|law| rest.strip_suffix(law)).and_then(|r| own.get(..r.len())).unwrap_or(own);
    let rest: String = own.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let letters = rest.bytes().skip(digits).take_while(u8::is_ascii_alphabetic).count();
    let (number, mut below) = rest.split_at_checked(digits + letters)?;
    if !(1..=3).contains(&digits) || letters > 1 {
        return None;
    }
    let under = below.to_owned();
    // "(1)(a)": subsections and paragraphs, each in its brackets.
    while !below.is_empty() {
        let (inner, after) = below.strip_prefix('(')?.split_once(')')?;
        if !(1..=4).contains(&inner.len()) || !inner.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        below = after;
    }
    Some(format!("{kind} {}{under}", number.to_ascii_uppercase()))
}

/// What those who were sent a copy of the recommendation are shown of its answer, where that is more than everybody is; for them alone.
fn disclosed(
    (draft, duties): (&Draft, &[Duty]),
    shown: &Shown,
    with: &Publishing,
    decision: &Decision,
) -> Option<Change> {
    let nothing_more = decision.disclosure == Extent::None
        || decision.publication == Extent::Whole
        || decision.publication == decision.disclosure;
    // Who gave it and who decides on it hold it already.
    let holds =
        |body: &BodyId| *body == draft.author || duties.iter().any(|duty| duty.recommending_body == Some(*body));
    let holders: Vec<RecordId> =
        with.copied.iter().filter(|body| !holds(body)).map(|body| RecordId::from(*body)).collect();
    if nothing_more || holders.is_empty() {
        return None;
    }
    let (mut told, content) = (draft.clone(), &draft.content);
    told.content.text = content.text.as_ref().and_then(|text| shown.text("text", text.lang));
    for (n, reason) in told.content.reasons.iter_mut().enumerate() {
        reason.text = shown.text(&format!("reasons.{n}"), reason.text.lang)?;
    }
    for (n, action) in told.content.actions.iter_mut().enumerate() {
        let words = |part: &str| shown.words(&format!("actions.{n}.{part}"));
        action.text = shown.text(&format!("actions.{n}"), action.text.lang)?;
        (action.owner, action.measure) = (words("owner"), words("measure"));
        action.due = shown_due(action.due.as_ref(), words("due"));
    }
    // What was said on its publication, and why it was decided so, are between the two.
    told.content.representations = None;
    told.sign_off = shown.words("sign_off");
    told.disclosed_of = Some(with.id);
    told.response = (decision.publication != Extent::None).then_some(with.response);
    told.decision = Some(Decision { redactions: Vec::new(), reason: None, ..decision.clone() });
    told.state = DraftState::Decided;
    Some(Change::new(with.disclosed, Visibility::Shared(holders), Record::Draft(Box::new(told))))
}

/// When an action is due, in the words that are shown of it.
fn shown_due(due: Option<&Due>, words: Option<String>) -> Option<Due> {
    match due {
        Some(Due::Every(_)) => words.map(Due::Every),
        Some(Due::When(_)) => words.map(Due::When),
        day => day.cloned(),
    }
}

fn response(ctx: &Ctx, draft: &Draft, shown: &Shown) -> Response {
    let answers = draft.content.answers.iter().map(|answer| Answer {
        obligation: answer.obligation,
        position: answer.position.unwrap_or(Position::Noted),
        position_words: None,
        inferred: false,
    });
    let reasons = draft.content.reasons.iter().enumerate().filter_map(|(n, reason)| {
        Some(Reason { kind: reason.kind, text: shown.text(&format!("reasons.{n}"), reason.text.lang)? })
    });
    Response {
        author: draft.author,
        answers: answers.collect(),
        text: draft.content.text.as_ref().and_then(|text| shown.text("text", text.lang)),
        reasons: reasons.collect(),
        given_on: draft.given_on.map(PartialDate::day),
        received_on: draft.given_on.map(PartialDate::day),
        published_on: Some(PartialDate::day(ctx.today)),
        sign_off: shown.words("sign_off"),
        supersedes: None,
        document: None,
        quotes: Default::default(),
    }
}

fn action(draft: &Draft, shown: &Shown, i: usize, number: u64, with: &Publishing) -> Option<Action> {
    let planned = draft.content.actions.get(i)?;
    let words = |part: &str| shown.words(&format!("actions.{i}.{part}"));
    let due = shown_due(planned.due.as_ref(), words("due"));
    Some(Action {
        number,
        action_ref: None,
        text: shown.text(&format!("actions.{i}"), planned.text.lang)?,
        wordings: Vec::new(),
        parts: Vec::new(),
        // What a successor promises stands where the duty stands: with the body it was made to.
        body: Some(with.owner.unwrap_or(draft.author)),
        owner: words("owner"),
        tense: planned.tense,
        due,
        measure: words("measure"),
        happened_on: None,
        amended: Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exemption_is_said_as_it_was_written_or_refused() {
        let said = |code: &str| exemption(code);
        for (code, words) in [
            ("s40", "section 40"),
            ("s40(2)", "section 40(2)"),
            ("S30(1)(a)", "section 30(1)(a)"),
            ("section 31", "section 31"),
            ("FOIA s40(2), s31", "section 40(2), section 31"),
            ("s14A", "section 14A"),
            ("s40(3A)(a)", "section 40(3A)(a)"),
            ("section 40 (2)", "section 40(2)"),
            ("s30 and s31", "section 30, section 31"),
            ("s40(2) FOIA", "section 40(2)"),
            ("reg 12(5)(b)", "regulation 12(5)(b)"),
            ("", "exempt"),
        ] {
            assert_eq!(said(code).as_deref(), Some(words), "{code}");
        }
        for code in ["sensitive personal data", "s", "40", "s40(", "s40()", "s40)(2", "s40 and more", "s4000"] {
            assert_eq!(said(code), None, "{code}");
        }
    }
}
