//! When a promise falls due: on a day, again and again, or after something happens.
//!
//! *Invariant:* words are kept as they were written; a day is one that exists.

use serde::{Deserialize, Serialize};

use crate::PartialDate;

/// When it falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// On a day (or in a month or year).
    On(PartialDate),
    /// Again and again, in the document's words ("monthly").
    Every(String),
    /// After something happens, in the document's words.
    When(String),
}

impl Due {
    /// Words that were meant as a day and are none ("31 April 2027", "17/20/2022"), where it is said to wait for something: nothing
    /// would ever make it late.
    pub fn mistyped(&self) -> Option<&str> {
        let Due::When(words) = self else { return None };
        shaped_as_a_day(words).then_some(words)
    }
}

/// Whether words have the shape of a day and nothing else: three numbers, or two about the name of a month, one of them a year; or a month
/// by its number that no year has. A financial year ("2027/28") and a month's name with a year are times of their own.
fn shaped_as_a_day(words: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = words.trim().to_lowercase();
    let lower = lower.strip_prefix("by ").unwrap_or(&lower);
    let parts: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
        Some(digits)
            .filter(|d| (1..=4).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|d| d.parse::<u32>().ok())
    };
    let month = |part: &str| {
        part.len() >= 3
            && MONTHS.iter().any(|m| *m == part || m.get(..3) == Some(part) || (*m == "september" && part == "sept"))
    };
    let year = |part: &str| part.len() == 4 && number(part).is_some();
    match parts.as_slice() {
        [first, second] => {
            year(second) && first.len() <= 2 && number(first).is_some_and(|month| !(1..=12).contains(&month))
        }
        [first, second, third] => {
            let middle = number(second).is_some() || month(second);
            number(first).is_some() && middle && number(third).is_some() && (year(first) || year(third))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_day_is_none_and_an_event_is_one() {
        let mistyped = |words: &str| Due::When(words.to_owned()).mistyped().is_some();
        for words in
            ["31/04/2027", "31 April 2027", "2027-13-45", "by 30.02.2027", "32nd May 2027", "17/20/2022", "13/2027"]
        {
            assert!(mistyped(words), "{words}");
        }
        for words in [
            "after the hearing",
            "once the 2027 budget is agreed",
            "May board",
            "Operation 2027",
            "12 months after the inquest",
            "phase 2",
            "2027/28",
            "2027-28",
            "2026/2027",
            "05/2027",
            "Sept. 2027",
            "March, 2027",
            "Decision 2027",
            "Mayor 2028",
        ] {
            assert!(!mistyped(words), "{words}");
        }
    }
}
