//! `chatgpt.yaml`: what ChatGPT's `search` and `fetch` find and read of a vendor, as documents made of the answers of tools that read.

use super::keep;
use super::names;
use super::node::Node;
use super::template;
use super::value::Value;
use crate::catalogue::{
    Argument, DocumentCall, DocumentKind, DocumentSearch, DocumentText, Effect, Integration,
    JsonPiece, Piece, QueryForm, Tool,
};

/// A stretch of arguments as long as it may grow.
enum Draft {
    Text(String),
    Value(&'static [Piece]),
    EachWord(Vec<Draft>),
}

/// Vendor calls that one query may take.
const MOST_SEARCH_CALLS: usize = 3;

/// Vendor calls that one document may take.
const MOST_FETCH_CALLS: usize = 2;

const FORMS: [(&str, QueryForm); 3] = [
    ("words", QueryForm::Words),
    ("email", QueryForm::Email),
    ("phone", QueryForm::Phone),
];

/// The integration has its tools already.
pub(crate) fn read(node: &Node<'_>, integration: &Integration) -> &'static [DocumentKind] {
    let Some(mut keys) = node.keys() else {
        return &[];
    };
    let tools = integration.tools;
    let kinds = keys.need("documents").map(|node| node.entries());
    keys.finish();
    for taken in ["search", "fetch"] {
        let is_taken = |tool: &&Tool| tool.name == taken || tool.short_name == taken;
        if let Some(tool) = tools.iter().find(is_taken) {
            node.complain(
                format!("`{taken}` is also a name of the tool {}", tool.name),
                "give the tool another `short_name`",
            );
        }
    }
    let kinds: Vec<DocumentKind> = kinds
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, node)| kind(name, node, integration, tools))
        .collect();
    for (form_name, form) in FORMS {
        let calls = kinds.iter().filter_map(|kind| {
            let fits = |search: &&DocumentSearch| [QueryForm::Any, form].contains(&search.query);
            kind.searches.iter().find(fits)
        });
        let count: usize = calls.map(|search| search.calls.len()).sum();
        if count > MOST_SEARCH_CALLS {
            node.complain_at(
                "documents",
                format!("a query of the form {form_name} takes {count} calls"),
                format!("bring it down to {MOST_SEARCH_CALLS}"),
            );
        }
    }
    keep::list(kinds)
}

fn kind(
    name: &'static str,
    node: &Node<'_>,
    integration: &Integration,
    tools: &'static [Tool],
) -> Option<DocumentKind> {
    if !names::is_word(name) {
        node.complain(
            format!("`{name}` is no name"),
            "use a-z, 0-9 and _, a letter first",
        );
    }
    let mut keys = node.keys()?;
    let id = keys.texts("id");
    let id = if id.is_empty() { &["id"][..] } else { id };
    let searches = keys.need("search").map(|node| node.items());
    let fetch = keys.need("fetch");
    keys.finish();

    let context = Context { tools };
    let variables = integration.variables.iter().map(|one| one.name);
    let read_search = |node: &Node<'_>| {
        let mut keys = node.keys()?;
        let query = keys.get("query").and_then(|node| node.choice(&FORMS));
        let calls = keys.need("calls")?;
        keys.finish();
        let known = variables.clone().chain(["query"]).collect();
        let calls = context.calls(&calls, known, (MOST_SEARCH_CALLS, false));
        Some(DocumentSearch {
            query: query.unwrap_or(QueryForm::Any),
            calls,
        })
    };
    let searches = searches.unwrap_or_default();
    let searches = keep::list(searches.iter().filter_map(read_search));
    let known = variables.clone().chain(id.iter().copied()).collect();
    let fetch = fetch.map(|node| context.calls(&node, known, (MOST_FETCH_CALLS, true)));
    Some(DocumentKind {
        name,
        id,
        searches,
        fetch: fetch.unwrap_or_default(),
    })
}

struct Context {
    tools: &'static [Tool],
}

