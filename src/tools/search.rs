//! What a search for tools answers: the best hit as it is called, the next by name, and a map of what there is where nothing is asked or found.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::discovery::calls_with;
use super::toolbox::Toolbox;
use crate::catalogue::Tool;
use crate::json::quote;

/// How like a resource's name a word of the query is when it may be meant.
const LIKE: f64 = 0.75;

/// Names of resources that are offered for a query that finds nothing.
const NEAREST: usize = 3;

/// The tools that a query can mean, best first, at most so many.
pub(super) fn search(toolbox: Toolbox<'_>, query: &str, most: usize) -> String {
    let tools = toolbox.integration.tools;
    let is_shown = |at| toolbox.shows(at);
    let hits = records::index::search(&toolbox.integration.index, query, is_shown);
    let mut found = hits.iter().filter_map(|hit| tools.get(hit.tool));
    let Some(best) = found.next() else {
        return map(toolbox, query);
    };
    let mut out = String::from("{\"tools\":[");
    show(toolbox, best, &mut out);
    for tool in found.take(most.saturating_sub(1)) {
        let (name, title) = (toolbox.name_of(tool), quote(tool.title));
        // Writing into a String cannot fail, here and below.
        let _ = write!(out, ",{{\"name\":\"{name}\",\"title\":{title}}}");
    }
    let _ = write!(out, "],\"found\":{}}}", hits.len());
    out
}

/// All that a call of it needs.
fn show(toolbox: Toolbox<'_>, tool: &Tool, out: &mut String) {
    let own = toolbox.own_definition(tool);
    let own = own.as_ref();
    let description = own.map(|own| Cow::Borrowed(own.description.as_str()));
    let _ = write!(
        out,
        "{{\"name\":\"{}\",\"call_with\":\"{}\",\"description\":",
        toolbox.name_of(tool),
        calls_with(tool)
    );
    toolbox.rename(
        &description.unwrap_or_else(|| quote(tool.description).into()),
        out,
    );
    out.push_str(",\"inputSchema\":");
    toolbox.rename(own.map_or(tool.input_schema, |own| &own.input_schema), out);
    out.push('}');
}

/// The resources and how many tools each has.
fn map(toolbox: Toolbox<'_>, query: &str) -> String {
    let mut resources: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, method) in toolbox.tools() {
        *resources.entry(method.resource).or_default() += 1;
    }
    let mut out = String::from("{\"tools\":[],\"found\":0");
    let nearest = nearest(query, resources.keys().copied());
    if !nearest.is_empty() {
        let _ = write!(out, ",\"did_you_mean\":[{}]", nearest.join(","));
    }
    out.push_str(",\"tools_by_resource\":{");
    for (index, (resource, count)) in resources.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\"{resource}\":{count}");
    }
    out.push_str("}}");
    out
}

/// Names of resources, quoted, that a word of the query is like.
fn nearest<'a>(query: &str, resources: impl Iterator<Item = &'a str>) -> Vec<String> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().take(NEAREST).collect();
    let likeness = |resource: &str| {
        let each = words.iter().map(|word| {
            let word: String = word.chars().take(resource.len() * 2).collect();
            strsim::jaro_winkler(&word, resource)
        });
        each.fold(0.0, f64::max)
    };
    let mut near: Vec<(f64, &str)> = resources
        .map(|resource| (likeness(resource), resource))
        .filter(|(likeness, _)| *likeness > LIKE)
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0));
    near.truncate(NEAREST);
    near.iter().map(|(_, resource)| quote(resource)).collect()
}
