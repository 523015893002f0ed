//! `candour erase`: words found wherever the register holds them, and erased there for good.
//!
//! *Invariant:* nothing is erased without `--yes`, and never from a record that was not listed first.

use app::{App, AppError, Progress};
use clap::Args;
use domain::{Basis, EraseWords, Text};
use serde_json::json;

use super::{Given, bar};
use crate::acts::{FoundView, LetterView, LookedView, UnreadView};
use crate::now;
use crate::outcome::{Exit, Failure};

/// The most records of one act.
const AT_ONCE: usize = 1000;

/// List the records that hold words; with --yes, erase the words from them.
#[derive(Args)]
pub(crate) struct Erase {
    /// The words, such as a name: whole words, however they are set.
    words: String,
    /// Erase them. There is no way back.
    #[arg(long, requires = "basis")]
    yes: bool,
    /// On what ground: request, order or mistake.
    #[arg(long)]
    basis: Option<String>,
    /// What more is said of it, for everybody to read; without the words.
    #[arg(long)]
    note: Option<String>,
}

pub(crate) fn erase(given: &Given, args: &Erase) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let ctx = now::operator();
    let words = args.words.trim();
    // What a process left undone that was stopped in the middle of an erasure.
    settled(given, &app)?;
    let looking = bar(given, "Looking", Some(app.ledger().head().map_err(AppError::from)?.seq));
    let looked = app.find_words(&ctx, words, &mut |p| looking.set_position(p.done))?;
    looking.finish_and_clear();
    let found = &looked.found;
    let LookedView { found: rows, unread, letters } = LookedView::of(&looked);
    let listed = format!("{}{}{}", listed(&rows), lettered(&letters), unlooked(&unread));
    let seen: Vec<_> =
        found.iter().filter(|f| f.needed.is_none() && f.held.is_none()).map(|f| (f.id, f.version)).collect();
    let Some(basis) = args.basis.as_deref().filter(|_| args.yes) else {
        let more = if seen.is_empty() && letters.is_empty() {
            String::new()
        } else {
            "\nNothing was erased. To erase them for good: --yes --basis request|order|mistake".to_owned()
        };
        given.say(
            || format!("{listed}{more}"),
            || json!({"found": rows, "unread": unread, "letters": letters, "erased": 0}),
        );
        return Ok(Exit::Done);
    };
    let basis = Basis::parse(basis)
        .ok_or_else(|| Failure::usage(format!("--basis: '{basis}' is none of request, order, mistake")))?;
    let note = args.note.as_ref().filter(|note| !note.trim().is_empty()).map(Text::en);
    let (mut erased, mut first, mut last) = (0, 0, 0);
    // One act takes so many records; with none it says why nothing was erased.
    let mut parts: Vec<&[_]> = seen.chunks(AT_ONCE).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    for part in parts {
        let (act_id, words, note, seen) = (super::fresh_act()?, words.to_owned(), note.clone(), part.to_vec());
        let receipt = app.erase_words(&ctx, EraseWords { act_id, words, basis, note, seen })?;
        erased += app.erased_from(&receipt)?;
        (first, last) = (if first == 0 { receipt.first } else { first }, receipt.last);
    }
    settled(given, &app)?;
    let words = || {
        if erased == 0 {
            return format!("{listed}\nErased from what letters say; no record was changed.");
        }
        format!(
            "{listed}\nErased from {erased} records (entries {first} to {last}); the views and the index were built again."
        )
    };
    given.say(
        words,
        || json!({"found": rows, "unread": unread, "letters": letters, "erased": erased, "first": first, "last": last}),
    );
    Ok(Exit::Done)
}

fn settled(given: &Given, app: &App) -> Result<(), Failure> {
    let building = bar(given, "Rebuilding", Some(app.ledger().head().map_err(AppError::from)?.seq));
    app.settle_erasures(&now::operator(), &mut |p: Progress| building.set_position(p.done))?;
    building.finish_and_clear();
    Ok(())
}

/// The letters that say the words, a line each.
fn lettered(letters: &[LetterView]) -> String {
    let line = |one: &LetterView| {
        let sent = one.sent.as_ref().map_or("not sent".to_owned(), |sent| format!("sent {sent}"));
        format!("\nletter to {} ({sent}): {}", one.to, one.subject)
    };
    letters.iter().map(line).collect()
}

/// What nobody but a person can look into, a line each.
pub(super) fn unlooked(unread: &[UnreadView]) -> String {
    let line = |one: &UnreadView| format!("\nNot looked into: evidence {} ({}): {}", one.id, one.called(), one.why);
    unread.iter().map(line).collect()
}

fn listed(rows: &[FoundView]) -> String {
    if rows.is_empty() {
        return "No record holds these words.".to_owned();
    }
    let line = |row: &FoundView| {
        let called = row.reference.clone().unwrap_or_else(|| row.id.clone());
        let file = if row.file { ["the text of its file"].as_slice() } else { &[] };
        let places: Vec<&str> = row.fields.iter().map(String::as_str).chain(file.iter().copied()).collect();
        let kept = row.needed.as_ref().map(|field| format!(" - not erased: '{field}' says what it is"));
        let hold = row.held.as_ref().map(|ground| format!(" - not erased: held ({ground})")).unwrap_or_default();
        let whose = if row.public { "public" } else { "not public" };
        let around = row.around.as_ref().map(|around| format!("\n    {around}"));
        let (kept, around) = (kept.unwrap_or_default(), around.unwrap_or_default());
        format!("{} {called} ({whose}): {}{kept}{hold}{around}", row.kind, places.join(", "))
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
