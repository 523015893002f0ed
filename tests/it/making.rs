//! A recommendation from its first word: drafted, signed, made and served, and held back until something has happened.

use serde_json::{Value, json};

use super::answers::{BY, TO, samples};
use crate::kit::{Answer, Person, Register, Server};

struct Cast<'s> {
    server: &'s Server,
    clerk: Person<'s>,
    approver: Person<'s>,
    /// Of the body it is made to.
    writer: Person<'s>,
    /// Of a body that has nothing to do with it.
    other: Person<'s>,
}

fn cast<'s>(server: &'s Server, register: &Register) -> Cast<'s> {
    let person = |email: &str, role: &str, body: &str| server.person(register, email, role, Some(body));
    Cast {
        server,
        clerk: person("clerk@example.org", "clerk", BY),
        approver: person("head@example.org", "approver", BY),
        writer: person("writer@example.org", "contributor", TO),
        other: person("other@example.org", "clerk", "northmere-police"),
    }
}

const ASKED: &str = "Harrowdale Police keeps a log of every key to the medicines cupboard.";

fn form<'a>(addressees: &'a str, embargo: &'a str, power: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("do", "write"),
        ("by", BY),
        ("text", ASKED),
        ("findings", "Nobody could say who held the key.\n\nThe log was blank for nine days."),
        ("addressees", addressees),
        ("copied_to", "northmere-police"),
        ("power", power),
        ("external_ref", "OCPR/2026/7"),
        ("source_kind", "investigation"),
        ("source_summary", "A detained person was given another's medicine."),
        ("embargo", embargo),
    ]
}

impl Cast<'_> {
    fn version(&self, n: &str) -> String {
        let token = self.clerk.token(&["read"]);
        let headers = format!("authorization: Bearer {token}\r\n");
        let shown = self.server.get_with(&format!("/api/v1/recommendation-drafts/{n}"), &headers);
        serde_json::from_str::<Value>(&shown.body).unwrap()["version"].to_string()
    }

    fn step(&self, person: &Person<'_>, what: &str, n: &str, more: &[(&str, &str)]) -> Answer {
        let seen = self.version(n);
        let fields = [&[("do", what), ("draft", n), ("seen", seen.as_str()), ("act", what)], more].concat();
        person.post("/making", &fields)
    }

    /// Drafted and put before the approver: its place.
    fn offered(&self, form: &[(&str, &str)]) -> String {
        let came = self.clerk.post("/making", form);
        assert_eq!(came.status, 303, "{}", came.body);
        let n = came.location().rsplit('/').next().unwrap().to_owned();
        assert_eq!(self.step(&self.clerk, "offer", &n, &[]).status, 303);
        n
    }
}

