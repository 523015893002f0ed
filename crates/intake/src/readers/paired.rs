//! Answers that stand apart from the recommendations and name them by number only: lines ("1.1 and 1.2: Accepted."), rows of
//! a table of answers, and an ombudsman's "has agreed to the recommendations at paragraphs 6 and 7(a)".
//!
//! *Invariant:* an answer goes to the recommendations whose numbers it names, and to no other.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::Position;
use domain::proposals::{Proposal, ProposedAction, ProposedResponse, Quoted};
use regex::Regex;

use super::recommendation_list::response;
use super::sections::{self, AnswerPart};
use super::{answers, settled, tabled};
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re, to32};

static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?:[A-Z]\w* (?:[a-z]+ )?)?(?i:recommendations?|recs?\.?|learning points?|points?|areas? for (?:improvement|development))\s+(?:(?i:no\.?|number)\s+|#\s?)?)?((?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2})(?:\s*(?:,|and|&)\s*[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2})*)\s*(?:[:.]|\s[-–])\s+",
    )
});
static ONE: LazyLock<Regex> = LazyLock::new(|| re(r"[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,2}"));

/// Gives each answer that names numbers to the recommendations that bear them and have none yet.
pub(super) fn attach(decoded: &Decoded, numbers: &[String], proposal: &mut Proposal) {
    rows(decoded, numbers, proposal);
    told(decoded, numbers, proposal);
    settled::read(decoded, proposal);
    headed(decoded, numbers, proposal);
    let mut current: Option<Vec<usize>> = None;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if let Some((named, rest)) = answer(piece, numbers) {
            for (k, position) in positions(rest).into_iter().enumerate() {
                for at in &named {
                    let Some(recommendation) = proposal.recommendations.get_mut(*at) else { continue };
                    let addressee = recommendation.addressees.first().cloned();
                    let text = (k == 0).then(|| rest.quoted(80));
                    recommendation.responses.push(made(addressee, Some(position), text));
                }
            }
            current = Some(named);
        } else if let (Some(named), true) = (&current, matches!(block.kind, BlockKind::Item(_))) {
            let item = answers::Item { head: piece, parts: Vec::new() };
            for at in named {
                let last = proposal.recommendations.get_mut(*at).and_then(|r| r.responses.last_mut());
                last.into_iter()
                    .for_each(|r| r.actions.extend(answers::fold_items(std::slice::from_ref(&item), None).0));
            }
        } else {
            current = None;
        }
    }
}

pub(super) fn made(
    addressee: Option<Quoted<String>>,
    position: Option<(Piece<'_>, Position)>,
    text: Option<Quoted<String>>,
) -> ProposedResponse {
    ProposedResponse {
        id: String::new(),
        same_as: None,
        addressee,
        position: position.map(|(words, value)| words.value(value.as_str().to_owned(), 85)),
        position_words: position.map(|(words, _)| words.quoted(85)),
        inferred: false,
        given_on: None,
        received_on: None,
        text,
        reasons: Vec::new(),
        actions: Vec::new(),
    }
}

/// A table of answers: each row names a recommendation by its number and holds what was said to it.
pub(super) fn rows(decoded: &Decoded, numbers: &[String], proposal: &mut Proposal) {
    let mut table: Option<tabled::Answers> = None;
    let named = by_name(numbers);
    for block in &decoded.blocks {
        if block.kind != BlockKind::Row {
            table = None;
            continue;
        }
        let cells = tabled::cells(decoded.piece(block));
        let Some(columns) = table.as_ref() else {
            table = tabled::answers(decoded.piece(block));
            // Behind the last recommendation the table looked like its answer.
            let whole = |r: &ProposedResponse| {
                r.position.is_none() && r.text.as_ref().is_some_and(|t| t.start == to32(block.start))
            };
            if table.is_some() {
                proposal.recommendations.iter_mut().for_each(|r| r.responses.retain(|r| !whole(r)));
            }
            continue;
        };
        let cell = |i: Option<usize>| i.and_then(|i| cells.get(i)).copied().filter(|c| !c.text.is_empty());
        let Some(number) = cell(Some(columns.number)) else { continue };
        let bare = number.text.trim_matches(|c: char| !c.is_alphanumeric());
        let at = named.get(&bare.to_lowercase()).copied();
        let Some(recommendation) = at.and_then(|at| proposal.recommendations.get_mut(at)) else { continue };
        // A row that holds the recommendation itself was read with it.
        let itself = (block.start..block.end).contains(&(recommendation.text.start as usize));
        let answered = itself || recommendation.responses.iter().any(|r| r.position.is_some() && !r.inferred);
        let (said, detail) = (cell(columns.position), cell(columns.detail));
        let position = said.and_then(|s| {
            answers::position(s.text).map(|p| (answers::position_words(s), p)).or_else(|| answers::leading_position(s))
        });
        let rest = detail.or(said.filter(|s| position.is_none_or(|(words, _)| words.end() < s.end())));
        let waits = said.is_some_and(|s| sections::is_position_line(s.text)) && position.is_none();
        if answered || waits || (position.is_none() && rest.is_none()) {
            continue;
        }
        recommendation.responses.retain(|r| r.position.is_some() || r.text.is_some());
        let addressee = recommendation.addressees.first().cloned();
        let mut response = made(addressee, position, rest.map(|r| r.quoted(80)));
        if let Some(rest) = rest.filter(|_| !matches!(position, Some((_, Position::Rejected)))) {
            response.actions = said_in(decoded, rest);
        }
        recommendation.responses.push(response);
    }
}

/// The actions of a cell: its points, or the sentences that tell of deeds.
fn said_in(decoded: &Decoded, cell: Piece<'_>) -> Vec<ProposedAction> {
    let block = Block { kind: BlockKind::Paragraph, start: cell.start, end: cell.end(), apart: true, path: None };
    let blocks = [block];
    let (items, prose) = answers::items(decoded, &blocks);
    if items.is_empty() { answers::narrated(&prose, None) } else { answers::fold_items(&items, None).0 }
}

/// Recommendations by what an answer may call them: the printed number ("Recommendation 3", "a)"), or its last word ("3", "a").
fn by_name(numbers: &[String]) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    for (i, known) in numbers.iter().enumerate() {
        let known = known.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if let Some(last) = known.split_whitespace().next_back() {
            out.entry(last.to_owned()).or_insert(i);
        }
        if !known.is_empty() {
            out.entry(known).or_insert(i);
        }
    }
    out
}

