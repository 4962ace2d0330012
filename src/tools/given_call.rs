//! Which tool `read_tool` and `call_tool` are to call, and with what: as their schemas say, and as models write it.

use std::borrow::Cow;

use super::discovery::{members, without_client_prefix};
use super::tool_set::ToolSet;
use super::toolbox::Found;
use super::writes::ON_PURPOSE;
use crate::arguments::client_added::{has, strays_of, unknown};
use crate::arguments::error::{ArgumentError, ArgumentErrors, At, no_object};
use crate::catalogue::{Effect, Tool};
use crate::json::{Members, object, object_of, string};

/// Keys of the tool's name; the first two are always taken, the others are clients' bugs.
const NAMES: [&str; 4] = ["tool_name", "name", "toolName", "tool"];

/// Other keys of its arguments, for a tool that has no argument of that name.
const ALSO: [&str; 5] = ["args", "parameters", "input", "params", "tool_input"];

/// Arguments of `read_tool` and `call_tool`.
#[derive(Debug)]
pub struct CallTool<'a> {
    /// A name in this toolbox.
    pub tool_name: Cow<'a, str>,
    /// As its inputSchema says.
    pub arguments: Option<Cow<'a, str>>,
}

/// Models also write the tool's arguments beside its name instead of into `arguments`, and `name` for `tool_name`: both are taken, because it
/// is plain what is meant. What is an argument of neither is refused.
pub(super) fn call_tool<'a, 'b>(
    tools: impl ToolSet<'b>,
    json: &'a str,
    strays: &[&str],
) -> Result<CallTool<'a>, Vec<ArgumentError>> {
    const OWN: [&str; 2] = ["tool_name", "arguments"];
    let members = members(json)?;
    let mut errors = ArgumentErrors::default();
    let tolerated = if strays.is_empty() { 2 } else { NAMES.len() };
    let mut keys = NAMES.iter().take(tolerated);
    let key = keys.find(|key| members.get(key).is_some());
    let key = key.copied().unwrap_or("tool_name");
    let tool_name = members.get(key).and_then(string);
    let tool_name = tool_name.map(|name| without_client_prefix(tools, name, strays));
    let found = tool_name.as_deref().map(|name| tools.find(name));
    let tool = match found {
        Some(
            Found::Tool(tool, _)
            | Found::ReadOnly(tool)
            | Found::KeptBack(tool)
            | Found::Beyond(tool),
        ) => Some(tool),
        Some(Found::Nothing) | None => None,
    };
    let account = tool.and_then(|tool| tools.account_argument(tool));
    let is_argument = |key: &str| account == Some(key) || tool.is_some_and(|tool| has(tool, key));
    let is_object = |key: &str| {
        let value = members.get(key).and_then(object);
        value.is_some_and(|json| json.starts_with('{') && Members::parse(&json).is_some())
    };
    let mut also = ALSO.iter().filter(|_| !strays.is_empty());
    let also = also.find(|key| is_object(key) && !is_argument(key));
    let has_own = members.get("arguments").is_some();
    let inner_key = also.filter(|_| !has_own).copied().unwrap_or("arguments");
    let inner = members.get(inner_key).and_then(object);
    if let (Some(tool_name), None) = (&tool_name, tool) {
        // What stands beside it cannot be told right from wrong, and would hide that the name is.
        return Ok(CallTool {
            tool_name: tool_name.clone(),
            arguments: inner,
        });
    }
    let mut flat = Members::default();
    let is_stray = tool.map(|tool| strays_of(tool, &members, strays));
    let beside = members
        .0
        .iter()
        .filter(|(name, _)| name != key && name != inner_key);
    for (name, value) in beside {
        let is_mark = name == ON_PURPOSE && tool.is_some_and(|tool| tool.effect != Effect::Read);
        let is_stray = is_stray.as_ref().is_some_and(|is| is(name, value.get()));
        if is_mark || (is_argument(name) && !(is_stray && account != Some(name))) {
            flat.0.push((name.clone(), *value));
        } else if !strays.contains(&name.as_ref()) {
            let own = tool.map_or(&[][..], |tool| tool.arguments);
            let several = |tool: &&'static Tool| !tools.accounts_of(tool).is_empty();
            let names = OWN
                .into_iter()
                .chain(account.filter(|_| tool.as_ref().is_some_and(several)))
                .chain(own.iter().map(|argument| argument.name));
            errors.push(
                &At::argument(name),
                unknown(name, tool.map_or("", |tool| tool.short_name), names),
            );
        }
    }
    let Some(tool_name) = tool_name else {
        errors.push(
            &At::argument("tool_name"),
            "must be a name from search_tools",
        );
        return errors.unless_any(CallTool {
            tool_name: Cow::default(),
            arguments: None,
        });
    };
    let arguments = if flat.0.is_empty() {
        inner
    } else {
        Some(Cow::Owned(merged(inner.as_deref(), &flat, &mut errors)))
    };
    errors.unless_any(CallTool {
        tool_name,
        arguments,
    })
}

/// `arguments` and what stood beside them.
fn merged(inner: Option<&str>, flat: &Members<'_>, errors: &mut ArgumentErrors) -> String {
    let json = inner.unwrap_or("{}");
    let inner = Members::parse(json).unwrap_or_else(|| {
        errors.push(&At::argument("arguments"), no_object(json));
        Members::default()
    });
    for (key, value) in &flat.0 {
        if inner.get(key).is_some_and(|given| given != value.get()) {
            let at = At::argument("arguments");
            errors.push(
                &at.key(key),
                "stands beside `arguments` too, with another value: send it once",
            );
        }
    }
    let beside = flat.iter().filter(|(key, _)| inner.get(key).is_none());
    object_of(inner.iter().chain(beside))
}
