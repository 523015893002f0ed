//! PDF, Word, Excel, CSV, Markdown and ZIP: what they hold is read, and hostile ones are refused in words.

use intake::{BlockKind, DecodeError, decode};

use crate::kit::{Register, root};

fn labelled(name: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/labelled/reports").join(name)).unwrap()
}

/// A PDF of one page with these drawing commands.
fn pdf(draw: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{draw}\nendstream", draw.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", i + 1).as_bytes());
    }
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    places.iter().for_each(|at| out.extend_from_slice(format!("{at:010} 00000 n \n").as_bytes()));
    out.extend_from_slice(
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF", objects.len() + 1).as_bytes(),
    );
    out
}

fn line(x: u32, y: u32, words: &str) -> String {
    format!("BT /F 10 Tf {x} {y} Td ({words}) Tj ET\n")
}

#[test]
fn two_columns_are_read_one_after_the_other_and_broken_words_joined() {
    let mut draw = String::new();
    for row in 0..8 {
        draw.push_str(&line(50, 700 - row * 12, &format!("the left column goes on with its line {row} for a while")));
        draw.push_str(&line(310, 700 - row * 12, &format!("the right column goes on with its line {row} for a while")));
    }
    draw.push_str(&line(50, 700 - 8 * 12, "and here the left one breaks a word in its mid-"));
    draw.push_str(&line(50, 700 - 9 * 12, "dle and ends."));
    let decoded = decode("x.pdf", &pdf(&draw)).unwrap();
    let (left, right) = (decoded.text.find("left column").unwrap(), decoded.text.find("right column").unwrap());
    let last_left = decoded.text.find("middle and ends.").expect("the word is joined");
    assert!(left < last_left && last_left < right, "{}", decoded.text);
}

#[test]
fn running_heads_and_page_numbers_go_and_pages_are_counted() {
    let read = decode("x.pdf", &labelled("r05_marlport_form_table.pdf")).unwrap();
    assert_eq!(read.text.matches('\u{c}').count(), 2, "three pages");
    for gone in ["OFFICIAL", "Page 2"] {
        assert!(!read.text.contains(gone), "{gone} is furniture");
    }
    assert!(read.text.contains("THIS REPORT IS BEING SENT TO:"), "widths given as ranges are read");
}

#[test]
fn a_pdf_of_pictures_is_said_to_be_one_and_goes_to_the_named_program() {
    let empty = pdf("0 0 m 10 10 l S\n");
    assert_eq!(decode("x.pdf", &empty).unwrap_err(), DecodeError::ImageOnly { pages: 1 });
    let register = Register::new();
    let file = register.folder.path().join("scan.pdf");
    std::fs::write(&file, &empty).unwrap();
    let out = register.run(&["import", file.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&out.stdout).contains("pictures of 1 pages and no text"));
    let config = register.folder.path().join("candour.toml");
    let page = "Recommendations - Kent Police, May 2022\\nThe IOPC recommends that Kent Police reviews it.\\nYes\\n";
    let ocr =
        format!("[intake]\nocr = [\"sh\", \"-c\", \"cat >/dev/null; printf '{page}'\"]\n").replace("\\n\"", "\\\\n\"");
    std::fs::write(&config, ocr.replace("\\n", "\\\\n")).unwrap();
    let out = register.run(&["--config", config.to_str().unwrap(), "import", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("1 recommendation") && said.contains("read by an OCR program"), "{said}");
}

#[test]
fn word_numbers_are_computed_and_tracked_changes_taken() {
    let read = decode("x.docx", &labelled("r09_thornavon_tracked.docx")).unwrap();
    assert!(read.text.contains("1. Chief Executive, Wendelmere Homes Group"), "{}", read.text);
    assert!(read.text.contains("13.09.24"), "the inserted due date");
    let inquiry = decode("x.docx", &labelled("r15_aldermoor_inquiry.docx")).unwrap();
    let headings: Vec<_> = inquiry
        .blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Heading(_)))
        .map(|b| &inquiry.text[b.start..b.end])
        .collect();
    assert!(headings.iter().any(|h| h.starts_with("Recommendation 3: ")), "{headings:?}");
}

