//! What calls learn of an account, and how seldom it is written.

use serde_json::{Value, json};

use crate::fake::{Operation, Server, World};

struct Case {
    world: World,
    server: Server,
}

impl Case {
    fn new() -> Self {
        let world = World::new();
        let server = world.server();
        Self { world, server }
    }

    /// One call while the vendor answers so; the account afterwards, and the writes to its state.
    fn after(&self, status: u16, body: &str) -> (Value, usize) {
        self.called("list_all_acme_me", status, body)
    }

    fn called(&self, tool: &str, status: u16, body: &str) -> (Value, usize) {
        let records = &self.world.platform.records;
        let (saved, health) = (records.saved().len(), records.get(&self.key()));
        self.world.vendor_says(status, body);
        let arguments = if tool.contains("_me") {
            json!({})
        } else {
            json!({ "id": "i_1" })
        };
        let sent = self.world.platform.sent().len();
        self.world.legacy(&self.server).call(tool, arguments);
        assert_eq!(self.world.platform.sent().len(), sent + 1);
        let removed = health.is_some() && records.get(&self.key()).is_none();
        let writes = records.saved().len() - saved + usize::from(removed);
        let target = format!("/integrated-account/{}", self.server.account);
        (self.world.read(&target).is(200), writes)
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
    let (account, writes) = case.after(401, "{\"message\":\"who are you\"}");
    assert_eq!(
        (&account["status"], writes),
        (&json!("needs_reauth"), 0),
        "the same is not written twice"
    );
    assert_eq!(case.world.platform.sent().len(), 2, "it is still called");
    let (account, writes) = case.after(200, "{}");
    assert_eq!((&account["status"], writes), (&json!("active"), 1));
    assert_eq!(account["last_error"], Value::Null);
    assert!(case.world.platform.records.get(&case.key()).is_none());
    let (_, writes) = case.after(200, "{}");
    assert_eq!(writes, 0);
}

#[test]
fn a_vendor_that_words_each_401_differently_costs_one_write() {
    let case = Case::new();
    let (_, writes) = case.after(401, "{\"message\":\"refused, request r_1\"}");
    assert_eq!(writes, 1);
    let (account, writes) = case.after(401, "{\"message\":\"refused, request r_2\"}");
    assert_eq!((&account["status"], writes), (&json!("needs_reauth"), 0));
}

#[test]
fn a_403_is_remembered_with_its_place_and_changes_no_status() {
    let case = Case::new();
    case.world.platform.set_clock(60);
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
    case.world.platform.set_clock(120);
    let (_, writes) = case.after(403, "{\"message\":\"not yours\"}");
    assert_eq!(writes, 0, "the same place is not written again");
    let (account, writes) = case.called("delete_a_acme_issue_by_id", 403, "{}");
    assert_eq!(writes, 1);
    assert_eq!(account["last_forbidden_error"]["method"], "delete");
    let (account, writes) = case.after(200, "{}");
    assert_eq!(
        (&account["last_forbidden_error"], writes),
        (&Value::Null, 1)
    );
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
    let before = case.world.platform.records.get(&key);
    case.after(401, "{}");
    case.after(403, "{}");
    case.after(200, "{}");
    assert_eq!(case.world.platform.records.get(&key), before);
}

#[test]
fn a_healthy_call_writes_nothing_at_all() {
    let case = Case::new();
    let records = &case.world.platform.records;
    records.fail(Operation::Save, 0);
    records.fail(Operation::Remove, 0);
    let (account, writes) = case.after(200, "{}");
    assert_eq!((&account["status"], writes), (&json!("active"), 0));
    assert!(
        !case
            .world
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
    let before = case.world.platform.records.snapshot();
    let client = case.world.legacy(&case.server);
    client
        .call("get_single_acme_issue_by_id", json!({}))
        .mends();
    client.list().result();
    assert_eq!(case.world.platform.records.snapshot(), before);
}
