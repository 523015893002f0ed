//! `ladder.set`: which steps a body takes when an answer is late.
//!
//! *Invariant:* a body has one ladder, and one copy of it that everybody may see.

use domain::{ActId, ActKind, BodyId, Ctx, Ladder, LadderId, Record, Rung, SetLadder, Sides};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::Receipt;

impl App {
    fn ladder_id(&self, body: BodyId, which: &str) -> LadderId {
        LadderId(digest_id("candour/ladder/1", &[self.register(), &body.to_string(), which]))
    }

    /// A body's own ladder and its version; 0 where it has none.
    pub fn ladder(&self, body: BodyId) -> Result<(u32, Option<Ladder>), AppError> {
        let id = self.ladder_id(body, "own");
        self.read_workspace(|view| Ok((view.version_of(id.into())?.unwrap_or(0), view.ladder_of(body)?)))
    }

    /// Says which steps a body takes; none takes the ladder away.
    pub fn set_ladder(
        &self,
        ctx: &Ctx,
        act_id: ActId,
        (body, seen): (BodyId, Option<u32>),
        (rungs, public): (Vec<Rung>, bool),
    ) -> Result<Receipt, AppError> {
        let ids = (self.ladder_id(body, "own"), self.ladder_id(body, "shown"));
        let cmd = SetLadder { act_id, seen, ids, body, rungs, public };
        self.write(ctx, ActKind::SetLadder, act_id, move |facts| {
            let own = Sides { addressee: Some(cmd.body), recommending_body: None };
            let permit = facts.ctx.permit::<SetLadder>(&own)?;
            let before = match facts.latest(cmd.ids.0)? {
                Some((version, Record::Ladder(ladder))) => Some((version, ladder)),
                _ => None,
            };
            Ok(domain::set_ladder(&permit, before, &cmd)?)
        })
    }
}
