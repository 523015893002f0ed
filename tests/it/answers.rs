//! Both sides of a recommendation: written, signed, handed over, published in part, delivered, shown, checked, closed and opened again.

use serde_json::{Value, json};

use super::search::{ready, soon};
use crate::kit::{Person, Register, Server, root};

pub(super) const BY: &str = "office-for-custody-and-policing-review";
pub(super) const TO: &str = "harrowdale-police";

pub(super) fn samples() -> Register {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    register
}

/// REC-25: made to Harrowdale Police under paragraph 28A in December 2023, due at the latest on 24 February 2024, and not answered.
pub(super) struct Cast<'s> {
    pub(super) server: &'s Server,
    pub(super) writer: Person<'s>,
    pub(super) approver: Person<'s>,
    pub(super) clerk: Person<'s>,
    pub(super) assurer: Person<'s>,
    pub(super) other: Person<'s>,
}

pub(super) fn cast<'s>(server: &'s Server, register: &Register) -> Cast<'s> {
    let person = |email: &str, role: &str, body: &str| server.person(register, email, role, Some(body));
    Cast {
        server,
        writer: person("writer@example.org", "contributor", TO),
        approver: person("approver@example.org", "approver", TO),
        clerk: person("clerk@example.org", "clerk", BY),
        assurer: person("assurer@example.org", "assurer", BY),
        other: person("other@example.org", "contributor", "northmere-police"),
    }
}

const LIST: &str = "1. The Head of Custody will issue guidance on medicines by 31 March 2027\n\
- Monthly audits of the medicines register will be published\n\
(a) We aspire to a culture in which Inspector Lee and others speak up";

fn written<'a>(position: &'a str, seen: &'a str, answer: &'a str, act: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("do", "write"),
        ("act", act),
        ("author", TO),
        ("rec", "REC-25"),
        ("position-REC-25", position),
        ("text", "We thank Inspector Lee for the findings."),
        ("answer", answer),
        ("seen", seen),
        ("actions", "0"),
    ]
}

pub(super) fn page(server: &Server) -> Value {
    server.json("/api/v1/recommendations/REC-25")
}

/// The version of an answer, by its page if that has a form, else as its writers' programs read it.
fn seen(person: &Person<'_>, path: &str) -> String {
    let page = person.get(path).body;
    let carried = page.split("name=\"seen\" value=\"").nth(1);
    carried.unwrap_or_else(|| panic!("{page}")).split('"').next().unwrap().to_owned()
}

impl Cast<'_> {
    /// An accepted answer with three actions, before an approver: its address and its place.
    pub(super) fn offered(&self) -> (String, String) {
        let mut form = written("accepted", "", "", "offered");
        form.push(("list", LIST));
        let came = self.writer.post("/answers", &form);
        assert_eq!(came.status, 303, "{}", came.body);
        let path = came.location().to_owned();
        let n = path.rsplit('/').next().unwrap().to_owned();
        assert_eq!(self.step(&self.writer, "offer", &n, &[]).status, 303);
        (path, n)
    }

    /// The same, signed, handed over and published: the references of its actions.
    pub(super) fn published(&self) -> Vec<String> {
        let (_, n) = self.offered();
        assert_eq!(self.step(&self.approver, "submit", &n, &[("post", "Chief Constable")]).status, 303);
        let whole = [("publication", "whole"), ("disclosure", "whole")];
        assert_eq!(self.step(&self.clerk, "publish", &n, &whole).status, 303);
        let actions = page(self.server)["actions"].clone();
        actions.as_array().unwrap().iter().map(|a| a["reference"].as_str().unwrap().to_owned()).collect()
    }

    pub(super) fn step(&self, person: &Person<'_>, what: &str, n: &str, more: &[(&str, &str)]) -> crate::kit::Answer {
        let token = self.writer.token(&["read"]);
        let shown =
            self.server.get_with(&format!("/api/v1/answers/{n}"), &format!("authorization: Bearer {token}\r\n"));
        let shown: Value = serde_json::from_str(&shown.body).unwrap();
        let seen = shown["version"].to_string();
        let mut form = vec![("do", what), ("answer", n), ("seen", seen.as_str()), ("act", what)];
        form.extend(more);
        person.post("/answers", &form)
    }
}

#[test]
fn an_answer_goes_from_its_first_word_to_its_publication() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let desk = cast.writer.get(&format!("/answers?body={TO}"));
    assert!(desk.body.contains("REC-25") && desk.body.contains("due 24 February 2024"), "{}", desk.body);
    // Refused without a reason: what was written stays.
    let came = cast.writer.post("/answers", &written("rejected", "", "", "one"));
    let path = came.location().to_owned();
    let n = path.rsplit('/').next().unwrap().to_owned();
    let refused = cast.step(&cast.writer, "offer", &n, &[]);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("REC-25 is not accepted: at least one reason has to be given"), "{}", refused.body);
    // Changed to yes, with a list that is pasted: owners and days are read from the words, and what is missing is pointed out.
    let version = seen(&cast.writer, &path);
    let mut form = written("accepted", &version, &n, "two");
    form.push(("list", LIST));
    assert_eq!(cast.writer.post("/answers", &form).status, 303);
    let shown = cast.writer.get(&path).body;
    for words in [
        "value=\"Head of Custody\"",
        "value=\"2027-03-31\"",
        "value=\"Monthly\"",
        "Action 2: who owns it?",
        "Action 3 says &#34;aspire&#34;",
        "Action 3: by when?",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    assert!(!shown.contains("Action 1: by when?"));
    // Somebody else's answer is not there for them, whatever they send.
    assert_eq!(cast.other.get(&path).status, 404);
    assert_eq!(cast.clerk.get(&path).status, 404, "nor for those who recommended, before it is handed over");
    assert_eq!(
        cast.other.post("/answers", &[("do", "offer"), ("answer", &n), ("seen", "2"), ("act", "x")]).status,
        404
    );
    // Sent again with other words from a page that was gone back to: not taken for the same, and not lost.
    let mut back = form.clone();
    back[5].1 = "Other words.";
    let back = cast.writer.post("/answers", &back);
    assert!(back.status == 422 && back.body.contains("Other words."), "{}", back.body);
    // Two had it open: the second is told, and nothing of the first's is lost.
    let stale = cast.approver.post("/answers", &written("partly_accepted", &version, &n, "three"));
    assert_eq!(stale.status, 422);
    assert!(stale.body.contains("changed by somebody else since you opened it"));
    assert!(stale.body.contains("We thank Inspector Lee"), "what was typed is still on the page");
    assert_eq!(cast.step(&cast.writer, "offer", &n, &[]).status, 303);
    assert_eq!(
        cast.step(&cast.writer, "submit", &n, &[("post", "Inspector")]).status,
        403,
        "a contributor does not sign"
    );
    let back = cast.step(&cast.approver, "return", &n, &[("why", "Say what the audits look at.")]);
    assert_eq!(back.status, 303);
    assert!(cast.writer.get(&path).body.contains("It was sent back: Say what the audits look at."));
    drop(server);
    register.check_whole();
}

