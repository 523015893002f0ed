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

/// Whether words have the shape of a day or month and nothing else: numbers, one of them a year, and at most the name of a month.
fn shaped_as_a_day(words: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = words.trim().to_lowercase();
    let lower = lower.strip_prefix("by ").unwrap_or(&lower);
    let parts: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &&str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| part.strip_suffix(end)).unwrap_or(part);
        !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let month = |part: &&str| {
        part.len() >= 3 && part.chars().all(char::is_alphabetic) && MONTHS.iter().any(|m| part.starts_with(m))
    };
    let year = |part: &&str| part.len() == 4 && number(part);
    let (numbers, months) = (parts.iter().filter(|p| number(p)).count(), parts.iter().filter(|p| month(p)).count());
    (2..=3).contains(&parts.len()) && numbers + months == parts.len() && months <= 1 && parts.iter().any(year)
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
        ] {
            assert!(!mistyped(words), "{words}");
        }
    }
}
