//! `update.add`, `action.amend`, `evidence.file`, `assurance.record`, `closure.decide`: how it stands, what shows it, who says so, and when it is over.
//!
//! *Invariant:* the rules are `domain::assurances`; here are the permits and the facts they need.

use domain::{
    Act, ActKind, AddUpdate, AmendAction, Assure, AssuredStatus, BodyId, Closure, Ctx, DecideClosure, Duty,
    FileEvidence, Known, ObligationId, Of, Permit, Record, RecordId, Role, Sides,
};

use crate::App;
use crate::error::AppError;
use crate::sealing::ContentKey;
use crate::writer::{Facts, Receipt};

impl App {
    /// Says how an action or a duty stands.
    pub fn add_update(&self, ctx: &Ctx, cmd: AddUpdate) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::AddUpdate, cmd.act_id, move |facts| {
            let mut on = matter(facts, cmd.of)?;
            let (permit, sides) = permitted::<AddUpdate>(&facts.ctx, &on.all)?;
            on.known.sides = sides;
            Ok(domain::add_update(&facts.ctx, &permit, &on.known, &cmd)?)
        })
    }

    /// Changes what an action promises.
    pub fn amend_action(&self, ctx: &Ctx, cmd: AmendAction) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::AmendAction, cmd.act_id, move |facts| {
            let on = matter(facts, Of::Action(cmd.id))?;
            let (permit, _) = permitted::<AmendAction>(&facts.ctx, &on.all)?;
            let Some((version, Record::Action(action))) = facts.latest(cmd.id)? else {
                return Err(AppError::NotFound("such action".to_owned()));
            };
            Ok(domain::amend_action(&facts.ctx, &permit, (version, action), &on.known, &cmd)?)
        })
    }

    /// Files what shows something. Its file is kept before this is called, sealed where few may read it: then with the key of [`App::content_key`].
    /// What was refused leaves a key that seals nothing, which [`App::settle_sealed`] ends: another act of the same name may be on its way with it.
    pub fn file_evidence(&self, ctx: &Ctx, key: Option<ContentKey>, cmd: FileEvidence) -> Result<Receipt, AppError> {
        let sealed = key.as_ref().map(|key| key.id);
        let filed = self.write_sealed(ctx, ActKind::FileEvidence, cmd.act_id, key, move |facts| {
            let mut on = matter(facts, cmd.of)?;
            let (permit, sides) = permitted::<FileEvidence>(&facts.ctx, &on.all)?;
            on.known.sides = sides;
            Ok(domain::file_evidence(&facts.ctx, &permit, &on.known, &cmd)?)
        })?;
        sealed.map_or(Ok(()), |id| self.accounts().key_is_filed(id, ctx.now))?;
        Ok(filed)
    }

    /// Whether somebody could file evidence there at all: asked before a file is taken in.
    pub fn may_file_evidence(&self, ctx: &Ctx, of: Of) -> Result<(), AppError> {
        let (_, all) = self.read_public(|view| sides_of(view, of))?;
        permitted::<FileEvidence>(ctx, &all).map(drop)
    }

    /// Says whether what was done is enough.
    pub fn record_assurance(&self, ctx: &Ctx, cmd: Assure) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::RecordAssurance, cmd.act_id, move |facts| {
            let mut on = matter(facts, cmd.of)?;
            let (permit, sides) = permitted::<Assure>(&facts.ctx, &on.all)?;
            on.known.sides = sides;
            let assurer = body_as(&facts.ctx, Role::Assurer, &sides)?;
            let mut filed = Vec::new();
            for view in [&facts.public, &facts.workspace] {
                for (id, evidence) in view.evidence_of(&on.records)? {
                    if evidence.destroyed.is_none() {
                        filed.push((id, view.readable_by(id.into())?.is_empty()));
                    }
                }
            }
            Ok(domain::record_assurance(&facts.ctx, &permit, &on.known, (assurer, &filed), &cmd)?)
        })
    }

    /// Closes a matter, or opens it again.
    pub fn decide_closure(&self, ctx: &Ctx, cmd: DecideClosure) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::DecideClosure, cmd.act_id, move |facts| {
            let on = matter(facts, Of::Obligation(cmd.obligation))?;
            let (permit, _) = permitted::<DecideClosure>(&facts.ctx, &on.all)?;
            let by = body_as(&facts.ctx, Role::Clerk, &on.known.sides)?;
            Ok(domain::decide_closure(&facts.ctx, &permit, (&on.known, on.closure), by, &cmd)?)
        })
    }
}

