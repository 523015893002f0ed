//! Those a coroner's report is sent to: entries of one or several lines, posts and addresses left aside.
//!
//! *Invariant:* a recipient's body is words of its entry; an address is not a body.

use std::sync::LazyLock;

use regex::Regex;

use super::addressees::apart;
use super::parties;
use super::pfd_report::Line;
use crate::decode::{BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// One of those the report is sent to.
#[derive(Clone, Debug)]
pub(super) struct Recipient<'a> {
    /// The whole entry.
    pub(super) entry: Piece<'a>,
    /// The body in it.
    pub(super) body: Piece<'a>,
}

static MARK: LazyLock<Regex> = LazyLock::new(|| re(r"^\W{0,6}(?:\(?(?:\d{1,2}|[lI]|[a-z]|[ivx]{2,4})[.)]|[•·▪-])\s+"));
static PART: LazyLock<Regex> = LazyLock::new(|| re(r",\s+|\s*\n\s*|\s+\|\s+|;\s+"));
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Police|Constabulary|Council|Services?|Authority|Trust|College|Department|Ministry|Commission|Agency|Inspectorate|Association|Ombudsman|Government|NHS|Hospitals?|University|School|Limited|Ltd|PLC|plc|LLP|Group|Company|Prison|HMP\b|HMPPS|Partnership|Centre|Society|Executive|Institute|Foundation|Federation|Secretary of State|Minister|Board|Practice|Surgery|Homes?|Charity|Network|Railways?|Airlines?|Bank|Office|Club|Church|Federation|England|Wales)\b",
    )
});
static POST: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:chief (?:executive|constable|officer|medical officer|fire officer|coroner)|director|managing|manager|head of|governor|chair(?:man|woman)?|president|master|commissioner|principal|lead|secretary|proprietor|owner|partners?|mr|mrs|ms|miss|dr|professor|sir|dame|lord|cllr|registered)\b",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b[A-Z]{1,2}\d{1,2}[A-Z]?\s*\d[A-Z]{2}\b|^\d+[A-Za-z]?\s|\b(?:Road|Street|Lane|Avenue|Quayside|Square|Way|Close|Floor|Headquarters|House,|Drive|Place|Park|Crescent|Terrace|Hill|Court)\b|^(?:c/o|PO Box)",
    )
});

/// The recipients, in order.
pub(super) fn read<'a>(decoded: &'a Decoded, lines: &[&Line<'a>], lexicon: &Lexicon) -> Vec<Recipient<'a>> {
    let mut entries: Vec<Vec<Piece<'a>>> = Vec::new();
    let width = decoded.text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
    // A number may stand on a line of its own, over the lines of its entry.
    static ALONE: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?\d{1,2}[.)]?$"));
    // The number of the form's own next box is one too, so a list of them begins with the first line.
    let counted = lines.first().is_some_and(|l| ALONE.is_match(l.piece.text.trim()));
    let bare = numbered_bare(lines);
    let mark_of = |text: &str| {
        let own = BARE_NUMBER.captures(text).and_then(|c| c.get(1)).filter(|_| bare);
        own.map_or_else(|| marked_to(text), |m| m.end())
    };
    let marked = counted || bare || lines.iter().any(|l| is_marked(l));
    let letters = if marked { Vec::new() } else { addressed(lines) };
    let mut next = false;
    for (at, line) in lines.iter().enumerate() {
        let letter = letters.iter().find(|group| group.contains(&at));
        for (piece, parted) in split_lines(line.piece) {
            let mark = mark_of(piece.text);
            let own = piece.sub(mark, piece.text.len()).trim();
            if ALONE.is_match(piece.text.trim()) {
                next = counted;
                continue;
            }
            if own.text.chars().filter(|c| c.is_alphabetic()).count() < 3 {
                continue;
            }
            let plain = mark == 0 && !parted && !next;
            if let Some(last) = entries.last_mut().and_then(|e| e.last_mut()).filter(|_| plain)
                && goes_on(decoded, *last, own, width)
            {
                *last = decoded.stretch(last.start, own.end());
                continue;
            }
            let first = piece.start == line.piece.start;
            let listed = std::mem::take(&mut next) || mark > 0 || parted || (first && is_marked(line));
            let starts = match letter {
                Some(group) => first && at == group.start,
                None => listed || (!marked && starts_entry(own, entries.last())),
            };
            match entries.last_mut().filter(|_| !starts) {
                Some(entry) => entry.push(own),
                None => entries.push(vec![own]),
            }
        }
    }
    // Each is held against the others, and every concern against each; no report goes to as many.
    const MOST: usize = 100;
    let mut out: Vec<Recipient<'a>> = Vec::new();
    for found in entries.iter().take(MOST).flat_map(|entry| bodies(entry, lexicon)).take(MOST) {
        // A web page names them in its summary and again in the form.
        // ... in the form with a word of what it is in brackets.
        let name = |body: Piece<'_>| office(domain::fold(body.text.split(" (").next().unwrap_or("")));
        if !out.iter().any(|known| name(known.body) == name(found.body)) {
            out.push(found);
        }
    }
    out
}

