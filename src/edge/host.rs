//! The Worker's side of `Platform`.

use super::script::{self, Exchange};
use super::task::{self, Brought, FAILED};
use crate::activity::row::INSERT;
use crate::http::{Headers, InboundResponse, Notice, OutboundRequest, Response, Shared};
use crate::json::quote;
use crate::platform::{
    Grant, KeyPage, Limit, Platform, PlatformError, SendError, Statement, UnixMillis, UnixSeconds,
};

/// Seconds for which a place may go on with a record that it has read. KV's floor, so that a deletion bites as soon as it can.
/// <https://developers.cloudflare.com/kv/api/read-key-value-pairs/>
const CACHE_TTL: u32 = 30;

/// What `edge.js` brings in place of a status when a limit is used up.
const EXCEEDED: u16 = 2;

/// What `edge.js` brings in place of a status when its deadline passed.
const LATE: u16 = 3;

/// One request's view of the Worker.
pub(super) struct Host {
    /// Those whose bindings are there.
    pub(super) limits: &'static [Limit],
    /// Milliseconds for one operation of KV.
    pub(super) records_timeout_ms: u32,
    pub(super) task: u32,
    pub(super) exchange: Exchange,
}

impl Host {
    /// What KV answered.
    async fn recorded(&self) -> Result<String, PlatformError> {
        let Brought { status, text, .. } = task::brought(self.task).await;
        match status {
            FAILED => Err(PlatformError(text)),
            LATE => Err(PlatformError(format!(
                "no answer from KV within {} ms",
                self.records_timeout_ms
            ))),
            _ => Ok(text),
        }
    }

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
        self.exchange
            .load(&keys.join("\n"), CACHE_TTL, self.records_timeout_ms);
        Ok(self
            .recorded()
            .await?
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
        let expiration = expiration
            .map(|UnixSeconds(seconds)| u32::try_from(seconds))
            .transpose()
            .map_err(|error| PlatformError(error.to_string()))?;
        self.exchange
            .save(key, value, expiration, self.records_timeout_ms);
        self.recorded().await.map(drop)
    }

    async fn remove(&self, key: &str) -> Result<(), PlatformError> {
        self.exchange.remove(key, self.records_timeout_ms);
        self.recorded().await.map(drop)
    }

    async fn list(
        &self,
        prefix: &str,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<KeyPage, PlatformError> {
        self.exchange
            .list(prefix, limit, cursor, self.records_timeout_ms);
        let listed = self.recorded().await?;
        let mut lines = listed.split('\n');
        let cursor = lines.next().filter(|cursor| !cursor.is_empty());
        let mut page = KeyPage {
            cursor: cursor.map(str::to_owned),
            ..KeyPage::default()
        };
        for line in lines {
            let (key, expiration) = line.rsplit_once('\t').unwrap_or((line, ""));
            page.keys.push(key.to_owned());
            page.expirations
                .push(expiration.parse().ok().map(UnixSeconds));
        }
        Ok(page)
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
        match status {
            FAILED => return Err(SendError::Unreachable(text)),
            LATE => return Err(SendError::Timeout(timeout_ms)),
            _ => {}
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

    async fn notify(&self, notice: Notice) -> Result<u16, SendError> {
        let Notice {
            url,
            headers,
            body,
            timeout_ms,
        } = notice;
        script::notify(&self.exchange, &url, headers.as_lines(), &body, timeout_ms);
        let Brought { status, text, .. } = task::brought(self.task).await;
        match status {
            // Whichever rings first: the signal that aborts the request, or the timer of whoever waits.
            FAILED if text.starts_with("TimeoutError") => Err(SendError::Timeout(timeout_ms)),
            FAILED => Err(SendError::Unreachable(text)),
            LATE => Err(SendError::Timeout(timeout_ms)),
            status => Ok(status),
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

    async fn grants(&self, member: &str) -> Result<Vec<Grant>, PlatformError> {
        self.exchange.grants(member, self.records_timeout_ms);
        let grants = self.recorded().await?;
        serde_json::from_str(&grants).map_err(|error| PlatformError(error.to_string()))
    }

    async fn revoke_grants(
        &self,
        member: &str,
        grant: Option<&str>,
    ) -> Result<usize, PlatformError> {
        self.exchange
            .revoke_grants(member, grant, self.records_timeout_ms);
        let revoked = self.recorded().await?;
        revoked
            .parse()
            .map_err(|_| PlatformError("no count of revoked grants".to_owned()))
    }

    fn keep(&self, key: &str, render: impl FnOnce() -> String) -> usize {
        let length =
            script::kept_length(key).unwrap_or_else(|| script::keep(key, render().as_bytes()));
        usize::try_from(length).unwrap_or_default()
    }

    async fn pause(&self, milliseconds: u32) {
        self.exchange.pause(milliseconds);
        task::brought(self.task).await;
    }

    fn note(&self, row: String) {
        if script::note(&row) {
            script::write_soon(&self.exchange, INSERT);
        }
    }

    async fn query(&self, statements: &[Statement]) -> Result<String, PlatformError> {
        let statements =
            serde_json::to_string(statements).map_err(|error| PlatformError(error.to_string()))?;
        script::query(&self.exchange, &statements, self.records_timeout_ms);
        let Brought { status, text, .. } = task::brought(self.task).await;
        match status {
            FAILED => Err(PlatformError(text)),
            LATE => Err(PlatformError(format!(
                "no answer from D1 within {} ms",
                self.records_timeout_ms
            ))),
            _ => Ok(text),
        }
    }

    fn log(&self, line: &str) {
        worker::console_log!("{line}");
    }
}
