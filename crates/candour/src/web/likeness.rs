//! The pairs of recommendations that may be one, for a person to judge.
//!
//! *Invariant:* a form is one act; nothing is joined without one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Verdict;
use serde::Deserialize;
use view::{ListRow, Pair};

use super::number;
use super::page::{Frame, Site, WebError, html};
use super::signed::Signed;

/// Pairs on a page.
const PAIRS: usize = 20;

#[derive(Template)]
#[template(path = "likeness/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    pairs: Vec<Pair>,
    next: Option<String>,
    refused: Option<String>,
}

impl List<'_> {
    /// The two of a pair, each under its heading.
    fn two<'b>(&self, pair: &'b Pair) -> [(&'static str, &'b ListRow); 2] {
        [("likeness-later", &pair.later), ("likeness-earlier", &pair.earlier)]
    }
}

/// Where a page goes on.
#[derive(Default, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    after: String,
}

pub(super) async fn list(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(from): Query<Place>,
) -> Response {
    page(site, signed, from, None).await
}

async fn page(site: Arc<Site>, signed: Arc<Signed>, from: Place, refused: Option<String>) -> Response {
    let before = from.after.split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    if before.is_none() && !from.after.is_empty() {
        return site.error_page(&WebError::bad("after: not a place a list gave"));
    }
    site.work(move |site| {
        let found = site.app.read_public(|view| Ok(site.app.search().pairs(view, before, PAIRS, false)))?;
        let (pairs, next) = match found {
            Ok(found) => found,
            Err(error) => return Ok(site.error_page(&error.into())),
        };
        let next = next.map(|(later, earlier)| format!("/likeness?after={later}.{earlier}"));
        Ok(html(&List { frame: Frame::signed(site, "/likeness", &signed), pairs, next, refused })?)
    })
    .await
}

/// A judgement as the form sends it.
#[derive(Deserialize)]
pub(super) struct Judged {
    of: String,
    on: String,
    verdict: String,
}

pub(super) async fn judge(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Form(form): Form<Judged>,
) -> Response {
    let read = || Some((number("REC", &form.of)?, number("REC", &form.on)?, Verdict::parse(&form.verdict)?));
    let Some((of, on, verdict)) = read() else {
        return site.error_page(&WebError::bad("a judgement names two recommendations and a verdict"));
    };
    let (acting, ctx) = (Arc::clone(&site), signed.ctx());
    let done = tokio::task::spawn_blocking(move || acting.app.judge_likeness(&ctx, of, on, verdict)).await;
    match done {
        Ok(Ok(_)) => Redirect::to("/likeness").into_response(),
        Ok(Err(error)) => page(site, signed, Place::default(), Some(error.to_string())).await,
        Err(error) => site.error_page(&WebError::Internal(error.to_string())),
    }
}
