//! A stretch of the decoded text that knows where it stands, so that every value keeps its span.
//!
//! *Invariant:* `start` and the length always name this very stretch of the text.

use std::sync::LazyLock;

use domain::proposals::Quoted;
use regex::Regex;

/// A stretch of the decoded text and its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The words.
    pub text: &'a str,
    /// Their first byte in the decoded text.
    pub start: usize,
}

/// Compiles a pattern that is part of the program. A word's letters are those of the languages that the documents are in, and
/// a word's edge is seen in ASCII: with every letter of Unicode the automata are many times as large, and slow to build.
#[expect(clippy::expect_used, reason = "the patterns are constants, and a test of the house compiles every one")]
pub(crate) fn re(pattern: &str) -> Regex {
    Regex::new(&latin(pattern)).expect("a constant pattern compiles")
}

/// The pattern with `\w` for Latin letters, digits and the underscore, and `\b` for an edge in ASCII.
fn latin(pattern: &str) -> String {
    const LETTERS: &str = "0-9A-Za-z_À-ɏ";
    let mut out = String::with_capacity(pattern.len() * 2);
    let (mut inside, mut chars) = (false, pattern.chars());
    while let Some(c) = chars.next() {
        if c != '\\' {
            inside = (inside && c != ']') || c == '[';
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('w') if inside => out.push_str(LETTERS),
            Some('w') => out.extend(["[", LETTERS, "]"]),
            Some('b') if !inside => out.push_str(r"(?-u:\b)"),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

impl<'a> Piece<'a> {
    /// The byte after the last.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The part from byte `from` to byte `to` of this piece; empty where they are not inside it.
    #[must_use]
    pub fn sub(&self, from: usize, to: usize) -> Piece<'a> {
        match self.text.get(from..to) {
            Some(text) => Piece { text, start: self.start + from },
            None => Piece { text: "", start: self.start },
        }
    }

    /// Without white space at either end.
    #[must_use]
    pub fn trim(&self) -> Piece<'a> {
        self.trim_matches(char::is_whitespace)
    }

    /// Without such characters at either end.
    #[must_use]
    pub fn trim_matches(&self, what: impl Fn(char) -> bool) -> Piece<'a> {
        let left = self.text.trim_start_matches(&what);
        Piece { start: self.start + self.text.len() - left.len(), text: left.trim_end_matches(&what) }
    }

    /// The part after `prefix`, if the piece starts with it.
    pub fn strip_prefix(&self, prefix: &str) -> Option<Piece<'a>> {
        self.text.strip_prefix(prefix).map(|text| Piece { text, start: self.start + prefix.len() })
    }

    /// The parts between matches of `pattern`, trimmed, empty ones left out.
    pub fn split(&self, pattern: &Regex) -> Vec<Piece<'a>> {
        let mut parts = Vec::new();
        let mut from = 0;
        for found in pattern.find_iter(self.text) {
            parts.push(self.sub(from, found.start()));
            from = found.end();
        }
        parts.push(self.sub(from, self.text.len()));
        parts.iter().map(Piece::trim).filter(|p| !p.text.is_empty()).collect()
    }

    /// Its sentences.
    pub fn sentences(&self) -> Vec<Piece<'a>> {
        static END: LazyLock<Regex> = LazyLock::new(|| re(r#"[.!?]['"”’)\]]*\s+"#));
        let mut out = Vec::new();
        let mut from = 0;
        for found in END.find_iter(self.text) {
            let before = self.text.get(from..found.start()).unwrap_or("");
            let after = self.text.get(found.end()..).unwrap_or("");
            let last = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or("");
            // "Mr. Smith", "e.g. this", "S. 26" and "no. 4" do not end a sentence; nor does what goes on in lower case.
            let short =
                matches!(last, "Mr" | "Mrs" | "Ms" | "Dr" | "e.g" | "i.e" | "etc" | "No" | "no" | "s" | "para" | "St")
                    || (last.len() == 1 && last.chars().all(char::is_uppercase));
            if short || after.chars().next().is_some_and(char::is_lowercase) {
                continue;
            }
            out.push(self.sub(from, found.end()).trim());
            from = found.end();
        }
        out.push(self.sub(from, self.text.len()).trim());
        out.retain(|s| !s.text.is_empty());
        out
    }

    /// The words with white space folded to single spaces.
    pub fn clean(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The cleaned words as a value with its span.
    pub fn quoted(&self, confidence: u8) -> Quoted<String> {
        self.value(self.clean(), confidence)
    }

    /// Another value read from these words.
    pub fn value<T>(&self, value: T, confidence: u8) -> Quoted<T> {
        Quoted { value, start: to32(self.start), end: to32(self.end()), confidence }
    }
}

/// A place in the text; texts are bounded far below 4 GiB by `decode`.
pub(crate) fn to32(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
