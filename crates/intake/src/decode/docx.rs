//! Word documents to blocks: headings by style, numbering computed, tables by row, tracked changes as accepted.
//!
//! *Invariant:* what was deleted in a tracked change is not read; nothing outside the document's own text is followed.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::numbering::{Numbering, Styles};
use super::{Block, BlockKind, DecodeError, Decoded, text};

/// The deepest nesting of elements that is followed.
const MAX_DEPTH: usize = 300;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let mut archive = Archive::open(bytes, "Word")?;
    let missing = || DecodeError::Damaged { format: "Word", why: "it has no word/document.xml".to_owned() };
    let document = archive.read("word/document.xml")?.ok_or_else(missing)?;
    let styles = Styles::read(&archive.read("word/styles.xml")?.unwrap_or_default());
    let numbering = Numbering::read(&archive.read("word/numbering.xml")?.unwrap_or_default());
    let mut out = Out { styles, numbering, ..Out::default() };
    walk(&document, &mut out)?;
    out.end_paragraph();
    Ok(Decoded {
        text: out.text,
        media_type: Cow::Borrowed("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        decoder: Cow::Borrowed("docx/1"),
        title: None,
        blocks: out.blocks,
        warnings: Vec::new(),
    })
}

/// The local name of an element, without its prefix.
pub(super) fn local(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_owned()
}

/// An attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| quick_xml::escape::unescape(&a.value).ok().map(Cow::into_owned))
}

#[derive(Default)]
struct Out {
    styles: Styles,
    numbering: Numbering,
    text: String,
    blocks: Vec<Block>,
    words: String,
    style: Option<String>,
    number: Option<(String, u8)>,
    /// The paragraph's own end was deleted, so the next one goes on with it.
    joined: bool,
    /// How many tables deep, and the row's cells so far.
    tables: usize,
    cells: Vec<Vec<Paragraph>>,
    cell: Vec<Paragraph>,
}

impl Out {
    fn end_paragraph(&mut self) {
        if std::mem::take(&mut self.joined) {
            self.words.push(' ');
            return;
        }
        let words = std::mem::take(&mut self.words);
        let (style, number) = (self.style.take(), self.number.take());
        if words.trim().is_empty() && self.tables == 0 {
            return;
        }
        let label = self.label(style.as_deref(), number);
        let heading = style.as_deref().and_then(|s| self.styles.heading(s));
        if self.tables > 0 {
            if !words.trim().is_empty() {
                self.cell.push(Paragraph { words, heading, label });
            }
            return;
        }
        self.paragraph(&Paragraph { words, heading, label });
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        // A line break inside a paragraph is a line of its own, as the reader of the page sees it.
        for (i, line) in paragraph.words.split('\n').enumerate() {
            self.line(line, paragraph.heading, paragraph.label.as_ref().filter(|_| i == 0));
        }
    }

    fn label(&mut self, style: Option<&str>, number: Option<(String, u8)>) -> Option<Label> {
        let (list, level) = number.or_else(|| style.and_then(|s| self.styles.numbering(s)))?;
        self.numbering.next(&list, level).map(|label| match label {
            Some(number) => Label::Number(number),
            None => Label::Bullet(level),
        })
    }

    fn line(&mut self, words: &str, heading: Option<u8>, label: Option<&Label>) {
        // A tab between words stands for a column; white space around it goes.
        let cells: Vec<String> = words.split('\t').map(one_line).filter(|c| !c.is_empty()).collect();
        if cells.is_empty() {
            return;
        }
        let from = self.text.len();
        if let Some(Label::Number(number)) = label {
            self.text.push_str(number);
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(&cells.join("\t"));
        let end = self.text.len();
        let mut blocks = text::blocks_of(&self.text, from);
        if let Some(level) = heading {
            blocks = vec![self.block(BlockKind::Heading(level), from, end)];
        } else if let Some(label) = label {
            let kind = match label {
                Label::Number(number) => BlockKind::Numbered(number.trim_end_matches(['.', ')']).to_owned()),
                Label::Bullet(level) => BlockKind::Item(*level),
            };
            blocks = vec![self.block(kind, start, end)];
        }
        self.blocks.extend(blocks);
        self.text.push('\n');
    }

    fn block(&self, kind: BlockKind, start: usize, end: usize) -> Block {
        Block { kind, start, end, apart: true, path: None }
    }

    /// Whether the row before is the head of a table of as many columns: short words in each, none a number.
    fn headed(&self, columns: usize) -> bool {
        let before = self.blocks.last().filter(|b| b.kind == BlockKind::Row);
        let words = before.and_then(|b| self.text.get(b.start..b.end)).unwrap_or("");
        let cells: Vec<&str> = words.split('\t').collect();
        let head =
            |c: &&str| (1..=6).contains(&c.split_whitespace().count()) && !c.contains(|c: char| c.is_ascii_digit());
        columns > 1 && cells.len() == columns && cells.iter().all(head)
    }

    /// Ends a row. A row of one or two cells with paragraphs in them lays out a form, and its paragraphs are blocks of their
    /// own; any other is a row of a table.
    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let form = filled > 0 && cells.len() <= 3 && filled <= 2 && cells.iter().any(|cell| cell.len() > 1);
        if form && !self.headed(cells.len()) {
            cells.iter().flatten().for_each(|paragraph| self.paragraph(paragraph));
            return;
        }
        let line = cells.iter().map(|cell| in_line(cell)).collect::<Vec<_>>().join("\t");
        if line.trim().is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(line.trim_end());
        self.blocks.push(Block { kind: BlockKind::Row, start, end: self.text.len(), apart: false, path: None });
        self.text.push('\n');
    }
}

