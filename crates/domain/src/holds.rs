//! A hold: what must not be erased or destroyed while an inquiry, an inquest or a court may ask for it.
//!
//! A hold is on one record and keeps what belongs to it: on a recommendation its duties, answers, promises, evidence and findings, and the
//! documents that its words stand in; on a document all that was read from it; on a body all that names it.
//!
//! *Invariant:* what is held keeps every word until the last hold over it is lifted, whoever asks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Kind, Record, Visibility};
use crate::{ActId, Ctx, HoldId, RecordId, Text};

/// The longest words on a hold, in bytes.
const WORDS: usize = 2000;

/// What may ask for what is held (Inquiries Act 2005 sections 21 and 35; Coroners and Justice Act 2009 schedules 5 and 6; Civil Procedure
/// Rules, practice direction 31B, paragraph 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldGround {
    /// A public inquiry.
    Inquiry,
    /// An inquest.
    Inquest,
    /// Judicial review, or another claim before a court.
    Proceedings,
    /// A request for information or a complaint that is not answered yet (Freedom of Information Act 2000 section 77).
    Request,
}

impl HoldGround {
    /// Every ground.
    pub const ALL: [HoldGround; 4] =
        [HoldGround::Inquiry, HoldGround::Inquest, HoldGround::Proceedings, HoldGround::Request];

    /// The name in forms, the API and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            HoldGround::Inquiry => "inquiry",
            HoldGround::Inquest => "inquest",
            HoldGround::Proceedings => "proceedings",
            HoldGround::Request => "request",
        }
    }

    /// The ground of that name.
    pub fn parse(text: &str) -> Option<HoldGround> {
        HoldGround::ALL.into_iter().find(|ground| ground.as_str() == text)
    }
}

/// That a hold is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// The day.
    pub on: Date,
    /// Why.
    pub why: Text,
}

/// A stop on erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The record that it is on.
    pub of: RecordId,
    /// Its kind.
    pub kind: String,
    /// The ground.
    pub ground: HoldGround,
    /// For what, and who asked.
    pub why: Text,
    /// Since which day.
    pub on: Date,
    /// That it is over, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Lifted>,
}

/// The command: keep a record and what belongs to it (`hold.place`).
#[derive(Clone, Debug)]
pub struct PlaceHold {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The hold's identifier.
    pub id: HoldId,
    /// The record.
    pub of: RecordId,
    /// The ground.
    pub ground: HoldGround,
    /// For what, and who asked.
    pub why: Text,
}

/// The command: a hold is over (`hold.lift`).
#[derive(Clone, Debug)]
pub struct LiftHold {
    /// The act's own identifier.
    pub act_id: ActId,
    /// Which one.
    pub hold: HoldId,
    /// Why.
    pub why: Text,
}

impl Act for PlaceHold {
    const KIND: ActKind = ActKind::PlaceHold;
}

impl Act for LiftHold {
    const KIND: ActKind = ActKind::LiftHold;
}

