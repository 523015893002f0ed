//! The position that an answer's own sentences give, where no word alone does: "We accept this recommendation."
//!
//! *Invariant:* the words that give it are kept; a sentence that gives none leaves the answer without.

use std::sync::LazyLock;

use domain::Position;
use regex::Regex;

use super::answers;
use super::sections::AnswerPart;
use crate::decode::Decoded;
use crate::piece::{Piece, re};

pub(super) static SAYS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?ix)\b(?P<no>(?:do|does|did)\ not\ (?:accept|agree\ (?:with|to))\b|not\ able\ to\ (?:accept|agree)\b|(?:has|have)\ not\ been\ accepted\b|unable\ to\ agree\b|(?:cannot|can\ not|unable\ to|will\ not)\ accept\b|reject(?:s|ed)?\ (?:the|this)\ (?:recommendation|concern)|disagree(?:s|d)?\ with\ (?:the|this|both|these|your)\ (?:[\w’']+\ ){0,2}(?:recommendation|concern)|recommendation\ (?:is|was|has\ been)\ (?:not\ accepted|rejected))
          | (?P<part>\b(?:partially|partly)\ (?:accept(?:s|ed)?|agrees?|agreed|concurs?)\b|\bagrees?\ in\ part\b|(?:recommendation|concern|point|this|it|that)\ (?:is|was|has\ been)\ (?:partly\ |partially\ )?accepted\ in\ part|accept(?:s|ed)?\ (?:the|this)\ (?:recommendation|concern|point|finding)\ in\ part|accept(?:s|ed)?\ (?:this\ |it\ )?in\ part)
          | (?P<principle>(?:recommendation|concern|this|it|that)\ (?:is|was|has\ been)\ accepted\ in\ principle|accept(?:s|ed)?\ (?:(?:the|this)\ (?:recommendation|concern)\ )?in\ principle|accept(?:s|ed)?\ the\ principle|\bagrees?\ (?:with\ (?:the|this)\ (?:[\w’']+\ )?recommendation,?\ )?in\ (?:principle|concept)\b)
          | (?P<yes>^(?:I|we)\ (?:fully\ )?accept\ (?:this|it)\b[.,;]|^(?:this|it|that)\ is\ (?:fully\ )?accepted\b|^this\ (?:was|has\ been)\ (?:fully\ )?accepted[.,;]|\b(?:they|we|all|it)\ (?:each\ |both\ |all\ |fully\ )?accepts?\ (?:them|it)\b|\b(?:stated|said)\ that\ it\ (?:agreed|concurred)(?:[.,;]\ (?:that|and)\b|\.$)|\b(?:accepts?|accepted|agrees?\ with|agreed\ with|concurs?\ with)\ (?:the|this|these|both|all|of\ the|your)\ (?:[\w’']+\ ){0,2}(?:recommendations?|concerns?|points?|findings?)|(?:recommendations?|concerns?|points?)\ (?:is|was|has\ been|are|have\ been)\ (?:fully\ )?(?:accepted|agreed)|^(?:we|i)\ (?:fully\ |entirely\ )?agree\ that\b|accept\ (?:all|both)\ (?:\w+\ )?(?:of\ the\ )?recommendations)",
    )
});

/// Whether a line begins an answer by saying in a sentence that it is accepted or not: "The government accepts this recommendation."
pub(super) fn says(piece: Piece<'_>) -> bool {
    static SPEAKER: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:\d{1,2}\.\d{1,2}\s+)?[“]?(?:The|We|I|Our|These|It|[A-Z][\w’']+)\s"));
    let first = piece.sentences().first().copied().unwrap_or(piece);
    // A report's numbered paragraph may speak of another's; one that answers says no more than that.
    static ENDS: LazyLock<Regex> = LazyLock::new(|| re(r"\brecommendations?\.$"));
    let counted = first.text.starts_with(|c: char| c.is_ascii_digit());
    // "The Constabulary accepted this recommendation and wrote to us in July to say that ...": whose answer it is, and that at once.
    static AT_ONCE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^The (?:Chief Constable|Chief Executive|Governor|Constabulary|[Ff]orce|Police|Council|Trust|Department|Service|Authority|Agency|Board|Company|Ministry|Government) (?:(?:accepted|has accepted|rejected|has rejected|did not accept|has not accepted) (?:the|this) recommendation(?:[.,;]| (?:carefully )?and (?:[a-z]+ed|wrote|met|told|says|will)\b)|considered (?:the|this) recommendation (?:[\w’]+ )?(?:but|and) did not accept it\b)",
        )
    });
    SPEAKER.is_match(first.text)
        && (first.text.split_whitespace().count() <= 14 || AT_ONCE.is_match(first.text))
        && (!counted || ENDS.is_match(first.text))
        && SAYS.is_match(first.text)
}

/// "Accepted. Letters of apology were sent.": the word, and then what was done.
pub(super) fn goes_on(piece: Piece<'_>) -> bool {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Accepted|Not accepted|Accepted in part|Accepted in principle|Partially accepted|Partly accepted|Rejected|Not agreed|Partly agreed)\.\s+[A-Z]",
        )
    });
    // A legend says what the word means.
    WORD.is_match(piece.text) && !piece.text.contains(" means ")
}

/// The position that the answer's own first sentences give, where no word alone did.
pub(super) fn spoken<'a>(decoded: &'a Decoded, part: &mut AnswerPart<'a>) {
    if part.position.is_some() && !part.inferred {
        return;
    }
    let sentences = part.blocks.iter().take(2).flat_map(|b| decoded.piece(b).sentences()).take(3);
    for (i, sentence) in sentences.enumerate() {
        // "Accepted. The upgrade went live in May."
        let alone = || {
            (sentence.text.len() > 4 && !sentence.text.contains('\t') && sentence.text.split_whitespace().count() <= 4)
                .then(|| answers::position(sentence.text).or_else(|| said_by(sentence.text)))
        };
        let alone = if i == 0 { alone().flatten().map(|p| (answers::position_words(sentence), p)) } else { None };
        if let Some((words, position)) = alone.or_else(|| stated(sentence)) {
            let piece = decoded.stretch(words.start, words.end());
            (part.position, part.inferred) = (Some((piece, position)), false);
            return;
        }
    }
}

/// "Accepted by the Constabulary.": the word, and whose it is.
fn said_by(sentence: &str) -> Option<Position> {
    static BY: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?P<said>[A-Z][a-z ]{3,30}?) by (?:the )?[A-Z][\w’' ]{2,40}\.?$"));
    answers::position(BY.captures(sentence)?.name("said")?.as_str())
}

/// "Action Status: Closed - Accepted": what it says after whether it is still looked at; else the line.
pub(super) fn status_of(line: Piece<'_>) -> Piece<'_> {
    static STATUS: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:[A-Z]\w+ ){0,2}[Ss]tatus\s?:\s+(?:Closed|Open)\s[-–—]\s(?P<said>[A-Z][A-Za-z ]{3,40})$")
    });
    let said = line.text.contains("tatus").then(|| STATUS.captures(line.text)).flatten();
    said.and_then(|c| c.name("said")).map_or(line, |m| line.sub(m.start(), m.end()))
}

