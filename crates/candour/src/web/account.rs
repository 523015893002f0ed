//! One's own account: sessions, password, telephone, tokens.
//!
//! *Invariant:* nobody's but the one who signed in; what is shown once is shown on the page that made it and nowhere else.

use std::sync::Arc;

use accounts::{AccountError, NewToken, Session, Token};
use askama::Template;
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::Scope;

use super::inbox::Failed;
use super::page::{Frame, Site, html_or_refused};
use super::sign_in::{Ask, Field, failed};
use super::signed::{Fields, Signed};
use crate::now;

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new().route("/account", get(show).post(change)).route("/account/code", get(ask_code).post(take_code))
}

#[derive(Template)]
#[template(path = "people/account.html")]
struct Show<'a> {
    frame: Frame<'a>,
    email: String,
    roles: Vec<(String, Option<String>)>,
    sessions: Vec<(Session, String, bool)>,
    tokens: Vec<(Token, String)>,
    made: String,
    second_factor: bool,
    /// Whether a password shows that it is them, or having signed in just now.
    password: bool,
    codes_left: u64,
    refused: String,
    done: &'static str,
}

async fn show(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| page(site, &signed, "", "", String::new())).await
}

/// A second of Unix time in words.
pub(super) fn day(second: i64) -> String {
    jiff::Timestamp::from_second(second).map(|t| t.strftime("%-d %B %Y, %H:%M UTC").to_string()).unwrap_or_default()
}

/// Their roles in words, each with its body.
pub(super) fn roles(site: &Site, signed: &Signed) -> Result<Vec<(String, Option<String>)>, app::AppError> {
    let named = |held: &domain::Held| {
        let body = held.body.map(|body| site.app.read_public(|view| view.body_ref_of(body.into())));
        let body = body.transpose()?.flatten();
        Ok((site.strings.of("role", held.role), body.map(|b| b.name)))
    };
    signed.actor.roles.iter().map(named).collect()
}

fn page(site: &Site, signed: &Signed, done: &'static str, refused: &str, made: String) -> Result<Response, Failed> {
    let (now, accounts, id) = (now::now(), site.app.accounts(), signed.actor.id);
    let user = accounts.user(id, now).map_err(failed)?.ok_or_else(|| failed(AccountError::NoUser))?;
    let roles = roles(site, signed)?;
    let here = &signed.session.key;
    let sessions = accounts.sessions(id, now).map_err(failed)?;
    let tokens = accounts.tokens(id, now).map_err(failed)?;
    let show = Show {
        frame: Frame::signed(site, "/account", signed),
        email: user.email.clone(),
        roles,
        sessions: sessions.into_iter().map(|s| (s.clone(), day(s.used), s.key == *here)).collect(),
        tokens: tokens.into_iter().map(|t| (t.clone(), day(t.ends))).collect(),
        made,
        second_factor: user.second_factor(),
        password: user.has_password(),
        codes_left: user.codes_left() as u64,
        refused: refused.to_owned(),
        done,
    };
    Ok(html_or_refused(&show, !refused.is_empty())?)
}

/// Why somebody is not believed to be themselves still.
fn again<'a>(site: &'a Site, signed: &Signed) -> Result<&'a str, Failed> {
    let user = site.app.accounts().user(signed.actor.id, now::now()).map_err(failed)?;
    let key = if user.is_some_and(|user| user.has_password()) { "account-password-wrong" } else { "account-again" };
    Ok(site.strings.t(key))
}

