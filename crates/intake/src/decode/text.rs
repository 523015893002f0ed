//! Plain text to blocks: lines, list items, numbered lines and tab-separated rows. Lines broken in the middle of a
//! sentence are joined; HTML paragraph tags left in the text end a block (T14).
//!
//! *Invariant:* the text is kept to the byte, but for Markdown's signs (`signed`) and tables set with spaces (`aligned`), bars (`piped`) or strokes (`stroked`); a block only points into it.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

pub(super) fn decode(text: String) -> Decoded {
    let text = super::signed::without_signs(&text).unwrap_or(text);
    // What parts a table's cells may have hard spaces beside it.
    let text = if text.contains(super::is_other_space) {
        tables(&text.replace(super::is_other_space, " ")).unwrap_or(text)
    } else {
        tables(&text).unwrap_or(text)
    };
    let blocks = blocks_of(&text, 0);
    let (media_type, decoder) = (Cow::Borrowed("text/plain"), Cow::Borrowed("text/1"));
    Decoded { text, media_type, decoder, title: None, blocks, warnings: Vec::new() }
}

/// The text with its tables that are set with spaces, bars or strokes set with tabs; nothing where it has none.
fn tables(text: &str) -> Option<String> {
    let ways = [
        super::piped::without_frame,
        super::aligned::rows,
        super::piped::without_bars,
        super::piped::rows,
        super::stroked::rows,
    ];
    ways.iter().fold(None, |set: Option<String>, way| way(set.as_deref().unwrap_or(text)).or(set))
}

/// Whether a line starts as a list item or a numbered one does.
pub(super) fn starts_item(line: &str) -> bool {
    let line = line.trim_start();
    NUMBER.is_match(line) || BULLET.find(line).is_some_and(|m| m.as_str().ends_with(char::is_whitespace))
}

static TAG: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)</?(?:p|br|div|li|ul|ol|strong|em|b|i|span)\b[^<>]{0,200}/?>"));
static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    // The last ones are how fonts of symbols come out of a PDF.
    re(r"^(\s*)(?:[-–—*•·▪‣◦●■➢❖\u{F0B7}\u{F0A7}\u{F0D8}\u{F076}\u{F0FC}]|o(?:\s)|\.(?:\s))\s*")
});
/// The line that a printed page ends or begins with.
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)^(?:.{0,60}\s\s|\s*)[-–|]?\s?page \d{1,4} of \d{1,4}\s?[-–|]?(?:\s\s.{0,60}|\s*)$"));
/// "1. The force", "1.2) The force", "(1) The force" and, where nothing parts them, "1.The force".
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    re(r"^(?:(\d{1,3}(?:\.\d{1,3}){0,3})[.)]\s+|\((\d{1,2})[)}]\s+|(\d{1,2})\.(?:[A-Z][a-z’']* ?[a-z]|[A-Z]{3,}))")
});

/// The number that a line starts with, and the byte where its words start.
fn numbered(line: &str) -> Option<(&str, usize)> {
    let found = NUMBER.captures(line)?;
    match found.get(3) {
        Some(close) => Some((close.as_str(), close.end() + 1)),
        None => Some((found.get(1).or_else(|| found.get(2))?.as_str(), found.get(0)?.end())),
    }
}

/// The blocks of `text` from byte `from` on.
pub(super) fn blocks_of(text: &str, from: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Where some lines are long, each line is a paragraph; only text set to a width has its lines joined.
    let set_to_width = set_to_width(text.get(from..).unwrap_or(""));
    // Where an empty line stands between all lines, one alone parts nothing.
    let doubled = set_to_width && doubled(text.get(from..).unwrap_or(""));
    let mut empty = 0_usize;
    let mut at = from;
    let (mut apart, mut page) = (true, false);
    for line in lines(text.get(from..).unwrap_or("")) {
        let piece = Piece { text: line, start: at };
        at += line.len();
        let parts: Vec<_> = piece.split(&TAG);
        // A line of signs alone parts what stands on either side.
        if parts.is_empty() || !line.contains(char::is_alphanumeric) {
            empty += 1;
            apart |= !doubled || empty >= 2 || !parts.is_empty();
            continue;
        }
        empty = 0;
        if !blocks.is_empty() && line.len() < 120 && PAGE.is_match(line.trim_end()) {
            page = true;
            continue;
        }
        let tags = parts.len() > 1 || TAG.is_match(line);
        for part in parts {
            let raw = line.get(..part.start - piece.start).unwrap_or("");
            let block = block(&part, raw, apart || tags);
            if set_to_width
                && within_sentence(text, &blocks, &block)
                && let Some(last) = blocks.last_mut()
            {
                last.end = block.end;
                continue;
            }
            // Words are not joined over the line that ends a page, lest it stand among them.
            let cut = block.apart || std::mem::take(&mut page);
            match blocks
                .last_mut()
                .filter(|last| !cut && (hangs(text, last, raw, &block) || continues(text, last, &block, set_to_width)))
            {
                Some(last) => last.end = block.end,
                None => blocks.push(block),
            }
            apart = tags;
        }
    }
    number_bare(text, &mut blocks);
    blocks
}

