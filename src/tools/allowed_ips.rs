//! `config.allowed_ips`: where callers may connect from.

use serde_json::Value;

use crate::arguments::error::short;
use crate::cidr::Cidr;

/// Blocks in a server's `allowed_ips`: its record is read on every call.
const MOST_BLOCKS: usize = 50;

/// An empty list is refused: elsewhere in a config it is no condition, and here that would open the door that somebody meant to shut.
pub(super) fn read(value: &Value) -> Result<Vec<Cidr>, String> {
    let texts: Vec<String> = serde_json::from_value(value.clone()).unwrap_or_default();
    if !(1..=MOST_BLOCKS).contains(&texts.len()) {
        return Err(format!(
            "must be a list of 1 to {MOST_BLOCKS} IP addresses or CIDR blocks, such as \"203.0.113.7\" or \"2001:db8::/32\"; null lets \
             callers in from anywhere"
        ));
    }
    let (mut blocks, mut wrong) = (Vec::new(), Vec::new());
    for text in &texts {
        match Cidr::parse(text.trim()) {
            Ok(block) => blocks.push(block),
            Err(error) => wrong.push(format!("\"{}\" {error}", short(text))),
        }
    }
    if wrong.is_empty() {
        Ok(blocks)
    } else {
        Err(wrong.join("; "))
    }
}
