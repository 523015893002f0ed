//! What an entry is made of. The bytes are in `codec`, the hashes in `seal`.
//!
//! *Invariant:* plain values only; nothing here reads, writes or hashes.

use std::fmt;

/// A 16-byte identifier (a UUID); printed in the usual 8-4-4-4-12 form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

/// A SHA-256 digest; printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The all-zero digest: the chain hash before the first entry.
    pub const ZERO: Digest = Digest([0; 32]);

    /// Reads 64 hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Digest> {
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return None;
        }
        let mut out = [0u8; 32];
        for (slot, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            if !pair.bytes().all(|b| b.is_ascii_hexdigit()) {
                return None;
            }
            *slot = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Digest(out))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            if matches!(i, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Who may read a record's version. The names are opaque here: bodies and forums for `Shared`, roles for `Restricted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Anyone.
    Public,
    /// The bodies and forums that hold it, by identifier.
    Shared(Vec<String>),
    /// Named roles only.
    Restricted(Vec<String>),
}

/// One top-level field of a record's version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's name, unique in its entry.
    pub name: String,
    /// What the field says, or nothing where it was erased.
    pub content: Content,
    /// The digest sealed when the entry was written; it stays when the content goes.
    pub digest: Digest,
}

/// A field's words with the salt that seals them; both go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The salt and the value's exact bytes (JSON text; ciphertext where the entry has a content key).
    Present {
        /// 16 random bytes, so that a digest cannot be guessed from likely words.
        salt: [u8; 16],
        /// The value's bytes, never re-encoded.
        value: Vec<u8>,
    },
    /// Erased by law: the words and the salt are gone, the digest shows where they were.
    Erased,
}

/// One version of one record, sealed in its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry format; see `FORMAT.md`.
    pub format: u16,
    /// The register this ledger keeps.
    pub register: String,
    /// Position in the register, from 1 without gaps.
    pub seq: u64,
    /// The act, as a verb (`response.record`).
    pub act: String,
    /// The client's identifier of the act; shared by the act's entries, which stand together.
    pub act_id: Id,
    /// When it was written: microseconds since 1970-01-01T00:00:00Z.
    pub instant: i64,
    /// A pseudonym; the name behind it is not in the ledger.
    pub actor: Id,
    /// The record's kind (`response`).
    pub kind: String,
    /// The record's identifier.
    pub id: Id,
    /// The record's version, from 1.
    pub version: u32,
    /// Who may read it.
    pub visibility: Visibility,
    /// Names the key in `accounts` under which the field values are encrypted, if they are.
    pub content_key: Option<Id>,
    /// The fields, ordered by name.
    pub fields: Vec<Field>,
    /// Digest of the sorted list of field names and digests.
    pub content: Digest,
    /// Hash of this entry and of the chain before it.
    pub chain: Digest,
}

/// A field on its way into the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewField {
    /// The field's name.
    pub name: String,
    /// 16 fresh random bytes.
    pub salt: [u8; 16],
    /// The value's bytes.
    pub value: Vec<u8>,
}

/// An entry on its way into the ledger: everything but its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// See [`Entry::act`].
    pub act: String,
    /// See [`Entry::act_id`].
    pub act_id: Id,
    /// See [`Entry::instant`].
    pub instant: i64,
    /// See [`Entry::actor`].
    pub actor: Id,
    /// See [`Entry::kind`].
    pub kind: String,
    /// See [`Entry::id`].
    pub id: Id,
    /// See [`Entry::version`].
    pub version: u32,
    /// See [`Entry::visibility`].
    pub visibility: Visibility,
    /// See [`Entry::content_key`].
    pub content_key: Option<Id>,
    /// The fields in any order; sealing sorts them.
    pub fields: Vec<NewField>,
}

/// The end of the chain: how many entries, and the last chain hash. Save it elsewhere to detect a cut or rewritten tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Sequence of the last entry; 0 for an empty register.
    pub seq: u64,
    /// Chain hash of the last entry; zeros for an empty register.
    pub chain: Digest,
}

impl Head {
    /// The head of an empty register.
    pub const EMPTY: Head = Head { seq: 0, chain: Digest::ZERO };

    /// Reads the form `SEQ:HEX` that [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Head> {
        let (seq, chain) = text.trim().split_once(':')?;
        Some(Head { seq: seq.parse().ok()?, chain: Digest::from_hex(chain)? })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.chain)
    }
}
