//! One person of a roll: a name and the body beside it, out of "Name (Body)", "Name – Post, Body" or "Rank Name Body".
//!
//! *Invariant:* a body is words beside or over the name that are named as bodies are; a post or a role is not a body.

use std::sync::LazyLock;

use domain::proposals::ProposedAttendee;
use regex::Regex;

use super::attendance::{Attendee, RANK};
use crate::decode::Decoded;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

pub(super) static INSTITUTION: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:police|policing|constabulary|council|service|services|authority|board|trust|office|college|department|ministry|commission|agency|inspectorate|federation|association|partnership|university|school|academy|centre|center|network|union|unison|gmb|nhs|hospital|prison|hmp|hmpps|panel|forum|watch|charity|church|society|review|chamber|home office|standards|conduct|prosecution|members|cic|ltd|limited|foundation|borough|county|liaison|coastguard|ambulance|rescue|probation|traders|alliance|rail|youth|churches|neighbourhood|families|auditors|advocates|voice|highways|health|llp|consortium|team|aid|citizens|housing|homes|division|directorate|government|group|bank|company|plc|media|press|inquiry|law|scheme|programme|mind|healthwatch|voluntary action|victim support|witness support)\b",
    )
});
pub(super) static BRACKET: LazyLock<Regex> =
    LazyLock::new(|| re(r"\s*[(\[]((?:[^()\[\]]|\([^()\[\]]{0,40}\)){1,80})[)\]]"));
pub(super) static LONG_RANK: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?:Temporary|Acting|Deputy|Assistant|Senior|Detective|Chief|Det\.?|Ch\.?|T/|A/)\s*)*(?:Superintendent|Inspector|Sergeant|Constable|Chief Constable|Commander|Supt\.?|Insp\.?|Ins\.|Alderman|(?:Nurse Unit|Clinical Nurse) Manager|(?:Deputy|Assistant) Commissioner|Councillor|Revd?\.?|Rabbi|Father|Imam|Lord|Lady|Baroness|Judge|KC|(?:Watch|Area|Station|Group|Crew) Manager|(?:Deputy |Assistant )?Chief (?:Fire )?Officer|D?A?CFO|ACO|DCO|AM|GM|SM|WM|(?:County|District|Borough|Town|Parish) (?:Cllr|Councillor)|(?:Deputy |Assistant )?Warden|Deputy Governor|Sister|Canon|Rev['’]?d(?: Canon)?|Pastor|Hon|The Hon|Baron|County Councillor)\s+",
    )
});

/// What may stand after a name and is no part of it; honours are.
pub(super) static AFTER: LazyLock<Regex> = LazyLock::new(|| re(r"\s+(?:KC|QC|MP|PhD|T\.D\.?)$"));
/// What may stand after a name, of it or not.
pub(super) static HONOURS: LazyLock<Regex> =
    LazyLock::new(|| re(r"\s+(?:KC|QC|OBE|MBE|CBE|QPM|JP|MP|DL|PhD|T\.D\.?)$"));

/// Bodies that are written as initials are.
const KNOWN_SHORT: &[&str] = &[
    "IOPC", "NPCC", "HMICFRS", "UNISON", "GMB", "NHS", "CPS", "OPCC", "NCA", "BTP", "PSNI", "MOJ", "HMPPS", "PFEW",
    "PSA", "CPOSA", "APCC", "MPS", "CPTP", "IPCC", "HMICFRS", "OFSTED", "DEFRA", "CAFCASS", "ACAS", "ACRO", "ADASS",
    "NASUWT", "UNITE", "ASCEND", "MAPPA", "MARAC", "MASH", "CAMHS", "IICSA", "PIRC", "IPCA", "SIPR", "SARC", "ISVA",
    "IDVA", "CEO", "COO", "CIO", "PCC", "CEX",
];

