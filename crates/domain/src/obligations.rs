//! An obligation: one recommendation to one addressee, and the duty to answer it.
//!
//! *Invariant:* power and due day are null unless a document or a clerk states them; nothing is assumed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Act, ActKind, Permit};
use crate::clock::{Calendar, ClockEvent, ClockRefused, Reckoned, Rule, reckon};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, Ctx, ObligationId, PartialDate, RecommendationId};

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
}

impl Obligation {
    /// The rule that its clock follows: the one named, or its power's.
    pub fn clock_rule(&self) -> Option<&'static Rule> {
        self.rule.as_deref().and_then(Rule::named).or_else(|| self.power.and_then(Power::rule))
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
) -> Option<Result<Reckoned, ClockRefused>> {
    Some(reckon(rule?, made_on?, stated, events, Calendar::current()))
}

/// What is done to a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
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
    /// Which act it is: `clock.extend`, `clock.suspend` or `clock.resume`.
    pub fn kind(&self) -> ActKind {
        match self.change {
            ClockChange::Extend { .. } => ActKind::ExtendClock,
            ClockChange::Suspend { .. } => ActKind::SuspendClock,
            ClockChange::Resume { .. } => ActKind::ResumeClock,
        }
    }
}

/// Leave to make a clock's time longer (`clock.extend`).
pub struct ExtendClock;
/// Leave to stop a clock (`clock.suspend`).
pub struct SuspendClock;
/// Leave to let a clock go on (`clock.resume`).
pub struct ResumeClock;

impl Act for ExtendClock {
    const KIND: ActKind = ActKind::ExtendClock;
}

impl Act for SuspendClock {
    const KIND: ActKind = ActKind::SuspendClock;
}

impl Act for ResumeClock {
    const KIND: ActKind = ActKind::ResumeClock;
}

/// Leave to do what a command does to a clock.
pub enum ClockPermit {
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
    /// A day that has not come.
    #[error("{0} is still to come")]
    ToCome(Date),
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
    duty: Option<(ObligationId, Obligation, Option<PartialDate>)>,
    cmd: &ChangeClock,
) -> Result<Vec<Change>, ClockChangeRefused> {
    let (number, name) = &cmd.of;
    let (id, mut duty, made_on) = duty.ok_or_else(|| ClockChangeRefused::NoDuty(*number, name.clone()))?;
    let happened = match cmd.change {
        ClockChange::Extend { granted_on, .. } => granted_on,
        ClockChange::Suspend { from } => from,
        ClockChange::Resume { to } => to,
    };
    if happened > ctx.today {
        return Err(ClockChangeRefused::ToCome(happened));
    }
    match cmd.change {
        _ if duty.suspended() && !matches!(cmd.change, ClockChange::Resume { .. }) => {
            return Err(ClockChangeRefused::StandsStill(*number));
        }
        ClockChange::Extend { asked_on, granted_on, until } => {
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
    let reckoned = clock_of(duty.clock_rule(), made_on, duty.due_stated, &duty.events);
    let reckoned = reckoned.ok_or(ClockChangeRefused::NoClock(*number))??;
    (duty.due, duty.calendar) = (reckoned.due, reckoned.calendar);
    Ok(vec![Change::new(id, Visibility::Public, Record::Obligation(duty))])
}
