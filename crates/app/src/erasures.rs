//! `words.erase`, `outcome.expire`: words looked for wherever the register holds them, and erased there for good.
//!
//! An act writes versions without the words and says what it erased; then the words and salts go from the ledger's earlier versions and the files go;
//! then both views and the index are built again, so that no page of theirs keeps what was there.
//!
//! *Invariant:* the rules are `domain::erasures`; each step after the act may be done again, and is, until all are done.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ActId, ActKind, CaseOutcomeId, Ctx, EraseWords, ErasedIn, ErasureId, ErasureRefused, Evidence, ExpireOutcome,
    HoldGround, Holding, Kind, Record, RecordId, Whole, erasures,
};
use jiff::Timestamp;
use ledger::{Content, Entry, Field};
use serde_json::Value;

use crate::App;
use crate::attached::{Unread, digests_of};
use crate::entries::{fields_of, visibility};
use crate::error::AppError;
use crate::holds::{held, over};
use crate::ids::digest_id;
use crate::register::{Progress, rebuild_search, rebuild_views};
use crate::sieve::{Sieve, around, around_in, cleaned, needed};
use crate::writer::{Facts, Receipt};

/// Which job's cursor says up to where erasures are done in every place.
const JOB: &str = "erased";
/// Entries read at once.
const PART: usize = 5000;

/// A record that holds words that are looked for.
#[derive(Clone, Debug)]
pub struct Found {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its number, where it has one (`12` of `REC-12`).
    pub number: Option<u64>,
    /// Its latest version.
    pub version: u32,
    /// Whether everybody may read it.
    pub public: bool,
    /// The fields that hold them, of any version.
    pub fields: Vec<String>,
    /// Whether the text of its file holds them; of evidence, one of its files.
    pub file: bool,
    /// The words with some that stand around them, where they stand first.
    pub around: Option<String>,
    /// The field without which it cannot be, if that is one of them: it cannot be cleaned.
    pub needed: Option<String>,
    /// The ground of a hold over it, if there is one: nothing of it is erased.
    pub held: Option<HoldGround>,
}

/// What was found of words.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// The records that hold them.
    pub found: Vec<Found>,
    /// Evidence whose files could not be looked into.
    pub unread: Vec<Unread>,
    /// Letters that say them: those that wait to be sent, and what is kept of those that went.
    pub letters: Vec<accounts::Post>,
}

/// What erasing needs to know of the files of a record.
#[derive(Debug, Default)]
struct Going {
    /// The digest of its text without the words, where that held them: of a document, or of a proposal that waits.
    text: Option<String>,
    /// The fields that go with their files: of evidence.
    fields: Vec<&'static str>,
    /// The files that go.
    files: Vec<String>,
}

/// The digests of a document's text and bytes, and what is told of it.
type OwnFiles = ((String, String), Found);
type Blanked = HashMap<RecordId, Going>;

/// The files of a document, or of a proposal that is no document yet: its decoded text and its bytes, by digest.
fn files_of(record: &Record) -> Option<(String, String)> {
    match record {
        Record::Document(document) => Some((document.text_sha256.clone(), document.sha256.clone())),
        Record::Proposal(filed) => filed.received.as_ref().map(|file| (file.text_sha256.clone(), file.sha256.clone())),
        _ => None,
    }
}

