//! Dates with precision and the day-counting forms, as tables.

use domain::{DueWindow, PartialDate, Position, Power, Timeliness, clock, timeliness};
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn edtf_of_level_0_and_1_reads_and_prints_itself() {
    for (text, earliest, latest, precision) in [
        ("2020-12-01", "2020-12-01", "2020-12-01", "day"),
        ("2020-12", "2020-12-01", "2020-12-31", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2020", "2020-01-01", "2020-12-31", "year"),
        ("2021-03-22?", "2021-03-22", "2021-03-22", "day"),
        ("2020~", "2020-01-01", "2020-12-31", "year"),
    ] {
        let date: PartialDate = text.parse().unwrap();
        assert_eq!(
            (date.to_string().as_str(), date.earliest(), date.latest(), date.precision()),
            (text, day(earliest), day(latest), precision)
        );
    }
    for wrong in
        ["", "2020-13", "2020-02-30", "20", "2020-1", "December", "2020-12-01T00:00", "0000", "2020-12-", "٢٠٢٠"]
    {
        assert!(wrong.parse::<PartialDate>().is_err(), "{wrong} was taken for a date");
    }
}

#[test]
fn the_worked_examples_of_the_two_counting_forms_hold() {
    // DOMAIN.md 2.3: W1, W4 and W7 count the day (K1, 56 days); W8 does not (K2).
    for (id, power, from, due) in [
        ("W1", Power::Paragraph28a, "2020-12-01", "2021-01-25"),
        ("W4", Power::Paragraph28a, "2024-01-04", "2024-02-28"),
        ("W7", Power::Section55, "2024-03-21", "2024-05-15"),
        ("W8", Power::Regulation28, "2024-01-03", "2024-02-28"),
    ] {
        let (_, window) = clock::due(power, PartialDate::day(day(from))).unwrap();
        assert_eq!((window.earliest, window.latest), (day(due), day(due)), "{id}");
    }
    assert!(clock::due(Power::Section10, PartialDate::day(day("2020-12-01"))).is_none(), "no duty, no clock");
}

#[test]
fn timeliness_is_unknown_where_a_power_or_a_date_is_missing() {
    let window = Some(DueWindow { earliest: day("2021-01-25"), latest: day("2021-02-24") });
    let at = |power, due, answered, today: &str| timeliness(power, due, answered, day(today));
    let made = |d: &str| Some(Some(d.parse::<PartialDate>().unwrap()));
    let law = Some(Power::Paragraph28a);
    for (expected, got) in [
        (Timeliness::Unknown, at(None, None, None, "2021-01-01")),
        (Timeliness::Unknown, at(law, None, None, "2021-01-01")),
        (Timeliness::NoDuty, at(Some(Power::NonStatutory), None, None, "2021-01-01")),
        (Timeliness::NotDue, at(law, window, None, "2020-12-20")),
        (Timeliness::DueSoon, at(law, window, None, "2021-01-24")),
        (Timeliness::DueSoon, at(law, window, None, "2021-01-25")),
        (Timeliness::PossiblyOverdue, at(law, window, None, "2021-01-26")),
        (Timeliness::PossiblyOverdue, at(law, window, None, "2021-02-24")),
        (Timeliness::Overdue, at(law, window, None, "2021-02-25")),
        (Timeliness::Met, at(law, window, made("2021-01-25"), "2021-03-01")),
        (Timeliness::Unknown, at(law, window, made("2021-02-01"), "2021-03-01")),
        (Timeliness::MetLate, at(law, window, made("2021-02-25"), "2021-03-01")),
        (Timeliness::Unknown, at(law, window, Some(None), "2021-03-01")),
        (Timeliness::DueSoon, at(law, window, None, "2021-01-01")),
    ] {
        assert_eq!(got, expected);
    }
}

#[test]
fn date_phrases_of_every_shape_are_read_and_impossible_ones_are_not() {
    for (words, dates) in [
        ("on 12th August 2020 and 16th March 2021", vec!["2020-08-12", "2021-03-16"]),
        ("Thursday 24th June 2021", vec!["2021-06-24"]),
        ("23rd of April 2021", vec!["2021-04-23"]),
        ("April 23, 2021", vec!["2021-04-23"]),
        ("in October 2020", vec!["2020-10"]),
        ("05/06/2021", vec!["2021-06-05"]),
        ("2021-05-12", vec!["2021-05-12"]),
        ("17/20/2022 and 31 June 2021 and 24th April 202.:i~", vec!["2021-04-24?"]),
        ("you may 3 times march", vec![]),
    ] {
        let piece = intake::Piece { text: words, start: 0 };
        let found: Vec<String> =
            intake::dates::find(&piece, Some(day("2021-12-31"))).iter().map(|f| f.date.to_string()).collect();
        assert_eq!(found, dates, "{words}");
    }
}

#[test]
fn an_answers_words_give_its_position_or_nothing() {
    for (page, position) in [
        ("Yes", Some(Position::Accepted)),
        ("No", Some(Position::Rejected)),
        ("Partially accepted", Some(Position::PartlyAccepted)),
        ("Accepted in principle", Some(Position::AcceptedInPrinciple)),
        ("Noted", Some(Position::Noted)),
        ("Awaiting response", None),
    ] {
        let text = format!(
            "Recommendations - Kent Police, May 2022\nThe IOPC recommends that Kent Police write it down.\nDo you accept the recommendation?\n{page}\n"
        );
        let read = crate::kit::extract_words("page.txt", &text);
        let got = read["recommendations"][0]["responses"][0]["position"].as_str().and_then(Position::parse);
        assert_eq!(got, position, "{page}");
    }
}
