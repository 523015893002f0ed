//! What is due, late, possibly late or unknown, of any body and on any day, each group by key over its own index.
//!
//! *Invariant:* what a day makes of a due day is `domain::unanswered`'s; nothing is stored that midnight would change.

use domain::Timeliness;
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::columns::{day_number, day_of};
use crate::listing::{Key, ListRow};
use crate::store::{View, ViewError};

/// The widest window between the first and the last day an answer may be due: a year's, for a recommendation of a year.
const WIDEST: i32 = 366;

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
        on: Date,
        after: Option<Key>,
        most: usize,
    ) -> Result<DuePage, ViewError> {
        let body = match to {
            Some(slug) => match self.one("SELECT n FROM body WHERE slug = ?1", [slug], |r| r.get::<_, i64>(0))? {
                Some(n) => Some(n),
                None => return Ok(DuePage { rows: Vec::new(), next: None }),
            },
            None => None,
        };
        let after = after.unwrap_or(Key { sort: 0, n: 0 });
        let limit = i64::try_from(most).unwrap_or(100) + 1;
        let keys = match due_between(state, on) {
            // By due day, where a day decides.
            Some(ranges) => {
                let mut keys = Vec::new();
                for (range, index, which) in ranges {
                    let (index, whose) = match body {
                        Some(_) => (format!("{index}_to"), "addressee_n = ?1"),
                        None => (index.to_owned(), "?1 IS NULL"),
                    };
                    let sql = format!(
                        "SELECT due_latest, n, due_earliest FROM listing INDEXED BY {index} WHERE {whose} AND timed = 'pending' {which}
                           AND due_latest BETWEEN ?2 AND ?3 AND (due_latest, n) > (?4, ?5) ORDER BY due_latest, n"
                    );
                    keys.extend(self.windows(&sql, body, range, after, (state, on), limit)?);
                }
                // What is due on one day comes from one index, what has a window from another.
                keys.sort_by_key(|key| (key.sort, key.n));
                keys.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                keys
            }
            None => {
                let (index, whose) = match body {
                    Some(_) => ("listing_timed_to", "addressee_n = ?1"),
                    None => ("listing_timed", "?1 IS NULL"),
                };
                let sql = format!(
                    "SELECT 0, n FROM listing INDEXED BY {index} WHERE {whose} AND timed = ?2 AND timed <> 'pending' AND n > ?3 ORDER BY n LIMIT ?4"
                );
                self.rows(&sql, params![body, state.as_str(), after.n, limit], |r| {
                    Ok(Key { sort: r.get(0)?, n: r.get(1)? })
                })?
            }
        };
        let mut rows = Vec::with_capacity(keys.len().min(most));
        for key in keys.iter().take(most) {
            rows.extend(self.due_row(key.n, on)?);
        }
        let next = keys.get(most.saturating_sub(1)).filter(|_| keys.len() > most).copied();
        Ok(DuePage { rows, next })
    }

    /// The rows of a range of last due days that stand so on the day: the first due day decides between two states.
    fn windows(
        &self,
        sql: &str,
        body: Option<i64>,
        (first, last): (Date, Date),
        after: Key,
        (state, on): (Timeliness, Date),
        limit: i64,
    ) -> Result<Vec<Key>, ViewError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params![body, day_number(first), day_number(last), after.sort, after.n])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let (latest, n, earliest): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (Some(from), Some(to)) = (day_of(earliest), day_of(latest)) else { continue };
            if domain::unanswered(days_between(from, on), days_between(to, on)) == state {
                keys.push(Key { sort: latest, n });
                if i64::try_from(keys.len()).unwrap_or(i64::MAX) >= limit {
                    break;
                }
            }
        }
        Ok(keys)
    }

    fn due_row(&self, n: i64, on: Date) -> Result<Option<DueRow>, ViewError> {
        let Some(row) = self.list_row(n, Some(on))? else { return Ok(None) };
        let days = self.one("SELECT due_earliest, due_latest FROM listing WHERE n = ?1", [n], |r| {
            Ok((r.get::<_, Option<i64>>(0)?.and_then(day_of), r.get::<_, Option<i64>>(1)?.and_then(day_of)))
        })?;
        let (from, to) = days.unwrap_or((None, None));
        Ok(Some(DueRow {
            row,
            due_earliest: from.map(|d| d.to_string()),
            due_latest: to.map(|d| d.to_string()),
            days_late: to.map(|d| days_between(d, on)),
        }))
    }
}

fn days_between(day: Date, on: Date) -> i64 {
    on.since(day).map_or(0, |span| i64::from(span.get_days()))
}

/// A range of last due days, the index it is read by, and which of the rows there are wanted.
type Range = ((Date, Date), &'static str, &'static str);

const EXACT: &str = "AND due_earliest = due_latest";
const WINDOW: &str = "AND due_earliest <> due_latest";

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
