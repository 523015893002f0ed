//! Other signs for the same thing: numbers in brackets, close to their words or without a sign, Markdown's signs left in a text,
//! surnames in capitals, labels of a roll and heads of a table in other words.
//!
//! Over the labelled texts each way is measured against the same documents as they are (`recast`); what is rare there has a
//! document of its own.

use regex::Regex;
use serde_json::{Value, json};

use super::recast::compare;
use crate::kit::extract_words;

/// The text with its numbered lines as `to` sets them, where it has three or more.
fn numbered(text: &str, to: &str) -> Option<String> {
    let number = Regex::new(r"(?m)^(\s*)(\d{1,2})\. ([A-Z])").unwrap();
    (number.find_iter(text).count() >= 3).then(|| number.replace_all(text, to).into_owned())
}

#[test]
fn numbers_in_brackets_take_little() {
    compare("in brackets", "txt", 97, |text| numbered(text, "$1($2) $3"));
}

#[test]
fn numbers_close_to_their_words_take_little() {
    compare("close", "txt", 94, |text| numbered(text, "$1$2.$3"));
}

#[test]
fn numbers_without_a_sign_take_little() {
    compare("bare", "txt", 93, |text| numbered(text, "$1$2 $3"));
}

#[test]
fn markdowns_signs_take_nothing() {
    let heading = Regex::new(r"(?m)^([A-Z][^\n.*#\t]{3,60})$").unwrap();
    let label = Regex::new(r"(?m)^([A-Z][\w ]{2,30}:) ").unwrap();
    let signs = |text: &str| {
        let set = heading.replace_all(text, "## $1");
        Some(label.replace_all(&set, "**$1** ").into_owned())
    };
    compare("Markdown", "txt", 98, signs);
}

#[test]
fn markdowns_signs_are_left_out_and_others_stay() {
    let page = "# Recommendations - Tarn Police, May 2022\n\n## Recommendation 1\n\nTarn Police should **search** every cell \\(A\\) daily.\n\n\
                **Do you accept the recommendation?** Yes\n\nSee [the report](https://example.org/report).\n";
    let read = extract_words("a.txt", page);
    assert_eq!(read["document"]["title"], json!("Recommendations - Tarn Police, May 2022"));
    let asked = &read["recommendations"][0];
    assert_eq!(asked["text"], json!("Tarn Police should search every cell (A) daily."));
    assert_eq!(asked["responses"][0]["position"], json!("accepted"));
    // What was taken out of a disclosed text is marked by stars, which stay.
    let disclosed = "# Recommendations - Tarn Police, May 2022\n\n## Recommendation 1\n\nTarn Police should ask **S31 Law Enforcement** daily.\n\n\
                     Do you accept the recommendation? Yes\n";
    let asked = &extract_words("a.txt", disclosed)["recommendations"][0];
    assert_eq!(asked["text"], json!("Tarn Police should ask **S31 Law Enforcement** daily."));
    // A footnote's stars and a number's sign are no Markdown.
    let plain = "Recommendations - Tarn Police, May 2022\n\nRecommendation 1\n\nTarn Police** should search cell #4 daily.\n\n\
                 Do you accept the recommendation? Yes\n";
    assert_eq!(
        extract_words("a.txt", plain)["recommendations"][0]["text"],
        json!("Tarn Police** should search cell #4 daily.")
    );
}

fn people(read: &Value, list: &str) -> Vec<(String, Option<String>)> {
    let words = |v: &Value| v.as_str().map(str::to_owned);
    let all = read["meeting"][list].as_array().unwrap().iter();
    all.map(|p| (words(&p["name"]).unwrap(), words(&p["body"]))).collect()
}

