//! To whom something is recommended: the bodies named where a recommendation's words begin, or in a title.
//!
//! *Invariant:* a name is as written; which body it means is matched elsewhere.

use std::sync::LazyLock;

use domain::proposals::Quoted;
use regex::Regex;

use crate::decode::Decoded;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:\s|[Tt]hat\b|[Tt]o\b|both\b|the\b|all of\b|each of\b|every one of\b|(?:[Tt]he\s+)?(?:[Cc]hief\s+[Cc]onstables?|[Cc]hief\s+[Oo]fficers?|[Cc]ommissioner|[Dd]irector|[Cc]hief\s+[Ee]xecutive(?:\s+[Oo]fficer)?|[Cc]hief\s+[Ii]nspector|[Gg]overnor|[Cc]hair|[Bb]oard|[Hh]ead|[Ss]enior\s+leaders?|[Ll]eadership)\s+(?:of|at|for)\b|(?:[Cc]hief\s+[Ee]xecutive(?:\s+[Oo]fficer)?|[Mm]edical\s+[Dd]irector|[Cc]hief\s+[Cc]onstable),)+",
    )
});
static AND: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^\s*(?:,\s*(?:and\s+)?|;\s*(?:and\s+)?|and\s+|&\s*|together with\s+|in consultation with\s+never)(?:to\s+)?(?:the\s+)?(?:[Cc]hief\s+[Cc]onstable\s+of\s+)?",
    )
});
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:[A-Z][\w’'&.-]*)(?:,?\s+(?:[A-Z][\w’'&.]*-\s*\n\s*\p{Ll}+|[A-Z][\w’'&.-]*|of|and|for|the|&|in|on|products))*",
    )
});
static INSTITUTION: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Police|Policing|Constabulary|Councils?|Services?|Authority|Boards?|Trusts?|Office|College|Departments?|Ministry|Commission|Commissioners?|Agency|Inspectorate|Federation|Association|Groups?|Ombudsman|Committees?|Government|Secretary|Ministers?|Hospitals?|NHS|University|School|Limited|Ltd|PLC|plc|Company|Prison|HMP|HMPPS|Partnership|Forces?|Regulator|Registry|Centre|Society|Union|Network|Unit|Home|Practice|Surgery|Executive|Institute|Academy|Foundation|Panel|Forum|Church|Borough|County|Treasury|Cabinet|Ofsted|Ofcom|HMRC|HMICFRS|Parliament|Judiciary|Coroner|Garda|Síochána|Railways?|Highways|Trains|Airways|Airlines|Airport|Ferries|Corporation|Bureau|Operator|Hub)\b",
    )
});
static ALL_FORCES: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:all\s+|every\s+|each\s+)?(?:the\s+)?(?:\w+\s+){0,2}?(?:police\s+)?(?:forces|chief\s+constables|chief\s+officers|local\s+policing\s+bodies|police\s+and\s+crime\s+commissioners)(?:\s+in\s+England(?:\s+and|,)?(?:\s+Wales)?|\s+nationally|\s+across\s+England\s+and\s+Wales)?",
    )
});

static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| re(r"^[“‘]((?:[A-Z][\w’'&-]*)(?:\s+(?:[A-Z][\w’'&-]*|of|and|for|the)){0,5})[”’],?\s"));

/// Whether a line is the name of a body and nothing else.
pub(super) fn is_name(line: Piece<'_>) -> bool {
    let text = line.text.trim_end_matches(':');
    let whole = SHAPE.find(text).is_some_and(|m| m.end() == text.len());
    whole && INSTITUTION.is_match(text) && (2..=10).contains(&text.split_whitespace().count())
}

/// "The force", where the document is about one body: a name that only the document's title fills.
pub(super) fn is_general(name: &str) -> bool {
    let lower = name.trim().to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower);
    matches!(bare, "force" | "constabulary" | "police" | "organisation" | "body" | "service" | "trust")
}

/// Whether a general name can mean this body: "the police" is no council, and "the force" no trust.
pub(super) fn could_mean(name: &str, body: &str) -> bool {
    let kinds: &[&str] = match domain::fold(name).as_str() {
        "force" | "constabulary" | "police" => &["police", "constabulary", "force", "policing"],
        "trust" => &["trust"],
        _ => return is_general(name),
    };
    domain::fold(body).split(' ').any(|word| kinds.contains(&word))
}

