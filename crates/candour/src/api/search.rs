//! Search and analysis as JSON.
//!
//! *Invariant:* the same search as the page's.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use view::Found;

use super::answer;
use crate::web::Site;
use crate::web::analysis::{Analysis, analysed};
use crate::web::search::{PAGE, Pairs, Searched};

/// A search with its hits, counts and facets.
#[utoipa::path(get, path = "/api/v1/search",
    params(("words" = Option<String>, Query, description = "Words, \"phrases\", pref*, AND, OR, NOT, brackets, and fields: to:, by:, theme:, standard:, year:, position:, claimed:, assured:, timeliness:, closure:, said:, late:", max_length = 4000),
        ("kind" = Option<String>, Query, description = "What is sought", pattern = r"^(|recommendations|documents|meetings|standards)$"),
        ("sort" = Option<String>, Query, description = "The order", pattern = r"^(|relevance|newest|latest|changed)$"),
        ("to" = Option<String>, Query, description = "Made to this body (slug, or name); may be given several times"), ("by" = Option<String>, Query, description = "Made by this body; may be given several times"),
        ("theme" = Option<String>, Query, description = "With this theme (slug); may be given several times"), ("standard" = Option<String>, Query, description = "Citing this standard (slug, or name); may be given several times"),
        ("year" = Option<String>, Query, description = "Made in this year, or in years such as 2018..2021; may be given several times", pattern = r"^(|[1-9][0-9]{3}(\.\.[1-9][0-9]{3})?)$"),
        ("position" = Option<String>, Query, description = "Answered so; may be given several times", pattern = r"^(|none_given|accepted|accepted_in_principle|partly_accepted|already_done|rejected|noted)$"), ("timeliness" = Option<String>, Query, description = "In time or not, today; may be given several times", pattern = r"^(|no_duty|not_due|due_soon|overdue|possibly_overdue|suspended|met|met_late|unknown)$"),
        ("claimed_status" = Option<String>, Query, description = "Done, it says; may be given several times", pattern = r"^(|not_started|in_progress|complete|will_not_do)$"), ("assured_status" = Option<String>, Query, description = "Checked; may be given several times", pattern = r"^(|unchecked|insufficient|partial|verified|verified_by_oversight_body|contradicted)$"),
        ("closure" = Option<String>, Query, description = "Closed; may be given several times", pattern = r"^(|open|closed_implemented|closed_not_implemented|closed_superseded|closed_no_longer_applicable)$"), ("said_before" = Option<String>, Query, description = "Whether an earlier recommendation is like it: no, to_others, to_it; may be given several times", pattern = r"^(|no|to_others|to_it)$"),
        ("facets" = Option<String>, Query, description = "What is counted, parted by commas; all without it, none by 'none'", pattern = r"^(|none|(by|to|position|timeliness|theme|standard|year|claimed_status|assured_status|closure|said_before)(,(by|to|position|timeliness|theme|standard|year|claimed_status|assured_status|closure|said_before))*)$"),
        ("after" = Option<String>, Query, description = "The place a search gave", pattern = r"^([0-9]{1,19}\.[0-9]{1,19})?$")),
    responses((status = 200, body = Found), (status = 400, description = "A search that cannot be made, and why"), (status = 503, description = "The index is being made")))]
pub(crate) async fn search(State(site): State<Arc<Site>>, Query(pairs): Query<Pairs>, headers: HeaderMap) -> Response {
    answer(site, headers, move |reader| {
        let searched = Searched::parse(&pairs, PAGE)?;
        Ok(reader.site.app.search().find(reader.view, &searched.ask, reader.today)?)
    })
    .await
}

/// What was asked about something, of somebody: unanswered, late, rejected and why, said before, claimed and not checked.
#[utoipa::path(get, path = "/api/v1/analysis",
    params(("words" = Option<String>, Query, description = "Words and fields, as in a search", max_length = 4000), ("to" = Option<String>, Query, description = "Made to this body; may be given several times"),
        ("by" = Option<String>, Query, description = "Made by this body; may be given several times"), ("theme" = Option<String>, Query, description = "With this theme; may be given several times"), ("year" = Option<String>, Query, description = "Made in this year, or in years such as 2018..2021; may be given several times", pattern = r"^(|[1-9][0-9]{3}(\.\.[1-9][0-9]{3})?)$")),
    responses((status = 200, body = Analysis), (status = 400, description = "A search that cannot be made, and why"), (status = 503, description = "The index is being made")))]
pub(crate) async fn analysis(
    State(site): State<Arc<Site>>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    answer(site, headers, move |reader| analysed(reader, &Searched::parse(&pairs, PAGE)?)).await
}
