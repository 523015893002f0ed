//! Promises: changed with a reason and never silently, counted where they recur, taken away as a sheet and brought back.

use domain::{Every, occurrences};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::answers::{TO, cast, page, samples};
use crate::kit::Answer;

#[test]
fn what_recurs_is_counted_from_the_words_and_from_nothing_else() {
    let check = |words: &str, every: Option<Every>| assert_eq!(Every::of(words), every, "{words}");
    check("Monthly", Some(Every::Months(1)));
    check("every month", Some(Every::Months(1)));
    check("six-monthly", Some(Every::Months(6)));
    check("half-yearly", Some(Every::Months(6)));
    check("every three months", Some(Every::Months(3)));
    check("every 6 weeks", Some(Every::Days(42)));
    check("on a quarterly basis", Some(Every::Months(3)));
    check("annually", Some(Every::Months(12)));
    check("biannually", Some(Every::Months(6)));
    check("6-monthly", Some(Every::Months(6)));
    check("six monthly", Some(Every::Months(6)));
    check("twelve-monthly", Some(Every::Months(12)));
    check("three-weekly", Some(Every::Days(21)));
    check("semi-annual", Some(Every::Months(6)));
    check("twice a year", Some(Every::Months(6)));
    check("Reviewed every fortnight.", Some(Every::Days(14)));
    check("monthly, and again every month", Some(Every::Months(1)));
    // Two answers are none.
    check("annually, after the monthly board", None);
    check("bi-monthly", None);
    check("every other week", None);
    check("fortnightly", Some(Every::Days(14)));
    // What has no day by which it is missed is not counted.
    check("twice a month", None);
    check("regularly", None);
    check("every other day", None);
    check("monthlyish", None);
    check("every 9999 months", None);
    // Periods by hand. Promised on 31 January 2024, monthly: the next begin on 29 February (a leap year has no 31st) and on 31 March.
    let said = [date(2024, 2, 28), date(2024, 4, 2)];
    let periods = |today: Date| -> Vec<(Date, Date, bool)> {
        occurrences(Every::Months(1), date(2024, 1, 31), &said, today)
            .iter()
            .map(|o| (o.from, o.to, o.reported))
            .collect()
    };
    assert_eq!(
        periods(date(2024, 4, 2)),
        [
            (date(2024, 1, 31), date(2024, 2, 28), true),
            (date(2024, 2, 29), date(2024, 3, 30), false),
            (date(2024, 3, 31), date(2024, 4, 29), true),
        ]
    );
    assert_eq!(periods(date(2024, 1, 30)), [], "before it was promised nothing is due");
    assert_eq!(periods(date(9999, 12, 31)).len(), 400, "bounded");
}

fn action(server: &crate::kit::Server, place: usize) -> Value {
    page(server)["actions"][place].clone()
}

