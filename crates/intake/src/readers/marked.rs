//! Actions that a meeting marks as such outside a table with a head: "ACTION: ...", "(Action: JB)", rows of a log.
//!
//! *Invariant:* what is only agreed in words is not marked; a line about an action's progress is not the action.

use std::sync::LazyLock;

use domain::proposals::{ProposedMeeting, ProposedTabledAction, Quoted};
use regex::Regex;

use super::again::{add, new_one};
use super::tabled::cells;
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

pub(super) static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:[>*→]{1,3}\s*|\[)?(?:(?:NEW|AGREED|KEY|FURTHER) ACTION|(?:New|Agreed|Key|Further) [Aa]ction|ACTION|Action|AP)(?:\s+(?i:points?|items?|required|agreed|arising))?(?P<ref>\s*(?:No\.?\s*)?(?:\d{1,3} / \d[\d.]{3,9}|[A-Z]{0,5}/?\d[\w/.]*(?:-\d[\w/.]*)?))?(?:\s*\([^)]{2,30}\))?\s*(?:[:–-]\*{0,2}|\]\s?[:–-]?|\*{1,2}:?|(?P<tab>\t)|(?P<stop>\.\s))\s*(?P<owner>[A-Z]{2,3}(?:/[A-Z]{2,3})*\.\s+)?(?P<text>\S(?s:.*))$",
    )
});
static TRAILING: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\s*[(\[](?:(?:AGREED|Agreed)\s)?(?:ACTION|AP|[Aa]ction)(?:\s(?i:points?|required|agreed))?\s*[:–-]\s*(?P<owner>[^)\]]{2,60})[)\]]\.?\s*$",
    )
});
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:new|ongoing|on-going|open|complete|completed|closed|discharged|in progress|carried forward|withdrawn|outstanding|on agenda|c/f|overdue|done)\b",
    )
});
static AT_END: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)(?:\s+Status\s*:\s*(?P<said>.{2,80})|\s*\[(?P<bracket>c/f|new|closed|complete|ongoing|open|carried forward|discharged)\]|\s*\((?P<paren>(?:done|complete|completed|closed)\b[^()]{0,20})\)|\s+[-–]\s+(?P<dash>(?:still open|carried forward|done|complete|completed|closed|ongoing|discharged|open|new|in progress)\b.{0,120})|[.!]\s+(?:Action\s+)?(?P<word>(?:new|ongoing|complete|completed|closed|discharged|in progress|carried forward|open|outstanding|on agenda|overdue|withdrawn)\b(?:(?:\s?[:.,–-]|\s\d{1,2}[./]\d).{0,240})?))\.?\s*$",
    )
});
pub(super) static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:Action\s+)?(?:\d{1,2}\.\d{1,2}\.\d{2}(?:\d{2})?\.\d{1,3}|\d{1,4}/\d{2,4}(?:/[A-Z]{1,3}|-\d{1,3})?|\d{1,3}/\d{1,2}\.\d{1,2}\.\d{2,4}|[A-Z]{1,5}[-/ ]?\d{1,5}(?:[-/]\d{1,4}){0,2}|\d{1,3}(?:\.\d{1,3})?|\d{6,8}\.\d{1,3}|Min\.? ?\d{1,4})(?:\s*\([a-z]\))?$",
    )
});
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?P<ref>(?:Min|No)\.? ?\d{1,4}|[A-Z]{0,4}\d{1,4}[-/.]\d{1,4}(?:[-/.][\dA-Z]{1,4})*)(?:\s+[–—-])?\s+(?P<rest>[A-Z].{8,})$",
    )
});
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:actions?\b.{0,80}|following\b.{0,40}\b(?:ongoing|closed|discharged|complete|completed|new|outstanding|carried forward)\b.{0,20}):\s*$",
    )
});

