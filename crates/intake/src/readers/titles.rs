//! The title of a document: its heading, or the line of its head that says what it is.
//!
//! *Invariant:* a title is words of the document's own head, as they stand there.

use std::sync::LazyLock;

use domain::proposals::Quoted;
use regex::Regex;

use super::{addressees, page_header};
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// The first heading; else the line over the date, where only names of a site stand before it; else the first line of words.
pub(crate) fn title_of(decoded: &Decoded) -> Option<Quoted<String>> {
    let level = |level: u8| decoded.blocks.iter().position(|b| b.kind == BlockKind::Heading(level));
    let heading = level(1).or_else(|| level(2).filter(|_| decoded.decoder == "html/1"));
    // A workbook's first words are the name of a sheet; its title is the first line that stands alone and says something.
    let sheet = || {
        let line = |b: &crate::decode::Block| {
            let text = decoded.piece(b).text;
            (4..=20).contains(&text.split_whitespace().count()) && !text.contains('\t')
        };
        decoded.blocks.iter().take(6).position(line).filter(|_| decoded.decoder == "xlsx/1")
    };
    let at = sheet().or(heading).or_else(|| named_by_its_path(decoded)).or_else(|| said_twice(decoded));
    let at = at.or_else(|| over_the_date(decoded));
    let at = at.or_else(|| below_the_sites(decoded));
    let at = at
        .unwrap_or_else(|| decoded.blocks.iter().take(12).position(|b| !is_sites(decoded.piece(b).text)).unwrap_or(0));
    // Over a report's title may stand who publishes it.
    let line = |i: usize| decoded.blocks.get(i).map(|b| decoded.piece(b).trim());
    let publishes = |p: Piece<'_>| addressees::is_name(p) || p.text.starts_with("House of ");
    let over = heading.is_none() && line(at).is_some_and(publishes);
    let says = |p: &Piece<'_>| (4..=25).contains(&p.text.split_whitespace().count()) && !p.text.ends_with('.');
    // Another name, or a line of the site, may stand between.
    let under = (at + 1..at + 8)
        .find(|i| line(*i).is_some_and(|p| !publishes(p) && !is_sites(p.text)))
        .filter(|i| line(*i).as_ref().is_some_and(says));
    let at = under.filter(|_| over).or_else(|| titled(decoded)).unwrap_or(at);
    let at = if heading.is_none() && titled(decoded).is_none() { telling(decoded, at).unwrap_or(at) } else { at };
    let piece = decoded.piece(decoded.blocks.get(at)?);
    // A title that the page's width broke stands in one block.
    let broken = (2..=4).contains(&piece.text.lines().count()) && piece.text.len() <= 220 && heading.is_none();
    let first = Piece { text: piece.text.lines().next().unwrap_or(""), start: piece.start };
    let mut short = if broken { piece } else { first };
    short = LABELS.iter().find_map(|label| short.strip_prefix(label)).unwrap_or(short).trim();
    // "A review of stop and search | Province of North Arden": what a page calls itself, and its site.
    if let Some(bar) = short
        .text
        .find(" | ")
        .filter(|bar| count(short.sub(0, *bar)) >= 4 && !addressees::is_name(short.sub(0, *bar).trim()))
    {
        short = short.sub(0, bar).trim();
    }
    let end = if heading.is_some() { short.end() } else { going_on(decoded, at, short) };
    short = decoded.stretch(short.start, end);
    (short.text.chars().count() <= 300).then(|| short.quoted(90))
}

/// "Minutes of the meeting held on 9 June 2009", of a line that goes on to the hour, the place and who was there; of one whose day
/// stands by itself between the name and the place, the name.
pub(super) fn of_a_meeting(piece: Piece<'_>) -> Option<Piece<'_>> {
    const FAR: usize = 250;
    static MINUTES: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:[\w&'’()-]+ ){0,12}?(?:minutes?|notes?)\b"));
    static HELD_IN: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)[ ,]+(?:which was |was )?held (?:in|at)\s+(?:the\s+)?[A-Z0-9]"));
    static IN_PUBLIC: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^[ ,]+(?:which was |was )?held in p"));
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\s*(?P<of>\b(?:held on|on|of|for|from|-|–|—|:))?\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?$",
        )
    });
    if !MINUTES.is_match(piece.text) {
        return None;
    }
    let day = crate::dates::find(&piece, None).into_iter().next()?.piece;
    let before = piece.sub(0, day.start - piece.start);
    let after = piece.sub(day.end() - piece.start, piece.text.len());
    if day.end() - piece.start > FAR || count(after) < 2 {
        return None;
    }
    if let Some(held) = HELD_IN.find(before.text).filter(|m| !IN_PUBLIC.is_match(m.as_str())) {
        return Some(before.sub(0, held.start()));
    }
    let by = BEFORE.captures(before.text)?;
    let end = if by.name("of").is_some() { before.text.len() + day.text.len() } else { by.get(0)?.start() };
    Some(piece.sub(0, end).trim())
}

