//! `chatgpt.yaml`: what ChatGPT's `search` and `fetch` find and read of a vendor, as documents made of the answers of tools that read.

use super::argument::Argument;
use super::integration::Integration;
use super::names;
use super::node::Node;
use super::resource::Effect;
use super::template::{self, Piece};
use super::tool::Tool;
use super::value::Value;

/// One kind of document.
#[derive(Debug)]
pub(crate) struct DocumentKind {
    pub(crate) name: String,
    /// What an id is made of, in this order.
    pub(crate) id: Vec<String>,
    pub(crate) searches: Vec<DocumentSearch>,
    pub(crate) fetch: Vec<DocumentCall>,
}

/// One way to search for them.
#[derive(Debug)]
pub(crate) struct DocumentSearch {
    pub(crate) query: QueryForm,
    pub(crate) calls: Vec<DocumentCall>,
}

/// What a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryForm {
    Any,
    Words,
    Email,
    Phone,
}

/// One call, and what is made of its answer.
#[derive(Debug)]
pub(crate) struct DocumentCall {
    pub(crate) tool: usize,
    pub(crate) arguments: Vec<JsonPiece>,
    /// Values for the calls after it, and where in its answer they stand.
    pub(crate) take: Vec<(String, String)>,
    /// Where the words of the query are looked for, when the vendor does not.
    pub(crate) matching: Vec<String>,
    /// The first that can be filled counts, here and below.
    pub(crate) title: Vec<Vec<Piece>>,
    pub(crate) url: Vec<Vec<Piece>>,
    pub(crate) text: Vec<DocumentText>,
    pub(crate) metadata: Vec<(String, String)>,
}

/// Texts of an answer.
#[derive(Debug)]
pub(crate) struct DocumentText {
    /// The list that they stand in; empty = the answer.
    pub(crate) list: String,
    /// Who wrote one.
    pub(crate) by: Option<String>,
    /// Where in an entry it stands.
    pub(crate) at: Vec<String>,
}

/// A stretch of the JSON of a call's arguments.
#[derive(Debug)]
pub(crate) enum JsonPiece {
    /// JSON as it is.
    Text(String),
    /// A string.
    Value(Vec<Piece>),
    /// Once for each word of the query, with commas between.
    EachWord(Vec<JsonPiece>),
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

/// `tools` are those of the integration, in their order.
pub(crate) fn read(
    node: &Node<'_>,
    integration: &Integration,
    tools: &[Tool],
) -> Vec<DocumentKind> {
    let Some(mut keys) = node.keys() else {
        return Vec::new();
    };
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
    kinds
}

fn kind(
    name: &str,
    node: &Node<'_>,
    integration: &Integration,
    tools: &[Tool],
) -> Option<DocumentKind> {
    if !names::is_word(name) {
        node.complain(
            format!("`{name}` is no name"),
            "use a-z, 0-9 and _, a letter first",
        );
    }
    let mut keys = node.keys()?;
    let id = keys.strings("id");
    let id = if id.is_empty() {
        vec!["id".to_owned()]
    } else {
        id
    };
    let searches = keys.need("search").map(|node| node.items());
    let fetch = keys.need("fetch");
    keys.finish();

    let context = Context { tools };
    let variables = integration.variables.iter().map(|one| one.name.clone());
    let read_search = |node: &Node<'_>| {
        let mut keys = node.keys()?;
        let query = keys.get("query").and_then(|node| node.choice(&FORMS));
        let calls = keys.need("calls")?;
        keys.finish();
        let known = variables.clone().chain(["query".to_owned()]).collect();
        let calls = context.calls(&calls, known, (MOST_SEARCH_CALLS, false));
        Some(DocumentSearch {
            query: query.unwrap_or(QueryForm::Any),
            calls,
        })
    };
    let searches = searches.unwrap_or_default();
    let searches = searches.iter().filter_map(read_search).collect();
    let known = variables.clone().chain(id.iter().cloned()).collect();
    let fetch = fetch.map(|node| context.calls(&node, known, (MOST_FETCH_CALLS, true)));
    Some(DocumentKind {
        name: name.to_owned(),
        id,
        searches,
        fetch: fetch.unwrap_or_default(),
    })
}

