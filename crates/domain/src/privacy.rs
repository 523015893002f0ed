//! Taking people's names out of what is published (DOMAIN.md T22, N13): posts and bodies stay, people go.
//!
//! A name is known by a title before it ("Mr", "PC", "Chief Constable"), by standing in an attendance list, or by a
//! common given name followed by a capitalised word. What is removed is marked, and its place and reason are kept.
//!
//! *Invariant:* removes more rather than less, and never touches the private original.

use std::collections::HashSet;
use std::sync::LazyLock;

/// What stands where a name was.
pub const MARK: &str = "[name removed]";

static GIVEN_NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/given_names.txt").lines().filter(|l| !l.starts_with('#')).collect());

/// Civil titles: the whole run goes, title and name.
const CIVIL: &[&str] =
    &["Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Dame", "Lord", "Lady", "Prof", "Professor", "Mx", "Rev"];

/// Ranks and posts: the post stays, the name after it goes.
const POSTS: &[&str] = &[
    "Constable",
    "PC",
    "DC",
    "PCSO",
    "Sergeant",
    "Sgt",
    "PS",
    "DS",
    "Inspector",
    "Insp",
    "DI",
    "DCI",
    "CI",
    "Superintendent",
    "Supt",
    "Ch Supt",
    "DSU",
    "Commander",
    "Cmdr",
    "ACC",
    "DCC",
    "CC",
    "TACC",
    "T/ACC",
    "Commissioner",
    "General",
    "Coroner",
    "Judge",
    "Justice",
    "Councillor",
    "Cllr",
    "Minister",
    "Secretary",
    "Chair",
    "Lead",
];

/// Words that, after a given name, show that it is a place or an organisation.
const NOT_PEOPLE: &[&str] = &[
    "Road",
    "Street",
    "Avenue",
    "Lane",
    "House",
    "Hospital",
    "Park",
    "Police",
    "Council",
    "Prison",
    "Act",
    "Court",
    "School",
    "College",
    "University",
    "Station",
    "Centre",
    "Constabulary",
    "Review",
    "Report",
    "Inquiry",
    "County",
    "Ward",
    "Unit",
    "Foundation",
    "Trust",
    "Square",
    "Hall",
    "Cross",
    "Green",
    "Island",
    "Yard",
    "Bridge",
];

/// A person known to the document, and what to call them in public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    /// One way the document calls them, with or without their rank.
    pub called: String,
    /// Their post and body, or [`MARK`].
    pub instead: String,
}

/// `text` without names of people, known ones taken in the order given (longest first); `true` beside it if anything went.
pub fn without_names(text: &str, known: &[KnownPerson]) -> (String, bool) {
    let mut out = text.to_owned();
    for person in known {
        out = replace_words(&out, &person.called, &person.instead);
    }
    let out = remove_unknown(&out);
    let changed = out != text;
    (out, changed)
}

/// Replaces whole-word occurrences only, so that "CC Love" does not touch "CC Lovell".
fn replace_words(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        out.push_str(before);
        out.push_str(if edge(before.chars().next_back()) && edge(after.chars().next()) { to } else { from });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// One word of the text with the punctuation and space around it.
struct Word<'a> {
    lead: &'a str,
    core: &'a str,
    tail: &'a str,
}

fn words(text: &str) -> Vec<Word<'_>> {
    text.split_inclusive(char::is_whitespace)
        .map(|piece| {
            let core = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let at = piece.find(core).unwrap_or(0);
            let (lead, rest) = piece.split_at_checked(at).unwrap_or(("", piece));
            let (core, tail) = rest.split_at_checked(core.len()).unwrap_or((rest, ""));
            Word { lead, core, tail }
        })
        .collect()
}

