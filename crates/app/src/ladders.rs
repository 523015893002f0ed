//! `ladder.set`: which steps a body takes when an answer is late.
//!
//! *Invariant:* a body has one ladder, and one copy of it that everybody may see.

use domain::{ActId, ActKind, BodyId, Ctx, LadderId, Record, Rung, SetLadder, Sides};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::Receipt;

impl App {
    /// Says which steps a body takes; none takes the ladder away.
    pub fn set_ladder(
        &self,
        ctx: &Ctx,
        act_id: ActId,
        body: BodyId,
        (rungs, public): (Vec<Rung>, bool),
    ) -> Result<Receipt, AppError> {
        let named = |which: &str| digest_id("candour/ladder/1", &[self.register(), &body.to_string(), which]);
        let ids = (LadderId(named("own")), LadderId(named("shown")));
        let cmd = SetLadder { act_id, ids, body, rungs, public };
        self.write(ctx, ActKind::SetLadder, act_id, move |facts| {
            let own = Sides { addressee: Some(cmd.body), recommending_body: None };
            let permit = facts.ctx.permit::<SetLadder>(&own)?;
            let before = match facts.latest(cmd.ids.0)? {
                Some((_, Record::Ladder(ladder))) => Some(ladder),
                _ => None,
            };
            Ok(domain::set_ladder(&permit, before, &cmd)?)
        })
    }
}
