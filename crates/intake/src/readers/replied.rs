//! Answers that stand apart from a list, under a heading of their own, and are numbered as its recommendations are.
//!
//! *Invariant:* they are given out only where each recommendation of the list has one, in order.

use std::sync::LazyLock;

use regex::Regex;

use super::listed::Listed;
use super::sections::AnswerPart;
use super::stated;
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::re;

/// The most recommendations of a list that is answered so.
const MOST: usize = 200;

/// Gives the numbered answers under block `i`, a heading such as "Responses", to the list above it; the block after the last.
pub(super) fn below<'a>(decoded: &'a Decoded, i: usize, out: &mut [Listed<'a>]) -> Option<usize> {
    static HEADING: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:(?:the|our|force|the force[’']s) )?(?:responses?|replies|reply)\s*:?$"));
    static ENDS: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\brecommendations?\b|^(?:related|last updated)\b"));
    static GOES_ON: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:\(?[a-z]{1,3}[.)]\s|[a-z])"));
    let heading = decoded.piece(decoded.blocks.get(i)?);
    if heading.text.len() > 40 || !HEADING.is_match(heading.text.trim()) || number(decoded, i + 1) != Some(1) {
        return None;
    }
    let place = |one: &Listed<'_>| decoded.blocks.partition_point(|b| b.end <= one.text.start);
    let back = out.iter().rev().take(MOST).position(|one| number(decoded, place(one)) == Some(1))?;
    let own = out.len().checked_sub(back + 1).and_then(|from| out.get_mut(from..))?;
    // What was answered where it stands is not answered again here.
    if own.iter().any(|one| !one.parts.is_empty()) {
        return None;
    }
    let mut answers: Vec<AnswerPart<'a>> = Vec::new();
    let mut end = i + 1;
    for (at, block) in decoded.blocks.iter().enumerate().skip(i + 1) {
        let text = decoded.piece(block).text;
        let counted = number(decoded, at);
        if counted == Some(answers.len() + 1) && answers.len() < own.len() {
            answers.push(AnswerPart::default());
        } else {
            let short = text.split_whitespace().count() <= 8;
            let part = matches!(block.kind, BlockKind::Item(_)) || GOES_ON.is_match(text);
            // After the last answer only its own points follow; another list is no answer.
            let over = answers.len() == own.len() && !part;
            if counted.is_some()
                || over
                || matches!(block.kind, BlockKind::Heading(_))
                || (short && ENDS.is_match(text))
            {
                break;
            }
        }
        answers.last_mut()?.blocks.push(block.clone());
        end = at + 1;
    }
    answers.iter_mut().for_each(|part| stated::spoken(decoded, part));
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

/// "3. Accepted. The Director issued an instruction ...": the paragraphs below a labelled recommendation, in a paper that answers them and counts
/// its paragraphs through, are its answer and no points of a list.
pub(super) fn counted_through<'a>(decoded: &'a Decoded, block: &Block, parts: &mut Vec<AnswerPart<'a>>) -> bool {
    if !matches!(block.kind, BlockKind::Numbered(_)) {
        return false;
    }
    if parts.is_empty() {
        parts.push(AnswerPart::default());
    }
    let paragraph = Block { kind: BlockKind::Paragraph, ..block.clone() };
    parts.last_mut().into_iter().for_each(|part| part.blocks.push(paragraph.clone()));
    parts.iter_mut().for_each(|part| super::stated::spoken(decoded, part));
    true
}
