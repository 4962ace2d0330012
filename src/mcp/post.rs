//! A POST, read as far as it can be before anybody knows who sent it: what it is tells which records have to be read.

use std::fmt;

use super::MAX_BODY_BYTES;
use super::fault::Fault;
use super::message::Message;
use super::methods::McpMethod;
use crate::access::Needs;
use crate::http::{Headers, Request};
use crate::tools::config::Config;

/// Bytes of a body that are parsed for a caller who may hold no token at all. A longer one is nearly always a call, which needs all records.
const READ_FOR_ANYBODY: usize = 64 * 1024;

/// One message, or why it is none.
pub struct Post<'a> {
    pub(super) request: &'a Request,
    body: Body<'a>,
    tolerant: bool,
}

enum Body<'a> {
    /// Refused whatever it says.
    Refused(Fault),
    Read(Read<'a>),
    Unread,
}

/// Shows nothing of it: it holds customer data.
impl fmt::Debug for Post<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Post").finish_non_exhaustive()
    }
}

/// A fault comes with the message's id, where one could be read.
type Read<'a> = Result<Message<'a>, (Fault, Option<&'a str>)>;

impl<'a> Post<'a> {
    /// Reads a request; `tolerant` as [`crate::settings::Settings::tolerate_client_bugs`] says.
    pub fn read(request: &'a Request, tolerant: bool) -> Self {
        let body = if !is_json(&request.headers) {
            Body::Refused(Fault::NotDeclaredJson)
        } else if let Some(unread) = request.unread {
            Body::Refused(Fault::Unread(unread))
        } else if request.body.len() > MAX_BODY_BYTES {
            Body::Refused(Fault::TooLarge)
        } else if request.body.len() > READ_FOR_ANYBODY {
            Body::Unread
        } else {
            Body::Read(Message::parse(&request.body, tolerant))
        };
        Self {
            request,
            body,
            tolerant,
        }
    }

    /// Which records answer it. Filters on the URL are checked by the account's integration, before the message.
    pub fn needs(&self) -> Needs {
        match &self.body {
            Body::Read(_) if Config::narrows(&self.request.query) => Needs::Account,
            Body::Read(Ok(Message::Call(call))) if McpMethod::read(&call.method).is_some() => {
                Needs::Account
            }
            Body::Refused(_) | Body::Read(_) => Needs::Server,
            Body::Unread => Needs::Account,
        }
    }

    /// Why it is refused without a look at filters or message.
    pub(super) fn refused(&self) -> Option<&Fault> {
        match &self.body {
            Body::Refused(fault) => Some(fault),
            Body::Read(_) | Body::Unread => None,
        }
    }

    /// The message.
    pub(super) fn message(self) -> Read<'a> {
        match self.body {
            Body::Refused(fault) => Err((fault, None)),
            Body::Read(read) => read,
            Body::Unread => Message::parse(&self.request.body, self.tolerant),
        }
    }
}

fn is_json(headers: &Headers) -> bool {
    let value = headers.get("content-type").unwrap_or_default();
    value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/json")
}
