//! Rolls whose tables a crawl left as lines: a name, what they are, and at the end of the line a mark for each meeting ("Y A Y Y") or
//! a word that says who came; and rolls where a line under each name says where they are from.
//!
//! *Invariant:* only where several lines are set so; the last mark is this meeting's, and who has none is on no list.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use domain::proposals::ProposedAttendee;
use regex::Regex;

use super::attendance::{Attendee, RANK};
use super::entry::is_name;
use super::person::{INSTITUTION, LONG_RANK, is_post};
use super::roll::List;
use crate::decode::{BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// What a line of such a roll says: who it is and on which list, or nothing that belongs to a list.
pub(super) type Marked = Option<(List, Attendee)>;

/// The fewest lines with marks that are a roll.
const FEW: usize = 4;

/// The lines that are of such a roll, by their block, each with what it says.
pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon) -> HashMap<usize, Marked> {
    let mut found = HashMap::new();
    let lines: Vec<Piece<'_>> = decoded.blocks.iter().map(|b| decoded.piece(b).trim()).collect();
    found.extend(marked_lines(decoded));
    let mut at = 0;
    // A second table without the column of who came stands right below the first.
    let mut table_ended: Option<usize> = None;
    while let Some(line) = lines.get(at) {
        at += 1;
        let Some(said) = head(line.text) else { continue };
        let counted = |end: usize| {
            decoded.blocks.get(end).is_some_and(|b| matches!(b.kind, BlockKind::Numbered(_) | BlockKind::Heading(_)))
        };
        if !said && table_ended.is_none_or(|end| at > end + 2 || counted(end)) {
            continue;
        }
        let plain = |i: usize| decoded.blocks.get(i).is_some_and(|b| b.kind != BlockKind::Row);
        let row = |i: usize| Some((i, by_word(*lines.get(i).filter(|_| plain(i))?, said)?));
        let rows: Vec<(usize, Marked)> = (at..lines.len()).map_while(row).collect();
        if rows.len() >= 3 {
            found.insert(at - 1, None);
            at += rows.len();
            table_ended = Some(at);
            found.extend(rows);
        }
    }
    found.extend(cells_as_lines(&lines, lexicon));
    for range in (0..lines.len()).filter_map(|i| one_under_the_other(&lines, i, lexicon)) {
        if found.contains_key(&range.start) {
            continue;
        }
        let list = list_over(&lines, range.start);
        for i in range.clone().step_by(2) {
            let (Some(name), Some(under)) = (lines.get(i), lines.get(i + 1)) else { continue };
            let one = super::entry::people(*name, None, lexicon).into_iter().next();
            let body = body_in(*under, lexicon).map(|b| b.quoted(82));
            let bare = name.sub(0, name.text.find(" (").unwrap_or(name.text.len())).trim();
            let chair = one.as_ref().is_some_and(|one| one.chair);
            let name = one.map_or_else(|| bare.quoted(80), |one| one.who.name);
            let who = Attendee { who: ProposedAttendee { name, body }, chair };
            found.insert(i, on_which(list, under.text).map(|list| (list, who)));
            found.insert(i + 1, None);
        }
    }
    found
}

/// "Name / Role / Force or organisation", each on a line, and then three lines for each who came.
fn cells_as_lines(lines: &[Piece<'_>], lexicon: &Lexicon) -> Vec<(usize, Marked)> {
    static POST: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:role|position|title|job title|post|rank)$"));
    static BODY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:force|agency|body|team)\s?(?:/|or)\s?)?(?:organi[sz]ation|force|agency|representing|body|employer|company)(?:\s?/\s?(?:force|agency|organi[sz]ation|team|body))?$",
        )
    });
    let is = |i: usize, pattern: &Regex| lines.get(i).is_some_and(|line| pattern.is_match(line.text));
    let named = |i: usize| {
        let line = lines.get(i)?;
        let titled = RANK.is_match(line.text) || LONG_RANK.is_match(line.text);
        (line.text.split_whitespace().count() <= 6 && (titled || is_name(line.text))).then_some(*line)
    };
    let mut out = Vec::new();
    for at in 0..lines.len() {
        let head = lines.get(at).is_some_and(|line| matches!(line.text, "Name" | "NAME"));
        let body_at = match (is(at + 1, &POST) && is(at + 2, &BODY), is(at + 1, &BODY) && is(at + 2, &POST)) {
            (true, _) if head => 2,
            (_, true) if head => 1,
            _ => continue,
        };
        let rows: Vec<(usize, Piece<'_>)> = (0..)
            .map(|n| at + 3 + n * 3)
            .map_while(|i| Some((i, named(i).filter(|_| lines.get(i + 2).is_some())?)))
            .collect();
        if rows.len() < 3 {
            continue;
        }
        out.extend((at..at + 3).map(|i| (i, None)));
        for (i, name) in rows {
            let body = lines.get(i + body_at).map(|line| body_in(*line, lexicon).unwrap_or(*line).quoted(82));
            let post = lines.get(i + 3 - body_at).map_or("", |line| line.text);
            let who =
                Attendee { who: ProposedAttendee { name: name.quoted(85), body }, chair: post.starts_with("Chair") };
            out.extend([(i, Some((List::Present, who))), (i + 1, None), (i + 2, None)]);
        }
    }
    out
}

