//! One operation becomes the definition of a method and, where it can be a tool, its documentation.

use super::argument::{Arguments, Of};
use super::describe;
use super::name::Name;
use super::note::{Kind, Notes, counted};
use super::operation::Operation;
use super::paging::Paging;
use super::schema::DETAILS;
use super::word::{self, Deed, snake};
use crate::catalogue::Audience;
use crate::read::Value;

/// What a method of integration.yaml and of `<resource>.yaml` is made of.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) resource: String,
    pub(super) singular: String,
    pub(super) method: String,
    /// Keys of the definition, without `pagination`.
    pub(super) definition: Vec<(String, Value)>,
    pub(super) paging: Option<Paging>,
    pub(super) headers: Vec<(String, String)>,
    /// `None` = it stays behind the gate.
    pub(super) documentation: Option<Vec<(String, Value)>>,
    pub(super) tags: Vec<String>,
    pub(super) place: String,
    /// Whether it could prove that credentials work.
    pub(super) is_probe: bool,
}

/// Bytes of a tool's definition (`read/tool.rs`), without what the build adds to the vendor's words.
const MAX_DEFINITION: usize = 5_300;

pub(super) fn made(operation: &Operation<'_>, name: &Name, label: &str, notes: &Notes) -> Made {
    let effect = effect(operation, name, notes);
    let of = Of {
        document: operation.document,
        notes,
        place: &operation.place,
        places: &name.places,
        method: &name.method,
        is_read: is_read(effect, name),
    };
    let summary = operation.text("summary");
    let endpoint = operation.http(&name.path);
    let description = describe::tool(summary, operation.text("description"), &endpoint, label);
    let description = match operation.told() {
        Some(told) => format!("{description} {}", describe::kind(told)),
        None => description,
    };
    if summary.is_empty() && operation.text("description").is_empty() {
        notes.add(
            Kind::Guessed,
            &operation.place,
            "it has no description: what the tool does is told by its path alone",
        );
    }
    let paging = of.paging(&operation.taken, &operation.answer);
    let arguments = fitting(&of, operation, paging.as_ref(), &description, notes);
    let obstacle = operation
        .obstacle
        .clone()
        .or_else(|| arguments.obstacle.clone());
    if let Some(why) = &obstacle {
        notes.add(Kind::NoTool, &operation.place, why.clone());
    }
    for (vendors, _) in undescribed(operation, name) {
        notes.add(
            Kind::Guessed,
            &operation.place,
            format!("the path's `{vendors}` is not described: any text"),
        );
    }
    if arguments
        .paging
        .as_ref()
        .is_some_and(|paging| paging.is_guess)
    {
        notes.add(
            Kind::Guessed,
            &operation.place,
            "how many records a page has at most is not told: 100",
        );
    }
    let has_required = arguments
        .query
        .as_ref()
        .is_some_and(|query| query.get("required").is_some())
        || arguments
            .body
            .as_ref()
            .is_some_and(|body| body.get("required").is_some());
    let documentation = obstacle
        .is_none()
        .then(|| documentation(operation, name, effect, description, &arguments));
    Made {
        resource: name.resource.clone(),
        singular: name.singular.clone(),
        method: name.method.clone(),
        definition: definition(operation, name),
        is_probe: matches!(name.method.as_str(), "list" | "get")
            && name.places.is_empty()
            && operation.verb == "get"
            && !has_required
            && !operation.is_open(),
        paging: arguments.paging,
        headers: arguments.headers,
        documentation,
        tags: tags(operation),
        place: operation.place.clone(),
    }
}

/// Arguments in as much detail as a tool's definition has room for.
fn fitting(
    of: &Of<'_, '_>,
    operation: &Operation<'_>,
    paging: Option<&Paging>,
    description: &str,
    notes: &Notes,
) -> Arguments {
    let room = MAX_DEFINITION.saturating_sub(Value::from(description).json().len());
    let mut arguments = Arguments::default();
    for (index, detail) in DETAILS.into_iter().enumerate() {
        let mark = notes.mark();
        arguments = of.read(&operation.taken, paging.cloned(), detail);
        if size(&arguments) <= room {
            if index > 0 {
                let levels = counted(detail.depth, "level");
                let words = match detail.words {
                    0 => "no descriptions".to_owned(),
                    words => format!("descriptions of at most {words} characters"),
                };
                let what = format!("its schema is long: {levels}, {words}");
                notes.add(Kind::Simplified, &operation.place, what);
            }
            return arguments;
        }
        notes.forget(mark);
    }
    shorten(&mut arguments, room, operation, notes);
    arguments
}

