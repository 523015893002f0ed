//! Whether two texts say the same.
//!
//! Two questions are kept apart. *Inside one response*, two list items are the same when little but abbreviations and
//! punctuation differs (T3). *Between recommendations*, plain word overlap does not separate real pairs from the
//! genre's boiler-plate (on the five real documents a true pair shares 0.36 of its words and a false one 0.79), so words are
//! weighed, names of bodies are left out, and what they cite must agree (T10).
//!
//! *Invariant:* a measure proposes; only a person's judgement joins two recommendations.

mod clusters;
mod sentences;
mod wording;

use std::collections::BTreeSet;

pub use clusters::{Cluster, clusters};
pub use sentences::sentences;
pub use wording::{Names, TELLING, Wording};

use crate::fold;

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

/// How alike two recommendations are, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Degree {
    /// The same words, but for numbering, notes and the bodies they name.
    Same,
    /// The same thing in other words.
    Reworded,
    /// The same subject, perhaps another thing.
    Similar,
    /// Neither.
    Different,
}

impl Degree {
    /// Every degree.
    pub const ALL: [Degree; 4] = [Degree::Same, Degree::Reworded, Degree::Similar, Degree::Different];

    /// The name in files of labels and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Degree::Same => "same",
            Degree::Reworded => "reworded",
            Degree::Similar => "similar",
            Degree::Different => "different",
        }
    }

    /// The degree of that name.
    pub fn parse(text: &str) -> Option<Degree> {
        Degree::ALL.into_iter().find(|d| d.as_str() == text)
    }
}

/// The least measure at which two texts are held to say the same in other words.
pub const REWORDED: f32 = 0.45;
/// The same where both cite one Act, code or the like.
pub const REWORDED_CITING: f32 = 0.35;
/// The measure from which two texts are not asked what they ask for: one that takes up nearly all of another may name more.
pub const ASKED: f32 = 0.6;
/// The least at which they are held to be of one subject.
pub const SIMILAR: f32 = 0.3;

/// How alike two wordings are. Where both cite an Act, a code or the like and neither cites what the other does, they ask
/// different things however many words they share (T10: a true pair shares 0.36 of its words, a false one 0.79); where they
/// cite the same, fewer words do.
pub fn degree(a: &Wording, b: &Wording) -> Degree {
    if a.key == b.key {
        return Degree::Same;
    }
    let (measure, cites) = (measure(a, b), cite_alike(a, b));
    let least = if cites == Some(true) { REWORDED_CITING } else { REWORDED };
    if measure < SIMILAR || cites == Some(false) {
        Degree::Different
    } else if measure < least || (cites != Some(true) && (swapped(a, b) || (measure < ASKED && asks_another(a, b)))) {
        Degree::Similar
    } else {
        Degree::Reworded
    }
}

/// Whether each of two texts asks for something that the other does not: to train is not to publish.
fn asks_another(a: &Wording, b: &Wording) -> bool {
    let (own, theirs) = (a.acts(), b.acts());
    // A long text names many things on its way to the one it asks for.
    own.count_ones().max(theirs.count_ones()) <= MOST_ACTS && own & !theirs != 0 && theirs & !own != 0
}

/// Whether one text is the other's frame with another subject put in: most of its words stand in the other in the same order,
/// and each has telling words that the other lacks.
fn swapped(a: &Wording, b: &Wording) -> bool {
    let shorter = a.order.len().min(b.order.len());
    let in_order = in_order(&a.order, &b.order);
    let lacking = |x: &Wording, y: &Wording| -> f32 {
        let lacks = |(stem, _): &&(u32, f32)| y.stems.binary_search_by_key(stem, |(s, _)| *s).is_err();
        x.stems.iter().filter(lacks).map(|(_, weight)| weight).filter(|w| **w >= TELLING).sum()
    };
    let shared: f32 = a.stems.iter().map(|(_, w)| w).filter(|w| **w >= TELLING).sum::<f32>() - lacking(a, b);
    let least = lacking(a, b).min(lacking(b, a));
    in_order * 100 >= shorter * SWAP_ORDER && least >= 0.8 && least >= shared * SWAP_SHARE
}

/// The most things that a text may name for what it asks to be told from them.
const MOST_ACTS: u32 = 2;
/// The share of the shorter text's words, in hundredths, from which one is the other's frame.
const SWAP_ORDER: usize = 55;
/// The share of what two texts have in common that each must have of its own to be about something else.
const SWAP_SHARE: f32 = 0.2;

/// How many words two texts have in the same order: their longest common subsequence.
fn in_order(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (i, y) in b.iter().enumerate() {
            let (left, up) = (row.get(i).copied().unwrap_or(0), row.get(i + 1).copied().unwrap_or(0));
            if let Some(cell) = row.get_mut(i + 1) {
                *cell = if x == y { diagonal + 1 } else { up.max(left) };
            }
            diagonal = up;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Whether two wordings cite the same; `None` where one of them cites nothing. Two names are of one instrument when they share
/// half of the shorter one's telling words, as an alias does (T7).
fn cite_alike(a: &Wording, b: &Wording) -> Option<bool> {
    let one = |x: &Vec<u32>, y: &Vec<u32>| {
        let shared = x.iter().filter(|w| y.contains(w)).count();
        shared * 2 >= x.len().min(y.len())
    };
    let both = !a.instruments.is_empty() && !b.instruments.is_empty();
    both.then(|| a.instruments.iter().any(|x| b.instruments.iter().any(|y| one(x, y))))
}

/// The weight of the stems that two wordings share, from 0 to 1: of all their stems (three tenths) and of the shorter one's. A text that takes up a shorter one and says more is then nearer to it than one that says another thing.
pub fn measure(a: &Wording, b: &Wording) -> f32 {
    let (mut shared, mut left, mut right) = (0.0, 0.0, 0.0);
    let (mut x, mut y) = (a.stems.iter().peekable(), b.stems.iter().peekable());
    loop {
        match (x.peek(), y.peek()) {
            (Some((s, w)), Some((t, _))) if s == t => {
                shared += w;
                x.next();
                y.next();
            }
            (Some((s, w)), Some((t, _))) if s < t => {
                left += w;
                x.next();
            }
            (Some(_) | None, Some((_, w))) => {
                right += w;
                y.next();
            }
            (Some((_, w)), None) => {
                left += w;
                x.next();
            }
            (None, None) => break,
        }
    }
    let (all, shorter) = (shared + left + right, shared + f32::min(left, right));
    if all <= 0.0 { 0.0 } else { 0.3 * shared / all + 0.7 * shared / shorter }
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