/// The body that a document is about, which its first lines name: after a label ("Force: X"), in its title, or in the first
/// paragraph; not the body that published it.
pub(super) fn subject_body<'a>(decoded: &'a Decoded, lexicon: &Lexicon, publisher: Option<&str>) -> Option<Piece<'a>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:body|client|force|organisation|institution|police force|service|trust)\s*(?::\s*|\t)(?P<who>[A-Z][^\t]{2,80})$",
        )
    });
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:[A-Z][\w’'-]*\s+(?:(?:and|of|the|for)\s+)?){1,5}(?:Police Service of [A-Z][\w’'-]*|Police|Constabulary|Council|Trust|Service|Prison|Hospital|Authority|Health Board)\b|Police Service of [A-Z][\w’'-]*|(?:HMP|HMYOI|HM Prison)\s+[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)?",
        )
    });
    // Who oversees is not who is overseen.
    static OVERSEES: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:ombudsman|inspectorate|commission|panel|inquiry|review|standards|conduct|complaints|audit|oversight|office|hmicfrs|hmic|iopc|ipcc|pirc|raib)\b",
        )
    });
    let pieces: Vec<Piece<'_>> = decoded.pieces().into_iter().take(12).collect();
    // A page's title may stand below all that its site says.
    let title = super::title_of(decoded).map(|t| decoded.stretch(t.start as usize, t.end as usize));
    let pieces: Vec<Piece<'_>> = pieces.into_iter().chain(title).collect();
    let labelled = pieces
        .iter()
        .find_map(|p| LABEL.captures(p.text).and_then(|c| c.name("who")).map(|m| p.sub(m.start(), m.end()).trim()));
    let fits = |p: &Piece<'_>| !OVERSEES.is_match(p.text) && publisher.is_none_or(|name| !name.contains(p.text));
    let named = |p: &Piece<'a>| -> Option<Piece<'a>> {
        let listed = |m: &regex::Match<'_>| {
            !["Recommendation", "That ", "As ", "What ", "How ", "Why "].iter().any(|w| m.as_str().starts_with(w))
        };
        // "Independent Police Complaints Commission" is no police.
        let whole = |m: &regex::Match<'_>| {
            let next = p.text.get(m.end()..).and_then(|rest| rest.strip_prefix(' '));
            !next.is_some_and(|rest| {
                OVERSEES.find(rest).is_some_and(|found| found.start() == 0) && rest.starts_with(char::is_uppercase)
            })
        };
        let shape =
            NAME.find_iter(p.text).filter(listed).filter(whole).map(|m| p.sub(m.start(), m.end())).map(without_article);
        let known = lexicon.bodies_in(p.text).into_iter().map(|(from, to)| p.sub(from, to));
        shape.chain(known).find(|n| fits(n))
    };
    labelled.or_else(|| pieces.iter().find_map(named))
}

fn without_article(name: Piece<'_>) -> Piece<'_> {
    ["The ", "For ", "To ", "By ", "At "].iter().fold(name, |name, word| name.strip_prefix(word).unwrap_or(name))
}

/// The bodies named where `words` begin: "the Chief Constable of A Police, B Police and the College should ...". Each with
/// how sure that is, in hundredths.
pub(super) fn named_first<'a>(words: Piece<'a>, lexicon: &Lexicon) -> Vec<(Piece<'a>, u8)> {
    let start = BEFORE.find(words.text).map_or(0, |m| m.end());
    let rest = words.sub(start, words.text.len()).trim();
    let known = known(rest, lexicon);
    if !known.is_empty() {
        return known.into_iter().map(|p| (p, 95)).collect();
    }
    let whole = words.trim();
    let lower = ["that ", "to ", "That ", "To "].iter().find_map(|w| whole.strip_prefix(w)).unwrap_or(whole);
    if let Some(found) = ALL_FORCES.find(lower.text).filter(|m| m.as_str().contains(' ')) {
        return vec![(lower.sub(found.start(), found.end()).trim(), 80)];
    }
    if let Some(quoted) = QUOTED.captures(rest.text).and_then(|c| c.get(1)) {
        return vec![(rest.sub(quoted.start(), quoted.end()), 75)];
    }
    let Some(shape) = SHAPE.find(rest.text) else { return Vec::new() };
    let name = rest.sub(shape.start(), shape.end());
    let name = cut_joins(name).trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '&'));
    let acronym =
        name.text.split_whitespace().count() <= 2 && name.text.chars().filter(|c| c.is_uppercase()).count() >= 3;
    let is_body = INSTITUTION.is_match(name.text) || acronym;
    // "Service agreements", "Board members": a kind of body without its article, before what is meant.
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Police|Services?|Council|Board|Trust|Office|College|Department|Commission|Hospital|Prison|School|University|Home|Practice|Group|Committee)$",
        )
    });
    let article = words.text.get(..start).is_some_and(|before| before.to_lowercase().ends_with("the "));
    let kind_of = !article && KIND.is_match(name.text) && name.text.len() < rest.text.len();
    if !is_body || kind_of || name.text.len() < 3 {
        return Vec::new();
    }
    apart(name).into_iter().map(|p| (p, 80)).collect()
}

