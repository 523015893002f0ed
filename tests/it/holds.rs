//! What is held for an inquiry, an inquest or a court: nothing of it is erased or destroyed, whoever asks, until the hold is lifted.

use serde_json::{Value, json};

use super::answers::samples;
use crate::kit::Register;

const WORDS: &str = "Quillon ledger";

/// A page with two recommendations that both name it, the first with its answer.
const PAGE: &str = "Recommendations - Northmere Police, March 2024\nA man waited in a van.\nOCPR reference\n2023/000991\n\
    Recommendation 1\nThe OCPR recommends that Northmere Police keeps a log beside the Quillon ledger.\n\
    Do you accept the recommendation?\nYes\nAccepted action:\n- The log beside the Quillon ledger is kept each week.\n\
    Recommendation 2\nThe OCPR recommends that Northmere Police says in writing who reads the Quillon ledger.\n\
    Do you accept the recommendation?\nNo\nIt is not for us to say.\n";

/// A second document that names it and has nothing to do with the first.
const OTHER: &str = "Recommendations - Harrowdale Police, May 2024\nA woman fell on the stairs.\nOCPR reference\n2023/000992\n\
    Recommendation 1\nThe OCPR recommends that Harrowdale Police notes in the Quillon ledger how the stairs were lit.\n\
    Do you accept the recommendation?\nYes\nIt is noted.\n";

fn named() -> (Register, String, String) {
    let register = samples();
    for (name, page) in [("one.txt", PAGE), ("two.txt", OTHER)] {
        let file = register.folder.path().join(name);
        std::fs::write(&file, page).unwrap();
        register.ok(&["import", file.to_str().unwrap()]);
    }
    let numbered = |words: &[&str]| {
        let found: Value = serde_json::from_str(&register.ok(&[&["search"], words, &["--json"]].concat())).unwrap();
        found["hits"][0]["reference"].as_str().unwrap().to_owned()
    };
    let (first, second) = (numbered(&["log", "beside"]), numbered(&["says", "writing"]));
    (register, first, second)
}

fn found(register: &Register) -> Vec<Value> {
    let listed: Value = serde_json::from_str(&register.ok(&["--json", "erase", WORDS])).unwrap();
    listed["found"].as_array().unwrap().clone()
}

fn holds(register: &Register) -> Vec<Value> {
    let listed: Value = serde_json::from_str(&register.ok(&["--json", "hold", "list"])).unwrap();
    listed["holds"].as_array().unwrap().clone()
}

/// What is found and held, as kind and reference.
fn kept(register: &Register) -> Vec<String> {
    let held = |f: &&Value| !f["held"].is_null();
    let called = |f: &Value| format!("{} {}", f["kind"].as_str().unwrap(), f["reference"].as_str().unwrap_or("-"));
    let mut all: Vec<String> = found(register).iter().filter(held).map(called).collect();
    all.sort();
    all
}

