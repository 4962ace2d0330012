//! Arguments that clients add to a call of their own, and no model meant. Where a tool has no argument of that name they are dropped; without
//! that, such a client fails at every call.

use std::borrow::Cow;

use super::check::known_word;
use super::meant::did_you_mean;
use crate::catalogue::{Shape, Tool};
use crate::json::{Members, object_of, quote, string};

/// What known clients add, each with who reported it. A name belongs here when a client writes it without being asked; what a model invents is
/// refused with the nearest real name, so that it learns.
pub const KNOWN: [&str; 17] = [
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
    // CrewAI's fingerprint of an agent: crewAIInc/crewAI 4796. There its own schema refuses it, so the name is proven and its arrival is not.
    "security_context",
];

/// Names of n8n's that are nobody's argument. Where one of them stands, so does the rest of n8n's item, whatever the tool's arguments are called.
const MARKS_OF_N8N: [&str; 2] = ["toolCallId", "chatInput"];

/// Names of n8n's that a vendor can have too: both have sessions.
const OF_N8N: [&str; 3] = ["sessionId", "action", "tool"];

/// The object without what is dropped; `None` when nothing is. `strays` are names of `KNOWN`, or none for an operator who tolerates none.
pub fn without(json: &str, strays: &[&str], has: impl Fn(&str) -> bool) -> Option<String> {
    let members = Members::parse(json)?;
    without_members(&members, |key, _| strays.contains(&key) && !has(key))
}

/// The arguments of a tool, without what is dropped.
pub fn without_strays<'a>(tool: &Tool, json: &'a str, strays: &[&str]) -> Cow<'a, str> {
    let members = Members::parse(json).unwrap_or_default();
    let is_stray = strays_of(tool, &members, strays);
    without_members(&members, is_stray).map_or(Cow::Borrowed(json), Cow::Owned)
}

fn without_members(members: &Members<'_>, is_stray: impl Fn(&str, &str) -> bool) -> Option<String> {
    let kept: Vec<_> = members
        .iter()
        .filter(|(key, value)| !is_stray(key, value))
        .collect();
    (kept.len() < members.0.len()).then(|| object_of(kept))
}

/// Tells by its key and value whether a member of a tool's arguments was added by a client.
pub fn strays_of<'a>(
    tool: &'a Tool,
    members: &Members<'_>,
    strays: &'a [&'a str],
) -> impl Fn(&str, &str) -> bool + use<'a> {
    let is_of_n8n = MARKS_OF_N8N
        .iter()
        .any(|mark| members.get(mark).is_some() && !has(tool, mark));
    move |key, value| {
        let is_taken = has(tool, key);
        strays.contains(&key)
            && (!is_taken || is_of_n8n && OF_N8N.contains(&key) && !is_meant(tool, key, value))
    }
}

/// Whether a value was given for the tool's own argument, though a client adds one of that name: it is needed, or one of the words that the
/// argument takes. A filter too few is seen in the answer; a stray one would find nothing.
fn is_meant(tool: &Tool, key: &str, value: &str) -> bool {
    let argument = tool.arguments.iter().find(|one| one.is_called(key));
    let text = string(value).unwrap_or_default();
    argument.is_none_or(|argument| {
        let is_word = matches!(argument.shape, Shape::String { values, .. } if known_word(values, &text).is_some());
        argument.required || is_word
    })
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
