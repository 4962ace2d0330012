//! Flat arguments become the parts of a vendor's request, or a list of what to fix.

use std::borrow::Cow;

use super::check::check;
use super::client_added::unknown;
use super::cursor::cursor;
use super::error::{ArgumentError, At, kind_of, no_object};
use super::example;
use super::fields;
use super::file::file;
use super::id_form;
use super::misplaced::{misplaced, said};
use super::nested::sole;
use super::number::whole;
use super::reading::Reading;
use super::slot::{Slot, slot};
use crate::catalogue::{Argument, BodyKind, Effect, Method, Place, Shape, Tool, Verb};
use crate::json::{Members, elements, is_blank, quote, string};
use crate::platform::UnixSeconds;
use crate::vendors::arguments::{Arguments, Body, File, Part};
use crate::vendors::compose::is_dots;

/// How deep an object is looked into for something that is sent.
const DEEPEST: u32 = 8;

/// A call's arguments, checked.
#[derive(Debug)]
pub struct Split<'a, C> {
    /// For the vendor, without its cursor.
    pub arguments: Arguments<'a>,
    /// What `next_cursor` opened to.
    pub cursor: Option<C>,
    /// Which members of the answer are wanted; empty = all.
    pub fields: Vec<String>,
    /// What the answer is to say of the arguments.
    pub hint: Option<String>,
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
        hint: None,
    };
    let mut reading = Reading::new(now, tool.example);
    let Some(members) = Members::parse(json) else {
        reading.push(&At::argument("arguments"), no_object(json));
        return reading.unless_any(split);
    };
    if tool.verbatim {
        split.arguments.body = Body::Whole(Cow::Borrowed(json));
        return Ok(split);
    }
    let misplaced = misplaced(tool, &members);
    for (key, _) in &members.0 {
        if reading.is_full() {
            break;
        }
        if misplaced.iter().any(|(_, keys)| keys.contains(&&**key)) {
            continue;
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
                None => unknown(key, tool.short_name, names),
            };
            reading.push(&At::argument(key), message);
        }
    }
    let mut has_vanished = false;
    for argument in tool.arguments {
        let at = At::argument(argument.name);
        let json = given(argument, &members, &at, &mut reading);
        let holds = misplaced.iter().find(|(one, _)| one.name == argument.name);
        if let Some((_, keys)) = holds {
            reading.push(&at, said(keys));
            // That it is missing needs no second word.
            if json.is_none() {
                continue;
            }
        }
        match (argument.place, json) {
            (Place::Cursor, json) => {
                split.cursor = cursor(tool, json, &at, &mut reading, &open);
            }
            (Place::Fields, Some(json)) => split.fields = fields::read(json, &at, &mut reading),
            (Place::Fields, None) => {}
            (place, json) => {
                let arguments = &mut split.arguments;
                let is_sent = sort(arguments, argument, method, json, &at, &mut reading);
                let is_empty = !is_sent || is_left_bare(argument, &arguments.body);
                has_vanished |= is_empty && json.is_some() && place == Place::Body;
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
    split.hint = reading.take_hint();
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

/// Whether an object went out with none of its keys.
fn is_left_bare(argument: &Argument, body: &Body<'_>) -> bool {
    let Shape::Object { fields, others } = argument.shape else {
        return false;
    };
    // Free keys with free values are meant as they are.
    let has_known =
        !fields.is_empty() || others.is_some_and(|others| !matches!(others.shape, Shape::Any));
    has_known
        && matches!(body, Body::Members(members)
            if members.iter().any(|(name, part)| *name == argument.wire_name && is_bare(part)))
}

fn is_bare(part: &Part<'_>) -> bool {
    matches!(part, Part::Json(json) if is_bare_object(json, DEEPEST))
}

/// An object without a key that holds something: an empty text or list may be there to clear.
fn is_bare_object(json: &str, levels: u32) -> bool {
    levels.checked_sub(1).is_some_and(|levels| {
        Members::parse(json).is_some_and(|members| {
            members
                .iter()
                .all(|(_, value)| is_bare_object(value, levels))
        })
    })
}

/// An update or upload whose body would be empty.
fn sends_nothing(tool: &Tool, method: &Method, arguments: &Arguments<'_>) -> bool {
    let is_update = matches!(method.verb, Verb::Patch | Verb::Put) && method.body != BodyKind::None;
    tool.effect != Effect::Read
        && (is_update || method.body == BodyKind::Multipart)
        && method.fixed_body.is_empty()
        && arguments.query.is_empty()
        && match &arguments.body {
            Body::Empty => true,
            Body::Members(members) => members.iter().all(|(_, part)| is_bare(part)),
            Body::Whole(_) => false,
        }
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
    let json = json.filter(|json| {
        // Nothing empty goes into a query. A word such as "null" does where a text is free: it may be what somebody looks for, and without it the
        // vendor would answer everything.
        argument.place != Place::Query || !is_blank(sole(shape, json))
    });
    let value = match slot(shape, argument.required, argument.clears, json, at, reading) {
        Slot::Sent(value) => value,
        Slot::Absent => return false,
        Slot::Wrong => return true,
    };
    match argument.place {
        Place::Path => {
            let text = path(argument.shape, method, &value, at, reading);
            out.path.extend(text.map(|text| (argument.wire_name, text)));
        }
        Place::Query => {
            let Some(value) = in_query(value) else {
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

fn path(
    shape: &Shape,
    method: &Method,
    json: &str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let json = sole(shape, json);
    let text = if let Shape::Id { form, .. } = shape {
        id_form::in_path(form, json, at, reading)?
    } else {
        // 8.0 is the record with the number 8.
        let json = match kind_of(json) {
            "a number" => whole(json).unwrap_or(Cow::Borrowed(json)),
            // A whole URL is sent as it stands or not at all.
            "a string" if method.hosts.is_empty() => trimmed_json(Cow::Borrowed(json)),
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

/// What goes into a query: nothing empty does, and no spaces around a text.
fn in_query(json: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if !json.starts_with('[') {
        return Some(trimmed_json(json));
    }
    let entries = elements(&json).unwrap_or_default();
    let filled: Vec<Cow<'_, str>> = entries
        .iter()
        .map(|entry| trimmed_json(Cow::Borrowed(entry.get())))
        .filter(|entry| entry != "\"\"")
        .collect();
    (!filled.is_empty()).then(|| Cow::Owned(format!("[{}]", filled.join(","))))
}

/// A JSON string without the spaces around its text; any other JSON as it is.
fn trimmed_json(json: Cow<'_, str>) -> Cow<'_, str> {
    let text = string(&json).filter(|text| text.trim().len() != text.len());
    match text.map(|text| quote(text.trim())) {
        Some(quoted) => Cow::Owned(quoted),
        None => json,
    }
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
