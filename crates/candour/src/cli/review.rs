//! `candour review`: the inbox in the terminal. Warnings first, then each proposed record with the words it came from.
//!
//! *Invariant:* each answer is one act; leaving at any point loses nothing that was said to be done.

use std::io::{BufRead, Write};

use app::{App, Asked, Waiting};
use domain::proposals::{CorrectProposal, Correction, Level, Proposal, Quoted, ReviewState};
use serde_json::json;

use super::{Given, fresh_act};
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `review`.
#[derive(clap::Args)]
pub(crate) struct ReviewArgs {
    /// The proposal to act on; without one, all that wait are gone through.
    number: Option<i64>,
    /// List what waits, and ask nothing.
    #[arg(long)]
    list: bool,
    /// Accept it.
    #[arg(long, requires = "number", conflicts_with_all = ["reject", "undo", "set", "drop", "split", "merge"])]
    accept: bool,
    /// Reject it, for this reason.
    #[arg(long, value_name = "REASON", requires = "number", conflicts_with_all = ["undo", "set", "drop", "split", "merge"])]
    reject: Option<String>,
    /// Undo its last change.
    #[arg(long, requires = "number", conflicts_with_all = ["set", "drop", "split", "merge"])]
    undo: bool,
    /// Put a value in a place: r1.addressees=A Police; B Police
    #[arg(long, value_name = "PLACE=VALUE", requires = "number")]
    set: Vec<String>,
    /// Leave out a recommendation, answer or action: r2, r1.p1, r1.p1.a3
    #[arg(long, value_name = "PLACE", requires = "number")]
    drop: Vec<String>,
    /// Part a recommendation in two before these words: r1=The force should also
    #[arg(long, value_name = "PLACE=WORDS", requires = "number")]
    split: Vec<String>,
    /// Join a recommendation with the one after it: r1
    #[arg(long, value_name = "PLACE", requires = "number")]
    merge: Vec<String>,
}

pub(crate) fn review(given: &Given, args: ReviewArgs) -> Result<Exit, Failure> {
    let app = given.existing()?;
    if args.list {
        return list(given, &app);
    }
    let Some(n) = args.number else { return walk(given, &app) };
    let asked = || -> Result<Asked, Failure> { Ok(Asked { n, version: None, act_id: fresh_act()? }) };
    let mut corrections: Vec<Correction> = Vec::new();
    for text in &args.set {
        let (place, value) = text.split_once('=').ok_or_else(|| Failure::usage("--set takes PLACE=VALUE"))?;
        corrections.push(set(place, value));
    }
    corrections.extend(args.drop.iter().map(|place| Correction::Drop { place: place.clone() }));
    for text in &args.split {
        let (place, before) = text.split_once('=').ok_or_else(|| Failure::usage("--split takes PLACE=WORDS"))?;
        corrections.push(Correction::Split { place: place.to_owned(), before: before.to_owned() });
    }
    corrections.extend(args.merge.iter().map(|place| Correction::Merge { place: place.clone() }));
    for correction in corrections {
        let cmd = CorrectProposal { act_id: fresh_act()?, correction };
        app.correct_proposal(&now::operator(), asked()?, cmd)?;
    }
    let done = if args.accept {
        app.accept_proposal(&now::operator(), asked()?)?;
        "accepted"
    } else if let Some(reason) = &args.reject {
        app.reject_proposal(&now::operator(), asked()?, reason)?;
        "rejected"
    } else if args.undo {
        app.undo_proposal(&now::operator(), asked()?)?;
        "undone"
    } else {
        "shown"
    };
    let held = app.proposal(n)?;
    let doubts = told(&app.doubts(&held.filed.proposal)?);
    given.say(
        || if done == "shown" { format!("{}{doubts}", shown(&held)) } else { format!("proposal {n}: {done}") },
        || json!({"proposal": n, "done": done, "version": held.row.version, "state": held.row.state, "content": held.filed.proposal}),
    );
    Ok(Exit::Done)
}

fn set(place: &str, value: &str) -> Correction {
    let value = Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    Correction::Set { place: place.trim().to_owned(), value }
}

fn list(given: &Given, app: &App) -> Result<Exit, Failure> {
    let rows = app.proposals(ReviewState::Waiting, 0, 10_000)?;
    given.say(
        || {
            if rows.is_empty() {
                return "nothing waits for review".to_owned();
            }
            let line = |r: &view::ProposalRow| {
                let title = r.title.clone().unwrap_or_else(|| r.file.clone());
                format!(
                    "{:>8}  {:<20} {:>3} recommendations, {:>2} warnings  {title}",
                    r.n, r.kind, r.recommendations, r.warnings
                )
            };
            rows.iter().map(line).collect::<Vec<_>>().join("\n")
        },
        || json!({"waiting": rows}),
    );
    Ok(Exit::Done)
}

/// Goes through all that wait, asking of each.
fn walk(given: &Given, app: &App) -> Result<Exit, Failure> {
    let mut after = 0;
    let mut input = std::io::stdin().lock();
    loop {
        let Some(row) = app.proposals(ReviewState::Waiting, after, 1)?.into_iter().next() else {
            given.say(|| "nothing more waits for review".to_owned(), || json!({"waiting": 0}));
            return Ok(Exit::Done);
        };
        let held = app.proposal(row.n)?;
        let doubts = told(&app.doubts(&held.filed.proposal)?);
        given
            .say(|| format!("{}{doubts}", shown(&held)), || json!({"proposal": row.n, "content": held.filed.proposal}));
        match ask(app, &held, &mut input)? {
            Next::Stay => {}
            Next::On => after = row.n,
            Next::Quit => return Ok(Exit::Done),
        }
    }
}

