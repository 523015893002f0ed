//! Lists of recommendations, a row for each addressee: filters, paging by key, totals from counters.
//!
//! The row of an obligation carries its axes, derived again by `flush` whenever something it depends on was projected.
//! Timeliness is not stored: what can still change with the day is kept as due days and reckoned on reading.
//!
//! *Invariant:* lists page by key; totals are counters; no page counts rows.

use domain::{ClaimedStatus, Position, Power, Timeliness, timeliness};
use jiff::civil::Date;
use rusqlite::{ToSql, params};
use serde::Serialize;

use crate::bodies::BodyRef;
use crate::columns::{day_number, named};
use crate::derived::Derived;
use crate::obligations::due_window;
use crate::store::{Store, View, ViewError};

/// What a list shows only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// To this body, by slug.
    pub to: Option<String>,
    /// By this body, by slug.
    pub by: Option<String>,
    /// With this position.
    pub position: Option<Position>,
    /// Made in this year.
    pub year: Option<i16>,
    /// With this theme, by slug.
    pub theme: Option<String>,
}

/// The place after which a page goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Key {
    /// The day it sorts by.
    pub sort: i64,
    /// The row.
    pub n: i64,
}

/// One row: a recommendation and one addressee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ListRow {
    /// Our reference (`REC-12`).
    pub reference: String,
    /// The words asked.
    pub text: String,
    /// Who asked.
    pub by: Option<BodyRef>,
    /// Who must answer.
    pub to: Option<BodyRef>,
    /// When it was made.
    pub made_on: Option<String>,
    /// Axis 1.
    pub position: String,
    /// Axis 2.
    pub claimed_status: Option<String>,
    /// Axis 4, where today is given.
    pub timeliness: Option<String>,
    /// Row number, for paging.
    #[serde(skip)]
    pub n: i64,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Page {
    /// The rows.
    pub rows: Vec<ListRow>,
    /// Where the next page starts, if there is one.
    pub next: Option<Key>,
}

/// How many there are, where a counter knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Counted {
    /// This many.
    Exactly(u64),
    /// No counter is kept for this combination of filters.
    NotKept,
}

impl Store {
    /// Makes the listing rows of what changed, and writes the counters.
    pub(crate) fn flush(&mut self) -> Result<(), ViewError> {
        self.retheme_if_wanted()?;
        for (n, words, again) in std::mem::take(&mut self.worded) {
            let put = if again {
                "INSERT OR REPLACE INTO words (rowid, text) VALUES (?1, ?2)"
            } else {
                "INSERT INTO words (rowid, text) VALUES (?1, ?2)"
            };
            self.conn.prepare_cached(put)?.execute(params![n, words])?;
        }
        for n in std::mem::take(&mut self.dirty) {
            self.relist(n)?;
            self.touched.insert(n);
        }
        for n in std::mem::take(&mut self.touched).into_iter().filter(|_| !self.building) {
            self.conn
                .prepare_cached("INSERT INTO touched (n, seq) VALUES (?1, ?2) ON CONFLICT (n) DO UPDATE SET seq = ?2")?
                .execute(params![n, self.at])?;
        }
        for (name, by) in std::mem::take(&mut self.deltas) {
            if by != 0 {
                self.conn
                    .prepare_cached("INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = value + ?2")?
                    .execute(params![name, by])?;
            }
        }
        for ((earliest, latest), by) in std::mem::take(&mut self.pending) {
            if by != 0 {
                self.conn
                    .prepare_cached("INSERT INTO pending (earliest, latest, count) VALUES (?1, ?2, ?3) ON CONFLICT (earliest, latest) DO UPDATE SET count = count + ?3")?
                    .execute([earliest, latest, by])?;
            }
        }
        Ok(())
    }

