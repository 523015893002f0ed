//! Clocks: every worked example by hand (DOMAIN.md 2.3), the forms held against their words day by day, and what moves a due day.

use domain::clock::{Calendar, ClockEvent, Count, RULES, Reckoned, Rule, Step, Working, reckon};
use domain::{DueWindow, PartialDate};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::Value;

use crate::kit::Register;

fn rule(id: &str) -> &'static Rule {
    Rule::named(id).unwrap_or_else(|| panic!("no rule {id}"))
}

fn reckoned(id: &str, start: &str, events: &[ClockEvent]) -> Reckoned {
    reckon(rule(id), start.parse().unwrap(), None, events, Calendar::current()).unwrap()
}

/// The due days as `earliest..latest`, or one day.
fn due(r: &Reckoned) -> String {
    match r.due {
        None => "none".to_owned(),
        Some(DueWindow { earliest, latest }) if earliest == latest => latest.to_string(),
        Some(DueWindow { earliest, latest }) => format!("{earliest}..{latest}"),
    }
}

#[test]
fn the_worked_examples_come_out_as_by_hand() {
    for (name, id, start, expected) in [
        ("W1", "pra2002-sch3-28b", "2020-12-01", "2021-01-25"),
        ("W2", "pra2002-sch3-28b", "2020-12", "2021-01-25..2021-02-24"),
        ("W4", "pra2002-sch3-28b", "2024-01-04", "2024-02-28"),
        ("W5 before the review", "pra2002-sch3-28b", "2021-03-01", "2021-04-25"),
        ("W6", "pra2002-sch3-28b-5", "2021-01-20", "2021-02-09"),
        ("W7", "police1996-s55", "2024-03-21", "2024-05-15"),
        ("W8", "coroners2013-reg29", "2024-01-03", "2024-02-28"),
        ("W9", "foia2000-s10", "2021-03-11", "2021-04-13"),
        ("W10", "foia2000-s10", "2021-06-26", "2021-07-26"),
        ("W10, published", "foia2000-s10", "2014-12-01", "2014-12-31"),
        ("W10, published", "foia2000-s10", "2014-12-02", "2015-01-05"),
        ("W11", "supercomplaints2018-reg5", "2021-04-02", "2021-04-12"),
        ("W12", "conduct2020-reg63", "2021-03-31", "2021-04-09"),
        ("W13", "complaints2020-reg29", "2021-04-01", "2021-04-29"),
        ("W14", "uk-government-inquiry", "2025-08-31", "2026-02-28"),
        ("W14", "uk-government-inquiry", "2024-05-20", "2024-11-20"),
        ("W15", "psed2017-reg4", "2024-03-30", "2025-03-29"),
        // Three months beginning with 30 November: there is no 30 February, so they end with the month.
        ("K7 where the month ends before", "lga1974-s31", "2025-11-30", "2026-02-28"),
        ("K7 on a leap day", "psed2017-reg4", "2024-02-29", "2025-02-28"),
    ] {
        assert_eq!(due(&reckoned(id, start, &[])), expected, "{name}: {id} from {start}");
    }
    // W9 with the calendar of England and Wales alone, which is the wrong one.
    let wrong = Count::NthWorkingDayAfter(20, Working::EnglandAndWales);
    assert_eq!(wrong.from(date(2021, 3, 11), Calendar::current()).unwrap().unwrap().last, date(2021, 4, 12));
}

