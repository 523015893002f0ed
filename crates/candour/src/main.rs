//! The program: command line, public pages and API over one register.
//!
//! *Invariant:* no SQL, no rule, and no write but through `app`; the real clock and randomness are asked in `now` alone.

mod acts;
mod api;
mod assets;
mod cli;
mod config;
mod decoding;
mod gate;
mod jobs;
mod letters;
mod now;
mod outcome;
mod priority;
mod provider;
mod rooms;
mod sheet;
mod strings;
mod web;
mod webhooks;
mod working;

use std::process::ExitCode;

/// Takes and gives back memory for Rust and for SQLite alike (docs/decisions/0015).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
