//! Answers that stand apart from a list, under a heading of their own, and are numbered as its recommendations are.
//!
//! *Invariant:* they are given out only where each recommendation of the list has one, in order.

use std::sync::LazyLock;

use regex::Regex;

use super::listed::Listed;
use super::sections::AnswerPart;
use super::stated;
use crate::decode::{BlockKind, Decoded};
use crate::piece::re;

/// Gives the numbered answers under block `i`, a heading such as "Responses", to the list above it; the block after the last.
pub(super) fn below<'a>(decoded: &'a Decoded, i: usize, out: &mut [Listed<'a>]) -> Option<usize> {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:[\w’']+ ){0,3}(?:responses?|replies|reply)\s*:?$"));
    static ENDS: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\brecommendations?\b|^(?:related|last updated)\b"));
    let heading = decoded.piece(decoded.blocks.get(i)?);
    if !HEADING.is_match(heading.text.trim()) || number(decoded, i + 1) != Some(1) {
        return None;
    }
    let place = |one: &Listed<'_>| decoded.blocks.partition_point(|b| b.end <= one.text.start);
    let from = out.iter().rposition(|one| number(decoded, place(one)) == Some(1))?;
    let mut answers: Vec<AnswerPart<'a>> = Vec::new();
    let mut end = i + 1;
    for (at, block) in decoded.blocks.iter().enumerate().skip(i + 1) {
        let piece = decoded.piece(block);
        let short = piece.text.split_whitespace().count() <= 8;
        if matches!(block.kind, BlockKind::Heading(_)) || (short && ENDS.is_match(piece.text)) {
            break;
        }
        if number(decoded, at) == Some(answers.len() + 1) {
            answers.push(AnswerPart::default());
        }
        answers.last_mut()?.blocks.push(block.clone());
        end = at + 1;
    }
    answers.iter_mut().for_each(|part| stated::spoken(decoded, part));
    let own = out.get_mut(from..)?;
    if answers.len() != own.len() || answers.iter().any(|part| part.position.is_none()) {
        return None;
    }
    for (one, part) in own.iter_mut().zip(answers) {
        one.parts = vec![part];
    }
    Some(end)
}

/// The number that a block of a list bears.
fn number(decoded: &Decoded, at: usize) -> Option<usize> {
    match &decoded.blocks.get(at)?.kind {
        BlockKind::Numbered(number) => number.parse().ok(),
        _ => None,
    }
}
