//! Words with their language, and where in a document they stand.
//!
//! *Invariant:* words are kept as written; folding is for comparing only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The language of a text (BCP 47).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Welsh.
    Cy,
}

impl Lang {
    /// The tag as HTML and exports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Cy => "cy",
        }
    }
}

/// A text and its language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The language.
    #[serde(default)]
    pub lang: Lang,
    /// The words.
    pub words: String,
}

impl Text {
    /// English words.
    pub fn en(words: impl Into<String>) -> Text {
        Text { lang: Lang::En, words: words.into() }
    }

    /// Whether nobody would see a word in it.
    pub fn is_blank(&self) -> bool {
        let unseen = |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
        self.words.chars().all(unseen)
    }

    /// The words as a reason that somebody typed: neither blank nor longer than 20,000 bytes.
    pub(crate) fn as_reason<E>(&self, blank: E, long: impl FnOnce(&'static str) -> E) -> Result<Text, E> {
        /// The most bytes of one.
        const MOST: usize = 20_000;
        match self.words.len() {
            _ if self.is_blank() => Err(blank),
            bytes if bytes > MOST => Err(long("a reason has at most 20,000 bytes")),
            _ => Ok(self.clone()),
        }
    }
}

/// A stretch of a document's decoded text: byte offsets into its UTF-8, `start` included, `end` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// Which words of its document each field of a record came from, by field name (`text`, `findings.0`).
/// A field that is not here was typed by a person.
pub type Quotes = BTreeMap<String, Span>;

/// Folds a name for comparing: lower case, `&` as "and", letters and digits only, single spaces, no leading "the".
pub fn fold(text: &str) -> String {
    let text = text.replace('&', " and ");
    let lower = text.chars().flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { ' ' });
    // An apostrophe joins ("Officers'" and "Officer's" fold like "officers").
    let kept: String = lower.collect::<String>();
    let words: Vec<&str> = kept.split_whitespace().filter(|w| *w != "s").collect();
    match words.split_first() {
        Some((first, rest)) if *first == "the" && !rest.is_empty() => rest.join(" "),
        _ => words.join(" "),
    }
}
