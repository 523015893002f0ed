//! People: who is invited to which role, and which roles someone who signed in has now.
//!
//! *Invariant:* a name is never written into the ledger; what makes someone anything is `membership.grant`.

use accounts::{AccountError, Link};
use domain::{ActId, Actor, ActorId, Ctx, GrantMembership, Held};
use jiff::Timestamp;

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;

/// Someone who was invited.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Their pseudonym.
    pub actor: ActorId,
    /// The secret of the link by which they take the invitation up; none where they have an account already.
    pub link: Option<String>,
    /// Whether the account was made by this invitation: then whoever invites may be shown the link. Else somebody else invited them too, to
    /// something that is not theirs to have, and the link goes to the person alone.
    pub new: bool,
}

impl App {
    /// Whoever has this pseudonym, with the roles that the record gives them today.
    pub fn actor(&self, id: ActorId, today: jiff::civil::Date) -> Result<Actor, AppError> {
        let roles = self.read_workspace(|workspace| workspace.roles_of(id, today))?;
        Ok(Actor { id, roles: roles.into() })
    }

    /// Whether nobody can sign in yet.
    pub fn nobody_yet(&self, now: Timestamp) -> Result<bool, AppError> {
        Ok(!self.accounts().users(now)?.iter().any(|(_, user)| user.active()))
    }

    /// Invites someone to a role: makes the account where the address has none, and gives the role.
    ///
    /// The account comes first, so that the ledger never has a pseudonym nobody can find; where the role is refused it goes again.
    pub fn invite(&self, ctx: &Ctx, act_id: ActId, name: &str, email: &str, held: Held) -> Result<Invited, AppError> {
        let _early = ctx.permit::<GrantMembership>(&held)?;
        let known = self.accounts().user_at(email, ctx.now)?;
        let actor = match known {
            Some(actor) => actor,
            None => self.accounts().add_user(name, email, ctx.now)?,
        };
        if let Err(refused) = self.grant_membership(ctx, act_id, actor, held) {
            if known.is_none() {
                self.accounts().forget_user(actor, ctx.now)?;
            }
            return Err(refused);
        }
        let waits = self.accounts().user(actor, ctx.now)?.is_some_and(|user| !user.active() && user.stopped.is_none());
        let link = if waits { Some(self.new_link(ctx, actor)?) } else { None };
        Ok(Invited { actor, link, new: known.is_none() })
    }

    /// A fresh invitation; those that were sent before are worth nothing.
    fn new_link(&self, ctx: &Ctx, actor: ActorId) -> Result<String, AppError> {
        self.accounts().void_links(actor, ctx.now)?;
        Ok(self.accounts().make_link(Link::Invitation(actor), ctx.now)?)
    }

    /// Makes the first account, the operator's, by the link that the program printed where it runs; only while nobody has one.
    pub fn first_operator(
        &self,
        ctx: &Ctx,
        secret: &str,
        name: &str,
        email: &str,
        password: &str,
    ) -> Result<(), AppError> {
        let accounts = self.accounts();
        if accounts.link(secret, ctx.now)? != Some(Link::First) || !self.nobody_yet(ctx.now)? {
            return Err(AccountError::NoLink.into());
        }
        let actor = accounts.add_user(name, email, ctx.now)?;
        // Whatever stops it from here on, the address is free again and the link stands.
        let made = accounts.set_password(actor, password, None, ctx.now).map_err(AppError::from);
        let made = made.and_then(|()| {
            let act_id = ActId(digest_id("candour/act/1", &["membership.grant", "first", &actor.to_string()]));
            self.grant_membership(ctx, act_id, actor, Held::OPERATOR)
        });
        if let Err(refused) = made {
            accounts.forget_user(actor, ctx.now)?;
            return Err(refused);
        }
        Ok(accounts.end_link(secret, ctx.now)?)
    }

    /// A new link for someone who was invited to a role and has not come yet; to be asked for by whoever may give the role.
    pub fn invite_again(&self, ctx: &Ctx, actor: ActorId, held: Held) -> Result<String, AppError> {
        let _permit = ctx.permit::<GrantMembership>(&held)?;
        let has = self.read_both(|_, workspace| workspace.roles_of(actor, ctx.today))?.contains(&held);
        let user = self.accounts().user(actor, ctx.now)?.filter(|user| has && !user.active() && user.stopped.is_none());
        user.ok_or(AccountError::NoUser)?;
        self.new_link(ctx, actor)
    }

    /// How many others than this person are operators and can sign in.
    pub fn other_operators(&self, actor: ActorId, now: Timestamp) -> Result<u64, AppError> {
        let held = self.read_workspace(|view| view.members_of(None))?;
        let mut others = 0;
        for row in held.iter().filter(|row| row.until.is_none() && row.actor != actor) {
            others += u64::from(self.accounts().user(row.actor, now)?.is_some_and(|user| user.active()));
        }
        Ok(others)
    }
}
