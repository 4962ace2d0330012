//! A host for tests: records that behave like KV, a clock that tests move, a vendor that tests script. Futures are never pending, so no
//! runtime is needed.

pub(crate) mod document;
mod http;
mod mcp;
pub(crate) mod office;
mod platform;
mod records;
mod schema;
mod world;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub(crate) use http::{Ask, Reply, request};
pub(crate) use mcp::{Client, tool_names};
pub(crate) use platform::NOW;
pub(crate) use records::Operation;
pub(crate) use world::{
    ADMIN_TOKEN, KEY_ONE, KEY_TWO, Server, VENDOR_SECRET, World, vendor_answer,
};

/// Runs a future to its end.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