impl Context {
    /// Calls one after the other; each knows the values that those before it took.
    fn calls(
        &self,
        node: &Node<'_>,
        mut known: Vec<&'static str>,
        (most, has_text): (usize, bool),
    ) -> &'static [DocumentCall] {
        let items = node.items();
        if !(1..=most).contains(&items.len()) {
            node.complain(
                format!("{} calls", items.len()),
                format!("describe one to {most}"),
            );
        }
        let mut calls: Vec<DocumentCall> = Vec::new();
        for item in &items {
            let Some(call) = self.call(item, &known) else {
                continue;
            };
            known.extend(call.take.iter().map(|(name, _)| *name));
            calls.push(call);
        }
        let given = |part: &str, count: usize| {
            if count != 1 {
                node.complain(
                    format!("{count} calls say what the {part} is"),
                    format!("write `{part}` on one"),
                );
            }
        };
        given(
            "title",
            calls.iter().filter(|call| !call.title.is_empty()).count(),
        );
        given(
            "url",
            calls.iter().filter(|call| !call.url.is_empty()).count(),
        );
        if has_text != calls.iter().any(|call| !call.text.is_empty()) {
            let (what, fix) = if has_text {
                ("nothing says where the text is", "write `text` on a call")
            } else {
                ("a search shows no text", "take `text` out")
            };
            node.complain(what, fix);
        }
        keep::list(calls)
    }

    fn call(&self, node: &Node<'_>, known: &[&'static str]) -> Option<DocumentCall> {
        let mut keys = node.keys()?;
        let name = keys.need_text("tool");
        let arguments = keys.get("arguments");
        let pointers = |node: Node<'_>| {
            for (_, pointer) in node.entries() {
                pointer.pointer();
            }
            node.pairs()
        };
        let take = keys.get("take").map(pointers).unwrap_or_default();
        let matching = keys.texts("matching");
        let mut text_of = |key| {
            let node: Option<Node<'_>> = keys.get(key);
            let nodes = node.map(|node| {
                if matches!(node.value(), Value::Array(_)) {
                    node.items()
                } else {
                    vec![node]
                }
            });
            let read = |node: Node<'_>| {
                template::read(&node, node.text().unwrap_or_default(), known, true)
            };
            keep::list(nodes.into_iter().flatten().map(read))
        };
        let (title, url) = (text_of("title"), text_of("url"));
        let text = keys.get("text").map(|node| texts(&node));
        let metadata = keys.get("metadata").map(pointers);
        keys.finish();

        let Some(tool) = self.tools.iter().position(|tool| tool.name == name) else {
            node.complain_at(
                "tool",
                format!("there is no tool `{name}`"),
                "write a tool's long name",
            );
            return None;
        };
        let found = self.tools.get(tool)?;
        if found.effect != Effect::Read {
            node.complain_at(
                "tool",
                format!("`{name}` changes something"),
                "name a tool that reads",
            );
        }
        Some(DocumentCall {
            tool,
            arguments: self::arguments(node, arguments.as_ref(), found.arguments, known),
            take,
            matching,
            title,
            url,
            text: text.unwrap_or_default(),
            metadata: metadata.unwrap_or_default(),
        })
    }
}

fn arguments(
    node: &Node<'_>,
    given: Option<&Node<'_>>,
    arguments: &[Argument],
    known: &[&str],
) -> &'static [JsonPiece] {
    let entries = given.map(Node::entries).unwrap_or_default();
    for (name, node) in &entries {
        if !arguments.iter().any(|argument| argument.name == *name) {
            let names: Vec<&str> = arguments.iter().map(|argument| argument.name).collect();
            node.complain(
                format!("the tool has no argument `{name}`"),
                format!("use one of {}", names.join(", ")),
            );
        }
    }
    for argument in arguments.iter().filter(|argument| argument.required) {
        let name = argument.name;
        if !entries.iter().any(|(given, _)| *given == name) {
            node.complain(
                format!("the tool needs the argument `{name}`"),
                "add it to `arguments`",
            );
        }
    }
    let mut pieces = Vec::new();
    match given {
        Some(given) => json(given, known, &mut pieces),
        None => pieces.push(Draft::Text("{}".to_owned())),
    }
    kept(pieces)
}

fn kept(pieces: Vec<Draft>) -> &'static [JsonPiece] {
    keep::list(pieces.into_iter().map(|piece| match piece {
        Draft::Text(text) => JsonPiece::Text(keep::text(text)),
        Draft::Value(value) => JsonPiece::Value(value),
        Draft::EachWord(inner) => JsonPiece::EachWord(kept(inner)),
    }))
}

fn texts(node: &Node<'_>) -> &'static [DocumentText] {
    let text = |node: &Node<'_>| {
        let mut keys = node.keys()?;
        let list = keys.get("list").and_then(|node| node.pointer());
        let by = keys.get("by").and_then(|node| node.pointer());
        let at = keys.need("at").map(|node| node.items()).unwrap_or_default();
        keys.finish();
        Some(DocumentText {
            list: list.unwrap_or_default(),
            by,
            at: keep::list(at.iter().filter_map(Node::pointer)),
        })
    };
    keep::list(node.items().iter().filter_map(text))
}

/// Whether a value is to be repeated for each word.
fn is_each_word(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("{word}"),
        Value::Object(entries) => entries.iter().any(|(_, value)| is_each_word(value)),
        Value::Null
        | Value::Boolean(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Array(_) => false,
    }
}

fn json(node: &Node<'_>, known: &[&str], out: &mut Vec<Draft>) {
    let push = |text: &str, out: &mut Vec<Draft>| {
        if let Some(Draft::Text(before)) = out.last_mut() {
            before.push_str(text);
        } else {
            out.push(Draft::Text(text.to_owned()));
        }
    };
    match node.value() {
        Value::String(text) if text.contains('{') => {
            out.push(Draft::Value(template::read(node, text, known, false)));
        }
        Value::Object(_) => {
            push("{", out);
            for (index, (key, node)) in node.entries().iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                push(&format!("{comma}{}:", Value::from(*key).json()), out);
                json(node, known, out);
            }
            push("}", out);
        }
        Value::Array(_) => {
            push("[", out);
            for (index, node) in node.items().iter().enumerate() {
                if index > 0 {
                    push(",", out);
                }
                if is_each_word(node.value()) {
                    let known: Vec<&str> = known.iter().copied().chain(["word"]).collect();
                    let mut inner = Vec::new();
                    json(node, &known, &mut inner);
                    out.push(Draft::EachWord(inner));
                } else {
                    json(node, known, out);
                }
            }
            push("]", out);
        }
        value @ (Value::Null
        | Value::Boolean(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::String(_)) => push(&value.json(), out),
    }
}
