//! Cursors as servers give them.

use fairlead::catalogue::{Paging, PagingStyle, Tool};
use serde_json::{Value, json};

use crate::fixture::{Fixture, Kind};

/// A cursor that a server gave for a tool.
pub(crate) struct Given {
    pub(crate) door: usize,
    pub(crate) tool: &'static Tool,
    pub(crate) cursor: String,
}

/// One of every list on every plain server.
pub(crate) fn harvest(fixture: &Fixture) -> Vec<Given> {
    let mut given = Vec::new();
    for (index, door) in fixture.doors.iter().enumerate() {
        if !matches!(door.kind, Kind::Plain | Kind::Structured | Kind::ReadsOnly) {
            continue;
        }
        // A composite's cursor is made of several answers: tests/promises/composites.rs.
        let tools = door.integration.tools.iter();
        for tool in tools.filter(|tool| tool.composite.is_none()) {
            let method = &door.integration.methods[tool.method];
            let Some(paging) = method.paging else {
                continue;
            };
            let Some(answer) = first_page(&paging, method.response_path) else {
                continue;
            };
            fixture.worker.vendor_says(200, &answer.to_string());
            let reply = fixture
                .worker
                .legacy(&door.server)
                .call(tool.name, example(tool));
            let cursor = reply.answered()["next_cursor"].clone();
            let cursor = cursor.as_str().unwrap_or_else(|| panic!("{}", tool.name));
            given.push(Given {
                door: index,
                tool,
                cursor: cursor.to_owned(),
            });
        }
    }
    fixture.restore();
    given
}

/// The arguments of the record's example.
pub(crate) fn example(tool: &Tool) -> Value {
    serde_json::from_str(tool.example).unwrap_or_else(|_| json!({}))
}

/// An answer that is not the last page; `None` where the vendor has only one.
pub(crate) fn first_page(paging: &Paging, response_path: &str) -> Option<Value> {
    let mut answer = json!({});
    put(&mut answer, response_path, json!([{ "id": 1 }]));
    match paging.style {
        PagingStyle::SizeOnly => return None,
        PagingStyle::Cursor { next, more, .. } => {
            put(&mut answer, next, json!("vendor-cursor"));
            if !more.is_empty() {
                put(&mut answer, more, json!(true));
            }
        }
        PagingStyle::Page { current, total, .. } => {
            put(&mut answer, current, json!(1));
            put(&mut answer, total, json!(9));
        }
        PagingStyle::NextUrl { next } => {
            put(&mut answer, next, json!("https://evil.example/x?page=2"));
        }
    }
    Some(answer)
}

fn put(value: &mut Value, pointer: &str, what: Value) {
    let place = pointer.split('/').skip(1);
    *place.fold(value, |value, key| &mut value[key]) = what;
}
