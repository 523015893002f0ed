//! Actions that a log tells of in lines: "24/31   Ch Insp A to test the bells.  Update: ...  CLOSED", "2.4 Review the terms Uzma B
//! 31/05/17 Amber", "R11/20 - The office will provide ...".
//!
//! *Invariant:* only under a heading or head that says that actions follow; a line's update is not the action.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction};
use regex::Regex;

use super::again::add;
use super::marked::{REFERENCE, leading_owner};
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// The words that say how an action stands, at the end of its line.
static STATE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?:\s{2,}(?P<apart>(?i:closed|open|completed?|on-?going|outstanding|discharged|new|in progress|overdue|red|amber|green|blue))|\s(?P<capitals>CLOSED|OPEN|COMPLETED?|ONGOING|OUTSTANDING|DISCHARGED|NEW|IN PROGRESS|OVERDUE)|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\s(?P<dated>(?i:closed|open|completed?|on-?going|outstanding|discharged|new|in progress|overdue|red|amber|green|blue)))\.?\s*$",
    )
});

/// Takes every such line into the meeting's actions.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:\d{1,2}\.?\s+)?(?:actions?(?:\s+(?:brought forward|outstanding|carried forward|update|tracker|log))?|outstanding actions|action\s*/\s*decision log|actions?\s*/\s*further information.{0,30}|actions? (?:arising )?from (?:the )?(?:previous|last) (?:meeting|minutes).{0,20}|action log\b.{0,60})\s*:?$",
        )
    });
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:ref(?:erence)?|no)\.?\s+(?:\w+\s+)?action\s.*\b(?:status|rag|state|update|progress)\b")
    });
    let mut under = false;
    for block in &decoded.blocks {
        let piece = decoded.piece(block).trim();
        let short = piece.text.split_whitespace().count() <= 10;
        if short && (HEADING.is_match(piece.text) || HEAD.is_match(piece.text)) {
            under = true;
            continue;
        }
        if block.kind == BlockKind::Row || !under {
            continue;
        }
        let found: Vec<ProposedTabledAction> = entries(piece).into_iter().filter_map(|e| action(e, meeting)).collect();
        // A line that is none of them, and no page's foot, ends the list.
        under = !found.is_empty() || short && !matches!(block.kind, BlockKind::Heading(_)) && !opens_item(piece.text);
        found.into_iter().for_each(|one| add(one, meeting));
    }
}

fn opens_item(text: &str) -> bool {
    static ITEM: LazyLock<Regex> = LazyLock::new(|| re(r"^\d{1,3}(?:/\d{2,4})?[.)]?\s+[A-Z]|^\d{1,4}/\d{2,4}$"));
    ITEM.is_match(text)
}

/// The entries of a block: its lines, those that go on with the one before joined to it.
fn entries(piece: Piece<'_>) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = Vec::new();
    let mut at = 0;
    for line in piece.text.split_inclusive('\n') {
        let own = piece.sub(at, at + line.len()).trim();
        at += line.len();
        match out.last_mut().filter(|_| numbered(own).is_none()) {
            Some(last) => *last = piece.sub(last.start - piece.start, own.end() - piece.start),
            None => out.push(own),
        }
    }
    out
}

/// The reference that a line begins with, and where its words start.
fn numbered(line: Piece<'_>) -> Option<(Piece<'_>, usize)> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?P<ref>[A-Z]{0,4}\s?\d{1,4}(?:[./-]\d{1,4}){1,2})(?:\s+[-–—]\s+|\s+)"));
    let found = NUMBER.captures(line.text)?;
    let reference = found.name("ref")?;
    let telling = REFERENCE.is_match(reference.as_str());
    telling.then(|| (line.sub(reference.start(), reference.end()), found.get(0).map_or(0, |m| m.end())))
}

fn action(entry: Piece<'_>, meeting: &ProposedMeeting) -> Option<ProposedTabledAction> {
    static UPDATE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\n\s*(?:update|progress|outcome)\s*[:–-]"));
    static DUE: LazyLock<Regex> = LazyLock::new(|| re(r"\s+\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\s*$"));
    let (reference, at) = numbered(entry)?;
    let rest = entry.sub(at, entry.text.len()).trim();
    // A state in brackets, or after a dash, is `marked`'s to read.
    if rest.text.ends_with(']') {
        return None;
    }
    let said = STATE.captures(rest.text).and_then(|c| c.name("apart").or(c.name("capitals")).or(c.name("dated")));
    let state = said.map(|m| rest.sub(m.start(), m.end()));
    let mut text = rest.sub(0, said.map_or(rest.text.len(), |m| m.start())).trim();
    let updated = UPDATE.find(text.text).map(|m| m.start());
    text = text.sub(0, updated.unwrap_or(text.text.len())).trim();
    let due = DUE.find(text.text).map(|m| m.start());
    text = text.sub(0, due.unwrap_or(text.text.len())).trim();
    // "... of the subgroup Uzma Rehman 31/05/17": who stands before the day is on the roll.
    // No meeting has as many; a file that has is not held line against line.
    let known = meeting.present.iter().chain(&meeting.apologies).take(500).map(|p| p.name.value.as_str());
    let who = known.filter(|_| due.is_some()).find(|name| text.text.ends_with(*name)).map(str::len);
    let owner = who.map(|len| text.sub(text.text.len() - len, text.text.len()).quoted(85));
    text = text.sub(0, text.text.len() - who.unwrap_or(0)).trim();
    let owner = owner.or_else(|| leading_owner(text));
    let told = text.text.split_whitespace().count() >= 4 && text.text.starts_with(|c: char| c.is_uppercase());
    (told && (state.is_some() || owner.is_some())).then(|| ProposedTabledAction {
        reference: Some(reference.quoted(88)),
        text: text.quoted(85),
        owner,
        update: state.map(|s| s.quoted(88)),
    })
}
