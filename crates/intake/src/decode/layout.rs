//! Runs of text with their places on a page to blocks in reading order: columns, lines, tables, paragraphs; running
//! headers and page numbers left out, words broken at a line's end joined.
//!
//! *Invariant:* words are kept as drawn; only white space, hyphens at a line's end and running lines go.

use std::collections::HashMap;

use super::pdf::Page;
use super::text;
use super::{Block, BlockKind};

/// A run of text on one line of a page; places in points, `y` downwards from the top.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) x: f64,
    pub(super) end: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) text: String,
}

/// A line: cells from left to right, far enough apart to be a table's.
#[derive(Clone, Debug)]
struct Line {
    y: f64,
    size: f64,
    cells: Vec<Run>,
}

impl Line {
    fn x(&self) -> f64 {
        self.cells.first().map_or(0.0, |c| c.x)
    }

    fn words(&self) -> String {
        self.cells.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join(" ")
    }
}

/// The text and the blocks of all pages.
pub(super) fn read(pages: &[Page]) -> (String, Vec<Block>) {
    let mut read: Vec<Vec<Vec<Line>>> =
        pages.iter().map(|page| regions(page).into_iter().map(lines).collect()).collect();
    drop_running(&mut read, pages);
    let body = body_size(&read);
    let mut out = Out::default();
    for (i, page) in read.into_iter().enumerate() {
        if i > 0 {
            out.text.push('\u{c}');
        }
        for region in page {
            paragraphs(&region, body, &mut out);
        }
    }
    (out.text, out.blocks)
}

/// The stretches of a page that are read one after another: the whole page, or columns between what spans them.
fn regions(page: &Page) -> Vec<Vec<Run>> {
    let Some(gutter) = gutter(page) else { return vec![page.runs.clone()] };
    let mut out: Vec<Vec<Run>> = Vec::new();
    let (mut left, mut right, mut wide) = (Vec::new(), Vec::new(), Vec::new());
    let mut flush = |parts: [&mut Vec<Run>; 2]| {
        out.extend(parts.into_iter().map(std::mem::take).filter(|part| !part.is_empty()));
    };
    for level in levels(page.runs.clone()) {
        // What crosses the gutter, and a table's row, is read before what stands below it.
        let mut spans = level.iter().any(|r| r.x < gutter && r.end > gutter) || line(level.clone()).cells.len() > 2;
        // The short last line of a paragraph that spans both columns goes with it.
        let first = level.first().map_or((0.0, 0.0), |r| (r.y, r.size));
        let gap = wide.last().map_or(f64::INFINITY, |last: &Run| first.0 - last.y);
        // So does a cell that stands in the middle of its row's height.
        spans |= (gap < first.1 * 1.6 && level.iter().all(|r| r.end <= gutter)) || gap < first.1 * 0.9;
        if spans {
            flush([&mut left, &mut right]);
            wide.extend(level);
        } else {
            flush([&mut wide, &mut Vec::new()]);
            level.into_iter().for_each(|run| if run.end <= gutter { left.push(run) } else { right.push(run) });
        }
    }
    flush([&mut left, &mut right]);
    flush([&mut wide, &mut Vec::new()]);
    out
}

/// The middle of the white band between two columns of prose, if the page has two.
fn gutter(page: &Page) -> Option<f64> {
    let narrow: Vec<&Run> = page.runs.iter().filter(|r| r.end - r.x < page.width * 0.55).collect();
    if narrow.len() < 12 {
        return None;
    }
    let (low, high) = (page.width * 0.3, page.width * 0.7);
    let mut best: Option<(f64, f64)> = None;
    let mut at = low;
    while at < high {
        let crossing = page.runs.iter().filter(|r| r.x < at && r.end > at).count();
        if crossing * 8 <= page.runs.len() {
            let left = narrow.iter().filter(|r| r.end <= at).map(|r| r.end).fold(0.0, f64::max);
            let right = narrow.iter().filter(|r| r.x >= at).map(|r| r.x).fold(page.width, f64::min);
            let width = right - left;
            if width >= 8.0 && best.is_none_or(|(w, _)| width > w) {
                best = Some((width, (left + right) / 2.0));
            }
        }
        at += 3.0;
    }
    let (_, gutter) = best?;
    let left: Vec<&&Run> = narrow.iter().filter(|r| r.end <= gutter).collect();
    let right: Vec<&&Run> = narrow.iter().filter(|r| r.x >= gutter).collect();
    // Columns of prose fill their width; the cells of a table do not.
    let fills = |side: &[&&Run]| {
        let from = side.iter().map(|r| r.x).fold(f64::INFINITY, f64::min);
        let to = side.iter().map(|r| r.end).fold(0.0, f64::max);
        let full = side.iter().filter(|r| r.end - r.x > (to - from) * 0.7).count();
        side.len() >= 5 && full * 5 >= side.len() * 2
    };
    (fills(&left) && fills(&right)).then_some(gutter)
}

