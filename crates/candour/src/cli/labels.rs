//! `candour evaluate --pairs` and `--queries`: how right likeness and search are on labelled lines.
//!
//! *Invariant:* a line that cannot be read stops the evaluation; it is never passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use domain::likeness::{Degree, Names, Wording, degree, measure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use view::Ask;

use super::Given;
use crate::now;
use crate::outcome::Failure;

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    label: Degree,
}

#[derive(Deserialize)]
struct Query {
    query: String,
    expected: Vec<String>,
}

/// The labelled lines of some files, each with its place.
fn lines<T: DeserializeOwned>(files: &[PathBuf]) -> Result<Vec<(String, T)>, Failure> {
    let mut out = Vec::new();
    for file in files {
        let name = file.display();
        let text = std::fs::read_to_string(file).map_err(|e| Failure::failed("label", format!("'{name}': {e}")))?;
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let at = format!("{name}:{}", i + 1);
            let label = serde_json::from_str(line).map_err(|e| Failure::failed("label", format!("'{at}': {e}")))?;
            out.push((at, label));
        }
    }
    if out.is_empty() {
        return Err(Failure::failed("no_labels", "the files hold no labelled line"));
    }
    Ok(out)
}

/// Right, wrongly said, missed.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Tally {
    fn share(right: u64, other: u64) -> Option<f64> {
        let all = f64::from(u32::try_from(right + other).unwrap_or(u32::MAX));
        (all > 0.0).then(|| f64::from(u32::try_from(right).unwrap_or(u32::MAX)) / all)
    }

    fn add(&mut self, labelled: bool, said: bool) {
        self.right += u64::from(labelled && said);
        self.wrong += u64::from(!labelled && said);
        self.missed += u64::from(labelled && !said);
    }

    fn json(self) -> serde_json::Value {
        json!({"precision": Tally::share(self.right, self.wrong), "recall": Tally::share(self.right, self.missed),
            "right": self.right, "wrong": self.wrong, "missed": self.missed})
    }

    fn row(self, name: &str) -> String {
        let shown = |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{s:.3}"));
        let (precision, recall) = (Tally::share(self.right, self.wrong), Tally::share(self.right, self.missed));
        format!(
            "{name:<22} precision {:>5}  recall {:>5}  ({} right, {} wrong, {} missed)",
            shown(precision),
            shown(recall),
            self.right,
            self.wrong,
            self.missed
        )
    }
}

/// Scores likeness.
pub(super) fn pairs(given: &Given, files: &[PathBuf], brief: bool) -> Result<(), Failure> {
    let lexicon = app::shipped_names()?;
    let names = Names::of(lexicon.iter().map(String::as_str));
    let mut classes: BTreeMap<&str, Tally> = BTreeMap::new();
    // What is offered to a person as said before: the same or reworded.
    let (mut offered, mut exact, mut reworded) = (Tally::default(), Tally::default(), Tally::default());
    let all = lines::<Pair>(files)?;
    for (at, pair) in &all {
        let (a, b) = (Wording::of(&pair.a, &names), Wording::of(&pair.b, &names));
        let said = degree(&a, &b);
        let is = |d: Degree| matches!(d, Degree::Same | Degree::Reworded);
        offered.add(is(pair.label), is(said));
        for class in Degree::ALL {
            classes.entry(class.as_str()).or_default().add(pair.label == class, said == class);
        }
        match pair.label {
            Degree::Same => exact.add(true, is(said)),
            Degree::Reworded => reworded.add(true, is(said)),
            _ => {}
        }
        if !brief && is(said) != is(pair.label) {
            let words = || {
                format!(
                    "{at}: labelled {}, said {} ({:.2})\n  {}\n  {}",
                    pair.label.as_str(),
                    said.as_str(),
                    measure(&a, &b),
                    pair.a,
                    pair.b
                )
            };
            let value = || json!({"at": at, "label": pair.label, "said": said, "measure": measure(&a, &b)});
            given.say(words, value);
        }
    }
    let words = || {
        let mut out = vec![format!("{} pairs", all.len()), offered.row("same or reworded")];
        out.push(exact.row("  of those the same"));
        out.push(reworded.row("  of those reworded"));
        out.extend(classes.iter().map(|(class, tally)| tally.row(class)));
        out.join("\n")
    };
    let value = || {
        let classes: BTreeMap<_, _> = classes.iter().map(|(class, tally)| (*class, tally.json())).collect();
        json!({"pairs": all.len(), "same_or_reworded": offered.json(), "found_of_same": exact.json(), "found_of_reworded": reworded.json(), "classes": classes})
    };
    given.say(words, value);
    Ok(())
}

