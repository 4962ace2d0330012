//! The families of KV keys. No other file spells a key.

use uuid::Uuid;

use super::email::Email;
use super::id::{AccountId, GrantId, MemberId, ServerId, WebhookId};
use super::token::TokenHash;
use crate::platform::UnixSeconds;

/// Start of every account's key.
pub const ACCOUNTS: &str = "account:";

/// Start of every key of what calls learnt.
pub const HEALTH: &str = "health:";

/// Start of every MCP server's key.
pub const SERVERS: &str = "mcp:";

/// Start of every API token's key.
pub const API_TOKENS: &str = "apitoken:";

/// Start of every key of what a server, or a member's grant, was used.
pub const USAGE: &str = "usage:";

/// Start of every kept answer's key.
pub const ANSWERS: &str = "idem:";

/// Start of every key of a call that a person was asked about.
pub const APPROVALS: &str = "approval:";

/// Start of every key of how many wrong codes were typed for such a call.
pub const WRONG_CODES: &str = "wrongcode:";

/// Start of every member's key.
pub const MEMBERS: &str = "member:";

/// Start of every key by which an address leads to a member.
pub const EMAILS: &str = "email:";

/// Start of every sign-in link's key.
pub const SIGN_IN_LINKS: &str = "signin:";

/// Start of every webhook's key.
pub const WEBHOOKS: &str = "webhook:";

/// Start of every key of what deliveries to a webhook learnt.
pub const DELIVERIES: &str = "delivery:";

/// Start of every key of what is to be done at a time.
pub const AGENDA: &str = "agenda:";
/// Start of every connect link's key.
pub const CONNECT_LINKS: &str = "connect:";

/// Start of every key of tokens that a consent gave.
pub const TOKENS: &str = "tokens:";

/// Start of every key of a mark that tokens are being renewed.
pub const RENEWING: &str = "renewing:";

/// What the operator said of an account, credentials sealed. The associated data of the seal is this key.
pub fn account(id: AccountId) -> String {
    key(ACCOUNTS, &[id.0])
}

/// Whether this is the key of that account.
pub fn is_account(key: &str, id: AccountId) -> bool {
    key.strip_prefix(ACCOUNTS)
        .is_some_and(|rest| is_id(rest, id.0))
}

/// What calls learnt of an account. Its own key, because KV has no compare-and-set: a vendor's 401 must not undo a credential change.
pub fn health(id: AccountId) -> String {
    key(HEALTH, &[id.0])
}

/// An account's tokens. The associated data of the seal is this key.
pub fn tokens(id: AccountId) -> String {
    key(TOKENS, &[id.0])
}

/// Who renews them.
pub fn renewing(id: AccountId) -> String {
    key(RENEWING, &[id.0])
}

/// An MCP server.
pub fn server(account: AccountId, id: ServerId) -> String {
    key(SERVERS, &[account.0, id.0])
}

/// Whether this is the key of that MCP server.
pub fn is_server(key: &str, account: AccountId, id: ServerId) -> bool {
    key.strip_prefix(SERVERS)
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(first, second)| is_id(first, account.0) && is_id(second, id.0))
}

/// Start of the keys of an account's MCP servers.
pub fn servers(account: AccountId) -> String {
    format!("{SERVERS}{account}:")
}

/// How much a server is used. Its own key, for calls write it.
pub fn usage(account: AccountId, id: ServerId) -> String {
    key(USAGE, &[account.0, id.0])
}

/// Start of the keys of what is counted for an account's MCP servers.
pub fn usages(account: AccountId) -> String {
    format!("{USAGE}{account}:")
}

/// How much a client that a member let in is used.
pub fn usage_of_grant(member: MemberId, id: GrantId) -> String {
    key(USAGE, &[member.0, id.0])
}

/// Start of the keys of what is counted for a member's grants.
pub fn usages_of_grants(member: MemberId) -> String {
    format!("{USAGE}{member}:")
}

/// A member.
pub fn member(id: MemberId) -> String {
    key(MEMBERS, &[id.0])
}

