//! Lines of a roll that are set in ways of their own: a letter that tells who came, a unit behind a name with nothing between, a
//! body's label over names.
//!
//! *Invariant:* words are cut, never changed; who neither came nor sent apologies is on no list.

use std::sync::LazyLock;

use regex::Regex;

use super::attendance::{Attendee, RANK};
use super::person::{BRACKET, INSTITUTION, LONG_RANK, proper, role, starts_of_people};
use super::roll::List;
use crate::decode::Decoded;
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

/// Whether the first lines say that a letter after each name tells who came: "P = Present, A = Apologies".
pub(super) fn signed(decoded: &Decoded) -> bool {
    static LEGEND: LazyLock<Regex> = LazyLock::new(|| re(r"\bP\s?[=:–-]\s?Present\b.*\bA\s?[=:–-]\s?Apolog"));
    decoded.pieces().into_iter().take(25).any(|p| LEGEND.is_match(p.text))
}

/// "Frances Oakley (FO) – Independent Chair P": on which list the letter has whom; on none who did not come.
pub(super) fn by_sign(piece: Piece<'_>) -> Option<(Option<List>, Piece<'_>)> {
    static SIGN: LazyLock<Regex> = LazyLock::new(|| re(r"^(?P<who>[A-Z][^\t]{5,140}?)\s+(?P<sign>P|A|R|X|DNA)$"));
    let found = SIGN.captures(piece.text)?;
    let (who, sign) = (found.name("who")?, found.name("sign")?);
    let list = match sign.as_str() {
        // A representative came for somebody.
        "P" | "R" => Some(List::Present),
        "A" => Some(List::Apologies),
        _ => None,
    };
    let who = piece.sub(who.start(), who.end());
    let head = who.text.ends_with(" P") || who.text.ends_with(" A") || who.text.ends_with(" DNA");
    (who.text.split_whitespace().count() >= 3 && !head).then_some((list, who))
}

/// "CI Stuart Pell OSD Roads Policing": a rank, a given name and a surname, and then the unit, with nothing between.
pub(super) fn with_unit(line: Piece<'_>) -> Option<(Piece<'_>, Option<Piece<'_>>)> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| re(r"^[A-Z][\w’'-]+\s+[A-Z][\w’'-]+\b"));
    static UNIT: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:[A-Z]{3,5}|(?:[A-Z]{3,5}\s+)?[A-Z][\w’'&-]*(?:\s(?:[A-Z][\w’'&-]*|and|of|/)){0,5})$")
    });
    // What says that it is a unit; "Da Silva" and "QPM BSc" are of the name.
    static OF_UNIT: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:District|Division|Room|Training|Policing|Unit|Department|Borough|Area|Region|Sector|Response|Roads?|Traffic|Custody|Safety|Support|Crime|Firearms|Intelligence|Standards)\b",
        )
    });
    static HONOURED: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:[MOCD]BE|KBE|QPM|KPM|BSc|MSc|BA|MA|PhD|LLB|LLM|DL|JP|KC|QC)\b"));
    static CHAIR: LazyLock<Regex> = LazyLock::new(|| re(r"\s*\((?:[Vv]ice[- ])?[Cc]hair(?:man|woman|person)?\)$"));
    let bare = line.sub(0, CHAIR.find(line.text).map_or(line.text.len(), |m| m.start()));
    let rank = RANK.find(bare.text).or_else(|| LONG_RANK.find(bare.text)).filter(|m| m.start() == 0)?;
    let rest = bare.sub(rank.end(), bare.text.len());
    let name = NAME.find(rest.text)?;
    let unit = rest.sub(name.end(), rest.text.len()).trim();
    // One word more may be a second surname, unless it is a unit's letters.
    let letters = unit.text.len() >= 3 && unit.text.chars().all(|c| c.is_ascii_uppercase());
    let several =
        unit.text.split_whitespace().count() >= 2 && (OF_UNIT.is_match(unit.text) || INSTITUTION.is_match(unit.text));
    let fits = !HONOURED.is_match(unit.text)
        && UNIT.is_match(unit.text)
        && (letters || several)
        && starts_of_people(line.text).len() <= 1;
    let body = Some(unit).filter(|unit| !super::person::is_post(unit.text));
    (fits && !INSTITUTION.is_match(name.as_str())).then(|| (bare.sub(0, rank.end() + name.end()), body))
}

