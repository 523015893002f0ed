//! Civil dates with their precision, as EDTF levels 0 and 1 write them: `2020-12-01`, `2020-12`, `2020`, `2020-12?`.
//!
//! A document that says "December 2020" gave a month. No day is ever invented for it (DOMAIN.md T2): it has an
//! earliest and a latest day, and what is reckoned from it is a window.
//!
//! *Invariant:* a value always names a day, month or year that exists.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// How sure the date is (EDTF level 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// `?`: part of it was inferred, such as a year the text leaves out (T16).
    Uncertain,
    /// `~`: the source says "about".
    Approximate,
}

/// A day, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    qualifier: Option<Qualifier>,
}

/// A text that is no date of EDTF level 0 or 1, or a day that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("'{0}' is not a date: write 2020-12-01, 2020-12 or 2020")]
pub struct DateError(pub String);

impl PartialDate {
    /// A date to the day.
    pub fn day(date: Date) -> PartialDate {
        PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()), qualifier: None }
    }

    /// A date to the month; `None` if there is no such month.
    pub fn month(year: i16, month: i8) -> Option<PartialDate> {
        Date::new(year, month, 1).ok()?;
        (year >= 1).then_some(PartialDate { year, month: Some(month), day: None, qualifier: None })
    }

    /// A date to the year; `None` outside 1 to 9999.
    pub fn year(year: i16) -> Option<PartialDate> {
        (1..=9999).contains(&year).then_some(PartialDate { year, month: None, day: None, qualifier: None })
    }

    /// The same date, marked.
    #[must_use]
    pub fn qualified(self, qualifier: Qualifier) -> PartialDate {
        PartialDate { qualifier: Some(qualifier), ..self }
    }

    /// The mark, if any.
    pub fn qualifier(self) -> Option<Qualifier> {
        self.qualifier
    }

    /// The same date without its mark.
    #[must_use]
    pub fn plain(self) -> PartialDate {
        PartialDate { qualifier: None, ..self }
    }

    /// The year.
    pub fn calendar_year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    pub fn calendar_month(self) -> Option<i8> {
        self.month
    }

    /// The exact day, if the date is to the day.
    pub fn exact(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// The first day it can mean.
    pub fn earliest(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// The last day it can mean.
    pub fn latest(self) -> Date {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.earliest(),
            (Some(_), None) => self.earliest().last_of_month(),
            (None, _) => Date::new(self.year, 12, 31).unwrap_or(Date::MAX),
        }
    }

    /// `day`, `month` or `year`.
    pub fn precision(self) -> &'static str {
        match (self.month, self.day) {
            (Some(_), Some(_)) => "day",
            (Some(_), None) => "month",
            (None, _) => "year",
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.iter().try_for_each(|m| write!(f, "-{m:02}"))?;
        self.day.iter().try_for_each(|d| write!(f, "-{d:02}"))?;
        match self.qualifier {
            None => Ok(()),
            Some(Qualifier::Uncertain) => f.write_str("?"),
            Some(Qualifier::Approximate) => f.write_str("~"),
        }
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<PartialDate, DateError> {
        let wrong = || DateError(text.chars().take(40).collect());
        let (bare, qualifier) = match (text.strip_suffix('?'), text.strip_suffix('~')) {
            (Some(bare), _) => (bare, Some(Qualifier::Uncertain)),
            (_, Some(bare)) => (bare, Some(Qualifier::Approximate)),
            _ => (text, None),
        };
        let mut parts = bare.split('-');
        let mut number = |width: usize| -> Result<Option<i16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(p) if p.len() == width && p.bytes().all(|b| b.is_ascii_digit()) => {
                    p.parse().map(Some).map_err(|_| wrong())
                }
                Some(_) => Err(wrong()),
            }
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        let small = |n: Option<i16>| n.and_then(|n| i8::try_from(n).ok());
        let date = match (year, small(month), small(day)) {
            (Some(y), None, None) => PartialDate::year(y),
            (Some(y), Some(m), None) => PartialDate::month(y, m),
            (Some(y), Some(m), Some(d)) if y >= 1 => Date::new(y, m, d).ok().map(PartialDate::day),
            _ => None,
        };
        date.map(|d| PartialDate { qualifier, ..d }).ok_or_else(wrong)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}
