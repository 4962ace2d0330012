//! `clears_with`: the empty value by which a vendor takes away what a property holds. All others are not sent.

use super::node::Keys;
use super::value::Value;
use crate::catalogue::Clears;

impl Clears {
    /// What the description must say.
    pub(crate) fn says(self) -> Option<&'static str> {
        match self {
            Clears::Nothing => None,
            Clears::Null => Some("null clears it"),
            Clears::Text => Some("\"\" clears it"),
            Clears::List => Some("[] clears it"),
        }
    }
}

pub(crate) fn read(keys: &mut Keys<'_>) -> Clears {
    let Some(node) = keys.get("clears_with") else {
        return Clears::Nothing;
    };
    let kind = match keys.node().value().get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(_) | None => "",
    };
    let clears = match node.value() {
        Value::Null => Some(Clears::Null),
        Value::String(text) if text.is_empty() && kind == "string" => Some(Clears::Text),
        Value::Array(items) if items.is_empty() && kind == "array" => Some(Clears::List),
        Value::Boolean(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => None,
    };
    clears.unwrap_or_else(|| {
        node.complain(
            "this is not an empty value of the property's type",
            "write null, for a string \"\", or for an array []",
        );
        Clears::Nothing
    })
}
