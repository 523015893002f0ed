//! The sentences of an answer, each with a key that the same sentence of another body's answer has too: what is said to everyone.
//!
//! *Invariant:* a sentence's place is in the text it was given; a short sentence has no key.

use std::ops::Range;

use super::wording::hash64;
use crate::fold;

/// The fewest words, those written large left out, of a sentence that is looked for elsewhere: "We accept the recommendation." is
/// an answer, not boiler-plate.
const FEWEST_WORDS: usize = 7;
/// The most sentences of one text that are looked at.
const MOST: usize = 200;

/// The sentences of a text that are long enough to be known again: where each stands (in bytes) and its key.
///
/// A sentence is known by its words in small letters: names of bodies, people and places are written large and left out, whoever
/// they are, so that a key is the same on every machine and in every register. What is written in capitals alone has none.
pub fn sentences(text: &str) -> Vec<(Range<usize>, u64)> {
    let mut out = Vec::new();
    for place in places(text).into_iter().take(MOST) {
        let small = |word: &&str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_lowercase());
        let words = text.get(place.clone()).unwrap_or_default().split_whitespace().filter(small);
        let folded = fold(&words.collect::<Vec<&str>>().join(" "));
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        if words.len() >= FEWEST_WORDS {
            out.push((place, hash64(&words)));
        }
    }
    out
}

/// Where sentences stand: up to a full stop, question mark or exclamation mark before a space, a semicolon, or the line's end.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '\n' | ';' => true,
            '.' | '!' | '?' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            out.push(start..at + c.len_utf8());
            start = at + c.len_utf8();
        }
    }
    out.push(start..text.len());
    let trimmed = |place: Range<usize>| {
        let whole = text.get(place.clone()).unwrap_or_default();
        let front = whole.len() - whole.trim_start().len();
        place.start + front..place.start + front + whole.trim().len()
    };
    out.into_iter().map(trimmed).filter(|place| !place.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sentence_of_two_bodies_has_one_key_and_its_place() {
        let kent = "Thank you. Kent Police takes its duty to the public very seriously indeed! All is well.";
        let essex = "Essex Police takes its duty to the public very seriously indeed.\nNo more can be said of it now.";
        let (a, b) = (sentences(kent), sentences(essex));
        assert_eq!((a.len(), b.len()), (1, 2), "short ones have no key");
        assert_eq!(a.first().map(|s| s.1), b.first().map(|s| s.1));
        let place = a.first().map(|s| s.0.clone()).unwrap_or_default();
        assert_eq!(kent.get(place), Some("Kent Police takes its duty to the public very seriously indeed!"));
        assert_ne!(b.first().map(|s| s.1), b.get(1).map(|s| s.1));
        assert_eq!(sentences(""), []);
        assert_eq!(sentences("...;;\n\n!?"), []);
    }
}
