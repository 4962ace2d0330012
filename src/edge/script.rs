//! The functions of `edge.js`.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::Env;

#[wasm_bindgen(module = "/src/edge/edge.js")]
extern "C" {
    /// `[text, body]` of a request.
    #[wasm_bindgen(catch)]
    pub(super) async fn take(request: &web_sys::Request, most: u32) -> Result<JsValue, JsValue>;

    pub(super) fn answer(status: u16, headers: &str, body: &[u8]) -> web_sys::Response;

    /// Values, each a string or null. `keys` is one a line.
    #[wasm_bindgen(catch)]
    pub(super) async fn load(env: &Env, keys: &str, cache_ttl: u32) -> Result<JsValue, JsValue>;

    /// `[status, headers, body]` of an answer, or a word for what went wrong.
    #[wasm_bindgen(catch)]
    pub(super) async fn send(
        method: &str,
        url: &str,
        headers: &str,
        body: Option<&[u8]>,
        timeout: u32,
        most: u32,
    ) -> Result<JsValue, JsValue>;
}
