//! An erasure: which words of a record are gone for good, on what ground and since when; and the rules by which words end.
//!
//! A version without the words follows, and the fields of the earlier versions that held them lose their words and their salts in the
//! ledger; their digests stay, so that the chain verifies and the hole shows.
//!
//! *Invariant:* an erasure never says the words that it erased.

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Kind, Record, Visibility};
use crate::stretches::Worded;
use crate::{ActId, CaseOutcome, CaseOutcomeId, Ctx, ErasureId, HoldGround, Quotes, RecordId, Text};

/// What stands where words were erased.
pub const ERASED: &str = "[erased]";

/// The fewest letters or digits of words that are erased, and the most bytes.
const WORDS: (usize, usize) = (3, 200);
/// The longest note, in bytes.
const NOTE: usize = 2000;
/// The most records of one act.
const RECORDS: usize = 1000;

/// On what ground words are erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Whom they are about asked for it (UK GDPR article 17).
    Request,
    /// The day until which they might be shown is over (UK GDPR article 5(1)(e)).
    Expired,
    /// A court or the regulator ordered it.
    Order,
    /// They should never have been in the register (UK GDPR article 5(1)(d)).
    Mistake,
}

impl Basis {
    /// Those that a person gives.
    pub const GIVEN: [Basis; 3] = [Basis::Request, Basis::Order, Basis::Mistake];

    /// The name in forms, the API and exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Request => "request",
            Basis::Expired => "expired",
            Basis::Order => "order",
            Basis::Mistake => "mistake",
        }
    }

    /// The ground of that name, of those that a person gives.
    pub fn parse(text: &str) -> Option<Basis> {
        Basis::GIVEN.into_iter().find(|basis| basis.as_str() == text)
    }
}

/// The fields of one version of a record that lost their words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedIn {
    /// The version.
    pub version: u32,
    /// The fields, by name.
    pub fields: Vec<String>,
}

/// Which words of a record are gone, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The record.
    pub of: RecordId,
    /// Its kind.
    pub kind: String,
    /// The ground.
    pub basis: Basis,
    /// What more is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Where the words stood.
    pub versions: Vec<ErasedIn>,
    /// Files that went with them: the SHA-256 of each, in hexadecimal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The day.
    pub on: Date,
}

/// The command: erase words wherever the register holds them (`words.erase`).
#[derive(Clone, Debug)]
pub struct EraseWords {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The words.
    pub words: String,
    /// The ground.
    pub basis: Basis,
    /// What more is said of it; it never holds the words.
    pub note: Option<Text>,
    /// The records that were seen to hold them, and the version of each.
    pub seen: Vec<(RecordId, u32)>,
}

impl Act for EraseWords {
    const KIND: ActKind = ActKind::EraseWords;
}

/// The command: what an outcome says ends with its last day (`outcome.expire`).
#[derive(Clone, Debug)]
pub struct ExpireOutcome {
    /// The outcome.
    pub outcome: CaseOutcomeId,
}

impl Act for ExpireOutcome {
    const KIND: ActKind = ActKind::ExpireOutcome;
}

/// A record that holds words, as the register has it now.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The record.
    pub id: RecordId,
    /// Its version.
    pub version: u32,
    /// Who may read it.
    pub visibility: Visibility,
    /// Where the words stand, in every version.
    pub places: Vec<ErasedIn>,
    /// Itself without them; `None` where only earlier versions hold them.
    pub cleaned: Option<Record>,
    /// Its kind.
    pub kind: Kind,
    /// Files that go.
    pub files: Vec<String>,
    /// The identifier of its erasure.
    pub erasure: ErasureId,
    /// The ground of a hold over it, if there is one.
    pub held: Option<HoldGround>,
}

/// Why nothing was erased.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ErasureRefused {
    /// No words that could be told from others.
    #[error("say which words: they have at least three letters or digits, and at most 200 bytes")]
    Words,
    /// The note says them again.
    #[error("the note says the words that are to be erased: put it without them")]
    Note,
    /// A long note.
    #[error("a note has at most 2,000 bytes")]
    LongNote,
    /// Nothing holds them, or nothing was chosen.
    #[error("no record that was named holds these words: look for them first")]
    None,
    /// Too many at once.
    #[error("at most 1,000 records are changed at once: choose some of them, then the rest")]
    TooMany,
    /// A record was written since.
    #[error("a record that holds these words was changed since you looked: look for them again")]
    Changed,
    /// The words are what the record is told by.
    #[error("the field '{field}' of a {kind} says what it is and cannot be without these words")]
    Needed {
        /// The kind of record.
        kind: &'static str,
        /// The field.
        field: String,
    },
    /// A hold is over it.
    #[error("a {kind} is held ({}): nothing of it is erased before the hold is lifted", .ground.as_str())]
    Held {
        /// The kind of record.
        kind: &'static str,
        /// For what it is held.
        ground: HoldGround,
    },
    /// The outcome's day is not over.
    #[error("the outcome may still be shown: its last day is not over")]
    Showing,
}

