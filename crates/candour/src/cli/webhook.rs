//! `candour webhook`: which programs are told of what changes, and what came of telling them.
//!
//! *Invariant:* only whoever holds the data folder says where this machine sends anything.

use app::AppError;
use clap::{Args, Subcommand};
use serde_json::json;

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};
use crate::webhooks::shown;

/// Say which programs are told of what changes.
#[derive(Args)]
pub(crate) struct Webhook {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Tell a program of a search from now on; prints the secret that signs what it is sent.
    Add {
        /// Where it listens; https, but on this machine.
        url: String,
        /// The search, as its address has it: "to=northmere-police&position=rejected". Without one, everything.
        #[arg(long, default_value = "")]
        query: String,
    },
    /// Tell it no more.
    End {
        /// Its name, as it is listed.
        id: String,
    },
    /// List them with what came of the last messages.
    List,
}

pub(crate) fn webhook(given: &Given, args: Webhook) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let (accounts, now) = (app.accounts(), now::now());
    let refused = |error: accounts::AccountError| Failure::from(AppError::from(error));
    match args.what {
        What::Add { url, query } => {
            let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|at| url.starts_with(at));
            if !url.starts_with("https://") && !local {
                return Err(Failure::usage(format!("'{url}' does not start with https://")));
            }
            let pairs = crate::jobs::form_pairs(&query);
            let none = || Failure::usage(format!("'{query}' is no search; take it from the address of /search"));
            let parsed = crate::web::search::Searched::parse(&pairs, 1).map_err(|_| none())?;
            // Where a server runs beside it the index is the server's, and the search is tried there.
            app.catch_up_search()?;
            let found = app.read_public(|view| Ok(app.search().find(view, &parsed.ask, now::today())))?;
            if matches!(found, Err(view::SearchError::Refused(_))) || (!query.is_empty() && pairs.is_empty()) {
                return Err(none());
            }
            let head = app.ledger().head().map_err(AppError::from)?.seq;
            let hook = accounts.add_webhook(&url, &query, head, now).map_err(refused)?;
            let secret = shown(&hook.secret);
            given.say(
                || format!("{}: {url} is told of changes after entry {head}. Its secret: {secret}", hook.id),
                || json!({"webhook": hook.id, "url": url, "query": query, "secret": secret, "after": head}),
            );
        }
        What::End { id } => {
            if !accounts.end_webhook(&id, now).map_err(refused)? {
                return Err(Failure::failed(
                    "not_found",
                    format!("there is no webhook {id}; see candour webhook list"),
                ));
            }
            given.say(|| format!("{id}: told no more"), || json!({"webhook": id, "ended": true}));
        }
        What::List => {
            for hook in accounts.webhooks(now).map_err(refused)? {
                let last = hook.deliveries.last();
                let came = match (last.and_then(|last| last.trouble.as_ref()), last) {
                    (_, None) => "nothing sent yet".to_owned(),
                    (None, Some(last)) => format!("{} was taken", last.id),
                    (Some(why), Some(last)) => format!("{} was not taken after {} tries: {why}", last.id, last.tries),
                };
                let stopped = if hook.stopped.is_some() { ", given up" } else { "" };
                given.say(
                    || format!("{}: {} [{}] told up to entry {}{stopped}; {came}", hook.id, hook.url, hook.query, hook.told),
                    || json!({"webhook": hook.id, "url": hook.url, "query": hook.query, "told": hook.told, "stopped": hook.stopped, "deliveries": hook.deliveries}),
                );
            }
        }
    }
    Ok(Exit::Done)
}
