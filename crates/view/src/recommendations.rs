//! Recommendations and obligations as read.
//!
//! *Invariant:* the axes of an obligation come from `domain`'s functions over the rows here; none is decided here.

use domain::{PartialDate, Power, Quotes, Recommendation, Text};
use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use crate::actions::ActionView;
use crate::assurances::{About, Place, UpdateView};
use crate::bodies::{BodyRef, number_taken};
use crate::columns::{day_number, from_json, json};
use crate::documents::DocumentRef;
use crate::erasures::ErasureView;
use crate::history::HistoryLine;
use crate::obligations::ObligationView;
use crate::project::At;
use crate::standards::StandardRef;
use crate::store::{Store, View, ViewError};
use crate::themes::ThemeOf;

/// A citation as pages and the API show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CitationView {
    /// The standard as the document names it.
    pub named: String,
    /// The standard it means, where known.
    pub standard: Option<StandardRef>,
    /// The provision.
    pub provision: Option<String>,
    /// The words that put what it says.
    pub quote: Option<String>,
    /// The provision's name in its address.
    pub provision_address: Option<String>,
    /// Whether it was in force when the recommendation was made; null where nobody can say.
    pub in_force: Option<bool>,
    /// Where it was not: the version that was.
    pub in_force_then: Option<StandardRef>,
}

/// A recommendation's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RecommendationPage {
    /// Our reference (`REC-12`).
    pub reference: String,
    /// The recommending body's own reference.
    pub external_ref: Option<String>,
    /// The words asked.
    pub text: String,
    /// Their language.
    pub lang: String,
    /// Why.
    pub findings: Vec<String>,
    /// Who asked.
    pub recommending_body: Option<BodyRef>,
    /// The power stated.
    pub power: Option<String>,
    /// When it was made.
    pub made_on: Option<String>,
    /// Whether it is an informal ask.
    pub informal: bool,
    /// Its themes.
    pub themes: Vec<ThemeOf>,
    /// The standards it cites.
    pub citations: Vec<CitationView>,
    /// The source's reference (`SRC-3`) and its first words.
    pub source: Option<(String, Option<String>)>,
    /// The document it was read from.
    pub document: Option<DocumentRef>,
    /// The places of its fields in that document.
    pub quotes: std::collections::BTreeMap<String, (u32, u32)>,
    /// Where it was held back after it was made: since when everybody may read it, what had to happen first, and what happened.
    pub held: Option<(String, String, String)>,
    /// Who was sent a copy.
    pub copied_to: Vec<BodyRef>,
    /// Its obligations.
    pub obligations: Vec<ObligationView>,
    /// The actions that serve it.
    pub actions: Vec<ActionView>,
    /// What was said since of how it stands, newest first.
    pub updates: Vec<UpdateView>,
    /// What happened, oldest first.
    pub history: Vec<HistoryLine>,
    /// What words of it, or of what hangs on it, were erased, the first first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erasures: Vec<ErasureView>,
}

/// A recommendation found by its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// Its identifier.
    pub id: domain::RecommendationId,
    /// Its number.
    pub number: u64,
    /// Its words.
    pub text: String,
    /// When it was made.
    pub made_on: Option<PartialDate>,
    /// Who made it.
    pub by: Option<domain::BodyId>,
}

