//! What must not be erased for now, for a program that may erase: `GET /api/v1/holds`.
//!
//! *Invariant:* the operator's alone.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::Scope;

use super::acts::{bearer, refusal};
use super::problem::problem;
use crate::acts::{ActError, HoldView};
use crate::web::{Site, WebError};

#[utoipa::path(get, path = "/api/v1/holds", tag = "acts",
    params(("Authorization" = String, Header, description = "Bearer and an operator's token with the scope register")),
    responses((status = 200, description = "Every hold there is or was, those that are not lifted first", body = Vec<HoldView>),
        (status = 401, description = "No token"), (status = 403, description = "Not theirs to see")))]
pub(crate) async fn holds(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let ctx = match bearer(&site, &headers, Scope::Register) {
            Ok(ctx) => ctx,
            Err(refused) => return *refused,
        };
        let mut response = match site.app.holds(&ctx) {
            Ok(rows) => axum::Json(rows.iter().map(HoldView::of).collect::<Vec<_>>()).into_response(),
            Err(error) => refusal(&ActError::from(error), false),
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    });
    done.await.unwrap_or_else(|error| problem(&WebError::Internal(error.to_string())))
}
