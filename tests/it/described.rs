//! The API does what its description says: schemathesis asks each operation for what the description allows and for what it does not.

use std::process::Command;

use crate::kit::{Register, root};

/// Where `make tools` puts it.
fn schemathesis() -> std::path::PathBuf {
    let program = root().join("tests/api/.venv/bin/schemathesis");
    assert!(
        program.exists(),
        "schemathesis is not installed, so the API cannot be held against its description: run make tools"
    );
    program
}

#[test]
fn the_api_answers_as_its_description_says_whatever_it_is_asked() {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let server = register.serve();
    let email = "olive@example.org";
    server.person(&register, email, "operator", None);
    server.person(&register, email, "clerk", Some("office-for-custody-and-policing-review"));
    let olive = server.person(&register, email, "contributor", Some("northmere-police"));
    let token = olive.token(&["read", "documents", "answer", "oversee", "people", "register"]);
    let asked = Command::new(schemathesis())
        .current_dir(register.path())
        .args(["run", &format!("http://{}/api/v1/openapi.json", server.address)])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        // Which bodies and pieces of evidence there are no description can say: one that is none is refused though it is well-formed.
        .args(["--exclude-checks", "positive_data_acceptance"])
        // The same questions each time; one at a time, since an act changes what the next one meets.
        .args([
            "--seed",
            "1",
            "--max-examples",
            "25",
            "--workers",
            "1",
            "--no-color",
            "--phases",
            "coverage,fuzzing,stateful",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&asked.stdout);
    assert!(asked.status.success(), "{said}\n{}", String::from_utf8_lossy(&asked.stderr));
    let tested: Vec<&str> = said.lines().filter(|l| l.trim_start().starts_with("Tested:")).collect();
    let described = server.json("/api/v1/openapi.json");
    let operations: usize =
        described["paths"].as_object().unwrap().values().map(|p| p.as_object().unwrap().len()).sum();
    assert_eq!(tested, [format!("  Tested: {operations}")], "{said}");
    drop(server);
    register.check_whole();
}
