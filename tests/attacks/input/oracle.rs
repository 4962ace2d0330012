//! What every answer must be, whatever was asked.

use fairlead::catalogue::{INTEGRATIONS, Tool};
use fairlead::http::OutboundRequest;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::answers::{self, Answer};
use super::arguments::Must;
use super::choices::Choices;
use crate::fake::{Ask, Operation, Reply};
use crate::fixture::Fixture;
use crate::wire;

/// A request, and what is known of its answer before it is sent.
pub(crate) struct Case {
    pub(crate) ask: Ask,
    /// Text of the JSON-RPC id, where a reader can find one.
    pub(crate) id: Option<String>,
    pub(crate) must: Must,
    /// What a vendor answers, if it is asked.
    pub(crate) vendor: Answer,
    /// What KV fails at, after so many successes.
    pub(crate) kv: Option<(Operation, usize)>,
    /// What else must hold, in a Worker whose KV is well.
    pub(crate) also: Box<Check>,
}

type Check = dyn Fn(&Fixture, &Reply) -> Result<(), String>;

impl Case {
    /// At a Worker that is well.
    pub(crate) fn new(ask: Ask, must: Must) -> Self {
        Self {
            ask,
            id: None,
            must,
            vendor: Ok(answers::good()),
            kv: None,
            also: Box::new(|_, _| Ok(())),
        }
    }

    pub(crate) fn also(
        mut self,
        check: impl Fn(&Fixture, &Reply) -> Result<(), String> + 'static,
    ) -> Self {
        self.also = Box::new(check);
        self
    }

    /// With vendors that may be unwell, and sometimes KV.
    pub(crate) fn in_any_weather(mut self, choices: &mut Choices<'_>) -> Self {
        self.vendor = answers::any(choices);
        if choices.rarely(50) {
            let operations = [
                Operation::Load,
                Operation::Save,
                Operation::Remove,
                Operation::List,
            ];
            self.kv = Some((choices.one(&operations), choices.pick(3)));
        }
        self
    }
}

/// What a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Answered, without a vendor.
    Served,
    /// A vendor was called.
    Sent,
    /// Told off by HTTP, or by a JSON-RPC error.
    Refused,
    /// A tool's result says what to mend.
    ToolRefused,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rpc<'a> {
    jsonrpc: &'a str,
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<RpcError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RpcError {
    code: i64,
    message: String,
    #[serde(default)]
    data: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    #[serde(rename = "statusCode")]
    status_code: u16,
    error: String,
    message: String,
    #[serde(default)]
    details: Option<Map<String, Value>>,
}

/// Sends it and judges the answer; `Err` says which promise was broken.
pub(crate) fn judge(fixture: &Fixture, case: &Case) -> Result<Verdict, String> {
    let platform = &fixture.worker.platform;
    let vendor = case.vendor.clone();
    platform.script(move |_| vendor.clone());
    if let Some((operation, successes)) = case.kv {
        platform.records.fail(operation, successes);
    }
    // What the API's document says of messages is little, and holding each of so many to it would take as long as all the rest.
    let reply = if case.ask.0.path.starts_with("/mcp/") {
        fixture.worker.answer_unheld(&case.ask)
    } else {
        fixture.worker.answer(&case.ask)
    };
    let sent = platform.take_sent();
    let verdict = answer(&reply, case, &sent)?;
    quiet(fixture, &reply, &platform.take_lines())?;
    let called = called(&case.ask);
    if sent.len() > called.map_or(1, most_calls) {
        return Err(format!("{} calls to the vendor", sent.len()));
    }
    for request in &sent {
        let host = |request: &OutboundRequest| {
            let host = request.url.split('/').nth(2);
            host.unwrap_or_default().to_owned()
        };
        let mut vendors = fixture.vendors.iter();
        let vendor = vendors
            .find(|vendor| {
                host(request) == vendor.base.split('/').nth(2).unwrap_or_default()
                    || wire::given(vendor, request).is_some()
            })
            .ok_or_else(|| format!("a host of nobody's: {}", request.url))?;
        wire::check(vendor, &fixture.secrets, request)?;
    }
    let is_refused = matches!(verdict, Verdict::Refused | Verdict::ToolRefused);
    // Which fields there are, what a step finds and what a default is, is known once a vendor has answered.
    let may_be_late = called.is_some_and(|tool| most_calls(tool) > 1)
        || reply.body.contains("Nothing is shown. Fix")
        || reply
            .body
            .contains("default could not be read from the vendor");
    if is_refused && !sent.is_empty() && !may_be_late {
        return Err(format!("refused, and sent: {reply:?}"));
    }
    if is_refused && case.kv.is_none() && platform.records.is_touched() {
        return Err(format!("refused, and written: {reply:?}"));
    }
    match (case.must, is_refused) {
        (Must::BeSent, _) if sent.is_empty() && case.kv.is_none() => {
            return Err(format!("good, and not sent: {reply:?}"));
        }
        (Must::BeRefused, false) => return Err(format!("bad, and not refused: {reply:?}")),
        _ => {}
    }
    if case.kv.is_none() {
        (case.also)(fixture, &reply)?;
    }
    Ok(verdict)
}

