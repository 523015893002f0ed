//! A coroner's report to prevent future deaths: the form of regulation 28, its web page, and the older letters of rule 43.
//! Each matter of concern is a recommendation to those the report is sent to.
//!
//! *Invariant:* who gets a copy owes no answer; a date that cannot be read is left out and said to be so.

use std::sync::LazyLock;

use domain::proposals::{Level, Proposal, ProposedRecommendation, ProposedSource, Quoted};
use domain::{DocumentKind, PartialDate};
use regex::Regex;

use super::concerns;
use super::form_parts::{LOOSE, Part, REPORT, loose, sent_at_the_end};
use super::recipients;
use super::{allotted, citations, marks, title_of, warn};
use crate::dates;
use crate::decode::{Block, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static FORM: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:report (?:under regulation 28 )?to prevent (?:future|other) deaths|prevention of future deaths report|regulation\s+28\b.{0,12}report|rule\s+43\s+report|^\W*(?:re:?\s[\s\S]{3,120}?\s)?rule 23\(2\)\W+(?:of the )?coroners\b)",
    )
});
static LETTER: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:to|sent to)\s*:\s*"));
static TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:matters? of concern (?:is|are)|following (?:matters?|concerns?)\b.{0,80}:|concerns? (?:is|are) as follows|my concerns? (?:is|are)|\bmatters concern me\b|matters should be brought to your attention)",
    )
});
static SECTION_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| re(r"^(?:\|\s*)?[(\[]?(?:\d{1,2}|[Il]|[ivx]{1,4}\))\s*[.):|\]]?(?:\s+|$)"));
/// "6ACTION SHOULD BE TAKEN": the box's number close to its heading.
static GLUED_NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"^\d[A-Z]{4}"));

/// Whether a line begins with "Dear ", as a scan may have it; no more of it than that is looked at.
fn greets(text: &str) -> bool {
    let end = text.char_indices().nth(8).map_or(text.len(), |(at, _)| at);
    loose(text.get(..end).unwrap_or(text)).starts_with("dear ")
}

/// Each sign of such a report adds to the score.
pub(super) fn score(decoded: &Decoded) -> u8 {
    let pieces = decoded.pieces();
    if labelled(&pieces) && !pieces.iter().any(|p| greets(p.text)) {
        return 80;
    }
    let head = pieces.iter().take(25).any(|p| FORM.is_match(p.text));
    let part = |want: Part| pieces.iter().any(|p| heading(*p).is_some_and(|(part, _)| part == want));
    if !head && !pieces.iter().take(25).any(|p| heading(*p).is_some_and(|(part, _)| part == Part::SentTo)) {
        return 0;
    }
    let duty = pieces.iter().any(|p| {
        let lower = p.text.to_lowercase();
        lower.contains("duty to respond") || lower.contains("give me a written response")
    });
    // A letter of response says the same words of the report that it answers.
    let dear = pieces.iter().take(25).position(|p| greets(p.text));
    let to_coroner = |at: usize| pieces.iter().take(at + 1).any(|p| p.text.to_lowercase().contains("coroner"));
    let sent = part(Part::SentTo) || pieces.iter().take(12).any(|p| LETTER.is_match(p.text));
    let letter = dear.is_some_and(to_coroner) && !sent;
    if head && letter_to(decoded).is_some() {
        return 80;
    }
    let sum = u8::from(head) * 40
        + u8::from(part(Part::SentTo) || pieces.iter().take(12).any(|p| LETTER.is_match(p.text))) * 20
        + u8::from(part(Part::Concerns) || pieces.iter().any(|p| TRIGGER.is_match(p.text))) * 20
        + u8::from(duty) * 20
        + u8::from(part(Part::Circumstances)) * 10;
    if letter { sum.saturating_sub(60) } else { sum.min(100) }
}

