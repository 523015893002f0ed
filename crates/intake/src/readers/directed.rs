//! A list counted from one in which words in square brackets at the end of each say to whom it is directed: "... be withdrawn. [MHF; NACF]".
//!
//! *Invariant:* only where most of the list bears them; what they stand for is taken from the document's own key, or left as printed.

use std::sync::LazyLock;

use domain::proposals::{Proposal, Quoted};
use regex::Regex;

use super::listed::{Listed, MOST};
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// The fewest that bear them.
const FEWEST: usize = 4;

static TO: LazyLock<Regex> = LazyLock::new(|| {
    re(r"\s*\[(?P<who>[A-Z][\w’'&.-]*(?:(?:\s|,\s|;\s|\s?/\s?)(?:[A-Z][\w’'&.-]*|and|of|the|for|to))*)\]\s*\.?\s*$")
});

/// The list, if the document holds one.
pub(super) fn find(decoded: &Decoded) -> Option<Vec<Listed<'_>>> {
    if !decoded.text.contains(']') {
        return None;
    }
    let mut run: Vec<Listed<'_>> = Vec::new();
    let mut best: Option<Vec<Listed<'_>>> = None;
    for block in &decoded.blocks {
        let BlockKind::Numbered(number) = &block.kind else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        let piece = decoded.piece(block).trim();
        if number == 1 {
            best = longer(best, std::mem::take(&mut run));
        } else if number != run.len() + 1 {
            continue;
        }
        let directed = TO.captures(piece.text).and_then(|c| Some((c.get(0)?, c.name("who")?)));
        let text = piece.sub(0, directed.map_or(piece.text.len(), |(whole, _)| whole.start())).trim();
        let named = directed.map(|(_, who)| piece.sub(who.start(), who.end()));
        run.push(Listed { text, named, strong: true, ..Listed::default() });
    }
    longer(best, run).map(|mut found| {
        found.truncate(MOST);
        found
    })
}

/// The list that is directed, of two; the longer one.
fn longer<'a>(best: Option<Vec<Listed<'a>>>, run: Vec<Listed<'a>>) -> Option<Vec<Listed<'a>>> {
    let directed = run.iter().filter(|one| one.named.is_some()).count();
    let list = directed >= FEWEST && directed * 10 >= run.len() * 7;
    match best {
        Some(best) if !list || best.len() >= run.len() => Some(best),
        _ => Some(run).filter(|_| list),
    }
}

/// Puts what short forms stand for in their place, where the document has a key to them: "MHF    Ministry of Highways and Ferries".
pub(super) fn in_full(decoded: &Decoded, proposal: &mut Proposal) {
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?P<short>[A-Z][A-Za-z&]{1,9})(?:\t|\s{2,}|\s[-–—=]\s)(?P<full>(?:The\s)?[A-Z][^\t\n]{4,90})$")
    });
    let lines = decoded.blocks.iter().flat_map(|block| {
        let piece = decoded.piece(block);
        let mut at = 0;
        let lines = piece.text.split('\n').map(move |line| {
            let own = piece.sub(at, at + line.len()).trim();
            at += line.len() + 1;
            own
        });
        lines.collect::<Vec<_>>()
    });
    let key: Vec<(Piece<'_>, Piece<'_>)> = lines
        .filter_map(|line| {
            let found = KEY.captures(line.text)?;
            let (short, full) = (found.name("short")?, found.name("full")?);
            Some((line.sub(short.start(), short.end()), line.sub(full.start(), full.end()).trim()))
        })
        .collect();
    if key.len() < 2 {
        return;
    }
    let full = |one: &Quoted<String>| {
        let found = key.iter().find(|(short, full)| short.text == one.value && stands_for(short.text, full.text))?;
        Some(found.1.quoted(80))
    };
    for recommendation in &mut proposal.recommendations {
        for addressee in &mut recommendation.addressees {
            if let Some(full) = full(addressee) {
                *addressee = full;
            }
        }
    }
}

/// Whether a short form is made of a name: its first letters in order, or a word of it.
fn stands_for(short: &str, full: &str) -> bool {
    let mut firsts = full.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let letters = short.chars().filter(|c| c.is_alphabetic());
    let made = letters.clone().all(|c| firsts.any(|first| first.eq_ignore_ascii_case(&c)));
    made || full.split_whitespace().any(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).starts_with(short))
}
