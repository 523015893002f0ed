//! The embedded home: one SQLite file in WAL mode with `synchronous=FULL`, so that a commit is on the disk.
//!
//! Someone who can write to this file can change or cut the record; `verify` with a head saved elsewhere finds it.
//!
//! *Invariant:* two tables. `entry` holds the bytes of FORMAT.md, `act` the range of each act for uniqueness; the
//! second can be remade from the first.

use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params};

use super::{AppendError, Home, HomeError};
use crate::codec::{MAX_ENTRY, decode, encode};
use crate::entry::{Content, Entry, Head, Id};

/// The layout of the two tables.
const LAYOUT: i64 = 1;
/// "CNDL" as SQLite's application id, so that no other file is taken for a ledger.
const APPLICATION: i64 = 0x434e_444c;
/// How long a second process waits for the first one's commit.
const BUSY: Duration = Duration::from_secs(30);

/// A ledger in one SQLite file.
pub struct SqliteHome {
    register: String,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    grown: Condvar,
    grown_lock: Mutex<()>,
}

impl SqliteHome {
    /// Opens the ledger of `register` in `file`, making it if it is not there.
    pub fn open(file: &Path, register: &str) -> Result<SqliteHome, HomeError> {
        let fresh = !file.exists();
        let mut writer = Connection::open(file).map_err(|e| store("opening the ledger", &e))?;
        prepare(&writer)?;
        if fresh || is_blank(&writer)? {
            create(&mut writer, register)?;
        }
        check_file(&writer, register)?;
        let reader = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|e| store("opening the ledger", &e))?;
        reader.busy_timeout(BUSY).map_err(|e| store("opening the ledger", &e))?;
        Ok(SqliteHome::of(writer, reader, register))
    }

    /// Opens an existing ledger for reading only; appends are refused by the store.
    pub fn open_read_only(file: &Path, register: &str) -> Result<SqliteHome, HomeError> {
        let open = || {
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
                .map_err(|e| store("opening the ledger for reading", &e))
        };
        let (writer, reader) = (open()?, open()?);
        check_file(&reader, register)?;
        Ok(SqliteHome::of(writer, reader, register))
    }

    fn of(writer: Connection, reader: Connection, register: &str) -> SqliteHome {
        SqliteHome {
            register: register.to_owned(),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            grown: Condvar::new(),
            grown_lock: Mutex::new(()),
        }
    }
}

impl Home for SqliteHome {
    fn register(&self) -> &str {
        &self.register
    }

    fn head(&self) -> Result<Head, HomeError> {
        read_head(&lock(&self.reader), &self.register)
    }

