//! The only place that asks the machine for the time or for randomness (rule 13).
//!
//! *Invariant:* everything else gets both handed in.

use std::sync::LazyLock;

use domain::{Actor, ActorId, Ctx, Held};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The context of an act by whoever holds the data folder, now.
pub fn operator() -> Ctx {
    context(Actor { id: ActorId::FOLDER, roles: [Held::OPERATOR].into() })
}

/// The context of an act by someone who signed in, or of a read by anyone, now.
pub fn context(actor: Actor) -> Ctx {
    let (now, today) = instant();
    Ctx { actor, now, today }
}

/// Today in London; a set `CANDOUR_TODAY` stands in for it, so that a page can be looked at as of another day.
pub fn today() -> Date {
    instant().1
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
fn instant() -> (jiff::Timestamp, Date) {
    // Looked up once: both are asked at every request.
    static LONDON: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));
    static SET: LazyLock<Option<Date>> =
        LazyLock::new(|| std::env::var("CANDOUR_TODAY").ok().and_then(|d| d.parse().ok()));
    let now = jiff::Timestamp::now();
    (now, SET.unwrap_or_else(|| LONDON.to_datetime(now).date()))
}

/// The instant, for what is not an act: sessions, links, letters.
pub fn now() -> jiff::Timestamp {
    instant().0
}

/// Fresh random bytes.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for randomness")]
pub fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|e| format!("the system gave no random bytes: {e}"))?;
    Ok(bytes)
}
