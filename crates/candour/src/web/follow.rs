//! Following a search by e-mail: asked for, confirmed by whoever reads the address, stopped by one click.
//!
//! *Invariant:* an address that did not say yes gets one letter; what is answered here is the same whoever asks.

use std::sync::Arc;

use accounts::AccountError;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};

use super::page::{Frame, Site, WebError};
use super::search::{Pairs, Searched};
use super::sign_in::{Ask, failed};
use super::signed::{Fields, From, network, same_origin};
use crate::now;

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new().route("/follow", post(ask)).route("/follow/{secret}", get(show).post(answer))
}

/// Takes an address and a search, and writes the letter that asks.
async fn ask(State(site): State<Arc<Site>>, from: From, headers: HeaderMap, fields: Fields) -> Response {
    if !same_origin(&headers) {
        return site.forged();
    }
    site.work(move |site| {
        let (now, email, accounts) = (now::now(), fields.get("email").to_lowercase(), site.app.accounts());
        let pairs: Pairs = fields.pairs().filter(|(name, _)| name != "email" && name != "form_token").collect();
        let searched = Searched::parse(&pairs, 1)?;
        let query = searched.query(None).trim_start_matches('?').to_owned();
        let network = network(site, &headers, from.0);
        if let Err(many) = site.throttle.take(&format!("follow {email}"), &network, None, now) {
            return Err(WebError::TooOften { seconds: many.seconds }.into());
        }
        match accounts.ask_subscription(&email, &query, site.app.search().come(), now) {
            Ok(secret) => {
                crate::letters::write_to(site, &email, "letter-follow", &format!("follow/{secret}")).map_err(failed)?
            }
            Err(AccountError::NotAnAddress(_)) => return Err(WebError::bad("that is not an e-mail address").into()),
            Err(error) => return Err(failed(error)),
        }
        let mut ask = Ask::new(Frame::of(site, "/search"), "follow-asked");
        ask.button = String::new();
        Ok(ask.page()?)
    })
    .await
}

/// The page of a letter's link: to say yes, or to stop.
async fn show(State(site): State<Arc<Site>>, Path(secret): Path<String>) -> Response {
    site.work(move |site| {
        let known = site.app.accounts().subscription(&secret, now::now()).map_err(failed)?;
        let key = match &known {
            Some(one) if one.confirmed => "follow-stop",
            Some(_) => "follow-confirm",
            None => "follow-none",
        };
        let mut ask = Ask::new(Frame::of(site, "/search"), key);
        ask.action = format!("/follow/{secret}");
        if known.is_none() {
            ask.button = String::new();
        }
        Ok(ask.page()?)
    })
    .await
}

/// Says yes the first time; after that it stops, also where a mail program asks for it by itself (RFC 8058).
async fn answer(State(site): State<Arc<Site>>, Path(secret): Path<String>) -> Response {
    site.work(move |site| {
        let (accounts, now) = (site.app.accounts(), now::now());
        let key = match accounts.subscription(&secret, now).map_err(failed)? {
            Some(one) if one.confirmed => {
                accounts.end_subscription(&secret, now).map_err(failed)?;
                "follow-stopped"
            }
            Some(_) => {
                accounts.confirm_subscription(&secret, now).map_err(failed)?;
                "follow-confirmed"
            }
            None => "follow-none",
        };
        let mut ask = Ask::new(Frame::of(site, "/search"), key);
        ask.button = String::new();
        Ok(ask.page()?)
    })
    .await
}