static BARE_NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"^(\d{1,2}\s+)[A-Z]"));

/// Whether the lines are counted from one by numbers without a sign ("1 Professor A", "2 Mr B"), the first line being the first.
fn numbered_bare(lines: &[&Line<'_>]) -> bool {
    let own = lines.iter().flat_map(|l| l.piece.text.lines()).map(str::trim);
    let numbered: Vec<(usize, &str)> = own
        .filter_map(|line| {
            let number = BARE_NUMBER.captures(line)?.get(1)?;
            Some((number.as_str().trim().parse().ok()?, line.get(number.end()..)?))
        })
        .collect();
    // "1 High Street" is a house.
    let counts = numbered.iter().enumerate().all(|(at, (n, named))| *n == at + 1 && !is_address(named));
    numbered.len() >= 2 && counts
}

/// A minister by the office that is answered from: "the Home Secretary" and "Home Office" are one.
fn office(name: String) -> String {
    const MINISTERS: &[(&str, &str)] = &[
        ("home secretary", "home office"),
        ("justice secretary", "ministry of justice"),
        ("defence secretary", "ministry of defence"),
        ("transport secretary", "department for transport"),
    ];
    let bare = name.strip_prefix("the ").unwrap_or(&name);
    MINISTERS.iter().find(|(minister, _)| *minister == bare).map_or(name.clone(), |(_, office)| (*office).to_owned())
}

/// The groups of lines that are each one name with its address, as on a letter: parted by empty lines, with an address in them.
fn addressed(lines: &[&Line<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut starts: Vec<usize> =
        lines.iter().enumerate().filter(|(at, l)| *at == 0 || l.block.apart).map(|(at, _)| at).collect();
    starts.push(lines.len());
    let groups = starts.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?));
    let lines_of = |l: &Line<'_>| split_lines(l.piece).into_iter().map(|(p, _)| p.text.to_owned()).collect::<Vec<_>>();
    groups
        .filter(|group| {
            let own: Vec<String> =
                lines.get(group.clone()).unwrap_or_default().iter().flat_map(|l| lines_of(l)).collect();
            own.len() >= 3 && own.iter().skip(1).any(|line| is_address(line))
        })
        .collect()
}

/// Whether a line ends where the width of the document broke it, so that the next goes on with the same words.
fn goes_on(decoded: &Decoded, last: Piece<'_>, next: Piece<'_>, width: usize) -> bool {
    // A text with paragraphs in one line each is not broken at all.
    const WIDEST: usize = 140;
    let between = decoded.text.get(last.end()..next.start).unwrap_or("");
    let broken = between.matches('\n').count() == 1 && between.trim().is_empty();
    let line = decoded.text.get(..last.end()).and_then(|t| t.lines().next_back()).unwrap_or("");
    let word = next.text.split_whitespace().next().unwrap_or("");
    broken && width <= WIDEST && line.chars().count() + 1 + word.chars().count() > width
}

/// Where a line's words begin after its number or bullet; a number without a sign after it is one where what follows is no house.
fn marked_to(text: &str) -> usize {
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(\d{1,2}\s+)(?:NHS|HM|The|Chief|Department|Ministry|Secretary|Minister|Governor|Home Office|\[)")
    });
    let bare = || BARE.captures(text).and_then(|c| c.get(1)).map_or(0, |m| m.end());
    MARK.find(text).map_or_else(bare, |m| m.end())
}

fn is_marked(line: &Line<'_>) -> bool {
    matches!(line.block.kind, BlockKind::Numbered(_) | BlockKind::Item(_)) || marked_to(line.piece.text) > 0
}

/// Lines and cells, and lists in one line ("A | B", "A; B", "1. A 2. B", "1 A 2 B"); with each, whether the line itself parts it
/// from what stands before it.
fn split_lines(piece: Piece<'_>) -> Vec<(Piece<'_>, bool)> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| re(r"\s\|\s|;\s+(?:and\s+)?|\s+(?:\(?[2-9][.)])\s+"));
    static LINE: LazyLock<Regex> = LazyLock::new(|| re(r"[\n\t]"));
    let mut out = Vec::new();
    for (at, part) in piece.split(&BETWEEN).into_iter().enumerate() {
        for (line, own) in counted(part).into_iter().enumerate() {
            let lines = own.split(&LINE).into_iter().enumerate();
            out.extend(lines.map(|(i, p)| (p, i == 0 && (at > 0 || line > 0))));
        }
    }
    out
}

