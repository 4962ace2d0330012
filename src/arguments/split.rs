//! Flat arguments become the parts of a vendor's request, or a list of what to fix.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::check::check;
use super::client_added::unknown;
use super::error::{ArgumentError, At, kind_of};
use super::example;
use super::fields;
use super::id_form;
use super::number::whole;
use super::reading::Reading;
use super::slot::{Slot, slot};
use crate::catalogue::{Argument, BodyKind, Clears, Effect, Method, Place, Shape, Tool, Verb};
use crate::json::{Members, elements, string};
use crate::platform::UnixSeconds;
use crate::vendors::arguments::{Arguments, Body, File, Part};
use crate::vendors::compose::is_dots;

/// A call's arguments, checked.
#[derive(Debug)]
pub struct Split<'a, C> {
    /// For the vendor, without its cursor.
    pub arguments: Arguments<'a>,
    /// What `next_cursor` opened to.
    pub cursor: Option<C>,
    /// Which members of the answer are wanted; empty = all.
    pub fields: Vec<String>,
}

/// Checks and sorts. `json` is `params.arguments`, absent when the client sent none; `now` tells which times have passed; `open` reads a
/// `next_cursor` and says `None` of one that was not given here.
pub fn split<'a, C>(
    tool: &Tool,
    method: &Method,
    json: Option<&'a str>,
    now: UnixSeconds,
    open: impl Fn(&str) -> Option<C>,
) -> Result<Split<'a, C>, Vec<ArgumentError>> {
    let json = json.unwrap_or("{}");
    let mut split = Split {
        arguments: Arguments::default(),
        cursor: None,
        fields: Vec::new(),
    };
    let mut reading = Reading::new(now, tool.example);
    let Some(members) = Members::parse(json) else {
        reading.push(
            &At::argument("arguments"),
            format!("must be an object, not {}", kind_of(json)),
        );
        return reading.unless_any(split);
    };
    if tool.verbatim {
        split.arguments.body = Body::Whole(Cow::Borrowed(json));
        return Ok(split);
    }
    for (key, _) in &members.0 {
        if reading.is_full() {
            break;
        }
        if !tool
            .arguments
            .iter()
            .any(|argument| argument.is_called(key))
        {
            let names = tool.arguments.iter().map(|argument| argument.name);
            let mut instead = tool.instead.iter();
            let message = match instead.find(|(name, _)| name == key) {
                Some((_, advice)) => format!("is not an argument of this tool: {advice}"),
                None => unknown(key, names),
            };
            reading.push(&At::argument(key), message);
        }
    }
    let mut has_vanished = false;
    for argument in tool.arguments {
        let at = At::argument(argument.name);
        let json = given(argument, &members, &at, &mut reading);
        match (argument.place, json) {
            (Place::Cursor, json) => {
                split.cursor = cursor(tool, json, &at, &mut reading, &open);
            }
            (Place::Fields, Some(json)) => split.fields = fields::read(json, &at, &mut reading),
            (Place::Fields, None) => {}
            (place, json) => {
                let arguments = &mut split.arguments;
                let is_sent = sort(arguments, argument, method, json, &at, &mut reading);
                has_vanished |= !is_sent && json.is_some() && place == Place::Body;
            }
        }
    }
    if has_vanished && sends_nothing(tool, method, &split.arguments) {
        let names: Vec<&str> = tool
            .arguments
            .iter()
            .filter(|argument| argument.place == Place::Body)
            .map(|argument| argument.name)
            .collect();
        reading.push(
            &At::argument("arguments"),
            format!(
                "leave nothing to send, as empty values are not; give at least one of {}",
                names.join(", ")
            ),
        );
    }
    reading.unless_any(split)
}

/// What the caller gave for an argument, by its name or by one from before.
fn given<'a>(
    argument: &Argument,
    members: &Members<'a>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<&'a str> {
    let mut given = members.get(argument.name);
    for name in argument.also {
        let before = members.get(name);
        if given.is_some() && before.is_some() && given != before {
            reading.push(
                at,
                format!("is given as `{name}` too, with another value: send it once"),
            );
        }
        given = given.or(before);
    }
    given
}

/// An update or upload whose body would be empty.
fn sends_nothing(tool: &Tool, method: &Method, arguments: &Arguments<'_>) -> bool {
    let is_update = matches!(method.verb, Verb::Patch | Verb::Put) && method.body != BodyKind::None;
    tool.effect != Effect::Read
        && (is_update || method.body == BodyKind::Multipart)
        && method.fixed_body.is_empty()
        && matches!(arguments.body, Body::Empty)
        && arguments.query.is_empty()
}

/// An empty cursor is that of the first page: some models send one.
fn cursor<C>(
    tool: &Tool,
    json: Option<&str>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
    open: impl Fn(&str) -> Option<C>,
) -> Option<C> {
    let shape = Shape::String {
        values: &[],
        max_length: None,
    };
    let Slot::Sent(value) = slot(&shape, false, Clears::Nothing, json, at, reading) else {
        return None;
    };
    let opened = open(&string(&value)?);
    if opened.is_none() {
        reading.push(
            at,
            format!(
                "is not a cursor that {} gave on this server for this account: send it back unchanged, to the same account, or leave it out to start again",
                tool.name
            ),
        );
    }
    opened
}

