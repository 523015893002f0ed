//! A view's file: opening, versions, transactions, and how far it has followed the ledger.
//!
//! *Invariant:* a file of another schema version or register is never read as if it were this one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use thiserror::Error;

use crate::schema::{INDEXES, TABLES};

/// The shape of the tables. Raise it with every change of `schema.rs` or of what `project` writes.
pub const SCHEMA_VERSION: i64 = 27;

/// Which entries a view is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Public entries only.
    Public,
    /// All the others.
    Workspace,
}

impl Audience {
    /// The file's name in the data folder.
    pub fn file_name(self) -> &'static str {
        match self {
            Audience::Public => "public.sqlite",
            Audience::Workspace => "workspace.sqlite",
        }
    }
}

/// Why a view cannot be read or written.
#[derive(Debug, Error)]
pub enum ViewError {
    /// SQLite failed.
    #[error("the view failed while it was {doing}")]
    Sqlite {
        /// What was being done.
        doing: &'static str,
        /// SQLite's words.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is another version's or register's; it must be built again.
    #[error("the view was made by another version or for another register: run candour rebuild")]
    OtherVersion,
    /// An entry's record cannot be read in a format this build knows.
    #[error("entry {seq}: the {kind} record cannot be read: {why}")]
    Record {
        /// Which entry.
        seq: u64,
        /// What kind it says it is.
        kind: String,
        /// Why not.
        why: String,
    },
    /// A value in the view is not one this build knows.
    #[error("the view holds '{0}', which this version does not know: run candour rebuild")]
    Unknown(String),
    /// The search index failed.
    #[error("the search index failed: {0}")]
    Index(String),
    /// Something else holds the place that must be unique.
    #[error("{0} is already taken by another record")]
    Taken(String),
}

impl From<rusqlite::Error> for ViewError {
    fn from(source: rusqlite::Error) -> ViewError {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, PermissionDenied, ReadOnly};
        let doing = match source.sqlite_error_code() {
            Some(CannotOpen | PermissionDenied | ReadOnly) => {
                "using a folder that it cannot write (read-only, or another's?)"
            }
            Some(DiskFull) => "writing to a disk that is full",
            _ => "reading or writing",
        };
        ViewError::Sqlite { doing, source }
    }
}

/// A view open for writing: the writer's own connection.
pub struct Store {
    pub(crate) conn: Connection,
    pub(crate) audience: Audience,
    /// Obligations and recommendations whose listing must be made again before anyone reads.
    pub(crate) dirty: BTreeSet<i64>,
    /// Other records whose rows in the search index must be made again.
    pub(crate) touched: BTreeSet<i64>,
    /// Words that the table of words does not have yet, each with whether it may have others of the record.
    ///
    /// They are put in one after another: a statement between two of them that can be undone by itself has FTS5 write out what it holds,
    /// which took a quarter of the time of a rebuild.
    pub(crate) worded: Vec<(i64, String, bool)>,
    /// The entry that is being taken in.
    pub(crate) at: u64,
    /// Whether this is a rebuild, after which the search index is built anew and nothing of it is kept as touched.
    pub(crate) building: bool,
    pub(crate) deltas: BTreeMap<String, i64>,
    pub(crate) pending: BTreeMap<(i64, i64), i64>,
    /// Numbers of records that were asked for lately; thrown away whenever rows are.
    pub(crate) lately: RefCell<HashMap<[u8; 16], i64>>,
    /// What the tree of themes says, read when it is first wanted.
    pub(crate) theme_rules: Option<crate::themes::ThemeRules>,
    /// Whether the tree changed, so that every recommendation's themes are looked at again.
    pub(crate) retheme_all: bool,
    /// Whether a batch's transaction is open.
    begun: bool,
    file: PathBuf,
    /// Which file it is on the disk, to see that another was put in its place.
    made: Option<(u64, u64)>,
}

/// A view open for reading; made over any connection to its file.
#[derive(Clone, Copy)]
pub struct View<'c> {
    pub(crate) conn: &'c Connection,
    /// How far it has come, where who opened it knows.
    come: Option<u64>,
}

