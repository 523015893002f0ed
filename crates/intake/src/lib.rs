//! A published document's bytes in, a proposal with spans out.
//!
//! `decode` turns bytes into one text and blocks of it; each reader scores the blocks; the best one above a floor reads
//! them. What no reader knows is reported as unrecognised, with nothing made up.
//!
//! *Invariant:* no network, disk, database or clock; no bytes make it panic; no value without the words it came from.

pub mod dates;
mod decode;
pub mod evaluate;
mod kinds;
mod lexicon;
pub mod mapping;
mod pasted;
mod piece;
mod readers;

pub use decode::{
    Block, BlockKind, DecodeError, Decoded, Format, MAX_INPUT, MAX_ROWS, decode, documents_in, format_of,
};
pub use kinds::{HEAD, KindRefused, kind_of};
pub use lexicon::Lexicon;
pub use pasted::{actions_in, date_in};
pub use piece::Piece;
pub use readers::{FLOOR, READERS, Reader};

use domain::DocumentKind;
use domain::proposals::{Level, Proposal, Warning};
use sha2::{Digest, Sha256};

/// What came of one file: its decoded text as it is to be kept, and the proposal.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// The text that spans point into. Of an article only the article's own words stand here; what else the page held
    /// is blank, so that places still agree with the file.
    pub text: String,
    /// The media type of the bytes.
    pub media_type: String,
    /// Decoder and reader with their versions (`text/1 recommendation-page/1`).
    pub read_by: String,
    /// What is proposed.
    pub proposal: Proposal,
}

/// Reads one file. `file` is its name, used for the media type and in the proposal.
///
/// # Errors
/// [`DecodeError`] if the bytes cannot be decoded.
pub fn extract(file: &str, bytes: &[u8], lexicon: &Lexicon) -> Result<Extracted, DecodeError> {
    Ok(read(file, bytes, &decode(file, bytes)?, lexicon))
}

/// Reads a file that was decoded already (by a process with limits, or an OCR program).
pub fn read(file: &str, bytes: &[u8], decoded: &Decoded, lexicon: &Lexicon) -> Extracted {
    match readers::spaces::Plain::of(decoded) {
        Some(plain) => plain.placed_back(read_plain(file, bytes, &plain.decoded, lexicon), decoded),
        None => read_plain(file, bytes, decoded, lexicon),
    }
}

/// Reads a document that has no spaces but plain ones.
fn read_plain(file: &str, bytes: &[u8], decoded: &Decoded, lexicon: &Lexicon) -> Extracted {
    let digest = digest_of(bytes);
    let mut proposal = Proposal::empty(file, &digest, DocumentKind::Unrecognised);
    proposal.warnings.extend(decoded.warnings.iter().cloned());
    let mended = readers::noise::mended(decoded);
    let seen = mended.as_ref().unwrap_or(decoded);
    let footless = readers::foot::without(seen);
    let seen = footless.as_ref().unwrap_or(seen);
    let mut best: Option<(u8, &Reader)> = None;
    for reader in READERS {
        let score = (reader.score)(seen);
        if best.is_none_or(|(most, _)| score >= most) {
            best = Some((score, reader));
        }
        // Nothing beats a certain one.
        if score >= 100 {
            break;
        }
    }
    let (text, reader) = match best {
        Some((score, reader)) if score >= FLOOR => {
            let unwrapped = reader.prose.then(|| readers::spaces::unwrapped(seen)).flatten();
            let text = (reader.read)(unwrapped.as_ref().unwrap_or(seen), lexicon, &mut proposal);
            let same = unwrapped.is_some_and(|unwrapped| unwrapped.text == text);
            (if same { seen.text.clone() } else { text }, reader.name)
        }
        _ => {
            proposal.warnings.push(unrecognised(decoded));
            proposal.document.title = readers::title_of(decoded);
            (decoded.text.clone(), "no-reader/1")
        }
    };
    let (text, mut proposal) = match &mended {
        Some(mended) if mended.text == text => {
            (decoded.text.clone(), readers::noise::as_read(proposal, decoded, mended))
        }
        _ => (text, proposal),
    };
    proposal = readers::broken::joined(proposal, &text);
    look_at_answers(&mut proposal);
    proposal.warnings.sort_by_key(|w| (std::cmp::Reverse(w.level), w.start));
    let read_by = format!("{} {reader}", decoded.decoder);
    Extracted { text, media_type: decoded.media_type.clone().into_owned(), read_by, proposal }
}

/// Points out what of its answers a person should look at.
fn look_at_answers(proposal: &mut Proposal) {
    for recommendation in &proposal.recommendations {
        if let Some(answer) = recommendation.responses.iter().find(|p| recommendation.answered_for_all(p)) {
            proposal.warnings.push(Warning {
                code: "answer_for_several".to_owned(),
                level: Level::Warning,
                message: format!(
                    "one answer is printed for {} addressees and does not say whose it is; it is taken as the answer of each",
                    recommendation.addressees.len()
                ),
                start: answer.position_words.as_ref().or(answer.text.as_ref()).map(|w| w.start),
                end: answer.position_words.as_ref().or(answer.text.as_ref()).map(|w| w.end),
            });
        }
        let made = recommendation.made_on.as_ref().map(|made| made.value);
        let days = recommendation.responses.iter().flat_map(|p| p.given_on.iter().chain(&p.received_on));
        if let Some(day) = days.into_iter().find(|day| made.is_some_and(|made| day.value.latest() < made.earliest())) {
            proposal.warnings.push(Warning {
                code: "answered_before_made".to_owned(),
                level: Level::Warning,
                message: format!("the answer's day, {}, lies before the recommendation was made", day.value),
                start: Some(day.start),
                end: Some(day.end),
            });
        }
    }
}

fn unrecognised(decoded: &Decoded) -> Warning {
    let message = if decoded.blocks.is_empty() {
        "the file holds no words".to_owned()
    } else {
        "no reader knows this kind of document; nothing was taken from it".to_owned()
    };
    Warning { code: "unrecognised".to_owned(), level: Level::Error, message, start: None, end: None }
}

/// SHA-256 of some bytes, in hexadecimal.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        out
    })
}
