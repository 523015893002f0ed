//! Where each recommendation of a page starts, what stands behind it, and which words answer it.
//!
//! Pages differ: some ask a question and print "Yes", some say "Accepted" alone, some only "Accepted action:", some nothing
//! at all. The starts are found first, by what surely starts one; then each stretch is parted into asked, why and answers.
//!
//! *Invariant:* blocks are parted, never changed; a position comes from words that give it, or is marked inferred.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::Position;
use regex::Regex;

use super::dated::{self, Dated, waits};
pub(super) use super::numbered::{made_to, numbered_heading};
use super::{answers, stated};
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?:[\w ]{0,26}(?i:recommendation|rec\.?)\s+(?:(?i:no)\.? |#)?\d+\s*[:.–-]?\s*)?)(?:The\s+)?((?:[A-Z][\w’'&.-]*|of|for|and|the|in)(?:\s+(?:[A-Z][\w’'&.-]*|of|for|and|the|in|we)){0,9}?)\s+(?:also\s+|further\s+|therefore\s+|formally\s+|has\s+|have\s+|is\s+|are\s+)*recommend(?:s|ed|ing)?\b:?\s*(?:to\s+|that,?\s+)?",
    )
});
static IMPERSONAL: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:It\s+is\s+(?:also\s+|therefore\s+|further\s+)?recommended|The\s+(?:committee|inquiry|panel|commission|review|jury|coroner|board|investigation|inspectorate)\s+(?:also\s+|therefore\s+|further\s+)?recommends|(?:We|I)\s+(?:also\s+|therefore\s+|further\s+|would\s+|strongly\s+)*recommend|(?:My|Our)\s+(?:\w+\s+)?recommendation\s+is)\s+(?:to\s+|that\s+)?",
    )
});
pub(super) static QUESTION: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:a (?:ydych|yw|ydy)[^?]{0,60}(?:yn )?derbyn[^?/]{0,60}argymhell[^?/]{0,30}\??)(?:\s*/\s*(?:do(?:es)? (?:you|the [\w’' ]{2,60}) accept (?:the|this|these|our) recommendations?))?|do(?:es)? (?:you|the \w+|[\w’' ]{2,60}) accept (?:the|this|these|our) recommendations?|(?:is|was|are|were) (?:the|this|these) recommendations? accepted|(?:has|have) (?:the|this|these) recommendations? been accepted|recommendations? accepted)\s*\??\s*[:–-]?\s*",
    )
});
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?P<yes>(?:camau(?: a dderbyniwyd)?\s*/\s*)?accepted actions?|camau a dderbyniwyd)|agreed actions?|actions? (?:taken|plan|agreed|to be taken)|actions?|(?:the |our |force |organisation |initial |original |final |formal |official |full |published |written |government |trust |council |department |company |college |authority |service |agency |police |provider |management )*(?:response|reply|position)s?(?: text)?(?: to (?:the |this )?recommendations?(?: \d{1,3})?| (?:from|by) [^:]{2,80}|\s*\([^)]{3,40}\))?|(?:the )?[\w’' ]{2,40}(?:'s|’s) (?:answer|response|reply)|reasons?(?: for (?:refusal|rejection|not accepting|rejecting)[\w ]*)?|rationale|progress|(?:further |later )?update(?:[ ,(-]+(?:\w+ )?\d{4}\)?)?)\s*:\s*(?P<rest>.*)$",
    )
});
pub(super) static TELLS_WHY: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:this|these)\s+(?:recommendations?\s+)?(?:follow|arise|come|result)|^(?:the|our|an?)\s+(?:\w+\s+){0,3}(?:investigation|review|inspection|inquest)\b",
    )
});
static VOICE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:We|Our|The\s+force|This\s+recommendation\s+(?:is|was|has\s+been)|The\s+recommendation\s+(?:is|was|has\s+been)|(?:The\s+)?[A-Z][\w’'&]*(?:\s+(?:[A-Z][\w’'&]*|and|of|for)){0,7})\s+(?:fully\s+|also\s+|now\s+|has\s+now\s+|partially\s+|partly\s+)*(?:has|have|had|will|accepts?|accepted|agrees?|agreed|rejects?|acknowledges?|welcomes?|recognises?|notes|is\s+(?:committed|reviewing|working|developing|in\s+the\s+process)|are\s+(?:committed|reviewing|working|developing|in\s+the\s+process)|do(?:es)?\s+not)\b",
    )
});
pub(super) static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:read (?:a|the|our|more)\b.{0,60}|related (?:content|links?|documents?|pages?)|share (?:this|on)\b.*|back to top|tags?:.*|print this.*|(?:first )?published(?: on)?:? .{0,40}|(?:last|page) (?:updated|reviewed).*|was this page.*|contact us.*|©.*|cookies?\b.{0,40}|next$|previous$|download\b.{0,80}|follow us.*|sign up.*|accessibility.*|privacy.*|terms .*)$",
    )
});

