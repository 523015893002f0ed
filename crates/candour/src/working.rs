//! The working of a due day as sentences: the page, the terminal and every notice render the same steps.
//!
//! *Invariant:* says what `domain::clock` reckoned, in its order, and reckons nothing.

use domain::clock::{Extends, Reckoned, Rule, Step};
use jiff::civil::Date;

use crate::strings::Strings;

/// A day as pages write it.
pub(crate) fn day_words(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

/// A stated day the same way; a month or a year as it was stated.
pub(crate) fn stated_words(edtf: &str) -> String {
    let day = edtf.parse::<domain::PartialDate>().ok().and_then(domain::PartialDate::exact);
    day.map_or_else(|| edtf.to_owned(), day_words)
}

/// The sentences of a working, the rule first.
pub(crate) fn sentences(s: &Strings, r: &Reckoned) -> Vec<String> {
    let rule = Rule::named(r.rule);
    let mut out = vec![s.ww("working-rule", rule.map_or("", |r| r.title), rule.map_or("", |r| r.citation))];
    let in_time = rule.is_some_and(|rule| rule.extends == Extends::AskedInTime);
    out.extend(r.steps.iter().map(|step| sentence(s, step, in_time)));
    if !r.verified {
        out.push(s.t("working-unverified").to_owned());
    }
    if let Some(version) = &r.calendar {
        out.push(s.w("working-calendar", version));
    }
    out
}

fn sentence(s: &Strings, step: &Step, in_time: bool) -> String {
    match step {
        Step::Counted { form, length, from, to, from_latest, to_latest } => {
            let how = s.w(&format!("working-{}", form.to_lowercase()), length);
            let exact = s.ww("working-counted", day_words(*from), day_words(*to));
            match from_latest.zip(*to_latest) {
                None => format!("{how} {exact}"),
                Some((from, to)) => {
                    format!("{how} {exact} {}", s.ww("working-counted-latest", day_words(from), day_words(to)))
                }
            }
        }
        Step::Skipped { day, name } => s.ww("working-skipped", day_words(*day), name),
        Step::Stated { day, differs: Some(true) } => s.w("working-stated-differs", stated_words(day)),
        Step::Stated { day, differs: Some(false) } => s.w("working-stated-same", stated_words(day)),
        Step::Stated { day, differs: None } => s.w("working-stated", stated_words(day)),
        Step::Extended { asked_on, granted_on, until } => {
            let key = if in_time { "working-extended-in-time" } else { "working-extended" };
            let asked = s.ww(key, day_words(*asked_on), day_words(*granted_on));
            format!("{asked} {}", s.w("working-until", day_words(*until)))
        }
        Step::Suspended { from } => s.w("working-suspended", day_words(*from)),
        Step::Resumed { from, to, days, warn_by, until } => {
            let stood = s.ww("working-resumed", day_words(*from), day_words(*to));
            let added = s.ww("working-added", days, day_words(*until));
            let warn = warn_by.map(|day| format!(" {}", s.w("working-warn", day_words(day)))).unwrap_or_default();
            format!("{stood} {added}{warn}")
        }
        Step::Weekend { day, send_by } => s.ww("working-weekend", day_words(*day), day_words(*send_by)),
    }
}
