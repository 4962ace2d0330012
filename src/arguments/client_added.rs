//! Arguments that clients add to a call of their own, and no model meant. Where a tool has no argument of that name they are dropped; without
//! that, such a client fails at every call.

use std::borrow::Cow;

use super::meant::did_you_mean;
use crate::catalogue::Tool;
use crate::json::{Members, quote};

/// What known clients add, each with who reported it. A name belongs here when a client writes it without being asked; what a model invents is
/// refused with the nearest real name, so that it learns.
pub const KNOWN: [&str; 16] = [
    // n8n's MCP client passes the item that its agent works on: n8n-io/n8n 21500, 21716, sansan0/TrendRadar 768.
    "toolCallId",
    "sessionId",
    "chatInput",
    "action",
    "tool",
    // Clients that nest `params._meta` one level too deep: simonx1/ruby-mcp-client 179, cyanheads/mcp-ts-core 453.
    "_meta",
    // A sentence about the call: cyanheads/mcp-ts-core 453, lanbaoshen/mcp-jenkins 58, and Cursor's agent, whose own tools want `explanation`.
    "tool_call_description",
    "reason",
    "explanation",
    // Cursor puts it where a tool takes nothing: forum.cursor.com/t/109840.
    "random_string",
    // Cline's list of what is done so far: cline/cline 8256, 9684, 10426.
    "task_progress",
    // Gemini's clients tell their own scheduler: MemPalace/mempalace 322; Antigravity spells it in camel case.
    "wait_for_previous",
    "waitForPreviousTools",
    // opencode, and what else is built on the AI SDK: anomalyco/opencode 15041.
    "_placeholder",
    // GitHub Copilot for Xcode: github/CopilotForXcode 627.
    "prompt",
    // oh-my-pi: can1357/oh-my-pi 3575.
    "i",
];

/// The object without what is dropped; `None` when nothing is. `strays` are names of `KNOWN`, or none for an operator who tolerates none.
pub fn without(json: &str, strays: &[&str], has: impl Fn(&str) -> bool) -> Option<String> {
    let members = Members::parse(json)?;
    let is_stray = |key: &str| strays.contains(&key) && !has(key);
    if !members.0.iter().any(|(key, _)| is_stray(key)) {
        return None;
    }
    Some(members.without(is_stray))
}

/// The arguments of a tool, without what is dropped.
pub fn without_strays<'a>(tool: &Tool, json: &'a str, strays: &[&str]) -> Cow<'a, str> {
    without(json, strays, |key| has(tool, key)).map_or(Cow::Borrowed(json), Cow::Owned)
}

/// Whether a tool has an argument of this name. Where its schema was written by hand, a name that stands anywhere in it, and any name if it takes
/// any: what is sent there is not looked at further.
pub fn has(tool: &Tool, key: &str) -> bool {
    if !tool.verbatim {
        return tool
            .arguments
            .iter()
            .any(|argument| argument.is_called(key));
    }
    let root = Members::parse(tool.input_schema).unwrap_or_default();
    let takes_any = root
        .get("additionalProperties")
        .is_some_and(|others| others != "false");
    takes_any || tool.input_schema.contains(&quote(key))
}

/// What is said of a key that is no argument and no stray of a tool, by its short name.
pub fn unknown<'a>(key: &str, tool: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let nearest = did_you_mean(key, tool, names.clone());
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return "is not an argument of this tool; it takes none".to_owned();
    }
    format!(
        "is not an argument of this tool{nearest}; its arguments are {}",
        names.join(", ")
    )
}
