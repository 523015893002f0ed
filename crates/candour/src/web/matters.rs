//! One matter, for those who work on it: a recommendation and who must answer it, with what each of their roles lets them do.
//!
//! *Invariant:* a form becomes the same JSON that the API takes; a refusal is shown on the page and changed nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::clock::RULES;
use domain::{ActKind, AssuredStatus, BodyId, ClaimedStatus, Closure, Role};
use serde_json::{Value, json};
use view::{ActionView, BodyRef, EvidenceView, ObligationView, RestrictedView};

use super::answer_forms::due_json;
use super::answers::{Line, lines};
use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html_or_refused, showing};
use super::signed::{Fields, Refusal, Signed};
use crate::acts::{self, Asked};
use crate::now;

/// What somebody may do in a matter.
#[derive(Clone, Copy, Default)]
struct May {
    deliver: bool,
    oversee: bool,
    assure: bool,
    destroy: bool,
}

#[derive(Template)]
#[template(path = "matters/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    reference: String,
    words: String,
    body: BodyRef,
    duty: ObligationView,
    working: Vec<String>,
    actions: Vec<ActionView>,
    evidence: Vec<EvidenceView>,
    restricted: Vec<RestrictedView>,
    lines: Vec<Line>,
    may: May,
    act: String,
    refused: Refusal,
    /// What the form before did, if the page follows one.
    done: Option<&'static str>,
}

/// What a form of a matter can have done, as its address says afterwards.
const DONE: [&str; 12] = [
    "update",
    "amend",
    "assure",
    "rejoin",
    "close",
    "start",
    "extend",
    "suspend",
    "resume",
    "evidence",
    "restricted",
    "destroy",
];

/// Back to the matter, which says what was done.
pub(super) fn back(reference: &str, slug: &str, done: &str) -> Response {
    Redirect::to(&format!("/matters/{reference}/{slug}?done={done}")).into_response()
}

impl Show<'_> {
    fn statuses(&self) -> impl Iterator<Item = &'static str> {
        ClaimedStatus::ALL.iter().map(|s| s.as_str())
    }

    fn results(&self) -> impl Iterator<Item = &'static str> {
        use AssuredStatus::{Contradicted, Insufficient, Partial, Verified};
        [Insufficient, Partial, Verified, Contradicted].into_iter().map(|s| s.as_str())
    }

    fn outcomes(&self) -> impl Iterator<Item = &'static str> {
        Closure::ALL.iter().map(|c| c.as_str()).filter(|c| *c != self.duty.closure)
    }

    fn rules(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        RULES.iter().map(|rule| (rule.id, rule.title))
    }

    /// What an update, evidence or a finding can be on: the duty, and its body's actions.
    fn things(&self) -> Vec<(String, String)> {
        let mut all = vec![(self.reference.clone(), self.frame.s.t("matter-whole").to_owned())];
        all.extend(self.actions.iter().map(|a| (a.reference.clone(), self.frame.short(&a.text))));
        all
    }

    /// Whether the answer is one to which something can be said.
    fn disputed(&self) -> bool {
        matches!(self.duty.position.as_str(), "rejected" | "partly_accepted" | "already_done" | "noted")
    }

    fn suspended(&self) -> bool {
        self.duty.timeliness == "suspended"
    }
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path((reference, slug)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let done = DONE.into_iter().find(|one| query.get("done").is_some_and(|done| done == one));
    site.work(move |site| drawn(site, &signed, (&reference, &slug), Refusal::default(), done)).await
}

/// The page after a form that was refused.
pub(super) fn page(
    site: &Site,
    signed: &Signed,
    reference: &str,
    slug: &str,
    refused: Refusal,
) -> Result<Response, Failed> {
    drawn(site, signed, (reference, slug), refused, None)
}

fn drawn(
    site: &Site,
    signed: &Signed,
    (reference, slug): (&str, &str),
    refused: Refusal,
    done: Option<&'static str>,
) -> Result<Response, Failed> {
    let (number, today) = (super::number("REC", reference).ok_or(Failed(WebError::NotFound))?, now::today());
    let found = site.app.read_public(|view| {
        let body = view.body_by_slug(slug)?;
        let duty = body.map(|body| view.obligation_of(number, body)).transpose()?.flatten();
        let duties = view.duties(&duty.into_iter().collect::<Vec<_>>())?;
        let duty = duties.into_iter().next();
        // A duty of a body that has ended is found by its successor's address too.
        let made_to = duty.as_ref().map(|duty| view.body_slug(duty.addressee)).transpose()?.flatten();
        Ok((view.recommendation_page(number, today)?, duty, made_to))
    })?;
    let (Some(page), Some(duty), Some(made_to)) = found else { return Err(Failed(WebError::NotFound)) };
    let own = |role, body: Option<_>| body.is_some_and(|body| signed.actor.bodies_as(role).any(|own| own == body));
    let answering = Some(duty.heir);
    let may = May {
        deliver: own(Role::Contributor, answering) || own(Role::Approver, answering),
        oversee: own(Role::Clerk, duty.recommending_body),
        assure: own(Role::Assurer, duty.recommending_body),
        destroy: own(Role::Approver, answering),
    };
    let held = site.app.read_both(|public, view| {
        let (on, mine) = (public.records_on(duty.obligation)?, signed.actor.id);
        let restricted = view.restricted_shown(public, &on, &signed.actor)?;
        let drafts = view.drafts_for(duty.obligation, mine, today)?;
        Ok((drafts, view.evidence_shown(&on, mine, today)?, restricted))
    })?;
    let obligation = page.obligations.into_iter().find(|o| o.addressee.as_ref().is_some_and(|b| b.slug == made_to));
    let Some(mut obligation) = obligation else { return Err(Failed(WebError::NotFound)) };
    escalated(site, signed, &mut obligation, duty.recommending_body)?;
    let working = obligation.clock.as_ref().map(|clock| crate::working::sentences(&site.strings, clock));
    let mut evidence = std::mem::take(&mut obligation.evidence);
    evidence.extend(held.1);
    let act = showing()?;
    let Some(body) = obligation.addressee.clone() else { return Err(Failed(WebError::NotFound)) };
    let actions = page.actions.into_iter().filter(|a| a.body.as_ref().is_none_or(|b| b.slug == made_to));
    let show = Show {
        frame: Frame::signed(site, "/work", signed),
        reference: format!("REC-{number}"),
        words: page.text,
        body,
        working: working.unwrap_or_default(),
        duty: obligation,
        actions: actions.collect(),
        evidence,
        restricted: held.2,
        lines: lines(site, held.0)?,
        may,
        act,
        refused,
        done,
    };
    Ok(html_or_refused(&show, show.refused.any())?)
}

