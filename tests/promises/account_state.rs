//! What calls learn of an account, and how seldom it is read and written.

use serde_json::{Value, json};

use crate::fake::*;

struct Case {
    worker: Worker,
    server: Server,
}

impl Case {
    fn new() -> Self {
        let mut worker = Worker::new();
        worker.finishes = true;
        worker.set("USAGE_WRITE_SECONDS", "0");
        let server = worker.server();
        Self { worker, server }
    }

    /// One call while the vendor answers so; the account as the operator sees it afterwards, and the writes and deletions of its state.
    fn after(&self, status: u16, body: &str) -> (Value, usize) {
        self.called("list_all_acme_me", status, body)
    }

    fn called(&self, tool: &str, status: u16, body: &str) -> (Value, usize) {
        let bill = self.call(tool, status, body);
        (self.account(), bill.writes + bill.deletes)
    }

    fn call(&self, tool: &str, status: u16, body: &str) -> Bill {
        self.worker.vendor_says(status, body);
        let arguments = if tool.contains("_me") {
            json!({})
        } else {
            json!({ "id": "i_1" })
        };
        self.worker.platform.take_sent();
        self.worker.platform.records.take_bill();
        self.worker.legacy(&self.server).call(tool, arguments);
        assert_eq!(self.worker.platform.take_sent().len(), 1, "it is called");
        self.worker.platform.records.take_bill()
    }

    /// As the operator sees it where these calls are answered.
    fn account(&self) -> Value {
        let target = format!("/integrated-account/{}", self.server.account);
        self.worker.read(&target).is(200)
    }

    fn status(&self) -> Value {
        self.account()["status"].clone()
    }

    /// What is stored, and so what other isolates see.
    fn is_stored(&self) -> bool {
        self.worker.platform.records.get(&self.key()).is_some()
    }

    fn pass(&self, seconds: u64) {
        self.worker.platform.pass(seconds);
    }

    fn key(&self) -> String {
        format!("health:{}", self.server.account)
    }
}

#[test]
fn a_401_asks_for_new_credentials_and_a_success_takes_it_back() {
    let case = Case::new();
    let (account, writes) = case.after(401, "{\"message\":\"who are you\"}");
    assert_eq!((&account["status"], writes), (&json!("needs_reauth"), 1));
    assert_eq!(account["last_error"], "Acme answered 401: who are you");
    assert!(case.is_stored());
    let (account, writes) = case.after(401, "{\"message\":\"who are you\"}");
    assert_eq!(
        (&account["status"], writes),
        (&json!("needs_reauth"), 0),
        "the same is not written twice"
    );
    let (account, writes) = case.after(200, "{}");
    assert_eq!((&account["status"], writes), (&json!("active"), 0));
    assert_eq!(account["last_error"], Value::Null);
    assert!(case.is_stored(), "a minute has to pass");
    case.pass(59);
    assert_eq!(case.after(200, "{}").1, 0);
    case.pass(1);
    assert_eq!(case.after(200, "{}").1, 1);
    assert!(!case.is_stored());
    assert_eq!(case.after(200, "{}").1, 0);
}

#[test]
fn a_recovery_is_written_by_the_next_message_of_any_account() {
    let case = Case::new();
    let other = case.worker.server();
    case.after(401, "{}");
    case.after(200, "{}");
    case.pass(60);
    case.worker.legacy(&other).list();
    assert!(!case.is_stored());
    assert_eq!(case.status(), "active");
}

#[test]
fn an_account_that_another_isolate_saw_refused_is_back_with_the_first_success() {
    let case = Case::new();
    case.after(401, "{}");
    fairlead::access::forget_all();
    assert_eq!(case.status(), "needs_reauth");
    let (account, writes) = case.after(200, "{}");
    assert_eq!((&account["status"], writes), (&json!("active"), 1));
    assert!(!case.is_stored());
}

#[test]
fn an_account_that_another_isolate_sees_refused_is_back_a_minute_later() {
    let case = Case::new();
    case.after(200, "{}");
    let refusal = json!({ "v": 1, "last_error": "said elsewhere", "last_forbidden_error": null });
    case.worker
        .platform
        .records
        .put(&case.key(), &refusal.to_string());
    assert_eq!(case.after(200, "{}").1, 0, "this isolate looked just now");
    assert_eq!(case.status(), "needs_reauth");
    case.pass(60);
    assert_eq!(case.after(200, "{}").1, 1);
    assert_eq!(case.status(), "active");
}

#[test]
fn a_healthy_account_is_looked_at_once_a_minute_and_after_the_answer() {
    let case = Case::new();
    let reads = || case.call("list_all_acme_me", 200, "{}").reads;
    assert_eq!([reads(), reads(), reads()], [3, 2, 2]);
    case.pass(59);
    assert_eq!(reads(), 2);
    case.pass(1);
    assert_eq!([reads(), reads()], [3, 2]);
    // Reading it is no part of the answer: one that fails harms no call.
    case.pass(60);
    case.worker.platform.records.fail(Operation::Load, 1);
    let reply = case
        .worker
        .legacy(&case.server)
        .call("list_all_acme_me", json!({}));
    assert!(reply.result()["isError"].is_null());
    let lines = case.worker.platform.lines();
    assert!(lines.last().unwrap().contains("account state not written"));
}