impl App {
    /// Every record that holds words, in any version, every document whose text does, and evidence with a file that does.
    pub fn find_words(&self, ctx: &Ctx, words: &str, progress: &mut dyn FnMut(Progress)) -> Result<Looked, AppError> {
        ctx.permit::<EraseWords>(&Whole)?;
        erasures::check_words(words)?;
        let head = self.ledger().head()?.seq;
        let sieve = Sieve::of(words);
        let mut found: BTreeMap<RecordId, Found> = BTreeMap::new();
        let mut files: BTreeMap<RecordId, OwnFiles> = BTreeMap::new();
        let mut evidence: BTreeMap<RecordId, (Evidence, Found)> = BTreeMap::new();
        let mut after = 0;
        while after < head {
            let entries = self.ledger().read(after, PART)?;
            let Some(last) = entries.last().map(|e| e.seq) else { break };
            for entry in entries {
                let Some(kind) = Kind::parse(&entry.kind) else { continue };
                let id = RecordId(entry.id.0);
                let fields = sieve.fields(&entry);
                if let Some(known) = found.get_mut(&id) {
                    known.version = entry.version;
                    known.needed = known.needed.take().or_else(|| needed(&entry, &fields, words));
                    let more: Vec<String> = fields.into_iter().filter(|f| !known.fields.contains(f)).collect();
                    known.fields.extend(more);
                } else if !fields.is_empty() {
                    let (needed, around) = (needed(&entry, &fields, words), around_in(&entry, &fields, words));
                    found.insert(id, Found { fields, needed, around, ..told(&entry, kind) });
                }
                if matches!(kind, Kind::Document | Kind::Proposal) {
                    match view::record_of(&entry)?.as_ref().and_then(files_of) {
                        Some(own) => drop(files.insert(id, (own, told(&entry, kind)))),
                        // Once it is accepted its file is the document's.
                        None => drop(files.remove(&id)),
                    }
                }
                if kind == Kind::Evidence
                    && let Some(Record::Evidence(own)) = view::record_of(&entry)?
                {
                    evidence.insert(id, (own, told(&entry, kind)));
                }
            }
            after = last;
            progress(Progress { done: after, of: Some(head) });
        }
        let unread = self.look_into(&sieve, (files, evidence), &mut found)?;
        let holds = self.read_workspace(|view| view.holds_now())?;
        let mut found: Vec<Found> = found.into_values().collect();
        for one in &mut found {
            one.held = over(&holds, one.id, self)?;
        }
        found.sort_by_key(|f| (!f.public, Kind::ALL.iter().position(|kind| *kind == f.kind), f.number));
        let says = |text: &str| !erasures::stretches(text, words).is_empty();
        let letters = self.accounts().letters_that(says, ctx.now)?;
        Ok(Looked { found, unread, letters })
    }

    /// Looks into the files of documents and of evidence; what could not be looked into.
    fn look_into(
        &self,
        sieve: &Sieve<'_>,
        (files, evidence): (BTreeMap<RecordId, OwnFiles>, BTreeMap<RecordId, (Evidence, Found)>),
        found: &mut BTreeMap<RecordId, Found>,
    ) -> Result<Vec<Unread>, AppError> {
        for (id, ((text, bytes), told)) in files {
            let held = self.held_in(sieve, &text)?.or(self.held_in(sieve, &bytes)?);
            if let Some(around) = held {
                let document = found.entry(id).or_insert(told);
                document.file = true;
                document.around.get_or_insert(around);
            }
        }
        let mut unread = Vec::new();
        for (id, (own, told)) in evidence {
            let attached = self.attached(sieve, &own)?;
            let public = told.public;
            unread.extend(attached.unread.into_iter().map(|(file, why)| Unread { id, public, file, why }));
            if let Some(around) = attached.around {
                let row = found.entry(id).or_insert(told);
                row.file = true;
                row.around.get_or_insert(around);
            }
        }
        Ok(unread)
    }

    /// Erases words from the records that were seen to hold them, and from what letters say: when it returns they are gone from the ledger, the files
    /// and the letters. [`App::settle_erasures`] then takes away what is left of them in the views. Where letters alone say them no record has to be named.
    pub fn erase_words(&self, ctx: &Ctx, cmd: EraseWords) -> Result<Receipt, AppError> {
        ctx.permit::<EraseWords>(&Whole)?;
        erasures::check_words(&cmd.words)?;
        let words = cmd.words.clone();
        let says = |text: &str| !erasures::stretches(text, &words).is_empty();
        let letters_alone = cmd.seen.is_empty() && !self.accounts().letters_that(says, ctx.now)?.is_empty();
        let (act_id, blanked) = (cmd.act_id, self.blanked(&cmd)?);
        let receipt = self.write(ctx, ActKind::EraseWords, act_id, move |facts| {
            let permit = facts.ctx.permit::<EraseWords>(&Whole)?;
            if letters_alone {
                return Ok(Vec::new());
            }
            let mut held = Vec::with_capacity(cmd.seen.len());
            for (id, _) in &cmd.seen {
                held.extend(holding(facts, *id, &cmd, &blanked)?);
            }
            Ok(domain::erase_words(&facts.ctx, &permit, held, &cmd)?)
        })?;
        self.erase_of(receipt.first, receipt.last)?;
        // After the act: one that is refused leaves them as they are, and one that is asked again comes by here again.
        self.accounts().reword_letters(|text| erasures::without(text, &words), ctx.now)?;
        Ok(receipt)
    }