/// A paragraph as it stands in a cell, until the row's end shows what the table is.
struct Paragraph {
    words: String,
    heading: Option<u8>,
    label: Option<Label>,
}

/// A cell's paragraphs in one line, with their numbers.
fn in_line(cell: &[Paragraph]) -> String {
    let words = |p: &Paragraph| match &p.label {
        Some(Label::Number(number)) => format!("{number} {}", one_line(&p.words)),
        Some(Label::Bullet(_)) => format!("• {}", one_line(&p.words)),
        None => one_line(&p.words),
    };
    cell.iter().map(words).collect::<Vec<_>>().join(" ")
}

enum Label {
    Number(String),
    Bullet(u8),
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the walk stands.
#[derive(Default)]
struct At {
    depth: usize,
    /// The depth at which something that is not read (a deletion, a fallback picture) began.
    skipping: Option<usize>,
    in_text: bool,
    /// How deep in what describes a paragraph or run, where a tab is a tab stop and a deletion the paragraph's own end.
    props: usize,
}

fn walk(xml: &[u8], out: &mut Out) -> Result<(), DecodeError> {
    let damaged = |why: String| DecodeError::Damaged { format: "Word", why };
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    let mut at = At::default();
    loop {
        match reader.read_event().map_err(|e| damaged(e.to_string()))? {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(damaged("it declares entities of its own".to_owned())),
            Event::Start(element) => {
                at.depth += 1;
                if at.depth > MAX_DEPTH {
                    return Err(DecodeError::TooDeep(MAX_DEPTH));
                }
                if at.skipping.is_none() {
                    open(&element, &mut at, out);
                }
            }
            Event::Empty(element) if at.skipping.is_none() => empty(&element, &at, out),
            Event::Text(words) if at.in_text && at.skipping.is_none() => out.words.push_str(&super::visible(&words)),
            Event::GeneralRef(name) if at.in_text && at.skipping.is_none() => {
                let escaped = format!("&{};", &*name);
                out.words.push_str(&quick_xml::escape::unescape(&escaped).unwrap_or_default());
            }
            Event::End(element) => {
                if at.skipping == Some(at.depth) {
                    at.skipping = None;
                } else if at.skipping.is_none() {
                    close(element.local_name().as_ref(), &mut at, out);
                }
                at.depth = at.depth.saturating_sub(1);
            }
            _ => {}
        }
    }
}

fn open(element: &BytesStart<'_>, at: &mut At, out: &mut Out) {
    let name = local(element);
    match name.as_str() {
        "del" if at.props > 0 => out.joined = true,
        "del" | "moveFrom" | "Fallback" | "instrText" => at.skipping = Some(at.depth),
        "t" => at.in_text = true,
        "rPr" | "pPr" => at.props += 1,
        "tbl" => out.tables += 1,
        _ => property(element, &name, out),
    }
}

fn empty(element: &BytesStart<'_>, at: &At, out: &mut Out) {
    let name = local(element);
    match name.as_str() {
        "del" if at.props > 0 => out.joined = true,
        "tab" if at.props == 0 => out.words.push('\t'),
        "br" | "cr" => out.words.push('\n'),
        "noBreakHyphen" => out.words.push('-'),
        "p" => out.end_paragraph(),
        _ => property(element, &name, out),
    }
}

fn close(name: &str, at: &mut At, out: &mut Out) {
    match name {
        "t" => at.in_text = false,
        "rPr" | "pPr" => at.props = at.props.saturating_sub(1),
        "p" => out.end_paragraph(),
        "tc" if out.tables == 1 => {
            let cell = std::mem::take(&mut out.cell);
            out.cells.push(cell);
        }
        "tr" if out.tables == 1 => out.end_row(),
        "tbl" => out.tables = out.tables.saturating_sub(1),
        _ => {}
    }
}

/// What a paragraph says of itself: its style and its place in a list.
fn property(element: &BytesStart<'_>, name: &str, out: &mut Out) {
    let value = || attribute(element, "val");
    match name {
        "pStyle" => out.style = value(),
        "ilvl" => {
            let level = value().and_then(|v| v.parse().ok()).unwrap_or(0);
            out.number = Some((out.number.take().map(|n| n.0).unwrap_or_default(), level));
        }
        "numId" => {
            let level = out.number.take().map_or(0, |n| n.1);
            out.number = value().map(|list| (list, level));
        }
        _ => {}
    }
}
