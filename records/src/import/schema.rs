//! A vendor's schema becomes one of ours: references inlined, combinations merged, depth and size limited.

use super::alike::alike_in;
use super::bound::{bound, clean, example, key, length, plain_text, without};
use super::describe;
use super::document::Document;
use super::flat::{Flat, flat};
use super::joined::joined;
use super::note::{Kind, Notes};
use super::time::{is_future, is_in_seconds};
use crate::read::Value;

/// How much of a schema is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Detail {
    /// Levels of objects and lists.
    pub(super) depth: usize,
    /// Characters of a property's description; 0 = none.
    pub(super) words: usize,
}

/// From all that helps to what is left when a tool's definition would be too long.
pub(super) const DETAILS: [Detail; 8] = [
    detail(MAX_LEVELS, 200),
    detail(MAX_LEVELS, 100),
    detail(MAX_LEVELS, 50),
    detail(5, 0),
    detail(4, 0),
    detail(3, 0),
    detail(2, 0),
    detail(1, 0),
];

const fn detail(depth: usize, words: usize) -> Detail {
    Detail { depth, words }
}

const MAX_LEVELS: usize = 8;

/// Values of an `enum`; beyond, or beyond as many characters, some of them stand in the description.
const MAX_VALUES: usize = 60;
const MAX_VALUE_CHARS: usize = 900;
const SUGGESTIONS: usize = 8;

/// Schemas below one root: what fans out without end is cut here.
const MAX_NODES: usize = 1_500;

/// What examples are made of; gone before anything is written.
pub(super) const EXAMPLE: &str = "x-example";
pub(super) const MIN_LENGTH: &str = "x-min-length";
pub(super) const FORMAT: &str = "x-format";

pub(super) struct Reader<'a, 'b> {
    pub(super) document: &'a Document,
    pub(super) notes: &'b Notes,
    pub(super) detail: Detail,
    /// How many schemas were read so far.
    nodes: usize,
}

/// A schema in the making.
type Entries = Vec<(String, Value)>;

fn put(entries: &mut Entries, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        entries.push((key.to_owned(), value));
    }
}

impl<'a, 'b> Reader<'a, 'b> {
    pub(super) fn new(document: &'a Document, notes: &'b Notes, detail: Detail) -> Self {
        Reader {
            document,
            notes,
            detail,
            nodes: 0,
        }
    }

