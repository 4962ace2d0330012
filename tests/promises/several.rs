//! Several accounts behind one URL: a call goes to the account that it says, and to no other.

use serde_json::{Value, json};

use crate::fake::*;

/// Two accounts of Acme, one of Birch and one of Dogwood, each with credentials and an address of its own.
pub(crate) struct Team {
    pub(crate) worker: Worker,
    pub(crate) north: String,
    pub(crate) south: String,
    pub(crate) birch: String,
    pub(crate) dogwood: String,
}

impl Team {
    pub(crate) fn new() -> Self {
        let worker = Worker::new();
        let acme = |name: &str| {
            worker.account_with(&json!({
                "label": name,
                "context": { "organization": name.to_lowercase() },
                "credentials": { "api_token": format!("fake-token-of-{name}") },
            }))
        };
        let (north, south) = (acme("North"), acme("South"));
        let birch = worker.account_with(&json!({
            "integration": "birch", "label": "Wood", "context": {},
            "credentials": { "email": "ada@person.example", "secret": "fake-birch-secret" },
        }));
        let dogwood = worker.account_with(&json!({
            "integration": "dogwood", "label": "Nests", "context": {},
            "credentials": { "key": "fake-dogwood-key" },
        }));
        Self {
            worker,
            north,
            south,
            birch,
            dogwood,
        }
    }

    /// All of them, in this order.
    pub(crate) fn all(&self) -> Value {
        json!([
            { "id": self.north }, { "id": self.south }, { "id": self.birch }, { "id": self.dogwood },
        ])
    }

    pub(crate) fn server(&self, accounts: &Value, config: &Value) -> Server {
        self.worker
            .several(&json!({ "accounts": accounts, "config": config }))
    }

    pub(crate) fn everything(&self) -> Server {
        self.server(&self.all(), &json!({}))
    }

    fn whose(&self, label: &str) -> &str {
        match label {
            "North" => &self.north,
            "South" => &self.south,
            "Wood" => &self.birch,
            _ => &self.dogwood,
        }
    }
}

/// The tool of this name, as the list shows it.
#[track_caller]
pub(crate) fn shown(client: &Client<'_>, name: &str) -> Value {
    let listed = client.list().result();
    let tools = listed["tools"].as_array().expect("tools").clone();
    let mut found = tools.into_iter().filter(|tool| tool["name"] == name);
    let tool = found
        .next()
        .unwrap_or_else(|| panic!("{name} is not shown"));
    assert!(found.next().is_none(), "{name} is shown twice");
    tool
}

/// The labels that a tool's `account` takes.
#[track_caller]
pub(crate) fn labels(client: &Client<'_>, name: &str) -> Vec<String> {
    let schema = shown(client, name)["inputSchema"].clone();
    assert_eq!(schema["required"][0], "account", "{schema}");
    let labels = schema["properties"]["account"]["enum"].as_array();
    let labels = labels.unwrap_or_else(|| panic!("no labels in {schema}"));
    labels
        .iter()
        .map(|label| label.as_str().expect("a label").to_owned())
        .collect()
}

const LIST: &str = "list_all_acme_issues";
const CREATE: &str = "create_a_acme_issue";
const TREES: &str = "list_all_birch_trees";

#[test]
fn a_call_goes_to_the_account_that_it_names_with_its_credentials_and_address() {
    let team = Team::new();
    let server = team.everything();
    for client in [team.worker.legacy(&server), team.worker.modern(&server)] {
        for label in ["South", "North", "South"] {
            team.worker.platform.take_lines();
            // The same write again would not be sent.
            team.worker.platform.pass(11);
            let arguments = json!({ "account": label, "title": "Hello" });
            client.call(CREATE, arguments).answered();
            let sent = team.worker.platform.take_sent();
            assert_eq!(sent.len(), 1);
            let host = format!("https://{}.acme.example/v1/", label.to_lowercase());
            assert!(sent[0].url.starts_with(&host), "{}", sent[0].url);
            let token = format!("Bearer fake-token-of-{label}");
            assert_eq!(sent[0].headers.get("authorization"), Some(token.as_str()));
            // What says whose it is was for Fairlead.
            assert!(!format!("{:?} {}", sent[0].body, sent[0].url).contains("account"));
            let line = team.worker.platform.take_lines().concat();
            let line: Value = serde_json::from_str(&line).expect("one line");
            assert_eq!(line["account"], team.whose(label));
            assert_eq!(line["server"], server.id.as_str());
        }
    }
    let counted = team.worker.platform.counted();
    for (label, calls) in [("South", 4), ("North", 2)] {
        let key = format!("{}:{CREATE}", team.whose(label));
        let count = counted.iter().find(|(_, counted, _)| *counted == key);
        assert_eq!(count.map(|(.., count)| *count), Some(calls), "{label}");
    }
}