/// The list of somebody of whom a bracket below says that they sent apologies, or did not come.
fn on_which(list: List, under: &str) -> Option<List> {
    let bracket = under.rfind('(').and_then(|at| under.get(at..)).unwrap_or("").to_lowercase();
    if bracket.contains("apolog") {
        return Some(List::Apologies);
    }
    (!bracket.contains("absent") && !bracket.contains("did not")).then_some(list)
}

/// The first run of lines that end in a mark for each meeting, each with what its last mark says.
fn marked_lines(decoded: &Decoded) -> Vec<(usize, Marked)> {
    let legend = legend(decoded);
    let said = |i: usize| {
        let block = decoded.blocks.get(i).filter(|b| b.kind != BlockKind::Row)?;
        by_marks(decoded.piece(block).trim(), legend)
    };
    let mut run: Vec<(usize, Marked)> = Vec::new();
    for i in 0..decoded.blocks.len() {
        match said(i) {
            Some(marked) => run.push((i, marked)),
            None if run.len() >= FEW => break,
            None => run.clear(),
        }
    }
    if run.len() >= FEW { run } else { Vec::new() }
}

/// What `A` and `X` mean, where a key says so: "A = absent, X = apologies".
fn legend(decoded: &Decoded) -> (Option<List>, Option<List>) {
    static MEANS: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)(?:^|[\s,;(])(?P<sign>[AX])\s?(?:=|:|–|-)\s?(?P<means>[a-z]{4,})"));
    let list = |means: &str| match means.to_lowercase() {
        m if m.starts_with("apolog") => Some(List::Apologies),
        m if m.starts_with("attend") || m.starts_with("present") => Some(List::Present),
        _ => None,
    };
    let (mut a, mut x) = (Some(List::Apologies), None);
    let keys = decoded.pieces().into_iter().filter(|p| p.text.contains(['=', ':', '–', '-']) && p.text.len() < 200);
    for piece in keys {
        // A key gives several signs.
        let all: Vec<_> = MEANS.captures_iter(piece.text).collect();
        if !piece.text.starts_with("Key") && !piece.text.contains('=') {
            continue;
        }
        for found in all {
            match (found.name("sign").map(|m| m.as_str()), found.name("means")) {
                (Some("A" | "a"), Some(means)) => a = list(means.as_str()),
                (Some(_), Some(means)) => x = list(means.as_str()),
                _ => {}
            }
        }
    }
    (a, x)
}

/// Whether several lines end in a mark for each meeting.
pub(super) fn is_here(decoded: &Decoded) -> bool {
    !marked_lines(decoded).is_empty()
}

/// "Ian Burridge Adults Health & Social Care Y A Y Y".
fn by_marks(line: Piece<'_>, (a, x): (Option<List>, Option<List>)) -> Option<Marked> {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?P<who>[A-Z].{4,110}?)\s+(?:(?:[YNADPX✓✗√×–-]|DNA)\s+){1,11}(?P<last>[YNADPX✓✗√×–-]|DNA)$")
    });
    let marked = line.text.ends_with(['Y', 'N', 'A', 'D', 'P', 'X', '✓', '✗', '√', '×', '–', '-']);
    let found = if marked { MARKS.captures(line.text)? } else { return None };
    let (who, last) = (found.name("who")?, found.name("last")?);
    let list = match last.as_str() {
        "Y" | "P" | "✓" | "√" => Some(List::Present),
        "A" => a,
        "X" => x,
        _ => None,
    };
    let who = named(line.sub(who.start(), who.end()))?;
    Some(list.map(|list| (list, who)))
}

