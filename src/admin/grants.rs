//! `/member/:id/grant`: what a member allowed MCP clients. The OAuth library keeps it, and the host reaches it.

use serde::Serialize;

use super::page::{List, iso};
use super::server_view::{UsageView, is_counted, shown_usage};
use super::{Deleted, OperatorRequest, answer, members};
use crate::access::id::{GrantId, MemberId};
use crate::access::usage::Usage;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::{Grant, Platform};

const NO_GRANT: HttpError = HttpError::NotFound("There is no such grant of this member.");

/// Keys that one bulk read brings.
const BULK: usize = 100;

#[derive(Serialize)]
struct GrantView {
    id: String,
    client_name: Option<String>,
    client_host: Option<String>,
    scopes: Vec<String>,
    created_at: String,
    expires_at: Option<String>,
    /// Null where nothing is counted: `USAGE_WRITE_SECONDS` is 0.
    usage: Option<UsageView>,
}

#[derive(Serialize)]
struct Revoked {
    revoked: usize,
}

/// `GET …/grant`: all of them, the newest first.
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let member = members::find(operator, id).await?;
    let mut grants = operator.platform.grants(&member.id.to_string()).await?;
    grants.sort_by(|one, other| (other.created_at, &other.id).cmp(&(one.created_at, &one.id)));
    let mut shown = Vec::with_capacity(grants.len());
    for grants in grants.chunks(BULK) {
        let usages = usages(operator, member.id, grants).await?;
        let both = grants.iter().zip(usages);
        shown.extend(both.map(|(grant, usage)| view(operator, grant, usage)));
    }
    Ok(List::whole(shown).response())
}

/// `DELETE …/grant/:grant`
pub(super) async fn revoke<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
    grant: &str,
) -> Result<Response, HttpError> {
    let member = members::find(operator, id).await?;
    let id = member.id.to_string();
    match operator.platform.revoke_grants(&id, Some(grant)).await? {
        0 => Err(NO_GRANT),
        _ => Ok(answer(200, &Deleted { id: grant })),
    }
}

/// `DELETE …/grant`
pub(super) async fn revoke_all<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let member = members::find(operator, id).await?;
    let id = member.id.to_string();
    let revoked = operator.platform.revoke_grants(&id, None).await?;
    Ok(answer(200, &Revoked { revoked }))
}

/// As many as there are grants. One whose id is not ours was never counted.
async fn usages<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    member: MemberId,
    grants: &[Grant],
) -> Result<Vec<Option<Usage>>, HttpError> {
    if !is_counted(operator) {
        return Ok(grants.iter().map(|_| None).collect());
    }
    let ids: Vec<Option<GrantId>> = grants
        .iter()
        .map(|grant| GrantId::parse(&grant.id))
        .collect();
    let known = ids.iter().flatten().copied();
    let mut usages = Usage::load_of_grants(operator.platform, member, known)
        .await?
        .into_iter();
    let of = |id: &Option<GrantId>| id.and_then(|_| usages.next().flatten());
    Ok(ids.iter().map(of).collect())
}

fn view<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    grant: &Grant,
    usage: Option<Usage>,
) -> GrantView {
    GrantView {
        id: grant.id.clone(),
        client_name: grant.client_name.clone(),
        client_host: grant.client_host.clone(),
        scopes: grant.scopes.clone(),
        created_at: iso(grant.created_at),
        expires_at: grant.expires_at.map(iso),
        usage: shown_usage(operator, usage),
    }
}
