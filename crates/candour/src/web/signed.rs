//! Who signed in: the session's cookie, the roles the record gives today, and what every form of theirs must carry.
//!
//! *Invariant:* a page behind [`guard`] is never shown to nobody, never kept by a cache, and its forms come from itself.

use std::net::SocketAddr;
use std::sync::Arc;

use accounts::Session;
use app::AppError;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Actor, Ctx, Desk, opens};

use super::inbox::Failed;
use super::page::{Frame, Site, WebError};
use crate::acts::ActError;
use crate::now;

/// The most bytes of a form.
const FORM: usize = 256 << 10;

/// Someone who signed in.
pub(crate) struct Signed {
    pub(crate) actor: Actor,
    pub(crate) name: String,
    pub(crate) session: Session,
    /// Whether their account asks for a code.
    pub(crate) second_factor: bool,
}

impl Signed {
    /// The context of an act of theirs, now.
    pub(crate) fn ctx(&self) -> Ctx {
        now::context(self.actor.clone())
    }

    /// Whether one of their roles opens a desk.
    pub(crate) fn at(&self, desk: Desk) -> bool {
        self.actor.roles.iter().any(|held| opens(held.role, desk))
    }
}

impl Site {
    /// Who the request's cookie is of, if anyone.
    pub(crate) fn signed(&self, headers: &HeaderMap) -> Result<Option<Signed>, AppError> {
        let Some(value) = cookie(headers, self.session_cookie()) else { return Ok(None) };
        let now = now::now();
        let Some(session) = self.app.accounts().session(&value, self.limits, now)?.filter(|s| !s.waiting) else {
            return Ok(None);
        };
        let Some(user) = self.app.accounts().user(session.actor, now)?.filter(|user| user.stopped.is_none()) else {
            return Ok(None);
        };
        let actor = self.app.actor(session.actor, now::today())?;
        Ok(Some(Signed { actor, second_factor: user.second_factor(), name: user.name, session }))
    }

    /// Whether somebody signed in with all that is asked of everybody here.
    pub(crate) fn whole(&self, signed: &Signed) -> bool {
        signed.second_factor || !self.second_factor_required
    }

    /// The session's cookie. Over TLS it is one that only this host, and only over TLS, can set (RFC 6265bis 4.1.3).
    pub(super) fn session_cookie(&self) -> &'static str {
        if self.secure() { "__Host-candour" } else { "candour" }
    }

    /// The cookie by which a device is known.
    pub(super) fn device_cookie(&self) -> &'static str {
        if self.secure() { "__Host-candour-device" } else { "candour-device" }
    }

    pub(super) fn secure(&self) -> bool {
        self.address.starts_with("https://")
    }

    /// A cookie's line: for `seconds`, out of the reach of scripts, and not sent along when another site posts here.
    pub(super) fn set_cookie(&self, name: &str, value: &str, seconds: i64) -> HeaderValue {
        let secure = if self.secure() { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// A cookie's value.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let all = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    all.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).next()
}

/// The network a request came from: the address, of IPv6 the half that a customer is given. Behind a proxy, what the proxy says.
pub(super) fn network(site: &Site, headers: &HeaderMap, from: SocketAddr) -> String {
    // The proxy's own word is the last: what comes before it anybody can write.
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    let said = last.and_then(|v| v.to_str().ok()).and_then(|v| v.rsplit(',').next());
    let address = said.filter(|_| site.behind_proxy).and_then(|v| v.trim().parse().ok()).unwrap_or(from.ip());
    match address.to_canonical() {
        std::net::IpAddr::V4(v4) => v4.to_string(),
        std::net::IpAddr::V6(v6) => v6.segments().iter().take(4).map(|s| format!("{s:x}:")).collect(),
    }
}

/// Lets through who signed in, and of forms those that their own pages sent.
pub(super) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (asking, headers) = (Arc::clone(&site), request.headers().clone());
    let signed = match tokio::task::spawn_blocking(move || asking.signed(&headers)).await {
        Ok(Ok(signed)) => signed,
        Ok(Err(error)) => return site.error_page(&WebError::Internal(error.to_string())),
        Err(error) => return site.error_page(&WebError::Internal(error.to_string())),
    };
    let Some(signed) = signed else {
        let then = request.uri().path_and_query().map_or("/work", |path| path.as_str());
        let then = if request.method() == Method::GET { then } else { "/work" };
        return Redirect::to(&format!("/sign-in?then={}", super::recommendations::encoded(then))).into_response();
    };
    if !site.whole(&signed) && request.uri().path() != "/account/code" {
        return Redirect::to("/account/code").into_response();
    }
    let mut request = match own_form(&site, &signed.session.form, request).await {
        Ok(request) => request,
        Err(refused) => return refused,
    };
    request.extensions_mut().insert(Arc::new(signed));
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Lets through those whose roles open a desk; to everybody else it says what it takes.
pub(super) async fn at_desk(
    State((site, desks)): State<(Arc<Site>, &'static [Desk])>,
    request: Request,
    next: Next,
) -> Response {
    let signed = request.extensions().get::<Arc<Signed>>();
    let open = signed.is_some_and(|signed| desks.iter().any(|desk| signed.at(*desk)));
    let desk = desks.first().copied().unwrap_or(Desk::Own);
    if open {
        next.run(request).await
    } else {
        site.error_page(&WebError::Forbidden(site.strings.of("closed", desk.as_str())))
    }
}

/// Refuses a form that another site made: it does not come from here, or does not carry what our own carry.
async fn own_form(site: &Site, form: &str, request: Request) -> Result<Request, Response> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(request);
    }
    if !same_origin(request.headers()) {
        return Err(site.forged());
    }
    // A file is sent with the token in its address, so that the file need not be held to find it.
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if kind.starts_with("multipart/form-data") {
        let query = request.uri().query().unwrap_or("");
        let carried = query.split('&').any(|pair| pair.strip_prefix("form_token=") == Some(form));
        return if carried { Ok(request) } else { Err(site.forged()) };
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, FORM).await;
    let bytes = bytes.map_err(|_| site.error_page(&WebError::bad("a form of more than 256 kilobytes")))?;
    // The token is hexadecimal: as it stands in the form it stands in the body.
    let carried = bytes.split(|b| *b == b'&').any(|pair| pair.strip_prefix(b"form_token=") == Some(form.as_bytes()));
    if carried { Ok(Request::from_parts(parts, Body::from(bytes))) } else { Err(site.forged()) }
}

