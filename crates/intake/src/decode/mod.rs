//! Bytes to one text and its blocks. Every decoder gives the same block model.
//!
//! *Invariant:* bounded in size and depth; unreadable bytes are a clear error, never a guess.

mod aligned;
mod archive;
mod docx;
mod encoding;
mod html;
mod layout;
mod markdown;
mod numbering;
mod pdf;
mod piped;
mod sheet;
mod signed;
mod stroked;
mod text;

use std::borrow::Cow;

use domain::proposals::Warning;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use archive::documents_in;
pub use sheet::MAX_ROWS;

use crate::piece::Piece;

/// The most bytes one file may have.
pub const MAX_INPUT: usize = 64 << 20;

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// A heading of a level from 1.
    Heading(u8),
    /// A paragraph or line.
    Paragraph,
    /// A list item at a depth from 0.
    Item(u8),
    /// A numbered item or heading, with its number.
    Numbered(String),
    /// A table row; cells are separated by tabs.
    Row,
}

/// A stretch of the text that belongs together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// First byte of its words (after a bullet or number).
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Whether an empty line, or another element, stands before it.
    pub apart: bool,
    /// The path of the element, in HTML.
    pub path: Option<String>,
}

/// A decoded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decoded {
    /// The text. Never changed once it has a digest.
    pub text: String,
    /// Its media type.
    pub media_type: Cow<'static, str>,
    /// The decoder and its version.
    pub decoder: Cow<'static, str>,
    /// The page's own title, where the format has one.
    pub title: Option<String>,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// What a person should know about the decoding.
    pub warnings: Vec<Warning>,
}

impl Decoded {
    /// The words of a block.
    pub fn piece(&self, block: &Block) -> Piece<'_> {
        Piece { text: self.text.get(block.start..block.end).unwrap_or(""), start: block.start }
    }

    /// The blocks' words, in order.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        self.blocks.iter().map(|block| self.piece(block)).collect()
    }

    /// The whole stretch from `from` to `to`.
    pub fn stretch(&self, from: usize, to: usize) -> Piece<'_> {
        Piece { text: self.text.get(from..to).unwrap_or(""), start: from }
    }
}

/// Why a file cannot be read. Nothing was taken from it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too large.
    #[error(
        "the file has {0} bytes; the most that is read is {MAX_INPUT} (64 MiB): split it or import the part that matters"
    )]
    TooLarge(u64),
    /// Not a format that is read.
    #[error("the file is {0}, which is not read: save it as PDF, Word, text or HTML first")]
    NotText(&'static str),
    /// Nested beyond reason.
    #[error("the page nests elements more than {0} deep; it was not read")]
    TooDeep(usize),
    /// Locked with a password.
    #[error("the {0} file is locked with a password: save it without one first")]
    Encrypted(&'static str),
    /// Its bytes are not as the format has them: cut short, perhaps, or not what the name says.
    #[error("the {format} file is damaged or cut short and was not read: {why}")]
    Damaged {
        /// The format.
        format: &'static str,
        /// The parser's words.
        why: String,
    },
    /// Pictures of pages, no text.
    #[error(
        "the PDF holds pictures of {pages} pages and no text: run OCR over it first, or name a program that does in the configuration (intake.ocr)"
    )]
    ImageOnly {
        /// How many pages.
        pages: usize,
    },
    /// More of something than is read.
    #[error("the file has more {what} than are read ({most} at most): split it or import the part that matters")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// The most that is read.
        most: usize,
    },
    /// Unpacks to more than is read.
    #[error("the file unpacks to more than {most} bytes; it was not read")]
    Bomb {
        /// The most that is unpacked.
        most: usize,
    },
    /// Several documents in one file.
    #[error("the file is an archive of documents: import it, and each document in it is read on its own")]
    Archive,
    /// The process that read it was stopped or failed, or an OCR program did; in words.
    #[error("{0}")]
    Reported(String),
}

/// What a file is, by its first bytes and then its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Values separated by commas, semicolons or tabs.
    Csv,
    /// PDF.
    Pdf,
    /// A Word document.
    Docx,
    /// An Excel workbook.
    Xlsx,
    /// A ZIP of documents.
    Zip,
    /// Something that is not read, by its name.
    Other(&'static str),
}

