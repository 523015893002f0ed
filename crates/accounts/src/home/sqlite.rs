//! Accounts in one SQLite file in the data folder, readable by its owner alone.
//!
//! *Invariant:* `synchronous=FULL`: what `apply` has returned for is on the disk.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{Home, HomeError, Kept, Space, Write};

/// The layout of the file. A changed one brings its own way from the last.
const LAYOUT: i64 = 1;

/// Accounts in one file.
pub struct SqliteHome(Mutex<Connection>);

impl SqliteHome {
    /// Opens the file, making it if it is not there.
    pub fn open(file: &Path) -> Result<SqliteHome, HomeError> {
        let store = |e: rusqlite::Error| failed("opened", &e);
        let conn = Connection::open(file).map_err(store)?;
        owner_only(file).map_err(|e| HomeError::Store { doing: "kept from others", why: e.to_string() })?;
        conn.busy_timeout(Duration::from_secs(30)).map_err(store)?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")
            .map_err(store)?;
        let layout: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(store)?;
        if layout > LAYOUT {
            return Err(HomeError::FromTheFuture(layout));
        }
        conn.execute_batch(&format!(
            "CREATE TABLE IF NOT EXISTS kept (space TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL,
               value BLOB NOT NULL, expires INTEGER, PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID;
             CREATE INDEX IF NOT EXISTS kept_expires ON kept (expires) WHERE expires IS NOT NULL;
             PRAGMA user_version = {LAYOUT};"
        ))
        .map_err(store)?;
        Ok(SqliteHome(Mutex::new(conn)))
    }

    fn conn(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(doing: &'static str, error: &rusqlite::Error) -> HomeError {
    HomeError::Store { doing, why: error.to_string() }
}

/// The file holds names and credentials: nobody but its owner reads it.
#[cfg(unix)]
fn owner_only(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn owner_only(_file: &Path) -> std::io::Result<()> {
    Ok(())
}

impl Home for SqliteHome {
    fn get(&self, space: Space, key: &str) -> Result<Option<Kept>, HomeError> {
        let conn = self.conn();
        let mut query = conn
            .prepare_cached("SELECT version, value, expires FROM kept WHERE space = ?1 AND key = ?2")
            .map_err(|e| failed("read", &e))?;
        let found = query.query_row(params![space.as_str(), key], |r| {
            Ok(Kept { version: r.get(0)?, value: r.get(1)?, expires: r.get(2)? })
        });
        found.optional().map_err(|e| failed("read", &e))
    }

    fn list(&self, space: Space, prefix: &str, after: &str, most: usize) -> Result<Vec<(String, Kept)>, HomeError> {
        let read = |e: rusqlite::Error| failed("read", &e);
        let conn = self.conn();
        let mut query = conn
            .prepare_cached(
                "SELECT key, version, value, expires FROM kept
                 WHERE space = ?1 AND key >= ?2 AND key > ?3 AND substr(key, 1, length(?2)) = ?2 ORDER BY key LIMIT ?4",
            )
            .map_err(read)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = query.query_map(params![space.as_str(), prefix, after, most], |r| {
            Ok((r.get(0)?, Kept { version: r.get(1)?, value: r.get(2)?, expires: r.get(3)? }))
        });
        rows.and_then(Iterator::collect).map_err(read)
    }

    fn apply(&self, writes: &[Write]) -> Result<bool, HomeError> {
        let write = |e: rusqlite::Error| failed("written", &e);
        let mut conn = self.conn();
        let all = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(write)?;
        for one in writes {
            let space = one.space.as_str();
            let stands: Option<u64> = all
                .prepare_cached("SELECT version FROM kept WHERE space = ?1 AND key = ?2")
                .and_then(|mut q| q.query_row(params![space, one.key], |r| r.get(0)).optional())
                .map_err(write)?;
            if stands.unwrap_or(0) != one.seen {
                return Ok(false);
            }
            let done = match &one.value {
                Some(value) => all.execute(
                    "INSERT OR REPLACE INTO kept (space, key, version, value, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![space, one.key, one.seen + 1, value, one.expires],
                ),
                None => all.execute("DELETE FROM kept WHERE space = ?1 AND key = ?2", params![space, one.key]),
            };
            done.map_err(write)?;
        }
        all.commit().map_err(write)?;
        Ok(true)
    }

    fn sweep(&self, now: i64) -> Result<u64, HomeError> {
        let gone = self.conn().execute("DELETE FROM kept WHERE expires <= ?1", [now]);
        gone.map(|n| n as u64).map_err(|e| failed("swept", &e))
    }

    fn settle(&self) -> Result<(), HomeError> {
        // `secure_delete` zeroes the old page; the checkpoint takes the old value out of the write-ahead log too.
        let busy = self.conn().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, bool>(0));
        if busy.map_err(|e| failed("settled", &e))? {
            let why = "another process reads them: what was removed stands in their log until it ends".to_owned();
            return Err(HomeError::Store { doing: "settled", why });
        }
        Ok(())
    }

    fn backup(&self, to: &Path) -> Result<(), HomeError> {
        let copied = |e: rusqlite::Error| failed("copied", &e);
        // Made first and for its owner alone, so that at no moment somebody else can read it.
        drop(SqliteHome::open(to)?);
        let mut copy = Connection::open(to).map_err(copied)?;
        let conn = self.conn();
        let backup = rusqlite::backup::Backup::new(&conn, &mut copy).map_err(copied)?;
        backup.run_to_completion(1000, Duration::ZERO, None).map_err(copied)
    }
}
