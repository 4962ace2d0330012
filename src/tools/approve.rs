//! `config.approve`: which calls need a person's yes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config::Config;
use crate::catalogue::{Effect, Integration, Method, Tool};

/// `write`, `destructive`, `custom` or tool names with `*`; any. What only reads is never meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Approve(Vec<String>);

/// Words that stand for more than one tool.
const GROUPS: [&str; 3] = ["write", "destructive", "custom"];

impl Approve {
    /// Reads the list. What stands in it is checked by [`Approve::unknown`].
    pub fn read(value: &Value) -> Result<Self, String> {
        serde_json::from_value(value.clone())
            .map(Self)
            .map_err(|_| "must be a list of strings".to_owned())
    }

    /// Words that no tool which changes something answers to: a typing error must not look like a guard that holds.
    pub fn unknown(&self, config: &Config, integration: &Integration) -> Option<String> {
        let is_known = |word: &&String| {
            GROUPS.contains(&word.as_str())
                || integration
                    .tools
                    .iter()
                    .any(|tool| tool.effect != Effect::Read && config.is_named(word, tool))
        };
        let unknown: Vec<&str> = self
            .0
            .iter()
            .filter(|word| !is_known(word))
            .map(String::as_str)
            .collect();
        (!unknown.is_empty()).then(|| {
            format!(
                "names no tool that changes something: {}; valid are {}, and tool names with * for any text",
                unknown.join(", "),
                GROUPS.join(", ")
            )
        })
    }

    /// Whether a call of this tool needs a yes.
    pub fn asks(&self, config: &Config, tool: &Tool, method: &Method) -> bool {
        tool.effect != Effect::Read
            && self.0.iter().any(|word| match word.as_str() {
                "write" => true,
                "destructive" => tool.effect == Effect::Destructive,
                "custom" => super::config::is_custom(tool, method),
                pattern => config.is_named(pattern, tool),
            })
    }
}