#[test]
fn a_call_that_names_no_account_that_may_use_the_tool_is_told_which_may_and_nothing_is_sent() {
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    for given in [
        json!({}),
        json!({ "account": null }),
        json!({ "account": "" }),
        json!({ "account": "norths" }),
        json!({ "account": "No rth" }),
        json!({ "account": "Wood" }),
        json!({ "account": "Acme support" }),
        json!({ "account": ["North"] }),
        json!({ "account": { "label": "North" } }),
        json!({ "account": 0 }),
        json!({ "account": team.north }),
        json!({ "vendor_account": "North" }),
    ] {
        let mut arguments = given.clone();
        arguments["title"] = json!("Hello");
        let mends = client.call(CREATE, arguments).mends();
        assert!(mends[0].starts_with("account: "), "{given} {mends:?}");
        assert!(
            mends[0].contains("\"North\", \"South\""),
            "{given} {mends:?}"
        );
        assert!(!mends[0].contains("\"Wood\","), "{mends:?}");
    }
    assert!(team.worker.platform.sent().is_empty());
}

#[test]
fn what_else_is_wrong_with_such_a_call_is_told_with_it() {
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    let arguments = json!({ "priority": 9, "next_cursor": "x", "reason": "a client's own" });
    let mends = client.call(CREATE, arguments).mends();
    let fields: Vec<&str> = mends
        .iter()
        .map(|it| it.split(':').next().expect("a field"))
        .collect();
    assert_eq!(
        fields,
        ["account", "next_cursor", "title", "priority"],
        "{mends:?}"
    );
    // A cursor may be the right one of the account that was left out.
    let mends = client.call(LIST, json!({ "next_cursor": "x" })).mends();
    assert_eq!(mends.len(), 1, "{mends:?}");
    assert!(team.worker.platform.sent().is_empty());
}

#[test]
fn of_several_mentions_the_last_counts_and_none_goes_on_to_the_vendor() {
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    let twice = r#"{"account":"North","title":"x","acc\u006funt":"South"}"#;
    client.call_verbatim(CREATE, twice).answered();
    let sent = team.worker.platform.last_sent();
    assert!(
        sent.url.starts_with("https://south.acme.example/"),
        "{}",
        sent.url
    );
    let body = String::from_utf8(sent.body.clone().unwrap_or_default()).expect("JSON");
    assert_eq!(body, "{\"title\":\"x\"}");
}

#[test]
fn a_tool_is_offered_and_called_for_those_accounts_alone_whose_filters_leave_it() {
    let team = Team::new();
    team.worker
        .admin(
            "PATCH",
            &format!("/integrated-account/{}", team.birch),
            &json!({ "read_only": true }),
        )
        .is(200);
    let server = team.server(
        &json!([
            { "id": team.north, "config": { "methods": ["read"] } },
            { "id": team.south, "config": { "tools": { "deny": [LIST] } } },
            { "id": team.birch },
        ]),
        &json!({}),
    );
    let client = team.worker.legacy(&server);
    assert_eq!(labels(&client, LIST), ["North"]);
    assert_eq!(labels(&client, CREATE), ["South"]);
    assert_eq!(
        labels(&client, "get_single_acme_issue_by_id"),
        ["North", "South"]
    );
    assert!(!client.tools().contains(&"create_a_birch_tree".to_owned()));
    for (tool, label) in [(LIST, "South"), (CREATE, "North")] {
        let mends = client
            .call(tool, json!({ "account": label, "title": "x" }))
            .mends();
        assert!(mends[0].contains("none of the Acme accounts"), "{mends:?}");
        // Not even the only one that may is guessed.
        client.call(tool, json!({ "title": "x" })).mends();
    }
    let read_only = client
        .call("create_a_birch_tree", json!({ "kind": "oak" }))
        .failed();
    assert_eq!(read_only["statusCode"], 405);
    assert!(team.worker.platform.sent().is_empty());
    client.call(LIST, json!({ "account": "North" })).answered();
}

