//! What our own JavaScript asks, and the pass that the cron trigger starts, answered and noted in the log like a request.

use super::answer::{Answer, boxed, finished};
use super::log::LogLine;
use super::route::Route;
use super::upkeep::keep_up;
use crate::events;
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::mcp::WriteTrace;
use crate::people::{self, Question};
use crate::platform::Platform;
use crate::settings::{Settings, SettingsError};

/// Answers a question. The request is made by `src/edge`; what a caller sent never comes here as a request.
pub async fn decide<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    request: &Request,
) -> Answer {
    let question = Question::read(request);
    let route = question.map_or(Route::Nothing, Route::Question);
    let mut line = LogLine::new(platform, route, request);
    let answered = match (settings, question) {
        (Err(error), _) => Err(HttpError::Unset(error.clone())),
        (Ok(_), None) => Err(HttpError::NotFound("There is no such question.")),
        (Ok(settings), Some(question)) => {
            ask(platform, settings, question, request, &mut line).await
        }
    };
    finished(platform, settings, route, request, answered, line)
}

/// One pass of the cron trigger: what the clock brings about, and the upkeep of what happened. Neither stands in the other's way.
pub async fn tick<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    request: &Request,
) -> Answer {
    let line = LogLine::new(platform, Route::Clock, request);
    let answered = match settings {
        Err(error) => Err(HttpError::Unset(error.clone())),
        Ok(settings) => {
            let done = boxed(events::tick(platform, settings)).await;
            boxed(keep_up(platform, settings)).await;
            let json = |done| serde_json::to_string(&done).unwrap_or_default();
            done.map(|done| Response::json(200, json(done)))
                .map_err(HttpError::from)
        }
    };
    finished(platform, settings, Route::Clock, request, answered, line)
}

async fn ask<P: Platform>(
    platform: &P,
    settings: &Settings,
    question: Question,
    request: &Request,
    line: &mut LogLine<'_>,
) -> Result<Response, HttpError> {
    let decision = people::decide(platform, settings, question, request).await?;
    line.trace.outcome = decision.outcome;
    line.member = decision.member.map(|member| member.to_string());
    line.account = decision.account.map(|account| account.to_string());
    if let Some((server, account, by)) = decision.about {
        line.server = Some(server.to_string());
        line.account = Some(account.to_string());
        line.trace.write = Some(Box::new(WriteTrace {
            approved_by: Some(by),
            ..WriteTrace::default()
        }));
    }
    Ok(decision.response)
}
