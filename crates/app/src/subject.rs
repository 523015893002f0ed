//! What the register and its accounts hold of one person, for a request by them (UK GDPR article 15).
//!
//! Only what is about them is told: the sentences that name them, not the records whole; the names of others in those are taken out
//! (`domain::privacy`), since a copy must not take the rights of others (article 15(4)).
//!
//! *Invariant:* nothing is written; the operator's alone.

use std::collections::{BTreeMap, BTreeSet};

use domain::privacy::{KnownPerson, MARK, without_names};
use domain::{ActorId, Attendance, Ctx, EraseWords, Kind, Record, RecordId, Whole, erasures};
use jiff::Timestamp;
use ledger::Entry;
use serde_json::Value;

use crate::App;
use crate::attached::{Unread, files_of};
use crate::entries::fields_of;
use crate::error::AppError;
use crate::register::Progress;

/// Entries read at once.
const PART: usize = 5000;
/// The most letters before and after a name that are told of a document's text.
const BESIDE: usize = 400;
/// Stands in the place of the person's own name while those of others are taken out.
const OWN: char = '\u{e000}';

/// What a record says of the person.
#[derive(Clone, Debug)]
pub struct ToldOf {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its number, where it has one (`12` of `REC-12`).
    pub number: Option<u64>,
    /// Whether everybody may read it.
    pub public: bool,
    /// When it was first written.
    pub since: Timestamp,
    /// The address that it was read from, where it is a document that has one.
    pub address: Option<String>,
    /// Each field that names them, and what it says there, in the order in which it was first said; `file` is the text of its document.
    pub passages: Vec<(String, String)>,
    /// The ground of a hold over it, if there is one.
    pub held: Option<domain::HoldGround>,
}

/// Acts of one kind that a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Did {
    /// How many entries they wrote.
    pub entries: u64,
    /// When the first was written, and the last.
    pub between: (Timestamp, Timestamp),
}

/// The account of a person.
#[derive(Clone, Debug)]
pub struct AccountOf {
    /// Their pseudonym in the ledger.
    pub actor: ActorId,
    /// Themselves.
    pub user: accounts::User,
    /// The roles that they have or had.
    pub roles: Vec<view::MembershipRow>,
    /// The sessions that they have.
    pub sessions: Vec<accounts::Session>,
    /// The tokens that they made.
    pub tokens: Vec<accounts::Token>,
    /// What they did, by act.
    pub acts: BTreeMap<String, Did>,
}

/// All that is held of a person.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// What records, documents and files of evidence say.
    pub records: Vec<ToldOf>,
    /// Evidence whose files could not be looked into.
    pub unread: Vec<Unread>,
    /// Their account, where their address has one.
    pub account: Option<AccountOf>,
    /// Searches that their address follows.
    pub follows: Vec<accounts::Subscription>,
    /// Letters to their address, and those that name them, that wait or went in the last two years.
    pub letters: Vec<accounts::Post>,
}

