//! The roll of a meeting: who was present and who sent apologies, from lists, columns, tables, names under their bodies, or a
//! paragraph in which only ranks part one person from the next.
//!
//! *Invariant:* a body is words beside or over the name that are named as bodies are; a post or a role is not a body.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::proposals::{ProposedAttendee, ProposedMeeting, Quoted};
use regex::Regex;

use super::attendance::{self, Attendee, RANK};
use super::person::{INSTITUTION, LONG_RANK, by_rank, starts_of_people};
use super::roll_labels::{APOLOGIES, GLUED, PRESENT, PRESENT_LINE, TWICE, WEAK, label};
use super::roll_lines::{
    by_body, by_sign, came, excused, initialled, is_body, is_prose, labelled, of_body, posts, separated, signed,
    titled_each, unglued, with_unit, without_colon,
};
use super::roll_table::{Columns, columns, row};
use super::tabled::cells;
use crate::decode::{Block, BlockKind, Decoded};
use crate::lexicon::Lexicon;
use crate::piece::{Piece, re};

static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:minute[- ]taker|subject discussion\b|minutes?\b|agenda\b|details?\s+actions?\b|key\s+(?-i:[A-Z]{2,3}):|embed size\b|citation preview\b|page \d+:|venue\b|time\b|date\b|action|item\b|next meeting|secretary\b\s*:|circulation|resolved|declarations|welcome\b|(?:commissioners|trustees|directors) absent|introductions?\b|part \d|(?-i:\d{1,2}[.)]\s+[A-Z]{3,}\b)|\d{1,4}(?:/\d+)?\s{2,}[A-Z]|\d{1,4}/\d{2,4}\s+[A-Z]|\d{1,3}(?:\.\d{1,2})?\s*/\s+[A-Z]|(?-i:\d{1,3}\s+[A-Z]{3,}\b)|[A-Z]{2,4}\.?\s?\d{1,3}/\d{2,4}\s+[A-Z]|(?-i:[A-Z]{2,5}/\d{2,4}/\d{1,4}\s+[A-Z]{3,})|[A-Z]{2,5}[./]\d{1,3}\s{2,}[A-Z])",
    )
});

/// Whether the document has a roll at all.
pub(super) fn is_here(decoded: &Decoded) -> bool {
    decoded.blocks.iter().any(|b| {
        let piece = decoded.piece(b);
        let both = b.kind == BlockKind::Row && piece.text.starts_with("Present") && piece.text.contains("Apologies");
        // "Present | Mrs C. Eastwell (Chair), ...": the label is the first cell.
        let cell = b.kind == BlockKind::Row
            && matches!(
                cells(piece).first().map(|c| c.text),
                Some("Present" | "PRESENT" | "In attendance" | "Attendees" | "Members present" | "Participants")
            );
        both || cell
            || GLUED.is_match(piece.text)
            || PRESENT.is_match(piece.text.trim())
            || PRESENT_LINE.is_match(piece.text)
            || TWICE.is_match(piece.text)
            || (b.kind == BlockKind::Row && columns(piece).is_some())
    })
}

/// Whether a line opens a roll.
pub(super) fn opens(piece: Piece<'_>) -> bool {
    label(piece, List::None).is_some()
}

static GROUPS: LazyLock<Regex> = LazyLock::new(|| re(r";\s+"));

/// The longest line, in bytes, that is read as a list of people.
const LONGEST: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    None,
    Present,
    Apologies,
}

/// Where the reading of a roll stands.
struct Roll<'a, 'm> {
    list: List,
    /// The head of the table that the rows are under.
    table: Option<Columns>,
    /// The body that stands over the names after it.
    over: Option<Piece<'a>>,
    /// Whether those present and those who sent apologies stand side by side.
    both: bool,
    /// Whether the lines are a column of what those above are, which the crawl put under the names.
    column: bool,
    chair: Option<Quoted<String>>,
    /// Where each of those present, and of the others, stands in its list.
    named: HashMap<(bool, String), usize>,
    meeting: &'m mut ProposedMeeting,
}