#[test]
fn a_promise_changes_with_a_reason_and_the_first_one_stays_to_be_seen() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let actions = cast.published();
    let matter = format!("/matters/REC-25/{TO}");
    let amend = |fields: &[(&str, &str)]| {
        let all = [&[("do", "amend"), ("act", "a"), ("on", actions[0].as_str())], fields].concat();
        cast.writer.post(&matter, &all)
    };
    let words = |answer: &Answer, words: &str| {
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    };
    words(&amend(&[("due", "30 June 2027")]), "say why the promise changes");
    words(&amend(&[("why", "No reason.")]), "nothing of the action would change");
    words(&amend(&[("due", "31 March 2027"), ("why", "The same day.")]), "nothing of the action would change");
    words(&amend(&[("happened_on", "1 November 2026"), ("why", "x")]), "does not wait for anything");
    words(&amend(&[("happened_on", "1 November 2099"), ("why", "x")]), "still to come");
    let moved =
        [("due", "30 June 2027"), ("owner", "Head of Health"), ("why", "The post of Head of Custody has gone.")];
    assert_eq!(amend(&moved).status, 303);
    let other = [("do", "amend"), ("on", actions[0].as_str()), ("due", "1 January 2030"), ("why", "x")];
    assert_eq!((cast.other.post(&matter, &other).status, cast.clerk.post(&matter, &other).status), (403, 403));
    let shown = action(&server, 0);
    assert_eq!((&shown["due"], &shown["owner"]), (&json!("2027-06-30"), &json!("Head of Health")));
    assert_eq!(
        shown["amended"],
        json!([{"on": "2026-11-21", "why": "The post of Head of Custody has gone.", "set": ["due", "owner"], "due": "2027-03-31", "owner": "Head of Custody", "measure": null}])
    );
    let public = server.get("/recommendations/REC-25").body;
    for words in [
        "The promise was changed 1 time",
        "Before that: 31 March 2027",
        "Owner before that: Head of Custody",
        "Promise changed",
    ] {
        assert!(public.contains(words), "{words}");
    }
    // What waits for something: that it happened is said once it has.
    let waits = json!({"on": actions[2], "due": {"when": "after the inquest"}, "why": "The coroner asked us to wait."});
    let token = cast.writer.token(&["answer"]);
    assert_eq!(server.act(&token, "action.amend", "", &waits).status, 200);
    assert!(server.get("/recommendations/REC-25").body.contains("has not been said to have happened"));
    let stale = server.act(&token, "action.amend", "if-match: \"1\"\r\n", &waits);
    assert_eq!(stale.status, 412, "{}", stale.body);
    let happened = json!({"on": actions[2], "happened_on": "2026-11-20", "why": "It ended."});
    assert_eq!(server.act(&token, "action.amend", "if-match: \"2\"\r\n", &happened).status, 200);
    assert_eq!(action(&server, 2)["happened_on"], "2026-11-20");
    // A day and that something happened do not go together; words have bounds, and what no reader sees is left out.
    let token = cast.writer.token(&["answer"]);
    let both = json!({"on": actions[2], "due": {"on": "2027-01-01"}, "happened_on": "2026-11-01", "why": "x"});
    assert_eq!(server.act(&token, "action.amend", "", &both).status, 422);
    for due in [json!({"every": " "}), json!({"when": "x".repeat(501)})] {
        assert_eq!(
            server.act(&token, "action.amend", "", &json!({"on": actions[2], "due": due, "why": "x"})).status,
            422
        );
    }
    let unseen = json!({"on": actions[2], "owner": "Head\u{0} of \u{202e}Standards", "why": "A post was named."});
    assert_eq!(server.act(&token, "action.amend", "", &unseen).status, 200);
    let named = action(&server, 2);
    assert_eq!(named["owner"], "Head of Standards");
    assert_eq!(named["amended"].as_array().unwrap().last().unwrap()["set"], json!(["owner"]), "none was named before");
    assert!(server.get("/recommendations/REC-25").body.contains("It named no owner before that."));
    // What recurs: said once in the first month, then nothing.
    let update = [("do", "update"), ("on", actions[1].as_str()), ("text", "The first audit is published.")];
    assert_eq!(cast.writer.post(&matter, &update).status, 303);
    let recurs = action(&server, 1)["recurs"].clone();
    assert_eq!(
        recurs,
        json!({"reported": 1, "missed": 0, "last_missed": null, "next_by": null, "then_by": "2027-01-20"})
    );
    drop(server);
    let server = register.serve_on("2027-04-01");
    // 21 November to 20 December (reported), then three months without a word; the fifth runs until 20 April.
    let recurs = action(&server, 1)["recurs"].clone();
    assert_eq!(
        recurs,
        json!({"reported": 1, "missed": 3, "last_missed": ["2027-02-21", "2027-03-20"], "next_by": "2027-04-20", "then_by": null})
    );
    assert_eq!(action(&server, 0)["late"], false, "its day is in June now");
    drop(server);
    let server = register.serve_on("2027-07-01");
    assert_eq!(action(&server, 0)["late"], true);
    // Closed, nothing of it waits for anything any more.
    let close = [("do", "close"), ("outcome", "closed_superseded"), ("reason", "Another plan took its place.")];
    let clerk = server.sign_in("clerk@example.org");
    assert_eq!(clerk.post(&matter, &close).status, 303);
    assert_eq!((&action(&server, 0)["late"], &action(&server, 1)["recurs"]), (&json!(false), &Value::Null));
    drop(server);
    register.check_whole();
}

const CSV: &str = "text/csv; charset=utf-8";

