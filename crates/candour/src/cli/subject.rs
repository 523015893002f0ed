//! `candour subject`: what is held of one person, for a request by them.
//!
//! *Invariant:* nothing is written in the register; what is printed is for that person, with the names of others taken out.

use std::fmt::Write;
use std::path::PathBuf;

use app::{AppError, Subject, ToldOf};
use clap::Args;
use serde_json::{Value, json};

use super::{Given, bar};
use crate::acts::{UnreadView, reference};
use crate::now;
use crate::outcome::{Exit, Failure};

/// Print all that the register and its accounts hold of one person (UK GDPR article 15).
#[derive(Args)]
pub(crate) struct Of {
    /// Their name, and other ways in which it is written, each in quotes.
    #[arg(required = true)]
    names: Vec<String>,
    /// Their e-mail address: their account, what it follows and letters to it.
    #[arg(long)]
    email: Option<String>,
    /// Where to write it; standard output otherwise.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn subject(given: &Given, args: &Of) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let ctx = now::operator();
    let looking = bar(given, "Looking", Some(app.ledger().head().map_err(AppError::from)?.seq));
    let names: Vec<String> = args.names.iter().map(|name| name.trim().to_owned()).collect();
    let found = app.subject(&ctx, (&names, args.email.as_deref()), &mut |p| looking.set_position(p.done))?;
    looking.finish_and_clear();
    let body = |id: domain::BodyId| -> Result<String, AppError> {
        let found = app.read_public(|view| view.body_ref_of(id.into()))?;
        Ok(found.map_or_else(|| id.to_string(), |body| body.name))
    };
    let mut roles = Vec::new();
    for row in found.account.iter().flat_map(|account| &account.roles) {
        let whose = row.held.body.map(body).transpose()?;
        roles.push(json!({"role": row.held.role.as_str(), "body": whose, "from": row.from, "until": row.until}));
    }
    // For who answers the request, and not for whom it is about.
    let unread: Vec<UnreadView> = found.unread.iter().map(UnreadView::of).collect();
    if !unread.is_empty() {
        eprintln!("candour: look into these yourself:{}", super::erase::unlooked(&unread));
    }
    let value = as_json(&found, &names, roles);
    let words = if given.json { value.to_string() } else { as_words(&value) };
    match &args.output {
        Some(file) => {
            let failed =
                |e: std::io::Error| Failure::failed("output", format!("'{}' cannot be written: {e}", file.display()));
            std::fs::write(file, format!("{words}\n")).map_err(failed)?;
            let (count, at) = (found.records.len(), file.display().to_string());
            given.say(
                || format!("Written to {at}: {count} records that name them"),
                || json!({"written": at, "records": count}),
            );
        }
        None => given.say(|| words.clone(), || value.clone()),
    }
    Ok(Exit::Done)
}

/// Unix seconds as an instant.
fn instant(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|at| at.to_string())
}

fn as_json(found: &Subject, names: &[String], roles: Vec<Value>) -> Value {
    let record = |told: &ToldOf| {
        let passages: Vec<Value> =
            told.passages.iter().map(|(field, words)| json!({"field": field, "words": words})).collect();
        json!({
            "id": told.id,
            "kind": told.kind.as_str(),
            "reference": reference(told.kind, told.number),
            "public": told.public,
            "since": told.since,
            "address": told.address,
            "held": told.held.map(domain::HoldGround::as_str),
            "passages": passages,
        })
    };
    let account = found.account.as_ref().map(|account| {
        let (user, sessions) = (&account.user, &account.sessions);
        let session = |s: &accounts::Session| json!({"made": instant(s.made), "used": instant(s.used), "browser": s.browser});
        let token = |t: &accounts::Token| {
            let scopes: Vec<&str> = t.scopes.iter().map(|scope| scope.as_str()).collect();
            json!({"name": t.name, "scopes": scopes, "made": instant(t.made), "ends": instant(t.ends)})
        };
        let did = |(act, did): (&String, &app::Did)| {
            json!({"act": act, "entries": did.entries, "first": did.between.0, "last": did.between.1})
        };
        json!({
            "pseudonym": account.actor.to_string(),
            "name": user.name,
            "email": user.email,
            "made": instant(user.made),
            "stopped": user.stopped.and_then(instant),
            "second_factor": user.second_factor(),
            "provider": user.outside.as_ref().map(|(provider, _)| provider),
            "roles": roles,
            "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
            "tokens": account.tokens.iter().map(token).collect::<Vec<_>>(),
            "acts": account.acts.iter().map(did).collect::<Vec<_>>(),
        })
    });
    let follow = |one: &accounts::Subscription| json!({"search": one.query, "made": instant(one.made)});
    let letter = |post: &accounts::Post| json!({"subject": post.subject, "written": instant(post.written), "sent": post.sent.and_then(instant)});
    json!({
        "names": names,
        "records": found.records.iter().map(record).collect::<Vec<_>>(),
        "account": account,
        "follows": found.follows.iter().map(follow).collect::<Vec<_>>(),
        "letters": found.letters.iter().map(letter).collect::<Vec<_>>(),
    })
}

