//! What an entry says, for acts that write a record again from its words.
//!
//! *Invariant:* what is sealed or erased of it is left out, never guessed.

use domain::{Role, Visibility};
use ledger::{Content, Entry, Field};
use serde_json::{Map, Value};

/// What an entry's fields say, without what is sealed or erased of it.
pub(crate) fn fields_of(entry: &Entry) -> Map<String, Value> {
    let value = |field: &Field| match &field.content {
        Content::Present { value, .. } if !view::is_sealed(value) => serde_json::from_slice(value).ok(),
        _ => None,
    };
    entry.fields.iter().filter_map(|field| Some((field.name.clone(), value(field)?))).collect()
}

/// Who may read what an entry says.
pub(crate) fn visibility(entry: &Entry) -> Visibility {
    match &entry.visibility {
        ledger::Visibility::Public => Visibility::Public,
        ledger::Visibility::Shared(holders) => {
            Visibility::Shared(holders.iter().filter_map(|holder| holder.parse().ok()).collect())
        }
        ledger::Visibility::Restricted(readable) => {
            let pair = |text: &String| {
                let (role, body) = text.split_once(' ')?;
                Some((Role::parse(role)?, body.parse().ok()?))
            };
            Visibility::Restricted(readable.iter().filter_map(pair).collect())
        }
    }
}
