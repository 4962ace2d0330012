//! Headers by name. They leave the build in lower case: upper and lower case are the same.

use super::node::Node;

/// RFC 9110 §5.6.2.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The name in lower case.
pub(crate) fn name(node: &Node<'_>, name: &str) -> String {
    if !is_name(name) {
        node.complain(
            format!("`{name}` is not a header name"),
            "use letters, digits and -",
        );
    }
    name.to_ascii_lowercase()
}

pub(crate) fn names(node: &Node<'_>) -> Vec<String> {
    let names = node.strings();
    names.iter().map(|text| name(node, text)).collect()
}

/// A map of headers to send.
pub(crate) fn sent(node: &Node<'_>) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (key, node) in node.entries() {
        let name = name(&node, key);
        if headers.iter().any(|(earlier, _)| *earlier == name) {
            node.complain(
                "this header stands twice",
                "keep one; upper and lower case are the same",
            );
        }
        headers.extend(node.string().map(|value| (name, value)));
    }
    headers
}