#[test]
fn where_a_vendor_has_one_account_no_argument_is_shown_and_its_label_is_taken() {
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    let schema = shown(&client, TREES)["inputSchema"].clone();
    assert_eq!(schema["properties"].get("account"), None, "{schema}");
    for arguments in [
        json!({}),
        json!({ "account": "Wood" }),
        json!({ "account": null }),
    ] {
        team.worker.vendor_says(200, "[]");
        client.call(TREES, arguments).answered();
        let sent = team.worker.platform.last_sent();
        assert_eq!(sent.url, "https://api.birch.example/trees");
    }
    team.worker.platform.take_sent();
    for label in ["North", "woods", "Wo od", "Nests"] {
        let mends = client.call(TREES, json!({ "account": label })).mends();
        assert!(mends[0].contains("give one of \"Wood\""), "{mends:?}");
    }
    assert!(team.worker.platform.sent().is_empty());
    // A tool that takes whatever it is sent gets what is no label, and nothing else is lost on the way.
    let kept = json!({ "kind": "oak", "account": "North", "vendor_account": "x" });
    client.call("create_a_birch_tree", kept.clone()).answered();
    let body = team.worker.platform.last_sent().body.unwrap_or_default();
    assert_eq!(serde_json::from_slice::<Value>(&body).expect("JSON"), kept);
}

#[test]
fn accounts_of_one_label_are_told_apart_and_the_label_alone_means_neither() {
    let team = Team::new();
    let north = format!("/integrated-account/{}", team.north);
    let south = format!("/integrated-account/{}", team.south);
    let server = team.everything();
    let client = team.worker.legacy(&server);
    assert_eq!(labels(&client, LIST), ["North", "South"]);
    for label in ["South", "SOUTH"] {
        team.worker
            .admin("PATCH", &north, &json!({ "label": label }))
            .is(200);
        let both = labels(&client, LIST);
        let expected = [
            format!("{label} ({})", &team.north[..6]),
            format!("South ({})", &team.south[..6]),
        ];
        assert_eq!(both, expected);
        client.call(LIST, json!({ "account": "South" })).mends();
        client.call(LIST, json!({ "account": label })).mends();
        for (label, token) in both.iter().zip(["North", "South"]) {
            client.call(LIST, json!({ "account": label })).answered();
            let sent = team.worker.platform.last_sent();
            let token = format!("Bearer fake-token-of-{token}");
            assert_eq!(sent.headers.get("authorization"), Some(token.as_str()));
        }
    }
    // Whoever takes the look of another's label gets one of its own.
    let imitated = format!("South ({})", &team.south[..6]);
    let third = team.worker.account_with(&json!({ "label": imitated }));
    team.worker
        .admin("PATCH", &north, &json!({ "label": "South" }))
        .is(200);
    let accounts = json!([{ "id": team.north }, { "id": team.south }, { "id": third }]);
    let crowded = team.server(&accounts, &json!({}));
    let called = labels(&team.worker.legacy(&crowded), LIST);
    let mut distinct = called.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 3, "{called:?}");
    for (label, id) in called.iter().zip([&team.north, &team.south, &third]) {
        team.worker.platform.take_lines();
        team.worker
            .legacy(&crowded)
            .call(LIST, json!({ "account": label }))
            .answered();
        assert!(
            team.worker
                .platform
                .take_lines()
                .concat()
                .contains(id.as_str())
        );
    }
    // Two that swap their labels swap their calls, and the list says so at once.
    team.worker
        .admin("PATCH", &north, &json!({ "label": "B" }))
        .is(200);
    team.worker
        .admin("PATCH", &south, &json!({ "label": "A" }))
        .is(200);
    assert_eq!(labels(&client, LIST), ["B", "A"]);
    team.worker
        .admin("PATCH", &north, &json!({ "label": "A" }))
        .is(200);
    team.worker
        .admin("PATCH", &south, &json!({ "label": "B" }))
        .is(200);
    assert_eq!(labels(&client, LIST), ["A", "B"]);
    client.call(LIST, json!({ "account": "A" })).answered();
    let sent = team.worker.platform.last_sent();
    assert!(sent.url.starts_with("https://north."), "{}", sent.url);
}