/// Reads the roll into the meeting; the chair too.
pub(super) fn read(decoded: &Decoded, lexicon: &Lexicon, meeting: &mut ProposedMeeting) {
    let signs = signed(decoded);
    let marked = super::roll_marks::read(decoded, lexicon);
    let mut roll = Roll {
        list: List::None,
        table: None,
        over: None,
        both: false,
        column: false,
        chair: None,
        named: HashMap::new(),
        meeting,
    };
    for (i, block) in decoded.blocks.iter().enumerate() {
        let piece = decoded.piece(block);
        let next = decoded.blocks.get(i + 1).map(|b| decoded.piece(b));
        if let Some(said) = marked.get(&i) {
            said.iter().for_each(|(list, who)| roll.put(*list, vec![who.clone()]));
            continue;
        }
        if signs && roll.signed(piece, lexicon, decoded) {
            continue;
        }
        if roll.tabled(block, piece, lexicon) || roll.beside(block, piece, lexicon, decoded) {
            continue;
        }
        for piece in labelled(piece) {
            let Some(piece) = roll.listed(block, piece, next, lexicon) else { continue };
            if let Some(who) = came(piece) {
                roll.put(List::Present, super::entry::people(who, None, lexicon));
                continue;
            }
            for line in posts(piece).into_iter().flat_map(by_body) {
                roll.line(line, lexicon, decoded);
            }
        }
    }
    super::roll_marks::without_column_of_posts(&mut roll.meeting.present, 3);
    super::roll_marks::without_column_of_posts(&mut roll.meeting.apologies, 2);
    let chair = roll.chair.take();
    meeting.chair = chair;
    super::told::read(decoded, meeting);
}

