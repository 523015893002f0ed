//! A page before it is read: the lines of an answer's frame parted from what a crawl ran together with them, tables of questions
//! and answers laid out as lines, and what stands after the last answer left out.
//!
//! *Invariant:* blocks are cut and left out, never joined or changed; every one still points into the text.

use std::sync::LazyLock;

use regex::Regex;

use super::sections::{QUESTION, is_question, lead};
use super::tabled::cells;
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

/// The document with the lines of an answer's frame parted from what stands on the same line: "... its policy. Do you accept
/// the recommendation? Yes Accepted action: The policy ...".
pub(super) fn parted(decoded: &Decoded) -> Decoded {
    static FRAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:[.?!:;)”’]|\b(?:Yes|No|Accepted|Partially accepted))\s+(?P<at>(?:Do|Does) (?:you|the \w+) accept the recommendations?|Accepted actions?\s*:)|(?:[.?!:;)”’]|\?\s*(?:Yes|No|Accepted|Partially accepted))(?P<glued>(?:Do|Does) (?:you|the \w+) accept the recommendations?|Accepted actions?\s*:)|\d(?P<label>(?:[A-Z]{3,6}|Our) reference|Published\s*\d|Summary[A-Z])",
        )
    });
    let tabled = decoded.blocks.iter().any(|b| is_frame(decoded, b));
    let mut blocks = Vec::with_capacity(decoded.blocks.len());
    for block in &decoded.blocks {
        if tabled && block.kind == BlockKind::Row {
            blocks.extend(laid_out(decoded, block));
            continue;
        }
        let piece = decoded.piece(block);
        let mut start = block.start;
        let at =
            |c: &regex::Captures<'_>| ["at", "glued", "label"].iter().find_map(|name| c.name(name)).map(|m| m.start());
        for at in FRAME.captures_iter(piece.text).filter_map(|c| at(&c)) {
            let cut = piece.start + at;
            let kind = if start == block.start { block.kind.clone() } else { BlockKind::Paragraph };
            blocks.extend(listed(
                decoded,
                Block { start, end: decoded.stretch(start, cut).trim().end(), kind, ..block.clone() },
            ));
            start = cut;
        }
        let kind = if start == block.start { block.kind.clone() } else { BlockKind::Paragraph };
        blocks.extend(listed(decoded, Block { start, kind, ..block.clone() }));
    }
    let mut parted = Decoded { blocks, ..decoded.clone() };
    let end = ended(&parted);
    // The day of publication may stand at the foot.
    let published = |b: &Block| decoded.piece(b).text.trim_start().to_lowercase().starts_with("published");
    let foot: Vec<Block> = parted.blocks.split_off(end).into_iter().filter(published).collect();
    parted.blocks.extend(foot);
    parted
}

/// A row of a table that asks and answers: its first cell is the question or opens the answer.
fn is_frame(decoded: &Decoded, block: &Block) -> bool {
    let first = || cells(decoded.piece(block)).into_iter().next();
    block.kind == BlockKind::Row
        && first().is_some_and(|cell| QUESTION.is_match(cell.text) || lead(cell.text).is_some())
}

/// The cells of a row as lines, and the lines in them.
fn laid_out(decoded: &Decoded, block: &Block) -> Vec<Block> {
    let made =
        |piece: Piece<'_>| Block { kind: BlockKind::Paragraph, start: piece.start, end: piece.end(), ..block.clone() };
    cells(decoded.piece(block))
        .into_iter()
        .filter(|cell| !cell.text.trim().is_empty())
        .map(|cell| made(cell.trim()))
        .collect()
}

/// "Accepted action:1. The form has changed.2. Staff were told." and "Accepted action:- The form has changed- Staff were told":
/// a list that lost its lines, after the words that open an answer.
fn listed(decoded: &Decoded, block: Block) -> Vec<Block> {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:accepted actions?|response)\s*:\s*"));
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|[\w.;:)”’'])(?P<at>(?P<n>\d{1,2})[.)] )[A-Z“]"));
    static DASH: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|[\w.;:)”’'])(?P<at>[-–•] ?)[A-Z“]"));
    let piece = decoded.piece(&block);
    let Some(lead) = LEAD.find(piece.text).filter(|m| m.end() < piece.text.len()) else { return vec![block] };
    let rest = piece.sub(lead.end(), piece.text.len());
    let mut numbers: Vec<(usize, usize)> = Vec::new();
    for found in NUMBER.captures_iter(rest.text) {
        if let (Some(at), Some(n)) = (found.name("at"), found.name("n"))
            && n.as_str().parse() == Ok(numbers.len() + 1)
        {
            numbers.push((at.start(), at.end()));
        }
    }
    let dashes: Vec<(usize, usize)> =
        DASH.captures_iter(rest.text).filter_map(|c| c.name("at")).map(|at| (at.start(), at.end())).collect();
    let glued = |starts: &[(usize, usize)]| starts.len() >= 2 && starts.first().is_some_and(|(at, _)| *at == 0);
    let starts = if glued(&numbers) { numbers } else { dashes };
    if !glued(&starts) {
        return vec![block];
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([rest.text.len()]);
    let items = starts.iter().zip(ends).map(|((_, from), to)| rest.sub(*from, to).trim());
    let head = Block { end: piece.start + lead.end(), ..block.clone() };
    let made =
        |item: Piece<'_>| Block { kind: BlockKind::Item(0), start: item.start, end: item.end(), ..block.clone() };
    std::iter::once(head).chain(items.map(made)).collect()
}

/// How many blocks stand before what the site says after the last answer: whether the page was useful, and other pages.
fn ended(decoded: &Decoded) -> usize {
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:was|is) this page (?:useful|helpful)|did you find what|is there anything wrong with|(?:more|other|related|latest)(?: national)? recommendations?\b.{0,40}$|related (?:content|documents?|pages?|links?)\b|related:|you may also|report a problem with|subscribe to|sign up (?:to|for)|back to all\b|back to top$|next steps$|\d{1,2}\.?\s+next steps$|share(?: this page)?$)",
        )
    });
    let pieces = decoded.pieces();
    let last = pieces.iter().rposition(|p| is_question(p.text) || lead(p.text).is_some_and(|(_, yes)| yes));
    let from = match last {
        Some(last) => last + 1,
        None => return pieces.len(),
    };
    (from..pieces.len()).find(|i| pieces.get(*i).is_some_and(|p| ENDS.is_match(p.text.trim()))).unwrap_or(pieces.len())
}
