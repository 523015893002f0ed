//! Styles and pictures, embedded in the binary under hashed names, compressed beforehand.
//!
//! `make assets` builds them from govuk-frontend with neutral fonts and colours. Without them pages are plain and say so.
//!
//! *Invariant:* a name holds the hash of its bytes, so a browser may keep it for ever.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/dist/"]
#[allow_missing = true]
struct Dist;

/// Whether the styles are built in.
pub fn present() -> bool {
    stylesheet().is_some()
}

/// The address of the stylesheet, if it is built in.
pub fn stylesheet() -> Option<String> {
    Dist::iter().find(|name| name.ends_with(".css")).map(|name| format!("/assets/{name}"))
}

/// The address of the icon that a browser shows beside a page's title, if it is built in.
pub fn icon() -> Option<String> {
    Dist::iter().find(|name| name.starts_with("icon-")).map(|name| format!("/assets/{name}"))
}

/// Serves one asset, compressed where the browser takes it so.
pub fn serve(name: &str, headers: &HeaderMap) -> Response {
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|e| e.trim().starts_with("gzip")));
    let (found, zipped) = match takes_gzip.then(|| Dist::get(&format!("{name}.gz"))).flatten() {
        Some(file) => (Some(file), true),
        None => (Dist::get(name), false),
    };
    let Some(file) = found.filter(|_| !name.ends_with(".gz")) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let mut response = file.data.into_owned().into_response();
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if zipped {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
