//! The roll of a meeting: who was present and who sent apologies, from lists, columns, tables, names under their bodies, or a
//! paragraph in which only ranks part one person from the next.
//!
//! *Invariant:* a body is words beside or over the name that are named as bodies are; a post or a role is not a body.

use std::sync::LazyLock;

use domain::proposals::{ProposedAttendee, ProposedMeeting, Quoted};
use regex::Regex;

use super::attendance::{self, Attendee, RANK};
use super::person::{
    BRACKET, INSTITUTION, LONG_RANK, by_rank, closed, member, one, person, proper, ranks, role, starts_of_people,
};
use super::tabled::cells;
use crate::decode::{Block, BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

pub(super) static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)^(?:attendance|attendees|present|in attendance|members present|those present|also present|roll)\s*:?\s*$")
});
static PRESENT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:attendees|present|in attendance|members present|attended|also (?:present|in attendance)|chair(?:man|person|woman)?|officers|secretariat|observers?|guests?|by invitation|others? present|clerk|advisers?)\s*:\s*",
    )
});
pub(super) static APOLOGIES: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:apologies|apols|not able to (?:join|attend)|unable to attend|absent)(?:\s+for absence)?(?:\s+(?:were\s+)?received)?(?:\s+from)?\s*:?\s*",
    )
});
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:minute[- ]taker|minutes?\b|agenda\b|venue\b|time\b|date\b|action|item\b|next meeting|secretary\b\s*:|circulation)",
    )
});

/// Whether the document has a roll at all.
pub(super) fn is_here(decoded: &Decoded) -> bool {
    decoded.blocks.iter().any(|b| {
        let piece = decoded.piece(b);
        let both = b.kind == BlockKind::Row && piece.text.starts_with("Present") && piece.text.contains("Apologies");
        both || PRESENT.is_match(piece.text.trim())
            || PRESENT_LINE.is_match(piece.text)
            || (b.kind == BlockKind::Row && columns(piece).is_some())
    })
}

#[derive(Clone, Copy, PartialEq)]
enum List {
    None,
    Present,
    Apologies,
}

/// Which column of a roll holds what.
struct Columns {
    name: usize,
    body: Option<usize>,
    there: Option<usize>,
}

/// Where the reading of a roll stands.
struct Roll<'a, 'm> {
    list: List,
    /// The head of the table that the rows are under.
    table: Option<Columns>,
    /// The body that stands over the names after it.
    over: Option<Piece<'a>>,
    /// Whether those present and those who sent apologies stand side by side.
    both: bool,
    chair: Option<Quoted<String>>,
    meeting: &'m mut ProposedMeeting,
}

/// Reads the roll into the meeting; the chair too.
pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, meeting: &mut ProposedMeeting) {
    let mut roll = Roll { list: List::None, table: None, over: None, both: false, chair: None, meeting };
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if roll.tabled(block, piece) || roll.beside(block, piece, lexicon, decoded) {
            continue;
        }
        for piece in labelled(piece) {
            let Some(piece) = roll.listed(block, piece) else { continue };
            match entries(piece, roll.over, lexicon, decoded) {
                Entry::Body(body) => roll.over = Some(body),
                Entry::People(found) => roll.put(roll.list, found),
            }
        }
    }
    let chair = roll.chair.take();
    meeting.chair = chair;
    super::told::read(decoded, meeting);
}

/// The parts of "Present: A; B. Apologies: C": a label in the middle of a line starts a list of its own.
fn labelled(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| re(r"[.;]?\s+(?P<label>(?:Apologies|Also present|In attendance)\s*(?:for absence\s*)?:)"));
    let cuts: Vec<usize> = LABEL.captures_iter(piece.text).filter_map(|c| c.name("label")).map(|m| m.start()).collect();
    let ends = cuts.iter().copied().chain([piece.text.len()]);
    std::iter::once(0).chain(cuts.iter().copied()).zip(ends).map(|(a, b)| piece.sub(a, b)).collect()
}