#[test]
fn a_vendor_that_alternates_costs_one_write_a_minute() {
    for gap in [0, 1, 7, 30, 59, 60, 61, 90] {
        let case = Case::new();
        let start = case.worker.platform.clock().get();
        let mut written: Vec<u64> = Vec::new();
        for turn in 0..200 {
            let (status, shown) = [(401, "needs_reauth"), (200, "active")][turn % 2];
            let (account, writes) = case.after(status, "{}");
            assert_eq!(account["status"], shown, "{gap}: {turn}");
            let now = case.worker.platform.clock().get() - start;
            written.extend((0..writes).map(|_| now));
            case.pass(gap);
        }
        let apart = written.windows(2).map(|pair| pair[1] - pair[0]).min();
        assert!(apart.is_none_or(|apart| apart >= 60), "{gap}: {written:?}");
        assert!(!written.is_empty());
        if (1..30).contains(&gap) {
            assert_eq!(
                written,
                [0],
                "a refusal a minute, and it stays written down"
            );
        }
    }
}

#[test]
fn what_is_learnt_within_a_minute_of_a_write_is_shown_at_once_and_written_later() {
    let case = Case::new();
    assert_eq!(case.after(403, "{\"message\":\"not yours\"}").1, 1);
    let (account, writes) = case.after(401, "{\"message\":\"who are you\"}");
    assert_eq!((&account["status"], writes), (&json!("needs_reauth"), 0));
    assert_eq!(account["last_forbidden_error"]["method"], "list");
    let list = case.worker.read("/integrated-account?status=needs_reauth");
    assert_eq!(list.is(200)["result"][0]["id"], json!(case.server.account));
    case.pass(60);
    case.worker.legacy(&case.server).list();
    let stored = case.worker.platform.records.get(&case.key()).unwrap().value;
    assert!(stored.contains("who are you") && stored.contains("not yours"));
}

#[test]
fn a_write_that_fails_is_made_a_minute_later() {
    let case = Case::new();
    case.worker.platform.records.fail(Operation::Save, 0);
    case.after(401, "{}");
    assert!(!case.is_stored());
    assert_eq!(case.status(), "needs_reauth");
    case.worker.platform.records.recover();
    case.pass(60);
    case.worker.legacy(&case.server).list();
    assert!(case.is_stored());
}

#[test]
fn what_the_operator_does_counts_at_once() {
    let case = Case::new();
    let account = format!("/integrated-account/{}", case.server.account);
    let credentials = json!({ "credentials": { "api_token": "fake-new-token" } });
    let change = || {
        case.worker
            .admin("PATCH", &format!("{account}/credentials"), &credentials)
    };
    let probe = || {
        case.worker
            .admin("POST", &format!("{account}/test"), &json!({}))
            .is(200)
    };

    case.after(401, "{}");
    change().is(200);
    assert!(!case.is_stored());
    assert_eq!(case.status(), "active");
    // New credentials, and so a new minute.
    assert_eq!(case.after(401, "{}").1, 1);

    case.worker.vendor_says(200, "{}");
    assert_eq!(probe()["status"], "active");
    assert!(!case.is_stored());
    case.worker.vendor_says(401, "{}");
    assert_eq!(probe()["status"], "needs_reauth");
    assert!(case.is_stored());

    // A recovery that waits is none when the probe says otherwise.
    case.after(200, "{}");
    case.worker.vendor_says(401, "{}");
    assert_eq!(probe()["status"], "needs_reauth");
    assert_eq!(case.status(), "needs_reauth");
    case.pass(60);
    case.worker.legacy(&case.server).list();
    assert!(case.is_stored());

    // Nothing is written of an account that is gone.
    case.after(200, "{}");
    case.after(403, "{}");
    let other = case.worker.server();
    case.worker.delete(&account).is(200);
    case.pass(60);
    case.worker.legacy(&other).list();
    assert!(!case.is_stored());
}

#[test]
fn a_vendor_that_words_each_401_differently_costs_one_write() {
    let case = Case::new();
    let (_, writes) = case.after(401, "{\"message\":\"refused, request r_1\"}");
    assert_eq!(writes, 1);
    for minute in 0..3 {
        let (account, writes) = case.after(401, "{\"message\":\"refused, request r_2\"}");
        assert_eq!((&account["status"], writes), (&json!("needs_reauth"), 0));
        case.pass(minute * 60);
    }
}

