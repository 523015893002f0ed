//! The sentences that many answers have: what bodies say whatever they are asked.
//!
//! *Invariant:* shows how often words were used; whether that is wrong is for the reader.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use view::Common;

use super::page::{Frame, Reader, Site, WebError, html};
use super::recommendations::phrase;

/// The fewest answers that have a sentence, and the most sentences shown.
const SHOWN: (u32, usize) = (3, 50);

/// The sentences, worked out once for each state of the index.
pub(crate) fn common(reader: &Reader<'_>) -> Result<Arc<Vec<Common>>, WebError> {
    let search = reader.site.app.search();
    reader.site.common.get(search.come(), || Ok(search.common(reader.view, SHOWN.0, SHOWN.1)?))
}

#[derive(Template)]
#[template(path = "reused/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    common: Arc<Vec<Common>>,
}

impl List<'_> {
    fn phrase(&self, words: &str) -> String {
        phrase(words)
    }
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| html(&List { frame: Frame::of(reader.site, "/analysis"), common: common(reader)? }))
        .await
}
