//! Values that a method always sends and no model sees.

use super::keep;
use super::node::Node;
use super::value::Value;
use crate::catalogue::{BodyKind, Paging, PagingPlace};

/// Keys with JSON texts.
pub(crate) type Values = &'static [(&'static str, &'static str)];

#[derive(Debug, Default)]
pub(crate) struct Fixed {
    pub(crate) query: Values,
    pub(crate) body: Values,
}

pub(crate) fn read(node: &Node<'_>, body: BodyKind, paging: Option<&Paging>) -> Option<Fixed> {
    let mut keys = node.keys()?;
    let mut values = |key, place| {
        keys.get(key)
            .map(|node| values(&node, place, paging))
            .unwrap_or_default()
    };
    let fixed = Fixed {
        query: values("query", PagingPlace::Query),
        body: values("body", PagingPlace::Body),
    };
    keys.finish();
    if body == BodyKind::None && !fixed.body.is_empty() {
        node.complain_at(
            "body",
            "the method sends no body, so these values are never sent",
            "define it with `body: json` (or form, multipart), or move them to `query`",
        );
    }
    Some(fixed)
}

fn values(node: &Node<'_>, place: PagingPlace, paging: Option<&Paging>) -> Values {
    let mut values = Vec::new();
    for (key, node) in node.entries() {
        if *node.value() == Value::Null {
            node.complain("this is empty", "write the value or take the key out");
        }
        if paging.is_some_and(|paging| paging.sends(place, key)) {
            node.complain("`pagination` sends this key", "take it out");
        }
        values.push((key, keep::text(node.value().json())));
    }
    keep::list(values)
}
