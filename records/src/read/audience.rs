//! `audience` and `draft`: who sees what a call does, and what keeps it from customers.

use super::argument::Placed;
use super::example;
use super::keep;
use super::node::{Keys, Node};
use super::tool::Documented;
use super::value::Value;
use crate::catalogue::{Audience, Draft, Effect, Method};

/// As a record says it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    pub(crate) audience: Option<Audience>,
    pub(crate) draft: Option<Written>,
}

/// A draft whose tool or arguments are still to be looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Written {
    /// `resource.method`
    Tool(&'static str),
    Arguments(&'static Value),
}

const FIX: &str = "add `audience: customer` when people outside can see what a call does, `team` for colleagues, else `system`";

/// The keys of a method. `effect` is what its name or its record says that it does.
pub(crate) fn read(keys: &mut Keys<'_>, effect: Option<Effect>) -> Seen {
    let audiences =
        [Audience::Customer, Audience::Team, Audience::System].map(|it| (it.as_str(), it));
    let node = keys.get("audience");
    let draft = keys.get("draft");
    let is_read = effect == Some(Effect::Read);
    match &node {
        Some(node) if is_read => {
            node.complain("what only reads shows nobody anything", "take it out");
        }
        None if !is_read && effect.is_some() => {
            keys.node()
                .complain("it changes something, and does not say who sees that", FIX);
        }
        Some(_) | None => {}
    }
    let audience = node.and_then(|node| node.choice(&audiences));
    let draft = draft.and_then(|node| {
        if audience != Some(Audience::Customer) {
            node.complain(
                "a draft stands in for what customers see",
                "take it out, or write `audience: customer`",
            );
        }
        written(&node)
    });
    Seen { audience, draft }
}

fn written(node: &Node<'_>) -> Option<Written> {
    let mut keys = node.keys()?;
    let tool = keys.get("tool");
    let arguments = keys.get("arguments");
    keys.finish();
    match (tool, arguments) {
        (Some(tool), None) => tool.text().map(Written::Tool),
        (None, Some(arguments)) => Some(Written::Arguments(arguments.value())),
        (Some(_), Some(_)) | (None, None) => {
            node.complain(
                "a draft is another tool, or this one with other arguments",
                "write `tool: resource.method` or `arguments:` with their values",
            );
            None
        }
    }
}

/// The draft of a tool with these arguments; one that is another tool is found when all are known.
pub(crate) fn draft(node: &Node<'_>, seen: Seen, arguments: &[Placed]) -> Draft {
    let Some(Written::Arguments(value)) = seen.draft else {
        return Draft::None;
    };
    let node = node.at("draft.arguments", value);
    let entries = node.entries();
    let set = entries.iter().filter_map(|(name, node)| {
        let argument = arguments
            .iter()
            .find(|argument| argument.property.name == *name && argument.is_sent());
        let Some(argument) = argument else {
            node.complain(
                "no argument of a query or a body is called so",
                "name one of the tool's own",
            );
            return None;
        };
        if *node.value() == Value::Null {
            if argument.property.required {
                node.complain("it is required, so it is always sent", "give it a value");
            }
        } else {
            example::value(node, &argument.property.schema);
        }
        Some((*name, keep::text(node.value().json())))
    });
    Draft::Arguments(keep::list(set))
}

/// Puts in the tools that stand in for others.
pub(crate) fn link(
    tools: &mut [Documented],
    methods: &[Method],
    complain: impl Fn(&Documented, &str),
) {
    let found: Vec<Option<(&'static str, bool)>> = tools
        .iter()
        .map(|documented| {
            let written = documented.draft_tool?;
            let other = tools.iter().find(|other| {
                let method = methods.get(other.tool.method);
                other.tool.composite.is_none()
                    && method.is_some_and(|method| method.reference() == written)
            })?;
            let is_unseen = matches!(other.tool.audience, Some(Audience::Team | Audience::System));
            Some((other.tool.name, is_unseen))
        })
        .collect();
    for (documented, found) in tools.iter_mut().zip(found) {
        let Some(written) = documented.draft_tool else {
            continue;
        };
        match found {
            Some((name, true)) => documented.tool.draft = Draft::Tool(name),
            Some((_, false)) => complain(
                documented,
                "this tool is seen by customers too, or only reads",
            ),
            None => complain(documented, &format!("no tool is documented as `{written}`")),
        }
    }
}
