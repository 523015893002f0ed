//! The form of an answer as the act takes it: paragraphs as reasons, words as due days, lines as what is left out.
//!
//! *Invariant:* nothing that was not typed is put in.

use serde_json::{Value, json};

use super::answers::ACTIONS;
use super::signed::Fields;
use crate::now;
use crate::strings::Strings;

/// The paragraphs of a field, each a reason.
fn paragraphs<'a>(text: &'a str, kind: &'static str) -> impl Iterator<Item = Value> + 'a {
    let text = text.replace("\r\n", "\n");
    let all: Vec<String> = text.split("\n\n").map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    all.into_iter().map(move |p| json!({"kind": kind, "text": p}))
}

/// When an action is due: a day where the words are one, a recurrence where they say so, an event otherwise.
pub(super) fn due_json(words: &str) -> Value {
    const AGAIN: [&str; 9] =
        ["daily", "weekly", "fortnightly", "monthly", "quarterly", "annually", "yearly", "every", "each"];
    if words.is_empty() {
        return Value::Null;
    }
    if let Some(day) = intake::date_in(words.trim_start_matches("by ").trim(), Some(now::today())) {
        return json!({"on": day.to_string()});
    }
    let first = words.split(' ').next().unwrap_or("").to_lowercase();
    if AGAIN.contains(&first.as_str())
        || (domain::Every::of(words).is_some() && !words.to_lowercase().starts_with("after"))
    {
        json!({"every": words})
    } else {
        json!({"when": words})
    }
}

/// A form as the act takes it.
pub(super) fn written(fields: &Fields) -> Value {
    let mut answers = Vec::new();
    for reference in fields.all("rec") {
        answers.push(json!({"recommendation": reference, "position": fields.get(&format!("position-{reference}"))}));
    }
    let mut reasons: Vec<Value> = paragraphs(fields.get("no-action"), "no_action").collect();
    reasons.extend(paragraphs(fields.get("explanations"), "explanation"));
    let count: usize = fields.get("actions").parse().unwrap_or(0);
    let mut actions = Vec::new();
    for i in 0..count.min(ACTIONS) {
        let field = |name: &str| fields.get(&format!("action-{i}-{name}")).to_owned();
        let tense = Some(field("tense")).filter(|t| !t.is_empty());
        actions.push(json!({"text": field("text"), "owner": field("owner"), "tense": tense, "due": due_json(&field("due")), "measure": field("measure")}));
    }
    let answer: Option<i64> = fields.get("answer").parse().ok();
    json!({"answer": answer, "author": fields.get("author"), "answers": answers, "text": fields.get("text"), "reasons": reasons,
        "actions": actions, "list": fields.get("list"), "representations": fields.get("representations")})
}

/// The words to leave out, a line each: the words, a bar, the exemption.
pub(super) fn left_out(lines: &str) -> Vec<Value> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (words, exemption) = line.rsplit_once('|').unwrap_or((line, ""));
            json!({"words": words.trim(), "exemption": exemption.trim()})
        })
        .collect()
}

/// What a field of an answer is called on its page (`actions.2.owner`).
pub(super) fn label(s: &Strings, field: &str) -> String {
    let parts: Vec<&str> = field.split('.').collect();
    let number = |n: &str| n.parse::<usize>().map_or(0, |n| n + 1);
    match parts.as_slice() {
        ["text"] => s.t("answer-text").to_owned(),
        ["reasons", n] => s.w("answer-looked-reason", number(n)),
        ["actions", n] => s.w("answer-action", number(n)),
        ["actions", n, part] => {
            let key = match *part {
                "owner" => "rec-owner",
                "measure" => "answer-measure",
                _ => "rec-due",
            };
            format!("{}: {}", s.w("answer-action", number(n)), s.t(key))
        }
        _ => s.t("answer-post").to_owned(),
    }
}
