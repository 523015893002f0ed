//! Who has which role in a body: invite, give, take away.
//!
//! *Invariant:* names come from the accounts and stand on no page but one's own and this one.

use std::sync::Arc;

use app::AppError;
use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::{ActorId, Held, Role};
use serde::Deserialize;
use view::BodyRef;

use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html, showing};
use super::sign_in::failed;
use super::signed::{Fields, Signed};
use crate::now;

/// Which body.
#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    body: String,
}

/// Someone's role, as the page shows it.
struct Line {
    actor: ActorId,
    name: String,
    email: String,
    role: Role,
    from: String,
    until: Option<String>,
    invited: bool,
}

#[derive(Template)]
#[template(path = "people/people.html")]
struct Show<'a> {
    frame: Frame<'a>,
    body: Option<BodyRef>,
    bodies: Vec<BodyRef>,
    lines: Vec<Line>,
    roles: Vec<Role>,
    act: String,
    refused: String,
    done: String,
    link: String,
}

impl Show<'_> {
    fn is(&self, body: &BodyRef) -> bool {
        self.body.as_ref().is_some_and(|shown| shown.slug == body.slug)
    }

    fn slug(&self) -> &str {
        self.body.as_ref().map_or("", |body| body.slug.as_str())
    }
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(wanted): Query<Wanted>,
) -> Response {
    site.work(move |site| page(site, &signed, &wanted.body, "", "", "")).await
}

/// Whether they may say who has which role there.
fn may(signed: &Signed, body: Option<domain::BodyId>) -> bool {
    signed.actor.is_operator()
        || body.is_some_and(|body| signed.actor.bodies_as(Role::Administrator).any(|b| b == body))
}

fn page(site: &Site, signed: &Signed, slug: &str, refused: &str, done: &str, link: &str) -> Result<Response, Failed> {
    let ids = site.app.read_public(|view| {
        let all = view.bodies(false)?.into_iter().map(|(body, ..)| Ok((view.body_by_slug(&body.slug)?, body)));
        all.collect::<Result<Vec<_>, view::ViewError>>()
    })?;
    let id_of = |slug: &str| ids.iter().find(|(_, body)| body.slug == slug).and_then(|(id, _)| *id);
    let bodies: Vec<BodyRef> = ids.iter().filter(|(id, _)| may(signed, *id)).map(|(_, body)| body.clone()).collect();
    let body = bodies.iter().find(|body| body.slug == slug).cloned();
    // An administrator of one body is shown it; what is not theirs is not there.
    let body = body.or_else(|| bodies.first().filter(|_| bodies.len() == 1 && slug.is_empty()).cloned());
    if body.is_none() && (!slug.is_empty() || !signed.actor.is_operator()) {
        return Err(Failed(WebError::NotFound));
    }
    let held_in = body.as_ref().and_then(|body| id_of(&body.slug));
    let rows = site.app.read_workspace(|view| view.members_of(held_in))?;
    let now = now::now();
    let mut lines = Vec::new();
    for row in rows {
        let user = site.app.accounts().user(row.actor, now).map_err(failed)?;
        lines.push(Line {
            actor: row.actor,
            name: user.as_ref().map_or_else(|| row.actor.to_string(), |user| user.name.clone()),
            email: user.as_ref().map(|user| user.email.clone()).unwrap_or_default(),
            role: row.held.role,
            from: row.from.map(|day| day.to_string()).unwrap_or_default(),
            until: row.until.map(|day| day.to_string()),
            invited: user.is_some_and(|user| !user.active()),
        });
    }
    let roles = if body.is_some() { Role::IN_A_BODY.to_vec() } else { vec![Role::Operator] };
    let act = showing()?;
    let frame = Frame::signed(site, "/people", signed);
    let (refused, done, link) = (refused.to_owned(), done.to_owned(), link.to_owned());
    Ok(html(&Show { frame, body, bodies, lines, roles, act, done, link, refused })?)
}

/// Does what a form of the page says: invite, give a role, end one, or send the invitation again.
pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let slug = fields.get("body").to_owned();
        let done = changed(site, &signed, &slug, &fields);
        match done {
            Ok((done, link)) => page(site, &signed, &slug, "", &done, &link),
            Err(AppError::NotFound(_)) => Err(Failed(WebError::NotFound)),
            Err(refused) => {
                let status = if matches!(refused, AppError::Forbidden(_)) {
                    StatusCode::FORBIDDEN
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                };
                let mut response = page(site, &signed, &slug, &refused.to_string(), "", "")?;
                *response.status_mut() = status;
                Ok(response)
            }
        }
    })
    .await
}

fn changed(site: &Site, signed: &Signed, slug: &str, fields: &Fields) -> Result<(String, String), AppError> {
    let (ctx, accounts, s) = (signed.ctx(), site.app.accounts(), &site.strings);
    let body = match slug {
        "" => None,
        slug => {
            let found = site.app.read_public(|view| view.body_by_slug(slug))?;
            Some(found.ok_or_else(|| AppError::NotFound(format!("body '{slug}'")))?)
        }
    };
    let role =
        Role::parse(fields.get("role")).ok_or_else(|| AppError::NotFound(format!("role '{}'", fields.get("role"))))?;
    let held = Held { role, body };
    let act_id = fields.act_id("people", signed);
    let actor = || fields.get("actor").parse::<ActorId>().map_err(|_| AppError::NotFound("such person".to_owned()));
    match fields.get("do") {
        "end" => {
            site.app.end_membership(&ctx, act_id, actor()?, held)?;
            Ok((s.t("people-ended").to_owned(), String::new()))
        }
        "again" => {
            // Whoever may give the role may send its invitation again.
            let actor = actor()?;
            let invited = site.app.invite_again(&ctx, actor, held)?;
            let email = accounts.user(actor, ctx.now)?.map(|user| user.email).unwrap_or_default();
            crate::letters::write(site, &email, "letter-invited", &invited)?;
            let link = format!("{}/links/{invited}", site.address);
            Ok((s.w("people-invited", &email), if ctx.actor.is_operator() { link } else { String::new() }))
        }
        _ => {
            let email = fields.get("email").to_lowercase();
            let invited = site.app.invite(&ctx, act_id, fields.get("name"), &email, held)?;
            let Some(secret) = invited.link else { return Ok((s.w("people-given", &email), String::new())) };
            crate::letters::write(site, &email, "letter-invited", &secret)?;
            let shown = invited.new || ctx.actor.is_operator();
            let link = if shown { format!("{}/links/{secret}", site.address) } else { String::new() };
            Ok((s.w("people-invited", &email), link))
        }
    }
}
