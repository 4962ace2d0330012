//! `/integrated-account`: one company's connection to one vendor.

use std::collections::BTreeMap;

use serde_json::Value;

use super::body::Fields;
use super::etag::Etag;
use super::list_filter::{Field, Kind};
use super::page;
use super::server_changes;
use super::{Deleted, OperatorRequest, answer};
use crate::access::account::Account;
use crate::access::event::EventName;
use crate::access::happened;
use crate::access::health::{self, Health};
use crate::access::id::{AccountId, MemberId};
use crate::access::member::Member;
use crate::access::{kv_keys, load_all, remove_all, tokens};
use crate::catalogue::{self, INTEGRATIONS, Integration};
use crate::connect::given;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::views::account::{ACTIVE, AccountView, NEEDS_REAUTH};

const NO_ACCOUNT: HttpError = HttpError::NotFound("There is no such integrated account.");

/// What a list of accounts can be narrowed by.
const FIELDS: [Field; 9] = [
    Field::new("integration", Kind::Word(slugs)),
    Field::new("label", Kind::Text),
    Field::new("tenant_id", Kind::Text),
    Field::new("owner_member_id", Kind::Text),
    Field::new("status", Kind::Word(|| vec![ACTIVE, NEEDS_REAUTH])),
    Field::new("read_only", Kind::Boolean),
    Field::new("is_blocked", Kind::Boolean),
    Field::new("created_at", Kind::Time),
    Field::new("updated_at", Kind::Time),
];

/// `GET /integrated-account`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let show = async |records: Vec<(String, String)>| {
        let mut accounts = Vec::with_capacity(records.len());
        for (key, value) in records {
            accounts.push(Account::read(&key, &value)?);
        }
        let ids = accounts.iter().map(|account| account.id);
        let keys: Vec<String> = ids.map(kv_keys::health).collect();
        let health = load_all(operator.platform, &keys).await?;
        let both = accounts.into_iter().zip(health);
        both.map(|(account, health)| Ok(AccountView::of(account, Health::read(health.as_deref())?)))
            .collect()
    };
    page::list(operator, kv_keys::ACCOUNTS, &FIELDS, show).await
}

/// `POST /integrated-account`
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::read(operator.request)?;
    let slug = fields.required_text("integration");
    let label = fields.required_text("label");
    let tenant_id = fields.clearable_text("tenant_id").flatten();
    let owner = owner(operator.platform, &mut fields).await?;
    let read_only = fields.boolean("read_only").unwrap_or_default();
    let is_blocked = fields.boolean("is_blocked").unwrap_or_default();
    let context = fields.object("context").unwrap_or_default();
    let secrets = fields.take("credentials");
    let Some(integration) = catalogue::integration(&slug) else {
        if !slug.is_empty() {
            let message = format!("must be one of {}", slugs().join(", "));
            fields.fail("integration", message);
        }
        return Err(fields.finish().err().unwrap_or(HttpError::NotJson));
    };
    let credentials = given::credentials(integration, secrets, fields.failures());
    let context = given::context(integration, BTreeMap::new(), context, fields.failures());
    fields.finish()?;

    let mut account = Account::new(
        AccountId::new(operator.platform)?,
        integration.slug,
        label,
        operator.platform.now(),
    );
    account.tenant_id = tenant_id;
    account.owner = owner;
    account.read_only = read_only;
    account.is_blocked = is_blocked;
    account.context = context;
    account.connect(operator.platform, &operator.settings.keyring, &credentials)?;
    account.save(operator.platform).await?;
    happened::connected(operator.platform.now(), &account);
    Ok(shown(201, account, Health::default()))
}

/// `GET /integrated-account/:id`
pub(super) async fn get<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (account, health) = find_with_health(operator, id).await?;
    Ok(shown(200, account, health))
}

/// `PATCH /integrated-account/:id`: only what is sent changes; `context` is merged key by key, null removes a key.
pub(super) async fn update<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (mut account, health) = find_with_health(operator, id).await?;
    Etag::of(&account).check(&operator.request.headers)?;
    let mut fields = Fields::read(operator.request)?;
    if let Some(label) = fields.text("label") {
        account.label = label;
    }
    if let Some(tenant_id) = fields.clearable_text("tenant_id") {
        account.tenant_id = tenant_id;
    }
    if let Some(read_only) = fields.boolean("read_only") {
        account.read_only = read_only;
    }
    let was_blocked = account.is_blocked;
    if let Some(is_blocked) = fields.boolean("is_blocked") {
        account.is_blocked = is_blocked;
    }
    if let Some(context) = fields.object("context") {
        account.context = given::context(
            integration(&account)?,
            std::mem::take(&mut account.context),
            context,
            fields.failures(),
        );
    }
    fields.finish()?;
    save(operator, &mut account).await?;
    if was_blocked && !account.is_blocked {
        let now = operator.platform.now();
        happened::account(now, EventName::AccountActive, &account, &health);
    }
    Ok(shown(200, account, health))
}

