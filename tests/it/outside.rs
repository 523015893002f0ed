//! Signing in by an organisation's own provider: a real one, from npm, and people with browsers.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::kit::{Register, root};

/// Invites someone; the path of the link that takes the invitation up.
fn invite(register: &Register, email: &str) -> String {
    let role = ["--role", "contributor", "--body", "northmere-police"];
    let said = register.ok(&[&["--json", "user", "add", email, "--name", email], &role[..]].concat());
    let said: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    let link = said["link"].as_str().unwrap();
    link[link.find("/links/").unwrap()..].to_owned()
}

#[test]
fn a_provider_signs_in_whom_somebody_invited_and_nobody_else() {
    let folder = root().join("tests/browser");
    assert!(folder.join("node_modules/oidc-provider").is_dir(), "install the provider first: make tools");
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let invitation = invite(&register, "lena@example.org");
    invite(&register, "walter@example.org");
    let mut node = Command::new("node")
        .arg(folder.join("provider.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("node runs");
    let mut lines = BufReader::new(node.stdout.take().unwrap()).lines();
    let port = lines.next().expect("the provider says its port").unwrap();
    let (config, secret) = (register.folder.path().join("config.toml"), register.folder.path().join("secret"));
    std::fs::write(&secret, "between-the-two-of-us\n").unwrap();
    let set = format!(
        "[provider]\nissuer = \"http://127.0.0.1:{port}\"\nname = \"Northmere\"\nclient = \"candour\"\nsecret_file = {:?}\n",
        secret.to_str().unwrap()
    );
    std::fs::write(&config, set).unwrap();
    let server = register.serve_with(&["--config", config.to_str().unwrap()]);
    assert!(server.get("/sign-in").body.contains("Sign in with Northmere"));
    writeln!(node.stdin.take().unwrap(), "http://{}", server.address).unwrap();
    let said = lines.next().expect("what came of it").unwrap();
    assert!(node.wait().unwrap().success());
    let said: Value = serde_json::from_str(&said).unwrap();
    let words = |what: &str| said[what].as_str().unwrap_or_default().to_owned();
    let account = format!("http://{}/account", server.address);
    assert_eq!(said["invited"]["came"], account.as_str(), "{said}");
    assert!(said["invited"]["account"].as_str().unwrap().contains("lena@example.org"), "{said}");
    for what in ["stranger", "unverified"] {
        assert!(words(what).contains("nobody has invited you here"), "{what}: {said}");
    }
    for what in ["refused", "made_up"] {
        assert!(words(what).contains("Northmere did not sign you in"), "{what}: {said}");
    }
    for what in ["elsewhere", "twice", "changed"] {
        assert!(words(what).contains("That sign-in was not begun here"), "{what}: {said}");
    }
    assert_eq!(said["taken"], 303);
    assert_eq!(said["known"], account.as_str(), "known by what does not change: {said}");
    assert_eq!(said["in_token"], account.as_str(), "{said}");
    assert_eq!(said["jar"], serde_json::json!(["candour", "candour-device"]), "nothing is left of the way: {said}");
    // Who has no password shows that it is them by having signed in just now; the invitation's link opens nothing more.
    assert!(words("token").contains("candour_"), "{said}");
    assert_eq!(server.get(&invitation).status, 404, "the invitation was taken up");
    // Unlinked they are nobody's, and the provider's next word on the address counts again.
    let unlink = |email: &str| register.ok(&["user", "unlink", email]);
    assert!(unlink("walter@example.org").contains("is known to no provider any more"));
    assert!(unlink("walter@example.org").contains("was known to no provider"));
}

#[test]
fn a_provider_that_is_down_or_set_wrongly_is_said_in_words() {
    let register = Register::new();
    register.ok(&["import", root().join("samples").to_str().unwrap()]);
    let config = register.folder.path().join("config.toml");
    let with = |set: &str| {
        std::fs::write(&config, format!("[provider]\n{set}")).unwrap();
        config.to_str().unwrap().to_owned()
    };
    // Nobody listens on this port.
    let down = with("issuer = \"http://127.0.0.1:9\"\nname = \"Northmere\"\nclient = \"candour\"\n");
    let server = register.serve_with(&["--config", &down]);
    let page = server.get("/sign-in/provider?then=/work");
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Northmere cannot be reached"), "{}", page.body);
    assert!(server.get("/sign-in/provider/back?code=x&state=y").body.contains("That sign-in was not begun here"));
    drop(server);
    for (set, words) in [
        ("issuer = \"http://login.example.org\"\nclient = \"candour\"\n", "must start with https://"),
        ("issuer = \"https://login.example.org\"\n", "provider.client is missing"),
        ("issuer = \"https://login.example.org\"\nclient = \"c\"\nsecret_file = \"/nowhere\"\n", "cannot be read"),
    ] {
        let out = register.run(&["--config", &with(set), "serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(out.status.code(), Some(2), "{set}");
        assert!(String::from_utf8_lossy(&out.stderr).contains(words), "{}", String::from_utf8_lossy(&out.stderr));
    }
    // Without one the address leads to the usual way.
    let server = register.serve();
    let page = server.get("/sign-in/provider");
    assert_eq!((page.status, page.location()), (303, "/sign-in"));
    assert!(!server.get("/sign-in").body.contains("Sign in with"));
}
