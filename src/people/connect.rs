//! Somebody with a connect link: what they are to give, and what comes of it. They need no account here; knowing the link is all that they show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Decision;
use crate::access::account::Account;
use crate::access::connect_link::{self, Opened};
use crate::catalogue::{self, INTEGRATIONS, Integration, VariableValues};
use crate::connect::given;
use crate::connect::link::{Proved, can_connect, can_consent, is_elsewhere, store};
use crate::connect::probe::{Found, probe};
use crate::http_error::HttpError;
use crate::platform::{Limit, Platform};
use crate::settings::Settings;
use crate::tools::config::FieldFailure;

/// Somebody opened a link.
#[derive(Deserialize)]
pub(super) struct Opening {
    pub(super) link: String,
    /// The vendor that they chose.
    pub(super) integration: Option<String>,
    /// Where they connect from.
    pub(super) address: Option<String>,
}

/// They gave what the vendor asks for.
#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(flatten)]
    pub(super) opening: Opening,
    #[serde(default)]
    credentials: Map<String, Value>,
    #[serde(default)]
    pub(super) context: Map<String, Value>,
}

/// The vendors to choose from.
#[derive(Serialize)]
struct Choice {
    vendors: Vec<Vendor>,
}

#[derive(Serialize)]
struct Vendor {
    slug: &'static str,
    label: &'static str,
}

/// What to give.
#[derive(Serialize)]
struct Asked {
    form: Form,
}

#[derive(Serialize)]
struct Form {
    vendor: Vendor,
    /// What the account is called, where that is known.
    account: Option<String>,
    reconnects: bool,
    /// Whether another vendor can be chosen.
    is_chosen: bool,
    steps: &'static [&'static str],
    credentials: Vec<CredentialField>,
    variables: Vec<VariableField>,
    /// Whether they can consent at the vendor instead.
    can_consent: bool,
}

#[derive(Serialize)]
struct CredentialField {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    is_shown: bool,
}

#[derive(Serialize)]
struct VariableField {
    name: &'static str,
    help: &'static str,
    /// Empty where it is not one of a few.
    values: Vec<&'static str>,
    value: Option<String>,
    is_required: bool,
}

/// It is connected.
#[derive(Serialize)]
struct Connected {
    connected: Connection,
}

#[derive(Serialize)]
struct Connection {
    vendor: &'static str,
    account: String,
    #[serde(flatten)]
    found: Found,
    reconnects: bool,
    return_to: Option<String>,
}

/// What was wrong before the vendor was asked.
#[derive(Serialize)]
pub(super) struct Wrong {
    pub(super) failures: Vec<FieldFailure>,
}

/// What the vendor said.
#[derive(Serialize)]
struct Said {
    said: Words,
}

#[derive(Serialize)]
struct Words {
    vendor: &'static str,
    /// `None` when no answer came. The hints of records are for models, so what to do about it is for the page to say.
    status: Option<u16>,
    message: String,
    /// Where to try again, for who comes back from the vendor and knows no address here.
    again: String,
}

/// The credentials are of another workspace than those before.
#[derive(Serialize)]
struct IsElsewhere {
    elsewhere: Elsewhere,
}

#[derive(Serialize)]
struct Elsewhere {
    vendor: &'static str,
    account: Option<String>,
    /// What the vendor calls the one that they are of.
    workspace: Option<String>,
    /// Where to try again.
    again: String,
}

/// A link that can be used, and its vendor once that is known.
pub(super) struct Way {
    pub(super) opened: Opened,
    pub(super) integration: Option<&'static Integration>,
}

/// What a link leads to. Nothing of it is used up.
pub(super) async fn open<P: Platform>(
    platform: &P,
    settings: &Settings,
    opening: Opening,
) -> Result<Decision, HttpError> {
    let Some(Way {
        opened,
        integration,
    }) = way(platform, &opening).await?
    else {
        return Ok(Decision::refused("unknown"));
    };
    let Some(integration) = integration else {
        let known = INTEGRATIONS.iter();
        let known = known.filter(|known| can_connect(settings, known));
        let vendors = known.map(vendor).collect();
        return Ok(Decision::ok(&Choice { vendors }, None));
    };
    if !can_connect(settings, integration) {
        return Ok(Decision::refused("unset"));
    }
    let form = form(settings, &opened, integration);
    Ok(Decision::ok(&Asked { form }, None))
}

/// Tries what was given, and stores it when the vendor takes it.
pub(super) async fn connect<P: Platform>(
    platform: &P,
    settings: &Settings,
    given: Given,
) -> Result<Decision, HttpError> {
    let Given {
        opening,
        credentials,
        context,
    } = given;
    let Some(Way {
        opened,
        integration: Some(integration),
    }) = way(platform, &opening).await?
    else {
        return Ok(Decision::refused("unknown"));
    };
    let mut failures = Vec::new();
    let secrets = Some(Value::Object(credentials));
    let credentials = given::credentials(integration, secrets, &mut failures);
    let context = given::context(integration, BTreeMap::new(), context, &mut failures);
    if !failures.is_empty() {
        return Ok(Decision {
            outcome: "fields",
            ..Decision::ok(&Wrong { failures }, None)
        });
    }
    brake(platform, &opened).await?;
    let code = (opening.link.as_str(), opened);
    let what = (context, Proved::Lasting(credentials));
    prove(platform, settings, code, integration, what, None).await
}

