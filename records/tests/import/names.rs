//! What operations are called.

use super::disk::{Disk, document, imported};

const LIST: &str = "{ '200': { content: { application/json: { schema: { type: array, items: { type: object } } } } } }";
const ONE: &str = "{ '200': { content: { application/json: { schema: { type: object, properties: { id: { type: string } } } } } } }";

/// The methods of all resources, `resource.method VERB /path`, for operations `verb path id answer`.
#[track_caller]
fn named(operations: &[(&str, &str, &str, &str)]) -> Vec<String> {
    let mut paths: Vec<(&str, String)> = Vec::new();
    for (verb, path, id, responses) in operations {
        let operation = format!("  {verb}: {{ operationId: '{id}', responses: {responses} }}\n");
        match paths.iter_mut().find(|(known, _)| known == path) {
            Some((_, text)) => text.push_str(&operation),
            None => paths.push((path, operation)),
        }
    }
    let paths: Vec<String> = paths
        .iter()
        .map(|(path, operations)| format!("'{path}':\n{operations}"))
        .collect();
    let text = paths.concat();
    let disk = imported(&text, "");
    let resources = disk.record("integration.yaml")["resources"].clone();
    let mut found = Vec::new();
    for (resource, methods) in resources.as_object().expect("resources") {
        for (method, definition) in methods.as_object().expect("methods") {
            found.push(format!(
                "{resource}.{method} {}",
                definition["http"].as_str().expect("an endpoint")
            ));
        }
    }
    found.sort();
    found
}

fn sorted<const N: usize>(lines: [&str; N]) -> Vec<String> {
    let mut lines: Vec<String> = lines.map(str::to_owned).into();
    lines.sort();
    lines
}

#[test]
fn standard_methods_come_of_the_shape_of_paths() {
    let found = named(&[
        ("get", "/things", "a", LIST),
        ("post", "/things", "b", ONE),
        ("get", "/things/{thingId}", "c", ONE),
        ("patch", "/things/{thingId}", "d", ONE),
        ("put", "/things/{thingId}", "e", ONE),
        ("delete", "/things/{thingId}", "f", ONE),
        ("get", "/things/{thingId}/parts", "g", LIST),
        ("post", "/things/{thingId}/parts", "h", ONE),
        ("get", "/things/{thingId}/parts/{id}", "i", ONE),
    ]);
    assert_eq!(
        found,
        sorted([
            "things.list GET /things",
            "things.create POST /things",
            "things.get GET /things/{id}",
            "things.update PATCH /things/{id}",
            "things.replace PUT /things/{id}",
            "things.delete DELETE /things/{id}",
            "thing_parts.list GET /things/{thing_id}/parts",
            "thing_parts.create POST /things/{thing_id}/parts",
            "thing_parts.get GET /things/{thing_id}/parts/{id}",
        ])
    );
}

#[test]
fn words_at_the_end_say_what_is_done() {
    let found = named(&[
        ("get", "/things", "list", LIST),
        ("get", "/things/{id}", "get", ONE),
        ("post", "/things/{id}/snooze", "x1", ONE),
        ("post", "/things/{id}/note", "createThingNote", ONE),
        ("put", "/things/{id}/lock", "lockThing", ONE),
        ("delete", "/things/{id}/lock", "unlockThing", ONE),
        ("post", "/things/merge", "x2", ONE),
        ("post", "/things/batch/read", "x3", LIST),
        ("post", "/things/search", "x4", LIST),
        ("patch", "/things", "updateThings", ONE),
        ("post", "/things/{id}:cancel", "x5", ONE),
        ("put", "/things/{id}/parts/{partId}", "addPart", ONE),
        ("post", "/things/{id}/flip", "flipThing", ONE),
        ("post", "/labels/batch/archive", "x6", ONE),
        ("put", "/things/{id}/ties/{toThingId}", "createTie", ONE),
        (
            "delete",
            "/things/{id}/labels/{labelId}",
            "detachLabel",
            ONE,
        ),
    ]);
    assert_eq!(
        found,
        sorted([
            "things.list GET /things",
            "things.get GET /things/{id}",
            "things.snooze POST /things/{id}/snooze",
            "things.create_note POST /things/{id}/note",
            "things.lock PUT /things/{id}/lock",
            "things.unlock DELETE /things/{id}/lock",
            "things.merge POST /things/merge",
            "things.batch_read POST /things/batch/read",
            "things.bulk_update PATCH /things",
            "things.cancel POST /things/{id}:cancel",
            "search_things.list POST /things/search",
            "things.flip POST /things/{id}/flip",
            "labels.batch_archive POST /labels/batch/archive",
            "thing_parts.add PUT /things/{thing_id}/parts/{id}",
            "thing_ties.link PUT /things/{thing_id}/ties/{to_thing_id}",
            "thing_labels.detach DELETE /things/{thing_id}/labels/{id}",
        ])
    );
}

#[test]
fn what_only_sorts_is_left_out_until_names_collide() {
    let found = named(&[
        ("get", "/crm/v3/objects/tickets", "a", LIST),
        ("get", "/crm/v3/objects/tickets/{ticketId}", "b", ONE),
        ("get", "/archive/tickets", "c", LIST),
        ("get", "/v2/me", "d", ONE),
        ("get", "/search/tickets", "e", LIST),
        ("get", "/pipelines/{objectType}", "f", LIST),
        ("get", "/pipelines/{objectType}/{pipelineId}", "g", ONE),
        ("get", "/users/{username}", "h", ONE),
    ]);
    assert_eq!(
        found,
        sorted([
            "crm_objects_tickets.list GET /crm/v3/objects/tickets",
            "crm_objects_tickets.get GET /crm/v3/objects/tickets/{id}",
            "tickets.list GET /archive/tickets",
            "me.list GET /v2/me",
            "search_tickets.list GET /search/tickets",
            "pipelines.list GET /pipelines/{object_type}",
            "pipelines.get GET /pipelines/{object_type}/{id}",
            "users.get GET /users/{username}",
        ])
    );
}

#[test]
fn no_name_is_given_twice_or_is_too_long() {
    let long = "/organizations/{organizationId}/administration/security-configuration-of-repositories/{id}/effective-permission-assignments-of-teams";
    let found = named(&[
        ("get", long, "same", LIST),
        ("post", long, "same", ONE),
        ("get", "/prompts", "same", LIST),
        ("get", "/integration", "same", LIST),
        ("get", "/a/{x}/things", "same", LIST),
        ("get", "/b/{x}/things", "same", LIST),
        ("get", "/a/{x}/y/things", "same", LIST),
        ("get", "/-/{x}", "same", ONE),
        ("get", "/2fa/{x}", "same", ONE),
    ]);
    assert_eq!(found.len(), 9, "{found:#?}");
    let names: std::collections::BTreeSet<&str> = found
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(names.len(), 9, "{found:#?}");
    // Files of these names are something else.
    assert!(
        !names.contains("prompts.list") && !names.contains("integration.list"),
        "{found:#?}"
    );
}

#[test]
fn the_same_operation_in_two_documents_is_imported_once() {
    let disk = Disk::new();
    let text = document(&format!("/things: {{ get: {{ responses: {LIST} }} }}"), "");
    let files = [disk.write("one.yaml", &text), disk.write("two.yaml", &text)];
    let summary = disk.import(&files, false).expect("an import");
    assert!(
        summary.contains("2 operations, 1 endpoint defined, 1 tool\n"),
        "{summary}"
    );
    assert!(
        disk.text("IMPORT.md").contains(
            "`two.yaml#/paths/~1things/get`: the same verb and path are described before"
        )
    );
}
