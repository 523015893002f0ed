//! Shapes of lists and rolls that a crawl leaves behind: what is read of them, and what only looks like them.

use serde_json::{Value, json};

use crate::kit::{Register, extract_words};

/// Each recommendation's first words, and whom it is made to.
fn asked(words: &str) -> Vec<(String, Value)> {
    let read = extract_words("a.txt", words);
    let first = |r: &Value| r["text"].as_str().unwrap().split(' ').take(4).collect::<Vec<_>>().join(" ");
    read["recommendations"].as_array().unwrap().iter().map(|r| (first(r), r["addressees"].clone())).collect()
}

/// The names of a list of the meeting, each with the body it is given.
fn named(read: &Value, list: &str) -> Vec<(String, Value)> {
    let all = read["meeting"][list].as_array().unwrap().iter();
    all.map(|p| (p["name"].as_str().unwrap().to_owned(), p["body"].clone())).collect()
}

fn pair(name: &str, body: impl Into<Value>) -> (String, Value) {
    (name.to_owned(), body.into())
}

#[test]
fn a_wish_asks_whom_it_names_and_a_report_s_evidence_asks_nobody() {
    let finding = "CORONERS COURT\n\nFinding into the death of Mr A\n\nRECOMMENDATIONS\n\nI make the following recommendations:\n\n\
                   1. That Tarn Health amend its triage form.\n\n2. That it keep a list of callers.\n\n3. That the Chief Commissioner of Police review the manual.\n";
    assert_eq!(
        asked(finding),
        [
            pair("That Tarn Health amend", json!(["Tarn Health"])),
            pair("That it keep a", json!([])),
            pair("That the Chief Commissioner", json!(["Chief Commissioner of Police"])),
        ]
    );
    let board = "Annual report of the Board at HMP Tarn\n\nMain areas for development\n\nTO THE GOVERNOR\n\n\
                 • Screen the lavatories in all cells.\n\n• Publish, on each wing, the reasons for a lock-down.\n\n\
                 Response to the last report\n\nReopen the library.\n\n4. Safety\n\n4.1.1 Reception staff are kind and unhurried.\n\n\
                 4.1.2 Cells were cold and men were given blankets.\n";
    assert_eq!(
        asked(board),
        [
            pair("Screen the lavatories in", json!(["THE GOVERNOR"])),
            pair("Publish, on each wing,", json!(["THE GOVERNOR"]))
        ]
    );
}

#[test]
fn what_a_recommendation_is_for_is_not_the_recommendation() {
    let letter = "Rail Office\n\nReport on the accident at Tarn\n\nRecommendation 1\n\nThe intent of this recommendation is that trolleys stay off the line.\n\n\
                  Network Rail should change how trolleys are issued.\n\nRecommendation 2\n\nThe Committee recommends that:\n\n\
                  The Welsh Government should publish guidance.\n";
    assert_eq!(
        asked(letter),
        [
            pair("Network Rail should change", json!(["Network Rail"])),
            pair("The Welsh Government should", json!(["The Welsh Government"])),
        ]
    );
}

#[test]
fn what_a_site_says_of_its_cookies_is_no_summary() {
    let page = "We use cookies\n\nSome of these cookies are needed for the site to work, and others help us to make it better.\n\n\
                Recommendations - Tarn Police, October 2022\n\nIn March 2021 a man was held at Tarn for thirty hours without a doctor being called to him.\n\n\
                Recommendation 1\n\nThe Office recommends that Tarn Police checks every cell.\n\nDo you accept the recommendation?\n\nYes\n";
    let summary = extract_words("a.txt", page)["source"]["summary"].clone();
    assert!(summary.as_str().is_some_and(|words| words.starts_with("In March 2021")), "{summary}");
}