#[test]
fn a_sheet_goes_out_and_comes_back_and_nothing_changes_before_somebody_has_seen_it() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let actions = cast.published();
    let list = format!("/actions?body={TO}");
    let out = cast.writer.get(&format!("/actions.csv?body={TO}&all=1"));
    assert!(out.headers.contains(CSV) && out.headers.contains(&format!("actions-{TO}.csv")), "{}", out.headers);
    assert!(
        out.body.starts_with("Action,Recommendations,What was promised,Owner,Due,Shown by,Status,"),
        "{}",
        out.body
    );
    assert_eq!(cast.other.get(&format!("/actions.csv?body={TO}")).status, 404, "another body's is not theirs");
    assert_eq!(cast.clerk.get(&list).status, 403);
    let bring = |name: &str, bytes: &[u8]| {
        cast.writer.upload(&format!("/actions/sheet?body={TO}"), &[], &[("sheet", name, bytes)])
    };
    // As it went out it changes nothing, as CSV and as a workbook.
    let book = cast.writer.get(&format!("/actions.xlsx?body={TO}&all=1")).bytes;
    for (name, bytes) in [("actions.csv", out.body.as_bytes()), ("actions.xlsx", &book)] {
        let same = bring(name, bytes);
        assert_eq!(same.status, 200, "{name}: {}", same.body);
        assert!(same.body.contains("It changes nothing."), "{name}: {}", same.body);
    }
    // Three rows changed by hand, and three that cannot be taken.
    let sheet = format!(
        "Action,Owner,Due,Status,\"What is new, and why\",As of (leave it)\r\n\
         {0},,30 June 2027,In progress,The draft is with the federation.,1.0\r\n\
         {1},Head of Standards,,,The post was renamed.,1.0\r\n\
         {2},,,,Posters are up.,1.0\r\n\
         {0},,,Complete,Again.,1.0\r\n\
         ACT-999999,,,Complete,Not ours.,1.0\r\n\
         ,,,,,\r\n",
        actions[0], actions[1], actions[2]
    );
    let before = page(&server);
    let shown = bring("changes.csv", sheet.as_bytes());
    for words in [
        "It changes 3 promises.",
        "<del>2027-03-31</del> → <ins>30 June 2027</ins>",
        "<ins>Head of Standards</ins>",
        "Posters are up.",
        "stands in the sheet twice",
        "ACT-999999 is not among the promises of this body",
    ] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    assert_eq!(page(&server), before, "nothing is changed by looking");
    let unsaid = bring(
        "x.csv",
        format!(
            "Action,Status,Owner,As of (leave it)\r\n{},Complete,,1.0\r\n{},Donne,,1.0\r\n",
            actions[0], actions[1]
        )
        .as_bytes(),
    );
    assert!(unsaid.body.contains("changes, and does not say what is new"), "{}", unsaid.body);
    assert!(unsaid.body.contains("is no status"), "{}", unsaid.body);
    for (name, bytes, words) in [
        ("empty.csv", &b""[..], "no sheet came"),
        ("words.csv", b"just,words\r\nand,more\r\n", "no row of the sheet has its heads"),
        ("broken.xlsx", b"PK\x03\x04 broken", "There is a problem"),
    ] {
        let refused = bring(name, bytes);
        assert_eq!(refused.status, 422, "{name}: {}", refused.body);
        assert!(refused.body.contains(words), "{name}: {}", refused.body);
    }
    // Said once, done once: the same form sent again is the same acts.
    let field = |name: &str| {
        let found = shown.body.split(&format!("name=\"{name}\" value=\"")).nth(1).expect(name);
        found.split('"').next().unwrap().replace("&#34;", "\"").replace("&#38;", "&").replace("&#39;", "'")
    };
    let (carried, act) = (field("changes"), field("act"));
    let make = [("body", TO), ("changes", carried.as_str()), ("act", act.as_str())];
    for _ in 0..2 {
        let made = cast.writer.post("/actions", &make);
        assert!(made.body.contains("3 promises were changed."), "{}", made.body);
    }
    let after = page(&server);
    assert_eq!(
        (&after["actions"][0]["due"], &after["actions"][0]["claimed_status"]),
        (&json!("2027-06-30"), &json!("in_progress"))
    );
    assert_eq!(after["actions"][1]["owner"], "Head of Standards");
    assert_eq!(after["updates"].as_array().unwrap().len(), 2, "{}", after["updates"]);
    // The same sheet brought once more: it knows nothing of what has happened since, and puts nothing back.
    let late = bring("changes.csv", sheet.as_bytes());
    assert!(late.body.contains("It changes nothing."), "{}", late.body);
    assert_eq!(late.body.matches("since the sheet went out").count(), 4, "{}", late.body);
    // Shown again and changed in between: the one that changed is refused in words.
    let twice = [("body", TO), ("changes", carried.as_str()), ("act", "another showing")];
    let stale = cast.writer.post("/actions", &twice);
    assert_eq!(stale.body.matches("since the sheet went out").count(), 3, "{}", stale.body);
    assert!(stale.body.contains("Nothing was changed."), "{}", stale.body);
    // Somebody else's carried changes are refused where they are made.
    let forged = cast.other.post("/actions", &[("body", "northmere-police"), ("changes", &carried), ("act", "f")]);
    assert!(forged.body.contains("Nothing was changed."), "{}", forged.body);
    drop(server);
    register.check_whole();
}

