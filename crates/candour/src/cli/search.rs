//! `candour search`: recommendations by body, position, year, theme and words.
//!
//! *Invariant:* the same read as the public list.

use comfy_table::Table;
use domain::Position;
use serde_json::json;
use view::{Counted, Filter};

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `search`.
#[derive(clap::Args)]
pub(crate) struct Search {
    /// Words that the recommendation holds.
    words: Vec<String>,
    /// Made to this body, by address or name.
    #[arg(long, value_name = "BODY")]
    to: Option<String>,
    /// Made by this body, by address or name.
    #[arg(long, value_name = "BODY")]
    by: Option<String>,
    /// Answered with this position.
    #[arg(long)]
    position: Option<String>,
    /// Made in this year.
    #[arg(long)]
    year: Option<i16>,
    /// With this theme, by address.
    #[arg(long)]
    theme: Option<String>,
    /// The most that are shown.
    #[arg(long, default_value_t = 20)]
    most: usize,
}

pub(crate) fn search(given: &Given, args: Search) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let position = args
        .position
        .as_deref()
        .map(|p| Position::parse(p).ok_or_else(|| Failure::usage(format!("there is no position '{p}'"))))
        .transpose()?;
    let words = (!args.words.is_empty()).then(|| args.words.join(" "));
    let (page, total) = app.read_public(|view| {
        let slug = |name: &Option<String>| -> Result<Option<String>, view::ViewError> {
            let Some(name) = name else { return Ok(None) };
            let known = view.bodies_named(name)?;
            match known.first() {
                Some(id) if known.len() == 1 => Ok(view.body_ref_of((*id).into())?.map(|b| b.slug)),
                _ => Ok(Some(name.clone())),
            }
        };
        let filter = Filter {
            to: slug(&args.to)?,
            by: slug(&args.by)?,
            position,
            year: args.year,
            theme: args.theme.clone(),
            words,
        };
        Ok((view.recommendations(&filter, None, args.most.clamp(1, 1000), now::today())?, view.total(&filter)?))
    })?;
    if given.json {
        page.rows.iter().for_each(|row| given.say(String::new, || json!(row)));
        return Ok(Exit::Done);
    }
    let mut table = Table::new();
    table.set_header(["Reference", "Made", "To", "Position", "What was asked"]);
    for row in &page.rows {
        let to = row.to.as_ref().map_or("not known", |b| b.name.as_str());
        let short: String = row.text.chars().take(120).collect();
        table.add_row([
            row.reference.as_str(),
            row.made_on.as_deref().unwrap_or("not known"),
            to,
            row.position.as_str(),
            short.as_str(),
        ]);
    }
    given.say(|| table.to_string(), || json!(null));
    let shown = page.rows.len();
    let words = || match total {
        Counted::Exactly(n) => format!("{shown} of {n}"),
        Counted::NotKept if page.next.is_some() => format!("the first {shown}; there are more (--most)"),
        Counted::NotKept => format!("{shown} found"),
    };
    given.say(words, || json!(null));
    Ok(Exit::Done)
}
