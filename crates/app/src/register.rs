//! The register as a whole: loading and exporting its records, rebuilding its views, copying it.
//!
//! *Invariant:* an export loaded into an empty register and exported again is the same bytes.

use std::io::{BufRead, Write};
use std::path::Path;

use domain::{ActId, ActKind, Change, Ctx, Kind, LoadRecords, Permit, Record, RecordId, Visibility, Whole};
use ledger::{Content, Entry, Home};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use thiserror::Error;
use view::{Audience, Store, View};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::{Facts, fields_of};

/// A view further behind than this is built anew beside the old, which is faster than catching up.
pub(crate) const REBUILD_FROM: u64 = 100_000;
/// Lines in one `register.load` act.
const LOAD_BATCH: usize = 4_000;
/// The longest line that is read.
const MAX_LINE: usize = 16 << 20;

/// How far long work is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Done.
    pub done: u64,
    /// Of so many, where known.
    pub of: Option<u64>,
}

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

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Records written.
    pub records: u64,
}

/// What a rebuild did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RebuildReport {
    /// Entries projected.
    pub entries: u64,
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

impl App {
    /// Loads records from JSON Lines, one act a batch; a batch that is in the register already adds nothing.
    pub fn load_records(
        &self,
        ctx: &Ctx,
        from: &mut dyn BufRead,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Loaded, AppError> {
        // Asked for here, before a line is read, and again where each batch is decided.
        ctx.permit::<LoadRecords>(&Whole)?;
        let mut loaded = Loaded::default();
        let mut batch: Vec<(u64, Change)> = Vec::with_capacity(LOAD_BATCH);
        let mut digest = Sha256::new();
        let mut line = String::new();
        loop {
            line.clear();
            let read = std::io::Read::take(&mut *from, MAX_LINE as u64 + 1).read_line(&mut line);
            let read = read.map_err(|e| LoadRefused::Unreadable { line: loaded.lines, why: e.to_string() })?;
            if read > MAX_LINE {
                return Err(LoadRefused::NotARecord {
                    line: loaded.lines + 1,
                    why: "the line is longer than 16 MiB".to_owned(),
                }
                .into());
            }
            if read > 0 {
                loaded.lines += 1;
                if !line.trim().is_empty() {
                    digest.update(line.trim_end().as_bytes());
                    batch.push((loaded.lines, parse_line(loaded.lines, &line)?));
                }
            }
            if batch.len() == LOAD_BATCH || (read == 0 && !batch.is_empty()) {
                self.load_batch(ctx, std::mem::take(&mut batch), std::mem::take(&mut digest), &mut loaded)?;
                progress(Progress { done: loaded.lines, of: None });
            }
            if read == 0 {
                return Ok(loaded);
            }
        }
    }

    fn load_batch(
        &self,
        ctx: &Ctx,
        batch: Vec<(u64, Change)>,
        digest: Sha256,
        loaded: &mut Loaded,
    ) -> Result<(), AppError> {
        let act_id =
            ActId(digest_id("candour/act/1", &["register.load", self.register(), &intake::hex(&digest.finalize())]));
        let (lines, ctx) = (batch.len() as u64, *ctx);
        let receipt = self.write(&ctx, ActKind::LoadRecords, act_id, move |facts| {
            new_records(ctx.permit::<LoadRecords>(&Whole)?, facts, &batch)
        })?;
        let added = if receipt.replayed || receipt.first == 0 { 0 } else { receipt.last + 1 - receipt.first };
        loaded.added += added;
        loaded.unchanged += lines - added;
        Ok(())
    }

    /// Writes the latest version of every public record as JSON Lines, in the ledger's order.
    pub fn export_records(
        &self,
        to: &mut dyn Write,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Exported, ExportError> {
        let head = self.ledger().head().map_err(AppError::from)?;
        let file = self.folder().join("views").join(Audience::Public.file_name());
        let conn = View::connect(&file).map_err(AppError::from)?;
        let view = View::over(&conn);
        let mut exported = Exported::default();
        let mut after = 0;
        while after < head.seq {
            let entries = self.ledger().read(after, 2000).map_err(AppError::from)?;
            let Some(last) = entries.last().map(|e| e.seq) else { break };
            for entry in entries.iter().filter(|e| e.visibility == ledger::Visibility::Public) {
                let latest = view.latest_of(RecordId(entry.id.0)).map_err(AppError::from)?;
                if latest == Some(entry.seq) {
                    write_line(to, entry)?;
                    exported.records += 1;
                }
            }
            after = last;
            progress(Progress { done: after, of: Some(head.seq) });
        }
        to.flush()?;
        Ok(exported)
    }
}

/// Why an export stopped.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The register failed.
    #[error(transparent)]
    App(#[from] AppError),
    /// The output failed.
    #[error("the export could not be written: {0}")]
    Output(#[from] std::io::Error),
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

/// The records of a batch that the register does not hold yet.
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

/// Whether the register holds the record word for word; a refusal if it holds another version of it.
fn is_here(facts: &Facts<'_>, line: u64, change: &Change) -> Result<bool, AppError> {
    let latest = match facts.public.latest_of(change.id)? {
        Some(seq) => Some(seq),
        None => facts.workspace.latest_of(change.id)?,
    };
    let Some(seq) = latest else { return Ok(false) };
    let here = facts.ledger.read(seq - 1, 1)?.into_iter().next();
    let mut same = fields_of(&change.record)?;
    same.sort();
    let equal = here.is_some_and(|entry| {
        entry.kind == change.record.kind().as_str()
            && entry.fields.len() == same.len()
            && entry.fields.iter().zip(&same).all(|(field, (name, value))| {
                field.name == *name
                    && matches!(&field.content, Content::Present { value: v, .. } if v == value.as_bytes())
            })
    });
    if equal {
        return Ok(true);
    }
    Err(LoadRefused::Differs { line, kind: change.record.kind().as_str().to_owned(), id: change.id }.into())
}

fn write_line(to: &mut dyn Write, entry: &Entry) -> std::io::Result<()> {
    write!(to, "{{\"kind\":\"{}\",\"id\":\"{}\",\"visibility\":\"public\",\"fields\":{{", entry.kind, entry.id)?;
    let mut first = true;
    for field in &entry.fields {
        if let Content::Present { value, .. } = &field.content {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            write!(to, "{comma}\"{}\":", field.name)?;
            to.write_all(value)?;
        }
    }
    to.write_all(b"}}\n")
}

/// How many entries a view has not taken in yet.
pub(crate) fn behind(view: &View<'_>, ledger: &dyn Home) -> Result<u64, AppError> {
    Ok(ledger.head()?.seq.saturating_sub(view.seq()?))
}

/// Builds both views anew beside the old ones and puts them in their place.
pub fn rebuild_views(
    ledger: &dyn Home,
    folder: &Path,
    register: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<RebuildReport, AppError> {
    let io = |e: std::io::Error| AppError::folder(folder, &e);
    std::fs::create_dir_all(folder).map_err(io)?;
    let part = |audience: Audience| folder.join(format!("{}.building", audience.file_name()));
    for audience in [Audience::Public, Audience::Workspace] {
        match std::fs::remove_file(part(audience)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(io(e)),
            _ => {}
        }
    }
    let mut public = Store::build(&part(Audience::Public), Audience::Public, register)?;
    let mut workspace = Store::build(&part(Audience::Workspace), Audience::Workspace, register)?;
    let head = ledger.head()?;
    let mut after = 0;
    while after < head.seq {
        let entries = ledger.read(after, 5000)?;
        let Some(last) = entries.last().map(|e| e.seq) else { break };
        public.begin()?;
        workspace.begin()?;
        for entry in &entries {
            public.project(entry)?;
            workspace.project(entry)?;
        }
        public.reached(last)?;
        workspace.reached(last)?;
        public.commit()?;
        workspace.commit()?;
        after = last;
        progress(Progress { done: after, of: Some(head.seq) });
    }
    public.finish_build()?;
    workspace.finish_build()?;
    for audience in [Audience::Public, Audience::Workspace] {
        let file = folder.join(audience.file_name());
        for ending in ["-wal", "-shm"] {
            match std::fs::remove_file(folder.join(format!("{}{ending}", audience.file_name()))) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(io(e)),
                _ => {}
            }
        }
        std::fs::rename(part(audience), &file).map_err(io)?;
    }
    Ok(RebuildReport { entries: after })
}
