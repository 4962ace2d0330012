//! The calls of tools that documents are made of, one after the other.

use std::borrow::Cow;

use super::call::{Called, ask};
use super::dispatch::VendorTrace;
use super::era::Era;
use super::fault::Fault;
use super::session::Session;
use crate::catalogue::DocumentCall;
use crate::json::Document;
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::tools::chatgpt::Values;
use crate::vendors::answer::Outcome;

/// What a vendor answered, as far as documents are made of it.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) json: String,
    /// The vendor has more.
    pub(super) goes_on: bool,
}

/// Calls of one call, one after the other.
pub(super) struct Run<'a, P> {
    session: &'a Session<'a, P>,
    era: Era<'a>,
    tool: &'static str,
    headers: Vec<(&'static str, String)>,
    pub(super) vendor: Option<VendorTrace>,
}

impl<'a, P: Platform> Run<'a, P> {
    pub(super) fn new(session: &'a Session<'a, P>, era: &Era<'a>, tool: &'static str) -> Self {
        Self {
            session,
            era: era.without_mirrors(),
            tool,
            headers: Vec::new(),
            vendor: None,
        }
    }

    /// Sends them, and gives what the first that failed came to. A value that an answer does not have ends the way: there is nothing to find.
    pub(super) async fn calls<'b>(
        &mut self,
        calls: &'static [DocumentCall],
        values: &mut Values<'b>,
        words: &[String],
        mut each: impl FnMut(&'static DocumentCall, &Answered, &Values<'b>),
    ) -> Result<Option<ToolResult>, Fault> {
        for call in calls {
            let tool = self.session.toolbox.integration.tools.get(call.tool);
            let (Some(tool), Some(arguments)) = (tool, values.arguments(call.arguments, words))
            else {
                return Ok(None);
            };
            let mut answered = None;
            let called = ask(
                self.session,
                &self.era,
                None,
                (tool.name, self.session.toolbox.find(tool.name)),
                Some(&arguments),
                |_, answer| {
                    let (json, goes_on) = match answer.outcome {
                        Ok(Outcome::List { array, next, .. }) => (array, next.is_some()),
                        Ok(Outcome::Value(json)) => (json, false),
                        Ok(_) => ("null", false),
                        Err(mut failure) => {
                            let most = self.session.max_result_chars();
                            return Ok(Ok(ToolResult::failure(&mut failure, most)));
                        }
                    };
                    let json = json.to_owned();
                    answered = Some(Answered { json, goes_on });
                    Ok(Ok(ToolResult::text("")))
                },
            )
            .await?;
            self.note(&called);
            let Some(answered) = answered else {
                return Ok(Some(called.result));
            };
            each(call, &answered, values);
            let Some(document) = Document::parse(&answered.json) else {
                continue;
            };
            for (name, pointer) in call.take {
                let Some(value) = document.scalar(pointer) else {
                    return Ok(None);
                };
                values.set(name, Cow::Owned(value.into_owned()));
            }
        }
        Ok(None)
    }

    /// For the log: the last answer's status, and all of their bytes and milliseconds.
    fn note(&mut self, called: &Called) {
        self.headers.clone_from(&called.headers);
        self.add(called.vendor);
    }

    /// The same of answers to another account.
    pub(super) fn add(&mut self, vendor: Option<VendorTrace>) {
        if let Some(vendor) = vendor {
            let before = self.vendor.unwrap_or(VendorTrace {
                status: None,
                millis: 0,
                bytes: 0,
            });
            self.vendor = Some(VendorTrace {
                status: vendor.status,
                millis: before.millis.saturating_add(vendor.millis),
                bytes: before.bytes.saturating_add(vendor.bytes),
            });
        }
    }

    /// `source` is the slug of the vendor whose words these are.
    pub(super) fn into_called(self, result: ToolResult, source: Option<&'static str>) -> Called {
        Called {
            headers: self.headers,
            vendor: self.vendor,
            source,
            ..Called::local(self.tool, result)
        }
    }
}
