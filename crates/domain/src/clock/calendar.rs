//! The two calendars of working days, as versioned data (DOMAIN.md 2.1, rule 2 and 3).
//!
//! Bank holidays are moved and added at short notice: each that was carries the day it was announced, so that a calendar can be had
//! as it was known on any day, and a due day keeps the version it was reckoned with.
//!
//! *Invariant:* a day outside what the data covers is an error, never a working day.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Which days are working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Working {
    /// Not Saturdays, Sundays, Christmas Day, Good Friday and bank holidays in England and Wales (SI 2018/748, SI 2020/4).
    EnglandAndWales,
    /// Not Saturdays, Sundays, Christmas Day, Good Friday and bank holidays in any part of the United Kingdom: Freedom of
    /// Information Act 2000, section 10(6).
    AnyPartOfUk,
}

impl Working {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Working::EnglandAndWales => "england_and_wales",
            Working::AnyPartOfUk => "any_part_of_uk",
        }
    }
}

/// A day that the calendar's data does not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the calendar of bank holidays covers {first} to {last}, and {day} is outside it")]
pub struct NotCovered {
    /// The day asked for.
    pub day: Date,
    /// The first day covered.
    pub first: Date,
    /// The last day covered.
    pub last: Date,
}

/// One bank holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Holiday {
    name: String,
    england_and_wales: bool,
    since: Option<Date>,
    until: Option<Date>,
}

/// Bank holidays as they were known on a day.
#[derive(Clone, Debug)]
pub struct Calendar {
    holidays: BTreeMap<Date, Vec<Holiday>>,
    first: Date,
    last: Date,
    version: String,
}

/// The data as shipped.
const DATA: &str = include_str!("../../data/holidays.txt");

static CURRENT: LazyLock<Calendar> = LazyLock::new(|| Calendar::known_on(Date::MAX));

impl Calendar {
    /// The calendar with everything announced so far.
    pub fn current() -> &'static Calendar {
        &CURRENT
    }

    /// The calendar of a version that a due day was reckoned with.
    pub fn of_version(version: &str) -> Option<Calendar> {
        if version == "uk-by-rule" {
            return Some(Calendar::known_on(Date::MIN));
        }
        Some(Calendar::known_on(version.strip_prefix("uk-")?.parse().ok()?))
    }

    /// The calendar as it was known on a day: without what was announced later, with what was later moved.
    pub fn known_on(day: Date) -> Calendar {
        Calendar::read(DATA, day)
    }

    /// Reads lines of `day where name [| since day] [| until day]`; a test holds the shipped data to this form.
    fn read(data: &str, known_on: Date) -> Calendar {
        let mut calendar =
            Calendar { holidays: BTreeMap::new(), first: Date::MAX, last: Date::MIN, version: String::new() };
        let mut latest: Option<Date> = None;
        for line in data.lines().filter(|l| !l.starts_with('#')) {
            if let Some((first, last)) = line.strip_prefix("covers ").and_then(|l| l.split_once(' ')) {
                (calendar.first, calendar.last) =
                    (first.parse().unwrap_or(Date::MAX), last.trim().parse().unwrap_or(Date::MIN));
                continue;
            }
            let Some((day, holiday)) = holiday(line) else { continue };
            let announced = |on: Option<Date>| on.filter(|on| *on <= known_on);
            latest = latest.max(announced(holiday.since)).max(announced(holiday.until));
            if holiday.since.is_none_or(|on| on <= known_on) && holiday.until.is_none_or(|on| on > known_on) {
                calendar.holidays.entry(day).or_default().push(holiday);
            }
        }
        calendar.version = latest.map_or_else(|| "uk-by-rule".to_owned(), |on| format!("uk-{on}"));
        calendar
    }

    /// The version: the day of the last announcement it takes account of.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The name of the bank holiday on a day, if it is one there.
    pub fn holiday(&self, working: Working, day: Date) -> Option<&str> {
        let there = |h: &&Holiday| working == Working::AnyPartOfUk || h.england_and_wales;
        self.holidays.get(&day)?.iter().find(there).map(|h| h.name.as_str())
    }

    /// Whether a day is a working day.
    pub fn is_working(&self, working: Working, day: Date) -> Result<bool, NotCovered> {
        if day < self.first || day > self.last {
            return Err(NotCovered { day, first: self.first, last: self.last });
        }
        Ok(!is_weekend(day) && self.holiday(working, day).is_none())
    }
}

/// Saturday or Sunday.
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn holiday(line: &str) -> Option<(Date, Holiday)> {
    let mut parts = line.split(" | ");
    let mut fields = parts.next()?.splitn(3, ' ');
    let (day, parts_of_uk, name) = (fields.next()?.parse().ok()?, fields.next()?, fields.next()?);
    let england_and_wales = parts_of_uk.split(',').any(|p| p == "ew");
    let mut holiday = Holiday { name: name.to_owned(), england_and_wales, since: None, until: None };
    for part in parts {
        let (word, on) = part.split_once(' ')?;
        match word {
            "since" => holiday.since = Some(on.parse().ok()?),
            "until" => holiday.until = Some(on.parse().ok()?),
            _ => return None,
        }
    }
    Some((day, holiday))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_line_of_the_data_is_read() {
        let lines = DATA.lines().filter(|l| !l.starts_with('#') && !l.starts_with("covers "));
        let unread: Vec<&str> = lines.filter(|l| holiday(l).is_none()).collect();
        assert_eq!(unread, [""; 0]);
        let calendar = Calendar::current();
        assert_eq!((calendar.first, calendar.last), (date(2005, 1, 1), date(2028, 12, 31)));
        // No bank holiday stands on a weekend but where the day itself is kept (Boxing Day on a Sunday it is not, Christmas is moved).
        let weekend: Vec<&Date> = calendar.holidays.keys().filter(|d| is_weekend(**d)).collect();
        assert_eq!(weekend, Vec::<&Date>::new());
    }

    #[test]
    fn a_holiday_is_one_from_the_day_it_was_announced() {
        let funeral = date(2022, 9, 19);
        assert_eq!(Calendar::known_on(date(2022, 9, 9)).holiday(Working::EnglandAndWales, funeral), None);
        let known = Calendar::known_on(date(2022, 9, 10));
        assert_eq!(known.holiday(Working::EnglandAndWales, funeral), Some("State funeral of Queen Elizabeth II"));
        assert_eq!(known.version(), "uk-2022-09-10");
        // Moved: the old day is given up, the new one is one.
        let (old, new) = (date(2020, 5, 4), date(2020, 5, 8));
        for (on, expected) in [(date(2019, 6, 6), (true, false)), (date(2019, 6, 7), (false, true))] {
            let calendar = Calendar::known_on(on);
            let there = |d| calendar.holiday(Working::EnglandAndWales, d).is_some();
            assert_eq!((there(old), there(new)), expected, "{on}");
        }
    }

    #[test]
    fn a_holiday_of_one_part_is_none_of_another() {
        let calendar = Calendar::current();
        for (day, ew, uk) in [
            (date(2021, 3, 17), true, false),
            (date(2021, 4, 5), false, false),
            (date(2026, 6, 15), true, false),
            (date(2021, 7, 12), true, false),
            (date(2021, 4, 6), true, true),
            (date(2021, 4, 10), false, false),
        ] {
            let working = |w| calendar.is_working(w, day);
            assert_eq!((working(Working::EnglandAndWales), working(Working::AnyPartOfUk)), (Ok(ew), Ok(uk)), "{day}");
        }
        assert!(calendar.is_working(Working::EnglandAndWales, date(2040, 1, 2)).is_err());
    }
}