    /// Makes the rows of one recommendation again.
    fn relist(&mut self, recommendation: i64) -> Result<(), ViewError> {
        let old = self.view().rows("SELECT n, recommending_n, addressee_n, position, year, due_earliest, due_latest, timed FROM listing WHERE recommendation_n = ?1", [recommendation], Counts::read)?;
        let base = self.view().one(
            "SELECT sort, year, recommending_n FROM recommendation WHERE n = ?1",
            [recommendation],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Option<i64>>(1)?, r.get::<_, Option<i64>>(2)?)),
        )?;
        let rows = if base.is_some() { self.view().listed(recommendation)? } else { Vec::new() };
        let (sort, year, by) = base.unwrap_or_default();
        let new: Vec<Counts> = rows.iter().map(|row| Counts::of(row, by, year)).collect();
        // What says what it said before is counted as it was, and its row stays.
        old.iter().filter(|counts| !new.contains(counts)).for_each(|counts| self.tally(counts, -1));
        new.iter().filter(|counts| !old.contains(counts)).for_each(|counts| self.tally(counts, 1));
        for counts in old.iter().filter(|c| base.is_some() && rows.iter().all(|row| row.n != c.n)) {
            self.conn.prepare_cached("DELETE FROM listing WHERE n = ?1")?.execute([counts.n])?;
        }
        for row in rows {
            self.conn
                .prepare_cached(
                    "INSERT INTO listing (n, recommendation_n, sort, year, recommending_n, addressee_n, position, claimed, due_earliest, due_latest, answered, timed, power, due_stated, assured, closure)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                     ON CONFLICT (n) DO UPDATE SET sort = ?3, year = ?4, recommending_n = ?5, addressee_n = ?6, position = ?7, claimed = ?8,
                       due_earliest = ?9, due_latest = ?10, answered = ?11, timed = ?12, power = ?13, due_stated = ?14, assured = ?15, closure = ?16
                     WHERE (sort, year, recommending_n, addressee_n, position, claimed, due_earliest, due_latest, answered, timed, power, due_stated, assured, closure)
                       IS NOT (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                )?
                .execute(params![
                    row.n, recommendation, sort, year, by, row.addressee, row.position.as_str(), row.claimed.map(ClaimedStatus::as_str),
                    row.due.map(|d| d.0), row.due.map(|d| d.1), row.answered, row.timed,
                    row.power, row.due_stated, row.assured.as_str(), row.closure.as_str()
                ])?;
        }
        Ok(())
    }

    fn tally(&mut self, c: &Counts, by: i64) {
        self.count("listing".to_owned(), by);
        self.count(format!("position:{}", c.position), by);
        c.year.iter().for_each(|y| *self.deltas.entry(format!("year:{y}")).or_default() += by);
        c.by.iter().for_each(|b| *self.deltas.entry(format!("recommending:{b}")).or_default() += by);
        if let Some(to) = c.to {
            self.count(format!("addressee:{to}"), by);
            self.count(format!("addressee:{to}:{}", c.position), by);
        }
        match (c.timed.as_str(), c.due) {
            ("pending", Some(due)) => *self.pending.entry(due).or_default() += by,
            (timed, _) => self.count(format!("timeliness:{timed}"), by),
        }
    }
}

/// What one row adds to the counters.
#[derive(PartialEq, Eq)]
struct Counts {
    n: i64,
    by: Option<i64>,
    to: Option<i64>,
    position: String,
    year: Option<i64>,
    due: Option<(i64, i64)>,
    timed: String,
}

impl Counts {
    fn of(row: &Derived, by: Option<i64>, year: Option<i64>) -> Counts {
        let position = row.position.as_str().to_owned();
        Counts { n: row.n, by, to: row.addressee, position, year, due: row.due, timed: row.timed.clone() }
    }

    fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<Counts> {
        let due = r.get::<_, Option<i64>>(5)?.zip(r.get::<_, Option<i64>>(6)?);
        let (n, by, to, position) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
        Ok(Counts { n, by, to, position, year: r.get(4)?, due, timed: r.get(7)? })
    }
}

