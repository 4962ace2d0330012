//! Which tools an MCP server shows, and to whom: the operator's `config`, and what a URL narrows it to. All conditions hold together.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config_keys::{self, ConfigOf};
use super::name_patterns::{NamePatterns, matches};
use super::narrowing::Unmatched;
use crate::arguments::error::short;
use crate::catalogue::{Effect, Integration, Method, Tool};
use crate::cidr::Cidr;
use crate::results::html::Html;
use crate::results::size;
use crate::results::table::Format;

/// Words of `methods` that stand for more than one method.
const GROUPS: [&str; 3] = ["read", "write", "custom"];

/// Methods that every integration may have; anything else is custom.
const STANDARD: [&str; 5] = ["list", "get", "create", "update", "delete"];

/// Blocks in a server's `allowed_ips`: its record is read on every call.
const MOST_BLOCKS: usize = 50;

/// What an operator said about a server. Absent and empty mean: no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// `read`, `write`, `custom` or exact method names; any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// Tags; any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Tool names with `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<NamePatterns>,
    /// All tools, or the four that find and call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_exposure: Option<Exposure>,
    /// What a list may cost a model before `auto` makes it discovery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_list_tokens: Option<u32>,
    /// Long or short names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_names: Option<NameStyle>,
    /// Annotations that have to be said, or all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Annotations>,
    /// JSON results also as `structuredContent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structured: Option<bool>,
    /// The URL alone does not suffice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_api_token_auth: Option<bool>,
    /// Where callers may connect from; any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Vec<Cidr>>,
    /// Bytes of a result, instead of the Worker's `MAX_RESULT_CHARS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_result_chars: Option<u32>,
    /// Answers without members that are empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compact: Option<bool>,
    /// What becomes of HTML in answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<Html>,
    /// How lists are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// ChatGPT's `search` and `fetch` are there too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chatgpt_search: Option<bool>,
}

/// What `tools/list` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exposure {
    /// Every tool.
    All,
    /// `search_tools`, `get_tool_schema`, `read_tool`, `call_tool`.
    Discovery,
    /// Every tool while their list is short.
    Auto,
}

/// What tools are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameStyle {
    /// `list_all_<integration>_<resource>`…
    Long,
    /// `search_issues`…
    Short,
}

/// Which annotations stand on a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Annotations {
    /// Those that say more than silence does.
    Implicit,
    /// All four.
    Explicit,
}

/// One thing wrong with a field that a person sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFailure {
    /// Dotted path, such as `config.tags`.
    pub field: String,
    /// What is wrong, and the fix.
    pub message: String,
}

impl FieldFailure {
    /// A failure of this field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl Config {
    /// Whether a `config` has such a key.
    pub fn has_key(key: &str) -> bool {
        config_keys::is_key(key)
    }

