//! Arguments that the vendor can tell by itself, such as who a token is: asked for only when a caller leaves one out, and never kept.

use super::call::{Called, note_health};
use super::fault::Fault;
use super::{Session, VendorTrace};
use crate::arguments::error::{ArgumentError, At};
use crate::arguments::reading::Reading;
use crate::arguments::slot::{Slot, slot};
use crate::catalogue::{Argument, ArgumentDefault, Method, Place, Tool};
use crate::json::Document;
use crate::platform::{Limit, Platform};
use crate::results::content::ToolResult;
use crate::vendors::answer::read;
use crate::vendors::arguments::{Arguments, Body, Part};
use crate::vendors::compose::{Connection, compose};

/// Why an argument could not be filled in: the result, and what the vendor answered.
pub(super) enum Unfilled {
    /// Said by Fairlead or by the vendor.
    Result(Box<ToolResult>, Option<VendorTrace>),
    /// Too many calls of this tool.
    TooMany,
}

impl Unfilled {
    /// The call that comes of it.
    pub(super) fn called<P: Platform>(
        self,
        session: &Session<'_, P>,
        tool: &'static Tool,
    ) -> Result<Called, Fault> {
        match self {
            Self::TooMany => Err(Fault::TooMany),
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
    connection: Connection<'_>,
    arguments: &mut Arguments<'_>,
) -> Result<(), Unfilled> {
    for default in tool.defaults {
        let argument = tool.arguments.get(default.argument);
        let method = session.toolbox.integration.methods.get(default.method);
        if let Some((argument, method)) = argument.zip(method)
            && !is_given(argument, arguments)
        {
            let value = ask(session, tool, connection, (argument, default), method).await?;
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
    connection: Connection<'_>,
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
        let error = ArgumentError {
            argument: argument.name.to_owned(),
            message,
        };
        Unfilled::Result(Box::new(ToolResult::refused(&[error])), trace)
    };
    let request = compose(integration, method, connection, Arguments::default())
        .map_err(|_| missing(None))?;
    // Counted apart from the calls themselves, so that none of them is counted twice.
    let key = format!("{}:{}:{}", session.account.id, tool.name, argument.name);
    if session.platform.is_too_many(Limit::Tool, &key).await {
        return Err(Unfilled::TooMany);
    }
    let started = session.platform.millis();
    let exchange = session.platform.send(request).await;
    let ended = session.platform.millis();
    let answer = read(
        integration,
        method,
        exchange.as_ref(),
        connection.credentials,
        ended.seconds(),
    );
    note_health(session, method, &answer).await;
    let body = exchange.as_ref().map(|answer| answer.body.as_slice());
    let trace = Some(VendorTrace {
        status: answer.status,
        millis: ended.since(started),
        bytes: body.map_or(0, <[u8]>::len),
    });
    if let Err(failure) = answer.outcome {
        return Err(Unfilled::Result(
            Box::new(ToolResult::failure(&failure)),
            trace,
        ));
    }
    let text = body.ok().and_then(|body| std::str::from_utf8(body).ok());
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
