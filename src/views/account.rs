//! An integrated account.

use std::collections::BTreeMap;

use serde::Serialize;

use super::iso;
use crate::access::account::Account;
use crate::access::health::{self, Forbidden, Health};
use crate::access::id::{AccountId, MemberId};
use crate::catalogue::{self, Auth, Integration};

/// The vendor takes the credentials, as far as anybody knows.
pub const ACTIVE: &str = "active";

/// The vendor refused them.
pub const NEEDS_REAUTH: &str = "needs_reauth";

/// An account, never its credentials.
#[derive(Serialize)]
pub struct AccountView {
    id: AccountId,
    integration: String,
    label: String,
    tenant_id: Option<String>,
    /// Null where it is shared.
    owner_member_id: Option<MemberId>,
    context: BTreeMap<String, String>,
    status: &'static str,
    last_error: Option<String>,
    last_forbidden_error: Option<Forbidden>,
    read_only: bool,
    is_blocked: bool,
    authentication_method: Option<&'static str>,
    created_at: String,
    updated_at: String,
}

impl AccountView {
    /// The view of an account, and of what is stored of how it fares.
    pub fn of(account: Account, stored: Health) -> Self {
        let health = health::seen(account.id, stored);
        Self {
            id: account.id,
            authentication_method: method(&account),
            integration: account.integration,
            label: account.label,
            tenant_id: account.tenant_id,
            owner_member_id: account.owner,
            context: account.context,
            status: status(&health),
            last_error: health.last_error,
            last_forbidden_error: health.last_forbidden_error,
            read_only: account.read_only,
            is_blocked: account.is_blocked,
            created_at: iso(account.created_at),
            updated_at: iso(account.updated_at),
        }
    }
}

/// `needs_reauth` from a vendor's 401 until a call succeeds or the credentials are replaced.
pub fn status(health: &Health) -> &'static str {
    if health.last_error.is_some() {
        NEEDS_REAUTH
    } else {
        ACTIVE
    }
}

/// How the account proves who it is.
fn method(account: &Account) -> Option<&'static str> {
    let integration = catalogue::integration(&account.integration)?;
    Some(if account.has_tokens {
        OAUTH2
    } else {
        scheme(integration)
    })
}

/// The word for consent at a vendor.
const OAUTH2: &str = "oauth2";

/// The word for how an integration authenticates.
pub fn scheme(integration: &Integration) -> &'static str {
    match integration.auth {
        Auth::Bearer { .. } if integration.credentials.is_empty() => OAUTH2,
        Auth::Bearer { .. } => "bearer",
        Auth::Basic { .. } => "basic",
        Auth::Header { .. } => "header",
    }
}
