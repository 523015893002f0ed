//! Case outcomes.
//!
//! *Invariant:* no person; what has passed its last day is not shown.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use view::OutcomeView;

use super::page::{Frame, Site, html};

#[derive(Template)]
#[template(path = "case_outcomes/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    outcomes: Vec<OutcomeView>,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        let outcomes = reader.view.case_outcomes(None, 500, reader.today)?;
        html(&List { frame: Frame::of(reader.site, "/case-outcomes"), outcomes })
    })
    .await
}