fn remove_unknown(text: &str) -> String {
    let words = words(text);
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while let Some(word) = words.get(i) {
        let rest = words.get(i..).unwrap_or_default();
        let (kept, gone) = name_at(rest);
        if gone == 0 {
            out.extend([word.lead, word.core, word.tail]);
            i += 1;
            continue;
        }
        for word in rest.iter().take(kept) {
            out.extend([word.lead, word.core, word.tail]);
        }
        let name = rest.get(kept..kept + gone).unwrap_or_default();
        out.push_str(name.first().map_or("", |w| w.lead));
        out.push_str(MARK);
        // A possessive stays with the mark: "Mr George Floyd's death" reads "[name removed]'s death".
        let last = name.last().map_or("", |w| w.core);
        let possessive = last.strip_suffix("’s").or_else(|| last.strip_suffix("'s"));
        if let Some(bare) = possessive {
            out.push_str(last.strip_prefix(bare).unwrap_or_default());
        }
        out.push_str(name.last().map_or("", |w| w.tail));
        i += kept + gone;
    }
    out
}

/// At the start of `words`: how many words of a post to keep and how many words of a name to remove after them.
fn name_at(words: &[Word<'_>]) -> (usize, usize) {
    let Some(first) = words.first() else { return (0, 0) };
    let name_from = |skip: usize| {
        let after = words.get(skip..).unwrap_or_default();
        let joined = skip == 0
            || words.get(skip - 1).is_some_and(|w| is_space(w.tail) || w.tail.trim() == "," || w.tail.trim() == ".");
        if joined { name_run(after) } else { 0 }
    };
    if CIVIL.contains(&first.core.trim_end_matches('.')) {
        let run = name_from(1);
        return if run > 0 { (0, run + 1) } else { (0, 0) };
    }
    if POSTS.contains(&first.core) {
        let run = name_from(1);
        let person =
            words.get(1).is_some_and(|w| GIVEN_NAMES.contains(bare(w.core)) || is_rank(first.core) || initials(w.core));
        return if run > 0 && person { (1, run) } else { (0, 0) };
    }
    let given = GIVEN_NAMES.contains(bare(first.core)) && is_space(first.tail);
    let run = if given { name_run(words) } else { 0 };
    let place = words.get(1).is_some_and(|w| NOT_PEOPLE.contains(&w.core))
        || words.get(2).is_some_and(|w| run > 2 && NOT_PEOPLE.contains(&w.core));
    if run >= 2 && !place { (0, run) } else { (0, 0) }
}

/// Short ranks are followed by a name even where the given name is not a common one ("CC Stephens").
fn is_rank(word: &str) -> bool {
    matches!(
        word,
        "PC" | "DC"
            | "PCSO"
            | "Sgt"
            | "PS"
            | "DS"
            | "Insp"
            | "DI"
            | "DCI"
            | "CI"
            | "Supt"
            | "DSU"
            | "Cmdr"
            | "ACC"
            | "DCC"
            | "CC"
            | "TACC"
            | "T/ACC"
            | "Cllr"
    )
}

fn initials(word: &str) -> bool {
    (2..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// How many words from the start look like parts of one name, three at most.
fn name_run(words: &[Word<'_>]) -> usize {
    let mut count = 0;
    for word in words.iter().take(3) {
        let name = word.core;
        let capital = name.chars().next().is_some_and(char::is_uppercase);
        let all_caps = name.len() > 3 && name.chars().all(|c| !c.is_lowercase());
        if !capital
            || all_caps
            || !word.lead.is_empty()
            || NOT_PEOPLE.contains(&name)
            || name.chars().any(|c| c.is_ascii_digit())
        {
            break;
        }
        count += 1;
        if !is_space(word.tail) || name.ends_with("’s") || name.ends_with("'s") {
            break;
        }
    }
    count
}

fn is_space(tail: &str) -> bool {
    !tail.is_empty() && tail.chars().all(char::is_whitespace)
}

fn bare(word: &str) -> &str {
    word.strip_suffix("’s").or_else(|| word.strip_suffix("'s")).unwrap_or(word)
}
