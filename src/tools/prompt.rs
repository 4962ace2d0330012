//! The prompts that a server offers: those of its integration whose tools it shows all of.

use std::borrow::Cow;
use std::fmt::Write;

use super::discovery;
use super::toolbox::Toolbox;
use crate::catalogue::{Piece, Prompt};
use crate::json::quote;

impl<'a> Toolbox<'a> {
    /// Its prompts, in the order of the record.
    pub fn prompts(self) -> impl Iterator<Item = &'static Prompt> + use<'a> {
        self.integration
            .prompts
            .iter()
            .filter(move |prompt| prompt.tools.iter().all(|index| self.shows(*index)))
    }

    /// A prompt as `prompts/list` shows it.
    pub fn render_prompt(self, prompt: &Prompt, out: &mut String) {
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "{{\"name\":\"{}\",\"title\":{},\"description\":{},\"arguments\":[",
            prompt.name,
            quote(prompt.title),
            quote(&self.description_of(prompt))
        );
        for (index, argument) in prompt.arguments.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let _ = write!(
                out,
                "{comma}{{\"name\":\"{}\",\"description\":{},\"required\":{}}}",
                argument.name,
                quote(argument.description),
                argument.default.is_none()
            );
        }
        out.push_str("]}");
    }

    /// What a prompt does, with the names of tools that this server shows.
    pub fn description_of(self, prompt: &Prompt) -> String {
        let mut text = String::with_capacity(prompt.description.len());
        self.rename(prompt.description, &mut text);
        text
    }

    /// A prompt's text, with a value for each of its arguments. What a value says is nobody's name for a tool, and no place to fill.
    pub fn text_of<'b>(self, prompt: &Prompt, value: impl Fn(&str) -> Cow<'b, str>) -> String {
        let mut text = String::new();
        for piece in prompt.text {
            match piece {
                Piece::Text(as_is) => self.rename(as_is, &mut text),
                Piece::Value(name) => text.push_str(&value(name)),
                // There is no answer to point into.
                Piece::At(_) => {}
            }
        }
        if self.is_discovery() && !prompt.tools.is_empty() {
            text.push_str("\n\n");
            text.push_str(discovery::HOW);
        }
        text
    }
}
