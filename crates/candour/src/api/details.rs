//! One record at a time.
//!
//! *Invariant:* each function is one read of the view.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use view::{
    BodyPage, Common, DocumentPage, MeetingPage, ProvisionPage, RecommendationPage, ReusedOf, SaidBefore, SourcePage,
    StandardPage,
};

use super::{answer, answer_here};
use crate::web::dashboard::{self, Dashboard, Whose};
use crate::web::reused::common;
use crate::web::standards::placed;
use crate::web::themes::{ThemeReport, Unnamed, report, unnamed};
use crate::web::{Site, WebError, number};

/// One recommendation with its obligations, answers, actions, citations and history.
#[utoipa::path(get, path = "/api/v1/recommendations/{reference}", params(("reference" = String, Path, description = "A reference such as REC-12")),
    responses((status = 200, body = RecommendationPage), (status = 404, description = "No such recommendation")))]
pub(crate) async fn recommendation(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer_here(&site, &headers, |reader| {
        let number = number("REC", &reference).ok_or(WebError::NotFound)?;
        reader.view.recommendation_page(number, reader.today)?.ok_or(WebError::NotFound)
    })
}

/// What a recommendation is like: earlier ones first, each with its rows and what a person judged.
#[utoipa::path(get, path = "/api/v1/recommendations/{reference}/said-before", params(("reference" = String, Path, description = "A reference such as REC-12")),
    responses((status = 200, body = Vec<SaidBefore>), (status = 404, description = "No such recommendation"), (status = 503, description = "It is being worked out")))]
pub(crate) async fn said_before(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let number = number("REC", &reference).ok_or(WebError::NotFound)?;
        if reader.view.rows_of(number, reader.today)?.is_empty() {
            return Err(WebError::NotFound);
        }
        Ok(reader.site.app.search().said_before(reader.view, number, reader.today)?)
    })
    .await
}

/// Which sentences of a recommendation's answers stand in answers to other recommendations too.
#[utoipa::path(get, path = "/api/v1/recommendations/{reference}/reused", params(("reference" = String, Path, description = "A reference such as REC-12")),
    responses((status = 200, body = Vec<ReusedOf>), (status = 404, description = "No such recommendation"), (status = 503, description = "It is being worked out")))]
pub(crate) async fn reused(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let number = number("REC", &reference).ok_or(WebError::NotFound)?;
        if reader.view.rows_of(number, reader.today)?.is_empty() {
            return Err(WebError::NotFound);
        }
        Ok(reader.site.app.search().reused_of(reader.view, number)?)
    })
    .await
}

/// The sentences that most answers have, whatever was asked.
#[utoipa::path(get, path = "/api/v1/reused-answers", responses((status = 200, body = Vec<Common>), (status = 503, description = "It is being worked out")))]
pub(crate) async fn reused_answers(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| Ok(common(reader)?.as_ref().clone())).await
}

/// One body with its counts.
#[utoipa::path(get, path = "/api/v1/bodies/{slug}", params(("slug" = String, Path, description = "The name in its address")),
    responses((status = 200, body = BodyPage), (status = 404, description = "No such body")))]
pub(crate) async fn body(State(site): State<Arc<Site>>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    answer(site, headers, move |reader| reader.view.body_page(&slug)?.ok_or(WebError::NotFound)).await
}

/// How everything in the register stands: counts by every axis, how long answers took, how late those are that are missing.
#[utoipa::path(get, path = "/api/v1/dashboard",
    responses((status = 200, body = Dashboard), (status = 503, description = "The index is being made")))]
pub(crate) async fn register_dashboard(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| dashboard::of(reader, &Whose::Register)).await
}

/// How what was asked of one body, or what one recommended, stands: counts by every axis, how long answers took, how late those are that are missing.
#[utoipa::path(get, path = "/api/v1/bodies/{slug}/dashboard", params(("slug" = String, Path, description = "The name in its address"),
    ("side" = Option<String>, Query, description = "to: what was asked of it (without it); by: what it recommended", pattern = r"^(|to|by)$")),
    responses((status = 200, body = Dashboard), (status = 400, description = "A part of the address is not as it should be"), (status = 404, description = "No such body"), (status = 503, description = "The index is being made")))]
