//! What a vendor may answer: mostly well, else anything at all.

use fairlead::http::{Headers, InboundResponse};
use fairlead::platform::SendError;

use super::choices::Choices;
use crate::fake::vendor_answer;

pub(crate) type Answer = Result<InboundResponse, SendError>;

/// A vendor that is well.
pub(crate) fn good() -> InboundResponse {
    vendor_answer(200, "{\"data\":{\"ok\":true}}")
}

/// Any vendor.
pub(crate) fn any(choices: &mut Choices<'_>) -> Answer {
    if !choices.rarely(4) {
        return Ok(good());
    }
    match choices.pick(10) {
        0 => Err(SendError::Timeout(25_000)),
        1 => Err(SendError::TooLarge(4_194_304)),
        2 => Err(SendError::Unreachable(choices.hostile())),
        _ => Ok(answer(choices)),
    }
}

fn answer(choices: &mut Choices<'_>) -> InboundResponse {
    const STATUSES: [u16; 26] = [
        200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 409, 410,
        422, 429, 500, 502, 503, 0, 199, 999,
    ];
    let mut headers = Headers::default();
    let mime_types = [
        "application/json",
        "application/json; charset=utf-16",
        "text/html",
        "text/csv",
        "image/png",
        "application/octet-stream",
        "",
    ];
    headers.push("content-type", choices.one(&mime_types));
    for _ in 0..choices.pick(4) {
        let name = choices.one(&[
            "retry-after",
            "location",
            "x-request-id",
            "x-rate-limit-limit",
            "x-rate-limit-remaining",
            "x-rate-limit-reset",
            "x-ratelimit-limit",
            "x-ratelimit-reset",
            "ratelimit-limit-minute",
            "ratelimit-reset",
            "ratelimit-remaining",
            "gladly-limited-data",
            "link",
        ]);
        let numbers = [
            "0",
            "-1",
            "1",
            "1e9",
            "18446744073709551615",
            "99999999999999999999",
            "1800000060",
        ];
        let value = match choices.pick(4) {
            0 => choices.hostile(),
            1 => "Fri, 31 Dec 9999 23:59:59 GMT".to_owned(),
            _ => choices.one(&numbers).to_owned(),
        };
        headers.push(name, &value);
    }
    InboundResponse {
        status: choices.one(&STATUSES),
        headers,
        body: body(choices),
    }
}

fn body(choices: &mut Choices<'_>) -> Vec<u8> {
    const LIST: &str = "{\"data\":[{\"id\":1},{\"id\":\"2\"},null],\"paging\":{\"next\":\"c\",\"more\":true},\
        \"pages\":{\"page\":1,\"total\":9,\"total_pages\":9,\"next\":{\"starting_after\":\"c\"}},\"next\":\"https://evil.example/?a=1\"}";
    const FAILURE: &str = "{\"code\":\"moved\",\"message\":\"no\",\"errors\":[{\"message\":\"no\",\"code\":\"moved\",\"detail\":\"x\",\
        \"id\":\"7\"}],\"type\":\"error.list\",\"request_id\":\"r\"}";
    match choices.pick(12) {
        0..=2 => LIST.as_bytes().to_vec(),
        3 => FAILURE.as_bytes().to_vec(),
        4 => choices.spoil(LIST.as_bytes()),
        5 => choices.spoil(FAILURE.as_bytes()),
        6 => Vec::new(),
        7 => b"<html><script>alert(1)</script><body>Bad Gateway".to_vec(),
        8 => serde_json::json!({ "data": choices.hostile(), "message": choices.hostile() })
            .to_string()
            .into_bytes(),
        9 => b"{\"data\":[{\"name\":\"\\ud800\",\"n\":1,\"n\":12345678901234567890123}]}".to_vec(),
        10 => {
            let deep = choices.one(&[10, 1_000, 5_000]);
            format!("{{\"data\":{}{}}}", "[".repeat(deep), "]".repeat(deep)).into_bytes()
        }
        _ => b"\xff\xfe\x00".to_vec(),
    }
}
