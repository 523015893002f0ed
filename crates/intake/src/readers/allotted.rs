//! For whom a matter of concern is, where the report says that it is not for all who get it: a heading over it, words in
//! brackets at its beginning or end, or a sentence after the list ("Matters (1) and (2) are for the Council").
//!
//! *Invariant:* where nothing is said, or nobody whom the report is sent to is meant by it, a concern is for all of them.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::proposals::Quoted;
use regex::Regex;

use super::concerns::Concern;
use super::form_parts::Part;
use super::pfd_report::Line;
use super::recipients::Recipient;
use crate::piece::{Piece, re};

static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:For|To|As (?:regards|to|for)|Regarding|Concerning|In (?:relation|regard) to|In respect of|With (?:regards?|respect) to|(?:Matters?|Concerns?) (?:for|regarding|concerning|relating to)|Concerns? (?:directed|addressed) (?:to|at)|(?:Directed|Addressed) (?:to|at)) (?:the )?([A-Z][^.;:]{3,160}?|(?:all|both|each)(?: of)?(?: the)? [^.;:]{3,60}?)(?: only)?\s*:?$",
    )
});
static GROUP_AT_END: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\.\s+(?:For|To) (?:the )?((?:[A-Z][\w’'()&-]*|of|and|the|for)(?:\s+(?:[A-Z(][\w’'()&-]*|of|and|the|for)){1,9})\s*:?$",
    )
});
static ONLY: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^\((?:for|to) (?:the )?([^)]{3,80}?)(?: only)?\)\s*"));
static AT_END: LazyLock<Regex> = LazyLock::new(|| {
    re(r"\s*[\[(](?:(?i:(?:directed|addressed) (?:to|at)|for|to) )?((?:the |The )?[A-Z][^\[\]()]{2,200})[\])]\.?$")
});

/// The names of those that the report is sent to, as they are compared.
pub(super) fn names(sent_to: &[Recipient<'_>]) -> HashSet<String> {
    sent_to.iter().map(|one| domain::fold(one.body.text)).collect()
}

/// The heading of a group of concerns: those it names, in so many words or by their name alone.
pub(super) fn heading<'a>(line: Piece<'a>, names: &HashSet<String>) -> Option<Piece<'a>> {
    if let Some(who) = GROUP.captures(line.text).and_then(|c| c.get(1)) {
        return Some(line.sub(who.start(), who.end()));
    }
    // In brackets, a name is of the concern that it ends.
    if line.text.starts_with(['(', '[']) {
        return None;
    }
    let name = line.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    (name.text.len() < 120 && names.contains(&domain::fold(name.text))).then_some(name)
}

/// A heading that runs on at the end of the concern before it: the concern's own words, and those it names.
pub(super) fn heading_at_end<'a>(text: Piece<'a>) -> Option<(Piece<'a>, Piece<'a>)> {
    let found = GROUP_AT_END.captures(text.text)?;
    let (whole, who) = (found.get(0)?, found.get(1)?);
    Some((text.sub(0, whole.start() + 1), text.sub(who.start(), who.end())))
}

/// A heading that runs on into the first of the concerns after it ("To the Trust: (1) Records ..."): those it names, and where it ends.
pub(super) fn heading_before<'a>(text: Piece<'a>) -> Option<(Piece<'a>, usize)> {
    // Where each group counts from one, its own list is not this one's.
    static AGAIN: LazyLock<Regex> = LazyLock::new(|| re(r"\.\s+(?:For|To)\s[A-Z][^.:]{2,120}:\s+\(?1[.)]\s"));
    if AGAIN.is_match(text.text) {
        return None;
    }
    let end = text.text.find(": ")? + 1;
    GROUP.captures(text.text.get(..end)?).and_then(|c| c.get(1)).map(|who| (text.sub(who.start(), who.end()), end))
}

/// The words of a concern without the brackets that say for whom it is, and those.
pub(super) fn bracketed<'a>(text: Piece<'a>, sent_to: &[Recipient<'a>]) -> (Piece<'a>, Option<Piece<'a>>) {
    if let Some((whole, who)) = ONLY.captures(text.text).and_then(|c| Some((c.get(0)?, c.get(1)?))) {
        return (text.sub(whole.end(), text.text.len()).trim(), Some(text.sub(who.start(), who.end())));
    }
    let at_end = AT_END.captures(text.text).and_then(|c| Some((c.get(0)?, c.get(1)?)));
    if let Some((whole, who)) = at_end {
        let who = text.sub(who.start(), who.end());
        // Words in brackets at the end are the concern's own, unless they are names.
        if sent_to.iter().any(|one| is_named(who.text, one, sent_to)) || is_all(who.text) {
            return (text.sub(0, whole.start()).trim(), Some(who));
        }
    }
    (text, None)
}

