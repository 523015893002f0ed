//! A page of recommendations with the addressee's answers, as oversight bodies publish them.
//!
//! *Invariant:* the addressee is each recommendation's own (T5); the power is null unless the page states it.

use std::sync::LazyLock;

use domain::proposals::{Level, Proposal, ProposedAction, ProposedRecommendation, ProposedResponse, Quoted};
use domain::{DocumentKind, Position};
use regex::Regex;

use super::addressees;
use super::dated::Dated;
use super::frames;
use super::page_header::{Header, TITLE, TITLE_AFTER, header, inferred_years, reference_label};
use super::sections::{self, AnswerPart, Section, asks};
use super::{answers, citations, title_of, warn};
use crate::decode::{Block, BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static EVIDENCE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:in this|this|our|the)\s+(?:\w+\s+)?(?:investigation|review|inspection|inquest|inquiry|audit)\b.{0,60}:\s*$",
    )
});
static FINDING: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:this|these)\s+(?:recommendations?\s+)?(?:follows?|arises?|comes?)\b|\b(?:investigation|review|inspection|inquest|inquiry|audit)\s+(?:found|identified|has shown|showed|established|revealed)",
    )
});
static STATES: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)^.{0,160}?\b(?:states?|requires?|expects?|says?|provides?)\b"));

/// Each sign of such a page adds to the score.
pub(super) fn score(decoded: &Decoded) -> u8 {
    let decoded = &frames::parted(decoded);
    let pieces = decoded.pieces();
    let any = |test: &dyn Fn(&str) -> bool| pieces.iter().any(|p| test(p.text));
    let title = title_of(decoded).is_some_and(|t| TITLE.is_match(&t.value) || TITLE_AFTER.is_match(&t.value));
    let signs = [
        (title, 35),
        (title && !super::starts::starts(decoded).is_empty(), 30),
        (pieces.iter().any(|p| p.text.trim() == "Recommendation") && any(&sections::is_question), 20),
        (any(&|t| asks(t).is_some()), 30),
        (any(&sections::is_question), 30),
        (any(&sections::is_position_line), 10),
        (super::starts::barely_answered(&pieces), 30),
        (any(&|t| sections::lead(t).is_some_and(|(_, accepted)| accepted)), 15),
        (any(&|t| sections::numbered_heading(t).is_some()), 15),
        (
            any(&|t| {
                reference_label(t).is_some_and(|m| m.as_str().to_lowercase().contains("opc") || m.end() == t.len())
            }),
            10,
        ),
    ];
    let sum: u32 = signs.iter().filter(|(seen, _)| *seen).map(|(_, worth)| *worth).sum();
    u8::try_from(sum.min(100)).unwrap_or(100)
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    let decoded = &frames::parted(decoded);
    proposal.document.kind = DocumentKind::Recommendations;
    proposal.document.title = title_of(decoded);
    let starts = super::starts::starts(decoded);
    let header = header(decoded, starts.first().copied(), lexicon, proposal);
    let sections = sections::sections(decoded, &starts);
    cut(decoded, &sections, &header, proposal);
    let mut page = Page { decoded, lexicon, header, actions: 0, responses: Vec::new(), known: Vec::new() };
    for (i, section) in sections.iter().enumerate() {
        let recommendation = page.recommendation(i, section, proposal);
        proposal.recommendations.extend(recommendation);
    }
    let numbers: Vec<String> = sections.iter().map(|s| s.number.clone().unwrap_or_default()).collect();
    if numbers.len() == proposal.recommendations.len() {
        super::paired::rows(decoded, &numbers, proposal);
        super::settled::read(decoded, proposal);
        page.name_new(proposal);
    }
    if proposal.recommendations.is_empty() {
        warn(
            proposal,
            "no_recommendation_found",
            Level::Error,
            "the page looks like one of recommendations, but none was found on it".to_owned(),
            None,
        );
    }
    let asker = proposal.recommendations.iter().find_map(|r| r.recommending_body.clone());
    proposal.document.publisher = asker;
    decoded.text.clone()
}

/// What is carried from one recommendation of the page to the next.
struct Page<'a> {
    decoded: &'a Decoded,
    lexicon: &'a Lexicon,
    header: Header<'a>,
    actions: usize,
    responses: Vec<(String, String)>,
    known: Vec<(String, String)>,
}

