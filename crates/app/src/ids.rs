//! Identifiers made from what a record is read from, so that reading the same thing twice makes the same record.
//!
//! *Invariant:* the same words in give the same identifier out, on every machine.

use sha2::{Digest, Sha256};

/// An identifier from a purpose and the parts that make the record what it is (a UUID of version 8).
pub fn digest_id(purpose: &str, parts: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    for part in parts {
        hash.update([0]);
        hash.update(part.as_bytes());
    }
    let whole: [u8; 32] = hash.finalize().into();
    let mut id = [0u8; 16];
    id.iter_mut().zip(whole).for_each(|(slot, byte)| *slot = byte);
    if let Some(version) = id.get_mut(6) {
        *version = (*version & 0x0f) | 0x80;
    }
    if let Some(variant) = id.get_mut(8) {
        *variant = (*variant & 0x3f) | 0x80;
    }
    id
}

/// The identifier of a shipped record.
pub fn seed_id(kind: &str, slug: &str) -> [u8; 16] {
    digest_id("candour/seed/1", &[kind, slug])
}

/// A name as it stands in an address: lower case, hyphens, sixty characters at most.
pub(crate) fn slug(name: &str) -> String {
    let folded = domain::fold(name).replace(' ', "-");
    let ascii: String = folded.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    let trimmed = ascii.trim_matches('-');
    if trimmed.is_empty() { "unnamed".to_owned() } else { trimmed.to_owned() }
}
