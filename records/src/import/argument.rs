//! The arguments of an operation: of its path, its query, its headers and its body, as the two schemas of a record.

use super::answer::Answer;
use super::describe;
use super::document::Document;
use super::example;
use super::flat::flat;
use super::note::{Kind, Notes};
use super::paging::{self, Candidate, Paging};
use super::schema::{self, Detail, Reader, key, whole};
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
type Properties = Vec<(String, Value, bool)>;

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
    /// How the list is walked, where this is one.
    pub(super) fn paging(&self, taken: &Taken<'a>, answer: &Answer) -> Option<Paging> {
        if self.method != "list" {
            return None;
        }
        let mut candidates: Vec<Candidate> = taken
            .parameters
            .iter()
            .filter(|parameter| parameter.within == "query")
            .map(|parameter| {
                let schema = parameter.value.get("schema").unwrap_or(&Value::Null);
                let said = parameter
                    .value
                    .get("description")
                    .and_then(Value::as_text)
                    .unwrap_or_default();
                let is_required = parameter.value.get("required") == Some(&Value::Boolean(true));
                self.candidate(parameter.name.to_owned(), schema, said, false, is_required)
            })
            .collect();
        if let Some(body) = taken.body.filter(|body| body.kind == "json") {
            self.in_body(body.schema, "", &mut candidates);
        }
        paging::find(&candidates, answer)
    }

    fn candidate(
        &self,
        key: String,
        schema: &'a Value,
        said: &str,
        in_body: bool,
        is_required: bool,
    ) -> Candidate {
        let flat = flat(self.document, self.notes, self.place, schema, &[]);
        Candidate {
            key,
            in_body,
            is_required,
            default: flat.keyword("default").and_then(whole),
            maximum: flat.keyword("maximum").and_then(whole),
            description: format!("{said} {}", flat.text("description").unwrap_or_default()),
        }
    }

    /// The plain values of a body, and those one level deeper.
    fn in_body(&self, schema: &'a Value, before: &str, found: &mut Vec<Candidate>) {
        let body = flat(self.document, self.notes, self.place, schema, &[]);
        for (name, property) in &body.properties {
            let own = flat(
                self.document,
                self.notes,
                self.place,
                property,
                &body.followed,
            );
            if name.contains('/') {
                continue;
            }
            match own.kind() {
                Some("object") if before.is_empty() && name.to_lowercase().contains("pag") => {
                    self.in_body(property, &format!("{name}/"), found)
                }
                Some("string" | "integer" | "number") => {
                    found.push(self.candidate(
                        format!("{before}{name}"),
                        property,
                        "",
                        true,
                        body.required.contains(name),
                    ));
                }
                Some(_) | None => {}
            }
        }
    }

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
        self.example(&query, taken.body, &mut arguments);
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

    fn parameter(
        &self,
        parameter: &Parameter<'a>,
        detail: Detail,
        names: &mut Vec<String>,
        query: &mut Properties,
        arguments: &mut Arguments,
    ) {
        let place = format!("{} {} `{}`", self.place, parameter.within, parameter.name);
        let is_required = parameter.value.get("required") == Some(&Value::Boolean(true));
        match parameter.within {
            "path" => {
                if let Some((_, ours)) = self
                    .places
                    .iter()
                    .find(|(vendors, _)| vendors == parameter.name)
                {
                    query.push((ours.clone(), self.in_path(parameter, ours, detail), true));
                }
            }
            "query" => self.in_query(parameter, is_required, detail, &place, names, query),
            "header" => self.header(parameter, is_required, &place, arguments),
            _ if is_required => {
                arguments.obstacle = Some(format!("a cookie `{}` is required", parameter.name))
            }
            _ => self
                .notes
                .add(Kind::LeftOut, &place, "cookies are not sent"),
        }
    }

    /// One plain value; ids are text.
    fn in_path(&self, parameter: &Parameter<'a>, ours: &str, detail: Detail) -> Value {
        let mut schema = self.schema_of(parameter, ours, detail);
        let is_id = ours == "id" || ours.ends_with("_id");
        let kind = schema
            .get("type")
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned();
        let is_scalar = matches!(kind.as_str(), "string" | "integer" | "number" | "boolean");
        if let Value::Object(entries) = &mut schema
            && (is_id && kind != "string" || !is_scalar)
        {
            entries.retain(|(key, _)| key == "description" || key == schema::EXAMPLE && is_scalar);
            entries.insert(0, ("type".to_owned(), "string".into()));
        }
        if is_id && let Value::Object(entries) = &mut schema {
            // Of an integer there is an example that a strict vendor takes.
            let is_told = entries.iter().any(|(key, _)| key == schema::EXAMPLE);
            if kind == "integer" && !is_told {
                entries.push((schema::EXAMPLE.to_owned(), Value::from("1001")));
            }
        }
        schema
    }

    fn in_query(
        &self,
        parameter: &Parameter<'a>,
        is_required: bool,
        detail: Detail,
        place: &str,
        names: &mut Vec<String>,
        query: &mut Properties,
    ) {
        let flags = flat(
            self.document,
            self.notes,
            place,
            parameter.value.get("schema").unwrap_or(&Value::Null),
            &[],
        );
        if parameter.value.get("deprecated") == Some(&Value::Boolean(true)) && !is_required {
            self.notes.add(Kind::LeftOut, place, "deprecated");
            return;
        }
        // Such names collide with what cannot be said in a key.
        if parameter.name.is_empty() {
            self.notes.add(Kind::LeftOut, place, "it has no name");
            return;
        }
        let is_object = flags.kind() == Some("object");
        if is_object && parameter.value.get("style").and_then(Value::as_text) == Some("deepObject")
        {
            let mut reader = Reader::new(self.document, self.notes, detail);
            for (vendors, _, mut schema) in reader.properties(&flags, place, 0, &flags.followed) {
                let wire = format!("{}[{vendors}]", parameter.name);
                let ours = free(&key(&wire), names);
                wired(&mut schema, &ours, &wire);
                names.push(ours.clone());
                query.push((
                    ours,
                    schema,
                    is_required && flags.required.contains(&vendors),
                ));
            }
            return;
        }
        let mut schema = self.schema_of(parameter, parameter.name, detail);
        if is_object
            || matches!(
                schema.get("type").and_then(Value::as_text),
                Some("object" | "any" | "file")
            )
        {
            self.notes.add(
                Kind::Simplified,
                place,
                "an object in the query is taken as text",
            );
            let said = schema.get("description").cloned();
            schema = Value::object([("type", "string".into())]);
            if let (Value::Object(entries), Some(said)) = (&mut schema, said) {
                entries.push(("description".to_owned(), said));
            }
        }
        let ours = free(&key(parameter.name), names);
        wired(&mut schema, &ours, parameter.name);
        names.push(ours.clone());
        query.push((ours, schema, is_required));
    }

    fn schema_of(&self, parameter: &Parameter<'a>, name: &str, detail: Detail) -> Value {
        let place = format!("{} {} `{}`", self.place, parameter.within, parameter.name);
        let content = parameter
            .value
            .get("content")
            .and_then(|content| content.as_entries().first());
        if content.is_some() {
            self.notes.add(
                Kind::Simplified,
                &place,
                "JSON in a parameter is taken as text",
            );
        }
        let none = &Value::Null;
        let own = parameter.value.get("schema").unwrap_or(none);
        let mut reader = Reader::new(self.document, self.notes, detail);
        let mut schema = reader.read(own, name, &place, 1, &[]);
        if own == none || schema.get("type") == Some(&"any".into()) {
            schema = Value::object([("type", "string".into())]);
        }
        let Value::Object(entries) = &mut schema else {
            return schema;
        };
        let default = entries.iter().any(|(key, _)| key == "description");
        if let Some(said) = parameter.value.get("description").and_then(Value::as_text) {
            let told = flat(self.document, self.notes, &place, own, &[]);
            let default_text = told
                .keyword("default")
                .filter(|value| !matches!(value, Value::Null | Value::Array(_) | Value::Object(_)));
            let default_text = default_text
                .map(|value| value.as_text().map_or_else(|| value.json(), str::to_owned));
            let said = describe::property(Some(said), name, default_text.as_deref(), detail.words);
            if default && said.is_some() {
                entries.retain(|(key, _)| key != "description");
            }
            if let Some(said) = said {
                entries.insert(
                    1.min(entries.len()),
                    ("description".to_owned(), said.into()),
                );
            }
        }
        let shown = parameter
            .value
            .get("example")
            .filter(|value| **value != Value::Null);
        let shown = shown.or_else(|| {
            let examples = parameter.value.get("examples")?.as_entries();
            self.document
                .resolved(&examples.first()?.1)
                .ok()?
                .get("value")
        });
        if let Some(shown) = shown {
            entries.retain(|(key, _)| key != schema::EXAMPLE);
            entries.push((schema::EXAMPLE.to_owned(), shown.clone()));
        }
        schema
    }

    /// A header that is always the same is sent; others cannot be arguments.
    fn header(
        &self,
        parameter: &Parameter<'a>,
        is_required: bool,
        place: &str,
        arguments: &mut Arguments,
    ) {
        // OpenAPI says of these that they are described elsewhere.
        if ["accept", "content-type", "authorization"]
            .iter()
            .any(|name| parameter.name.eq_ignore_ascii_case(name))
        {
            return;
        }
        let flat = flat(
            self.document,
            self.notes,
            place,
            parameter.value.get("schema").unwrap_or(&Value::Null),
            &[],
        );
        let only = flat.values.as_deref().and_then(|values| match values {
            [one] => Some(*one),
            _ => None,
        });
        let constant = only
            .or(flat.keyword("default"))
            .and_then(|value| match value {
                Value::String(text)
                    if !text.trim().is_empty()
                        && text.is_ascii()
                        && !text.contains(char::is_control) =>
                {
                    Some(text.clone())
                }
                Value::Integer(_) | Value::Boolean(_) => Some(value.json()),
                _ => None,
            });
        let is_name = !parameter.name.is_empty()
            && parameter
                .name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        match constant {
            Some(constant) if is_name => arguments
                .headers
                .push((parameter.name.to_owned(), constant)),
            Some(_) | None if is_required => {
                arguments.obstacle = Some(format!("a header `{}` is required", parameter.name))
            }
            Some(_) | None => self
                .notes
                .add(Kind::LeftOut, place, "headers are no arguments"),
        }
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
                    reader.properties(&root, &place, 0, &root.followed)
                {
                    if is_paged(vendors, true) {
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
                arguments.obstacle = Some("its body is neither an object nor a list".to_owned())
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

    fn example(&self, query: &Properties, body: Option<Body<'a>>, arguments: &mut Arguments) {
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
                    let properties = schema
                        .get("properties")
                        .map(Value::as_entries)
                        .unwrap_or_default();
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
fn free(wanted: &str, names: &[String]) -> String {
    let is_free = |name: &String| !name.is_empty() && !names.contains(name);
    let first = Some(wanted.to_owned()).filter(is_free);
    let base: String = wanted.chars().take(54).collect();
    let base = if base.is_empty() {
        "argument".to_owned()
    } else {
        base
    };
    let others = (1..).map(|number| {
        if number == 1 {
            format!("{base}_value")
        } else {
            format!("{base}_{number}")
        }
    });
    first
        .or_else(|| others.into_iter().find(is_free))
        .unwrap_or_default()
}

fn wired(schema: &mut Value, ours: &str, vendors: &str) {
    schema::without(schema, "wire_name");
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
