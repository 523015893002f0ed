//! `candour import`: documents, folders, standard input, or exported JSON Lines.
//!
//! *Invariant:* each file is one act (JSON Lines one a batch), so that an interrupted import goes on where it stopped.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use app::{App, ImportOptions, Imported, Loaded, Review};
use domain::proposals::{Level, Proposal};
use domain::{PartialDate, TextShown};
use serde::Deserialize;
use serde_json::json;

use super::extract::{files_in, read_documents};
use super::{Given, bar};
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `import`.
#[derive(clap::Args)]
pub(crate) struct Import {
    /// Files, folders, or - for standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the document stands on the web (one file).
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Its licence, as an SPDX name such as OGL-UK-3.0.
    #[arg(long, value_name = "SPDX")]
    licence: Option<String>,
    /// The licence allows showing the full text, and you have read it and clear it.
    #[arg(long, requires = "licence")]
    clear_text: bool,
    /// The day this copy was taken.
    #[arg(long, value_name = "DATE")]
    captured_on: Option<PartialDate>,
    /// Put every proposal in the inbox, for a person to review.
    #[arg(long, conflicts_with = "accept")]
    review: bool,
    /// File proposals without warnings; put the others in the inbox.
    #[arg(long)]
    accept: bool,
    /// Read tables by this mapping file (docs/manual/review.md).
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Take a table even if a column that was filled last time is nearly empty.
    #[arg(long, requires = "map")]
    even_if_empty: bool,
}

/// `sources.toml` beside the files of a folder says the same of each.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    #[serde(default)]
    file: Vec<SourceRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceRow {
    name: String,
    address: Option<String>,
    licence: Option<String>,
    #[serde(default)]
    clear_text: bool,
    captured_on: Option<PartialDate>,
}

/// How many of what.
#[derive(Default)]
struct Tally {
    filed: u64,
    already: u64,
    changed: u64,
    not_filed: u64,
    unreadable: u64,
    waiting: u64,
}

pub(crate) fn import(given: &Given, args: Import) -> Result<Exit, Failure> {
    let app = given.app()?;
    import_into(given, &app, &args)
}

/// Imports paths with no more said of them.
pub(crate) fn import_paths(given: &Given, app: &App, files: Vec<PathBuf>) -> Result<Exit, Failure> {
    import_into(
        given,
        app,
        &Import {
            files,
            address: None,
            licence: None,
            clear_text: false,
            captured_on: None,
            review: false,
            accept: false,
            map: None,
            even_if_empty: false,
        },
    )
}

