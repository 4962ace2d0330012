//! `prompts.yaml`: ways of work that people start by name, as texts that name the tool of each step.

use super::keep;
use super::names;
use super::node::Node;
use super::template;
use crate::catalogue::{Integration, Prompt, PromptArgument, Tool};

/// Prompts of an integration: clients show them as one menu.
const MOST_PROMPTS: usize = 20;

/// Characters of a name: as a skill's, it is a folder's.
const MOST_NAME: usize = 40;

/// Characters of a description: clients show it in a menu, and the model picks a skill by it.
const DESCRIPTION: (usize, usize) = (40, 400);

/// Characters of a text.
const MOST_TEXT: usize = 4_000;

/// The integration has its tools already.
pub(crate) fn read(node: &Node<'_>, integration: &Integration) -> &'static [Prompt] {
    let Some(mut keys) = node.keys() else {
        return &[];
    };
    let (slug, tools) = (integration.slug, integration.tools);
    let prompts = keys.need("prompts").map(|node| node.entries());
    keys.finish();
    let prompts = prompts.unwrap_or_default();
    if prompts.len() > MOST_PROMPTS {
        node.complain_at(
            "prompts",
            format!("{} prompts", prompts.len()),
            format!("keep the {MOST_PROMPTS} that people need most"),
        );
    }
    let prompts = prompts
        .iter()
        .filter_map(|(name, node)| prompt(name, node, slug, tools));
    keep::list(prompts)
}

fn prompt(name: &'static str, node: &Node<'_>, slug: &str, tools: &[Tool]) -> Option<Prompt> {
    let is_plain = names::is_word(name) && !name.contains("__") && !name.ends_with('_');
    if !is_plain || name.len() > MOST_NAME {
        node.complain(
            format!("`{name}` cannot name a prompt and a skill"),
            format!(
                "use words of a-z and 0-9 with single _ between, {MOST_NAME} characters at most"
            ),
        );
    }
    let mut keys = node.keys()?;
    let title = keys.need_text("title");
    let described = keys.need("description");
    let arguments = keys.get("arguments").map(|node| arguments(&node));
    let arguments = arguments.unwrap_or_default();
    let text = keys.need("text");
    keys.finish();
    let description = described.as_ref().and_then(Node::text);
    let description = description.unwrap_or_default();

    let length = description.chars().count();
    if !(DESCRIPTION.0..=DESCRIPTION.1).contains(&length) {
        let (least, most) = DESCRIPTION;
        node.complain_at(
            "description",
            format!("{length} characters"),
            format!("say what it does and when to use it, in {least} to {most}"),
        );
    }
    let known: Vec<&str> = arguments.iter().map(|one| one.name).collect();
    let mut named = described.map_or_else(Vec::new, |node| tools_in(&node, slug, tools));
    let mut pieces = &[][..];
    if let Some(node) = text {
        let text = node.text()?;
        let length = text.chars().count();
        if length > MOST_TEXT {
            node.complain(
                format!("{length} characters"),
                format!("shorten it to {MOST_TEXT}"),
            );
        }
        pieces = template::read(&node, text, &known, false);
        named.extend(tools_in(&node, slug, tools));
        for name in known {
            if !text.contains(&format!("{{{name}}}")) {
                node.complain(
                    format!("`{name}` stands nowhere in it"),
                    format!("write {{{name}}} where it belongs, or take the argument out"),
                );
            }
        }
    }
    named.sort_unstable();
    named.dedup();
    Some(Prompt {
        name,
        title,
        description,
        arguments,
        text: pieces,
        tools: keep::list(named),
    })
}

fn arguments(node: &Node<'_>) -> &'static [PromptArgument] {
    let argument = |(name, node): &(&'static str, Node<'_>)| {
        if !names::is_word(name) {
            node.complain(
                format!("`{name}` is no name"),
                "use a-z, 0-9 and _, a letter first",
            );
        }
        let mut keys = node.keys()?;
        let description = keys.need_text("description");
        let required = keys.get("required").and_then(|node| node.boolean());
        let default = keys.get("default").and_then(|node| node.text());
        keys.finish();
        if required.unwrap_or(false) == default.is_some() {
            node.complain(
                "it must be either required or have a default",
                "write `required: true`, or the words that stand for it as `default`",
            );
        }
        Some(PromptArgument {
            name,
            description,
            default,
        })
    };
    keep::list(node.entries().iter().filter_map(argument))
}

/// The tools that a text names. What looks like the name of one must be one.
fn tools_in(node: &Node<'_>, slug: &str, tools: &[Tool]) -> Vec<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let text = node.text().unwrap_or_default();
    let words = text.split(|c: char| !is_part(c));
    let mut found = Vec::new();
    for word in words.filter(|word| word.contains('_') && word.contains(slug)) {
        match tools.iter().position(|tool| tool.name == word) {
            Some(index) => found.push(index),
            None => node.complain(
                format!("there is no tool `{word}`"),
                "write a tool's long name",
            ),
        }
    }
    found
}
