//! The policy table, cell by cell, and the promises of privacy.

use domain::{ActKind, Role, policy};

use crate::kit::root;

#[test]
fn default_deny() {
    for act in ActKind::ALL {
        assert!(policy(Role::Operator, act, &[]), "{act} is the operator's");
        assert!(!policy(Role::Public, act, &[]), "{act} is open to the public");
    }
}

#[test]
fn n1_no_connector_to_any_messaging_service_exists() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap().to_lowercase();
    for service in ["whatsapp", "telegram", "matrix-sdk", "slack", "discord", "libsignal", "imap"] {
        assert!(!lock.contains(&format!("name = \"{service}")), "{service}");
    }
    for krate in ["ledger", "domain", "intake", "view", "app"] {
        let manifest = std::fs::read_to_string(root().join(format!("crates/{krate}/Cargo.toml"))).unwrap();
        for client in ["reqwest", "hyper", "ureq", "tokio"] {
            assert!(!manifest.contains(client), "{krate} can reach a network through {client}");
        }
    }
}

#[test]
fn names_go_and_posts_stay() {
    let gone = |text: &str| domain::privacy::without_names(text, &[]).0;
    for (text, public) in [
        ("the death of Mr George Floyd in the", "the death of [name removed] in the"),
        ("after Mr George Floyd’s death", "after [name removed]’s death"),
        ("an image of George Floyd, a man", "an image of [name removed], a man"),
        ("PSNI Chief Constable Simon Byrne apologised", "PSNI Chief Constable [name removed] apologised"),
        ("Director General, Michael Lockwood said", "Director General, [name removed] said"),
        ("CC Stephens agreed", "CC [name removed] agreed"),
        ("Devon and Cornwall Police take steps", "Devon and Cornwall Police take steps"),
        ("at Charlotte Street police station", "at Charlotte Street police station"),
        ("The Head of Custody and the Chief Constable will", "The Head of Custody and the Chief Constable will"),
        ("May 2021 and the Victoria Park inquiry", "May 2021 and the Victoria Park inquiry"),
    ] {
        assert_eq!(gone(text), public);
    }
}
