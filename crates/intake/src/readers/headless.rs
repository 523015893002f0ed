//! An action sheet without a head: under "Action Sheet" or "Actions from the meeting" rows of a number, what is to be done, and who does it.
//!
//! *Invariant:* only right under such a heading, and only rows whose last cell is as short as a name or a post.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction};
use regex::Regex;

use super::again::add;
use super::marked::{ended, status};
use super::minutes::columns;
use super::tabled::cells;
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// Adds the rows of every such sheet.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    rows(decoded).into_iter().for_each(|action| add(action, meeting));
}

/// The rows of every such sheet, as actions.
pub(super) fn rows(decoded: &Decoded) -> Vec<ProposedTabledAction> {
    let mut out = Vec::new();
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:summary of |agreed |outstanding )?actions?(?: (?:sheet|list|log|table|points?|summary|plan))?(?: (?:agreed|arising))?(?: (?:from|at) .{4,50})?:?$",
        )
    });
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z]{0,4}\d{1,4}(?:[./-]\d{1,4}){0,2}[.)]?$"));
    let (mut under, mut between) = (false, 0);
    for block in &decoded.blocks {
        let piece = decoded.piece(block).trim();
        if block.kind != BlockKind::Row {
            // A cell may go on in a line or two below its row.
            between += 1;
            under = HEADING.is_match(piece.text) || (under && between <= 2 && block.kind == BlockKind::Paragraph);
            continue;
        }
        between = 0;
        under &= columns(&piece).is_none();
        let all = cells(piece);
        let [number, what, who @ ..] = all.as_slice() else { continue };
        let named = |p: &Piece<'_>| p.text.starts_with(char::is_uppercase) && p.text.split_whitespace().count() <= 6;
        let fits = NUMBER.is_match(number.text) && what.text.split_whitespace().count() >= 4;
        if !under || !fits || who.is_empty() || who.len() > 3 || !who.iter().take(1).all(named) {
            continue;
        }
        let (text, said) = ended(*what);
        let owner = who.first().map(|owner| owner.quoted(85));
        let reference = Some(number.trim_matches(|c| c == '.' || c == ')').quoted(85));
        out.push(ProposedTabledAction { reference, text: text.quoted(85), owner, update: status(said) });
    }
    out
}