enum Next {
    Stay,
    On,
    Quit,
}

const HELP: &str = "a accept | c PLACE=VALUE correct | s PLACE=WORDS split before words | m PLACE merge with next | d PLACE drop | r REASON reject | u undo | n next | q quit";

fn ask(app: &App, held: &Waiting, input: &mut impl BufRead) -> Result<Next, Failure> {
    let mut out = std::io::stdout();
    // A terminal that went away answers with the end of input below.
    let _ = write!(out, "[{HELP}]\n> ").and_then(|()| out.flush());
    let mut line = String::new();
    let read = input.read_line(&mut line).map_err(|e| Failure::failed("input", e.to_string()))?;
    if read == 0 {
        return Ok(Next::Quit);
    }
    let (verb, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let asked = Asked { n: held.row.n, version: Some(held.row.version), act_id: fresh_act()? };
    let ctx = now::operator();
    let correct = |correction| app.correct_proposal(&ctx, asked, CorrectProposal { act_id: asked.act_id, correction });
    let pair = || rest.split_once('=').unwrap_or((rest, ""));
    let done = match verb {
        "a" => app.accept_proposal(&ctx, asked),
        "r" => app.reject_proposal(&ctx, asked, rest),
        "u" => app.undo_proposal(&ctx, asked),
        "c" => correct(set(pair().0, pair().1)),
        "s" => correct(Correction::Split { place: pair().0.trim().to_owned(), before: pair().1.trim().to_owned() }),
        "m" => correct(Correction::Merge { place: rest.trim().to_owned() }),
        "d" => correct(Correction::Drop { place: rest.trim().to_owned() }),
        "n" => return Ok(Next::On),
        "q" => return Ok(Next::Quit),
        _ => {
            println!("{HELP}");
            return Ok(Next::Stay);
        }
    };
    // A refusal is told, and the same proposal is asked of again.
    match done {
        Ok(_) => println!("done"),
        Err(e) => println!("refused: {e}"),
    }
    Ok(Next::Stay)
}

/// The bodies to look at, one a line, with the known ones that each may be.
fn told(doubts: &[app::Doubt]) -> String {
    let line = |d: &app::Doubt| {
        let known =
            d.candidates.iter().map(|(name, alike)| format!("{name} ({alike}%)")).collect::<Vec<_>>().join("; ");
        match (&d.ended, known.is_empty()) {
            (Some(day), _) => format!("\n  ? {} ended on {}; its duties passed to: {known}", d.name, day.plain()),
            (None, true) => format!("\n  ? {} is not known; accepted as it is, it becomes a body of its own", d.name),
            (None, false) => format!("\n  ? {} is not surely known; is it one of these: {known}", d.name),
        }
    };
    doubts.iter().map(line).collect()
}

/// A proposal as the terminal shows it.
fn shown(held: &Waiting) -> String {
    let p = &held.filed.proposal;
    let mut out = vec![format!(
        "\n== {} · {} · {} · {}",
        held.row.n,
        p.document.kind.as_str(),
        held.row.file,
        p.document.title.as_ref().map_or("(no title)", |t| t.value.as_str())
    )];
    let mut warnings: Vec<_> = p.warnings.iter().filter(|w| w.level > Level::Info).collect();
    warnings.sort_by_key(|w| std::cmp::Reverse(w.level));
    out.extend(warnings.iter().map(|w| format!("  ! {}", w.message)));
    recommendations(p, &mut out);
    if let Some(meeting) = &p.meeting {
        let held_on = meeting.held_on.as_ref().map_or("no date".to_owned(), |d| d.value.to_string());
        out.push(format!(
            "  meeting: {} present, {} apologies, held {held_on}",
            meeting.present.len(),
            meeting.apologies.len()
        ));
        for (i, action) in meeting.actions.iter().enumerate() {
            out.push(format!("  a{} {}{}", i + 1, action.text.value, mark(&action.text)));
        }
    }
    out.join("\n")
}

fn recommendations(p: &Proposal, out: &mut Vec<String>) {
    let names =
        |all: &[Quoted<String>]| all.iter().map(|a| format!("{}{}", a.value, mark(a))).collect::<Vec<_>>().join("; ");
    for (i, r) in p.recommendations.iter().enumerate() {
        let place = i + 1;
        out.push(format!("  r{place}.text: {}{}", r.text.value, mark(&r.text)));
        out.push(format!(
            "  r{place}.addressees: {}",
            if r.addressees.is_empty() { "nobody".to_owned() } else { names(&r.addressees) }
        ));
        for (k, response) in r.responses.iter().enumerate() {
            let position = response.position.as_ref().map_or("not stated", |p| p.value.as_str());
            let inferred = if response.inferred { " (inferred)" } else { "" };
            out.push(format!(
                "    r{place}.p{}.position: {position}{inferred}, {} actions",
                k + 1,
                response.actions.len()
            ));
            for (field, day) in [("given_on", &response.given_on), ("received_on", &response.received_on)] {
                out.extend(day.iter().map(|day| format!("    r{place}.p{}.{field}: {}", k + 1, day.value)));
            }
            for (j, action) in response.actions.iter().enumerate() {
                out.push(format!("      r{place}.p{}.a{}: {}", k + 1, j + 1, action.text.value));
            }
        }
    }
}

/// How a value that a person typed is told from one that was read.
fn mark(value: &Quoted<String>) -> &'static str {
    if value.end == 0 {
        " [typed]"
    } else if value.confidence < 75 {
        " [unsure]"
    } else {
        ""
    }
}
