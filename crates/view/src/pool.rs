//! Readers of a view: a few threads, each with its own connection, behind a bounded queue.
//!
//! Lists are read on threads of their own, which keeps SQLite off the server's async threads; measured twice as fast as a
//! blocking task a query (DESIGN.md section 9). One record takes less time to read than to hand over, so it is read where
//! it is asked for, over the connection that was put back last (docs/decisions/0007): after every commit each connection in use reads
//! anew what it knew, so the fewer there are, the better.
//!
//! *Invariant:* connections are read-only; a reader that panics is replaced by the next job's own error, never a hang.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

use crate::store::{COME, View, ViewError};

type Job = Box<dyn FnOnce(&View<'_>) + Send>;

/// Threads that read one view.
pub struct Pool {
    queue: Sender<Job>,
    file: PathBuf,
    /// Connections for reads on the asking thread, the last used at the end.
    free: Mutex<Vec<Kept>>,
    reading: Reading,
}

/// How long the readers of a pool have read, all together: by it a writer sees whether anybody does.
#[derive(Clone, Debug, Default)]
pub struct Reading(Arc<AtomicU64>);

impl Reading {
    /// The time of all reads that have ended.
    pub fn so_far(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    /// Reads, and counts the time, unless this thread reads for one who writes.
    fn counted<T>(&self, read: impl FnOnce() -> T) -> T {
        if BEHIND.get() {
            return read();
        }
        let began = Instant::now();
        let done = read();
        self.0.fetch_add(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        done
    }
}

thread_local! {
    static BEHIND: Cell<bool> = const { Cell::new(false) };
}

/// From now on, what this thread reads is for one who writes, and is not counted as reading.
pub fn reads_to_write() {
    BEHIND.set(true);
}

/// A connection with the identity of the file it was opened on, and when that was last looked at.
struct Kept {
    conn: Connection,
    made: Option<(u64, u64)>,
    looked: Instant,
}

/// How long a connection is taken to be to the view's present file without looking again.
const LOOK_EVERY: Duration = Duration::from_millis(20);

impl Pool {
    /// Starts `threads` readers over a view's file; at most `waiting` jobs queue.
    pub fn start(file: &Path, threads: usize, waiting: usize) -> Result<Pool, ViewError> {
        let (queue, jobs) = bounded::<Job>(waiting);
        let reading = Reading::default();
        for _ in 0..threads.max(1) {
            let kept = Kept::open(file)?;
            let (jobs, file, reading) = (jobs.clone(), file.to_owned(), reading.clone());
            std::thread::spawn(move || serve(kept, &file, &jobs, &reading));
        }
        Ok(Pool { queue, file: file.to_owned(), free: Mutex::default(), reading })
    }

    /// How long its readers have read.
    pub fn reading(&self) -> Reading {
        self.reading.clone()
    }

    /// Reads on the calling thread. For single records only: the caller waits. A read may start one of another view.
    pub fn here<T>(&self, read: impl FnOnce(&View<'_>) -> T) -> Result<T, ViewError> {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let last = free().pop();
        let kept = match last {
            Some(mut kept) => {
                kept.follow(&self.file);
                kept
            }
            None => Kept::open(&self.file)?,
        };
        let done = self.reading.counted(|| kept.read(read));
        let mut free = free();
        if free.len() < MOST_KEPT {
            free.push(kept);
        }
        Ok(done)
    }

    /// Puts a job in the queue; `false` if the queue is full, so that the caller can say "busy" instead of waiting.
    pub fn run(&self, job: impl FnOnce(&View<'_>) + Send + 'static) -> bool {
        self.queue.try_send(Box::new(job)).is_ok()
    }
}

/// The most connections that are kept for reads on the asking thread: more are in use only while so many read at once.
const MOST_KEPT: usize = 16;

impl Kept {
    fn open(file: &Path) -> Result<Kept, ViewError> {
        let made = identity(file);
        Ok(Kept { conn: View::connect(file)?, made, looked: Instant::now() })
    }

    /// After a rebuild has put a new file in the old one's place, reads go to the new one.
    fn follow(&mut self, file: &Path) {
        if self.looked.elapsed() < LOOK_EVERY {
            return;
        }
        self.looked = Instant::now();
        if identity(file) != self.made
            && let Ok(fresh) = Kept::open(file)
        {
            *self = fresh;
        }
    }

    /// One read transaction a read: its queries agree with each other, and take the file's lock once. The statement that says how far the view
    /// has come holds it, by standing on its row until the others are done: one statement instead of a beginning, an end and two questions.
    ///
    /// Without it (a damaged file, say) each query stands alone, and says itself what is wrong.
    fn read<T>(&self, read: impl FnOnce(&View<'_>) -> T) -> T {
        let mut come = self.conn.prepare_cached(COME).ok();
        let mut rows = come.as_mut().and_then(|come| come.query([]).ok());
        let row = rows.as_mut().and_then(|rows| rows.next().ok().flatten());
        let come = row.and_then(|row| row.get::<_, String>(0).ok()?.parse().ok());
        read(&View::over_at(&self.conn, come))
    }
}

/// Serves jobs until the queue closes.
fn serve(mut kept: Kept, file: &Path, jobs: &Receiver<Job>, reading: &Reading) {
    while let Ok(job) = jobs.recv() {
        kept.follow(file);
        // The waiting side sees its channel close and answers with an error; the thread lives on.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| reading.counted(|| kept.read(job))));
    }
}

#[cfg(unix)]
pub(crate) fn identity(file: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(file).ok().map(|m| (m.dev(), m.ino()))
}

#[cfg(not(unix))]
pub(crate) fn identity(_file: &Path) -> Option<(u64, u64)> {
    None
}
