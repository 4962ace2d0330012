//! The signatures of a delivery. That of Standard Webhooks 1.0 is an HMAC-SHA256 of `{id}.{timestamp}.{body}`, so that a receiver can tell what was
//! altered and what is sent again by somebody else; libraries of many languages check it.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
//! Beside it stands one of the body alone, in the form `format=sha256,v=…`, for receivers that were written for that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::access::token::hex;
use crate::access::webhook::shown;
use crate::http::Headers;
use crate::platform::UnixSeconds;

/// The headers of a delivery. `None` where the secret is none.
pub(super) fn headers(secret: &[u8], id: &str, now: UnixSeconds, body: &str) -> Option<Headers> {
    let timestamp = now.0.to_string();
    let signature = STANDARD.encode(hmac(secret, &[id, ".", &timestamp, ".", body])?);
    let of_body = hex(&hmac(shown(secret).as_bytes(), &[body])?);
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
    headers.push(
        "x-fairlead-signature",
        &format!("format=sha256,v={of_body}"),
    );
    Some(headers)
}

fn hmac(secret: &[u8], parts: &[&str]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    for part in parts {
        mac.update(part.as_bytes());
    }
    Some(mac.finalize().into_bytes().into())
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
        let headers = headers.unwrap();
        assert_eq!(
            headers.get("webhook-signature"),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
        // By `printf '{"test": 2432232314}' | openssl dgst -sha256 -hmac whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`.
        assert_eq!(
            headers.get("x-fairlead-signature"),
            Some(
                "format=sha256,v=80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c"
            )
        );
    }
}