/// "Anna MARLOWE", "J O'DELL": a given name or its initial and then a word in capitals that can be said, as a body's short form
/// cannot for the most part.
pub(super) fn surname_in_capitals(all: &[&str], last: &str) -> bool {
    let letters = last.chars().filter(|c| c.is_alphabetic()).count();
    let initial = |w: &&str| w.trim_end_matches('.').chars().count() == 1;
    let given = all.first().is_some_and(|w| w.contains(char::is_lowercase) || (letters >= 4 && initial(w)));
    given && letters >= 3 && last.contains(['A', 'E', 'I', 'O', 'U', 'Y']) && !KNOWN_SHORT.contains(&last)
}

/// Words in brackets that are no body: the chair, initials, for whom somebody stands in.
pub(super) fn role(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    // "JB", "RO'H", "KMcC", "SO’M-R".
    let initials = inner.chars().count() <= 6
        && !inner.contains(' ')
        && inner.starts_with(char::is_uppercase)
        && inner.chars().filter(|c| c.is_uppercase()).count() >= 2
        && inner.chars().filter(|c| c.is_lowercase()).count() <= 2
        && !KNOWN_SHORT.contains(&inner);
    static ROLE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:for|from|until|via|by (?:phone|telephone|teams|zoom)|items?|part|chair\w*|vice|joined|left)\b|\b(?:chair(?:man|woman|person)?|deputis\w+|teams|remote\w*|observer|minutes?|minute[- ]taker|secretar\w+|vice|part only)$|\bchair\b",
        )
    });
    // "(3)" points to a note below.
    let note = !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit());
    initials || note || ROLE.is_match(lower.trim())
}

/// The places where a rank or title starts a person.
pub(super) fn starts_of_people(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut before = ' ';
    let mut last: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or("");
        if c.is_uppercase()
            && (before.is_whitespace() || before == '(')
            && (RANK.is_match(rest) || LONG_RANK.is_match(rest))
        {
            // "Det Supt Farr" is one person: a rank straight after a rank goes with it.
            let joined = last.is_some_and(|last| text.get(last..at).is_some_and(|b| b.split_whitespace().count() <= 1));
            last = Some(at);
            if !joined {
                out.push(at);
            }
        }
        before = c;
    }
    out
}

static DEPUTY: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)[,;]?\s*[(\[]?\b(?:deputi[sz]ing|standing in|substitut(?:e|ing))(?:\s+for\b)?"));

/// A person of a name's words and a body's; `whole` is where the chair may be marked.
fn person_with(name: Piece<'_>, body: Option<Piece<'_>>, whole: Piece<'_>, lexicon: &Lexicon) -> Option<Attendee> {
    let chair = whole.text.to_lowercase().contains("chair");
    let end = BRACKET.find(name.text).filter(|m| m.start() > 0).map_or(name.text.len(), |m| m.start());
    let name = name
        .sub(0, end)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '•' | '-' | '–' | ':' | '.'));
    let name = ["Councillors ", "Members ", "The ", "the "].iter().find_map(|w| name.strip_prefix(w)).unwrap_or(name);
    let name = AFTER.find(name.text).map_or(name, |m| name.sub(0, m.start()));
    let words = name.text.split_whitespace().count();
    let counted = name.text.chars().any(|c| c.is_ascii_digit()) || whole.text.trim_end().ends_with(':');
    let redacted = name.text.starts_with('[') && name.text.to_lowercase().contains("redacted");
    let lower = name.text.to_lowercase();
    let empty = matches!(lower.as_str(), "none" | "nil" | "none received" | "no apologies" | "n/a" | "all");
    // "[name redacted] (community member)": the words in brackets are all the name there is.
    let name = BRACKET.find(name.text).filter(|m| redacted && m.start() == 0).map_or(name, |m| name.sub(0, m.end()));
    let words = if redacted { 1 } else { words };
    let looks = (1..=8).contains(&words) && name.text.starts_with(|c: char| c.is_uppercase()) && !empty;
    if !((looks && !counted) || redacted) {
        return None;
    }
    // Words that a bracket or a dash parts from the name are its body's, unless they are a post's.
    let named_apart = body.is_some_and(|b| b.start > name.start && b.start < whole.end() && whole.text != name.text);
    let body = body.map(|b| b.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '.' | ';')));
    let known = |b: &Piece<'_>| {
        INSTITUTION.is_match(b.text) && !b.text.to_lowercase().starts_with("independent chair")
            || !lexicon.bodies_in(b.text).is_empty()
            || (named_apart && proper(b.text))
    };
    // "Independent co-opted member", "secretariat" and "Lay member" say what somebody is, not for whom.
    let body = body.filter(|b| known(b) && !member(b.text));
    Some(Attendee { who: ProposedAttendee { name: name.quoted(88), body: body.map(|b| b.quoted(85)) }, chair })
}

