//! Three tools that find and call the others, for clients whose context a long list would fill.

use std::borrow::Cow;
use std::fmt::Write;

use super::toolbox::{Found, Toolbox};
use crate::arguments::client_added::{has, unknown, without};
use crate::arguments::error::{ArgumentError, ArgumentErrors, At, kind_of, short};
use crate::arguments::reading::Reading;
use crate::arguments::slot::{Slot, slot};
use crate::catalogue::{Clears, Shape, Tool};
use crate::json::{Members, elements, object, quote, string};
use crate::platform::UnixSeconds;

/// How many tools a search answers when the caller does not say, and at most.
const RESULTS: (usize, usize) = (10, 50);

/// Words of a query that are looked for: each costs a walk over all tools.
const WORDS: usize = 20;

/// Words that say nothing about which tool is meant.
const STOP_WORDS: [&str; 18] = [
    "a", "all", "an", "and", "by", "find", "for", "from", "in", "my", "of", "on", "or", "show",
    "that", "the", "to", "with",
];

/// Said where tools are named that a client does not see.
pub const HOW: &str = "Find tools with search_tools, read their arguments with get_tool_schema, run them with call_tool.";

/// The three, as `tools/list` shows them.
pub const DEFINITIONS: &str = concat!(
    r#"{"name":"search_tools","title":"Search tools","description":"Finds tools by words of their name, tags, description and arguments. Returns names with descriptions, best first; without query, all names by resource. Pass a name to get_tool_schema next.","inputSchema":{"type":"object","properties":{"query":{"type":"string","description":"Words, such as: create task comment"},"limit":{"type":"string","description":"How many, 1 to 50; 10 when left out"}}},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#,
    r#"{"name":"get_tool_schema","title":"Get tool schemas","description":"Returns the full definition of one to five tools, with the inputSchema that call_tool needs.","inputSchema":{"type":"object","properties":{"tool_names":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":5,"description":"Names from search_tools"}},"required":["tool_names"]},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#,
    r#"{"name":"call_tool","title":"Call a tool","description":"Calls one tool by its name. What it returns and changes is said in the tool's own definition, see get_tool_schema.","inputSchema":{"type":"object","properties":{"tool_name":{"type":"string","description":"Name from search_tools"},"arguments":{"type":"object","description":"As the tool's inputSchema says"}},"required":["tool_name"]},"annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":false,"openWorldHint":true}}"#
);

/// A call to one of the three.
#[derive(Debug)]
pub enum Discovery<'a> {
    /// The JSON that answers it.
    Answer(String),
    /// `call_tool`: the real call.
    Call(CallTool<'a>),
    /// What is to be mended in its arguments.
    Refused(Vec<ArgumentError>),
    /// A tool that is not there.
    Wrong(String),
    /// None of the three.
    NotOurs,
}

/// Arguments of `call_tool`.
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

/// Answers a call by its name. `strays` are names of arguments that are dropped, see [`crate::arguments::client_added`].
pub fn answer<'a>(
    toolbox: Toolbox<'_>,
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
            Discovery::Answer(search(toolbox, &query, limit.as_deref()))
        }),
        "get_tool_schema" => {
            take(arguments, [("tool_names", &NAMES, true)], strays).map(|[names]| {
                let names = elements(names.as_deref().unwrap_or_default()).unwrap_or_default();
                let names = names.iter().filter_map(|name| string(name.get()));
                schemas(toolbox, names)
            })
        }
        "call_tool" => call_tool(toolbox, arguments, strays).map(Discovery::Call),
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

fn members(json: &str) -> Result<Members<'_>, Vec<ArgumentError>> {
    Members::parse(json).ok_or_else(|| {
        vec![ArgumentError {
            argument: "arguments".to_owned(),
            message: "must be an object".to_owned(),
        }]
    })
}

/// Models also write the tool's arguments beside its name instead of into `arguments`, and `name` for `tool_name`: both are taken, because it
/// is plain what is meant. What is an argument of neither is refused.
fn call_tool<'a>(
    toolbox: Toolbox<'_>,
    json: &'a str,
    strays: &[&str],
) -> Result<CallTool<'a>, Vec<ArgumentError>> {
    const OWN: [&str; 2] = ["tool_name", "arguments"];
    let members = members(json)?;
    let mut mends = ArgumentErrors::default();
    let key = OWN
        .first()
        .filter(|key| members.get(key).is_some())
        .unwrap_or(&"name");
    let tool_name = members.get(key).and_then(string);
    let found = tool_name.as_deref().map(|name| toolbox.find(name));
    let tool = match found {
        Some(Found::Tool(tool, _) | Found::ReadOnly(tool)) => Some(tool),
        Some(Found::Nothing) | None => None,
    };
    let inner = members
        .get("arguments")
        .filter(|inner| *inner != "\"\"")
        .and_then(object);
    let mut flat = Members::default();
    let beside = members
        .0
        .iter()
        .filter(|(name, _)| name != key && name != "arguments");
    for (name, value) in beside {
        if tool.is_some_and(|tool| has(tool, name)) {
            flat.0.push((name.clone(), *value));
        } else if !strays.contains(&name.as_ref()) {
            let own = tool.map_or(&[][..], |tool| tool.arguments);
            let names = OWN
                .into_iter()
                .chain(own.iter().map(|argument| argument.name));
            mends.push(&At::argument(name), unknown(name, names));
        }
    }
    let Some(tool_name) = tool_name else {
        mends.push(
            &At::argument("tool_name"),
            "must be a name from search_tools",
        );
        return mends.unless_any(CallTool {
            tool_name: Cow::default(),
            arguments: None,
        });
    };
    let arguments = if flat.0.is_empty() {
        inner
    } else {
        Some(Cow::Owned(merged(inner.as_deref(), &flat, &mut mends)))
    };
    mends.unless_any(CallTool {
        tool_name,
        arguments,
    })
}

