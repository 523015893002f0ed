//! Where a list's recommendations stand: numbered headings, labelled lines, numbered lines under a heading that says so,
//! points under "I recommend that ... should:", and rows of a table.
//!
//! *Invariant:* a heading that speaks of earlier recommendations, or of none, hides what stands under it.

use std::sync::LazyLock;

use regex::Regex;

use super::asking::{ASKED_HERE, ASKS, asked, begins, bids, responding, speaks_on, tells, tells_others, wishes};
use super::before::{
    in_capitals, is_answer, is_pages, keyed, labelled, numbered_intent, of_next_card, paragraphed, stands_before,
    titles_the_next,
};
use super::leads::{leads, opens, signless};
use super::restated;
use super::sections::{self, AnswerPart};
use super::tabled;
use super::under::{AREA, Under};
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

/// One recommendation of a list.
#[derive(Default)]
pub(super) struct Listed<'a> {
    /// Its number as printed.
    pub(super) number: Option<Piece<'a>>,
    /// Its own words.
    pub(super) text: Piece<'a>,
    /// What was found, where it stands in the same paragraph.
    pub(super) why: Option<Piece<'a>>,
    /// Words outside its own that name whom it is for.
    pub(super) named: Option<Piece<'a>>,
    /// Words of a heading over it that name whom it is for, where it does not itself.
    pub(super) group: Option<Piece<'a>>,
    /// The day on which it was made, where a label beside it gives one.
    pub(super) made: Option<Piece<'a>>,
    /// Whether it shares its answer with the one before it ("Recommendations 5 and 6").
    pub(super) shared: bool,
    /// The answers printed with it.
    pub(super) parts: Vec<AnswerPart<'a>>,
    /// Whether a number or label of its own announces it.
    pub(super) strong: bool,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:\d{1,2}[a-z]?:\s+)?(?:(?:Key |Main |Further |Repeated |New )?[Rr]ecommendation|Area for improvement|AFI)\s*:\s+",
    )
});
/// The heading over one area: its own words are the next line.
pub(super) static R_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| re(r"^((?:R|Rec\.?\s?|AFI\s?|REC)\d{1,3}[a-z]?)[.:)]?\s+"));
static DOTTED: LazyLock<Regex> = LazyLock::new(|| re(r"^(\d{1,2}(?:\.\d{1,3}){1,2})[.:)]?\s+"));
static LETTER: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?[a-z]{1,3}[.)]\s+"));
/// "d set out what it would need": a letter without a sign, under a line that leads to letters.
static BARE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:[b-z]\s+[a-z]{2}|[a-z]\s+[A-Z])"));
static BRACKET: LazyLock<Regex> = LazyLock::new(|| re(r"\s*\((?:To|For|to|for)\s+(?:the\s+)?([^()]{3,120})\)\s*$"));
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:Within\s+[\w ]{3,25}?\s(?:of|from)\s(?:the\sdate\sof\s)?(?:my|this|our|the)\s(?:final\s)?(?:decision|report)\s+|(?:By|Before|Within|From|No later than|With|(?:Working|Together|Jointly|In (?:partnership|consultation|collaboration|conjunction)) with)\s+[^,]{3,60},\s+|(?:Where|When|If|Once)\s[^,.]{3,140},\s+|(?:Immediately|As soon as possible|In the (?:short|longer) term),\s+)+",
    )
});
pub(super) static SHOULD: LazyLock<Regex> =
    LazyLock::new(|| re(r"\b(?:should|must|needs? to|shall|is to|are to|recommends?)\b"));
static IMPERATIVE: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z][a-z]{2,14}\b"));
static BEFORE: LazyLock<Regex> = LazyLock::new(|| re(r"^Before\b.{3,60},\s+\w+"));