static OVERALL: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)^(?:overall response|response to (?:all|both|the) recommendations?|general response)\s*:?$")
});
static UPDATE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:further |later )?(?:update|updated response|response,? received|response)\b[^.]{0,40}\d{4}\)?\s*[:.]?$",
    )
});

static UPDATED: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)^(?:further |later )?(?:update|response)\b[^:]{0,30}\d{2,4}\)?\s*:\s*(?P<rest>\S.*)$"));

/// One answer to a recommendation: the words that give its position, and what it says.
#[derive(Clone, Default)]
pub(super) struct AnswerPart<'a> {
    pub(super) position: Option<(Piece<'a>, Position)>,
    pub(super) inferred: bool,
    pub(super) blocks: Vec<Block>,
    /// Where among the blocks what is done begins, where a label says so after reasons.
    pub(super) acts_from: usize,
    /// Who answers, where a line of its own names them.
    pub(super) by: Option<Piece<'a>>,
    /// When it was given or came, where a line of its own says so.
    pub(super) dated: Option<Dated<'a>>,
}

/// A part of the page: one recommendation, what stands behind it, and its answers.
#[derive(Default)]
pub(super) struct Section<'a> {
    /// The number that it is printed under.
    pub(super) number: Option<String>,
    /// Whom a line over it says it is made to.
    pub(super) to: Option<Piece<'a>>,
    pub(super) asked: Option<Piece<'a>>,
    pub(super) why: Vec<&'a Block>,
    pub(super) answers: Vec<AnswerPart<'a>>,
    pub(super) waiting: bool,
    pub(super) questioned: bool,
    /// Whether its answer is said to be the answer to all.
    pub(super) overall: bool,
}

/// Who asks, if the text starts as a recommendation does: the range of their name (empty where nobody is named) and the end
/// of "recommends that".
pub(super) fn asks(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    if !text.contains("recommend") {
        return None;
    }
    // "We recommend that you accept all cookies" is the page speaking of itself.
    if ["cookie", "browser", "newsletter"].iter().any(|w| text.contains(w)) && text.split_whitespace().count() < 30 {
        return None;
    }
    if let Some(found) = IMPERSONAL.find(text) {
        return Some((0..0, found.end()));
    }
    let found = ASKS.captures(text)?;
    let body = found.get(1)?;
    let pronoun =
        matches!(body.as_str(), "This" | "It" | "They" | "We" | "He" | "She" | "That" | "You" | "I" | "These" | "No");
    // "Recommended reading" and "X recommended in 2019 that" tell of something else.
    let whole = found.get(0)?;
    let past = whole.as_str().contains("recommended") && !whole.as_str().contains("that");
    let told =
        text.get(whole.end()..).is_some_and(|rest| rest.trim_start().starts_with("in ") || rest.starts_with("in the"));
    (!pronoun && !past && !told).then(|| (body.range(), whole.end()))
}

