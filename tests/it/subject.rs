//! What is held of one person, told to them in one command: what names them and no more, their account, and nobody else's name.

use serde_json::{Value, json};

use super::answers::samples;

#[test]
fn a_person_is_told_what_names_them_and_nobody_else() {
    let register = samples();
    let server = register.serve();
    let mail = "petra@example.org";
    let person = server.person(&register, mail, "contributor", Some("harrowdale-police"));
    let token = person.token(&["answer"]);
    let said = json!({"on": "REC-25", "addressee": "harrowdale-police", "text": "The log is begun."});
    assert_eq!(server.act(&token, "update.add", "", &said).status, 200);
    drop(person);
    drop(server);
    let head = register.ok(&["verify"]);
    let told: Value = serde_json::from_str(&register.ok(&[
        "--json",
        "subject",
        "Petra Lindqvale",
        "Supt Lindqvale",
        "--email",
        mail,
    ]))
    .unwrap();
    assert_eq!(register.ok(&["verify"]), head, "asking writes nothing");
    // The three minutes whose roll names her: the document, her seat, and what a reader proposed; counted in the samples by hand.
    let kinds = |kind: &str| -> Vec<Value> {
        let all = told["records"].as_array().unwrap().iter();
        all.filter(|r| r["kind"] == kind).cloned().collect()
    };
    assert_eq!((kinds("document").len(), kinds("attendance").len(), kinds("proposal").len()), (3, 3, 3), "{told}");
    let words = |record: &Value| -> Vec<(String, String)> {
        let all = record["passages"].as_array().unwrap().iter();
        all.map(|p| (p["field"].as_str().unwrap().to_owned(), p["words"].as_str().unwrap().to_owned())).collect()
    };
    let first = &kinds("document")[0];
    assert_eq!((&first["reference"], &first["public"]), (&json!("DOC-17"), &json!(true)));
    assert_eq!(first["address"], "https://forum.example/custody-safety/2021-05");
    assert!(
        words(first).contains(&(
            "file".to_owned(),
            "Supt Lindqvale offered to help with collecting examples of handover sheets.".to_owned()
        )),
        "{first}"
    );
    let seat = words(&kinds("attendance")[0]);
    for (field, value) in
        [("person", "Supt Petra Lindqvale"), ("body_name", "Calderwick Constabulary"), ("status", "present")]
    {
        assert!(seat.contains(&(field.to_owned(), value.to_owned())), "{seat:?}");
    }
    let met: Vec<String> =
        kinds("attendance").iter().flat_map(&words).filter(|(f, _)| f == "meeting").map(|(_, v)| v).collect();
    for meeting in ["MTG-1 (2021-05-11)", "MTG-2 (2021-07-13)"] {
        assert!(met.iter().any(|m| m == meeting), "{met:?}");
    }
    // Who else was there is not hers to be told.
    let all = told.to_string();
    for other in ["Ashdale", "Fernwick", "Quillstone", "Harcombe", "Bellweather", "Trescott"] {
        assert!(!all.contains(other), "{other}: {all}");
    }
    let account = &told["account"];
    assert_eq!(
        (&account["email"], &account["roles"][0]["role"], &account["roles"][0]["body"]),
        (&json!(mail), &json!("contributor"), &json!("Harrowdale Police"))
    );
    assert_eq!(
        (&account["tokens"][0]["scopes"], &account["acts"][0]["act"], &account["acts"][0]["entries"]),
        (&json!(["answer"]), &json!("update.add"), &json!(1))
    );
    assert!(account["sessions"].as_array().is_some_and(|all| !all.is_empty()), "{account}");
    // To be read, and in a file.
    let file = register.folder.path().join("told.md");
    let wrote = register.ok(&["subject", "Petra Lindqvale", "--output", file.to_str().unwrap()]);
    assert!(wrote.contains("9 records that name them"), "{wrote}");
    let read = std::fs::read_to_string(&file).unwrap();
    for words in
        ["# What is held of Petra Lindqvale", "### document DOC-17", "- status: present", "None that was looked for."]
    {
        assert!(read.contains(words), "{words}: {read}");
    }
    assert!(!read.contains("Fernwick"), "{read}");
    // Nobody of that name, and no name at all.
    assert!(register.ok(&["subject", "Nobody Whatever"]).contains("Records and documents (0)"));
    let refused = register.run(&["subject", "P."]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("at least three letters"), "{said}");
}
