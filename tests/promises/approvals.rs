//! `config.approve`: a call that waits for a person is made once, when one has agreed to it, and to nothing else.

use serde_json::{Value, json};

use crate::fake::{Client, Operation, Reply, Server, Worker, changed};

pub(crate) const CREATE: &str = "create_a_acme_issue";
const DELETE: &str = "delete_a_acme_issue_by_id";
const FORM: &str = "create_a_acme_form";

pub(crate) fn guarded(worker: &Worker) -> Server {
    worker.configured(&json!({ "approve": ["write"], "repeat_guard_seconds": 0 }))
}

/// What is written down of the one call that waits.
#[track_caller]
pub(crate) fn state(worker: &Worker) -> Value {
    let keys = worker.platform.records.keys("approval:");
    assert_eq!(keys.len(), 1, "{keys:?}");
    let saved = worker.platform.records.get(&keys[0]).unwrap();
    let record: Value = serde_json::from_str(&saved.value).unwrap();
    record["state"].clone()
}

pub(crate) fn title(title: &str) -> Value {
    json!({ "title": title })
}

/// A call of a client of 2026-07-28 that shows forms, with what it adds to its params.
pub(crate) fn ask(
    worker: &Worker,
    server: &Server,
    tool: &str,
    arguments: &Value,
    added: &Value,
) -> Reply {
    worker
        .modern(server)
        .call_able_to_ask(tool, arguments, added)
}

/// The state of a question, and its message.
#[track_caller]
pub(crate) fn asked(reply: &Reply) -> (String, String) {
    let result = reply.result();
    assert_eq!(result["resultType"], "input_required", "{reply:?}");
    let question = &result["inputRequests"]["approve"];
    assert_eq!(question["method"], "elicitation/create");
    assert_eq!(question["params"]["mode"], "form");
    assert_eq!(
        question["params"]["requestedSchema"],
        json!({ "type": "object", "properties": {} })
    );
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    (
        word(&result["requestState"]),
        word(&question["params"]["message"]),
    )
}

fn answer(state: &str, action: &str) -> Value {
    json!({ "requestState": state, "inputResponses": { "approve": { "action": action } } })
}

pub(crate) fn yes(state: &str) -> Value {
    answer(state, "accept")
}

#[track_caller]
pub(crate) fn refused(reply: &Reply, said: &str) {
    let failed = reply.failed();
    assert_eq!(failed["statusCode"], 403, "{reply:?}");
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains(said), "{said} in {message}");
}

