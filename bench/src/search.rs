//! Searching beside a bare tantivy loop over the same index and beside SQLite FTS5 over the same rows; the build of the index
//! beside bare tantivy's.
//!
//! *Invariant:* each run asks other words, the same of everyone, so that nothing is answered from what was kept.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tantivy::collector::{Collector, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::snippet::SnippetGenerator;
use tantivy::{DocId, Index, IndexWriter, Score, SegmentReader, TantivyDocument, Term};
use view::{Ask, Facet, Search, View, analyzer};

use crate::generate::{self, Dice};
use crate::import::{anonymous, program};
use crate::median;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Queries of one run.
const QUERIES: usize = 300;
/// Queries that FTS5 is asked in one run: it takes its time.
const FTS_QUERIES: usize = 40;

/// The words of run `run`: one, two or three, from the frequent to the rare.
fn queries(run: usize) -> Vec<Vec<String>> {
    let mut dice = Dice::new(7_000 + run as u64);
    let one = |dice: &mut Dice| {
        let mut word = String::new();
        generate::word(5 + generate::zipf(dice, 5_000), &mut word);
        word
    };
    (0..QUERIES)
        .map(|_| {
            let many = [1, 2, 2, 2, 3][dice.below(5) as usize];
            (0..many).map(|_| one(&mut dice)).collect()
        })
        .collect()
}

/// Times of one run in milliseconds.
struct Times(Vec<f64>);

impl Times {
    fn of(mut work: impl FnMut(&[String]) -> Done<u64>, queries: &[Vec<String>]) -> Done<(Times, u64)> {
        let (mut times, mut rows) = (Vec::new(), 0);
        for query in queries {
            let start = Instant::now();
            rows += work(query)?;
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        Ok((Times(times), rows))
    }

    fn at(&self, share: f64) -> f64 {
        self.0[((self.0.len() as f64 * share) as usize).min(self.0.len() - 1)]
    }

    fn rate(&self) -> f64 {
        self.0.len() as f64 * 1000.0 / self.0.iter().sum::<f64>()
    }
}

/// Runs and prints.
pub fn run(data: &Path, runs: usize, seconds: u64, fts: bool) -> Done<()> {
    let views = data.join("views");
    let file = views.join("public.sqlite");
    let search = Search::open(&views, "main");
    if !search.catch_up(&file)? {
        return Err("the index is not there: stop what serves this register".into());
    }
    let conn = View::connect(&file)?;
    let bare = Bare::open(&views, &file)?;
    let full = if fts { Some(full_text(&file)?) } else { None };
    let server = Server::start(data)?;
    let today = "2026-11-21".parse()?;
    let (mut own, mut theirs, mut sqlite, mut http) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs {
        let asked = queries(run);
        let (bare_times, bare_rows) = Times::of(|words| bare.ask(words), &asked)?;
        let ask = |words: &[String]| -> Done<u64> {
            let facets = vec![Facet::To, Facet::By, Facet::Position];
            let ask = Ask { words: words.join(" "), most: 25, facets, ..Ask::default() };
            let found = search.find(&View::over(&conn), &ask, today)?;
            // What the bare loop does not find is searched for again with most of the words; that is in the time.
            Ok(if found.widened { 0 } else { found.total })
        };
        let (times, rows) = Times::of(ask, &asked)?;
        if rows != bare_rows {
            return Err(format!("{rows} rows found, and {bare_rows} by the bare loop").into());
        }
        println!(
            "  run {}: {rows} rows; bare p50 {:.2} p99 {:.2} ms, engine p50 {:.2} p99 {:.2} ms",
            run + 1,
            bare_times.at(0.5),
            bare_times.at(0.99),
            times.at(0.5),
            times.at(0.99)
        );
        if let Some(full) = &full {
            let (times, _) = Times::of(|words| ask_full_text(full, words), &asked[..FTS_QUERIES])?;
            sqlite.push(times);
        }
        own.push(times);
        theirs.push(bare_times);
        http.push(server.rate(run, seconds)?);
    }
    let middle = |all: &[Times], of: fn(&Times) -> f64| median(all.iter().map(of).collect());
    let reference = middle(&theirs, Times::rate);
    let line = |name: &str, all: &[Times]| {
        println!(
            "{name:<16} {:>7.0}/s   p50 {:.2} ms   p99 {:.2} ms   {:.2} of the bare loop's time",
            middle(all, Times::rate),
            middle(all, |t| t.at(0.5)),
            middle(all, |t| t.at(0.99)),
            reference / middle(all, Times::rate)
        );
    };
    line("bare tantivy", &theirs);
    line("engine", &own);
    println!("                 (at most 1.5 wanted)");
    let rate = median(http);
    println!("over HTTP        {rate:>7.0}/s   {:.2} of the bare loop's rate (at least 0.5 wanted)", rate / reference);
    if !sqlite.is_empty() {
        line("SQLite FTS5", &sqlite);
        println!(
            "                 the server answers {:.1} times as many (at least 10 wanted)",
            rate / middle(&sqlite, Times::rate)
        );
    }
    println!("server memory    {:.0} MB anonymous (under 800 wanted)", server.memory());
    Ok(())
}

/// Tantivy used plainly: the same query, the best 25, three facets counted, snippets of texts read from the view.
struct Bare {
    index: Index,
    reader: tantivy::IndexReader,
    texts: Connection,
}

impl Bare {
    fn open(views: &Path, file: &Path) -> Done<Bare> {
        let generation = std::fs::read_to_string(views.join("search/current"))?;
        let index = Index::open_in_dir(views.join(format!("search/g{}", generation.trim())))?;
        index.tokenizers().register("candour", analyzer());
        let reader = index.reader()?;
        Ok(Bare { index, reader, texts: View::connect(file)? })
    }

