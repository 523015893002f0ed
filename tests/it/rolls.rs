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

#[test]
fn a_full_stop_parts_the_people_of_a_paragraph_and_a_bracket_behind_an_action_names_who_does_it() {
    let words = "National Custody Network\nPractitioner Working Group\n\nNOTE OF THE MEETING ON 30 January 2018\n\nActions arising\n\n\
                 1. Circulate the checklist for release to all members (Greta Frew) - by 9 February\n\
                 2. Seek permission to share the learning note (Secretariat)\n\nAttending\n\n\
                 Greta Frew (chair), Prison Safety Directorate. Conrad Jessel, Association of Custody Inspectors. Dr Felix Amodi, Faculty of \
                 Medicine.\n\nNot able to attend: Vanda Illing (Immigration Services).\n\n1. Welcome\n\nShe will show the film in May. The film \
                 will be long.\n";
    let read = extract_words("a.txt", words);
    assert_eq!(
        names(&read, "present"),
        [
            pair("Greta Frew", "Prison Safety Directorate"),
            pair("Conrad Jessel", "Association of Custody Inspectors"),
            pair("Dr Felix Amodi", "Faculty of Medicine"),
        ]
    );
    assert_eq!(names(&read, "apologies"), [pair("Vanda Illing", "Immigration Services")]);
    assert_eq!(
        actions(&read),
        [
            [json!("1"), json!("Circulate the checklist for"), json!("Greta Frew"), Value::Null],
            [json!("2"), json!("Seek permission to share"), json!("Secretariat"), Value::Null],
        ]
    );
    let untabled = read["meeting"]["untabled_actions"].as_array().unwrap();
    assert_eq!(untabled.len(), 1, "what happens is no promise: {untabled:?}");
    assert_eq!(untabled[0]["text"], "She will show the film in May.");
}

#[test]
fn labels_and_heads_in_two_languages_are_read_by_their_second_half() {
    let words = "Pwyllgor Moeseg / Ethics Committee\n\nCOFNODION / MINUTES\n\nDyddiad / Date: 22/09/2020\n\nYn bresennol / Present:\n\n\
                 DCC Eleri Rees (Cadeirydd / Chair)\nAngharad Pitt, UNISON\n\nYmddiheuriadau / Apologies:\n\nKelly Broad, Head of People\n\n\
                 1. Croeso / Welcome\n\nThe Chair welcomed all.\n\nCAMAU GWEITHREDU / ACTION POINTS\n\n\
                 Rhif / No | Cam / Action | Perchennog / Owner | Statws / Status\n\
                 1/22.09.20 | Issue advice to supervisors on repeat reports | GL | Newydd / New\n\
                 2/22.09.20 | Rewrite the standard letter in plain Welsh | LB | Newydd / New\n\
                 3/23.06.20 | Publish the summary on the website | NJ | Cwblhawyd / Complete\n";
    let read = extract_words("a.txt", words);
    assert_eq!(names(&read, "present"), [("DCC Eleri Rees".into(), Value::Null), pair("Angharad Pitt", "UNISON")]);
    assert_eq!(names(&read, "apologies"), [("Kelly Broad".into(), Value::Null)]);
    assert_eq!(
        actions(&read)[2],
        [json!("3/23.06.20"), json!("Publish the summary on"), json!("NJ"), json!("Cwblhawyd / Complete")]
    );
}

#[test]
fn a_word_processor_s_tabs_part_a_name_from_a_post_and_a_margin_names_whose_an_action_is() {
    let hard = "&nbsp;&nbsp;&nbsp;&nbsp;";
    let page = format!(
        "<html><body><p>Northern Panel Meeting</p><p>Tuesday 3 September 2013, 6.30pm</p><p>PRESENT</p>\
         <p>Barbara Ellis{hard} Panel Co-ordinator (Chair)</p><p>Clive Rudge{hard} ICV</p><p>Insp Helen Stubbs{hard} Kelder Valley Police</p>\
         <p>1.{hard} APOLOGIES</p><p>Apologies had been received from Doreen Lambe and Victor Osgood.</p>\
         <p>2.{hard} MINUTES OF THE MEETING HELD ON 4 JUNE 2013</p><p>These were agreed.</p>\
         <p>Lisa to ask the supplier to shorten the message {hard}Action Lisa</p>\
         <p>Anwar to ask the scouts about a tent {hard}Action Anwar</p>\
         <table><tr><td>Item</td><td>Discussion</td><td>Action</td></tr><tr><td>3</td><td>Writing The results were down.</td><td></td></tr>\
         <tr><td></td><td>Visit the writing lessons and report to the next meeting.</td><td>CR / BE</td></tr></table>\
         <h3>Action Point 1</h3><p>Test a reminder at the return of property.</p><p>Owner: Lewis Drumm</p></body></html>"
    );
    let read = extract_words("a.html", &page);
    assert_eq!(
        names(&read, "present"),
        [
            ("Barbara Ellis".into(), Value::Null),
            ("Clive Rudge".into(), Value::Null),
            pair("Insp Helen Stubbs", "Kelder Valley Police"),
        ]
    );
    assert_eq!(
        names(&read, "apologies"),
        [("Doreen Lambe".into(), Value::Null), ("Victor Osgood".into(), Value::Null)]
    );
    let mut found = actions(&read);
    found.sort_by_key(|a| a[1].to_string());
    assert_eq!(
        found,
        [
            [Value::Null, json!("Anwar to ask the"), json!("Anwar"), Value::Null],
            [Value::Null, json!("Lisa to ask the"), json!("Lisa"), Value::Null],
            [json!("Action Point 1"), json!("Test a reminder at"), json!("Lewis Drumm"), Value::Null],
            [Value::Null, json!("Visit the writing lessons"), json!("CR / BE"), Value::Null],
        ]
    );
}
