//! Themes: suggested by words with a reason, confirmed or denied by people, counted by the tree, and groups that none names.

use serde_json::Value;

use crate::kit::{Register, root};

/// Files a page of recommendations, one a body.
fn file(register: &Register, name: &str, asked: &[(&str, &str)]) {
    let pages: String = asked
        .iter()
        .map(|(body, what)| {
            format!(
                "Recommendations - {body}, June 2021\nThe IOPC recommends that {body} {what}\nDo you accept the recommendation?\nYes\n"
            )
        })
        .collect();
    let path = register.folder.path().join(format!("{name}.txt"));
    std::fs::write(&path, pages).unwrap();
    register.ok(&["import", path.to_str().unwrap()]);
}

fn one(what: &str) -> Register {
    let register = Register::new();
    file(&register, "one", &[("Kent Police", what)]);
    register
}

/// The themes of REC-1: address, how, and why.
fn themes(register: &Register) -> Vec<String> {
    let page = register.serve().json("/api/v1/recommendations/REC-1");
    let words = |t: &Value| {
        let because: Vec<&str> = t["because"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
        format!("{} {} {}", t["slug"].as_str().unwrap(), t["how"].as_str().unwrap(), because.join(","))
    };
    page["themes"].as_array().unwrap().iter().map(words).collect()
}

fn count(register: &Register, slug: &str) -> (u64, u64) {
    let tree = register.serve().json("/api/v1/themes");
    let line = tree.as_array().unwrap().iter().find(|t| t["slug"] == slug).unwrap().clone();
    (line["recommendations"].as_u64().unwrap(), line["confirmed"].as_u64().unwrap())
}

fn found(register: &Register, slug: &str) -> u64 {
    // The command waits until the index has followed; the server follows within a second.
    register.ok(&["search", "--csv", "--theme", slug]).lines().count() as u64 - 1
}

#[test]
fn words_suggest_a_theme_with_their_reason_and_a_persons_word_stands_over_them() {
    let register = one("fit every custody suite with ligature cutters.");
    assert_eq!(
        themes(&register),
        [
            "custody suggested custody",
            "ligatures-and-cell-safety suggested ligature,ligature cutters",
            "suicide-and-self-harm suggested ligature"
        ]
    );
    // What is below a theme counts for it, in the tree, the list and the search alike.
    assert_eq!(count(&register, "deaths-and-serious-injury"), (1, 0));
    assert_eq!(found(&register, "deaths-and-serious-injury"), 1);
    let list = register.serve().json("/api/v1/recommendations?theme=deaths-and-serious-injury");
    assert_eq!(list["rows"].as_array().unwrap().len(), 1);

    register.ok(&["theme", "REC-1", "custody", "training", "--not", "suicide-and-self-harm"]);
    let judged = [
        "custody confirmed custody",
        "ligatures-and-cell-safety suggested ligature,ligature cutters",
        "training confirmed ",
    ];
    assert_eq!(themes(&register), judged);
    assert_eq!((count(&register, "custody"), count(&register, "training")), ((1, 1), (1, 1)));
    assert_eq!((count(&register, "suicide-and-self-harm"), found(&register, "suicide-and-self-harm")), ((0, 0), 0));
    assert_eq!(count(&register, "deaths-and-serious-injury"), (0, 0));
    assert_eq!(found(&register, "training"), 1);
    register.check_whole();
    assert_eq!(themes(&register), judged);

    // A later word stands in the earlier one's place.
    register.ok(&["theme", "REC-1", "suicide-and-self-harm", "--not", "training"]);
    assert_eq!(count(&register, "suicide-and-self-harm"), (1, 1));
    assert_eq!((count(&register, "training"), found(&register, "training")), ((0, 0), 0));
    register.check_whole();
}

#[test]
fn an_export_keeps_what_people_said_of_themes() {
    let (first, second) = (one("fit every custody suite with ligature cutters."), Register::new());
    first.ok(&["theme", "REC-1", "training", "--not", "custody"]);
    let file = first.folder.path().join("register.jsonl");
    first.ok(&["export", "-o", file.to_str().unwrap()]);
    second.ok(&["import", file.to_str().unwrap()]);
    assert_eq!(themes(&first), themes(&second));
    assert!(themes(&second).contains(&"training confirmed ".to_owned()));
}

#[test]
fn a_changed_tree_is_put_to_what_was_filed_before() {
    let (first, second) = (one("repaint every zeppelin hangar."), Register::new());
    assert_eq!(themes(&first), [""; 0]);
    // Another version ships other words for a theme: what this register only has as shipped is replaced by them.
    let theme = first.ok(&["export"]).lines().find(|l| l.contains("\"slug\":\"training\"")).unwrap().to_owned();
    let line = theme.replace("\"training\",\"trained\"", "\"training\",\"trained\",\"zeppelin*\"");
    assert_ne!(theme, line, "the shipped words changed: change this test");
    let path = first.folder.path().join("themes.jsonl");
    std::fs::write(&path, line + "\n").unwrap();
    first.ok(&["import", path.to_str().unwrap()]);
    assert_eq!(themes(&first), ["training suggested zeppelin"]);
    assert_eq!((count(&first, "training"), found(&first, "training")), ((1, 0), 1));
    first.check_whole();
    // A rebuild, and a register that has the tree first, say the same.
    second.ok(&["import", path.to_str().unwrap()]);
    file(&second, "one", &[("Kent Police", "repaint every zeppelin hangar.")]);
    assert_eq!(themes(&second), themes(&first));
}

#[test]
fn a_word_on_themes_that_cannot_be_is_refused_and_changes_nothing() {
    let register = one("fit every custody suite with ligature cutters.");
    let before = register.ok(&["verify", "--json"]);
    let refused: [(&[&str], i32, &str); 6] = [
        (&["theme", "REC-1"], 1, "name at least one theme"),
        (&["theme", "REC-1", "weather"], 1, "there is no theme 'weather'"),
        (&["theme", "REC-1", "custody", "--not", "custody"], 1, "'custody' is named twice"),
        (&["theme", "REC-99", "custody"], 1, "there is no recommendation REC-99"),
        (&["theme", "1", "custody"], 2, "not a reference"),
        (&["theme", "--not", "custody"], 2, "required"),
    ];
    for (args, exit, why) in refused {
        let out = register.run(args);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!((out.status.code(), said.contains(why)), (Some(exit), true), "{args:?}: {said}");
    }
    assert_eq!(register.ok(&["verify", "--json"]), before);
}

#[test]
fn what_waits_is_listed_with_its_reason_and_the_form_is_the_operators_alone() {
    let register = one("fit every custody suite with ligature cutters.");
    let listed = register.ok(&["theme"]);
    assert!(
        listed.contains("REC-1: custody (custody); ligatures-and-cell-safety (ligature, ligature cutters)"),
        "{listed}"
    );
    assert_eq!(register.ok(&["theme", "--theme", "training"]), "nothing waits\n");
    let server = register.serve();
    let operator = server.person(&register, "olive@example.org", "operator", None);
    let page = operator.get("/suggestions").body;
    for words in ["REC-1", "its words: ligature, ligature cutters)", "Risk assessment"] {
        assert!(page.contains(words), "{words}");
    }
    let shown = "custody,ligatures-and-cell-safety,suicide-and-self-harm";
    let form = [("of", "REC-1"), ("shown", shown), ("has", "custody"), ("add", "training"), ("theme", "")];
    assert_eq!(
        operator.post("/suggestions", &[("of", "REC-1"), ("has", "weather")]).status,
        200,
        "refused on the page"
    );
    assert_eq!(operator.post("/suggestions", &[("has", "custody")]).status, 400);
    assert_eq!(operator.get("/suggestions?after=x").status, 400);
    assert_eq!(operator.post("/suggestions", &form).status, 303);
    // What was shown and not ticked it has not; what was added it has.
    assert_eq!(themes(&register), ["custody confirmed custody", "training confirmed "]);
    assert!(operator.get("/suggestions").body.contains("Nothing waits."));
}

#[test]
fn the_tree_its_pages_and_its_table_agree_with_counts_made_by_hand() {
    let register = Register::new();
    file(
        &register,
        "page",
        &[
            ("Kent Police", "fit every custody suite with ligature cutters."),
            ("Kent Police", "write down each cell check."),
            ("Essex Police", "repaint the cells."),
            ("Essex Police", "count its zeppelins."),
        ],
    );
    let server = register.serve();
    let report = server.json("/api/v1/themes/custody");
    assert_eq!(report["theme"]["recommendations"], 3);
    assert_eq!(report["rows"], 3);
    let heat = &report["heat"];
    let at = |row: &str, column: &str| {
        let place =
            |side: &str, value: &str| heat[side].as_array().unwrap().iter().position(|v| v["value"] == value).unwrap();
        heat["cells"][place("rows", row)][place("columns", column)].as_u64().unwrap()
    };
    assert_eq!(at("kent-police", "ligatures-and-cell-safety"), 1);
    assert_eq!(at("kent-police", "observation-and-checks"), 1);
    assert_eq!(at("essex-police", "observation-and-checks"), 0);
    let counts: Vec<_> = heat["rows"].as_array().unwrap().iter().map(|r| (&r["value"], &r["count"])).collect();
    assert_eq!(format!("{counts:?}"), r#"[(String("kent-police"), Number(2)), (String("essex-police"), Number(1))]"#);
    // A theme with none below it is laid out by years.
    let leaf = server.json("/api/v1/themes/ligatures-and-cell-safety");
    assert_eq!((&leaf["heat_columns"], &leaf["heat"]["columns"][0]["value"]), (&"year".into(), &"2021".into()));
    assert_eq!(leaf["above"]["slug"], "custody");

    let page = server.get("/themes/custody").body;
    for words in ["3 recommendations.", "No person has confirmed any of them", "detainee*", "<title>Custody"] {
        assert!(page.contains(words), "{words}");
    }
    let list = server.get("/themes").body;
    assert!(
        list.contains("/search?to=kent-police&#38;theme=custody")
            || list.contains("/search?to=kent-police&amp;theme=custody")
    );
    assert!(list.contains("1 recommendation has no theme."));
    let csv = server.get("/themes.csv").body;
    assert!(csv.contains("custody,Custody and detention,,3,0\r\n"), "{}", &csv[..200]);
    assert!(csv.contains("ligatures-and-cell-safety,Ligatures and the safety of cells,custody,1,0\r\n"));
    assert_eq!(server.get("/themes/weather").status, 404);
    assert_eq!(server.get("/api/v1/themes/weather").status, 404);
}

#[test]
fn subjects_that_no_theme_names_are_grouped_with_the_words_that_made_each_group() {
    let register = Register::new();
    file(
        &register,
        "page",
        &[
            ("Kent Police", "moor each zeppelin to its mast."),
            ("Essex Police", "paint the mast of any zeppelin."),
            ("Surrey Police", "sell the zeppelin and the mast."),
            ("Essex Police", "sell its harpsichord."),
        ],
    );
    let groups = register.serve().json("/api/v1/themes/unnamed");
    let groups = groups.as_array().unwrap();
    assert_eq!(groups.len(), 1);
    let words: Vec<&str> = groups[0]["words"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    assert!(words.contains(&"zeppelin") && words.contains(&"mast"), "{words:?}");
    assert_eq!(groups[0]["recommendations"].as_array().unwrap().len(), 3);
    let listed = register.ok(&["theme", "--unnamed"]);
    assert!(listed.contains("REC-1") && listed.contains("REC-3") && !listed.contains("REC-4"), "{listed}");
    let page = register.serve().get("/themes/unnamed").body;
    assert!(page.contains("4 recommendations have no theme."));
    // Once a person has named their theme they are no longer without one.
    for reference in ["REC-1", "REC-2", "REC-3"] {
        register.ok(&["theme", reference, "public-safety"]);
    }
    assert_eq!(register.serve().json("/api/v1/themes/unnamed").as_array().unwrap().len(), 0);
    register.check_whole();
}

#[test]
fn every_shipped_theme_has_a_name_a_parent_that_is_there_and_words_of_its_own() {
    let tree = Register::new();
    tree.ok(&["import", root().join("samples/01-calderwick-custody-2021.txt").to_str().unwrap()]);
    let tree = tree.serve().json("/api/v1/themes");
    let tree = tree.as_array().unwrap();
    assert!(tree.len() >= 60, "policing, custody, health and safety of people in state care");
    for theme in tree {
        assert!(!theme["suggested_by"].as_array().unwrap().is_empty(), "{theme}");
        if let Some(parent) = theme["parent"].as_str() {
            let above = tree.iter().find(|t| t["slug"] == parent).unwrap();
            assert!(above["parent"].is_null(), "{theme}: two levels");
        }
    }
}
