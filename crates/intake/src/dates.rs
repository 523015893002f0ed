//! English date phrases to dates with their precision. A year that the text leaves out is inferred and marked (T16).
//!
//! *Invariant:* a phrase that names no day that exists gives nothing.

use std::sync::LazyLock;

use domain::{PartialDate, Qualifier};
use jiff::civil::Date;
use regex::Regex;

use crate::piece::{Piece, re};

/// A date phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The words.
    pub piece: Piece<'a>,
    /// The date; marked uncertain where its year was inferred.
    pub date: PartialDate,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
    const MONTH: &str = "(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    re(&format!(
        r"(?x)
        \b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}|(?:19|20)\d{{2}}/\d{{2}}/\d{{2}})\b
        | \b(?P<nd>\d{{1,2}})[./](?P<nm>\d{{1,2}})[./](?P<ny>\d{{4}}|\d{{2}})\b
        | \b(?P<d>\d{{1,2}})(?:(?i:st|nd|rd|th)?(?:\s+(?:day\s+)?(?:of\s+)?|[-/])|(?i:st|nd|rd|th))(?P<m>{MONTH})\.?(?:(?:,?\s+|[-/])(?P<y>\d{{4}})|(?:[-/]|[\s-]['’])(?P<short>\d{{2}}))?\b
        | \b(?P<m2>{MONTH})\.?\s+(?P<d2>\d{{1,2}})(?i:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})\b
        | \b(?P<m3>{MONTH})\s+(?P<y3>\d{{4}})\b"
    ))
});

/// Every date in `piece`. `context` is the last day the text can speak of as past (its own date), if known; a missing
/// year is taken from the date before it in the same piece, else from `context`.
pub fn find<'a>(piece: &Piece<'a>, context: Option<Date>) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    for caps in PHRASE.captures_iter(piece.text) {
        let Some(whole) = caps.get(0) else { continue };
        let group = |name: &str| caps.name(name).map(|m| m.as_str());
        let before = found.last().map(|f| f.date.earliest());
        let date = if let Some(iso) = group("iso") {
            iso.replace('/', "-").parse().ok()
        } else if let (Some(d), Some(m), Some(y)) = (group("nd"), group("nm"), group("ny")) {
            // "12.05.21.01" is an action's reference, not a date (T15).
            let reference = piece
                .text
                .get(whole.end()..)
                .is_some_and(|rest| rest.starts_with('.') && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()));
            if reference { None } else { numeric(d, m, y) }
        } else if let Some(m) = group("m3") {
            group("y3").and_then(|y| y.parse().ok()).zip(month(m)).and_then(|(y, m)| PartialDate::month(y, m))
        } else {
            let (d, m) = (group("d").or(group("d2")), group("m").or(group("m2")));
            let (d, m) = (d.and_then(|d| d.parse::<i8>().ok()), m.and_then(month));
            let short = group("short").and_then(full_year);
            let year = group("y").or(group("y2")).map(|y| y.parse().ok());
            match (d.zip(m), year.or(short.map(Some))) {
                (Some((d, m)), Some(y)) => y.and_then(|y| Date::new(y, m, d).ok()).map(PartialDate::day),
                (Some((d, m)), None) => infer_year(d, m, before, context),
                _ => None,
            }
        };
        if let Some(date) = date {
            found.push(Found { piece: piece.sub(whole.start(), whole.end()), date });
        }
    }
    found
}

/// The one date that `piece` is, a weekday before it allowed; `None` where there is more to it.
pub fn only<'a>(piece: &Piece<'a>) -> Option<Found<'a>> {
    let trimmed = piece.trim_matches(|c| c.is_whitespace() || c == '.' || c == ',');
    let found = find(&trimmed, None).into_iter().next()?;
    let rest = format!(
        "{}{}",
        trimmed.text.get(..found.piece.start - trimmed.start)?,
        trimmed.text.get(found.piece.end() - trimmed.start..)?
    );
    let rest = rest.trim().trim_end_matches(',').to_lowercase();
    let weekday =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].contains(&rest.as_str());
    (rest.is_empty() || weekday).then_some(found)
}

/// A month's number by its name.
pub fn month(name: &str) -> Option<i8> {
    let lower = name.to_lowercase();
    let at = MONTHS.iter().position(|m| lower.starts_with(m))?;
    i8::try_from(at + 1).ok()
}

fn numeric(d: &str, m: &str, y: &str) -> Option<PartialDate> {
    let year = if y.len() == 4 { y.parse().ok()? } else { full_year(y)? };
    Date::new(year, m.parse().ok()?, d.parse().ok()?).ok().map(PartialDate::day)
}

/// The year of its last two figures: these documents speak of this century, and of the last only above 70.
fn full_year(short: &str) -> Option<i16> {
    let year: i16 = short.parse().ok()?;
    Some(if year < 70 { 2000 + year } else { 1900 + year })
}

/// The year of the date before, if that does not take the day past the document's own date; else the latest year in
/// which the day is not past it.
fn infer_year(d: i8, m: i8, before: Option<Date>, context: Option<Date>) -> Option<PartialDate> {
    let years = [before.map(Date::year), context.map(Date::year), context.map(|c| c.year() - 1)];
    let not_after = |date: &Date| context.is_none_or(|c| *date <= c);
    years
        .into_iter()
        .flatten()
        .filter_map(|y| Date::new(y, m, d).ok())
        .find(not_after)
        .map(|date| PartialDate::day(date).qualified(Qualifier::Uncertain))
}