/// Why a hold was not placed or lifted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HoldRefused {
    /// No words, or too many.
    #[error("{0}, in at most 2,000 bytes")]
    NoWord(&'static str),
    /// It is over already.
    #[error("the hold was lifted on {0}")]
    Lifted(Date),
    /// On what says that words were erased, or on a hold.
    #[error("a hold is on a record that can lose words; a {0} cannot")]
    NotHeld(&'static str),
}

fn said(text: &Text, needed: &'static str) -> Result<(), HoldRefused> {
    if text.is_blank() || text.words.len() > WORDS { Err(HoldRefused::NoWord(needed)) } else { Ok(()) }
}

/// The rule for `hold.place`: any record that holds words; several holds may be on one.
pub fn place_hold(
    ctx: &Ctx,
    _permit: &Permit<PlaceHold>,
    kind: Kind,
    cmd: &PlaceHold,
) -> Result<Vec<Change>, HoldRefused> {
    said(&cmd.why, "say for what it is held, and who asked")?;
    if matches!(kind, Kind::Hold | Kind::Erasure | Kind::Opening | Kind::Membership) {
        return Err(HoldRefused::NotHeld(kind.as_str()));
    }
    let hold = Hold {
        of: cmd.of,
        kind: kind.as_str().to_owned(),
        ground: cmd.ground,
        why: cmd.why.clone(),
        on: ctx.today,
        lifted: None,
    };
    Ok(vec![Change::new(cmd.id, Visibility::Shared(Vec::new()), Record::Hold(hold))])
}

/// The rule for `hold.lift`: it stays on record that it was there, since when, until when and why.
pub fn lift_hold(
    ctx: &Ctx,
    _permit: &Permit<LiftHold>,
    hold: Hold,
    cmd: &LiftHold,
) -> Result<Vec<Change>, HoldRefused> {
    said(&cmd.why, "say why it is lifted")?;
    if let Some(lifted) = &hold.lifted {
        return Err(HoldRefused::Lifted(lifted.on));
    }
    let over = Hold { lifted: Some(Lifted { on: ctx.today, why: cmd.why.clone() }), ..hold };
    Ok(vec![Change::new(cmd.hold, Visibility::Shared(Vec::new()), Record::Hold(over))])
}

fn all<I: Into<RecordId>>(ids: impl IntoIterator<Item = I>) -> Vec<RecordId> {
    ids.into_iter().map(Into::into).collect()
}

/// To which records a record belongs: a hold on one of them, or on one that they belong to, keeps it too. Exhaustive on purpose: a new kind of
/// record does not compile until it is decided here.
pub fn belongs_to(record: &Record) -> Vec<RecordId> {
    match record {
        Record::Body(_) | Record::Standard(_) | Record::Theme(_) => Vec::new(),
        Record::Document(r) => all(r.changed_from),
        Record::Source(r) => [all(r.bodies.iter().copied()), all(r.document)].concat(),
        Record::Recommendation(r) => [all(r.recommending_body), all(r.source), all(r.document)].concat(),
        Record::Obligation(r) => vec![r.recommendation.into(), r.addressee.into()],
        Record::Response(r) => {
            [all([r.author]), all(r.answers.iter().map(|answer| answer.obligation)), all(r.document)].concat()
        }
        Record::Action(r) => {
            [all(r.recommendations.iter().copied()), all(r.body), all(r.meeting), all(r.response), all(r.document)]
                .concat()
        }
        Record::Update(r) => [all(r.action), all(r.obligation), all(r.body), all(r.document)].concat(),
        Record::Forum(r) => all(r.body),
        Record::Meeting(r) => [all([r.forum]), all(r.document)].concat(),
        Record::Attendance(r) => [all([r.meeting]), all(r.body)].concat(),
        Record::CaseOutcome(r) => [all(r.body), all(r.document)].concat(),
        Record::Proposal(r) => all([r.document]),
        Record::Judgement(r) => vec![r.of, r.on],
        Record::Membership(r) => all(r.body),
        Record::Draft(r) => {
            let answers = r.content.answers.iter().map(|answer| answer.obligation);
            [all([r.author]), all(answers), all(r.response)].concat()
        }
        Record::RecommendationDraft(r) => [all([r.recommending_body]), all(r.recommendation)].concat(),
        Record::Evidence(r) => vec![r.of.id(), r.body.into()],
        Record::Assurance(r) => vec![r.of.id(), r.assurer.into()],
        Record::Closure(r) => vec![r.obligation.into(), r.decided_by.into()],
        Record::Rejoinder(r) => vec![r.obligation.into(), r.by.into()],
        Record::Ladder(r) => all([r.body]),
        Record::Opening(r) => all([r.evidence]),
        Record::Erasure(r) => vec![r.of],
        Record::Hold(r) => vec![r.of],
    }
}
