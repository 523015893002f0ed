//! A list of recommendations from an inspection, inquiry, audit or ombudsman, with the responses where it prints them.
//!
//! *Invariant:* what was recommended before and is only told of again is not a recommendation of this document.

use std::sync::LazyLock;

use domain::proposals::{Level, Proposal, ProposedRecommendation, ProposedResponse, ProposedSource, Quoted};
use domain::{DocumentKind, PartialDate};
use regex::Regex;

use super::addressees::{apart, apart_of_subject, could_mean, each_of, is_general, named_first, subject, subject_body};
use super::dated::Dated;
use super::sections::{self, AnswerPart};
use super::{answers, citations, directed, listed, paired, restated, title_of, warn};
use crate::dates;
use crate::decode::{Block, BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static GENRE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:inquiry|inspections?|inspectorate|audit|reviews?|ombudsman|commission|panel|inquest|jury|verdict|auditors?|select committee|government response|safety recommendations?|report)\b",
    )
});

/// The day that a label beside a recommendation says it was made.
fn made_on(one: &listed::Listed<'_>) -> Option<Quoted<PartialDate>> {
    let made = one.made?;
    dates::find(&made, None).into_iter().next().map(|found| found.piece.value(found.date, 90))
}

/// Each sign of such a list adds to the score; a page with the question that watchdogs print is another kind.
pub(super) fn score(decoded: &Decoded) -> u8 {
    let pieces = decoded.pieces();
    if pieces.iter().any(|p| sections::is_question(p.text)) {
        return 0;
    }
    let found = listed::find(decoded);
    let genre = pieces.iter().take(15).any(|p| GENRE.is_match(p.text));
    // "IPCC recommendations", alone, says what a page of a force's own is.
    let named = |p: &Piece<'_>| super::titles::names_recommendations(p.text);
    let genre = genre || pieces.iter().take(15).any(named);
    // A watchdog's own page, and its cards with labels, are what another reader knows better.
    // Where each has its number, its day and whom it is for on lines of its own, nothing is left to be known better.
    let labelled = !found.is_empty() && found.iter().all(|f| f.strong && f.made.is_some() && f.named.is_some());
    let own = |one: &listed::Listed<'_>| !labelled && one.made.is_some() || listed::of_watchdog(one);
    if found.iter().any(own) && super::recommendation_page::score(decoded) >= super::FLOOR {
        return 0;
    }
    let headed = found.iter().filter(|f| f.strong).count();
    // Three lines or more that ask are a list, whatever else says that nothing was recommended in some matter.
    if headed == 0 && found.len() < 3 && super::none_recommended::says(decoded) {
        return 0;
    }
    // A thread that quotes a report is not the report.
    let signs = ["Jump to content", "Posted", "Reply", "Subscribe", "Log in", "Comments", "Advertisement"];
    let furniture = signs.iter().filter(|sign| pieces.iter().any(|p| p.text.trim_start().starts_with(**sign))).count();
    if furniture >= 2 {
        return 0;
    }
    u8::from(!found.is_empty()) * 30
        + u8::from(found.len() > 1) * 15
        + u8::from(genre) * 15
        + u8::from(headed > 0) * 10
        + u8::from(labelled) * 45
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    let sheet = matches!(&*decoded.decoder, "csv/1" | "xlsx/1");
    proposal.document.kind = if sheet { DocumentKind::Table } else { DocumentKind::RecommendationList };
    proposal.document.title = title_of(decoded);
    proposal.document.publisher = publisher(decoded, lexicon);
    proposal.document.published_on = published(decoded);
    let kind = kind_of(decoded);
    proposal.source = Some(ProposedSource { kind, ..ProposedSource::default() });
    let found = listed::find(decoded);
    told_if_cut(found.len(), proposal);
    let mut numbers = Vec::new();
    let by = proposal.document.publisher.as_ref().map(|p| p.value.clone());
    let about = subject_body(decoded, lexicon, by.as_deref()).filter(|_| !sheet && !about_several(decoded));
    let client = client(decoded);
    // The day of a government's response is not the day on which it was asked.
    let answers = proposal.document.title.as_ref().is_some_and(|t| is_response(&t.value));
    for (i, one) in found.iter().enumerate() {
        let addressees = of_whom(addressees(one, lexicon), client, about);
        if addressees.is_empty() {
            let message = "it is not clear to whom this recommendation is made".to_owned();
            warn(proposal, "no_addressee", Level::Warning, message, Some(&one.text));
        }
        let responses = one.parts.iter().enumerate().filter_map(|(k, part)| {
            let id = format!("p{}", (i + 1) * 100 + k);
            response(decoded, part, &addressees, id)
        });
        let asker = sections::asks(one.text.text).map(|(body, _)| body).filter(|b| !b.is_empty());
        numbers.push(number_of(decoded, one));
        proposal.recommendations.push(ProposedRecommendation {
            id: format!("r{}", i + 1),
            ordinal: u32::try_from(i + 1).unwrap_or(u32::MAX),
            reference: one.number.map(|n| n.quoted(85)),
            text: one.text.quoted(90),
            findings: one.why.iter().map(|why| why.quoted(85)).collect(),
            recommending_body: asker
                .map(|b| one.text.sub(b.start, b.end).quoted(85))
                .or_else(|| proposal.document.publisher.clone()),
            responses: responses.collect(),
            addressees,
            copied_to: Vec::new(),
            made_on: made_on(one).or_else(|| proposal.document.published_on.clone().filter(|_| !answers)),
            power: None,
            due_stated: None,
            themes: Vec::new(),
            citations: citations::cited(one.text, &[], lexicon),
            informal: false,
        });
    }
    restated::fold(proposal, &mut numbers);
    directed::in_full(decoded, proposal);
    paired::attach(decoded, &numbers, proposal);
    source_of(about, proposal);
    for (k, response) in proposal.recommendations.iter_mut().flat_map(|r| &mut r.responses).enumerate() {
        response.id = format!("p{}", k + 1);
        for (j, action) in response.actions.iter_mut().enumerate() {
            action.id = format!("a{}", (k + 1) * 1000 + j + 1);
        }
    }
    decoded.text.clone()
}

