//! Standards as read: by slug, by any name, and with the recommendations that cite them.
//!
//! *Invariant:* whether a cited standard was in force was decided when the citation was filed, not here.

use domain::{Standard, StandardId, fold};
use rusqlite::params;
use serde::Serialize;

use crate::columns::record;
use crate::listing::{Key, ListRow, Page};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A standard as pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StandardRef {
    /// The name in its address.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// A provision with how often it is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProvisionLine {
    /// The name in its address, under the standard's.
    pub address: String,
    /// How it is cited.
    pub label: String,
    /// What it is about.
    pub title: Option<String>,
    /// Its address at its source.
    pub uri: Option<String>,
    /// What a reader should know of it: which period it states, or that it states none.
    pub note: Option<String>,
    /// How many recommendations cite it.
    pub cited: u64,
}

/// A provision's own page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProvisionPage {
    /// The standard it is part of.
    pub standard: StandardRef,
    /// The provision.
    pub provision: ProvisionLine,
    /// The first recommendations that cite it.
    pub citing: Page,
}

/// A standard's own page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StandardPage {
    /// The name in its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: String,
    /// Other names it is cited by.
    pub aliases: Vec<String>,
    /// Who issued it.
    pub issued_by: String,
    /// Whom it binds.
    pub binding_on: String,
    /// Whether it has the force of law.
    pub legal_status: String,
    /// Its provisions: those known, then others that are cited.
    pub provisions: Vec<ProvisionLine>,
    /// In force from.
    pub in_force_from: Option<String>,
    /// In force to.
    pub in_force_to: Option<String>,
    /// What took its place.
    pub superseded_by: Option<StandardRef>,
    /// Its address.
    pub uri: Option<String>,
    /// What to know before relying on it.
    pub note: Option<String>,
    /// Where these facts come from.
    pub facts_from: Option<String>,
    /// How many recommendations cite it.
    pub cited: u64,
    /// The first of them.
    pub citing: Page,
}

impl Store {
    pub(crate) fn project_standard(&mut self, at: &At, standard: &Standard) -> Result<(), ViewError> {
        let json = serde_json::to_string(standard).unwrap_or_default();
        self.conn
            .execute("INSERT INTO standard (n, slug, title, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (n) DO UPDATE SET slug = ?2, title = ?3, record = ?4", params![at.n, standard.slug, standard.title, json])
            .map_err(|e| crate::project::taken(e, || format!("the standard address '{}'", standard.slug)))?;
        self.conn.execute("DELETE FROM standard_name WHERE n = ?1", [at.n])?;
        for name in standard.folded_names() {
            self.conn
                .execute("INSERT OR IGNORE INTO standard_name (folded, n) VALUES (?1, ?2)", params![name, at.n])?;
        }
        Ok(())
    }
}