static POST: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:heads?|leads?|leaders?|managers?|directors?|officers?|co-?ordinators?|chair\w*|members?|chief|constables?|superintendent|inspectors?|sergeants?|secretary|secretariat|clerk|advis[eo]rs?|deputy|assistant|analysts?|commissioners?|ministers?|councillors?|treasurer|solicitor|representatives?|observers?|minutes?|notes?|items?|remote\w*|virtual\w*|teams|zoom|deputi[sz]ing|substitut\w*|support|administrators?|executives?|presenters?|partners?|consultants?|engagement|performance|finance|matron|governor|warden|registrar|commander|headteacher|principal|nurse|consultant|specialist|trainee|apprentice|student|intern|volunteer|staff|operations|policy|senior|interim|acting|temporary|lay|independent|holders?|gp|part|joined|left|arrived)\b",
    )
});

/// Whether the words name a post.
pub(super) fn is_post(text: &str) -> bool {
    POST.is_match(text)
}

/// Two words or more that are a name, and no post's: "Passengers' Voice", not "Taser Lead" or "Head of Custody".
pub(super) fn proper(text: &str) -> bool {
    let capital = |w: &&str| w.starts_with(char::is_uppercase);
    !POST.is_match(text)
        && (2..=7).contains(&text.split_whitespace().count())
        && text.split_whitespace().filter(capital).count() >= 2
}

pub(super) fn member(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower == "police and crime commissioner" {
        return true;
    }
    let ends = ["member", "members", "officer", "chair", "secretariat", "secretary", "adviser", "observer", "services"];
    lower.split_whitespace().count() <= 4
        && ends.iter().any(|e| lower.ends_with(e))
        && !lower.contains("association")
        && !lower.contains("prosecution")
        && !lower.contains("ambulance")
        && !lower.contains("fire")
}

/// A paragraph in which only ranks and titles part one person from the next. How much of the words is the name is told by
/// the body, which other entries or the rest of the document name too.
pub(super) fn by_rank(line: Piece<'_>, lexicon: &Lexicon, decoded: &Decoded) -> Vec<Attendee> {
    let starts = starts_of_people(line.text);
    let mut out = Vec::new();
    for (i, start) in starts.iter().enumerate() {
        // Whom somebody stands in for is not there.
        let before = line.text.get(..*start).unwrap_or("").trim_end();
        if DEPUTY.find_iter(before).last().is_some_and(|m| m.end() == before.len()) {
            continue;
        }
        let end = starts.get(i + 1).copied().unwrap_or(line.text.len());
        let chunk = line.sub(*start, end).trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.'));
        let chunk = chunk.sub(0, DEPUTY.find(chunk.text).map_or(chunk.text.len(), |m| m.start())).trim();
        let bare_end = BRACKET.find(chunk.text).map_or(chunk.text.len(), |m| m.start());
        let bare = chunk.sub(0, bare_end).trim();
        // "Councillor A and Councillor B": what joins them is of neither.
        let bare = bare
            .sub(0, bare.text.trim_end_matches(" from").strip_suffix(" and").map_or(bare.text.len(), str::len))
            .trim();
        let cut = body_start(bare, lexicon, decoded);
        let name = bare.sub(0, cut.unwrap_or(bare.text.len())).trim();
        let body = cut.map(|at| bare.sub(at, bare.text.len()));
        out.extend(person_with(numberless(name), body, chunk, lexicon));
    }
    out
}