/// The same of a table's cell, of which only its own body's first sentence is taken: "USDA agreed with this recommendation."
pub(super) fn spoken_in_cell<'a>(decoded: &'a Decoded, part: &mut AnswerPart<'a>) {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:Closed|Open)\b[^.]{0,30}?\s)?(?:We|I|[A-Z]{2,8}|The (?:[A-Z]\w+ )?(?:Department|Agency|Force|Council|Trust|Board|Service|Government|Constabulary|Police))\s(?:has |have )?(?:fully |partially |partly )?(?:agree|concur|accept|disagree|reject|(?:do|does|did) not (?:agree|accept|concur))",
        )
    });
    let first = part.blocks.first().and_then(|b| decoded.piece(b).sentences().first().copied());
    // "Accepted. A new form is in use."
    let short = first.filter(|s| s.text.len() > 4 && s.text.split_whitespace().count() <= 4);
    let alone = short.and_then(|s| answers::position(s.text).map(|p| (answers::position_words(s), p)));
    let said = || first.filter(|s| OWN.is_match(s.text)).and_then(stated);
    if let Some((words, position)) = alone.or_else(said) {
        (part.position, part.inferred) = (Some((words, position)), false);
    }
}

/// "“MBPD disagrees.", "The Department concurs.": a sentence that says no more.
fn barely(sentence: Piece<'_>) -> Option<(Piece<'_>, Position)> {
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^[“\x22]?(?:The\s)?[A-Z][\w’'&]*(?:\s(?:[A-Z][\w’'&]*|of|and|for)){0,6}\s(?P<said>(?P<yes>agrees|concurs)|disagrees|does not (?:agree|concur))[.;”]*$",
        )
    });
    let found = BARE.captures(sentence.text)?;
    let said = found.name("said")?;
    let position = if found.name("yes").is_some() { Position::Accepted } else { Position::Rejected };
    Some((sentence.sub(said.start(), said.end()), position))
}

/// The position that a sentence gives: "We accept this recommendation."
pub(super) fn stated(sentence: Piece<'_>) -> Option<(Piece<'_>, Position)> {
    if let Some(said) = barely(sentence) {
        return Some(said);
    }
    // "has accepted the first three recommendations" says which, and those need not be these.
    static OF_SOME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:accept(?:s|ed)?|agree(?:s|d)? (?:with|to)|reject(?:s|ed)?) (?:only )?(?:the )?(?:first|second|third|fourth|fifth|sixth|last|other|remaining|some|most)\b(?: \w+){0,3} recommendations?\b",
        )
    });
    // "we said that we would accept this in part" tells of an earlier word.
    static EARLIER: LazyLock<Regex> =
        LazyLock::new(|| re(r"\b(?:said|told (?:you|the \w+)) that (?:we|it|they|I) would\b"));
    if OF_SOME.is_match(sentence.text) || EARLIER.is_match(sentence.text) {
        return None;
    }
    let found = SAYS.captures(sentence.text)?;
    let named = [
        ("no", Position::Rejected),
        ("part", Position::PartlyAccepted),
        ("principle", Position::AcceptedInPrinciple),
        ("yes", Position::Accepted),
    ];
    // "has not accepted the recommendations", "will neither accept nor reject".
    static DENIED: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:not|never|neither|whether|cannot)\b"));
    let before = found.get(0).and_then(|m| sentence.text.get(..m.start())).unwrap_or("");
    // "does not disagree with this recommendation" is no refusal.
    let refused = found.name("no").is_some_and(|m| !m.as_str().to_lowercase().starts_with("disagree"));
    if !refused && DENIED.is_match(before) || sentence.text.contains(" neither ") {
        return None;
    }
    let (words, position) = named.into_iter().find_map(|(name, p)| found.name(name).map(|m| (m, p)))?;
    Some((sentence.sub(words.start(), words.end()).trim(), position))
}
