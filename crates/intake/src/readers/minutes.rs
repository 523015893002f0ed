//! Minutes of a meeting with an action table.
//!
//! *Invariant:* what was agreed in words and never tabled is proposed as untabled, not put in the table.

use std::sync::LazyLock;

use domain::DocumentKind;
use domain::proposals::{Level, Proposal, ProposedItem, ProposedMeeting, ProposedStrand, ProposedTabledAction};
use regex::Regex;

use super::marked::REFERENCE;
use super::{
    at_margin, attendance, celled, headless, held, marked, opening, owned, promised, resolved, roll, roll_labels,
    roll_marks, stroked, titles, tracked, unrolled, warn,
};
use crate::dates;
use crate::decode::{Block, BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static TABLE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^action(?:s)?(?: table| log| list)?\s*:?\s*$"));
static DECIDED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:the (?:group|board|committee|meeting|panel)|members|it was|all)\s+(?:\w+\s+)?(?:agreed|accepted|resolved|approved|decided)\b|\bit was (?:agreed|accepted|resolved|decided) that\b|^this was agreed\b|^(?:agreed|decision|resolved)\s*:",
    )
});
static ONLY_AGREED: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^this was (?:agreed|accepted|approved)\b.{0,40}$"));
static REDACTION: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\*{0,2}\[?\b[Ss](?:ection|\.)?\s?(\d{2})(?:\(\d\))?\s+(?:Law Enforcement|Personal (?:Data|Information)|Prejudice[\w ]*|Health and Safety|Commercial Interests|Confiden[\w ]*|Redacted)\]?\*{0,2}",
    )
});

/// Each sign of minutes adds to the score.
pub(super) fn score(decoded: &Decoded) -> u8 {
    let parted = opening::parted(decoded);
    let decoded = parted.as_ref().unwrap_or(decoded);
    let pieces = decoded.pieces();
    let any = |pattern: &Regex| pieces.iter().any(|p| pattern.is_match(p.text));
    let attendance = roll::is_here(decoded) || roll_marks::is_here(decoded);
    let table = decoded.blocks.iter().any(|b| columns(&decoded.piece(b)).is_some());
    let named = calls_itself(&pieces);
    let held = pieces.iter().take(12).any(|p| held::HELD.is_match(p.text) && !dates::find(p, None).is_empty());
    let inline = any(&marked::INLINE);
    // A log of actions needs no meeting around it: references, owners and states are enough.
    let full = |c: Columns| c.reference.is_some() && c.owner.is_some() && c.update.is_some();
    let log = decoded.blocks.iter().any(|b| columns(&decoded.piece(b)).is_some_and(full));
    let marked = pieces.iter().map(|p| marked::count(*p)).sum::<usize>();
    let told = pieces.iter().any(|p| p.text.contains("lso present were") || p.text.contains("in the chair"));
    let closed = pieces.iter().any(|p| {
        p.text.contains("meeting closed") || p.text.contains("next meet") || p.text.starts_with("Next meeting:")
    });
    let logged = decoded.blocks.iter().filter(|b| marked::logged(decoded.piece(b)).is_some()).count();
    // A committee's page: under each item "Minutes:", and what was resolved.
    static RESOLVED: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:RESOLVED|Resolved|AGREED)\b\s*(?::|that\b|-|–|$)"));
    let resolved = any(&RESOLVED);
    let under_items = pieces.iter().filter(|p| matches!(p.text.trim(), "Minutes:" | "Share this item")).count() >= 3;
    let minuted = named && attendance && pieces.iter().take(6).any(|p| p.text.to_lowercase().contains("minutes"));
    let sum = u8::from(attendance) * 30
        + u8::from(minuted) * 10
        + u8::from(unrolled::is_here(decoded)) * 45
        + u8::from(resolved) * 15
        + u8::from(under_items) * 20
        + u8::from(logged >= 3) * 20
        + u8::from(any(&roll_labels::APOLOGIES)) * 15
        + u8::from(table || headless::rows(decoded).len() >= 2) * 25
        + u8::from(log) * 20
        + u8::from(named) * 15
        + u8::from(held) * 15
        + u8::from(inline) * 15
        + u8::from(marked >= 3) * 40
        + u8::from(told) * 20
        + u8::from(closed) * 15;
    sum.min(99)
}

