//! When a meeting was held, and when the next ones are to be.
//!
//! *Invariant:* a day in a table is an action's, never the meeting's.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::proposals::{Level, Proposal, ProposedMeeting};
use jiff::civil::Date;
use regex::Regex;

use super::warn;
use crate::dates;
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

pub(super) static HELD: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)^(?:date(?: of meeting)?|held on|meeting held on|minutes of (?:the )?meeting held on)\s*:?\s*")
});
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)frequency of meetings|future meetings|next meeting|dates? of (?:the )?(?:next|future)|meeting dates")
});

/// "Date of meeting" over a day, as a page's own facts are set.
fn under_label(decoded: &Decoded) -> Option<dates::Found<'_>> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:date of (?:the )?meeting|meeting date|date (?:meeting )?held)\s*:?$"));
    let at = decoded.blocks.iter().take(30).position(|b| LABEL.is_match(decoded.piece(b).text.trim()))?;
    let below = decoded.piece(decoded.blocks.get(at + 1)?);
    let found = dates::find(&below, None).into_iter().find(|f| f.date.precision() == "day")?;
    // "Next: 4 June 2024" is another day's line.
    let plain = found.piece.start <= below.start + 12 && below.text.split_whitespace().count() <= 8;
    let other = ["next", "approved", "published"].iter().any(|w| below.text.to_lowercase().contains(w));
    (plain && !other).then_some(found)
}

/// "Published" over a day, or "Publication date: Friday 2 June 2023": when the minutes were.
pub(super) fn published_on(decoded: &Decoded) -> Option<dates::Found<'_>> {
    static ON_LINE: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:publication date|date published|(?:first )?published(?: on)?)\s*:\s*\S"));
    let line = |i: usize| decoded.blocks.get(i).map(|b| decoded.piece(b));
    let day = |p: Piece<'_>| p.text.split_whitespace().count() <= 8;
    (0..decoded.blocks.len().min(30))
        .filter(|i| {
            let next = line(i.saturating_sub(1)).is_some_and(|p| p.text.to_lowercase().contains("next"));
            (published_over(decoded, *i) && !next) || line(*i).is_some_and(|p| ON_LINE.is_match(p.text))
        })
        .filter_map(line)
        .filter(|p| day(*p))
        .find_map(|p| dates::find(&p, None).into_iter().find(|f| f.date.precision() == "day"))
}

/// Whether the line above says that the day is that of publishing.
fn published_over(decoded: &Decoded, at: usize) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:first |date )?published|publication date|(?:last )?updated|date of next meeting|next meeting)\s*:?$",
        )
    });
    let above = at.checked_sub(1).and_then(|i| decoded.blocks.get(i));
    above.is_some_and(|b| LABEL.is_match(decoded.piece(b).text.trim()))
}

/// The first lines, those that hold other days than the meeting's left empty.
fn opening_lines(decoded: &Decoded) -> Vec<Piece<'_>> {
    // The days in a table are its actions'.
    decoded
        .blocks
        .iter()
        .take(30)
        .enumerate()
        .map(|(i, b)| (b, if published_over(decoded, i) { Piece::default() } else { decoded.piece(b) }))
        .map(
            |(b, p)| {
                if b.kind != BlockKind::Row || p.text.to_lowercase().starts_with("date") { p } else { p.sub(0, 0) }
            },
        )
        .collect()
}