/// "PC 4471 Dobbs": the collar number is not part of the name, which then is the surname alone.
fn numberless(name: Piece<'_>) -> Piece<'_> {
    static COLLAR: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Za-z/.]+\s+\d{2,5}\s+"));
    COLLAR.find(name.text).map_or(name, |m| name.sub(m.end(), name.text.len()))
}

/// Where the body starts in "Supt Idris Penry Northmarch Police".
fn body_start(chunk: Piece<'_>, lexicon: &Lexicon, decoded: &Decoded) -> Option<usize> {
    if let Some((from, _)) = lexicon.bodies_in(chunk.text).into_iter().find(|(from, _)| *from > 0) {
        return Some(from);
    }
    let rank = LONG_RANK.find(chunk.text).or_else(|| RANK.find(chunk.text)).map_or(0, |m| m.end());
    let mut places: Vec<usize> = Vec::new();
    let mut before = ' ';
    for (at, c) in chunk.text.char_indices().filter(|(at, _)| *at >= rank) {
        if before.is_whitespace() && !c.is_whitespace() && at > rank {
            places.push(at);
        }
        before = c;
    }
    let particle = |at: &usize| {
        let before = chunk.text.get(..*at).unwrap_or("").split_whitespace().next_back().unwrap_or("");
        matches!(before, "Mac" | "Mc" | "van" | "der" | "de" | "Du" | "Le" | "La" | "ap" | "St" | "Van" | "De" | "von")
    };
    let body = |at: &usize| {
        let words = chunk.text.get(*at..);
        let words = words.filter(|b| INSTITUTION.is_match(b) && b.starts_with(|c: char| c.is_uppercase()));
        words.filter(|b| b.split_whitespace().count() >= 2 && !particle(at))
    };
    // A body that the document names elsewhere too is surely one; else a name is taken to be two words.
    let again = places.iter().find(|at| body(at).is_some_and(|b| decoded.text.matches(b).count() > 1));
    again
        .or_else(|| {
            places.iter().filter(|at| body(at).is_some()).nth(1).or_else(|| places.iter().find(|at| body(at).is_some()))
        })
        .copied()
}

/// "2281 Lewis Hobday", after "PS": the name without the collar number.
pub(super) fn uncollared(rest: &str) -> &str {
    static COLLAR: LazyLock<Regex> = LazyLock::new(|| re(r"^\d{2,6}\s+"));
    COLLAR.find(rest).map_or(rest, |m| rest.get(m.end()..).unwrap_or(""))
}

/// A name without the words before and after it that are none.
pub(super) fn bare_name(name: Piece<'_>) -> Piece<'_> {
    let name = ["Councillors ", "Members ", "The ", "the "].iter().find_map(|w| name.strip_prefix(w)).unwrap_or(name);
    AFTER.find(name.text).map_or(name, |m| name.sub(0, m.start()))
}

/// "Regional Chair W. Abernethy", "Deputy Chief J. Verhoeven": initials after an office.
pub(super) fn of_office(words: &str) -> bool {
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:Regional|Deputy|Vice|Board|Acting|Police|Fire) )?(?:Chair|Chief|Mayor|Reeve|Warden|Trustee|Director) (?:[A-Z]\. ?){1,3}[A-Z][\w’'-]+$",
        )
    });
    OFFICE.is_match(words)
}

/// "Police Officers' Association", "National Directors Board": the last word says that it is a body.
pub(super) fn ends_as_body(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or("");
    // "Head of Legal Services" is a post, whatever it ends with.
    static POST: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:deputy |assistant |acting |interim )?(?:heads?|directors?|managers?|ministers?|governors?|chief|leads?|chair\w*|officers?|members?)\b",
        )
    });
    let plain = last.chars().all(|c| c.is_alphabetic() || matches!(c, '&' | '’' | '\''));
    plain
        && !POST.is_match(words)
        && INSTITUTION.is_match(last)
        && !matches!(last.to_lowercase().as_str(), "members" | "standards" | "liaison")
}