#[test]
fn surnames_in_capitals_and_other_labels_are_a_roll() {
    let minutes = "Tarn Safety Board\n\nMinutes of the meeting held on 12-May-21\n\nMembers in attendance\n\nAda BIRCH, Tarn Police (Chair)\n\
                   Carl O'DUNN, Vale Constabulary\nEve FLINT-HART, Tarn Council\n\nNot present\n\nInes JOLLY, Estuary Police\n\n\
                   1. Welcome\n\nThe Chair welcomed all.\n\nRef\tAction to be taken\tLead\tStatus update\n\
                   A1\tWrite to all heads of custody\tAda Birch\tOngoing\nA2\tPrint the new card\tCarl O'Dunn\tClosed\n";
    let read = extract_words("a.txt", minutes);
    let is = |all: &[(&str, &str)]| -> Vec<(String, Option<String>)> {
        all.iter().map(|(name, body)| ((*name).to_owned(), Some((*body).to_owned()))).collect()
    };
    assert_eq!(read["meeting"]["held_on"], json!("2021-05-12"), "{}", read["meeting"]);
    assert_eq!(
        people(&read, "present"),
        is(&[("Ada BIRCH", "Tarn Police"), ("Carl O'DUNN", "Vale Constabulary"), ("Eve FLINT-HART", "Tarn Council")])
    );
    assert_eq!(people(&read, "apologies"), is(&[("Ines JOLLY", "Estuary Police")]));
    let actions: Vec<(&Value, &Value)> =
        read["meeting"]["actions"].as_array().unwrap().iter().map(|a| (&a["text"], &a["update"])).collect();
    assert_eq!(
        actions,
        [
            (&json!("Write to all heads of custody"), &json!("Ongoing")),
            (&json!("Print the new card"), &json!("Closed"))
        ]
    );
}

#[test]
fn a_body_in_capitals_behind_a_place_is_nobody() {
    let minutes = "Tarn Safety Board\n\nMinutes of the meeting held on 12 May 2021\n\nPresent\n\nAda Birch, Tarn Police (Chair)\n\
                   Carl Dunn, Vale HMICFRS\nEve Flint, NSPCC\n\n1. Welcome\n\nThe Chair welcomed all.\n";
    let names: Vec<String> =
        people(&extract_words("a.txt", minutes), "present").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Ada Birch", "Carl Dunn", "Eve Flint"]);
}

#[test]
fn a_short_line_under_a_number_titles_what_is_asked() {
    let report = "Review of custody in Tarn\n\nRecommendations\n\nOrganisational learning recommendation 1\nRecording of restraint\n\
                  The Home Office should publish every use of restraint.\nResponse: Accepted\n\n\
                  Organisational learning recommendation 2\nTarn Police\nThe force should open its cells to visitors.\nResponse: Rejected\n\n\
                  Area for improvement 3\nThe council should pay for a place of safety.\nResponse: Accepted\n";
    let read = extract_words("a.txt", report);
    let told: Vec<(&Value, &Value)> = read["recommendations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (&r["text"], &r["responses"][0]["position"]))
        .collect();
    let words = |said: &str, position: &str| (json!(said), json!(position));
    let wanted = [
        words("The Home Office should publish every use of restraint.", "accepted"),
        words("The force should open its cells to visitors.", "rejected"),
        words("The council should pay for a place of safety.", "accepted"),
    ];
    assert_eq!(told, wanted.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
}

#[test]
fn a_list_counted_in_brackets_keeps_each_point_and_its_span() {
    let set = |sign: fn(usize) -> String| {
        let points = [
            "Tarn Police should search every cell.",
            "Vale Council should open a door.",
            "The Home Office should pay.",
        ];
        let lines: Vec<String> =
            points.iter().enumerate().map(|(at, words)| format!("{}{words}", sign(at + 1))).collect();
        format!("Review of custody in Tarn\n\nWe recommend that:\n\n{}\n", lines.join("\n\n"))
    };
    let signs: [fn(usize) -> String; 4] =
        [|n| format!("({n}) "), |n| format!("{n}."), |n| format!("{n} "), |n| format!("{n}) ")];
    for sign in signs {
        let read = extract_words("a.txt", &set(sign));
        let all: Vec<&str> =
            read["recommendations"].as_array().unwrap().iter().map(|r| r["text"].as_str().unwrap()).collect();
        assert_eq!(
            all,
            [
                "Tarn Police should search every cell.",
                "Vale Council should open a door.",
                "The Home Office should pay."
            ],
            "{}",
            sign(1)
        );
    }
}

#[test]
fn a_junior_is_no_month() {
    let report = "Review of custody in Tarn\n\nRecommendations\n\n1 Tarn Police should train all of its custody sergeants.\n\n\
                  2 Junior doctors should be told where the key to the cabinet is.\n\n3 The Home Office should pay for both of these.\n";
    let count = |words: &str| extract_words("a.txt", words)["recommendations"].as_array().unwrap().len();
    assert_eq!(count(report), 3);
}
