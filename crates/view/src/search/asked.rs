//! What a person types into the search box, read: words, "phrases", pref*, AND, OR, NOT, brackets, and `to:` fields.
//!
//! *Invariant:* every text is read or refused in words; nothing in it is passed on as another engine's syntax.

use domain::{AssuredStatus, ClaimedStatus, Closure, Position, Timeliness};
use thiserror::Error;

use super::Facet;
use super::fields::Before;

/// The most words and fields in one search.
pub const MOST_WORDS: usize = 100;
/// The longest text of one search, in bytes.
pub const MOST_BYTES: usize = 4_000;
/// The deepest brackets.
const MOST_DEEP: usize = 20;
/// The fewest letters before a star.
const LEAST_PREFIX: usize = 2;

/// Why a search is not made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AskRefused {
    /// Too many words.
    #[error("a search takes {MOST_WORDS} words at most, and this has {0}; leave out the common ones")]
    TooManyWords(usize),
    /// Too long a text.
    #[error("a search takes {MOST_BYTES} bytes at most, and this has {0}")]
    TooLong(usize),
    /// Brackets too deep.
    #[error("brackets may stand {MOST_DEEP} deep at most")]
    TooDeep,
    /// A star after too little.
    #[error("'{0}*' would find too much: at least {LEAST_PREFIX} letters or figures stand before a star")]
    ShortPrefix(String),
    /// A value that the field does not have.
    #[error("{field}: has no value '{value}'; there are {there_are}")]
    NoSuchValue {
        /// The field.
        field: &'static str,
        /// What was asked.
        value: String,
        /// What there is.
        there_are: String,
    },
}

/// A search as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The word, as typed.
    Word(String),
    /// Words that start so.
    Prefix(String),
    /// These words, one after the other.
    Phrase(String),
    /// Nothing but this value of a field.
    Field(Field, String),
    /// All of them.
    All(Vec<Asked>),
    /// Any of them.
    Any(Vec<Asked>),
    /// Most of them: half, rounded up.
    Most(Vec<Asked>),
    /// Not this.
    Not(Box<Asked>),
}

impl Asked {
    /// Whether it names a record: a body, a theme, a standard, or a recommendation by its reference.
    pub(super) fn names(&self) -> bool {
        match self {
            Asked::Word(word) => word.contains('-'),
            Asked::Prefix(_) | Asked::Phrase(_) => false,
            Asked::Field(field, _) => matches!(field, Field::Of(facet) if !facet.is_axis()),
            Asked::All(all) | Asked::Any(all) | Asked::Most(all) => all.iter().any(Asked::names),
            Asked::Not(one) => one.names(),
        }
    }

    /// A search for most of the words, where all of them found nothing; `None` where there is but one, or more than words.
    pub(super) fn widened(&self) -> Option<Asked> {
        let Asked::All(all) = self else { return None };
        let plain = |a: &Asked| matches!(a, Asked::Word(_) | Asked::Prefix(_) | Asked::Phrase(_));
        let small = |a: &Asked| matches!(a, Asked::Word(w) if SMALL.contains(&w.to_lowercase().as_str()));
        let telling: Vec<Asked> = all.iter().filter(|a| !small(a)).cloned().collect();
        (all.iter().all(plain) && !telling.is_empty()).then_some(Asked::Most(telling))
    }
}

/// Words that a search for most of its words can do without.
const SMALL: &[&str] = &["a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"];

/// A field that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// One of the facets.
    Of(Facet),
    /// How late: `yes`, `no`, `possibly`, or a number of days.
    Late,
}

const FIELDS: &[(&str, Field)] = &[
    ("by", Field::Of(Facet::By)),
    ("to", Field::Of(Facet::To)),
    ("theme", Field::Of(Facet::Theme)),
    ("standard", Field::Of(Facet::Standard)),
    ("cites", Field::Of(Facet::Standard)),
    ("year", Field::Of(Facet::Year)),
    ("position", Field::Of(Facet::Position)),
    ("claimed", Field::Of(Facet::ClaimedStatus)),
    ("assured", Field::Of(Facet::AssuredStatus)),
    ("timeliness", Field::Of(Facet::Timeliness)),
    ("closure", Field::Of(Facet::Closure)),
    ("said", Field::Of(Facet::SaidBefore)),
    ("late", Field::Late),
];