impl<'a> Roll<'a, '_> {
    fn put(&mut self, list: List, found: Vec<Attendee>) {
        for Attendee { who, chair } in found {
            if chair && self.chair.is_none() {
                self.chair = Some(who.name.clone());
            }
            let to = match list {
                List::Present => &mut self.meeting.present,
                _ => &mut self.meeting.apologies,
            };
            // The chair may be named over the list and in it again.
            let name = domain::fold(&who.name.value);
            let at = self.named.get(&(list == List::Present, name.clone())).copied();
            match at.and_then(|at| to.get_mut(at)).filter(|_| !name.contains("redacted")) {
                Some(known) => known.body = known.body.take().or(who.body),
                None => {
                    // Somebody named again without a title is the one who was named with it.
                    let bare = domain::fold(&attendance::bare(&LONG_RANK.replace(&who.name.value, "")));
                    self.named.entry((list == List::Present, bare)).or_insert(to.len());
                    self.named.insert((list == List::Present, name), to.len());
                    to.push(who);
                }
            }
        }
    }

    /// Takes a line, or a paragraph of several, whose letters say who came: each is one person's; what else it names is where they are from.
    fn signed(&mut self, piece: Piece<'a>, lexicon: &Lexicon, decoded: &Decoded) -> bool {
        let all = super::run_on::after_head(piece).unwrap_or_else(|| vec![piece]);
        let mut taken = false;
        for (list, who) in all.into_iter().filter_map(by_sign) {
            taken = true;
            if let (Some(list), Entry::People(mut found)) = (list, entries(who, None, lexicon, decoded)) {
                found.truncate(1);
                self.put(list, found);
            }
        }
        taken
    }

    /// Takes the people of one line, or the body that stands over those of the next.
    fn line(&mut self, line: Piece<'a>, lexicon: &Lexicon, decoded: &Decoded) {
        if let Some(told) = super::told::lists(line) {
            for (away, names) in told {
                for (names, of) in names.split(&GROUPS).into_iter().flat_map(super::told::of_one) {
                    if let Entry::People(mut found) = entries(names, of, lexicon, decoded) {
                        let body = || of.map(|of| of.quoted(78));
                        found.iter_mut().for_each(|one| one.who.body = one.who.body.take().or_else(body));
                        // "and A, who sent apologies"
                        let away = away || names.text.contains("apolog");
                        self.put(if away { List::Apologies } else { List::Present }, found);
                    }
                }
            }
            return;
        }
        let (line, over) = match of_body(line, lexicon) {
            Some((body, names)) => {
                // "Constabulary: Supt A," goes on in the next line.
                self.over = body.filter(|_| names.text.trim_end().ends_with(','));
                (names, body)
            }
            None => (line, self.over),
        };
        match entries(line, over, lexicon, decoded) {
            Entry::Body(body) => self.over = Some(body),
            Entry::People(found) => {
                let (away, here) = excused(line, found);
                self.put(self.list, here);
                self.put(List::Apologies, away);
            }
        }
    }

    /// Takes the head or a row of a roll that is a table.
    fn tabled(&mut self, block: &Block, piece: Piece<'a>, lexicon: &Lexicon) -> bool {
        if block.kind != BlockKind::Row {
            // A label between its rows ("Via Teams:") does not end a table; anything longer does.
            if piece.text.split_whitespace().count() > 5 || ends(block, piece) {
                self.table = None;
            }
            return false;
        }
        if let Some(columns) = columns(piece) {
            if self.list == List::None || columns.there.is_some() {
                self.list = List::Present;
            }
            self.table = Some(columns);
            return true;
        }
        if self.table.is_some() && ends(block, piece) {
            (self.table, self.list) = (None, List::None);
        }
        let Some(columns) = &self.table else { return false };
        // A row of one cell, or one that a label begins, is a section of the roll.
        let label = cells(piece).first().copied().unwrap_or(piece);
        if PRESENT.is_match(label.text) || APOLOGIES.is_match(label.text) {
            return false;
        }
        if let Some((list, who)) = row(piece, columns, lexicon) {
            let list = list.unwrap_or(self.list);
            self.put(list, vec![who]);
        }
        true
    }

    /// Takes "Present: | Apologies:" and the lines under it, one list beside the other.
    fn beside(&mut self, block: &Block, piece: Piece<'a>, lexicon: &Lexicon, decoded: &Decoded) -> bool {
        static ABSENT: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\babsent\s*:"));
        static BOTH: LazyLock<Regex> = LazyLock::new(|| {
            re(
                r"(?i)^(?:(?:members |those )?present|attendees|attended by|participants|in attendance)\s*:?(?:\t|\s{3,})apologies(?: received| for absence)?\s*:?$",
            )
        });
        static APART: LazyLock<Regex> = LazyLock::new(|| re(r"\t|\s{3,}"));
        if BOTH.is_match(piece.text.trim()) {
            (self.both, self.list, self.over) = (true, List::None, None);
            return true;
        }
        self.both &= !ends(block, piece);
        if !self.both {
            return false;
        }
        let sides = piece.split(&APART);
        // One side alone: the words stand where their column does.
        let right = piece.text.starts_with(['\t', ' ']) && sides.len() == 1;
        for (i, side) in sides.into_iter().enumerate() {
            // Who is absent without a word is on neither list.
            let side = ABSENT.find(side.text).map_or(side, |m| side.sub(0, m.start()));
            let goes_on = side.text.starts_with('(') && side.text.len() <= 30;
            let to = if i > 0 || right { List::Apologies } else { List::Present };
            if !goes_on && let Entry::People(found) = entries(side, None, lexicon, decoded) {
                self.put(to, found);
            }
        }
        true
    }

    /// The words of a line that belong to a list, after its label. `next` is the block after it.
    fn listed(
        &mut self,
        block: &Block,
        piece: Piece<'a>,
        next: Option<Piece<'a>>,
        lexicon: &Lexicon,
    ) -> Option<Piece<'a>> {
        let mut rest = piece;
        // A site's menu has "Members" too; only a roll goes on with somebody.
        let somebody =
            |n: Piece<'a>| INSTITUTION.is_match(n.text) || !super::entry::people(n, None, lexicon).is_empty();
        if self.list == List::None && self.meeting.present.is_empty() && super::run_on::by_initials(piece) {
            (self.list, self.over) = (List::Present, None);
        }
        if self.list == List::None && WEAK.is_match(piece.text.trim()) && !next.is_some_and(somebody) {
            return None;
        }
        self.column = in_column(block, piece, self.column, self.list);
        if self.column && self.list != List::None {
            return None;
        }
        // "ABSENT" over "Members": a group of the list that is open.
        if self.list == List::Apologies && self.meeting.apologies.is_empty() && piece.text.trim() == "Members" {
            return None;
        }
        if let Some((list, at)) = label(piece, self.list) {
            (self.list, self.over) = (list, None);
            rest = piece.sub(at, piece.text.len()).trim();
            // "Attendees: / Mrs A": cells parted by strokes.
            rest = rest.strip_prefix("/ ").unwrap_or(rest);
        } else if self.list != List::None && heads_names(block, piece, next, lexicon) {
            self.over = Some(piece.trim()).filter(|p| INSTITUTION.is_match(p.text));
            return None;
        } else if ends(block, piece) {
            self.list = List::None;
        }
        let prose = is_prose(rest) && super::told::lists(rest).is_none();
        if prose || rest.text.starts_with("No apologies") {
            self.list = List::None;
        }
        (self.list != List::None && !rest.text.trim().is_empty() && rest.text.trim() != "Share this item")
            .then_some(rest)
    }
}

/// Whether a line is of a column of what those above are: its head, or under one (`open`) until a name or a label begins the next part.
fn in_column(block: &Block, piece: Piece<'_>, open: bool, list: List) -> bool {
    static COLUMN: LazyLock<Regex> =
        LazyLock::new(|| re(r"^(?:Role|Position|Initials?|Title|Post|Job [Tt]itle|Organisation|Representing)s?$"));
    let first = piece.text.split([',', '(']).next().unwrap_or("").split(" - ").next().unwrap_or("").trim();
    let named = || super::entry::is_name(first) || RANK.is_match(first) || LONG_RANK.is_match(first);
    let next_part = || named() || label(piece, list).is_some() || ends(block, piece);
    COLUMN.is_match(piece.text.trim()) || (open && !next_part())
}

