//! `rejoinder.add`: what the body that recommended says to an answer.
//!
//! *Invariant:* the rule is `domain::rejoinders`; here are the permit and the facts it needs.

use domain::{ActKind, AddRejoinder, Ctx, Of, Position, Role};

use crate::App;
use crate::assurances::{body_as, matter, permitted};
use crate::error::AppError;
use crate::writer::Receipt;

impl App {
    /// Says something to an answer.
    pub fn add_rejoinder(&self, ctx: &Ctx, cmd: AddRejoinder) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::AddRejoinder, cmd.act_id, move |facts| {
            let on = matter(facts, Of::Obligation(cmd.obligation))?;
            let (permit, sides) = permitted::<AddRejoinder>(&facts.ctx, &on.all)?;
            let by = body_as(&facts.ctx, Role::Clerk, &sides)?;
            let position = facts.public.position_of(cmd.obligation)?.unwrap_or(Position::NoneGiven);
            Ok(domain::add_rejoinder(&facts.ctx, &permit, (&on.known, position), by, &cmd)?)
        })
    }
}