/// "The Council has agreed to the recommendations at paragraphs 6 and 7(a). It does not agree to that at 7(b)."
fn told(decoded: &Decoded, numbers: &[String], proposal: &mut Proposal) {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:the|my)\s[\w’' ]{3,60}?\s(?P<said>(?:has |have )?(?:(?P<no>(?:not agreed|not accepted|does not agree|do not agree|refused|declined|rejected|does not accept))|(?P<yes>agreed|accepted|agrees|accepts)))\s(?:to |with )?(?:(?:the |my )?recommendations? )?(?:at |in )?(?:paragraphs? |recommendations? )?(?P<where>\d{1,3}(?:\([a-z]\))?(?:(?:,\s*|\s+and\s+)\d{1,3}(?:\([a-z]\))?)*)",
        )
    });
    // "Police have advised the Authority that they accept recommendations 1), 2) and 4)".
    static ADVISED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^[\w’' ]{3,60}?\s(?:has|have)\s(?:told|advised|informed)\s[^.]{2,60}?\bthat\s(?:it|they)\s(?P<said>(?P<yes>accepts?|agrees? to)|(?P<no>(?:do|does) not (?:accept|agree to)))\srecommendations?\s(?P<where>\d{1,3}\)?(?:(?:,\s*|\s+and\s+)\d{1,3}\)?)*)",
        )
    });
    static PLACE: LazyLock<Regex> = LazyLock::new(|| re(r"(\d{1,3})(?:\(([a-z])\))?"));
    // The number of the paragraph under which each recommendation stands, where they are lettered points of it.
    let numbered: Vec<(u32, &String)> = decoded
        .blocks
        .iter()
        .filter_map(|b| match &b.kind {
            BlockKind::Numbered(number) => Some((to32(b.start), number)),
            _ => None,
        })
        .collect();
    let over = |start: u32| {
        let before = numbered.partition_point(|(at, _)| *at <= start);
        numbered.get(before.checked_sub(1)?).map(|(_, number)| (*number).clone())
    };
    let places: Vec<(Option<String>, String)> = proposal
        .recommendations
        .iter()
        .zip(numbers)
        .map(|(r, n)| (over(r.text.start), n.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()))
        .collect();
    for sentence in decoded.pieces().iter().flat_map(Piece::sentences) {
        let Some(found) = SAID.captures(sentence.text).or_else(|| ADVISED.captures(sentence.text)) else { continue };
        if found.name("no").is_none() && doubted(sentence.text) {
            continue;
        }
        let (Some(said), Some(at)) = (found.name("said"), found.name("where")) else { continue };
        let position = if found.name("no").is_some() { Position::Rejected } else { Position::Accepted };
        let words = sentence.sub(said.start(), said.end());
        for place in PLACE.captures_iter(at.as_str()) {
            let number = place.get(1).map_or("", |m| m.as_str());
            let letter = place.get(2).map(|m| m.as_str());
            for (i, (paragraph, own)) in places.iter().enumerate() {
                let under = paragraph.as_deref() == Some(number) && letter.is_none_or(|l| l == own);
                let Some(recommendation) = proposal.recommendations.get_mut(i).filter(|_| under || own == number)
                else {
                    continue;
                };
                if recommendation.responses.is_empty() {
                    let addressee = recommendation.addressees.first().cloned();
                    recommendation.responses.push(made(addressee, Some((words, position)), Some(sentence.quoted(80))));
                }
            }
        }
    }
}

