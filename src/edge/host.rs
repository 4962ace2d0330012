//! The Worker's side of `Platform`.

use worker::Env;
use worker::kv::{KvError, KvStore};

use super::script::{self, Exchange};
use super::task::{self, Brought};
use crate::http::{Headers, InboundResponse, OutboundRequest, Response, Shared};
use crate::json::quote;
use crate::platform::{
    KeyPage, Limit, Platform, PlatformError, SendError, UnixMillis, UnixSeconds,
};

/// Binding of the KV namespace.
const RECORDS: &str = "RECORDS";

/// Seconds for which a place may go on with a record that it has read. KV's floor, so that a deletion bites as soon as it can.
/// <https://developers.cloudflare.com/kv/api/read-key-value-pairs/>
const CACHE_TTL: u32 = 30;

/// What `edge.js` brings in place of a status when something failed.
const FAILED: u16 = 0;

/// The same, when a limit is used up.
const EXCEEDED: u16 = 2;

/// One request's view of the Worker.
pub(super) struct Host {
    pub(super) env: Env,
    /// Those whose bindings are there.
    pub(super) limits: &'static [Limit],
    pub(super) task: u32,
    pub(super) exchange: Exchange,
}

impl Host {
    fn kv(&self) -> Result<KvStore, PlatformError> {
        self.env
            .kv(RECORDS)
            .map_err(|error| PlatformError(error.to_string()))
    }
}

impl Host {
    /// Answers the request; when something is left to do, the runtime waits for `Exchange::end`.
    pub(super) fn answer(&self, response: &Response, is_more_to_do: bool) {
        if is_more_to_do {
            self.exchange.outlive();
        }
        let Response {
            status,
            headers,
            body,
            shared,
        } = response;
        let (headers, body) = (headers.as_lines(), body.as_bytes());
        match shared {
            None => self.exchange.answer(*status, headers, body),
            Some(Shared { key, at, .. }) => {
                let (before, after) = body.split_at_checked(*at).unwrap_or((body, &[]));
                self.exchange
                    .answer_around(*status, headers, before, key, after);
            }
        }
    }
}

impl Platform for Host {
    fn millis(&self) -> UnixMillis {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::as_conversions,
            reason = "milliseconds since 1970 are positive and below 2^53"
        )]
        UnixMillis(js_sys::Date::now() as u64)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where randomness comes from"
    )]
    fn random(&self, buffer: &mut [u8]) -> Result<(), PlatformError> {
        getrandom::fill(buffer).map_err(|error| PlatformError(error.to_string()))
    }

    async fn load(&self, keys: &[String]) -> Result<Vec<Option<String>>, PlatformError> {
        self.exchange.load(&keys.join("\n"), CACHE_TTL);
        let Brought { status, text, .. } = task::brought(self.task).await;
        if status == FAILED {
            return Err(PlatformError(text));
        }
        Ok(text
            .split('\n')
            .map(|value| Some(value.to_owned()).filter(|value| !value.is_empty()))
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
        self.exchange.send(
            method,
            &url,
            headers.as_lines(),
            body.as_deref(),
            timeout_ms,
            max_bytes,
        );
        let Brought {
            status,
            text,
            bytes,
        } = task::brought(self.task).await;
        if status == FAILED {
            return Err(
                if text.starts_with("TimeoutError") || text.starts_with("AbortError") {
                    SendError::Timeout(timeout_ms)
                } else {
                    SendError::Unreachable(text)
                },
            );
        }
        if u32::try_from(bytes.len()).is_ok_and(|length| length <= max_bytes) {
            Ok(InboundResponse {
                status,
                headers: Headers::from_lines(text),
                body: bytes,
            })
        } else {
            Err(SendError::TooLarge(max_bytes))
        }
    }

    async fn is_too_many(&self, limit: Limit, key: &str) -> bool {
        if !self.limits.contains(&limit) {
            return false;
        }
        self.exchange.count(limit.binding(), key);
        let Brought { status, text, .. } = task::brought(self.task).await;
        if status == FAILED {
            worker::console_warn!(
                "{{\"level\":\"warn\",\"message\":\"no brake: {} failed\",\"detail\":{}}}",
                limit.binding(),
                quote(&text)
            );
        }
        status == EXCEEDED
    }

    fn keep(&self, key: &str, render: impl FnOnce() -> String) -> usize {
        let length =
            script::kept_length(key).unwrap_or_else(|| script::keep(key, render().as_bytes()));
        usize::try_from(length).unwrap_or_default()
    }

    fn log(&self, line: &str) {
        worker::console_log!("{line}");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "goes into map_err")]
fn refused(error: KvError) -> PlatformError {
    PlatformError(error.to_string())
}
