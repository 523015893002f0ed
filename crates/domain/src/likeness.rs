//! Whether two texts say the same.
//!
//! Two questions are kept apart. *Inside one response*, two list items are the same when little but abbreviations and
//! punctuation differs (T3). *Between recommendations*, plain word overlap does not separate real pairs from the
//! genre's boiler-plate (on the five real documents a true pair shares 0.36 of its words and a false one 0.79), so what
//! they cite must agree as well (T10).
//!
//! *Invariant:* a measure proposes; only a person's judgement joins two recommendations.

use std::collections::BTreeSet;

use crate::fold;

/// Words that carry no sense of their own.
const STOP: &[&str] = &[
    "a", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its",
    "of", "on", "or", "our", "that", "the", "their", "they", "this", "to", "was", "we", "were", "which", "will",
    "with",
];

/// Whether two items of one response are the same item, perhaps worded another way: the same words once folded,
/// or the same but for an abbreviation and the words it stands for.
pub fn same_item(a: &str, b: &str) -> bool {
    let (fa, fb) = (fold(a), fold(b));
    if fa == fb {
        return true;
    }
    // Most pairs have little in common, and only an abbreviation can make up for it: they need no closer look.
    let short = |text: &str| {
        let mut parts = text.split(|c: char| !c.is_alphanumeric());
        parts.any(|w| w.len() >= 2 && w.chars().all(char::is_uppercase))
    };
    let least = if short(a) || short(b) { 25 } else { 50 };
    if shared_in_hundredths(&fa, &fb) < least {
        return false;
    }
    let (wa, wb) = (expand(a, b), expand(b, a));
    jaccard(&wa, &wb) >= 0.85
}

/// The share of the words of two folded texts that both have, in hundredths.
fn shared_in_hundredths(a: &str, b: &str) -> usize {
    let mut left: Vec<&str> = a.split(' ').collect();
    let mut right: Vec<&str> = b.split(' ').collect();
    for words in [&mut left, &mut right] {
        words.sort_unstable();
        words.dedup();
    }
    let both = left.iter().filter(|w| right.binary_search(w).is_ok()).count();
    (both * 100).checked_div(left.len() + right.len() - both).unwrap_or(0)
}

/// Two recommendations are alike when they cite the same standard and share a third of their words, bodies left out.
pub fn alike(a: &Compared<'_>, b: &Compared<'_>) -> bool {
    let cites = a.standards.iter().any(|s| b.standards.contains(s));
    cites && jaccard(&words(a.text, a.bodies), &words(b.text, b.bodies)) >= 0.3
}

/// A recommendation as it is compared.
pub struct Compared<'a> {
    /// Its words.
    pub text: &'a str,
    /// The names of bodies in it, which are left out.
    pub bodies: &'a [&'a str],
    /// The standards cited in its own words, by any stable name.
    pub standards: &'a [&'a str],
}

/// The words of `text` without names of bodies and without words that carry no sense.
fn words(text: &str, bodies: &[&str]) -> BTreeSet<String> {
    let mut folded = format!(" {} ", fold(text));
    for body in bodies {
        folded = folded.replace(&format!(" {} ", fold(body)), " ");
    }
    folded.split_whitespace().filter(|w| !STOP.contains(w)).map(str::to_owned).collect()
}

/// The words of `text`, with an abbreviation that `other` spells out replaced by what it stands for.
fn expand(text: &str, other: &str) -> BTreeSet<String> {
    let other_words: Vec<String> = fold(other).split_whitespace().map(str::to_owned).collect();
    let mut out = BTreeSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let upper = word.chars().count() >= 2 && word.chars().all(char::is_uppercase);
        match upper.then(|| spelled_out(word, &other_words)).flatten() {
            Some(long) => out.extend(long.iter().cloned()),
            None => {
                out.insert(word.to_lowercase());
            }
        }
    }
    // An abbreviation beside its own long form ("National Decision Model (NDM)") adds nothing.
    let own: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
    out.retain(|w| spelled_out(&w.to_uppercase(), &own).is_none() || w.chars().count() < 2);
    out
}

fn spelled_out<'a>(short: &str, words: &'a [String]) -> Option<&'a [String]> {
    let letters: Vec<char> = short.to_lowercase().chars().collect();
    if letters.len() < 2 {
        return None;
    }
    words.windows(letters.len()).find(|run| run.iter().zip(&letters).all(|(w, l)| w.starts_with(*l)))
}

fn jaccard(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    let all = a.union(b).count();
    if all == 0 {
        0.0
    } else {
        f64::from(u32::try_from(both).unwrap_or(0)) / f64::from(u32::try_from(all).unwrap_or(1))
    }
}

/// How alike two names of bodies are, in hundredths: the share of the words that tell bodies apart which both have, a word
/// counted as shared when one is the start of the other. It offers candidates to a person and joins nothing.
pub fn names_alike(a: &str, b: &str) -> u8 {
    const COMMON: &[&str] =
        &["the", "of", "and", "for", "police", "constabulary", "council", "trust", "service", "nhs", "force"];
    let words = |name: &str| -> Vec<String> {
        let folded = crate::fold(name);
        folded.split(' ').filter(|w| !COMMON.contains(w) && w.len() > 1).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let same = |x: &String, y: &String| {
        x == y || (x.len() > 3 && y.starts_with(x.as_str())) || (y.len() > 3 && x.starts_with(y.as_str()))
    };
    let shared = a.iter().filter(|x| b.iter().any(|y| same(x, y))).count();
    let most = a.len().max(b.len());
    u8::try_from((shared * 100).checked_div(most).unwrap_or(0)).unwrap_or(100)
}