/// Takes every marked action into the meeting's actions; `lined` is the document with its line ends, by which a right edge is seen.
pub(super) fn read(decoded: &Decoded, lined: &Decoded, meeting: &mut ProposedMeeting) {
    let mut lead: Option<Option<Piece<'_>>> = None;
    let mut under = false;
    let mut before: Option<Piece<'_>> = None;
    // Initials at the right edge are a column where they stand there more than once.
    let edged = decoded.blocks.iter().map(|b| at_the_edge(lined.piece(b)).len()).sum::<usize>() >= 2;
    for (block, piece) in
        decoded.blocks.iter().flat_map(|b| parts(decoded.piece(b).trim()).into_iter().map(move |p| (b, p)))
    {
        if edged && block.kind != BlockKind::Row {
            at_the_edge(lined.stretch(piece.start, piece.end())).into_iter().for_each(|action| add(action, meeting));
        }
        let said = before.replace(piece);
        let asked = super::resolved::asked(piece).or_else(|| said.and_then(|said| by_whom(piece, said)));
        if let Some(action) = asked.or_else(|| numbered_by_word(block, piece)) {
            meeting.actions.push(action);
            continue;
        }
        if let Some(action) = by_its_words(piece) {
            add(action, meeting);
            continue;
        }
        if let Some(action) = trailing(piece).filter(|a| new_one(a, meeting)) {
            meeting.actions.push(action);
        }
        if let Some(status) = leads(piece) {
            lead = Some(status);
            continue;
        }
        if let Some(rest) = super::at_margin::on_the_heads_line(piece) {
            under = true;
            meeting.actions.extend(told(rest).filter(|a| new_one(a, meeting)));
            continue;
        }
        // Under a heading "Actions" each line that says who is to do what is one.
        if is_actions(piece.text) && !said.is_some_and(heads_column) {
            under = true;
            continue;
        }
        let short = piece.text.split_whitespace().count() < 8;
        let ends = match block.kind {
            BlockKind::Heading(_) => true,
            BlockKind::Numbered(_) => short,
            _ => false,
        };
        under &= !ends;
        if under && let Some(action) = told(piece).filter(|a| new_one(a, meeting)) {
            meeting.actions.push(action);
            continue;
        }
        let Some(status) = lead else { continue };
        match listed(block.kind == BlockKind::Row, piece, status)
            .or_else(|| logged(piece).map(|(r, t)| log(r, t, status)))
        {
            Some(action) => meeting.actions.push(action),
            None => lead = None,
        }
    }
}

/// An action that words of its own announce.
fn by_its_words(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    inline(piece).or_else(|| super::at_margin::pointed(piece)).or_else(|| named(piece)).or_else(|| dashed(piece))
}

/// A line that leads to actions, with the state that it says they are in.
fn leads(piece: Piece<'_>) -> Option<Option<Piece<'_>>> {
    let whole = LEADS.is_match(piece.text) && piece.text.split_whitespace().count() > 2;
    whole.then(|| STATUS.find_iter(piece.text).last().map(|m| piece.sub(m.start(), m.end())))
}

/// "Invite the outreach worker to the May meeting.                 MF": lines with whose initials at the right edge.
fn at_the_edge(piece: Piece<'_>) -> Vec<ProposedTabledAction> {
    static EDGE: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?m)^\s*(?:ACTION:\s*)?(?P<text>[A-Z][^\n]{10,}?[.\w)]) {6,}(?P<who>[A-Z]{2,3}(?:/[A-Z]{2,3})*)\s*$")
    });
    // "KW to return to the Committee.   KW": the initials it begins with.
    static NEAR: LazyLock<Regex> = LazyLock::new(|| {
        re(r"(?m)^\s*(?P<text>(?P<first>[A-Z]{2,3}) to [^\n]{8,}?[.\w)]) {2,5}(?P<who>[A-Z]{2,3})\s*$")
    });
    let near = NEAR
        .captures_iter(piece.text)
        .filter(|c| c.name("first").map(|m| m.as_str()) == c.name("who").map(|m| m.as_str()));
    // "Lisa to ask the supplier        Action Lisa"
    static MARKED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?P<text>[A-Z][^\n\t]{10,}?)\.?(?:\t| {3,})(?:Action|ACTION):?\s+(?P<who>[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,3})$",
        )
    });
    let near = near.chain(MARKED.captures_iter(piece.text));
    let found = EDGE.captures_iter(piece.text).chain(near).filter_map(|c| Some((c.name("text")?, c.name("who")?)));
    found
        .map(|(text, who)| {
            let (text, said) = ended(piece.sub(text.start(), text.end()));
            let owner = Some(piece.sub(who.start(), who.end()).quoted(80));
            ProposedTabledAction { reference: None, text: text.quoted(80), owner, update: status(said) }
        })
        .collect()
}

/// A heading over actions.
pub(super) fn is_actions(text: &str) -> bool {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:\d{1,2}\.?\s+)?(?:actions?|actions? agreed|agreed actions?|summary of actions|action points|action items|(?:staff )?follow[- ]up items|actions arising|actions? (?:arising )?from (?:this|the) meeting)\s*:?$",
        )
    });
    HEADING.is_match(text.trim())
}

