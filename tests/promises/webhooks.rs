//! `/webhook`: where the operator is told of events.

use serde_json::{Value, json};

use crate::fake::*;

const URL: &str = "https://hooks.receiver.example/fairlead";

fn names() -> Value {
    json!([
        "account.created",
        "account.active",
        "account.needs_reauth",
        "account.reactivated",
        "account.deleted",
        "server.created",
        "server.expiring",
        "server.expired",
        "server.revoked",
    ])
}

fn table(key: &str) -> Vec<String> {
    let hosts = include_str!("../support/hosts.json");
    let hosts: Value = serde_json::from_str(hosts).expect("JSON");
    let hosts = hosts[key].as_array().expect("a list").iter();
    hosts
        .map(|host| host.as_str().expect("a host").to_owned())
        .collect()
}

#[test]
fn a_secret_is_shown_once_and_stored_sealed() {
    let worker = Worker::new();
    let body = json!({ "url": URL, "label": "Pager", "events": ["account.needs_reauth"] });
    let made = worker.admin("POST", "/webhook", &body);
    let (id, secret) = (made.is(201)["id"].clone(), made.json()["secret"].clone());
    let secret = secret.as_str().expect("a secret");
    assert!(
        secret.starts_with("whsec_") && secret.len() == 50,
        "{secret}"
    );
    let path = format!("/webhook/{}", id.as_str().expect("an id"));
    let shown = json!({
        "id": id, "url": URL, "label": "Pager", "events": ["account.needs_reauth"], "active": true,
        "disabled_at": null, "disabled_reason": null, "last_delivery": null,
        "created_at": "2027-01-15T08:00:00Z", "updated_at": "2027-01-15T08:00:00Z",
    });
    assert_eq!(worker.read(&path).is(200), shown);
    assert_eq!(worker.read("/webhook").is(200)["result"], json!([shown]));
    let changed = worker
        .admin("PATCH", &path, &json!({ "label": null }))
        .is(200);
    assert_eq!(
        (&changed["label"], changed.get("secret")),
        (&Value::Null, None)
    );
    let bare = secret.trim_start_matches("whsec_");
    for saved in worker.platform.records.saved() {
        assert!(!saved.value.contains(bare), "{}", saved.key);
    }
    assert!(!worker.platform.lines().join("\n").contains(bare));
    worker.delete(&path).is(200);
    assert!(worker.platform.records.keys("").is_empty());
    assert_eq!(worker.read(&path).status, 404);
}

#[test]
fn each_wrong_field_is_named_and_nothing_is_made() {
    let worker = Worker::new();
    let twice = json!(["account.created", "account.created"]);
    for (body, field) in [
        (json!({}), "url"),
        (json!({ "url": 1 }), "url"),
        (json!({ "url": URL, "events": [] }), "events"),
        (json!({ "url": URL, "events": "account.created" }), "events"),
        (
            json!({ "url": URL, "events": ["account.created", "no.event"] }),
            "events",
        ),
        (json!({ "url": URL, "events": ["test"] }), "events"),
        (json!({ "url": URL, "events": twice }), "events"),
        (json!({ "url": URL, "label": "" }), "label"),
        (json!({ "url": URL, "active": false }), "active"),
        (json!({ "url": URL, "secret": "fake-secret" }), "secret"),
    ] {
        let reply = worker.admin("POST", "/webhook", &body);
        assert_eq!(reply.failed_fields(), [field], "{body}");
    }
    let reply = worker.admin("POST", "/webhook", &json!({ "events": ["x"], "label": 7 }));
    assert_eq!(reply.failed_fields(), ["url", "label", "events"]);
    let failures = worker.admin("POST", "/webhook", &json!({ "url": URL, "events": [] }));
    for name in names().as_array().expect("names") {
        let name = name.as_str().expect("a name");
        assert!(failures.failures()[0].contains(name), "{name}");
    }
    assert!(!worker.platform.records.is_touched());
}

#[test]
fn a_webhook_has_a_public_name_and_https() {
    let worker = Worker::new();
    let make = |url: &str| worker.admin("POST", "/webhook", &json!({ "url": url }));
    for host in table("public") {
        make(&format!("https://{host}/x?y=z")).is(201);
        make(&format!("https://{host}:8443")).is(201);
        for id in worker.platform.records.keys("webhook:") {
            let path = id.replacen(':', "/", 1);
            worker.delete(&format!("/{path}")).is(200);
        }
    }
    for host in table("inside") {
        for url in [
            format!("https://{host}/"),
            format!("https://{host}:443/x"),
            format!("https://user@{host}/"),
        ] {
            assert_eq!(make(&url).failed_fields(), ["url"], "{url}");
        }
    }
    let too_long = format!("https://receiver.example/{}", "x".repeat(2_048));
    for url in [
        "http://receiver.example/",
        "ftp://receiver.example/",
        "//receiver.example/",
        "receiver.example",
        "https:/receiver.example",
        "https:receiver.example",
        "https://",
        "https:///receiver.example",
        "https://receiver.example/#x",
        "https://user:fake@receiver.example/",
        "https://receiver.example@127.0.0.1/",
        "https://127.0.0.1\\@receiver.example/",
        "https://receiver.example\\.localhost/",
        "https://receiver.example:0/",
        "https://receiver.example:65536/",
        "https://receiver.example:x/",
        "https://receiver..example/",
        "https://.receiver.example/",
        "https://receiver.example./",
        "https://rec eiver.example/",
        "https://receiver.example/\n",
        "https://127。0。0。1/",
        "https://１２７.0.0.1/",
        "https://%31%32%37.0.0.1/",
        "https://loc\u{ad}alhost/",
        "javascript:alert(1)",
        "data:text/html,x",
        &too_long,
    ] {
        let reply = make(url);
        if url.ends_with('\n') {
            reply.is(201);
        } else {
            assert_eq!(reply.failed_fields(), ["url"], "{url}");
        }
    }
    for url in [
        "http://127.0.0.1:9000/x",
        "http://localhost/",
        "http://[::1]:9/",
    ] {
        assert_eq!(make(url).failed_fields(), ["url"], "{url}");
    }
}

