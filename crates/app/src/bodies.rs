//! `body.record`: a body is put in the register, or what the register says of it is changed.
//!
//! *Invariant:* the rule is `domain::record_body`; a body keeps its address, whatever it is called.

use domain::{ActId, ActKind, Around, Body, BodyId, Ctx, Record, RecordBody, Whole};

use crate::App;
use crate::error::AppError;
use crate::ids::{seed_id, slug};
use crate::writer::{Facts, Receipt};

/// How far successors are followed.
const CHAIN: usize = 20;

impl App {
    /// A body and its version, by its address.
    pub fn body(&self, slug: &str) -> Result<Option<(BodyId, u32, Body)>, AppError> {
        self.read_public(|view| {
            let Some(id) = view.body_by_slug(slug)? else { return Ok(None) };
            let version = view.version_of(id.into())?.unwrap_or(0);
            Ok(view.body_record(id)?.map(|body| (id, version, body)))
        })
    }

    /// Puts a body in the register; its address is made of its name.
    pub fn add_body(&self, ctx: &Ctx, act_id: ActId, mut body: Body) -> Result<Receipt, AppError> {
        body.slug = slug(&body.name);
        let id = BodyId(seed_id("body", &body.slug));
        self.record_body(ctx, RecordBody { act_id, seen: 0, id, body })
    }

    /// Changes what the register says of a body, of which version `seen` was seen.
    pub fn change_body(
        &self,
        ctx: &Ctx,
        act_id: ActId,
        (id, seen): (BodyId, u32),
        body: Body,
    ) -> Result<Receipt, AppError> {
        self.record_body(ctx, RecordBody { act_id, seen, id, body })
    }

    fn record_body(&self, ctx: &Ctx, cmd: RecordBody) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::RecordBody, cmd.act_id, move |facts| {
            let permit = facts.ctx.permit::<RecordBody>(&Whole)?;
            let mut cmd = cmd.clone();
            let new = cmd.seen == 0;
            // Another body may have had the name long ago, and has the address made of it.
            if new && facts.public.body_slug_taken(&cmd.body.slug)? {
                cmd.body.slug = format!("{}-{}", cmd.body.slug, facts.public.seq()? + 1);
                cmd.id = BodyId(seed_id("body", &cmd.body.slug));
            }
            let before = match facts.latest(cmd.id)? {
                Some((version, Record::Body(body))) => Some((version, body)),
                _ => None,
            };
            let around = around(facts, cmd.id, &cmd.body)?;
            Ok(domain::record_body(&permit, before, &around, &cmd)?)
        })
    }
}

/// The other bodies that have its names, and those to which its duties would pass.
fn around(facts: &Facts<'_>, id: BodyId, body: &Body) -> Result<Around, AppError> {
    let mut around = Around::default();
    for name in std::iter::once(&body.name).chain(&body.name_cy).chain(&body.aliases) {
        for other in facts.public.bodies_named(name)?.into_iter().filter(|other| *other != id) {
            around.named.extend(facts.public.body_record(other)?.map(|other| (name.clone(), other)));
        }
    }
    let mut next = body.successor;
    while let Some(heir) = next.filter(|_| around.heirs.len() < CHAIN) {
        around.heirs.push(heir);
        next = facts.public.body_record(heir)?.and_then(|heir| heir.successor);
    }
    Ok(around)
}