/// The day of the meeting: where the first lines say that it was held or met, else their first day that is not the day of
/// publishing; a day without its year takes the year of what was published after it.
pub(super) fn held_on(decoded: &Decoded) -> Option<dates::Found<'_>> {
    if let Some(found) = under_label(decoded) {
        return Some(found);
    }
    let first = opening_lines(decoded);
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)\b(?:held|met|took place|date of meeting|meeting of|minutes of|minutes,|note of|meeting on|^date)\b")
    });
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)\b(?:published|updated|created|printed|version|draft|as at|approved|next meeting|previous)\b")
    });
    // "DRAFT MINUTES of the meeting held on 22 June 2023"
    static OF: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)\b(?:minutes|notes) of (?:the |a )?meeting (?:held|that took place)\b"));
    static AFTER: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:after|following) the meeting (?:of|on|held)\b"));
    let whole = |f: &dates::Found<'_>| f.date.precision() == "day";
    let says = |p: &&Piece<'_>| SAYS.is_match(p.text) || HELD.is_match(p.text);
    let plain = |p: &&Piece<'_>| {
        (!OTHER.is_match(p.text) || AFTER.is_match(p.text) || OF.is_match(p.text))
            && p.text.split_whitespace().count() <= 90
    };
    let published =
        first.iter().filter(|p| OTHER.is_match(p.text)).find_map(|p| dates::find(p, None).into_iter().next());
    let context = published.map(|f| f.date.latest());
    let earlier = |p: &&Piece<'_>| {
        !p.text.starts_with("From the")
            && !["agreed", "confirmed", "signed", "taken as read", "accepted", "approved"]
                .iter()
                .any(|w| p.text.contains(w))
    };
    let head = |most: usize| first.iter().take(most).filter(says).filter(plain).filter(earlier);
    // The page's heading may hold the day; a line of when it was posted is another day.
    let headed = decoded
        .blocks
        .iter()
        .take(20)
        .find(|b| b.kind == BlockKind::Heading(1))
        .and_then(|b| dates::find(&decoded.piece(b), None).into_iter().find(whole));
    let roll = first.iter().position(|p| super::roll::opens(*p)).unwrap_or(8).max(8);
    let sure = headed.or_else(|| head(8).find_map(|p| dates::find(p, context).into_iter().find(whole)));
    // "Wednesday 9 October 2019, Town Hall", "21 April 2016 - 10:30 to 12:10": a line that a meeting's day begins.
    static AT: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}\s*[,–-]\s*\d{1,2}[:.]\d{2})",
        )
    });
    let begun = || {
        let lines = first.iter().filter(|p| AT.is_match(p.text.trim()) && p.text.split_whitespace().count() <= 14);
        lines.filter(plain).find_map(|p| dates::find(p, None).into_iter().find(whole))
    };
    let any = || first.iter().take(roll).filter(plain).find_map(|p| dates::find(p, None).into_iter().find(whole));
    let month = || first.iter().take(4).filter(plain).find_map(|p| dates::find(p, None).into_iter().next());
    let last = || first.iter().take(4).find_map(|p| dates::find(p, None).into_iter().next());
    sure.or_else(begun).or_else(any).or_else(month).or_else(last)
}

pub(super) fn next_dates(
    decoded: &Decoded,
    held: Option<Date>,
    meeting: &mut ProposedMeeting,
    proposal: &mut Proposal,
) {
    let mut listing = false;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        let found = dates::only(&piece);
        if NEXT.is_match(piece.text) {
            listing = true;
            let here = dates::find(&piece, None);
            here.iter().for_each(|f| next_date(f.piece, f.date, held, meeting, proposal));
        } else if let Some(found) = found.filter(|_| listing) {
            next_date(found.piece, found.date, held, meeting, proposal);
        } else if matches!(block.kind, BlockKind::Numbered(_) | BlockKind::Heading(_)) {
            listing = false;
        }
    }
}

/// Takes a next date; one that lies before the meeting cannot be right and is said to be so (T11).
fn next_date(
    at: Piece<'_>,
    date: PartialDate,
    held: Option<Date>,
    meeting: &mut ProposedMeeting,
    proposal: &mut Proposal,
) {
    if meeting.next_dates.iter().any(|d| d.value == date) {
        return;
    }
    meeting.next_dates.push(at.value(date, 90));
    if held.is_some_and(|held| date.latest() < held) {
        let message =
            format!("{} is given as a next meeting but lies before this one; the year may be wrong", at.clean());
        warn(proposal, "next_date_before_meeting", Level::Warning, message, Some(&at));
    }
}
