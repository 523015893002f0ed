//! The answer to one recommendation: its position, reasons and actions, from bullets or from prose.
//!
//! *Invariant:* an item is in the document once for each time it is written; repeats are folded, never dropped silently.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use domain::PartialDate;
use domain::likeness::same_item;
use domain::proposals::{ProposedAction, ProposedDue, Quoted};
use jiff::civil::Date;
use regex::Regex;

use super::restated::telling;
use crate::dates;
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

pub(super) use super::positions::{leading_position, position, position_words};

/// A list item or paragraph with the points listed under it.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) head: Piece<'a>,
    pub(super) parts: Vec<Piece<'a>>,
}

static MID_LINE: LazyLock<Regex> = LazyLock::new(|| re(r"[.;’”'\x22]\s+[-–]\s+"));
static SIGNS: LazyLock<Regex> = LazyLock::new(|| re(r"\s*[•▪●]\s*|(?:^|\s)·\s+"));
static COUNTED: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|\s)(?:\(?\d{1,2}[.)]|\(?[a-h]\))\s+"));
static DOES: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:will|shall|(?:has|have)(?: since)?|the following (?:will be|has been|have been|is being|are being) (?:done|taken|introduced|put in place)|in addition|following(?: actions| steps)?|these (?:steps|actions|changes)|(?:confirmed|agreed|advised|said|directed|decided|asked) that)\s*(?::|\s[–-])\s*$",
    )
});
static DASHES: LazyLock<Regex> = LazyLock::new(|| re(r"\s[-–]\s"));
static RUN_ON: LazyLock<Regex> = LazyLock::new(|| re(r"[a-z)][.;](?P<next>[A-Z][a-z])"));

/// Splits items that a page joined in the middle of a line by " - " (T6).
pub(super) fn split_joined<'a>(piece: Piece<'a>) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    let mut from = 0;
    for found in MID_LINE.find_iter(piece.text) {
        let next = piece.text.get(found.end()..).unwrap_or("");
        if !next.chars().next().is_some_and(char::is_uppercase) {
            continue;
        }
        let sign = found.as_str().chars().next().map_or(1, char::len_utf8);
        out.push(piece.sub(from, found.start() + sign).trim());
        from = found.end();
    }
    out.push(piece.sub(from, piece.text.len()).trim());
    // A bullet in the middle of a line starts another item.
    out.into_iter().flat_map(|part| if SIGNS.is_match(part.text) { part.split(&SIGNS) } else { vec![part] }).collect()
}

/// A paragraph that is a list run together: its points, where signs, numbers or missing spaces show them.
pub(super) fn run_together(piece: Piece<'_>) -> Option<Vec<Piece<'_>>> {
    for pattern in [&*SIGNS, &*COUNTED] {
        let signs = pattern.find_iter(piece.text).count();
        if signs >= 2 || (signs == 1 && std::ptr::eq(pattern, &*SIGNS)) {
            let lead = pattern.find(piece.text).map_or(0, |m| m.start());
            let parts = piece.sub(lead, piece.text.len()).split(pattern);
            return Some(parts.into_iter().filter(|p| p.text.split_whitespace().count() >= 2).collect());
        }
    }
    if DASHES.find_iter(piece.text).count() >= 3 {
        return Some(piece.split(&DASHES));
    }
    if let Some(parts) = glued(piece).or_else(|| counted(piece)) {
        return Some(parts);
    }
    if RUN_ON.find_iter(piece.text).count() == 0 {
        return None;
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for found in RUN_ON.captures_iter(piece.text).filter_map(|c| c.name("next")) {
        parts.push(piece.sub(from, found.start()).trim());
        from = found.start();
    }
    parts.push(piece.sub(from, piece.text.len()).trim());
    Some(parts)
}

/// "1.Commission a course2.Deliver it": numbers that run on from one and stand against the words on either side.
fn glued(piece: Piece<'_>) -> Option<Vec<Piece<'_>>> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"(?:^|[\p{L}.;)\s])(?P<n>\d{1,2})[.)]\s*[A-Z]"));
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for found in NUMBER.captures_iter(piece.text).filter_map(|c| c.name("n")) {
        if found.as_str().parse() == Ok(starts.len() + 1) {
            starts.push((found.start(), found.end() + 1));
        }
    }
    if starts.len() < 2 {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([piece.text.len()]);
    Some(starts.iter().zip(ends).map(|((_, from), to)| piece.sub(*from, to).trim()).collect())
}

/// "We will take the following four actions: Issue ... Redesign ... Create ... Report ...": as many points, each starting
/// with a capital, as the words before the colon say.
fn counted(piece: Piece<'_>) -> Option<Vec<Piece<'_>>> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:\w+\s+)?(?:actions?|steps|measures|things|points|changes)\s*:\s+",
        )
    });
    static CAPITAL: LazyLock<Regex> = LazyLock::new(|| re(r"[a-z’')]\s+(?P<next>[A-Z][a-z]+\s)"));
    const NUMBERS: &[&str] = &["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let said = SAID.captures(piece.text)?;
    let number = said.name("n")?.as_str().to_lowercase();
    let count = NUMBERS.iter().position(|n| *n == number).map(|at| at + 2).or_else(|| number.parse().ok())?;
    let rest = piece.sub(said.get(0)?.end(), piece.text.len());
    let cuts: Vec<usize> = CAPITAL.captures_iter(rest.text).filter_map(|c| c.name("next")).map(|m| m.start()).collect();
    if cuts.len() + 1 != count {
        return None;
    }
    let ends = cuts.iter().copied().chain([rest.text.len()]);
    Some(std::iter::once(0).chain(cuts.iter().copied()).zip(ends).map(|(a, b)| rest.sub(a, b).trim()).collect())
}