fn relabel(team: &Team, id: &str, label: &str) {
    let target = format!("/integrated-account/{id}");
    let reply = team
        .worker
        .admin("PATCH", &target, &json!({ "label": label }));
    reply.is(200);
}

#[test]
fn a_label_is_taken_in_other_case_and_with_other_spaces_where_one_account_alone_can_be_meant() {
    let team = Team::new();
    relabel(&team, &team.north, "Acme  North (EU)");
    let client = team.worker.legacy(&team.everything());
    for (given, host) in [
        ("acme north (eu)", "north"),
        (" ACME North (EU) ", "north"),
        ("south", "south"),
        ("SOUTH\n", "south"),
    ] {
        client.call(LIST, json!({ "account": given })).answered();
        let url = team.worker.platform.last_sent().url;
        assert!(url.starts_with(&format!("https://{host}.")), "{given}");
    }
    team.worker.platform.take_sent();
    for given in ["acme north", "AcmeNorth(EU)", "acme_north_(eu)"] {
        client.call(LIST, json!({ "account": given })).mends();
    }
    // Alike in all but spaces: each is itself alone.
    relabel(&team, &team.south, "Acme North (EU)");
    for (given, host) in [
        (json!("Acme  North (EU)"), Some("north")),
        (json!("Acme North (EU)"), Some("south")),
        (json!("acme north (eu)"), None),
        (json!("Acme North  (EU)"), None),
    ] {
        let reply = client.call(LIST, json!({ "account": given }));
        match host {
            Some(host) => {
                reply.answered();
                let url = team.worker.platform.last_sent().url;
                assert!(url.starts_with(&format!("https://{host}.")), "{given}");
            }
            None => drop(reply.mends()),
        }
    }
    // What means an account that may not use the tool is not taken for the one that may.
    let reads = json!({ "methods": ["read"] });
    let accounts = json!([{ "id": team.north, "config": reads }, { "id": team.south }]);
    let client = team.worker.legacy(&team.server(&accounts, &json!({})));
    team.worker.platform.take_sent();
    for given in ["Acme  North (EU)", "acme north (eu)"] {
        let arguments = json!({ "account": given, "title": "x" });
        let mends = client.call(CREATE, arguments).mends();
        assert!(
            mends[0].contains("give one of \"Acme North (EU)\""),
            "{mends:?}"
        );
    }
    assert!(team.worker.platform.sent().is_empty());
}

#[test]
fn a_label_with_the_start_of_an_id_is_taken_when_that_is_not_shown_any_more() {
    let team = Team::new();
    relabel(&team, &team.north, "South");
    let client = team.worker.legacy(&team.everything());
    let before = labels(&client, LIST);
    assert_ne!(before, ["South", "South"]);
    let one = team.server(&json!([{ "id": team.south }]), &json!({}));
    let client = team.worker.legacy(&one);
    client
        .call(LIST, json!({ "account": before[1] }))
        .answered();
    client.call(LIST, json!({ "account": before[0] })).mends();
    // Of another whose own label is the same text it may be either's.
    let third = team.worker.account_with(&json!({ "label": before[1] }));
    let accounts = json!([{ "id": team.south }, { "id": team.north }, { "id": third }]);
    let crowded = team.worker.legacy(&team.server(&accounts, &json!({})));
    crowded.call(LIST, json!({ "account": before[1] })).mends();
}

