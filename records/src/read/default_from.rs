//! `default_from`: a property whose value another read of the vendor tells, asked only when the caller gives none.

use super::method::{Method, Verb};
use super::node::{Keys, Node};

#[derive(Debug, Clone)]
pub(crate) struct DefaultFrom {
    pub(crate) resource: String,
    pub(crate) method: String,
    /// Into the answer's body.
    pub(crate) pointer: String,
}

pub(crate) fn read(keys: &mut Keys<'_>, is_root: bool) -> Option<DefaultFrom> {
    let node = keys.get("default_from")?;
    if !is_root {
        let mend = "take it out, or give it to a property at the root";
        node.complain("only an argument itself has such a default", mend);
    }
    let mut keys = node.keys()?;
    let name = keys.need("method").and_then(|method| method.string());
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
        resource: resource.to_owned(),
        method: method.to_owned(),
        pointer: pointer?,
    })
}

impl DefaultFrom {
    /// The index of its method. `node` is where the property is documented.
    pub(crate) fn method(&self, node: &Node<'_>, key: &str, methods: &[Method]) -> Option<usize> {
        let key = format!("{key}.default_from.method");
        let index = methods
            .iter()
            .position(|method| method.resource == self.resource && method.name == self.method);
        let Some(method) = index.and_then(|index| methods.get(index)) else {
            let mend = "define it under `resources`, or name another";
            node.complain_at(&key, "integration.yaml defines no such method", mend);
            return None;
        };
        if method.verb != Verb::Get || method.parameters().next().is_some() {
            let mend = "name one with `http: GET` and a path without parameters";
            node.complain_at(&key, "a default is read without arguments", mend);
        }
        index
    }
}
