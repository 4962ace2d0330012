//! The one line that a request leaves.

use serde_json::{Value, json};

use crate::fake::*;

fn line_of(world: &World, act: impl FnOnce() -> Reply) -> (Value, Reply) {
    let before = world.platform.lines().len();
    let reply = act();
    let lines = world.platform.lines();
    assert_eq!(lines.len(), before + 1, "{lines:?}");
    (serde_json::from_str(&lines[before]).unwrap(), reply)
}

#[test]
fn a_call_says_when_how_long_and_how_much() {
    let world = World::new();
    let server = world.server();
    world.vendor_says(200, "{\"data\":[]}");
    let (line, reply) = line_of(&world, || {
        world
            .modern(&server)
            .call("list_all_acme_issues", json!({}))
    });
    assert_eq!(line["time"], "2027-01-15T08:00:00Z");
    assert_eq!(line["method"], "tools/call");
    assert_eq!(line["tool"], "list_all_acme_issues");
    assert_eq!(line["vendor_status"], 200);
    assert_eq!(line["bytes_out"], reply.body.len());
    assert_eq!(line["vendor_bytes"], 11);
    assert_eq!((&line["ms"], &line["vendor_ms"]), (&json!(0), &json!(0)));
    assert_eq!(
        Some(line["request_id"].as_str().unwrap()),
        reply.headers.get("x-request-id")
    );
}

#[test]
fn waiting_for_the_vendor_counts() {
    let world = World::new();
    let server = world.server();
    let clock = world.platform.clock();
    world.platform.script(move |_| {
        clock.set(clock.get() + 3);
        Ok(vendor_answer(200, "{\"data\":[]}"))
    });
    let (line, _) = line_of(&world, || {
        world
            .modern(&server)
            .call("list_all_acme_issues", json!({}))
    });
    assert_eq!(
        (&line["ms"], &line["vendor_ms"]),
        (&json!(3_000), &json!(3_000))
    );
}

#[test]
fn a_list_counts_the_text_that_the_host_keeps() {
    let world = World::new();
    let server = world.server();
    for _ in 0..2 {
        let (line, reply) = line_of(&world, || world.modern(&server).list());
        assert_eq!(line["bytes_out"], reply.body.len());
    }
}

#[test]
fn the_id_is_cloudflares_own_or_sixteen_digits_of_ours() {
    let world = World::new();
    let id_of = |ray: Option<&str>| {
        let ask = request("GET", "/healthz");
        let reply = world.answer(&match ray {
            Some(ray) => ask.header("cf-ray", ray),
            None => ask,
        });
        reply.headers.get("x-request-id").unwrap().to_owned()
    };
    assert_eq!(id_of(Some("8f2a1b3c4d5e6f70-FRA")), "8f2a1b3c4d5e6f70-FRA");
    assert_eq!(id_of(Some("8f2a1b3c4d5e6f70")), "8f2a1b3c4d5e6f70");
    for forged in [
        None,
        Some(""),
        Some("8f2a1b3c4d5e6f7"),
        Some("8f2a1b3c4d5e6f70-\"}"),
        Some("8f2a1b3c4d5e6f70-FRANKFURT"),
        Some("zf2a1b3c4d5e6f70-FRA"),
    ] {
        let id = id_of(forged);
        assert!(
            id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{forged:?}: {id}"
        );
        assert_ne!(Some(id.as_str()), forged);
    }
}
