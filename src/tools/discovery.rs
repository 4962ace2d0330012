//! Four tools that find and call the others, for clients whose context a long list would fill.

use std::borrow::Cow;

use super::search::search;
use super::spelling::without_prefix;
use super::tool_set::ToolSet;
use super::toolbox::Found;
use super::writes::ON_PURPOSE;
use crate::arguments::client_added::{has, unknown, without};
use crate::arguments::error::{ArgumentError, ArgumentErrors, At, kind_of, no_object, short};
use crate::arguments::reading::Reading;
use crate::arguments::slot::{Slot, slot};
use crate::catalogue::{Clears, Effect, Shape, Tool};
use crate::json::{Members, elements, object, object_of, quote, string};
use crate::platform::UnixSeconds;

/// How many tools a search answers when the caller does not say, and at most.
const RESULTS: (usize, usize) = (10, 50);

/// Room for the names of what did not fit.
const LEFT_OUT_CHARS: usize = 400;

/// The tool that calls those that change nothing.
const READ: &str = "read_tool";

/// The tool that calls all of them.
const CALL: &str = "call_tool";

/// Said where tools are named that a client does not see.
pub const HOW: &str = "Find tools with search_tools, whose best hit comes with its arguments; get_tool_schema gives those of others. Run what only reads with read_tool, all else with call_tool.";

/// The two that find, as `tools/list` shows them.
const FINDING: &str = concat!(
    r#"{"name":"search_tools","title":"Search tools","description":"Finds tools by what you want to do, in a few plain words. Returns the best hit with its inputSchema and what to call it with, then names and titles of the next, best first. Without query: the resources, and how many tools each has.","inputSchema":{"type":"object","properties":{"query":{"type":"string","description":"Such as: open tickets of a customer"},"limit":{"type":"string","description":"How many, 1 to 50; 10 when left out"}}},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#,
    r#"{"name":"get_tool_schema","title":"Get tool schemas","description":"Returns the full definition of one to five tools, for hits of search_tools after the first.","inputSchema":{"type":"object","properties":{"tool_names":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":5,"description":"Names from search_tools"}},"required":["tool_names"]},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}}"#
);

/// The two that call: apart, so that a person can allow reads for good.
const CALLING: [&str; 2] = [
    r#"{"name":"read_tool","title":"Call a tool that reads","description":"Calls one tool that changes nothing, by its name; it refuses those that change something.","inputSchema":{"type":"object","properties":{"tool_name":{"type":"string","description":"Name from search_tools"},"arguments":{"type":"object","description":"As the tool's inputSchema says"}},"required":["tool_name"]},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":true}}"#,
    r#"{"name":"call_tool","title":"Call any tool","description":"Calls one tool by its name, also one that changes something. What it changes is said in its definition.","inputSchema":{"type":"object","properties":{"tool_name":{"type":"string","description":"Name from search_tools"},"arguments":{"type":"object","description":"As the tool's inputSchema says"}},"required":["tool_name"]},"annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":false,"openWorldHint":true}}"#,
];

/// The four, as `tools/list` shows them, with commas between: results of those that call are as long as those of the tools.
pub fn definitions<'a>(tools: impl ToolSet<'a>) -> String {
    let mut out = String::from(FINDING);
    for calling in CALLING {
        out.push(',');
        out.push_str(calling);
        tools.ask_for_room(&mut out);
    }
    out
}

/// The tool to call a tool with.
pub(super) fn calls_with(tool: &Tool) -> &'static str {
    if tool.effect == Effect::Read {
        READ
    } else {
        CALL
    }
}

/// A call to one of the four.
#[derive(Debug)]
pub enum Discovery<'a> {
    /// The JSON that answers it.
    Answer(String),
    /// `read_tool` or `call_tool`: the real call.
    Call(CallTool<'a>),
    /// What is to be mended in its arguments.
    Refused(Vec<ArgumentError>),
    /// A tool that is not there, or that is called with the wrong one of the four.
    Wrong(String),
    /// None of the four.
    NotOurs,
}

/// Arguments of `read_tool` and `call_tool`.
#[derive(Debug)]
pub struct CallTool<'a> {
    /// A name in this toolbox.
    pub tool_name: Cow<'a, str>,
    /// As its inputSchema says.
    pub arguments: Option<Cow<'a, str>>,
}

const TEXT: Shape = Shape::String {
    values: &[],
    max_length: None,
};

