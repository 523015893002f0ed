//! `clock.start`, `clock.extend`, `clock.suspend`, `clock.resume` as they are asked for.
//!
//! *Invariant:* days are civil days; what the law makes of them is `domain::clock`'s.

use app::{App, Receipt};
use domain::clock::Rule;
use domain::{ActKind, ChangeClock, ClockChange, Ctx, PartialDate, Power};
use serde::Deserialize;

use super::{ActError, Asked, On, day};

#[derive(Deserialize)]
struct Happened {
    #[serde(flatten)]
    on: On,
    #[serde(default)]
    rule: Option<String>,
    #[serde(default)]
    starts_on: Option<String>,
    #[serde(default)]
    stated: Option<String>,
    #[serde(default)]
    asked_on: Option<String>,
    #[serde(default)]
    granted_on: Option<String>,
    #[serde(default)]
    until: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

pub(super) fn change(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let own: &[&str] = match asked.act {
        ActKind::StartClock => &["on", "addressee", "rule", "starts_on", "stated"],
        ActKind::ExtendClock => &["on", "addressee", "asked_on", "granted_on", "until"],
        ActKind::SuspendClock => &["on", "addressee", "from"],
        _ => &["on", "addressee", "to"],
    };
    let happened: Happened = asked.read_only(own)?;
    let needed = |what: &str, text: &Option<String>| day(what, text.as_deref().unwrap_or(""));
    let partial = |what: &str, text: &Option<String>| -> Result<Option<PartialDate>, ActError> {
        let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
        let found = intake::date_in(text, None);
        found.map(Some).ok_or_else(|| ActError::Malformed(format!("{what}: '{text}' is not a date")))
    };
    let change = match asked.act {
        ActKind::StartClock => {
            let name = happened.rule.as_deref().unwrap_or("");
            let rule = Rule::named(name);
            let rule = rule.ok_or_else(|| ActError::Malformed(format!("rule: there is no rule '{name}'")))?;
            let power = Power::ALL.into_iter().find(|p| p.rule().is_some_and(|own| own.id == rule.id));
            let (starts_on, stated) =
                (partial("starts_on", &happened.starts_on)?, partial("stated", &happened.stated)?);
            ClockChange::Start { rule, power, starts_on, stated }
        }
        ActKind::ExtendClock => ClockChange::Extend {
            asked_on: needed("asked_on", &happened.asked_on)?,
            granted_on: needed("granted_on", &happened.granted_on)?,
            until: needed("until", &happened.until)?,
        },
        ActKind::SuspendClock => ClockChange::Suspend { from: needed("from", &happened.from)? },
        _ => ClockChange::Resume { to: needed("to", &happened.to)? },
    };
    let (_, number, body) = happened.on.obligation(app)?;
    let name = happened.on.addressee.unwrap_or_default();
    Ok(app.change_clock(ctx, body, ChangeClock { act_id: asked.act_id, of: (number, name), change })?)
}