impl Page<'_> {
    fn recommendation(
        &mut self,
        i: usize,
        section: &Section<'_>,
        proposal: &mut Proposal,
    ) -> Option<ProposedRecommendation> {
        let asked = section.asked?;
        let (asker, after) = asks(asked.text).or_else(|| asks_within(asked)).unwrap_or((0..0, 0));
        let addressees = match section.to {
            Some(to) => addressees::named_apart(to, self.lexicon).into_iter().map(|p| p.quoted(90)).collect(),
            None => self.addressees(&asked, after),
        };
        if addressees.is_empty() {
            warn(
                proposal,
                "no_addressee",
                Level::Warning,
                "it is not clear to whom this recommendation is made".to_owned(),
                Some(&asked),
            );
        }
        let why: Vec<Piece<'_>> = section.why.iter().map(|b| self.decoded.piece(b)).collect();
        let (findings, power) = (self.findings(section), citations::power(&asked, &why));
        let answer: Vec<Piece<'_>> =
            section.answers.iter().flat_map(|a| &a.blocks).map(|b| self.decoded.piece(b)).collect();
        let mut cites = citations::cited(asked, &why, self.lexicon);
        cites.extend(citations::clauses(&answer, self.lexicon));
        let mut responses = Vec::new();
        for part in &section.answers {
            let by = part.by.map(|who| who.quoted(90)).or_else(|| addressees.first().cloned());
            responses.extend(self.response(part, by, proposal));
        }
        Some(ProposedRecommendation {
            id: format!("r{}", i + 1),
            ordinal: u32::try_from(i + 1).unwrap_or(u32::MAX),
            reference: proposal.source.as_ref().and_then(|s| s.external_ref.clone()),
            text: asked.quoted(95),
            findings,
            recommending_body: (!asker.is_empty()).then(|| asked.sub(asker.start, asker.end).quoted(95)),
            addressees,
            copied_to: Vec::new(),
            made_on: self.header.made_on.clone(),
            power,
            due_stated: self.header.due.clone(),
            themes: Vec::new(),
            citations: cites,
            informal: false,
            responses,
        })
    }

    /// Gives names to the answers that a table holds.
    fn name_new(&mut self, proposal: &mut Proposal) {
        for response in proposal.recommendations.iter_mut().flat_map(|r| &mut r.responses).filter(|r| r.id.is_empty()) {
            response.id = format!("p{}", self.responses.len() + 1);
            self.responses.push((String::new(), response.id.clone()));
            response.actions.iter_mut().for_each(|action| self.number(action));
        }
    }

    /// To whom: the bodies named after "recommends that"; else those of the page's title (T5).
    fn addressees(&self, asked: &Piece<'_>, after: usize) -> Vec<Quoted<String>> {
        static MEANS: LazyLock<Regex> = LazyLock::new(|| {
            re(
                r"[“‘\x22']the (?:force|service|trust|body)[”’\x22'] (?:here )?means (?:the )?(?P<who>[A-Z][^,.;]{3,80})",
            )
        });
        if let Some(who) = MEANS.captures(asked.text).and_then(|c| c.name("who")) {
            return vec![asked.sub(who.start(), who.end()).quoted(90)];
        }
        let rest = asked.sub(after, asked.text.len());
        let found = addressees::named_first(rest, self.lexicon);
        if found.is_empty() {
            return self.header.bodies.iter().map(|b| b.quoted(60)).collect();
        }
        found.into_iter().map(|(name, sure)| name.quoted(sure)).collect()
    }

    /// The findings: points under "This investigation has shown:", and paragraphs that tell what was found. A paragraph
    /// that only puts what a standard says is a citation's words, not a finding.
    fn findings(&self, section: &Section<'_>) -> Vec<Quoted<String>> {
        let mut under = false;
        let mut found = Vec::new();
        for block in &section.why {
            let piece = self.decoded.piece(block);
            if matches!(block.kind, BlockKind::Item(_) | BlockKind::Numbered(_)) {
                found.push(piece.quoted(if under { 95 } else { 80 }));
                continue;
            }
            under = EVIDENCE.is_match(piece.text);
            let background = STATES.is_match(piece.text) && !FINDING.is_match(piece.text);
            if !under && !background && piece.text.split_whitespace().count() > 5 {
                found.push(piece.quoted(85));
            }
        }
        found
    }

    fn response(
        &mut self,
        part: &AnswerPart<'_>,
        addressee: Option<Quoted<String>>,
        proposal: &mut Proposal,
    ) -> Option<ProposedResponse> {
        if part.position.is_none() && part.blocks.is_empty() {
            return None;
        }
        let blocks = &part.blocks;
        let text = blocks.first().zip(blocks.last()).map(|(first, last)| self.decoded.stretch(first.start, last.end));
        let key =
            format!("{:?} {}", part.position.map(|(_, p)| p), text.map(|t| domain::fold(t.text)).unwrap_or_default());
        let same_as = text.and_then(|_| self.responses.iter().find(|(k, _)| *k == key).map(|(_, id)| id.clone()));
        let id = format!("p{}", self.responses.len() + 1);
        self.responses.push((key, id.clone()));
        let (before, done) = blocks.split_at(part.acts_from.min(blocks.len()));
        let (reasons, mut actions) = match part.position {
            Some((_, Position::Rejected | Position::Noted)) => (self.reasons(blocks), Vec::new()),
            // What stands before "Accepted action:" says why, not what is done.
            _ if !before.is_empty() && !done.is_empty() => {
                (self.reasons(before), self.actions(done, proposal, same_as.is_none()))
            }
            _ => (Vec::new(), self.actions(blocks, proposal, same_as.is_none())),
        };
        for action in &mut actions {
            self.number(action);
        }
        if same_as.is_none() {
            point_out(&actions, proposal);
            text.iter().for_each(|t| inferred_years(t, self.header.context, proposal));
        }
        if part.position.is_none() {
            let message =
                "an answer is here but no word that accepts or rejects; its position is not stated".to_owned();
            warn(proposal, "position_not_stated", Level::Warning, message, text.as_ref());
        }
        if part.inferred {
            let message =
                "the page gives accepted actions but no answer; that it was accepted is inferred from that".to_owned();
            let at = part.position.map(|(words, _)| words);
            warn(proposal, "position_inferred", Level::Warning, message, at.as_ref());
        }
        let sure = if part.inferred { 70 } else { 95 };
        let position = part.position.map(|(words, position)| words.value(position.as_str().to_owned(), sure));
        Some(ProposedResponse {
            id,
            same_as,
            addressee,
            position,
            position_words: part.position.map(|(words, _)| words.quoted(95)),
            inferred: part.inferred,
            given_on: part.dated.and_then(Dated::given),
            received_on: part.dated.and_then(Dated::received),
            text: text.map(|t| t.quoted(95)),
            reasons,
            actions,
        })
    }

    /// Gives an action its name, or says which earlier one of the page it repeats (T4).
    fn number(&mut self, action: &mut ProposedAction) {
        self.actions += 1;
        action.id = format!("a{}", self.actions);
        let whole =
            std::iter::once(&action.text).chain(&action.parts).map(|q| q.value.as_str()).collect::<Vec<_>>().join(" ");
        // Two deeds of one sentence differ by their day.
        let day = action.due.as_ref().and_then(|d| d.on.as_ref()).map(|d| d.value.to_string()).unwrap_or_default();
        let near = self.known.len().saturating_sub(answers::NEAR);
        let earlier = self.known.iter().skip(near).find(|(key, _)| {
            let (words, other_day) = key.split_once('\u{1}').unwrap_or((key, ""));
            other_day == day && domain::likeness::same_item(words, &strip_numbering(&whole))
        });
        action.same_as = earlier.map(|(_, id)| id.clone());
        if action.same_as.is_none() {
            self.known.push((format!("{}\u{1}{day}", strip_numbering(&whole)), action.id.clone()));
        }
    }

    fn actions(&self, blocks: &[Block], proposal: &mut Proposal, tell: bool) -> Vec<ProposedAction> {
        let (items, prose) = answers::items(self.decoded, blocks);
        let context = self.header.context;
        let (parts, plain): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| prose_led(item, blocks));
        if plain.is_empty() || plain.iter().all(|i| i.head.text.split_whitespace().count() > 60 && !prose.is_empty()) {
            // Three lines or more of one sentence each are a list that lost its signs.
            let lost = prose.len() >= 3
                && parts.is_empty()
                && prose.iter().all(|p| p.sentences().len() == 1 && p.text.split_whitespace().count() <= 30);
            if lost {
                let items: Vec<_> = prose.iter().map(|head| answers::Item { head: *head, parts: Vec::new() }).collect();
                return answers::fold_items(&items, context).0;
            }
            let mut actions = answers::narrated(&prose, context);
            actions.extend(answers::fold_items(&parts, context).0);
            actions.sort_by_key(|a| a.text.start);
            return actions;
        }
        let (actions, repeats) = answers::fold_items(&plain.into_iter().chain(parts).collect::<Vec<_>>(), context);
        if repeats > 0 && tell {
            let message = format!(
                "{repeats} of {} items repeat an earlier one; they are folded, and other wordings kept",
                actions.len() + repeats
            );
            let stretch =
                blocks.first().zip(blocks.last()).map(|(first, last)| self.decoded.stretch(first.start, last.end));
            warn(proposal, "duplicate_items", Level::Info, message, stretch.as_ref());
        }
        actions
    }

    fn reasons(&self, blocks: &[Block]) -> Vec<Quoted<String>> {
        let (items, prose) = answers::items(self.decoded, blocks);
        if items.is_empty() {
            return prose.iter().map(|p| p.quoted(85)).collect();
        }
        items
            .iter()
            .map(|item| {
                let last = item.parts.last().unwrap_or(&item.head);
                let value =
                    std::iter::once(&item.head).chain(&item.parts).map(Piece::clean).collect::<Vec<_>>().join("\n");
                self.decoded.stretch(item.head.start, last.end()).value(value, 90)
            })
            .collect()
    }
}