/// The list items of an answer, each with its own points; and the paragraphs outside any list.
pub(super) fn items<'a>(decoded: &'a Decoded, blocks: &'a [Block]) -> (Vec<Item<'a>>, Vec<Piece<'a>>) {
    let mut items: Vec<Item<'a>> = Vec::new();
    let mut prose = Vec::new();
    let mut lead: Option<Piece<'a>> = None;
    // Points that each are to be done, under words that say so.
    let mut each = false;
    for block in blocks {
        let piece = decoded.piece(block);
        let lettered = lettered(piece);
        let item = matches!(block.kind, BlockKind::Item(_) | BlockKind::Numbered(_)) || lettered.is_some();
        let piece = lettered.unwrap_or(piece);
        if !item || answers_in_words(block, piece) {
            each = false;
            if let Some(parts) = run_together(piece).or_else(|| told_in_a_row(lead, piece)) {
                items.extend(parts.into_iter().map(|head| Item { head, parts: Vec::new() }));
                continue;
            }
            // A quotation that a colon announced belongs to the item before it.
            let quoted = piece.text.starts_with(['‘', '“', '"', '\'']);
            match items.last_mut().filter(|last| quoted && open(last)) {
                Some(last) => {
                    let mut pieces = split_joined(piece).into_iter();
                    last.parts.extend(pieces.next());
                    items.extend(pieces.map(|head| Item { head, parts: Vec::new() }));
                }
                None => {
                    prose.push(piece);
                    lead = Some(piece);
                }
            }
            continue;
        }
        for part in split_joined(piece) {
            // What a letter marks is a point of its own, however it begins.
            let lower = lettered.is_none() && part.text.starts_with(char::is_lowercase);
            match items.last_mut() {
                Some(last) if !(each && lower) && belongs(last, &part, lower) => last.parts.push(part),
                // Points in lower case under a paragraph that announces them are its parts, unless it says that each is to be
                // done ("The College will:").
                None if lower && lead.is_some_and(|l| DOES.is_match(l.text)) => {
                    each = true;
                    items.push(Item { head: part, parts: Vec::new() });
                }
                None if lower && lead.is_some_and(|l| l.text.trim_end().ends_with(':')) => {
                    prose.pop();
                    items.push(Item { head: lead.unwrap_or(part), parts: vec![part] });
                }
                _ => items.push(Item { head: part, parts: Vec::new() }),
            }
        }
    }
    (items, prose)
}

/// "(a) to find a supplier", "b) a box at each door": the words of a point of a list that the decoder has as a line.
fn lettered(piece: Piece<'_>) -> Option<Piece<'_>> {
    static LETTER: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:\([a-z]{1,4}\)|(?:[a-h]|[ivx]{1,4})\))\s+\S"));
    LETTER.find(piece.text).map(|m| piece.sub(m.end() - 1, piece.text.len()))
}

/// A numbered paragraph of a letter that answers, and is no point of a list: "2. We accept this concern. ...".
fn answers_in_words(block: &Block, piece: Piece<'_>) -> bool {
    static ANSWERS: LazyLock<Regex> = LazyLock::new(|| {
        re(r"^(?:We|I|The \w+)\s+(?:fully\s+|also\s+)?(?:accepts?|agrees?|do(?:es)? not (?:accept|agree))\b")
    });
    matches!(block.kind, BlockKind::Numbered(_)) && ANSWERS.is_match(piece.text)
}

