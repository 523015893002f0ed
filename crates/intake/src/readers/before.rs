//! What stands before a recommendation's words: the labels of its card, its key, the number of the report's paragraph; and whether an answer does.
//!
//! *Invariant:* what a label says is a stretch of its line.

use std::sync::LazyLock;

use regex::Regex;

use super::asking::{before_its_words, begins};
use super::listed::SHOULD;
use super::sections;
use super::under::{AREA, Under};
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

/// "A4  The force should ...": a key of the list's own, with a wide space or a sign after it.
static KEY: LazyLock<Regex> = LazyLock::new(|| re(r"^([A-Z]\d{1,2})(?:[.:)]\s+|\s{2,})[A-Z]"));
/// "Reference: 2024/201558", "Recipients: A Police, B Police": what a card says of a recommendation before its words.
pub(super) fn labelled(piece: Piece<'_>) -> Option<(String, Piece<'_>)> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?P<label>(?:our )?ref(?:erence)?(?: (?:no|number))?\.?|date(?: (?:sent|made|issued|published))?|recipients?|addressees?(?:\(s\))?|for|to|(?:made|addressed|issued|directed|sent) to|status|type|theme|topic|priority)\s*:\s*(?P<value>\S.{0,160})$",
        )
    });
    let found = LABEL.captures(piece.text)?;
    let value = found.name("value")?;
    Some((found.name("label")?.as_str().to_lowercase(), piece.sub(value.start(), value.end())))
}

/// Whether a line is of a card that stands over the next one's words: labels with what they say, down to the label of the words alone
/// ("Safety Action/Output Text"). It is no answer to the one before.
pub(super) fn of_next_card<'a>(decoded: &'a Decoded, i: usize, under: &mut Under<'a>) -> bool {
    static FACT: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z][\w/ ]{1,40}\s?:\s+\S.{0,100}$"));
    const MOST: usize = 12;
    let line = |at: usize| decoded.blocks.get(at).map(|b| decoded.piece(b).trim());
    let fact = |at: usize| line(at).is_some_and(|p| FACT.is_match(p.text));
    if !fact(i) {
        return false;
    }
    let end = (i..i + MOST).find(|at| !fact(*at)).unwrap_or(i);
    // Above another area for improvement a label may answer the one before.
    let over = line(end).is_some_and(|p| AREA.is_match(p.text) && p.text.trim_end_matches(':').ends_with("ext"));
    if over && let Some((label, value)) = line(i).and_then(labelled) {
        under.label(&label, value);
    }
    over
}

/// "4.6 Recommendation. The Department should ...": a paragraph of the report that its label says to be one.
pub(super) fn paragraphed(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    static PARAGRAPH: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?P<number>\d{1,3}(?:\.\d{1,3}){1,2})\.?\s+Recommendation\s?[.:–—-]\s+(?P<text>[A-Z])"));
    let found = PARAGRAPH.captures(piece.text)?;
    let (number, text) = (found.name("number")?, found.name("text")?);
    Some((piece.sub(number.start(), number.end()), piece.sub(text.start(), piece.text.len())))
}

/// "A4  The force should ...": the key of the list's own, and the words.
pub(super) fn keyed(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    let number = KEY.captures(piece.text)?.get(1)?;
    let sign = |c: char| c.is_whitespace() || matches!(c, '.' | ':' | ')');
    let own = piece.sub(number.end(), piece.text.len());
    let text = own.sub(own.text.find(|c: char| !sign(c)).unwrap_or(0), own.text.len()).trim();
    let first = text.sentences().first().copied().unwrap_or(text);
    let asks = SHOULD.is_match(first.text) && begins(first.text);
    asks.then(|| (piece.sub(number.start(), number.end()), text))
}

/// "1  The intent of this recommendation is ...", over what is recommended: its number.
pub(super) fn numbered_intent<'a>(block: &Block, piece: Piece<'a>) -> Option<Piece<'a>> {
    let digits = piece.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let own = piece.sub(digits, piece.text.len()).trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ')'));
    let counted = digits > 0 || matches!(block.kind, BlockKind::Numbered(_));
    (counted && own.text.starts_with("The intent of this ") && before_its_words(own)).then(|| piece.sub(0, digits))
}

/// "Paragraph 2.31", "The intent of this recommendation is ...": a line between a number and the words that ask, unless an answer is next.
pub(super) fn stands_before(decoded: &Decoded, i: usize) -> bool {
    static ARISES: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:Paragraphs?|Paras?\.?|Pages?|Section) [\d.,– -]+$"));
    let Some(piece) = decoded.blocks.get(i).map(|b| decoded.piece(b)) else { return false };
    ARISES.is_match(piece.text.trim()) || (before_its_words(piece) && !answered_next(decoded, i))
}

/// "Recording of restraint", "A Community Partnership": a short line that asks nothing, over one that asks, titles that or names whom it asks.
pub(super) fn titles_the_next(decoded: &Decoded, i: usize) -> bool {
    const SHORT: usize = 10;
    let line = |at: usize| decoded.blocks.get(at).map(|b| (b, decoded.piece(b).trim()));
    let (Some((block, own)), Some((next, text))) = (line(i), line(i + 1)) else { return false };
    let plain = |b: &Block| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading(_));
    let words = own.text.split_whitespace().count();
    let ends = own.text.ends_with(['.', ':', ';', '?', '!', ',']);
    let asks = |text: &str| SHOULD.is_match(text) || text.starts_with("That ") || text.starts_with("To ");
    plain(block)
        && plain(next)
        && words <= SHORT
        && !ends
        && own.text.starts_with(char::is_uppercase)
        && !asks(own.text)
        && !is_answer(own)
        && !is_answer(text)
        && sections::numbered_heading(text.text).is_none()
        && text.text.split_whitespace().count() > words
        && text.sentences().first().is_some_and(|first| asks(first.text))
}

/// Whether the next line answers what stands here: there are no other words then.
pub(super) fn answered_next(decoded: &Decoded, i: usize) -> bool {
    decoded.blocks.get(i + 1).map(|b| decoded.piece(b)).is_some_and(|p| is_answer(p) || super::stated::says(p))
}

/// "Response from NPCC", "Accepted": a line of an answer, which is no heading; "Yes" alone may answer something of the site's.
pub(super) fn is_answer(line: Piece<'_>) -> bool {
    sections::boundary(line.text) && line.text.trim().len() > 3
}

/// Whom, and what: "TO THE GREAT NORTHERN RAILWAY: Revise your rules ...", as boards of transport safety print theirs.
pub(super) fn in_capitals(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    static TO: LazyLock<Regex> =
        LazyLock::new(|| re(r"^TO (?:THE )?(?P<who>[A-Z][A-Z&,.'’() -]{3,160}):\s+(?P<text>[A-Z][a-z])"));
    let found = TO.captures(piece.text)?;
    let (who, text) = (found.name("who")?, found.name("text")?);
    let text = piece.sub(text.start(), piece.text.len());
    (text.text.split_whitespace().count() >= 8).then(|| (piece.sub(who.start(), who.end()), text))
}

/// A page's number, which stands between no two lines.
pub(super) fn is_pages(line: Piece<'_>) -> bool {
    line.text.len() <= 3 && line.text.bytes().all(|b| b.is_ascii_digit())
}
