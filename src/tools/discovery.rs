//! Three tools that find and call the others, for clients whose context a long list would fill.

use std::fmt::Write;

use serde::Deserialize;

use super::mend::{did_you_mean, short};
use super::toolbox::{Found, Toolbox};
use crate::catalogue::Tool;
use crate::json::quote;

/// How many tools a search answers when the caller does not say, and at most.
const RESULTS: (usize, usize) = (10, 50);

/// Words of a query that are looked for: each costs a walk over all tools.
const WORDS: usize = 20;

/// Words that say nothing about which tool is meant.
const STOP_WORDS: [&str; 18] = [
    "a", "all", "an", "and", "by", "find", "for", "from", "in", "my", "of", "on", "or", "show",
    "that", "the", "to", "with",
];

/// The three, as `tools/list` shows them.
pub const DEFINITIONS: &str = concat!(
    r#"{"name":"search_tools","title":"Search tools","description":"Finds tools by words of their name, tags, description and arguments. Returns names with descriptions, best first; without query, all names by resource. Pass a name to get_tool_schema next.","inputSchema":{"type":"object","properties":{"query":{"type":"string","description":"Words, such as: create task comment"},"limit":{"type":"string","description":"How many, 1 to 50; 10 when left out"}},"additionalProperties":false},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#,
    r#"{"name":"get_tool_schema","title":"Get tool schemas","description":"Returns the full definition of one to five tools, with the inputSchema that call_tool needs.","inputSchema":{"type":"object","properties":{"tool_names":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":5,"description":"Names from search_tools"}},"required":["tool_names"],"additionalProperties":false},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#,
    r#"{"name":"call_tool","title":"Call a tool","description":"Calls one tool by its name. What it returns and changes is said in the tool's own definition, see get_tool_schema.","inputSchema":{"type":"object","properties":{"tool_name":{"type":"string","description":"Name from search_tools"},"arguments":{"type":"object","description":"As the tool's inputSchema says"}},"required":["tool_name"],"additionalProperties":false},"annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":false,"openWorldHint":true}}"#
);

/// A call to one of the three.
#[derive(Debug)]
pub enum Discovery<'a> {
    /// The JSON that answers it.
    Answer(String),
    /// `call_tool`: the real call.
    Call(CallTool<'a>),
    /// What is wrong with its arguments.
    Wrong(String),
    /// None of the three.
    NotOurs,
}

/// Arguments of `call_tool`.
#[derive(Debug, Deserialize)]
pub struct CallTool<'a> {
    /// A name in this toolbox.
    #[serde(borrow)]
    pub tool_name: std::borrow::Cow<'a, str>,
    /// As its inputSchema says.
    #[serde(borrow, default)]
    pub arguments: Option<&'a serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct SearchTools {
    #[serde(default)]
    query: String,
    #[serde(default)]
    limit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct GetToolSchema {
    tool_names: Vec<String>,
}

/// Answers a call by its name.
pub fn answer<'a>(toolbox: Toolbox<'_>, name: &str, arguments: &'a str) -> Discovery<'a> {
    match name {
        "search_tools" => match serde_json::from_str::<SearchTools>(arguments) {
            Ok(SearchTools { query, limit }) => {
                Discovery::Answer(search(toolbox, &query, limit.as_ref()))
            }
            Err(_) => Discovery::Wrong(
                "search_tools takes {\"query\": \"words\", \"limit\": \"10\"}, both optional."
                    .to_owned(),
            ),
        },
        "get_tool_schema" => match serde_json::from_str::<GetToolSchema>(arguments) {
            Ok(GetToolSchema { tool_names }) if (1..=5).contains(&tool_names.len()) => {
                schemas(toolbox, &tool_names)
            }
            _ => Discovery::Wrong(
                "get_tool_schema takes {\"tool_names\": [\"…\"]}, one to five names.".to_owned(),
            ),
        },
        "call_tool" => serde_json::from_str(arguments).map_or_else(
            |_| {
                Discovery::Wrong(
                    "call_tool takes {\"tool_name\": \"…\", \"arguments\": {…}}.".to_owned(),
                )
            },
            Discovery::Call,
        ),
        _ => Discovery::NotOurs,
    }
}

fn search(toolbox: Toolbox<'_>, query: &str, limit: Option<&serde_json::Value>) -> String {
    let limit = limit
        .and_then(|limit| limit.as_u64().or_else(|| limit.as_str()?.parse().ok()))
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(RESULTS.0)
        .clamp(1, RESULTS.1);
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

fn schemas<'a>(toolbox: Toolbox<'_>, names: &[String]) -> Discovery<'a> {
    let mut out = String::from("{\"tools\":[");
    for (index, name) in names.iter().enumerate() {
        let Found::Tool(tool, _) = toolbox.find(name) else {
            let nearest =
                did_you_mean(name, toolbox.tools().map(|(tool, _)| toolbox.name_of(tool)));
            return Discovery::Wrong(format!(
                "There is no tool \"{}\" here{nearest}. Use search_tools to find names.",
                short(name)
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
