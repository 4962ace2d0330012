//! Which tools an MCP server shows, and to whom: the operator's `config`, and what a URL narrows it to. All conditions hold together.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::approve::Approve;
pub use super::choices::{Annotations, ApproveBy, CustomerVisible, Exposure, NameStyle};
use super::config_keys::{self, ConfigOf};
use super::name_patterns::NamePatterns;
use super::narrowing::Unmatched;
use super::presets::Presets;
use super::{allowed_ips, writes};
use crate::catalogue::{Effect, Integration, Method, Tool};
use crate::cidr::Cidr;
use crate::results::html::Html;
use crate::results::size;
use crate::results::table::Format;

/// Words of `methods` that stand for more than one method.
const GROUPS: [&str; 3] = ["read", "write", "custom"];

/// Methods that every integration may have; anything else is custom.
const STANDARD: [&str; 5] = ["list", "get", "create", "update", "delete"];

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
    /// What becomes of calls that customers would see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_visible: Option<CustomerVisible>,
    /// Calls that a person has to agree to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approve: Option<Approve>,
    /// Where a person agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approve_by: Option<ApproveBy>,
    /// Tools that change something say what they would send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// Arguments that a caller may leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Presets>,
    /// Arguments that a caller does not choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frozen: Option<Presets>,
    /// Seconds in which the same write is not sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_guard_seconds: Option<u32>,
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
                "allowed_ips" => allowed_ips::read(value).map(|it| config.allowed_ips = Some(it)),
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
                "customer_visible" => choice(value, "\"on\", \"approve\", \"draft\" or \"off\"")
                    .map(|it| config.customer_visible = Some(it)),
                "approve" => Approve::read(value).map(|it| config.approve = Some(it)),
                "approve_by" => {
                    choice(value, "\"any\" or \"page\"").map(|it| config.approve_by = Some(it))
                }
                "dry_run" => choice(value, "true or false").map(|it| config.dry_run = Some(it)),
                "defaults" => Presets::read(value).map(|it| config.defaults = Some(it)),
                "frozen" => Presets::read(value).map(|it| config.frozen = Some(it)),
                "repeat_guard_seconds" => {
                    writes::read_seconds(value).map(|it| config.repeat_guard_seconds = Some(it))
                }
                _ => Ok(()),
            };
            if let Err(message) = read {
                failures.push(FieldFailure::new(format!("{field}.{key}"), message));
            }
        }
        let unmatched = integration.map(|integration| config.unmatched(integration));
        let unmatched = unmatched.into_iter().flatten();
        failures.extend(unmatched.map(|it| it.into_failure(&format!("{field}."))));
        if let Some(integration) = integration {
            failures.extend(config.misplaced(integration, field));
        }
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

    /// Guards that would hold nothing.
    fn misplaced(&self, integration: &Integration, field: &str) -> Vec<FieldFailure> {
        let approve = self.approve.as_ref();
        let approve = approve.and_then(|it| it.unknown(self, integration));
        let approve = approve.map(|message| FieldFailure::new(format!("{field}.approve"), message));
        let presets = [("defaults", &self.defaults), ("frozen", &self.frozen)];
        let presets = presets.into_iter().filter_map(|(key, presets)| {
            let field = format!("{field}.{key}");
            Some(presets.as_ref()?.failures(&field, self, integration))
        });
        approve.into_iter().chain(presets.flatten()).collect()
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
        "custom" => is_custom(tool, method),
        exact => method_name(tool, method) == exact,
    }
}

/// Whether its method is one of the vendor's own.
pub(super) fn is_custom(tool: &Tool, method: &Method) -> bool {
    !STANDARD.contains(&method_name(tool, method))
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

fn choice<T: serde::de::DeserializeOwned>(value: &Value, valid: &str) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|_| format!("must be {valid}"))
}
