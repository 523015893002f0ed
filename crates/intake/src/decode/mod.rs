//! Bytes to one text and its blocks. Every decoder gives the same block model.
//!
//! *Invariant:* bounded in size and depth; unreadable bytes are a clear error, never a guess.

mod encoding;
mod html;
mod text;

use domain::proposals::Warning;
use thiserror::Error;

use crate::piece::Piece;

/// The most bytes one file may have.
pub const MAX_INPUT: usize = 64 << 20;

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text. Never changed once it has a digest.
    pub text: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The decoder and its version.
    pub decoder: &'static str,
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
    /// Not text.
    #[error("the file is {0}, which this version does not read: save it as text or HTML first")]
    NotText(&'static str),
    /// Nested beyond reason.
    #[error("the page nests elements more than {0} deep; it was not read")]
    TooDeep(usize),
}

/// Decodes a file by its name and first bytes.
pub fn decode(file: &str, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > MAX_INPUT {
        return Err(DecodeError::TooLarge(bytes.len() as u64));
    }
    if let Some(format) = known_binary(bytes) {
        return Err(DecodeError::NotText(format));
    }
    let (text, warnings) = encoding::decode(bytes)?;
    let lower = file.to_lowercase();
    let named_html = [".html", ".htm", ".xhtml"].iter().any(|ending| lower.ends_with(ending));
    let head: String = text.trim_start().chars().take(200).collect::<String>().to_lowercase();
    let looks_html = head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<?xml") && head.contains("<html");
    let mut decoded = if named_html || looks_html { html::decode(&text)? } else { text::decode(text) };
    decoded.warnings.extend(warnings);
    Ok(decoded)
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP, Word or Excel file"),
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
