//! What a search for tools answers: the best hit as it is called, the next by name, and a map of what there is where nothing is asked or found.

use std::fmt::Write;

use super::discovery::calls_with;
use super::tool_set::ToolSet;
use crate::catalogue::Tool;
use crate::json::quote;

/// Room for how many tools or resources there are.
const END_CHARS: usize = 40;

/// How like a resource's name a word of the query is when it may be meant.
const LIKE: f64 = 0.75;

/// Names of resources that are offered for a query that finds nothing.
const NEAREST: usize = 3;

/// The tools that a query can mean, best first: at most so many, and after the best as many as fit.
pub(super) fn search<'a>(tools: impl ToolSet<'a>, query: &str, most: usize) -> String {
    let room = tools.result_chars().saturating_sub(END_CHARS);
    let hits = tools.hits(query);
    let Some((best, others)) = hits.split_first() else {
        return map(tools, query, room);
    };
    let mut out = String::from("{\"tools\":[");
    show(tools, best, &mut out);
    for tool in others.iter().take(most.saturating_sub(1)) {
        let before = out.len();
        let (name, title) = (tools.name_of(tool), quote(tool.title));
        // Writing into a String cannot fail, here and below.
        let _ = write!(out, ",{{\"name\":\"{name}\",\"title\":{title}");
        accounts(tools, tool, &mut out);
        out.push('}');
        if out.len() > room {
            out.truncate(before);
            break;
        }
    }
    let _ = write!(out, "],\"found\":{}}}", hits.len());
    out
}

/// All that a call of it needs.
fn show<'a>(tools: impl ToolSet<'a>, tool: &Tool, out: &mut String) {
    let mut description = String::with_capacity(tool.description.len());
    tools.render_description(tool, &mut description);
    let _ = write!(
        out,
        "{{\"name\":\"{}\",\"call_with\":\"{}\",\"description\":{},\"inputSchema\":",
        tools.name_of(tool),
        calls_with(tool),
        quote(&description)
    );
    tools.render_schema(tool, out);
    accounts(tools, tool, out);
    out.push('}');
}

/// Which accounts may use it, where that is not plain.
fn accounts<'a>(tools: impl ToolSet<'a>, tool: &Tool, out: &mut String) {
    let labels = tools.accounts_of(tool);
    if !labels.is_empty() {
        let labels: Vec<String> = labels.iter().map(|label| quote(label)).collect();
        let _ = write!(out, ",\"accounts\":[{}]", labels.join(","));
    }
}

/// The resources and how many tools each has, as many as fit.
fn map<'a>(tools: impl ToolSet<'a>, query: &str, room: usize) -> String {
    let resources = tools.resources();
    let mut out = String::from("{\"tools\":[],\"found\":0");
    let nearest = nearest(query, resources.keys().map(AsRef::as_ref));
    if !nearest.is_empty() {
        let _ = write!(out, ",\"did_you_mean\":[{}]", nearest.join(","));
    }
    out.push_str(",\"tools_by_resource\":{");
    for (index, (resource, count)) in resources.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let before = out.len();
        let _ = write!(out, "{comma}\"{resource}\":{count}");
        if out.len() > room {
            out.truncate(before);
            let left = resources.len() - index;
            let _ = write!(out, "}},\"resources_left_out\":{left}}}");
            return out;
        }
    }
    out.push_str("}}");
    out
}

/// Names of resources, quoted, that a word of the query is like.
fn nearest<'a>(query: &str, resources: impl Iterator<Item = &'a str>) -> Vec<String> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().take(NEAREST).collect();
    let likeness = |resource: &str| {
        // Beside other vendors, the vendor's name stands before it.
        let resource = resource.rsplit(' ').next().unwrap_or_default();
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
