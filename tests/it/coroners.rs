//! A coroner's report in the shapes that published ones have: what is a concern, and to whom it goes.

use serde_json::Value;

use crate::kit::{Register, extract_words};

const OPENING: &str = "During the course of the inquest the evidence revealed matters giving rise to concern. In my opinion there is a \
risk that future deaths will occur unless action is taken. In the circumstances it is my statutory duty to report to you.\n\n";

/// The form with these recipients and these words under the coroner's concerns.
fn form(recipients: &str, concerns: &str) -> String {
    format!(
        "REGULATION 28 REPORT TO PREVENT FUTURE DEATHS\n\nTHIS REPORT IS BEING SENT TO:\n\n{recipients}\n\n1 CORONER\n\nI am the Senior \
Coroner for the coroner area of Westmarch.\n\n4 CIRCUMSTANCES OF THE DEATH\n\n1. She was found at home.\n2. She had been seen the day \
before.\n\n5 CORONER'S CONCERNS\n\n{concerns}\n\n6 ACTION SHOULD BE TAKEN\n\nIn my opinion action should be taken to prevent future \
deaths and I believe you have the power to take such action.\n\n7 YOUR RESPONSE\n\nYou are under a duty to respond to this report within \
56 days of the date of this report, namely by 5 May 2020.\n\n8 COPIES and PUBLICATION\n\nI have sent a copy of my report to the Chief \
Coroner.\n\n9 10 March 2020\n"
    )
}

/// How each concern begins, and to whom it goes.
fn concerns(words: &str) -> Vec<(String, Vec<String>)> {
    let read = extract_words("report.txt", words);
    let text = |v: &Value| v.as_str().unwrap_or("").split(' ').take(3).collect::<Vec<_>>().join(" ");
    let list = |v: &Value| v.as_array().unwrap().iter().map(|a| a.as_str().unwrap().to_owned()).collect();
    let all = read["recommendations"].as_array().unwrap();
    all.iter().map(|r| (text(&r["text"]), list(&r["addressees"]))).collect()
}

fn begin(words: &str) -> Vec<String> {
    concerns(words).into_iter().map(|(text, _)| text).collect()
}

#[test]
fn concerns_that_run_on_in_one_paragraph_are_each_one() {
    let run_on = format!(
        "{} For your information the MATTERS OF CONCERN are as follows: - (1) Records are kept on paper by two of the teams. (2) Nobody is \
told when a record is moved. (3) The waiting list is months long.",
        OPENING.trim_end()
    );
    assert_eq!(
        begin(&form("Northmere Health Board", &run_on)),
        ["Records are kept", "Nobody is told", "The waiting list"]
    );
    let one = format!(
        "{} The MATTER OF CONCERN is as follows. – Prisoners of that unit see no therapist.",
        OPENING.trim_end()
    );
    assert_eq!(begin(&form("Serrant Group plc", &one)), ["Prisoners of that"]);
}

#[test]
fn a_number_may_stand_close_to_its_words_and_a_list_may_begin_again_for_each_addressee() {
    let close = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows:\n(brief summary of matters of concern)\n\n1. The team first came in 2017.\n\n2. Three \
years went by without a visit.\nWho looked in on him in those years?\n\n3.The ambulance crew made a referral of their own.\n\n4.The enquiry was \
closed."
    );
    assert_eq!(
        begin(&form("[REDACTED]", &close)),
        ["The team first", "Three years went", "The ambulance crew", "The enquiry was"]
    );
    let apart = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows. –\n\nConcerns directed to Corvane Lifts Inc\n\nCONCERNS\n\nPlay: 1. The arms of the lift \
have too much play.\n\nWarnings: 2. No warning stands on the lift.\n\nConcerns directed to Ottermouth Plant Ltd\n\nCONCERNS\n\nAdvice: 1. The \
owners were not told to read the manual."
    );
    let read = concerns(&form("Corvane Lifts Inc, Ottermouth Plant Ltd", &apart));
    let to = |at: usize| read[at].1.clone();
    assert_eq!(read.len(), 3, "{read:?}");
    assert_eq!(
        (to(0), to(1), to(2)),
        (vec!["Corvane Lifts Inc".to_owned()], to(0), vec!["Ottermouth Plant Ltd".to_owned()])
    );
}

