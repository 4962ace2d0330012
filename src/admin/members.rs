//! `/member`: people who may sign in.

use serde::Serialize;

use super::body::Fields;
use super::etag::Etag;
use super::joint_servers::{Holder, grants, read_accounts};
use super::list_filter::{Field, Kind};
use super::page::{self, iso};
use super::{Deleted, OperatorRequest, answer};
use crate::access::email::{Email, NOT_AN_EMAIL};
use crate::access::id::MemberId;
use crate::access::lifetime::ExpiresAt;
use crate::access::member::{Member, Role};
use crate::access::server::AccountGrant;
use crate::access::{kv_keys, sign_in_link};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;

const NO_MEMBER: HttpError = HttpError::NotFound("There is no such member.");

/// A member as the operator sees them.
#[derive(Serialize)]
struct MemberView {
    id: MemberId,
    email: Email,
    name: String,
    role: Role,
    mcp_access: bool,
    accounts: Vec<AccountGrant>,
    created_at: String,
    updated_at: String,
}

/// A link, in the only answer that holds it.
#[derive(Serialize)]
struct LinkView {
    url: String,
    expires_at: String,
}

/// What a list of members can be narrowed by.
const FIELDS: [Field; 6] = [
    Field::new("email", Kind::Text),
    Field::new("name", Kind::Text),
    Field::new("role", Kind::Word(|| vec!["admin", "member"])),
    Field::new("mcp_access", Kind::Boolean),
    Field::new("created_at", Kind::Time),
    Field::new("updated_at", Kind::Time),
];

/// `GET /member`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let show = async |records: Vec<(String, String)>| {
        let records = records.iter();
        let views = records.map(|(key, value)| Ok(view(Member::read(key, value)?)));
        views.collect()
    };
    page::list(operator, kv_keys::MEMBERS, &FIELDS, show).await
}

/// `POST /member`
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::read(operator.request)?;
    let email = email(&mut fields);
    if email.is_none() && !fields.has_failed("email") {
        fields.fail("email", "is required");
    }
    let name = fields.required_text("name");
    let role = role(&mut fields).unwrap_or(Role::Member);
    let mcp_access = fields.boolean("mcp_access").unwrap_or_default();
    let id = MemberId::new(operator.platform)?;
    let accounts = accounts(operator, id, &[], &mut fields).await?;
    fields.finish()?;
    let email = email.ok_or(HttpError::NotJson)?;
    is_free(operator, &email, id).await?;

    let mut member = Member::new(id, email, name, operator.platform.now());
    member.role = role;
    member.mcp_access = mcp_access;
    member.accounts = accounts.unwrap_or_default();
    member.save_with_email(operator.platform, None).await?;
    Ok(shown(201, member))
}

/// `GET /member/:id`
pub(super) async fn get<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    Ok(shown(200, find(operator, id).await?))
}

/// `PATCH /member/:id`: only what is sent changes; `accounts` is the whole list, where what an account
/// that stays may show is merged as for an MCP server of several. Grants go before the access that they were given with: what fails in
/// between leaves the record as it was, and can be sent again.
pub(super) async fn update<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let mut member = find_to_change(operator, id).await?;
    let mut fields = Fields::read(operator.request)?;
    let email = email(&mut fields);
    if let Some(name) = fields.text("name") {
        member.name = name;
    }
    if let Some(role) = role(&mut fields) {
        member.role = role;
    }
    let mcp_access = fields.boolean("mcp_access");
    let accounts = accounts(operator, member.id, &member.accounts, &mut fields).await?;
    fields.finish()?;
    member.mcp_access = mcp_access.unwrap_or(member.mcp_access);
    member.accounts = accounts.unwrap_or(member.accounts);
    let email = email.filter(|email| *email != member.email);
    if let Some(email) = &email {
        is_free(operator, email, member.id).await?;
    }

    if mcp_access == Some(false) {
        let id = member.id.to_string();
        operator.platform.revoke_grants(&id, None).await?;
    }
    member.updated_at = operator.platform.now().0;
    match email {
        Some(email) => {
            let before = std::mem::replace(&mut member.email, email);
            member
                .save_with_email(operator.platform, Some(&before))
                .await?;
        }
        None => member.save(operator.platform).await?,
    }
    Ok(shown(200, member))
}

