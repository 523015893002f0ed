//! Tables that a text sets with bars between the cells ("Ref | Action | By whom") made rows with tabs.
//!
//! *Invariant:* words stay in their order and none is lost; a line that is no row of a table is left as it is.

use std::collections::HashMap;

const BAR: &str = " | ";
/// The fewest rows of one width that are a table: fewer are a menu or a list of names.
const ROWS: usize = 3;
/// The most lines that one row goes over.
const LINES: usize = 12;

/// The text with its tables as rows, or `None` where it has none.
pub(super) fn rows(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let bars = |line: &str| match (is_label(line), begins_empty(line)) {
        (true, _) => 0,
        (_, true) => line.matches('|').count(),
        _ => line.matches(BAR).count(),
    };
    let widths: Vec<usize> = lines.iter().map(|line| bars(line)).collect();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    widths.iter().for_each(|width| *counts.entry(*width).or_default() += 1);
    let common = |width: &usize| *width >= 2 && counts.get(width).is_some_and(|many| *many >= ROWS);
    let pairs = pairs(&lines, &widths);
    let width = widths.iter().copied().filter(|w| common(w)).max();
    if width.is_none() && !pairs.contains(&true) {
        return None;
    }
    let width = width.unwrap_or(0);
    // A row does not go on over an empty line, or into another table.
    let ends = |i: usize| {
        let other = widths.get(i).is_some_and(|own| *own < width && common(own)) || pairs.get(i) == Some(&true);
        other || lines.get(i).is_none_or(|line| line.trim().is_empty())
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let own = widths.get(at).copied().unwrap_or(0);
        // A row of the widest table may go over several lines.
        let pair = pairs.get(at) == Some(&true);
        let whole =
            if own > 0 && own < width && !common(&own) && !pair { over(&widths, at, width, &ends) } else { None };
        match whole {
            Some(end) => {
                let row: Vec<&str> = lines.get(at..end).unwrap_or_default().iter().map(|l| l.trim()).collect();
                out.push_str(&row.join(" ").replace(BAR, "\t"));
                out.push('\n');
                at = end;
            }
            None => {
                if pair {
                    out.push_str(&line.replacen(BAR, "\t", 1));
                } else if common(&own) {
                    // A bar at the line's end closes its last cell.
                    let ended = line.trim_end();
                    let row = ended.strip_suffix(" |").unwrap_or(ended);
                    let empty = || row.split('|').map(kept).collect::<Vec<_>>().join("\t");
                    let cells = if begins_empty(line) { empty() } else { row.replace(BAR, "\t") };
                    out.push_str(&cells);
                    out.push_str(line.get(ended.len()..).unwrap_or(""));
                } else {
                    out.push_str(line)
                }
                at += 1;
            }
        }
    }
    Some(out)
}

/// Which lines are rows of a table of two columns: some together, each of two short cells ("Name | Organisation" and those below it).
fn pairs(lines: &[&str], widths: &[usize]) -> Vec<bool> {
    const WORDS: usize = 12;
    let short = |cell: &str| (1..=WORDS).contains(&cell.split_whitespace().count());
    let row =
        |(line, width): (&&str, &usize)| *width == 1 && line.matches('|').count() == 1 && line.split(BAR).all(short);
    let rows: Vec<bool> = lines.iter().zip(widths).map(row).collect();
    let mut out = vec![false; rows.len()];
    let mut at = 0;
    while at < rows.len() {
        let run = rows.iter().skip(at).take_while(|row| **row).count();
        if run >= ROWS {
            out.iter_mut().skip(at).take(run).for_each(|row| *row = true);
        }
        at += run.max(1);
    }
    out
}

/// The text without the bars that end its lines, where a crawl left a bar behind every cell of a table, each on a line of its own.
pub(super) fn without_bars(text: &str) -> Option<String> {
    const MANY: usize = 8;
    let ends = |line: &str| line.trim_end().ends_with(" |") && line.matches('|').count() == 1;
    let alone = |line: &str| line.trim() == "|";
    if text.lines().filter(|line| ends(line)).count() < MANY || !text.lines().any(alone) {
        return None;
    }
    let kept = text.lines().filter(|line| !alone(line));
    Some(kept.map(|line| if ends(line) { line.trim_end().trim_end_matches([' ', '|']) } else { line }).fold(
        String::with_capacity(text.len()),
        |mut out, line| {
            out.push_str(line);
            out.push('\n');
            out
        },
    ))
}

