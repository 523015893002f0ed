//! A table of answers below one recommendation: a row for each body that answers, with its position and what it told.
//!
//! *Invariant:* only under a head that names both who answers and the answer; a row whose answer is no position gives none.

use std::sync::LazyLock;

use regex::Regex;

use super::dated;
use super::sections::AnswerPart;
use super::tabled::cells;
use super::{answers, positions};
use crate::decode::{Block, BlockKind};
use crate::piece::{Piece, re};

/// Which column of such a table says what.
#[derive(Default)]
pub(super) struct AnswerRows {
    columns: Option<(usize, usize, Option<usize>, Option<usize>)>,
}

impl AnswerRows {
    /// Takes the head or a row of such a table, below the recommendation whose answers these are; `false` where it is of another table.
    pub(super) fn take<'a>(&mut self, row: Piece<'a>, parts: Option<&mut Vec<AnswerPart<'a>>>) -> bool {
        let all = cells(row);
        if let Some(columns) = head(&all) {
            self.columns = Some(columns).filter(|_| parts.is_some());
            return self.columns.is_some();
        }
        let (Some((who, said, told, day)), Some(parts)) = (self.columns, parts) else { return false };
        let (Some(who), Some(said)) = (all.get(who), all.get(said)) else { return false };
        let Some(position) = positions::position(said.text).filter(|_| !who.text.is_empty()) else { return false };
        let block =
            |p: &Piece<'_>| Block { kind: BlockKind::Paragraph, start: p.start, end: p.end(), apart: true, path: None };
        let told = told.and_then(|i| all.get(i)).filter(|p| !p.text.is_empty());
        parts.push(AnswerPart {
            position: Some((answers::position_words(*said), position)),
            blocks: told.map(block).into_iter().collect(),
            by: Some(*who),
            dated: day.and_then(|i| all.get(i)).and_then(|p| dated::came_on(*p)),
            ..AnswerPart::default()
        });
        true
    }

    /// A line that is no row ends the table.
    pub(super) fn end(&mut self) {
        self.columns = None;
    }
}

/// The columns of a head such as "Organisation | Answer | What they told us | Received".
fn head(all: &[Piece<'_>]) -> Option<(usize, usize, Option<usize>, Option<usize>)> {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:organi[sz]ation|body|recipient|addressee|force|agency|who|respondent|name of (?:organi[sz]ation|body))s?$",
        )
    });
    static SAID: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:answer|position|accepted\??|response|decision)$"));
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        re(
            r"(?i)^(?:what (?:they|it) (?:told us|said)|details?|comments?|reasons?|response text|their words|explanation|response)$",
        )
    });
    static DAY: LazyLock<Regex> = LazyLock::new(|| re(r"(?i)^(?:date )?(?:received|of (?:answer|response|reply))$"));
    let at = |pattern: &Regex, but: Option<usize>| {
        all.iter().enumerate().position(|(i, c)| Some(i) != but && pattern.is_match(c.text.trim()))
    };
    let (who, said) = (at(&WHO, None)?, at(&SAID, None)?);
    Some((who, said, at(&TOLD, Some(said)), at(&DAY, None)))
}
