//! The list of standards and one standard's page.
//!
//! *Invariant:* shows which recommendations cite it; whether it applied is each citation's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use view::{Key, ProvisionPage, StandardPage, StandardRef};

use super::page::{Frame, Site, WebError, html};
use super::recommendations::cursor;

#[derive(Template)]
#[template(path = "standards/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    standards: Vec<(StandardRef, u64)>,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        html(&List { frame: Frame::of(reader.site, "/standards"), standards: reader.view.standards()? })
    })
    .await
}

#[derive(Template)]
#[template(path = "standards/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    standard: StandardPage,
    next: Option<String>,
}

pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| {
        let after = placed(&query)?;
        let standard = reader.view.standard_page(&slug, after, reader.site.rows)?.ok_or(WebError::NotFound)?;
        let next = standard.citing.next.map(|k| format!("/standards/{slug}?after={}.{}", k.sort, k.n));
        html(&Show { frame: Frame::of(reader.site, "/standards"), standard, next })
    })
    .await
}

#[derive(Template)]
#[template(path = "standards/provision.html")]
struct Provision<'a> {
    frame: Frame<'a>,
    page: ProvisionPage,
    next: Option<String>,
}

pub(crate) async fn provision(
    State(site): State<Arc<Site>>,
    Path((slug, address)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    site.page(headers, move |reader| {
        let after = placed(&query)?;
        let page = reader.view.provision_page(&slug, &address, after, reader.site.rows)?.ok_or(WebError::NotFound)?;
        let next = page.citing.next.map(|k| format!("/standards/{slug}/{address}?after={}.{}", k.sort, k.n));
        html(&Provision { frame: Frame::of(reader.site, "/standards"), page, next })
    })
    .await
}

/// The place that an address goes on from.
pub(crate) fn placed(query: &BTreeMap<String, String>) -> Result<Option<Key>, WebError> {
    match query.get("after").filter(|text| !text.is_empty()) {
        Some(text) => Ok(Some(cursor(text).ok_or(WebError::bad("after: not a place a list gave"))?)),
        None => Ok(None),
    }
}