/// Whether a sentence says no, asks, or tells of another time: what it accepts is then not to be taken from it.
pub(super) fn doubted(sentence: &str) -> bool {
    static DOUBT: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:not|never|nobody|neither|nor|cannot|whether|unless|if|until|must|should|refus\w+|declin\w+|reject\w+|later|previous\w*|earlier|former|(?:19|20)\d\d)\b",
        )
    });
    DOUBT.is_match(sentence)
}

/// "NHS Supply Chain response to R/2024/021": a heading over what was answered to the one that bears the number.
fn headed(decoded: &Decoded, numbers: &[String], proposal: &mut Proposal) {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:The )?(?P<who>[A-Z].{2,80}?)(?:’s|'s)? )?[Rr]esponses? to (?:the )?(?:[\w ]{0,30}recommendations? )?(?P<number>[A-Z]{0,4}/?\d[\w/.-]*)\s*:?$",
        )
    });
    let names = by_name(numbers);
    let found: Vec<(usize, usize, Option<Piece<'_>>)> = decoded
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| matches!(b.kind, BlockKind::Heading(_)))
        .filter_map(|(i, b)| {
            let piece = decoded.piece(b).trim();
            let heading = HEADING.captures(piece.text)?;
            let at = *names.get(&heading.name("number")?.as_str().to_lowercase())?;
            Some((i, at, heading.name("who").map(|m| piece.sub(m.start(), m.end()))))
        })
        .collect();
    let Some(first) = found.first().and_then(|(i, ..)| decoded.blocks.get(*i)).map(|b| to32(b.start)) else { return };
    // Behind the last recommendation they looked like answers to it.
    for recommendation in proposal.recommendations.iter_mut().filter(|r| r.text.end <= first) {
        recommendation.responses.retain(|r| r.text.as_ref().is_none_or(|t| t.end <= first));
    }
    for (i, at, who) in found {
        // Headings below its own are of the answer.
        let own = level(decoded.blocks.get(i));
        let mut parts = vec![AnswerPart::default()];
        for block in decoded.blocks.iter().skip(i + 1).take_while(|b| level(Some(b)) > own) {
            sections::answer(decoded, block, decoded.piece(block), &mut parts);
        }
        let Some(recommendation) = proposal.recommendations.get_mut(at) else { continue };
        let to = who.map_or_else(|| recommendation.addressees.clone(), |who| vec![who.quoted(85)]);
        recommendation.responses.extend(parts.iter().filter_map(|part| response(decoded, part, &to, String::new())));
    }
}

/// How deep a heading is; anything else lies below all.
fn level(block: Option<&Block>) -> u8 {
    match block.map(|b| &b.kind) {
        Some(BlockKind::Heading(level)) => *level,
        _ => u8::MAX,
    }
}

/// The recommendations that an answer's line names, and its words after the numbers.
fn answer<'a>(piece: Piece<'a>, numbers: &[String]) -> Option<(Vec<usize>, Piece<'a>)> {
    let found = NUMBERS.captures(piece.text)?;
    let rest = piece.sub(found.get(0)?.end(), piece.text.len());
    let named: Vec<usize> = ONE
        .find_iter(found.get(1)?.as_str())
        .filter_map(|n| {
            numbers.iter().position(|known| known == n.as_str() || known.ends_with(&format!(" {}", n.as_str())))
        })
        .collect();
    (!named.is_empty() && !positions(rest).is_empty()).then_some((named, rest))
}

/// The positions that the line's clauses give, in order: an older one may stand before the one that replaced it.
fn positions(rest: Piece<'_>) -> Vec<(Piece<'_>, domain::Position)> {
    static DATED: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z][a-z]+ \d{4}:\s*"));
    let mut out = Vec::new();
    for sentence in rest.sentences() {
        let at = DATED.find(sentence.text).map_or(0, |m| m.end());
        let words = sentence.sub(at, sentence.text.len()).trim();
        let short = words.text.split_whitespace().count() <= 4;
        match answers::position(words.text).filter(|_| short) {
            Some(position) => out.push((answers::position_words(words), position)),
            None => break,
        }
    }
    out
}
