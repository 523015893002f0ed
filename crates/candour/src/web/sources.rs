//! The list of sources and one source's page.
//!
//! *Invariant:* shows what the record says; a missing reference is said to be missing.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use view::{SourceLine, SourcePage};

use super::number;
use super::page::{Frame, Site, WebError, html};

#[derive(Template)]
#[template(path = "sources/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    sources: Vec<SourceLine>,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        html(&List { frame: Frame::of(reader.site, "/sources"), sources: reader.view.sources(None, 500)? })
    })
    .await
}

#[derive(Template)]
#[template(path = "sources/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    source: SourcePage,
}

pub(crate) async fn show(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let number = number("SRC", &reference).ok_or(WebError::NotFound)?;
        let source = reader.view.source_page(number)?.ok_or(WebError::NotFound)?;
        html(&Show { frame: Frame::of(reader.site, "/sources"), source })
    })
    .await
}
