//! `words.erase`, `outcome.expire`: words looked for wherever the register holds them, and erased there for good.
//!
//! An act writes versions without the words and says what it erased; then the words and salts go from the ledger's earlier versions and the files go;
//! then both views and the index are built again, so that no page of theirs keeps what was there.
//!
//! *Invariant:* the rules are `domain::erasures`; each step after the act may be done again, and is, until all are done.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ActId, ActKind, CaseOutcomeId, Ctx, EraseWords, ErasedIn, ErasureId, ErasureRefused, ExpireOutcome, Holding, Kind,
    Record, RecordId, Whole, erasures,
};
use jiff::Timestamp;
use ledger::{Content, Entry, Field};
use serde_json::{Map, Value};

use crate::App;
use crate::entries::{fields_of, visibility};
use crate::error::AppError;
use crate::ids::digest_id;
use crate::register::{Progress, rebuild_search, rebuild_views};
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
    /// Whether the text of its file holds them.
    pub file: bool,
    /// The words with some that stand around them, where they stand first.
    pub around: Option<String>,
    /// The field without which it cannot be, if that is one of them: it cannot be cleaned.
    pub needed: Option<String>,
}

/// What erasing needs to know of a document's file: the digest of the text without the words, and of the files that go.
type Blanked = HashMap<RecordId, (String, Vec<String>)>;

impl App {
    /// Every record that holds words, in any version, and every document whose text does.
    pub fn find_words(
        &self,
        ctx: &Ctx,
        words: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Vec<Found>, AppError> {
        ctx.permit::<EraseWords>(&Whole)?;
        erasures::check_words(words)?;
        let head = self.ledger().head()?.seq;
        let sieve = Sieve::of(words);
        let mut found: BTreeMap<RecordId, Found> = BTreeMap::new();
        let mut texts: BTreeMap<RecordId, (String, Found)> = BTreeMap::new();
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
                if kind == Kind::Document
                    && let Some(Record::Document(document)) = view::record_of(&entry)?
                {
                    texts.insert(id, (document.text_sha256, told(&entry, kind)));
                }
            }
            after = last;
            progress(Progress { done: after, of: Some(head) });
        }
        for (id, (digest, document)) in texts {
            let text = self.files().read(&digest)?.unwrap_or_default();
            if sieve.passes(&text) && !erasures::stretches(&String::from_utf8_lossy(&text), words).is_empty() {
                let document = found.entry(id).or_insert(document);
                document.file = true;
                document.around = document.around.take().or_else(|| around(&String::from_utf8_lossy(&text), words));
            }
        }
        let mut found: Vec<Found> = found.into_values().collect();
        found.sort_by_key(|f| (!f.public, Kind::ALL.iter().position(|kind| *kind == f.kind), f.number));
        Ok(found)
    }

    /// Erases words from the records that were seen to hold them: when it returns they are gone from the ledger and the files.
    /// [`App::settle_erasures`] then takes away what is left of them in the views.
    pub fn erase_words(&self, ctx: &Ctx, cmd: EraseWords) -> Result<Receipt, AppError> {
        ctx.permit::<EraseWords>(&Whole)?;
        erasures::check_words(&cmd.words)?;
        let (act_id, blanked) = (cmd.act_id, self.blanked(&cmd)?);
        let receipt = self.write(ctx, ActKind::EraseWords, act_id, move |facts| {
            let permit = facts.ctx.permit::<EraseWords>(&Whole)?;
            let mut held = Vec::with_capacity(cmd.seen.len());
            for (id, _) in &cmd.seen {
                held.extend(holding(facts, *id, &cmd, &blanked)?);
            }
            Ok(domain::erase_words(&facts.ctx, &permit, held, &cmd)?)
        })?;
        self.erase_of(receipt.first, receipt.last)?;
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
                let versions = entries.iter().map(|e| ErasedIn { version: e.version, fields: names(e) }).collect();
                let erasure = ErasureId(named("erasure"));
                let now = (&record, visibility(latest));
                Ok(domain::expire_outcome(&facts.ctx, &permit, now, versions, (&cmd, erasure))?)
            })?;
            self.erase_of(receipt.first, receipt.last)?;
            ended += 1;
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
        let mut rows = self.read_public(|view| view.erasures_after(from, PART))?;
        rows.extend(self.read_workspace(|view| view.erasures_after(from, PART))?);
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
                    if !fields.is_empty() {
                        self.ledger().erase(seq, &fields)?;
                    }
                }
                erasure.files.iter().try_for_each(|digest| self.files().remove(digest))?;
            }
            after = end;
        }
        Ok(())
    }

    fn places(&self, id: RecordId) -> Result<Vec<u64>, AppError> {
        let mut places = self.read_public(|view| view.entries_of(id))?;
        places.extend(self.read_workspace(|view| view.entries_of(id))?);
        Ok(places)
    }

    fn version_of(&self, id: RecordId) -> Result<u32, AppError> {
        let public = self.read_public(|view| view.version_of(id))?;
        Ok(public.max(self.read_workspace(|view| view.version_of(id))?).unwrap_or(0))
    }

    /// Keeps the texts of the documents that are to be cleaned without the words, each byte of them a stop, so that every span stays where it is.
    fn blanked(&self, cmd: &EraseWords) -> Result<Blanked, AppError> {
        let mut out = Blanked::new();
        for (id, _) in &cmd.seen {
            let Some(latest) = self.places(*id)?.into_iter().max() else { continue };
            let Some(entry) = self.ledger().read(latest - 1, 1)?.pop() else { continue };
            let Some(Record::Document(document)) = view::record_of(&entry)? else { continue };
            let Some(text) = self.files().read(&document.text_sha256)? else { continue };
            if let Some(text) = erasures::blanked(&String::from_utf8_lossy(&text), &cmd.words) {
                let files = vec![document.text_sha256, document.sha256];
                out.insert(*id, (self.files().keep(text.as_bytes())?, files));
            }
        }
        Ok(out)
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
    }
}

