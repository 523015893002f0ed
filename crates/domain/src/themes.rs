//! A theme: a subject in a small controlled tree; which words suggest it, and what people say of a suggestion.
//!
//! *Invariant:* each theme says which words suggest it, so that a suggestion can be explained; a suggestion is never a fact.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, Judgement, JudgementId, RecommendationId, ThemeId, Verdict, fold};

/// A subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// The name in its address, never reused.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The broader theme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ThemeId>,
    /// Words and phrases that suggest it; the last word may be left open (`detain*`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested_by: Vec<String>,
}

/// How a recommendation came to have a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Themed {
    /// Its words suggest it; nobody has said so.
    Suggested,
    /// It was recorded with the theme.
    Recorded,
    /// A person said so.
    Confirmed,
}

impl Themed {
    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Themed::Suggested => "suggested",
            Themed::Recorded => "recorded",
            Themed::Confirmed => "confirmed",
        }
    }

    /// The one of that name.
    pub fn parse(text: &str) -> Option<Themed> {
        [Themed::Suggested, Themed::Recorded, Themed::Confirmed].into_iter().find(|t| t.as_str() == text)
    }
}

/// A phrase that suggests a theme, cut into words.
#[derive(Clone, Debug)]
struct Phrase<K> {
    words: Vec<String>,
    /// Whether the last word may go on.
    open: bool,
    theme: K,
}

/// Every phrase of the tree, found by the first letters of its first word.
#[derive(Clone, Debug)]
pub struct Suggesting<K> {
    by_start: HashMap<String, Vec<Phrase<K>>>,
}

/// The letters of a phrase's first word that it is found by.
const START: usize = 3;

/// The most words that are given as the reason of one suggestion.
const MOST_REASONS: usize = 3;

fn start(word: &str) -> &str {
    word.char_indices().nth(START).map_or(word, |(at, _)| word.get(..at).unwrap_or(word))
}

impl<K: Copy + Ord> Suggesting<K> {
    /// The phrases of all themes, each theme under the caller's own key.
    pub fn of<'a>(themes: impl IntoIterator<Item = (K, &'a Theme)>) -> Suggesting<K> {
        let mut by_start: HashMap<String, Vec<Phrase<K>>> = HashMap::new();
        for (theme, record) in themes {
            for phrase in &record.suggested_by {
                let closed = phrase.trim().strip_suffix('*');
                let words: Vec<String> = fold(closed.unwrap_or(phrase)).split_whitespace().map(str::to_owned).collect();
                let Some(first) = words.first() else { continue };
                let phrase = Phrase { open: closed.is_some(), theme, words: words.clone() };
                by_start.entry(start(first).to_owned()).or_default().push(phrase);
            }
        }
        Suggesting { by_start }
    }

    /// The themes that a recommendation's words suggest, each with the words that do: one of them in what is asked, or two
    /// in the findings, which speak of much else.
    pub fn suggest<'t>(&self, asked: &str, findings: impl IntoIterator<Item = &'t str>) -> BTreeMap<K, Vec<String>> {
        let mut found: BTreeMap<K, Vec<String>> = BTreeMap::new();
        self.look(asked, &mut |theme, words| add(found.entry(theme).or_default(), words));
        let mut why: BTreeMap<K, (usize, Vec<String>)> = BTreeMap::new();
        for finding in findings {
            self.look(finding, &mut |theme, words| {
                let (times, kept) = why.entry(theme).or_default();
                *times += 1;
                add(kept, words);
            });
        }
        for (theme, (times, words)) in why {
            match found.get_mut(&theme) {
                Some(kept) => words.into_iter().for_each(|w| add(kept, w)),
                None if times > 1 => drop(found.insert(theme, words)),
                None => {}
            }
        }
        found
    }

    /// Every phrase in a text, each time it stands there.
    fn look(&self, text: &str, take: &mut impl FnMut(K, String)) {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        for (at, word) in words.iter().enumerate() {
            for phrase in self.by_start.get(start(word)).into_iter().flatten() {
                let here = words.get(at..at + phrase.words.len()).filter(|here| phrase.stands(here));
                if let Some(here) = here {
                    take(phrase.theme, here.join(" "));
                }
            }
        }
    }
}

