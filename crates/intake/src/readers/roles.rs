//! Recommendations whose parts stand under headings that name them: "What we said", "Why we said it", "What the organisation
//! told us", in any order.
//!
//! *Invariant:* only under a numbered heading, and only where a heading names the words that ask.

use std::sync::LazyLock;

use regex::Regex;

use super::answers;
use super::listed::Listed;
use super::recommendation_list::is_heading;
use super::sections::{AnswerPart, numbered_heading};
use super::tabled::cells;
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

/// What stands under a heading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Asked,
    Answered,
    Why,
}

fn role(block: &Block, piece: Piece<'_>) -> Option<Role> {
    static ASKED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:what (?:we|i) (?:said|recommended|asked(?: for)?|want)|what (?:should|needs to) (?:happen|change|be done)|(?:the |our )?recommendation(?: text| made)?|text of (?:the )?recommendation)\s*:?$",
        )
    });
    static ANSWERED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:what (?:the|they|[A-Z][\w’' ]{2,40}?) [\w’' ]{0,40}?(?:told us|said|did|has done|have done|will do)|(?:the |their )?[\w’' ]{0,40}(?:response|reply|answer)(?: (?:of|from|by) [\w’' ]{2,60})?|action(?:s)? taken)\s*:?$",
        )
    });
    static WHY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:why (?:we|i|this)\b.{0,40}|background|reasons?(?: for (?:the|this|our) recommendation)?|what (?:we|i) found|evidence|context|rationale)\s*:?$",
        )
    });
    if !is_heading(block, piece) {
        return None;
    }
    let text = piece.text.trim();
    [(&*ASKED, Role::Asked), (&*WHY, Role::Why), (&*ANSWERED, Role::Answered)]
        .into_iter()
        .find_map(|(pattern, role)| pattern.is_match(text).then_some(role))
}

/// The recommendations, if the document is set out in this way.
pub(super) fn find(decoded: &Decoded) -> Option<Vec<Listed<'_>>> {
    let numbered = |b: &Block| {
        numbered_heading(decoded.piece(b).text).is_some() && (is_heading(b, decoded.piece(b)) || b.end - b.start < 40)
    };
    let starts: Vec<usize> = decoded.blocks.iter().enumerate().filter(|(_, b)| numbered(b)).map(|(i, _)| i).collect();
    let ends = starts.iter().copied().skip(1).chain([decoded.blocks.len()]);
    let found: Vec<Listed<'_>> = starts.iter().zip(ends).filter_map(|(from, to)| one(decoded, *from, to)).collect();
    // One of many is a form at the document's end, or a line of the contents.
    (!found.is_empty() && found.len() * 2 >= starts.len()).then_some(found)
}

fn one(decoded: &Decoded, from: usize, to: usize) -> Option<Listed<'_>> {
    let blocks = decoded.blocks.get(from..to)?;
    let level = |b: &Block| if let BlockKind::Heading(level) = b.kind { level } else { 9 };
    let own = level(blocks.first()?);
    let mut asked: Option<Piece<'_>> = None;
    let mut part = AnswerPart::default();
    let mut at = None;
    for block in blocks.iter().skip(1) {
        let piece = decoded.piece(block);
        if let Some(role) = role(block, piece) {
            at = Some(role);
            continue;
        }
        // A heading as high as the recommendation's own ends it.
        if level(block) <= own && matches!(block.kind, BlockKind::Heading(_)) {
            break;
        }
        // Another label ends the words that ask.
        if at == Some(Role::Asked) && asked.is_some() && is_heading(block, piece) {
            at = None;
        }
        if let Some(said) = status(block, piece) {
            part.position = answers::position(said.text).map(|p| (answers::position_words(said), p));
            continue;
        }
        match at {
            Some(Role::Asked) => asked = Some(decoded.stretch(asked.map_or(block.start, |a| a.start), block.end)),
            Some(Role::Answered) => part.blocks.push(block.clone()),
            Some(Role::Why) | None => {}
        }
    }
    let number = decoded.piece(blocks.first()?).trim();
    let parts = if part.position.is_some() || !part.blocks.is_empty() { vec![part] } else { Vec::new() };
    let asked = asked?;
    let (named, text) = super::before::in_capitals(asked).map_or((None, asked), |(who, text)| (Some(who), text));
    Some(Listed { number: Some(number), text, named, parts, strong: true, ..Listed::default() })
}

/// The words of "Status: Accepted", in a line or a row of two cells.
fn status<'a>(block: &Block, piece: Piece<'a>) -> Option<Piece<'a>> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:status|position|decision|outcome|response status|accepted\??)\s*:?\s*"));
    let said = if block.kind == BlockKind::Row {
        let all = cells(piece);
        let head = all.first().filter(|h| LABEL.find(h.text).is_some_and(|m| m.end() == h.text.len()))?;
        all.get(1).copied().filter(|_| !head.text.is_empty())?
    } else {
        let label = LABEL.find(piece.text).filter(|m| m.as_str().contains(':'))?;
        piece.sub(label.end(), piece.text.len())
    };
    (said.text.split_whitespace().count() <= 6).then(|| said.trim())
}
