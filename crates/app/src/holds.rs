//! `hold.place`, `hold.lift`: what must not be erased or destroyed for now, and whether a record is among it.
//!
//! *Invariant:* the rules are `domain::holds`; whether a record is held is asked in the act that would erase from it, at the ledger's head.

use std::collections::HashSet;

use domain::{
    ActId, ActKind, Ctx, Hold, HoldGround, HoldId, Kind, LiftHold, PlaceHold, Record, RecordId, Text, Whole, belongs_to,
};

use crate::App;
use crate::entries::fields_of;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::{Facts, Receipt};

/// The most holds that are listed.
const LISTED: usize = 1000;

/// A hold, and what the record that it is on is called.
#[derive(Clone, Debug)]
pub struct HoldOn {
    /// Its identifier.
    pub id: HoldId,
    /// Itself.
    pub hold: Hold,
    /// The number of the record (`12` of `REC-12`), where it has one.
    pub number: Option<u64>,
    /// The name of the record, where it has no number and a name.
    pub name: Option<String>,
}

/// What the register knows of records, to one that asks what belongs to what.
pub(crate) trait Belongings {
    /// A record as it stands.
    fn record(&self, id: RecordId) -> Result<Option<Record>, AppError>;
    /// What was read from a document or comes from a source; of a recommendation its duties.
    fn standing_on(&self, id: RecordId) -> Result<Vec<RecordId>, AppError>;
}

impl Belongings for Facts<'_> {
    fn record(&self, id: RecordId) -> Result<Option<Record>, AppError> {
        Ok(self.latest(id)?.map(|(_, record)| record))
    }

    fn standing_on(&self, id: RecordId) -> Result<Vec<RecordId>, AppError> {
        let mut all = self.public.standing_on(id)?;
        all.extend(self.workspace.standing_on(id)?);
        Ok(all)
    }
}

impl Belongings for App {
    fn record(&self, id: RecordId) -> Result<Option<Record>, AppError> {
        let public = self.read_public(|view| view.latest_of(id))?;
        let Some(seq) = public.max(self.read_workspace(|view| view.latest_of(id))?) else { return Ok(None) };
        let entry = self.ledger().read(seq - 1, 1)?.pop();
        Ok(entry.map(|entry| view::record_of(&entry)).transpose()?.flatten())
    }

    fn standing_on(&self, id: RecordId) -> Result<Vec<RecordId>, AppError> {
        let mut all = self.read_public(|view| view.standing_on(id))?;
        all.extend(self.read_workspace(|view| view.standing_on(id))?);
        Ok(all)
    }
}

/// The ground of the first of these holds that is over a record: on it, on what it belongs to, or on what was read from it.
pub(crate) fn over(holds: &[Hold], id: RecordId, known: &dyn Belongings) -> Result<Option<HoldGround>, AppError> {
    if holds.is_empty() {
        return Ok(None);
    }
    // What a reader proposed holds the words of everything that was read from its document.
    let from = match known.record(id)? {
        Some(Record::Proposal(filed)) => vec![id, filed.document.into()],
        _ => vec![id],
    };
    let (mut seen, mut open): (HashSet<RecordId>, Vec<RecordId>) = (from.iter().copied().collect(), from);
    let mut at = 0;
    while let Some(one) = open.get(at).copied() {
        at += 1;
        open.extend(known.standing_on(one)?.into_iter().filter(|on| seen.insert(*on)));
    }
    while let Some(one) = open.pop() {
        if let Some(hold) = holds.iter().find(|hold| hold.of == one) {
            return Ok(Some(hold.ground));
        }
        let to = known.record(one)?.map(|record| belongs_to(&record)).unwrap_or_default();
        open.extend(to.into_iter().filter(|to| seen.insert(*to)));
    }
    Ok(None)
}

/// The same for an act, of the holds at the ledger's head.
pub(crate) fn held(facts: &Facts<'_>, id: RecordId) -> Result<Option<HoldGround>, AppError> {
    over(&facts.workspace.holds_now()?, id, facts)
}

impl App {
    /// Keeps a record and what belongs to it from being erased or destroyed.
    pub fn place_hold(
        &self,
        ctx: &Ctx,
        act_id: ActId,
        of: RecordId,
        (ground, why): (HoldGround, Text),
    ) -> Result<Receipt, AppError> {
        let id = HoldId(digest_id("candour/hold/1", &[self.register(), &act_id.to_string()]));
        let cmd = PlaceHold { act_id, id, of, ground, why };
        self.write(ctx, ActKind::PlaceHold, act_id, move |facts| {
            let permit = facts.ctx.permit::<PlaceHold>(&Whole)?;
            let entry = facts.latest_entry(cmd.of)?.ok_or_else(|| AppError::NotFound(format!("record {}", cmd.of)))?;
            let kind = Kind::parse(&entry.kind)
                .ok_or_else(|| AppError::NotFound(format!("kind of record '{}'", entry.kind)))?;
            Ok(domain::place_hold(&facts.ctx, &permit, kind, &cmd)?)
        })
    }

    /// Lets what a hold kept be erased and destroyed again, where no other hold is over it.
    pub fn lift_hold(&self, ctx: &Ctx, cmd: LiftHold) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::LiftHold, cmd.act_id, move |facts| {
            let permit = facts.ctx.permit::<LiftHold>(&Whole)?;
            let Some((_, Record::Hold(hold))) = facts.latest(cmd.hold)? else {
                return Err(AppError::NotFound(format!("hold {}", cmd.hold)));
            };
            Ok(domain::lift_hold(&facts.ctx, &permit, hold, &cmd)?)
        })
    }

    /// Every hold there is or was, those that are not lifted first: the operator's to see.
    pub fn holds(&self, ctx: &Ctx) -> Result<Vec<HoldOn>, AppError> {
        ctx.permit::<PlaceHold>(&Whole)?;
        let rows = self.read_workspace(|view| view.holds(LISTED))?;
        let mut out = Vec::with_capacity(rows.len());
        for (id, hold) in rows {
            let public = self.read_public(|view| view.latest_of(hold.of))?;
            let seq = public.max(self.read_workspace(|view| view.latest_of(hold.of))?).unwrap_or(1);
            let entry = self.ledger().read(seq - 1, 1)?.pop().filter(|entry| entry.id.0 == hold.of.0);
            let fields = entry.map(|entry| fields_of(&entry)).unwrap_or_default();
            let number = fields.get("number").and_then(serde_json::Value::as_u64);
            let name = ["name", "title"].into_iter().find_map(|field| fields.get(field).and_then(|v| v.as_str()));
            out.push(HoldOn { id, hold, number, name: name.map(str::to_owned).filter(|_| number.is_none()) });
        }
        Ok(out)
    }
}
