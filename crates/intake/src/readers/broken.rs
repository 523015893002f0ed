//! Words that a line's end broke with a hyphen: "Quill-" and "minster".
//!
//! *Invariant:* a value's span stays as it was; the word is joined only as the document writes it elsewhere, and where it never
//! does, the hyphen stays.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::proposals::Proposal;
use regex::{Captures, Regex};
use serde_json::Value;

use crate::piece::{Piece, re};

static BREAK: LazyLock<Regex> = LazyLock::new(|| re(r"(\p{L}+)-[ \t]*\r?\n[ \t]*(\p{Ll}+)"));
static SPACED: LazyLock<Regex> = LazyLock::new(|| re(r"(\p{L}+)- (\p{Ll}+)"));

/// The proposal with its broken words joined.
pub(crate) fn joined(proposal: Proposal, text: &str) -> Proposal {
    if !BREAK.is_match(text) {
        return proposal;
    }
    let words: HashSet<String> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '-')).map(str::to_lowercase).collect();
    let Ok(mut value) = serde_json::to_value(&proposal) else { return proposal };
    join(&mut value, text, &words);
    serde_json::from_value(value).unwrap_or(proposal)
}

fn join(value: &mut Value, text: &str, words: &HashSet<String>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|v| join(v, text, words)),
        Value::Object(map) => {
            let place = |name: &str| map.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            let span = place("start").zip(place("end")).and_then(|(from, to)| Some((from, text.get(from..to)?)));
            if let (Some((start, said)), Some(is)) = (span, map.get("value").and_then(Value::as_str))
                && BREAK.is_match(said)
                && (Piece { text: said, start }).clean() == is
            {
                let whole = SPACED.replace_all(is, |found: &Captures<'_>| as_written(found, words)).into_owned();
                map.insert("value".to_owned(), Value::String(whole));
                return;
            }
            map.values_mut().for_each(|v| join(v, text, words));
        }
        _ => {}
    }
}

/// The two parts as the document writes them where no line ends between them; else with the hyphen.
fn as_written(found: &Captures<'_>, words: &HashSet<String>) -> String {
    let part = |n: usize| found.get(n).map_or("", |m| m.as_str());
    let whole = format!("{}{}", part(1), part(2));
    if words.contains(&whole.to_lowercase()) { whole } else { format!("{}-{}", part(1), part(2)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_word_is_joined_as_the_document_writes_it_elsewhere() {
        let words: HashSet<String> = ["quillminster".to_owned()].into();
        let said = |text: &str| SPACED.replace_all(text, |found: &Captures<'_>| as_written(found, &words)).into_owned();
        assert_eq!(said("for Quill- minster"), "for Quillminster");
        assert_eq!(said("a multi- agency plan"), "a multi-agency plan");
    }
}
