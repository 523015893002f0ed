//! `candour export`, `verify` and `rebuild`.
//!
//! *Invariant:* reading only, but for the views, which are derived.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use app::App;
use ledger::{Head, Home, SqliteHome};
use serde_json::json;

use super::{Given, bar};
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `export`.
#[derive(clap::Args)]
pub(crate) struct Export {
    /// What to write: jsonl (every record, loads again), csv (recommendations, a row an addressee), or json (the same as csv).
    #[arg(long, default_value = "jsonl", value_parser = ["jsonl", "csv", "json"])]
    format: String,
    /// The file to write; standard output without it.
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
    let output = |e: std::io::Error| Failure::failed("output", format!("the export could not be written: {e}"));
    let mut to: Box<dyn Write> = match &args.output {
        Some(file) => Box::new(BufWriter::with_capacity(1 << 20, std::fs::File::create(file).map_err(output)?)),
        None => Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
    };
    match args.format.as_str() {
        "jsonl" => {
            let head = app.ledger().head().map_err(app::AppError::from)?.seq;
            let progress = if args.output.is_some() {
                bar(given, "Exporting", Some(head))
            } else {
                indicatif::ProgressBar::hidden()
            };
            app.export_records(&mut to, &mut |p| progress.set_position(p.done))?;
            progress.finish_and_clear();
        }
        format => list(&app, format, &mut to)?,
    }
    to.flush().map_err(output)?;
    Ok(Exit::Done)
}

/// The whole list of recommendations, page by page.
fn list(app: &App, format: &str, to: &mut dyn Write) -> Result<(), Failure> {
    let output = |e: std::io::Error| Failure::failed("output", format!("the export could not be written: {e}"));
    let today = now::today();
    let mut after = None;
    let mut first = true;
    if format == "json" {
        to.write_all(b"[").map_err(output)?;
    } else {
        to.write_all(crate::api::csv_head().as_bytes()).map_err(output)?;
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
            to.write_all(text.as_bytes()).map_err(output)?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if format == "json" {
        to.write_all(b"\n]\n").map_err(output)?;
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
    let report = app::rebuild_views(&home, &given.folder().join("views"), &given.config.register, &mut |p| {
        progress.set_position(p.done)
    })?;
    progress.finish_and_clear();
    let searched = app::rebuild_search(&given.folder().join("views"), &given.config.register)?;
    let words = || {
        let index = if searched { "and the search index" } else { "; the server that runs builds the search index" };
        format!("rebuilt both views from {} entries {index}", report.entries)
    };
    given.say(words, || json!({"entries": report.entries, "search": searched}));
    Ok(Exit::Done)
}
