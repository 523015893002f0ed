//! Lines that lead to points, each of which is asked or was agreed: "I recommend that the Council:".
//!
//! *Invariant:* a line that leads ends with a colon; what it leads to ends where its numbers do.

use std::sync::LazyLock;

use regex::Regex;

use super::listed::without_opening;
use super::sections;
use super::under::Under;
use crate::decode::{Block, BlockKind};
use crate::piece::{Piece, re};

/// "By 28 February, X Police should:" and "15 HM Treasury should:": each point under it is one.
static BODY_ASKS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:\d{1,3}\s+)?(?:By\s+[^,:]{3,40},\s+)?(?:[Tt]he\s+)?[A-Z][^.;:]{2,120}?\s(?:should|must)(?:\s+(?:jointly|also|together|now))?(?:\s[a-z]+ an? [\w ]{3,40} to)?\s*:\s*$",
    )
});
static WE_ASK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?:I|We)\s+(?:also\s+|therefore\s+|further\s+|would\s+)*recommend(?:ed)?\b.{0,160}|(?:My|Our) recommendations? (?:is|are)\b.{0,120}|The Ombudsman (?:also |therefore )?recommended\b.{0,160}|And that,? [^:]{0,60}\bit (?:should|must)|What (?:we|I) (?:asked|said|recommended)\b.{0,120}|In relation to .{3,60}, (?:we|I) recommended|(?:\d{1,3}\.?\s+)?(?:Within [^,:]{3,80},? )?(?:the|The) [A-Z][\w’' ]{2,60} (?:has|have) (?:also )?agreed to(?: the following| take (?:the following|these) (?:action|step)s?[^:]{0,60})?|To remedy [^:]{3,160}? (?:has|have) (?:also )?agreed to[^:]{0,80}|To (?:put right|prevent|remedy|address|avoid|improve) [^:]{3,160}?, (?:I|we|We) (?:have )?(?:also )?recommend(?:ed)?\b[^:]{3,160}|Within [^,:]{3,40} of (?:my|our|the|this) (?:final )?(?:decision|report),? (?:the|The) [A-Z][\w’' ]{2,60} (?:will|should|must)|(?:(?:As a result|Following|After)\b[^:.]{3,70}\s)?[Ii]t (?:was|is) (?:also )?recommended that\b.{0,120}):\s*$",
    )
});
/// "The Authority recommends that the Police:", where recommendations stand: in the background it is another's.
static THEY_ASK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:\d{1,3}\.?\s+)?(?:The\s+)?[A-Z][\w’'-]*(?:\s[\w’'-]+){0,7}?\s(?:also\s+|therefore\s+)?recommends?\s+that\s.{3,160}:\s*$",
    )
});
/// "We used our powers to make the following recommendations to A Police:", "The following recommendations are made:".
static MAKES: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:\[?\d{1,3}[\].]?\s+)?(?:[^:]{0,160}\b(?:[Ii]|[Ww]e|Inspectors|[Tt]he (?:Panel|Inquiry|Commission|Board|Review|IOPC|RAIB|Coroner|Ombudsman))\b[^:]{0,160}?\bmakes? (?:the following|these)\s(?:\w+\s){0,2}recommendations?\b(?: to (?:the )?(?P<who>[A-Z][\w’'&., -]{2,80}?))?(?:,?\s[a-z][^:]{0,90})?|The following (?:\w+\s){0,2}recommendations? (?:are|is) made\d?[^:]{0,60}):\s*$",
    )
});
/// Whom a line asks: "I recommend that, within one month, the Health Board:".
static WHO_ASKED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:recommend(?:s|ed)?|recommendation is)\s+that,?\s+(?:[a-z][^:]*,\s+)?(?:the\s+)?(?P<who>[A-Z][\w’', -]{2,160}?)(?:[’']s\s+[A-Z][\w -]{2,40})?(?:\s(?:should|must))?\s*:\s*$",
    )
});
static AGREED: LazyLock<Regex> = LazyLock::new(|| re(r"\b(?:has|have) (?:also )?agreed to\b"));

/// "In 2018 we were told that the Commission would make the following recommendations:": what was or might have been recommended.
fn of_others(line: &str) -> bool {
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:would|could|might|heard|told|said|thought|understands?|went on|had)\b|\bin (?:19|20)\d\d\b|\bour (?:19|20)\d\d\b",
        )
    });
    TOLD.is_match(line)
}

/// Whether a line ends as one that leads does: few do, and the patterns are asked of these alone.
fn led(piece: Piece<'_>) -> bool {
    piece.text.trim_end().ends_with(':')
}

/// Whether a line leads to points that are asked.
pub(super) fn opens(piece: Piece<'_>) -> bool {
    if !led(piece) {
        return false;
    }
    let line = leading(piece).text;
    WE_ASK.is_match(line) || MAKES.is_match(line) && !of_others(line)
}

/// Whether a line is a point that lost its sign: it goes on in a small letter what the line above leads to, or the point before it.
pub(super) fn signless(piece: Piece<'_>, before: Option<Piece<'_>>) -> bool {
    static GOES_ON: LazyLock<Regex> = LazyLock::new(|| re(r"(?:[;:]|[;,]\s+and)\s*$"));
    piece.text.starts_with(char::is_lowercase) && before.is_some_and(|b| GOES_ON.is_match(b.text))
}

