//! `candour backup`, `restore` and `doctor`.
//!
//! *Invariant:* a restore never writes over a register; a backup is verified before it is called one.

use std::path::{Path, PathBuf};

use app::{App, Files};
use ledger::{Home, SqliteHome};
use serde_json::json;

use super::{Given, bar};
use crate::outcome::{Exit, Failure};

/// Arguments of `backup`.
#[derive(clap::Args)]
pub(crate) struct Backup {
    /// The new folder to copy to.
    to: PathBuf,
}

/// Arguments of `restore`.
#[derive(clap::Args)]
pub(crate) struct Restore {
    /// The backup's folder.
    from: PathBuf,
}

/// Arguments of `doctor`.
#[derive(clap::Args)]
pub(crate) struct Doctor {}

fn io(what: &str, path: &Path) -> impl Fn(std::io::Error) -> Failure {
    let words = format!("'{}' could not be {what}", path.display());
    move |e| Failure::failed("files", format!("{words}: {e}"))
}

pub(crate) fn backup(given: &Given, args: Backup) -> Result<Exit, Failure> {
    given.must_exist()?;
    copy(given, given.folder(), &args.to, "backed up")
}

pub(crate) fn restore(given: &Given, args: Restore) -> Result<Exit, Failure> {
    if !args.from.join(App::LEDGER_FILE).exists() {
        return Err(Failure::failed(
            "no_register",
            format!("there is no backup of a register in '{}'", args.from.display()),
        ));
    }
    let exit = copy(given, &args.from, given.folder(), "restored")?;
    drop(given.app()?);
    Ok(exit)
}

