//! What is done from time to time, and noted in the log.

use crate::activity::upkeep;
use crate::json::quote;
use crate::platform::Platform;
use crate::settings::Settings;

/// Does what is due of what happened: it is counted and, when it is too old, removed. Nobody waits for it; that it failed is for the log, and the next
/// time does the same.
pub(super) async fn keep_up<P: Platform>(platform: &P, settings: &Settings) {
    if !settings.activity.is_on {
        return;
    }
    if let Err(error) = upkeep::keep_up(platform, settings.activity.days).await {
        platform.log(&format!(
            "{{\"level\":\"error\",\"message\":\"activity not kept up\",\"detail\":{}}}",
            quote(&error.to_string())
        ));
    }
}