/// The last sentence of a paragraph that ends with a colon; else the whole.
fn leading(piece: Piece<'_>) -> Piece<'_> {
    if !piece.text.trim_end().ends_with(':') {
        return piece;
    }
    piece.sentences().last().copied().unwrap_or(piece)
}

/// Whether a numbered block stands past the points that a numbered line leads to: "28." after "27. The Authority recommends that
/// the Police:", but not "1)" and what counts on from it.
pub(super) fn past(block: &Block, under: &mut Under<'_>) -> bool {
    let (Some(lead), BlockKind::Numbered(number)) = (&under.asked_by_number, &block.kind) else { return false };
    under.points_counted |= number == "1";
    !under.points_counted || counts_on(lead, number)
}

/// Whether `number` is the next after `lead`: "28" after "27", "4.3" after "4.2".
fn counts_on(lead: &str, number: &str) -> bool {
    let parts = |n: &str| {
        let (head, last) = n.rsplit_once('.').unwrap_or(("", n));
        last.parse::<u32>().ok().map(|last| (head.to_owned(), last))
    };
    parts(lead).zip(parts(number)).is_some_and(|((a, m), (b, n))| a == b && m + 1 == n)
}

/// Takes a line that leads to points, each of which is asked or was agreed: "I recommend that the Council:".
pub(super) fn leads<'a>(block: &Block, piece: Piece<'a>, under: &mut Under<'a>) -> bool {
    if !led(piece) {
        return false;
    }
    let piece = leading(piece);
    let they = under.asks && THEY_ASK.is_match(piece.text);
    if let Some(found) = MAKES.captures(piece.text).filter(|_| !of_others(piece.text)) {
        let who = found.name("who").map(|who| piece.sub(who.start(), who.end()));
        (under.asked_above, under.asks, under.points_counted, under.agreed) = (true, true, false, None);
        under.asked_by_number = None;
        under.group = who.filter(|who| super::addressees::is_name(*who)).or(under.group);
        return true;
    }
    if !(they || WE_ASK.is_match(piece.text) || (under.asks && BODY_ASKS.is_match(piece.text))) {
        // Another line that leads somewhere is not of what was agreed to above.
        under.agreed = None;
        return false;
    }
    // Under "Agreed action" what a body will do within a month was agreed; without that heading it was decided.
    let over = under.agreed_over.filter(|_| piece.text.trim_end().ends_with(" will:"));
    under.agreed = AGREED.find(piece.text).map(|m| piece.sub(m.start(), m.end())).or(over);
    let number = piece.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let piece = piece.sub(number, piece.text.len()).trim();
    under.asked_above = true;
    // Beside what "we recommend that" leads to, other lines only speak of it.
    under.strong_seen |= they || WE_ASK.is_match(piece.text);
    under.points_counted = false;
    under.asked_by_number = match &block.kind {
        BlockKind::Numbered(number) => Some(number.clone()),
        _ => None,
    };
    under.group = super::addressees::subject(without_opening(
        piece.sub(sections::asks(piece.text).map_or(0, |a| a.1), piece.text.len()),
    ))
    .or_else(|| has_agreed(piece))
    .or_else(|| bidden(piece))
    .or_else(|| asked_of(piece))
    // Whoever this line asks, it is not whom the one before asked.
    .or(under.group.filter(|_| !WHO_ASKED.is_match(piece.text)));
    true
}

/// "Eastmoor Unit should:": whoever is named before the word, whatever kind of body it is.
fn bidden(line: Piece<'_>) -> Option<Piece<'_>> {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:\d{1,3}\s+)?(?:By\s[^,:]{3,40},\s)?(?:[Tt]he\s)?(?P<who>[A-Z][\w’'&.-]*(?:\s(?:[A-Z][\w’'&.-]*|of|and|for|the|&)){1,7})\s(?:should|must)\b[^.;:]{0,60}:\s*$",
        )
    });
    let who = WHO.captures(line.text)?.name("who")?;
    Some(line.sub(who.start(), who.end()))
}

/// Whom a line asks that does not say "should": "I recommend that, within one month, the Health Board's Chief Executive:".
fn asked_of(line: Piece<'_>) -> Option<Piece<'_>> {
    // "the Director of General Services": a post that is its office.
    static POST: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Executive )?(?:Director|Commissioner|Secretary|Minister|Superintendent|Administrator) (?:of|for) [A-Z]",
        )
    });
    let who = WHO_ASKED.captures(line.text)?.name("who")?;
    let with = who.as_str().find(", working with").unwrap_or(who.as_str().len());
    let who = line.sub(who.start(), who.start() + with);
    let one = super::addressees::is_name(who) || POST.is_match(who.text);
    (one || super::addressees::apart(who).len() > 1).then_some(who)
}

/// Who has agreed to the points that follow: "To remedy the injustice, the Council has agreed to:".
fn has_agreed(line: Piece<'_>) -> Option<Piece<'_>> {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        re(r"\b(?P<who>[Tt]he [A-Z][\w’' ]{2,60}?) (?:(?:has|have) (?:also )?agreed to|will|should|must)\b")
    });
    let who = WHO.captures(line.text)?.name("who")?;
    Some(line.sub(who.start(), who.end()))
}
