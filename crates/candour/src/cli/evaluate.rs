//! `candour evaluate`: how right the readers are on labelled documents, each field's precision and recall, every miss shown.
//!
//! *Invariant:* it reads files and prints; the register is not touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use intake::evaluate::{Gold, Miss, Score, Tally, score};
use serde_json::json;

use super::Given;
use super::extract::{files_in, lexicon, read_file};
use crate::outcome::{Exit, Failure};

/// Arguments of `evaluate`.
#[derive(clap::Args)]
pub(crate) struct Evaluate {
    /// Folders of labelled documents: NAME.gold.json beside NAME.txt, .html, .pdf and so on.
    #[arg(required_unless_present_any = ["pairs", "queries"])]
    folders: Vec<PathBuf>,
    /// Labelled pairs of texts, a JSON object a line: a, b, label (same, reworded, similar or different).
    #[arg(long, value_name = "FILE")]
    pairs: Vec<PathBuf>,
    /// Labelled searches, a JSON object a line: query, expected (references, or the recommending bodies' own).
    #[arg(long, value_name = "FILE")]
    queries: Vec<PathBuf>,
    /// The register that is searched, as JSON Lines; without it the one in the data folder.
    #[arg(long, value_name = "FILE")]
    register: Option<PathBuf>,
    /// Show the figures only, not every miss.
    #[arg(long)]
    brief: bool,
}

/// The counts of some documents.
#[derive(Default)]
struct Figures {
    documents: u64,
    exact: u64,
    fields: BTreeMap<&'static str, Tally>,
}

impl Figures {
    fn add(&mut self, score: &Score) {
        self.documents += 1;
        self.exact += u64::from(score.exact());
        for (field, tally) in &score.fields {
            self.fields.entry(field).or_default().add(*tally);
        }
    }

    fn json(&self) -> serde_json::Value {
        let fields: BTreeMap<_, _> = self
            .fields
            .iter()
            .map(|(field, t)| {
                (*field, json!({"precision": t.precision(), "recall": t.recall(), "right": t.right, "wrong": t.wrong, "missed": t.missed}))
            })
            .collect();
        json!({"documents": self.documents, "exact": self.exact, "fields": fields})
    }
}

/// One document with its score.
struct Read {
    file: String,
    kind: String,
    reader: String,
    score: Score,
}

pub(crate) fn evaluate(given: &Given, args: Evaluate) -> Result<Exit, Failure> {
    if !args.pairs.is_empty() {
        super::labels::pairs(given, &args.pairs, args.brief)?;
    }
    if !args.queries.is_empty() {
        super::labels::queries(given, &args.queries, args.register.as_deref(), args.brief)?;
    }
    if args.folders.is_empty() {
        return Ok(Exit::Done);
    }
    let (lexicon, decoder) = (lexicon(given)?, given.decoder());
    let mut all = Vec::new();
    for file in files_in(&args.folders)? {
        let Some(gold) = gold_of(&file)? else { continue };
        let name = file.display().to_string();
        let bytes = read_file(&file)?;
        let (proposal, reader) = match decoder.decode(&name, &bytes) {
            Ok(decoded) => {
                let extracted = intake::read(&name, &bytes, &decoded, &lexicon);
                (extracted.proposal, extracted.read_by)
            }
            // An unreadable file reads nothing; everything its label holds is missed.
            Err(_) => {
                let kind = domain::DocumentKind::Unrecognised;
                (domain::proposals::Proposal::empty(&name, "", kind), "unreadable".to_owned())
            }
        };
        let kind = gold.kind.clone().unwrap_or_else(|| "unlabelled".to_owned());
        all.push(Read { file: name, kind, reader, score: score(&gold, &proposal) });
    }
    if all.is_empty() {
        return Err(Failure::failed(
            "no_labels",
            "no labelled document was found: put NAME.gold.json beside each document (docs/manual/evaluation.md says how)",
        ));
    }
    print(given, &all, args.brief);
    Ok(Exit::Done)
}

/// The label beside a file, if there is one.
fn gold_of(file: &Path) -> Result<Option<Gold>, Failure> {
    let label = file.with_extension("gold.json");
    if !label.exists() || label == file {
        return Ok(None);
    }
    let wrong = |why: String| Failure::failed("label", format!("'{}': {why}", label.display()));
    let text = std::fs::read_to_string(&label).map_err(|e| wrong(e.to_string()))?;
    serde_json::from_str(&text).map(Some).map_err(|e| wrong(e.to_string()))
}

fn print(given: &Given, all: &[Read], brief: bool) {
    let mut whole = Figures::default();
    let (mut kinds, mut readers) = (BTreeMap::<&str, Figures>::new(), BTreeMap::<&str, Figures>::new());
    for read in all {
        whole.add(&read.score);
        kinds.entry(&read.kind).or_default().add(&read.score);
        readers.entry(&read.reader).or_default().add(&read.score);
    }
    let mut words = Vec::new();
    for read in all.iter().filter(|r| !brief && !r.score.misses.is_empty()) {
        words.push(format!("{} ({})", read.file, read.reader));
        words.extend(read.score.misses.iter().map(miss));
    }
    words.push(table("all documents", &whole));
    words.extend(kinds.iter().map(|(kind, figures)| table(&format!("kind {kind}"), figures)));
    words.extend(readers.iter().map(|(reader, figures)| table(&format!("reader {reader}"), figures)));
    let as_json = |map: &BTreeMap<&str, Figures>| {
        map.iter().map(|(name, figures)| ((*name).to_owned(), figures.json())).collect::<serde_json::Map<_, _>>()
    };
    given.say(
        || words.join("\n"),
        || {
            let misses: Vec<_> = all.iter().map(|r| json!({"file": r.file, "misses": r.score.misses})).collect();
            json!({"all": whole.json(), "kinds": as_json(&kinds), "readers": as_json(&readers), "documents": misses})
        },
    );
}

fn miss(miss: &Miss) -> String {
    let shown = |value: &Option<String>| value.as_ref().map_or("nothing".to_owned(), |v| format!("'{v}'"));
    format!("  {}: expected {}, read {}", miss.field, shown(&miss.expected), shown(&miss.got))
}

fn table(name: &str, figures: &Figures) -> String {
    let mut table = comfy_table::Table::new();
    table.set_header(["field", "precision", "recall", "right", "wrong", "missed"]);
    for (field, t) in &figures.fields {
        table.add_row([
            (*field).to_owned(),
            format!("{:.3}", t.precision()),
            format!("{:.3}", t.recall()),
            t.right.to_string(),
            t.wrong.to_string(),
            t.missed.to_string(),
        ]);
    }
    format!("\n{name}: {} documents, {} read without a fault\n{table}", figures.documents, figures.exact)
}