/// "Name Role Attendance", the heads of such a table run together: whether one of them says who came.
fn head(line: &str) -> Option<bool> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Member )?Name (?:Role|Position|Organisation|Representing|Title)(?P<there> (?:Attendance|Attended|Present|Status))?$",
        )
    });
    HEAD.captures(line).map(|found| found.name("there").is_some())
}

/// "Cllr A Wherrett Chairman Present, as expected"; where no column says who came (`said`), "Mr M Hale Assistant Chief Fire Officer".
fn by_word(line: Piece<'_>, said: bool) -> Option<Marked> {
    static AWAY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\s+(?:(?P<sorry>(?:sent )?apolog(?:ies|y)(?: received| given| sent)?)|(?:not|did not) (?:present|attend(?:ed)?|expected)|absent|dna|no)(?:,.{0,40})?$",
        )
    });
    static HERE: LazyLock<Regex> = LazyLock::new(|| re(r"\s+(?:Present|Attended|In attendance|Yes)(?:,.{0,40})?$"));
    let titled = RANK.is_match(line.text) || LONG_RANK.is_match(line.text);
    if line.text.split_whitespace().count() > 14 {
        return None;
    }
    let away = AWAY.captures(line.text);
    let here = HERE.find(line.text).filter(|_| away.is_none());
    let end = away.as_ref().and_then(|f| f.get(0)).or(here).map_or(line.text.len(), |m| m.start());
    if end == line.text.len() && (said || !titled) {
        // A word that is not known puts nobody on a list.
        return (said && titled).then_some(None);
    }
    let list = match &away {
        Some(found) => found.name("sorry").map(|_| List::Apologies),
        None => Some(List::Present),
    };
    let who = named(line.sub(0, end))?;
    Some(list.map(|list| (list, who)))
}

/// The name that a line begins with, a title, initials and a surname or two names, and the body that the rest is.
fn named(line: Piece<'_>) -> Option<Attendee> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:Mrs|Ms|Miss|Mr|Dr)\.?\s)?(?:(?:[A-Z]\.?\s){1,3}[A-Z][\w’'-]+|[A-Z][\w’'-]+\s(?:[A-Z]\.?\s)?[A-Z][\w’'-]+)\b",
        )
    });
    let rank = LONG_RANK.find(line.text).or_else(|| RANK.find(line.text)).filter(|m| m.start() == 0);
    let from = rank.map_or(0, |m| m.end());
    let rest = line.sub(from, line.text.len());
    let name = NAME.find(rest.text)?;
    let (own, after) = (line.sub(0, from + name.end()), rest.sub(name.end(), rest.text.len()).trim());
    if rank.is_none() && !is_name(name.as_str()) {
        return None;
    }
    let body = Some(after).filter(|b| b.text.len() >= 3 && !is_post(b.text) && !role_alone(b.text));
    let who = ProposedAttendee { name: own.quoted(85), body: body.map(|b| b.quoted(70)) };
    Some(Attendee { who, chair: after.text.contains("Chair") && !after.text.contains("Vice") })
}

/// "Lay Member", "Substitute": what somebody is, and no body.
fn role_alone(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or("");
    matches!(
        last,
        "Member" | "Chair" | "Chairman" | "Substitute" | "Vice-Chair" | "Vice-Chairman" | "Observer" | "Co-optee"
    )
}