/// A run of names that ends in "of", "and" or "the" goes on with something that is no name.
fn cut_joins(name: Piece<'_>) -> Piece<'_> {
    let mut name = name.trim();
    while let Some(last) = name.text.split_whitespace().next_back() {
        if !matches!(last, "of" | "and" | "for" | "the" | "&" | "in" | "on") {
            break;
        }
        name = name.sub(0, name.text.len() - last.len()).trim();
    }
    name
}

/// The known bodies that stand one after another at the start.
fn known<'a>(rest: Piece<'a>, lexicon: &Lexicon) -> Vec<Piece<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(len) = rest.text.get(at..).and_then(|t| lexicon.body_at(t)) {
        found.push(rest.sub(at, at + len));
        let Some(and) = rest.text.get(at + len..).and_then(|t| AND.find(t)) else { break };
        at += len + and.end();
    }
    found
}

/// The bodies of a title: known ones, and others parted at commas and "and" where each part is a body of its own.
pub(super) fn named_apart<'a>(names: Piece<'a>, lexicon: &Lexicon) -> Vec<Piece<'a>> {
    let names = names.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '-' | '–'));
    let names = names.strip_prefix("the ").unwrap_or(names);
    let all = known(names, lexicon);
    let covered = all.last().is_some_and(|last| last.end() + 1 >= names.end());
    if covered { all } else { apart(names) }
}

/// Whether the words are names of bodies and nothing else: no word of them is small but "of", "and", "the", "for".
pub(super) fn is_names(words: &str) -> bool {
    let small = |w: &str| matches!(w, "of" | "and" | "the" | "for" | "&");
    !words.is_empty()
        && INSTITUTION.is_match(words)
        && words.split_whitespace().all(|w| w.starts_with(|c: char| c.is_uppercase()) || small(w))
}

/// Whether the words name one who can answer: a word of them is a body's or an office's, or they are the letters of a name.
pub(super) fn names_one(words: &str) -> bool {
    let letters = words.chars().all(char::is_uppercase) && words.chars().count() >= 3;
    letters || INSTITUTION.is_match(words) || ANSWERS.is_match(words) || service(words)
}

/// "Tarn Health", but not "Mental Health".
fn service(words: &str) -> bool {
    let kinds = ["Mental", "Public", "Occupational", "Physical", "Sexual", "Community", "Social", "Digital"];
    words.strip_suffix(" Health").is_some_and(|place| !place.contains(' ') && !kinds.contains(&place))
}

/// "Department of Health and Social Services": what comes after "and" is of the same name, unless it ends as a body does.
fn one_department(left: Piece<'_>, right: Piece<'_>) -> bool {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:[Tt]he\s+)?(?:Department|Ministry|Directorate|Minister|Secretary of State) (?:of|for)\b[^,]*$")
    });
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:Police|Constabulary|Council|Trust|Authority|Agency|Inspectorate|Commission|Ltd|Limited|plc|Government|NHS|England|Wales|Office|Board)$|^(?:Department|Ministry)\b",
        )
    });
    HEAD.is_match(left.text) && !ENDS.is_match(right.text)
}