/// Who asks, where a paragraph first tells what was found: the first of its sentences that recommends.
fn asks_within(asked: Piece<'_>) -> Option<(std::ops::Range<usize>, usize)> {
    asked.sentences().into_iter().find_map(|sentence| {
        let (asker, after) = asks(sentence.text)?;
        let at = sentence.start - asked.start;
        Some((at + asker.start..at + asker.end, at + after))
    })
}

/// Words that a page cut at its start or end leaves without their beginning or end.
fn cut(decoded: &Decoded, sections: &[Section<'_>], header: &Header<'_>, proposal: &mut Proposal) {
    let (Some(first), Some(last)) = (decoded.blocks.first(), decoded.blocks.last()) else { return };
    let (first, last) = (decoded.piece(first), decoded.piece(last));
    let lower = first.text.chars().next().is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ')'));
    if lower || (header.bodies.is_empty() && sections::lead(first.text).is_some()) {
        let message = "the document starts in the middle: what stood before is not here".to_owned();
        warn(proposal, "truncated", Level::Warning, message, Some(&first));
    }
    let open = sections.last().is_some_and(|s| {
        let words = last.text.trim_end();
        let ended = words.ends_with(['.', '!', '?', ':', ';', '”', '"', ')', '’', '\'']);
        (words.split_whitespace().count() > 8 && !ended)
            || words.ends_with(['…', ','])
            || (s.questioned && s.answers.iter().all(|a| a.position.is_none() && a.blocks.is_empty()) && !s.waiting)
    });
    if open {
        let message = "the document seems to be cut at its end: what stood after is not here".to_owned();
        warn(proposal, "truncated", Level::Warning, message, Some(&last));
    }
}

/// Whether an item's head is a paragraph that announces points, rather than a point itself.
fn prose_led(item: &answers::Item<'_>, blocks: &[Block]) -> bool {
    blocks.iter().any(|b| b.start == item.head.start && b.kind == BlockKind::Paragraph)
}

/// "1) ... and 2) ..." written out in a line is the same as the points listed.
fn strip_numbering(words: &str) -> String {
    static NUMBERING: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|\s)\d{1,2}\)\s+"));
    NUMBERING.replace_all(words, " ").into_owned()
}

fn point_out(actions: &[ProposedAction], proposal: &mut Proposal) {
    for action in actions.iter().filter(|a| answers::is_aspiration(a)) {
        let message =
            "this reads as an aspiration: no owner, no day and nothing to test it by; ask the body what it will do"
                .to_owned();
        proposal.warnings.push(domain::proposals::Warning {
            code: "aspiration".to_owned(),
            level: Level::Info,
            message,
            start: Some(action.text.start),
            end: Some(action.text.end),
        });
    }
}
