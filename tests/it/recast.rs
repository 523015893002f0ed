//! What says nothing changes nothing: the labelled texts read within a site's frame, with other spaces, line ends, bullets and
//! quotation marks, set to a narrow page, with a line between all lines, and as web pages.
//!
//! Each way is measured against the same documents as they are, never against a figure written here.

use std::path::Path;

use serde_json::{Value, json};

use crate::kit::{Register, extract_words, root};

const FIELDS: [&str; 6] = ["recommendation", "addressee", "accepted", "present", "action", "meeting_date"];

const HEAD: &str = "Skip to main content\nWe use cookies to make this site work.\nAccept all cookies\nHome\nAbout us\nNews\nContact us\nSearch\nMenu\n\n";
const FOOT: &str = "\n\nShare this page\nFacebook\nTwitter\nLinkedIn\nEmail\n\nBack to top\n\nAccessibility\nPrivacy notice\nCookies\nSitemap\n© 2024 All rights reserved\n";

/// The texts of these folders with their labels, each recast.
fn recast(to: &Path, ending: &str, how: impl Fn(&str) -> Option<String>) -> usize {
    let mut count = 0;
    for folder in ["pages", "reports", "ordinary", "second", "fourth", "seventh", "ninth", "tenth"] {
        let all = std::fs::read_dir(root().join("tests/labelled").join(folder)).unwrap().map(|e| e.unwrap().path());
        for path in all.filter(|p| p.extension().is_some_and(|e| e == "txt")) {
            let (label, name) = (path.with_extension("gold.json"), path.file_stem().unwrap().to_str().unwrap());
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let (true, Some(text)) = (label.exists(), how(&text)) else { continue };
            std::fs::write(to.join(format!("{folder}-{name}.{ending}")), text).unwrap();
            std::fs::copy(label, to.join(format!("{folder}-{name}.gold.json"))).unwrap();
            count += 1;
        }
    }
    count
}

fn evaluate(folder: &Path) -> Value {
    let out = Register::new().ok(&["evaluate", "--json", folder.to_str().unwrap()]);
    serde_json::from_str::<Value>(&out).unwrap()["all"]["fields"].clone()
}

/// Reads the recast documents and the same ones as they are; of what is right on these at least `share` hundredths must be right on
/// those, and no more than `share` less may be wrong.
pub(crate) fn compare(way: &str, ending: &str, share: u64, how: impl Fn(&str) -> Option<String>) {
    let (plain, changed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let count = recast(changed.path(), ending, &how);
    assert!(count >= 60, "{way}: only {count} documents");
    recast(plain.path(), "txt", |text| how(text).map(|_| text.to_owned()));
    let (before, after) = (evaluate(plain.path()), evaluate(changed.path()));
    for field in FIELDS {
        let count = |of: &Value, what: &str| of[field][what].as_u64().unwrap();
        let (right, wrong) = (count(&before, "right"), count(&before, "wrong"));
        assert!(count(&after, "right") * 100 >= right * share, "{way}: {field} {} against {right}", after[field]);
        let allowed = wrong + right * (100 - share) / 100;
        assert!(count(&after, "wrong") <= allowed, "{way}: {field} {} against {}", after[field], before[field]);
    }
}

#[test]
fn a_sites_frame_around_a_document_takes_nothing_from_it() {
    compare("frame", "txt", 98, |text| Some(format!("{HEAD}{text}{FOOT}")));
}

#[test]
fn hard_spaces_and_line_ends_of_another_kind_take_nothing() {
    let hard = |text: &str| {
        let mut at = 0;
        let change = |c: char| {
            at += usize::from(c == ' ');
            if c == ' ' && at % 3 == 0 { '\u{a0}' } else { c }
        };
        let runs = text.contains("  ");
        (!runs).then(|| text.chars().map(change).collect::<String>().replace('\n', "\r\n"))
    };
    compare("hard spaces", "txt", 98, hard);
}

#[test]
fn bullets_and_marks_of_another_kind_take_nothing() {
    let other = |text: &str| {
        let bullet = |line: &str| match line.trim_start().strip_prefix("• ") {
            Some(rest) => format!("{}- {rest}", &line[..line.len() - line.trim_start().len()]),
            None => line.to_owned(),
        };
        let lines: Vec<String> = text.lines().map(bullet).collect();
        Some(lines.join("\n").replace(['’', '‘'], "'").replace(['“', '”'], "\"").replace(['–', '—'], "-"))
    };
    compare("marks", "txt", 98, other);
}

/// The text with its long lines broken at 80 characters, as a letter or a PDF has them.
fn narrow(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let cells = line.contains(['\t', '|']) || line.trim().contains("  ");
        let mut width = 0;
        for word in line.split(' ') {
            let letters = word.chars().count();
            if width > 0 && !cells && line.chars().count() > 100 && width + 1 + letters > 80 {
                out.push('\n');
                width = 0;
            } else if width > 0 || line.starts_with(' ') {
                out.push(' ');
            }
            out.push_str(word);
            width += letters + 1;
        }
        out.push('\n');
    }
    out
}

