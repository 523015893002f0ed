//! Reading documents: each reader's work beside decoding the same text as HTML, PDF beside its bare text extraction, and an
//! import of many mixed documents with its memory.
//!
//! *Invariant:* both sides of a ratio are taken in turns in the same run, over the same documents.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::import::{anonymous, program};
use crate::median;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Documents of a folder and those under it, by how their names end.
fn documents(folder: &Path, endings: &[&str]) -> Done<Vec<(String, Vec<u8>)>> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut inside: Vec<PathBuf> =
            std::fs::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        inside.sort();
        for path in inside {
            let name = path.display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|e| name.ends_with(e)) {
                out.push((name, std::fs::read(&path)?));
            }
        }
    }
    Ok(out)
}

fn timed(mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Runs and prints the ratios.
pub fn run(folder: &Path, runs: usize) -> Done<()> {
    let lexicon = app::shipped_lexicon()?;
    let texts = documents(folder, &[".txt"])?;
    let decoded: Vec<_> =
        texts.iter().filter_map(|(name, bytes)| Some((name, bytes, intake::decode(name, bytes).ok()?))).collect();
    let pages: Vec<String> = decoded
        .iter()
        .map(|(.., d)| {
            let paragraphs =
                d.pieces().iter().map(|p| format!("<p>{}</p>", p.text.replace('<', "&lt;"))).collect::<String>();
            format!("<!DOCTYPE html><html><body>{paragraphs}</body></html>")
        })
        .collect();
    let (mut reading, mut html) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        html.push(timed(|| pages.iter().for_each(|page| drop(intake::decode("x.html", page.as_bytes())))));
        reading
            .push(timed(|| decoded.iter().for_each(|(name, bytes, d)| drop(intake::read(name, bytes, d, &lexicon)))));
    }
    let ratio = median(reading.iter().zip(&html).map(|(r, h)| r / h).collect());
    println!("reading {} texts takes {ratio:.2} of decoding the same text as HTML (at most 1 wanted)", decoded.len());
    let pages = documents(folder, &[".html", ".htm"])?;
    let known: Vec<_> =
        pages.iter().filter_map(|(name, bytes)| Some((name, bytes, intake::decode(name, bytes).ok()?))).collect();
    let (mut reading, mut html) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        html.push(timed(|| known.iter().for_each(|(name, bytes, _)| drop(intake::decode(name, bytes)))));
        reading.push(timed(|| known.iter().for_each(|(name, bytes, d)| drop(intake::read(name, bytes, d, &lexicon)))));
    }
    let ratio = median(reading.iter().zip(&html).map(|(r, h)| r / h).collect());
    println!("reading {} pages takes {ratio:.2} of decoding them from their own HTML", known.len());
    let pdfs = documents(folder, &[".pdf"])?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        bare.push(timed(|| pdfs.iter().for_each(|(_, bytes)| drop(pdf_extract::extract_text_from_mem(bytes)))));
        ours.push(timed(|| pdfs.iter().for_each(|(name, bytes)| drop(intake::decode(name, bytes)))));
    }
    let ratio = median(ours.iter().zip(&bare).map(|(o, b)| o / b).collect());
    println!("decoding {} PDFs takes {ratio:.2} of their bare text extraction (at most 2 wanted)", pdfs.len());
    Ok(())
}

/// Imports many documents made from those of a folder, and prints the rate and the memory as it goes.
pub fn many(folder: &Path, count: usize) -> Done<()> {
    let kept = tempfile::tempdir()?;
    let (from, data) = (kept.path().join("from"), kept.path().join("data"));
    std::fs::create_dir_all(&from)?;
    let models = documents(folder, &[".txt", ".html", ".md", ".pdf", ".docx"])?;
    for i in 0..count {
        let (name, bytes) = models.get(i % models.len()).ok_or("no documents")?;
        let ending = name.rsplit('.').next().unwrap_or("txt");
        // Another document of the same shape: text differs in a line, a packed file in bytes after its end.
        let mut bytes = bytes.clone();
        let line = match ending {
            "txt" | "md" => format!("\nThis is copy {i} of its kind.\n"),
            "html" => format!("<!-- {i} --><p>This is copy {i} of its kind.</p>"),
            _ => format!("\n%{i}\n"),
        };
        bytes.extend_from_slice(line.as_bytes());
        std::fs::write(from.join(format!("{i:06}.{ending}")), bytes)?;
    }
    let mut child = Command::new(program()?)
        .args([Path::new("--data"), &data, Path::new("--json"), Path::new("import"), &from])
        .stdout(std::process::Stdio::null())
        .spawn()?;
    let start = Instant::now();
    let mut peaks = Vec::new();
    while child.try_wait()?.is_none() {
        peaks.push(anonymous(child.id()));
        std::thread::sleep(Duration::from_millis(200));
    }
    let rate = count as f64 / start.elapsed().as_secs_f64();
    let half = peaks.len() / 2;
    let most = |some: &[f64]| some.iter().copied().fold(0.0, f64::max);
    println!(
        "{count} mixed documents: {rate:.0} a second; memory at most {:.0} MB in the first half and {:.0} MB in the second",
        most(peaks.get(..half).unwrap_or_default()),
        most(peaks.get(half..).unwrap_or_default())
    );
    Ok(())
}
