//! What our own JavaScript asks when a person signs in, lets a client in or connects an account. Comes in: a question that no caller can send, for it is made in
//! `src/edge` and reaches Rust by an export of its own. Goes out: what was decided. JavaScript carries it: pages, cookies, redirects, tokens.

mod approval;
mod carry;
mod connect;
mod connect_consent;
mod consent;
mod operator;
mod setup;
mod sign_in;

use serde::{Deserialize, Serialize};

use crate::access::id::{AccountId, MemberId, ServerId};
use crate::access::member::{Member, Role};
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::settings::Settings;

/// Where questions are sent. No request from outside has this origin; one that was passed on by mistake is refused.
const ORIGIN: &str = "https://fairlead.internal";

/// One decision, and what the log says of it.
#[derive(Debug)]
pub struct Decision {
    /// For our JavaScript.
    pub response: Response,
    /// `ok`, or why not.
    pub outcome: &'static str,
    /// Whom it is about.
    pub member: Option<MemberId>,
    /// The account that it is about.
    pub account: Option<AccountId>,
    /// A yes or a no to a call: through which door, of which account, and by whom.
    pub about: Option<(ServerId, AccountId, String)>,
}

/// Every question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// An identity provider vouches for somebody.
    SignIn,
    /// Somebody has a link.
    SignInLink,
    /// Whose session is it?
    Session,
    /// What can be allowed to a client?
    Offer,
    /// It was allowed.
    Approve,
    /// Keep this.
    Seal,
    /// What was kept?
    Open,
    /// How is sign-in set up?
    Setup,
    /// Which call waits for a person?
    Approval,
    /// A yes or a no to it.
    ApproveCall,
    /// Somebody shows an API token to a page.
    OperatorSignIn,
    /// May the holder of this session use the operator's API?
    Operator,
    /// What does a connect link ask for?
    ConnectLink,
    /// It was given.
    Connect,
    /// Somebody goes to the vendor to consent.
    ConnectConsent,
    /// They came back.
    ConnectCallback,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::SignIn,
        Self::SignInLink,
        Self::Session,
        Self::Offer,
        Self::Approve,
        Self::Seal,
        Self::Open,
        Self::Setup,
        Self::Approval,
        Self::ApproveCall,
        Self::OperatorSignIn,
        Self::Operator,
        Self::ConnectLink,
        Self::Connect,
        Self::ConnectConsent,
        Self::ConnectCallback,
    ];

    /// Its path, after the slash.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignInLink => "sign-in-link",
            Self::Session => "session",
            Self::Offer => "offer",
            Self::Approve => "approve",
            Self::Seal => "seal",
            Self::Open => "open",
            Self::Setup => "setup",
            Self::Approval => "approval",
            Self::ApproveCall => "approve-call",
            Self::OperatorSignIn => "operator-sign-in",
            Self::Operator => "operator",
            Self::ConnectLink => "connect-link",
            Self::Connect => "connect",
            Self::ConnectConsent => "connect-consent",
            Self::ConnectCallback => "connect-callback",
        }
    }

    /// The question of a request.
    pub fn read(request: &Request) -> Option<Self> {
        let name = request.path.strip_prefix('/')?;
        let is_ours = request.origin == ORIGIN && request.method == "POST";
        let mut known = Self::ALL.into_iter();
        known.find(|question| is_ours && question.name() == name)
    }
}

/// Answers a question.
pub async fn decide<P: Platform>(
    platform: &P,
    settings: &Settings,
    question: Question,
    request: &Request,
) -> Result<Decision, HttpError> {
    match question {
        Question::SignIn => sign_in::vouched(platform, settings, read(request)?).await,
        Question::SignInLink => sign_in::link(platform, settings, read(request)?).await,
        Question::Session => sign_in::session(platform, settings, read(request)?).await,
        Question::Offer => consent::offer(platform, settings, read(request)?).await,
        Question::Approve => consent::approve(platform, settings, read(request)?).await,
        Question::Seal => carry::seal(platform, settings, read(request)?),
        Question::Open => Ok(carry::open(platform, settings, &read(request)?)),
        Question::Setup => Ok(setup::setup(settings)),
        Question::Approval => approval::open(platform, settings, read(request)?).await,
        Question::ApproveCall => approval::press(platform, settings, read(request)?).await,
        Question::OperatorSignIn => operator::sign_in(platform, settings, &read(request)?).await,
        Question::Operator => operator::operator(platform, settings, &read(request)?).await,
        Question::ConnectLink => connect::open(platform, settings, read(request)?).await,
        Question::Connect => connect::connect(platform, settings, read(request)?).await,
        Question::ConnectConsent => {
            connect_consent::begin(platform, settings, read(request)?).await
        }
        Question::ConnectCallback => {
            connect_consent::finish(platform, settings, read(request)?).await
        }
    }
}

fn read<'a, T: Deserialize<'a>>(request: &'a Request) -> Result<T, HttpError> {
    serde_json::from_slice(&request.body).map_err(|_| HttpError::NotJson)
}

impl Decision {
    fn ok<T: Serialize>(body: &T, member: Option<MemberId>) -> Self {
        Self {
            response: json(body),
            outcome: "ok",
            member,
            account: None,
            about: None,
        }
    }

    /// The word is for our JavaScript, which has a page for each, and for the log.
    fn refused(why: &'static str) -> Self {
        Self {
            response: json(&Refused { refused: why }),
            outcome: why,
            member: None,
            account: None,
            about: None,
        }
    }

    /// Nothing to say.
    fn nothing() -> Self {
        Self {
            response: Response::json(200, "{}".to_owned()),
            outcome: "nothing",
            member: None,
            account: None,
            about: None,
        }
    }
}

fn json<T: Serialize>(body: &T) -> Response {
    // These types have string keys and no maps that could fail.
    Response::json(200, serde_json::to_string(body).unwrap_or_default())
}

#[derive(Serialize)]
struct Refused {
    refused: &'static str,
}

/// A member as pages show them.
#[derive(Serialize)]
struct Person<'a> {
    id: MemberId,
    name: &'a str,
    email: &'a str,
    role: Role,
    mcp_access: bool,
}

impl<'a> Person<'a> {
    fn of(member: &'a Member) -> Self {
        Self {
            id: member.id,
            name: &member.name,
            email: member.email.as_str(),
            role: member.role,
            mcp_access: member.mcp_access,
        }
    }
}