/// Whether a page says of a report what the site of the coroners' reports says of each, wherever on it; the report itself may stand in
/// another file.
fn labelled(pieces: &[Piece<'_>]) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?P<date>date of report)|(?P<name>deceased name)|(?P<area>coroner(?:['’]?s)? area)|(?P<to>this report is (?:being )?sent to))\s*:",
        )
    });
    const FAR: usize = 80;
    let labels = ["date", "name", "area", "to"];
    let mut seen = [false; 4];
    for found in pieces.iter().take(FAR).filter_map(|p| LABEL.captures(p.text.trim_start())) {
        for (seen, label) in seen.iter_mut().zip(labels) {
            *seen |= found.name(label).is_some();
        }
    }
    seen.iter().all(|seen| *seen)
}

/// The part that a line opens, and its words after the heading.
fn heading(piece: Piece<'_>) -> Option<(Part, Piece<'_>)> {
    let piece = piece.trim();
    let glued = usize::from(GLUED_NUMBER.is_match(piece.text));
    let number = SECTION_NUMBER.find(piece.text).map_or(glued, |m| m.end());
    let bare = piece.sub(number, piece.text.len()).trim();
    // No heading is longer than the longest of the form with a few words after it on the same line.
    let start = bare.text.char_indices().nth(60).map_or(bare.text.len(), |(at, _)| at);
    let folded = loose(bare.text.get(..start).unwrap_or(""));
    for (wanted, length, part) in &*LOOSE {
        let Some(rest) = folded.strip_prefix(wanted) else { continue };
        let own: usize = bare.text.char_indices().nth(*length).map_or(bare.text.len(), |(i, _)| i);
        let after = bare.sub(own, bare.text.len());
        let printed = bare.text.get(..own).unwrap_or("");
        // A heading stands alone, in capitals, or before a colon or a cell's end.
        let alone = start == bare.text.len() && rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        let capitals = printed.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
            || number > 0 && printed.chars().next().is_some_and(char::is_uppercase) && wanted.len() > 8;
        let labelled = after.text.trim_start_matches(' ').starts_with([':', '\t']);
        if alone || labelled || (capitals && !after.text.starts_with(|c: char| c.is_lowercase())) {
            return Some((
                *part,
                after.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '.')),
            ));
        }
    }
    None
}

/// A line of the report and the part it stands in.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) part: Part,
    pub(super) block: &'a Block,
    pub(super) piece: Piece<'a>,
}

/// The blocks of a coroner's own letter that say to whom it goes: between the coroner's name, place and reference and the greeting.
/// None of a letter to a coroner, which has the coroner's address there.
fn letter_to(decoded: &Decoded) -> Option<std::ops::Range<usize>> {
    static OURS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\bI\s+(?:am|have\s+decided|write|make)\b[^.]{0,80}\b(?:required|duty|obliged|report)\b|\b(?:reply|respond)\s+to\s+me\b|\bmy\s+concerns?\b|\bmatters concern me\b",
        )
    });
    static FROM: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\bcoroner|\bref\b|\d{4}$|\b(?:tel|fax|email|date)\b"));
    let pieces = decoded.pieces();
    let dear = pieces.iter().take(25).position(|p| greets(p.text))?;
    let first = pieces.iter().take(3).any(|p| p.text.to_lowercase().contains("coroner"));
    if !first || !pieces.iter().skip(dear).any(|p| OURS.is_match(p.text)) {
        return None;
    }
    let from = (0..dear).rev().find(|i| pieces.get(*i).is_some_and(|p| FROM.is_match(p.text.trim())))? + 1;
    (from < dear).then_some(from..dear)
}

