//! The opening of minutes whose first lines a crawl ran together: "... PANEL  Minutes of the meeting held on ...  Present: ...".
//!
//! *Invariant:* blocks are cut, never joined or changed; every one still points into the text.

use std::sync::LazyLock;

use regex::Regex;

use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::re;

/// The document with its opening parted into lines, if it was run together.
pub(super) fn parted(decoded: &Decoded) -> Option<Decoded> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\s(?P<at>(?:(?:DRAFT |Draft )?(?:MINUTES|Minutes) of (?:a|the|an)\b|(?:(?:MEMBERS |ALSO )?PRESENT|Present|(?:Also|Members|Those) [Pp]resent|Attend(?:ees|ed by)|ATTEND(?:EES|ED BY)|Participants|IN ATTENDANCE|In [Aa]ttendance|APOLOGIES|Apologies)\s?:))",
        )
    });
    const LONG: usize = 120;
    let long = |block: &&Block| block.kind == BlockKind::Paragraph && block.end - block.start >= LONG;
    let at = decoded.blocks.iter().take(4).position(|b| long(&b))?;
    let block = decoded.blocks.get(at)?;
    let piece = decoded.piece(block);
    let cuts: Vec<usize> =
        CUT.captures_iter(piece.text).filter_map(|c| c.name("at")).map(|m| piece.start + m.start()).collect();
    // "... EH4 2PB Present:": a label that ends the line leads to those below it.
    let leads = || cuts.last().is_some_and(|at| decoded.stretch(*at, block.end).text.trim_end().ends_with(':'));
    if cuts.len() < 2 && !leads() {
        return None;
    }
    let starts: Vec<usize> = std::iter::once(block.start).chain(cuts).collect();
    let ends = starts.iter().skip(1).copied().chain([block.end]);
    let parts: Vec<Block> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let own = decoded.stretch(*start, end).trim();
            Block { start: own.start, end: own.end(), ..block.clone() }
        })
        .filter(|part| part.start < part.end)
        .collect();
    let mut blocks = decoded.blocks.clone();
    blocks.splice(at..=at, parts);
    Some(Decoded { blocks, ..decoded.clone() })
}
