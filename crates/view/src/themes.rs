//! Themes as read, and which recommendations have them: those recorded, those their words suggest, those a person confirmed, and
//! every theme above one of these.
//!
//! *Invariant:* which words suggest a theme is the records' and `domain::Suggesting`'s; a person's word stands over both.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Judgement, Recommendation, Suggesting, Text, Theme, ThemeId, Themed, Verdict};
use rusqlite::params;
use serde::Serialize;

use crate::columns::{from_json, json, named, record};
use crate::listing::ListRow;
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// A theme as pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ThemeRef {
    /// The name in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A theme of a recommendation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ThemeOf {
    /// The theme.
    #[serde(flatten)]
    pub theme: ThemeRef,
    /// `suggested` by its words, `recorded` with it, or `confirmed` by a person.
    pub how: String,
    /// The words that suggest it.
    pub because: Vec<String>,
}

/// A theme in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ThemeLine {
    /// The theme.
    #[serde(flatten)]
    pub theme: ThemeRef,
    /// The theme above it, by address.
    pub parent: Option<String>,
    /// Recommendations that have it or a theme below it.
    pub recommendations: u64,
    /// Of these, those that have the theme itself by a person's word.
    pub confirmed: u64,
    /// The words and phrases that suggest it.
    pub suggested_by: Vec<String>,
}

/// A recommendation whose themes wait for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggested {
    /// Its row, or the first of several.
    pub row: ListRow,
    /// Its themes, those confirmed among them.
    pub themes: Vec<ThemeOf>,
    /// The place after which the list goes on.
    #[serde(skip)]
    pub n: i64,
}

/// How a recommendation and a theme stand to each other; kept in `recommendation_theme.how`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As the domain says.
    Has(Themed),
    /// It has a theme below this one.
    Above,
    /// A person said that it has not, whatever its words suggest.
    Denied,
}

impl How {
    fn as_str(self) -> &'static str {
        match self {
            How::Has(themed) => themed.as_str(),
            How::Above => "above",
            How::Denied => "denied",
        }
    }

    fn parse(text: &str) -> Option<How> {
        match text {
            "above" => Some(How::Above),
            "denied" => Some(How::Denied),
            text => Themed::parse(text).map(How::Has),
        }
    }
}

/// What the rules say, ready to be put to many texts.
pub(crate) struct ThemeRules {
    suggesting: Suggesting<i64>,
    above: BTreeMap<i64, i64>,
}

/// One row of `recommendation_theme` as it should stand.
struct Standing {
    how: How,
    recorded: bool,
    because: Vec<String>,
}

impl Store {
    pub(crate) fn project_theme(&mut self, at: &At, theme: &Theme) -> Result<(), ViewError> {
        let json = serde_json::to_string(theme).unwrap_or_default();
        self.conn
            .execute("INSERT INTO theme (n, slug, name, record) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (n) DO UPDATE SET slug = ?2, name = ?3, record = ?4", params![at.n, theme.slug, theme.name, json])
            .map_err(|e| crate::project::taken(e, || format!("the theme address '{}'", theme.slug)))?;
        // What was filed before is looked at again when the act's last record is in.
        self.theme_rules = None;
        self.retheme_all = true;
        Ok(())
    }

    /// The themes of a recommendation that is new or has a new version.
    pub(crate) fn project_themes(&mut self, at: &At, r: &Recommendation) -> Result<(), ViewError> {
        let mut recorded = BTreeSet::new();
        for theme in &r.themes {
            recorded.extend(self.n_of(*theme)?);
        }
        let findings: Vec<&str> = r.findings.iter().map(|f| f.words.as_str()).collect();
        let judged = if at.first { Vec::new() } else { self.view().themes_judged(at.n)? };
        self.put_themes(at.n, at.first, &recorded, (&r.text.words, &findings), judged)
    }