impl App {
    /// All that the register and its accounts hold of whom these names and this address are of. Of a name common to several it tells of them all.
    pub fn subject(
        &self,
        ctx: &Ctx,
        (names, email): (&[String], Option<&str>),
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Subject, AppError> {
        ctx.permit::<EraseWords>(&Whole)?;
        let mut out = Subject::default();
        let mut seen: BTreeSet<RecordId> = BTreeSet::new();
        for name in names {
            let looked = self.find_words(ctx, name, progress)?;
            for found in looked.found {
                if seen.insert(found.id) {
                    out.records.push(self.told_of(&found, names)?);
                }
            }
            // None can be read for another name either.
            out.unread = looked.unread;
            for letter in looked.letters {
                if !out.letters.contains(&letter) {
                    out.letters.push(letter);
                }
            }
        }
        let Some(email) = email.map(str::to_lowercase) else { return Ok(out) };
        out.follows = self.accounts().subscriptions(ctx.now)?.into_iter().filter(|one| one.email == email).collect();
        let (waiting, done) = (self.accounts().letters_waiting(ctx.now)?, self.accounts().letters_done(ctx.now)?);
        let letters = done.into_iter().chain(waiting).map(|(_, post)| post);
        for post in letters.filter(|post| post.to.eq_ignore_ascii_case(&email)) {
            if !out.letters.contains(&post) {
                out.letters.push(post);
            }
        }
        if let Some(actor) = self.accounts().user_at(&email, ctx.now)?
            && let Some(user) = self.accounts().user(actor, ctx.now)?
        {
            out.account = Some(AccountOf {
                actor,
                user,
                roles: self.read_workspace(|view| view.memberships_of(actor))?,
                sessions: self.accounts().sessions(actor, ctx.now)?,
                tokens: self.accounts().tokens(actor, ctx.now)?,
                acts: self.acts_of(actor, progress)?,
            });
        }
        Ok(out)
    }

    /// What every version of a record says of a person, and the text of its file.
    fn told_of(&self, found: &crate::Found, names: &[String]) -> Result<ToldOf, AppError> {
        let mut places = self.places(found.id)?;
        places.sort_unstable();
        let mut entries = Vec::with_capacity(places.len());
        for seq in places {
            entries.extend(self.ledger().read(seq - 1, 1)?);
        }
        let others = self.others(entries.last(), names)?;
        let mut passages: Vec<(String, String)> = Vec::new();
        let mut tell = |field: &str, text: String| {
            let passage = (field.to_owned(), of_others(&text, names, &others));
            if !passages.contains(&passage) {
                passages.push(passage);
            }
        };
        for entry in &entries {
            let fields = fields_of(entry);
            for name in &found.fields {
                let mut texts = Vec::new();
                fields.get(name).into_iter().for_each(|value| naming(value, names, &mut texts));
                texts.into_iter().for_each(|text| tell(name, text));
            }
        }
        let latest = entries.last().map(view::record_of).transpose()?.flatten();
        let (mut address, mut text) = (None, None);
        match &latest {
            Some(Record::Document(document)) => {
                address = document.address.clone();
                text = Some(document.text_sha256.clone());
            }
            // All of it is about them.
            Some(Record::Attendance(seat)) => self.seat(seat)?.into_iter().for_each(|(field, text)| tell(field, text)),
            Some(Record::Proposal(filed)) => text = filed.received.as_ref().map(|file| file.text_sha256.clone()),
            Some(Record::Evidence(evidence)) => {
                for (field, file) in files_of(evidence) {
                    let text = self.text_of(file)?.and_then(Result::ok).unwrap_or_default();
                    around(&text, names).into_iter().for_each(|part| tell(field, part));
                }
            }
            _ => {}
        }
        if let Some(bytes) = text.map(|digest| self.files().read(&digest)).transpose()?.flatten() {
            for part in around(&String::from_utf8_lossy(&bytes), names) {
                tell("file", part);
            }
        }
        let since = entries.first().and_then(|entry| Timestamp::from_microsecond(entry.instant).ok());
        Ok(ToldOf {
            id: found.id,
            kind: found.kind,
            number: found.number,
            public: found.public,
            since: since.unwrap_or(Timestamp::UNIX_EPOCH),
            address,
            passages,
            held: found.held,
        })
    }

    /// What a seat at a meeting says besides the name.
    fn seat(&self, seat: &Attendance) -> Result<Vec<(&'static str, String)>, AppError> {
        let mut out: Vec<(&'static str, String)> = seat.post.iter().map(|post| ("post", post.clone())).collect();
        out.push(("body_name", seat.body_name.clone()));
        out.push(("status", seat.status.as_str().to_owned()));
        let latest = self.read_public(|view| view.latest_of(seat.meeting.into()))?;
        let entry = latest.map(|seq| self.ledger().read(seq - 1, 1)).transpose()?.and_then(|mut e| e.pop());
        if let Some(Record::Meeting(meeting)) = entry.map(|e| view::record_of(&e)).transpose()?.flatten() {
            let day = meeting.held_on.map(|day| format!(" ({day})")).unwrap_or_default();
            out.push(("meeting", format!("MTG-{}{day}", meeting.number)));
        }
        Ok(out)
    }

    /// The others who were at the meeting that a record's document tells of, as it calls them.
    fn others(&self, entry: Option<&Entry>, names: &[String]) -> Result<Vec<KnownPerson>, AppError> {
        let Some(record) = entry.map(view::record_of).transpose()?.flatten() else { return Ok(Vec::new()) };
        let filed = match record {
            Record::Proposal(filed) => Some(filed),
            Record::Document(_) => {
                let document = domain::DocumentId(entry.map(|e| e.id.0).unwrap_or_default());
                let n = self.read_workspace(|view| view.proposal_of(document))?;
                let seqs = n.map(|n| self.read_workspace(|view| view.versions_of(n))).transpose()?;
                let seq = seqs.and_then(|seqs| seqs.last().copied());
                let entry = seq.map(|seq| self.ledger().read(seq - 1, 1)).transpose()?.and_then(|mut e| e.pop());
                match entry.map(|entry| view::record_of(&entry)).transpose()?.flatten() {
                    Some(Record::Proposal(filed)) => Some(filed),
                    _ => None,
                }
            }
            _ => None,
        };
        let meeting = filed.and_then(|filed| filed.proposal.meeting);
        let people = meeting.into_iter().flat_map(|meeting| meeting.present.into_iter().chain(meeting.apologies));
        let own = |called: &str| names.iter().any(|name| !erasures::stretches(called, name).is_empty());
        let called: BTreeSet<String> = people.map(|person| person.name.value).filter(|called| !own(called)).collect();
        let mut called: Vec<String> = called.into_iter().collect();
        called.sort_by_key(|called| std::cmp::Reverse(called.len()));
        Ok(called.into_iter().map(|called| KnownPerson { called, instead: MARK.to_owned() }).collect())
    }

    fn acts_of(&self, actor: ActorId, progress: &mut dyn FnMut(Progress)) -> Result<BTreeMap<String, Did>, AppError> {
        let (head, mut after) = (self.ledger().head()?.seq, 0);
        let mut acts: BTreeMap<String, Did> = BTreeMap::new();
        while after < head {
            let entries = self.ledger().read(after, PART)?;
            let Some(last) = entries.last().map(|e| e.seq) else { break };
            for entry in entries.into_iter().filter(|entry| entry.actor.0 == actor.0) {
                let at = Timestamp::from_microsecond(entry.instant).unwrap_or(Timestamp::UNIX_EPOCH);
                let did = acts.entry(entry.act).or_insert(Did { entries: 0, between: (at, at) });
                did.entries += 1;
                did.between.1 = at;
            }
            after = last;
            progress(Progress { done: after, of: Some(head) });
        }
        Ok(acts)
    }
}

/// The texts in a value that name a person.
fn naming(value: &Value, names: &[String], into: &mut Vec<String>) {
    match value {
        Value::String(text) if names.iter().any(|name| !erasures::stretches(text, name).is_empty()) => {
            into.push(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|value| naming(value, names, into)),
        Value::Object(all) => all.values().for_each(|value| naming(value, names, into)),
        _ => {}
    }
}

/// The parts of a text in which a person is named: the paragraph of each place, or what of it stands near.
fn around(text: &str, names: &[String]) -> Vec<String> {
    let mut places: Vec<std::ops::Range<usize>> = Vec::new();
    let mut found: Vec<_> = names.iter().flat_map(|name| erasures::stretches(text, name)).collect();
    found.sort_by_key(|at| at.start);
    for at in found {
        let (before, after) = (text.get(..at.start).unwrap_or(""), text.get(at.end..).unwrap_or(""));
        let near = before.char_indices().rev().nth(BESIDE).map_or(0, |(i, _)| i);
        let start = before.rfind("\n\n").map_or(0, |i| i + 2).max(near);
        let far = after.char_indices().nth(BESIDE).map_or(text.len(), |(i, _)| at.end + i);
        let end = after.find("\n\n").map_or(text.len(), |i| at.end + i).min(far);
        match places.last_mut().filter(|last| start < last.end) {
            Some(last) => last.end = last.end.max(end),
            None => places.push(start..end),
        }
    }
    let words = |at: std::ops::Range<usize>| {
        let part: Vec<&str> = text.get(at)?.split_whitespace().collect();
        Some(part.join(" "))
    };
    places.into_iter().filter_map(words).collect()
}

/// A text without the names of others.
fn of_others(text: &str, names: &[String], others: &[KnownPerson]) -> String {
    let mut own: Vec<std::ops::Range<usize>> = names.iter().flat_map(|name| erasures::stretches(text, name)).collect();
    own.sort_by_key(|at| (at.start, std::cmp::Reverse(at.end)));
    let (mut held, mut kept, mut from) = (String::with_capacity(text.len()), Vec::new(), 0);
    for at in own.into_iter().filter(|_| !text.contains(OWN)) {
        if at.start < from {
            continue;
        }
        held.push_str(text.get(from..at.start).unwrap_or(""));
        held.push(OWN);
        kept.push(text.get(at.clone()).unwrap_or(""));
        from = at.end;
    }
    held.push_str(text.get(from..).unwrap_or(""));
    let (without, _) = without_names(&held, others);
    let mut kept = kept.into_iter();
    without.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            OWN => out.push_str(kept.next().unwrap_or("")),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::{around, of_others};

    #[test]
    fn a_passage_keeps_the_own_name_and_no_other() {
        let names = ["Ada Lund".to_owned()];
        let said = "Mr Ben Holm told PC Ada Lund's sergeant, and ADA LUND wrote to Mrs Cora Vane.";
        assert_eq!(
            of_others(said, &names, &[]),
            "[name removed] told PC Ada Lund's sergeant, and ADA LUND wrote to [name removed]."
        );
    }

    #[test]
    fn the_paragraphs_that_name_somebody_are_told_once_each() {
        let names = ["Ada Lund".to_owned(), "Lund".to_owned()];
        let text = "One.\n\nAda Lund came.\nLund spoke.\n\nNobody.\n\nThen Lund left.";
        assert_eq!(around(text, &names), ["Ada Lund came. Lund spoke.", "Then Lund left."]);
    }
}
