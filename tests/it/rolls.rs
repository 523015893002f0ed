//! Rolls and actions of minutes whose parts no layout tells apart: what each name, post, body and resolution is by its own words.

use serde_json::{Value, json};

use crate::kit::extract_words;

fn names(read: &Value, list: &str) -> Vec<(String, Value)> {
    let all = read["meeting"][list].as_array().unwrap().iter();
    all.map(|p| (p["name"].as_str().unwrap().to_owned(), p["body"].clone())).collect()
}

/// Each action's reference, first four words, owner and update.
fn actions(read: &Value) -> Vec<[Value; 4]> {
    let first = |a: &Value| a["text"].as_str().unwrap().split(' ').take(4).collect::<Vec<_>>().join(" ");
    let all = read["meeting"]["actions"].as_array().unwrap().iter();
    all.map(|a| [a["reference"].clone(), json!(first(a)), a["owner"].clone(), a["update"].clone()]).collect()
}

fn pair(name: &str, body: impl Into<Value>) -> (String, Value) {
    (name.to_owned(), body.into())
}

#[test]
fn a_roll_run_into_one_paragraph_is_parted_by_the_shape_of_its_names() {
    let words = "Minutes of the Safety Board held on 3 March 2016\n\nAttendees: Alma Wray - Minister for Prisons (Chair), Ministry of Justice \
                 Dame Cora Lisle - Minister for Policing, Home Office Chief Constable Paul Tarn - Vale Police, National Lead - Custody \
                 Ola Penn - Chief Executive, Custody Visitors' Association Bo Hart - Custody Unit, Home Office (for Di Eames)\n\n\
                 Apologies: Di Eames - Home Office\n\n1. Welcome\n\nThe Chair welcomed everyone.\n";
    let read = extract_words("a.txt", words);
    assert_eq!(
        names(&read, "present"),
        [
            pair("Alma Wray", "Ministry of Justice"),
            pair("Dame Cora Lisle", "Home Office"),
            pair("Chief Constable Paul Tarn", "Vale Police"),
            pair("Ola Penn", "Custody Visitors' Association"),
            pair("Bo Hart", "Home Office"),
        ]
    );
    assert_eq!(names(&read, "apologies"), [pair("Di Eames", "Home Office")]);
}

#[test]
fn a_body_shaped_as_a_name_is_nobody_and_who_is_excused_was_not_there() {
    let words = "Minutes of the Adults Board held on 5 May 2015\n\nPresent:\n\nBarbara Thurlow – Independent Chair\n\n\
                 Gordon Ellwood – Chief Executive, Stepping Out Tarnmouth\n\nColin Bell (CB) Lay Member for Patient and Public Involvement\n\n\
                 Edmund Nkem (EN) Vice-chair (Apologies received)\n\nMEMBERS ABSENT: Latrice Cole\n\n1. Welcome\n\nThe Chair welcomed everyone.\n";
    let read = extract_words("a.txt", words);
    assert_eq!(
        names(&read, "present"),
        [
            pair("Barbara Thurlow", Value::Null),
            pair("Gordon Ellwood", "Stepping Out Tarnmouth"),
            pair("Colin Bell", Value::Null),
        ]
    );
    assert_eq!(names(&read, "apologies"), [pair("Edmund Nkem", Value::Null), pair("Latrice Cole", Value::Null)]);
}

