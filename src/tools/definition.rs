//! A tool's definition where a server's config makes it another one than the build rendered: arguments that are set, and remarks.

use super::presets::Preset;
use super::toolbox::Toolbox;
use crate::catalogue::Tool;
use crate::json::{Members, elements, quote, string};

/// What a client reads of a tool.
#[derive(Debug)]
pub(super) struct Definition {
    /// As a JSON string.
    pub(super) description: String,
    /// As JSON.
    pub(super) input_schema: String,
}

impl Definition {
    /// The tool's JSON in `tools/list` after its name, as the build renders it.
    pub(super) fn text(&self, tool: &Tool) -> String {
        let Self {
            description,
            input_schema,
        } = self;
        format!(
            ",\"title\":{},\"description\":{description},\"inputSchema\":{input_schema},\"annotations\":{}}}",
            quote(tool.title),
            tool.hints
        )
    }
}

impl Toolbox<'_> {
    /// `None` where it is what the build rendered.
    pub(super) fn own_definition(self, tool: &Tool) -> Option<Definition> {
        let config = self.config;
        let is_plain =
            config.approve.is_none() && config.customer_visible.is_none() && !self.has_presets();
        if is_plain {
            return None;
        }
        let remark = self.remark(tool);
        let input_schema = self.input_schema(tool);
        if remark.is_empty() && input_schema.is_none() {
            return None;
        }
        Some(Definition {
            description: quote(&[tool.description, remark].concat()),
            input_schema: input_schema.unwrap_or_else(|| tool.input_schema.to_owned()),
        })
    }

    /// A schema without what is frozen, and with what is a default.
    fn input_schema(self, tool: &Tool) -> Option<String> {
        let presets = tool.arguments.iter();
        let presets: Vec<(&str, Preset<'_>)> = presets
            .filter_map(|argument| Some((argument.name, self.preset(tool, argument.name)?)))
            .collect();
        if presets.is_empty() {
            return None;
        }
        let preset = |name: &str| presets.iter().find(|(own, _)| *own == name);
        let schema = Members::parse(tool.input_schema)?;
        let mut out: Vec<String> = Vec::new();
        for (key, value) in &schema.0 {
            let value = match key.as_ref() {
                "properties" => {
                    let properties = Members::parse(value.get())?;
                    let properties = properties.0.iter().filter_map(|(name, property)| {
                        let property = match preset(name) {
                            Some((_, Preset::Frozen(_))) => return None,
                            Some((_, Preset::Default(json))) => with_default(property.get(), json),
                            None => property.get().to_owned(),
                        };
                        Some(format!("{}:{property}", quote(name)))
                    });
                    let properties: Vec<String> = properties.collect();
                    format!("{{{}}}", properties.join(","))
                }
                "required" => {
                    let names = elements(value.get())?;
                    let names = names.iter().map(|name| name.get());
                    let names: Vec<&str> = names
                        .filter(|json| string(json).is_some_and(|name| preset(&name).is_none()))
                        .collect();
                    if names.is_empty() {
                        continue;
                    }
                    format!("[{}]", names.join(","))
                }
                _ => value.get().to_owned(),
            };
            out.push(format!("{}:{value}", quote(key)));
        }
        Some(format!("{{{}}}", out.join(",")))
    }
}

/// A property's schema with its default, in place of one that it has.
fn with_default(schema: &str, json: &str) -> String {
    let members = Members::parse(schema).unwrap_or_default();
    let kept = members.0.iter().filter(|(key, _)| key != "default");
    let mut kept: Vec<String> = kept
        .map(|(key, value)| format!("{}:{value}", quote(key)))
        .collect();
    kept.push(format!("\"default\":{json}"));
    format!("{{{}}}", kept.join(","))
}
