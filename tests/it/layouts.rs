//! What the shape of a document must not make the readers say: whom something is asked of, who was there, how an action stands.

use serde_json::{Value, json};

use crate::kit::extract_words;

fn addressees(read: &Value) -> Vec<Value> {
    read["recommendations"].as_array().unwrap().iter().map(|r| r["addressees"].clone()).collect()
}

#[test]
fn a_heading_names_whom_only_where_the_words_name_nobody_else() {
    let list = |body: &str| {
        format!("# Inspection report\n\nReport by the Custody Inspectorate\n\n## Recommendations\n\n{body}")
    };
    let under = list("### For Lagg Borough Council\n\n1. The police should share data.\n\n2. Cells should be clean.\n");
    assert_eq!(addressees(&extract_words("a.md", &under)), [json!(["The police"]), json!(["Lagg Borough Council"])]);
    let several = "# Joint inspection of custody\n\n## Westmere Police\n\nWe visited in May.\n\n## Lorne Police\n\nWe visited in June.\n\n## Recommendations\n\n1. There should be a national standard for bells.\n\n2. Bells should be tested daily.\n";
    assert_eq!(addressees(&extract_words("d.md", several)), [json!([]), json!([])]);
    let titled = list("Recommendation 1: Training for Police Officers\n\nThe Governor should train all staff.\n");
    assert_eq!(addressees(&extract_words("b.md", &titled)), [json!(["The Governor"])]);
    let named = list("Recommendation 1: Lagg Clinical Commissioning Group\n\nThe CCG should pay for training.\n");
    assert_eq!(addressees(&extract_words("c.md", &named)), [json!(["Lagg Clinical Commissioning Group"])]);
}

