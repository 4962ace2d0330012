//! Flat arguments become the parts of a vendor's request, or a list of what to mend.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::check::check;
use super::mend::{At, Mend, Mends, did_you_mean, kind_of};
use crate::catalogue::{Argument, Method, Place, Shape, Tool};
use crate::json::{Members, elements, string};
use crate::vendors::arguments::{Arguments, Body, File, Part};
use crate::vendors::compose::is_dots;

/// A call's arguments, checked. The cursor is still the one that the client was given.
#[derive(Debug, Default)]
pub struct Split<'a> {
    /// For the vendor.
    pub arguments: Arguments<'a>,
    /// `next_cursor`, sealed.
    pub next_cursor: Option<Cow<'a, str>>,
}

/// Checks and sorts. `json` is `params.arguments`, absent when the client sent none.
pub fn split<'a>(
    tool: &Tool,
    method: &Method,
    json: Option<&'a str>,
) -> Result<Split<'a>, Vec<Mend>> {
    let json = json.unwrap_or("{}");
    let mut split = Split::default();
    if tool.verbatim {
        split.arguments.body = Body::Whole(Cow::Borrowed(json));
        return Ok(split);
    }
    let mut mends = Mends::default();
    let Some(members) = Members::parse(json) else {
        mends.push(
            &At::argument("arguments"),
            format!("must be an object, not {}", kind_of(json)),
        );
        return mends.unless_any(split);
    };
    for (key, _) in &members.0 {
        if !tool.arguments.iter().any(|argument| argument.name == key) {
            mends.push(&At::argument(key), unknown(key, tool));
        }
    }
    for argument in tool.arguments {
        let at = At::argument(argument.name);
        // Models spell "not given" as null.
        let Some(value) = members.get(argument.name).filter(|value| *value != "null") else {
            if argument.required {
                mends.push(&at, "is required");
            }
            continue;
        };
        place(&mut split, argument, method, value, &at, &mut mends);
    }
    mends.unless_any(split)
}

fn unknown(key: &str, tool: &Tool) -> String {
    let nearest = did_you_mean(key, tool.arguments.iter().map(|argument| argument.name));
    let names: Vec<&str> = tool
        .arguments
        .iter()
        .map(|argument| argument.name)
        .collect();
    if names.is_empty() {
        return "is not an argument of this tool; it takes none".to_owned();
    }
    format!(
        "is not an argument of this tool{nearest}; its arguments are {}",
        names.join(", ")
    )
}

fn place<'a>(
    split: &mut Split<'a>,
    argument: &Argument,
    method: &Method,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) {
    let out = &mut split.arguments;
    match argument.place {
        Place::Path => {
            if let Some(value) = check(argument.shape, json, at, mends) {
                let text =
                    string(&value).map_or_else(|| value.clone().into_owned(), Cow::into_owned);
                if is_dots(&text) {
                    mends.push(
                        at,
                        "is part of a path: it must not be empty, \".\" or \"..\"",
                    );
                } else {
                    out.path.push((argument.wire_name, text));
                }
            }
        }
        Place::Query => {
            if let Some(value) = check(argument.shape, json, at, mends) {
                out.query.push((argument.wire_name, value));
            }
        }
        Place::Body => {
            if let Some(part) = part(argument.shape, json, at, mends) {
                out.body.push(argument.wire_name, part);
            }
        }
        Place::WholeBody => {
            if let Some(value) = check(argument.shape, json, at, mends) {
                out.body = Body::Whole(value);
            }
        }
        Place::Limit => {
            let max = method
                .paging
                .map_or(i64::MAX, |paging| i64::from(paging.max_limit));
            let shape = Shape::Integer {
                values: &[],
                min: Some(1),
                max: Some(max),
            };
            let checked = check(&shape, json, at, mends);
            out.limit = checked.and_then(|text| text.parse().ok());
        }
        Place::Cursor => {
            let shape = Shape::String {
                values: &[],
                max_length: None,
            };
            split.next_cursor = check(&shape, json, at, mends)
                .and_then(|value| string(&value).map(|text| Cow::Owned(text.into_owned())))
                .filter(|text: &Cow<'_, str>| !text.is_empty());
        }
    }
}

fn part<'a>(shape: &Shape, json: &'a str, at: &At<'_>, mends: &mut Mends) -> Option<Part<'a>> {
    match shape {
        Shape::File => file(json, at, mends).map(|file| Part::Files(vec![file])),
        Shape::Array {
            items: Shape::File,
            min,
            max,
        } => {
            let items = elements(json).unwrap_or_default();
            let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
            let (fewest, most) = (min.unwrap_or(0), max.unwrap_or(u32::MAX));
            if kind_of(json) != "a list" || count < fewest || count > most {
                mends.push(at, format!("must be a list of {fewest} to {most} files"));
                return None;
            }
            let files: Vec<Option<File>> = items
                .iter()
                .enumerate()
                .map(|(index, item)| file(item.get(), &at.index(index), mends))
                .collect();
            files.into_iter().collect::<Option<_>>().map(Part::Files)
        }
        Shape::Any
        | Shape::String { .. }
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::Boolean
        | Shape::Array { .. }
        | Shape::Object { .. }
        | Shape::Filter(_) => check(shape, json, at, mends).map(Part::Json),
    }
}

/// `{name, data | text, mime_type?}`.
fn file(json: &str, at: &At<'_>, mends: &mut Mends) -> Option<File> {
    let Some(members) = Members::parse(json) else {
        mends.push(at, "must be an object with name, and data (base64) or text");
        return None;
    };
    let get = |key: &str| {
        members
            .get(key)
            .filter(|value| *value != "null")
            .and_then(string)
    };
    let Some(name) = get("name").filter(|name| !name.is_empty()) else {
        mends.push(
            &at.key("name"),
            "is required: the file's name with its extension",
        );
        return None;
    };
    let bytes = match (get("data"), get("text")) {
        (Some(data), None) => STANDARD.decode(data.as_bytes()).ok(),
        (None, Some(text)) => Some(text.into_owned().into_bytes()),
        (Some(_), Some(_)) | (None, None) => {
            mends.push(at, "must hold exactly one of data (base64) and text");
            return None;
        }
    };
    let Some(bytes) = bytes else {
        mends.push(&at.key("data"), "must be base64 with padding");
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
