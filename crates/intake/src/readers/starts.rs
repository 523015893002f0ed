//! Where each recommendation of a page starts: at words that surely start one, under a number, or before a question.
//!
//! *Invariant:* only places are found here; what stands between them is parted by `sections`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::sections::{self, TELLS_WHY, asks, boundary, is_question, numbered_heading};
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

static SHOULD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:That\s+)?(?:The\s+|All\s+|Every\s+|Each\s+)?(?:[A-Z][\w’']+|forces|force|chief)(?:[\w’',&\s-]{0,110}?)\s(?:should|must|needs?\s+to|ought\s+to|is\s+asked\s+to|are\s+asked\s+to|is\s+invited\s+to|takes?\s+steps\s+to|to\s+(?:consider|review|ensure|take|introduce|provide|amend|update|remind|issue|develop))\b",
    )
});

/// The one who is told, and what to do: "The force should ...".
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:That\s+)?(?:[Tt]he\s+)?(?:force|service|trust|council|college|department|chief constable|[A-Z][\w’']+(?:\s(?:[A-Z][\w’']+|and|of|&)){0,6}\s(?:Police|Constabulary|Service|Council|Trust|Authority|College|Board))\s+(?:should|must)\b",
    )
});

/// An answer that is one word on a line of its own.
static BARE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:Yes|No)\.?$"));
static ASKS_WITHIN: LazyLock<Regex> =
    LazyLock::new(|| re(r"\brecommends\s+that\b|\b(?:Police|Constabulary|[Ff]orce|Council|Trust|Service)\s+should\b"));

fn asks_within(text: &str) -> bool {
    ASKS_WITHIN.is_match(text) && !text.contains(" whether ") && !text.trim_end().ends_with('?')
}

