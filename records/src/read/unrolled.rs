//! A search language as plain JSON Schema: one level inside the other, down to the vendor's depth.

use super::filter::{Field, FieldKind, Language, Operand, Search};
use super::shown::Shown;
use super::value::Value;

pub(crate) fn search(description: Option<&str>, language: &Language, search: &Search) -> Value {
    let says = format!(
        "{}{}",
        description
            .map(|text| format!("{text} "))
            .unwrap_or_default(),
        fields(search)
    );
    level(1, Some(&says), language, search)
}

/// Deeper levels repeat the keys without texts and words: they would weigh more than the rest of the tool.
fn level(number: u32, says: Option<&str>, language: &Language, search: &Search) -> Value {
    let is_top = number == 1;
    let top = |text: String| is_top.then_some(text);
    let words = |words: &[&str]| if is_top { words_of(words) } else { text(None) };
    let has_groups = number < language.depth;
    let mut properties: Vec<(String, Value)> = Vec::new();
    let mut put = |key: &str, value| properties.push((key.to_owned(), value));

    let mut operators: Vec<&str> = search.operators(language).collect();
    let group = &language.group;
    if has_groups && group.operator == language.operator {
        operators.extend(group.operators.iter().map(String::as_str));
    } else if has_groups {
        let operators: Vec<&str> = group.operators.iter().map(String::as_str).collect();
        put(&group.operator, words(&operators));
    }
    let names: Vec<&str> = search
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    put(&language.field, words(&names));
    if let Some(custom) = &search.custom {
        let says = top(format!(
            "{} Instead of `{}`.",
            custom.description, language.field
        ));
        put("custom_field", text(says));
    }
    put(&language.operator, words(&operators));
    let takes = |wanted: &[Operand]| {
        let taking: Vec<&str> = search
            .operators(language)
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
        put(&language.value, text(top(says)));
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
            group.operators.join(", ")
        ));
        put(
            language.children_key(),
            list(
                says,
                level(number + 1, None, language, search),
                language.max_children,
            ),
        );
    }

    let mut shown = Shown::of("object");
    shown.put("description", says.map(Value::from));
    shown.put("properties", Some(Value::Object(properties)));
    if !has_groups || group.operator == language.operator {
        shown.put("required", Some(Value::strings([&language.operator])));
    }
    shown.into_value()
}

/// What a string cannot say of an operand by its type.
fn notes(language: &Language, takes_one: bool) -> String {
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
    for field in &search.fields {
        let takes = takes(field);
        match groups.iter_mut().find(|(_, earlier)| *earlier == takes) {
            Some((names, _)) => names.push(&field.name),
            None => groups.push((vec![&field.name], takes)),
        }
    }
    if let Some(custom) = &search.custom {
        groups.push((vec!["custom_field"], custom.operators.join(", ")));
    }
    let lines: Vec<String> = groups
        .into_iter()
        .map(|(names, takes)| format!("{}: {takes}", names.join(", ")))
        .collect();
    format!("Fields and operators: {}.", lines.join("; "))
}

fn takes(field: &Field) -> String {
    let operators = field.operators.join(", ");
    let kind = match field.kind {
        FieldKind::Time => Some("RFC 3339".to_owned()),
        FieldKind::Number => Some("number".to_owned()),
        FieldKind::Boolean if field.values.is_empty() => Some("true|false".to_owned()),
        FieldKind::String | FieldKind::Id | FieldKind::Boolean => None,
    };
    let values: Vec<&str> = field
        .values
        .iter()
        .chain(&field.suggestions)
        .map(String::as_str)
        .collect();
    let values = (!values.is_empty()).then(|| values.join("|"));
    let notes: Vec<String> = [kind, values, field.description.clone()]
        .into_iter()
        .flatten()
        .collect();
    if notes.is_empty() {
        operators
    } else {
        format!("{operators} ({})", notes.join(", "))
    }
}
