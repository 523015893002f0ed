//! What somebody who signed in has to do.
//!
//! *Invariant:* what is listed is what their roles in their bodies let them do today.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use domain::Desk;
use domain::proposals::ReviewState;

use super::page::{Frame, Site, html};
use super::signed::Signed;

/// The most that is counted of what waits.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "people/work.html")]
struct Show<'a> {
    frame: Frame<'a>,
    roles: Vec<(String, Option<String>)>,
    waiting: Option<u64>,
}

pub(super) async fn show(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        let waiting = if signed.at(Desk::Documents) {
            Some(site.app.proposals(ReviewState::Waiting, 0, MOST)?.len() as u64)
        } else {
            None
        };
        let frame = Frame::signed(site, "/work", &signed);
        let roles = super::account::roles(site, &signed)?;
        Ok(html(&Show { frame, roles, waiting })?)
    })
    .await
}
