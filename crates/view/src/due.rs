//! What is due, late, possibly late or unknown, of any body and on any day, each group by key over its own index.
//!
//! *Invariant:* what a day makes of a due day is `domain::unanswered`'s; nothing is stored that midnight would change.

use domain::{BodyId, Timeliness};
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{ToSql, params};
use serde::Serialize;

use crate::columns::{day_number, day_of};
use crate::listing::{Key, LIST_ROW, ListRow, read_list_row};
use crate::store::{View, ViewError};

/// The widest window between the first and the last day an answer may be due: a year's, for a recommendation of a year.
const WIDEST: i32 = 366;

/// Duties of one body that are looked through for those of a state, the first due before others.
const LOOKED_THROUGH: usize = 2000;

/// One duty with its due days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DueRow {
    /// The recommendation and the body.
    #[serde(flatten)]
    pub row: ListRow,
    /// The first day the answer may be due.
    pub due_earliest: Option<String>,
    /// The last day.
    pub due_latest: Option<String>,
    /// Days since the last due day; negative while it is to come.
    pub days_late: Option<i64>,
    /// When it was answered since, as of a day that is past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<String>,
}

/// Whether a state is that of the register as it stands, or as it stood on a day that is past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// What is unanswered now, on any day.
    Now,
    /// What was unanswered then: also what was answered since, and nothing that was made since. Due days are as they are known now.
    Then,
}

impl AsOf {
    /// How a day is asked for on another.
    pub fn of(on: Date, today: Date) -> AsOf {
        if on < today { AsOf::Then } else { AsOf::Now }
    }
}

/// Duties of one state, those due first before others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DuePage {
    /// The duties.
    pub rows: Vec<DueRow>,
    /// Where the next page starts, if there is one.
    pub next: Option<Key>,
}

/// The states that are asked for, those that want something first.
pub const DUE_STATES: [Timeliness; 6] = [
    Timeliness::Overdue,
    Timeliness::PossiblyOverdue,
    Timeliness::DueSoon,
    Timeliness::NotDue,
    Timeliness::Suspended,
    Timeliness::Unknown,
];

