//! Tables that plain text sets with spaces: the columns are found by where words start, line under line, and each row becomes
//! a line with tabs, its wrapped cells joined.
//!
//! *Invariant:* a line outside such a table is kept as it is; no word is lost, added or changed.

/// The least lines that must start a cell at the same place before it is a column.
const LEAST: usize = 3;

/// The longest line, in bytes, and the most columns that a table set with spaces has.
const WIDEST: usize = 1_000;
const COLUMNS: usize = 30;

/// A cell of a line: the column (in characters) where it starts, and its words.
type Cell<'a> = (usize, &'a str);

/// The text with its tables as rows, or `None` where no table is set with spaces.
pub(super) fn rows(text: &str) -> Option<String> {
    if !text.contains("   ") {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut found) = (0, false);
    while at < lines.len() {
        let end = region(&lines, at);
        // Rows, and the head over them, may stand apart from each other.
        if let Some((whole, last)) = apart(&lines, at, end) {
            if let Some(table) = table(&whole, true) {
                out.push_str(&table);
                found = true;
            } else {
                lines.get(at..last).unwrap_or_default().iter().for_each(|line| {
                    out.push_str(line);
                    out.push('\n');
                });
            }
            at = last;
            continue;
        }
        if let Some(table) = lines.get(at..end).filter(|l| l.len() >= LEAST).and_then(|lines| table(lines, false)) {
            out.push_str(&table);
            found = true;
            at = end;
            continue;
        }
        // A stretch that is no table is passed over whole, so that each line is looked at a bounded number of times.
        for line in lines.get(at..end.max(at + 1)).unwrap_or_default() {
            out.push_str(line);
            out.push('\n');
        }
        at = end.max(at + 1);
    }
    found.then_some(out)
}

/// The lines of a table whose rows have blank lines between them, and where it ends: every stretch begins cells where the first does.
fn apart<'a>(lines: &[&'a str], from: usize, to: usize) -> Option<(Vec<&'a str>, usize)> {
    let starts = |at: usize| -> Vec<usize> {
        let line = lines.get(at).filter(|line| line.len() <= WIDEST);
        line.map(|line| cells(line, 2).into_iter().map(|(column, _)| column).collect()).unwrap_or_default()
    };
    let first = starts(from);
    if first.len() < 4 {
        return None;
    }
    let like = |at: usize| {
        let own = starts(at);
        let same = own.iter().filter(|column| first.iter().any(|f| f.abs_diff(**column) <= 1)).count();
        same >= 4 && same * 4 >= own.len() * 3
    };
    let mut whole: Vec<&str> = lines.get(from..to)?.to_vec();
    let (mut end, mut more) = (to, 0);
    loop {
        let next = end + lines.iter().skip(end).position(|l| !l.trim().is_empty()).unwrap_or(usize::MAX - end);
        if next >= lines.len() || next > end + 3 || !like(next) {
            break;
        }
        end = region(lines, next);
        whole.extend(lines.get(next..end).unwrap_or_default());
        more += 1;
    }
    (more > 0).then_some((whole, end))
}

/// Where the lines without a blank one between them end.
fn region(lines: &[&str], from: usize) -> usize {
    lines.iter().skip(from).position(|l| l.trim().is_empty()).map_or(lines.len(), |n| from + n)
}

/// The cells of a line: words parted by `gap` spaces or more.
fn cells(line: &str, gap: usize) -> Vec<Cell<'_>> {
    placed(line, gap).into_iter().map(|(column, _, words)| (column, words)).collect()
}

/// The cells of a line, each with the column and the byte where it starts.
fn placed(line: &str, gap: usize) -> Vec<(usize, usize, &str)> {
    let mut out: Vec<(usize, usize, &str)> = Vec::new();
    let (mut start, mut spaces) = (None, 0);
    let mut end = 0;
    for (column, (byte, c)) in line.char_indices().enumerate() {
        if c == ' ' {
            spaces += 1;
            continue;
        }
        match start {
            Some((at, from)) if spaces >= gap => {
                out.push((at, from, line.get(from..end).unwrap_or("")));
                start = Some((column, byte));
            }
            None => start = Some((column, byte)),
            Some(_) => {}
        }
        spaces = 0;
        end = byte + c.len_utf8();
    }
    out.extend(start.map(|(at, from)| (at, from, line.get(from..end).unwrap_or(""))));
    out
}

