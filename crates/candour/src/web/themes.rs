//! Themes: the tree, a page for each with its trend and who was asked, groups that no theme names, and what waits for a person.
//!
//! *Invariant:* a theme that only words suggest is shown as suggested; every figure is a count of the search or a counter.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::likeness::{Names, clusters};
use serde::{Deserialize, Serialize};
use view::{Ask, Crossed, Facet, FacetCounts, Filter, Heat, HeatValue, ListRow, Suggested, ThemeLine, ThemeRef};

use super::analysis::charts;
use super::home::Bar;
use super::number;
use super::page::{Frame, Reader, Site, WebError, html};
use super::recommendations::encoded;
use super::search::{Pairs, Searched};
use super::signed::Signed;

/// Bodies of a heat map.
const BODIES: usize = 15;
/// Years of a trend and of a heat map.
const YEARS: usize = 20;
/// Recommendations on a theme's page.
const LATEST: usize = 5;
/// Recommendations on a page of what waits.
const WAITING: usize = 20;
/// The latest recommendations without a theme that are grouped, and the groups shown.
const GROUPED: (usize, usize) = (4_000, 30);

/// One column of a trend.
struct Column {
    label: String,
    count: u64,
    x: usize,
    y: u64,
    height: u64,
    link: String,
    /// Whether its year is written below it.
    named: bool,
}

/// From one column to the next.
const STEP: usize = 48;
/// The height of the tallest column.
const TALL: u64 = 160;

/// A cell of a heat map: its count, how deep its colour is from 0 to 5, and the search that finds its rows.
struct Cell {
    count: u64,
    depth: u64,
    link: String,
}

/// How deep a colour is for a count among others, so that small counts are still told apart.
fn depth(count: u64, most: u64) -> u64 {
    if count == 0 || most == 0 { 0 } else { ((count * 25).div_ceil(most)).isqrt().clamp(1, 5) }
}

/// Everything about one theme.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ThemeReport {
    /// The theme.
    pub(crate) theme: ThemeLine,
    /// The theme above it.
    pub(crate) above: Option<ThemeRef>,
    /// The themes below it.
    pub(crate) below: Vec<ThemeLine>,
    /// Recommendations and bodies that must answer them.
    pub(crate) rows: u64,
    /// How these rows spread: years, answers, timeliness, bodies, whether it was said before.
    pub(crate) facets: Vec<FacetCounts>,
    /// Bodies by the themes below it, or by years where there are none.
    pub(crate) heat: Heat,
    /// What the columns of the heat map are.
    pub(crate) heat_columns: Facet,
}

/// Puts together what there is to say of a theme.
pub(crate) fn report(reader: &Reader<'_>, slug: &str) -> Result<ThemeReport, WebError> {
    let tree = reader.view.theme_tree()?;
    let theme = tree.iter().find(|t| t.theme.slug == slug).cloned().ok_or(WebError::NotFound)?;
    let above = tree.iter().find(|t| Some(&t.theme.slug) == theme.parent.as_ref()).map(|t| t.theme.clone());
    let below: Vec<ThemeLine> = tree.into_iter().filter(|t| t.parent.as_deref() == Some(slug)).collect();
    let facets = vec![Facet::Year, Facet::Position, Facet::Timeliness, Facet::To, Facet::By, Facet::SaidBefore];
    let ask = Ask { chosen: vec![(Facet::Theme, slug.to_owned())], most: 1, facets, ..Ask::default() };
    let search = reader.site.app.search();
    let found = search.find(reader.view, &ask, reader.today)?;
    let (heat_columns, only) = if below.is_empty() {
        let years = found.facets.iter().find(|f| f.facet == Facet::Year);
        let mut years: Vec<String> = years.into_iter().flat_map(|f| &f.values).map(|v| v.value.clone()).collect();
        years.sort();
        (Facet::Year, years.split_off(years.len().saturating_sub(YEARS / 2)))
    } else {
        (Facet::Theme, below.iter().map(|t| t.theme.slug.clone()).collect())
    };
    let crossed = Crossed { rows: (Facet::To, BODIES), columns: heat_columns, only: &only };
    let heat = search.heat(reader.view, &ask, &crossed, reader.today)?;
    Ok(ThemeReport { theme, above, below, rows: found.total, facets: found.facets, heat, heat_columns })
}

/// A heat map as its table shows it.
struct HeatTable {
    columns: Vec<(String, String)>,
    rows: Vec<(HeatValue, Vec<Cell>)>,
    more: u64,
}

