//! How right the readers are: a proposal scored against what a person wrote down about the same document.
//!
//! The gold format is documented in the manual (`docs/manual/evaluation.md`). A field that the gold leaves out is not scored.
//!
//! *Invariant:* a value counts as right only against a person's label; nothing is scored against the reader's own words.

use std::collections::BTreeMap;

use domain::proposals::{Proposal, ProposedAttendee, ProposedRecommendation};
use domain::{PartialDate, fold};
use serde::{Deserialize, Serialize};

/// What a person wrote down about a document.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Gold {
    /// What kind of document it is.
    pub kind: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The body it is about.
    pub body: Option<String>,
    /// Other bodies that are as right; a null says that naming none is.
    #[serde(default)]
    pub body_also: Vec<Option<String>>,
    /// Its own date (EDTF).
    pub date: Option<String>,
    /// Whether it is all there.
    pub whole: Option<bool>,
    /// Its recommendations, in order.
    pub recommendations: Option<Vec<GoldRecommendation>>,
    /// The day of the meeting.
    pub meeting_date: Option<String>,
    /// Who was there.
    pub present: Option<Vec<GoldPerson>>,
    /// Who sent apologies.
    pub apologies: Option<Vec<GoldPerson>>,
    /// The tabled actions.
    pub actions: Option<Vec<GoldAction>>,
    /// The first words of commitments made in words only.
    pub untabled: Option<Vec<String>>,
}

/// A recommendation as labelled.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldRecommendation {
    /// The first words of its own text.
    pub text_starts: String,
    /// Who must answer; several are separated by semicolons.
    pub addressee: Option<String>,
    /// Other names for them that are as right: "Thornford Police" where the document says "the force".
    #[serde(default)]
    pub addressee_also: Vec<String>,
    /// `yes`, `no`, `partly`, or null.
    pub accepted: Option<String>,
    /// How many actions the answer lists; null where it is not to be scored.
    pub action_items: Option<usize>,
}

/// A person as labelled.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldPerson {
    /// The name.
    pub name: String,
    /// The body.
    pub body: Option<String>,
}

/// A tabled action as labelled.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldAction {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// The first words of its text.
    pub title: String,
    /// Its status as printed.
    pub status: Option<String>,
}

/// Right, wrong and missed values of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Read and right.
    pub right: u64,
    /// Read, but not there or not so.
    pub wrong: u64,
    /// There, but not read.
    pub missed: u64,
}

impl Tally {
    /// The share of what was read that is right; 1 where nothing was read.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// The share of what is there that was read; 1 where nothing is there.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// Adds another document's counts.
    pub fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of labelled documents are small")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Something that was read wrongly or missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The field.
    pub field: &'static str,
    /// What the label says.
    pub expected: Option<String>,
    /// What was read.
    pub got: Option<String>,
}

/// One document's score.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Score {
    /// Each field's counts.
    pub fields: BTreeMap<&'static str, Tally>,
    /// What was not right.
    pub misses: Vec<Miss>,
}

impl Score {
    fn note(&mut self, field: &'static str, expected: Option<&str>, got: Option<&str>, same: bool) {
        let tally = self.fields.entry(field).or_default();
        match (expected, got) {
            (Some(_), Some(_)) if same => tally.right += 1,
            (None, None) => {}
            (expected, got) => {
                tally.missed += u64::from(expected.is_some());
                tally.wrong += u64::from(got.is_some());
                let short = |words: &str| words.chars().take(160).collect::<String>();
                self.misses.push(Miss { field, expected: expected.map(short), got: got.map(short) });
            }
        }
    }

    fn value(
        &mut self,
        field: &'static str,
        expected: Option<&str>,
        got: Option<&str>,
        same: impl Fn(&str, &str) -> bool,
    ) {
        let right = expected.zip(got).is_some_and(|(e, g)| same(e, g));
        self.note(field, expected, got, right);
    }

    /// Whether everything scored is right.
    pub fn exact(&self) -> bool {
        self.misses.is_empty()
    }
}