#[test]
fn strokes_part_the_cells_of_rolls_and_action_sheets() {
    let words = "Adults Partnership Board\n\nTuesday 4 June 2013\n\nAction Sheet\n\n1. / Circulate the dates of the workshops / Deepa\n\
                 2. / Faith groups had asked for a short guide.\nWinston to write one and send it round / Winston\n\
                 3. / Ask the probation service for a name. Completed 11/6/13 / Deepa\n4. / Marion to write to the regulator / Marion\n\n\
                 Name / Role and organisation / Present / Apologies\nMarion Rose (MR) / Independent Chair / X\n\
                 Val Oak / Head of Safeguarding, Hollin Council / X\nChris Yale / Director, North Trust / / X\n\n1 / Welcome and introductions\n\nMarion welcomed all.\n";
    let read = extract_words("a.txt", words);
    assert_eq!(names(&read, "present"), [pair("Marion Rose", Value::Null), pair("Val Oak", "Hollin Council")]);
    assert_eq!(names(&read, "apologies"), [pair("Chris Yale", "North Trust")]);
    assert_eq!(
        actions(&read),
        [
            [json!("1"), json!("Circulate the dates of"), json!("Deepa"), Value::Null],
            [json!("2"), json!("Faith groups had asked"), json!("Winston"), Value::Null],
            [json!("3"), json!("Ask the probation service"), json!("Deepa"), json!("Completed 11/6/13")],
            [json!("4"), json!("Marion to write to"), json!("Marion"), Value::Null],
        ]
    );
}

#[test]
fn what_was_resolved_is_an_action_only_where_it_says_what_is_to_be_done() {
    let words = "Minutes of Tarn Parish Council held on 14 February 2017\n\nPresent: Cllr Jo Hebb (Chair), Cllr Doreen Laid\n\n\
                 1. Policing\n\nResolved that:\n\n(i) the above report be noted\n\n(ii) the Clerk write to the Commissioner about delays\n\n\
                 2. Minutes\n\nAGREED: To approve the minutes.\n\nResolved that the accounts be paid.\n\n\
                 AGREED: That the Service send the figures for last year to members. (AP3)\n";
    let read = extract_words("a.txt", words);
    assert_eq!(
        actions(&read),
        [
            [Value::Null, json!("the Clerk write to"), json!("the Clerk"), Value::Null],
            [json!("AP3"), json!("That the Service send"), json!("the Service"), Value::Null],
        ]
    );
}

#[test]
fn an_action_that_a_table_says_in_fewer_words_is_one_and_a_number_used_again_is_another() {
    let words = "Minutes of the Board held on 4 October 2023\n\nPresent: Dr Ana Lind, Mr Bo Varga\n\n1. Matters arising\n\n\
                 Action: Bo Varga to draft a template message to parents before the winter.\n\n2. Review of earlier actions\n\n\
                 Action 1: Chair to write to the minister on the code. Complete. A reply has come.\n\n\
                 Ref\tAction\tOwner\tBy when\nT1\tDraft template message to parents\tBV\tMay 2024\n";
    let read = extract_words("a.txt", words);
    assert_eq!(
        actions(&read),
        [
            [json!("T1"), json!("Draft template message to"), json!("BV"), Value::Null],
            [json!("Action 1"), json!("Chair to write to"), json!("Chair"), json!("Complete. A reply has come")],
        ]
    );
}

#[test]
fn a_card_s_labels_say_when_and_to_whom_and_what_a_force_accepts_of_some_is_not_of_the_last() {
    let words = "Recommendations of the inquiry\n\nRecommendation 1\nReference: 2024/201\nDate sent: 24 January 2025\nRecipient: Carrow Police\n\n\
                 Carrow Police should make sure that a search finds every cord.\n\nResponse\nAccepted\n\nRecommendation 2\nReference: 2024/201\n\
                 Date sent: 24 January 2025\nRecipients: Carrow Police, Lower Tarn Police\n\nBoth forces should share their markers.\n\n\
                 Carrow Police has accepted the first recommendation.\n";
    let read = extract_words("a.txt", words);
    let all = read["recommendations"].as_array().unwrap();
    assert_eq!(all[0]["addressees"], json!(["Carrow Police"]));
    assert_eq!(all[0]["made_on"], "2025-01-24");
    assert_eq!(all[0]["responses"][0]["position"], "accepted");
    assert_eq!(all[1]["addressees"], json!(["Carrow Police", "Lower Tarn Police"]));
    let second = all[1]["responses"].as_array().unwrap();
    assert!(second.iter().all(|r| r["position"].is_null()), "{second:?}");
}
