//! A list that somebody pasted: each line an action, with the owner, the day and the tense that its words name.
//!
//! *Invariant:* what a line does not say is null; nothing is guessed.

use domain::PartialDate;
use domain::proposals::ProposedAction;
use jiff::civil::Date;

use crate::dates;
use crate::piece::Piece;
use crate::readers::answers::deed;

/// The most lines that are read.
const MOST: usize = 300;

/// The actions of a pasted list, a line each. `context` is the day by which a date without a year is understood.
pub fn actions_in(list: &str, context: Option<Date>) -> Vec<ProposedAction> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in list.split('\n') {
        let piece = Piece { text: line, start }.trim();
        start += line.len() + 1;
        let bare = unmarked(&piece);
        if bare.text.chars().filter(|c| c.is_alphabetic()).count() >= 3 && out.len() < MOST {
            out.push(deed(&bare, context));
        }
    }
    out
}

/// A line without the bullet, number or letter in front of it.
fn unmarked<'a>(piece: &Piece<'a>) -> Piece<'a> {
    let text = piece.text;
    let bulleted = text.trim_start_matches(['•', '-', '–', '—', '*', '·', '▪', '◦', '>', ' ', '\t']);
    let inner = bulleted.trim_start_matches('(');
    let mark = inner.find(['.', ')']).filter(|end| *end <= 3);
    let counted = mark.filter(|end| {
        let mark = inner.get(..*end).unwrap_or("");
        let digits = !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit());
        digits || (mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_lowercase()))
    });
    // After the mark there is a space, or it was none ("3.5 million").
    let after = counted.and_then(|end| inner.get(end + 1..)).filter(|rest| rest.starts_with([' ', '\t']));
    let rest = after.unwrap_or(bulleted);
    piece.sub(text.len() - rest.len(), text.len()).trim()
}

/// The one date that some words are, in figures or in English words; `None` where they are none, or more than one.
pub fn date_in(words: &str, context: Option<Date>) -> Option<PartialDate> {
    let words = words.trim();
    if let Ok(date) = words.parse() {
        return Some(date);
    }
    let piece = Piece { text: words, start: 0 };
    match dates::find(&piece, context).as_slice() {
        [one] if one.piece.text.len() == words.len() => Some(one.date),
        _ => None,
    }
}
