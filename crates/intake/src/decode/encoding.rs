//! Bytes to characters: UTF-8, UTF-16, Windows-1252, Mac Roman, and UTF-8 that was decoded wrongly once (mojibake).
//!
//! *Invariant:* the choice is by evidence in the bytes, and anything but clean UTF-8 is said in a warning.

use domain::proposals::{Level, Warning};
use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::DecodeError;

pub(super) fn decode(bytes: &[u8]) -> Result<(String, Vec<Warning>), DecodeError> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
        let warnings = if encoding == encoding_rs::UTF_8 { Vec::new() } else { vec![said(encoding)] };
        return Ok((text.into_owned(), warnings));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Ok((text.into_owned(), vec![said(encoding)]));
    }
    let controls = bytes.iter().filter(|b| **b == 0 || (**b < 32 && !matches!(**b, 9 | 10 | 12 | 13 | 27))).count();
    if controls * 100 > bytes.len() || bytes.contains(&0) {
        return Err(DecodeError::NotText("no text in any encoding"));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(match repair(text) {
            Some(repaired) => (repaired, vec![mojibake()]),
            None => (text.to_owned(), Vec::new()),
        });
    }
    let encoding = if looks_mac(bytes) { MACINTOSH } else { WINDOWS_1252 };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Ok((text.into_owned(), vec![said(encoding)]))
}

/// English UTF-16 has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096))?;
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count() * 2;
    let (even, odd) = (zeros(0), zeros(1));
    let most = sample.len() * 6 / 10;
    if sample.len() < 4 {
        None
    } else if odd > most && even * 10 < sample.len() {
        Some(UTF_16LE)
    } else if even > most && odd * 10 < sample.len() {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Mac Roman keeps curly quotes and dashes at 0xD0 to 0xD5, where Windows-1252 has capitals that English does not use;
/// Windows-1252 keeps them at 0x91 to 0x97.
fn looks_mac(bytes: &[u8]) -> bool {
    let count = |range: std::ops::RangeInclusive<u8>| bytes.iter().filter(|b| range.contains(b)).count();
    count(0xd0..=0xd5) > count(0x91..=0x97)
}

/// UTF-8 read once as Windows-1252 and written again ("donâ€™t"): undone when the whole text allows it.
fn repair(text: &str) -> Option<String> {
    if !["â€™", "â€œ", "â€“", "Ã©", "Â£", "Ã—"].iter().any(|sign| text.contains(sign)) {
        return None;
    }
    let (bytes, _, failed) = WINDOWS_1252.encode(text);
    if failed {
        return None;
    }
    std::str::from_utf8(&bytes).ok().map(str::to_owned)
}

fn said(encoding: &'static Encoding) -> Warning {
    info("encoding", format!("the file is in {}, not UTF-8", encoding.name()))
}

fn mojibake() -> Warning {
    info("mojibake_repaired", "the text had been decoded wrongly once (â€™ for ’); it was put right".to_owned())
}

fn info(code: &str, message: String) -> Warning {
    Warning { code: code.to_owned(), level: Level::Info, message, start: None, end: None }
}