/// Numbers without a sign ("1 The force should ...") number their lines where they run on from one.
fn number_bare(text: &str, blocks: &mut [Block]) {
    static BARE: LazyLock<Regex> = LazyLock::new(|| re(r"^(\d{1,2}) [A-Z“‘]"));
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^\d{1,2} (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b",
        )
    });
    const WORDS: usize = 5;
    let mut runs: Vec<Vec<(usize, usize)>> = Vec::new();
    for (i, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph) {
        let own = text.get(block.start..block.end).unwrap_or("");
        let Some(number) = BARE.captures(own).and_then(|c| c.get(1)) else { continue };
        // "1 May 2020 Two officers came", "2 May 2020 ...": days.
        let short = own.split_whitespace().count() < WORDS;
        if DAY.is_match(own) {
            continue;
        }
        let (one, n) = ((i, number.end() + 1), number.as_str().parse());
        match runs.last_mut() {
            // A short line that ends goes on with a run ("5 Accepted."), but begins none.
            Some(run) if n == Ok(run.len() + 1) && (!short || own.ends_with(['.', ':'])) => run.push(one),
            _ if n == Ok(1) && !short => runs.push(vec![one]),
            _ => {}
        }
    }
    runs.retain(|run| run.len() >= 3 || (run.len() == 2 && run.iter().all(|(i, _)| says_much(text, blocks.get(*i)))));
    for (i, from) in runs.into_iter().flatten() {
        if let Some(block) = blocks.get_mut(i) {
            let number = text.get(block.start..block.start + from).unwrap_or("").trim().to_owned();
            (block.kind, block.start) = (BlockKind::Numbered(number), block.start + from);
        }
    }
}

/// A sentence or more, which two numbers are enough for.
fn says_much(text: &str, block: Option<&Block>) -> bool {
    let own = block.and_then(|b| text.get(b.start..b.end)).unwrap_or("").trim_end();
    own.split_whitespace().count() >= 12 && own.ends_with(['.', ';'])
}

/// Whether the text is set to a width: none of its lines is longer, or one or two among many, as where a page's head was run together.
fn set_to_width(text: &str) -> bool {
    let (mut long, mut wrapped) = (0_usize, 0_usize);
    for line in text.lines() {
        let width = line.trim_end().chars().count();
        long += usize::from(width > 120);
        wrapped += usize::from((62..=100).contains(&width));
    }
    long == 0 || (long <= 2 && wrapped >= 10)
}

/// Whether an empty line stands between all lines, also within sentences that the page's width broke.
fn doubled(text: &str) -> bool {
    const FEW: usize = 12;
    let (mut broken, mut lines) = (0_usize, 0_usize);
    let mut before: Option<&str> = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            continue;
        }
        lines += 1;
        let goes_on = |last: &str| last.chars().count() >= 62 && !last.ends_with(['.', ':', ';', '?', '!']);
        broken += usize::from(before.is_some_and(goes_on) && line.starts_with(char::is_lowercase));
        before = Some(line);
    }
    let close =
        text.lines().zip(text.lines().skip(1)).filter(|(a, b)| !a.trim().is_empty() && !b.trim().is_empty()).count();
    lines >= FEW && broken >= 3 && close * 20 <= lines
}

/// The lines, a cell that a sheet put in quotes because lines end in it kept as one.
fn lines(text: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    let (mut from, mut at, mut open) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with('"') || line.contains("\t\"");
        let quotes = line.matches('"').count();
        at += line.len();
        // No cell goes on for more than 20 lines: a stray sign would swallow the rest.
        open = match (open, quotes % 2 == 1) {
            (0, true) if begins && line.contains('\t') => 1,
            (1..20, false) => open + 1,
            _ => 0,
        };
        if open == 0 {
            out.push(text.get(from..at).unwrap_or(""));
            from = at;
        }
    }
    if from < text.len() {
        out.push(text.get(from..).unwrap_or(""));
    }
    out
}

