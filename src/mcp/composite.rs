//! A call of a composite: its steps one after another, each the call of its own tool, within one time limit; and one result of what is shown of
//! their answers. What a step does not find is said in `notes`; when one fails, what the others before it found is not lost.

use std::borrow::Cow;

use super::call::{Called, connection};
use super::cursor::Page;
use super::dispatch::VendorTrace;
use super::exchange::{Exchange, note_health, send};
use super::fault::Fault;
use super::replies::Replies;
use super::session::Session;
use super::show::show_composite;
use crate::access::account::Credentials;
use crate::arguments::error::ArgumentError;
use crate::arguments::filling::{self, Sources, value_at};
use crate::arguments::split::split;
use crate::catalogue::{Composite, Method, Step, Tool};
use crate::invisible::escape_invisible;
use crate::json::{is_empty_list, quote};
use crate::platform::{Platform, UnixMillis};
use crate::results::content::{self, ToolResult};
use crate::results::failed::{FailureText, MOST_CHARS};
use crate::results::member::with_member;
use crate::tools::presets::Writer;
use crate::vendors::answer::Outcome;
use crate::vendors::compose::compose;
use crate::vendors::rate_limit::RateLimit;

/// Bytes of a step's arguments that a note repeats.
const ASKED_CHARS: usize = 400;

/// Why the steps after this one are not called: the result of the failure without its last brace.
struct Failed {
    open: String,
}

/// A composite on its way.
pub(super) struct Run<'a, P> {
    session: &'a Session<'a, P>,
    composite: &'static Composite,
    given: &'a [(&'static str, Cow<'a, str>)],
    page: &'a Page,
    credentials: &'a Credentials,
    started: UnixMillis,
    replies: Replies,
    /// The vendor's cursor of the step that is paged, and whether its page is empty.
    next: Option<(String, bool)>,
    limit: Option<RateLimit>,
    trace: Option<VendorTrace>,
}

impl<'a, P: Platform> Run<'a, P> {
    pub(super) fn new(
        session: &'a Session<'a, P>,
        composite: &'static Composite,
        given: &'a [(&'static str, Cow<'a, str>)],
        page: &'a Page,
        credentials: &'a Credentials,
    ) -> Self {
        Self {
            session,
            composite,
            given,
            page,
            credentials,
            started: session.platform.millis(),
            replies: Replies::new(composite),
            next: None,
            limit: None,
            trace: None,
        }
    }

    /// Calls every step.
    pub(super) async fn called(
        mut self,
        tool: &'static Tool,
        arguments: Option<&str>,
    ) -> Result<Called, Fault> {
        let result = match self.lacks() {
            Some(errors) => ToolResult::refused(&errors, self.session.max_result_chars()),
            None => self.run(tool, arguments).await?,
        };
        let status = self
            .trace
            .and_then(|trace| trace.status)
            .unwrap_or_default();
        Ok(Called {
            headers: self
                .limit
                .map(|limit| limit.headers(status))
                .unwrap_or_default(),
            source: self.trace.map(|_| self.session.toolbox.integration.slug),
            vendor: self.trace,
            ..Called::local(tool.name, result)
        })
    }

    /// None was given of the arguments of which one must be.
    fn lacks(&self) -> Option<Vec<ArgumentError>> {
        let one_of = self.composite.one_of;
        let is_given = |name: &&str| self.given.iter().any(|(given, _)| given == name);
        let first = one_of.first().filter(|_| !one_of.iter().any(is_given))?;
        let message = format!("is missing: give one of {}", one_of.join(", "));
        Some(vec![ArgumentError::new(first, message)])
    }

    async fn run(&mut self, tool: &Tool, arguments: Option<&str>) -> Result<ToolResult, Fault> {
        for step in self.composite.steps {
            self.replies.begin();
            if let Some(failed) = self.step(step).await? {
                return Ok(self.failed(step, &failed));
            }
        }
        let mut paged = self.composite.steps.iter().filter(|step| step.is_paged);
        let Some((_, method)) = paged
            .next()
            .or(self.composite.steps.first())
            .and_then(|step| self.session.toolbox.tool_of(step))
        else {
            return Err(Fault::Internal);
        };
        let json = self.replies.result();
        let next = self.next.take();
        show_composite(
            self.session,
            tool,
            method,
            arguments,
            self.page,
            &json,
            next,
        )
    }

