//! `candour reread`: stored documents read again by this version's readers, and what would change.
//!
//! *Invariant:* it shows and changes nothing; a person decides what to do with what it shows.

use std::collections::BTreeSet;

use app::ReadAgain;
use domain::proposals::Proposal;
use serde_json::{Value, json};

use super::extract::contract;
use super::{Given, bar};
use crate::outcome::{Exit, Failure};
use crate::web::number;

/// Arguments of `reread`.
#[derive(clap::Args)]
pub(crate) struct Reread {
    /// The documents (DOC-12); all of them without any.
    documents: Vec<String>,
}

pub(crate) fn reread(given: &Given, args: &Reread) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let wanted: Vec<u64> = if args.documents.is_empty() {
        let last = app.read_public(|view| view.last_number(domain::Kind::Document))?;
        (1..=last).collect()
    } else {
        let read = |text: &String| {
            number("DOC", text).ok_or_else(|| Failure::usage(format!("'{text}' is no document; write DOC-12")))
        };
        args.documents.iter().map(read).collect::<Result<_, _>>()?
    };
    let progress = bar(given, "Reading again", (wanted.len() > 1).then_some(wanted.len() as u64));
    let (mut same, mut changed, mut left) = (0u64, 0u64, 0u64);
    for number in wanted {
        match app.read_again(number)? {
            None => left += 1,
            Some(again) => {
                let lines = differences(&again);
                if lines.is_empty() {
                    same += 1;
                } else {
                    changed += 1;
                    progress.suspend(|| tell(given, number, &again, &lines));
                }
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    given.say(
        || format!("{same} would be read the same, {changed} otherwise, {left} cannot be read again"),
        || json!({"same": same, "changed": changed, "left": left}),
    );
    Ok(Exit::Done)
}

fn tell(given: &Given, number: u64, again: &ReadAgain, lines: &[String]) {
    given.say(
        || format!("DOC-{number}: {} then, {} now\n{}", again.was_by, again.is_by, lines.iter().map(|l| format!("  {l}")).collect::<Vec<_>>().join("\n")),
        || json!({"document": format!("DOC-{number}"), "was_by": again.was_by, "is_by": again.is_by, "differences": lines}),
    );
}

/// The values that one reading has and the other has not.
fn differences(again: &ReadAgain) -> Vec<String> {
    let (was, is) = (values(&again.was), values(&again.is));
    let gone = was.difference(&is).map(|line| format!("- {line}"));
    let come = is.difference(&was).map(|line| format!("+ {line}"));
    gone.chain(come).take(200).collect()
}

fn values(proposal: &Proposal) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut value = contract(proposal, false);
    // The names of actions and answers inside a proposal, and warnings, are not what it says.
    if let Value::Object(map) = &mut value {
        map.remove("warnings");
    }
    flatten("", &value, &mut out);
    out
}

fn flatten(path: &str, value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter().filter(|(key, _)| !matches!(key.as_str(), "id" | "same_as")) {
                flatten(&format!("{path}/{key}"), inner, out);
            }
        }
        Value::Array(items) => {
            for (i, inner) in items.iter().enumerate() {
                flatten(&format!("{path}/{}", i + 1), inner, out);
            }
        }
        Value::Null => {}
        other => {
            out.insert(format!("{path}: {}", other.to_string().chars().take(200).collect::<String>()));
        }
    }
}