/// Scores search: recall among the first ten, and the mean of one over the place of the first that was expected.
pub(super) fn queries(given: &Given, files: &[PathBuf], register: Option<&Path>, brief: bool) -> Result<(), Failure> {
    let all = lines::<Query>(files)?;
    let folder = register.map(|_| tempfile_folder()).transpose()?;
    let app = match (register, &folder) {
        (Some(file), Some(folder)) => {
            let app = given.app_at(&folder.0)?;
            super::documents::import_paths(given, &app, vec![file.to_owned()])?;
            app
        }
        _ => given.existing()?,
    };
    app.catch_up_search()?;
    let (mut recall, mut places) = (0.0, 0.0);
    for (at, query) in &all {
        let ask = Ask { words: query.query.clone(), most: 100, ..Ask::default() };
        let found = app.read_public(|view| Ok(app.search().find(view, &ask, now::today())))??;
        let expected: BTreeSet<&str> = query.expected.iter().map(String::as_str).collect();
        let external = |reference: &str| -> Result<Option<String>, Failure> {
            let number = reference.strip_prefix("REC-").and_then(|n| n.parse().ok()).unwrap_or(0);
            let page = app.read_public(|view| view.recommendation_page(number, now::today()))?;
            Ok(page.and_then(|p| p.external_ref))
        };
        let mut hit = Vec::new();
        for found in &found.hits {
            let own = expected.contains(found.reference.as_str());
            hit.push(own || external(&found.reference)?.is_some_and(|e| expected.contains(e.as_str())));
        }
        let first_ten = u32::try_from(hit.iter().take(10).filter(|h| **h).count()).unwrap_or(0);
        let most = u32::try_from(expected.len().min(10)).unwrap_or(1).max(1);
        recall += f64::from(first_ten) / f64::from(most);
        let first = hit.iter().position(|h| *h).and_then(|p| u32::try_from(p).ok());
        places += first.map_or(0.0, |p| 1.0 / f64::from(p + 1));
        if !brief && first_ten < most {
            let shown: Vec<&str> = found.hits.iter().take(10).map(|h| h.reference.as_str()).collect();
            given.say(
                || format!("{at}: '{}' expected {:?}, found {shown:?}", query.query, query.expected),
                || json!({"at": at, "query": query.query, "expected": query.expected, "found": shown}),
            );
        }
    }
    let count = f64::from(u32::try_from(all.len()).unwrap_or(1));
    let (recall, places) = (recall / count, places / count);
    given.say(
        || format!("{} searches: recall at 10 {recall:.3}, mean reciprocal rank {places:.3}", all.len()),
        || json!({"queries": all.len(), "recall_at_10": recall, "mrr": places}),
    );
    Ok(())
}

/// A folder for a register that is thrown away.
struct Thrown(PathBuf);

impl Drop for Thrown {
    fn drop(&mut self) {
        // What is left lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn tempfile_folder() -> Result<Thrown, Failure> {
    let name = now::random::<8>().map_err(|e| Failure::failed("randomness", e))?;
    Ok(Thrown(std::env::temp_dir().join(format!("candour-{}", intake::hex(&name)))))
}
