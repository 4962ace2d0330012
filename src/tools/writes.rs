//! What a server makes of tools that change something: which of them are there, which need a person's yes, and what their definitions say of it.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::choices::CustomerVisible;
use super::config::Config;
use super::toolbox::{Found, Toolbox};
use crate::catalogue::{Audience, Draft, Effect, Method, Tool};

/// An argument that every tool which changes something takes and none shows: with each new value of it, the same write counts as another one.
/// A client that repeats a call blindly repeats its arguments, so this is a model's word.
pub const ON_PURPOSE: &str = "repeat_on_purpose";

/// Seconds in which the same write is not sent again, where a server does not say.
const REPEAT_SECONDS: u32 = 10;

/// Those that a server may ask for: what is remembered is bounded.
const SECONDS: RangeInclusive<u32> = 0..=600;

/// Reads `repeat_guard_seconds` of a config.
pub(super) fn read_seconds(value: &Value) -> Result<u32, String> {
    let seconds = value
        .as_u64()
        .and_then(|seconds| u32::try_from(seconds).ok());
    seconds
        .filter(|seconds| SECONDS.contains(seconds))
        .ok_or_else(|| {
            format!(
                "must be a whole number from {} to {}; 0 sends every write, null means {REPEAT_SECONDS}",
                SECONDS.start(),
                SECONDS.end()
            )
        })
}

impl Config {
    /// Whether some calls wait for a person.
    pub fn has_approvals(&self) -> bool {
        self.approve.is_some() || self.customer_visible == Some(CustomerVisible::Approve)
    }

    /// Seconds in which the same write is not sent again.
    pub fn repeat_seconds(&self) -> u32 {
        self.repeat_guard_seconds.unwrap_or(REPEAT_SECONDS)
    }
}

impl Toolbox<'_> {
    /// Whether a tool is not there because customers would see what it does.
    pub(super) fn is_kept_back(self, tool: &Tool) -> bool {
        let Some(choice) = self.config.customer_visible else {
            return false;
        };
        tool.audience == Some(Audience::Customer)
            && match choice {
                CustomerVisible::On | CustomerVisible::Approve => false,
                CustomerVisible::Draft => !matches!(tool.draft, Draft::Arguments(_)),
                CustomerVisible::Off => true,
            }
    }

    /// Why it is not there, and what to do.
    pub fn advice(self, tool: &Tool) -> String {
        let instead = match tool.draft {
            Draft::Tool(name) => match self.find(name) {
                Found::Tool(draft, _) => Some(format!(
                    "Use {} instead, which colleagues see and customers do not, and leave the sending to a person.",
                    self.name_of(draft)
                )),
                Found::KeptBack(_) | Found::ReadOnly(_) | Found::Beyond(_) | Found::Nothing => None,
            },
            Draft::Arguments(_) | Draft::None => None,
        };
        let instead = instead.unwrap_or_else(|| {
            format!(
                "Say in your answer what is to be done, so that a person can do it in {}.",
                self.integration.label
            )
        });
        format!(
            "Nothing was sent: this server does nothing that customers see, and they would see {}. {instead}",
            self.name_of(tool)
        )
    }

    /// Who sees what a call with these arguments does.
    pub fn audience(self, tool: &Tool, arguments: Option<&str>) -> Option<Audience> {
        match tool.audience {
            Some(Audience::Customer) if self.is_draft(tool, arguments) => Some(Audience::Team),
            audience => audience,
        }
    }

    /// Whether a call with these arguments waits for a person.
    pub fn waits(self, tool: &Tool, method: &Method, arguments: Option<&str>) -> bool {
        let listed = self.config.approve.as_ref();
        listed.is_some_and(|approve| approve.asks(self.config, tool, method))
            || (self.config.customer_visible == Some(CustomerVisible::Approve)
                && self.audience(tool, arguments) == Some(Audience::Customer))
    }

    /// Whether some of its calls do.
    pub fn may_wait(self, tool: &Tool) -> bool {
        let method = self.integration.methods.get(tool.method);
        method.is_some_and(|method| self.waits(tool, method, None))
            || (self.config.customer_visible == Some(CustomerVisible::Approve)
                && tool.audience == Some(Audience::Customer))
    }

    /// Said in a tool's definition where this server makes it differ.
    pub(super) fn remark(self, tool: &Tool) -> &'static str {
        if tool.effect == Effect::Read {
            return "";
        }
        let method = self.integration.methods.get(tool.method);
        let is_listed = self.config.approve.as_ref().zip(method);
        let is_customer = tool.audience == Some(Audience::Customer);
        match self.config.customer_visible {
            _ if is_listed.is_some_and(|(it, method)| it.asks(self.config, tool, method)) => {
                " A person has to agree here."
            }
            Some(CustomerVisible::Approve) if is_customer => match tool.draft {
                Draft::Arguments(_) => " A person has to agree here to what customers see.",
                Draft::Tool(_) | Draft::None => " A person has to agree here.",
            },
            Some(CustomerVisible::Draft) if is_customer => " Customers do not see it here.",
            Some(_) | None => "",
        }
    }
}
