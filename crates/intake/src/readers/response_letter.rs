//! A letter that answers a report: who writes, when, and, where it sets the concerns out again, its answer to each.
//!
//! *Invariant:* a concern is read only where the letter prints it; an answer by number alone stays in the letter's words.

use std::sync::LazyLock;

use domain::DocumentKind;
use domain::proposals::{Level, Proposal, ProposedRecommendation, ProposedResponse, Quoted};
use regex::Regex;

use super::sections::AnswerPart;
use super::{answers, stated, title_of, warn};
use crate::dates;
use crate::decode::{Block, BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static DEAR: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^dear\b"));
static CLOSES: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^yours (?:sincerely|faithfully|truly)"));
static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:regulation\s+28|prevent(?:ion of)? future deaths|rule\s+43|your report|your (?:letter|recommendations?)|paragraph 28a|touching the death)",
    )
});
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:(?:re|subject)\b\s*:?\s*|response to\b)"));
static CONCERN: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:concern|matter(?: of concern)?|point|issue|recommendation)\s*\(?(?:\d{1,2}|[a-z])\)?\s*[:.–-]\s*[\x22“‘']?",
    )
});
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:Police|Constabulary|Council|Services?|Authority|Trust|College|Department|Ministry|Agency|Association|NHS|Hospitals?|University|School|Limited|Ltd|PLC|LLP|Group|Company|Prison|HMPPS|Partnership|Foundation|Board|Homes|Railways?)\b",
    )
});

pub(super) fn score(decoded: &Decoded) -> u8 {
    let pieces = decoded.pieces();
    let dear = pieces.iter().take(30).any(|p| DEAR.is_match(p.text.trim()));
    let closes = pieces.iter().any(|p| CLOSES.is_match(p.text.trim()));
    let about = pieces.iter().any(|p| ABOUT.is_match(p.text));
    let answers = pieces.iter().any(|p| {
        let lower = p.text.to_lowercase();
        [
            "in response to your",
            "thank you for your",
            "refer to your report",
            "we write under regulation 29",
            "response to regulation",
            "to the regulation 28 report",
            "in response to",
            "the matters you raise",
            "your report dated",
        ]
        .iter()
        .any(|w| lower.contains(w))
    });
    u8::from(dear) * 25 + u8::from(closes) * 15 + u8::from(about) * 15 + u8::from(answers) * 25
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    proposal.document.kind = DocumentKind::Response;
    let pieces = decoded.pieces();
    let dear = pieces.iter().position(|p| DEAR.is_match(p.text.trim())).unwrap_or(pieces.len());
    let subject = pieces.iter().skip(dear + 1).take(3).find(|p| {
        SUBJECT.is_match(p.text.trim())
            || (p.text.split_whitespace().count() <= 20 && !p.text.trim_end().ends_with(['.', ',']))
    });
    proposal.document.title = subject.map(|p| p.trim().quoted(85)).or_else(|| title_of(decoded));
    let head = pieces.get(..dear).unwrap_or_default();
    let body = responder(head, lexicon).or_else(|| behalf(&pieces));
    proposal.document.publisher = body.map(|b| b.quoted(80));
    let own = |p: &&Piece<'_>| dates::only(p).is_some() || p.text.trim().to_lowercase().starts_with("date");
    proposal.document.published_on =
        head.iter().filter(own).find_map(|p| dates::find(p, None).first().map(|f| f.piece.value(f.date, 90)));
    if body.is_none() {
        warn(
            proposal,
            "no_author",
            Level::Warning,
            "it is not clear which body this letter speaks for".to_owned(),
            None,
        );
    }
    propose(decoded, body, proposal);
    if proposal.recommendations.is_empty() {
        let message =
            "the letter answers by number or in prose; which recommendation each part answers is for a person to say"
                .to_owned();
        warn(proposal, "answers_by_number", Level::Warning, message, None);
    }
    decoded.text.clone()
}

/// The body that writes: the first named in the letter's head, before the coroner it is written to.
fn responder<'a>(head: &[Piece<'a>], lexicon: &Lexicon) -> Option<Piece<'a>> {
    let own = head.iter().filter(|p| !super::is_sites(p.text));
    let lines = own.take_while(|p| !p.text.to_lowercase().contains("coroner"));
    // A logo that says "NHS" names nobody.
    let own = |p: &Piece<'a>| p.strip_prefix("NHS\n").unwrap_or(*p).trim();
    for line in lines.map(own).filter(|p| p.text != "NHS") {
        if let Some((from, to)) = lexicon.bodies_in(line.text).into_iter().next() {
            return Some(line.sub(from, to));
        }
        if BODY.is_match(line.text) {
            // A page's number may stand on the head's line, far from its words.
            let first = line
                .text
                .find("   ")
                .or_else(|| line.text.find(" Page "))
                .or_else(|| line.text.find(','))
                .unwrap_or(line.text.len());
            return Some(line.sub(0, first).trim());
        }
    }
    None
}

