//! What the headings over a line of a list say of it: that recommendations stand under them, for whom, or that they are only told of.
//!
//! *Invariant:* a heading that speaks of earlier recommendations, or of none, hides what stands under it.

use std::sync::LazyLock;

use regex::Regex;

use super::recommendation_list::is_heading;
use super::sections;
use crate::decode::{Block, BlockKind, Decoded};
use crate::piece::{Piece, re};

static ASKS_HERE: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)\b(?:recommendations?|areas? for improvement|organisational learning|learning points|agreed actions?|areas? for development|(?:priority|key|main) concerns|action plan|required actions?)\b",
    )
});
static EARLIER: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^in (?:19|20)\d\d\b|\b(?:previous|earlier|past|(?:last|previous) (?:annual )?report|last (?:full )?inspection|progress (?:on|against)|follow[- ]?up of|status of|no recommendations?|further work|since our|what happens next|considered|phase \d recommendations|distribution)\b|\((?:19|20)\d\d\)",
    )
});
/// What a report holds twice: its recommendations where they arise, and all of them together at its beginning or end.
static TOGETHER: LazyLock<Regex> = LazyLock::new(|| {
    re(r"(?i)\bsummary of\b.*\b(?:recommendations|actions)\b|\bsummary of (?:progress|findings)\b|\bappendix\b")
});
static AMID: LazyLock<Regex> =
    LazyLock::new(|| re(r"(?i)^previous (?:\w+ )?recommendations?\b.*\b(?:relevant|related|potential)\b"));
/// "Appendix A - Action plan" holds them.
static PLAN: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^appendix\b.*\b(?:action plan|recommendations|response)"));
static PRACTICE: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)\bgood practice\b"));
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"^(?:(?:Main |Key |Further |Repeated |New )?[Rr]ecommendations?\s+(?:for|to|For|To)|For|To|TO|FOR|Addressed to|Made to):?\s+(?P<who>.{3,120}?)(?:,\s*together)?:?\s*$",
    )
});
/// "Area for improvement 2", its words below.
pub(super) static AREA: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:area for improvement|AFI)(?:\s+\d{1,2})?|(?:safety action/output|recommendation|output) text)\s*:?$",
    )
});
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    re(
        r"(?i)^(?:(?:jury|our|new|my|the|the jury’s|learning|safety|formal|list of|summary of) )?recommendations(?: made| and learning points?)?:?$",
    )
});
/// The number that a heading may bear: "14.2", "5".
static NUMBER: LazyLock<Regex> = LazyLock::new(|| re(r"^\d{1,2}(?:\.\d{1,3}){0,2}[.:)]?\s+"));