#[test]
fn a_webhook_may_be_on_this_machine_where_the_settings_let_it() {
    let mut worker = Worker::new();
    worker.set("WEBHOOKS_TO_LOOPBACK", "true");
    let make = |url: &str| worker.admin("POST", "/webhook", &json!({ "url": url }));
    for url in [
        "http://127.0.0.1:9000/x",
        "http://localhost/",
        "http://[::1]:9/",
    ] {
        make(url).is(201);
    }
    for url in [
        "https://127.0.0.1/",
        "http://127.0.0.2/",
        "http://10.0.0.1/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://localhost@evil.example/",
        "http://receiver.example/",
    ] {
        assert_eq!(make(url).failed_fields(), ["url"], "{url}");
    }
    // A record from a time when the settings let it.
    let key = worker.platform.records.keys("webhook:").remove(0);
    worker.set("WEBHOOKS_TO_LOOPBACK", "false");
    let path = format!("/{}/test", key.replacen(':', "/", 1));
    let tested = worker.admin("POST", &path, &json!({})).is(200);
    assert_eq!(tested["success"], false);
    assert!(worker.platform.take_notices().is_empty());
}

#[test]
fn a_test_is_one_delivery_whose_outcome_is_told_and_kept() {
    let worker = Worker::new();
    let (id, _) = worker.webhook(&json!({ "events": ["server.revoked"] }));
    let path = format!("/webhook/{id}");
    let test = || {
        worker
            .admin("POST", &format!("{path}/test"), &json!({}))
            .is(200)
    };
    let tested = test();
    assert_eq!(
        (&tested["success"], &tested["status_code"], &tested["event"]),
        (&json!(true), &json!(204), &json!("test"))
    );
    assert_eq!(worker.read(&path).is(200)["last_delivery"], tested);
    let notice = worker.platform.take_notices().remove(0);
    let body: Value = serde_json::from_str(&notice.body).expect("JSON");
    assert_eq!(
        (&body["event"], &body["webhook_id"]),
        (&json!("test"), &json!(id))
    );
    worker.platform.receives(|_| Ok(500));
    let tested = test();
    assert_eq!(
        (
            &tested["success"],
            &tested["status_code"],
            &tested["message"]
        ),
        (
            &json!(false),
            &json!(500),
            &json!("The receiver answered 500.")
        )
    );
    assert_eq!(worker.platform.take_notices().len(), 1);
    assert!(worker.platform.records.keys("agenda:").is_empty());
}

#[test]
fn a_test_of_a_webhook_that_is_deleted_meanwhile_leaves_no_record() {
    let worker = std::rc::Rc::new(Worker::new());
    let (id, _) = worker.webhook(&json!({}));
    let path = format!("/webhook/{id}");
    let (elsewhere, deleted) = (std::rc::Rc::clone(&worker), path.clone());
    worker.platform.receives(move |_| {
        elsewhere.delete(&deleted).is(200);
        Ok(204)
    });
    let test = format!("{path}/test");
    let tested = worker.admin("POST", &test, &json!({})).is(200);
    assert_eq!(tested["success"], true);
    assert_eq!(worker.platform.records.keys("delivery:"), [""; 0]);
}

#[test]
fn there_are_twenty_webhooks_at_most() {
    let worker = Worker::new();
    for _ in 0..20 {
        worker.webhook(&json!({}));
    }
    let reply = worker.admin("POST", "/webhook", &json!({ "url": URL }));
    assert_eq!(reply.status, 409, "{reply:?}");
    let first = worker.platform.records.keys("webhook:").remove(0);
    let path = format!("/{}", first.replacen(':', "/", 1));
    worker.delete(&path).is(200);
    worker.webhook(&json!({}));
}

#[test]
fn a_key_of_the_seal_can_go_once_webhooks_are_sealed_anew() {
    let mut worker = Worker::new();
    let (id, _) = worker.webhook(&json!({}));
    let test = |worker: &Worker| {
        let path = format!("/webhook/{id}/test");
        worker.admin("POST", &path, &json!({})).is(200)["success"].clone()
    };
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    let reseal = |worker: &Worker| worker.admin("POST", "/admin/reseal", &json!({})).is(200);
    assert_eq!(reseal(&worker)["resealed"], 1);
    assert_eq!(reseal(&worker)["current"], 1);
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    assert_eq!(test(&worker), true);
    worker.set("CREDENTIAL_KEYS", &format!("k1:{KEY_ONE}"));
    assert_eq!(test(&worker), false);
    let failed = &reseal(&worker)["failed"][0];
    assert_eq!(failed["id"], json!(id));
    assert!(
        failed["reason"]
            .as_str()
            .expect("a reason")
            .contains("webhook")
    );
}