#[test]
fn a_heading_for_both_organisations_gives_what_follows_to_each() {
    let groups = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows.\n\nFor Northmere Constabulary\n\n(a) Requests are closed without a second look.\n\n\
For Lower Tarn Ambulance Trust\n\n(b) No script asks where the caller is.\n\nFor both organisations\n\n(c) There is no agreement on who looks."
    );
    let to = "1. Chief Constable, Northmere Constabulary\n\n2. Chief Executive, Lower Tarn Ambulance Trust";
    let (one, other) = ("Northmere Constabulary".to_owned(), "Lower Tarn Ambulance Trust".to_owned());
    assert_eq!(
        concerns(&form(to, &groups)),
        [
            ("Requests are closed".to_owned(), vec![one.clone()]),
            ("No script asks".to_owned(), vec![other.clone()]),
            ("There is no".to_owned(), vec![one, other]),
        ]
    );
}

#[test]
fn what_the_form_says_is_no_concern_and_what_only_begins_like_it_is() {
    let plain = "During the inquest the evidence revealed matters giving rise to a concern. In my opinion there is a risk that future deaths will \
occur unless action is taken. In these circumstances it is my statutory duty to make a report under paragraph 7, Schedule 5 of the Coroners and \
Justice Act 2009.\n\nI am concerned that she was discharged twice without a meeting of those who knew her.\n\nThe internal review raises a concern \
that nothing was learnt from that.";
    assert_eq!(begin(&form("Saltby University Health Board", plain)), ["I am concerned", "The internal review"]);
    let heard = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows. –\n\nDuring the course of the inquest evidence was heard from officers of how the unit was \
staffed. No supervisor was there.\n\nThe sheet of hourly checks was not filled in."
    );
    assert_eq!(begin(&form("Governor - HM Prison Thornavon", &heard)), ["During the course", "The sheet of"]);
    assert_eq!(begin(&form("Saltby NHS Trust", OPENING)), Vec::<String>::new());
}

#[test]
fn recipients_in_one_line_are_told_apart_and_a_line_that_was_broken_is_one() {
    let said = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows.\n\n1. The stand was not safe for her to use at any time."
    );
    let to = |recipients: &str| concerns(&form(recipients, &said)).remove(0).1;
    assert_eq!(
        to("The Chief Executive of the Ottermouth University Health Board and the Welsh Government."),
        ["Ottermouth University Health Board", "the Welsh Government"]
    );
    assert_eq!(
        to(
            "1. The Rt Hon A Person, Minister of State 2. [REDACTED] Director General Chief Executive – HM Prison and Probation Service"
        ),
        ["Minister of State", "HM Prison and Probation Service"]
    );
    assert_eq!(to("[REDACTED]"), Vec::<String>::new());
    // The same in a text that is set to a width: the line breaks where the width ends, inside a name.
    let set: String = form("X", &said)
        .replace("\nX\n", "\nThe Chief Executive of the Ottermouth University Health Board and the Welsh\nGovernment\n")
        .lines()
        .flat_map(|line| {
            let mut out = vec![String::new()];
            for word in line.split(' ') {
                if out.last().unwrap().len() + word.len() > 76 {
                    out.push(String::new());
                }
                let last = out.last_mut().unwrap();
                *last = format!("{last} {word}").trim().to_owned();
            }
            out
        })
        .map(|line| line + "\n")
        .collect();
    assert_eq!(concerns(&set)[0].1, ["Ottermouth University Health Board", "the Welsh Government"]);
}

#[test]
fn a_web_pages_label_names_the_area_and_the_forms_title_ends_its_list() {
    let said = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows.\n\n1. The stand was not safe for her to use at any time."
    );
    let page = format!(
        "A Person: Prevention of future deaths report\n\nDate of report: 10/03/2020\nRef: 2020-0099\nCoroners name: A Coroner\nCoroners Area: \
Westmarch & Ottermouth (South)\nCategory: Suicide | Mental Health related deaths\nThis report is being sent to: Saltby NHS Trust | NHS \
England\n\n{}",
        form("Saltby NHS Trust\nNHS England", &said)
            .replace("I am the Senior Coroner for the coroner area of Westmarch.", "I am a coroner.")
    );
    let read = extract_words("page.txt", &page);
    let first = &read["recommendations"][0];
    assert_eq!(first["addressees"], serde_json::json!(["Saltby NHS Trust", "NHS England"]));
    assert_eq!(first["recommending_body"], "Coroners Area: Westmarch & Ottermouth (South)");
    assert_eq!(first["reference"], "2020-0099");
    assert_eq!((&first["made_on"], &first["due_stated"]), (&"2020-03-10".into(), &"2020-05-05".into()));
}