/// Those a concern is meant for: all the report is sent to, or those it names.
pub(super) fn meant(concern: &Concern<'_>, sent_to: &[Recipient<'_>]) -> Vec<Quoted<String>> {
    let named = |one: &&Recipient<'_>| {
        concern.only_for.is_none_or(|only| is_all(only.text) || is_named(only.text, one, sent_to))
    };
    let some: Vec<_> = sent_to.iter().filter(named).map(|r| r.body.quoted(85)).collect();
    if some.is_empty() { sent_to.iter().map(|r| r.body.quoted(70)).collect() } else { some }
}

/// Gives each concern to those that a sentence says it is for: "The first and second of my concerns are for the Council".
pub(super) fn by_sentence<'a>(lines: &[Line<'a>], concerns: &mut [Concern<'a>], sent_to: &[Recipient<'a>]) {
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| re(r",\s+and\s+|;\s+"));
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:matters?|concerns?|points?)\b"));
    // A sentence that gives each concern to somebody is no page long; nor are there many.
    const LONGEST: usize = 1_000;
    const MOST: usize = 500;
    let said = lines.iter().filter(|l| matches!(l.part, Part::Concerns | Part::Action));
    for sentence in said.flat_map(|l| l.piece.sentences()).take(MOST) {
        if sentence.text.len() > LONGEST || !ABOUT.is_match(sentence.text) {
            continue;
        }
        for clause in sentence.split(&CLAUSE) {
            let which = numbers(clause.text);
            if which.is_empty() || !sent_to.iter().any(|one| is_named(clause.text, one, sent_to)) {
                continue;
            }
            for one in which.into_iter().filter_map(|n| n.checked_sub(1)) {
                if let Some(concern) = concerns.get_mut(one) {
                    concern.only_for = concern.only_for.or(Some(clause));
                }
            }
        }
    }
}

/// The numbers that a clause speaks of: "(1) to (3)", "1 and 2", "the first and second".
fn numbers(clause: &str) -> Vec<usize> {
    static ORDER: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)\b(?:the )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"));
    static RUN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:matters?|concerns?|points?|numbers?|paragraphs?)\s+(?:numbered\s+)?((?:\(?\d{1,2}\)?(?:\s*(?:,|and|to|&|-|–|through)\s*)*)+)",
        )
    });
    static ONE: LazyLock<Regex> = LazyLock::new(|| re(r"(\d{1,2})\)?(\s*(?:to|-|–|through)\s*\(?(\d{1,2}))?"));
    const NAMES: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let mut out = Vec::new();
    for run in RUN.captures_iter(clause).filter_map(|c| c.get(1)) {
        for found in ONE.captures_iter(run.as_str()) {
            let number = |at: usize| found.get(at).and_then(|m| m.as_str().parse::<usize>().ok());
            if let Some(from) = number(1) {
                out.extend(from..=number(3).unwrap_or(from).min(from + 50));
            }
        }
    }
    let ordinal = |word: &str| NAMES.iter().position(|name| word.eq_ignore_ascii_case(name)).map(|at| at + 1);
    out.extend(ORDER.captures_iter(clause).filter_map(|c| ordinal(c.get(1)?.as_str())));
    out
}

fn is_all(words: &str) -> bool {
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:all|both|each)\b.{0,12}\b(?:recipients?|addressees?|of you|of them|bod(?:y|ies)|part(?:y|ies)|organi[sz]ations?|agenc(?:y|ies)|institutions?)\b",
        )
    });
    ALL.is_match(words)
}

/// Whether words name one of those the report is sent to: by its name, by words of its entry, or as "the Council" where only
/// one of them is one.
fn is_named(words: &str, one: &Recipient<'_>, sent_to: &[Recipient<'_>]) -> bool {
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\bthe ((?:Health )?(?:Council|Trust|Department|Board|Force|Constabulary|Company|Agency|Home|Practice|Surgery|College|Ministry|Government|Service|Prison|University|Association|Authority|Hospital))(?:’s|'s)?\b",
        )
    });
    let own = domain::fold(one.body.text);
    let own = own.strip_prefix("the ").unwrap_or(&own);
    let said = domain::fold(words);
    let entry = domain::fold(one.entry.text);
    let whole = format!(" {said} ").contains(&format!(" {own} "));
    // A few words that all stand in the entry name it ("the Director").
    let telling: Vec<&str> = said.split(' ').filter(|w| w.len() > 3).collect();
    let part = !telling.is_empty() && telling.len() <= 10 && telling.iter().all(|w| entry.contains(w));
    let kind = KIND.captures_iter(words).filter_map(|c| c.get(1)).any(|kind| {
        let has = |r: &&Recipient<'_>| r.body.text.contains(kind.as_str());
        has(&one) && sent_to.iter().filter(has).count() == 1
    });
    whole || part || kind
}
