//! `clock.extend`, `clock.suspend`, `clock.resume`: what happens to the clock of a duty after it has started.
//!
//! *Invariant:* the rule is `domain::change_clock`; here are only the permit and the facts it needs.

use domain::{
    BodyId, ChangeClock, ClockChange, ClockPermit, Ctx, ExtendClock, Obligation, ObligationId, PartialDate, Record,
    ResumeClock, SuspendClock, Whole,
};
use view::record_of;

use crate::App;
use crate::error::AppError;
use crate::writer::{Facts, Receipt};

impl App {
    /// Changes the clock of one addressee of a recommendation.
    pub fn change_clock(&self, ctx: &Ctx, addressee: BodyId, cmd: ChangeClock) -> Result<Receipt, AppError> {
        let ctx = *ctx;
        self.write(&ctx, cmd.kind(), cmd.act_id, move |facts| {
            let permit = match cmd.change {
                ClockChange::Extend { .. } => ClockPermit::Extend(ctx.permit::<ExtendClock>(&Whole)?),
                ClockChange::Suspend { .. } => ClockPermit::Suspend(ctx.permit::<SuspendClock>(&Whole)?),
                ClockChange::Resume { .. } => ClockPermit::Resume(ctx.permit::<ResumeClock>(&Whole)?),
            };
            let duty = duty(facts, cmd.of.0, addressee)?;
            Ok(domain::change_clock(&ctx, &permit, duty, &cmd)?)
        })
    }
}

/// An obligation as it stands, and when its recommendation was made.
type Duty = (ObligationId, Obligation, Option<PartialDate>);

fn duty(facts: &Facts<'_>, recommendation: u64, addressee: BodyId) -> Result<Option<Duty>, AppError> {
    let Some(id) = facts.public.obligation_of(recommendation, addressee)? else { return Ok(None) };
    let made_on = facts.public.recommendation_at(recommendation)?.and_then(|known| known.made_on);
    let Some(seq) = facts.public.latest_of(id.into())? else { return Ok(None) };
    let entry = facts.ledger.read(seq - 1, 1)?.into_iter().next();
    Ok(match entry.map(|entry| record_of(&entry)).transpose()?.flatten() {
        Some(Record::Obligation(duty)) => Some((id, duty, made_on)),
        _ => None,
    })
}
