//! Acts through the API from sixteen clients, every one durable, beside a bare loop that commits as many rows at once as the writer's fullest
//! batch; and what readers lose meanwhile.
//!
//! *Invariant:* an act counts when its answer has come, which is after its entry is on the disk.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use accounts::{Accounts, NewToken, Random, SqliteHome};
use domain::Scope;
use jiff::Timestamp;

use crate::import::program;
use crate::median;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Clients that act at once.
const CLIENTS: usize = 16;
/// Clients that read meanwhile.
const READERS: usize = 2;
/// A crowd of readers, beside whom one client acts: writers stand behind readers, and are not to be starved by them.
const CROWD: usize = 64;

/// Runs and prints.
pub fn run(data: &Path, runs: usize, seconds: f64) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("data");
    for file in ["ledger.sqlite", "ledger.sqlite-wal", "views"] {
        copy(&data.join(file), &home.join(file))?;
    }
    let (acting, pages) = bodies(&home)?;
    let (mut server, address) = serve(&home)?;
    let (mut acts, mut both, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for run in 0..runs {
        bare.push(bare_rows(&folder.path().join(format!("bare-{run}.sqlite")), seconds)?);
        let during = |clients, readers| during(&address, (&acting, &pages), seconds, (clients, readers));
        acts.push(during(CLIENTS, 0)?.0);
        alone.push(during(0, READERS)?.1);
        let (done, read) = during(CLIENTS, READERS)?;
        both.push(done);
        beside.push(read);
    }
    let crowded = median(
        (0..runs)
            .map(|_| Ok(during(&address, (&acting, &pages), seconds, (1, CROWD))?.0))
            .collect::<Done<Vec<f64>>>()?,
    );
    server.kill()?;
    let (acts, both, bare) = (median(acts), median(both), median(bare));
    let (alone, beside) = (median(alone), median(beside));
    println!("one client beside {CROWD} readers without a pause: {:.0} ms an act", 1000.0 / crowded);
    println!("beside {READERS} readers without a pause: {both:.0} acts/s");
    let commits = bare / f64::from(u32::try_from(CLIENTS)?);
    println!(
        "acts through the API, {CLIENTS} clients: {acts:.0}/s, bare loop of {CLIENTS} rows a commit {bare:.0} rows/s, {:.2} of its rows (0.3 wanted), {:.2} of its {commits:.0} commits/s",
        acts / bare,
        acts / commits
    );
    println!(
        "readers: {alone:.0} pages/s alone, {beside:.0} meanwhile, {:.2} of their rate (0.8 wanted)",
        beside / alone
    );
    Ok(())
}