/// The tool that a message calls. Vendors share short names, so it is the one of them that may take the most calls.
fn called(ask: &Ask) -> Option<&'static Tool> {
    let message: Value = serde_json::from_slice(&ask.0.body).ok()?;
    let params = message.get("params")?;
    let name = params.get("name")?.as_str()?;
    let name = params
        .get("arguments")
        .and_then(|arguments| arguments.get("tool_name")?.as_str())
        .unwrap_or(name);
    let tools = INTEGRATIONS
        .iter()
        .flat_map(|integration| integration.tools);
    let named = tools.filter(|tool| tool.name == name || tool.short_name == name);
    named.max_by_key(|tool| most_calls(tool))
}

/// Calls of a vendor that one call of a tool may take.
fn most_calls(tool: &Tool) -> usize {
    match tool.composite {
        Some(_) => 5,
        None => 1 + tool.defaults.len(),
    }
}

fn answer(reply: &Reply, case: &Case, sent: &[OutboundRequest]) -> Result<Verdict, String> {
    let wrong = |what: &str| Err(format!("{what}: {reply:?}"));
    if reply.status >= 500 && case.kv.is_none() {
        return wrong("a server's error");
    }
    // A host refuses to send any other.
    let is_header = |line: &str| {
        line.bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    };
    if !reply
        .headers
        .as_lines()
        .split_terminator('\n')
        .all(is_header)
    {
        return wrong("a header that cannot be sent");
    }
    if reply.header("cache-control") != Some("no-store") {
        return wrong("an answer that caches may keep");
    }
    if matches!(reply.status, 202 | 204) {
        if !reply.body.is_empty() || !sent.is_empty() {
            return wrong("an empty answer with something in it");
        }
        return Ok(Verdict::Served);
    }
    if reply.header("content-type") != Some("application/json") {
        return wrong("an answer that is not JSON");
    }
    if reply.body.starts_with("{\"jsonrpc\"") {
        return rpc(reply, case, sent);
    }
    if reply.status >= 400 {
        let envelope: Envelope = match serde_json::from_str(&reply.body) {
            Ok(envelope) => envelope,
            Err(error) => return wrong(&format!("no error envelope ({error})")),
        };
        let is_named = !envelope.error.is_empty() && !envelope.message.is_empty();
        let failures = envelope
            .details
            .map(|mut details| details.remove("failures"));
        let is_empty = |list: Value| list.as_array().is_none_or(Vec::is_empty);
        if envelope.status_code != reply.status
            || !is_named
            || failures.is_some_and(|failures| failures.is_none_or(is_empty))
        {
            return wrong("an error envelope that says nothing");
        }
        return Ok(Verdict::Refused);
    }
    let body: Result<Map<String, Value>, _> = serde_json::from_str(&reply.body);
    match body {
        Ok(_) if sent.is_empty() => Ok(Verdict::Served),
        Ok(_) => Ok(Verdict::Sent),
        Err(error) => wrong(&format!("no object ({error})")),
    }
}

