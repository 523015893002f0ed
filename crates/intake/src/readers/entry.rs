//! The people of one line of a roll, however they are parted: what each part of the line is, a name, a body, a post or a
//! bracket, says what it does.
//!
//! *Invariant:* a name is words that are named as people are; a post is a name only where nobody is named for it.

use std::sync::LazyLock;

use domain::proposals::ProposedAttendee;
use regex::Regex;

use super::attendance::{Attendee, RANK};
use super::person::{
    HONOURS, INSTITUTION, LONG_RANK, bare_name, ends_as_body, is_post, of_office, role, surname_in_capitals, uncollared,
};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Person,
    Body,
    Post,
    /// "14 members of the public", "Seven visitors".
    Crowd,
    /// Initials, "via Teams", "from item 5".
    Aside,
    /// "deputising for": who is named next is not there.
    Deputy,
    Other,
}

/// Whether the line runs bodies into the names after them: "A, X Police B, Y Council C, Z".
pub(super) fn flattened(line: &str, lexicon: &Lexicon) -> bool {
    // No body and name are as long; each place in a part is tried.
    let runs = |part: &&str| {
        if part.len() > 300 {
            return false;
        }
        let part = part.trim_start_matches(|c: char| !c.is_alphabetic());
        part.char_indices().filter(|(at, c)| *at > 0 && c.is_uppercase()).any(|(at, _)| {
            let (body, name) = (part.get(..at).unwrap_or("").trim(), part.get(at..).unwrap_or(""));
            let name = name.split(" (").next().unwrap_or(name);
            let body = body.trim_end_matches("(Chair)").trim();
            let is_body =
                ends_as_body(body) || body.ends_with("Crime Commissioner") || lexicon.body_at(body) == Some(body.len());
            let titled = RANK.is_match(name) || LONG_RANK.is_match(name);
            is_body && part.get(..at).is_some_and(|b| b.ends_with(' ')) && (titled || is_name(name))
        })
    };
    line.split('\t').any(|cell| {
        let parts: Vec<&str> = cell.split(',').map(str::trim).collect();
        let inner = parts.len().saturating_sub(2);
        inner >= 1 && parts.iter().skip(1).take(inner).filter(|part| runs(part)).count() * 2 >= inner
    })
}

/// How a part is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    Start,
    Comma,
    And,
    Dash,
    Semicolon,
    Bracket,
}

static APART: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?P<semi>;\s*(?:and\s+)?)|(?P<comma>,\s+(?:and\s+)?)|(?P<dash>\s+[-–—]+\s+|—|^[-–—]\s+|\t[-–—]*\s*|\s{3,}[-–—]*\s*|(?:\)|\b)\s?:\s+)|(?P<and>\s+and\s+(?:from\s+)?|\s+&\s+)|(?P<bracket>\s*[(\[])",
    )
});

/// One who is named, and how.
struct Named<'a> {
    name: Piece<'a>,
    body: Option<Piece<'a>>,
    post: bool,
    chair: bool,
    /// Whether "and" joins them to the one before.
    joined: bool,
}

/// The people of a line; empty where nobody is named.
pub(super) fn people(line: Piece<'_>, over: Option<Piece<'_>>, lexicon: &Lexicon) -> Vec<Attendee> {
    attendees(&all_named(line, lexicon, false), over)
}

/// The one person of a stretch that is known to be about no other.
pub(super) fn person(line: Piece<'_>, over: Option<Piece<'_>>, lexicon: &Lexicon) -> Option<Attendee> {
    attendees(&all_named(line, lexicon, true), over).into_iter().next()
}

