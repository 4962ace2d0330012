//! What a composite's steps were answered, and what is shown of it.

use crate::catalogue::{Composite, Excerpt, ForEach, Rows, Step};
use crate::json::{Document, elements, quote};
use crate::results::excerpt::excerpt;

/// Answers of the steps so far.
pub(super) struct Replies {
    composite: &'static Composite,
    steps: Vec<Vec<Reply>>,
    /// What was not found, not asked or not shown.
    pub(super) notes: Vec<String>,
}

/// One answer of a step.
struct Reply {
    /// What names the row that it is for, as JSON.
    row: Option<String>,
    /// JSON.
    json: String,
}

impl Replies {
    pub(super) fn new(composite: &'static Composite) -> Self {
        Self {
            composite,
            steps: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The next step begins.
    pub(super) fn begin(&mut self) {
        self.steps.push(Vec::new());
    }

    /// An answer of the step that began last; `row` is what names the row that it is for.
    pub(super) fn push(&mut self, row: Option<String>, json: String) {
        if let Some(replies) = self.steps.last_mut() {
            replies.push(Reply { row, json });
        }
    }

    /// The rows that a step is called for; says when there are more.
    pub(super) fn rows(&mut self, step: &Step, each: &ForEach) -> Vec<String> {
        let answers = self.answers();
        let list = answers.get(each.step).copied().flatten();
        let list = list.and_then(|json| Document::parse(json)?.at(each.at));
        let all = list.and_then(elements).unwrap_or_default();
        let rows: Vec<String> = some(&all, each.rows)
            .iter()
            .map(|row| row.get().to_owned())
            .collect();
        if rows.len() < all.len() {
            let of = self
                .composite
                .steps
                .get(each.step)
                .map_or("", |step| step.name);
            let note = format!(
                "{}: asked for {} of the {} in {of}.",
                step.name,
                said(each.rows),
                all.len()
            );
            self.notes.push(note);
        }
        rows
    }

    /// The answers so far of steps that are called once.
    pub(super) fn answers(&self) -> Vec<Option<&str>> {
        let once = self.steps.iter().map(|replies| match replies.as_slice() {
            [Reply { row: None, json }] => Some(json.as_str()),
            [..] => None,
        });
        once.collect()
    }

    /// What is shown, as one object.
    pub(super) fn result(&self) -> String {
        let mut notes = self.notes.clone();
        let mut members = Vec::new();
        for part in self.composite.result {
            let replies = self
                .steps
                .get(part.step)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let is_each = self
                .composite
                .steps
                .get(part.step)
                .is_some_and(|step| step.for_each.is_some());
            let shown: Vec<String> = replies
                .iter()
                .map(|reply| {
                    let (json, of) = shown(part, &reply.json);
                    if let (Some(of), None) = (of, &reply.row) {
                        notes.push(format!(
                            "{}: {} of {of} are shown.",
                            part.name,
                            said(part.rows)
                        ));
                    }
                    let Some(row) = &reply.row else { return json };
                    let of = of.map_or_else(String::new, |of| format!(",\"of\":{of}"));
                    format!("{{\"for\":{row}{of},\"result\":{json}}}")
                })
                .collect();
            let json = if is_each {
                format!("[{}]", shown.join(","))
            } else {
                shown.concat()
            };
            let json = if json.is_empty() { "null" } else { &json };
            members.push(format!("{}:{json}", quote(part.name)));
        }
        let notes: Vec<String> = notes.iter().map(|note| quote(note)).collect();
        if !notes.is_empty() {
            members.push(format!("\"notes\":[{}]", notes.join(",")));
        }
        format!("{{{}}}", members.join(","))
    }
}

/// What a part of the result shows of an answer, and of how many rows when it does not show all.
fn shown(part: &Excerpt, answer: &str) -> (String, Option<usize>) {
    let value = Document::parse(answer).and_then(|document| document.at(part.at));
    let value = value.unwrap_or("null");
    let show = |json: &str| excerpt(json, part.fields, part.texts);
    let Some(rows) = elements(value) else {
        return (show(value), None);
    };
    let kept = some(&rows, part.rows);
    let of = (kept.len() < rows.len()).then_some(rows.len());
    let kept: Vec<String> = kept.iter().map(|row| show(row.get())).collect();
    (format!("[{}]", kept.join(",")), of)
}

fn some<T>(all: &[T], rows: Rows) -> &[T] {
    let kept = match rows {
        Rows::All => Some(all),
        Rows::First(count) => all.get(..count),
        Rows::Last(count) => all
            .len()
            .checked_sub(count)
            .and_then(|start| all.get(start..)),
    };
    kept.unwrap_or(all)
}

fn said(rows: Rows) -> String {
    match rows {
        Rows::All => "all".to_owned(),
        Rows::First(count) => format!("the first {count}"),
        Rows::Last(count) => format!("the last {count}"),
    }
}
