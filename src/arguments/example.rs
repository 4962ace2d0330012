//! One right value, made of what was sent or out of a record's example, for whoever sent something of another kind.

use std::iter::successors;

use super::check::check;
use super::error::At;
use super::meant::did_you_mean;
use super::reading::Reading;
use crate::catalogue::{ObjectField, Shape};
use crate::json::{Members, elements, quote};

/// In bytes; what is longer is shown in part.
const LONGEST: usize = 200;

/// ` such as {…}` with what the example has at this place, where that is of the wanted kind.
pub(super) fn at(example: &str, at: &At<'_>, start: char) -> String {
    find(example, at)
        .filter(|json| json.starts_with(start))
        .and_then(short)
        .map_or_else(String::new, |json| format!(" such as {json}"))
}

/// The same with what the example has here, or else around this place, so many steps away at most.
pub(super) fn around(example: &str, at: &At<'_>, start: char, steps: usize) -> String {
    successors(Some(at), |at| at.parent())
        .take(steps + 1)
        .map(|at| self::at(example, at, start))
        .find(|said| !said.is_empty())
        .unwrap_or_default()
}

/// `, such as {…}` where the example has a list or an object at this place. A text or a number of it would be sent as it is.
pub(super) fn of_nested(example: &str, at: &At<'_>) -> String {
    ['{', '[']
        .map(|start| self::at(example, at, start))
        .into_iter()
        .find(|said| !said.is_empty())
        .map_or_else(String::new, |said| format!(",{said}"))
}

/// ` such as {…}` with what was sent, where it is clear how it was meant: as the one key that an object has to have, or as a map of what is a
/// list of pairs.
pub(super) fn meant(shape: &Shape, json: &str, reading: &Reading<'_>) -> Option<String> {
    let made = made(shape, json).filter(|made| made.len() <= LONGEST)?;
    let mut trial = Reading::new(reading.now, "");
    check(shape, &made, &At::argument(""), &mut trial)?;
    Some(format!(" such as {made}"))
}

fn made(shape: &Shape, json: &str) -> Option<String> {
    let is_object = json.starts_with('{');
    if let Shape::Array { items, .. } = shape {
        let entries = match pairs(items, json) {
            Some(pairs) => pairs.join(","),
            None => made(items, json).filter(|_| !is_object)?,
        };
        return Some(format!("[{entries}]"));
    }
    if is_object {
        let mut entries = pairs(shape, json)?.into_iter();
        return entries.next().filter(|_| entries.next().is_none());
    }
    let Shape::Object { fields, .. } = shape else {
        return None;
    };
    let mut required = fields.iter().filter(|field| field.required);
    let sole = required.next().filter(|_| required.next().is_none())?;
    Some(format!("{{{}:{json}}}", quote(sole.name)))
}

/// Whether an object is no entry of a list, but has what its entries name as keys of its own.
pub(super) fn is_map_of(items: &Shape, json: &str) -> bool {
    pairs(items, json).is_some()
}

/// `{"colour":"red"}` as entries: `{"key":"colour","value":"red"}`.
fn pairs(items: &Shape, json: &str) -> Option<Vec<String>> {
    let Shape::Object {
        fields,
        others: None,
    } = items
    else {
        return None;
    };
    let of_key = fields.iter().find(|field| field.required)?;
    let is_value = |field: &&ObjectField| field.name == "value" && of_key.name != "value";
    let of_value = fields.iter().find(is_value)?;
    let members = Members::parse(json)?;
    let names = || fields.iter().map(|field| field.name);
    // A key of the entry's own, perhaps misspelt.
    let is_own =
        |key: &str| names().any(|name| name == key) || !did_you_mean(key, "", names()).is_empty();
    if members.0.is_empty() || members.iter().any(|(key, _)| is_own(key)) {
        return None;
    }
    let [of_key, of_value] = [of_key, of_value].map(|field| quote(field.name));
    let entries = members
        .iter()
        .map(|(key, value)| format!("{{{of_key}:{},{of_value}:{value}}}", quote(key)));
    Some(entries.collect())
}

/// What stands at a place; any entry of a list is as good as another.
fn find<'a>(example: &'a str, at: &At<'_>) -> Option<&'a str> {
    let parent = match at.parent() {
        Some(parent) => find(example, parent)?,
        None => example,
    };
    match at.key_name() {
        Some(key) => Members::parse(parent)?.get(key),
        None => elements(parent)?.first().map(|entry| entry.get()),
    }
}

