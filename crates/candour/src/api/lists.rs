//! Lists, as JSON with a cursor and as CSV.
//!
//! *Invariant:* a cell that a spreadsheet would take for a formula is written so that it is not one.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use view::{BodyRef, Counted, ListRow, MeetingRef, OutcomeView, StandardRef, ThemeLine};

use super::{answer, table};
use crate::web::due::{DueAsked, DueGroup, groups};
use crate::web::recommendations::Asked;
use crate::web::{Reader, Site, WebError};

type Asking = Query<BTreeMap<String, String>>;

/// The most rows in one CSV of the list.
const CSV_ROWS: usize = 10_000;

/// One page of recommendations.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Recommendations {
    /// The rows: a recommendation and one addressee each.
    rows: Vec<ListRow>,
    /// How many there are, where a counter knows; null where this combination of filters is not counted.
    total: Option<u64>,
    /// Give this back as `after` for the next page; null on the last.
    next: Option<String>,
}

/// A body with its counts.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct BodyRow {
    /// The name in its address.
    slug: String,
    /// Its name.
    name: String,
    /// Recommendations made to it.
    to_it: u64,
    /// Recommendations it made.
    by_it: u64,
}

/// A standard with how often it is cited.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StandardRow {
    /// The standard.
    #[serde(flatten)]
    standard: StandardRef,
    /// Recommendations that cite it.
    cited: u64,
}

/// A source in a list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SourceRow {
    /// Our reference.
    reference: String,
    /// Its own reference.
    external_ref: Option<String>,
    /// What happened.
    summary: Option<String>,
}

/// A document in a list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DocumentRow {
    /// Our reference.
    reference: String,
    /// Its title.
    title: Option<String>,
    /// What it was read as.
    kind: String,
    /// When it was published.
    published_on: Option<String>,
    /// Where it stands on the web.
    address: Option<String>,
    /// SHA-256 of its bytes.
    sha256: String,
}

/// Counts of the whole register.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Totals {
    /// Records by kind.
    records: BTreeMap<String, u64>,
    /// Recommendations and addressees by position.
    positions: BTreeMap<String, u64>,
    /// Obligations by timeliness today.
    timeliness: BTreeMap<String, u64>,
}

/// Recommendations, newest first, a row an addressee.
#[utoipa::path(get, path = "/api/v1/recommendations",
    params(("to" = Option<String>, Query, description = "Made to this body (slug)"), ("by" = Option<String>, Query, description = "Made by this body (slug)"),
        ("position" = Option<String>, Query, description = "Answered so", pattern = r"^(|none_given|accepted|accepted_in_principle|partly_accepted|already_done|rejected|noted)$"), ("year" = Option<i32>, Query, description = "Made in this year", minimum = 1000, maximum = 9999),
        ("theme" = Option<String>, Query, description = "With this theme (slug)"),
        ("after" = Option<String>, Query, description = "The place a page gave", pattern = r"^(-?[0-9]{1,18}\.[0-9]{1,18})?$")),
    responses((status = 200, body = Recommendations), (status = 400, description = "A filter that cannot be read")))]
pub(crate) async fn recommendations(
    State(site): State<Arc<Site>>,
    Query(query): Asking,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let asked = Asked::parse(&query)?;
        let page = reader.view.recommendations(&asked.filter, asked.after, reader.site.rows, reader.today)?;
        let total = match reader.view.total(&asked.filter)? {
            Counted::Exactly(n) => Some(n),
            Counted::NotKept => None,
        };
        Ok(Recommendations { rows: page.rows, total, next: page.next.map(|k| format!("{}.{}", k.sort, k.n)) })
    })
    .await
}

pub(crate) async fn recommendations_csv(
    State(site): State<Arc<Site>>,
    Query(query): Asking,
    headers: HeaderMap,
) -> Response {
    table(site, headers, move |reader| {
        let asked = Asked::parse(&query)?;
        let page = reader.view.recommendations(&asked.filter, asked.after, CSV_ROWS, reader.today)?;
        Ok(page.rows.iter().fold(csv_head(), |out, row| out + &csv_row(row)))
    })
    .await
}

/// Bodies by name.
#[utoipa::path(get, path = "/api/v1/bodies", responses((status = 200, body = Vec<BodyRow>)))]
pub(crate) async fn bodies(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, body_rows).await
}

