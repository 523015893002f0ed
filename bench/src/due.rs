//! What is overdue, of one body and of all, beside a plain indexed query for the same rows.
//!
//! *Invariant:* both read the same view and give the same rows; the reference is what one would write by hand.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::Timeliness;
use jiff::civil::Date;
use rusqlite::params;
use view::{AsOf, View};

use crate::median;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Rows of a page.
const ROWS: usize = 25;

/// The reference: the rows of the page by the index, joined to what the page shows.
const PLAIN: &str = "SELECT l.n, c.number, c.text, b.slug, b.name, a.slug, a.name, c.made_on, l.position, l.claimed, l.due_earliest, l.due_latest
  FROM listing l JOIN recommendation c ON c.n = l.recommendation_n LEFT JOIN body b ON b.n = l.recommending_n LEFT JOIN body a ON a.n = l.addressee_n
  WHERE l.addressee_n = ?1 AND l.timed = 'pending' AND l.due_latest < ?2 ORDER BY l.due_latest, l.n LIMIT ?3";
const PLAIN_ALL: &str = "SELECT l.n, c.number, c.text, b.slug, b.name, a.slug, a.name, c.made_on, l.position, l.claimed, l.due_earliest, l.due_latest
  FROM listing l JOIN recommendation c ON c.n = l.recommendation_n LEFT JOIN body b ON b.n = l.recommending_n LEFT JOIN body a ON a.n = l.addressee_n
  WHERE l.timed = 'pending' AND l.due_latest < ?1 ORDER BY l.due_latest, l.n LIMIT ?2";

/// Runs and prints.
pub fn run(data: &Path, runs: usize, seconds: f64) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let file = unanswered(data, folder.path())?;
    let conn = View::connect(&file)?;
    let view = View::over(&conn);
    let today = Date::new(2026, 11, 21)?;
    let number = i64::from(today.year()) * 10_000 + i64::from(today.month()) * 100 + i64::from(today.day());
    // The bodies that are asked the most, so that there is something overdue.
    let mut bodies: Vec<(String, i64)> = {
        let mut query = conn.prepare("SELECT b.slug, b.n, count(*) FROM listing l JOIN body b ON b.n = l.addressee_n WHERE l.timed = 'pending' GROUP BY b.n ORDER BY 3 DESC LIMIT 50")?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    if bodies.is_empty() {
        return Err("nothing in this register waits for an answer".into());
    }
    bodies.sort();
    let limit = i64::try_from(ROWS)?;
    let (mut ours, mut plain, mut all, mut plain_all) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        ours.push(rate(seconds, |i| {
            let (slug, _) = &bodies[i % bodies.len()];
            Ok(view.due(Some(slug), Timeliness::Overdue, (today, AsOf::Now), None, ROWS)?.rows.len())
        })?);
        plain.push(rate(seconds, |i| {
            let (_, n) = bodies[i % bodies.len()];
            plain_rows(&conn, PLAIN, params![n, number, limit])
        })?);
        all.push(rate(seconds, |_| {
            Ok(view.due(None, Timeliness::Overdue, (today, AsOf::Now), None, ROWS)?.rows.len())
        })?);
        plain_all.push(rate(seconds, |_| plain_rows(&conn, PLAIN_ALL, params![number, limit]))?);
    }
    for (name, ours, plain) in [("one body", ours, plain), ("all bodies", all, plain_all)] {
        let (ours, plain) = (median(ours), median(plain));
        println!(
            "overdue, {name}: {ours:.0}/s, plain query {plain:.0}/s, {:.2} of its rate (0.5 wanted)",
            ours / plain
        );
    }
    for state in view::DUE_STATES {
        let start = Instant::now();
        let rows = view.due(None, state, (today, AsOf::Now), None, ROWS)?.rows.len();
        println!("  all bodies, {}: {rows} rows in {:.2} ms", state.as_str(), start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(())
}

/// A copy of the view in which every third duty has had no answer: the generated register answers all.
fn unanswered(data: &Path, folder: &Path) -> Done<std::path::PathBuf> {
    let file = folder.join("public.sqlite");
    std::fs::copy(data.join("views/public.sqlite"), &file)?;
    let conn = rusqlite::Connection::open(&file)?;
    let changed = conn.execute(
        "UPDATE listing SET timed = 'pending', answered = NULL, position = 'none_given' WHERE n % 3 = 0 AND due_latest IS NOT NULL",
        [],
    )?;
    println!("{changed} duties without an answer");
    Ok(file)
}

fn plain_rows(conn: &rusqlite::Connection, sql: &str, params: impl rusqlite::Params) -> Done<usize> {
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map(params, |r| {
        let texts: Vec<Option<String>> = (2..10).map(|i| r.get(i)).collect::<rusqlite::Result<_>>()?;
        Ok((r.get::<_, i64>(0)?, texts, r.get::<_, Option<i64>>(10)?))
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
}

/// How often a second something can be asked.
fn rate(seconds: f64, mut ask: impl FnMut(usize) -> Done<usize>) -> Done<f64> {
    let (start, mut asked) = (Instant::now(), 0usize);
    while start.elapsed() < Duration::from_secs_f64(seconds) {
        ask(asked)?;
        asked += 1;
    }
    Ok(asked as f64 / start.elapsed().as_secs_f64())
}
