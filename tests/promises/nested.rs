//! Lists and objects as models write them, at the tools that ship: lists in lists, pairs for objects, names between commas, entries filled with
//! nothing, keys beside the object that they belong into, and ids under another name.

use fairlead::catalogue::Shape;
use serde_json::{Value, json};

use crate::fake::Worker;
use crate::filled::{refused, sent};
use crate::healed::shipped;
use crate::shipped_records;

fn is_sent(integration: &str, cases: &[(&str, Value, &str, Value)]) {
    let worker = Worker::new();
    let server = shipped(&worker, integration);
    let client = worker.legacy(&server);
    for (tool, arguments, at, expected) in cases {
        let (_, body) = sent(&worker, &client, tool, arguments);
        assert_eq!(body.pointer(at), Some(expected), "{arguments}");
    }
}

fn is_refused(integration: &str, cases: &[(&str, Value, &[&str])]) {
    let worker = Worker::new();
    let server = shipped(&worker, integration);
    let client = worker.legacy(&server);
    for (tool, arguments, mends) in cases {
        assert_eq!(
            refused(&worker, &client, tool, arguments),
            *mends,
            "{arguments}"
        );
    }
}

#[test]
fn a_list_in_a_list_is_that_list() {
    let update = "update_a_intercom_internal_article_by_id";
    let reply = "intercom_conversations_add_note";
    let note = |urls: Value| json!({ "conversation_id": "7", "admin_id": "8", "body": "x", "attachment_urls": urls });
    let (one, two) = ("https://a.example/1.png", "https://a.example/2.png");
    is_sent(
        "intercom",
        &[
            (
                update,
                json!({ "id": "1", "audience_ids": [[7]] }),
                "/audience_ids",
                json!([7]),
            ),
            (
                update,
                json!({ "id": "1", "audience_ids": "[[7]]" }),
                "/audience_ids",
                json!([7]),
            ),
            (
                update,
                json!({ "id": "1", "audience_ids": [[7, 8]] }),
                "/audience_ids",
                json!([7, 8]),
            ),
            (
                update,
                json!({ "id": "1", "audience_ids": ["7, 8"] }),
                "/audience_ids",
                json!([7, 8]),
            ),
            (
                reply,
                note(json!([[one]])),
                "/attachment_urls",
                json!([one]),
            ),
            (
                reply,
                note(json!([format!("{one}, {two}")])),
                "/attachment_urls",
                json!([one, two]),
            ),
            (
                reply,
                note(json!(format!("{one} {two}"))),
                "/attachment_urls",
                json!([one, two]),
            ),
        ],
    );
}

#[test]
fn a_list_of_names_and_values_is_an_object_of_free_keys() {
    let create = "create_a_intercom_contact";
    let pair = json!({ "name": "plan", "value": "pro" });
    let seats = json!({ "key": "seats", "value": 3 });
    is_sent(
        "intercom",
        &[
            (
                create,
                json!({ "email": "a@b.example", "custom_attributes": [pair] }),
                "/custom_attributes",
                json!({ "plan": "pro" }),
            ),
            (
                create,
                json!({ "email": "a@b.example", "custom_attributes": [pair, seats] }),
                "/custom_attributes",
                json!({ "plan": "pro", "seats": 3 }),
            ),
            (
                create,
                json!({ "email": "a@b.example", "custom_attributes": [{ "plan": "pro" }] }),
                "/custom_attributes",
                json!({ "plan": "pro" }),
            ),
        ],
    );
    is_sent(
        "hubspot",
        &[(
            "create_a_hubspot_contact",
            json!({ "properties": [{ "property": "email", "value": "a@b.example" }, { "property": "own", "value": true }] }),
            "/properties",
            json!({ "email": "a@b.example", "own": "true" }),
        )],
    );
}

#[test]
fn names_of_properties_are_a_list_however_they_are_written() {
    let worker = Worker::new();
    let server = shipped(&worker, "hubspot");
    let client = worker.legacy(&server);
    for names in [
        json!("email, firstname"),
        json!("email firstname"),
        json!(["email,firstname"]),
        json!(["email", "firstname"]),
    ] {
        let search = json!({ "properties": names });
        let (_, body) = sent(
            &worker,
            &client,
            "list_all_hubspot_search_contacts",
            &search,
        );
        assert_eq!(body["properties"], json!(["email", "firstname"]), "{names}");
        for (tool, arguments) in [
            ("list_all_hubspot_tickets", json!({ "properties": names })),
            (
                "get_single_hubspot_ticket_by_id",
                json!({ "id": "1", "properties": names }),
            ),
        ] {
            let (url, _) = sent(&worker, &client, tool, &arguments);
            let is_each = url.contains("properties=email&properties=firstname");
            assert!(is_each, "{url}");
        }
    }
    let mends = refused(
        &worker,
        &client,
        "list_all_hubspot_tickets",
        &json!({ "properties": "*" }),
    );
    assert!(
        mends[0].contains("a property, its internal name"),
        "{mends:?}"
    );
}