/// The words after "Accepted action:" and its like, and whether they alone say that it was accepted.
pub(super) fn lead(text: &str) -> Option<(usize, bool)> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:The )?(?:[Rr]esponse|[Rr]eply|[Aa]nswer) (?:of|from|by) (?:the )?[A-Z][^.:]{2,80}$|^(?:(?:The )?(?:Force|Organisation|Trust|Council|Government|Department|Agency|Authority|Service)(?:'s|’s)? [Rr]esponse|(?:The )?(?:Chief (?:Constable|Fire Officer|Executive|Inspector)|Governor|Force|Trust|Council|Service|Department)(?:'s|’s) (?:[Cc]omments?|[Rr]esponse|[Rr]eply)|Response|RESPONSE|FORCE RESPONSE)$",
        )
    });
    if text.len() < 140 && NAMED.is_match(text.trim()) {
        return Some((text.len(), false));
    }
    // "Response - Accepted. The force has ..."
    static DASHED: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:(?:The |Our )?(?:Force |Government )?[Rr]esponse|RESPONSE|Reply)\s+[–—-]\s+"));
    if let Some(found) = DASHED.find(text) {
        return Some((found.end(), false));
    }
    // "The Department’s response. Agreed. Beginning with ..."
    static STOPPED: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:The |Our )?[\w’' ]{2,60}(?:’s|'s|s’|s') [Rr]esponse\s*(?:\.|[–—])|(?:[A-Z][\w’'&-]*|of|and|for|the)(?:\s(?:[A-Z][\w’'&-]*|of|and|for|the)){1,9}\s+[Rr]esponse\s*:|[A-Z]{2,8}\s+[Rr]esponse\s*:)\s+",
        )
    });
    if let Some(found) = text.contains(" response").then(|| STOPPED.find(text)).flatten() {
        // "Domestic Abuse response: officers reached victims late" is no answer; one begins with the word that gives it.
        let rest = text.get(found.end()..).unwrap_or("");
        let first = rest.split(['.', '\n']).next().unwrap_or("");
        if found.as_str().contains('.') || first.split_whitespace().count() <= 4 && answers::position(first).is_some() {
            return Some((found.end(), false));
        }
    }
    if !text.contains(':') {
        return None;
    }
    let found = LEAD.captures(text)?;
    let rest = found.name("rest").map_or(text.len(), |m| m.start());
    Some((rest, found.name("yes").is_some()))
}

pub(super) fn is_position_line(text: &str) -> bool {
    // "Accepted: two people are now needed" gives the answer and goes on; "Accepted action:" is another thing.
    static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:Partly agreed|Not agreed|Agreed)\s(?:A|An|The|This|We|All|Two|Three|Case)\s[a-z][\w’' ]+|^(?:Status\s*:?\s+)?(?:Not accepted|Accepted in part|Accepted in principle|Accepted|Partially accepted|Partly accepted|Rejected|Not agreed|Agreed)\s*(?:[:,–—]|\s-)\s|^(?:Accept(?: in part| in principle)?|Do not accept|Reject|Agree|Do not agree)\.\s",
        )
    });
    text.split_whitespace().count() <= 4 && answers::position(text).is_some() || waits(text) || GOES_ON.is_match(text)
}

/// Whether a block is of an answer's frame: a question, a position alone, a lead.
pub(super) fn boundary(text: &str) -> bool {
    QUESTION.is_match(text) || is_position_line(text) || lead(text).is_some()
}

/// The sections of the page.
pub(super) fn sections<'a>(decoded: &'a Decoded, starts: &BTreeSet<usize>) -> Vec<Section<'a>> {
    let starts: Vec<usize> = starts.iter().copied().collect();
    let mut all: Vec<Section<'_>> = starts
        .iter()
        .enumerate()
        .map(|(i, start)| {
            let end = starts.get(i + 1).map_or(decoded.blocks.len(), |next| over_next(decoded, *start, *next));
            section(decoded, *start, end)
        })
        .collect();
    // "Recommendations 2 and 3" over two: the answer after the second is both's.
    let several = |i: usize| starts.get(i).and_then(|s| over(decoded, *s));
    for i in (0..all.len().saturating_sub(1)).rev() {
        let shared = several(i).is_some() && several(i) == several(i + 1);
        let none = all.get(i).is_some_and(|s| s.answers.is_empty() && !s.waiting);
        if let Some(answers) = all.get(i + 1).map(|s| s.answers.clone()).filter(|_| shared && none)
            && let Some(section) = all.get_mut(i)
        {
            section.answers = answers;
        }
    }
    // One answer to all of them stands after the last.
    if let Some(answers) = all.iter().find(|s| s.overall).map(|s| s.answers.clone()) {
        all.iter_mut().filter(|s| s.answers.is_empty()).for_each(|s| s.answers.clone_from(&answers));
    }
    all
}

/// "Reference: 2024/2", "Date sent: 24 January": what a page says of a recommendation over its words.
static OF_THE_NEXT: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:our |case )?ref(?:erence)?(?: (?:no|number))?|date (?:sent|made|issued|of recommendation)|sent(?: on)?|recipients?|addressees?|made to|issued to)\s*:\s*\S.{0,80}$",
    )
});

