//! Bad input: a clear error or a correct reading, and nothing changed that should not be.

use std::process::Command;

use crate::kit::{Register, command, root};

const PAGE: &str = "Recommendations - Kent Police, May 2022\nThe officer’s log – kept by hand – was “lost”.\nIOPC reference\nRecommendations\nThe IOPC recommends that Kent Police keep the officer’s log.\nDo you accept the recommendation?\nYes\nAccepted action:\n- The log will be kept.\n";

fn put(register: &Register, name: &str, bytes: &[u8]) -> String {
    let path = register.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Imports bytes into a register that holds one document; the exit code, what was said, and whether the ledger grew.
fn import(name: &str, bytes: &[u8]) -> (Option<i32>, String, bool) {
    let register = Register::new();
    register.ok(&["import", root().join("samples/01-calderwick-custody-2021.txt").to_str().unwrap()]);
    let before = register.ok(&["verify", "--json"]);
    let out = register.run(&["import", &put(&register, name, bytes)]);
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    (out.status.code(), said, register.ok(&["verify", "--json"]) != before)
}

#[test]
fn what_cannot_be_read_is_said_to_be_so_and_changes_nothing() {
    let zip = b"PK\x03\x04rest of a word file".to_vec();
    let noise: Vec<u8> = (0..5000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (name, bytes, code, why) in [
        ("empty.txt", Vec::new(), 4, "the file is empty"),
        ("blank.txt", b" \n\t\n ".to_vec(), 3, "the file holds no words"),
        ("a.pdf", b"%PDF-1.7 and so on".to_vec(), 4, "the PDF file is damaged or cut short"),
        ("a.docx", zip, 4, "the ZIP file is damaged or cut short"),
        ("noise.bin", noise, 4, "no text in any encoding"),
        (
            "letter.txt",
            b"Dear all,\nthe picnic is on Sunday.\nBring a cake.\n".to_vec(),
            3,
            "no reader knows this kind of document",
        ),
    ] {
        let (exit, said, grew) = import(name, &bytes);
        assert_eq!(exit, Some(code), "{name}: {said}");
        assert!(said.contains(why), "{name}: {said}");
        assert!(!grew, "{name} changed the ledger");
    }
}

#[test]
fn a_huge_file_is_refused_without_being_read() {
    let register = Register::new();
    let path = register.folder.path().join("huge.txt");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 30).unwrap();
    let out = register.run(&["import", path.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&out.stdout).contains("the most that is read is 67108864 (64 MiB)"));
}

#[test]
fn the_same_page_in_any_common_encoding_is_read_alike() {
    let utf16 = |little: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(PAGE.encode_utf16());
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    };
    let byte = |c: char, mac: bool| match (c, mac) {
        ('’', false) => 0x92,
        ('–', false) => 0x96,
        ('“', false) => 0x93,
        ('”', false) => 0x94,
        ('’', true) => 0xd5,
        ('–', true) => 0xd0,
        ('“', true) => 0xd2,
        ('”', true) => 0xd3,
        (c, _) => c as u8,
    };
    let single = |mac: bool| PAGE.chars().map(|c| byte(c, mac)).collect::<Vec<u8>>();
    let mojibake = PAGE.replace('“', "â€œ").replace('”', "â€\u{9d}").replace('’', "â€™").replace('–', "â€\u{201c}");
    let expected = crate::kit::extract_words("p.txt", PAGE)["recommendations"].clone();
    assert!(expected[0]["text"].as_str().unwrap().contains("officer’s log"));
    for (name, bytes) in [
        ("UTF-8 with a mark", [b"\xef\xbb\xbf".to_vec(), PAGE.as_bytes().to_vec()].concat()),
        ("UTF-16 little", utf16(true, true)),
        ("UTF-16 big", utf16(false, true)),
        ("UTF-16 without a mark", utf16(true, false)),
        ("Windows-1252", single(false)),
        ("Mac Roman", single(true)),
        ("mojibake", mojibake.into_bytes()),
    ] {
        let register = Register::new();
        let read = crate::kit::extract(std::path::Path::new(&put(&register, "p.txt", &bytes)), &[]);
        assert_eq!(read["recommendations"], expected, "{name}");
    }
}