/// Whether the first lines say that these are minutes, or an agenda of them.
fn calls_itself(pieces: &[Piece<'_>]) -> bool {
    let first: String = pieces.iter().take(6).map(|p| p.text.to_lowercase()).collect::<Vec<_>>().join(" ");
    [
        "minutes",
        "agenda",
        "notes of",
        "notes from",
        "note of meeting",
        "note of the meeting",
        "meeting notes",
        "action log",
        "a meeting of",
    ]
    .iter()
    .any(|w| first.contains(w))
        || pieces.iter().take(25).any(below_a_menu)
}

/// "Scrutiny panel – notes of meeting 21st March 2024", below all that a site says of itself.
fn below_a_menu(line: &Piece<'_>) -> bool {
    let lower = line.text.to_lowercase();
    let says = ["minutes of", "notes of meeting", "notes of the meeting", "notes of a meeting"];
    line.text.split_whitespace().count() <= 16 && says.iter().any(|words| lower.contains(words))
}

pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, proposal: &mut Proposal) -> String {
    proposal.document.kind = DocumentKind::Minutes;
    let parted = opening::parted(decoded);
    let decoded = parted.as_ref().unwrap_or(decoded);
    let pieces = decoded.pieces();
    // "Agenda and minutes" is the site's heading over every meeting.
    let heading = decoded.blocks.iter().find(|b| b.kind == BlockKind::Heading(1)).map(|b| decoded.piece(b));
    let heading = heading.filter(|p| !super::is_sites(p.text));
    let line = |p: &&Piece<'_>| {
        !super::is_sites(p.text)
            && !held::HELD.is_match(p.text)
            && !p.text.contains(" > ")
            && !roll_labels::APOLOGIES.is_match(p.text)
    };
    // A page cut at its start has no line that names the forum.
    let whole = |p: &Piece<'_>| p.text.starts_with(char::is_uppercase) && p.text.split_whitespace().count() <= 25;
    let forum = heading.or_else(|| forum_line(decoded)).or_else(|| pieces.iter().find(line).copied()).filter(whole);
    let first_line = forum.map(|p| p.sub(0, p.text.find('\n').unwrap_or(p.text.len())).trim());
    let first_line = first_line.map(|p| p.strip_prefix("Title of meeting:").unwrap_or(p).trim());
    let forum = forum.map(forum_name);
    let titles = || pieces.iter().take(6).copied();
    let title = titled_of(&pieces).or(first_line).or_else(|| titles().find(|p| titles::of_a_meeting(*p).is_some()));
    proposal.document.title = title.map(|p| titles::of_a_meeting(p).unwrap_or(p).quoted(85));
    let mut meeting = ProposedMeeting { forum: forum.map(|p| p.quoted(85)), ..ProposedMeeting::default() };
    let held = held::held_on(decoded);
    meeting.held_on = held.map(|f| f.piece.value(f.date, 95));
    let published =
        held::published_on(decoded).filter(|f| held.is_none_or(|held| held.date.latest() <= f.date.latest()));
    proposal.document.published_on = published.map(|f| f.piece.value(f.date, 85));
    let context = held.map(|f| f.date.latest());
    people(decoded, lexicon, &mut meeting, proposal);
    // Lines part those present; an action goes on over them.
    let flat = super::spaces::unwrapped(decoded);
    let told = flat.as_ref().unwrap_or(decoded);
    table(decoded, &mut meeting);
    celled::read(decoded, &mut meeting);
    unrolled::read(decoded, &mut meeting);
    stroked::read(decoded, &mut meeting);
    headless::read(decoded, &mut meeting);
    tracked::read(decoded, &mut meeting);
    owned::read(decoded, &mut meeting);
    marked::read(told, decoded, &mut meeting);
    at_margin::table(decoded, &mut meeting);
    at_margin::read(decoded, &mut meeting);
    resolved::read(decoded, &mut meeting);
    agenda(told, &mut meeting);
    lists(told, &mut meeting);
    decisions(told, &mut meeting);
    promised::read(decoded, &mut meeting);
    held::next_dates(decoded, context, &mut meeting, proposal);
    spellings(decoded, &meeting, proposal);
    redactions(decoded, proposal);
    titled(&pieces, proposal);
    proposal.meeting = Some(meeting);
    decoded.text.clone()
}

