//! An obligation: one recommendation to one addressee, and the duty to answer it.
//!
//! *Invariant:* power and due day are null unless a document or a clerk states them; nothing is assumed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{ActKind, leaves};
use crate::clock::{Calendar, ClockEvent, ClockRefused, Count, Reckoned, Rule, reckon};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, Ctx, Extent, ObligationId, PartialDate, RecommendationId};

/// The power a recommendation was made under; it decides which clock runs, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Police Reform Act 2002, Schedule 3, paragraph 28A: an answer within 56 days (28B).
    Paragraph28a,
    /// Police Reform Act 2002, section 10(1)(e): no duty to answer.
    Section10,
    /// Coroners (Investigations) Regulations 2013, regulation 28: an answer within 56 days (regulation 29).
    Regulation28,
    /// Police Act 1996, section 55: comments within 56 days of publication.
    Section55,
    /// Inquiries Act 2005: no period for an answer in the Act.
    InquiriesAct2005,
    /// Made without any power; no duty to answer.
    NonStatutory,
}

impl Power {
    /// Every power.
    pub const ALL: [Power; 6] = [
        Power::Paragraph28a,
        Power::Section10,
        Power::Regulation28,
        Power::Section55,
        Power::InquiriesAct2005,
        Power::NonStatutory,
    ];

    /// The name in the API and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Power::Paragraph28a => "paragraph28a",
            Power::Section10 => "section10",
            Power::Regulation28 => "regulation28",
            Power::Section55 => "section55",
            Power::InquiriesAct2005 => "inquiries_act2005",
            Power::NonStatutory => "non_statutory",
        }
    }

    /// The power of that name.
    pub fn parse(text: &str) -> Option<Power> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }

    /// Whether the law obliges an answer to what is made under it.
    pub fn obliges(self) -> bool {
        matches!(self, Power::Paragraph28a | Power::Regulation28 | Power::Section55)
    }
}

/// The days between which an answer falls due: one day where every date is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueWindow {
    /// Due on this day at the earliest.
    pub earliest: Date,
    /// Due on this day at the latest.
    pub latest: Date,
}

/// One recommendation to one addressee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// What was asked.
    pub recommendation: RecommendationId,
    /// Who must answer.
    pub addressee: BodyId,
    /// The power stated, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Power>,
    /// The clock rule's name, where the power is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The day its clock starts, where that is another than the day the recommendation was made (sent, published).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<PartialDate>,
    /// When the answer is due by that rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueWindow>,
    /// The due day the document prints, kept beside the reckoned one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_stated: Option<PartialDate>,
    /// What has happened to its clock, in that order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<ClockEvent>,
    /// The version of the calendar the due day was reckoned with, where working days were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The day an answer was handed over here, whether or not it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<PartialDate>,
    /// How much of that answer was decided to be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Extent>,
}

impl Obligation {
    /// The rule that its clock follows: the one named, or its power's.
    pub fn clock_rule(&self) -> Option<&'static Rule> {
        self.rule.as_deref().and_then(Rule::named).or_else(|| self.power.and_then(Power::rule))
    }

    /// Reckons its due day again, from its own start or else from the day the recommendation was made.
    fn reckoned(&mut self, made_on: Option<PartialDate>, number: u64) -> Result<(), ClockChangeRefused> {
        let starts = self.starts_on.or(made_on);
        let clock = clock_of(self.clock_rule(), starts, self.due_stated, &self.events, Calendar::current());
        let reckoned = clock.ok_or(ClockChangeRefused::NoClock(number))??;
        (self.due, self.calendar) = (reckoned.due, reckoned.calendar);
        Ok(())
    }

    /// Whether its clock stands still.
    pub fn suspended(&self) -> bool {
        self.events.iter().any(|event| matches!(event, ClockEvent::Suspended { to: None, .. }))
    }
}

/// The working of a clock; `None` where no rule or no start is known.
pub fn clock_of(
    rule: Option<&'static Rule>,
    made_on: Option<PartialDate>,
    stated: Option<PartialDate>,
    events: &[ClockEvent],
    calendar: &Calendar,
) -> Option<Result<Reckoned, ClockRefused>> {
    let rule = rule?;
    // Where the instrument states the day, no other start is needed.
    let start = made_on.or(stated.filter(|_| rule.count == Count::Stated))?;
    Some(reckon(rule, start, stated, events, calendar))
}

