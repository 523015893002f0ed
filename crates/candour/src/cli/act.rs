//! `candour act`: an act as a person with a token, read as JSON, as the API takes it.
//!
//! *Invariant:* the same acts, the same checks and the same words as the API's; the token is looked at first.

use std::io::Read;
use std::path::PathBuf;

use accounts::AccountError;
use app::AppError;
use clap::Args;
use domain::{ActId, ActKind, Scope};
use serde_json::json;

use super::Given;
use crate::acts::{self, ActError, Asked};
use crate::now;
use crate::outcome::{Exit, Failure, code_of};

/// The most bytes that an act is read from.
const MOST: u64 = 1 << 20;

/// Do an act as the person a token is of.
#[derive(Args)]
pub(crate) struct Act {
    /// The act, such as update.add; the manual lists them with what each takes.
    act: String,
    /// What it is done with: a file of JSON, or - for standard input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    with: PathBuf,
    /// The token, made on /account.
    #[arg(long, env = "CANDOUR_TOKEN", hide_env_values = true)]
    token: String,
    /// The version that was seen of an answer that is changed.
    #[arg(long)]
    seen: Option<u32>,
    /// The act's own identifier (a UUID of yours), so that doing it twice does it once.
    #[arg(long)]
    act_id: Option<ActId>,
}

pub(crate) fn act(given: &Given, args: Act) -> Result<Exit, Failure> {
    let act = ActKind::parse(&args.act).filter(|act| acts::ACTS.contains(act));
    let act = act
        .ok_or_else(|| Failure::usage(format!("'{}' is not an act that can be asked for; see the manual", args.act)))?;
    let with =
        serde_json::from_str(&read(&args.with)?).map_err(|e| Failure::failed("malformed", format!("not JSON: {e}")))?;
    let app = given.existing()?;
    let refused = |error: AccountError| Failure::from(AppError::from(error));
    let token = app.accounts().token(&args.token, now::now()).map_err(refused)?;
    let token = token.ok_or_else(|| Failure::failed("no_token", "that token is over, or is none"))?;
    let scope: Scope = act.scope();
    if !token.scopes.contains(&scope) {
        return Err(Failure::failed("scope", format!("the token is not for '{}'", scope.as_str())));
    }
    let ctx = now::context(app.actor(token.actor, now::today())?);
    let act_id = args.act_id.map_or_else(super::fresh_act, Ok)?;
    let done = acts::perform(&app, &ctx, Asked { act, act_id, seen: args.seen, with });
    let receipt = done.map_err(|error| match error {
        ActError::App(error) => Failure::failed(code_of(&error), error.to_string()),
        other => Failure::failed("malformed", other.to_string()),
    })?;
    let words = || match (receipt.replayed, receipt.first) {
        (true, _) => format!("{act}: done before (entry {})", receipt.first),
        (false, 0) => format!("{act}: it is so already"),
        _ => format!("{act}: done (entry {})", receipt.first),
    };
    given.say(words, || json!({"act_id": receipt.act_id, "first": receipt.first, "last": receipt.last, "replayed": receipt.replayed}));
    Ok(Exit::Done)
}

fn read(from: &std::path::Path) -> Result<String, Failure> {
    let mut text = String::new();
    let failed = |e: std::io::Error| Failure::failed("unreadable", format!("'{}' cannot be read: {e}", from.display()));
    if from.as_os_str() == "-" {
        std::io::stdin().take(MOST).read_to_string(&mut text).map_err(failed)?;
    } else {
        std::fs::File::open(from).and_then(|file| file.take(MOST).read_to_string(&mut text)).map_err(failed)?;
    }
    Ok(text)
}