/// "Minute", "Discussion": the column beside one headed "Action", in a table that a crawl left as lines.
fn heads_column(before: Piece<'_>) -> bool {
    matches!(
        before.text.trim().to_lowercase().as_str(),
        "minute" | "minutes" | "discussion" | "item" | "notes" | "details"
    )
}

/// "ACTION: Inspector Lee" after a sentence that says what: the sentence is the action, and the name its owner.
fn by_whom(piece: Piece<'_>, said: Piece<'_>) -> Option<ProposedTabledAction> {
    static ONLY: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:AGREED|Agreed) )?(?:ACTION|[Aa]ction|AP)(?: (?i:points?|required|agreed))?\s*[:–-]\s*(?P<who>[A-Z][\w’'.-]*(?:(?:\s+|\s*/\s*|\s+(?:and|&)\s+)[A-Z][\w’'.-]*){1,6})$",
        )
    });
    let who = ONLY.captures(piece.text)?.name("who")?;
    let what = said.sentences().last().copied().filter(|s| s.text.split_whitespace().count() >= 4)?;
    let (text, state) = ended(what);
    let owner = Some(piece.sub(who.start(), who.end()).quoted(80));
    Some(ProposedTabledAction { reference: None, text: text.quoted(80), owner, update: status(state) })
}

/// Word's own numbers may read "Action 3.1:".
fn numbered_by_word(block: &Block, piece: Piece<'_>) -> Option<ProposedTabledAction> {
    let BlockKind::Numbered(number) = &block.kind else { return None };
    if !number.starts_with("Action") || piece.text.split_whitespace().count() < 3 {
        return None;
    }
    let number = number.trim_end_matches([':', '.', ')']).to_owned();
    let (text, said) = ended(piece);
    Some(ProposedTabledAction {
        reference: Some(piece.value(number, 85)),
        text: text.quoted(88),
        owner: leading_owner(text),
        update: status(said),
    })
}

/// The actions of one cell, each under its number where they have numbers.
pub(super) fn numbered(cell: Piece<'_>) -> Vec<(Option<Piece<'_>>, Piece<'_>)> {
    static SEVERAL: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|\s)(?P<ref>\d{1,3}\.\d{1,3})[.)]?\s+"));
    let starts: Vec<(usize, usize, usize)> = SEVERAL
        .captures_iter(cell.text)
        .filter_map(|c| Some((c.name("ref")?.start(), c.name("ref")?.end(), c.get(0)?.end())))
        .collect();
    if starts.is_empty() {
        return vec![(None, cell)];
    }
    let ends = starts.iter().skip(1).map(|(at, _, _)| *at).chain([cell.text.len()]);
    starts.iter().zip(ends).map(|((a, b, from), to)| (Some(cell.sub(*a, *b)), cell.sub(*from, to).trim())).collect()
}

/// How many actions a block's words mark.
pub(super) fn count(piece: Piece<'_>) -> usize {
    if !(piece.text.contains("ction") || piece.text.contains("CTION") || piece.text.contains('–')) {
        return 0;
    }
    parts(piece.trim()).into_iter().filter(|p| INLINE.is_match(p.text) || named(*p).is_some()).count()
}

/// A block's words, parted where "ACTION: ..." begins in the middle of them.
fn parts(piece: Piece<'_>) -> Vec<Piece<'_>> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?:[.!?)\]]|\b(?:log|Complete|Ongoing|Closed|Open|Done|New|May|meeting)|\n)\s*(?P<at>(?:(?:AGREED |NEW )?ACTION (?:POINT|REQUIRED|AGREED)|(?:AGREED|NEW) ACTION|(?:Agreed|New) action|Action (?:point|required|agreed)|AP)\s*:|\[ACTION\]|ACTION(?:\s*:|\s+[A-Z]{0,5}\d[\w/.-]*\d\s*[:(–A-Z])|Action\s+(?:[A-Z]{0,5}\d[\w/.-]*\d|\d{1,3}\s?/\s?\d[\d.]{3,9})\s*[:(–])",
        )
    });
    let cuts: Vec<usize> = MARK.captures_iter(piece.text).filter_map(|c| c.name("at")).map(|m| m.start()).collect();
    let ends = cuts.iter().copied().chain([piece.text.len()]);
    std::iter::once(0).chain(cuts.iter().copied()).zip(ends).map(|(a, b)| piece.sub(a, b).trim()).collect()
}