impl<K> Phrase<K> {
    /// Whether these words, as many as the phrase has, are the phrase.
    fn stands(&self, here: &[&str]) -> bool {
        let last = self.words.len() - 1;
        here.iter()
            .zip(&self.words)
            .enumerate()
            .all(|(i, (word, own))| if self.open && i == last { word.starts_with(own.as_str()) } else { word == own })
    }
}

fn add(kept: &mut Vec<String>, words: String) {
    if kept.len() < MOST_REASONS && !kept.contains(&words) {
        kept.push(words);
    }
}

/// The command: say which themes a recommendation has and which it has not (`theme.judge`).
#[derive(Clone, Debug)]
pub struct JudgeThemes {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The recommendation's number.
    pub of: u64,
    /// What is said: each theme by its address, the judgement's identifier (one for each recommendation and theme), and
    /// whether the recommendation has it.
    pub said: Vec<(String, JudgementId, Verdict)>,
}

impl Act for JudgeThemes {
    const KIND: ActKind = ActKind::JudgeThemes;
}

/// Why a theme was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ThemeRefused {
    /// It is not in the register.
    #[error("there is no recommendation REC-{0}")]
    NoRecommendation(u64),
    /// No theme has that address.
    #[error("there is no theme '{0}'; /themes lists those there are")]
    NoTheme(String),
    /// Two opposite things were said at once.
    #[error("the theme '{0}' is named twice: say either that it has it or that it has not")]
    Twice(String),
    /// Nothing was said.
    #[error("name at least one theme")]
    Nothing,
}

/// The rule: a recommendation of the register, themes of its tree, each once.
pub fn judge_themes(
    _permit: Permit<JudgeThemes>,
    of: Option<RecommendationId>,
    tree: &[(ThemeId, Theme)],
    cmd: &JudgeThemes,
) -> Result<Vec<Change>, ThemeRefused> {
    let of = of.ok_or(ThemeRefused::NoRecommendation(cmd.of))?;
    if cmd.said.is_empty() {
        return Err(ThemeRefused::Nothing);
    }
    let mut changes = Vec::with_capacity(cmd.said.len());
    for (i, (slug, id, verdict)) in cmd.said.iter().enumerate() {
        if cmd.said.iter().take(i).any(|(earlier, ..)| earlier == slug) {
            return Err(ThemeRefused::Twice(slug.clone()));
        }
        let theme = tree.iter().find(|(_, t)| t.slug == *slug).ok_or_else(|| ThemeRefused::NoTheme(slug.clone()))?;
        let judgement = Judgement { of: of.into(), on: theme.0.into(), verdict: *verdict };
        changes.push(Change::new(*id, Visibility::Public, Record::Judgement(judgement)));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(slug: &str, suggested_by: &[&str]) -> Theme {
        let suggested_by = suggested_by.iter().map(|w| (*w).to_owned()).collect();
        Theme { slug: slug.to_owned(), name: slug.to_owned(), parent: None, suggested_by }
    }

    fn check(asked: &str, findings: &[&str], expected: &[(&str, &[&str])]) {
        let themes =
            [theme("custody", &["custody", "detain*"]), theme("homes", &["children's home*"]), theme("ox", &["ox"])];
        let suggesting = Suggesting::of(themes.iter().map(|t| (t.slug.as_str(), t)));
        let found = suggesting.suggest(asked, findings.iter().copied());
        let expected: BTreeMap<&str, Vec<String>> =
            expected.iter().map(|(k, v)| (*k, v.iter().map(|w| (*w).to_owned()).collect())).collect();
        assert_eq!(found, expected, "{asked} / {findings:?}");
    }

    #[test]
    fn words_that_suggest_a_theme_are_its_reason() {
        check(
            "Every detainee in custody, and each detained person.",
            &[],
            &[("custody", &["detainee", "custody", "detained"])],
        );
        check("Inspect the Children\u{2019}s Homes.", &[], &[("homes", &["children homes"])]);
        check("Custodial staff and a retained oxen.", &[], &[]);
        check("", &[], &[]);
    }

    #[test]
    fn a_finding_suggests_only_what_it_says_twice() {
        check("Write it down.", &["It was in custody."], &[]);
        check(
            "Write it down.",
            &["It was in custody.", "The detainee said so."],
            &[("custody", &["custody", "detainee"])],
        );
        check("The ox.", &["An ox in custody."], &[("ox", &["ox"])]);
    }
}
