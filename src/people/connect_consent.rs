//! Somebody with a connect link consents at the vendor, and comes back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Decision;
use super::connect::{Given, Opening, Way, Wrong, brake, prove, said, way};
use crate::access::carried;
use crate::access::connect_link::Opened;
use crate::access::tokens::Secrets;
use crate::catalogue::{Integration, OAuth2};
use crate::connect::consent::{self, Consented, Returned, Transaction};
use crate::connect::given;
use crate::connect::link::Proved;
use crate::connect::token_request::NoTokens;
use crate::http_error::HttpError;
use crate::platform::{Platform, PlatformError};
use crate::settings::Settings;

/// What a transaction is sealed for.
const PURPOSE: &str = "connect";

/// Seconds for a consent: somebody may have to sign in there first.
const SECONDS: u64 = 30 * 60;

/// They go to the vendor.
#[derive(Deserialize)]
pub(super) struct Going {
    #[serde(flatten)]
    given: Given,
    /// Where the vendor sends them back to.
    redirect_uri: String,
}

/// They came back.
#[derive(Deserialize)]
pub(super) struct Back {
    sealed: String,
    address: Option<String>,
    #[serde(flatten)]
    returned: Returned,
}

/// Where they go, and what their browser keeps meanwhile.
#[derive(Serialize)]
struct Sent {
    location: String,
    vendor: &'static str,
    state: String,
    sealed: String,
    seconds: u64,
}

/// A vendor that can be asked for consent.
type Asked = (&'static Integration, &'static OAuth2);

/// The way to the vendor.
pub(super) async fn begin<P: Platform>(
    platform: &P,
    settings: &Settings,
    Going {
        given,
        redirect_uri,
    }: Going,
) -> Result<Decision, HttpError> {
    let Some((opened, asked)) = opened(platform, &given.opening).await? else {
        return Ok(Decision::refused("unknown"));
    };
    let integration = asked.0;
    let mut failures = Vec::new();
    let context = given::context(integration, BTreeMap::new(), given.context, &mut failures);
    if !failures.is_empty() {
        return Ok(Decision::ok(&Wrong { failures }, None));
    }
    let between = (given.opening.link.clone(), redirect_uri);
    let way = (
        given.opening.link.as_str(),
        opened.link.integration.is_none(),
    );
    let (location, transaction) = match consent::begin(platform, settings, asked, context, between)
    {
        Ok(begun) => begun,
        Err(no_tokens) => return Ok(refused(integration, way, &no_tokens)),
    };
    let json = serde_json::to_string(&transaction).and_then(RawValue::from_string);
    let json = json.map_err(|error| PlatformError(error.to_string()))?;
    let sent = Sent {
        location,
        vendor: integration.label,
        state: transaction.state,
        sealed: carried::seal(platform, &settings.keyring, PURPOSE, json, SECONDS)?,
        seconds: SECONDS,
    };
    Ok(Decision {
        outcome: "sent_to_vendor",
        ..Decision::ok(&sent, None)
    })
}

/// Back with a code: it is exchanged, the probe runs, and the account is stored like one that was connected with a credential.
pub(super) async fn finish<P: Platform>(
    platform: &P,
    settings: &Settings,
    Back {
        sealed,
        address,
        returned,
    }: Back,
) -> Result<Decision, HttpError> {
    let json = carried::open(platform, &settings.keyring, PURPOSE, &sealed);
    let transaction = json.and_then(|json| serde_json::from_str::<Transaction>(json.get()).ok());
    let Some(transaction) = transaction else {
        return Ok(Decision::refused("transaction"));
    };
    let opening = Opening {
        link: transaction.link.clone(),
        integration: Some(transaction.integration.clone()),
        address,
    };
    let Some((opened, asked)) = opened(platform, &opening).await? else {
        return Ok(Decision::refused("unknown"));
    };
    let integration = asked.0;
    brake(platform, &opened).await?;
    let way = (transaction.link.as_str(), opened.link.integration.is_none());
    let consented = consent::finish(platform, settings, asked, &transaction, &returned).await;
    let Consented {
        credentials,
        renewal,
        workspace,
    } = match consented {
        None => return Ok(Decision::refused("transaction")),
        Some(Err(no_tokens)) => return Ok(refused(integration, way, &no_tokens)),
        Some(Ok(consented)) => consented,
    };
    let proved = match renewal {
        None => Proved::Lasting(credentials),
        Some((refresh_token, expires_at)) => {
            let secrets = Secrets {
                credentials,
                refresh_token,
            };
            Proved::Ending(secrets, expires_at)
        }
    };
    let code = (transaction.link.as_str(), opened);
    let what = (transaction.context, proved);
    prove(platform, settings, code, integration, what, workspace).await
}

/// What a link opens, where its vendor can be asked.
async fn opened<P: Platform>(
    platform: &P,
    opening: &Opening,
) -> Result<Option<(Opened, Asked)>, HttpError> {
    let way = way(platform, opening).await?;
    Ok(way.and_then(
        |Way {
             opened,
             integration,
         }| {
            let integration = integration?;
            Some((opened, (integration, integration.oauth2.as_ref()?)))
        },
    ))
}

fn refused(integration: &Integration, way: (&str, bool), no_tokens: &NoTokens) -> Decision {
    let status = match no_tokens {
        NoTokens::Refused(_) => Some(400),
        NoTokens::Unanswered(_) | NoTokens::Unset(_) | NoTokens::NoAddress(_) => None,
    };
    said(integration, way, status, no_tokens.message().to_owned())
}