/// Words that forms, rolls and answers are headed with, each with another that says the same.
const OTHER_WORDS: [(&str, &str); 10] = [
    (r"(?m)^(\s*)Recommendations\s*$", "${1}Recommendations made\n"),
    (r"(?i)this report is being sent to", "THIS REPORT IS ADDRESSED TO"),
    (r"(?i)matters of concern", "AREAS OF CONCERN"),
    (r"(?i)action should be taken", "ACTION REQUIRED"),
    (r"(?m)^(\s*)(?:Present|PRESENT)(\s*:?\s*)$", "${1}Members present$2"),
    (r"(?m)^(\s*)(?:Attendees|ATTENDEES)(\s*:?\s*)$", "${1}Attended by$2"),
    (r"\bACTION:", "Agreed action:"),
    (r"(?m)^(\s*)Response:", "${1}Formal response:"),
    (r"(?m)^(\s*)Accepted action:", "${1}Action to be taken:"),
    (r"Do you accept the recommendation\?", "Is the recommendation accepted?"),
];

#[test]
fn other_words_of_a_frame_take_little() {
    let words: Vec<_> = OTHER_WORDS.iter().map(|(at, to)| (regex::Regex::new(at).unwrap(), *to)).collect();
    let other = |text: &str| {
        let said = words.iter().fold(text.to_owned(), |said, (at, to)| at.replace_all(&said, *to).into_owned());
        (said != text).then_some(said)
    };
    compare("other words", "txt", 97, other);
}

#[test]
fn a_narrow_page_takes_little() {
    compare("narrow", "txt", 90, |text| Some(narrow(text)));
}

#[test]
fn an_empty_line_between_all_lines_takes_little() {
    let apart = |text: &str| {
        // Rows of columns that spaces set are seen by their standing together.
        if text.lines().any(|line| line.trim().contains("   ")) {
            return None;
        }
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        Some(lines.join("\n\n"))
    };
    compare("apart", "txt", 90, apart);
}

#[test]
fn the_same_words_as_a_web_page_take_little() {
    let page = |text: &str| {
        // Columns set with spaces and strokes would be a table of the page.
        if text.contains(['\t', '|']) || text.contains(" / ") || text.lines().any(|line| line.trim().contains("   ")) {
            return None;
        }
        let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let paragraph = |lines: &[&str]| {
            let (last, before) = lines.split_last().unwrap();
            let width = before.iter().all(|line| (60..=125).contains(&line.trim().chars().count()));
            let between = if width { " " } else { "<br>\n" };
            let mut all: Vec<&str> = before.iter().map(|line| line.trim()).collect();
            all.push(last.trim());
            format!("<p>{}</p>", all.join(between))
        };
        let lines: Vec<&str> = safe.lines().collect();
        let all: Vec<String> =
            lines.split(|line| line.trim().is_empty()).filter(|p| !p.is_empty()).map(paragraph).collect();
        Some(format!("<html><body>\n{}\n</body></html>\n", all.join("\n")))
    };
    compare("page", "html", 90, page);
}

