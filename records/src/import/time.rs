//! Times that a document writes as numbers, and those that have to come.

/// Formats of a whole number that name seconds since 1970; none of them is JSON Schema's.
const FORMATS: [&str; 10] = [
    "date-time",
    "timestamp",
    "unix-time",
    "unixtime",
    "unix_time",
    "unix-timestamp",
    "unix_timestamp",
    "unix-seconds",
    "epoch",
    "epoch-seconds",
];

/// What a description calls them. `seconds since` alone may be a time that something took.
const WORDS: [&str; 7] = [
    "unix timestamp",
    "unix time",
    "unix epoch",
    "unix seconds",
    "epoch seconds",
    "epoch time",
    "seconds since 1970",
];

/// What counts something smaller, whatever else is said.
const SMALLER: [&str; 5] = ["millis", "micros", "nanos", "in ms", "(ms"];

/// Whether a whole number is a time in seconds.
pub(super) fn is_in_seconds(format: &str, name: &str, said: Option<&str>) -> bool {
    let said = said.unwrap_or_default().to_lowercase();
    let lower = name.to_lowercase();
    let is_smaller = SMALLER
        .iter()
        .any(|word| said.contains(word) || lower.contains(word) || format.contains(word));
    if is_smaller || lower.ends_with("_ms") || name.ends_with("Ms") || lower == "ms" {
        return false;
    }
    let is_since = said.contains("seconds since") && said.contains("epoch");
    FORMATS.contains(&format.to_lowercase().as_str())
        || is_since
        || WORDS.iter().any(|word| said.contains(word))
}

/// Whether such a time has to come: nobody sleeps until yesterday.
pub(super) fn is_future(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with("snooz") && lower.ends_with("until")
}