/// What was put right in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mended {
    /// A quotation mark without its partner: all that follows was taken as a phrase.
    Quote,
    /// A bracket without its partner.
    Bracket,
}

/// Reads a search; `None` where it holds no word at all.
pub(super) fn read(text: &str) -> Result<(Option<Asked>, Vec<Mended>), AskRefused> {
    if text.len() > MOST_BYTES {
        let words = text.split_whitespace().count();
        return Err(if words > MOST_WORDS { AskRefused::TooManyWords(words) } else { AskRefused::TooLong(text.len()) });
    }
    let mut mended = Vec::new();
    let marks = marks(text, &mut mended)?;
    let leaves = marks.iter().filter(|m| matches!(m, Mark::Leaf(_))).count();
    if leaves > MOST_WORDS {
        return Err(AskRefused::TooManyWords(leaves));
    }
    let mut reader = Reader { marks: marks.into_iter().peekable(), mended };
    let mut all = Vec::new();
    loop {
        all.extend(reader.any(0)?);
        // What is left starts with a bracket that closes nothing.
        if reader.marks.next().is_none() {
            break;
        }
        reader.mend(Mended::Bracket);
    }
    Ok((joined(all, Asked::All), reader.mended))
}

#[derive(Clone, Debug, PartialEq)]
enum Mark {
    Open,
    Close,
    And,
    Or,
    Not,
    Leaf(Asked),
}

/// The text's words, phrases, brackets and operators in their order.
fn marks(text: &str, mended: &mut Vec<Mended>) -> Result<Vec<Mark>, AskRefused> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '(' => out.push(Mark::Open),
            ')' => out.push(Mark::Close),
            c if is_quote(c) => {
                let (phrase, left) = quoted(after, mended);
                out.extend(phrase_of(phrase).map(Mark::Leaf));
                rest = left;
                continue;
            }
            '-' if starts_word(after) && !out.is_empty() => out.push(Mark::Not),
            c if c.is_alphanumeric() => {
                let (mark, left) = word(rest, mended)?;
                out.extend(mark);
                rest = left;
                continue;
            }
            _ => {}
        }
        rest = after;
    }
    Ok(out)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn starts_word(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_alphanumeric() || is_quote(c) || c == '(')
}

/// The words up to the closing mark, and what follows it.
fn quoted<'a>(text: &'a str, mended: &mut Vec<Mended>) -> (&'a str, &'a str) {
    match text.char_indices().find(|(_, c)| is_quote(*c)) {
        Some((at, c)) => (text.get(..at).unwrap_or(""), text.get(at + c.len_utf8()..).unwrap_or("")),
        None => {
            if !mended.contains(&Mended::Quote) {
                mended.push(Mended::Quote);
            }
            (text, "")
        }
    }
}

fn phrase_of(words: &str) -> Option<Asked> {
    let many = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count();
    match many {
        0 => None,
        _ => Some(Asked::Phrase(words.trim().to_owned())),
    }
}

/// One word from the start of `text`: an operator, a field with its value, a prefix or a word; and what follows.
fn word<'a>(text: &'a str, mended: &mut Vec<Mended>) -> Result<(Option<Mark>, &'a str), AskRefused> {
    let end = text
        .char_indices()
        .find(|(_, c)| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(*c))
        .map_or(text.len(), |(at, _)| at);
    let (whole, rest) = (text.get(..end).unwrap_or(""), text.get(end..).unwrap_or(""));
    match whole {
        "AND" => return Ok((Some(Mark::And), rest)),
        "OR" => return Ok((Some(Mark::Or), rest)),
        "NOT" => return Ok((Some(Mark::Not), rest)),
        _ => {}
    }
    if let Some((name, value)) = whole.split_once(':')
        && let Some((_, field)) = FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        let opens = rest.chars().next().filter(|c| value.is_empty() && is_quote(*c));
        let (value, rest) = match opens {
            Some(c) => quoted(rest.get(c.len_utf8()..).unwrap_or(""), mended),
            None => (value, rest),
        };
        let value = value.trim().trim_end_matches([',', ';']);
        // A field without a value asks for nothing.
        let mark = (!value.is_empty()).then(|| checked(*field, value)).transpose()?;
        return Ok((mark.map(Mark::Leaf), rest));
    }
    if let Some(stem) = whole.strip_suffix('*') {
        let stem = stem.trim_matches(|c: char| !c.is_alphanumeric());
        if stem.chars().count() < LEAST_PREFIX {
            return Err(AskRefused::ShortPrefix(stem.to_owned()));
        }
        return Ok((Some(Mark::Leaf(Asked::Prefix(stem.to_owned()))), rest));
    }
    Ok((Some(Mark::Leaf(Asked::Word(whole.to_owned()))), rest))
}