/// Where words stand first in a text, with some words before and after.
fn around(text: &str, words: &str) -> Option<String> {
    const BESIDE: usize = 50;
    let at = erasures::stretches(text, words).into_iter().next()?;
    let before = text.get(..at.start)?.char_indices().rev().nth(BESIDE).map_or(0, |(i, _)| i);
    let after = text.get(at.end..)?.char_indices().nth(BESIDE).map_or(text.len(), |(i, _)| at.end + i);
    let part = text.get(before..after)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let dots = |cut: bool| if cut { "…" } else { "" };
    Some(format!("{}{part}{}", dots(before > 0), dots(after < text.len())))
}

/// The same in the first of an entry's fields that holds them.
fn around_in(entry: &Entry, fields: &[String], words: &str) -> Option<String> {
    fn first(value: &Value, words: &str) -> Option<String> {
        match value {
            Value::String(text) => around(text, words),
            Value::Array(all) => all.iter().find_map(|value| first(value, words)),
            Value::Object(all) => all.values().find_map(|value| first(value, words)),
            _ => None,
        }
    }
    let all = fields_of(entry);
    fields.iter().find_map(|field| first(all.get(field)?, words))
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
    if let Some((text, _)) = file {
        let mut whole = cleaned.unwrap_or_else(|| fields_of(latest));
        whole.insert("text_sha256".to_owned(), Value::String(text.clone()));
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
        files: file.map(|(_, files)| files.clone()).unwrap_or_default(),
        erasure: ErasureId(erasure),
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

/// An entry's fields without the words; `None` where it does not hold them.
fn cleaned(entry: &Entry, words: &str) -> Option<Map<String, Value>> {
    let mut fields = fields_of(entry);
    let mut any = false;
    fields.values_mut().for_each(|value| any |= clean(value, words));
    any.then_some(fields)
}

fn clean(value: &mut Value, words: &str) -> bool {
    match value {
        Value::String(text) => match erasures::without(text, words) {
            Some(rest) => {
                *text = rest;
                true
            }
            None => false,
        },
        Value::Array(all) => all.iter_mut().fold(false, |any, value| clean(value, words) | any),
        Value::Object(all) => all.values_mut().fold(false, |any, value| clean(value, words) | any),
        _ => false,
    }
}

/// The field of those that the record cannot be without: its address, or one whose hole nothing fills.
fn needed(entry: &Entry, fields: &[String], words: &str) -> Option<String> {
    let kind = Kind::parse(&entry.kind)?;
    if let Some(field) = fields.iter().find(|field| *field == "slug") {
        return Some(field.clone());
    }
    // A version without what is sealed would be one that lost it.
    if entry.content_key.is_some() {
        return fields.first().cloned();
    }
    let reads = |fields: Map<String, Value>| Record::read(kind, Value::Object(fields)).is_ok();
    // What is sealed or erased already is not this act's to judge.
    if fields.is_empty() || !reads(fields_of(entry)) {
        return None;
    }
    fields
        .iter()
        .find(|field| {
            let mut holed = fields_of(entry);
            match erasures::hole(kind, field).and_then(|hole| serde_json::from_str(&hole).ok()) {
                Some(hole) => holed.insert((*field).clone(), hole),
                None => holed.remove(*field),
            };
            let mut without = fields_of(entry);
            if let Some(value) = without.get_mut(*field) {
                clean(value, words);
            }
            !reads(holed) || !reads(without)
        })
        .cloned()
}

/// A quick look whether bytes may hold words, before they are taken apart.
struct Sieve<'w> {
    words: &'w str,
    /// The first letters of the longest word, in lower case.
    letters: Vec<u8>,
}

impl<'w> Sieve<'w> {
    fn of(words: &'w str) -> Sieve<'w> {
        let ascii = |w: &&str| w.bytes().all(|b| b.is_ascii_alphanumeric());
        let longest = words.split(|c: char| !c.is_alphanumeric()).filter(ascii).max_by_key(|w| w.len()).unwrap_or("");
        Sieve { words, letters: longest.bytes().take(3).map(|b| b.to_ascii_lowercase()).collect() }
    }

    /// Whether bytes may hold the words: they have those letters, or something that is set otherwise than in plain letters.
    fn passes(&self, bytes: &[u8]) -> bool {
        let plain =
            bytes.is_ascii() && !bytes.windows(3).any(|w| w == b"-\\n" || w == b"-\\r" || w.starts_with(b"-\n"));
        !plain
            || self.letters.is_empty()
            || bytes.windows(self.letters.len()).any(|w| w.eq_ignore_ascii_case(&self.letters))
    }

    /// The fields of an entry that hold the words.
    fn fields(&self, entry: &Entry) -> Vec<String> {
        let holds = |field: &&Field| match &field.content {
            Content::Present { value, .. } if !view::is_sealed(value) && self.passes(value) => {
                let read = serde_json::from_slice::<Value>(value);
                read.is_ok_and(|mut value| clean(&mut value, self.words))
            }
            _ => false,
        };
        entry.fields.iter().filter(holds).map(|field| field.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    #[test]
    fn the_sieve_lets_through_whatever_may_hold_the_words() {
        let sieve = Sieve::of("Ada Lunde");
        for held in ["ada LUNDE", "Ada Lu-\\nnde", "\u{c1}da Lu\u{ad}nde"] {
            assert!(sieve.passes(held.as_bytes()), "{held}");
        }
        assert!(!sieve.passes(b"nobody of that name"));
    }
}