/// The lines of the report, each with the part it stands in; `to` are the blocks of a letter that say to whom it goes.
fn lines<'a>(decoded: &'a Decoded, to: &std::ops::Range<usize>) -> Vec<Line<'a>> {
    let mut out = Vec::new();
    let mut part = Part::Head;
    // Whether copies are named over the greeting, as a letter does.
    let mut copied = false;
    for (at, block) in decoded.blocks.iter().enumerate() {
        if at == to.start && !to.is_empty() {
            part = Part::SentTo;
        }
        let piece = decoded.piece(block).trim();
        let noise = piece.text.chars().filter(|c| c.is_alphanumeric()).count() < 2
            && !matches!(block.kind, crate::decode::BlockKind::Numbered(_));
        let folded = loose(piece.text);
        let page = folded.starts_with("page ") && folded.len() < 16;
        // A number alone parts those the report is sent to.
        let counts = part == Part::SentTo && piece.text.starts_with(|c: char| c.is_ascii_digit())
            || part == Part::Concerns && marks::alone(piece.text).is_some();
        if (noise && !counts) || page {
            continue;
        }
        // The form's title and "this report is being sent to:" may run on in one line.
        let sent = part == Part::Head && folded.contains(&*REPORT) && sent_at_the_end(&folded);
        if sent && heading(piece).is_none() {
            part = Part::SentTo;
        } else if let Some((opened, rest)) = heading(piece) {
            part = opened;
            if !rest.text.is_empty() {
                out.push(Line { part, block, piece: rest });
            }
        } else if let Some(found) = LETTER.find(piece.text).filter(|_| part == Part::Head) {
            part = Part::SentTo;
            out.push(Line { part, block, piece: piece.sub(found.end(), piece.text.len()) });
        } else {
            // The form's own title ends what its web page says of it.
            if part == Part::SentTo && FORM.is_match(piece.text) && piece.text.split_whitespace().count() <= 14 {
                part = Part::Head;
            }
            // A letter's greeting ends the list of those it goes to.
            if part == Part::SentTo && folded.starts_with("cc ") {
                (part, copied) = (Part::Copies, true);
            }
            let greeted = folded.starts_with("dear ");
            if part == Part::SentTo && (greeted || loose(piece.text).starts_with(&loose("inquest")))
                || copied && greeted
            {
                (part, copied) = (Part::Other, false);
            }
            if part != Part::Concerns
                && TRIGGER.is_match(piece.text)
                && !matches!(part, Part::Response | Part::Copies | Part::Circumstances)
            {
                part = Part::Concerns;
            }
            out.push(Line { part, block, piece });
        }
    }
    out
}

