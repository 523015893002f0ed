//! Standards cited in a text, with the provision and the words that put what the standard says (T7, T8).
//!
//! *Invariant:* the name is as written; which standard it means is matched elsewhere.

use std::sync::LazyLock;

use domain::proposals::{ProposedCitation, Quoted};
use regex::Regex;

use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static PROVISION: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b((?:section|s\.|regulation|reg\.|article|schedule|paragraph|rule|standard)\s*(?:\d+(?:\.\d+)*[A-Z]?(?:\(\w{1,4}\))*|one|two|three|four|five|six|seven|eight|nine|ten))",
    )
});
static LAW: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b((?:[A-Z][A-Za-z’']+|\([A-Z][A-Za-z ]+\))(?:\s+(?:[A-Z][A-Za-z’']+|\([A-Z][A-Za-z ]+\)|and|of|the|for)){0,8}\s+(?:Act|Regulations|Order|Rules)\s+(?:19|20)\d{2})\b",
    )
});
static STATES: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)^(?:the\s+)?(.{3,120}?)\s+(?:also\s+)?(?:states?|requires?|expects?|provides?|says?)\b"));

/// The standards cited in `asked` (the recommendation) and then in `why` (what stands between it and its answer).
pub(super) fn cited(asked: Piece<'_>, why: &[Piece<'_>], lexicon: &Lexicon) -> Vec<ProposedCitation> {
    let mut found: Vec<ProposedCitation> = Vec::new();
    for piece in std::iter::once(&asked).chain(why) {
        for (from, to) in names(piece.text, lexicon) {
            let name = piece.sub(from, to);
            let provision = provision_near(piece, from, to);
            let known = found.iter_mut().find(|c| same_name(&c.standard.value, &name.clean()));
            match known {
                Some(before) if before.provision.is_none() || provision.is_none() => {
                    before.provision = before.provision.take().or(provision);
                }
                Some(before)
                    if before.provision.as_ref().map(|p| p.value.to_lowercase())
                        == provision.as_ref().map(|p| p.value.to_lowercase()) => {}
                _ => found.push(ProposedCitation { standard: name.quoted(90), provision, quote: None }),
            }
        }
    }
    for piece in why {
        quote(piece, &mut found);
    }
    found
}

/// Clauses that an answer quotes from a policy it names ("section 5.17.3 ... states:"), with the words quoted.
pub(super) fn clauses(answer: &[Piece<'_>], lexicon: &Lexicon) -> Vec<ProposedCitation> {
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:section|clause|paragraph)\s+\d+\.\d+(?:\.\d+)*"));
    let mut policy: Option<Quoted<String>> = None;
    let mut found = Vec::new();
    for (i, piece) in answer.iter().enumerate() {
        if let Some((from, to)) = lexicon.standards_in(piece.text).into_iter().next() {
            policy = Some(piece.sub(from, to).quoted(80));
        }
        for clause in CLAUSE.find_iter(piece.text) {
            let Some(policy) = &policy else { continue };
            let announces = piece.text.trim_end().ends_with([':', ';']);
            let quote = answer.get(i + 1).filter(|_| announces).map(|next| next.quoted(75));
            let provision = Some(piece.sub(clause.start(), clause.end()).quoted(90));
            found.push(ProposedCitation { standard: policy.clone(), provision, quote });
        }
    }
    found
}

/// Names of standards by the lexicon, and laws by the shape of their titles.
fn names(text: &str, lexicon: &Lexicon) -> Vec<(usize, usize)> {
    let mut found = lexicon.standards_in(text);
    for law in LAW.captures_iter(text).filter_map(|c| c.get(1)) {
        let article =
            ["The ", "Under the ", "Of the "].iter().find(|a| law.as_str().starts_with(**a)).map_or(0, |a| a.len());
        let range = (law.start() + article, law.end());
        if !found.iter().any(|(from, to)| range.0 < *to && *from < range.1) {
            found.push(range);
        }
    }
    found.sort_unstable();
    found
}

