//! `body.record` as it is asked for.
//!
//! *Invariant:* the same for form, program and terminal; what is not said of a known body stays, and an empty word takes away.

use std::collections::BTreeMap;

use app::{App, AppError, Receipt};
use domain::{Body, BodyKind, Ctx, JoinBodies, PartialDate};
use serde::Deserialize;

use super::{ActError, Asked, body_called, filled, named};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// The address of the body that is changed; none, and one is put in.
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    name_cy: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    aliases: Option<Vec<String>>,
    #[serde(default)]
    codes: Option<BTreeMap<String, String>>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
    /// The address or name of the body that its duties passed to.
    #[serde(default)]
    successor: Option<String>,
    #[serde(default)]
    facts_from: Option<String>,
}

pub(super) fn record(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let mut said: Said = asked.read()?;
    let Some(slug) = said.body.take() else {
        let none = Body {
            slug: String::new(),
            name: String::new(),
            name_cy: None,
            kind: BodyKind::Other,
            aliases: Vec::new(),
            codes: BTreeMap::new(),
            parent: None,
            from: None,
            to: None,
            successor: None,
            facts_from: None,
            joined: None,
        };
        if said.name.as_ref().is_none_or(|name| name.trim().is_empty()) {
            return Err(ActError::Malformed("name: say what the body is called".to_owned()));
        }
        return Ok(app.add_body(ctx, asked.act_id, over(app, none, said)?)?);
    };
    let known = app.body(&slug)?.ok_or_else(|| AppError::NotFound(format!("body '{slug}'")))?;
    let (id, _, body) = known;
    let seen = asked.seen.ok_or(ActError::Unseen)?;
    Ok(app.change_body(ctx, asked.act_id, (id, seen), over(app, body, said)?)?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joined {
    /// The address of the body that goes.
    body: String,
    /// The address or name of the one that it is.
    into: String,
    /// The version of that one, where it was looked at.
    #[serde(default)]
    into_seen: Option<u32>,
}

pub(super) fn join(app: &App, ctx: &Ctx, asked: &Asked) -> Result<Receipt, ActError> {
    let said: Joined = asked.read()?;
    let unknown = |slug: &str| AppError::NotFound(format!("body '{slug}'"));
    let (gone, _, _) = app.body(&said.body)?.ok_or_else(|| unknown(&said.body))?;
    let into = body_called(app, &said.into)?;
    let slug = app.read_public(|view| view.body_slug(into))?.ok_or_else(|| unknown(&said.into))?;
    let (_, version, _) = app.body(&slug)?.ok_or_else(|| unknown(&slug))?;
    let seen = (asked.seen.ok_or(ActError::Unseen)?, said.into_seen.unwrap_or(version));
    Ok(app.join_bodies(ctx, JoinBodies { act_id: asked.act_id, gone, into, seen })?)
}

/// The body with what is said of it.
fn over(app: &App, mut body: Body, said: Said) -> Result<Body, ActError> {
    let text = |said: Option<String>, known: Option<String>| if said.is_some() { filled(said) } else { known };
    body.name = said.name.map_or(body.name, |name| tidy(&name));
    body.name_cy = text(said.name_cy.as_deref().map(tidy), body.name_cy);
    body.facts_from = text(said.facts_from, body.facts_from);
    if let Some(kind) = filled(said.kind) {
        let all = BodyKind::ALL.map(BodyKind::as_str);
        body.kind = named("kind", &kind, BodyKind::parse, &all)?;
    }
    if let Some(aliases) = said.aliases {
        let mut kept: Vec<String> = Vec::new();
        for alias in aliases.iter().map(|alias| tidy(alias)).filter(|alias| !alias.is_empty()) {
            let folded = domain::fold(&alias);
            if !kept.iter().any(|known| domain::fold(known) == folded) && domain::fold(&body.name) != folded {
                kept.push(alias);
            }
        }
        body.aliases = kept;
    }
    if let Some(codes) = said.codes {
        body.codes = codes.into_iter().map(|(scheme, code)| (tidy(&scheme), tidy(&code))).collect();
    }
    body.from = day_or_year("from", said.from, body.from)?;
    body.to = day_or_year("to", said.to, body.to)?;
    if let Some(slug) = said.successor {
        body.successor = filled(Some(slug)).map(|called| body_called(app, &called)).transpose()?;
    }
    Ok(body)
}

/// A name on one line.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A day, a month or a year; an empty word takes it away.
fn day_or_year(what: &str, said: Option<String>, known: Option<PartialDate>) -> Result<Option<PartialDate>, ActError> {
    let Some(text) = said else { return Ok(known) };
    let Some(text) = filled(Some(text)) else { return Ok(None) };
    let read = text.parse().ok().or_else(|| intake::date_in(&text, None));
    let why = || {
        ActError::Malformed(format!(
            "{what}: '{text}' is not a day, a month or a year, such as 2027-03-31, March 2027 or 2027"
        ))
    };
    read.map(Some).ok_or_else(why)
}
