//! What a person does with a proposal that waits: correct, split, merge, drop, accept, reject, undo.
//!
//! *Invariant:* a corrected value keeps the span of its words where the document has them; else its span is empty, which
//! says that a person typed it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Proposal, ProposedAction, ProposedRecommendation, ProposedResponse, Quoted};
use crate::acts::{Act, ActKind, leaves};
use crate::axes::Position;
use crate::documents::TextShown;
use crate::{ActId, PartialDate};

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Its records are in the register.
    #[default]
    Accepted,
    /// It waits for a person.
    Waiting,
    /// A person rejected it.
    Rejected,
}

impl ReviewState {
    /// Whether its records are in the register.
    pub fn is_accepted(&self) -> bool {
        *self == ReviewState::Accepted
    }

    /// The name in the view and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            ReviewState::Accepted => "accepted",
            ReviewState::Waiting => "waiting",
            ReviewState::Rejected => "rejected",
        }
    }
}

/// The file a waiting proposal came from, as filing it will need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of its decoded text.
    pub text_sha256: String,
    /// Its media type.
    pub media_type: String,
    /// Where it stands on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its licence (SPDX).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Whether a person has cleared its full text.
    pub text_shown: TextShown,
    /// When this copy was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_on: Option<PartialDate>,
}

/// One change a person makes to a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Puts a value in a place, or clears it with `None`. Several names of a list are separated by semicolons.
    Set {
        /// Which value, such as `r1.addressees` or `r2.p1.position`.
        place: String,
        /// The value.
        value: Option<String>,
    },
    /// Leaves out a recommendation, response or action, such as `r3` or `r1.p1.a2`.
    Drop {
        /// Which one.
        place: String,
    },
    /// Parts a recommendation in two before these words of it.
    Split {
        /// Which recommendation (`r2`).
        place: String,
        /// The first words of the second part.
        before: String,
    },
    /// Joins a recommendation with the one after it.
    Merge {
        /// The first of the two (`r2`).
        place: String,
    },
}

leaves! {
    /// Puts a file in the inbox (`document.receive`).
    ReceiveDocument;
    /// Files a proposal's records (`proposal.accept`).
    AcceptProposal;
    /// Rejects a proposal, or puts it back as it was (`proposal.reject`, `proposal.undo`).
    RejectProposal;
    /// Undoes the last change of a proposal (`proposal.undo`).
    UndoProposal;
}

/// Changes a proposal that waits (`proposal.correct`).
#[derive(Clone, Debug)]
pub struct CorrectProposal {
    /// The act's own identifier.
    pub act_id: ActId,
    /// What is changed.
    pub correction: Correction,
}

impl Act for CorrectProposal {
    const KIND: ActKind = ActKind::CorrectProposal;
}

/// Why a change of a proposal was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProposalRefused {
    /// There is no such place.
    #[error("the proposal has no '{0}'; places are such as r1.text, r2.addressees, r1.p1.position, document.title")]
    NoPlace(String),
    /// Not a date.
    #[error("'{0}' is not a date; write 2021-03-14, 2021-03 or 2021")]
    NotADate(String),
    /// Not a position.
    #[error(
        "'{0}' is not a position; it is one of accepted, accepted_in_principle, partly_accepted, already_done, rejected, noted"
    )]
    NotAPosition(String),
    /// A recommendation cannot be without words.
    #[error("'{0}' cannot be left empty; drop the recommendation instead")]
    NotEmpty(String),
    /// The words to split before are not inside it.
    #[error("the words '{0}' do not stand inside that recommendation, after its first word")]
    NotInside(String),
    /// Nothing stands after it.
    #[error("there is no recommendation after '{0}' to join it with")]
    NothingAfter(String),
    /// It does not wait any more.
    #[error("the proposal does not wait for review: it was {0} before")]
    NotWaiting(&'static str),
    /// Somebody changed it meanwhile.
    #[error("somebody changed this proposal since you read it; look again before you change it")]
    Changed,
    /// Something must be settled first.
    #[error("the proposal cannot be accepted before this is settled: {0}")]
    Unsettled(String),
    /// Nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
}