/// Whether a report goes through several bodies under headings of their names: what names nobody is then for none of them.
fn about_several(decoded: &Decoded) -> bool {
    let headings = decoded.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Heading(2..)));
    let named = headings.map(|b| decoded.piece(b).trim()).filter(|p| super::addressees::is_name(*p));
    let mut names: Vec<String> = named.take(50).map(|p| domain::fold(p.text)).collect();
    names.sort_unstable();
    names.dedup();
    names.len() >= 2
}

/// Whether a title says that the document answers another: "Government Response to the Committee’s Fourth Report".
fn is_response(title: &str) -> bool {
    static RESPONSE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:government|department(?:al)?|executive|joint|council|trust|force)(?:’s|'s)? (?:response|reply) to\b",
        )
    });
    RESPONSE.is_match(title)
}

/// The body that an audit is done for: "Client: A Constabulary".
fn client(decoded: &Decoded) -> Option<Piece<'_>> {
    static CLIENT: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)^client\s*:\s*(?P<who>[A-Z].{3,60}?)(?:\s+and the\s.*|,.*)?$"));
    decoded.pieces().into_iter().take(12).find_map(|p| {
        let who = CLIENT.captures(p.text)?.name("who")?;
        Some(p.sub(who.start(), who.end()))
    })
}

/// "The force" is the body that the document is about; who owns what is done is a post of the client that the report names.
fn of_whom(named: Vec<Quoted<String>>, client: Option<Piece<'_>>, about: Option<Piece<'_>>) -> Vec<Quoted<String>> {
    let owners = client.is_some() && named.iter().all(|a| super::person::is_post(&a.value));
    // "The Council", where the document is about Brackwater Borough Council.
    let is_kind = |a: &Quoted<String>| {
        let folded = domain::fold(&a.value);
        let Some(body) = client.or(about).map(|body| domain::fold(body.text)) else { return false };
        let bare = folded.strip_prefix("the ").unwrap_or(&folded);
        // "The Health Board" is "Glan Rhyd University Health Board".
        if bare.contains(' ') { body.ends_with(&format!(" {bare}")) } else { body.split(' ').any(|w| w == bare) }
    };
    let body = client.or(about).map(|body| body.text).unwrap_or_default();
    let general = owners || named.iter().all(|a| could_mean(&a.value, body) || is_kind(a));
    match client.or(about).filter(|_| general) {
        Some(body) => vec![body.quoted(60)],
        None => named,
    }
}

/// Says so where a list was too long to be read to its end.
fn told_if_cut(count: usize, proposal: &mut Proposal) {
    if count >= listed::MOST {
        let message = format!(
            "it holds more than {} recommendations and was read no further; a table this long is read by a mapping file",
            listed::MOST
        );
        warn(proposal, "too_many", Level::Error, message, None);
    }
}

