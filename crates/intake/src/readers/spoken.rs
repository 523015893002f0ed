//! Recommendations that stand as sentences in a report's own paragraphs, where no list, heading or number announces any: "I recommend
//! that the Agency require a second sensor."
//!
//! *Invariant:* a sentence asks in the present and in the report's own voice; what was recommended before, or by others, is none.

use std::sync::LazyLock;

use regex::Regex;

use super::asking::tells_others;
use super::listed::Listed;
use crate::decode::{BlockKind, Decoded};
use crate::piece::re;

/// The fewest that are a report's: one alone may be said of anything.
const FEWEST: usize = 2;

/// Every sentence that recommends, in order; none where there are too few.
pub(super) fn find(decoded: &Decoded) -> Vec<Listed<'_>> {
    static ASKS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?P<number>\d{1,3}(?:\.\d{1,3}){0,2})[.)]?\s+)?(?P<own>(?:I|We)\s(?:(?:also|further|therefore|accordingly|now|strongly)\s)*recommend|(?:The|This) (?:Inquiry|Committee|Panel|Commission|Review|Tribunal|Inquest|Board|Jury)\s(?:(?:also|further|therefore|accordingly)\s)*recommends)\s+that\s",
        )
    });
    let mut out: Vec<Listed<'_>> = Vec::new();
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if !piece.text.contains("recommend") || matches!(block.kind, BlockKind::Heading(_) | BlockKind::Row) {
            continue;
        }
        let sentences = piece.sentences();
        for (i, sentence) in sentences.iter().enumerate() {
            let Some(own) = ASKS.captures(sentence.text).and_then(|c| c.name("own")) else { continue };
            if tells_others(sentence.text) || sentence.text.contains(" you ") {
                continue;
            }
            let text = sentence.sub(own.start(), sentence.text.len());
            // What the paragraph says before is why.
            let said = piece.sub(0, sentence.start - piece.start).trim();
            let why = Some(said).filter(|said| {
                i > 0 && out.last().is_none_or(|last| last.text.start < piece.start) && !said.text.is_empty()
            });
            out.push(Listed { text, why, strong: true, ..Listed::default() });
        }
    }
    if out.len() < FEWEST { Vec::new() } else { out }
}
