//! `candour judge`: the pairs that are alike, and a person's verdict on one.
//!
//! *Invariant:* the same pairs and the same act as the page's.

use domain::Verdict;
use serde_json::json;

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `judge`.
#[derive(clap::Args)]
pub(crate) struct Judge {
    /// The later recommendation, such as REC-12; without it the pairs that wait are listed.
    #[arg(value_name = "REC-N", requires = "verdict")]
    of: Option<String>,
    /// repeats, replaces, absorbs, same_theme_only or different.
    #[arg(value_parser = verdict, requires = "on")]
    verdict: Option<Verdict>,
    /// The earlier one.
    #[arg(value_name = "REC-M")]
    on: Option<String>,
    /// List those judged already, too.
    #[arg(long)]
    all: bool,
    /// The most pairs that are listed.
    #[arg(long, default_value_t = 20)]
    most: usize,
}

fn verdict(text: &str) -> Result<Verdict, String> {
    let names = || Verdict::ON_RECOMMENDATIONS.map(Verdict::as_str).join(", ");
    Verdict::parse(text).ok_or_else(|| format!("a verdict is one of {}", names()))
}

pub(crate) fn judge(given: &Given, args: Judge) -> Result<Exit, Failure> {
    let app = given.existing()?;
    if let (Some(of), Some(verdict), Some(on)) = (&args.of, args.verdict, &args.on) {
        let number = |reference: &str| {
            crate::web::number("REC", reference)
                .ok_or_else(|| Failure::usage(format!("'{reference}' is not a reference such as REC-12")))
        };
        let receipt = app.judge_likeness(&now::operator(), number(of)?, number(on)?, verdict)?;
        let words = || format!("{of} {} {on}: recorded (entry {})", verdict.as_str(), receipt.first);
        given.say(words, || json!({"of": of, "on": on, "verdict": verdict.as_str(), "entry": receipt.first}));
        return Ok(Exit::Done);
    }
    app.catch_up_search()?;
    let (pairs, more) =
        app.read_public(|view| Ok(app.search().pairs(view, None, args.most.clamp(1, 1000), args.all)))??;
    for pair in &pairs {
        let short = |text: &str| text.chars().take(160).collect::<String>();
        let words = || {
            format!(
                "{} and {}: {} ({}%){}\n  {}\n  {}",
                pair.later.reference,
                pair.earlier.reference,
                pair.degree,
                pair.measure,
                pair.judged.as_ref().map(|j| format!(", judged {j}")).unwrap_or_default(),
                short(&pair.later.text),
                short(&pair.earlier.text)
            )
        };
        given.say(words, || json!(pair));
    }
    if !given.json {
        let end = if more.is_some() { "there are more (--most)" } else { "no more" };
        given.say(|| format!("{} pairs; {end}", pairs.len()), || json!(null));
    }
    Ok(Exit::Done)
}
