//! The public pages: server-rendered, without script, in the patterns of the GOV.UK Design System.
//!
//! *Invariant:* a page reads the public view through its pool and nothing else; a template decides nothing.

mod account;
mod actions;
pub(crate) mod analysis;
mod answer_forms;
pub(crate) mod answers;
mod bodies;
mod body_form;
pub(crate) mod dashboard;
mod data;
mod diary;
mod documents;
pub(crate) mod due;
mod erase;
pub(crate) mod evidence;
pub(crate) mod feeds;
mod follow;
mod holds;
mod home;
mod inbox;
mod ladders;
mod letters;
mod likeness;
mod lit;
mod matters;
mod meetings;
mod outcomes;
mod outside;
mod oversight;
mod page;
mod people;
pub(crate) mod points;
pub(crate) mod recommendation_drafts;
pub(crate) mod recommendations;
pub(crate) mod replies;
pub(crate) mod restricted;
pub(crate) mod reused;
pub(crate) mod search;
mod sign_in;
pub(crate) mod signed;
mod sources;
pub(crate) mod standards;
pub(crate) mod themes;
mod work;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};

use domain::Desk;

use crate::assets;
pub(crate) use domain::number_in as number;
pub(crate) use page::{Kept, Reader, Site, WebError};

/// The pages.
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home::home))
        .route("/about", get(home::about))
        .route("/data", get(data::data))
        .route("/search", get(search::search))
        .route("/analysis", get(analysis::analysis))
        .route("/reused-answers", get(reused::list))
        .route("/feed.atom", get(feeds::search_atom))
        .route("/feed.json", get(feeds::search_json))
        .route("/feed.ics", get(diary::search))
        .route("/due.ics", get(diary::due))
        .route("/recommendations/{reference}/feed.ics", get(diary::one))
        .route("/recommendations/{reference}/feed.atom", get(feeds::one_atom))
        .route("/recommendations/{reference}/feed.json", get(feeds::one_json))
        .route("/recommendations", get(recommendations::list))
        .route("/recommendations/{reference}", get(recommendations::show))
        .route("/recommendations/{reference}/compare", get(recommendations::compare))
        .route("/bodies", get(bodies::list))
        .route("/bodies/{slug}", get(bodies::show))
        .route("/dashboard", get(dashboard::register))
        .route("/dashboard/pack", get(dashboard::register_pack))
        .route("/bodies/{slug}/dashboard", get(dashboard::show))
        .route("/bodies/{slug}/pack", get(dashboard::pack))
        .route("/sources", get(sources::list))
        .route("/sources/{reference}", get(sources::show))
        .route("/due", get(due::due))
        .route("/themes", get(themes::list))
        .route("/themes/unnamed", get(themes::unnamed_page))
        .route("/themes/{slug}", get(themes::show))
        .route("/standards", get(standards::list))
        .route("/standards/{slug}", get(standards::show))
        .route("/standards/{slug}/{provision}", get(standards::provision))
        .route("/meetings", get(meetings::list))
        .route("/meetings/{reference}", get(meetings::show))
        .route("/documents", get(documents::list))
        .route("/documents/{reference}", get(documents::show))
        .route("/documents/{reference}/text", get(documents::text))
        .route("/case-outcomes", get(outcomes::list))
        .route(
            "/assets/{name}",
            get(|Path(name): Path<String>, headers: HeaderMap| async move { assets::serve(&name, &headers) }),
        )
        .route("/evidence/{id}", get(evidence::show))
        .merge(sign_in::router())
        .merge(outside::router())
        .merge(follow::router())
        .merge(desks(&site))
        .fallback(page::not_found)
        .with_state(Arc::clone(&site))
        .layer(middleware::from_fn_with_state(site, guarded))
}

/// The pages of those who signed in, each behind its desk.
fn desks(site: &Arc<Site>) -> Router<Arc<Site>> {
    let own = Router::new()
        .route("/work", get(work::show))
        .route("/matters/{reference}/{slug}", get(matters::show).post(matters::change))
        .route("/matters/{reference}/{slug}/restricted", post(restricted::change))
        .route("/answers/{n}", get(answers::show))
        .route("/making/{n}", get(recommendation_drafts::show))
        .route("/making", post(recommendation_drafts::change))
        .merge(account::router());
    let answering = Router::new()
        .route("/answers", get(answers::list))
        .route("/answers/new", get(answers::new))
        .route("/actions", get(actions::list).post(actions::change))
        .route("/actions.csv", get(actions::as_csv))
        .route("/actions.xlsx", get(actions::as_xlsx))
        .route("/actions/sheet", post(actions::brought));
    // Both sides carry an answer on; what each may do with it is asked where it is done.
    let either = Router::new().route("/answers", post(answers::change));
    let oversight = Router::new()
        .route("/oversight", get(oversight::show))
        .route("/answers/look", post(answers::look))
        .route("/making/new", get(recommendation_drafts::new))
        .route("/oversight/ladder", get(ladders::show).post(ladders::change));
    let documents = inbox::router().route("/body", get(body_form::show).post(body_form::change));
    let people = Router::new()
        .route("/people", get(people::show).post(people::change))
        .route("/people/letters", get(letters::show))
        .route("/erase", get(erase::show).post(erase::change))
        .route("/holds", get(holds::show).post(holds::change));
    let behind = |desks: &'static [Desk], routes: Router<Arc<Site>>| {
        routes.layer(middleware::from_fn_with_state((Arc::clone(site), desks), signed::at_desk))
    };
    behind(&[Desk::Own], own)
        .merge(behind(&[Desk::Answers, Desk::Oversight], either))
        .merge(behind(&[Desk::Answers], answering))
        .merge(behind(&[Desk::Oversight], oversight))
        .merge(behind(&[Desk::People], people))
        .merge(behind(&[Desk::Documents], documents))
        .layer(middleware::from_fn_with_state(Arc::clone(site), signed::guard))
}

/// What takes as long as the line that it comes over: evidence files. It has a limit of its own for a line that is silent.
pub(crate) fn uploads(site: Arc<Site>) -> Router {
    let routes = Router::new().route("/matters/{reference}/{slug}/evidence", post(evidence::file));
    routes
        .layer(middleware::from_fn_with_state((Arc::clone(&site), &[Desk::Own] as &'static [Desk]), signed::at_desk))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), signed::guard))
        .with_state(Arc::clone(&site))
        .layer(middleware::from_fn_with_state(site, guarded))
}

/// Headers of every page: no script but our own files, no framing, no guessing of types. What a page's own address or form was refused
/// for before it was asked is a page too.
async fn guarded(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let asked = request.method().clone();
    let mut response = next.run(request).await;
    if response.status().is_client_error() && !is_page(&response) {
        response = refused_page(&site, &asked, response.status());
    }
    let headers = response.headers_mut();
    let set = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether an answer says what it is: a page, or another file of ours. What the framework refuses by itself is bare text, or nothing.
fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| !kind.starts_with("text/plain"))
}

/// The page for what the framework refused: an address that cannot be read is one that is not there; the rest keeps its status.
fn refused_page(site: &Site, asked: &Method, status: StatusCode) -> Response {
    if status == StatusCode::NOT_FOUND || (*asked == Method::GET && status == StatusCode::BAD_REQUEST) {
        return site.error_page(&page::WebError::NotFound);
    }
    let mut page = site.error_page(&page::WebError::bad(site.strings.t("error-not-taken").to_owned()));
    *page.status_mut() = status;
    page
}
