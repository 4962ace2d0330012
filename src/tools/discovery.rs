//! Four tools that find and call the others, for clients whose context a long list would fill.

use std::borrow::Cow;

use super::given_call::{CallTool, call_tool};
use super::search::search;
use super::spelling::without_prefix;
use super::tool_set::ToolSet;
use super::toolbox::Found;
use crate::arguments::client_added::{self, without};
use crate::arguments::error::{ArgumentError, At, kind_of, no_object, short};
use crate::arguments::reading::Reading;
use crate::arguments::slot::{Slot, slot};
use crate::catalogue::{Clears, Effect, Shape, Tool};
use crate::json::{Members, elements, quote, string};
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
    /// A call of a tool that is not there.
    Unknown(String),
    /// A tool that is not there to be shown, or that is called with the wrong one of the four.
    Wrong(String),
    /// None of the four.
    NotOurs,
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

/// Other names that models give to arguments of the tools that find.
const ALSO: [(&str, &[&str]); 2] = [
    ("query", &["q", "search", "text"]),
    ("tool_names", &["tool_name", "toolName", "names", "name"]),
];

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
    arguments: [(&'static str, &Shape, bool); COUNT],
    strays: &[&str],
) -> Result<[Option<String>; COUNT], Vec<ArgumentError>> {
    let names = arguments.iter().map(|(name, ..)| *name);
    let without = without(json, strays, |key| names.clone().any(|name| name == key));
    let json = without.as_deref().unwrap_or(json);
    let members = members(json)?;
    let called = |name: &'static str| called(name, &members, strays);
    // None of them is a time.
    let mut reading = Reading::new(UnixSeconds(0), "");
    for (key, _) in &members.0 {
        if !names.clone().any(|name| called(name) == key) {
            let message = client_added::unknown(key, "", names.clone());
            reading.push(&At::argument(key), message);
        }
    }
    let values = arguments.map(|(name, shape, is_required)| {
        let (at, given) = (At::argument(name), members.get(called(name)));
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

/// The key that an argument has in a call: its own name, or another that only it can mean.
fn called(name: &'static str, members: &Members<'_>, strays: &[&str]) -> &'static str {
    let also = ALSO.iter().find(|(known, _)| *known == name);
    let is_taken = strays.is_empty() || members.get(name).is_some();
    let also = also.filter(|_| !is_taken).map_or(&[][..], |(_, also)| also);
    let given = also.iter().find(|key| members.get(key).is_some());
    given.copied().unwrap_or(name)
}

/// A tool's name without a client's prefix. Without strays, no client's bug is tolerated.
pub(super) fn without_client_prefix<'a, 'b>(
    tools: impl ToolSet<'b>,
    name: Cow<'a, str>,
    strays: &[&str],
) -> Cow<'a, str> {
    if strays.is_empty() {
        return name;
    }
    without_prefix(name, |prefix, name| tools.behind(prefix, name))
}

pub(super) fn members(json: &str) -> Result<Members<'_>, Vec<ArgumentError>> {
    Members::parse(json).ok_or_else(|| vec![ArgumentError::new("arguments", no_object(json))])
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
        Found::Nothing if tools.several(&call.tool_name).is_empty() => {
            Discovery::Unknown(unknown(tools, &call.tool_name, true))
        }
        Found::Tool(..)
        | Found::ReadOnly(_)
        | Found::KeptBack(_)
        | Found::Beyond(_)
        | Found::Nothing => Discovery::Call(call),
    }
}

/// What is said of a call of a tool that is not there; where only reads are called, with a hint at one that reads or none.
pub fn unknown<'a>(tools: impl ToolSet<'a>, name: &str, only_reads: bool) -> String {
    let nearest = tools.did_you_mean(name, only_reads);
    format!("unknown tool \"{}\"{nearest}", short(name))
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
                let nearest = tools.did_you_mean(&name, false);
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
