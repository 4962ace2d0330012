//! A member: a person who may sign in, and what that opens.
//!
//! A member is found by e-mail through a key of its own. Two keys could disagree, so only the member's record counts: an address leads to nobody
//! unless the record that it names has that address. KV has no compare-and-set, so of two members who are made with one address at the same
//! time both records can be written; the address then leads to one of them, and the other is listed but cannot sign in.

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::email::Email;
use super::id::MemberId;
use super::server::AccountGrant;
use super::{Record, RecordError, Visited, contact, kv_keys, load};
use crate::platform::{Platform, UnixSeconds};

/// What the operator said of a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Member {
    /// Version of this record's shape.
    pub v: u32,
    /// Their id.
    pub id: MemberId,
    /// How they are known when they sign in.
    pub email: Email,
    /// For people.
    pub name: String,
    /// Whether they may use the operator's API.
    pub role: Role,
    /// Whether their MCP clients are served.
    pub mcp_access: bool,
    /// Accounts that they may use. An account that is gone, or that another member owns, is left out when it comes to serving.
    #[serde(default)]
    pub accounts: Vec<AccountGrant>,
    /// Seconds since 1970.
    pub created_at: u64,
    /// Seconds since 1970.
    pub updated_at: u64,
}

/// What a member may do beside using MCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The operator's API.
    Admin,
    /// Nothing else.
    Member,
}

impl Record for Member {
    const FAMILY: &'static str = kv_keys::MEMBERS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

/// Where an address leads.
#[derive(Debug, Serialize, Deserialize)]
struct Address {
    v: u32,
    member: MemberId,
}

impl Record for Address {
    const FAMILY: &'static str = kv_keys::EMAILS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Member {
    /// A new member without any access, not yet stored.
    pub fn new(id: MemberId, email: Email, name: String, now: UnixSeconds) -> Self {
        Self {
            v: Self::VERSION,
            id,
            email,
            name,
            role: Role::Member,
            mcp_access: false,
            accounts: Vec::new(),
            created_at: now.0,
            updated_at: now.0,
        }
    }

    /// Reads a `member:` value. One that belongs under another key is no record.
    pub fn read(key: &str, value: &str) -> Result<Self, RecordError> {
        let member: Self = super::read(value)?;
        if key == kv_keys::member(member.id) {
            Ok(member)
        } else {
            Err(RecordError::Corrupt(Self::FAMILY))
        }
    }

    /// Reads a member.
    pub async fn load(platform: &impl Platform, id: MemberId) -> Result<Option<Self>, RecordError> {
        let key = kv_keys::member(id);
        let [member] = load(platform, [key.clone()]).await?;
        member.map(|value| Self::read(&key, &value)).transpose()
    }

    /// Whom an address belongs to.
    pub async fn find(
        platform: &impl Platform,
        email: &Email,
    ) -> Result<Option<Self>, RecordError> {
        let [address] = load(platform, [kv_keys::email(email)]).await?;
        let Some(address) = address else {
            return Ok(None);
        };
        let Address { member, .. } = super::read(&address)?;
        let member = Self::load(platform, member).await?;
        Ok(member.filter(|member| member.email == *email))
    }

    /// Writes a member who is new, or whose address was another before. The way to the record is laid first: without the record it leads nowhere.
    pub async fn save_with_email(
        &self,
        platform: &impl Platform,
        before: Option<&Email>,
    ) -> Result<(), RecordError> {
        let address = Address {
            v: Address::VERSION,
            member: self.id,
        };
        super::save(platform, &kv_keys::email(&self.email), &address, None).await?;
        self.save(platform).await?;
        match before {
            Some(before) => forget_email(platform, self.id, before).await,
            None => Ok(()),
        }
    }

    /// Writes a member whose address stays.
    pub async fn save(&self, platform: &impl Platform) -> Result<(), RecordError> {
        contact::forget();
        super::save(platform, &kv_keys::member(self.id), self, None).await
    }

    /// Removes all that is kept of a member. What was counted of grants first and the record last, so that what fails can be done again.
    pub async fn remove(&self, platform: &impl Platform) -> Result<(), RecordError> {
        contact::forget();
        super::remove_all(platform, &kv_keys::usages_of_grants(self.id)).await?;
        forget_email(platform, self.id, &self.email).await?;
        Ok(platform.remove(&kv_keys::member(self.id)).await?)
    }

    /// The accounts that this member may use now, each with its config, in one read.
    pub async fn visit(&self, platform: &impl Platform) -> Result<Vec<Visited>, RecordError> {
        let is_open = |account: &Account| account.is_open_to(self.id);
        super::open(platform, &self.accounts, is_open).await
    }
}

/// An address may have been given to another member since.
async fn forget_email(
    platform: &impl Platform,
    member: MemberId,
    email: &Email,
) -> Result<(), RecordError> {
    let key = kv_keys::email(email);
    let [address] = load(platform, [key.clone()]).await?;
    let is_own = match address {
        Some(address) => super::read::<Address>(&address)?.member == member,
        None => false,
    };
    if is_own {
        platform.remove(&key).await?;
    }
    Ok(())
}