/// What a forum is called.
static FORUM: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)\b(?:boards?|commission|committee|sub-committee|panel|forum|group|working party|partnership|conference)\b")
});

/// "Coordination Committee: Workforce": one of a cover's facts, unless it says that these are its minutes.
fn is_fact(line: &str) -> bool {
    static OF_MEETING: LazyLock<Regex> =
        LazyLock::new(|| re(r"(?i)\b(?:minutes?|notes?|record|action|meeting|agenda)\b|\d"));
    line.split_once(": ").is_some_and(|(label, value)| {
        label.split_whitespace().count() <= 4
            && !(FORUM.is_match(value) && value.split_whitespace().count() <= 8)
            && !OF_MEETING.is_match(line)
    })
}

/// The line above the roll that names a forum, where the document has no heading: "Audit and Governance Committee", not the
/// council's name over it. A short line after it goes on with its name ("Executive Group").
fn forum_line(decoded: &Decoded) -> Option<Piece<'_>> {
    // "X Partnership NHS Trust" is whose committee it is.
    static WHOSE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:trust|council|constabulary)$"));
    static SHARED: LazyLock<Regex> = LazyLock::new(|| re(r"\s[-–|]\s[A-Z][\w.]{3,24}$"));
    static OF_A_FORUM: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:draft |unconfirmed )?minutes of (?:the )?(?:[\w&’'-]+ ){1,8}(?:committee|panel|group|forum|partnership|board)\b",
        )
    });
    let pieces = decoded.pieces();
    let end = pieces.iter().position(|p| roll::opens(*p)).unwrap_or(12).min(30);
    let fits = |p: &&Piece<'_>| {
        FORUM.is_match(p.text)
            && !super::is_sites(p.text)
            && !WHOSE.is_match(p.text.trim())
            && p.text.split_whitespace().count() <= 16
            && !p.text.contains(['|', '>', '›', '\t'])
            && !p.text.to_lowercase().starts_with("minutes of")
            && !p.text.trim_end().ends_with(':')
            && !is_fact(p.text)
            && (!p.text.trim_end().ends_with('.') || !dates::find(p, None).is_empty())
    };
    let at = pieces.iter().take(end).position(|p| fits(&p))?;
    // Over a file that a site shares stands what the site calls it.
    let own = |p: &&Piece<'_>| OF_A_FORUM.is_match(p.text);
    if pieces.get(at).is_some_and(|p| SHARED.is_match(p.text))
        && let Some(own) = pieces.iter().take(end).skip(at + 1).find(own)
    {
        return Some(*own);
    }
    let (line, next) = (pieces.get(at)?, pieces.get(at + 1));
    let more = next.filter(|n| n.text.split_whitespace().count() <= 3 && FORUM.is_match(n.text) && at + 1 < end);
    Some(more.map_or(*line, |n| decoded.stretch(line.start, n.end())))
}