#[test]
fn a_pages_foot_and_the_next_ones_labels_are_no_answers_and_no_reasons() {
    let page = "Skip to main content\nWatch Office\nMenu\nOur work\n\nRecommendations - Tarn Police, May 2022\n\nPublished: 3 June 2022\n\
                Type: Learning recommendation\n\nRecommendation 1\nReference: 2022/1\n\n\
                Tarn Police should search every detained child for cords.\n\nResponse\nAccepted\n\nAll sergeants have been told.\n\n\
                Recommendation 2\nReference: 2022/2\nDate sent: 1 May 2022\n\nTarn Police should open its cells to visitors.\n\n\
                Response\nNot accepted\n\nVisitors may come already, and a rule is not needed for it.\n\n\
                Related content\nLearning for custody\nWas this page useful?\nYes No\nFacebook\nLinkedIn\nPrivacy\nSitemap\n";
    let read = extract_words("a.txt", page);
    let answers: Vec<&Value> = read["recommendations"].as_array().unwrap().iter().map(|r| &r["responses"][0]).collect();
    assert_eq!(answers[0]["text"], json!("All sergeants have been told."));
    assert_eq!(answers[1]["position"], json!("rejected"));
    assert_eq!(answers[1]["reasons"], json!(["Visitors may come already, and a rule is not needed for it."]));
    assert_eq!(read["source"]["bodies"], json!(["Tarn Police"]));
    assert_eq!(read["document"]["title"], json!("Recommendations - Tarn Police, May 2022"));
}

#[test]
fn a_recommendation_is_one_by_its_letter_or_its_bare_number() {
    let count = |words: &str| extract_words("a.txt", words)["recommendations"].as_array().unwrap().len();
    let by_letter = "Review of custody in Tarn\n\nRecommendations\n\nR1\n\nTarn Police should train all its sergeants in first aid.\n\n\
                     R2.\n\nTarn Council should open a place of safety by May.\n\nRec 3\n\nThe Home Office should pay for both of them.\n";
    assert_eq!(count(by_letter), 3);
    let bare = "Review of custody in Tarn\n\nRecommendations\n\n1 Tarn Police should train all its sergeants in first aid.\n\n\
                2 Tarn Council should open a place of safety by May.\n\n3 The Home Office should pay for both of them.\n";
    assert_eq!(count(bare), 3);
}

#[test]
fn two_columns_one_under_the_other_give_each_name_its_own_body() {
    let words = "Vetting Group - Minutes\nWednesday 23 November 2022\n\n1. Attendance\nName\nForce / organisation\nDCC Ada Birch\n\
                 Chair, Tarn Police\nSupt Carl Dunn\nVale Constabulary\nEve Flint\nHead of Vetting, Tarn Police\nDr Gil Hart\nCollege of Policing\n\n\
                 Apologies\nACC Ines Jolly\nEstuary Police\nKit Lowe MBE\nStaff Council\n\n2. Actions\nAction point: DCC Birch to write to all heads.\n\
                 AP: Supt Dunn to send the form to members.\n";
    let read = extract_words("a.txt", words);
    let named = |list: &str| -> Vec<(Value, Value)> {
        let all = read["meeting"][list].as_array().unwrap().iter();
        all.map(|p| (p["name"].clone(), p["body"].clone())).collect()
    };
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(a, b)| (json!(a), json!(b))).collect::<Vec<_>>();
    assert_eq!(
        named("present"),
        pairs(&[
            ("DCC Ada Birch", "Tarn Police"),
            ("Supt Carl Dunn", "Vale Constabulary"),
            ("Eve Flint", "Tarn Police"),
            ("Dr Gil Hart", "College of Policing"),
        ])
    );
    assert_eq!(named("apologies"), pairs(&[("ACC Ines Jolly", "Estuary Police"), ("Kit Lowe MBE", "Staff Council")]));
    let actions: Vec<&Value> = read["meeting"]["actions"].as_array().unwrap().iter().map(|a| &a["text"]).collect();
    assert_eq!(actions, [&json!("DCC Birch to write to all heads."), &json!("Supt Dunn to send the form to members.")]);
}