#[test]
fn html_nested_to_death_is_refused_and_odd_html_is_read() {
    let deep = format!("<!doctype html><title>x</title>{}words{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
    let (exit, said, grew) = import("deep.html", deep.as_bytes());
    assert_eq!((exit, grew), (Some(4), false), "{said}");
    assert!(said.contains("nests elements more than"), "{said}");
    let unclosed = format!("<html><body>{}", "<b><i><p>x".repeat(2000));
    assert!(matches!(import("odd.html", unclosed.as_bytes()).0, Some(3 | 4)));
    let script = "<html><body><h1>Recommendations - Kent Police, May 2022</h1><script>alert(1)</script><p>The IOPC recommends that Kent Police <b onclick=x>keep</b> the log &lt;script&gt;alert(2)&lt;/script&gt;.</p><p>Do you accept the recommendation?</p><p>Yes</p></body></html>";
    let register = Register::new();
    register.ok(&["import", &put(&register, "s.html", script.as_bytes())]);
    let page = register.serve().get("/recommendations/REC-1").body;
    assert!(
        page.contains("keep the log &#60;script&#62;") || page.contains("keep the log &lt;script&gt;"),
        "words stay words"
    );
    assert!(!page.contains("<script>alert"));
}

#[test]
fn right_to_left_and_zero_width_tricks_are_only_characters() {
    let tricky = PAGE.replace("keep the", "keep\u{200b} \u{202e}the\u{202c}");
    let read = crate::kit::extract_words("p.txt", &tricky);
    assert_eq!(read["recommendations"].as_array().unwrap().len(), 1);
}

#[test]
fn a_ledger_from_the_future_is_refused_and_left_alone() {
    let register = Register::new();
    register.ok(&["import", root().join("samples/01-calderwick-custody-2021.txt").to_str().unwrap()]);
    let file = register.path().join("ledger.sqlite");
    let db = rusqlite::Connection::open(&file).unwrap();
    db.execute_batch("PRAGMA user_version = 9").unwrap();
    let out = register.run(&["search"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("run a newer candour"));
    db.execute_batch("PRAGMA user_version = 1").unwrap();
    let (seq, mut bytes): (u64, Vec<u8>) = db
        .query_row("SELECT seq, bytes FROM entry ORDER BY seq DESC LIMIT 1", [], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap();
    bytes[5] = 7;
    db.execute("UPDATE entry SET bytes = ?2 WHERE seq = ?1", rusqlite::params![seq, bytes]).unwrap();
    let out = register.run(&["rebuild"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("format 7"), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(register.ok(&["search", "custody"]).contains("REC-"), "the view of before still answers");
}

#[test]
fn a_record_of_an_unknown_kind_stops_the_view_with_its_entry_named() {
    let register = Register::new();
    register.ok(&["import", root().join("samples/01-calderwick-custody-2021.txt").to_str().unwrap()]);
    let home = ledger::SqliteHome::open(&register.path().join("ledger.sqlite"), "main").unwrap();
    let head = ledger::Home::head(&home).unwrap();
    let mut new = ledger::home::conformance::sample(3);
    new.kind = "prophecy".to_owned();
    let entry = ledger::seal("main", &head, new);
    ledger::Home::append(&home, &head, &[entry]).unwrap();
    let out = register.run(&["rebuild"]);
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains(&format!("entry {}: the prophecy record cannot be read", head.seq + 1)), "{said}");
}

#[test]
fn a_file_that_is_no_ledger_is_not_taken_for_one() {
    let register = Register::new();
    std::fs::create_dir_all(register.path()).unwrap();
    std::fs::write(
        register.path().join("ledger.sqlite"),
        b"this is a text, not a database at all, and long enough to be read",
    )
    .unwrap();
    let out = register.run(&["search"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("ledger"), "{}", String::from_utf8_lossy(&out.stderr));
}

/// A small disk of its own, mounted for one test; `None` where this machine does not let us, said loudly.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(options: &str) -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path()).status();
        if mounted.is_ok_and(|s| s.success()) {
            return Some(Disk(folder));
        }
        eprintln!("NOT CHECKED: this machine does not allow mounting a small disk");
        assert!(std::env::var("CI").is_err(), "CI must be able to mount a small disk");
        None
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_fails_in_words_and_loses_nothing_acknowledged() {
    let Some(disk) = Disk::mount("size=3m") else { return };
    let data = disk.0.path().join("data");
    let samples = root().join("samples");
    let first =
        command(&data, &["import", samples.join("01-calderwick-custody-2021.txt").to_str().unwrap()]).output().unwrap();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let filler = disk.0.path().join("filler");
    let _ = std::fs::write(&filler, vec![1u8; 4 << 20]);
    let out = command(&data, &["import", samples.to_str().unwrap()]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("full") || said.contains("No space left") || said.contains("disk I/O"), "{said}");
    std::fs::remove_file(&filler).unwrap();
    let after = command(&data, &["verify"]).output().unwrap();
    assert!(after.status.success(), "{}", String::from_utf8_lossy(&after.stdout));
    let again = command(&data, &["search", "custody"]).output().unwrap();
    assert!(String::from_utf8_lossy(&again.stdout).contains("REC-2"), "{}", String::from_utf8_lossy(&again.stderr));
}

#[test]
fn a_read_only_folder_fails_in_words() {
    let Some(disk) = Disk::mount("size=8m") else { return };
    let data = disk.0.path().join("data");
    let sample = root().join("samples/01-calderwick-custody-2021.txt");
    let import = |file: &std::path::Path| command(&data, &["import", file.to_str().unwrap()]).output().unwrap();
    assert!(import(&sample).status.success());
    assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(disk.0.path()).status().unwrap().success());
    let out = import(&root().join("samples/02-northmere-messaging-2021.txt"));
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8_lossy(&out.stderr).to_lowercase();
    assert!(said.contains("read-only") || said.contains("readonly"), "{said}");
}

#[test]
fn lines_without_an_end_are_read_in_bounded_time() {
    let register = Register::new();
    let roll = |names: &str| {
        format!("X Board\nMinutes of 3 March 2022\n\nPresent: {names}\n\nApologies: none\n\n1. Next meeting\n")
    };
    // Each of these took more than a minute, or grew with the square of its length, before it was bounded.
    for (name, words) in [
        ("and.txt", roll(&"A and ".repeat(200_000))),
        ("commas.txt", roll(&"Police Aa, ".repeat(100_000))),
        ("brackets.txt", roll(&"Mr A (".repeat(100_000))),
        ("wide.txt", format!("{}\n", "a    ".repeat(50_000)).repeat(6)),
        ("quotes.txt", "a\t\"b\n".repeat(100_000)),
        // This one went as deep as it has names, until the stack was full.
        (
            "names.txt",
            format!(
                "Report\n\nRecommendation 1: The Board{} should publish its plan.\n",
                " and the Board".repeat(60_000)
            ),
        ),
    ] {
        let path = register.folder.path().join(name);
        std::fs::write(&path, words).unwrap();
        let out = register.run(&["--json", "extract", path.to_str().unwrap()]);
        let read: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(read["recommendations"].as_array().unwrap().len(), usize::from(name == "names.txt"), "{name}");
    }
}

#[test]
fn lists_without_an_end_are_read_in_bounded_time() {
    let register = Register::new();
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let page = "Recommendations - Kent Police, May 2022\n\n";
    let ask = "The IOPC recommends that Kent Police writes visits down.\n\nDo you accept the recommendation?\n\nYes\n\nAccepted action:\n\n";
    let minutes =
        "X Board\nMinutes of the meeting held on 3 March 2022\n\nPresent: Mr A Bean\n\nApologies: none\n\n1. Talk\n";
    // Each of these grew with the square of its length before it was bounded.
    for (name, words, found) in [
        (
            "items.txt",
            format!("{page}{ask}{}", lines(3_000, &|i| format!("- Form {i} for visit {} will be made.\n", i * 7))),
            1,
        ),
        (
            "actions.txt",
            format!("{minutes}{}", lines(5_000, &|i| format!("ACTION: JB to write letter {i} to them\n\n"))),
            0,
        ),
        (
            "table.csv",
            format!(
                "Ref,Recommendation,Addressee,Response\n{}",
                lines(30_000, &|i| format!("{i},Write visit {i} down each day,Kent Police,Accepted\n"))
            ),
            20_000,
        ),
    ] {
        let out = register.run(&["--json", "extract", &put(&register, name, words.as_bytes())]);
        let read: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(read["recommendations"].as_array().unwrap().len(), found, "{name}");
        let told = read["warnings"].to_string().contains("read by a mapping file");
        assert_eq!(told, name == "table.csv", "{name}: {}", read["warnings"]);
    }
}