/// The letters of a register that is served, once there are as many as that.
fn letters(register: &Register, count: usize, about: &str) -> Vec<String> {
    let mut found = Vec::new();
    for _ in 0..100 {
        let folder = std::fs::read_dir(register.path().join("mail")).into_iter().flatten();
        let all = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        // Lines of a letter that were folded for the road.
        found = all.map(|letter| letter.replace("=\r\n", "")).filter(|letter| letter.contains(about)).collect();
        if found.len() >= count {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(found.len(), count, "{found:?}");
    found
}

#[test]
fn a_recommendation_is_drafted_signed_made_and_served_with_its_clock() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let last = server.json("/api/v1/totals").to_string();
    let desk = cast.clerk.get("/oversight").body;
    assert!(desk.contains(&format!("/making/new?body={BY}")), "{desk}");
    assert_eq!(cast.writer.get(&format!("/making/new?body={BY}")).status, 403);
    assert_eq!(cast.other.get(&format!("/making/new?body={BY}")).status, 403, "nobody drafts for another body");
    let lost = cast.clerk.post("/making", &form("Harrowdale Polise", "", "paragraph28a"));
    assert_eq!(lost.status, 422);
    assert!(lost.body.contains("there is no body called &#39;Harrowdale Polise&#39;"), "{}", lost.body);
    assert!(lost.body.contains(ASKED) && lost.body.contains("OCPR/2026/7"), "what was typed stays: {}", lost.body);
    let n = cast.offered(&form("Harrowdale Police", "", "paragraph28a"));
    let path = format!("/making/{n}");
    // Its own body's alone until it is made.
    assert_eq!(
        (cast.writer.get(&path).status, cast.other.get(&path).status, server.get(&path).status),
        (404, 404, 303)
    );
    let shown = cast.approver.get(&path).body;
    assert!(shown.contains("it is copied to the local policing body (28A(6))"), "{shown}");
    assert!(cast.approver.get("/work").body.contains(&path), "it waits on the approver's own page");
    let refused = cast.step(&cast.clerk, "make", &n, &[("post", "Director")]);
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("it takes an approver of the body itself"), "{}", refused.body);
    let without = cast.step(&cast.approver, "make", &n, &[("post", " ")]);
    assert!(without.status == 422 && without.body.contains("say which post signs the recommendation"));
    // Sent back with a word, changed, put forward again.
    assert_eq!(cast.step(&cast.approver, "return", &n, &[("why", "Say since when.")]).status, 303);
    assert!(cast.clerk.get(&path).body.contains("Say since when."));
    let (seen, mut again) = (cast.version(&n), form(TO, "", "paragraph28a"));
    again.extend([("draft", n.as_str()), ("seen", "1")]);
    let stale = cast.clerk.post("/making", &again);
    assert!(
        stale.status == 422 && stale.body.contains("changed by somebody else since you opened it"),
        "{}",
        stale.body
    );
    again.last_mut().unwrap().1 = &seen;
    again[3].1 = "Nobody could say since March who held the key.";
    assert_eq!(cast.clerk.post("/making", &again).status, 303);
    assert_eq!(cast.step(&cast.clerk, "offer", &n, &[]).status, 303);
    assert_eq!(server.json("/api/v1/totals").to_string(), last, "nothing of it is public");
    assert_eq!(cast.step(&cast.approver, "make", &n, &[("post", "Director of Investigations")]).status, 303);
    let made = cast.clerk.get(&path).body;
    let reference = format!("REC-{}", made.split("/recommendations/REC-").nth(1).unwrap().split('"').next().unwrap());
    let page = server.json(&format!("/api/v1/recommendations/{reference}"));
    // 21 November 2026 is day 1: day 10 is 30 November, day 41 is 31 December, day 56 is 15 January.
    assert_eq!((&page["made_on"], &page["obligations"][0]["due_latest"]), (&json!("2026-11-21"), &json!("2027-01-15")));
    assert_eq!((&page["obligations"][0]["timeliness"], &page["power"]), (&json!("not_due"), &json!("paragraph28a")));
    assert_eq!(page["copied_to"][0]["slug"], "northmere-police");
    assert_eq!(page["findings"], json!(["Nobody could say since March who held the key."]));
    assert!(page["source"][0].as_str().unwrap().starts_with("SRC-"), "{}", page["source"]);
    assert!(server.get(&format!("/recommendations/{reference}")).body.contains("Made"));
    // Those it is made and copied to are told, once.
    let told = letters(&register, 2, &format!("/recommendations/{reference}"));
    for to in ["writer@example.org", "other@example.org"] {
        assert!(told.iter().any(|letter| letter.contains(to)), "{to}: {told:?}");
    }
    // The addressee answers it as any other.
    assert!(cast.writer.get("/answers").body.contains(&reference));
    assert_eq!(cast.step(&cast.approver, "make", &n, &[("post", "Director")]).status, 422, "it is made once");
    drop(server);
    register.check_whole();
}

