//! Lists, quotes, code and tables of a text in the making.

use super::{Gap, List, Prose, Table};

impl Prose {
    pub(in crate::results) fn open_list(&mut self, number: Option<u32>) {
        self.gap(if self.lists.is_empty() {
            Gap::Paragraph
        } else {
            Gap::Line
        });
        self.lists.push(List {
            number,
            has_items: false,
        });
    }

    pub(in crate::results) fn close_list(&mut self) {
        self.lists.pop();
        self.gap(if self.lists.is_empty() {
            Gap::Paragraph
        } else {
            Gap::Line
        });
    }

    pub(in crate::results) fn open_item(&mut self) {
        // An item before this one may have been empty.
        self.is_fresh = self.out.is_empty();
        self.gap(Gap::Line);
        let mut mark = "- ".to_owned();
        if let Some(list) = self.lists.last_mut() {
            if std::mem::replace(&mut list.has_items, true) {
                self.gap = Gap::Line;
            }
            if let Some(number) = &mut list.number {
                mark = format!("{number}. ");
                *number = number.saturating_add(1);
            }
        }
        self.lead(&mark);
    }

    pub(in crate::results) fn open_quote(&mut self) {
        self.gap(Gap::Paragraph);
        self.quotes += 1;
        if self.is_fresh {
            self.lead("> ");
        }
    }

    pub(in crate::results) fn close_quote(&mut self) {
        self.quotes = self.quotes.saturating_sub(1);
        self.gap(Gap::Paragraph);
    }

    pub(in crate::results) fn open_code(&mut self) {
        self.gap(Gap::Paragraph);
        if self.is_markdown() && self.codes == 0 {
            self.piece("```");
            self.new_line();
            self.is_fresh = true;
        }
        self.codes += 1;
        self.is_code_start = true;
    }

    pub(in crate::results) fn close_code(&mut self) {
        self.codes = self.codes.saturating_sub(1);
        if self.is_markdown() && self.codes == 0 {
            if !self.out.ends_with('\n') {
                self.gap = Gap::Line;
            }
            self.piece("```");
        }
        self.gap(Gap::Paragraph);
    }

    pub(in crate::results) fn open_table(&mut self) {
        // A table in a cell is a way to lay out a mail.
        self.gap(if self.tables.is_empty() {
            Gap::Paragraph
        } else {
            Gap::Line
        });
        self.tables.push(Table::default());
    }

    pub(in crate::results) fn close_table(&mut self) {
        self.tables.pop();
        self.gap(if self.tables.is_empty() {
            Gap::Paragraph
        } else {
            Gap::Line
        });
    }

    pub(in crate::results) fn open_row(&mut self) {
        self.is_fresh = self.out.is_empty();
        self.gap(Gap::Line);
        let start = self.out.len();
        if let Some(table) = self.tables.last_mut() {
            (table.cells, table.start) = (0, start);
        }
    }

    pub(in crate::results) fn open_cell(&mut self) {
        let length = self.out.len();
        let Some(table) = self.tables.last_mut() else {
            return self.gap(Gap::Space);
        };
        table.cells += 1;
        if table.cells == 1 {
            return;
        }
        let has_text = length > table.start;
        if has_text {
            self.gap = Gap::None;
        }
        self.lead(if has_text { " | " } else { "| " });
    }

    /// Markdown has a table where a line of dashes stands under its first row.
    pub(in crate::results) fn close_row(&mut self) {
        let is_markdown = self.is_markdown();
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        table.rows += 1;
        let (is_head, cells) = (table.rows == 1 && table.cells > 1, table.cells);
        self.is_fresh = self.out.is_empty();
        self.gap = Gap::Line;
        if is_head && is_markdown {
            self.piece(&vec!["---"; cells].join(" | "));
            self.gap(Gap::Line);
        }
    }
}
