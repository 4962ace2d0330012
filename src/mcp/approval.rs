//! A person's yes to one call. A client of 2026-07-28 that can ask its user does so (client/elicitation, basic/patterns/mrtr); every other client
//! gets a link to a page of this Worker, and all do where `approve_by` says so. Whatever the model sends by itself is no yes.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::session::Session;
use super::written::Written;
use crate::access::RecordError;
use crate::access::approval::{self, Door, PRESSED_SECONDS, Standing, Subject};
use crate::catalogue::Tool;
use crate::http::OutboundRequest;
use crate::json::{Members, quote, string};
use crate::platform::{Platform, UnixSeconds};
use crate::tools::config::ApproveBy;

/// Key of the question and of its answer.
const QUESTION: &str = "approve";

/// What came of asking.
pub(super) enum Asked {
    /// A yes: by whom.
    Given(String),
    /// A no, or an answer to something else: a status, and what is said.
    Refused(u16, String),
    /// Nobody has said anything yet.
    Waits(String),
    /// The members of an `InputRequiredResult`.
    Question(String),
}

/// What is sealed in `requestState`. Server, account and tool are the place that it opens at.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    /// Which state it is: each counts once.
    id: [u8; 16],
    /// Of the request.
    digest: [u8; 32],
    /// In seconds since 1970.
    ends: u64,
}

/// Asks whether this request may go out.
pub(super) async fn ask<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: &Call<'_>,
    tool: &Tool,
    digest: &[u8; 32],
    request: &OutboundRequest,
) -> Result<Asked, Fault> {
    let subject = Subject {
        door: session.door,
        account: session.account.id,
        tool: tool.name,
        digest: *digest,
    };
    if can_ask(era) && session.toolbox.config.approve_by != Some(ApproveBy::Page) {
        return in_client(session, message, tool, &subject, request).await;
    }
    on_page(session, tool, &subject, request).await
}

/// Whether the client shows forms to its user: an empty `elicitation` means that it does, `url` alone that it does not.
fn can_ask(era: &Era<'_>) -> bool {
    let Era::Modern { capabilities, .. } = era else {
        return false;
    };
    let modes = capabilities.get("elicitation").and_then(Members::parse);
    modes.is_some_and(|modes| modes.0.is_empty() || modes.get("form").is_some())
}

async fn in_client<P: Platform>(
    session: &Session<'_, P>,
    message: &Call<'_>,
    tool: &Tool,
    subject: &Subject<'_>,
    request: &OutboundRequest,
) -> Result<Asked, Fault> {
    let name = session.toolbox.name_of(tool);
    let Some(sealed) = message.params.get("requestState").and_then(string) else {
        return question(session, tool, subject, request);
    };
    let again = "Call it again without requestState to ask anew.";
    let refused = |why: &str| Asked::Refused(403, format!("Nothing was sent: {why} {again}"));
    let Some(state) = open(session, subject, &sealed) else {
        return Ok(refused(
            "this approval was not given for this tool and account of this server.",
        ));
    };
    if state.digest != subject.digest {
        return Ok(refused(
            "the approval is for other arguments; a person agrees to one request, to the letter.",
        ));
    }
    if session.platform.now() >= UnixSeconds(state.ends) {
        return Ok(refused("the approval is older than five minutes."));
    }
    let answers = message
        .params
        .get("inputResponses")
        .and_then(Members::parse);
    let answer = answers.and_then(|answers| answers.get(QUESTION).map(str::to_owned));
    let answer = answer.as_deref().and_then(Members::parse);
    let action =
        answer.and_then(|answer| answer.get("action").and_then(string).map(Cow::into_owned));
    match action.as_deref() {
        Some("accept") => {}
        Some("decline" | "cancel") => {
            return Ok(Asked::Refused(
                403,
                format!(
                    "Nothing was sent: the person who was asked said no to {name}. Do not call it again for this unless they want it."
                ),
            ));
        }
        // A client that lost the answer is asked again (basic/patterns/mrtr, "Error Handling").
        Some(_) | None => return question(session, tool, subject, request),
    }
    let is_first = approval::spend(
        session.platform,
        subject,
        &state.id,
        UnixSeconds(state.ends),
    )
    .await
    .map_err(|error| unavailable(session, &error))?;
    if !is_first {
        return Ok(refused("this approval was used already; each counts once."));
    }
    Ok(Asked::Given(session.member.map_or_else(
        || "client".to_owned(),
        |member| member.to_string(),
    )))
}

