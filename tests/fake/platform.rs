//! The host.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use fairlead::http::{InboundResponse, Notice, OutboundRequest};
use fairlead::platform::{
    Grant, KeyPage, Limit, Platform, PlatformError, SendError, Statement, UnixMillis, UnixSeconds,
};

use super::database::Database;
use super::records::Records;

/// When every test starts: 2027-01-15T08:00:00Z.
pub(crate) const NOW: u64 = 1_800_000_000;

type Vendor = Box<dyn Fn(&OutboundRequest) -> Result<InboundResponse, SendError>>;

type Receiver = Box<dyn Fn(&Notice) -> Result<u16, SendError>>;

/// What happens in a pause.
type Meanwhile = Box<dyn Fn(&FakePlatform)>;

pub(crate) struct FakePlatform {
    pub(crate) records: Records,
    /// Of what happened.
    pub(crate) database: Database,
    clock: Rc<Cell<u64>>,
    drawn: Cell<u64>,
    vendor: RefCell<Vendor>,
    sent: RefCell<Vec<OutboundRequest>>,
    receiver: RefCell<Receiver>,
    notices: RefCell<Vec<Notice>>,
    lines: RefCell<Vec<String>>,
    kept: RefCell<BTreeMap<String, String>>,
    counts: RefCell<BTreeMap<(&'static str, String), u32>>,
    limits: RefCell<BTreeMap<&'static str, u32>>,
    /// What members allowed clients, and whose it is.
    pub(crate) grants: RefCell<Vec<(String, Grant)>>,
    /// Where grants are kept cannot be reached.
    pub(crate) grants_fail: Cell<bool>,
    /// Each operation on records lets another request go first, as KV does: for `interleave`.
    pub(crate) yields: Cell<bool>,
    /// What happens elsewhere while the next request waits.
    pub(crate) during_pause: RefCell<Option<Meanwhile>>,
}

impl FakePlatform {
    /// In a new isolate, which knows nothing of those before it.
    pub(crate) fn new(vendor: Vendor) -> Self {
        fairlead::access::forget_all();
        Self {
            records: Records::default(),
            database: Database::default(),
            clock: Rc::new(Cell::new(NOW)),
            drawn: Cell::new(0),
            vendor: RefCell::new(vendor),
            sent: RefCell::default(),
            receiver: RefCell::new(Box::new(|_| Ok(204))),
            notices: RefCell::default(),
            lines: RefCell::default(),
            kept: RefCell::default(),
            counts: RefCell::default(),
            limits: RefCell::default(),
            grants: RefCell::default(),
            grants_fail: Cell::new(false),
            yields: Cell::new(false),
            during_pause: RefCell::default(),
        }
    }

    /// Sets how much is not yet too much.
    pub(crate) fn limit(&self, limit: Limit, most: u32) {
        self.limits.borrow_mut().insert(limit.binding(), most);
    }

    /// What was counted: limit, key, how often.
    pub(crate) fn counted(&self) -> Vec<(&'static str, String, u32)> {
        let counts = self.counts.borrow();
        let entries = counts.iter();
        entries
            .map(|((limit, key), count)| (*limit, key.clone(), *count))
            .collect()
    }

    /// For a vendor that takes its time.
    pub(crate) fn clock(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.clock)
    }

    /// Pending once, where that is asked for.
    async fn turn(&self) {
        let mut is_pending = self.yields.get();
        poll_fn(|_| {
            if std::mem::take(&mut is_pending) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }

    /// Moves the clock on.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.set(self.clock.get() + seconds);
    }

    /// Sets it to so many seconds after the start.
    pub(crate) fn set_clock(&self, seconds_after_start: u64) {
        self.clock.set(NOW + seconds_after_start);
    }

    pub(crate) fn script(
        &self,
        vendor: impl Fn(&OutboundRequest) -> Result<InboundResponse, SendError> + 'static,
    ) {
        *self.vendor.borrow_mut() = Box::new(vendor);
    }

    /// Every request that went to a vendor.
    pub(crate) fn sent(&self) -> Vec<OutboundRequest> {
        self.sent.borrow().clone()
    }

    pub(crate) fn last_sent(&self) -> OutboundRequest {
        let sent = self.sent.borrow();
        sent.last().expect("a request to the vendor").clone()
    }

    /// The same, and forgets them. So does the isolate, or a test that makes a write again would find that it is not sent again.
    pub(crate) fn take_sent(&self) -> Vec<OutboundRequest> {
        fairlead::access::repeats::forget_all();
        self.sent.take()
    }

    /// What receivers of webhooks answer.
    pub(crate) fn receives(&self, receiver: impl Fn(&Notice) -> Result<u16, SendError> + 'static) {
        *self.receiver.borrow_mut() = Box::new(receiver);
    }

    /// Everything that went to receivers since this was asked last.
    pub(crate) fn take_notices(&self) -> Vec<Notice> {
        self.notices.take()
    }

    /// A member allows a client to read, at this second.
    pub(crate) fn grant(&self, member: &str, id: &str) {
        let grant = Grant {
            id: id.to_owned(),
            client_name: Some("Claude".to_owned()),
            client_host: Some("claude.example".to_owned()),
            scopes: vec!["mcp:read".to_owned()],
            created_at: self.clock.get(),
            expires_at: None,
        };
        self.grants.borrow_mut().push((member.to_owned(), grant));
    }

    fn reach_grants(&self) -> Result<(), PlatformError> {
        if self.grants_fail.get() {
            return Err(PlatformError("no grants at the moment".to_owned()));
        }
        Ok(())
    }

    /// A text that answers share.
    pub(crate) fn kept(&self, key: &str) -> String {
        self.kept.borrow().get(key).expect("a kept text").clone()
    }

    /// Every line of the log.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }

    /// The same, and forgets them.
    pub(crate) fn take_lines(&self) -> Vec<String> {
        self.lines.take()
    }
}

impl Platform for FakePlatform {
    fn millis(&self) -> UnixMillis {
        UnixMillis(self.clock.get() * 1_000)
    }

