//! Reckoning: the rule's period, then what has happened to the clock, step by step.
//!
//! *Invariant:* every step that moves the due day is in the working, in its order; where the text is open to two readings the earlier
//! day is the one to warn by and the later one the one to be missed.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::calendar::{Calendar, NotCovered, Working, is_weekend};
use super::count::{Count, Skipped};
use super::rules::{Extends, Pauses, Rule};
use crate::PartialDate;
use crate::obligations::DueWindow;

/// What happened to a clock after it started, in the order it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum ClockEvent {
    /// The period was made longer.
    Extended {
        /// The day the application was received.
        asked_on: Date,
        /// The day it was granted.
        granted_on: Date,
        /// The new last day.
        until: Date,
    },
    /// Something that stops the clock began, and perhaps ended.
    Suspended {
        /// The first day.
        from: Date,
        /// The last day, once it has ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Date>,
    },
}

/// Why an event cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClockRefused {
    /// The rule knows no such thing.
    #[error("{0} gives nobody leave to make the time longer")]
    NoExtension(&'static str),
    /// Asked for too late.
    #[error("the extension was asked for on {asked_on}, and the time ended on {ended}: it cannot be granted")]
    AskedLate {
        /// The day asked.
        asked_on: Date,
        /// The last day of the period then.
        ended: Date,
    },
    /// A grant before the application, or a new end before the old one.
    #[error("an extension is granted on or after the day it was asked for, and to a later day than {0}")]
    NotLonger(Date),
    /// The rule knows no such pause.
    #[error("{0} is stopped by nothing")]
    NoPause(&'static str),
    /// It did not start within the period.
    #[error("it was started on {from}, and the time ended on {ended}: it does not stop the clock")]
    StartedLate {
        /// The day started.
        from: Date,
        /// The last day of the period then.
        ended: Date,
    },
    /// It began before the clock did, or before the last one ended.
    #[error("it began on {from}, before {earliest}: the clock did not run then, or stood still already")]
    StartedBefore {
        /// The first day.
        from: Date,
        /// The first day it can have begun.
        earliest: Date,
    },
    /// It ended before it began.
    #[error("it ended on {to}, before it began on {from}")]
    EndsBefore {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// The calendar does not reach so far.
    #[error(transparent)]
    Calendar(#[from] NotCovered),
}

/// One step of the working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// The period was counted.
    Counted {
        /// The form, K1 to K7.
        form: &'static str,
        /// Its length, in days, working days, months or years as the form counts.
        length: u16,
        /// From this day: the first that the start can mean.
        from: Date,
        /// To this day.
        to: Date,
        /// From the last day that the start can mean, where it is not exact.
        #[serde(skip_serializing_if = "Option::is_none")]
        from_latest: Option<Date>,
        /// To this day then.
        #[serde(skip_serializing_if = "Option::is_none")]
        to_latest: Option<Date>,
    },
    /// A bank holiday was passed over.
    Skipped {
        /// The day.
        day: Date,
        /// Its name.
        name: String,
    },
    /// The instrument or report states the day.
    Stated {
        /// The day it states, as exactly as it does.
        day: String,
        /// Whether the rule's own count ends on another day; `None` where the rule counts nothing.
        differs: Option<bool>,
    },
    /// The period was made longer.
    Extended {
        /// The day asked.
        asked_on: Date,
        /// The day granted.
        granted_on: Date,
        /// The new last day.
        until: Date,
    },
    /// The clock stands still.
    Suspended {
        /// Since this day.
        from: Date,
    },
    /// The clock stood still for some days, which are added.
    Resumed {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
        /// The days with both ends, which are added.
        days: i32,
        /// The last day of the period, if one end is not counted: warn by this one. `None` where the text says that both are.
        warn_by: Option<Date>,
        /// The last day of the period.
        until: Date,
    },
    /// The last day is no working day; the law moves nothing.
    Weekend {
        /// The last day.
        day: Date,
        /// The last working day before it.
        send_by: Date,
    },
}

/// A due day with its working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reckoned {
    /// The rule, by its name.
    pub rule: &'static str,
    /// The day it starts, as exactly as that is known.
    pub start: String,
    /// How the due day comes about.
    pub steps: Vec<Step>,
    /// Due between these days; `None` while the clock stands still, or where no day is stated.
    pub due: Option<DueWindow>,
    /// The day to warn by, where the text is open to two readings.
    pub warn_by: Option<Date>,
    /// Whether the clock stands still.
    pub suspended: bool,
    /// The version of the calendar, where working days were counted.
    pub calendar: Option<String>,
    /// Whether the rule's text was read in full.
    pub verified: bool,
}

/// Reckons when something is due: the rule's count from its start, a day that was stated, then each event in its order.
pub fn reckon(
    rule: &'static Rule,
    start: PartialDate,
    stated: Option<PartialDate>,
    events: &[ClockEvent],
    calendar: &Calendar,
) -> Result<Reckoned, ClockRefused> {
    let mut r = Reckoned {
        rule: rule.id,
        start: start.to_string(),
        steps: Vec::new(),
        due: None,
        warn_by: None,
        suspended: false,
        calendar: rule.count.working().map(|_| calendar.version().to_owned()),
        verified: rule.verified,
    };
    counted(rule, start, calendar, &mut r)?;
    if let Some(stated) = stated {
        let own = r.due;
        let window = DueWindow { earliest: stated.earliest(), latest: stated.latest() };
        // Where the instrument states the day it stands; beside a count it is shown, and the law's day stands.
        if rule.count == Count::Stated {
            r.due = Some(window);
        }
        r.steps.push(Step::Stated { day: stated.to_string(), differs: own.map(|own| own != window) });
    }
    let mut pauses = Vec::new();
    for event in events {
        happened(rule, (start, calendar), event, &mut pauses, &mut r)?;
    }
    // Nobody is there on a bank holiday either; a day that the calendar does not cover is known by its weekday.
    let off = |day: Date| calendar.is_working(Working::EnglandAndWales, day).map_or(is_weekend(day), |works| !works);
    if let Some(due) = r.due.filter(|due| due.earliest == due.latest && off(due.latest)) {
        let mut send_by = due.latest;
        while off(send_by) {
            send_by = send_by.saturating_sub(1.day());
        }
        r.steps.push(Step::Weekend { day: due.latest, send_by });
    }
    Ok(r)
}

fn counted(rule: &Rule, start: PartialDate, calendar: &Calendar, r: &mut Reckoned) -> Result<(), ClockRefused> {
    let (first, last) = (start.earliest(), start.latest());
    let (from, to) = (rule.count.from(first, calendar)?, rule.count.from(last, calendar)?);
    let Some((from, to)) = from.zip(to) else { return Ok(()) };
    let exact = first == last;
    r.due = Some(DueWindow { earliest: from.last, latest: to.last });
    r.steps.push(Step::Counted {
        form: rule.count.form(),
        length: rule.count.length(),
        from: first,
        to: from.last,
        from_latest: (!exact).then_some(last),
        to_latest: (!exact).then_some(to.last),
    });
    let mut skipped = from.skipped;
    skipped.extend(to.skipped.into_iter().filter(|_| !exact));
    skipped.sort_by_key(|s| s.day);
    skipped.dedup();
    r.steps.extend(skipped.into_iter().map(|Skipped { day, name }| Step::Skipped { day, name }));
    Ok(())
}

fn happened(
    rule: &Rule,
    (start, calendar): (PartialDate, &Calendar),
    event: &ClockEvent,
    pauses: &mut Vec<(Date, Date)>,
    r: &mut Reckoned,
) -> Result<(), ClockRefused> {
    let ended = r.due.map_or(Date::MAX, |due| due.latest);
    match *event {
        ClockEvent::Extended { asked_on, granted_on, until } => {
            match rule.extends {
                Extends::Never => return Err(ClockRefused::NoExtension(rule.citation)),
                Extends::AskedInTime if asked_on > ended => return Err(ClockRefused::AskedLate { asked_on, ended }),
                Extends::AskedInTime | Extends::AnyTime => {}
            }
            if granted_on < asked_on || r.due.is_some_and(|due| until <= due.latest) {
                return Err(ClockRefused::NotLonger(ended));
            }
            (r.due, r.warn_by) = (Some(DueWindow { earliest: until, latest: until }), None);
            r.steps.push(Step::Extended { asked_on, granted_on, until });
        }
        ClockEvent::Suspended { from, to } => stopped(rule, (start, calendar), (from, to), pauses, r)?,
    }
    Ok(())
}

/// What stops the clock began, and perhaps ended: its days are added, or left out of the count.
fn stopped(
    rule: &Rule,
    (start, calendar): (PartialDate, &Calendar),
    (from, to): (Date, Option<Date>),
    pauses: &mut Vec<(Date, Date)>,
    r: &mut Reckoned,
) -> Result<(), ClockRefused> {
    let ended = r.due.map_or(Date::MAX, |due| due.latest);
    if rule.pauses == Pauses::Never {
        return Err(ClockRefused::NoPause(rule.citation));
    }
    if from > ended {
        return Err(ClockRefused::StartedLate { from, ended });
    }
    let earliest = pauses.last().map_or(start.earliest(), |(_, last)| last.saturating_add(1.day()));
    if from < earliest {
        return Err(ClockRefused::StartedBefore { from, earliest });
    }
    let Some(to) = to else {
        (r.suspended, r.due) = (true, None);
        r.steps.push(Step::Suspended { from });
        return Ok(());
    };
    if to < from {
        return Err(ClockRefused::EndsBefore { from, to });
    }
    pauses.push((from, to));
    if rule.pauses == Pauses::FeesNotice {
        let last = |day: Date| rule.count.from_without(day, pauses, calendar);
        let ends = last(start.earliest())?.zip(last(start.latest())?);
        if let Some((first, last)) = ends {
            let days = working_between(rule, from, to, calendar)?;
            r.steps.push(Step::Resumed { from, to, days, warn_by: None, until: last.last });
            r.due = Some(DueWindow { earliest: first.last, latest: last.last });
        }
        return Ok(());
    }
    let days = to.since(from).map_or(0, |span| span.get_days()) + 1;
    if let Some(due) = r.due {
        let later = |day: Date| day.saturating_add(days.days());
        // Each pause may be a day shorter than it is counted.
        let short = r.warn_by.map_or(0, |warn| due.earliest.since(warn).map_or(0, |s| s.get_days())) + 1;
        let due = DueWindow { earliest: later(due.earliest), latest: later(due.latest) };
        let warn_by = due.earliest.saturating_sub(short.days());
        r.steps.push(Step::Resumed { from, to, days, warn_by: Some(warn_by), until: due.latest });
        (r.due, r.warn_by) = (Some(due), Some(warn_by));
    }
    Ok(())
}

/// How many working days there are between two days, both among them.
fn working_between(rule: &Rule, from: Date, to: Date, calendar: &Calendar) -> Result<i32, NotCovered> {
    let Some(working) = rule.count.working() else { return Ok(0) };
    let (mut day, mut days) = (from, 0);
    while day <= to {
        days += i32::from(calendar.is_working(working, day)?);
        day = day.saturating_add(1.day());
    }
    Ok(days)
}
