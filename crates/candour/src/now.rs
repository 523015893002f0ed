//! The only place that asks the machine for the time or for randomness (rule 13).
//!
//! *Invariant:* everything else gets both handed in.

use std::sync::LazyLock;

use domain::{Actor, ActorId, Ctx, Role};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The operator's pseudonym until people can sign in: whoever holds the data folder.
const OPERATOR: ActorId = ActorId(*b"candour-operator");

/// The context of an act by the operator, now.
pub fn operator() -> Ctx {
    context(Actor { id: OPERATOR, role: Role::Operator })
}

/// Today in London; a set `CANDOUR_TODAY` stands in for it, so that a page can be looked at as of another day.
pub fn today() -> Date {
    context(Actor { id: OPERATOR, role: Role::Public }).today
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
fn context(actor: Actor) -> Ctx {
    // Looked up once: both are asked at every request.
    static LONDON: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));
    static SET: LazyLock<Option<Date>> =
        LazyLock::new(|| std::env::var("CANDOUR_TODAY").ok().and_then(|d| d.parse().ok()));
    let now = jiff::Timestamp::now();
    Ctx { actor, now, today: SET.unwrap_or_else(|| LONDON.to_datetime(now).date()) }
}

/// Fresh random bytes.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for randomness")]
pub fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|e| format!("the system gave no random bytes: {e}"))?;
    Ok(bytes)
}
