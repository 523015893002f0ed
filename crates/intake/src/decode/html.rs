//! HTML to blocks: page furniture left out, headings, paragraphs, list items and table rows kept, each with the path of
//! its element. The decoded text is ours: one line a block.
//!
//! *Invariant:* nothing is executed or fetched; the tree is walked without recursion, to a bounded depth.

use std::borrow::Cow;

use scraper::{ElementRef, Html, Node};

use super::{Block, BlockKind, DecodeError, Decoded};
use crate::piece::Piece;

/// Deeper than any page that people write.
const MAX_DEPTH: usize = 256;

const SKIP: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside", "form", "head", "iframe",
    "button", "select", "option", "object", "math",
];
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "br",
    "hr",
    "figure",
    "figcaption",
    "body",
    "html",
    "details",
    "summary",
    "address",
    "header",
];

pub(super) fn decode(page: &str) -> Result<Decoded, DecodeError> {
    if nesting(page) > MAX_DEPTH * 4 {
        return Err(DecodeError::TooDeep(MAX_DEPTH * 4));
    }
    let tree = Html::parse_document(page);
    let mut out = Out::default();
    walk(&tree, &mut out)?;
    out.flush();
    Ok(Decoded {
        text: out.text,
        media_type: Cow::Borrowed("text/html"),
        decoder: Cow::Borrowed("html/1"),
        title: title(&tree),
        blocks: out.blocks,
        warnings: Vec::new(),
    })
}

/// How deep tags nest at most, by a scan of the bytes: a parser must not be asked to build what is meant to kill it.
fn nesting(page: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0usize);
    let mut rest = page.as_bytes();
    while let Some(at) = rest.iter().position(|b| *b == b'<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        match rest.first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(c) if c.is_ascii_alphabetic() => {
                let name: Vec<u8> = rest
                    .iter()
                    .take(12)
                    .take_while(|b| b.is_ascii_alphanumeric())
                    .map(u8::to_ascii_lowercase)
                    .collect();
                let void = matches!(
                    name.as_slice(),
                    b"br"
                        | b"img"
                        | b"meta"
                        | b"link"
                        | b"input"
                        | b"hr"
                        | b"wbr"
                        | b"col"
                        | b"source"
                        | b"p"
                        | b"li"
                        | b"td"
                        | b"tr"
                        | b"th"
                        | b"dt"
                        | b"dd"
                        | b"option"
                        | b"area"
                        | b"base"
                        | b"embed"
                        | b"track"
                );
                depth += usize::from(!void);
                most = most.max(depth);
            }
            _ => {}
        }
    }
    most
}

fn title(tree: &Html) -> Option<String> {
    let selector = scraper::Selector::parse("title").ok()?;
    let words: String = tree.select(&selector).next()?.text().collect();
    let clean = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty()).then_some(clean)
}

