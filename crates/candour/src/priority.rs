//! Who goes first where there is not enough processor time for everybody: who reads.
//!
//! Two readers without a pause kept 0.32 of their rate beside sixteen clients that act while all threads were alike, 0.50 ten steps behind, and
//! 0.85 fifteen behind; acts alone are as fast either way (`bench/results.md`).
//!
//! *Invariant:* a thread that steps back is never starved: the kernel gives it a smaller share whatever the others do.

/// How far behind: of 19 steps, each a quarter less of the share (`man 7 sched`).
#[cfg(target_os = "linux")]
const STEPS: i32 = 15;

/// Puts the calling thread behind those that answer readers. A system that forbids it leaves it as it was.
pub(crate) fn after_readers() {
    // On Linux the priority that this sets is the calling thread's own, and that of the threads it starts.
    #[cfg(target_os = "linux")]
    if let Err(why) = rustix::process::setpriority_process(None, STEPS) {
        tracing::debug!(%why, "writers stay beside readers");
    }
}
