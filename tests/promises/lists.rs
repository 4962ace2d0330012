//! Lists of the operator's API: what narrows them, how they are walked, and what their queries may say.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::{Operation, Worker};

/// A Worker with accounts, servers and API tokens of every kind, made ten seconds apart.
struct Case {
    worker: Worker,
    account: String,
}

impl Case {
    fn new() -> Self {
        let worker = Worker::new();
        let birch = json!({ "email": "a@b.example", "secret": "fake-birch-secret" });
        for changes in [
            json!({ "label": "One", "tenant_id": "acme" }),
            json!({ "label": "Two", "tenant_id": "other", "read_only": true }),
            json!({ "label": "Three, and more", "is_blocked": true }),
            json!({ "label": "One", "integration": "birch", "context": {}, "credentials": birch }),
        ] {
            worker.account_with(&changes);
            worker.platform.pass(10);
        }
        let list = worker.read("/integrated-account?label=Two").is(200);
        let account = list["result"][0]["id"].as_str().unwrap().to_owned();
        for (name, expires_at) in [("A", json!(null)), ("B", json!("2027-02-01T00:00:00Z"))] {
            let body = json!({ "name": name, "expires_at": expires_at });
            worker.server_with(&account, &body);
            worker.platform.pass(10);
        }
        worker.api_token("admin", None);
        worker.platform.pass(10);
        worker.api_token("mcp", Some("2027-02-01T00:00:00Z"));
        Self { worker, account }
    }

    fn servers(&self) -> String {
        format!("/integrated-account/{}/mcp", self.account)
    }

