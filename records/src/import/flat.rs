//! A vendor's schema without references and combinations: what all of its parts say together, one level deep.

use super::document::Document;
use super::note::{Kind, Notes};
use crate::read::Value;

/// References and combinations inside one another, on one level.
const MAX_NESTED: usize = 24;
/// Parts of one level together: alternatives of alternatives multiply.
const MAX_PARTS: usize = 1_000;

/// One level of a schema; whatever is below it is as it was.
#[derive(Debug, Default)]
pub(super) struct Flat<'a> {
    /// The parts, from the outside in: the first that has a keyword says it.
    parts: Vec<&'a Value>,
    /// Without `null`.
    pub(super) types: Vec<&'a str>,
    pub(super) properties: Vec<(&'a str, &'a Value)>,
    /// What alternatives say of a property that another of them has too.
    pub(super) otherwise: Vec<(&'a str, &'a Value)>,
    pub(super) required: Vec<&'a str>,
    /// `enum` and `const`, those of alternatives together.
    pub(super) values: Option<Vec<&'a Value>>,
    /// References that were followed on the way here: below this level they lead back.
    pub(super) followed: Vec<&'a str>,
    /// It holds itself, and is not shown again.
    pub(super) is_circular: bool,
    /// Alternatives that no one shape covers.
    pub(super) is_mixed: bool,
}

impl<'a> Flat<'a> {
    pub(super) fn keyword(&self, key: &str) -> Option<&'a Value> {
        self.parts.iter().find_map(|part| part.get(key))
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.keyword(key).and_then(Value::as_text)
    }

    pub(super) fn is(&self, key: &str) -> bool {
        self.keyword(key) == Some(&Value::Boolean(true))
    }

    /// Its one type, guessed from the other keywords where the vendor left it out; `None` = several or unknown.
    pub(super) fn kind(&self) -> Option<&'a str> {
        if self.is_mixed {
            return None;
        }
        match self.types.as_slice() {
            [one] => Some(one),
            [] if !self.properties.is_empty() => Some("object"),
            [] if self.keyword("additionalProperties").is_some() => Some("object"),
            [] if self.keyword("items").is_some() => Some("array"),
            [] => match self.values.as_deref() {
                Some([Value::String(_), ..]) => Some("string"),
                Some([Value::Integer(_), ..]) => Some("integer"),
                Some([Value::Boolean(_), ..]) => Some("boolean"),
                Some(_) | None => self
                    .keyword("format")
                    .or(self.keyword("pattern"))
                    .map(|_| "string"),
            },
            // Text can say each of them.
            several if several.iter().all(|one| is_scalar(one)) => match several {
                ["integer", "number"] | ["number", "integer"] => Some("number"),
                _ => Some("string"),
            },
            _ => None,
        }
    }
}

fn is_scalar(kind: &str) -> bool {
    matches!(kind, "string" | "integer" | "number" | "boolean")
}

/// `above`: the references that lead to where the schema stands.
pub(super) fn flat<'a>(
    document: &'a Document,
    notes: &Notes,
    place: &str,
    schema: &'a Value,
    above: &[&'a str],
) -> Flat<'a> {
    let mut flat = Flat::default();
    let mut reader = Reader {
        document,
        notes,
        place,
        above,
        parts: 0,
    };
    reader.gather(schema, &mut flat, 0);
    flat
}

struct Reader<'a, 'b> {
    document: &'a Document,
    notes: &'b Notes,
    place: &'b str,
    above: &'b [&'a str],
    parts: usize,
}

