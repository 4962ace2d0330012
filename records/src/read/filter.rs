//! Search languages: how a vendor writes a tree of conditions, and what each search can be asked.

use super::id_form::{self, NamedForm};
use super::keep;
use super::node::{Keys, Node};
use crate::catalogue::{Filter, FilterField, FilterKind, FilterLanguage, Operand};

/// What one search can be asked, under the name by which schemas call it.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) name: &'static str,
    pub(crate) filter: &'static Filter,
    /// What a model is told of some fields, by their names.
    pub(crate) notes: Vec<(&'static str, &'static str)>,
    /// What a model is told of custom fields, where the search takes them.
    pub(crate) custom_field: Option<&'static str>,
}

/// What integration.yaml declares for schemas to name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filters {
    pub(crate) id_forms: &'static [NamedForm],
    pub(crate) searches: &'static [Search],
}

impl FilterLanguage {
    /// The model's key for several operands. Where a vendor gives one key several meanings, models see one key for each
    /// meaning, with one type each, and the Worker sends all of them under the vendor's.
    pub(crate) fn values_key(&self) -> &'static str {
        if self.values == self.value {
            "values"
        } else {
            self.values
        }
    }

    /// The model's key for the conditions of a group.
    pub(crate) fn children_key(&self) -> &'static str {
        if self.children == self.value || self.children == self.values_key() {
            "conditions"
        } else {
            self.children
        }
    }

    pub(crate) fn operand(&self, operator: &str) -> Option<Operand> {
        self.operands
            .iter()
            .find(|(name, _)| *name == operator)
            .map(|(_, operand)| *operand)
    }
}

impl Search {
    /// The operators of its conditions, in the language's order.
    pub(crate) fn operators(&self) -> impl Iterator<Item = &'static str> {
        let Filter {
            language,
            fields,
            custom_field_operators,
            ..
        } = self.filter;
        let names = language.operands.iter().map(|(name, _)| *name);
        names.filter(|name| {
            custom_field_operators.contains(name)
                || fields.iter().any(|field| field.operators.contains(name))
        })
    }

    pub(crate) fn note(&self, field: &str) -> Option<&'static str> {
        self.notes
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, note)| *note)
    }
}

impl Filters {
    pub(crate) fn search(&self, name: &str) -> Option<&'static Search> {
        self.searches.iter().find(|search| search.name == name)
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.searches.iter().map(|search| search.name).collect()
    }
}

/// `filters` of integration.yaml.
pub(crate) fn read(node: &Node<'_>, id_forms: &'static [NamedForm]) -> Option<&'static [Search]> {
    let mut keys = node.keys()?;
    let language = keep::one(language(&keys.need("language")?)?);
    let searches = node
        .entries()
        .into_iter()
        .filter(|(name, _)| *name != "language")
        .filter_map(|(name, node)| search(name, &node, language, id_forms));
    Some(keep::list(searches))
}

fn language(node: &Node<'_>) -> Option<FilterLanguage> {
    let mut keys = node.keys()?;
    let depth = keys.need("depth").and_then(|depth| depth.integer::<u32>());
    let max_children = keys
        .get("max_children")
        .and_then(|maximum| maximum.integer());
    let group = keys.get("group").and_then(|group| read_group(&group));
    let operands = keys
        .need("operands")
        .map(|operands| read_operands(&operands))
        .unwrap_or_default();
    let types = [("strings", false), ("native", true)];
    let is_native = keys
        .get("operand_types")
        .and_then(|operand_types| operand_types.choice(&types))
        .unwrap_or(false);
    let takes_null = keys
        .get("null")
        .and_then(|null| null.boolean())
        .unwrap_or(false);
    let mut leaf = keys.need("leaf").and_then(|leaf| leaf.keys());
    keys.finish();
    let mut part = |key| {
        leaf.as_mut()
            .map(|leaf| leaf.need_text(key))
            .unwrap_or_default()
    };
    let [field, operator, value, values] = ["field", "operator", "value", "values"].map(&mut part);
    if let Some(leaf) = leaf {
        leaf.finish();
    }
    match depth {
        Some(0) => node.complain_at(
            "depth",
            "0 levels hold no condition",
            "count groups and leaves; 1 is a single condition",
        ),
        Some(2..) if group.is_none() => {
            node.complain(
                "more than one level needs groups",
                "add `group: { operator, children, operators }`",
            );
        }
        _ => {}
    }
    let group = group.unwrap_or_default();
    Some(FilterLanguage {
        depth: depth?,
        max_children,
        group_operator: group.operator,
        children: group.children,
        group_operators: group.operators,
        field,
        operator,
        value,
        values,
        operands,
        is_native,
        takes_null,
    })
}

