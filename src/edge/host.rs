//! The Worker's side of `Platform`.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use worker::Env;
use worker::kv::{KvError, KvStore};

use super::script;
use crate::http::{Headers, InboundResponse, OutboundRequest};
use crate::platform::{KeyPage, Platform, PlatformError, SendError, UnixSeconds};

/// Binding of the KV namespace.
const RECORDS: &str = "RECORDS";

/// Seconds for which a place may go on with a record that it has read. KV's floor, so that a deletion bites as soon as it can.
/// <https://developers.cloudflare.com/kv/api/read-key-value-pairs/>
const CACHE_TTL: u32 = 30;

/// One request's view of the Worker.
pub(super) struct Host {
    pub(super) env: Env,
}

impl Host {
    fn kv(&self) -> Result<KvStore, PlatformError> {
        self.env
            .kv(RECORDS)
            .map_err(|error| PlatformError(error.to_string()))
    }
}

impl Platform for Host {
    fn now(&self) -> UnixSeconds {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::as_conversions,
            reason = "milliseconds since 1970 are positive and below 2^53"
        )]
        UnixSeconds((js_sys::Date::now() / 1_000.0) as u64)
    }

    fn random(&self, buffer: &mut [u8]) -> Result<(), PlatformError> {
        getrandom::fill(buffer).map_err(|error| PlatformError(error.to_string()))
    }

    async fn load(&self, keys: &[String]) -> Result<Vec<Option<String>>, PlatformError> {
        let values = script::load(&self.env, &keys.join("\n"), CACHE_TTL)
            .await
            .map_err(|error| failed(&error))?;
        Ok(values
            .unchecked_into::<Array>()
            .iter()
            .map(|value| value.as_string())
            .collect())
    }

    async fn save(
        &self,
        key: &str,
        value: &str,
        expiration: Option<UnixSeconds>,
    ) -> Result<(), PlatformError> {
        let put = self.kv()?.put(key, value).map_err(refused)?;
        let put = match expiration {
            Some(UnixSeconds(seconds)) => put.expiration(seconds),
            None => put,
        };
        put.execute().await.map_err(refused)
    }

    async fn remove(&self, key: &str) -> Result<(), PlatformError> {
        self.kv()?.delete(key).await.map_err(refused)
    }

    async fn list(
        &self,
        prefix: &str,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<KeyPage, PlatformError> {
        let mut list = self
            .kv()?
            .list()
            .prefix(prefix.to_owned())
            .limit(u64::from(limit));
        if let Some(cursor) = cursor {
            list = list.cursor(cursor.to_owned());
        }
        let page = list.execute().await.map_err(refused)?;
        Ok(KeyPage {
            keys: page.keys.into_iter().map(|key| key.name).collect(),
            // The only test for the end: a page may be empty and not the last.
            cursor: page.cursor.filter(|_| !page.list_complete),
        })
    }

    async fn send(&self, request: OutboundRequest) -> Result<InboundResponse, SendError> {
        let OutboundRequest {
            method,
            url,
            headers,
            body,
            timeout_ms,
            max_bytes,
        } = request;
        let sent = script::send(
            method,
            &url,
            headers.as_lines(),
            body.as_deref(),
            timeout_ms,
            max_bytes,
        )
        .await;
        let answer = sent.map_err(|error| SendError::Unreachable(failed(&error).0))?;
        if let Some(word) = answer.as_string() {
            return Err(match word.as_str() {
                "timeout" => SendError::Timeout(timeout_ms),
                "too large" => SendError::TooLarge(max_bytes),
                _ => SendError::Unreachable(word),
            });
        }
        let parts: Array = answer.unchecked_into();
        let status = parts.get(0).as_f64().unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::as_conversions,
            reason = "a status has three digits"
        )]
        let status = status as u16;
        Ok(InboundResponse {
            status,
            headers: Headers::from_lines(parts.get(1).as_string().unwrap_or_default()),
            body: parts.get(2).unchecked_into::<Uint8Array>().to_vec(),
        })
    }

    fn log(&self, line: &str) {
        worker::console_log!("{line}");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "goes into map_err")]
fn refused(error: KvError) -> PlatformError {
    PlatformError(error.to_string())
}

fn failed(error: &JsValue) -> PlatformError {
    PlatformError(error.as_string().unwrap_or_else(|| format!("{error:?}")))
}