/// The block of one line, which its bullet, its number or its tabs say the kind of.
pub(super) fn block(part: &Piece<'_>, indent: &str, apart: bool) -> Block {
    let make = |kind, piece: Piece<'_>| Block { kind, start: piece.start, end: piece.end(), apart, path: None };
    let depth = u8::try_from(indent.chars().filter(|c| c.is_whitespace()).count() / 2).unwrap_or(u8::MAX);
    if let Some(found) = BULLET.find(part.text) {
        let rest = part.sub(found.end(), part.text.len()).trim();
        // A lone "×" or dash is furniture, and "-5" or "*word*" no bullet.
        let spaced = found.as_str().ends_with(char::is_whitespace) || part.text.starts_with(['•', '\u{F0B7}']);
        if !rest.text.is_empty() && spaced {
            return make(BlockKind::Item(depth), rest);
        }
    }
    // "1. Ref", "2. Action", "3. Owner" in one line are the heads of columns.
    if part.text.matches('\t').count() >= 2 {
        return make(BlockKind::Row, *part);
    }
    if let Some((number, from)) = numbered(part.text) {
        return make(BlockKind::Numbered(number.to_owned()), part.sub(from, part.text.len()).trim());
    }
    if part.text.contains('\t') {
        return make(BlockKind::Row, *part);
    }
    make(BlockKind::Paragraph, *part)
}

/// Whether what looks like a list's number is the end of a sentence that the width broke ("... aged\n24. He was ..."): the line
/// before is long and ends no sentence, and no item before has the number before it.
fn within_sentence(text: &str, blocks: &[Block], next: &Block) -> bool {
    const LONG: usize = 50;
    let BlockKind::Numbered(number) = &next.kind else { return false };
    let Some(last) = blocks.last().filter(|_| !next.apart) else { return false };
    let before = text.get(last.start..last.end).unwrap_or("");
    let line = before.lines().next_back().unwrap_or("");
    let ended = before.ends_with(['.', '?', '!', ':', ';', '”', '"', '-', '–', ')', ',']);
    let Ok(number) = number.parse::<u32>() else { return false };
    let follows = |b: &Block| matches!(&b.kind, BlockKind::Numbered(n) if n.parse() == Ok(number.saturating_sub(1)));
    number > 1
        && last.kind == BlockKind::Paragraph
        && !ended
        && line.chars().count() >= LONG
        && !blocks.iter().rev().take(60).any(follows)
}

/// Whether `next` goes on with the sentence of `last`: a line that starts in lower case after one that does not end, or
/// a line of wrapped prose.
fn continues(text: &str, last: &Block, next: &Block, set_to_width: bool) -> bool {
    let (before, after) = (text.get(last.start..last.end).unwrap_or(""), text.get(next.start..next.end).unwrap_or(""));
    if next.kind != BlockKind::Paragraph || last.kind == BlockKind::Row {
        return false;
    }
    if before.ends_with(['.', '?', '!', ':', ';', '”', '"']) || opens_roll(after) {
        return false;
    }
    if broken_in_two(before, after) {
        return true;
    }
    // "...; and" closes a point of a list; the next line is the next point.
    if !set_to_width && ["; and", "; or"].iter().any(|sign| before.ends_with(sign)) {
        return false;
    }
    // A number on a line of its own begins something.
    static ALONE: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?\d{1,2}[.)]$"));
    if before.ends_with(')') && ALONE.is_match(after) {
        return false;
    }
    // So does the next letter of a list ("...; and" and then "c) pay her").
    static LETTERED: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?[a-z]\)\s"));
    if LETTERED.is_match(before) && LETTERED.is_match(after) {
        return false;
    }
    static POINT: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?(?:[a-z]|[ivx]{1,5})[.)]\s+[A-Z]"));
    if POINT.is_match(after) {
        return false;
    }
    let lower = after.chars().next().is_some_and(|c| c.is_lowercase());
    let last_line = before.rsplit('\n').next().unwrap_or(before).trim().chars().count();
    let line = before.rsplit('\n').next().unwrap_or(before);
    if set_to_width
        && last.kind == BlockKind::Paragraph
        && line.chars().count() >= 40
        && !next.apart
        && left_open(line, after)
    {
        return true;
    }
    let listed = parts_two(line) && parts_two(after) || (labels(line) && labels(after));
    // A title ends with its day: "Recommendations - A Police, May 2022".
    static DATED: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|[\s,])(?:19|20)\d{2}\)?$"));
    let title = !before.contains('\n') && DATED.is_match(before.trim_end());
    let wrapped = !listed
        && !title
        && set_to_width
        && (62..=100).contains(&last_line)
        && last.kind != BlockKind::Row
        && !is_marker(after);
    (lower && before.chars().count() > 30) || wrapped
}