    fn append(&self, expected: &Head, entries: &[Entry]) -> Result<Head, AppendError> {
        let mut writer = lock(&self.writer);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| store("starting an append", &e))?;
        let now = read_head(&transaction, &self.register)?;
        if now != *expected {
            return Err(AppendError::HeadMoved(now));
        }
        let mut head = now;
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO entry (register, seq, bytes) VALUES (?1, ?2, ?3)")
                .map_err(|e| store("appending", &e))?;
            for entry in entries {
                if entry.seq != head.seq + 1 || entry.register != self.register {
                    return Err(AppendError::NotInOrder);
                }
                let bytes = encode(entry);
                if bytes.len() > MAX_ENTRY {
                    return Err(AppendError::TooLarge(entry.seq));
                }
                insert.execute(params![self.register, entry.seq, bytes]).map_err(|e| store("appending", &e))?;
                head = Head { seq: entry.seq, chain: entry.chain };
            }
        }
        record_acts(&transaction, &self.register, entries)?;
        transaction.commit().map_err(|e| store("committing an append", &e))?;
        drop(writer);
        let _guard = lock(&self.grown_lock);
        self.grown.notify_all();
        Ok(head)
    }

    fn read(&self, after: u64, most: usize) -> Result<Vec<Entry>, HomeError> {
        let reader = lock(&self.reader);
        let mut query = reader
            .prepare_cached("SELECT seq, bytes FROM entry WHERE register = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3")
            .map_err(|e| store("reading", &e))?;
        let mut rows = query
            .query(params![self.register, after, i64::try_from(most).unwrap_or(i64::MAX)])
            .map_err(|e| store("reading", &e))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().map_err(|e| store("reading", &e))? {
            let seq = row.get(0).map_err(|e| store("reading", &e))?;
            let bytes = row.get_ref(1).and_then(|b| Ok(b.as_blob()?)).map_err(|e| store("reading", &e))?;
            entries.push(decode(bytes).map_err(|why| HomeError::Unreadable { seq, why })?);
        }
        Ok(entries)
    }

    fn read_raw(&self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), HomeError> {
        let reader = lock(&self.reader);
        let mut query = reader
            .prepare_cached("SELECT seq, bytes FROM entry WHERE register = ?1 ORDER BY seq")
            .map_err(|e| store("reading", &e))?;
        let mut rows = query.query(params![self.register]).map_err(|e| store("reading", &e))?;
        while let Some(row) = rows.next().map_err(|e| store("reading", &e))? {
            let seq = row.get(0).map_err(|e| store("reading", &e))?;
            // Bytes of another type were put there by hand; as text they will not decode, and that is the finding.
            let value = row.get_ref(1).map_err(|e| store("reading", &e))?;
            each(seq, value.as_blob().or_else(|_| value.as_bytes()).unwrap_or_default());
        }
        Ok(())
    }

    fn act(&self, act: Id) -> Result<Option<(u64, u64)>, HomeError> {
        lock(&self.reader)
            .prepare_cached("SELECT first_seq, last_seq FROM act WHERE register = ?1 AND act_id = ?2")
            .and_then(|mut query| {
                query.query_row(params![self.register, act.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(|e| store("looking for an act", &e))
    }

    fn wait(&self, after: u64, time: Duration) -> Result<Head, HomeError> {
        // Another process may append too, and it cannot wake us: look again twice a second.
        let start = Instant::now();
        loop {
            let head = self.head()?;
            let left = time.saturating_sub(start.elapsed());
            if head.seq > after || left.is_zero() {
                return Ok(head);
            }
            let guard = lock(&self.grown_lock);
            drop(self.grown.wait_timeout(guard, left.min(Duration::from_millis(500))));
        }
    }

    fn erase(&self, seq: u64, fields: &[&str]) -> Result<(), HomeError> {
        let mut writer = lock(&self.writer);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| store("starting an erasure", &e))?;
        let bytes: Vec<u8> = transaction
            .query_row("SELECT bytes FROM entry WHERE register = ?1 AND seq = ?2", params![self.register, seq], |r| {
                r.get(0)
            })
            .optional()
            .map_err(|e| store("reading", &e))?
            .ok_or(HomeError::NoEntry(seq))?;
        let mut entry = decode(&bytes).map_err(|why| HomeError::Unreadable { seq, why })?;
        for name in fields {
            let field = entry.fields.iter_mut().find(|f| f.name == *name);
            let field = field.ok_or_else(|| HomeError::NoField { seq, field: (*name).to_owned() })?;
            field.content = Content::Erased;
        }
        transaction
            .execute(
                "UPDATE entry SET bytes = ?3 WHERE register = ?1 AND seq = ?2",
                params![self.register, seq, encode(&entry)],
            )
            .map_err(|e| store("erasing", &e))?;
        transaction.commit().map_err(|e| store("erasing", &e))?;
        // `secure_delete` zeroes the old page; the checkpoint takes the old words out of the write-ahead log too.
        let busy: bool = writer
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(|e| store("clearing the log after an erasure", &e))?;
        if busy { Err(HomeError::Read) } else { Ok(()) }
    }

    fn backup(&self, to: &Path) -> Result<(), HomeError> {
        lock(&self.reader)
            .backup(rusqlite::MAIN_DB, to, None::<fn(rusqlite::backup::Progress)>)
            .map_err(|e| store("copying the ledger", &e))
    }
}

fn prepare(writer: &Connection) -> Result<(), HomeError> {
    writer
        .busy_timeout(BUSY)
        // Keep a statement's plan whatever is bound to it (SQLite's STAT4 would plan again each time).
        .and_then(|()| writer.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true))
        .and_then(|_| {
            writer.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                 PRAGMA journal_size_limit = 67108864;",
            )
        })
        .map_err(|e| store("opening the ledger", &e))
}

