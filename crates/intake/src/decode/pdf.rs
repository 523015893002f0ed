//! PDF to blocks: words with their places out of the page's drawing, in reading order by [`super::layout`].
//!
//! A page ends with a form feed in the decoded text, so that the page of any span can be counted.
//!
//! *Invariant:* the extractor may panic, loop or eat memory on a hostile file; it runs inside `catch_unwind` here and in a
//! limited child in the program.

use std::borrow::Cow;

use domain::proposals::{Level, Warning};
use pdf_extract::{Document, MediaBox, Object, OutputDev, OutputError, Transform};

use super::layout::{self, Run};
use super::{DecodeError, Decoded};

/// The most pages of one file that are read.
const MAX_PAGES: usize = 5_000;
/// The most runs of text on one page: a page of text has a few thousand.
const MAX_RUNS: usize = 200_000;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let pages = std::panic::catch_unwind(|| pages(bytes))
        .unwrap_or_else(|_| Err(DecodeError::Damaged { format: "PDF", why: "its parser gave up".to_owned() }))?;
    let words: usize = pages.iter().map(|page| page.runs.len()).sum();
    if words == 0 {
        return Err(DecodeError::ImageOnly { pages: pages.len() });
    }
    let (text, blocks) = layout::read(&pages);
    let empty = pages.iter().filter(|page| page.runs.is_empty()).count();
    let warnings = if empty > 0 { vec![empty_pages(empty, pages.len())] } else { Vec::new() };
    Ok(Decoded {
        text,
        media_type: Cow::Borrowed("application/pdf"),
        decoder: Cow::Borrowed("pdf/1"),
        title: None,
        blocks,
        warnings,
    })
}

fn pages(bytes: &[u8]) -> Result<Vec<Page>, DecodeError> {
    let damaged = |why: String| DecodeError::Damaged { format: "PDF", why };
    let mut document = Document::load_mem(bytes).map_err(|e| damaged(e.to_string()))?;
    // Many files are encrypted with no password, only to forbid copying; those open.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(DecodeError::Encrypted("PDF"));
    }
    let count = document.get_pages().len();
    if count > MAX_PAGES {
        return Err(DecodeError::TooMuch { what: "pages", most: MAX_PAGES });
    }
    spell_out_widths(&mut document);
    let mut out = Out { pages: Vec::new(), height: 0.0, last: None, space: None, stopped: false };
    let done = pdf_extract::output_doc(&document, &mut out);
    if out.stopped {
        return Err(DecodeError::TooMuch { what: "pieces of text on a page", most: MAX_RUNS });
    }
    match done {
        Ok(()) => Ok(out.pages),
        // What was read before the fault is not the whole; a part must not pass for it.
        Err(e) => Err(damaged(e.to_string())),
    }
}

