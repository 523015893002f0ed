//! Letters and what came of them: so that it can be shown that somebody was told.
//!
//! *Invariant:* the operator's alone, for every address is on it; what a letter said is not shown, for it may have held a link.

use std::sync::Arc;

use accounts::Post;
use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::response::Response;

use super::account::day;
use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html};
use super::search::{Pairs, value};
use super::sign_in::failed;
use super::signed::Signed;
use crate::now;

/// Letters on the page, the newest first.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "people/letters.html")]
struct Show<'a> {
    frame: Frame<'a>,
    /// The address that is looked for.
    to: String,
    waiting: Vec<Line>,
    done: Vec<Line>,
}

/// One letter.
struct Line {
    to: String,
    subject: String,
    written: String,
    sent: Option<String>,
    trouble: Option<String>,
    tries: u64,
}

fn line(post: Post) -> Line {
    Line {
        to: post.to,
        subject: post.subject,
        written: day(post.written),
        sent: post.sent.map(day),
        trouble: post.trouble,
        tries: u64::from(post.tries),
    }
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        if !signed.actor.is_operator() {
            return Err(Failed(WebError::Forbidden(site.strings.t("letters-not-yours").to_owned())));
        }
        let to = value(&query, "to").trim().to_lowercase();
        let accounts = site.app.accounts();
        let newest = |all: Vec<(String, Post)>| -> Vec<Line> {
            let all = all.into_iter().rev().map(|(_, post)| post).filter(|post| to.is_empty() || post.to == to);
            all.take(MOST).map(line).collect()
        };
        let waiting = newest(accounts.letters_waiting(now::now()).map_err(failed)?);
        let done = newest(accounts.letters_done(now::now()).map_err(failed)?);
        Ok(html(&Show { frame: Frame::signed(site, "/people", &signed), to: to.clone(), waiting, done })?)
    })
    .await
}