/// What a line may say before the title.
const LABELS: [&str; 2] = ["Title: ", "Subject: "];

/// Words that a title goes on after.
const OPEN: &[&str] = &["of", "for", "at", "the", "and", "in", "into", "to", "on", "a", "by", "with"];

/// Where a title that goes on in the lines below it ends: "Report on an unannounced inspection of", and then of what.
fn going_on(decoded: &Decoded, at: usize, first: Piece<'_>) -> usize {
    const LINES: usize = 4;
    let mut last = first;
    for block in decoded.blocks.iter().skip(at + 1).take(LINES) {
        let next = decoded.piece(block).trim();
        let open =
            last.text.split_whitespace().next_back().is_some_and(|w| OPEN.contains(&w)) || last.text.ends_with(':');
        let small = next.text.starts_with(char::is_lowercase) && !block.apart && !told_of(next.text);
        let dated = !crate::dates::find(&next, None).is_empty() && next.text.split_whitespace().count() <= 4;
        let heading = super::numbered::numbered_heading(next.text).is_some();
        if heading || next.text.len() >= 120 || dated || !(open || small) || next.text.ends_with('.') {
            break;
        }
        last = next;
    }
    last.end()
}

static GENRE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:reports?|reviews?|responses?|inspections?|investigations?|inquiry|audits?|action plan|overview|follow-up|findings|recommendations?|collision|incident)\b",
    )
});
/// What is said of a document, and is not its title.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:report (?:no|number|author|to|by|date|ref)\b|type of\b|reports on\b|(?:first )?published\b|presented (?:to|by)\b|prepared (?:by|for)\b|date\b|contents$|further\b|from:|to:|author|version\b|status:|ordered\b|laid\b|.{0,40}\bforeword\b|response (?:to|from)?:|for reporting year)",
    )
});

/// "commissioned by the Board": who made it, and not what it is.
fn told_of(line: &str) -> bool {
    ["by ", "commissioned", "written", "prepared", "published", "produced"].iter().any(|w| line.starts_with(w))
}

/// Where the line found says who publishes, or next to nothing: the first line above the text that says what kind of document it is,
/// or what a letter is about.
fn telling(decoded: &Decoded, at: usize) -> Option<usize> {
    // "Police contact with a woman - A Police, December 2016"
    static OF_A_BODY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^[A-Z][^.;:]{5,120}\s[-–—]\s[A-Z][^.;:]{3,80},\s(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}$",
        )
    });
    let lines: Vec<Piece<'_>> = decoded.blocks.iter().take(25).map(|b| decoded.piece(b).trim()).collect();
    let found = *lines.get(at)?;
    // "Rail Accident Report", and then on what.
    let bare = count(found) <= 3 && GENRE.is_match(found.text) && !goes_on(found);
    if bare && lines.get(at + 1).is_some_and(|p| is_plain(*p) && !addressees::is_name(*p)) {
        return Some(at + 1);
    }
    // "Performance Audit Report No. 7 of 2022", and then on what.
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:[\w-]+ ){0,4}report no\.? ?\d{1,4}\b.{0,20}$"));
    let named = |p: &Piece<'_>| {
        (2..=30).contains(&count(*p))
            && p.text.starts_with(char::is_uppercase)
            && !p.text.ends_with(['.', ':', ';'])
            && !LABEL.is_match(p.text)
            && !is_sites(p.text)
            && !addressees::is_name(*p)
            && crate::dates::find(p, None).is_empty()
    };
    if NUMBERED.is_match(found.text) && lines.get(at + 1).is_some_and(named) {
        return Some(at + 1);
    }
    let path = page_header::title_in(found).start > found.start;
    if !(path || says_little(found) || publishes(found)) || !path && GENRE.is_match(found.text) && count(found) > 3 {
        return None;
    }
    let prose = |p: &Piece<'_>| count(*p) > 20 && p.text.ends_with('.');
    let head = lines.iter().take_while(|p| !prose(p)).count();
    let salutation = lines.iter().position(|p| p.text.starts_with("Dear ") && count(*p) <= 6);
    let about = salutation
        .map(|i| i + 1)
        .filter(|i| lines.get(*i).is_some_and(|p| (4..=30).contains(&count(*p)) && !p.text.ends_with(['.', ',', ':'])));
    let first = |to: usize| (0..to.min(head)).find(|i| lines.get(*i).is_some_and(|p| says_kind(*p)));
    if let Some(i) = (0..head).find(|i| lines.get(*i).is_some_and(|p| OF_A_BODY.is_match(p.text))) {
        return Some(i);
    }
    // What a site calls the letter stands over it.
    let kind = salutation.and_then(first).or(about).or_else(|| first(head));
    kind.or_else(|| below(decoded, lines.get(..head)?, at))
}