/// "I am replying on behalf of the Ministry of Justice", where the letter's head is a picture.
fn behalf<'a>(pieces: &[Piece<'a>]) -> Option<Piece<'a>> {
    static BEHALF: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:reply|replying|respond|responding|write|writing|response)\b[^.]{0,30}?\bon behalf of (?:the )?(?P<who>[A-Z][\w’']+(?:\s+(?:[A-Z][\w’']+|of|for|and|the)){0,7})",
        )
    });
    pieces.iter().find_map(|p| {
        let who = BEHALF.captures(p.text)?.name("who")?;
        let name = p.sub(who.start(), who.end());
        let joins = |c: &str| matches!(c, "of" | "for" | "and" | "the");
        // "the Ministry of Justice and of the Service" is cut before "and of".
        let mut words: Vec<&str> = name.text.split(' ').collect();
        while words.last().is_some_and(|w| joins(w)) {
            words.pop();
        }
        let name = name.sub(0, words.join(" ").len());
        BODY.is_match(name.text).then_some(name)
    })
}

/// The head of a table of concerns and answers.
fn is_table_head(cells: &[Piece<'_>]) -> bool {
    let [first, second, ..] = cells else { return false };
    let (first, second) = (first.text.to_lowercase(), second.text.to_lowercase());
    let short = first.split_whitespace().count() <= 5 && second.split_whitespace().count() <= 8;
    let asks = ["concern", "matter", "issue", "recommendation"].iter().any(|w| first.contains(w));
    short && asks && ["response", "reply", "answer", "action"].iter().any(|w| second.contains(w))
}

/// The concerns that the letter prints, each with the answer under it or beside it.
fn concerns(decoded: &Decoded) -> Vec<(Piece<'_>, Vec<Block>)> {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:concern|matter(?: of concern)?|point|issue|recommendation)\s*\(?(?:\d{1,2}|[a-z])\)?\s*[:.]?$")
    });
    static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:[\w’']+ ){0,3}(?:response|reply|answer)(?: (?:of|from|by) [\w’' ]{2,60})?\s*:?$")
    });
    let mut found: Vec<(Piece<'_>, Vec<Block>)> = Vec::new();
    let (mut open, mut table, mut next, mut unclosed) = (false, false, false, false);
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if block.kind == BlockKind::Row {
            let cells = super::tabled::cells(piece);
            if is_table_head(&cells) {
                table = true;
            } else if let ([concern, answer, ..], true) = (cells.as_slice(), table) {
                let said =
                    Block { kind: BlockKind::Paragraph, start: answer.start, end: answer.end(), ..block.clone() };
                found.push((*concern, vec![said]));
                open = false;
            }
            continue;
        }
        table = false;
        if ALONE.is_match(piece.text.trim()) {
            // What stands under "Concern 1" is the concern only where a label opens the answer to it; else the answer.
            let after =
                decoded.blocks.iter().skip_while(|b| b.start <= block.start).map(|b| decoded.piece(b).text.trim());
            let labelled = after.clone().take_while(|t| !ALONE.is_match(t)).any(|t| ANSWER.is_match(t));
            // Or where the letter quotes it.
            let quoted = after.clone().next().is_some_and(|t| t.starts_with(['"', '“']));
            (next, open) = (labelled || quoted, false);
            continue;
        }
        if std::mem::take(&mut next) {
            let quote = |c: char| matches!(c, '"' | '”' | '’' | '\'' | '“' | ' ');
            found.push((piece.trim_matches(quote), Vec::new()));
            (open, unclosed) = (true, piece.text.starts_with(['"', '“']) && !ends_quote(piece));
            continue;
        }
        // A quotation that the page's width broke goes on to its sign.
        if let Some((text, _)) = found.last_mut().filter(|_| unclosed) {
            let end = piece.trim_matches(|c: char| matches!(c, '"' | '”' | ' ')).end();
            *text = decoded.stretch(text.start, end);
            unclosed = !ends_quote(piece) && text.text.len() < 2_000;
            continue;
        }
        let heading = CONCERN.find(piece.text).map(|m| piece.sub(m.end(), piece.text.len()));
        if let Some(text) = heading.filter(|t| t.text.split_whitespace().count() >= 5) {
            let quote = |c: char| matches!(c, '"' | '”' | '’' | '\'' | '“' | ' ');
            found.push((text.trim_matches(quote), Vec::new()));
            open = true;
        } else if CLOSES.is_match(piece.text.trim()) || other(block, piece) {
            open = false;
        } else if let Some((_, blocks)) = found.last_mut().filter(|_| open && !ANSWER.is_match(piece.text.trim())) {
            blocks.push(block.clone());
        }
    }
    found
}