#[test]
fn the_working_says_each_step() {
    let w9 = reckoned("foia2000-s10", "2021-03-11", &[]);
    let skipped: Vec<String> = w9
        .steps
        .iter()
        .filter_map(|s| if let Step::Skipped { day, name } = s { Some(format!("{day} {name}")) } else { None })
        .collect();
    assert_eq!(skipped, ["2021-03-17 St Patrick's Day", "2021-04-02 Good Friday", "2021-04-05 Easter Monday"]);
    assert_eq!(w9.calendar.as_deref(), Some("uk-2026-02-04"));
    let w2 = reckoned("pra2002-sch3-28b", "2020-12", &[]);
    assert_eq!(
        w2.steps,
        [Step::Counted {
            form: "K1",
            length: 56,
            from: date(2020, 12, 1),
            to: date(2021, 1, 25),
            from_latest: Some(date(2020, 12, 31)),
            to_latest: Some(date(2021, 2, 24)),
        }]
    );
    // A due day on a Sunday stays on the Sunday, and says when to send.
    let w5 = reckoned("pra2002-sch3-28b", "2021-03-01", &[]);
    assert_eq!(w5.steps.last(), Some(&Step::Weekend { day: date(2021, 4, 25), send_by: date(2021, 4, 23) }));
    assert_eq!(w5.calendar, None, "no working day was counted");
    // Nor is anybody there on a bank holiday: the day before Good Friday for Easter Saturday, Christmas Eve for Boxing Day.
    for (id, start, day, send_by) in [
        ("pra2002-sch3-28b", "2025-02-23", date(2025, 4, 19), date(2025, 4, 17)),
        ("coroners2013-reg29", "2025-10-31", date(2025, 12, 26), date(2025, 12, 24)),
    ] {
        assert_eq!(reckoned(id, start, &[]).steps.last(), Some(&Step::Weekend { day, send_by }), "{id} from {start}");
    }
}

#[test]
fn an_extension_counts_only_if_it_was_asked_for_in_time() {
    // W3.
    let granted =
        ClockEvent::Extended { asked_on: date(2021, 1, 25), granted_on: date(2021, 1, 28), until: date(2021, 2, 22) };
    assert_eq!(due(&reckoned("pra2002-sch3-28b", "2020-12-01", std::slice::from_ref(&granted))), "2021-02-22");
    let refused = |id: &str, event: ClockEvent| {
        reckon(rule(id), "2020-12-01".parse().unwrap(), None, &[event], Calendar::current()).unwrap_err().to_string()
    };
    let late =
        ClockEvent::Extended { asked_on: date(2021, 1, 26), granted_on: date(2021, 1, 28), until: date(2021, 2, 22) };
    assert_eq!(
        refused("pra2002-sch3-28b", late.clone()),
        "the extension was asked for on 2021-01-26, and the time ended on 2021-01-25: it cannot be granted"
    );
    // A coroner may extend even after the time.
    assert_eq!(due(&reckoned("coroners2013-reg29", "2020-12-01", std::slice::from_ref(&late))), "2021-02-22");
    assert!(refused("police1996-s55", late).contains("gives nobody leave"));
    let shorter =
        ClockEvent::Extended { asked_on: date(2021, 1, 5), granted_on: date(2021, 1, 6), until: date(2021, 1, 25) };
    assert!(refused("pra2002-sch3-28b", shorter).contains("to a later day than 2021-01-25"));
    // A second one runs from the first.
    let again =
        ClockEvent::Extended { asked_on: date(2021, 2, 22), granted_on: date(2021, 2, 22), until: date(2021, 3, 1) };
    assert_eq!(due(&reckoned("pra2002-sch3-28b", "2020-12-01", &[granted, again])), "2021-03-01");
}

#[test]
fn a_judicial_review_stops_the_clock_and_its_days_are_added() {
    let pending = ClockEvent::Suspended { from: date(2021, 4, 1), to: None };
    let r = reckoned("pra2002-sch3-28b", "2021-03-01", &[pending]);
    assert_eq!((due(&r), r.suspended), ("none".to_owned(), true));
    // W5: 42 days with both ends, 41 without one of them.
    let ended = ClockEvent::Suspended { from: date(2021, 4, 1), to: Some(date(2021, 5, 12)) };
    let r = reckoned("pra2002-sch3-28b", "2021-03-01", &[ended]);
    assert_eq!((due(&r), r.warn_by), ("2021-06-06".to_owned(), Some(date(2021, 6, 5))));
    let outside = ClockEvent::Suspended { from: date(2021, 4, 26), to: None };
    let why = reckon(rule("pra2002-sch3-28b"), "2021-03-01".parse().unwrap(), None, &[outside], Calendar::current());
    assert!(why.unwrap_err().to_string().contains("it does not stop the clock"));
}