impl<'a> Roll<'a, '_> {
    fn put(&mut self, list: List, found: Vec<Attendee>) {
        for Attendee { who, chair } in found {
            if chair && self.chair.is_none() {
                self.chair = Some(who.name.clone());
            }
            match list {
                List::Present => self.meeting.present.push(who),
                _ => self.meeting.apologies.push(who),
            }
        }
    }

    /// Takes the head or a row of a roll that is a table.
    fn tabled(&mut self, block: &Block, piece: Piece<'a>) -> bool {
        if block.kind != BlockKind::Row {
            self.table = None;
            return false;
        }
        if let Some(columns) = columns(piece) {
            (self.table, self.list) = (Some(columns), List::None);
            return true;
        }
        let Some(columns) = &self.table else { return false };
        if let Some((list, who)) = row(piece, columns) {
            self.put(list, vec![who]);
        }
        true
    }

    /// Takes "Present: | Apologies:" and the lines under it, one list beside the other.
    fn beside(&mut self, block: &Block, piece: Piece<'a>, lexicon: &Lexicon, decoded: &Decoded) -> bool {
        static ABSENT: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\babsent\s*:"));
        static BOTH: LazyLock<Regex> =
            LazyLock::new(|| re(r"(?i)^(?:present|attendees|in attendance)\s*:?(?:\t|\s{3,})apologies\s*:?$"));
        static APART: LazyLock<Regex> = LazyLock::new(|| re(r"\t|\s{3,}"));
        if BOTH.is_match(piece.text.trim()) {
            (self.both, self.list, self.over) = (true, List::None, None);
            return true;
        }
        self.both &= !ends(block, piece);
        if !self.both {
            return false;
        }
        let sides = piece.split(&APART);
        // One side alone: the words stand where their column does.
        let right = piece.text.starts_with(['\t', ' ']) && sides.len() == 1;
        for (i, side) in sides.into_iter().enumerate() {
            // Who is absent without a word is on neither list.
            let side = ABSENT.find(side.text).map_or(side, |m| side.sub(0, m.start()));
            let goes_on = side.text.starts_with('(') && side.text.len() <= 30;
            let to = if i > 0 || right { List::Apologies } else { List::Present };
            if !goes_on && let Entry::People(found) = entries(side, None, lexicon, decoded) {
                self.put(to, found);
            }
        }
        true
    }

    /// The words of a line that belong to a list, after its label.
    fn listed(&mut self, block: &Block, piece: Piece<'a>) -> Option<Piece<'a>> {
        let mut rest = piece;
        if PRESENT.is_match(piece.text.trim()) {
            (self.list, self.over) = (List::Present, None);
            return None;
        } else if let Some(found) = PRESENT_LINE.find(piece.text) {
            (self.list, self.over) = (List::Present, None);
            rest = piece.sub(found.end(), piece.text.len());
        } else if let Some(found) = APOLOGIES.find(piece.text).filter(|m| m.end() > 0) {
            (self.list, self.over) = (List::Apologies, None);
            rest = piece.sub(found.end(), piece.text.len());
        } else if ends(block, piece) {
            self.list = List::None;
        }
        if is_prose(rest) || rest.text.starts_with("No apologies") {
            self.list = List::None;
        }
        (self.list != List::None && !rest.text.trim().is_empty()).then_some(rest)
    }
}

/// What ends a roll: a numbered item or heading, a table's head, another label.
fn ends(block: &Block, piece: Piece<'_>) -> bool {
    static ITEM: LazyLock<Regex> = LazyLock::new(|| re(r"^\d{1,3}[.)]\s"));
    matches!(block.kind, BlockKind::Numbered(_) | BlockKind::Heading(_))
        || (block.kind == BlockKind::Row && ITEM.is_match(piece.text))
        || ENDS.is_match(piece.text.trim())
        || super::minutes::is_table_head(&piece)
}

/// Sentences are no list of names. Initials and shortened ranks end in full stops too, so only a stop after a long word counts.
fn is_prose(piece: Piece<'_>) -> bool {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        re(r"\b(?:was|were|is|are|said|noted|welcomed|reported|asked|explained|agreed|thanked|will|would|had|has)\b")
    });
    piece.sentences().len() > 1 && VERB.is_match(piece.text)
}

