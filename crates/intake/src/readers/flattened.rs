//! A table of recommendations whose cells a crawl, or a reader of PDF, left as lines: the head's words on a line or on several, and
//! then, after each number, the cells of a row one under the other.
//!
//! *Invariant:* only where a head names the column of recommendations and one of what came of them, and the numbers count up from one.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::addressees::subject;
use super::asking::{begins, tells};
use super::listed::Listed;
use super::sections::{AnswerPart, is_position_line};
use super::{answers, person};
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

/// Cells of one row that are no part of its words: how urgent it is, and by when.
static RATED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:priority\s*)?(?:high|medium|low|critical|significant|moderate|minor|urgent|essential|desirable|[1-5]|[ABC]|P[1-4])(?:\s+(?:priority|risk))?|n/?a|complete[d]?|implemented|ongoing|on-going|immediate(?:ly)?|in progress|closed|open|(?:(?:by|end(?: of)?|from|due)\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})$",
    )
});
/// "3", or "3   The Governor should ...", at the beginning of a row.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"^(?P<n>\d{1,2})(?:[.)]?\s{2,}(?P<rest>\S)|[.)]?$)"));

/// The cell of a head over what is asked.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:^|\s{2,})(?:(?:agreed |key |audit |(?:the )?[a-z’']{2,14} )?recommendations?(?: (?:made|text))?|areas? for improvement)(?:\s{2,}|$)",
    )
});

/// The head of a table whose rows a crawl ran together: "Ref Finding / Risk Recommendation Priority Management Response ...".
static RUN_HEAD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:Ref|No|Rec|#|Number)\.?\s.{0,60}\bRecommendations?\b.{0,60}\b(?:Response|Agreed|Accepted|Action|Comments?)\b",
    )
});
/// What is asked, how urgent it is, what came of it, and then who by when: "... by the manager. High Agreed. ... Head of Finance 31 March 2014".
static RUN: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?P<text>[A-Z].{20,}?[.)])\s+(?:(?:High|Medium|Low|Critical|Significant|Moderate|Minor|Essential|Desirable|Priority \d|[1-3ABC])\s+)(?P<said>(?:Not |Partially |Partly |Fully )?(?i:agreed|accepted|rejected)(?: in (?:part|principle|full))?)\b[.:,]?\s*(?P<rest>.*)$",
    )
});

/// The rows of a table each of which a crawl left as lines and at last one that holds all its other cells.
fn run_together(decoded: &Decoded) -> Vec<Listed<'_>> {
    static ROW: LazyLock<Regex> = LazyLock::new(|| re(r"^(?P<n>\d{1,2})\s+[A-Z]"));
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\s(?:\d{1,2}\s+)?(?:[A-Z][a-z]+\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|N/A|Immediate(?:ly)?|Ongoing|Complete[d]?)$",
        )
    });
    let pieces = decoded.pieces();
    let Some(head) = pieces.iter().position(|p| p.text.len() < 200 && RUN_HEAD.is_match(p.text)) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut number = None;
    for piece in pieces.into_iter().skip(head + 1) {
        if let Some(n) = ROW.captures(piece.text).and_then(|c| c.name("n")) {
            number = Some(piece.sub(n.start(), n.end()));
        }
        let Some(found) = RUN.captures(piece.text) else { continue };
        let (Some(text), Some(said), Some(rest)) = (found.name("text"), found.name("said"), found.name("rest")) else {
            continue;
        };
        let text = piece.sub(text.start(), text.end());
        let words = piece.sub(said.start(), said.end());
        let first = text.sentences().first().copied().unwrap_or(text);
        let Some(position) = answers::position(words.text).filter(|_| begins(&first.clean()) && !tells(text.text))
        else {
            continue;
        };
        // After the last sentence stand the owner and the day, which are none of its words.
        let rest = piece.sub(rest.start(), rest.end());
        let end = rest.text.rfind(". ").map(|at| at + 1);
        let mut part = AnswerPart { position: Some((words, position)), ..AnswerPart::default() };
        if let Some(own) = end.map(|end| rest.sub(0, end).trim()).filter(|own| !own.text.is_empty()) {
            part.blocks.push(Block {
                kind: BlockKind::Paragraph,
                start: own.start,
                end: own.end(),
                apart: true,
                path: None,
            });
        }
        // "Head of Finance 31 March 2014": the post that owns it, where its words name nobody.
        let tail = rest.sub(end.unwrap_or(0), rest.text.len()).trim();
        let owner = tail.sub(0, DAY.find(tail.text).map_or(tail.text.len(), |m| m.start())).trim();
        let group = Some(owner).filter(|o| person::is_post(o.text) && subject(text).is_none());
        out.push(Listed { number: number.take(), text, group, parts: vec![part], strong: true, ..Listed::default() });
    }
    out
}

