//! A body's promises as a sheet: written for Excel or as CSV, read back, and compared with the record.
//!
//! *Invariant:* reading a sheet changes nothing; it gives the changes that its rows ask for, each with what stands now, and a reason for each row
//! that asks for something that cannot be.

use std::collections::BTreeMap;

use intake::{BlockKind, Decoded};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, XlsxError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use view::Promise;

use domain::ClaimedStatus;

use crate::strings::Strings;

/// The most rows that are shown of those that cannot be taken.
const MOST_REFUSED: usize = 100;
/// The most rows that a sheet is asked to change at once.
pub(crate) const MOST_CHANGES: usize = 300;

/// The columns, in their order: the keys of their heads in the strings file.
const COLUMNS: [&str; 9] = [
    "sheet-action",
    "sheet-recommendations",
    "sheet-text",
    "sheet-owner",
    "sheet-due",
    "sheet-measure",
    "sheet-status",
    "sheet-news",
    "sheet-as-of",
];

/// The heads of the columns.
pub(crate) fn heads(s: &Strings) -> [&str; 9] {
    COLUMNS.map(|key| s.t(key))
}

/// One promise as cells. What is new stays empty; the last says what the row was when it went out.
pub(crate) fn cells(s: &Strings, Promise { action, serves, as_of }: &Promise) -> Vec<String> {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        action.reference.clone(),
        serves.join(", "),
        action.text.clone(),
        or(&action.owner),
        or(&action.due),
        or(&action.measure),
        s.of("claimed", &action.claimed_status),
        String::new(),
        as_of.clone(),
    ]
}

/// The workbook. Cells are words, never formulas.
pub(crate) fn workbook(s: &Strings, promises: &[Promise]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(s.t("sheet-name"))?.set_freeze_panes(1, 1)?;
    let (bold, plain) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let widths = [10.0, 16.0, 60.0, 26.0, 18.0, 30.0, 16.0, 50.0, 12.0];
    for ((column, head), width) in (0u16..).zip(heads(s)).zip(widths) {
        sheet.set_column_width(column, width)?.write_with_format(0, column, head, &bold)?;
    }
    for (row, promise) in (1u32..).zip(promises) {
        for (column, cell) in (0u16..).zip(cells(s, promise)) {
            // A cell of a sheet holds at most 32,767 letters.
            let cell: String = cell.chars().take(32_000).collect();
            sheet.write_string_with_format(row, column, &cell, &plain)?;
        }
    }
    let statuses: Vec<String> = ClaimedStatus::ALL.iter().map(|status| s.of("claimed", status.as_str())).collect();
    let choose = DataValidation::new().allow_list_strings(&statuses)?;
    sheet.add_data_validation(1, 6, u32::try_from(promises.len()).unwrap_or(1).max(1), 6, &choose)?;
    book.save_to_buffer()
}

/// What one row asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The action.
    pub(crate) on: String,
    /// The version of it that the sheet went out with.
    pub(crate) seen: u32,
    /// The same with what had been said of it.
    pub(crate) as_of: String,
    /// Its owner from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    /// When it is due from now on.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(crate) due: Value,
    /// How one will know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) measure: Option<String>,
    /// The status claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) claimed_status: Option<String>,
    /// What is new, and why.
    pub(crate) words: String,
}

impl Wanted {
    /// Whether it changes the promise itself.
    pub(crate) fn amends(&self) -> bool {
        self.owner.is_some() || !self.due.is_null() || self.measure.is_some()
    }

    /// Whether it says how the promise stands.
    pub(crate) fn says(&self) -> bool {
        self.claimed_status.is_some() || !self.amends()
    }
}

/// A change as it is shown before it is made: what, from what, to what.
pub(crate) struct Shown {
    pub(crate) wanted: Wanted,
    pub(crate) text: String,
    pub(crate) changes: Vec<(String, String, String)>,
}

/// What a sheet asks for.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) changes: Vec<Shown>,
    /// Rows that ask for something that cannot be: the row's number and why.
    pub(crate) refused: Vec<(usize, String)>,
    /// Rows that ask for nothing.
    pub(crate) same: u64,
}

/// The places of the columns that were found.
struct Places([Option<usize>; 9]);

impl Places {
    /// The places in this row, if it is the head: it must have the action and something that can be changed.
    fn of(s: &Strings, row: &[&str]) -> Option<Places> {
        let heads = heads(s).map(domain::fold);
        let mut places = [None; 9];
        for (place, head) in places.iter_mut().zip(&heads) {
            *place = row.iter().position(|cell| domain::fold(cell) == *head);
        }
        let [action, _, _, owner, due, measure, status, news, _] = places;
        let some = [owner, due, measure, status, news].iter().any(Option::is_some);
        (action.is_some() && some).then_some(Places(places))
    }

