//! `candour export`, `verify` and `rebuild`.
//!
//! *Invariant:* reading only, but for the views, which are derived.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use app::App;
use ledger::{Head, Home, SqliteHome};
use serde_json::json;
use sha2::{Digest, Sha256};
use view::TABLES;

use super::{Given, bar};
use crate::api::Form;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `export`.
#[derive(clap::Args)]
pub(crate) struct Export {
    /// What to write: jsonl (every record, loads again), csv (recommendations, a row an addressee), json (the same as csv), sqlite
    /// (the public tables in one file), or package (a folder with the tables as CSV, both of these, and a Data Package).
    #[arg(long, default_value = "jsonl", value_parser = ["jsonl", "csv", "json", "sqlite", "package"])]
    format: String,
    /// The file or, for a package, the folder to write; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Arguments of `verify`.
#[derive(clap::Args)]
pub(crate) struct Verify {
    /// A head saved elsewhere, as this command prints it (SEQUENCE:HASH); finds a cut tail or a rewritten chain.
    #[arg(long, value_name = "SEQ:HASH")]
    head: Option<String>,
}

/// Arguments of `rebuild`.
#[derive(clap::Args)]
pub(crate) struct Rebuild {}

pub(crate) fn export(given: &Given, args: Export) -> Result<Exit, Failure> {
    let app = given.existing()?;
    if matches!(args.format.as_str(), "sqlite" | "package") {
        let Some(to) = &args.output else {
            return Err(Failure::usage(format!(
                "--format {} is written to a place of its own: name it with -o",
                args.format
            )));
        };
        return if args.format == "sqlite" { sqlite(given, &app, to) } else { package(given, &app, to) };
    }
    let mut to: Box<dyn Write> = match &args.output {
        Some(file) => Box::new(BufWriter::with_capacity(1 << 20, std::fs::File::create(file).map_err(unwritten)?)),
        None => Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
    };
    match args.format.as_str() {
        "jsonl" => lines(given, &app, &mut to, args.output.is_some())?,
        format => list(&app, format, &mut to)?,
    }
    to.flush().map_err(unwritten)?;
    Ok(Exit::Done)
}

fn unwritten(error: std::io::Error) -> Failure {
    Failure::failed("output", format!("the export could not be written: {error}"))
}

/// Every record as JSON Lines; progress is shown where the lines go to a file.
fn lines(given: &Given, app: &App, to: &mut dyn Write, shown: bool) -> Result<(), Failure> {
    let head = app.ledger().head().map_err(app::AppError::from)?.seq;
    let progress = if shown { bar(given, "Exporting", Some(head)) } else { indicatif::ProgressBar::hidden() };
    app.export_records(to, &mut |p| progress.set_position(p.done))?;
    progress.finish_and_clear();
    Ok(())
}

/// The public tables in one SQLite file; nothing that is there is written over.
fn sqlite(given: &Given, app: &App, to: &Path) -> Result<Exit, Failure> {
    if to.exists() {
        return Err(Failure::usage(format!("'{}' is there already: name a file that is not", to.display())));
    }
    let progress = bar(given, "Writing tables", Some(TABLES.len() as u64));
    app.write_tables(&now::operator(), to, &given.config.pages.title, &mut |_| progress.inc(1))?;
    progress.finish_and_clear();
    given.say(|| format!("{} tables in '{}'", TABLES.len(), to.display()), || json!({"tables": TABLES.len()}));
    Ok(Exit::Done)
}

/// A folder with every table as CSV, the register as JSON Lines, the SQLite file, and the Data Package that describes them.
fn package(given: &Given, app: &App, to: &Path) -> Result<Exit, Failure> {
    std::fs::create_dir_all(to).map_err(unwritten)?;
    if std::fs::read_dir(to).map_err(unwritten)?.next().is_some() {
        return Err(Failure::usage(format!(
            "'{}' is not empty: name a folder that is, or is not there yet",
            to.display()
        )));
    }
    let create = |name: &str| -> Result<BufWriter<std::fs::File>, Failure> {
        Ok(BufWriter::with_capacity(1 << 20, std::fs::File::create(to.join(name)).map_err(unwritten)?))
    };
    let progress = bar(given, "Writing tables", Some(TABLES.len() as u64));
    let mut names = Vec::new();
    for table in TABLES {
        let name = format!("{}.csv", table.name);
        let mut file = create(&name)?;
        file.write_all(crate::api::table_head(table, Form::Csv).as_bytes()).map_err(unwritten)?;
        let mut after = Some(0);
        while let Some(place) = after {
            let (rows, next) = app.read_public(|view| view.table_rows(table, place, 1000, now::today()))?;
            file.write_all(crate::api::table_rows(table, rows, Form::Csv).as_bytes()).map_err(unwritten)?;
            after = next;
        }
        file.flush().map_err(unwritten)?;
        names.push(name);
        progress.inc(1);
    }
    progress.finish_and_clear();
    let mut file = create("register.jsonl")?;
    lines(given, app, &mut file, true)?;
    file.flush().map_err(unwritten)?;
    app.write_tables(&now::operator(), &to.join("register.sqlite"), &given.config.pages.title, &mut |_| ())?;
    names.extend(["register.jsonl".to_owned(), "register.sqlite".to_owned()]);
    let mut known = Vec::with_capacity(names.len());
    for name in names {
        let (bytes, sha256) = digest(&to.join(&name))?;
        known.push((name, bytes, sha256));
    }
    let described = crate::api::package(&given.config.pages.title, &known);
    let mut file = create("datapackage.json")?;
    writeln!(file, "{described:#}").and_then(|()| file.flush()).map_err(unwritten)?;
    given.say(|| format!("{} files in '{}'", known.len() + 1, to.display()), || json!({"files": known.len() + 1}));
    Ok(Exit::Done)
}

/// How long a file is, and its SHA-256.
fn digest(file: &Path) -> Result<(u64, String), Failure> {
    let mut open = std::fs::File::open(file).map_err(unwritten)?;
    let mut hasher = Sha256::new();
    let bytes = std::io::copy(&mut open, &mut hasher).map_err(unwritten)?;
    Ok((bytes, intake::hex(&hasher.finalize())))
}

/// The whole list of recommendations, page by page.
fn list(app: &App, format: &str, to: &mut dyn Write) -> Result<(), Failure> {
    let today = now::today();
    let mut after = None;
    let mut first = true;
    if format == "json" {
        to.write_all(b"[").map_err(unwritten)?;
    } else {
        to.write_all(crate::api::csv_head().as_bytes()).map_err(unwritten)?;
    }
    loop {
        let page = app.read_public(|view| view.recommendations(&view::Filter::default(), after, 1000, today))?;
        for row in &page.rows {
            let text = if format == "json" {
                let comma = if std::mem::take(&mut first) { "\n" } else { ",\n" };
                format!("{comma}{}", json!(row))
            } else {
                crate::api::csv_row(row)
            };
            to.write_all(text.as_bytes()).map_err(unwritten)?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if format == "json" {
        to.write_all(b"\n]\n").map_err(unwritten)?;
    }
    Ok(())
}

pub(crate) fn verify(given: &Given, args: Verify) -> Result<Exit, Failure> {
    given.must_exist()?;
    let saved = match &args.head {
        None => None,
        Some(text) => Some(Head::parse(text).ok_or_else(|| {
            Failure::usage(format!("'{text}' is not a head: it should be SEQUENCE:HASH, as candour verify prints it"))
        })?),
    };
    let file = given.folder().join(App::LEDGER_FILE);
    let home = SqliteHome::open_read_only(&file, &given.config.register).map_err(app::AppError::from)?;
    let length = home.head().map(|h| h.seq).unwrap_or(0);
    let progress = bar(given, "Verifying", Some(length));
    let report = ledger::verify(&home, saved, |seq| {
        if seq % 1000 == 0 {
            progress.set_position(seq);
        }
    })
    .map_err(app::AppError::from)?;
    progress.finish_and_clear();
    for finding in &report.findings {
        given.say(|| finding.to_string(), || json!({"seq": finding.seq, "finding": finding.to_string()}));
    }
    let whole = report.findings.is_empty();
    let words = || {
        let erased = if report.erased_fields > 0 {
            format!(", {} fields erased by law", report.erased_fields)
        } else {
            String::new()
        };
        if whole {
            format!(
                "The record is whole: {} entries{erased}.\nhead {}\nKeep that line elsewhere: given back with --head, it shows a cut or rewritten record.",
                report.entries, report.head
            )
        } else {
            format!("The record was altered: {} findings in {} entries{erased}.", report.findings.len(), report.entries)
        }
    };
    given.say(words, || json!({"whole": whole, "entries": report.entries, "erased_fields": report.erased_fields, "head": report.head.to_string(), "findings": report.findings.len()}));
    Ok(if whole { Exit::Done } else { Exit::Altered })
}

pub(crate) fn rebuild(given: &Given, _args: Rebuild) -> Result<Exit, Failure> {
    given.must_exist()?;
    let home = SqliteHome::open(&given.folder().join(App::LEDGER_FILE), &given.config.register)
        .map_err(app::AppError::from)?;
    let head = home.head().map_err(app::AppError::from)?.seq;
    let progress = bar(given, "Rebuilding", Some(head));
    let began = std::time::Instant::now();
    let report = app::rebuild_views(&home, &given.folder().join("views"), &given.config.register, &mut |p| {
        progress.set_position(p.done)
    })?;
    progress.finish_and_clear();
    let views = began.elapsed().as_secs_f64();
    let searched = app::rebuild_search(given.folder(), &given.config.register)?;
    let search = began.elapsed().as_secs_f64() - views;
    let words = || {
        let index = match searched {
            true => format!(" and the search index in {search:.1} s"),
            false => "; the server that runs builds the search index".to_owned(),
        };
        format!("rebuilt both views from {} entries in {views:.1} s{index}", report.entries)
    };
    given.say(
        words,
        || json!({"entries": report.entries, "search": searched, "seconds": {"views": views, "search": search}}),
    );
    Ok(Exit::Done)
}
