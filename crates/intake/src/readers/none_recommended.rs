//! A page that says learning was considered and that nothing was recommended: filed, and with no recommendation.
//!
//! *Invariant:* only a page in which no other reader finds a recommendation; the words that say so are the evidence.

use std::sync::LazyLock;

use domain::DocumentKind;
use domain::proposals::{Level, Proposal, ProposedSource};
use regex::Regex;

use super::addressees::subject_body;
use super::{listed, sections, title_of, warn};
use crate::dates;
use crate::decode::{BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::re;

static NONE: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?ix)\b(?:no|any|not|without|nor|neither|never)\b[^.]{0,90}\b(?:recommendations?|recommended)\b
          | \brecommendations?\b[^.]{0,60}\b(?:not\ (?:made|required|needed|necessary)|none)\b
          | \bconsidered\ whether\ to\ make\b[^.]{0,140}\b(?:not\ necessary|decided\ not|no\ need|not\ to)\b
          | \bdecided\ (?:not\ to|against)\b[^.]{0,60}\brecommend
          | \b(?:did|do|does|have|has)\ not\ (?:\w+\ ){0,3}(?:identif|make|made|find|found)[^.]{0,60}\blearning\b
          | \bno\ (?:\w+\ ){0,3}learning\ (?:was|were|has|have)
          | \b(?:draft|proposal)\b[^.]{0,60}\bnot\ (?:taken\ forward|pursued)")
});
static CONSIDERED: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)\b(?:learning|draft|recommendations?|considered|concluded|investigation|inspection|audit|review)\b")
});

/// Whether any recommendation is announced at all, by words or a number of its own.
fn any(decoded: &Decoded) -> bool {
    let item = |b: &crate::decode::Block| matches!(b.kind, BlockKind::Item(_) | BlockKind::Row);
    // A glossary says what a recommendation is.
    let glossary = |b: &&crate::decode::Block| decoded.piece(b).text.trim().eq_ignore_ascii_case("glossary");
    let announced = decoded.blocks.iter().take_while(|b| !glossary(b)).filter(|b| !item(b)).any(|b| {
        let text = decoded.piece(b).text;
        sections::asks(text).is_some() || sections::numbered_heading(text).is_some()
    });
    announced || listed::find(decoded).iter().any(|one| one.strong)
}

/// Whether a sentence says that there is none; one that names a recommendation by its number says that there is.
fn none(sentence: &str) -> bool {
    NONE.find_iter(sentence).any(|m| {
        !sentence.get(m.end()..).is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether the document says that nothing is recommended.
pub(super) fn says(decoded: &Decoded) -> bool {
    decoded
        .pieces()
        .iter()
        .filter(|p| p.text.contains("ecommend") || p.text.contains("earning"))
        .flat_map(|p| p.sentences())
        .any(|s| none(s.text) && CONSIDERED.is_match(s.text))
}

pub(super) fn score(decoded: &Decoded) -> u8 {
    let asked = || decoded.pieces().iter().any(|p| sections::is_question(p.text));
    if says(decoded) && !asked() && !any(decoded) { 55 } else { 0 }
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    proposal.document.kind = DocumentKind::NoneRecommended;
    proposal.document.title = title_of(decoded);
    let pieces = decoded.pieces();
    let titled = pieces.iter().take(6).find_map(|p| super::page_header::titled(*p, lexicon));
    let dated = pieces.iter().take(15).find_map(|p| dates::find(p, None).into_iter().next());
    proposal.document.published_on = match &titled {
        // The month of the title may be that of what happened; the page came out in it or later.
        Some((_, Some(date))) => {
            super::page_header::published_from(&pieces, date.value, None).or_else(|| Some(date.clone()))
        }
        _ => dated.map(|f| f.piece.value(f.date, 70)),
    };
    proposal.document.publisher = match &titled {
        Some((bodies, _)) => bodies.first().map(|b| b.quoted(80)),
        None => super::recommendation_list::publisher(decoded, lexicon),
    };
    let about = match &titled {
        Some((bodies, _)) if !bodies.is_empty() => bodies.first().copied(),
        _ => subject_body(decoded, lexicon, None),
    };
    let bodies = about.iter().map(|b| b.quoted(75)).collect();
    proposal.source = Some(ProposedSource { bodies, ..ProposedSource::default() });
    let sentence = pieces.iter().flat_map(|p| p.sentences()).find(|s| NONE.is_match(s.text));
    if let Some(sentence) = sentence {
        let message = "the document says that nothing is recommended".to_owned();
        warn(proposal, "none_recommended", Level::Info, message, Some(&sentence));
    }
    decoded.text.clone()
}