/// "ACTION 3/24 Sgt Nield to find out ...", "ACTION 31/23 (escalation policy to be put on the website) – Complete", "23/09 –
/// A. Name to confirm the cost. Complete."
fn named(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    static OWNED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:ACTION|Action)\s+(?P<ref>[A-Z]{0,5}\d[\w/.-]*\d)\s+|(?P<bare>[A-Z]{0,5}\d{1,4}[-/.]\d{1,4}|\d{2,4})\s+[–-]\s+)(?P<text>[A-Z].+)$",
        )
    });
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:ACTION|Action)\s+(?P<ref>[A-Z]{0,5}\d[\w/.-]*\d)\s+\((?P<text>[^()]{8,300})\)\s*[–-]\s*(?P<said>[A-Z].{2,120}?)\.?$",
        )
    });
    let part = |c: &regex::Captures<'_>, name: &str| c.name(name).map(|m| piece.sub(m.start(), m.end()));
    if let Some(found) = TOLD.captures(piece.text) {
        let said = part(&found, "said").filter(|s| STATUS.is_match(s.text));
        return Some(ProposedTabledAction {
            reference: part(&found, "ref").map(|r| r.quoted(88)),
            text: part(&found, "text")?.trim().quoted(85),
            owner: None,
            update: status(said),
        });
    }
    let found = OWNED.captures(piece.text)?;
    let (text, said) = ended(part(&found, "text")?);
    let owner = leading_owner(text)?;
    Some(ProposedTabledAction {
        reference: part(&found, "ref").or_else(|| part(&found, "bare")).map(|r| r.quoted(88)),
        text: text.quoted(86),
        owner: Some(owner),
        update: status(said),
    })
}

/// "Supt Oduya to arrange a shared log": a line that says who is to do what.
fn told(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    let (text, said) = ended(piece);
    static DOTTED: LazyLock<Regex> = LazyLock::new(|| re(r"^(\d{1,2}(?:\.\d{1,3}){1,2})[.)]?\s+"));
    static LETTERED: LazyLock<Regex> = LazyLock::new(|| re(r"^(\([a-z]\))\s+"));
    let number = DOTTED.captures(text.text).or_else(|| LETTERED.captures(text.text));
    let number = number.and_then(|c| Some((c.get(0)?.end(), c.get(1)?.end())));
    let reference = number.map(|(_, end)| text.sub(0, end).quoted(85));
    let text = number.map_or(text, |(at, _)| text.sub(at, text.text.len()));
    let owner = leading_owner(text)?;
    (text.text.split_whitespace().count() >= 5).then(|| ProposedTabledAction {
        reference,
        text: text.quoted(80),
        owner: Some(owner),
        update: status(said),
    })
}

/// Whether the first word of what was found marks an action, and is not a person's letters or the head of a table.
fn marks(found: &regex::Captures<'_>, piece: Piece<'_>, text: Piece<'_>) -> bool {
    let numbered = found.name("ref").is_some();
    // "AP" alone may be a person's letters, unless it says who is to do what.
    static TO_DO: LazyLock<Regex> =
        LazyLock::new(|| re(r"^AP\s?[:–-]\s*[A-Z][\w’'.-]*(?:\s(?:[A-Z][\w’'.-]*|and|&|/)){0,5}\s(?:to|will)\s[a-z]"));
    let letters = piece.text.trim_start_matches(['>', '*', '→', ' ']);
    let somebody = !numbered && letters.starts_with("AP") && !TO_DO.is_match(letters);
    let told = [" to ", " will "].iter().any(|word| text.text.contains(word));
    let head = found.name("tab").is_some() && (text.text.contains('\t') || !told);
    // A stop ends a number ("ACTION 1. Print ..."), not the word alone.
    let sentence = found.name("stop").is_some() && !numbered;
    !somebody && !head && !sentence
}

/// An action's words, and the state that stands at their end.
pub(super) fn ended(text: Piece<'_>) -> (Piece<'_>, Option<Piece<'_>>) {
    let found = AT_END.captures(text.text);
    let said = found
        .as_ref()
        .and_then(|c| c.name("said").or(c.name("bracket")).or(c.name("paren")).or(c.name("dash")).or(c.name("word")));
    let said = said.map(|m| text.sub(m.start(), m.end()));
    let end = found.as_ref().and_then(|c| c.get(0)).map_or(text.text.len(), |m| m.start());
    (text.sub(0, end).trim(), said)
}

