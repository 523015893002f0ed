//! A table read by a mapping: which column is what, what its words mean, how its dates are written.
//!
//! *Invariant:* a cell is read as the mapping says or reported; no column is guessed at.

use std::collections::BTreeMap;

use domain::proposals::{Level, Proposal, ProposedAction, ProposedRecommendation, ProposedResponse, Quoted, Warning};
use domain::{DocumentKind, PartialDate, Position};
use jiff::civil::Date;
use serde::Deserialize;

use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, to32};
use crate::{Extracted, dates, digest_of};

/// A mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its name, kept with what it read, so that the next file of the same kind can be compared with the last.
    pub name: String,
    /// The sheet of a workbook; without one, the first that has the columns.
    pub sheet: Option<String>,
    /// Who recommends, where it is the same for every row and stands in no column.
    pub recommending_body: Option<String>,
    /// The head of each column.
    pub columns: Columns,
    /// What separates several addressees in one cell.
    #[serde(default = "separators")]
    pub separators: Vec<String>,
    /// The words of the position column and the positions they mean.
    #[serde(default)]
    pub positions: BTreeMap<String, String>,
    /// How dates are written.
    #[serde(default)]
    pub dates: DateOrder,
}

fn separators() -> Vec<String> {
    vec![";".to_owned(), "\u{2028}".to_owned()]
}

/// The heads of the columns, as the table prints them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The words asked.
    pub text: String,
    /// Whom.
    pub addressee: Option<String>,
    /// The reference.
    pub reference: Option<String>,
    /// Who asks.
    pub recommending_body: Option<String>,
    /// When it was made.
    pub made_on: Option<String>,
    /// The day an answer is due, as printed.
    pub due: Option<String>,
    /// The position.
    pub position: Option<String>,
    /// The words of the answer.
    pub response: Option<String>,
    /// What will be done.
    pub action: Option<String>,
    /// The post that does it.
    pub owner: Option<String>,
}

/// How a date of numbers is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/12/2023.
    #[default]
    DayFirst,
    /// 12/31/2023.
    MonthFirst,
}

/// Which place each mapped column has in this table.
struct Places {
    text: usize,
    others: BTreeMap<&'static str, usize>,
}

impl Columns {
    /// The mapped columns but the text, by field.
    fn others(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("addressee", &self.addressee),
            ("reference", &self.reference),
            ("recommending_body", &self.recommending_body),
            ("made_on", &self.made_on),
            ("due", &self.due),
            ("position", &self.position),
            ("response", &self.response),
            ("action", &self.action),
            ("owner", &self.owner),
        ];
        all.into_iter().filter_map(|(field, head)| head.as_deref().map(|head| (field, head))).collect()
    }
}

/// The name under which what a mapping read is kept.
pub fn reader_name(mapping: &Mapping) -> String {
    format!("table-map/1:{}", mapping.name)
}

/// How full each mapped field is, in hundredths of the rows.
pub fn filled(proposal: &Proposal) -> BTreeMap<&'static str, u64> {
    let rows = &proposal.recommendations;
    let count = |has: &dyn Fn(&ProposedRecommendation) -> bool| {
        let full = rows.iter().filter(|r| has(r)).count() as u64;
        (full * 100).checked_div(rows.len() as u64).unwrap_or(0)
    };
    let answer = |has: fn(&ProposedResponse) -> bool| move |r: &ProposedRecommendation| r.responses.iter().any(has);
    BTreeMap::from([
        ("addressee", count(&|r| !r.addressees.is_empty())),
        ("reference", count(&|r| r.reference.is_some())),
        ("made_on", count(&|r| r.made_on.is_some())),
        ("due", count(&|r| r.due_stated.is_some())),
        ("position", count(&answer(|p| p.position.is_some()))),
        ("response", count(&answer(|p| p.text.is_some()))),
        ("action", count(&answer(|p| !p.actions.is_empty()))),
    ])
}

/// The fields that were filled last time and are nearly empty now: the field, then and now in hundredths.
pub fn emptied(last: &Proposal, now: &Proposal) -> Vec<(&'static str, u64, u64)> {
    let (then, now) = (filled(last), filled(now));
    then.into_iter()
        .map(|(field, then)| (field, then, now.get(field).copied().unwrap_or(0)))
        .filter(|(_, then, now)| *then >= 30 && *now * 10 <= *then)
        .collect()
}

