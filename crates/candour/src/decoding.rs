//! Reading files whose parsers may hang or eat memory: in a child of this program with limits on time and memory; and the
//! operator's OCR program, where one is named.
//!
//! *Invariant:* nothing a file holds can take this process down; the child sees its bytes and nothing else.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use intake::{DecodeError, Decoded};
use serde::{Deserialize, Serialize};

use crate::config::Intake;
use crate::outcome::{Exit, Failure};

/// The hidden command the child runs.
pub const CHILD: &str = "decode-child";
/// The most bytes a child may answer with.
const MOST: u64 = 512 << 20;

/// What the child says on its standard output.
#[derive(Serialize, Deserialize)]
enum Said {
    Done(Box<Decoded>),
    Failed { image_only: bool, message: String },
}

/// Decodes a file: here if its format is harmless, else in a child; pictures of pages go to the OCR program if there is one.
pub fn decode(limits: &Intake, file: &str, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    // What is refused by size or emptiness needs no process to say so.
    if bytes.is_empty() || bytes.len() > intake::MAX_INPUT || !intake::format_of(file, bytes).needs_limits() {
        return intake::decode(file, bytes);
    }
    let program = std::env::current_exe().map_err(|e| reported(format!("this program cannot be found again: {e}")))?;
    let mut child = Command::new(program);
    child.arg(CHILD).arg(limits.memory.to_string()).arg(limits.seconds.to_string()).arg("--").arg(file);
    let out = run(child, bytes, limits.seconds)?;
    match serde_json::from_slice(&out) {
        Ok(Said::Done(decoded)) => Ok(*decoded),
        Ok(Said::Failed { image_only: true, .. }) if !limits.ocr.is_empty() => ocr(limits, bytes),
        Ok(Said::Failed { message, .. }) => Err(reported(message)),
        Err(_) => Err(reported(format!(
            "its parser failed, or needed more than {} MB of memory; the file was not read",
            limits.memory
        ))),
    }
}

fn reported(message: String) -> DecodeError {
    DecodeError::Reported(message)
}

/// Runs a program on the bytes, for so many seconds at most; its standard output.
fn run(mut command: Command, bytes: &[u8], seconds: u64) -> Result<Vec<u8>, DecodeError> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| reported(format!("the reading process could not be started: {e}")))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (done, answered) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that stops reading has made up its mind; what it says tells why.
            stdin.map(|mut stdin| stdin.write_all(bytes)).and_then(Result::ok)
        });
        scope.spawn(move || {
            let mut out = Vec::new();
            let read = stdout.map_or(Ok(0), |stdout| stdout.take(MOST).read_to_end(&mut out));
            // Nobody waits any more only if the time ran out.
            let _ = done.send(read.map(|_| out));
        });
        let said = answered.recv_timeout(Duration::from_secs(seconds));
        stop(&mut child);
        match said {
            Ok(Ok(out)) => Ok(out),
            Ok(Err(e)) => Err(reported(format!("the reading process failed: {e}"))),
            Err(_) => Err(reported(format!("reading it took more than {seconds} seconds; the file was not read"))),
        }
    })
}

fn stop(child: &mut Child) {
    // One that ended by itself cannot be killed, and that is well.
    let _ = child.kill();
    let _ = child.wait();
}

/// Gives the file to the operator's OCR program on its standard input, and reads the text it prints.
fn ocr(limits: &Intake, bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let mut words = limits.ocr.iter();
    let mut command = Command::new(words.next().map_or("", String::as_str));
    command.args(words);
    let text = run(command, bytes, limits.seconds.saturating_mul(10))?;
    if text.trim_ascii().is_empty() {
        return Err(reported("the OCR program found no text in it".to_owned()));
    }
    let mut decoded = intake::decode("ocr.txt", &text)?;
    decoded.media_type = "application/pdf".into();
    decoded.decoder = "ocr/1".into();
    decoded.warnings.push(domain::proposals::Warning {
        code: "read_by_ocr".to_owned(),
        level: domain::proposals::Level::Warning,
        message: "its pages are pictures; the text was read by an OCR program and may hold misread words".to_owned(),
        start: None,
        end: None,
    });
    Ok(decoded)
}

/// The child: sets its own limits, reads its standard input, decodes, and answers.
pub fn child(file: &str, megabytes: u64, seconds: u64) -> Result<Exit, Failure> {
    limit(megabytes, seconds)?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(intake::MAX_INPUT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::failed("input", format!("standard input cannot be read: {e}")))?;
    let said = match intake::decode(file, &bytes) {
        Ok(decoded) => Said::Done(Box::new(decoded)),
        Err(e) => Said::Failed { image_only: matches!(e, DecodeError::ImageOnly { .. }), message: e.to_string() },
    };
    let out = serde_json::to_vec(&said).map_err(|e| Failure::failed("output", e.to_string()))?;
    std::io::stdout().write_all(&out).map_err(|e| Failure::failed("output", e.to_string()))?;
    Ok(Exit::Done)
}

#[cfg(unix)]
fn limit(megabytes: u64, seconds: u64) -> Result<(), Failure> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    set(Resource::As, megabytes.saturating_mul(1 << 20))
        .and_then(|()| set(Resource::Cpu, seconds))
        .and_then(|()| set(Resource::Core, 0))
        // It writes to its standard output, a pipe, and to nothing else.
        .and_then(|()| set(Resource::Fsize, 0))
        .map_err(|e| Failure::failed("limits", format!("the reading process could not be limited: {e}")))
}

#[cfg(not(unix))]
fn limit(_: u64, _: u64) -> Result<(), Failure> {
    Ok(())
}