#[test]
fn a_stated_day_stands_beside_the_reckoned_one_and_a_difference_is_said() {
    let with = |id: &str, stated: &str| {
        let stated: PartialDate = stated.parse().unwrap();
        reckon(rule(id), "2024-01-03".parse().unwrap(), Some(stated), &[], Calendar::current()).unwrap()
    };
    let differs = |r: &Reckoned| {
        r.steps.iter().find_map(|s| if let Step::Stated { differs, .. } = s { Some(*differs) } else { None }).unwrap()
    };
    let (same, other) = (with("coroners2013-reg29", "2024-02-28"), with("coroners2013-reg29", "2024-02-27"));
    assert_eq!((differs(&same), differs(&other)), (Some(false), Some(true)));
    assert_eq!((due(&same), due(&other)), ("2024-02-28".to_owned(), "2024-02-28".to_owned()));
    // Where nothing is counted, the stated day is the due day.
    let stated = with("supercomplaints2018-reg8", "2024-03-15");
    assert_eq!((due(&stated), differs(&stated)), ("2024-03-15".to_owned(), None));
    assert_eq!(due(&reckoned("supercomplaints2018-reg8", "2024-01-03", &[])), "none");
}

#[test]
fn a_changed_calendar_changes_the_day_and_says_which_it_was() {
    let received: PartialDate = "2022-09-01".parse().unwrap();
    let on = |calendar: &Calendar| reckon(rule("foia2000-s10"), received, None, &[], calendar).unwrap();
    let (before, after) = (on(&Calendar::known_on(date(2022, 9, 9))), on(&Calendar::known_on(date(2022, 9, 10))));
    assert_eq!((due(&before), due(&after)), ("2022-09-29".to_owned(), "2022-09-30".to_owned()));
    assert_eq!((before.calendar.as_deref(), after.calendar.as_deref()), (Some("uk-2020-11-12"), Some("uk-2022-09-10")));
    let far = reckon(rule("foia2000-s10"), "2035-01-01".parse().unwrap(), None, &[], Calendar::current());
    assert!(far.unwrap_err().to_string().contains("covers 2005-01-01 to 2028-12-31"));
}

#[test]
fn every_rule_says_what_it_rests_on() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.id), "{} twice", rule.id);
        assert!(!rule.title.is_empty() && !rule.citation.is_empty() && !rule.requires.is_empty(), "{}", rule.id);
    }
    let forms: std::collections::BTreeSet<&str> = RULES.iter().map(|r| r.count.form()).collect();
    assert_eq!(forms.into_iter().collect::<Vec<_>>(), ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8"]);
}

/// The last day of a period by its own words, a day at a time.
fn by_the_words(count: Count, from: Date) -> Date {
    let calendar = Calendar::current();
    let works = |w, d| calendar.is_working(w, d).unwrap();
    let step = |d: Date| d.saturating_add(1.day());
    let (mut day, mut counted) = match count {
        Count::InclusiveDays(_) => (from, 1),
        Count::ExclusiveDays(_) => (from, 0),
        Count::DayAfterDays(_) => (step(from), 1),
        Count::NthWorkingDayAfter(..) => (from, 0),
        Count::InclusiveWorkingDays(_, w) => (from, u16::from(works(w, from))),
        Count::WorkingDaysFromFirstAfter(..) => (from, 0),
        Count::Months(_) | Count::MonthsLessADay(_) | Count::Stated => unreachable!("counted by the calendar"),
    };
    while counted < count.length() {
        day = step(day);
        counted += u16::from(count.working().is_none_or(|w| works(w, day)));
    }
    day
}

