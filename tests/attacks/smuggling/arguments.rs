//! Every path parameter, query key and body member of every tool.

use fairlead::catalogue::{Argument, BodyKind, Place, Shape, Tool};
use fairlead::http::OutboundRequest;
use serde_json::{Value, json};

use super::{allowed_keys, check, form, values};
use crate::counts::Counts;
use crate::cursors::example;
use crate::fixture::by_credentials;
use crate::fixture::{Fixture, Kind};
use crate::hostile::HOSTILE;

/// Bodies are JSON but for a few, so fewer values say as much there.
const FOR_BODIES: usize = 7;

#[test]
fn no_argument_leaves_its_place() {
    let mut counts = Counts::open("smuggling-arguments");
    let fixture = Fixture::new();
    let (mut paths, mut queries, mut bodies) = (0, 0, 0);
    for integration in by_credentials() {
        let door = fixture.door(integration.slug, Kind::Plain);
        // What a composite sends is judged by `input::tool_calls`, request by request.
        let is_plain = |tool: &&Tool| !tool.verbatim && tool.composite.is_none();
        for tool in integration.tools.iter().filter(is_plain) {
            let plain = send(&fixture, door, tool, &filled(tool)).expect(tool.name);
            for argument in tool.arguments {
                let count = match argument.place {
                    Place::Path => &mut paths,
                    Place::Query => &mut queries,
                    Place::Body => &mut bodies,
                    // One JSON value, the page size and a sealed text have suites of their own; names of fields are not sent.
                    Place::WholeBody | Place::Limit | Place::Cursor | Place::Fields => continue,
                };
                let every = if argument.place == Place::Body {
                    FOR_BODIES
                } else {
                    1
                };
                for value in values().into_iter().step_by(every) {
                    *count += 1;
                    attempt(&fixture, door, tool, argument, &value, &plain);
                }
            }
        }
    }
    assert!(
        paths > 10_000 && queries > 10_000 && bodies > 10_000,
        "{paths} {queries} {bodies}"
    );
    println!("{paths} path values, {queries} query values, {bodies} body values");
    counts.held(
        "arguments-stay-in-place",
        "path parameters of every tool × hostile values",
        paths,
    );
    counts.held(
        "arguments-stay-in-place",
        "query keys of every tool × hostile values",
        queries,
    );
    counts.held(
        "arguments-stay-in-place",
        "body members of every tool × hostile values",
        bodies,
    );
    let all = paths + queries + bodies;
    counts.held(
        "credentials-go-to-their-host",
        "hostile arguments of every tool: one credential, in its header, to the account's host",
        all,
    );
    counts.close();
}

type Door = crate::fixture::Door;

/// What goes out; `None` for a refusal.
fn send(fixture: &Fixture, door: &Door, tool: &Tool, arguments: &Value) -> Option<OutboundRequest> {
    let reply = fixture
        .worker
        .legacy(&door.server)
        .call(tool.name, arguments.clone());
    let mut sent = fixture.worker.platform.take_sent();
    fixture.worker.platform.take_lines();
    assert!(
        sent.len() <= 1 + tool.defaults.len(),
        "{}: {reply:?}",
        tool.name
    );
    if sent.is_empty() {
        assert!(!reply.mends().is_empty(), "{}: {reply:?}", tool.name);
    }
    sent.pop()
}

/// The record's example, with what would be asked of the vendor first.
fn filled(tool: &Tool) -> Value {
    let mut arguments = example(tool);
    for default in tool.defaults {
        arguments[tool.arguments[default.argument].name] = json!("1");
    }
    arguments
}