/// The restricted evidence of a matter that somebody is named for.
pub(super) fn restricted_of(site: &Site, signed: &Signed, reference: &str, slug: &str) -> Result<Vec<String>, Failed> {
    let number = super::number("REC", reference).ok_or(Failed(WebError::NotFound))?;
    let found = site.app.read_both(|public, view| {
        let body = public.body_by_slug(slug)?;
        let duty = body.map(|body| public.obligation_of(number, body)).transpose()?.flatten();
        let on = duty.map(|duty| public.records_on(duty)).transpose()?.unwrap_or_default();
        view.restricted_shown(public, &on, &signed.actor)
    })?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

/// A ladder that its body does not show everybody is its own people's to see.
fn escalated(
    site: &Site,
    signed: &Signed,
    obligation: &mut ObligationView,
    by: Option<BodyId>,
) -> Result<(), AppError> {
    let own = by.filter(|by| signed.actor.roles.iter().any(|held| held.body == Some(*by)));
    let due = obligation.due_latest.as_deref().and_then(|day| day.parse().ok());
    if let (Some(by), Some(due), None, "overdue") = (own, due, &obligation.escalation, obligation.timeliness.as_str()) {
        obligation.escalation = site.app.read_workspace(|view| view.escalation(by, due, now::today()))?;
    }
    Ok(())
}

/// Does what a form of the page says.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Path((reference, slug)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let Some((act, with)) = asked(&fields, &reference, &slug) else { return Err(Failed(WebError::NotFound)) };
        let act_id = fields.act_id("matters", &signed);
        let asked = Asked { act, act_id, seen: None, with };
        match acts::perform(&site.app, &signed.ctx(), asked) {
            Ok(_) => Ok(back(&reference, &slug, fields.get("do"))),
            Err(error) => page(site, &signed, &reference, &slug, Refusal::of_act(error, &fields)?),
        }
    })
    .await
}

/// The act that a form of the page asks for.
fn asked(fields: &Fields, reference: &str, slug: &str) -> Option<(ActKind, Value)> {
    let on = if fields.get("on").is_empty() { reference } else { fields.get("on") };
    let field = |name: &str| fields.get(name).to_owned();
    let given = |name: &str| Some(field(name)).filter(|value| !value.is_empty());
    let mut with = json!({"on": on, "addressee": slug});
    let (act, more) = match fields.get("do") {
        "update" => (ActKind::AddUpdate, json!({"text": field("text"), "claimed_status": given("claimed_status")})),
        "amend" => {
            let more = json!({"owner": given("owner"), "due": due_json(fields.get("due")), "measure": given("measure"),
                "happened_on": given("happened_on"), "why": field("why")});
            (ActKind::AmendAction, more)
        }
        "assure" => {
            let seen: Vec<&str> = fields.all("evidence").collect();
            let more = json!({"result": field("result"), "method": field("method"), "reasons": given("reasons"), "evidence": seen});
            (ActKind::RecordAssurance, more)
        }
        "rejoin" => (ActKind::AddRejoinder, json!({"text": field("text"), "again_by": given("again_by")})),
        "close" => (ActKind::DecideClosure, json!({"outcome": field("outcome"), "reason": field("reason")})),
        "start" => {
            let more = json!({"rule": field("rule"), "starts_on": given("starts_on"), "stated": given("stated")});
            (ActKind::StartClock, more)
        }
        "extend" => {
            let more =
                json!({"asked_on": field("asked_on"), "granted_on": field("granted_on"), "until": field("until")});
            (ActKind::ExtendClock, more)
        }
        "suspend" => (ActKind::SuspendClock, json!({"from": field("from")})),
        "resume" => (ActKind::ResumeClock, json!({"to": field("to")})),
        _ => return None,
    };
    if let (Some(with), Value::Object(more)) = (with.as_object_mut(), more) {
        with.extend(more);
    }
    Some((act, with))
}
