//! CSV and Excel to rows: one block a row, cells separated by tabs; each Excel sheet under a heading of its name.
//!
//! *Invariant:* a cell is only words; a formula is its last value, and nothing is calculated.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::archive::Archive;
use super::{Block, BlockKind, DecodeError, Decoded};

/// The most rows of one file.
pub const MAX_ROWS: usize = 200_000;
/// The most columns that are read.
const MAX_COLUMNS: usize = 500;

#[derive(Default)]
struct Out {
    text: String,
    blocks: Vec<Block>,
    rows: usize,
}

impl Out {
    fn heading(&mut self, words: &str) {
        self.push(BlockKind::Heading(1), &one_line(words));
    }

    fn row<'a>(&mut self, cells: impl Iterator<Item = Cow<'a, str>>) -> Result<(), DecodeError> {
        let cells: Vec<String> = cells.take(MAX_COLUMNS).map(|cell| one_line(&cell)).collect();
        let line = cells.join("\t");
        if line.trim().is_empty() {
            return Ok(());
        }
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(DecodeError::TooMuch { what: "rows", most: MAX_ROWS });
        }
        self.push(BlockKind::Row, line.trim_end_matches('\t'));
        Ok(())
    }

    fn push(&mut self, kind: BlockKind, words: &str) {
        let start = self.text.len();
        self.text.push_str(words);
        self.blocks.push(Block { kind, start, end: self.text.len(), apart: false, path: None });
        self.text.push('\n');
    }

    fn done(self, media_type: &'static str, decoder: &'static str) -> Decoded {
        Decoded {
            text: self.text,
            media_type: Cow::Borrowed(media_type),
            decoder: Cow::Borrowed(decoder),
            title: None,
            blocks: self.blocks,
            warnings: Vec::new(),
        }
    }
}

/// A cell's words in one line: a tab would be another cell, a line break another row. A line break inside the cell is kept
/// as U+2028, which is white space and ends no row.
fn one_line(cell: &str) -> String {
    let lines = cell.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\u{2028}")
}

pub(super) fn csv(text: &str) -> Result<Decoded, DecodeError> {
    let mut out = Out::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => out.row(record.iter().map(Cow::Borrowed))?,
            Ok(false) => return Ok(out.done("text/csv", "csv/1")),
            Err(e) => return Err(DecodeError::Damaged { format: "CSV", why: e.to_string() }),
        }
    }
}

/// The separator that the first lines have most of.
fn delimiter(text: &str) -> u8 {
    let head: String = text.lines().take(5).collect();
    let count = |c: char| head.matches(c).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|d| count(char::from(*d))).unwrap_or(b',')
}

pub(super) fn xlsx(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    // The archive's own bounds first: the reader below would unpack a bomb.
    let mut archive = Archive::open(bytes, "Excel")?;
    for name in ["xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"] {
        archive.read(name)?;
    }
    let damaged = |why: String| DecodeError::Damaged { format: "Excel", why };
    let read = std::panic::catch_unwind(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
        let mut out = Out::default();
        for sheet in book.sheet_names() {
            read_sheet(&mut book, &sheet, &mut out)?;
        }
        Ok(out)
    });
    let out = read.unwrap_or_else(|_| Err(damaged("its parser gave up".to_owned())))?;
    Ok(out.done("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx/1"))
}

/// One sheet, cell by cell, so that a sheet of a million rows stops at the bound and not in memory.
fn read_sheet(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, out: &mut Out) -> Result<(), DecodeError> {
    let damaged = |why: String| DecodeError::Damaged { format: "Excel", why };
    let mut cells = match book.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        // A chart stands among the sheets and has no cells.
        Err(_) => return Ok(()),
    };
    out.heading(sheet);
    let mut row: Vec<String> = Vec::new();
    let mut at = None;
    while let Some(cell) = cells.next_cell().map_err(|e| damaged(e.to_string()))? {
        let (line, column) = cell.get_position();
        if at != Some(line) {
            out.row(row.drain(..).map(Cow::Owned))?;
            at = Some(line);
        }
        let column = usize::try_from(column).unwrap_or(MAX_COLUMNS);
        if column >= MAX_COLUMNS {
            continue;
        }
        let words = words_of(&Data::from(cell.get_value().clone()));
        if words.is_empty() {
            continue;
        }
        row.resize(row.len().max(column + 1), String::new());
        if let Some(place) = row.get_mut(column) {
            *place = words;
        }
    }
    out.row(row.drain(..).map(Cow::Owned))
}

/// What a cell shows; days as ISO dates.
fn words_of(value: &Data) -> String {
    match value {
        Data::DateTime(day) => match day.to_ymd_hms_milli() {
            (y, m, d, ..) if day.is_datetime() => format!("{y:04}-{m:02}-{d:02}"),
            _ => value.to_string(),
        },
        Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}