impl View<'_> {
    /// The duties of a body (or of all) that stand so on a day, after a place, so many at most.
    pub fn due(
        &self,
        to: Option<&str>,
        state: Timeliness,
        (on, of): (Date, AsOf),
        after: Option<Key>,
        most: usize,
    ) -> Result<DuePage, ViewError> {
        let bodies: Vec<Option<i64>> = match to {
            Some(slug) => self.answering_as(slug)?.into_iter().map(Some).collect(),
            None => vec![None],
        };
        let after = after.unwrap_or(Key { sort: 0, n: 0 });
        let limit = i64::try_from(most).unwrap_or(100) + 1;
        let mut found = Vec::new();
        for body in bodies {
            found.extend(self.due_to(body, state, (on, of), after, limit)?);
        }
        // What was made to bodies whose duties passed to this one stands among its own.
        found.sort_by_key(|(key, _)| (key.sort, key.n));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = found.get(most.saturating_sub(1)).filter(|_| found.len() > most).map(|(key, _)| *key);
        let rows = found.into_iter().take(most).map(|(_, row)| row).collect();
        Ok(DuePage { rows, next })
    }

    /// What a body has not answered and no day is known to answer by, the newest first: of what it has a duty to answer, or none.
    pub fn unanswered_without_a_day(
        &self,
        to: &str,
        state: Timeliness,
        on: Date,
        most: usize,
    ) -> Result<DuePage, ViewError> {
        let rows = LIST_ROW.replacen("listing l", "listing l INDEXED BY listing_addressee", 1);
        let sql = format!(
            "{rows} WHERE l.addressee_n = ?1 AND l.position = 'none_given' AND l.timed = ?2 AND l.answered IS NULL AND l.closure = 'open'
               ORDER BY l.sort DESC, l.n DESC LIMIT ?3"
        );
        let limit = i64::try_from(most).unwrap_or(100) + 1;
        let mut found = Vec::new();
        for body in self.answering_as(to)? {
            let of_body = self.rows(&sql, params![body, state.as_str(), limit], |r| {
                let row = due_row(r, on)?;
                Ok((Key { sort: 0, n: row.row.n }, row))
            })?;
            found.extend(of_body);
        }
        // What passed to it from a body that has ended stands among its own.
        found.sort_by(|(a, x), (b, y)| y.row.made_on.cmp(&x.row.made_on).then(b.n.cmp(&a.n)));
        let next = found.get(most.saturating_sub(1)).filter(|_| found.len() > most).map(|(key, _)| *key);
        Ok(DuePage { rows: found.into_iter().take(most).map(|(_, row)| row).collect(), next })
    }

    /// The duties of one body, or of all.
    fn due_to(
        &self,
        body: Option<i64>,
        state: Timeliness,
        (on, of): (Date, AsOf),
        after: Key,
        limit: i64,
    ) -> Result<Vec<(Key, DueRow)>, ViewError> {
        Ok(match due_between(state, on) {
            // By due day, where a day decides.
            Some(ranges) => {
                let mut found = Vec::new();
                if of == AsOf::Then {
                    found.extend(self.answered_since(body, &ranges, after, (state, on), limit)?);
                }
                let made = made_by_then(of, "?6");
                for (range, index, which) in ranges {
                    let (index, whose) = match body {
                        Some(_) => (format!("{index}_to"), "l.addressee_n = ?1"),
                        None => (index.to_owned(), "?1 IS NULL"),
                    };
                    let rows = LIST_ROW.replacen("listing l", &format!("listing l INDEXED BY {index}"), 1);
                    let sql = format!(
                        "{rows} WHERE {whose} AND l.timed = 'pending' {which} AND l.due_latest BETWEEN ?2 AND ?3
                           AND (l.due_latest, l.n) > (?4, ?5) {made} ORDER BY l.due_latest, l.n"
                    );
                    let (first, last, on_n) = (day_number(range.0), day_number(range.1), day_number(on));
                    let with: [&dyn ToSql; 6] = [&body, &first, &last, &after.sort, &after.n, &on_n];
                    found.extend(self.windows(&sql, &with, (state, on), limit)?);
                }
                // What is due on one day comes from one index, what has a window from another.
                found.sort_by_key(|(key, _)| (key.sort, key.n));
                found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                found
            }
            None => {
                let (index, whose) = match body {
                    Some(_) => ("listing_timed_to", "l.addressee_n = ?1"),
                    None => ("listing_timed", "?1 IS NULL"),
                };
                let rows = LIST_ROW.replacen("listing l", &format!("listing l INDEXED BY {index}"), 1);
                let made = made_by_then(of, "?5");
                let sql = format!(
                    "{rows} WHERE {whose} AND l.timed = ?2 AND l.timed <> 'pending' AND l.n > ?3 {made} ORDER BY l.n LIMIT ?4"
                );
                self.rows(&sql, params![body, state.as_str(), after.n, limit, day_number(on)], |r| {
                    let row = due_row(r, on)?;
                    Ok((Key { sort: 0, n: row.row.n }, row))
                })?
            }
        })
    }

    /// What stood so on a day that is past and was answered after it.
    fn answered_since(
        &self,
        body: Option<i64>,
        ranges: &[Range],
        after: Key,
        (state, on): (Timeliness, Date),
        limit: i64,
    ) -> Result<Vec<(Key, DueRow)>, ViewError> {
        let bound = ranges.iter().map(|(range, ..)| *range).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let Some((first, last)) = bound else { return Ok(Vec::new()) };
        let rows = LIST_ROW.replacen("listing l", "listing l INDEXED BY listing_past", 1);
        // Days sort as their text does; an answer of a month or a year is taken to be there from its beginning.
        let sql = format!(
            "{rows} WHERE (?1 IS NULL OR l.addressee_n = ?1) AND l.answered > '' AND l.answered > ?7 AND l.due_latest BETWEEN ?2 AND ?3
               AND (l.due_latest, l.n) > (?4, ?5) {} ORDER BY l.due_latest, l.n",
            made_by_then(AsOf::Then, "?6")
        );
        let (first, last, on_n, day) = (day_number(first), day_number(last), day_number(on), on.to_string());
        let with: [&dyn ToSql; 7] = [&body, &first, &last, &after.sort, &after.n, &on_n, &day];
        let mut found = self.windows(&sql, &with, (state, on), limit)?;
        for (_, one) in &mut found {
            // As it stood: without the answer that came, and what followed from it.
            one.row.timeliness = Some(state.as_str().to_owned());
            one.row.position = domain::Position::NoneGiven.as_str().to_owned();
            one.row.claimed_status = None;
        }
        Ok(found)
    }

    /// The rows of a range of last due days that stand so on the day: the first due day decides between two states.
    fn windows(
        &self,
        sql: &str,
        with: &[&dyn ToSql],
        (state, on): (Timeliness, Date),
        limit: i64,
    ) -> Result<Vec<(Key, DueRow)>, ViewError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(with)?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let (earliest, latest): (i64, i64) = (row.get(9)?, row.get(10)?);
            let (Some(from), Some(to)) = (day_of(earliest), day_of(latest)) else { continue };
            if domain::unanswered(days_between(from, on), days_between(to, on)) == state {
                let since: Option<String> = row.get(11)?;
                let one = DueRow { answered_on: since, ..due_row(row, on)? };
                keys.push((Key { sort: latest, n: row.get(14)? }, one));
                if i64::try_from(keys.len()).unwrap_or(i64::MAX) >= limit {
                    break;
                }
            }
        }
        Ok(keys)
    }
}

