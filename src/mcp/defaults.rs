//! Arguments that the vendor can tell by itself, such as who a token is: asked for only when a caller leaves one out, and never kept.

use super::call::{Called, connection};
use super::dispatch::VendorTrace;
use super::exchange::{note_health, send};
use super::fault::Fault;
use super::session::Session;
use crate::access::account::Credentials;
use crate::arguments::error::{ArgumentError, At};
use crate::arguments::reading::Reading;
use crate::arguments::slot::{Slot, slot};
use crate::catalogue::{Argument, ArgumentDefault, Method, Place, Tool};
use crate::json::Document;
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::vendors::arguments::{Arguments, Body, Part};
use crate::vendors::compose::compose;

/// Why an argument could not be filled in: the result, and what the vendor answered.
pub(super) enum Unfilled {
    /// Said by Fairlead or by the vendor.
    Result(Box<ToolResult>, Option<VendorTrace>),
    /// It was not sent.
    Fault(Fault),
}

impl Unfilled {
    /// The call that comes of it.
    pub(super) fn called<P: Platform>(
        self,
        session: &Session<'_, P>,
        tool: &'static Tool,
    ) -> Result<Called, Fault> {
        match self {
            Self::Fault(fault) => Err(fault),
            Self::Result(result, vendor) => {
                let source = vendor.is_some().then_some(session.toolbox.integration.slug);
                Ok(Called {
                    vendor,
                    source,
                    ..Called::local(tool.name, *result)
                })
            }
        }
    }
}

/// Fills in what a caller left out of a tool that has such arguments.
pub(super) async fn fill<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    credentials: &Credentials,
    arguments: &mut Arguments<'_>,
) -> Result<(), Unfilled> {
    for default in tool.defaults {
        let argument = tool.arguments.get(default.argument);
        let method = session.toolbox.integration.methods.get(default.method);
        if let Some((argument, method)) = argument.zip(method)
            && !is_given(argument, arguments)
        {
            let value = ask(session, tool, credentials, (argument, default), method).await?;
            if argument.place == Place::Query {
                arguments.query.push((argument.wire_name, value.into()));
            } else {
                let part = Part::Json(value.into());
                arguments.body.push(argument.wire_name, part);
            }
        }
    }
    Ok(())
}

fn is_given(argument: &Argument, arguments: &Arguments<'_>) -> bool {
    let name = argument.wire_name;
    arguments.query.iter().any(|(key, _)| *key == name)
        || matches!(&arguments.body, Body::Members(members) if members.iter().any(|(key, _)| *key == name))
}

/// The value, as JSON.
async fn ask<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    credentials: &Credentials,
    (argument, default): (&Argument, &ArgumentDefault),
    method: &Method,
) -> Result<String, Unfilled> {
    let integration = session.toolbox.integration;
    let missing = |trace| {
        let message = format!(
            "is required here: its default could not be read from the vendor ({} {})",
            method.verb.as_str(),
            method.path
        );
        let error = ArgumentError::new(argument.name, message);
        let result = ToolResult::refused(&[error], session.max_result_chars());
        Unfilled::Result(Box::new(result), trace)
    };
    let connection = connection(session, credentials);
    let request = compose(integration, method, connection, Arguments::default())
        .map_err(|_| missing(None))?;
    // Counted apart from the calls themselves, so that none of them is counted twice.
    let counted_as = format!("{}:{}", tool.name, argument.name);
    let exchange = send(session, &counted_as, request).await;
    let exchange = exchange.map_err(Unfilled::Fault)?;
    let answer = exchange.read(session, method, credentials);
    note_health(session, method, &answer).await;
    let trace = Some(exchange.trace(&answer));
    if let Err(mut failure) = answer.outcome {
        let result = ToolResult::failure(&mut failure, session.max_result_chars());
        return Err(Unfilled::Result(Box::new(result), trace));
    }
    let body = exchange.body();
    let text = body.and_then(|body| std::str::from_utf8(body).ok());
    let document = text.and_then(Document::parse);
    let found = document.and_then(|document| document.at(default.pointer));
    let mut reading = Reading::new(session.platform.now(), "");
    let at = At::argument(argument.name);
    match slot(
        argument.shape,
        true,
        argument.clears,
        found,
        &at,
        &mut reading,
    ) {
        Slot::Sent(value) => Ok(value.into_owned()),
        Slot::Absent | Slot::Wrong => Err(missing(trace)),
    }
}