/// Below who publishes: the first line that stands by itself and is as long as a title, past what the publisher says of itself.
fn below(decoded: &Decoded, head: &[Piece<'_>], publisher: usize) -> Option<usize> {
    static MEETING: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^(?:present|in attendance|attendance|apologies|agenda|members present)\b"));
    let found = head.get(publisher)?;
    if !publishes(*found) || head.iter().any(|p| MEETING.is_match(p.text)) {
        return None;
    }
    let apart = |i: usize| decoded.blocks.get(i).is_none_or(|b| b.apart);
    let fits = |i: usize| {
        head.get(i).is_some_and(|p| {
            apart(i)
                && is_plain(*p)
                && p.text.starts_with(char::is_uppercase)
                && !p.text.contains(['@', '|', '\t'])
                && !publishes(*p)
                && crate::dates::find(p, None).is_empty()
        })
    };
    (publisher + 1..head.len()).find(|i| fits(*i))
}

/// Whether a line is nothing but who publishes: "City of X", "The Auditor-General", "Commission for the Y".
fn publishes(line: Piece<'_>) -> bool {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:commission(?:ers?)?|authority|office|ombudsman|inspectorate|auditor-general|council|courts?|services?|agency|reviewer|department|ministry|bod(?:y|ies)|board|(?:city|county|province|state) of)\b",
        )
    });
    // A site may say its name in two languages.
    let line = line.sub(0, line.text.find(" | ").unwrap_or(line.text.len()));
    let small = |w: &str| matches!(w, "of" | "and" | "the" | "for" | "&" | "in" | "into");
    let capital = |w: &str| small(w) || w.starts_with(|c: char| c.is_uppercase() || c == '(');
    (2..=9).contains(&count(line))
        && line.text.split_whitespace().all(capital)
        && !line.text.contains(|c: char| c.is_ascii_digit() || c == ':' || c == ',')
        && !GENRE.is_match(line.text)
        && WHO.is_match(line.text)
}

fn count(line: Piece<'_>) -> usize {
    line.text.split_whitespace().count()
}

/// Whether a title goes on in the next line.
fn goes_on(line: Piece<'_>) -> bool {
    line.text.split_whitespace().next_back().is_some_and(|w| OPEN.contains(&w))
}

/// A line that can be a title, whatever it says.
fn is_plain(line: Piece<'_>) -> bool {
    let text = line.text;
    (4..=30).contains(&count(line)) && !text.ends_with(['.', ':', ';']) && !LABEL.is_match(text) && !is_sites(text)
}

/// Whether a line names who publishes, is the site's, has two or three words, or is a day.
fn says_little(line: Piece<'_>) -> bool {
    let day = !crate::dates::find(&line, None).is_empty() && count(line) <= 8 && !GENRE.is_match(line.text);
    let few = count(line) <= 3 && !goes_on(line);
    in_capitals(line.text) || addressees::is_name(line) || is_sites(line.text) || few || day
}

/// "IPCC recommendations": whose they are, by its letters.
pub(super) fn names_recommendations(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let letters = |w: &&str| w.len() >= 3 && w.bytes().all(|b| b.is_ascii_uppercase());
    (2..=4).contains(&words.len())
        && words.first().is_some_and(letters)
        && words.last().is_some_and(|last| last.eq_ignore_ascii_case("recommendations"))
}

