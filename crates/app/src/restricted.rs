//! `evidence.file` for few readers, `evidence.open`, `evidence.destroy`: sealed before it is written, opened with a record, destroyed with its key.
//!
//! *Invariant:* the rules are `domain::restricted`; nothing is shown before its opening is in the ledger, and a key ends with its record.

use domain::{
    ActKind, AssuranceRefused, BodyId, Ctx, DestroyEvidence, DestroyRestricted, Evidence, EvidenceId, FileEvidence,
    OpenEvidence, OpenRestricted, Record, RecordId, Role, Sides,
};
use jiff::Timestamp;
use ledger::Content;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::App;
use crate::assurances::{matter, permitted};
use crate::error::AppError;
use crate::holds::held;
use crate::sealing::ContentKey;
use crate::writer::{Facts, Receipt};

/// Where the file's bytes stand among what is sealed of a record.
const BYTES: &str = "bytes";

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// The opening, as it is in the ledger.
    pub receipt: Receipt,
    /// The evidence, whole.
    pub evidence: Evidence,
    /// The bytes of its file, if it has one.
    pub bytes: Option<Vec<u8>>,
}

impl App {
    /// The key of evidence that few will read: made before anything is sealed with it, for who may file it, and never again for what was filed.
    pub fn content_key(&self, ctx: &Ctx, cmd: &FileEvidence) -> Result<ContentKey, AppError> {
        self.may_file_evidence(ctx, cmd.of)?;
        domain::check_evidence(cmd)?;
        let id = RecordId::from(cmd.id);
        if let Some(evidence) = self.read_workspace(|view| view.evidence(cmd.id))? {
            let kept = self.accounts().content_key_of(id, ctx.now)?;
            return match kept {
                _ if evidence.destroyed.is_some() => Err(AssuranceRefused::Destroyed.into()),
                Some(kept) => Ok(ContentKey { id, key: kept.bytes()? }),
                None => Err(AppError::Sealed("it was filed before, and its key is not in this installation")),
            };
        }
        Ok(ContentKey { id, key: self.accounts().content_key(id, ctx.now)?.bytes()? })
    }

    /// Keeps a file sealed, and no other way; the digest that it is kept under.
    pub fn keep_sealed(&self, ctx: &Ctx, key: &ContentKey, bytes: &[u8]) -> Result<String, AppError> {
        let sealed = key.seal(BYTES, bytes)?;
        self.accounts().seals_file(key.id, &intake::hex(&Sha256::digest(&sealed)), ctx.now)?;
        Ok(self.files().keep(&sealed)?)
    }

    /// Opens restricted evidence: the opening is written down, then it is shown, its file where that is asked for. An act that was done before
    /// opens nothing again.
    pub fn open_evidence(&self, ctx: &Ctx, cmd: OpenRestricted, file: bool) -> Result<Opened, AppError> {
        let id = cmd.evidence;
        let (files, key) = (self.files().clone(), self.accounts().content_key_of(id.into(), ctx.now)?.is_some());
        let receipt = self.write(ctx, ActKind::OpenEvidence, cmd.act_id, move |facts| {
            let (evidence, readable, on) = restricted(facts, cmd.evidence)?;
            let (permit, _) = permitted::<OpenEvidence>(&facts.ctx, &on)?;
            // No opening is written of what nobody can open.
            let sealed = evidence.sealed_file.as_ref().filter(|_| file);
            let lost = evidence.destroyed.is_none() && (!key || sealed.is_some_and(|digest| !files.has(digest)));
            if lost {
                return Err(AppError::Sealed("its key or its file is not in this installation"));
            }
            Ok(domain::open_evidence(&facts.ctx, &permit, (&evidence, &readable), &cmd)?)
        })?;
        if receipt.replayed {
            return Err(AssuranceRefused::OpenedBefore.into());
        }
        let (evidence, bytes) = self.unsealed(ctx.now, id, file)?;
        Ok(Opened { receipt, evidence, bytes })
    }

    /// Destroys restricted evidence: that it is destroyed is written down, then its key and its file go.
    pub fn destroy_evidence(&self, ctx: &Ctx, cmd: DestroyRestricted) -> Result<Receipt, AppError> {
        let (id, act_id) = (cmd.evidence, cmd.act_id);
        let receipt = self.write(ctx, ActKind::DestroyEvidence, cmd.act_id, move |facts| {
            let (evidence, readable, on) = restricted(facts, cmd.evidence)?;
            let (permit, _) = permitted::<DestroyEvidence>(&facts.ctx, &on)?;
            let held = held(facts, cmd.evidence.into())?;
            Ok(domain::destroy_evidence(&permit, (evidence, &readable, held), &cmd)?)
        })?;
        // An act that was done before may have destroyed another: only what the record says is destroyed goes.
        if !self.destroyed(id)? {
            return Err(AppError::Taken(format!("act {act_id}")));
        }
        self.forget(id.into(), ctx.now)?;
        Ok(receipt)
    }

