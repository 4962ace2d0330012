//! An example's tree of conditions, held against the search language that it is written in.

use super::filter::Search;
use super::node::Node;
use super::time_form::is_time;
use super::value::Value;
use crate::catalogue::{FilterField, FilterKind, Operand};

pub(crate) fn check(node: &Node<'_>, search: &Search) {
    level(node, 1, search);
}

fn level(node: &Node<'_>, number: u32, search: &Search) {
    let Some(mut keys) = Keys::of(node, search) else {
        return;
    };
    match keys.take(search.filter.language.children_key()) {
        Some(children) => group(node, &children, keys, number, search),
        None => leaf(node, keys, search),
    }
}

/// The keys of one condition; the language names them, so they are not known before.
struct Keys<'a>(Vec<(&'a str, Node<'a>)>);

impl<'a> Keys<'a> {
    fn of(node: &Node<'a>, search: &Search) -> Option<Self> {
        let language = search.filter.language;
        let mut known = vec![
            language.field,
            language.operator,
            language.value,
            language.values_key(),
        ];
        if language.group_operator != language.operator {
            known.push(language.group_operator);
        }
        known.push(language.children_key());
        known.retain(|key| !key.is_empty());
        known.extend(search.custom_field.is_some().then_some("custom_field"));
        node.keys()?;
        let entries = node.entries();
        for (_, entry) in entries.iter().filter(|(key, _)| !known.contains(key)) {
            entry.complain(
                "a condition has no such key",
                format!("use one of {}", known.join(", ")),
            );
        }
        Some(Keys(entries))
    }

    fn take(&mut self, key: &str) -> Option<Node<'a>> {
        let index = self.0.iter().position(|(name, _)| *name == key)?;
        Some(self.0.remove(index).1)
    }
}

fn group(node: &Node<'_>, children: &Node<'_>, mut keys: Keys<'_>, number: u32, search: &Search) {
    let language = search.filter.language;
    let operators = language.group_operators;
    let operator = keys.take(language.group_operator);
    if !operator
        .as_ref()
        .and_then(Node::text)
        .is_some_and(|text| operators.contains(&text))
    {
        node.complain(
            "a group has one of the group operators",
            format!("use one of {}", operators.join(", ")),
        );
    }
    for key in [
        language.field,
        "custom_field",
        language.value,
        language.values_key(),
    ] {
        if let Some(extra) = keys.take(key) {
            extra.complain(
                "a group has no field and no operands",
                "move the condition into the group",
            );
        }
    }
    if number >= language.depth {
        node.complain(
            format!("the tree is deeper than {} levels", language.depth),
            "make it flatter",
        );
        return;
    }
    let conditions = children.items();
    if conditions.is_empty() {
        children.complain("a group without conditions", "give it one or more");
    }
    let count = u32::try_from(conditions.len()).unwrap_or(u32::MAX);
    if let Some(max) = language.max_children.filter(|max| count > *max) {
        children.complain(
            format!("{count} conditions in one group"),
            format!("use {max} at most"),
        );
    }
    for condition in conditions {
        level(&condition, number + 1, search);
    }
}

fn leaf(node: &Node<'_>, mut keys: Keys<'_>, search: &Search) {
    let language = search.filter.language;
    let field = keys.take(language.field);
    let custom = keys.take("custom_field");
    let Some(operator) = keys.take(language.operator) else {
        node.complain(format!("`{}` is missing", language.operator), "add it");
        return;
    };
    let Some(name) = operator.text() else { return };
    let (operators, known) = match (&field, &custom, search.custom_field) {
        (Some(field), None, _) => {
            let fields = search.filter.fields;
            let Some(known) = field
                .text()
                .and_then(|name| fields.iter().find(|field| field.name == name))
            else {
                field.complain("the search has no such field", "use one of its fields");
                return;
            };
            (known.operators, Some(known))
        }
        (None, Some(_), Some(_)) => (search.filter.custom_field_operators, None),
        (Some(_) | None, Some(_), _) | (None, None, _) => {
            node.complain(
                "a condition has one field",
                format!("keep one `{}`", language.field),
            );
            return;
        }
    };
    if !operators.contains(&name) {
        operator.complain(
            format!("the field does not take `{name}`"),
            format!("use one of {}", operators.join(", ")),
        );
        return;
    }
    if let Some(operand) = language.operand(name) {
        operands(
            node,
            operand,
            [keys.take(language.value), keys.take(language.values_key())],
            known,
            language.takes_null,
        );
    }
}

fn operands(
    node: &Node<'_>,
    operand: Operand,
    [one, many]: [Option<Node<'_>>; 2],
    field: Option<&FilterField>,
    takes_null: bool,
) {
    let fits = match operand {
        Operand::None => one.is_none() && many.is_none(),
        Operand::One => one.is_some() && many.is_none(),
        Operand::Many => one.is_none() && many.is_some(),
        Operand::OneOrMany => one.is_some() != many.is_some(),
        Operand::Range => {
            one.is_none() && many.as_ref().is_some_and(|many| many.items().len() == 2)
        }
    };
    if !fits {
        let fix = match operand {
            Operand::None => "take the operands out",
            Operand::One => "give it one operand",
            Operand::Many => "give it a list of operands",
            Operand::OneOrMany => "give it either one operand or a list",
            Operand::Range => "give it a list of two, start and end",
        };
        node.complain("its operator does not take these operands", fix);
    }
    let takes_null = takes_null && operand == Operand::One;
    let one = one.filter(|one| !(takes_null && *one.value() == Value::Null));
    for value in one.into_iter().chain(many.iter().flat_map(Node::items)) {
        let Some(text) = value.text() else { continue };
        let Some(field) = field else { continue };
        let is_known = match field.kind {
            FilterKind::Number => text.parse::<f64>().is_ok(),
            FilterKind::Boolean => matches!(text, "true" | "false"),
            FilterKind::String | FilterKind::Id => true,
            FilterKind::Time => is_time(text),
        };
        let is_listed = field.values.is_empty() || field.values.contains(&text);
        if !(is_known && is_listed) {
            value.complain(
                format!("`{text}` is not a value of `{}`", field.name),
                "use a value that the field takes",
            );
        }
    }
}