impl View<'_> {
    /// Every standard that a name means, by any alias.
    pub fn standards_named(&self, name: &str) -> Result<Vec<(StandardId, Standard)>, ViewError> {
        self.rows(
            "SELECT r.id, s.record FROM standard_name m JOIN standard s ON s.n = m.n JOIN record r ON r.n = m.n WHERE m.folded = ?1 ORDER BY m.n LIMIT 20",
            [fold(name)],
            |r| Ok((StandardId(r.get(0)?), record::<Standard>(&r.get::<_, String>(1)?)?)),
        )
    }

    /// The version of a standard that was in force on a date: itself, what took its place, or what it took the place of.
    pub(crate) fn version_on(&self, slug: &str, on: domain::PartialDate) -> Result<Option<StandardRef>, ViewError> {
        let all = self.rows(
            "SELECT r.id, s.record FROM standard s CROSS JOIN record r ON r.n = s.n ORDER BY s.n",
            [],
            |r| Ok((StandardId(r.get(0)?), record::<Standard>(&r.get::<_, String>(1)?)?)),
        )?;
        let mut line: Vec<(StandardId, Standard)> = all.iter().filter(|(_, s)| s.slug == slug).cloned().collect();
        // Few standards have more than two or three versions; a ring of them would have no end.
        for _ in 0..8 {
            let next = all.iter().find(|(id, s)| {
                let joined = |(other, o): &(StandardId, Standard)| {
                    s.superseded_by == Some(*other) || o.superseded_by == Some(*id)
                };
                line.iter().all(|(known, _)| known != id) && line.iter().any(joined)
            });
            let Some(next) = next else { break };
            line.push(next.clone());
        }
        let then = Standard::in_force_among(&line, on);
        Ok(then.map(|(_, s)| StandardRef { slug: s.slug.clone(), title: s.title.clone() }))
    }

    /// A provision's page with the first recommendations that cite it after `key`.
    pub fn provision_page(
        &self,
        slug: &str,
        address: &str,
        key: Option<Key>,
        most: usize,
    ) -> Result<Option<ProvisionPage>, ViewError> {
        let row = self.one("SELECT n, record FROM standard WHERE slug = ?1", [slug], |r| {
            Ok((r.get::<_, i64>(0)?, record::<Standard>(&r.get::<_, String>(1)?)?))
        })?;
        let Some((n, standard)) = row else { return Ok(None) };
        let provision = self.provisions_of(n, &standard)?.into_iter().find(|p| p.address == address);
        let Some(provision) = provision else { return Ok(None) };
        let citing = self.citing(n, Some(address), key, most)?;
        let standard = StandardRef { slug: standard.slug, title: standard.title };
        Ok(Some(ProvisionPage { standard, provision, citing }))
    }

    /// A standard's provisions: those known in their order, then others that are cited, by name.
    fn provisions_of(&self, n: i64, standard: &Standard) -> Result<Vec<ProvisionLine>, ViewError> {
        let mut cited: std::collections::BTreeMap<String, u64> =
            self.counts(&format!("provision:{n}"))?.into_iter().collect();
        let known = standard.provisions.iter().map(|p| {
            let address = domain::provision_address(&p.label);
            let cited = cited.remove(&address).unwrap_or(0);
            let (label, title, uri, note) = (p.label.clone(), p.title.clone(), p.uri.clone(), p.note.clone());
            ProvisionLine { address, label, title, uri, note, cited }
        });
        let mut all: Vec<ProvisionLine> = known.collect();
        all.extend(cited.into_iter().map(|(address, cited)| ProvisionLine {
            label: address.replace('-', " "),
            title: None,
            uri: None,
            note: None,
            address,
            cited,
        }));
        Ok(all)
    }

    /// Every name a standard may be cited by, for readers of documents.
    pub fn standard_names(&self) -> Result<Vec<String>, ViewError> {
        let all =
            self.rows("SELECT record FROM standard ORDER BY n", [], |r| record::<Standard>(&r.get::<_, String>(0)?))?;
        Ok(all.into_iter().flat_map(|s| std::iter::once(s.title).chain(s.aliases)).collect())
    }

    /// All standards with how often each is cited.
    pub fn standards(&self) -> Result<Vec<(StandardRef, u64)>, ViewError> {
        self.rows(
            "SELECT s.slug, s.title, coalesce((SELECT value FROM counter WHERE name = 'standard:' || s.n), 0) FROM standard s ORDER BY s.title",
            [],
            |r| Ok((StandardRef { slug: r.get(0)?, title: r.get(1)? }, r.get(2)?)),
        )
    }

    /// A standard's page with the first recommendations that cite it after `key`.
    pub fn standard_page(&self, slug: &str, key: Option<Key>, most: usize) -> Result<Option<StandardPage>, ViewError> {
        let row = self.one("SELECT n, record FROM standard WHERE slug = ?1", [slug], |r| {
            Ok((r.get::<_, i64>(0)?, record::<Standard>(&r.get::<_, String>(1)?)?))
        })?;
        let Some((n, standard)) = row else { return Ok(None) };
        let superseded_by = match standard.superseded_by {
            Some(id) => self.one(
                "SELECT s.slug, s.title FROM record r JOIN standard s ON s.n = r.n WHERE r.id = ?1",
                [id.0],
                |r| Ok(StandardRef { slug: r.get(0)?, title: r.get(1)? }),
            )?,
            None => None,
        };
        Ok(Some(StandardPage {
            cited: self.counter(&format!("standard:{n}"))?,
            citing: self.citing(n, None, key, most)?,
            provisions: self.provisions_of(n, &standard)?,
            superseded_by,
            kind: standard.kind.as_str().to_owned(),
            in_force_from: standard.in_force_from.map(|d| d.to_string()),
            in_force_to: standard.in_force_to.map(|d| d.to_string()),
            slug: standard.slug,
            title: standard.title,
            aliases: standard.aliases,
            issued_by: standard.issued_by,
            binding_on: standard.binding_on,
            legal_status: standard.legal_status,
            uri: standard.uri,
            note: standard.note,
            facts_from: standard.facts_from,
        }))
    }

    /// Recommendations that cite a standard, or one provision of it, newest in the register first.
    fn citing(&self, standard_n: i64, address: Option<&str>, key: Option<Key>, most: usize) -> Result<Page, ViewError> {
        let before = key.map_or(i64::MAX, |k| k.n);
        let limit = i64::try_from(most).unwrap_or(100) + 1;
        let ns = self.rows(
            match address {
                None => "SELECT DISTINCT n FROM citation WHERE standard_n = ?1 AND n < ?2 AND ?4 IS NULL ORDER BY n DESC LIMIT ?3",
                Some(_) => "SELECT DISTINCT n FROM citation WHERE standard_n = ?1 AND address = ?4 AND n < ?2 ORDER BY n DESC LIMIT ?3",
            },
            params![standard_n, before, limit, address],
            |r| r.get::<_, i64>(0),
        )?;
        let more = ns.len() > most;
        let mut rows: Vec<ListRow> = Vec::new();
        for n in ns.iter().take(most) {
            rows.extend(self.rows_of_recommendation(*n, None, usize::MAX)?);
        }
        let last = ns.get(most.saturating_sub(1)).filter(|_| more).map(|n| Key { sort: 0, n: *n });
        Ok(Page { rows, next: last })
    }
}
