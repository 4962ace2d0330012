//! `config.defaults` and `config.frozen`: arguments that the operator sets. A model may change a default; what is frozen it does not see.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::choices::CustomerVisible;
use super::config::{Config, FieldFailure};
use super::toolbox::Toolbox;
use crate::arguments::error::{ArgumentError, nearest_word};
use crate::arguments::meant::did_you_mean;
use crate::arguments::slot::is_given;
use crate::arguments::split::split;
use crate::catalogue::{Argument, Audience, Draft, Integration, Method, Place, Tool};
use crate::json::{Members, object_of, string, without_spaces};
use crate::platform::UnixSeconds;

/// Bytes of either key as JSON: a server's record is read on every call.
const MOST_BYTES: usize = 8_192;

/// Tool names with `*` → argument → value. Where several names fit a tool, the longest counts. `null` = never sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Presets(BTreeMap<String, BTreeMap<String, Value>>);

/// What is set of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preset<'a> {
    /// JSON, where a caller gives nothing.
    Default(Cow<'a, str>),
    /// JSON, whatever a caller gives; `null` = never sent.
    Frozen(Cow<'a, str>),
}

/// Who wrote the arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A model, which is told what it may not set.
    Model,
    /// A record: what is frozen takes the place of what it says.
    Record,
}

/// A call's arguments with what is set of them.
#[derive(Debug, Default)]
pub struct Set {
    /// As JSON; `None` = as they came.
    pub json: Option<String>,
    /// What a model tried to set and may not.
    pub wrong: Vec<ArgumentError>,
}

impl Set {
    /// Adds what is wrong to what else is.
    pub fn refuse<T>(&self, read: Result<T, Vec<ArgumentError>>) -> Result<T, Vec<ArgumentError>> {
        if self.wrong.is_empty() {
            return read;
        }
        let others = read.err().unwrap_or_default();
        Err(self.wrong.iter().cloned().chain(others).collect())
    }
}

impl Presets {
    /// Reads the objects. What stands in them is checked by [`Presets::failures`].
    pub fn read(value: &Value) -> Result<Self, String> {
        if value.to_string().len() > MOST_BYTES {
            return Err(format!("must be at most {MOST_BYTES} bytes of JSON"));
        }
        serde_json::from_value(value.clone()).map(Self).map_err(|_| {
            "must be an object of tool names (* for any text), each with an object of arguments and their values, such as \
             {\"*\": {\"limit\": 20}}"
                .to_owned()
        })
    }

    /// What is wrong with them. `field` is their key in the config.
    pub fn failures(
        &self,
        field: &str,
        config: &Config,
        integration: &Integration,
    ) -> Vec<FieldFailure> {
        let mut failures = Vec::new();
        for (pattern, arguments) in &self.0 {
            let tools: Vec<(&Tool, &Method)> = integration
                .tools
                .iter()
                .filter(|tool| config.is_named(pattern, tool))
                .filter_map(|tool| Some((tool, integration.methods.get(tool.method)?)))
                .collect();
            if tools.is_empty() {
                let names = integration.tools.iter().map(|tool| tool.name);
                failures.push(FieldFailure::new(
                    format!("{field}.{pattern}"),
                    format!(
                        "is the name of no tool{}; write a tool's name, * for any text",
                        nearest_word(pattern, names)
                    ),
                ));
                continue;
            }
            for (name, value) in arguments {
                let at = format!("{field}.{pattern}.{name}");
                let wrong = wrong(&tools, name, value, field.ends_with("frozen"));
                failures.extend(wrong.map(|message| FieldFailure::new(at, message)));
            }
        }
        failures
    }

    fn get(&self, config: &Config, tool: &Tool, argument: &str) -> Option<&Value> {
        self.0
            .iter()
            .filter(|(pattern, _)| config.is_named(pattern, tool))
            .filter_map(|(pattern, arguments)| Some((pattern.len(), arguments.get(argument)?)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, value)| value)
    }
}

/// What is wrong with a value for an argument of these tools.
fn wrong(tools: &[(&Tool, &Method)], name: &str, value: &Value, is_frozen: bool) -> Option<String> {
    let having = |tool: &Tool| {
        let mut own = tool.arguments.iter();
        own.find(|argument| argument.name == name && argument.place != Place::Cursor)
    };
    let mut fitting = tools
        .iter()
        .filter_map(|(tool, method)| Some((*tool, *method, having(tool)?)))
        .peekable();
    if fitting.peek().is_none() {
        let names = tools.iter().flat_map(|(tool, _)| tool.arguments);
        let names = names.filter(|argument| argument.place != Place::Cursor);
        return Some(match tools {
            [(tool, _)] if tool.verbatim => {
                "cannot be set: the arguments of this tool go out as they come".to_owned()
            }
            _ => format!(
                "is an argument of no tool that this names{}",
                did_you_mean(name, "", names.map(|argument| argument.name))
            ),
        });
    }
    if value.is_null() && !is_frozen {
        return Some(
            "must be a value; to keep an argument from being sent, put null under frozen"
                .to_owned(),
        );
    }
    fitting.find_map(|(tool, method, argument)| {
        if value.is_null() && argument.required {
            return Some(format!("is required by {}: give it a value", tool.name));
        }
        let example = Members::parse(tool.example).unwrap_or_default();
        let laid = with(&example, &[(argument, Some(Cow::Owned(value.to_string())))]);
        let tried = split(tool, method, Some(&laid), UnixSeconds(0), |_| Some(()));
        let errors = tried.err().unwrap_or_default();
        let is_its = |error: &&ArgumentError| {
            let rest = error.argument.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let error = errors.iter().find(is_its)?;
        let place = error.argument.strip_prefix(name).unwrap_or_default();
        let place = if place.is_empty() {
            String::new()
        } else {
            format!("{place} ")
        };
        let advice = if tools.len() > 1 {
            "; name the tools that it is meant for"
        } else {
            ""
        };
        Some(format!(
            "does not fit {}: {place}{}{advice}",
            tool.name, error.message
        ))
    })
}

/// An object with these arguments put in, in place of what it has of them, or taken out.
fn with(members: &Members<'_>, set: &[(&Argument, Option<Cow<'_, str>>)]) -> String {
    let is_set = |key: &str| set.iter().any(|(argument, _)| argument.is_called(key));
    let kept = members.iter().filter(|(key, _)| !is_set(key));
    let put = set.iter();
    let put = put.filter_map(|(argument, value)| Some((argument.name, value.as_deref()?)));
    object_of(kept.chain(put))
}