/// Whether a line says what kind of document it stands over: a report, a response, a review of something.
fn says_kind(line: Piece<'_>) -> bool {
    // A line of the contents, with its page.
    let page = |w: &str| w.len() <= 3 && w.bytes().all(|b| b.is_ascii_digit());
    let paged = line.text.split_whitespace().next_back().is_some_and(page);
    let long = (5..=45).contains(&count(line)) || (count(line) >= 3 && goes_on(line));
    long && GENRE.is_match(line.text)
        && page_header::title_in(line).start == line.start
        && !line.text.contains([';', '→'])
        && !line.text.lines().next().is_some_and(|first| first.ends_with(':'))
        && !line.text.contains("eport No")
        && !LABEL.is_match(line.text)
        && !line.text.ends_with(['.', ';', '?', ','])
        && !paged
        && !addressees::is_name(line)
        && !is_sites(line.text)
}

/// "MARLWICK COMMUNITY SAFETY PARTNERSHIP": a body's name set in capitals.
fn in_capitals(line: &str) -> bool {
    static LAST: &[&str] = &[
        "PARTNERSHIP",
        "SERVICE",
        "AUTHORITY",
        "COUNCIL",
        "POLICE",
        "CONSTABULARY",
        "BOARD",
        "TRUST",
        "COMMISSION",
        "INSPECTORATE",
        "COLLEGE",
        "OFFICE",
        "COURT",
    ];
    let capitals = line.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    capitals && line.split_whitespace().next_back().is_some_and(|w| LAST.contains(&w))
}

/// The line that says it is the title: "Title: Property left in seized vehicles".
fn titled(decoded: &Decoded) -> Option<usize> {
    decoded.blocks.iter().take(20).position(|b| {
        let line = decoded.piece(b);
        LABELS.iter().any(|label| line.text.starts_with(label) && line.text.split_whitespace().count() >= 4)
    })
}

/// The line that the page's path ends with: "Home / Investigations / A pursuit", and then "A pursuit".
fn named_by_its_path(decoded: &Decoded) -> Option<usize> {
    let lines: Vec<Piece<'_>> = decoded.blocks.iter().take(20).map(|b| decoded.piece(b).trim()).collect();
    let path = lines.iter().position(|line| page_header::title_in(*line).start > line.start)?;
    let last = page_header::title_in(*lines.get(path)?);
    let own = (path + 1..lines.len())
        .find(|i| lines.get(*i).is_some_and(|line| line.text == last.text && line.text.contains(' ')));
    // A page of a report has the report's title in its path, before its own.
    let steps: Vec<&str> = lines.get(path)?.text.split(['>', '»', '›']).map(str::trim).collect();
    let within = || {
        let long: Vec<&str> = steps.iter().rev().copied().filter(|s| s.split_whitespace().count() >= 3).collect();
        (path + 1..lines.len())
            .find(|i| lines.get(*i).is_some_and(|line| long.iter().any(|s| line.text.starts_with(s))))
    };
    own.or_else(within)
}

/// Below a site's own lines, the line that its path ends with and that is said again as the heading.
fn said_twice(decoded: &Decoded) -> Option<usize> {
    let lines: Vec<&str> = decoded.blocks.iter().take(30).map(|b| decoded.piece(b).text.trim()).collect();
    let says = |text: &str| {
        let words = text.split_whitespace().count();
        !text.ends_with('.') && ((8..=25).contains(&words) || ((4..8).contains(&words) && GENRE.is_match(text)))
    };
    let twice = |pair: &[&str]| matches!(pair, [a, b] if a == b && says(a));
    lines.first().filter(|first| is_sites(first))?;
    lines.windows(2).position(twice).map(|at| at + 1)
}