fn import_into(given: &Given, app: &App, args: &Import) -> Result<Exit, Failure> {
    let (stdin, paths): (Vec<_>, Vec<_>) = args.files.iter().cloned().partition(|p| p.as_os_str() == "-");
    let mut tally = Tally::default();
    if !stdin.is_empty() {
        from_stdin(given, app, args, &mut tally)?;
    }
    let files = files_in(&paths)?;
    let progress = bar(given, "Importing", (files.len() > 1).then_some(files.len() as u64));
    for file in &files {
        if is_json_lines(file) {
            load(given, app, file)?;
        } else {
            for (path, bytes) in read_documents(file) {
                let options = options_of(args, Path::new(&path))?;
                let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
                let done =
                    bytes.and_then(|bytes| Ok(app.import_document(&now::operator(), &name, &bytes, &options)?));
                progress.suspend(|| tell(given, &path, done, &mut tally))?;
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    summary(given, &tally);
    Ok(match tally {
        Tally { unreadable: 1.., .. } => Exit::SomeUnreadable,
        Tally { not_filed: 1.., .. } | Tally { waiting: 1.., .. } => Exit::SomeUnrecognised,
        _ => Exit::Done,
    })
}

fn from_stdin(given: &Given, app: &App, args: &Import, tally: &mut Tally) -> Result<(), Failure> {
    let mut input = BufReader::new(std::io::stdin());
    let start =
        input.fill_buf().map_err(|e| Failure::failed("input", format!("standard input cannot be read: {e}")))?;
    if start.trim_ascii_start().starts_with(b"{\"kind\"") {
        let loaded = app.load_records(&now::operator(), &mut input, &mut |_| ())?;
        say_loaded(given, "-", loaded);
        return Ok(());
    }
    let mut bytes = Vec::new();
    let limit = intake::MAX_INPUT as u64 + 1;
    input
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::failed("input", format!("standard input cannot be read: {e}")))?;
    let done =
        app.import_document(&now::operator(), "-", &bytes, &options_of(args, Path::new("-"))?).map_err(Failure::from);
    tell(given, "-", done, tally)
}

/// Exported records, by their name and their first bytes.
fn is_json_lines(file: &Path) -> bool {
    let named = file.extension().is_some_and(|e| e == "jsonl" || e == "ndjson");
    named
        || std::fs::File::open(file).is_ok_and(|f| {
            let mut start = Vec::new();
            f.take(64).read_to_end(&mut start).is_ok() && start.trim_ascii_start().starts_with(b"{\"kind\"")
        })
}

fn load(given: &Given, app: &App, file: &Path) -> Result<(), Failure> {
    let open = std::fs::File::open(file)
        .map_err(|e| Failure::failed("unreadable_file", format!("'{}' cannot be read: {e}", file.display())))?;
    let progress = bar(given, "Loading records", None);
    let loaded = app.load_records(&now::operator(), &mut BufReader::with_capacity(1 << 20, open), &mut |p| {
        progress.set_message(format!("Loading records: {} lines", p.done));
        progress.tick();
    })?;
    progress.finish_and_clear();
    say_loaded(given, &file.display().to_string(), loaded);
    Ok(())
}

fn say_loaded(given: &Given, name: &str, loaded: Loaded) {
    let words = || format!("{name}: {} records added, {} were here already", loaded.added, loaded.unchanged);
    given.say(words, || json!({"file": name, "outcome": "loaded", "lines": loaded.lines, "added": loaded.added, "unchanged": loaded.unchanged}));
}

/// The mapping file, if one is named.
fn mapping(file: Option<&Path>) -> Result<Option<intake::mapping::Mapping>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let wrong = |why: String| Failure::usage(format!("the mapping '{}': {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
    toml::from_str(&text).map(Some).map_err(|e| wrong(e.to_string()))
}

fn options_of(args: &Import, file: &Path) -> Result<ImportOptions, Failure> {
    let mut options = ImportOptions {
        address: args.address.clone(),
        licence: args.licence.clone(),
        text_shown: if args.clear_text { TextShown::Cleared } else { TextShown::Withheld },
        captured_on: args.captured_on,
        review: match (args.review, args.accept) {
            (true, _) => Review::Everything,
            (_, true) => Review::AcceptWithoutWarnings,
            _ => Review::FileWithoutErrors,
        },
        mapping: mapping(args.map.as_deref())?,
        even_if_empty: args.even_if_empty,
    };
    let beside = file.with_file_name("sources.toml");
    if !beside.exists() {
        return Ok(options);
    }
    let wrong = |e: String| Failure::usage(format!("'{}': {e}", beside.display()));
    let text = std::fs::read_to_string(&beside).map_err(|e| wrong(e.to_string()))?;
    let sources: Sources = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if let Some(row) = sources.file.into_iter().find(|row| row.name == name) {
        let cleared = row.clear_text && row.licence.is_some();
        options.address = options.address.or(row.address);
        options.licence = options.licence.or(row.licence);
        options.captured_on = options.captured_on.or(row.captured_on);
        if cleared {
            options.text_shown = TextShown::Cleared;
        }
    }
    Ok(options)
}

/// Says what came of one file. An unreadable or unknown document is told and counted; a failing register ends the import.
fn tell(given: &Given, name: &str, done: Result<Imported, Failure>, tally: &mut Tally) -> Result<(), Failure> {
    match done {
        Ok(Imported::Filed { reference, entries, proposal }) => {
            tally.filed += 1;
            let words = || format!("{name}: filed as {reference}: {}{}", held(&proposal), warned(&proposal));
            given.say(words, || json!({"file": name, "outcome": "filed", "reference": reference, "entries": entries, "warnings": proposal.warnings}));
        }
        Ok(Imported::AlreadyHere { reference }) => {
            tally.already += 1;
            let words = || format!("{name}: already here as {reference}; nothing added");
            given.say(words, || json!({"file": name, "outcome": "already_here", "reference": reference}));
        }
        Ok(Imported::Changed { reference, from, differences }) => {
            tally.changed += 1;
            let words = || {
                format!(
                    "{name}: a changed copy of {from}, kept as {reference}; no record was doubled\n{}",
                    differences.iter().map(|d| format!("  {d}")).collect::<Vec<_>>().join("\n")
                )
            };
            given.say(words, || json!({"file": name, "outcome": "changed", "reference": reference, "from": from, "differences": differences}));
        }
        Ok(Imported::Waiting { n, proposal }) => {
            tally.waiting += 1;
            let words = || format!("{name}: waits for review as {n}: {}{}", held(&proposal), warned(&proposal));
            given.say(
                words,
                || json!({"file": name, "outcome": "waiting", "proposal": n, "warnings": proposal.warnings}),
            );
        }
        Ok(Imported::NotFiled { warnings }) => {
            tally.not_filed += 1;
            let why = || {
                warnings
                    .iter()
                    .filter(|w| w.level == Level::Error)
                    .map(|w| w.message.clone())
                    .collect::<Vec<_>>()
                    .join("; ")
            };
            given.say(
                || format!("{name}: not filed: {}", why()),
                || json!({"file": name, "outcome": "not_filed", "warnings": warnings}),
            );
        }
        Err(failure) if matches!(failure.code, "unreadable_document" | "unreadable_file") => {
            tally.unreadable += 1;
            given.say(
                || format!("{name}: {}", failure.message),
                || json!({"file": name, "outcome": "unreadable", "message": failure.message}),
            );
        }
        Err(failure) => return Err(Failure { message: format!("{name}: {}", failure.message), ..failure }),
    }
    Ok(())
}

fn summary(given: &Given, t: &Tally) {
    if t.filed + t.already + t.changed + t.waiting + t.not_filed + t.unreadable < 2 {
        return;
    }
    let words = || {
        format!(
            "{} filed, {} already here, {} changed copies, {} waiting for review, {} not filed, {} unreadable",
            t.filed, t.already, t.changed, t.waiting, t.not_filed, t.unreadable
        )
    };
    given.say(words, || json!({"filed": t.filed, "already_here": t.already, "changed": t.changed, "waiting": t.waiting, "not_filed": t.not_filed, "unreadable": t.unreadable}));
}

fn held(proposal: &Proposal) -> String {
    let mut parts = Vec::new();
    let mut part = |count: usize, one: &str, many: &str| {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    };
    let responses = proposal.recommendations.iter().flat_map(|r| &r.responses);
    part(proposal.recommendations.len(), "recommendation", "recommendations");
    part(responses.clone().filter(|p| p.same_as.is_none()).count(), "response", "responses");
    part(responses.flat_map(|p| &p.actions).filter(|a| a.same_as.is_none()).count(), "action", "actions");
    part(proposal.meeting.iter().map(|m| m.actions.len()).sum(), "tabled action", "tabled actions");
    part(
        proposal.meeting.iter().map(|m| m.untabled_actions.len()).sum(),
        "untabled commitment",
        "untabled commitments",
    );
    part(proposal.case_outcomes.len(), "case outcome", "case outcomes");
    if parts.is_empty() { "no records".to_owned() } else { parts.join(", ") }
}

fn warned(proposal: &Proposal) -> String {
    let lines: Vec<String> = proposal
        .warnings
        .iter()
        .filter(|w| w.level >= Level::Warning)
        .map(|w| format!("\n  warning: {}", w.message))
        .collect();
    lines.concat()
}
