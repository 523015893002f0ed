//! What a reader would ask of an answer before it is signed: who, by when, and how would one know.
//!
//! *Invariant:* it points out; it hinders nobody.

use crate::actions::Tense;
use crate::axes::Position;
use crate::drafts::DraftContent;
use crate::responses::ReasonKind;

/// Something to look at before an answer is signed. It hinders nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WeakPoint {
    /// An accepted recommendation and no action.
    NothingPromised,
    /// An action that nobody owns.
    NoOwner(usize),
    /// A promised action without a day, a recurrence or an event.
    NoDue(usize),
    /// A promised action of which nobody could say that it was done.
    NoMeasure(usize),
    /// An action in words that promise nothing (T19).
    Vague(usize, &'static str),
    /// The answer's own words promise nothing.
    VagueWords(&'static str),
    /// A refusal with no reason yet.
    NoReason,
    /// Some is refused and some is not, and the reasons or actions would be read with each.
    Apart,
}

/// Words that sound like an action and are none.
const VAGUE: [&str; 16] = [
    "aspire",
    "consider",
    "explore",
    "look into",
    "look at",
    "where possible",
    "where appropriate",
    "as appropriate",
    "as necessary",
    "endeavour",
    "seek to",
    "being muted",
    "in due course",
    "raise awareness",
    "remind",
    "going forward",
];

/// What a reader would ask of an answer: who, by when, and how would one know.
pub fn weak_points(content: &DraftContent) -> Vec<WeakPoint> {
    let mut out = Vec::new();
    let has = |wanted: &[Position]| content.answers.iter().any(|a| a.position.is_some_and(|p| wanted.contains(&p)));
    if content.actions.is_empty() && has(&[Position::Accepted, Position::PartlyAccepted, Position::AcceptedInPrinciple])
    {
        out.push(WeakPoint::NothingPromised);
    }
    if content.reasons.iter().all(|r| r.kind != ReasonKind::NoAction)
        && has(&[Position::Rejected, Position::PartlyAccepted])
    {
        out.push(WeakPoint::NoReason);
    }
    let refuses = content.reasons.iter().any(|r| r.kind == ReasonKind::NoAction) || !content.actions.is_empty();
    let taken = [Position::Accepted, Position::PartlyAccepted, Position::AcceptedInPrinciple, Position::AlreadyDone];
    if refuses && has(&[Position::Rejected]) && has(&taken) {
        out.push(WeakPoint::Apart);
    }
    out.extend(content.text.iter().flat_map(|text| vague(&text.words)).map(WeakPoint::VagueWords));
    for (i, action) in content.actions.iter().enumerate() {
        out.extend(vague(&action.text.words).into_iter().map(|word| WeakPoint::Vague(i, word)));
        if action.owner.is_none() {
            out.push(WeakPoint::NoOwner(i));
        }
        let promised = action.tense != Some(Tense::Taken);
        if promised && action.due.is_none() {
            out.push(WeakPoint::NoDue(i));
        }
        if promised && action.measure.is_none() {
            out.push(WeakPoint::NoMeasure(i));
        }
    }
    out
}

/// The words of a text that promise nothing, each once.
fn vague(words: &str) -> Vec<&'static str> {
    let folded = format!(" {} ", crate::fold(words));
    // "Considered" and "aspires" are forms of it, "considerable" is not.
    const ENDS: [&str; 5] = [" ", "s ", "d ", "ed ", "ing "];
    let says = |word: &str| {
        folded.match_indices(&format!(" {word}")).any(|(at, found)| {
            folded.get(at + found.len()..).is_some_and(|rest| ENDS.iter().any(|end| rest.starts_with(end)))
        })
    };
    VAGUE.into_iter().filter(|word| says(word)).collect()
}
