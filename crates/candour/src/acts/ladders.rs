//! `ladder.set` as it is asked for.
//!
//! *Invariant:* the same for form, program and terminal.

use app::{App, Receipt};
use domain::{Ctx, Rung};
use serde::Deserialize;

use super::{ActError, Asked, body_at};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    body: String,
    steps: Vec<Rung>,
    #[serde(default)]
    public: bool,
}

pub(super) fn set(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let set: Set = asked.read()?;
    let body = body_at(app, &set.body)?;
    Ok(app.set_ladder(ctx, asked.act_id, (body, asked.seen), (set.steps, set.public))?)
}
