//! Pages and API under `wrk` with 8 connections, uncompressed, beside a static page of about a kilobyte from the same
//! server; the kinds of request take turns.
//!
//! *Invariant:* each figure is a ratio to the static page of the same run.

use std::io::BufRead;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::import::{anonymous, program};
use crate::median;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// What is asked, and the least ratio wanted.
const ASKED: &[(&str, &str, f64)] = &[
    ("static page", "/bench-static", 1.0),
    ("one as JSON", "/api/v1/recommendations/REC-%d", 0.25),
    ("one as HTML", "/recommendations/REC-%d", 0.08),
    ("list of 50", "/recommendations?to=body-%b&position=accepted", 0.04),
    ("list of 50, JSON", "/api/v1/recommendations?to=body-%b&position=accepted", 0.04),
];

/// One run of `wrk`.
struct Figures {
    rate: f64,
    p50: f64,
    p99: f64,
}

/// Runs and prints.
pub fn run(data: &Path, runs: usize, seconds: u64) -> Done<()> {
    let start = Instant::now();
    let (mut server, address) = started(data)?;
    let count: u64 = total(&address)?;
    println!("{count} rows in the list; first answer after {:.2} s (under 1 wanted)", start.elapsed().as_secs_f64());
    let mut figures: Vec<Vec<Figures>> = ASKED.iter().map(|_| Vec::new()).collect();
    for _ in 0..runs {
        for ((_, path, _), kept) in ASKED.iter().zip(&mut figures) {
            kept.push(wrk(&address, path, count, seconds)?);
        }
    }
    let memory = anonymous(server.id());
    server.kill()?;
    server.wait()?;
    let middle = |all: &[Figures], of: fn(&Figures) -> f64| median(all.iter().map(of).collect());
    let reference = figures.first().map_or(f64::NAN, |f| middle(f, |f| f.rate));
    let spread = figures.first().map_or(f64::NAN, |f| middle(f, |f| f.p99 / f.p50));
    for ((name, _, least), all) in ASKED.iter().zip(&figures) {
        let (rate, own) = (middle(all, |f| f.rate), middle(all, |f| f.p99 / f.p50));
        println!(
            "{name:<18} {rate:>9.0}/s   {:.3} (at least {least} wanted)   p50 {:.2} ms, p99/p50 {:.1} = {:.1} of the static page's (at most 2 wanted)",
            rate / reference,
            middle(all, |f| f.p50),
            own,
            own / spread
        );
    }
    println!("memory {memory:.0} MB anonymous (under 300 wanted)");
    Ok(())
}

/// The program serving a folder, and where it listens.
pub fn started(data: &Path) -> Done<(Child, String)> {
    let mut server = Command::new(program()?)
        .args([
            Path::new("--data"),
            data,
            Path::new("--json"),
            Path::new("serve"),
            Path::new("--listen"),
            Path::new("127.0.0.1:0"),
        ])
        .env("CANDOUR_BENCH_STATIC", "1")
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    std::io::BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let said: serde_json::Value = serde_json::from_str(&line)?;
    let address = said.get("listening").and_then(serde_json::Value::as_str).ok_or("no address")?.to_owned();
    Ok((server, address))
}

/// What the server answers to one request, head and body.
pub fn asked(address: &str, path: &str) -> Done<String> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn total(address: &str) -> Done<u64> {
    let text = asked(address, "/api/v1/recommendations")?;
    let after = text.split("\"total\":").nth(1).ok_or("no total")?;
    Ok(after.chars().take_while(char::is_ascii_digit).collect::<String>().parse()?)
}

/// Drives one kind of request, each with another record, for some seconds.
fn wrk(address: &str, path: &str, count: u64, seconds: u64) -> Done<Figures> {
    let script = tempfile::NamedTempFile::new()?;
    std::fs::write(
        script.path(),
        format!(
            "math.randomseed(os.time())\nrequest = function()\n  local path = \"{path}\"\n  path = path:gsub(\"%%d\", tostring(math.random(1, {count})))\n  path = path:gsub(\"%%b\", tostring(200 + math.floor(400 ^ math.random()) - 1))\n  return wrk.format(\"GET\", path)\nend\ndone = function(summary, latency, requests)\n  io.write(string.format(\"FIGURES %f %f %f %d\\n\", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status))\nend\n"
        ),
    )?;
    let out = Command::new("wrk")
        .args(["-t", "1", "-c", "8", "-d", &format!("{seconds}s"), "-s"])
        .arg(script.path())
        .arg(format!("http://{address}"))
        .output()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let line =
        text.lines().find_map(|l| l.strip_prefix("FIGURES ")).ok_or_else(|| format!("wrk said nothing: {text}"))?;
    let numbers: Vec<f64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
    let [rate, p50, p99, errors] = numbers.as_slice() else { return Err("wrk said something else".into()) };
    if *errors > 0.0 {
        return Err(format!("{errors} answers to {path} were errors").into());
    }
    Ok(Figures { rate: *rate, p50: *p50, p99: *p99 })
}