struct Context<'a> {
    tools: &'a [Tool],
}

impl Context<'_> {
    /// Calls one after the other; each knows the values that those before it took.
    fn calls(
        &self,
        node: &Node<'_>,
        mut known: Vec<String>,
        (most, has_text): (usize, bool),
    ) -> Vec<DocumentCall> {
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
            known.extend(call.take.iter().map(|(name, _)| name.clone()));
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
            let (what, mend) = if has_text {
                ("nothing says where the text is", "write `text` on a call")
            } else {
                ("a search shows no text", "take `text` out")
            };
            node.complain(what, mend);
        }
        calls
    }

    fn call(&self, node: &Node<'_>, known: &[String]) -> Option<DocumentCall> {
        let mut keys = node.keys()?;
        let name = keys.need_string("tool");
        let arguments = keys.get("arguments");
        let pointers = |node: Node<'_>| {
            for (_, pointer) in node.entries() {
                pointer.pointer();
            }
            node.texts()
        };
        let take = keys.get("take").map(pointers).unwrap_or_default();
        let matching = keys.strings("matching");
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
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
                template::read(&node, node.text().unwrap_or_default(), &known, true)
            };
            nodes.into_iter().flatten().map(read).collect()
        };
        let (title, url): (Vec<_>, Vec<_>) = (text_of("title"), text_of("url"));
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
            arguments: self::arguments(node, arguments.as_ref(), &found.arguments, &known),
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
) -> Vec<JsonPiece> {
    let entries = given.map(Node::entries).unwrap_or_default();
    for (name, node) in &entries {
        if !arguments
            .iter()
            .any(|argument| argument.property.name == *name)
        {
            let names: Vec<&str> = arguments
                .iter()
                .map(|argument| argument.property.name.as_str())
                .collect();
            node.complain(
                format!("the tool has no argument `{name}`"),
                format!("use one of {}", names.join(", ")),
            );
        }
    }
    for argument in arguments
        .iter()
        .filter(|argument| argument.property.required)
    {
        let name = &argument.property.name;
        if !entries.iter().any(|(given, _)| given == name) {
            node.complain(
                format!("the tool needs the argument `{name}`"),
                "add it to `arguments`",
            );
        }
    }
    let mut pieces = Vec::new();
    match given {
        Some(given) => json(given, known, &mut pieces),
        None => pieces.push(JsonPiece::Text("{}".to_owned())),
    }
    pieces
}

fn texts(node: &Node<'_>) -> Vec<DocumentText> {
    let text = |node: &Node<'_>| {
        let mut keys = node.keys()?;
        let list = keys.get("list").and_then(|node| node.pointer());
        let by = keys.get("by").and_then(|node| node.pointer());
        let at = keys.need("at").map(|node| node.items()).unwrap_or_default();
        keys.finish();
        Some(DocumentText {
            list: list.unwrap_or_default(),
            by,
            at: at.iter().filter_map(Node::pointer).collect(),
        })
    };
    node.items().iter().filter_map(text).collect()
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

fn json(node: &Node<'_>, known: &[&str], out: &mut Vec<JsonPiece>) {
    let push = |text: &str, out: &mut Vec<JsonPiece>| {
        if let Some(JsonPiece::Text(before)) = out.last_mut() {
            before.push_str(text);
        } else {
            out.push(JsonPiece::Text(text.to_owned()));
        }
    };
    match node.value() {
        Value::String(text) if text.contains('{') => {
            out.push(JsonPiece::Value(template::read(node, text, known, false)));
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
                    out.push(JsonPiece::EachWord(inner));
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
