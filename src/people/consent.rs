//! What a person may allow a client, and what they did.

use serde::{Deserialize, Serialize};

use super::{Decision, Person};
use crate::access::id::{AccountId, GrantId, MemberId};
use crate::access::member::Member;
use crate::access::{Contact, Visited, session, whom_to_ask};
use crate::catalogue::{self, Effect};
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::settings::Settings;
use crate::tools::config::Config;
use crate::tools::granted::Granted;
use crate::tools::toolbox::Toolbox;

/// A consent page is asked for, or answered.
#[derive(Deserialize)]
pub(super) struct Consent {
    session: String,
    #[serde(default)]
    scopes: Vec<String>,
}

/// What a consent page shows.
#[derive(Serialize)]
struct Offer<'a> {
    member: Person<'a>,
    /// Those of what was asked for that there are.
    scopes: Vec<&'static str>,
    accounts: Vec<Offered>,
    /// Whom to ask, where there is nothing to allow.
    ask: Vec<Contact>,
}

#[derive(Serialize)]
struct Offered {
    id: AccountId,
    label: String,
    vendor: &'static str,
    tools: Counts,
}

/// How many tools there are of each effect.
#[derive(Default, Serialize)]
struct Counts {
    read: usize,
    write: usize,
    destructive: usize,
}

#[derive(Serialize)]
struct Approved {
    member: MemberId,
    grant: GrantId,
    scopes: Vec<&'static str>,
}

/// What could be allowed.
pub(super) async fn offer<P: Platform>(
    platform: &P,
    settings: &Settings,
    consent: Consent,
) -> Result<Decision, HttpError> {
    let Some(member) = member(platform, settings, &consent).await? else {
        return Ok(Decision::refused("session"));
    };
    let visited = member.visit(platform).await?;
    let accounts: Vec<Offered> = visited.iter().filter_map(offered).collect();
    let ask = if member.mcp_access && !accounts.is_empty() {
        Vec::new()
    } else {
        whom_to_ask(platform).await?
    };
    let offer = Offer {
        member: Person::of(&member),
        scopes: granted(&consent).scopes(),
        accounts,
        ask,
    };
    Ok(Decision::ok(&offer, Some(member.id)))
}

/// What was allowed. Our own name for it goes along with the tokens, because the library's does not reach where calls are counted.
pub(super) async fn approve<P: Platform>(
    platform: &P,
    settings: &Settings,
    consent: Consent,
) -> Result<Decision, HttpError> {
    let Some(member) = member(platform, settings, &consent).await? else {
        return Ok(Decision::refused("session"));
    };
    if !member.mcp_access {
        return Ok(Decision::refused("no_access"));
    }
    let scopes = granted(&consent).scopes();
    if scopes.is_empty() {
        return Ok(Decision::refused("scopes"));
    }
    let approved = Approved {
        member: member.id,
        grant: GrantId::new(platform)?,
        scopes,
    };
    Ok(Decision::ok(&approved, Some(member.id)))
}

async fn member<P: Platform>(
    platform: &P,
    settings: &Settings,
    consent: &Consent,
) -> Result<Option<Member>, HttpError> {
    let resumed = session::resume(platform, &settings.keyring, &consent.session).await?;
    Ok(resumed.map(|(member, _)| member))
}

fn granted(consent: &Consent) -> Granted {
    Granted::of_scopes(consent.scopes.iter().map(String::as_str))
}

/// An account whose vendor is not in this build has nothing to offer.
fn offered(Visited { account, config }: &Visited) -> Option<Offered> {
    let integration = catalogue::integration(&account.integration)?;
    let toolbox = Toolbox {
        integration,
        config,
        narrowing: &Config::default(),
        read_only: account.read_only,
        // Nothing is listed or called here.
        default_result_bytes: 0,
        granted: Granted::ALL,
        beside: None,
    };
    let mut tools = Counts::default();
    for (tool, _) in toolbox.tools() {
        match tool.effect {
            Effect::Read => tools.read += 1,
            Effect::Write => tools.write += 1,
            Effect::Destructive => tools.destructive += 1,
        }
    }
    Some(Offered {
        id: account.id,
        label: account.label.clone(),
        vendor: integration.label,
        tools,
    })
}