impl Store {
    pub(crate) fn project_recommendation(&mut self, at: &At, r: &Recommendation) -> Result<(), ViewError> {
        let (recommending, source, document) =
            (self.n_if(r.recommending_body)?, self.n_if(r.source)?, self.n_if(r.document)?);
        let sort = r.made_on.map_or(0, |d| day_number(d.earliest()));
        self.conn
            .prepare_cached(
                "INSERT INTO recommendation (n, number, external_ref, ordinal, lang, text, findings, recommending_n, power, made_on,
                   informal, source_n, document_n, quotes, repeats, replaces, sort, year, themes, cites, copied, held, told)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, 0)
                 ON CONFLICT (n) DO UPDATE SET number = ?2, external_ref = ?3, ordinal = ?4, lang = ?5, text = ?6, findings = ?7,
                   recommending_n = ?8, power = ?9, made_on = ?10, informal = ?11, source_n = ?12, document_n = ?13, quotes = ?14,
                   repeats = ?15, replaces = ?16, sort = ?17, year = ?18, themes = ?19, cites = ?20, copied = ?21, held = ?22",
            )?
            .execute(params![
                at.n,
                r.number,
                r.external_ref,
                r.ordinal,
                r.text.lang.as_str(),
                r.text.words,
                json(&r.findings),
                recommending,
                r.power.map(Power::as_str),
                r.made_on.map(|d| d.to_string()),
                r.informal,
                source,
                document,
                json(&r.quotes),
                r.repeats.map(|i| i.to_string()),
                r.replaces.map(|i| i.to_string()),
                sort,
                r.made_on.map(PartialDate::calendar_year),
                // Set by `project_themes` where there are any.
                false,
                !r.citations.is_empty(),
                json(&r.copied_to),
                json(&r.held),
            ])
            .map_err(|e| number_taken(e, "REC", r.number))?;
        self.worded.push((at.n, r.text.words.clone(), !at.first));
        self.project_themes(at, r)?;
        self.project_citations(at, r)?;
        self.dirty.insert(at.n);
        self.keep_quotes(at.n, document, &r.quotes)
    }

    fn project_citations(&mut self, at: &At, r: &Recommendation) -> Result<(), ViewError> {
        if !at.first {
            let old = self.view().rows(
                "SELECT 'standard:' || standard_n FROM citation WHERE n = ?1 AND standard_n IS NOT NULL UNION SELECT 'provision:' || standard_n || ':' || address FROM citation WHERE n = ?1 AND standard_n IS NOT NULL AND address IS NOT NULL",
                [at.n],
                |row| row.get::<_, String>(0),
            )?;
            old.into_iter().for_each(|name| self.count(name, -1));
            self.conn.execute("DELETE FROM citation WHERE n = ?1", [at.n])?;
        }
        let mut counted = std::collections::BTreeSet::new();
        let mut provisions = std::collections::BTreeSet::new();
        for (place, citation) in r.citations.iter().enumerate() {
            let standard = self.n_if(citation.standard)?;
            let address = citation.provision.as_deref().map(domain::provision_address).filter(|a| !a.is_empty());
            self.conn
                .prepare_cached("INSERT INTO citation (n, place, standard_n, named, provision, quote, in_force, address) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
                .execute(params![at.n, i64::try_from(place).unwrap_or(0), standard, citation.named, citation.provision, citation.quote, citation.in_force, address])?;
            counted.extend(standard);
            provisions.extend(standard.zip(address));
        }
        counted.into_iter().for_each(|standard| self.count(format!("standard:{standard}"), 1));
        provisions.into_iter().for_each(|(standard, address)| self.count(format!("provision:{standard}:{address}"), 1));
        Ok(())
    }
}

/// A recommendation's own columns as read.
struct Row {
    n: i64,
    source_n: Option<i64>,
    document_n: Option<i64>,
    themed: bool,
    cites: bool,
    told: bool,
    /// Whether words of any record were erased.
    erased: bool,
    copied: Vec<domain::BodyId>,
    page: RecommendationPage,
}

