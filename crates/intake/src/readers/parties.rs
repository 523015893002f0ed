//! Those that one line of a list of recipients names: one body with its post and address, or several after one another.
//!
//! *Invariant:* a name is words of the line; a post, an address and what is blacked out are not bodies.

use std::sync::LazyLock;

use regex::Regex;

use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// What a part of the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A body.
    Body,
    /// A place that a body keeps: a hospital, a home, a surgery.
    Site,
    /// A part of a body: a department of a council.
    Unit,
    /// A department of state.
    Department,
    /// A minister, who stands for a department.
    Minister,
    /// A post, a person, an address, or nothing that can be read.
    Beside,
    /// Words that say none of these.
    Other,
}

static BODY: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:Police|Constabulary|Council|Services?|Authority|Trust|College|Commission|Agency|Inspectorate|Association|Ombudsman|Government|NHS|Hospitals?|University|School|Limited|Ltd|LLP|CIC|PLC|Groups?|Company|Corporation|Prison|HMPPS|Partnership|Centre|Society|Executive|Institute|Foundation|Federation|Board|Practice|Surgery|Homes?|Charity|Network|Railways?|Airlines?|Bank|Office|Club|Church|England|Wales|Healthcare|Commissioners|Faculty|Treasury|Inc|LLC|GmbH)\b|\bHM(?:P|YOI)\b",
    )
});
static SITE: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)\b(?:Hospitals?|Surgery|Centre|(?:Care|Nursing|Residential|Rest) Home|Practice|School|Clinic)$")
});
static UNIT: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)\b(?:Department|Services|Directorate|Unit|Team|Division|Section)$"));
static OWNER: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)\b(?:Trust|Ltd|Limited|plc|Group|Board|Council|Company|University|Partnership)$"));
static MINISTER: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)\b(?:Secretary of State|Minister|Home Secretary|Lord Chancellor)\b"));
static DEPARTMENT: LazyLock<Regex> =
    LazyLock::new(|| re(r"^(?:the )?(?:Department (?:of|for) |Ministry of |Home Office|Cabinet Office|HM Treasury)"));
static POST: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:(?:(?:deputy|assistant|acting|interim|vice|national|regional|group|joint|senior) )*(?:chief (?:executives?(?: officers?)?|constable|officer|medical officer|fire officer|nurse|pharmacist|operating officer|coroner|inspector)|director(?:s)?(?: general)?|managing director|medical director|manager|governor|chair(?:man|woman|person)?|president|chancellor|commissioner|principal|proprietor|owner|partners?|CEO|head of [a-z ]+?|leader)|mr|mrs|ms|miss|dr|professor|prof|sir|dame|lord|lady|cllr|rt hon|registered|M\.?P)\b\.?",
    )
});
static LEADS_TO: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:[^,]{0,60}?\b)??(?:of|at|for|to)\s+(?:the\s+)?|^[^,]{0,40}?\s[-–—]\s+|^[^,]{0,40}?\bCEO\s+(?:of\s+)?(?:the\s+)?",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b[A-Z]{1,2}\d{1,2}[A-Z]?\s*\d[A-Z]{2}\b|^\d+[A-Za-z]?\s|^\d+\w*$|\b(?:Road|Street|Lane|Avenue|Quayside|Square|Way|Close|Floor|Headquarters|House|Drive|Place|Park|Crescent|Terrace|Hill|Court)\b|^(?:c/o|PO Box)",
    )
});
static BLACKED: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)[\[(]?\s*(?:redacted|name redacted|name withheld|withheld)\s*[\])]?|[█■▇]+|\bX{3,}\b"));
/// Names joined by "and" or a comma that are one all the same.
static ONE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:Health (?:and|&) (?:Social Care|Safety|Wellbeing|Care Excellence|Well-being)|Courts (?:and|&) Tribunals|Medicines (?:and|&) Healthcare|(?:Prisons?|Police),? (?:and|&) (?:Probation|Crime)|(?:Communities, Housing|Housing, Communities|Housing) (?:and|&) Local Government|Communities (?:and|&) Local Government|Work (?:and|&) Pensions|Fire (?:and|&) Rescue|NHS\s+England\s+(?:and|&)\s+NHS\s+Improvement|Child(?:ren)? (?:and|&) (?:Adults?|Families|Adolescent)|Police,? Fire (?:and|&) Crime|Hospitals? (?:and|&) Community)\b",
    )
});
static JOINS: LazyLock<Regex> = LazyLock::new(|| re(r"\s+(?:and|AND)\s+|\s+&\s+"));
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?:Police|Policing|Constabulary|Council|Services?|Authority|Board|Trust|Office|Commission|Agency|Department|Ltd|Limited|LTD|plc|PLC|LLP|CIC|Homes?|Government|University|Partnership|Company|Groups?|Hospitals?|Association|College|Institute|Centre|Surgery|Practice|Federation|Society|Foundation|England|Improvement|Wales|Executive|Healthcare|[A-Z]{3,}|\))$",
    )
});
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:[Tt]he )?(?:(?:Rt\.? Hon\.? )?(?:[A-Z]\w+ ){0,3}(?:Secretary of State|Minister)|(?:Royal )?College of|Faculty of|Institute of|Department|Ministry|University of|HM |HMP|NHS )",
    )
});
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Trust|Police|Constabulary|Council|Authority|Ltd|Limited|plc|PLC|Hospitals?|Association|Agency|Commission|NHS|University|Partnership|Groups?|Board|Government|College|Institute|HMP|Service|Company|Office|Inspectorate|Executive|Department|Ministry|Secretary of State|Minister|Centre|Surgery|Society|Agent)\b",
    )
});

