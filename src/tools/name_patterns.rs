//! Names of tools with `*` in them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config::{Config, NameStyle};
use crate::catalogue::Tool;

/// Tool names, where `*` stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamePatterns {
    /// When not empty, a tool must match one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// A tool must match none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<String>,
}

impl NamePatterns {
    /// Reads `tools` of a config.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let message =
            || "must be {\"allow\": [names], \"deny\": [names]}, either may be left out".to_owned();
        let members = value.as_object().ok_or_else(message)?;
        if members.keys().any(|key| key != "allow" && key != "deny") {
            return Err(message());
        }
        serde_json::from_value(value.clone()).map_err(|_| message())
    }
}

/// Whether `*` in the pattern can stand for what is left of the text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return text.ends_with(piece);
        }
        let Some(at) = text.find(piece) else {
            return false;
        };
        text = text.get(at + piece.len()..).unwrap_or_default();
    }
    true
}

impl Config {
    /// Long names always count, so that what was denied by them stays denied when the style changes; short ones where they are shown.
    pub(super) fn is_named(&self, pattern: &str, tool: &Tool) -> bool {
        matches(pattern, tool.name)
            || (self.tool_names == Some(NameStyle::Short) && matches(pattern, tool.short_name))
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "anything", true),
            ("get_*", "get_issue", true),
            ("get_*", "list_get_", false),
            ("*_issue", "get_issue", true),
            ("*_issue", "get_issues", false),
            ("*a*b", "xaab", true),
            ("*a*b", "xba", false),
            ("g*t_*_i*", "get_an_issue", true),
            ("ab*b", "ab", false),
            ("issue", "issue", true),
            ("issue", "issues", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