/// Names and where they are from, one under the other: at least three of each, beginning at `at`, right after a label.
fn one_under_the_other(lines: &[Piece<'_>], at: usize, lexicon: &Lexicon) -> Option<Range<usize>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:attendees|attendance(?: list)?|participants|present|in attendance(?: for specific items)?|apologies(?: for absence| received)?|attending|attended by|members present|those (?:present|attending))\s*:?$",
        )
    });
    let line = |back: usize| at.checked_sub(back).and_then(|i| lines.get(i)).map_or("", |p| p.text);
    // The heads of two columns, one under the other too.
    static SECOND: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:force|organisation|organization|agency|role|post|title|body|representing|company|department|position|job title)(?: ?(?:/|and|&) ?)?){1,3}$",
        )
    });
    let headed = matches!(line(2), "Name" | "Names" | "NAME" | "Member" | "Attendee") && SECOND.is_match(line(1));
    if !headed && !LABEL.is_match(line(1)) {
        return None;
    }
    let person = |i: usize| {
        lines.get(i).is_some_and(|p| {
            let titled = RANK.is_match(p.text) || LONG_RANK.is_match(p.text);
            let bare = p.text.split(" (").next().unwrap_or("");
            let alone = !INSTITUTION.is_match(bare) && bare.split_whitespace().count() <= 5;
            !p.text.contains([',', '\t']) && alone && (titled || is_name(bare))
        })
    };
    let under = |i: usize| {
        lines.get(i).is_some_and(|p| {
            let first = p.text.split([',', '(']).next().unwrap_or("").trim();
            let names = is_name(first) || RANK.is_match(first) || LONG_RANK.is_match(first);
            !LABEL.is_match(p.text)
                && !p.text.contains('\t')
                && (!names || lexicon.body_at(p.text) == Some(p.text.len()))
                && p.text.split_whitespace().count() <= 9
                && !p.text.ends_with(':')
                && (body_in(*p, lexicon).is_some() || is_post(p.text) || role_word(p.text))
        })
    };
    let mut end = at;
    while person(end) && under(end + 1) {
        end += 2;
    }
    // Apologies may be one or two; a roll has more.
    let few = |p: &Piece<'_>| p.text.to_lowercase().starts_with("in attendance");
    let further = at.checked_sub(1).and_then(|i| lines.get(i)).is_some_and(few);
    let enough = if further || list_over(lines, at) == List::Apologies { 2 } else { 4 };
    (end >= at + enough).then_some(at..end)
}

/// Initials or a short word for what somebody is: "ICV", "ICV (via Teams)".
fn role_word(line: &str) -> bool {
    let first = line.split(" (").next().unwrap_or("");
    first.len() <= 5 && first.len() >= 2 && first.chars().all(char::is_uppercase)
}

/// The list that the label over a line opens.
fn list_over(lines: &[Piece<'_>], at: usize) -> List {
    let label = at.checked_sub(1).and_then(|i| lines.get(i)).map_or("", |p| p.text);
    if label.to_lowercase().starts_with("apolog") { List::Apologies } else { List::Present }
}

/// The body that a line under a name says they are from: the whole line, or the part of it that is one.
fn body_in<'a>(line: Piece<'a>, lexicon: &Lexicon) -> Option<Piece<'a>> {
    static COMMA: LazyLock<Regex> = LazyLock::new(|| re(r",\s+"));
    let end =
        line.text.find(" (").filter(|at| line.text.get(at + 2..).is_some_and(|s| s.starts_with(char::is_lowercase)));
    let own = line.sub(0, end.unwrap_or(line.text.len())).trim();
    let is_body = |p: &Piece<'_>| {
        static MORE: LazyLock<Regex> = LazyLock::new(|| re(r"\b(?:Heddlu|Institute|Unit|Department for)\b"));
        let letters = p.text.len() >= 4 && p.text.chars().all(char::is_uppercase);
        let named = (INSTITUTION.is_match(p.text) || MORE.is_match(p.text)) && !is_post(p.text);
        letters || named || super::person::ends_as_body(p.text) || lexicon.body_at(p.text) == Some(p.text.len())
    };
    if let Some(first) = own.split(&COMMA).into_iter().find(|p| is_body(p)) {
        return Some(first);
    }
    is_body(&own).then_some(own)
}

/// Drops posts that stand under the names in a column of their own: a run of them after a run of as many people, none of whom it names.
/// A run of people is of `fewest` and more.
pub(super) fn without_column_of_posts(present: &mut Vec<ProposedAttendee>, fewest: usize) {
    const RUN: usize = 2;
    let initial = |name: &str| name.split_whitespace().any(|w| w.trim_end_matches('.').chars().count() == 1);
    let is_bare = |one: &ProposedAttendee| {
        let name = &one.name.value;
        let titled = RANK.is_match(name) || LONG_RANK.is_match(name) || initial(name);
        is_post(name) && one.body.is_none() && !titled
    };
    let bare: Vec<bool> = present.iter().map(is_bare).collect();
    let mut dropped: Vec<bool> = Vec::with_capacity(bare.len());
    let mut people = 0;
    for run in bare.chunk_by(|a, b| a == b) {
        let posts = run.first() == Some(&true);
        dropped.extend(run.iter().map(|_| posts && run.len() >= RUN && people >= run.len()));
        let bodies = present.iter().skip(dropped.len() - run.len()).take(run.len()).any(|p| p.body.is_some());
        people = if posts || bodies || run.len() < fewest { 0 } else { run.len() };
    }
    let mut drops = dropped.into_iter();
    present.retain(|_| !drops.next().unwrap_or(false));
}