/// Copies ledger and files into a folder without a register, then verifies the copy. The views are rebuilt, not copied.
fn copy(given: &Given, from: &Path, to: &Path, done: &str) -> Result<Exit, Failure> {
    if to.join(App::LEDGER_FILE).exists() {
        return Err(Failure::failed(
            "not_empty",
            format!("'{}' holds a register already; name an empty folder", to.display()),
        ));
    }
    std::fs::create_dir_all(to).map_err(io("made", to))?;
    let home = SqliteHome::open_read_only(&from.join(App::LEDGER_FILE), &given.config.register)
        .map_err(app::AppError::from)?;
    // The ledger goes first: files are written before the entries that name them, so none is missing afterwards.
    home.backup(&to.join(App::LEDGER_FILE)).map_err(app::AppError::from)?;
    // Who is behind the pseudonyms comes along; sessions and links too, which end by themselves.
    let people = from.join(App::ACCOUNTS_FILE);
    if people.exists() {
        let people = accounts::SqliteHome::open(&people).map_err(app::AppError::from)?;
        accounts::Home::backup(&people, &to.join(App::ACCOUNTS_FILE)).map_err(app::AppError::from)?;
    }
    let kept = Files::open(&from.join("files")).map_err(app::AppError::from)?.all().map_err(app::AppError::from)?;
    let progress = bar(given, "Copying files", Some(kept.len() as u64));
    let files = Files::open(&to.join("files")).map_err(app::AppError::from)?;
    for (digest, path) in &kept {
        let bytes = std::fs::read(path).map_err(io("read", path))?;
        let copied = files.keep(&bytes).map_err(app::AppError::from)?;
        if copied != *digest {
            return Err(Failure::failed(
                "files",
                format!("the file {digest} was changed after it was kept; the copy was stopped"),
            ));
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    let copy =
        SqliteHome::open_read_only(&to.join(App::LEDGER_FILE), &given.config.register).map_err(app::AppError::from)?;
    let report = ledger::verify(&copy, None, |_| ()).map_err(app::AppError::from)?;
    if let Some(finding) = report.findings.first() {
        return Err(Failure {
            exit: Exit::Altered,
            ..Failure::failed("altered", format!("the copy does not verify: {finding}"))
        });
    }
    let words = || {
        format!(
            "{done} {} entries and {} files to '{}'; the copy verifies\nhead {}",
            report.entries,
            kept.len(),
            to.display(),
            report.head
        )
    };
    given.say(words, || json!({"entries": report.entries, "files": kept.len(), "head": report.head.to_string()}));
    Ok(Exit::Done)
}

pub(crate) fn doctor(given: &Given, _args: Doctor) -> Result<Exit, Failure> {
    let folder = given.folder();
    let mut checks: Vec<(&str, Result<String, String>)> = Vec::new();
    checks.push(("data folder", writable(folder)));
    checks.push((
        "styles",
        if crate::assets::present() {
            Ok("built in".to_owned())
        } else {
            Err("not built in: pages are plain; run make assets and build again".to_owned())
        },
    ));
    if folder.join(App::LEDGER_FILE).exists() {
        let ledger = SqliteHome::open_read_only(&folder.join(App::LEDGER_FILE), &given.config.register);
        checks.push((
            "ledger",
            ledger.and_then(|home| home.head()).map(|head| format!("{} entries", head.seq)).map_err(|e| e.to_string()),
        ));
        checks.push(("views", given.app().map_err(|f| f.message).and_then(|app| in_step(&app))));
        let files = Files::open(&folder.join("files")).and_then(|files| check_files(&files));
        checks.push(("files", files.map_err(|e| e.to_string())));
        checks.push(("restricted", given.app().map_err(|f| f.message).and_then(|app| openable(&app))));
        checks.push(("erasures", given.app().map_err(|f| f.message).and_then(|app| carried(&app))));
    } else {
        checks.push(("ledger", Ok("none yet; candour import or candour demo makes one".to_owned())));
    }
    let sound = checks.iter().all(|(_, result)| result.is_ok());
    for (name, result) in &checks {
        let (sign, words) = match result {
            Ok(words) => ("ok", words),
            Err(words) => ("wrong", words),
        };
        given.say(
            || format!("{sign:>5}  {name}: {words}"),
            || json!({"check": name, "ok": result.is_ok(), "message": words}),
        );
    }
    Ok(if sound { Exit::Done } else { Exit::Failed })
}

fn writable(folder: &Path) -> Result<String, String> {
    let probe = folder.join(".candour-doctor");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b"x"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map(|()| format!("'{}' can be written", folder.display()))
        .map_err(|e| format!("'{}' cannot be written: {e}", folder.display()))
}

fn in_step(app: &App) -> Result<String, String> {
    let head = app.ledger().head().map_err(|e| e.to_string())?.seq;
    let seq = app.read_public(|view| view.seq()).map_err(|e| e.to_string())?;
    if seq == head {
        Ok(format!("in step with the ledger at {head}"))
    } else {
        Err(format!("at {seq}, the ledger at {head}: run candour rebuild"))
    }
}

/// Whether what was erased is gone from the views too.
fn carried(app: &App) -> Result<String, String> {
    match app.unsettled_erasures(crate::now::now()).map_err(|e| e.to_string())? {
        0 => Ok("each is carried through".to_owned()),
        open => Err(format!(
            "{open} are not carried through to the views: start the server, or run candour erase with any words, which does it first"
        )),
    }
}

/// Whether everything that is sealed can be opened.
fn openable(app: &App) -> Result<String, String> {
    let lost = app.unopenable(crate::now::now()).map_err(|e| e.to_string())?;
    match lost.as_slice() {
        [] => Ok("each sealed record has its key and its file".to_owned()),
        [first, ..] => {
            let count = lost.len();
            Err(format!(
                "{count} cannot be opened, {first} the first: its key or file is not here; restore accounts.sqlite and files/ together"
            ))
        }
    }
}

fn check_files(files: &Files) -> Result<String, app::FileError> {
    let all = files.all()?;
    for (digest, _) in &all {
        files.read(digest)?;
    }
    Ok(format!("{} files, each under its own digest", all.len()))
}