/// What the lines above say of the lines below.
#[derive(Default)]
pub(super) struct Under<'a> {
    pub(super) asks: bool,
    /// The level of the heading that says so.
    asks_at: u8,
    pub(super) hidden: bool,
    hidden_at: u8,
    /// Whether what hides are others' recommendations in the middle of a report, which its own follow.
    hidden_amid: bool,
    /// Whether it is the document's own title that hides: a table of answers under it is what it is about.
    pub(super) hidden_by_title: bool,
    /// Whether the heading that hides speaks of recommendations itself: earlier ones, or a summary of them.
    hidden_told: bool,
    pub(super) group: Option<Piece<'a>>,
    /// Whether the last heading asks, or says for whom.
    pub(super) near: bool,
    /// The level of the heading that names the body which what stands under it is about.
    over_at: u8,
    pub(super) asked_above: bool,
    /// The number of the line above that asks, where it bears one: the next number is not one of its points.
    pub(super) asked_by_number: Option<String>,
    /// Whether its points are counted from one.
    pub(super) points_counted: bool,
    pub(super) several: bool,
    pub(super) strong_seen: bool,
    /// Whether any was found that a number or label announces.
    pub(super) found: bool,
    pub(super) awaiting: Option<Piece<'a>>,
    /// The words by which a body has agreed to the points that follow ("the Council has agreed to:").
    pub(super) agreed: Option<Piece<'a>>,
    /// The word of the last heading that says so of all that stands under it: "Agreed action".
    pub(super) agreed_over: Option<Piece<'a>>,
    /// Whether a summary or appendix of recommendations is read as if they stood nowhere else.
    together: bool,
    /// Whether numbered paragraphs hold what is asked, and what stands between them is of the one above.
    pub(super) counted: bool,
    /// Whether what stands below are concerns, which say what is wrong and not what should be done.
    pub(super) concerns: bool,
    /// The words of a numbered heading that name whom the recommendation under it is made to.
    pub(super) named: Option<Piece<'a>>,
    /// Whom a label names for it: "Recipients: A Police, B Police".
    pub(super) recipients: Option<Piece<'a>>,
    /// The day that a label gives the recommendation whose words come next: "Date sent: 24 January 2025".
    pub(super) made: Option<Piece<'a>>,
    /// Whether the document answers another's, whose numbered paragraphs it prints.
    pub(super) responding: bool,
    /// Whether "Recommendation 3: ..." with its words on the same line was met: a numbered paragraph of an answer is then no recommendation.
    pub(super) labelled: bool,
    /// Whether one was passed over, because they are taken to stand elsewhere.
    pub(super) passed: bool,
}