impl View<'_> {
    /// A recommendation with everything said about it. `today` is the day timeliness is reckoned on.
    pub fn recommendation_page(&self, number: u64, today: Date) -> Result<Option<RecommendationPage>, ViewError> {
        let row = self.one(
            "SELECT n, external_ref, lang, text, findings, power, made_on, informal, source_n, document_n, quotes, slug, name, themes, cites, copied, held, told, EXISTS (SELECT 1 FROM erasure) FROM (SELECT c.*, b.slug, b.name FROM recommendation c LEFT JOIN body b ON b.n = c.recommending_n WHERE c.number = ?1)",
            [number],
            |r| read_row(number, r),
        )?;
        let Some(Row { n, source_n, document_n, themed, cites, told, erased, copied, mut page }) = row else {
            return Ok(None);
        };
        if themed {
            page.themes = self.themes_of(n)?;
        }
        if cites {
            page.citations = self.citations_of(n, page.made_on.as_deref().and_then(|d| d.parse().ok()))?;
        }
        for body in copied {
            page.copied_to.extend(self.body_ref_of(body.into())?);
        }
        page.document = self.document_ref(document_n)?;
        page.source = match source_n {
            None => None,
            Some(source_n) => {
                self.one("SELECT number, record ->> '$.summary.words' FROM source WHERE n = ?1", [source_n], |r| {
                    Ok((format!("SRC-{}", r.get::<_, u64>(0)?), r.get(1)?))
                })?
            }
        };
        let mut obligations =
            self.obligations_of((n, told), page.made_on.as_deref(), page.power.is_none() && !page.informal, today)?;
        self.escalated(n, &mut obligations, today)?;
        let mut actions = self.actions_serving(n, today)?;
        for (_, action) in &mut actions {
            let whose = |duty: &ObligationView| action.body.is_none() || action.body == duty.addressee;
            let mut own = obligations.iter().filter(|(_, duty)| whose(duty)).peekable();
            if own.peek().is_some() && own.all(|(_, duty)| duty.closure != "open") {
                action.over();
            }
        }
        let mut places = Vec::new();
        if told {
            (page.updates, places) = self.said_since(n)?;
        }
        let written = which_of_each(n, &obligations, &actions, places);
        let records: Vec<i64> = written.iter().map(|(n, _)| *n).collect();
        let (history, versions) = self.history_of(written)?;
        if erased {
            page.erasures = self.erasures_of(&records)?;
        }
        page.history = history;
        for (action_n, action) in &mut actions {
            action.version = versions.get(action_n).copied().unwrap_or(1);
        }
        page.obligations = obligations.into_iter().map(|(_, obligation)| obligation).collect();
        page.actions = actions.into_iter().map(|(_, action)| action).collect();
        Ok(Some(page))
    }

    /// The recommendations that hold the rarest of these folded words, for a closer look.
    pub fn recommendations_worded(&self, folded: &str, most: usize) -> Result<Vec<Worded>, ViewError> {
        let mut words: Vec<&str> = folded.split(' ').filter(|w| w.chars().all(char::is_alphanumeric)).collect();
        words.sort_unstable_by_key(|w| std::cmp::Reverse(w.len()));
        words.dedup();
        let asked: Vec<String> = words.iter().take(8).map(|w| format!("\"{w}\"")).collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        self.rows(
            "SELECT r.id, c.number, c.text, c.made_on, b.id FROM words w JOIN recommendation c ON c.n = w.rowid
             JOIN record r ON r.n = c.n LEFT JOIN record b ON b.n = c.recommending_n WHERE words MATCH ?1 LIMIT ?2",
            params![asked.join(" "), i64::try_from(most).unwrap_or(20)],
            |r| {
                let made_on: Option<String> = r.get(3)?;
                Ok(Worded {
                    id: domain::RecommendationId(r.get(0)?),
                    number: r.get(1)?,
                    text: r.get(2)?,
                    made_on: made_on.and_then(|d| d.parse().ok()),
                    by: r.get::<_, Option<[u8; 16]>>(4)?.map(domain::BodyId),
                })
            },
        )
    }

    fn citations_of(&self, n: i64, made_on: Option<PartialDate>) -> Result<Vec<CitationView>, ViewError> {
        let mut citations = self.rows(
            "SELECT c.named, s.slug, s.title, c.provision, c.quote, c.in_force, c.address FROM citation c LEFT JOIN standard s ON s.n = c.standard_n WHERE c.n = ?1 ORDER BY c.place",
            [n],
            |r| {
                let slug: Option<String> = r.get(1)?;
                let title: Option<String> = r.get(2)?;
                let standard = slug.zip(title).map(|(slug, title)| StandardRef { slug, title });
                Ok(CitationView { named: r.get(0)?, standard, provision: r.get(3)?, quote: r.get(4)?, in_force: r.get(5)?, provision_address: r.get(6)?, in_force_then: None })
            },
        )?;
        for citation in citations.iter_mut().filter(|c| c.in_force == Some(false)) {
            if let Some((standard, on)) = citation.standard.as_ref().zip(made_on) {
                citation.in_force_then = self.version_on(&standard.slug, on)?;
            }
        }
        Ok(citations)
    }
}

