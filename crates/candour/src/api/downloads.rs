//! Downloads of any size: every row of a search, the public record's tables, all of it as one SQLite file, and the Data Package
//! that describes them. Each is sent part by part, every part read like a page, so that a long download holds nothing up.
//!
//! *Invariant:* the same rows as the pages; a download that cannot go on is broken off, never ended as if it were whole.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{self, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;
use view::{Cell, Holds, Sought, TABLES, Table};

use super::lists::{csv, csv_head, csv_row};
use super::problem::problem;
use crate::now;
use crate::web::search::{Pairs, Searched};
use crate::web::{Reader, Site, WebError};

/// Records whose rows are read for one part.
const PART: usize = 1_000;
/// Hits of a search read for one part.
const HITS: usize = 500;
/// Bytes of a file read for one part.
const BYTES: u64 = 1 << 20;
/// Parts of downloads that are read at once; the next waits its turn.
const AT_ONCE: usize = 4;
/// How old the SQLite file may be while the register goes on.
const FRESH: Duration = Duration::from_secs(600);
/// How long a request waits for the SQLite file before it is told to come again.
const WAIT: Duration = Duration::from_secs(10);

/// What the server keeps for downloads.
pub(crate) struct Downloads {
    running: Semaphore,
    file: Mutex<Made>,
}

impl Default for Downloads {
    fn default() -> Downloads {
        Downloads { running: Semaphore::new(AT_ONCE), file: Mutex::default() }
    }
}

impl Downloads {
    /// Gives up the SQLite file that was made, and one that is being made: the next who asks gets one that is made anew.
    pub(crate) fn forget(&self) {
        let mut made = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        made.file = None;
        made.forgotten += 1;
    }
}

/// The SQLite file as it was last made.
#[derive(Default)]
struct Made {
    file: Option<(u64, Date, Instant, PathBuf)>,
    making: bool,
    failed: Option<String>,
    /// How often what was made was given up.
    forgotten: u64,
}

