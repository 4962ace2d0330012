//! The signature of a delivery, as Standard Webhooks 1.0 has it: HMAC-SHA256 of `{id}.{timestamp}.{body}`, so that a receiver can tell what was altered
//! and what is sent again by somebody else. Libraries of many languages check it.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::http::Headers;
use crate::platform::UnixSeconds;

/// The headers of a delivery. `None` where the secret is none.
pub(super) fn headers(secret: &[u8], id: &str, now: UnixSeconds, body: &str) -> Option<Headers> {
    let timestamp = now.0.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    for part in [id, ".", &timestamp, ".", body] {
        mac.update(part.as_bytes());
    }
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let mut headers = Headers::default();
    headers.push("content-type", "application/json");
    // By this, `src/edge/outbound.js` knows what it may let out.
    headers.push(
        "user-agent",
        concat!("Fairlead-Webhooks/", env!("CARGO_PKG_VERSION")),
    );
    headers.push("webhook-id", id);
    headers.push("webhook-timestamp", &timestamp);
    headers.push("webhook-signature", &format!("v1,{signature}"));
    Some(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Standard Webhooks' own libraries.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let headers = headers(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            UnixSeconds(1_614_265_330),
            "{\"test\": 2432232314}",
        );
        assert_eq!(
            headers.unwrap().get("webhook-signature"),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }
}