fn is_blank(connection: &Connection) -> Result<bool, HomeError> {
    connection
        .query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get(0))
        .map_err(|e| store("opening the ledger", &e))
}

fn create(writer: &mut Connection, register: &str) -> Result<(), HomeError> {
    let make = |writer: &mut Connection| -> rusqlite::Result<()> {
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get(0))? {
            transaction.execute_batch(&format!(
                "CREATE TABLE entry (register TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL,
                     UNIQUE (register, seq)) STRICT;
                 CREATE TABLE act (register TEXT NOT NULL, act_id BLOB NOT NULL, first_seq INTEGER NOT NULL,
                     last_seq INTEGER NOT NULL, PRIMARY KEY (register, act_id)) STRICT, WITHOUT ROWID;
                 CREATE TABLE ledger (register TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
                 PRAGMA user_version = {LAYOUT}; PRAGMA application_id = {APPLICATION};"
            ))?;
            transaction.execute("INSERT INTO ledger (register) VALUES (?1)", [register])?;
        }
        transaction.commit()
    };
    make(writer).map_err(|e| store("making a new ledger", &e))
}

fn check_file(connection: &Connection, register: &str) -> Result<(), HomeError> {
    let pragma = |name: &str| -> Result<i64, HomeError> {
        connection.query_row(&format!("PRAGMA {name}"), [], |r| r.get(0)).map_err(|e| store("opening the ledger", &e))
    };
    if pragma("application_id")? != APPLICATION {
        return Err(HomeError::NotThisLedger("the file is a database, but not a ledger of Candour".to_owned()));
    }
    let layout = pragma("user_version")?;
    if layout > LAYOUT {
        return Err(HomeError::FromTheFuture(layout));
    }
    let known: Option<String> = connection
        .query_row("SELECT register FROM ledger WHERE register = ?1", [register], |r| r.get(0))
        .optional()
        .map_err(|e| store("opening the ledger", &e))?;
    known
        .map(|_| ())
        .ok_or_else(|| HomeError::NotThisLedger(format!("the ledger does not keep a register named '{register}'")))
}

fn read_head(connection: &Connection, register: &str) -> Result<Head, HomeError> {
    let last: Option<(u64, Vec<u8>)> = connection
        .prepare_cached("SELECT seq, substr(bytes, -32) FROM entry WHERE register = ?1 ORDER BY seq DESC LIMIT 1")
        .and_then(|mut query| query.query_row([register], |r| Ok((r.get(0)?, r.get(1)?))).optional())
        .map_err(|e| store("reading the head", &e))?;
    let Some((seq, chain)) = last else { return Ok(Head::EMPTY) };
    let chain = chain
        .try_into()
        .map_err(|_| HomeError::Unreadable { seq, why: crate::codec::DecodeError::Short("chain hash") })?;
    Ok(Head { seq, chain: crate::entry::Digest(chain) })
}

fn record_acts(connection: &Connection, register: &str, entries: &[Entry]) -> Result<(), AppendError> {
    let mut insert = connection
        .prepare_cached("INSERT INTO act (register, act_id, first_seq, last_seq) VALUES (?1, ?2, ?3, ?4)")
        .map_err(|e| store("appending", &e))?;
    for run in entries.chunk_by(|a, b| a.act_id == b.act_id) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        insert.execute(params![register, first.act_id.0, first.seq, last.seq]).map_err(|e| {
            match e.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation) => AppendError::ActExists(first.act_id),
                _ => store("appending", &e).into(),
            }
        })?;
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked here left a rolled-back transaction at worst; the connection is still good.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn store(doing: &'static str, error: &rusqlite::Error) -> HomeError {
    let no_room = matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)
    );
    HomeError::Store { doing, why: error.to_string(), no_room }
}
