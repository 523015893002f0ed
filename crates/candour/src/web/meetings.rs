//! The list of meetings and one meeting's page with its action table.
//!
//! *Invariant:* posts and bodies; the view it reads holds no attendance records.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use view::{MeetingPage, MeetingRef};

use super::number;
use super::page::{Frame, Site, WebError, html};

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    meetings: Vec<MeetingRef>,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        html(&List { frame: Frame::of(reader.site, "/meetings"), meetings: reader.view.meetings(500)? })
    })
    .await
}

#[derive(Template)]
#[template(path = "meetings/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    meeting: MeetingPage,
}

pub(crate) async fn show(State(site): State<Arc<Site>>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let number = number("MTG", &reference).ok_or(WebError::NotFound)?;
        let meeting = reader.view.meeting_page(number)?.ok_or(WebError::NotFound)?;
        html(&Show { frame: Frame::of(reader.site, "/meetings"), meeting })
    })
    .await
}
