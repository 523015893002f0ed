//! A list that somebody pasted: each line an action, with the owner, the day and the tense that its words name.
//!
//! *Invariant:* what a line does not say is null; nothing is guessed.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::proposals::{ProposedAction, ProposedDue, Quoted};
use jiff::civil::Date;
use regex::Regex;

use crate::dates;
use crate::piece::{Piece, re};
use crate::readers::answers::deed;

/// The most lines that are read.
const MOST: usize = 300;

/// The actions of a pasted list, a line each. `context` is the day by which a date without a year is understood.
pub fn actions_in(list: &str, context: Option<Date>) -> Vec<ProposedAction> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in list.split('\n') {
        let piece = Piece { text: line, start }.trim();
        start += line.len() + 1;
        let bare = unmarked(&piece);
        if bare.text.chars().filter(|c| c.is_alphabetic()).count() >= 3 && out.len() < MOST {
            let mut action = deed(&bare, context);
            // Only here, where who wrote it sees what was read: in a document "after the inquest" is as often why as when.
            let promised = action.tense.as_ref().is_none_or(|tense| tense.value != "taken");
            if action.due.is_none() && promised {
                action.due = event(&bare).map(|when| ProposedDue { when: Some(when), ..ProposedDue::default() });
            }
            out.push(action);
        }
    }
    out
}

/// What an action waits for, where a line says so: "after the hearing", "once the trial has ended".
fn event(line: &Piece<'_>) -> Option<Quoted<String>> {
    static EVENT: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:after|once|when|upon|pending) (?:the |an? |any |its |their |our )?(?:[\w’'-]+ ){0,3}(?:hearing|inquest|trial|investigation|inquiry|enquiry|review|appeal|proceedings|judge?ment|verdict|consultation|pilot|evaluation|audit|election|report|legislation|regulations|approval|funding)s?\b(?: (?:has|have|is|are|was|were)(?: been)? (?:ended|over|finished|concluded|complete|completed|published|decided|made|given|agreed|granted|confirmed|in force))?",
        )
    });
    let found = EVENT.find(line.text)?;
    let (before, after) = (line.text.get(..found.start())?.trim_end(), line.text.get(found.end()..)?);
    // "look after the inquest's papers" waits for nothing.
    if after.starts_with(['\'', '’', '-']) || before.ends_with("look") || before.ends_with("looks") {
        return None;
    }
    Some(line.sub(found.start(), found.end()).quoted(75))
}

/// A line without the bullet, number or letter in front of it.
fn unmarked<'a>(piece: &Piece<'a>) -> Piece<'a> {
    let text = piece.text;
    let bulleted = text.trim_start_matches(['•', '-', '–', '—', '*', '·', '▪', '◦', '>', ' ', '\t']);
    let inner = bulleted.trim_start_matches('(');
    let mark = inner.find(['.', ')']).filter(|end| *end <= 3);
    let counted = mark.filter(|end| {
        let mark = inner.get(..*end).unwrap_or("");
        let digits = !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit());
        digits || (mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_lowercase()))
    });
    // After the mark there is a space, or it was none ("3.5 million").
    let after = counted.and_then(|end| inner.get(end + 1..)).filter(|rest| rest.starts_with([' ', '\t']));
    let rest = after.unwrap_or(bulleted);
    piece.sub(text.len() - rest.len(), text.len()).trim()
}

/// The one date that some words are, in figures or in English words; `None` where they are none, or more than one.
pub fn date_in(words: &str, context: Option<Date>) -> Option<PartialDate> {
    let words = words.trim();
    if let Ok(date) = words.parse() {
        return Some(date);
    }
    let piece = Piece { text: words, start: 0 };
    match dates::find(&piece, context).as_slice() {
        [one] if one.piece.text.len() == words.len() => Some(one.date),
        _ => None,
    }
}
