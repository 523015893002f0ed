//! The inbox: proposals that wait for a person, what is done with them, and stored documents read again by newer readers.
//!
//! *Invariant:* a proposal's words are in the ledger, shared and never public; accepting it is what files its records.

use domain::proposals::{
    AcceptProposal, CorrectProposal, FiledProposal, Level, Proposal, ProposalRefused, ReceiveDocument, ReceivedFile,
    RejectProposal, ReviewState, UndoProposal, correct,
};
use domain::{
    ActId, ActKind, Body, BodyId, Change, Ctx, DocumentId, PartialDate, Record, RecordId, Visibility, Whole, fold,
};
use intake::Extracted;
use ledger::{Content, Home};
use view::{ProposalRow, View};

use crate::App;
use crate::documents::ImportOptions;
use crate::error::AppError;
use crate::filing::{Filing, Received};
use crate::ids::digest_id;
use crate::writer::{Facts, Receipt};

/// A proposal with its row and the text it was read from.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its number, version and state.
    pub row: ProposalRow,
    /// The proposal as it stands.
    pub filed: FiledProposal,
    /// The decoded text.
    pub text: String,
}

/// A body of a proposal that a person should look at.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Its name in the document.
    pub name: String,
    /// Known bodies it may be, each with how alike its name is, in hundredths; the successor of one that had ended.
    pub candidates: Vec<(String, u8)>,
    /// When the body of that name ended, where it had ended before the document was made.
    pub ended: Option<PartialDate>,
}

/// A stored document read again.
#[derive(Clone, Debug)]
pub struct ReadAgain {
    /// The decoder and reader that read it then.
    pub was_by: String,
    /// Those that read it now.
    pub is_by: String,
    /// What was proposed then, as corrected and filed.
    pub was: Proposal,
    /// What would be proposed now.
    pub is: Proposal,
}

/// What a clerk asks of a proposal: which one, at which version, by which act.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Its number.
    pub n: i64,
    /// The version that the clerk saw; `None` takes whatever it is.
    pub version: Option<u32>,
    /// The act's own identifier.
    pub act_id: ActId,
}

fn proposal_id(register: &str, sha256: &str) -> RecordId {
    RecordId(digest_id("candour/record/1", &[register, sha256, "proposal"]))
}

/// The proposal that an entry of the ledger holds.
fn read_at(ledger: &dyn Home, seq: u64) -> Result<Option<FiledProposal>, AppError> {
    let entry = ledger.read(seq.saturating_sub(1), 1)?.into_iter().next();
    let record = match entry.filter(|e| e.seq == seq) {
        Some(entry) => view::record_of(&entry)?,
        None => None,
    };
    Ok(match record {
        Some(Record::Proposal(filed)) => Some(*filed),
        _ => None,
    })
}

/// The proposal as it stands, with its row; refused if somebody changed it or it does not wait.
fn waiting(facts: &Facts<'_>, asked: Asked, states: &[ReviewState]) -> Result<(ProposalRow, FiledProposal), AppError> {
    let missing = || AppError::NotFound(format!("proposal {}", asked.n));
    let row = facts.workspace.proposal(asked.n)?.ok_or_else(missing)?;
    if asked.version.is_some_and(|seen| seen != row.version) {
        return Err(ProposalRefused::Changed.into());
    }
    let latest = facts.workspace.versions_of(asked.n)?.pop().ok_or_else(missing)?;
    let filed = read_at(facts.ledger, latest)?.ok_or_else(missing)?;
    if !states.contains(&filed.state) {
        return Err(ProposalRefused::NotWaiting(filed.state.as_str()).into());
    }
    Ok((row, filed))
}