/// The words without "By 31 December 2023," and the like before whom they name.
pub(super) fn without_opening(text: Piece<'_>) -> Piece<'_> {
    let at = OPENING.find(text.text).map_or(0, |m| m.end());
    text.sub(at, text.text.len())
}

/// The most recommendations of one document that are read without a mapping.
pub(super) const MOST: usize = 20_000;

/// Every recommendation of the list, in order.
pub(super) fn find(decoded: &Decoded) -> Vec<Listed<'_>> {
    let whole = super::roles::find(decoded).or_else(|| super::flattened::find(decoded));
    if let Some(found) = whole.or_else(|| super::directed::find(decoded)) {
        return found;
    }
    let (found, passed) = under_headings(decoded, false);
    // What a summary or an appendix says again is passed over, unless it is said nowhere else.
    let found = if found.is_empty() && passed { under_headings(decoded, true).0 } else { found };
    let found = if found.is_empty() { super::spoken::find(decoded) } else { found };
    let mut found = super::flattened::answered_behind(decoded, restated::once(found));
    // What a watchdog of one kind recommends, and is answered, stands for itself without a number.
    found.iter_mut().filter(|one| !one.parts.is_empty() && of_watchdog(one)).for_each(|one| one.strong = true);
    found
}

/// "The IOPC recommends that ...": in the watchdog's own name.
pub(super) fn of_watchdog(one: &Listed<'_>) -> bool {
    ["The IOPC ", "The IPCC "].iter().any(|name| one.text.text.starts_with(name))
}

/// What stands under the headings, those of a summary taken or passed over; and whether one was passed over.
fn under_headings(decoded: &Decoded, together: bool) -> (Vec<Listed<'_>>, bool) {
    let mut out: Vec<Listed<'_>> = Vec::new();
    let mut under = Under::new(together);
    under.responding = responding(decoded);
    let mut table = tabled::Table::default();
    let mut answered = super::answer_rows::AnswerRows::default();
    let blocks = &decoded.blocks;
    let (mut past, mut below_table, mut past_table) = (0, false, false);
    for (i, block) in blocks.iter().enumerate() {
        if out.len() >= MOST {
            break;
        }
        // Answers under a heading of their own are given out together.
        past = super::replied::below(decoded, i, &mut out).unwrap_or(past);
        if i < past {
            continue;
        }
        let piece = decoded.piece(block);
        if is_pages(piece) || of_next_card(decoded, i, &mut under) {
            continue;
        }
        if block.kind == BlockKind::Row {
            if answered.take(piece, out.last_mut().filter(|one| one.strong).map(|one| &mut one.parts)) {
                past_table = true;
                continue;
            }
            take_row(piece, &mut table, &under, &mut out);
            (below_table, past_table) = (true, false);
            continue;
        }
        table.interrupted(piece);
        answered.end();
        let before = out.len();
        under.named_over(decoded, i);
        if let Some(one) = announced(decoded, i, &mut under) {
            under.found = true;
            out.push(one);
        } else if under.awaiting.is_some() {
            // A heading that announces one was taken; its words come next, or after where it arises.
            continue;
        } else if !(is_answer(piece) && !out.is_empty() && !under.hidden) && under.heading(block, piece) {
            past_table |= below_table && matches!(block.kind, BlockKind::Heading(_));
            continue;
        } else if let Some(one) =
            plain(block, piece, &mut under, i.checked_sub(1).and_then(|j| blocks.get(j)).map(|b| decoded.piece(b)))
                .filter(|_| out.is_empty() || !is_answer(piece))
        {
            add_plain(decoded, one, i.checked_sub(1).and_then(|j| blocks.get(j)), &mut out);
        }
        // A heading below a table begins something else; what stands under it is not of the last row.
        past_table = (past_table || below_table && matches!(block.kind, BlockKind::Heading(_))) && out.len() == before;
        if out.len() == before && under.awaiting.is_none() && !past_table {
            follow(decoded, block, piece, &mut out, &under);
        }
    }
    finish(decoded, &mut out);
    (out, under.passed)
}

/// Adds a line that asks; one that says more of the thing that the line above asks for belongs to that.
fn add_plain<'a>(decoded: &'a Decoded, one: Listed<'a>, above: Option<&Block>, out: &mut Vec<Listed<'a>>) {
    let on = |last: &&mut Listed<'a>| {
        above.is_some_and(|b| b.start <= last.text.end())
            && one.number.is_none()
            && speaks_on(last.text.text, one.text.text)
    };
    match out.last_mut().filter(on) {
        Some(last) => last.text = decoded.stretch(last.text.start, one.text.end()),
        None => out.push(one),
    }
}