fn body_rows(reader: &Reader<'_>) -> Result<Vec<BodyRow>, WebError> {
    let row = |(BodyRef { slug, name }, to_it, by_it)| BodyRow { slug, name, to_it, by_it };
    Ok(reader.view.bodies(false)?.into_iter().map(row).collect())
}

pub(crate) async fn bodies_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let rows = body_rows(reader)?;
        Ok(csv(
            &["slug", "name", "made_to_it", "made_by_it"],
            rows.iter().map(|b| vec![b.slug.clone(), b.name.clone(), b.to_it.to_string(), b.by_it.to_string()]),
        ))
    })
    .await
}

/// Sources, newest in the register first.
#[utoipa::path(get, path = "/api/v1/sources", responses((status = 200, body = Vec<SourceRow>)))]
pub(crate) async fn sources(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, source_rows).await
}

fn source_rows(reader: &Reader<'_>) -> Result<Vec<SourceRow>, WebError> {
    let row = |(number, external_ref, summary)| SourceRow { reference: format!("SRC-{number}"), external_ref, summary };
    Ok(reader.view.sources(None, 500)?.into_iter().map(row).collect())
}

pub(crate) async fn sources_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let rows = source_rows(reader)?.into_iter();
        Ok(csv(
            &["reference", "external_ref", "summary"],
            rows.map(|s| vec![s.reference, s.external_ref.unwrap_or_default(), s.summary.unwrap_or_default()]),
        ))
    })
    .await
}

/// Standards by title.
#[utoipa::path(get, path = "/api/v1/standards", responses((status = 200, body = Vec<StandardRow>)))]
pub(crate) async fn standards(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| {
        let row = |(standard, cited)| StandardRow { standard, cited };
        Ok(reader.view.standards()?.into_iter().map(row).collect::<Vec<_>>())
    })
    .await
}

pub(crate) async fn standards_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let rows = reader.view.standards()?.into_iter();
        Ok(csv(&["slug", "title", "cited"], rows.map(|(s, cited)| vec![s.slug, s.title, cited.to_string()])))
    })
    .await
}

/// Meetings, the latest held first.
#[utoipa::path(get, path = "/api/v1/meetings", responses((status = 200, body = Vec<MeetingRef>)))]
pub(crate) async fn meetings(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| Ok(reader.view.meetings(500)?)).await
}

pub(crate) async fn meetings_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let rows = reader.view.meetings(500)?.into_iter();
        Ok(csv(
            &["reference", "forum", "held_on"],
            rows.map(|m| vec![m.reference, m.forum, m.held_on.unwrap_or_default()]),
        ))
    })
    .await
}

/// Documents, newest in the register first.
#[utoipa::path(get, path = "/api/v1/documents", responses((status = 200, body = Vec<DocumentRow>)))]
pub(crate) async fn documents(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, document_rows).await
}

fn document_rows(reader: &Reader<'_>) -> Result<Vec<DocumentRow>, WebError> {
    let row = |(number, d): (u64, domain::Document)| DocumentRow {
        reference: format!("DOC-{number}"),
        title: d.title.map(|t| t.words),
        kind: d.kind.as_str().to_owned(),
        published_on: d.published_on.map(|p| p.to_string()),
        address: d.address,
        sha256: d.sha256,
    };
    Ok(reader.view.documents(None, 500)?.into_iter().map(row).collect())
}

pub(crate) async fn documents_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let rows = document_rows(reader)?.into_iter();
        Ok(csv(
            &["reference", "title", "kind", "published_on", "address", "sha256"],
            rows.map(|d| {
                vec![
                    d.reference,
                    d.title.unwrap_or_default(),
                    d.kind,
                    d.published_on.unwrap_or_default(),
                    d.address.unwrap_or_default(),
                    d.sha256,
                ]
            }),
        ))
    })
    .await
}

/// Anonymised case outcomes.
#[utoipa::path(get, path = "/api/v1/case-outcomes", responses((status = 200, body = Vec<OutcomeView>)))]
pub(crate) async fn case_outcomes(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| Ok(reader.view.case_outcomes(None, 500, reader.today)?)).await
}

