//! Times in an import, whatever type the document gives them.

use serde_json::json;

use super::arguments::body;

#[test]
fn whole_numbers_that_are_times_are_read_as_times() {
    for (name, given, expected) in [
        (
            "created_after",
            "format: date-time",
            json!({ "type": "integer", "format": "unix-seconds" }),
        ),
        (
            "created_after",
            "format: timestamp, minimum: 0",
            json!({ "type": "integer", "format": "unix-seconds" }),
        ),
        (
            "since",
            "format: int64, description: Only later ones; a UNIX timestamp",
            json!({ "type": "integer", "description": "Only later ones; a UNIX timestamp", "format": "unix-seconds" }),
        ),
        (
            "snoozed_until",
            "format: epoch, example: 5",
            json!({ "type": "integer", "format": "unix-seconds", "future": true }),
        ),
        (
            "created_ms",
            "format: timestamp",
            json!({ "type": "integer" }),
        ),
        (
            "since",
            "format: epoch, description: Milliseconds since the Unix epoch",
            json!({ "type": "integer", "description": "Milliseconds since the Unix epoch" }),
        ),
        (
            "waited",
            "description: Seconds since the last reply",
            json!({ "type": "integer", "description": "Seconds since the last reply" }),
        ),
        ("size", "format: int64", json!({ "type": "integer" })),
    ] {
        let (schema, _) = body(
            &format!("{{ type: object, properties: {{ {name}: {{ type: integer, {given} }} }} }}"),
            "",
        );
        assert_eq!(schema["properties"][name], expected, "{name} {given}");
    }
    let (schema, _) = body(
        "{ type: object, properties: { snoozeUntil: { type: string, format: date-time, example: '2020-01-01T00:00:00Z' } } }",
        "",
    );
    assert_eq!(
        schema["properties"]["snoozeUntil"],
        json!({ "type": "string", "format": "date-time", "future": true })
    );
}