    fn ask(&self, words: &[String]) -> Done<u64> {
        let schema = self.index.schema();
        let (asked, said) = (schema.get_field("asked")?, schema.get_field("said")?);
        let mut must: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in words {
            let mut tokens = Vec::new();
            analyzer().token_stream(word).process(&mut |t| tokens.push(t.text.clone()));
            for token in tokens {
                let term = |field| -> Box<dyn Query> {
                    Box::new(TermQuery::new(Term::from_field_text(field, &token), IndexRecordOption::WithFreqs))
                };
                let either: Vec<(Occur, Box<dyn Query>)> =
                    vec![(Occur::Should, Box::new(BoostQuery::new(term(asked), 2.0))), (Occur::Should, term(said))];
                must.push((Occur::Must, Box::new(BooleanQuery::new(either))));
            }
        }
        let query = BooleanQuery::new(must);
        let searcher = self.reader.searcher();
        let (top, (rows, _)) = searcher.search(&query, &(TopDocs::with_limit(25).order_by_score(), Facets))?;
        let snippets = SnippetGenerator::create(&searcher, &query, asked)?;
        let mut text = self.texts.prepare_cached(
            "SELECT c.text FROM listing l JOIN recommendation c ON c.n = l.recommendation_n WHERE l.n = ?1",
        )?;
        for (_, at) in top {
            let n = searcher.segment_reader(at.segment_ord).fast_fields().u64("n")?.first(at.doc_id).unwrap_or(0);
            let words: String = text.query_row([n], |r| r.get(0))?;
            std::hint::black_box(snippets.snippet(&words).to_html());
        }
        Ok(rows)
    }
}

/// Counts three columns of every row that matches.
struct Facets;

struct Counting {
    rows: u64,
    columns: [Column<u64>; 3],
    counts: [BTreeMap<u64, u64>; 3],
    dense: [Vec<u64>; 3],
}

impl Collector for Facets {
    type Fruit = (u64, [BTreeMap<u64, u64>; 3]);
    type Child = Counting;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<Counting> {
        let fast = segment.fast_fields();
        let columns = [fast.u64("to")?, fast.u64("by")?, fast.u64("axes")?];
        let dense = [0, 1, 2].map(|i: usize| vec![0; if i == 2 { 8 } else { columns[i].max_value() as usize + 1 }]);
        Ok(Counting { rows: 0, columns, counts: Default::default(), dense })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<(u64, [BTreeMap<u64, u64>; 3])>) -> tantivy::Result<Self::Fruit> {
        let mut all: Self::Fruit = Default::default();
        for (rows, counts) in fruits {
            all.0 += rows;
            for (own, other) in all.1.iter_mut().zip(counts) {
                other.into_iter().for_each(|(value, n)| *own.entry(value).or_default() += n);
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for Counting {
    type Fruit = (u64, [BTreeMap<u64, u64>; 3]);

    fn collect(&mut self, doc: DocId, _: Score) {
        self.rows += 1;
        for (i, (column, counts)) in self.columns.iter().zip(&mut self.dense).enumerate() {
            if let Some(value) = column.first(doc) {
                let at = if i == 2 { value & 7 } else { value };
                counts[at as usize] += 1;
            }
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        for (counts, dense) in self.counts.iter_mut().zip(self.dense) {
            counts.extend((0u64..).zip(dense).filter(|(_, n)| *n > 0));
        }
        (self.rows, self.counts)
    }
}

/// The same rows in an FTS5 table with the facets beside it.
fn full_text(file: &Path) -> Done<(Connection, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let db = Connection::open(folder.path().join("fts.sqlite"))?;
    db.execute_batch(&format!(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA mmap_size = 17179869184; ATTACH '{}' AS v;
         CREATE VIRTUAL TABLE t USING fts5(asked, said, tokenize = 'porter unicode61');
         CREATE TABLE row (n INTEGER PRIMARY KEY, made_by INTEGER, made_to INTEGER, position TEXT);
         INSERT INTO row SELECT n, recommending_n, addressee_n, position FROM v.listing;
         INSERT INTO t (rowid, asked, said)
           SELECT l.n, c.text || ' ' || coalesce(c.findings, ''),
             coalesce((SELECT group_concat(p.text, ' ') FROM v.answer a JOIN v.response p ON p.n = a.response_n WHERE a.obligation_n = l.n), '') || ' ' ||
             coalesce((SELECT group_concat(x.text, ' ') FROM v.serves s JOIN v.action x ON x.n = s.action_n WHERE s.recommendation_n = l.recommendation_n), '')
           FROM v.listing l JOIN v.recommendation c ON c.n = l.recommendation_n;
         INSERT INTO t(t) VALUES ('optimize'); DETACH v;",
        file.display()
    ))?;
    Ok((db, folder))
}

fn ask_full_text((db, _): &(Connection, tempfile::TempDir), words: &[String]) -> Done<u64> {
    let query = words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" ");
    let mut best = db.prepare_cached(
        "SELECT rowid, snippet(t, -1, '[', ']', '…', 30) FROM t WHERE t MATCH ?1 ORDER BY bm25(t, 2.0, 1.0) LIMIT 25",
    )?;
    let rows: Vec<(i64, String)> =
        best.query_map([&query], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    std::hint::black_box(rows);
    let mut total = 0;
    for column in ["made_to", "made_by", "position"] {
        let mut counts = db.prepare_cached(&format!(
            "SELECT {column}, count(*) FROM t JOIN row ON row.n = t.rowid WHERE t MATCH ?1 GROUP BY 1"
        ))?;
        total = counts.query_map([&query], |r| r.get::<_, u64>(1))?.sum::<Result<u64, _>>()?;
    }
    Ok(total)
}

/// The built program, serving.
struct Server {
    child: std::process::Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Done<Server> {
        let mut child = std::process::Command::new(program()?)
            .arg("--data")
            .arg(data)
            .args(["--json", "serve", "--listen", "127.0.0.1:0"])
            .stdout(std::process::Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let said: serde_json::Value = serde_json::from_str(&line)?;
        let address = said.get("listening").and_then(serde_json::Value::as_str).ok_or("no address")?.to_owned();
        std::thread::sleep(Duration::from_millis(500));
        Ok(Server { child, address })
    }

    /// Answers a second to 8 connections that never ask the same twice.
    fn rate(&self, run: usize, seconds: u64) -> Done<f64> {
        let asked: Vec<String> = (0..200)
            .flat_map(|part| queries(1_000 + run * 200 + part))
            .map(|words| format!("\"{}\"", words.join("+")))
            .collect();
        let script = tempfile::NamedTempFile::new()?;
        std::fs::write(
            script.path(),
            format!(
                "local asked = {{{}}}\nlocal at = 0\nrequest = function()\n  at = at % #asked + 1\n  return wrk.format(\"GET\", \"/api/v1/search?facets=to,by,position&words=\" .. asked[at])\nend\ndone = function(summary)\n  io.write(string.format(\"FIGURES %f %d\\n\", summary.requests / (summary.duration / 1e6), summary.errors.status))\nend\n",
                asked.join(",")
            ),
        )?;
        let out = std::process::Command::new("wrk")
            .args(["-t", "1", "-c", "8", "-d", &format!("{seconds}s"), "-s"])
            .arg(script.path())
            .arg(format!("http://{}", self.address))
            .output()?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let line = text.lines().find_map(|l| l.strip_prefix("FIGURES ")).ok_or_else(|| format!("wrk said: {text}"))?;
        let (rate, errors) = line.split_once(' ').ok_or("wrk said something else")?;
        if errors.trim() != "0" {
            return Err(format!("{errors} answers were errors").into());
        }
        Ok(rate.parse()?)
    }

    fn memory(&self) -> f64 {
        anonymous(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Times building the index of N recommendations beside bare tantivy fed with the same words from a flat file.
pub fn build(n: u64, data: &Path, runs: usize) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let flat = folder.path().join("flat");
    let bytes = flatten(n, &flat)?;
    let (mut own, mut bare, mut size) = (Vec::new(), Vec::new(), 0);
    for run in 0..runs {
        let start = Instant::now();
        bare_build(&flat, &folder.path().join(format!("bare-{run}")))?;
        bare.push(n as f64 / start.elapsed().as_secs_f64());
        let search = Arc::new(Search::open(&data.join("views"), "main"));
        let start = Instant::now();
        if !search.build_anew(&data.join("views/public.sqlite"))? {
            return Err("the index was not built: stop what serves this register".into());
        }
        own.push(n as f64 / start.elapsed().as_secs_f64());
        size = folder_bytes(&data.join("views/search"))?;
        println!("  run {}: bare {:.0}/s, ours {:.0}/s", run + 1, bare[run], own[run]);
    }
    let (own, bare) = (median(own), median(bare));
    println!(
        "bare tantivy {bare:>7.0} rows/s\nours         {own:>7.0} rows/s   {:.2} (at least 0.7 wanted)",
        own / bare
    );
    println!(
        "index {} MB of {} MB of text   {:.2} (at most 0.35 wanted)",
        size >> 20,
        bytes >> 20,
        size as f64 / bytes as f64
    );
    Ok(())
}

fn folder_bytes(folder: &Path) -> std::io::Result<u64> {
    let mut total = 0;
    for entry in std::fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        total += if path.is_dir() { folder_bytes(&path)? } else { std::fs::metadata(&path)?.len() };
    }
    Ok(total)
}

/// The words of each row, a line a row: number, body, body, what was asked, what was said. Bytes of words.
fn flatten(n: u64, to: &Path) -> Done<u64> {
    let (reader, writer) = std::io::pipe()?;
    let made = std::thread::spawn(move || generate::to(n, &mut BufWriter::with_capacity(1 << 20, writer)));
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(to)?);
    let (mut asked, mut said, mut place, mut bytes) = (String::new(), String::new(), 0u64, 0u64);
    for line in BufReader::with_capacity(1 << 20, reader).lines() {
        let line = line?;
        let record: serde_json::Value = serde_json::from_str(&line)?;
        let (kind, fields) = (record["kind"].as_str().unwrap_or(""), &record["fields"]);
        let words = fields["text"]["words"].as_str().unwrap_or("");
        match kind {
            "recommendation" => {
                if place > 0 {
                    bytes += (asked.len() + said.len()) as u64;
                    writeln!(out, "{place}\t{asked}\t{said}")?;
                }
                place += 1;
                asked = format!("{words} {}", fields["findings"][0]["words"].as_str().unwrap_or(""));
                said.clear();
            }
            "response" | "action" => {
                said.push_str(words);
                said.push(' ');
            }
            _ => {}
        }
    }
    bytes += (asked.len() + said.len()) as u64;
    writeln!(out, "{place}\t{asked}\t{said}")?;
    made.join().map_err(|_| "the generator failed")??;
    Ok(bytes)
}

fn bare_build(flat: &Path, folder: &Path) -> Done<()> {
    std::fs::create_dir(folder)?;
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("candour")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(indexing);
    let (asked, said) = (schema.add_text_field("asked", words.clone()), schema.add_text_field("said", words));
    let number = NumericOptions::default().set_fast().set_indexed();
    let numbers: Vec<_> = ["of", "n", "kind", "by", "to", "year", "axes", "sort"]
        .map(|name| schema.add_u64_field(name, number.clone()))
        .into();
    let index = Index::create_in_dir(folder, schema.build())?;
    index.tokenizers().register("candour", analyzer());
    let mut writer: IndexWriter = index.writer_with_num_threads(2, 200_000_000)?;
    for line in BufReader::with_capacity(1 << 20, std::fs::File::open(flat)?).lines() {
        let line = line?;
        let mut parts = line.split('\t');
        let n: u64 = parts.next().unwrap_or("").parse()?;
        let mut doc = TantivyDocument::default();
        numbers.iter().enumerate().for_each(|(i, field)| {
            doc.add_u64(*field, if i < 2 { n } else { n % (7 << i) });
        });
        doc.add_text(asked, parts.next().unwrap_or(""));
        doc.add_text(said, parts.next().unwrap_or(""));
        writer.add_document(doc)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}
