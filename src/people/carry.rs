//! What a browser carries for us between two requests.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Decision;
use crate::access::carried;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::settings::Settings;

#[derive(Deserialize)]
pub(super) struct ToSeal {
    purpose: String,
    value: Box<RawValue>,
    seconds: u64,
}

#[derive(Deserialize)]
pub(super) struct ToOpen {
    purpose: String,
    sealed: String,
}

#[derive(Serialize)]
struct Sealed {
    sealed: String,
}

#[derive(Serialize)]
struct Opened {
    value: Box<RawValue>,
}

pub(super) fn seal<P: Platform>(
    platform: &P,
    settings: &Settings,
    ToSeal {
        purpose,
        value,
        seconds,
    }: ToSeal,
) -> Result<Decision, HttpError> {
    if !(1..=carried::MOST_SECONDS).contains(&seconds) {
        let message = format!("must be 1 to {}", carried::MOST_SECONDS);
        return Err(HttpError::field("seconds", message));
    }
    let sealed = carried::seal(platform, &settings.keyring, &purpose, value, seconds)?;
    Ok(Decision::ok(&Sealed { sealed }, None))
}

pub(super) fn open<P: Platform>(platform: &P, settings: &Settings, to_open: &ToOpen) -> Decision {
    let ToOpen { purpose, sealed } = to_open;
    let opened = carried::open(platform, &settings.keyring, purpose, sealed);
    opened.map_or_else(Decision::nothing, |value| {
        Decision::ok(&Opened { value }, None)
    })
}
