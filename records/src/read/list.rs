//! Lists that can be longer than one answer of a tool, and how they are ordered.

use super::node::{Keys, Node};
use crate::catalogue::{Inside, Order};

/// `order` and `inside` of a method.
pub(crate) fn read(
    keys: &mut Keys<'_>,
    method: &str,
    is_paged: bool,
    is_json: bool,
) -> (Option<Order>, Option<Inside>) {
    let own = keys
        .get("order")
        .and_then(|node| self::own(&node, method, is_paged));
    let inside = keys.get("inside").and_then(|node| self::inside(&node));
    if !is_json && (own.is_some() || inside.is_some()) {
        keys.node().complain(
            "only a JSON answer has lists",
            "take `order` and `inside` out",
        );
    }
    (own, inside)
}

/// The list of the record that can be long.
fn inside(node: &Node<'_>) -> Option<Inside> {
    let mut keys = node.keys()?;
    let list = keys.need("list").and_then(|list| {
        let pointer = list.pointer()?;
        if pointer.contains('~') || pointer.ends_with('/') {
            list.complain(
                format!("`{pointer}` does not lead to a list by plain keys"),
                "write it as /key/key",
            );
        }
        Some(pointer)
    });
    let order = keys.get("order").and_then(|order| self::order(&order));
    keys.finish();
    Some(Inside { list: list?, order })
}

/// The order of an unpaged `list`: the order in which a vendor's own pages come is not ours to turn.
fn own(node: &Node<'_>, method: &str, is_paged: bool) -> Option<Order> {
    if method != "list" {
        node.complain(
            "only a `list` has an order of its own",
            "take it out, or name the list inside the record: `inside: { list: /key, order: … }`",
        );
    }
    if is_paged {
        node.complain(
            "a list with `pagination` comes in the vendor's order",
            "take it out",
        );
    }
    order(node)
}

fn order(node: &Node<'_>) -> Option<Order> {
    node.choice(&[
        ("oldest_first", Order::OldestFirst),
        ("newest_first", Order::NewestFirst),
    ])
}