/// A typed value: with the span of its words where the text has them in one place, else with an empty span.
fn typed(text: &str, value: &str) -> Quoted<String> {
    let mut places = text.match_indices(value);
    let place = places.next().filter(|_| places.next().is_none() && value.len() > 3);
    let (start, end) = place.map_or((0, 0), |(at, words)| (at, at + words.len()));
    let to = |n: usize| u32::try_from(n).unwrap_or(0);
    Quoted { value: value.to_owned(), start: to(start), end: to(end), confidence: 100 }
}

/// The proposal with one change. `text` is the decoded text it was read from.
///
/// # Errors
/// [`ProposalRefused`]: why it cannot be changed so.
pub fn correct(proposal: &Proposal, text: &str, correction: &Correction) -> Result<Proposal, ProposalRefused> {
    let mut new = proposal.clone();
    match correction {
        Correction::Set { place, value } => {
            set(&mut new, text, place, value.as_deref().map(str::trim).filter(|v| !v.is_empty()))?;
        }
        Correction::Drop { place } => drop_at(&mut new, place)?,
        Correction::Split { place, before } => split(&mut new, text, place, before)?,
        Correction::Merge { place } => merge(&mut new, text, place)?,
    }
    for (i, recommendation) in new.recommendations.iter_mut().enumerate() {
        recommendation.ordinal = u32::try_from(i + 1).unwrap_or(u32::MAX);
    }
    Ok(new)
}

/// `r2`, `p1`, `a3`: the number after the letter, from 1, as an index.
fn index(part: &str, letter: char) -> Option<usize> {
    part.strip_prefix(letter)?.parse::<usize>().ok()?.checked_sub(1)
}

fn date(value: Option<&str>) -> Result<Option<Quoted<PartialDate>>, ProposalRefused> {
    let parsed = value.map(|v| v.parse().map_err(|_| ProposalRefused::NotADate(v.to_owned()))).transpose()?;
    Ok(parsed.map(|value| Quoted { value, start: 0, end: 0, confidence: 100 }))
}

fn set(p: &mut Proposal, text: &str, place: &str, value: Option<&str>) -> Result<(), ProposalRefused> {
    let missing = || ProposalRefused::NoPlace(place.to_owned());
    let words = value.map(|v| typed(text, v));
    let parts: Vec<&str> = place.split('.').collect();
    match parts.as_slice() {
        ["document", "title"] => p.document.title = words,
        ["document", "publisher"] => p.document.publisher = words,
        ["document", "published_on"] => p.document.published_on = date(value)?,
        ["source", "reference"] => p.source.as_mut().ok_or_else(missing)?.external_ref = words,
        ["source", "summary"] => p.source.as_mut().ok_or_else(missing)?.summary = words,
        ["meeting", "forum"] => p.meeting.as_mut().ok_or_else(missing)?.forum = words,
        ["meeting", "held_on"] => p.meeting.as_mut().ok_or_else(missing)?.held_on = date(value)?,
        ["meeting", action, field] => {
            let meeting = p.meeting.as_mut().ok_or_else(missing)?;
            let at = index(action, 'a').ok_or_else(missing)?;
            let action = meeting.actions.get_mut(at).ok_or_else(missing)?;
            match *field {
                "text" => action.text = words.ok_or_else(|| ProposalRefused::NotEmpty(place.to_owned()))?,
                "owner" => action.owner = words,
                "reference" => action.reference = words,
                "status" => action.update = words,
                _ => return Err(missing()),
            }
        }
        [first, rest @ ..] => {
            let at = index(first, 'r').ok_or_else(missing)?;
            let recommendation = p.recommendations.get_mut(at).ok_or_else(missing)?;
            set_in(recommendation, text, place, rest, value)?;
        }
        [] => return Err(missing()),
    }
    Ok(())
}

