//! Filters of searches as models write them: several values in one text, keys filled with nothing, parts at the wrong level. The tools that ship.

use serde_json::{Value, json};

use crate::fake::{Client, Worker, vendor_answer};
use crate::filled::{refused, sent};
use crate::healed::shipped;

const CONTACTS: &str = "list_all_intercom_search_contacts";
const CONVERSATIONS: &str = "list_all_intercom_search_conversations";
const TICKETS: &str = "list_all_intercom_search_tickets";
const PEOPLE: &str = "list_all_hubspot_search_contacts";
const ISSUES: &str = "list_all_pylon_search_issues";

/// What one condition goes out as.
#[track_caller]
fn condition(worker: &Worker, client: &Client<'_>, tool: &str, given: &Value) -> Value {
    let (arguments, at) = arguments(tool, given);
    let (_, mut body) = sent(worker, client, tool, &arguments);
    body.pointer_mut(at).unwrap().take()
}

/// What is said of one condition, at whatever place it stands.
#[track_caller]
fn said(worker: &Worker, client: &Client<'_>, tool: &str, given: &Value) -> String {
    let (arguments, _) = arguments(tool, given);
    let mends = refused(worker, client, tool, &arguments);
    assert_eq!(mends.len(), 1, "one thing is wrong: {mends:?}");
    mends[0].clone()
}

fn arguments(tool: &str, given: &Value) -> (Value, &'static str) {
    if tool.contains("_hubspot_") {
        let groups = json!([{ "filters": [given] }]);
        return (
            json!({ "filterGroups": groups }),
            "/filterGroups/0/filters/0",
        );
    }
    if tool.contains("_pylon_") {
        return (json!({ "filter": given }), "/filter");
    }
    (json!({ "query": given }), "/query")
}

#[test]
fn several_values_in_one_text_are_several_where_none_can_hold_a_comma() {
    let worker = Worker::new();
    let [intercom, hubspot, pylon] =
        ["intercom", "hubspot", "pylon"].map(|vendor| shipped(&worker, vendor));
    let addresses = json!(["a@b.example", "c@d.example"]);
    for values in [
        json!({ "value": "a@b.example, c@d.example" }),
        json!({ "value": "a@b.example; c@d.example," }),
        json!({ "value": "a@b.example\nc@d.example" }),
        json!({ "values": "a@b.example,c@d.example" }),
        json!({ "values": ["a@b.example, c@d.example"] }),
        json!({ "values": ["[\"a@b.example\",\"c@d.example\"]"] }),
        json!({ "values": "['a@b.example', 'c@d.example']" }),
        json!({ "values": "\"a@b.example\", \"c@d.example\"" }),
    ] {
        for (server, tool, field, operator, key) in [
            (&intercom, CONTACTS, "field", "IN", "value"),
            (&intercom, CONTACTS, "field", "NIN", "value"),
            (&hubspot, PEOPLE, "propertyName", "IN", "values"),
            (
                &pylon,
                "list_all_pylon_search_contacts",
                "field",
                "not_in",
                "values",
            ),
        ] {
            let mut given = values.clone();
            given[field] = json!("email");
            given["operator"] = json!(operator);
            let condition = condition(&worker, &worker.legacy(server), tool, &given);
            assert_eq!(condition[key], addresses, "{values}");
        }
    }
    let client = worker.legacy(&intercom);
    for (field, given, expected) in [
        (
            "state",
            json!(["open; Snoozed"]),
            json!(["open", "snoozed"]),
        ),
        ("admin_assignee_id", json!("7; 8\n9"), json!([7, 8, 9])),
        ("tag_ids", json!(["7,8", "9"]), json!(["7", "8", "9"])),
    ] {
        let given = json!({ "field": field, "operator": "IN", "values": given });
        let condition = condition(&worker, &client, CONVERSATIONS, &given);
        assert_eq!(condition["value"], expected, "{given}");
    }
    let wrong = json!({ "field": "state", "operator": "IN", "value": "open, pending" });
    let mend = said(&worker, &client, CONVERSATIONS, &wrong);
    assert!(mend.contains("must be one of open, closed"), "{mend}");
}

#[test]
fn where_a_value_can_hold_a_comma_whoever_wrote_one_says_what_it_is() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    for key in ["value", "values"] {
        let given = json!({ "field": "name", "operator": "IN", key: "Smith, Jones" });
        assert_eq!(
            said(&worker, &client, CONTACTS, &given),
            "query.values: must be a list: [\"Smith\",\"Jones\"], or [\"Smith, Jones\"] if that is one value"
        );
    }
    let given = json!({ "field": "name", "operator": "IN", "values": ["Smith, Jones"] });
    let sent = condition(&worker, &client, CONTACTS, &given);
    assert_eq!(sent["value"], json!(["Smith, Jones"]));
    let given = json!({ "field": "name", "operator": "=", "value": "Smith, Jones" });
    let sent = condition(&worker, &client, CONTACTS, &given);
    assert_eq!(sent["value"], "Smith, Jones");
    let pylon = shipped(&worker, "pylon");
    let client = worker.legacy(&pylon);
    let given = json!({ "custom_field": "plan", "operator": "in", "values": "a, b" });
    let mend = said(&worker, &client, ISSUES, &given);
    assert!(mend.contains("must be a list: [\"a\",\"b\"]"), "{mend}");
}

