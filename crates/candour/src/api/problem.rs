//! Errors of the API: `application/problem+json` (RFC 9457), made in one place (rule 18).
//!
//! *Invariant:* the internal words of a fault go to the log under a reference, never to the client.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::now;
use crate::web::WebError;

/// An error as a problem.
pub(crate) fn problem(error: &WebError) -> Response {
    let (status, code, title, detail) = match error {
        WebError::NotFound => (
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such thing",
            "Nothing is at this address. The description at /api/v1/openapi.json lists what is.".to_owned(),
        ),
        WebError::BadRequest(what) => {
            (StatusCode::BAD_REQUEST, "bad_request", "A part of the address is not as it should be", what.to_string())
        }
        WebError::Forged => {
            (StatusCode::FORBIDDEN, "forged", "The form is not ours", "Open the page again.".to_owned())
        }
        WebError::Forbidden(why) => (StatusCode::FORBIDDEN, "forbidden", "That is not yours to do", format!("{why}.")),
        WebError::TooOften { seconds } => (
            StatusCode::TOO_MANY_REQUESTS,
            "too_often",
            "That was asked too often",
            format!("Try again in {seconds} seconds."),
        ),
        WebError::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "The register is busy",
            "Too many are reading at once; try again in a moment.".to_owned(),
        ),
        WebError::Unready(why) => {
            (StatusCode::SERVICE_UNAVAILABLE, "search_unready", "The search index is being made", format!("{why}."))
        }
        WebError::Internal(why) => {
            let reference = now::random::<6>().map(|b| intake::hex(&b)).unwrap_or_default();
            tracing::error!(reference, why, "a request failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong",
                format!("The fault is ours and is in the log under {reference}."),
            )
        }
    };
    said(status, code, title, &detail)
}

/// The most of a bare refusal's words that is passed on, in bytes.
const MOST_WORDS: usize = 2_048;

/// What the framework refuses before a function of ours is asked (a part of the address that cannot be read, a verb that is not taken)
/// is bare text, or nothing; it becomes a problem like any other, in the same words.
pub(crate) async fn worded(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() || is_said(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let words = to_bytes(body, MOST_WORDS).await.unwrap_or_default();
    let words = String::from_utf8_lossy(&words);
    let mut refused = match status {
        StatusCode::NOT_FOUND => problem(&WebError::NotFound),
        // A path whose part is no number, or too large a one, is the path of nothing.
        StatusCode::BAD_REQUEST if words.starts_with("Invalid URL") => problem(&WebError::NotFound),
        StatusCode::BAD_REQUEST => problem(&WebError::bad(words.into_owned())),
        StatusCode::METHOD_NOT_ALLOWED => said(
            status,
            "method_not_allowed",
            "That is not done here",
            "The description at /api/v1/openapi.json says what this address takes.",
        ),
        _ => said(status, "not_taken", "That cannot be taken", &words),
    };
    if let Some(allowed) = parts.headers.get(header::ALLOW) {
        refused.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    refused
}

/// Whether an answer is one of ours: a problem, or what somebody asked for.
fn is_said(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| !kind.starts_with("text/plain"))
}

/// A problem in these words.
pub(crate) fn said(status: StatusCode, code: &str, title: &str, detail: &str) -> Response {
    let body = json!({"type": format!("/about#error-{code}"), "title": title, "status": status.as_u16(), "detail": detail, "code": code});
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
