//! `hold.place`, `hold.lift` as they are asked for, and holds as they are shown.
//!
//! *Invariant:* the same for form, program and terminal.

use app::{App, HoldOn, Receipt};
use domain::{Ctx, HoldGround, HoldId, Kind, LiftHold, RecordId, Text};
use serde::{Deserialize, Serialize};

use super::{ActError, Asked, body_called, named};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placed {
    on: String,
    ground: String,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Over {
    hold: String,
    #[serde(default)]
    why: String,
}

pub(super) fn place(app: &App, ctx: &Ctx, asked: &Asked) -> Result<Receipt, ActError> {
    let placed: Placed = asked.read()?;
    let ground = named("ground", &placed.ground, HoldGround::parse, &HoldGround::ALL.map(HoldGround::as_str))?;
    let of = record_called(app, placed.on.trim())?;
    Ok(app.place_hold(ctx, asked.act_id, of, (ground, Text::en(placed.why.trim())))?)
}

pub(super) fn lift(app: &App, ctx: &Ctx, asked: &Asked) -> Result<Receipt, ActError> {
    let over: Over = asked.read()?;
    let hold: HoldId = over.hold.trim().parse().map_err(|e| ActError::Malformed(format!("hold: {e}")))?;
    Ok(app.lift_hold(ctx, LiftHold { act_id: asked.act_id, hold, why: Text::en(over.why.trim()) })?)
}

/// The numbered kinds of record, and the letters of each in what people call one (`REC-12`).
const LETTERS: [(Kind, &str); 6] = [
    (Kind::Recommendation, "REC"),
    (Kind::Action, "ACT"),
    (Kind::Document, "DOC"),
    (Kind::Source, "SRC"),
    (Kind::Meeting, "MTG"),
    (Kind::CaseOutcome, "OUT"),
];

/// What people call a numbered record; `None` where its kind has no numbers.
pub(crate) fn reference(kind: Kind, number: Option<u64>) -> Option<String> {
    let (_, letters) = LETTERS.iter().find(|(of, _)| *of == kind)?;
    number.map(|number| format!("{letters}-{number}"))
}

/// A record by what people call it, by its identifier, or a body by its address or name.
fn record_called(app: &App, called: &str) -> Result<RecordId, ActError> {
    for (kind, letters) in LETTERS {
        if let Some(number) = crate::web::number(letters, called) {
            let mut found = app.read_public(|view| view.record_numbered(kind, number))?;
            if found.is_none() {
                found = app.read_workspace(|view| view.record_numbered(kind, number))?;
            }
            return Ok(found.ok_or_else(|| app::AppError::NotFound(called.to_owned()))?);
        }
    }
    if called.is_empty() {
        return Err(ActError::Malformed("on: say on what, such as REC-12, DOC-3 or a body".to_owned()));
    }
    match called.parse::<RecordId>() {
        Ok(id) => Ok(id),
        Err(_) => Ok(body_called(app, called)?.into()),
    }
}

/// A hold, as it is shown to the operator.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct HoldView {
    /// Its identifier.
    pub(crate) id: String,
    /// The identifier of the record that it is on.
    pub(crate) of: String,
    /// The kind of that record.
    pub(crate) kind: String,
    /// What people call that record: `REC-12`, or its name; its identifier where it has neither.
    pub(crate) on: String,
    /// The ground: inquiry, inquest, proceedings or request.
    pub(crate) ground: String,
    /// For what, and who asked.
    pub(crate) why: String,
    /// Since which day.
    pub(crate) since: String,
    /// The day on which it was lifted; nothing while it holds.
    pub(crate) lifted: Option<String>,
    /// Why it was lifted.
    pub(crate) lifted_why: Option<String>,
}

impl HoldView {
    pub(crate) fn of(row: &HoldOn) -> HoldView {
        let (hold, kind) = (&row.hold, Kind::parse(&row.hold.kind));
        let called = kind.and_then(|kind| reference(kind, row.number)).or_else(|| row.name.clone());
        HoldView {
            id: row.id.to_string(),
            of: hold.of.to_string(),
            kind: hold.kind.clone(),
            on: called.unwrap_or_else(|| hold.of.to_string()),
            ground: hold.ground.as_str().to_owned(),
            why: hold.why.words.clone(),
            since: hold.on.to_string(),
            lifted: hold.lifted.as_ref().map(|lifted| lifted.on.to_string()),
            lifted_why: hold.lifted.as_ref().map(|lifted| lifted.why.words.clone()),
        }
    }
}