#[test]
fn a_client_that_can_ask_its_user_does_and_the_call_is_made_once() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let arguments = json!({ "title": "Größe\nPOST /else", "priority": 2 });
    let (state, message) = asked(&ask(&worker, &server, CREATE, &arguments, &json!({})));
    for said in [
        "Create an issue in Acme\n",
        "Account: Acme support\n",
        "MCP server: Claude\n",
        "Tool: create_a_acme_issue\n",
        "Request: POST /v1/issues\n",
        "  title: Größe\n  | POST /else",
        "\n  fields[priority]: 2",
    ] {
        assert!(message.contains(said), "{said} in {message}");
    }
    assert!(worker.platform.sent().is_empty());
    let done = ask(&worker, &server, CREATE, &arguments, &yes(&state));
    assert_eq!(done.result()["resultType"], "complete");
    assert_eq!(done.answered()["ok"], true);
    assert_eq!(worker.platform.sent().len(), 1);
    let lines = worker.platform.take_lines();
    let line: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
    assert_eq!(line["approved_by"], "client");
    refused(
        &ask(&worker, &server, CREATE, &arguments, &yes(&state)),
        "was used already",
    );
    // What an isolate forgets, KV still knows.
    fairlead::access::forget_all();
    refused(
        &ask(&worker, &server, CREATE, &arguments, &yes(&state)),
        "was used already",
    );
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn an_approval_is_for_one_request_of_one_server_for_five_minutes() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let sibling = worker.server_with(
        &server.account,
        &json!({ "config": { "approve": ["write"], "repeat_guard_seconds": 0 } }),
    );
    let stranger = guarded(&worker);
    let fresh = || asked(&ask(&worker, &server, CREATE, &title("x"), &json!({}))).0;
    let state = fresh();
    refused(
        &ask(&worker, &server, CREATE, &title("y"), &yes(&state)),
        "other arguments",
    );
    refused(
        &ask(
            &worker,
            &server,
            CREATE,
            &json!({ "title": "x", "priority": 1 }),
            &yes(&state),
        ),
        "other arguments",
    );
    for other in [&sibling, &stranger] {
        refused(
            &ask(&worker, other, CREATE, &title("x"), &yes(&state)),
            "was not given for this tool and account",
        );
    }
    refused(
        &ask(
            &worker,
            &server,
            FORM,
            &json!({ "name": "x" }),
            &yes(&state),
        ),
        "was not given",
    );
    for broken in [
        "",
        "x",
        &state[1..],
        &format!("{state}A"),
        &state.to_lowercase(),
    ] {
        refused(
            &ask(&worker, &server, CREATE, &title("x"), &yes(broken)),
            "was not given",
        );
    }
    worker.platform.pass(299);
    let late = fresh();
    worker.platform.pass(1);
    refused(
        &ask(&worker, &server, CREATE, &title("x"), &yes(&state)),
        "older than five minutes",
    );
    assert!(worker.platform.sent().is_empty());
    // The same arguments in another spelling are the same request.
    let spelled = json!({ "priority": null, "title": "x" });
    ask(&worker, &server, CREATE, &spelled, &yes(&late)).answered();
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn a_no_and_what_is_no_answer() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let (state, _) = asked(&ask(&worker, &server, CREATE, &title("x"), &json!({})));
    for action in ["decline", "cancel"] {
        refused(
            &ask(
                &worker,
                &server,
                CREATE,
                &title("x"),
                &answer(&state, action),
            ),
            "said no",
        );
    }
    for added in [
        json!({ "requestState": state }),
        json!({ "requestState": state, "inputResponses": {} }),
        json!({ "requestState": state, "inputResponses": { "other": { "action": "accept" } } }),
        answer(&state, "Accept"),
        answer(&state, ""),
        json!({ "inputResponses": { "approve": { "action": "accept" } } }),
        json!({ "requestState": 7, "inputResponses": { "approve": { "action": "accept" } } }),
    ] {
        asked(&ask(&worker, &server, CREATE, &title("x"), &added));
    }
    assert!(worker.platform.sent().is_empty());
}

/// What the model or the client says by itself is no person's yes.
#[test]
fn a_flag_of_the_caller_is_no_approval() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let client = worker.legacy(&server);
    for flag in [
        "confirm",
        "approved",
        "approve",
        "confirmed",
        "force",
        "yes",
    ] {
        let arguments = json!({ "title": "x", flag: true });
        client.call(CREATE, arguments.clone()).mends();
        ask(&worker, &server, CREATE, &arguments, &json!({})).mends();
        let params =
            json!({ "name": CREATE, "arguments": title("x"), flag: true, "_meta": { flag: true } });
        refused(&client.rpc("tools/call", params), "a person has to agree");
    }
    assert!(worker.platform.sent().is_empty());
}

/// The code in a link, as a model sees it.
#[track_caller]
pub(crate) fn link(reply: &Reply) -> String {
    let message = reply.failed()["message"].as_str().unwrap().to_owned();
    let start = "https://fairlead.example/approve/";
    let (_, rest) = message
        .split_once(start)
        .unwrap_or_else(|| panic!("no link in {message}"));
    rest.split(' ').next().unwrap().to_owned()
}

pub(crate) fn approval_code(worker: &Worker, server: &Server) -> String {
    let shown = worker.read(&server.resource()).is(200);
    shown["approval_code"].as_str().expect("a code").to_owned()
}

pub(crate) fn open(worker: &Worker, code: &str, with: &Value) -> Value {
    worker.decide("approval", &changed(json!({ "code": code }), with))
}

pub(crate) fn press(worker: &Worker, code: &str, decision: &str, with: &Value) -> Value {
    let body = json!({ "code": code, "decision": decision });
    worker.decide("approve-call", &changed(body, with))
}

