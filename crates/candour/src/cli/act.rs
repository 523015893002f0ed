//! `candour act`: an act as a person with a token, read as JSON, as the API takes it.
//!
//! *Invariant:* the same acts, the same checks and the same words as the API's; the token is looked at first.

use std::io::Read;
use std::path::PathBuf;

use accounts::AccountError;
use app::{App, AppError};
use clap::Args;
use domain::{ActId, ActKind, Ctx, Scope};
use serde_json::json;

use super::Given;
use crate::acts::{self, ActError, Asked, Part};
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
    /// A file to file with evidence.file.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The same with words left out, for everybody.
    #[arg(long, value_name = "FILE")]
    redacted: Option<PathBuf>,
    /// Where to write the file of restricted evidence that evidence.open opens.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The act's own identifier (a UUID of yours), so that doing it twice does it once.
    #[arg(long)]
    act_id: Option<ActId>,
}

pub(crate) fn act(given: &Given, args: Act) -> Result<Exit, Failure> {
    let act = ActKind::parse(&args.act).filter(|act| acts::ACTS.contains(act));
    let act = act
        .ok_or_else(|| Failure::usage(format!("'{}' is not an act that can be asked for; see the manual", args.act)))?;
    let with = acts::json(read(&args.with)?.as_bytes()).map_err(failed)?;
    let app = given.existing()?;
    let refused = |error: AccountError| Failure::from(AppError::from(error));
    let token = app.accounts().token(&args.token, now::now()).map_err(refused)?;
    let (token, _) = token.ok_or_else(|| Failure::failed("no_token", "that token is over, or is none"))?;
    let scope: Scope = act.scope();
    if !token.scopes.contains(&scope) {
        return Err(Failure::failed("scope", format!("the token is not for '{}'", scope.as_str())));
    }
    let ctx = now::context(app.actor(token.actor, now::today())?);
    let act_id = args.act_id.map_or_else(super::fresh_act, Ok)?;
    let asked = Asked { act, act_id, seen: args.seen, with };
    if act == ActKind::OpenEvidence {
        return opened(given, &app, &ctx, &asked, args.output.as_deref());
    }
    let done = if args.file.is_some() || args.redacted.is_some() {
        if act != ActKind::FileEvidence {
            return Err(Failure::usage("--file and --redacted are for evidence.file"));
        }
        let kept = |file: Option<PathBuf>| file.map(|file| kept(given, &app, &file)).transpose();
        acts::evidence(&app, &ctx, &asked, acts::Sent { file: kept(args.file)?, redacted: kept(args.redacted)? })
    } else {
        acts::perform(&app, &ctx, asked)
    };
    let receipt = done.map_err(failed)?;
    let words = || match (receipt.replayed, receipt.first) {
        (true, _) => {
            format!("{act}: done before (entry {}); what it was done with then is not compared", receipt.first)
        }
        (false, 0) => format!("{act}: it is so already"),
        _ => format!("{act}: done (entry {})", receipt.first),
    };
    given.say(words, || json!({"act_id": receipt.act_id, "first": receipt.first, "last": receipt.last, "replayed": receipt.replayed}));
    Ok(Exit::Done)
}

pub(super) fn failed(error: ActError) -> Failure {
    match error {
        ActError::App(error) => Failure::failed(code_of(&error), error.to_string()),
        other => Failure::failed("malformed", other.to_string()),
    }
}

/// Opens restricted evidence: its words are said, its file is written where it was asked to be.
fn opened(given: &Given, app: &App, ctx: &Ctx, asked: &Asked, to: Option<&std::path::Path>) -> Result<Exit, Failure> {
    let opened = acts::open(app, ctx, asked, to.is_some()).map_err(failed)?;
    if let (Some(to), Some(bytes)) = (to, &opened.bytes) {
        let unwritable = |e: std::io::Error| Failure::failed("unwritable", format!("'{}': {e}", to.display()));
        std::fs::write(to, bytes).map_err(unwritable)?;
    }
    let (evidence, receipt) = (&opened.evidence, &opened.receipt);
    let file = evidence.file.as_ref().map(|file| file.name.as_str());
    let words = || {
        let parts = [Some(evidence.shows.words.as_str()), evidence.link.as_deref(), file];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    given.say(
        words,
        || json!({"first": receipt.first, "shows": evidence.shows.words, "link": evidence.link, "file": file}),
    );
    Ok(Exit::Done)
}

/// Takes a file in, if it is of a kind that is taken.
fn kept(given: &Given, app: &App, from: &std::path::Path) -> Result<Part, Failure> {
    let unreadable =
        |e: std::io::Error| Failure::failed("unreadable", format!("'{}' cannot be read: {e}", from.display()));
    let mut file = std::fs::File::open(from).map_err(unreadable)?;
    let mut incoming =
        app.files().incoming(given.config.people.evidence * 1_000_000).map_err(|e| Failure::from(AppError::from(e)))?;
    let (mut head, mut part) = (Vec::new(), vec![0; 64 << 10]);
    loop {
        let read = file.read(&mut part).map_err(unreadable)?;
        let Some(part) = part.get(..read).filter(|part| !part.is_empty()) else { break };
        head.extend(part.iter().take(intake::HEAD.saturating_sub(head.len())));
        incoming.write(part).map_err(|e| Failure::from(AppError::from(e)))?;
    }
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let media_type = intake::kind_of(&name, &head).map_err(|e| Failure::failed("assurance_refused", e.to_string()))?;
    Ok(Part::new(name, media_type.to_owned(), incoming))
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
