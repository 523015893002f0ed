//! Files of evidence are looked into as text: for whoever asks what is held of them, and for what is erased by law.

use std::path::Path;

use serde_json::{Value, json};

use super::answers::{BY, TO, samples};
use crate::kit::{Register, Server};

/// Who signed the report in the PDF; nothing of the name stands in the clear in its bytes.
const NAMED: &str = "Neville Ormathwaite";
const LOG: &[u8] =
    b"When,Who,What\n2023-10-02,Neville Ormathwaite,Read the log with Ms Ada Fenlund\n2023-10-03,nobody,Closed\n";
/// A picture that says what it shows to nobody but who looks at it.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

fn report() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("labelled/ordinary/pfd_brocklebank_2021.pdf")).unwrap()
}

fn looked(register: &Register, words: &str) -> Value {
    serde_json::from_str(&register.ok(&["--json", "erase", words])).unwrap()
}

fn evidence(server: &Server) -> Vec<Value> {
    server.json("/api/v1/recommendations/REC-25")["obligations"][0]["evidence"].as_array().unwrap().clone()
}

/// What everybody may read, with and without a copy for them, and what few may.
fn filed(register: &Register) {
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(register, email, role, Some(body));
    let writer = person("writer@example.org", "contributor", TO);
    let _few = (person("signs@example.org", "approver", TO), person("checks@example.org", "assurer", BY));
    let token = writer.token(&["answer"]);
    let path = format!("/api/v1/evidence?recommendation=REC-25&addressee={TO}");
    let file = |act: &str, shows: &str, readers: &str, files: &[(&str, &str, &[u8])]| {
        let fields = [("shows", shows), ("readers", readers), ("marking", "official"), ("act", act)];
        let answer = server.upload(&token, &path, &fields, files);
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    file("one", "The report", "everybody", &[("file", "report.pdf", &report())]);
    file(
        "two",
        "The log",
        "everybody",
        &[("file", "log.csv", LOG), ("redacted", "copy.csv", b"When,What\n2023-10-02,Read\n")],
    );
    file("three", "The board as it hangs", "everybody", &[("file", "board.png", PICTURE)]);
    file("four", "A statement", "restricted", &[("file", "said.txt", b"Neville Ormathwaite said so")]);
}

#[test]
fn a_person_is_told_what_files_of_evidence_say_of_them_and_the_operator_what_nobody_looked_into() {
    let register = samples();
    filed(&register);
    let came = register.run(&["--json", "subject", NAMED]);
    let told: Value = serde_json::from_slice(&came.stdout).unwrap();
    let said: Vec<String> = told["records"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| record["kind"] == "evidence")
        .flat_map(|record| record["passages"].as_array().unwrap())
        .map(|passage| format!("{}: {}", passage["field"].as_str().unwrap(), passage["words"].as_str().unwrap()))
        .collect();
    let one = |words: &str| said.iter().any(|passage| passage.contains(words));
    assert!(one("file: ") && one("I am Neville Ormathwaite, Senior Coroner"), "{said:?}");
    assert!(one("Neville Ormathwaite") && !one("Fenlund"), "{said:?}");
    // What could not be looked into is for who answers, not for whom it is about.
    let aside = String::from_utf8_lossy(&came.stderr).into_owned();
    assert!(aside.contains("board.png") && aside.contains("it is sealed") && !aside.contains("said.txt"), "{aside}");
    assert!(!told.to_string().contains("board.png"), "{told}");
}

#[test]
fn words_in_a_file_of_evidence_go_with_the_file_and_the_copy_for_others_stays() {
    let register = samples();
    filed(&register);
    let found = looked(&register, NAMED);
    let of_evidence = |found: &Value| -> Vec<Value> {
        found["found"].as_array().unwrap().iter().filter(|f| f["kind"] == "evidence").cloned().collect()
    };
    let rows = of_evidence(&found);
    assert!(rows.len() == 2 && rows.iter().all(|row| row["file"] == true && row["fields"] == json!([])), "{found}");
    assert!(
        rows.iter().any(|row| row["public"] == true) && rows.iter().all(|row| row["around"].is_string()),
        "{found}"
    );
    let unread: Vec<&Value> = found["unread"].as_array().unwrap().iter().map(|one| &one["file"]).collect();
    assert!(unread.len() == 2 && unread.contains(&&json!("board.png")) && unread.contains(&&Value::Null), "{found}");
    let before = {
        let server = register.serve();
        let operator = server.person(&register, "operator@example.org", "operator", None);
        let page = operator.post("/erase", &[("do", "look"), ("words", NAMED)]).body;
        assert!(page.contains("Not looked into") && page.contains("board.png"), "{page}");
        let all = evidence(&server);
        let named = |name: &str| all.iter().find(|one| one["file"] == name).unwrap_or_else(|| panic!("{all:?}"));
        let address = |name: &str| format!("/evidence/{}", named(name)["id"].as_str().unwrap());
        (address("report.pdf"), address("copy.csv"), address("board.png"))
    };
    register.ok(&["erase", NAMED, "--yes", "--basis", "request"]);
    assert_eq!(of_evidence(&looked(&register, NAMED)), Vec::<Value>::new());
    let server = register.serve();
    assert_eq!(server.get(&before.0).status, 404);
    assert_eq!(server.get(&before.1).body, "When,What\n2023-10-02,Read\n");
    assert_eq!(server.get(&before.2).status, 200);
    // It is still said that there was evidence, and that words of it were erased.
    let page = server.get("/recommendations/REC-25").body;
    assert!(page.contains("The report") && !page.contains("report.pdf"), "{page}");
    assert!(page.contains("copy.csv") && page.contains("Words were erased by law on"), "{page}");
    drop(server);
    let kept = walk(&register.path().join("files"));
    assert!(!kept.contains(&report()) && !kept.contains(&LOG.to_vec()), "the files are gone");
    assert!(kept.contains(&PICTURE.to_vec()), "what was not named stays");
    register.check_whole();
}

/// The bytes of every file under a folder.
fn walk(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(walk(&path)) } else { all.push(std::fs::read(&path).unwrap()) }
    }
    all
}
