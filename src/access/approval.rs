//! A person's yes to one call of an MCP server: asked for by the call, given on a page of the Worker or in the client, and used once.
//!
//! KV has no compare-and-set, and its readers elsewhere see a write up to a minute late, so an isolate remembers what it used. Within one isolate
//! a yes counts once for certain; two places of the network that get the same call within those seconds could each act on it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::id::{AccountId, MemberId, ServerId};
use super::lifetime::ExpiresAt;
use super::seal::{Keyring, NotOurs};
use super::token::hex;
use super::wrong_codes::WrongCodes;
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, UnixSeconds};

/// Seconds for which a call waits for a person.
const ASKED_SECONDS: u64 = 3_600;

/// Seconds for which a yes or a no counts.
pub const PRESSED_SECONDS: u64 = 300;

/// Approvals that an isolate remembers to have used; those that are over go first.
const MOST_USED: usize = 10_000;

/// What is agreed to: one request, to the letter.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The MCP server, or the member whose it is.
    pub door: ServerId,
    /// The account behind it.
    pub account: AccountId,
    /// Long name of the tool.
    pub tool: &'a str,
    /// SHA-256 of the request.
    pub digest: [u8; 32],
}

/// Who may agree: admins; the member whose door it is; and whoever knows the code of the server whose key has this account.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// The account in the server's key.
    pub home: AccountId,
    /// The member, where it is no server.
    pub member: Option<MemberId>,
}

/// Where a call stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has said anything.
    Asked,
    /// A yes, used up by this; by whom.
    Given(String),
    /// A no.
    Declined,
    /// Too many wrong codes.
    Locked,
}

/// What is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approval {
    /// Version of this record's shape.
    pub v: u32,
    /// The door.
    pub server: ServerId,
    /// The account in the server's key.
    pub home: AccountId,
    /// The member, where the door is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// The account that the call is of.
    pub account: AccountId,
    /// Long name of the tool.
    pub tool: String,
    /// SHA-256 of the request, in hexadecimal.
    pub digest: String,
    /// What a person is shown, sealed: `kid:nonce:ciphertext`.
    pub shown: String,
    /// What was said.
    pub state: State,
    /// Who said it: a member's id, or `approval code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Wrong codes so far. They are written down under a key of their own; what stands here is what was known when this was written.
    #[serde(default)]
    pub wrong: u32,
    /// When `state` began, in seconds since 1970.
    pub since: u64,
    /// When all of it is forgotten.
    pub expires_at: ExpiresAt,
}

/// What was said to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing.
    Asked,
    /// Yes.
    Approved,
    /// No.
    Declined,
    /// Yes, and the call was made.
    Used,
    /// Nothing more can be said.
    Locked,
}

impl Record for Approval {
    const FAMILY: &'static str = kv_keys::APPROVALS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Subject<'_> {
    /// Its name in the link. The same call has the same link; knowing it opens nothing, as who presses has to prove who they are.
    pub fn code(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.place());
        hash.update(self.digest);
        let hash: [u8; 32] = hash.finalize().into();
        URL_SAFE_NO_PAD.encode(hash.first_chunk::<18>().unwrap_or(&[0; 18]))
    }

    /// Where a state that a client carries opens.
    pub fn place(&self) -> String {
        format!("approval:{}:{}:{}", self.door, self.account, self.tool)
    }

    fn record(
        &self,
        door: Door,
        shown: String,
        state: State,
        now: UnixSeconds,
        seconds: u64,
    ) -> Approval {
        Approval {
            v: Approval::VERSION,
            server: self.door,
            home: door.home,
            member: door.member,
            account: self.account,
            tool: self.tool.to_owned(),
            digest: hex(&self.digest),
            shown,
            state,
            by: None,
            wrong: 0,
            since: now.0,
            expires_at: ExpiresAt::after(now, seconds),
        }
    }
}

