//! Answers under recommendations said again in shorter words, in a second list of the same document: paired with the first by
//! likeness, where no number pairs them.
//!
//! *Invariant:* an answer moves only to the one unanswered recommendation before it that its words are plainly like; the words
//! of the recommendation are those of the first list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use domain::proposals::Proposal;
use regex::Regex;

use super::listed::Listed;
use super::sections::AnswerPart;
use crate::decode::Decoded;
use crate::piece::{Piece, re};

/// In hundredths, the share of the fewer telling words that two must have in common, and how far the next best must be behind.
const ALIKE: usize = 60;
const AHEAD: usize = 15;
/// The most pairs that are compared.
const MOST: usize = 100_000;

/// Moves the answers of a second list to the first and drops what was said again. The numbers go with their recommendations.
pub(super) fn fold(proposal: &mut Proposal, numbers: &mut Vec<String>) {
    let all = &proposal.recommendations;
    let words: Vec<HashSet<String>> = all.iter().map(|r| telling(&r.text.value)).collect();
    // The second list begins at the first that is answered after others that are not.
    let Some(from) = all.iter().position(|r| !r.responses.is_empty()).filter(|at| *at >= 2) else { return };
    // Every one of the second list is held beside every one of the first.
    if from * (all.len() - from) > MOST {
        return;
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (later, said) in all.iter().enumerate().skip(from) {
        let same_body = |first: usize| {
            let names = all.get(first).map(|r| &r.addressees);
            let same = |a: &domain::proposals::Quoted<String>| {
                names.is_some_and(|n| n.iter().any(|b| domain::fold(&a.value) == domain::fold(&b.value)))
            };
            said.addressees.iter().all(same)
        };
        let own = words.get(later);
        let mut best: Vec<(usize, usize)> = (0..from)
            .filter(|first| same_body(*first) && !pairs.iter().any(|(taken, _)| taken == first))
            .filter_map(|first| Some((share(words.get(first)?, own?), first)))
            .collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let second = best.get(1).map_or(0, |(share, _)| *share);
        match best.first().filter(|(share, _)| *share >= ALIKE && *share >= second + AHEAD) {
            Some((_, first)) if !said.responses.is_empty() => pairs.push((*first, later)),
            // One that is like none of the first list is new, and this is no list said again.
            _ => return,
        }
    }
    if pairs.len() < 2 {
        return;
    }
    for (first, later) in &pairs {
        let mut moved =
            proposal.recommendations.get_mut(*later).map(|r| std::mem::take(&mut r.responses)).unwrap_or_default();
        let Some(recommendation) = proposal.recommendations.get_mut(*first) else { continue };
        for response in &mut moved {
            response.addressee = response.addressee.take().or_else(|| recommendation.addressees.first().cloned());
        }
        recommendation.responses = moved;
    }
    proposal.recommendations.truncate(from);
    numbers.truncate(from);
}

/// A list without what it holds a second time, in a summary or where it arises: the same words for the same bodies, but for a reference at
/// their end. What was answered there answers the first.
pub(super) fn once(found: Vec<Listed<'_>>) -> Vec<Listed<'_>> {
    const TELLING: usize = 6;
    let count = found.len();
    let mut out: Vec<Listed<'_>> = Vec::with_capacity(count);
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, mut one) in found.into_iter().enumerate() {
        let words = domain::fold(one.text.text);
        let group = |l: &Listed<'_>| domain::fold(l.group.or(l.named).map_or("", |g| g.text));
        // "... are stated as limitations. IRLD2015004"; a year alone may be all in which two differ.
        let is_reference = |last: &str| {
            last.starts_with(char::is_alphabetic) && last.chars().filter(char::is_ascii_digit).count() >= 3
        };
        let bare = words.rsplit_once(' ').filter(|(_, last)| is_reference(last));
        // Where the document is cut off, the last may break off in the middle of a word.
        let broken = i + 1 == count && one.parts.is_empty() && one.text.text.ends_with(char::is_alphanumeric);
        let begun = || out.iter().position(|o| domain::fold(o.text.text).starts_with(&words));
        let known = seen.get(&words).or_else(|| seen.get(bare?.0)).copied();
        let known = if broken { known.or_else(begun) } else { known };
        let long = words.split(' ').count() >= TELLING;
        let first = known.filter(|_| long).and_then(|at| out.get_mut(at));
        match first.filter(|first| group(first) == group(&one) && same_number(first, &one)) {
            Some(first) if first.parts.is_empty() || one.parts.is_empty() => first.parts.append(&mut one.parts),
            // Answered twice alike: the fuller answer is kept.
            Some(first) if labelled(first) && labelled(&one) && positions(first) == positions(&one) => {
                if blocks(&one) > blocks(first) {
                    first.parts = one.parts;
                }
            }
            _ => {
                if let Some((bare, _)) = bare {
                    seen.entry(bare.to_owned()).or_insert(out.len());
                }
                seen.entry(words).or_insert(out.len());
                out.push(one);
            }
        }
    }
    out
}

/// Whether one is labelled as a recommendation: "Recommendation no. 3".
fn labelled(one: &Listed<'_>) -> bool {
    one.number.is_some_and(|n| n.text.get(..14).is_some_and(|label| label.eq_ignore_ascii_case("recommendation")))
}

fn positions(one: &Listed<'_>) -> Vec<Option<domain::Position>> {
    one.parts.iter().map(|part| part.position.map(|(_, position)| position)).collect()
}

fn blocks(one: &Listed<'_>) -> usize {
    one.parts.iter().map(|part| part.blocks.len()).sum()
}

/// Beside those that bear keys ("A1", "A2"), what stands before them only speaks of them.
pub(super) fn only_keyed(out: &mut Vec<Listed<'_>>) {
    static KEYED: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z]\d{1,2}$"));
    let keyed = |one: &Listed<'_>| one.strong && one.number.is_some_and(|n| KEYED.is_match(n.text));
    if out.iter().filter(|one| keyed(one)).count() >= 3 {
        let mut seen = false;
        out.retain(|one| {
            seen |= keyed(one);
            seen || one.strong || one.number.is_some()
        });
    }
}

