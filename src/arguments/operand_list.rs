//! Several operands, in whatever way they were written: as a list, as the text of one, between commas.

use super::check::known_word;
use super::email::is_email;
use super::filter_operand::Condition;
use super::number::shown;
use super::pieces::{SEPARATORS, split_text};
use crate::catalogue::{FilterKind, Operand};
use crate::json::{as_json, elements, is_blank, quote, string};

/// In bytes; a list that is longer is not written out for the caller.
const LONGEST: usize = 200;

impl Condition<'_> {
    /// The operands, or what is wrong with the list of them. `is_list` = they stand where a list belongs.
    pub(super) fn operands(
        &self,
        raw: &str,
        takes: Operand,
        is_list: bool,
    ) -> Result<Vec<String>, String> {
        let is_text = !is_list && self.is_one_text(takes);
        let written = self.written_as_list(raw, takes, is_text);
        let Some(items) = elements(written.as_deref().unwrap_or(raw)) else {
            return self.of_text(raw, takes, is_list, is_text);
        };
        let mut operands = Vec::new();
        for item in items.iter().map(|item| item.get()) {
            let inner = self.written_as_list(item, takes, takes == Operand::One);
            if let Some(inner) = inner.as_deref().and_then(elements) {
                operands.extend(inner.iter().map(|item| item.get().to_owned()));
            } else if let Some(pieces) = self.pieces(item, takes).filter(|_| !self.is_one()) {
                operands.extend(pieces);
            } else {
                operands.push(item.to_owned());
            }
        }
        operands.retain(|operand| !is_blank(operand));
        Ok(operands)
    }

    fn of_text(
        &self,
        raw: &str,
        takes: Operand,
        is_list: bool,
        is_text: bool,
    ) -> Result<Vec<String>, String> {
        if let Some(pieces) = self.pieces(raw, takes) {
            return Ok(pieces);
        }
        let text = string(raw).unwrap_or_default();
        if self.is_broken_list(&text, is_text) {
            return Err(match takes {
                Operand::One => format!("must be one value, not {}", shown(raw)),
                Operand::None | Operand::Many | Operand::OneOrMany | Operand::Range => {
                    format!("must be a list such as [\"a\"], not {}", shown(raw))
                }
            });
        }
        let wants_list = match takes {
            Operand::Many | Operand::Range => true,
            Operand::OneOrMany => is_list,
            Operand::None | Operand::One => false,
        };
        if wants_list && text.contains(SEPARATORS) {
            return Err(one_or_several(&text));
        }
        Ok(vec![raw.to_owned()])
    }

    /// A list that came as a text of JSON or of Python, or as what stands between its brackets.
    fn written_as_list(&self, raw: &str, takes: Operand, is_text: bool) -> Option<String> {
        let bare = || {
            let text = string(raw).filter(|_| takes != Operand::One)?;
            let list = format!("[{text}]");
            let is_list = text.trim_start().starts_with('"') && text.contains(SEPARATORS);
            (is_list && elements(&list).is_some()).then_some(list)
        };
        let list = as_json(raw, '[').or_else(|| of_python(raw)).or_else(bare);
        list.filter(|list| !is_text || self.is_meant_as_list(list))
    }

    /// A text may look like a list, but hardly like one of texts; nor, where all of it is compared, like one of numbers.
    fn is_meant_as_list(&self, list: &str) -> bool {
        let is_plain = |item: &str| match item.bytes().next() {
            Some(b'"') => true,
            Some(b'[' | b'{') => false,
            _ => self.is_of_whole_texts(),
        };
        elements(list)
            .is_some_and(|items| !items.is_empty() && items.iter().all(|item| is_plain(item.get())))
    }

    /// A text that would be a list if it were whole.
    fn is_broken_list(&self, text: &str, is_text: bool) -> bool {
        let text = text.trim();
        if !is_text {
            return text.starts_with('[');
        }
        let is_of_texts = ["[\"", "['"].iter().any(|start| text.starts_with(start));
        self.is_of_whole_texts() && is_of_texts && text.ends_with(']')
    }

    /// What stands between the commas of a text, where no operand can hold one.
    fn pieces(&self, json: &str, takes: Operand) -> Option<Vec<String>> {
        let text = string(json).filter(|text| text.contains(SEPARATORS))?;
        let pieces = split_text(&text)?;
        let is_list = self.is_list_of_words(&pieces, takes);
        is_list.then(|| pieces.into_iter().map(quote).collect())
    }

    /// Whether a text in a list is one operand, whatever stands in it: an id of which nothing is known, and `1,5`.
    fn is_one(&self) -> bool {
        self.field.is_some_and(|field| match field.kind {
            FilterKind::Id => field.id.is_none(),
            FilterKind::Number => true,
            FilterKind::String | FilterKind::Time | FilterKind::Boolean => false,
        })
    }

    fn is_list_of_words(&self, pieces: &[&str], takes: Operand) -> bool {
        let are_addresses = self.is_of_whole_texts()
            && !pieces.is_empty()
            && pieces.iter().all(|piece| is_email(piece));
        if are_addresses || takes == Operand::One {
            return are_addresses;
        }
        let Some(field) = self.field else {
            return self.is_time;
        };
        match field.kind {
            FilterKind::String if field.values.is_empty() => {
                let is_known = |piece: &&str| known_word(field.suggestions, piece).is_some();
                pieces.iter().all(is_known)
            }
            FilterKind::String
            | FilterKind::Id
            | FilterKind::Time
            | FilterKind::Number
            | FilterKind::Boolean => true,
        }
    }
}

/// A list of texts as Python writes it. One with an apostrophe in it has other quotes, and is not read.
fn of_python(json: &str) -> Option<String> {
    let text = string(json)?;
    let text = text.trim();
    let is_list = text.starts_with("['") && text.ends_with("']") && !text.contains(['"', '\\']);
    let list = text.replace('\'', "\"");
    (is_list && elements(&list).is_some()).then_some(list)
}

/// Where an operand can hold a comma, whoever wrote one has to say what it is.
fn one_or_several(text: &str) -> String {
    let one = format!("[{}]", quote(text.trim()));
    let several: Vec<String> = split_text(text)
        .unwrap_or_default()
        .into_iter()
        .map(quote)
        .collect();
    if several.len() < 2 || one.len() > LONGEST {
        return "must be a list such as [\"a\",\"b\"], not a text with commas in it".to_owned();
    }
    format!(
        "must be a list: [{}], or {one} if that is one value",
        several.join(",")
    )
}
