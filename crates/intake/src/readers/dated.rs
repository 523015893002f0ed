//! The lines over an answer that say when it came, or that none has come yet: "Response received 11 January 2023", "Awaiting response".
//!
//! *Invariant:* a day is one that the line itself gives, and the only one; the day an answer was due or published is not it.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::proposals::Quoted;
use regex::Regex;

use crate::dates;
use crate::piece::{Piece, re};

/// The day of an answer, and whether it is that of its coming.
#[derive(Clone, Copy)]
pub(super) struct Dated<'a> {
    day: Piece<'a>,
    date: PartialDate,
    came: bool,
    /// Whether the line speaks of an answer; a bare "Update" or "Date received" may be anybody's.
    pub(super) answers: bool,
}

/// The day of a cell headed "Received": when an answer came.
pub(super) fn came_on(cell: Piece<'_>) -> Option<Dated<'_>> {
    let found = dates::only(&cell)?;
    Some(Dated { day: found.piece, date: found.date, came: true, answers: true })
}

impl Dated<'_> {
    /// The day it was given on.
    pub(super) fn given(self) -> Option<Quoted<PartialDate>> {
        (!self.came).then(|| self.day.value(self.date, 85))
    }

    /// The day it was received on.
    pub(super) fn received(self) -> Option<Quoted<PartialDate>> {
        self.came.then(|| self.day.value(self.date, 85))
    }
}

/// The longest line, in words, that says no more than when an answer came.
const LONGEST: usize = 12;

/// Reads a line that says when an answer was given or received, and nothing else.
pub(super) fn label(line: Piece<'_>) -> Option<Dated<'_>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?ix)^(?:
                (?:(?:the|our|further|later|updated|final|initial|force|formal|written|full)\ )*(?:response|reply|update)
                  (?:\ (?:(?:was|is|has\ been)\ )?(?P<how>received|given|dated|sent))?(?:\ (?:on|of))?
              | date\ (?:of\ (?:the\ )?(?:response|reply)|(?:response\ |reply\ )?(?P<came>received)) | (?:response|reply)\ date
            )$")
    });
    if !["espon", "ESPON", "eply", "pdate", "eceived"].iter().any(|word| line.text.contains(word))
        || line.text.split_whitespace().count() > LONGEST
    {
        return None;
    }
    let [found] = <[dates::Found<'_>; 1]>::try_from(dates::find(&line, None)).ok()?;
    let at = found.piece.start - line.start;
    let (before, after) = (line.text.get(..at)?, line.text.get(at + found.piece.text.len()..)?);
    let signs = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ':' | '.' | ',' | '-' | '–' | '—');
    if !after.trim_matches(signs).is_empty() {
        return None;
    }
    let words = before.trim_matches(signs).split_whitespace().collect::<Vec<_>>().join(" ");
    let said = LABEL.captures(words.trim_end_matches(signs))?;
    let came = said.name("came").is_some()
        || said.name("how").is_some_and(|how| how.as_str().eq_ignore_ascii_case("received"));
    let lower = words.to_lowercase();
    let answers = lower.contains("response") || lower.contains("reply");
    Some(Dated { day: found.piece, date: found.date, came, answers })
}

/// Whether a line says that an answer is still to come.
pub(super) fn waits(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let lower = lower.trim_end_matches(['.', ':']).trim();
    let lower = lower.strip_prefix("response:").map_or(lower, str::trim);
    if matches!(
        lower,
        "awaited"
            | "awaiting"
            | "not yet received"
            | "no response received"
            | "no response yet"
            | "response not yet received"
            | "response is awaited"
    ) {
        return true;
    }
    // "We have asked for a reply and will add it to this page once it has been received."
    let to_come = lower.contains("asked for a reply") || lower.contains("will add it to this page");
    let to_come = to_come || lower.contains("not yet had a response") || lower.contains("not yet received a response");
    let to_come = to_come || lower.starts_with("no response ") && lower.contains("received");
    to_come
        || lower.starts_with("awaiting response")
        || lower.starts_with("awaiting a response")
        || lower == "response awaited"
}
