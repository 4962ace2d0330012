//! Headers by name. They leave the build in lower case: upper and lower case are the same.

use super::keep;
use super::node::Node;

/// RFC 9110 §5.6.2.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The name in lower case.
pub(crate) fn name(node: &Node<'_>, name: &str) -> &'static str {
    if !is_name(name) {
        node.complain(
            format!("`{name}` is not a header name"),
            "use letters, digits and -",
        );
    }
    keep::text(name.to_ascii_lowercase())
}

/// One name, as text.
pub(crate) fn one(node: &Node<'_>) -> Option<&'static str> {
    node.text().map(|text| name(node, text))
}

pub(crate) fn names(node: &Node<'_>) -> &'static [&'static str] {
    keep::list(node.texts().iter().map(|text| name(node, text)))
}

/// A map of headers to send.
pub(crate) fn sent(node: &Node<'_>) -> &'static [(&'static str, &'static str)] {
    let mut headers: Vec<(&str, &str)> = Vec::new();
    for (key, node) in node.entries() {
        let name = name(&node, key);
        if headers.iter().any(|(earlier, _)| *earlier == name) {
            node.complain(
                "this header is given twice",
                "keep one; upper and lower case are the same",
            );
        }
        headers.extend(node.text().map(|value| (name, value)));
    }
    keep::list(headers)
}