/// How far down a document such a table is looked for as what it consists of.
const NEAR: usize = 60;
/// Cells of a head that may stand above the one of its recommendations.
const ABOVE: usize = 4;

/// The recommendations of a document that is such a table, or several.
pub(super) fn find(decoded: &Decoded) -> Option<Vec<Listed<'_>>> {
    let run = run_together(decoded);
    if run.len() >= 2 {
        return Some(run);
    }
    // Most documents have none, and are not gone through for it.
    head(decoded, 0, NEAR + ABOVE).filter(|head| head.start < NEAR)?;
    let found = tables(decoded, &heads(decoded));
    (!found.is_empty()).then_some(found)
}

/// The rows of such tables further down, which say again what was recommended above and what came of it.
fn behind(decoded: &Decoded) -> Vec<Listed<'_>> {
    let heads = heads(decoded);
    tables(decoded, &heads)
}

/// Gives each the answer that a table behind them holds, whose rows say them again.
pub(super) fn answered_behind<'a>(decoded: &'a Decoded, mut found: Vec<Listed<'a>>) -> Vec<Listed<'a>> {
    if found.iter().all(|one| !one.parts.is_empty()) {
        return found;
    }
    let rows: HashMap<String, Vec<AnswerPart<'a>>> =
        behind(decoded).into_iter().map(|row| (domain::fold(row.text.text), row.parts)).collect();
    for one in found.iter_mut().filter(|one| one.parts.is_empty()) {
        one.parts = rows.get(&domain::fold(one.text.text)).cloned().unwrap_or_default();
    }
    found
}

/// What the tables under these heads hold.
fn tables<'a>(decoded: &'a Decoded, heads: &[std::ops::Range<usize>]) -> Vec<Listed<'a>> {
    let ends = heads.iter().skip(1).map(|next| next.start).chain([decoded.blocks.len()]);
    heads.iter().zip(ends).filter_map(|(head, end)| table(decoded, head, end)).flatten().collect()
}

/// The rows of one table, which ends before a block.
fn table<'a>(decoded: &'a Decoded, head: &std::ops::Range<usize>, end: usize) -> Option<Vec<Listed<'a>>> {
    let starts = rows(decoded, head.end, end);
    if starts.is_empty() {
        return None;
    }
    // The last row has no more cells than the longest of the others.
    let longest = starts.iter().zip(starts.iter().skip(1)).map(|(a, b)| b - a).max().unwrap_or(8);
    let ends = starts.iter().skip(1).copied().chain([ended(decoded, *starts.last()?, longest).min(end)]);
    let found: Vec<Listed<'_>> =
        starts.iter().zip(ends).filter_map(|(from, to)| row(decoded, *from, to, head)).collect();
    // What is no table of recommendations has rows that ask nothing.
    (found.len() * 3 >= starts.len() * 2).then_some(found)
}

/// The blocks that hold the heads of such tables; a head that a page says again is of the same table.
fn heads(decoded: &Decoded) -> Vec<std::ops::Range<usize>> {
    const MOST: usize = 20;
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(head) = head(decoded, from, decoded.blocks.len()).filter(|_| out.len() < MOST) {
        from = head.end;
        // A head that a page says again has no first row under it.
        let counts = || rows(decoded, head.end, head.end + 2).first().is_some_and(|first| *first <= head.end + 1);
        if out.is_empty() || counts() {
            out.push(head);
        }
    }
    out
}

