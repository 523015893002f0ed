//! How a due day is reckoned: a rule, the day it starts, what has happened to the clock since, and the working that shows it.
//!
//! [`count`] has the eight ways to count, [`calendar`] the working days, [`rules`] the instruments; [`reckon`] puts them together.
//! The counting forms, the rules and the worked examples are DOMAIN.md 2.1 to 2.3.
//!
//! *Invariant:* pure functions of dates; a vague date gives a window, never a day; a due day always comes with its working.

mod calendar;
mod count;
mod reckon;
mod rules;

pub use calendar::{Calendar, NotCovered, Working, is_weekend};
pub use count::{Count, Counted, Skipped};
pub use reckon::{ClockEvent, ClockRefused, Reckoned, Step, reckon};
pub use rules::{Extends, PARAGRAPH_28B, Pauses, RULES, Rule, Trigger};

use crate::PartialDate;
use crate::obligations::{DueWindow, Power};

impl Power {
    /// The rule that a recommendation under this power starts, if any.
    pub fn rule(self) -> Option<&'static Rule> {
        match self {
            Power::Paragraph28a => Rule::named(PARAGRAPH_28B),
            Power::Section55 => Rule::named("police1996-s55"),
            Power::Regulation28 => Rule::named("coroners2013-reg29"),
            Power::Section10 | Power::InquiriesAct2005 | Power::NonStatutory => None,
        }
    }
}

/// The rule a power starts and the days between which the answer falls due, from the day it was made, sent or published.
pub fn due(power: Power, from: PartialDate) -> Option<(&'static str, DueWindow)> {
    let rule = power.rule()?;
    let reckoned = reckon(rule, from, None, &[], Calendar::current()).ok()?;
    Some((rule.id, reckoned.due?))
}
