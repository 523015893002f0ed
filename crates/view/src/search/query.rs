//! A search as read becomes the index's query: words to terms, fields to the numbers of the records they name.
//!
//! *Invariant:* a name that no record bears finds nothing and is said; it is never passed over.

use std::ops::Bound;

use domain::{Timeliness, fold, number_in, unanswered_when};
use serde::Serialize;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::Facet;
use super::asked::{Asked, Field};
use super::fields::{Bits, Fields, PENDING, Sought, TIMED, analyzer, code, plain_analyzer};
use super::narrow::axis;
use crate::store::{View, ViewError};

/// How much more a word counts in what was asked than in what was answered, and in a title than below it.
const BOOST: f32 = 2.0;
/// The most words of the index that a prefix stands for.
const MOST_EXPANDED: usize = 400;
/// The most bodies that one name stands for.
const MOST_NAMED: usize = 200;
/// The most names that are said.
const MOST_SAID: usize = 10;

/// What a name in the search was taken as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Taken {
    /// The field.
    pub field: String,
    /// What was typed.
    pub value: String,
    /// The names it was taken as, the first ten; none where nothing is called so.
    pub names: Vec<String>,
    /// How many more.
    pub more: usize,
}

/// What queries are made from.
pub(super) struct Maker<'a> {
    pub view: &'a View<'a>,
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub sought: Sought,
    /// Today in days since 1970.
    pub today: i64,
    pub taken: Vec<Taken>,
}

type Made = Box<dyn Query>;