/// Where what stands over the recommendation at block `next` begins, its number, title and whom it is for: no answer of the one
/// before, which starts at block `start`.
fn over_next(decoded: &Decoded, start: usize, next: usize) -> usize {
    let titles = |i: &usize| {
        let Some(block) = decoded.blocks.get(*i) else { return false };
        let piece = decoded.piece(block);
        let short = piece.text.split_whitespace().count() <= 8 && !piece.text.trim_end().ends_with(['.', ';', ':']);
        made_to(piece).is_some()
            || OF_THE_NEXT.is_match(piece.text)
            || numbered_heading(piece.text).is_some() && short
            || match &block.kind {
                BlockKind::Heading(_) => !boundary(piece.text) && !waits(piece.text),
                // "3. Risk assessment", where what is asked before stands under the number before.
                BlockKind::Numbered(number) => short && numbered_before(decoded, start, number),
                _ => false,
            }
    };
    (start + 1..next).rev().take_while(titles).last().unwrap_or(next)
}

/// Whether the line over block `start` bears the number before this one.
fn numbered_before(decoded: &Decoded, start: usize, number: &str) -> bool {
    let above = start.checked_sub(1).and_then(|i| decoded.blocks.get(i)).map(|b| &b.kind);
    match (above, number.parse::<u32>()) {
        (Some(BlockKind::Numbered(before)), Ok(number)) => before.parse::<u32>().is_ok_and(|n| n + 1 == number),
        _ => false,
    }
}

/// The heading of several recommendations ("Recommendations 2 and 3") that block `start` stands under.
fn over(decoded: &Decoded, start: usize) -> Option<usize> {
    let heading = (0..start)
        .rev()
        .find(|i| decoded.blocks.get(*i).is_some_and(|b| numbered_heading(decoded.piece(b).text).is_some()))?;
    let text = decoded.piece(decoded.blocks.get(heading)?).text.to_lowercase();
    text.starts_with("recommendations ").then_some(heading)
}

fn section(decoded: &Decoded, start: usize, end: usize) -> Section<'_> {
    let blocks = decoded.blocks.get(start..end).unwrap_or_default();
    let mut section = Section::default();
    let mut rest = blocks.iter();
    let Some(first) = rest.next() else { return section };
    let mut asked = decoded.piece(first);
    let headed = |block: &Block| {
        let piece = decoded.piece(block);
        let counted = || match &block.kind {
            BlockKind::Numbered(number) => Some(number.clone()),
            _ => None,
        };
        numbered_heading(piece.text).map(|own| piece.sub(0, own).clean()).or_else(counted)
    };
    let above = decoded.blocks.get(start.saturating_sub(2)..=start).unwrap_or_default();
    section.number = above.iter().rev().find_map(headed);
    section.to = above.iter().rev().find_map(|block| made_to(decoded.piece(block)));
    if let Some(own) = numbered_heading(asked.text) {
        asked = asked.sub(own, asked.text.len()).trim();
    }
    let (asked, listed) = with_points(decoded, asked, blocks);
    section.asked = Some(asked);
    let mut answering = false;
    let mut rest = rest.skip(listed).peekable();
    while let Some(block) = rest.next() {
        let piece = decoded.piece(block);
        // Each addressee answers under its own name, alone or with "response".
        let answered = rest.peek().is_some_and(|next| is_position_line(decoded.piece(next).text));
        let named = answered && !is_position_line(piece.text) && super::addressees::is_name(piece.trim());
        if let Some(who) = responds(piece).or(named.then(|| piece.trim())) {
            section.answers.retain(|part| part.position.is_some() || !part.blocks.is_empty());
            push(&mut section).by = Some(who);
            answering = true;
            continue;
        }
        if FURNITURE.is_match(piece.text.trim())
            || numbered_heading(piece.text).is_some_and(|at| at >= piece.text.len())
        {
            continue;
        }
        if !take(&mut section, block, piece, answering) {
            section.why.push(block);
        } else {
            answering = true;
        }
    }
    if !answering {
        voiced(decoded, &mut section);
    }
    section.answers.iter_mut().for_each(|part| stated::spoken(decoded, part));
    // A question without an answer, over "Accepted action:" with nothing after it, says nothing.
    if section.questioned {
        section.answers.retain(|part| !(part.inferred && part.blocks.is_empty()));
    }
    section
}

/// What is asked with the points that it announces itself, which are its own words; and how many blocks those are.
fn with_points<'a>(decoded: &'a Decoded, asked: Piece<'a>, blocks: &[Block]) -> (Piece<'a>, usize) {
    if !asked.text.trim_end().ends_with([':', ';']) {
        return (asked, 0);
    }
    // A crawl may have lost their bullets; they go on in small letters.
    let goes_on = |b: &Block| {
        let text = decoded.piece(b).text;
        b.kind == BlockKind::Paragraph && text.starts_with(|c: char| c.is_lowercase()) && !boundary(text)
    };
    let point = |b: &&Block| matches!(b.kind, BlockKind::Item(_) | BlockKind::Numbered(_)) || goes_on(b);
    let points = blocks.iter().skip(1).take_while(point);
    let points: Vec<&Block> = points.collect();
    let end = points.last().map_or(asked.end(), |b| b.end);
    (decoded.stretch(asked.start, end), points.len())
}