/// "... will be done:" and then "a sounder was fitted; lowering has been disabled; and cameras will follow": three or more.
fn told_in_a_row<'a>(lead: Option<Piece<'a>>, piece: Piece<'a>) -> Option<Vec<Piece<'a>>> {
    static PARTED: LazyLock<Regex> = LazyLock::new(|| re(r";\s+(?:and\s+)?"));
    lead.filter(|l| l.text.trim_end().ends_with(':'))?;
    Some(piece.split(&PARTED)).filter(|parts| parts.len() >= 3)
}

fn open(item: &Item<'_>) -> bool {
    let last = item.parts.last().unwrap_or(&item.head);
    last.text.trim_end().ends_with(':')
}

/// Whether `next` is a point under `item`: after a colon the first one is, and then short ones that are no sentence;
/// after an unfinished line whatever goes on in lower case.
fn belongs(item: &Item<'_>, next: &Piece<'_>, lower: bool) -> bool {
    // Points that all begin in lower case stand beside each other.
    if lower && item.parts.is_empty() && item.head.text.starts_with(char::is_lowercase) {
        return false;
    }
    let head = item.head.text.trim_end();
    let ended = head.ends_with(['.', ';', '!', '?']);
    if lower
        && !ended
        && (item.parts.is_empty() || item.parts.iter().all(|p| p.text.chars().next().is_some_and(char::is_lowercase)))
    {
        return !head.ends_with(',') || item.parts.is_empty();
    }
    if !head.ends_with(':') {
        return false;
    }
    let short = next.text.split_whitespace().count() <= 8 && !next.text.ends_with(['.', ':']);
    item.parts.is_empty() || (short && item.parts.iter().all(|p| p.text.split_whitespace().count() <= 8))
}

/// How many items back one in other words is looked for.
pub(super) const NEAR: usize = 40;

/// The actions of bulleted items, repeats folded (T3); and how many items repeat an earlier one.
pub(super) fn fold_items<'a>(items: &[Item<'a>], context: Option<Date>) -> (Vec<ProposedAction>, usize) {
    let mut actions: Vec<(ProposedAction, String)> = Vec::new();
    let mut repeats = 0;
    // Repeats of other wording stand near; only the very same words are looked for through all of a long list.
    let mut exact: HashMap<String, usize> = HashMap::new();
    let again = retold(items);
    for (i, item) in items.iter().enumerate() {
        let whole = whole(item);
        let earlier = again.filter(|half| i >= *half).map(|half| i - half);
        let near = actions.len().saturating_sub(NEAR);
        let alike = || actions.iter().skip(near).position(|(_, before)| same_item(before, &whole)).map(|at| at + near);
        let earlier = earlier.or_else(|| exact.get(&whole).copied()).or_else(alike);
        match earlier.and_then(|at| actions.get_mut(at)) {
            Some((action, before)) => {
                repeats += 1;
                let words = item.head.quoted(90);
                if words.value != action.text.value && *before != whole {
                    action.wordings.push(words);
                }
            }
            None => {
                exact.insert(whole.clone(), actions.len());
                actions.push((action(item, context), whole));
            }
        }
    }
    (actions.into_iter().map(|(action, _)| action).collect(), repeats)
}

