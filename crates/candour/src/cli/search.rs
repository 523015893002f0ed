//! `candour search`: recommendations, documents, meetings and standards by words, fields and facets.
//!
//! *Invariant:* the same search as the public page's.

use comfy_table::Table;
use serde_json::json;
use view::{Ask, Facet, Found, Hit, SearchError, Sort, Sought};

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Arguments of `search`.
#[derive(clap::Args)]
pub(crate) struct Search {
    /// Words, "phrases", pref*, AND, OR, NOT, brackets, and fields such as to:kent-police late:yes.
    words: Vec<String>,
    /// What is sought: recommendations, documents, meetings or standards.
    #[arg(long, default_value = "recommendations")]
    kind: String,
    /// Made to one of these bodies, by address or name.
    #[arg(long, value_name = "BODY")]
    to: Vec<String>,
    /// Made by one of these bodies, by address or name.
    #[arg(long, value_name = "BODY")]
    by: Vec<String>,
    /// Answered with one of these positions.
    #[arg(long)]
    position: Vec<String>,
    /// Made in one of these years.
    #[arg(long)]
    year: Vec<String>,
    /// With one of these themes, by address.
    #[arg(long)]
    theme: Vec<String>,
    /// Citing one of these standards, by address or name.
    #[arg(long)]
    standard: Vec<String>,
    /// In time or not: overdue, possibly_overdue, due_soon, not_due, met, met_late, no_duty, unknown.
    #[arg(long)]
    timeliness: Vec<String>,
    /// Whether an earlier recommendation is like it: no, to_others, to_it.
    #[arg(long)]
    said_before: Vec<String>,
    /// The order: relevance, newest, latest or changed.
    #[arg(long)]
    sort: Option<String>,
    /// Count by these facets, parted by commas.
    #[arg(long, value_delimiter = ',')]
    facets: Vec<String>,
    /// Print the hits as CSV.
    #[arg(long)]
    csv: bool,
    /// The most that are shown.
    #[arg(long, default_value_t = 20)]
    most: usize,
}

impl Search {
    fn ask(self) -> Result<Ask, Failure> {
        let known = |name: &str, there_is: bool| {
            if there_is {
                Ok(())
            } else {
                Err(Failure::usage(format!("there is no {name}; candour search --help lists what is")))
            }
        };
        let sought = Sought::parse(&self.kind);
        known(&format!("kind '{}'", self.kind), sought.is_some())?;
        let sort = self.sort.as_deref().map(Sort::parse);
        known(&format!("order '{}'", self.sort.as_deref().unwrap_or_default()), sort != Some(None))?;
        let mut facets = Vec::new();
        for name in &self.facets {
            known(&format!("facet '{name}'"), Facet::parse(name).is_some())?;
            facets.extend(Facet::parse(name));
        }
        let chosen = [
            (Facet::To, self.to),
            (Facet::By, self.by),
            (Facet::Position, self.position),
            (Facet::Year, self.year),
            (Facet::Theme, self.theme),
            (Facet::Standard, self.standard),
            (Facet::Timeliness, self.timeliness),
            (Facet::SaidBefore, self.said_before),
        ];
        let chosen =
            chosen.into_iter().flat_map(|(facet, values)| values.into_iter().map(move |v| (facet, v))).collect();
        Ok(Ask {
            words: self.words.join(" "),
            sought: sought.unwrap_or_default(),
            chosen,
            sort: sort.flatten(),
            after: None,
            most: self.most,
            facets,
        })
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Failure {
        match error {
            SearchError::Refused(why) => Failure::usage(why.to_string()),
            SearchError::Unready { .. } => Failure::failed("search_unready", error.to_string()),
            SearchError::View(error) => app::AppError::from(error).into(),
        }
    }
}

pub(crate) fn search(given: &Given, args: Search) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let as_csv = args.csv;
    let ask = args.ask()?;
    if !app.catch_up_search()? {
        eprintln!("candour: the search index is still behind the register; the newest records may be missing");
    }
    let found = app.read_public(|view| Ok(app.search().find(view, &ask, now::today())))??;
    if as_csv {
        print!("{}", crate::api::hit_head(ask.sought));
        found.hits.iter().for_each(|hit| print!("{}", crate::api::hit_row(hit)));
        return Ok(Exit::Done);
    }
    if given.json {
        given.say(String::new, || json!(found));
        return Ok(Exit::Done);
    }
    show(given, &ask, &found);
    Ok(Exit::Done)
}

fn show(given: &Given, ask: &Ask, found: &Found) {
    let words = |hit: &Hit| hit.title.iter().map(|p| p.text.as_str()).collect::<String>();
    let mut table = Table::new();
    if ask.sought == Sought::Recommendations {
        table.set_header(["Reference", "Made", "To", "Position", "What was asked"]);
        for row in found.hits.iter().filter_map(|h| h.row.as_ref().map(|row| (h, row))) {
            let (hit, row) = row;
            let to = row.to.as_ref().map_or("not known", |b| b.name.as_str());
            let to = if hit.others > 0 { format!("{to} and {} more", hit.others) } else { to.to_owned() };
            let made = row.made_on.as_deref().unwrap_or("not known");
            table.add_row([row.reference.as_str(), made, &to, &row.position, &words(hit)]);
        }
    } else {
        table.set_header(["Reference", "Date", "Title"]);
        for hit in &found.hits {
            table.add_row([hit.reference.as_str(), hit.on.as_deref().unwrap_or("not known"), &words(hit)]);
        }
    }
    given.say(|| table.to_string(), || json!(null));
    for facet in &found.facets {
        let values: Vec<String> = facet
            .values
            .iter()
            .take(15)
            .map(|v| format!("{} {}", v.name.as_deref().unwrap_or(&v.value), v.count))
            .collect();
        given.say(|| format!("{}: {}", facet.facet.as_str(), values.join(", ")), || json!(null));
    }
    for taken in &found.taken {
        let said = match taken.names.as_slice() {
            [] => format!("nothing is called '{}'", taken.value),
            names => format!("'{}' was taken as any of: {}", taken.value, names.join("; ")),
        };
        given.say(|| said, || json!(null));
    }
    if let Some(help) = &found.help {
        for (word, near) in &help.nowhere {
            let near = near.as_ref().map(|n| format!("; the nearest that does: {n}")).unwrap_or_default();
            given.say(|| format!("the word '{word}' stands nowhere{near}"), || json!(null));
        }
        if found.widened {
            given.say(|| "nothing has all of these words; these have most of them".to_owned(), || json!(null));
        } else if let Some(any) = help.any {
            given.say(|| format!("{any} have any of the words: put OR between them"), || json!(null));
        }
        if let Some(all) = help.unnarrowed {
            given.say(|| format!("{all} without narrowing"), || json!(null));
        }
    }
    given.say(|| format!("{} of {}", found.hits.len(), found.total), || json!(null));
}