thread_local! {
    static USED: RefCell<BTreeMap<(String, u64), UnixSeconds>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether this is the first use in this isolate. `since` tells one yes to a call from a later one.
fn first_use(code: &str, since: u64, ends: UnixSeconds, now: UnixSeconds) -> bool {
    USED.with_borrow_mut(|used| {
        if used.len() >= MOST_USED {
            used.retain(|_, ends| *ends > now);
        }
        // Full of those that still count: better a yes that has to be asked for again than one that counts twice.
        let is_full = used.len() >= MOST_USED;
        !is_full && used.insert((code.to_owned(), since), ends).is_none()
    })
}

/// Writes down that something was used. What could not be written was not used, and can be tried again.
async fn use_up<P: Platform>(
    platform: &P,
    (code, since): (&str, u64),
    used: &Approval,
) -> Result<(), RecordError> {
    let saved = used.save(platform, &kv_keys::approval(code)).await;
    if saved.is_err() {
        USED.with_borrow_mut(|used| used.remove(&(code.to_owned(), since)));
    }
    saved
}

/// Forgets all of them.
pub(super) fn forget_all() {
    USED.with_borrow_mut(BTreeMap::clear);
}

/// Where a call stands that a person has to agree to on a page. One that nobody was asked about is written down, a yes is used up.
pub async fn stand<P: Platform>(
    platform: &P,
    keyring: &Keyring,
    subject: &Subject<'_>,
    door: Door,
    shown: &str,
) -> Result<Standing, RecordError> {
    let (code, now) = (subject.code(), platform.now());
    let key = kv_keys::approval(&code);
    if let Some(mut known) = Approval::load(platform, &code).await? {
        match known.state {
            State::Asked => return Ok(Standing::Asked),
            State::Declined => return Ok(Standing::Declined),
            State::Locked => return Ok(Standing::Locked),
            State::Approved if first_use(&code, known.since, known.ends(), now) => {
                known.state = State::Used;
                known.shown.clear();
                use_up(platform, (&code, known.since), &known).await?;
                return Ok(Standing::Given(known.by.unwrap_or_default()));
            }
            State::Approved | State::Used => {}
        }
    }
    let sealed = keyring.seal(platform, shown.as_bytes(), &key)?;
    let asked = subject.record(door, sealed, State::Asked, now, ASKED_SECONDS);
    asked.save(platform, &key).await?;
    Ok(Standing::Asked)
}

/// Uses a state up that a client carried; `false` when that was done before. It is written down until the state is over.
pub async fn spend<P: Platform>(
    platform: &P,
    subject: &Subject<'_>,
    id: &[u8; 16],
    ends: UnixSeconds,
) -> Result<bool, RecordError> {
    let (code, now) = (format!("state:{}", hex(id)), platform.now());
    let [known] = load(platform, [kv_keys::approval(&code)]).await?;
    if known.is_some() || !first_use(&code, 0, ends, now) {
        return Ok(false);
    }
    let door = Door {
        home: subject.account,
        member: None,
    };
    let seconds = ends.0.saturating_sub(now.0);
    let used = subject.record(door, String::new(), State::Used, now, seconds);
    use_up(platform, (&code, 0), &used).await?;
    Ok(true)
}

impl Approval {
    /// What a link leads to; one whose time is over does not exist. One that waits is locked after too many wrong codes.
    pub async fn load<P: Platform>(platform: &P, code: &str) -> Result<Option<Self>, RecordError> {
        let keys = [kv_keys::approval(code), kv_keys::wrong_codes(code)];
        let [value, wrong] = load(platform, keys).await?;
        let known: Option<Self> = value.map(|value| super::read(&value)).transpose()?;
        let wrong = WrongCodes::count(platform, wrong.as_deref())?;
        let known = known.filter(|known| !known.expires_at.is_over(platform.now()));
        Ok(known.map(|mut known| {
            known.wrong = known.wrong.max(wrong);
            if known.state == State::Asked && WrongCodes::are_too_many(known.wrong) {
                known.state = State::Locked;
            }
            known
        }))
    }

    /// What a person is shown.
    pub fn shown(&self, keyring: &Keyring, code: &str) -> Result<String, NotOurs> {
        let plain = keyring.open(&self.shown, &kv_keys::approval(code))?;
        String::from_utf8(plain).map_err(|_| NotOurs)
    }

    /// Somebody who may says yes or no.
    pub async fn press<P: Platform>(
        mut self,
        platform: &P,
        code: &str,
        state: State,
        by: String,
    ) -> Result<(), RecordError> {
        let now = platform.now();
        self.state = state;
        self.by = Some(by);
        self.since = now.0;
        self.expires_at = ExpiresAt::after(now, PRESSED_SECONDS);
        self.save(platform, &kv_keys::approval(code)).await
    }

    /// Somebody tried a code that is none. Gives whether others can be tried. What was said to the call is not touched.
    pub async fn miss<P: Platform>(&self, platform: &P, code: &str) -> Result<bool, RecordError> {
        let count = self.wrong.saturating_add(1);
        WrongCodes::write(platform, code, count, self.expires_at).await?;
        Ok(!WrongCodes::are_too_many(count))
    }

    fn ends(&self) -> UnixSeconds {
        UnixSeconds(self.since.saturating_add(PRESSED_SECONDS))
    }

    async fn save<P: Platform>(&self, platform: &P, key: &str) -> Result<(), RecordError> {
        let expiration = self.expires_at.kv_expiration(platform.now());
        super::save(platform, key, self, expiration).await
    }
}