#[test]
fn a_list_for_an_operator_of_one_value_is_refused_as_a_text_too() {
    let worker = Worker::new();
    let [intercom, hubspot] = ["intercom", "hubspot"].map(|vendor| shipped(&worker, vendor));
    for (server, tool, field, operator) in [
        (&intercom, CONTACTS, "field", "="),
        (&hubspot, PEOPLE, "propertyName", "EQ"),
    ] {
        let client = worker.legacy(server);
        let given = |value: &Value| json!({ field: "email", "operator": operator, "value": value });
        for several in [
            json!(["a@b.example", "c@d.example"]),
            json!("[\"a@b.example\",\"c@d.example\"]"),
            json!("['a@b.example', 'c@d.example']"),
            json!("a@b.example, c@d.example"),
            json!("[7, 8]"),
        ] {
            let mend = said(&worker, &client, tool, &given(&several));
            assert!(mend.contains("takes one value"), "{several}: {mend}");
        }
        for broken in ["['it's']", "[\"a\", b]"] {
            let mend = said(&worker, &client, tool, &given(&json!(broken)));
            assert!(mend.contains("must be one value, not"), "{mend}");
        }
        for one in ["['a@b.example']", "[\"a@b.example\"]", "a@b.example;"] {
            let sent = condition(&worker, &client, tool, &given(&json!(one)));
            assert_eq!(sent["value"], "a@b.example", "{one}");
        }
    }
    // A piece of a text may look like anything.
    let client = worker.legacy(&intercom);
    for piece in ["[7]", "[7, 8]", "[urgent] a", "a@b.example, c@d.example"] {
        let given = json!({ "field": "source.body", "operator": "~", "value": piece });
        let sent = condition(&worker, &client, CONVERSATIONS, &given);
        assert_eq!(sent["value"], piece);
    }
}

#[test]
fn a_condition_that_is_filled_with_nothing_but_the_operator_is_none() {
    let worker = Worker::new();
    let [intercom, hubspot, pylon] =
        ["intercom", "hubspot", "pylon"].map(|vendor| shipped(&worker, vendor));
    let client = worker.legacy(&intercom);
    let open = json!({ "field": "state", "operator": "=", "value": "open" });
    for skeleton in [
        json!({ "field": "", "operator": "=", "value": "" }),
        json!({ "field": "", "operator": "IN", "value": "", "values": [], "conditions": [] }),
        json!({ "field": "", "operator": "AND", "value": "", "conditions": [] }),
        json!({ "field": "", "operator": "OR", "value": null, "conditions": [{ "field": "", "operator": "=" }] }),
    ] {
        let mut given = open.clone();
        given["conditions"] = json!([skeleton]);
        assert_eq!(
            condition(&worker, &client, CONVERSATIONS, &given),
            open,
            "{skeleton}"
        );
        let group = json!({ "operator": "AND", "conditions": [open, skeleton] });
        assert_eq!(
            condition(&worker, &client, CONVERSATIONS, &group),
            json!({ "operator": "AND", "value": [open] }),
            "{skeleton}"
        );
        let mend = said(&worker, &client, CONVERSATIONS, &skeleton);
        assert!(mend.starts_with("query: is required, such as"), "{mend}");
    }
    let client = worker.legacy(&hubspot);
    let blank = json!({ "propertyName": "", "custom_field": "", "operator": "EQ", "value": "", "values": [] });
    let mail = json!({ "propertyName": "email", "operator": "EQ", "value": "a@b.example" });
    let groups = json!([{ "filters": [mail, blank] }, { "filters": [blank] }]);
    let (_, body) = sent(&worker, &client, PEOPLE, &json!({ "filterGroups": groups }));
    assert_eq!(body["filterGroups"], json!([{ "filters": [mail] }]));
    let client = worker.legacy(&pylon);
    let given = json!({ "field": "state", "operator": "equals", "value": "new", "values": [], "subfilters": [
        { "field": "", "operator": "is_set", "value": "", "values": [""], "subfilters": [] },
    ] });
    assert_eq!(
        condition(&worker, &client, ISSUES, &given),
        json!({ "field": "state", "operator": "equals", "value": "new" })
    );
    // What asks for something of no field, or was cut off, is still a mistake.
    let client = worker.legacy(&intercom);
    for wrong in [
        json!({ "field": "", "operator": "=", "value": "open" }),
        json!({ "operator": "=" }),
    ] {
        let mend = said(&worker, &client, CONVERSATIONS, &wrong);
        assert!(mend.contains("field: is required in a condition"), "{mend}");
    }
}