impl Maker<'_> {
    /// The query of a search.
    pub(super) fn query(&mut self, asked: &Asked) -> Result<Made, ViewError> {
        Ok(match asked {
            Asked::Word(word) => self.word(word)?,
            Asked::Phrase(words) => self.in_both(&tokens(words)),
            Asked::Prefix(stem) => self.prefix(stem)?,
            Asked::Field(Field::Of(facet), value) => self.field(*facet, value)?,
            Asked::Field(Field::Late, value) => self.late(value),
            Asked::Any(some) => {
                let some = some.iter().map(|a| Ok((Occur::Should, self.query(a)?)));
                Box::new(BooleanQuery::new(some.collect::<Result<_, ViewError>>()?))
            }
            Asked::All(all) => self.all(all)?,
            Asked::Most(some) => {
                let least = some.len().div_ceil(2);
                let some = some.iter().map(|a| Ok((Occur::Should, self.query(a)?)));
                Box::new(BooleanQuery::with_minimum_required_clauses(some.collect::<Result<_, ViewError>>()?, least))
            }
            Asked::Not(_) => self.all(std::slice::from_ref(asked))?,
        })
    }

    fn all(&mut self, all: &[Asked]) -> Result<Made, ViewError> {
        let mut clauses: Vec<(Occur, Made)> = Vec::with_capacity(all.len() + 1);
        for one in all {
            clauses.push(match one {
                Asked::Not(not) => (Occur::MustNot, self.query(not)?),
                one => (Occur::Must, self.query(one)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, self.everything()));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Every row of the kind that is sought.
    pub(super) fn everything(&self) -> Made {
        self.term(self.fields.kind, self.sought.code())
    }

    /// Rows of the kinds that are not recommendations, of one of them alone where one is sought.
    pub(super) fn of_kind(&self, query: Made) -> Made {
        match self.sought {
            Sought::Recommendations => query,
            _ => Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, self.everything())])),
        }
    }

    /// One number in a column; it does not change the score.
    fn term(&self, column: Column, value: u64) -> Made {
        let term = TermQuery::new(Term::from_field_u64(column, value), IndexRecordOption::Basic);
        Box::new(ConstScoreQuery::new(Box::new(term), 0.0))
    }

    fn any_of(&self, column: Column, values: &[u64]) -> Made {
        match values {
            [] => Box::new(EmptyQuery),
            [one] => self.term(column, *one),
            many => {
                let terms = many.iter().map(|v| (Occur::Should, self.term(column, *v)));
                Box::new(BooleanQuery::new(terms.collect()))
            }
        }
    }

    /// The two fields that words are looked for in, the first counting more.
    fn columns(&self) -> [Column; 2] {
        match self.sought {
            Sought::Recommendations => [self.fields.asked, self.fields.said],
            _ => [self.fields.title, self.fields.about],
        }
    }

    fn word(&self, word: &str) -> Result<Made, ViewError> {
        if let Some(number) = number_in("REC", word)
            && self.sought == Sought::Recommendations
            && let Some(n) = self.view.recommendation_n(number)?
        {
            return Ok(self.term(self.fields.of, n));
        }
        // "body-worn" is two words side by side.
        Ok(self.in_both(&tokens(word)))
    }

    /// These words side by side, in either of the two fields.
    fn in_both(&self, tokens: &[String]) -> Made {
        let [first, second] = self.columns();
        let of = |column: Column| -> Made {
            let terms: Vec<Term> = tokens.iter().map(|t| Term::from_field_text(column, t)).collect();
            match terms.as_slice() {
                [] => Box::new(EmptyQuery),
                [one] => Box::new(TermQuery::new(one.clone(), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new(terms)),
            }
        };
        Box::new(BooleanQuery::new(vec![
            (Occur::Should, Box::new(BoostQuery::new(of(first), BOOST))),
            (Occur::Should, of(second)),
        ]))
    }

    /// Words that start with `stem`: those of the index, which has their endings off, and the stem of `stem` itself.
    fn prefix(&self, stem: &str) -> Result<Made, ViewError> {
        let plain = cut(&mut plain_analyzer(), stem);
        let Some((last, before)) = plain.split_last() else { return Ok(Box::new(EmptyQuery)) };
        let mut terms: Vec<Term> = Vec::new();
        for column in self.columns() {
            let mut found: Vec<Vec<u8>> = Vec::new();
            for segment in self.searcher.segment_readers() {
                let words = segment.inverted_index(column)?;
                let mut stream = words.terms().range().ge(last.as_bytes()).into_stream().map_err(index_error)?;
                while stream.advance() && stream.key().starts_with(last.as_bytes()) && found.len() < MOST_EXPANDED {
                    found.push(stream.key().to_vec());
                }
            }
            found.sort_unstable();
            found.dedup();
            let found = found.iter().filter_map(|w| std::str::from_utf8(w).ok());
            terms.extend(found.map(|w| Term::from_field_text(column, w)));
            // "detentio" is more than the index keeps of "detention", which is "detent".
            let shorter = (4..last.len()).filter(|len| last.len() - len <= 4).filter_map(|len| last.get(..len));
            terms.extend(shorter.map(|w| Term::from_field_text(column, w)));
        }
        let started: Made = Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0));
        if before.is_empty() {
            return Ok(started);
        }
        let words = self.in_both(&tokens(&before.join(" ")));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, words), (Occur::Must, started)])))
    }

    /// Rows with a value of a facet.
    pub(super) fn field(&mut self, facet: Facet, value: &str) -> Result<Made, ViewError> {
        let column = match facet {
            Facet::By => self.fields.by,
            Facet::To => self.fields.to,
            Facet::Theme => self.fields.theme,
            Facet::Standard => self.fields.standard,
            Facet::Year => return Ok(self.year(value)),
            Facet::Timeliness => return Ok(Timeliness::parse(value).map_or(Box::new(EmptyQuery), |t| self.timed(t))),
            Facet::Position | Facet::ClaimedStatus | Facet::AssuredStatus | Facet::Closure | Facet::SaidBefore => {
                return Ok(axis(facet, value).map_or(Box::new(EmptyQuery), |(bits, code)| self.axis(bits, code)));
            }
        };
        let named = self.view.named(facet, value)?;
        let (ns, mut names): (Vec<u64>, Vec<String>) = named.into_iter().unzip();
        if names.len() != 1 {
            let more = names.len().saturating_sub(MOST_SAID);
            names.truncate(MOST_SAID);
            self.taken.push(Taken { field: facet.as_str().to_owned(), value: value.to_owned(), names, more });
        }
        Ok(self.any_of(column, &ns))
    }

    fn axis(&self, bits: Bits, code: u64) -> Made {
        self.term(self.fields.mark, bits.mark(code))
    }

    fn year(&self, value: &str) -> Made {
        let (from, to) = value.split_once("..").unwrap_or((value, value));
        let year = |y: &str| y.parse::<u64>().ok().filter(|y| (1000..=9999).contains(y));
        match year(from).zip(year(to)) {
            Some((from, to)) => self.any_of(self.fields.year, &(from..=to).take(200).collect::<Vec<_>>()),
            None => Box::new(EmptyQuery),
        }
    }

    /// Rows with a timeliness: what an answer decided stands in the index, the rest follows from due days and today.
    fn timed(&self, value: Timeliness) -> Made {
        let Some((first, last)) = unanswered_when(value) else {
            return self.axis(TIMED, code(Timeliness::ALL, &value));
        };
        let mut clauses = vec![(Occur::Must, self.axis(TIMED, PENDING))];
        for (column, (least, most)) in [(self.fields.due_from, first), (self.fields.due, last)] {
            if least.is_none() && most.is_none() {
                continue;
            }
            // So many days ago at least is so early a day at most.
            let bound = |days: Option<i64>| {
                let term = days.map(|d| Term::from_field_i64(column, self.today - d));
                term.map_or(Bound::Unbounded, Bound::Included)
            };
            let range = RangeQuery::new(bound(most), bound(least));
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(range), 0.0))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// `late:yes` is overdue or answered late; `late:30` is so by thirty days or more.
    fn late(&self, value: &str) -> Made {
        let either = |some: Vec<Made>| -> Made {
            Box::new(BooleanQuery::new(some.into_iter().map(|q| (Occur::Should, q)).collect()))
        };
        match value {
            "yes" => either(vec![self.timed(Timeliness::Overdue), self.timed(Timeliness::MetLate)]),
            "possibly" => self.timed(Timeliness::PossiblyOverdue),
            "no" => either([Timeliness::NotDue, Timeliness::DueSoon, Timeliness::Met].map(|t| self.timed(t)).into()),
            days => {
                let days: i64 = days.trim_start_matches('>').parse().unwrap_or(0);
                let due = Term::from_field_i64(self.fields.due, self.today - days);
                let late = Term::from_field_i64(self.fields.late, days);
                let waiting = RangeQuery::new(Bound::Unbounded, Bound::Included(due));
                let answered = RangeQuery::new(Bound::Included(late), Bound::Unbounded);
                either(vec![
                    Box::new(ConstScoreQuery::new(Box::new(waiting), 0.0)),
                    Box::new(ConstScoreQuery::new(Box::new(answered), 0.0)),
                ])
            }
        }
    }

    /// All of these queries.
    pub(super) fn both(&self, mut all: Vec<Made>) -> Made {
        match all.len() {
            0 => self.everything(),
            1 => all.swap_remove(0),
            _ => Box::new(BooleanQuery::new(all.into_iter().map(|q| (Occur::Must, q)).collect())),
        }
    }

    /// Any of these queries.
    pub(super) fn either(&self, mut some: Vec<Made>) -> Made {
        match some.len() {
            0 => Box::new(AllQuery),
            1 => some.swap_remove(0),
            _ => Box::new(BooleanQuery::new(some.into_iter().map(|q| (Occur::Should, q)).collect())),
        }
    }

    /// How many rows have a word, as typed.
    pub(super) fn rows_with(&self, word: &str) -> Result<u64, ViewError> {
        let query = self.in_both(&tokens(word));
        Ok(u64::try_from(self.searcher.search(&query, &tantivy::collector::Count)?).unwrap_or(0))
    }
}