/// Scores what was read against what was labelled.
pub fn score(gold: &Gold, read: &Proposal) -> Score {
    let mut out = Score::default();
    if gold.title.is_some() {
        let title = read.document.title.as_ref().map(|t| t.value.as_str());
        out.value("title", gold.title.as_deref(), title, |a, b| fold(a) == fold(b));
    }
    let about = body_of(read);
    if gold.body.is_some() && !(about.is_none() && gold.body_also.contains(&None)) {
        let same = |label: &str, got: &str| {
            same_name(label, got) || gold.body_also.iter().flatten().any(|also| same_name(also, got))
        };
        out.value("body", gold.body.as_deref(), about.as_deref(), same);
    }
    if gold.date.is_some() {
        let date = date_of(read).map(|d| d.plain().to_string());
        out.value("date", gold.date.as_deref(), date.as_deref(), |a, b| a == b);
    }
    if let Some(labelled) = &gold.recommendations {
        recommendations(labelled, &read.recommendations, &mut out);
    }
    minutes(gold, read, &mut out);
    out
}

/// The body a document is about: its forum, the body of its title, a list's publisher, else the first addressee or its publisher.
fn body_of(read: &Proposal) -> Option<String> {
    let forum = read.meeting.as_ref().and_then(|m| m.forum.as_ref());
    let source = read.source.as_ref().and_then(|s| s.bodies.first());
    let first = read.recommendations.first();
    let publisher = read.document.publisher.as_ref();
    let by_kind = match read.document.kind {
        domain::DocumentKind::RecommendationList | domain::DocumentKind::Response => publisher,
        _ => None,
    };
    let all = [forum, source, by_kind, first.and_then(|r| r.addressees.first()), publisher];
    all.into_iter().flatten().next().map(|q| q.value.clone())
}

fn date_of(read: &Proposal) -> Option<PartialDate> {
    let held = read.meeting.as_ref().and_then(|m| m.held_on.as_ref());
    let made = read.recommendations.iter().find_map(|r| r.made_on.as_ref());
    held.or(read.document.published_on.as_ref()).or(made).map(|q| q.value)
}

/// Whether two names mean the same body: the same words, or one within the other ("the Chief Constable of X Police").
fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    !a.is_empty() && !b.is_empty() && (a == b || within(&a, &b) || within(&b, &a))
}

fn within(short: &str, long: &str) -> bool {
    short.len() > 3 && format!(" {long} ").contains(&format!(" {short} "))
}

fn bare(name: &str) -> String {
    let folded = fold(name);
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// Whether a text starts as labelled; a heading or number before the label's first word may have been taken along.
fn starts(text: &str, label: &str) -> bool {
    let (text, label) = (fold(text), fold(label));
    let label: Vec<&str> = label.split(' ').take(8).collect();
    let words: Vec<&str> = text.split(' ').take(label.len() + 12).collect();
    !label.is_empty() && words.windows(label.len()).any(|run| run == label)
}

fn recommendations(labelled: &[GoldRecommendation], read: &[ProposedRecommendation], out: &mut Score) {
    let mut taken = vec![false; read.len()];
    for label in labelled {
        let found = read
            .iter()
            .enumerate()
            .find(|(i, r)| !taken.get(*i).copied().unwrap_or(true) && starts(&r.text.value, &label.text_starts));
        let Some((i, found)) = found else {
            out.note("recommendation", Some(&label.text_starts), None, false);
            continue;
        };
        if let Some(taken) = taken.get_mut(i) {
            *taken = true;
        }
        out.note("recommendation", Some(&label.text_starts), Some(&found.text.value), true);
        addressees(label, found, out);
        let position = found.responses.iter().rev().find_map(|p| p.position.as_ref());
        let accepted = position.and_then(|p| accepted(&p.value));
        out.value("accepted", label.accepted.as_deref(), accepted, |a, b| a == b);
        if let Some(count) = label.action_items {
            let got = found.responses.iter().map(|p| p.actions.len()).sum::<usize>();
            out.note("action_items", Some(&count.to_string()), Some(&got.to_string()), count == got);
        }
    }
    for (_, extra) in read.iter().enumerate().filter(|(i, _)| !taken.get(*i).copied().unwrap_or(true)) {
        out.note("recommendation", None, Some(&extra.text.value), false);
    }
}

fn addressees(label: &GoldRecommendation, found: &ProposedRecommendation, out: &mut Score) {
    let Some(names) = &label.addressee else { return };
    let mut left: Vec<&str> = found.addressees.iter().map(|a| a.value.as_str()).collect();
    let other = |got: &&str| label.addressee_also.iter().any(|also| same_name(also, got));
    if !left.is_empty() && left.iter().all(other) {
        left.into_iter().for_each(|got| out.note("addressee", Some(names), Some(got), true));
        return;
    }
    for name in names.split(';').map(str::trim).filter(|n| !n.is_empty()) {
        match left.iter().position(|got| same_name(name, got)) {
            Some(at) => {
                let got = left.remove(at);
                out.note("addressee", Some(name), Some(got), true);
            }
            None => out.note("addressee", Some(name), None, false),
        }
    }
    left.into_iter().for_each(|extra| out.note("addressee", None, Some(extra), false));
}

/// A position in the label's words.
fn accepted(position: &str) -> Option<&'static str> {
    match position {
        "accepted" | "already_done" => Some("yes"),
        "accepted_in_principle" | "partly_accepted" => Some("partly"),
        "rejected" => Some("no"),
        _ => None,
    }
}