impl App {
    /// Reads the workspace view on this thread.
    pub fn read_workspace<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T, view::ViewError>) -> Result<T, AppError> {
        Ok(self.workspace.here(read)??)
    }

    /// The proposals in a state, oldest first.
    pub fn proposals(&self, state: ReviewState, after: i64, most: usize) -> Result<Vec<ProposalRow>, AppError> {
        self.read_workspace(|view| view.proposals(state, after, most))
    }

    /// One proposal with the text it was read from.
    pub fn proposal(&self, n: i64) -> Result<Waiting, AppError> {
        let missing = || AppError::NotFound(format!("proposal {n}"));
        let found = self.read_workspace(|view| Ok(view.proposal(n)?.zip(view.versions_of(n)?.pop())))?;
        let (row, seq) = found.ok_or_else(missing)?;
        let filed = read_at(&**self.ledger(), seq)?.ok_or_else(missing)?;
        let digest = filed.received.as_ref().map(|r| r.text_sha256.clone());
        let text = match digest {
            Some(digest) => self.files().read(&digest)?.unwrap_or_default(),
            None => Vec::new(),
        };
        Ok(Waiting { row, filed, text: String::from_utf8_lossy(&text).into_owned() })
    }

    /// Puts a read file in the inbox; `None` if it was there before.
    pub(crate) fn receive(
        &self,
        ctx: &Ctx,
        sha256: &str,
        text_sha256: &str,
        extracted: &Extracted,
        options: &ImportOptions,
    ) -> Result<Option<i64>, AppError> {
        let id = proposal_id(self.register(), sha256);
        let document = DocumentId(digest_id("candour/record/1", &[self.register(), sha256, "document"]));
        let filed = FiledProposal {
            document,
            reader: extracted.read_by.clone(),
            proposal: extracted.proposal.clone(),
            state: ReviewState::Waiting,
            received: Some(ReceivedFile {
                sha256: sha256.to_owned(),
                text_sha256: text_sha256.to_owned(),
                media_type: extracted.media_type.clone(),
                address: options.address.clone(),
                licence: options.licence.clone(),
                text_shown: options.text_shown,
                captured_on: options.captured_on,
            }),
            reason: None,
        };
        let act_id = ActId(digest_id("candour/act/1", &["document.receive", sha256]));
        let receipt = self.write(ctx, ActKind::ReceiveDocument, act_id, move |facts| {
            let _permit = facts.ctx.permit::<ReceiveDocument>(&Whole)?;
            if facts.workspace.version_of(id)?.is_some() {
                return Ok(Vec::new());
            }
            Ok(vec![keep(id, filed.clone())])
        })?;
        let new = !receipt.replayed && receipt.first > 0;
        Ok(new.then(|| i64::try_from(receipt.first).unwrap_or(0)))
    }

    /// Changes a proposal that waits.
    pub fn correct_proposal(&self, ctx: &Ctx, asked: Asked, cmd: CorrectProposal) -> Result<Receipt, AppError> {
        let text = self.proposal(asked.n)?.text;
        let register = self.register().to_owned();
        self.write(ctx, ActKind::CorrectProposal, asked.act_id, move |facts| {
            let _permit = facts.ctx.permit::<CorrectProposal>(&Whole)?;
            let (_, mut filed) = waiting(facts, asked, &[ReviewState::Waiting])?;
            filed.proposal = correct(&filed.proposal, &text, &cmd.correction)?;
            Ok(vec![keep(id_of(&register, &filed)?, filed)])
        })
    }

    /// Rejects a proposal, with the reason; nothing of it is filed.
    pub fn reject_proposal(&self, ctx: &Ctx, asked: Asked, reason: &str) -> Result<Receipt, AppError> {
        let (register, reason) = (self.register().to_owned(), reason.trim().to_owned());
        self.write(ctx, ActKind::RejectProposal, asked.act_id, move |facts| {
            let _permit = facts.ctx.permit::<RejectProposal>(&Whole)?;
            let (_, mut filed) = waiting(facts, asked, &[ReviewState::Waiting])?;
            filed.state = ReviewState::Rejected;
            filed.reason = Some(reason.clone()).filter(|r| !r.is_empty());
            Ok(vec![keep(id_of(&register, &filed)?, filed)])
        })
    }

    /// Puts a proposal back as it was before the last change; undone again, as it was before the one before.
    pub fn undo_proposal(&self, ctx: &Ctx, asked: Asked) -> Result<Receipt, AppError> {
        let register = self.register().to_owned();
        self.write(ctx, ActKind::UndoProposal, asked.act_id, move |facts| {
            let _permit = facts.ctx.permit::<UndoProposal>(&Whole)?;
            let (_, now) = waiting(facts, asked, &[ReviewState::Waiting, ReviewState::Rejected])?;
            let before = before(facts, asked.n, &now)?.ok_or(ProposalRefused::NothingToUndo)?;
            Ok(vec![keep(id_of(&register, &before)?, before)])
        })
    }

    /// Files a proposal's records. Names that a person put right become aliases of the bodies they named.
    pub fn accept_proposal(&self, ctx: &Ctx, asked: Asked) -> Result<Receipt, AppError> {
        let held = self.proposal(asked.n)?;
        let register = self.register().to_owned();
        let before = self.first_version(asked.n)?;
        self.write(ctx, ActKind::AcceptProposal, asked.act_id, move |facts| {
            let _permit = facts.ctx.permit::<AcceptProposal>(&Whole)?;
            let (_, filed) = waiting(facts, asked, &[ReviewState::Waiting])?;
            if let Some(open) = unsettled(&filed.proposal) {
                return Err(ProposalRefused::Unsettled(open).into());
            }
            let Some(file) = filed.received.clone() else { return Err(ProposalRefused::NotWaiting("accepted").into()) };
            let learned = aliases(facts, &before, &filed.proposal)?;
            let received = received(&filed, file, &held.text);
            let permit = facts.ctx.permit::<domain::ImportDocument>(&Whole)?;
            let mut changes = learned;
            changes.extend(Filing::new(facts, &register, &received).changes(permit)?);
            Ok(changes)
        })
    }

    /// The bodies of a proposal that a person should look at before it is filed, each once: those that nobody knows, with the
    /// known ones most like them, and those that had ended when the document was made, with the one their duties passed to.
    /// Nothing is taken: filing uses the name as it stands.
    pub fn doubts(&self, proposal: &Proposal) -> Result<Vec<Doubt>, AppError> {
        let day = proposal.day();
        let mut out: Vec<Doubt> = Vec::new();
        for name in proposal.recommendations.iter().flat_map(|r| &r.addressees).chain(&proposal.document.publisher) {
            if out.iter().any(|doubt| doubt.name == name.value) {
                continue;
            }
            let name = name.value.clone();
            match self.read_public(|view| view.bodies_named_on(&name, day))?.as_slice() {
                [one] => out.extend(self.ended(*one, &name, day)?),
                [] => out.push(Doubt { candidates: self.bodies_like(&name, 3)?, name, ended: None }),
                several => {
                    let names = self.read_public(|view| {
                        several.iter().map(|id| view.body_record(*id)).collect::<Result<Vec<_>, _>>()
                    })?;
                    let candidates = names.into_iter().flatten().map(|b| (b.name, 100)).collect();
                    out.push(Doubt { name, candidates, ended: None });
                }
            }
        }
        Ok(out)
    }

    fn ended(&self, id: BodyId, name: &str, day: Option<PartialDate>) -> Result<Option<Doubt>, AppError> {
        self.read_public(|view| {
            let Some(body) = view.body_record(id)? else { return Ok(None) };
            let ended = body.to.filter(|to| day.is_some_and(|day| to.latest() < day.earliest()));
            let Some(ended) = ended else { return Ok(None) };
            let successor = body.successor.map(|id| view.body_record(id)).transpose()?.flatten();
            let candidates = successor.into_iter().map(|b| (b.name, 100)).collect();
            Ok(Some(Doubt { name: name.to_owned(), candidates, ended: Some(ended) }))
        })
    }

    /// The known bodies whose names are most like this one, best first, each with how alike it is in hundredths: for a person
    /// to choose from.
    fn bodies_like(&self, name: &str, most: usize) -> Result<Vec<(String, u8)>, AppError> {
        let names = self.read_public(|view| view.body_names())?;
        let mut alike: Vec<(String, u8)> = names
            .into_iter()
            .map(|known| (domain::likeness::names_alike(name, &known), known))
            .filter(|(a, _)| *a >= 50)
            .map(|(a, known)| (known, a))
            .collect();
        alike.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        alike.truncate(most);
        Ok(alike)
    }

    /// Reads a stored document again with the readers of this version: what it was read by, what it would be read by now,
    /// and both proposals. `None` where the bytes were not kept (an article's page) or it was read by a mapping.
    pub fn read_again(&self, number: u64) -> Result<Option<ReadAgain>, AppError> {
        let Some(document) = self.read_public(|view| view.document_by_number(number))? else {
            return Err(AppError::NotFound(format!("DOC-{number}")));
        };
        let known = self.read_workspace(|view| view.proposal_of(document.id))?;
        let (Some(n), Some(bytes)) = (known, self.files().read(&document.document.sha256)?) else { return Ok(None) };
        let before = self.proposal(n)?.filed;
        if before.reader.starts_with("table-map/") {
            return Ok(None);
        }
        let lexicon = self.read_public(crate::documents::lexicon_of)?;
        let file = before.proposal.file.clone();
        let decoded = self.decoder().decode(&file, &bytes)?;
        let now = intake::read(&file, &bytes, &decoded, &lexicon);
        Ok(Some(ReadAgain { was_by: before.reader, is_by: now.read_by, was: before.proposal, is: now.proposal }))
    }

    /// A proposal as its reader first made it.
    fn first_version(&self, n: i64) -> Result<Proposal, AppError> {
        let seq = self.read_workspace(|view| Ok(view.versions_of(n)?.into_iter().next()))?;
        let missing = || AppError::NotFound(format!("proposal {n}"));
        let filed = read_at(&**self.ledger(), seq.ok_or_else(missing)?)?.ok_or_else(missing)?;
        Ok(filed.proposal)
    }
}