#[test]
fn what_is_handed_over_is_known_to_have_come_before_it_can_be_read() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let (path, n) = cast.offered();
    let mine = |person: &Person<'_>| person.get("/work").body;
    assert!(mine(&cast.approver).contains(&format!("href=\"{path}\"")), "it waits for a signature");
    assert!(!mine(&cast.writer).contains(&format!("href=\"{path}\"")), "and for nothing else");
    assert!(mine(&cast.writer).contains("REC-25</a>, due 24 February 2024"), "{}", mine(&cast.writer));
    assert_eq!(page(&server)["obligations"][0]["timeliness"], "overdue");
    ready(&server);
    let parts = || server.json("/api/v1/analysis?to=harrowdale-police")["parts"].clone();
    let before = parts();
    let count = |parts: &Value, at: usize| parts[at]["count"].as_u64().unwrap();
    assert_eq!((&before[0]["part"], &before[1]["part"]), (&json!("unanswered"), &json!("late")));
    let version = seen(&cast.approver, &path);
    let signed = [
        ("do", "submit"),
        ("answer", n.as_str()),
        ("seen", &version),
        ("act", "sign"),
        ("post", "Deputy Chief Constable"),
    ];
    assert_eq!(cast.approver.post("/answers", &signed).status, 303);
    assert_eq!(cast.approver.post("/answers", &signed).status, 303, "pressed twice, signed once");
    let duty = &page(&server)["obligations"][0];
    // 24 February 2024 was the last day; 21 November 2026 is after it.
    assert_eq!((&duty["timeliness"], &duty["received_on"]), (&json!("met_late"), &json!("2026-11-21")));
    assert_eq!((&duty["position"], &duty["publication"]), (&json!("none_given"), &Value::Null));
    // What has come is not unanswered, though nobody may read it yet; it came late.
    soon(|| count(&parts(), 0) == count(&before, 0) - 1);
    assert_eq!(count(&parts(), 1), count(&before, 1));
    let public = server.get("/recommendations/REC-25").body;
    assert!(
        public.contains("An answer was handed over on 21 November 2026. What is published of it is not decided yet.")
    );
    assert!(!public.contains("We thank") && !server.get("/search?words=thank").body.contains("REC-25"));
    // The 21 days of 28B(5) begin with that day: 21 to 30 November are ten, 11 December is the twenty-first.
    let desk = cast.clerk.get("/oversight").body;
    assert!(desk.contains("To be published by 11 December 2026"), "{desk}");
    assert!(mine(&cast.clerk).contains("Answer to REC-25, Harrowdale Police"));
    assert_eq!(cast.other.get(&path).status, 404);
    let publish = |more: &[(&str, &str)]| {
        let version = version.parse::<u32>().unwrap() + 1;
        let version = version.to_string();
        let mut form = vec![("do", "publish"), ("answer", n.as_str()), ("seen", &version), ("disclosure", "whole")];
        form.extend(more);
        cast.clerk.post("/answers", &form)
    };
    let no = publish(&[("act", "p1"), ("publication", "part")]);
    assert!(no.status == 422 && no.body.contains("say which words are left out"), "{}", no.body);
    let no =
        publish(&[("act", "p2"), ("publication", "part"), ("leave-out", "Sergeant Nobody | s40"), ("reason", "Names")]);
    assert!(no.status == 422 && no.body.contains("stands nowhere in the answer"), "{}", no.body);
    // Looked at first: what would be read, what was typed, and nothing decided.
    let look = |leave_out: &str| {
        let form = [
            ("do", "publish"),
            ("answer", &n),
            ("publication", "part"),
            ("leave-out", leave_out),
            ("reason", "A name"),
        ];
        cast.clerk.post("/answers/look", &form)
    };
    let looked = look("INSPECTOR LEE | s40");
    assert_eq!(looked.status, 200, "{}", looked.body);
    for words in [
        "We thank [left out: section 40] for the findings.",
        "Nothing is decided yet.",
        "INSPECTOR LEE | s40</textarea>",
        ">A name</textarea>",
    ] {
        assert!(looked.body.contains(words), "{words}: {}", looked.body);
    }
    assert_eq!(look("Sergeant Nobody | s40").status, 422);
    let form = [("do", "publish"), ("answer", n.as_str()), ("leave-out", "")];
    assert_eq!(
        (cast.other.post("/answers/look", &form).status, cast.writer.post("/answers/look", &form).status),
        (403, 403)
    );
    // Programs look too: whoever may read the answer.
    let program = |token: &str, words: &str| {
        let headers = format!("host: candour\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n");
        let with = json!({"leave_out": [{"words": words, "exemption": "s40"}]}).to_string();
        server.send("POST", &format!("/api/v1/answers/{n}/look"), &headers, with.as_bytes())
    };
    let clerk = cast.clerk.token(&["read"]);
    let looked = program(&clerk, "INSPECTOR LEE");
    let shown: Vec<Value> = serde_json::from_str(&looked.body).unwrap();
    assert!(shown.iter().any(|f| f["words"] == "We thank [left out: section 40] for the findings."), "{}", looked.body);
    let tokens = [clerk, cast.other.token(&["read"]), cast.clerk.token(&["oversee"]), "none".to_owned()];
    assert_eq!(tokens.map(|token| program(&token, "Sergeant Nobody").status), [400, 404, 403, 401]);
    assert_eq!(page(&server)["obligations"][0]["publication"], Value::Null);
    let yes =
        publish(&[("act", "p3"), ("publication", "part"), ("leave-out", "Inspector Lee | s40"), ("reason", "Names")]);
    assert_eq!(yes.status, 303, "{}", yes.body);
    let shown = page(&server);
    let duty = &shown["obligations"][0];
    assert_eq!((&duty["position"], &duty["publication"]), (&json!("accepted"), &json!("part")));
    assert_eq!(duty["responses"][0]["text"], "We thank [left out: section 40] for the findings.");
    assert_eq!(duty["responses"][0]["sign_off"], "Deputy Chief Constable");
    let actions: Vec<&str> = shown["actions"].as_array().unwrap().iter().map(|a| a["text"].as_str().unwrap()).collect();
    assert_eq!(actions.len(), 3);
    assert_eq!(actions[2], "We aspire to a culture in which [left out: section 40] and others speak up");
    // What is left out is nowhere in what everybody has.
    drop(server);
    let public = std::fs::read(register.path().join("views/public.sqlite")).unwrap();
    assert!(!public.windows(13).any(|w| w == b"Inspector Lee"));
    assert!(!register.ok(&["export"]).contains("Inspector Lee"));
    register.check_whole();
}

