//! Arguments of real tools: right by the schema that clients see, then one thing broken.

use fairlead::catalogue::{
    Filter, FilterKind, IdForm, IdPattern, Operand, Place, Shape, TimeForm, Tool,
};
use serde_json::{Map, Value, json};

use super::choices::Choices;

/// What must come of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Must {
    BeSent,
    BeRefused,
    Either,
}

/// Stands where text that is no JSON value of its own goes in.
const RAW: &str = "@@raw";

/// Texts that parsers disagree about.
const FRAGMENTS: [&str; 20] = [
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "01",
    "+1",
    "1.",
    ".5",
    "1e999",
    "-1e-999",
    "123456789012345678901234567890",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\u{1}\"",
    "'a'",
    "/* a */1",
    "1,2",
    "{\"a\":1,\"a\":2}",
    "\"a\" \"b\"",
];

/// The text of a call's `arguments`, and what must come of it.
pub(crate) fn arguments(tool: &Tool, schema: &Value, choices: &mut Choices<'_>) -> (String, Must) {
    let mut members = valid(tool, schema, choices);
    let required: Vec<&str> = tool
        .arguments
        .iter()
        .filter(|argument| argument.required)
        .map(|argument| argument.name)
        .collect();
    let either = if tool.verbatim {
        Must::Either
    } else {
        Must::BeRefused
    };
    match choices.pick(11) {
        // Of some optional arguments a composite needs one, and it is not always among those that were drawn.
        0..=2 if tool.composite.is_some() => (Value::Object(members).to_string(), Must::Either),
        0..=2 => (Value::Object(members).to_string(), Must::BeSent),
        3 if !required.is_empty() => {
            members.remove(choices.one(&required));
            (Value::Object(members).to_string(), either)
        }
        4 if !required.is_empty() => {
            members.insert(choices.one(&required).to_owned(), Value::Null);
            (Value::Object(members).to_string(), either)
        }
        5 => {
            let key = format!("x{}", choices.hostile());
            members.insert(key, json!(choices.word()));
            (Value::Object(members).to_string(), either)
        }
        6 => (without_object(members, choices), Must::Either),
        7 => {
            let text = Value::Object(members).to_string();
            let bytes = choices.spoil(text.as_bytes());
            (String::from_utf8_lossy(&bytes).into_owned(), Must::Either)
        }
        8 => (with_fragment(members, choices), Must::Either),
        9 => (with_duplicate(&members, tool, choices), Must::Either),
        _ => {
            let mut all = Value::Object(members);
            *node(&mut all, choices) = strange(choices);
            (all.to_string(), Must::Either)
        }
    }
}

/// Arguments that the schema allows.
pub(crate) fn valid(tool: &Tool, schema: &Value, choices: &mut Choices<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    for argument in tool.arguments {
        if !argument.required && choices.pick(3) < 2 {
            continue;
        }
        let value = match (argument.place, argument.shape) {
            (Place::Limit, _) => json!(choices.one(&["1", "2", "5"])),
            (Place::Cursor, _) => continue,
            (Place::Fields, _) => json!(choices.one(&["summary", "id", "a.b,c"])),
            (_, Shape::Filter(filter)) => condition(filter, choices),
            (_, Shape::File) => file(choices),
            (
                _,
                Shape::Array {
                    items: Shape::File, ..
                },
            ) => json!([file(choices)]),
            (Place::Path, _) if whole_url(tool, argument.name).is_some() => {
                json!(whole_url(tool, argument.name))
            }
            (_, shape) => {
                let schema = &schema["properties"][argument.name];
                let value = value(schema, shape, choices, 0);
                // An empty list is as good as none.
                if argument.required && value == json!([]) {
                    filled(schema, shape, choices)
                } else {
                    value
                }
            }
        };
        // An update to nothing is refused, and so is one to an object without keys.
        let value = if argument.required && is_hollow(&value) {
            let example: Value = serde_json::from_str(tool.example).unwrap_or_default();
            example.get(argument.name).cloned().unwrap_or(value)
        } else {
            value
        };
        if argument.required || !is_hollow(&value) {
            members.insert(argument.name.to_owned(), value);
        }
    }
    members
}

/// The example's value where it is a whole URL: which ones are allowed, the schema does not tell.
fn whole_url(tool: &Tool, name: &str) -> Option<String> {
    let example: Value = serde_json::from_str(tool.example).ok()?;
    let url = example[name].as_str()?;
    url.starts_with("https://").then(|| url.to_owned())
}

fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_hollow),
        Value::Object(members) => members.values().all(is_hollow),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// A value of a JSON Schema, as far as the schemas of tools go.