/// The number that a recommendation bears: its own, or its list's ("1."), which stands before the block's words.
fn number_of(decoded: &Decoded, one: &listed::Listed<'_>) -> String {
    let counted = || {
        let at = decoded.blocks.partition_point(|b| b.end <= one.text.start);
        decoded.blocks.get(at).filter(|b| b.start <= one.text.start).and_then(|b| match &b.kind {
            BlockKind::Numbered(number) => Some(number.clone()),
            _ => None,
        })
    };
    one.number.map(|n| n.clean()).or_else(counted).unwrap_or_default()
}

/// A document whose title names the one body that its recommendations are made to has it as its source's.
fn source_of(about: Option<Piece<'_>>, proposal: &mut Proposal) {
    let Some(body) = about else { return };
    let named =
        |r: &ProposedRecommendation| r.addressees.iter().any(|a| domain::fold(&a.value) == domain::fold(body.text));
    let most = proposal.recommendations.iter().filter(|r| named(r)).count() * 2 >= proposal.recommendations.len();
    let titled = proposal.document.title.as_ref().is_some_and(|t| t.value.contains(body.text));
    if let Some(source) = proposal.source.as_mut().filter(|_| most && titled) {
        source.bodies.push(body.quoted(70));
    }
}

/// The words from the first sentence that asks on: before it a paragraph may say why.
fn from_asking(text: Piece<'_>) -> Piece<'_> {
    static ASKS: LazyLock<Regex> =
        LazyLock::new(|| re(r"\b(?:should|must|needs? to|shall|recommends? that|recommendation is that)\b"));
    let at = text.sentences().into_iter().find(|s| ASKS.is_match(s.text)).map_or(0, |s| s.start - text.start);
    text.sub(at, text.text.len())
}

/// Who gives an answer: whom its row names, as the recommendation names them where it does; else the first it is made to.
fn answers_by(part: &AnswerPart<'_>, to: &[Quoted<String>]) -> Option<Quoted<String>> {
    let Some(by) = part.by else { return to.first().cloned() };
    let own = domain::fold(by.text);
    let same = |one: &&Quoted<String>| {
        let other = domain::fold(&one.value);
        other == own || other.contains(&own) || own.contains(&other)
    };
    to.iter().find(same).cloned().or_else(|| Some(by.quoted(85)))
}

/// Those that a label or bracket names.
fn of_named(named: Piece<'_>, lexicon: &Lexicon) -> Vec<Quoted<String>> {
    static SIGNS: LazyLock<Regex> = LazyLock::new(|| re(r"\s*;\s*|\s*\x{2028}\s*|\s+[/|]\s+"));
    static AND: LazyLock<Regex> =
        LazyLock::new(|| re(r"\s*;\s*|\s*\x{2028}\s*|\s+[/|]\s+|,?\s+and\s+(?:the\s+)?|,\s+together$"));
    let known = lexicon.bodies_in(named.text);
    let whole = known.iter().any(|(from, to)| *from <= 4 && *to + 2 >= named.text.len());
    // "Police and Crime Commissioner" is one body's name, "Department of Premier and Cabinet" is one too.
    let one_name = named.text.contains("and Crime");
    let department = ["Department ", "Ministry "].iter().any(|w| named.text.starts_with(w));
    // "GREAT BASIN & PACIFIC RAILWAY": in capitals every word ends as letters of a name do.
    static AND_THE: LazyLock<Regex> = LazyLock::new(|| re(r",?\s+AND\s+THE\s+|;\s+"));
    let capitals = named.text.contains(' ') && !named.text.contains(char::is_lowercase);
    let parts = match (whole, one_name) {
        (true, _) => vec![named],
        _ if capitals => named.split(&AND_THE),
        (_, false) if department || super::person::is_post(named.text) => {
            named.split(&SIGNS).into_iter().flat_map(apart_of_subject).collect()
        }
        (_, true) => named.split(&SIGNS).into_iter().flat_map(apart).collect(),
        _ => named.split(&AND).into_iter().flat_map(apart).collect(),
    };
    parts.iter().map(|p| p.quoted(85)).collect()
}

/// To whom: in brackets after it, in its column, in its own words, or in the heading over it.
fn addressees(one: &listed::Listed<'_>, lexicon: &Lexicon) -> Vec<Quoted<String>> {
    if let Some(named) = one.named {
        return of_named(named, lexicon);
    }
    let own = listed::without_opening(from_asking(one.text));
    let after = sections::asks(own.text).map_or(0, |(_, after)| after);
    let own = listed::without_opening(own.sub(after, own.text.len()));
    let found = named_first(own, lexicon);
    // A heading that says for whom is plainer than a word such as "Managers" before "should".
    let apart = |g: Piece<'_>| apart_of_subject(g).into_iter().map(|p| p.quoted(75)).collect::<Vec<_>>();
    let group = || one.group.iter().flat_map(|g| each_of(*g).unwrap_or_else(|| apart(*g))).collect::<Vec<_>>();
    // Under "For Lagg Board", "the Board" is that one.
    let means_group = |p: &Piece<'_>| {
        let own = domain::fold(p.text);
        let own = own.strip_prefix("the ").unwrap_or(&own).to_owned();
        let over = one.group.map(|g| format!(" {} ", domain::fold(g.text))).unwrap_or_default();
        // "The CCG", under "Wickenshire Clinical Commissioning Group".
        let letters: String = over.split(' ').filter_map(|w| w.chars().next()).collect();
        let short = own.len() >= 3 && !own.contains(' ') && letters.contains(&own);
        let words = || own.split(' ').filter(|w| !matches!(*w, "and" | "the" | "of"));
        let within = words().count() <= 3 && words().all(|w| over.contains(&format!(" {w} ")));
        one.group.is_some_and(|g| could_mean(p.text, g.text)) || (one.group.is_some() && (short || within))
    };
    // "The Board asks the Prison Service ..." is the board's own voice.
    let voice = ["The Board ask", "The Panel ask", "We ask"].iter().any(|w| one.text.text.starts_with(w));
    // "The police should ..." under a council's heading is not the council.
    let other = subject(own).is_some_and(|s| is_general(s.text) && !means_group(&s));
    if one.group.is_some() && !other && (voice || found.len() <= 1 && found.iter().all(|(p, _)| means_group(p))) {
        return group();
    }
    if found.is_empty() && super::asking::done_to(own.text) {
        return Vec::new();
    }
    let wider = |s: &Piece<'_>| {
        found.is_empty() || found.iter().all(|(f, _)| f.end() <= s.end() && f.text.len() + 30 < s.text.len())
    };
    match subject(own).filter(wider).filter(|s| !means_group(s)) {
        Some(subject) => apart_of_subject(subject).into_iter().map(|p| p.quoted(75)).collect(),
        None if found.is_empty() => asked_that(own),
        None => found.into_iter().map(|(p, sure)| p.quoted(sure)).collect(),
    }
}