/// "Diane Foyle Director of Workforce DF": the name that the initials at the line's end are of, what stands between being a post.
pub(super) fn initialled(line: Piece<'_>) -> Option<Piece<'_>> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Dame|Sir|Lord|Lady|Professor|Prof|Cllr|Councillor|Rev)\.?\s+)+")
    });
    let start = TITLE.find(line.text).map_or(0, |m| m.end());
    let words: Vec<&str> = line.text.get(start..)?.split_whitespace().collect();
    let (last, before) = words.split_last()?;
    let letters = (2..=3).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_uppercase());
    let own = before.get(..last.len())?;
    let same = own.iter().zip(last.chars()).all(|(word, letter)| word.starts_with(letter) && word.len() > 1);
    // A post may stand between, without a sign that parts it.
    if !letters || !same || before.len() > 14 || line.text.contains([',', ';', '\t', ':']) {
        return None;
    }
    let after = |at: usize, word: &&str| line.text.get(at..)?.find(word).map(|found| at + found + word.len());
    let end = own.iter().try_fold(start, after)?;
    Some(line.sub(start, end))
}

/// "Mardale Police:" without its colon; of "Internal Audit (Tarrant Wylie LLP):" the firm.
pub(super) fn without_colon(line: Piece<'_>) -> Piece<'_> {
    static FIRM: LazyLock<Regex> = LazyLock::new(|| re(r"\((?P<firm>[^()]{3,60}(?:LLP|Ltd|Limited|plc|& Co))\):?$"));
    let firm = FIRM.captures(line.text).and_then(|c| c.name("firm")).map(|m| line.sub(m.start(), m.end()));
    static SHORT: LazyLock<Regex> = LazyLock::new(|| re(r"\s*(?:\([A-Z]{2,8}\))?:?$"));
    firm.unwrap_or_else(|| line.sub(0, SHORT.find(line.text).map_or(line.text.len(), |m| m.start())))
}

/// The parts of "Present: A; B. Apologies: C": a label in the middle of a line starts a list of its own.
pub(super) fn labelled(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"[.;]?\s+(?P<label>(?:(?:Apologies|Also [Pp]resent|In [Aa]ttendance|APOLOGIES|ALSO PRESENT|IN ATTENDANCE|PRESENT)\s*(?:for absence\s*)?:|(?:IN ATTENDANCE|ALSO PRESENT)\s+[A-Z(]|\d{1,3}/\d{2}\s+[A-Z]{4,}\b))",
        )
    });
    let cuts: Vec<usize> = LABEL.captures_iter(piece.text).filter_map(|c| c.name("label")).map(|m| m.start()).collect();
    let ends = cuts.iter().copied().chain([piece.text.len()]);
    std::iter::once(0).chain(cuts.iter().copied()).zip(ends).map(|(a, b)| piece.sub(a, b)).collect()
}

/// "Strategic Housing Manager (R Elphick)" over "Community Safety Officer (D Tamblyn)": each line is one; else the piece is whole.
pub(super) fn posts(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static POST: LazyLock<Regex> = LazyLock::new(|| re(r"^\s*[A-Z][^(),]{3,60}\([^()]{3,40}\)\s*$"));
    if !piece.text.contains('\n') || !piece.text.lines().all(|line| POST.is_match(line)) {
        return vec![piece];
    }
    let mut at = 0;
    let cut = |line: &str| {
        let own = piece.sub(at, at + line.len()).trim();
        at += line.len();
        own
    };
    piece.text.split_inclusive('\n').map(cut).collect()
}

/// "PCC Office: N Farthing (NF). Lindenshire Police: Supt G Moxon": each body's label starts a part of its own.
pub(super) fn by_body(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| re(r"[.;)]\s+(?P<label>[A-Z][\w’'&]*(?:\s(?:of|and|for|&|[A-Z][\w’'&]*)){0,6}:\s+[A-Z])"));
    let labelled = piece.text.split(": ").next().is_some_and(|label| INSTITUTION.is_match(label) && label.len() < 60);
    let named =
        |at: usize| piece.text.get(at..).is_some_and(|t| INSTITUTION.is_match(t.split(':').next().unwrap_or("")));
    let labels = LABEL.captures_iter(piece.text).filter_map(|c| c.name("label")).map(|m| m.start());
    let cuts: Vec<usize> = labels.filter(|at| labelled && named(*at)).collect();
    let ends = cuts.iter().copied().chain([piece.text.len()]);
    std::iter::once(0).chain(cuts.iter().copied()).zip(ends).map(|(a, b)| piece.sub(a, b)).collect()
}