/// Whoever has the URL can say that they ask their user, so an operator may insist on the page.
#[test]
fn a_server_may_take_a_yes_on_the_page_alone() {
    let worker = Worker::new();
    let config = json!({ "approve": ["write"], "repeat_guard_seconds": 0 });
    let server = worker.configured(&config);
    let (state, _) = asked(&ask(&worker, &server, CREATE, &title("x"), &json!({})));
    let patch = |config: Value| {
        let body = json!({ "config": config });
        worker.admin("PATCH", &server.resource(), &body)
    };
    let patched = patch(json!({ "approve_by": "page" })).is(200);
    assert_eq!(patched["config"]["approve_by"], "page");
    let code = link(&ask(&worker, &server, CREATE, &title("x"), &json!({})));
    link(&ask(&worker, &server, CREATE, &title("x"), &yes(&state)));
    assert!(worker.platform.sent().is_empty());
    let with = json!({ "approval_code": approval_code(&worker, &server) });
    press(&worker, &code, "approve", &with);
    ask(&worker, &server, CREATE, &title("x"), &json!({})).answered();
    assert_eq!(worker.platform.sent().len(), 1);
    patch(json!({ "approve_by": "any" })).is(200);
    asked(&ask(&worker, &server, CREATE, &title("y"), &json!({})));
    let wrong = patch(json!({ "approve_by": "client" })).failures();
    assert_eq!(wrong, ["config.approve_by: must be \"any\" or \"page\""]);
}

/// Clients that cannot ask statelessly: those of the handshake era, and those that show no forms.
fn others<'a>(worker: &'a Worker, server: &Server) -> [Client<'a>; 2] {
    [worker.legacy(server), worker.modern(server)]
}

#[test]
fn every_other_client_gets_a_link_and_the_same_call_is_made_once_after_the_click() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let code = approval_code(&worker, &server);
    for client in others(&worker, &server) {
        let before = worker.platform.sent().len();
        let name = if client.is_modern { "modern" } else { "legacy" };
        let call = || client.call(CREATE, title(name));
        let link = self::link(&call());
        assert_eq!(self::link(&call()), link, "it stays the same link");
        let with = json!({ "approval_code": code });
        let shown = open(&worker, &link, &with);
        assert_eq!(shown["state"], "asked", "{shown}");
        assert_eq!(shown["approval"]["vendor"], "Acme");
        assert_eq!(shown["approval"]["account"], "Acme support");
        assert_eq!(shown["approval"]["server"], "Claude");
        assert_eq!(shown["approval"]["tool"], CREATE);
        assert_eq!(shown["approval"]["verb"], "POST");
        assert_eq!(shown["approval"]["path"], "/v1/issues");
        assert_eq!(shown["approval"]["body"], json!([["title", name]]));
        assert_eq!(
            worker.platform.sent().len(),
            before,
            "looking approves nothing"
        );
        assert_eq!(
            press(&worker, &link, "approve", &with),
            json!({ "done": "approved" })
        );
        assert_eq!(
            press(&worker, &link, "approve", &with),
            json!({ "refused": "approved" })
        );
        self::link(&client.call(CREATE, title("another")));
        worker.platform.pass(299);
        worker.platform.take_lines();
        call().answered();
        let lines = worker.platform.take_lines();
        let logged: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
        assert_eq!(logged["approved_by"], "approval code");
        assert_eq!(worker.platform.sent().len(), before + 1);
        assert_eq!(self::link(&call()), link, "once");
        assert_eq!(worker.platform.sent().len(), before + 1);
    }
}

#[test]
fn a_yes_is_over_after_five_minutes_and_a_no_is_told() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let with = json!({ "approval_code": approval_code(&worker, &server) });
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    press(&worker, &code, "approve", &with);
    worker.platform.pass(300);
    link(&client.call(CREATE, title("x")));
    assert_eq!(
        press(&worker, &code, "decline", &with),
        json!({ "done": "declined" })
    );
    refused(&client.call(CREATE, title("x")), "a person said no");
    worker.platform.pass(300);
    link(&client.call(CREATE, title("x")));
    worker.platform.pass(3_600);
    assert_eq!(
        open(&worker, &code, &with),
        json!({ "refused": "unknown" }),
        "nobody waits for ever"
    );
    assert!(worker.platform.sent().is_empty());
}

