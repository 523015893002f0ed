//! What a meeting resolved that somebody is to do: "RESOLVED: (b) That Mrs Quill circulate the register", "AGREED: That officials ask the
//! Service for its reasons. (AP5)", "Resolved that: (ii) the Clerk write to the Commissioner".
//!
//! *Invariant:* what was noted, approved or accepted is no action; it is one only where it says who is to do what, or bears an action's number.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction};
use regex::Regex;

use super::again::add;
use super::marked::{ended, status};
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// What somebody by name or post is to do, in the words "That Mrs Quill circulate the register".
pub(super) fn asked(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    static ASKED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:RESOLVED\s*:?\s*[-–]?\s*)?(?:\([a-z]\)\s+)?(?P<text>That (?P<who>(?:the |Mr\.? |Mrs\.? |Ms\.? |Miss |Dr\.? |Cllr\.? )?[A-Z][\w.’' -]{1,40}?) (?:provide|bring|circulate|write|report|submit|prepare|arrange|invite|send|review|produce|update|ask|draft|share|meet|contact|chase)\b.+)$",
        )
    });
    let found = ASKED.captures(piece.text)?;
    // "That the Director be requested to arrange ..." is what the meeting said, in words of its own.
    let (text, who) = (found.name("text")?, found.name("who").filter(|who| !who.as_str().contains(" be "))?);
    Some(action(piece.sub(text.start(), text.end()), Some(piece.sub(who.start(), who.end())), None))
}

/// Adds what was resolved: with an action's number always; without one where the meeting marks no actions otherwise.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:It was )?(?:RESOLVED|Resolved|AGREED|Agreed|resolved|agreed)\b\s*(?:[:–-]\s*|/-?\s*)?(?P<that>(?:(?:unanimously )?[Tt]hat\b|THAT\b)?)\s*:?\s*",
        )
    });
    static ITEM: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)]\s+)?(?:That\b|the\b|a\b)"));
    static MARK: LazyLock<Regex> = LazyLock::new(|| re(r"^\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)]\s+"));
    let marks = !meeting.actions.is_empty();
    let mut under = false;
    for block in &decoded.blocks {
        let piece = decoded.piece(block).trim();
        let said = match LABEL.captures(piece.text) {
            Some(found) => {
                let end = found.get(0).map_or(0, |m| m.end());
                under = end == piece.text.len();
                let that = found.name("that").filter(|m| !m.as_str().is_empty());
                // "AGREED: That officials ask ..." is a sentence with its "That".
                let from = that.filter(|m| m.as_str() == "That").map_or(end, |m| m.start());
                Some(piece.sub(from, piece.text.len())).filter(|_| that.is_some() && !under)
            }
            None => {
                let item =
                    ITEM.is_match(piece.text) || matches!(block.kind, BlockKind::Numbered(_) | BlockKind::Item(_));
                under &= item;
                under.then(|| piece.sub(MARK.find(piece.text).map_or(0, |m| m.end()), piece.text.len()))
            }
        };
        if let Some(found) = said.and_then(directive).filter(|a| a.reference.is_some() || !marks) {
            add(found, meeting);
        }
    }
}

/// "the Clerk chase the water company", "a letter be sent to the tenant", and any words that an action's number ends.
fn directive(said: Piece<'_>) -> Option<ProposedTabledAction> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| re(r"\s*[(\[](?P<ref>(?:AP|Action(?: [Pp]oint)?|ACTION)\s?\d{1,4}(?:/\d{1,4})?)[)\]]\.?$"));
    static DOES: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?P<who>(?:the |The |Mr\.? |Mrs\.? |Ms\.? |Miss |Dr\.? |Cllr\.? )?[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|and|the|to|for)){0,6}|officials|officers|staff) (?:be (?:asked|requested|invited|instructed|authorised) to [a-z]|(?:provide|bring|circulate|write|report|submit|prepare|arrange|invite|send|review|produce|update|ask|draft|share|meet|contact|chase|put|obtain|place|develop|publish|include|investigate|liaise|speak|order|request|seek|notify|inform|advise|pursue|monitor|organise|collate|consult|undertake|purchase|respond|reply)\b)|(?:[Aa]n?|the|The) [a-z][^.;:]{2,80}? be (?:sent|written|prepared|brought|circulated|provided|reported|tested|produced|published|drafted|obtained|collected|shared)\b|[A-Z]{2,6} be (?:asked|requested|invited) to [a-z]|figures\b[^.;:]{2,60}? be (?:brought|provided|sent|circulated)\b)",
        )
    });
    let number = NUMBER.captures(said.text);
    let end = number.as_ref().and_then(|c| c.get(0)).map_or(said.text.len(), |m| m.start());
    let reference = number.as_ref().and_then(|c| c.name("ref")).map(|m| said.sub(m.start(), m.end()));
    let text = said.sub(0, end).trim();
    let told = text.strip_prefix("That ").unwrap_or(text);
    let does = DOES.captures(told.text);
    // "the minutes be approved and a copy be submitted", "a letter not be sent", "the report be noted (Action 4)"
    static NOTES: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:be|is|are) (?:also )?(?:noted|approved|received|endorsed|accepted|adopted|rejected|refused)\b|\bnot be\b",
        )
    });
    let noted = NOTES.is_match(told.text);
    if noted || (does.is_none() && reference.is_none()) || text.text.split_whitespace().count() < 4 {
        return None;
    }
    let who = does.as_ref().and_then(|c| c.name("who")).map(|m| told.sub(m.start(), m.end()));
    Some(action(text, who, reference))
}

fn action(text: Piece<'_>, who: Option<Piece<'_>>, reference: Option<Piece<'_>>) -> ProposedTabledAction {
    let (text, said) = ended(text);
    let (reference, owner) = (reference.map(|r| r.quoted(85)), who.map(|who| who.quoted(80)));
    ProposedTabledAction { reference, text: text.quoted(80), owner, update: status(said) }
}
