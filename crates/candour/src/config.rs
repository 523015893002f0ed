//! The configuration: `config.default.toml` is the reference, and an unknown key is an error (rule 35).
//!
//! *Invariant:* every key has its default in that file and nowhere else.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::outcome::Failure;

/// The annotated reference, embedded.
pub const DEFAULT: &str = include_str!("../config.default.toml");

/// What is in force.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The register's name.
    pub register: String,
    /// The server.
    pub server: Server,
    /// The pages.
    pub pages: Pages,
    /// The reading of documents.
    pub intake: Intake,
    /// The people who sign in.
    pub people: People,
    /// Who else signs them in.
    pub provider: Provider,
    /// The letters that are sent.
    pub mail: Mail,
}

/// The server's settings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// Reading threads; 0 for one a core.
    pub readers: usize,
    /// Seconds for one request.
    pub timeout: u64,
    /// The address that people open; empty for the one that is listened on.
    pub address: String,
    /// Whether a proxy stands before it.
    pub behind_proxy: bool,
}

/// Whether everybody needs a code besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Whoever wants one.
    Offered,
    /// Everybody.
    Required,
}

/// The people's settings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Hours after which everybody signs in again.
    pub session_hours: u32,
    /// Minutes without a page after which they do.
    pub silent_minutes: u32,
    /// Whether everybody needs a code.
    pub second_factor: SecondFactor,
    /// Megabytes of one evidence file.
    pub evidence: u64,
}

/// The settings of an organisation's own provider of sign-ins.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its address; empty for none.
    pub issuer: String,
    /// What it is called on the page.
    pub name: String,
    /// What it calls this register.
    pub client: String,
    /// The file with the secret between the two.
    pub secret_file: PathBuf,
}

/// The letters' settings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The address they come from.
    pub from: String,
    /// The mail server; empty for files in the data folder.
    pub server: String,
    /// Who signs in to it.
    pub user: String,
    /// The file with their password.
    pub password_file: PathBuf,
    /// How many days before a due day those who have to answer are reminded; 0 for the day itself.
    pub reminders: Vec<i64>,
    /// The fewest minutes between two letters with news of one search.
    pub news_minutes: u32,
}

/// The pages' settings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The name on every page.
    pub title: String,
    /// Rows of a list.
    pub rows: usize,
}

/// How PDF, Word and Excel files are read: in a process of their own, within these.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Seconds for one file.
    pub seconds: u64,
    /// Megabytes of memory for one file.
    pub memory: u64,
    /// The OCR program and its arguments; empty for none.
    pub ocr: Vec<String>,
}

/// Reads the defaults, then the file over them.
pub fn load(file: Option<&Path>) -> Result<Config, Failure> {
    let wrong = |what: String| Failure::usage(what);
    let mut table: toml::Table = DEFAULT.parse().map_err(|e| wrong(format!("the default configuration: {e}")))?;
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .map_err(|e| wrong(format!("the configuration '{}' cannot be read: {e}", file.display())))?;
        let own: toml::Table =
            text.parse().map_err(|e| wrong(format!("the configuration '{}': {e}", file.display())))?;
        merge(&mut table, own);
    }
    let config: Config = table.try_into().map_err(|e| wrong(format!("the configuration: {e}; see candour config")))?;
    let named = !config.register.is_empty()
        && config.register.len() <= 60
        && config.register.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !named {
        return Err(wrong("the configuration: register must be small letters, digits and hyphens".to_owned()));
    }
    if !(1..=200).contains(&config.pages.rows) {
        return Err(wrong("the configuration: pages.rows must be between 1 and 200".to_owned()));
    }
    if !(1..=3600).contains(&config.intake.seconds) || !(256..=65536).contains(&config.intake.memory) {
        return Err(wrong(
            "the configuration: intake.seconds must be 1 to 3600, and intake.memory 256 to 65536".to_owned(),
        ));
    }
    if !(1..=720).contains(&config.people.session_hours) || !(1..=43_200).contains(&config.people.silent_minutes) {
        return Err(wrong(
            "the configuration: people.session_hours must be 1 to 720, and people.silent_minutes 1 to 43200".to_owned(),
        ));
    }
    if !(1..=10_000).contains(&config.people.evidence) {
        return Err(wrong("the configuration: people.evidence must be 1 to 10000 megabytes".to_owned()));
    }
    let address = &config.server.address;
    if !address.is_empty() && !address.starts_with("https://") && !address.starts_with("http://") {
        return Err(wrong("the configuration: server.address must start with https:// or http://".to_owned()));
    }
    Ok(config)
}

fn merge(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(more)) => merge(inner, more),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