proptest! {
    #[test]
    fn each_form_ends_where_its_words_say(days in 0i32..7_000, n in 1u16..120) {
        let from = date(2006, 1, 1).saturating_add(days.days());
        for w in [Working::EnglandAndWales, Working::AnyPartOfUk] {
            for count in [
                Count::InclusiveDays(n), Count::ExclusiveDays(n), Count::DayAfterDays(n),
                Count::NthWorkingDayAfter(n, w), Count::InclusiveWorkingDays(n, w), Count::WorkingDaysFromFirstAfter(n, w),
            ] {
                let counted = count.from(from, Calendar::current()).unwrap().unwrap();
                prop_assert_eq!(counted.last, by_the_words(count, from), "{:?} from {}", count, from);
                if count.working().is_none() {
                    prop_assert!(counted.skipped.is_empty());
                }
            }
        }
        // "Beginning with" ends a day before "of", and "the day after" where "of" does.
        let last = |c: Count| c.from(from, Calendar::current()).unwrap().unwrap().last;
        prop_assert_eq!(last(Count::InclusiveDays(n)).saturating_add(1.day()), last(Count::ExclusiveDays(n)));
        prop_assert_eq!(last(Count::DayAfterDays(n)), last(Count::ExclusiveDays(n)));
    }

    #[test]
    fn a_later_start_is_never_due_earlier_and_a_window_holds_each_of_its_days(days in 0i32..5_000, month in 1i8..=12, year in 2006i16..2026) {
        for rule in RULES.iter().filter(|r| r.count != Count::Stated) {
            let on = |d: Date| reckon(rule, PartialDate::day(d), None, &[], Calendar::current()).unwrap().due.unwrap().latest;
            let day = date(2006, 1, 1).saturating_add(days.days());
            prop_assert!(on(day) <= on(day.saturating_add(1.day())), "{}", rule.id);
            prop_assert!(on(day) >= day, "{}", rule.id);
            let start = PartialDate::month(year, month).unwrap();
            let window = reckon(rule, start, None, &[], Calendar::current()).unwrap().due.unwrap();
            prop_assert_eq!((window.earliest, window.latest), (on(start.earliest()), on(start.latest())), "{}", rule.id);
        }
    }
}

/// A register with one recommendation to Kent Police under paragraph 28A for each day it was made.
fn filed(made: &[&str]) -> Register {
    let register = Register::new();
    let what = ["count its keys", "mend its roof", "paint its boat", "sell its horse"];
    for (made, what) in made.iter().zip(what) {
        let page = format!(
            "Recommendations - Kent Police, {made}\nThe IOPC recommends that Kent Police {what}.\nThis recommendation is made under paragraph 28A of Schedule 3 to the Police Reform Act 2002.\nDo you accept the recommendation?\nAwaiting response\n"
        );
        let path = register.folder.path().join(format!("{}.txt", what.replace(' ', "-")));
        std::fs::write(&path, page).unwrap();
        register.ok(&["import", path.to_str().unwrap()]);
    }
    register
}

fn duty(register: &Register, n: u32) -> Value {
    register.serve().json(&format!("/api/v1/recommendations/REC-{n}"))["obligations"][0].clone()
}

#[test]
fn a_due_day_is_believed_because_its_working_is_shown_everywhere() {
    let register = filed(&["1 December 2020", "December 2020"]);
    let o = duty(&register, 1);
    assert_eq!((&o["due_earliest"], &o["due_latest"]), (&"2021-01-25".into(), &"2021-01-25".into()));
    assert_eq!((&o["clock"]["rule"], &o["clock"]["steps"][0]["form"]), (&"pra2002-sch3-28b".into(), &"K1".into()));
    let words = "56 days, beginning with the day itself: from Tuesday 1 December 2020 to Monday 25 January 2021.";
    let page = register.serve().get("/recommendations/REC-1").body;
    assert!(page.contains(words) && page.contains("How this day was reckoned"), "the page");
    assert!(register.ok(&["clock", "REC-1", "Kent Police"]).contains(words), "the terminal");
    // A month gives a window, and says both ends.
    let words = register.ok(&["clock", "REC-2", "kent-police"]);
    assert!(words.contains("At the latest from Thursday 31 December 2020 to Wednesday 24 February 2021."), "{words}");
}

