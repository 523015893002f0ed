//! What a file is, by its own first bytes: a name alone proves nothing.
//!
//! *Invariant:* never reads more than the first bytes, and never believes the name against them.

use thiserror::Error;

/// How many first bytes are looked at.
pub const HEAD: usize = 4096;

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KindRefused {
    /// Of a kind that is not taken.
    #[error(
        "'{0}' is not of a kind that is taken: PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, MP4, plain text or CSV"
    )]
    NotTaken(String),
    /// Called one thing, being another.
    #[error("'{name}' is called a {ending} and is not one: its first bytes say otherwise")]
    Other {
        /// The file's name.
        name: String,
        /// What its name says.
        ending: String,
    },
    /// Empty.
    #[error("'{0}' is empty")]
    Empty(String),
}

/// The media type of a file, if its name and its first bytes agree on one that is taken.
pub fn kind_of(name: &str, head: &[u8]) -> Result<&'static str, KindRefused> {
    if head.is_empty() {
        return Err(KindRefused::Empty(name.to_owned()));
    }
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    let zip = || head.starts_with(b"PK\x03\x04");
    // Cut in the middle of a character at most.
    let text = || !head.contains(&0) && std::str::from_utf8(head).is_ok_or_cut();
    let (media_type, so) = match ending.as_str() {
        "pdf" => ("application/pdf", head.starts_with(b"%PDF-")),
        "png" => ("image/png", head.starts_with(b"\x89PNG\r\n\x1a\n")),
        "jpg" | "jpeg" => ("image/jpeg", head.starts_with(b"\xff\xd8\xff")),
        "mp4" => ("video/mp4", head.get(4..8) == Some(b"ftyp")),
        "docx" => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", zip()),
        "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", zip()),
        "pptx" => ("application/vnd.openxmlformats-officedocument.presentationml.presentation", zip()),
        "odt" => ("application/vnd.oasis.opendocument.text", zip()),
        "ods" => ("application/vnd.oasis.opendocument.spreadsheet", zip()),
        "txt" | "md" => ("text/plain", text()),
        "csv" => ("text/csv", text()),
        _ => return Err(KindRefused::NotTaken(name.to_owned())),
    };
    if so { Ok(media_type) } else { Err(KindRefused::Other { name: name.to_owned(), ending }) }
}

/// Whether a stretch is text, perhaps cut inside its last character.
trait TextOrCut {
    fn is_ok_or_cut(&self) -> bool;
}

impl TextOrCut for Result<&str, std::str::Utf8Error> {
    fn is_ok_or_cut(&self) -> bool {
        self.as_ref().map_or_else(|e| e.error_len().is_none(), |_| true)
    }
}