    /// Looks at the themes of a recommendation again.
    pub(crate) fn retheme(&mut self, n: i64) -> Result<(), ViewError> {
        let found = self.view().one("SELECT text, findings FROM recommendation WHERE n = ?1", [n], |r| {
            Ok((r.get::<_, String>(0)?, from_json::<Vec<Text>>(r.get(1)?)?))
        })?;
        let Some((text, findings)) = found else { return Ok(()) };
        let findings: Vec<&str> = findings.iter().map(|f| f.words.as_str()).collect();
        let recorded =
            self.view()
                .rows("SELECT theme_n FROM recommendation_theme WHERE n = ?1 AND recorded", [n], |r| r.get(0))?;
        let judged = self.view().themes_judged(n)?;
        self.put_themes(n, false, &recorded.into_iter().collect(), (&text, &findings), judged)
    }

    /// After a change of the tree, every recommendation is looked at again: the tree changes with a version of the program or
    /// by an act of its own, never with a recommendation.
    pub(crate) fn retheme_if_wanted(&mut self) -> Result<(), ViewError> {
        if !std::mem::take(&mut self.retheme_all) {
            return Ok(());
        }
        let mut after = 0;
        loop {
            let next =
                self.view().rows("SELECT n FROM recommendation WHERE n > ?1 ORDER BY n LIMIT 1000", [after], |r| {
                    r.get::<_, i64>(0)
                })?;
            let Some(last) = next.last() else { return Ok(()) };
            after = *last;
            for n in next {
                self.retheme(n)?;
            }
        }
    }

    fn put_themes(
        &mut self,
        n: i64,
        first: bool,
        recorded: &BTreeSet<i64>,
        (text, findings): (&str, &[&str]),
        judged: Vec<(i64, Verdict)>,
    ) -> Result<(), ViewError> {
        let rules = match self.theme_rules.take() {
            Some(rules) => rules,
            None => self.view().theme_rules()?,
        };
        let wanted = standing(&rules, recorded, rules.suggesting.suggest(text, findings.iter().copied()), judged);
        self.theme_rules = Some(rules);
        let old = if first { BTreeMap::new() } else { self.view().standing_themes(n)? };
        for (theme, how) in &old {
            self.count_theme(*theme, *how, -1);
        }
        if !first {
            self.conn.prepare_cached("DELETE FROM recommendation_theme WHERE n = ?1")?.execute([n])?;
        }
        for (theme, one) in &wanted {
            self.conn
                .prepare_cached(
                    "INSERT INTO recommendation_theme (n, theme_n, how, recorded, because) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![n, theme, one.how.as_str(), one.recorded, json(&one.because)])?;
            self.count_theme(*theme, one.how, 1);
        }
        let themed = wanted.values().any(|one| one.how != How::Denied);
        let was = if first { None } else { Some(old.values().any(|how| *how != How::Denied)) };
        if was != Some(themed) {
            // Counted where it has none; a new one was not counted before.
            let by = if themed { -1 } else { 1 };
            if !themed || was.is_some() {
                self.count("unthemed".to_owned(), by);
            }
        }
        if themed || !first {
            self.conn
                .prepare_cached("UPDATE recommendation SET themes = ?2 WHERE n = ?1 AND themes <> ?2")?
                .execute(params![n, themed])?;
        }
        if old.len() != wanted.len() || wanted.iter().any(|(theme, one)| old.get(theme) != Some(&one.how)) {
            self.touched.insert(n);
        }
        Ok(())
    }

    fn count_theme(&mut self, theme: i64, how: How, by: i64) {
        if how != How::Denied {
            self.count(format!("theme:{theme}"), by);
        }
        if how == How::Has(Themed::Confirmed) {
            self.count(format!("theme_confirmed:{theme}"), by);
        }
    }
}

/// The rows a recommendation should have: a person's word over what was recorded, that over what its words suggest.
fn standing(
    rules: &ThemeRules,
    recorded: &BTreeSet<i64>,
    suggested: BTreeMap<i64, Vec<String>>,
    judged: Vec<(i64, Verdict)>,
) -> BTreeMap<i64, Standing> {
    let mut all: BTreeMap<i64, Standing> = BTreeMap::new();
    let suggestion = |because| Standing { how: How::Has(Themed::Suggested), recorded: false, because };
    all.extend(suggested.into_iter().map(|(theme, because)| (theme, suggestion(because))));
    for theme in recorded {
        let one = all.entry(*theme).or_insert_with(|| suggestion(Vec::new()));
        (one.how, one.recorded) = (How::Has(Themed::Recorded), true);
    }
    for (theme, verdict) in judged {
        let one = all.entry(theme).or_insert_with(|| suggestion(Vec::new()));
        one.how = if verdict == Verdict::HasTheme { How::Has(Themed::Confirmed) } else { How::Denied };
    }
    let own: Vec<i64> = all.iter().filter(|(_, one)| one.how != How::Denied).map(|(theme, _)| *theme).collect();
    for theme in own {
        // A ring of parents would have no end.
        for above in std::iter::successors(rules.above.get(&theme), |up| rules.above.get(up)).take(8) {
            let one = all.entry(*above).or_insert_with(|| suggestion(Vec::new()));
            if one.how == How::Denied || (one.how == How::Has(Themed::Suggested) && one.because.is_empty()) {
                one.how = How::Above;
            }
        }
    }
    all
}

impl View<'_> {
    /// Every theme with its identifier, in the tree's order.
    pub fn themes(&self) -> Result<Vec<(ThemeId, Theme)>, ViewError> {
        self.rows("SELECT r.id, t.record FROM theme t CROSS JOIN record r ON r.n = t.n ORDER BY t.n", [], |r| {
            Ok((ThemeId(r.get(0)?), record(&r.get::<_, String>(1)?)?))
        })
    }

