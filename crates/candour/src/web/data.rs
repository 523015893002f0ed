//! What can be downloaded: the tables with what each column means, the whole register, one SQLite file, the Data Package.
//!
//! *Invariant:* lists what `view::TABLES` holds and nothing of its own.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use view::{TABLES, Table};

use super::page::{Frame, Site, html};

#[derive(Template)]
#[template(path = "data/data.html")]
struct Data<'a> {
    frame: Frame<'a>,
    tables: &'static [Table],
    /// Each file of the whole, where it is, and the sentence on it.
    whole: [(&'static str, &'static str, &'static str); 4],
}

const WHOLE: [(&str, &str, &str); 4] = [
    ("register.sqlite", "/data/register.sqlite", "data-sqlite"),
    ("register.jsonl", "/data/register.jsonl", "data-lines"),
    ("datapackage.json", "/data/datapackage.json", "data-package"),
    ("openapi.json", "/api/v1/openapi.json", "data-api"),
];

pub(crate) async fn data(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| html(&Data { frame: Frame::of(reader.site, "/data"), tables: TABLES, whole: WHOLE }))
        .await
}