/// The table that the lines set, if they do; `rows` where each of its rows is known to begin cells where the head does, however many
/// lines of one cell come after.
fn table(lines: &[&str], rows: bool) -> Option<String> {
    if lines.iter().any(|l| l.contains('\t') || l.len() > WIDEST) {
        return None;
    }
    let wide: Vec<Vec<Cell<'_>>> = lines.iter().map(|l| cells(l, 3)).collect();
    let columns = with_heads(columns(&wide), lines);
    let several = wide.iter().filter(|row| row.len() > 1).count();
    if !(2..=COLUMNS).contains(&columns.len()) || several < LEAST || !rows && several * 2 < lines.len() {
        return None;
    }
    let near = |at: usize| columns.iter().position(|c| c.abs_diff(at) <= 1);
    let under = |at: usize| columns.iter().rposition(|c| *c <= at + 1).unwrap_or(0);
    // The leftmost column that most rows have: a row starts where it does.
    let most = |column: usize| {
        let there = wide.iter().filter(|row| row.len() > 1 && row.iter().any(|(at, _)| near(*at) == Some(column)));
        there.count() * 5 >= several * 3
    };
    let key = (0..columns.len()).find(|column| most(*column))?;
    // A list's signs and numbers stand apart from its words too.
    if columns.len() == 2
        && wide.iter().filter(|row| row.len() > 1).all(|row| row.first().is_some_and(|c| is_sign(c.1)))
    {
        return None;
    }
    let mut out: Vec<Vec<String>> = Vec::new();
    for line in lines {
        let row = split(line, &columns);
        let first = row.first()?;
        let own = row.iter().any(|(at, _)| near(*at) == Some(key));
        let goes_on = first.1.starts_with(char::is_lowercase) || first.1.starts_with('(');
        let starts = (own && !(row.len() == 1 && goes_on)) || near(first.0).is_some_and(|c| c < key);
        if starts || out.is_empty() {
            out.push(vec![String::new(); columns.len()]);
        }
        let last = out.last_mut()?;
        for (at, words) in row {
            let cell = last.get_mut(near(at).unwrap_or_else(|| under(at)))?;
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(words);
        }
    }
    let lines: Vec<String> = out.iter().map(|row| row.join("\t").trim_end().to_owned()).collect();
    Some(lines.join("\n") + "\n")
}

/// The columns, and those that the first line heads and rows have two spaces before.
fn with_heads(mut columns: Vec<usize>, lines: &[&str]) -> Vec<usize> {
    if columns.len() < 2 {
        return columns;
    }
    let heads = lines.first().map(|line| cells(line, 3)).unwrap_or_default();
    let rows: Vec<Vec<Cell<'_>>> = lines.iter().skip(1).map(|line| cells(line, 2)).collect();
    for (head, _) in heads {
        let known = columns.iter().any(|column| column.abs_diff(head) <= 1);
        let under = rows.iter().filter(|row| row.iter().any(|(at, _)| at.abs_diff(head) <= 1)).count();
        if !known && under >= LEAST {
            columns.push(head);
        }
    }
    columns.sort_unstable();
    columns
}

/// A bullet, or the number of a list or paragraph: "•", "3.", "(a)", "1.2".
fn is_sign(words: &str) -> bool {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let number = bare.split('.').all(|n| n.len() <= 3 && n.chars().all(|c| c.is_ascii_digit()));
    number || (bare.len() <= 1) || (words.ends_with([')', '.']) && bare.len() <= 3)
}

/// The places at which cells start on enough lines.
fn columns(rows: &[Vec<Cell<'_>>]) -> Vec<usize> {
    let mut starts: Vec<usize> = rows.iter().flatten().map(|(at, _)| *at).collect();
    starts.sort_unstable();
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for at in starts {
        match columns.last_mut().filter(|(column, _)| at - *column <= 1) {
            Some((_, count)) => *count += 1,
            None => columns.push((at, 1)),
        }
    }
    // The first column may be a label that stands once ("Present:").
    let left = columns.first().map(|(at, _)| *at);
    columns.into_iter().filter(|(at, count)| *count >= LEAST || Some(*at) == left).map(|(at, _)| at).collect()
}

/// The cells of a line of a table: two spaces part them where a column starts, three anywhere.
fn split<'a>(line: &'a str, columns: &[usize]) -> Vec<Cell<'a>> {
    let mut out: Vec<Cell<'a>> = Vec::new();
    let mut from = 0;
    for (at, byte, words) in placed(line, 2) {
        let column = columns.iter().any(|c| c.abs_diff(at) <= 1);
        match out.last_mut().filter(|_| !column) {
            // No column starts here: the words go on.
            Some((_, said)) => *said = line.get(from..byte + words.len()).unwrap_or(said),
            None => {
                from = byte;
                out.push((at, words));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn columns_set_with_spaces_become_rows_and_wrapped_cells_are_joined() {
        let text = "Log\n\nNo.  Action                   Who\n1    Ask for a date for the   Insp A\n     \
                    painting\n2    Send the leaflet         All\n\nProse stays as  it is.\n";
        let said = "Log\n\nNo.\tAction\tWho\n1\tAsk for a date for the painting\tInsp A\n2\tSend the leaflet\tAll\n\nProse stays as  it is.\n";
        assert_eq!(rows(text).as_deref(), Some(said));
        assert_eq!(rows("One line.   And another.\nA third   one.\n"), None);
    }
}