impl View<'_> {
    /// A page of the list, newest first.
    pub fn recommendations(
        &self,
        filter: &Filter,
        after: Option<Key>,
        most: usize,
        today: Date,
    ) -> Result<Page, ViewError> {
        let Some(query) = self.list_query(filter, after, most)? else {
            return Ok(Page { rows: Vec::new(), next: None });
        };
        let values: Vec<&dyn ToSql> = query.values.iter().map(AsRef::as_ref).collect();
        let keys = self.rows(&query.sql, values.as_slice(), |r| Ok(Key { sort: r.get(0)?, n: r.get(1)? }))?;
        let mut rows = Vec::with_capacity(most);
        for key in keys.iter().take(most) {
            rows.extend(self.list_row(key.n, Some(today))?);
        }
        let next = keys.get(most.saturating_sub(1)).filter(|_| keys.len() > most).copied();
        Ok(Page { rows, next })
    }

    fn list_query(&self, filter: &Filter, after: Option<Key>, most: usize) -> Result<Option<ListQuery>, ViewError> {
        let mut query = ListQuery { sql: String::new(), values: Vec::new() };
        let slug = |table: &str, slug: &Option<String>| -> Result<Option<Option<i64>>, ViewError> {
            let Some(slug) = slug else { return Ok(None) };
            let sql = if table == "theme" {
                "SELECT n FROM theme WHERE slug = ?1"
            } else {
                "SELECT n FROM body WHERE slug = ?1"
            };
            Ok(Some(self.one(sql, [slug], |r| r.get(0))?))
        };
        let (to, by, theme) = (slug("body", &filter.to)?, slug("body", &filter.by)?, slug("theme", &filter.theme)?);
        if [to, by, theme].contains(&Some(None)) {
            return Ok(None);
        }
        let index = leading_index(filter);
        let mut wanted: Vec<String> = Vec::new();
        query.sql = match theme.flatten() {
            Some(_) if to.is_none() && by.is_none() => "SELECT l.sort, l.n FROM recommendation_theme t JOIN listing l INDEXED BY listing_recommendation ON l.recommendation_n = t.n".to_owned(),
            _ => format!("SELECT l.sort, l.n FROM listing l INDEXED BY {index}"),
        };
        if let Some(key) = after {
            let (sort, n) = (query.push(key.sort), query.push(key.n));
            wanted.push(format!("(l.sort, l.n) < ({sort}, {n})"));
        }
        for (column, value) in
            [("addressee_n", to.flatten()), ("recommending_n", by.flatten()), ("year", filter.year.map(i64::from))]
        {
            if let Some(value) = value {
                let place = query.push(value);
                wanted.push(format!("l.{column} = {place}"));
            }
        }
        if let Some(position) = filter.position {
            let place = query.push(position.as_str().to_owned());
            wanted.push(format!("l.position = {place}"));
        }
        if let Some(theme) = theme.flatten() {
            let place = query.push(theme);
            let joined = query.sql.contains("recommendation_theme t");
            wanted.push(if joined { format!("t.theme_n = {place} AND t.how <> 'denied'") } else { format!("EXISTS (SELECT 1 FROM recommendation_theme t WHERE t.n = l.recommendation_n AND t.theme_n = {place} AND t.how <> 'denied')") });
        }
        let place = query.push(i64::try_from(most).unwrap_or(100) + 1);
        let conditions = if wanted.is_empty() { String::new() } else { format!(" WHERE {}", wanted.join(" AND ")) };
        query.sql = format!("{}{conditions} ORDER BY l.sort DESC, l.n DESC LIMIT {place}", query.sql);
        Ok(Some(query))
    }

    /// How many rows the filter has, where one counter knows it.
    pub fn total(&self, filter: &Filter) -> Result<Counted, ViewError> {
        let body = |slug: &str| self.one("SELECT n FROM body WHERE slug = ?1", [slug], |r| r.get::<_, i64>(0));
        let name = match filter {
            Filter { to: None, by: None, position: None, year: None, theme: None } => Some("listing".to_owned()),
            Filter { to: Some(to), by: None, position, year: None, theme: None } => {
                let place = position.map(|p| format!(":{}", p.as_str())).unwrap_or_default();
                Some(body(to)?.map_or(String::new(), |n| format!("addressee:{n}{place}")))
            }
            Filter { to: None, by: Some(by), position: None, year: None, theme: None } => {
                Some(body(by)?.map_or(String::new(), |n| format!("recommending:{n}")))
            }
            Filter { to: None, by: None, position: Some(p), year: None, theme: None } => {
                Some(format!("position:{}", p.as_str()))
            }
            Filter { to: None, by: None, position: None, year: Some(y), theme: None } => Some(format!("year:{y}")),
            _ => None,
        };
        name.map_or(Ok(Counted::NotKept), |name| self.counter(&name).map(Counted::Exactly))
    }

    /// The counts of a counter family by its values (`position`, `year`).
    pub fn counts(&self, family: &str) -> Result<Vec<(String, u64)>, ViewError> {
        self.rows(
            "SELECT substr(name, length(?1) + 2), value FROM counter WHERE name > ?1 || ':' AND name < ?1 || ';' AND value > 0 ORDER BY name",
            [family],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    /// How many obligations stand how with their time, on a day: fixed ones by counter, open ones summed by due day.
    pub fn timeliness_counts(&self, today: Date) -> Result<Vec<(Timeliness, u64)>, ViewError> {
        let mut counts: std::collections::BTreeMap<Timeliness, u64> = std::collections::BTreeMap::new();
        for (name, count) in self.counts("timeliness")? {
            let value = Timeliness::parse(&name).ok_or(ViewError::Unknown(name))?;
            *counts.entry(value).or_default() += count;
        }
        let open = self.rows("SELECT earliest, latest, count FROM pending WHERE count > 0", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get::<_, u64>(2)?))
        })?;
        for (earliest, latest, count) in open {
            *counts.entry(timeliness(None, due_window(Some(earliest), Some(latest)), None, today)).or_default() +=
                count;
        }
        Ok(counts.into_iter().collect())
    }

    /// The rows of one recommendation, so many at most; with timeliness where a day is given.
    pub(crate) fn rows_of_recommendation(
        &self,
        n: i64,
        today: Option<Date>,
        most: usize,
    ) -> Result<Vec<ListRow>, ViewError> {
        let ns = self.rows(
            "SELECT n FROM listing WHERE recommendation_n = ?1 ORDER BY n LIMIT ?2",
            params![n, i64::try_from(most).unwrap_or(i64::MAX)],
            |r| r.get::<_, i64>(0),
        )?;
        let mut rows = Vec::with_capacity(ns.len());
        for n in ns {
            rows.extend(self.list_row(n, today)?);
        }
        Ok(rows)
    }

    pub(crate) fn list_row(&self, n: i64, today: Option<Date>) -> Result<Option<ListRow>, ViewError> {
        static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!("{LIST_ROW} WHERE l.n = ?1"));
        self.one(&SQL, [n], |r| read_list_row(r, today))
    }
}