/// The next head from a block on, its column of recommendations before another.
fn head(decoded: &Decoded, from: usize, until: usize) -> Option<std::ops::Range<usize>> {
    static CAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:response|accepted|agreed|responsible|owner|target date|timescale|action (?:taken|by)|implementation|status|due)\b",
        )
    });
    let short = |i: usize| {
        decoded
            .blocks
            .get(i)
            .is_some_and(|b| b.kind == BlockKind::Paragraph && decoded.piece(b).text.split_whitespace().count() <= 20)
    };
    for at in from..decoded.blocks.len().min(until) {
        let Some(piece) = decoded.blocks.get(at).map(|b| decoded.piece(b)).filter(|_| short(at)) else { continue };
        if !ASKED.is_match(piece.text.trim()) {
            continue;
        }
        let first =
            (at.saturating_sub(ABOVE).max(from)..at).rev().take_while(|i| cell(decoded, *i)).last().unwrap_or(at);
        let last = (at + 1..at + 8).take_while(|i| cell(decoded, *i)).last().unwrap_or(at);
        let words: Vec<&str> =
            (first..=last).filter_map(|i| decoded.blocks.get(i)).map(|b| decoded.piece(b).text).collect();
        let kinds = words.iter().map(|w| CAME.find_iter(w).count()).sum::<usize>();
        if kinds >= 2 {
            return Some(first..last + 1);
        }
    }
    None
}

/// Whether a block can be a cell of a head: a few words, no sentence, no number.
fn cell(decoded: &Decoded, i: usize) -> bool {
    decoded.blocks.get(i).is_some_and(|b| {
        let text = decoded.piece(b).text.trim();
        b.kind == BlockKind::Paragraph
            && text.split_whitespace().count() <= 10
            && !text.ends_with('.')
            && text.len() > 1
            && !NUMBER.is_match(text)
            && text.starts_with(|c: char| c.is_uppercase())
    })
}

/// The blocks at which rows start: those whose numbers count up from one, or whose letters from A.
fn rows(decoded: &Decoded, from: usize, end: usize) -> Vec<usize> {
    let mut out = Vec::new();
    // Where the first number stands alone all do: those with words behind them count the points of a cell.
    let mut bare = None;
    for (i, block) in decoded.blocks.iter().enumerate().take(end).skip(from) {
        let letter = || match decoded.piece(block).text.trim().as_bytes() {
            [letter @ b'A'..=b'Z'] => Some(usize::from(letter - b'A') + 1),
            _ => None,
        };
        let number = match &block.kind {
            BlockKind::Numbered(number) => number.parse::<usize>().ok(),
            _ => NUMBER
                .captures(decoded.piece(block).text.trim())
                .and_then(|c| c.name("n")?.as_str().parse::<usize>().ok())
                .or_else(letter),
        };
        let alone = decoded.piece(block).text.trim().len() <= 3;
        if number == Some(out.len() + 1) && *bare.get_or_insert(alone) == alone {
            out.push(i);
        }
    }
    out
}

/// Where the last row ends: at what explains the table, after as many cells as the longest row has, or at the end.
fn ended(decoded: &Decoded, last: usize, longest: usize) -> usize {
    static AFTER: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:definitions?\b|key\b|appendix\b|annex\b|page \d|©|notes?\b|distribution\b)"));
    let line = |i: usize| decoded.blocks.get(i).map(|b| decoded.piece(b));
    (last + 1..decoded.blocks.len())
        .find(|i| {
            line(*i).is_some_and(|p| AFTER.is_match(p.text.trim()))
                || decoded.blocks.get(*i).is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)))
        })
        .unwrap_or(decoded.blocks.len())
        .min(last + longest)
}

