//! Who goes first where there is not enough processor time for everybody: who reads.
//!
//! Two readers without a pause keep 0.24 of their rate beside sixteen clients that act while all threads are alike, and four fifths of it with
//! those that write ten steps behind and a writer that rests between its batches; acts alone are as fast either way (`bench/results.md`,
//! docs/decisions/0014 and 0016).
//!
//! *Invariant:* a thread that steps back is never starved: the kernel gives it a smaller share whatever the others do.

/// How far behind: of 19 steps, each a quarter less of the share (`man 7 sched`).
#[cfg(target_os = "linux")]
const STEPS: i32 = 10;

/// Puts the calling thread behind those that answer readers. A system that forbids it leaves it as it was.
pub(crate) fn after_readers() {
    view::reads_to_write();
    // On Linux the priority that this sets is the calling thread's own, and that of the threads it starts.
    #[cfg(target_os = "linux")]
    if let Err(why) = rustix::process::setpriority_process(None, STEPS) {
        tracing::debug!(%why, "writers stay beside readers");
    }
}

/// Threads behind readers for what programs do: as many at once as wait for one another's commit.
pub(crate) fn acting() -> std::io::Result<tokio::runtime::Runtime> {
    const AT_ONCE: usize = 64;
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(AT_ONCE)
        .thread_name("acting")
        .on_thread_start(after_readers)
        .build()
}