/// The columns of a row of the list, with where they stand; what follows narrows and sorts them.
pub(crate) const LIST_ROW: &str = "SELECT c.number, c.text, b.slug, b.name, a.slug, a.name, c.made_on, l.position, l.claimed, l.due_earliest, l.due_latest, l.answered, o.power, l.timed, l.n
             FROM listing l JOIN recommendation c ON c.n = l.recommendation_n LEFT JOIN body b ON b.n = l.recommending_n
             LEFT JOIN body a ON a.n = l.addressee_n LEFT JOIN obligation o ON o.n = l.n";

/// Reads a row of [`LIST_ROW`].
pub(crate) fn read_list_row(r: &rusqlite::Row<'_>, today: Option<Date>) -> rusqlite::Result<ListRow> {
    let body = |i: usize| -> rusqlite::Result<Option<BodyRef>> {
        let (slug, name): (Option<String>, Option<String>) = (r.get(i)?, r.get(i + 1)?);
        Ok(slug.zip(name).map(|(slug, name)| BodyRef { slug, name }))
    };
    let answered: Option<String> = r.get(11)?;
    let power = r.get::<_, Option<String>>(12)?.map(|p| named(&p, Power::parse)).transpose()?;
    let due = due_window(r.get(9)?, r.get(10)?);
    let still = r.get::<_, String>(13)? == Timeliness::Suspended.as_str();
    let stands = |today| match still {
        true => Timeliness::Suspended,
        false => timeliness(power, due, answered.as_deref().map(|a| a.parse().ok()), today),
    };
    Ok(ListRow {
        reference: format!("REC-{}", r.get::<_, u64>(0)?),
        text: r.get(1)?,
        by: body(2)?,
        to: body(4)?,
        made_on: r.get(6)?,
        position: r.get(7)?,
        claimed_status: r.get(8)?,
        timeliness: today.map(|today| stands(today).as_str().to_owned()),
        n: r.get(14)?,
    })
}

/// One index is named for each leading filter, so that a list never wanders through the whole table.
fn leading_index(filter: &Filter) -> &'static str {
    match (&filter.to, &filter.by, filter.year, filter.position) {
        (Some(_), ..) => "listing_addressee",
        (_, Some(_), ..) => "listing_recommending",
        (_, _, Some(_), _) => "listing_year",
        (_, _, _, Some(_)) => "listing_position",
        _ => "listing_sort",
    }
}

struct ListQuery {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl ListQuery {
    fn push(&mut self, value: impl ToSql + 'static) -> String {
        self.values.push(Box::new(value));
        format!("?{}", self.values.len())
    }
}

/// The number a day sorts by, for tests and generators outside this room.
pub fn sort_of(day: Date) -> i64 {
    day_number(day)
}
