//! Import and rebuild, beside a bare rusqlite loop that inserts the same rows into one table with four indexes.
//!
//! *Invariant:* every run starts from an empty folder, and the three kinds of run take turns.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

use crate::{generate, median};

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// The built program beside this one.
pub fn program() -> std::io::Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("candour"))
}

/// Runs and prints; the last register is kept where asked.
pub fn run(n: u64, runs: usize, keep: Option<&Path>) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let lines = folder.path().join("register.jsonl");
    generate::to_file(n, &lines)?;
    let records = n * 6 + 600;
    println!("{n} recommendations, {records} records, {} MB of JSON Lines", std::fs::metadata(&lines)?.len() >> 20);
    let (mut bare, mut imported, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    let (mut views, mut rebuilt) = (Vec::new(), Vec::new());
    for i in 0..runs {
        let own = folder.path().join(format!("run-{i}"));
        std::fs::create_dir(&own)?;
        bare.push(records as f64 / bare_loop(&lines, &own.join("bare.sqlite"))?);
        let data = own.join("data");
        let (seconds, peak, _) =
            timed(&[Path::new("--data"), &data, Path::new("--json"), Path::new("import"), &lines])?;
        imported.push(records as f64 / seconds);
        memory.push(peak);
        let (seconds, _, said) = timed(&[Path::new("--data"), &data, Path::new("--json"), Path::new("rebuild")])?;
        rebuilt.push(records as f64 / seconds);
        let said: serde_json::Value = serde_json::from_str(&said)?;
        let seconds = said["seconds"]["views"].as_f64().ok_or("a rebuild did not say how long its views took")?;
        views.push(records as f64 / seconds);
        println!(
            "  run {}: bare {:.0}/s, import {:.0}/s (peak {:.0} MB), rebuild of the views {:.0}/s, with keys and index {:.0}/s",
            i + 1,
            bare[i],
            imported[i],
            peak,
            views[i],
            rebuilt[i]
        );
        if let (true, Some(keep)) = (i + 1 == runs, keep) {
            std::fs::create_dir_all(keep)?;
            let moved = std::process::Command::new("cp").arg("-r").arg(data.join(".")).arg(keep).status()?;
            println!("  kept: {moved}");
        }
        std::fs::remove_dir_all(&own)?;
    }
    let reference = median(bare);
    let (imported, views, rebuilt) = (median(imported), median(views), median(rebuilt));
    println!("bare loop   {reference:>9.0} records/s   1.00");
    println!("import      {imported:>9.0} records/s   {:.2}  (at least 0.20 wanted)", imported / reference);
    println!("rebuild of the views    {views:>9.0} records/s   {:.2}  (at least 0.40 wanted)", views / reference);
    println!("with keys and index     {rebuilt:>9.0} records/s   {:.2}  (at least 0.20 wanted)", rebuilt / reference);
    println!("memory      {:>9.0} MB at the peak of import, anonymous (under 1000 wanted)", median(memory));
    Ok(())
}

/// Inserts the same rows, in transactions of the same size; seconds.
fn bare_loop(lines: &Path, file: &Path) -> Done<f64> {
    let start = Instant::now();
    let mut db = Connection::open(file)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         CREATE TABLE record (id TEXT, kind TEXT, place INTEGER, size INTEGER, fields TEXT);
         CREATE INDEX by_id ON record (id); CREATE INDEX by_kind ON record (kind, place);
         CREATE INDEX by_place ON record (place); CREATE INDEX by_size ON record (size, place);",
    )?;
    let mut input = BufReader::with_capacity(1 << 20, std::fs::File::open(lines)?).lines();
    let mut place = 0i64;
    loop {
        let tx = db.transaction()?;
        let mut taken = 0;
        {
            let mut insert =
                tx.prepare_cached("INSERT INTO record (id, kind, place, size, fields) VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for line in input.by_ref().take(4000) {
                let line = line?;
                let mut parts = line.split('"');
                let (kind, id) = (parts.nth(3).unwrap_or(""), parts.nth(3).unwrap_or(""));
                insert.execute(params![id, kind, place, i64::try_from(line.len())?, line])?;
                place += 1;
                taken += 1;
            }
        }
        tx.commit()?;
        if taken == 0 {
            return Ok(start.elapsed().as_secs_f64());
        }
    }
}

/// Runs the program; seconds, the most anonymous memory it held, in megabytes, and what it said.
fn timed(args: &[&Path]) -> Done<(f64, f64, String)> {
    let start = Instant::now();
    let mut child = std::process::Command::new(program()?).args(args).stdout(std::process::Stdio::piped()).spawn()?;
    let mut peak = 0.0f64;
    loop {
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                return Err(format!("the program ended with {status}").into());
            }
            let seconds = start.elapsed().as_secs_f64();
            // A line or two, which the pipe holds until here.
            let said = child.stdout.map(std::io::read_to_string).transpose()?.unwrap_or_default();
            return Ok((seconds, peak, said));
        }
        peak = peak.max(anonymous(child.id()));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// Anonymous memory of a process in megabytes, as Linux tells it.
pub fn anonymous(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("RssAnon")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