/// What one row asks, its answer, and who owns it.
fn row<'a>(decoded: &'a Decoded, from: usize, to: usize, head: &std::ops::Range<usize>) -> Option<Listed<'a>> {
    let mut cells: Vec<(Block, Piece<'a>)> = Vec::new();
    for (i, block) in decoded.blocks.iter().enumerate().take(to).skip(from) {
        let mut piece = decoded.piece(block);
        if i == from && !matches!(block.kind, BlockKind::Numbered(_)) && piece.text.trim().len() > 1 {
            let at = NUMBER.captures(piece.text).and_then(|c| c.name("rest")).map_or(piece.text.len(), |m| m.start());
            piece = piece.sub(at, piece.text.len());
        }
        if i > from && again(decoded, i, head) {
            break;
        }
        let number = i == from && piece.text.trim().len() <= 2;
        if !piece.text.trim().is_empty() && !number {
            let kind = match &block.kind {
                BlockKind::Item(depth) => BlockKind::Item(*depth),
                // "1. Revise the directive.": a point of a cell.
                BlockKind::Numbered(_) if i > from => BlockKind::Item(0),
                _ => BlockKind::Paragraph,
            };
            cells.push((Block { kind, start: piece.start, end: piece.end(), ..block.clone() }, piece.trim()));
        }
    }
    let asks = |p: &Piece<'_>| {
        let first = p.sentences().first().copied().unwrap_or(*p);
        begins(&first.clean()) && !tells(p.text)
    };
    // Right behind the column of numbers stands what is asked, in whichever words.
    let first = || counted_first(decoded, head).then(|| cells.iter().position(|(_, p)| p.text.contains(' '))).flatten();
    let at = first().or_else(|| cells.iter().position(|(_, p)| asks(p)))?;
    let answers_at = |p: &Piece<'_>| said(*p).is_some() || is_position_line(p.text);
    // A cell may have been parted within its sentence.
    let open = |p: &Piece<'_>| !p.text.trim_end().ends_with(['.', ')']);
    let mut last = at;
    while let (Some((_, now)), Some((_, next))) = (cells.get(last), cells.get(last + 1)) {
        if !open(now) || answers_at(next) || RATED.is_match(next.text) {
            break;
        }
        last += 1;
    }
    let text = decoded.stretch(cells.get(at)?.1.start, cells.get(last)?.1.end());
    let rest = cells.get(last + 1..).unwrap_or_default();
    let (part, owner) = answer(rest);
    let number = decoded.blocks.get(from).map(|b| decoded.piece(b)).and_then(|p| {
        let n = NUMBER.captures(p.text)?.name("n")?;
        Some(p.sub(n.start(), n.end()))
    });
    // Who owns what is done is asked only where the words name nobody.
    let group = owner.filter(|_| subject(text).is_none());
    Some(Listed { number, text, group, parts: part.into_iter().collect(), strong: true, ..Listed::default() })
}

/// Whether the head's first cell is of numbers and its second of recommendations.
fn counted_first(decoded: &Decoded, head: &std::ops::Range<usize>) -> bool {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:no|nos|number|ref|reference|rec|item|#)\.?$"));
    let cell = |i: usize| decoded.blocks.get(i).map_or("", |b| decoded.piece(b).text.trim());
    let pair = |number: usize| NUMBERS.is_match(cell(number)) && ASKED.is_match(cell(number + 1));
    // "No." ends as a sentence does.
    pair(head.start) || head.start.checked_sub(1).is_some_and(pair)
}

/// Whether the head, or a page's number, stands here again.
fn again(decoded: &Decoded, i: usize, head: &std::ops::Range<usize>) -> bool {
    static PAGE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^page \d+ of \d+$"));
    let text = |i: usize| decoded.blocks.get(i).map(|b| domain::fold(decoded.piece(b).text));
    text(i).is_some_and(|t| Some(t) == text(head.start))
        || decoded.blocks.get(i).is_some_and(|b| PAGE.is_match(decoded.piece(b).text.trim()))
}

/// The words at the beginning of a cell that give a position.
fn said(cell: Piece<'_>) -> Option<(Piece<'_>, domain::Position)> {
    let first = cell.sentences().first().copied()?;
    let short = first.text.split_whitespace().count() <= 4;
    let position = answers::position(first.text).filter(|_| short).map(|p| (answers::position_words(first), p));
    position.or_else(|| super::stated::stated(first))
}

/// The answer that the cells after the recommendation hold, and the post that owns it.
fn answer<'a>(cells: &[(Block, Piece<'a>)]) -> (Option<AnswerPart<'a>>, Option<Piece<'a>>) {
    let mut part = AnswerPart::default();
    let mut owner = None;
    for (block, piece) in cells {
        let words = piece.text.split_whitespace().count();
        if RATED.is_match(piece.text) {
            continue;
        }
        if part.position.is_none()
            && let Some((words, position)) = said(*piece)
        {
            part.position = Some((words, position));
            let rest = piece.sub(words.end() - piece.start, piece.text.len());
            let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';'));
            if !rest.text.is_empty() {
                part.blocks.push(Block { start: rest.start, end: piece.end(), ..block.clone() });
            }
            continue;
        }
        // "Head of Security": no sentence, after the answer.
        let post = words <= 6 && !piece.text.ends_with('.') && (person::is_post(piece.text) || owner.is_some());
        if post && part.position.is_some() {
            owner = owner.or(Some(*piece));
        } else if part.position.is_some() && owner.is_none() {
            part.blocks.push(block.clone());
        }
    }
    ((part.position.is_some() || !part.blocks.is_empty()).then_some(part), owner)
}