/// All empty in a language without groups.
#[derive(Default)]
struct Group {
    operator: &'static str,
    children: &'static str,
    operators: &'static [&'static str],
}

fn read_group(node: &Node<'_>) -> Option<Group> {
    let mut keys = node.keys()?;
    let group = Group {
        operator: keys.need_text("operator"),
        children: keys.need_text("children"),
        operators: keys
            .need("operators")
            .map(|operators| operators.texts())
            .unwrap_or_default(),
    };
    keys.finish();
    Some(group)
}

fn read_operands(node: &Node<'_>) -> &'static [(&'static str, Operand)] {
    let classes = [
        ("none", Operand::None),
        ("one", Operand::One),
        ("many", Operand::Many),
        ("one_or_many", Operand::OneOrMany),
        ("range", Operand::Range),
    ];
    let mut operands: Vec<(&str, Operand)> = Vec::new();
    for (class, node) in node.entries() {
        let Some((_, operand)) = classes.iter().find(|(name, _)| *name == class) else {
            node.complain(
                "this class of operands is unknown",
                "use none, one, many, one_or_many or range",
            );
            continue;
        };
        for operator in node.texts().iter().copied() {
            if operands.iter().any(|(earlier, _)| *earlier == operator) {
                node.complain(format!("`{operator}` is in two classes"), "keep one");
            }
            operands.push((operator, *operand));
        }
    }
    keep::list(operands)
}

fn search(
    name: &'static str,
    node: &Node<'_>,
    language: &'static FilterLanguage,
    id_forms: &'static [NamedForm],
) -> Option<Search> {
    let mut keys = node.keys()?;
    let (fields, notes): (Vec<FilterField>, Vec<Option<&str>>) = keys
        .need("fields")
        .map(|fields| fields.entries())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, node)| field(name, &node, language, id_forms))
        .unzip();
    let names = fields.iter().map(|field| field.name);
    let notes = names
        .zip(notes)
        .filter_map(|(name, note)| Some((name, note?)))
        .collect();
    let custom = keys.get("custom_fields").and_then(|node| {
        let mut keys = node.keys()?;
        let prefix = keys.get("prefix").and_then(|prefix| prefix.text());
        let custom = (
            keys.need_text("description"),
            (operators(&mut keys, language), prefix.unwrap_or_default()),
        );
        keys.finish();
        Some(custom)
    });
    keys.finish();
    let (custom_field, custom) = custom.unzip();
    let (custom_field_operators, custom_field_prefix) = custom.unwrap_or_default();
    Some(Search {
        name,
        filter: keep::one(Filter {
            language,
            fields: keep::list(fields),
            custom_field_operators,
            custom_field_prefix,
        }),
        notes,
        custom_field,
    })
}

/// A field, and what a model is told of it.
fn field(
    name: &'static str,
    node: &Node<'_>,
    language: &FilterLanguage,
    id_forms: &'static [NamedForm],
) -> Option<(FilterField, Option<&'static str>)> {
    let mut keys = node.keys()?;
    let kinds = [
        ("string", FilterKind::String),
        ("time", FilterKind::Time),
        ("number", FilterKind::Number),
        ("integer", FilterKind::Number),
        ("boolean", FilterKind::Boolean),
        ("id", FilterKind::Id),
    ];
    let kind = keys.need("type").and_then(|kind| kind.choice(&kinds));
    let operators = operators(&mut keys, language);
    let values = keys.texts("values");
    let suggestions = keys.texts("suggestions");
    let description = keys
        .get("description")
        .and_then(|description| description.text());
    let id = id_form::named(&mut keys, id_forms);
    keys.finish();
    if !values.is_empty() && !suggestions.is_empty() {
        node.complain(
            "`values` is a closed set and `suggestions` an open one",
            "keep one of them",
        );
    }
    let field = FilterField {
        name,
        kind: kind?,
        operators,
        values,
        suggestions,
        id: id.map(|id| &id.form),
    };
    Some((field, description))
}

fn operators(keys: &mut Keys<'_>, language: &FilterLanguage) -> &'static [&'static str] {
    let Some(node) = keys.need("operators") else {
        return &[];
    };
    let operators = node.texts();
    if operators.is_empty() {
        node.complain("no operator is named", "name what may be asked of it");
    }
    for operator in operators
        .iter()
        .filter(|operator| language.operand(operator).is_none())
    {
        node.complain(
            format!("no class of operands has the operator `{operator}`"),
            "add it under `filters.language.operands` or correct it",
        );
    }
    operators
}