pub(crate) async fn dashboard(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| dashboard::of(reader, &Whose::of(slug, &query)?)).await
}

/// One theme: what is below it, how its recommendations spread, and bodies by the themes below it or by years.
#[utoipa::path(get, path = "/api/v1/themes/{slug}", params(("slug" = String, Path, description = "The name in its address")),
    responses((status = 200, body = ThemeReport), (status = 404, description = "No such theme"), (status = 503, description = "The index is being made")))]
pub(crate) async fn theme(State(site): State<Arc<Site>>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    answer(site, headers, move |reader| report(reader, &slug)).await
}

/// Groups of recommendations about one subject that no theme names, among the latest that have none.
#[utoipa::path(get, path = "/api/v1/themes/unnamed", responses((status = 200, body = Vec<Unnamed>)))]
pub(crate) async fn unnamed_themes(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    answer(site, headers, |reader| Ok(unnamed(reader)?.as_ref().clone())).await
}

/// One source with its recommendations.
#[utoipa::path(get, path = "/api/v1/sources/{reference}", params(("reference" = String, Path, description = "A reference such as SRC-3")),
    responses((status = 200, body = SourcePage), (status = 404, description = "No such source")))]
pub(crate) async fn source(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let number = number("SRC", &reference).ok_or(WebError::NotFound)?;
        reader.view.source_page(number)?.ok_or(WebError::NotFound)
    })
    .await
}

/// One standard with the recommendations that cite it.
#[utoipa::path(get, path = "/api/v1/standards/{slug}", params(("slug" = String, Path, description = "The name in its address"), ("after" = Option<String>, Query, description = "The place a page gave", pattern = r"^(-?[0-9]{1,18}\.[0-9]{1,18})?$")),
    responses((status = 200, body = StandardPage), (status = 404, description = "No such standard"), (status = 400, description = "A place no list gave")))]
pub(crate) async fn standard(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let after = placed(&query)?;
        reader.view.standard_page(&slug, after, reader.site.rows)?.ok_or(WebError::NotFound)
    })
    .await
}

/// One provision of a standard with the recommendations that cite it.
#[utoipa::path(get, path = "/api/v1/standards/{slug}/{provision}", params(("slug" = String, Path, description = "The standard's name in its address"), ("provision" = String, Path, description = "The provision's, such as section-26"),
        ("after" = Option<String>, Query, description = "The place a page gave", pattern = r"^(-?[0-9]{1,18}\.[0-9]{1,18})?$")),
    responses((status = 200, body = ProvisionPage), (status = 400, description = "A place no list gave"), (status = 404, description = "No such provision")))]
pub(crate) async fn provision(
    State(site): State<Arc<Site>>,
    Path((slug, address)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let after = placed(&query)?;
        reader.view.provision_page(&slug, &address, after, reader.site.rows)?.ok_or(WebError::NotFound)
    })
    .await
}

/// One meeting with its action table: posts and bodies, no names.
#[utoipa::path(get, path = "/api/v1/meetings/{reference}", params(("reference" = String, Path, description = "A reference such as MTG-1")),
    responses((status = 200, body = MeetingPage), (status = 404, description = "No such meeting")))]
pub(crate) async fn meeting(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let number = number("MTG", &reference).ok_or(WebError::NotFound)?;
        reader.view.meeting_page(number)?.ok_or(WebError::NotFound)
    })
    .await
}

/// One document with the places of the words that became records.
#[utoipa::path(get, path = "/api/v1/documents/{reference}", params(("reference" = String, Path, description = "A reference such as DOC-5")),
    responses((status = 200, body = DocumentPage), (status = 404, description = "No such document")))]
pub(crate) async fn document(
    State(site): State<Arc<Site>>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| {
        let number = number("DOC", &reference).ok_or(WebError::NotFound)?;
        reader.view.document_page(number)?.ok_or(WebError::NotFound)
    })
    .await
}
