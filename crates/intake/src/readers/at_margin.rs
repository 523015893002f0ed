//! Actions whose owner stood in a margin headed "Action", which a crawl left on a line of its own or at the end of the paragraph.
//!
//! *Invariant:* only where the head of such a margin stands; the action's words are the sentence before its owner.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction};
use regex::Regex;

use super::again::{add, new_one};
use super::marked::{ended, leading_owner, numbered, status};
use super::tabled::cells;
use crate::decode::{BlockKind, Decoded};
use crate::piece::{Piece, re};

/// Adds the actions of such a margin, where none is marked otherwise; where they are more than those that words alone gave, they are these.
pub(super) fn read(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    if meeting.actions.iter().any(|action| action.reference.is_some() || action.update.is_some()) {
        return;
    }
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:Details?\s+|DETAILS?\s+)?(?:Agreed |AGREED )?A(?:ction|CTION)[sS]?(?i: (?:by|required|agreed|points?|to be taken)| ?/ ?owner)?|Item\s+(?:(?:Minute|Discussion|Note|Detail)s?\s+)?Actions?|.{0,40}\bA(?:CTION BY|ction by)|.{0,90}\s/\s+A(?:CTION|ction))$",
        )
    });
    let Some(head) = decoded.blocks.iter().take(60).position(|b| HEAD.is_match(decoded.piece(b).text.trim())) else {
        return;
    };
    let blocks = decoded.blocks.get(head + 1..).unwrap_or_default();
    let strokes = blocks.iter().filter(|b| STROKE_TOLD.is_match(decoded.piece(b).text)).count() >= 2;
    let mut before: Option<Piece<'_>> = None;
    let mut found = Vec::new();
    for block in blocks {
        let piece = decoded.piece(block).trim();
        if block.kind == BlockKind::Row {
            continue;
        }
        if let Some(said) = before.filter(|_| is_owner(piece.text) && known(decoded, meeting, piece.text)) {
            found.extend(last_sentence(said).map(|text| (text, piece)));
            before = None;
            continue;
        }
        found.extend(
            twice(piece)
                .or_else(|| at_end(piece))
                .or_else(|| in_margin(piece, strokes))
                .filter(|(_, owner)| known(decoded, meeting, owner.text)),
        );
        before = Some(piece);
    }
    // One may be a signature; a margin has several.
    if found.len() >= 2 && found.len() > meeting.actions.len() {
        meeting.actions.clear();
        let action = |(text, owner): (Piece<'_>, Piece<'_>)| ProposedTabledAction {
            reference: None,
            text: text.quoted(78),
            owner: Some(owner.quoted(78)),
            update: None,
        };
        meeting.actions.extend(found.into_iter().map(action));
    }
}

/// Whether an owner is one of those who were there, or a post of the meeting: a name at the end of a paragraph may be anybody's.
fn known(decoded: &Decoded, meeting: &ProposedMeeting, owner: &str) -> bool {
    if matches!(owner, "ALL" | "All" | "Clerk" | "Chair" | "Chairman" | "Secretary" | "Governor") {
        return true;
    }
    let people = || meeting.present.iter().chain(&meeting.apologies).map(|p| p.name.value.as_str());
    let initials = |name: &str| name.split_whitespace().filter_map(|w| w.chars().next()).collect::<String>();
    owner.split(['/', '&', ',']).map(str::trim).all(|one| {
        if one.bytes().all(|b| b.is_ascii_uppercase()) {
            return decoded.text.contains(&format!("({one})")) || people().any(|name| initials(name).ends_with(one));
        }
        let last = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
        people().any(|name| last(name) == last(one))
    })
}

/// "FD", "FD/KH", "ALL" on a line of its own.
pub(super) fn is_owner(line: &str) -> bool {
    static OWNER: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:[A-Z]{2,3}(?:\s?[/&,]\s?[A-Z]{2,3}){0,3}|ALL|All)$"));
    OWNER.is_match(line)
}

/// "... when it would be filled. Clerk": a name or a post behind the last full stop.
fn at_end(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"[.!?)]\s+(?P<who>(?:All|ALL|Clerk|Chair(?:man)?|[A-Z]{2,3}(?:\s?[/&]\s?[A-Z]{2,3}){0,3}|(?:[A-Z][\w’'-]*\.?\s){1,3}[A-Z][\w’'-]+))$",
        )
    });
    // "Answer still awaited. / JA": cells parted by strokes.
    static STROKE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"\s/\s+(?P<who>(?:[A-Z]{2,3}(?:/[A-Z]{2,3})*|All|Clerk|Chair(?:man)?|Governor|Secretary))$")
    });
    let who = END.captures(piece.text).or_else(|| STROKE.captures(piece.text))?.name("who")?;
    let words = piece.sub(0, who.start()).trim_matches(|c: char| c.is_whitespace() || c == '/');
    // The last point of a list is no sentence of its own.
    let text = last_sentence(words).filter(|text| !text.text.starts_with('('))?;
    Some((text, piece.sub(who.start(), who.end())))
}

/// "HB to bring the results of a peer review to the May Board HB": the owner at the end is the one who is told to do it.
fn twice(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    let told = piece.sentences().last().copied()?;
    let (owner, _) = told.text.split_once(" to ").filter(|(owner, _)| is_owner(owner))?;
    let at = told.text.strip_suffix(owner)?.len();
    let text = told.sub(0, at).trim();
    let again = told.sub(at, told.text.len());
    (text.text.split_whitespace().count() >= 4).then_some((text, again))
}