/// What is done to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// A clerk states what the document leaves out: the rule, the power, the day it starts, the day that was printed.
    Start {
        /// The rule.
        rule: &'static Rule,
        /// The power, where the rule is one's.
        power: Option<Power>,
        /// The day it starts, where it is not the day the recommendation was made.
        starts_on: Option<PartialDate>,
        /// The due day that was stated.
        stated: Option<PartialDate>,
    },
    /// The time is made longer.
    Extend {
        /// The day the application was received.
        asked_on: Date,
        /// The day it was granted.
        granted_on: Date,
        /// The new last day.
        until: Date,
    },
    /// Something that stops the clock began.
    Suspend {
        /// The first day.
        from: Date,
    },
    /// It ended.
    Resume {
        /// The last day.
        to: Date,
    },
}

/// The commands that change a clock, of which each is an act of its own.
#[derive(Clone, Debug)]
pub struct ChangeClock {
    /// The act's own identifier.
    pub act_id: ActId,
    /// Whose clock, for words: the recommendation's number and the addressee's name.
    pub of: (u64, String),
    /// What is done.
    pub change: ClockChange,
}

impl ChangeClock {
    /// Which act it is: `clock.start`, `clock.extend`, `clock.suspend` or `clock.resume`.
    pub fn kind(&self) -> ActKind {
        match self.change {
            ClockChange::Start { .. } => ActKind::StartClock,
            ClockChange::Extend { .. } => ActKind::ExtendClock,
            ClockChange::Suspend { .. } => ActKind::SuspendClock,
            ClockChange::Resume { .. } => ActKind::ResumeClock,
        }
    }
}

leaves! {
    /// Leave to say by which rule a clock runs (`clock.start`).
    StartClock;
    /// Leave to reckon clocks again with another calendar (`clock.recompute`).
    RecomputeClocks;
    /// Leave to make a clock's time longer (`clock.extend`).
    ExtendClock;
    /// Leave to stop a clock (`clock.suspend`).
    SuspendClock;
    /// Leave to let a clock go on (`clock.resume`).
    ResumeClock;
}

/// Leave to do what a command does to a clock.
pub enum ClockPermit {
    /// To say by which rule it runs.
    Start(Permit<StartClock>),
    /// To make the time longer.
    Extend(Permit<ExtendClock>),
    /// To stop it.
    Suspend(Permit<SuspendClock>),
    /// To let it go on.
    Resume(Permit<ResumeClock>),
}

/// Why a clock was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClockChangeRefused {
    /// That body has no duty there.
    #[error("REC-{0} was not made to {1}: no clock runs")]
    NoDuty(u64, String),
    /// Nobody can say which rule.
    #[error("the power REC-{0} was made under, or the day, is not stated: no clock runs that could be changed")]
    NoClock(u64),
    /// What happened to it would be reckoned by another rule.
    #[error("the clock of REC-{0} was extended or stopped by its rule; it cannot be given another")]
    Happened(u64),
    /// A day that has not come.
    #[error("{0} is still to come")]
    ToCome(Date),
    /// More time is asked for once there is a day to answer by.
    #[error("an extension asked for on {0} cannot be one of a clock that began on {1}")]
    AskedBefore(Date, Date),
    /// Nothing stops it.
    #[error("the clock of REC-{0} does not stand still")]
    NotSuspended(u64),
    /// It stands still already.
    #[error("the clock of REC-{0} stands still already; say first when that ended")]
    StandsStill(u64),
    /// The law does not allow it.
    #[error(transparent)]
    Clock(#[from] ClockRefused),
}