#[test]
fn what_is_due_late_possibly_late_or_unknown_on_any_day() {
    let register = filed(&["1 December 2020", "December 2020", "10 March 2021"]);
    let on = |day: &str, state: &str| {
        let lines = register.ok(&["--json", "due", "kent-police", "--on", day, "--state", state]);
        let one = |l: &str| serde_json::from_str::<Value>(l).unwrap()["reference"].as_str().unwrap().to_owned();
        lines.lines().map(one).collect::<Vec<_>>().join(" ")
    };
    for (day, state, expected) in [
        // REC-1 is due 25 January, REC-2 between then and 24 February, REC-3 on 4 May 2021.
        // What was made in March was not there before.
        ("2020-12-20", "not_due", "REC-1 REC-2"),
        ("2020-12-28", "due_soon", "REC-1 REC-2"),
        ("2021-01-25", "due_soon", "REC-1 REC-2"),
        ("2021-01-26", "overdue", "REC-1"),
        ("2021-01-26", "possibly_overdue", "REC-2"),
        ("2021-02-24", "possibly_overdue", "REC-2"),
        ("2021-02-25", "overdue", "REC-1 REC-2"),
        ("2021-02-25", "not_due", ""),
        ("2021-03-10", "not_due", "REC-3"),
        ("2021-05-05", "overdue", "REC-1 REC-2 REC-3"),
        ("2021-05-05", "unknown", ""),
    ] {
        assert_eq!(on(day, state), expected, "{state} on {day}");
    }
    let server = register.serve();
    let groups = server.json("/api/v1/due?on=2021-02-10&to=kent-police");
    let group = |state: &str| {
        let all = groups.as_array().unwrap();
        all.iter().find(|g| g["state"] == state).unwrap()["rows"].as_array().unwrap().len()
    };
    assert_eq!((group("overdue"), group("possibly_overdue"), group("not_due")), (1, 1, 0));
    let page = server.get("/due?on=2021-02-10").body;
    assert!(page.contains("16 days late") && page.contains("between 25 January 2021 and 24 February 2021"));
    // What no rule or day is known of was not there either before it was made.
    let unknown = server.json("/api/v1/due?on=0001-01-01&state=unknown");
    assert_eq!(unknown[0]["rows"].as_array().unwrap().len(), 0, "{unknown}");
    for wrong in ["/due?on=yesterday", "/due?state=late", "/due?to=nobody", "/due?after=x"] {
        assert_eq!((server.get(wrong).status, server.get(&format!("/api/v1{wrong}")).status), (400, 400), "{wrong}");
    }
    // An answer in time, and one too late.
    register.ok(&[
        "respond",
        "REC-1",
        "--author",
        "kent-police",
        "--position",
        "accepted",
        "--received-on",
        "2021-01-25",
    ]);
    register.ok(&[
        "respond",
        "REC-2",
        "--author",
        "kent-police",
        "--position",
        "accepted",
        "--received-on",
        "2021-03-01",
    ]);
    assert_eq!(on("2021-05-05", "overdue"), "REC-3");
    // As it stood before the answers came: on the day of an answer it is there, on the day before it is not.
    for (day, state, expected) in [
        ("2021-01-24", "due_soon", "REC-1 REC-2"),
        ("2021-01-25", "due_soon", "REC-2"),
        ("2021-02-24", "possibly_overdue", "REC-2"),
        ("2021-02-28", "overdue", "REC-2"),
        ("2021-03-01", "overdue", ""),
        ("2020-12-01", "not_due", "REC-1 REC-2"),
        ("2020-11-30", "not_due", ""),
    ] {
        assert_eq!(on(day, state), expected, "{state} on {day}, as it stood");
    }
    let then = server.json("/api/v1/due?on=2021-02-28&to=kent-police&state=overdue");
    let row = &then[0]["rows"][0];
    assert_eq!(
        (&row["answered_on"], &row["position"], &row["timeliness"], &row["days_late"]),
        (&"2021-03-01".into(), &"none_given".into(), &"overdue".into(), &4.into())
    );
    assert!(server.get("/due?on=2021-02-28").body.contains("answered since, 1 March 2021"));
    assert!(
        register
            .ok(&["due", "kent-police", "--on", "2021-02-28"])
            .contains("REC-2 due between 2021-01-25 and 2021-02-24 Kent Police (answered 2021-03-01)")
    );
    assert_eq!(
        (&duty(&register, 1)["timeliness"], &duty(&register, 2)["timeliness"]),
        (&"met".into(), &"met_late".into())
    );
    // W6's law: the answer is to be published within 21 days, beginning with the day it came.
    assert_eq!(duty(&register, 1)["responses"][0]["publish_by"], "2021-02-14");
    register.check_whole();
}

