//! Minutes kept as a table: what was said in one column, and beside it, under "Action", what is to be done, each with who in a bracket.
//!
//! *Invariant:* only in rows under a head that names such columns; a cell that names no owner holds none.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction, Quoted};
use regex::Regex;

use super::again::add;
use super::tabled::cells;
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:discussion(?: points?)?|minutes?|notes?|summary(?: of discussion)?|discussion and decisions?|matters? discussed|details?)$",
    )
});
static DONE: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)^(?:actions?(?: by| and owner| \(owner\)| agreed)?|agreed actions?)$"));
/// "(OP)", "(TAR / FK)", "(All)".
static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    re(r"\s*[(\[](?P<who>[A-Z]{2,4}(?:\s?[/&,]\s?[A-Z]{2,4}){0,5}|All|ALL|Chair|Clerk|Secretary)[)\]]\.?\s*")
});

/// Whether a row is the head of such a table: the column of the actions.
fn head(row: Piece<'_>) -> Option<usize> {
    let cells = cells(row);
    let told = cells.iter().any(|c| TOLD.is_match(c.text));
    let at = cells.iter().position(|c| DONE.is_match(c.text.trim_end_matches(':')))?;
    (told && (2..=5).contains(&cells.len())).then_some(at)
}

/// Adds the actions of such tables.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let mut column = None;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if block.kind != BlockKind::Row {
            column = None;
        } else if let Some(at) = head(piece) {
            column = Some(at);
        } else if let Some(cell) = column.and_then(|at| cells(piece).get(at).copied()) {
            actions(cell).into_iter().for_each(|one| add(one, meeting));
        }
    }
}

/// What a cell says is to be done: up to each owner in a bracket, else all of it where it begins with one.
fn actions(cell: Piece<'_>) -> Vec<ProposedTabledAction> {
    let one = |text: Piece<'_>, owner: Quoted<String>| {
        let text = text.trim();
        let none = ["No ", "None", "Completed", "Closed", "Noted", "Nothing"].iter().any(|w| text.text.starts_with(w));
        let told = text.text.split_whitespace().count() >= 3 && text.text.starts_with(char::is_uppercase) && !none;
        told.then(|| ProposedTabledAction { reference: None, text: text.quoted(85), owner: Some(owner), update: None })
    };
    let mut from = 0;
    let mut out = Vec::new();
    for found in OWNER.captures_iter(cell.text) {
        let (Some(whole), Some(who)) = (found.get(0), found.name("who")) else { continue };
        // "the Home Office (HO) about the grant" goes on.
        if cell.text.get(whole.end()..).is_some_and(|rest| rest.starts_with(|c: char| !c.is_uppercase())) {
            continue;
        }
        out.extend(one(cell.sub(from, whole.start()), cell.sub(who.start(), who.end()).quoted(85)));
        from = whole.end();
    }
    if from == 0 {
        out.extend(super::marked::leading_owner(cell.trim()).and_then(|owner| one(cell, owner)));
    }
    out
}
