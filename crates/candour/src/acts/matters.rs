//! `update.add`, `action.amend`, `evidence.file`, `assurance.record`, `closure.decide` as they are asked for.
//!
//! *Invariant:* a file is kept before its evidence is asked for, and is what its bytes show, whatever it is called.

use app::{App, AppError, Incoming, Receipt};
use domain::{
    AddUpdate, AmendAction, AssuranceId, Assure, AssuredStatus, ClaimedStatus, Closure, ClosureId, Ctx, DecideClosure,
    Due, EvidenceFile, EvidenceId, FileEvidence, Marking, Of, PartialDate, Readers, Text, UpdateId,
};
use serde::Deserialize;

use super::{ActError, Asked, On, day, filled, named};

#[derive(Deserialize)]
struct Said {
    #[serde(flatten)]
    on: On,
    text: String,
    #[serde(default)]
    claimed_status: Option<String>,
}

pub(super) fn update(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let said: Said = asked.read_only(&["on", "addressee", "text", "claimed_status"])?;
    let all: Vec<&str> = ClaimedStatus::ALL.iter().map(|s| s.as_str()).collect();
    let claimed = said.claimed_status.filter(|s| !s.is_empty());
    let claimed_status = claimed.map(|s| named("claimed_status", &s, ClaimedStatus::parse, &all)).transpose()?;
    let (id, of) = (UpdateId(asked.id("update")), said.on.of(app)?);
    let text = Text::en(said.text.trim());
    Ok(app.add_update(ctx, AddUpdate { act_id: asked.act_id, id, of, text, claimed_status })?)
}

#[derive(Deserialize)]
struct Amended {
    on: String,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    due: Option<Due>,
    #[serde(default)]
    measure: Option<String>,
    #[serde(default)]
    happened_on: Option<String>,
    why: String,
}

pub(super) fn amend(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    // A page's form says whose matter it stands on, as all of them do.
    let keys = ["on", "addressee", "owner", "due", "measure", "happened_on", "why"];
    let told: Amended = asked.read_only(&keys)?;
    let of = On { on: told.on, addressee: None };
    let Of::Action(id) = of.of(app)? else {
        return Err(ActError::Malformed("on: it takes an action, such as ACT-9".to_owned()));
    };
    let happened_on = filled(told.happened_on).map(|text| day("happened_on", &text)).transpose()?;
    let cmd = AmendAction {
        act_id: asked.act_id,
        id,
        seen: asked.seen,
        owner: filled(told.owner),
        due: told.due,
        measure: filled(told.measure),
        happened_on: happened_on.map(PartialDate::day),
        why: Text::en(told.why.trim()),
    };
    Ok(app.amend_action(ctx, cmd)?)
}

#[derive(Deserialize)]
struct Filed {
    #[serde(flatten)]
    on: On,
    shows: String,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    marking: Option<Marking>,
    #[serde(default)]
    readers: Option<Readers>,
}

/// A file that came with evidence, and is not kept yet.
pub(crate) struct Part {
    pub(crate) file: EvidenceFile,
    incoming: Incoming,
}

impl Part {
    pub(crate) fn new(name: String, media_type: String, incoming: Incoming) -> Part {
        let (sha256, bytes) = incoming.digest();
        Part { file: EvidenceFile { sha256, name, media_type, bytes }, incoming }
    }

    fn kept(self, app: &App) -> Result<EvidenceFile, AppError> {
        app.files().finish(self.incoming)?;
        Ok(self.file)
    }
}

/// The files that were sent with evidence. They come from what was taken in with the same request and from nowhere else: whoever could name a
/// file by its digest could read every file there is.
#[derive(Default)]
pub(crate) struct Sent {
    pub(crate) file: Option<Part>,
    pub(crate) redacted: Option<Part>,
}

pub(crate) fn evidence(app: &App, ctx: &Ctx, asked: &Asked, sent: Sent) -> Result<Receipt, ActError> {
    let filed: Filed = asked.read_only(&["on", "addressee", "shows", "link", "marking", "readers"])?;
    let (id, of) = (EvidenceId(asked.id("evidence")), filed.on.of(app)?);
    let original = EvidenceId(asked.id("evidence-original"));
    let readers = filed.readers.unwrap_or(Readers::Both);
    let cmd = FileEvidence {
        act_id: asked.act_id,
        id,
        original,
        of,
        shows: Text::en(filed.shows.trim()),
        file: None,
        redacted: None,
        sealed_file: None,
        link: filed.link,
        marking: filed.marking.unwrap_or_default(),
        readers,
    };
    if readers != Readers::Restricted {
        let kept = |part: Option<Part>| part.map(|part| part.kept(app)).transpose();
        let (file, redacted) = (kept(sent.file)?, kept(sent.redacted)?);
        return Ok(app.file_evidence(ctx, None, FileEvidence { file, redacted, ..cmd })?);
    }
    let (file, redacted) = (sent.file.as_ref().map(|part| part.file.clone()), sent.redacted.map(|part| part.file));
    let cmd = FileEvidence { file, redacted, ..cmd };
    // Nothing is sealed that would be refused for its own sake, or for whose it is.
    let key = app.content_key(ctx, &cmd)?;
    let bytes = sent.file.map(|part| part.incoming.bytes()).transpose().map_err(AppError::from)?;
    let sealed_file = bytes.map(|bytes| app.keep_sealed(ctx, &key, &bytes)).transpose()?;
    Ok(app.file_evidence(ctx, Some(key), FileEvidence { sealed_file, ..cmd })?)
}

#[derive(Deserialize)]
struct Found {
    #[serde(flatten)]
    on: On,
    result: String,
    method: String,
    #[serde(default)]
    reasons: Option<String>,
    #[serde(default)]
    evidence: Vec<EvidenceId>,
}

pub(super) fn assure(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let found: Found = asked.read_only(&["on", "addressee", "result", "method", "reasons", "evidence"])?;
    let all: Vec<&str> = AssuredStatus::ALL.iter().map(|s| s.as_str()).collect();
    let result = named("result", &found.result, AssuredStatus::parse, &all)?;
    let (id, of) = (AssuranceId(asked.id("assurance")), found.on.of(app)?);
    let cmd = Assure {
        act_id: asked.act_id,
        id,
        of,
        result,
        method: Text::en(found.method.trim()),
        reasons: found.reasons.map(|r| Text::en(r.trim())),
        evidence: found.evidence,
    };
    Ok(app.record_assurance(ctx, cmd)?)
}

#[derive(Deserialize)]
struct Ended {
    #[serde(flatten)]
    on: On,
    outcome: String,
    reason: String,
}

pub(super) fn close(app: &App, ctx: &Ctx, asked: Asked) -> Result<Receipt, ActError> {
    let ended: Ended = asked.read_only(&["on", "addressee", "outcome", "reason"])?;
    let all: Vec<&str> = Closure::ALL.iter().map(|s| s.as_str()).collect();
    let outcome = named("outcome", &ended.outcome, Closure::parse, &all)?;
    let (obligation, ..) = ended.on.obligation(app)?;
    let (id, reason) = (ClosureId(asked.id("closure")), Text::en(ended.reason.trim()));
    Ok(app.decide_closure(ctx, DecideClosure { act_id: asked.act_id, id, obligation, outcome, reason })?)
}