fn keep(id: RecordId, filed: FiledProposal) -> Change {
    let holders = Visibility::Shared(vec![filed.document.into()]);
    Change { id, visibility: holders, record: Record::Proposal(Box::new(filed)) }
}

fn id_of(register: &str, filed: &FiledProposal) -> Result<RecordId, AppError> {
    match &filed.received {
        Some(file) => Ok(proposal_id(register, &file.sha256)),
        None => Err(ProposalRefused::NotWaiting(filed.state.as_str()).into()),
    }
}

/// The version to go back to: the latest that differs and was not itself undone. Undoing counts as a change of its own, so
/// the way back is found by walking the versions as a stack.
fn before(facts: &Facts<'_>, n: i64, now: &FiledProposal) -> Result<Option<FiledProposal>, AppError> {
    let mut stack: Vec<FiledProposal> = Vec::new();
    for seq in facts.workspace.versions_of(n)? {
        // What was erased of a version does not come back by undoing.
        let Some(entry) = facts.entry(seq)?.filter(|e| e.fields.iter().all(|f| f.content != Content::Erased)) else {
            continue;
        };
        let Some(Record::Proposal(version)) = view::record_of(&entry)? else { continue };
        let version = *version;
        // A version equal to the one before the last is an undo of the last.
        if stack.len() >= 2 && stack.get(stack.len() - 2) == Some(&version) {
            stack.pop();
        } else {
            stack.push(version);
        }
    }
    stack.pop().filter(|last| last == now);
    Ok(stack.pop())
}