impl Maker<'_> {
    /// The word nearest to one that stands nowhere: fewest letters different, then most frequent; as it is written in a
    /// recommendation that has it. Words that start with another letter are not looked at.
    pub(super) fn nearest(&self, word: &str) -> Result<Option<String>, ViewError> {
        let stem = match tokens(word).as_slice() {
            [one] if one.chars().count() >= 4 => one.clone(),
            _ => return Ok(None),
        };
        let most = if stem.chars().count() < 7 { 1 } else { 2 };
        let first = stem.chars().next().map(String::from).unwrap_or_default();
        let mut best: Option<(usize, std::cmp::Reverse<u32>, String, Column)> = None;
        for column in self.columns() {
            for segment in self.searcher.segment_readers() {
                let words = segment.inverted_index(column)?;
                let mut stream = words.terms().range().ge(first.as_bytes()).into_stream().map_err(index_error)?;
                while stream.advance() && stream.key().starts_with(first.as_bytes()) {
                    let Ok(known) = std::str::from_utf8(stream.key()) else { continue };
                    let Some(far) = distance(&stem, known, most) else { continue };
                    let rank = (far, std::cmp::Reverse(stream.value().doc_freq));
                    if best.as_ref().is_none_or(|(f, n, ..)| rank < (*f, *n)) {
                        best = Some((rank.0, rank.1, known.to_owned(), column));
                    }
                }
            }
        }
        let Some((.., known, column)) = best else { return Ok(None) };
        self.written(&known, column)
    }

    /// A stem as it is written in one of the rows that have it.
    fn written(&self, stem: &str, column: Column) -> Result<Option<String>, ViewError> {
        let query = TermQuery::new(Term::from_field_text(column, stem), IndexRecordOption::Basic);
        let rows = tantivy::collector::TopDocs::with_limit(1).order_by_score();
        let Some((_, at)) = self.searcher.search(&query, &rows)?.into_iter().next() else { return Ok(None) };
        let segment = self.searcher.segment_reader(at.segment_ord);
        let n = segment.fast_fields().u64("n")?.first(at.doc_id).and_then(|n| i64::try_from(n).ok()).unwrap_or(-1);
        let mut cutter = analyzer();
        for text in self.view.words_of_row(self.sought, n)? {
            let mut stream = cutter.token_stream(&text);
            while stream.advance() {
                let token = stream.token();
                if token.text == stem {
                    return Ok(text.get(token.offset_from..token.offset_to).map(str::to_lowercase));
                }
            }
        }
        Ok(None)
    }
}