#[test]
fn acts_on_a_clock_are_in_its_history_and_the_law_refuses_what_it_does_not_allow() {
    let register = filed(&["1 December 2020", "1 March 2021"]);
    let before = register.ok(&["verify", "--json"]);
    let refused: [(&[&str], i32, &str); 7] = [
        (
            &[
                "clock",
                "REC-1",
                "kent-police",
                "extend",
                "--asked-on",
                "2020-11-30",
                "--granted-on",
                "2020-12-02",
                "--until",
                "2021-02-22",
            ],
            1,
            "cannot be one of a clock that began on 2020-12-01",
        ),
        (
            &[
                "clock",
                "REC-1",
                "kent-police",
                "extend",
                "--asked-on",
                "2021-01-26",
                "--granted-on",
                "2021-01-28",
                "--until",
                "2021-02-22",
            ],
            1,
            "it cannot be granted",
        ),
        (&["clock", "REC-1", "kent-police", "resume", "--to", "2021-01-28"], 1, "does not stand still"),
        (&["clock", "REC-1", "kent-police", "suspend", "--from", "2021-01-26"], 1, "does not stop the clock"),
        (&["clock", "REC-1", "kent-police", "suspend", "--from", "2999-01-01"], 1, "is still to come"),
        (&["clock", "REC-1", "essex-police", "suspend", "--from", "2021-01-01"], 1, "was not made to essex-police"),
        (&["clock", "REC-1", "kent-police", "suspend", "--from", "yesterday"], 2, "invalid value"),
    ];
    for (args, exit, why) in refused {
        let out = register.run(args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!((out.status.code(), said.contains(why)), (Some(exit), true), "{args:?}: {said}");
    }
    assert_eq!(register.ok(&["verify", "--json"]), before, "nothing was written");
    // W3.
    let extend = [
        "clock",
        "REC-1",
        "kent-police",
        "extend",
        "--asked-on",
        "2021-01-25",
        "--granted-on",
        "2021-01-28",
        "--until",
        "2021-02-22",
    ];
    assert!(register.ok(&extend).contains("An extension was asked for on Monday 25 January 2021, in time"));
    assert!(register.ok(&extend).contains("was recorded before"), "pressing twice makes one");
    let o = duty(&register, 1);
    assert_eq!((&o["due_latest"], &o["timeliness"]), (&"2021-02-22".into(), &"overdue".into()));
    // W5: stopped, then gone on.
    register.ok(&["clock", "REC-2", "kent-police", "suspend", "--from", "2021-04-01"]);
    assert_eq!(
        (&duty(&register, 2)["timeliness"], &duty(&register, 2)["due_latest"]),
        (&"suspended".into(), &Value::Null)
    );
    assert_eq!(register.ok(&["--json", "due", "--state", "suspended"]).lines().count(), 1);
    assert_eq!(register.serve().json("/api/v1/totals")["timeliness"]["suspended"], 1);
    let twice = register.run(&["clock", "REC-2", "kent-police", "suspend", "--from", "2021-04-02"]);
    assert!(String::from_utf8_lossy(&twice.stderr).contains("stands still already"));
    register.check_whole();
    register.ok(&["clock", "REC-2", "kent-police", "resume", "--to", "2021-05-12"]);
    let o = duty(&register, 2);
    assert_eq!((&o["due_latest"], &o["timeliness"]), (&"2021-06-06".into(), &"overdue".into()));
    let page = register.serve().get("/recommendations/REC-2").body;
    for words in
        ["Clock stopped", "Clock goes on", "to be safe, send by Saturday 5 June 2021", "send by Friday 4 June 2021"]
    {
        assert!(page.contains(words), "{words}");
    }
    register.check_whole();
}

#[test]
fn a_clerk_states_the_rule_that_a_document_leaves_out() {
    let register = Register::new();
    let page = "Recommendations - Kent Police, 11 March 2021\nThe IOPC recommends that Kent Police count its keys.\nDo you accept the recommendation?\nAwaiting response\n";
    let path = register.folder.path().join("page.txt");
    std::fs::write(&path, page).unwrap();
    register.ok(&["import", path.to_str().unwrap()]);
    assert_eq!((&duty(&register, 1)["timeliness"], &duty(&register, 1)["clock"]), (&"unknown".into(), &Value::Null));
    let none = register.run(&[
        "clock",
        "REC-1",
        "kent-police",
        "extend",
        "--asked-on",
        "2021-03-12",
        "--granted-on",
        "2021-03-12",
        "--until",
        "2021-05-01",
    ]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("is not stated: no clock runs"));
    let said = register.ok(&[
        "clock",
        "REC-1",
        "kent-police",
        "start",
        "--rule",
        "pra2002-sch3-28b",
        "--stated",
        "2021-05-06",
    ]);
    assert!(said.contains("The document states Thursday 6 May 2021, which is another day."), "{said}");
    let o = duty(&register, 1);
    assert_eq!(
        (&o["due_latest"], &o["power"], &o["timeliness"]),
        (&"2021-05-05".into(), &"paragraph28a".into(), &"overdue".into())
    );
    // Another start, and another rule with working days.
    register.ok(&["clock", "REC-1", "kent-police", "start", "--rule", "foia2000-s10", "--starts-on", "2021-06-26"]);
    assert_eq!(duty(&register, 1)["due_latest"], "2021-07-26");
    assert!(
        register
            .ok(&["clock", "REC-1", "kent-police"])
            .contains("Monday 12 July 2021 does not count: Battle of the Boyne")
    );
    let wrong = register.run(&["clock", "REC-1", "kent-police", "start", "--rule", "whenever"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("a rule is one of pra2002-sch3-28b"));
    // Once something has happened to it, its rule stands.
    register.ok(&["clock", "REC-1", "kent-police", "suspend", "--from", "2021-07-01"]);
    register.ok(&["clock", "REC-1", "kent-police", "resume", "--to", "2021-07-02"]);
    let other = register.run(&["clock", "REC-1", "kent-police", "start", "--rule", "pra2002-sch3-28b"]);
    assert!(String::from_utf8_lossy(&other.stderr).contains("it cannot be given another"));
    assert!(register.serve().get("/recommendations/REC-1").body.contains("Rule stated by a clerk"));
    register.check_whole();
}

#[test]
fn clocks_of_an_older_calendar_are_reckoned_again_by_an_act() {
    let register = filed(&["1 September 2022"]);
    register.ok(&["clock", "REC-1", "kent-police", "start", "--rule", "foia2000-s10"]);
    assert_eq!(duty(&register, 1)["due_latest"], "2022-09-30");
    assert_eq!(register.ok(&["clock", "--recompute"]), "0 due days moved\n");
    // The same register as it was written before the bank holiday of 19 September 2022 was announced.
    let export = register.ok(&["export"]).replace("2022-09-30", "2022-09-29").replace("uk-2026-02-04", "uk-2020-11-12");
    let (old, file) = (Register::new(), register.folder.path().join("old.jsonl"));
    std::fs::write(&file, export).unwrap();
    old.ok(&["import", file.to_str().unwrap()]);
    assert_eq!(duty(&old, 1)["due_latest"], "2022-09-29");
    assert_eq!(old.ok(&["clock", "--recompute"]), "1 due days moved\n");
    assert_eq!(duty(&old, 1)["due_latest"], "2022-09-30");
    assert_eq!(old.ok(&["clock", "--recompute"]), "0 due days moved\n");
    assert!(old.serve().get("/recommendations/REC-1").body.contains("Reckoned again with a changed calendar"));
    old.check_whole();
}

#[test]
fn a_fees_notice_leaves_its_working_days_out_and_no_pause_is_counted_twice() {
    let pause = |from: Date, to: Date| ClockEvent::Suspended { from, to: Some(to) };
    // Received Monday 28 June 2021, the notice on Friday 2 July, the fee on Monday 5 July: two working days, not four days.
    let r = reckoned("foia2000-s10", "2021-06-28", &[pause(date(2021, 7, 2), date(2021, 7, 5))]);
    assert_eq!((due(&r), r.warn_by), ("2021-07-29".to_owned(), None));
    let made = |events: &[ClockEvent]| {
        reckon(rule("pra2002-sch3-28b"), "2021-03-01".parse().unwrap(), None, events, Calendar::current())
    };
    // Two reviews, of ten days and of five: 25 April and 15 more, each perhaps a day shorter.
    let (first, second) = (pause(date(2021, 3, 10), date(2021, 3, 19)), pause(date(2021, 4, 1), date(2021, 4, 5)));
    let r = made(&[first.clone(), second]).unwrap();
    assert_eq!((due(&r), r.warn_by), ("2021-05-10".to_owned(), Some(date(2021, 5, 8))));
    for (events, why) in [
        (vec![pause(date(2020, 1, 1), date(2021, 5, 12))], "before 2021-03-01"),
        (vec![first.clone(), pause(date(2021, 3, 19), date(2021, 3, 25))], "before 2021-03-20"),
    ] {
        assert!(made(&events).unwrap_err().to_string().contains(why), "{why}");
    }
    // An extension after a review sets a day of its own, with nothing to warn by.
    let extended =
        ClockEvent::Extended { asked_on: date(2021, 4, 20), granted_on: date(2021, 4, 20), until: date(2021, 6, 1) };
    let r = made(&[first, extended]).unwrap();
    assert_eq!((due(&r), r.warn_by), ("2021-06-01".to_owned(), None));
    // "Beginning with": four years less a day.
    assert_eq!(due(&reckoned("psed2017-reg5", "2021-03-31", &[])), "2025-03-30");
}

#[test]
fn a_rule_that_is_put_right_twice_is_the_last_one_said() {
    let register = filed(&["1 December 2020"]);
    let start = |rule: &str| register.ok(&["clock", "REC-1", "kent-police", "start", "--rule", rule]);
    start("coroners2013-reg29");
    start("pra2002-sch3-28b");
    assert!(
        start("coroners2013-reg29").contains("recorded (entry"),
        "said again after another, it is an act of its own"
    );
    let o = duty(&register, 1);
    assert_eq!((&o["due_latest"], &o["power"]), (&"2021-01-26".into(), &"regulation28".into()));
    assert!(start("coroners2013-reg29").contains("was recorded before"));
    // A coroner may extend after the time; the working does not say that it was asked for in time.
    let late = [
        "clock",
        "REC-1",
        "kent-police",
        "extend",
        "--asked-on",
        "2021-02-01",
        "--granted-on",
        "2021-02-02",
        "--until",
        "2021-03-01",
    ];
    let said = register.ok(&late);
    assert!(said.contains("asked for on Monday 1 February 2021 and granted") && !said.contains("in time"), "{said}");
    register.check_whole();
}
