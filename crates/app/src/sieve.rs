//! Words in an entry: whether it may hold them, which of its fields do, what stands around them, and the entry without them.
//!
//! *Invariant:* the sieve lets through whatever may hold the words; what the words are is `domain::erasures`.

use domain::{Kind, Record, erasures};
use ledger::{Content, Entry, Field};
use serde_json::{Map, Value};

use crate::entries::fields_of;

/// Fields that say what a file is and what read it.
const TECHNICAL: &[&str] = &["media_type", "read_by", "sha256", "text_sha256", "kind", "reader"];

/// A quick look whether bytes may hold words, before they are taken apart.
pub struct Sieve<'w> {
    /// The words.
    pub words: &'w str,
    /// The first letters of the longest word, in lower case.
    letters: Vec<u8>,
}

impl<'w> Sieve<'w> {
    /// For words.
    pub fn of(words: &'w str) -> Sieve<'w> {
        let ascii = |w: &&str| w.bytes().all(|b| b.is_ascii_alphanumeric());
        let longest = words.split(|c: char| !c.is_alphanumeric()).filter(ascii).max_by_key(|w| w.len()).unwrap_or("");
        Sieve { words, letters: longest.bytes().take(3).map(|b| b.to_ascii_lowercase()).collect() }
    }

    /// Whether bytes may hold the words: they have those letters, with or without an apostrophe or a hyphen between, or something that is set
    /// otherwise than in plain letters.
    pub fn passes(&self, bytes: &[u8]) -> bool {
        let broken = |w: &[u8]| {
            w == b"-\\n" || w == b"-\\r" || w.starts_with(b"-\n") || w.starts_with(b"-\r") || w.starts_with(b"- ")
        };
        if !bytes.is_ascii() || self.letters.is_empty() || bytes.windows(3).any(broken) {
            return true;
        }
        let Some(first) = self.letters.first() else { return true };
        bytes.iter().enumerate().filter(|(_, b)| b.eq_ignore_ascii_case(first)).any(|(at, _)| {
            let mut letters = bytes.get(at..).unwrap_or_default().iter().filter(|b| !matches!(b, b'\'' | b'`' | b'-'));
            self.letters.iter().all(|want| letters.next().is_some_and(|b| b.eq_ignore_ascii_case(want)))
        })
    }

    /// The fields of an entry that hold the words.
    pub fn fields(&self, entry: &Entry) -> Vec<String> {
        let holds = |field: &&Field| match &field.content {
            Content::Present { value, .. }
                if !view::is_sealed(value) && !TECHNICAL.contains(&field.name.as_str()) && self.passes(value) =>
            {
                let read = serde_json::from_slice::<Value>(value);
                read.is_ok_and(|mut value| clean(&mut value, self.words))
            }
            _ => false,
        };
        entry.fields.iter().filter(holds).map(|field| field.name.clone()).collect()
    }
}

/// Where words stand first in a text, with some words before and after.
pub fn around(text: &str, words: &str) -> Option<String> {
    const BESIDE: usize = 50;
    let at = erasures::stretches(text, words).into_iter().next()?;
    let before = text.get(..at.start)?.char_indices().rev().nth(BESIDE).map_or(0, |(i, _)| i);
    let after = text.get(at.end..)?.char_indices().nth(BESIDE).map_or(text.len(), |(i, _)| at.end + i);
    let part = text.get(before..after)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let dots = |cut: bool| if cut { "…" } else { "" };
    Some(format!("{}{part}{}", dots(before > 0), dots(after < text.len())))
}

/// The same in the first of an entry's fields that holds them.
pub fn around_in(entry: &Entry, fields: &[String], words: &str) -> Option<String> {
    fn first(value: &Value, words: &str) -> Option<String> {
        match value {
            Value::String(text) => around(text, words),
            Value::Array(all) => all.iter().find_map(|value| first(value, words)),
            Value::Object(all) => all.values().find_map(|value| first(value, words)),
            _ => None,
        }
    }
    let all = fields_of(entry);
    fields.iter().find_map(|field| first(all.get(field)?, words))
}

/// An entry's fields without the words; `None` where it does not hold them.
pub fn cleaned(entry: &Entry, words: &str) -> Option<Map<String, Value>> {
    let mut fields = fields_of(entry);
    let mut any = false;
    let said = fields.iter_mut().filter(|(name, _)| !TECHNICAL.contains(&name.as_str()));
    said.for_each(|(_, value)| any |= clean(value, words));
    any.then_some(fields)
}

fn clean(value: &mut Value, words: &str) -> bool {
    // "accepted", "police_force": a value of the register's own, which is no text though it is a word.
    let is_value = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    match value {
        Value::String(text) if is_value(text) => false,
        Value::String(text) => match erasures::without(text, words) {
            Some(rest) => {
                *text = rest;
                true
            }
            None => false,
        },
        Value::Array(all) => all.iter_mut().fold(false, |any, value| clean(value, words) | any),
        Value::Object(all) => all.values_mut().fold(false, |any, value| clean(value, words) | any),
        _ => false,
    }
}

/// The field of those that the record cannot be without: its address, or one whose hole nothing fills.
pub fn needed(entry: &Entry, fields: &[String], words: &str) -> Option<String> {
    let kind = Kind::parse(&entry.kind)?;
    if let Some(field) = fields.iter().find(|field| *field == "slug") {
        return Some(field.clone());
    }
    // A version without what is sealed would be one that lost it.
    if entry.content_key.is_some() {
        return fields.first().cloned();
    }
    let reads = |fields: Map<String, Value>| Record::read(kind, Value::Object(fields)).is_ok();
    // What is sealed or erased already is not this act's to judge.
    if fields.is_empty() || !reads(fields_of(entry)) {
        return None;
    }
    fields
        .iter()
        .find(|field| {
            let mut holed = fields_of(entry);
            match erasures::hole(kind, field).and_then(|hole| serde_json::from_str(&hole).ok()) {
                Some(hole) => holed.insert((*field).clone(), hole),
                None => holed.remove(*field),
            };
            let mut without = fields_of(entry);
            if let Some(value) = without.get_mut(*field) {
                clean(value, words);
            }
            !reads(holed) || !reads(without)
        })
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    #[test]
    fn the_sieve_lets_through_whatever_may_hold_the_words() {
        let sieve = Sieve::of("Ada Lunde");
        for held in ["ada LUNDE", "Ada Lu-\\nnde", "\u{c1}da Lu\u{ad}nde"] {
            assert!(sieve.passes(held.as_bytes()), "{held}");
        }
        assert!(!sieve.passes(b"nobody of that name"));
    }
}