/// The log says who: a member's id, never their address.
#[test]
fn members_press_by_who_they_are() {
    let worker = Worker::with_sign_in();
    let server = guarded(&worker);
    let account = json!([{ "id": server.account, "config": { "approve": ["destructive"] } }]);
    let anna = worker.member_with(&json!({ "accounts": account }));
    let ben = worker.member_with(&json!({ "email": "ben@example.com", "name": "Ben" }));
    let admin =
        worker.member_with(&json!({ "email": "eve@example.com", "name": "Eve", "role": "admin" }));
    let with = |member: &str| json!({ "session": worker.session(member) });
    // A token URL: its operator, and nobody else who is signed in.
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    for member in [&anna, &ben] {
        let shown = open(&worker, &code, &with(member));
        assert_eq!(
            shown,
            json!({ "needs": { "approval_code": true, "is_signed_in": true } })
        );
        assert_eq!(
            press(&worker, &code, "approve", &with(member)),
            json!({ "refused": "not_yours" })
        );
    }
    for nothing in [
        json!({}),
        json!({ "session": "fls_x" }),
        json!({ "approval_code": " " }),
    ] {
        let shown = open(&worker, &code, &nothing);
        assert_eq!(
            shown,
            json!({ "needs": { "approval_code": true, "is_signed_in": false } })
        );
        assert_eq!(
            press(&worker, &code, "approve", &nothing),
            json!({ "refused": "not_yours" })
        );
    }
    let session = with(&admin);
    worker.platform.take_lines();
    assert_eq!(
        press(&worker, &code, "approve", &session)["done"],
        "approved"
    );
    let click: Value = serde_json::from_str(&worker.platform.take_lines()[0]).unwrap();
    assert_eq!(
        (&click["outcome"], &click["approved_by"], &click["server"]),
        (&json!("approved"), &json!(admin), &json!(server.id))
    );
    client.call(CREATE, title("x")).answered();
    let line: Value = serde_json::from_str(&worker.platform.take_lines()[0]).unwrap();
    assert_eq!(line["approved_by"], json!(admin));
    assert!(!line.to_string().contains("example.com"), "{line}");
    // A member's own door: that member, or an admin. There is no code.
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": DELETE, "arguments": { "id": "i_1" } } });
    let identity =
        json!({ "member": anna, "scopes": ["mcp:read", "mcp:write", "mcp:destructive"] });
    let calls = || {
        let ask = crate::fake::request("POST", "/mcp").header("content-type", "application/json");
        worker.answer_member(&ask.body(call.to_string()), &identity)
    };
    let code = link(&calls());
    let by_code = json!({ "approval_code": approval_code(&worker, &server) });
    let needs = json!({ "needs": { "approval_code": false, "is_signed_in": false } });
    assert_eq!(open(&worker, &code, &by_code), needs);
    assert_eq!(
        press(&worker, &code, "approve", &with(&ben)),
        json!({ "refused": "not_yours" })
    );
    let sent = worker.platform.sent().len();
    assert_eq!(
        press(&worker, &code, "approve", &with(&anna))["done"],
        "approved"
    );
    worker.platform.take_lines();
    calls().answered();
    assert_eq!(worker.platform.sent().len(), sent + 1);
    let line: Value = serde_json::from_str(&worker.platform.take_lines()[0]).unwrap();
    assert_eq!(
        (&line["approved_by"], &line["member"]),
        (&json!(anna), &json!(anna))
    );
}