fn set_in(
    r: &mut ProposedRecommendation,
    text: &str,
    place: &str,
    rest: &[&str],
    value: Option<&str>,
) -> Result<(), ProposalRefused> {
    let missing = || ProposalRefused::NoPlace(place.to_owned());
    let words = value.map(|v| typed(text, v));
    match rest {
        ["text"] => r.text = words.ok_or_else(|| ProposalRefused::NotEmpty(place.to_owned()))?,
        ["addressees"] => {
            let names = value.unwrap_or("").split(';').map(str::trim).filter(|n| !n.is_empty());
            r.addressees = names.map(|name| typed(text, name)).collect();
        }
        ["recommending_body"] => r.recommending_body = words,
        ["reference"] => r.reference = words,
        ["made_on"] => r.made_on = date(value)?,
        ["due_stated"] => r.due_stated = date(value)?,
        [answer, field @ ..] => {
            let at = index(answer, 'p').ok_or_else(missing)?;
            // A first answer may be typed in where the reader saw none.
            if at == r.responses.len() && matches!(field, ["position" | "text"]) {
                r.responses.push(empty_response(r));
            }
            let response = r.responses.get_mut(at).ok_or_else(missing)?;
            set_answer(response, text, place, field, value)?;
        }
        [] => return Err(missing()),
    }
    Ok(())
}

fn empty_response(r: &ProposedRecommendation) -> ProposedResponse {
    ProposedResponse {
        id: format!("{}-p{}", r.id, r.responses.len() + 1),
        same_as: None,
        addressee: r.addressees.first().cloned(),
        position: None,
        position_words: None,
        inferred: false,
        given_on: None,
        received_on: None,
        text: None,
        reasons: Vec::new(),
        actions: Vec::new(),
    }
}

fn set_answer(
    response: &mut ProposedResponse,
    text: &str,
    place: &str,
    field: &[&str],
    value: Option<&str>,
) -> Result<(), ProposalRefused> {
    let missing = || ProposalRefused::NoPlace(place.to_owned());
    let words = value.map(|v| typed(text, v));
    match field {
        ["position"] => {
            if let Some(value) = value.filter(|v| Position::parse(v).is_none()) {
                return Err(ProposalRefused::NotAPosition(value.to_owned()));
            }
            response.position = words;
            response.inferred = false;
        }
        ["text"] => response.text = words,
        ["addressee"] => response.addressee = words,
        ["given_on"] => response.given_on = date(value)?,
        ["received_on"] => response.received_on = date(value)?,
        [action, field] => {
            let at = index(action, 'a').ok_or_else(missing)?;
            let action = response.actions.get_mut(at).ok_or_else(missing)?;
            match *field {
                "text" => action.text = words.ok_or_else(|| ProposalRefused::NotEmpty(place.to_owned()))?,
                "owner" => action.owner = words,
                _ => return Err(missing()),
            }
        }
        _ => return Err(missing()),
    }
    Ok(())
}

fn drop_at(p: &mut Proposal, place: &str) -> Result<(), ProposalRefused> {
    let missing = || ProposalRefused::NoPlace(place.to_owned());
    let parts: Vec<&str> = place.split('.').collect();
    let removed = match parts.as_slice() {
        [r] => {
            let at = index(r, 'r').filter(|at| *at < p.recommendations.len()).ok_or_else(missing)?;
            let gone = p.recommendations.remove(at);
            forget(p, &gone);
            return Ok(());
        }
        ["meeting", a] => {
            let at = index(a, 'a').ok_or_else(missing)?;
            let actions = p.meeting.as_mut().map(|m| &mut m.actions).filter(|all| at < all.len());
            actions.map(|all| all.remove(at)).is_some()
        }
        [r, answer] => {
            let recommendation = index(r, 'r').and_then(|at| p.recommendations.get_mut(at)).ok_or_else(missing)?;
            let at = index(answer, 'p').filter(|at| *at < recommendation.responses.len()).ok_or_else(missing)?;
            recommendation.responses.remove(at);
            true
        }
        [r, answer, action] => {
            let recommendation = index(r, 'r').and_then(|at| p.recommendations.get_mut(at)).ok_or_else(missing)?;
            let response =
                index(answer, 'p').and_then(|at| recommendation.responses.get_mut(at)).ok_or_else(missing)?;
            let at = index(action, 'a').filter(|at| *at < response.actions.len()).ok_or_else(missing)?;
            response.actions.remove(at);
            true
        }
        _ => false,
    };
    if removed { Ok(()) } else { Err(missing()) }
}