#[test]
fn what_a_hold_is_over_keeps_its_words_until_it_is_lifted() {
    let (register, first, second) = named();
    assert_eq!(register.ok(&["hold", "list"]).trim(), "Nothing is held.");
    assert_eq!(kept(&register), Vec::<String>::new());
    let why = "Letter of the coroner's officer, 3 May.";
    register.ok(&["hold", "place", &first, "--ground", "inquest", "--why", why]);
    let one = holds(&register).remove(0);
    assert_eq!(
        (&one["on"], &one["kind"], &one["ground"], &one["why"], &one["lifted"]),
        (&json!(first), &json!("recommendation"), &json!("inquest"), &json!(why), &Value::Null)
    );
    // The recommendation, its answer and promise, the document that they stand in and what a reader proposed from it; not the other one of
    // that document, which nobody asked to be kept, and nothing of the other document.
    let all = kept(&register);
    let kinds: Vec<&str> = all.iter().map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(kinds, ["action", "document", "proposal", "recommendation", "response"], "{all:?}");
    assert!(all.contains(&format!("recommendation {first}")), "{all:?}");
    let before = found(&register).len();
    let said = register.ok(&["erase", WORDS, "--yes", "--basis", "request"]);
    assert!(said.contains("not erased: held (inquest)"), "{said}");
    let left = found(&register);
    assert_eq!((left.len(), left.iter().all(|f| f["held"] == "inquest")), (5, true), "{before}: {left:?}");
    let server = register.serve();
    let page = |reference: &str| server.get(&format!("/recommendations/{reference}")).body;
    assert!(page(&first).contains(WORDS) && !page(&second).contains(WORDS));
    assert!(!page(&first).contains("coroner") && !register.ok(&["export"]).contains("coroner's officer"), "not public");
    drop(server);
    // Another hold on the whole document; the first lifted alone frees nothing.
    let document = left.iter().find(|f| f["kind"] == "document").unwrap()["reference"].as_str().unwrap().to_owned();
    register.ok(&["hold", "place", &document, "--ground", "inquiry", "--why", "Notice under section 21."]);
    let id = one["id"].as_str().unwrap();
    register.ok(&["hold", "lift", id, "--why", "The inquest is over."]);
    assert_eq!(kept(&register).len(), 5);
    let listed = holds(&register);
    assert_eq!((&listed[0]["on"], &listed[0]["lifted"]), (&json!(document), &Value::Null), "{listed:?}");
    assert_eq!((&listed[1]["on"], &listed[1]["lifted_why"]), (&json!(first), &json!("The inquest is over.")));
    for (args, why) in [
        (vec!["hold", "lift", id, "--why", "Again."], "the hold was lifted on"),
        (vec!["hold", "lift", "nobody", "--why", "x"], "is not an identifier"),
        (vec!["hold", "lift", "00000000-0000-4000-8000-000000000000", "--why", "x"], "there is no hold"),
        (vec!["hold", "place", "REC-99999", "--ground", "inquest", "--why", "x"], "there is no REC-99999"),
        (vec!["hold", "place", "Nobody at all", "--ground", "inquest", "--why", "x"], "there is no body"),
        (vec!["hold", "place", &first, "--ground", "whim", "--why", "x"], "none of inquiry, inquest"),
        (vec!["hold", "place", &first, "--ground", "inquest", "--why", " "], "say for what it is held"),
        (vec!["hold", "place", id, "--ground", "inquest", "--why", "x"], "a hold cannot"),
    ] {
        let refused = register.run(&args);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{args:?}: {said}");
    }
    assert_eq!(holds(&register).len(), 2, "what is refused changes nothing");
    // The views built anew know what is held.
    register.ok(&["rebuild"]);
    assert_eq!(kept(&register).len(), 5);
    register.ok(&["hold", "lift", listed[0]["id"].as_str().unwrap(), "--why", "It has reported."]);
    register.ok(&["erase", WORDS, "--yes", "--basis", "request"]);
    assert_eq!(found(&register), Vec::<Value>::new());
    register.check_whole();
}