/// Whether a heading stands over names: a body's ("Eastmark Police"), or a group's with a name in the next line.
fn heads_names(block: &Block, piece: Piece<'_>, next: Option<Piece<'_>>, lexicon: &Lexicon) -> bool {
    let heading = matches!(block.kind, BlockKind::Heading(_));
    let short = piece.text.split_whitespace().count() <= 8 && !ENDS.is_match(piece.text.trim());
    // A heading or line with a number is an item of the meeting.
    let counted = |p: Piece<'_>| p.text.starts_with(|c: char| c.is_ascii_digit());
    let short = short && !counted(piece) && !next.is_some_and(counted);
    let named = || next.is_some_and(|n| !is_prose(n) && !super::entry::people(n, None, lexicon).is_empty());
    heading && short && named()
}

/// What ends a roll: a numbered item or heading, a table's head, another label.
fn ends(block: &Block, piece: Piece<'_>) -> bool {
    static ITEM: LazyLock<Regex> = LazyLock::new(|| re(r"^\d{1,3}[.)]\s"));
    matches!(block.kind, BlockKind::Numbered(_) | BlockKind::Heading(_))
        || (block.kind == BlockKind::Row && ITEM.is_match(piece.text))
        || ENDS.is_match(piece.text.trim())
        || super::minutes::is_table_head(&piece)
}

enum Entry<'a> {
    /// A body that stands over the names after it.
    Body(Piece<'a>),
    People(Vec<Attendee>),
}

fn entries<'a>(piece: Piece<'a>, over: Option<Piece<'a>>, lexicon: &Lexicon, decoded: &Decoded) -> Entry<'a> {
    let line = piece.trim();
    if line.text.len() > LONGEST {
        return Entry::People(Vec::new());
    }
    // "Lynette Farr (LF) : Director of Quality, A Trust"
    static INITIALS: LazyLock<Regex> = LazyLock::new(|| re(r"^[^,;:()]{4,40}\s\([A-Z][A-Za-z’'-]{1,5}\)\s*:\s"));
    if !INITIALS.is_match(line.text) && super::entry::flattened(line.text, lexicon) {
        return Entry::People(attendance::read(&line, lexicon));
    }
    let (line, from) = unglued(line);
    if let Some(from) = from {
        let who = ProposedAttendee {
            name: line.quoted(80),
            body: super::entry::body_of_post(from, lexicon).map(|b| b.quoted(70)),
        };
        return Entry::People(vec![Attendee { who, chair: from.text.starts_with("Chair") }]);
    }
    if let Some(name) = initialled(line) {
        let who = ProposedAttendee { name: name.quoted(85), body: None };
        return Entry::People(vec![Attendee {
            who,
            chair: line.text.contains(" Chair") && !line.text.contains("Vice"),
        }]);
    }
    if over.is_none()
        && !separated(line.text)
        && let Some((name, unit)) = with_unit(line)
    {
        let who = ProposedAttendee { name: name.quoted(85), body: unit.map(|unit| unit.quoted(75)) };
        return Entry::People(vec![Attendee { who, chair: line.text.to_lowercase().contains("(chair)") }]);
    }
    if let Some(each) = super::run_on::each(line) {
        let one = |one: Piece<'a>| super::entry::person(one, over, lexicon);
        return Entry::People(each.into_iter().filter_map(one).collect());
    }
    let (apart, starts) = (separated(line.text), starts_of_people(line.text));
    if !apart && starts.len() >= 2 {
        return Entry::People(by_rank(line, lexicon, decoded));
    }
    if let Some(each) = titled_each(line, &starts) {
        return Entry::People(each.into_iter().filter_map(|one| super::entry::person(one, over, lexicon)).collect());
    }
    // "A - X Council B - Y Council": dashes part names from bodies, and only ranks one person from the next.
    let dashes = line.text.matches(" - ").count() + line.text.matches(" – ").count();
    if dashes >= 2 && starts.len() >= 2 && !line.text.contains([',', '\t', ';']) {
        let end = |i: usize| starts.get(i + 1).copied().unwrap_or(line.text.len());
        let each = starts.iter().enumerate().map(|(i, from)| line.sub(*from, end(i)).trim());
        return Entry::People(each.flat_map(|one| super::entry::people(one, over, lexicon)).collect());
    }
    if (!apart || line.text.ends_with("):")) && is_body(line, lexicon) {
        return Entry::Body(without_colon(line));
    }
    let found = super::entry::people(line, over, lexicon);
    // "Police Federation, Region 9": nobody is named.
    if found.is_empty() && INSTITUTION.is_match(line.text.split(',').next().unwrap_or("")) {
        return Entry::Body(line);
    }
    Entry::People(found)
}