    /// From how many records an act erased.
    pub fn erased_from(&self, receipt: &Receipt) -> Result<u64, AppError> {
        let (mut after, mut count) = (receipt.first.saturating_sub(1), 0);
        while after < receipt.last {
            let entries = self.ledger().read(after, PART)?;
            let Some(end) = entries.last().map(|e| e.seq) else { break };
            let own = |e: &&Entry| e.seq <= receipt.last && e.kind == Kind::Erasure.as_str();
            count += entries.iter().filter(own).count() as u64;
            after = end;
        }
        Ok(count)
    }

    /// Ends what outcomes say whose last day is over; how many.
    pub fn expire_outcomes(&self, ctx: &Ctx) -> Result<u64, AppError> {
        let mut over: Vec<CaseOutcomeId> = self.read_public(|view| view.outcomes_over(ctx.today))?;
        over.extend(self.read_workspace(|view| view.outcomes_over(ctx.today))?);
        let mut ended = 0;
        for outcome in over {
            let version = self.version_of(outcome.into())?;
            let named =
                move |what: &str| digest_id("candour/expiry/1", &[what, &outcome.to_string(), &version.to_string()]);
            let cmd = ExpireOutcome { outcome };
            let receipt = self.write(ctx, ActKind::ExpireOutcome, ActId(named("act")), move |facts| {
                let permit = facts.ctx.permit::<ExpireOutcome>(&Whole)?;
                let entries = every_version(facts, outcome.into())?;
                let Some(latest) = entries.last() else { return Ok(Vec::new()) };
                let Some(Record::CaseOutcome(record)) = view::record_of(latest)? else { return Ok(Vec::new()) };
                // It is not shown after its day, and its words stay as long as it is held.
                if held(facts, outcome.into())?.is_some() {
                    return Ok(Vec::new());
                }
                let versions = entries.iter().map(|e| ErasedIn { version: e.version, fields: names(e) }).collect();
                let erasure = ErasureId(named("erasure"));
                let now = (&record, visibility(latest));
                Ok(domain::expire_outcome(&facts.ctx, &permit, now, versions, (&cmd, erasure))?)
            })?;
            self.erase_of(receipt.first, receipt.last)?;
            ended += u64::from(receipt.first > 0);
        }
        Ok(ended)
    }

    /// How many erasures are not known to be carried through in every place.
    pub fn unsettled_erasures(&self, now: Timestamp) -> Result<usize, AppError> {
        Ok(self.open_erasures(now)?.1.len())
    }