/// "PCSO G Swift attended part of the meeting": whoever came for a part was there, whatever list the line stands under.
pub(super) fn came(line: Piece<'_>) -> Option<Piece<'_>> {
    static CAME: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?P<who>[A-Z][\w’'-]*(?:\s(?:[A-Z]\.|[A-Z][\w’'-]*)){1,5})\s(?:(?:also )?(?:joined|attended|arrived|left (?:at|the meeting|after|before|during|early))|was (?:also )?(?:in attendance|present))\b",
        )
    });
    let who = CAME.captures(line.text)?.name("who")?;
    Some(line.sub(who.start(), who.end()))
}

/// Those of a line whose apologies a bracket behind them says, and the others: "Edmund Nkemelu (EN) Vice-chair (Apologies received)".
pub(super) fn excused(line: Piece<'_>, found: Vec<Attendee>) -> (Vec<Attendee>, Vec<Attendee>) {
    static SORRY: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)[(\[](?:sent |with )?apolog(?:ies|y)(?: received| sent| given)?[)\]]"));
    let starts: Vec<usize> = found.iter().map(|one| one.who.name.start as usize).collect();
    let signs: Vec<usize> = SORRY.find_iter(line.text).map(|m| line.start + m.start()).collect();
    // Who is named last before the bracket is meant.
    // "Tom Fry (substitute for Al Poe (apologies))": the other's are meant.
    let of_another =
        |from: usize, to: usize| line.text.get(from - line.start..to - line.start).is_some_and(|t| t.contains(" for "));
    let away: Vec<usize> = signs
        .iter()
        .filter_map(|at| starts.iter().copied().filter(|s| s < at).max().filter(|s| !of_another(*s, *at)))
        .collect();
    found.into_iter().partition(|one| away.contains(&(one.who.name.start as usize)))
}

/// Sentences are no list of names. Initials and shortened ranks end in full stops too, so only a stop after a long word counts.
pub(super) fn is_prose(piece: Piece<'_>) -> bool {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        re(r"\b(?:was|were|is|are|said|noted|welcomed|reported|asked|explained|agreed|thanked|will|would|had|has)\b")
    });
    // "Councillor Jones declared a personal interest in item 5."
    static TELLS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"\b(?:declared|noted|reported|asked|explained|thanked|opened|welcomed) (?:a|an|the|that|his|her|their|no|everyone|members)\b|\bwas present as\b|^To [a-z]{4,}|^This item\b",
        )
    });
    // "IR reminded members of their duty to declare any issue"
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:[A-Z][\w.’'-]*\s){1,5}(?:[a-z]{3,}ed|requires|said|gave|took|spoke)\s(?:to|that|the|a|an|members|of|his|her|their|on|for|with|all)\s",
        )
    });
    let says = SAYS.is_match(piece.text) && piece.text.split_whitespace().count() >= 8;
    piece.sentences().len() > 1 && VERB.is_match(piece.text) || TELLS.is_match(piece.text) || says
}

/// "Keith BalgonieNHS Clydeforth": a name and whom they are from, which a crawl left close together.
pub(super) fn unglued(line: Piece<'_>) -> (Piece<'_>, Option<Piece<'_>>) {
    static GLUED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?P<name>(?:(?:Dr|Prof|Mr|Mrs|Ms|Supt|Insp|Sgt)\.?\s)?[A-Z][a-zà-ÿ’'-]+\s(?:[A-Z]\.?\s|[A-Z][a-zà-ÿ]+\s)?(?:Mc|Mac|O['’])?[A-Z][a-zà-ÿ]{2,})(?P<from>(?:[A-Z]{3,}\b|[A-Z][a-z]+\b).*)$",
        )
    });
    let parts = GLUED.captures(line.text).and_then(|c| Some((c.name("name")?, c.name("from")?)));
    let Some((name, from)) = parts else { return (line, None) };
    let (own, rest) = (line.sub(name.start(), name.end()), line.sub(from.start(), line.text.len()));
    let told = INSTITUTION.is_match(rest.text)
        || super::person::is_post(rest.text)
        || rest.text.chars().take(3).all(|c| c.is_ascii_uppercase());
    let bare = RANK.replace(own.text, "");
    if told && super::entry::is_name(&bare) { (own, Some(rest)) } else { (line, None) }
}