/// Bytes of both schemas as a client sees them.
fn size(arguments: &Arguments) -> usize {
    let schemas = [&arguments.query, &arguments.body];
    schemas
        .into_iter()
        .flatten()
        .map(|schema| schema.json().len() + 70 * schema.json().matches("\"format\":\"date").count())
        .sum()
}

/// Drops what is optional from the end until the rest fits.
fn shorten(arguments: &mut Arguments, room: usize, operation: &Operation<'_>, notes: &Notes) {
    let used: Vec<String> = arguments
        .example
        .iter()
        .flat_map(Value::as_entries)
        .map(|(name, _)| name.clone())
        .collect();
    let mut dropped = 0_usize;
    while size(arguments) > room && drop_last(arguments, &used) {
        dropped += 1;
    }
    let dropped = counted(dropped, "optional argument");
    let what =
        format!("its schema is too long: one level, no descriptions, and {dropped} left out");
    notes.add(Kind::Simplified, &operation.place, what);
}

fn drop_last(arguments: &mut Arguments, used: &[String]) -> bool {
    for schema in [&mut arguments.body, &mut arguments.query]
        .into_iter()
        .flatten()
    {
        let required: Vec<Value> = schema.items("required").to_vec();
        let Value::Object(entries) = schema else {
            continue;
        };
        let properties = entries.iter_mut().find(|(key, _)| key == "properties");
        let Some((_, Value::Object(properties))) = properties else {
            continue;
        };
        let is_free = |(name, _): &(String, Value)| {
            !used.contains(name) && !required.contains(&Value::from(name.as_str()))
        };
        if let Some(last) = properties.iter().rposition(is_free) {
            properties.remove(last);
            return true;
        }
    }
    false
}

fn definition(operation: &Operation<'_>, name: &Name) -> Vec<(String, Value)> {
    let mut entries = vec![("http".to_owned(), Value::from(operation.http(&name.path)))];
    let mut put = |key: &str, value: Value| entries.push((key.to_owned(), value));
    if let Some(body) = operation.taken.body {
        put("body", body.kind.into());
        if let Some(told) = body.told {
            let own = Value::object([(told.key, told.value.into())]);
            put("fixed", Value::object([("body", own)]));
        }
    }
    let answer = &operation.answer;
    let media = answer.media.as_deref().unwrap_or("application/json");
    let response = if answer.is_redirect {
        "redirect"
    } else if super::answer::is_json(media) {
        "json"
    } else if matches!(
        media,
        "application/x-ndjson" | "application/jsonl" | "application/x-json-stream"
    ) {
        "json_lines"
    } else if media.starts_with("text/") && media != "text/event-stream" || media.ends_with("xml") {
        "text"
    } else {
        "binary"
    };
    if response == "json" {
        let path = if name.method == "list" {
            &answer.list_path
        } else {
            &answer.record_path
        };
        if !path.is_empty() {
            put("response_path", path.as_str().into());
        }
    } else {
        put("response", response.into());
        if !answer.is_redirect && media.is_ascii() {
            put("headers", Value::object([("Accept", media.into())]));
        }
    }
    if super::failure::tells_of_itself(answer) {
        put("errors_in_success", Value::Array(Vec::new()));
    }
    if operation.is_open() {
        put("auth", "none".into());
    }
    entries
}

fn is_read(effect: Option<&str>, name: &Name) -> bool {
    effect.map_or(matches!(name.method.as_str(), "list" | "get"), |effect| {
        effect == "read"
    })
}

