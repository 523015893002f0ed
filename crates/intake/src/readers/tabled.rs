//! Rows of a table of recommendations: which column is what, by its head.
//!
//! *Invariant:* a column without a head that is known is not read.

use domain::Position;

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

/// Which column of a table of answers is what. It names recommendations by number and does not print them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answers {
    pub(super) number: usize,
    pub(super) position: Option<usize>,
    pub(super) detail: Option<usize>,
}

/// Reads a row as the head of a table of answers.
pub(super) fn answers(row: Piece<'_>) -> Option<Answers> {
    let heads: Vec<String> = cells(row).iter().map(|c| head(c.text)).collect();
    let at = |names: &[&str]| names.iter().find_map(|n| heads.iter().position(|h| h == n));
    // A first column without a head numbers the rows.
    let number = at(&["no", "number", "rec no", "ref", "recommendation", "recommendation number", "rec", ""])?;
    let position = at(&["accepted", "response", "reply", "position", "answer", "decision"]);
    let detail =
        at(&["accepted action", "action", "agreed action", "action taken", "detail", "details", "comment", "comments"]);
    (position.is_some() || detail.is_some()).then_some(Answers { number, position, detail })
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

/// What a document says its own status words mean: "Complete: recommendation accepted and carried out".
#[derive(Default)]
pub(super) struct Legend {
    inside: bool,
    words: Vec<(String, Position)>,
}

impl Legend {
    /// Takes a row that is the legend's head or one of its words; `false` for any other row.
    pub(super) fn row(&mut self, row: Piece<'_>) -> bool {
        let all = cells(row);
        let [word, meaning] = all.as_slice() else {
            self.inside = false;
            return false;
        };
        let heads = (head(word.text), head(meaning.text));
        if matches!(heads.0.as_str(), "status" | "position" | "rating" | "term")
            && matches!(heads.1.as_str(), "meaning" | "definition" | "description" | "what it means")
        {
            self.inside = true;
            return true;
        }
        if self.inside {
            let lower = meaning.text.to_lowercase();
            let says = [
                ("not accepted", Position::Rejected),
                ("rejected", Position::Rejected),
                ("part of", Position::PartlyAccepted),
                ("partly", Position::PartlyAccepted),
                ("partially", Position::PartlyAccepted),
                ("accepted", Position::Accepted),
            ];
            let position = says.iter().find(|(words, _)| lower.contains(words)).map(|(_, p)| *p);
            self.words.extend(position.map(|p| (domain::fold(word.text), p)));
        }
        self.inside
    }

    fn position(&self, said: &str) -> Option<Position> {
        let folded = domain::fold(said);
        self.words.iter().find(|(word, _)| *word == folded).map(|(_, p)| *p)
    }
}

/// One recommendation of a row; `None` for a row that groups others, or says that there is none.
pub(super) fn row<'a>(row: Piece<'a>, columns: &Columns, legend: &Legend) -> Option<Listed<'a>> {
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
            part.position = answers::position(said.text)
                .map(|p| (answers::position_words(said), p))
                .or_else(|| legend.position(said.text).map(|p| (said, p)));
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