/// Each try calls the vendor: nobody looks for tokens by means of a link.
pub(super) async fn brake<P: Platform>(platform: &P, opened: &Opened) -> Result<(), HttpError> {
    let account = opened.link.account.to_string();
    if platform.is_too_many(Limit::WrongTokens, &account).await {
        return Err(HttpError::TooMany("tries of this link"));
    }
    Ok(())
}

/// Asks the vendor, and stores what it takes. `workspace` is what a consent told already.
pub(super) async fn prove<P: Platform>(
    platform: &P,
    settings: &Settings,
    (code, opened): (&str, Opened),
    integration: &'static Integration,
    (context, proved): (BTreeMap<String, String>, Proved),
    workspace: Option<String>,
) -> Result<Decision, HttpError> {
    let credentials = proved.credentials();
    let answered = probe(platform, settings, integration, &context, credentials).await;
    let answered = answered.map_err(|error| HttpError::Conflict(error.to_string()))?;
    let mut found = match answered.outcome {
        Ok(found) => found,
        Err(failure) => {
            return Ok(said(
                integration,
                (code, opened.link.integration.is_none()),
                answered.status,
                failure.message,
            ));
        }
    };
    found.workspace = found.workspace.or(workspace);
    if is_elsewhere(&opened, &found) {
        let elsewhere = Elsewhere {
            vendor: integration.label,
            account: opened.account.map(|account| account.label),
            workspace: found.workspace,
            again: again(integration, (code, false)),
        };
        return Ok(Decision {
            outcome: "elsewhere",
            ..Decision::ok(&IsElsewhere { elsewhere }, None)
        });
    }
    let (reconnects, return_to) = (opened.link.reconnects, opened.link.return_to.clone());
    let (keyring, what) = (&settings.keyring, (context, &proved));
    let stored = store(platform, keyring, (code, opened), integration, what, &found).await?;
    let Some(account) = stored else {
        return Ok(Decision::refused("unknown"));
    };
    let connected = Connection {
        vendor: integration.label,
        account: account.label,
        found,
        reconnects,
        return_to: return_to.map(|url| returning(&url, &account.id.to_string())),
    };
    Ok(Decision {
        outcome: "connected",
        account: Some(account.id),
        ..Decision::ok(&Connected { connected }, account.owner)
    })
}

/// The link, if it is one. Codes that are none are counted, like tokens that are none.
pub(super) async fn way<P: Platform>(
    platform: &P,
    opening: &Opening,
) -> Result<Option<Way>, HttpError> {
    let Some(opened) = connect_link::look(platform, &opening.link).await? else {
        let address = opening.address.as_deref().unwrap_or("no address");
        if platform.is_too_many(Limit::WrongTokens, address).await {
            return Err(HttpError::TooMany("links that are none from this address"));
        }
        return Ok(None);
    };
    let named = opened.link.integration.as_deref();
    let slug = named.or(opening.integration.as_deref());
    let integration = slug.and_then(catalogue::integration);
    // A vendor that is in this build no more.
    let is_gone = named.is_some() && integration.is_none();
    Ok((!is_gone).then_some(Way {
        opened,
        integration,
    }))
}

fn vendor(integration: &Integration) -> Vendor {
    Vendor {
        slug: integration.slug,
        label: integration.label,
    }
}

fn form(
    settings: &Settings,
    Opened { link, account }: &Opened,
    integration: &'static Integration,
) -> Form {
    let label = account.as_ref().map(|account| &account.label);
    let credentials = integration.credentials.iter();
    let variables = integration.variables.iter();
    Form {
        vendor: vendor(integration),
        account: label.or(link.label.as_ref()).cloned(),
        reconnects: link.reconnects,
        is_chosen: link.integration.is_none(),
        can_consent: can_consent(settings, integration),
        steps: integration.connect.steps,
        credentials: credentials
            .map(|credential| CredentialField {
                name: credential.name,
                label: credential.label,
                help: credential.help,
                is_shown: credential.is_shown,
            })
            .collect(),
        variables: variables
            .map(|variable| VariableField {
                name: variable.name,
                help: variable.description,
                values: match variable.values {
                    VariableValues::Choice(values) => {
                        values.iter().map(|(value, _)| *value).collect()
                    }
                    VariableValues::DnsLabel => Vec::new(),
                },
                value: value(account.as_ref(), variable.name)
                    .or(variable.default)
                    .map(str::to_owned),
                is_required: variable.default.is_none(),
            })
            .collect(),
    }
}

fn value<'a>(account: Option<&'a Account>, name: &str) -> Option<&'a str> {
    account?.context.get(name).map(String::as_str)
}

pub(super) fn said(
    integration: &Integration,
    way: (&str, bool),
    status: Option<u16>,
    message: String,
) -> Decision {
    let said = Words {
        vendor: integration.label,
        status,
        message,
        again: again(integration, way),
    };
    Decision {
        outcome: "vendor_refused",
        ..Decision::ok(&Said { said }, None)
    }
}

/// Where to try again: a link, and the vendor where that was chosen.
fn again(integration: &Integration, (code, is_chosen): (&str, bool)) -> String {
    let chosen = if is_chosen { integration.slug } else { "" };
    let query = if is_chosen { "?vendor=" } else { "" };
    format!("/connect/{code}{query}{chosen}")
}

/// Where to go on to, which learns what account it is.
fn returning(url: &str, account: &str) -> String {
    let (start, fragment) = url.split_once('#').unwrap_or((url, ""));
    let sign = if start.contains('?') { '&' } else { '?' };
    let hash = if fragment.is_empty() { "" } else { "#" };
    format!("{start}{sign}integrated_account_id={account}{hash}{fragment}")
}
