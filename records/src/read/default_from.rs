//! `default_from`: a property whose value another read of the vendor tells, asked only when the caller gives none.

use super::argument::Placed;
use super::node::{Keys, Node};
use super::property::Property;
use crate::catalogue::{ArgumentDefault, Method, Verb};

#[derive(Debug, Clone)]
pub(crate) struct DefaultFrom {
    pub(crate) resource: &'static str,
    pub(crate) method: &'static str,
    /// Into the answer's body.
    pub(crate) pointer: &'static str,
}

pub(crate) fn read(keys: &mut Keys<'_>, is_root: bool) -> Option<DefaultFrom> {
    let node = keys.get("default_from")?;
    if !is_root {
        let fix = "take it out, or give it to a property at the root";
        node.complain("only an argument itself has such a default", fix);
    }
    let mut keys = node.keys()?;
    let name = keys.need("method").and_then(|method| method.text());
    let pointer = keys.need("pointer").and_then(|pointer| pointer.pointer());
    keys.finish();
    let name = name?;
    let Some((resource, method)) = name.split_once('.') else {
        node.complain_at(
            "method",
            format!("`{name}` names no method"),
            "write it as `resource.method`, such as `me.list`",
        );
        return None;
    };
    Some(DefaultFrom {
        resource,
        method,
        pointer: pointer?,
    })
}

impl DefaultFrom {
    /// The index of its method. `node` is where the property is documented.
    fn index(&self, node: &Node<'_>, key: &str, methods: &[Method]) -> Option<usize> {
        let key = format!("{key}.default_from.method");
        let index = methods
            .iter()
            .position(|method| method.resource == self.resource && method.method == self.method);
        let Some(method) = index.and_then(|index| methods.get(index)) else {
            let fix = "define it under `resources`, or name another";
            node.complain_at(&key, "integration.yaml defines no such method", fix);
            return None;
        };
        if method.verb != Verb::Get || method.path.contains('{') {
            let fix = "name one with `http: GET` and a path without parameters";
            node.complain_at(&key, "a default is read without arguments", fix);
        }
        index
    }
}

/// The arguments of a tool that the vendor tells.
pub(crate) fn defaults(
    node: &Node<'_>,
    arguments: &[Placed],
    methods: &[Method],
) -> Vec<ArgumentDefault> {
    let arguments = arguments.iter().enumerate();
    let defaults = arguments.filter_map(|(index, argument)| {
        let from = argument.property.default_from.as_ref()?;
        Some(ArgumentDefault {
            argument: index,
            method: from.index(node, &argument.key(), methods)?,
            pointer: from.pointer,
        })
    });
    defaults.collect()
}

/// A default fills what a query or a body lacks, and a name stands for one argument.
pub(crate) fn check(node: &Node<'_>, arguments: &[Placed]) {
    for argument in arguments {
        let Property {
            required,
            default_from,
            also,
            schema,
            ..
        } = &argument.property;
        let is_filled = argument.is_sent() && schema.is_scalar() && !required;
        if default_from.is_some() && !is_filled {
            node.complain_at(
                &format!("{}.default_from", argument.key()),
                "nothing is filled in here",
                "give it to an optional plain value of a query or a body",
            );
        }
        let is_taken = |name: &&&str| {
            let others = arguments.iter().map(|other| other.property.name);
            let mut others = others.filter(|other| *other != argument.property.name);
            others.any(|other| other == **name)
        };
        if let Some(name) = also.iter().find(is_taken) {
            node.complain_at(
                &format!("{}.also", argument.key()),
                format!("`{name}` is an argument of its own"),
                "take it out",
            );
        }
    }
}
