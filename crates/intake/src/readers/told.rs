//! The roll of a meeting told in sentences: "Also present were Sergeant A and PC B of X Police. An apology was received from C."
//!
//! *Invariant:* only names that a sentence of this shape lists; "members of the public" and other crowds are nobody.

use std::sync::LazyLock;

use domain::proposals::{ProposedAttendee, ProposedMeeting};
use regex::Regex;

use super::person::{INSTITUTION, LONG_RANK};
use crate::decode::Decoded;
use crate::piece::{Piece, re};

use super::attendance::RANK;

static CHAIRED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?:\bwith\s+(?P<a>[^,.;]{3,60}?)\s+(?:in the chair|presiding|chairing)|\b(?:chaired by|presided over by)\s+(?P<b>[^,.;(]{3,60})|^(?P<c>(?:[A-Z][\w.’'-]+\s+){1,5}?)(?:was in|took|occupied) the chair)",
    )
});
static CAME: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:\b(?:also\s+)?(?:present|in attendance|attending)\s+(?:were|was|are|is)\s*:?\s+|\b(?:was|were)\s+(?:also\s+)?attended by\s+|\bthe following (?:members\s+|people\s+)?(?:were present|attended)\s*:\s*)(?P<who>.+)$",
    )
});
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\bapolog(?:y|ies)\b(?:\s+for absence)?\s+(?:(?:was|were|had been|have been|has been)\s+)?(?:received|sent|given|noted|recorded|submitted|tendered)?(?: and accepted)?\s*(?:from|by|on behalf of)\s+(?P<who>.+)$",
    )
});

/// What a line of a roll tells in sentences: "A (Chair), B and C were present. Also attending were D of the E; and F. Apologies had been
/// received from G." Whether each names those who were away, and its names; `None` where no sentence tells who was there.
pub(super) fn lists(line: Piece<'_>) -> Option<Vec<(bool, Piece<'_>)>> {
    static WERE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?P<who>[A-Z].{3,}?)\s(?:was|were)\s(?:also\s)?(?:present|in attendance)(?:\s(?:as|for|on behalf of)\s[^,]{2,60})?\.?$|^(?:Also\s)?(?:[Pp]resent|[Ii]n attendance|[Aa]ttending)\s(?:was|were)\s(?P<also>.+)$",
        )
    });
    if !["present", "attend"].iter().any(|word| line.text.contains(word)) || !line.text.contains(" were ") {
        return None;
    }
    let part = |sentence: Piece<'_>, found: regex::Match<'_>| {
        let (from, to) = (found.start(), found.end());
        (sentence.start + from, sentence.start + to)
    };
    let (mut out, mut here) = (Vec::new(), false);
    for sentence in line.sentences() {
        // "All members except A were present" names one who was not.
        if ["except", " not ", "All "].iter().any(|word| sentence.text.contains(word)) {
            continue;
        }
        if let Some(who) = WERE.captures(sentence.text).and_then(|c| c.name("who").or(c.name("also"))) {
            here = true;
            out.push((false, part(sentence, who)));
        } else if let Some(who) = SENT.captures(sentence.text).and_then(|c| c.name("who")) {
            out.push((true, part(sentence, who)));
        }
    }
    here.then(|| {
        out.into_iter().map(|(away, (from, to))| (away, line.sub(from - line.start, to - line.start))).collect()
    })
}

/// The names of a group and whom they are all of: "A, Head of Law, and B, of the Office of C", "D of E Ltd, auditors".
pub(super) fn of_one(group: Piece<'_>) -> Vec<(Piece<'_>, Option<Piece<'_>>)> {
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r",\s(?:(?:external|internal|independent|lay)\s)?(?:auditors?|advis[eo]rs?|observers?|members?|solicitors?|clerk|secretary)$",
        )
    });
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?P<names>.+?)(?P<all>,)?\sof\s(?:the\s)?(?P<body>[A-Z][\w’'&.-]*(?:\s(?:[A-Z][\w’'&.-]*|of|the|and|for|&))*)$",
        )
    });
    let group = group.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';'));
    let group = group.strip_prefix("and ").unwrap_or(group);
    let group = AFTER.find(group.text).map_or(group, |m| group.sub(0, m.start()));
    let Some(found) = OF.captures(group.text) else { return vec![(group, None)] };
    let (Some(names), Some(body)) = (found.name("names"), found.name("body")) else { return vec![(group, None)] };
    // "A (Chair), B and C of D": after commas D is C's alone.
    let last = names.as_str().rfind(" and ").filter(|_| found.name("all").is_none() && names.as_str().contains(','));
    // "the Head of Governance" is nobody's name.
    let several = body.as_str().contains(' ');
    if !several || super::person::is_post(body.as_str()) && !INSTITUTION.is_match(body.as_str()) {
        return vec![(group, None)];
    }
    let body = Some(group.sub(body.start(), body.end()));
    match last.map(|at| names.start() + at) {
        Some(at) => vec![(group.sub(names.start(), at), None), (group.sub(at + " and ".len(), names.end()), body)],
        None => vec![(group.sub(names.start(), names.end()), body)],
    }
}

