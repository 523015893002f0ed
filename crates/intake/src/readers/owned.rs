//! Actions under a heading of their own with their owner behind them: "Collate the responses (Secretariat) - by end February", or a
//! heading "Action Point 2" over what is to be done and "Owner: Roderick Bayne".
//!
//! *Invariant:* only below a heading that says actions, and only where an owner is named as people and posts are.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction};
use regex::Regex;

use super::again::add;
use super::marked::{REFERENCE, ended, is_actions, status};
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

/// Adds the actions that their headings lead to.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let mut under = false;
    for (i, block) in decoded.blocks.iter().enumerate() {
        let piece = decoded.piece(block).trim();
        if let Some(action) = below_its_number(decoded, i) {
            add(action, meeting);
        } else if is_actions(piece.text) {
            under = true;
        } else if under {
            match behind(block, piece) {
                Some(action) => add(action, meeting),
                // A line without an owner may be an action yet; one that is no line of a list ends it.
                None => under = matches!(block.kind, BlockKind::Numbered(_) | BlockKind::Item(_)) && !short(piece),
            }
        }
    }
}

fn short(piece: Piece<'_>) -> bool {
    piece.text.split_whitespace().count() < 4
}

/// "A2 Reprint the card (Claudia Renn)", "Post flyers for the forum (Pachmann) - by September 30".
fn behind(block: &Block, piece: Piece<'_>) -> Option<ProposedTabledAction> {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?P<ref>\S{1,12}(?: \d{1,4})?)[.)]?\s+)?(?P<text>[A-Z][a-z].{10,}?)\s*\((?P<who>(?:[A-Z][\w.’'-]*|of|the|for|and|&|/)(?:[ /,](?:[A-Z][\w.’'-]*|of|the|for|and|&|/)){0,7})\)(?:\s*[-–—,]\s*(?:by |before |at )?[\w ,/]{3,40})?\.?$",
        )
    });
    let found = BEHIND.captures(piece.text)?;
    let part = |name: &str| found.name(name).map(|m| piece.sub(m.start(), m.end()));
    let reference = part("ref");
    // Words before the action that are no number are its first words.
    let text = match reference {
        Some(r) if !REFERENCE.is_match(r.text) => piece.sub(0, part("text")?.end() - piece.start),
        _ => part("text")?,
    };
    let numbered = match &block.kind {
        BlockKind::Numbered(number) => Some(piece.value(number.clone(), 85)),
        _ => reference.filter(|r| REFERENCE.is_match(r.text)).map(|r| r.quoted(88)),
    };
    let (text, said) = ended(text);
    (!short(text)).then(|| ProposedTabledAction {
        reference: numbered,
        text: text.quoted(85),
        owner: part("who").map(|who| who.quoted(85)),
        update: status(said),
    })
}

/// "Action Point 1" alone on a line: what is to be done is the next, and who does it may be the one after.
fn below_its_number(decoded: &Decoded, at: usize) -> Option<ProposedTabledAction> {
    static ALONE: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:ACTION|Action)(?: (?i:point|item))? (?:No\.? ?)?[A-Z]{0,4}\d[\w./-]{0,8}:?$"));
    static OWNER: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:(?:Action )?Owner|Lead|Responsible|By whom|Who|Assigned to)\s*:\s*(?P<who>[A-Z].{1,80})$")
    });
    let line = |i: usize| decoded.blocks.get(i).map(|b| decoded.piece(b).trim());
    let number = line(at).filter(|p| ALONE.is_match(p.text))?;
    let said = line(at + 1).filter(|p| !short(*p) && p.text.starts_with(char::is_uppercase))?;
    let under = line(at + 2)?;
    let who = OWNER.captures(under.text)?.name("who")?;
    let (text, state) = ended(said);
    Some(ProposedTabledAction {
        reference: Some(number.trim_matches(|c: char| c == ':').quoted(88)),
        text: text.quoted(88),
        owner: Some(under.sub(who.start(), who.end()).quoted(88)),
        update: status(state),
    })
}
