//! `/link-token`: links by which somebody connects an account themselves. One answer has it; it is neither listed nor read again.

use serde::Serialize;
use serde_json::Value;

use super::accounts::slugs;
use super::body::Fields;
use super::{OperatorRequest, answer};
use crate::access::account::Account;
use crate::access::connect_link::ConnectLink;
use crate::access::id::{AccountId, MemberId};
use crate::access::lifetime::ExpiresAt;
use crate::access::member::Member;
use crate::catalogue;
use crate::connect::link::can_connect;
use crate::events::receiver;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;

/// Characters of an address to go on to.
const MAX_RETURN: usize = 2_000;

/// What an account that is there has already.
const OF_NEW_ACCOUNTS: [&str; 4] = ["integration", "label", "tenant_id", "member_id"];

/// A link, in the only answer that holds it.
#[derive(Serialize)]
struct LinkView {
    url: String,
    expires_at: String,
}

/// `POST /link-token`
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::read(operator.request)?;
    let account = account(operator.platform, &mut fields).await?;
    let mut link = match &account {
        Some(account) => again(operator, account, &mut fields),
        None => new(operator, &mut fields).await?,
    };
    link.return_to = return_to(&mut fields);
    fields.finish()?;
    let (code, expires_at) = link.mint(operator.platform).await?;
    let start = operator.settings.own_url(operator.request);
    let link = LinkView {
        url: format!("{start}/connect/{code}"),
        expires_at: ExpiresAt::to_iso(expires_at),
    };
    Ok(answer(201, &link))
}

/// The account that is to be connected again.
async fn account<P: Platform>(
    platform: &P,
    fields: &mut Fields,
) -> Result<Option<Account>, HttpError> {
    let value = match fields.take("account_id") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value,
    };
    let account = match value.as_str().and_then(AccountId::parse) {
        Some(id) => Account::load(platform, id).await?,
        None => None,
    };
    if account.is_none() {
        let message =
            "must be the id of an integrated account, or null for one that is yet to be connected";
        fields.fail("account_id", message);
    }
    Ok(account)
}

fn again<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &Account,
    fields: &mut Fields,
) -> ConnectLink {
    for name in OF_NEW_ACCOUNTS {
        if fields.take(name).is_some_and(|value| !value.is_null()) {
            fields.fail(name, "the account of account_id has its own: leave it out");
        }
    }
    match catalogue::integration(&account.integration) {
        None => fields.fail(
            "account_id",
            "is of an integration that is not in this build",
        ),
        Some(found) if !can_connect(operator.settings, found) => {
            fields.fail("account_id", unset(found.slug));
        }
        Some(_) => {}
    }
    ConnectLink::to(account, operator.platform.now())
}

async fn new<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    fields: &mut Fields,
) -> Result<ConnectLink, HttpError> {
    let mut link = ConnectLink::new(operator.platform)?;
    link.integration = fields.clearable_text("integration").flatten();
    if let Some(slug) = &link.integration {
        let found = catalogue::integration(slug);
        if found.is_none() {
            let message = format!(
                "must be one of {}, or null to let whoever has the link choose",
                slugs().join(", ")
            );
            fields.fail("integration", message);
        }
        if found.is_some_and(|found| !can_connect(operator.settings, found)) {
            fields.fail("integration", unset(slug));
        }
    }
    link.label = fields.clearable_text("label").flatten();
    link.tenant_id = fields.clearable_text("tenant_id").flatten();
    link.owner = match fields.take("member_id") {
        None | Some(Value::Null) => None,
        Some(value) => match value.as_str().and_then(MemberId::parse) {
            Some(id) => Member::load(operator.platform, id)
                .await?
                .map(|member| member.id),
            None => None,
        }
        .or_else(|| {
            let message = "must be the id of a member, or null for an account that is shared";
            fields.fail("member_id", message);
            None
        }),
    };
    Ok(link)
}

fn unset(slug: &str) -> String {
    let name = slug.to_uppercase();
    format!(
        "is connected by consent alone, and {name}_CLIENT_ID and {name}_CLIENT_SECRET are not set"
    )
}

fn return_to(fields: &mut Fields) -> Option<String> {
    let value = fields.take("return_to").filter(|value| !value.is_null())?;
    let url = value.as_str().filter(|url| is_return(url));
    if url.is_none() {
        let message = "must be an https URL (on this machine http will do) of at most 2000 printable ASCII characters, with a host and a port that a browser goes to, without a user, or null";
        fields.fail("return_to", message);
    }
    url.map(str::to_owned)
}

/// An address that a page may link to: a browser reads it as what it says. On this machine, http will do.
fn is_return(url: &str) -> bool {
    let local = url.strip_prefix("http://");
    let local = local.filter(|rest| receiver::is_on_this_machine(rest));
    let rest = local.or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(receiver::is_place)
        && url.len() <= MAX_RETURN
        && url
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}