/// What can be told only when all have been found: the answers' own positions, which are said twice, who shares an answer.
fn finish<'a>(decoded: &'a Decoded, out: &mut Vec<Listed<'a>>) {
    let rows = out.iter_mut().flat_map(|one| &mut one.parts).filter(|part| part.position.is_none());
    rows.for_each(|part| super::stated::spoken_in_cell(decoded, part));
    restated::only_keyed(out);
    restated::only_labelled(out);
    restated::both_answered(decoded, out);
    let none = |one: &Listed<'_>| one.text.text.starts_with("No recommendation");
    out.retain(|one| one.text.text.split_whitespace().count() >= 3 && !none(one));
}

/// A row of a table: a recommendation, or another action for the one above.
fn take_row<'a>(row: Piece<'a>, table: &mut tabled::Table, under: &Under<'a>, out: &mut Vec<Listed<'a>>) {
    if let Some(action) = table.action_below(row, under.hidden) {
        if let Some(part) = out.last_mut().and_then(|last| last.parts.first_mut()) {
            part.blocks.push(action);
        }
        return;
    }
    // A plan behind numbered recommendations may hold pieces of them, as a page broke its cells.
    let piece_of = |one: &Listed<'_>| under.found && one.text.text.split_whitespace().count() < 6;
    if let Some(found) = table.row(row, under.hidden, under.hidden_by_title).filter(|one| !piece_of(one)) {
        add_row(out, found);
    }
}

/// Adds a row; one that says the same recommendation again (a cell over several rows) adds what is done about it.
fn add_row<'a>(out: &mut Vec<Listed<'a>>, mut found: Listed<'a>) {
    let same = |last: &&mut Listed<'a>| last.strong && domain::fold(last.text.text) == domain::fold(found.text.text);
    let Some(last) = out.last_mut().filter(same) else {
        out.push(found);
        return;
    };
    match (last.parts.first_mut(), found.parts.first_mut()) {
        (Some(part), Some(more)) => part.blocks.append(&mut more.blocks),
        (None, _) => last.parts = found.parts,
        _ => {}
    }
}

/// One that a number or label of its own begins, in the group of bodies asked.
fn marked<'a>(group: Option<Piece<'a>>, number: Option<Piece<'a>>, text: Piece<'a>) -> Listed<'a> {
    bracketed(Listed { number, text, group, strong: true, ..Listed::default() })
}

/// A recommendation that a number or label of its own announces.
fn announced<'a>(decoded: &'a Decoded, i: usize, under: &mut Under<'a>) -> Option<Listed<'a>> {
    let block = decoded.blocks.get(i)?;
    let piece = decoded.piece(block);
    if under.hidden && !matches!(block.kind, BlockKind::Heading(_)) && sections::numbered_heading(piece.text).is_none()
    {
        return None;
    }
    let group = under.group;
    let strong = |number: Option<Piece<'a>>, text: Piece<'a>| Some(marked(group, number, text));
    if let Some(at) = sections::numbered_heading(piece.text) {
        return under_number(piece, at, under);
    }
    if AREA.is_match(piece.text.trim()) {
        (under.awaiting, under.several, under.strong_seen, under.hidden) = (Some(piece), false, true, false);
        return None;
    }
    if under.awaiting.is_some() && stands_before(decoded, i) {
        return None;
    }
    if under.awaiting.is_some()
        && let Some((label, value)) = labelled(piece)
    {
        under.label(&label, value);
        return None;
    }
    if under.awaiting.is_some() && titles_the_next(decoded, i) {
        under.named = Some(piece.trim()).filter(|o| super::addressees::ends_as_name(o.text)).or(under.named);
        return None;
    }
    if let Some(number) = under.awaiting.take() {
        let text = with_points(decoded, i);
        // The paragraph of the report it stood in: "3.47 The committee recommends that ...".
        let text = text.sub(DOTTED.find(text.text).map_or(0, |m| m.end()), text.text.len());
        let named = under.named.take();
        let one = strong(Some(number).filter(|n| n.text.contains(|c: char| c.is_ascii_digit())), text);
        let (made, recipients) = (under.made.take(), under.recipients.take());
        return one.map(|one| Listed { group: named.or(one.group), named: recipients.or(one.named), made, ..one });
    }
    if under.asks
        && under.awaiting.is_none()
        && let Some(number) = numbered_intent(block, piece)
    {
        (under.awaiting, under.several, under.strong_seen) = (Some(number), false, true);
        return None;
    }
    if let Some(found) = LABEL.find(piece.text) {
        return strong(None, piece.sub(found.end(), piece.text.len()));
    }
    if let Some(found) = R_NUMBER.captures(piece.text).and_then(|c| Some((c.get(0)?, c.get(1)?))) {
        under.strong_seen = true;
        let (whole, number) = found;
        return strong(Some(piece.sub(number.start(), number.end())), piece.sub(whole.end(), piece.text.len()));
    }
    let (number, text, named) = match in_capitals(piece) {
        Some((who, text)) => (None, text, Some(who)),
        None => keyed(piece).or_else(|| paragraphed(piece)).map(|(number, text)| (Some(number), text, None))?,
    };
    under.strong_seen |= number.is_some();
    strong(number, text).map(|one| Listed { named, ..one })
}