    /// The same in every run, and never twice the same in one: splitmix64 over a counter.
    fn random(&self, buffer: &mut [u8]) -> Result<(), PlatformError> {
        for chunk in buffer.chunks_mut(8) {
            let drawn = self.drawn.get() + 1;
            self.drawn.set(drawn);
            let mut word = drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^= word >> 31;
            for (byte, random) in chunk.iter_mut().zip(word.to_le_bytes()) {
                *byte = random;
            }
        }
        Ok(())
    }

    async fn load(&self, keys: &[String]) -> Result<Vec<Option<String>>, PlatformError> {
        self.turn().await;
        self.records.load(keys, self.clock.get())
    }

    async fn save(
        &self,
        key: &str,
        value: &str,
        expiration: Option<UnixSeconds>,
    ) -> Result<(), PlatformError> {
        self.turn().await;
        self.records.save(key, value, expiration, self.clock.get())
    }

    async fn remove(&self, key: &str) -> Result<(), PlatformError> {
        self.turn().await;
        self.records.remove(key)
    }

    async fn list(
        &self,
        prefix: &str,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<KeyPage, PlatformError> {
        self.turn().await;
        self.records.list(prefix, limit, cursor, self.clock.get())
    }

    async fn send(&self, request: OutboundRequest) -> Result<InboundResponse, SendError> {
        self.turn().await;
        let answer = (self.vendor.borrow())(&request);
        self.sent.borrow_mut().push(request);
        answer
    }

    async fn notify(&self, notice: Notice) -> Result<u16, SendError> {
        let answer = (self.receiver.borrow())(&notice);
        self.notices.borrow_mut().push(notice);
        answer
    }

    /// Moves the clock on, and lets another request go first.
    async fn pause(&self, milliseconds: u32) {
        self.turn().await;
        self.pass(u64::from(milliseconds).div_ceil(1_000));
        let during = self.during_pause.take();
        if let Some(during) = during {
            during(self);
        }
    }

    async fn is_too_many(&self, limit: Limit, key: &str) -> bool {
        let mut counts = self.counts.borrow_mut();
        let count = counts.entry((limit.binding(), key.to_owned())).or_default();
        *count += 1;
        let most = self.limits.borrow().get(limit.binding()).copied();
        most.is_some_and(|most| *count > most)
    }

    async fn grants(&self, member: &str) -> Result<Vec<Grant>, PlatformError> {
        self.reach_grants()?;
        let grants = self.grants.borrow();
        let own = grants.iter().filter(|(whose, _)| whose == member);
        Ok(own.map(|(_, grant)| grant.clone()).collect())
    }

    async fn revoke_grants(
        &self,
        member: &str,
        grant: Option<&str>,
    ) -> Result<usize, PlatformError> {
        self.reach_grants()?;
        let mut grants = self.grants.borrow_mut();
        let before = grants.len();
        grants.retain(|(whose, kept)| {
            whose != member || grant.is_some_and(|wanted| wanted != kept.id)
        });
        Ok(before - grants.len())
    }

    fn keep(&self, key: &str, render: impl FnOnce() -> String) -> usize {
        let mut kept = self.kept.borrow_mut();
        kept.entry(key.to_owned()).or_insert_with(render).len()
    }

    fn note(&self, row: String) {
        self.database.note(row);
    }

    async fn query(&self, statements: &[Statement]) -> Result<String, PlatformError> {
        self.database.query(statements)
    }

    fn log(&self, line: &str) {
        self.lines.borrow_mut().push(line.to_owned());
    }
}
