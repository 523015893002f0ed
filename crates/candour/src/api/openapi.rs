//! The API's description in OpenAPI 3.1, generated from the handlers and committed as `docs/api/openapi.json`.
//!
//! *Invariant:* a test compares the committed description with this one.

use utoipa::OpenApi;

use super::{acts, details, evidence, holds, lists, recommendation_drafts, restricted, search, words};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Candour",
        description = "What oversight bodies asked, what was promised, and whether it was done.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        lists::recommendations,
        details::recommendation,
        details::said_before,
        details::reused,
        details::reused_answers,
        lists::bodies,
        details::body,
        details::dashboard,
        details::register_dashboard,
        lists::sources,
        details::source,
        lists::standards,
        details::standard,
        details::provision,
        lists::meetings,
        details::meeting,
        lists::documents,
        details::document,
        lists::case_outcomes,
        lists::themes,
        lists::due,
        details::theme,
        details::unnamed_themes,
        search::search,
        search::analysis,
        lists::totals,
        acts::act,
        evidence::evidence,
        restricted::open,
        restricted::file,
        acts::answers,
        acts::answer,
        acts::look,
        words::words,
        holds::holds,
        recommendation_drafts::makings,
        recommendation_drafts::making
    )
)]
struct Description;

/// The description.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