/// A value that is short enough, or as much of it as is one too.
fn short(json: &str) -> Option<String> {
    if json.len() <= LONGEST {
        return Some(json.to_owned());
    }
    if let Some(entries) = elements(json) {
        let first = entries.first()?;
        return short(first.get()).map(|first| format!("[{first}]"));
    }
    let members = Members::parse(json)?;
    // A group of conditions is best shown by one of them, which is a value too.
    let groups = members
        .0
        .iter()
        .filter_map(|(_, value)| elements(value.get()));
    let condition = groups
        .filter_map(|entries| entries.first().map(|entry| entry.get()))
        .find(|entry| entry.starts_with('{'));
    if let Some(condition) = condition {
        return short(condition);
    }
    let mut out = String::from("{");
    for (key, value) in &members.0 {
        let member = format!("{}:{}", quote(key), value.get());
        if out.len() + member.len() + 2 > LONGEST {
            continue;
        }
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&member);
    }
    out.push('}');
    (out.len() > 2).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Clears;
    use crate::platform::UnixSeconds;

    #[test]
    fn the_example_is_shown_where_the_value_stands() {
        let example = r#"{"query":{"field":"email","operator":"=","value":"a@b.example"},"tags":["a"],"people":[{"mail":{"to":"x"}}]}"#;
        let query = At::argument("query");
        let people = At::argument("people");
        let person = people.index(7);
        for (place, start, expected) in [
            (
                &query,
                '{',
                r#" such as {"field":"email","operator":"=","value":"a@b.example"}"#,
            ),
            (&query, '[', ""),
            (&At::argument("tags"), '[', r#" such as ["a"]"#),
            (&person.key("mail"), '{', r#" such as {"to":"x"}"#),
            (&At::argument("other"), '{', ""),
        ] {
            assert_eq!(at(example, place, start), expected);
        }
        assert_eq!(at("", &query, '{'), "");
        let inner = query.key("value");
        let inner = inner.index(0);
        let shown = at(example, &query, '{');
        assert_eq!(around(example, &inner, '{', 2), shown);
        assert_eq!(around(example, &inner, '{', 1), "");
        let tags = At::argument("tags");
        assert_eq!(of_nested(example, &tags), r#", such as ["a"]"#);
        let text = query.key("value");
        assert_eq!(of_nested(example, &text), "");
    }

    #[test]
    fn what_was_sent_is_shown_as_what_it_was_meant_for() {
        const TEXT: Shape = Shape::String {
            values: &[],
            max_length: None,
        };
        const COUNT: Shape = Shape::Integer {
            values: &[],
            min: None,
            max: None,
        };
        const fn field(name: &'static str, required: bool, shape: &'static Shape) -> ObjectField {
            ObjectField {
                name,
                wire_name: name,
                required,
                clears: Clears::Nothing,
                shape,
            }
        }
        static PAIR: Shape = Shape::Object {
            fields: &[field("slug", true, &TEXT), field("value", false, &TEXT)],
            others: None,
        };
        static PAIRS: Shape = Shape::Array {
            items: &PAIR,
            min: None,
            max: None,
        };
        static SIZE: Shape = Shape::Object {
            fields: &[field("value", true, &COUNT), field("note", false, &TEXT)],
            others: None,
        };
        let reading = Reading::new(UnixSeconds(0), "");
        for (shape, json, expected) in [
            (&SIZE, "7", Some(r#" such as {"value":7}"#)),
            (&SIZE, r#""big""#, None),
            (&SIZE, r#"{"size":7}"#, None),
            (&PAIR, r#""a""#, Some(r#" such as {"slug":"a"}"#)),
            (
                &PAIR,
                r#"{"a":"b"}"#,
                Some(r#" such as {"slug":"a","value":"b"}"#),
            ),
            (&PAIR, r#"{"a":"b","c":"d"}"#, None),
            (&PAIR, r#"{"slugs":"b"}"#, None),
            (
                &PAIRS,
                r#"{"a":"b","c":"d"}"#,
                Some(r#" such as [{"slug":"a","value":"b"},{"slug":"c","value":"d"}]"#),
            ),
            (&PAIRS, r#""a""#, Some(r#" such as [{"slug":"a"}]"#)),
            (&PAIRS, r#"{"slug":"a"}"#, None),
            (&TEXT, r#""a""#, None),
        ] {
            assert_eq!(meant(shape, json, &reading).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn what_is_long_is_shown_in_part_and_stays_a_value() {
        let condition = r#"{"field":"state","operator":"equals","value":"new"}"#;
        let group = format!(
            r#"{{"operator":"and","subfilters":[{}]}}"#,
            [condition; 9].join(",")
        );
        let object = format!(r#"{{"long":"{}","short":"x"}}"#, "y".repeat(300));
        let list = format!("[{}]", [r#""entry""#; 90].join(","));
        for (long, expected) in [
            (&group, condition),
            (&object, r#"{"short":"x"}"#),
            (&list, r#"["entry"]"#),
        ] {
            assert_eq!(short(long).as_deref(), Some(expected));
        }
        assert_eq!(short(&format!(r#"{{"long":"{}"}}"#, "y".repeat(300))), None);
    }
}