/// The places of all that is told of a recommendation, each with which of its kind it is.
fn which_of_each(
    n: i64,
    obligations: &[(i64, ObligationView)],
    actions: &[(i64, ActionView)],
    told: Vec<Place>,
) -> Vec<(i64, Option<String>)> {
    // Of one duty it need not be said whose it is: the page does.
    let several = obligations.len() > 1;
    let whose = |duty: &ObligationView| duty.addressee.as_ref().filter(|_| several).map(|body| body.name.clone());
    let mut written = vec![(n, None)];
    for (obligation_n, obligation) in obligations {
        written.push((*obligation_n, whose(obligation)));
        written.extend(obligation.responses.iter().map(|r| (r.place, whose(obligation))));
    }
    written.extend(actions.iter().map(|(action_n, action)| (*action_n, Some(action.reference.clone()))));
    written.extend(told.into_iter().map(|(place, about)| match about {
        About::Action(number) => (place, Some(format!("ACT-{number}"))),
        About::Duty(duty) => (place, obligations.iter().find(|(n, _)| *n == duty).and_then(|(_, duty)| whose(duty))),
    }));
    written
}

fn read_row(number: u64, r: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let findings: Vec<Text> = from_json(r.get(4)?)?;
    let quotes: Quotes = from_json(r.get(10)?)?;
    let (slug, name): (Option<String>, Option<String>) = (r.get(11)?, r.get(12)?);
    let page = RecommendationPage {
        reference: format!("REC-{number}"),
        external_ref: r.get(1)?,
        lang: r.get(2)?,
        text: r.get(3)?,
        findings: findings.into_iter().map(|t| t.words).collect(),
        recommending_body: slug.zip(name).map(|(slug, name)| BodyRef { slug, name }),
        power: r.get(5)?,
        made_on: r.get(6)?,
        informal: r.get(7)?,
        themes: Vec::new(),
        citations: Vec::new(),
        source: None,
        document: None,
        quotes: quotes.into_iter().map(|(field, span)| (field, (span.start, span.end))).collect(),
        held: from_json::<Option<domain::HeldBack>>(r.get(16)?)?
            .map(|held| (held.released_on.to_string(), held.until, held.happened.words)),
        copied_to: Vec::new(),
        obligations: Vec::new(),
        actions: Vec::new(),
        updates: Vec::new(),
        history: Vec::new(),
        erasures: Vec::new(),
    };
    Ok(Row {
        n: r.get(0)?,
        source_n: r.get(8)?,
        document_n: r.get(9)?,
        themed: r.get(13)?,
        cites: r.get(14)?,
        told: r.get(17)?,
        erased: r.get(18)?,
        copied: from_json(r.get(15)?)?,
        page,
    })
}

impl View<'_> {
    /// The number of a recommendation.
    pub fn recommendation_number(&self, id: domain::RecommendationId) -> Result<Option<u64>, ViewError> {
        self.one("SELECT c.number FROM record r JOIN recommendation c ON c.n = r.n WHERE r.id = ?1", [id.0], |r| {
            r.get(0)
        })
    }

    /// The words of a recommendation.
    pub fn recommendation_words(&self, number: u64) -> Result<Option<String>, ViewError> {
        self.one("SELECT text FROM recommendation WHERE number = ?1", [number], |r| r.get(0))
    }
}
