//! Evidence with its files, for programs with a token: `POST /api/v1/evidence`.
//!
//! *Invariant:* whether it may be filed there at all is asked before a byte of a file is read; a file comes with the request that files it.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Scope;
use serde::Deserialize;

use super::acts::{Done, bearer, refusal};
use super::problem::{problem, said};
use crate::acts;
use crate::web::evidence::{Refused, filing, may_file, taken, too_large_words};
use crate::web::{Site, WebError};

/// On which duty, or of whose actions on one.
#[derive(Deserialize)]
pub(crate) struct Matter {
    recommendation: String,
    addressee: String,
}

#[utoipa::path(post, path = "/api/v1/evidence", tag = "acts",
    params(("recommendation" = String, Query, description = "The recommendation, such as REC-25"), ("addressee" = String, Query, description = "Who must answer it, by its address"),
        ("Authorization" = String, Header, description = "Bearer and a token with the scope answer")),
    request_body(content = Object, content_type = "multipart/form-data", description = "shows; file, redacted (files); link; on (an action of the matter, such as ACT-9); marking; readers. The same form sent again is the same act"),
    responses((status = 200, description = "Filed, or filed before", body = Done), (status = 400, description = "A part of the address is not as it should be"), (status = 401, description = "No token"), (status = 403, description = "Not theirs to do, or not the token's"),
        (status = 404, description = "No such duty"), (status = 413, description = "A file that is too large"), (status = 422, description = "Refused, in words"), (status = 503, description = "Too many large files at once")))]
pub(crate) async fn evidence(
    State(site): State<Arc<Site>>,
    of: Result<Query<Matter>, QueryRejection>,
    request: Request,
) -> Response {
    let Ok(Query(of)) = of else { return problem(&WebError::bad("say which: ?recommendation=REC-5&addressee=BODY")) };
    let (asking, headers, matter) = (Arc::clone(&site), request.headers().clone(), (of.recommendation, of.addressee));
    let asked = tokio::task::spawn_blocking(move || {
        let ctx = bearer(&asking, &headers, Scope::Answer)?;
        may_file(&asking, &ctx, &matter.0, &matter.1).map_err(|error| Box::new(problem(&error)))?;
        Ok::<_, Box<Response>>((ctx, matter))
    });
    let (ctx, matter) = match asked.await {
        Ok(Ok(asked)) => asked,
        Ok(Err(refused)) => return *refused,
        Err(error) => return problem(&WebError::Internal(error.to_string())),
    };
    let parts = match taken(&site, request).await {
        Ok(parts) => parts,
        Err(Refused::TooLarge) => {
            return said(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "That is too large", &too_large_words(&site));
        }
        Err(Refused::Page(error)) => return problem(&error),
    };
    if let Some(why) = &parts.refused {
        return said(StatusCode::UNPROCESSABLE_ENTITY, "assurance_refused", "The act was refused", why);
    }
    let room = match site.room_for(ctx.actor.id, &parts).await {
        Ok(room) => room,
        Err(busy) => return problem(&busy),
    };
    let acting = site.acting.clone();
    let done = acting.spawn_blocking(move || {
        let _held = room;
        let filed = filing(ctx.actor.id, (&matter.0, &matter.1), parts);
        match filed.and_then(|(asked, sent)| acts::evidence(&site.app, &ctx, &asked, sent)) {
            Ok(receipt) => axum::Json(Done::of(&receipt)).into_response(),
            Err(error) => refusal(&error, false),
        }
    });
    done.await.unwrap_or_else(|error| problem(&WebError::Internal(error.to_string())))
}
