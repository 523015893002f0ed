//! The ledger: its conformance suite, what verification finds, and what a killed process leaves behind.

use std::io::BufRead;
use std::path::Path;
use std::process::{Command, Stdio};

use ledger::home::conformance::{self, sample};
use ledger::{Content, Entry, Head, Home, SqliteHome, decode, encode, seal, verify};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::kit::root;

fn hex(bytes: &[u8]) -> String {
    intake::hex(bytes)
}

/// A ledger of `count` entries in a file of its own.
fn filled(count: u8) -> (tempfile::TempDir, SqliteHome, Head) {
    let folder = tempfile::tempdir().unwrap();
    let home = SqliteHome::open(&folder.path().join("ledger.sqlite"), "main").unwrap();
    let mut head = Head::EMPTY;
    let mut entries = Vec::new();
    for n in 1..=count {
        let entry = seal("main", &head, sample(n));
        head = Head { seq: entry.seq, chain: entry.chain };
        entries.push(entry);
    }
    home.append(&Head::EMPTY, &entries).unwrap();
    (folder, home, head)
}

fn findings(home: &SqliteHome, saved: Option<Head>) -> Vec<String> {
    verify(home, saved, |_| ()).unwrap().findings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_sqlite_home_keeps_every_promise_of_a_home() {
    let folder = tempfile::tempdir().unwrap();
    let mut n = 0;
    conformance::check(|| {
        n += 1;
        SqliteHome::open(&folder.path().join(format!("{n}.sqlite")), "main").unwrap()
    })
    .unwrap();
    assert_eq!(n, conformance::PROMISES.len());
}

#[test]
fn the_test_vectors_of_the_format_hold() {
    let mut head = Head::EMPTY;
    let made: Vec<Value> = (1..=3u8)
        .map(|n| {
            let entry = seal("main", &head, sample(n));
            head = Head { seq: entry.seq, chain: entry.chain };
            let fields: Vec<Value> = entry.fields.iter().map(|f| json!({"name": f.name, "digest": f.digest.to_string()})).collect();
            json!({"seq": n, "bytes": hex(&encode(&entry)), "fields": fields, "content": entry.content.to_string(), "chain": entry.chain.to_string()})
        })
        .collect();
    let file = root().join("crates/ledger/vectors.json");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(kept, Value::Array(made), "the format changed: a ledger outlives us, raise the format instead");
}

#[test]
fn any_changed_byte_of_any_entry_is_found() {
    let (folder, home, head) = filled(3);
    let file = folder.path().join("ledger.sqlite");
    let db = Connection::open(&file).unwrap();
    for seq in 1..=3u64 {
        let bytes: Vec<u8> = db.query_row("SELECT bytes FROM entry WHERE seq = ?1", [seq], |r| r.get(0)).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x01;
            db.execute("UPDATE entry SET bytes = ?2 WHERE seq = ?1", rusqlite::params![seq, changed]).unwrap();
            let found = findings(&home, Some(head));
            assert!(!found.is_empty(), "byte {at} of entry {seq} was changed and nobody noticed");
        }
        db.execute("UPDATE entry SET bytes = ?2 WHERE seq = ?1", rusqlite::params![seq, bytes]).unwrap();
    }
    assert!(findings(&home, Some(head)).is_empty());
}

#[test]
fn a_changed_field_is_named_with_its_entry() {
    let (folder, home, head) = filled(4);
    let db = Connection::open(folder.path().join("ledger.sqlite")).unwrap();
    let bytes: Vec<u8> = db.query_row("SELECT bytes FROM entry WHERE seq = 3", [], |r| r.get(0)).unwrap();
    let mut entry: Entry = decode(&bytes).unwrap();
    let text = entry.fields.iter_mut().find(|f| f.name == "text").unwrap();
    if let Content::Present { value, .. } = &mut text.content {
        *value = b"\"other words\"".to_vec();
    }
    db.execute("UPDATE entry SET bytes = ?1 WHERE seq = 3", [encode(&entry)]).unwrap();
    assert_eq!(findings(&home, Some(head)), ["entry 3: the words or salt of field 'text' were changed"]);
}

#[test]
fn a_removed_a_moved_and_a_cut_entry_are_found_where_they_are() {
    let (folder, home, head) = filled(5);
    let db = Connection::open(folder.path().join("ledger.sqlite")).unwrap();
    db.execute_batch("CREATE TEMP TABLE kept AS SELECT * FROM entry").unwrap();
    let back = || db.execute_batch("DELETE FROM entry; INSERT INTO entry SELECT * FROM kept").unwrap();
    db.execute("DELETE FROM entry WHERE seq = 2", []).unwrap();
    assert!(findings(&home, None)[0].starts_with("entry 3: entry 2 should stand here"));
    back();
    db.execute_batch("UPDATE entry SET seq = 100 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = 100").unwrap();
    assert!(findings(&home, None)[0].starts_with("entry 2: says it is main/3"));
    back();
    db.execute("DELETE FROM entry WHERE seq = 5", []).unwrap();
    let without = findings(&home, None);
    let with = findings(&home, Some(head));
    assert!(with.iter().any(|f| f.starts_with("entry 4: the ledger ends here")), "{with:?}");
    assert!(!without.iter().any(|f| f.contains("ends here")), "without a saved head nobody can know");
}

