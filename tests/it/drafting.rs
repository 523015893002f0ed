//! What is not signed yet: pointed out what it lacks, taken back from the approver, given up.

use serde_json::{Value, json};

use super::answers::{self, BY, TO, samples};
use crate::kit::{Answer, Person, Server};

fn one(server: &Server, token: &str, what: &str, n: &str) -> Value {
    let shown = server.get_with(&format!("/api/v1/{what}/{n}"), &format!("authorization: Bearer {token}\r\n"));
    serde_json::from_str(&shown.body).unwrap_or_else(|e| panic!("{e}: {}", shown.body))
}

/// A step as a form of the page asks for it, with the version that stands.
fn step(server: &Server, person: &Person<'_>, kind: (&str, &str, &str), what: &str, n: &str, why: &str) -> Answer {
    let (path, field, read) = kind;
    let seen = one(server, &person.token(&["read"]), read, n)["version"].to_string();
    person.post(path, &[("do", what), ("act", what), (field, n), ("seen", &seen), ("why", why), ("post", "Director")])
}

const ANSWER: (&str, &str, &str) = ("/answers", "answer", "answers");
const MAKING: (&str, &str, &str) = ("/making", "draft", "recommendation-drafts");

#[test]
fn words_that_other_answers_have_are_pointed_out_before_an_answer_is_signed() {
    let register = samples();
    let server = register.serve();
    let writer = server.person(&register, "writer@example.org", "contributor", Some(TO));
    let token = writer.token(&["read", "answer"]);
    // The second sentence stands in the answer of the staff board of document 04; the others are nobody's, or too short to tell.
    let text = "We agree. Were we to add to them for each case they would in time become unwieldy. The keys of the third cupboard were counted by nobody on that night.";
    let write = json!({"author": TO, "answers": [{"recommendation": "REC-25", "position": "accepted"}], "text": text});
    let done: Value = serde_json::from_str(&server.act(&token, "draft.write", "", &write).body).unwrap();
    let n = done["first"].to_string();
    let points = one(&server, &token, "answers", &n)["points"].clone();
    assert_eq!(
        points,
        json!([
            "It is accepted. What will be done?",
            "These words stand in 1 answer already: \"Were we to add to them for each case they would in time become unwieldy.\" Do they answer what was asked here?"
        ])
    );
    let shown = writer.get(&format!("/answers/{n}")).body;
    assert!(shown.contains("These words stand in 1 answer already: &#34;Were we to add"), "{shown}");
}

#[test]
fn a_pasted_line_says_what_it_waits_for() {
    let register = samples();
    let server = register.serve();
    let writer = server.person(&register, "writer@example.org", "contributor", Some(TO));
    let token = writer.token(&["read", "answer"]);
    let lines = [
        (
            "The Head of Custody will report after the misconduct hearing",
            json!({"when": "after the misconduct hearing"}),
        ),
        ("Once the trial has ended, the policy will be rewritten.", json!({"when": "Once the trial has ended"})),
        ("The Head of Custody will issue guidance by 31 March 2027", json!({"on": "2027-03-31"})),
        ("Quarterly audits will be published after the review", json!({"every": "Quarterly"})),
        ("Officers were briefed after the inquest", Value::Null),
        ("The log will be kept after the cells are locked", Value::Null),
        ("We will look after the inquest's papers when the time comes", Value::Null),
    ];
    let list = lines.iter().map(|(line, _)| format!("- {line}")).collect::<Vec<_>>().join("\n");
    let write = json!({"author": TO, "answers": [{"recommendation": "REC-25", "position": "accepted"}], "list": list});
    let done: Value = serde_json::from_str(&server.act(&token, "draft.write", "", &write).body).unwrap();
    let read = one(&server, &token, "answers", &done["first"].to_string());
    let actions = read["record"]["content"]["actions"].as_array().unwrap().clone();
    let read: Vec<(&str, Value)> =
        actions.iter().zip(lines.iter()).map(|(a, (line, _))| (*line, a["due"].clone())).collect();
    assert_eq!(read, lines);
}

