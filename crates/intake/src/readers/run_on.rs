//! A roll that is one paragraph: where a full stop parts each one from the next, or where a dash parts each name from what they are
//! and nothing parts one from the next: "A Wroe - Minister for Prisons, Ministry of Justice Dame H Loxley - Minister for Policing, Home Office ...".
//!
//! *Invariant:* a name is the last words before a dash that are shaped as a name; a paragraph of fewer than three is left to others.

use std::sync::LazyLock;

use regex::Regex;

use super::attendance::RANK;
use super::entry::is_name;
use super::person::LONG_RANK;
use crate::piece::{Piece, re};

/// The fewest people that are such a roll.
const FEW: usize = 3;

/// Each person's stretch of the paragraph, from their name to the next one's; nothing where it is not set so.
pub(super) fn each(line: Piece<'_>) -> Option<Vec<Piece<'_>>> {
    static DASH: LazyLock<Regex> = LazyLock::new(|| re(r"\s+[-–—]\s+"));
    if line.text.contains([';', '\t', '\n']) {
        return None;
    }
    if let Some(each) = sentences(line) {
        return Some(each);
    }
    let mut from = 0;
    let mut starts: Vec<usize> = Vec::new();
    for dash in DASH.find_iter(line.text) {
        let before = line.text.get(from..dash.start())?;
        match name_at_end(before) {
            Some(at) if from > 0 || at == 0 => starts.push(from + at),
            // "National Policing Lead - Custody": a dash inside what somebody is.
            _ if from > 0 => {}
            _ => return None,
        }
        from = dash.end();
    }
    let ends = starts.iter().copied().skip(1).chain([line.text.len()]);
    let each: Vec<_> = starts.iter().zip(ends).map(|(a, b)| line.sub(*a, b).trim()).collect();
    (each.len() >= FEW).then_some(each)
}

/// "Gail Frew (chair), Safety Directorate. Conrad Jess, Association of Inspectors.": a full stop parts each one from the next.
fn sentences(line: Piece<'_>) -> Option<Vec<Piece<'_>>> {
    static STOP: LazyLock<Regex> = LazyLock::new(|| re(r"[a-z)]\.\s+|\.$"));
    static LABEL: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:Secretariat|Secretary|Chair|Minutes|Notes):\s+"));
    let mut from = 0;
    let mut out = Vec::new();
    for stop in STOP.find_iter(line.text) {
        // The letter or bracket before the stop is still the part's.
        let end = stop.start() + stop.as_str().find('.').unwrap_or(0);
        let part = line.sub(from, end).trim();
        from = stop.end();
        let part = part.sub(LABEL.find(part.text).map_or(0, |m| m.end()), part.text.len());
        let name = part.text.split([',', '(']).next().unwrap_or("").trim();
        let title = RANK.find(name).or_else(|| LONG_RANK.find(name)).map_or(0, |m| m.end());
        let titled = title > 0 && name.split_whitespace().count() <= 4;
        if !titled && !is_name(name.get(title..).unwrap_or("")) {
            return None;
        }
        out.push(part);
    }
    (out.len() >= FEW && from >= line.text.trim_end().len()).then_some(out)
}

/// The same, of a paragraph that begins with the heads of its columns: "Board Member P A DNA Stephen Garrity (SG) – Chair P ...".
pub(super) fn after_head(line: Piece<'_>) -> Option<Vec<Piece<'_>>> {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:(?:Board |Committee |Panel )?(?:Members?|Names?)|Name and [Rr]ole)\s(?:(?:P|A|R|D|X|DNA|D/R|/)\s)*")
    });
    let at = HEAD.find(line.text).map_or(0, |m| m.end());
    each(line.sub(at, line.text.len()))
}

/// Whether a line is a roll by itself: four names and more, each with its initials in a bracket.
pub(super) fn by_initials(line: Piece<'_>) -> bool {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?P<a>[A-Z])[\w’'-]+\s(?:[A-Z][\w’'-]*\s)?(?P<b>[A-Z])[\w’'-]+\s\((?P<ab>[A-Z]{2,3})\d?\)")
    });
    let letter = |c: &regex::Captures<'_>, name: &str| c.name(name).map_or("", |m| m.as_str()).to_owned();
    let own = |c: &regex::Captures<'_>| {
        letter(c, "ab").starts_with(&letter(c, "a")) && letter(c, "ab").ends_with(&letter(c, "b"))
    };
    if !line.text.contains('(') {
        return false;
    }
    let named: Vec<_> = NAMED.captures_iter(line.text).filter(own).filter_map(|c| c.get(0)).collect();
    let held: usize = named.iter().map(|m| m.len()).sum();
    named.len() >= 4 && held * 3 >= line.text.len() * 2
}

/// Where the name starts that the words end with: two words shaped as a name, three with a particle, and the titles before them.
fn name_at_end(words: &str) -> Option<usize> {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:^|\s)(?P<name>[A-Z][\w’'-]*\.?\s(?:(?:[A-Z]\.?|van|der|de|von|ap|du|la|le|bin|al|Mac|St|O’)\s){0,2}[A-Z][\w’'-]+)(?:\s\([^()]{1,40}\)){0,2}$",
        )
    });
    let name = TAIL.captures(words)?.name("name")?;
    // A title may be taken for the given name: "Lord Penwith".
    let titled = |text: &str| RANK.is_match(text) || LONG_RANK.is_match(text);
    if !is_name(name.as_str()) && !titled(name.as_str()) {
        return None;
    }
    let mut at = name.start();
    while let Some(before) = words.get(..at).map(str::trim_end).filter(|before| !before.is_empty()) {
        // The longest title is of three words: "Assistant Chief Constable".
        let longer = before.char_indices().rev().filter(|(_, c)| c.is_whitespace()).map(|(i, c)| i + c.len_utf8());
        let title = longer.take(3).chain([0]).filter(|i| *i < at && before.get(*i..).is_some_and(|w| w.len() <= 36));
        let rank = |i: usize| {
            let rest = words.get(i..).unwrap_or("");
            [&*LONG_RANK, &*RANK].iter().any(|r| r.find(rest).is_some_and(|m| i + m.end() == at))
        };
        match title.filter(|i| rank(*i)).last() {
            Some(i) => at = i,
            None => break,
        }
    }
    Some(at)
}