#[test]
fn an_entry_that_is_filled_with_nothing_is_none() {
    let contact = json!({ "email": "a@b.example" });
    let tie = json!({ "to": { "id": "1" }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 15 }] });
    let worker = Worker::new();
    let server = shipped(&worker, "hubspot");
    let client = worker.legacy(&server);
    for (entries, expected) in [
        (json!([{ "to": { "id": "" }, "types": [] }]), None),
        (json!([{}]), None),
        (json!([null]), None),
        (json!([""]), None),
        (json!([tie, null, {}]), Some(json!([tie]))),
    ] {
        let arguments = json!({ "properties": contact, "associations": entries });
        let (_, body) = sent(&worker, &client, "create_a_hubspot_contact", &arguments);
        assert_eq!(body.get("associations"), expected.as_ref(), "{entries}");
    }
    let sorts = json!({ "sorts": [{ "propertyName": "", "direction": "" }] });
    let (_, body) = sent(&worker, &client, "list_all_hubspot_search_contacts", &sorts);
    assert_eq!(body.get("sorts"), None);
    // What clears is no blank.
    is_sent(
        "hubspot",
        &[(
            "hubspot_tickets_update_many",
            json!({ "inputs": [{ "id": "1", "properties": { "phone": "" } }, { "id": "", "properties": {} }] }),
            "/inputs",
            json!([{ "id": "1", "properties": { "phone": "" } }]),
        )],
    );
    is_refused(
        "intercom",
        &[(
            "create_a_intercom_ticket",
            json!({
                "ticket_type_id": "1",
                "contacts": [{ "id": null, "email": null, "external_id": null }],
            }),
            &["contacts: is required, such as [{\"id\":\"6762f2d81bb69f9f2193bc54\"}]"],
        )],
    );
}

#[test]
fn keys_beside_the_object_that_they_belong_into_are_one_mend() {
    is_refused(
        "hubspot",
        &[
            (
                "create_a_hubspot_ticket",
                json!({ "subject": "x", "content": "y", "hs_pipeline_stage": "1" }),
                &[
                    "properties: must hold content, hs_pipeline_stage, subject: keys of it, no arguments of this tool",
                ],
            ),
            (
                "update_a_hubspot_ticket_by_id",
                json!({ "id": "1", "properties": { "subject": "x" }, "content": "y" }),
                &["properties: must hold content: keys of it, no arguments of this tool"],
            ),
        ],
    );
}

#[test]
fn the_one_id_of_a_tool_is_known_by_either_name() {
    let worker = Worker::new();
    for (integration, tool, arguments, address) in [
        (
            "intercom",
            "intercom_conversations_snooze",
            json!({ "id": "37000092", "admin_id": "8", "snoozed_until": "2099-01-01" }),
            "/conversations/37000092/parts",
        ),
        (
            "intercom",
            "get_single_intercom_conversation_by_id",
            json!({ "conversation_id": "37000092" }),
            "/conversations/37000092",
        ),
        (
            "intercom",
            "create_a_intercom_contact_note",
            json!({ "id": "63a07ddf05a32042dffac965", "body": "x" }),
            "/contacts/63a07ddf05a32042dffac965/notes",
        ),
        (
            "hubspot",
            "update_a_hubspot_ticket_by_id",
            json!({ "ticketId": "41", "properties": { "subject": "x" } }),
            "/tickets/41",
        ),
    ] {
        let server = shipped(&worker, integration);
        let client = worker.legacy(&server);
        let (url, _) = sent(&worker, &client, tool, &arguments);
        assert!(url.contains(address), "{url}");
    }
    is_refused(
        "intercom",
        &[(
            "get_single_intercom_ticket_by_id",
            json!({ "ticket_id": "1042" }),
            &[
                "ticket_id: is not an argument of this tool: it is the number that people see; list_all_intercom_search_tickets finds the id by it",
                "id: is required",
            ],
        )],
    );
}

#[test]
fn an_id_is_taken_under_no_name_that_its_description_says_is_another() {
    let mut names = 0;
    for tool in shipped_records::shipped().iter().flat_map(|one| one.tools) {
        for name in tool.arguments.iter().flat_map(|argument| argument.also) {
            names += 1;
            let warned = format!("not {name}");
            assert!(
                !tool.input_schema.contains(&warned),
                "{}: {name}",
                tool.name
            );
        }
    }
    assert!(names > 300, "{names}");
}

#[test]
fn words_that_a_description_lists_are_known() {
    let mut lists = 0;
    for tool in shipped_records::shipped().iter().flat_map(|one| one.tools) {
        let schema: Value = serde_json::from_str(tool.input_schema).unwrap();
        for argument in tool.arguments {
            let property = &schema["properties"][argument.name];
            lists += words_of(
                &format!("{} {}", tool.name, argument.name),
                argument.shape,
                property,
            );
        }
    }
    assert!(lists >= 9, "{lists}");
}

/// How many descriptions list words, `a, b or c`; each of them is known to the check.
fn words_of(place: &str, shape: &Shape, schema: &Value) -> usize {
    if let Shape::Array { items, .. } = shape {
        return words_of(&format!("{place}[]"), items, &schema["items"]);
    }
    if let Shape::Object { fields, .. } = shape {
        let fields = fields.iter().map(|field| {
            let place = format!("{place}.{}", field.name);
            words_of(&place, field.shape, &schema["properties"][field.name])
        });
        return fields.sum();
    }
    let words = words(schema["description"].as_str().unwrap_or_default());
    if let Shape::String { values: [], .. } = shape {
        assert_eq!(words, None, "{place}");
    }
    usize::from(words.is_some() && matches!(shape, Shape::Suggested(_)))
}

/// Three words or more at the start of a description, the last after an `or`.
fn words(description: &str) -> Option<Vec<&str>> {
    let (all, rest) = description.split_once(" or ")?;
    let last = rest.split([' ', ';']).next()?;
    let words: Vec<&str> = all.split(", ").chain([last]).collect();
    let is_word = |word: &&str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
    };
    (words.len() > 2 && words.iter().all(is_word)).then_some(words)
}
