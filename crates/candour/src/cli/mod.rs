//! The command line.
//!
//! *Invariant:* each command reads flags, calls `app` or `view`, and prints; `--json` prints one JSON value a line.

mod act;
mod copies;
mod documents;
mod due;
mod erase;
mod evaluate;
mod extract;
mod hold;
mod judgements;
mod labels;
mod register;
mod reread;
mod responses;
mod review;
mod search;
mod serve;
mod subject;
mod themes;
mod user;
mod webhook;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::{App, Settings};
use clap::{Parser, Subcommand};
use domain::ActId;

use crate::acts;
use crate::config::{self, Config};
use crate::decoding;
use crate::now;
use crate::outcome::{Exit, Failure};

/// What oversight bodies asked, what was promised, and whether it was done.
#[derive(Parser)]
#[command(
    name = "candour",
    version,
    about,
    after_help = "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 some documents not recognised; 4 some files unreadable; 5 the record was altered."
)]
struct Cli {
    /// The data folder.
    #[arg(long, global = true, env = "CANDOUR_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// A configuration file.
    #[arg(long, global = true, env = "CANDOUR_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON instead of words.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill a register from sample documents and serve it.
    Demo(serve::Demo),
    /// Read documents, folders of them, or exported JSON Lines into the register.
    Import(documents::Import),
    /// Print what would be read from documents, and touch nothing.
    Extract(extract::Extract),
    /// Measure how right the readers are on labelled documents.
    Evaluate(evaluate::Evaluate),
    /// Serve the public pages and the API.
    Serve(serve::Serve),
    /// Find recommendations.
    Search(search::Search),
    /// Read stored documents again with this version's readers, and show what would change.
    Reread(reread::Reread),
    /// Go through what waits for review, or change, accept or reject one proposal.
    Review(review::ReviewArgs),
    /// Record what an addressee said.
    Respond(responses::Respond),
    /// List recommendations that are alike, or say what two are to each other.
    Judge(judgements::Judge),
    /// List the themes that words suggest, or say which a recommendation has.
    Theme(themes::Themes),
    /// List what is due, late, possibly late or unknown.
    Due(due::Due),
    /// Show how a due day was reckoned, or say what happened to its clock.
    Clock(due::Clock),
    /// Do an act as the person a token is of: answer, update, check, close.
    Act(act::Act),
    /// Invite people, say what they may do, and stop them.
    User(user::User),
    /// Say which programs are told of what changes.
    Webhook(webhook::Webhook),
    /// Write the register's public records.
    Export(register::Export),
    /// Check that nothing in the record was altered.
    Verify(register::Verify),
    /// Find words wherever the register holds them, and erase them for good.
    Erase(erase::Erase),
    /// Keep records from being erased or destroyed, or let go of them.
    Hold(hold::Hold),
    /// Print all that is held of one person, for a request by them.
    Subject(subject::Of),
    /// Build the views again from the ledger.
    Rebuild(register::Rebuild),
    /// Copy the register, also while it is being served.
    Backup(copies::Backup),
    /// Put a copy in a new data folder.
    Restore(copies::Restore),
    /// Look for what is wrong with this installation.
    Doctor(copies::Doctor),
    /// Print the configuration.
    Config(ConfigCommand),
    /// Decode one file from standard input within limits; run by the program itself.
    #[command(name = decoding::CHILD, hide = true)]
    DecodeChild {
        /// Megabytes of memory.
        megabytes: u64,
        /// Seconds of processor time.
        seconds: u64,
        /// The file's name.
        file: String,
    },
}

#[derive(clap::Args)]
struct ConfigCommand {
    /// Print the annotated defaults instead of what is in force.
    #[arg(long)]
    default: bool,
}

/// What every command gets.
pub(crate) struct Given {
    pub(crate) config: Config,
    pub(crate) json: bool,
}

impl Given {
    pub(crate) fn folder(&self) -> &Path {
        &self.config.data
    }

    /// Opens the register, making and seeding it where it is new.
    pub(crate) fn app(&self) -> Result<App, Failure> {
        self.app_at(&self.config.data)
    }

    /// What decodes files: in this process, or in a child with the configured limits.
    pub(crate) fn decoder(&self) -> app::Decoder {
        let limits = self.config.intake.clone();
        app::Decoder::new(move |file, bytes| decoding::decode(&limits, file, bytes))
    }