fn attendees(out: &[Named<'_>], over: Option<Piece<'_>>) -> Vec<Attendee> {
    let over = |one: &Named<'_>| one.body.is_none().then_some(over).flatten();
    out.iter()
        .map(|one| Attendee {
            who: ProposedAttendee {
                name: bare_name(one.name).quoted(88),
                body: one.body.or_else(|| over(one)).map(|b| b.quoted(82)),
            },
            chair: one.chair,
        })
        .collect()
}

/// Those whom a line names, each with what the line says of them; `one` where it is known to name no more than one.
fn all_named<'a>(line: Piece<'a>, lexicon: &Lexicon, one: bool) -> Vec<Named<'a>> {
    let mut out: Vec<Named<'_>> = Vec::new();
    let (mut skip, mut shut) = (false, false);
    // "EN (Chair), DT, RJ, OB and LC": a panel whose members are known by their initials.
    let split = parts(line, lexicon);
    let short = split.iter().filter(|(join, part)| *join != Join::Bracket && two_letters(&bared(part.trim())));
    let initials = short.count() >= 2;
    // Whether a dash has said what the last one is: what a comma parts then is of the same one.
    let mut told = false;
    for (at, &(join, part)) in split.iter().enumerate() {
        let bare = before_post(bared(part.trim()));
        if bare.text.is_empty() {
            continue;
        }
        // What a bracket closed, "and" does not open again.
        let join = if join == Join::And && shut { Join::Comma } else { join };
        shut = join == Join::Bracket;
        let chair = bare.text.to_lowercase().contains("chair");
        if chair && join != Join::Semicolon && join != Join::Start {
            out.last_mut().into_iter().for_each(|last| last.chair = true);
        }
        if initials && join != Join::Bracket && two_letters(&bare) {
            name(&mut out, bare, join);
            continue;
        }
        let sorted = sort(bare, join == Join::Bracket, lexicon);
        let own = told && !matches!(join, Join::Start | Join::Semicolon | Join::Bracket) && !introduced(&split, at);
        let own = own && !initialled(bare.text);
        // "Jane Smith - Director, Mark Lee": two words may well be the next one's name.
        let two = sorted == Sort::Person && join != Join::Dash && bare.text.split_whitespace().count() == 2;
        let own = own && (one || !two);
        told = tells(join, sorted, told, own);
        match sorted {
            // "Chief Executive, Stepping Out Eastmarsh", after a name's dash: shaped as a name, and whom they are from.
            Sort::Person | Sort::Body if own && join == Join::Comma && further(&out, bare, lexicon) => {
                out.last_mut().into_iter().for_each(|last| last.body = Some(bare));
            }
            Sort::Person if own => {}
            Sort::Person if skip => skip = false,
            // "Strategic Housing Manager (R Elphick)"
            Sort::Person if join == Join::Bracket && of_post(&out) && initialled(bare.text) => {
                out.last_mut().into_iter().for_each(|last| (last.name, last.post) = (bare, false));
            }
            Sort::Person if join == Join::Bracket && RANK.is_match(bare.text) => {}
            Sort::Person if join == Join::Bracket => body(&mut out, bare, join),
            // "Mr A - Tansy Grove Auditors": after a name's dash comes whom they are from.
            Sort::Person if join == Join::Dash && unbodied(&out) && plain(bare.text) => body(&mut out, bare, join),
            Sort::Person => name(&mut out, bare, join),
            Sort::Body => body(&mut out, bare, join),
            Sort::Post if matches!(join, Join::Start | Join::Semicolon) || out.is_empty() => {
                out.push(Named { name: bare, body: None, post: true, chair, joined: false });
            }
            // "deputising for Det Supt A": who is named in the part itself is passed over with it.
            Sort::Deputy => skip = bare.text.split_whitespace().count() <= 2,
            Sort::Post | Sort::Crowd | Sort::Aside | Sort::Other => {}
        }
    }
    out
}

/// "Mr Gerald Fahy Director of Service": the name before a post that nothing parts from it.
fn before_post(part: Piece<'_>) -> Piece<'_> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Professor|Prof)\.?\s(?P<name>[A-Z][\w.’'-]*\s[A-Z][\w’'-]+)\s(?P<post>[A-Z]\w+)",
        )
    });
    let Some(found) = NAME.captures(part.text) else { return part };
    match (found.name("name"), found.name("post")) {
        (Some(name), Some(post)) if is_name(name.as_str()) && is_post(post.as_str()) => part.sub(0, name.end()),
        _ => part,
    }
}