/// The bodies that a line names, in order; none where it names none that can be told.
pub(super) fn in_line<'a>(line: Piece<'a>, lexicon: &Lexicon) -> Vec<Piece<'a>> {
    // Each "and" is held against all that follows it; no line of a report's recipients is as long.
    const LONGEST: usize = 2_000;
    if line.text.len() > LONGEST {
        return Vec::new();
    }
    let parts = joined(line, commas(line), lexicon);
    let kinds: Vec<(Piece<'a>, Kind)> = parts.into_iter().map(|p| (p, kind(p, lexicon))).collect();
    let mut out: Vec<Piece<'a>> = Vec::new();
    let mut before = Kind::Other;
    for (at, (part, kind)) in kinds.iter().enumerate() {
        let next = kinds.get(at + 1);
        let owner = next.is_some_and(|(_, k)| matches!(k, Kind::Body | Kind::Department));
        let taken = match kind {
            Kind::Body => !(before == Kind::Site && OWNER.is_match(part.text)),
            Kind::Site | Kind::Department => true,
            // Who stands for a department that is named too is not a second one.
            Kind::Minister => next.is_none_or(|(p, k)| *k != Kind::Department && !p.text.ends_with("Government")),
            Kind::Unit => !owner,
            Kind::Beside | Kind::Other => false,
        };
        if taken {
            out.extend(at_and(*part, lexicon).into_iter().map(|p| own_name(p, lexicon)));
        }
        before = *kind;
    }
    if out.is_empty() { of_post(line).into_iter().collect() } else { out }
}

/// "CEO of Corvane Motors": whom a post is of, where no word of its name says that it is a body.
fn of_post(line: Piece<'_>) -> Option<Piece<'_>> {
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:[Cc]hief [Ee]xecutive(?: [Oo]fficer)?|CEO|[Mm]anaging [Dd]irector|[Gg]overnor|[Cc]hair(?:man|woman)?|[Pp]resident|[Oo]wner|[Pp]roprietor) (?:of|at) (?:the )?(?P<who>[A-Z][^,;]{2,80})",
        )
    });
    let who = OF.captures(line.text)?.name("who")?;
    Some(line.sub(who.start(), who.end()).trim())
}

