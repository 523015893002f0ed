//! `rejoinder.add` as it is asked for.
//!
//! *Invariant:* the same for form, program and terminal.

use app::{App, Receipt};
use domain::{AddRejoinder, Ctx, RejoinderId, Text};
use serde::Deserialize;

use super::{ActError, Asked, On, day, filled};

#[derive(Deserialize)]
struct Said {
    #[serde(flatten)]
    on: On,
    text: String,
    #[serde(default)]
    again_by: Option<String>,
}

pub(super) fn add(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let said: Said = asked.read_only(&["on", "addressee", "text", "again_by"])?;
    let (obligation, ..) = said.on.obligation(app)?;
    let again_by = filled(said.again_by).map(|text| day("again_by", &text)).transpose()?;
    let (id, text) = (RejoinderId(asked.id("rejoinder")), Text::en(said.text.trim()));
    Ok(app.add_rejoinder(ctx, AddRejoinder { act_id: asked.act_id, id, obligation, text, again_by })?)
}
