//! The analyst's page asked for the first time after a start and again, beside list pages of the same server.
//!
//! *Invariant:* every filter is asked of a server that was never asked it, in the same run as the list pages; the question without a filter
//! is asked by the server itself after its start.

use std::path::Path;
use std::time::Instant;

use crate::median;
use crate::serve::{asked, started};

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// What is filtered by, from nothing to little that matches.
const FILTERS: &[(&str, &str)] = &[
    ("everything", "/analysis"),
    ("a position", "/analysis?position=accepted"),
    ("a rare position", "/analysis?position=rejected"),
    ("a year", "/analysis?year=2015"),
    ("a year and a position", "/analysis?year=2016&position=accepted"),
    ("a body that is often asked", "/analysis?to=body-201"),
    ("a body that recommends", "/analysis?by=body-3"),
    ("a word", "/analysis?words=jor"),
];

/// A list page as often as it takes for its time to settle.
const LISTS: usize = 30;

/// Runs and prints.
pub fn run(data: &Path, runs: usize) -> Done<()> {
    let mut lists = Vec::new();
    let mut times: Vec<(Vec<f64>, Vec<f64>)> = FILTERS.iter().map(|_| Default::default()).collect();
    for _ in 0..runs {
        let (mut server, address) = started(data)?;
        let taken = |path: &str| -> Done<f64> {
            let start = Instant::now();
            if !asked(&address, path)?.starts_with("HTTP/1.1 200") {
                return Err(format!("{path} is refused").into());
            }
            Ok(start.elapsed().as_secs_f64() * 1000.0)
        };
        let done = (|| -> Done<()> {
            lists.push(median((0..LISTS).map(|_| taken("/recommendations?position=accepted")).collect::<Done<_>>()?));
            for ((_, path), (first, again)) in FILTERS.iter().zip(&mut times) {
                first.push(taken(path)?);
                again.push(taken(path)?);
            }
            Ok(())
        })();
        server.kill()?;
        server.wait()?;
        done?;
    }
    let list = median(lists);
    println!("a list page {list:.2} ms");
    for ((name, _), (first, again)) in FILTERS.iter().zip(times) {
        let (first, again) = (median(first), median(again));
        println!(
            "{name:<27} first {first:>6.2} ms, {:>5.1} list pages; again {again:.2} ms, {:.1} (at most 3 wanted)",
            first / list,
            again / list
        );
    }
    Ok(())
}