/// A field's value, if it can have that value: bodies, themes and standards are looked up later.
fn checked(field: Field, value: &str) -> Result<Asked, AskRefused> {
    let value = match field {
        Field::Of(facet) => check_value(facet, value)?,
        Field::Late => {
            let said = value.to_lowercase();
            let days = said.trim_start_matches('>').parse::<u16>().is_ok();
            if !days && !["yes", "no", "possibly"].contains(&said.as_str()) {
                let there_are = "yes, no, possibly, and a number of days".to_owned();
                return Err(AskRefused::NoSuchValue { field: "late", value: said, there_are });
            }
            said
        }
    };
    Ok(Asked::Field(field, value))
}

/// A value of a facet as the register writes it; refused where it is one of a few and not of them.
pub(super) fn check_value(facet: Facet, value: &str) -> Result<String, AskRefused> {
    fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|v| name(*v)).collect()
    }
    let names = match facet {
        Facet::Position => names(Position::ALL, Position::as_str),
        Facet::ClaimedStatus => names(ClaimedStatus::ALL, ClaimedStatus::as_str),
        Facet::AssuredStatus => names(AssuredStatus::ALL, AssuredStatus::as_str),
        Facet::Timeliness => names(Timeliness::ALL, Timeliness::as_str),
        Facet::Closure => names(Closure::ALL, Closure::as_str),
        Facet::SaidBefore => Before::ALL.iter().map(|b| b.as_str()).collect(),
        Facet::Year => {
            let year = |y: &str| y.parse().ok().filter(|y| (1000..=9999).contains::<i32>(y)).is_some();
            let ok = value.split_once("..").map_or_else(|| year(value), |(a, b)| year(a) && year(b));
            let there_are = "years of four figures, and spans such as 2018..2021".to_owned();
            let refused = AskRefused::NoSuchValue { field: "year", value: value.to_owned(), there_are };
            return if ok { Ok(value.to_owned()) } else { Err(refused) };
        }
        Facet::By | Facet::To | Facet::Theme | Facet::Standard => return Ok(value.to_owned()),
    };
    let said = value.to_lowercase().replace([' ', '-'], "_");
    if names.contains(&said.as_str()) {
        return Ok(said);
    }
    Err(AskRefused::NoSuchValue { field: facet.as_str(), value: value.to_owned(), there_are: names.join(", ") })
}

struct Reader {
    marks: std::iter::Peekable<std::vec::IntoIter<Mark>>,
    mended: Vec<Mended>,
}

impl Reader {
    fn mend(&mut self, what: Mended) {
        if !self.mended.contains(&what) {
            self.mended.push(what);
        }
    }

    /// Alternatives, up to a closing bracket or the end.
    fn any(&mut self, deep: usize) -> Result<Option<Asked>, AskRefused> {
        if deep > MOST_DEEP {
            return Err(AskRefused::TooDeep);
        }
        let mut some = vec![];
        loop {
            some.extend(self.all(deep)?);
            match self.marks.peek() {
                Some(Mark::Or) => drop(self.marks.next()),
                _ => return Ok(joined(some, Asked::Any)),
            }
        }
    }

    /// What must all be there, up to an OR, a closing bracket or the end.
    fn all(&mut self, deep: usize) -> Result<Option<Asked>, AskRefused> {
        let mut all = vec![];
        let mut not = false;
        while let Some(mark) = self.marks.next_if(|m| !matches!(m, Mark::Or | Mark::Close)) {
            let one = match mark {
                Mark::Not => {
                    not = !not;
                    continue;
                }
                Mark::Leaf(leaf) => Some(leaf),
                Mark::Open => {
                    let inside = self.any(deep + 1)?;
                    if self.marks.next_if(|m| *m == Mark::Close).is_none() {
                        self.mend(Mended::Bracket);
                    }
                    inside
                }
                _ => continue,
            };
            let Some(one) = one else { continue };
            all.push(if std::mem::take(&mut not) { Asked::Not(Box::new(one)) } else { one });
        }
        Ok(joined(all, Asked::All))
    }
}

