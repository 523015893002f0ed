//! `register.seed`: the shipped bodies, standards and themes become records of a new register.
//!
//! *Invariant:* the same build seeds every register alike, down to the identifiers.

use std::collections::BTreeMap;

use domain::{
    ActId, ActKind, Body, BodyId, BodyKind, Change, Ctx, Permit, Record, SeedRegister, Standard, StandardId,
    StandardKind, Theme, ThemeId, Visibility, Whole,
};
use serde::Deserialize;

use crate::App;
use crate::error::AppError;
use crate::ids::{digest_id, seed_id};
use crate::writer::{Facts, Receipt};

#[derive(Deserialize)]
struct BodyRows {
    body: Vec<BodyRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyRow {
    slug: String,
    name: String,
    name_cy: Option<String>,
    kind: BodyKind,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    codes: BTreeMap<String, String>,
    from: Option<domain::PartialDate>,
    to: Option<domain::PartialDate>,
    successor: Option<String>,
    facts_from: Option<String>,
}

#[derive(Deserialize)]
struct StandardRows {
    standard: Vec<StandardRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StandardRow {
    slug: String,
    title: String,
    kind: StandardKind,
    #[serde(default)]
    aliases: Vec<String>,
    issued_by: String,
    binding_on: String,
    legal_status: String,
    #[serde(default)]
    provisions: Vec<domain::Provision>,
    in_force_from: Option<domain::PartialDate>,
    in_force_to: Option<domain::PartialDate>,
    superseded_by: Option<String>,
    uri: Option<String>,
    note: Option<String>,
    facts_from: Option<String>,
}

#[derive(Deserialize)]
struct ThemeRows {
    theme: Vec<ThemeRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeRow {
    slug: String,
    name: String,
    parent: Option<String>,
    suggested_by: Vec<String>,
}

/// The shipped bodies.
pub(crate) fn bodies() -> Result<Vec<Body>, AppError> {
    let rows: BodyRows = toml::from_str(domain::seeds::BODIES).map_err(|e| AppError::Seeds("bodies", e.to_string()))?;
    let body = |row: BodyRow| Body {
        slug: row.slug,
        name: row.name,
        name_cy: row.name_cy,
        kind: row.kind,
        aliases: row.aliases,
        codes: row.codes,
        parent: None,
        from: row.from,
        to: row.to,
        successor: row.successor.map(|s| BodyId(seed_id("body", &s))),
        facts_from: row.facts_from,
        joined: None,
    };
    Ok(rows.body.into_iter().map(body).collect())
}

/// The shipped standards.
pub(crate) fn standards() -> Result<Vec<Standard>, AppError> {
    let rows: StandardRows =
        toml::from_str(domain::seeds::STANDARDS).map_err(|e| AppError::Seeds("standards", e.to_string()))?;
    let standard = |row: StandardRow| Standard {
        slug: row.slug,
        title: row.title,
        kind: row.kind,
        aliases: row.aliases,
        issued_by: row.issued_by,
        binding_on: row.binding_on,
        legal_status: row.legal_status,
        provisions: row.provisions,
        in_force_from: row.in_force_from,
        in_force_to: row.in_force_to,
        superseded_by: row.superseded_by.map(|s| StandardId(seed_id("standard", &s))),
        uri: row.uri,
        note: row.note,
        facts_from: row.facts_from,
    };
    Ok(rows.standard.into_iter().map(standard).collect())
}

fn themes() -> Result<Vec<Theme>, AppError> {
    let rows: ThemeRows =
        toml::from_str(domain::seeds::THEMES).map_err(|e| AppError::Seeds("themes", e.to_string()))?;
    let theme = |row: ThemeRow| Theme {
        slug: row.slug,
        name: row.name,
        parent: row.parent.map(|p| ThemeId(seed_id("theme", &p))),
        suggested_by: row.suggested_by,
    };
    Ok(rows.theme.into_iter().map(theme).collect())
}

impl App {
    /// Puts the shipped facts in, once for each version of them: what is not there yet, and what is there as an earlier version
    /// shipped it. What anybody else wrote is left as it is.
    pub fn seed_register(&self, ctx: &Ctx) -> Result<Receipt, AppError> {
        let mut changes = Vec::new();
        let mut push = |kind: &str, slug: &str, record: Record| {
            changes.push(Change { id: domain::RecordId(seed_id(kind, slug)), visibility: Visibility::Public, record });
        };
        bodies()?.into_iter().for_each(|b| push("body", &b.slug.clone(), Record::Body(b)));
        standards()?.into_iter().for_each(|s| push("standard", &s.slug.clone(), Record::Standard(s)));
        themes()?.into_iter().for_each(|t| push("theme", &t.slug.clone(), Record::Theme(t)));
        let act_id = ActId(digest_id(
            "candour/act/1",
            &["register.seed", domain::seeds::BODIES, domain::seeds::STANDARDS, domain::seeds::THEMES],
        ));
        self.write(ctx, ActKind::SeedRegister, act_id, move |facts| {
            missing(facts.ctx.permit::<SeedRegister>(&Whole)?, facts, &changes)
        })
    }
}

/// The shipped records that the register does not hold yet, or holds as shipped before and other than now.
fn missing(_permit: Permit<SeedRegister>, facts: &Facts<'_>, changes: &[Change]) -> Result<Vec<Change>, AppError> {
    let mut new = Vec::new();
    for change in changes {
        let stands = match facts.public.latest_of(change.id)? {
            None => false,
            Some(seq) => match facts.ledger.read(seq - 1, 1)?.into_iter().next() {
                Some(entry) if entry.act == domain::ActKind::SeedRegister.as_str() => {
                    view::record_of(&entry)?.is_some_and(|record| record == change.record)
                }
                _ => true,
            },
        };
        if !stands {
            new.push(change.clone());
        }
    }
    Ok(new)
}