fn value(schema: &Value, shape: &Shape, choices: &mut Choices<'_>, depth: usize) -> Value {
    if let Shape::Time { form, .. } = shape {
        return time(*form, choices);
    }
    if let Shape::Id { form, is_number } = shape {
        return id(form, *is_number, choices);
    }
    if let Shape::Filter(filter) = shape {
        return condition(filter, choices);
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[choices.pick(values.len())].clone();
    }
    let bound = |key: &str, or: i64| schema[key].as_i64().unwrap_or(or);
    match schema["type"].as_str() {
        Some("string") => {
            let most = usize::try_from(bound("maxLength", 1_000)).unwrap_or_default();
            json!(choices.word().chars().take(most).collect::<String>())
        }
        Some("integer" | "number") => {
            let low = bound("minimum", 0);
            let range = usize::try_from(bound("maximum", low + 100) - low + 1).unwrap_or(1);
            let number = low + i64::try_from(choices.pick(range.min(65_536))).unwrap_or_default();
            if choices.rarely(3) {
                json!(number.to_string())
            } else {
                json!(number)
            }
        }
        Some("boolean") => json!(choices.pick(2) == 1),
        Some("array") => {
            let fewest = bound("minItems", 0);
            let most = bound("maxItems", fewest + 3).min(fewest + 3);
            let range = usize::try_from(most - fewest + 1).unwrap_or(1);
            let count = usize::try_from(fewest).unwrap_or_default() + choices.pick(range);
            let items = (0..count).map(|_| entry(schema, shape, choices, depth));
            Value::Array(items.collect())
        }
        Some("object") => object(schema, shape, choices, depth),
        _ => match choices.pick(4) {
            0 => json!(choices.word()),
            1 => json!(7),
            2 => json!({ "a": [choices.word()] }),
            _ => json!([1, "b", null]),
        },
    }
}

/// An entry of a list. One in which nothing stands would be none.
fn entry(schema: &Value, shape: &Shape, choices: &mut Choices<'_>, depth: usize) -> Value {
    let Shape::Array { items, .. } = shape else {
        panic!("{shape:?} is no list");
    };
    let schema = &schema["items"];
    let mut entry = value(schema, items, choices, depth + 1);
    if let (Value::Object(members), Shape::Object { fields, .. }) = (&mut entry, items)
        && members.values().all(is_hollow)
    {
        let mut properties = schema["properties"].as_object().into_iter().flatten();
        let text = properties.find(|(_, property)| property["type"] == "string");
        let text = text.and_then(|(key, property)| {
            let field = fields.iter().find(|field| field.name == key)?;
            Some((
                key.clone(),
                value(property, field.shape, choices, depth + 2),
            ))
        });
        members.extend(text);
    }
    entry
}

/// A list with one entry.
fn filled(schema: &Value, shape: &Shape, choices: &mut Choices<'_>) -> Value {
    json!([entry(schema, shape, choices, 0)])
}

/// A time that has not passed.
fn time(form: TimeForm, choices: &mut Choices<'_>) -> Value {
    match (form, choices.pick(4)) {
        (_, 0) => json!("2027-01-31"),
        (_, 1) => json!(4_070_908_800_u64),
        (TimeForm::UnixSeconds, _) => json!("4070908800"),
        (TimeForm::DateTime | TimeForm::Minutes | TimeForm::Date, _) => {
            json!("2027-01-31T09:00:00Z")
        }
    }
}

fn id(form: &IdForm, is_number: bool, choices: &mut Choices<'_>) -> Value {
    let id = match form.patterns[choices.pick(form.patterns.len())] {
        IdPattern::Uuid => "8b1d3f52-1c0e-4a57-9d53-6a2c7e4f9b10",
        IdPattern::Digits => "9007199254740993",
        IdPattern::Hex => "6329bd9ffe4e2e91dac76188",
        IdPattern::Email => "ana@acme.example",
        IdPattern::Phone => "+12065550123",
        IdPattern::Slug | IdPattern::Unknown | IdPattern::Any => "TX6f82W4S_ayp11kP4dhrQ",
    };
    if is_number && choices.pick(2) == 0 {
        json!(7.0)
    } else {
        json!(id)
    }
}

fn object(schema: &Value, shape: &Shape, choices: &mut Choices<'_>, depth: usize) -> Value {
    let Shape::Object { fields, others } = shape else {
        panic!("{shape:?} is no object");
    };
    let free = others.map(|others| others.shape);
    let of = |key: &str| {
        let field = fields.iter().find(|field| field.name == key);
        field.map_or(&Shape::Any, |field| field.shape)
    };
    let mut members = Map::new();
    let required = schema["required"].as_array();
    let is_required = |key: &String| required.is_some_and(|keys| keys.iter().any(|it| it == key));
    let properties = schema["properties"].as_object();
    for (key, property) in properties.into_iter().flatten() {
        if is_required(key) || (depth < 4 && choices.pick(3) == 2) {
            let shape = of(key);
            let mut inner = value(property, shape, choices, depth + 1);
            if is_required(key) && inner.is_array() && is_hollow(&inner) {
                inner = filled(property, shape, choices);
            }
            members.insert(key.clone(), inner);
        }
    }
    let others = &schema["additionalProperties"];
    if others.is_object() && choices.pick(2) == 1 {
        let shape = free.unwrap_or(&Shape::Any);
        members.insert(choices.word(), value(others, shape, choices, depth + 1));
    } else if properties.is_none() && others.is_null() {
        members.insert(choices.word(), json!(choices.word()));
    }
    Value::Object(members)
}