#[test]
fn an_answer_is_taken_back_by_who_wrote_it_and_given_up() {
    let register = samples();
    let server = register.serve();
    let cast = answers::cast(&server, &register);
    let form = [
        ("do", "write"),
        ("act", "one"),
        ("author", TO),
        ("rec", "REC-25"),
        ("position-REC-25", "accepted"),
        ("text", "We will count them."),
        ("actions", "0"),
    ];
    let came = cast.writer.post("/answers", &form);
    let path = came.location().to_owned();
    let n = path.rsplit('/').next().unwrap().to_owned();
    let to = |person, what, why| step(&server, person, ANSWER, what, &n, why);
    assert_eq!(to(&cast.writer, "offer", "").status, 303);
    let waiting = cast.writer.get(&path).body;
    assert!(waiting.contains("Take it back") && !waiting.contains("Sign it"), "{waiting}");
    // What is with the approver is not given up under their eyes.
    let early = to(&cast.writer, "drop", "It was a mistake.");
    assert!(early.status == 422 && early.body.contains("the answer is with approver"), "{}", early.body);
    let silent = to(&cast.writer, "return", " ");
    assert!(silent.status == 422 && silent.body.contains("say why the answer goes back"), "{}", silent.body);
    assert_eq!(to(&cast.writer, "return", "The number is wrong.").status, 303);
    let back = cast.writer.get(&path).body;
    assert!(back.contains("It was sent back: The number is wrong.") && back.contains("Give it up"), "{back}");
    let silent = to(&cast.writer, "drop", "");
    assert!(silent.status == 422 && silent.body.contains("say why the answer is given up"), "{}", silent.body);
    // A form that was open in another window while it was put forward: said where it stands, and nothing typed is lost.
    assert_eq!(to(&cast.writer, "offer", "").status, 303);
    let mut late = form.to_vec();
    late.extend([("answer", n.as_str()), ("seen", "3")]);
    late[5].1 = "We will count every one of them.";
    let late = cast.writer.post("/answers", &late);
    assert_eq!(late.status, 422);
    for words in ["We will count every one of them.", "Waits for a signature", "changed by somebody else"] {
        assert!(late.body.contains(words), "{words}: {}", late.body);
    }
    assert_eq!(to(&cast.writer, "return", "Again.").status, 303);
    assert_eq!(to(&cast.writer, "drop", "Another force answers for us.").status, 303);
    let over = cast.writer.get(&path).body;
    assert!(over.contains("Given up") && over.contains("It was given up: Another force answers for us."), "{over}");
    assert!(!over.contains("name=\"do\""), "nothing more can be done to it: {over}");
    assert!(!cast.writer.get("/work").body.contains(&path));
    assert_eq!(to(&cast.writer, "offer", "").status, 422);
    assert_eq!(cast.clerk.get(&path).status, 404, "what was never handed over is nobody else's");
    let public = server.json("/api/v1/recommendations/REC-25");
    assert_eq!(public["obligations"][0]["responses"], json!([]), "{public}");
}

