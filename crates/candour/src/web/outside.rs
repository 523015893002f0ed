//! Signing in by an organisation's own provider: there, and back.
//!
//! *Invariant:* an answer counts in the browser that asked, once, within ten minutes; whom the provider names was invited here first.

use std::sync::Arc;

use accounts::Flow;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::inbox::Failed;
use super::page::Site;
use super::sign_in::{Then, begin, failed, own, password_page};
use super::signed::{From, cookie, network};
use crate::now;
use crate::provider::Provider;

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new().route("/sign-in/provider", get(there)).route("/sign-in/provider/back", get(back))
}

impl Site {
    /// The cookie of a sign-in that is on its way.
    fn flow_cookie(&self) -> &'static str {
        if self.secure() { "__Host-candour-flow" } else { "candour-flow" }
    }
}

async fn there(State(site): State<Arc<Site>>, from: From, headers: HeaderMap, Query(to): Query<Then>) -> Response {
    site.work(move |site| {
        let now = now::now();
        let Some(provider) = &site.provider else { return Ok(Redirect::to("/sign-in").into_response()) };
        // Each asks the provider for its description: as often as a network may try passwords, no oftener.
        if let Err(many) = site.throttle.take_from(&network(site, &headers, from.0), now) {
            return Ok(password_page(site, &to.then, "", &many.to_string()));
        }
        let (secret, flow) = site.app.accounts().start_flow(&own(&to.then), now).map_err(failed)?;
        let address = match provider.address(&flow) {
            Ok(address) => address,
            Err(error) => {
                tracing::warn!(%error, "nobody could be sent to the provider");
                let why = site.strings.w("sign-in-provider-down", &provider.name);
                return Ok(password_page(site, &to.then, "", &why));
            }
        };
        let mut response = Redirect::to(&address).into_response();
        response.headers_mut().append(header::SET_COOKIE, site.set_cookie(site.flow_cookie(), &secret, 600));
        Ok(response)
    })
    .await
}

/// What the provider sends a person back with.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
}

async fn back(State(site): State<Arc<Site>>, from: From, headers: HeaderMap, Query(answer): Query<Answer>) -> Response {
    site.work(move |site| {
        let Some(provider) = &site.provider else { return Ok(Redirect::to("/sign-in").into_response()) };
        let secret = cookie(&headers, site.flow_cookie()).unwrap_or_default();
        let flow = site.app.accounts().take_flow(&secret, now::now()).map_err(failed)?;
        let Some(flow) = flow.filter(|flow| flow.state == answer.state) else {
            return Ok(password_page(site, "", "", site.strings.t("sign-in-provider-over")));
        };
        let mut response = taken(site, provider, &headers, (&flow, &answer))?;
        if response.status().is_redirection() {
            site.throttle.give_back_from(&network(site, &headers, from.0));
        }
        response.headers_mut().append(header::SET_COOKIE, site.set_cookie(site.flow_cookie(), "", 0));
        Ok(response)
    })
    .await
}

/// What comes of an answer that this browser asked for.
fn taken(
    site: &Site,
    provider: &Provider,
    headers: &HeaderMap,
    (flow, answer): (&Flow, &Answer),
) -> Result<Response, Failed> {
    let (now, accounts) = (now::now(), site.app.accounts());
    let refused = |key: &str| Ok(password_page(site, &flow.then, "", &site.strings.w(key, &provider.name)));
    if !answer.error.is_empty() || answer.code.is_empty() {
        return refused("sign-in-provider-no");
    }
    let vouched = match provider.vouched(&answer.code, flow) {
        Ok(vouched) => vouched,
        Err(error) => {
            tracing::warn!(%error, "the provider's answer was not taken");
            return refused("sign-in-provider-no");
        }
    };
    let found = accounts.outside(&vouched.issuer, &vouched.subject, vouched.email.as_deref(), now).map_err(failed)?;
    let Some(actor) = found else { return refused("sign-in-provider-unknown") };
    // A code that somebody set up here is asked for whichever way they come.
    let waiting = accounts.user(actor, now).map_err(failed)?.is_some_and(|user| user.second_factor());
    if waiting {
        let to = format!("/sign-in/code?then={}", super::recommendations::encoded(&flow.then));
        return begin(site, actor, true, headers, &to);
    }
    begin(site, actor, false, headers, &flow.then)
}