/// The words of a line with one space between them.
fn spaced(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a line in which a word processor wrote its tabs as runs of hard spaces: a tab again, but not behind a bullet or number.
fn tabbed(line: &str) -> String {
    const TAB: &str = "\u{a0}\u{a0}\u{a0}";
    if !line.contains(TAB) {
        return spaced(line);
    }
    let cells: Vec<String> = line.split(TAB).map(spaced).filter(|cell| !cell.is_empty()).collect();
    let marks = |cell: &String| {
        cell.chars().count() <= 4 && (!cell.contains(char::is_alphanumeric) || cell.ends_with(['.', ')']))
    };
    match cells.split_first() {
        Some((mark, rest)) if marks(mark) || *mark == "o" => {
            format!("{mark} {}", rest.join("\t")).trim_end().to_owned()
        }
        _ => cells.join("\t"),
    }
}

/// What is being gathered: the line so far, and what kind of block it will be.
#[derive(Default)]
struct Out {
    text: String,
    blocks: Vec<Block>,
    line: String,
    kind: Option<BlockKind>,
    path: String,
    lists: u8,
    /// For each open list, the number of its next item, if it counts.
    counts: Vec<Option<u32>>,
    row: bool,
    /// The row's cells, each its paragraphs and their kinds.
    cells: Vec<Vec<(BlockKind, String)>>,
    /// How many line breaks stand before the next line, with nothing else between; many where an element ended.
    breaks: usize,
    /// For each column, how many rows more a cell above reaches into it; and how many rows each cell here reaches down.
    reaching: Vec<(usize, Cell)>,
    down: Vec<usize>,
}

/// A cell's paragraphs and their kinds.
type Cell = Vec<(BlockKind, String)>;

impl Out {
    /// Ends the line: in a table it becomes a paragraph of the cell, elsewhere a block.
    fn flush(&mut self) {
        // An entity (`&shy;`) can bring in what the bytes did not hold.
        let seen = super::visible(&self.line);
        let clean = if self.row { spaced(&seen) } else { tabbed(&seen) };
        self.line.clear();
        // A paragraph in a list item is the item's: its kind stands until there are words.
        if clean.is_empty() {
            return;
        }
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        match self.cells.last_mut().filter(|_| self.row) {
            Some(cell) => cell.push((kind, clean)),
            None => self.push(kind, &clean),
        }
    }

    /// Ends a row. A row of one or two cells with paragraphs in them lays out a form, and its paragraphs are blocks of their
    /// own; any other is a row of a table.
    fn end_row(&mut self) {
        self.flush();
        self.row = false;
        self.reach();
        let cells = std::mem::take(&mut self.cells);
        let down = std::mem::take(&mut self.down);
        for (column, (cell, rows)) in cells.iter().zip(&down).enumerate().filter(|(_, (_, rows))| **rows > 1) {
            self.reaching.resize(self.reaching.len().max(column + 1), (0, Vec::new()));
            if let Some(place) = self.reaching.get_mut(column) {
                *place = (rows - 1, cell.clone());
            }
        }
        let form = cells.len() <= 2 && cells.iter().any(|cell| cell.len() > 1);
        if let ([left, right], true) = (cells.as_slice(), form && self.under_a_roll()) {
            for i in 0..left.len().max(right.len()) {
                let side = |cell: &Cell| cell.get(i).map_or_else(String::new, |(_, words)| words.clone());
                self.push(BlockKind::Row, format!("{}\t{}", side(left), side(right)).trim_end());
            }
            return;
        }
        if form {
            cells.into_iter().flatten().for_each(|(kind, words)| self.push(kind, &words));
            return;
        }
        let words = |(kind, words): (BlockKind, String)| match kind {
            BlockKind::Item(_) | BlockKind::Numbered(_) => format!("• {words}"),
            _ => words,
        };
        let joined = |cell: Vec<(BlockKind, String)>| cell.into_iter().map(words).collect::<Vec<_>>().join(" ");
        let line = cells.into_iter().map(joined).collect::<Vec<_>>().join("\t");
        if !line.trim().is_empty() {
            self.push(BlockKind::Row, line.trim_end());
        }
    }

    /// Whether the row before is "Present: | Apologies:": then line stands beside line, and which is in which cell matters.
    fn under_a_roll(&self) -> bool {
        let before = self.blocks.last().filter(|b| b.kind == BlockKind::Row);
        let words = before.and_then(|b| self.text.get(b.start..b.end)).unwrap_or("").to_lowercase();
        words.contains("\tapolog")
    }

    /// Puts the cells from rows above, which span this row too, where they stand.
    fn reach(&mut self) {
        while let Some((left, cell)) = self.reaching.get_mut(self.cells.len()).filter(|(left, _)| *left > 0) {
            *left -= 1;
            let cell = cell.clone();
            self.cells.push(cell);
            self.down.push(1);
        }
    }

    fn push(&mut self, kind: BlockKind, clean: &str) {
        let start = self.text.len();
        self.text.push_str(clean);
        let apart = !matches!(kind, BlockKind::Item(_) | BlockKind::Numbered(_)) && self.breaks != 1;
        self.breaks = 0;
        // A paragraph may bear its own bullet or number.
        let own = Piece { text: clean, start };
        let own = (kind == BlockKind::Paragraph).then(|| super::text::block(&own, "", apart));
        let own = own.filter(|b| b.kind != BlockKind::Row);
        let block = own.unwrap_or(Block { kind, start, end: self.text.len(), apart, path: None });
        self.blocks.push(Block { path: Some(self.path.clone()), ..block });
        self.text.push('\n');
    }

    fn open(&mut self, element: &ElementRef<'_>) {
        let name = element.value().name();
        self.flush();
        self.breaks = self.breaks.saturating_add(if name == "br" { 1 } else { 2 });
        match name {
            // A table that holds tables lays out a page, and is none.
            "tr" if !self.row && element.descendent_elements().all(|e| e.value().name() != "table") => {
                (self.row, self.path) = (true, path(element));
                return;
            }
            "td" | "th" if self.row => {
                self.reach();
                let rows = element.value().attr("rowspan").and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1);
                self.cells.push(Vec::new());
                self.down.push(rows.clamp(1, 1000));
                return;
            }
            "table" if !self.row => self.reaching.clear(),
            _ => {}
        }
        let level = name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()).filter(|n| (1..=6).contains(n));
        match name {
            "ul" | "ol" => {
                self.lists = self.lists.saturating_add(1);
                let from = element.value().attr("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1u32);
                let plain = element.value().attr("type").is_none_or(|t| t == "1");
                self.counts.push((name == "ol" && plain).then_some(from));
            }
            "li" => self.kind = Some(self.item()),
            _ => {}
        }
        if let Some(level) = level {
            self.kind = Some(BlockKind::Heading(level));
        }
        if !self.row && (self.kind.is_some() || matches!(name, "p" | "blockquote" | "dd" | "dt")) {
            self.path = path(element);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "tr" => return self.end_row(),
            "ul" | "ol" => {
                self.lists = self.lists.saturating_sub(1);
                self.counts.pop();
            }
            _ => {}
        }
        self.flush();
        self.breaks = self.breaks.saturating_add(if name == "br" { 0 } else { 2 });
        if matches!(name, "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            self.kind = None;
        }
    }

    /// The kind of the next list item: numbered in an outer list that counts, a point elsewhere.
    fn item(&mut self) -> BlockKind {
        match self.counts.last_mut() {
            Some(Some(next)) if self.lists == 1 => {
                let number = next.to_string();
                *next = next.saturating_add(1);
                BlockKind::Numbered(number)
            }
            _ => BlockKind::Item(self.lists.saturating_sub(1)),
        }
    }
}

