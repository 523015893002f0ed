//! Bodies as read: by slug, by name, and with their counts.
//!
//! *Invariant:* counts come from counters that `project` keeps; nothing is counted by rows.

use domain::{Body, BodyId, PartialDate, Position, fold};
use rusqlite::params;
use serde::Serialize;

use crate::columns::record;
use crate::history::HistoryLine;
use crate::project::{At, taken};
use crate::store::{Store, View, ViewError};

/// A body as other pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BodyRef {
    /// The name in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A body's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BodyPage {
    /// The name in its address.
    pub slug: String,
    /// The version of what is said of it: what If-Match takes where it is changed.
    pub version: u32,
    /// Its name in English.
    pub name: String,
    /// Its name in Welsh.
    pub name_cy: Option<String>,
    /// What it is.
    pub kind: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Codes by scheme.
    pub codes: std::collections::BTreeMap<String, String>,
    /// Since when it exists.
    pub from: Option<String>,
    /// Until when it existed.
    pub to: Option<String>,
    /// The body its duties passed to.
    pub successor: Option<BodyRef>,
    /// The body that it turned out to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<BodyRef>,
    /// Where these facts come from.
    pub facts_from: Option<String>,
    /// Recommendations made to it.
    pub to_it: u64,
    /// Recommendations it made.
    pub by_it: u64,
    /// Its answers by position.
    pub positions: Vec<(String, u64)>,
    /// What was written of it, oldest first.
    pub history: Vec<HistoryLine>,
}

/// The longest chain of successors that is followed, and the most bodies whose duties passed to one.
const CHAIN: usize = 20;

impl Store {
    pub(crate) fn project_body(&mut self, at: &At, body: &Body) -> Result<(), ViewError> {
        let json = serde_json::to_string(body).unwrap_or_default();
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO body (n, slug, name, record) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM body WHERE slug = ?2 AND n <> ?1)")?
            .execute(params![at.n, body.slug, body.name, json])
            .map_err(ViewError::from)
            .and_then(|rows| if rows == 0 { Err(ViewError::Taken(format!("the body address '{}'", body.slug))) } else { Ok(()) })?;
        self.conn.execute("DELETE FROM body_name WHERE n = ?1", [at.n])?;
        // One that turned out to be another has no name of its own any more.
        for name in body.folded_names().filter(|_| body.joined.is_none()) {
            self.conn.execute("INSERT OR IGNORE INTO body_name (folded, n) VALUES (?1, ?2)", params![name, at.n])?;
        }
        Ok(())
    }
}