#[test]
fn an_embargo_holds_it_back_from_everybody_but_those_it_is_served_on() {
    let register = samples();
    let server = register.serve();
    let there = cast(&server, &register);
    let n = there.offered(&form(TO, "the inquest has ended", "paragraph28a"));
    let report = there.offered(&form("harrowdale-police", "the report is published", "section55"));
    for n in [&n, &report] {
        assert_eq!(there.step(&there.approver, "make", n, &[("post", "Director")]).status, 303);
    }
    let path = format!("/making/{n}");
    let served = there.writer.get(&path);
    assert!(
        served.body.contains("It is not public before this has happened: the inquest has ended"),
        "{}",
        served.body
    );
    assert!(served.body.contains("15 January 2027"), "its clock runs: {}", served.body);
    assert!(there.writer.get("/answers").body.contains("Made to you, and not public yet"));
    assert_eq!(there.other.get(&path).status, 200, "it was copied to them");
    assert_eq!(server.get(&path).status, 303);
    // The period of section 55 has not begun, and nothing says that it has.
    let waits = there.writer.get(&format!("/making/{report}")).body;
    assert!(waits.contains("the period begins with publication") && !waits.contains("January 2027"), "{waits}");
    let told = letters(&register, 4, "/making/");
    assert!(told.iter().all(|letter| !letter.contains("medicines")), "no word of it is in a letter");
    for side in ["/search.json?words=medicines+cupboard", "/recommendations.csv", "/feed.atom"] {
        assert!(!server.get(side).body.contains("log of every key"), "{side}");
    }
    assert_eq!(there.step(&there.approver, "release", &n, &[("happened", "It ended.")]).status, 403);
    let unsaid = there.step(&there.clerk, "release", &n, &[("happened", "")]);
    assert!(unsaid.status == 422 && unsaid.body.contains("say what has happened"), "{}", unsaid.body);
    drop(server);
    let server = register.serve_on("2026-12-10");
    let person = |email: &str| server.sign_in(email);
    let there = Cast {
        server: &server,
        clerk: person("clerk@example.org"),
        approver: person("head@example.org"),
        writer: person("writer@example.org"),
        other: person("other@example.org"),
    };
    for n in [&n, &report] {
        assert_eq!(
            there.step(&there.clerk, "release", n, &[("happened", "The inquest ended on 9 December.")]).status,
            303
        );
    }
    let public = |n: &str| {
        let made = there.clerk.get(&format!("/making/{n}")).body;
        let number = made.split("/recommendations/REC-").nth(1).unwrap().split('"').next().unwrap().to_owned();
        server.json(&format!("/api/v1/recommendations/REC-{number}"))
    };
    let first = public(&n);
    assert_eq!(
        (&first["made_on"], &first["obligations"][0]["due_latest"]),
        (&json!("2026-11-21"), &json!("2027-01-15"))
    );
    // Section 55 counts from publication: 10 December is day 1, 31 December day 22, 31 January day 53, 3 February day 56.
    let second = public(&report);
    assert_eq!(
        (&second["made_on"], &second["obligations"][0]["due_latest"]),
        (&json!("2026-11-21"), &json!("2027-02-03"))
    );
    letters(&register, 4, "Everybody can read it");
    // Everybody sees that it was held back, until when and why; both pages show one due day.
    let number = second["reference"].as_str().unwrap();
    let page = server.get(&format!("/recommendations/{number}")).body;
    for words in ["public since 10 December 2026", "the report is published", "The inquest ended on 9 December."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(there.writer.get(&format!("/making/{report}")).body.contains("3 February 2027"));
    drop(server);
    register.check_whole();
}

#[test]
fn programs_make_recommendations_too_and_are_refused_in_the_same_words() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let (clerk, approver) = (cast.clerk.token(&["read", "oversee"]), cast.approver.token(&["oversee"]));
    let draft = |more: Value| {
        let mut with = json!({"recommending_body": BY, "text": ASKED, "addressees": [TO], "power": "paragraph28a"});
        with.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with
    };
    let done = server.act(&clerk, "recommendation.draft", "", &draft(json!({})));
    assert_eq!(done.status, 200, "{}", done.body);
    let n = serde_json::from_str::<Value>(&done.body).unwrap()["first"].as_i64().unwrap();
    let refused = |token: &str, act: &str, more: &str, with: &Value| {
        let said: Value = serde_json::from_str(&server.act(token, act, more, with).body).unwrap();
        (said["status"].as_u64().unwrap_or(200), said["detail"].as_str().unwrap_or_default().to_owned())
    };
    for (with, status, words) in [
        (draft(json!({"text": " ", "draft": null})), 200, ""),
        (draft(json!({"addressees": [BY]})), 422, "no recommendation to itself"),
        (draft(json!({"addressees": [TO, "Harrowdale Police"]})), 422, "named twice"),
        (draft(json!({"addressees": [TO], "copied_to": [TO]})), 422, "named twice"),
        (draft(json!({"source": "SRC-1", "new_source": {"summary": "x"}})), 422, "name one source"),
        (draft(json!({"source": "SRC-99999"})), 404, "there is no SRC-99999"),
        (draft(json!({"power": "royal"})), 400, "power: 'royal' is none of"),
        (draft(json!({"due_stated": "soon"})), 400, "is not a day"),
        (draft(json!({"text": "x".repeat(200_000)})), 422, "at most 100,000 bytes"),
        (draft(json!({"recommending_body": "northmere-police"})), 403, "it takes a clerk of the body itself"),
    ] {
        let said = refused(&clerk, "recommendation.draft", "", &with);
        assert!(said.0 == status && said.1.contains(words), "{with}: {said:?}");
    }
    let with = json!({"draft": n, "post": "Director"});
    assert_eq!(refused(&clerk, "recommendation.offer", "", &json!({"draft": n})).0, 428);
    assert_eq!(refused(&clerk, "recommendation.offer", "if-match: \"9\"\r\n", &json!({"draft": n})).0, 412);
    assert_eq!(refused(&clerk, "recommendation.offer", "if-match: \"1\"\r\n", &json!({"draft": n})).0, 200);
    assert_eq!(refused(&clerk, "recommendation.make", "if-match: \"2\"\r\n", &with).0, 403);
    assert_eq!(refused(&cast.writer.token(&["answer"]), "recommendation.make", "if-match: \"2\"\r\n", &with).0, 403);
    assert_eq!(refused(&cast.other.token(&["oversee"]), "recommendation.make", "if-match: \"2\"\r\n", &with).0, 404);
    assert_eq!(refused(&approver, "recommendation.make", "if-match: \"2\"\r\n", &with).0, 200);
    let empty = json!({"recommending_body": BY, "text": ASKED});
    let done: Value = serde_json::from_str(&server.act(&clerk, "recommendation.draft", "", &empty).body).unwrap();
    let said = refused(&clerk, "recommendation.offer", "if-match: \"1\"\r\n", &json!({"draft": done["first"]}));
    assert!(said.0 == 422 && said.1.contains("at least one body must answer it"), "{said:?}");
    drop(server);
    register.check_whole();
}