/// A field in words; nothing where it has none.
fn text(of: &Value, field: &str) -> String {
    of.get(field).and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
}

/// The day of a field that is an instant or a day.
fn day(of: &Value, field: &str) -> String {
    text(of, field).chars().take(10).collect()
}

/// The rows of a field that is a list.
fn rows(of: &Value, field: &str) -> Vec<Value> {
    of.get(field).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// The same to be read.
fn as_words(value: &Value) -> String {
    let names: Vec<String> = rows(value, "names").iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    let mut out = format!("# What is held of {}\n", names.join(", "));
    let records = rows(value, "records");
    let _ = writeln!(out, "\n## Records and documents ({})\n", records.len());
    for told in &records {
        let called = Some(text(told, "reference")).filter(|called| !called.is_empty());
        let public = told.get("public") == Some(&Value::Bool(true));
        let whose = if public { "everybody may read it" } else { "not public" };
        let kind = text(told, "kind").replace('_', " ");
        let _ = writeln!(out, "### {kind} {}\n", called.unwrap_or_else(|| text(told, "id")));
        let _ = writeln!(out, "Since {}; {whose}.", day(told, "since"));
        let (address, held) = (text(told, "address"), text(told, "held"));
        if !address.is_empty() {
            let _ = writeln!(out, "Read from {address}.");
        }
        if !held.is_empty() {
            let _ = writeln!(out, "Held ({held}): nothing of it is erased for now.");
        }
        for passage in rows(told, "passages") {
            let _ = writeln!(out, "\n- {}: {}", text(&passage, "field"), text(&passage, "words"));
        }
        out.push('\n');
    }
    account_words(&mut out, value.get("account").filter(|account| !account.is_null()));
    for (name, title) in [("follows", "Searches that are followed"), ("letters", "Letters of the last two years")] {
        let all = rows(value, name);
        let _ = writeln!(out, "## {title} ({})\n", all.len());
        for row in all {
            let what = text(&row, "search") + &text(&row, "subject");
            let _ = writeln!(out, "- {}{} {what}", day(&row, "made"), day(&row, "written"));
        }
        out.push('\n');
    }
    out.push_str(
        "The names of other people were taken out where they could be told; read it once more before it is handed over.",
    );
    out
}

fn account_words(out: &mut String, account: Option<&Value>) {
    out.push_str("## Account\n\n");
    let Some(account) = account else {
        out.push_str("None that was looked for.\n\n");
        return;
    };
    let (name, email, pseudonym) = (text(account, "name"), text(account, "email"), text(account, "pseudonym"));
    let _ = writeln!(out, "{name}, {email}; made {}; pseudonym {pseudonym}.", day(account, "made"));
    for role in rows(account, "roles") {
        let (body, until) = (text(&role, "body"), day(&role, "until"));
        let until = if until.is_empty() { String::new() } else { format!(" to {until}") };
        let _ = writeln!(out, "- role: {} {body} from {}{until}", text(&role, "role"), day(&role, "from"));
    }
    for session in rows(account, "sessions") {
        let _ = writeln!(out, "- signed in {}: {}", day(&session, "made"), text(&session, "browser"));
    }
    for token in rows(account, "tokens") {
        let (made, ends) = (day(&token, "made"), day(&token, "ends"));
        let _ = writeln!(out, "- token '{}' made {made}, until {ends}", text(&token, "name"));
    }
    for did in rows(account, "acts") {
        let entries = did.get("entries").and_then(Value::as_u64).unwrap_or(0);
        let (first, last) = (day(&did, "first"), day(&did, "last"));
        let _ = writeln!(out, "- act {}: {entries} entries, {first} to {last}", text(&did, "act"));
    }
    out.push('\n');
}