/// "Minutes of the X Board" is a meeting of the X Board.
fn forum_name(piece: Piece<'_>) -> Piece<'_> {
    static SUFFIX: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)\s*[:–—-]\s*(?:(?:note|notes|minutes|record)(?: of (?:the )?meeting)?|action log|agenda)\s*$")
    });
    static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?i)^(?:draft\s+)?(?:minutes|notes|agenda)\s+(?:of|for)\s+(?:the\s+)?(?:meeting of (?:the\s+)?)?")
    });
    let end = PREFIX.find(piece.text).map_or(0, |m| m.end());
    let line = piece.sub(end, piece.text.len());
    let line = line.sub(0, line.text.find('\n').unwrap_or(line.text.len())).trim();
    // "X Panel - Thursday, 24th September, 2020 10.30 am"
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\s*[–—,-]\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?,?\s+\d{4}).*$",
        )
    });
    static HELD: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)[ ,]+(?:which was |was )?held (?:on|in|at)\b"));
    let end = SUFFIX.find(line.text).or_else(|| HELD.find(line.text)).map_or(line.text.len(), |m| m.start());
    let line = line.sub(0, end);
    line.sub(0, DAY.find(line.text).map_or(line.text.len(), |m| m.start()))
}

/// The line of the opening that says whose minutes these are: "Minutes of the Southern Panel Meeting", without a day.
fn titled_of<'a>(pieces: &[Piece<'a>]) -> Option<Piece<'a>> {
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:draft |unconfirmed )?minutes of (?:the|a)\b[^.]{0,80}\b(?:board|panel|committee|group|forum|partnership)\b",
        )
    });
    static HELD_ON: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\b(?:held|took place|which)\b|\d"));
    let lines = pieces.iter().take(12).take_while(|p| !roll::opens(**p));
    lines.copied().find(|p| OF.is_match(p.text) && !HELD_ON.is_match(p.text) && p.text.split_whitespace().count() <= 16)
}

/// Minutes that call themselves an agenda (T13).
fn titled(pieces: &[Piece<'_>], proposal: &mut Proposal) {
    let agenda = pieces.iter().take(4).find(|p| p.text.trim().eq_ignore_ascii_case("agenda")).copied();
    if let Some(at) = agenda {
        warn(
            proposal,
            "titled_agenda",
            Level::Info,
            "it is headed 'Agenda' but tells what was said: read as minutes".to_owned(),
            Some(&at),
        );
    }
}

fn people(decoded: &Decoded, lexicon: &Lexicon, meeting: &mut ProposedMeeting, proposal: &mut Proposal) {
    roll::read(decoded, lexicon, meeting);
    if meeting.present.is_empty() {
        warn(proposal, "no_attendance", Level::Warning, "no attendance list was found".to_owned(), None);
    }
}

/// Whether a line is the head of the action table.
pub(super) fn is_table_head(piece: &Piece<'_>) -> bool {
    TABLE.is_match(piece.text.trim()) || columns(piece).is_some()
}

/// Which column of a table's head means what.
pub(super) struct Columns {
    pub(super) reference: Option<usize>,
    pub(super) action: usize,
    pub(super) owner: Option<usize>,
    pub(super) update: Option<usize>,
}

pub(super) fn columns(piece: &Piece<'_>) -> Option<Columns> {
    static ACTION: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:agreed |required |details of )?actions?(?: required| points?| items?| agreed| arising| description| to be taken| to take| ?/ ?decisions?| ?/ ?outcomes?)?|tasks?|what|description|details?|issue/action)$",
        )
    });
    static OWNER: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:action )?owner(?:\(s\)|s)?|(?:action )?lead(?: officer)?|responsib(?:le|ility)(?: officer)?|(?:by )?whom?|action by|assigned to|for|officer|person responsible)$",
        )
    });
    static STATE: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:state|rag|(?:current |rag )?status|rag ?/ ?status|status ?/ ?rag|open/closed)$"));
    static UPDATE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:updates?|progress|outcome|(?:status|progress|latest) updates?|update on progress|(?:status|progress)/update|update/status|comments?|(?:latest )?position|response)$",
        )
    });
    static WHEN: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:(?:by )?when|(?:date )?due(?: date| by)?|deadline|target(?: date)?|timescale)$"));
    static REFERENCE: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:date|(?:action |item |minute |meeting )?(?:ref(?:erence)?|no|number|id)\.?|#)$"));
    static ITEM: LazyLock<Regex> = LazyLock::new(|| re(r"^item$"));
    let cells: Vec<String> = piece.text.split('\t').map(|c| c.trim().to_lowercase()).collect();
    // "Cam / Action": a head in two languages is what its second half says.
    let says =
        |names: &Regex, c: &str| names.is_match(c) || c.rsplit_once(" / ").is_some_and(|(_, c)| names.is_match(c));
    let at = |names: &Regex| cells.iter().position(|c| says(names, c));
    let action = at(&ACTION)?;
    let (owner, update) = (at(&OWNER), at(&STATE).or_else(|| at(&UPDATE)));
    let told = cells.get(action).is_some_and(|c| c.contains("action"));
    let enough = owner.is_some() || update.is_some() || (told && at(&WHEN).is_some());
    enough.then_some(Columns { reference: at(&REFERENCE).or_else(|| at(&ITEM)), action, owner, update })
}