/// Whom a wish asks ("That Wimmarook Health modify the form", "the Government legislate to ..."): the name before the verb, which bids and so
/// has no ending.
fn asked_that(own: Piece<'_>) -> Vec<Quoted<String>> {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:[Tt]hat )?(?:the |The )?(?P<who>(?:[A-Z][\w’'&-]*)(?:,?\s(?:[A-Z][\w’'&-]*|of|and|for|to|the|on))*?)(?:,\s[^,]{3,40},)?\s(?:also |now |urgently )?(?:establish|amend|modify|consider|review|take|provide|ensure|publish|introduce|develop|issue|adopt|require|implement|meet|apologi[sz]e|fund|direct|give|make|update|undertake|work|set|put|carry|remind|revise|conduct|create|continue|include|appoint|extend|improve|increase|install|replace|train|write|consult|commission|examine|report|share|legislate|respond|finali[sz]e|bring|use|seek|monitor|name|prepare|produce|amend|clarify|strengthen|support|assess|reconsider|explore|investigate|allocate|complete|collect|stop|cease|do|be)(?:s|es)?\b",
        )
    });
    let Some(who) = WHO.captures(own.text).and_then(|found| found.name("who")) else { return Vec::new() };
    let who = own.sub(who.start(), who.end());
    // A person's name, or the first word of a sentence, is no body.
    let plain = who.text.len() < 4 || matches!(who.text, "This" | "There" | "They" | "These" | "Constable" | "It");
    if plain || !super::addressees::names_one(who.text) {
        return Vec::new();
    }
    apart_of_subject(who).into_iter().map(|p| p.quoted(70)).collect()
}

