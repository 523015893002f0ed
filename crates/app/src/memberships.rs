//! `membership.grant` and `membership.end`: who may do what, and where, from now on.
//!
//! *Invariant:* the rules are `domain::grant_membership` and `domain::end_membership`; here are the permit and the facts.

use domain::{
    ActId, ActKind, ActorId, ChangeMembership, Ctx, EndMembership, GrantMembership, Held, Membership, MembershipId,
    Record, Role,
};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::{Facts, Receipt};

impl App {
    /// Gives someone a role.
    pub fn grant_membership(&self, ctx: &Ctx, act_id: ActId, actor: ActorId, held: Held) -> Result<Receipt, AppError> {
        let cmd = self.change(act_id, actor, held);
        self.write(ctx, ActKind::GrantMembership, act_id, move |facts| {
            let permit = facts.ctx.permit::<GrantMembership>(&held)?;
            let clerks = facts.workspace.how_many(Held { role: Role::Clerk, body: held.body }, facts.ctx.today)?;
            let before = membership(facts, cmd.id)?;
            Ok(domain::grant_membership(&facts.ctx, permit, before.as_ref(), clerks > 0, &cmd)?)
        })
    }

    /// Takes a role away from someone.
    pub fn end_membership(&self, ctx: &Ctx, act_id: ActId, actor: ActorId, held: Held) -> Result<Receipt, AppError> {
        let cmd = self.change(act_id, actor, held);
        let accounts = self.accounts().clone();
        self.write(ctx, ActKind::EndMembership, act_id, move |facts| {
            let permit = facts.ctx.permit::<EndMembership>(&held)?;
            let mut others = 0;
            for row in facts.workspace.members_of(None)?.iter().filter(|row| row.until.is_none() && row.actor != actor)
            {
                others += u64::from(accounts.user(row.actor, facts.ctx.now)?.is_some_and(|user| user.active()));
            }
            Ok(domain::end_membership(&facts.ctx, permit, membership(facts, cmd.id)?, others, &cmd)?)
        })
    }

    fn change(&self, act_id: ActId, actor: ActorId, held: Held) -> ChangeMembership {
        let body = held.body.map(|b| b.to_string()).unwrap_or_default();
        let parts = [self.register(), &actor.to_string(), held.role.as_str(), &body];
        ChangeMembership { act_id, id: MembershipId(digest_id("candour/membership/1", &parts)), actor, held }
    }
}

fn membership(facts: &Facts<'_>, id: MembershipId) -> Result<Option<Membership>, AppError> {
    Ok(match facts.latest(id)? {
        Some((_, Record::Membership(held))) => Some(held),
        _ => None,
    })
}
