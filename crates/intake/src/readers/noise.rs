//! Words of a page's frame that a scanner read wrongly: "Recomrnendations", "Do you acccpt", "N o".
//!
//! Readers look for a frame's words. Where noise has changed them, the readers are given a text in which they stand as they
//! were printed, at the same places; what is proposed is taken from the text as it is.
//!
//! *Invariant:* the mended text has the length of the real one, so a place in one is the same place in the other; only words of
//! the frame are mended, and only where a single reading is possible.

use std::sync::LazyLock;

use domain::proposals::Proposal;
use regex::Regex;
use serde_json::Value;

use crate::decode::Decoded;
use crate::piece::re;

/// The words that frame recommendations and answers, and no others.
const FRAME: &[&str] = &[
    "recommendation",
    "recommendations",
    "recommends",
    "recommend",
    "accept",
    "accepted",
    "accepts",
    "action",
    "actions",
    "partially",
    "rejected",
    "response",
    "reference",
    "iopc",
    "following",
    "investigation",
    "coroner",
    "coroner's",
    "matters",
    "concern",
    "circumstances",
    "inquest",
    "regulation",
    "report",
    "minutes",
    "apologies",
    "present",
    "attendance",
];

/// The document as it was printed, if noise has changed its frame.
pub(crate) fn mended(decoded: &Decoded) -> Option<Decoded> {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| re(r"(?m)^[ \t]*(?P<said>Y ?[ec] ?s|N ?[o0])[ \t]*\.?[ \t]*$"));
    let mut words: Vec<(usize, usize, String)> = Vec::new();
    let mut from = 0;
    for (at, c) in decoded.text.char_indices().chain([(decoded.text.len(), ' ')]) {
        if c.is_alphanumeric() || matches!(c, '’' | '\'') {
            continue;
        }
        let seen = decoded.text.get(from..at).unwrap_or("");
        if let Some(word) = (4..=48).contains(&seen.len()).then(|| printed(seen)).flatten() {
            words.push((from, at, word));
        }
        from = at + c.len_utf8();
    }
    if words.len() < 2 {
        return None;
    }
    let mut text = decoded.text.clone();
    let changes: usize = words.iter().map(|(from, to, word)| replace(&mut text, *from, *to, word)).sum();
    // Only beside other noise is a lone "Ycs" an answer.
    if changes < 2 {
        return None;
    }
    for said in ALONE.captures_iter(&decoded.text).filter_map(|c| c.name("said")) {
        let word = if said.as_str().starts_with('Y') { "Yes" } else { "No" };
        if said.as_str() != word {
            replace(&mut text, said.start(), said.end(), word);
        }
    }
    Some(Decoded { text, ..decoded.clone() })
}

/// Puts `word` in place of the bytes from `from` to `to`, filled with spaces; 0 where it does not fit.
fn replace(text: &mut String, from: usize, to: usize, word: &str) -> usize {
    if word.len() > to - from {
        return 0;
    }
    text.replace_range(from..to, &format!("{word:<width$}", width = to - from));
    1
}

/// The word of the frame that these letters were, where they are not one already.
fn printed(seen: &str) -> Option<String> {
    // Most words are ruled out by their length and first letter alone.
    let first = seen.chars().next()?.to_lowercase().next()?;
    let fits = |word: &str| word.len().abs_diff(seen.len()) <= 2 && same_start(first, word);
    if !FRAME.iter().any(|word| fits(word)) {
        return None;
    }
    let lower = seen.to_lowercase();
    if FRAME.contains(&lower.as_str()) && !seen.contains(|c: char| c.is_ascii_digit()) && case(seen) {
        return None;
    }
    static BONES: LazyLock<Vec<(&str, String)>> =
        LazyLock::new(|| FRAME.iter().map(|word| (*word, bones(word))).collect());
    let bare = bones(&lower);
    let mut fits = BONES.iter().filter(|(word, bones)| fits(word) && *bones == bare).map(|(word, _)| word);
    let word = fits.next().filter(|_| fits.next().is_none())?;
    let capitals = seen.chars().filter(|c| c.is_uppercase()).count();
    Some(if capitals * 2 > seen.chars().count() || *word == "iopc" {
        word.to_uppercase()
    } else if seen.starts_with(|c: char| c.is_uppercase()) {
        let mut letters = word.chars();
        letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
    } else {
        (*word).to_owned()
    })
}

/// Whether a word's capitals are those of print: all, the first, or none.
fn case(word: &str) -> bool {
    let inner = word.chars().skip(1).filter(|c| c.is_alphabetic());
    let upper = inner.clone().filter(|c| c.is_uppercase()).count();
    upper == 0 || upper == inner.count()
}

fn same_start(first: char, word: &str) -> bool {
    let start = word.chars().next().unwrap_or(' ');
    first == start || (matches!(first, 'l' | '1' | '|') && start == 'i') || (first == '0' && start == 'o')
}

/// A word by its shapes: what scanners take for each other is one letter.
fn bones(word: &str) -> String {
    let mut joined = std::borrow::Cow::Borrowed(word);
    for (seen, was) in [("rn", "m"), ("ii", "n"), ("vv", "w"), ("cl", "d")] {
        if joined.contains(seen) {
            joined = joined.replace(seen, was).into();
        }
    }
    joined
        .chars()
        .map(|c| match c {
            'l' | '1' | '|' | 'i' | 'j' | 't' | 'f' => 'i',
            '0' | 'o' => 'o',
            'c' | 'e' => 'c',
            'n' | 'h' | 'u' => 'n',
            c => c,
        })
        .collect()
}

/// The proposal with the real words in place of mended ones.
pub(crate) fn as_read(proposal: Proposal, real: &Decoded, mended: &Decoded) -> Proposal {
    let Ok(mut value) = serde_json::to_value(&proposal) else { return proposal };
    unmend(&mut value, real, mended);
    serde_json::from_value(value).unwrap_or(proposal)
}

fn unmend(value: &mut Value, real: &Decoded, mended: &Decoded) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|v| unmend(v, real, mended)),
        Value::Object(map) => {
            let place = |name: &str| map.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            if let (Some(from), Some(to), Some(words)) =
                (place("start"), place("end"), map.get("value").and_then(Value::as_str))
                && mended.stretch(from, to).clean() == words
            {
                let is = real.stretch(from, to).clean();
                map.insert("value".to_owned(), Value::String(is));
                return;
            }
            map.values_mut().for_each(|v| unmend(v, real, mended));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn noise_in_words_of_the_frame_is_mended_and_other_words_are_left() {
        for (seen, was) in [
            ("Recomrnendations", "Recommendations"),
            ("acccpt", "accept"),
            ("Acccpted", "Accepted"),
            ("lOPC", "IOPC"),
            ("REGULATlON", "REGULATION"),
            ("C0RONER", "CORONER"),
        ] {
            assert_eq!(printed(seen).as_deref(), Some(was), "{seen}");
        }
        for word in ["Accepted", "accent", "RECOMMENDATIONS", "aspect", "reported", "nation", "Cornish", "expects"] {
            assert_eq!(printed(word), None, "{word}");
        }
    }
}