impl Store {
    /// Opens a view's file, making it if it is not there. [`ViewError::OtherVersion`] if it must be rebuilt.
    pub fn open(folder: &Path, audience: Audience, register: &str) -> Result<Store, ViewError> {
        let file = folder.join(audience.file_name());
        let store = Store::at(&file, audience)?;
        store.conn.execute_batch(
            // A page that many acts change is copied back once for all that came within these 32 MB.
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 8000;",
        )?;
        let blank: bool = store.conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get(0))?;
        if blank {
            store.conn.execute_batch("BEGIN IMMEDIATE")?;
            // Another process may have made it while we waited for the lock.
            if store.conn.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get::<_, bool>(0))? {
                store.conn.execute_batch(TABLES)?;
                store.conn.execute_batch(INDEXES)?;
                store.stamp(register)?;
            }
            store.conn.execute_batch("COMMIT")?;
        }
        if store.stamped()? != Some((SCHEMA_VERSION, register.to_owned())) {
            return Err(ViewError::OtherVersion);
        }
        Ok(store)
    }

    /// A new file for a rebuild: no journal, no indexes until [`Store::finish_build`].
    pub fn build(file: &Path, audience: Audience, register: &str) -> Result<Store, ViewError> {
        let mut store = Store::at(file, audience)?;
        store.building = true;
        store
            .conn
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;")?;
        store.conn.execute_batch(TABLES)?;
        store.conn.execute_batch(&indexes(|name| BUILDING.contains(&name)))?;
        store.stamp(register)?;
        Ok(store)
    }

    /// Ends a build: makes the indexes and closes the file.
    pub fn finish_build(mut self) -> Result<(), ViewError> {
        self.flush()?;
        self.conn.execute_batch(&indexes(|name| !BUILDING.contains(&name)))?;
        self.conn
            .execute("INSERT INTO meta (name, value) SELECT 'touched_from', value FROM meta WHERE name = 'seq'", [])?;
        self.conn.close().map_err(|(_, e)| e.into())
    }

    fn at(file: &Path, audience: Audience) -> Result<Store, ViewError> {
        let conn = Connection::open(file).map_err(|source| ViewError::Sqlite { doing: "opening", source })?;
        conn.busy_timeout(Duration::from_secs(60))?;
        plan_once(&conn)?;
        conn.set_prepared_statement_cache_capacity(256);
        conn.execute_batch("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;")?;
        Ok(Store {
            conn,
            audience,
            dirty: BTreeSet::new(),
            touched: BTreeSet::new(),
            worded: Vec::new(),
            at: 0,
            building: false,
            deltas: BTreeMap::new(),
            pending: BTreeMap::new(),
            lately: RefCell::default(),
            theme_rules: None,
            retheme_all: false,
            begun: false,
            file: file.to_owned(),
            made: crate::pool::identity(file),
        })
    }

    fn stamp(&self, register: &str) -> Result<(), ViewError> {
        let values =
            [("schema", SCHEMA_VERSION.to_string()), ("register", register.to_owned()), ("seq", "0".to_owned())];
        for (name, value) in values {
            self.conn.execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", params![name, value])?;
        }
        Ok(())
    }

    fn stamped(&self) -> Result<Option<(i64, String)>, ViewError> {
        let meta = |name: &str| -> rusqlite::Result<Option<String>> {
            self.conn.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0)).optional()
        };
        let schema = meta("schema").unwrap_or_default().and_then(|s| s.parse().ok());
        Ok(schema.zip(meta("register").unwrap_or_default()))
    }

    /// Opens the file again if another process has put a rebuilt view in its place; what was open is no longer read. `true` if it did.
    pub fn reopen_if_replaced(&mut self, register: &str) -> Result<bool, ViewError> {
        if crate::pool::identity(&self.file) == self.made {
            return Ok(false);
        }
        let folder = self.file.parent().map(Path::to_owned).unwrap_or_default();
        *self = Store::open(&folder, self.audience, register)?;
        Ok(true)
    }

    /// The file this store writes.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The view as this connection sees it, uncommitted rows included.
    pub fn view(&self) -> View<'_> {
        View::over(&self.conn)
    }

    /// Starts the batch's transaction, if it has not begun. What follows of a batch does nothing to a view that was not begun.
    pub fn begin(&mut self) -> Result<(), ViewError> {
        if self.begun {
            return Ok(());
        }
        // Another process may have written a theme since; its rows are there, and what was read of them is not any more.
        self.theme_rules = None;
        self.conn
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|source| ViewError::Sqlite { doing: "starting a batch", source })?;
        self.begun = true;
        Ok(())
    }

    /// Whether the batch's transaction has begun.
    pub fn begun(&self) -> bool {
        self.begun
    }

    /// Ends the batch's transaction.
    pub fn commit(&mut self) -> Result<(), ViewError> {
        if !self.begun {
            return Ok(());
        }
        self.flush()?;
        self.begun = false;
        self.conn.execute_batch("COMMIT").map_err(|source| {
            // What could not be committed is not there: the next batch takes it from the ledger.
            let _ = self.conn.execute_batch("ROLLBACK");
            ViewError::Sqlite { doing: "committing a batch", source }
        })
    }

    /// Throws the batch away.
    pub fn rollback(&mut self) -> Result<(), ViewError> {
        self.forget();
        if !std::mem::take(&mut self.begun) {
            return Ok(());
        }
        self.conn.execute_batch("ROLLBACK").map_err(|source| ViewError::Sqlite { doing: "rolling back", source })
    }

    /// Marks the place before one act of the batch.
    pub fn save(&mut self) -> Result<(), ViewError> {
        if !self.begun {
            return Ok(());
        }
        self.flush()?;
        self.conn.prepare_cached("SAVEPOINT act")?.execute([])?;
        Ok(())
    }

    /// Keeps the act's rows.
    pub fn keep(&mut self) -> Result<(), ViewError> {
        if !self.begun {
            return Ok(());
        }
        self.flush()?;
        self.conn.prepare_cached("RELEASE act")?.execute([])?;
        Ok(())
    }

    /// Throws the act's rows away.
    pub fn undo(&mut self) -> Result<(), ViewError> {
        self.forget();
        if !self.begun {
            return Ok(());
        }
        Ok(self.conn.execute_batch("ROLLBACK TO act; RELEASE act")?)
    }

    fn forget(&mut self) {
        self.dirty.clear();
        self.touched.clear();
        self.worded.clear();
        self.deltas.clear();
        self.pending.clear();
        self.lately.borrow_mut().clear();
        self.theme_rules = None;
        self.retheme_all = false;
    }
}

