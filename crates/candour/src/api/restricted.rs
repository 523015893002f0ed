//! Restricted evidence, for programs with a token: `POST /api/v1/evidence/{id}/open` and its file.
//!
//! *Invariant:* what is opened is in the answer to the request that opened it, and no cache may keep it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::{ActKind, Scope};
use serde::Serialize;
use serde_json::json;

use super::acts::{Done, bearer, refusal};
use super::problem::problem;
use crate::acts::{self, Asked};
use crate::rooms::Room;
use crate::web::restricted::{file_of, held};
use crate::web::{Site, WebError};

/// What was opened.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OpenedView {
    /// The opening, as it is in the ledger.
    opening: Done,
    /// What it shows.
    shows: String,
    /// Its address, where it stands elsewhere.
    link: Option<String>,
    /// The file's name.
    file: Option<String>,
    /// The SHA-256 of the file's own bytes.
    sha256: Option<String>,
    /// What the file is.
    media_type: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/evidence/{id}/open", tag = "acts",
    params(("id" = String, Path, description = "The restricted evidence", pattern = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"), ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    responses((status = 200, description = "It, and that its opening was written down", body = OpenedView), (status = 400, description = "That is no identifier"), (status = 401, description = "No token"), (status = 403, description = "Not theirs to open"),
        (status = 404, description = "None that the token's person is named for"), (status = 422, description = "It was destroyed")))]
pub(crate) async fn open(State(site): State<Arc<Site>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    opened(site, headers, id, None, |opened, _| {
        let (opening, evidence) = (Done::of(&opened.receipt), opened.evidence);
        let file = evidence.file;
        let view = OpenedView {
            opening,
            shows: evidence.shows.words,
            link: evidence.link,
            sha256: file.as_ref().map(|file| file.sha256.clone()),
            media_type: file.as_ref().map(|file| file.media_type.clone()),
            file: file.map(|file| file.name),
        };
        axum::Json(view).into_response()
    })
    .await
}

#[utoipa::path(post, path = "/api/v1/evidence/{id}/open/file", tag = "acts",
    params(("id" = String, Path, description = "The restricted evidence", pattern = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"), ("Authorization" = String, Header, description = "Bearer and a token with the scope read")),
    responses((status = 200, description = "The file's bytes; its opening was written down"), (status = 400, description = "That is no identifier"), (status = 401, description = "No token"), (status = 403, description = "Not theirs to open"),
        (status = 404, description = "None that the token's person is named for, or it has no file"), (status = 422, description = "It was destroyed"), (status = 503, description = "Too many large files at once")))]
pub(crate) async fn file(State(site): State<Arc<Site>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    // Who has no token waits for nothing.
    let (asking, asked) = (Arc::clone(&site), headers.clone());
    let known = tokio::task::spawn_blocking(move || bearer(&asking, &asked, Scope::Read).map(|ctx| ctx.actor.id)).await;
    let whose = match known {
        Ok(Ok(whose)) => whose,
        Ok(Err(refused)) => return *refused,
        Err(error) => return problem(&WebError::Internal(error.to_string())),
    };
    let room = match site.room(whose).await {
        Ok(room) => room,
        Err(busy) => return problem(&busy),
    };
    opened(site, headers, id, Some(room), |opened, room| match (opened.evidence.file, opened.bytes) {
        (Some(file), Some(bytes)) => file_of(&file, held(bytes, room)),
        _ => problem(&WebError::NotFound),
    })
    .await
}

async fn opened(
    site: Arc<Site>,
    headers: HeaderMap,
    id: String,
    room: Option<Room>,
    answer: impl FnOnce(app::Opened, Option<Room>) -> Response + Send + 'static,
) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let ctx = match bearer(&site, &headers, Scope::Read) {
            Ok(ctx) => ctx,
            Err(refused) => return *refused,
        };
        let opened = acts::fresh().and_then(|act_id| {
            let asked = Asked { act: ActKind::OpenEvidence, act_id, seen: None, with: json!({"evidence": id}) };
            acts::open(&site.app, &ctx, &asked, room.is_some())
        });
        let mut response = opened.map_or_else(|error| refusal(&error, false), |opened| answer(opened, room));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    });
    done.await.unwrap_or_else(|error| problem(&WebError::Internal(error.to_string())))
}
