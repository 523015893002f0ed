//! The sentences of an answer, each with a key that the same sentence of another body's answer has too: what is said to everyone.
//!
//! *Invariant:* a sentence's place is in the text it was given; a short sentence has no key.

use std::ops::Range;

use super::Names;
use super::wording::{hash64, words_of};

/// The fewest words, names of bodies left out, of a sentence that is looked for elsewhere: "We accept the recommendation." is
/// an answer, not boiler-plate.
const FEWEST_WORDS: usize = 7;
/// The most sentences of one text that are looked at.
const MOST: usize = 200;

/// The sentences of a text that are long enough to be known again: where each stands (in bytes) and its key.
pub fn sentences(text: &str, names: &Names) -> Vec<(Range<usize>, u64)> {
    let mut out = Vec::new();
    for place in places(text).into_iter().take(MOST) {
        let words = words_of(text.get(place.clone()).unwrap_or_default(), names);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
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
        let names = Names::of(["Kent Police", "Essex Police"]);
        let kent = "Thank you. Kent Police takes its duty to the public very seriously indeed! All is well.";
        let essex = "Essex Police takes its duty to the public very seriously indeed.\nNo more can be said of it now.";
        let (a, b) = (sentences(kent, &names), sentences(essex, &names));
        assert_eq!((a.len(), b.len()), (1, 2), "short ones have no key");
        assert_eq!(a.first().map(|s| s.1), b.first().map(|s| s.1));
        let place = a.first().map(|s| s.0.clone()).unwrap_or_default();
        assert_eq!(kent.get(place), Some("Kent Police takes its duty to the public very seriously indeed!"));
        assert_ne!(b.first().map(|s| s.1), b.get(1).map(|s| s.1));
        assert_eq!(sentences("", &names), []);
        assert_eq!(sentences("...;;\n\n!?", &names), []);
    }
}