/// A line that a number of its own begins, "Recommendation 3: ...", its words after byte `at`: the recommendation, where they are on it.
fn under_number<'a>(piece: Piece<'a>, at: usize, under: &mut Under<'a>) -> Option<Listed<'a>> {
    let group = under.group;
    let strong = |number: Option<Piece<'a>>, text: Piece<'a>| Some(marked(group, number, text));
    (under.hidden, under.made, under.recipients) = (false, None, None);
    let own = piece.sub(at, piece.text.len()).trim();
    let number = piece.sub(0, at).trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '–' | '-'));
    let several = number.text.contains(" and ")
        || number.text.contains('&')
        || number.text.to_lowercase().starts_with("recommendations ");
    if several && own.text.is_empty() {
        (under.asks, under.asked_above, under.several) = (true, true, true);
        return None;
    }
    // "Learning point 2 - Accepted. ..." answers one that stands elsewhere.
    let first = own.sentences().first().copied().unwrap_or(own);
    if first.text.split_whitespace().count() <= 4 && super::positions::position(first.text).is_some() {
        return None;
    }
    // "Recommendation 3: A Police and B County Council", and then what they should do, on the next line or the same block's.
    let line = own.text.find('\n').unwrap_or(own.text.len());
    let (over, rest) = (own.sub(0, line).trim(), own.sub(line, own.text.len()).trim());
    under.named = Some(over).filter(|o| super::addressees::ends_as_name(o.text));
    if under.named.is_some() && !rest.text.is_empty() {
        let named = under.named.take();
        return strong(Some(number), rest).map(|one| Listed { group: named.or(one.group), ..one });
    }
    // A title may stand on the heading's line; the text is then the next one.
    let whole = SHOULD.is_match(own.text) || own.text.starts_with("That ") || own.text.split_whitespace().count() > 14;
    if whole {
        under.labelled = true;
        return strong(Some(number), own);
    }
    (under.awaiting, under.several, under.strong_seen) = (Some(number), false, true);
    None
}

/// A recommendation's words with the points that they announce.
fn with_points(decoded: &Decoded, i: usize) -> Piece<'_> {
    let Some(first) = decoded.blocks.get(i) else { return Piece::default() };
    let mut end = first.end;
    if decoded.piece(first).text.trim_end().ends_with(':') {
        let points = decoded.blocks.iter().skip(i + 1).take_while(|b| {
            let piece = decoded.piece(b);
            matches!(b.kind, BlockKind::Item(_))
                || LETTER.is_match(piece.text)
                || piece.text.starts_with(|c: char| c.is_lowercase())
        });
        end = points.last().map_or(end, |b| b.end);
    }
    decoded.stretch(first.start, end)
}