/// By the verb of HTTP, by the words of the path where they say more. `None` = the method's name says it.
fn effect(operation: &Operation<'_>, name: &Name, notes: &Notes) -> Option<&'static str> {
    let said = word::verb(&name.method).map(word::deed).unwrap_or_default();
    let words = |deed: Deed| {
        name.method
            .split('_')
            .any(|word| word::deed(word) == Some(deed))
    };
    let is_standard = matches!(
        name.method.as_str(),
        "list" | "get" | "create" | "update" | "delete"
    );
    let doubt = |why: &str| notes.add(Kind::Doubtful, &operation.place, why);
    match (operation.verb, is_standard) {
        ("get", true) => {
            let own = word::verb_of(operation.text("operationId"), operation.text("summary"));
            if own
                .as_deref()
                .and_then(word::deed)
                .is_some_and(|deed| deed != Deed::Reads)
            {
                doubt("a GET whose name says that it changes something: taken for a read");
            }
            None
        }
        (_, true) => {
            if name.method == "list" {
                doubt("a POST that searches: taken for a read");
            }
            None
        }
        ("get", false) => Some(match said {
            Some(Deed::Writes | Deed::Removes) => {
                doubt("a GET whose name says that it changes something: taken for a write");
                "write"
            }
            Some(Deed::Reads) | None => "read",
        }),
        ("delete", false) => Some("destructive"),
        _ if words(Deed::Removes) => {
            doubt("its name says that something is removed or merged: taken for destructive");
            Some("destructive")
        }
        _ if words(Deed::Reads)
            && name
                .method
                .split('_')
                .all(|word| !matches!(word::deed(word), Some(Deed::Writes)) || word == "bulk")
            && operation.answer.media.is_some() =>
        {
            doubt("a request with a body whose name says that it reads: taken for a read");
            Some("read")
        }
        _ => Some("write"),
    }
}

fn documentation(
    operation: &Operation<'_>,
    name: &Name,
    effect: Option<&'static str>,
    description: String,
    arguments: &Arguments,
) -> Vec<(String, Value)> {
    let mut entries = vec![("imported".to_owned(), Value::Boolean(true))];
    let mut put = |key: &str, value: Option<Value>| {
        entries.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("effect", effect.map(Value::from));
    // No document says who sees a change. This is what a server's `customer_visible` holds back, until a person has read what the tool does.
    let audience = (!is_read(effect, name)).then(|| Audience::Customer.as_str().into());
    put("audience", audience);
    // The vendor's is of all kinds of a body; the build makes one of the name.
    let own = effect.filter(|_| operation.told().is_none());
    let title = own.and_then(|_| describe::title(operation.text("summary")));
    put("title", title.map(Value::from));
    put("description", Some(description.into()));
    put("query_schema", with_places(arguments.query.clone(), name));
    put("body_schema", arguments.body.clone());
    let mut example = arguments.example.clone();
    for (_, ours) in undescribed(operation, name) {
        let entry = (ours.clone(), Value::from("1001"));
        match &mut example {
            Some(Value::Object(entries)) => entries.insert(0, entry),
            _ => example = Some(Value::Object(vec![entry])),
        }
    }
    put("example", example);
    entries
}

/// Parameters that stand in the path alone: the vendor's names, and ours.
fn undescribed<'a>(
    operation: &Operation<'_>,
    name: &'a Name,
) -> impl Iterator<Item = &'a (String, String)> {
    name.places.iter().filter(move |(vendors, _)| {
        let mut parameters = operation.taken.parameters.iter();
        !parameters.any(|one| one.within == "path" && one.name == vendors)
    })
}

/// Every parameter of the path is described, and text where the vendor says nothing.
fn with_places(query: Option<Value>, name: &Name) -> Option<Value> {
    if name.places.is_empty() {
        return query;
    }
    let mut query = query.unwrap_or_else(|| {
        Value::object([
            ("type", "object".into()),
            ("properties", Value::Object(Vec::new())),
        ])
    });
    if let Value::Object(entries) = &mut query
        && let Some((_, Value::Object(properties))) =
            entries.iter_mut().find(|(key, _)| key == "properties")
    {
        for (_, ours) in &name.places {
            if !properties.iter().any(|(known, _)| known == ours) {
                properties.push((ours.clone(), Value::object([("type", "string".into())])));
            }
        }
    }
    Some(query)
}

/// Tags that sort operations by their kind and not by what they are about.
const KINDS: [&str; 10] = [
    "advanced", "api", "basic", "batch", "default", "general", "internal", "misc", "public",
    "search",
];

fn tags(operation: &Operation<'_>) -> Vec<String> {
    let tags = operation.value.items("tags");
    let mut tags: Vec<String> = tags
        .iter()
        .filter_map(Value::as_text)
        .map(snake)
        .filter(|tag| !tag.is_empty() && !KINDS.contains(&tag.as_str()))
        .collect();
    tags.dedup();
    tags
}