#[test]
fn nothing_closes_without_evidence_and_somebody_independent() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let (_, n) = cast.offered();
    assert_eq!(cast.step(&cast.approver, "submit", &n, &[("post", "Chief Constable")]).status, 303);
    let publish = [
        ("do", "publish"),
        ("answer", n.as_str()),
        ("seen", "3"),
        ("act", "p"),
        ("publication", "whole"),
        ("disclosure", "whole"),
    ];
    assert_eq!(cast.clerk.post("/answers", &publish).status, 303);
    let matter = format!("/matters/REC-25/{TO}");
    let act = page(&server)["actions"][0]["reference"].as_str().unwrap().to_owned();
    let update = [
        ("do", "update"),
        ("act", "u1"),
        ("on", act.as_str()),
        ("text", "Issued on 3 November."),
        ("claimed_status", "complete"),
    ];
    assert_eq!(cast.other.post(&matter, &update).status, 403);
    assert_eq!(cast.clerk.post(&matter, &update).status, 403, "nobody speaks for another body");
    assert_eq!(cast.writer.post(&matter, &update).status, 303);
    assert_eq!(page(&server)["actions"][0]["claimed_status"], "complete");
    assert!(server.get("/recommendations/REC-25").body.contains("Issued on 3 November."));
    let close = |act: &str| {
        cast.clerk
            .post(&matter, &[("do", "close"), ("act", act), ("outcome", "closed_implemented"), ("reason", "Done.")])
    };
    let early = close("c1");
    assert!(early.status == 422 && early.body.contains("no evidence is filed"), "{}", early.body);
    // A file is what its bytes are.
    let file = |called: &str, bytes: &[u8], readers: &str, act: &str| {
        let fields = [("act", act), ("on", "REC-25"), ("shows", "The guidance as issued"), ("readers", readers)];
        cast.writer.upload(&format!("{matter}/evidence"), &fields, &[("file", called, bytes)])
    };
    let wrong = file("guidance.pdf", b"PK\x03\x04 a spreadsheet", "both", "e1");
    assert!(wrong.status == 422 && wrong.body.contains("is called a pdf and is not one"), "{}", wrong.body);
    let wrong = file("guidance.exe", b"MZ", "both", "e2");
    assert!(wrong.status == 422 && wrong.body.contains("is not of a kind that is taken"), "{}", wrong.body);
    assert_eq!(file("guidance.pdf", b"%PDF-1.7 the guidance", "both", "e3").status, 303);
    let forged = cast.other.upload(&format!("{matter}/evidence"), &[("shows", "x")], &[("file", "a.txt", b"x")]);
    assert_eq!(forged.status, 403);
    // It is shown to the two bodies and to nobody else.
    let shown = cast.assurer.get(&matter).body;
    let evidence = shown.split("/evidence/").nth(1).expect("a link").split('"').next().unwrap().to_owned();
    let address = format!("/evidence/{evidence}");
    assert_eq!((server.get(&address).status, cast.other.get(&address).status), (404, 404));
    let got = cast.assurer.get(&address);
    assert_eq!((got.status, got.body.as_str()), (200, "%PDF-1.7 the guidance"));
    assert!(got.headers.contains("content-disposition: inline") && got.headers.contains("nosniff"), "{}", got.headers);
    assert!(page(&server)["obligations"][0]["evidence"].as_array().unwrap().is_empty());
    let early = close("c2");
    assert!(early.body.contains("nobody independent found that it was done"), "{}", early.body);
    let found = |person: &Person<'_>, act: &str| {
        let form = [
            ("do", "assure"),
            ("act", act),
            ("on", "REC-25"),
            ("result", "verified"),
            ("method", "Read the guidance."),
            ("evidence", &evidence),
        ];
        person.post(&matter, &form).status
    };
    assert_eq!((found(&cast.writer, "f1"), found(&cast.clerk, "f2")), (403, 403));
    assert_eq!(found(&cast.assurer, "f3"), 303);
    assert_eq!(page(&server)["obligations"][0]["assured_status"], "verified_by_oversight_body");
    assert_eq!(close("c3").status, 303);
    let duty = &page(&server)["obligations"][0];
    assert_eq!(duty["closure"], "closed_implemented");
    let late = cast.writer.post(&matter, &[("do", "update"), ("act", "u2"), ("text", "One more thing.")]);
    assert!(late.status == 422 && late.body.contains("has to be reopened first"), "{}", late.body);
    let mut again = written("accepted", "", "", "again");
    again.push(("list", ""));
    let again = cast.writer.post("/answers", &again);
    assert!(again.status == 422 && again.body.contains("REC-25 is closed for this body"), "{}", again.body);
    let open = [("do", "close"), ("act", "c4"), ("outcome", "open"), ("reason", "It happened again.")];
    assert_eq!(cast.clerk.post(&matter, &open).status, 303);
    assert_eq!(page(&server)["obligations"][0]["closure"], "open");
    let history = server.get("/recommendations/REC-25").body;
    for words in ["Answer handed over", "Published", "Said", "Found", "It happened again."] {
        assert!(history.contains(words), "{words}");
    }
    drop(server);
    register.check_whole();
}

