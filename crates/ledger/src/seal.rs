//! The three hashes of FORMAT.md, and how a new entry takes its place in the chain.
//!
//! *Invariant:* pure functions of bytes; the same entry always seals to the same hashes.

use sha2::{Digest as _, Sha256};

use crate::codec::encode_header;
use crate::entry::{Content, Digest, Entry, Field, Head, NewEntry};

/// Digest of one field: `SHA-256("candour/field/1" ‖ salt ‖ len(name) ‖ name ‖ value)`, FORMAT.md section 3.
pub fn field_digest(salt: &[u8; 16], name: &str, value: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"candour/field/1");
    hash.update(salt);
    hash.update(len32(name.len()));
    hash.update(name.as_bytes());
    hash.update(value);
    Digest(hash.finalize().into())
}

/// Digest of an entry's content: the field names and digests in order of name, FORMAT.md section 4.
pub fn content_digest<'a>(fields: impl ExactSizeIterator<Item = (&'a str, &'a Digest)>) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"candour/content/1");
    hash.update(len32(fields.len()));
    for (name, digest) in fields {
        hash.update(len32(name.len()));
        hash.update(name.as_bytes());
        hash.update(digest.0);
    }
    Digest(hash.finalize().into())
}

/// Chain hash of an entry on the chain that ends in `before`, FORMAT.md section 5.
pub fn chain_hash(before: &Digest, entry: &Entry) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"candour/chain/1");
    hash.update(before.0);
    hash.update(encode_header(entry));
    hash.update(entry.content.0);
    Digest(hash.finalize().into())
}

/// Gives a new entry its place after `head`: sorts its fields, digests them and links the chain.
pub fn seal(register: &str, head: &Head, new: NewEntry) -> Entry {
    let mut fields: Vec<Field> = new
        .fields
        .into_iter()
        .map(|f| Field {
            digest: field_digest(&f.salt, &f.name, &f.value),
            content: Content::Present { salt: f.salt, value: f.value },
            name: f.name,
        })
        .collect();
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    let mut entry = Entry {
        format: crate::FORMAT,
        register: register.to_owned(),
        seq: head.seq + 1,
        act: new.act,
        act_id: new.act_id,
        instant: new.instant,
        actor: new.actor,
        kind: new.kind,
        id: new.id,
        version: new.version,
        visibility: new.visibility,
        content_key: new.content_key,
        content: content_digest(fields.iter().map(|f| (f.name.as_str(), &f.digest))),
        fields,
        chain: Digest::ZERO,
    };
    entry.chain = chain_hash(&head.chain, &entry);
    entry
}

fn len32(len: usize) -> [u8; 4] {
    // Every length is bounded by codec::MAX_ENTRY (64 MiB) before anything is stored.
    u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes()
}
