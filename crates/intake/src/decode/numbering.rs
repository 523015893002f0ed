//! Word's automatic numbers, which stand nowhere in its text: which list a style belongs to, and each list's counters.
//!
//! *Invariant:* an unknown list or format numbers nothing; no count is guessed.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::docx::{attribute, local};

/// The paragraph styles that matter: headings, and those that carry a list.
#[derive(Default)]
pub(super) struct Styles {
    headings: HashMap<String, u8>,
    lists: HashMap<String, (String, u8)>,
}

/// Calls `each` for every element that opens.
fn elements(xml: &[u8], mut each: impl FnMut(&BytesStart<'_>, &str)) {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => each(&element, &local(&element)),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

impl Styles {
    pub(super) fn read(xml: &[u8]) -> Styles {
        let mut styles = Styles::default();
        let mut current = String::new();
        let mut level = 0;
        elements(xml, |element, name| match name {
            "style" => (current, level) = (attribute(element, "styleId").unwrap_or_default(), 0),
            "name" => {
                let name = attribute(element, "val").unwrap_or_default().to_lowercase();
                let number = name.strip_prefix("heading ").and_then(|n| n.trim().parse::<u8>().ok());
                let title = (name == "title").then_some(1);
                if let Some(heading) = number.or(title).filter(|h| (1..=6).contains(h)) {
                    styles.headings.insert(current.clone(), heading);
                }
            }
            "ilvl" => level = attribute(element, "val").and_then(|v| v.parse().ok()).unwrap_or(0),
            "numId" => {
                styles.lists.insert(current.clone(), (attribute(element, "val").unwrap_or_default(), level));
            }
            _ => {}
        });
        styles
    }

    /// The level of a heading style; by its plain name where the file defines no styles.
    pub(super) fn heading(&self, style: &str) -> Option<u8> {
        let plain = style.to_lowercase();
        let by_name = plain.strip_prefix("heading").and_then(|n| n.trim().parse().ok());
        let title = (plain == "title").then_some(1);
        self.headings.get(style).copied().or(by_name).or(title).filter(|level| (1..=6).contains(level))
    }

    /// The list and level that a style's paragraphs belong to.
    pub(super) fn numbering(&self, style: &str) -> Option<(String, u8)> {
        self.lists.get(style).cloned()
    }
}

#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    text: String,
    start: u32,
}

/// The lists of a document and how far each has counted.
#[derive(Default)]
pub(super) struct Numbering {
    kinds: HashMap<String, Vec<Level>>,
    lists: HashMap<String, String>,
    counts: HashMap<String, Vec<u32>>,
}

impl Numbering {
    pub(super) fn read(xml: &[u8]) -> Numbering {
        let mut out = Numbering::default();
        let (mut kind, mut list, mut level) = (String::new(), String::new(), 0usize);
        elements(xml, |element, name| {
            let value = || attribute(element, "val").unwrap_or_default();
            match name {
                "abstractNum" => kind = attribute(element, "abstractNumId").unwrap_or_default(),
                "lvl" => {
                    level = attribute(element, "ilvl").and_then(|v| v.parse().ok()).unwrap_or(0).min(8);
                    let levels = out.kinds.entry(kind.clone()).or_default();
                    levels.resize(levels.len().max(level + 1), Level { start: 1, ..Level::default() });
                }
                "start" | "numFmt" | "lvlText" => {
                    let Some(here) = out.kinds.get_mut(&kind).and_then(|levels| levels.get_mut(level)) else { return };
                    match name {
                        "start" => here.start = value().parse().unwrap_or(1),
                        "numFmt" => here.format = value(),
                        _ => here.text = value(),
                    }
                }
                "num" => list = attribute(element, "numId").unwrap_or_default(),
                "abstractNumId" => {
                    out.lists.insert(list.clone(), value());
                }
                _ => {}
            }
        });
        out
    }

    /// Counts one paragraph of a list: its number, `Some(None)` for a bullet, `None` where there is no such list.
    pub(super) fn next(&mut self, list: &str, level: u8) -> Option<Option<String>> {
        let kind = self.lists.get(list)?;
        let levels = self.kinds.get(kind)?;
        let at = usize::from(level);
        let here = levels.get(at)?;
        let counts = self.counts.entry(kind.clone()).or_default();
        counts.resize(counts.len().max(at + 1), 0);
        counts.truncate(at + 1);
        if let Some(count) = counts.get_mut(at) {
            *count = if *count == 0 { here.start } else { count.saturating_add(1) };
        }
        if here.format == "bullet" || here.format == "none" {
            return Some(None);
        }
        let mut label = here.text.clone();
        for (i, level) in levels.iter().enumerate().take(at + 1) {
            let count = counts.get(i).copied().filter(|c| *c > 0).unwrap_or(level.start);
            label = label.replace(&format!("%{}", i + 1), &written(count, &level.format));
        }
        Some(Some(label.trim().to_owned()))
    }
}

/// A count as the list writes it.
fn written(count: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(count, b'a'),
        "upperLetter" => letters(count, b'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

/// a, b, ... z, aa, bb, as Word goes on.
fn letters(count: u32, first: u8) -> String {
    let (letter, times) = (count.saturating_sub(1) % 26, count.saturating_sub(1) / 26 + 1);
    let letter = char::from(first + u8::try_from(letter).unwrap_or(0));
    std::iter::repeat_n(letter, usize::try_from(times.min(8)).unwrap_or(1)).collect()
}

fn roman(mut count: u32) -> String {
    const SIGNS: &[(u32, &str)] =
        &[(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    count = count.min(399);
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while count >= *value {
            out.push_str(sign);
            count -= value;
        }
    }
    out
}