#[test]
fn what_is_no_condition_is_refused_once_with_one_that_is() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    for (given, start) in [
        (
            json!({ "field": "created_at", "operator": ">", "value": { "gte": "2026-01-01" } }),
            "query.value: must hold a time, not an object; the operator says how it is compared",
        ),
        (
            json!({ "field": "state", "operator": "=", "value": { "eq": "open" } }),
            "query.value: must hold plain text, not an object",
        ),
        (
            json!({ "field": "source.author.email", "operator": "=", "value": "{\"eq\":\"a@b.example\"}" }),
            "query.value: must hold plain text, not an object",
        ),
        (
            json!({ "AND": [{ "field": "state", "operator": "=", "value": "open" }] }),
            "query: must be a condition such as {\"",
        ),
        (
            json!({ "state": "open" }),
            "query: must be a condition such as {\"",
        ),
        (
            json!({ "operator": "AND", "conditions": [{ "state": "open" }] }),
            "query.conditions[0]: must be a condition such as {\"",
        ),
        (
            json!({ "operator": "AND", "value": [{ "state": "open" }] }),
            "query.value[0]: must be a condition such as {\"",
        ),
    ] {
        let mend = said(&worker, &client, CONVERSATIONS, &given);
        assert!(mend.starts_with(start), "{mend}");
    }
    let hubspot = shipped(&worker, "hubspot");
    let client = worker.legacy(&hubspot);
    let mend = said(&worker, &client, PEOPLE, &json!({ "email": "a@b.example" }));
    assert!(
        mend.starts_with(
            "filterGroups[0].filters[0]: must be a condition such as {\"propertyName\""
        ),
        "{mend}"
    );
}

#[test]
fn conditions_are_taken_a_level_too_high_where_they_can_belong_to_one_place() {
    let worker = Worker::new();
    let [intercom, hubspot, pylon] =
        ["intercom", "hubspot", "pylon"].map(|vendor| shipped(&worker, vendor));
    let client = worker.legacy(&hubspot);
    let mail = json!({ "propertyName": "email", "operator": "EQ", "value": "a@b.example" });
    let name = json!({ "propertyName": "firstname", "operator": "EQ", "value": "Maria" });
    let mut flat = mail.clone();
    flat["query"] = json!("maria");
    for given in [
        json!({ "filterGroups": [mail] }),
        json!({ "filterGroups": mail }),
        json!({ "filters": [mail] }),
        json!({ "filters": [mail], "filterGroups": [] }),
        flat,
    ] {
        let (_, body) = sent(&worker, &client, PEOPLE, &given);
        assert_eq!(
            body["filterGroups"],
            json!([{ "filters": [mail] }]),
            "{given}"
        );
    }
    let both = json!({ "filters": [mail, name] });
    let (_, body) = sent(&worker, &client, PEOPLE, &both);
    assert_eq!(body["filterGroups"], json!([both]));
    // Whether all or one of them has to hold was not said.
    let mends = refused(
        &worker,
        &client,
        PEOPLE,
        &json!({ "filterGroups": [mail, name] }),
    );
    assert!(
        mends.len() == 1
            && mends[0].contains("put those that belong together into one {\"filters\""),
        "{mends:?}"
    );
    let client = worker.legacy(&intercom);
    let open = json!({ "field": "state", "operator": "=", "value": "open" });
    let (_, body) = sent(&worker, &client, CONVERSATIONS, &open);
    assert_eq!(body["query"], open);
    let group = json!({ "operator": "AND", "conditions": [open], "limit": 5 });
    let (_, body) = sent(&worker, &client, CONVERSATIONS, &group);
    assert_eq!(body["query"]["value"], json!([open]));
    let mut twice = open.clone();
    twice["query"] = open.clone();
    let mends = refused(&worker, &client, CONVERSATIONS, &twice);
    assert!(mends[0].contains("is not an argument"), "{mends:?}");
    let client = worker.legacy(&pylon);
    let new = json!({ "field": "state", "operator": "equals", "value": "new" });
    let (_, body) = sent(&worker, &client, ISSUES, &new);
    assert_eq!(body["filter"], new);
}