/// "The Department of Finance and the Department of Works" are two: each side has its own article and is a body by itself.
fn and_the(names: Piece<'_>) -> Option<[Piece<'_>; 2]> {
    // No list of names is longer; each "and the" is parted by itself.
    const LONGEST: usize = 600;
    if names.text.len() > LONGEST {
        return None;
    }
    static AND_THE: LazyLock<Regex> = LazyLock::new(|| re(r",?\s+and\s+the\s+"));
    let body = |p: &Piece<'_>| INSTITUTION.is_match(p.text);
    let named = |p: &Piece<'_>| p.text.starts_with(|c: char| c.is_uppercase());
    AND_THE.find_iter(names.text).find_map(|and| {
        let (left, right) = (names.sub(0, and.start()).trim(), names.sub(and.end(), names.text.len()).trim());
        (body(&left) && body(&right) && named(&right)).then_some([left, right])
    })
}

/// Whether the words are names of bodies, and end as one: "Training for Police Officers" is a title.
pub(super) fn ends_as_name(words: &str) -> bool {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:\w+ing|Review|Use|Role|Management|Provision|Governance|Support|Access|Information|Development|Delivery)\s+(?:of|for|and|in)\b",
        )
    });
    let last = words.split_whitespace().next_back().unwrap_or("");
    !TITLE.is_match(words) && is_names(words) && INSTITUTION.is_match(last)
}

/// "A Police and B Police" are two bodies; "Devon and Cornwall Police" is one: both sides must end as bodies do.
pub(super) fn apart(names: Piece<'_>) -> Vec<Piece<'_>> {
    static PARTS: LazyLock<Regex> =
        LazyLock::new(|| re(r",\s+(?:and\s+)?(?:the\s+)?|\s+and\s+(?:the\s+)?|\s+&\s+|;\s+"));
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:Police|Policing|Constabulary|Council|Services?|Authority|Board|Trust|Office|Commission|Agency|Department|Ambulance|Ltd|Limited|plc|PLC|CIC|Homes|Commissioner|Government|University|Partnership|Company|[A-Z]{3,}|\))$",
        )
    });
    // "College of Policing", "Council of Chief Constables".
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:College|Ministry|Academy|Institute|Council|Association|(?:Police|Fire|Ambulance|Prison) Service) (?:of|for) [A-Z]",
        )
    });
    if let Some(both) = and_the(names) {
        return both.into_iter().flat_map(apart).collect();
    }
    // "Police and Crime Commissioner" is one.
    static ONE: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)Police(?:,\s+Fire)?\s+and\s+Crime\s+(?:Commissioner|Panel)"));
    let one = ONE.find(names.text).map(|m| m.range());
    let inside = |at: usize| one.as_ref().is_some_and(|r| r.contains(&at));
    let mut parts = names.split(&PARTS);
    if one.is_some() {
        let mut whole: Vec<Piece<'_>> = Vec::new();
        for part in parts {
            match whole.last_mut().filter(|_| inside(part.start - names.start)) {
                Some(last) => *last = names.sub(last.start - names.start, part.end() - names.start),
                None => whole.push(part),
            }
        }
        parts = whole;
    }
    // "Devon and Cornwall Police and Dorset Police": a part that is no body by itself goes with the one after it.
    let mut out: Vec<Piece<'_>> = Vec::new();
    let mut from: Option<usize> = None;
    for part in &parts {
        let start = from.take().unwrap_or(part.start);
        let is_body = ENDS.is_match(part.text) || OPENS.is_match(part.text);
        if is_body {
            out.push(names.sub(start - names.start, part.end() - names.start));
        } else {
            from = Some(start);
        }
    }
    if out.is_empty() || from.is_some() { vec![names] } else { out }
}

