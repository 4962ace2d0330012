//! `/api-token`: who may use the operator's API, and who passes an MCP server's second factor.

use serde::Serialize;
use serde_json::Value;

use super::body::Fields;
use super::list_filter::{Field, Kind};
use super::page::{self, iso};
use super::server_changes::expiry;
use super::{Deleted, OperatorRequest, answer};
use crate::access::api_token::{ApiTokenRecord, Scope};
use crate::access::lifetime::ExpiresAt;
use crate::access::token::{ApiToken, TokenHash};
use crate::access::{self, Record, kv_keys};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;

const NO_TOKEN: HttpError = HttpError::NotFound("There is no such API token.");

#[derive(Serialize)]
struct TokenView {
    id: String,
    name: String,
    scope: Scope,
    expires_at: Option<String>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// What a list of API tokens can be narrowed by.
const FIELDS: [Field; 4] = [
    Field::new("name", Kind::Text),
    Field::new("scope", Kind::Word(|| vec!["admin", "mcp"])),
    Field::new("expires_at", Kind::Time),
    Field::new("created_at", Kind::Time),
];

/// `GET /api-token`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let now = operator.platform.now();
    let show = async |records: Vec<(String, String)>| {
        let views = records.iter().filter_map(|(key, value)| {
            let id = key.strip_prefix(kv_keys::API_TOKENS).unwrap_or_default();
            let record = ApiTokenRecord::read(value, now).transpose()?;
            Some(record.map(|record| view(id.to_owned(), record, None)))
        });
        Ok(views.collect::<Result<_, _>>()?)
    };
    page::list(operator, kv_keys::API_TOKENS, &FIELDS, show).await
}

/// `POST /api-token`: the only answer that holds the token.
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::read(operator.request)?;
    let name = fields.required_text("name");
    let scope = match fields.take("scope") {
        Some(Value::String(word)) if word == "admin" => Scope::Admin,
        Some(Value::String(word)) if word == "mcp" => Scope::Mcp,
        _ => {
            fields.fail("scope", "must be \"admin\" (the operator's API) or \"mcp\" (the second factor of MCP servers)");
            Scope::Mcp
        }
    };
    let expires_at = expiry(&mut fields, operator.platform).flatten();
    fields.finish()?;

    let token = ApiToken::mint(operator.platform)?;
    let now = operator.platform.now();
    let record = ApiTokenRecord {
        v: ApiTokenRecord::VERSION,
        name,
        scope,
        expires_at,
        created_at: now.0,
    };
    let expiration = expires_at.and_then(|expiry| expiry.kv_expiration(now));
    access::save(
        operator.platform,
        &kv_keys::api_token(&token.hash()),
        &record,
        expiration,
    )
    .await?;
    Ok(answer(
        201,
        &view(token.hash().to_hex(), record, Some(token.reveal())),
    ))
}

/// `DELETE /api-token/:id`
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let key = kv_keys::api_token(&TokenHash::from_hex(id).ok_or(NO_TOKEN)?);
    let values = operator.platform.load(std::slice::from_ref(&key)).await?;
    if values.iter().all(Option::is_none) {
        return Err(NO_TOKEN);
    }
    operator.platform.remove(&key).await?;
    Ok(answer(200, &Deleted { id }))
}

fn view(id: String, record: ApiTokenRecord, token: Option<String>) -> TokenView {
    TokenView {
        id,
        name: record.name,
        scope: record.scope,
        expires_at: record.expires_at.map(ExpiresAt::to_iso),
        created_at: iso(record.created_at),
        token,
    }
}