/// `PATCH /integrated-account/:id/credentials`: all of them at once; the account counts as connected again.
pub(super) async fn replace_credentials<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (mut account, before) = find_to_change(operator, id).await?;
    let mut fields = Fields::read(operator.request)?;
    let secrets = fields.take("credentials");
    let credentials = given::credentials(integration(&account)?, secrets, fields.failures());
    fields.finish()?;
    account.connect(operator.platform, &operator.settings.keyring, &credentials)?;
    // An operator may move an account to another workspace; the next link tells which one it is.
    account.workspace_id = None;
    let had_tokens = std::mem::take(&mut account.has_tokens);
    save(operator, &mut account).await?;
    if had_tokens {
        tokens::remove(operator.platform, account.id).await?;
    }
    health::forget(account.id);
    let health = Health::default();
    health.save(operator.platform, account.id).await?;
    happened::changed(operator.platform.now(), &account, &before, &health);
    Ok(shown(200, account, health))
}

/// `DELETE /integrated-account/:id`: its servers first, so that no URL outlives what it led to.
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (account, health) = find_to_change(operator, id).await?;
    let servers = server_changes::heard_of(operator, account.id).await;
    remove_all(operator.platform, &kv_keys::servers(account.id)).await?;
    remove_all(operator.platform, &kv_keys::usages(account.id)).await?;
    health::forget(account.id);
    if account.has_tokens {
        tokens::remove(operator.platform, account.id).await?;
    }
    operator
        .platform
        .remove(&kv_keys::health(account.id))
        .await?;
    operator
        .platform
        .remove(&kv_keys::account(account.id))
        .await?;
    let now = operator.platform.now();
    for server in &servers {
        happened::server(now, EventName::ServerRevoked, server);
    }
    happened::account(now, EventName::AccountDeleted, &account, &health);
    Ok(answer(
        200,
        &Deleted {
            id: &account.id.to_string(),
        },
    ))
}

/// Whose own it is to be; nobody's where it is left out or null. It never changes, for what was written in one person's name would become another's.
async fn owner<P: Platform>(
    platform: &P,
    fields: &mut Fields,
) -> Result<Option<MemberId>, HttpError> {
    let value = match fields.take("owner_member_id") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value,
    };
    let owner = match value.as_str().and_then(MemberId::parse) {
        Some(id) => Member::load(platform, id).await?.map(|member| member.id),
        None => None,
    };
    if owner.is_none() {
        fields.fail(
            "owner_member_id",
            "must be the id of a member, or null for an account that is shared",
        );
    }
    Ok(owner)
}

/// What an account's vendor is, in this build.
pub(super) fn integration(account: &Account) -> Result<&'static Integration, HttpError> {
    catalogue::integration(&account.integration).ok_or_else(|| {
        HttpError::Conflict("The account's integration is not in this build.".to_owned())
    })
}

/// The account of a path.
pub(super) async fn find<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Account, HttpError> {
    let id = AccountId::parse(id).ok_or(NO_ACCOUNT)?;
    Account::load(operator.platform, id)
        .await?
        .ok_or(NO_ACCOUNT)
}

/// The same, and what is stored of how it fares.
pub(super) async fn find_with_health<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<(Account, Health), HttpError> {
    let id = AccountId::parse(id).ok_or(NO_ACCOUNT)?;
    let found = Account::load_with_health(operator.platform, id).await?;
    found.ok_or(NO_ACCOUNT)
}

/// The account of a path, if it is still in the state that the caller has seen, and how it fares, as far as that can be read: it does not stand in the
/// way of a change that ends it.
async fn find_to_change<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<(Account, Health), HttpError> {
    let id = AccountId::parse(id).ok_or(NO_ACCOUNT)?;
    let keys = [kv_keys::account(id), kv_keys::health(id)];
    let values = load_all(operator.platform, &keys).await?;
    let mut values = keys.iter().zip(values);
    let Some((key, Some(account))) = values.next() else {
        return Err(NO_ACCOUNT);
    };
    let account = Account::read(key, &account)?;
    Etag::of(&account).check(&operator.request.headers)?;
    let health = values.next().and_then(|(_, health)| health);
    let health = Health::read(health.as_deref()).unwrap_or_default();
    Ok((account, health))
}

/// Writes a changed account.
async fn save<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &mut Account,
) -> Result<(), HttpError> {
    account.updated_at = operator.platform.now().0;
    Ok(account.save(operator.platform).await?)
}

/// An answer that shows one account.
fn shown(status: u16, account: Account, health: Health) -> Response {
    let etag = Etag::of(&account);
    etag.mark(answer(status, &AccountView::of(account, health)))
}

/// Every integration of this build.
pub(super) fn slugs() -> Vec<&'static str> {
    let slugs = INTEGRATIONS.iter().map(|integration| integration.slug);
    slugs.collect()
}