/// A line that asks without a label: numbered or listed under a heading that says so, or under "I recommend that ...:".
fn plain<'a>(
    block: &'a Block,
    piece: Piece<'a>,
    under: &mut Under<'a>,
    before: Option<Piece<'a>>,
) -> Option<Listed<'a>> {
    if under.hidden {
        return None;
    }
    if leads(block, piece, under) {
        return None;
    }
    let item = matches!(block.kind, BlockKind::Item(_) | BlockKind::Numbered(_))
        || (under.asked_above && signless(piece, before));
    if under.responding && matches!(block.kind, BlockKind::Numbered(_)) {
        return if under.labelled { None } else { answered_here(piece) };
    }
    if let Some((why, text)) = asked_within(block, piece) {
        under.counted = true;
        return Some(bracketed(Listed { text, why: Some(why), strong: true, ..Listed::default() }));
    }
    let bare = under.asked_above && BARE.is_match(piece.text);
    let lettered = LETTER.find(piece.text).map(|m| m.end()).or(bare.then_some(2));
    under.asked_above &= lettered.is_some() || !super::leads::past(block, under);
    if under.asked_above && (item || lettered.is_some()) {
        let number = lettered.map(|at| piece.sub(0, at).trim());
        let text = piece.sub(lettered.unwrap_or(0), piece.text.len());
        let shared = under.several;
        let group = under.group;
        let agreed =
            |words| AnswerPart { position: Some((words, domain::Position::Accepted)), ..AnswerPart::default() };
        let parts = under.agreed.map(agreed).into_iter().collect();
        return Some(bracketed(Listed { number, text, group, shared, parts, strong: true, ..Listed::default() }));
    }
    if let Some(one) = counted(piece, under) {
        return Some(one);
    }
    if !(item || lettered.is_some()) {
        // Under "Recommendations 17 to 19" a line may say that they are taken together before the first comes.
        let together = under.several && piece.text.split_whitespace().count() <= 12 && piece.text.contains("together");
        under.asked_above &= together || before.is_some_and(|b| opens(b));
    }
    if ASKED_HERE.is_match(piece.text) && !opens(piece) && !tells_others(piece.text) {
        return Some(bracketed(Listed { text: piece, named: None, ..Listed::default() }));
    }
    // What stands below a question of the page's may answer it.
    if !under.asks || ["No, ", "Yes, "].iter().any(|word| piece.text.starts_with(word)) {
        return None;
    }
    if let Some(at) = lettered.filter(|_| !under.strong_seen) {
        let text = piece.sub(at, piece.text.len());
        let first = text.sentences().first().copied().unwrap_or(text);
        if ASKS.is_match(first.text) && !tells(text.text) {
            let number = Some(piece.sub(0, at).trim());
            return Some(bracketed(Listed { number, text, group: under.group, ..Listed::default() }));
        }
    }
    told_to_do(block, piece, under)
}

/// What a paragraph asks that is printed to be answered; what it says before it asks is why.
fn answered_here(piece: Piece<'_>) -> Option<Listed<'_>> {
    let at = piece.sentences().iter().find(|s| asked(s)).map(|s| s.start - piece.start)?;
    let (why, text) = (piece.sub(0, at).trim(), piece.sub(at, piece.text.len()).trim());
    let why = Some(why).filter(|w| !w.text.is_empty());
    Some(bracketed(Listed { text, why, strong: true, ..Listed::default() }))
}

/// What was found and what is asked, of a numbered paragraph that holds both: "The forum does good work. We recommend that ...".
fn asked_within<'a>(block: &Block, piece: Piece<'a>) -> Option<(Piece<'a>, Piece<'a>)> {
    if !matches!(block.kind, BlockKind::Numbered(_))
        || !["recommend that", "recommendation is that"].iter().any(|words| piece.text.contains(words))
    {
        return None;
    }
    let asks = piece.sentences().into_iter().skip(1).find(|s| ASKED_HERE.is_match(s.text) && !tells_others(s.text))?;
    let at = asks.start - piece.start;
    Some((piece.sub(0, at).trim(), piece.sub(at, piece.text.len()).trim()))
}

/// "17. The service should ..." as a plain line under "Recommendations 17 to 19".
fn counted<'a>(piece: Piece<'a>, under: &Under<'a>) -> Option<Listed<'a>> {
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| re(r"^(\d{1,3})\.\s+[A-Z]"));
    let number = COUNTED.captures(piece.text).filter(|_| under.asked_above && under.several)?.get(1)?;
    let text = piece.sub(number.end() + 1, piece.text.len()).trim();
    let number = Some(piece.sub(number.start(), number.end()));
    Some(bracketed(Listed { number, text, group: under.group, shared: true, strong: true, ..Listed::default() }))
}

