//! Themes as read.
//!
//! *Invariant:* the tree is the records'; nothing is suggested here.

use domain::{Theme, ThemeId};
use rusqlite::params;
use serde::Serialize;

use crate::columns::record;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A theme as pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ThemeRef {
    /// The name in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl Store {
    pub(crate) fn project_theme(&mut self, at: &At, theme: &Theme) -> Result<(), ViewError> {
        let json = serde_json::to_string(theme).unwrap_or_default();
        self.conn
            .execute("INSERT INTO theme (n, slug, name, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (n) DO UPDATE SET slug = ?2, name = ?3, record = ?4", params![at.n, theme.slug, theme.name, json])
            .map_err(|e| crate::project::taken(e, || format!("the theme address '{}'", theme.slug)))?;
        Ok(())
    }
}

impl View<'_> {
    /// Every theme with its identifier.
    pub fn themes(&self) -> Result<Vec<(ThemeId, Theme)>, ViewError> {
        self.rows("SELECT r.id, t.record FROM theme t JOIN record r ON r.n = t.n ORDER BY t.n", [], |r| {
            Ok((ThemeId(r.get(0)?), record(&r.get::<_, String>(1)?)?))
        })
    }

    /// Themes with how many recommendations carry each, most first.
    pub fn theme_counts(&self) -> Result<Vec<(ThemeRef, u64)>, ViewError> {
        self.rows(
            "SELECT t.slug, t.name, c.value FROM theme t JOIN counter c ON c.name = 'theme:' || t.n WHERE c.value > 0 ORDER BY c.value DESC, t.name",
            [],
            |r| Ok((ThemeRef { slug: r.get(0)?, name: r.get(1)? }, r.get(2)?)),
        )
    }

    pub(crate) fn themes_of(&self, n: i64) -> Result<Vec<ThemeRef>, ViewError> {
        self.rows(
            "SELECT t.slug, t.name FROM recommendation_theme rt JOIN theme t ON t.n = rt.theme_n WHERE rt.n = ?1 ORDER BY t.name",
            [n],
            |r| Ok(ThemeRef { slug: r.get(0)?, name: r.get(1)? }),
        )
    }
}
