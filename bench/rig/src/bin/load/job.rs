//! What is to be sent, how often, and what must come back.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One measurement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Job {
    /// Process whose CPU time is read.
    pub(crate) pid: i32,
    /// Of the server on 127.0.0.1.
    pub(crate) port: u16,
    /// Path of the POST.
    pub(crate) path: String,
    /// Its headers, without `host` and `content-length`.
    pub(crate) headers: BTreeMap<String, String>,
    /// Its body.
    pub(crate) body: String,
    /// Each keeps one request in flight.
    pub(crate) connections: usize,
    /// How long to send before anything is measured.
    pub(crate) warm_up_ms: u64,
    /// How long to measure.
    #[serde(default)]
    pub(crate) measure_ms: u64,
    /// How many requests to measure, whatever time they take.
    pub(crate) requests: Option<u64>,
    /// Bytes of each answer's body.
    pub(crate) length: usize,
    /// What each answer's body has in it.
    pub(crate) contains: String,
}

impl Job {
    /// Says what is wrong with an answer.
    pub(crate) fn check(&self, status: u16, body: &[u8]) -> Result<(), String> {
        let fault = if status != 200 {
            format!("status {status}")
        } else if body.len() != self.length {
            format!("{} bytes, not {}", body.len(), self.length)
        } else if memchr::memmem::find(body, self.contains.as_bytes()).is_none() {
            format!("no {:?}", self.contains)
        } else {
            return Ok(());
        };
        let start = String::from_utf8_lossy(&body[..body.len().min(500)]);
        Err(format!("a wrong answer, {fault}: {start}"))
    }
}
