//! A rejoinder: what the body that recommended says to a refusal, to "in part" or to "done already". The addressee may answer again.
//!
//! *Invariant:* it changes no position; only another answer does.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::assurances::Known;
use crate::axes::Position;
use crate::record::{Change, Record, Visibility};
use crate::{ActId, BodyId, Ctx, ObligationId, RejoinderId, Text};

/// What is said to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejoinder {
    /// Which duty.
    pub obligation: ObligationId,
    /// The position that it is said to.
    pub to: Position,
    /// The words.
    pub text: Text,
    /// The day by which another answer is asked for; the law gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_by: Option<Date>,
    /// Who says it.
    pub by: BodyId,
    /// When.
    pub on: Date,
}

/// The command: say something to an answer (`rejoinder.add`).
#[derive(Clone, Debug)]
pub struct AddRejoinder {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The rejoinder's identifier.
    pub id: RejoinderId,
    /// Which duty.
    pub obligation: ObligationId,
    /// The words.
    pub text: Text,
    /// The day by which another answer is asked for.
    pub again_by: Option<Date>,
}

impl Act for AddRejoinder {
    const KIND: ActKind = ActKind::AddRejoinder;
}

/// Why it was not said.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RejoinderRefused {
    /// Nothing to say it to.
    #[error("a rejoinder is said to an answer that refuses, accepts in part, notes or says that it is done already; this one is {}", .0.as_str().replace('_', " "))]
    Position(Position),
    /// The matter is over.
    #[error("the matter is closed; it has to be reopened first")]
    Closed,
    /// Nothing was said.
    #[error("say what you answer to it")]
    NoWord,
    /// Too long.
    #[error("a rejoinder has at most 20,000 bytes")]
    TooLong,
    /// A day that is over.
    #[error("{0} is over: ask for another answer by a day that is to come")]
    Over(Date),
    /// Their own work.
    #[error("nobody answers a body that they write or sign for")]
    OwnWork,
}

/// The rule for a rejoinder. `position` is what the addressee says now.
pub fn add_rejoinder(
    ctx: &Ctx,
    _permit: &Permit<AddRejoinder>,
    (known, position): (&Known, Position),
    by: BodyId,
    cmd: &AddRejoinder,
) -> Result<Vec<Change>, RejoinderRefused> {
    if cmd.text.words.trim().is_empty() {
        return Err(RejoinderRefused::NoWord);
    }
    if cmd.text.words.len() > 20_000 {
        return Err(RejoinderRefused::TooLong);
    }
    if known.sides.addressee.is_some_and(|body| ctx.actor.works_for(body)) {
        return Err(RejoinderRefused::OwnWork);
    }
    if known.closed {
        return Err(RejoinderRefused::Closed);
    }
    match position {
        Position::Rejected | Position::PartlyAccepted | Position::AlreadyDone | Position::Noted => {}
        other => return Err(RejoinderRefused::Position(other)),
    }
    if let Some(day) = cmd.again_by.filter(|day| *day <= ctx.today) {
        return Err(RejoinderRefused::Over(day));
    }
    let rejoinder = Rejoinder {
        obligation: cmd.obligation,
        to: position,
        text: cmd.text.clone(),
        again_by: cmd.again_by,
        by,
        on: ctx.today,
    };
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Rejoinder(rejoinder))])
}