#[test]
fn what_a_committee_found_and_what_it_asks_are_told_apart() {
    let words = "Inland Committee\n\nWater: Government Response to the Committee’s Fourth Report\n\n\
                 1. The forum does good work. We recommend that the Department fund it. (Paragraph 24)\n\n\
                 The Government rejects this recommendation. The forum is voluntary.\n\n\
                 2. We commend the forum. (Paragraph 25)\n\nThe Government agrees.\n\n\
                 3. We recommend that NHS England count cases. (Paragraph 30)\n\nThe Government accepts this recommendation.\n";
    let read = extract_words("a.txt", words);
    let said: Vec<Value> = read["recommendations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| json!([r["text"], r["findings"], r["responses"][0]["position"], r["made_on"]]))
        .collect();
    assert_eq!(
        said,
        [
            json!(["We recommend that the Department fund it.", ["The forum does good work."], "rejected", null]),
            json!(["We recommend that NHS England count cases.", [], "accepted", null]),
        ]
    );
}

#[test]
fn an_answer_under_a_heading_is_that_of_the_number_it_names() {
    let words = "# Inspection report\n\n## Recommendations\n\nRecommendation 1: X Council should label its tubes.\n\n\
                 Recommendation 2: Y Council should train its staff.\n\n## X Council response to recommendation 1\n\n\
                 We accept this recommendation.\n\n## Later\n\nRecommendation 3: Y Council should test its pumps.\n\nResponse: Rejected. They are tested.\n";
    let read = extract_words("a.md", words);
    let position = |i: usize| read["recommendations"][i]["responses"][0]["position"].clone();
    assert_eq!([position(0), position(1), position(2)], [json!("accepted"), Value::Null, json!("rejected")]);
}

#[test]
fn a_report_that_names_its_recommendations_by_number_recommends_something() {
    let words = "Inspection report\n\nCauses\n\nThe edge did not detect a strap (paragraph 4, Recommendation 1).\n\nRecommendations\n\n\
                 X Railway should look at the edges of its doors.\n\nY Rail should move its cameras.\n";
    assert_eq!(addressees(&extract_words("a.txt", words)).len(), 2);
}

#[test]
fn people_in_two_columns_are_all_there_and_posts_are_not_people() {
    let roll = |names: &str| {
        format!(
            "Minutes of the X Panel\nHeld on 12 May 2024\n\nPresent:\n{names}\n\n2. Budget\n\nThe budget was noted.\n"
        )
    };
    let present = |names: &str| {
        let read = extract_words("a.txt", &roll(names));
        read["meeting"]["present"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        present("Cllr Ann Smith      Bob Jones\nCllr Carol White    Dilip Rao"),
        ["Cllr Ann Smith", "Bob Jones", "Cllr Carol White", "Dilip Rao"]
    );
    assert_eq!(present("Housing Manager (R Elphick)\nSafety Officer (D Tamblyn)"), ["R Elphick", "D Tamblyn"]);
}

#[test]
fn who_declares_an_interest_sent_no_apologies() {
    let words = "Minutes of the X Panel\nHeld on 12 May 2024\n\nPresent: Cllr Ann Smith\n\nApologies and declarations of interest\n\n\
                 Councillor Jones declared a personal interest in item 5.\n";
    assert_eq!(extract_words("a.txt", words)["meeting"]["apologies"], json!([]));
}

#[test]
fn a_log_s_line_ends_with_its_state_only_where_one_is_printed() {
    let words = "Minutes of the X Panel\nHeld on 12 May 2024\n\nPresent: Cllr Ann Smith\n\n2 Actions brought forward\n\n\
                 24/31   DCI Marlow to write to Councillor Kate Green\n\n24/33   PC Low to check the bells.\n        Update: done in May.      CLOSED\n";
    let read = extract_words("a.txt", words);
    let said: Vec<Value> =
        read["meeting"]["actions"].as_array().unwrap().iter().map(|a| json!([a["text"], a["update"]])).collect();
    assert_eq!(
        said,
        [
            json!(["DCI Marlow to write to Councillor Kate Green", null]),
            json!(["PC Low to check the bells.", "CLOSED"])
        ]
    );
}

#[test]
fn a_refusal_a_question_or_another_years_answer_accepts_nothing() {
    let positions = |said: &str| {
        let words = format!(
            "Public Services Ombudsman\n\nInvestigation report into Tarn Borough Council\n\nPublished 1 May 2026\n\n{said}\n\nRecommendations\n\n\
             1. The Council should apologise to Mr A within one month.\n\n2. The Council should pay £500 to Mr A within one month.\n\n\
             3. The Council should train its staff.\n"
        );
        let read = extract_words("a.txt", &words);
        let all = read["recommendations"].as_array().unwrap().iter();
        all.map(|r| r["responses"][0]["position"].clone()).collect::<Vec<_>>()
    };
    let accepted = json!("accepted");
    for said in [
        "The Council has told me that it accepts these recommendations and will carry them out.",
        "The Council has agreed to carry out the recommendations set out below.",
    ] {
        assert_eq!(positions(said), [accepted.clone(), accepted.clone(), accepted.clone()], "{said}");
    }
    for said in [
        "The Council has not accepted the recommendations in this report.",
        "The Council does not accept the recommendations in this report.",
        "The Council must tell me whether it accepts these recommendations.",
        "Unless the Council agrees to the recommendations in full, I will issue a further report.",
        "In 2019 the previous administration accepted the recommendations in full of the Smith review.",
        "The Health Board has accepted these recommendations.",
        "The Council cannot agree to recommendation 2.",
        "Ward managers agree 3 times a year what is to be done.",
        "I asked whether they accept recommendation 1.",
    ] {
        assert_eq!(positions(said), [Value::Null, Value::Null, Value::Null], "{said}");
    }
    for said in [
        "All four recommendations of the last audit were accepted.",
        "The review found that all of its recommendations in 2021 were accepted.",
        "The Council said that all of the recommendations should be accepted.",
        "It has accepted recommendations 2 to 9.",
        "The Council was asked whether it accepted recommendations 1 and 2.",
        "It has accepted the first three complaints.",
    ] {
        assert_eq!(positions(said), [Value::Null, Value::Null, Value::Null], "{said}");
    }
    assert_eq!(positions("The Council has not accepted recommendation 1.").first(), Some(&json!("rejected")));
    let (rejected, principle, none) = (json!("rejected"), json!("accepted_in_principle"), Value::Null);
    for (said, positions_of_three) in [
        ("I am pleased that all of them have been accepted.", [&accepted, &accepted, &accepted]),
        ("All three recommendations were accepted in principle.", [&principle, &principle, &principle]),
        (
            "The Council wrote on 3 May 2026 to say that it accepted recommendations 1 and 3.",
            [&accepted, &none, &accepted],
        ),
        ("It has accepted recommendations 1 to 2.", [&accepted, &accepted, &none]),
        (
            "It has accepted the first two recommendations. It has not accepted the third.",
            [&accepted, &accepted, &rejected],
        ),
        ("It has accepted the last two recommendations.", [&none, &accepted, &accepted]),
    ] {
        assert_eq!(positions(said).iter().collect::<Vec<_>>(), positions_of_three, "{said}");
    }
}

#[test]
fn what_others_recommend_in_the_background_is_not_recommended_here() {
    let words = "Inspection report on Tarn Police\n\nPublished 1 May 2026\n\nWe made no recommendations in this inspection.\n\nBackground\n\n\
                 The College recommends that forces:\n- record every stop\n- publish the figures each year\n- train their staff\n";
    let read = extract_words("a.txt", words);
    assert_eq!(read["recommendations"], json!([]));
    let own = "Police Conduct Authority\n\nReport on a death in May 2024\n\nISSUES CONSIDERED\n\nWe looked at one.\n\nRECOMMENDATIONS\n\n27. The Authority recommends that the Northern Police:\n\n\
               1) amend the manual on people in custody;\n\n2) audit the records within a year.\n\n28. The Authority thanks the family.\n";
    assert_eq!(addressees(&extract_words("b.txt", own)), [json!(["Northern Police"]), json!(["Northern Police"])]);
}

#[test]
fn a_unit_behind_a_name_is_one_and_a_long_name_is_not_cut() {
    let words = "Minutes of the Driving Panel\n\nHeld on 3 May 2023\n\nPresent:\nInsp Jean Paul Da Silva\nCI Stuart Pell OSD Roads Policing\nPC Lisa Onions ARV\n\
                 Insp Tom Fox QPM BSc\nSgt Mary Anne Smith\nPC Mick Frobisher Stanbeck District\n\nAction\n\n1. Welcome\n\nThanks were given to the outgoing officer. Mary Anne Jones\n\n\
                 The members discussed the date of the next one. Tarn Borough Council\n\nThe next speaker was from the force. Westmere Constabulary\n";
    let read = extract_words("a.txt", words);
    let there: Vec<Value> =
        read["meeting"]["present"].as_array().unwrap().iter().map(|p| json!([p["name"], p["body"]])).collect();
    assert_eq!(
        there,
        [
            json!(["Insp Jean Paul Da Silva", null]),
            json!(["CI Stuart Pell", "OSD Roads Policing"]),
            json!(["PC Lisa Onions", "ARV"]),
            json!(["Insp Tom Fox QPM BSc", null]),
            json!(["Sgt Mary Anne Smith", null]),
            json!(["PC Mick Frobisher", "Stanbeck District"]),
        ]
    );
    assert_eq!(read["meeting"]["actions"], json!([]), "whoever stands at a paragraph's end owns nothing by that");
}

#[test]
fn a_row_left_as_lines_may_lack_its_last_cell() {
    let words = "Minutes of the Learning Board\n\nHeld on 3 May 2023\n\nPresent: Sgt Mary Smith, DI Bob Jones\n\nRef\nAction\nOwner\nStatus\n\
                 1\nWrite to the council\nBob Jones\n2\nPublish the figures\nMary Smith\nOpen\n3\nWrite again to the board\nAnn Lee\nClosed\n";
    let read = extract_words("a.txt", words);
    let actions: Vec<Value> = read["meeting"]["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| json!([a["reference"], a["text"], a["owner"], a["update"]]))
        .collect();
    assert_eq!(
        actions,
        [
            json!(["1", "Write to the council", "Bob Jones", null]),
            json!(["2", "Publish the figures", "Mary Smith", "Open"]),
            json!(["3", "Write again to the board", "Ann Lee", "Closed"]),
        ]
    );
}