/// "1 A 2 B", numbered without a sign after the number.
fn counted(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|\s)(\d)\s+[A-Z\[]"));
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for number in NUMBER.captures_iter(piece.text).filter_map(|c| c.get(1)) {
        let begins = !starts.is_empty() || number.start() == 0;
        if begins && number.as_str().parse() == Ok(starts.len() + 1) {
            starts.push((number.start(), number.end()));
        }
    }
    // A number alone may be a house's.
    if starts.len() < 2 {
        return vec![piece];
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([piece.text.len()]);
    starts.iter().zip(ends).map(|((_, from), to)| piece.sub(*from, to).trim()).collect()
}

/// Without numbers, a line starts an entry if it names a body or post that the entry before it has already.
fn starts_entry(own: Piece<'_>, last: Option<&Vec<Piece<'_>>>) -> bool {
    let Some(last) = last else { return true };
    // Lines of one entry set one under another: post, then body, then address.
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:the )?(?:chief executive(?: officer)?|executive director|managing director|governor)\W*$")
    });
    let has_body = last.iter().any(|p| BODY.is_match(p.text) && !is_address(p.text) && !OFFICE.is_match(p.text));
    let own_names = BODY.is_match(own.text) || POST.is_match(own.text);
    has_body && own_names && !is_address(own.text)
}

fn is_address(text: &str) -> bool {
    // "Trust Headquarters, Mill Road" is where a trust is.
    static HEADQUARTERS: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:[A-Z][\w’'-]*\s){0,2}(?:Headquarters|HQ)\b"));
    if HEADQUARTERS.is_match(text.trim()) {
        return true;
    }
    ADDRESS.is_match(text) && !BODY.is_match(text)
}

/// The body or bodies of an entry: a known one, else the part that is named as bodies are, else what follows the post.
fn bodies<'a>(entry: &[Piece<'a>], lexicon: &Lexicon) -> Vec<Recipient<'a>> {
    let parts: Vec<Piece<'a>> =
        entry.iter().flat_map(|line| line.split(&PART)).filter(|p| !is_address(p.text)).collect();
    let Some(first) = parts.first().copied() else { return Vec::new() };
    let whole = entry.first().copied().unwrap_or(first);
    let recipient = |body: Piece<'a>| Recipient { entry: whole, body: without_stop(body) };
    if let [line] = entry {
        if parties::is_blacked(line.text) {
            return Vec::new();
        }
        let named = parties::in_line(*line, lexicon);
        if !named.is_empty() {
            // Where the line names several, each is an entry of its own.
            let several = named.len() > 1;
            let entry = |body: Piece<'a>| if several { body } else { whole };
            return named.into_iter().map(|body| Recipient { entry: entry(body), body: without_stop(body) }).collect();
        }
    }
    for part in &parts {
        if let Some((from, to)) = lexicon.bodies_in(part.text).into_iter().next() {
            let known = part.sub(from, to);
            if known.text.len() * 2 >= part.text.len() || !BODY.is_match(part.text) {
                return vec![recipient(known)];
            }
        }
    }
    let named: Vec<Piece<'a>> = parts.iter().copied().filter(|p| BODY.is_match(p.text)).collect();
    // "The Chief Constable, A Constabulary" names one; "A Agency and B Council" two.
    let department = named.iter().find(|p| p.text.starts_with("Department") || p.text.starts_with("Ministry"));
    if let Some(one) = department {
        return vec![recipient(*one)];
    }
    let best = named
        .iter()
        .find(|p| !POST.is_match(p.text) || p.text.contains("Secretary of State") || p.text.contains("Minister"));
    let unlike = parts.iter().copied().find(|p| !POST.is_match(p.text) && !BODY.is_match(p.text));
    if let Some(best) = best.or(named.first().filter(|_| unlike.is_none())) {
        return apart(*best).into_iter().map(recipient).collect();
    }
    let plain = parts.iter().find(|p| !POST.is_match(p.text)).copied();
    vec![recipient(plain.unwrap_or(first))]
}

/// A name at the end of a sentence, without the stop ("Ltd." keeps its own).
fn without_stop(name: Piece<'_>) -> Piece<'_> {
    match name.text.strip_suffix('.') {
        Some(before) if !before.ends_with("Ltd") && !before.ends_with("Co") => name.sub(0, before.len()).trim(),
        _ => name,
    }
}