/// Copies a file or a folder, if it is there: the index too, so that nothing is built while it is measured.
fn copy(from: &Path, to: &Path) -> Done<()> {
    if from.is_dir() {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else if from.exists() {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(from, to)?;
    }
    Ok(())
}

/// A body that acts: its address, its contributor's token, and the numbers of what it is asked.
struct Acting {
    slug: String,
    token: String,
    duties: Vec<u64>,
}

/// The bodies that are asked the most, one a client; and the numbers of what the next is asked, whose pages are read: nobody acts on those, so
/// that a page costs the same alone and meanwhile.
fn bodies(home: &Path) -> Done<(Vec<Acting>, Vec<u64>)> {
    let conn = rusqlite::Connection::open(home.join("views/public.sqlite"))?;
    let mut query = conn.prepare(
        "SELECT b.n, b.slug FROM obligation o JOIN body b ON b.n = o.addressee_n GROUP BY b.n ORDER BY count(*) DESC LIMIT ?1",
    )?;
    let most =
        query.query_map([CLIENTS + 1], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<Vec<(i64, String)>, _>>()?;
    let mut query = conn.prepare(
        "SELECT c.number FROM obligation o JOIN recommendation c ON c.n = o.recommendation_n WHERE o.addressee_n = ?1 LIMIT 5000",
    )?;
    let mut acting = Vec::new();
    for (n, slug) in most {
        let duties = query.query_map([n], |r| r.get(0))?.collect::<Result<Vec<u64>, _>>()?;
        if acting.len() == CLIENTS {
            return Ok((acting, duties));
        }
        acting.push(Acting { token: token(home, &slug)?, slug, duties });
    }
    Err("the register is too small for so many clients".into())
}

/// A token of a contributor of the body.
fn token(home: &Path, slug: &str) -> Done<String> {
    let email = format!("{slug}@example.org");
    let mut add = Command::new(program()?);
    add.arg("--data").arg(home).args(["user", "add", &email, "--role", "contributor", "--body", slug]);
    if !add.stdout(Stdio::null()).status()?.success() {
        return Err("nobody could be invited".into());
    }
    let random = Random::new(|| Ok([7; 32]));
    let accounts = Accounts::new(std::sync::Arc::new(SqliteHome::open(&home.join("accounts.sqlite"))?), random);
    // The instant matters to nothing but when the token ends.
    let now: Timestamp = std::time::SystemTime::UNIX_EPOCH.elapsed().map(|d| Timestamp::UNIX_EPOCH + d)?;
    let actor = accounts.user_at(&email, now)?.ok_or("no account")?;
    Ok(accounts.make_token(actor, &NewToken { name: "bench", scopes: &[Scope::Answer], days: 1 }, now)?)
}

fn serve(home: &Path) -> Done<(Child, String)> {
    let mut command = Command::new(program()?);
    command.arg("--data").arg(home).args(["--json", "serve", "--listen", "127.0.0.1:0"]);
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut line = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let said: serde_json::Value = serde_json::from_str(&line)?;
    let address = said.get("listening").and_then(serde_json::Value::as_str).ok_or("no address")?.to_owned();
    Ok((server, address))
}

/// Acts and pages a second while so many clients act and the readers read.
fn during(
    address: &str,
    (acting, pages): (&[Acting], &[u64]),
    seconds: f64,
    (clients, readers): (usize, usize),
) -> Done<(f64, f64)> {
    let (over, done, read) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for Acting { slug, token, duties } in acting.iter().take(clients) {
            let (over, done) = (&over, &done);
            scope.spawn(move || {
                let mut line = Line::to(address)?;
                let mut i = 0;
                while !over.load(Ordering::Relaxed) {
                    let number = duties.get(i % duties.len()).copied().unwrap_or(1);
                    i += 1;
                    let body = format!("{{\"on\":\"REC-{number}\",\"addressee\":\"{slug}\",\"text\":\"Work on this goes on as planned, step {i}.\"}}");
                    let head = format!("POST /api/v1/acts/update.add HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    if line.ask(&head)? != 200 {
                        return Err(std::io::Error::other("an act was refused"));
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), std::io::Error>(())
            });
        }
        for reader in 0..readers {
            let (over, read) = (&over, &read);
            scope.spawn(move || {
                let mut line = Line::to(address)?;
                let mut i = reader;
                while !over.load(Ordering::Relaxed) {
                    i += READERS;
                    let number = pages.get(i % pages.len()).copied().unwrap_or(1);
                    if line.ask(&format!("GET /recommendations/REC-{number} HTTP/1.1\r\nhost: bench\r\n\r\n"))? != 200 {
                        return Err(std::io::Error::other("a page was refused"));
                    }
                    read.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), std::io::Error>(())
            });
        }
        std::thread::sleep(Duration::from_secs_f64(seconds));
        over.store(true, Ordering::Relaxed);
    });
    let took = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    let rate = |count: &AtomicU64| count.load(Ordering::Relaxed) as f64 / took;
    Ok((rate(&done), rate(&read)))
}

/// A connection that is kept.
struct Line(BufReader<TcpStream>);

impl Line {
    fn to(address: &str) -> std::io::Result<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Line(BufReader::new(stream)))
    }

    /// Asks, and reads the answer whole; its status.
    fn ask(&mut self, request: &str) -> std::io::Result<u16> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err(std::io::Error::other("the server went away"));
            }
            if status == 0 {
                status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
            } else if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = said.trim().parse().unwrap_or(0);
            } else if line == "\r\n" {
                let mut body = vec![0; length];
                self.0.read_exact(&mut body)?;
                return Ok(status);
            }
        }
    }
}

/// Rows a second of a loop that does nothing but commit so many at once, durably.
fn bare_rows(file: &Path, seconds: f64) -> Done<f64> {
    let mut conn = rusqlite::Connection::open(file)?;
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (seq INTEGER PRIMARY KEY, act BLOB NOT NULL, bytes BLOB NOT NULL); CREATE INDEX entry_act ON entry (act);")?;
    let (start, bytes, mut rows) = (Instant::now(), vec![7u8; 700], 0u64);
    while start.elapsed().as_secs_f64() < seconds {
        let all = conn.transaction()?;
        for _ in 0..CLIENTS {
            rows += 1;
            let id = rows.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
            all.prepare_cached("INSERT INTO entry (act, bytes) VALUES (?1, ?2)")?
                .execute(rusqlite::params![id, bytes])?;
        }
        all.commit()?;
    }
    #[expect(clippy::cast_precision_loss, reason = "rows of a few seconds")]
    Ok(rows as f64 / start.elapsed().as_secs_f64())
}