impl Format {
    /// Whether its parsers are known to hang or to eat memory, so that a program reads it in a process with limits.
    pub fn needs_limits(self) -> bool {
        matches!(self, Format::Pdf | Format::Docx | Format::Xlsx)
    }
}

/// What a file is.
pub fn format_of(file: &str, bytes: &[u8]) -> Format {
    // Some PDFs have a few bytes before their mark.
    if bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|w| w == b"%PDF-")) {
        return Format::Pdf;
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes);
    }
    if let Some(name) = known_binary(bytes) {
        return Format::Other(name);
    }
    let lower = file.to_lowercase();
    let named = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if named(&[".html", ".htm", ".xhtml"]) || looks_html(bytes) {
        Format::Html
    } else if named(&[".md", ".markdown"]) {
        Format::Markdown
    } else if named(&[".json", ".jsonl", ".xml"]) {
        Format::Other("a data file")
    } else if named(&[".csv", ".tsv"]) {
        Format::Csv
    } else {
        Format::Text
    }
}

/// Which kind of ZIP: office documents name their parts.
fn zipped(bytes: &[u8]) -> Format {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|w| w == name);
    if holds(b"word/document.xml") {
        Format::Docx
    } else if holds(b"xl/workbook.xml") {
        Format::Xlsx
    } else if holds(b"ppt/presentation.xml") {
        Format::Other("a presentation")
    } else if holds(b"mimetypeapplication/vnd.oasis.opendocument") {
        Format::Other("an OpenDocument file")
    } else {
        Format::Zip
    }
}

fn looks_html(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).to_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // A page that lost its frame still starts with an element.
    ["<h1", "<p>", "<div", "<article", "<main", "<table", "<body"].iter().any(|tag| head.starts_with(tag))
        || head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<?xml") && head.contains("<html")
}

/// Decodes a file by its name and first bytes.
///
/// # Errors
/// [`DecodeError`]: what is wrong with it and what to do; nothing was taken from it.
pub fn decode(file: &str, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > MAX_INPUT {
        return Err(DecodeError::TooLarge(bytes.len() as u64));
    }
    let format = format_of(file, bytes);
    match format {
        Format::Pdf => return pdf::decode(bytes),
        Format::Docx => return docx::decode(bytes),
        Format::Xlsx => return sheet::xlsx(bytes),
        Format::Zip => return Err(DecodeError::Archive),
        Format::Other(name) => return Err(DecodeError::NotText(name)),
        Format::Text | Format::Html | Format::Markdown | Format::Csv => {}
    }
    let (text, mut warnings) = encoding::decode(bytes)?;
    let text = match visible(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(seen) => {
            warnings.push(unseen_characters(text.chars().count() - seen.chars().count()));
            seen
        }
    };
    // UTF-16 shows that it is a page only once it is decoded.
    let page = format == Format::Html || looks_html(text.as_bytes());
    let mut decoded = match format {
        _ if page => html::decode(&text)?,
        Format::Markdown => markdown::decode(&text)?,
        Format::Csv => sheet::csv(&text)?,
        _ => text::decode(text),
    };
    decoded.warnings.extend(warnings);
    Ok(decoded)
}

fn unseen_characters(count: usize) -> Warning {
    let message = format!("{count} characters that nobody can see (soft hyphens, zero-width spaces) were left out");
    Warning {
        code: "unseen_characters".to_owned(),
        level: domain::proposals::Level::Info,
        message,
        start: None,
        end: None,
    }
}

/// The text without characters that nobody can see: soft hyphens, zero-width spaces and joiners, marks of direction. They
/// part words that a reader sees whole, and can make one text look like another.
fn visible(text: &str) -> Cow<'_, str> {
    const fn unseen(c: char) -> bool {
        matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    }
    if text.contains(unseen) { Cow::Owned(text.replace(unseen, "")) } else { Cow::Borrowed(text) }
}

/// Whether a space is told from a plain one by its width or its hold on the next word alone.
pub(crate) const fn is_other_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1f\x8b", "a compressed file"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"SQLite format 3\0", "a database"),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}