/// What repeated an answer or action of a recommendation that is dropped stands for itself from now on.
fn forget(p: &mut Proposal, gone: &ProposedRecommendation) {
    let responses: Vec<&str> = gone.responses.iter().map(|r| r.id.as_str()).collect();
    let actions: Vec<&str> =
        gone.responses.iter().flat_map(|r| &r.actions).map(|a: &ProposedAction| a.id.as_str()).collect();
    for response in p.recommendations.iter_mut().flat_map(|r| &mut r.responses) {
        if response.same_as.as_deref().is_some_and(|id| responses.contains(&id)) {
            response.same_as = None;
        }
        for action in &mut response.actions {
            if action.same_as.as_deref().is_some_and(|id| actions.contains(&id)) {
                action.same_as = None;
            }
        }
    }
}

fn split(p: &mut Proposal, text: &str, place: &str, before: &str) -> Result<(), ProposalRefused> {
    let at = index(place, 'r').ok_or_else(|| ProposalRefused::NoPlace(place.to_owned()))?;
    let whole = p.recommendations.get(at).ok_or_else(|| ProposalRefused::NoPlace(place.to_owned()))?;
    let inside = || ProposalRefused::NotInside(before.to_owned());
    let (from, to) = (whole.text.start as usize, whole.text.end as usize);
    let words = text.get(from..to).filter(|w| !w.is_empty()).ok_or_else(inside)?;
    let cut = words.find(before.trim()).filter(|cut| *cut > 0 && !before.trim().is_empty()).ok_or_else(inside)?;
    let (mut first, mut second) = (whole.clone(), whole.clone());
    first.text = stretch(text, from, from + cut);
    second.text = stretch(text, from + cut, to);
    second.id = format!("{}-2", whole.id);
    // The answer stands with the first; a person gives the second its own, or none.
    second.responses = Vec::new();
    if let Some(place) = p.recommendations.get_mut(at) {
        *place = first;
    }
    p.recommendations.insert(at + 1, second);
    Ok(())
}

fn merge(p: &mut Proposal, text: &str, place: &str) -> Result<(), ProposalRefused> {
    let at = index(place, 'r').ok_or_else(|| ProposalRefused::NoPlace(place.to_owned()))?;
    if at + 1 >= p.recommendations.len() {
        return Err(ProposalRefused::NothingAfter(place.to_owned()));
    }
    let second = p.recommendations.remove(at + 1);
    let Some(first) = p.recommendations.get_mut(at) else { return Err(ProposalRefused::NoPlace(place.to_owned())) };
    let gap = text.get(first.text.end as usize..second.text.start as usize);
    // Two stretches with nothing much between them are one stretch; else their words are put together.
    first.text = if gap.is_some_and(|g| g.trim().len() < 12 && first.text.end > 0) {
        stretch(text, first.text.start as usize, second.text.end as usize)
    } else {
        first.text.with(format!("{} {}", first.text.value, second.text.value))
    };
    first.findings.extend(second.findings);
    first.citations.extend(second.citations);
    for addressee in second.addressees {
        if !first.addressees.iter().any(|a| crate::fold(&a.value) == crate::fold(&addressee.value)) {
            first.addressees.push(addressee);
        }
    }
    first.responses.extend(second.responses);
    Ok(())
}

fn stretch(text: &str, from: usize, to: usize) -> Quoted<String> {
    let words = text.get(from..to).unwrap_or("");
    let lead = words.len() - words.trim_start().len();
    let (start, end) = (from + lead, from + words.trim_end().len());
    let to = |n: usize| u32::try_from(n).unwrap_or(0);
    let value = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Quoted { value, start: to(start), end: to(end), confidence: 100 }
}
