//! What comes of a connect link: an account, once the probe has proved what somebody gave.

use std::collections::BTreeMap;

use super::probe::Found;
use crate::access::RecordError;
use crate::access::account::{Account, Credentials};
use crate::access::connect_link::{self, Opened};
use crate::access::happened;
use crate::access::health::{self, Health};
use crate::access::lifetime::ExpiresAt;
use crate::access::name::is_name;
use crate::access::seal::Keyring;
use crate::access::tokens::{self, Secrets, Tokens};
use crate::catalogue::Integration;
use crate::platform::Platform;
use crate::settings::Settings;

/// What the vendor took.
#[derive(Debug)]
pub enum Proved {
    /// Credentials that are good until somebody takes them back.
    Lasting(Credentials),
    /// Those of a consent that has to be renewed, and when the first of them end.
    Ending(Secrets, ExpiresAt),
}

impl Proved {
    /// As requests need them.
    pub fn credentials(&self) -> &Credentials {
        match self {
            Self::Lasting(credentials) => credentials,
            Self::Ending(secrets, _) => &secrets.credentials,
        }
    }
}

/// Whether somebody with a link can connect this vendor: by a credential, or by a consent that the operator set up.
pub fn can_connect(settings: &Settings, integration: &Integration) -> bool {
    !integration.credentials.is_empty() || can_consent(settings, integration)
}

/// Whether they can consent at the vendor.
pub fn can_consent(settings: &Settings, integration: &Integration) -> bool {
    integration.oauth2.is_some() && settings.oauth_client(integration.slug).is_some()
}

/// Whether these are credentials of another workspace than the account's. What uses it would go on in somebody else's data.
pub fn is_elsewhere(opened: &Opened, found: &Found) -> bool {
    let account = opened.account.as_ref();
    let before = account.and_then(|account| account.workspace_id.as_ref());
    before.is_some_and(|before| found.workspace_id.as_ref().is_some_and(|now| now != before))
}

/// Stores what was proved, and uses the link up. The account is written first: where the link outlives that, it makes no second one, and what was
/// stored is not lost. `None` where the link has ended while the vendor was asked: its account is gone, or has other credentials by now.
pub async fn store<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    (code, opened): (&str, Opened),
    integration: &Integration,
    (context, proved): (BTreeMap<String, String>, &Proved),
    found: &Found,
) -> Result<Option<Account>, RecordError> {
    let link = opened.link;
    // Read again right before the write: the vendor took its time, and what an operator changed meanwhile should stay.
    let account = Account::load(platform, link.account).await?;
    if !link.is_for(account.as_ref()) {
        return Ok(None);
    }
    let mut account = account.unwrap_or_else(|| {
        let label = link.label.unwrap_or_else(|| label(integration, found));
        let now = platform.now();
        let mut account = Account::new(link.account, integration.slug, label, now);
        account.tenant_id = link.tenant_id;
        account.owner = link.owner;
        account
    });
    account.context = context;
    account.workspace_id = found.workspace_id.clone().or(account.workspace_id);
    account.updated_at = platform.now().0;
    let had_tokens = account.has_tokens;
    account.has_tokens = matches!(proved, Proved::Ending(..));
    match proved {
        Proved::Lasting(credentials) => account.connect(platform, keyring, credentials)?,
        Proved::Ending(secrets, expires_at) => {
            account.connect(platform, keyring, &Credentials::default())?;
            let tokens = Tokens::new(platform, keyring, &account, secrets, *expires_at)?;
            // Before the account, so that no account looks for what is not there.
            tokens.save(platform).await?;
            tokens::keep(&tokens, true);
        }
    }
    let saved = account.save(platform).await;
    if had_tokens != account.has_tokens && had_tokens == saved.is_ok() {
        tokens::remove(platform, account.id).await?;
    }
    saved?;
    if link.reconnects {
        let stored = Health::load(platform, account.id).await?;
        let before = health::seen(account.id, stored);
        health::forget(account.id);
        let health = Health::default();
        health.save(platform, account.id).await?;
        happened::changed(platform.now(), &account, &before, &health);
    } else {
        happened::connected(platform.now(), &account);
    }
    connect_link::end(platform, code).await?;
    Ok(Some(account))
}

/// After the workspace, where the vendor tells it.
fn label(integration: &Integration, found: &Found) -> String {
    let workspace = found.workspace.as_deref();
    let named = workspace.map(|workspace| format!("{} {workspace}", integration.label));
    let named = named.filter(|label| is_name(label));
    named.unwrap_or_else(|| integration.label.to_owned())
}