/// Whether something stands there, right or wrong.
fn sort<'a>(
    out: &mut Arguments<'a>,
    argument: &Argument,
    method: &Method,
    json: Option<&'a str>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> bool {
    let limit = limit(method);
    let shape = match argument.place {
        Place::Limit => &limit,
        Place::Path => &Shape::Any,
        Place::Query | Place::Body | Place::WholeBody | Place::Cursor | Place::Fields => {
            argument.shape
        }
    };
    let value = match slot(shape, argument.required, argument.clears, json, at, reading) {
        Slot::Sent(value) => value,
        Slot::Absent => return false,
        Slot::Wrong => return true,
    };
    match argument.place {
        Place::Path => {
            let text = path(argument.shape, &value, at, reading);
            out.path.extend(text.map(|text| (argument.wire_name, text)));
        }
        Place::Query => {
            let Some(value) = without_empty_entries(value) else {
                if argument.required {
                    let example = example::of_nested(reading.example, at);
                    reading.push(at, format!("is required{example}"));
                }
                return argument.required;
            };
            out.query.push((argument.wire_name, value));
        }
        Place::Body => {
            if let Some(part) = part(argument.shape, value, at, reading) {
                out.body.push(argument.wire_name, part);
            }
        }
        Place::WholeBody => out.body = Body::Whole(value),
        Place::Limit => out.limit = value.parse().ok(),
        // Read where arguments are told from each other.
        Place::Cursor | Place::Fields => {}
    }
    true
}

/// A page size.
fn limit(method: &Method) -> Shape {
    let max = method
        .paging
        .map_or(i64::MAX, |paging| i64::from(paging.max_limit));
    Shape::Integer {
        values: &[],
        min: Some(1),
        max: Some(max),
    }
}

fn path(shape: &Shape, json: &str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let text = if let Shape::Id { form, .. } = shape {
        id_form::in_path(form, json, at, reading)?
    } else {
        // 8.0 is the record with the number 8.
        let json = match kind_of(json) {
            "a number" => whole(json).unwrap_or(Cow::Borrowed(json)),
            _ => Cow::Borrowed(json),
        };
        let value = check(shape, &json, at, reading)?;
        string(&value).map_or_else(|| value.clone().into_owned(), Cow::into_owned)
    };
    if is_dots(&text) {
        reading.push(
            at,
            "is part of a path: it must not be empty, \".\" or \"..\"",
        );
        return None;
    }
    Some(text)
}

/// What goes into a query: nothing empty does.
fn without_empty_entries(json: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if !(json.starts_with('[') && json.contains("\"\"")) {
        return Some(json);
    }
    let entries = elements(&json).unwrap_or_default();
    let filled: Vec<&str> = entries
        .iter()
        .map(|entry| entry.get())
        .filter(|entry| *entry != "\"\"")
        .collect();
    (!filled.is_empty()).then(|| Cow::Owned(format!("[{}]", filled.join(","))))
}

/// A member of a body; files are opened.
fn part<'a>(
    shape: &Shape,
    json: Cow<'a, str>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Part<'a>> {
    if matches!(shape, Shape::File) {
        return file(&json, at, reading).map(|file| Part::Files(vec![file]));
    }
    let Shape::Array {
        items: Shape::File, ..
    } = shape
    else {
        return Some(Part::Json(json));
    };
    let files: Vec<Option<File>> = elements(&json)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(index, item)| file(item.get(), &at.index(index), reading))
        .collect();
    files.into_iter().collect::<Option<_>>().map(Part::Files)
}

/// Keys of a file.
const FILE_KEYS: [&str; 4] = ["name", "data", "text", "mime_type"];

/// `{name, data | text, mime_type?}`.
fn file(json: &str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<File> {
    let Some(members) = Members::parse(json) else {
        reading.push(at, "must be an object with name, and data (base64) or text");
        return None;
    };
    let unknown = members
        .0
        .iter()
        .find(|(key, _)| !FILE_KEYS.contains(&key.as_ref()));
    if let Some((key, _)) = unknown {
        let known = FILE_KEYS.join(", ");
        reading.push(
            &at.key(key),
            format!("is not a key of a file; they are {known}"),
        );
        return None;
    }
    let get = |key: &str| {
        members
            .get(key)
            .filter(|value| *value != "null")
            .and_then(string)
    };
    let Some(name) = get("name").filter(|name| !name.is_empty()) else {
        reading.push(
            &at.key("name"),
            "is required: the file's name with its extension",
        );
        return None;
    };
    let bytes = match (get("data"), get("text")) {
        (Some(data), None) => STANDARD.decode(data.as_bytes()).ok(),
        (None, Some(text)) => Some(text.into_owned().into_bytes()),
        (Some(_), Some(_)) | (None, None) => {
            reading.push(at, "must hold exactly one of data (base64) and text");
            return None;
        }
    };
    let Some(bytes) = bytes else {
        reading.push(&at.key("data"), "must be base64 with padding");
        return None;
    };
    let mime_type =
        get("mime_type").map_or_else(|| "application/octet-stream".to_owned(), Cow::into_owned);
    Some(File {
        name: name.into_owned(),
        mime_type,
        bytes,
    })
}
