//! `register.load`: records come in from JSON Lines, one act a batch.
//!
//! Lines are read and checked on one thread while the batch before is written on another; the batches are the same
//! however fast either is, so that a load that stopped goes on where it was.
//!
//! *Invariant:* nothing is overwritten; a batch is whole or not at all.

use std::io::BufRead;
use std::sync::mpsc::{SyncSender, sync_channel};

use domain::{ActId, ActKind, Change, Ctx, Kind, LoadRecords, Permit, Record, RecordId, Visibility, Whole};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use thiserror::Error;
use view::record_of;

use super::Progress;
use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::Facts;

/// Lines in one `register.load` act.
const LOAD_BATCH: usize = 4_000;
/// The longest line that is read.
const MAX_LINE: usize = 16 << 20;
/// Batches that wait while one is written.
const AHEAD: usize = 2;

/// Why loaded records were refused. The batch they stand in changed nothing; batches before it stay.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadRefused {
    /// A line is not a record.
    #[error(
        "line {line}: {why}; each line is {{\"kind\", \"id\", \"visibility\", \"fields\"}} as candour export writes it"
    )]
    NotARecord {
        /// Which line, from 1.
        line: u64,
        /// Why not.
        why: String,
    },
    /// The register has another version of the record.
    #[error("line {line}: the register holds {kind} {id} with other words; nothing is overwritten by a load")]
    Differs {
        /// Which line, from 1.
        line: u64,
        /// The kind of record.
        kind: String,
        /// Its identifier.
        id: RecordId,
    },
    /// Reading failed.
    #[error("after line {line}: the input could not be read: {why}")]
    Unreadable {
        /// The last line read.
        line: u64,
        /// The system's words.
        why: String,
    },
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Lines read.
    pub lines: u64,
    /// Records added.
    pub added: u64,
    /// Records that were there already, word for word.
    pub unchanged: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    kind: String,
    id: RecordId,
    visibility: Visibility,
    #[serde(borrow)]
    fields: &'a RawValue,
}

/// The changes of one act, each with its line, and the digest of the lines that names the act.
struct Batch {
    changes: Vec<(u64, Change)>,
    digest: String,
    lines: u64,
}

impl App {
    /// Loads records from JSON Lines, one act a batch; a batch that is in the register already adds nothing.
    pub fn load_records(
        &self,
        ctx: &Ctx,
        from: &mut (dyn BufRead + Send),
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Loaded, AppError> {
        // Asked for here, before a line is read, and again where each batch is decided.
        ctx.permit::<LoadRecords>(&Whole)?;
        let mut loaded = Loaded::default();
        std::thread::scope(|scope| {
            let (send, batches) = sync_channel(AHEAD);
            scope.spawn(move || read_batches(from, &send));
            for batch in batches {
                let batch = batch?;
                loaded.lines = batch.lines;
                self.load_batch(ctx, batch, &mut loaded)?;
                progress(Progress { done: loaded.lines, of: None });
            }
            Ok(loaded)
        })
    }

    fn load_batch(&self, ctx: &Ctx, batch: Batch, loaded: &mut Loaded) -> Result<(), AppError> {
        let act_id = ActId(digest_id("candour/act/1", &["register.load", self.register(), &batch.digest]));
        let lines = batch.changes.len() as u64;
        let receipt = self.write(ctx, ActKind::LoadRecords, act_id, move |facts| {
            new_records(facts.ctx.permit::<LoadRecords>(&Whole)?, facts, &batch.changes)
        })?;
        let added = if receipt.replayed || receipt.first == 0 { 0 } else { receipt.last + 1 - receipt.first };
        loaded.added += added;
        loaded.unchanged += lines - added;
        Ok(())
    }
}

/// Reads lines into batches until the input ends, a line is wrong, or nobody takes them any more.
fn read_batches(from: &mut dyn BufRead, to: &SyncSender<Result<Batch, LoadRefused>>) {
    let mut lines = 0;
    loop {
        let batch = read_batch(from, &mut lines);
        let last = !matches!(&batch, Ok(batch) if batch.changes.len() == LOAD_BATCH);
        let empty = matches!(&batch, Ok(batch) if batch.changes.is_empty());
        if (!empty && to.send(batch).is_err()) || last {
            return;
        }
    }
}

fn read_batch(from: &mut dyn BufRead, lines: &mut u64) -> Result<Batch, LoadRefused> {
    let mut batch = Batch { changes: Vec::with_capacity(LOAD_BATCH), digest: String::new(), lines: 0 };
    let mut digest = Sha256::new();
    let mut line = String::new();
    while batch.changes.len() < LOAD_BATCH {
        line.clear();
        let read = std::io::Read::take(&mut *from, MAX_LINE as u64 + 1).read_line(&mut line);
        let read = read.map_err(|e| LoadRefused::Unreadable { line: *lines, why: e.to_string() })?;
        if read == 0 {
            break;
        }
        *lines += 1;
        if read > MAX_LINE {
            return Err(LoadRefused::NotARecord { line: *lines, why: "the line is longer than 16 MiB".to_owned() });
        }
        if !line.trim().is_empty() {
            digest.update(line.trim_end().as_bytes());
            batch.changes.push((*lines, parse_line(*lines, &line)?));
        }
    }
    batch.lines = *lines;
    batch.digest = intake::hex(&digest.finalize());
    Ok(batch)
}

fn parse_line(line: u64, text: &str) -> Result<Change, LoadRefused> {
    let wrong = |why: String| LoadRefused::NotARecord { line, why };
    let parsed: Line<'_> = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
    let kind =
        Kind::parse(&parsed.kind).ok_or_else(|| wrong(format!("there is no kind of record '{}'", parsed.kind)))?;
    let mut fields = serde_json::Deserializer::from_str(parsed.fields.get());
    let record = Record::read(kind, &mut fields)
        .map_err(|e| wrong(format!("the fields are not those of a {}: {e}", parsed.kind)))?;
    Ok(Change { id: parsed.id, visibility: parsed.visibility, record })
}

/// The records of a batch that the register does not hold yet, or holds only as they shipped.
fn new_records(
    _permit: Permit<LoadRecords>,
    facts: &Facts<'_>,
    batch: &[(u64, Change)],
) -> Result<Vec<Change>, AppError> {
    let mut changes = Vec::with_capacity(batch.len());
    for (line, change) in batch {
        if !is_here(facts, *line, change)? {
            changes.push(change.clone());
        }
    }
    Ok(changes)
}

/// Whether the register holds the record word for word; a refusal if it holds other words of its own.
fn is_here(facts: &Facts<'_>, line: u64, change: &Change) -> Result<bool, AppError> {
    let latest = match facts.public.latest_of(change.id)? {
        Some(seq) => Some(seq),
        None => facts.workspace.latest_of(change.id)?,
    };
    let Some(seq) = latest else { return Ok(false) };
    let here = facts.ledger.read(seq - 1, 1)?.into_iter().next();
    // Compared as records, not as bytes: an older build may have put the parts of a field in another order.
    if let Some(entry) = here {
        if record_of(&entry)?.is_some_and(|record| record == change.record) {
            return Ok(true);
        }
        // What only ships with the program is not the register's own words; an export made by another version may differ.
        if entry.act == ActKind::SeedRegister.as_str() {
            return Ok(false);
        }
    }
    Err(LoadRefused::Differs { line, kind: change.record.kind().as_str().to_owned(), id: change.id }.into())
}
