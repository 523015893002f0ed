//! Likeness of a whole register, beside reading and tokenising its texts; and of one new text.
//!
//! *Invariant:* both read the same view; the reference does everything but compare.

use std::path::Path;
use std::time::Instant;

use domain::likeness::{Names, Wording};
use view::View;

use crate::import::anonymous;
use crate::median;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Runs and prints.
pub fn run(data: &Path, runs: usize) -> Done<()> {
    let file = data.join("views/public.sqlite");
    let (mut read, mut compared, mut texts, mut peak) = (Vec::new(), Vec::new(), 0u64, 0.0f64);
    let mut ones = Vec::new();
    for run in 0..runs {
        let start = Instant::now();
        texts = tokenise(&file)?;
        read.push(start.elapsed().as_secs_f64());
        let folder = tempfile::tempdir()?;
        let start = Instant::now();
        let watched = std::thread::scope(|scope| -> Done<f64> {
            let work = scope.spawn(|| view::compare_all(&file, folder.path()));
            let mut most = 0.0f64;
            while !work.is_finished() {
                most = most.max(anonymous(std::process::id()));
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            work.join().map_err(|_| "the comparison failed")??;
            Ok(most)
        })?;
        compared.push(start.elapsed().as_secs_f64());
        peak = peak.max(watched);
        let ns = some(&file, 500)?;
        let mut times: Vec<f64> =
            view::compare_one(&file, folder.path(), &ns)?.iter().map(|d| d.as_secs_f64() * 1000.0).collect();
        times.sort_by(f64::total_cmp);
        println!(
            "  run {}: read and tokenised {:.1} s, compared too {:.1} s, one text p50 {:.2} p99 {:.2} ms",
            run + 1,
            read[run],
            compared[run],
            times[times.len() / 2],
            times[times.len() * 99 / 100]
        );
        ones.push(times[times.len() / 2]);
    }
    let (read, compared) = (median(read), median(compared));
    println!(
        "{texts} texts: {read:.1} s to read and tokenise, {compared:.1} s to find which are alike, {:.2} times (at most 3 wanted)",
        compared / read
    );
    println!("one new text {:.2} ms (under 1 wanted); memory {peak:.0} MB anonymous (under 1500 wanted)", median(ones));
    Ok(())
}

fn tokenise(file: &Path) -> Done<u64> {
    let conn = View::connect(file)?;
    let bodies = View::over(&conn).body_names()?;
    let names = Names::of(bodies.iter().map(String::as_str));
    let mut query = conn.prepare("SELECT text FROM recommendation ORDER BY n")?;
    let mut rows = query.query([])?;
    let mut texts = 0;
    while let Some(row) = rows.next()? {
        std::hint::black_box(Wording::of(&row.get::<_, String>(0)?, &names));
        texts += 1;
    }
    Ok(texts)
}

/// Some rows from the whole of a register.
fn some(file: &Path, many: u64) -> Done<Vec<i64>> {
    let conn = View::connect(file)?;
    let last: i64 = conn.query_row("SELECT max(number) FROM recommendation", [], |r| r.get(0))?;
    let step = (last / i64::try_from(many)?).max(1);
    let mut query = conn.prepare("SELECT n FROM recommendation WHERE number = ?1")?;
    let mut out = Vec::new();
    for number in (1..=last).step_by(usize::try_from(step)?) {
        out.push(query.query_row([number], |r| r.get(0))?);
    }
    Ok(out)
}
