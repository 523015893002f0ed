//! A text made ready for comparing with others: numbering, notes and names of bodies taken away, words brought to their stems,
//! and each weighed by how much it tells of the subject.
//!
//! *Invariant:* the same text gives the same wording on every machine; nothing here depends on the register.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

use crate::fold;

/// Names of bodies, which are left out of a wording: the same thing may be asked of anyone.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_first: HashMap<String, Vec<Vec<String>>>,
}

impl Names {
    /// Names from any number of them, aliases included.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Names {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for name in names {
            let words: Vec<String> = fold(name).split(' ').map(str::to_owned).collect();
            // A short name ("GMP") is a word like others to a reader, but it is no subject.
            if let Some(first) = words.first().filter(|w| !w.is_empty()) {
                by_first.entry(first.clone()).or_default().push(words);
            }
        }
        // The longest first, so that "Kent Police Federation" is not left as "Federation".
        by_first.values_mut().for_each(|all| all.sort_by_key(|words| std::cmp::Reverse(words.len())));
        Names { by_first }
    }

    /// How many of the words that start here are a name.
    fn at(&self, words: &[String]) -> usize {
        let names = words.first().and_then(|first| self.by_first.get(first));
        let found = names.and_then(|all| all.iter().find(|name| words.starts_with(name)));
        found.map_or(0, Vec::len)
    }
}

/// A text made ready.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording {
    /// The same for two texts that say the same in the same words.
    pub key: u64,
    /// The stems that carry sense, by hash, each with its weight; sorted, each once.
    pub stems: Vec<(u32, f32)>,
    /// The same stems in the order of the text.
    pub order: Vec<u32>,
    /// The Acts, codes, guidelines and the like that it names, each as the hashes of its telling words.
    pub instruments: Vec<Vec<u32>>,
}

/// The least weight of a stem that tells of the subject.
pub const TELLING: f32 = 0.3;

impl Wording {
    /// Makes a text ready.
    pub fn of(text: &str, names: &Names) -> Wording {
        let words = words_of(text, names);
        let kept: Vec<&str> = words.iter().map(String::as_str).collect();
        let (mut stems, mut order): (BTreeMap<u32, f32>, Vec<u32>) = (BTreeMap::new(), Vec::new());
        for word in &kept {
            let stem = stem_of(word);
            let weight = weight(word, &stem);
            if weight > 0.0 {
                stems.insert(hash32(&stem), weight);
                order.push(hash32(&stem));
            }
        }
        Wording {
            key: hash64(&kept),
            stems: stems.into_iter().collect(),
            order,
            instruments: instruments(without_frame(text)),
        }
    }

    /// The things that it may ask for, a bit each: to train, to publish, to repair.
    pub(super) fn acts(&self) -> u32 {
        self.stems.iter().filter_map(|(stem, _)| WORDS.acts.get(stem)).fold(0, |all, act| all | act)
    }

    /// Whether it holds no word that could be compared.
    pub fn is_empty(&self) -> bool {
        self.stems.is_empty()
    }
}

const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// The text without what a list puts about it: numbers in front, and a note in brackets at the end.
fn without_frame(text: &str) -> &str {
    let mut bare = text.trim();
    while let Some(rest) = numbered(bare) {
        bare = rest;
    }
    // "(Repeated recommendation 2.34)", "(to the governor)": a note of the list, not of what is asked.
    while let Some(open) = bare.trim_end_matches(['.', ' ']).strip_suffix([')', ']']).and_then(|b| b.rfind(['(', '[']))
    {
        let inside = bare.get(open..).unwrap_or("").split_whitespace().count();
        if open < 20 || inside > 12 {
            break;
        }
        bare = bare.get(..open).unwrap_or(bare).trim_end();
    }
    bare
}

