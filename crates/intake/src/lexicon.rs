//! The names a reader may know: bodies and standards of the register, by every alias.
//!
//! *Invariant:* names only, found as written; which record a name means is decided where it is matched.

use std::collections::HashMap;

/// Names of bodies and standards.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    bodies: Names,
    standards: Names,
}

/// Names by their first word, in small letters; under each the longest first.
#[derive(Clone, Debug, Default)]
struct Names(HashMap<String, Vec<String>>);

impl Names {
    fn new(mut names: Vec<String>) -> Names {
        names.retain(|n| n.chars().count() >= 2);
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
        names.dedup();
        let mut by_first: HashMap<String, Vec<String>> = HashMap::new();
        for name in names {
            by_first.entry(first_word(&name)).or_default().push(name);
        }
        Names(by_first)
    }

    /// The longest name at the very start of `text`: how many bytes of it are the name.
    fn at(&self, text: &str) -> Option<usize> {
        self.0.get(&first_word(text))?.iter().find_map(|name| name_at(text, name))
    }
}

/// The letters and digits a text starts with, in small letters.
fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Lexicon {
    /// A lexicon of these names; longer names are tried first.
    pub fn new(bodies: Vec<String>, standards: Vec<String>) -> Lexicon {
        Lexicon { bodies: Names::new(bodies), standards: Names::new(standards) }
    }

    /// The longest known body at the very start of `text`: how many bytes of it are the name.
    pub fn body_at(&self, text: &str) -> Option<usize> {
        self.bodies.at(text)
    }

    /// Every known body in `text`, in order, as byte ranges that do not overlap.
    pub fn bodies_in(&self, text: &str) -> Vec<(usize, usize)> {
        find_all(text, &self.bodies)
    }

    /// Every known standard in `text`, in order, as byte ranges that do not overlap.
    pub fn standards_in(&self, text: &str) -> Vec<(usize, usize)> {
        find_all(text, &self.standards)
    }
}

fn find_all(text: &str, names: &Names) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut inside_word = false;
    for (at, c) in text.char_indices() {
        let starts_word = c.is_alphanumeric() && !inside_word;
        inside_word = c.is_alphanumeric();
        if !starts_word || at < from {
            continue;
        }
        let rest = text.get(at..).unwrap_or("");
        if let Some(len) = names.at(rest) {
            found.push((at, at + len));
            from = at + len;
        }
    }
    found
}

/// The bytes of `text` that are `name`, letter for letter but for case, the shape of apostrophes and white space.
/// Abbreviations must keep their case, or "psc" and "met" would be found in ordinary words.
fn name_at(text: &str, name: &str) -> Option<usize> {
    let exact = name.chars().all(|c| !c.is_lowercase()) || !name.contains(' ');
    let mut rest = text.char_indices().peekable();
    for expected in name.chars() {
        let (_, got) = rest.next()?;
        let same = match expected {
            '\'' => matches!(got, '\'' | '’' | '‘'),
            ' ' => got.is_whitespace(),
            c if exact => c == got,
            c => c == got || c.to_lowercase().eq(got.to_lowercase()),
        };
        if !same {
            return None;
        }
        if expected == ' ' {
            while rest.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                rest.next();
            }
        }
    }
    match rest.next() {
        Some((_, next)) if next.is_alphanumeric() => None,
        Some((at, _)) => Some(at),
        None => Some(text.len()),
    }
}