/// Whether a line is the site's and not the page's: a way to skip, a notice of cookies, a row of links, a page's number.
pub(super) fn is_sites(text: &str) -> bool {
    static SITE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:skip (?:to\b.*|(?:main )?navigation|links?)|jump to\b.*|accessibility links|toggle navigation|an official website of\b.*|official(?:[- –:]+(?:sensitive|for publication|public))?|not protectively marked|this is an html version of an attachment.*|advertisement|here[’']s how you know.*|(?:accept|reject)(?: all)?(?: cookies)?|cookie settings|language selection|text size\b.*|you are here\b.*|quick(?:ly)? exit.*|about us|contact us|public document pack|share this item|additional documents:?|agenda and minutes|menu|home|search.{0,20}|cookies?\b.*|we (?:use|have placed)\b.{0,40}cookies.*|page \d+ of \d+|(?:agenda )?item (?:no\.? ?)?\d{1,2}[a-z]?|(?:paper|enclosure|annex|appendix) (?:no\.? ?)?(?:\d{1,2}|[a-z])|gov\.uk|fran[cç]ais|english|cymraeg|gaeilge|gàidhlig|espa[nñ]ol|print this page.*)$",
        )
    });
    static ROW: LazyLock<Regex> = LazyLock::new(|| re(r"^.{1,40}(?: \| .{1,40}){2,}$"));
    static APART: LazyLock<Regex> = LazyLock::new(|| re(r"^\S.{0,40}(?:\s{2,}\S.{0,80}){2,}$"));
    static TRAIL: LazyLock<Regex> = LazyLock::new(|| re(r"^.* [>»›] .*$"));
    let text = text.trim();
    // What a pattern is nothing without is looked for first.
    (text.starts_with("Home / "))
        || is_menu(text)
        || (text.contains(" | ") && ROW.is_match(text))
        || (text.contains(['>', '»', '›']) && TRAIL.is_match(text))
        || SITE.is_match(text)
        || APART.is_match(text)
}

/// "Home News Sport What's On Jobs": a site's parts in a row, not "Home Affairs Committee".
fn is_menu(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "News",
        "About",
        "Contact",
        "Sport",
        "Jobs",
        "Search",
        "Careers",
        "Media",
        "Events",
        "Menu",
        "Help",
        "Login",
        "Dashboards",
    ];
    let words = || text.split_whitespace();
    let plain =
        |w: &str| w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || "'’&-".contains(c));
    text.starts_with("Home ") && words().count() >= 3 && words().all(plain) && words().any(|w| PARTS.contains(&w))
}

/// On a page that begins with its site's own lines, the first that is as long as a title and no sentence.
fn below_the_sites(decoded: &Decoded) -> Option<usize> {
    let first = decoded.blocks.first().map(|b| decoded.piece(b).text)?;
    let says = |text: &str| {
        let words = text.split_whitespace().count();
        let capitals = words >= 3 && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        ((5..=25).contains(&words) || capitals)
            && !text.trim_end().ends_with(['.', ':', ';', '?'])
            && !is_sites(text)
            && !LABEL.is_match(text)
            && text.starts_with(char::is_alphanumeric)
            && !text.starts_with("To ")
            && !text.starts_with("To: ")
    };
    if !is_sites(first) {
        return None;
    }
    let lines: Vec<&str> = decoded.blocks.iter().take(40).map(|b| decoded.piece(b).text).collect();
    let fits = |i: usize| lines.get(i).is_some_and(|line| says(line));
    // Two words may be a title where they stand by themselves and say whose recommendations these are.
    let alone = |i: usize| {
        let by_itself = [i, i + 1].iter().all(|at| decoded.blocks.get(*at).is_some_and(|b| b.apart));
        by_itself && lines.get(i).is_some_and(|line| names_recommendations(line))
    };
    let first = (0..lines.len()).find(|i| fits(*i) || (alone(*i) && !lines.get(*i).is_some_and(|l| is_sites(l))))?;
    // Of the lines of a page's path, which no empty line parts, the last is the page's own.
    let apart = |i: usize| decoded.blocks.get(i).is_none_or(|b| b.apart);
    if first < 4 || (1..=first).any(apart) {
        return Some(first);
    }
    (first..lines.len()).take_while(|i| fits(*i)).last()
}

/// The line before the first that is only a date, if it says more than those above it.
fn over_the_date(decoded: &Decoded) -> Option<usize> {
    let words = |i: usize| decoded.blocks.get(i).map_or(0, |b| decoded.piece(b).text.split_whitespace().count());
    let dated = (2..30).find(|i| {
        words(*i) <= 5
            && decoded.blocks.get(*i).is_some_and(|b| {
                let text = decoded.piece(b).text;
                let plain = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
                (plain || text.starts_with("Published")) && !crate::dates::find(&decoded.piece(b), None).is_empty()
            })
    })?;
    let fuller = (0..dated - 1).all(|i| words(i) < words(dated - 1));
    // "Action Plan Submitted: 19 January 2022" is no title over a day.
    let labelled = |i: usize| {
        let line = decoded.blocks.get(i).map(|b| decoded.piece(b));
        line.is_some_and(|p| p.text.contains(": ") && !crate::dates::find(&p, None).is_empty())
    };
    if labelled(dated - 1) {
        return None;
    }
    (fuller && (5..=25).contains(&words(dated - 1))).then_some(dated - 1)
}
