//! Rows of a table of recommendations: which column is what, by its head.
//!
//! *Invariant:* a column without a head that is known is not read.

use super::answers;
use super::listed::Listed;
use super::sections::AnswerPart;
use crate::decode::{Block, BlockKind};
use crate::piece::Piece;

/// Which column is what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    number: Option<usize>,
    text: usize,
    named: Option<usize>,
    response: Option<usize>,
    detail: Option<usize>,
}

/// The cells of a row, trimmed.
pub(super) fn cells<'a>(row: Piece<'a>) -> Vec<Piece<'a>> {
    let mut at = 0;
    row.text
        .split('\t')
        .map(|cell| {
            let piece = row.sub(at, at + cell.len()).trim();
            at += cell.len() + 1;
            piece
        })
        .collect()
}

/// Reads a row as the head of a table of recommendations; a head that tells of earlier ones is none.
pub(super) fn columns(row: Piece<'_>) -> Option<Columns> {
    let heads: Vec<String> = cells(row).iter().map(|c| head(c.text)).collect();
    if heads.len() < 2 || heads.iter().any(|h| h.split(' ').count() > 6) {
        return None;
    }
    let at = |names: &[&str]| names.iter().find_map(|n| heads.iter().position(|h| h == n));
    let text = at(&[
        "recommendation",
        "recommendation text",
        "recommendation and action",
        "area for improvement",
        "recommendation made",
    ])?;
    Some(Columns {
        number: at(&["no", "ref", "number", "reference", "rec no", "id", "recommendation number", "rec ref"]),
        text,
        named: at(&[
            "made to",
            "addressee",
            "addressed to",
            "directed to",
            "lead body bodies",
            "lead body",
            "body",
            "organisation",
            "to",
            "for",
            "responsible body",
            "owner",
            "responsible officer",
            "action owner",
            "responsible",
            "lead",
            "lead officer",
            "force",
        ]),
        response: at(&[
            "response",
            "management response",
            "accepted",
            "position",
            "response status",
            "decision",
            "answer",
            "status",
        ]),
        detail: at(&[
            "detail",
            "details",
            "comment",
            "comments",
            "agreed action",
            "action taken",
            "action",
            "update",
            "progress",
        ]),
    })
}

/// A column's head without brackets, marks and plural forms in brackets ("Addressee(s)").
fn head(text: &str) -> String {
    let mut depth = 0;
    let bare: String = text
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '(');
            let inside = depth > 0;
            depth -= i32::from(*c == ')');
            !inside
        })
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let joined = words.join(" ").to_lowercase();
    joined
        .strip_suffix("ees")
        .map_or_else(|| joined.clone(), |stem| format!("{stem}ee"))
        .replace("recommendations", "recommendation")
}

/// One recommendation of a row; `None` for a row that groups others, or says that there is none.
pub(super) fn row<'a>(row: Piece<'a>, columns: &Columns) -> Option<Listed<'a>> {
    let all = cells(row);
    let cell =
        |i: Option<usize>| i.and_then(|i| all.get(i)).copied().filter(|c| c.text.chars().any(char::is_alphanumeric));
    let text = cell(Some(columns.text))?;
    let none = text.text.to_lowercase().starts_with("none") || text.text.split_whitespace().count() < 3;
    if none || all.len() < 2 {
        return None;
    }
    let mut parts = Vec::new();
    let (said, detail) = (cell(columns.response), cell(columns.detail));
    let block =
        |p: Piece<'_>| Block { kind: BlockKind::Paragraph, start: p.start, end: p.end(), apart: true, path: None };
    if said.is_some() || detail.is_some() {
        let mut part = AnswerPart::default();
        if let Some(said) = said {
            part.position = answers::position(said.text).map(|p| (answers::position_words(said), p));
            let from = part.position.map_or(0, |(words, _)| words.end() - said.start);
            let rest = said
                .sub(from, said.text.len())
                .trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';'));
            if !rest.text.is_empty() {
                part.blocks.push(block(rest));
            }
        }
        part.blocks.extend(detail.map(block));
        parts.push(part);
    }
    Some(Listed {
        number: cell(columns.number),
        text,
        named: cell(columns.named),
        parts,
        strong: true,
        ..Listed::default()
    })
}