fn minutes(gold: &Gold, read: &Proposal, out: &mut Score) {
    let meeting = read.meeting.as_ref();
    if gold.meeting_date.is_some() {
        let held = meeting.and_then(|m| m.held_on.as_ref()).map(|h| h.value.plain().to_string());
        out.value("meeting_date", gold.meeting_date.as_deref(), held.as_deref(), |a, b| a == b);
    }
    let none = Vec::new();
    if let Some(people) = &gold.present {
        attendance(["present", "present_body"], people, meeting.map_or(&none, |m| &m.present), out);
    }
    if let Some(people) = &gold.apologies {
        attendance(["apologies", "apologies_body"], people, meeting.map_or(&none, |m| &m.apologies), out);
    }
    if let Some(actions) = &gold.actions {
        let mut left: Vec<_> = meeting.map(|m| m.actions.iter().collect()).unwrap_or_default();
        for label in actions {
            let Some(at) = left.iter().position(|a| starts(&a.text.value, &label.title)) else {
                out.note("action", Some(&label.title), None, false);
                continue;
            };
            let found = left.remove(at);
            out.note("action", Some(&label.title), Some(&found.text.value), true);
            let reference = found.reference.as_ref().map(|r| r.value.as_str());
            // "Action 3" and "3" are one reference.
            let bare = |text: &str| fold(text).trim_start_matches("action ").to_owned();
            out.value("action_ref", label.reference.as_deref(), reference, |a, b| bare(a) == bare(b));
            let status = found.update.as_ref().map(|u| u.value.as_str());
            out.value("action_status", label.status.as_deref(), status, |a, b| {
                within(&fold(a), &fold(b)) || fold(a) == fold(b)
            });
        }
        left.into_iter().for_each(|extra| out.note("action", None, Some(&extra.text.value), false));
    }
    for label in gold.untabled.iter().flatten() {
        let found = meeting.and_then(|m| m.untabled_actions.iter().find(|u| contains(&u.text.value, label)));
        out.note("untabled", Some(label), found.map(|u| u.text.value.as_str()), found.is_some());
    }
}

fn contains(text: &str, label: &str) -> bool {
    let label: Vec<String> = fold(label).split(' ').take(8).map(str::to_owned).collect();
    fold(text).contains(&label.join(" "))
}

fn attendance(fields: [&'static str; 2], people: &[GoldPerson], read: &[ProposedAttendee], out: &mut Score) {
    let [field, body_field] = fields;
    let mut left: Vec<&ProposedAttendee> = read.iter().collect();
    for person in people {
        let Some(at) = left.iter().position(|p| same_person(&person.name, &p.name.value)) else {
            out.note(field, Some(&person.name), None, false);
            continue;
        };
        let found = left.remove(at);
        out.note(field, Some(&person.name), Some(&found.name.value), true);
        let body = found.body.as_ref().map(|b| b.value.as_str());
        out.value(body_field, person.body.as_deref(), body, same_name);
    }
    left.into_iter().for_each(|extra| out.note(field, None, Some(&extra.name.value), false));
}

/// The same name, a rank or title before either left aside.
fn same_person(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    a == b || a.ends_with(&format!(" {b}")) || b.ends_with(&format!(" {a}"))
}
