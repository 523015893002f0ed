//! What a body that recommends has before it: answers that were handed over, recommendations on their way, what is late.
//!
//! *Invariant:* what is listed is what this person's roles in the body let them read today.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use domain::Role;
use view::{BodyRef, DueRow};

use super::answers::{Line, Mine, ROWS, bodies_as, lines};
use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html};
use super::recommendation_drafts;
use super::signed::Signed;
use crate::now;

/// The body of this address that somebody is a clerk of; without an address the first of theirs.
pub(super) fn clerk_of(site: &Site, signed: &Signed, slug: &str) -> Result<Mine, Failed> {
    let mine = bodies_as(site, signed, &[Role::Clerk])?;
    let found = mine.into_iter().find(|mine| mine.body.slug == slug || slug.is_empty());
    found.ok_or_else(|| Failed(WebError::Forbidden(site.strings.t("oversight-not-yours").to_owned())))
}

/// What a body that recommends has before it.
struct Overseen {
    body: BodyRef,
    answers: Vec<Line>,
    /// Answers of others to what it was sent a copy of.
    disclosed: Vec<Line>,
    late: Vec<DueRow>,
    makings: Vec<recommendation_drafts::Line>,
    clerk: bool,
}

#[derive(Template)]
#[template(path = "answers/received.html")]
struct Received<'a> {
    frame: Frame<'a>,
    desks: Vec<Overseen>,
}

/// The oversight side: the answers that were handed to one's bodies, and what they recommended that is late.
pub(super) async fn show(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        let today = now::today();
        let mut desks = Vec::new();
        for mine in bodies_as(site, &signed, &[Role::Clerk, Role::Assurer])? {
            let rows = site.app.read_workspace(|view| view.drafts_received(mine.id, signed.actor.id, today, 200))?;
            let late = site.app.read_public(|view| view.due_by(&mine.body.slug, today, ROWS))?;
            let makings = site.app.read_workspace(|view| view.makings_of(mine.id, signed.actor.id, today, 50))?;
            let clerk = signed.actor.bodies_as(Role::Clerk).any(|body| body == mine.id);
            let makings = recommendation_drafts::lines(site, makings)?;
            let (disclosed, rows): (Vec<_>, Vec<_>) =
                rows.into_iter().partition(|row| row.draft.disclosed_of.is_some());
            let (answers, disclosed) = (lines(site, rows)?, lines(site, disclosed)?);
            desks.push(Overseen { body: mine.body, answers, disclosed, late, makings, clerk });
        }
        Ok(html(&Received { frame: Frame::signed(site, "/oversight", &signed), desks })?)
    })
    .await
}