pub(super) fn status(at: Option<Piece<'_>>) -> Option<Quoted<String>> {
    at.map(|s| s.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '[' | ']')).quoted(85))
}

fn inline(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    let found = INLINE.captures(piece.text)?;
    let text = found.name("text").map(|m| piece.sub(m.start(), m.end()))?;
    if !marks(&found, piece, text) {
        return None;
    }
    // Initials at the right edge of its first line stand between its words.
    static EDGED: LazyLock<Regex> = LazyLock::new(|| re(r"^(?P<line>[^\n]*?)\s{4,}[A-Z]{2,3}(?:/[A-Z]{2,3})*\s*\n"));
    let text = EDGED.captures(text.text).and_then(|c| c.name("line")).map_or(text, |line| text.sub(0, line.end()));
    let (words, said) = ended(text);
    // "Action 1 - closed." tells of an action and is none.
    let telling =
        STATUS.find(words.text).is_some_and(|m| m.start() == 0) || words.text.starts_with(|c: char| c.is_lowercase());
    let progress =
        words.text.contains(" has ") && words.text.split_whitespace().count() < 14 && found.name("ref").is_some();
    if telling || progress || words.text.split_whitespace().count() < 3 {
        return None;
    }
    let reference = found.name("ref").map(|m| piece.sub(m.start(), m.end()).trim());
    // "ACTION: Send the returns to Dr B (09.11.22.03)".
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| re(r"\s*\((?P<ref>[^()\s]{4,16})\)\.?$"));
    let behind = BEHIND.captures(words.text).filter(|c| c.name("ref").is_some_and(|m| REFERENCE.is_match(m.as_str())));
    let cut = behind.as_ref().and_then(|c| c.get(0)).map_or(words.text.len(), |m| m.start());
    let reference = reference.or_else(|| behind.and_then(|c| c.name("ref")).map(|m| words.sub(m.start(), m.end())));
    let words = words.sub(0, cut);
    // "AP1/07/22" begins with its letters.
    let reference = reference.map(|r| {
        let start = piece.text.find("AP").filter(|at| piece.start + at + 2 == r.start);
        start.map_or(r, |at| piece.sub(at, r.end() - piece.start))
    });
    // A bare number is quoted in letters as "Action 3".
    let reference = reference.map(|r| {
        let bare = r.text.chars().all(|c| c.is_ascii_digit());
        let start = piece.text.find(char::is_alphabetic).unwrap_or(0);
        if bare { piece.sub(start, r.end() - piece.start) } else { r }
    });
    // "Action: 14/23  RA to add a trend arrow"
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| re(r"^(?P<ref>\d{1,3}/\d{2,4})\s+"));
    let before = BEFORE.captures(words.text).filter(|_| reference.is_none());
    let before = before.and_then(|c| Some((c.get(0)?.end(), c.name("ref")?.end())));
    let reference = reference.or_else(|| before.map(|(_, end)| words.sub(0, end)));
    let words = words.sub(before.map_or(0, |(at, _)| at), words.text.len());
    let owner = found
        .name("owner")
        .map(|m| piece.sub(m.start(), m.end()).trim_matches(|c: char| c.is_whitespace() || c == '.'));
    Some(ProposedTabledAction {
        reference: reference.map(|r| r.quoted(85)),
        text: words.quoted(88),
        owner: owner.map(|o| o.quoted(80)).or_else(|| leading_owner(words)),
        update: status(said),
    })
}

/// "DCI Marlow to circulate ...": who stands before "to".
pub(super) fn leading_owner(words: Piece<'_>) -> Option<Quoted<String>> {
    static OWNER: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^((?:(?:[A-Z][\w/.’'-]*|and|of|the|&)(?:\s+(?:[A-Z][\w/.’'-]*|and|of|the|&|\([A-Z]{2,8}\))){0,6}?)|(?:[A-Z][\w.]*\s+){0,3}[A-Z]\w+[’']s(?:\s+[a-z]+){1,3}?)\s+(?:to|will)\s+[a-z]",
        )
    });
    let found = OWNER.captures(words.text)?.get(1)?;
    Some(words.sub(found.start(), found.end()).quoted(75))
}

