//! What the top of a recommendation page says: whose it is, its reference, its days.
//!
//! *Invariant:* a day is one that the page prints after a label or in its title.

use std::sync::LazyLock;

use domain::PartialDate;
use domain::proposals::{Level, Proposal, ProposedSource, Quoted};
use jiff::civil::Date;
use regex::Regex;

use super::addressees::named_apart;
use super::warn;
use crate::dates;
use crate::decode::Decoded;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

pub(super) static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:national |local |learning |organisational learning |joint )*recommendations?\s*(?:[-–—:|]|\bto\b|\bfor\b|\bmade to\b)\s*(?P<body>.+?)(?:(?:,\s*|\s+[-–—|]\s+|\s*\(|\s+)(?P<date>(?:\d{1,2}(?:st|nd|rd|th)? )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4}|(?:19|20)\d{2})\)?)\s*(?:[-–—|]\s.{0,60})?$",
    )
});
pub(super) static TITLE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?P<body>[A-Z][\w’'&., -]{2,120}?)\s*[-–—:|]\s*(?:learning )?recommendations?(?:(?:,\s*|\s+[-–—|]\s+|\s*\(|\s+)(?P<date>(?:\d{1,2}(?:st|nd|rd|th)? )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4}|(?:19|20)\d{2})\)?)?\s*$",
    )
});
/// "Our reference number: ".
pub(super) fn reference_label(text: &str) -> Option<regex::Match<'_>> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^[\w &]{2,60}?\breference(?:\s+(?:number|no\.?))?\s*:?\s*"));
    let may = text.contains("ference") || text.contains("FERENCE");
    if may { LABEL.find(text) } else { None }
}

/// The title in a line that says where the page stands ("Home > Our work > Recommendations - A Police, May 2022") or whose site it
/// is ("Recommendations - A Police, May 2022 | The Office").
pub(super) fn title_in(line: Piece<'_>) -> Piece<'_> {
    let last = [" > ", " » ", " › "].iter().filter_map(|sign| Some(line.text.rfind(sign)? + sign.len())).max();
    let steps = || line.text.matches(" / ").count() >= 2;
    let last = last.or_else(|| line.text.rfind(" / ").filter(|_| steps()).map(|at| at + 3));
    let own = last.map_or(line, |at| line.sub(at, line.text.len()));
    let site = own.text.find(" | ").filter(|at| *at > 12);
    site.map_or(own, |at| own.sub(0, at)).trim()
}

/// The bodies and the date of a title such as "Recommendations - A Police, May 2022" or "Death in custody - A Police, 2019".
pub(super) fn titled<'a>(piece: Piece<'a>, lexicon: &Lexicon) -> Option<(Vec<Piece<'a>>, Option<Quoted<PartialDate>>)> {
    static ANY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^.{4,120}?\s[-–—]\s(?P<body>[^-–—]{4,120}?(?:police|constabulary|service|council|authority|trust|college|agency|board|office)[^-–—]{0,30}?),\s*(?P<date>(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4}|(?:19|20)\d{2})$",
        )
    });
    let title = [&*TITLE, &*TITLE_AFTER, &*ANY].iter().find_map(|pattern| pattern.captures(piece.text))?;
    let part = |name: &str| title.name(name).map(|m| piece.sub(m.start(), m.end()));
    let bodies = part("body").map(|n| named_apart(n, lexicon)).unwrap_or_default();
    let date = part("date").and_then(|d| {
        let year = || d.text.trim().parse().ok().and_then(PartialDate::year).map(|y| d.value(y, 95));
        dates::find(&d, None).first().map(|f| f.piece.value(f.date, 95)).or_else(year)
    });
    Some((bodies, date))
}

/// What the top of the page says.
pub(super) struct Header<'a> {
    pub(super) bodies: Vec<Piece<'a>>,
    pub(super) made_on: Option<Quoted<PartialDate>>,
    pub(super) context: Option<Date>,
    /// The day by which the page says an answer is due.
    pub(super) due: Option<Quoted<PartialDate>>,
}

/// "Date response due: 9 March 2025", the day on the line or the next.
fn due(pieces: &[Piece<'_>]) -> Option<Quoted<PartialDate>> {
    static DUE: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:date )?responses? (?:is |are )?due(?: by| on| date)?\b|^due date\b"));
    labelled(pieces, &DUE)
}

/// "Date of recommendation: 13 January 2025", the day on the line or the next.
fn made(pieces: &[Piece<'_>]) -> Option<Quoted<PartialDate>> {
    static MADE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^date (?:of (?:the )?recommendations?|(?:the )?recommendations? (?:was |were )?made)\b|^recommendations? made(?: on)?\s*:",
        )
    });
    labelled(pieces, &MADE)
}

