//! Checking a ledger from its bytes: every field, every entry, the order, and a head saved elsewhere.
//!
//! *Invariant:* trusts nothing that is stored; every hash is computed again from what it covers.

use std::fmt;

use crate::codec::{DecodeError, decode};
use crate::entry::{Content, Digest, Entry, Head, Id};
use crate::home::{Home, HomeError};
use crate::seal::{chain_hash, content_digest, field_digest};

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place in the ledger (0 where it concerns the whole).
    pub seq: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes at this place are no entry.
    Unreadable(DecodeError),
    /// The entry stands in another place, or another register, than it says.
    WrongPlace {
        /// What the entry says of itself, as `register/seq`.
        says: String,
    },
    /// Entries are missing before this one.
    Missing {
        /// The sequence that should have come.
        expected: u64,
    },
    /// A field's words or salt were changed.
    FieldChanged(String),
    /// A field was added, removed, renamed or its digest changed.
    FieldsChanged,
    /// Something the chain hash covers was changed: act, actor, instant, kind, id, version, visibility, or the content digest.
    HeaderOrChainChanged,
    /// The stored act index disagrees with the entries.
    ActIndexChanged,
    /// One act's entries do not stand together.
    ActTorn(Id),
    /// The ledger ends before the saved head.
    CutTail(Head),
    /// The ledger has another hash at the saved head's place.
    Rewritten(Head),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: ", self.seq)?;
        match &self.fault {
            Fault::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Fault::WrongPlace { says } => write!(f, "says it is {says}; it was moved or renumbered"),
            Fault::Missing { expected } => write!(f, "entry {expected} should stand here; entries were removed"),
            Fault::FieldChanged(name) => write!(f, "the words or salt of field '{name}' were changed"),
            Fault::FieldsChanged => write!(f, "a field was added, removed or renamed, or a field digest changed"),
            Fault::HeaderOrChainChanged => write!(
                f,
                "its act, actor, time, record, version or visibility was changed, or what stood before it was"
            ),
            Fault::ActIndexChanged => write!(f, "the index of acts does not say what the entries say"),
            Fault::ActTorn(id) => write!(f, "the entries of act {id} do not stand together"),
            Fault::CutTail(head) => write!(f, "the ledger ends here, before the saved head {head}"),
            Fault::Rewritten(head) => write!(f, "the chain here is not the one of the saved head {head}"),
        }
    }
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Fields whose words and salt were erased.
    pub erased_fields: u64,
    /// The head as computed from the bytes.
    pub head: Head,
    /// Everything that is wrong, in order, at most [`Verifier::MOST`].
    pub findings: Vec<Finding>,
}

/// Verifies entry after entry, holding only the last hash.
pub struct Verifier {
    register: String,
    saved: Option<Head>,
    head: Head,
    entries: u64,
    erased: u64,
    last_act: Option<Id>,
    findings: Vec<Finding>,
}

impl Verifier {
    /// Findings kept; a ruined ledger is not worth more lines.
    pub const MOST: usize = 100;

    /// A verifier for one register, with a head saved elsewhere if there is one.
    pub fn new(register: &str, saved: Option<Head>) -> Verifier {
        let (head, register) = (Head::EMPTY, register.to_owned());
        Verifier { register, saved, head, entries: 0, erased: 0, last_act: None, findings: Vec::new() }
    }

    /// Takes the bytes stored at place `seq`.
    pub fn take(&mut self, seq: u64, bytes: &[u8]) {
        let expected = self.head.seq + 1;
        if seq != expected {
            self.find(seq, Fault::Missing { expected });
        }
        self.entries += 1;
        match decode(bytes) {
            Err(why) => {
                self.find(seq, Fault::Unreadable(why));
                self.head.seq = seq;
            }
            Ok(entry) => self.check(seq, &entry),
        }
        if self.saved.is_some_and(|saved| saved.seq == seq && saved.chain != self.head.chain) {
            self.saved
                .iter()
                .copied()
                .for_each(|saved| self.findings.push(Finding { seq, fault: Fault::Rewritten(saved) }));
        }
    }

    fn check(&mut self, seq: u64, entry: &Entry) {
        if entry.seq != seq || entry.register != self.register {
            self.find(seq, Fault::WrongPlace { says: format!("{}/{}", entry.register, entry.seq) });
        }
        for field in &entry.fields {
            match &field.content {
                Content::Erased => self.erased += 1,
                Content::Present { salt, value } => {
                    if field_digest(salt, &field.name, value) != field.digest {
                        self.find(seq, Fault::FieldChanged(field.name.clone()));
                    }
                }
            }
        }
        if content_digest(entry.fields.iter().map(|f| (f.name.as_str(), &f.digest))) != entry.content {
            self.find(seq, Fault::FieldsChanged);
        }
        if chain_hash(&self.head.chain, entry) != entry.chain {
            self.find(seq, Fault::HeaderOrChainChanged);
        }
        self.last_act = Some(entry.act_id);
        // Go on from the stored hash, so that one change is reported once and not for every entry after it.
        self.head = Head { seq, chain: entry.chain };
    }

    fn find(&mut self, seq: u64, fault: Fault) {
        if self.findings.len() < Self::MOST {
            self.findings.push(Finding { seq, fault });
        }
    }

    /// Ends the verification: compares the end with the saved head.
    pub fn finish(mut self) -> Report {
        if let Some(saved) = self.saved.filter(|saved| saved.seq > self.head.seq) {
            self.find(self.head.seq, Fault::CutTail(saved));
        }
        if self.saved.is_some_and(|saved| saved == Head { seq: 0, chain: Digest::ZERO }) {
            self.saved = None;
        }
        Report { entries: self.entries, erased_fields: self.erased, head: self.head, findings: self.findings }
    }
}

/// Verifies a whole register; `progress` is told the count of entries read.
pub fn verify(home: &dyn Home, saved: Option<Head>, mut progress: impl FnMut(u64)) -> Result<Report, HomeError> {
    let mut verifier = Verifier::new(home.register(), saved);
    let mut acts = ActCheck::default();
    home.read_raw(&mut |seq, bytes| {
        verifier.take(seq, bytes);
        if let Some(act) = verifier.last_act {
            acts.take(seq, act);
        }
        progress(seq);
    })?;
    let mut last = (0, None);
    for (first, end, act) in acts.runs(verifier.head.seq) {
        match home.act(act)? {
            Some((from, to)) if (from, to) == (first, end) => {}
            Some((from, to)) if first >= from && end <= to || last.1 == Some(act) => {
                verifier.find(first, Fault::ActTorn(act));
            }
            _ => verifier.find(first, Fault::ActIndexChanged),
        }
        last = (end, Some(act));
    }
    Ok(verifier.finish())
}

/// The runs of one act id, in order: (first, act).
#[derive(Default)]
struct ActCheck {
    starts: Vec<(u64, Id)>,
}

impl ActCheck {
    fn take(&mut self, seq: u64, act: Id) {
        if self.starts.last().is_none_or(|(_, last)| *last != act) {
            self.starts.push((seq, act));
        }
    }

    fn runs(&self, end: u64) -> Vec<(u64, u64, Id)> {
        let ends = self.starts.iter().skip(1).map(|(seq, _)| seq.saturating_sub(1)).chain([end]);
        self.starts.iter().zip(ends).map(|((first, act), end)| (*first, end, *act)).collect()
    }
}