#[test]
fn the_forms_own_words_give_the_power_and_so_the_day_it_is_due() {
    let said = format!(
        "{OPENING}The MATTERS OF CONCERN are as follows.\n\n1. The stand was not safe for her to use at any time."
    );
    let boxed = form("Saltby NHS Trust", &said).replace(
        "4 CIRCUMSTANCES",
        "2 CORONER'S LEGAL POWERS\n\nI make this report under paragraph 7, Schedule 5, of the Coroners and Justice Act 2009 and \
regulations 28 and 29 of the Coroners (Investigations) Regulations 2013.\n\n4 CIRCUMSTANCES",
    );
    for words in [boxed, form("Saltby NHS Trust", &said)] {
        assert_eq!(extract_words("report.txt", &words)["recommendations"][0]["power"], "regulation28");
        let register = Register::new();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.txt");
        std::fs::write(&file, &words).unwrap();
        register.ok(&["import", file.to_str().unwrap()]);
        // 56 days after 10 March 2020 is 5 May, as the form prints.
        let due: Value = serde_json::from_str(register.ok(&["due", "--json"]).lines().next().unwrap()).unwrap();
        assert_eq!((&due["due_latest"], &due["timeliness"]), (&"2020-05-05".into(), &"overdue".into()));
    }
}

#[test]
fn a_number_that_the_width_brought_to_a_lines_start_is_no_list() {
    let words = "REGULATION 28 REPORT TO PREVENT FUTURE DEATHS\n\nTHIS REPORT IS BEING SENT TO:\n1. Saltby NHS Trust\n\n3 INVESTIGATION and \
INQUEST\nOn 3 July 2018 I commenced an investigation into a death of somebody aged\n24. The investigation concluded at the end of the inquest on 22 \
March\n2019. The conclusion was suicide.\n\n5 CORONER’S CONCERNS\nThe MATTERS OF CONCERN are as follows. –\n1. Nobody at reception had the time to \
read it.\n\n2. The line is not staffed in the evening.\n\n6 ACTION SHOULD BE TAKEN\nIn my opinion action should be taken.\n";
    assert_eq!(begin(words), ["Nobody at reception", "The line is"]);
}

#[test]
fn a_letter_that_answers_gives_its_own_day_as_the_answers() {
    let concern =
        "There is no system by which the ward is told that leave has been cancelled after the day shift has gone home.";
    let other = "The inner doors can be held open by one person for long enough to let another person through unseen.";
    let said = format!("{OPENING}The MATTERS OF CONCERN are as follows.\n\n1. {concern}\n\n2. {other}");
    for (day, timeliness) in [("4 May 2020", "met"), ("6 May 2020", "met_late")] {
        let letter = format!(
            "Saltby NHS Trust\nOrchard Hall, Saltby\n\nThe Senior Coroner for Westmarch\n\n{day}\n\nDear Sir\n\nI write in answer to your report of 10 March \
2020 made under regulation 28. You set out these concerns, to which I reply in turn.\n\n(1) {concern}\n\nThe Trust accepts this concern. A board now \
hangs in each office.\n\n(2) {other}\n\nThe Trust accepts this concern. The doors were altered.\n\nYours faithfully\n\nMedical Director\n"
        );
        let (register, folder) = (Register::new(), tempfile::tempdir().unwrap());
        let file = |name: &str, words: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, words).unwrap();
            register.ok(&["import", file.to_str().unwrap()]);
        };
        file("report.txt", &form("Saltby NHS Trust", &said));
        file("letter.txt", &letter);
        let shown = register.serve().json("/api/v1/recommendations/REC-1");
        let duty = &shown["obligations"][0];
        assert_eq!(shown["made_on"], "2020-03-10");
        assert_eq!((&duty["position"], &duty["timeliness"]), (&"accepted".into(), &timeliness.into()), "{day}");
    }
}

#[test]
fn a_report_to_a_crowd_is_read_to_a_bound_and_says_so() {
    let recipients: String = (0..5_000).map(|i| format!("Trust number {i} NHS Trust\n")).collect();
    let concerns: String = (1..3_000)
        .map(|i| format!("• Nobody on the ward knew of thing {i}, and matter {i} is for the Trust.\n"))
        .collect();
    let words = form(&recipients, &format!("{OPENING}The MATTERS OF CONCERN are as follows.\n\n{concerns}"));
    let read = extract_words("crowd.txt", &words);
    let all = read["recommendations"].as_array().unwrap();
    assert_eq!((all.len(), all[0]["addressees"].as_array().unwrap().len()), (1_000, 100));
    assert!(read["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "too_many"), "{}", read["warnings"]);
}