/// "Northmere Police response", "Response from Northmere Police": whose answer follows.
fn responds(line: Piece<'_>) -> Option<Piece<'_>> {
    static RESPONSE: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"^(?:(?:The )?(?:[Rr]esponse|[Rr]eply|[Aa]nswer) (?:of|from|by) (?:the )?(?P<from>[A-Z][^.:]{3,80})|(?P<who>[A-Z][^.:]{3,80}?)(?:’s|'s)? [Rr](?:esponse|eply))\s*:?$",
        )
    });
    let found = RESPONSE.captures(line.text.trim())?;
    let who = found.name("from").or_else(|| found.name("who"))?;
    let who = line.trim().sub(who.start(), who.end());
    super::addressees::is_name(who).then_some(who)
}

/// Puts a block where it belongs in the answers; `false` where no answer has begun and this begins none.
fn take<'a>(section: &mut Section<'a>, block: &'a Block, piece: Piece<'a>, answering: bool) -> bool {
    let (item, piece) = (matches!(block.kind, BlockKind::Item(_) | BlockKind::Row), stated::status_of(piece));
    if waits(piece.text) {
        section.waiting = true;
        // "Accepted action: Awaiting response" is the page's frame, not an answer.
        section.answers.retain(|part| !(part.inferred && part.blocks.is_empty()));
        return true;
    }
    if OVERALL.is_match(piece.text.trim()) {
        section.overall = true;
        push(section);
        return true;
    }
    let day = dated::label(piece.trim()).filter(|day| !item && (answering || day.answers));
    if day.is_some() || answering && UPDATE.is_match(piece.text.trim()) {
        // "No", and then "Response (14/01/2020):" over its words, are one answer.
        if section.answers.last().is_none_or(|part| !part.blocks.is_empty()) {
            push(section);
        }
        section.answers.last_mut().into_iter().for_each(|part| part.dated = day.or(part.dated));
        return true;
    }
    // "Update 14/02/2023: the force now accepts it in full" is a later answer; one that only goes on is of the one before.
    if let Some(rest) = UPDATED.captures(piece.text).and_then(|c| c.name("rest")).filter(|_| answering)
        && stated::SAYS.is_match(rest.as_str())
    {
        let block = Block { start: piece.start + rest.start(), kind: BlockKind::Paragraph, ..block.clone() };
        push(section).blocks.push(block);
        return true;
    }
    if let Some(question) = QUESTION.find(piece.text).filter(|_| !item) {
        section.questioned = true;
        let rest = piece.sub(question.end(), piece.text.len()).trim();
        // "Recommendation accepted." says it, and asks nothing.
        let rest = if rest.text == "." { piece } else { rest };
        section.waiting |= waits(rest.text);
        if rest.text.is_empty() || waits(rest.text) {
            if section.answers.is_empty() {
                section.answers.push(AnswerPart::default());
            }
        } else {
            answer_line(section, block, rest);
        }
        return true;
    }
    if !item && is_position_line(piece.text) {
        answer_line(section, block, piece);
        return true;
    }
    if let Some(led) = lead(piece.text).filter(|_| !item) {
        opened(section, block, piece, led);
        return true;
    }
    match section.answers.last_mut().filter(|_| answering) {
        Some(part) => part.blocks.push(block.clone()),
        None if answering => push(section).blocks.push(block.clone()),
        None => return false,
    }
    true
}

/// Takes a line that a label opens ("Accepted action:"): where its words start, and whether the label alone says that it was accepted.
fn opened<'a>(section: &mut Section<'a>, block: &Block, piece: Piece<'a>, (rest, accepted): (usize, bool)) {
    let waiting = section.waiting;
    let part = if section.answers.is_empty() { Some(push(section)) } else { section.answers.last_mut() };
    let Some(part) = part else { return };
    if accepted {
        part.acts_from = part.blocks.len();
    }
    if accepted && part.position.is_none() && !waiting {
        let words = piece.sub(0, rest).trim_matches(|c: char| c.is_whitespace() || c == ':');
        (part.position, part.inferred) = (Some((words, Position::Accepted)), true);
    }
    let own = piece.sub(rest, piece.text.len()).trim();
    let said = !own.text.is_empty() && answers::position(own.text).is_some();
    if said && (part.position.is_none() || part.inferred || is_position_line(own.text)) {
        answer_line(section, block, own);
    } else if rest < piece.text.len() {
        part.blocks.push(Block { start: piece.start + rest, ..block.clone() });
    }
}

