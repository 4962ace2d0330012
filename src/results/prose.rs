//! Text in the making, out of HTML's elements: spaces as a browser shows them, a line for each block, and in Markdown the marks.

use super::html::Html;

#[path = "prose_blocks.rs"]
mod blocks;

/// Levels of lists and quotes that are indented.
const DEEPEST: usize = 8;

/// Marks within each other that are looked for when one ends. Strangers write this, and may open thousands.
const MOST_MARKS: usize = 64;

/// What stands between two pieces of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Debug)]
pub(super) struct Prose {
    html: Html,
    out: String,
    /// What is due before the next piece.
    gap: Gap,
    /// Nothing has followed a list's or cell's mark yet, so no gap does.
    is_fresh: bool,
    /// Marks that are due before the next piece.
    opening: String,
    links: Vec<Link>,
    explained: Vec<String>,
    lists: Vec<List>,
    quotes: usize,
    codes: usize,
    /// A line break here is no part of the code.
    is_code_start: bool,
    /// Marks that wait for their end.
    marks: Vec<&'static str>,
    /// Tables that are open.
    tables: Vec<Table>,
}

#[derive(Debug)]
struct Link {
    address: String,
    title: String,
    /// Where its text begins, once there is some.
    start: Option<usize>,
}

#[derive(Debug)]
struct List {
    /// The next number, if items have one.
    number: Option<u32>,
    has_items: bool,
}

#[derive(Debug, Default)]
struct Table {
    rows: usize,
    /// Of this row.
    cells: usize,
    /// Where this row begins.
    start: usize,
}

impl Prose {
    pub(super) fn new(html: Html) -> Self {
        Self {
            html,
            out: String::new(),
            gap: Gap::None,
            is_fresh: true,
            opening: String::new(),
            links: Vec::new(),
            explained: Vec::new(),
            lists: Vec::new(),
            quotes: 0,
            codes: 0,
            is_code_start: false,
            marks: Vec::new(),
            tables: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> String {
        while !self.links.is_empty() {
            self.close_link();
        }
        if self.codes > 0 {
            self.codes = 1;
            self.close_code();
        } else {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
        self.out
    }

    fn is_markdown(&self) -> bool {
        self.html == Html::Markdown
    }

    pub(super) fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    pub(super) fn line_break(&mut self) {
        if self.codes > 0 {
            self.verbatim("\n");
        } else if self.gap >= Gap::Line {
            self.gap = Gap::Paragraph;
        } else {
            self.gap = Gap::Line;
        }
    }

    /// White space as a browser shows it: one space, or none at a line's end, or what it is in code.
    pub(super) fn text(&mut self, text: &str) {
        if self.codes > 0 {
            return self.verbatim(text);
        }
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}');
        for (at, word) in text.split(is_space).enumerate() {
            if at > 0 {
                self.gap(Gap::Space);
            }
            if !word.is_empty() {
                self.piece(word);
            }
        }
    }

    fn verbatim(&mut self, text: &str) {
        let is_start = std::mem::take(&mut self.is_code_start);
        let text = text.strip_prefix('\n').filter(|_| is_start).unwrap_or(text);
        self.piece("");
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.new_line();
            }
            if !line.is_empty() {
                self.piece(line);
            }
        }
    }