/// How many letters two words differ by (put in, left out, changed), if no more than `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut last = i + 1;
        let mut next = vec![last];
        for (y, above) in b.iter().zip(row.windows(2)) {
            let [diagonal, up] = above else { continue };
            last = (diagonal + usize::from(x != y)).min(up + 1).min(last + 1);
            next.push(last);
        }
        if next.iter().all(|n| *n > most) {
            return None;
        }
        row = next;
    }
    row.last().copied().filter(|n| *n <= most)
}

fn index_error(error: std::io::Error) -> ViewError {
    ViewError::Index(error.to_string())
}

/// The words of a text as the index keeps them.
pub(super) fn tokens(text: &str) -> Vec<String> {
    cut(&mut analyzer(), text)
}

pub(super) fn cut(analyzer: &mut tantivy::tokenizer::TextAnalyzer, text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut stream = analyzer.token_stream(text);
    stream.process(&mut |token| out.push(token.text.clone()));
    out
}

impl View<'_> {
    fn recommendation_n(&self, number: u64) -> Result<Option<u64>, ViewError> {
        self.one("SELECT n FROM recommendation WHERE number = ?1", [number], |r| r.get(0))
    }

    /// The records that a name or address means, with their names: by address, else by any name, else, for bodies, by words
    /// of a name.
    pub(super) fn named(&self, facet: Facet, value: &str) -> Result<Vec<(u64, String)>, ViewError> {
        let (by_slug, by_name) = match facet {
            Facet::Theme => ("SELECT n, name FROM theme WHERE slug = ?1", None),
            Facet::Standard => (
                "SELECT n, title FROM standard WHERE slug = ?1",
                Some(
                    "SELECT DISTINCT s.n, s.title FROM standard_name m JOIN standard s ON s.n = m.n WHERE m.folded = ?1",
                ),
            ),
            _ => (
                "SELECT n, name FROM body WHERE slug = ?1",
                Some("SELECT DISTINCT b.n, b.name FROM body_name m JOIN body b ON b.n = m.n WHERE m.folded = ?1"),
            ),
        };
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?));
        let found = self.rows(by_slug, [value], read)?;
        if !found.is_empty() {
            return Ok(found);
        }
        let folded = fold(value);
        if let Some(sql) = by_name {
            let found = self.rows(sql, [&folded], read)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        // Bodies, themes and standards are few: a few hundred names are looked through.
        let all = match facet {
            Facet::Theme => "SELECT n, name FROM theme ORDER BY n",
            Facet::Standard => "SELECT n, title FROM standard ORDER BY n",
            _ => "SELECT n, name FROM body ORDER BY n",
        };
        let all: Vec<(u64, String)> = self.rows(all, [], read)?;
        let has = |name: &str| {
            let name = fold(name);
            words.iter().all(|w| name.split(' ').any(|n| n == *w))
        };
        Ok(all.into_iter().filter(|(_, name)| has(name)).take(MOST_NAMED).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_are_counted_up_to_a_limit() {
        for (a, b, expected) in [
            ("custodi", "custodi", Some(0)),
            ("custodyx", "custodi", Some(2)),
            ("retsraint", "restraint", Some(2)),
            ("visit", "vist", Some(1)),
            ("custodi", "visit", None),
            ("", "ab", Some(2)),
        ] {
            assert_eq!(distance(a, b, 2), expected, "{a} {b}");
        }
    }
}