/// A provision just before the name ("section 26 of the Equality Act 2010") or just after it ("Code of Ethics, standard 2").
fn provision_near(piece: &Piece<'_>, from: usize, to: usize) -> Option<Quoted<String>> {
    let window = piece.text.get(..from)?.char_indices().rev().take(60).last().map_or(from, |(i, _)| i);
    let before = piece.sub(window, from);
    let last = PROVISION.captures_iter(before.text).filter_map(|c| c.get(1)).last();
    if let Some(found) = last {
        let between = before.text.get(found.end()..).unwrap_or("").trim().to_lowercase();
        let joined = between.is_empty()
            || between == ","
            || (between.len() <= 24
                && (between.starts_with("of ")
                    || between == "of"
                    || between.starts_with("in the")
                    || between.starts_with('(')));
        if joined {
            return Some(before.sub(found.start(), found.end()).quoted(85));
        }
    }
    let after = piece.sub(to, piece.text.len());
    let found = PROVISION.captures(after.text).and_then(|c| c.get(1)).filter(|m| m.start() <= 8)?;
    let between = after.text.get(..found.start())?.trim();
    let joined = between.is_empty() || between == "," || between == "(" || between.eq_ignore_ascii_case("under");
    joined.then(|| after.sub(found.start(), found.end()).quoted(80))
}

/// Hangs the words that put what a standard says on the citation they speak of ("The Guidelines state that ...").
fn quote(piece: &Piece<'_>, found: &mut [ProposedCitation]) {
    let sentences = piece.sentences();
    for (i, sentence) in sentences.iter().enumerate() {
        let Some(subject) = STATES.captures(sentence.text).and_then(|c| c.get(1)) else { continue };
        let subject = domain::fold(subject.as_str());
        let Some(citation) = found.iter_mut().find(|c| c.quote.is_none() && speaks_of(&subject, &c.standard.value))
        else {
            continue;
        };
        // What follows goes on about the same standard as long as it says "It ..." or names it again.
        let last = sentences
            .iter()
            .skip(i + 1)
            .take_while(|next| {
                next.text.starts_with("It ")
                    || STATES
                        .captures(next.text)
                        .and_then(|c| c.get(1))
                        .is_some_and(|s| speaks_of(&domain::fold(s.as_str()), &citation.standard.value))
            })
            .last()
            .unwrap_or(sentence);
        let from = sentence.start - piece.start;
        citation.quote = Some(piece.sub(from, last.end() - piece.start).quoted(85));
    }
}

/// Whether a sentence's subject ("section 26 of the equality act 2010", "guidelines") means the standard.
fn speaks_of(subject: &str, standard: &str) -> bool {
    let name = domain::fold(standard);
    subject.contains(&name)
        || (subject.split(' ').count() <= 2 && name.split(' ').any(|w| w == subject) && subject.len() > 3)
}

fn same_name(a: &str, b: &str) -> bool {
    domain::fold(a) == domain::fold(b)
}

static POWER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(paragraph\s*28A)|(section\s*10\s*\(1\)\s*\(e\))|(regulations?\s*28\b|paragraph\s+7\b[^.]{0,20}\bschedule\s+5\b)|(section\s*55\b)",
    )
});

/// The power, only where the page's own words state it.
pub(super) fn power(asked: &Piece<'_>, why: &[Piece<'_>]) -> Option<Quoted<String>> {
    std::iter::once(asked).chain(why).find_map(|piece| {
        let found = POWER.captures(piece.text)?;
        let names = ["paragraph28a", "section10", "regulation28", "section55"];
        let (at, name) = (1..=4).zip(names).find_map(|(i, name)| found.get(i).map(|m| (m, name)))?;
        Some(piece.sub(at.start(), at.end()).value(name.to_owned(), 85))
    })
}