#[test]
fn an_answer_is_given_while_an_embargo_holds_and_counts_from_its_own_day() {
    let register = samples();
    let server = register.serve();
    let there = cast(&server, &register);
    let signs = server.person(&register, "signs@example.org", "approver", Some(TO));
    let n = there.offered(&form(TO, "the inquest has ended", "paragraph28a"));
    assert_eq!(there.step(&there.approver, "make", &n, &[("post", "Director")]).status, 303);
    let (held, path) = (format!("HELD-{n}"), format!("/making/{n}"));
    let begin = format!("/answers/new?body={TO}&rec={held}");
    let page = there.writer.get(&path).body;
    assert!(page.contains(&begin.replace('&', "&amp;")) || page.contains(&begin), "{page}");
    assert!(there.writer.get("/answers").body.contains("15 January 2027"), "its due day stands in the list");
    assert!(there.writer.get(&begin).body.contains(ASKED));
    assert!(!there.other.get(&path).body.contains("rec=HELD"), "a copy obliges nobody to answer");
    // Written by those it is made to; for everybody else there is no such thing.
    let answer = |author: &'static str| {
        let position = format!("position-{held}");
        vec![
            ("do".to_owned(), "write".to_owned()),
            ("act".to_owned(), author.to_owned()),
            ("author".to_owned(), author.to_owned()),
            ("rec".to_owned(), held.clone()),
            (position, "accepted".to_owned()),
            ("list".to_owned(), "The Head of Custody will keep the log by 31 March 2027".to_owned()),
            ("actions".to_owned(), "0".to_owned()),
        ]
    };
    let post = |who: &Person<'_>, author: &'static str| {
        let form = answer(author);
        let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        who.post("/answers", &fields)
    };
    let stranger = server.person(&register, "stranger@example.org", "contributor", Some("northmere-police"));
    assert_eq!(post(&stranger, "northmere-police").status, 404);
    let copied = server.person(&register, "copied@example.org", "contributor", Some("northmere-police"));
    assert_eq!(copied.get(&format!("/answers/new?body=northmere-police&rec={held}")).status, 303, "none of theirs");
    // By itself: what is public does not wait for what is not.
    let mixed = json!({"author": TO, "answers": [{"recommendation": held}, {"recommendation": "REC-25"}]});
    let mixed = server.act(&there.writer.token(&["answer"]), "draft.write", "", &mixed);
    assert!(mixed.status == 422 && mixed.body.contains("answer it by itself"), "{}", mixed.body);
    let came = post(&there.writer, TO);
    assert_eq!(came.status, 303, "{}", came.body);
    let place = came.location().rsplit('/').next().unwrap().to_owned();
    let step = |who: &Person<'_>, what: &str, seen: &str, more: &[(&str, &str)]| {
        let fields = [&[("do", what), ("answer", place.as_str()), ("seen", seen), ("act", what)], more].concat();
        who.post("/answers", &fields)
    };
    assert_eq!(step(&there.writer, "offer", "1", &[]).status, 303);
    let signed = step(&signs, "submit", "2", &[("post", "Chief Constable")]);
    assert_eq!(signed.status, 303, "{}", signed.body);
    // Received, and nothing of it is public before the recommendation is: not by any decision either.
    let waits = there.clerk.get(&format!("/answers/{place}")).body;
    assert!(waits.contains(&held) && waits.contains("is not public yet") && waits.contains("keep the log"), "{waits}");
    assert!(!waits.contains("value=\"publish\""), "{waits}");
    let early = step(&there.clerk, "publish", "3", &[("publication", "whole"), ("disclosure", "whole")]);
    let words = format!("{held} is not public yet: what is published of the answer is decided once it is released");
    assert!(early.status == 422 && early.body.contains(&words), "{}", early.body);
    let token = there.writer.token(&["read"]);
    let shown = server.get_with(&format!("/api/v1/answers/{place}"), &format!("authorization: Bearer {token}\r\n"));
    assert_eq!(serde_json::from_str::<Value>(&shown.body).unwrap()["answers"][0]["recommendation"], held.as_str());
    assert!(!server.get("/search.json?words=log+of+every+key").body.contains("every key"));
    // Another waits for an answer: a week before it is due those who write and sign are reminded, of that one alone.
    let other = there.offered(&form(TO, "the trial has ended", "paragraph28a"));
    assert_eq!(there.step(&there.approver, "make", &other, &[("post", "Director")]).status, 303);
    drop(server);
    let server = register.serve_on("2027-01-08");
    let told = letters(&register, 2, &format!("HELD-{other}"));
    assert!(
        told.iter().all(|letter| !letter.contains(&held) && letter.contains(&format!("/making/{other}"))),
        "{told:?}"
    );
    drop(server);
    let server = register.serve_on("2027-02-10");
    let (clerk, signs) = (server.sign_in("clerk@example.org"), server.sign_in("signs@example.org"));
    let fields =
        [("do", "release"), ("draft", n.as_str()), ("seen", "3"), ("act", "r"), ("happened", "The inquest ended.")];
    let released = clerk.post("/making", &fields);
    assert_eq!(released.status, 303, "{}", released.body);
    let made = clerk.get(&path).body;
    let number = made.split("/recommendations/REC-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let duty = |n: &str| server.json(&format!("/api/v1/recommendations/REC-{n}"))["obligations"][0].clone();
    // It was due on 15 January and was released in February: the answer came on the day it was handed over, and was in time.
    let before = duty(&number);
    assert_eq!((&before["received_on"], &before["timeliness"]), (&json!("2026-11-21"), &json!("met")));
    assert_eq!(before["position"], "none_given", "what it says is not public yet");
    let fields = [
        ("do", "publish"),
        ("answer", place.as_str()),
        ("seen", "3"),
        ("act", "p"),
        ("publication", "whole"),
        ("disclosure", "whole"),
    ];
    let published = clerk.post("/answers", &fields);
    assert_eq!(published.status, 303, "{}", published.body);
    let after = duty(&number);
    assert_eq!((&after["position"], &after["timeliness"]), (&json!("accepted"), &json!("met")));
    assert!(signs.get(&format!("/answers/{place}")).body.contains(&format!("REC-{number}")));
    drop(server);
    register.check_whole();
}