fn attempt(
    fixture: &Fixture,
    door: &Door,
    tool: &Tool,
    argument: &Argument,
    value: &str,
    plain: &OutboundRequest,
) {
    let mut arguments = filled(tool);
    arguments[argument.name] = match argument.shape {
        Shape::Array { .. } => json!([value, "b"]),
        Shape::Object { .. } => json!({ value: value }),
        Shape::Any
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::Boolean
        | Shape::Time { .. }
        | Shape::Id { .. }
        | Shape::File
        | Shape::Filter(_) => json!(value),
    };
    let Some(sent) = send(fixture, door, tool, &arguments) else {
        return;
    };
    let method = &door.integration.methods[tool.method];
    // A value that counts as none is asked for first (`default_from`), and this vendor does not tell it.
    if !tool.defaults.is_empty() && sent.method != plain.method {
        return;
    }
    let query = check(fixture, tool, &sent);
    let allowed = allowed_keys(tool, method, &arguments);
    for (key, _) in &query {
        let count = query.iter().filter(|(other, _)| other == key).count();
        let most = allowed.get(key).copied().unwrap_or_default();
        assert!(
            count <= most,
            "{} {}: {value:?} gives {key}",
            tool.name,
            argument.name
        );
    }
    let place = format!("{} {} {value:?}", tool.name, argument.name);
    match argument.place {
        Place::Path if !method.hosts.is_empty() => assert_eq!(sent.url, value, "{place}"),
        Place::Path => {
            let at = method
                .path
                .split('/')
                .position(|it| it == format!("{{{}}}", argument.wire_name));
            let from_end = method.path.split('/').count() - at.expect("a segment");
            let path = sent.url.split('?').next().unwrap_or_default();
            let segment = path.rsplit('/').nth(from_end - 1).unwrap_or_default();
            let decoded = form(&segment.replace('+', "%2B")).remove(0).0;
            if matches!(argument.shape, Shape::Id { .. }) {
                // What surrounds an id is taken off; nothing comes on.
                assert!(!decoded.is_empty() && value.contains(&decoded), "{place}");
            } else {
                assert_eq!(decoded, value.trim(), "{place}");
            }
        }
        Place::Query if matches!(argument.shape, Shape::String { values: [], .. }) => {
            // Spaces around a text say nothing.
            let value = value.trim();
            let pair = (argument.wire_name.to_owned(), value.to_owned());
            let is_there = query.contains(&pair);
            // A word for nothing is no id.
            let is_no_id = matches!(value, "null" | "undefined")
                && argument.name.to_lowercase().ends_with("id");
            let is_sent = !value.is_empty() && !is_no_id;
            assert_eq!(is_there, is_sent, "{place}: {}", sent.url);
        }
        Place::Query
        | Place::Body
        | Place::WholeBody
        | Place::Limit
        | Place::Cursor
        | Place::Fields => {}
    }
    same_frame(&sent, plain, argument, method.body, &place);
}

/// Nothing but the argument's own place differs from the call of the record's example.
fn same_frame(
    sent: &OutboundRequest,
    plain: &OutboundRequest,
    argument: &Argument,
    kind: BodyKind,
    place: &str,
) {
    let lines = |request: &OutboundRequest| -> Vec<String> {
        let lines = request.headers.as_lines().lines();
        let lines = lines.map(|line| {
            line.split("boundary=")
                .next()
                .unwrap_or_default()
                .to_owned()
        });
        // A body that the example does not have brings its type.
        lines
            .filter(|line| !line.starts_with("content-type:"))
            .collect()
    };
    assert_eq!(lines(sent), lines(plain), "{place}");
    if argument.place != Place::Body {
        assert_eq!(sent.body, plain.body, "{place}");
        return;
    }
    assert_eq!(sent.url, plain.url, "{place}");
    let (new, mut old) = (keys(sent, kind), keys(plain, kind));
    old.push(argument.wire_name.to_owned());
    let added = new.iter().find(|key| {
        let key = key.split('[').next().unwrap_or_default();
        !old.iter().any(|old| old.split('[').next() == Some(key))
    });
    assert_eq!(added, None, "{place}");
}

/// The keys of a body.
fn keys(request: &OutboundRequest, kind: BodyKind) -> Vec<String> {
    let body = request.body.clone().unwrap_or_default();
    let text = String::from_utf8_lossy(&body);
    match kind {
        BodyKind::None => {
            assert!(body.is_empty());
            Vec::new()
        }
        BodyKind::Json if body.is_empty() => Vec::new(),
        BodyKind::Json => {
            let value: Value = serde_json::from_str(&text).expect("JSON");
            value
                .as_object()
                .expect("an object")
                .keys()
                .cloned()
                .collect()
        }
        BodyKind::Form => form(&text).into_iter().map(|(key, _)| key).collect(),
        BodyKind::Multipart => {
            let content_type = request.headers.get("content-type").expect("a type");
            let boundary = content_type.split("boundary=").nth(1).expect("a boundary");
            let name = |part: &str| {
                part.split("name=\"")
                    .nth(1)?
                    .split('"')
                    .next()
                    .map(str::to_owned)
            };
            text.split(&format!("--{boundary}"))
                .filter_map(name)
                .collect()
        }
    }
}

/// What the suite is made of.
#[test]
fn the_hostile_values_differ() {
    let mut values: Vec<&str> = HOSTILE.to_vec();
    values.sort_unstable();
    values.dedup();
    assert_eq!(values.len(), HOSTILE.len());
}
