//! The functions of `edge.js` and `activity.js`.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use worker::Env;

/// What comes back to a task: its number, a status, a text, bytes.
pub(super) type Resume = Closure<dyn Fn(u32, u16, String, Vec<u8>)>;

#[wasm_bindgen(module = "/src/edge/edge.js")]
extern "C" {
    /// One request while it is answered. What it brings goes to `Resume`.
    pub(super) type Exchange;

    /// Begins with the request: the text is the method, the URL and one header a line; at most `most` + 1 bytes are those of the body,
    /// decompressed; the status tells when they could not be. One that `may_stop` ends where it waits when its caller hangs up, until it asks for
    /// something that changes anything.
    #[wasm_bindgen(constructor)]
    pub(super) fn new(
        task: u32,
        most: u32,
        request: &web_sys::Request,
        env: &Env,
        context: &JsValue,
        may_stop: bool,
        resume: &Resume,
    ) -> Exchange;

    /// Of the `Response`.
    #[wasm_bindgen(method, getter)]
    pub(super) fn answered(this: &Exchange) -> Promise;

    /// The text is one value a line. So are the keys. Milliseconds, here and below.
    #[wasm_bindgen(method)]
    pub(super) fn load(this: &Exchange, keys: &str, cache_ttl: u32, timeout: u32);

    /// The expiration is in seconds since 1970.
    #[wasm_bindgen(method)]
    pub(super) fn save(
        this: &Exchange,
        key: &str,
        value: &str,
        expiration: Option<u32>,
        timeout: u32,
    );

    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &Exchange, key: &str, timeout: u32);

    /// The text is the next page's cursor, empty at the end, and one key a line, with a tab and its expiration.
    #[wasm_bindgen(method)]
    pub(super) fn list(
        this: &Exchange,
        prefix: &str,
        limit: u32,
        cursor: Option<&str>,
        timeout: u32,
    );

    /// The status is the vendor's, the text one header a line; at most `most` + 1 bytes are those of the body.
    #[wasm_bindgen(method)]
    pub(super) fn send(
        this: &Exchange,
        method: &str,
        url: &str,
        headers: &str,
        body: Option<&[u8]>,
        timeout: u32,
        most: u32,
    );

    /// Brings nothing.
    #[wasm_bindgen(method)]
    pub(super) fn pause(this: &Exchange, milliseconds: u32);

    /// The status tells whether one more of this key is one too many.
    #[wasm_bindgen(method)]
    pub(super) fn count(this: &Exchange, binding: &str, key: &str);

    /// The text is a JSON list of what a member allowed clients.
    #[wasm_bindgen(method)]
    pub(super) fn grants(this: &Exchange, member: &str, timeout: u32);

    /// Revokes one, or all of them. The text is how many.
    #[wasm_bindgen(method, js_name = revokeGrants)]
    pub(super) fn revoke_grants(this: &Exchange, member: &str, grant: Option<&str>, timeout: u32);

    /// Asks the runtime to wait for `end` after the answer.
    #[wasm_bindgen(method)]
    pub(super) fn outlive(this: &Exchange);

    /// Nothing is left to do.
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &Exchange);

    /// Answers it.
    #[wasm_bindgen(method)]
    pub(super) fn answer(this: &Exchange, status: u16, headers: &str, body: &[u8]);

    /// Answers it with a kept text between two others.
    #[wasm_bindgen(method, js_name = answerAround)]
    pub(super) fn answer_around(
        this: &Exchange,
        status: u16,
        headers: &str,
        before: &[u8],
        key: &str,
        after: &[u8],
    );

    /// Bytes of a kept text.
    #[wasm_bindgen(js_name = keptLength)]
    pub(super) fn kept_length(key: &str) -> Option<u32>;

    /// Keeps a text, in place of all others when there are many, and gives its bytes.
    pub(super) fn keep(key: &str, text: &[u8]) -> u32;
}

#[wasm_bindgen(module = "/src/edge/notify.js")]
extern "C" {
    /// Posts to a receiver. The status is the receiver's.
    pub(super) fn notify(exchange: &Exchange, url: &str, headers: &str, body: &str, timeout: u32);
}

#[wasm_bindgen(module = "/src/edge/activity.js")]
extern "C" {
    /// Keeps a row until it is written, and tells whether nobody is about to.
    pub(super) fn note(row: &str) -> bool;

    /// Writes all rows that are noted within a second, once this request's answer has gone.
    #[wasm_bindgen(js_name = writeSoon)]
    pub(super) fn write_soon(exchange: &Exchange, insert: &str);

    /// Runs statements, a list in JSON. The text is a list of the rows of each.
    pub(super) fn query(exchange: &Exchange, statements: &str, timeout: u32);
}
