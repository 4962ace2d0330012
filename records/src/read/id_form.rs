//! `id_forms` of integration.yaml: how a vendor's ids look, where people copy them from, and which tool finds them.

use super::keep;
use super::names;
use super::node::{Keys, Node};
use crate::catalogue::{IdForm, IdPattern};

/// A form under the name by which properties call it.
#[derive(Debug)]
pub(crate) struct NamedForm {
    pub(crate) name: &'static str,
    pub(crate) form: IdForm,
}

const PATTERNS: [(&str, IdPattern); 8] = [
    ("uuid", IdPattern::Uuid),
    ("digits", IdPattern::Digits),
    ("hex", IdPattern::Hex),
    ("slug", IdPattern::Slug),
    ("unknown", IdPattern::Unknown),
    ("email", IdPattern::Email),
    ("phone", IdPattern::Phone),
    ("any", IdPattern::Any),
];

/// By `format`: whom somebody is reached by is no vendor's own.
static FORMATS: [NamedForm; 2] = [
    address("email", "an e-mail address", &[IdPattern::Email]),
    address("phone", "a phone number", &[IdPattern::Phone]),
];

const fn address(
    name: &'static str,
    noun: &'static str,
    patterns: &'static [IdPattern],
) -> NamedForm {
    NamedForm {
        name,
        form: IdForm {
            noun,
            patterns,
            words: &[],
            from: &[],
            found_by: "",
        },
    }
}

impl IdForm {
    /// Whether an example is an id of this form. The Worker reads more spellings, and looks closer at what makes an address or a phone number.
    pub(crate) fn fits(&self, text: &str) -> bool {
        let all = |is: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| is(&c));
        let is_word = self.words.contains(&text);
        let fits = |pattern: &IdPattern| match pattern {
            IdPattern::Uuid => {
                text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
                    && all(|c| c.is_ascii_hexdigit() || *c == '-')
            }
            IdPattern::Digits => all(char::is_ascii_digit),
            IdPattern::Hex => text.len() >= 6 && all(char::is_ascii_hexdigit),
            IdPattern::Slug => all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')),
            IdPattern::Email => text.split('@').count() == 2 && all(|c| !c.is_whitespace()),
            IdPattern::Phone => text.chars().filter(char::is_ascii_digit).count() >= 3,
            IdPattern::Any => !text.contains("://"),
            IdPattern::Unknown => all(|c| !c.is_whitespace() && *c != '@'),
        };
        is_word || self.patterns.iter().any(fits)
    }
}

/// `id_forms` of integration.yaml.
pub(crate) fn read(node: &Node<'_>) -> &'static [NamedForm] {
    let entries = node.entries().into_iter();
    keep::list(entries.filter_map(|(name, node)| form(name, &node)))
}

fn form(name: &'static str, node: &Node<'_>) -> Option<NamedForm> {
    let mut keys = node.keys()?;
    let noun = keys.get("noun").and_then(|noun| noun.text());
    let patterns = keys
        .need("pattern")
        .map(|node| node.items())
        .unwrap_or_default();
    let patterns = keep::list(patterns.iter().filter_map(|item| item.choice(&PATTERNS)));
    let words = keys.texts("words");
    let from = keys.get("from").map(|node| node.items());
    let from = from.unwrap_or_default();
    let from = keep::list(from.iter().filter_map(before));
    let found_by = keys.get("found_by").and_then(|tool| tool.text());
    keys.finish();
    let form = IdForm {
        noun: noun.unwrap_or_else(|| keep::text(names::with_article(name))),
        patterns,
        words,
        from,
        found_by: found_by.unwrap_or_default(),
    };
    Some(NamedForm { name, form })
}

/// `issueNumber={id}` without its place.
fn before(node: &Node<'_>) -> Option<&'static str> {
    let text = node.text()?;
    let before = text
        .strip_suffix("{id}")
        .filter(|before| !before.is_empty());
    if before.is_none() {
        node.complain(
            format!("`{text}` does not end with {{id}} after some text"),
            "write what stands before the id, as in `#{id}` or `/issues/{id}`",
        );
    }
    before
}

/// The form of a property: by its `id`, or by a `format` of `email` or `phone`.
pub(crate) fn of(
    keys: &mut Keys<'_>,
    forms: &'static [NamedForm],
    format: Option<&Node<'_>>,
) -> Option<&'static NamedForm> {
    let format = format.map(|format| format.value().as_text().unwrap_or_default());
    let address = FORMATS.iter().find(|form| format == Some(form.name));
    if let Some(form) = address
        && keys.node().value().text("type") != "string"
    {
        keys.node().complain_at(
            "format",
            format!("{} is of `type: string`", form.form.noun),
            "change one of them",
        );
    }
    named(keys, forms).or(address)
}

/// `id` of a property, of a field of a search, or of a resource: the name of a form.
pub(crate) fn named(
    keys: &mut Keys<'_>,
    forms: &'static [NamedForm],
) -> Option<&'static NamedForm> {
    let node = keys.get("id")?;
    let name = node.text()?;
    if let Some(form) = forms.iter().find(|form| form.name == name) {
        return Some(form);
    }
    let known: Vec<&str> = forms.iter().map(|form| form.name).collect();
    node.complain(
        format!("integration.yaml has no `{name}` under `id_forms`"),
        format!("add it there, or use one of {}", known.join(", ")),
    );
    None
}