/// What follows a number in front of a text: "4.12", "R3:", "(b)", "Recommendation 7 -", "•".
fn numbered(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['•', '-', '–', '—', '*', '·', ' ', '\t', '\n', '\r', ':', '.']);
    let (first, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let core = first.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let letters = core.chars().filter(|c| c.is_alphabetic()).count();
    let marked = first.ends_with([')', '.', ':', ']']) || first.starts_with(['(', '[']);
    let word = core.to_lowercase();
    if word == "recommendation" || word == "rec" || word == "argymhelliad" {
        // "Recommendation 7" is a number; "Recommendation systems" is not.
        return numbered(rest).or_else(|| rest.starts_with([':', '-', '–']).then_some(rest));
    }
    let number =
        digits > 0 && letters <= 3 && core.len() <= 12 && (marked || letters > 0 || core.contains('.') || digits <= 2);
    let letter =
        digits == 0 && marked && (core.len() == 1 || (core.len() <= 5 && word.chars().all(|c| "ivx".contains(c))));
    (number || letter).then_some(rest)
}

/// What bodies are called by, as the last or the first word of a name.
const BODY_LAST: &[&str] = &[
    "police",
    "constabulary",
    "trust",
    "council",
    "service",
    "services",
    "prison",
    "authority",
    "board",
    "agency",
    "commission",
    "commissioner",
    "hospital",
    "hospitals",
    "university",
    "school",
    "college",
    "centre",
    "rescue",
    "federation",
    "inspectorate",
    "ombudsman",
    "office",
    "department",
    "ministry",
    "committee",
    "railways",
    "airport",
    "airways",
    "airlines",
    "group",
    "partnership",
    "association",
    "limited",
    "ltd",
    "plc",
    "borough",
    "county",
    "house",
    "heddlu",
    "cyngor",
    "carchar",
    "bwrdd",
];
const BODY_FIRST: &[&str] =
    &["hmp", "hmyoi", "yoi", "irc", "hmpps", "nhs", "mv", "heddlu", "cyngor", "carchar", "bwrdd"];

/// The text without runs of capitalised words that name a body ("Northmere Police", "HMP Calderwick", "the Eastholm Fire and
/// Rescue Service"), known or not.
fn without_bodies(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let capital = |w: &str| w.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
    let joins = |w: &str| matches!(w, "of" | "and" | "&" | "for" | "the");
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let mut end = at;
        while words.get(end).is_some_and(|w| capital(w)) {
            let stops = words.get(end).is_some_and(|w| w.ends_with(['.', ',', ';', ':']));
            end += 1;
            if stops {
                break;
            }
            // "Fire and Rescue", "Office for Custody": small words inside a name.
            if words.get(end).is_some_and(|w| joins(w)) && words.get(end + 1).is_some_and(|w| capital(w)) {
                end += 1;
            }
        }
        let run = words.get(at..end).unwrap_or(&[]);
        let last = run.last().map(|w| plain(w)).unwrap_or_default();
        let last = last.strip_suffix("’s").or(last.strip_suffix("'s")).unwrap_or(&last).to_owned();
        let first = run.iter().map(|w| plain(w)).find(|w| !ARTICLES.contains(&w.as_str())).unwrap_or_default();
        let body = run.len() > 1 && (BODY_LAST.contains(&last.as_str()) || BODY_FIRST.contains(&first.as_str()));
        if body {
            at = end;
            continue;
        }
        out.push_str(word);
        out.push(' ');
        at += 1;
    }
    out
}

/// The last words of what is cited rather than told.
const INSTRUMENTS: &[&str] = &[
    "act",
    "code",
    "regulations",
    "regulation",
    "guidelines",
    "guidance",
    "guideline",
    "convention",
    "standards",
    "rules",
    "rule",
    "charter",
    "order",
    "directive",
    "protocol",
    "policy",
    "schedule",
    "measure",
];