/// Whether the browser says that a form comes from this site; one that says nothing is judged by the token alone.
pub(super) fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text("host").unwrap_or("");
    let own = text("origin").is_none_or(|origin| origin.split_once("://").is_some_and(|(_, from)| from == host));
    own && matches!(text("sec-fetch-site").unwrap_or("same-origin"), "same-origin" | "none")
}

impl Site {
    /// The page for a form that another site made, or that was open while the session ended.
    pub(super) fn forged(&self) -> Response {
        self.error_page(&WebError::Forged)
    }
}

impl<'a> Frame<'a> {
    /// The frame for someone who signed in.
    pub(crate) fn signed(site: &'a Site, here: &'static str, signed: &Signed) -> Frame<'a> {
        let mut frame = Frame::of(site, here);
        frame.form.clone_from(&signed.session.form);
        frame.who = Some(signed.name.clone());
        frame.desks = Desk::ALL.into_iter().filter(|desk| signed.at(*desk)).collect();
        frame
    }
}

/// The fields of a form, as they were sent.
#[derive(Clone, Default)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    /// A field's first value without the spaces around it; empty where it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The identifier of the act that this form asks for: the same for the same form sent twice by the same person, another where anything
    /// in it is another.
    pub(super) fn act_id(&self, page: &str, signed: &Signed) -> domain::ActId {
        let actor = signed.actor.id.to_string();
        let mut parts = vec![page, actor.as_str()];
        parts.extend(self.0.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
        domain::ActId(app::digest_id("candour/act/form/1", &parts))
    }

    /// Every field with its value.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.0.iter().cloned()
    }

    /// All values of a field that are not empty.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, value)| known == name && !value.trim().is_empty()).map(|(_, v)| v.trim())
    }
}

/// A form that was refused: why, and what was typed in it, so that nobody types it again. Empty where nothing was refused.
#[derive(Default)]
pub(super) struct Refusal {
    pub(super) why: String,
    fields: Fields,
    /// Whether the form was only looked at: nothing was refused, and what was typed stays.
    looked: bool,
}

impl Refusal {
    /// What was typed in a form that was looked at before it is sent.
    pub(super) fn looked(fields: &Fields) -> Refusal {
        Refusal { why: String::new(), fields: fields.clone(), looked: true }
    }

    pub(super) fn new(why: impl ToString, fields: &Fields) -> Refusal {
        Refusal { why: why.to_string(), fields: fields.clone(), looked: false }
    }

    /// The same for an act that was refused; what is not theirs, or is not there, is no word on a page but a page of its own.
    pub(super) fn of_act(error: ActError, fields: &Fields) -> Result<Refusal, Failed> {
        match error {
            ActError::App(error @ (AppError::NotFound(_) | AppError::Forbidden(_))) => Err(error.into()),
            refused => Ok(Refusal::new(refused, fields)),
        }
    }

    /// The same page with why it cannot be so.
    pub(super) fn because(self, error: ActError) -> Result<Refusal, Failed> {
        Refusal::of_act(error, &self.fields)
    }

    pub(super) fn any(&self) -> bool {
        !self.why.is_empty()
    }

    /// Whether it is the form that does this.
    pub(super) fn of(&self, doing: &str) -> bool {
        (self.any() || self.looked) && self.fields.get("do") == doing
    }

    /// What was typed in a field of the form that does this; nothing where another was refused, or none.
    pub(super) fn typed(&self, doing: &str, name: &str) -> &str {
        if self.of(doing) { self.fields.get(name) } else { "" }
    }

    /// Whether this was chosen there.
    pub(super) fn chose(&self, doing: &str, name: &str, value: &str) -> bool {
        self.of(doing) && self.fields.all(name).any(|chosen| chosen == value)
    }
}

impl axum::extract::FromRequest<Arc<Site>> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Fields, Response> {
        let form = axum::extract::Form::<Vec<(String, String)>>::from_request(request, site).await;
        form.map(|form| Fields(form.0)).map_err(|_| site.error_page(&WebError::bad("a form that cannot be read")))
    }
}

/// The address a request came from.
pub(super) type From = ConnectInfo<SocketAddr>;
