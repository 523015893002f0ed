//! The part of a text in which the words that were looked for stand closest together, with the words marked.
//!
//! *Invariant:* the parts put together are a stretch of the text, not a letter more or less.

use std::collections::BTreeSet;

use serde::Serialize;
use tantivy::tokenizer::TextAnalyzer;

use super::asked::Asked;
use super::fields::{analyzer, plain_analyzer};
use super::query::{cut, tokens};

/// About how long a snippet is, in bytes.
const LENGTH: usize = 240;
/// Texts are looked through no further than this for a place to show.
const LOOKED: usize = 40_000;

/// A stretch of a snippet, and whether it is a word that was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Part {
    /// The words.
    pub text: String,
    /// Whether they were looked for.
    #[serde(rename = "match")]
    pub found: bool,
}

/// The words that are marked.
#[derive(Default)]
pub(super) struct Wanted {
    stems: BTreeSet<String>,
    starts: Vec<String>,
    analyzer: Option<TextAnalyzer>,
}

impl Wanted {
    /// What a search looks for; what it excludes is not marked.
    pub(super) fn of(asked: Option<&Asked>) -> Wanted {
        let mut wanted = Wanted { analyzer: Some(analyzer()), ..Wanted::default() };
        if let Some(asked) = asked {
            wanted.take(asked);
        }
        wanted
    }

    fn take(&mut self, asked: &Asked) {
        match asked {
            Asked::Word(words) | Asked::Phrase(words) => self.stems.extend(tokens(words)),
            Asked::Prefix(stem) => self.starts.extend(cut(&mut plain_analyzer(), stem)),
            Asked::All(all) | Asked::Any(all) | Asked::Most(all) => all.iter().for_each(|a| self.take(a)),
            Asked::Field(..) | Asked::Not(_) => {}
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.stems.is_empty() && self.starts.is_empty()
    }

    /// Where the words stand in a text, each with what it is (for counting different ones).
    fn places(&mut self, text: &str) -> Vec<(usize, usize, u64)> {
        let mut out = Vec::new();
        let end = (0..=LOOKED.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = text.get(..end).unwrap_or("");
        let (stems, starts) = (&self.stems, &self.starts);
        if let Some(analyzer) = &mut self.analyzer {
            let mut stream = analyzer.token_stream(text);
            stream.process(&mut |token| {
                let stem = stems.iter().position(|s| *s == token.text);
                // What the reader sees is the whole word, so a prefix is looked for in that.
                let seen = || text.get(token.offset_from..token.offset_to).unwrap_or("").to_lowercase();
                let start = || starts.iter().position(|s| seen().starts_with(s.as_str())).map(|at| at + stems.len());
                if let Some(which) = stem.or_else(start) {
                    out.push((token.offset_from, token.offset_to, u64::try_from(which).unwrap_or(0)));
                }
            });
        }
        out
    }

    /// The best stretch of a text with its words marked; `None` where none of the words is in it.
    pub(super) fn snippet(&mut self, text: &str) -> Option<Vec<Part>> {
        let places = self.places(text);
        let from = best(&places)?;
        Some(marked(text, from, &places))
    }

    /// The start of a text, its words marked.
    pub(super) fn start(&mut self, text: &str) -> Vec<Part> {
        let places = self.places(text);
        marked(text, 0, &places)
    }
}

/// Where the stretch with the most different words starts, the earliest of several.
fn best(places: &[(usize, usize, u64)]) -> Option<usize> {
    let mut most = (0, None);
    for (i, (from, _, _)) in places.iter().enumerate() {
        let within = places.iter().skip(i).take_while(|(_, to, _)| to - from <= LENGTH);
        let different: BTreeSet<u64> = within.map(|(_, _, which)| *which).collect();
        if different.len() > most.0 {
            most = (different.len(), Some(*from));
        }
    }
    most.1
}

/// The stretch about `from`, cut at words, with what stands in `places` marked.
fn marked(text: &str, from: usize, places: &[(usize, usize, u64)]) -> Vec<Part> {
    let start = if from <= LENGTH / 2 { 0 } else { edge(text, from - LENGTH / 6) };
    let end = if text.len() - start <= LENGTH + 40 { text.len() } else { edge(text, start + LENGTH) };
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |words: &str, found: bool| {
        if !words.is_empty() {
            parts.push(Part { text: words.to_owned(), found });
        }
    };
    if start > 0 {
        push("… ", false);
    }
    let mut at = start;
    for (from, to, _) in places.iter().filter(|(from, to, _)| *from >= start && *to <= end) {
        push(text.get(at..*from).unwrap_or(""), false);
        push(text.get(*from..*to).unwrap_or(""), true);
        at = *to;
    }
    push(text.get(at..end).unwrap_or("").trim_end(), false);
    if end < text.len() {
        push(" …", false);
    }
    parts
}

/// The start of a word at or before a byte.
fn edge(text: &str, at: usize) -> usize {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let before = text.get(..at).unwrap_or("");
    // A text without spaces is cut where it is.
    before
        .rfind(char::is_whitespace)
        .filter(|space| at - space < 60)
        .map_or(at, |space| space + before.get(space..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::super::asked::read;
    use super::*;

    fn wanted(search: &str) -> Wanted {
        Wanted::of(read(search).ok().and_then(|(asked, _)| asked).as_ref())
    }

    fn check(search: &str, text: &str, expected: Option<&str>) {
        let parts = wanted(search).snippet(text);
        let shown = parts.map(|parts| {
            parts.iter().map(|p| if p.found { format!("[{}]", p.text) } else { p.text.clone() }).collect::<String>()
        });
        assert_eq!(shown.as_deref(), expected, "{search}");
    }

    #[test]
    fn words_are_marked_in_whatever_form_they_stand() {
        let text = "Detainees must be roused; rousing is recorded. Tân yn y celloedd.";
        check("rouse", text, Some("Detainees must be [roused]; [rousing] is recorded. Tân yn y celloedd."));
        check("tan", text, Some("Detainees must be roused; rousing is recorded. [Tân] yn y celloedd."));
        check("detain*", text, Some("[Detainees] must be roused; rousing is recorded. Tân yn y celloedd."));
        check(
            "rouse NOT recorded",
            text,
            Some("Detainees must be [roused]; [rousing] is recorded. Tân yn y celloedd."),
        );
        check("night", text, None);
        check("to:x", text, None);
    }

    #[test]
    fn a_long_text_is_cut_at_words_about_the_match() {
        let text = format!("{}custody visits {}", "before ".repeat(100), "after ".repeat(100));
        let parts = wanted("custody visits").snippet(&text).unwrap_or_default();
        let whole: String = parts.iter().map(|p| p.text.as_str()).collect();
        assert!(whole.starts_with("… before ") && whole.ends_with("after …") && whole.len() < 320, "{whole}");
        assert!(text.contains(whole.trim_matches(['…', ' '])));
        for text in ["é".repeat(3000), "漢字".repeat(2000), format!("{}x", "\u{301}".repeat(999))] {
            wanted("custody visits").start(&text);
            wanted("x").snippet(&text);
        }
    }
}