/// "REPORT TO PREVENT FUTURE DEATHS (1)" without the number of the form's own note.
fn unnoted(title: Piece<'_>) -> Piece<'_> {
    static NOTE: LazyLock<Regex> = LazyLock::new(|| re(r"\s*\(\d\)\s*$"));
    title.sub(0, NOTE.find(title.text).map_or(title.text.len(), |m| m.start()))
}

/// "REGULATION 28 REPORT ... RHEOLIAD 28 ADRODDIAD ...": the form's heading in both languages of Wales; the first.
fn one_language(line: Piece<'_>) -> Piece<'_> {
    static WELSH: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\S\s+[/|(]?\s*(?:rheoliad|adroddiad)\b"));
    line.sub(0, WELSH.find(line.text).map_or(line.text.len(), |m| m.start() + 1))
}

/// The form's own heading.
fn form(decoded: &Decoded) -> Option<Piece<'_>> {
    let mut lines = decoded.pieces().into_iter().map(one_language);
    lines.find(|p| FORM.is_match(p.text) && p.text.split_whitespace().count() <= 14)
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    proposal.document.kind = DocumentKind::PfdReport;
    let to = letter_to(decoded).unwrap_or_default();
    let lines = lines(decoded, &to);
    proposal.document.title = form(decoded).map(|p| unnoted(p).quoted(90)).or_else(|| title_of(decoded));
    let part = |want: Part| lines.iter().filter(move |l| l.part == want);
    let sent: Vec<&Line<'_>> = part(Part::SentTo).collect();
    let recipients = recipients::read(decoded, &sent, lexicon);
    if recipients.is_empty() {
        warn(proposal, "no_addressee", Level::Warning, "it is not clear to whom the report is sent".to_owned(), None);
    }
    let made_on = date_of(decoded, &lines, &to, proposal);
    let due_stated =
        part(Part::Response).find_map(|l| dates::find(&l.piece, None).first().map(|f| f.piece.value(f.date, 85)));
    // The form's box says under what it is made; where a page or a scan has lost it, the form's own title does.
    let mut why: Vec<Piece<'_>> = lines.iter().filter(|l| l.part == Part::Powers).map(|l| l.piece).collect();
    why.extend(form(decoded));
    source(decoded, &lines, proposal);
    let reference = proposal.source.as_ref().and_then(|s| s.external_ref.clone());
    let coroner = area(decoded);
    proposal.document.publisher.clone_from(&coroner);
    proposal.document.published_on.clone_from(&made_on);
    let mut concerns = concerns::read(decoded, &lines, &recipients);
    // Each is kept with all it goes to; no report has as many.
    const MOST: usize = 1_000;
    if concerns.len() > MOST {
        concerns.truncate(MOST);
        let message = format!("it holds more than {MOST} matters of concern and was read no further");
        warn(proposal, "too_many", Level::Error, message, None);
    }
    for (i, concern) in concerns.iter().enumerate() {
        proposal.recommendations.push(ProposedRecommendation {
            id: format!("r{}", i + 1),
            ordinal: u32::try_from(i + 1).unwrap_or(u32::MAX),
            reference: reference.clone(),
            text: concern.text.quoted(90),
            findings: Vec::new(),
            recommending_body: coroner.clone(),
            addressees: allotted::meant(concern, &recipients),
            copied_to: copied(&lines, lexicon),
            made_on: made_on.clone(),
            power: citations::power(&concern.text, &why),
            due_stated: due_stated.clone(),
            themes: Vec::new(),
            citations: citations::cited(concern.text, &[], lexicon),
            informal: false,
            responses: Vec::new(),
        });
    }
    if concerns.is_empty() {
        let message = "it is a report to prevent future deaths, but its matters of concern were not found".to_owned();
        warn(proposal, "no_recommendation_found", Level::Error, message, None);
        if let Some(source) = &mut proposal.source {
            source.bodies = recipients.iter().map(|r| r.body.quoted(80)).collect();
        }
    }
    ends(decoded, &lines, proposal);
    decoded.text.clone()
}

/// Bodies that get a copy and owe no answer.
fn copied(lines: &[Line<'_>], lexicon: &Lexicon) -> Vec<Quoted<String>> {
    let copies = lines.iter().filter(|l| l.part == Part::Copies);
    let named =
        copies.flat_map(|l| lexicon.bodies_in(l.piece.text).into_iter().map(|(from, to)| l.piece.sub(from, to)));
    let mut out: Vec<Quoted<String>> = Vec::new();
    for one in named.map(|name| name.quoted(75)) {
        if !out.iter().any(|known| domain::fold(&known.value) == domain::fold(&one.value)) {
            out.push(one);
        }
    }
    out
}

/// The report's own date: where it says so, or beside the signature. A date there that is none is pointed out.
fn date_of(
    decoded: &Decoded,
    lines: &[Line<'_>],
    to: &std::ops::Range<usize>,
    proposal: &mut Proposal,
) -> Option<Quoted<PartialDate>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:date of report|report date|dated(?: this)?)\b"));
    let pieces = decoded.pieces();
    let labelled = pieces.iter().find(|p| LABEL.is_match(p.text.trim()));
    // What a page's foot says of the form is not the report's.
    static FORMS: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:template|updated|version|printed|revised)\b"));
    // The signature stands at the end: among the last short lines, the last first.
    let last = lines.len().saturating_sub(8);
    let signed = lines
        .iter()
        .enumerate()
        .rev()
        .filter(|(i, l)| l.part == Part::Signed || (*i >= last && l.piece.text.split_whitespace().count() <= 12))
        .filter(|(_, l)| !FORMS.is_match(l.piece.text))
        .map(|(_, l)| l.piece);
    // A letter has its day over those it goes to.
    let over = pieces.get(..to.start).unwrap_or_default();
    let mut seen = None;
    for piece in labelled.copied().into_iter().chain(over.iter().rev().copied()).chain(signed) {
        if let Some(found) = dates::find(&piece, None).into_iter().find(|f| f.date.qualifier().is_none()) {
            return Some(found.piece.value(found.date, 90));
        }
        let digits = piece.text.chars().filter(char::is_ascii_digit).count();
        seen = seen.or(Some(piece).filter(|_| digits >= 2));
    }
    let message = match seen {
        Some(piece) => {
            format!("the report's date cannot be read: '{}'", piece.clean().chars().take(80).collect::<String>())
        }
        None => "no date of the report was found".to_owned(),
    };
    warn(proposal, "date_not_read", Level::Warning, message, seen.as_ref());
    None
}

fn source(decoded: &Decoded, lines: &[Line<'_>], proposal: &mut Proposal) {
    static REFERENCE: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:our )?ref(?:erence)?(?: no\.?)?\s*:\s*(\S[\w/.-]{2,30})"));
    let first = lines.iter().filter(|l| l.part == Part::Circumstances);
    let span =
        first.clone().next().zip(first.clone().next_back()).map(|(a, b)| decoded.stretch(a.piece.start, b.piece.end()));
    let reference = decoded.pieces().into_iter().take(30).find_map(|p| {
        let found = REFERENCE.captures(p.text.trim())?.get(1)?;
        Some(p.trim().sub(found.start(), found.end()).quoted(85))
    });
    let inquest = decoded.pieces().into_iter().find_map(|p| {
        let at = p.text.to_lowercase().find("inquest")?;
        Some(p.sub(at, at + 7).value("inquest".to_owned(), 90))
    });
    proposal.source = Some(ProposedSource {
        kind: inquest,
        external_ref: reference,
        summary: span.map(|s| s.quoted(80)),
        bodies: Vec::new(),
    });
}

/// The coroner's area, which is who recommends; never the coroner by name. Where the report says it in a sentence, so; else as
/// the web page labels it.
fn area(decoded: &Decoded) -> Option<Quoted<String>> {
    // Joined by commas and small words; "(South)" may end it; the page's next label does not belong to it.
    static AREA: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:(?P<label>[Cc]oroner(?:['’]?s)? [Aa]rea\s*:)|[Cc]oroner(?:['’]?s)?\s+[Aa]rea\s+of|CORONER\s+FOR\s+THE\s+COUNTY\s+OF|[Cc]oroner\s+for(?:\s+the)?(?:\s+[Cc]ounty\s+of)?)\s+((?:(?:the|and|of|upon|in|on)\s+)*[A-Z][\w’'-]*(?:,?\s+(?:(?:the|and|of|upon|in|on|&)\s+)*[A-Z][\w’'-]*){0,7}(?:\s+\([A-Z][\w &]*\))?)",
        )
    });
    static NEXT: LazyLock<Regex> = LazyLock::new(|| re(r"\s(?:Category|This report|Ref)\b"));
    let found: Vec<(bool, Piece<'_>)> = decoded
        .pieces()
        .into_iter()
        .filter_map(|p| {
            let found = AREA.captures(p.text)?;
            let whole = found.get(0)?;
            Some((found.name("label").is_some(), p.sub(whole.start(), whole.end())))
        })
        .collect();
    let (_, own) = found.iter().find(|(label, _)| !label).or(found.first())?;
    let end = NEXT.find(own.text).map_or(own.text.len(), |m| m.start());
    Some(own.sub(0, end).trim_matches(|c: char| c.is_whitespace() || c == ',' || c == '.').quoted(80))
}

/// A report that breaks off before it says how to respond is cut.
fn ends(decoded: &Decoded, lines: &[Line<'_>], proposal: &mut Proposal) {
    let Some(last) = decoded.blocks.last().map(|b| decoded.piece(b)) else { return };
    let answered = lines.iter().any(|l| matches!(l.part, Part::Response | Part::Copies));
    let says = decoded.text.to_lowercase().contains("written response")
        || decoded.text.to_lowercase().contains("duty to respond");
    let ended = last.text.trim_end().ends_with(['.', ']', ')', '”', '"']);
    if !answered && !says && !ended {
        warn(proposal, "truncated", Level::Warning, "the report breaks off before its end".to_owned(), Some(&last));
    }
}
