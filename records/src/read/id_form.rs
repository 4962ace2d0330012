//! `id_forms` of integration.yaml: how a vendor's ids look, where people copy them from, and which tool finds them.

use super::node::{Keys, Node};

#[derive(Debug, Clone)]
pub(crate) struct IdForm {
    /// What properties call it.
    pub(crate) name: String,
    pub(crate) noun: String,
    pub(crate) patterns: Vec<IdPattern>,
    /// Words that stand for one.
    pub(crate) words: Vec<String>,
    /// What stands before the id.
    pub(crate) from: Vec<String>,
    pub(crate) found_by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdPattern {
    Uuid,
    Digits,
    Hex,
    Slug,
    Unknown,
    Any,
}

const PATTERNS: [(&str, IdPattern); 6] = [
    ("uuid", IdPattern::Uuid),
    ("digits", IdPattern::Digits),
    ("hex", IdPattern::Hex),
    ("slug", IdPattern::Slug),
    ("unknown", IdPattern::Unknown),
    ("any", IdPattern::Any),
];

impl IdForm {
    /// Whether an example is an id of this form; the Worker reads more spellings.
    pub(crate) fn fits(&self, text: &str) -> bool {
        let all = |is: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| is(&c));
        let is_word = self.words.iter().any(|word| word == text);
        let fits = |pattern: &IdPattern| match pattern {
            IdPattern::Uuid => {
                text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
                    && all(|c| c.is_ascii_hexdigit() || *c == '-')
            }
            IdPattern::Digits => all(char::is_ascii_digit),
            IdPattern::Hex => text.len() >= 6 && all(char::is_ascii_hexdigit),
            IdPattern::Slug => all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')),
            IdPattern::Any => !text.contains("://"),
            IdPattern::Unknown => all(|c| !c.is_whitespace() && *c != '@'),
        };
        is_word || self.patterns.iter().any(fits)
    }
}

/// `id_forms` of integration.yaml.
pub(crate) fn read(node: &Node<'_>) -> Vec<IdForm> {
    let entries = node.entries().into_iter();
    entries
        .filter_map(|(name, node)| form(name, &node))
        .collect()
}

fn form(name: &str, node: &Node<'_>) -> Option<IdForm> {
    let mut keys = node.keys()?;
    let noun = keys.get("noun").and_then(|noun| noun.string());
    let patterns: Vec<IdPattern> = keys
        .need("pattern")
        .map(|node| node.items())
        .unwrap_or_default()
        .iter()
        .filter_map(|item| item.choice(&PATTERNS))
        .collect();
    let words = keys.strings("words");
    let from = keys.get("from").map(|node| node.items());
    let from = from.unwrap_or_default();
    let from = from.iter().filter_map(before).collect();
    let found_by = keys.get("found_by").and_then(|tool| tool.string());
    keys.finish();
    Some(IdForm {
        name: name.to_owned(),
        noun: noun.unwrap_or_else(|| super::names::with_article(name)),
        patterns,
        words,
        from,
        found_by,
    })
}

/// `issueNumber={id}` without its place.
fn before(node: &Node<'_>) -> Option<String> {
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
    before.map(str::to_owned)
}

/// `id` of a property, of a field of a search, or of a resource: the name of a form.
pub(crate) fn named(keys: &mut Keys<'_>, forms: &[IdForm]) -> Option<String> {
    let node = keys.get("id")?;
    let name = node.string()?;
    if forms.iter().any(|form| form.name == name) {
        return Some(name);
    }
    let known: Vec<&str> = forms.iter().map(|form| form.name.as_str()).collect();
    node.complain(
        format!("integration.yaml has no `{name}` under `id_forms`"),
        format!("add it there, or use one of {}", known.join(", ")),
    );
    None
}
