//! `/api/v1`: every public record as JSON, and every list page as `.json` and `.csv`.
//!
//! *Invariant:* the same reads as the pages, so that no side door shows more than the front (STYLE.md section 5).

mod acts;
mod details;
mod downloads;
mod evidence;
mod holds;
mod lists;
mod openapi;
mod problem;
mod recommendation_drafts;
mod restricted;
mod search;
mod sent;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;

use crate::web::{Reader, Site, WebError};

pub(crate) use downloads::{Downloads, Form, hit_head, hit_row, package, table_head, table_rows};
pub(crate) use lists::{csv, csv_head, csv_row};
pub(crate) use openapi::document;
pub(crate) use sent::Sent;

/// The API, and the data forms of the list pages.
pub(crate) fn router(site: Arc<Site>) -> Router {
    let api = Router::new()
        .route("/recommendations", get(lists::recommendations))
        .route("/recommendations/{reference}", get(details::recommendation))
        .route("/recommendations/{reference}/said-before", get(details::said_before))
        .route("/recommendations/{reference}/reused", get(details::reused))
        .route("/reused-answers", get(details::reused_answers))
        .route("/bodies", get(lists::bodies))
        .route("/bodies/{slug}", get(details::body))
        .route("/dashboard", get(details::register_dashboard))
        .route("/bodies/{slug}/dashboard", get(details::dashboard))
        .route("/sources", get(lists::sources))
        .route("/sources/{reference}", get(details::source))
        .route("/standards", get(lists::standards))
        .route("/standards/{slug}", get(details::standard))
        .route("/standards/{slug}/{provision}", get(details::provision))
        .route("/meetings", get(lists::meetings))
        .route("/meetings/{reference}", get(details::meeting))
        .route("/documents", get(lists::documents))
        .route("/documents/{reference}", get(details::document))
        .route("/case-outcomes", get(lists::case_outcomes))
        .route("/themes", get(lists::themes))
        .route("/themes/unnamed", get(details::unnamed_themes))
        .route("/themes/{slug}", get(details::theme))
        .route("/search", get(search::search))
        .route("/analysis", get(search::analysis))
        .route("/due", get(lists::due))
        .route("/totals", get(lists::totals))
        .route("/openapi.json", get(|| async { axum::Json(document()) }))
        .fallback(|| async { problem::problem(&WebError::NotFound) });
    Router::new()
        .nest("/api/v1", api)
        .merge(acts::router())
        .route("/recommendations.json", get(lists::recommendations))
        .route("/recommendations.csv", get(lists::recommendations_csv))
        .route("/search.json", get(search::search))
        .route("/analysis.json", get(search::analysis))
        .route("/search.csv", get(downloads::search_csv))
        .route("/search.jsonl", get(downloads::search_lines))
        .route("/data/{file}", get(downloads::file))
        .route("/bodies.json", get(lists::bodies))
        .route("/bodies.csv", get(lists::bodies_csv))
        .route("/sources.json", get(lists::sources))
        .route("/sources.csv", get(lists::sources_csv))
        .route("/themes.json", get(lists::themes))
        .route("/themes.csv", get(lists::themes_csv))
        .route("/standards.json", get(lists::standards))
        .route("/standards.csv", get(lists::standards_csv))
        .route("/meetings.json", get(lists::meetings))
        .route("/meetings.csv", get(lists::meetings_csv))
        .route("/documents.json", get(lists::documents))
        .route("/documents.csv", get(lists::documents_csv))
        .route("/case-outcomes.json", get(lists::case_outcomes))
        .route("/case-outcomes.csv", get(lists::case_outcomes_csv))
        .route("/health", get(health))
        .with_state(site)
        .layer(middleware::from_fn(problem::worded))
}

/// What takes as long as the line that it comes over: evidence with its files.
pub(crate) fn uploads(site: Arc<Site>) -> Router {
    Router::new()
        .route("/api/v1/evidence", post(evidence::evidence))
        .with_state(site)
        .layer(middleware::from_fn(problem::worded))
}

/// Says that the register answers, how far its view is, and how far the search index follows it.
async fn health(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| {
        let search = reader.site.app.search();
        let trouble = search.trouble();
        let searched = serde_json::json!({"entries": search.come(), "trouble": trouble});
        Ok(serde_json::json!({"status": "ok", "entries": reader.view.seq()?, "search": searched}))
    })
    .await
}

/// Reads on a reader's thread and answers with JSON; errors become problems (RFC 9457).
async fn answer<T: Serialize>(
    site: Arc<Site>,
    headers: HeaderMap,
    read: impl FnOnce(&Reader<'_>) -> Result<T, WebError> + Send + 'static,
) -> Response {
    let done = site.read(&headers, move |reader| json(&read(reader)?)).await;
    done.unwrap_or_else(|error| problem::problem(&error))
}

/// Reads one record where it is asked for and answers with JSON; errors become problems.
fn answer_here<T: Serialize>(
    site: &Site,
    headers: &HeaderMap,
    read: impl FnOnce(&Reader<'_>) -> Result<T, WebError>,
) -> Response {
    let done = site.read_one(headers, |reader| json(&read(reader)?));
    done.unwrap_or_else(|error| problem::problem(&error))
}

/// Reads on a reader's thread and answers with CSV.
async fn table(
    site: Arc<Site>,
    headers: HeaderMap,
    read: impl FnOnce(&Reader<'_>) -> Result<String, WebError> + Send + 'static,
) -> Response {
    let done = site
        .read(&headers, move |reader| {
            let mut response = read(reader)?.into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            Ok(response)
        })
        .await;
    done.unwrap_or_else(|error| problem::problem(&error))
}

fn json(value: &impl Serialize) -> Result<Response, WebError> {
    // Most records are of a few kilobytes: one piece of memory instead of one a doubling.
    let mut bytes = Vec::with_capacity(8 << 10);
    serde_json::to_writer(&mut bytes, value).map_err(|e| WebError::Internal(e.to_string()))?;
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
