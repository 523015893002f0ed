//! Rows of a table of recommendations: which column is what, by its head.
//!
//! *Invariant:* a column without a head that is known is not read.

use domain::Position;

use super::answers;
use super::listed::Listed;
use super::sections::AnswerPart;
use crate::decode::{Block, BlockKind};
use crate::piece::Piece;

/// Heads of a column that names who does something, a post or a body.
const OWNERS: &[&str] = &["owner", "responsible officer", "action owner", "responsible", "lead", "lead officer"];

/// Heads of a column that names the body a recommendation is made to.
const BODIES: &[&str] = &[
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
    "lead department",
    "lead agency",
    "responsible department",
    "responsible agency",
    "department",
    "agency",
    "recipient",
    "force",
    "entity",
    "entities",
    "audited entity",
    "responsible entity",
    "agency responsible",
    "agency affected",
    "affected agency",
    "organisation name",
    "lead organisation",
    "responsible organisation",
    "issued to",
    "recommended to",
    "recommendation made to",
    "recipients",
];

/// Words that a head may have beside "recommendation" where the column holds its text.
const BESIDE: &[&str] = &[
    "text",
    "and",
    "or",
    "action",
    "description",
    "detail",
    "details",
    "full",
    "wording",
    "of",
    "the",
    "summary",
    "what",
    "was",
    "were",
    "key",
    "main",
    "we",
];

/// Which column is what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    number: Option<usize>,
    text: usize,
    named: Option<usize>,
    /// Whether the column of whom it is for is headed as an owner's, and may hold posts.
    owned: bool,
    response: Option<usize>,
    detail: Option<usize>,
    /// The column of what is to be done, of which a recommendation may have several rows.
    action: Option<usize>,
    /// Whether the column of the answer says that it holds a letter ("Accepted (Y/N/P)").
    lettered: bool,
    /// How many columns there are.
    width: usize,
}

/// "Y", "N" or "P" under a head that says that the column holds one.
fn by_letter(said: Piece<'_>) -> Option<(Piece<'_>, Position)> {
    let position = match said.text.trim() {
        "Y" | "y" => Position::Accepted,
        "N" | "n" => Position::Rejected,
        "P" | "p" => Position::PartlyAccepted,
        _ => return None,
    };
    Some((said.trim(), position))
}