#[test]
fn programs_do_all_of_it_with_a_token_and_are_refused_in_the_same_words() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let token = cast.writer.token(&["read", "answer"]);
    let write = json!({"act_id": "00000000-0000-4000-8000-000000000001", "author": TO,
        "answers": [{"recommendation": "REC-25", "position": "rejected"}], "reasons": [{"kind": "no_action", "text": "It is another body's duty."}]});
    let done = server.act(&token, "draft.write", "", &write);
    assert_eq!(done.status, 200, "{}", done.body);
    let done: Value = serde_json::from_str(&done.body).unwrap();
    let again: Value = serde_json::from_str(&server.act(&token, "draft.write", "", &write).body).unwrap();
    assert_eq!((&again["replayed"], &again["first"]), (&json!(true), &done["first"]));
    let mut others = write.clone();
    others["reasons"][0]["text"] = json!("It is nobody's duty.");
    let others = server.act(&token, "draft.write", "", &others);
    assert!(others.status == 422 && others.body.contains("\"other_words\""), "{}", others.body);
    // At once they come one after the other: one is done, and the other is told that it was not.
    for round in 0..10 {
        let act_id = format!("00000000-0000-4000-8000-0000000001{round:02}");
        let said = |text: &str| {
            let update = json!({"act_id": act_id, "on": "REC-25", "addressee": TO, "text": text});
            server.act(&token, "update.add", "", &update).status
        };
        let mut both = std::thread::scope(|scope| {
            let [one, other] = ["This is one thing.", "That is another."].map(|text| scope.spawn(move || said(text)));
            [one.join().unwrap(), other.join().unwrap()]
        });
        both.sort_unstable();
        assert_eq!(both, [200, 422]);
    }
    let long = json!({"on": "REC-25", "addressee": TO, "text": "x".repeat(1 << 20)});
    let long = server.act(&token, "update.add", "", &long);
    assert!(long.status == 413 && long.headers.contains("application/problem+json"), "{}", long.body);
    let n = done["first"].as_i64().unwrap();
    let read =
        |token: &str| server.get_with(&format!("/api/v1/answers/{n}"), &format!("authorization: Bearer {token}\r\n"));
    let shown = read(&token);
    assert!(shown.headers.contains("etag: \"1\"") && shown.headers.contains("no-store"), "{}", shown.headers);
    assert!(shown.body.contains("It is another body"), "{}", shown.body);
    let problem = |answer: &crate::kit::Answer| {
        assert!(answer.headers.contains("application/problem+json"), "{}", answer.headers);
        let said: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status, said["code"].as_str().unwrap().to_owned(), said["detail"].as_str().unwrap().to_owned())
    };
    let offer = json!({"answer": n});
    let stale = problem(&server.act(&token, "draft.offer", "if-match: \"7\"\r\n", &offer));
    assert_eq!((stale.0, stale.1.as_str()), (412, "draft_refused"));
    assert_eq!(server.act(&token, "draft.offer", "if-match: \"1\"\r\n", &offer).status, 200);
    let submit = json!({"answer": n, "post": "Chief Constable"});
    let unseen = problem(&server.act(&token, "draft.offer", "", &offer));
    assert_eq!((unseen.0, unseen.1.as_str()), (428, "unseen"));
    let refused = problem(&server.act(&token, "response.submit", "if-match: \"2\"\r\n", &submit));
    assert_eq!((refused.0, refused.1.as_str()), (403, "forbidden"));
    assert!(refused.2.contains("it takes an approver of the body itself"), "{}", refused.2);
    let clerk = cast.clerk.token(&["oversee"]);
    for (token, act, with, status, code) in [
        ("candour_none", "draft.offer", offer.clone(), 401, "no_token"),
        (cast.writer.token(&["read"]).as_str(), "draft.offer", offer.clone(), 403, "scope"),
        (cast.other.token(&["read", "answer"]).as_str(), "draft.offer", offer.clone(), 404, "not_found"),
        // What others named first is not theirs to be told of as done, and ours are not a client's to name.
        (cast.other.token(&["answer"]).as_str(), "draft.write", write.clone(), 422, "taken"),
        (
            &token,
            "draft.write",
            json!({"act_id": "00000000-0000-8000-8000-000000000001", "author": TO, "answers": []}),
            400,
            "malformed",
        ),
        (&token, "draft.write", json!({"author": TO, "answers": [], "colour": "red"}), 400, "malformed"),
        (&token, "draft.write", json!({"author": TO, "answers": []}), 422, "draft_refused"),
        (&token, "draft.write", json!({"author": "nobody", "answers": []}), 404, "not_found"),
        (&token, "register.seed", json!({}), 404, "not_found"),
        (&token, "update.add", json!({"on": "REC-25", "addressee": TO, "text": " "}), 422, "assurance_refused"),
        // What is not understood is not done.
        (
            &token,
            "update.add",
            json!({"on": "REC-25", "addressee": TO, "text": "It is.", "colour": "red"}),
            400,
            "malformed",
        ),
        (&token, "evidence.file", json!({"on": "ACT-1", "shows": "It is.", "file": "x"}), 400, "malformed"),
        (&token, "action.amend", json!({"on": "ACT-1", "why": "It is.", "text": "x"}), 400, "malformed"),
        (
            &clerk,
            "clock.suspend",
            json!({"on": "REC-25", "addressee": TO, "from": "2024-01-02", "to": "2024-01-03"}),
            400,
            "malformed",
        ),
        (
            &clerk,
            "closure.decide",
            json!({"on": "REC-25", "addressee": TO, "outcome": "done", "reason": "x", "post": "y"}),
            400,
            "malformed",
        ),
    ] {
        let said = problem(&server.act(token, act, "", &with));
        assert_eq!((said.0, said.1.as_str()), (status, code), "{act} {with}: {}", said.2);
    }
    let twice = format!("{{\"on\": \"REC-1\", \"on\": \"REC-25\", \"addressee\": \"{TO}\", \"text\": \"It is.\"}}");
    let headers = format!("host: candour\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let twice = problem(&server.send("POST", "/api/v1/acts/update.add", &headers, twice.as_bytes()));
    assert!(twice.0 == 400 && twice.2.contains("'on' stands twice"), "{}", twice.2);
    assert_eq!(problem(&read("candour_none")).0, 401);
    let approver = cast.approver.token(&["answer"]);
    assert_eq!(server.act(&approver, "response.submit", "if-match: \"2\"\r\n", &submit).status, 200);
    let publish = json!({"answer": n, "publication": "none", "disclosure": "none", "reason": "A trial is pending."});
    assert_eq!(server.act(&clerk, "response.publish", "if-match: \"3\"\r\n", &publish).status, 200);
    let public = server.get("/recommendations/REC-25").body;
    assert!(public.contains("It was decided not to publish it.") && !public.contains("another body&#39;s duty"));
    // Evidence with its file, in one form; whose file it is is asked before it is read.
    let (mine, theirs) = (cast.writer.token(&["answer"]), cast.other.token(&["answer"]));
    let file = |token: &str, to: &str, name: &str, bytes: &[u8]| {
        let fields = [("shows", "The guidance as issued"), ("readers", "everybody")];
        server.upload(
            token,
            &format!("/api/v1/evidence?recommendation=REC-25&addressee={to}"),
            &fields,
            &[("file", name, bytes)],
        )
    };
    let done: Value = serde_json::from_str(&file(&mine, TO, "guidance.txt", b"As issued.").body).unwrap();
    let again: Value = serde_json::from_str(&file(&mine, TO, "guidance.txt", b"As issued.").body).unwrap();
    assert_eq!((&again["replayed"], &again["first"]), (&json!(true), &done["first"]), "{again}");
    assert_eq!(page(&server)["obligations"][0]["evidence"][0]["file"], "guidance.txt");
    // The same file and words for another recommendation are another act.
    let fields = [("shows", "The guidance as issued"), ("readers", "everybody")];
    let other = format!("/api/v1/evidence?recommendation=REC-24&addressee={TO}");
    let other = server.upload(&mine, &other, &fields, &[("file", "guidance.txt", b"As issued.")]);
    let other: Value = serde_json::from_str(&other.body).unwrap();
    assert_eq!(other["replayed"], false, "{other}");
    assert_eq!(server.json("/api/v1/recommendations/REC-24")["obligations"][0]["evidence"][0]["file"], "guidance.txt");
    let nowhere = problem(&server.upload(&mine, "/api/v1/evidence", &fields, &[]));
    assert_eq!(nowhere.0, 400, "{}", nowhere.2);
    for (token, to, name, status, code) in [
        (mine.as_str(), TO, "guidance.exe", 422, "assurance_refused"),
        (&theirs, TO, "guidance.txt", 403, "forbidden"),
        (&mine, "nobody", "guidance.txt", 404, "not_found"),
        ("candour_none", TO, "guidance.txt", 401, "no_token"),
        (&clerk, TO, "guidance.txt", 403, "scope"),
    ] {
        let said = problem(&file(token, to, name, b"MZ"));
        assert_eq!((said.0, said.1.as_str()), (status, code), "{name} {to}: {}", said.2);
    }
    // The clock's acts, as the clerk of the body that recommended: asked for too late, in the law's words.
    let extend = json!({"on": "REC-25", "addressee": TO, "asked_on": "2024-03-01", "granted_on": "2024-03-02", "until": "2024-04-01"});
    let late = problem(&server.act(&clerk, "clock.extend", "", &extend));
    assert_eq!((late.0, late.1.as_str()), (422, "clock_refused"), "{}", late.2);
    assert_eq!(problem(&server.act(&token, "clock.suspend", "", &extend)).1, "scope");
    drop(server);
    register.check_whole();
}