#[test]
fn a_403_is_remembered_with_its_place_and_changes_no_status() {
    let case = Case::new();
    case.worker.platform.set_clock(60);
    let (account, writes) = case.after(403, "{\"message\":\"not yours\"}");
    assert_eq!((&account["status"], writes), (&json!("active"), 1));
    assert_eq!(account["last_error"], Value::Null);
    assert_eq!(
        account["last_forbidden_error"],
        json!({
            "resource": "me", "method": "list", "message": "Acme answered 403: not yours",
            "occurred_at": "2027-01-15T08:01:00Z",
        })
    );
    case.worker.platform.set_clock(120);
    let (_, writes) = case.after(403, "{\"message\":\"not yours\"}");
    assert_eq!(writes, 0, "the same place is not written again");
    let (account, writes) = case.called("delete_a_acme_issue_by_id", 403, "{}");
    assert_eq!(
        writes, 0,
        "another place is shown at once and written later"
    );
    assert_eq!(account["last_forbidden_error"]["method"], "delete");
    let (account, _) = case.after(200, "{}");
    assert_eq!(account["last_forbidden_error"], Value::Null);
    case.worker.platform.set_clock(719);
    assert_eq!(case.after(200, "{}").1, 0);
    case.worker.platform.set_clock(720);
    assert_eq!(case.after(200, "{}").1, 1);
    assert!(!case.is_stored());
}

#[test]
fn an_account_that_may_not_do_some_things_costs_a_write_in_ten_minutes_at_most() {
    // Two tools that it may not use in turn; one of them between calls that succeed.
    let turns: [&[(&str, u16)]; 2] = [
        &[
            ("list_all_acme_me", 403),
            ("delete_a_acme_issue_by_id", 403),
        ],
        &[
            ("delete_a_acme_issue_by_id", 403),
            ("list_all_acme_me", 200),
        ],
    ];
    for calls in turns {
        let case = Case::new();
        let hours: Vec<usize> = (0..4)
            .map(|_| {
                let minutes = (0..60).map(|minute| {
                    case.pass(60);
                    let (tool, status) = calls[minute % calls.len()];
                    case.called(tool, status, "{}").1
                });
                minutes.sum()
            })
            .collect();
        assert!(
            hours.iter().all(|writes| *writes <= 6),
            "{calls:?}: {hours:?}"
        );
    }
}

#[test]
fn other_failures_say_nothing_of_the_credentials() {
    let case = Case::new();
    for status in [400, 404, 409, 422, 429, 500, 502, 301] {
        let (account, writes) = case.after(status, "{}");
        assert_eq!(
            (&account["status"], writes),
            (&json!("active"), 0),
            "{status}"
        );
    }
    case.after(401, "{}");
    for status in [403, 404, 429, 500] {
        let (account, _) = case.after(status, "{}");
        assert_eq!(account["status"], "needs_reauth", "{status} heals nothing");
    }
}

#[test]
fn html_under_a_200_heals_nothing() {
    let case = Case::new();
    case.after(401, "{}");
    let (account, writes) = case.after(200, "<html>sign in</html>");
    assert_eq!((&account["status"], writes), (&json!("needs_reauth"), 0));
}

#[test]
fn calls_never_touch_the_record_that_the_operator_writes() {
    let case = Case::new();
    let key = format!("account:{}", case.server.account);
    let before = case.worker.platform.records.get(&key);
    case.after(401, "{}");
    case.after(403, "{}");
    case.after(200, "{}");
    case.pass(60);
    case.after(200, "{}");
    assert_eq!(case.worker.platform.records.get(&key), before);
}

#[test]
fn a_healthy_call_writes_nothing_at_all() {
    let case = Case::new();
    let records = &case.worker.platform.records;
    records.fail(Operation::Save, 0);
    records.fail(Operation::Remove, 0);
    let (account, writes) = case.after(200, "{}");
    assert_eq!((&account["status"], writes), (&json!("active"), 0));
    assert!(
        !case
            .worker
            .platform
            .lines()
            .iter()
            .any(|line| line.contains("not written"))
    );
}

#[test]
fn refused_arguments_and_lists_say_nothing_of_an_account() {
    let case = Case::new();
    case.after(401, "{}");
    let before = case.worker.platform.records.snapshot();
    let client = case.worker.legacy(&case.server);
    client
        .call("get_single_acme_issue_by_id", json!({}))
        .mends();
    client.list().result();
    assert_eq!(case.worker.platform.records.snapshot(), before);
}

#[test]
fn an_isolate_that_watches_too_many_accounts_starts_anew() {
    use fairlead::access::health::{due, works};
    use fairlead::access::id::AccountId;
    use fairlead::platform::UnixSeconds;
    let case = Case::new();
    let now = UnixSeconds(NOW);
    let id =
        |number: u32| AccountId::parse(&format!("00000000-0000-0000-0000-{number:012}")).unwrap();
    works(id(0), now);
    while !due(now).is_empty() {}
    works(id(0), now);
    assert_eq!(due(now), [], "it was looked at");
    for number in 1..=10_000 {
        works(id(number), now);
    }
    while !due(now).is_empty() {}
    works(id(0), now);
    assert_eq!(due(now), [id(0)], "it is not known any more");
    assert_eq!(case.status(), "active");
}
