//! Tables whose cells a host of documents parted by strokes ("Name / Governor type / Present / Apologies") made rows with tabs.
//!
//! *Invariant:* words stay in their order and none is lost; a text in which strokes stand only between words has no such table.

/// The fewest lines of three cells and more that are tables: fewer are words with strokes between.
const ROWS: usize = 4;
/// The most lines that one row goes over.
const LINES: usize = 4;

/// The text with its tables as rows, or `None` where it has none.
pub(super) fn rows(text: &str) -> Option<String> {
    if text.matches(" /").count() < ROWS * 2 {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let wide = lines.iter().filter(|line| strokes(line) >= 2).count();
    if wide < ROWS || wide * 20 < lines.iter().filter(|line| !line.trim().is_empty()).count() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let next = end_of_row(&lines, at);
        let whole = lines.get(at..next).unwrap_or_default();
        if next > at + 1 || is_row(line) {
            let joined = whole.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
            out.push_str(&cells(&joined).join("\t"));
            out.push('\n');
        } else {
            out.push_str(line);
        }
        at = next.max(at + 1);
    }
    Some(out)
}

/// How many strokes with a space on either side the line has; one at its end counts too.
fn strokes(line: &str) -> usize {
    if is_prose(line) { 0 } else { cells(line.trim()).len() - 1 }
}

/// A sentence has strokes between its words ("of health / social care / police."), cells begin with capitals; an action is in words.
fn is_prose(line: &str) -> bool {
    let line = line.trim();
    let goes_on = |line: &str| cells(line).iter().skip(1).any(|cell| cell.starts_with(char::is_lowercase));
    line.ends_with('.') && goes_on(line) || line.to_lowercase().starts_with("action:")
}

/// The cells of a line; an empty one keeps a bar, so that its place in the row is seen.
fn cells(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in line.match_indices('/') {
        let before = line.get(..at).is_some_and(|t| t.is_empty() || t.ends_with(' '));
        let after = line.get(at + 1..).is_some_and(|t| t.is_empty() || t.starts_with(' '));
        if before && after {
            out.push(kept(line.get(from..at).unwrap_or("")));
            from = at + 1;
        }
    }
    out.push(kept(line.get(from..).unwrap_or("")));
    out
}

fn kept(cell: &str) -> &str {
    let cell = cell.trim();
    if cell.is_empty() { "|" } else { cell }
}

/// Whether the line is a row by itself: of three cells and more, or of two of which the first is a few words and no number.
fn is_row(line: &str) -> bool {
    if is_prose(line) {
        return false;
    }
    let cells = cells(line.trim());
    match cells.as_slice() {
        [first, second] => {
            let few = first.split_whitespace().count() <= 5 && second.split_whitespace().count() <= 16;
            few && first.starts_with(char::is_uppercase) && second.starts_with(char::is_uppercase)
        }
        all => all.len() >= 3,
    }
}

/// Where the row ends that starts at a line "1. / Faith groups had asked ..." whose other cells stand in the lines after it.
fn end_of_row(lines: &[&str], at: usize) -> usize {
    let line = lines.get(at).copied().unwrap_or("");
    if !(numbered(line) && strokes(line) == 1 && line.trim_end().len() > 12) {
        return at + 1;
    }
    for (i, next) in lines.iter().enumerate().skip(at + 1).take(LINES) {
        if numbered(next) || next.trim().is_empty() {
            break;
        }
        // The owner's cell is short.
        let owner = |cell: &&str| cell.starts_with(char::is_uppercase) && cell.split_whitespace().count() <= 6;
        if strokes(next) > 0 && cells(next.trim()).iter().skip(1).any(owner) {
            return i + 1;
        }
    }
    at + 1
}

/// "1. / ...", "12 / ..."
fn numbered(line: &str) -> bool {
    let first = cells(line.trim()).first().copied().unwrap_or("");
    !first.is_empty()
        && first.len() <= 4
        && first.trim_end_matches('.').bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    #[test]
    fn strokes_part_cells_only_where_there_are_tables() {
        let text = "Name / Role / Present / Apologies\nA Wroe (AW) / Chair / X\nB Lisle / Parent / / X\n1 / Welcome\n\
                    C Dunn / Staff / X\n2. / The group asked for more.\nBea to write / Bea\nNames / Role\nD Eames / Governor\n";
        let rows = super::rows(text).unwrap_or_default();
        assert!(rows.contains("B Lisle\tParent\t|\tX\n"), "{rows}");
        assert!(rows.contains("1 / Welcome\n"), "{rows}");
        assert!(rows.contains("2.\tThe group asked for more. Bea to write\tBea\n"), "{rows}");
        assert!(rows.contains("D Eames\tGovernor\n"), "{rows}");
        assert!(super::rows("The panel and / or the board\n").is_none());
    }
}