#[test]
fn a_file_that_breaks_off_or_is_too_large_leaves_nothing() {
    let register = samples();
    let config = register.folder.path().join("candour.toml");
    std::fs::write(&config, "[people]\nevidence = 1\n").unwrap();
    let server = register.serve_with(&["--config", config.to_str().unwrap()]);
    let cast = cast(&server, &register);
    let path = format!("/matters/REC-25/{TO}/evidence");
    let fields = [("act", "a"), ("shows", "Much")];
    let large = vec![b'x'; 1_100_000];
    assert_eq!(cast.writer.upload(&path, &fields, &[("file", "a.txt", &large)]).status, 413);
    // Two gigabytes are refused by what they say of themselves, before any of them comes.
    let headers = format!(
        "host: candour\r\ncookie: candour={}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 2000000000\r\n",
        cast.writer.cookie
    );
    let said =
        cast.server.send_broken("POST", &format!("{path}?form_token={}", cast.writer.form), &headers, b"--x\r\n");
    assert_eq!(said, 413);
    let headers = headers.replace("2000000000", "5000");
    let half = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf of it";
    cast.server.send_broken("POST", &format!("{path}?form_token={}", cast.writer.form), &headers, half);
    std::thread::sleep(std::time::Duration::from_millis(300));
    let left: Vec<_> =
        std::fs::read_dir(register.path().join("files")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("incoming-")), "{left:?}");
    assert_eq!(cast.writer.upload(&path, &fields, &[("file", "a.txt", b"small")]).status, 303);
    drop(server);
    register.check_whole();
}

#[test]
fn two_approvers_at_once_sign_once() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let second = server.person(&register, "second@example.org", "approver", Some(TO));
    let (path, n) = cast.offered();
    let version = seen(&cast.approver, &path);
    let sign = |person: &Person<'_>, act: &str| {
        let form =
            [("do", "submit"), ("answer", n.as_str()), ("seen", &version), ("act", act), ("post", "Chief Constable")];
        person.post("/answers", &form).status
    };
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let one = scope.spawn(|| sign(&cast.approver, "one"));
        let two = scope.spawn(|| sign(&second, "two"));
        vec![one.join().unwrap(), two.join().unwrap()]
    });
    let mut sorted = statuses.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [303, 422], "one signs, the other is told");
    drop(server);
    register.check_whole();
}