/// One part: its bytes, and where the next one starts.
type Part<S> = Result<(Vec<u8>, Option<S>), WebError>;
/// What reads a part on a reader's thread.
type Reads<S> = Arc<dyn Fn(&Reader<'_>, S) -> Part<S> + Send + Sync>;

/// A download on its way.
struct Sending<S> {
    site: Arc<Site>,
    head: Option<Vec<u8>>,
    next: Option<S>,
    reads: Reads<S>,
}

impl<S: Clone + Send + Sync + 'static> Sending<S> {
    async fn part(mut self) -> Result<Option<(Bytes, Sending<S>)>, std::io::Error> {
        if let Some(head) = self.head.take() {
            return Ok(Some((head.into(), self)));
        }
        let Some(at) = self.next.take() else { return Ok(None) };
        let (bytes, next) = self.read(at).await?;
        self.next = next;
        Ok(Some((bytes.into(), self)))
    }

    async fn read(&self, at: S) -> Result<(Vec<u8>, Option<S>), std::io::Error> {
        // Held for one part: who stops reading holds nobody up.
        let _turn = self.site.downloads.running.acquire().await.map_err(std::io::Error::other)?;
        // Readers of pages come first: where the queue is full a download waits.
        for _ in 0..200 {
            let (answer, answered) = tokio::sync::oneshot::channel();
            let (site, reads, start, today) =
                (Arc::clone(&self.site), Arc::clone(&self.reads), at.clone(), now::today());
            let queued = self.site.app.public().run(move |view| {
                // A closed channel is a client that went away.
                let _ = answer.send(reads(&Reader { view, site: &site, today }, start));
            });
            if queued {
                let part = answered.await.map_err(std::io::Error::other)?;
                return part.map_err(|why| {
                    tracing::error!(?why, "a download was broken off");
                    std::io::Error::other("the download cannot go on")
                });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(std::io::Error::other("the register is busy"))
    }
}

/// Sends a download: a head, then parts from `start` on.
fn send<S: Clone + Send + Sync + 'static>(
    site: &Arc<Site>,
    (kind, name): (&'static str, &str),
    head: Vec<u8>,
    start: S,
    reads: impl Fn(&Reader<'_>, S) -> Part<S> + Send + Sync + 'static,
) -> Response {
    let sending = Sending { site: Arc::clone(site), head: Some(head), next: Some(start), reads: Arc::new(reads) };
    let mut response = Body::from_stream(futures_util::stream::try_unfold(sending, Sending::part)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

const CSV: &str = "text/csv; charset=utf-8";
const LINES: &str = "application/jsonl; charset=utf-8";
const SQLITE: &str = "application/vnd.sqlite3";

/// How rows are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Lines,
}

pub(crate) async fn search_csv(
    State(site): State<Arc<Site>>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    search(site, &pairs, headers, Form::Csv).await
}

pub(crate) async fn search_lines(
    State(site): State<Arc<Site>>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    search(site, &pairs, headers, Form::Lines).await
}

/// Every row of a search: which they are is asked once, what they hold part by part.
async fn search(site: Arc<Site>, pairs: &Pairs, headers: HeaderMap, form: Form) -> Response {
    let searched = match Searched::parse(pairs, 1) {
        Ok(searched) => searched,
        Err(error) => return problem(&error),
    };
    let sought = searched.ask.sought;
    let Ok(_turn) = site.downloads.running.try_acquire() else { return problem(&WebError::Busy) };
    let (found, rows) = tokio::sync::oneshot::channel();
    let asked = Arc::clone(&site).read(&headers, move |reader| {
        let every = reader.site.app.search().every(reader.view, &searched.ask, reader.today)?;
        // The rows go to whoever waits for them; a closed channel is a client that went away.
        let _ = found.send(every);
        Ok(StatusCode::OK.into_response())
    });
    let answered = match asked.await {
        Ok(response) => response,
        Err(error) => return problem(&error),
    };
    // Nothing was read where the client holds these rows already.
    let Ok(rows) = rows.await else { return answered };
    let head = if form == Form::Csv { hit_head(sought) } else { String::new() };
    let kind = if form == Form::Csv { (CSV, "search.csv") } else { (LINES, "search.jsonl") };
    let tag = answered.headers().get(header::ETAG).cloned();
    let mut response = send(&site, kind, head.into_bytes(), 0, move |reader, at| {
        let until = rows.len().min(at + HITS);
        let mut out = String::new();
        for hit in reader.view.hits_of(sought, rows.get(at..until).unwrap_or_default(), reader.today)? {
            out.push_str(&match (form, &hit.row) {
                (Form::Csv, Some(row)) => csv_row(row),
                (Form::Csv, None) => hit_row(&hit),
                (Form::Lines, Some(row)) => format!("{}\n", json!(row)),
                (Form::Lines, None) => {
                    format!("{}\n", json!({"reference": hit.reference, "date": hit.on, "title": hit_title(&hit)}))
                }
            });
        }
        Ok((out.into_bytes(), Some(until).filter(|_| until < rows.len())))
    });
    tag.into_iter().for_each(|tag| drop(response.headers_mut().insert(header::ETAG, tag)));
    response
}

fn hit_title(hit: &view::Hit) -> String {
    hit.title.iter().map(|p| p.text.as_str()).collect()
}

/// The first line of hits as CSV: the list's own columns, or those of other kinds.
pub(crate) fn hit_head(sought: Sought) -> String {
    if sought == Sought::Recommendations {
        csv_head()
    } else {
        csv(&["reference", "date", "title"], std::iter::empty())
    }
}

/// A hit as CSV.
pub(crate) fn hit_row(hit: &view::Hit) -> String {
    match &hit.row {
        Some(row) => csv_row(row),
        None => {
            csv(&[], std::iter::once(vec![hit.reference.clone(), hit.on.clone().unwrap_or_default(), hit_title(hit)]))
        }
    }
}

/// The first line of a table as CSV; nothing as JSON Lines.
pub(crate) fn table_head(table: &Table, form: Form) -> String {
    let names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    if form == Form::Csv { csv(&names, std::iter::empty()) } else { String::new() }
}

/// Rows of a table.
pub(crate) fn table_rows(table: &Table, rows: Vec<Vec<Cell>>, form: Form) -> String {
    if form == Form::Csv {
        let cell = |cell: Cell| match cell {
            Cell::Null => String::new(),
            Cell::Text(text) => text,
            Cell::Integer(n) => n.to_string(),
            Cell::Boolean(b) => b.to_string(),
        };
        return csv(&[], rows.into_iter().map(|row| row.into_iter().map(cell).collect()));
    }
    let value = |cell: Cell| match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::String(text),
        Cell::Integer(n) => n.into(),
        Cell::Boolean(b) => b.into(),
    };
    let line = |row: Vec<Cell>| {
        let names = table.columns.iter().map(|c| c.name.to_owned());
        format!("{}\n", Value::Object(names.zip(row.into_iter().map(value)).collect::<Map<String, Value>>()))
    };
    rows.into_iter().map(line).collect()
}

/// A file of the public record.
pub(crate) async fn file(State(site): State<Arc<Site>>, extract::Path(name): extract::Path<String>) -> Response {
    if name == "datapackage.json" {
        let mut response = axum::Json(package(&site.title, &[])).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        return response;
    }
    match name.rsplit_once('.') {
        Some(("register", "sqlite")) => sqlite(site).await,
        Some(("register", "jsonl")) => send(&site, (LINES, &name), Vec::new(), 0, |reader, after| {
            let mut bytes = Vec::new();
            let part = reader.site.app.export_part(reader.view, after, Some(reader.today), &mut bytes);
            let next = part.map_err(|e| WebError::Internal(e.to_string()))?;
            Ok((bytes, next.map(|(next, _)| next)))
        }),
        Some((stem, kind @ ("csv" | "jsonl"))) => {
            let form = if kind == "csv" { Form::Csv } else { Form::Lines };
            let Some(table) = Table::named(stem) else { return problem(&WebError::NotFound) };
            let head = table_head(table, form).into_bytes();
            let kind = if form == Form::Csv { CSV } else { LINES };
            send(&site, (kind, &name), head, 0, move |reader, after| {
                let (rows, next) = reader.view.table_rows(table, after, PART, reader.today)?;
                Ok((table_rows(table, rows, form).into_bytes(), next))
            })
        }
        _ => problem(&WebError::NotFound),
    }
}

/// Sends the SQLite file, made anew where it is older than the register by more than a while.
async fn sqlite(site: Arc<Site>) -> Response {
    let started = Instant::now();
    loop {
        match ready(&site) {
            Ok(Some(path)) => return send_file(&site, &path),
            Ok(None) if started.elapsed() < WAIT => tokio::time::sleep(Duration::from_millis(50)).await,
            Ok(None) => {
                let why = "The file is being made; come again in half a minute".to_owned();
                let mut response = problem(&WebError::Unready(why));
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
                return response;
            }
            Err(error) => return problem(&error),
        }
    }
}

/// The file where it is ready; where it is not, somebody makes it.
fn ready(site: &Arc<Site>) -> Result<Option<PathBuf>, WebError> {
    let seq = site.app.public().here(|view| view.seq())??;
    let mut made = site.downloads.file.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(why) = made.failed.take() {
        return Err(WebError::Internal(why));
    }
    // What may be shown moves with the day as well.
    let today = now::today();
    let fresh =
        |(at, day, when, _): &&(u64, Date, Instant, PathBuf)| *day == today && (*at == seq || when.elapsed() < FRESH);
    if let Some((_, _, _, path)) = made.file.as_ref().filter(fresh).filter(|(.., path)| path.exists()) {
        return Ok(Some(path.clone()));
    }
    if !made.making {
        made.making = true;
        let forgotten = made.forgotten;
        let site = Arc::clone(site);
        tokio::task::spawn_blocking(move || {
            let done = make(&site, seq);
            let mut made = site.downloads.file.lock().unwrap_or_else(PoisonError::into_inner);
            made.making = false;
            match done {
                // What was read before it was given up is not kept.
                Ok(path) if made.forgotten != forgotten => drop(std::fs::remove_file(path)),
                Ok(path) => made.file = Some((seq, today, Instant::now(), path)),
                Err(why) => made.failed = Some(why),
            }
        });
    }
    Ok(None)
}

/// Makes the file under a name of its own and takes the older ones away; who is still sent one keeps it open.
fn make(site: &Site, seq: u64) -> Result<PathBuf, String> {
    let folder = site.app.folder().join("downloads");
    let failed = |e: std::io::Error| format!("the folder for downloads cannot be used: {e}");
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let part = folder.join("making.sqlite");
    // Of one that was not finished nothing may be left.
    if part.exists() {
        std::fs::remove_file(&part).map_err(failed)?;
    }
    site.app.write_tables(&now::operator(), &part, &site.title, &mut |_| ()).map_err(|e| e.to_string())?;
    let path = folder.join(format!("register-{seq}.sqlite"));
    std::fs::rename(&part, &path).map_err(failed)?;
    for old in std::fs::read_dir(&folder).map_err(failed)?.filter_map(Result::ok).map(|e| e.path()) {
        if old != path {
            // An old file that stays takes room and does no harm.
            let _ = std::fs::remove_file(old);
        }
    }
    Ok(path)
}

fn send_file(site: &Arc<Site>, path: &Path) -> Response {
    let open = std::fs::File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = match open {
        Ok(open) => open,
        Err(error) => return problem(&WebError::Internal(format!("the file to download cannot be opened: {error}"))),
    };
    let file = Mutex::new(file);
    send(site, (SQLITE, "register.sqlite"), Vec::new(), 0, move |_, at| {
        let mut bytes = Vec::with_capacity(1 << 20);
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file.seek(SeekFrom::Start(at)).and_then(|_| Read::take(&mut *file, BYTES).read_to_end(&mut bytes));
        read.map_err(|e| WebError::Internal(format!("the file to download cannot be read: {e}")))?;
        Ok((bytes, Some(at + BYTES).filter(|next| *next < length)))
    })
}

/// The Data Package of the public record (datapackage.org, version 2): its tables and what each column means, the whole register
/// as JSON Lines, and the SQLite file. `known` gives sizes and digests of files that were written already.
pub(crate) fn package(title: &str, known: &[(String, u64, String)]) -> Value {
    let sized = |mut resource: Value| {
        let path = resource.get("path").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let (Some((_, bytes, sha256)), Some(fields)) =
            (known.iter().find(|(name, ..)| *name == path), resource.as_object_mut())
        {
            fields.insert("bytes".to_owned(), (*bytes).into());
            fields.insert("hash".to_owned(), format!("sha256:{sha256}").into());
        }
        resource
    };
    let table = |table: &Table| {
        let field = |c: &view::Column| {
            let kind = match c.holds {
                Holds::Text => "string",
                Holds::Integer => "integer",
                Holds::Boolean => "boolean",
            };
            json!({"name": c.name, "type": kind, "description": c.about})
        };
        let fields: Vec<Value> = table.columns.iter().map(field).collect();
        sized(
            json!({"name": table.name.replace('_', "-"), "path": format!("{}.csv", table.name), "type": "table", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8", "description": table.about,
            "schema": {"fields": fields, "missingValues": [""]}}),
        )
    };
    let mut resources: Vec<Value> = TABLES.iter().map(table).collect();
    resources.push(sized(
        json!({"name": "register", "path": "register.jsonl", "type": "file", "format": "jsonl", "mediatype": "application/jsonl",
        "encoding": "utf-8", "description": "Every public record, whole; candour import loads it again"}),
    ));
    resources.push(sized(
        json!({"name": "register-sqlite", "path": "register.sqlite", "type": "file", "format": "sqlite", "mediatype": SQLITE,
        "description": "The tables in one SQLite file, with what each column means"}),
    ));
    json!({"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "candour-register", "title": title,
        "resources": resources})
}