impl<'a> Under<'a> {
    /// Before the first line; `together` where a summary or appendix is read as if its recommendations stood nowhere else.
    pub(super) fn new(together: bool) -> Under<'a> {
        Under { together, ..Under::default() }
    }

    /// Takes a heading: whether recommendations stand under it, whom they are for, or that they are told of only.
    pub(super) fn heading(&mut self, block: &'a Block, piece: Piece<'a>) -> bool {
        // "We recommend that A Council:" leads to points, however short it is.
        if super::leads::opens(piece) {
            return false;
        }
        let text = unnumbered(piece);
        // "To the Association of Railroads and the Railroad Workers’ Union:" may be longer than headings are.
        let to_several = || text.text.starts_with("To the ") && text.text.ends_with(':') && text.text.len() < 130;
        if !is_heading(block, text) && !to_several() {
            return false;
        }
        let level = if let BlockKind::Heading(level) = block.kind { level } else { 7 };
        let tidy = text.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let group = group_words(text, &tidy);
        let (asks, agreed) = (ASKS_HERE.is_match(&tidy), tidy.to_lowercase().starts_with("agreed action"));
        (self.near, self.agreed) = (asks || group.is_some(), None);
        self.agreed_over = agreed.then(|| text.sub(0, "agreed".len()));
        if self.hides(&tidy, asks) && group.is_none() {
            (self.hidden, self.hidden_at, self.asks) = (true, level, false);
            self.hidden_amid = AMID.is_match(&tidy);
            self.hidden_told = asks && !tidy.starts_with("No ");
            self.hidden_by_title = self.hidden_told && level == 1 && !self.found;
            return true;
        }
        if self.hidden
            && (level < self.hidden_at
                || level < 7
                || ((!self.hidden_told || self.hidden_amid) && OWN.is_match(&tidy))
                || PLAN.is_match(&tidy)
                || agreed
                || tidy.to_lowercase().starts_with("section ")
                || tidy.to_lowercase().starts_with("part "))
            && (level <= self.hidden_at)
        {
            self.hidden = false;
        }
        if asks && !self.hidden {
            // "Recommendations 17 to 19" has said so just now.
            self.several &= sections::numbered_heading(piece.text).is_some();
            (self.asks, self.strong_seen) = (true, false);
            // "Recommendations" under "Cleave Valley Constabulary" are that body's.
            let over = self.group.filter(|g| level < 7 && level > self.over_at && super::addressees::is_name(*g));
            (self.group, self.asks_at) = (group.or(over), level);
            self.concerns = tidy.to_lowercase().ends_with("concerns");
        } else if let Some(group) = group {
            self.group = Some(group);
        } else if level < 7 && super::addressees::is_name(text) {
            // A report on several bodies goes through them one after another.
            (self.group, self.over_at) = (Some(text), level);
            self.asks &= level > self.asks_at;
            self.asked_above = false;
        } else if !asks && level <= self.over_at {
            (self.group, self.over_at) = (None, 0);
            self.asks &= level > self.asks_at;
        } else if level < 7 && !asks && !(self.asks && level > self.asks_at) {
            (self.asks, self.asked_above) = (false, false);
            self.group = None;
        }
        asks || self.group.is_some() || level < 7
    }

    /// Takes a body's name that stands alone over the numbered recommendation of block `i`, in a report that goes through several.
    pub(super) fn named_over(&mut self, decoded: &'a Decoded, i: usize) {
        let line = |i: usize| decoded.blocks.get(i).map(|b| decoded.piece(b).trim());
        let own = line(i).unwrap_or_default();
        let name = i.checked_sub(1).and_then(line);
        // "Treasury", over "R7   Consider ...", after other bodies' names over theirs.
        let keyed = super::listed::R_NUMBER.is_match(own.text);
        let one = |n: &Piece<'_>| {
            let words = n.text.split_whitespace().count();
            words <= 10 && super::addressees::ends_as_name(n.text) && !n.text.ends_with('.')
        };
        if (keyed || sections::numbered_heading(own.text).is_some() || AREA.is_match(own.text))
            && let Some(name) = name
            && (super::addressees::is_name(name) || keyed && one(&name))
            && !name.text.ends_with(':')
        {
            self.group = Some(name);
        }
    }

    /// Takes what a label says of the recommendation whose words come next: whom it is for, or when it was made.
    pub(super) fn label(&mut self, label: &str, value: Piece<'a>) {
        self.recipients = Some(value)
            .filter(|_| {
                ["recip", "addressee"].iter().any(|w| label.starts_with(w)) || label.ends_with("to") || label == "for"
            })
            .or(self.recipients);
        self.made = Some(value).filter(|_| label.starts_with("date")).or(self.made);
    }

    /// Whether what stands under these words is told of only.
    fn hides(&mut self, tidy: &str, asks: bool) -> bool {
        // An annex after the recommendations holds others' or none.
        static ANNEX: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^annex\b"));
        static CAPTION: LazyLock<Regex> = LazyLock::new(|| re(r"^(?:Figure|Table|Chart) \d"));
        if CAPTION.is_match(tidy) {
            return false;
        }
        let practice = PRACTICE.is_match(tidy) && !asks;
        let annex = self.found && ANNEX.is_match(tidy);
        if PLAN.is_match(tidy) {
            return false;
        }
        if TOGETHER.is_match(tidy) && !(self.together && asks) {
            self.passed |= asks;
            return true;
        }
        annex || practice || EARLIER.is_match(tidy)
    }
}

/// A heading without its number.
fn unnumbered(piece: Piece<'_>) -> Piece<'_> {
    let text = piece.trim();
    let at = NUMBER.find(text.text).map_or(0, |m| m.end());
    text.sub(at, text.text.len())
}

/// The words of "For chief constables" or "Recommendation   To the governor" that name whom.
fn group_words<'a>(text: Piece<'a>, tidy: &str) -> Option<Piece<'a>> {
    // "To be done at once" says when, not for whom.
    if tidy.starts_with("To be ") || tidy.starts_with("For immediate") || !GROUP.is_match(tidy) {
        return None;
    }
    let found = GROUP.captures(text.text)?.name("who")?;
    let who = text.sub(found.start(), found.end()).trim();
    // "To the Ministry of Corrections" goes to the Ministry of Corrections; "the governor" is a post of a body that is not named.
    Some(who.strip_prefix("the ").filter(|name| name.text.starts_with(char::is_uppercase)).unwrap_or(who))
}