/// An answer printed with a recommendation, or under a heading that names it.
pub(super) fn response(
    decoded: &Decoded,
    part: &AnswerPart<'_>,
    to: &[Quoted<String>],
    id: String,
) -> Option<ProposedResponse> {
    if part.position.is_none() && part.blocks.is_empty() {
        return None;
    }
    let text = part.blocks.first().zip(part.blocks.last()).map(|(a, b)| decoded.stretch(a.start, b.end));
    let refused = matches!(part.position, Some((_, domain::Position::Rejected)));
    let (items, prose) = answers::items(decoded, &part.blocks);
    let (reasons, actions) = if refused {
        (prose.iter().map(|p| p.quoted(80)).collect(), Vec::new())
    } else if items.is_empty() {
        (Vec::new(), answers::narrated(&prose, None))
    } else {
        (Vec::new(), answers::fold_items(&items, None).0)
    };
    Some(ProposedResponse {
        id,
        same_as: None,
        addressee: answers_by(part, to),
        position: part.position.map(|(words, p)| words.value(p.as_str().to_owned(), 90)),
        position_words: part.position.map(|(words, _)| words.quoted(90)),
        inferred: part.inferred,
        given_on: part.dated.and_then(Dated::given),
        received_on: part.dated.and_then(Dated::received),
        text: text.map(|t| t.quoted(85)),
        reasons,
        actions,
    })
}

/// Who published it: the body that the first lines name, by itself or as "by the X".
pub(super) fn publisher(decoded: &Decoded, lexicon: &Lexicon) -> Option<Quoted<String>> {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:a report |prepared |published |report )?by (?:the )?((?:[^a]|a[^u]|au[^t]).{3,90})$")
    });
    static BODY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:Inspectorate|Ombudsman|Inquiry|Audit Service|Commission|Board|Committee|Department|Office|Panel|Council|Authority|Partnership|Assurance|Review|Police|Agency)\b",
        )
    });
    let lines = decoded.blocks.iter().take(8).filter(|b| b.kind != BlockKind::Row);
    let first: Vec<Piece<'_>> = lines.map(|b| decoded.piece(b)).collect();
    let by = first
        .iter()
        .find_map(|p| BY.captures(p.text.trim()).and_then(|c| c.get(1)).map(|m| p.trim().sub(m.start(), m.end())));
    // "Wexley District Council (22 017 40X)": a decision's title is whom it is about.
    static DECIDED: LazyLock<Regex> = LazyLock::new(|| re(r"\(\d{2}[ -]\d{3}[ -]\d{2,3}[A-Z]?\)\s*$"));
    let line = first.iter().copied().find(|p| {
        let words = p.text.split_whitespace().count();
        // "Your Council" is a menu's.
        let over = p.text.starts_with("Your ")
            || sections::made_to(*p).is_some()
            || p.text.starts_with(|c: char| c.is_ascii_digit());
        let alone = BODY.is_match(p.text)
            && !over
            && !DECIDED.is_match(p.text)
            && words <= 10
            && !p.text.contains(':')
            && !p.text.to_lowercase().starts_with("report on");
        alone && !p.text.trim_end().ends_with('.')
    });
    let part = |p: Piece<'_>| -> Option<Quoted<String>> {
        let head = p.text.find(" · ").map_or(p, |at| p.sub(0, at));
        (!head.text.is_empty()).then(|| head.quoted(75))
    };
    let dotted = first.iter().copied().find(|p| p.text.contains(" · ")).and_then(part);
    let known =
        first.iter().find_map(|p| lexicon.bodies_in(p.text).into_iter().next().map(|(a, b)| p.sub(a, b).quoted(70)));
    by.map(|p| p.quoted(85)).or(dotted).or_else(|| line.and_then(part)).or(known)
}

