//! How a due day is reckoned. The counting forms are DOMAIN.md 2.1's; this release carries those its records need,
//! and the engine of issue "Clocks, people and answers" grows here.
//!
//! *Invariant:* pure functions of dates; a vague date gives a window, never a day.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::PartialDate;
use crate::obligations::{DueWindow, Power};

/// "Within the period of 56 days beginning with the day on which the recommendation was made":
/// Police Reform Act 2002, Schedule 3, paragraph 28B(1).
pub const RULE_28B: &str = "pra2002-sch3-28b";
/// "Within 56 days of the date on which the report is sent": Coroners (Investigations) Regulations 2013, regulation 29.
pub const RULE_REG29: &str = "coroners2013-reg29";
/// "Within 56 days of publication": Police Act 1996, section 55(5A), counted beginning with the day.
pub const RULE_S55: &str = "police1996-s55";

/// K1, "N days beginning with the day X": X is day 1, so the last day is X + (N - 1).
pub fn inclusive_days(from: Date, days: i32) -> Date {
    from.saturating_add((days - 1).days())
}

/// K2, "within N days of the date X": X is not counted, so the last day is X + N.
pub fn exclusive_days(from: Date, days: i32) -> Date {
    from.saturating_add(days.days())
}

/// The rule a power starts and the days between which the answer falls due, from the day it was made, sent or published.
pub fn due(power: Power, from: PartialDate) -> Option<(&'static str, DueWindow)> {
    let (rule, count): (_, fn(Date, i32) -> Date) = match power {
        Power::Paragraph28a => (RULE_28B, inclusive_days),
        Power::Section55 => (RULE_S55, inclusive_days),
        Power::Regulation28 => (RULE_REG29, exclusive_days),
        Power::Section10 | Power::InquiriesAct2005 | Power::NonStatutory => return None,
    };
    Some((rule, DueWindow { earliest: count(from.earliest(), 56), latest: count(from.latest(), 56) }))
}