    /// Calls a step once, or for each of its rows.
    async fn step(&mut self, step: &'static Step) -> Result<Option<Failed>, Fault> {
        let Some(each) = &step.for_each else {
            return self.ask(step, None).await;
        };
        for row in self.replies.rows(step, each) {
            if let Some(failed) = self.ask(step, Some((&row, each.key))).await? {
                return Ok(Some(failed));
            }
        }
        Ok(None)
    }

    /// One call.
    async fn ask(
        &mut self,
        step: &'static Step,
        row: Option<(&str, &str)>,
    ) -> Result<Option<Failed>, Fault> {
        let Some((tool, method)) = self.session.toolbox.tool_of(step) else {
            return Err(Fault::Internal);
        };
        let now = self.session.platform.now();
        let answers = self.replies.answers();
        let sources = Sources {
            given: self.given,
            answers: &answers,
            row: row.map(|(row, _)| row),
            now,
        };
        let Some(arguments) = filling::arguments(step.arguments, sources) else {
            self.replies.notes.push(format!(
                "{}: not asked, because an earlier step found nothing that it needs.",
                step.name
            ));
            return Ok(None);
        };
        let preset = self
            .session
            .toolbox
            .set(tool, Some(&arguments), Writer::Record);
        let arguments = preset.json.unwrap_or(arguments);
        let mut sorted = match split(tool, method, Some(&arguments), now, |_| None::<Page>) {
            Ok(split) => split.arguments,
            Err(errors) => return Ok(Some(self.refused(step, tool, &errors))),
        };
        if step.is_paged {
            sorted.cursor.clone_from(&self.page.vendor);
        }
        let connection = connection(self.session, self.credentials);
        let mut request =
            match compose(self.session.toolbox.integration, method, connection, sorted) {
                Ok(request) => request,
                Err(error) => {
                    let error = ArgumentError::new(step.name, error.to_string());
                    return Ok(Some(self.refused(step, tool, &[error])));
                }
            };
        let (left, of) = self.time_left();
        if left == 0 {
            let message = format!("there was no time left of the {of} ms for all steps");
            return Ok(Some(self.local(step, tool, 504, &message)));
        }
        request.timeout_ms = request.timeout_ms.min(left);
        let exchange = match send(self.session, tool.name, request).await {
            Err(Fault::TooMany) if self.trace.is_some() => {
                let message = "the account called its tool too often; wait a minute";
                return Ok(Some(self.local(step, tool, 429, message)));
            }
            sent => sent?,
        };
        let row = row.map(|(row, key)| value_at(row, key).unwrap_or("null").to_owned());
        let reply = self.read(step, (tool, method), &arguments, &exchange).await;
        match reply {
            Ok(Some(json)) => self.replies.push(row, json),
            Ok(None) => {}
            Err(failed) => return Ok(Some(failed)),
        }
        Ok(None)
    }

    /// Milliseconds that are left, and those for all steps: as many as the slowest of their endpoints may take.
    fn time_left(&self) -> (u32, u32) {
        let tools = self.composite.steps.iter();
        let tools = tools.filter_map(|step| self.session.toolbox.tool_of(step));
        let slowest = tools.filter_map(|(_, method)| method.timeout_ms).max();
        let usual = self.session.settings.vendor_timeout_ms;
        let all = slowest.map_or(usual, |slowest| slowest.max(usual));
        let spent = self.session.platform.millis().since(self.started);
        let left = all.saturating_sub(u32::try_from(spent).unwrap_or(u32::MAX));
        (left, all)
    }