/// A numbered or listed line, or a plain one, that says what should be done.
fn told_to_do<'a>(block: &Block, piece: Piece<'a>, under: &Under<'a>) -> Option<Listed<'a>> {
    let dotted = DOTTED.captures(piece.text).and_then(|c| Some((c.get(0)?.end(), c.get(1)?.end())));
    // "1. Welsh Government should ...", which a page set as a paragraph.
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| re(r"^(\d{1,2})[.)]?\s+[A-Z]"));
    let plain = || PLAIN.captures(piece.text).and_then(|c| Some((c.get(0)?.end() - 1, c.get(1)?.end())));
    let numbered = matches!(block.kind, BlockKind::Numbered(_));
    let (number, text) = match dotted.or_else(plain) {
        Some((at, end)) => (Some(piece.sub(0, end)), piece.sub(at, piece.text.len())),
        None => (None, piece),
    };
    if under.concerns && numbered && text.text.split_whitespace().count() >= 5 && !tells(text.text) {
        return Some(bracketed(Listed { number, text, group: under.group, strong: true, ..Listed::default() }));
    }
    let first = text.sentences().first().copied().unwrap_or(text);
    // "Will the Governor publish ...?", "To restart the council": what a board asks of each.
    static ASKED_OF: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:(?:To|When will|Will) [a-z]|[^.]{0,60}\basks?\b[^.]{3,80}\bto\b)|\?\s*$"));
    let asked_of = || matches!(block.kind, BlockKind::Item(_)) && under.group.is_some() && ASKED_OF.is_match(text.text);
    let marked = numbered || number.is_some() || matches!(block.kind, BlockKind::Item(_));
    let asks = SHOULD.is_match(first.text)
        || (marked && wishes(first.text))
        || asked_of()
        || (marked && under.group.is_some() && under.near && (BEFORE.is_match(text.text) || bids(text.text)))
        || (matches!(&block.kind, BlockKind::Numbered(n) if !n.contains('.'))
            && under.group.is_some()
            && IMPERATIVE.is_match(text.text));
    // Beside recommendations that bear numbers, other lines only speak of them.
    let alone = if under.strong_seen { dotted.is_some() } else { marked || begins(&text.clean()) };
    // "It is recommended that" asks, whoever "it" is.
    let tells = tells(text.text) && !(number.is_some() && sections::asks(text.text).is_some());
    (asks && alone && !tells)
        .then(|| bracketed(Listed { number, text, group: under.group, strong: dotted.is_some(), ..Listed::default() }))
}

/// Takes "(To the governor)" off the end, and "(2.12)".
fn bracketed(mut one: Listed<'_>) -> Listed<'_> {
    static PARAGRAPH: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\s*\((?:\d+\.\d+|S\d+|(?:see\s+)?(?:[Pp]aragraphs?|[Pp]aras?\.?|[Pp]ages?|[Ss]ections?)\s+[\dA-Z])[^()]{0,60}\)\s*\.?\s*$",
        )
    });
    if let Some(found) = PARAGRAPH.find(one.text.text) {
        one.text = one.text.sub(0, found.start());
    }
    if let Some(found) = BRACKET.captures(one.text.text).and_then(|c| Some((c.get(0)?, c.get(1)?))) {
        let (whole, who) = found;
        one.named = Some(one.text.sub(who.start(), who.end()));
        one.text = one.text.sub(0, whole.start());
    }
    one.text = one.text.trim();
    one
}

/// A block after a recommendation: one of its answers, if it says so.
fn follow<'a>(decoded: &'a Decoded, block: &'a Block, piece: Piece<'a>, out: &mut [Listed<'a>], under: &Under<'a>) {
    let Some(last) = out.last_mut() else { return };
    // What was agreed to is the answer itself; a numbered paragraph that asks nothing is no answer to the one before.
    let counts_on = matches!(block.kind, BlockKind::Numbered(_)) && under.counted;
    let none = piece.text.starts_with("No recommendation");
    if none || under.hidden || under.agreed.is_some() || counts_on || opens(piece) {
        return;
    }
    let counted = under.responding && under.labelled;
    if counted && super::replied::counted_through(decoded, block, &mut last.parts) {
        return;
    }
    sections::answer(decoded, block, piece, &mut last.parts);
}