impl<'a> Reader<'a, '_> {
    fn gather(&mut self, schema: &'a Value, flat: &mut Flat<'a>, depth: usize) {
        self.parts += 1;
        if depth > MAX_NESTED || self.parts > MAX_PARTS {
            flat.is_circular = true;
            return;
        }
        if let Some(reference) = Document::reference(schema) {
            flat.parts.push(schema);
            if self.above.contains(&reference) || flat.followed.contains(&reference) {
                flat.is_circular = true;
                return;
            }
            flat.followed.push(reference);
            match self.document.target(reference) {
                Ok(target) => self.gather(target, flat, depth + 1),
                Err(why) => {
                    self.notes
                        .add(Kind::LeftOut, self.place, format!("`{reference}`: {why}"));
                    flat.is_mixed = true;
                }
            }
            return;
        }
        flat.parts.push(schema);
        match schema.get("type") {
            Some(Value::String(kind)) => add_type(flat, kind),
            Some(Value::Array(kinds)) => kinds
                .iter()
                .filter_map(Value::as_text)
                .for_each(|kind| add_type(flat, kind)),
            Some(_) | None => {}
        }
        let values = schema.get("enum").map(Value::as_items);
        let constant = schema.get("const").map(std::slice::from_ref);
        if let Some(values) = values.or(constant)
            && flat.values.is_none()
        {
            flat.values = Some(values.iter().collect());
        }
        for (name, property) in schema.entries("properties") {
            if !flat.properties.iter().any(|(known, _)| known == name) {
                flat.properties.push((name, property));
            }
        }
        let required = schema.items("required").iter();
        for name in required.filter_map(Value::as_text) {
            if !flat.required.contains(&name) {
                flat.required.push(name);
            }
        }
        for part in schema.items("allOf") {
            self.gather(part, flat, depth + 1);
        }
        for key in ["oneOf", "anyOf"] {
            let alternatives = schema.items(key);
            self.one_of(alternatives, flat, depth);
        }
    }

    /// Alternatives become one shape: the properties of all, required what all require, the values of all.
    fn one_of(&mut self, alternatives: &'a [Value], flat: &mut Flat<'a>, depth: usize) {
        let is_null = |schema: &Value| schema.get("type").and_then(Value::as_text) == Some("null");
        let mut shapes: Vec<Flat<'a>> = Vec::new();
        for alternative in alternatives.iter().filter(|schema| !is_null(schema)) {
            let mut shape = Flat {
                followed: flat.followed.clone(),
                ..Flat::default()
            };
            self.gather(alternative, &mut shape, depth + 1);
            shapes.push(shape);
        }
        // A condition on what stands beside it: "one of these is required".
        if shapes.iter().all(|shape| {
            shape.kind().is_none()
                && shape.properties.is_empty()
                && !shape.is_mixed
                && !shape.is_circular
        }) {
            if shapes.iter().any(|shape| !shape.required.is_empty()) {
                self.notes.add(
                    Kind::Simplified,
                    self.place,
                    "which of its properties must go together is not said",
                );
            }
            return;
        }
        let several = shapes.len() > 1;
        let mut kinds: Vec<Option<&str>> = shapes.iter().map(Flat::kind).collect();
        kinds.dedup();
        let are_objects = shapes.iter().all(|shape| shape.kind() == Some("object"));
        let are_scalars = kinds.iter().all(|kind| kind.is_some_and(is_scalar));
        let are_lists = shapes.iter().all(|shape| shape.kind() == Some("array"));
        if several {
            let what = if are_objects {
                "alternatives became one object with the properties of all"
            } else if are_scalars {
                "alternatives became one plain value"
            } else if are_lists {
                "of several kinds of lists only the first is said"
            } else {
                "alternatives of different types became any value"
            };
            self.notes.add(Kind::Simplified, self.place, what);
        }
        if are_objects && several {
            let shared: Vec<&str> = shapes
                .first()
                .map(|first| first.required.clone())
                .unwrap_or_default()
                .into_iter()
                .filter(|name| shapes.iter().all(|shape| shape.required.contains(name)))
                .collect();
            for shape in &mut shapes {
                shape.required.clone_from(&shared);
            }
        }
        flat.is_mixed |= several && !(are_objects || are_scalars || are_lists);
        if are_scalars && several {
            merge_values(&mut shapes);
        }
        // What stands beside the alternatives holds for each of them.
        let beside: Vec<&str> = flat.properties.iter().map(|(name, _)| *name).collect();
        for mut shape in shapes {
            shape.properties.retain(|(name, _)| !beside.contains(name));
            flat.merge(shape, several);
        }
    }
}

/// The values of all alternatives, unless one of them takes any.
fn merge_values<'a>(shapes: &mut [Flat<'a>]) {
    let all: Option<Vec<&'a Value>> = shapes
        .iter()
        .map(|shape| shape.values.clone())
        .collect::<Option<Vec<_>>>()
        .map(|values| values.concat());
    for shape in shapes {
        shape.values.clone_from(&all);
        // Bounds and formats of one alternative are not those of the others.
        shape.parts.clear();
    }
}

fn add_type<'a>(flat: &mut Flat<'a>, kind: &'a str) {
    if kind != "null" && !flat.types.contains(&kind) {
        flat.types.push(kind);
    }
}

impl<'a> Flat<'a> {
    /// `is_alternative`: one of several, of which each may say something else of a property.
    fn merge(&mut self, other: Flat<'a>, is_alternative: bool) {
        self.parts.extend(other.parts);
        other.types.iter().for_each(|kind| add_type(self, kind));
        self.otherwise.extend(other.otherwise);
        for (name, property) in other.properties {
            match self.properties.iter().find(|(known, _)| *known == name) {
                None => self.properties.push((name, property)),
                Some((_, own)) if *own != property && is_alternative => {
                    self.otherwise.push((name, property));
                }
                Some(_) => {}
            }
        }
        for name in other.required {
            if !self.required.contains(&name) {
                self.required.push(name);
            }
        }
        if self.values.is_none() {
            self.values = other.values;
        }
        for reference in other.followed {
            if !self.followed.contains(&reference) {
                self.followed.push(reference);
            }
        }
        self.is_circular |= other.is_circular;
        self.is_mixed |= other.is_mixed;
    }
}
