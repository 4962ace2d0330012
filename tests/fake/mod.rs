//! A host for tests: records that behave like KV, a clock that tests move, a vendor that tests script. Futures wait for nothing, so no
//! runtime is needed.

#![allow(
    dead_code,
    reason = "tests/promises and tests/attacks each need a part of it"
)]
#![expect(
    unused_imports,
    reason = "tests/promises and tests/attacks each need a part of it"
)]

mod database;
pub(crate) mod document;
mod http;
mod mcp;
pub(crate) mod operator_fixture;
mod platform;
mod random;
mod records;
mod schema;
mod worker;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::Value;

pub(crate) use http::{Ask, Reply, request};
pub(crate) use mcp::{CAPABILITIES, Client, VERSION, claim, tool_names};
pub(crate) use platform::NOW;
pub(crate) use random::Random;
pub(crate) use records::{Bill, Operation, Snapshot};
pub(crate) use worker::{
    ADMIN_TOKEN, KEY_ONE, KEY_TWO, Server, VENDOR_SECRET, Worker, vendor_answer,
};

/// An object, with `changes` laid over it.
#[track_caller]
pub(crate) fn changed(mut object: Value, changes: &Value) -> Value {
    for (key, value) in changes.as_object().expect("an object") {
        object[key] = value.clone();
    }
    object
}

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

/// Runs two futures to their ends. The bits of the schedule, the lowest first, say which of them goes on; when one is done or the
/// bits are used up, the other one does.
pub(crate) fn interleave<A, B>(
    schedule: u32,
    a: impl Future<Output = A>,
    b: impl Future<Output = B>,
) -> (A, B) {
    let mut context = Context::from_waker(Waker::noop());
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut answer_a, mut answer_b) = (Poll::Pending, Poll::Pending);
    let mut turns = schedule;
    loop {
        let is_turn_of_b = turns & 1 == 1;
        turns >>= 1;
        match (answer_a, answer_b) {
            (Poll::Ready(a), Poll::Ready(b)) => return (a, b),
            (Poll::Pending, done) if done.is_ready() || !is_turn_of_b => {
                (answer_a, answer_b) = (a.as_mut().poll(&mut context), done);
            }
            (done, _) => (answer_a, answer_b) = (done, b.as_mut().poll(&mut context)),
        }
    }
}