/// Adds those whom the first sentences of the document tell of; nothing where a list already named them.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let (present, away) = (meeting.present.is_empty(), meeting.apologies.is_empty());
    for piece in decoded.pieces().into_iter().take(40) {
        for sentence in piece.sentences() {
            let who = |found: &regex::Captures<'_>| found.name("who").map(|m| sentence.sub(m.start(), m.end()));
            if present
                && meeting.chair.is_none()
                && let Some(name) = chaired(sentence)
            {
                meeting.chair = Some(name.quoted(80));
                meeting.present.push(ProposedAttendee { name: name.quoted(80), body: None });
            }
            if let Some(list) = CAME.captures(sentence.text).as_ref().and_then(who).filter(|_| present) {
                meeting.present.extend(people(list));
            }
            if let Some(list) = SENT.captures(sentence.text).as_ref().and_then(who).filter(|_| away) {
                meeting.apologies.extend(people(list));
            }
        }
    }
}

fn chaired(sentence: Piece<'_>) -> Option<Piece<'_>> {
    let found = CHAIRED.captures(sentence.text)?;
    let name = found.name("a").or(found.name("b")).or(found.name("c"))?;
    let name = named(sentence.sub(name.start(), name.end()).trim())?;
    Some(name)
}

/// A name without its rank or title, if the words are one.
fn named(words: Piece<'_>) -> Option<Piece<'_>> {
    let words = words.strip_prefix("the ").unwrap_or(words).trim();
    let start = LONG_RANK.find(words.text).or_else(|| RANK.find(words.text)).map_or(0, |m| m.end());
    let bare = words.sub(start, words.text.len()).trim();
    let small = |w: &str| matches!(w, "van" | "der" | "de" | "von" | "ap" | "ni" | "du" | "la" | "le" | "y");
    let count = bare.text.split_whitespace().count();
    let looks = bare.text.split_whitespace().all(|w| w.starts_with(char::is_uppercase) || small(w));
    let enough = count >= 2 || (count == 1 && start > 0);
    (looks && enough && count <= 5 && !INSTITUTION.is_match(bare.text)).then_some(words)
}

/// The people of "Sergeant A and PC B of X Police, Mrs C of the Y and Ms D".
fn people(list: Piece<'_>) -> Vec<ProposedAttendee> {
    static PARTS: LazyLock<Regex> =
        LazyLock::new(|| re(r",\s+(?:and\s+)?(?:together with\s+)?|;\s+(?:and\s+)?|\s+and\s+"));
    static OF: LazyLock<Regex> = LazyLock::new(|| re(r"\s+(?:of|from|for|representing)\s+(?:the\s+)?|\s*\("));
    let mut out: Vec<ProposedAttendee> = Vec::new();
    // How many at the end are still without a body that may yet be named for them all.
    let mut waiting = 0;
    for part in list.split(&PARTS) {
        let part = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ')' | ':'));
        let cut = OF.find(part.text).map(|m| (m.start(), m.end()));
        let name = part.sub(0, cut.map_or(part.text.len(), |(at, _)| at)).trim();
        let body = cut
            .map(|(_, at)| part.sub(at, part.text.len()).trim())
            .filter(|b| INSTITUTION.is_match(b.text) && b.text.starts_with(char::is_uppercase));
        if let Some(name) = named(name) {
            out.push(ProposedAttendee { name: name.quoted(78), body: body.map(|b| b.quoted(75)) });
            waiting = if body.is_some() { share(&mut out, waiting) } else { waiting + 1 };
        } else if out.last().is_some_and(|p| p.body.is_none())
            && INSTITUTION.is_match(part.text)
            && part.text.starts_with(char::is_uppercase)
        {
            // "Mr A, Chamber of Trade": the part after a name is its body.
            let last = out.len() - 1;
            if let Some(one) = out.get_mut(last) {
                one.body = Some(part.quoted(75));
            }
            waiting = 0;
        } else {
            waiting = 0;
        }
    }
    out
}

/// Gives the body of the last to those just before it: "Sergeant A and PC B of X Police". None waits any more.
fn share(out: &mut [ProposedAttendee], waiting: usize) -> usize {
    let Some((last, before)) = out.split_last_mut() else { return 0 };
    let body = last.body.clone();
    // Only the one joined to it by "and" is surely of the same body.
    before.iter_mut().rev().take(waiting.min(1)).for_each(|one| one.body.clone_from(&body));
    0
}
