//! The only code that knows `worker`: the runtime's request becomes data, the answer's data becomes a response.

mod host;
mod script;

use std::sync::OnceLock;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use worker::{Context, Env, event};

use crate::gateway;
use crate::http::{Headers, Request, Response};
use crate::mcp::MAX_BODY_BYTES;
use crate::settings::{Settings, SettingsError};
use host::Host;

/// Settings are the same for every request of an isolate.
static SETTINGS: OnceLock<Result<Settings, SettingsError>> = OnceLock::new();

#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> worker::Result<web_sys::Response> {
    let settings = SETTINGS.get_or_init(|| {
        Settings::read(|name| {
            Reflect::get(&env, &JsValue::from_str(name))
                .ok()?
                .as_string()
        })
    });
    let response = match read(&request).await {
        Ok(request) => gateway::answer(&Host { env }, settings, &request).await,
        // The caller went away while its body was read; nobody waits for this answer.
        Err(_) => Response::empty(400),
    };
    Ok(script::answer(
        response.status,
        response.headers.as_lines(),
        response.body.as_bytes(),
    ))
}

async fn read(request: &web_sys::Request) -> Result<Request, JsValue> {
    let parts: Array = script::take(request, u32::try_from(MAX_BODY_BYTES).unwrap_or(u32::MAX))
        .await?
        .unchecked_into();
    let text = parts.get(0).as_string().unwrap_or_default();
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
    Ok(Request {
        method,
        origin: origin.to_owned(),
        path: path.to_owned(),
        query: query.split('#').next().unwrap_or_default().to_owned(),
        headers,
        body: parts.get(1).unchecked_into::<Uint8Array>().to_vec(),
    })
}