    fn cell<'a>(&self, row: &[&'a str], column: usize) -> &'a str {
        let place = self.0.get(column).copied().flatten();
        let cell = place.and_then(|place| row.get(place)).copied().unwrap_or("").trim();
        // The mark by which our own CSV keeps a spreadsheet from reading a formula.
        cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
    }
}

/// Compares a sheet with the promises as they stand. `None` where no row has the heads.
pub(crate) fn compare(
    s: &Strings,
    decoded: &Decoded,
    promises: &[Promise],
    due: impl Fn(&str) -> Value,
) -> Option<Compared> {
    // A sheet may have a hundred thousand rows.
    let known: BTreeMap<&str, &Promise> = promises.iter().map(|p| (p.action.reference.as_str(), p)).collect();
    let (mut places, mut out, mut number) = (None, Compared::default(), 0);
    for block in decoded.blocks.iter().filter(|block| block.kind == BlockKind::Row) {
        let row: Vec<&str> = decoded.piece(block).text.split('\t').collect();
        number += 1;
        let Some(at) = &places else {
            places = Places::of(s, &row);
            continue;
        };
        let reference = at.cell(&row, 0).to_uppercase();
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let asked = match known.get(reference.as_str()) {
            None => Err(s.w("sheet-unknown", if reference.is_empty() { "…" } else { &reference })),
            Some(_) if out.changes.iter().any(|shown| shown.wanted.on == reference) => {
                Err(s.w("sheet-twice", &reference))
            }
            Some(promise) => wanted(s, (at, &row), promise, &due),
        };
        match asked {
            Err(_) if out.refused.len() >= MOST_REFUSED => {}
            Err(why) => out.refused.push((number, why)),
            Ok(None) => out.same += 1,
            Ok(Some(_)) if out.changes.len() >= MOST_CHANGES => {
                out.refused.push((number, s.w("sheet-too-many", MOST_CHANGES)));
            }
            Ok(Some(shown)) => out.changes.push(shown),
        }
    }
    places.map(|_| out)
}

/// Whether what a cell was read as is a day that does not exist.
fn is_no_day(due: &Value) -> bool {
    let meant: Option<domain::Due> = serde_json::from_value(due.clone()).ok();
    meant.as_ref().and_then(domain::Due::mistyped).is_some()
}

/// What one row asks for, beside what stands; nothing where it asks for nothing. An empty cell leaves what stands.
fn wanted(
    s: &Strings,
    (at, row): (&Places, &[&str]),
    Promise { action, as_of, .. }: &Promise,
    due: impl Fn(&str) -> Value,
) -> Result<Option<Shown>, String> {
    let or = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut changes = Vec::new();
    let mut changed = |column: usize, key: &str, before: String| {
        let cell = at.cell(row, column);
        let other = !cell.is_empty() && domain::fold(cell) != domain::fold(&before);
        other.then(|| {
            changes.push((s.t(key).to_owned(), before, cell.to_owned()));
            cell.to_owned()
        })
    };
    let (owner, measure) =
        (changed(3, "sheet-owner", or(&action.owner)), changed(5, "sheet-measure", or(&action.measure)));
    let status = changed(6, "sheet-status", s.of("claimed", &action.claimed_status));
    let status = status.map(|words| {
        // In the words that the sheet went out with, or by its plain name.
        let is =
            |v: &str| [s.of("claimed", v), v.replace('_', " ")].iter().any(|w| domain::fold(w) == domain::fold(&words));
        let mut named = ClaimedStatus::ALL.iter().map(|status| status.as_str()).filter(|v| is(v));
        named.next().map(str::to_owned).ok_or_else(|| s.ww("sheet-no-status", &action.reference, words))
    });
    let claimed_status = status.transpose()?.filter(|status| *status != action.claimed_status);
    // The same day in other words is the same.
    let (now, cell) = (or(&action.due), at.cell(row, 4));
    let wanted_due = if cell.is_empty() || due(cell) == due(&now) { Value::Null } else { due(cell) };
    if is_no_day(&wanted_due) {
        return Err(s.ww("sheet-no-day", &action.reference, cell));
    }
    if !wanted_due.is_null() {
        changes.push((s.t("sheet-due").to_owned(), now, cell.to_owned()));
    }
    // A line break inside a cell, as a decoded row keeps it.
    let words = at.cell(row, 7).replace('\u{2028}', "\n");
    if changes.is_empty() && words.is_empty() {
        return Ok(None);
    }
    // A sheet says what it knew when it went out: what has happened since is not put back by it.
    if at.cell(row, 8) != as_of {
        return Err(s.w("sheet-changed", &action.reference));
    }
    if words.is_empty() {
        return Err(s.w("sheet-no-words", &action.reference));
    }
    let wanted = Wanted {
        on: action.reference.clone(),
        seen: action.version,
        as_of: as_of.clone(),
        owner,
        due: wanted_due,
        measure,
        claimed_status,
        words,
    };
    Ok(Some(Shown { wanted, text: action.text.clone(), changes }))
}