/// Reads a row of [`LIST_ROW`] with its due days.
fn due_row(r: &rusqlite::Row<'_>, on: Date) -> rusqlite::Result<DueRow> {
    let day = |i| -> rusqlite::Result<Option<Date>> { Ok(r.get::<_, Option<i64>>(i)?.and_then(day_of)) };
    let (from, to) = (day(9)?, day(10)?);
    Ok(DueRow {
        row: read_list_row(r, Some(on))?,
        due_earliest: from.map(|d| d.to_string()),
        due_latest: to.map(|d| d.to_string()),
        days_late: to.map(|d| days_between(d, on)),
        answered_on: None,
    })
}

fn days_between(day: Date, on: Date) -> i64 {
    on.since(day).map_or(0, |span| i64::from(span.get_days()))
}

/// A range of last due days, the index it is read by, and which of the rows there are wanted.
type Range = ((Date, Date), &'static str, &'static str);

/// What was recommended after the day (bound at this place) was not there then; of what has no day it is not known.
fn made_by_then(of: AsOf, day: &str) -> String {
    match of {
        AsOf::Then => format!("AND (c.made_on IS NULL OR c.sort <= {day})"),
        // Bound all the same, so that both take the same values.
        AsOf::Now => format!("AND {day} IS NOT NULL"),
    }
}

const EXACT: &str = "AND l.due_earliest = l.due_latest";
const WINDOW: &str = "AND l.due_earliest <> l.due_latest";

