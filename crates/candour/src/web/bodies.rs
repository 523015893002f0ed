//! The list of bodies and one body's page.
//!
//! *Invariant:* figures are counters; the lists are the first page of the filtered list.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use view::{BodyPage, BodyRef, Filter, ListRow};

use super::home::{Bar, bars};
use super::page::{Frame, Site, WebError, html};

#[derive(Template)]
#[template(path = "bodies/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    bodies: Vec<(BodyRef, u64, u64)>,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        html(&List { frame: Frame::of(reader.site, "/bodies"), bodies: reader.view.bodies(false)? })
    })
    .await
}

#[derive(Template)]
#[template(path = "bodies/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    body: BodyPage,
    answers: Vec<Bar>,
    to_it: Vec<ListRow>,
    by_it: Vec<ListRow>,
}

impl Show<'_> {
    fn act(&self, act: &str) -> String {
        self.frame.s.of("act", act.replace('.', "-"))
    }

    fn written(&self, instant: &str) -> String {
        instant.replace('T', " ").replace('Z', " UTC")
    }
}

pub(crate) async fn show(State(site): State<Arc<Site>>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let body = reader.view.body_page(&slug)?.ok_or(WebError::NotFound)?;
        let frame = Frame::of(reader.site, "/bodies");
        let latest = |filter: Filter| reader.view.recommendations(&filter, None, 10, reader.today).map(|p| p.rows);
        let to_it = latest(Filter { to: Some(slug.clone()), ..Filter::default() })?;
        let by_it = latest(Filter { by: Some(slug.clone()), ..Filter::default() })?;
        let answers = body.positions.iter().map(|(p, n)| {
            let link = format!("/recommendations?to={slug}&position={p}");
            (frame.s.of("position", p), *n, frame.colour(p), Some(link))
        });
        let answers = bars(answers.collect());
        html(&Show { frame, answers, to_it, by_it, body })
    })
    .await
}
