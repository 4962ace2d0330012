//! A search language as plain JSON Schema: one level inside the other, down to the vendor's depth.

use super::filter::Search;
use super::shown::Shown;
use super::value::Value;
use crate::catalogue::{FilterField, FilterKind, FilterLanguage, Operand};

pub(crate) fn search(description: Option<&str>, search: &Search) -> Value {
    let says = format!(
        "{}{}",
        description
            .map(|text| format!("{text} "))
            .unwrap_or_default(),
        fields(search)
    );
    level(1, Some(&says), search)
}

/// Deeper levels repeat the keys without texts and words: they would weigh more than the rest of the tool.
fn level(number: u32, says: Option<&str>, search: &Search) -> Value {
    let language = search.filter.language;
    let is_top = number == 1;
    let top = |text: String| is_top.then_some(text);
    let words = |words: &[&str]| if is_top { words_of(words) } else { text(None) };
    let has_groups = number < language.depth;
    let mut properties: Vec<(String, Value)> = Vec::new();
    let mut put = |key: &str, value| properties.push((key.to_owned(), value));

    let mut operators: Vec<&str> = search.operators().collect();
    let group_operators = language.group_operators;
    if has_groups && language.group_operator == language.operator {
        operators.extend(group_operators);
    } else if has_groups {
        put(language.group_operator, words(group_operators));
    }
    let fields: Vec<&str> = search
        .filter
        .fields
        .iter()
        .map(|field| field.name)
        .collect();
    put(language.field, words(&fields));
    if let Some(description) = search.custom_field {
        let says = top(format!("{description} Instead of `{}`.", language.field));
        put("custom_field", text(says));
    }
    put(language.operator, words(&operators));
    let takes = |wanted: &[Operand]| {
        let taking: Vec<&str> = search
            .operators()
            .filter(|operator| {
                language
                    .operand(operator)
                    .is_some_and(|operand| wanted.contains(&operand))
            })
            .collect();
        taking.join(", ")
    };
    let one = takes(&[Operand::One, Operand::OneOrMany]);
    let notes = notes(language, !takes(&[Operand::One]).is_empty());
    if !one.is_empty() {
        let says = format!("Operand of the operators that take one.{notes}");
        put(language.value, text(top(says)));
    }
    let many = takes(&[Operand::Many, Operand::OneOrMany]);
    let range = takes(&[Operand::Range]);
    if !(many.is_empty() && range.is_empty()) {
        let says: Vec<String> = [
            (!many.is_empty()).then(|| format!("Operands of {many}.")),
            (!range.is_empty()).then(|| format!("Start and end of {range}.")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let notes = if one.is_empty() { notes.as_str() } else { "" };
        let says = format!("{}{notes}", says.join(" "));
        put(language.values_key(), list(top(says), text(None), None));
    }
    if has_groups {
        let says = top(format!(
            "For {}: the conditions.",
            group_operators.join(", ")
        ));
        put(
            language.children_key(),
            list(says, level(number + 1, None, search), language.max_children),
        );
    }

    let mut shown = Shown::of("object");
    shown.put("description", says.map(Value::from));
    shown.put("properties", Some(Value::Object(properties)));
    if !has_groups || language.group_operator == language.operator {
        shown.put("required", Some(Value::strings([&language.operator])));
    }
    shown.into_value()
}

/// What a string cannot say of an operand by its type.
fn notes(language: &FilterLanguage, takes_one: bool) -> String {
    let native = language
        .is_native
        .then_some(" Numbers, booleans and times may be written as text.");
    let null =
        (language.takes_null && takes_one).then_some(" null asks for records without a value.");
    [native, null].into_iter().flatten().collect()
}

fn text(says: Option<String>) -> Value {
    let mut shown = Shown::of("string");
    shown.put("description", says.map(Value::String));
    shown.into_value()
}

fn words_of(words: &[&str]) -> Value {
    let mut shown = Shown::of("string");
    shown.put("enum", Some(Value::strings(words)));
    shown.into_value()
}

fn list(says: Option<String>, items: Value, max: Option<u32>) -> Value {
    let mut shown = Shown::of("array");
    shown.put("description", says.map(Value::String));
    shown.put("items", Some(items));
    shown.put("maxItems", max.map(|max| Value::Integer(max.into())));
    shown.into_value()
}

/// Each field with its operators and values; fields that take the same stand together.
fn fields(search: &Search) -> String {
    let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
    for field in search.filter.fields {
        let takes = takes(field, search.note(field.name));
        match groups.iter_mut().find(|(_, earlier)| *earlier == takes) {
            Some((names, _)) => names.push(field.name),
            None => groups.push((vec![field.name], takes)),
        }
    }
    if search.custom_field.is_some() {
        let operators = search.filter.custom_field_operators;
        groups.push((vec!["custom_field"], operators.join(", ")));
    }
    let lines: Vec<String> = groups
        .into_iter()
        .map(|(names, takes)| format!("{}: {takes}", names.join(", ")))
        .collect();
    format!("Fields and operators: {}.", lines.join("; "))
}

fn takes(field: &FilterField, note: Option<&str>) -> String {
    let operators = field.operators.join(", ");
    let kind = match field.kind {
        FilterKind::Time => Some("RFC 3339"),
        FilterKind::Number => Some("number"),
        FilterKind::Boolean if field.values.is_empty() => Some("true|false"),
        FilterKind::String | FilterKind::Id | FilterKind::Boolean => None,
    };
    let values = [field.values, field.suggestions].concat().join("|");
    let values = Some(values.as_str()).filter(|values| !values.is_empty());
    let notes: Vec<&str> = [kind, values, note].into_iter().flatten().collect();
    if notes.is_empty() {
        operators
    } else {
        format!("{operators} ({})", notes.join(", "))
    }
}
