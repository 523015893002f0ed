//! A judgement: a person's verdict on a likeness or an identity. It survives every rebuild.
//!
//! *Invariant:* made by a person, never by a measure.

use serde::{Deserialize, Serialize};

use crate::RecordId;

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The later repeats the earlier.
    Repeats,
    /// The later replaces the earlier.
    Replaces,
    /// The later takes the earlier in.
    Absorbs,
    /// Only the subject is the same.
    SameThemeOnly,
    /// They are different.
    Different,
    /// Two names of one body.
    SameBodyAs,
}

/// A verdict on two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The later one.
    pub of: RecordId,
    /// The earlier one.
    pub on: RecordId,
    /// What they are to each other.
    pub verdict: Verdict,
}
