//! Reading what an operator sent: every field named once, every failure told at once.

use serde_json::{Map, Value};

use crate::access::name::{MAX_NAME, is_name};
use crate::connect::given::has_failed;
use crate::http::Request;
use crate::http_error::HttpError;
use crate::mcp::MAX_BODY_BYTES;
use crate::tools::config::FieldFailure;

/// A body's fields, taken out one by one. Whatever is left at the end is not a field here. Cannot be printed: a field can be a credential.
pub(super) struct Fields {
    members: Map<String, Value>,
    asked: Vec<&'static str>,
    failures: Vec<FieldFailure>,
}

impl Fields {
    pub(super) fn read(request: &Request) -> Result<Self, HttpError> {
        if let Some(unread) = request.unread {
            return Err(HttpError::Unread(unread));
        }
        if request.body.len() > MAX_BODY_BYTES {
            return Err(HttpError::TooLarge);
        }
        match serde_json::from_slice(&request.body) {
            Ok(Value::Object(members)) => Ok(Self {
                members,
                asked: Vec::new(),
                failures: Vec::new(),
            }),
            Ok(_) | Err(_) => Err(HttpError::NotJson),
        }
    }

    /// Whatever stands there; `null` counts as a value.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Value> {
        self.asked.push(name);
        self.members.remove(name)
    }

    /// Whether anything stands there.
    pub(super) fn has(&mut self, name: &'static str) -> bool {
        let is_there = self.members.contains_key(name);
        if !is_there {
            self.asked.push(name);
        }
        is_there
    }

    pub(super) fn fail(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.failures.push(FieldFailure::new(field, message));
    }

    /// Whether something was said already of a field or of what is in it.
    pub(super) fn has_failed(&self, field: &str) -> bool {
        has_failed(&self.failures, field)
    }

    /// For what reads its own part of a body.
    pub(super) fn failures(&mut self) -> &mut Vec<FieldFailure> {
        &mut self.failures
    }

    pub(super) fn fail_all(&mut self, failures: Vec<FieldFailure>) {
        self.failures.extend(failures);
    }

    /// A text for people that must not be empty.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        if let Value::String(text) = self.take(name)?
            && is_name(&text)
        {
            return Some(text.trim().to_owned());
        }
        self.fail(
            name,
            format!("must be a text of 1 to {MAX_NAME} characters without line breaks"),
        );
        None
    }

    /// The same, and it must be there.
    pub(super) fn required_text(&mut self, name: &'static str) -> String {
        if !self.members.contains_key(name) {
            self.asked.push(name);
            self.fail(name, "is required");
            return String::new();
        }
        self.text(name).unwrap_or_default()
    }

    /// `Some(None)` for null, which clears.
    #[expect(
        clippy::option_option,
        reason = "absent, cleared and set are three things"
    )]
    pub(super) fn clearable_text(&mut self, name: &'static str) -> Option<Option<String>> {
        if self.members.get(name) == Some(&Value::Null) {
            self.take(name);
            return Some(None);
        }
        self.text(name).map(Some)
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let value = self.take(name)?.as_bool();
        if value.is_none() {
            self.fail(name, "must be true or false");
        }
        value
    }

    pub(super) fn object(&mut self, name: &'static str) -> Option<Map<String, Value>> {
        if let Value::Object(members) = self.take(name)? {
            return Some(members);
        }
        self.fail(name, "must be an object");
        None
    }

    /// Ends the reading: all failures, those of unknown fields included.
    pub(super) fn finish(mut self) -> Result<(), HttpError> {
        for name in self.members.keys() {
            let message = format!(
                "is not a field here; the fields are {}",
                self.asked.join(", ")
            );
            self.failures.push(FieldFailure::new(name, message));
        }
        if self.failures.is_empty() {
            Ok(())
        } else {
            Err(HttpError::Fields(self.failures))
        }
    }
}
