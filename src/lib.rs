//! Fairlead: vendor accounts as MCP servers, on Cloudflare Workers.
//!
//! An operator connects a vendor account and mints a URL for it; an MCP client that has the URL has the tools that the operator allowed,
//! until the moment that the operator set. This crate is all of it: the Worker for wasm32, and for any other target the same program without
//! a host, which is what the tests run.
//!
//! # The way through
//!
//! A request enters at [`gateway::answer`] as data and leaves as data; between the two it asks its host, a [`platform::Platform`], for
//! whatever it cannot do itself. A URL of an MCP server is let in by [`access::admit`], which makes a server and its account of the token in
//! one read. [`mcp::serve`] reads the message. A call of a tool finds the tool among those that [`tools::toolbox`] shows, has its arguments
//! checked and sorted by [`arguments::split`], is sent as [`vendors::compose`] says, and what [`vendors::answer`] makes of the vendor's answer
//! is shown by [`results::content`]. The operator's API is [`admin`], and goes the same way in and out.
//!
//! Which vendors there are, which endpoints they have and what models are told of them is no code: the build script turns the records of
//! `tool-docs/` into the `static` data of [`catalogue`], so nothing of it is parsed at run time. What reads and checks them is the crate [`records`].
//!
//! `docs/architecture.md` tells the life of a call, of a mint and of a record step by step, and why things are as they are.
//!
//! # The floor plan
//!
//! A request walks down through these rooms once and its answer back up. Each knows only the rooms below it; `tests/promises/layers.rs` holds that.
//!
//! - `edge`: the only code that knows the Workers runtime; bytes in, bytes out. Exists on wasm32 alone.
//! - [`gateway`]: every URL of the product, who may call from where, one log line.
//! - [`admin`]: the operator's API: integrations, accounts, MCP servers, API tokens, members.
//! - [`people`]: what our own JavaScript asks when a person signs in or lets a client in.
//! - [`mcp`]: JSON-RPC and the Model Context Protocol, both eras, stateless. `mcp/call.rs` is the life of a `tools/call`.
//! - [`events`]: webhooks: what happened, signed and delivered, tried again, and what the clock brings about.
//! - [`views`]: records as the operator sees them, without what is secret.
//! - [`connect`]: how an account comes to its vendor: links, the probe, consent.
//! - [`http_error`]: how HTTP says no.
//! - [`settings`]: what the operator set for this Worker.
//! - [`activity`]: what happened, as rows of a database: what a row is, how rows are found, counted and removed.
//! - [`access`]: tokens, records, expiry, sealing: who may enter, until when.
//! - [`tools`]: which tools a server shows: its filters, its list, discovery.
//! - [`results`]: what a call came to, as MCP content of a bounded size.
//! - [`arguments`]: a caller's arguments, checked against the record's schema and sorted into a request's parts.
//! - [`vendors`]: one call to one vendor: a definition becomes a request, its answer an outcome.
//! - [`catalogue`]: the records of `tool-docs/`, compiled to static data by `build.rs`; the types are those of the crate `records`.
//! - [`platform`]: what a host lends us: records, a link to vendors, a clock, randomness, a log.
//! - [`http`]: HTTP as plain data.
//! - [`json`]: JSON without a tree: values stay slices of the text they came in.
//! - [`invisible`]: characters that a reader does not see, made visible.
//! - [`cidr`]: blocks of IP addresses.
//! - [`words`]: the words of names, however they are written.

pub mod access;
pub mod activity;
pub mod admin;
pub mod arguments;
pub mod catalogue;
pub mod cidr;
pub mod connect;
#[cfg(target_arch = "wasm32")]
mod edge;
pub mod events;
pub mod gateway;
pub mod http;
pub mod http_error;
pub mod invisible;
pub mod json;
pub mod mcp;
pub mod people;
pub mod platform;
pub mod results;
pub mod settings;
pub mod tools;
pub mod vendors;
pub mod views;
pub mod words;
