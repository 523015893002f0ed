//! `candour theme`: themes that words suggest, a person's word on them, and subjects that no theme names.
//!
//! *Invariant:* the same suggestions and the same act as the page's.

use domain::likeness::{Names, clusters};
use serde_json::json;

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `theme`.
#[derive(clap::Args)]
pub(crate) struct Themes {
    /// A recommendation, such as REC-12; without it those whose themes wait for a person are listed.
    #[arg(value_name = "REC-N")]
    of: Option<String>,
    /// The themes it has, by address.
    #[arg(value_name = "THEME", requires = "of")]
    has: Vec<String>,
    /// A theme it has not; may be given several times.
    #[arg(long = "not", value_name = "THEME", requires = "of")]
    has_not: Vec<String>,
    /// List only suggestions of this theme.
    #[arg(long, value_name = "THEME", conflicts_with = "of")]
    theme: Option<String>,
    /// List the tree of themes with their counts.
    #[arg(long, conflicts_with = "of")]
    tree: bool,
    /// List groups of recommendations about one subject that no theme names.
    #[arg(long, conflicts_with_all = ["of", "tree"])]
    unnamed: bool,
    /// The most that are listed.
    #[arg(long, default_value_t = 20)]
    most: usize,
}

/// The latest recommendations without a theme that are grouped.
const GROUPED: usize = 20_000;

pub(crate) fn theme(given: &Given, args: Themes) -> Result<Exit, Failure> {
    let app = given.existing()?;
    if let Some(of) = &args.of {
        let number = crate::web::number("REC", of)
            .ok_or_else(|| Failure::usage(format!("'{of}' is not a reference such as REC-12")))?;
        let receipt = app.judge_themes(&now::operator(), number, &args.has, &args.has_not)?;
        let words = || {
            let not = args.has_not.iter().map(|slug| format!("not {slug}"));
            let said: Vec<String> = args.has.iter().cloned().chain(not).collect();
            format!("{of}: {}: recorded (entry {})", said.join(", "), receipt.first)
        };
        given.say(words, || json!({"of": of, "has": args.has, "has_not": args.has_not, "entry": receipt.first}));
        return Ok(Exit::Done);
    }
    if args.tree {
        for line in app.read_public(|view| view.theme_tree())? {
            let indent = if line.parent.is_some() { "  " } else { "" };
            let words = || format!("{indent}{} ({}): {}", line.theme.slug, line.theme.name, line.recommendations);
            given.say(words, || json!(line));
        }
        return Ok(Exit::Done);
    }
    let most = args.most.clamp(1, 1000);
    if args.unnamed {
        let (names, texts) = app.read_public(|view| Ok((view.body_names()?, view.unthemed(GROUPED)?)))?;
        let words: Vec<&str> = texts.iter().map(|(_, _, text)| text.as_str()).collect();
        for group in clusters(&words, &Names::of(names.iter().map(String::as_str)), most) {
            let own = group.texts.iter().filter_map(|at| texts.get(*at));
            let references: Vec<String> = own.map(|(_, number, _)| format!("REC-{number}")).collect();
            let line = || format!("{}: {}", group.words.join(", "), references.join(", "));
            given.say(line, || json!({"words": group.words, "recommendations": references}));
        }
        return Ok(Exit::Done);
    }
    let waiting = app.read_public(|view| view.themes_suggested(args.theme.as_deref(), None, most))?;
    for one in &waiting {
        let words = || {
            let theme = |t: &view::ThemeOf| match t.because.as_slice() {
                [] => t.theme.slug.clone(),
                because => format!("{} ({})", t.theme.slug, because.join(", ")),
            };
            let text: String = one.row.text.chars().take(160).collect();
            let themes: Vec<String> = one.themes.iter().map(theme).collect();
            format!("{}: {}\n  {text}", one.row.reference, themes.join("; "))
        };
        given.say(words, || json!(one));
    }
    if waiting.is_empty() && !given.json {
        given.say(|| "nothing waits".to_owned(), || json!(null));
    }
    Ok(Exit::Done)
}
