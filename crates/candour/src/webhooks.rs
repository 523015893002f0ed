//! Telling other programs what has changed in a search: JSON over HTTPS, signed as Standard Webhooks has it (webhook-id, webhook-timestamp,
//! webhook-signature: `v1,` and the HMAC-SHA256 of the three in base 64).
//!
//! *Invariant:* what is told is what everybody may read; a message keeps its name until it is taken or given up.

use std::sync::Arc;
use std::time::Duration;

use accounts::Webhook;
use app::AppError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use openidconnect::reqwest::blocking::Client;
use openidconnect::reqwest::redirect::Policy;
use serde_json::{Value, json};
use sha2::Sha256;
use view::Sort;

use crate::jobs::form_pairs;
use crate::now;
use crate::web::search::Searched;
use crate::web::{Site, number};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(2);
/// How long a program may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Recommendations that are looked at together.
const PAGE: usize = 100;
/// From so many recommendations on one message holds no more: then those that changed first are left to the feed.
const MOST: usize = 2000;

/// Looks, for as long as the program runs.
pub(crate) fn follow(site: &Arc<Site>) {
    let site = Arc::downgrade(site);
    std::thread::spawn(move || {
        // A redirect would send what is signed for one address to another.
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build();
        let Ok(client) = client.inspect_err(|error| tracing::error!(%error, "no webhook can be sent")) else { return };
        while let Some(site) = site.upgrade() {
            if let Err(error) = round(&site, &client) {
                tracing::error!(%error, "webhooks could not be looked for");
            }
            drop(site);
            std::thread::sleep(EVERY);
        }
    });
}

fn round(site: &Site, client: &Client) -> Result<(), AppError> {
    let (come, now) = (site.app.search().come(), now::now());
    for hook in site.app.accounts().webhooks(now)? {
        let due = hook.next <= now.as_second() && hook.stopped.is_none();
        if due && (hook.told < come || hook.pending.is_some()) {
            tell(site, client, &hook, come)?;
        }
    }
    Ok(())
}

/// Sends one message, or the same again.
fn tell(site: &Site, client: &Client, hook: &Webhook, come: u64) -> Result<(), AppError> {
    let accounts = site.app.accounts();
    let up_to = hook.pending.unwrap_or(come);
    // An index that is being made, or a search that cannot be made any more: asked again at the next round.
    let Some(changed) = changed(site, hook, up_to)? else { return Ok(()) };
    if changed.is_empty() {
        return Ok(accounts.webhook_past(&hook.id, up_to, now::now())?);
    }
    let id = format!("msg_{}_{up_to}", hook.id);
    let second = now::now().as_second();
    let body = json!({"type": "recommendations.changed", "timestamp": now::now().to_string(),
        "data": {"after": hook.told, "up_to": up_to, "search": hook.query, "whole": changed.len() < MOST, "recommendations": changed}});
    let body = body.to_string();
    let sent = client
        .post(&hook.url)
        .header("content-type", "application/json")
        .header("webhook-id", &id)
        .header("webhook-timestamp", second.to_string())
        .header("webhook-signature", signature(&hook.secret, &id, second, &body))
        .body(body)
        .send();
    let came = match sent {
        Ok(answer) if answer.status().is_success() => (Some(answer.status().as_u16()), None),
        Ok(answer) => (Some(answer.status().as_u16()), Some(format!("it answered {}", answer.status().as_u16()))),
        Err(error) => (None, Some(error.without_url().to_string())),
    };
    if let Some(why) = &came.1 {
        tracing::warn!(webhook = hook.id, why, "a message was not taken; it is sent again");
    }
    Ok(accounts.webhook_told(&hook.id, &id, up_to, came, now::now())?)
}

/// What changed in a search after the entry that was told last and up to another, oldest change first; nothing where the search cannot be made now.
fn changed(site: &Site, hook: &Webhook, up_to: u64) -> Result<Option<Vec<Value>>, AppError> {
    let Ok(mut searched) = Searched::parse(&form_pairs(&hook.query), PAGE) else { return Ok(None) };
    (searched.ask.sort, searched.ask.facets) = (Some(Sort::Changed), Vec::new());
    site.app.read_public(|view| {
        let mut out = Vec::new();
        loop {
            let Ok(found) = site.app.search().find(view, &searched.ask, now::today()) else { return Ok(None) };
            let mut past = found.hits.is_empty();
            for hit in found.hits {
                let page = view.recommendation_page(number("REC", &hit.reference).unwrap_or(0), now::today())?;
                let Some(page) = page else { continue };
                // The last changed come first: from here on everything was told before.
                past |= page.history.iter().all(|line| line.seq <= hook.told);
                let new = page.history.iter().filter(|line| line.seq > hook.told && line.seq <= up_to);
                let entry = |line: &view::HistoryLine| json!({"entry": line.seq, "kind": line.kind, "which": line.which, "act": line.act, "written": line.written});
                let entries: Vec<Value> = new.map(entry).collect();
                let known = out.iter().any(|one: &Value| one["reference"] == page.reference.as_str());
                if !entries.is_empty() && !known {
                    let link = format!("{}/recommendations/{}", site.address, page.reference);
                    out.push(json!({"reference": page.reference, "link": link, "entries": entries}));
                }
            }
            searched.ask.after = found.next.as_deref().and_then(|next| next.parse().ok());
            if past || searched.ask.after.is_none() || out.len() >= MOST {
                out.reverse();
                return Ok(Some(out));
            }
        }
    })
}

/// The signature of a message: base 64 of the HMAC of its name, its second and its body.
fn signature(secret: &str, id: &str, second: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key(secret)) else { return String::new() };
    mac.update(format!("{id}.{second}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// The bytes of a secret.
fn key(secret: &str) -> Vec<u8> {
    let pair = |at: usize| secret.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    (0..secret.len()).step_by(2).filter_map(pair).collect()
}

/// A secret as Standard Webhooks writes it.
pub(crate) fn shown(secret: &str) -> String {
    format!("whsec_{}", STANDARD.encode(key(secret)))
}