    /// Reads a `config` that stands in this field, all failures at once. Filters are held to an integration.
    pub fn read(
        of: ConfigOf,
        value: &Value,
        integration: Option<&Integration>,
        field: &str,
    ) -> Result<Self, Vec<FieldFailure>> {
        let Value::Object(members) = value else {
            return Err(vec![FieldFailure::new(
                field,
                "must be an object; {} allows every tool",
            )]);
        };
        let mut config = Self::default();
        let mut failures = Vec::new();
        for (key, value) in members {
            if let Err(message) = of.takes(key) {
                failures.push(FieldFailure::new(format!("{field}.{key}"), message));
                continue;
            }
            let read = match key.as_str() {
                "methods" => strings(value).map(|names| config.methods = Some(names)),
                "tags" => strings(value).map(|tags| config.tags = Some(tags)),
                "tools" => NamePatterns::read(value).map(|patterns| config.tools = Some(patterns)),
                "tool_exposure" => choice(value, "\"all\", \"discovery\" or \"auto\"")
                    .map(|it| config.tool_exposure = Some(it)),
                "tool_names" => {
                    choice(value, "\"long\" or \"short\"").map(|it| config.tool_names = Some(it))
                }
                "annotations" => choice(value, "\"implicit\" or \"explicit\"")
                    .map(|it| config.annotations = Some(it)),
                "allowed_ips" => blocks(value).map(|blocks| config.allowed_ips = Some(blocks)),
                "max_list_tokens" => {
                    size::read_tokens(value).map(|tokens| config.max_list_tokens = Some(tokens))
                }
                "max_result_chars" => {
                    size::read(value).map(|chars| config.max_result_chars = Some(chars))
                }
                "compact" => choice(value, "true or false").map(|it| config.compact = Some(it)),
                "html" => {
                    choice(value, "\"text\" or \"markdown\"").map(|it| config.html = Some(it))
                }
                "format" => choice(value, "\"json\" or \"csv\"").map(|it| config.format = Some(it)),
                "structured" => {
                    choice(value, "true or false").map(|it| config.structured = Some(it))
                }
                "chatgpt_search" => {
                    choice(value, "true or false").map(|it| config.chatgpt_search = Some(it))
                }
                "require_api_token_auth" => choice(value, "true or false")
                    .map(|it| config.require_api_token_auth = Some(it)),
                _ => Ok(()),
            };
            if let Err(message) = read {
                failures.push(FieldFailure::new(format!("{field}.{key}"), message));
            }
        }
        let unmatched = integration.map(|integration| config.unmatched(integration));
        let unmatched = unmatched.into_iter().flatten();
        failures.extend(unmatched.map(|it| it.into_failure(&format!("{field}."))));
        if failures.is_empty() {
            Ok(config)
        } else {
            Err(failures)
        }
    }

    /// Words that match nothing of an integration: a typing error must not look like a filter that works.
    pub(super) fn unmatched(&self, integration: &Integration) -> Vec<Unmatched> {
        let mut unmatched = Vec::new();
        let mut check = |field: &'static str,
                         words: &[String],
                         known: &dyn Fn(&str) -> bool,
                         valid: &dyn Fn() -> String| {
            let unknown = words.iter().filter(|word| !known(word));
            let words: Vec<String> = unknown.cloned().collect();
            if !words.is_empty() {
                let valid = valid();
                unmatched.push(Unmatched {
                    field,
                    words,
                    valid,
                });
            }
        };
        if let Some(words) = &self.methods {
            let methods: Vec<&str> = method_names(integration);
            let known = |word: &str| methods.contains(&word);
            check("methods", words, &known, &|| methods.join(", "));
        }
        if let Some(words) = &self.tags {
            let known = |word: &str| integration.tags.contains(&word);
            check("tags", words, &known, &|| integration.tags.join(", "));
        }
        let named = |pattern: &str| {
            integration
                .tools
                .iter()
                .any(|tool| self.is_named(pattern, tool))
        };
        let valid = || {
            format!(
                "tool names such as {}, and * for any text",
                integration.tools.first().map_or("", |t| t.name)
            )
        };
        if let Some(patterns) = &self.tools {
            check("tools.allow", &patterns.allow, &named, &valid);
            check("tools.deny", &patterns.deny, &named, &valid);
        }
        unmatched
    }

    /// Whether a tool passes every condition.
    pub fn allows(&self, tool: &Tool, method: &Method) -> bool {
        self.has_method(tool, method)
            && self.has_tag(tool)
            && self
                .tools
                .as_ref()
                .is_none_or(|NamePatterns { allow, deny }| {
                    let is_hit = |pattern: &String| self.is_named(pattern, tool);
                    (allow.is_empty() || allow.iter().any(is_hit)) && !deny.iter().any(is_hit)
                })
    }

    /// Whether a tool passes `methods`.
    pub(super) fn has_method(&self, tool: &Tool, method: &Method) -> bool {
        let methods = self.methods.as_deref().unwrap_or_default();
        methods.is_empty() || methods.iter().any(|word| has_method(word, tool, method))
    }