/// Held into `RESULTS` afterwards: a model that asks for too many means as many as there are.
const COUNT: Shape = Shape::Integer {
    values: &[],
    min: None,
    max: None,
};

const NAMES: Shape = Shape::Array {
    items: &TEXT,
    min: Some(1),
    max: Some(5),
};

/// Whether a name is one of the four.
pub fn is_one(name: &str) -> bool {
    matches!(name, "search_tools" | "get_tool_schema" | READ | CALL)
}

/// Answers a call by its name. `strays` are names of arguments that are dropped, see [`crate::arguments::client_added`]:
/// none where no client's bug is tolerated.
pub fn answer<'a, 'b>(
    tools: impl ToolSet<'b>,
    name: &str,
    arguments: &'a str,
    strays: &[&str],
) -> Discovery<'a> {
    let answered = match name {
        "search_tools" => take(
            arguments,
            [("query", &TEXT, false), ("limit", &COUNT, false)],
            strays,
        )
        .map(|[query, limit]| {
            let query = query.as_deref().and_then(string).unwrap_or_default();
            Discovery::Answer(search(tools, &query, count(limit.as_deref())))
        }),
        "get_tool_schema" => {
            take(arguments, [("tool_names", &NAMES, true)], strays).map(|[names]| {
                let names = elements(names.as_deref().unwrap_or_default()).unwrap_or_default();
                let names = names.iter().filter_map(|name| string(name.get()));
                schemas(
                    tools,
                    names.map(|name| without_client_prefix(tools, name, strays)),
                )
            })
        }
        READ => call_tool(tools, arguments, strays).map(|call| only_reads(tools, call)),
        CALL => call_tool(tools, arguments, strays).map(Discovery::Call),
        _ => return Discovery::NotOurs,
    };
    answered.unwrap_or_else(Discovery::Refused)
}

/// The values of some arguments, checked like those of any tool: their names, what they may be, whether they must be there.
pub(super) fn take<const COUNT: usize>(
    json: &str,
    arguments: [(&str, &Shape, bool); COUNT],
    strays: &[&str],
) -> Result<[Option<String>; COUNT], Vec<ArgumentError>> {
    let names = arguments.iter().map(|(name, ..)| *name);
    let without = without(json, strays, |key| names.clone().any(|name| name == key));
    let json = without.as_deref().unwrap_or(json);
    let members = members(json)?;
    // None of them is a time.
    let mut reading = Reading::new(UnixSeconds(0), "");
    for (key, _) in &members.0 {
        if !names.clone().any(|name| name == key) {
            reading.push(&At::argument(key), unknown(key, names.clone()));
        }
    }
    let values = arguments.map(|(name, shape, is_required)| {
        let (at, given) = (At::argument(name), members.get(name));
        // Elsewhere a number does for a text, because ids look like numbers; here it is a sign of another argument's value.
        if let Some(json) = given.filter(|json| *json != "null")
            && matches!(shape, Shape::String { .. })
            && kind_of(json) != "a string"
        {
            reading.push(&at, format!("must be a string, not {}", kind_of(json)));
            return None;
        }
        match slot(
            shape,
            is_required,
            Clears::Nothing,
            given,
            &at,
            &mut reading,
        ) {
            Slot::Sent(value) => Some(value.into_owned()),
            Slot::Absent | Slot::Wrong => None,
        }
    });
    reading.unless_any(values)
}

/// A tool's name without a client's prefix. Without strays, no client's bug is tolerated.
fn without_client_prefix<'a, 'b>(
    tools: impl ToolSet<'b>,
    name: Cow<'a, str>,
    strays: &[&str],
) -> Cow<'a, str> {
    if strays.is_empty() {
        return name;
    }
    without_prefix(name, |name| tools.is_known(name))
}

fn members(json: &str) -> Result<Members<'_>, Vec<ArgumentError>> {
    Members::parse(json).ok_or_else(|| vec![ArgumentError::new("arguments", no_object(json))])
}

