//! Signing in and out, the code, a forgotten password, and taking up an invitation.
//!
//! *Invariant:* what is wrong is never said more exactly than "the address or the password"; every sign-in has a new session.

use std::sync::Arc;

use accounts::{AccountError, Link, SignIn};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ActorId;
use serde::Deserialize;

use super::inbox::Failed;
use super::page::{Frame, Site, WebError, html_or_refused};
use super::signed::{Fields, From, cookie, network, same_origin};
use crate::now;

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/sign-in", get(ask_password).post(take_password))
        .route("/sign-in/code", get(ask_code).post(take_code))
        .route("/sign-out", post(sign_out))
        .route("/recover", get(ask_address).post(take_address))
        .route("/links/{secret}", get(ask_new).post(take_new))
}

/// One field of such a page.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) complete: &'static str,
    pub(super) hint: bool,
    pub(super) value: String,
}

impl Field {
    pub(super) fn new(name: &'static str, kind: &'static str, complete: &'static str) -> Field {
        Field { name, kind, complete, hint: false, value: String::new() }
    }

    pub(super) fn hinted(self) -> Field {
        Field { hint: true, ..self }
    }

    fn holding(self, value: &str) -> Field {
        Field { value: value.to_owned(), ..self }
    }

    fn numeric(&self) -> bool {
        self.complete == "one-time-code"
    }
}

/// A page that asks for a few things.
#[derive(Template)]
#[template(path = "people/ask.html")]
pub(super) struct Ask<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) heading: String,
    pub(super) lead: String,
    /// A drawing, as SVG of our own making.
    pub(super) picture: String,
    /// Something shown once.
    pub(super) shown: String,
    pub(super) action: String,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) fields: Vec<Field>,
    pub(super) button: String,
    pub(super) refused: String,
    pub(super) links: Vec<(String, String)>,
}

