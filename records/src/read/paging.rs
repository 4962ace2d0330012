//! How a vendor's lists are walked: styles with names, and what a list changes about one.

use super::keep;
use super::node::{Keys, Node};
use super::value::Value;
use crate::catalogue::{Paging, PagingPlace, PagingStyle};

impl Paging {
    /// The vendor's request keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let size = Some(self.limit_key).filter(|key| !key.is_empty());
        let walk = match self.style {
            PagingStyle::Cursor { key, .. } | PagingStyle::Page { key, .. } => Some(key),
            PagingStyle::SizeOnly | PagingStyle::NextUrl { .. } => None,
        };
        size.into_iter().chain(walk)
    }

    /// Whether it sends this key itself, or something in the object of this key.
    pub(crate) fn sends(&self, place: PagingPlace, key: &str) -> bool {
        self.place == place && self.keys().any(|sent| sent.split('/').next() == Some(key))
    }
}

/// The named styles of `pagination`.
#[derive(Debug)]
pub(crate) struct Styles<'a>(Vec<(&'static str, Node<'a>, Option<Paging>)>);

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
                .and_then(|(_, paging)| paging);
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
        let (style, _) = self.style(node, node.at("use", keep::one(name)).text()?)?;
        let mut merged: Vec<(String, Value)> = style
            .entries()
            .into_iter()
            .map(|(key, node)| (key.to_owned(), node.value().clone()))
            .collect();
        merged.retain(|(key, _)| !overrides.iter().any(|(changed, _)| changed == key));
        merged.extend(overrides);
        paging(&node.with(keep::one(Value::Object(merged))))
    }

    fn style(&self, node: &Node<'_>, name: &str) -> Option<(&Node<'a>, Option<Paging>)> {
        let found = self.0.iter().find(|(style, _, _)| *style == name);
        if found.is_none() {
            let names: Vec<&str> = self.0.iter().map(|(name, _, _)| *name).collect();
            let fix = format!(
                "use one of {}, or declare it under `pagination`",
                names.join(", ")
            );
            node.complain(format!("there is no style `{name}`"), fix);
        }
        found.map(|(_, node, paging)| (node, *paging))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StyleName {
    Cursor,
    Page,
    NextUrl,
    Limit,
}

fn paging(node: &Node<'_>) -> Option<Paging> {
    let styles = [
        ("cursor", StyleName::Cursor),
        ("page", StyleName::Page),
        ("next_url", StyleName::NextUrl),
        ("limit", StyleName::Limit),
    ];
    let mut keys = node.keys()?;
    let name = keys.need("style").and_then(|style| style.choice(&styles))?;
    let place = place(&mut keys, name);
    let style = match name {
        StyleName::Cursor => PagingStyle::Cursor {
            key: request_key(keys.need("cursor"), place),
            next: pointer(keys.need("next")),
            more: pointer(keys.get("more")),
            until_empty: keys
                .get("until_empty")
                .and_then(|until_empty| until_empty.boolean())
                .unwrap_or(false),
            once: keys
                .get("once")
                .and_then(|once| once.text())
                .unwrap_or_default(),
        },
        StyleName::Page => PagingStyle::Page {
            key: request_key(keys.need("page"), place),
            current: pointer(keys.need("current")),
            total: pointer(keys.need("total")),
        },
        StyleName::NextUrl => PagingStyle::NextUrl {
            next: pointer(keys.need("next")),
        },
        StyleName::Limit => PagingStyle::SizeOnly,
    };
    let size = size(&mut keys, name, place);
    keys.finish();
    Some(Paging {
        place: place?,
        style,
        limit_key: size.key,
        default_limit: size.default,
        max_limit: size.max,
    })
}

fn place(keys: &mut Keys<'_>, style: StyleName) -> Option<PagingPlace> {
    let places = [("query", PagingPlace::Query), ("body", PagingPlace::Body)];
    if style != StyleName::NextUrl {
        return keys.need("in").and_then(|place| place.choice(&places));
    }
    if let Some(node) = keys.get("in")
        && node.choice(&places) == Some(PagingPlace::Body)
    {
        node.complain(
            "the URL of the next page is followed as it is, with its query",
            "take `in` out",
        );
    }
    Some(PagingPlace::Query)
}

/// How many records a page has.
struct Size {
    /// Empty = the vendor sets it.
    key: &'static str,
    default: Option<u32>,
    max: u32,
}

fn size(keys: &mut Keys<'_>, style: StyleName, place: Option<PagingPlace>) -> Size {
    let limit = match style {
        StyleName::Limit => keys.need("limit"),
        StyleName::Cursor | StyleName::Page | StyleName::NextUrl => keys.get("limit"),
    };
    let bounds = [keys.get("default_limit"), keys.get("max_limit")];
    if limit.is_none() {
        for bound in bounds.iter().flatten() {
            bound.complain(
                "this style sends no page size",
                "add the vendor's key as `limit` or take this out",
            );
        }
        return Size {
            key: "",
            default: None,
            max: u32::MAX,
        };
    }
    let [_, max] = &bounds;
    if max.is_none() {
        keys.need("max_limit");
    }
    let [default, max] = bounds.map(|bound| bound.and_then(|bound| bound.integer::<u32>()));
    if default.zip(max).is_some_and(|(default, max)| default > max) {
        keys.node()
            .complain_at("default_limit", "it is larger than `max_limit`", "lower it");
    }
    Size {
        key: request_key(limit, place),
        default,
        max: max.unwrap_or(u32::MAX),
    }
}

fn pointer(node: Option<Node<'_>>) -> &'static str {
    node.and_then(|node| node.pointer()).unwrap_or_default()
}

/// The vendor's key for one value of paging; in a body, `a/b` is key b of the object a.
fn request_key(node: Option<Node<'_>>, place: Option<PagingPlace>) -> &'static str {
    let Some((node, key)) = node.and_then(|node| node.text().map(|key| (node, key))) else {
        return "";
    };
    if key.contains('/') && place == Some(PagingPlace::Query) {
        node.complain(
            format!("`{key}` is a place in a body, and this style pages in the query"),
            "write a key of the query, or page with `in: body`",
        );
    }
    if key.split('/').any(str::is_empty) || key.split('/').count() > 2 {
        node.complain(
            format!("`{key}` does not name a place in a body"),
            "write `a/b` for key b of the object a",
        );
    }
    key
}