/// The day after a short label, on its line or the next.
fn labelled(pieces: &[Piece<'_>], label: &Regex) -> Option<Quoted<PartialDate>> {
    let at = pieces.iter().position(|p| label.is_match(p.text) && p.text.split_whitespace().count() <= 9)?;
    let here = pieces.get(at).and_then(|p| dates::find(p, None).into_iter().next());
    here.or_else(|| pieces.get(at + 1).and_then(|n| dates::only(n))).map(|f| f.piece.value(f.date, 88))
}

pub(super) fn header<'a>(
    decoded: &'a Decoded,
    first: Option<usize>,
    lexicon: &Lexicon,
    proposal: &mut Proposal,
) -> Header<'a> {
    let pieces = decoded.pieces();
    let mut header = Header { bodies: Vec::new(), made_on: None, context: None, due: due(&pieces) };
    let start = first.unwrap_or(pieces.len());
    let mut source = ProposedSource::default();
    let mut reference_seen = None;
    for (i, piece) in pieces.iter().enumerate().take(start) {
        let own = title_in(*piece);
        if let Some((mut bodies, date)) = titled(own, lexicon) {
            // The line that is shaped as such a page's title is its title, whatever stands over it.
            if header.made_on.is_none() {
                proposal.document.title = Some(own.trim().quoted(92));
            }
            // "National recommendations - undercover work" names a subject.
            bodies.retain(|b| b.text.starts_with(|c: char| c.is_uppercase()));
            // "Type: Learning recommendation" below it is a label.
            if header.bodies.is_empty() || !bodies.is_empty() && date.is_some() {
                (header.bodies, header.made_on) = (bodies, date.or(header.made_on));
            }
        } else if let Some(found) = reference_label(piece.text) {
            let own = piece.sub(found.end(), piece.text.len()).trim();
            let next = pieces
                .get(i + 1)
                .filter(|n| i + 1 < start && n.text.chars().any(|c| c.is_ascii_digit()) && n.text.len() <= 40);
            let value = if own.text.is_empty() { next.copied() } else { Some(own) };
            source.external_ref = value.map(|v| v.quoted(90));
            reference_seen = Some(*piece);
        } else if piece.text.split_whitespace().count() > 12 && source.summary.is_none() && !of_cookies(*piece) {
            source.summary = Some(piece.quoted(85));
        }
    }
    header.context = header.made_on.as_ref().map(|d| d.value.latest());
    if let (Some(at), None) = (reference_seen, &source.external_ref) {
        warn(
            proposal,
            "missing_reference",
            Level::Warning,
            "the page has a place for a reference and leaves it blank; Candour gives its own".to_owned(),
            Some(&at),
        );
    }
    // A page comes out after what it tells of was recommended, often months.
    let published = header.made_on.as_ref().and_then(|made| published_from(&pieces, made.value, None));
    let published_on = published.or_else(|| header.made_on.clone());
    // "Date: August 2022", over the first recommendation.
    static DATE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^date\s*:"));
    let dated = || labelled(pieces.get(..start).unwrap_or_default(), &DATE);
    proposal.document.published_on = published_on.or_else(dated);
    header.made_on = made(&pieces).or(header.made_on);
    source.bodies = header.bodies.iter().map(|b| b.quoted(90)).collect();
    source.kind = source_kind(&pieces, start);
    summary_years(&pieces, start, header.context, proposal);
    proposal.source = Some(source);
    header
}

/// What a site says of its cookies, which is nothing of the investigation.
fn of_cookies(line: Piece<'_>) -> bool {
    line.text.to_lowercase().contains("cookies")
}

/// The day that a label of publication gives, not before one date, and not after another where there is one.
pub(super) fn published_from(
    pieces: &[Piece<'_>],
    first: PartialDate,
    last: Option<PartialDate>,
) -> Option<Quoted<PartialDate>> {
    static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:first|page) )?(?:published(?: on)?|date of publication)\s*:?\s*(?:\d|$|[a-z]{3,9}[.,]?\s.{0,12}\d{4})|^\d.{5,20}\d{4}\s+published$",
        )
    });
    // The day may stand in the line after its label.
    let words = |p: &Piece<'_>| p.text.split('|').next().map_or(0, |own| own.split_whitespace().count());
    let short = pieces.iter().enumerate().filter(|(_, p)| PUBLISHED.is_match(p.text) && words(p) <= 8);
    let mut days = short.filter_map(|(i, p)| {
        let next = || pieces.get(i + 1).and_then(|n| dates::only(n));
        // "Published5 July 2024" has its day close to the label.
        let close = p.text.find("ublished").map(|at| at + "ublished".len());
        let close = close.filter(|at| p.text.get(*at..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit())));
        let label = close.unwrap_or(0);
        dates::find(&p.sub(label, p.text.len()), None).into_iter().next().or_else(next)
    });
    days.find(|d| d.date.earliest() >= first.earliest() && last.is_none_or(|last| d.date.latest() <= last.latest()))
        .map(|d| d.piece.value(d.date, 90))
}

/// Days in the summary whose year was inferred are pointed out (T16).
fn summary_years(pieces: &[Piece<'_>], start: usize, context: Option<Date>, proposal: &mut Proposal) {
    for piece in pieces.iter().take(start) {
        inferred_years(piece, context, proposal);
    }
}

pub(super) fn inferred_years(piece: &Piece<'_>, context: Option<Date>, proposal: &mut Proposal) {
    for found in dates::find(piece, context).iter().filter(|f| f.date.qualifier().is_some()) {
        let message = format!("'{}' leaves out the year; read as {}", found.piece.clean(), found.date.plain());
        warn(proposal, "year_inferred", Level::Info, message, Some(&found.piece));
    }
}

fn source_kind(pieces: &[Piece<'_>], start: usize) -> Option<Quoted<String>> {
    static KIND: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(investigation|inspection|inquest|inquiry|audit)\b"));
    let place = |p: &Piece<'_>| {
        KIND.captures(p.text)
            .and_then(|c| c.get(1))
            .map(|m| p.sub(m.start(), m.end()).value(m.as_str().to_lowercase(), 80))
    };
    pieces.iter().take(start).find_map(place).or_else(|| pieces.iter().skip(start).find_map(place))
}