fn walk(tree: &Html, out: &mut Out) -> Result<(), DecodeError> {
    use ego_walk::{Step, steps};
    let mut depth = 0usize;
    let mut skipping: Option<usize> = None;
    for step in steps(tree) {
        match step {
            Step::Open(node) => {
                depth += 1;
                if depth > MAX_DEPTH * 4 {
                    return Err(DecodeError::TooDeep(MAX_DEPTH * 4));
                }
                if skipping.is_some() {
                    continue;
                }
                match node.value() {
                    Node::Element(element) if skipped(&node, element) || is_furniture(element) => {
                        skipping = Some(depth)
                    }
                    Node::Element(element) if BLOCKS.contains(&element.name()) => {
                        ElementRef::wrap(node).iter().for_each(|e| out.open(e));
                    }
                    Node::Text(text) => out.line.push_str(text),
                    _ => {}
                }
            }
            Step::Close(node) => {
                if skipping == Some(depth) {
                    skipping = None;
                } else if skipping.is_none()
                    && let Node::Element(element) = node.value()
                    && BLOCKS.contains(&element.name())
                {
                    out.close(element.name());
                }
                depth = depth.saturating_sub(1);
            }
        }
    }
    Ok(())
}

/// Whether an element holds no words of the document. A header inside an article holds its title.
fn skipped(node: &ego_walk::NodeRef<'_>, element: &scraper::node::Element) -> bool {
    let inside = || {
        let mut above = node.ancestors().take(MAX_DEPTH).filter_map(|n| n.value().as_element());
        above.any(|e| matches!(e.name(), "article" | "main"))
    };
    SKIP.contains(&element.name()) && !(element.name() == "header" && inside())
}

/// Cookie notices, breadcrumbs, skip links and share bars, by what their authors call them.
fn is_furniture(element: &scraper::node::Element) -> bool {
    const WORDS: &[&str] = &[
        "cookie",
        "consent",
        "cc-window",
        "breadcrumb",
        "skip-link",
        "share-",
        "social-links",
        "pagination",
        "site-nav",
        "topbar",
        "glossary",
        "tooltip",
        "lang-switch",
    ];
    let role = element.attr("role").is_some_and(|r| matches!(r, "navigation" | "banner" | "contentinfo" | "search"));
    let unshown = |style: &str| style.to_lowercase().replace(' ', "").contains("display:none");
    let hidden = element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || element.attr("style").is_some_and(unshown);
    let named = [element.attr("class"), element.attr("id")]
        .into_iter()
        .flatten()
        .any(|names| WORDS.iter().any(|w| names.to_lowercase().contains(w)));
    role || hidden || (named && element.name() != "body" && element.name() != "html")
}

fn path(element: &ElementRef<'_>) -> String {
    let mut names: Vec<String> = Vec::new();
    for node in std::iter::once(**element).chain(element.ancestors()) {
        if let Node::Element(e) = node.value() {
            // Counting stops at a thousand: the place in an endless table is not worth a quadratic walk.
            let before = node.prev_siblings().take(1000);
            let same = before.filter(|s| s.value().as_element().is_some_and(|o| o.name() == e.name())).count();
            names.push(format!("{}[{}]", e.name(), same + 1));
        }
        if names.len() > 12 {
            break;
        }
    }
    names.reverse();
    names.join("/")
}

/// The tree as a flat run of openings and closings.
mod ego_walk {
    use scraper::{Html, Node};

    pub(super) type NodeRef<'a> = ego_tree::NodeRef<'a, Node>;

    pub(super) enum Step<'a> {
        Open(NodeRef<'a>),
        Close(NodeRef<'a>),
    }

    pub(super) fn steps(tree: &Html) -> impl Iterator<Item = Step<'_>> {
        tree.tree.root().traverse().map(|edge| match edge {
            ego_tree::iter::Edge::Open(node) => Step::Open(node),
            ego_tree::iter::Edge::Close(node) => Step::Close(node),
        })
    }
}
