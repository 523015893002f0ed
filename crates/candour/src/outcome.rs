//! How the program ends: exit codes, and errors on the terminal.
//!
//! *Invariant:* every exit code is in this table and in the manual.

use std::process::ExitCode;

use app::{AppError, ExportError};
use serde_json::json;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// It failed, and nothing was changed by what failed.
    Failed = 1,
    /// The command line or configuration is wrong.
    Usage = 2,
    /// Done, but some documents were not recognised or wait for a person.
    SomeUnrecognised = 3,
    /// Done, but some files could not be read at all.
    SomeUnreadable = 4,
    /// Verification found that the record was changed.
    Altered = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// An error as the command line tells it.
#[derive(Debug)]
pub struct Failure {
    /// A stable name.
    pub code: &'static str,
    /// What failed, for which thing, and what to do next.
    pub message: String,
    /// How the program ends.
    pub exit: Exit,
}

impl Failure {
    /// A failure of the command line or configuration.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure { code: "usage", message: message.into(), exit: Exit::Usage }
    }

    /// Any other failure.
    pub fn failed(code: &'static str, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into(), exit: Exit::Failed }
    }

    /// Prints it, as JSON where asked.
    pub fn print(&self, as_json: bool) {
        if as_json {
            eprintln!("{}", json!({"error": {"code": self.code, "message": self.message}}));
        } else {
            eprintln!("candour: {}", self.message);
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Failure {
        Failure::failed(code_of(&error), chain(&error))
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Failure {
        match error {
            ExportError::App(app) => app.into(),
            ExportError::Output(why) => Failure::failed("output", format!("the export could not be written: {why}")),
        }
    }
}

/// The stable name of an error, for the API and `--json`.
pub fn code_of(error: &AppError) -> &'static str {
    match error {
        AppError::Forbidden(_) => "forbidden",
        AppError::Response(_) => "response_refused",
        AppError::Judgement(_) => "judgement_refused",
        AppError::Themes(_) => "themes_refused",
        AppError::Clock(_) => "clock_refused",
        AppError::Draft(_) => "draft_refused",
        AppError::Amend(_) => "amend_refused",
        AppError::Assurance(_) => "assurance_refused",
        AppError::Making(_) => "making_refused",
        AppError::Rejoinder(_) => "rejoinder_refused",
        AppError::Sealed(_) => "sealed",
        AppError::Ladder(_) => "ladder_refused",
        AppError::Join(_) => "join_refused",
        AppError::Erasure(_) => "erasure_refused",
        AppError::Hold(_) => "hold_refused",
        AppError::Body(_) => "body_refused",
        AppError::Membership(_) => "membership_refused",
        AppError::Proposal(_) => "proposal_refused",
        AppError::Load(_) => "load_refused",
        AppError::Decode(_) => "unreadable_document",
        AppError::NotFound(_) => "not_found",
        AppError::Taken(_) => "taken",
        AppError::Ledger(_) => "ledger",
        AppError::View(_) => "view",
        AppError::Files(_) => "files",
        AppError::Account(_) => "account_refused",
        AppError::Contended => "contended",
        AppError::Batch(why) => code_of(why),
        AppError::Stopped => "stopped",
        AppError::Folder { .. } => "folder",
        AppError::Seeds(..) => "seeds",
    }
}

/// An error and its sources, each once.
fn chain(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !out.contains(&words) {
            out.push_str(": ");
            out.push_str(&words);
        }
        source = cause.source();
    }
    out
}
