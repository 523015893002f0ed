//! The benchmarks: ratios against a reference taken in the same run, as the median of interleaved runs.
//!
//! `bench generate` writes large registers as JSON Lines; `bench import` times loading and rebuilding beside a bare
//! rusqlite loop; `bench read` times the readers and the PDF decoder, `bench documents` imports thousands; `bench search` searches beside bare tantivy and SQLite FTS5, `bench index` builds the index beside bare tantivy, `bench likeness` finds what is alike; `bench due` asks what is overdue beside a plain query; `bench acts` acts through the API from sixteen clients beside a bare loop of durable commits; `bench serve` drives the built program with `wrk` beside a static page from the same server.
//!
//! *Invariant:* the same seed gives the same register on every machine; a time is never asserted, only printed.

mod acts;
mod analysis;
mod due;
mod generate;
mod import;
mod likeness;
mod read;
mod search;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Candour's benchmarks; see bench/README.md")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a register of N recommendations as JSON Lines.
    Generate {
        /// How many recommendations.
        #[arg(long, default_value_t = 100_000)]
        recommendations: u64,
        /// The file.
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Time import and rebuild against a bare loop.
    Import {
        /// How many recommendations.
        #[arg(long, default_value_t = 100_000)]
        recommendations: u64,
        /// Interleaved runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Keep the last register here, for `serve`.
        #[arg(long)]
        keep: Option<PathBuf>,
    },
    /// Time pages and API against a static page.
    Serve {
        /// A data folder filled by `import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// Interleaved runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Seconds of each run of `wrk`.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
    },
    /// Time the readers and the PDF decoder beside their references.
    Read {
        /// A folder of documents.
        #[arg(long, default_value = "tests/labelled")]
        folder: PathBuf,
        /// Interleaved runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Import many mixed documents and watch the memory.
    Documents {
        /// A folder of documents to copy.
        #[arg(long, default_value = "tests/labelled")]
        folder: PathBuf,
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        count: usize,
    },
    /// Search beside a bare tantivy loop over the same index, and beside SQLite FTS5.
    Search {
        /// A data folder filled by `import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// Interleaved runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Seconds of each run of `wrk`.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// Also ask SQLite FTS5; building its table takes minutes at a million.
        #[arg(long)]
        fts: bool,
    },
    /// Build the search index beside bare tantivy.
    Index {
        /// A data folder filled by `import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// How many recommendations it has.
        #[arg(long)]
        recommendations: u64,
        /// Interleaved runs.
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Find which recommendations of a register are alike, beside reading and tokenising them.
    Likeness {
        /// A data folder filled by `import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// Interleaved runs.
        #[arg(long, default_value_t = 3)]
        runs: usize,
    },
    /// Ask what is overdue, beside a plain indexed query.
    Due {
        /// A data folder filled by `import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// Interleaved runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Seconds of each run.
        #[arg(long, default_value_t = 1.0)]
        seconds: f64,
    },
    /// The analyst's page asked first and again, beside list pages.
    Analysis {
        /// A data folder filled by `import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// Runs, each with a server of its own.
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Acts through the API from sixteen clients, beside a bare loop of durable commits, and what readers lose meanwhile.
    Acts {
        /// A data folder filled by `bench import --keep`.
        #[arg(long)]
        data: PathBuf,
        /// Interleaved runs.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Seconds of each run.
        #[arg(long, default_value_t = 5.0)]
        seconds: f64,
    },
    /// Import, then serve.
    All {
        /// How many recommendations.
        #[arg(long, default_value_t = 100_000)]
        recommendations: u64,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match Cli::parse().command {
        Command::Generate { recommendations, output } => generate::to_file(recommendations, &output)?,
        Command::Import { recommendations, runs, keep } => import::run(recommendations, runs, keep.as_deref())?,
        Command::Serve { data, runs, seconds } => serve::run(&data, runs, seconds)?,
        Command::Read { folder, runs } => read::run(&folder, runs)?,
        Command::Documents { folder, count } => read::many(&folder, count)?,
        Command::Search { data, runs, seconds, fts } => search::run(&data, runs, seconds, fts)?,
        Command::Index { data, recommendations, runs } => search::build(recommendations, &data, runs)?,
        Command::Likeness { data, runs } => likeness::run(&data, runs)?,
        Command::Due { data, runs, seconds } => due::run(&data, runs, seconds)?,
        Command::Analysis { data, runs } => analysis::run(&data, runs)?,
        Command::Acts { data, runs, seconds } => acts::run(&data, runs, seconds)?,
        Command::All { recommendations } => {
            let folder = tempfile::tempdir()?;
            import::run(recommendations, 5, Some(folder.path()))?;
            serve::run(folder.path(), 5, 5)?;
            search::run(folder.path(), 5, 5, true)?;
            search::build(recommendations, folder.path(), 3)?;
            likeness::run(folder.path(), 3)?;
            due::run(folder.path(), 5, 1.0)?;
            analysis::run(folder.path(), 5)?;
            acts::run(folder.path(), 5, 5.0)?;
        }
    }
    Ok(())
}

/// The middle of some figures.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