    /// What a query finds, by one field of it.
    #[track_caller]
    fn find(&self, target: &str, query: &str, field: &str) -> Vec<String> {
        let list = self.worker.read(&format!("{target}?{query}")).is(200);
        assert_eq!(list["next_cursor"], Value::Null, "{query}");
        let result = list["result"].as_array().unwrap();
        let mut found: Vec<String> = result
            .iter()
            .map(|one| one[field].as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    }
}

#[test]
fn accounts_are_narrowed_by_what_they_show() {
    let case = Case::new();
    for (query, expected) in [
        ("integration=acme", vec!["One", "Three, and more", "Two"]),
        ("integration=birch", vec!["One"]),
        ("integration[in]=acme,birch&label=One", vec!["One", "One"]),
        ("label=One", vec!["One", "One"]),
        ("label=Three%2C+and+more", vec!["Three, and more"]),
        ("label[in]=One,%20Two", vec!["One", "One", "Two"]),
        ("label=one", vec![]),
        ("tenant_id=acme", vec!["One"]),
        ("tenant_id[in]=acme,other", vec!["One", "Two"]),
        (
            "status=active",
            vec!["One", "One", "Three, and more", "Two"],
        ),
        ("status=needs_reauth", vec![]),
        ("read_only=true", vec!["Two"]),
        ("read_only=false&is_blocked=false", vec!["One", "One"]),
        ("is_blocked=true", vec!["Three, and more"]),
        ("is_blocked=true&read_only=true", vec![]),
        ("created_at=2027-01-15T08:00:10Z", vec!["Two"]),
        (
            "created_at[gt]=2027-01-15T08:00:10Z",
            vec!["One", "Three, and more"],
        ),
        (
            "created_at[gte]=2027-01-15T09:00:10%2B01:00",
            vec!["One", "Three, and more", "Two"],
        ),
        ("created_at[lt]=2027-01-15T08:00:10Z", vec!["One"]),
        ("updated_at[lte]=2027-01-15T08:00:10Z", vec!["One", "Two"]),
        (
            "created_at%5Bgt%5D=2027-01-15T08:00:00Z&created_at[lt]=2027-01-15T08:00:20Z",
            vec!["Two"],
        ),
    ] {
        assert_eq!(
            case.find("/integrated-account", query, "label"),
            expected,
            "{query}"
        );
    }
}

#[test]
fn servers_and_api_tokens_are_narrowed_in_the_same_way() {
    let case = Case::new();
    let servers = case.servers();
    for (query, expected) in [
        ("name=A", vec!["A"]),
        ("name[in]=A,B", vec!["A", "B"]),
        ("created_by=admin", vec!["A", "B"]),
        ("created_by=nobody", vec![]),
        // What never expires is before and after nothing.
        ("expires_at[lt]=2030-01-01T00:00:00Z", vec!["B"]),
        ("expires_at[gt]=2020-01-01T00:00:00Z", vec!["B"]),
        ("created_at[gt]=2027-01-15T08:00:40Z", vec!["B"]),
        ("updated_at[lte]=2027-01-15T08:00:40Z", vec!["A"]),
    ] {
        assert_eq!(case.find(&servers, query, "name"), expected, "{query}");
    }
    for (query, expected) in [
        ("scope=admin", vec!["admin"]),
        ("scope[in]=admin,mcp&name=ci", vec!["admin", "mcp"]),
        ("name=nobody", vec![]),
        ("expires_at[lte]=2027-02-01T00:00:00Z", vec!["mcp"]),
        ("created_at[lt]=2027-01-15T08:01:10Z", vec!["admin"]),
    ] {
        assert_eq!(case.find("/api-token", query, "scope"), expected, "{query}");
    }
}

#[test]
fn a_status_is_what_calls_learnt() {
    let worker = Worker::new();
    let (server, healthy) = (worker.server(), worker.account());
    worker.vendor_says(401, "{}");
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    for (status, id) in [("needs_reauth", &server.account), ("active", &healthy)] {
        let list = worker
            .read(&format!("/integrated-account?status={status}"))
            .is(200);
        let result = list["result"].as_array().unwrap();
        assert_eq!((result.len(), &result[0]["id"]), (1, &json!(id)));
    }
}

#[test]
fn a_wrong_parameter_is_named_with_the_valid_ones() {
    let case = Case::new();
    let text = |name: &str| format!("{name}, {name}[in]");
    let time = |name: &str| format!("{name}, {name}[gt], {name}[gte], {name}[lt], {name}[lte]");
    let accounts = [
        [
            "integration",
            "label",
            "tenant_id",
            "owner_member_id",
            "status",
        ]
        .map(text)
        .join(", "),
        "read_only, is_blocked".to_owned(),
        ["created_at", "updated_at"].map(time).join(", "),
    ];
    let servers = [
        ["name", "created_by"].map(text).join(", "),
        ["expires_at", "created_at", "updated_at"]
            .map(time)
            .join(", "),
    ];
    let tokens = [
        ["name", "scope"].map(text).join(", "),
        ["expires_at", "created_at"].map(time).join(", "),
    ];
    for (target, valid) in [
        ("/integrated-account".to_owned(), accounts.join(", ")),
        (case.servers(), servers.join(", ")),
        ("/api-token".to_owned(), tokens.join(", ")),
    ] {
        for wrong in [
            "state",
            "Label",
            "id",
            "label[gt]",
            "name[]",
            "created_at[in]",
            "created_at[]",
            "read_only[in]",
            "[in]",
            "",
        ] {
            let failures = case.worker.read(&format!("{target}?{wrong}=x")).failures();
            let expected = format!(
                "{wrong}: is not a query parameter here; they are limit, next_cursor, {valid}"
            );
            assert_eq!(failures, [expected]);
        }
    }
}

#[test]
fn every_parameter_that_is_named_is_taken() {
    let case = Case::new();
    let values = ["acme", "active", "admin", "true", "2027-01-15T08:00:00Z"];
    for target in ["/integrated-account", "/api-token", &case.servers()] {
        let told = case
            .worker
            .read(&format!("{target}?x="))
            .failures()
            .remove(0);
        let (_, names) = told.split_once("they are ").unwrap();
        let filters: Vec<&str> = names.split(", ").skip(2).collect();
        assert!(filters.len() > 10, "{filters:?}");
        for name in filters {
            let answer =
                |value: &&str| case.worker.read(&format!("{target}?{name}={value}")).status;
            assert!(
                values.iter().map(answer).any(|status| status == 200),
                "{name}"
            );
        }
    }
}

#[test]
fn every_wrong_value_is_told_at_once() {
    let case = Case::new();
    let query = "integration=mars&status=blocked&read_only=yes&is_blocked=&label=&tenant_id[in]=a,,b\
                 &created_at=yesterday&updated_at[gt]=2027-01-15&limit=0&colour=red&next_cursor=";
    let failures = case
        .worker
        .read(&format!("/integrated-account?{query}"))
        .failures();
    let expected = [
        "integration: must be one of ",
        "status: must be one of active, needs_reauth",
        "read_only: must be true or false",
        "is_blocked: must be true or false",
        "label: must not be empty",
        "tenant_id[in]: must not be empty",
        "created_at: must be an ISO 8601 date and time with a zone",
        "updated_at[gt]: must be an ISO 8601 date and time with a zone",
        "limit: must be a whole number from 1 to 100",
        "colour: is not a query parameter here",
    ];
    assert_eq!(failures.len(), expected.len(), "{failures:?}");
    for (failure, start) in failures.iter().zip(expected) {
        assert!(failure.starts_with(start), "{failure}");
    }
    for (query, field) in [
        ("limit=5&limit=6", "limit"),
        ("label=a&label=b", "label"),
        ("label[in]=a&label%5Bin%5D=b", "label[in]"),
    ] {
        let failures = case
            .worker
            .read(&format!("/integrated-account?{query}"))
            .failures();
        assert_eq!(failures, [format!("{field}: is there twice")]);
    }
    let failures = case.worker.read("/api-token?scope=root").failures();
    assert_eq!(failures, ["scope: must be one of admin, mcp"]);
}

/// One page's ids and its cursor.
fn page(worker: &Worker, target: &str, cursor: Option<&str>) -> (Vec<String>, Option<String>) {
    let cursor = cursor.map_or_else(String::new, |cursor| format!("&next_cursor={cursor}"));
    let page = worker.read(&format!("{target}{cursor}")).is(200);
    let ids = page["result"].as_array().unwrap().iter();
    (
        ids.map(|one| one["id"].as_str().unwrap().to_owned())
            .collect(),
        page["next_cursor"].as_str().map(str::to_owned),
    )
}

#[test]
fn a_walk_shows_what_stays_once_whatever_is_deleted_and_made_meanwhile() {
    let worker = Worker::new();
    let account = worker.account();
    let mint = || worker.server_with(&account, &json!({})).id;
    let minted: BTreeSet<String> = (0..20).map(|_| mint()).collect();
    let in_order: Vec<String> = minted.iter().cloned().collect();
    let target = format!("/integrated-account/{account}/mcp");
    let delete = |id: &String| {
        worker.delete(&format!("{target}/{id}")).is(200);
    };
    let query = format!("{target}?limit=5");
    let (first, cursor) = page(&worker, &query, None);
    assert_eq!(first, in_order[..5]);
    // Gone: two that were shown, the last shown one among them, and two that would come next.
    in_order[3..7].iter().for_each(delete);
    let (second, cursor) = page(&worker, &query, cursor.as_deref());
    assert_eq!(second, in_order[7..12]);
    // Gone: all of the page before, and the whole next one but its last.
    in_order[7..16].iter().for_each(delete);
    let newcomers: BTreeSet<String> = (0..5).map(|_| mint()).collect();
    let mut rest = Vec::new();
    let mut cursor = cursor;
    while let Some(at) = cursor {
        let (ids, next) = page(&worker, &query, Some(&at));
        rest.extend(ids);
        cursor = next;
    }
    let old: Vec<String> = rest
        .iter()
        .filter(|id| !newcomers.contains(*id))
        .cloned()
        .collect();
    assert_eq!(old, in_order[16..]);
    assert_eq!(
        rest.iter().collect::<BTreeSet<_>>().len(),
        rest.len(),
        "none twice"
    );
}

#[test]
fn a_filter_looks_on_until_it_finds_something_and_not_for_ever() {
    let worker = Worker::new();
    for number in 0..25 {
        worker.account_with(&json!({ "label": format!("Account {number}") }));
    }
    let last = worker.platform.records.keys("account:").pop().unwrap();
    let last = last.replace("account:", "");
    let body = json!({ "label": "Needle" });
    worker
        .admin("PATCH", &format!("/integrated-account/{last}"), &body)
        .is(200);

    let query = "/integrated-account?limit=5&label=Needle";
    let (ids, cursor) = page(&worker, query, None);
    assert_eq!(
        (ids, cursor),
        (vec![last.clone()], None),
        "on the fifth page of KV"
    );

    // A page a record: ten are looked through in one request.
    let query = "/integrated-account?limit=1&label=Needle";
    let loads = worker.platform.records.loads();
    let (first, cursor) = page(&worker, query, None);
    assert_eq!(first, Vec::<String>::new());
    assert_eq!(
        worker.platform.records.loads() - loads,
        20,
        "accounts and their health"
    );
    let (second, cursor) = page(&worker, query, cursor.as_deref());
    assert_eq!(second, Vec::<String>::new());
    assert_eq!(page(&worker, query, cursor.as_deref()), (vec![last], None));
}

#[test]
fn kv_that_fails_while_a_filter_looks_on_is_not_blamed_on_the_caller() {
    let worker = Worker::new();
    for _ in 0..3 {
        worker.account();
    }
    worker.platform.records.fail(Operation::List, 1);
    let reply = worker.read("/integrated-account?limit=1&label=Needle");
    assert_eq!(reply.is(503)["error"], "Service Unavailable");
}

#[test]
fn a_list_that_kv_answers_in_part_is_not_shown_as_whole() {
    let worker = Worker::new();
    worker.account();
    worker.api_token("mcp", None);
    worker.platform.records.answers_short.set(true);
    for target in ["/integrated-account", "/api-token"] {
        assert_eq!(worker.read(target).status, 503, "{target}");
    }
}