fn ends_quote(piece: Piece<'_>) -> bool {
    piece.text.trim_end().ends_with(['"', '”'])
}

/// Concerns set out again under a number or letter alone ("(1) There is no system ...", "a) That within one month ..."): so where
/// what comes after each of them answers it.
fn numbered(decoded: &Decoded) -> Vec<(Piece<'_>, Vec<Block>)> {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:\((?P<b>\d{1,2})\)|(?P<n>\d{1,2})[.)]|\(?(?P<a>[a-j])\))\s+"));
    let mut found: Vec<(usize, Piece<'_>)> = Vec::new();
    let mut last = 0;
    for (at, block) in decoded.blocks.iter().enumerate() {
        let piece = decoded.piece(block);
        let (number, own) = match (&block.kind, MARK.captures(piece.text)) {
            (BlockKind::Numbered(number), _) => (number.trim_matches(['(', ')', '.']).to_owned(), piece),
            (_, Some(mark)) => {
                let number = ["b", "n", "a"].iter().find_map(|name| mark.name(name)).map_or("", |m| m.as_str());
                (number.to_owned(), piece.sub(mark.get(0).map_or(0, |m| m.end()), piece.text.len()))
            }
            _ => continue,
        };
        let letter = u8::try_from(found.len()).ok().map(|n| char::from(b'a' + n.min(25)).to_string());
        static LABEL: LazyLock<Regex> =
            LazyLock::new(|| re(r"(?i)^(?:our |the |[\w’']+(?:'s|’s) )?(?:response|reply|answer)\s*:?$"));
        let labelled = |b: &Block| LABEL.is_match(decoded.piece(b).text.trim());
        // Its words may go over several lines of the letter before the answer comes.
        let after = decoded.blocks.iter().skip(at + 1).take(4);
        let answered =
            after.clone().next().is_some_and(|b| opens_answer(decoded.piece(b))) || after.clone().any(labelled);
        // An answer to some of them leaves out the others' numbers.
        let on = number.parse::<usize>().is_ok_and(|n| n > last);
        if (on || letter.as_ref() == Some(&number)) && answered {
            last = number.parse().unwrap_or(last);
            found.push((at, own.trim()));
        }
    }
    // One alone may be a point of anything.
    if found.len() < 2 {
        return Vec::new();
    }
    let ends = found.iter().skip(1).map(|(at, _)| *at).chain([decoded.blocks.len()]);
    let said = |from: usize, to: usize| -> Vec<Block> {
        let after = decoded.blocks.get(from..to).unwrap_or_default();
        after.iter().take_while(|b| !CLOSES.is_match(decoded.piece(b).text.trim())).cloned().collect()
    };
    found.iter().zip(ends).map(|((at, own), end)| (*own, said(at + 1, end))).collect()
}

/// Whether a paragraph begins an answer: by the word alone ("Agreed."), or by a sentence that accepts or does not.
fn opens_answer(piece: Piece<'_>) -> bool {
    let first = piece.sentences().first().copied().unwrap_or(piece);
    first.text.split_whitespace().count() <= 4 && answers::position(first.text).is_some() || stated::says(piece)
}

/// Proposes each concern with the answer to it.
fn propose(decoded: &Decoded, body: Option<Piece<'_>>, proposal: &mut Proposal) {
    let labelled = concerns(decoded);
    let found = if labelled.is_empty() { numbered(decoded) } else { labelled };
    for (i, (text, blocks)) in found.into_iter().enumerate() {
        let responses = answered(decoded, blocks, body, i).into_iter().collect();
        proposal.recommendations.push(ProposedRecommendation {
            id: format!("r{}", i + 1),
            ordinal: u32::try_from(i + 1).unwrap_or(u32::MAX),
            reference: None,
            text: text.quoted(85),
            findings: Vec::new(),
            recommending_body: None,
            addressees: body.iter().map(|b| b.quoted(75)).collect(),
            copied_to: Vec::new(),
            made_on: None,
            power: None,
            due_stated: None,
            themes: Vec::new(),
            citations: Vec::new(),
            informal: false,
            responses,
        });
    }
}

/// "Other matters", a numbered paragraph about several concerns: it ends the answer before it.
fn other(block: &Block, piece: Piece<'_>) -> bool {
    let lower = piece.text.to_lowercase();
    let several = lower.starts_with("concerns ") && lower.contains(" and ");
    let short = piece.text.split_whitespace().count() <= 4 && !piece.text.trim_end().ends_with(['.', ':', ';']);
    (matches!(block.kind, BlockKind::Heading(_)) && short) || several || lower.starts_with("other matters")
}

fn answered(decoded: &Decoded, blocks: Vec<Block>, body: Option<Piece<'_>>, i: usize) -> Option<ProposedResponse> {
    let (first, last) = (blocks.first()?, blocks.last()?);
    let text = decoded.stretch(first.start, last.end).quoted(85);
    let mut part = AnswerPart { blocks, ..AnswerPart::default() };
    settle(decoded, &mut part);
    let refused = matches!(part.position, Some((_, domain::Position::Rejected)));
    let (items, prose) = answers::items(decoded, &part.blocks);
    let mut actions = match (refused, items.is_empty()) {
        (true, _) => Vec::new(),
        (_, true) => answers::narrated(&prose, None),
        _ => answers::fold_items(&items, None).0,
    };
    for (k, action) in actions.iter_mut().enumerate() {
        action.id = format!("a{}", (i + 1) * 100 + k + 1);
    }
    let reasons: Vec<Quoted<String>> = if refused { prose.iter().map(|p| p.quoted(80)).collect() } else { Vec::new() };
    Some(ProposedResponse {
        id: format!("p{}", i + 1),
        same_as: None,
        addressee: body.map(|b| b.quoted(75)),
        position: part.position.map(|(words, p)| words.value(p.as_str().to_owned(), 85)),
        position_words: part.position.map(|(words, _)| words.quoted(85)),
        inferred: false,
        given_on: None,
        received_on: None,
        text: Some(text),
        reasons,
        actions,
    })
}

/// What the answer comes to: said at once, by a word or a sentence, or further on.
fn settle<'a>(decoded: &'a Decoded, part: &mut AnswerPart<'a>) {
    stated::spoken(decoded, part);
    // "Accepted. A new memorandum was signed": the word alone is the first sentence.
    if part.position.is_none() {
        let first = part.blocks.first().and_then(|b| decoded.piece(b).sentences().into_iter().next());
        let short = first.filter(|s| s.text.split_whitespace().count() <= 4);
        part.position = short.and_then(|s| answers::position(s.text).map(|p| (answers::position_words(s), p)));
    }
    // Regulation 29 has a reply say what is done, or why nothing is.
    static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:For (?:these|those|this) reasons?,?\s)?(?:I|We|we|It|The [A-Z][\w ]{2,40}?)\s(?:therefore\s)?(?P<no>(?:do|does) not (?:propose|intend|plan) to take (?:any |further |any further )?action|(?:has|have) decided not to (?:proceed|do so|adopt|implement|pursue|fit|introduce|take (?:this|it|the matter) (?:forward|further)))\b",
        )
    });
    if part.position.is_none() {
        let sentences = part.blocks.iter().flat_map(|b| decoded.piece(b).sentences());
        let said = |s: Piece<'_>| {
            NOTHING.captures(s.text).and_then(|c| c.name("no")).map(|m| (s.start + m.start(), s.start + m.end()))
        };
        let found = sentences.filter_map(said).next();
        part.position = found.map(|(from, to)| (decoded.stretch(from, to), domain::Position::Rejected));
    }
    // "To that extent our acceptance of this concern is in part only": what the answer comes to, after what it began with.
    static IN_PART: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?i:our|my|its) (?P<part>acceptance (?:of (?:this|the|your) (?:recommendation|concern|point) )?is (?:therefore )?(?:only )?(?:in part|partial|qualified))\b",
        )
    });
    if matches!(part.position, None | Some((_, domain::Position::Accepted))) {
        let sentences = part.blocks.iter().flat_map(|b| decoded.piece(b).sentences());
        let said = |s: Piece<'_>| {
            IN_PART.captures(s.text).and_then(|c| c.name("part")).map(|m| (s.start + m.start(), s.start + m.end()))
        };
        let found = sentences.filter_map(said).next_back().map(|(from, to)| decoded.stretch(from, to));
        part.position = found.map(|words| (words, domain::Position::PartlyAccepted)).or(part.position);
    }
}