/// Runs to lines from the top, each line's runs joined where they are close.
fn lines(runs: Vec<Run>) -> Vec<Line> {
    levels(runs).into_iter().map(line).collect()
}

/// Runs by the line they stand on, from the top.
fn levels(mut runs: Vec<Run>) -> Vec<Vec<Run>> {
    runs.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows
            .last_mut()
            .filter(|row| row.first().is_some_and(|f| (f.y - run.y).abs() < run.size.min(f.size) * 0.45))
        {
            Some(row) => row.push(run),
            None => rows.push(vec![run]),
        }
    }
    rows
}

fn line(mut row: Vec<Run>) -> Line {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let y = row.first().map_or(0.0, |r| r.y);
    let size = row.iter().map(|r| r.size).fold(0.0, f64::max);
    let mut cells: Vec<Run> = Vec::new();
    for run in row {
        match cells.last_mut() {
            // A bullet or number stands well before its words, and belongs to them.
            Some(last) if run.x - last.end < size * 1.3 || is_marker(&last.text) && run.x - last.end < size * 4.0 => {
                let touches = run.x - last.end < size * 0.16 || last.text.ends_with(' ') || run.text.starts_with(' ');
                if !touches {
                    last.text.push(' ');
                }
                last.text.push_str(&run.text);
                last.end = run.end.max(last.end);
            }
            _ => cells.push(run),
        }
    }
    Line { y, size, cells }
}

/// "•", "1.", "(a)", "iv)" alone.
fn is_marker(words: &str) -> bool {
    let words = words.trim();
    let inner = words.trim_matches(['(', ')', '.']);
    let short = inner.chars().count() <= 4 && !inner.contains(' ');
    let signed = words.len() > inner.len();
    matches!(words, "•" | "-" | "–" | "·" | "▪" | "o" | "*" | "◦" | "●" | "\u{f0b7}" | "\u{f0a7}")
        || (short && signed && inner.chars().all(|c| c.is_ascii_digit() || c == '.'))
        || (short && signed && inner.chars().count() <= 3 && inner.chars().all(|c| c.is_ascii_lowercase()))
}

/// Leaves out page numbers, and lines that stand at the top or foot of most pages with only numbers changed.
fn drop_running(pages: &mut [Vec<Vec<Line>>], sizes: &[Page]) {
    let edge = |line: &Line, page: &Page| line.y < page.height * 0.11 || line.y > page.height * 0.89;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (page, size) in pages.iter().zip(sizes) {
        let mut here: Vec<String> =
            page.iter().flatten().filter(|l| edge(l, size)).map(|l| pattern(&l.words())).collect();
        here.sort_unstable();
        here.dedup();
        here.into_iter().for_each(|p| *seen.entry(p).or_default() += 1);
    }
    let count = pages.len();
    for (page, size) in pages.iter_mut().zip(sizes) {
        for region in page.iter_mut() {
            region.retain(|line| {
                if !edge(line, size) {
                    return true;
                }
                let words = line.words();
                let repeated = seen.get(&pattern(&words)).copied().unwrap_or(0);
                let running = count >= 2 && repeated >= 2 && repeated * 2 >= count;
                !(running || is_page_number(&words) || is_printed_by_browser(&words))
            });
        }
    }
}

fn pattern(words: &str) -> String {
    words.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).filter(|c| !c.is_whitespace()).collect()
}

