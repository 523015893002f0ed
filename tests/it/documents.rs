//! Importing documents: twice, changed, interrupted, beside a server.

use std::time::Duration;

use crate::kit::{Register, command, root};

fn samples() -> String {
    root().join("samples").to_str().unwrap().to_owned()
}

const PAGE: &str = "Recommendations - Kent Police, May 2022\nA person was hurt at a station in the spring of that year and nobody wrote it down.\nIOPC reference\nRecommendations\nThe IOPC recommends that Kent Police write it down.\nThis follows an IOPC investigation where nobody did.\nDo you accept the recommendation?\nYes\nAccepted action:\n- A form will be made.\n- The form will be used.\n";

fn file(register: &Register, name: &str, words: &str) -> String {
    let path = register.folder.path().join(name);
    std::fs::write(&path, words).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_samples_become_a_whole_register() {
    let register = Register::new();
    let said = register.ok(&["import", &samples()]);
    assert!(
        said.contains("26 filed, 0 already here, 0 changed copies, 0 waiting for review, 0 not filed, 0 unreadable"),
        "{said}"
    );
    register.check_whole();
}

#[test]
fn importing_the_same_file_twice_adds_nothing_and_says_so() {
    let register = Register::new();
    let page = file(&register, "page.txt", PAGE);
    register.ok(&["import", &page]);
    let before = register.ok(&["verify", "--json"]);
    let copy = file(&register, "another-name.txt", PAGE);
    assert!(register.ok(&["import", &copy]).contains("already here as DOC-1; nothing added"));
    assert_eq!(register.ok(&["verify", "--json"]), before, "the ledger grew");
}

#[test]
fn a_changed_copy_is_shown_as_a_difference_and_doubles_no_record() {
    let register = Register::new();
    register.ok(&["import", &file(&register, "page.txt", PAGE)]);
    let changed = PAGE.replace("- The form will be used.", "- The form is in use since June 2022.");
    let said = register.ok(&["import", &file(&register, "page2.txt", &changed)]);
    assert!(said.contains("a changed copy of DOC-1, kept as DOC-2"), "{said}");
    assert!(
        said.contains("- - The form will be used.") && said.contains("+ - The form is in use since June 2022."),
        "{said}"
    );
    let server = register.serve();
    assert_eq!(server.json("/api/v1/totals")["records"]["recommendation"], 1);
    assert_eq!(server.json("/api/v1/documents/DOC-1")["changed_to"]["reference"], "DOC-2");
    assert!(server.get("/documents/DOC-2").body.contains("The form is in use since June 2022."));
    drop(server);
    register.check_whole();
}

#[test]
fn two_meetings_of_one_forum_are_two_documents() {
    let register = Register::new();
    let said = register.ok(&[
        "import",
        &format!("{}/17-custody-safety-group-2021-05.txt", samples()),
        &format!("{}/18-custody-safety-group-2021-07.txt", samples()),
    ]);
    assert!(said.contains("2 filed, 0 already here, 0 changed copies"), "{said}");
}

#[test]
fn an_interrupted_import_goes_on_where_it_stopped() {
    let register = Register::new();
    let mut child = command(&register.path(), &["import", &samples()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(350));
    child.kill().unwrap();
    child.wait().unwrap();
    let said = register.ok(&["import", &samples()]);
    let whole = Register::new();
    whole.ok(&["import", &samples()]);
    assert!(said.contains("0 not filed, 0 unreadable"), "{said}");
    assert_eq!(register.ok(&["export"]), whole.ok(&["export"]), "an interrupted import ends in another register");
    register.check_whole();
}

#[test]
fn an_import_beside_a_running_server_is_seen_by_it() {
    let register = Register::new();
    register.ok(&["import", &file(&register, "page.txt", PAGE)]);
    let server = register.serve();
    assert_eq!(server.json("/api/v1/totals")["records"]["document"], 1);
    let other = PAGE.replace("Kent", "Essex");
    register.ok(&["import", &file(&register, "other.txt", &other)]);
    assert_eq!(server.json("/api/v1/totals")["records"]["document"], 2);
    assert_eq!(server.get("/recommendations/REC-2").status, 200);
}

#[test]
fn a_rebuild_beside_a_running_server_is_seen_by_it() {
    let register = Register::new();
    register.ok(&["import", &file(&register, "page.txt", PAGE)]);
    let server = register.serve();
    assert_eq!(server.get("/recommendations/REC-1").status, 200);
    register.ok(&["rebuild"]);
    register.ok(&["import", &file(&register, "other.txt", &PAGE.replace("Kent", "Essex"))]);
    assert_eq!(server.get("/recommendations/REC-2").status, 200, "the server reads the view that was put in place");
    drop(server);
    register.check_whole();
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    use std::io::Write;
    let register = Register::new();
    let mut child = command(&register.path(), &["import", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PAGE.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("filed as DOC-1: 1 recommendation, 1 response, 2 actions"));
}

#[test]
fn html_of_the_same_shape_gives_the_same_records_without_its_furniture() {
    let read = crate::kit::extract(&root().join("samples/06-northmere-stop-search-2022.html"), &[]);
    assert_eq!(read["recommendations"].as_array().unwrap().len(), 3);
    assert_eq!(read["recommendations"][2]["responses"][0]["reasons"].as_array().unwrap().len(), 3);
    assert!(!read.to_string().contains("cookies"), "page furniture was read");
}

#[test]
fn a_full_text_is_shown_only_where_a_person_cleared_it() {
    let register = Register::new();
    let (closed, open) = (file(&register, "a.txt", PAGE), file(&register, "b.txt", &PAGE.replace("Kent", "Essex")));
    register.ok(&["import", &closed, "--licence", "OGL-UK-3.0"]);
    register.ok(&["import", &open, "--licence", "OGL-UK-3.0", "--clear-text"]);
    assert_eq!(register.run(&["import", &open, "--clear-text"]).status.code(), Some(2), "clearing needs a licence");
    let server = register.serve();
    assert_eq!(server.get("/documents/DOC-1/text").status, 404);
    let text = server.get("/documents/DOC-2/text");
    assert!(text.status == 200 && text.body.contains("<mark id=\"s"), "the quoted words are marked");
    assert!(text.body.contains("href=\"/recommendations/REC-2\""), "and lead to their record");
}

#[test]
fn one_answer_under_several_addressees_answers_for_each_and_says_so() {
    let register = Register::new();
    let page = "Recommendations - Kent Police and Essex Police, May 2022\n\nThe IOPC recommends that Kent Police and Essex \
                Police write every visit down.\n\nDo you accept the recommendation?\n\nYes\n";
    let out = register.ok(&["import", &file(&register, "two.txt", page)]);
    assert!(out.contains("1 recommendation, 1 response"), "{out}");
    let server = register.serve();
    let record = server.json("/api/v1/recommendations/REC-1");
    let duties: Vec<(&str, &str)> = record["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (o["addressee"]["slug"].as_str().unwrap(), o["position"].as_str().unwrap_or("none")))
        .collect();
    assert_eq!(duties, [("kent-police", "accepted"), ("essex-police", "accepted")], "{record}");
}

#[test]
fn a_second_list_that_answers_the_first_in_shorter_words_is_paired_by_likeness() {
    let register = Register::new();
    let report = "Inspection of custody visiting, Harrowdale Police\nReport of the Inspectorate of Places of Detention\n\n\
        Recommendations\n\n1. Harrowdale Police should record the time at which each visitor arrives and the time at which the \
        visitor is let in.\n\n2. Harrowdale Police should make sure that visitors can speak to a detainee out of the hearing of \
        custody staff.\n\n3. Harrowdale Police should replace the broken bell at Castle Road before the end of the year.\n\n\
        Annex: response of the force\n\nRecommendation: replace the broken bell at Castle Road\nResponse: Not accepted. Castle \
        Road will close in June.\n\nRecommendation: visitors to speak to a detainee out of the hearing of staff\nResponse: \
        Accepted in part. Doors will be closed unless there is a stated risk.\n";
    let out = register.ok(&["--json", "extract", &file(&register, "paired.txt", report)]);
    let read: serde_json::Value = serde_json::from_str(&out).unwrap();
    let said: Vec<(&str, &str)> = read["recommendations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let text = r["text"].as_str().unwrap();
            (
                text.split(" should ").nth(1).unwrap().split(' ').next().unwrap(),
                r["responses"][0]["position"].as_str().unwrap_or("none"),
            )
        })
        .collect();
    assert_eq!(said, [("record", "none"), ("make", "partly_accepted"), ("replace", "rejected")]);
}