/// How far a view has come.
pub(crate) const COME: &str = "SELECT value FROM meta WHERE name = 'seq'";

/// Keeps a prepared statement's plan whatever is bound to it. Without this SQLite (built with STAT4) plans a statement
/// again at every binding, which took half of the time of every read.
fn plan_once(conn: &Connection) -> Result<(), ViewError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The indexes that `flush` reads while a view is being built; the others are made when the rows are in.
const BUILDING: [&str; 8] = [
    "assurance_of",
    "closure_of",
    "record_id",
    "judgement_of",
    "obligation_recommendation",
    "listing_recommendation",
    "progress_action",
    "progress_obligation",
];

/// The statements that make the wanted indexes.
fn indexes(wanted: impl Fn(&str) -> bool) -> String {
    let name =
        |line: &str| line.split(" INDEX ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("").to_owned();
    INDEXES.lines().filter(|line| wanted(&name(line))).collect::<Vec<_>>().join("\n")
}

impl<'c> View<'c> {
    /// A view over a connection that was opened with [`View::connect`].
    pub fn over(conn: &'c Connection) -> View<'c> {
        View { conn, come: None }
    }

    /// A view whose place is known already: read in the transaction that is open on the connection.
    pub(crate) fn over_at(conn: &'c Connection, come: Option<u64>) -> View<'c> {
        View { conn, come }
    }

    /// A read-only connection to a view's file.
    pub fn connect(file: &Path) -> Result<Connection, ViewError> {
        let conn =
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
                .map_err(|source| ViewError::Sqlite { doing: "opening for reading", source })?;
        conn.busy_timeout(Duration::from_secs(10))?;
        plan_once(&conn)?;
        conn.set_prepared_statement_cache_capacity(256);
        // Mapped pages are the kernel's own cache: nothing is copied, and none of it is anonymous memory. A reader has one
        // connection a core, so the map is not multiplied (DESIGN.md section 9, known traps).
        conn.execute_batch("PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 17179869184;")?;
        Ok(conn)
    }

    /// The sequence of the last entry that this view has taken in.
    pub fn seq(&self) -> Result<u64, ViewError> {
        if let Some(come) = self.come {
            return Ok(come);
        }
        let text: String = self.conn.prepare_cached(COME)?.query_row([], |r| r.get(0))?;
        text.parse().map_err(|_| ViewError::Unknown(text))
    }

    /// Runs a query and reads each row.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ViewError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map(params, read)?.collect::<rusqlite::Result<Vec<T>>>()?;
        Ok(rows)
    }

    /// Runs a query and reads its one row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, ViewError> {
        Ok(self.conn.prepare_cached(sql)?.query_row(params, read).optional()?)
    }
}
