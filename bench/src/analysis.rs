//! The analyst's page asked with filters that nobody asked of the server before, and again, beside list pages that nobody asked either.
//!
//! *Invariant:* of each kind of filter many values are asked, each once and then once more, of one server that has run for a few seconds, as
//! those that people ask have; list pages are narrowed by neighbouring values of the same kinds, in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::generate::word;
use crate::median;
use crate::serve::{asked, started};

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// What the server does by itself after its start is done by then.
const SETTLED: Duration = Duration::from_secs(15);

/// The filters of each kind.
fn filters() -> Vec<(&'static str, Vec<String>)> {
    let each = |count: u64, of: &dyn Fn(u64) -> String| (0..count).map(of).collect::<Vec<_>>();
    let common = |rank: u64| {
        let mut out = String::new();
        word(rank, &mut out);
        out
    };
    vec![
        ("everything", vec![String::new()]),
        ("a position", ["accepted", "rejected"].map(|p| format!("position={p}")).to_vec()),
        ("a year", each(20, &|i| format!("year={}", 2005 + i))),
        ("a year and a position", each(20, &|i| format!("year={}&position=accepted", 2005 + i))),
        ("a body that is asked", each(60, &|i| format!("to=body-{}", 201 + 2 * i))),
        ("a body that recommends", each(60, &|i| format!("by=body-{}", 1 + 2 * i))),
        ("a body asked by a body", each(60, &|i| format!("to=body-{}&by=body-{}", 201 + 2 * i, 1 + 2 * i))),
        ("a frequent word", each(20, &|i| format!("words={}", common(i)))),
        ("a rarer word", each(60, &|i| format!("words={}", common(300 + 7 * i)))),
    ]
}

/// Runs and prints.
pub fn run(data: &Path, runs: usize) -> Done<()> {
    let filters = filters();
    let mut lists = Vec::new();
    let mut times: Vec<(Vec<f64>, Vec<f64>)> = filters.iter().map(|_| Default::default()).collect();
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
            std::thread::sleep(SETTLED);
            for i in 0..60 {
                lists.push(taken(&format!("/recommendations?to=body-{}", 202 + 2 * i))?);
                lists.push(taken(&format!("/recommendations?by=body-{}", 2 + 2 * i))?);
            }
            for ((_, values), (first, again)) in filters.iter().zip(&mut times) {
                let all = |into: &mut Vec<f64>| -> Done<()> {
                    for value in values {
                        into.push(taken(&format!("/analysis?{value}"))?);
                    }
                    Ok(())
                };
                all(first)?;
                all(again)?;
            }
            Ok(())
        })();
        server.kill()?;
        server.wait()?;
        done?;
    }
    let list = median(lists);
    println!("a list page {list:.2} ms");
    for ((name, _), (first, again)) in filters.iter().zip(times) {
        let (first, again) = (median(first), median(again));
        println!(
            "{name:<23} first {first:>6.2} ms, {:>5.1} list pages; again {again:.2} ms, {:.1} (at most 3 wanted)",
            first / list,
            again / list
        );
    }
    Ok(())
}