/// A line that is a body's name alone.
pub(super) fn is_body(line: Piece<'_>, lexicon: &Lexicon) -> bool {
    // "Office of the Police and Crime Commissioner (OPCC):" stands over names.
    static OVER: LazyLock<Regex> =
        LazyLock::new(|| re(r"\b(?:Police|Constabulary|Commissioner|Council|Trust|LLP|Ltd|& Co)\b[^:]{0,12}:$"));
    let over = OVER.is_match(line.text);
    let named = LONG_RANK.is_match(line.text) || RANK.is_match(line.text) || (line.text.ends_with(':') && !over);
    // "Oliver Kitson (OK) Brightwater LLP": the letters are of the words before them.
    static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?P<a>[A-Z])[\w’'-]+(?:\s[A-Z][\w’'-]+)?\s(?P<b>[A-Z])[\w’'-]+\s\((?P<ab>[A-Z]{2,3})\)\s")
    });
    let letter = |c: &regex::Captures<'_>, name: &str| c.name(name).map_or("", |m| m.as_str()).to_owned();
    let person = LETTERS.captures(line.text).is_some_and(|c| {
        let ab = letter(&c, "ab");
        ab.starts_with(&letter(&c, "a")) && ab.ends_with(&letter(&c, "b"))
    });
    let named = named || person || (super::person::is_post(line.text) && !super::person::ends_as_body(line.text));
    let bare = BRACKET.replace_all(line.text, "");
    let shaped = (over || INSTITUTION.is_match(&bare)) && !named && bare.split_whitespace().count() <= 9;
    shaped || lexicon.body_at(line.text) == Some(line.text.len())
}

/// Whether commas, dashes or brackets part a name from its body.
pub(super) fn separated(text: &str) -> bool {
    let bare = BRACKET.replace_all(text, |c: &regex::Captures<'_>| {
        let inner = c.get(1).map_or("", |m| m.as_str());
        if role(inner) { String::new() } else { format!(" ({inner})") }
    });
    bare.contains(", ")
        || bare.contains('\t')
        || bare.contains("   ")
        || bare.contains("; ")
        || bare.contains(": ")
        || bare.contains(" – ")
        || bare.contains(" - ")
        || bare.contains(" — ")
        || bare.contains(" (")
}

/// "Lorneshire Police: DCC Ruth Ansell (RA); Gareth Pugh": the body that a label names, none for "Members:", and the names after it.
pub(super) fn of_body<'a>(piece: Piece<'a>, lexicon: &Lexicon) -> Option<(Option<Piece<'a>>, Piece<'a>)> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^\s*(?P<who>[A-Z][\w’'&.-]*(?:\s+(?:[A-Z][\w’'&.-]*|of|the|and|for|&)){0,9})(?:\s\([A-Z]{2,8}\))?\s*:\s+(?P<rest>[A-Z])",
        )
    });
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:(?:panel|board|committee|lay|independent|co-opted|group)\s+)?(?:members?|officers?|advisers?|guests?|observers?)$",
        )
    });
    let found = LABEL.captures(piece.text)?;
    let (who, rest) = (found.name("who")?, found.name("rest")?);
    let (label, names) = (piece.sub(who.start(), who.end()), piece.sub(rest.start(), piece.text.len()));
    if PLAIN.is_match(label.text) {
        // "Members: Chair: Hilary Stroud"
        static CHAIR: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:Vice-)?Chair(?:man|woman|person)?:\s+"));
        return Some((None, names.sub(CHAIR.find(names.text).map_or(0, |m| m.end()), names.text.len())));
    }
    let short = label.text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && label.text.len() >= 3;
    let body = INSTITUTION.is_match(label.text) || short || lexicon.body_at(label.text) == Some(label.text.len());
    let titled = RANK.is_match(label.text) || LONG_RANK.is_match(label.text) || super::person::is_post(label.text);
    let office = label.text.starts_with("Office of");
    // A name that is no post's over names that are: "Harding Lyle: Oona McCrae (OM)".
    let people = || {
        BRACKET.is_match(names.text)
            && super::entry::is_name(names.text.split([',', ';', '(']).next().unwrap_or("").trim())
    };
    ((body && !titled) || office || (!titled && proper(label.text) && people())).then_some((Some(label), names))
}

/// "Mrs Delia Farnworth (DF) Director Dr Kofi Reid (KR) Medical Director": each title with a name and its initials begins one;
/// nothing where the line is not set so throughout.
pub(super) fn titled_each<'a>(line: Piece<'a>, starts: &[usize]) -> Option<Vec<Piece<'a>>> {
    static BY_INITIALS: LazyLock<Regex> = LazyLock::new(|| re(r"^[^,;()]{4,50}\s\([A-Z]{2,5}\)(?:\s|$)"));
    let ends = starts.iter().skip(1).copied().chain([line.text.len()]);
    let each: Vec<Piece<'a>> = starts.iter().zip(ends).map(|(from, to)| line.sub(*from, to).trim()).collect();
    let throughout = starts.first() == Some(&0) && each.iter().all(|one| BY_INITIALS.is_match(one.text));
    (throughout && each.len() >= 3).then_some(each)
}