/// Several as one; one stands for itself.
fn joined(mut several: Vec<Asked>, as_one: fn(Vec<Asked>) -> Asked) -> Option<Asked> {
    if several.len() > 1 { Some(as_one(several)) } else { several.pop() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let said = read(text).map(|(asked, _)| asked.map(|a| shown(&a)).unwrap_or_default());
        assert_eq!(said, Ok(expected.to_owned()), "{text}");
    }

    fn shown(asked: &Asked) -> String {
        let many = |all: &[Asked]| all.iter().map(shown).collect::<Vec<_>>().join(" ");
        match asked {
            Asked::Word(w) => w.clone(),
            Asked::Prefix(p) => format!("{p}*"),
            Asked::Phrase(p) => format!("'{p}'"),
            Asked::Field(f, v) => format!("{f:?}={v}"),
            Asked::All(all) => format!("(& {})", many(all)),
            Asked::Any(all) => format!("(| {})", many(all)),
            Asked::Most(all) => format!("(~ {})", many(all)),
            Asked::Not(one) => format!("!{}", shown(one)),
        }
    }

    #[test]
    fn words_operators_and_brackets() {
        check("", "");
        check("  ?! ", "");
        check("custody", "custody");
        check("custody visits", "(& custody visits)");
        check("custody AND visits", "(& custody visits)");
        check("custody OR visits night", "(| custody (& visits night))");
        check("custody NOT visits", "(& custody !visits)");
        check("custody -visits", "(& custody !visits)");
        check("body-worn", "body-worn");
        check("-visits", "visits");
        check("(a OR b) (c OR \"d e\")", "(& (| a b) (| c 'd e'))");
        check("roused rous*", "(& roused rous*)");
        check("and or not", "(& and or not)");
    }

    #[test]
    fn what_finds_nothing_is_widened_to_most_of_its_words() {
        let widened = |text: &str| read(text).map(|(asked, _)| asked.and_then(|a| a.widened()).map(|a| shown(&a)));
        let most = Some("(~ checks detained people)".to_owned());
        assert_eq!(widened("checks of detained people"), Ok(most));
        assert_eq!(widened("custody"), Ok(None));
        assert_eq!(widened("custody NOT visits"), Ok(None));
        assert_eq!(widened("to:kent custody"), Ok(None));
    }

    #[test]
    fn fields_and_their_values() {
        check("to:kent-police late:yes", "(& Of(To)=kent-police Late=yes)");
        check("TO:\"Devon and Cornwall\" x", "(& Of(To)=Devon and Cornwall x)");
        check("position:partly-accepted", "Of(Position)=partly_accepted");
        check("position:\"Partly accepted\"", "Of(Position)=partly_accepted");
        check("http://x", "http://x");
        check("year:2018..2021", "Of(Year)=2018..2021");
        check("to: custody", "custody");
        assert!(matches!(read("position:perhaps"), Err(AskRefused::NoSuchValue { field: "position", .. })));
        assert!(matches!(read("late:very"), Err(AskRefused::NoSuchValue { field: "late", .. })));
        assert!(matches!(read("year:12"), Err(AskRefused::NoSuchValue { field: "year", .. })));
    }

    #[test]
    fn what_is_not_closed_is_mended_and_said() {
        for (text, expected, mended) in [
            ("a \"b c", "(& a 'b c')", Mended::Quote),
            ("(a OR b", "(| a b)", Mended::Bracket),
            ("a) b", "(& a b)", Mended::Bracket),
            ("to:\"Kent", "Of(To)=Kent", Mended::Quote),
        ] {
            check(text, expected);
            assert_eq!(read(text).map(|(_, mended)| mended), Ok(vec![mended]), "{text}");
        }
    }

    #[test]
    fn too_much_is_refused_in_words() {
        let many = vec!["a"; 10_000].join(" ");
        assert_eq!(read(&many), Err(AskRefused::TooManyWords(10_000)));
        assert_eq!(read(&vec!["a"; 101].join(" ")), Err(AskRefused::TooManyWords(101)));
        assert_eq!(read(&"(".repeat(100)), Err(AskRefused::TooDeep));
        assert_eq!(read(&"a".repeat(5000)), Err(AskRefused::TooLong(5000)));
        assert_eq!(read("a*"), Err(AskRefused::ShortPrefix("a".to_owned())));
        assert_eq!(read("*"), Ok((None, vec![])));
    }
}
