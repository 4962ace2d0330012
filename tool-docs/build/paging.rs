//! How a vendor's lists are walked: styles with names, and what a list changes about one.

use super::node::Node;
use super::value::Value;

#[derive(Debug, Clone)]
pub(crate) struct Paging {
    pub(crate) place: PagingPlace,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) limit_key: String,
    pub(crate) default_limit: Option<u32>,
    pub(crate) max_limit: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Cursor {
    pub(crate) key: String,
    pub(crate) next: String,
    pub(crate) more: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PagingPlace {
    Query,
    Body,
}

/// The named styles of `pagination`.
#[derive(Debug)]
pub(crate) struct Styles<'a>(Vec<(&'a str, Node<'a>, Option<Paging>)>);

impl<'a> Styles<'a> {
    pub(crate) fn read(node: Option<&Node<'a>>) -> Self {
        let styles = node.map(Node::entries).unwrap_or_default().into_iter();
        Styles(
            styles
                .map(|(name, node)| (name, node.clone(), paging(&node)))
                .collect(),
        )
    }

    /// A style's name, or `use:` with what is different here.
    pub(crate) fn used(&self, node: &Node<'_>) -> Option<Paging> {
        let Value::Object(entries) = node.value() else {
            return self
                .style(node, node.text()?)
                .and_then(|(_, paging)| paging.clone());
        };
        let mut overrides = entries.clone();
        let Some(index) = overrides.iter().position(|(key, _)| key == "use") else {
            node.complain(
                "`use` is missing",
                "name the style: `use: <style>`, with what is different here beside it",
            );
            return None;
        };
        let (_, name) = overrides.remove(index);
        let (style, _) = self.style(node, node.at("use", &name).text()?)?;
        let mut merged: Vec<(String, Value)> = style
            .entries()
            .into_iter()
            .map(|(key, node)| (key.to_owned(), node.value().clone()))
            .collect();
        merged.retain(|(key, _)| !overrides.iter().any(|(changed, _)| changed == key));
        merged.extend(overrides);
        paging(&node.with(&Value::Object(merged)))
    }

    fn style(&self, node: &Node<'_>, name: &str) -> Option<(&Node<'a>, &Option<Paging>)> {
        let found = self.0.iter().find(|(style, _, _)| *style == name);
        if found.is_none() {
            let names: Vec<&str> = self.0.iter().map(|(name, _, _)| *name).collect();
            let mend = format!(
                "use one of {}, or declare it under `pagination`",
                names.join(", ")
            );
            node.complain(format!("there is no style `{name}`"), mend);
        }
        found.map(|(_, node, paging)| (node, paging))
    }
}

fn paging(node: &Node<'_>) -> Option<Paging> {
    let mut keys = node.keys()?;
    let has_cursor = keys
        .need("style")
        .and_then(|style| style.choice(&[("cursor", true), ("limit", false)]));
    let places = [("query", PagingPlace::Query), ("body", PagingPlace::Body)];
    let place = keys.need("in").and_then(|place| place.choice(&places));
    let cursor = has_cursor?.then(|| Cursor {
        key: keys.need_string("cursor"),
        next: keys
            .need("next")
            .and_then(|next| next.pointer())
            .unwrap_or_default(),
        more: keys
            .get("more")
            .and_then(|more| more.pointer())
            .unwrap_or_default(),
    });
    let limit_key = keys.need_string("limit");
    let default_limit = keys.get("default_limit").and_then(|limit| limit.integer());
    let max_limit = keys.need("max_limit").and_then(|limit| limit.integer());
    keys.finish();
    if default_limit > max_limit {
        node.complain_at("default_limit", "it is larger than `max_limit`", "lower it");
    }
    Some(Paging {
        place: place?,
        cursor,
        limit_key,
        default_limit,
        max_limit: max_limit?,
    })
}