/// "Present:" begins something, however long the line over it is.
fn opens_roll(line: &str) -> bool {
    static LABEL_ALONE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:(?:(?:also|members|others|those|people) )?(?:present|in attendance|attending)|attended by|attendees|participants|attendance|members|observers|absent|apologies(?: for absence| received)?)\s?:|apologies(?: for absence| received)?)$",
        )
    });
    LABEL_ALONE.is_match(line)
}

/// "Partly" over "Agreed", "... be replaced. (To" over "HMPPS)": what a narrow column broke.
fn broken_in_two(before: &str, after: &str) -> bool {
    const NEAR: usize = 60;
    let answer = matches!(before, "Not" | "Partly" | "Partially")
        && ["Agreed", "agreed", "Accepted", "accepted"].contains(&after);
    let open =
        before.rfind('(').filter(|at| before.len() - at <= NEAR && !before.get(*at..).unwrap_or("").contains(')'));
    let closes = after.find(')').filter(|at| *at <= NEAR && !after.get(..*at).unwrap_or("").contains('('));
    answer || open.is_some_and(|at| before.get(at..).unwrap_or("").starts_with("(To")) && closes.is_some()
}

/// "Security classification: Official", "Portfolio: Vetting": a line of a cover's facts.
fn labels(line: &str) -> bool {
    static FACT: LazyLock<Regex> = LazyLock::new(|| re(r"^\s*[A-Z][\w’'/]*(?: [\w’'/@&]+){0,4}\s?:\s+\S"));
    FACT.is_match(line)
}

/// Whether a line of a list ends where no name does: "Assistant Director, Adults and", or before the rest of a body's name, "Fire and
/// Rescue Service".
fn left_open(line: &str, after: &str) -> bool {
    static REST: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:Fire|Rescue|Ambulance|Probation|Health|Borough|County|District|City|NHS|Foundation|Clinical|Commissioning|Safeguarding|and|&) )*(?:Police|Constabulary|Services?|Council|Trust|Partnership|Group|Board|Authority|Association)(?:\s\([^()]{1,40}\))?$",
        )
    });
    let open = [" and", " of", " for", " the", " &"].iter().any(|word| line.trim_end().ends_with(word));
    (open && !is_marker(after)) || (parts_two(line) && REST.is_match(after.trim()))
}

/// "Gavin Hulse - Group Manager, X Fire Service", "DCI A - X Police       B - Y Council": a line of a list, which parts names from what they are.
fn parts_two(line: &str) -> bool {
    static DASHED: LazyLock<Regex> =
        LazyLock::new(|| re(r"^\s*[A-Z][\w’'.-]*(?:\s[A-Z(][\w’'.)-]*|\sof|\sand){1,5}\s+[-–—:]\s+[A-Z]"));
    DASHED.is_match(line)
}

/// Whether `next` stands under the second column of the line that `last` begins with: "A23-07   DCI A to compare lists of" and
/// then, under "DCI", "children at risk".
fn hangs(text: &str, last: &Block, indent: &str, next: &Block) -> bool {
    static COLUMN: LazyLock<Regex> = LazyLock::new(|| re(r"^\S+(?: \S+)?\s{2,}"));
    let column = indent.chars().count();
    let from = text.get(..last.start).map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
    let first = text.get(from..last.end).unwrap_or("").lines().next().unwrap_or("");
    let second = COLUMN.find(first).map(|m| m.as_str().chars().count());
    // "5    CORONER'S CONCERNS" is a heading, and what stands under it is its own.
    let heading = first.trim().chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    column >= 4 && !heading && next.kind == BlockKind::Paragraph && second == Some(column)
}

fn is_marker(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    static APART: LazyLock<Regex> = LazyLock::new(|| re(r"^\S*\d\S*(?: {2,}|\t)\S"));
    if APART.is_match(line.trim()) {
        return true;
    }
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:[\w’']+ ){0,2}(?:recommendation|response|reply|answer|action|owner|status|concern|update|due|addressee|reference)s?(?:\s+[\w/.-]{1,10})?\s*:\s",
        )
    });
    // "Action 4/19 – D to circulate ..."
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:action|decision|no\.?|item|concern|area for improvement|afi) ?\d[\d/.-]*\s*[-–—:.]?\s")
    });
    LABEL.is_match(line.trim())
        || lower.starts_with("do you accept")
        || lower.starts_with("recommendation ")
        || NUMBERED.is_match(&lower)
        || lower.ends_with(" reference")
        || ["yes", "no", "accepted", "recommendation", "recommendations"].contains(&lower.as_str())
}
