//! A membership: someone's role in a body, from a day and perhaps until one. It names a pseudonym; the name is in `accounts`.
//!
//! *Invariant:* a role is given and taken by an act that is in the record; nothing else makes anyone anything.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Held, Permit, Role, Sides, Subject};
use crate::acts::leaves;
use crate::record::{Change, Record, Visibility};
use crate::{ActId, ActorId, BodyId, Ctx, MembershipId};

/// Someone's role in a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who, by pseudonym.
    pub actor: ActorId,
    /// As what.
    pub role: Role,
    /// In which body; none for the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// From this day.
    pub from: Date,
    /// Not any more from this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// The command: give someone a role (`membership.grant`), or take it away (`membership.end`).
#[derive(Clone, Debug)]
pub struct ChangeMembership {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The membership's identifier: one for each person, role and body.
    pub id: MembershipId,
    /// Who, by pseudonym.
    pub actor: ActorId,
    /// The role, and in which body.
    pub held: Held,
}

leaves! {
    /// Leave to give a role (`membership.grant`).
    GrantMembership;
    /// Leave to take a role away (`membership.end`).
    EndMembership;
}

impl Subject for Held {
    /// A role in a body is the body's own; the operator's is the whole register's.
    fn sides(&self) -> Vec<Sides> {
        vec![Sides { addressee: self.body, recommending_body: None }]
    }
}

/// Why a role was not given or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MembershipRefused {
    /// A role in a body without the body, or the operator's in one.
    #[error("the role of {0} is not one that can be given there: an operator's is in no body, every other is in one")]
    Where(Role),
    /// The oversight side is the operator's to open.
    #[error(
        "{0} is a role on the oversight side: the operator names a body's first clerk, its administrators the others"
    )]
    NotOversight(Role),
    /// Nobody has it.
    #[error("they do not have the role of {0} there")]
    NotHeld(Role),
    /// Nobody would be left who could put it right.
    #[error("they are the last operator who can sign in; name another first")]
    LastOperator,
}

/// The rule for giving a role: the same again changes nothing. `overseen` says whether the body has a clerk already: a clerk's word
/// reaches the whole register in places, so an administrator cannot make the first.
pub fn grant_membership(
    ctx: &Ctx,
    _permit: Permit<GrantMembership>,
    before: Option<&Membership>,
    overseen: bool,
    cmd: &ChangeMembership,
) -> Result<Vec<Change>, MembershipRefused> {
    let Held { role, body } = cmd.held;
    if role == Role::Public || (role == Role::Operator) != body.is_none() {
        return Err(MembershipRefused::Where(role));
    }
    if matches!(role, Role::Clerk | Role::Assurer) && !overseen && !ctx.actor.is_operator() {
        return Err(MembershipRefused::NotOversight(role));
    }
    if before.is_some_and(|held| held.until.is_none()) {
        return Ok(Vec::new());
    }
    let membership = Membership { actor: cmd.actor, role, body, from: ctx.today, until: None };
    Ok(vec![kept(cmd.id, membership)])
}

/// The rule for taking a role away; `others` is how many other operators can sign in.
pub fn end_membership(
    ctx: &Ctx,
    _permit: Permit<EndMembership>,
    before: Option<Membership>,
    others: u64,
    cmd: &ChangeMembership,
) -> Result<Vec<Change>, MembershipRefused> {
    let role = cmd.held.role;
    let held = before.filter(|held| held.until.is_none()).ok_or(MembershipRefused::NotHeld(role))?;
    if role == Role::Operator && others == 0 {
        return Err(MembershipRefused::LastOperator);
    }
    Ok(vec![kept(cmd.id, Membership { until: Some(ctx.today), ..held })])
}

/// Who has which role is known to the body it is in, and to nobody else.
fn kept(id: MembershipId, membership: Membership) -> Change {
    let holders = membership.body.map(Into::into).into_iter().collect();
    Change::new(id, Visibility::Shared(holders), Record::Membership(membership))
}