impl<'a> Toolbox<'a> {
    /// Whether it sets arguments of any tool.
    pub fn has_presets(self) -> bool {
        self.config.defaults.is_some()
            || self.config.frozen.is_some()
            || self.config.customer_visible == Some(CustomerVisible::Draft)
    }

    /// What it sets of an argument. That customers see nothing goes over what else the operator wants.
    pub fn preset(self, tool: &Tool, argument: &str) -> Option<Preset<'a>> {
        let drafted = match tool.draft {
            Draft::Arguments(values) if self.is_drafted(tool) => {
                let mut values = values.iter();
                values
                    .find(|(name, _)| *name == argument)
                    .map(|(_, json)| *json)
            }
            Draft::Arguments(_) | Draft::Tool(_) | Draft::None => None,
        };
        let json = |value: &Value| Cow::Owned(value.to_string());
        let of = |presets: Option<&'a Presets>| presets?.get(self.config, tool, argument);
        drafted
            .map(|json| Preset::Frozen(Cow::Borrowed(json)))
            .or_else(|| of(self.config.frozen.as_ref()).map(|value| Preset::Frozen(json(value))))
            .or_else(|| of(self.config.defaults.as_ref()).map(|value| Preset::Default(json(value))))
    }

    fn is_drafted(self, tool: &Tool) -> bool {
        self.config.customer_visible == Some(CustomerVisible::Draft)
            && tool.audience == Some(Audience::Customer)
    }

    /// A call's arguments with what is set.
    pub fn set(self, tool: &Tool, json: Option<&str>, writer: Writer) -> Set {
        if !self.has_presets() {
            return Set::default();
        }
        let Some(members) = Members::parse(json.unwrap_or("{}")) else {
            // Told where arguments are read.
            return Set::default();
        };
        let (mut set, mut wrong) = (Vec::new(), Vec::new());
        for argument in tool.arguments {
            let Some(preset) = self.preset(tool, argument.name) else {
                continue;
            };
            let mut values = given(argument, &members);
            let given = values.next();
            match preset {
                Preset::Default(json) if given.is_none() => set.push((argument, Some(json))),
                Preset::Default(_) => {}
                Preset::Frozen(json) => {
                    let is_same = given
                        .into_iter()
                        .chain(values)
                        .all(|given| is_same(given, &json));
                    if writer == Writer::Model && !is_same {
                        wrong.push(ArgumentError::new(
                            argument.name,
                            "is set by this server's operator: leave it out",
                        ));
                    }
                    set.push((argument, Some(json).filter(|json| json != "null")));
                }
            }
        }
        Set {
            json: (!set.is_empty()).then(|| with(&members, &set)),
            wrong,
        }
    }

    /// Whether these arguments keep a call from customers by themselves.
    pub fn is_draft(self, tool: &Tool, json: Option<&str>) -> bool {
        let Draft::Arguments(values) = tool.draft else {
            return false;
        };
        let members = Members::parse(json.unwrap_or("{}")).unwrap_or_default();
        values.iter().all(|(name, wanted)| {
            let argument = tool
                .arguments
                .iter()
                .find(|argument| argument.name == *name);
            let Some(argument) = argument else {
                return false;
            };
            let mut given = given(argument, &members).peekable();
            match (given.peek(), *wanted) {
                (None, wanted) => wanted == "null",
                (Some(_), "null") => false,
                (Some(_), wanted) => given.all(|given| is_same(given, wanted)),
            }
        })
    }
}

/// What a caller gave for an argument by any of its names, but not what clients that fill every field mean nothing by.
fn given<'a>(argument: &'a Argument, members: &'a Members<'a>) -> impl Iterator<Item = &'a str> {
    let names = std::iter::once(argument.name).chain(argument.also.iter().copied());
    names
        .filter_map(|name| members.get(name))
        .filter(|json| is_given(argument, json))
}

/// `1` and `"1"` are one value: models write ids either way.
fn is_same(left: &str, right: &str) -> bool {
    let plain = |json: &str| {
        string(json).map_or_else(|| without_spaces(json).into_owned(), Cow::into_owned)
    };
    plain(left) == plain(right)
}