/// When it was published: the date that a label gives in the first lines, else the first short line that is one.
fn published(decoded: &Decoded) -> Option<Quoted<PartialDate>> {
    static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:date of publication|publication date)\b"));
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:last updated|position (?:as )?at|published(?: on)?|decision date|issued|final report|report completed|date of report|date|ordered to be printed|presented to (?:the )?(?:parliament|house of \w+|assembly|legislature|senate|legislative council))\b",
        )
    });
    let first: Vec<Piece<'_>> = decoded.pieces().into_iter().take(20).collect();
    static LIFE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)\b(?:of|and time of) (?:birth|death|incident)\b|\bdraft:|\bresponded\b|\bresponse due\b")
    });
    let first: Vec<Piece<'_>> = first.into_iter().filter(|p| !LIFE.is_match(p.text)).collect();
    let short = |p: &&Piece<'_>| p.text.split_whitespace().count() <= 22 || p.text.starts_with("Presented to");
    let after = |label: &Regex| {
        first.iter().filter(short).find_map(|p| {
            let label = label.find(p.text)?;
            dates::find(p, None).into_iter().find(|f| f.piece.start >= p.start + label.start())
        })
    };
    // "4–15 February 2019" is when they looked; a copyright is nobody's day.
    static RANGE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\d\s?[–—-]\s?\d|\bcopyright\b|©"));
    let labelled = after(&PUBLISHED).or_else(|| after(&LABEL)).or_else(|| updated(decoded));
    let labelled = written(&first).or(labelled);
    // A plan may answer a report that was published before it, and gives both days.
    static PLAN: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\bplan submitted\b"));
    let plan = after(&PLAN).filter(|plan| labelled.is_some_and(|found| found.date.latest() < plan.date.earliest()));
    let labelled = plan.or(labelled);
    let found = labelled.or_else(|| {
        first
            .iter()
            .filter(|p| p.text.split_whitespace().count() <= 8 && !RANGE.is_match(p.text))
            .find_map(|p| dates::find(p, None).into_iter().next())
    });
    let found = found.or_else(|| signed(decoded));
    found.map(|f| f.piece.value(f.date, 80))
}

/// The day of a letter: a line of its own over "Dear ...".
fn written<'a>(first: &[Piece<'a>]) -> Option<dates::Found<'a>> {
    let dear = first.iter().position(|p| p.text.starts_with("Dear ") && p.text.split_whitespace().count() <= 6)?;
    let lines = first.iter().take(dear).rev().filter(|p| p.text.split_whitespace().count() <= 4);
    lines.filter_map(|p| found_in(*p)).find(|found| found.date.exact().is_some())
}

/// The day that a page's foot gives: "Last updated: 22 January 2015", or "Date modified:" over it.
fn updated(decoded: &Decoded) -> Option<dates::Found<'_>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:page )?(?:last (?:updated|modified|reviewed)|date modified|updated|published)\b")
    });
    const FOOT: usize = 25;
    let blocks = decoded.blocks.get(decoded.blocks.len().saturating_sub(FOOT)..)?;
    blocks.iter().enumerate().find_map(|(i, block)| {
        let line = decoded.piece(block);
        if !LABEL.is_match(line.text) || line.text.split_whitespace().count() > 8 {
            return None;
        }
        let bare = line.text.trim_end().ends_with(':');
        let next = blocks.get(i + 1).filter(|_| bare).map(|b| decoded.piece(b));
        found_in(line).or_else(|| next.and_then(found_in))
    })
}

/// The day by itself under a signature, or after the name: "Gwenllian Pryce 23 January 2020".
fn signed(decoded: &Decoded) -> Option<dates::Found<'_>> {
    let day = |p: &Piece<'_>| p.text.split_whitespace().count() <= 6 && !p.text.contains("opyright");
    let whole = |found: &dates::Found<'_>| found.date.exact().is_some();
    decoded
        .pieces()
        .into_iter()
        .rev()
        .take(60)
        .filter(day)
        .find_map(|p| found_in(p).filter(whole).filter(|f| f.piece.end() == p.trim().end()))
}

fn found_in(line: Piece<'_>) -> Option<dates::Found<'_>> {
    dates::find(&line, None).into_iter().next()
}

fn kind_of(decoded: &Decoded) -> Option<Quoted<String>> {
    static KIND: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(investigation|inspection|inquest|inquiry|audit)\b"));
    decoded.pieces().into_iter().take(30).find_map(|p| {
        let found = KIND.captures(p.text)?.get(1)?;
        Some(p.sub(found.start(), found.end()).value(found.as_str().to_lowercase(), 75))
    })
}

/// Whether a block can be a heading: set as one, or a short line that ends no sentence.
pub(super) fn is_heading(block: &Block, piece: Piece<'_>) -> bool {
    if matches!(block.kind, BlockKind::Heading(_)) {
        return true;
    }
    static CONTENTS: LazyLock<Regex> = LazyLock::new(|| re(r"\.{4,}|\s{2,}\d{1,4}$"));
    let text = piece.text.trim();
    // A line of the contents names a section and opens none.
    if CONTENTS.is_match(text) || super::numbered::in_contents(text) {
        return false;
    }
    let plain = matches!(block.kind, BlockKind::Paragraph | BlockKind::Numbered(_));
    plain
        && text.split_whitespace().count() <= 12
        && !text.ends_with(['.', ';', ',', '?'])
        && text.starts_with(|c: char| c.is_uppercase())
        && !text.contains("should")
}
