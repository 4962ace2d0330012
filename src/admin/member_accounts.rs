//! `accounts` of a member: which accounts they may use, and which tools of each.

use serde_json::{Map, Value};

use super::body::Fields;
use super::page;
use super::servers::no_tool;
use crate::access::account::Account;
use crate::access::id::{AccountId, MemberId};
use crate::access::kv_keys;
use crate::access::member::MOST_ACCOUNTS;
use crate::access::server::AccountGrant;
use crate::catalogue;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::{Config, FieldFailure};

/// Keys of a `config` that are about a URL which is itself the credential.
const OF_URLS: [&str; 2] = ["require_api_token_auth", "allowed_ips"];

/// One entry as it was sent.
struct Entry {
    field: String,
    id: AccountId,
    config: Map<String, Value>,
}

/// Reads it; `None` when it is not there. All failures of all entries are told.
pub(super) async fn read<P: Platform>(
    platform: &P,
    member: MemberId,
    fields: &mut Fields,
) -> Result<Option<Vec<AccountGrant>>, HttpError> {
    let Some(value) = fields.take("accounts") else {
        return Ok(None);
    };
    let Some(entries) = value.as_array().filter(|it| it.len() <= MOST_ACCOUNTS) else {
        let message =
            format!("must be a list of at most {MOST_ACCOUNTS} objects with id and config");
        fields.fail("accounts", message);
        return Ok(None);
    };
    let mut read: Vec<Entry> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        let entry = parse(format!("accounts.{at}"), entry, fields);
        let Some(entry) = entry else {
            continue;
        };
        if read.iter().any(|other| other.id == entry.id) {
            fields.fail(format!("{}.id", entry.field), "is there twice");
        } else {
            read.push(entry);
        }
    }
    let keys: Vec<String> = read
        .iter()
        .map(|entry| kv_keys::account(entry.id))
        .collect();
    let values = page::load(platform, &keys).await?;
    let mut grants = Vec::with_capacity(read.len());
    for ((entry, key), value) in read.into_iter().zip(&keys).zip(values) {
        let account = value.map(|value| Account::read(key, &value)).transpose()?;
        grants.extend(grant(entry, account.as_ref(), member, fields));
    }
    Ok(Some(grants))
}

fn parse(field: String, entry: &Value, fields: &mut Fields) -> Option<Entry> {
    let Value::Object(members) = entry else {
        fields.fail(field, "must be an object with id and config");
        return None;
    };
    for name in members.keys() {
        if !["id", "config"].contains(&name.as_str()) {
            fields.fail(
                format!("{field}.{name}"),
                "is not a field here; the fields are id, config",
            );
        }
    }
    let config = match members.get("config") {
        None => Map::new(),
        Some(Value::Object(config)) => config.clone(),
        Some(_) => {
            fields.fail(format!("{field}.config"), "must be an object");
            Map::new()
        }
    };
    let id = members.get("id").and_then(Value::as_str);
    let Some(id) = id.and_then(AccountId::parse) else {
        fields.fail(
            format!("{field}.id"),
            "must be the id of an integrated account",
        );
        return None;
    };
    Some(Entry { field, id, config })
}

/// Another member's own account is as unknown as one that does not exist.
fn grant(
    Entry { field, id, config }: Entry,
    account: Option<&Account>,
    member: MemberId,
    fields: &mut Fields,
) -> Option<AccountGrant> {
    let Some(account) = account.filter(|account| account.is_open_to(member)) else {
        fields.fail(
            format!("{field}.id"),
            "is no account that this member may be given: it does not exist, or is another member's own",
        );
        return None;
    };
    let Some(integration) = catalogue::integration(&account.integration) else {
        fields.fail(
            format!("{field}.id"),
            "is an account of an integration that is not in this build",
        );
        return None;
    };
    let (of_urls, config): (Vec<_>, Vec<_>) = config
        .into_iter()
        .partition(|(key, _)| OF_URLS.contains(&key.as_str()));
    for (key, _) in of_urls {
        fields.fail(
            format!("{field}.config.{key}"),
            "is a key of a token URL's config; a member proves who they are by signing in",
        );
    }
    // A null says no more than a key that is left out.
    let config = config
        .into_iter()
        .filter(|(key, value)| !(value.is_null() && Config::has_key(key)));
    match Config::read(&Value::Object(config.collect()), integration) {
        Ok(config) => {
            if let Some(message) = no_tool(integration, &config, account) {
                fields.fail(format!("{field}.config"), message);
            }
            Some(AccountGrant { id, config })
        }
        Err(failures) => {
            let moved = failures.into_iter().map(|failure| {
                FieldFailure::new(format!("{field}.{}", failure.field), failure.message)
            });
            fields.fail_all(moved.collect());
            None
        }
    }
}