fn rpc(reply: &Reply, case: &Case, sent: &[OutboundRequest]) -> Result<Verdict, String> {
    let wrong = |what: &str| Err(format!("{what}: {reply:?}"));
    let message: Rpc<'_> = match serde_json::from_str(&reply.body) {
        Ok(message) => message,
        Err(error) => return wrong(&format!("no JSON-RPC ({error})")),
    };
    let id = message.id.get();
    let is_echo = case.id.as_deref() == Some(id);
    if message.jsonrpc != "2.0" || !(is_echo || (id == "null" && reply.status != 200)) {
        return wrong("a wrong version or id");
    }
    // Readers that know no half surrogate pair must be able to read it; a number of any size is the caller's own.
    let is_strict = !id.contains(['e', 'E']) && reply.body.len() < 20_000;
    if is_strict && let Err(error) = serde_json::from_str::<Value>(&reply.body) {
        return wrong(&format!("JSON that strict readers refuse ({error})"));
    }
    match (message.result, message.error) {
        (None, Some(error)) => {
            // -32603, an internal error, is no answer to bad input.
            let is_known = matches!(error.code, -32700 | -32602..=-32600 | -32022..=-32020);
            let has_data = error.data.is_none_or(|data| data.is_object());
            if !is_known || error.message.is_empty() || !has_data {
                return wrong("an error that says nothing");
            }
            Ok(Verdict::Refused)
        }
        (Some(result), None) if reply.status == 200 => result_of(result.get(), reply, sent),
        _ => wrong("neither a result nor an error"),
    }
}

/// A result; of a tool, where it has content.
fn result_of(result: &str, reply: &Reply, sent: &[OutboundRequest]) -> Result<Verdict, String> {
    #[derive(Deserialize)]
    struct Tool {
        content: Option<Vec<Map<String, Value>>>,
        #[serde(default, rename = "isError")]
        is_error: bool,
    }
    let tool: Tool =
        serde_json::from_str(result).map_err(|error| format!("no object ({error}): {reply:?}"))?;
    let Some(content) = tool.content else {
        return Ok(Verdict::Served);
    };
    let is_block = |block: &Map<String, Value>| match block.get("type").and_then(Value::as_str) {
        Some("text") => block["text"].is_string(),
        Some("image" | "audio") => block["data"].is_string() && block["mimeType"].is_string(),
        Some("resource") => block["resource"]["uri"].is_string(),
        Some("resource_link") => block["uri"].is_string() && block["name"].is_string(),
        _ => false,
    };
    if content.len() != 1 || !content.iter().all(is_block) {
        return Err(format!("content that is none: {reply:?}"));
    }
    if !tool.is_error {
        let is_sent = !sent.is_empty();
        return Ok(if is_sent {
            Verdict::Sent
        } else {
            Verdict::Served
        });
    }
    let text = content[0]["text"].as_str().unwrap_or_default();
    let failure: Value = serde_json::from_str(text).unwrap_or_default();
    match failure["remote"].as_bool() {
        Some(false) => Ok(Verdict::ToolRefused),
        _ if !sent.is_empty() => Ok(Verdict::Sent),
        _ => Err(format!("a failure of nobody's: {reply:?}")),
    }
}

/// No secret in the answer or in the log, and every line of the log is JSON.
fn quiet(fixture: &Fixture, reply: &Reply, lines: &[String]) -> Result<(), String> {
    let head = reply.headers.as_lines();
    let all = format!("{head}\n{}\n{}", reply.body, lines.join("\n"));
    if let Some(secret) = fixture.secrets.iter().find(|secret| all.contains(*secret)) {
        return Err(format!("the secret {secret} in {all}"));
    }
    if lines.is_empty() {
        return Err("no line in the log".to_owned());
    }
    for line in lines {
        let read: Result<Map<String, Value>, _> = serde_json::from_str(line);
        if read.is_err() || line.contains('\n') {
            return Err(format!("a line that is no object: {line}"));
        }
    }
    Ok(())
}