/// `DELETE /member/:id`: what they allowed first, and the record last, so that what fails can be done again.
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let member = find_to_change(operator, id).await?;
    let id = member.id.to_string();
    operator.platform.revoke_grants(&id, None).await?;
    member.remove(operator.platform).await?;
    Ok(answer(200, &Deleted { id: &id }))
}

/// `POST /member/:id/sign-in-link`: the only answer that holds it.
pub(super) async fn sign_in_link<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let member = find(operator, id).await?;
    if !operator.settings.people.is_on {
        return Err(HttpError::Conflict(
            "Nobody can sign in: the binding OAUTH_KV is not set. Add it to wrangler.toml and deploy.".to_owned(),
        ));
    }
    let (code, expires_at) = sign_in_link::mint(operator.platform, member.id).await?;
    let start = operator.settings.own_url(operator.request);
    let link = LinkView {
        url: format!("{start}/sign-in/link/{code}"),
        expires_at: ExpiresAt::to_iso(expires_at),
    };
    Ok(answer(201, &link))
}

/// The member of a path.
pub(super) async fn find<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Member, HttpError> {
    let id = MemberId::parse(id).ok_or(NO_MEMBER)?;
    Member::load(operator.platform, id).await?.ok_or(NO_MEMBER)
}

/// The same, if they are still in the state that the caller has seen.
async fn find_to_change<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Member, HttpError> {
    let member = find(operator, id).await?;
    Etag::of(&member).check(&operator.request.headers)?;
    Ok(member)
}

/// `accounts` of a body, as those of an MCP server of several.
async fn accounts<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    member: MemberId,
    current: &[AccountGrant],
    fields: &mut Fields,
) -> Result<Option<Vec<AccountGrant>>, HttpError> {
    if !fields.has("accounts") {
        return Ok(None);
    }
    let accounts = read_accounts(operator, Holder::Member(member), current, fields).await?;
    Ok(Some(grants(accounts)))
}

fn email(fields: &mut Fields) -> Option<Email> {
    let value = fields.take("email")?;
    let email = value.as_str().and_then(Email::parse);
    if email.is_none() {
        fields.fail("email", NOT_AN_EMAIL);
    }
    email
}

fn role(fields: &mut Fields) -> Option<Role> {
    match fields.take("role")?.as_str() {
        Some("admin") => Some(Role::Admin),
        Some("member") => Some(Role::Member),
        Some(_) | None => {
            let message = "must be \"admin\" (the operator's API too) or \"member\"";
            fields.fail("role", message);
            None
        }
    }
}

/// That nobody else has this address. Of two who get it at the same moment both may pass, see `access::member`.
async fn is_free<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    email: &Email,
    id: MemberId,
) -> Result<(), HttpError> {
    let other = Member::find(operator.platform, email).await?;
    match other.filter(|other| other.id != id) {
        Some(other) => Err(HttpError::Conflict(format!(
            "This e-mail address is the member's {}. Change that one, or delete it first.",
            other.id
        ))),
        None => Ok(()),
    }
}

/// An answer that shows one member.
fn shown(status: u16, member: Member) -> Response {
    let etag = Etag::of(&member);
    etag.mark(answer(status, &view(member)))
}

fn view(member: Member) -> MemberView {
    MemberView {
        id: member.id,
        email: member.email,
        name: member.name,
        role: member.role,
        mcp_access: member.mcp_access,
        accounts: member.accounts,
        created_at: iso(member.created_at),
        updated_at: iso(member.updated_at),
    }
}
