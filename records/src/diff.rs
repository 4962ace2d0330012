//! What a deploy changes for clients: the tools of two catalogues, compared by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::catalogue::{Effect, Integration, Tool};

/// A tool that is not the same in two catalogues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The tool's long name.
    pub tool: String,
    /// What became of it.
    pub kind: DifferenceKind,
}

/// What became of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It is new. Holds the name under which the same endpoint was there before and is not any more.
    Appeared(Option<String>),
    /// It is gone.
    Vanished,
    /// It is there, and says or does something else: one line for each change.
    Changed(Vec<Change>),
}

/// One change of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `endpoint`, `effect`, `schema`, `description`, `title` or `short_name`.
    pub what: &'static str,
    /// How it changed, in words.
    pub how: String,
}

/// The differences from one catalogue to another, by the tools' names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences(pub Vec<Difference>);

struct Known {
    integration: &'static Integration,
    tool: &'static Tool,
    endpoint: String,
}

/// Every tool of the catalogues by name, with the endpoint that it calls.
fn known(integrations: &'static [Integration]) -> BTreeMap<&'static str, Known> {
    let tools = integrations.iter().flat_map(|integration| {
        integration
            .tools
            .iter()
            .map(move |tool| (integration, tool))
    });
    tools
        .map(|(integration, tool)| {
            let method = integration.methods.get(tool.method);
            let endpoint = match (tool.composite, method) {
                (Some(_), _) | (None, None) => "several calls".to_owned(),
                (None, Some(method)) => format!("{} {}", method.verb.as_str(), method.path),
            };
            let known = Known {
                integration,
                tool,
                endpoint,
            };
            (tool.name, known)
        })
        .collect()
}

/// What is different in `new` from what it was in `old`.
pub fn diff(old: &'static [Integration], new: &'static [Integration]) -> Differences {
    let (old, new) = (known(old), known(new));
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let found = names.into_iter().filter_map(|name| {
        let kind = match (old.get(name), new.get(name)) {
            (None, Some(appeared)) => {
                let before = old.iter().find(|(name, known)| {
                    !new.contains_key(*name)
                        && known.integration.base_url == appeared.integration.base_url
                        && known.endpoint == appeared.endpoint
                        && known.tool.composite.is_none()
                });
                DifferenceKind::Appeared(before.map(|(name, _)| (*name).to_owned()))
            }
            (Some(_), None) => DifferenceKind::Vanished,
            (Some(old), Some(new)) => {
                let changes = changes(old, new);
                if changes.is_empty() {
                    return None;
                }
                DifferenceKind::Changed(changes)
            }
            (None, None) => return None,
        };
        Some(Difference {
            tool: name.to_owned(),
            kind,
        })
    });
    Differences(found.collect())
}

fn changes(old: &Known, new: &Known) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |what, how: String| found.push(Change { what, how });
    let now = |text: &str| format!("now: {}", shortened(text));
    if old.endpoint != new.endpoint {
        add(
            "endpoint",
            format!("calls {} instead of {}", new.endpoint, old.endpoint),
        );
    }
    if old.tool.effect != new.tool.effect || old.tool.annotations != new.tool.annotations {
        add("effect", effect(old.tool, new.tool));
    }
    for how in schema(old.tool.input_schema, new.tool.input_schema) {
        add("schema", how);
    }
    if old.tool.description != new.tool.description {
        add("description", now(new.tool.description));
    }
    if old.tool.title != new.tool.title {
        add("title", now(new.tool.title));
    }
    if old.tool.short_name != new.tool.short_name {
        add("short_name", now(new.tool.short_name));
    }
    found
}

fn effect(old: &Tool, new: &Tool) -> String {
    if old.effect == new.effect {
        return format!(
            "annotations are {} instead of {}",
            new.annotations, old.annotations
        );
    }
    let now = match new.effect {
        Effect::Read => "reads",
        Effect::Write => "writes",
        Effect::Destructive => "destroys",
    };
    let before = match old.effect {
        Effect::Read => "read",
        Effect::Write => "wrote",
        Effect::Destructive => "destroyed",
    };
    format!("{now}, and it {before} before")
}

/// The arguments that came, went, changed, or became required or optional.
fn schema(old: &str, new: &str) -> Vec<String> {
    if old == new {
        return Vec::new();
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    let properties = |schema: &Value| {
        schema
            .get("properties")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    };
    let required = |schema: &Value, name: &str| {
        let all = schema.get("required").and_then(Value::as_array);
        all.is_some_and(|all| all.iter().any(|one| one == name))
    };
    let (before, after): (Map<String, Value>, Map<String, Value>) =
        (properties(&old), properties(&new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for name in names {
        let duty = |schema: &Value| {
            if required(schema, name) {
                "required"
            } else {
                "optional"
            }
        };
        match (before.get(name), after.get(name)) {
            (None, Some(_)) => found.push(format!("`{name}` is new and {}", duty(&new))),
            (Some(_), None) => found.push(format!("`{name}` is gone")),
            (Some(was), Some(is)) => {
                if required(&old, name) != required(&new, name) {
                    found.push(format!("`{name}` is {}", duty(&new)));
                }
                if was != is {
                    found.push(format!("`{name}` is {}", shortened(&is.to_string())));
                }
            }
            (None, None) => {}
        }
    }
    if found.is_empty() {
        found.push("its order or its other keys".to_owned());
    }
    found
}

fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{start}…")
}

impl Differences {
    /// For people: a line for each tool, and one for each change of it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let [mut appeared, mut vanished, mut changed] = [0_usize; 3];
        for Difference { tool, kind } in &self.0 {
            match kind {
                DifferenceKind::Appeared(before) => {
                    appeared += 1;
                    let before = before.as_ref().map(|before| format!(" (was {before})"));
                    let _ = writeln!(text, "+ {tool}{}", before.unwrap_or_default());
                }
                DifferenceKind::Vanished => {
                    vanished += 1;
                    let _ = writeln!(text, "- {tool}");
                }
                DifferenceKind::Changed(all) => {
                    changed += 1;
                    let _ = writeln!(text, "~ {tool}");
                    for Change { what, how } in all {
                        let _ = writeln!(text, "    {what}: {how}");
                    }
                }
            }
        }
        let _ = writeln!(
            text,
            "appeared: {appeared}, vanished: {vanished}, changed: {changed}"
        );
        text
    }

    /// For programs: one object.
    pub fn json(&self) -> String {
        let (mut appeared, mut vanished, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for Difference { tool, kind } in &self.0 {
            match kind {
                DifferenceKind::Appeared(None) => appeared.push(json!({ "tool": tool })),
                DifferenceKind::Appeared(Some(before)) => {
                    appeared.push(json!({ "tool": tool, "was": before }));
                }
                DifferenceKind::Vanished => vanished.push(json!({ "tool": tool })),
                DifferenceKind::Changed(all) => {
                    let all: Vec<Value> = all
                        .iter()
                        .map(|Change { what, how }| json!({ "what": what, "how": how }))
                        .collect();
                    changed.push(json!({ "tool": tool, "changes": all }));
                }
            }
        }
        json!({ "appeared": appeared, "vanished": vanished, "changed": changed }).to_string()
    }
}
