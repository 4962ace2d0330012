//! Who may do what: every kind of token against every route, verb and state, each cell against a rule written from the documentation.

mod addresses;
mod callers;
mod dead_urls;
mod members;
mod operator;
mod replays;
mod rules;
mod servers;
mod tenants;
mod webhooks;