/// Where a list is told a second time in other words, each item in its place ("Update: ..." under the promises): where the
/// second telling begins. Every pair shares words that tell something, and all together near a third of theirs.
fn retold(items: &[Item<'_>]) -> Option<usize> {
    let half = items.len() / 2;
    if half < 3 || items.len() % 2 == 1 {
        return None;
    }
    let words: Vec<HashSet<String>> = items.iter().map(|item| telling(&whole(item))).collect();
    let (first, second) = words.split_at(half);
    let (mut shared, mut all) = (0, 0);
    for (one, other) in first.iter().zip(second) {
        let both = one.intersection(other).count();
        if both == 0 {
            return None;
        }
        shared += both;
        all += one.len().min(other.len());
    }
    (shared * 10 >= all * 3).then_some(half)
}

/// An item's words with its points'.
pub(super) fn whole(item: &Item<'_>) -> String {
    std::iter::once(&item.head).chain(&item.parts).map(Piece::clean).collect::<Vec<_>>().join(" ")
}

/// The actions told in prose: sentences that say what was done or will be done.
pub(super) fn narrated<'a>(prose: &[Piece<'a>], context: Option<Date>) -> Vec<ProposedAction> {
    let mut sentences: Vec<Piece<'a>> = Vec::new();
    for paragraph in prose {
        sentences.extend(paragraph.sentences().into_iter().filter(|s| is_act(s.text)));
    }
    let dated = |s: &Piece<'a>| dates::find(s, context);
    let mut actions = Vec::new();
    for (i, sentence) in sentences.iter().enumerate() {
        let on = dated(sentence);
        // "Communications were disseminated ..." and then each of them with its day: the first sentence only leads in.
        let leads_in = on.is_empty()
            && sentences.iter().skip(i + 1).any(|next| !dated(next).is_empty() && same_deed(sentence.text, next.text));
        if leads_in {
            continue;
        }
        let item = Item { head: *sentence, parts: Vec::new() };
        if on.len() < 2 {
            actions.push(action(&item, context));
            continue;
        }
        for found in on {
            let mut one = action(&item, context);
            one.due = Some(ProposedDue { on: Some(found.piece.value(found.date, 85)), ..ProposedDue::default() });
            actions.push(one);
        }
    }
    actions
}

static ACT: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?ix)
        \b(?:has|have)\ (?:already\ |also\ |now\ |since\ )?(?:been\ (?:fully\ |also\ |now\ )?(?:re-?\ ?)?[a-z]+(?:ed|en|wn|built|set\ up|put)\b|devised|introduced|started|updated|created|developed|reviewed|amended|delivered|implemented|commenced|begun|appointed|circulated|issued|published|established|trained|briefed|produced|commissioned|agreed|completed|made|set|written|rewritten|launched)
        | \b(?:was|were)\ (?:also\ )?(?:put\ in\ place|disseminated|issued|circulated|sent|delivered|published|briefed|updated|introduced|created|reminded|implemented|amended)
        | \b(?:will|shall)\ (?:also\ |now\ |then\ |continue\ to\ |seek\ to\ )?(?:be\ )?[a-z]+
        | \b(?:are|is)\ (?:also\ |currently\ |now\ )?(?:being\ |in\ the\ process\ of\ )?(?:providing|working|establishing|reviewing|developing|delivering|updating|creating|planning|producing|implementing|introducing|rolled|drafted|redrafted)
        | \bmust\ be\ adhered\ to | \bshould\ be\ reported | \ban\ (?:ongoing\ )?action\ (?:at|to) | \bis\ a\ key\ priority
        | \bsuggestions\ being | \bwe\ (?:aim|intend|plan|propose|commit|undertake)\ to | \b(?:aspire|aspires)\ to")
});
static NOT_ACT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?ix)^(?:this\ will\ (?:ensure|include|mean|help|allow|advise|enable)|it\ is\ (?:acknowledged|therefore)|we\ accept|therefore|[^,]{0,40}\ accepts?\ (?:the|this)\ recommendation)
        | \bit\ is\ important\ to\ ensure | ^as\ (?:has\ been\ )?recommended\ [^,]*$ | \bthat\ it\ will\ be\ difficult",
    )
});

fn is_act(sentence: &str) -> bool {
    ACT.is_match(sentence) && !NOT_ACT.is_match(sentence)
}

/// Whether two sentences tell of the same deed: a run of three words with its verb in both.
fn same_deed(a: &str, b: &str) -> bool {
    let (fa, fb) = (domain::fold(a), domain::fold(b));
    let words: Vec<&str> = fa.split(' ').collect();
    let padded = format!(" {fb} ");
    words.windows(3).any(|run| {
        run.iter().any(|w| matches!(*w, "was" | "were" | "been")) && padded.contains(&format!(" {} ", run.join(" ")))
    })
}

fn action(item: &Item<'_>, context: Option<Date>) -> ProposedAction {
    ProposedAction { parts: item.parts.iter().map(|p| p.quoted(90)).collect(), ..deed(&item.head, context) }
}

/// What some words promise or report, with the owner, day and tense that they name.
pub(crate) fn deed(piece: &Piece<'_>, context: Option<Date>) -> ProposedAction {
    ProposedAction {
        id: String::new(),
        same_as: None,
        text: piece.quoted(90),
        wordings: Vec::new(),
        parts: Vec::new(),
        owner: owner(piece),
        tense: tense(piece.text).map(|(from, to, tense)| piece.sub(from, to).value(tense.to_owned(), 75)),
        due: due(piece, context),
    }
}

