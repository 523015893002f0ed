//! What is documented is what is there: the API's description, commands, exit codes, configuration, the extract contract.

use crate::kit::{Register, binary, extract, root, seeds};

fn manual() -> String {
    let folder = root().join("docs/manual");
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    pages.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect()
}

#[test]
fn the_committed_description_of_the_api_is_the_served_one() {
    let register = Register::new();
    register.ok(&["import", root().join("samples/01-calderwick-custody-2021.txt").to_str().unwrap()]);
    let served = register.serve().json("/api/v1/openapi.json");
    assert_eq!(served["openapi"], "3.1.0");
    let file = root().join("docs/api/openapi.json");
    if std::env::var("CANDOUR_ACCEPT").is_ok() {
        std::fs::write(&file, serde_json::to_string_pretty(&served).unwrap() + "\n").unwrap();
    }
    let kept: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert!(kept == served, "the API changed: look at the difference, then run the tests once with CANDOUR_ACCEPT=1");
}

#[test]
fn every_route_of_the_api_is_described_and_answers() {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let server = register.serve();
    let described = server.json("/api/v1/openapi.json");
    let source = std::fs::read_to_string(root().join("crates/candour/src/api/mod.rs")).unwrap();
    let nested = source.split("let api = Router::new()").nth(1).unwrap().split("Router::new()").next().unwrap();
    let routes: Vec<&str> = nested.split(".route(\"").skip(1).map(|r| r.split('"').next().unwrap()).collect();
    assert!(routes.len() >= 15);
    for route in routes.iter().filter(|r| **r != "/openapi.json") {
        let path = format!("/api/v1{route}");
        assert!(described["paths"][&path]["get"].is_object(), "{path} is not described");
        let place = ["recommendations/REC-1", "sources/SRC-1", "meetings/MTG-1", "documents/DOC-1"]
            .iter()
            .find(|p| route.starts_with(&format!("/{}/", p.split('/').next().unwrap())));
        let filled = match place {
            Some(place) => format!("/api/v1/{place}"),
            None => path
                .replace("themes/{slug}", "themes/custody")
                .replace("bodies/{slug}", "bodies/northmere-police")
                .replace("standards/{slug}/{provision}", "standards/code-of-ethics-2014/standard-10")
                .replace("standards/{slug}", "standards/code-of-ethics-2014"),
        };
        // On a machine that is busy the index may still be on its way: then it is said, and asked again.
        let answer = (0..50).map(|_| server.get(&filled).status).find(|status| {
            let there = *status != 503;
            if !there {
                std::thread::sleep(std::time::Duration::from_millis(200));
            }
            there
        });
        assert_eq!(answer, Some(200), "{filled}");
    }
}

#[test]
fn every_command_exit_code_and_key_is_in_the_manual() {
    let manual = manual();
    let help = std::process::Command::new(binary()).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands: Vec<&str> = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("Options:")
        .next()
        .unwrap()
        .lines()
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 13);
    for command in commands.iter().filter(|c| **c != "help") {
        assert!(manual.contains(&format!("candour {command}")), "the manual does not tell of candour {command}");
    }
    for code in 0..=5 {
        assert!(manual.contains(&format!("| {code} |")), "the manual does not tell of exit code {code}");
    }
    let keys = std::fs::read_to_string(root().join("crates/candour/config.default.toml")).unwrap();
    for key in keys.lines().filter(|l| !l.starts_with(['#', '['])).filter_map(|l| l.split_once(" =")).map(|(k, _)| k) {
        assert!(manual.contains(&format!("`{key}`")), "the manual does not tell of the key {key}");
    }
}

#[test]
fn extract_keeps_its_contract() {
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("docs/extract.schema.json")).unwrap()).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(root().join("samples"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| !p.to_string_lossy().ends_with(".toml"))
        .collect();
    // Answers without a position, and answers that a page gives a day.
    files.extend(
        ["pages/q06_yes_partly_update.txt", "eleventh/k06.txt", "fifth/pb_r03_ipcc_old.txt"]
            .map(|name| root().join("tests/labelled").join(name)),
    );
    files.extend(seeds().into_iter().flatten());
    for file in files {
        holds(&schema, &schema, &extract(&file, &[]), &file.display().to_string());
    }
}

/// Checks a value against the parts of JSON Schema that the contract's schema uses: type, required, properties, closed
/// objects, items, enum, $ref.
fn holds(root: &serde_json::Value, schema: &serde_json::Value, value: &serde_json::Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return holds(root, &root["$defs"][name.rsplit('/').next().unwrap()], value, at);
    }
    let kinds: Vec<&str> = match &schema["type"] {
        serde_json::Value::String(one) => vec![one],
        serde_json::Value::Array(many) => many.iter().map(|k| k.as_str().unwrap()).collect(),
        _ => vec![],
    };
    let kind = match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(_) => "integer",
        serde_json::Value::String(s) => {
            assert!(!s.is_empty(), "{at}: an empty string stands for a missing value");
            "string"
        }
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    assert!(kinds.contains(&kind), "{at}: {kind} where the contract has {kinds:?}");
    if let Some(values) = schema["enum"].as_array() {
        assert!(values.contains(value), "{at}: {value}");
    }
    if let serde_json::Value::Object(map) = value {
        for needed in schema["required"].as_array().into_iter().flatten() {
            assert!(map.contains_key(needed.as_str().unwrap()), "{at}: {needed} is missing");
        }
        for (name, inner) in map {
            let property = &schema["properties"][name];
            assert!(property.is_object(), "{at}: the contract has no '{name}'");
            holds(root, property, inner, &format!("{at}.{name}"));
        }
    }
    if let serde_json::Value::Array(items) = value {
        items.iter().enumerate().for_each(|(i, v)| holds(root, &schema["items"], v, &format!("{at}[{i}]")));
    }
}