fn is_page_number(words: &str) -> bool {
    let bare = words.trim().trim_matches(|c| matches!(c, '-' | '–' | '[' | ']' | ' ' | '|')).to_lowercase();
    let rest = bare.strip_prefix("page").unwrap_or(&bare).trim();
    let numbers: Vec<&str> = rest.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let others = rest.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    !numbers.is_empty()
        && numbers.len() <= 2
        && numbers.iter().all(|n| n.len() <= 4)
        && matches!(others.as_str(), "" | "of")
}

/// What a browser prints round a page: its address, the day and minute of printing.
fn is_printed_by_browser(words: &str) -> bool {
    let solid: String = words.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let address = ["http://", "https://", "file:///"].iter().any(|start| solid.starts_with(start));
    let minute = solid.contains(':') && solid.contains('/') && solid.chars().filter(char::is_ascii_digit).count() >= 6;
    (address && solid.len() < 200) || (minute && solid.len() <= 22)
}

/// The size most letters are set in.
fn body_size(pages: &[Vec<Vec<Line>>]) -> f64 {
    let mut letters: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flatten().flatten() {
        #[expect(clippy::cast_possible_truncation, reason = "a font size in tenths of a point is small")]
        let tenths = (line.size * 10.0) as i64;
        *letters.entry(tenths).or_default() += line.words().len();
    }
    #[expect(clippy::cast_precision_loss, reason = "a font size in tenths of a point is small")]
    letters.into_iter().max_by_key(|(size, count)| (*count, *size)).map_or(10.0, |(size, _)| size as f64 / 10.0)
}

#[derive(Default)]
struct Out {
    text: String,
    blocks: Vec<Block>,
}

impl Out {
    fn push(&mut self, kind: BlockKind, words: &str, apart: bool) {
        let clean = words.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        if clean.trim().is_empty() {
            return;
        }
        let from = self.text.len();
        self.text.push_str(&clean);
        let mut blocks = text::blocks_of(&self.text, from);
        for block in &mut blocks {
            block.apart = apart;
            if matches!(kind, BlockKind::Heading(_) | BlockKind::Row) {
                block.kind = kind.clone();
            }
        }
        self.blocks.extend(blocks);
        self.text.push('\n');
    }
}

/// A region's lines to blocks.
fn paragraphs(lines: &[Line], body: f64, out: &mut Out) {
    let left = lines.iter().map(Line::x).fold(f64::INFINITY, f64::min);
    let right = lines.iter().flat_map(|l| l.cells.last()).map(|c| c.end).fold(0.0, f64::max);
    let step = line_step(lines);
    let mut at = 0;
    let mut before: Option<&Line> = None;
    while let Some(line) = lines.get(at) {
        let apart = before.is_none_or(|b| line.y - b.y > step * 1.35);
        if line.cells.len() > 1 {
            let end = table_end(lines, at, step);
            rows(lines.get(at..end).unwrap_or_default(), step, out);
            before = lines.get(end - 1);
            at = end;
            continue;
        }
        let mut words = line.words();
        let mut last = line;
        at += 1;
        while let Some(next) =
            lines.get(at).filter(|next| goes_on(last, next, step, left, right) || titled_on(last, next, body))
        {
            join(&mut words, &next.words());
            last = next;
            at += 1;
        }
        let kind = if line.size > body * 1.12 && words.chars().count() < 200 {
            BlockKind::Heading(if line.size > body * 1.5 { 1 } else { 2 })
        } else {
            BlockKind::Paragraph
        };
        out.push(kind, &words, apart);
        before = Some(last);
    }
}

/// Whether a heading goes on over a second line: set as large, and as close as its size asks.
fn titled_on(last: &Line, next: &Line, body: f64) -> bool {
    let large = last.size > body * 1.3 && (next.size - last.size).abs() < last.size * 0.05;
    large && next.cells.len() == 1 && next.y - last.y < last.size * 1.6 && !text::starts_item(&next.words())
}

/// The usual distance from one line to the next.
fn line_step(lines: &[Line]) -> f64 {
    let mut sizes: Vec<f64> = lines.iter().map(|l| l.size).collect();
    sizes.sort_by(f64::total_cmp);
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0).max(4.0);
    let mut steps: Vec<f64> =
        lines.windows(2).filter_map(|w| Some(w.get(1)?.y - w.first()?.y)).filter(|s| *s > size * 0.8).collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied().unwrap_or(size * 1.2).min(size * 2.0)
}