#[test]
fn a_hold_on_a_body_keeps_all_that_names_it() {
    let (register, first, second) = named();
    register.ok(&["hold", "place", "Northmere Police", "--ground", "proceedings", "--why", "Claim CO/12."]);
    let all = kept(&register);
    for reference in [&first, &second] {
        assert!(all.contains(&format!("recommendation {reference}")), "{all:?}");
    }
    let free: Vec<Value> = found(&register).into_iter().filter(|f| f["held"].is_null()).collect();
    let kinds: Vec<&str> = free.iter().map(|f| f["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"recommendation") && kinds.contains(&"document"), "Harrowdale's are not held: {kinds:?}");
}

#[test]
fn the_operator_holds_on_a_page_or_by_program_and_nobody_else_does() {
    let (register, first, _) = named();
    let server = register.serve();
    let operator = server.person(&register, "operator@example.org", "operator", None);
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some("office-for-custody-and-policing-review"));
    let form = [("do", "place"), ("act", "one"), ("on", first.as_str()), ("ground", "inquest"), ("why", "Asked for.")];
    assert_eq!((clerk.get("/holds").status, clerk.post("/holds", &form).status), (403, 403));
    let with = json!({"on": first, "ground": "inquiry", "why": "Notice of 2 June."});
    assert_eq!(server.act(&clerk.token(&["documents"]), "hold.place", "", &with).status, 403);
    assert!(operator.get("/people").body.contains("href=\"/holds\""));
    assert!(operator.get("/holds").body.contains("Nothing is held."));
    let missing = operator.post("/holds", &[("do", "place"), ("act", "x"), ("on", &first), ("why", "Typed already.")]);
    assert!(missing.status == 422 && missing.body.contains("Say on what ground it is held"), "{}", missing.body);
    assert!(missing.body.contains("Typed already.") && missing.body.contains(&format!("value=\"{first}\"")));
    let none =
        operator.post("/holds", &[("do", "place"), ("act", "y"), ("on", ""), ("ground", "inquest"), ("why", "x")]);
    assert!(none.status == 422 && none.body.contains("say on what"), "{}", none.body);
    assert_eq!(operator.post("/holds", &form).status, 303);
    assert_eq!(operator.post("/holds", &form).status, 303, "sent twice, a form is one act");
    let page = operator.get("/holds").body;
    assert_eq!(page.matches(&format!("Recommendation {first}")).count(), 1, "{page}");
    assert!(page.contains("An inquest") && page.contains("Asked for."), "{page}");
    // What is held is told where words are looked for, and cannot be ticked.
    let listed = operator.post("/erase", &[("do", "look"), ("words", WORDS)]).body;
    assert!(listed.contains("Recommendation: not erased, because it is held (An inquest)."), "{listed}");
    let (id, token) = (found(&register), operator.token(&["register"]));
    let one = id.iter().find(|f| f["reference"] == first.as_str()).unwrap();
    assert!(!listed.contains(&format!("value=\"{} ", one["id"].as_str().unwrap())), "{listed}");
    // Nor is it erased by a program that names it all the same.
    let records = json!({one["id"].as_str().unwrap(): one["version"]});
    let erase = json!({"words": WORDS, "basis": "order", "records": records});
    let refused = server.act(&token, "words.erase", "", &erase);
    assert!(refused.status == 422 && refused.body.contains("is held (inquest)"), "{}", refused.body);
    let placed = server.act(&token, "hold.place", "", &with);
    assert_eq!(placed.status, 200, "{}", placed.body);
    let read = |token: &str| server.send("GET", "/api/v1/holds", &format!("authorization: Bearer {token}\r\n"), b"");
    let rows: Value = serde_json::from_str(&read(&token).body).unwrap();
    assert_eq!(
        (rows.as_array().unwrap().len(), &rows[0]["ground"], &rows[1]["ground"]),
        (2, &json!("inquiry"), &json!("inquest"))
    );
    assert_eq!(read(&clerk.token(&["documents"])).status, 403);
    let lift = |id: &Value, why: &str| server.act(&token, "hold.lift", "", &json!({"hold": id, "why": why}));
    assert_eq!(lift(&rows[0]["id"], "").status, 422);
    assert_eq!(lift(&rows[0]["id"], "It has reported.").status, 200);
    let silent = operator
        .post("/holds", &[("do", "lift"), ("act", "z"), ("hold", rows[1]["id"].as_str().unwrap()), ("lift-why", "")]);
    assert!(silent.status == 422 && silent.body.contains("say why it is lifted"), "{}", silent.body);
    let over = operator.post(
        "/holds",
        &[("do", "lift"), ("act", "w"), ("hold", rows[1]["id"].as_str().unwrap()), ("lift-why", "Over.")],
    );
    assert_eq!(over.status, 303, "{}", over.body);
    let page = operator.get("/holds").body;
    assert!(page.contains("Nothing is held.") && page.contains("It has reported."), "{page}");
    assert_eq!(server.act(&token, "words.erase", "", &erase).status, 200);
}
