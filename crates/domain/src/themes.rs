//! A theme: a subject in a small controlled tree.
//!
//! *Invariant:* each theme says which words suggest it, so that a suggestion can be explained.

use serde::{Deserialize, Serialize};

use crate::{ThemeId, fold};

/// A subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// The name in its address, never reused.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The broader theme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ThemeId>,
    /// Words and phrases that suggest it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested_by: Vec<String>,
}

impl Theme {
    /// The word or phrase of `folded` (see [`fold`]) that suggests this theme, if any.
    pub fn suggested(&self, folded: &str) -> Option<&str> {
        let padded = format!(" {folded} ");
        self.suggested_by.iter().find(|phrase| padded.contains(&format!(" {} ", fold(phrase)))).map(String::as_str)
    }
}