/// Leave to do an act for the first of the bodies around a matter for which somebody may.
pub(crate) fn permitted<A: Act>(ctx: &Ctx, all: &[Sides]) -> Result<(Permit<A>, Sides), AppError> {
    let mut refused = None;
    for sides in all {
        match ctx.permit::<A>(sides) {
            Ok(permit) => return Ok((permit, *sides)),
            Err(why) => refused = Some(why),
        }
    }
    Err(refused.map_or_else(|| AppError::NotFound("such action or obligation".to_owned()), AppError::from))
}

/// A matter as the rules need it.
pub(crate) struct Matter {
    pub(crate) known: Known,
    /// The bodies around it: the owner, with each that recommended what it serves.
    pub(crate) all: Vec<Sides>,
    closure: Closure,
    /// The duty, if it is one, and its actions.
    records: Vec<RecordId>,
}

/// The body in which somebody has the role that covers this.
pub(crate) fn body_as(ctx: &Ctx, role: Role, sides: &Sides) -> Result<BodyId, AppError> {
    let body = ctx.actor.bodies_as(role).find(|body| Some(*body) == sides.recommending_body);
    body.ok_or_else(|| AppError::NotFound("body that recommended".to_owned()))
}

/// The duties that something is on, and the bodies around it. An action stands between its owner and each that recommended what it serves.
fn sides_of(view: &view::View<'_>, of: Of) -> Result<(Vec<Duty>, Vec<Sides>), view::ViewError> {
    let (owner, ids) = match of {
        Of::Obligation(id) => (None, vec![id]),
        Of::Action(id) => {
            let (owner, ids) = view.duties_of_action(id)?;
            (owner.map(|owner| view.heir_of(owner)).transpose()?, ids)
        }
    };
    let duties = view.duties(&ids)?;
    let mut all: Vec<Sides> = Vec::new();
    for duty in &duties {
        let sides = Sides { addressee: owner.or(Some(duty.heir)), recommending_body: duty.recommending_body };
        if !all.contains(&sides) {
            all.push(sides);
        }
    }
    if let (true, Some(owner)) = (all.is_empty(), owner) {
        all.push(Sides { addressee: Some(owner), recommending_body: None });
    }
    Ok((duties, all))
}

pub(crate) fn matter(facts: &Facts<'_>, of: Of) -> Result<Matter, AppError> {
    let (duties, all) = sides_of(&facts.public, of)?;
    let sides = *all.first().ok_or_else(|| AppError::NotFound("such action or obligation".to_owned()))?;
    let mut records: Vec<RecordId> = vec![of.id()];
    let (mut closed, mut closure, mut assured) = (!duties.is_empty(), Closure::Open, AssuredStatus::Unchecked);
    for duty in &duties {
        let (ended, found) = standing(facts, duty.obligation)?;
        // An action is over when all that it serves is.
        closed &= ended != Closure::Open;
        (closure, assured) = (ended, found);
        if matches!(of, Of::Obligation(_)) {
            records = facts.public.records_on(duty.obligation)?;
        }
    }
    let evidence = facts.public.evidence_count(&records)? + facts.workspace.evidence_count(&records)?;
    let recommending = all.iter().filter_map(|sides| sides.recommending_body).collect();
    Ok(Matter { known: Known { sides, recommending, closed, evidence, assured }, all, closure, records })
}

fn standing(facts: &Facts<'_>, duty: ObligationId) -> Result<(Closure, AssuredStatus), AppError> {
    Ok(facts.public.standing_of(duty)?.unwrap_or((Closure::Open, AssuredStatus::Unchecked)))
}
