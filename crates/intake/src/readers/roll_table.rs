//! A roll that is a table: which column holds what, and whom a row names.
//!
//! *Invariant:* somebody who neither came nor sent apologies is on no list.

use std::sync::LazyLock;

use domain::proposals::ProposedAttendee;
use regex::Regex;

use super::attendance::Attendee;
use super::person::{BRACKET, INSTITUTION, is_post, member, proper};
use super::roll::List;
use super::tabled::cells;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// Which column of a roll holds what.
pub(super) struct Columns {
    name: usize,
    body: Option<usize>,
    /// What each is, often with whom they are from.
    post: Option<usize>,
    /// A column for each list, with a mark in one of them.
    marks: Vec<(usize, Option<List>)>,
    pub(super) there: Option<usize>,
}

/// The head of a roll that is a table.
pub(super) fn columns(row: Piece<'_>) -> Option<Columns> {
    let heads: Vec<String> = cells(row).iter().map(|c| c.text.to_lowercase()).collect();
    let at = |names: &[&str]| heads.iter().position(|h| names.iter().any(|n| h.starts_with(n)));
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:names?|(?:board |panel |committee )?members?|attendees?|member name|name of (?:member|attendee))\b.{0,20}$",
        )
    });
    if heads.iter().any(|h| h.split_whitespace().count() > 5) {
        return None;
    }
    // "Committee Member" in a second column is what somebody is.
    let name = heads.iter().enumerate().position(|(i, h)| NAME.is_match(h) && (i == 0 || !h.ends_with(" member")))?;
    let body =
        at(&["organisation", "authority", "representing", "body", "agency", "force", "employer", "organization"]);
    let post = at(&["role", "title", "position", "designation", "job title", "post"]).filter(|i| *i > name);
    let states = ["attend", "present", "apolog", "status", "p a", "p/a"];
    let there = heads.iter().enumerate().position(|(i, h)| i != name && states.iter().any(|n| h.starts_with(n)));
    // A head of days ("12 May | 4 July"): the last is this meeting's.
    let dated = heads.last().is_some_and(|h| h.chars().any(|c| c.is_ascii_digit()));
    let there = there.or_else(|| (heads.len() > 2 && dated).then(|| heads.len() - 1));
    let mark = |(i, head): (usize, &String)| match head.as_str() {
        "present" | "attended" | "in attendance" => Some((i, Some(List::Present))),
        "apologies" | "apology" => Some((i, Some(List::Apologies))),
        "absent" | "did not attend" => Some((i, None)),
        _ => None,
    };
    let marks: Vec<_> = heads.iter().enumerate().filter_map(mark).collect();
    let marks = if marks.len() >= 2 { marks } else { Vec::new() };
    let there = there.filter(|t| Some(*t) != body && marks.is_empty());
    (body.is_some() || post.is_some() || there.is_some() || !marks.is_empty()).then_some(Columns {
        name,
        body,
        post,
        marks,
        there,
    })
}

fn cell_words<'a>(cell: Option<&Piece<'a>>) -> &'a str {
    cell.map_or("", |c| c.text.trim())
}

/// Whom a row names, and on which list its mark has them.
pub(super) fn row(piece: Piece<'_>, columns: &Columns, lexicon: &Lexicon) -> Option<(Option<List>, Attendee)> {
    let all = cells(piece);
    let cell =
        |i: Option<usize>| i.and_then(|i| all.get(i)).copied().filter(|c| c.text.chars().any(char::is_alphanumeric));
    let there = cell(columns.there).map(|c| c.text.to_lowercase()).unwrap_or_default();
    let sign = cell_words(all.get(columns.there.unwrap_or(usize::MAX)));
    let away = ["apolog", "no"].iter().any(|w| there.starts_with(w)) || sign == "A";
    let denied = |text: &str| matches!(text.trim().to_lowercase().as_str(), "n" | "no" | "0" | "✗");
    let signed = |text: &str| text.chars().any(|c| !c.is_whitespace() && !"|-–—".contains(c)) && !denied(text);
    let marked = |i: usize| all.get(i).is_some_and(|c| signed(c.text));
    let mark = columns.marks.iter().find(|(i, _)| marked(*i)).map(|(_, list)| *list);
    if !columns.marks.is_empty() && mark.flatten().is_none() {
        return None;
    }
    let said = columns.there.is_some() && !there.is_empty();
    // Somebody who neither came nor sent apologies is on no list.
    if ["did not", "absent", "dna"].iter().any(|w| there.starts_with(w)) || matches!(sign, "–" | "-" | "—") {
        return None;
    }
    let name = cell(Some(columns.name)).filter(|n| n.text.chars().filter(|c| c.is_alphabetic()).count() >= 3)?;
    let end = BRACKET.find(name.text).filter(|m| m.start() > 0).map_or(name.text.len(), |m| m.start());
    let chair = name.text.to_lowercase().contains("chair");
    let name = name.sub(0, end).trim();
    // "Conor Haslam (CH) – Director of Adult Social Care, Brackmoor Council", where no column is the bodies'.
    let own =
        || super::entry::people(cell(Some(columns.name))?, None, &Lexicon::default()).into_iter().next()?.who.body;
    let of_post = || super::entry::body_of_post(cell(columns.post)?, lexicon).map(|b| b.quoted(80));
    let within = if columns.body.is_none() { of_post().or_else(own) } else { None };
    // Under a head that says so one word is a body's name too ("Shelterline"), unless it is a post's.
    let named = |b: &Piece<'_>| INSTITUTION.is_match(b.text) || proper(b.text) || !is_post(b.text);
    let body = cell(columns.body).filter(|b| named(b) && !member(b.text));
    let who = ProposedAttendee { name: name.quoted(92), body: body.map(|b| b.quoted(92)).or(within) };
    let list = if away { Some(List::Apologies) } else { mark.flatten().or(said.then_some(List::Present)) };
    Some((list, Attendee { who, chair }))
}
