//! A body put in the register, or what the register says of one changed, as a form.
//!
//! *Invariant:* what is typed is sent to the act as it is; a refused form keeps it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ActKind, Body, BodyKind};
use serde_json::{Value, json};

use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html_or_refused, showing};
use super::search::{Pairs, value};
use super::signed::{Fields, Signed};
use crate::acts::{self, ActError, Asked};

/// What stands in the form.
#[derive(Default)]
struct Form {
    /// The address of the body that is changed; empty where one is put in.
    body: String,
    /// The version of it that was seen.
    seen: u32,
    name: String,
    name_cy: String,
    kind: String,
    /// The other names, a line each.
    aliases: String,
    /// The codes, a scheme and a code on each line.
    codes: String,
    from: String,
    to: String,
    successor: String,
    facts_from: String,
    /// The body that it is said to be.
    into: String,
}

impl Form {
    fn of(body: Body, seen: u32, successor: String) -> Form {
        let day = |day: Option<domain::PartialDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Form {
            seen,
            kind: body.kind.as_str().to_owned(),
            aliases: body.aliases.join("\n"),
            codes: body.codes.iter().map(|(scheme, code)| format!("{scheme} {code}")).collect::<Vec<_>>().join("\n"),
            from: day(body.from),
            to: day(body.to),
            successor,
            body: body.slug,
            name: body.name,
            name_cy: body.name_cy.unwrap_or_default(),
            facts_from: body.facts_from.unwrap_or_default(),
            into: String::new(),
        }
    }

    fn typed(fields: &Fields) -> Form {
        let get = |name| fields.get(name).to_owned();
        Form {
            body: get("body"),
            seen: fields.get("seen").parse().unwrap_or(0),
            name: get("name"),
            name_cy: get("name_cy"),
            kind: get("kind"),
            aliases: get("aliases"),
            codes: get("codes"),
            from: get("from"),
            to: get("to"),
            successor: get("successor"),
            facts_from: get("facts_from"),
            into: String::new(),
        }
    }

    /// What the act is done with, or the line of codes that is none.
    fn asked(&self) -> Result<Value, String> {
        let mut codes = serde_json::Map::new();
        for line in self.codes.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (scheme, code) = line.split_once(char::is_whitespace).ok_or(line)?;
            codes.insert(scheme.to_owned(), json!(code.trim()));
        }
        let aliases: Vec<&str> = self.aliases.lines().collect();
        let mut with = json!({"name": self.name, "name_cy": self.name_cy, "kind": self.kind, "aliases": aliases, "codes": codes,
            "from": self.from, "to": self.to, "successor": self.successor, "facts_from": self.facts_from});
        if let Some(with) = with.as_object_mut().filter(|_| !self.body.is_empty()) {
            with.insert("body".to_owned(), json!(self.body));
        }
        Ok(with)
    }
}

#[derive(Template)]
#[template(path = "bodies/form.html")]
struct Show<'a> {
    frame: Frame<'a>,
    form: Form,
    /// What was looked for, and that no body is called so.
    missing: String,
    act: String,
    refused: String,
}

impl Show<'_> {
    fn heading(&self) -> &'static str {
        if self.form.body.is_empty() { "body-form-title" } else { "body-form-change" }
    }

    fn button(&self) -> &'static str {
        if self.form.body.is_empty() { "body-form-put" } else { "body-form-set" }
    }

    /// Every kind, and whether it is the one.
    fn kinds(&self) -> Vec<(&'static str, bool)> {
        let chosen = if self.form.kind.is_empty() { "other" } else { &self.form.kind };
        BodyKind::ALL.iter().map(|kind| (kind.as_str(), kind.as_str() == chosen)).collect()
    }
}

fn page(site: &Site, signed: &Signed, form: Form, missing: String, refused: String) -> Result<Response, Failed> {
    let frame = Frame::signed(site, "/inbox", signed);
    let show = Show { frame, form, missing, act: showing()?, refused };
    Ok(html_or_refused(&show, !show.refused.is_empty())?)
}

/// The form: empty, of the body of an address, or of the one that is called so.
pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(query): Query<Pairs>,
) -> Response {
    site.work(move |site| {
        let called = value(&query, "body").trim().to_owned();
        if called.is_empty() {
            return page(site, &signed, Form::default(), String::new(), String::new());
        }
        let slug = site.app.read_public(|view| match view.bodies_named(&called)?.as_slice() {
            [one] => view.body_slug(*one),
            _ => Ok(None),
        })?;
        let by_name = |slug: String| site.app.body(&slug).transpose();
        let found = site.app.body(&called).transpose().or_else(|| slug.and_then(by_name)).transpose()?;
        let Some((_, seen, body)) = found else {
            return page(site, &signed, Form::default(), called, String::new());
        };
        page(site, &signed, of_body(site, body, seen)?, String::new(), String::new())
    })
    .await
}

pub(super) async fn change(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        if fields.get("do") == "join" {
            return join(site, &signed, &fields);
        }
        let form = Form::typed(&fields);
        let with = match form.asked() {
            Ok(with) => with,
            Err(line) => {
                let why = site.strings.w("body-form-code-none", line);
                return page(site, &signed, form, String::new(), why);
            }
        };
        let act_id = fields.act_id("body", &signed);
        let asked = Asked { act: ActKind::RecordBody, act_id, seen: Some(form.seen), with };
        match acts::perform(&site.app, &signed.ctx(), asked) {
            Ok(_) => {
                // What was put in just now is the newest of that name.
                let newest = site.app.read_public(|view| {
                    view.bodies_named(&form.name)?.last().map(|id| view.body_slug(*id)).transpose()
                })?;
                let slug =
                    Some(form.body.clone()).filter(|slug| !slug.is_empty()).or(newest.flatten()).unwrap_or_default();
                Ok(Redirect::to(&format!("/bodies/{slug}")).into_response())
            }
            Err(ActError::App(app::AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
            Err(refused) => page(site, &signed, form, String::new(), refused.to_string()),
        }
    })
    .await
}

/// Says that the body is another one; refused, its form is shown again as it stands.
fn join(site: &Site, signed: &Signed, fields: &Fields) -> Result<Response, Failed> {
    let (slug, into) = (fields.get("body"), fields.get("into"));
    let seen = Some(fields.get("seen").parse().unwrap_or(0));
    let act_id = fields.act_id("join", signed);
    let asked = Asked { act: ActKind::JoinBodies, act_id, seen, with: json!({"body": slug, "into": into}) };
    match acts::perform(&site.app, &signed.ctx(), asked) {
        Ok(_) => Ok(Redirect::to(&format!("/bodies/{slug}")).into_response()),
        Err(ActError::App(app::AppError::Forbidden(why))) => Err(Failed(WebError::Forbidden(why.to_string()))),
        Err(refused) => {
            let form = match site.app.body(slug)? {
                Some((_, seen, body)) => of_body(site, body, seen)?,
                None => Form::default(),
            };
            page(site, signed, Form { into: into.to_owned(), ..form }, String::new(), refused.to_string())
        }
    }
}

fn of_body(site: &Site, body: Body, seen: u32) -> Result<Form, app::AppError> {
    let successor = body.successor.map(|id| site.app.read_public(|view| view.body_slug(id))).transpose()?.flatten();
    Ok(Form::of(body, seen, successor.unwrap_or_default()))
}