/// A sentence that ends in "(Action: GT)": from where it says what GT is to do.
fn trailing(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    let found = TRAILING.captures(piece.text)?;
    let (whole, owner) = (found.get(0)?, found.name("owner")?);
    let before = piece.sub(0, whole.start());
    let sentence = before.sentences().last().copied().unwrap_or(before);
    let who = owner.as_str().split(['/', ',']).next().unwrap_or("").trim();
    let at = [" to ", " will "]
        .iter()
        .find_map(|verb| sentence.text.rfind(&format!("{who}{verb}")))
        .filter(|_| !who.is_empty());
    let text = sentence.sub(at.unwrap_or(0), sentence.text.len()).trim();
    (text.text.split_whitespace().count() >= 3).then(|| ProposedTabledAction {
        reference: None,
        text: text.quoted(80),
        owner: Some(piece.sub(owner.start(), owner.end()).trim().quoted(85)),
        update: None,
    })
}

/// "Min. 9 – Publish the summary – Closed".
fn dashed(piece: Piece<'_>) -> Option<ProposedTabledAction> {
    static DASH: LazyLock<Regex> = LazyLock::new(|| re(r"\s+[–—-]\s+"));
    static INITIALS: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:[A-Z]{2,3}(?:/[A-Z]{2,3})*|ALL|All)$"));
    let found = NUMBERED.captures(piece.text)?;
    let part = |name: &str| found.name(name).map(|m| piece.sub(m.start(), m.end()));
    let rest = part("rest")?;
    let parts = rest.split(&DASH);
    // Where it stands: the first part that begins with such a word, and those after it that do.
    let says = |p: &Piece<'_>| STATUS.find(p.text).is_some_and(|m| m.start() == 0) || p.text.starts_with("Not done");
    let at = parts.iter().skip(1).position(says)? + 1;
    let last = parts.iter().skip(at).take_while(|p| says(p)).last()?;
    let said = rest.sub(parts.get(at)?.start - rest.start, last.end() - rest.start);
    // Who does it may stand between: initials, or a post.
    let owner =
        parts.get(at - 1).copied().filter(|p| at >= 2 && (INITIALS.is_match(p.text) || super::person::is_post(p.text)));
    let words = parts.get(if owner.is_some() { at - 2 } else { at - 1 })?;
    Some(ProposedTabledAction {
        reference: part("ref").map(|r| r.quoted(88)),
        text: rest.sub(0, words.end() - rest.start).quoted(88),
        owner: owner.map(|o| o.quoted(80)),
        update: status(Some(said)),
    })
}

/// The reference and the words of "A23-12       Business Unit to send ...", set apart by spaces.
pub(super) fn logged(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>)> {
    static GAP: LazyLock<Regex> = LazyLock::new(|| re(r"^(?P<ref>\S{3,14}(?: \S{1,8})?)(?:\s{2,}|\t)"));
    let found = GAP.captures(piece.text)?;
    let (whole, reference) = (found.get(0)?, found.name("ref")?);
    let reference = piece.sub(0, reference.end());
    let text = piece.sub(whole.end(), piece.text.len()).trim();
    let telling = reference.text.contains(|c: char| c.is_ascii_digit()) && !reference.text.ends_with(['.', ')']);
    let ok = telling && REFERENCE.is_match(reference.text) && text.text.split_whitespace().count() >= 3;
    ok.then_some((reference, text))
}

fn log(reference: Piece<'_>, text: Piece<'_>, said: Option<Piece<'_>>) -> ProposedTabledAction {
    let (text, own) = ended(text);
    ProposedTabledAction {
        reference: Some(reference.quoted(90)),
        text: text.quoted(88),
        owner: leading_owner(text),
        update: status(own.or(said)),
    }
}

/// A line of the list that a sentence such as "The following actions are all ONGOING:" leads.
fn listed(row: bool, piece: Piece<'_>, said: Option<Piece<'_>>) -> Option<ProposedTabledAction> {
    if !row {
        return None;
    }
    let all = cells(piece);
    let (reference, text) = (all.first()?, all.get(1)?);
    let numbered = REFERENCE.is_match(reference.text);
    (numbered && text.text.split_whitespace().count() >= 2).then(|| ProposedTabledAction {
        reference: Some(reference.quoted(92)),
        text: text.quoted(92),
        owner: all.get(2).filter(|o| !o.text.is_empty()).map(|o| o.quoted(85)),
        update: status(said),
    })
}
