//! What every home must do, run unchanged against each: `conformance::check(|| fresh_home())`.
//!
//! Kept in the library rather than in a test so that a home written elsewhere can be put through it too. Each promise
//! returns the words of what it found broken.
//!
//! *Invariant:* knows the trait alone, never which home it is given.

use std::time::Duration;

use super::{AppendError, Home, HomeError};
use crate::entry::{Content, Entry, Head, Id, NewEntry, NewField, Visibility};
use crate::seal::seal;
use crate::verify::verify;

type Promise = fn(&dyn Home) -> Result<(), String>;

/// Every promise by name.
pub const PROMISES: &[(&str, Promise)] = &[
    ("an empty home has the empty head", empty),
    ("entries come back as they went in", round_trip),
    ("an append on a stale head changes nothing", stale_head),
    ("an act enters once", act_once),
    ("a batch is whole or not at all", whole_or_nothing),
    ("reading pages by sequence", paging),
    ("waiting ends when the ledger grows or time is over", waiting),
    ("an erased field leaves its digest and a chain that verifies", erasing),
    ("erasing what is not there is refused", erasing_nothing),
];

/// Runs every promise, each on a fresh home; the first broken one is the error.
pub fn check<H: Home>(mut fresh: impl FnMut() -> H) -> Result<(), String> {
    PROMISES.iter().try_for_each(|(name, promise)| promise(&fresh()).map_err(|why| format!("{name}: {why}")))
}

/// A small entry for tests: act `n`, one record, two fields.
pub fn sample(n: u8) -> NewEntry {
    NewEntry {
        act: "response.record".to_owned(),
        act_id: Id([n; 16]),
        instant: 1_600_000_000_000_000 + i64::from(n),
        actor: Id([7; 16]),
        kind: "response".to_owned(),
        id: Id([n.wrapping_add(100); 16]),
        version: 1,
        visibility: Visibility::Public,
        content_key: None,
        fields: vec![
            NewField { name: "text".to_owned(), salt: [n; 16], value: format!("\"words {n}\"").into_bytes() },
            NewField { name: "given_on".to_owned(), salt: [n ^ 255; 16], value: b"\"2020-12\"".to_vec() },
        ],
    }
}

fn sealed(home: &dyn Home, from: &Head, acts: &[u8]) -> Vec<Entry> {
    let mut head = *from;
    acts.iter()
        .map(|n| {
            let entry = seal(home.register(), &head, sample(*n));
            head = Head { seq: entry.seq, chain: entry.chain };
            entry
        })
        .collect()
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn said<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|e| e.to_string())
}

fn empty(home: &dyn Home) -> Result<(), String> {
    ensure(said(home.head())? == Head::EMPTY, "the head of an empty home is not 0")?;
    ensure(said(home.read(0, 10))?.is_empty(), "an empty home holds entries")
}

fn round_trip(home: &dyn Home) -> Result<(), String> {
    let entries = sealed(home, &Head::EMPTY, &[1, 2, 3]);
    let head = said(home.append(&Head::EMPTY, &entries))?;
    ensure(head.seq == 3 && said(home.head())? == head, "the head is not the last entry's")?;
    ensure(said(home.read(0, 10))? == entries, "the entries read are not the entries written")?;
    ensure(said(home.act(Id([2; 16])))? == Some((2, 2)), "the act's range is wrong")?;
    ensure(said(verify(home, Some(head), |_| ()))?.findings.is_empty(), "the chain does not verify")
}

fn stale_head(home: &dyn Home) -> Result<(), String> {
    let head = said(home.append(&Head::EMPTY, &sealed(home, &Head::EMPTY, &[1])))?;
    let late = sealed(home, &Head::EMPTY, &[2]);
    match home.append(&Head::EMPTY, &late) {
        Err(AppendError::HeadMoved(now)) => ensure(now == head, "the refusal names another head")?,
        _ => return Err("an append on a stale head was not refused".to_owned()),
    }
    ensure(said(home.head())? == head, "the refused append moved the head")
}

fn act_once(home: &dyn Home) -> Result<(), String> {
    let head = said(home.append(&Head::EMPTY, &sealed(home, &Head::EMPTY, &[1])))?;
    match home.append(&head, &sealed(home, &head, &[1])) {
        Err(AppendError::ActExists(id)) => ensure(id == Id([1; 16]), "the refusal names another act")?,
        _ => return Err("the same act entered twice".to_owned()),
    }
    ensure(said(home.head())? == head, "the refused act moved the head")
}

fn whole_or_nothing(home: &dyn Home) -> Result<(), String> {
    let mut entries = sealed(home, &Head::EMPTY, &[1, 2]);
    if let Some(last) = entries.last_mut() {
        last.seq = 9;
    }
    ensure(home.append(&Head::EMPTY, &entries).is_err(), "a batch out of order was taken")?;
    ensure(said(home.head())? == Head::EMPTY, "half of a refused batch stayed")
}

fn paging(home: &dyn Home) -> Result<(), String> {
    let entries = sealed(home, &Head::EMPTY, &[1, 2, 3, 4, 5]);
    said(home.append(&Head::EMPTY, &entries))?;
    let page = said(home.read(2, 2))?;
    ensure(page.iter().map(|e| e.seq).eq([3, 4]), "the page after 2 is not 3 and 4")
}

fn waiting(home: &dyn Home) -> Result<(), String> {
    ensure(said(home.wait(0, Duration::from_millis(5)))?.seq == 0, "waiting invented an entry")?;
    let entries = sealed(home, &Head::EMPTY, &[1]);
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| home.wait(0, Duration::from_secs(20)));
        let wrote = home.append(&Head::EMPTY, &entries);
        let woke = waiter.join().map_err(|_| "the waiting thread failed".to_owned())?;
        said(wrote)?;
        ensure(said(woke)?.seq == 1, "the waiter was not told")
    })
}

fn erasing(home: &dyn Home) -> Result<(), String> {
    let head = said(home.append(&Head::EMPTY, &sealed(home, &Head::EMPTY, &[1, 2])))?;
    said(home.erase(1, &["text"]))?;
    let entry = said(home.read(0, 1))?.into_iter().next().ok_or("entry 1 is gone")?;
    let text = entry.fields.iter().find(|f| f.name == "text").ok_or("the field's digest is gone")?;
    ensure(text.content == Content::Erased, "the words are still there")?;
    let report = said(verify(home, Some(head), |_| ()))?;
    ensure(report.findings.is_empty() && report.erased_fields == 1, "the chain does not verify after an erasure")
}

fn erasing_nothing(home: &dyn Home) -> Result<(), String> {
    said(home.append(&Head::EMPTY, &sealed(home, &Head::EMPTY, &[1])))?;
    ensure(matches!(home.erase(9, &["text"]), Err(HomeError::NoEntry(9))), "erasing a missing entry was not refused")?;
    ensure(home.erase(1, &["text", "nothing"]).is_err(), "erasing a missing field was not refused")?;
    let entry = said(home.read(0, 1))?.into_iter().next().ok_or("entry 1 is gone")?;
    ensure(entry.fields.iter().all(|f| f.content != Content::Erased), "a refused erasure erased something")
}