/// Where a duty of a state lies on a day; `None` for a state that no day decides. Those due on one day and those with a window are
/// looked for apart where a window may be open for a year and a day not.
fn due_between(state: Timeliness, on: Date) -> Option<Vec<Range>> {
    let later = |days: i32| on.saturating_add(days.days());
    let (soon, first) = (domain::DUE_SOON_DAYS, Date::new(1, 1, 1).unwrap_or(Date::MIN));
    match state {
        Timeliness::Overdue => Some(vec![((first, later(-1)), "listing_due", "")]),
        Timeliness::PossiblyOverdue => Some(vec![((on, later(WIDEST)), "listing_window", WINDOW)]),
        Timeliness::DueSoon => Some(vec![
            ((on, later(soon)), "listing_due", EXACT),
            ((on, later(soon + WIDEST)), "listing_window", WINDOW),
        ]),
        Timeliness::NotDue => Some(vec![((later(soon + 1), Date::MAX), "listing_due", "")]),
        _ => None,
    }
}

impl View<'_> {
    /// The late duties under what a body recommended, the longest late first, so many at most.
    pub fn due_by(&self, slug: &str, on: Date, most: usize) -> Result<Vec<DueRow>, ViewError> {
        let Some(body) = self.one("SELECT n FROM body WHERE slug = ?1", [slug], |r| r.get::<_, i64>(0))? else {
            return Ok(Vec::new());
        };
        let rows = LIST_ROW.replacen("listing l", "listing l INDEXED BY listing_due_by", 1);
        let sql = format!(
            "{rows} WHERE l.recommending_n = ?1 AND l.timed = 'pending' AND l.due_latest < ?2 ORDER BY l.due_latest, l.n LIMIT ?3"
        );
        let limit = i64::try_from(most).unwrap_or(50);
        self.rows(&sql, params![body, day_number(on), limit], |r| due_row(r, on))
    }

    /// The duties under what a body recommended that stand so today, in a state whose last due day is still to come and not further than a window
    /// may be wide: so many at most.
    pub fn due_by_soon(
        &self,
        body: BodyId,
        state: Timeliness,
        on: Date,
        most: usize,
    ) -> Result<Vec<DueRow>, ViewError> {
        let (from, to) = (on.saturating_sub(1.day()), on.saturating_add((domain::DUE_SOON_DAYS + WIDEST).days()));
        let mut rows = self.due_by_between(body, (from, to), LOOKED_THROUGH)?;
        let day = |text: &Option<String>| text.as_ref().and_then(|day| day.parse::<Date>().ok());
        rows.retain(|row| match (day(&row.due_earliest), day(&row.due_latest)) {
            (Some(first), Some(last)) => domain::unanswered(days_between(first, on), days_between(last, on)) == state,
            _ => false,
        });
        rows.truncate(most);
        Ok(rows)
    }

    /// The unanswered duties under what a body recommended whose last due day is after one day and not after another: so many at most.
    pub fn due_by_between(
        &self,
        body: BodyId,
        (after, to): (Date, Date),
        most: usize,
    ) -> Result<Vec<DueRow>, ViewError> {
        let rows = LIST_ROW.replacen("listing l", "listing l INDEXED BY listing_due_by", 1);
        let sql = format!(
            "{rows} WHERE l.recommending_n = (SELECT n FROM record WHERE id = ?1) AND l.timed = 'pending' AND l.due_latest > ?2 AND l.due_latest <= ?3
             ORDER BY l.due_latest, l.n LIMIT ?4"
        );
        let limit = i64::try_from(most).unwrap_or(50);
        self.rows(&sql, params![body.0, day_number(after), day_number(to), limit], |r| due_row(r, to))
    }

    /// The version of a duty's record and when that was written, in microseconds.
    pub fn duty_version(&self, recommendation: u64, addressee: &str) -> Result<Option<(u32, i64)>, ViewError> {
        self.one(
            "SELECT r.version, coalesce((SELECT v.instant FROM later_version v WHERE v.n = r.n ORDER BY v.version DESC LIMIT 1), r.instant)
             FROM recommendation c JOIN obligation o ON o.recommendation_n = c.n JOIN body b ON b.n = o.addressee_n JOIN record r ON r.n = o.n
             WHERE c.number = ?1 AND b.slug = ?2",
            params![recommendation, addressee],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }
}
