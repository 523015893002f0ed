//! The people a coroner's report or a letter about one names in its form: who died, and the coroner.
//!
//! *Invariant:* names found here are taken out of every public record of the document; nothing is kept of them.

use domain::privacy::{KnownPerson, MARK};

/// What stands before the name of somebody who died, or of the coroner, in small letters.
const BEFORE: &[&str] = &[
    "into the death of ",
    "touching the death of ",
    "touching upon the death of ",
    "the death of ",
    "the deaths of ",
    "deceased name: ",
    "deceased: ",
    "deceased\t",
    "coroner name: ",
    "i am ",
    "regulation 28 report – ",
    "regulation 28 report: ",
];

/// The people of a report or letter, by their whole names and by each name alone.
pub(super) fn of_report(text: &str) -> Vec<KnownPerson> {
    let mut names: Vec<String> = Vec::new();
    for (at, _) in text.char_indices() {
        let Some(rest) = text.get(at..) else { continue };
        let Some(before) = BEFORE.iter().find(|before| starts_folded(rest, before)) else { continue };
        names.extend(name_at(rest.get(before.len()..).unwrap_or("")));
    }
    // A page about a report has the name in its title: "Marlowe Garrick: Prevention of future deaths report".
    for line in text.lines().take(12) {
        let title =
            line.split_once(": ").filter(|(_, rest)| rest.to_lowercase().starts_with("prevention of future deaths"));
        names.extend(title.and_then(|(name, _)| name_at(name)));
    }
    names.sort();
    names.dedup();
    let mut people = Vec::new();
    for name in names {
        let words: Vec<&str> = name.split_whitespace().collect();
        let mut called: Vec<String> = vec![name.clone()];
        // The report goes on with the first name, or with the surname, in capitals or not.
        called.extend(words.iter().filter(|w| w.chars().count() > 2).map(|w| (*w).to_owned()));
        let other: Vec<String> = called.iter().map(|c| recased(c)).collect();
        called.extend(other);
        people.extend(called.into_iter().map(|called| KnownPerson { called, instead: MARK.to_owned() }));
    }
    people
}

/// Whether `text` starts with `small` letter for letter but for case. `small` is of one-byte letters and a dash.
fn starts_folded(text: &str, small: &str) -> bool {
    let mut letters = text.chars();
    small.chars().all(|s| letters.next().is_some_and(|c| c == s || c.to_lowercase().eq(s.to_lowercase())))
}

/// The run of capitalised words that a text starts with, titles left out; at least two, or it is no name.
fn name_at(text: &str) -> Option<String> {
    const TITLES: &[&str] =
        &["Mr", "Mrs", "Ms", "Miss", "Dr", "Professor", "Sir", "Dame", "MR", "MRS", "MS", "MISS", "Prof"];
    let mut words: Vec<&str> = Vec::new();
    for word in text.split([' ', '\n', '\t']).take(7) {
        let bare = word.trim_end_matches([',', '.', ';', ':', ')', '(']);
        if TITLES.contains(&bare) && words.is_empty() {
            continue;
        }
        let letters = bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\''));
        if !letters || !bare.starts_with(char::is_uppercase) {
            break;
        }
        words.push(bare);
        if bare.len() < word.len() {
            break;
        }
    }
    (words.len() >= 2).then(|| words.join(" "))
}

/// COATHAM as Coatham, and Coatham as COATHAM.
fn recased(name: &str) -> String {
    let shouted = |w: &str| w.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if name.split(' ').any(shouted) {
        name.split(' ').map(|w| if shouted(w) { titled(w) } else { w.to_owned() }).collect::<Vec<_>>().join(" ")
    } else {
        name.to_uppercase()
    }
}

/// One word with capitals only where its parts start.
fn titled(word: &str) -> String {
    let mut start = true;
    word.chars()
        .map(|c| {
            let out = if start { c } else { c.to_lowercase().next().unwrap_or(c) };
            start = !c.is_alphabetic();
            out
        })
        .collect()
}