/// "... told before publication. / JL to draw up a plan": the margin behind a stroke says who is to do what.
static STROKE_TOLD: LazyLock<Regex> =
    LazyLock::new(|| re(r"\s/\s+(?P<text>(?P<who>[A-Z]{2,3}(?:/[A-Z]{2,3})*) to [a-z][^/]{10,})$"));

/// What such a margin says; `strokes` where it does so elsewhere, and a further line of it may stand alone.
fn in_margin(piece: Piece<'_>, strokes: bool) -> Option<(Piece<'_>, Piece<'_>)> {
    static ALONE: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?P<text>(?P<who>[A-Z]{2,3}(?:/[A-Z]{2,3})*) to [a-z][^/;]{10,})$"));
    let found = STROKE_TOLD.captures(piece.text).or_else(|| ALONE.captures(piece.text).filter(|_| strokes))?;
    let (text, who) = (found.name("text")?, found.name("who")?);
    Some((piece.sub(text.start(), text.end()), piece.sub(who.start(), who.end())))
}

/// The sentence that an owner stands beside: the last.
fn last_sentence(words: Piece<'_>) -> Option<Piece<'_>> {
    words.sentences().last().copied().filter(|s| s.text.split_whitespace().count() >= 4)
}

/// "... to sort out first. Action Point SG to ask the managers": marked by its words, with no sign after them.
pub(super) fn pointed(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    static POINT: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:^|[.!?]\s+)(?:ACTION POINT|Action [Pp]oint) (?P<text>(?P<owner>[A-Z]{2,3}(?:/[A-Z]{2,3})*) to [a-z].*)$",
        )
    });
    // Looked for first: most lines have neither.
    if !["ction Point ", "ction point ", "CTION POINT "].iter().any(|words| piece.text.contains(words)) {
        return None;
    }
    let found = POINT.captures(piece.text)?;
    let (text, owner) = (found.name("text")?, found.name("owner")?);
    Some(ProposedTabledAction {
        reference: None,
        text: piece.sub(text.start(), text.end()).quoted(85),
        owner: Some(piece.sub(owner.start(), owner.end()).quoted(85)),
        update: None,
    })
}

/// "Actions/Decisions: / 1. MC to re-open the complaint": the first action stands on the heading's own line.
pub(super) fn on_the_heads_line(piece: Piece<'_>) -> Option<Piece<'_>> {
    static ON_LINE: LazyLock<Regex> =
        LazyLock::new(|| re(r"^Actions?\s?/\s?Decisions?\s*:\s*(?:/\s*)?(?:\d{1,2}\.\s+)?(?P<rest>[A-Z].*)$"));
    let rest = ON_LINE.captures(piece.text)?.name("rest")?;
    Some(piece.sub(rest.start(), rest.end()))
}

/// What the column of actions in the margin is headed.
const ACTION_HEADS: &[&str] = &[
    "action",
    "actions",
    "action by",
    "action/owner",
    "action required",
    "actions required",
    "agreed action",
    "agreed actions",
    "actions agreed",
    "action points",
    "action to be taken",
    "action/decision",
];

/// Actions in the margin: tables headed "Item | Discussion | Action", whose last column holds what is to be done and by whom.
pub(super) fn table(decoded: &Decoded, meeting: &mut ProposedMeeting) {
    let mut column: Option<usize> = None;
    for block in &decoded.blocks {
        let piece = decoded.piece(block);
        let heads = cells(piece);
        let head = |names: &[&str]| {
            heads.iter().position(|c| names.contains(&c.text.trim().trim_end_matches(':').to_lowercase().as_str()))
        };
        let discussion =
            head(&["discussion", "item", "minute", "notes", "agenda item", "summary", "discussion/decision"]);
        if let (Some(_), Some(at)) = (discussion, head(ACTION_HEADS)) {
            column = Some(at);
            continue;
        }
        if block.kind != BlockKind::Row && !piece.text.contains('\t') {
            column = None;
            continue;
        }
        let Some(cell) = column.and_then(|at| heads.get(at)).map(|c| c.trim()) else { continue };
        // Under an item, a row without a number: what is to be done, and beside it only who does it.
        if let [number, what, who] = heads.as_slice()
            && number.text.trim().is_empty()
            && is_owner(who.text.trim())
            && what.text.split_whitespace().count() >= 4
        {
            let (text, said) = ended(what.trim());
            let owner = Some(who.trim().quoted(88));
            add(ProposedTabledAction { reference: None, text: text.quoted(85), owner, update: status(said) }, meeting);
            continue;
        }
        for (reference, text) in numbered(cell) {
            let (text, said) = ended(text);
            let owner = leading_owner(text);
            let telling = ["Decision", "Noted", "Agreed", "None"].iter().any(|w| text.text.starts_with(w));
            if text.text.split_whitespace().count() >= 4 && !telling && (reference.is_some() || owner.is_some()) {
                let reference = reference.map(|r| r.quoted(85));
                let action = ProposedTabledAction { reference, text: text.quoted(82), owner, update: status(said) };
                if new_one(&action, meeting) {
                    meeting.actions.push(action);
                }
            }
        }
    }
}
