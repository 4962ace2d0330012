//! What comes of a connect link: an account, once the probe has proved what somebody gave.

use std::collections::BTreeMap;

use super::probe::Found;
use crate::access::account::{Account, Credentials};
use crate::access::connect_link::{self, Opened};
use crate::access::health::{self, Health};
use crate::access::name::is_name;
use crate::access::{RecordError, seal::Keyring};
use crate::catalogue::Integration;
use crate::platform::Platform;

/// Stores what was proved, and uses the link up. The account is written first: where the link outlives that, it makes no second one, and what was
/// stored is not lost.
pub async fn store<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    (code, opened): (&str, Opened),
    integration: &Integration,
    (context, credentials): (BTreeMap<String, String>, &Credentials),
    found: &Found,
) -> Result<Account, RecordError> {
    let Opened { link, account } = opened;
    let mut account = account.unwrap_or_else(|| {
        let label = link.label.unwrap_or_else(|| label(integration, found));
        let now = platform.now();
        let mut account = Account::new(link.account, integration.slug, label, now);
        account.tenant_id = link.tenant_id;
        account.owner = link.owner;
        account
    });
    account.context = context;
    account.updated_at = platform.now().0;
    account.seal(platform, keyring, credentials)?;
    account.save(platform).await?;
    if link.reconnects {
        health::forget(account.id);
        Health::default().save(platform, account.id).await?;
    }
    connect_link::end(platform, code).await?;
    Ok(account)
}

/// After the workspace, where the vendor tells it.
fn label(integration: &Integration, found: &Found) -> String {
    let workspace = found.workspace.as_deref();
    let named = workspace.map(|workspace| format!("{} {workspace}", integration.label));
    let named = named.filter(|label| is_name(label));
    named.unwrap_or_else(|| integration.label.to_owned())
}
