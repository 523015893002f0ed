//! What somebody who signed in has to do, by date: what their bodies have to answer, what waits for a signature or was sent back, what
//! was handed over and waits for a decision, what waits for review.
//!
//! *Invariant:* what is listed is what their roles in their bodies let them do today.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::Response;
use domain::proposals::ReviewState;
use domain::{Desk, DraftState, MakingState, Role, Timeliness};
use view::{AsOf, BodyRef, DueRow, ReplyAsked};

use super::answers::{Line, Mine, bodies_as, lines};
use super::inbox::Failed;
use super::page::{Frame, Site, html};
use super::recommendation_drafts;
use super::signed::Signed;
use crate::now;

/// The most that is counted of what waits for review.
const MOST: usize = 200;
/// Duties of one body and state on this page; its own page has more.
const DUTIES: usize = 10;
/// Answers of one body that are looked through.
const ANSWERS: usize = 200;

/// What is to be done for one body.
struct Part {
    /// What its approver has to sign before it is recommended.
    makings: Vec<recommendation_drafts::Line>,
    body: BodyRef,
    due: Vec<DueRow>,
    /// Answers that rejoinders ask for again.
    replies: Vec<ReplyAsked>,
    answers: Vec<Line>,
}

#[derive(Template)]
#[template(path = "people/work.html")]
struct Show<'a> {
    frame: Frame<'a>,
    roles: Vec<(String, Option<String>)>,
    waiting: Option<u64>,
    parts: Vec<Part>,
    decide: Vec<Part>,
}

pub(super) async fn show(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        let waiting = if signed.at(Desk::Documents) {
            Some(site.app.proposals(ReviewState::Waiting, 0, MOST)?.len() as u64)
        } else {
            None
        };
        let answering = bodies_as(site, &signed, &[Role::Approver, Role::Contributor])?;
        let parts = answering.into_iter().map(|mine| to_answer(site, &signed, mine)).collect::<Result<Vec<_>, _>>()?;
        let overseeing = bodies_as(site, &signed, &[Role::Clerk])?;
        let decide =
            overseeing.into_iter().map(|mine| to_decide(site, &signed, mine)).collect::<Result<Vec<_>, _>>()?;
        let frame = Frame::signed(site, "/work", &signed);
        let roles = super::account::roles(site, &signed)?;
        Ok(html(&Show { frame, roles, waiting, parts, decide })?)
    })
    .await
}

/// What a body has to answer, the most urgent first, and its answers that wait for this person: a signature, or another word.
fn to_answer(site: &Site, signed: &Signed, mine: Mine) -> Result<Part, Failed> {
    let (today, mut due) = (now::today(), Vec::new());
    for state in [Timeliness::Overdue, Timeliness::PossiblyOverdue, Timeliness::DueSoon] {
        due.extend(
            site.app.read_public(|view| view.due(Some(&mine.body.slug), state, (today, AsOf::Now), None, DUTIES))?.rows,
        );
    }
    let mut rows = site.app.read_workspace(|view| view.drafts_of(mine.id, signed.actor.id, today, ANSWERS))?;
    let signs = signed.actor.bodies_as(Role::Approver).any(|body| body == mine.id);
    rows.retain(|row| match row.draft.state {
        DraftState::Writing => true,
        DraftState::WithApprover => signs,
        DraftState::Submitted | DraftState::Decided | DraftState::Dropped => false,
    });
    let mut makings = site.app.read_workspace(|view| view.makings_of(mine.id, signed.actor.id, today, ANSWERS))?;
    makings.retain(|row| signs && row.draft.state == MakingState::WithApprover);
    let served = site.app.read_workspace(|view| view.embargoed_to(mine.id, signed.actor.id, today))?;
    makings.extend(served);
    let makings = recommendation_drafts::lines(site, makings)?;
    let replies = super::replies::owed(site, &mine.body.slug, DUTIES)?;
    Ok(Part { makings, answers: lines(site, rows)?, body: mine.body, due, replies })
}

/// The answers that were handed to a body and wait for its decision, those to be published first before others, and what is late.
fn to_decide(site: &Site, signed: &Signed, mine: Mine) -> Result<Part, Failed> {
    let today = now::today();
    let mut rows = site.app.read_workspace(|view| view.drafts_received(mine.id, signed.actor.id, today, ANSWERS))?;
    rows.retain(|row| row.draft.state == DraftState::Submitted);
    rows.reverse();
    let due = site.app.read_public(|view| view.due_by(&mine.body.slug, today, DUTIES))?;
    Ok(Part { makings: Vec::new(), replies: Vec::new(), answers: lines(site, rows)?, body: mine.body, due })
}