#[test]
fn wrong_codes_are_counted_for_the_call_and_the_right_one_comes_too_late() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let other = guarded(&worker);
    let right = approval_code(&worker, &server);
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    let wrong = [
        approval_code(&worker, &other),
        "0000-0000-0000".to_owned(),
        format!("{right}0"),
        "x".to_owned(),
    ];
    for typed in &wrong {
        let with = json!({ "approval_code": typed, "address": "203.0.113.7" });
        assert_eq!(
            press(&worker, &code, "approve", &with),
            json!({ "refused": "code" }),
            "{typed}"
        );
    }
    let with = json!({ "approval_code": "0000", "address": "203.0.113.7" });
    assert_eq!(
        open(&worker, &code, &with),
        json!({ "refused": "locked" }),
        "the fifth, though nothing was pressed"
    );
    let with = json!({ "approval_code": right });
    assert_eq!(
        press(&worker, &code, "approve", &with),
        json!({ "refused": "locked" })
    );
    refused(&client.call(CREATE, title("x")), "too many wrong codes");
    let counted = worker.platform.counted();
    assert!(
        counted.contains(&("WRONG_TOKEN_LIMIT", "203.0.113.7".to_owned(), 5)),
        "{counted:?}"
    );
    // Another call is not touched by it.
    let code = link(&client.call(CREATE, title("y")));
    assert_eq!(
        press(
            &worker,
            &code,
            "approve",
            &json!({ "approval_code": right.to_lowercase() })
        )["done"],
        "approved"
    );
    worker.platform.pass(3_600);
    link(&client.call(CREATE, title("x")));
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn what_is_written_down_says_nothing_of_the_call_in_the_clear() {
    let worker = Worker::new();
    let server = guarded(&worker);
    worker.legacy(&server).call(CREATE, title("a-secret-title"));
    let keys = worker.platform.records.keys("approval:");
    assert_eq!(keys.len(), 1);
    let code = approval_code(&worker, &server);
    let plain = code.replace('-', "");
    let all = format!("{:?}", worker.platform.records.snapshot());
    for secret in ["a-secret-title", &code, &plain] {
        assert!(!all.contains(secret), "{secret}");
    }
    let lines = worker.platform.take_lines().join("\n");
    assert!(
        !lines.contains("a-secret-title") && !lines.contains("/approve/"),
        "{lines}"
    );
}

#[test]
fn a_server_has_a_code_while_some_calls_wait_and_a_new_one_with_each_url() {
    let worker = Worker::new();
    let server = worker.server();
    let show = |server: &Server| worker.read(&server.resource()).is(200)["approval_code"].clone();
    assert_eq!(show(&server), Value::Null);
    let patch = |config: Value| {
        worker
            .admin("PATCH", &server.resource(), &json!({ "config": config }))
            .is(200)
    };
    let patched = patch(json!({ "approve": [DELETE] }));
    let code = show(&server);
    assert_eq!(patched["approval_code"], code);
    assert_eq!(
        patch(json!({ "compact": true }))["approval_code"],
        code,
        "it stays"
    );
    let rotated = worker.rotate(&server);
    assert_ne!(show(&rotated), code, "a new URL has a new one");
    assert!(show(&rotated).is_string());
    assert_eq!(patch(json!({ "approve": null })).get("approval_code"), None);
    assert!(patch(json!({ "customer_visible": "approve" }))["approval_code"].is_string());
    let listed = worker
        .read(&format!("/integrated-account/{}/mcp", server.account))
        .is(200);
    assert!(listed["result"][0]["approval_code"].is_string(), "{listed}");
    let joint = worker.admin("POST", "/mcp-server", &json!({
        "name": "Both", "accounts": [{ "id": server.account, "config": { "approve": ["write"] } }],
    })).is(201);
    assert!(joint["approval_code"].is_string(), "{joint}");
}

#[test]
fn only_the_calls_that_were_named_wait() {
    let worker = Worker::new();
    for (approve, waiting) in [
        (
            json!(["write"]),
            vec![CREATE, DELETE, FORM, "acme_issues_snooze"],
        ),
        (json!(["destructive"]), vec![DELETE]),
        (json!(["custom"]), vec!["acme_issues_snooze"]),
        (
            json!(["create_a_acme_*", DELETE]),
            vec![CREATE, DELETE, FORM],
        ),
        (json!([]), vec![]),
    ] {
        let server = worker.configured(&json!({ "approve": approve, "repeat_guard_seconds": 0 }));
        let client = worker.legacy(&server);
        for (tool, arguments) in [
            (CREATE, title("x")),
            (DELETE, json!({ "id": "i_1" })),
            (FORM, json!({ "name": "x" })),
            ("acme_issues_snooze", json!({ "id": "i_1", "until": "x" })),
            ("list_all_acme_me", json!({})),
        ] {
            let reply = client.call(tool, arguments);
            let waits = reply.body.contains("/approve/");
            assert_eq!(waits, waiting.contains(&tool), "{approve} {tool}");
        }
        let list = client.list().result();
        for tool in list["tools"].as_array().unwrap() {
            let name = tool["name"].as_str().unwrap();
            let description = tool["description"].as_str().unwrap();
            if [
                CREATE,
                DELETE,
                FORM,
                "acme_issues_snooze",
                "list_all_acme_me",
            ]
            .contains(&name)
            {
                let is_said = description.ends_with(" A person has to agree here.");
                assert_eq!(is_said, waiting.contains(&name), "{approve} {name}");
            }
        }
    }
}