    fn theme_rules(&self) -> Result<ThemeRules, ViewError> {
        // CROSS JOIN: the few themes first, each with its record; the other way round is a scan of every record there is.
        let all = self.rows("SELECT t.n, r.id, t.record FROM theme t CROSS JOIN record r ON r.n = t.n", [], |r| {
            Ok((r.get::<_, i64>(0)?, ThemeId(r.get(1)?), record::<Theme>(&r.get::<_, String>(2)?)?))
        })?;
        let n_of = |id: ThemeId| all.iter().find(|(_, known, _)| *known == id).map(|(n, ..)| *n);
        let above = all.iter().filter_map(|(n, _, theme)| Some((*n, n_of(theme.parent?)?))).collect();
        Ok(ThemeRules { suggesting: Suggesting::of(all.iter().map(|(n, _, theme)| (*n, theme))), above })
    }

    /// What people said of a recommendation's themes; of two judgements on one theme the last.
    fn themes_judged(&self, n: i64) -> Result<Vec<(i64, Verdict)>, ViewError> {
        let judged = self.rows(
            "SELECT t.n, j.record FROM record r JOIN judgement j ON j.of_id = r.id JOIN record x ON x.id = j.on_id
             JOIN theme t ON t.n = x.n WHERE r.n = ?1 ORDER BY j.n",
            [n],
            |r| Ok((r.get::<_, i64>(0)?, record::<Judgement>(&r.get::<_, String>(1)?)?.verdict)),
        )?;
        Ok(judged.into_iter().filter(|(_, v)| matches!(v, Verdict::HasTheme | Verdict::HasNotTheme)).collect())
    }

