//! The eight ways that instruments count a period (DOMAIN.md 2.1, K1 to K8).
//!
//! *Invariant:* a pure function of the form, the day and the calendar; no form moves a due day off a weekend unless its words do.

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::{Calendar, NotCovered, Working};

/// A way to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// K1, "the period of N days beginning with the day X": X is day 1.
    InclusiveDays(u16),
    /// K2, "within N days of the date X": X is not counted.
    ExclusiveDays(u16),
    /// K3, "N days starting with the day after the day X": the day after is day 1.
    DayAfterDays(u16),
    /// K4, "not later than the Nth working day following X": X itself may be any day.
    NthWorkingDayAfter(u16, Working),
    /// K5, "N working days beginning with the day X or, if that is not a working day, the first working day after".
    InclusiveWorkingDays(u16, Working),
    /// K6, "N working days beginning with the first working day after X".
    WorkingDaysFromFirstAfter(u16, Working),
    /// K7, "within N months of X": the day of the same number, or the month's last where it has none.
    Months(u16),
    /// K7, "N months beginning with the day X", "at intervals not greater than one year beginning with": so many months on, less a day.
    MonthsLessADay(u16),
    /// K8: the instrument or report states the day itself.
    Stated,
}

/// A day that was passed over because it is a bank holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub day: Date,
    /// The holiday.
    pub name: String,
}

/// Where a count ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The last day of the period.
    pub last: Date,
    /// Bank holidays passed over on weekdays; weekends are passed over unsaid.
    pub skipped: Vec<Skipped>,
}

impl Count {
    /// The form's number in DOMAIN.md 2.1.
    pub fn form(self) -> &'static str {
        match self {
            Count::InclusiveDays(_) => "K1",
            Count::ExclusiveDays(_) => "K2",
            Count::DayAfterDays(_) => "K3",
            Count::NthWorkingDayAfter(..) => "K4",
            Count::InclusiveWorkingDays(..) => "K5",
            Count::WorkingDaysFromFirstAfter(..) => "K6",
            Count::Months(_) | Count::MonthsLessADay(_) => "K7",
            Count::Stated => "K8",
        }
    }

    /// How long the period is, in the form's own unit; 0 where the day is stated.
    pub fn length(self) -> u16 {
        match self {
            Count::InclusiveDays(n)
            | Count::ExclusiveDays(n)
            | Count::DayAfterDays(n)
            | Count::NthWorkingDayAfter(n, _)
            | Count::InclusiveWorkingDays(n, _)
            | Count::WorkingDaysFromFirstAfter(n, _)
            | Count::Months(n)
            | Count::MonthsLessADay(n) => n,
            Count::Stated => 0,
        }
    }

    /// The calendar that its working days are of.
    pub fn working(self) -> Option<Working> {
        match self {
            Count::NthWorkingDayAfter(_, w)
            | Count::InclusiveWorkingDays(_, w)
            | Count::WorkingDaysFromFirstAfter(_, w) => Some(w),
            _ => None,
        }
    }

    /// The last day of the period that starts from a day; `None` where the day is stated, not counted.
    pub fn from(self, day: Date, calendar: &Calendar) -> Result<Option<Counted>, NotCovered> {
        self.from_without(day, &[], calendar)
    }

    /// The same with working days that are left out of account, each stretch with both its ends; days of the calendar are not.
    pub fn from_without(
        self,
        day: Date,
        without: &[(Date, Date)],
        calendar: &Calendar,
    ) -> Result<Option<Counted>, NotCovered> {
        let plain = |last: Date| Ok(Some(Counted { last, skipped: Vec::new() }));
        match self {
            Count::InclusiveDays(n) => plain(day.saturating_add((i32::from(n) - 1).days())),
            Count::ExclusiveDays(n) | Count::DayAfterDays(n) => plain(day.saturating_add(i32::from(n).days())),
            // Both start with the first working day after.
            Count::NthWorkingDayAfter(n, w) | Count::WorkingDaysFromFirstAfter(n, w) => {
                working_days(day.saturating_add(1.day()), n, (w, without), calendar).map(Some)
            }
            Count::InclusiveWorkingDays(n, w) => working_days(day, n, (w, without), calendar).map(Some),
            Count::Months(n) => plain(day.saturating_add(i32::from(n).months())),
            Count::MonthsLessADay(n) => {
                let same = day.saturating_add(i32::from(n).months());
                // Where the month has no such day, it ends with the month.
                plain(if same.day() < day.day() { same } else { same.saturating_sub(1.day()) })
            }
            Count::Stated => Ok(None),
        }
    }
}

/// The Nth working day from a day on, that day included, those left out not counted.
fn working_days(
    from: Date,
    n: u16,
    (working, without): (Working, &[(Date, Date)]),
    calendar: &Calendar,
) -> Result<Counted, NotCovered> {
    let (mut day, mut left, mut skipped) = (from, n, Vec::new());
    loop {
        if calendar.is_working(working, day)? {
            if without.iter().any(|(first, last)| (*first..=*last).contains(&day)) {
                day = day.saturating_add(1.day());
                continue;
            }
            left = left.saturating_sub(1);
            if left == 0 {
                return Ok(Counted { last: day, skipped });
            }
        } else if !super::calendar::is_weekend(day)
            && let Some(name) = calendar.holiday(working, day)
        {
            skipped.push(Skipped { day, name: name.to_owned() });
        }
        day = day.saturating_add(1.day());
    }
}