/// Beside several that are labelled as recommendations ("Recommendation no. 3"), what a summary before the first says, and numbered paragraphs
/// of the report, only speak of them.
pub(super) fn only_labelled(out: &mut Vec<Listed<'_>>) {
    const SEVERAL: usize = 3;
    if out.iter().filter(|one| labelled(one)).count() < SEVERAL {
        return;
    }
    // The last label's number, and the number of the next point below it ("1.1" below "Recommendation 1").
    let mut last: Option<(String, usize)> = None;
    out.retain(|one| {
        if labelled(one) {
            let digits = |n: Piece<'_>| n.text.chars().filter(char::is_ascii_digit).collect();
            last = Some((one.number.map(digits).unwrap_or_default(), 1));
            return true;
        }
        let paragraph =
            one.number.filter(|n| n.text.contains('.') && n.text.chars().all(|c| c.is_ascii_digit() || c == '.'));
        match (&mut last, paragraph) {
            (Some((label, next)), Some(number)) => {
                let below = number.text == format!("{label}.{next}");
                *next += usize::from(below);
                below
            }
            (None, _) => one.strong,
            (Some(_), None) => true,
        }
    });
}

/// Whether the numbers that two bear are no sign that they are two: one bears none, or they end in the same.
fn same_number(a: &Listed<'_>, b: &Listed<'_>) -> bool {
    let last = |l: &Listed<'_>| -> Option<String> {
        let number = l.number?.clean();
        let digits = number.trim_end_matches(|c: char| !c.is_ascii_digit());
        let from = digits.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
        digits.get(from..).map(str::to_owned).filter(|d| !d.is_empty())
    };
    last(a).zip(last(b)).is_none_or(|(a, b)| a == b)
}

/// How many hundredths of the fewer words both have.
fn share(a: &HashSet<String>, b: &HashSet<String>) -> usize {
    let least = a.len().min(b.len());
    // Two or three words are like anything.
    if least < 3 { 0 } else { a.intersection(b).count() * 100 / least }
}

/// The beginnings of the words that tell what is done: long ones, and numbers.
pub(super) fn telling(words: &str) -> HashSet<String> {
    let plain = domain::fold(words);
    let tells = |w: &&str| w.chars().count() >= 5 || w.chars().all(|c| c.is_ascii_digit());
    plain.split(' ').filter(tells).map(|w| w.chars().take(5).collect()).collect()
}

/// Gives the answer printed under "Recommendations 5 and 6" to both.
pub(super) fn both_answered(decoded: &Decoded, out: &mut [Listed<'_>]) {
    // "We accept both of these recommendations."
    static BOTH: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:accepts?|accepted|agrees? (?:to|with)|rejects?) both (?:of )?(?:these|the|the above) recommendations\b",
        )
    });
    let said = |part: &AnswerPart<'_>| {
        part.blocks.first().is_some_and(|b| decoded.piece(b).sentences().first().is_some_and(|s| BOTH.is_match(s.text)))
    };
    let mut parts: Vec<AnswerPart<'_>> = Vec::new();
    for one in out.iter_mut().rev() {
        if (one.shared || parts.first().is_some_and(said)) && one.parts.is_empty() {
            one.parts.clone_from(&parts);
        }
        parts.clone_from(&one.parts);
    }
}