/// Reads a decoded table.
pub fn read(file: &str, bytes: &[u8], decoded: &Decoded, mapping: &Mapping) -> Extracted {
    let mut proposal = Proposal::empty(file, &digest_of(bytes), DocumentKind::Table);
    proposal.warnings.extend(decoded.warnings.iter().cloned());
    let mut places: Option<Places> = None;
    let mut sheet: Option<String> = None;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if matches!(block.kind, BlockKind::Heading(_)) {
            (sheet, places) = (Some(piece.text.to_owned()), None);
            continue;
        }
        let wanted = mapping.sheet.is_none() || mapping.sheet == sheet;
        if block.kind != BlockKind::Row || !wanted {
            continue;
        }
        let cells = cells(piece);
        match &places {
            None => places = heads(&cells, mapping),
            Some(at) => row(&cells, at, mapping, &mut proposal),
        }
    }
    if proposal.recommendations.is_empty() {
        let why = match (&places, &mapping.sheet) {
            (None, Some(name)) => format!("the sheet '{name}' has no row with the heads that the mapping names"),
            (None, None) => "no row of the table has the heads that the mapping names".to_owned(),
            _ => "the table has its heads and no rows under them".to_owned(),
        };
        tell(&mut proposal, "no_rows", Level::Error, why, None);
    }
    proposal.document.title =
        decoded.title.as_ref().map(|t| Quoted { value: t.clone(), start: 0, end: 0, confidence: 60 });
    Extracted {
        text: decoded.text.clone(),
        media_type: decoded.media_type.clone().into_owned(),
        read_by: reader_name(mapping),
        proposal,
    }
}