impl HeatTable {
    /// `within` is what every cell's search is narrowed to as well.
    fn of(heat: Heat, columns: Facet, within: Option<&str>) -> HeatTable {
        let most = heat.cells.iter().flatten().copied().max().unwrap_or(0);
        let link = |row: &HeatValue, column: &HeatValue| {
            let theme = within.filter(|_| columns != Facet::Theme).map(|t| format!("theme={}&", encoded(t)));
            let (to, value) = (encoded(&row.value), encoded(&column.value));
            format!("/search?{}to={to}&{}={value}", theme.unwrap_or_default(), columns.as_str())
        };
        let cells = heat.rows.iter().zip(&heat.cells).map(|(row, counts)| {
            let cell = |(count, column): (&u64, &HeatValue)| Cell {
                count: *count,
                depth: depth(*count, most),
                link: link(row, column),
            };
            counts.iter().zip(&heat.columns).map(cell).collect()
        });
        let cells: Vec<Vec<Cell>> = cells.collect();
        let head = |c: &HeatValue| {
            let link = match columns {
                Facet::Theme => format!("/themes/{}", encoded(&c.value)),
                _ => String::new(),
            };
            (c.name.clone().unwrap_or_else(|| c.value.clone()), link)
        };
        let columns = heat.columns.iter().map(head).collect();
        HeatTable {
            columns,
            rows: heat.rows.into_iter().zip(cells).collect(),
            more: u64::try_from(heat.more).unwrap_or(0),
        }
    }
}

#[derive(Template)]
#[template(path = "themes/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    /// Each theme of the first level with those below it.
    tree: Vec<(ThemeLine, Vec<ThemeLine>)>,
    heat: HeatTable,
    unthemed: u64,
}

pub(crate) async fn list(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        let all = reader.view.theme_tree()?;
        let (below, first): (Vec<ThemeLine>, Vec<ThemeLine>) = all.into_iter().partition(|t| t.parent.is_some());
        let of = |slug: &str| below.iter().filter(|t| t.parent.as_deref() == Some(slug)).cloned().collect();
        let tree: Vec<(ThemeLine, Vec<ThemeLine>)> = first
            .into_iter()
            .map(|t| {
                let below = of(&t.theme.slug);
                (t, below)
            })
            .collect();
        let only: Vec<String> = tree.iter().map(|(t, _)| t.theme.slug.clone()).collect();
        let crossed = Crossed { rows: (Facet::To, BODIES), columns: Facet::Theme, only: &only };
        let heat = reader.site.app.search().heat(reader.view, &Ask::default(), &crossed, reader.today)?;
        let unthemed = reader.view.unthemed_count()?;
        let frame = Frame::of(reader.site, "/themes");
        html(&List { frame, tree, heat: HeatTable::of(heat, Facet::Theme, None), unthemed })
    })
    .await
}

#[derive(Template)]
#[template(path = "themes/show.html")]
struct Show<'a> {
    frame: Frame<'a>,
    theme: ThemeLine,
    above: Option<ThemeRef>,
    below: Vec<ThemeLine>,
    rows: u64,
    trend: Vec<Column>,
    wide: usize,
    charts: Vec<(Facet, Vec<Bar>)>,
    heat: HeatTable,
    latest: Vec<ListRow>,
}

pub(crate) async fn show(State(site): State<Arc<Site>>, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    site.page(headers, move |reader| {
        let ThemeReport { theme, above, below, rows, facets, heat, heat_columns } = report(reader, &slug)?;
        let frame = Frame::of(reader.site, "/themes");
        let pairs: Pairs = vec![("theme".to_owned(), slug.clone())];
        let searched = Searched::parse(&pairs, 1)?;
        let wanted = [Facet::Position, Facet::Timeliness, Facet::SaidBefore, Facet::To, Facet::By];
        let charts = charts(&frame, &facets, &searched, &wanted);
        let trend = trend(&facets, &slug);
        let filter = Filter { theme: Some(slug.clone()), ..Filter::default() };
        let latest = reader.view.recommendations(&filter, None, LATEST, reader.today)?.rows;
        let heat = HeatTable::of(heat, heat_columns, Some(&slug));
        let wide = trend.len().max(1) * STEP;
        html(&Show { frame, theme, above, below, rows, trend, wide, charts, heat, latest })
    })
    .await
}

/// A column for each year from the first to the last, years without any among them: a gap is part of a trend.
fn trend(facets: &[FacetCounts], slug: &str) -> Vec<Column> {
    let years = facets.iter().filter(|f| f.facet == Facet::Year).flat_map(|f| &f.values);
    let mut counts: Vec<(i64, u64)> = years.filter_map(|v| Some((v.value.parse().ok()?, v.count))).collect();
    counts.sort_unstable();
    let (Some((first, _)), Some((last, _))) = (counts.first(), counts.last()) else { return Vec::new() };
    let first = (*first).max(last - i64::try_from(YEARS).unwrap_or(20) + 1);
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let span = usize::try_from(last - first + 1).unwrap_or(1);
    let column = |(i, year): (usize, i64)| {
        let count = counts.iter().find(|(y, _)| *y == year).map_or(0, |(_, n)| *n);
        let height = if count == 0 { 0 } else { (count * TALL / most).max(2) };
        let link = format!("/search?theme={}&year={year}", encoded(slug));
        let named = span <= 10 || i % 5 == 0 || year == *last;
        Column { label: year.to_string(), count, x: i * STEP, y: TALL + 20 - height, height, link, named }
    };
    (first..=*last).enumerate().map(column).collect()
}

