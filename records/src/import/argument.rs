//! The arguments of an operation: of its path, its query, its headers and its body, as the two schemas of a record.

use super::bound::without;
use super::document::Document;
use super::example;
use super::flat::flat;
use super::kinds;
use super::note::{Kind, Notes};
use super::paging::Paging;
use super::schema::{Detail, Reader};
use crate::read::Value;

/// A parameter of a path, a query or a header, resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    pub(super) within: &'a str,
    pub(super) value: &'a Value,
}

/// How the body goes out, and its schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    /// `json`, `form` or `multipart`.
    pub(super) kind: &'static str,
    pub(super) schema: &'a Value,
    /// The vendor's own call.
    pub(super) example: Option<&'a Value>,
    pub(super) is_required: bool,
    /// Which of several kinds it is.
    pub(super) told: Option<Told<'a>>,
}

/// What makes a body one of several kinds: the value that the property has in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

/// What an operation takes.
#[derive(Debug, Clone)]
pub(super) struct Taken<'a> {
    pub(super) parameters: Vec<Parameter<'a>>,
    pub(super) body: Option<Body<'a>>,
}

/// Both schemas, an example, and headers that are always sent.
#[derive(Debug, Default, Clone)]
pub(super) struct Arguments {
    pub(super) query: Option<Value>,
    pub(super) body: Option<Value>,
    pub(super) example: Option<Value>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) paging: Option<Paging>,
    /// Why there can be no tool.
    pub(super) obstacle: Option<String>,
}

/// Properties of a schema in the making: our name, the schema, and whether it has to be there.
pub(super) type Properties = Vec<(String, Value, bool)>;

pub(super) struct Of<'a, 'b> {
    pub(super) document: &'a Document,
    pub(super) notes: &'b Notes,
    pub(super) place: &'b str,
    /// The vendor's names of the path's parameters, and ours.
    pub(super) places: &'b [(String, String)],
    pub(super) method: &'b str,
    pub(super) is_read: bool,
}

impl<'a> Of<'a, '_> {
    pub(super) fn read(
        &self,
        taken: &Taken<'a>,
        paging: Option<Paging>,
        detail: Detail,
    ) -> Arguments {
        let mut arguments = Arguments::default();
        let is_paged = |key: &str, in_body: bool| {
            paging.as_ref().is_some_and(|paging| {
                let is_place = paging.style.get("in").is_none_or(|place| {
                    place == &Value::from(if in_body { "body" } else { "query" })
                });
                is_place
                    && paging.keys.iter().any(|sent| {
                        sent == key || sent.split('/').next() == Some(key) && sent.contains('/')
                    })
            })
        };
        let mut names: Vec<String> = self.reserved(paging.as_ref());
        let mut query = Properties::new();
        for parameter in &taken.parameters {
            if parameter.within == "query" && is_paged(parameter.name, false) {
                continue;
            }
            self.parameter(parameter, detail, &mut names, &mut query, &mut arguments);
        }
        if let Some(body) = taken.body {
            self.body(body, detail, &mut names, &is_paged, &mut arguments);
        }
        Self::example(&query, taken.body, &mut arguments);
        for (_, schema, _) in &mut query {
            example::strip(schema);
        }
        arguments.query = object(query);
        if let Some(body) = &mut arguments.body {
            example::strip(body);
        }
        arguments.paging = paging;
        arguments
    }

    /// Names that the build adds.
    fn reserved(&self, paging: Option<&Paging>) -> Vec<String> {
        let mut names: Vec<String> = self.places.iter().map(|(_, ours)| ours.clone()).collect();
        if self.is_read || paging.is_some() {
            names.push("next_cursor".to_owned());
        }
        if paging.is_some() {
            names.push("limit".to_owned());
        }
        names
    }

    fn body(
        &self,
        body: Body<'a>,
        detail: Detail,
        names: &mut Vec<String>,
        is_paged: &dyn Fn(&str, bool) -> bool,
        arguments: &mut Arguments,
    ) {
        let place = format!("{}/requestBody", self.place);
        let root = flat(self.document, self.notes, &place, body.schema, &[]);
        if let Some(key) = kinds::told_apart_by(self.document, body.schema) {
            let why = format!(
                "its body is of several kinds, told apart by `{key}`: a tool for each, with `fixed`, would say more"
            );
            self.notes.add(Kind::Simplified, &place, why);
        }
        let mut reader = Reader::new(self.document, self.notes, detail);
        match root.kind() {
            Some("array") if body.kind == "json" => {
                let mut list = reader.read(body.schema, "body", &place, 0, &[]);
                if self.places.iter().any(|(_, ours)| ours == "body") {
                    arguments.obstacle =
                        Some("a list is its body, and its path has a parameter `body`".to_owned());
                }
                // An array of any depth is still an array.
                if list.get("type") != Some(&"array".into()) {
                    list = Value::object([
                        ("type", "array".into()),
                        ("items", Value::object([("type", "any".into())])),
                    ]);
                }
                arguments.body = Some(list);
            }
            Some("object") | None if !root.is_mixed || !root.properties.is_empty() => {
                let mut properties = Properties::new();
                for (vendors, ours, mut schema) in
                    reader.properties(&root, &[], &place, 0, &root.followed)
                {
                    let is_told = body.told.is_some_and(|told| told.key == vendors);
                    if is_told || is_paged(vendors, true) {
                        continue;
                    }
                    self.fit(body.kind, vendors, &mut schema, &place);
                    let ours = free(&ours, names);
                    wired(&mut schema, &ours, vendors);
                    names.push(ours.clone());
                    properties.push((ours, schema, root.required.contains(&vendors)));
                }
                let is_map = properties.is_empty()
                    && !matches!(
                        root.keyword("additionalProperties"),
                        None | Some(Value::Boolean(false))
                    );
                if is_map && body.is_required {
                    arguments.obstacle =
                        Some("its body is a map with keys of the caller's".to_owned());
                }
                if properties.is_empty()
                    && body.is_required
                    && arguments.paging.is_none()
                    && !is_map
                    && root.properties.is_empty()
                {
                    self.notes.add(
                        Kind::LeftOut,
                        &place,
                        "of its body nothing is described: none is sent",
                    );
                }
                arguments.body = object(properties);
            }
            _ if body.is_required => {
                arguments.obstacle = Some("its body is neither an object nor a list".to_owned());
            }
            _ => self.notes.add(
                Kind::LeftOut,
                &place,
                "its body is neither an object nor a list: none is sent",
            ),
        }
    }

    /// Forms take plain values, lists of them, and files; a JSON body takes no file.
    fn fit(&self, kind: &str, name: &str, schema: &mut Value, place: &str) {
        let of_list = schema
            .get("items")
            .and_then(|items| items.get("type"))
            .and_then(Value::as_text)
            == Some("file");
        if kind == "multipart" {
            if !of_list && schema.get("type").and_then(Value::as_text) != Some("file") {
                no_files(schema);
            }
            return;
        }
        if no_files(schema) {
            self.notes.add(
                Kind::Simplified,
                place,
                format!("`{name}`: bytes in a body that is not multipart are taken as text"),
            );
        }
    }

    fn example(query: &Properties, body: Option<Body<'a>>, arguments: &mut Arguments) {
        let mut entries: Vec<(String, Value)> = query
            .iter()
            .filter(|(_, _, is_required)| *is_required)
            .map(|(name, schema, _)| (name.clone(), example::of(schema, name)))
            .collect();
        if let (Some(schema), Some(body)) = (&arguments.body, body) {
            if schema.get("type") == Some(&"array".into()) {
                entries.push(("body".to_owned(), example::of(schema, "body")));
            } else {
                let shown = match body.example {
                    Some(Value::Object(shown)) => example::fitted_object(shown, schema),
                    Some(_) | None => None,
                };
                let shown = shown
                    .filter(|shown| !shown.as_entries().is_empty())
                    .unwrap_or_else(|| example::object(schema));
                let first = || {
                    let properties = schema.entries("properties");
                    let first = properties
                        .iter()
                        .find(|(_, schema)| {
                            schema.get("type").and_then(Value::as_text) == Some("string")
                        })
                        .or(properties.first());
                    first.map(|(name, schema)| (name.clone(), example::of(schema, name)))
                };
                let mut own = shown.as_entries().to_vec();
                if own.is_empty() && body.is_required {
                    own.extend(first());
                }
                entries.extend(own);
            }
        }
        arguments.example = (!entries.is_empty()).then_some(Value::Object(entries));
    }
}

