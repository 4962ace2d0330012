//! Webhooks: where they may not go, whoever wrote the URL down, and what their secrets never show.

use fairlead::platform::Limit;
use serde_json::{Value, json};

use crate::counts::Counts;
use crate::fake::{Worker, request};

const GOOD: &str = "https://hooks.receiver.example/";

fn hosts() -> Vec<String> {
    let hosts = include_str!("../../support/hosts.json");
    let hosts: Value = serde_json::from_str(hosts).expect("JSON");
    let inside = hosts["inside"].as_array().expect("a list").iter();
    inside
        .map(|host| host.as_str().expect("a host").to_owned())
        .collect()
}

/// Every spelling of a URL that could lead to a host.
fn spellings(host: &str) -> Vec<String> {
    let schemes = [
        "https://",
        "HTTPS://",
        "https:\\\\",
        "https:/",
        "http://",
        "//",
        "https://\t",
    ];
    let users = [
        "",
        "hooks.receiver.example@",
        "hooks.receiver.example:443@",
        "hooks.receiver.example%2f@",
    ];
    let ends = [
        "",
        "/",
        ":443/",
        ":8443/x?y=.receiver.example",
        "/#.receiver.example",
        "?.receiver.example",
        "\\.receiver.example",
    ];
    let mut urls = Vec::new();
    for scheme in schemes {
        for user in users {
            urls.extend(ends.iter().map(|end| format!("{scheme}{user}{host}{end}")));
        }
    }
    urls
}

#[test]
fn no_webhook_leads_inside_a_network() {
    let mut counts = Counts::open("authorization-webhooks");
    let mut worker = Worker::new();
    worker.finishes = true;
    let (id, secret) = worker.webhook(&json!({ "url": GOOD }));
    let path = format!("/webhook/{id}");
    let key = format!("webhook:{id}");
    let stored = worker.platform.records.get(&key).expect("the record").value;
    let (mut refused, mut unsent) = (0, 0);
    for host in hosts() {
        for url in spellings(&host) {
            let body = json!({ "url": url });
            for reply in [
                worker.admin("POST", "/webhook", &body),
                worker.admin("PATCH", &path, &body),
            ] {
                assert_eq!(reply.failed_fields(), ["url"], "{url}");
                refused += 1;
            }
        }
        // Whoever can write to KV: what is stored is looked at before it is called.
        let mut record: Value = serde_json::from_str(&stored).expect("JSON");
        record["url"] = json!(format!("https://{host}/"));
        worker.platform.records.put(&key, &record.to_string());
        fairlead::access::webhook::forget_all();
        let tested = worker
            .admin("POST", &format!("{path}/test"), &json!({}))
            .is(200);
        assert_eq!(tested["success"], false, "{host}");
        worker.account();
        worker.platform.pass(600);
        worker.tick();
        assert!(worker.platform.take_notices().is_empty(), "{host}");
        unsent += 3;
        for stale in worker.platform.records.keys("agenda:") {
            worker.platform.records.remove(&stale).expect("it goes");
        }
        worker.platform.records.put(&key, &stored);
        fairlead::access::webhook::forget_all();
    }
    assert_eq!(worker.platform.records.keys("webhook:"), [key]);
    counts.held(
        "webhooks-stay-outside",
        "addresses inside a network × spellings of a URL, made and changed",
        refused,
    );
    counts.held(
        "webhooks-stay-outside",
        "records that name such an address: tested, told of an event, tried again",
        unsent,
    );

    let bare = secret.trim_start_matches("whsec_").to_owned();
    let mut shown = 0;
    let mut looks = |text: &str| {
        assert!(!text.contains(&bare), "{text}");
        shown += 1;
    };
    for method in ["GET", "HEAD", "PATCH", "POST", "PUT", "OPTIONS"] {
        for target in [
            "/webhook",
            &path,
            &format!("{path}/test"),
            "/webhook?url=x",
            "/admin/reseal",
        ] {
            let ask = request(method, target).bearer(crate::fake::ADMIN_TOKEN);
            looks(&worker.answer_unheld(&ask.body("{}")).body);
        }
    }
    worker.platform.limit(Limit::WrongTokens, 1_000);
    worker.platform.receives(|_| Ok(500));
    worker.account();
    for notice in worker.platform.take_notices() {
        looks(&format!(
            "{notice:?} {} {}",
            notice.headers.as_lines(),
            notice.body
        ));
    }
    for line in worker.platform.lines() {
        looks(&line);
    }
    for saved in worker.platform.records.saved() {
        looks(&saved.value);
    }
    counts.held(
        "secrets-are-sealed-at-rest",
        "the secret of a webhook in answers, deliveries, records and log lines",
        shown,
    );
    counts.close();
}
