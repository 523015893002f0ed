//! Who was there: names and bodies out of an attendance list, even one flattened to a paragraph without separators.
//!
//! *Invariant:* a person's name goes into the proposal as written; whether anyone sees it is not decided here.

use std::sync::LazyLock;

use domain::proposals::{ProposedAttendee, Quoted};
use regex::Regex;

use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static CHAIR: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^\s*\((?:vice[ -])?chair(?:man|woman|person)?\)"));
static BODY_END: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Police|Constabulary|Office|Council|Policing|Conduct|Federation|Authority|Service|Trust|Inspectorate|Association|College|Agency|Commission|Board|Ministry|Department|Union|Society|University|Partnership|Review|Group|Inquiry|Ombudsman|UNISON|GMB|IOPC|NPCC|HMICFRS)\b",
    )
});
/// Ranks that stand before a name.
pub(super) static RANK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:T/|A/|Temp\.? )?(?:ACC|DCC|CC|AC|DAC|Cmdr|Commander|Ch\.? ?Supt|C/?Supt|Det\.? ?Supt|D/?Supt|DSU|Supt|Superintendent|Ch\.? ?Insp|C/?Insp|DCI|CI|DI|Insp|Inspector|DS|PS|S/Sgt|Staff Sgt|Sgt|Sergeant|DC|PC|PCSO|Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Dame|Cllr|Cr|Mayor|Senator|Sergt|Captain|Lieutenant|Rev)\b\.?\s",
    )
});

/// One attendee and whether they took the chair.
#[derive(Clone)]
pub(super) struct Attendee {
    pub(super) who: ProposedAttendee,
    pub(super) chair: bool,
}

/// Reads a stretch of "Name, Body Name, Body ..." (or a line of "Name, Post, Body", or "Name - Body").
pub(super) fn read(piece: &Piece<'_>, lexicon: &Lexicon) -> Vec<Attendee> {
    let mut out = Vec::new();
    for column in piece.text.split_inclusive(['\t', '\n']).scan(piece.start, |at, text| {
        let part = Piece { text, start: *at };
        *at += text.len();
        Some(part.trim())
    }) {
        flattened(column, lexicon, &mut out);
    }
    out
}

fn flattened(mut rest: Piece<'_>, lexicon: &Lexicon, out: &mut Vec<Attendee>) {
    loop {
        rest = rest.trim_matches(|c| c.is_whitespace() || matches!(c, ',' | ';' | '•' | '-' | '–'));
        let Some((name, after)) = split_name(&rest) else { return };
        // "Bernadette Sully (Clerk), ..." and "Lynette Farr (LF) : ...": what a bracket holds of one word is nobody's body.
        static INITIALS: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z][A-Za-z'’-]{0,5}\)\s*[:–—-]?\s*"));
        let after = after.sub(INITIALS.find(after.text).map_or(0, |m| m.end()), after.text.len());
        let (body, next) = split_body(&after, lexicon);
        let end = body.end() - after.start;
        let chair_before = CHAIR.find(name.text);
        let tail = after.sub(end, after.text.len());
        let chair = CHAIR.find(tail.text);
        let who = ProposedAttendee {
            name: name.quoted(90),
            body: Some(body.quoted(90)).filter(|b| !b.value.is_empty() && !super::person::member(&b.value)),
        };
        out.push(Attendee { who, chair: chair.is_some() || chair_before.is_some() });
        rest = match chair {
            Some(found) => tail.sub(found.end(), tail.text.len()),
            None => next,
        };
        if rest.text.is_empty() {
            return;
        }
    }
}

/// The name up to its comma or dash.
fn split_name<'a>(piece: &Piece<'a>) -> Option<(Piece<'a>, Piece<'a>)> {
    static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| re(r",\s+|\s+[-–—]\s+|\s*\(|:\s+"));
    let found = SEPARATOR.find(piece.text)?;
    let name = piece.sub(0, found.start());
    let words = name.text.split_whitespace().count();
    let looks = (1..=6).contains(&words) && name.text.starts_with(|c: char| c.is_uppercase() || c == '[');
    looks.then(|| (name, piece.sub(found.end(), piece.text.len())))
}