pub(crate) async fn case_outcomes_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let rows = reader.view.case_outcomes(None, 500, reader.today)?.into_iter();
        let cells = rows.map(|o| {
            let body = o.body.map(|b| b.name).unwrap_or_default();
            let rest = [o.year, o.platform, o.conduct, o.finding, o.sanction].map(Option::unwrap_or_default);
            [o.reference, body].into_iter().chain(rest).collect()
        });
        Ok(csv(&["reference", "body", "year", "platform", "conduct", "finding", "sanction"], cells))
    })
    .await
}

/// The tree of themes in its own order, each with how many recommendations have it or one below it.
#[utoipa::path(get, path = "/api/v1/themes", responses((status = 200, body = Vec<ThemeLine>)))]
pub(crate) async fn themes(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| Ok(reader.view.theme_tree()?)).await
}

pub(crate) async fn themes_csv(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    table(site, headers, |reader| {
        let cells = reader.view.theme_tree()?.into_iter().map(|t| {
            let counts = [t.recommendations.to_string(), t.confirmed.to_string()];
            [t.theme.slug, t.theme.name, t.parent.unwrap_or_default()].into_iter().chain(counts).collect()
        });
        Ok(csv(&["slug", "name", "parent", "recommendations", "confirmed"], cells))
    })
    .await
}

/// What is due, late, possibly late or unknown, those due first before others.
#[utoipa::path(get, path = "/api/v1/due",
    params(("to" = Option<String>, Query, description = "Of this body (slug)"), ("on" = Option<String>, Query, description = "As of this day, 2021-02-25; today without it", pattern = r"^(|[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]))$"),
        ("state" = Option<String>, Query, description = "Only this state; the first ten of each without it", pattern = r"^(|overdue|possibly_overdue|due_soon|not_due|suspended|unknown)$"),
        ("after" = Option<String>, Query, description = "The place a list gave", pattern = r"^(-?[0-9]{1,18}\.[0-9]{1,18})?$")),
    responses((status = 200, body = Vec<DueGroup>), (status = 400, description = "A body, day, state or place that is none")))]
pub(crate) async fn due(State(site): State<Arc<Site>>, Query(query): Asking, headers: HeaderMap) -> Response {
    answer(site, headers, move |reader| groups(reader, &DueAsked::parse(&query, reader.today)?, reader.site.rows)).await
}

/// Counts of the whole register, from counters.
#[utoipa::path(get, path = "/api/v1/totals", responses((status = 200, body = Totals)))]
pub(crate) async fn totals(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| {
        let timeliness = reader.view.timeliness_counts(reader.today)?;
        Ok(Totals {
            records: reader.view.counts("kind")?.into_iter().collect(),
            positions: reader.view.counts("position")?.into_iter().collect(),
            timeliness: timeliness.into_iter().map(|(t, n)| (t.as_str().to_owned(), n)).collect(),
        })
    })
    .await
}

const COLUMNS: [&str; 8] =
    ["reference", "made_on", "made_by", "made_to", "position", "claimed_status", "timeliness", "text"];

/// The first line of the list as CSV.
pub(crate) fn csv_head() -> String {
    csv(&COLUMNS, std::iter::empty())
}

/// One row of the list as CSV.
pub(crate) fn csv_row(row: &ListRow) -> String {
    let name = |b: &Option<BodyRef>| b.as_ref().map(|b| b.name.clone()).unwrap_or_default();
    let or = |v: &Option<String>| v.clone().unwrap_or_default();
    let cells = vec![
        row.reference.clone(),
        or(&row.made_on),
        name(&row.by),
        name(&row.to),
        row.position.clone(),
        or(&row.claimed_status),
        or(&row.timeliness),
        row.text.clone(),
    ];
    csv(&[], std::iter::once(cells))
}

/// RFC 4180, with formula-leading cells escaped.
pub(crate) fn csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let guarded = |cell: &str| {
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
    };
    // Writing to memory does not fail; a broken row would show as a missing line in the tests.
    let mut write = |cells: Vec<String>| drop(writer.write_record(cells));
    if !head.is_empty() {
        write(head.iter().map(|h| (*h).to_owned()).collect());
    }
    rows.for_each(|row| write(row.iter().map(|c| guarded(c)).collect()));
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
