//! The inbox: proposals wait, are put right, accepted, rejected and undone; names are learned; strangers see nothing of it.

use crate::kit::{Register, root};

fn report(name: &str) -> String {
    root().join("tests/labelled/reports").join(name).to_str().unwrap().to_owned()
}

/// A register with one report in its inbox, and its number there.
fn waiting(name: &str) -> (Register, String) {
    let register = Register::new();
    let out = register.run(&["--json", "import", "--review", &report(name)]);
    let line: serde_json::Value = serde_json::from_slice(out.stdout.split(|b| *b == b'\n').next().unwrap()).unwrap();
    assert_eq!(out.status.code(), Some(3), "{line}");
    let n = line["proposal"].to_string();
    (register, n)
}

#[test]
fn what_waits_is_in_no_public_record_until_it_is_accepted() {
    let (register, n) = waiting("r01_westmarch_flat_numbers.txt");
    assert!(!register.ok(&["export"]).contains("scan reports"));
    register.ok(&["review", &n, "--accept"]);
    assert!(register.ok(&["export"]).contains("scan reports"));
    assert!(register.ok(&["review", "--list"]).contains("nothing waits"));
    let again = register.run(&["review", &n, "--accept"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("does not wait for review"), "accepting twice files once");
    register.check_whole();
}

#[test]
fn a_name_put_right_once_is_known_next_time() {
    let (register, n) = waiting("r04_eastmere_truncated.txt");
    register.ok(&["review", &n, "--set", "r1.addressees=Kent Police; Fennbank District Council"]);
    register.ok(&["review", &n, "--accept"]);
    let server = register.serve();
    let kent = server.json("/api/v1/bodies/kent-police");
    assert!(kent.to_string().contains("Eastmere Highways Agency"), "{kent}");
    register.check_whole();
}

#[test]
fn corrections_split_merge_drop_and_are_undone_one_by_one() {
    let (register, n) = waiting("r01_westmarch_flat_numbers.txt");
    let shown = |register: &Register| register.ok(&["review", &n]);
    let first = shown(&register);
    register.ok(&["review", &n, "--split", "r1=I heard that"]);
    assert!(shown(&register).contains("r5.text"), "four became five");
    register.ok(&["review", &n, "--merge", "r1"]);
    assert_eq!(shown(&register), first, "joined again, it reads as before");
    register.ok(&["review", &n, "--drop", "r4"]);
    assert!(!shown(&register).contains("r4.text"));
    register.ok(&["review", &n, "--reject", "not ours"]);
    assert!(register.ok(&["review", "--list"]).contains("nothing waits"));
    register.ok(&["review", &n, "--undo"]);
    assert!(!shown(&register).contains("r4.text"), "back from rejected, still without the fourth");
    register.ok(&["review", &n, "--undo"]);
    assert!(shown(&register).contains("r4.text"), "the fourth is back");
    for (args, why) in [
        (["--set", "r9.text=x"], "no 'r9.text'"),
        (["--set", "r1.made_on=17/20/2022"], "is not a date"),
        (["--set", "r1.p1.position=maybe"], "is not a position"),
        (["--set", "r1.text="], "cannot be left empty"),
        (["--split", "r1=words that are not there"], "do not stand inside"),
        (["--merge", "r4"], "no recommendation after"),
        (["--drop", "r1.p7"], "no 'r1.p7'"),
    ] {
        let out = register.run(&["review", &n, args[0], args[1]]);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        assert!(said.contains(why), "{args:?}: {said}");
    }
    register.check_whole();
}

#[test]
fn a_clerk_goes_through_what_waits_on_the_page() {
    let (register, n) = waiting("r02_ottermouth_ocr.txt");
    let server = register.serve();
    let page = format!("/inbox/{n}");
    assert_eq!(server.get(&page).location(), format!("/sign-in?then=%2finbox%2f{n}"), "nobody is shown it");
    let clerk = server.person(&register, "clerk@example.org", "clerk", Some("chief-coroner"));
    let shown = clerk.get(&page);
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("date cannot be read"), "warnings are shown");
    assert!(shown.body.contains("<mark id="), "the words are lit");
    for (fields, expected) in [
        ([("do", "set"), ("version", "9"), ("act", "c"), ("place", "r1.made_on"), ("value", "2021")], 422),
        ([("do", "set"), ("version", "1"), ("act", "d"), ("place", "r1.made_on"), ("value", "2021")], 303),
        ([("do", "accept"), ("version", "2"), ("act", "e"), ("place", ""), ("value", "")], 303),
    ] {
        assert_eq!(clerk.post(&page, &fields).status, expected, "{fields:?}");
    }
    drop(server);
    assert!(register.ok(&["search"]).contains("2021"), "what was typed was filed");
    register.check_whole();
}

