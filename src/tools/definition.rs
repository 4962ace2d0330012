//! A tool's definition where a server's config makes it another one than the build rendered: arguments that are set, and remarks.

use super::presets::Preset;
use super::toolbox::Toolbox;
use crate::catalogue::Tool;
use crate::json::{Members, elements, object_of, quote, string};

/// What a client reads of a tool.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) description: String,
    /// As JSON.
    pub(super) input_schema: String,
}

/// What is shown of an argument that is set.
enum Shown<'a> {
    /// It is not there.
    Gone,
    /// It may be left out, and this counts then.
    Default(&'a str),
    /// It may be left out for some of the accounts.
    Optional,
}

impl Definition {
    /// That of a tool for all accounts that may use it; `None` where it is what the build rendered.
    pub(super) fn of(users: &[Toolbox<'_>], tool: &Tool) -> Option<Self> {
        let is_plain = |user: &Toolbox<'_>| {
            let config = user.config;
            config.approve.is_none() && config.customer_visible.is_none() && !user.has_presets()
        };
        if users.iter().all(is_plain) {
            return None;
        }
        let remark = remark(users, tool);
        let input_schema = input_schema(users, tool);
        if remark.is_empty() && input_schema.is_none() {
            return None;
        }
        Some(Self {
            description: [tool.description, &remark].concat(),
            input_schema: input_schema.unwrap_or_else(|| tool.input_schema.to_owned()),
        })
    }

    /// The tool's JSON in `tools/list` after its name, as the build renders it.
    pub(super) fn text(&self, tool: &Tool) -> String {
        format!(
            ",\"title\":{},\"description\":{},\"inputSchema\":{},\"annotations\":{}}}",
            quote(tool.title),
            quote(&self.description),
            self.input_schema,
            tool.hints
        )
    }
}

/// What is said of it where accounts differ says so.
fn remark(users: &[Toolbox<'_>], tool: &Tool) -> String {
    let remarks: Vec<&str> = users.iter().map(|user| user.remark(tool)).collect();
    let Some(remark) = remarks.iter().find(|remark| !remark.is_empty()) else {
        return String::new();
    };
    if remarks.iter().all(|other| other == remark) {
        return (*remark).to_owned();
    }
    format!("{remark} So for some accounts.")
}

/// A schema without what is frozen, and with what is a default.
fn input_schema(users: &[Toolbox<'_>], tool: &Tool) -> Option<String> {
    let set: Vec<(&str, Vec<Option<Preset<'_>>>)> = tool
        .arguments
        .iter()
        .map(|argument| {
            let presets = users.iter().map(|user| user.preset(tool, argument.name));
            (argument.name, presets.collect())
        })
        .filter(|(_, presets): &(_, Vec<Option<Preset<'_>>>)| presets.iter().any(Option::is_some))
        .collect();
    if set.is_empty() {
        return None;
    }
    let shown = |name: &str| {
        let (_, presets) = set.iter().find(|(own, _)| *own == name)?;
        Some(self::shown(presets))
    };
    let schema = Members::parse(tool.input_schema)?;
    let mut out: Vec<(&str, String)> = Vec::new();
    for (key, value) in schema.iter() {
        let value = match key {
            "properties" => {
                let properties = Members::parse(value)?;
                object_of(properties.iter().filter_map(|(name, property)| {
                    let property = match shown(name) {
                        Some(Shown::Gone) => return None,
                        Some(Shown::Default(json)) => with_default(property, json),
                        Some(Shown::Optional) | None => property.to_owned(),
                    };
                    Some((name, property))
                }))
            }
            "required" => {
                let names = elements(value)?;
                let names = names.iter().map(|name| name.get());
                let names: Vec<&str> = names
                    .filter(|json| string(json).is_some_and(|name| shown(&name).is_none()))
                    .collect();
                if names.is_empty() {
                    continue;
                }
                format!("[{}]", names.join(","))
            }
            _ => value.to_owned(),
        };
        out.push((key, value));
    }
    Some(object_of(out))
}

/// What accounts set of one argument, taken together.
fn shown<'a>(presets: &'a [Option<Preset<'_>>]) -> Shown<'a> {
    if presets
        .iter()
        .all(|it| matches!(it, Some(Preset::Frozen(_))))
    {
        return Shown::Gone;
    }
    match presets.first() {
        Some(Some(first @ Preset::Default(json)))
            if presets.iter().all(|it| it.as_ref() == Some(first)) =>
        {
            Shown::Default(json)
        }
        Some(_) | None => Shown::Optional,
    }
}

/// A property's schema with its default, in place of one that it has.
fn with_default(schema: &str, json: &str) -> String {
    let members = Members::parse(schema).unwrap_or_default();
    let kept = members.iter().filter(|(key, _)| *key != "default");
    object_of(kept.chain([("default", json)]))
}