enum Entry<'a> {
    /// A body that stands over the names after it.
    Body(Piece<'a>),
    People(Vec<Attendee>),
}

fn entries<'a>(piece: Piece<'a>, over: Option<Piece<'a>>, lexicon: &Lexicon, decoded: &Decoded) -> Entry<'a> {
    let line = piece.trim();
    let cells: Vec<Piece<'a>> = cells(line).into_iter().filter(|c| !c.text.is_empty()).collect();
    // "Name <tab> Body": two short cells without commas; more, or long ones, are columns of people.
    if let [name, body] = cells.as_slice()
        && [name, body].iter().all(|c| !c.text.contains(", ") || BRACKET.is_match(c.text))
        && name.text.split_whitespace().count() <= 12
        && body.text.split_whitespace().count() <= 9
        && ranks(name.text) <= 2
    {
        return Entry::People(person(*name, Some(*body), lexicon).into_iter().collect());
    }
    if cells.len() > 1 {
        return Entry::People(attendance::read(&line, lexicon));
    }
    if let Some(people) = run(line, over, lexicon) {
        return Entry::People(people);
    }
    let ranked = ranks(line.text);
    match (separated(line.text), ranked) {
        (false, 2..) => Entry::People(by_rank(line, lexicon, decoded)),
        (false, _) if is_body(line, lexicon) => Entry::Body(line),
        (false, _) => Entry::People(person(line, over, lexicon).into_iter().collect()),
        (true, 0 | 1) if line.text.matches(", ").count() <= 2 => single(line, over, lexicon),
        _ => Entry::People(attendance::read(&line, lexicon)),
    }
}

/// Several people of one line, where brackets, dashes or semicolons part them.
fn run(line: Piece<'_>, over: Option<Piece<'_>>, lexicon: &Lexicon) -> Option<Vec<Attendee>> {
    static BETWEEN: LazyLock<Regex> =
        LazyLock::new(|| re(r"[)]\s*(?:,|;|\band\b,?)\s*(?:and,?\s*)?(?:for item \d+,\s*)?"));
    static SEMI: LazyLock<Regex> = LazyLock::new(|| re(r";\s*"));
    let each = |parts: Vec<Piece<'_>>| parts.into_iter().flat_map(|part| two(part, over, lexicon)).collect();
    let bodies = BRACKET.captures_iter(line.text).filter_map(|c| c.get(1)).filter(|m| !role(m.as_str())).count();
    if bodies >= 2 {
        return Some(each(line.split(&BETWEEN).into_iter().map(|part| closed(part, line)).collect()));
    }
    let dashes = line.text.matches(" - ").count() + line.text.matches(" – ").count();
    let starts = starts_of_people(line.text);
    if dashes >= 2 && starts.len() >= 2 && !line.text.contains(", ") {
        let end = |i: usize| starts.get(i + 1).copied().unwrap_or(line.text.len());
        return Some(each(starts.iter().enumerate().map(|(i, from)| line.sub(*from, end(i)).trim()).collect()));
    }
    if line.text.contains(';') {
        return Some(each(line.split(&SEMI)));
    }
    None
}

/// One person, or the two of "Ms K Iwu and Mr P O'Toole (independent members)".
fn two(part: Piece<'_>, over: Option<Piece<'_>>, lexicon: &Lexicon) -> Vec<Attendee> {
    let ranked = starts_of_people(part.text);
    let second = ranked
        .get(1)
        .copied()
        .filter(|at| ranked.len() == 2 && part.text.get(..*at).is_some_and(|b| b.ends_with(" and ")));
    let Some(at) = second else { return one(part, over, lexicon).into_iter().collect() };
    let last = one(part.sub(at, part.text.len()), over, lexicon);
    let mut first = one(part.sub(0, at - " and ".len()), over, lexicon);
    if let (Some(first), Some(last)) = (&mut first, &last) {
        first.who.body = first.who.body.take().or_else(|| last.who.body.clone());
    }
    first.into_iter().chain(last).collect()
}

