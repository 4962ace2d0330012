//! How HTTP says no: one envelope, the same as of vendors' failures, in fixed words. What went wrong inside is for the log.

use crate::access::RecordError;
use crate::http::{Response, Unread, reason};
use crate::json::quote;
use crate::platform::PlatformError;
use crate::settings::SettingsError;
use crate::tools::config::FieldFailure;

/// A request that is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// The body is no JSON object.
    NotJson,
    /// Fields are wrong.
    Fields(Vec<FieldFailure>),
    /// No, a wrong, a deleted or an expired token.
    Unauthorized,
    /// A token of the wrong scope.
    WrongScope,
    /// A session of a member who is no admin.
    NotAdmin,
    /// An access token that opens nothing any more. Holds the challenge.
    DeadToken(String),
    /// A person who may not use MCP, and whom to ask.
    NoAccess(String),
    /// An origin that is not allowed.
    ForeignOrigin,
    /// Nothing is there. The same for a token that is unknown, expired, revoked or malformed.
    NotFound(&'static str),
    /// Another verb is served here.
    MethodNotAllowed(&'static str),
    /// Something depends on it.
    Conflict(String),
    /// The record is not the one that `If-Match` names.
    Changed,
    /// An `Idempotency-Key` that was sent before, with another request.
    KeyReused,
    /// The body is longer than is read.
    TooLarge,
    /// The body could not be decompressed.
    Unread(Unread),
    /// One too many of these.
    TooMany(&'static str),
    /// The Worker is not set up.
    Unset(SettingsError),
    /// Records could not be read or written.
    Records(RecordError),
    /// What happened could not be asked.
    Activity(PlatformError),
}

impl From<RecordError> for HttpError {
    fn from(error: RecordError) -> Self {
        Self::Records(error)
    }
}

impl From<PlatformError> for HttpError {
    fn from(error: PlatformError) -> Self {
        Self::Records(error.into())
    }
}

impl HttpError {
    /// One wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Fields(vec![FieldFailure::new(field, message)])
    }

    /// What the log says beyond the status.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Records(error) => Some(error.to_string()),
            Self::Activity(error) => Some(error.to_string()),
            Self::Unset(error) => Some(error.to_string()),
            Self::NotJson
            | Self::Fields(_)
            | Self::Unauthorized
            | Self::WrongScope
            | Self::NotAdmin
            | Self::DeadToken(_)
            | Self::NoAccess(_)
            | Self::ForeignOrigin
            | Self::NotFound(_)
            | Self::MethodNotAllowed(_)
            | Self::Conflict(_)
            | Self::Changed
            | Self::KeyReused
            | Self::TooLarge
            | Self::Unread(_)
            | Self::TooMany(_) => None,
        }
    }

    /// The answer.
    pub fn response(&self) -> Response {
        let (status, message) = match self {
            Self::NotJson => (400, "The body must be a JSON object.".to_owned()),
            Self::Fields(failures) => (400, sentence(failures)),
            Self::Unauthorized => {
                (401, "Send a valid API token as `Authorization: Bearer <token>`.".to_owned())
            }
            Self::WrongScope => (403, "This API token has the scope mcp; the operator's API needs the scope admin.".to_owned()),
            Self::NotAdmin => (403, "This session is of a member whose role is member; the operator's API needs the role admin.".to_owned()),
            Self::DeadToken(_) => (401, "The person who signed in is no longer known here. Sign in again.".to_owned()),
            Self::NoAccess(message) => (403, message.clone()),
            Self::ForeignOrigin => {
                (403, "Requests from this Origin are not allowed; the operator can add it to ALLOWED_ORIGINS.".to_owned())
            }
            Self::NotFound(message) => (404, (*message).to_owned()),
            Self::MethodNotAllowed(allow) => (405, format!("Served here: {allow}.")),
            Self::Conflict(message) => (409, message.clone()),
            Self::Changed => (
                412,
                "The record has changed since the etag in If-Match was given, so nothing was done. Read it again, and send the change with its new etag.".to_owned(),
            ),
            Self::KeyReused => (
                422,
                "This Idempotency-Key was sent with another body or query, so nothing was done. Repeat that request to the letter, or send this one with a new key.".to_owned(),
            ),
            Self::TooMany(what) => (429, format!("Too many {what}. Wait a minute and try again.")),
            Self::TooLarge => (413, "The body is longer than 4 MiB.".to_owned()),
            Self::Unread(unread) => (unread.status(), unread.message().to_owned()),
            Self::Unset(error) => (500, format!("Fairlead is not set up: {error}.")),
            Self::Records(RecordError::Unavailable(_)) => {
                (503, "Records are unavailable at the moment. Try again.".to_owned())
            }
            Self::Activity(_) => (
                503,
                "The database ACTIVITY does not answer. Try again; if it never did, make its tables: npx wrangler d1 migrations apply ACTIVITY --remote".to_owned(),
            ),
            Self::Records(RecordError::Corrupt(family)) => {
                (500, format!("A record of the family {family} cannot be read by this version."))
            }
            Self::Records(RecordError::Newer(family)) => {
                (500, format!("A record of the family {family} was written by a newer version of Fairlead; deploy that version."))
            }
        };
        let details = if let Self::Fields(failures) = self {
            format!(
                ",\"details\":{{\"failures\":{}}}",
                serde_json::to_string(failures).unwrap_or_default()
            )
        } else {
            String::new()
        };
        let body = format!(
            "{{\"statusCode\":{status},\"error\":{},\"message\":{}{details}}}",
            quote(reason(status)),
            quote(&message)
        );
        let response = Response::json(status, body);
        match self {
            Self::MethodNotAllowed(allow) => response.with("allow", allow),
            Self::TooMany(_) => slow_down(response),
            Self::Unread(unread) => unread.mark(response),
            Self::DeadToken(challenge) => response.with("www-authenticate", challenge),
            Self::NotJson
            | Self::Fields(_)
            | Self::Unauthorized
            | Self::WrongScope
            | Self::NotAdmin
            | Self::NoAccess(_)
            | Self::ForeignOrigin
            | Self::NotFound(_)
            | Self::Conflict(_)
            | Self::TooLarge
            | Self::Unset(_)
            | Self::Records(_)
            | Self::Activity(_)
            | Self::Changed
            | Self::KeyReused => response,
        }
    }
}

/// Says when to come back. The runtime tells neither the limit nor what is left of its window, which is a minute in wrangler.toml
/// (<https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/>).
pub fn slow_down(response: Response) -> Response {
    response
        .with("retry-after", "60")
        .with("ratelimit-remaining", "0")
        .with("ratelimit-reset", "60")
}

fn sentence(failures: &[FieldFailure]) -> String {
    let texts: Vec<String> = failures
        .iter()
        .map(|failure| format!("{} {}", failure.field, failure.message))
        .collect();
    format!("{}.", texts.join("; "))
}