    /// Whether a tool passes `tags`.
    pub(super) fn has_tag(&self, tool: &Tool) -> bool {
        let tags = self.tags.as_deref().unwrap_or_default();
        tags.is_empty() || tags.iter().any(|tag| tool.tags.contains(&tag.as_str()))
    }

    /// Long names always count, so that what was denied by them stays denied when the style changes; short ones where they are shown.
    pub(super) fn is_named(&self, pattern: &str, tool: &Tool) -> bool {
        matches(pattern, tool.name)
            || (self.tool_names == Some(NameStyle::Short) && matches(pattern, tool.short_name))
    }

    /// Whether a caller may connect from there. One whose address the host does not tell passes only where all do.
    pub fn admits(&self, address: Option<IpAddr>) -> bool {
        self.allowed_ips.as_ref().is_none_or(|blocks| {
            address.is_some_and(|address| blocks.iter().any(|block| block.contains(address)))
        })
    }

    /// What a list may cost a model before `auto` makes it discovery.
    pub fn list_tokens(&self) -> usize {
        let tokens = self.max_list_tokens.unwrap_or(size::LIST_TOKENS);
        usize::try_from(tokens).unwrap_or(usize::MAX)
    }

    /// That of an account with what is said for the whole list that it stands in.
    #[must_use]
    pub fn in_list(self, list: &Self) -> Self {
        Self {
            tool_exposure: list.tool_exposure,
            max_list_tokens: list.max_list_tokens,
            annotations: list.annotations,
            structured: list.structured,
            chatgpt_search: list.chatgpt_search,
            ..self
        }
    }

    /// Whether it says anything about which tools there are.
    pub fn has_conditions(&self) -> bool {
        self.methods.is_some() || self.tags.is_some() || self.tools.is_some()
    }
}

/// `read` and `write` go by what a tool does, so a custom method is in exactly one of them.
fn has_method(word: &str, tool: &Tool, method: &Method) -> bool {
    match word {
        "read" => tool.effect == Effect::Read,
        "write" => tool.effect != Effect::Read,
        "custom" => !STANDARD.contains(&method_name(tool, method)),
        exact => method_name(tool, method) == exact,
    }
}

/// A composite has a method of its own, which is custom.
pub(super) fn method_name(tool: &Tool, method: &Method) -> &'static str {
    tool.composite
        .map_or(method.method, |composite| composite.method)
}

fn method_names(integration: &Integration) -> Vec<&'static str> {
    let mut names: Vec<&str> = integration
        .tools
        .iter()
        .filter_map(|tool| Some(method_name(tool, integration.methods.get(tool.method)?)))
        .collect();
    names.sort_unstable();
    names.dedup();
    GROUPS.into_iter().chain(names).collect()
}

fn strings(value: &Value) -> Result<Vec<String>, String> {
    serde_json::from_value(value.clone()).map_err(|_| "must be a list of strings".to_owned())
}

/// An empty list is refused: elsewhere in a config it is no condition, and here that would open the door that somebody meant to shut.
fn blocks(value: &Value) -> Result<Vec<Cidr>, String> {
    let texts = strings(value).unwrap_or_default();
    if !(1..=MOST_BLOCKS).contains(&texts.len()) {
        return Err(format!(
            "must be a list of 1 to {MOST_BLOCKS} IP addresses or CIDR blocks, such as \"203.0.113.7\" or \"2001:db8::/32\"; null lets \
             callers in from anywhere"
        ));
    }
    let (mut blocks, mut wrong) = (Vec::new(), Vec::new());
    for text in &texts {
        match Cidr::parse(text.trim()) {
            Ok(block) => blocks.push(block),
            Err(error) => wrong.push(format!("\"{}\" {error}", short(text))),
        }
    }
    if wrong.is_empty() {
        Ok(blocks)
    } else {
        Err(wrong.join("; "))
    }
}

fn choice<T: serde::de::DeserializeOwned>(value: &Value, valid: &str) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|_| format!("must be {valid}"))
}