/// "Holm, Sandry and West Tarn District Councils": each by its own name, which the words give together.
pub(super) fn each_of(names: Piece<'_>) -> Option<Vec<Quoted<String>>> {
    static TOGETHER: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:[Tt]he\s)?(?P<names>[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,3}(?:,\s[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,3}){0,8},?\sand\s[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,2}?)\s(?P<kind>(?:(?:District|Borough|County|City|Town|Health|NHS|Fire|Police)\s)?(?:Councils|Constabularies|Trusts|Boards|Authorities))$",
        )
    });
    static JOINS: LazyLock<Regex> = LazyLock::new(|| re(r",?\sand\s|,\s"));
    let found = TOGETHER.captures(names.text)?;
    let (all, kind) = (found.name("names")?, found.name("kind")?.as_str());
    let stem = kind.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let kind = stem.unwrap_or_else(|| kind.trim_end_matches('s').to_owned());
    let each = names.sub(all.start(), all.end()).split(&JOINS);
    // "Home Office, A and B Councils": what is a body by itself is no council.
    let whole = |p: &Piece<'_>| INSTITUTION.is_match(p.text) || p.text.starts_with("Chief ");
    (each.len() >= 2 && !each.iter().any(whole))
        .then(|| each.iter().map(|name| name.value(format!("{} {kind}", name.text), 70)).collect())
}

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:that\s+)?(?P<who>(?:[Tt]he\s+|[Aa]ll\s+|[Ee]very\s+|[Ee]ach\s+)?(?:[\w’'&-]+,?\s+){0,14}?[\w’'&-]+)\s+(?:should|must|shall|needs?\s+to|is\s+to|are\s+to)\b",
    )
});
static ANSWERS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:Treasury|Cabinet Office|forces?|services?|department|government|council|councils|trust|governor|board|officers|authorities|authority|commissioners?|constables?|constabulary|constabularies|secretary|minister|ministers|police|inspectorate|college|agency|ltd|limited|plc|cic|homes|company|partnership|provider|managers?|hmpps|nhs|university|school|schools|prison|director|directors|heads?\s+of|office|corporation|bureau|operators?|trains|railway|airport|airlines?|airways|ferries|hub)\b",
    )
});

/// The subject of "... should", where it is one that can answer: "The force", "All local authorities".
pub(super) fn subject(text: Piece<'_>) -> Option<Piece<'_>> {
    let found = SUBJECT.captures(text.text)?.name("who")?;
    let who = text.sub(found.start(), found.end());
    let first = who.text.split_whitespace().next().unwrap_or("");
    let plain =
        matches!(first, "There" | "It" | "This" | "They" | "Staff" | "We" | "No" | "Nobody" | "I" | "Where" | "When");
    // "The contract for repairs should" names a thing; the word that answers must end the subject or stand near its end.
    let last = who.text.split_whitespace().rev().take(6).collect::<Vec<_>>().join(" ");
    let thing = who.text.contains(" contract")
        || who.text.contains(" procedure")
        || who.text.contains(" report ")
        || who.text.contains(" policy")
        || who.text.contains(" permission")
        || who.text.contains(" tests ");
    // "within one month of my decision the Council" leads up to who it is.
    let led =
        who.text.starts_with(char::is_lowercase) && !who.text.starts_with("the ") && !who.text.starts_with("all ");
    let who = who.text.rfind(" the ").filter(|_| led).map_or(who, |at| who.sub(at + 1, who.text.len()));
    (!plain && !thing && ANSWERS.is_match(&last)).then_some(who)
}

/// A subject's bodies: "The Department and Network Calls Ltd" are two, "the Fire and Rescue Service" is one.
pub(super) fn apart_of_subject<'a>(subject: Piece<'a>) -> Vec<Piece<'a>> {
    static AND: LazyLock<Regex> = LazyLock::new(|| re(r",?\s+and\s+(?:the\s+)?"));
    if let Some(both) = and_the(subject) {
        return both.into_iter().flat_map(apart_of_subject).collect();
    }
    let body = |p: &Piece<'_>| {
        ANSWERS.is_match(p.text)
            && p.text.split_whitespace().next().is_some_and(|w| w.len() > 2)
            && !p.text.starts_with("crime")
    };
    let mut parts: Vec<Piece<'a>> = Vec::new();
    let mut from = 0;
    for found in AND.find_iter(subject.text) {
        let (left, right) = (subject.sub(from, found.start()), subject.sub(found.end(), subject.text.len()));
        // "police and crime commissioners" is one name; so is what is no body by itself.
        if left.text.to_lowercase().ends_with("police") && right.text.starts_with("crime")
            || one_department(left, right)
            || !body(&left)
            || !body(&right)
        {
            continue;
        }
        parts.push(left.trim());
        from = found.end();
    }
    parts.push(subject.sub(from, subject.text.len()).trim());
    // "A Police, B Council and C Board": before the last they are parted by commas.
    let several = |p: Piece<'a>| if p.text.contains(", ") { apart(p) } else { vec![p] };
    parts.into_iter().flat_map(several).collect()
}