/// Whether `next` is the same paragraph as `last`.
fn goes_on(last: &Line, next: &Line, step: f64, left: f64, right: f64) -> bool {
    let words = next.words();
    let close = next.y - last.y <= step * 1.32 + 0.5;
    let same_size = (next.size - last.size).abs() < last.size * 0.08;
    let first = words.trim_start().split(' ').next().unwrap_or("");
    let starts = is_marker(first) || text::starts_item(&words);
    // A line that stops well short of the right edge ends its paragraph when it also ends a sentence.
    let short = last.cells.last().is_some_and(|c| c.end < right - (right - left) * 0.25);
    let ended = last.words().trim_end().ends_with(['.', '?', '!', ':']);
    let capital = words.chars().next().is_some_and(|c| !c.is_lowercase());
    let very_short = last.cells.last().is_some_and(|c| c.end < right - (right - left) * 0.45);
    next.cells.len() == 1 && close && same_size && !starts && !(short && ended && capital) && !(very_short && capital)
}

/// Adds a line's words, joining a word that was broken at the line's end.
fn join(words: &mut String, next: &str) {
    let broken = words.ends_with('-')
        && words.chars().rev().nth(1).is_some_and(char::is_lowercase)
        && next.chars().next().is_some_and(char::is_lowercase);
    if broken {
        words.pop();
    } else if !words.ends_with(['-', '–']) || words.ends_with(" -") || words.ends_with(" –") {
        words.push(' ');
    }
    words.push_str(next.trim_start());
}

/// The column that starts at `x`.
fn near(columns: &[f64], x: f64) -> Option<usize> {
    columns.iter().position(|c| (c - x).abs() < 12.0)
}

/// Where a table that starts at `from` ends: lines of several cells, and lines of one cell that go on with a column.
fn table_end(lines: &[Line], from: usize, step: f64) -> usize {
    let mut columns: Vec<f64> = Vec::new();
    let mut end = from;
    while let Some(line) = lines.get(end) {
        let gap = end.checked_sub(1).filter(|_| end > from).and_then(|b| lines.get(b)).map_or(0.0, |b| line.y - b.y);
        let continues = line.cells.len() > 1
            || line
                .cells
                .first()
                .and_then(|c| near(&columns, c.x))
                .is_some_and(|column| column > 0 || gap <= step * 1.32);
        if (end > from && gap > step * 4.0) || !continues {
            break;
        }
        for cell in &line.cells {
            if near(&columns, cell.x).is_none() {
                columns.push(cell.x);
            }
        }
        columns.sort_by(f64::total_cmp);
        end += 1;
    }
    end.max(from + 1)
}

/// A table's lines to rows, cells that wrap over lines joined.
fn rows(lines: &[Line], step: f64, out: &mut Out) {
    let mut columns: Vec<f64> = Vec::new();
    for cell in lines.iter().flat_map(|l| &l.cells) {
        if near(&columns, cell.x).is_none() {
            columns.push(cell.x);
        }
    }
    columns.sort_by(f64::total_cmp);
    let of = |x: f64| columns.iter().rposition(|c| *c <= x + 6.0).unwrap_or(0);
    let mut row: Vec<String> = vec![String::new(); columns.len()];
    let mut before: Option<f64> = None;
    let mut flush = |row: &mut Vec<String>| {
        if row.iter().any(|cell| !cell.is_empty()) {
            let cells: Vec<String> = std::mem::replace(row, vec![String::new(); columns.len()]);
            out.push(BlockKind::Row, &cells.join("\t"), false);
        }
    };
    for line in lines {
        let gap = before.map_or(0.0, |b| line.y - b);
        // A row's name that wraps too ("Figures" over "for the quarter") goes on in lower case.
        let first = line.cells.first().is_some_and(|c| of(c.x) == 0 && !c.text.trim().starts_with(char::is_lowercase));
        if before.is_some() && (gap > step * 1.32 || (first && line.cells.len() > 1 && gap > step * 0.8)) {
            flush(&mut row);
        }
        for cell in &line.cells {
            if let Some(words) = row.get_mut(of(cell.x)) {
                if words.is_empty() {
                    words.push_str(cell.text.trim());
                } else {
                    join(words, cell.text.trim());
                }
            }
        }
        before = Some(line.y);
    }
    flush(&mut row);
}