    fn standing_themes(&self, n: i64) -> Result<BTreeMap<i64, How>, ViewError> {
        let rows = self.rows("SELECT theme_n, how FROM recommendation_theme WHERE n = ?1", [n], |r| {
            Ok((r.get::<_, i64>(0)?, named(&r.get::<_, String>(1)?, How::parse)?))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Themes with how many recommendations have each or one below it, most first.
    pub fn theme_counts(&self) -> Result<Vec<(ThemeRef, u64)>, ViewError> {
        self.rows(
            "SELECT t.slug, t.name, c.value FROM theme t JOIN counter c ON c.name = 'theme:' || t.n WHERE c.value > 0 ORDER BY c.value DESC, t.name",
            [],
            |r| Ok((ThemeRef { slug: r.get(0)?, name: r.get(1)? }, r.get(2)?)),
        )
    }

    /// The whole tree in its own order, each theme with its counts.
    pub fn theme_tree(&self) -> Result<Vec<ThemeLine>, ViewError> {
        let all = self.rows(
            "SELECT r.id, t.record, coalesce((SELECT value FROM counter WHERE name = 'theme:' || t.n), 0),
               coalesce((SELECT value FROM counter WHERE name = 'theme_confirmed:' || t.n), 0)
             FROM theme t CROSS JOIN record r ON r.n = t.n ORDER BY t.n",
            [],
            |r| Ok((ThemeId(r.get(0)?), record::<Theme>(&r.get::<_, String>(1)?)?, r.get(2)?, r.get(3)?)),
        )?;
        let slugs: BTreeMap<[u8; 16], String> = all.iter().map(|(id, theme, ..)| (id.0, theme.slug.clone())).collect();
        let line = |(_, theme, recommendations, confirmed): (ThemeId, Theme, u64, u64)| ThemeLine {
            parent: theme.parent.and_then(|id| slugs.get(&id.0).cloned()),
            theme: ThemeRef { slug: theme.slug, name: theme.name },
            recommendations,
            confirmed,
            suggested_by: theme.suggested_by,
        };
        Ok(all.into_iter().map(line).collect())
    }

    /// The themes of a recommendation itself, without those above them.
    pub(crate) fn themes_of(&self, n: i64) -> Result<Vec<ThemeOf>, ViewError> {
        self.rows(
            "SELECT t.slug, t.name, rt.how, rt.because FROM recommendation_theme rt JOIN theme t ON t.n = rt.theme_n
             WHERE rt.n = ?1 AND rt.how NOT IN ('above', 'denied') ORDER BY t.n",
            [n],
            |r| {
                let theme = ThemeRef { slug: r.get(0)?, name: r.get(1)? };
                Ok(ThemeOf { theme, how: r.get(2)?, because: from_json(r.get(3)?)? })
            },
        )
    }

    /// Recommendations with a suggested theme that nobody has judged, the latest in the register first; of one theme where it
    /// is named. `before` is the place of the last one of the page before.
    pub fn themes_suggested(
        &self,
        theme: Option<&str>,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<Suggested>, ViewError> {
        let before = before.unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(100);
        let ns: Vec<i64> = match theme {
            Some(slug) => self.rows(
                "SELECT rt.n FROM theme t JOIN recommendation_theme rt ON rt.theme_n = t.n
                 WHERE t.slug = ?1 AND rt.n < ?2 AND rt.how = 'suggested' ORDER BY rt.n DESC LIMIT ?3",
                params![slug, before, most],
                |r| r.get(0),
            )?,
            None => self.rows(
                "SELECT DISTINCT n FROM recommendation_theme WHERE how = 'suggested' AND n < ?1 ORDER BY n DESC LIMIT ?2",
                [before, most],
                |r| r.get(0),
            )?,
        };
        let mut out = Vec::with_capacity(ns.len());
        for n in ns {
            let themes = self.themes_of(n)?;
            let row = self.rows_of_recommendation(n, None, 1)?.into_iter().next();
            out.extend(row.map(|row| Suggested { row, themes, n }));
        }
        Ok(out)
    }

    /// How many recommendations have no theme at all.
    pub fn unthemed_count(&self) -> Result<u64, ViewError> {
        self.counter("unthemed")
    }

    /// The recommendations that have no theme at all, the latest in the register first: place, number and words.
    pub fn unthemed(&self, most: usize) -> Result<Vec<(i64, u64, String)>, ViewError> {
        self.rows(
            "SELECT n, number, text FROM recommendation WHERE themes = 0 ORDER BY n DESC LIMIT ?1",
            [i64::try_from(most).unwrap_or(i64::MAX)],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )
    }
}