#[test]
fn labels_of_any_characters_are_taken_as_they_are_shown_or_as_they_are() {
    let team = Team::new();
    let (north, south) = ("A \"q\" \\ {x}", "S\u{202e}\u{f6}d <b>");
    for (id, label) in [(&team.north, north), (&team.south, south)] {
        let target = format!("/integrated-account/{id}");
        team.worker
            .admin("PATCH", &target, &json!({ "label": label }))
            .is(200);
    }
    let client = team.worker.legacy(&team.everything());
    let shown = labels(&client, LIST);
    assert_eq!(shown, [north, "S\\u202e\u{f6}d <b>"]);
    for (given, host) in [
        (north, "north"),
        (south, "south"),
        (shown[1].as_str(), "south"),
    ] {
        client.call(LIST, json!({ "account": given })).answered();
        let url = team.worker.platform.last_sent().url;
        assert!(
            url.starts_with(&format!("https://{host}.")),
            "{given} {url}"
        );
    }
    client
        .call(LIST, json!({ "account": "S\u{f6}d <b>" }))
        .mends();
    // One that spells the escape out looks the same, and is told apart.
    let target = format!("/integrated-account/{}", team.north);
    team.worker
        .admin("PATCH", &target, &json!({ "label": shown[1] }))
        .is(200);
    client.call(LIST, json!({ "account": south })).mends();
    assert_ne!(labels(&client, LIST)[0], labels(&client, LIST)[1]);
}

#[test]
fn a_cursor_goes_on_at_the_same_door_for_the_same_account_and_tool_alone() {
    let team = Team::new();
    let page = r#"{"data":[{"id":"a"}],"paging":{"next":"of-north","more":true}}"#;
    team.worker.vendor_says(200, page);
    let server = team.everything();
    let client = team.worker.legacy(&server);
    let first = client.call(LIST, json!({ "account": "North" })).answered();
    let cursor = first["next_cursor"].as_str().expect("a cursor").to_owned();
    let with = |label: &str| json!({ "account": label, "next_cursor": cursor });
    client.call(LIST, with("North")).answered();
    assert!(
        team.worker
            .platform
            .last_sent()
            .url
            .contains("after=of-north")
    );
    team.worker.platform.take_sent();

    let mends = client.call(LIST, with("South")).mends();
    assert!(
        mends[0].starts_with("next_cursor: is not a cursor that"),
        "{mends:?}"
    );
    assert!(mends[0].contains("to the same account"), "{mends:?}");
    let other = team.everything();
    team.worker.legacy(&other).call(LIST, with("North")).mends();
    let search = "list_all_acme_search_issues";
    client.call(search, with("North")).mends();
    // The account's own URL is another door, both ways.
    let own = team.worker.server_with(&team.north, &json!({}));
    let own = team.worker.legacy(&own);
    own.call(LIST, json!({ "next_cursor": cursor })).mends();
    assert!(team.worker.platform.sent().is_empty());
    let theirs = own.call(LIST, json!({})).answered();
    team.worker.platform.take_sent();
    let arguments = json!({ "account": "North", "next_cursor": theirs["next_cursor"] });
    client.call(LIST, arguments).mends();
    assert!(team.worker.platform.sent().is_empty());
    // An account that has another label now is the same account.
    team.worker
        .admin(
            "PATCH",
            &format!("/integrated-account/{}", team.north),
            &json!({ "label": "Nord" }),
        )
        .is(200);
    client.call(LIST, with("Nord")).answered();
    client.call(LIST, with("North")).mends();
}