fn open<P: Platform>(
    session: &Session<'_, P>,
    subject: &Subject<'_>,
    sealed: &str,
) -> Option<State> {
    let sealed = String::from_utf8(URL_SAFE_NO_PAD.decode(sealed).ok()?).ok()?;
    let plain = session.settings.keyring.open(&sealed, &subject.place());
    serde_json::from_slice(&plain.ok()?).ok()
}

/// The members of the result that asks the client's user.
fn question<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    subject: &Subject<'_>,
    request: &OutboundRequest,
) -> Result<Asked, Fault> {
    let mut id = [0; 16];
    let drawn = session.platform.random(&mut id);
    drawn.map_err(|error| unavailable(session, &error.into()))?;
    let state = State {
        id,
        digest: subject.digest,
        ends: session.platform.now().after(PRESSED_SECONDS).0,
    };
    let written = match Written::of(session, tool, request) {
        Ok(written) => written,
        Err(message) => return Ok(Asked::Refused(400, message)),
    };
    let plain = serde_json::to_vec(&state).unwrap_or_default();
    let keyring = &session.settings.keyring;
    let sealed = keyring.seal(session.platform, &plain, &subject.place());
    let sealed = sealed.map_err(|error| unavailable(session, &error.into()))?;
    let text = format!(
        "An assistant wants to do this. It is done once if you agree within five minutes.\n\n{}",
        written.text()
    );
    Ok(Asked::Question(format!(
        "\"inputRequests\":{{\"{QUESTION}\":{{\"method\":\"elicitation/create\",\"params\":{{\"mode\":\"form\",\"message\":{},\"requestedSchema\":{{\"type\":\"object\",\"properties\":{{}}}}}}}}}},\"requestState\":\"{}\"",
        quote(&text),
        URL_SAFE_NO_PAD.encode(sealed)
    )))
}

async fn on_page<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    subject: &Subject<'_>,
    request: &OutboundRequest,
) -> Result<Asked, Fault> {
    let shown = match Written::of(session, tool, request) {
        Ok(shown) => shown,
        Err(message) => return Ok(Asked::Refused(400, message)),
    };
    let shown = serde_json::to_string(&shown).unwrap_or_default();
    let door = Door {
        home: session.home,
        member: session.member,
    };
    let keyring = &session.settings.keyring;
    let standing = approval::stand(session.platform, keyring, subject, door, &shown).await;
    let standing = standing.map_err(|error| unavailable(session, &error))?;
    let name = session.toolbox.name_of(tool);
    let start = session.settings.public_url.as_deref();
    let link = format!(
        "{}/approve/{}",
        start.unwrap_or(&session.request.origin),
        subject.code()
    );
    Ok(match standing {
        Standing::Given(by) => Asked::Given(by),
        Standing::Asked => Asked::Waits(format!(
            "Nothing was sent yet: a person has to agree to {name} with these arguments. Show them this link and wait until they say that they \
             have: {link} Then call it again with the same arguments within five minutes; it is done once. If they have just agreed, wait half a minute first."
        )),
        Standing::Declined => Asked::Refused(
            403,
            format!(
                "Nothing was sent: a person said no to {name} with these arguments. Do not call it again for this unless they want it."
            ),
        ),
        Standing::Locked => Asked::Refused(
            403,
            format!(
                "Nothing was sent: too many wrong codes were entered to agree to {name} with these arguments. It can be asked for again in an hour."
            ),
        ),
    })
}

fn unavailable<P: Platform>(session: &Session<'_, P>, error: &RecordError) -> Fault {
    session.platform.log(&format!(
        "{{\"level\":\"error\",\"message\":\"approval not read or written\",\"detail\":{}}}",
        quote(&error.to_string())
    ));
    Fault::Internal
}