#[test]
fn what_is_not_published_is_disclosed_to_those_who_were_sent_a_copy_and_to_nobody_else() {
    let register = samples();
    let server = register.serve();
    let there = cast(&server, &register);
    let person = |email: &str, role: &str, body: &str| server.person(&register, email, role, Some(body));
    let signs = person("signs@example.org", "approver", TO);
    let reads = person("reads@example.org", "viewer", "northmere-police");
    let stranger = person("stranger@example.org", "viewer", "calderwick-constabulary");
    // Made, copied to Northmere Police, and answered.
    let n = there.offered(&form(TO, "", "paragraph28a"));
    assert_eq!(there.step(&there.approver, "make", &n, &[("post", "Director")]).status, 303);
    let made = there.clerk.get(&format!("/making/{n}")).body;
    let reference = format!("REC-{}", made.split("/recommendations/REC-").nth(1).unwrap().split('"').next().unwrap());
    let (writes, approves) = (there.writer.token(&["answer", "read"]), signs.token(&["answer"]));
    let act = |token: &str, act: &str, seen: u32, with: &Value| {
        let done = server.act(token, act, &format!("if-match: \"{seen}\"\r\n"), with);
        (done.status, serde_json::from_str::<Value>(&done.body).unwrap())
    };
    let content = json!({"author": TO, "answers": [{"recommendation": reference, "position": "accepted"}],
        "text": "Inspector Lee keeps the log.", "representations": "Please name nobody.",
        "actions": [{"text": "Inspector Lee will check the log", "owner": "Inspector Lee", "due": {"every": "every month"}}]});
    let (_, done) = act(&writes, "draft.write", 0, &content);
    let answer = done["first"].as_u64().unwrap();
    assert_eq!(act(&writes, "draft.offer", 1, &json!({"answer": answer})).0, 200);
    assert_eq!(act(&approves, "response.submit", 2, &json!({"answer": answer, "post": "Chief Constable"})).0, 200);
    letters(&register, 1, &format!("has handed over its answer to {reference}"));
    let (decides, page) = (there.clerk.token(&["oversee", "read"]), |n: u64| format!("/answers/{n}"));
    assert_eq!(reads.get(&page(answer)).status, 404);
    // Nothing for everybody, part for those who were sent a copy: words left out, and a reason.
    let decide = |leave_out: Value| json!({"answer": answer, "publication": "none", "disclosure": "part", "reason": "A trial is pending.", "leave_out": leave_out});
    let (status, said) = act(&decides, "response.publish", 3, &decide(json!([])));
    assert!(status == 422 && said["detail"].as_str().unwrap().contains("say which words are left out"), "{said}");
    let lee = json!([{"words": "Inspector Lee", "exemption": "s40"}]);
    // What everybody reads is not left out for a few: words to leave out beside a whole publication are a mistake, and not published.
    let all = json!({"answer": answer, "publication": "whole", "disclosure": "part", "leave_out": lee});
    let (status, said) = act(&decides, "response.publish", 3, &all);
    assert!(status == 422 && said["detail"].as_str().unwrap().contains("words are left out only"), "{said}");
    assert_eq!(act(&decides, "response.publish", 3, &decide(lee)).0, 200);
    assert!(!server.get(&format!("/recommendations/{reference}")).body.contains("keeps the log"));
    // Those who were sent a copy find it in their list, by letter and through the API; it names nobody, and says nothing of what was between the two.
    let list = reads.get("/answers?body=northmere-police").body;
    let shown = list
        .split("Disclosed to it")
        .nth(1)
        .unwrap()
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let told = reads.get(&shown).body;
    assert!(told.contains("[left out: section 40] keeps the log.") && told.contains("will check the log"), "{told}");
    assert!(told.contains("It is not for everybody") && told.contains("every month"), "{told}");
    for secret in ["Inspector Lee", "Please name nobody", "A trial is pending"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    assert!(there.other.get("/oversight").body.contains("Disclosed to it"), "its clerk too");
    let headers = format!("authorization: Bearer {}\r\n", reads.token(&["read"]));
    let came = server.get_with("/api/v1/answers?body=northmere-police&side=received", &headers).body;
    assert!(came.contains("[left out: section 40]") && !came.contains("Inspector Lee"), "{came}");
    assert_eq!(server.get_with("/api/v1/answers?body=northmere-police&side=left", &headers).status, 400);
    letters(&register, 2, "of which your body was sent a copy");
    // Nobody else: not the public, not another body, not the author's own list twice.
    for (who, status) in [(&stranger, 404), (&there.writer, 404)] {
        assert_eq!(who.get(&shown).status, status);
    }
    assert!(!stranger.get("/answers?body=calderwick-constabulary").body.contains("Disclosed to it"));
    assert!(!register.ok(&["export"]).contains("keeps the log"));
    // Of several answers to one duty the one of which most is published says what can be read.
    for (publication, reason, shown) in
        [("whole", Value::Null, "whole"), ("none", json!("A trial is pending."), "whole")]
    {
        let (_, done) = act(&writes, "draft.write", 0, &content);
        let n = done["first"].as_u64().unwrap();
        assert_eq!(act(&writes, "draft.offer", 1, &json!({"answer": n})).0, 200);
        assert_eq!(act(&approves, "response.submit", 2, &json!({"answer": n, "post": "Chief Constable"})).0, 200);
        let decision = json!({"answer": n, "publication": publication, "disclosure": "none", "reason": reason});
        assert_eq!(act(&decides, "response.publish", 3, &decision).0, 200);
        let page = server.json(&format!("/api/v1/recommendations/{reference}"));
        assert_eq!(page["obligations"][0]["publication"], shown, "after {publication}");
    }
    drop(server);
    register.check_whole();
}