fn file(choices: &mut Choices<'_>) -> Value {
    let mut file = json!({ "name": format!("{}.txt", choices.word()) });
    if choices.pick(2) == 0 {
        file["text"] = json!(choices.word());
    } else {
        file["data"] = json!("aGVsbG8=");
    }
    if choices.pick(2) == 1 {
        file["mime_type"] = json!("text/plain");
    }
    file
}

/// One condition of a search, by the language's own tables: its schema alone would allow operators that a field does not have.
fn condition(filter: &Filter, choices: &mut Choices<'_>) -> Value {
    let language = filter.language;
    let field = &filter.fields[choices.pick(filter.fields.len())];
    let operator = choices.one(field.operators);
    let operands = language.operands.iter();
    let takes = operands
        .clone()
        .find_map(|(name, takes)| (*name == operator).then_some(*takes));
    let mut condition = json!({ language.field: field.name, language.operator: operator });
    let operand = |choices: &mut Choices<'_>| match field.kind {
        _ if !field.values.is_empty() => choices.one(field.values).to_owned(),
        _ if field.id.is_some() => {
            let id = field.id.map(|form| id(form, false, choices));
            id.and_then(|id| id.as_str().map(str::to_owned))
                .unwrap_or_default()
        }
        FilterKind::Time => "2027-01-31T09:00:00Z".to_owned(),
        FilterKind::Number => "7".to_owned(),
        FilterKind::Boolean => "true".to_owned(),
        FilterKind::String | FilterKind::Id => choices.word(),
    };
    match takes.unwrap_or(Operand::One) {
        Operand::None => {}
        Operand::One | Operand::OneOrMany => condition[language.value] = json!(operand(choices)),
        Operand::Many => condition[language.values] = json!([operand(choices)]),
        Operand::Range => {
            condition[language.values] = json!([operand(choices), operand(choices)]);
        }
    }
    condition
}

/// Any value within a value.
fn node<'a>(value: &'a mut Value, choices: &mut Choices<'_>) -> &'a mut Value {
    let count = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    };
    if count == 0 {
        return value;
    }
    let chosen = choices.pick(count);
    let child = match value {
        Value::Array(items) => items.get_mut(chosen),
        Value::Object(members) => members.values_mut().nth(chosen),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    let child = child.expect("one of its children");
    if choices.rarely(4) {
        return child;
    }
    node(child, choices)
}

/// A value that is seldom what a schema wants.
pub(crate) fn strange(choices: &mut Choices<'_>) -> Value {
    match choices.pick(14) {
        0..=4 => json!(choices.hostile()),
        5 => Value::Null,
        6 => json!(choices.pick(2) == 1),
        7 => json!(choices.one(&[-1, 0, i64::MIN, i64::MAX])),
        8 => json!(choices.one(&[0.5, -1e308, 1e-300])),
        9 => json!([]),
        10 => json!({}),
        11 => json!([strange(choices), choices.word()]),
        12 => json!({ choices.hostile(): strange(choices) }),
        _ => json!(strange(choices).to_string()),
    }
}

/// Something else than an object of arguments.
fn without_object(members: Map<String, Value>, choices: &mut Choices<'_>) -> String {
    let text = Value::Object(members).to_string();
    match choices.pick(7) {
        0 => "null".to_owned(),
        1 => "[]".to_owned(),
        2 => format!("[{text}]"),
        3 => json!(text).to_string(),
        4 => json!(json!(text).to_string()).to_string(),
        5 => strange(choices).to_string(),
        _ => {
            let deep = choices.one(&[100, 200, 3_000]);
            format!("{}{text}{}", "{\"a\":".repeat(deep), "}".repeat(deep))
        }
    }
}

fn with_fragment(members: Map<String, Value>, choices: &mut Choices<'_>) -> String {
    let mut all = Value::Object(members);
    *node(&mut all, choices) = json!(RAW);
    let fragment = choices.one(&FRAGMENTS);
    all.to_string().replace(&json!(RAW).to_string(), fragment)
}

/// A key a second time: the last one counts.
fn with_duplicate(members: &Map<String, Value>, tool: &Tool, choices: &mut Choices<'_>) -> String {
    let text = Value::Object(members.clone()).to_string();
    let key = match tool.arguments {
        [] => "a",
        arguments => arguments[choices.pick(arguments.len())].name,
    };
    let again = format!("{}:{}", json!(key), strange(choices));
    let comma = if members.is_empty() { "" } else { "," };
    if choices.pick(2) == 0 {
        format!("{{{again}{comma}{}", &text[1..])
    } else {
        format!("{}{comma}{again}}}", &text[..text.len() - 1])
    }
}