#[test]
fn a_chain_written_anew_is_found_with_a_saved_head_only() {
    let (folder, home, head) = filled(3);
    let db = Connection::open(folder.path().join("ledger.sqlite")).unwrap();
    let mut at = Head::EMPTY;
    for n in 1..=3u8 {
        let mut new = sample(n);
        new.fields[0].value = b"\"a kinder history\"".to_vec();
        let entry = seal("main", &at, new);
        at = Head { seq: entry.seq, chain: entry.chain };
        db.execute("UPDATE entry SET bytes = ?2 WHERE seq = ?1", rusqlite::params![n, encode(&entry)]).unwrap();
    }
    assert!(findings(&home, None).is_empty());
    assert!(findings(&home, Some(head))[0].starts_with("entry 3: the chain here is not the one of the saved head"));
}

#[test]
fn erased_words_are_gone_from_the_file() {
    let (folder, home, head) = filled(3);
    home.erase(2, &["text"]).unwrap();
    assert!(findings(&home, Some(head)).is_empty());
    for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        assert!(!bytes.windows(7).any(|w| w == b"words 2"), "{name} still holds the words");
    }
    let python = Command::new("python3")
        .arg(root().join("tests/verifier.py"))
        .arg(folder.path().join("ledger.sqlite"))
        .arg("main")
        .output()
        .unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stdout));
}

#[test]
fn a_verifier_written_from_the_format_alone_agrees() {
    let (folder, _home, head) = filled(5);
    let file = folder.path().join("ledger.sqlite");
    let python = |head: String| {
        Command::new("python3").arg(root().join("tests/verifier.py")).arg(&file).arg("main").arg(head).output().unwrap()
    };
    assert!(python(head.to_string()).status.success());
    let db = Connection::open(&file).unwrap();
    db.execute("DELETE FROM entry WHERE seq = 5", []).unwrap();
    let out = python(head.to_string());
    assert!(!out.status.success() && String::from_utf8_lossy(&out.stdout).contains("ends before the saved head"));
}

const CHILD: &str = "CANDOUR_TEST_APPENDS_TO";

/// Not a check of its own: the process that the next test kills. It appends acts one by one and says each head.
#[test]
fn helper_that_appends_until_it_is_killed() {
    let Ok(file) = std::env::var(CHILD) else { return };
    let home = SqliteHome::open(Path::new(&file), "main").unwrap();
    let mut head = home.head().unwrap();
    for n in head.seq.. {
        let entries: Vec<Entry> = (0..3u64)
            .scan(head, |at, i| {
                let mut new = sample(u8::try_from(i).unwrap());
                new.act_id = ledger::Id(u128::from(n + 1).to_be_bytes());
                new.id = ledger::Id(u128::from(n * 3 + i).to_be_bytes());
                let entry = seal("main", at, new);
                *at = Head { seq: entry.seq, chain: entry.chain };
                Some(entry)
            })
            .collect();
        head = home.append(&head, &entries).unwrap();
        println!("acknowledged {head}");
    }
}

#[test]
fn a_killed_process_loses_no_acknowledged_entry_and_leaves_no_torn_act() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.sqlite");
    let mut total = 0;
    for round in 0..12u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["it::ledger::helper_that_appends_until_it_is_killed", "--exact", "--nocapture"])
            .env(CHILD, &file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
        let reader = std::thread::spawn(move || {
            lines.map_while(Result::ok).filter_map(|l| Head::parse(l.split_once("acknowledged ")?.1)).last()
        });
        std::thread::sleep(std::time::Duration::from_millis(150 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = reader.join().unwrap();
        let home = SqliteHome::open(&file, "main").unwrap();
        let report = verify(&home, acknowledged, |_| ()).unwrap();
        assert!(report.findings.is_empty(), "round {round}: {:?}", report.findings);
        assert_eq!(report.entries % 3, 0, "round {round}: half an act stayed");
        total = report.entries;
    }
    assert!(total >= 3000, "only {total} entries were appended: the test did not press hard enough");
}

proptest! {
    #[test]
    fn any_entry_reads_back_as_it_was_written(text in ".{0,80}", names in prop::collection::btree_set("[a-z_]{1,12}", 0..6), shared in prop::collection::vec(".{0,20}", 0..4), key in any::<Option<[u8; 16]>>(), version in any::<u32>()) {
        let mut new = sample(1);
        new.version = version;
        new.content_key = key.map(ledger::Id);
        new.visibility = if shared.is_empty() { ledger::Visibility::Public } else { ledger::Visibility::Shared(shared) };
        new.fields = names.into_iter().map(|name| ledger::NewField { name, salt: [3; 16], value: text.clone().into_bytes() }).collect();
        let entry = seal("main", &Head::EMPTY, new);
        prop_assert_eq!(decode(&encode(&entry)).unwrap(), entry);
    }
}