/// "MK": a member known by two letters.
fn two_letters(part: &Piece<'_>) -> bool {
    part.text.len() == 2 && part.text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether, after a part, a dash has said what the last one is; `own` is a part that may be of that one.
fn tells(join: Join, sorted: Sort, told: bool, own: bool) -> bool {
    match (join, sorted) {
        (Join::Dash, Sort::Post | Sort::Body | Sort::Crowd) => true,
        (Join::Semicolon, _) => false,
        (_, Sort::Person) => told && own,
        _ => told,
    }
}

/// Whether the part at `at` is a person's as those before are: the next says what they are, behind a dash or initials in a bracket.
fn introduced(split: &[(Join, Piece<'_>)], at: usize) -> bool {
    split.get(at + 1).is_some_and(|(join, next)| *join == Join::Dash || (*join == Join::Bracket && role(next.text)))
}

/// Whether what comes after the last one's body says better whom they are from: that was none, or a part of one.
fn further(out: &[Named<'_>], next: Piece<'_>, lexicon: &Lexicon) -> bool {
    let known = |b: &str| lexicon.body_at(b) == Some(b.len());
    let whole = |b: &str| known(b) || (ends_as_body(b) && !PART.is_match(b));
    // One word alone ("Highways") is what they do.
    let telling = next.text.contains(' ') || known(next.text) || next.text.chars().all(char::is_uppercase);
    telling && out.last().is_some_and(|last| last.body.is_none_or(|b| !whole(b.text)))
}

/// How a part of a body is named.
static PART: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)\b(?:division|unit|department|directorate|team|branch|services?|care|section|health)$"));

/// The words of a part without what leads to them and the signs around them.
fn bared(part: Piece<'_>) -> Piece<'_> {
    // "Chair Delphine Marchetti", but not "Chair to write to ..."
    let named = |p: Piece<'_>| p.text.starts_with(|c: char| c.is_uppercase());
    let part = ["and ", "Chair ", "Vice Chair ", "Vice-Chair "]
        .iter()
        .fold(part, |p, w| p.strip_prefix(w).filter(|rest| *w == "and " || named(*rest)).unwrap_or(p));
    // "Commissioner Ana Tran", "Deputy Pat Cannon T.D.": an office that no roll needs to tell apart from a name.
    let office = |w: &&str| part.strip_prefix(w).filter(|rest| is_name(rest.text.trim()));
    let part = ["Commissioner ", "Member ", "Deputy "].iter().find_map(office).unwrap_or(part);
    let part = part.sub(FROM.find(part.text).map_or(0, |m| m.end()), part.text.len());
    let part = ["Councillors ", "Councillor(s) ", "Members ", "the ", "The "]
        .iter()
        .fold(part, |p, w| p.strip_prefix(w).unwrap_or(p));
    let hidden = part.text.to_lowercase().contains("redacted") || part.text.contains("withheld");
    part.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ':' | ',') || (!hidden && matches!(c, ')' | ']'))
    })
}

/// Whether the last is a post that nobody is named for yet.
fn of_post(out: &[Named<'_>]) -> bool {
    out.last().is_some_and(|last| last.post)
}

/// "R Elphick", "Mrs R Elphick": a name and no place ("Northern Area").
fn initialled(words: &str) -> bool {
    let mut all = words.split_whitespace();
    let one = |w: &str| w.trim_end_matches('.').chars().count() == 1;
    RANK.is_match(words) || LONG_RANK.is_match(words) || all.next().is_some_and(one)
}

/// Whether the last is a person, named with a rank or not, whose body is not known yet.
fn unbodied(out: &[Named<'_>]) -> bool {
    out.last().is_some_and(|last| !last.post && last.body.is_none())
}

fn plain(words: &str) -> bool {
    !RANK.is_match(words) && !LONG_RANK.is_match(words) && words.split_whitespace().count() >= 3
}

/// A person: one more, or the name of the post before ("Scheme Manager, A Police - Lorraine Eddis").
fn name<'a>(out: &mut Vec<Named<'a>>, bare: Piece<'a>, join: Join) {
    match out.last_mut().filter(|last| last.post && join == Join::Dash) {
        Some(last) => (last.name, last.post) = (bare, false),
        None => out.push(Named { name: bare, body: None, post: false, chair: false, joined: join == Join::And }),
    }
}

/// A body: that of the one before it, and of those joined to them by "and" ("A and B (X Police)").
fn body<'a>(out: &mut Vec<Named<'a>>, bare: Piece<'a>, join: Join) {
    let bracket = join == Join::Bracket;
    let Some(at) = out.len().checked_sub(1) else { return };
    // "Mental Health Liaison, Tarnshire Police": the last that is named as a body is it.
    let firm = bracket && ["LLP", "Ltd", "Limited", "plc"].iter().any(|sign| bare.text.ends_with(sign));
    let telling = (join == Join::Comma && ends_as_body(bare.text)) || firm;
    let lesser = |b: &str| !ends_as_body(b) || PART.is_match(b);
    if let Some(one) = out.get_mut(at).filter(|one| telling && one.body.is_some_and(|b| lesser(b.text))) {
        one.body = Some(bare);
        return;
    }
    if out.get(at).is_some_and(|last| last.body.is_some()) {
        // "..., A School": a body among the people is there for itself.
        if !bracket && join != Join::Dash && out.len() >= 2 {
            out.push(Named { name: bare, body: None, post: false, chair: false, joined: false });
        }
        return;
    }
    let mut at = at;
    while let Some(one) = out.get_mut(at).filter(|one| one.body.is_none()) {
        one.body = Some(bare);
        let joined = one.joined;
        if !joined || at == 0 {
            break;
        }
        at -= 1;
    }
}

/// The parts of the line and how each is joined; a comma or "and" inside a body's own name parts nothing.
fn parts<'a>(line: Piece<'a>, lexicon: &Lexicon) -> Vec<(Join, Piece<'a>)> {
    let mut out: Vec<(Join, Piece<'a>)> = Vec::new();
    let (mut from, mut at, mut join) = (0, 0, Join::Start);
    let known = lexicon.bodies_in(line.text);
    while let Some(found) = APART.captures_at(line.text, at) {
        let Some(whole) = found.get(0) else { break };
        at = whole.end();
        let next = joined(&found);
        // "[name redacted]" and "Expert by Experience (name withheld)" are all the name there is.
        let hidden = |text: &str| {
            let inner = text.split([')', ']']).next().unwrap_or("").to_lowercase();
            inner.contains("redacted") || inner.contains("withheld")
        };
        if next == Join::Bracket && line.text.get(at..).is_some_and(hidden) {
            at = line.text.get(at..).and_then(closing).map_or(at, |n| at + n + 1);
            continue;
        }
        let inside = known.iter().any(|(a, b)| *a < whole.start() && whole.end() < *b);
        // "Chamber of Trade and Industry": "and" between people has a person after it.
        if inside
            || (next == Join::And
                && !starts_person(line.text.get(at..).unwrap_or(""))
                && !between_initials(line.text, whole.start(), at))
        {
            continue;
        }
        out.push((join, line.sub(from, whole.start())));
        (from, join) = (at, next);
        if next == Join::Bracket {
            let close = line.text.get(at..).and_then(closing).map_or(line.text.len(), |n| at + n);
            out.extend(line.sub(at, close).split(&INSIDE).into_iter().map(|inner| (Join::Bracket, inner)));
            at = (close + 1).min(line.text.len());
            // What is joined after the bracket is joined to it by what stands there.
            (from, join) = (at, Join::Dash);
        }
    }
    out.push((join, line.sub(from, line.text.len())));
    out
}

/// "MK and LC": two letters on either side.
fn between_initials(line: &str, end: usize, next: usize) -> bool {
    let two = |word: &str| word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
    let before = line.get(..end).and_then(|text| text.rsplit(|c: char| !c.is_alphanumeric()).next()).is_some_and(two);
    let after = line.get(next..).and_then(|text| text.split(|c: char| !c.is_alphanumeric()).next()).is_some_and(two);
    before && after
}

fn joined(found: &regex::Captures<'_>) -> Join {
    if found.name("semi").is_some() {
        Join::Semicolon
    } else if found.name("comma").is_some() {
        Join::Comma
    } else if found.name("dash").is_some() {
        Join::Dash
    } else if found.name("and").is_some() {
        Join::And
    } else {
        Join::Bracket
    }
}

static FROM: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:and\s+)?from\s+"));
static INSIDE: LazyLock<Regex> = LazyLock::new(|| re(r",\s+|\s+[-–—]\s+|—|;\s+"));