/// The body at the start of what follows a name, and where the next name starts.
fn split_body<'a>(after: &Piece<'a>, lexicon: &Lexicon) -> (Piece<'a>, Piece<'a>) {
    if let Some(len) = lexicon.body_at(after.text) {
        return (after.sub(0, len), after.sub(len, after.text.len()));
    }
    // A post may stand between the name and a known body: "Name, Head of Custody, Essex Police".
    let first_known = lexicon.bodies_in(after.text).into_iter().next();
    let next_comma = after.text.find(", ").unwrap_or(after.text.len());
    if let Some((from, to)) = first_known
        && after.text.get(..from).is_some_and(|between| {
            between.trim_end().ends_with(',') && between.matches(',').count() == 1 && !BODY_END.is_match(between)
        })
    {
        return (after.sub(from, to), after.sub(to, after.text.len()));
    }
    // "College of Public Protection DI Hart, ...": a rank before the next comma starts the next person.
    let before_comma = after.text.get(..next_comma).unwrap_or(after.text);
    let ranked = (next_comma < after.text.len())
        .then(|| super::person::starts_of_people(before_comma).into_iter().rfind(|at| *at > 0))
        .flatten();
    if let Some(at) = ranked {
        return (after.sub(0, at).trim(), after.sub(at, after.text.len()));
    }
    // "University of Skelbrook Peter Lamb, ...": after "of" the body goes on, and the last two words are the next name.
    let words: Vec<&str> = before_comma.split_whitespace().collect();
    let goes_on = BODY_END
        .find_iter(before_comma)
        .last()
        .is_some_and(|m| before_comma.get(m.end()..).is_some_and(|t| t.starts_with(" of ") || t.starts_with(" for ")));
    if next_comma < after.text.len() && goes_on && words.len() >= 4 {
        let tail: usize = words.iter().rev().take(2).map(|w| w.len() + 1).sum();
        let at = before_comma.len().saturating_sub(tail.saturating_sub(1));
        return (after.sub(0, at).trim(), after.sub(at, after.text.len()));
    }
    // An unknown body ends with the word that bodies end with, as long as no further name's comma has come.
    let until = after.text.get(..next_comma).unwrap_or(after.text);
    let end = BODY_END.find_iter(until).map(|m| m.end()).last().unwrap_or(until.len());
    (after.sub(0, end).trim(), after.sub(end, after.text.len()))
}

/// Two names that may be one person's: the same given name and a surname with two letters changed at most (T12).
pub(super) fn may_be_same(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    let (Some((given_a, last_a)), Some((given_b, last_b))) = (a.split_once(' '), b.split_once(' ')) else {
        return false;
    };
    given_a == given_b && last_a != last_b && distance(last_a, last_b) <= 2 && last_a.len() > 3
}

/// A name without its rank.
pub(super) fn bare(name: &str) -> String {
    RANK.replace(name.trim(), "").trim().to_owned()
}

/// Edit distance of two short words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (j, cb) in b.iter().enumerate() {
            let up = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            left = (before + usize::from(ca != *cb)).min(up + 1).min(left + 1);
            before = up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

/// The person that a sentence starts with, as far as the attendance list knows them ("CC Stephens").
pub(super) fn speaker<'a>(sentence: &Piece<'a>, known: &[ProposedAttendee]) -> Option<Piece<'a>> {
    let rank = RANK.find(sentence.text);
    let from = rank.map_or(0, |m| m.end());
    let name: String =
        sentence.text.get(from..)?.chars().take_while(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-')).collect();
    let surname_known = known.iter().any(|p| p.name.value.split_whitespace().any(|w| w == name));
    ((rank.is_some() && !name.is_empty()) || (surname_known && !name.is_empty()))
        .then(|| sentence.sub(0, from + name.len()))
}

/// A value for a speaker with their body where the sentence gives it ("Supt Love, West Mercia").
pub(super) fn owner(sentence: &Piece<'_>, known: &[ProposedAttendee]) -> Option<Quoted<String>> {
    speaker(sentence, known).map(|p| p.quoted(80))
}