#[test]
fn a_custom_field_has_the_prefix_that_the_record_gives_it() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    for (tool, key, name, expected) in [
        (
            CONTACTS,
            "field",
            "custom_attributes.plan",
            "custom_attributes.plan",
        ),
        (
            CONTACTS,
            "custom_field",
            "custom_attributes.plan",
            "custom_attributes.plan",
        ),
        (CONTACTS, "custom_field", "plan", "custom_attributes.plan"),
        (CONTACTS, "custom_field", "email", "email"),
        (TICKETS, "custom_field", "7", "ticket_attribute.7"),
        (TICKETS, "field", "ticket_attribute.7", "ticket_attribute.7"),
    ] {
        let given = json!({ key: name, "operator": "=", "value": "pro" });
        let sent = condition(&worker, &client, tool, &given);
        assert_eq!(sent["field"], expected, "{key} {name}");
    }
    let given = json!({ "field": "plan", "operator": "=", "value": "pro" });
    let mend = said(&worker, &client, CONTACTS, &given);
    assert!(
        mend.contains("or use custom_field for a custom field, custom_attributes. and its name"),
        "{mend}"
    );
}

#[test]
fn an_answer_says_that_a_filter_which_came_to_nothing_filtered_nothing() {
    let worker = Worker::new();
    let [hubspot, pylon] = ["hubspot", "pylon"].map(|vendor| shipped(&worker, vendor));
    let none = json!({ "field": "", "operator": "equals", "value": "" });
    for (server, tool, given, argument) in [
        (
            &hubspot,
            "list_all_hubspot_search_tickets",
            json!({ "filterGroups": [{}] }),
            Some("filterGroups"),
        ),
        (
            &pylon,
            ISSUES,
            json!({ "filter": { "operator": "and" } }),
            Some("filter"),
        ),
        (&pylon, ISSUES, json!({ "filter": none }), Some("filter")),
        (&pylon, ISSUES, json!({ "filter": {} }), None),
        (&pylon, ISSUES, json!({ "filter": "" }), None),
        (&pylon, ISSUES, json!({}), None),
    ] {
        let body = r#"{"data":[{"id":"1"}],"results":[{"id":"1"}]}"#;
        worker
            .platform
            .script(move |_| Ok(vendor_answer(200, body)));
        let reply = worker.legacy(server).call(tool, given.clone());
        let answered = reply.answered();
        let expected = argument.map(|name| {
            json!(format!(
                "{name} held no condition: nothing was filtered by it."
            ))
        });
        assert_eq!(answered.get("hint"), expected.as_ref(), "{given}");
    }
}

#[test]
fn what_is_no_address_or_nobody_says_what_would_be_right() {
    let worker = Worker::new();
    let hubspot = shipped(&worker, "hubspot");
    let client = worker.legacy(&hubspot);
    let owners = "list_all_hubspot_owners";
    let (url, _) = sent(&worker, &client, owners, &json!({ "email": "null" }));
    assert!(!url.contains("email="), "{url}");
    let mends = refused(&worker, &client, owners, &json!({ "email": "N/A" }));
    assert_eq!(mends, ["email: must be an e-mail address, not \"N/A\""]);
    let (url, _) = sent(
        &worker,
        &client,
        owners,
        &json!({ "email": " a@b.example " }),
    );
    assert!(url.contains("email=a%40b.example"), "{url}");
    let intercom = shipped(&worker, "intercom");
    let client = worker.legacy(&intercom);
    let given = json!({ "field": "admin_assignee_id", "operator": "=", "value": "unassigned" });
    let mend = said(&worker, &client, CONVERSATIONS, &given);
    assert!(
        mend.contains("must be the id of an admin, or 0 for nobody"),
        "{mend}"
    );
}

/// Who follows a hint must not ask for the opposite.
#[test]
fn no_operator_is_hinted_at_for_its_opposite_nor_sent_for_it() {
    let worker = Worker::new();
    let pylon = shipped(&worker, "pylon");
    let client = worker.legacy(&pylon);
    let tool = "list_all_pylon_search_issues";
    for (field, operator, hinted) in [
        ("state", "not_equals", "not_in"),
        ("assignee_id", "is_empty", "is_unset"),
        ("assignee_id", "is_unsett", "is_unset"),
        ("state", "equal", "equals"),
    ] {
        let filter = json!({ "field": field, "operator": operator, "value": "closed" });
        let said = refused(&worker, &client, tool, &json!({ "filter": filter })).join(" ");
        let is_hinted = said.contains("did you mean");
        let is_right = said.contains(&format!("did you mean \"{hinted}\""));
        assert!(!is_hinted || is_right, "{operator}: {said}");
        assert!(said.contains(hinted), "{operator}: {said}");
    }
    for no in [json!(false), json!("false")] {
        let filter = json!({ "field": "assignee_id", "operator": "is_set", "value": no });
        let said = refused(&worker, &client, tool, &json!({ "filter": filter }));
        assert_eq!(
            said,
            ["filter.value: must be left out: is_set takes nothing; for the opposite see is_unset"]
        );
    }
}
