//! Answers that stand apart from the recommendations and name them by number only ("1.1 and 1.2: Accepted.").
//!
//! *Invariant:* an answer goes to the recommendations whose numbers it names, and to no other.

use std::sync::LazyLock;

use domain::proposals::{Proposal, ProposedResponse};
use regex::Regex;

use super::answers;
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:Recommendations?\s+)?((?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2})(?:\s*(?:,|and|&)\s*[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2})*)\s*:\s+",
    )
});
static ONE: LazyLock<Regex> = LazyLock::new(|| re(r"[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2}"));

/// Gives each answer that names numbers to the recommendations that bear them and have none yet.
pub(super) fn attach(decoded: &Decoded, numbers: &[String], proposal: &mut Proposal) {
    let mut current: Option<Vec<usize>> = None;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if let Some((named, rest)) = answer(piece, numbers) {
            for (k, position) in positions(rest).into_iter().enumerate() {
                for at in &named {
                    let Some(recommendation) = proposal.recommendations.get_mut(*at) else { continue };
                    let addressee = recommendation.addressees.first().cloned();
                    let (words, value) = position;
                    recommendation.responses.push(ProposedResponse {
                        id: String::new(),
                        same_as: None,
                        addressee,
                        position: Some(words.value(value.as_str().to_owned(), 85)),
                        position_words: Some(words.quoted(85)),
                        inferred: false,
                        text: (k == 0).then(|| rest.quoted(80)),
                        reasons: Vec::new(),
                        actions: Vec::new(),
                    });
                }
            }
            current = Some(named);
        } else if let (Some(named), true) = (&current, matches!(block.kind, BlockKind::Item(_))) {
            let item = answers::Item { head: piece, parts: Vec::new() };
            for at in named {
                let last = proposal.recommendations.get_mut(*at).and_then(|r| r.responses.last_mut());
                last.into_iter()
                    .for_each(|r| r.actions.extend(answers::fold_items(std::slice::from_ref(&item), None).0));
            }
        } else {
            current = None;
        }
    }
}

/// The recommendations that an answer's line names, and its words after the numbers.
fn answer<'a>(piece: Piece<'a>, numbers: &[String]) -> Option<(Vec<usize>, Piece<'a>)> {
    let found = NUMBERS.captures(piece.text)?;
    let rest = piece.sub(found.get(0)?.end(), piece.text.len());
    let named: Vec<usize> = ONE
        .find_iter(found.get(1)?.as_str())
        .filter_map(|n| {
            numbers.iter().position(|known| known == n.as_str() || known.ends_with(&format!(" {}", n.as_str())))
        })
        .collect();
    (!named.is_empty() && !positions(rest).is_empty()).then_some((named, rest))
}

/// The positions that the line's clauses give, in order: an older one may stand before the one that replaced it.
fn positions(rest: Piece<'_>) -> Vec<(Piece<'_>, domain::Position)> {
    static DATED: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z][a-z]+ \d{4}:\s*"));
    let mut out = Vec::new();
    for sentence in rest.sentences() {
        let at = DATED.find(sentence.text).map_or(0, |m| m.end());
        let words = sentence.sub(at, sentence.text.len()).trim();
        let short = words.text.split_whitespace().count() <= 4;
        match answers::position(words.text).filter(|_| short) {
            Some(position) => out.push((answers::position_words(words), position)),
            None => break,
        }
    }
    out
}