#[test]
fn a_table_is_read_by_its_mapping_and_an_emptied_column_stops_it() {
    let register = Register::new();
    let map = root().join("docs/manual/mapping.toml");
    let import = |file: &str, more: &[&str]| {
        let args = [vec!["import", "--map", map.to_str().unwrap()], more.to_vec(), vec![file]].concat();
        register.run(&args)
    };
    let first = import(&report("r25_recommendation_register.csv"), &[]);
    assert!(String::from_utf8_lossy(&first.stdout).contains("9 recommendations, 7 responses"));
    let list = register.ok(&["export", "--format", "csv"]);
    assert!(list.contains("partly_accepted") && list.contains("Vale Integrated Care Board"), "{list}");
    let text = std::fs::read_to_string(report("r25_recommendation_register.csv")).unwrap();
    let emptied = ["Accepted", "Partially accepted", "Not accepted", "Awaiting response"]
        .iter()
        .fold(text, |t, word| t.replace(&format!(",{word},"), ",,"));
    let file = register.folder.path().join("next.csv");
    std::fs::write(&file, emptied).unwrap();
    let stopped = import(file.to_str().unwrap(), &[]);
    let said = String::from_utf8_lossy(&stopped.stdout).into_owned();
    assert_eq!(stopped.status.code(), Some(3));
    assert!(said.contains("the column for position was filled in 77%"), "{said}");
    assert_eq!(import(file.to_str().unwrap(), &["--even-if-empty"]).status.code(), Some(0));
    let wrong = import(&report("r26_resilience_tracker.xlsx"), &[]);
    assert!(String::from_utf8_lossy(&wrong.stdout).contains("no row of the table has the heads"), "{said}");
    register.check_whole();
}

#[test]
fn a_letter_answers_the_report_and_asks_nothing_again() {
    let register = Register::new();
    register.ok(&["import", &report("r05_marlport_form_table.pdf")]);
    register.ok(&["import", &report("r11_corvane_letter_headings.pdf")]);
    let server = register.serve();
    let list = server.json("/api/v1/recommendations");
    // Four concerns to three addressees: twelve duties, and no recommendation of the letter's own.
    assert_eq!(list["total"], 12, "{list}");
    let first = server.json("/api/v1/recommendations/REC-1");
    let corvane = first["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|o| o["addressee"]["name"] == "Corvane Ferries plc")
        .unwrap()
        .clone();
    assert_eq!(corvane["position"], "accepted");
    assert_eq!(server.json("/api/v1/recommendations?position=partly_accepted")["total"], 1);
    drop(server);
    register.check_whole();
}

#[test]
fn the_same_page_from_another_crawl_makes_no_second_recommendation() {
    let register = Register::new();
    let asked = "The IOPC recommends that Kent Police reviews how call handlers record a decision to downgrade a call.";
    let answer = "Do you accept the recommendation?\nYes\nAccepted action:\nA new field has been added to the system.";
    let first =
        format!("Recommendations - Kent Police, May 2022\nIOPC reference\nRecommendations\n{asked}\n{answer}\n");
    // Another crawl has the summary and the reference filled in, another title, and the same words.
    let second = format!(
        "Kent Police - recommendations, May 2022\nWe identified learning from an investigation into a call that was downgraded \
         twice before anybody was sent.\nIOPC reference: 2021/155555\nRead more about our work\n{asked}\nThis follows an \
         investigation into how the call was handled.\n{answer}\nPublished 3 June 2022\n"
    );
    for (name, text) in [("one.txt", first), ("two.txt", second)] {
        let path = register.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        register.ok(&["import", path.to_str().unwrap()]);
    }
    let server = register.serve();
    assert_eq!(server.json("/api/v1/recommendations")["total"], 1);
    let page = server.json("/api/v1/recommendations/REC-1");
    assert_eq!(page["obligations"][0]["responses"].as_array().unwrap().len(), 1, "one answer, told twice");
    assert_eq!(page["actions"].as_array().unwrap().len(), 1);
    drop(server);
    register.check_whole();
}

#[test]
fn a_body_that_had_ended_is_pointed_out_with_the_one_its_duties_passed_to() {
    let register = Register::new();
    let page = "Recommendations - Essex Police, May 2020\n\nRecommendation 1\n\nThe IOPC recommends that the Association of \
                Chief Police Officers issues guidance on cell visits.\n\nDo you accept the recommendation?\n\nYes\n";
    let file = register.path().join("ended.txt");
    std::fs::create_dir_all(register.path()).unwrap();
    std::fs::write(&file, page).unwrap();
    let out = register.run(&["--json", "import", "--review", file.to_str().unwrap()]);
    let line: serde_json::Value = serde_json::from_slice(out.stdout.split(|b| *b == b'\n').next().unwrap()).unwrap();
    let shown = register.ok(&["review", &line["proposal"].to_string()]);
    let told = "Association of Chief Police Officers ended on 2015-03-31; its duties passed to: National Police Chiefs";
    assert!(shown.contains(told), "{shown}");
    // In its own day the same body is itself.
    std::fs::write(&file, page.replace("May 2020", "May 2012")).unwrap();
    let out = register.run(&["--json", "import", "--review", file.to_str().unwrap()]);
    let line: serde_json::Value = serde_json::from_slice(out.stdout.split(|b| *b == b'\n').next().unwrap()).unwrap();
    assert!(!register.ok(&["review", &line["proposal"].to_string()]).contains("ended on"));
}