/// Whether nothing of the words can be read: they are blacked out.
pub(super) fn is_blacked(text: &str) -> bool {
    BLACKED.is_match(text) && BLACKED.replace_all(text, "").chars().filter(|c| c.is_alphanumeric()).count() < 3
}

/// The parts between commas, but for commas in brackets and in a name that is one.
fn commas(line: Piece<'_>) -> Vec<Piece<'_>> {
    let one: Vec<_> = ONE.find_iter(line.text).map(|m| m.range()).collect();
    let (mut parts, mut from, mut deep) = (Vec::new(), 0, 0_u32);
    for (at, c) in line.text.char_indices() {
        match c {
            '(' => deep += 1,
            ')' => deep = deep.saturating_sub(1),
            ',' if deep == 0 && !one.iter().any(|r| r.contains(&at)) => {
                parts.push(line.sub(from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(line.sub(from, line.text.len()));
    let edge = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':');
    parts.iter().map(|p| p.trim_matches(edge)).filter(|p| !p.text.is_empty()).collect()
}

/// "Minister for Prisons, Probation, Rehabilitation and Sentencing": what a post is for goes on after its commas.
fn joined<'a>(line: Piece<'a>, parts: Vec<Piece<'a>>, lexicon: &Lexicon) -> Vec<Piece<'a>> {
    let mut out: Vec<Piece<'a>> = Vec::new();
    let mut rest = parts.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let opens = matches!(kind(*first, lexicon), Kind::Minister | Kind::Department);
        let run = after.iter().take(4).take_while(|p| kind(**p, lexicon) == Kind::Other).count();
        let last = after.get(..run).and_then(|run| run.iter().rposition(|p| JOINS.is_match(p.text)));
        match last.filter(|_| opens).and_then(|last| after.get(last).map(|p| (last, p))) {
            Some((last, end)) => {
                out.push(line.sub(first.start - line.start, end.end() - line.start));
                rest = after.get(last + 1..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

fn kind(part: Piece<'_>, lexicon: &Lexicon) -> Kind {
    let text = part.text;
    let letters = BLACKED.replace_all(text, "");
    if letters.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return Kind::Beside;
    }
    // What a body was called before is not another.
    static ONCE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^\(?(?:formerly|previously|trading as|t/a)\b"));
    if ONCE.is_match(text) {
        return Kind::Beside;
    }
    if DEPARTMENT.is_match(text) {
        return Kind::Department;
    }
    // "Head of Prison Healthcare" is a post, whatever it is the head of; "Head of Care at the A Trust" is of the trust.
    static HEAD_OF: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:the )?(?:\w+ ){0,2}(?:head of|lead for|lead on|secretary$|clerk\b|director$|f\.?a\.?o\b)")
    });
    if HEAD_OF.is_match(text) && !OWNER.is_match(text) && !text.contains(" at ") && !MINISTER.is_match(text) {
        return Kind::Beside;
    }
    let known: usize = lexicon.bodies_in(text).into_iter().map(|(from, to)| to - from).sum();
    if known * 2 >= text.len() {
        return Kind::Body;
    }
    if MINISTER.is_match(text) {
        return Kind::Minister;
    }
    let unpost = POST.replace_all(&letters, " ");
    let body = BODY.is_match(&unpost) || known > 0;
    // "Trust Headquarters" is where a trust is.
    static WHERE: LazyLock<Regex> =
        LazyLock::new(|| re(r"\b(?:Headquarters|HQ|House|Building|Road|Street|Lane|Avenue|Drive|Way|Square|Floor)$"));
    if ADDRESS.is_match(text) && (!body || WHERE.is_match(text)) {
        return Kind::Beside;
    }
    // "Chief Medical Officer for England" is a post; so is all of "Director of Nursing".
    let place = matches!(unpost.trim().trim_start_matches("for ").trim(), "England" | "Wales" | "of England");
    match body && !place {
        true if SITE.is_match(text) => Kind::Site,
        true if UNIT.is_match(text) => Kind::Unit,
        true => Kind::Body,
        false if POST.is_match(text) => Kind::Beside,
        false => Kind::Other,
    }
}

/// "A Trust and B Council" are two; "C and D Trust" is one, and so is what is one by its name.
fn at_and<'a>(part: Piece<'a>, lexicon: &Lexicon) -> Vec<Piece<'a>> {
    let one: Vec<_> = ONE.find_iter(part.text).map(|m| m.range()).collect();
    let is_known = |p: Piece<'_>| lexicon.body_at(p.text).is_some_and(|len| len == p.text.len());
    let (mut out, mut from) = (Vec::new(), 0);
    for join in JOINS.find_iter(part.text) {
        let left = part.sub(from, join.start()).trim();
        let right = part.sub(join.end(), part.text.len()).trim();
        if one.iter().any(|r| r.contains(&join.start())) {
            continue;
        }
        let acronym = right.text.split_whitespace().next().is_some_and(|w| {
            let letters = w.trim_matches(|c: char| !c.is_alphanumeric());
            letters.len() >= 2 && letters.chars().all(char::is_uppercase)
        });
        let whole = ENDS.is_match(left.text) || HEAD.is_match(left.text) || is_known(left);
        let begins = right.text.starts_with(|c: char| c.is_uppercase()) || right.text.starts_with("the ");
        let another = acronym
            || HEAD.is_match(right.text)
            || STRONG.is_match(right.text)
            || lexicon.body_at(right.text).is_some();
        if whole && begins && another {
            out.push(left);
            from = join.end();
        }
    }
    out.push(part.sub(from, part.text.len()).trim());
    out
}

/// The name without the post before it ("The Chief Executive of the A Trust"), and without what stands in brackets after it of
/// other names it had.
fn own_name<'a>(part: Piece<'a>, lexicon: &Lexicon) -> Piece<'a> {
    static ONCE: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)\s*\((?:formerly|previously|now|known|PFDs?|trading)\b[^)]*\)?$"));
    let part = ONCE.find(part.text).map_or(part, |m| part.sub(0, m.start()).trim());
    if MINISTER.is_match(part.text) && !DEPARTMENT.is_match(part.text) {
        return part;
    }
    let Some(post) = POST.find(part.text).filter(|m| m.start() <= 40) else {
        return BLACKED
            .find(part.text)
            .filter(|m| m.start() == 0)
            .map_or(part, |m| part.sub(m.end(), part.text.len()).trim());
    };
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:the )?(?:chief (?:executive(?: officer)?|constable|officer)|governor|managing director|director general|CEO)\s*$",
        )
    });
    let after = part.sub(post.end(), part.text.len());
    // "Chief Executive A Trust" says no "of".
    let straight = OFFICE.is_match(part.text.get(..post.end()).unwrap_or("")) && STRONG.is_match(after.text);
    let lead = LEADS_TO.find(after.text).map(|lead| lead.end()).or(straight.then_some(0));
    let Some(lead) = lead else { return part };
    let name = after.sub(lead, after.text.len()).trim();
    let named = BODY.is_match(name.text) || !lexicon.bodies_in(name.text).is_empty();
    if named && !matches!(name.text, "England" | "Wales") { name } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> Vec<String> {
        let lexicon = Lexicon::new(vec!["Northmere Police".to_owned()], Vec::new());
        in_line(Piece { text: line, start: 0 }, &lexicon).iter().map(|p| p.text.to_owned()).collect()
    }

    #[test]
    fn one_line_may_name_several() {
        assert_eq!(
            named("Brightway Plant Ltd, Health and Safety Executive"),
            ["Brightway Plant Ltd", "Health and Safety Executive"]
        );
        assert_eq!(named("NHS England, Millbank Health Centre"), ["NHS England", "Millbank Health Centre"]);
        assert_eq!(
            named("The Chief Executive of the Ottermouth University Health Board and the Welsh Government."),
            ["Ottermouth University Health Board", "the Welsh Government"]
        );
        assert_eq!(
            named(
                "Home Office, Northmere Police, Ministry of Justice, HM Courts and Tribunals Service and Department of Work and Pensions"
            ),
            [
                "Home Office",
                "Northmere Police",
                "Ministry of Justice",
                "HM Courts and Tribunals Service",
                "Department of Work and Pensions"
            ]
        );
        assert_eq!(named("QRST and NHS England"), ["QRST", "NHS England"]);
        assert_eq!(
            named("Royal College of Surgeons and Faculty of Aviation Medicine"),
            ["Royal College of Surgeons", "Faculty of Aviation Medicine"]
        );
        assert_eq!(
            named(
                "Secretary of State for Health and Social Care and Greater Westmarch Health and Social Care Partnership"
            ),
            ["Secretary of State for Health and Social Care", "Greater Westmarch Health and Social Care Partnership"]
        );
        assert_eq!(
            named(
                "Vice President of Corvane Corporation UK Limited, National Medical Director, NHS England & NHS Improvement"
            ),
            ["Corvane Corporation UK Limited", "NHS England & NHS Improvement"]
        );
    }

    #[test]
    fn one_line_may_name_one_with_its_post_and_address() {
        assert_eq!(named("Governor, HMP Thornavon"), ["HMP Thornavon"]);
        assert_eq!(named("Governor - HM Prison Thornavon"), ["HM Prison Thornavon"]);
        assert_eq!(
            named("Managing Director, L and M Healthcare, Westgate House, 1st Floor, 4, Hill Road, Saltby SB14 2EX"),
            ["L and M Healthcare"]
        );
        assert_eq!(named("Chief Executive, Saltby NHS Trust, Trust Headquarters, 1 Quayside"), ["Saltby NHS Trust"]);
        assert_eq!(named("Chief Executive Saltby Bay University Health Board"), ["Saltby Bay University Health Board"]);
        assert_eq!(named("Precision Coachworks Ltd, formerly Wheelwrights Ltd"), ["Precision Coachworks Ltd"]);
        assert_eq!(named("Adult Social Care, Brackenshire County Council"), ["Brackenshire County Council"]);
        assert_eq!(named("Highways Department, Brackenshire County Council"), ["Brackenshire County Council"]);
        assert_eq!(
            named("Westmarch and Fennbank University Hospitals NHS Trust"),
            ["Westmarch and Fennbank University Hospitals NHS Trust"]
        );
        assert_eq!(
            named(
                "Mr A Smith MP, Parliamentary Under Secretary of State for Prisons, Probation, Rehabilitation and Sentencing, Ministry of Justice."
            ),
            ["Ministry of Justice"]
        );
        assert_eq!(
            named("Secretary of State for Department of Communities, Housing and Local Government"),
            ["Secretary of State for Department of Communities, Housing and Local Government"]
        );
        assert_eq!(named("Saltby Hospital, Eastmere NHS Foundation Trust"), ["Saltby Hospital"]);
        assert_eq!(
            named(
                "[REDACTED] Director General Chief Executive – HM Prison and Probation Service (formerly known as another)"
            ),
            ["HM Prison and Probation Service"]
        );
    }

    #[test]
    fn a_post_says_whose_it_is() {
        assert_eq!(named("[REDACTED] CEO of Corvane Motors"), ["Corvane Motors"]);
    }

    #[test]
    fn what_is_blacked_out_names_nobody() {
        assert!(named("[REDACTED]").is_empty());
        assert!(is_blacked("[REDACTED]") && is_blacked("████ ") && !is_blacked("[REDACTED] Chief Executive, A Trust"));
    }
}
