//! Flat arguments become the parts of a vendor's request, or a list of what to mend.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::check::check;
use super::mend::{At, Mend, Mends, kind_of};
use super::strays::unknown;
use crate::catalogue::{Argument, Method, Place, Shape, Tool};
use crate::json::{Members, elements, string};
use crate::vendors::arguments::{Arguments, Body, File, Part};
use crate::vendors::compose::is_dots;

/// A call's arguments, checked.
#[derive(Debug)]
pub struct Split<'a, C> {
    /// For the vendor, without its cursor.
    pub arguments: Arguments<'a>,
    /// What `next_cursor` opened to.
    pub cursor: Option<C>,
}

/// Checks and sorts. `json` is `params.arguments`, absent when the client sent none; `open` reads a `next_cursor` and says `None` of one
/// that was not given here.
pub fn split<'a, C>(
    tool: &Tool,
    method: &Method,
    json: Option<&'a str>,
    open: impl Fn(&str) -> Option<C>,
) -> Result<Split<'a, C>, Vec<Mend>> {
    let json = json.unwrap_or("{}");
    let mut split = Split {
        arguments: Arguments::default(),
        cursor: None,
    };
    let mut mends = Mends::default();
    let Some(members) = Members::parse(json) else {
        mends.push(
            &At::argument("arguments"),
            format!("must be an object, not {}", kind_of(json)),
        );
        return mends.unless_any(split);
    };
    if tool.verbatim {
        split.arguments.body = Body::Whole(Cow::Borrowed(json));
        return Ok(split);
    }
    for (key, _) in &members.0 {
        if mends.is_full() {
            break;
        }
        if !tool.arguments.iter().any(|argument| argument.name == key) {
            let names = tool.arguments.iter().map(|argument| argument.name);
            mends.push(&At::argument(key), unknown(key, names));
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
        if argument.place == Place::Cursor {
            split.cursor = cursor(tool, value, &at, &mut mends, &open);
        } else {
            place(
                &mut split.arguments,
                argument,
                method,
                value,
                &at,
                &mut mends,
            );
        }
    }
    mends.unless_any(split)
}

/// An empty cursor is that of the first page: some models send one.
fn cursor<C>(
    tool: &Tool,
    json: &str,
    at: &At<'_>,
    mends: &mut Mends,
    open: impl Fn(&str) -> Option<C>,
) -> Option<C> {
    let shape = Shape::String {
        values: &[],
        max_length: None,
    };
    let value = check(&shape, json, at, mends)?;
    let text = string(&value).filter(|text| !text.is_empty())?;
    let opened = open(&text);
    if opened.is_none() {
        mends.push(
            at,
            format!(
                "is not a cursor that {} gave on this server: send it back unchanged, or leave it out to start again",
                tool.name
            ),
        );
    }
    opened
}

fn place<'a>(
    out: &mut Arguments<'a>,
    argument: &Argument,
    method: &Method,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) {
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
        // Opened where arguments are told from each other.
        Place::Cursor => {}
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

/// Keys of a file.
const FILE_KEYS: [&str; 4] = ["name", "data", "text", "mime_type"];

/// `{name, data | text, mime_type?}`.
fn file(json: &str, at: &At<'_>, mends: &mut Mends) -> Option<File> {
    let Some(members) = Members::parse(json) else {
        mends.push(at, "must be an object with name, and data (base64) or text");
        return None;
    };
    let unknown = members
        .0
        .iter()
        .find(|(key, _)| !FILE_KEYS.contains(&key.as_ref()));
    if let Some((key, _)) = unknown {
        let known = FILE_KEYS.join(", ");
        mends.push(
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
