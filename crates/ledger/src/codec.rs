//! An entry as bytes, and back. FORMAT.md section 2 is this file in words.
//!
//! *Invariant:* `decode(encode(e)) == e`, and no bytes whatever make `decode` panic or allocate more than they hold.

use thiserror::Error;

use crate::entry::{Content, Digest, Entry, Field, Id, Visibility};

/// The most bytes one entry may take.
pub const MAX_ENTRY: usize = 64 << 20;

const MAGIC: &[u8; 4] = b"CNDR";

/// Why bytes are not an entry.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// The bytes do not begin with the magic number.
    #[error("the bytes do not begin as an entry does")]
    NotAnEntry,
    /// The entry was written by a newer Candour.
    #[error("the entry has format {0}; this build reads up to format {max}: run a newer candour", max = crate::FORMAT)]
    FromTheFuture(u16),
    /// The bytes end too soon.
    #[error("the entry ends in the middle of its {0}")]
    Short(&'static str),
    /// A part has a value the format does not allow.
    #[error("the entry's {0} is not what the format allows")]
    Bad(&'static str),
    /// Bytes follow the entry's end.
    #[error("{0} bytes follow the end of the entry")]
    Trailing(usize),
}

/// The header: everything the chain hash covers besides the content digest.
pub(crate) fn encode_header(entry: &Entry) -> Vec<u8> {
    let mut out = Vec::with_capacity(160);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&entry.format.to_be_bytes());
    put_text(&mut out, &entry.register);
    out.extend_from_slice(&entry.seq.to_be_bytes());
    put_text(&mut out, &entry.act);
    out.extend_from_slice(&entry.act_id.0);
    out.extend_from_slice(&entry.instant.to_be_bytes());
    out.extend_from_slice(&entry.actor.0);
    put_text(&mut out, &entry.kind);
    out.extend_from_slice(&entry.id.0);
    out.extend_from_slice(&entry.version.to_be_bytes());
    let (tag, names): (u8, &[String]) = match &entry.visibility {
        Visibility::Public => (0, &[]),
        Visibility::Shared(names) => (1, names),
        Visibility::Restricted(names) => (2, names),
    };
    out.push(tag);
    put_len(&mut out, names.len());
    names.iter().for_each(|name| put_text(&mut out, name));
    match &entry.content_key {
        None => out.push(0),
        Some(key) => {
            out.push(1);
            out.extend_from_slice(&key.0);
        }
    }
    out
}

/// The entry's stored bytes: header, fields, content digest, chain hash.
pub fn encode(entry: &Entry) -> Vec<u8> {
    let mut out = encode_header(entry);
    put_len(&mut out, entry.fields.len());
    for field in &entry.fields {
        put_text(&mut out, &field.name);
        out.extend_from_slice(&field.digest.0);
        match &field.content {
            Content::Present { salt, value } => {
                out.push(1);
                out.extend_from_slice(salt);
                put_len(&mut out, value.len());
                out.extend_from_slice(value);
            }
            Content::Erased => out.push(0),
        }
    }
    out.extend_from_slice(&entry.content.0);
    out.extend_from_slice(&entry.chain.0);
    out
}

/// Reads stored bytes back. Structure only: `verify` checks the hashes.
pub fn decode(bytes: &[u8]) -> Result<Entry, DecodeError> {
    let mut from = Cursor { rest: bytes };
    if from.rest.get(..4) != Some(MAGIC.as_slice()) {
        return Err(DecodeError::NotAnEntry);
    }
    from.take(4, "magic")?;
    let format = u16::from_be_bytes(from.array("format")?);
    if format == 0 {
        return Err(DecodeError::Bad("format"));
    }
    if format > crate::FORMAT {
        return Err(DecodeError::FromTheFuture(format));
    }
    let entry = Entry {
        format,
        register: from.text("register")?,
        seq: u64::from_be_bytes(from.array("sequence")?),
        act: from.text("act")?,
        act_id: Id(from.array("act id")?),
        instant: i64::from_be_bytes(from.array("instant")?),
        actor: Id(from.array("actor")?),
        kind: from.text("kind")?,
        id: Id(from.array("record id")?),
        version: u32::from_be_bytes(from.array("version")?),
        visibility: from.visibility()?,
        content_key: from.content_key()?,
        fields: from.fields()?,
        content: Digest(from.array("content digest")?),
        chain: Digest(from.array("chain hash")?),
    };
    match from.rest.len() {
        0 => Ok(entry),
        more => Err(DecodeError::Trailing(more)),
    }
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize, what: &'static str) -> Result<&'a [u8], DecodeError> {
        let (head, rest) = self.rest.split_at_checked(len).ok_or(DecodeError::Short(what))?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], DecodeError> {
        self.take(N, what)?.try_into().map_err(|_| DecodeError::Short(what))
    }

    fn len(&mut self, what: &'static str) -> Result<usize, DecodeError> {
        let len = u32::from_be_bytes(self.array(what)?) as usize;
        // A length can never exceed what is left, so nothing is allocated on a liar's word.
        if len > self.rest.len() { Err(DecodeError::Short(what)) } else { Ok(len) }
    }

    fn text(&mut self, what: &'static str) -> Result<String, DecodeError> {
        let len = self.len(what)?;
        String::from_utf8(self.take(len, what)?.to_vec()).map_err(|_| DecodeError::Bad(what))
    }

    fn tag(&mut self, what: &'static str) -> Result<u8, DecodeError> {
        self.array::<1>(what).map(|[tag]| tag)
    }

    fn visibility(&mut self) -> Result<Visibility, DecodeError> {
        let tag = self.tag("visibility")?;
        let count = self.len("visibility")?;
        let names = (0..count).map(|_| self.text("visibility")).collect::<Result<Vec<_>, _>>()?;
        match tag {
            0 if names.is_empty() => Ok(Visibility::Public),
            1 => Ok(Visibility::Shared(names)),
            2 => Ok(Visibility::Restricted(names)),
            _ => Err(DecodeError::Bad("visibility")),
        }
    }

    fn content_key(&mut self) -> Result<Option<Id>, DecodeError> {
        match self.tag("content key")? {
            0 => Ok(None),
            1 => Ok(Some(Id(self.array("content key")?))),
            _ => Err(DecodeError::Bad("content key")),
        }
    }

    fn fields(&mut self) -> Result<Vec<Field>, DecodeError> {
        let count = self.len("fields")?;
        let mut fields: Vec<Field> = Vec::new();
        for _ in 0..count {
            let name = self.text("field name")?;
            if fields.last().is_some_and(|before| before.name >= name) {
                return Err(DecodeError::Bad("order of fields"));
            }
            let digest = Digest(self.array("field digest")?);
            let content = match self.tag("field")? {
                0 => Content::Erased,
                1 => {
                    let salt = self.array("salt")?;
                    let len = self.len("field value")?;
                    Content::Present { salt, value: self.take(len, "field value")?.to_vec() }
                }
                _ => return Err(DecodeError::Bad("field")),
            };
            fields.push(Field { name, content, digest });
        }
        Ok(fields)
    }
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    out.extend_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_len(out, text.len());
    out.extend_from_slice(text.as_bytes());
}