/// Checks words that are to be looked for or erased.
///
/// # Errors
/// [`ErasureRefused::Words`] where they are too few or too many.
pub fn check_words(words: &str) -> Result<(), ErasureRefused> {
    let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < WORDS.0 || words.len() > WORDS.1 { Err(ErasureRefused::Words) } else { Ok(()) }
}

/// Where words stand in a text, however they are set ([`Worded`]), but never inside another word; in order, none over another.
pub fn stretches(text: &str, words: &str) -> Vec<Range<usize>> {
    // Scripts without capitals set no spaces between words either: what stands beside is not known to be the same word.
    let cased = |c: char| c.is_numeric() || c.is_uppercase() || c.is_lowercase();
    let letter = |c: Option<char>| c.is_some_and(cased);
    let whole = |at: &Range<usize>| {
        let own = text.get(at.clone()).unwrap_or("");
        let before = letter(text.get(..at.start).and_then(|t| t.chars().next_back()));
        let after = letter(text.get(at.end..).and_then(|t| t.chars().next()));
        let (runs_in, runs_on) = (before && letter(own.chars().next()), after && letter(own.chars().next_back()));
        !runs_in && !runs_on
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in Worded::of(text).stretches(words).into_iter().filter(whole) {
        match found.last_mut().filter(|last| at.start < last.end) {
            Some(last) => last.end = last.end.max(at.end),
            None => found.push(at),
        }
    }
    found
}

/// A text without the words; `None` where it does not hold them.
pub fn without(text: &str, words: &str) -> Option<String> {
    let found = stretches(text, words);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in &found {
        out.push_str(text.get(from..at.start).unwrap_or(""));
        out.push_str(ERASED);
        from = at.end;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    (!found.is_empty()).then_some(out)
}

/// A document's text with every byte of the words made a full stop, so that all else stays where it stands.
pub fn blanked(text: &str, words: &str) -> Option<String> {
    let found = stretches(text, words);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in &found {
        out.push_str(text.get(from..at.start).unwrap_or(""));
        out.extend(std::iter::repeat_n('.', at.len()));
        from = at.end;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    (!found.is_empty()).then_some(out)
}

/// The rule for `words.erase`: of the records that were seen, each as it was seen, a version without the words, and what was erased.
pub fn erase_words(
    ctx: &Ctx,
    _permit: &Permit<EraseWords>,
    held: Vec<Holding>,
    cmd: &EraseWords,
) -> Result<Vec<Change>, ErasureRefused> {
    check_words(&cmd.words)?;
    if let Some(note) = &cmd.note {
        if note.words.len() > NOTE {
            return Err(ErasureRefused::LongNote);
        }
        if !stretches(&note.words, &cmd.words).is_empty() {
            return Err(ErasureRefused::Note);
        }
    }
    if held.is_empty() {
        return Err(ErasureRefused::None);
    }
    if held.len() > RECORDS {
        return Err(ErasureRefused::TooMany);
    }
    let mut changes = Vec::with_capacity(held.len() * 2);
    for one in held {
        if !cmd.seen.contains(&(one.id, one.version)) {
            return Err(ErasureRefused::Changed);
        }
        if let Some(ground) = one.held {
            return Err(ErasureRefused::Held { kind: one.kind.as_str(), ground });
        }
        if one.places.is_empty() && one.files.is_empty() {
            return Err(ErasureRefused::None);
        }
        let erasure = Erasure {
            of: one.id,
            kind: one.kind.as_str().to_owned(),
            basis: cmd.basis,
            note: cmd.note.clone(),
            versions: one.places,
            files: one.files,
            on: ctx.today,
        };
        changes.extend(one.cleaned.map(|record| Change::new(one.id, one.visibility.clone(), record)));
        changes.push(Change::new(one.erasure, one.visibility, Record::Erasure(erasure)));
    }
    Ok(changes)
}

/// The fields of an outcome that end with its last day; whose it was and its year stay, for the statistics.
const OUTCOME: [&str; 5] = ["platform", "conduct", "finding", "sanction", "quotes"];

/// The rule for `outcome.expire`: after its last day an outcome says whose it was and its year, and no more. `versions` are all that it has.
pub fn expire_outcome(
    ctx: &Ctx,
    _permit: &Permit<ExpireOutcome>,
    (outcome, visibility): (&CaseOutcome, Visibility),
    versions: Vec<ErasedIn>,
    (cmd, erasure): (&ExpireOutcome, ErasureId),
) -> Result<Vec<Change>, ErasureRefused> {
    if outcome.visible_until.is_none_or(|until| until.latest() >= ctx.today) {
        return Err(ErasureRefused::Showing);
    }
    let only = |mut one: ErasedIn| {
        one.fields.retain(|field| OUTCOME.contains(&field.as_str()));
        Some(one).filter(|one| !one.fields.is_empty())
    };
    let versions: Vec<ErasedIn> = versions.into_iter().filter_map(only).collect();
    if versions.is_empty() {
        return Ok(Vec::new());
    }
    let rest = CaseOutcome {
        platform: None,
        conduct: None,
        finding: None,
        sanction: None,
        quotes: Quotes::new(),
        ..outcome.clone()
    };
    let said = Erasure {
        of: cmd.outcome.into(),
        kind: Kind::CaseOutcome.as_str().to_owned(),
        basis: Basis::Expired,
        note: None,
        versions,
        files: Vec::new(),
        on: ctx.today,
    };
    Ok(vec![
        Change::new(cmd.outcome, visibility.clone(), Record::CaseOutcome(rest)),
        Change::new(erasure, visibility, Record::Erasure(said)),
    ])
}

/// A proposal that holds nothing, as JSON.
const NO_PROPOSAL: &str = r#"{"file":"[erased]","document":{"title":null,"publisher":null,"published_on":null,"sha256":"","kind":"unrecognised"},"source":null,"recommendations":[],"meeting":null,"case_outcomes":[],"incidents":[],"measures":[],"warnings":[]}"#;

/// What stands where a field was erased that its record cannot be without, as JSON; `None` where it can.
pub fn hole(kind: Kind, field: &str) -> Option<String> {
    let text = || format!("{{\"words\":\"{ERASED}\"}}");
    let word = || format!("\"{ERASED}\"");
    match (kind, field) {
        (Kind::Recommendation | Kind::Action | Kind::Update | Kind::Rejoinder, "text")
        | (Kind::Assurance, "method")
        | (Kind::Closure, "reason") => Some(text()),
        (Kind::Body | Kind::Forum | Kind::Theme, "name")
        | (Kind::Standard, "title" | "issued_by" | "binding_on" | "legal_status")
        | (Kind::Attendance, "person" | "body_name")
        | (Kind::Document, "read_by" | "media_type")
        | (Kind::Proposal, "reader") => Some(word()),
        (Kind::Proposal, "proposal") => Some(NO_PROPOSAL.to_owned()),
        (Kind::Draft, "content") => Some("{}".to_owned()),
        (Kind::RecommendationDraft, "content") => Some(format!("{{\"text\":{}}}", text())),
        (Kind::Response, "answers") => Some("[]".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ErasureRefused, blanked, check_words, without};

    #[test]
    fn whole_words_go_however_they_are_set_and_nothing_else_does() {
        let text = "Ada Lund, ADA\nLUND\u{2019}s and Ada Lunde; Wada Lund";
        let rest = "[erased], [erased]\u{2019}s and Ada Lunde; Wada Lund";
        assert_eq!(without(text, "ada lund").as_deref(), Some(rest));
        assert_eq!(without("nobody", "Ada Lund"), None);
        assert_eq!(
            without("\u{7531}\u{738b}\u{5c0f}\u{660e}\u{63d0}\u{51fa}", "\u{738b}\u{5c0f}\u{660e}").as_deref(),
            Some("\u{7531}[erased]\u{63d0}\u{51fa}")
        );
        assert_eq!(blanked("Zo\u{eb} Lund spoke", "zoe lund").as_deref(), Some("......... spoke"));
    }

    #[test]
    fn words_that_are_none_are_refused() {
        for words in ["", "ab", " - ", &"a".repeat(201)] {
            assert_eq!(check_words(words), Err(ErasureRefused::Words), "{words}");
        }
        assert_eq!(check_words("Ada Lund"), Ok(()));
    }
}
