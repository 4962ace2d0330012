//! Fairlead: vendor accounts as MCP servers, on Cloudflare Workers.
//!
//! # The floor plan
//!
//! A request walks down through these rooms once and its answer back up. Each knows only the rooms below it; `tests/promises/layers.rs` holds that.
//!
//! - `edge`: the only code that knows the Workers runtime; bytes in, bytes out. Exists on wasm32 alone.
//! - [`gateway`]: every URL of the product, who may call from where, one log line.
//! - [`admin`]: the operator's API: integrations, accounts, MCP servers, API tokens.
//! - [`mcp`]: JSON-RPC and the Model Context Protocol, both eras, stateless. `mcp/call.rs` is the life of a `tools/call`.
//! - [`refusal`]: how HTTP says no.
//! - [`settings`]: what the operator set for this Worker.
//! - [`access`]: tokens, records, expiry, sealing: who may enter, until when.
//! - [`tools`]: filters, argument checks, search languages, rendering: documentation becomes tools.
//! - [`vendors`]: one call to one vendor: a definition becomes a request, its answer an outcome.
//! - [`catalogue`]: the records of `tool-docs/`, compiled to static data by its `build.rs`.
//! - [`platform`]: what a host lends us: records, a link to vendors, a clock, randomness, a log.
//! - [`http`]: HTTP as plain data.
//! - [`json`]: JSON without a tree: values stay slices of the text they came in.
//! - [`hidden`]: characters that a reader does not see, made visible.
//! - [`cidr`]: blocks of IP addresses.

pub mod access;
pub mod admin;
pub mod catalogue;
pub mod cidr;
#[cfg(target_arch = "wasm32")]
mod edge;
pub mod gateway;
pub mod hidden;
pub mod http;
pub mod json;
pub mod mcp;
pub mod platform;
pub mod refusal;
pub mod settings;
pub mod tools;
pub mod vendors;
