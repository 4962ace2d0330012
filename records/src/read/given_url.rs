//! A method whose one argument is a whole URL: its verb and path, and the hosts that the URL may have.

use super::names;
use super::node::Node;
use crate::catalogue::Verb;

/// Keys of a method that have nothing to act on: the URL goes out as it is, and nothing with it.
const REFUSED: [&str; 4] = ["body", "pagination", "fixed", "capped"];

/// `hosts` of a method.
pub(crate) fn hosts(node: &Node<'_>, method: &Node<'_>) -> &'static [&'static str] {
    let hosts = node.texts();
    if hosts.is_empty() {
        node.complain("there are no hosts", "name the hosts of the vendor's files");
    }
    for host in hosts.iter().filter(|host| !is_host(host)) {
        node.complain(
            format!("`{host}` is not a host"),
            "write a DNS name in lower case without scheme and port; one label before the last two may be `*`",
        );
    }
    for key in REFUSED {
        if method.value().get(key).is_some() {
            method.complain_at(
                key,
                "a method with `hosts` sends a URL and nothing else",
                "take it out",
            );
        }
    }
    hosts
}

/// Verb and path of a method with `hosts`.
pub(crate) fn check(node: &Node<'_>, verb: Option<Verb>, path: &str) {
    let is_parameter =
        names::places(path).count() == 1 && path.starts_with('{') && path.ends_with('}');
    if !is_parameter || verb != Some(Verb::Get) {
        node.complain(
            "a method with `hosts` reads the URL that it is given",
            "write `http: GET {url}`, or take `hosts` out",
        );
    }
}

/// Two fixed labels at its end, so that a `*` never stands for somebody else's domain. The last one is no number, so it is no IP address.
fn is_host(host: &str) -> bool {
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let labels: Vec<&str> = host.split('.').collect();
    let Some((fixed @ [_, top], open)) = labels
        .split_at_checked(labels.len().saturating_sub(2))
        .map(|(open, fixed)| (fixed, open))
    else {
        return false;
    };
    let stars = open.iter().filter(|label| **label == "*").count();
    stars <= 1
        && fixed.iter().all(is_label)
        && open.iter().all(|label| *label == "*" || is_label(label))
        && top.bytes().any(|byte| byte.is_ascii_lowercase())
}
