//! Readers of a view: a few threads, each with its own connection, behind a bounded queue.
//!
//! Reading on threads of their own keeps SQLite off the server's async threads; measured twice as fast as a blocking task
//! a query (DESIGN.md section 9).
//!
//! *Invariant:* connections are read-only; a reader that panics is replaced by the next job's own error, never a hang.

use std::path::Path;

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

use crate::store::{View, ViewError};

type Job = Box<dyn FnOnce(&View<'_>) + Send>;

/// Threads that read one view.
pub struct Pool {
    queue: Sender<Job>,
}

impl Pool {
    /// Starts `threads` readers over a view's file; at most `waiting` jobs queue.
    pub fn start(file: &Path, threads: usize, waiting: usize) -> Result<Pool, ViewError> {
        let (queue, jobs) = bounded::<Job>(waiting);
        for _ in 0..threads.max(1) {
            let conn = View::connect(file)?;
            let (jobs, file) = (jobs.clone(), file.to_owned());
            std::thread::spawn(move || serve(conn, &file, &jobs));
        }
        Ok(Pool { queue })
    }

    /// Puts a job in the queue; `false` if the queue is full, so that the caller can say "busy" instead of waiting.
    pub fn run(&self, job: impl FnOnce(&View<'_>) + Send + 'static) -> bool {
        self.queue.try_send(Box::new(job)).is_ok()
    }
}

/// Serves jobs until the queue closes. After a rebuild has put a new file in its place, reads go to the new one.
fn serve(mut conn: Connection, file: &Path, jobs: &Receiver<Job>) {
    let mut made = identity(file);
    while let Ok(job) = jobs.recv() {
        let now = identity(file);
        if now != made
            && let Ok(fresh) = View::connect(file)
        {
            (conn, made) = (fresh, now);
        }
        // One read transaction a job: its queries agree with each other, and take the file's lock once.
        let read = std::panic::AssertUnwindSafe(|| match conn.unchecked_transaction() {
            Ok(transaction) => {
                job(&View::over(&transaction));
                drop(transaction);
            }
            Err(_) => job(&View::over(&conn)),
        });
        // The waiting side sees its channel close and answers with an error; the thread lives on.
        let _ = std::panic::catch_unwind(read);
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
