//! `evidence.file` for few readers, `evidence.open`, `evidence.destroy`: sealed before it is written, opened with a record, destroyed with its key.
//!
//! *Invariant:* the rules are `domain::restricted`; nothing is shown before its opening is in the ledger, and a key ends with its record.

use domain::{
    ActKind, Ctx, DestroyEvidence, DestroyRestricted, Evidence, EvidenceId, FileEvidence, OpenEvidence, OpenRestricted,
    Record, RecordId,
};
use jiff::Timestamp;
use ledger::Content;
use serde_json::{Map, Value};
use view::View;

use crate::App;
use crate::assurances::{matter, permitted};
use crate::error::AppError;
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
    /// The key of evidence that few will read: made before anything is sealed with it.
    pub fn content_key(&self, ctx: &Ctx, evidence: EvidenceId) -> Result<ContentKey, AppError> {
        let id = RecordId::from(evidence);
        Ok(ContentKey { id, key: self.accounts().content_key(id, ctx.now)? })
    }

    /// Keeps a file sealed, and no other way; the digest that it is kept under.
    pub fn keep_sealed(&self, key: &ContentKey, bytes: &[u8]) -> Result<String, AppError> {
        Ok(self.files().keep(&key.seal(BYTES, bytes)?)?)
    }

    /// Files evidence that few read. Its file is kept sealed before this is called; where it is refused, key and file go again.
    pub fn file_restricted(&self, ctx: &Ctx, key: ContentKey, cmd: FileEvidence) -> Result<Receipt, AppError> {
        let (id, sealed) = (key.id, cmd.sealed_file.clone());
        let filed = self.write_sealed(ctx, ActKind::FileEvidence, cmd.act_id, key, move |facts| {
            let on = matter(facts, cmd.of)?;
            let (permit, _) = permitted::<domain::FileEvidence>(&facts.ctx, &on.all)?;
            Ok(domain::file_evidence(&facts.ctx, &permit, &on.known, &cmd)?)
        });
        // What was refused leaves nothing, and what was destroyed does not come back with the form that filed it.
        let stands = self.read_workspace(|view| view.evidence(EvidenceId(id.0)))?;
        if stands.is_none_or(|evidence| evidence.destroyed.is_some()) {
            self.forget(id, sealed.as_deref(), ctx.now)?;
        }
        filed
    }

    /// Opens restricted evidence: the opening is written down, then it is shown.
    pub fn open_evidence(&self, ctx: &Ctx, cmd: OpenRestricted) -> Result<Opened, AppError> {
        let id = cmd.evidence;
        let receipt = self.write(ctx, ActKind::OpenEvidence, cmd.act_id, move |facts| {
            let (evidence, on) = restricted(facts, cmd.evidence)?;
            let (permit, _) = permitted::<OpenEvidence>(&facts.ctx, &on)?;
            let readable = facts.workspace.readable_by(cmd.evidence.into())?;
            Ok(domain::open_evidence(&facts.ctx, &permit, (&evidence, &readable), &cmd)?)
        })?;
        let (evidence, bytes) = self.unsealed(ctx, id)?;
        Ok(Opened { receipt, evidence, bytes })
    }

    /// Destroys restricted evidence: that it is destroyed is written down, then its key and its file go.
    pub fn destroy_evidence(&self, ctx: &Ctx, cmd: DestroyRestricted) -> Result<Receipt, AppError> {
        let id = cmd.evidence;
        let before = self.read_workspace(|view| view.evidence(id))?;
        let receipt = self.write(ctx, ActKind::DestroyEvidence, cmd.act_id, move |facts| {
            let (evidence, on) = restricted(facts, cmd.evidence)?;
            let (permit, _) = permitted::<DestroyEvidence>(&facts.ctx, &on)?;
            let readable = facts.workspace.readable_by(cmd.evidence.into())?;
            Ok(domain::destroy_evidence(&permit, (evidence, &readable), &cmd)?)
        })?;
        let sealed = before.and_then(|evidence| evidence.sealed_file);
        self.forget(id.into(), sealed.as_deref(), ctx.now)?;
        Ok(receipt)
    }

    /// Ends the keys of what was destroyed when a server stopped between the two; how many.
    pub fn settle_destroyed(&self, now: Timestamp) -> Result<u64, AppError> {
        let mut ended = 0;
        for id in self.accounts().content_keys(now)? {
            let evidence = self.read_workspace(|view| view.evidence(EvidenceId(id.0)))?;
            if evidence.is_some_and(|evidence| evidence.destroyed.is_some()) {
                self.forget(id, None, now)?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    fn forget(&self, id: RecordId, sealed: Option<&str>, now: Timestamp) -> Result<(), AppError> {
        self.accounts().destroy_content_key(id, now)?;
        sealed.map_or(Ok(()), |digest| Ok(self.files().remove(digest)?))
    }

    /// Evidence with its words and its file, from the ledger and the folder of files.
    fn unsealed(&self, ctx: &Ctx, id: EvidenceId) -> Result<(Evidence, Option<Vec<u8>>), AppError> {
        let gone = || AppError::Sealed("it was destroyed, or its key is not in this installation");
        let key = self.accounts().content_key_of(id.into(), ctx.now)?.ok_or_else(gone)?;
        let key = ContentKey { id: id.into(), key };
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
        let bytes = match &evidence.sealed_file {
            None => None,
            Some(digest) => Some(key.open(BYTES, &self.files().read(digest)?.ok_or_else(gone)?)?),
        };
        Ok((evidence, bytes))
    }
}

/// Restricted evidence that whoever acts is named for, and the bodies around what it is of; for everybody else there is none.
fn restricted(facts: &Facts<'_>, id: EvidenceId) -> Result<(Evidence, Vec<domain::Sides>), AppError> {
    let none = || AppError::NotFound("such evidence".to_owned());
    let workspace: &View<'_> = &facts.workspace;
    let may = workspace.may_read(id.into(), facts.ctx.actor.id, facts.ctx.today)?;
    let Some((_, Record::Evidence(evidence))) = facts.latest(id)?.filter(|_| may) else { return Err(none()) };
    if workspace.readable_by(id.into())?.is_empty() {
        return Err(none());
    }
    let on = matter(facts, evidence.of)?;
    Ok((evidence, on.all))
}