    /// The place of the last erasure that the cursor has not come to, and the places of those that were made here: one that came with an
    /// export speaks of versions that this register never had.
    fn open_erasures(&self, now: Timestamp) -> Result<(Option<u64>, Vec<u64>), AppError> {
        let from = self.accounts().cursor(JOB, now)?.unwrap_or(0);
        let all = |view: &view::View<'_>| {
            let (mut rows, mut after): (Vec<(u64, String)>, u64) = (Vec::new(), from);
            loop {
                let more = view.erasures_after(after, PART)?;
                let Some((last, _)) = more.last() else { return Ok(rows) };
                after = *last;
                rows.extend(more);
            }
        };
        let mut rows = self.read_public(all)?;
        rows.extend(self.read_workspace(all)?);
        let last = rows.iter().map(|(seq, _)| *seq).max();
        let ours = |act: &str| act == ActKind::EraseWords.as_str() || act == ActKind::ExpireOutcome.as_str();
        Ok((last, rows.into_iter().filter(|(_, act)| ours(act)).map(|(seq, _)| seq).collect()))
    }

    /// Does again what erasures ask for, and builds the views and the index anew where there was one: how many there were. What is done is
    /// not done again.
    pub fn settle_erasures(&self, ctx: &Ctx, progress: &mut dyn FnMut(Progress)) -> Result<u64, AppError> {
        let (last, own) = self.open_erasures(ctx.now)?;
        let Some(last) = last else { return Ok(0) };
        for seq in &own {
            self.erase_of(*seq, *seq)?;
        }
        if !own.is_empty() {
            rebuild_views(&**self.ledger(), &self.folder().join("views"), self.register(), progress)?;
            // What was written meanwhile stands in the ledger alone until the next act: an act that changes nothing takes it in.
            let settled = ActId(digest_id("candour/settled/1", &[&last.to_string()]));
            self.write(ctx, ActKind::EraseWords, settled, |_| Ok(Vec::new()))?;
            // Where a server follows the view, it finds the index to be of another one and builds it again itself.
            rebuild_search(self.folder(), self.register())?;
            // What was made for downloading is made again by whoever asks next.
            match std::fs::remove_dir_all(self.folder().join("downloads")) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(AppError::folder(self.folder(), &e));
                }
                _ => {}
            }
        }
        self.accounts().move_cursor(JOB, last, ctx.now)?;
        Ok(own.len() as u64)
    }

    /// Takes the words of the erasures among these entries out of the ledger, and their files away.
    fn erase_of(&self, first: u64, last: u64) -> Result<(), AppError> {
        let mut after = first.saturating_sub(1);
        while first > 0 && after < last {
            let entries = self.ledger().read(after, PART)?;
            let Some(end) = entries.last().map(|e| e.seq) else { return Ok(()) };
            for entry in entries.iter().filter(|e| e.seq <= last && e.kind == Kind::Erasure.as_str()) {
                let Some(Record::Erasure(erasure)) = view::record_of(entry)? else { continue };
                for seq in self.places(erasure.of)? {
                    let Some(held) = self.ledger().read(seq - 1, 1)?.pop() else { continue };
                    let Some(erased) = erasure.versions.iter().find(|e| e.version == held.version) else { continue };
                    let there =
                        |f: &&Field| matches!(f.content, Content::Present { .. }) && erased.fields.contains(&f.name);
                    let fields: Vec<&str> = held.fields.iter().filter(there).map(|f| f.name.as_str()).collect();
                    // Without fields it is made sure that what was erased before is gone.
                    self.ledger().erase(seq, &fields)?;
                }
                erasure.files.iter().try_for_each(|digest| self.files().remove(digest))?;
            }
            after = end;
        }
        Ok(())
    }

    pub(crate) fn places(&self, id: RecordId) -> Result<Vec<u64>, AppError> {
        let mut places = self.read_public(|view| view.entries_of(id))?;
        places.extend(self.read_workspace(|view| view.entries_of(id))?);
        Ok(places)
    }

    fn version_of(&self, id: RecordId) -> Result<u32, AppError> {
        let public = self.read_public(|view| view.version_of(id))?;
        Ok(public.max(self.read_workspace(|view| view.version_of(id))?).unwrap_or(0))
    }

    /// The words in a file with some around them, if it holds them.
    pub(crate) fn held_in(&self, sieve: &Sieve<'_>, digest: &str) -> Result<Option<String>, AppError> {
        let Some(bytes) = self.files().read(digest)?.filter(|bytes| sieve.passes(bytes)) else { return Ok(None) };
        Ok(around(&String::from_utf8_lossy(&bytes), sieve.words))
    }

    /// Keeps the texts that are to be cleaned without the words, each byte of them a stop, so that every span stays where it is. A file that a
    /// record not among those that were seen has too stays for that one.
    fn blanked(&self, cmd: &EraseWords) -> Result<Blanked, AppError> {
        let sieve = Sieve::of(&cmd.words);
        let mut held: Vec<(RecordId, (String, String))> = Vec::new();
        let mut out = Blanked::new();
        for (id, _) in &cmd.seen {
            let Some(latest) = self.places(*id)?.into_iter().max() else { continue };
            let Some(entry) = self.ledger().read(latest - 1, 1)?.pop() else { continue };
            let record = view::record_of(&entry)?;
            held.extend(record.as_ref().and_then(files_of).map(|own| (*id, own)));
            if let Some(Record::Evidence(evidence)) = &record {
                let attached = self.attached(&sieve, evidence)?;
                if !attached.files.is_empty() {
                    out.insert(*id, Going { text: None, fields: attached.fields, files: attached.files });
                }
            }
        }
        if held.is_empty() && out.is_empty() {
            return Ok(out);
        }
        let uses = self.uses()?;
        let seen = |id: &RecordId| cmd.seen.iter().any(|(seen, _)| seen == id);
        let alone = |digest: &String| uses.get(digest).is_none_or(|all| all.iter().all(seen));
        out.values_mut().for_each(|going| going.files.retain(&alone));
        for (id, (text, bytes)) in held {
            let whole = self.files().read(&text)?.unwrap_or_default();
            let blank = erasures::blanked(&String::from_utf8_lossy(&whole), &cmd.words);
            if blank.is_none() && self.held_in(&sieve, &bytes)?.is_none() {
                continue;
            }
            let kept = blank.map(|blank| self.files().keep(blank.as_bytes())).transpose()?;
            let goes = kept.is_some().then_some(text).into_iter().chain([bytes]);
            out.insert(id, Going { text: kept, fields: Vec::new(), files: goes.filter(&alone).collect() });
        }
        Ok(out)
    }

    /// Which documents, waiting proposals and evidence have a file, by its digest.
    fn uses(&self) -> Result<HashMap<String, Vec<RecordId>>, AppError> {
        let mut latest: HashMap<RecordId, Vec<String>> = HashMap::new();
        let (head, mut after) = (self.ledger().head()?.seq, 0);
        while after < head {
            let entries = self.ledger().read(after, PART)?;
            let Some(last) = entries.last().map(|e| e.seq) else { break };
            let kinds = [Kind::Document, Kind::Proposal, Kind::Evidence].map(Kind::as_str);
            for entry in entries.iter().filter(|entry| kinds.contains(&entry.kind.as_str())) {
                let id = RecordId(entry.id.0);
                let record = view::record_of(entry)?;
                let own = record.as_ref().and_then(files_of).map(|(text, bytes)| vec![text, bytes]);
                latest.insert(id, own.or_else(|| record.as_ref().map(digests_of)).unwrap_or_default());
            }
            after = last;
        }
        let mut uses: HashMap<String, Vec<RecordId>> = HashMap::new();
        for (id, digests) in latest {
            digests.into_iter().for_each(|digest| uses.entry(digest).or_default().push(id));
        }
        Ok(uses)
    }
}