/// The runs of capitalised words that name an Act, a code or the like ("Code of Ethics", "Equality Act 2010").
fn instruments(text: &str) -> Vec<Vec<u32>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |w: &str| w.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
    let capitals = words.iter().filter(|w| capital(w)).count();
    // In a heading or a text in capitals every word looks like a name.
    if capitals * 2 > words.len() {
        return Vec::new();
    }
    let mut out: Vec<Vec<u32>> = Vec::new();
    for run in words.split(|w| !(capital(w) || matches!(*w, "of" | "and" | "on" | "the" | "for" | "to" | "in"))) {
        for part in run.split_inclusive(|w| w.ends_with(['.', ',', ';', ':'])) {
            let folded = fold(&part.join(" "));
            let named: Vec<&str> = folded.split(' ').collect();
            let many = part.iter().filter(|w| capital(w)).count();
            if many < 2 || !named.iter().any(|w| INSTRUMENTS.contains(w)) {
                continue;
            }
            let telling = |w: &&&str| {
                !INSTRUMENTS.contains(*w)
                    && WORDS.weights.get(**w) != Some(&0.0)
                    && !w.chars().all(|c| c.is_ascii_digit())
            };
            let mut stems: Vec<u32> = named.iter().filter(telling).map(|w| hash32(&stem_of(w))).collect();
            stems.sort_unstable();
            stems.dedup();
            if !stems.is_empty() {
                out.push(stems);
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The words of a text without its numbering, notes, names of bodies and articles, folded.
fn words_of(text: &str, names: &Names) -> Vec<String> {
    let bare = without_frame(text);
    let words: Vec<String> =
        fold(&without_bodies(bare)).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = words.get(at..).map_or(0, |rest| names.at(rest));
        if name == 0 && !ARTICLES.contains(&word.as_str()) {
            kept.push(word.clone());
        }
        at += name.max(1);
    }
    kept
}

/// The words of a text that tell of its subject, each with its stem.
pub(super) fn telling_words(text: &str, names: &Names) -> Vec<(String, String)> {
    let words = words_of(text, names).into_iter().map(|word| (stem_of(&word), word));
    words.filter(|(stem, word)| weight(word, stem) > TELLING && stem.len() > 2).collect()
}

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// A word's stem, one for words that mean the same here.
fn stem_of(word: &str) -> String {
    let stem = STEMMER.stem(word);
    WORDS.same.get(&*stem).map_or_else(|| stem.to_string(), |one| (*one).to_owned())
}

/// The shipped lists of words.
struct Words {
    /// How much a stem or a word tells, where it is not all.
    weights: HashMap<&'static str, f32>,
    /// What stands for a stem.
    same: HashMap<&'static str, &'static str>,
    /// Which things may be asked with a stem, by its hash: a bit each.
    acts: HashMap<u32, u32>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { weights: HashMap::new(), same: HashMap::new(), acts: HashMap::new() };
    let mut act = 1u32;
    let mut part = "";
    for line in include_str!("../../data/words.txt").lines().filter(|l| !l.starts_with('#')) {
        if let Some((name, _)) = line.strip_prefix('[').and_then(|l| l.split_once(']')) {
            part = name;
            continue;
        }
        let mut stems = line.split_whitespace();
        if part == "same" {
            let one = stems.next().unwrap_or("");
            words.same.extend(stems.map(|other| (other, one)));
            continue;
        }
        if part == "acts" {
            for stem in stems {
                *words.acts.entry(hash32(stem)).or_default() |= act;
            }
            act = act.wrapping_shl(1);
            continue;
        }
        let weight = match part {
            "empty" => 0.0,
            "common" => 0.15,
            _ => 0.4,
        };
        // A stem in two lists weighs what the first says.
        for stem in stems {
            words.weights.entry(stem).or_insert(weight);
        }
    }
    words
});

/// How much a word tells of the subject, from 0 to 1.
fn weight(word: &str, stem: &str) -> f32 {
    let number = word.chars().all(|c| c.is_ascii_digit());
    let weights = &WORDS.weights;
    let known = weights.get(word).filter(|w| **w < 0.4).or_else(|| weights.get(stem));
    known.copied().unwrap_or(if number { 0.4 } else { 1.0 })
}

/// FNV-1a, which is the same everywhere.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn hash32(stem: &str) -> u32 {
    let hash = fnv(stem.bytes());
    u32::try_from((hash ^ (hash >> 32)) & 0xffff_ffff).unwrap_or(0)
}

pub(super) fn hash64(words: &[&str]) -> u64 {
    fnv(words.iter().flat_map(|w| w.bytes().chain(std::iter::once(b' '))))
}