/// "Closed - not accepted": what a status says after how far it is.
fn after_state(said: Piece<'_>) -> Option<(Piece<'_>, Position)> {
    let at = said.text.find(" - ").or_else(|| said.text.find(" – "))?;
    let rest = said.sub(at, said.text.len()).trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–'));
    // "Closed - agreed by the committee": what was agreed is that it is closed.
    let says = ["accept", "reject", "not agreed"].iter().any(|word| rest.text.to_lowercase().contains(word));
    let plain = rest.text.split_whitespace().count() <= 2 && says;
    answers::position(rest.text).filter(|_| plain).map(|position| (rest, position))
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

/// Which column holds what is recommended.
fn text_column(heads: &[String]) -> Option<usize> {
    const NAMES: &[&str] = &[
        "recommendation",
        "recommendation text",
        "recommendation and action",
        "area for improvement",
        "recommendation made",
    ];
    let named = NAMES.iter().find_map(|n| heads.iter().position(|h| h == n));
    // "Board recommendation": whose it is stands before the word.
    let earlier =
        |h: &str| ["previous", "earlier", "last", "prior", "original", "repeat"].iter().any(|w| h.starts_with(w));
    // "Recommendation / area for development", "What was recommended".
    let about = |w: &str| w == "recommendation" || w == "recommended";
    let wordy = |h: &str| {
        let h = h.replace("area for development", "").replace("area for improvement", "");
        let mut words = h.split_whitespace();
        words.clone().any(about) && words.all(|w| about(w) || BESIDE.contains(&w))
    };
    let full = |h: &String| wordy(h) && ["text", "wording", "full"].iter().any(|w| h.contains(w));
    named.or_else(|| heads.iter().position(full)).or_else(|| heads.iter().position(|h| wordy(h))).or_else(|| {
        heads.iter().position(|h| h.ends_with(" recommendation") && h.split(' ').count() == 2 && !earlier(h))
    })
}

/// Which column names the body that a recommendation is made to.
fn bodies_column(heads: &[String]) -> Option<usize> {
    // "Originating entity" recommends; "City department" is asked.
    const OTHERS: &[&str] = &["orig", "report", "author", "issu", "audit", "source", "recommend"];
    let asked = |h: &str| {
        [" department", " agency", " entity"].iter().any(|w| h.ends_with(w)) && !OTHERS.iter().any(|w| h.starts_with(w))
    };
    let exact = BODIES.iter().find_map(|n| heads.iter().position(|h| h == n));
    exact.or_else(|| heads.iter().position(|h| asked(h)))
}

/// Reads a row as the head of a table of recommendations; a head that tells of earlier ones is none.
pub(super) fn columns(row: Piece<'_>) -> Option<Columns> {
    let heads: Vec<String> = cells(row).iter().map(|c| head(c.text)).collect();
    if heads.len() < 2 || heads.iter().any(|h| h.split(' ').count() > 6) {
        return None;
    }
    let at = |names: &[&str]| names.iter().find_map(|n| heads.iter().position(|h| h == n));
    let text = text_column(&heads)?;
    let whose = |words: &[&str]| whose(&heads, words);
    let named = bodies_column(&heads);
    let response = response_column(&heads);
    let accepts = response.filter(|i| heads.get(*i).is_some_and(|h| h.starts_with("accept") || h.starts_with("agree")));
    let lettered = accepts.and_then(|i| cells(row).get(i).copied()).is_some_and(|c| c.text.contains("Y/N"));
    Some(Columns {
        lettered,
        width: heads.len(),
        number: at(&["no", "ref", "number", "reference", "rec no", "id", "recommendation number", "rec ref"])
            .or_else(|| whose(&["ref", "number"])),
        text,
        named: named
            .or_else(|| at(OWNERS))
            .or_else(|| heads.iter().position(|h| h.starts_with("recommendation ") && h.ends_with(" owner"))),
        owned: named.is_none(),
        response,
        action: at(&[
            "action",
            "actions",
            "action to be taken",
            "planned action",
            "planned actions",
            "action taken or planned",
            "actions taken or planned",
            "action taken and planned",
            "actions taken and planned",
        ]),
        detail: detail_column(&heads),
    })
}

/// "Government position", "Trust response": whose it is stands before the word.
fn whose(heads: &[String], words: &[&str]) -> Option<usize> {
    heads.iter().position(|h| words.iter().any(|w| h.ends_with(&format!(" {w}"))))
}

/// Which column holds the answer's word.
fn response_column(heads: &[String]) -> Option<usize> {
    const NAMES: &[&str] =
        &["accepted", "agreed", "position", "response", "management response", "response status", "decision", "answer"];
    let said = |h: &String| h.starts_with("position") || h.contains("not agreed") || h.contains("not accepted");
    NAMES
        .iter()
        .find_map(|n| heads.iter().position(|h| h == n))
        .or_else(|| heads.iter().position(said))
        .or_else(|| whose(heads, &["position", "response", "decision", "answer"]))
        // "Entity response at tabling", but not "Date of response".
        .or_else(|| heads.iter().position(|h| h.ends_with(" response at tabling")))
        .or_else(|| heads.iter().position(|h| h == "status"))
}

/// Which column says more of the answer.
fn detail_column(heads: &[String]) -> Option<usize> {
    const NAMES: &[&str] = &[
        "detail",
        "details",
        "comment",
        "comments",
        "agreed action",
        "action taken",
        "narrative",
        "response",
        "management response",
        "update",
        "progress",
        "latest update",
        "actions to date",
        "progress to date",
    ];
    let opens =
        |h: &String| ["response action", "response of", "action taken"].iter().any(|words| h.starts_with(words));
    NAMES
        .iter()
        .find_map(|n| heads.iter().position(|h| h == n))
        .or_else(|| whose(heads, &["response text", "comments", "comment", "update"]))
        .or_else(|| heads.iter().position(opens))
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
    // "3. Agreed / Partly Agreed": the columns themselves may be numbered.
    let numbered = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = bare.split_whitespace().skip(usize::from(numbered)).collect();
    let joined = words.join(" ").to_lowercase();
    joined
        .strip_suffix("ees")
        .map_or_else(|| joined.clone(), |stem| format!("{stem}ee"))
        .replace("recommendations", "recommendation")
        .replace("organization", "organisation")
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

/// The table that rows stand in.
#[derive(Default)]
pub(super) struct Table {
    legend: Legend,
    /// Its columns, and how many cells its rows have.
    columns: Option<(Columns, usize)>,
    /// Whether a line has stood between its rows.
    apart: bool,
}

impl Table {
    /// The recommendation of a row, if it is one; what only the document's title hides is shown with its answers.
    pub(super) fn row<'a>(&mut self, piece: Piece<'a>, hidden: bool, by_title: bool) -> Option<Listed<'a>> {
        if self.legend.row(piece) {
            return None;
        }
        let width = cells(piece).len();
        if let Some(columns) = columns(piece) {
            let shown = !hidden || by_title && columns.response.is_some();
            (self.columns, self.apart) = (Some((columns, width)).filter(|_| shown), false);
            return None;
        }
        let (columns, whole) = self.columns.as_ref()?;
        if self.apart && width != *whole {
            return None;
        }
        row(piece, columns, &self.legend)
    }

    /// Another action for the recommendation of the row above.
    pub(super) fn action_below(&self, piece: Piece<'_>, hidden: bool) -> Option<Block> {
        let (columns, _) = self.columns.as_ref().filter(|_| !hidden && !self.apart)?;
        action_below(piece, columns)
    }

    /// A short line may stand between groups of rows; a longer one ends the table.
    pub(super) fn interrupted(&mut self, line: Piece<'_>) {
        if line.text.split_whitespace().count() > 10 {
            self.columns = None;
        }
        self.apart = true;
    }
}