/// Whether a line asks whether a recommendation is accepted, and goes on with no more than the answer: a link may bear the same words.
pub(super) fn is_question(text: &str) -> bool {
    // The words that every form of it has, looked for first: most lines have none of them.
    if !["ccept", "CCEPT", "erbyn", "ERBYN"].iter().any(|word| text.contains(word)) {
        return false;
    }
    QUESTION.find(text).is_some_and(|found| {
        let rest = text.get(found.end()..).unwrap_or("").trim();
        let glued =
            ["Yes", "No", "Accepted", "Partially", "Awaiting", "Not "].iter().any(|word| rest.starts_with(word));
        rest.split_whitespace().count() <= 3 || glued || waits(rest) || is_position_line(rest)
    })
}

/// Takes a block into the answers that stand with a listed recommendation; only what an answer's frame announces begins one, or
/// a sentence that accepts or rejects it.
pub(super) fn answer<'a>(decoded: &'a Decoded, block: &'a Block, piece: Piece<'a>, parts: &mut Vec<AnswerPart<'a>>) {
    let mut section = Section { answers: std::mem::take(parts), ..Section::default() };
    let answering = !section.answers.is_empty();
    // "Response: Accept" may be set as a heading, and answers.
    let heading = matches!(block.kind, BlockKind::Heading(_)) && !boundary(piece.text);
    if !heading && !FURNITURE.is_match(piece.text.trim()) {
        let taken = take(&mut section, block, piece, answering);
        let goes_on = || block.kind == BlockKind::Paragraph && !answering && stated::goes_on(piece);
        if !taken && (stated::says(piece) || goes_on()) {
            push(&mut section).blocks.push(block.clone());
        }
        section.answers.iter_mut().for_each(|part| stated::spoken(decoded, part));
    }
    *parts = section.answers;
}

fn push<'s, 'a>(section: &'s mut Section<'a>) -> &'s mut AnswerPart<'a> {
    section.answers.push(AnswerPart::default());
    let last = section.answers.len() - 1;
    #[expect(clippy::indexing_slicing, reason = "one was pushed just now")]
    &mut section.answers[last]
}

/// A line that gives a position: the first answer's, or, where one was given before, a later answer of its own.
fn answer_line<'a>(section: &mut Section<'a>, block: &Block, words: Piece<'a>) {
    let position = answers::position(words.text).map(|p| (answers::position_words(words), p));
    // "No The current policy ...": the word alone, and then a sentence.
    let position = position.or_else(|| answers::leading_position(words));
    let fresh = section.answers.last().is_none_or(|part| part.position.is_some() && !part.inferred);
    let named = section.answers.last().is_some_and(|part| part.by.is_some() && part.position.is_none());
    let fresh = fresh && !named;
    let same = section.answers.last().and_then(|p| p.position).zip(position).is_some_and(|(a, b)| a.1 == b.1);
    if fresh && !(same && section.answers.last().is_some_and(|p| p.blocks.is_empty())) {
        section.answers.push(AnswerPart::default());
    }
    let Some(part) = section.answers.last_mut() else { return };
    if position.is_some() {
        (part.position, part.inferred) = (position, false);
    }
    // "Yes. We have already begun ..." answers and goes on.
    let after = position.map_or(words, |(said, _)| words.sub(said.end() - words.start, words.text.len()));
    let after = after.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | '-' | '–' | '—'));
    if after.text.split_whitespace().count() >= 3 {
        part.blocks.push(Block { start: after.start, end: words.end(), kind: BlockKind::Paragraph, ..block.clone() });
    }
}

/// Without any frame, the answer begins where the addressee starts to speak.
fn voiced<'a>(decoded: &'a Decoded, section: &mut Section<'a>) {
    let speaks = |block: &&Block| {
        let piece = decoded.piece(block);
        VOICE.is_match(piece.text) && !TELLS_WHY.is_match(piece.text) && asks(piece.text).is_none()
    };
    if let Some(at) = section.why.iter().position(speaks) {
        let blocks = section.why.split_off(at).into_iter().cloned().collect();
        section.answers.push(AnswerPart { blocks, ..AnswerPart::default() });
    }
}
