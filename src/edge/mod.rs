//! The only code that knows `worker`: the runtime's request becomes data, the answer's data becomes a response.

mod host;
mod script;
mod task;

use std::sync::OnceLock;

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::Env;

use crate::gateway::{self, Answer};
use crate::http::{Headers, Request, Unread};
use crate::mcp::MAX_BODY_BYTES;
use crate::platform::Limit;
use crate::settings::{Settings, SettingsError};
use host::Host;
use script::Exchange;
use task::{BROKEN_CODING, Brought, FAILED, UNKNOWN_CODING};

/// Settings are the same for every request of an isolate.
static SETTINGS: OnceLock<Result<Settings, SettingsError>> = OnceLock::new();

/// The limits whose bindings are there.
static LIMITS: OnceLock<Vec<Limit>> = OnceLock::new();

/// The public door: what `entry.js` hands to the runtime. `#[event(fetch)]` would export the same around a future of wasm-bindgen's, see `task`.
#[expect(unreachable_pub, reason = "exported by wasm-bindgen")]
#[wasm_bindgen]
pub fn fetch(request: &web_sys::Request, env: &Env, context: &JsValue) -> Promise {
    answer(request, env, context, async |host, settings, request| {
        gateway::answer(host, settings, request).await
    })
}

/// The door of people: `POST /mcp` and `POST /mcp/a/{account}`. The identity is JSON, `{"member", "grant", "scopes"}`, of an access token that the
/// caller of this has checked.
#[expect(unreachable_pub, reason = "exported by wasm-bindgen")]
#[wasm_bindgen(js_name = serveMember)]
pub fn serve_member(
    request: &web_sys::Request,
    env: &Env,
    context: &JsValue,
    identity: String,
) -> Promise {
    answer(
        request,
        env,
        context,
        async move |host, settings, request| {
            gateway::answer_member(host, settings, request, &identity).await
        },
    )
}

/// Questions of our own JavaScript, `POST https://fairlead.internal/{question}` with a JSON body. Never a request of a caller.
#[expect(unreachable_pub, reason = "exported by wasm-bindgen")]
#[wasm_bindgen]
pub fn decide(request: &web_sys::Request, env: &Env, context: &JsValue) -> Promise {
    answer(request, env, context, async |host, settings, request| {
        gateway::decide(host, settings, request).await
    })
}

/// One pass of the cron trigger. The request is of our own making, as for `decide`.
#[expect(unreachable_pub, reason = "exported by wasm-bindgen")]
#[wasm_bindgen]
pub fn tick(request: &web_sys::Request, env: &Env, context: &JsValue) -> Promise {
    answer(request, env, context, async |host, settings, request| {
        gateway::tick(host, settings, request).await
    })
}

/// Of this Fairlead, for what JavaScript says of it.
#[expect(unreachable_pub, reason = "exported by wasm-bindgen")]
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// One request through one door.
fn answer(
    request: &web_sys::Request,
    env: &Env,
    context: &JsValue,
    door: impl AsyncFnOnce(&Host, &Result<Settings, SettingsError>, &Request) -> Answer + 'static,
) -> Promise {
    let settings = SETTINGS.get_or_init(|| read_settings(env));
    let limits = LIMITS.get_or_init(|| read_limits(env));
    let (task, exchange) = task::open(|task, resume| {
        let most = u32::try_from(MAX_BODY_BYTES).unwrap_or(u32::MAX);
        let may_stop = task::are_few();
        let exchange = Exchange::new(task, most, request, env, context, may_stop, resume);
        (task, exchange)
    });
    let answered = exchange.answered();
    task::start(task, async move {
        let taken = task::brought(task).await;
        if taken.status == FAILED {
            // The caller went away while its body was read; nobody waits for this answer.
            return exchange.answer(400, "", &[]);
        }
        let host = Host {
            limits,
            records_timeout_ms: settings.as_ref().map_or(0, |set| set.records_timeout_ms),
            task,
            exchange,
        };
        let Answer { response, due } = door(&host, settings, &read(taken)).await;
        host.answer(&response, !due.is_empty());
        if !due.is_empty() {
            gateway::finish(&host, settings, due).await;
            host.exchange.end();
        }
    });
    answered
}

/// Reads them, and says once what is off.
fn read_settings(env: &Env) -> Result<Settings, SettingsError> {
    let settings = Settings::read(|name| {
        let value = Reflect::get(env, &JsValue::from_str(name)).ok()?;
        // A binding is an object.
        let of_binding = || value.is_object().then(String::new);
        value.as_string().or_else(of_binding)
    });
    if settings.as_ref().is_ok_and(|set| !set.activity.is_on) {
        worker::console_warn!(
            "{{\"level\":\"warn\",\"message\":\"what happens is not kept: the binding ACTIVITY is not set\"}}"
        );
    }
    settings
}

fn read_limits(env: &Env) -> Vec<Limit> {
    Limit::ALL
        .into_iter()
        .filter(|limit| has_brake(env, *limit))
        .collect()
}

/// Says once that there is none.
fn has_brake(env: &Env, limit: Limit) -> bool {
    let binding = limit.binding();
    let is_there = Reflect::get(env, &JsValue::from_str(binding)).is_ok_and(|it| it.is_object());
    if !is_there {
        worker::console_warn!(
            "{{\"level\":\"warn\",\"message\":\"no brake: the rate limiting binding {binding} is not set\"}}"
        );
    }
    is_there
}

fn read(taken: Brought) -> Request {
    let unread = match taken.status {
        UNKNOWN_CODING => Some(Unread::UnknownCoding),
        BROKEN_CODING => Some(Unread::BrokenCoding),
        _ => None,
    };
    let text = taken.text;
    let mut head = text.splitn(3, '\n');
    let method = head.next().unwrap_or_default().to_owned();
    let url = head.next().unwrap_or_default();
    let headers = Headers::from_lines(head.next().unwrap_or_default().to_owned());
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url
        .get(start..)
        .and_then(|rest| rest.find('/'))
        .map_or(url.len(), |at| start + at);
    let (origin, target) = url.split_at(end);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request {
        method,
        origin: origin.to_owned(),
        path: path.to_owned(),
        query: query.split('#').next().unwrap_or_default().to_owned(),
        headers,
        body: taken.bytes,
        unread,
    }
}
