//! How long the results and the list of a server may be, where its operator says so.

use std::ops::RangeInclusive;

use serde_json::Value;

/// Bytes of a result that a server may ask for. Below, little but what stands around the data would fit; above, Claude Code follows no server.
const CHARS: RangeInclusive<u32> = 1_000..=500_000;

/// Tokens of a list that a server may allow.
const TOKENS: RangeInclusive<u32> = 1..=1_000_000;

/// Characters above which Claude Code puts a result into a file, unless the tool's `_meta` asks for more.
const FILED_CHARS: usize = 50_000;

/// Reads `max_result_chars` of a config.
pub fn read(value: &Value) -> Result<u32, String> {
    let chars = value.as_u64().and_then(|chars| u32::try_from(chars).ok());
    chars.filter(|chars| CHARS.contains(chars)).ok_or_else(|| {
        format!(
            "must be a whole number from {} to {}; null leaves it to the Worker's MAX_RESULT_CHARS",
            CHARS.start(),
            CHARS.end()
        )
    })
}

/// Tokens of a list where the server does not say: more of them take the place of what is talked about.
pub const LIST_TOKENS: u32 = 10_000;

/// Reads `max_list_tokens` of a config.
pub fn read_tokens(value: &Value) -> Result<u32, String> {
    let tokens = value.as_u64().and_then(|tokens| u32::try_from(tokens).ok());
    tokens
        .filter(|tokens| TOKENS.contains(tokens))
        .ok_or_else(|| {
            format!(
                "must be a whole number from {} to {}; null means {LIST_TOKENS}",
                TOKENS.start(),
                TOKENS.end()
            )
        })
}

/// Adds to a tool's definition that its results may be longer than clients expect.
pub fn ask(chars: usize, definition: &mut String) {
    if chars > FILED_CHARS && definition.ends_with('}') {
        definition.pop();
        // More is followed no better.
        let most = usize::try_from(*CHARS.end()).unwrap_or(usize::MAX);
        let chars = chars.min(most);
        let meta = format!(",\"_meta\":{{\"anthropic/maxResultSizeChars\":{chars}}}}}");
        definition.push_str(&meta);
    }
}
