//! A cursor that a client sends back, out of whatever a model copied with it.

use super::blank::is_word_of_programs;
use super::error::At;
use super::reading::Reading;
use super::slot::{Slot, slot};
use crate::catalogue::{Clears, Shape, Tool};
use crate::json::{is_blank, string};

/// A cursor without what is no part of any: blanks, line breaks, quotes and brackets around it or in it.
pub fn copied(text: &str) -> String {
    // Of what else may stand there, such as padding, it cannot be told whether it was meant.
    let is_its = |character: &char| {
        character.is_ascii_graphic() && !matches!(character, '"' | '\'' | '`' | '<' | '>')
    };
    text.chars().filter(is_its).collect()
}

/// What a `next_cursor` opens to. An empty one is that of the first page: some models send one.
pub(super) fn cursor<C>(
    tool: &Tool,
    json: Option<&str>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
    open: impl Fn(&str) -> Option<C>,
) -> Option<C> {
    let shape = Shape::String {
        values: &[],
        max_length: None,
    };
    let json = json.filter(|json| !is_blank(json) && !is_word_of_programs(json));
    let Slot::Sent(value) = slot(&shape, false, Clears::Nothing, json, at, reading) else {
        return None;
    };
    let opened = open(&copied(&string(&value)?));
    if opened.is_none() {
        reading.push(
            at,
            format!(
                "is not a cursor that {} gave on this server for this account: send it back unchanged, to the same account, or leave it out to start again",
                tool.name
            ),
        );
    }
    opened
}