#[test]
fn answers_and_promises_stand_in_the_diary_of_a_search_and_of_a_recommendation() {
    let register = samples();
    let server = register.serve();
    let cast = cast(&server, &register);
    let wait = |path: &str, line: &str| {
        // What is written is found within a second.
        let found = (0..50).find_map(|_| {
            let diary = server.get(path);
            assert_eq!(diary.status, 200, "{}", diary.body);
            if diary.body.lines().any(|l| l == line) {
                return Some(diary.body);
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
            None
        });
        found.unwrap_or_else(|| panic!("{path} has no {line}"))
    };
    let before = wait("/feed.ics?to=harrowdale-police", "UID:REC-25-harrowdale-police@main");
    assert!(before.contains("DTSTART;VALUE=DATE:20240224"), "{before}");
    assert!(!before.contains("DTEND"), "an end on the day itself is none (RFC 5545, 3.8.2.2): {before}");
    let actions = cast.published();
    // Answered: its day is gone. Promised: a day; every month, as often as the diary can say; and one without a day, which is in none.
    let one = server.get("/recommendations/REC-25/feed.ics").body.replace("\r\n", "\n");
    assert!(!one.contains("UID:REC-25-harrowdale-police@main"), "{one}");
    let event = |diary: &str, action: &str| {
        let all: Vec<String> = diary.split("BEGIN:VEVENT").map(str::to_owned).collect();
        all.into_iter().find(|event| event.contains(&format!("UID:{action}@main\n")))
    };
    assert!(event(&one, &actions[0]).unwrap().contains("DTSTART;VALUE=DATE:20270331"), "{one}");
    let recurs = event(&one, &actions[1]).unwrap();
    let next = page(&server)["actions"][1]["recurs"]["next_by"].as_str().unwrap().replace('-', "");
    assert!(recurs.contains(&format!("DTSTART;VALUE=DATE:{next}")), "{recurs}");
    let common = next[6..].parse::<u8>().unwrap() <= 28;
    assert_eq!(recurs.contains("RRULE:FREQ=MONTHLY;INTERVAL=1"), common, "{recurs}");
    assert_eq!(event(&one, &actions[2]), None);
    wait("/feed.ics?to=harrowdale-police&position=accepted", &format!("UID:{}@main", actions[0]));
    // Done: nothing is due of it any more.
    let done = json!({"on": actions[0], "text": "Issued.", "claimed_status": "complete"});
    assert_eq!(server.act(&cast.writer.token(&["answer"]), "update.add", "", &done).status, 200);
    let one = server.get("/recommendations/REC-25/feed.ics").body.replace("\r\n", "\n");
    assert_eq!((event(&one, &actions[0]), event(&one, &actions[1]).is_some()), (None, true));
    // Reported in the month that runs: the next one is in the diary.
    let said = json!({"on": actions[1], "text": "The audit of this month is published."});
    assert_eq!(server.act(&cast.writer.token(&["answer"]), "update.add", "", &said).status, 200);
    let then = page(&server)["actions"][1]["recurs"]["then_by"].as_str().unwrap().replace('-', "");
    let one = server.get("/recommendations/REC-25/feed.ics").body.replace("\r\n", "\n");
    let event = event(&one, &actions[1]).unwrap();
    assert!(then > next && event.contains(&format!("DTSTART;VALUE=DATE:{then}")), "{event}");
    assert_eq!(server.get("/recommendations/REC-9999/feed.ics").status, 404);
    assert_eq!(server.get("/feed.ics?position=perhaps").status, 400);
}
