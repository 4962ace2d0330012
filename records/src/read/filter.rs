//! Search languages: how a vendor writes a tree of conditions, and what each search can be asked.

use super::id_form::{self, IdForm};
use super::node::{Keys, Node};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Language {
    pub(crate) depth: u32,
    pub(crate) max_children: Option<u32>,
    pub(crate) group: Group,
    pub(crate) field: String,
    pub(crate) operator: String,
    pub(crate) value: String,
    pub(crate) values: String,
    pub(crate) operands: Vec<(String, Operand)>,
    pub(crate) is_native: bool,
    pub(crate) takes_null: bool,
}

/// All empty in a language without groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Group {
    pub(crate) operator: String,
    pub(crate) children: String,
    pub(crate) operators: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    None,
    One,
    Many,
    OneOrMany,
    Range,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    String,
    Time,
    Number,
    Boolean,
    Id,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: FieldKind,
    pub(crate) operators: Vec<String>,
    pub(crate) values: Vec<String>,
    pub(crate) suggestions: Vec<String>,
    pub(crate) description: Option<String>,
    /// The name of its ids' form.
    pub(crate) id: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Search {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) custom: Option<CustomFields>,
}

#[derive(Debug, Clone)]
pub(crate) struct CustomFields {
    pub(crate) description: String,
    pub(crate) operators: Vec<String>,
}

/// What integration.yaml declares for schemas to name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filters {
    pub(crate) id_forms: Vec<IdForm>,
    pub(crate) language: Option<Language>,
    pub(crate) searches: Vec<Search>,
}

impl Language {
    /// The model's key for several operands. Where a vendor gives one key several meanings, models see one key for each
    /// meaning, with one type each, and the Worker sends all of them under the vendor's.
    pub(crate) fn values_key(&self) -> &str {
        if self.values == self.value {
            "values"
        } else {
            &self.values
        }
    }

    /// The model's key for the conditions of a group.
    pub(crate) fn children_key(&self) -> &str {
        let children = &self.group.children;
        if *children == self.value || *children == self.values_key() {
            "conditions"
        } else {
            children
        }
    }

    pub(crate) fn operand(&self, operator: &str) -> Option<Operand> {
        self.operands
            .iter()
            .find(|(name, _)| name == operator)
            .map(|(_, operand)| *operand)
    }
}

impl Search {
    /// The operators of its conditions, in the language's order.
    pub(crate) fn operators<'a>(&'a self, language: &'a Language) -> impl Iterator<Item = &'a str> {
        let custom = self.custom.iter().flat_map(|custom| &custom.operators);
        let used: Vec<&String> = self
            .fields
            .iter()
            .flat_map(|field| &field.operators)
            .chain(custom)
            .collect();
        language
            .operands
            .iter()
            .map(|(name, _)| name)
            .filter(move |name| used.contains(name))
            .map(String::as_str)
    }
}

impl Filters {
    pub(crate) fn search(&self, name: &str) -> Option<(&Language, &Search)> {
        let search = self.searches.iter().find(|search| search.name == name)?;
        Some((self.language.as_ref()?, search))
    }

    pub(crate) fn id_form(&self, name: &str) -> Option<&IdForm> {
        self.id_forms.iter().find(|form| form.name == name)
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.searches
            .iter()
            .map(|search| search.name.as_str())
            .collect()
    }
}

/// `filters` of integration.yaml.
pub(crate) fn read(node: &Node<'_>, id_forms: &[IdForm]) -> Option<Filters> {
    let mut keys = node.keys()?;
    let language = language(&keys.need("language")?)?;
    let searches = node
        .entries()
        .into_iter()
        .filter(|(name, _)| *name != "language")
        .filter_map(|(name, node)| search(name, &node, &language, id_forms))
        .collect();
    Some(Filters {
        id_forms: id_forms.to_vec(),
        language: Some(language),
        searches,
    })
}

fn language(node: &Node<'_>) -> Option<Language> {
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
            .map(|leaf| leaf.need_string(key))
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
    Some(Language {
        depth: depth?,
        max_children,
        group: group.unwrap_or_default(),
        field,
        operator,
        value,
        values,
        operands,
        is_native,
        takes_null,
    })
}

fn read_group(node: &Node<'_>) -> Option<Group> {
    let mut keys = node.keys()?;
    let group = Group {
        operator: keys.need_string("operator"),
        children: keys.need_string("children"),
        operators: keys
            .need("operators")
            .map(|operators| operators.strings())
            .unwrap_or_default(),
    };
    keys.finish();
    Some(group)
}

fn read_operands(node: &Node<'_>) -> Vec<(String, Operand)> {
    let classes = [
        ("none", Operand::None),
        ("one", Operand::One),
        ("many", Operand::Many),
        ("one_or_many", Operand::OneOrMany),
        ("range", Operand::Range),
    ];
    let mut operands: Vec<(String, Operand)> = Vec::new();
    for (class, node) in node.entries() {
        let Some((_, operand)) = classes.iter().find(|(name, _)| *name == class) else {
            node.complain(
                "this class of operands is unknown",
                "use none, one, many, one_or_many or range",
            );
            continue;
        };
        for operator in node.strings() {
            if operands.iter().any(|(earlier, _)| *earlier == operator) {
                node.complain(format!("`{operator}` stands in two classes"), "keep one");
            }
            operands.push((operator, *operand));
        }
    }
    operands
}

fn search(name: &str, node: &Node<'_>, language: &Language, id_forms: &[IdForm]) -> Option<Search> {
    let mut keys = node.keys()?;
    let fields: Vec<Field> = keys
        .need("fields")
        .map(|fields| fields.entries())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, node)| field(name, &node, language, id_forms))
        .collect();
    let custom = keys.get("custom_fields").and_then(|node| {
        let mut keys = node.keys()?;
        let custom = CustomFields {
            description: keys.need_string("description"),
            operators: operators(&mut keys, language),
        };
        keys.finish();
        Some(custom)
    });
    keys.finish();
    Some(Search {
        name: name.to_owned(),
        fields,
        custom,
    })
}

fn field(name: &str, node: &Node<'_>, language: &Language, id_forms: &[IdForm]) -> Option<Field> {
    let mut keys = node.keys()?;
    let kinds = [
        ("string", FieldKind::String),
        ("time", FieldKind::Time),
        ("number", FieldKind::Number),
        ("integer", FieldKind::Number),
        ("boolean", FieldKind::Boolean),
        ("id", FieldKind::Id),
    ];
    let kind = keys.need("type").and_then(|kind| kind.choice(&kinds));
    let operators = operators(&mut keys, language);
    let values = keys.strings("values");
    let suggestions = keys.strings("suggestions");
    let description = keys
        .get("description")
        .and_then(|description| description.string());
    let id = id_form::named(&mut keys, id_forms);
    keys.finish();
    if !values.is_empty() && !suggestions.is_empty() {
        node.complain(
            "`values` is a closed set and `suggestions` an open one",
            "keep one of them",
        );
    }
    Some(Field {
        name: name.to_owned(),
        kind: kind?,
        operators,
        values,
        suggestions,
        description,
        id,
    })
}

fn operators(keys: &mut Keys<'_>, language: &Language) -> Vec<String> {
    let Some(node) = keys.need("operators") else {
        return Vec::new();
    };
    let operators = node.strings();
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
