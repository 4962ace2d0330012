//! What happened to accounts and MCP servers, noted where it happens and told once the answer has gone. An isolate has one list of it, as it has one
//! of accounts whose health is to be written: whichever answer goes next takes all along, so nothing between here and the gateway carries it.

use std::cell::RefCell;

use super::account::Account;
use super::event::EventName;
use super::health::Health;
use super::id::AccountId;
use super::server::Server;
use crate::platform::UnixSeconds;

/// One thing that happened.
#[derive(Debug)]
pub struct Happened {
    /// When.
    pub at: UnixSeconds,
    /// What.
    pub what: What,
}

/// To what, and what is known of it.
#[derive(Debug)]
pub enum What {
    /// To an account, whose records are at hand.
    Account(EventName, Box<(Account, Health)>),
    /// To an account, whose record is still to be read. How it fares was just written, which KV may not show yet.
    AccountOf(EventName, AccountId, Box<Health>),
    /// To an MCP server.
    Server(EventName, Box<Server>),
    /// An MCP server has so little time left that nobody may look before it ends.
    EndsSoon(Box<Server>),
    /// An MCP server was given another end than it has here.
    EndsOtherwise(Box<Server>),
}

thread_local! {
    static NOTED: RefCell<Vec<Happened>> = const { RefCell::new(Vec::new()) };
}

/// Notes something.
pub fn note(at: UnixSeconds, what: What) {
    NOTED.with_borrow_mut(|noted| noted.push(Happened { at, what }));
}

/// Notes something of an account.
pub fn account(at: UnixSeconds, event: EventName, account: &Account, health: &Health) {
    let records = Box::new((account.clone(), health.clone()));
    note(at, What::Account(event, records));
}

/// Notes that an account is new.
pub fn connected(at: UnixSeconds, new: &Account) {
    let health = Health::default();
    account(at, EventName::AccountCreated, new, &health);
    if !new.is_blocked {
        account(at, EventName::AccountActive, new, &health);
    }
}

/// Notes whether an account's credentials are refused now, or taken again.
pub fn changed(at: UnixSeconds, of: &Account, before: &Health, health: &Health) {
    if let Some(event) = health.change_since(before) {
        account(at, event, of, health);
    }
}

/// Notes something of an MCP server.
pub fn server(at: UnixSeconds, event: EventName, server: &Server) {
    note(at, What::Server(event, Box::new(server.clone())));
}

/// Notes again what was taken.
pub fn put_back(taken: Vec<Happened>) {
    NOTED.with_borrow_mut(|noted| noted.extend(taken));
}

/// Everything that was noted and nobody took.
pub fn take() -> Vec<Happened> {
    NOTED.take()
}
