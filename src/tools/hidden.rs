//! Why a tool is not shown: every condition that hides it. It is asked before a URL is minted, or when somebody misses a tool; no call comes here.

use serde::Serialize;

use super::config::method_name;
use super::name_patterns::NamePatterns;
use super::toolbox::Toolbox;
use crate::catalogue::{Effect, Method, Tool};

/// A tool that is not shown.
#[derive(Debug, Serialize)]
pub struct Hidden {
    /// As the server would call it.
    pub name: &'static str,
    /// Each of them hides it by itself.
    pub conditions: Vec<Condition>,
}

/// One condition, in words of the operator's API.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// The field that has it: of the config, or of the account. `calls` is of a composite, which has to have all that it calls.
    pub field: &'static str,
    /// What the field says, and what the tool is.
    pub message: String,
}

impl Condition {
    fn new(field: &'static str, message: String) -> Self {
        Self { field, message }
    }
}

impl Toolbox<'_> {
    /// Every tool that is not shown, with all that hides it.
    pub fn hidden(self) -> Vec<Hidden> {
        let indices = 0..self.integration.tools.len();
        let tools = indices.filter_map(|index| self.any(index));
        let hidden = tools.map(|(tool, method)| Hidden {
            name: self.name_of(tool),
            conditions: self.conditions(tool, method),
        });
        hidden.filter(|it| !it.conditions.is_empty()).collect()
    }

    fn conditions(self, tool: &'static Tool, method: &Method) -> Vec<Condition> {
        let mut conditions = self.filtered(tool, method);
        if self.read_only && tool.effect != Effect::Read {
            let message = "the account is read-only, and this tool writes".to_owned();
            conditions.push(Condition::new("read_only", message));
        }
        if self.is_kept_back(tool) {
            let message = "customers would see what it does".to_owned();
            conditions.push(Condition::new("config.customer_visible", message));
        }
        let steps = tool.composite.map_or(&[][..], |composite| composite.steps);
        let mut missing: Vec<&str> = steps
            .iter()
            .filter_map(|step| self.tool_of(step))
            .filter(|(called, method)| !self.conditions(called, method).is_empty())
            .map(|(called, _)| self.name_of(called))
            .collect();
        missing.dedup();
        if !missing.is_empty() {
            let message = format!("it calls {}, which is hidden", missing.join(" and "));
            conditions.push(Condition::new("calls", message));
        }
        conditions
    }

    /// What the config says, condition by condition.
    fn filtered(self, tool: &Tool, method: &Method) -> Vec<Condition> {
        let config = self.config;
        let mut conditions = Vec::new();
        if !config.has_method(tool, method) {
            let asked = config.methods.as_deref().unwrap_or_default().join(", ");
            let effect = match tool.effect {
                Effect::Read => "read",
                Effect::Write => "write",
                Effect::Destructive => "write, and it deletes",
            };
            let message = format!(
                "its method is {} ({effect}); the config has {asked}",
                method_name(tool, method)
            );
            conditions.push(Condition::new("config.methods", message));
        }
        if !config.has_tag(tool) {
            let asked = config.tags.as_deref().unwrap_or_default().join(", ");
            let own = match tool.tags {
                [] => "it has no tag".to_owned(),
                tags => format!("its tags are {}", tags.join(", ")),
            };
            conditions.push(Condition::new(
                "config.tags",
                format!("{own}; the config has {asked}"),
            ));
        }
        if let Some(NamePatterns { allow, deny }) = &config.tools {
            let is_hit = |pattern: &&String| config.is_named(pattern, tool);
            if !allow.is_empty() && !allow.iter().any(|pattern| is_hit(&pattern)) {
                let message = "none of the allowed names is its name".to_owned();
                conditions.push(Condition::new("config.tools.allow", message));
            }
            if let Some(pattern) = deny.iter().find(is_hit) {
                conditions.push(Condition::new(
                    "config.tools.deny",
                    format!("{pattern} denies it"),
                ));
            }
        }
        conditions
    }
}