/// Whether a page answers with bare words what its paragraphs ask, without any question: what a crawl left of one.
pub(super) fn barely_answered(pieces: &[Piece<'_>]) -> bool {
    let over = |pair: &&[Piece<'_>]| match pair {
        [asked, answer] => BARE.is_match(answer.text.trim()) && asks_within(asked.text),
        _ => false,
    };
    pieces.windows(2).filter(over).count() >= 2
}

/// The blocks at which a recommendation's words start.
pub(super) fn starts(decoded: &Decoded) -> BTreeSet<usize> {
    let pieces = decoded.pieces();
    let mut out = BTreeSet::new();
    let item = |i: usize| decoded.blocks.get(i).is_some_and(|b| matches!(b.kind, BlockKind::Item(_) | BlockKind::Row));
    // A glossary says what a recommendation is, and makes none; one with questions and answers after it hides none.
    let frame = |p: &Piece<'_>| is_question(p.text) || super::sections::lead(p.text).is_some_and(|(_, yes)| yes);
    let last = pieces.iter().rposition(frame).unwrap_or(0);
    let glossary = pieces.iter().rposition(|p| p.text.trim().eq_ignore_ascii_case("glossary"));
    let glossary = glossary.filter(|at| *at > last).unwrap_or(pieces.len());
    for (i, piece) in pieces.iter().enumerate().take(glossary) {
        if !item(i) && asks(piece.text).is_some() {
            out.insert(i);
        } else if let Some(rest) = numbered_heading(piece.text) {
            let words = piece.text.get(rest..).unwrap_or("").trim();
            // "Recommendation 3 - A Police and B Constabulary" names whom it is for; its words come after.
            let names = !words.ends_with('.') && super::addressees::is_names(words);
            let own = words.split_whitespace().count() >= 5 && !names;
            let titled = pieces.get(i + 1).is_some_and(|next| is_text(next.text));
            if own {
                out.insert(i);
            } else if titled {
                out.insert(first_text(&pieces, i + 1));
            }
        }
    }
    between_questions(&pieces, &item, &mut out);
    titled_on(decoded, &mut out);
    // A heading's text that itself says "recommends" was found twice only if both are the same block, and a set holds it once.
    out
}

/// What goes on with the numbers of titles over those found ("3. Risk assessment"), two or more: a page cut before its answer.
fn titled_on(decoded: &Decoded, out: &mut BTreeSet<usize>) {
    let title = |i: usize| {
        let block = decoded.blocks.get(i)?;
        let BlockKind::Numbered(number) = &block.kind else { return None };
        let words = decoded.piece(block).text.split_whitespace().count();
        number.parse::<u32>().ok().filter(|_| words <= 8)
    };
    let titled: Vec<(usize, u32)> = out.iter().filter_map(|i| Some((*i, title(i.checked_sub(1)?)?))).collect();
    let (Some((last, mut number)), true) = (titled.last().copied(), titled.len() >= 2) else { return };
    for i in last + 1..decoded.blocks.len().saturating_sub(1) {
        let told = decoded.blocks.get(i + 1).is_some_and(|b| SHOULD.is_match(decoded.piece(b).text));
        if told && title(i) == Some(number + 1) && out.range(i..).next().is_none() {
            out.insert(i + 1);
            number += 1;
        }
    }
}

/// After "Recommendation 2:" a short line may be its title; the text is the first line long enough to ask anything.
fn first_text(pieces: &[Piece<'_>], from: usize) -> usize {
    (from..(from + 3).min(pieces.len()))
        .find(|i| {
            pieces.get(*i).is_some_and(|p| {
                sections::made_to(*p).is_none() && (asks(p.text).is_some() || p.text.split_whitespace().count() >= 7)
            })
        })
        .unwrap_or(from)
}

fn is_text(text: &str) -> bool {
    !boundary(text) && numbered_heading(text).is_none() && text.split_whitespace().count() >= 3
}

/// Recommendations that no word announces: before each question (or answer, where the page has no questions), the last
/// block that tells somebody what to do.
fn between_questions(pieces: &[Piece<'_>], item: &dyn Fn(usize) -> bool, out: &mut BTreeSet<usize>) {
    let questions = pieces.iter().any(|p| is_question(p.text));
    let marks = |p: &Piece<'_>| if questions { is_question(p.text) } else { boundary(p.text) };
    let heading = pieces.iter().position(|p| {
        matches!(p.text.trim().trim_end_matches(':').to_lowercase().as_str(), "recommendation" | "recommendations")
    });
    let mut from = heading.map_or(0, |h| h + 1);
    let mut in_frame = false;
    for (i, piece) in pieces.iter().enumerate().skip(from) {
        if !marks(piece) {
            in_frame = false;
            continue;
        }
        if !in_frame && out.range(from..i).next().is_none() {
            let tells = |j: &usize| {
                !item(*j)
                    && pieces.get(*j).is_some_and(|p| {
                        SHOULD.is_match(p.text) && !TELLS_WHY.is_match(p.text) && !p.text.contains("considered whether")
                    })
            };
            // What begins with whom it tells goes before what says "should" of something on the way.
            let told = |j: &usize| tells(j) && pieces.get(*j).is_some_and(|p| TOLD.is_match(p.text));
            let candidate = (from..i).find(told).or_else(|| (from..i).rev().find(tells));
            // Under the heading the first words are the recommendation, whatever they say.
            let first = heading.filter(|h| h + 1 == from).map(|_| from);
            // "We considered whether we should recommend that ..." recommends nothing.
            let says = |p: &Piece<'_>| p.text.split_whitespace().count() >= 5 && !p.text.contains("considered whether");
            let first = first.filter(|j| pieces.get(*j).is_some_and(says));
            // Over a bare "Yes" or "No" on a line of its own stands what was asked, wherever in its paragraph it asks.
            let bare = |j: &usize| {
                !questions && BARE.is_match(piece.text) && pieces.get(*j).is_some_and(|p| asks_within(p.text))
            };
            out.extend(candidate.or(first).or_else(|| (from..i).rev().find(bare)));
        }
        in_frame = true;
        from = i + 1;
    }
}
