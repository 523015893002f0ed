//! The records that hold words, for a program that may erase them: `POST /api/v1/words`.
//!
//! *Invariant:* the operator's alone; the words are not sent in an address, which logs keep.

use std::sync::Arc;

use app::AppError;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::Scope;
use serde::Deserialize;

use super::acts::{bearer, refusal};
use super::problem::problem;
use crate::acts::{self, ActError, LookedView};
use crate::web::{Site, WebError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    words: String,
}

#[utoipa::path(post, path = "/api/v1/words", tag = "acts",
    params(("Authorization" = String, Header, description = "Bearer and an operator's token with the scope register")),
    request_body(content = Object, description = "words: whole words, however they are set; at least three letters or digits"),
    responses((status = 200, description = "Every record that holds them, in any version, every document and evidence whose file does, and the evidence whose files cannot be looked into; nothing is changed", body = LookedView),
        (status = 400, description = "Not what it takes"), (status = 401, description = "No token"), (status = 403, description = "Not theirs to look for"), (status = 422, description = "Refused, in words")))]
pub(crate) async fn words(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let ctx = match bearer(&site, &headers, Scope::Register) {
            Ok(ctx) => ctx,
            Err(refused) => return *refused,
        };
        let asked = acts::json(&body).and_then(|with| {
            serde_json::from_value::<Asked>(with).map_err(|e| ActError::Malformed(format!("words: {e}")))
        });
        let found = asked.and_then(|asked| {
            site.app.find_words(&ctx, asked.words.trim(), &mut |_| ()).map_err(|e: AppError| ActError::from(e))
        });
        let mut response = match found {
            Ok(found) => axum::Json(LookedView::of(&found)).into_response(),
            Err(error) => refusal(&error, false),
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    });
    done.await.unwrap_or_else(|error| problem(&WebError::Internal(error.to_string())))
}
