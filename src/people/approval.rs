//! A call that waits for a person: what it is, and their yes or no. Who may say so: an admin, the member whose own door it came through, and whoever
//! knows the approval code of the server that it came through. The model has the link and none of these.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Decision;
use crate::access::approval::{Approval, State};
use crate::access::approval_code::ApprovalCode;
use crate::access::id::MemberId;
use crate::access::member::{Member, Role};
use crate::access::server::Server;
use crate::access::session;
use crate::http_error::HttpError;
use crate::platform::{Limit, Platform};
use crate::settings::Settings;

/// What the log calls a yes that nobody signed in for.
const BY_CODE: &str = "approval code";

/// Somebody opened a link, with what they can show.
#[derive(Deserialize)]
pub(super) struct Opened {
    code: String,
    session: Option<String>,
    approval_code: Option<String>,
    /// Where they connect from.
    address: Option<String>,
}

/// Somebody pressed a button.
#[derive(Deserialize)]
pub(super) struct Pressed {
    #[serde(flatten)]
    opened: Opened,
    decision: Press,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Press {
    Approve,
    Decline,
}

/// What a page shows to who may say yes.
#[derive(Serialize)]
struct Shown {
    approval: Box<RawValue>,
    state: State,
}

/// What a page asks for before that.
#[derive(Serialize)]
struct Needed {
    needs: Needs,
}

#[derive(Serialize)]
struct Needs {
    /// There is a code for it.
    approval_code: bool,
    /// Who is signed in may not.
    is_signed_in: bool,
}

#[derive(Serialize)]
struct Done {
    done: State,
}

/// Who somebody is, as far as they showed it.
enum Who {
    Member(MemberId),
    Code,
    /// They showed nothing that counts; a session that is somebody's, maybe.
    Unknown {
        is_signed_in: bool,
    },
    /// They tried a code that is none.
    Wrong,
    /// They tried a code for what does not wait any more: it was not looked at, or it could be guessed at here without being counted.
    TooLate,
}

/// What a link leads to.
pub(super) async fn open<P: Platform>(
    platform: &P,
    settings: &Settings,
    opened: Opened,
) -> Result<Decision, HttpError> {
    let Some(approval) = Approval::load(platform, &opened.code).await? else {
        return Ok(Decision::refused("unknown"));
    };
    let member = match who(platform, settings, &approval, &opened).await? {
        Who::Member(member) => Some(member),
        Who::Code => None,
        Who::Unknown { is_signed_in } => return Ok(needed(&approval, is_signed_in)),
        Who::Wrong => return missed(platform, &approval, &opened).await,
        Who::TooLate => return Ok(Decision::refused(word(approval.state))),
    };
    if matches!(approval.state, State::Used | State::Locked) {
        return Ok(Decision::refused(word(approval.state)));
    }
    let shown = approval.shown(&settings.keyring, &opened.code);
    let Some(shown) = shown.ok().and_then(|json| RawValue::from_string(json).ok()) else {
        return Ok(Decision::refused("unknown"));
    };
    let shown = Shown {
        approval: shown,
        state: approval.state,
    };
    Ok(Decision::ok(&shown, member))
}

/// A yes or a no.
pub(super) async fn press<P: Platform>(
    platform: &P,
    settings: &Settings,
    pressed: Pressed,
) -> Result<Decision, HttpError> {
    let Pressed { opened, decision } = pressed;
    let Some(approval) = Approval::load(platform, &opened.code).await? else {
        return Ok(Decision::refused("unknown"));
    };
    let (member, by) = match who(platform, settings, &approval, &opened).await? {
        Who::Member(member) => (Some(member), member.to_string()),
        Who::Code => (None, BY_CODE.to_owned()),
        Who::Unknown { .. } => return Ok(Decision::refused("not_yours")),
        Who::Wrong => return missed(platform, &approval, &opened).await,
        Who::TooLate => return Ok(Decision::refused(word(approval.state))),
    };
    if approval.state != State::Asked {
        return Ok(Decision::refused(word(approval.state)));
    }
    let state = match decision {
        Press::Approve => State::Approved,
        Press::Decline => State::Declined,
    };
    let about = (approval.server, approval.account, by.clone());
    approval.press(platform, &opened.code, state, by).await?;
    Ok(Decision {
        outcome: word(state),
        about: Some(about),
        ..Decision::ok(&Done { done: state }, member)
    })
}

async fn who<P: Platform>(
    platform: &P,
    settings: &Settings,
    approval: &Approval,
    opened: &Opened,
) -> Result<Who, HttpError> {
    let mut is_signed_in = false;
    if let Some(session) = &opened.session {
        let resumed = session::resume(platform, &settings.keyring, session).await?;
        let member = resumed.map(|(member, _)| member);
        is_signed_in = member.is_some();
        if let Some(member) = member.filter(|member| is_theirs(approval, member)) {
            return Ok(Who::Member(member.id));
        }
    }
    let typed = opened
        .approval_code
        .as_deref()
        .filter(|typed| !typed.trim().is_empty());
    let (Some(typed), None) = (typed, approval.member) else {
        return Ok(Who::Unknown { is_signed_in });
    };
    if approval.state != State::Asked {
        return Ok(Who::TooLate);
    }
    let server = Server::load(platform, approval.home, approval.server).await?;
    let code = server.and_then(|server| ApprovalCode::of(&server, &settings.keyring));
    let is_right = code.is_some_and(|code| code.is(typed));
    Ok(if is_right { Who::Code } else { Who::Wrong })
}

fn is_theirs(approval: &Approval, member: &Member) -> bool {
    member.role == Role::Admin || approval.member == Some(member.id)
}

fn needed(approval: &Approval, is_signed_in: bool) -> Decision {
    let needs = Needs {
        approval_code: approval.member.is_none() && approval.state != State::Locked,
        is_signed_in,
    };
    Decision::ok(&Needed { needs }, None)
}

/// Counts a wrong code for the call and for where it came from, whatever the other count says: an address that is braked counts on for the call.
async fn missed<P: Platform>(
    platform: &P,
    approval: &Approval,
    opened: &Opened,
) -> Result<Decision, HttpError> {
    let counted = approval.miss(platform, &opened.code).await;
    let address = opened.address.as_deref().unwrap_or("no address");
    if platform.is_too_many(Limit::WrongTokens, address).await {
        return Err(HttpError::TooMany("wrong approval codes from this address"));
    }
    let can_go_on = counted?;
    Ok(Decision::refused(if can_go_on { "code" } else { "locked" }))
}

fn word(state: State) -> &'static str {
    match state {
        State::Asked => "asked",
        State::Approved => "approved",
        State::Declined => "declined",
        State::Used => "used",
        State::Locked => "locked",
    }
}
