//! `candour extract`: the proposal as JSON, one object a line, one line a file. Touches nothing.
//!
//! *Invariant:* its output is the contract of `docs/extract.schema.json`: a missing value is null, never a guess.

use std::io::Write;
use std::path::{Path, PathBuf};

use domain::DocumentKind;
use domain::proposals::{DateValue, Proposal};
use serde_json::{Map, Value, json};

use super::Given;
use crate::outcome::{Exit, Failure};

/// Arguments of `extract`.
#[derive(clap::Args)]
pub(crate) struct Extract {
    /// Files and folders.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Wrap each value with its place in the decoded text.
    #[arg(long)]
    spans: bool,
    /// Also write each decoded text, as kept, into this folder as NAME.txt.
    #[arg(long, value_name = "DIR")]
    text_to: Option<PathBuf>,
}

pub(crate) fn extract(given: &Given, args: Extract) -> Result<Exit, Failure> {
    let (lexicon, decoder) = (lexicon(given)?, given.decoder());
    let (mut unrecognised, mut unreadable) = (false, false);
    'files: for file in files_in(&args.files)? {
        for (name, bytes) in read_documents(&file) {
            let read = bytes.and_then(|bytes| {
                let decoded = decoder.decode(&name, &bytes).map_err(app::AppError::from)?;
                Ok(intake::read(&name, &bytes, &decoded, &lexicon))
            });
            let line = match read {
                Ok(extracted) => {
                    let proposal = &extracted.proposal;
                    unrecognised |= proposal.document.kind == DocumentKind::Unrecognised || proposal.has_errors();
                    if let Some(folder) = &args.text_to {
                        keep_text(folder, Path::new(&name), &extracted.text)?;
                    }
                    contract(proposal, args.spans)
                }
                Err(failure) => {
                    unreadable = true;
                    json!({"file": name, "error": {"code": failure.code, "message": failure.message}})
                }
            };
            if writeln!(std::io::stdout(), "{line}").is_err() {
                break 'files;
            }
        }
    }
    Ok(match (unreadable, unrecognised) {
        (true, _) => Exit::SomeUnreadable,
        (_, true) => Exit::SomeUnrecognised,
        _ => Exit::Done,
    })
}

/// The names that a register knows, or the shipped ones where there is no register.
pub(crate) fn lexicon(given: &Given) -> Result<intake::Lexicon, Failure> {
    let public = given.folder().join("views").join(view::Audience::Public.file_name());
    if public.exists() {
        let known = view::View::connect(&public).and_then(|conn| app::lexicon_of(&view::View::over(&conn)));
        if let Ok(known) = known {
            return Ok(known);
        }
    }
    Ok(app::shipped_lexicon()?)
}

fn keep_text(folder: &Path, file: &Path, text: &str) -> Result<(), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let to = folder.join(format!("{name}.txt"));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&to, text))
        .map_err(|e| Failure::failed("output", format!("'{}' could not be written: {e}", to.display())))
}

/// Every file named, folders gone through, in order of name; hidden files and mapping files left out.
pub(crate) fn files_in(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            let listing = std::fs::read_dir(path)
                .map_err(|e| Failure::failed("folder", format!("'{}' cannot be listed: {e}", path.display())))?;
            let mut inside: Vec<PathBuf> = listing.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
            inside.sort();
            inside.retain(|p| {
                let name = p.file_name().unwrap_or_default().to_string_lossy();
                !name.starts_with('.') && !name.ends_with(".toml") && !name.ends_with(".gold.json")
            });
            out.extend(files_in(&inside)?);
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

/// A file's bytes, its size looked at first, so that a huge file is refused without being read.
pub(crate) fn read_file(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable =
        |e: std::io::Error| Failure::failed("unreadable_file", format!("'{}' cannot be read: {e}", file.display()));
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > intake::MAX_INPUT as u64 {
        let error: app::AppError = intake::DecodeError::TooLarge(size).into();
        return Err(Failure { message: format!("'{}': {error}", file.display()), ..Failure::from(error) });
    }
    std::fs::read(file).map_err(unreadable)
}

/// The documents of a file by name: the file itself, or each of a ZIP's (`folder.zip/letter.pdf`).
pub(crate) fn read_documents(file: &Path) -> Vec<(String, Result<Vec<u8>, Failure>)> {
    let name = file.display().to_string();
    let bytes = match read_file(file) {
        Ok(bytes) if intake::format_of(&name, &bytes) == intake::Format::Zip => bytes,
        one => return vec![(name, one)],
    };
    match intake::documents_in(&bytes) {
        Ok(inside) => inside.into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), Ok(bytes))).collect(),
        Err(e) => vec![(name, Err(app::AppError::from(e).into()))],
    }
}

/// A proposal as the public contract has it.
pub(crate) fn contract(proposal: &Proposal, spans: bool) -> Value {
    let mut value = serde_json::to_value(proposal).unwrap_or_default();
    if let Some(published) = value.pointer_mut("/document/published_on") {
        with_precision(published, proposal);
    }
    if let Some(Value::Array(warnings)) = value.get("warnings").cloned() {
        let plain = unwrapped(value, spans);
        let mut plain = as_map(plain);
        plain.insert("warnings".to_owned(), Value::Array(warnings));
        return Value::Object(plain);
    }
    unwrapped(value, spans)
}

/// `published_on` says its precision beside its value.
fn with_precision(published: &mut Value, proposal: &Proposal) {
    let Some(quoted) = &proposal.document.published_on else { return };
    let date = serde_json::to_value(DateValue::from(quoted.value)).unwrap_or_default();
    if let Value::Object(map) = published {
        map.insert("value".to_owned(), date);
    }
}

fn as_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Replaces each `{value, start, end, confidence}` by its value, or gives the confidence as a fraction.
fn unwrapped(value: Value, spans: bool) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(|v| unwrapped(v, spans)).collect()),
        Value::Object(map) => {
            let quoted = map.len() == 4 && ["value", "start", "end", "confidence"].iter().all(|k| map.contains_key(*k));
            let mut out: Map<String, Value> = map.into_iter().map(|(k, v)| (k, unwrapped(v, spans))).collect();
            if !quoted {
                return Value::Object(out);
            }
            let inner = unmarked(out.remove("value").unwrap_or_default());
            if !spans {
                return inner;
            }
            out.insert("value".to_owned(), inner);
            let hundredths = out.get("confidence").and_then(Value::as_u64).unwrap_or(0);
            out.insert("confidence".to_owned(), json!(f64::from(u32::try_from(hundredths).unwrap_or(0)) / 100.0));
            Value::Object(out)
        }
        other => other,
    }
}

/// A date without the mark that its year was inferred; the warnings say so instead.
fn unmarked(value: Value) -> Value {
    match value {
        Value::String(text) => match text.strip_suffix(['?', '~']) {
            Some(bare) if bare.parse::<domain::PartialDate>().is_ok() => Value::String(bare.to_owned()),
            _ => Value::String(text),
        },
        other => other,
    }
}