/// The rule: what happened is added to the obligation's events and the due day is reckoned again, if the law allows it.
pub fn change_clock(
    ctx: &Ctx,
    _permit: &ClockPermit,
    duty: (ObligationId, Obligation, Option<PartialDate>),
    cmd: &ChangeClock,
) -> Result<Vec<Change>, ClockChangeRefused> {
    let (number, _) = &cmd.of;
    let (id, mut duty, made_on) = duty;
    let happened = match cmd.change {
        ClockChange::Start { starts_on, .. } => starts_on.map(PartialDate::earliest),
        ClockChange::Extend { granted_on, .. } => Some(granted_on),
        ClockChange::Suspend { from } => Some(from),
        ClockChange::Resume { to } => Some(to),
    };
    if let Some(day) = happened.filter(|day| *day > ctx.today) {
        return Err(ClockChangeRefused::ToCome(day));
    }
    if stands(&duty, cmd.change) {
        // Pressed twice, or an answer that was lost on its way: it is so already.
        return Ok(Vec::new());
    }
    match cmd.change {
        _ if duty.suspended() && !matches!(cmd.change, ClockChange::Resume { .. }) => {
            return Err(ClockChangeRefused::StandsStill(*number));
        }
        ClockChange::Start { .. } if !duty.events.is_empty() => return Err(ClockChangeRefused::Happened(*number)),
        ClockChange::Start { rule, power, starts_on, stated } => {
            (duty.rule, duty.power, duty.starts_on) = (Some(rule.id.to_owned()), power, starts_on);
            // What the document prints is kept.
            duty.due_stated = stated.or(duty.due_stated);
        }
        ClockChange::Extend { asked_on, granted_on, until } => {
            let began = duty.starts_on.or(made_on).map(PartialDate::earliest);
            if let Some(began) = began.filter(|began| asked_on < *began) {
                return Err(ClockChangeRefused::AskedBefore(asked_on, began));
            }
            duty.events.push(ClockEvent::Extended { asked_on, granted_on, until });
        }
        ClockChange::Suspend { from } => duty.events.push(ClockEvent::Suspended { from, to: None }),
        ClockChange::Resume { to } => {
            let open = duty.events.iter_mut().find(|e| matches!(e, ClockEvent::Suspended { to: None, .. }));
            let Some(ClockEvent::Suspended { to: end, .. }) = open else {
                return Err(ClockChangeRefused::NotSuspended(*number));
            };
            *end = Some(to);
        }
    }
    duty.reckoned(made_on, *number)?;
    Ok(vec![Change::new(id, Visibility::Public, Record::Obligation(duty))])
}

/// Whether the last thing that happened to a clock is what would be done to it.
fn stands(duty: &Obligation, change: ClockChange) -> bool {
    match (change, duty.events.last()) {
        (ClockChange::Start { rule, power, starts_on, stated }, None) => {
            duty.rule.as_deref() == Some(rule.id)
                && duty.power == power
                && duty.starts_on == starts_on
                && stated.is_none_or(|stated| duty.due_stated == Some(stated))
                && duty.due.is_some()
        }
        (ClockChange::Extend { asked_on, granted_on, until }, Some(last)) => {
            *last == ClockEvent::Extended { asked_on, granted_on, until }
        }
        (ClockChange::Suspend { from }, Some(last)) => *last == ClockEvent::Suspended { from, to: None },
        (ClockChange::Resume { to }, Some(ClockEvent::Suspended { to: Some(last), .. })) => *last == to,
        _ => false,
    }
}

/// The rule for a changed calendar: every clock that counted working days by another version is reckoned again; those whose day
/// stays the same keep what they say of the calendar they were reckoned with. What cannot be reckoned again, and why, comes beside.
pub fn recompute_clocks(
    _permit: &Permit<RecomputeClocks>,
    duties: Vec<(ObligationId, Obligation, Option<PartialDate>, u64)>,
) -> (Vec<Change>, Vec<ClockChangeRefused>) {
    let (mut changes, mut refused) = (Vec::new(), Vec::new());
    for (id, duty, made_on, number) in duties {
        if duty.calendar.as_deref().is_none_or(|version| version == Calendar::current().version()) {
            continue;
        }
        let mut again = duty.clone();
        match again.reckoned(made_on, number) {
            Ok(()) if again.due != duty.due => {
                changes.push(Change::new(id, Visibility::Public, Record::Obligation(again)));
            }
            Ok(()) => {}
            // One that cannot be reckoned any more keeps its day, and is for a person to look at.
            Err(why) => refused.push(why),
        }
    }
    (changes, refused)
}