/// A line that is a body's name alone.
fn is_body(line: Piece<'_>, lexicon: &Lexicon) -> bool {
    let named = LONG_RANK.is_match(line.text) || RANK.is_match(line.text);
    let bare = BRACKET.replace_all(line.text, "");
    let shaped = INSTITUTION.is_match(&bare) && !named && bare.split_whitespace().count() <= 9;
    shaped || lexicon.body_at(line.text) == Some(line.text.len())
}

/// A line with a comma or dash: one person, or a body with a place of its own ("Police Federation, Region 9").
fn single<'a>(line: Piece<'a>, over: Option<Piece<'a>>, lexicon: &Lexicon) -> Entry<'a> {
    let first = line.text.split(',').next().unwrap_or("");
    let dashed = line.text.contains(" – ") || line.text.contains(" - ");
    let marked = dashed || BRACKET.is_match(line.text);
    if INSTITUTION.is_match(first) && ranks(line.text) == 0 && !marked {
        return Entry::Body(line);
    }
    if !INSTITUTION.is_match(line.text) || over.is_some() || marked {
        return Entry::People(one(line, over, lexicon).into_iter().collect());
    }
    Entry::People(attendance::read(&line, lexicon))
}

/// Whether commas, dashes or brackets part a name from its body.
fn separated(text: &str) -> bool {
    let bare = BRACKET.replace_all(text, |c: &regex::Captures<'_>| {
        let inner = c.get(1).map_or("", |m| m.as_str());
        if role(inner) { String::new() } else { format!(" ({inner})") }
    });
    bare.contains(", ") || bare.contains(" – ") || bare.contains(" - ") || bare.contains(" — ") || bare.contains(" (")
}

/// The head of a roll that is a table.
fn columns(row: Piece<'_>) -> Option<Columns> {
    let heads: Vec<String> = cells(row).iter().map(|c| c.text.to_lowercase()).collect();
    let at = |names: &[&str]| heads.iter().position(|h| names.iter().any(|n| h.starts_with(n)));
    if heads.iter().any(|h| h.split_whitespace().count() > 5) {
        return None;
    }
    let name = at(&["name", "member", "attendee"])?;
    let body = at(&["organisation", "representing", "body", "agency", "force", "employer", "organization"]);
    let there = at(&["attend", "present", "apolog", "status"]).or_else(|| (heads.len() > 2).then(|| heads.len() - 1));
    (body.is_some() || there.is_some()).then_some(Columns { name, body, there: there.filter(|t| Some(*t) != body) })
}

fn cell_words<'a>(cell: Option<&Piece<'a>>) -> &'a str {
    cell.map_or("", |c| c.text.trim())
}

fn row(piece: Piece<'_>, columns: &Columns) -> Option<(List, Attendee)> {
    let all = cells(piece);
    let cell =
        |i: Option<usize>| i.and_then(|i| all.get(i)).copied().filter(|c| c.text.chars().any(char::is_alphanumeric));
    let there = cell(columns.there).map(|c| c.text.to_lowercase()).unwrap_or_default();
    let sign = cell_words(all.get(columns.there.unwrap_or(usize::MAX)));
    let away = ["apolog", "no"].iter().any(|w| there.starts_with(w)) || sign == "A";
    // Somebody who neither came nor sent apologies is on no list.
    if ["did not", "absent", "dna"].iter().any(|w| there.starts_with(w)) || matches!(sign, "–" | "-" | "—") {
        return None;
    }
    let name = cell(Some(columns.name))?;
    let end = BRACKET.find(name.text).filter(|m| m.start() > 0).map_or(name.text.len(), |m| m.start());
    let chair = name.text.to_lowercase().contains("chair");
    let name = name.sub(0, end).trim();
    let body = cell(columns.body).filter(|b| (INSTITUTION.is_match(b.text) || proper(b.text)) && !member(b.text));
    let who = ProposedAttendee { name: name.quoted(92), body: body.map(|b| b.quoted(92)) };
    Some((if away { List::Apologies } else { List::Present }, Attendee { who, chair }))
}
