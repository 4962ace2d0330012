//! What the tools of an integration are looked up by, made once so that the Worker sorts nothing.

use std::collections::BTreeSet;

use super::keep;
use crate::catalogue::{Integration, Tool};

/// The integration with these tools, which are sorted by name.
pub(crate) fn with(integration: Integration, tools: Vec<Tool>) -> Integration {
    Integration {
        by_short_name: by_short_name(&tools),
        tags: tags(&tools),
        tools: keep::list(tools),
        ..integration
    }
}

fn by_short_name(tools: &[Tool]) -> &'static [usize] {
    let mut names: Vec<(&str, usize)> = tools
        .iter()
        .enumerate()
        .map(|(index, tool)| (tool.short_name, index))
        .collect();
    names.sort_unstable();
    keep::list(names.into_iter().map(|(_, tool)| tool))
}

fn tags(tools: &[Tool]) -> &'static [&'static str] {
    let tags: BTreeSet<&str> = tools.iter().flat_map(|tool| tool.tags).copied().collect();
    keep::list(tags)
}
