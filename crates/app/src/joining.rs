//! `body.join`: every record that names one body names another from now on.
//!
//! *Invariant:* the rule is `domain::joining`; a record is written again only where an identifier in it is the body's, and nothing else in it changes.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ActKind, BodyId, Change, Ctx, JoinBodies, Joining, Kind, Obligation, Record, RecordId, Visibility, Whole,
};
use ledger::{Content, Entry};
use serde_json::Value;

use crate::App;
use crate::entries::{fields_of, visibility};
use crate::error::AppError;
use crate::writer::{Facts, Receipt};

/// Entries read at once.
const PART: usize = 5000;

/// The records that name two bodies, as far as the ledger was read.
#[derive(Default)]
struct Naming {
    /// Up to which entry.
    read: u64,
    /// Those that name the one that goes, in any version.
    gone: BTreeSet<RecordId>,
    /// The duties and steps that name the other.
    into: BTreeMap<RecordId, Kind>,
}

impl Naming {
    fn take(&mut self, entry: &Entry, cmd: &JoinBodies) {
        self.read = self.read.max(entry.seq);
        if names(entry, cmd.gone) {
            self.gone.insert(RecordId(entry.id.0));
        }
        let told = Kind::parse(&entry.kind).filter(|kind| matches!(kind, Kind::Obligation | Kind::Ladder));
        if let Some(kind) = told.filter(|_| names(entry, cmd.into)) {
            self.into.insert(RecordId(entry.id.0), kind);
        }
    }
}

impl App {
    /// Says that a body is another one.
    pub fn join_bodies(&self, ctx: &Ctx, cmd: JoinBodies) -> Result<Receipt, AppError> {
        ctx.permit::<JoinBodies>(&Whole)?;
        // Read here, so that the writer has only what came since to look through.
        let mut naming = Naming::default();
        let head = self.ledger().head()?.seq;
        while naming.read < head {
            let entries = self.ledger().read(naming.read, PART)?;
            let Some(last) = entries.last().map(|e| e.seq) else { break };
            entries.iter().for_each(|entry| naming.take(entry, &cmd));
            naming.read = last;
        }
        self.write(ctx, ActKind::JoinBodies, cmd.act_id, move |facts| {
            let permit = facts.ctx.permit::<JoinBodies>(&Whole)?;
            let around = around(facts, &naming, &cmd)?;
            Ok(domain::join_bodies(&permit, around, &cmd)?)
        })
    }
}

fn around(facts: &Facts<'_>, naming: &Naming, cmd: &JoinBodies) -> Result<Joining, AppError> {
    let body = |id: BodyId| match facts.latest(id)? {
        Some((version, Record::Body(body))) => Ok((version, body)),
        _ => Err(AppError::NotFound(format!("body {id}"))),
    };
    let (gone, into) = (body(cmd.gone)?, body(cmd.into)?);
    let mut now = Naming { read: naming.read, gone: naming.gone.clone(), into: naming.into.clone() };
    for entry in facts.entries_after(naming.read)? {
        now.take(&entry, cmd);
    }
    let mut around =
        Joining { gone, into, renamed: Vec::new(), both: Vec::new(), roles: false, ladders: false, sealed: false };
    let (mut asked, mut steps) = (BTreeSet::new(), false);
    for (id, kind) in &now.into {
        match facts.latest(*id)? {
            Some((_, Record::Obligation(duty))) if duty.addressee == cmd.into => {
                asked.insert(duty.recommendation);
            }
            Some((_, Record::Ladder(ladder))) => steps |= *kind == Kind::Ladder && ladder.body == cmd.into,
            _ => {}
        }
    }
    for id in now.gone.iter().filter(|id| id.0 != cmd.gone.0 && id.0 != cmd.into.0) {
        let Some(entry) = facts.latest_entry(*id)? else { continue };
        if !names(&entry, cmd.gone) {
            continue;
        }
        if entry.content_key.is_some() || matches!(entry.visibility, ledger::Visibility::Restricted(_)) {
            around.sealed = true;
            continue;
        }
        match view::record_of(&entry)? {
            // Who had a role in it had it there; whoever still has it is in the way.
            Some(Record::Membership(role)) => around.roles |= role.until.is_none_or(|until| until > facts.ctx.today),
            // That somebody opened something, that words were erased: what happened then.
            Some(Record::Opening(_) | Record::Erasure(_)) | None => {}
            Some(record) => {
                if let Record::Obligation(Obligation { recommendation, .. }) = &record
                    && asked.contains(recommendation)
                {
                    around
                        .both
                        .extend(facts.public.recommendation_number(*recommendation)?.map(|n| format!("REC-{n}")));
                }
                around.ladders |= steps && matches!(record, Record::Ladder(_));
                around.renamed.push(renamed(&entry, cmd)?);
            }
        }
    }
    Ok(around)
}

/// Whether an entry has a body's identifier in it, or is held by it.
fn names(entry: &Entry, body: BodyId) -> bool {
    let id = body.to_string();
    let held = match &entry.visibility {
        ledger::Visibility::Public => false,
        ledger::Visibility::Shared(holders) => holders.contains(&id),
        ledger::Visibility::Restricted(readable) => readable.iter().any(|one| one.ends_with(&id)),
    };
    let says = |content: &Content| match content {
        Content::Present { value, .. } => std::str::from_utf8(value).is_ok_and(|text| text.contains(&id)),
        Content::Erased => false,
    };
    held || entry.fields.iter().any(|field| says(&field.content))
}

/// A record with the other body in the place of the one that goes.
fn renamed(entry: &Entry, cmd: &JoinBodies) -> Result<Change, AppError> {
    let kind = Kind::parse(&entry.kind).ok_or_else(|| AppError::NotFound(format!("kind {}", entry.kind)))?;
    let (gone, into) = (cmd.gone.to_string(), cmd.into.to_string());
    let mut fields = fields_of(entry);
    fields.values_mut().for_each(|value| rename(value, &gone, &into));
    let wrong =
        |e: serde_json::Error| view::ViewError::Record { seq: entry.seq, kind: entry.kind.clone(), why: e.to_string() };
    let record = Record::read(kind, Value::Object(fields)).map_err(wrong)?;
    let visibility = match visibility(entry) {
        Visibility::Shared(holders) => {
            let mut held: Vec<RecordId> = Vec::with_capacity(holders.len());
            for holder in holders.into_iter().map(|h| if h.0 == cmd.gone.0 { cmd.into.into() } else { h }) {
                if !held.contains(&holder) {
                    held.push(holder);
                }
            }
            Visibility::Shared(held)
        }
        other => other,
    };
    Ok(Change::new(RecordId(entry.id.0), visibility, record))
}

/// Puts one identifier in the place of another; a list that names both names it once.
fn rename(value: &mut Value, gone: &str, into: &str) {
    match value {
        Value::String(text) if text == gone => into.clone_into(text),
        Value::Array(all) => {
            all.iter_mut().for_each(|value| rename(value, gone, into));
            let mut seen = false;
            all.retain(|value| value.as_str() != Some(into) || !std::mem::replace(&mut seen, true));
        }
        Value::Object(all) => all.values_mut().for_each(|value| rename(value, gone, into)),
        _ => {}
    }
}