/// Writes each range of a composite font's widths (`first last width`) as a list, because the extractor misreads the
/// range form: it takes the first number for all three, and letters then lie over each other.
fn spell_out_widths(document: &mut Document) {
    let ids: Vec<_> = document.objects.keys().copied().collect();
    for id in ids {
        let widths = match document.objects.get(&id) {
            Some(Object::Dictionary(font)) => match font.get(b"W") {
                Ok(Object::Array(widths)) => Some((id, widths.clone())),
                Ok(Object::Reference(at)) => match document.objects.get(at) {
                    Some(Object::Array(widths)) => Some((*at, widths.clone())),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        let Some((at, widths)) = widths else { continue };
        let listed = Object::Array(as_lists(&widths));
        match document.objects.get_mut(&at) {
            Some(Object::Dictionary(font)) => font.set("W", listed),
            Some(array @ Object::Array(_)) => *array = listed,
            _ => {}
        }
    }
}

/// The widths with ranges as lists; what is no well-formed entry ends them.
fn as_lists(widths: &[Object]) -> Vec<Object> {
    let mut out = Vec::new();
    let mut rest = widths;
    while let [first @ Object::Integer(from), tail @ ..] = rest {
        match tail {
            [list @ Object::Array(_), more @ ..] => {
                out.extend([first.clone(), list.clone()]);
                rest = more;
            }
            [Object::Integer(to), width, more @ ..] => {
                let count = usize::try_from((to - from).clamp(0, 0xffff)).unwrap_or(0) + 1;
                out.extend([first.clone(), Object::Array(vec![width.clone(); count])]);
                rest = more;
            }
            _ => break,
        }
    }
    out
}

/// A page's runs of text.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The width in points.
    pub(super) width: f64,
    /// The height in points.
    pub(super) height: f64,
    /// The runs, in the order they are drawn.
    pub(super) runs: Vec<Run>,
}

/// A gap that may be a space between words or only wide setting; settled when the whole page is known.
const PERHAPS: char = '\u{1}';

/// A page that writes its spaces as letters means nothing by small gaps; one that writes none means spaces.
fn settle(runs: &mut [Run]) {
    let count = |what: fn(char) -> bool| runs.iter().flat_map(|r| r.text.chars()).filter(|c| what(*c)).count();
    let written = count(|c| c == ' ') * 12 > count(char::is_alphanumeric);
    for run in runs {
        if run.text.contains(PERHAPS) {
            run.text = run.text.replace(PERHAPS, if written { "" } else { " " });
        }
    }
}

struct Out {
    pages: Vec<Page>,
    height: f64,
    last: Option<Run>,
    /// Where the last letter was drawn, if it was a space.
    space: Option<f64>,
    stopped: bool,
}

impl Out {
    fn flush(&mut self) {
        if let (Some(run), Some(page)) = (self.last.take(), self.pages.last_mut())
            && !run.text.trim().is_empty()
        {
            page.runs.push(run);
        }
    }
}

impl OutputDev for Out {
    fn begin_page(&mut self, _: u32, media: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.height = media.ury;
        self.pages.push(Page { width: media.urx - media.llx, height: media.ury - media.lly, runs: Vec::new() });
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.flush();
        if let Some(page) = self.pages.last_mut() {
            settle(&mut page.runs);
        }
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        letters: &str,
    ) -> Result<(), OutputError> {
        // The size of a square of the same area as the drawn one, as the extractor itself reckons it.
        let size = font_size * (at.m11 * at.m22 - at.m12 * at.m21).abs().sqrt();
        let (x, y) = (at.m31, self.height - at.m32);
        // Text turned on its side (a stamp in the margin) is not part of the lines.
        let turned = at.m12.abs() > at.m11.abs();
        if !(size.is_finite() && x.is_finite() && y.is_finite()) || size < 1.0 || turned {
            return Ok(());
        }
        // Some fonts' widths are not found; a letter without one is taken to be as wide as most.
        let width = if width > 0.0 || letters.trim().is_empty() { width } else { 0.56 };
        let end = x + width * size;
        let letters = clean(letters);
        if let Some(run) = self.last.as_mut() {
            let level = (run.y - y).abs() < size * 0.35;
            let gap = x - run.end;
            if level && gap > -size * 0.4 && gap < size * 0.9 && (run.size - size).abs() < run.size * 0.3 {
                // A space that takes no room is a soft hyphen that some programs draw as one.
                if run.text.ends_with(' ') && self.space.is_some_and(|at| (x - at).abs() < size * 0.02) {
                    run.text.pop();
                }
                self.space = (letters == " ").then_some(x);
                if gap > size * 0.16 && !run.text.ends_with(' ') && !letters.starts_with(' ') {
                    run.text.push(if gap > size * 0.45 { ' ' } else { PERHAPS });
                }
                run.text.push_str(&letters);
                run.end = end.max(run.end);
                return Ok(());
            }
        }
        self.flush();
        if self.pages.last().is_some_and(|page| page.runs.len() >= MAX_RUNS) {
            self.stopped = true;
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        // White space alone starts nothing: it would lie over the run after it.
        if !letters.trim().is_empty() {
            self.last = Some(Run { x, end, y, size, text: letters });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Letters as they are meant: ligatures apart, no soft hyphens, no control characters.
fn clean(letters: &str) -> String {
    let mut out = String::with_capacity(letters.len());
    for c in letters.chars() {
        match c {
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬀ' => out.push_str("ff"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            '\u{ad}' | '\u{2010}' => out.push('-'),
            '\u{a0}' | '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || c == '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out
}

fn empty_pages(empty: usize, all: usize) -> Warning {
    Warning {
        code: "pages_without_text".to_owned(),
        level: Level::Warning,
        message: format!("{empty} of {all} pages hold no text (pictures, perhaps); what they show was not read"),
        start: None,
        end: None,
    }
}