impl View<'_> {
    /// The bodies that a name may mean, by any alias; more than one where the name is not enough.
    pub fn bodies_named(&self, name: &str) -> Result<Vec<BodyId>, ViewError> {
        self.rows(
            "SELECT r.id FROM body_name b JOIN record r ON r.n = b.n WHERE b.folded = ?1 ORDER BY b.n LIMIT 5",
            [fold(name)],
            |r| Ok(BodyId(r.get(0)?)),
        )
    }

    /// The bodies that a name may mean on a day: where several have had it, those that existed then. A name that only a body
    /// long ended bears is still that body's.
    pub fn bodies_named_on(&self, name: &str, day: Option<PartialDate>) -> Result<Vec<BodyId>, ViewError> {
        let all = self.bodies_named(name)?;
        let Some(day) = day.filter(|_| all.len() > 1) else { return Ok(all) };
        let mut then = Vec::new();
        for id in &all {
            let Some(body) = self.body_record(*id)? else { continue };
            let ended = body.to.is_some_and(|to| to.latest() < day.earliest());
            let unborn = body.from.is_some_and(|from| from.earliest() > day.latest());
            if !ended && !unborn {
                then.push(*id);
            }
        }
        Ok(if then.is_empty() { all } else { then })
    }

    /// The body that a duty of this one is now: its successor's successor, or itself.
    pub fn heir_of(&self, body: BodyId) -> Result<BodyId, ViewError> {
        let mut heir = body;
        // A circle of successors, which nobody means, ends here.
        for _ in 0..CHAIN {
            let next = self.one(
                "SELECT b.record ->> '$.successor' FROM record r JOIN body b ON b.n = r.n WHERE r.id = ?1",
                [heir.0],
                |r| r.get::<_, Option<String>>(0),
            )?;
            match next.flatten().and_then(|id| id.parse().ok()) {
                Some(next) => heir = next,
                None => break,
            }
        }
        Ok(heir)
    }

    /// The bodies whose duties passed to this one, near and far.
    pub fn predecessors_of(&self, body: BodyId) -> Result<Vec<BodyId>, ViewError> {
        let (mut all, mut at) = (Vec::new(), vec![body]);
        while let Some(next) = at.pop().filter(|_| all.len() < CHAIN) {
            let before = self.rows(
                "SELECT r.id FROM body b JOIN record r ON r.n = b.n WHERE b.record ->> '$.successor' = ?1 AND b.record ->> '$.successor' IS NOT NULL",
                [next.to_string()],
                |r| Ok(BodyId(r.get(0)?)),
            )?;
            for one in before.into_iter().filter(|one| *one != body) {
                if !all.contains(&one) {
                    all.push(one);
                    at.push(one);
                }
            }
        }
        Ok(all)
    }

    /// The places of a body and of those whose duties passed to it; none where there is no such body.
    pub(crate) fn answering_as(&self, slug: &str) -> Result<Vec<i64>, ViewError> {
        let Some(id) = self.body_by_slug(slug)? else { return Ok(Vec::new()) };
        let mut places = Vec::new();
        for body in std::iter::once(id).chain(self.predecessors_of(id)?) {
            places.extend(self.one("SELECT n FROM record WHERE id = ?1", [body.0], |r| r.get::<_, i64>(0))?);
        }
        Ok(places)
    }

    /// The addresses under which a body is asked: its own, and those of bodies whose duties passed to it.
    pub fn answers_for(&self, slug: &str) -> Result<Vec<String>, ViewError> {
        let mut all = Vec::new();
        for n in self.answering_as(slug)? {
            all.extend(self.one("SELECT slug FROM body WHERE n = ?1", [n], |r| r.get(0))?);
        }
        Ok(all)
    }

    /// A body's record.
    pub fn body_record(&self, id: BodyId) -> Result<Option<Body>, ViewError> {
        self.one("SELECT b.record FROM body b JOIN record r ON r.n = b.n WHERE r.id = ?1", [id.0], |r| {
            record::<Body>(&r.get::<_, String>(0)?)
        })
    }

    /// Whether a body's address is taken.
    pub fn body_slug_taken(&self, slug: &str) -> Result<bool, ViewError> {
        Ok(self.one("SELECT 1 FROM body WHERE slug = ?1", [slug], |_| Ok(()))?.is_some())
    }

    /// A body by its slug or any of its names: its identifier.
    pub fn body_by_slug(&self, slug: &str) -> Result<Option<BodyId>, ViewError> {
        self.one("SELECT r.id FROM body b JOIN record r ON r.n = b.n WHERE b.slug = ?1", [slug], |r| {
            Ok(BodyId(r.get(0)?))
        })
    }

    /// The address of a body.
    pub fn body_slug(&self, id: BodyId) -> Result<Option<String>, ViewError> {
        self.one("SELECT b.slug FROM record r JOIN body b ON b.n = r.n WHERE r.id = ?1", [id.0], |r| r.get(0))
    }

    /// Every name a body may be called by, for readers of documents.
    pub fn body_names(&self) -> Result<Vec<String>, ViewError> {
        let bodies =
            self.rows("SELECT record FROM body ORDER BY n", [], |r| record::<Body>(&r.get::<_, String>(0)?))?;
        let bodies = bodies.into_iter().filter(|b| b.joined.is_none());
        Ok(bodies.flat_map(|b| std::iter::once(b.name).chain(b.name_cy).chain(b.aliases)).collect())
    }

    /// All bodies that make or receive recommendations, or all there are, by name.
    pub fn bodies(&self, only_with_recommendations: bool) -> Result<Vec<(BodyRef, u64, u64)>, ViewError> {
        let all = self.rows(
            "SELECT b.slug, b.name,
               coalesce((SELECT value FROM counter WHERE name = 'addressee:' || b.n), 0),
               coalesce((SELECT value FROM counter WHERE name = 'recommending:' || b.n), 0)
             FROM body b WHERE b.record ->> '$.joined' IS NULL ORDER BY b.name",
            [],
            |r| Ok((BodyRef { slug: r.get(0)?, name: r.get(1)? }, r.get::<_, u64>(2)?, r.get::<_, u64>(3)?)),
        )?;
        Ok(all.into_iter().filter(|(_, to, by)| !only_with_recommendations || to + by > 0).collect())
    }

    /// A body's page.
    pub fn body_page(&self, slug: &str) -> Result<Option<BodyPage>, ViewError> {
        let row = self.one(
            "SELECT b.n, b.record, r.version FROM body b JOIN record r ON r.n = b.n WHERE b.slug = ?1",
            [slug],
            |r| Ok((r.get::<_, i64>(0)?, record::<Body>(&r.get::<_, String>(1)?)?, r.get(2)?)),
        )?;
        let Some((n, body, version)) = row else { return Ok(None) };
        let mut positions = Vec::new();
        for position in Position::ALL {
            let count = self.counter(&format!("addressee:{n}:{}", position.as_str()))?;
            if count > 0 {
                positions.push((position.as_str().to_owned(), count));
            }
        }
        let successor = match body.successor {
            Some(id) => self.body_ref_of(id.into())?,
            None => None,
        };
        let joined = match body.joined {
            Some(id) => self.body_ref_of(id.into())?,
            None => None,
        };
        Ok(Some(BodyPage {
            joined,
            to_it: self.counter(&format!("addressee:{n}"))?,
            by_it: self.counter(&format!("recommending:{n}"))?,
            history: self.history_of(vec![(n, None)])?.0,
            positions,
            successor,
            version,
            kind: body.kind.as_str().to_owned(),
            from: body.from.map(|d| d.to_string()),
            to: body.to.map(|d| d.to_string()),
            slug: body.slug,
            name: body.name,
            name_cy: body.name_cy,
            aliases: body.aliases,
            codes: body.codes,
            facts_from: body.facts_from,
        }))
    }

    /// A body's name by its number.
    pub(crate) fn body_ref(&self, n: Option<i64>) -> Result<Option<BodyRef>, ViewError> {
        let Some(n) = n else { return Ok(None) };
        self.one("SELECT slug, name FROM body WHERE n = ?1", [n], |r| Ok(BodyRef { slug: r.get(0)?, name: r.get(1)? }))
    }

    /// A body's name by its identifier.
    pub fn body_ref_of(&self, id: domain::RecordId) -> Result<Option<BodyRef>, ViewError> {
        self.one("SELECT b.slug, b.name FROM record r JOIN body b ON b.n = r.n WHERE r.id = ?1", [id.0], |r| {
            Ok(BodyRef { slug: r.get(0)?, name: r.get(1)? })
        })
    }

    /// A counter's value; 0 where nothing was counted.
    pub fn counter(&self, name: &str) -> Result<u64, ViewError> {
        let value = self.one("SELECT value FROM counter WHERE name = ?1", [name], |r| r.get::<_, i64>(0))?;
        Ok(u64::try_from(value.unwrap_or(0)).unwrap_or(0))
    }
}

/// Maps a broken uniqueness of a numbered record to words.
pub(crate) fn number_taken(error: rusqlite::Error, prefix: &str, number: u64) -> ViewError {
    taken(error, || format!("the reference {prefix}-{number}"))
}
