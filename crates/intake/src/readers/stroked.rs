//! A table of actions whose cells a host of documents parted by strokes: "Ref / Meeting / Action / Owner / Update / Status", and then
//! "31/17 / 16.06.17 / Circulate the policy / PL / Sent 2 October / Closed".
//!
//! *Invariant:* only under a head of such a table, and only lines with as many cells.

use domain::proposals::{ProposedMeeting, ProposedTabledAction};

use super::again::add;
use super::minutes::{Columns, columns};
use crate::decode::{BlockKind, Decoded};
use crate::piece::Piece;

/// Adds the actions of every such table.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    if !decoded.text.contains(" / ") {
        return;
    }
    let mut head: Option<(usize, Columns)> = None;
    // Rows as long as the page is wide may have been taken for one paragraph.
    let lines = decoded.blocks.iter().filter(|b| b.kind != BlockKind::Row).flat_map(|b| lines(decoded.piece(b)));
    for line in lines {
        let cells = cells(line);
        if cells.len() < 4 {
            continue;
        }
        let joined = cells.iter().map(|c| c.text).collect::<Vec<_>>().join("\t");
        if let Some(columns) = columns(&Piece { text: &joined, start: 0 }) {
            head = Some((cells.len(), columns));
            continue;
        }
        let Some((width, columns)) = head.as_ref().filter(|(width, _)| *width == cells.len()) else { continue };
        let cell = |i: Option<usize>| {
            i.filter(|i| i < width).and_then(|i| cells.get(i)).filter(|c| c.text.chars().any(char::is_alphanumeric))
        };
        if let Some(text) = cell(Some(columns.action)).filter(|c| c.text.split_whitespace().count() >= 3) {
            let said = |c: &Piece<'_>| c.quoted(85);
            let action = ProposedTabledAction {
                reference: cell(columns.reference).map(said),
                text: text.quoted(85),
                owner: cell(columns.owner).map(said),
                update: cell(columns.update).map(said),
            };
            add(action, meeting);
        }
    }
}

fn lines(piece: Piece<'_>) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    piece.text.split_inclusive('\n').map(move |line| {
        let own = piece.sub(at, at + line.len()).trim();
        at += line.len();
        own
    })
}

/// The cells of a line: a stroke between two spaces parts them, also two with nothing between.
fn cells(line: Piece<'_>) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in line.text.match_indices('/') {
        let before = line.text.get(..at).is_some_and(|t| t.ends_with(' '));
        let after = line.text.get(at + 1..).is_some_and(|t| t.is_empty() || t.starts_with(' '));
        if before && after {
            out.push(line.sub(from, at).trim());
            from = at + 1;
        }
    }
    out.push(line.sub(from, line.text.len()).trim());
    out
}
