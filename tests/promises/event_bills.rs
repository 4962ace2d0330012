//! What KV bills for webhooks, by the rows of `docs/costs.md`.

use serde_json::json;

use crate::bills::Row;
use crate::fake::*;

/// The operator's API, and runs of the cron trigger.
pub(crate) fn rows() -> Vec<Row> {
    let worker = Worker::new();
    worker.server();
    let billed = |name: &'static str, act: &dyn Fn()| {
        worker.platform.records.take_bill();
        act();
        (name, worker.platform.records.take_bill())
    };
    let url = json!({ "url": "https://hooks.receiver.example/" });
    let mut rows = vec![
        billed("run of the cron trigger, no webhook", &|| {
            worker.tick();
        }),
        billed("`POST /webhook`, the first", &|| {
            worker.admin("POST", "/webhook", &url).is(201);
        }),
    ];
    let key = worker.platform.records.keys("webhook:").remove(0);
    let path = format!("/{}", key.replacen(':', "/", 1));
    rows.extend([
        billed("`GET /webhook`, 1 webhook", &|| {
            worker.read("/webhook").is(200);
        }),
        billed("`GET /webhook/:id`", &|| {
            worker.read(&path).is(200);
        }),
        billed("`PATCH /webhook/:id`", &|| {
            worker
                .admin("PATCH", &path, &json!({ "label": "x" }))
                .is(200);
        }),
        billed("`POST /webhook/:id/test`", &|| {
            worker
                .admin("POST", &format!("{path}/test"), &json!({}))
                .is(200);
        }),
        billed(
            "run of the cron trigger, 1 webhook and nothing due",
            &|| {
                worker.tick();
            },
        ),
        billed("`DELETE /webhook/:id`", &|| {
            worker.delete(&path).is(200);
        }),
    ]);
    rows
}