/// Where the bracket that is open at the start closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether the words begin with a name: a rank or title, initials, or two capitalised words that are no post and no body.
fn starts_person(text: &str) -> bool {
    let text = text.char_indices().nth(200).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let text = FROM.find(text).map_or(text, |m| text.get(m.end()..).unwrap_or(text));
    if RANK.is_match(text) || LONG_RANK.is_match(text) {
        return true;
    }
    let head: String =
        text.split([',', ';', '(', '[']).next().unwrap_or("").split(" and ").next().unwrap_or("").to_owned();
    let head = head
        .split(" - ")
        .next()
        .unwrap_or("")
        .split(" – ")
        .next()
        .unwrap_or("")
        .split('—')
        .next()
        .unwrap_or("")
        .trim()
        .to_owned();
    is_name(&head)
}

/// Two to five words shaped as a person's name, with no word of a post or a body.
pub(super) fn is_name(words: &str) -> bool {
    let words = HONOURS.find(words).map_or(words, |m| words.get(..m.start()).unwrap_or(words));
    static SMALL: &[&str] = &["van", "der", "de", "von", "ap", "ni", "du", "la", "le", "bin", "ibn", "al", "y", "den"];
    let all: Vec<&str> = words.split_whitespace().collect();
    let capital = |w: &&str| w.starts_with(|c: char| c.is_uppercase()) || SMALL.contains(w);
    (2..=5).contains(&all.len())
        && all.iter().all(|w| capital(w) && w.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.')))
        && !all.last().is_some_and(|w| matches!(*w, "Audit" | "Holder"))
        && all.last().is_some_and(|w| w.contains(char::is_lowercase) || surname_in_capitals(&all, w))
        && !INSTITUTION.is_match(words)
        && !TOPIC.is_match(words)
        && !is_post(words)
}

/// What no surname is: the words of units and duties.
static TOPIC: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Social|Work|Care|Adults?|Children|Public|Community|Involvement|Learning|Trainer|Unit|Control Room|Healthcare|Major Crime|Custody|Investigations?|Safeguarding|Criminal Justice|Youth Justice|Development|Communications|Minutes|Meeting|Absence|Interests|Item|Substitutions|Intelligence|Complaints|Professional|Response|Protection|Surgeon|Examiner|Facilitator|Medicine|Experience)\b",
    )
});

