//! A table of actions whose cells a crawl left as lines: its heads one under the other, and then the cells of each row.
//!
//! *Invariant:* only where the heads are those of a table of actions and each row begins with its reference, or with what is to be
//! done and then by whom.

use domain::proposals::{ProposedMeeting, ProposedTabledAction};

use super::marked::REFERENCE;
use super::minutes::{Columns, columns};
use crate::decode::{BlockKind, Decoded};
use crate::piece::Piece;

/// A table of actions whose cells a crawl left as lines: the heads one under the other, and then the cells of each row, which begins
/// with its reference.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let cells: Vec<Option<Piece<'_>>> =
        decoded.blocks.iter().map(|b| Some(decoded.piece(b).trim()).filter(|_| b.kind != BlockKind::Row)).collect();
    let mut at = 0;
    while at < cells.len() {
        let found = (4..=9).find_map(|width| head_of(&cells, at, width)).or_else(|| head_without_number(&cells, at));
        let Some((width, columns)) = found else {
            at += 1;
            continue;
        };
        at += width;
        while let Some(row) = cells.get(at..at + width).and_then(|row| row.iter().copied().collect::<Option<Vec<_>>>())
        {
            let begins = match columns.reference {
                Some(_) => row.first().is_some_and(|first| REFERENCE.is_match(first.text)),
                None => row.first().is_some_and(|first| is_told(*first)) && row.get(1).is_some_and(|c| is_owner(*c)),
            };
            if !begins {
                break;
            }
            // An empty cell leaves no line: where the next row's number stands among these, the row ends before it.
            let long =
                (columns.action + 1..width).find(|i| row.get(*i).is_some_and(|c| next_after(row.first(), c.text)));
            let taken = long.unwrap_or(width);
            let cell =
                |i: Option<usize>| i.filter(|i| *i < taken).and_then(|i| row.get(i)).filter(|c| !c.text.is_empty());
            if let Some(text) = cell(Some(columns.action)) {
                meeting.actions.push(ProposedTabledAction {
                    reference: row.first().filter(|_| columns.reference.is_some()).map(|c| c.quoted(88)),
                    text: text.quoted(85),
                    owner: cell(columns.owner).map(|c| c.quoted(85)),
                    update: cell(columns.update).map(|c| c.quoted(85)),
                });
            }
            at += taken;
        }
    }
}

/// Whether such a table stands in the document.
pub(super) fn is_here(decoded: &Decoded) -> bool {
    let mut meeting = ProposedMeeting::default();
    read(decoded, &mut meeting);
    meeting.actions.len() >= 2
}

/// Whether a cell is the reference after that of its row: "2" after "1", "5/21" after "4/21".
fn next_after(first: Option<&Piece<'_>>, cell: &str) -> bool {
    let number = |text: &str| {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        Some((digits.parse::<u32>().ok()?, text.get(digits.len()..)?.to_owned()))
    };
    // "LF/24/05" after "LF/24/04".
    let shape = |text: &str| -> String { text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect() };
    let lettered = |f: &&Piece<'_>| f.text.starts_with(char::is_alphabetic) && f.text.len() >= 4;
    let next = first.filter(lettered).is_some_and(|f| shape(f.text) == shape(cell) && cell > f.text);
    next || REFERENCE.is_match(cell)
        && first.and_then(|f| number(f.text)).zip(number(cell)).is_some_and(|((a, x), (b, y))| b == a + 1 && x == y)
}

/// The head of such a table: so many short lines that are the heads of its columns, the first of them the reference's.
fn head_of(cells: &[Option<Piece<'_>>], at: usize, width: usize) -> Option<(usize, Columns)> {
    let heads: Vec<Piece<'_>> = cells.get(at..at + width)?.iter().copied().collect::<Option<_>>()?;
    if heads.iter().any(|h| h.text.is_empty() || h.text.len() > 30) {
        return None;
    }
    let joined = heads.iter().map(|h| h.text).collect::<Vec<_>>().join("\t");
    let columns = columns(&Piece { text: &joined, start: 0 })?;
    let first = cells.get(at + width).copied().flatten()?;
    (columns.reference == Some(0) && REFERENCE.is_match(first.text)).then_some((width, columns))
}

/// The head of a table without numbers: "Action", "Owner" and one or more further, each on a line, over the first action and its owner.
fn head_without_number(cells: &[Option<Piece<'_>>], at: usize) -> Option<(usize, Columns)> {
    (3..=6).rev().find_map(|width| {
        let heads: Vec<Piece<'_>> = cells.get(at..at + width)?.iter().copied().collect::<Option<_>>()?;
        if heads.iter().any(|h| h.text.is_empty() || h.text.split_whitespace().count() > 3) {
            return None;
        }
        let joined = heads.iter().map(|h| h.text).collect::<Vec<_>>().join("\t");
        let columns = columns(&Piece { text: &joined, start: 0 })?;
        let told = cells.get(at + width).copied().flatten().is_some_and(is_told);
        let owned = cells.get(at + width + 1).copied().flatten().is_some_and(is_owner);
        (columns.reference.is_none() && columns.action == 0 && columns.owner == Some(1) && told && owned)
            .then_some((width, columns))
    })
}

/// What is to be done takes some words.
fn is_told(cell: Piece<'_>) -> bool {
    cell.text.split_whitespace().count() >= 4 && cell.text.starts_with(char::is_uppercase)
}

/// Who is to do it takes few: "DE / JR", "Head of Custody".
fn is_owner(cell: Piece<'_>) -> bool {
    cell.text.split_whitespace().count() <= 6
        && cell.text.len() <= 50
        && cell.text.starts_with(char::is_uppercase)
        && !cell.text.ends_with(['.', ':', '?'])
}
