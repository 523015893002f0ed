//! The labelled documents: what the readers reach on them may not drop, and nothing is recommended where nothing was.

use serde_json::Value;

use crate::kit::{Register, root};

fn evaluate(folder: &str) -> Value {
    let register = Register::new();
    let out = register.ok(&["evaluate", "--json", root().join("tests/labelled").join(folder).to_str().unwrap()]);
    serde_json::from_str(&out).unwrap()
}

#[test]
fn the_readers_reach_what_they_reached_before() {
    // Each line is a field and the least precision and recall, in thousandths. A better reader raises them.
    let floors = std::fs::read_to_string(root().join("tests/labelled/floors.txt")).unwrap();
    let mut checked = 0;
    let mut said = std::collections::HashMap::new();
    for line in floors.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [folder, field, precision, recall] = parts[..] else { panic!("floors.txt: {line}") };
        let said = said.entry(folder.to_owned()).or_insert_with(|| evaluate(folder));
        let got = &said["all"]["fields"][field];
        let thousandths = |name: &str| (got[name].as_f64().unwrap_or(0.0) * 1000.0).floor() as u64;
        assert!(thousandths("precision") >= precision.parse().unwrap(), "{line}: precision {}", got["precision"]);
        assert!(thousandths("recall") >= recall.parse().unwrap(), "{line}: recall {}", got["recall"]);
        checked += 1;
    }
    assert!(checked >= 5);
}

#[test]
fn documents_that_recommend_nothing_give_no_recommendation() {
    for folder in std::fs::read_dir(root().join("tests/labelled")).unwrap().map(|e| e.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        let said = evaluate(folder.file_name().unwrap().to_str().unwrap());
        for kind in ["none_recommended", "unrecognised"] {
            let wrong = &said["kinds"][kind]["fields"]["recommendation"]["wrong"];
            assert!(wrong.is_null() || wrong == 0, "{folder:?}: {said}");
        }
    }
}

#[test]
fn every_value_has_its_words() {
    let register = Register::new();
    let folders = std::fs::read_dir(root().join("tests/labelled")).unwrap().map(|e| e.unwrap().path());
    for path in folders.filter(|p| p.is_dir()) {
        let out = register.run(&["extract", "--spans", path.to_str().unwrap()]);
        for line in String::from_utf8(out.stdout).unwrap().lines() {
            let read: Value = serde_json::from_str(line).unwrap();
            for text in read["recommendations"].as_array().into_iter().flatten().map(|r| &r["text"]) {
                assert!(text["end"].as_u64() > text["start"].as_u64(), "{}: {text}", read["file"]);
            }
        }
    }
}