/// Bytes where no file can go become text; whether there were any.
fn no_files(schema: &mut Value) -> bool {
    let Value::Object(entries) = schema else {
        return false;
    };
    let mut found = false;
    for (key, value) in entries {
        match key.as_str() {
            "type" if value == &Value::from("file") => {
                *value = "string".into();
                found = true;
            }
            "items" | "additionalProperties" => found |= no_files(value),
            "properties" => {
                if let Value::Object(properties) = value {
                    for (_, property) in properties {
                        found |= no_files(property);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// A name that is not taken.
pub(super) fn free(wanted: &str, names: &[String]) -> String {
    let is_free = |name: &String| !name.is_empty() && !names.contains(name);
    let first = Some(wanted.to_owned()).filter(is_free);
    let base: String = wanted.chars().take(54).collect();
    let base = if base.is_empty() {
        "argument".to_owned()
    } else {
        base
    };
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    let mut others = std::iter::once(format!("{base}_value")).chain(numbered);
    first.or_else(|| others.find(is_free)).unwrap_or_default()
}

pub(super) fn wired(schema: &mut Value, ours: &str, vendors: &str) {
    without(schema, "wire_name");
    if ours != vendors
        && let Value::Object(entries) = schema
    {
        entries.push(("wire_name".to_owned(), vendors.into()));
    }
}

fn object(properties: Properties) -> Option<Value> {
    if properties.is_empty() {
        return None;
    }
    let required: Vec<String> = properties
        .iter()
        .filter(|(_, _, is_required)| *is_required)
        .map(|(name, _, _)| name.clone())
        .collect();
    let properties = properties
        .into_iter()
        .map(|(name, schema, _)| (name, schema));
    let mut entries = vec![
        ("type".to_owned(), Value::from("object")),
        ("properties".to_owned(), Value::Object(properties.collect())),
    ];
    if !required.is_empty() {
        entries.push(("required".to_owned(), Value::strings(required)));
    }
    Some(Value::Object(entries))
}