fn cells(row: Piece<'_>) -> Vec<Piece<'_>> {
    let mut at = 0;
    let cell = |text: &str, at: &mut usize| {
        let piece = row.sub(*at, *at + text.len()).trim();
        *at += text.len() + 1;
        piece
    };
    row.text.split('\t').map(|text| cell(text, &mut at)).collect()
}

/// The places of the columns, if this row is the head of the table: it must hold all that the mapping names.
fn heads(cells: &[Piece<'_>], mapping: &Mapping) -> Option<Places> {
    let at = |head: &str| cells.iter().position(|c| domain::fold(c.text) == domain::fold(head));
    let text = at(&mapping.columns.text)?;
    let mut others = BTreeMap::new();
    for (field, head) in mapping.columns.others() {
        others.insert(field, at(head)?);
    }
    Some(Places { text, others })
}

fn tell(proposal: &mut Proposal, code: &str, level: Level, message: String, at: Option<&Piece<'_>>) {
    // A thousand rows with one fault say it ten times.
    if proposal.warnings.iter().filter(|w| w.code == code).count() < 10 {
        proposal.warnings.push(Warning {
            code: code.to_owned(),
            level,
            message,
            start: at.map(|p| to32(p.start)),
            end: at.map(|p| to32(p.end())),
        });
    }
}

fn row(cells: &[Piece<'_>], places: &Places, mapping: &Mapping, proposal: &mut Proposal) {
    let cell = |i: usize| cells.get(i).copied().filter(|c| !c.text.is_empty());
    let field = |name: &str| places.others.get(name).and_then(|i| cell(*i));
    let Some(text) = cell(places.text).filter(|c| c.text.chars().any(char::is_alphabetic)) else { return };
    // A row with nothing but a title groups the rows under it.
    if cells.iter().filter(|c| !c.text.is_empty()).count() < 2 {
        return;
    }
    let mut date = |name: &str| -> Option<Quoted<PartialDate>> {
        let found = field(name)?;
        let read = date_of(found, mapping.dates);
        if read.is_none() {
            let message = format!("'{}' is not a date that can be read; it was left out", found.clean());
            tell(proposal, "date_not_read", Level::Warning, message, Some(&found));
        }
        read.map(|date| found.value(date, 95))
    };
    let (made_on, due_stated) = (date("made_on"), date("due"));
    let addressees: Vec<Quoted<String>> = field("addressee").map(|c| apart(c, &mapping.separators)).unwrap_or_default();
    if addressees.is_empty() {
        tell(proposal, "no_addressee", Level::Warning, "a row names nobody to answer it".to_owned(), Some(&text));
    }
    let responses = response(&field, mapping, &addressees, proposal);
    let place = proposal.recommendations.len() + 1;
    let typed = |value: &String| Quoted { value: value.clone(), start: 0, end: 0, confidence: 100 };
    proposal.recommendations.push(ProposedRecommendation {
        id: format!("r{place}"),
        ordinal: u32::try_from(place).unwrap_or(u32::MAX),
        reference: field("reference").map(|c| c.quoted(95)),
        text: text.quoted(95),
        findings: Vec::new(),
        recommending_body: field("recommending_body")
            .map(|c| c.quoted(95))
            .or_else(|| mapping.recommending_body.as_ref().map(typed)),
        addressees,
        copied_to: Vec::new(),
        made_on,
        power: None,
        due_stated,
        themes: Vec::new(),
        citations: Vec::new(),
        informal: false,
        responses,
    });
}

fn response<'a>(
    field: &impl Fn(&str) -> Option<Piece<'a>>,
    mapping: &Mapping,
    addressees: &[Quoted<String>],
    proposal: &mut Proposal,
) -> Vec<ProposedResponse> {
    let (said, words, action) = (field("position"), field("response"), field("action"));
    let place = proposal.recommendations.len() + 1;
    let position = said.and_then(|said| {
        let key = domain::fold(said.text);
        let mapped = mapping.positions.iter().find(|(word, _)| domain::fold(word) == key).map(|(_, to)| to.as_str());
        match mapped.map(|to| (to, Position::parse(to))) {
            Some((_, Some(position))) if position != Position::NoneGiven => {
                Some(said.value(position.as_str().to_owned(), 95))
            }
            // `none_given` says on purpose that the word is no answer.
            Some(_) => None,
            None => {
                let message = format!(
                    "'{}' stands in the position column and the mapping does not say what it means",
                    said.clean()
                );
                tell(proposal, "value_not_mapped", Level::Warning, message, Some(&said));
                None
            }
        }
    });
    if position.is_none() && words.is_none() && action.is_none() {
        return Vec::new();
    }
    let actions = action.map(|a| ProposedAction {
        id: format!("a{place}"),
        same_as: None,
        text: a.quoted(90),
        wordings: Vec::new(),
        parts: Vec::new(),
        owner: field("owner").map(|o| o.quoted(90)),
        tense: None,
        due: None,
    });
    vec![ProposedResponse {
        id: format!("p{place}"),
        same_as: None,
        addressee: addressees.first().cloned(),
        position_words: said.filter(|_| position.is_some()).map(|s| s.quoted(95)),
        position,
        inferred: false,
        given_on: None,
        received_on: None,
        text: words.map(|w| w.quoted(90)),
        reasons: Vec::new(),
        actions: actions.into_iter().collect(),
    }]
}

/// The names of a cell, parted at the mapping's separators.
fn apart(cell: Piece<'_>, separators: &[String]) -> Vec<Quoted<String>> {
    let mut parts = vec![cell];
    for separator in separators.iter().filter(|s| !s.is_empty()) {
        parts = parts
            .into_iter()
            .flat_map(|part| {
                let mut at = 0;
                part.text
                    .split(separator.as_str())
                    .map(|text| {
                        let piece = part.sub(at, at + text.len()).trim();
                        at += text.len() + separator.len();
                        piece
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    parts.into_iter().filter(|p| !p.text.is_empty()).map(|p| p.quoted(95)).collect()
}

/// A cell's one date, in the mapping's order where it is of numbers.
fn date_of(cell: Piece<'_>, order: DateOrder) -> Option<PartialDate> {
    if let Ok(date) = cell.text.parse::<PartialDate>() {
        return Some(date);
    }
    let numbers: Vec<&str> = cell.text.split(['/', '.', '-']).collect();
    if let ([first, second, year], DateOrder::MonthFirst) = (numbers.as_slice(), order) {
        let parsed = (first.parse().ok()?, second.parse().ok()?, year.parse().ok()?);
        let (month, day, year): (i8, i8, i16) = parsed;
        return Date::new(year, month, day).ok().map(PartialDate::day);
    }
    dates::only(&cell).filter(|f| f.date.qualifier().is_none()).map(|f| f.date)
}
