//! Why an act was not done.
//!
//! *Invariant:* each case has a public message in the field's words; the chain of sources is printed once, at the edge.

use std::path::Path;
use std::sync::Arc;

use accounts::{AccountError, HomeError as AccountsHomeError};
use domain::proposals::ProposalRefused;
use domain::{
    AmendRefused, AssuranceRefused, BodyRefused, ClockChangeRefused, DraftRefused, ErasureRefused, Forbidden,
    HoldRefused, JoinRefused, JudgementRefused, LadderRefused, MakingRefused, MembershipRefused, RejoinderRefused,
    ResponseRefused, ThemeRefused,
};
use intake::DecodeError;
use ledger::{AppendError, HomeError};
use thiserror::Error;
use view::ViewError;

use crate::files::FileError;
use crate::register::LoadRefused;

/// Why something asked of the app was not done. Nothing was changed.
#[derive(Debug, Error)]
pub enum AppError {
    /// Not this actor's to do.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The response was refused.
    #[error(transparent)]
    Response(#[from] ResponseRefused),
    /// The judgement was refused.
    #[error(transparent)]
    Judgement(#[from] JudgementRefused),
    /// What was said of a recommendation's themes was refused.
    #[error(transparent)]
    Themes(#[from] ThemeRefused),
    /// A change of a clock was refused.
    #[error(transparent)]
    Clock(#[from] ClockChangeRefused),
    /// An answer was not written, signed, handed over or published.
    #[error(transparent)]
    Draft(#[from] DraftRefused),
    /// A promise was not changed.
    #[error(transparent)]
    Amend(#[from] AmendRefused),
    /// A recommendation was not drafted, made or released.
    #[error(transparent)]
    Making(#[from] MakingRefused),
    /// Nothing was said to an answer.
    #[error(transparent)]
    Rejoinder(#[from] RejoinderRefused),
    /// Nothing was said of a body.
    #[error(transparent)]
    Body(#[from] BodyRefused),
    /// Two bodies were not joined.
    #[error(transparent)]
    Join(#[from] JoinRefused),
    /// Words were not erased.
    #[error(transparent)]
    Erasure(#[from] ErasureRefused),
    /// A hold was not placed or lifted.
    #[error(transparent)]
    Hold(#[from] HoldRefused),
    /// A ladder was not set.
    #[error(transparent)]
    Ladder(#[from] LadderRefused),
    /// It was not said, filed, found or closed.
    #[error(transparent)]
    Assurance(#[from] AssuranceRefused),
    /// A role was not given or taken.
    #[error(transparent)]
    Membership(#[from] MembershipRefused),
    /// A change of a proposal was refused.
    #[error(transparent)]
    Proposal(#[from] ProposalRefused),
    /// Loaded records were refused.
    #[error(transparent)]
    Load(#[from] LoadRefused),
    /// A file cannot be read as a document.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// Something that must be unique is taken.
    #[error("{0} is already taken by another record; nothing was written")]
    Taken(String),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] HomeError),
    /// The view failed.
    #[error(transparent)]
    View(ViewError),
    /// A kept file failed.
    #[error(transparent)]
    Files(#[from] FileError),
    /// The accounts failed, or refused.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// What is sealed of a record was not sealed or opened.
    #[error("{0}")]
    Sealed(&'static str),
    /// Other writers kept coming first.
    #[error("other writers kept coming first; try again")]
    Contended,
    /// The batch this act was written with failed as a whole, and nothing of it was written.
    #[error(transparent)]
    Batch(Arc<AppError>),
    /// The writer has stopped.
    #[error("the writer has stopped after an error; start candour again")]
    Stopped,
    /// The data folder cannot be used.
    #[error("the data folder '{folder}' cannot be used: {why}")]
    Folder {
        /// Which folder.
        folder: String,
        /// Why not.
        why: String,
    },
    /// The shipped facts cannot be read; a fault of this build.
    #[error("the shipped {0} cannot be read: {1}")]
    Seeds(&'static str, String),
}

impl AppError {
    pub(crate) fn folder(folder: &Path, why: &std::io::Error) -> AppError {
        AppError::Folder { folder: folder.display().to_string(), why: why.to_string() }
    }
}

impl From<ViewError> for AppError {
    fn from(error: ViewError) -> AppError {
        match error {
            ViewError::Taken(what) => AppError::Taken(what),
            other => AppError::View(other),
        }
    }
}

impl From<AccountsHomeError> for AppError {
    fn from(error: AccountsHomeError) -> AppError {
        AppError::Account(error.into())
    }
}

impl From<AppendError> for AppError {
    fn from(error: AppendError) -> AppError {
        match error {
            AppendError::Home(home) => AppError::Ledger(home),
            AppendError::HeadMoved(_) => AppError::Contended,
            other => AppError::Taken(other.to_string()),
        }
    }
}
