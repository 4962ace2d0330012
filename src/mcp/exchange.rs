//! One request to the vendor and its answer, as every call makes it.

use super::dispatch::VendorTrace;
use super::fault::Fault;
use super::session::Session;
use crate::access::account::Credentials;
use crate::access::health::{self, Forbidden, Refused};
use crate::access::lifetime::to_iso;
use crate::access::tokens;
use crate::catalogue::Method;
use crate::http::{InboundResponse, OutboundRequest};
use crate::json::quote;
use crate::platform::{Limit, Platform, SendError, UnixMillis};
use crate::vendors::answer::{Answer, read};

/// A request on its way to the vendor and back.
pub(super) struct Exchange {
    answer: Result<InboundResponse, SendError>,
    started: UnixMillis,
    ended: UnixMillis,
}

/// Sends a request, unless the account has done too often what it is counted as.
pub(super) async fn send<P: Platform>(
    session: &Session<'_, P>,
    counted_as: &str,
    request: OutboundRequest,
) -> Result<Exchange, Fault> {
    let account = session.account.id;
    let key = match session.member {
        None => format!("{account}:{counted_as}"),
        Some(member) => format!("{member}:{account}:{counted_as}"),
    };
    if session.platform.is_too_many(Limit::Tool, &key).await {
        return Err(Fault::TooMany);
    }
    let started = session.platform.millis();
    let answer = session.platform.send(request).await;
    let ended = session.platform.millis();
    note_unreachable(session, answer.as_ref().err());
    Ok(Exchange {
        answer,
        started,
        ended,
    })
}

impl Exchange {
    /// The whole body, if there was an answer.
    pub(super) fn body(&self) -> Option<&[u8]> {
        let answer = self.answer.as_ref().ok();
        answer.map(|answer| answer.body.as_slice())
    }

    pub(super) fn read<P: Platform>(
        &self,
        session: &Session<'_, P>,
        method: &Method,
        credentials: &Credentials,
    ) -> Answer<'_> {
        read(
            session.toolbox.integration,
            method,
            self.answer.as_ref(),
            &credentials.0,
            self.ended.seconds(),
        )
    }

    pub(super) fn trace(&self, answer: &Answer<'_>) -> VendorTrace {
        VendorTrace {
            status: answer.status,
            millis: self.ended.since(self.started),
            bytes: self.body().map_or(0, <[u8]>::len),
        }
    }
}

fn note_unreachable<P: Platform>(session: &Session<'_, P>, error: Option<&SendError>) {
    if let Some(SendError::Unreachable(detail)) = error {
        session.platform.log(&format!(
            "{{\"level\":\"warn\",\"message\":\"vendor unreachable\",\"detail\":{}}}",
            quote(detail)
        ));
    }
}

/// Tells how the account fares.
pub(super) async fn note_health<P: Platform>(
    session: &Session<'_, P>,
    method: &Method,
    answer: &Answer<'_>,
) {
    // What was asked without credentials says nothing of them.
    if !method.authenticated {
        return;
    }
    let (id, now) = (session.account.id, session.platform.now());
    let refused = match (&answer.outcome, answer.status) {
        (Ok(_), _) => return health::works(id, now),
        (Err(failure), Some(401)) => {
            // Another place may have others by now.
            tokens::doubt(id);
            Refused::Credentials(failure.message.clone())
        }
        (Err(failure), Some(403)) => Refused::Place(Forbidden {
            resource: method.resource.to_owned(),
            method: method.method.to_owned(),
            message: failure.message.clone(),
            occurred_at: to_iso(now),
        }),
        (Err(_), _) => return,
    };
    if let Err(error) = health::refused(session.platform, id, refused).await {
        session.platform.log(&format!(
            "{{\"level\":\"error\",\"message\":\"account state not written\",\"detail\":{}}}",
            quote(&error.to_string())
        ));
    }
}
