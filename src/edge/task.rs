//! Requests that are being answered: one future each, which JavaScript runs on by bringing what it waits for.
//!
//! wasm-bindgen's futures would do the same with a promise, two closures and a microtask a wait, which costs workerd more than the rest of a wait.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::Closure;

use super::script::Resume;

/// What `edge.js` brings in place of a status when something failed. The text says why.
pub(super) const FAILED: u16 = 0;

/// What it brings in place of a status when the caller's body is in a `Content-Encoding` that is not undone here.
pub(super) const UNKNOWN_CODING: u16 = 4;

/// The same when the body is not what its `Content-Encoding` says.
pub(super) const BROKEN_CODING: u16 = 5;

/// What JavaScript brought.
#[derive(Debug)]
pub(super) struct Brought {
    /// HTTP's, or one of those of `edge.js`.
    pub(super) status: u16,
    /// Headers, values or a reason.
    pub(super) text: String,
    /// A body.
    pub(super) bytes: Vec<u8>,
}

/// Nobody resumes a request that the runtime stopped: one whose client hung up, or goes on for more than 30 s after that. Its task goes when it
/// is this old, in milliseconds: more than a whole body may take to come, records to be read and a vendor to answer.
const LONGEST: f64 = 600_000.0;

/// Tasks up to which one more may be stopped. With those that already were, they bound what callers who hang up can make an isolate hold.
const FEW: usize = 64;

type Running = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    started: f64,
    /// Absent while it runs.
    future: Option<Running>,
    brought: Option<Brought>,
}

thread_local! {
    static TASKS: RefCell<BTreeMap<u32, Task>> = const { RefCell::new(BTreeMap::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
    static RESUME: Resume = Closure::new(resume);
}

/// A number that no task has, and what JavaScript resumes it by.
pub(super) fn open<T>(lend: impl FnOnce(u32, &Resume) -> T) -> T {
    LAST.set(LAST.get().wrapping_add(1));
    RESUME.with(|resume| lend(LAST.get(), resume))
}

/// Whether one more task may be left behind by the runtime.
pub(super) fn are_few() -> bool {
    TASKS.with_borrow(BTreeMap::len) < FEW
}

/// Runs a task until it waits.
pub(super) fn start(task: u32, future: impl Future<Output = ()> + 'static) {
    let started = js_sys::Date::now();
    let future: Option<Running> = Some(Box::pin(future));
    TASKS.with_borrow_mut(|tasks| {
        while let Some(oldest) = tasks.first_entry()
            && started - oldest.get().started > LONGEST
        {
            oldest.remove();
        }
        tasks.insert(
            task,
            Task {
                started,
                future,
                brought: None,
            },
        )
    });
    run(task);
}

/// What was asked of JavaScript last.
pub(super) async fn brought(task: u32) -> Brought {
    std::future::poll_fn(|_| {
        TASKS.with_borrow_mut(|tasks| {
            let brought = tasks.get_mut(&task).and_then(|task| task.brought.take());
            brought.map_or(Poll::Pending, Poll::Ready)
        })
    })
    .await
}

fn resume(task: u32, status: u16, text: String, bytes: Vec<u8>) {
    let brought = Some(Brought {
        status,
        text,
        bytes,
    });
    TASKS.with_borrow_mut(|tasks| {
        if let Some(task) = tasks.get_mut(&task) {
            task.brought = brought;
        }
    });
    run(task);
}

fn run(task: u32) {
    let future = TASKS.with_borrow_mut(|tasks| tasks.get_mut(&task)?.future.take());
    let Some(mut future) = future else {
        return;
    };
    // Only `resume` runs a task on, so nothing has to be woken.
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(()) => TASKS.with_borrow_mut(|tasks| drop(tasks.remove(&task))),
        Poll::Pending => TASKS.with_borrow_mut(|tasks| {
            if let Some(task) = tasks.get_mut(&task) {
                task.future = Some(future);
            }
        }),
    }
}