#[test]
fn a_table_below_a_recommendation_gives_each_body_its_own_answer() {
    let page = "<h1>Joint recommendations: going to hospital</h1><p>Date issued: 14 February 2023</p><h2>Our recommendations</h2>\
                <h3>Recommendation 1: one protocol</h3><p><strong>For:</strong> Police Service of Tarn, Tarn Ambulance Service and NHS Vale</p>\
                <p>The three should agree one protocol that says who takes whom.</p>\
                <table><tr><th>Organisation</th><th>Answer</th><th>What they told us</th><th>Received</th></tr>\
                <tr><td>Police Service of Tarn</td><td>Accepted</td><td>A group has been set up.</td><td>12 April 2023</td></tr>\
                <tr><td>Tarn Ambulance Service</td><td>Not accepted</td><td>Crews follow the law already.</td><td>2 May 2023</td></tr></table>\
                <p>If this page has troubled you, these may help.</p>\
                <h3>Recommendation 2: a door</h3><p>For: NHS Vale</p><p>NHS Vale should open a second door at night.</p>";
    let read = extract_words("a.html", page);
    let asked = read["recommendations"].as_array().unwrap();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0]["addressees"], json!(["Police Service of Tarn", "Tarn Ambulance Service", "NHS Vale"]));
    let told = |r: &Value| [r["addressee"].clone(), r["position"].clone(), r["text"].clone(), r["received_on"].clone()];
    let answers: Vec<[Value; 4]> = asked[0]["responses"].as_array().unwrap().iter().map(told).collect();
    assert_eq!(
        answers,
        [
            [
                json!("Police Service of Tarn"),
                json!("accepted"),
                json!("A group has been set up."),
                json!("2023-04-12")
            ],
            [
                json!("Tarn Ambulance Service"),
                json!("rejected"),
                json!("Crews follow the law already."),
                json!("2023-05-02")
            ],
        ]
    );
    assert_eq!(asked[1]["responses"], json!([]));
}

#[test]
fn a_page_about_recommendations_makes_none_and_a_cards_labels_answer_nothing_before_them() {
    let about = "How we use recommendations\n\nThis page explains when we make them.\n\nOn this page\nWhat the police must do\nWho receives it\n\n\
                 When we make a recommendation\n\nA recommendation should be about the way in which things are organised.\n\n\
                 What the police must do\n\nThe Chief Constable should reply within 56 days. The reply says whether it is:\n\naccepted\nnot accepted\n";
    assert_eq!(extract_words("a.txt", about)["recommendations"], json!([]));
    let cards = "Recommendations of Marine Safety Investigation 214\n\nOutput No: MR1\nDate Issued: 30 January 2007\nIssued To: Sound & Isles Ferries\n\n\
                 Safety Action/Output Text\nSound & Isles Ferries should check its berths twice.\n\nResponse from: Sound & Isles Ferries\n\
                 Action Status: Closed - Accepted\nResponse Text:\nThe list was issued again.\n\nOutput No: MR2\n\
                 Safety Action Status: Closed - Not Accepted\nIssued To: Port Vale Trust\n\nSafety Action/Output Text\n\
                 The Port Vale Trust should replace its fenders.\n";
    let read = extract_words("a.txt", cards);
    let asked = read["recommendations"].as_array().unwrap();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0]["addressees"], json!(["Sound & Isles Ferries"]));
    assert_eq!(asked[0]["responses"][0]["position"], json!("accepted"));
    assert_eq!(asked[0]["responses"][0]["text"], json!("The list was issued again."));
    assert_eq!((&asked[1]["addressees"], &asked[1]["responses"]), (&json!(["Port Vale Trust"]), &json!([])));
}

#[test]
fn what_only_looks_like_a_frame_is_the_documents_own() {
    let list = "Home Affairs Committee\n\nReview of complaints in Tarn\n\nShare this page\n\nRecommendations\n\nRecommendation 1\n\n\
                Tarn Council should respond to complaints within 20 days\n\nResponse: Accepted\n\nRecommendation 2\n\n\
                Tarn Police should share this learning with all staff\n\nResponse: Rejected\n\nArea for improvement\n\n\
                The council should open its doors\n\nForce response: Accepted\n\nArea for improvement\n\nThe force should close its gates\n";
    let read = extract_words("a.txt", list);
    let asked = read["recommendations"].as_array().unwrap();
    let positions: Vec<&Value> = asked.iter().map(|r| &r["responses"][0]["position"]).collect();
    assert_eq!(positions, [&json!("accepted"), &json!("rejected"), &json!("accepted"), &Value::Null], "{asked:?}");
}