/// `arguments` and what stood beside them.
fn merged(inner: Option<&str>, flat: &Members<'_>, mends: &mut ArgumentErrors) -> String {
    let inner = match inner.map(Members::parse) {
        None => Members::default(),
        Some(Some(inner)) => inner,
        Some(None) => {
            mends.push(&At::argument("arguments"), "must be an object");
            Members::default()
        }
    };
    for (key, value) in &flat.0 {
        if inner.get(key).is_some_and(|given| given != value.get()) {
            let at = At::argument("arguments");
            mends.push(
                &at.key(key),
                "stands beside `arguments` too, with another value: send it once",
            );
        }
    }
    let beside = flat.0.iter().filter(|(key, _)| inner.get(key).is_none());
    let members: Vec<String> = inner
        .0
        .iter()
        .chain(beside)
        .map(|(key, value)| format!("{}:{value}", quote(key)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn search(toolbox: Toolbox<'_>, query: &str, limit: Option<&str>) -> String {
    let limit = match limit {
        None => RESULTS.0,
        Some(limit) if limit.starts_with('-') => 1,
        // Whole, and so beyond every bound if it cannot be read.
        Some(limit) => limit.parse().unwrap_or(RESULTS.1).clamp(1, RESULTS.1),
    };
    let words: Vec<String> = query
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !STOP_WORDS.contains(word))
        .take(WORDS)
        .map(str::to_owned)
        .collect();
    let mut hits: Vec<(u32, &Tool)> = toolbox
        .tools()
        .map(|(tool, _)| (words.iter().map(|word| score(tool, word)).sum(), tool))
        .filter(|(score, _)| *score > 0)
        .collect();
    if hits.is_empty() {
        return browse(toolbox);
    }
    hits.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.name.cmp(right.1.name)));
    let mut out = String::from("{\"tools\":[");
    for (index, (_, tool)) in hits.iter().take(limit).enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let name = toolbox.name_of(tool);
        // Writing into a String cannot fail.
        let _ = write!(out, "{comma}{{\"name\":\"{name}\",\"description\":");
        toolbox.rename(&quote(tool.description), &mut out);
        out.push('}');
    }
    let _ = write!(out, "],\"found\":{}}}", hits.len());
    out
}

/// A word in the name counts most; a plural finds its singular and the other way round.
fn score(tool: &Tool, word: &str) -> u32 {
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 2)
        .unwrap_or(word);
    let in_words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|part| {
            part.eq_ignore_ascii_case(word)
                || part
                    .strip_suffix('s')
                    .unwrap_or(part)
                    .eq_ignore_ascii_case(stem)
        })
    };
    let mut score = 0;
    if in_words(tool.name) || in_words(tool.short_name) {
        score += 5;
    }
    if tool.tags.iter().any(|tag| in_words(tag)) {
        score += 3;
    }
    if in_words(tool.description) {
        score += 2;
    } else if tool.description.to_lowercase().contains(stem) {
        score += 1;
    }
    if tool
        .arguments
        .iter()
        .any(|argument| in_words(argument.name))
    {
        score += 1;
    }
    score
}

fn browse(toolbox: Toolbox<'_>) -> String {
    let mut by_resource: Vec<(&str, Vec<&str>)> = Vec::new();
    for (tool, method) in toolbox.tools() {
        let name = toolbox.name_of(tool);
        match by_resource
            .iter_mut()
            .find(|(resource, _)| *resource == method.resource)
        {
            Some((_, names)) => names.push(name),
            None => by_resource.push((method.resource, vec![name])),
        }
    }
    by_resource.sort_unstable();
    let groups: Vec<String> = by_resource
        .iter()
        .map(|(resource, names)| {
            format!(
                "\"{resource}\":[{}]",
                names
                    .iter()
                    .map(|name| quote(name))
                    .collect::<Vec<_>>()
                    .join(",")
            )
        })
        .collect();
    format!(
        "{{\"tools\":[],\"found\":0,\"names_by_resource\":{{{}}}}}",
        groups.join(",")
    )
}

fn schemas<'a, 'b>(
    toolbox: Toolbox<'_>,
    names: impl Iterator<Item = Cow<'b, str>>,
) -> Discovery<'a> {
    let mut out = String::from("{\"tools\":[");
    for (index, name) in names.enumerate() {
        let Found::Tool(tool, _) = toolbox.find(&name) else {
            let nearest = toolbox.did_you_mean(&name);
            return Discovery::Wrong(format!(
                "There is no tool \"{}\" here{nearest}. Use search_tools to find names.",
                short(&name)
            ));
        };
        if index > 0 {
            out.push(',');
        }
        toolbox.render(tool, &mut out);
    }
    out.push_str("]}");
    Discovery::Answer(out)
}
