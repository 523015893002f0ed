//! `clock.start`, `clock.extend`, `clock.suspend`, `clock.resume`, `clock.recompute`: by which rule the clock of a duty runs, and
//! what happens to it.
//!
//! *Invariant:* the rule is `domain::change_clock`; here are only the permit and the facts it needs.

use std::sync::{Arc, Mutex, PoisonError};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::{Facts, Receipt};
use domain::clock::Calendar;
use domain::{
    ActId, ActKind, BodyId, ChangeClock, ClockChange, ClockChangeRefused, ClockPermit, Ctx, ExtendClock, Obligation,
    ObligationId, PartialDate, RecomputeClocks, Record, ResumeClock, StartClock, SuspendClock, Whole,
};

impl App {
    /// Changes the clock of one addressee of a recommendation.
    pub fn change_clock(&self, ctx: &Ctx, addressee: BodyId, cmd: ChangeClock) -> Result<Receipt, AppError> {
        self.write(ctx, cmd.kind(), cmd.act_id, move |facts| {
            // Who was asked what is public, so that nobody learns anything from this refusal.
            let (id, duty, made_on) = duty(facts, cmd.of.0, addressee)?
                .ok_or_else(|| ClockChangeRefused::NoDuty(cmd.of.0, cmd.of.1.clone()))?;
            let on = facts.public.duties(&[id])?;
            let permit = match cmd.change {
                ClockChange::Start { .. } => ClockPermit::Start(facts.ctx.permit::<StartClock>(&on)?),
                ClockChange::Extend { .. } => ClockPermit::Extend(facts.ctx.permit::<ExtendClock>(&on)?),
                ClockChange::Suspend { .. } => ClockPermit::Suspend(facts.ctx.permit::<SuspendClock>(&on)?),
                ClockChange::Resume { .. } => ClockPermit::Resume(facts.ctx.permit::<ResumeClock>(&on)?),
            };
            Ok(domain::change_clock(&facts.ctx, &permit, (id, duty, made_on), &cmd)?)
        })
    }
}

impl App {
    /// Reckons again every clock that counted working days by another version of the calendar, as one act: how many days moved, and which
    /// clocks could not be reckoned again.
    ///
    /// The act has one name for each calendar and register's head, so that pressing twice makes one.
    pub fn recompute_clocks(&self, ctx: &Ctx) -> Result<(u64, Vec<ClockChangeRefused>), AppError> {
        let version = Calendar::current().version().to_owned();
        let head = self.ledger().head()?.seq.to_string();
        let act_id = ActId(digest_id("candour/act/1", &["clock.recompute", self.register(), &version, &head]));
        let refused = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&refused);
        let receipt = self.write(ctx, ActKind::RecomputeClocks, act_id, move |facts| {
            let permit = facts.ctx.permit::<RecomputeClocks>(&Whole)?;
            let (mut duties, mut after) = (Vec::new(), 0);
            loop {
                let some = facts.public.reckoned_otherwise(&version, after, 1000)?;
                let Some((_, last, _)) = some.last() else { break };
                after = *last;
                for (id, _, number) in some {
                    let made_on = facts.public.recommendation_at(number)?.and_then(|known| known.made_on);
                    if let Some(duty) = obligation(facts, id)? {
                        duties.push((id, duty, made_on, number));
                    }
                }
            }
            let (changes, refused) = domain::recompute_clocks(&permit, duties);
            *told.lock().unwrap_or_else(PoisonError::into_inner) = refused;
            Ok(changes)
        })?;
        let moved = if receipt.first == 0 { 0 } else { receipt.last + 1 - receipt.first };
        let refused = std::mem::take(&mut *refused.lock().unwrap_or_else(PoisonError::into_inner));
        Ok((moved, refused))
    }
}

/// An obligation as it stands, and when its recommendation was made.
type Duty = (ObligationId, Obligation, Option<PartialDate>);

fn duty(facts: &Facts<'_>, recommendation: u64, addressee: BodyId) -> Result<Option<Duty>, AppError> {
    let Some(id) = facts.public.obligation_of(recommendation, addressee)? else { return Ok(None) };
    let made_on = facts.public.recommendation_at(recommendation)?.and_then(|known| known.made_on);
    Ok(obligation(facts, id)?.map(|duty| (id, duty, made_on)))
}

fn obligation(facts: &Facts<'_>, id: ObligationId) -> Result<Option<Obligation>, AppError> {
    Ok(match facts.latest(id)? {
        Some((_, Record::Obligation(duty))) => Some(duty),
        _ => None,
    })
}
