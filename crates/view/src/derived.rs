//! The axes of a duty, derived from the records that stand around it.
//!
//! *Invariant:* what the axes mean is `domain::axes`'; here is only what they are asked with.

use domain::{
    AssuredStatus, ClaimedStatus, Closure, Finding, PartialDate, Position, Power, Timeliness, action_claim,
    claimed_status, effective_position, timeliness,
};
use jiff::civil::Date;

use crate::columns::named;
use crate::obligations::due_window;
use crate::store::{View, ViewError};

/// One row as derived from the records.
pub(crate) struct Derived {
    pub(crate) n: i64,
    pub(crate) addressee: Option<i64>,
    pub(crate) position: Position,
    pub(crate) claimed: Option<ClaimedStatus>,
    pub(crate) due: Option<(i64, i64)>,
    pub(crate) answered: Option<String>,
    pub(crate) timed: String,
    pub(crate) power: Option<String>,
    pub(crate) due_stated: Option<String>,
    pub(crate) assured: AssuredStatus,
    pub(crate) closure: Closure,
}

impl View<'_> {
    /// The axes of each obligation of a recommendation; without any, one row for the recommendation itself.
    pub(crate) fn listed(&self, recommendation: i64) -> Result<Vec<Derived>, ViewError> {
        let obligations = self.rows(
            "SELECT n, addressee_n, power, due_earliest, due_latest, due_stated, suspended, received_on FROM obligation WHERE recommendation_n = ?1 ORDER BY n",
            [recommendation],
            |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, Option<String>>(2)?, r.get::<_, Option<i64>>(3)?, r.get::<_, Option<i64>>(4)?, r.get::<_, Option<String>>(5)?, r.get::<_, bool>(6)?, r.get::<_, Option<String>>(7)?)),
        )?;
        if obligations.is_empty() {
            let timed = Timeliness::Unknown.as_str().to_owned();
            return Ok(vec![Derived {
                n: recommendation,
                addressee: None,
                position: Position::NoneGiven,
                claimed: None,
                due: None,
                answered: None,
                timed,
                power: None,
                due_stated: None,
                assured: AssuredStatus::Unchecked,
                closure: Closure::Open,
            }]);
        }
        let actions = self.claims(recommendation)?;
        let mut out = Vec::with_capacity(obligations.len());
        for (n, addressee, power, earliest, latest, due_stated, suspended, received) in obligations {
            let answers = self.answers_with_days(n)?;
            let update = self.last_update(n)?;
            let claims: Vec<ClaimedStatus> =
                actions.iter().filter(|(body, _)| body.is_none_or(|b| b == addressee)).map(|(_, c)| *c).collect();
            let claimed = claimed_status(&claims, update.and_then(|u| ClaimedStatus::parse(&u)));
            let first = first_came(&answers, received);
            let answered = first.map(|on| on.map(|d| d.to_string()).unwrap_or_default());
            let parsed = power.as_deref().map(|p| named(p, Power::parse)).transpose()?;
            let due = earliest.zip(latest);
            let timed = match (&answered, due_window(earliest, latest)) {
                (None, _) if suspended => Timeliness::Suspended.as_str().to_owned(),
                (None, Some(_)) => "pending".to_owned(),
                (_, window) => timeliness(parsed, window, first, Date::MIN).as_str().to_owned(),
            };
            out.push(Derived {
                n,
                addressee: Some(addressee),
                position: effective_position(&answers),
                claimed,
                due,
                answered,
                timed,
                power,
                due_stated,
                assured: self.assured(n, recommendation, addressee)?,
                closure: self.closure_of(n)?,
            });
        }
        Ok(out)
    }

    /// The answers to a duty: when each came, its place, and its position.
    fn answers_with_days(&self, obligation: i64) -> Result<Vec<(Option<PartialDate>, u64, Position)>, ViewError> {
        self.rows(
            "SELECT coalesce(p.received_on, p.given_on), p.n, a.position FROM answer a JOIN response p ON p.n = a.response_n WHERE a.obligation_n = ?1",
            [obligation],
            |r| {
                let on: Option<PartialDate> = r.get::<_, Option<String>>(0)?.and_then(|d| d.parse().ok());
                Ok((on, r.get::<_, u64>(1)?, named(&r.get::<_, String>(2)?, Position::parse)?))
            },
        )
    }

    /// The latest claim in an update on an obligation itself.
    fn last_update(&self, obligation: i64) -> Result<Option<String>, ViewError> {
        self.one(
            "SELECT claimed FROM progress WHERE obligation_n = ?1 AND claimed IS NOT NULL ORDER BY n DESC LIMIT 1",
            [obligation],
            |r| r.get(0),
        )
    }

    /// The owner and claim of each action that serves a recommendation.
    fn claims(&self, recommendation: i64) -> Result<Vec<(Option<i64>, ClaimedStatus)>, ViewError> {
        self.rows(
            "SELECT a.body_n, a.tense, a.claimed, a.latest_claim
             FROM serves s JOIN action a ON a.n = s.action_n WHERE s.recommendation_n = ?1",
            [recommendation],
            |r| {
                let claim = |i| -> rusqlite::Result<Option<ClaimedStatus>> {
                    r.get::<_, Option<String>>(i)?.map(|c| named(&c, ClaimedStatus::parse)).transpose()
                };
                let tense = r
                    .get::<_, Option<String>>(1)?
                    .map(|t| if t == "taken" { domain::Tense::Taken } else { domain::Tense::Proposed });
                Ok((r.get(0)?, action_claim(claim(3)?, claim(2)?, tense)))
            },
        )
    }

    /// What stands as found on a duty since it was last opened again. What another body than the one that recommended verified is
    /// verified, and not by the oversight body.
    fn assured(&self, obligation: i64, recommendation: i64, addressee: i64) -> Result<AssuredStatus, ViewError> {
        if !self.one("SELECT EXISTS (SELECT 1 FROM assurance)", [], |r| r.get::<_, bool>(0))?.unwrap_or(false) {
            return Ok(AssuredStatus::Unchecked);
        }
        let opened = "SELECT coalesce(max(n), 0) FROM closure WHERE obligation_n = ?1 AND outcome = 'open'";
        let since = self.one(opened, [obligation], |r| r.get::<_, i64>(0))?.unwrap_or(0);
        let by = self.one(
            "SELECT b.id FROM recommendation c JOIN record b ON b.n = c.recommending_n WHERE c.n = ?1",
            [recommendation],
            |r| r.get::<_, [u8; 16]>(0),
        )?;
        let found = |n: i64| -> Result<Option<Finding>, ViewError> {
            let last = self.one(
                "SELECT a.result, a.assurer, a.n FROM record r JOIN assurance a ON a.of_id = r.id
                 WHERE r.n = ?1 AND a.n > ?2 ORDER BY a.n DESC LIMIT 1",
                [n, since],
                |r| {
                    let result = named(&r.get::<_, String>(0)?, AssuredStatus::parse)?;
                    Ok((result, r.get::<_, [u8; 16]>(1)?, r.get::<_, u64>(2)?))
                },
            )?;
            Ok(last.map(|(result, assurer, at)| match result {
                AssuredStatus::VerifiedByOversightBody if by != Some(assurer) => (AssuredStatus::Verified, at),
                result => (result, at),
            }))
        };
        let actions = self.rows(
            "SELECT a.n FROM serves s JOIN action a ON a.n = s.action_n
             WHERE s.recommendation_n = ?1 AND (a.body_n IS NULL OR a.body_n = ?2)",
            [recommendation, addressee],
            |r| r.get::<_, i64>(0),
        )?;
        let actions = actions.into_iter().map(found).collect::<Result<Vec<_>, _>>()?;
        Ok(domain::assured_status(found(obligation)?, &actions))
    }

    /// How a matter ended, by the last decision.
    pub(crate) fn closure_of(&self, obligation: i64) -> Result<Closure, ViewError> {
        let last = self.one(
            "SELECT outcome FROM closure WHERE obligation_n = ?1 ORDER BY n DESC LIMIT 1",
            [obligation],
            |r| named(&r.get::<_, String>(0)?, Closure::parse),
        )?;
        Ok(last.unwrap_or(Closure::Open))
    }
}

/// When the first answer came: outer `None` for none, inner `None` for one whose day is not known. The first decides whether the duty was met;
/// later ones may change the position. One that was handed over and is not published has come all the same.
fn first_came(
    answers: &[(Option<PartialDate>, u64, Position)],
    received: Option<String>,
) -> Option<Option<PartialDate>> {
    let first = answers.iter().map(|(on, ..)| *on).reduce(|a, b| a.zip(b).map(|(a, b)| a.min(b)).or(a).or(b));
    match (first, received.and_then(|day| day.parse::<PartialDate>().ok())) {
        (None, Some(on)) => Some(Some(on)),
        (Some(Some(first)), Some(on)) => Some(Some(first.min(on))),
        (first, _) => first,
    }
}