    /// Writes what is due, and this.
    fn piece(&mut self, text: &str) {
        if !self.is_fresh {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.out.push(' '),
                Gap::Line => self.new_line(),
                Gap::Paragraph => {
                    self.new_line();
                    self.new_line();
                }
            }
        }
        self.gap = Gap::None;
        self.is_fresh = false;
        let start = self.out.len();
        for link in self.links.iter_mut().filter(|link| link.start.is_none()) {
            link.start = Some(start);
        }
        self.out.push_str(&std::mem::take(&mut self.opening));
        self.out.push_str(text);
    }

    fn new_line(&mut self) {
        while self.out.ends_with(' ') && self.codes == 0 {
            self.out.pop();
        }
        self.out.push('\n');
        for _ in 0..self.quotes.min(DEEPEST) {
            self.out.push_str("> ");
        }
        for _ in 1..self.lists.len().min(DEEPEST) {
            self.out.push_str("  ");
        }
    }

    /// A mark after which no gap follows.
    fn lead(&mut self, mark: &str) {
        self.piece(mark);
        self.is_fresh = true;
    }

    pub(super) fn rule(&mut self) {
        self.gap(Gap::Paragraph);
        self.piece("---");
        self.gap(Gap::Paragraph);
    }

    pub(super) fn open_mark(&mut self, element: &str) {
        if let Some(mark) = self.mark(element).filter(|_| self.marks.len() < MOST_MARKS) {
            self.opening.push_str(mark);
            self.marks.push(mark);
        }
    }

    pub(super) fn close_mark(&mut self, element: &str) {
        let Some(mark) = self.mark(element) else {
            return;
        };
        let Some(open) = self.marks.iter().rposition(|open| *open == mark) else {
            return;
        };
        self.marks.truncate(open);
        if self.opening.ends_with(mark) {
            // There was nothing in it.
            self.opening.truncate(self.opening.len() - mark.len());
        } else if !mark.starts_with(['#', '^', '_']) {
            self.out.push_str(mark);
        }
    }

    fn mark(&self, element: &str) -> Option<&'static str> {
        match element {
            // x<sup>2</sup> is not x2.
            "sup" => return Some("^"),
            "sub" => return Some("_"),
            "q" => return Some("\""),
            _ => {}
        }
        if !self.is_markdown() || self.codes > 0 {
            return None;
        }
        Some(match element {
            "b" | "strong" => "**",
            "i" | "em" => "*",
            "s" | "strike" | "del" => "~~",
            "code" | "kbd" | "samp" | "tt" => "`",
            "h1" => "# ",
            "h2" => "## ",
            "h3" => "### ",
            "h4" => "#### ",
            "h5" => "##### ",
            "h6" => "###### ",
            _ => return None,
        })
    }

    pub(super) fn open_link(&mut self, address: String, title: String) {
        // A link in a link ends the first, as in a browser.
        self.close_link();
        if self.is_markdown() && !address.is_empty() {
            self.opening.push('[');
        }
        self.links.push(Link {
            address,
            title,
            start: None,
        });
    }

    pub(super) fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let Link {
            address,
            title,
            start,
        } = link;
        if address.is_empty() {
            if !title.is_empty() {
                self.text(&format!(" ({title})"));
            }
            return;
        }
        let Some(start) = start else {
            if self.opening.ends_with('[') {
                self.opening.pop();
            }
            return self.piece(&target(&address, &title));
        };
        let said = self.out.get(start..).unwrap_or_default();
        let said = said
            .strip_prefix('[')
            .filter(|_| self.is_markdown())
            .unwrap_or(said);
        let person = ["mailto:", "tel:"]
            .into_iter()
            .find_map(|scheme| address.strip_prefix(scheme));
        let is_said = said == address || Some(said) == person;
        if is_said && title.is_empty() {
            let said = said.to_owned();
            self.out.truncate(start);
            self.out.push_str(&said);
        } else if self.is_markdown() {
            self.out.push_str("](");
            self.out.push_str(&target(&address, &title));
            self.out.push(')');
        } else {
            self.out.push_str(" (");
            self.out.push_str(&target(&address, &title));
            self.out.push(')');
        }
    }

    pub(super) fn picture(&mut self, alt: &str, address: &str, title: &str) {
        let title = if title == alt { "" } else { title };
        if alt.is_empty() && address.is_empty() && title.is_empty() {
            return;
        }
        let target = target(address, title);
        let text = match (self.is_markdown(), alt) {
            (true, alt) => format!("![{alt}]({target})"),
            (false, "") => format!("[image: {target}]"),
            (false, alt) => format!("[image: {alt}, {target}]"),
        };
        self.piece(&text);
    }

    /// Something that is shown from elsewhere.
    pub(super) fn address(&mut self, what: &str, address: &str) {
        if !address.is_empty() {
            self.piece(&format!("[{what}: {address}]"));
        }
    }

    pub(super) fn explained(&mut self, title: String) {
        self.explained.push(title);
    }

    pub(super) fn explanation(&mut self) {
        let title = self.explained.pop().unwrap_or_default();
        if !title.is_empty() {
            self.text(&format!(" ({title})"));
        }
    }
}

/// Where a link leads, with its title.
fn target(address: &str, title: &str) -> String {
    match (address, title) {
        (address, "") => address.to_owned(),
        ("", title) => format!("\"{title}\""),
        (address, title) => format!("{address} \"{title}\""),
    }
}