/// Several people, or people without names.
static CROWD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|one)\s+\w+|\b(?:members of the public|panel members?|council members?|lay members?|independent members?)\b|\bvisitors$|^(?:members?|observers?|all|none|nil|n/a|vacan\w+|one vacancy)$",
    )
});

fn sort(part: Piece<'_>, bracketed: bool, lexicon: &Lexicon) -> Sort {
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:via|by|from|until|for|on|at|joined|left|arrived|attended|item|items|part|in the|no|non-voting|virtual\w*|remote\w*|online|in person|teams|ms teams|zoom|notes?|minutes?|minute[- ]taker|note[- ]taker|secretary|secretariat|clerk|vice|deputy)\b.*|(?:in the )?chair.*|vice[- ]chair.*|.*\bchair(?:man|woman|person)?\)?)$",
        )
    });
    static DEPUTY: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:deputi[sz]ing|standing in|substitut\w+|representing|represented by|on behalf of|sub)\b")
    });
    let words = part.text;
    let titled = RANK.find(words).or_else(|| LONG_RANK.find(words)).map(|m| m.end());
    if DEPUTY.is_match(words) {
        return Sort::Deputy;
    }
    if words.to_lowercase().contains("redacted") || words.to_lowercase().contains("name withheld") {
        return Sort::Person;
    }
    if CROWD.is_match(words) {
        return Sort::Crowd;
    }
    if of_office(words) {
        return Sort::Person;
    }
    if let Some(at) = titled {
        let rest = words.get(at..).unwrap_or("");
        let rest = uncollared(rest);
        let fits = (1..=5).contains(&rest.split_whitespace().count()) && rest.starts_with(char::is_uppercase);
        let known = lexicon.body_at(words) == Some(words.len());
        let body = INSTITUTION.is_match(rest) && rest.split_whitespace().count() > 2;
        if fits && !known && !body && !is_post(rest) {
            return Sort::Person;
        }
    }
    if lexicon.body_at(words.strip_prefix("the ").unwrap_or(words)) == Some(words.len()) {
        return Sort::Body;
    }
    // "Chief Executive, OPFCC": four capitals after a comma are a body's; in a bracket they are somebody's initials.
    let capitals = words.chars().count() >= 4 && words.chars().all(|c| c.is_uppercase());
    if capitals && !bracketed {
        return Sort::Body;
    }
    if role(words) || ASIDE.is_match(words) {
        return Sort::Aside;
    }
    if is_name(words) {
        return Sort::Person;
    }
    // "Head of Early Help" is a post; "Office of the Commissioner" a body that a post's word names.
    let office = words.starts_with("Office") || words.starts_with("OPCC") || words.starts_with("Association");
    if is_post(words) && !office && !ends_as_body(words) {
        return Sort::Post;
    }
    if words.starts_with(char::is_uppercase) && (INSTITUTION.is_match(words) || super::person::proper(words) || office)
    {
        return Sort::Body;
    }
    Sort::Other
}

/// The body in the words of a post, the last part of them that is one: "Head of Adult Safeguarding, London Borough of Hollin".
pub(super) fn body_of_post<'a>(words: Piece<'a>, lexicon: &Lexicon) -> Option<Piece<'a>> {
    let parts = parts(words, lexicon);
    let whole = |p: &Piece<'_>| lexicon.body_at(p.text) == Some(p.text.len()) || ends_as_body(p.text);
    let bodies = parts.iter().rev().filter(|(join, _)| *join != Join::Bracket).map(|(_, p)| bared(p.trim()));
    let several = |p: &Piece<'_>| p.text.contains(' ') && !p.text.starts_with("Ex-officio");
    let bodies: Vec<_> = bodies.filter(|p| several(p) && sort(*p, false, lexicon) == Sort::Body).collect();
    bodies.iter().find(|p| whole(p)).or(bodies.first()).copied()
}