/// The text without the strokes that frame it, where a scan or a converter drew a form's box at the beginning of nearly every line: a space in
/// place of each, so that every place stays as it is.
pub(super) fn without_frame(text: &str) -> Option<String> {
    const MANY: usize = 12;
    let filled = |line: &&str| !line.trim().is_empty();
    let framed = |line: &str| {
        let own = line.trim();
        own.starts_with('|') && own.strip_suffix('|').unwrap_or(own).trim_start_matches('|').matches('|').count() == 0
    };
    let (all, many) = (text.lines().filter(filled).count(), text.lines().filter(|line| framed(line)).count());
    if many < MANY || many * 10 < all * 7 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let own = line.trim();
        if !framed(line) {
            // What a scan makes of a line across the page.
            let drawn = !own.is_empty() && own.chars().all(|c| matches!(c, '~' | '-' | '_' | '=' | ' '));
            out.push_str(&if drawn { line.replace(['~', '-', '_', '='], " ") } else { line.to_owned() });
            continue;
        }
        out.push_str(&line.replace('|', " "));
    }
    Some(out)
}

/// Where the lines end that have so many bars together, from one on.
fn over(widths: &[usize], from: usize, width: usize, ends: &dyn Fn(usize) -> bool) -> Option<usize> {
    let mut sum = 0;
    for (at, own) in widths.iter().enumerate().skip(from).take(LINES) {
        if ends(at) {
            return None;
        }
        sum += own;
        if sum == width {
            return Some(at + 1);
        }
        if sum > width {
            return None;
        }
    }
    None
}

/// A cell without the spaces around it; an empty one keeps a bar, so that its place in the row is seen.
fn kept(cell: &str) -> &str {
    let cell = cell.trim();
    if cell.is_empty() { "|" } else { cell }
}

/// "| | Amend the message | Head of Control": a row whose first cells are empty, and which no bar closes.
fn begins_empty(line: &str) -> bool {
    line.starts_with("| ") && !line.trim_end().ends_with('|')
}

/// "Category: A | B | C": a label and what it lists.
fn is_label(line: &str) -> bool {
    let first = line.split(BAR).next().unwrap_or("");
    first.contains(": ") && first.split_whitespace().count() <= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_width_are_a_table_and_a_menu_is_none() {
        let text = "Home | About | News\n\nRef | Action | By whom\nA1 | Do it | Sgt Nield\nA2 | Do\n - this\n - that | Insp Lee\nA3 | Rest | All\nSent to: A | B | C\n";
        let rows = rows(text).unwrap_or_default();
        assert!(rows.contains("Ref\tAction\tBy whom\n"), "{rows}");
        assert!(rows.contains("A2\tDo - this - that\tInsp Lee\n"), "{rows}");
        assert!(rows.contains("Sent to: A | B | C\n"), "{rows}");
        let plan = "Asked | Said | Done\nOne | Yes | First\n| | Second\n| | Third\n";
        assert_eq!(
            super::rows(plan).unwrap_or_default(),
            "Asked\tSaid\tDone\nOne\tYes\tFirst\n|\t|\tSecond\n|\t|\tThird\n"
        );
        let cells = "Members |\nCr A Tui |\n|\nCr B Fon |\n|\nCr C Lin |\n|\nCr D Ora |\nx |\ny |\nz |\nOfficers\n";
        assert!(super::without_bars(cells).unwrap_or_default().starts_with("Members\nCr A Tui\nCr B Fon\n"));
        assert!(super::without_bars("Home |\nAbout\n").is_none());
        assert!(super::rows("Home | About | News\nA | B | C\n").is_none());
        assert!(super::rows("no table\n").is_none());
        let roll = "Name | Organisation\nInsp Ada Lund | Wexmoor Police\nBen Holm | Home Office\n\nTitle | Site\n";
        assert_eq!(
            super::rows(roll).unwrap_or_default(),
            "Name\tOrganisation\nInsp Ada Lund\tWexmoor Police\nBen Holm\tHome Office\n\nTitle | Site\n"
        );
    }
}
