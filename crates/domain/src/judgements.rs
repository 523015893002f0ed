//! A judgement: a person's verdict on a likeness, an identity or a theme. It survives every rebuild.
//!
//! *Invariant:* made by a person, never by a measure.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::Permit;
use crate::acts::{Act, ActKind};
use crate::record::{Change, Record, Visibility};
use crate::{ActId, JudgementId, PartialDate, RecommendationId, RecordId};

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The later repeats the earlier.
    Repeats,
    /// The later replaces the earlier.
    Replaces,
    /// The later takes the earlier in.
    Absorbs,
    /// Only the subject is the same.
    SameThemeOnly,
    /// They are different.
    Different,
    /// Two names of one body.
    SameBodyAs,
    /// The recommendation has the theme.
    HasTheme,
    /// The recommendation has not the theme, whatever its words suggest.
    HasNotTheme,
}

impl Verdict {
    /// The verdicts on two recommendations.
    pub const ON_RECOMMENDATIONS: [Verdict; 5] =
        [Verdict::Repeats, Verdict::Replaces, Verdict::Absorbs, Verdict::SameThemeOnly, Verdict::Different];

    /// The name in the API, in forms and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Repeats => "repeats",
            Verdict::Replaces => "replaces",
            Verdict::Absorbs => "absorbs",
            Verdict::SameThemeOnly => "same_theme_only",
            Verdict::Different => "different",
            Verdict::SameBodyAs => "same_body_as",
            Verdict::HasTheme => "has_theme",
            Verdict::HasNotTheme => "has_not_theme",
        }
    }

    /// Whether the later then says again what the earlier said.
    pub fn says_again(self) -> bool {
        matches!(self, Verdict::Repeats | Verdict::Replaces | Verdict::Absorbs)
    }

    /// The verdict on two recommendations of that name.
    pub fn parse(text: &str) -> Option<Verdict> {
        Verdict::ON_RECOMMENDATIONS.into_iter().find(|v| v.as_str() == text)
    }
}

/// A verdict on two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The later one, or the recommendation whose theme is judged.
    pub of: RecordId,
    /// The earlier one, or the theme.
    pub on: RecordId,
    /// What they are to each other.
    pub verdict: Verdict,
}

/// The command: say what two recommendations are to each other (`likeness.judge`).
#[derive(Clone, Debug)]
pub struct JudgeLikeness {
    /// The act's own identifier.
    pub act_id: ActId,
    /// The judgement's identifier: one for each pair, so that a later verdict is a new version of it.
    pub id: JudgementId,
    /// The number of the later one.
    pub of: u64,
    /// The number of the earlier one.
    pub on: u64,
    /// The verdict.
    pub verdict: Verdict,
}

impl Act for JudgeLikeness {
    const KIND: ActKind = ActKind::JudgeLikeness;
}

/// What the rule must know of a recommendation that is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its identifier.
    pub id: RecommendationId,
    /// When it was made, as exactly as that is known.
    pub made_on: Option<PartialDate>,
}

/// Why a judgement was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JudgementRefused {
    /// One of them is not in the register.
    #[error("there is no recommendation REC-{0}")]
    NoRecommendation(u64),
    /// Both are one.
    #[error("a recommendation cannot be judged against itself")]
    Itself,
    /// What repeats, replaces or absorbs comes later.
    #[error("REC-{of} was made before REC-{on}, so it cannot be what {verdict} it: name the later one first")]
    Earlier {
        /// The one named first.
        of: u64,
        /// The one named second.
        on: u64,
        /// The verdict.
        verdict: &'static str,
    },
}

/// The rule: two different recommendations of the register, and what repeats, replaces or absorbs is not the earlier one. Where a
/// date is not exact enough to say which was earlier, the person's word stands.
pub fn judge_likeness(
    _permit: Permit<JudgeLikeness>,
    of: Option<Judged>,
    on: Option<Judged>,
    cmd: &JudgeLikeness,
) -> Result<Vec<Change>, JudgementRefused> {
    let of = of.ok_or(JudgementRefused::NoRecommendation(cmd.of))?;
    let on = on.ok_or(JudgementRefused::NoRecommendation(cmd.on))?;
    if of.id == on.id {
        return Err(JudgementRefused::Itself);
    }
    let before = of.made_on.zip(on.made_on).is_some_and(|(of, on)| of.latest() < on.earliest());
    if before && cmd.verdict.says_again() {
        return Err(JudgementRefused::Earlier { of: cmd.of, on: cmd.on, verdict: cmd.verdict.as_str() });
    }
    let judgement = Judgement { of: of.id.into(), on: on.id.into(), verdict: cmd.verdict };
    Ok(vec![Change::new(cmd.id, Visibility::Public, Record::Judgement(judgement))])
}
