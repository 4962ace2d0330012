//! The parameters of a path, a query and the headers.

use super::argument::{Arguments, Of, Parameter, Properties, free, wired};
use super::bound::key;
use super::describe;
use super::flat::flat;
use super::note::Kind;
use super::operation;
use super::schema::{self, Detail, Reader};
use crate::read::{Value, header};

impl<'a> Of<'a, '_> {
    pub(super) fn parameter(
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
                arguments.obstacle = Some(format!("a cookie `{}` is required", parameter.name));
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
        let kind = schema.text("type").to_owned();
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
        if parameter.name.is_empty() {
            self.notes.add(Kind::LeftOut, place, "it has no name");
            return;
        }
        // A record has one property for each name that is sent.
        if self.places.iter().any(|(_, ours)| ours == parameter.name) {
            self.notes
                .add(Kind::LeftOut, place, "the path has a parameter of its name");
            return;
        }
        let is_object = flags.kind() == Some("object");
        if is_object && parameter.value.get("style").and_then(Value::as_text) == Some("deepObject")
        {
            let mut reader = Reader::new(self.document, self.notes, detail);
            for (vendors, _, mut schema) in
                reader.properties(&flags, &[], place, 0, &flags.followed)
            {
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
        if let Some(said) = parameter.value.get("description").and_then(Value::as_text) {
            let told = flat(self.document, self.notes, &place, own, &[]);
            let default = told
                .keyword("default")
                .filter(|value| !matches!(value, Value::Null | Value::Array(_) | Value::Object(_)));
            let default =
                default.map(|value| value.as_text().map_or_else(|| value.json(), str::to_owned));
            let said = describe::property(Some(said), name, default.as_deref(), detail.words);
            if let Some(said) = said {
                entries.retain(|(key, _)| key != "description");
                entries.insert(
                    1.min(entries.len()),
                    ("description".to_owned(), said.into()),
                );
            }
        }
        if let Some(shown) = operation::example(self.document, parameter.value) {
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
                Value::Null
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => None,
            });
        match constant {
            Some(constant) if header::is_name(parameter.name) => arguments
                .headers
                .push((parameter.name.to_owned(), constant)),
            Some(_) | None if is_required => {
                arguments.obstacle = Some(format!("a header `{}` is required", parameter.name));
            }
            Some(_) | None => self
                .notes
                .add(Kind::LeftOut, place, "headers are no arguments"),
        }
    }
}