#[test]
fn what_is_left_out_is_left_out_of_everything_that_is_published() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let token = cast.writer.token(&["read", "answer"]);
    let write = json!({"author": TO, "answers": [{"recommendation": "REC-25", "position": "accepted"}],
        "text": "Sergeant Jane Smith was moved.", "reasons": [{"kind": "explanation", "text": "JANE\r\n  SMITH asked, as Jane Smi\u{ad}th\u{2019}s file says."}],
        "actions": [{"text": "Train staff", "owner": "Sergeant Jane Smith", "measure": "Jane Smith says so", "due": {"when": "when Jane Smith is back"}}]});
    let done: Value = serde_json::from_str(&server.act(&token, "draft.write", "", &write).body).unwrap();
    let n = done["first"].as_i64().unwrap();
    assert_eq!(server.act(&token, "draft.offer", "if-match: \"1\"\r\n", &json!({"answer": n})).status, 200);
    let approver = cast.approver.token(&["answer"]);
    let submit = json!({"answer": n, "post": "Jane Smith, Head of Custody"});
    assert_eq!(server.act(&approver, "response.submit", "if-match: \"2\"\r\n", &submit).status, 200);
    let clerk = cast.clerk.token(&["oversee"]);
    let many: Vec<Value> = (0..201).map(|_| json!({"words": "Jane", "exemption": "s40"})).collect();
    let many = json!({"answer": n, "publication": "part", "disclosure": "part", "reason": "Names", "leave_out": many});
    let many = server.act(&clerk, "response.publish", "if-match: \"3\"\r\n", &many);
    assert!(many.status == 400 && many.body.contains("at most 200"), "{}", many.body);
    // What is no exemption is none: it would stand in the record for good.
    let wrong = json!({"answer": n, "publication": "part", "disclosure": "part", "reason": "Names",
        "leave_out": [{"words": "Jane Smith", "exemption": "sensitive"}]});
    let wrong = server.act(&clerk, "response.publish", "if-match: \"3\"\r\n", &wrong);
    assert!(wrong.status == 422 && wrong.body.contains("'sensitive' is no exemption"), "{}", wrong.body);
    // Two stretches that overlap are one, and nothing of either stays.
    let publish = json!({"answer": n, "publication": "part", "disclosure": "part", "reason": "Names",
        "leave_out": [{"words": "Sergeant Jane", "exemption": "s40(2)"}, {"words": "Jane Smith", "exemption": "s40(2)"}]});
    let said = server.act(&clerk, "response.publish", "if-match: \"3\"\r\n", &publish);
    assert_eq!(said.status, 200, "{}", said.body);
    let shown = page(&server);
    assert_eq!(shown["obligations"][0]["responses"][0]["text"], "[left out: section 40(2)] was moved.");
    assert_eq!(shown["obligations"][0]["responses"][0]["sign_off"], "[left out: section 40(2)], Head of Custody");
    assert_eq!(shown["actions"][0]["owner"], "[left out: section 40(2)]");
    // However they are set.
    assert_eq!(
        shown["obligations"][0]["responses"][0]["reasons"][0]["text"],
        "[left out: section 40(2)] asked, as [left out: section 40(2)]\u{2019}s file says."
    );
    assert_eq!(shown["actions"][0]["due"], "when [left out: section 40(2)] is back");
    drop(server);
    let export = register.ok(&["export"]).to_lowercase();
    assert!(!export.contains("smith") && !export.contains("jane"));
    register.check_whole();
}

#[test]
fn the_original_of_a_redacted_copy_is_for_the_two_bodies_alone() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let matter = format!("/matters/REC-25/{TO}");
    let fields = [("act", "e"), ("shows", "A statement"), ("marking", "official_sensitive"), ("readers", "everybody")];
    let no = cast.writer.upload(&format!("{matter}/evidence"), &fields, &[("file", "statement.txt", b"the secret")]);
    assert!(no.status == 422 && no.body.contains("file a redacted copy"), "{}", no.body);
    let files: [(&str, &str, &[u8]); 2] =
        [("file", "statement of Jane.txt", b"the secret"), ("redacted", "copy.txt", b"the copy")];
    assert_eq!(cast.writer.upload(&format!("{matter}/evidence"), &fields, &files).status, 303);
    let shown = &page(&server)["obligations"][0]["evidence"];
    assert_eq!((shown.as_array().unwrap().len(), &shown[0]["file"]), (1, &json!("copy.txt")));
    let address = format!("/evidence/{}", shown[0]["id"].as_str().unwrap());
    assert_eq!(server.get(&address).body, "the copy");
    let desk = cast.clerk.get(&matter).body;
    assert!(desk.contains("statement of Jane.txt") && !cast.other.get(&matter).body.contains("statement of Jane"));
    assert!(!register.ok(&["export"]).contains("statement of Jane"));
    // A digest is no key: a program names no file.
    let digest = "1cb3e2bd2b2b1a6e2a0a3a1d5f2a3a7dd1f6f1ab7cb1ccf70bb3f4ae0f1d8c0e";
    let with = json!({"on": "REC-26", "addressee": "northmere-police", "shows": "x", "file": {"sha256": digest, "name": "a.txt", "media_type": "text/plain", "bytes": 1}});
    assert_eq!(server.act(&cast.other.token(&["answer"]), "evidence.file", "", &with).status, 400);
    // Whoever may not file there has nothing of theirs kept.
    let kept = || std::fs::read_dir(register.path().join("files")).unwrap().count();
    let before = kept();
    let refused = cast.other.upload(&format!("{matter}/evidence"), &fields, &[("file", "b.txt", b"other bytes")]);
    assert_eq!((refused.status, kept()), (403, before));
    drop(server);
    register.check_whole();
}

