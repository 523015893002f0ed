//! `rejoinder.add` and `ladder.set` as they are asked for.
//!
//! *Invariant:* the same for form, program and terminal.

use app::{App, Receipt};
use domain::{AddRejoinder, Ctx, RejoinderId, Rung, Text};
use serde::Deserialize;

use super::{ActError, Asked, On, body_at, day};

#[derive(Deserialize)]
struct Said {
    #[serde(flatten)]
    on: On,
    text: String,
    #[serde(default)]
    again_by: Option<String>,
}

pub(super) fn add(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let said: Said = asked.read()?;
    let (obligation, ..) = said.on.obligation(app)?;
    let again_by =
        said.again_by.filter(|text| !text.trim().is_empty()).map(|text| day("again_by", &text)).transpose()?;
    let (id, text) = (RejoinderId(asked.id("rejoinder")), Text::en(said.text.trim()));
    Ok(app.add_rejoinder(ctx, AddRejoinder { act_id: asked.act_id, id, obligation, text, again_by })?)
}

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