/// Where an address leads: hashed, so that a list of keys names nobody.
pub fn email(email: &Email) -> String {
    format!(
        "{EMAILS}{}",
        TokenHash::of(email.as_str().as_bytes()).to_hex()
    )
}

/// A sign-in link.
pub fn sign_in_link(hash: &TokenHash) -> String {
    format!("{SIGN_IN_LINKS}{}", hash.to_hex())
}

/// A webhook. The associated data of its secret's seal is this key.
pub fn webhook(id: WebhookId) -> String {
    key(WEBHOOKS, &[id.0])
}

/// What deliveries learnt of a webhook. Its own key, as that of an account's health is.
pub fn delivery(id: WebhookId) -> String {
    key(DELIVERIES, &[id.0])
}

/// An MCP server that ends at this time, and nobody is to be told of it before.
pub fn end_of_server(at: UnixSeconds, account: AccountId, id: ServerId) -> String {
    format!("{AGENDA}{:0TIME_DIGITS$}:{SERVERS}{account}:{id}", at.0)
}

/// Events that a webhook is to be told at this time. `part` tells those of the same time apart.
pub fn retry(at: UnixSeconds, id: WebhookId, part: Uuid) -> String {
    format!(
        "{AGENDA}{:0TIME_DIGITS$}:{WEBHOOKS}{id}:{}",
        at.0,
        part.hyphenated()
    )
}

/// Digits of a time in a key: KV lists keys byte by byte, so all times have as many.
const TIME_DIGITS: usize = 12;

/// What a key of the agenda says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// See [`end_of_server`].
    End(AccountId, ServerId),
    /// See [`retry`].
    Retry(WebhookId),
}

/// Reads a key of the agenda: when, and what.
pub fn entry(key: &str) -> Option<(UnixSeconds, Entry)> {
    let (at, what) = key.strip_prefix(AGENDA)?.split_once(':')?;
    let at = UnixSeconds(at.parse().ok()?);
    if let Some((account, id)) = ids_of_server(what) {
        return Some((at, Entry::End(account, id)));
    }
    let (webhook, _) = what.strip_prefix(WEBHOOKS)?.split_once(':')?;
    Some((at, Entry::Retry(WebhookId::parse(webhook)?)))
}

/// Reads the key of an MCP server.
pub fn ids_of_server(key: &str) -> Option<(AccountId, ServerId)> {
    let (account, id) = key.strip_prefix(SERVERS)?.split_once(':')?;
    Some((AccountId::parse(account)?, ServerId::parse(id)?))
}

/// A connect link.
pub fn connect_link(hash: &TokenHash) -> String {
    format!("{CONNECT_LINKS}{}", hash.to_hex())
}

/// An API token.
pub fn api_token(hash: &TokenHash) -> String {
    format!("{API_TOKENS}{}", hash.to_hex())
}

/// The answer that a repeat of its request gets again. The associated data of its seal is this key.
pub fn answer(hash: &TokenHash) -> String {
    format!("{ANSWERS}{}", hash.to_hex())
}

/// A call that a person was asked about, by the hash of its code. The associated data of the seal is this key.
pub fn approval(code: &str) -> String {
    format!("{APPROVALS}{}", TokenHash::of(code.as_bytes()).to_hex())
}

/// Wrong codes for such a call. Its own key, because KV has no compare-and-set: a wrong code must not undo a yes or a no.
pub fn wrong_codes(code: &str) -> String {
    format!("{WRONG_CODES}{}", TokenHash::of(code.as_bytes()).to_hex())
}

/// A family's start and ids with colons between them. Every message makes two such keys, and the formatting machinery costs five times as much.
fn key(family: &str, ids: &[Uuid]) -> String {
    let mut key = String::with_capacity(family.len() + ids.len() * 37);
    key.push_str(family);
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            key.push(':');
        }
        key.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    }
    key
}

fn is_id(text: &str, id: Uuid) -> bool {
    text == id.hyphenated().encode_lower(&mut Uuid::encode_buffer())
}
