//! Following: feeds, due days for a diary, letters with news of a search, reminders to those who have to answer.

use std::process::Command;

use crate::kit::{PASSWORD, Register, command, root};

fn samples() -> Register {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    register
}

/// Letters that were put in the folder, their lines joined again.
fn letters(register: &Register) -> Vec<String> {
    let Ok(all) = std::fs::read_dir(register.path().join("mail")) else { return Vec::new() };
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    all.map(|e| read(e.unwrap().path()).replace("=\r\n", "").replace("\r\n", "\n").replace("=3D", "=")).collect()
}

/// The letter with these words, within ten seconds.
pub(super) fn letter(register: &Register, words: &str) -> String {
    (0..100)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            letters(register).into_iter().find(|letter| letter.contains(words))
        })
        .unwrap_or_else(|| panic!("no letter with '{words}': {:?}", letters(register)))
}

/// What Python's own reader of XML finds in a feed: its id, and of each entry id, updated and title.
fn entries(xml: &str) -> Vec<Vec<String>> {
    let program = "import sys,json\nfrom xml.etree import ElementTree as E\na='{http://www.w3.org/2005/Atom}'\nr=E.fromstring(sys.argv[1].encode())\nassert r.tag==a+'feed' and r.find(a+'id').text and r.find(a+'updated').text and r.find(a+'title').text\nprint(json.dumps([[e.find(a+n).text for n in ('id','updated','title')] for e in r.findall(a+'entry')]))";
    let out = Command::new("python3").args(["-c", program, xml]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn what_is_no_character_leaves_a_feed_whole() {
    let register = samples();
    let text = std::fs::read_to_string(root().join("samples/14-harrowdale-custody-2023.txt")).unwrap();
    let text = text.replace("healthcare staff", "healthcare\u{ffff}staff").replace("2023", "2024");
    assert!(text.contains('\u{ffff}'));
    let file = register.folder.path().join("another.txt");
    std::fs::write(&file, text).unwrap();
    register.ok(&["import", file.to_str().unwrap()]);
    let server = register.serve();
    assert!(entries(&server.get_found("/feed.atom").body).iter().any(|entry| entry[2].contains("healthcarestaff")));
}

#[test]
fn what_changed_last_comes_first_in_every_feed() {
    let register = samples();
    let respond =
        ["respond", "REC-25", "--author", "harrowdale-police", "--position", "accepted", "--given-on", "2024-02-01"];
    register.ok(&respond);
    let server = register.serve();
    let feed = server.get_found("/feed.atom?to=harrowdale-police");
    assert!(feed.headers.contains("content-type: application/atom+xml"), "{}", feed.headers);
    let found = entries(&feed.body);
    assert!(found.len() > 1 && found[0][2].starts_with("REC-25: "), "{found:?}");
    let mut times: Vec<&String> = found.iter().map(|e| &e[1]).collect();
    times.reverse();
    assert!(times.is_sorted(), "{times:?}");
    let json: serde_json::Value = server.json("/feed.json?to=harrowdale-police");
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["items"].as_array().unwrap().len(), found.len());
    assert!(
        json["items"][0]["content_text"].as_str().unwrap().starts_with("Response: Recorded."),
        "{}",
        json["items"][0]
    );
    let one = entries(&server.get("/recommendations/REC-25/feed.atom").body);
    assert!(one[0][2].starts_with("Response: Recorded") && one.len() >= 3, "{one:?}");
    for (path, status) in
        [("/feed.atom?position=x", 400), ("/feed.json?sort=x", 400), ("/recommendations/REC-999/feed.atom", 404)]
    {
        assert_eq!(server.get(path).status, status, "{path}");
    }
}

#[test]
fn due_days_stand_in_a_diary_under_a_name_that_stays() {
    let register = samples();
    let server = register.serve();
    let diary = server.get("/due.ics?to=harrowdale-police");
    assert!(diary.headers.contains("content-type: text/calendar"), "{}", diary.headers);
    let lines: Vec<&str> = diary.body.lines().collect();
    assert!(lines.contains(&"BEGIN:VCALENDAR") && lines.contains(&"END:VCALENDAR"));
    // Made in December 2023: the last possible day is the 56th from 31 December, 24 February 2024.
    for line in ["UID:REC-25-harrowdale-police@main", "SEQUENCE:0", "DTSTART;VALUE=DATE:20240224"] {
        assert!(lines.contains(&line), "{line}\n{}", diary.body);
    }
    drop(server);
    let clock = [
        "clock",
        "REC-25",
        "harrowdale-police",
        "extend",
        "--asked-on",
        "2024-01-20",
        "--granted-on",
        "2024-01-25",
        "--until",
        "2024-03-31",
    ];
    register.ok(&clock);
    let diary = register.serve().get("/due.ics?to=harrowdale-police").body;
    for line in ["UID:REC-25-harrowdale-police@main", "SEQUENCE:1", "DTSTART;VALUE=DATE:20240331"] {
        assert!(diary.lines().any(|l| l == line), "{line}\n{diary}");
    }
    assert_eq!(register.serve().get("/due.ics?to=nobody").status, 404);
}

#[test]
fn a_search_is_followed_by_who_confirms_it_and_stopped_by_one_click() {
    let register = samples();
    let config = register.folder.path().join("candour.toml");
    std::fs::write(&config, "[mail]\nnews_minutes = 0\n").unwrap();
    let server = register.serve_with(&["--config", config.to_str().unwrap()]);
    let form = [("email", "mother@example.org"), ("to", "harrowdale-police"), ("words", "custody")];
    assert_eq!(server.post("/follow", "", &[("email", "no address")]).status, 400);
    assert_eq!(server.post("/follow", "origin: http://elsewhere.example\r\n", &form).status, 403);
    assert_eq!(server.post("/follow", "", &form).status, 200);
    let asked = letter(&register, "Do you want to follow");
    let secret: String = asked.split("/follow/").nth(1).unwrap().chars().take(64).collect();
    let path = format!("/follow/{secret}");
    let respond = [
        "respond",
        "REC-25",
        "--author",
        "harrowdale-police",
        "--position",
        "rejected",
        "--reason",
        "It is another body's.",
    ];
    assert!(server.get(&path).body.contains("Follow this search?"));
    assert_eq!(server.post(&path, "", &[]).status, 200);
    register.ok(&respond);
    let news = letter(&register, "something has changed");
    assert!(news.contains("REC-25: Response: Recorded."), "{news}");
    assert!(news.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click") && news.contains(&path), "{news}");
    assert!(!news.contains("REC-1:"), "only what is followed, and only what is new");
    // What a mail program sends by itself.
    assert_eq!(server.post(&path, "", &[("List-Unsubscribe", "One-Click")]).status, 200);
    assert!(server.get(&path).body.contains("This link is over"));
    let before = letters(&register).len();
    register.ok(&["respond", "REC-25", "--author", "harrowdale-police", "--position", "accepted"]);
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert_eq!(letters(&register).len(), before, "stopped is stopped");
}

#[test]
fn people_are_reminded_on_the_rungs_of_the_ladder_once_a_day() {
    let register = samples();
    // Someone who has had the role since before that day.
    let add = ["--json", "user", "add", "writer@example.org", "--role", "contributor", "--body", "harrowdale-police"];
    let said = command(&register.path(), &add).env("CANDOUR_TODAY", "2024-01-02").output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let link = said["link"].as_str().unwrap();
    let taken = register.serve().post(&link[link.find("/links/").unwrap()..], "", &[("new-password", PASSWORD)]);
    assert_eq!(taken.status, 303);
    // Due at the latest on 24 February 2024: on 17 February it is a week away.
    let server = register.serve_on("2024-02-17");
    let told = letter(&register, "Answers of Harrowdale Police that are due");
    assert!(
        told.contains("To: writer@example.org") && told.contains("REC-25 is due in 7 days (2024-02-24)."),
        "{told}"
    );
    drop(server);
    let server = register.serve_on("2024-02-17");
    std::thread::sleep(std::time::Duration::from_secs(3));
    let reminders = letters(&register).iter().filter(|l| l.contains("that are due")).count();
    assert_eq!(reminders, 1, "started again on the same day, nobody is reminded twice");
    drop(server);
    let server = register.serve_on("2024-03-02");
    letter(&register, "REC-25 has been late for 7 days");
    drop(server);
}

#[test]
fn clerks_are_told_once_of_each_step_that_is_reached() {
    const BY: &str = "office-for-custody-and-policing-review";
    let register = samples();
    let add = ["--json", "user", "add", "clerk@example.org", "--role", "clerk", "--body", BY];
    let said = command(&register.path(), &add).env("CANDOUR_TODAY", "2024-01-02").output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let link = said["link"].as_str().unwrap();
    let taken =
        register.serve_on("2024-01-03").post(&link[link.find("/links/").unwrap()..], "", &[("new-password", PASSWORD)]);
    assert_eq!(taken.status, 303);
    // A clock that was years ahead for a while changes nothing.
    let ahead = register.serve();
    std::thread::sleep(std::time::Duration::from_secs(1));
    drop(ahead);
    // REC-25 is due at the latest on 24 February 2024; the steps come on 2 March and on 16 March.
    let server = register.serve_on("2024-02-20");
    let clerk = server.sign_in("clerk@example.org");
    let steps = "7 | the Director | writes to the Chief Constable\n21 | the Board | asks for a meeting";
    let set = clerk.post("/oversight/ladder", &[("body", BY), ("steps", steps), ("seen", "0"), ("act", "set")]);
    assert_eq!(set.status, 303, "{}", set.body);
    drop(server);
    let told = || letters(&register).into_iter().filter(|l| l.contains("answers that are late")).collect::<Vec<_>>();
    let server = register.serve_on("2024-03-01");
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(told().iter().all(|letter| !letter.contains("REC-25")), "no step is reached yet: {:?}", told());
    drop(server);
    let server = register.serve_on("2024-03-02");
    let first =
        letter(&register, "REC-25, Harrowdale Police. Step 1 of 2: writes to the Chief Constable (the Director).");
    assert!(first.contains("To: clerk@example.org") && !first.contains("Step 2 of 2"), "{first}");
    drop(server);
    // Nobody looked on 16 March: the step is told of when somebody does, and once.
    let server = register.serve_on("2024-03-20");
    let second = letter(&register, "REC-25, Harrowdale Police. Step 2 of 2: asks for a meeting (the Board).");
    assert!(!second.contains("REC-25, Harrowdale Police. Step 1"), "{second}");
    drop(server);
    let before = told().len();
    let server = register.serve_on("2024-03-21");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(told().iter().filter(|letter| letter.contains("REC-25")).count(), 2, "of {before}: {:?}", told());
    drop(server);
}

#[test]
fn clerks_are_reminded_of_answers_that_have_to_be_published() {
    let register = samples();
    let server = register.serve();
    let cast = super::answers::cast(&server, &register);
    let (_, n) = cast.offered();
    assert_eq!(cast.step(&cast.approver, "submit", &n, &[("post", "Chief Constable")]).status, 303);
    drop(server);
    // Handed over on 21 November 2026: 21 days beginning with that day end on 11 December (paragraph 28B(5)).
    let server = register.serve_on("2026-12-04");
    let told = letter(&register, "REC-25 is due in 7 days (2026-12-11).");
    assert!(
        told.contains("To: clerk@example.org") && told.contains("has not decided what of them is published"),
        "{told}"
    );
    drop(server);
    let server = register.serve_on("2026-12-18");
    letter(&register, "REC-25 has been late for 7 days (2026-12-11).");
    drop(server);
}

#[test]
fn what_cannot_be_read_is_refused_with_a_page_that_says_so() {
    let register = samples();
    let server = register.serve();
    let cast = super::answers::cast(&server, &register);
    for path in ["/making/x", "/answers/x", "/inbox/x"] {
        let page = cast.writer.get(path);
        assert!(matches!(page.status, 403 | 404) && page.body.contains("<h1"), "{path}: {} {}", page.status, page.body);
    }
    let wrong = server.post("/recommendations", "", &[]);
    assert!(wrong.status == 405 && wrong.body.contains("not what this page takes"), "{}", wrong.body);
    let ask = || server.post("/follow", "", &[("email", "reader@example.org"), ("q", "custody")]);
    let last = (0..30).map(|_| ask()).find(|answer| answer.status != 200).expect("nobody asks thirty times");
    assert!(last.status == 429 && last.body.contains("Try again in"), "{} {}", last.status, last.body);
}