#[test]
fn an_account_that_is_gone_or_a_members_own_is_left_out_and_one_that_is_not_itself_opens_nothing() {
    let team = Team::new();
    let server = team.server(
        &json!([{ "id": team.north }, { "id": team.south }]),
        &json!({}),
    );
    let client = team.worker.legacy(&server);
    let records = &team.worker.platform.records;
    let key = |id: &str| format!("account:{id}");
    let north = records.get(&key(&team.north)).expect("a record").value;
    let south = records.get(&key(&team.south)).expect("a record").value;

    // South's record in North's place would send North's calls with South's credentials.
    records.put(&key(&team.north), &south);
    let broken = client.call(LIST, json!({ "account": "South" }));
    assert_eq!(broken.status, 500, "{broken:?}");
    let owned = north.replacen(
        "\"label\"",
        "\"owner\":\"5a5a5a5a-0000-4000-8000-000000000000\",\"label\"",
        1,
    );
    assert_ne!(owned, north);
    records.put(&key(&team.north), &owned);
    assert_eq!(
        shown(&client, LIST)["inputSchema"]["properties"].get("account"),
        None
    );
    client.call(LIST, json!({ "account": "North" })).mends();
    client.call(LIST, json!({})).answered();
    assert!(
        team.worker
            .platform
            .last_sent()
            .url
            .starts_with("https://south.")
    );
    // Nor does a URL of its own open it, were there one.
    records.put(&key(&team.north), &north);
    let single = team.worker.server_with(&team.north, &json!({}));
    assert_eq!(team.worker.legacy(&single).list().status, 200);
    records.put(&key(&team.north), &owned);
    assert_eq!(team.worker.legacy(&single).list().status, 404);

    records.put(&key(&team.north), &north);
    team.worker
        .delete(&format!("/integrated-account/{}", team.north))
        .is(200);
    let only = client.list().result();
    assert!(!only.to_string().contains("North"));
    client.call(LIST, json!({ "account": "North" })).mends();
    team.worker
        .delete(&format!("/integrated-account/{}", team.south))
        .is(200);
    let gone = client.list();
    assert_eq!(gone.status, 404, "{gone:?}");
    let unknown = Client {
        target: "/mcp/fl_x".to_owned(),
        ..client.clone()
    };
    assert_eq!(gone.body, unknown.list().body, "as if nobody had minted it");
}

#[test]
fn an_account_that_is_blocked_or_refused_by_its_vendor_stops_no_other() {
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    team.worker
        .admin(
            "PATCH",
            &format!("/integrated-account/{}", team.north),
            &json!({ "is_blocked": true }),
        )
        .is(200);
    let blocked = client.call(LIST, json!({ "account": "North" })).failed();
    assert_eq!(blocked["statusCode"], 503);
    assert!(team.worker.platform.sent().is_empty());
    team.worker.vendor_says(401, "{}");
    client.call(LIST, json!({ "account": "South" })).failed();
    let status = |id: &str| {
        let account = team
            .worker
            .read(&format!("/integrated-account/{id}"))
            .is(200);
        account["status"].clone()
    };
    assert_eq!(status(&team.south), "needs_reauth");
    for id in [&team.north, &team.birch, &team.dogwood] {
        assert_eq!(status(id), "active");
    }
}

#[test]
fn a_workflow_takes_all_of_its_steps_in_the_account_that_is_named() {
    let team = Team::new();
    let other = team.worker.account_with(&json!({
        "integration": "dogwood", "label": "Other nests", "context": {},
        "credentials": { "key": "fake-other-key" },
    }));
    let accounts = json!([{ "id": team.dogwood }, { "id": other }]);
    let server = team.server(&accounts, &json!({}));
    let client = team.worker.legacy(&server);
    team.worker.vendor_says(200, "[]");
    assert_eq!(
        labels(&client, "dogwood_nests_overview"),
        ["Nests", "Other nests"]
    );
    client
        .call("dogwood_nests_overview", json!({ "colour": "green" }))
        .mends();
    assert!(team.worker.platform.sent().is_empty());
    client
        .call(
            "dogwood_nests_overview",
            json!({ "account": "Other nests", "colour": "green" }),
        )
        .result();
    let sent = team.worker.platform.take_sent();
    assert!(!sent.is_empty());
    for request in &sent {
        let headers = request.headers.as_lines();
        assert!(headers.contains("fake-other-key"), "{headers}");
        assert!(!headers.contains("fake-dogwood-key"), "{headers}");
    }
}
