//! Shapes, search languages and searches as statics, each written once however many tools share it.

use std::collections::HashMap;

use super::code::{float, integer, list, optional, text, texts};
use crate::read::filter::{Filters, Language, Operand, Search};
use crate::read::id_form::IdForm;
use crate::read::schema::{Kind, Property, Schema};

#[derive(Debug, Default)]
pub(crate) struct Statics {
    source: String,
    names: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
}

impl Statics {
    pub(crate) fn into_source(self) -> String {
        self.source
    }

    /// The name of a static that holds this expression.
    pub(crate) fn name(&mut self, prefix: &'static str, kind: &str, code: String) -> String {
        if let Some(name) = self.names.get(&code) {
            return name.clone();
        }
        let name = self.item("static", prefix, kind, &code);
        self.names.insert(code, name.clone());
        name
    }

    /// The name of a constant that holds this expression, to be copied into a static: the compiler evaluates each by itself, and denies
    /// one that takes it too long (`long_running_const_eval`), as all tools of a large catalogue together would.
    pub(crate) fn constant(&mut self, prefix: &'static str, kind: &str, code: &str) -> String {
        self.item("const", prefix, kind, code)
    }

    fn item(&mut self, keyword: &str, prefix: &'static str, kind: &str, code: &str) -> String {
        let count = self.counts.entry(prefix).or_default();
        let name = format!("{prefix}_{count}");
        *count += 1;
        self.source
            .extend([keyword, " ", &name, ": ", kind, " = ", code, ";\n"]);
        name
    }

    pub(crate) fn shape(&mut self, schema: &Schema, filters: &Filters) -> String {
        let code = match &schema.kind {
            Kind::Any => "Shape::Any".to_owned(),
            Kind::String { values, max_length } => {
                format!(
                    "Shape::String {{ values: {}, max_length: {} }}",
                    texts(values),
                    optional(max_length.map(integer))
                )
            }
            Kind::Integer { values, min, max } => format!(
                "Shape::Integer {{ values: {}, min: {}, max: {} }}",
                list(values.iter().copied().map(integer)),
                optional(min.map(integer)),
                optional(max.map(integer))
            ),
            Kind::Number { min, max } => {
                format!(
                    "Shape::Number {{ min: {}, max: {} }}",
                    optional(min.map(float)),
                    optional(max.map(float))
                )
            }
            Kind::Boolean => "Shape::Boolean".to_owned(),
            Kind::Time { form, is_future } => {
                format!("Shape::Time {{ form: TimeForm::{form:?}, is_future: {is_future} }}")
            }
            Kind::Id { form, is_number } => match filters.id_form(form) {
                Some(form) => format!(
                    "Shape::Id {{ form: &{}, is_number: {is_number} }}",
                    self.id_form(form)
                ),
                None => "Shape::Any".to_owned(),
            },
            Kind::Array { items, min, max } => format!(
                "Shape::Array {{ items: &{}, min: {}, max: {} }}",
                self.shape(items, filters),
                optional(min.map(integer)),
                optional(max.map(integer))
            ),
            Kind::Object { properties, others } => {
                let fields: Vec<String> = properties
                    .iter()
                    .map(|property| self.field(property, filters))
                    .collect();
                let others = others.as_ref().map(|others| self.others(others, filters));
                format!(
                    "Shape::Object {{ fields: {}, others: {} }}",
                    list(fields),
                    optional(others)
                )
            }
            Kind::File => "Shape::File".to_owned(),
            Kind::Filter(name) => match filters.search(name) {
                Some((language, search)) => {
                    format!("Shape::Filter(&{})", self.filter(language, search, filters))
                }
                None => "Shape::Any".to_owned(),
            },
        };
        self.name("SHAPE", "Shape", code)
    }

    fn others(&mut self, schema: &Schema, filters: &Filters) -> String {
        let code = format!(
            "Others {{ shape: &{}, clears: Clears::{:?} }}",
            self.shape(schema, filters),
            schema.clears
        );
        format!("&{}", self.name("OTHERS", "Others", code))
    }

    fn id_form(&mut self, form: &IdForm) -> String {
        let patterns = form
            .patterns
            .iter()
            .map(|pattern| format!("IdPattern::{pattern:?}"));
        let code = format!(
            "IdForm {{ noun: {}, patterns: {}, words: {}, from: {}, found_by: {} }}",
            text(&form.noun),
            list(patterns),
            texts(&form.words),
            texts(&form.from),
            text(form.found_by.as_deref().unwrap_or_default())
        );
        self.name("ID_FORM", "IdForm", code)
    }

    fn field(&mut self, property: &Property, filters: &Filters) -> String {
        format!(
            "ObjectField {{ name: {}, wire_name: {}, required: {}, clears: Clears::{:?}, shape: &{} }}",
            text(&property.name),
            text(&property.wire_name),
            property.required,
            property.schema.clears,
            self.shape(&property.schema, filters)
        )
    }

    fn filter(&mut self, language: &Language, search: &Search, filters: &Filters) -> String {
        let language = self.language(language);
        let fields: Vec<String> = search
            .fields
            .iter()
            .map(|field| {
                let form = field.id.as_deref().and_then(|name| filters.id_form(name));
                let form = form.map(|form| format!("&{}", self.id_form(form)));
                format!(
                    "FilterField {{ name: {}, kind: FilterKind::{:?}, operators: {}, values: {}, suggestions: {}, id: {} }}",
                    text(&field.name),
                    field.kind,
                    texts(&field.operators),
                    texts(&field.values),
                    texts(&field.suggestions),
                    optional(form)
                )
            })
            .collect();
        let custom = search
            .custom
            .as_ref()
            .map(|custom| custom.operators.as_slice())
            .unwrap_or_default();
        let code = format!(
            "Filter {{ language: &{language}, fields: {}, custom_field_operators: {} }}",
            list(fields),
            texts(custom)
        );
        self.name("FILTER", "Filter", code)
    }

    fn language(&mut self, language: &Language) -> String {
        let operands = language
            .operands
            .iter()
            .map(|(name, operand)| format!("({}, {})", text(name), operand_code(*operand)));
        let code = format!(
            "FilterLanguage {{ depth: {}, max_children: {}, group_operator: {}, children: {}, group_operators: {}, field: {}, operator: {}, value: {}, values: {}, operands: {}, is_native: {}, takes_null: {} }}",
            integer(language.depth),
            optional(language.max_children.map(integer)),
            text(&language.group.operator),
            text(&language.group.children),
            texts(&language.group.operators),
            text(&language.field),
            text(&language.operator),
            text(&language.value),
            text(&language.values),
            list(operands),
            language.is_native,
            language.takes_null
        );
        self.name("LANGUAGE", "FilterLanguage", code)
    }
}

fn operand_code(operand: Operand) -> String {
    format!("Operand::{operand:?}")
}