/// What keeps a proposal from being filed: no kind, or nothing in it that an error spoke of and nobody settled.
fn unsettled(proposal: &Proposal) -> Option<String> {
    let empty = proposal.recommendations.is_empty() && proposal.meeting.is_none() && proposal.case_outcomes.is_empty();
    let open = proposal.warnings.iter().find(|w| w.level == Level::Error).filter(|_| empty);
    open.map(|w| w.message.clone())
}

fn received(filed: &FiledProposal, file: ReceivedFile, text: &str) -> Received {
    let extracted = Extracted {
        text: text.to_owned(),
        media_type: file.media_type,
        read_by: filed.reader.clone(),
        proposal: filed.proposal.clone(),
    };
    Received {
        sha256: file.sha256,
        text_sha256: file.text_sha256,
        extracted,
        options: ImportOptions {
            address: file.address,
            licence: file.licence,
            text_shown: file.text_shown,
            captured_on: file.captured_on,
            ..ImportOptions::default()
        },
        changed: None,
    }
}

/// Bodies that learn a name: where a person put a known body's name for one that nobody knew, the reader's words become an
/// alias, so that they are known next time.
fn aliases(facts: &Facts<'_>, read: &Proposal, corrected: &Proposal) -> Result<Vec<Change>, AppError> {
    let mut out: Vec<(BodyId, Body)> = Vec::new();
    for (was, now) in renamed(read, corrected) {
        let (meant, known) = (facts.public.bodies_named(&now)?, facts.public.bodies_named(&was)?);
        let ([id], []) = (meant.as_slice(), known.as_slice()) else { continue };
        let kept = out.iter_mut().find(|(known, _)| known == id);
        let body = match kept {
            Some((_, body)) => body,
            None => {
                let Some(body) = body_of(facts, *id)? else { continue };
                out.push((*id, body));
                let Some((_, body)) = out.last_mut() else { continue };
                body
            }
        };
        if !body.aliases.iter().any(|alias| fold(alias) == fold(&was)) {
            body.aliases.push(was);
        }
    }
    Ok(out.into_iter().map(|(id, body)| Change::new(id, Visibility::Public, Record::Body(body))).collect())
}

fn body_of(facts: &Facts<'_>, id: BodyId) -> Result<Option<Body>, AppError> {
    let Some(seq) = facts.public.latest_of(id.into())? else { return Ok(None) };
    let entry = facts.ledger.read(seq.saturating_sub(1), 1)?.into_iter().next();
    let record = match entry {
        Some(entry) => view::record_of(&entry)?,
        None => None,
    };
    Ok(match record {
        Some(Record::Body(body)) => Some(body),
        _ => None,
    })
}

/// The names that a person replaced one for one: what was read, and what it means.
fn renamed(read: &Proposal, corrected: &Proposal) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for now in &corrected.recommendations {
        let Some(was) = read.recommendations.iter().find(|r| r.id == now.id) else { continue };
        if was.addressees.len() == now.addressees.len() {
            pairs.extend(was.addressees.iter().zip(&now.addressees).map(|(a, b)| (a.value.clone(), b.value.clone())));
        }
        let askers = was.recommending_body.as_ref().zip(now.recommending_body.as_ref());
        pairs.extend(askers.map(|(a, b)| (a.value.clone(), b.value.clone())));
    }
    pairs.retain(|(was, now)| fold(was) != fold(now));
    pairs.sort();
    pairs.dedup();
    pairs
}