static PROPOSED: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:will|shall|to be|aims? to|intends? to|plans? to|aspires?|should be|must be|being muted|an action to|is a key priority)\b|^(?:an? |the )?[A-Z][\w ]{2,60}? to (?:work|link|deliver|lead|review|write|produce|design|ensure|report|meet|provide|develop|update|brief|train|share|draft|arrange|confirm|check|speak|contact)\b|^(?:deliver|organise|undertake|aspire|monitor|ensure|review|update|develop|produce|introduce|establish|provide|create|issue|publish|work|seek|consult|consider|implement|train|brief|appoint|arrange|carry|share|remind|add|amend|set|run|hold|write|audit|check)\b",
    )
});
static TAKEN: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:has|have|had)\s+(?:already\s+|also\s+|now\s+|since\s+)?(?:been\s+|started|devised|[a-z]+ed\b)|\b(?:was|were)\s+[a-z]+|\bgave\b|\b(?:are|is) (?:also )?(?:providing|working|establishing|delivering)\b|\bongoing action\b",
    )
});

/// `taken` or `proposed`, with the words that say so; what mixes both is proposed, since not all of it is done.
fn tense(words: &str) -> Option<(usize, usize, &'static str)> {
    let proposed = PROPOSED.find(words).map(|m| (m.start(), m.end(), "proposed"));
    proposed.or_else(|| TAKEN.find(words).map(|m| (m.start(), m.end(), "taken")))
}

static EVERY: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:daily|weekly|fortnightly|monthly|quarterly|annually|yearly|every (?:day|week|month|quarter|year|edition|six months)|(?:at )?regular intervals|on a regular basis|each (?:week|month|quarter|year)|twice a year|throughout \d{4}(?: and beyond)?)\b",
    )
});
static WHEN: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:(?:at|on|upon|following|after) (?:the )?(?:conclusion|completion|publication|outcome|end) (?:of|on) (?:the |a |an |this )?[\w’' -]{3,60}?)(?:\s+(?:a|an|we|further|will|is|has)\b|[,.;]|$)",
    )
});

fn due(piece: &Piece<'_>, context: Option<Date>) -> Option<ProposedDue> {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)(?:\s+(?:a|an|we|further|will|is|has)|[,.;])$"));
    if let Some(found) = WHEN.find(piece.text) {
        let words = found.as_str();
        let end = TAIL.find(words).map_or(words.len(), |t| t.start());
        let when = piece.sub(found.start(), found.start() + end).quoted(85);
        return Some(ProposedDue { when: Some(when), ..ProposedDue::default() });
    }
    if let Some(found) = EVERY.find(piece.text) {
        let every = piece.sub(found.start(), found.end()).quoted(80);
        return Some(ProposedDue { every: Some(every), ..ProposedDue::default() });
    }
    let found = dates::find(piece, context).into_iter().next()?;
    let on: Quoted<PartialDate> = found.piece.value(found.date, 85);
    Some(ProposedDue { on: Some(on), ..ProposedDue::default() })
}

static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:An? |The |Our |[A-Z]{2,6}['’]s )?((?:[A-Z][\w’'&-]*|of|and|for|the|People)(?:\s+(?:[A-Z][\w’'&-]*|of|and|for|the))*)\s+(?:will|to|has|shall|is)\b",
    )
});
static POST: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"\b(?:Lead|Head|Inspector|Sergeant|Superintendent|Officer|Constable|Commander|Director|Manager|Board|Committee|Team|Unit|Department|Branch|Coordinator|Secretary|Chair|Champion)\b",
    )
});

/// The post that a sentence starts with, if it starts with one.
fn owner(piece: &Piece<'_>) -> Option<Quoted<String>> {
    let found = OWNER.captures(piece.text).and_then(|c| c.get(1))?;
    let post = POST.is_match(found.as_str()) && found.as_str().split_whitespace().count() <= 10;
    post.then(|| piece.sub(found.start(), found.end()).quoted(75))
}

/// An aspiration: no owner, no date and nothing to test it by (T19).
pub(super) fn is_aspiration(action: &ProposedAction) -> bool {
    static ASPIRES: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)\b(?:aspires? to|suggestions? being|seek to|look(?:ing)? (?:in)?to|consider(?:ing)?|explor(?:e|ing)|where possible|endeavour|may be|hope to)\b",
        )
    });
    action.owner.is_none() && action.due.as_ref().is_none_or(|d| d.on.is_none()) && ASPIRES.is_match(&action.text.value)
}
