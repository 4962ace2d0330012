//! What a person is told who connects an account.

use super::node::Node;
use crate::catalogue::Connect;

/// Longest step: one sentence on a phone.
const MAX_STEP: usize = 200;

pub(crate) fn read(node: &Node<'_>) -> Option<Connect> {
    let mut keys = node.keys()?;
    let steps = keys.get("steps");
    for step in steps.iter().flat_map(Node::items) {
        let length = step.text().map_or(0, |text| text.chars().count());
        if length > MAX_STEP {
            step.complain(
                format!("{length} characters are too long"),
                format!("shorten it to {MAX_STEP}, or make two steps of it"),
            );
        }
    }
    let steps = steps.map(|steps| steps.texts()).unwrap_or_default();
    let mut connect = Connect {
        steps,
        ..Connect::default()
    };
    if let Some(found) = keys.get("found") {
        let mut found = found.keys()?;
        connect.person = found.get("as").and_then(|node| node.pointer());
        connect.workspace = found.get("workspace").and_then(|node| node.pointer());
        connect.workspace_id = found.get("workspace_id").and_then(|node| node.pointer());
        found.finish();
    }
    keys.finish();
    Some(connect)
}