    /// What came back; nothing when nothing is there.
    async fn read(
        &mut self,
        step: &Step,
        (tool, method): (&Tool, &Method),
        arguments: &str,
        exchange: &Exchange,
    ) -> Result<Option<String>, Failed> {
        let answer = exchange.read(self.session, method, self.credentials);
        note_health(self.session, method, &answer).await;
        let trace = exchange.trace(&answer);
        self.trace = Some(VendorTrace {
            status: trace.status,
            millis: trace.millis + self.trace.map_or(0, |before| before.millis),
            bytes: trace.bytes + self.trace.map_or(0, |before| before.bytes),
        });
        self.limit = tighter(self.limit, answer.rate_limit);
        let name = self.session.toolbox.name_of(tool);
        let found_nothing = |because: &str| {
            let asked: String = arguments.chars().take(ASKED_CHARS).collect();
            format!(
                "{}: nothing found. Asked: {name} {asked}.{because}",
                step.name
            )
        };
        match answer.outcome {
            Err(failure) if failure.status_code == 404 => {
                self.replies
                    .notes
                    .push(found_nothing(&format!(" {}", failure.message)));
                Ok(None)
            }
            Err(mut failure) => {
                failure.message = format!("{} failed. {}", self.place(step, name), failure.message);
                // The other half is for what was found before it.
                let most = self.most() / 2;
                Err(Failed::of(&FailureText::of(&mut failure, most).alone()))
            }
            Ok(Outcome::List {
                array,
                next,
                narrow,
            }) => {
                let is_empty = is_empty_list(array);
                if is_empty {
                    self.replies.notes.push(found_nothing(""));
                }
                if step.is_paged {
                    self.next = next.map(|cursor| (cursor.into_owned(), is_empty));
                } else if next.is_some() {
                    self.replies.notes.push(format!(
                        "{}: there are more; {name} with {arguments} lists them.",
                        step.name
                    ));
                }
                self.replies.notes.extend(
                    narrow.map(|narrow| format!("{}: cut by the vendor. {narrow}", step.name)),
                );
                Ok(Some(array.to_owned()))
            }
            Ok(Outcome::Value(json)) => Ok(Some(json.to_owned())),
            Ok(Outcome::Text(text) | Outcome::JsonLines(text) | Outcome::Csv(text)) => {
                Ok(Some(quote(&text)))
            }
            Ok(Outcome::Empty { .. }) => {
                self.replies.notes.push(found_nothing(""));
                Ok(None)
            }
            // The build takes no such tool for a step.
            Ok(Outcome::Media { .. } | Outcome::Link(_)) => Ok(None),
        }
    }

    /// Bytes of a failure with what was found before it.
    fn most(&self) -> usize {
        self.session.max_result_chars().min(MOST_CHARS)
    }

    /// A failure, with what was found before it.
    fn failed(&self, step: &Step, failed: &Failed) -> ToolResult {
        let open = format!("{},\"failed_step\":{}", failed.open, quote(step.name));
        let found = self.replies.result();
        let found = escape_invisible(&found);
        ToolResult::failed(&with_member(
            &open,
            "results",
            &found,
            "results_truncated",
            self.most(),
        ))
    }

    fn refused(&self, step: &Step, tool: &Tool, errors: &[ArgumentError]) -> Failed {
        self.local(step, tool, 400, &ArgumentError::join(errors))
    }

    /// A step that was not sent.
    fn local(&self, step: &Step, tool: &Tool, status: u16, what: &str) -> Failed {
        let place = self.place(step, self.session.toolbox.name_of(tool));
        Failed::of(&content::refusal(
            status,
            &format!("{place} was not sent: {what}."),
        ))
    }

    /// `Step 2 of 3 (issues, list_all_acme_issues)`
    fn place(&self, step: &Step, tool: &str) -> String {
        let steps = self.composite.steps;
        let at = steps
            .iter()
            .position(|other| other.name == step.name)
            .unwrap_or_default();
        format!("Step {} of {} ({}, {tool})", at + 1, steps.len(), step.name)
    }
}

impl Failed {
    fn of(json: &str) -> Self {
        Self {
            open: json.strip_suffix('}').unwrap_or(json).to_owned(),
        }
    }
}

/// The limit that leaves fewer calls.
fn tighter(one: Option<RateLimit>, other: Option<RateLimit>) -> Option<RateLimit> {
    let left = |limit: &RateLimit| limit.remaining.unwrap_or(u64::MAX);
    one.into_iter().chain(other).min_by_key(left)
}