/// What is told of a record that an entry is a version of.
fn told(entry: &Entry, kind: Kind) -> Found {
    Found {
        id: RecordId(entry.id.0),
        kind,
        number: fields_of(entry).get("number").and_then(Value::as_u64),
        version: entry.version,
        public: entry.visibility == ledger::Visibility::Public,
        fields: Vec::new(),
        file: false,
        around: None,
        needed: None,
        held: None,
    }
}

/// A record as it stands, where the words are in it, and itself without them.
fn holding(facts: &Facts<'_>, id: RecordId, cmd: &EraseWords, blanked: &Blanked) -> Result<Option<Holding>, AppError> {
    let entries = every_version(facts, id)?;
    let Some(latest) = entries.last() else { return Err(AppError::NotFound(format!("record {id}"))) };
    let kind = Kind::parse(&latest.kind).ok_or_else(|| AppError::NotFound(format!("kind {}", latest.kind)))?;
    let sieve = Sieve::of(&cmd.words);
    let mut places = Vec::new();
    for entry in &entries {
        let fields = sieve.fields(entry);
        if let Some(field) = needed(entry, &fields, &cmd.words) {
            return Err(ErasureRefused::Needed { kind: kind.as_str(), field }.into());
        }
        if !fields.is_empty() {
            places.push(ErasedIn { version: entry.version, fields });
        }
    }
    let mut cleaned = cleaned(latest, &cmd.words);
    let file = blanked.get(&id);
    if let Some(going) = file.filter(|going| !going.fields.is_empty()) {
        let whole = cleaned.get_or_insert_with(|| fields_of(latest));
        going.fields.iter().for_each(|field| drop(whole.remove(*field)));
    }
    if let Some(text) = file.and_then(|going| going.text.clone()) {
        let mut whole = cleaned.unwrap_or_else(|| fields_of(latest));
        let at = if kind == Kind::Document {
            Some(&mut whole)
        } else {
            whole.get_mut("received").and_then(Value::as_object_mut)
        };
        at.into_iter().for_each(|at| drop(at.insert("text_sha256".to_owned(), Value::String(text.clone()))));
        cleaned = Some(whole);
    }
    if places.is_empty() && file.is_none() {
        return Ok(None);
    }
    let cleaned = cleaned.map(|fields| Record::read(kind, Value::Object(fields))).transpose();
    let erasure = digest_id("candour/erasure/1", &[&cmd.act_id.to_string(), &id.to_string()]);
    Ok(Some(Holding {
        id,
        version: latest.version,
        visibility: visibility(latest),
        places,
        cleaned: cleaned.map_err(|_| ErasureRefused::Needed { kind: kind.as_str(), field: "it".to_owned() })?,
        kind,
        files: file.map(|going| going.files.clone()).unwrap_or_default(),
        erasure: ErasureId(erasure),
        held: held(facts, id)?,
    }))
}

/// Every version of a record, the first first.
fn every_version(facts: &Facts<'_>, id: RecordId) -> Result<Vec<Entry>, AppError> {
    let mut places = facts.public.entries_of(id)?;
    places.extend(facts.workspace.entries_of(id)?);
    places.into_iter().filter_map(|seq| facts.entry(seq).transpose()).collect()
}

/// The names of the fields that an entry still has.
fn names(entry: &Entry) -> Vec<String> {
    fields_of(entry).into_iter().map(|(name, _)| name).collect()
}