    /// Ends the keys and files of what was destroyed when a program stopped between the two, and of what was never filed, a day after; how many.
    /// That a record is not there is no proof that it never was (the ledger may be an old copy): a key that was used says so itself.
    pub fn settle_sealed(&self, now: Timestamp) -> Result<u64, AppError> {
        /// Seconds after which nothing is on its way any more.
        const DAY: i64 = 86_400;
        let mut ended = 0;
        for (id, seen, kept) in self.accounts().content_keys(now)? {
            if self.destroyed(EvidenceId(id.0))? {
                self.forget(id, now)?;
                ended += 1;
                continue;
            }
            let filed = kept.filed || self.read_workspace(|view| view.latest_of(id))?.is_some();
            // The key first, and only as it was seen: nobody has sealed anything with it since.
            if !filed && now.as_second() - kept.made > DAY && self.accounts().end_unused_key(id, seen)? {
                kept.files.iter().try_for_each(|digest| self.files().remove(digest))?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    /// The restricted evidence that nobody can open any more: its key or its file is not in this installation.
    pub fn unopenable(&self, now: Timestamp) -> Result<Vec<EvidenceId>, AppError> {
        let mut lost = Vec::new();
        for (id, sealed) in self.read_workspace(|view| view.restricted_evidence())? {
            let opens = match self.unsealed(now, id, false) {
                Err(AppError::Sealed(_)) => false,
                opened => opened.map(|_| true)?,
            };
            if !opens || sealed.is_some_and(|digest| !self.files().has(&digest)) {
                lost.push(id);
            }
        }
        Ok(lost)
    }

    fn destroyed(&self, id: EvidenceId) -> Result<bool, AppError> {
        let evidence = self.read_workspace(|view| view.evidence(id))?;
        Ok(evidence.is_some_and(|evidence| evidence.destroyed.is_some()))
    }

    /// The files go first: as long as one of them may be there, the key that names it is.
    fn forget(&self, id: RecordId, now: Timestamp) -> Result<(), AppError> {
        let kept = self.accounts().content_key_of(id, now)?;
        for digest in kept.iter().flat_map(|kept| &kept.files) {
            self.files().remove(digest)?;
        }
        Ok(self.accounts().destroy_content_key(id, now)?)
    }

    /// Evidence with its words and its file, from the ledger and the folder of files.
    fn unsealed(&self, now: Timestamp, id: EvidenceId, file: bool) -> Result<(Evidence, Option<Vec<u8>>), AppError> {
        let gone = || AppError::Sealed("it was destroyed, or its key is not in this installation");
        let key = self.accounts().content_key_of(id.into(), now)?.ok_or_else(gone)?;
        let key = ContentKey { id: id.into(), key: key.bytes()? };
        let seq = self.read_workspace(|view| view.latest_of(id.into()))?.ok_or_else(gone)?;
        let entry = self.ledger().read(seq - 1, 1)?.into_iter().next().ok_or_else(gone)?;
        let mut whole = Map::new();
        for field in &entry.fields {
            let Content::Present { value, .. } = &field.content else { continue };
            let open = if view::is_sealed(value) { key.open(&field.name, value)? } else { value.clone() };
            let value: Value = serde_json::from_slice(&open).map_err(|_| AppError::Sealed("it cannot be read"))?;
            whole.insert(field.name.clone(), value);
        }
        let evidence: Evidence =
            serde_json::from_value(Value::Object(whole)).map_err(|_| AppError::Sealed("it cannot be read"))?;
        let bytes = match evidence.sealed_file.as_ref().filter(|_| file) {
            None => None,
            Some(digest) => Some(key.open(BYTES, &self.files().read(digest)?.ok_or_else(gone)?)?),
        };
        Ok((evidence, bytes))
    }
}

/// Restricted evidence, the roles that read it, and the bodies around what it is of.
type Named = (Evidence, Vec<(Role, BodyId)>, Vec<Sides>);

/// Restricted evidence that whoever acts is named for, the roles that read it, and the bodies around what it is of; for everybody else there is
/// none. Of a body that has ended its successor's people read what its own read.
fn restricted(facts: &Facts<'_>, id: EvidenceId) -> Result<Named, AppError> {
    let none = || AppError::NotFound("such evidence".to_owned());
    let mut readable = Vec::new();
    for (role, body) in facts.workspace.readable_by(id.into())? {
        readable.push((role, facts.public.heir_of(body)?));
    }
    let named = readable.iter().any(|(role, body)| facts.ctx.actor.bodies_as(*role).any(|own| own == *body));
    let Some((_, Record::Evidence(evidence))) = facts.latest(id)?.filter(|_| named) else { return Err(none()) };
    let on = matter(facts, evidence.of)?;
    Ok((evidence, readable, on.all))
}