/// Recommendations about one subject that no theme names.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Unnamed {
    /// The words that made the group, then others that most of its recommendations hold.
    pub(crate) words: Vec<String>,
    /// Its recommendations: reference and words.
    pub(crate) recommendations: Vec<(String, String)>,
}

/// The groups among the latest recommendations without a theme, worked out once for each state of the register.
pub(crate) fn unnamed(reader: &Reader<'_>) -> Result<Arc<Vec<Unnamed>>, WebError> {
    reader.site.unnamed.get(reader.view.seq()?, || {
        let names = reader.view.body_names()?;
        let names = Names::of(names.iter().map(String::as_str));
        let texts = reader.view.unthemed(GROUPED.0)?;
        let words: Vec<&str> = texts.iter().map(|(_, _, text)| text.as_str()).collect();
        let group = |cluster: domain::likeness::Cluster| {
            let own = cluster.texts.iter().filter_map(|at| texts.get(*at));
            let recommendations = own.map(|(_, number, text)| (format!("REC-{number}"), text.clone())).collect();
            Unnamed { words: cluster.words, recommendations }
        };
        Ok(clusters(&words, &names, GROUPED.1).into_iter().map(group).collect())
    })
}

#[derive(Template)]
#[template(path = "themes/unnamed.html")]
struct UnnamedPage<'a> {
    frame: Frame<'a>,
    groups: Arc<Vec<Unnamed>>,
    unthemed: u64,
    /// The latest of them, of which the groups are made.
    looked_at: u64,
}

pub(crate) async fn unnamed_page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.page(headers, |reader| {
        let (groups, unthemed) = (unnamed(reader)?, reader.view.unthemed_count()?);
        let looked_at = unthemed.min(u64::try_from(GROUPED.0).unwrap_or(u64::MAX));
        html(&UnnamedPage { frame: Frame::of(reader.site, "/themes"), groups, unthemed, looked_at })
    })
    .await
}

#[derive(Template)]
#[template(path = "themes/waiting.html")]
struct Waiting<'a> {
    frame: Frame<'a>,
    waiting: Vec<Suggested>,
    tree: Vec<ThemeLine>,
    theme: String,
    next: Option<String>,
    refused: Option<String>,
}

/// Which suggestions are wanted, and where the page goes on.
#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    after: String,
}

pub(super) async fn waiting(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Query(wanted): Query<Wanted>,
) -> Response {
    waiting_page(site, signed, wanted, None).await
}

async fn waiting_page(site: Arc<Site>, signed: Arc<Signed>, wanted: Wanted, refused: Option<String>) -> Response {
    let before = match wanted.after.as_str() {
        "" => None,
        text => match text.parse::<i64>() {
            Ok(n) => Some(n),
            Err(_) => return site.error_page(&WebError::bad("after: not a place a list gave")),
        },
    };
    site.work(move |site| {
        let theme = Some(wanted.theme.as_str()).filter(|t| !t.is_empty());
        let (waiting, tree) =
            site.app.read_public(|view| Ok((view.themes_suggested(theme, before, WAITING)?, view.theme_tree()?)))?;
        let more = if waiting.len() == WAITING { waiting.last() } else { None };
        let next = more.map(|last| format!("/suggestions?theme={}&after={}", encoded(&wanted.theme), last.n));
        let frame = Frame::signed(site, "/suggestions", &signed);
        Ok(html(&Waiting { frame, waiting, tree, theme: wanted.theme, next, refused })?)
    })
    .await
}

/// Records a person's word: the themes ticked are its own, those shown and not ticked are not, and one may be added.
pub(super) async fn judge(
    State(site): State<Arc<Site>>,
    Extension(signed): Extension<Arc<Signed>>,
    Form(form): Form<Pairs>,
) -> Response {
    let all = |name: &str| -> Vec<String> {
        form.iter().filter(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.clone()).collect()
    };
    let Some(of) = all("of").first().and_then(|of| number("REC", of)) else {
        return site.error_page(&WebError::bad("a word on themes names a recommendation"));
    };
    let (shown, mut has, wanted) = (all("shown"), all("has"), all("theme").pop().unwrap_or_default());
    let shown = shown.iter().flat_map(|all| all.split(',')).map(str::to_owned).filter(|slug| !slug.is_empty());
    let has_not: Vec<String> = shown.filter(|slug| !has.contains(slug)).collect();
    has.extend(all("add").into_iter().filter(|slug| !has_not.contains(slug)));
    has.dedup();
    let (acting, ctx) = (Arc::clone(&site), signed.ctx());
    let done = tokio::task::spawn_blocking(move || acting.app.judge_themes(&ctx, of, &has, &has_not)).await;
    match done {
        Ok(Ok(_)) => Redirect::to(&format!("/suggestions?theme={}", encoded(&wanted))).into_response(),
        Ok(Err(error)) => {
            waiting_page(site, signed, Wanted { theme: wanted, after: String::new() }, Some(error.to_string())).await
        }
        Err(error) => site.error_page(&WebError::Internal(error.to_string())),
    }
}