/// What a row adds to the recommendation of the row above: another action, where the cell of its words is empty.
fn action_below(row: Piece<'_>, columns: &Columns) -> Option<Block> {
    let all = cells(row);
    let says = |i: usize| all.get(i).copied().filter(|c| c.text.chars().any(char::is_alphanumeric));
    if says(columns.text).is_some() || columns.number.is_some_and(|i| says(i).is_some()) {
        return None;
    }
    // A page's bars may have left out the cells before it.
    let missing = columns.width.saturating_sub(all.len());
    let action = says(columns.action?.checked_sub(missing)?)?;
    let block = Block { kind: BlockKind::Item(0), start: action.start, end: action.end(), apart: true, path: None };
    (action.text.split_whitespace().count() >= 3).then_some(block)
}

/// One recommendation of a row; `None` for a row that groups others, or says that there is none.
pub(super) fn row<'a>(row: Piece<'a>, columns: &Columns, legend: &Legend) -> Option<Listed<'a>> {
    let all = cells(row);
    let cell =
        |i: Option<usize>| i.and_then(|i| all.get(i)).copied().filter(|c| c.text.chars().any(char::is_alphanumeric));
    let text = cell(Some(columns.text))?;
    let words = text.text.split_whitespace().count();
    let lower = text.text.to_lowercase();
    let none = lower.starts_with("none") || words < 3 || (words <= 6 && lower.contains("no recommendation"));
    if none || all.len() < 2 {
        return None;
    }
    let mut parts = Vec::new();
    let (said, detail) = (cell(columns.response), cell(columns.detail));
    let block =
        |p: Piece<'_>| Block { kind: BlockKind::Paragraph, start: p.start, end: p.end(), apart: true, path: None };
    let action = cell(columns.action);
    if said.is_some() || detail.is_some() || action.is_some() {
        let mut part = AnswerPart::default();
        if let Some(said) = said {
            part.position = answers::position(said.text)
                .map(|p| (answers::position_words(said), p))
                .or_else(|| legend.position(said.text).map(|p| (said, p)))
                .or_else(|| by_letter(said).filter(|_| columns.lettered))
                .or_else(|| after_state(said));
            let from = part.position.map_or(0, |(words, _)| words.end() - said.start);
            let rest = said
                .sub(from, said.text.len())
                .trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';'));
            if !rest.text.is_empty() {
                part.blocks.push(block(rest));
            }
        }
        part.blocks.extend(detail.map(block));
        part.blocks.extend(action.map(|a| Block { kind: BlockKind::Item(0), ..block(a) }));
        // The first and the last stand for the stretch of the answer.
        part.blocks.sort_by_key(|b| b.start);
        parts.push(part);
    }
    Some(Listed {
        number: cell(columns.number),
        text,
        // "Director of Nursing" owns an action; the recommendation was made to the body.
        named: cell(columns.named)
            .filter(|n| !matches!(n.text.to_lowercase().as_str(), "n/a" | "na" | "tbc" | "none"))
            .filter(|n| !(columns.owned && columns.action.is_some() && super::person::is_post(n.text))),
        parts,
        strong: true,
        ..Listed::default()
    })
}
