//! A list that the vendor cuts without saying how to go on.

use super::header;
use super::node::Node;
use crate::catalogue::Capped;

/// `capped` of a method; a paged list goes on instead.
pub(crate) fn read(node: &Node<'_>, method: &str, is_paged: bool) -> Option<Capped> {
    if method != "list" {
        node.complain(
            "only a `list` can be `capped`",
            "take it out, or make it the `list` of a resource of its own",
        );
    }
    if is_paged {
        node.complain(
            "a list has `pagination` or is `capped`, not both",
            "keep one of them",
        );
    }
    let mut keys = node.keys()?;
    let limit = keys.need("limit").and_then(|limit| limit.integer());
    let header = keys
        .get("header")
        .and_then(|node| Some(header::name(&node, node.text()?)));
    let narrow = keys.need_text("narrow");
    keys.finish();
    Some(Capped {
        limit: limit?,
        header: header.unwrap_or_default(),
        narrow,
    })
}
