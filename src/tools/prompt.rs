//! The prompts that a server offers: those of its integration whose tools it shows all of.

use std::borrow::Cow;
use std::fmt::Write;

use super::discovery;
use super::granted::Granted;
use super::toolbox::Toolbox;
use crate::catalogue::{Piece, Prompt};
use crate::json::quote;

/// A prompt, as one server words it.
#[derive(Debug)]
pub struct Offered<'a> {
    /// The record's.
    pub prompt: &'static Prompt,
    /// What clients call it.
    pub name: Cow<'static, str>,
    /// Whose tools it names.
    pub toolbox: Toolbox<'a>,
    /// The accounts that it can be about, where a call has to say which.
    pub accounts: Vec<&'a str>,
}

impl<'a> Toolbox<'a> {
    /// Its prompts, in the order of the record.
    pub fn prompts(self) -> impl Iterator<Item = &'static Prompt> + use<'a> {
        let prompts = self.integration.prompts.iter();
        prompts.filter(move |prompt| self.offers(prompt))
    }

    pub(super) fn offers(self, prompt: &Prompt) -> bool {
        prompt.tools.iter().all(|index| self.shows(*index))
    }
}

impl<'a> Offered<'a> {
    /// That of the only account.
    pub(super) fn of(prompt: &'static Prompt, toolbox: Toolbox<'a>) -> Self {
        Self {
            prompt,
            name: Cow::Borrowed(prompt.name),
            toolbox,
            accounts: Vec::new(),
        }
    }

    /// Whether it has this name, here or where there are other accounts.
    pub fn can_be_called(&self, name: &str) -> bool {
        let rest = name.strip_prefix(self.toolbox.integration.slug);
        let rest = rest.and_then(|rest| rest.strip_prefix('_'));
        name == self.name || name == self.prompt.name || rest == Some(self.prompt.name)
    }

    /// As `prompts/list` shows it.
    pub fn render(&self, out: &mut String) {
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "{{\"name\":\"{}\",\"title\":{},\"description\":{},\"arguments\":[",
            self.name,
            quote(self.prompt.title),
            quote(&self.description())
        );
        for (index, argument) in self.prompt.arguments.iter().enumerate() {
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

    /// What it does, with the names of tools that this server shows.
    pub fn description(&self) -> String {
        let mut text = String::with_capacity(self.prompt.description.len());
        self.toolbox.rename(self.prompt.description, &mut text);
        text
    }

    /// Its text, with a value for each of its arguments. What a value says is nobody's name for a tool, and no place to fill.
    pub fn text<'b>(&self, is_discovery: bool, value: impl Fn(&str) -> Cow<'b, str>) -> String {
        let mut text = String::new();
        for piece in self.prompt.text {
            match piece {
                Piece::Text(as_is) => self.toolbox.rename(as_is, &mut text),
                Piece::Value(name) => text.push_str(&value(name)),
                // There is no answer to point into.
                Piece::At(_) => {}
            }
        }
        let labels: Vec<String> = self.accounts.iter().map(|label| quote(label)).collect();
        match labels.as_slice() {
            [] => {}
            [label] => {
                let _ = write!(
                    text,
                    "\n\nWork in the account {label}: name it in every call."
                );
            }
            [..] => {
                let _ = write!(
                    text,
                    "\n\nWork in one of the accounts {}, and name it in every call. Ask which one is meant, unless it was said.",
                    labels.join(", ")
                );
            }
        }
        if is_discovery && !self.prompt.tools.is_empty() {
            text.push_str("\n\n");
            text.push_str(discovery::HOW);
        }
        text
    }

    /// What following it takes.
    pub fn needs(&self) -> Granted {
        let tools = self.prompt.tools.iter();
        let tools = tools.filter_map(|index| self.toolbox.integration.tools.get(*index));
        tools.fold(Granted::NONE, |needs, tool| {
            needs.and(self.toolbox.needs(tool))
        })
    }
}