impl<'a> Ask<'a> {
    /// A page with the heading `key` and the lead `key-lead`.
    pub(super) fn new(frame: Frame<'a>, key: &str) -> Ask<'a> {
        let s = frame.s;
        let word = |end: &str| s.of(key, end);
        Ask {
            heading: word("title"),
            lead: word("lead"),
            button: word("button"),
            frame,
            picture: String::new(),
            shown: String::new(),
            action: String::new(),
            hidden: Vec::new(),
            fields: Vec::new(),
            refused: String::new(),
            links: Vec::new(),
        }
    }

    /// The page; with a refusal it is one that was not done.
    pub(super) fn page(self) -> Result<Response, WebError> {
        let mut response = html_or_refused(&self, !self.refused.is_empty())?;
        response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

/// Where to go afterwards.
#[derive(Default, Deserialize)]
pub(super) struct Then {
    #[serde(default)]
    pub(super) then: String,
}

/// An address of this site's own, so that nobody is led elsewhere after they signed in.
pub(super) fn own(then: &str) -> String {
    let plain = then.starts_with('/') && !then.starts_with("//") && !then.contains(['\\', '\r', '\n', '\t']);
    if plain && !then.starts_with("/sign-") { then.to_owned() } else { "/work".to_owned() }
}

async fn ask_password(State(site): State<Arc<Site>>, Query(to): Query<Then>) -> Response {
    password_page(&site, &to.then, "", "")
}

pub(super) fn password_page(site: &Site, then: &str, email: &str, refused: &str) -> Response {
    let mut ask = Ask::new(Frame::of(site, "/sign-in"), "sign-in");
    ask.action = "/sign-in".to_owned();
    ask.hidden = vec![("then", own(then))];
    ask.fields = vec![
        Field::new("email", "email", "username").holding(email),
        Field::new("password", "password", "current-password"),
    ];
    refused.clone_into(&mut ask.refused);
    ask.links = vec![("/recover".to_owned(), site.strings.t("sign-in-forgotten").to_owned())];
    if let Some(provider) = &site.provider {
        let to = format!("/sign-in/provider?then={}", super::recommendations::encoded(&own(then)));
        ask.links.insert(0, (to, site.strings.w("sign-in-provider", &provider.name)));
    }
    ask.page().unwrap_or_else(|error| site.error_page(&error))
}

async fn take_password(State(site): State<Arc<Site>>, from: From, headers: HeaderMap, fields: Fields) -> Response {
    if !same_origin(&headers) {
        return site.forged();
    }
    site.work(move |site| {
        let (now, accounts) = (now::now(), site.app.accounts());
        let (email, then) = (fields.get("email").to_lowercase(), fields.get("then"));
        let network = network(site, &headers, from.0);
        // A device that signed in as this person before is not held up by what others try.
        let device = cookie(&headers, site.device_cookie());
        let owner = device.as_deref().map(|device| accounts.device(device, now)).transpose().map_err(failed)?.flatten();
        let whose = accounts.user_at(&email, now).ok().flatten();
        let known = device.as_deref().filter(|_| owner.is_some() && owner == whose);
        if let Err(many) = site.throttle.take(&email, &network, known, now) {
            let mut response = password_page(site, then, &email, &many.to_string());
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            return Ok(response);
        }
        let came = site.gate.pass(|| accounts.sign_in(&email, fields.get("password"), now)).map_err(failed)?;
        let actor = match came {
            SignIn::Wrong => return Ok(password_page(site, then, &email, site.strings.t("sign-in-wrong"))),
            SignIn::Whole(actor) => actor,
            SignIn::CodeNeeded(actor) => {
                let to = format!("/sign-in/code?then={}", super::recommendations::encoded(&own(then)));
                return begin(site, actor, true, &headers, &to);
            }
        };
        site.throttle.give_back(&email, &network, known);
        begin(site, actor, false, &headers, &own(then))
    })
    .await
}

/// Starts a session and goes to an address; the one that was there before ends.
pub(super) fn begin(
    site: &Site,
    actor: ActorId,
    waiting: bool,
    headers: &HeaderMap,
    to: &str,
) -> Result<Response, Failed> {
    let (now, accounts) = (now::now(), site.app.accounts());
    if let Some(before) = cookie(headers, site.session_cookie()) {
        accounts.end_session(&before, now).map_err(failed)?;
    }
    let browser = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("");
    let value = accounts.start_session(actor, waiting, browser, site.limits, now).map_err(failed)?;
    let mut response = Redirect::to(to).into_response();
    let set = response.headers_mut();
    set.append(header::SET_COOKIE, site.set_cookie(site.session_cookie(), &value, site.limits.longest));
    if !waiting {
        let device = accounts.know_device(actor, now).map_err(failed)?;
        set.append(header::SET_COOKIE, site.set_cookie(site.device_cookie(), &device, 180 * 86_400));
    }
    Ok(response)
}

/// An account's refusal is shown where it was asked for; a failure of the store is ours.
pub(super) fn failed(error: AccountError) -> Failed {
    Failed(WebError::Internal(error.to_string()))
}

async fn ask_code(State(site): State<Arc<Site>>, Query(to): Query<Then>) -> Response {
    code_page(&site, &to.then, "")
}

fn code_page(site: &Site, then: &str, refused: &str) -> Response {
    let mut ask = Ask::new(Frame::of(site, "/sign-in"), "sign-in-code");
    ask.action = "/sign-in/code".to_owned();
    ask.hidden = vec![("then", own(then))];
    ask.fields = vec![Field::new("code", "text", "one-time-code").hinted()];
    refused.clone_into(&mut ask.refused);
    ask.page().unwrap_or_else(|error| site.error_page(&error))
}

async fn take_code(State(site): State<Arc<Site>>, from: From, headers: HeaderMap, fields: Fields) -> Response {
    if !same_origin(&headers) {
        return site.forged();
    }
    site.work(move |site| {
        let (now, accounts) = (now::now(), site.app.accounts());
        let value = cookie(&headers, site.session_cookie()).unwrap_or_default();
        let session = accounts.session(&value, site.limits, now).map_err(failed)?.filter(|s| s.waiting);
        let Some(session) = session else { return Ok(Redirect::to("/sign-in").into_response()) };
        // Six digits are few: the tries count by the person, from wherever they come.
        let (who, network) = (session.actor.to_string(), network(site, &headers, from.0));
        if let Err(many) = site.throttle.take(&who, &network, None, now) {
            return Ok(code_page(site, fields.get("then"), &many.to_string()));
        }
        match accounts.use_code(session.actor, fields.get("code"), now) {
            Ok(()) => begin(site, session.actor, false, &headers, &own(fields.get("then"))),
            Err(AccountError::WrongCode) => {
                Ok(code_page(site, fields.get("then"), &AccountError::WrongCode.to_string()))
            }
            Err(other) => Err(failed(other)),
        }
    })
    .await
}

async fn sign_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if !same_origin(&headers) {
        return site.forged();
    }
    site.work(move |site| {
        if let Some(value) = cookie(&headers, site.session_cookie()) {
            site.app.accounts().end_session(&value, now::now()).map_err(failed)?;
        }
        let mut response = Redirect::to("/").into_response();
        response.headers_mut().append(header::SET_COOKIE, site.set_cookie(site.session_cookie(), "", 0));
        Ok(response)
    })
    .await
}

async fn ask_address(State(site): State<Arc<Site>>) -> Response {
    let mut ask = Ask::new(Frame::of(&site, "/sign-in"), "recover");
    ask.action = "/recover".to_owned();
    ask.fields = vec![Field::new("email", "email", "username")];
    ask.page().unwrap_or_else(|error| site.error_page(&error))
}

/// Sends a link to a new password, where the address has an account; what is answered is the same where it has none.
async fn take_address(State(site): State<Arc<Site>>, from: From, headers: HeaderMap, fields: Fields) -> Response {
    if !same_origin(&headers) {
        return site.forged();
    }
    let apart = Arc::clone(&site);
    site.work(move |site| {
        let (now, email) = (now::now(), fields.get("email").to_lowercase());
        let network = network(site, &headers, from.0);
        let may = site.throttle.take(&format!("recover {email}"), &network, None, now).is_ok();
        if may {
            // Apart from the answer, so that the time it takes tells nobody which addresses have accounts.
            let (site, email) = (Arc::clone(&apart), email.clone());
            tokio::task::spawn_blocking(move || {
                if let Err(error) = send_renewal(&site, &email) {
                    tracing::error!(%error, "a link to a new password could not be written");
                }
            });
        }
        let mut ask = Ask::new(Frame::of(site, "/sign-in"), "recover-sent");
        ask.button = String::new();
        Ok(ask.page()?)
    })
    .await
}

/// Writes the letter with a link to a new password, where the address has an account that is not stopped.
fn send_renewal(site: &Site, email: &str) -> Result<(), AccountError> {
    let (now, accounts) = (now::now(), site.app.accounts());
    let Some(actor) = accounts.user_at(email, now)? else { return Ok(()) };
    if accounts.user(actor, now)?.is_none_or(|user| user.stopped.is_some()) {
        return Ok(());
    }
    let secret = accounts.make_link(Link::Recovery(actor), now)?;
    crate::letters::write(site, email, "letter-recover", &secret)
}

async fn ask_new(State(site): State<Arc<Site>>, Path(secret): Path<String>) -> Response {
    site.work(move |site| new_page(site, &secret, "", "")).await
}

/// The page of a link: what is asked for depends on what the link is for.
fn new_page(site: &Site, secret: &str, email: &str, refused: &str) -> Result<Response, Failed> {
    let link = site.app.accounts().link(secret, now::now()).map_err(failed)?;
    let key = match link {
        Some(Link::First) => "first",
        Some(Link::Invitation(_)) => "invited",
        Some(Link::Recovery(_)) => "renew",
        None => "no-link",
    };
    let mut ask = Ask::new(Frame::of(site, "/sign-in"), key);
    ask.action = format!("/links/{secret}");
    if link.is_none() {
        ask.button = String::new();
        ask.links = vec![("/recover".to_owned(), site.strings.t("sign-in-forgotten").to_owned())];
        let mut response = ask.page()?;
        *response.status_mut() = StatusCode::NOT_FOUND;
        return Ok(response);
    }
    if link == Some(Link::First) {
        ask.fields = vec![Field::new("name", "text", "name"), Field::new("email", "email", "username").holding(email)];
    }
    ask.fields.push(Field::new("new-password", "password", "new-password").hinted());
    refused.clone_into(&mut ask.refused);
    Ok(ask.page()?)
}

async fn take_new(
    State(site): State<Arc<Site>>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    if !same_origin(&headers) {
        return site.forged();
    }
    site.work(move |site| {
        let (now, email, password) = (now::now(), fields.get("email"), fields.get("new-password"));
        let done = match site.app.accounts().link(&secret, now).map_err(failed)? {
            Some(Link::First) => {
                site.app.first_operator(&now::operator(), &secret, fields.get("name"), email, password)
            }
            _ => {
                site.gate.pass(|| site.app.accounts().follow_link(&secret, password, now)).map(drop).map_err(Into::into)
            }
        };
        match done {
            Ok(()) => Ok(Redirect::to("/sign-in?then=/work").into_response()),
            Err(app::AppError::Account(AccountError::Home(error))) => Err(failed(error.into())),
            Err(refused) => new_page(site, &secret, email, &refused.to_string()),
        }
    })
    .await
}