#[test]
fn sheets_tables_and_markdown_become_rows_and_headings() {
    let sheet = decode("x.xlsx", &labelled("r26_resilience_tracker.xlsx")).unwrap();
    assert!(sheet.text.contains("2023-06-30"), "a date cell is an ISO date");
    let rows = |d: &intake::Decoded| d.blocks.iter().filter(|b| b.kind == BlockKind::Row).count();
    assert!(rows(&sheet) > 8);
    let csv = decode("x.csv", b"Ref;What\n1;\"one\ntwo\"\n2;=cmd|' /C calc'!A0\n").unwrap();
    assert_eq!(rows(&csv), 3);
    assert!(csv.text.contains("=cmd|"), "a formula is words and nothing else");
    let markdown = decode("x.md", b"# Title\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n").unwrap();
    assert_eq!(markdown.blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(rows(&markdown), 2);
    let spanned =
        b"<html><body><table><tr><td rowspan=2>A</td><td>1</td></tr><tr><td>2</td></tr></table></body></html>";
    assert!(decode("x.html", spanned).unwrap().text.contains("A\t2"), "a cell over two rows stands in both");
}

#[test]
fn hostile_and_broken_files_are_refused_in_words() {
    let docx = labelled("r12_keldervalley_by_number.docx");
    for (name, bytes, why) in [
        ("cut.pdf", labelled("r06_kelderwick_impossible_date.pdf")[..3000].to_vec(), "PDF"),
        ("cut.docx", docx[..docx.len() / 2].to_vec(), "damaged"),
        ("not.zip", b"PK\x03\x04 and nothing of one".to_vec(), ""),
        ("old.doc", b"\xd0\xcf\x11\xe0rest".to_vec(), "old Word"),
    ] {
        let error = match intake::format_of(name, &bytes) {
            intake::Format::Zip => intake::documents_in(&bytes).unwrap_err(),
            _ => decode(name, &bytes).expect_err(name),
        };
        assert!(error.to_string().contains(why), "{name}: {error}");
    }
    let many: String = (0..=intake::MAX_ROWS).map(|n| format!("{n},x\n")).collect();
    assert!(decode("many.csv", many.as_bytes()).unwrap_err().to_string().contains("more rows than are read"));
}

#[test]
fn a_reader_process_that_takes_too_much_is_stopped_and_nothing_else_suffers() {
    // A content stream that asks for a billion glyphs' work: the child's processor time runs out.
    let register = Register::new();
    let heavy: String = (0..400_000).map(|n| line(n % 500, n % 800, "x")).collect();
    let file = register.folder.path().join("heavy.pdf");
    std::fs::write(&file, pdf(&heavy)).unwrap();
    let config = register.folder.path().join("candour.toml");
    std::fs::write(&config, "[intake]\nseconds = 1\n").unwrap();
    let out = register.run(&["--config", config.to_str().unwrap(), "import", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(4), "{said}");
    assert!(
        ["more than 1 seconds", "its parser failed", "more pieces of text"].iter().any(|w| said.contains(w)),
        "{said}"
    );
    let good = root().join("tests/labelled/reports/r06_kelderwick_impossible_date.pdf");
    assert!(register.ok(&["import", good.to_str().unwrap()]).contains("4 recommendations"));
}

#[test]
fn nobody_named_in_a_coroners_report_is_in_the_public_record() {
    let register = Register::new();
    for name in [
        "r01_westmarch_flat_numbers.txt",
        "r03_brackenshire_rule43.txt",
        "r05_marlport_form_table.pdf",
        "r07_hartsend_web_page.html",
        "r09_thornavon_tracked.docx",
        "r11_corvane_letter_headings.pdf",
        "r13_wendelmere_letter_quotes.txt",
    ] {
        let file = root().join("tests/labelled/reports").join(name);
        let out = register.run(&["import", file.to_str().unwrap()]);
        assert!(out.status.success(), "{name}");
    }
    let public = register.ok(&["export"]).to_lowercase();
    for name in [
        "coatham",
        "redfearne",
        "callum",
        "pellew",
        "garrick",
        "parry-sloane",
        "tarrant",
        "thackley",
        "nantwell",
        "abara",
        "adair",
    ] {
        assert!(!public.contains(name), "{name} is public");
    }
}