fn table(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let mut head: Option<Columns> = None;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        if let Some(columns) = columns(&piece) {
            head = Some(columns);
            continue;
        }
        let Some(columns) = head.as_ref().filter(|_| block.kind == BlockKind::Row) else {
            head = None;
            continue;
        };
        let mut at = 0;
        let cells: Vec<Piece<'_>> = piece
            .text
            .split('\t')
            .map(|cell| {
                let cell_piece = piece.sub(at, at + cell.len()).trim();
                at += cell.len() + 1;
                cell_piece
            })
            .collect();
        let cell = |i: Option<usize>| i.and_then(|i| cells.get(i)).filter(|c| !c.text.is_empty());
        let Some(text) = cell(Some(columns.action)) else { continue };
        // A cell that holds a number only points to an action.
        if text.text.starts_with("Decision") || !text.text.contains(char::is_alphabetic) {
            continue;
        }
        meeting.actions.push(ProposedTabledAction {
            // A column headed "Date" may hold the action's reference (T15); the cell decides, not the heading.
            reference: cell(columns.reference).filter(|c| REFERENCE.is_match(c.text)).map(|c| c.quoted(95)),
            text: text.quoted(95),
            owner: cell(columns.owner).map(|c| c.quoted(95)),
            update: cell(columns.update).map(|c| c.quoted(95)),
        });
    }
}

/// Whether a numbered block is one of a list (its neighbours stand close) rather than a heading of the agenda.
pub(super) fn in_list(blocks: &[Block], i: usize) -> bool {
    let numbered = |b: Option<&Block>| b.is_some_and(|b| matches!(b.kind, BlockKind::Numbered(_)));
    let before = i.checked_sub(1).and_then(|j| blocks.get(j));
    let this_apart = blocks.get(i).is_some_and(|b| b.apart);
    let next = blocks.get(i + 1);
    (numbered(before) && !this_apart) || (numbered(next) && next.is_some_and(|n| !n.apart))
}

fn agenda(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    for (i, block) in decoded.blocks.iter().enumerate() {
        let BlockKind::Numbered(number) = &block.kind else { continue };
        let piece = decoded.piece(block);
        let long = piece.text.split_whitespace().count() > 12;
        // The same item headed again is one item; what stands under each belongs to it (T13).
        let known = meeting.agenda.iter().any(|item| item.number.value == *number);
        if !in_list(&decoded.blocks, i) && !long && !known {
            meeting.agenda.push(ProposedItem { number: piece.value(number.clone(), 90), title: piece.quoted(90) });
        }
    }
}

/// Numbered lists under a sentence that says what they are: strands of work, first actions.
fn lists(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let mut lead = String::new();
    for (i, block) in decoded.blocks.iter().enumerate() {
        let piece = decoded.piece(block);
        let BlockKind::Numbered(number) = &block.kind else {
            lead = piece.text.to_lowercase();
            continue;
        };
        if !in_list(&decoded.blocks, i) {
            lead = piece.text.to_lowercase();
        } else if lead.contains("strand") || lead.contains("workstream") {
            meeting.strands.push(ProposedStrand {
                number: piece.value(number.clone(), 90),
                title: piece.quoted(90),
                lead: None,
            });
        } else if lead.contains("initial action") || lead.contains("first action") || lead.contains("following actions")
        {
            meeting.initial_actions.push(piece.quoted(90));
        }
    }
}