/// Models also write the tool's arguments beside its name instead of into `arguments`, and `name` for `tool_name`: both are taken, because it
/// is plain what is meant. What is an argument of neither is refused.
fn call_tool<'a, 'b>(
    tools: impl ToolSet<'b>,
    json: &'a str,
    strays: &[&str],
) -> Result<CallTool<'a>, Vec<ArgumentError>> {
    const OWN: [&str; 2] = ["tool_name", "arguments"];
    let members = members(json)?;
    let mut errors = ArgumentErrors::default();
    let key = OWN
        .first()
        .filter(|key| members.get(key).is_some())
        .unwrap_or(&"name");
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
    let inner = members.get("arguments").and_then(object);
    if let (Some(tool_name), None) = (&tool_name, tool) {
        // What stands beside it cannot be told right from wrong, and would hide that the name is.
        return Ok(CallTool {
            tool_name: tool_name.clone(),
            arguments: inner,
        });
    }
    let mut flat = Members::default();
    let beside = members
        .0
        .iter()
        .filter(|(name, _)| name != key && name != "arguments");
    for (name, value) in beside {
        let is_mark = name == ON_PURPOSE && tool.is_some_and(|tool| tool.effect != Effect::Read);
        if is_mark || account == Some(name) || tool.is_some_and(|tool| has(tool, name)) {
            flat.0.push((name.clone(), *value));
        } else if !strays.contains(&name.as_ref()) {
            let own = tool.map_or(&[][..], |tool| tool.arguments);
            let several = |tool: &&'static Tool| !tools.accounts_of(tool).is_empty();
            let names = OWN
                .into_iter()
                .chain(account.filter(|_| tool.as_ref().is_some_and(several)))
                .chain(own.iter().map(|argument| argument.name));
            errors.push(&At::argument(name), unknown(name, names));
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

/// A call of a tool that changes something is refused here; what else is wrong with it is told as in any call.
fn only_reads<'a, 'b>(tools: impl ToolSet<'b>, call: CallTool<'a>) -> Discovery<'a> {
    match tools.find(&call.tool_name) {
        Found::Tool(tool, _) | Found::Beyond(tool) if calls_with(tool) != READ => {
            Discovery::Wrong(format!(
                "{} changes something, and {READ} only reads: call it with {CALL}.",
                tools.name_of(tool)
            ))
        }
        Found::Tool(..)
        | Found::ReadOnly(_)
        | Found::KeptBack(_)
        | Found::Beyond(_)
        | Found::Nothing => Discovery::Call(call),
    }
}

fn count(limit: Option<&str>) -> usize {
    match limit {
        None => RESULTS.0,
        Some(limit) if limit.starts_with('-') => 1,
        // Whole, and so beyond every bound if it cannot be read.
        Some(limit) => limit.parse().unwrap_or(RESULTS.1).clamp(1, RESULTS.1),
    }
}

fn schemas<'a, 'b, 'c>(
    tools: impl ToolSet<'b>,
    names: impl Iterator<Item = Cow<'c, str>>,
) -> Discovery<'a> {
    let room = tools.result_chars().saturating_sub(LEFT_OUT_CHARS);
    let mut left_out = Vec::new();
    let mut out = String::from("{\"tools\":[");
    for (index, name) in names.enumerate() {
        let tool = match tools.find(&name) {
            Found::Tool(tool, _) => tool,
            Found::Beyond(tool) => {
                return Discovery::Wrong(format!(
                    "{} needs {}, which this connection was not allowed. A call of it asks the person for that.",
                    tools.name_of(tool),
                    tools.needs(tool).scopes().join(" ")
                ));
            }
            Found::KeptBack(tool) => return Discovery::Wrong(tools.advice(tool)),
            Found::Nothing if !tools.several(&name).is_empty() => {
                return Discovery::Wrong(format!(
                    "Several vendors have a tool \"{}\": ask for {}.",
                    short(&name),
                    tools.several(&name).join(" or ")
                ));
            }
            Found::ReadOnly(_) | Found::Nothing => {
                let nearest = tools.did_you_mean(&name);
                return Discovery::Wrong(format!(
                    "There is no tool \"{}\" here{nearest}. Use search_tools to find names.",
                    short(&name)
                ));
            }
        };
        let before = out.len();
        if index > 0 {
            out.push(',');
        }
        tools.render(tool, &mut out);
        if index > 0 && out.len() > room {
            out.truncate(before);
            left_out.push(quote(tools.name_of(tool)));
        }
    }
    out.push(']');
    if !left_out.is_empty() {
        let names = left_out.join(",");
        out.extend([
            ",\"left_out\":[",
            &names,
            "],\"hint\":\"Left out to fit: ask for each of them alone.\"",
        ]);
    }
    out.push('}');
    Discovery::Answer(out)
}