async fn change(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>, fields: Fields) -> Response {
    site.work(move |site| {
        let (now, accounts, id) = (now::now(), site.app.accounts(), signed.actor.id);
        // What is named must be one's own.
        let own = |key: &str| key.starts_with(&format!("{id}/"));
        let key = fields.get("key");
        let done: Result<(&'static str, String), AccountError> = match fields.get("do") {
            "end-session" if own(key) => {
                accounts.end_session_at(key, now).map(|()| ("account-session-ended", String::new()))
            }
            "end-token" if own(key) => accounts.end_token(key, now).map(|()| ("account-token-ended", String::new())),
            what @ ("password" | "remove-code" | "make-token") => {
                if !site
                    .gate
                    .pass(|| accounts.is_still(&signed.session, fields.get("password"), now))
                    .map_err(failed)?
                {
                    return page(site, &signed, "", again(site, &signed)?, String::new());
                }
                if what == "make-token" {
                    let scopes: Vec<Scope> = fields.all("scope").filter_map(Scope::parse).collect();
                    let days = match fields.get("days") {
                        "" => 90,
                        words => words.parse().unwrap_or(0),
                    };
                    let name = if fields.get("name").is_empty() { "token" } else { fields.get("name") };
                    let made = accounts.make_token(id, &NewToken { name, scopes: &scopes, days }, now);
                    made.map(|made| ("account-token-made", made))
                } else if what == "remove-code" {
                    accounts.remove_totp(id, now).map(|()| ("account-code-removed", String::new()))
                } else {
                    let new = fields.get("new-password");
                    let set = site.gate.pass(|| accounts.set_password(id, new, Some(&signed.session.key), now));
                    set.map(|()| ("account-password-set", String::new()))
                }
            }
            _ => return Ok(Redirect::to("/account").into_response()),
        };
        match done {
            Ok((done, made)) => page(site, &signed, done, "", made),
            Err(AccountError::Home(error)) => Err(failed(error.into())),
            Err(refused) => page(site, &signed, "", &refused.to_string(), String::new()),
        }
    })
    .await
}

async fn ask_code(State(site): State<Arc<Site>>, Extension(signed): Extension<Arc<Signed>>) -> Response {
    site.work(move |site| {
        let service = site.title.clone();
        let enrolment = site.app.accounts().enrol(signed.actor.id, &service, now::now()).map_err(failed)?;
        enrol_page(site, &signed, &enrolment.secret, &enrolment.address, "")
    })
    .await
}

fn enrol_page(site: &Site, signed: &Signed, secret: &str, address: &str, refused: &str) -> Result<Response, Failed> {
    let mut ask = Ask::new(Frame::signed(site, "/account", signed), "enrol");
    ask.picture = drawn(address, site.strings.t("enrol-picture"));
    ask.shown = secret.as_bytes().chunks(4).filter_map(|c| std::str::from_utf8(c).ok()).collect::<Vec<_>>().join(" ");
    ask.action = "/account/code".to_owned();
    ask.hidden = vec![("secret", secret.to_owned()), ("address", address.to_owned())];
    ask.fields = vec![Field::new("code", "text", "one-time-code")];
    let user = site.app.accounts().user(signed.actor.id, now::now()).map_err(failed)?;
    if user.is_some_and(|user| user.has_password()) {
        ask.fields.push(Field::new("password", "password", "current-password"));
    }
    refused.clone_into(&mut ask.refused);
    Ok(ask.page()?)
}

/// An address as a QR code (ISO/IEC 18004) in SVG; nothing where it is too long for one.
fn drawn(address: &str, label: &str) -> String {
    let Ok(code) = qrcode::QrCode::new(address.as_bytes()) else { return String::new() };
    let width = code.width();
    let colours = code.to_colors();
    let dark = colours.iter().enumerate().filter(|(_, colour)| **colour == qrcode::Color::Dark);
    let path: String = dark.map(|(i, _)| format!("M{} {}h1v1h-1z", i % width + 4, i / width + 4)).collect();
    let (size, label) = (width + 8, label.replace(['<', '>', '&', '"'], ""));
    format!(
        "<svg class=\"app-qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {size} {size}\" xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
    )
}

async fn take_code(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    fields: Fields,
) -> Response {
    site.work(move |site| {
        let (secret, id) = (fields.get("secret"), signed.actor.id);
        // A session that somebody left open is not enough to put another telephone in the place of one's own.
        if !site
            .gate
            .pass(|| site.app.accounts().is_still(&signed.session, fields.get("password"), now::now()))
            .map_err(failed)?
        {
            return enrol_page(site, &signed, secret, fields.get("address"), again(site, &signed)?);
        }
        match site.app.accounts().set_totp(id, secret, fields.get("code"), now::now()) {
            Ok(codes) => {
                let mut ask = Ask::new(Frame::signed(site, "/account", &signed), "enrolled");
                ask.shown = codes.join(" ");
                ask.button = String::new();
                ask.links = vec![("/work".to_owned(), site.strings.t("desk-own").to_owned())];
                Ok(ask.page()?)
            }
            Err(AccountError::WrongCode) => {
                enrol_page(site, &signed, secret, fields.get("address"), &AccountError::WrongCode.to_string())
            }
            Err(other) => Err(failed(other)),
        }
    })
    .await
}