#[test]
fn what_customers_see_waits_where_the_operator_says_approve() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let config = json!({ "customer_visible": "approve", "repeat_guard_seconds": 0 });
    let server = worker.server_with(&account, &json!({ "config": config }));
    let client = worker.legacy(&server);
    link(&client.call(
        "dogwood_signs_put",
        json!({ "twig_id": "t1", "bird_id": "6329bd9ffe4e2e91dac76188", "ranger_id": "r" }),
    ));
    link(&client.call("create_a_dogwood_nest", json!({ "name": "x" })));
    assert!(worker.platform.sent().is_empty());
    client
        .call(
            "create_a_dogwood_nest",
            json!({ "name": "x", "neighbour_id": 7 }),
        )
        .answered();
    client
        .call("dogwood_leaves_fall", json!({ "id": "1" }))
        .answered();
    assert_eq!(
        worker.platform.sent().len(),
        2,
        "a draft, and what colleagues see"
    );
}

/// An approval of one account does not count for another behind the same URL.
#[test]
fn an_approval_is_of_one_account() {
    let worker = Worker::new();
    let [north, south] =
        ["North", "South"].map(|label| worker.account_with(&json!({ "label": label })));
    let config = json!({ "approve": ["write"], "repeat_guard_seconds": 0 });
    let accounts = json!([{ "id": north, "config": config }, { "id": south, "config": config }]);
    let server = worker.several(&json!({ "accounts": accounts }));
    let of = |account: &str| json!({ "title": "x", "account": account });
    let (state, message) = asked(&ask(&worker, &server, CREATE, &of("North"), &json!({})));
    assert!(message.contains("Account: North"), "{message}");
    refused(
        &ask(&worker, &server, CREATE, &of("South"), &yes(&state)),
        "was not given",
    );
    ask(&worker, &server, CREATE, &of("North"), &yes(&state)).answered();
    assert_eq!(worker.platform.sent().len(), 1);
    // By its page, with the code of the URL.
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, of("South")));
    let with = json!({ "approval_code": approval_code(&worker, &server) });
    assert_eq!(press(&worker, &code, "approve", &with)["done"], "approved");
    link(&client.call(CREATE, of("North")));
    client.call(CREATE, of("South")).answered();
    assert_eq!(worker.platform.sent().len(), 2);
}

/// KV that fails lets nothing through.
#[test]
fn without_records_nothing_is_approved() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let (state, _) = asked(&ask(&worker, &server, CREATE, &title("x"), &json!({})));
    let code = link(&worker.legacy(&server).call(CREATE, title("y")));
    let with = json!({ "approval_code": approval_code(&worker, &server) });
    press(&worker, &code, "approve", &with);
    worker.platform.records.fail(Operation::Save, 0);
    let reply = ask(&worker, &server, CREATE, &title("x"), &yes(&state));
    assert_eq!(reply.fault().1, -32603, "{reply:?}");
    let reply = worker.legacy(&server).call(CREATE, title("y"));
    assert_eq!(reply.fault().1, -32603, "{reply:?}");
    assert!(worker.platform.sent().is_empty());
    // What could not be used up was not used.
    worker.platform.records.recover();
    ask(&worker, &server, CREATE, &title("x"), &yes(&state)).answered();
    worker.legacy(&server).call(CREATE, title("y")).answered();
}
