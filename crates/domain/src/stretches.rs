//! Where words stand in a text, however they are set there: in capitals, over the end of a line, with another apostrophe or an accent in two parts.
//!
//! For leaving words out: what is found too often costs a word that could have stayed, what is missed is published.
//!
//! *Invariant:* a stretch begins and ends between characters of the text, and takes in the marks that belong to its last letter.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Between words that a hyphen parts, at a line's end or within one, which may be one word.
const SOFT: char = '\u{1}';

/// A character as it is compared, with the bytes it came from.
struct Seen {
    as_char: char,
    from: usize,
    to: usize,
}

/// A text that words are looked for in, made ready once.
pub struct Worded<'t> {
    text: &'t str,
    seen: Vec<Seen>,
}

impl<'t> Worded<'t> {
    /// Makes a text ready.
    pub fn of(text: &'t str) -> Worded<'t> {
        Worded { text, seen: seen(text) }
    }

    /// Every stretch in which words stand: letters are compared without case and marks (NFKD); spaces, line breaks, hyphens, stops and commas between
    /// words are all the same; apostrophes and what nobody sees are passed over. Stretches may overlap.
    pub fn stretches(&self, words: &str) -> Vec<Range<usize>> {
        let words = words.trim();
        let mut found: Vec<Range<usize>> = match words {
            "" => Vec::new(),
            words => self.text.match_indices(words).map(|(start, part)| start..start + part.len()).collect(),
        };
        let wanted = seen(words).into_iter().map(|s| if s.as_char == SOFT { ' ' } else { s.as_char });
        let wanted: Vec<char> = wanted.collect();
        let wanted = trimmed(&wanted);
        for (at, first) in self.seen.iter().enumerate() {
            if let Some(last) = self.seen.get(at..).and_then(|rest| ends(rest, wanted)) {
                found.push(first.from..last);
            }
        }
        found.sort_unstable_by_key(|stretch| (stretch.start, stretch.end));
        found.dedup();
        found
    }
}

fn trimmed(wanted: &[char]) -> &[char] {
    let start = wanted.iter().take_while(|c| **c == ' ').count();
    let end = wanted.iter().rev().take_while(|c| **c == ' ').count();
    wanted.get(start..wanted.len().saturating_sub(end)).unwrap_or_default()
}

/// The byte after the words, if a text begins with them.
fn ends(text: &[Seen], wanted: &[char]) -> Option<usize> {
    let (mut rest, mut end) = (text.iter().peekable(), None);
    for want in wanted {
        // A soft place is a space where one is wanted, and nothing where none is.
        while end.is_some() && *want != ' ' && rest.next_if(|s| s.as_char == SOFT).is_some() {}
        let own = rest.next_if(|s| s.as_char == *want || (*want == ' ' && s.as_char == SOFT))?;
        end = Some(own.to);
    }
    end
}

/// A text as it is compared.
fn seen(text: &str) -> Vec<Seen> {
    let mut out: Vec<Seen> = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((from, c)) = rest.next() {
        let to = from + c.len_utf8();
        if is_apostrophe(c) {
            continue;
        }
        if is_combining_mark(c) || is_unseen(c) {
            // It goes with the letter before it.
            if let Some(last) = out.last_mut().filter(|last| last.as_char.is_alphanumeric()) {
                last.to = to;
            }
        } else if parts_words(c) {
            let after_letter = out.last().is_some_and(|last| last.as_char.is_alphanumeric());
            let mut end = (to, is_hyphen(c), c == '\n' || c == '\r');
            while let Some((at, next)) = rest.next_if(|(_, next)| parts_words(*next) || is_unseen(*next)) {
                end = (at + next.len_utf8(), end.1 || is_hyphen(next), end.2 || next == '\n' || next == '\r');
            }
            // A hyphen alone between two letters may be what is left of one at a line's end.
            let alone =
                is_hyphen(c) && end.0 == to && after_letter && rest.peek().is_some_and(|(_, c)| c.is_alphanumeric());
            let as_char = if (end.1 && end.2) || alone { SOFT } else { ' ' };
            out.push(Seen { as_char, from, to: end.0 });
        } else {
            let letters = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
            out.extend(letters.map(|as_char| Seen { as_char, from, to }));
        }
    }
    out
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{b4}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' | '\u{2032}' | '\u{ff07}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// What stands between words.
fn parts_words(c: char) -> bool {
    c.is_whitespace() || is_hyphen(c) || matches!(c, '.' | ',' | '/' | '_')
}

/// What nobody sees: a soft hyphen, joiners, marks of direction, selectors of a form.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str, words: &str) -> String {
        let mut out = String::new();
        let mut from = 0;
        for stretch in Worded::of(text).stretches(words) {
            if stretch.start >= from {
                out.push_str(text.get(from..stretch.start).unwrap_or("?"));
                out.push('#');
            }
            from = from.max(stretch.end);
        }
        out + text.get(from..).unwrap_or("?")
    }

    #[test]
    fn words_are_found_however_they_are_set() {
        for text in [
            "We asked Inspector Leekmann.",
            "We asked INSPECTOR LEEKMANN.",
            "We asked inspector\r\nLeekmann.",
            "We asked Inspector  Leekmann.",
            "We asked Inspector\u{a0}Leekmann.",
            "We asked Inspector Leek\u{ad}mann.",
            "We asked Inspector Lee\u{200b}kmann.",
            "We asked Inspector Leek-\n  mann.",
            "We asked Inspector-Leekmann.",
            "We asked Inspector Leek-mann.",
            "We asked Inspector\u{2011}\u{ff2c}eekmann.",
        ] {
            assert_eq!(left(text, "Inspector Leekmann"), "We asked #.", "{text:?}");
        }
        assert_eq!(left("by O\u{2019}Dingo, ODINGO and O'Dingo", "O'Dingo"), "by #, # and #");
        assert_eq!(left("Zoe\u{308} and Zo\u{eb} and zoe", "Zo\u{eb}"), "# and # and #");
        assert_eq!(left("Smith-Jones, Smith Jones, Smith-\nJones", "Smith-Jones"), "#, #, #");
        assert_eq!(left("the o\u{fb03}cer", "officer"), "the #");
        assert_eq!(left("Lee, Lee", " Lee "), "#, #");
    }

    #[test]
    fn other_words_stay() {
        assert_eq!(left("We plan next for an next", "Ann"), "We plan next for an next");
        assert_eq!(left("vitamin C a day from C&A", "C&A"), "vitamin C a day from #");
        assert_eq!(left("Inspector of Lee", "Inspector Lee"), "Inspector of Lee");
        assert_eq!(left("one - two ... three", "***"), "one - two ... three");
        assert_eq!(left("a *** b", "***"), "a # b");
        assert_eq!(left("anything", "  "), "anything");
        assert_eq!(left("'", "'"), "#");
        assert_eq!(left("", "Lee"), "");
    }
}