#[test]
fn what_is_said_twice_is_one_recommendation_and_what_two_are_asked_is_two() {
    let twice = "Inspection report\n\nRecommendations\n\n1. The Witness Hub should review its letters with Victim Support. REC2024001\n\n\
                 2. The Court Service should provide a waiting room at Tarn.\n\nChapter 2\n\n2.31 Operational recommendation 1\n\n\
                 The Witness Hub should review its letters with Victim Support.\n";
    assert_eq!(asked(twice).len(), 2, "{:?}", asked(twice));
    let years = "Inspection report\n\nRecommendations\n\nThe force should publish its plan for custody by May 2024.\n\n\
                 The force should publish its plan for custody by May 2025.\n";
    assert_eq!(asked(years).len(), 2, "{:?}", asked(years));
    let each = "# Inspection report\n\n## Recommendations\n\n### For Lagg Borough Council\n\n1. Staff should be trained each year in first aid.\n\n\
                ### For Tarn Borough Council\n\n2. Staff should be trained each year in first aid.\n";
    let read = extract_words("a.md", each);
    assert_eq!(read["recommendations"].as_array().unwrap().len(), 2, "{read}");
}

#[test]
fn a_row_without_words_of_its_own_is_another_action_of_the_row_above() {
    let plan = "Tarn Fire Service\n\nInspection report: action plan\n\nRecommendation | Response | Action | Owner\n\
                The Service should set a threshold for debriefs. | Accepted | Revise the note | Head of Operations\n\
                | | Amend the message at control | Head of Control\n\
                The Service should tell crews what was done. | Not accepted | n/a | n/a\n";
    let read = extract_words("a.txt", plan);
    let said: Vec<Value> = read["recommendations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| json!([r["responses"][0]["position"], r["responses"][0]["actions"].as_array().unwrap().len()]))
        .collect();
    assert_eq!(said, [json!(["accepted", 2]), json!(["rejected", 0])]);
}

#[test]
fn the_last_mark_of_a_line_says_who_came_to_this_meeting() {
    let board = "Tarn Safeguarding Board\n\nMinutes of the meeting held on 3 December 2015\n\nAttendance Name Agency 5.3.15 10.9.15 3.12.15\n\
                 Ian Burr Tarn College Y A Y\nJudith Soll Tarn CCG Y Y A\nDr Amy Rudd Lay Member N A N\nCh Supt Alan Dwyer Tarn Police Y Y Y\nLena Voss Housing D Y D\n\n\
                 1. Welcome\n\nThe Chair welcomed all.\n";
    let read = extract_words("a.txt", board);
    assert_eq!(named(&read, "present"), [pair("Ian Burr", "Tarn College"), pair("Ch Supt Alan Dwyer", "Tarn Police")]);
    assert_eq!(named(&read, "apologies"), [pair("Judith Soll", "Tarn CCG")]);
}

#[test]
fn a_body_below_a_name_is_that_name_s_and_a_column_of_posts_names_nobody() {
    let group = "National Recovery Group\n\nMinutes\n\nWednesday 9 October 2019, Tarn House\n\nAttendees\nACC Ruth Amber (Chair)\nThornwick Police\n\
                 Supt. Joan Parge\nMarrow Police\nDr Hal Orr\nHome Office\n\nApologies\nDCC Martin Sayle\nLanning Police\n\n1. Welcome\n\nThe Chair welcomed all.\n";
    let read = extract_words("a.txt", group);
    assert_eq!(
        named(&read, "present"),
        [
            pair("ACC Ruth Amber", "Thornwick Police"),
            pair("Supt. Joan Parge", "Marrow Police"),
            pair("Dr Hal Orr", "Home Office"),
        ]
    );
    assert_eq!(named(&read, "apologies"), [pair("DCC Martin Sayle", "Lanning Police")]);
    assert_eq!(read["meeting"]["held_on"], "2019-10-09");
    let trust = "MINUTES OF THE TRUST BOARD MEETING held on 29 January 2014\n\nPresent:\nSir Alan Frob\nMrs Tessa Quayle\nDr Prakash Menon\n\
                 Chairman\nChief Executive\nMedical Director\n\n1. Welcome\n\nThe Chairman welcomed all.\n";
    let present: Vec<String> = named(&extract_words("a.txt", trust), "present").into_iter().map(|p| p.0).collect();
    assert_eq!(present, ["Sir Alan Frob", "Mrs Tessa Quayle", "Dr Prakash Menon"]);
}

#[test]
fn a_hearing_told_on_a_force_s_own_page_is_an_article_and_says_no_more_than_it_says() {
    let page = "Tarn Constabulary\nNews\n\nFormer officer would have been dismissed, hearing finds\n\nPosted on 24th September 2020, at 16:20\n\n\
                A former officer of Tarn Constabulary would have been dismissed if she had not already resigned, a panel decided on Tuesday.\n\n\
                At a misconduct hearing the allegation of false overtime was found proven as gross misconduct.\n\nShare this article\nLatest news\nMan charged\n";
    let read = extract_words("a.txt", page);
    assert_eq!(
        (&read["document"]["kind"], &read["document"]["published_on"]["value"]),
        (&json!("article"), &json!("2020-09-24")),
        "{read}"
    );
    assert_eq!(read["case_outcomes"][0]["sanction"], "would have been dismissed");
    let advice = page.replace("Share this article", "We recommend that forces check overtime each month.");
    assert_ne!(
        extract_words("a.txt", &advice)["document"]["kind"],
        "article",
        "what recommends is read for what it recommends"
    );
}

#[test]
fn what_others_recommended_or_might_have_is_not_recommended_here() {
    for lead in [
        "In 2018 the Commission made the following recommendations to Tarn Police:",
        "The inquest heard that the Coroner would make these recommendations to the Home Office:",
        "Dame Ann told us she thought that we would make the following recommendations:",
    ] {
        let words = format!(
            "Report of the Panel on custody\n\n{lead}\n\n(a) Staff should be trained.\n\n(b) Cells should be clean.\n\n(c) Bells should ring.\n"
        );
        assert_eq!(asked(&words), [], "{lead}");
    }
    let concerns = "# Inspection of custody\n\n## Key concerns\n\n### For Tarn Police\n\n- Support for detainees was poor.\n- Test results were not shared.\n- Use of force was not recorded.\n\n\
                    ## Recommendations\n\n### For Tarn Police\n\n- Ensure that every cell is checked.\n- Publish the results each May.\n\n### How to respond\n\n- Send your response to the office by June.\n";
    let read = extract_words("a.md", concerns);
    let texts: Vec<&Value> = read["recommendations"].as_array().unwrap().iter().map(|r| &r["text"]).collect();
    assert_eq!(texts, [&json!("Ensure that every cell is checked."), &json!("Publish the results each May.")]);
}

#[test]
fn two_numbers_with_the_same_words_are_two_and_keep_their_own_answers() {
    let words = "Review of custody at Tarn\n\nRecommendation 1: The Trust should review its policy on observation and leave.\n\n\
                 Recommendation 2: The Trust should publish its plan each year in May.\n\n\
                 Recommendation 3: The Trust should review its policy on observation.\n\nResponse: Accepted\n";
    let read = extract_words("a.txt", words);
    let positions: Vec<Value> =
        read["recommendations"].as_array().unwrap().iter().map(|r| r["responses"][0]["position"].clone()).collect();
    assert_eq!(positions, [Value::Null, Value::Null, json!("accepted")]);
}

#[test]
fn who_is_said_to_be_away_is_not_present_and_other_tables_are_no_rolls() {
    let words = "Tarn Fire Authority\n\nMinutes of the meeting held on 21 April 2016\n\nAttendance\nName Role Attendance\nCllr A Wherr Chairman Present\n\
                 Cllr B Ostler Member Not Present\nMrs J Penn Clerk Apologies received\nMr M Hale Treasurer Did not attend\nCllr C Dunn Member Present, as substitute\n\n\
                 1. Interests\n\nName Position\nCllr E Knott Trustee of Hope Fund\nMrs I Wynn Residents Association\nDr K Zeal Tarn College\n";
    let read = extract_words("a.txt", words);
    let names = |list: &str| named(&read, list).into_iter().map(|p| p.0).collect::<Vec<_>>();
    assert_eq!(names("present"), ["Cllr A Wherr", "Cllr C Dunn"]);
    assert_eq!(names("apologies"), ["Mrs J Penn"]);
    let key = "Tarn Board\n\nMinutes of the meeting held on 3 December 2015\n\nKey: Y = attended, A = absent, X = apologies\n\nName 5.3.15 3.12.15\n\
               Ian Burr Y Y\nJudith Soll Y A\nAmy Rudd A X\nAlan Dwyer Y Y\n\n1. Welcome\n\nAll were welcomed.\n";
    let read = extract_words("a.txt", key);
    let names = |list: &str| named(&read, list).into_iter().map(|p| p.0).collect::<Vec<_>>();
    assert_eq!(
        (names("present"), names("apologies")),
        (vec!["Ian Burr".into(), "Alan Dwyer".into()], vec!["Amy Rudd".into()])
    );
}

#[test]
fn a_complaint_that_was_dismissed_dismissed_nobody() {
    let page = |said: &str| {
        format!(
            "Tarn Constabulary\n\nOfficer faces hearing\n\nPosted on 24 September 2020\n\nA misconduct hearing was held for an officer of Tarn Constabulary this week.\n\n{said}\n\nThe head of standards said that the panel had sat for three days in all.\n"
        )
    };
    for said in [
        "The complaint of gross misconduct against the officer was dismissed by the panel on Tuesday.",
        "The officer was cleared, and would not have been dismissed in any case, the panel said.",
    ] {
        assert_eq!(extract_words("a.txt", &page(said))["case_outcomes"], json!([]), "{said}");
    }
    let dismissed = "The officer was dismissed without notice after the panel found the allegation proven.";
    assert_eq!(extract_words("a.txt", &page(dismissed))["case_outcomes"][0]["sanction"], "dismissed");
}

#[test]
fn a_body_that_accepts_all_addressed_to_it_accepts_its_own_and_no_other_s() {
    let report = |said: &str| {
        format!(
            "Ombudsman report on heating\n\n{said}\n\nRecommendations\n\nRecommendation 1: The Ministry of Housing should keep a list of tenants.\n\n\
             Recommendation 2: Tarn Council should train its staff in first aid.\n"
        )
    };
    let positions = |said: &str| {
        let read = extract_words("a.txt", &report(said));
        let all = read["recommendations"].as_array().unwrap().iter();
        all.map(|r| r["responses"][0]["position"].clone()).collect::<Vec<_>>()
    };
    let accepted = json!("accepted");
    assert_eq!(
        positions("20 The Ministry accepted all of the recommendations addressed to it. Its response is attached."),
        [accepted, Value::Null]
    );
    for said in [
        "The Ministry has not accepted all of the recommendations addressed to it.",
        "The Minister asked whether the Ministry accepted all of the recommendations addressed to it.",
        "The Department accepted all of the recommendations addressed to it.",
    ] {
        assert_eq!(positions(said), [Value::Null, Value::Null], "{said}");
    }
}

/// The positions of each recommendation's answers, in order.
fn answered(words: &str) -> Vec<Vec<Value>> {
    let read = extract_words("a.txt", words);
    let all = read["recommendations"].as_array().cloned().unwrap_or_default();
    let position =
        |r: &Value| r["responses"].as_array().into_iter().flatten().map(|p| p["position"].clone()).collect::<Vec<_>>();
    all.iter().map(position).collect()
}

#[test]
fn what_agrees_in_part_on_conditions_or_not_at_all_has_not_agreed() {
    let report = |answer: &str| {
        format!(
            "Review of cells\n\nRecommendation 1\nThe Home Office should set a limit on hours in a cell.\n\n{answer}\n"
        )
    };
    for (answer, position) in [
        ("1.1 The Government agrees with the Committee’s recommendation.", json!("accepted")),
        ("1.1 The Government disagrees with the Committee’s recommendation.", json!("rejected")),
        ("Response: “TPD disagrees. The log can be read on paper.”", json!("rejected")),
        ("Response: The Home Office partly agrees. It will fund a pilot.", json!("partly_accepted")),
    ] {
        assert_eq!(answered(&report(answer)), [[position]], "{answer}");
    }
    for answer in [
        "Response: Not everyone agrees, and the Home Office will consult.",
        "Response: The Home Office no longer agrees.",
        "Response: The Home Office will not act unless Parliament agrees.",
        "4.12 The Trust accepted the recommendation of the 2015 review. It did not carry it out.",
    ] {
        let taken = answered(&report(answer)).concat();
        assert!(!taken.contains(&json!("accepted")), "{answer}: {taken:?}");
    }
}

#[test]
fn numbered_answers_below_a_list_are_its_own_and_nobody_elses() {
    let list = "TARN recommendations\n\nRecommendations\n\n1. Tarn Police should log each key.\n\n2. Tarn Police should count the cells.\n\n";
    let answers = "1. Accepted. A log was begun.\n\n2. Not accepted. They are counted.\n\n";
    let both = vec![vec![json!("accepted")], vec![json!("rejected")]];
    assert_eq!(answered(&format!("{list}Responses\n\n{answers}")), both);
    let more = "For Marl Trust\n\n1. Marl Trust should send a nurse.\n\n2. Marl Trust should write each day.\n\n";
    let read = answered(&format!("{list}Responses\n\n{answers}{more}"));
    assert_eq!((read.len(), &read[..2]), (4, both.as_slice()), "the next list is no answer");
    let two = format!(
        "{list}Tarn Police response\n\n{answers}Marl Police response\n\n1. Not accepted. We hold none of the keys here.\n\n2. Accepted. We count ours on each Monday.\n"
    );
    assert!(
        !answered(&two).concat().contains(&json!("accepted")),
        "whose they are is not told apart, so none is given"
    );
    let points = "Report of the Panel\n\nRecommendations\n\nRecommendation 1\nTarn Council should look at each boiler.\n\n1.1 The Council should keep a record.\n\n\
                  Recommendation 2\nTarn Police should share its records.\n\nRecommendation 3\nMarl Trust should review its contract.\n\n4.9 Executors should tell the Registrar.\n";
    assert_eq!(answered(points).len(), 4, "a point of its own stays, a paragraph of the report goes");
}

#[test]
fn actions_stand_in_cells_that_a_crawl_left_as_lines_or_parted_by_strokes() {
    let roll = "Tarn Scrutiny Panel – notes of meeting 21st March 2024\n\nAttendees:\nOla Ezek – Panel Chair\nPat Silver – Panel member\n\n\
                Apologies:\nFemi Olat – Panel member\n\n";
    let done = |read: &Value| {
        let all = read["meeting"]["actions"].as_array().unwrap().iter();
        all.map(|a| {
            [&a["reference"], &a["text"], &a["owner"], &a["update"]].map(|v| v.as_str().unwrap_or("").to_owned())
        })
        .collect::<Vec<_>>()
    };
    let lines = format!(
        "{roll}Actions from last meeting\nAction\nOwner\nUpdate\nRAG\nFind out when the adults arrive each day\nLP\nFigures in June\nAmber\n\
         Share the report on cells with members\nCM\nSent\nGreen\nCases\nCase 1, a man of 40. The panel found that all was well with it.\n"
    );
    let read = done(&extract_words("a.txt", &lines));
    assert_eq!(
        read.iter().map(|a| (a[1].as_str(), a[2].as_str())).collect::<Vec<_>>(),
        [("Find out when the adults arrive each day", "LP"), ("Share the report on cells with members", "CM")]
    );
    let strokes = format!(
        "{roll}ACTION LOG\nRef / Meeting / Action / Owner / Update / Status\n31/17 / 16.06.17 / Circulate the revised policy to members / PL / Sent 2 October / Closed\n\
         38/17 / 08.12.17 / Written briefing on the two recommendations / HB / / Open\nThe panel and / or the force may write to members about it.\n"
    );
    let read = done(&extract_words("a.txt", &strokes));
    assert_eq!(
        read.iter().map(|a| (a[0].as_str(), a[1].as_str(), a[3].as_str())).collect::<Vec<_>>(),
        [
            ("31/17", "Circulate the revised policy to members", "Closed"),
            ("38/17", "Written briefing on the two recommendations", "Open"),
        ]
    );
}

#[test]
fn a_report_s_own_sentences_recommend_and_what_others_recommended_does_not() {
    let report = "Gullhaven Marine Board\n\nReport on the capsizing of the ferry Petrel\n\nAnalysis\n\nThe bilge alarm did not sound. \
                  I recommend that the Harbour Agency require a second sensor on each ferry.\n\n\
                  In 2012 the Board recommended that lifejackets be stowed on deck.\n\n\
                  The crew had not drilled since May. I further recommend that Petrel Ferries Limited drill each crew every month.\n";
    assert_eq!(
        asked(report),
        [
            pair("I recommend that the", json!(["Harbour Agency"])),
            pair("I further recommend that", json!(["Petrel Ferries Limited"])),
        ]
    );
    let once =
        "Gullhaven Gazette\n\nNews\n\nIt was cold. I recommend that the Council keep its heating on in the library.\n";
    assert_eq!(asked(once), []);
}

#[test]
fn whom_a_line_in_capitals_a_bidding_or_a_name_over_a_number_asks() {
    let board = "Northern Safety Board\n\nSafety recommendations\n\n\
                 TO THE GREAT TARN RAILWAY: Revise your rules so that a train crew tests each hand brake before it is left.\n\n\
                 TO THE RAIL ADMINISTRATION: Publish guidance on the testing of hand brakes by the end of the next year.\n";
    assert_eq!(
        asked(board),
        [
            pair("Revise your rules so", json!(["GREAT TARN RAILWAY"])),
            pair("Publish guidance on the", json!(["RAIL ADMINISTRATION"]))
        ]
    );
    let unit = "An inspection of probation in Eastmoor\n\nRecommendations\n\nEastmoor Unit should:\n\n1. make sure that each plan names the child's school\n\n\
                2. visit each home within ten days\n";
    assert_eq!(
        asked(unit),
        [
            pair("make sure that each", json!(["Eastmoor Unit"])),
            pair("visit each home within", json!(["Eastmoor Unit"]))
        ]
    );
}

#[test]
fn an_answer_told_in_a_heading_or_in_one_word_is_its_position() {
    let audit = "Tarn Audit Office\n\nAudit of fuel cards\n\nRecommendation 1\n\nThe Department of Works should check each card every month.\n\n\
                 Response: Accept\n\nThe department will check cards from May.\n\nRecommendation 2\n\n\
                 The Department of Works should cancel the cards of those who leave.\n\nResponse: Reject\n\nCards are cancelled by the bank.\n";
    assert_eq!(answered(audit), [[json!("accepted")], [json!("rejected")]]);
}

#[test]
fn a_letter_answers_a_concern_that_it_quotes_over_lines() {
    let letter = "Tarn Hospital Trust\n\n4 May 2022\n\nDear Mr Coroner\n\nRegulation 28 report: the death of Mr A\n\nConcern 1\n\n\
                  \"Staff on the ward did not know\n\nwhere the alarm was kept.\"\n\nWe have put an alarm on each wall and told all staff of it.\n\n\
                  Concern 2\n\n\"Nobody wrote down who had called.\"\n\nCalls are now kept in a book.\n\nYours sincerely\n";
    let read = extract_words("a.txt", letter);
    let texts: Vec<&str> =
        read["recommendations"].as_array().unwrap().iter().map(|r| r["text"].as_str().unwrap()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[0].starts_with("Staff on the ward") && texts[0].ends_with("where the alarm was kept."), "{texts:?}");
}

#[test]
fn a_label_that_asks_is_answered_by_the_word_behind_it() {
    let page = "Recommendations to Tarn Police, May 2022\n\n1. Keys\n\nTarn Police should count the keys of each cell every night.\n\n\
                Response received 4 June 2022\n\nAccepted: No\n\nThe keys are counted each week.\n\n\
                2. Bells\n\nTarn Police should test each bell before a cell is used.\n\nResponse received 4 June 2022\n\nAccepted: Yes\n\n\
                • Each bell is tested at six in the morning.\n• A log is kept at the desk.\n\n\
                3. Mats\n\nTarn Police should put a mat beside each bed.\n\nWe saw none.\n";
    assert_eq!(answered(page), [vec![json!("rejected")], vec![json!("accepted")], vec![]]);
    let read = extract_words("a.txt", page);
    let actions = read["recommendations"][1]["responses"][0]["actions"].as_array().unwrap();
    assert_eq!(actions.len(), 2, "what stands over the next recommendation is no action of this one: {actions:?}");
}

#[test]
fn an_inspectorate_s_table_of_answers_is_read_under_a_title_that_tells_of_progress() {
    let page = "<html><body><h1>Tarn Constabulary: progress against inspection recommendations</h1>\
                <table><tr><th>Recommendation</th><th>Response</th><th>Action</th></tr>\
                <tr><td>The force should count the cash in its safe.</td><td>Not accepted</td><td>The bank counts it.</td></tr>\
                </table></body></html>";
    let read = extract_words("a.html", page);
    assert_eq!(read["recommendations"][0]["responses"][0]["position"], json!("rejected"));
    // Without their answers, earlier recommendations are only told of.
    let told = page.replace("Response", "Reference");
    assert_eq!(extract_words("a.html", &told)["recommendations"].as_array().map(Vec::len).unwrap_or(0), 0);
}

#[test]
fn minutes_kept_as_a_table_give_what_their_cells_say_is_to_be_done() {
    let page = "<html><body><h1>Tarn Safeguarding Board</h1><h2>Minutes of the Board meeting, 4 May 2022</h2><h3>Present</h3>\
                <ul><li>Ada Birch (AB)</li><li>Carl Dunn (CD)</li></ul>\
                <table><tr><th>Item</th><th>Discussion</th><th>Action</th></tr>\
                <tr><td>Doors</td><td>AB said that the doors stick.</td><td><p>Plane the two doors of the hall. (AB / CD)</p><p>Ask for a date for the third. (CD)</p></td></tr>\
                <tr><td>Keys</td><td>They were counted.</td><td>None were missing this time.</td></tr></table></body></html>";
    let read = extract_words("a.html", page);
    let actions: Vec<(&str, &str)> = read["meeting"]["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["text"].as_str().unwrap(), a["owner"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(actions, [("Plane the two doors of the hall.", "AB / CD"), ("Ask for a date for the third.", "CD")]);
}

#[test]
fn names_over_a_keyed_list_say_whose_each_is() {
    let report = "Tarn Audit Office\nReport No. 3 of 2022\n\nKeeping bridges open\n\nRecommendations\n\nDepartment of Works\n\n\
                  R1   Inspect each bridge by the end of the year.\n\nR2   Keep one list of them all.\n\n\
                  Holm and West Tarn District Councils\n\nR3   Publish the weight that each bridge carries.\n";
    assert_eq!(
        asked(report),
        [
            pair("Inspect each bridge by", json!(["Department of Works"])),
            pair("Keep one list of", json!(["Department of Works"])),
            pair("Publish the weight that", json!(["Holm District Council", "West Tarn District Council"])),
        ]
    );
}

#[test]
fn an_answer_bears_the_day_that_a_line_over_it_gives() {
    let page = |line: &str| {
        format!(
            "Recommendations to Tarn Police, May 2022\n\nRecommendation 1\n\nTarn Police should count its keys.\n\n{line}\n\nAccepted\n\nThe keys are counted.\n"
        )
    };
    for (line, given, received) in [
        ("Response received 4 June 2022", None, Some("2022-06-04")),
        ("Date response received: 4 June 2022", None, Some("2022-06-04")),
        ("Response (04/06/2022):", Some("2022-06-04"), None),
        ("Date of response: June 2022", Some("2022-06"), None),
        ("Response due 4 June 2022", None, None),
        ("Response published: 4 June 2022", None, None),
        ("The response of 4 June 2022 was late", None, None),
    ] {
        let read = extract_words("a.txt", &page(line));
        let answer = &read["recommendations"][0]["responses"][0];
        assert_eq!(answer["position"], json!("accepted"), "{line}: {read}");
        assert_eq!((answer["given_on"].as_str(), answer["received_on"].as_str()), (given, received), "{line}");
    }
    let early = extract_words("a.txt", &page("Response received 4 June 2021"));
    let codes: Vec<&str> = early["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"answered_before_made"), "{codes:?}");
    let register = Register::new();
    let path = register.folder.path().join("a.txt");
    std::fs::write(&path, page("Response received 4 June 2022")).unwrap();
    register.ok(&["import", path.to_str().unwrap()]);
    let server = register.serve();
    let answer = server.json("/api/v1/recommendations/REC-1")["obligations"][0]["responses"][0].clone();
    assert_eq!((&answer["received_on"], &answer["given_on"]), (&json!("2022-06-04"), &json!(null)), "{answer}");
}

#[test]
fn a_roll_told_in_sentences_names_who_was_there_and_whom_they_are_of() {
    let minutes = "TARN AUDIT COMMITTEE\n\nMinutes of the meeting held on 4 May 2022\n\n\
                   Attendance: Ada Birch-Holm (Chair), Carl Dunn and Eve Flint were present as members of the Committee. Also attending were Gil Hart, Chief Finance Officer, and \
                   Ines Jolly, Head of Governance, of the Office of the Police and Crime Commissioner; Inspector Kit Lowe of Tarn Police; and Mo Nash of Oxley Page LLP, external auditors. \
                   Apologies had been received from Professor Pat Quill (member) and from Deputy Chief Constable Ruth Snow, Tarn Police.\n\n1. Keys\n\nThe keys were counted.\n";
    let read = extract_words("a.txt", minutes);
    let people = |list: &str| {
        let all = read["meeting"][list].as_array().unwrap().iter();
        all.map(|p| (p["name"].as_str().unwrap().to_owned(), p["body"].as_str().unwrap_or("").to_owned()))
            .collect::<Vec<_>>()
    };
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    let office = "Office of the Police and Crime Commissioner";
    assert_eq!(
        people("present"),
        pairs(&[
            ("Ada Birch-Holm", ""),
            ("Carl Dunn", ""),
            ("Eve Flint", ""),
            ("Gil Hart", office),
            ("Ines Jolly", office),
            ("Inspector Kit Lowe", "Tarn Police"),
            ("Mo Nash", "Oxley Page LLP"),
        ])
    );
    assert_eq!(
        people("apologies"),
        pairs(&[("Professor Pat Quill", ""), ("Deputy Chief Constable Ruth Snow", "Tarn Police")])
    );
    assert_eq!(read["meeting"]["chair"], json!("Ada Birch-Holm"));
}

#[test]
fn what_others_accepted_what_words_mean_and_what_a_publisher_adds_answer_nothing() {
    let page = |line: &str| {
        format!(
            "<h1>Review of custody</h1><p>Published 1 May 2022</p><h2>Recommendation 1</h2><p>Tarn Police should train its staff.</p>{line}"
        )
    };
    for line in [
        "<p>The Home Office accepted this recommendation when we made it in 2019, but Tarn Police has not replied.</p>",
        "<p>The Inspectorate did not accept the recommendation as completed when it looked in May 2023.</p>",
        "<p>Accepted. This means that a body agrees with all we asked.</p>",
        "<p>Update 5 July 2023</p><p>We have written to the force again.</p>",
        "<p>Date received: 3 June 2022</p><p>The complaint came from a mother.</p>",
    ] {
        let read = extract_words("a.html", &page(line));
        assert_eq!(read["recommendations"].as_array().map(Vec::len), Some(1), "{line}");
        assert_eq!(read["recommendations"][0]["responses"], json!([]), "{line}");
    }
    let said =
        "<p>The Constabulary accepted this recommendation and wrote to us in July to say that all are trained.</p>";
    let read = extract_words("a.html", &page(said));
    assert_eq!(read["recommendations"][0]["responses"][0]["position"], json!("accepted"));
}