fn decisions(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    for (i, block) in decoded.blocks.iter().enumerate() {
        for sentence in decoded.piece(block).sentences() {
            if !DECIDED.is_match(sentence.text) {
                continue;
            }
            let decided = if ONLY_AGREED.is_match(sentence.text) {
                // "This was agreed" says what only together with the sentence and list before it.
                let from = start_of_list(&decoded.blocks, i);
                let start = decoded.blocks.get(from).map_or(sentence.start, |b| b.start);
                decoded.stretch(start, sentence.end())
            } else {
                sentence
            };
            meeting.decisions.push(decided.quoted(80));
        }
    }
}

/// The block that leads in to the numbered list just before block `i`; without a list, the block before.
fn start_of_list(blocks: &[Block], i: usize) -> usize {
    let listed = blocks
        .get(..i)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|b| matches!(b.kind, BlockKind::Numbered(_) | BlockKind::Item(_)))
        .count();
    i.saturating_sub(listed + 1)
}

/// People who may be one person: two spellings, or a rank with initials (T12). Never joined here.
fn spellings(decoded: &Decoded, meeting: &ProposedMeeting, proposal: &mut Proposal) {
    static NAMES: LazyLock<Regex> = LazyLock::new(|| re(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b"));
    static INITIALS: LazyLock<Regex> = LazyLock::new(|| re(r"\b(?:ACC|DCC|CC|Supt|DCI|DI|Insp) [A-Z]{2,3}\b"));
    let people: Vec<&str> = meeting.present.iter().chain(&meeting.apologies).map(|p| p.name.value.as_str()).collect();
    let firsts: Vec<String> =
        people.iter().map(|p| attendance::bare(p).split(' ').next().unwrap_or("").to_owned()).collect();
    let mut told: Vec<String> = Vec::new();
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        for name in NAMES.find_iter(piece.text) {
            let given = name.as_str().split(' ').next().unwrap_or("");
            let near = people.iter().zip(&firsts).filter(|(_, first)| *first == given).map(|(p, _)| p);
            let other = near.into_iter().find(|p| attendance::may_be_same(p, name.as_str()));
            if let Some(other) = other.filter(|_| !told.iter().any(|t| t == name.as_str())) {
                told.push(name.as_str().to_owned());
                let message = format!(
                    "'{}' and '{other}' may be one person spelled two ways; they are kept apart",
                    name.as_str()
                );
                warn(
                    proposal,
                    "person_spelled_two_ways",
                    Level::Warning,
                    message,
                    Some(&piece.sub(name.start(), name.end())),
                );
            }
        }
        for found in INITIALS.find_iter(piece.text) {
            if !told.iter().any(|t| t == found.as_str()) && !people.contains(&found.as_str()) {
                told.push(found.as_str().to_owned());
                let message = format!(
                    "'{}' is someone called by initials; nobody on the attendance list is joined to it",
                    found.as_str()
                );
                warn(
                    proposal,
                    "person_by_initials",
                    Level::Info,
                    message,
                    Some(&piece.sub(found.start(), found.end())),
                );
            }
        }
    }
}

/// A redaction with its exemption where words should be (T14).
fn redactions(decoded: &Decoded, proposal: &mut Proposal) {
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        for found in REDACTION.captures_iter(piece.text) {
            let (Some(whole), Some(section)) = (found.get(0), found.get(1)) else { continue };
            let message = format!(
                "words are redacted here under section {} of the Freedom of Information Act 2000",
                section.as_str()
            );
            warn(proposal, "redaction", Level::Info, message, Some(&piece.sub(whole.start(), whole.end())));
        }
    }
}