    /// The schema of a value that is sent. `level` counts from the root, `above` holds the references that lead here.
    pub(super) fn read(
        &mut self,
        schema: &'a Value,
        name: &str,
        place: &str,
        level: usize,
        above: &[&'a str],
    ) -> Value {
        self.nodes += 1;
        let mut flat = flat(self.document, self.notes, place, schema, above);
        if self.nodes > MAX_NODES {
            flat.is_circular = true;
        }
        let mut entries = Entries::new();
        let kind = self.kind(&flat, place, level);
        put(&mut entries, "type", Some(kind.into()));
        let mut said = flat
            .text("description")
            .or(flat.text("title"))
            .map(str::to_owned);
        let format = flat.text("format").unwrap_or_default();
        match kind {
            "string" => self.string(&flat, &mut entries, &mut said, place),
            "integer" if is_in_seconds(format, name, said.as_deref()) => {
                put(&mut entries, "format", Some("unix-seconds".into()));
            }
            "integer" => self.integer(&flat, &mut entries, place),
            "number" => {
                let bound = |key: &str| {
                    flat.keyword(key)
                        .filter(|value| matches!(value, Value::Integer(_) | Value::Number(_)))
                        .cloned()
                };
                put(&mut entries, "minimum", bound("minimum"));
                put(&mut entries, "maximum", bound("maximum"));
            }
            "array" => self.array(&flat, &mut entries, name, place, level, above),
            "object" if !flat.is_circular && level < self.detail.depth => {
                self.object(&flat, &mut entries, &mut said, place, level, above);
            }
            _ => {}
        }
        if is_future(name) && entries.iter().any(|(key, _)| key == "format") {
            put(&mut entries, "future", Some(Value::Boolean(true)));
        }
        let default = flat.keyword("default").and_then(plain_text);
        let said = describe::property(said.as_deref(), name, default.as_deref(), self.detail.words);
        put(&mut entries, "description", said.map(Value::from));
        put(&mut entries, EXAMPLE, example(&flat));
        // `description` stands right behind `type`, where a person reads it.
        if let Some(at) = entries.iter().position(|(key, _)| key == "description") {
            let description = entries.remove(at);
            entries.insert(1.min(entries.len()), description);
        }
        Value::Object(entries)
    }

    fn kind(&self, flat: &Flat<'a>, place: &str, level: usize) -> &'static str {
        let kind = flat.kind();
        if flat.is_circular {
            self.notes.add(
                Kind::Simplified,
                place,
                "it holds itself or is too large: any value below here",
            );
            return if kind == Some("object") {
                "object"
            } else {
                "any"
            };
        }
        let is_binary = matches!(flat.text("format"), Some("binary"))
            || flat.keyword("contentMediaType").is_some();
        let is_deep = level >= self.detail.depth;
        match kind {
            Some("string") if is_binary => "file",
            Some("string") => "string",
            Some("integer") => "integer",
            Some("number") => "number",
            Some("boolean") => "boolean",
            Some("array") if is_deep => "any",
            Some("array") => "array",
            Some("object") => {
                // With less detail the operation's own note says how deep it goes.
                if is_deep && !flat.properties.is_empty() && level >= MAX_LEVELS {
                    self.notes
                        .add(Kind::Simplified, place, "it is too deep: any keys");
                }
                "object"
            }
            Some(_) | None => "any",
        }
    }

    fn string(
        &self,
        flat: &Flat<'a>,
        entries: &mut Entries,
        said: &mut Option<String>,
        place: &str,
    ) {
        let mut texts: Vec<&str> = Vec::new();
        for text in flat
            .values
            .iter()
            .flatten()
            .filter_map(|value| value.as_text())
        {
            let text = text.trim();
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        let chars: usize = texts.iter().map(|text| text.len()).sum();
        if texts.len() > MAX_VALUES || chars > MAX_VALUE_CHARS {
            self.notes.add(
                Kind::Simplified,
                place,
                format!("{} values are too many for a list: any text", texts.len()),
            );
            let some = texts.get(..SUGGESTIONS).unwrap_or(&texts).join(", ");
            let before = said
                .take()
                .map_or_else(String::new, |said| format!("{said} "));
            *said = Some(format!("Such as {some}. {before}"));
        } else if !texts.is_empty() {
            put(entries, "enum", Some(Value::strings(texts)));
        }
        put(entries, "maxLength", length(flat, "maxLength"));
        put(entries, MIN_LENGTH, length(flat, "minLength"));
        let format = flat.text("format").unwrap_or_default();
        let is_free = !entries
            .iter()
            .any(|(key, _)| key == "enum" || key == "maxLength");
        if matches!(format, "date-time" | "date") && is_free {
            put(entries, "format", Some(format.into()));
        } else if !format.is_empty() {
            put(entries, FORMAT, Some(format.into()));
        }
    }

    fn integer(&self, flat: &Flat<'a>, entries: &mut Entries, place: &str) {
        let values = flat.values.iter().flatten();
        let mut numbers: Vec<Value> = values
            .filter(|value| matches!(value, Value::Integer(_)))
            .map(|value| (*value).clone())
            .collect();
        numbers.dedup();
        if !numbers.is_empty() && numbers.len() <= MAX_VALUES {
            put(entries, "enum", Some(Value::Array(numbers)));
            return;
        }
        let (min, max) = (
            bound(flat, "minimum", "exclusiveMinimum", 1),
            bound(flat, "maximum", "exclusiveMaximum", -1),
        );
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            self.notes.add(
                Kind::Simplified,
                place,
                "its minimum is above its maximum: neither is said",
            );
            return;
        }
        put(entries, "minimum", min.map(Value::Integer));
        put(entries, "maximum", max.map(Value::Integer));
    }

    fn array(
        &mut self,
        flat: &Flat<'a>,
        entries: &mut Entries,
        name: &str,
        place: &str,
        level: usize,
        above: &[&'a str],
    ) {
        let (min, max) = (length(flat, "minItems"), length(flat, "maxItems"));
        put(entries, "minItems", min);
        put(entries, "maxItems", max);
        let above = [above, &flat.followed].concat();
        let items = match flat.keyword("items") {
            Some(items @ Value::Object(_)) => {
                let mut items =
                    self.read(items, name, &format!("{place}/items"), level + 1, &above);
                without(&mut items, "description");
                items
            }
            Some(_) | None => Value::object([("type", "any".into())]),
        };
        put(entries, "items", Some(items));
    }

    fn object(
        &mut self,
        flat: &Flat<'a>,
        entries: &mut Entries,
        said: &mut Option<String>,
        place: &str,
        level: usize,
        above: &[&'a str],
    ) {
        let above = [above, &flat.followed].concat();
        let mut others = match flat.keyword("additionalProperties") {
            Some(others @ Value::Object(keys)) if !keys.is_empty() => Some(others),
            Some(_) | None => None,
        };
        let mut alike = Vec::new();
        if others.is_none()
            && let Some((shape, names)) = alike_in(flat)
        {
            let keys = format!("Keys: {}.", names.join(", "));
            let keys = super::describe::cut(&keys, self.detail.words.max(60));
            *said = Some(
                said.take()
                    .map_or(keys.clone(), |said| format!("{keys} {said}")),
            );
            self.notes.add(
                Kind::Simplified,
                place,
                format!("{} properties of one shape became a map", names.len()),
            );
            (others, alike) = (Some(shape), names);
        }
        let properties = self.properties(flat, &alike, place, level, &above);
        let required: Vec<&str> = flat
            .required
            .iter()
            .filter(|name| properties.iter().any(|(known, _, _)| known == *name))
            .copied()
            .collect();
        let is_open = matches!(
            flat.keyword("additionalProperties"),
            Some(Value::Boolean(true) | Value::Object(_))
        );
        let others = match others {
            Some(others) => Some(self.read(
                others,
                "",
                &format!("{place}/additionalProperties"),
                level + 1,
                &above,
            )),
            None if is_open && !properties.is_empty() => {
                Some(Value::object([("type", "any".into())]))
            }
            None => None,
        };
        let names: Vec<String> = required
            .iter()
            .map(|name| clean(name, &properties))
            .collect();
        let is_empty = properties.is_empty();
        let properties: Entries = properties
            .into_iter()
            .map(|(_, name, schema)| (name, schema))
            .collect();
        put(
            entries,
            "properties",
            (!is_empty).then_some(Value::Object(properties)),
        );
        put(
            entries,
            "required",
            (!names.is_empty()).then(|| Value::strings(names)),
        );
        put(entries, "additionalProperties", others);
    }

    /// The properties that are sent: the vendor's name, ours, and the schema with `wire_name` where they differ.
    pub(super) fn properties(
        &mut self,
        flat: &Flat<'a>,
        without: &[&str],
        place: &str,
        level: usize,
        above: &[&'a str],
    ) -> Vec<(&'a str, String, Value)> {
        let mut found: Vec<(&'a str, String, Value)> = Vec::new();
        for (vendors, schema) in &flat.properties {
            let at = format!("{place}/properties/{}", super::document::encoded(vendors));
            let flags = self::flat(self.document, self.notes, &at, schema, above);
            let is_required = flat.required.contains(vendors);
            let is_unwanted = flags.is("readOnly") || schema == &&Value::Boolean(false);
            if is_unwanted || without.contains(vendors) {
                continue;
            }
            if flags.is("deprecated") && !is_required {
                self.notes.add(Kind::LeftOut, &at, "deprecated");
                continue;
            }
            if vendors.is_empty() || vendors.contains('/') {
                self.notes
                    .add(Kind::LeftOut, &at, "its key is empty or has a slash");
                continue;
            }
            let ours = key(vendors);
            if ours.is_empty() || found.iter().any(|(_, known, _)| *known == ours) {
                self.notes
                    .add(Kind::LeftOut, &at, "another property has its name");
                continue;
            }
            let mut schema = self.read(schema, vendors, &at, level + 1, above);
            for (_, other) in flat.otherwise.iter().filter(|(name, _)| name == vendors) {
                let other = self.read(other, vendors, &at, level + 1, above);
                schema = joined(schema, &other);
            }
            if ours != *vendors
                && let Value::Object(entries) = &mut schema
            {
                put(entries, "wire_name", Some((*vendors).into()));
            }
            found.push((vendors, ours, schema));
        }
        found
    }
}