    /// Opens the register in another folder.
    pub(crate) fn app_at(&self, folder: &Path) -> Result<App, Failure> {
        let readers = match self.config.server.readers {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            set => set,
        };
        let seed = now::random::<32>().map_err(|e| Failure::failed("randomness", e))?;
        let settings = Settings {
            folder: folder.to_owned(),
            register: self.config.register.clone(),
            seed,
            readers,
            decoder: self.decoder(),
            random: accounts::Random::new(now::random::<32>),
            after_readers: crate::priority::after_readers,
        };
        let app = App::open(settings)?;
        app.seed_register(&now::operator())?;
        Ok(app)
    }

    /// The register for reading: an error where there is none, rather than a new one.
    pub(crate) fn existing(&self) -> Result<App, Failure> {
        self.must_exist()?;
        self.app()
    }

    pub(crate) fn must_exist(&self) -> Result<(), Failure> {
        let file = self.config.data.join(App::LEDGER_FILE);
        if file.exists() {
            return Ok(());
        }
        let folder = self.config.data.display();
        Err(Failure::failed(
            "no_register",
            format!(
                "there is no register in '{folder}': name its folder with --data, or make one with candour import or candour demo"
            ),
        ))
    }

    /// Prints a line of words, or a JSON value.
    pub(crate) fn say(&self, words: impl FnOnce() -> String, json: impl FnOnce() -> serde_json::Value) {
        use std::io::Write;
        let line = if self.json { json().to_string() } else { words() };
        // A closed pipe (`| head`) is the reader's way of saying enough.
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}

/// Parses, runs, and ends with the exit code.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.json;
    match dispatch(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print(json);
            failure.exit.into()
        }
    }
}

fn dispatch(cli: Cli) -> Result<Exit, Failure> {
    let mut config = config::load(cli.config.as_deref())?;
    if let Some(data) = cli.data {
        config.data = data;
    }
    let given = Given { config, json: cli.json };
    match cli.command {
        Command::Demo(args) => serve::demo(&given, args),
        Command::Import(args) => documents::import(&given, args),
        Command::Extract(args) => extract::extract(&given, args),
        Command::Evaluate(args) => evaluate::evaluate(&given, args),
        Command::Serve(args) => serve::serve(&given, args),
        Command::Search(args) => search::search(&given, args),
        Command::Reread(args) => reread::reread(&given, &args),
        Command::Review(args) => review::review(&given, args),
        Command::Respond(args) => responses::respond(&given, args),
        Command::Judge(args) => judgements::judge(&given, args),
        Command::Theme(args) => themes::theme(&given, args),
        Command::Due(args) => due::due(&given, args),
        Command::Clock(args) => due::clock(&given, args),
        Command::Act(args) => act::act(&given, args),
        Command::User(args) => user::user(&given, args),
        Command::Webhook(args) => webhook::webhook(&given, args),
        Command::Export(args) => register::export(&given, args),
        Command::Verify(args) => register::verify(&given, args),
        Command::Erase(args) => erase::erase(&given, &args),
        Command::Hold(args) => hold::hold(&given, args),
        Command::Subject(args) => subject::subject(&given, &args),
        Command::Rebuild(args) => register::rebuild(&given, args),
        Command::Backup(args) => copies::backup(&given, args),
        Command::Restore(args) => copies::restore(&given, args),
        Command::Doctor(args) => copies::doctor(&given, args),
        Command::Config(args) => print_config(&given, &args),
        Command::DecodeChild { megabytes, seconds, file } => decoding::child(&file, megabytes, seconds),
    }
}

/// A fresh identifier for an act that a command does.
fn fresh_act() -> Result<ActId, Failure> {
    acts::fresh().map_err(|e| Failure::failed("randomness", e.to_string()))
}

fn print_config(given: &Given, args: &ConfigCommand) -> Result<Exit, Failure> {
    let in_force = toml::to_string(&given.config).map_err(|e| Failure::failed("config", e.to_string()))?;
    let words = if args.default { config::DEFAULT.to_owned() } else { in_force };
    given.say(|| words.trim_end().to_owned(), || serde_json::to_value(&given.config).unwrap_or_default());
    Ok(Exit::Done)
}

/// A bar for work whose length is known, a spinner for other; nothing where nobody looks.
pub(crate) fn bar(given: &Given, what: &'static str, of: Option<u64>) -> indicatif::ProgressBar {
    if given.json {
        return indicatif::ProgressBar::hidden();
    }
    let bar = match of {
        Some(of) => indicatif::ProgressBar::new(of),
        None => indicatif::ProgressBar::new_spinner(),
    };
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len} ({eta} left)");
    if let (Ok(style), Some(_)) = (style, of) {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}