#[test]
fn a_recommendation_is_taken_back_by_its_clerk_and_given_up() {
    let register = samples();
    let server = register.serve();
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let (clerk, approver) = (person("clerk@example.org", "clerk", BY), person("head@example.org", "approver", BY));
    let assurer = person("assurer@example.org", "assurer", BY);
    let mut form = vec![
        ("do", "write"),
        ("by", BY),
        ("text", "Harrowdale Police counts the keys of each cupboard every day."),
        ("findings", "Nobody counted them."),
        ("addressees", "Harrowdale Police"),
        ("power", "section55"),
        ("source_kind", "investigation"),
        ("due_stated", "2024-02-01"),
    ];
    let came = clerk.post("/making", &form);
    assert_eq!(came.status, 303, "{}", came.body);
    let n = came.location().rsplit('/').next().unwrap().to_owned();
    let path = format!("/making/{n}");
    let to = |person, what, why| step(&server, person, MAKING, what, &n, why);
    let points = one(&server, &clerk.token(&["read"]), "recommendation-drafts", &n)["points"].to_string();
    assert!(points.contains("It says an answer is due on a day that is not after today."), "{points}");
    assert_eq!(to(&clerk, "offer", "").status, 303);
    assert!(clerk.get(&path).body.contains("Take it back") && !approver.get(&path).body.contains("Take it back"));
    assert_eq!(to(&clerk, "drop", "Not ours.").status, 422);
    assert_eq!(to(&assurer, "return", "Not mine.").status, 403);
    // Typed on while it was put forward: where it stands is said.
    form.extend([("draft", n.as_str()), ("seen", "1")]);
    form[2].1 = "Harrowdale Police counts the keys of each cupboard every night.";
    let late = clerk.post("/making", &form);
    assert!(late.status == 422 && late.body.contains("every night."), "{}", late.body);
    assert!(late.body.contains("Waits for a signature"), "{}", late.body);
    assert_eq!(to(&clerk, "return", "One more finding.").status, 303);
    assert!(clerk.get(&path).body.contains("It was sent back: One more finding."));
    let refused = to(&approver, "drop", "I would.");
    assert!(refused.status == 403, "{}", refused.body);
    let silent = to(&clerk, "drop", " ");
    assert!(silent.status == 422 && silent.body.contains("say why the recommendation is given up"), "{}", silent.body);
    assert_eq!(to(&clerk, "drop", "Another office asked it already.").status, 303);
    let over = clerk.get(&path).body;
    assert!(over.contains("It was given up: Another office asked it already."), "{over}");
    assert!(!over.contains("name=\"do\""), "{over}");
    assert_eq!(to(&clerk, "offer", "").status, 422);
    let token = clerk.token(&["read", "oversee"]);
    let seen = one(&server, &token, "recommendation-drafts", &n);
    assert_eq!(seen["state"], "dropped");
    let headers = format!("if-match: \"{}\"\r\n", seen["version"]);
    let again = server.act(
        &token,
        "recommendation.drop",
        &headers,
        &json!({"draft": n.parse::<i64>().unwrap(), "why": "Again."}),
    );
    assert!(again.status == 422 && again.body.contains("the recommendation is dropped"), "{}", again.body);
}

#[test]
fn a_reason_that_nobody_sees_or_that_never_ends_is_refused() {
    let register = samples();
    let server = register.serve();
    let cast = answers::cast(&server, &register);
    let token = cast.writer.token(&["read", "answer"]);
    let write =
        json!({"author": TO, "answers": [{"recommendation": "REC-25", "position": "accepted"}], "text": "Yes."});
    let done: Value = serde_json::from_str(&server.act(&token, "draft.write", "", &write).body).unwrap();
    let n = done["first"].as_i64().unwrap();
    for (why, words) in [
        ("\u{200b} \u{feff}", "say why the answer is given up"),
        (&"a".repeat(20_001), "a reason has at most 20,000 bytes"),
    ] {
        let came = server.act(&token, "draft.drop", "if-match: \"1\"\r\n", &json!({"answer": n, "why": why}));
        assert!(came.status == 422 && came.body.contains(words), "{}", came.body);
    }
    assert_eq!(one(&server, &token, "answers", &n.to_string())["state"], "writing");
}

#[test]
fn what_an_answer_says_of_its_days_and_words_is_asked_about_before_it_is_signed() {
    let register = samples();
    let server = register.serve();
    let writer = server.person(&register, "writer@example.org", "contributor", Some(TO));
    let token = writer.token(&["read", "answer"]);
    let write = |due: &str, position: &str| {
        json!({"author": TO, "answers": [{"recommendation": "REC-25", "position": "accepted"}, {"recommendation": "REC-24", "position": position}],
            "text": "We aspire to do better where possible.",
            "actions": [{"text": "We will consider and explore training", "owner": "Head of Training", "measure": "A report", "due": {"when": due}}]})
    };
    let wrong = server.act(&token, "draft.write", "", &write("31 April 2027", "accepted"));
    assert!(wrong.status == 422 && wrong.body.contains("'31 April 2027' is no day"), "{}", wrong.body);
    let done: Value =
        serde_json::from_str(&server.act(&token, "draft.write", "", &write("after the audit", "rejected")).body)
            .unwrap();
    let points = one(&server, &token, "answers", &done["first"].to_string())["points"].clone();
    assert_eq!(
        points,
        json!([
            "It is not accepted. Why is no action taken?",
            "Some of it is accepted and some is not, and every reason and action is read with each. Write one answer to what is accepted and another to what is not.",
            "The answer says \"aspire\". What will be done?",
            "The answer says \"where possible\". What will be done?",
            "Action 1 says \"consider\". What will be done?",
            "Action 1 says \"explore\". What will be done?"
        ])
    );
}
