//! `evidence.open`, `evidence.destroy` as they are asked for.
//!
//! *Invariant:* what was opened is given only with its receipt.

use app::{App, Opened, Receipt};
use domain::{Ctx, DestroyRestricted, EvidenceId, OpenRestricted, OpeningId, Text};
use serde::Deserialize;

use super::{ActError, Asked};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    evidence: EvidenceId,
    #[serde(default)]
    why: String,
}

/// Opens restricted evidence and gives it, with its file where that is asked for.
pub(crate) fn open(app: &App, ctx: &Ctx, asked: &Asked, file: bool) -> Result<Opened, ActError> {
    let told: Told = asked.read()?;
    let id = OpeningId(asked.id("opening"));
    Ok(app.open_evidence(ctx, OpenRestricted { act_id: asked.act_id, id, evidence: told.evidence }, file)?)
}

pub(super) fn destroy(app: &App, ctx: &Ctx, asked: &Asked) -> Result<Receipt, ActError> {
    let told: Told = asked.read()?;
    let why = Text::en(told.why.trim());
    Ok(app.destroy_evidence(ctx, DestroyRestricted { act_id: asked.act_id, evidence: told.evidence, why })?)
}