#[test]
fn a_later_finding_against_it_counts_and_what_was_found_before_it_was_reopened_does_not() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let matter = "/matters/REC-26/northmere-police";
    let act = server.json("/api/v1/recommendations/REC-26")["actions"][0]["reference"].as_str().unwrap().to_owned();
    let fields = [("act", "e"), ("shows", "A form"), ("readers", "both")];
    let filed = cast.other.upload(&format!("{matter}/evidence"), &fields, &[("file", "a.txt", b"a form")]);
    assert_eq!(filed.status, 303, "{}", filed.body);
    let found = |on: &str, result: &str, act: &str| {
        let form = [("do", "assure"), ("act", act), ("on", on), ("result", result), ("method", "Looked.")];
        assert_eq!(cast.assurer.post(matter, &form).status, 303);
        server.json("/api/v1/recommendations/REC-26")["obligations"][0]["assured_status"].as_str().unwrap().to_owned()
    };
    let close = |outcome: &str, act: &str| {
        cast.clerk.post(matter, &[("do", "close"), ("act", act), ("outcome", outcome), ("reason", "So.")]).status
    };
    assert_eq!(found(&act, "insufficient", "f0"), "insufficient");
    assert_eq!(found("REC-26", "verified", "f1"), "verified_by_oversight_body", "the whole was looked at after it");
    assert_eq!(found(&act, "contradicted", "f2"), "contradicted");
    assert_eq!(close("closed_implemented", "c1"), 422);
    assert_eq!(found("REC-26", "verified", "f3"), "verified_by_oversight_body");
    assert_eq!((close("closed_implemented", "c2"), close("open", "c3")), (303, 303));
    let now = &server.json("/api/v1/recommendations/REC-26")["obligations"][0];
    assert_eq!((&now["assured_status"], close("closed_implemented", "c4")), (&json!("unchecked"), 422));
    // What was found can still be read, and that it counts no more.
    let told = now["assurances"].as_array().unwrap();
    assert!(told.len() == 4 && told.iter().all(|found| found["reopened_since"] == true), "{told:?}");
    assert!(server.get("/recommendations/REC-26").body.contains("it counts no more"));
    // Who writes for the body judges nothing of it, whatever else they are.
    register.ok(&["user", "add", "assurer@example.org", "--role", "contributor", "--body", "northmere-police"]);
    let own = [("do", "assure"), ("act", "f5"), ("on", "REC-26"), ("result", "verified"), ("method", "Looked.")];
    let own = cast.assurer.post(matter, &own);
    assert!(own.status == 422 && own.body.contains("nobody judges their own work"), "{}", own.body);
    drop(server);
    register.check_whole();
}

#[test]
fn one_answer_is_to_one_body() {
    let register = samples();
    let more = r#"{"kind":"recommendation","id":"11111111-1111-4111-8111-111111111111","visibility":"public","fields":{"number":900,"text":{"lang":"en","words":"Keep a record of each check."},"recommending_body":"BODY","made_on":"2024-01-02"}}"#;
    let export = register.ok(&["export"]);
    let id = |slug: &str| {
        let line = export
            .lines()
            .find(|l| l.contains("{\"kind\":\"body\"") && l.contains(&format!("\"slug\":\"{slug}\"")))
            .unwrap();
        serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let duty = format!(
        r#"{{"kind":"obligation","id":"22222222-2222-4222-8222-222222222222","visibility":"public","fields":{{"recommendation":"11111111-1111-4111-8111-111111111111","addressee":"{}"}}}}"#,
        id(TO)
    );
    let file = register.folder.path().join("more.jsonl");
    std::fs::write(&file, format!("{}\n{duty}\n", more.replace("BODY", &id("hmicfrs")))).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    let server = register.serve();
    let cast = cast(&server, &register);
    let both = json!({"author": TO, "answers": [{"recommendation": "REC-25"}, {"recommendation": "REC-900"}]});
    let said = server.act(&cast.writer.token(&["answer"]), "draft.write", "", &both);
    assert!(said.status == 422 && said.body.contains("write one answer to each of them"), "{}", said.body);
}

#[test]
fn the_terminal_does_it_too_in_the_same_words() {
    let register = samples();
    let (writer, clerk) = {
        let server = register.serve();
        let cast = cast(&server, &register);
        (cast.writer.token(&["answer"]), cast.clerk.token(&["oversee"]))
    };
    let file = register.folder.path().join("act.json");
    let act = |act: &str, token: &str, with: &Value, more: &[&str]| {
        std::fs::write(&file, with.to_string()).unwrap();
        let mut args = vec!["act", act, "--token", token, "--with", file.to_str().unwrap()];
        args.extend(more);
        let out = register.run(&args);
        (
            out.status.code().unwrap(),
            format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr)),
        )
    };
    let update = json!({"on": "REC-25", "addressee": TO, "text": "We are on it."});
    let id = ["--act-id", "00000000-0000-4000-8000-00000000000a"];
    assert!(act("update.add", &writer, &update, &id).1.contains("update.add: done (entry"));
    assert!(act("update.add", &writer, &update, &id).1.contains("update.add: done before"));
    for (verb, token, with, why) in [
        ("update.add", clerk.as_str(), &update, "the token is not for 'answer'"),
        (
            "closure.decide",
            &clerk,
            &json!({"on": "REC-25", "addressee": TO, "outcome": "closed_implemented", "reason": "Done."}),
            "no evidence is filed",
        ),
        ("update.add", "candour_x", &update, "that token is over, or is none"),
        ("register.seed", &writer, &update, "is not an act that can be asked for"),
        ("draft.offer", &writer, &json!({"answer": 1}), "there is no answer 1"),
    ] {
        let (code, said) = act(verb, token, with, &[]);
        assert!(code > 0 && said.contains(why), "{verb}: {code} {said}");
    }
    let shows = json!({"on": "REC-25", "addressee": TO, "shows": "The guidance"});
    let (guidance, wrong) = (register.folder.path().join("guidance.txt"), register.folder.path().join("guidance.pdf"));
    std::fs::write(&guidance, "As issued.").unwrap();
    std::fs::write(&wrong, "no PDF at all").unwrap();
    let with = |path: &std::path::Path| act("evidence.file", &writer, &shows, &["--file", path.to_str().unwrap()]);
    assert!(with(&guidance).1.contains("evidence.file: done (entry"));
    assert!(with(&wrong).1.contains("is called a pdf and is not one"));
    assert!(with(&register.folder.path().join("none.txt")).1.contains("cannot be read"));
    register.check_whole();
}

