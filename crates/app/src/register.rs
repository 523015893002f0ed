//! The register as a whole: loading and exporting its records, rebuilding its views, copying it.
//!
//! *Invariant:* an export loaded into an empty register and exported again is the same bytes.

mod load;

use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use domain::{Ctx, Record, RecordId};
use jiff::civil::Date;
use ledger::{Content, Entry, Home};
use thiserror::Error;
use view::{Audience, Search, Store, View, ViewError, record_of};

pub use load::{LoadRefused, Loaded};

use crate::App;
use crate::error::AppError;

/// A view further behind than this is built anew beside the old, which is faster than catching up.
pub(crate) const REBUILD_FROM: u64 = 100_000;

/// How far long work is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Done.
    pub done: u64,
    /// Of so many, where known.
    pub of: Option<u64>,
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

impl App {
    /// Writes the latest version of every public record as JSON Lines, in the ledger's order.
    pub fn export_records(
        &self,
        to: &mut dyn Write,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Exported, ExportError> {
        let head = self.ledger().head().map_err(AppError::from)?;
        let mut exported = Exported::default();
        let mut after = 0;
        while let Some(next) = self.read_public(|view| Ok(self.export_part(view, after, None, to)))?? {
            exported.records += next.1;
            after = next.0;
            progress(Progress { done: after, of: Some(head.seq) });
        }
        to.flush()?;
        Ok(exported)
    }

    /// Writes the public records among the ledger's next entries after a place (0 for the first): the place to go on from and how
    /// many were written, or `None` at the end. For whoever asks (`shown_on`) without the outcomes that may no longer be shown on
    /// the day; for the operator whole.
    pub fn export_part(
        &self,
        view: &View<'_>,
        after: u64,
        shown_on: Option<Date>,
        to: &mut dyn Write,
    ) -> Result<Option<(u64, u64)>, ExportError> {
        let entries = self.ledger().read(after, 2000).map_err(AppError::from)?;
        let Some(last) = entries.last().map(|e| e.seq) else { return Ok(None) };
        let mut written = 0;
        for entry in entries.iter().filter(|e| e.visibility == ledger::Visibility::Public) {
            // A record stands where it first came, as it reads now: what speaks of it comes after it here as it did there.
            let places = view.places_of(RecordId(entry.id.0)).map_err(AppError::from)?;
            let Some((first, latest)) = places.filter(|(first, _)| *first == entry.seq) else { continue };
            let later =
                if latest == first { None } else { self.ledger().read(latest - 1, 1).map_err(AppError::from)?.pop() };
            let entry = later.as_ref().unwrap_or(entry);
            if shown(entry, shown_on)? {
                write_line(to, entry)?;
                written += 1;
            }
        }
        Ok(Some((last, written)))
    }

    /// Writes the public record's tables to a new SQLite file, as of one moment ([`view::write_sqlite`]). A file that could not
    /// be finished is taken away again.
    pub fn write_tables(
        &self,
        ctx: &Ctx,
        to: &Path,
        title: &str,
        done: &mut dyn FnMut(&'static str),
    ) -> Result<(), AppError> {
        let about = [
            ("title", title.to_owned()),
            ("register", self.register().to_owned()),
            ("made_at", ctx.now.to_string()),
            ("made_with", format!("candour {}", env!("CARGO_PKG_VERSION"))),
        ];
        let file = self.folder().join("views").join(Audience::Public.file_name());
        let written = view::write_sqlite(&file, to, &about, ctx.today, done);
        if written.is_err() {
            // What is left of it is no download; that it cannot be deleted changes nothing for the caller.
            let _ = std::fs::remove_file(to);
        }
        Ok(written?)
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

/// Whether a record may be shown on a day: an outcome may be past its own.
fn shown(entry: &Entry, on: Option<Date>) -> Result<bool, AppError> {
    let Some(on) = on.filter(|_| entry.kind == domain::Kind::CaseOutcome.as_str()) else { return Ok(true) };
    Ok(match record_of(entry)? {
        Some(Record::CaseOutcome(outcome)) => outcome.visible_until.is_none_or(|until| until.latest() >= on),
        _ => false,
    })
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
    std::thread::scope(|scope| {
        let (send, batches) = sync_channel(2);
        scope.spawn(move || read_ahead(ledger, head.seq, &send));
        for batch in batches {
            after = build_batch(batch?, &mut public, &mut workspace)?;
            progress(Progress { done: after, of: Some(head.seq) });
        }
        Ok::<(), AppError>(())
    })?;
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

/// Builds the search index anew from the public view; `false` where a server is at it, which then does so itself.
pub fn rebuild_search(data: &Path, register: &str) -> Result<bool, AppError> {
    let views = data.join("views");
    let search = Search::open(&views, register).reading(crate::files::texts(data));
    Ok(search.build_anew(&views.join(Audience::Public.file_name()))?)
}

type Read = Vec<(Entry, Option<Record>)>;

/// Reads entries and their records ahead of the thread that projects them.
fn read_ahead(ledger: &dyn Home, until: u64, to: &SyncSender<Result<Read, AppError>>) {
    let mut after = 0;
    while after < until {
        let read = ledger.read(after, 5000).map_err(AppError::from).and_then(|entries| {
            let record = |entry: Entry| record_of(&entry).map(|record| (entry, record));
            Ok(entries.into_iter().map(record).collect::<Result<Read, ViewError>>()?)
        });
        let last = read.as_ref().ok().and_then(|read| read.last().map(|(entry, _)| entry.seq));
        if to.send(read).is_err() {
            return;
        }
        let Some(last) = last else { return };
        after = last;
    }
}

fn build_batch(batch: Read, public: &mut Store, workspace: &mut Store) -> Result<u64, AppError> {
    let last = batch.last().map_or(0, |(entry, _)| entry.seq);
    for view in [public, workspace] {
        view.begin()?;
        for (entry, record) in &batch {
            if view.takes(entry) {
                view.project_read(entry, record.as_ref())?;
            }
        }
        view.reached(last)?;
        view.commit()?;
    }
    Ok(last)
}
