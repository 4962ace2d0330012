//! Shapes, search languages and searches as statics, each written once however many tools share it.

use std::collections::HashMap;

use super::code::{float, integer, list, optional, text, texts};
use crate::catalogue::{Filter, FilterLanguage, IdForm, ObjectField, Others, Shape};

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

    pub(crate) fn shape(&mut self, shape: &Shape) -> String {
        let code = match shape {
            Shape::Any => "Shape::Any".to_owned(),
            Shape::String { values, max_length } => {
                format!(
                    "Shape::String {{ values: {}, max_length: {} }}",
                    texts(values),
                    optional(max_length.map(integer))
                )
            }
            Shape::Suggested(words) => format!("Shape::Suggested({})", texts(words)),
            Shape::Integer { values, min, max } => format!(
                "Shape::Integer {{ values: {}, min: {}, max: {} }}",
                list(values.iter().copied().map(integer)),
                optional(min.map(integer)),
                optional(max.map(integer))
            ),
            Shape::Number { min, max } => {
                format!(
                    "Shape::Number {{ min: {}, max: {} }}",
                    optional(min.map(float)),
                    optional(max.map(float))
                )
            }
            Shape::Boolean => "Shape::Boolean".to_owned(),
            Shape::Time { form, is_future } => {
                format!("Shape::Time {{ form: TimeForm::{form:?}, is_future: {is_future} }}")
            }
            Shape::Id { form, is_number } => format!(
                "Shape::Id {{ form: &{}, is_number: {is_number} }}",
                self.id_form(form)
            ),
            Shape::Array { items, min, max } => format!(
                "Shape::Array {{ items: &{}, min: {}, max: {} }}",
                self.shape(items),
                optional(min.map(integer)),
                optional(max.map(integer))
            ),
            Shape::Object { fields, others } => {
                let fields: Vec<String> = fields.iter().map(|field| self.field(field)).collect();
                let others = others.map(|others| self.others(others));
                format!(
                    "Shape::Object {{ fields: {}, others: {} }}",
                    list(fields),
                    optional(others)
                )
            }
            Shape::File => "Shape::File".to_owned(),
            Shape::Filter(filter) => format!("Shape::Filter(&{})", self.filter(filter)),
        };
        self.name("SHAPE", "Shape", code)
    }

    fn others(&mut self, others: &Others) -> String {
        let code = format!(
            "Others {{ shape: &{}, clears: Clears::{:?} }}",
            self.shape(others.shape),
            others.clears
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
            text(form.noun),
            list(patterns),
            texts(form.words),
            texts(form.from),
            text(form.found_by)
        );
        self.name("ID_FORM", "IdForm", code)
    }

    fn field(&mut self, field: &ObjectField) -> String {
        format!(
            "ObjectField {{ name: {}, wire_name: {}, required: {}, clears: Clears::{:?}, shape: &{} }}",
            text(field.name),
            text(field.wire_name),
            field.required,
            field.clears,
            self.shape(field.shape)
        )
    }

    fn filter(&mut self, filter: &Filter) -> String {
        let language = self.language(filter.language);
        let fields: Vec<String> = filter
            .fields
            .iter()
            .map(|field| {
                let form = field.id.map(|form| format!("&{}", self.id_form(form)));
                format!(
                    "FilterField {{ name: {}, kind: FilterKind::{:?}, operators: {}, values: {}, suggestions: {}, id: {} }}",
                    text(field.name),
                    field.kind,
                    texts(field.operators),
                    texts(field.values),
                    texts(field.suggestions),
                    optional(form)
                )
            })
            .collect();
        let code = format!(
            "Filter {{ language: &{language}, fields: {}, custom_field_operators: {}, custom_field_prefix: {} }}",
            list(fields),
            texts(filter.custom_field_operators),
            text(filter.custom_field_prefix)
        );
        self.name("FILTER", "Filter", code)
    }

    fn language(&mut self, language: &FilterLanguage) -> String {
        let operands = language
            .operands
            .iter()
            .map(|(name, operand)| format!("({}, Operand::{operand:?})", text(name)));
        let code = format!(
            "FilterLanguage {{ depth: {}, max_children: {}, group_operator: {}, children: {}, group_operators: {}, field: {}, operator: {}, value: {}, values: {}, operands: {}, is_native: {}, takes_null: {} }}",
            integer(language.depth),
            optional(language.max_children.map(integer)),
            text(language.group_operator),
            text(language.children),
            texts(language.group_operators),
            text(language.field),
            text(language.operator),
            text(language.value),
            text(language.values),
            list(operands),
            language.is_native,
            language.takes_null
        );
        self.name("LANGUAGE", "FilterLanguage", code)
    }
}