#[test]
fn a_form_that_is_refused_keeps_what_was_typed() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let matter = format!("/matters/REC-25/{TO}");
    let refused = |person: &Person<'_>, path: &str, form: &[(&str, &str)], kept: &[&str]| {
        let came = person.post(path, form);
        assert_eq!(came.status, 422, "{form:?}: {}", came.body);
        kept.iter().for_each(|words| assert!(came.body.contains(words), "{form:?} lost {words}: {}", came.body));
        came.body
    };
    let start = [
        ("do", "start"),
        ("act", "k1"),
        ("rule", "pra-2002-s28a"),
        ("starts_on", "the 5th of Nevuary"),
        ("stated", "2024-02-24"),
    ];
    let page = refused(&cast.clerk, &matter, &start, &["value=\"the 5th of Nevuary\"", "value=\"2024-02-24\""]);
    assert!(page.contains("govuk-details\" open"), "the form that was refused stands open: {page}");
    assert_eq!(page.matches("the 5th of Nevuary\"").count(), 1, "and no other form has its words");
    let update = [("do", "update"), ("act", "k2"), ("text", " "), ("claimed_status", "in_progress")];
    refused(&cast.writer, &matter, &update, &["value=\"in_progress\" selected"]);
    // A file that is refused may come before the fields that say what it shows.
    let came = cast.writer.upload(
        &format!("{matter}/evidence"),
        &[("do", "evidence"), ("act", "k3"), ("shows", "The medicines register"), ("readers", "everybody")],
        &[("file", "register.exe", b"MZ")],
    );
    assert_eq!(came.status, 422);
    assert!(
        came.body.contains("The medicines register</textarea>") && came.body.contains("value=\"everybody\" selected")
    );
    let (path, n) = cast.offered();
    let why = cast.step(&cast.approver, "return", &n, &[("why", "")]);
    assert_eq!(why.status, 422);
    assert_eq!(cast.step(&cast.approver, "submit", &n, &[("post", "Chief Constable")]).status, 303);
    let publish = [
        ("publication", "part"),
        ("disclosure", "none"),
        ("leave-out", "s40: words that are not in it"),
        ("reason", "A name"),
    ];
    let came = cast.step(&cast.clerk, "publish", &n, &publish);
    assert_eq!(came.status, 422, "{}", came.body);
    for words in [
        "s40: words that are not in it</textarea>",
        "A name</textarea>",
        "value=\"part\" selected",
        "value=\"none\" selected",
    ] {
        assert!(came.body.contains(words), "{words}: {}", came.body);
    }
    assert!(
        came.body.contains("<a class=\"govuk-breadcrumbs__link\" href=\"/oversight\""),
        "back to the clerk's own list"
    );
    // A page that is opened again begins afresh.
    assert!(!cast.clerk.get(&path).body.contains("A name</textarea>"));
}

#[test]
fn a_picture_is_shown_where_it_is_filed_and_sent_whole() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let path = format!("/matters/REC-25/{TO}/evidence");
    // A picture of one point, and a text of more than one part of what is sent at once.
    let picture: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82";
    let text = "A line of the guidance as it was issued.\n".repeat(5_000);
    for (act, shows, name, bytes) in
        [("p", "The sign on the door", "sign.png", picture), ("t", "The guidance", "guidance.txt", text.as_bytes())]
    {
        let fields = [("act", act), ("shows", shows), ("readers", "everybody"), ("marking", "official")];
        let filed = cast.writer.upload(&path, &fields, &[("file", name, bytes)]);
        assert_eq!(filed.status, 303, "{}", filed.body);
    }
    let page = server.get("/recommendations/REC-25").body;
    assert_eq!(page.matches("class=\"app-preview\"").count(), 1, "{page}");
    assert!(page.contains("alt=\"The sign on the door\""), "{page}");
    assert!(cast.writer.get(&format!("/matters/REC-25/{TO}")).body.contains("class=\"app-preview\""));
    let all = server.json("/api/v1/recommendations/REC-25")["obligations"][0]["evidence"].clone();
    let guidance = all.as_array().unwrap().iter().find(|one| one["file"] == "guidance.txt").unwrap();
    let sent = server.get(&format!("/evidence/{}", guidance["id"].as_str().unwrap()));
    assert_eq!((sent.status, sent.body == text), (200, true));
    assert!(sent.headers.to_lowercase().contains(&format!("content-length: {}", text.len())), "{}", sent.headers);
    drop(server);
    register.check_whole();
}

#[test]
fn what_is_to_be_answered_is_all_that_is_not_and_nothing_that_is() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let rows: Value = serde_json::from_str(&register.ok(&["export", "--format", "json"])).unwrap();
    let mut checked = 0;
    for (person, body) in [(&cast.writer, TO), (&cast.other, "northmere-police")] {
        let page = person.get(&format!("/answers?body={body}")).body;
        let listed = |reference: &str| page.contains(&format!("/matters/{reference}/{body}\""));
        for row in rows.as_array().unwrap().iter().filter(|row| row["to"]["slug"] == body) {
            let reference = row["reference"].as_str().unwrap().to_owned();
            let duty = server.json(&format!("/api/v1/recommendations/{reference}"));
            let duty = duty["obligations"]
                .as_array()
                .unwrap()
                .iter()
                .find(|o| o["addressee"]["slug"] == body)
                .unwrap()
                .clone();
            let open = duty["responses"].as_array().unwrap().is_empty() && duty["closure"] == "open";
            assert_eq!(listed(&reference), open, "{body}: {reference} {}", duty["timeliness"]);
            checked += 1;
        }
    }
    assert!(checked >= 5, "{checked}");
    // Whoever may answer begins at the matter itself, the first time and again.
    let matter = cast.writer.get(&format!("/matters/REC-25/{TO}")).body;
    assert!(
        matter.contains(&format!("/answers/new?body={TO}&#38;rec=REC-25"))
            || matter.contains(&format!("/answers/new?body={TO}&rec=REC-25")),
        "{matter}"
    );
}
