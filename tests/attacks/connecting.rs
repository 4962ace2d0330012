//! Links to connect an account, and consent at a vendor: what is guessed, altered or mixed up connects nothing.

use serde_json::{Value, json};

use crate::counts::Counts;
use crate::fake::{Worker, vendor_answer};

const CALLBACK: &str = "https://fairlead.example/connect/callback";

/// A Worker that is a client of Fir, whose token endpoint gives tokens for any code.
fn worker() -> Worker {
    let mut worker = Worker::new();
    worker.set("FIR_CLIENT_ID", "fairlead");
    worker.set("FIR_CLIENT_SECRET", "fake-client-secret");
    worker.platform.script(|_| {
        let body = r#"{"access_token":"fake-access","refresh_token":"fake-refresh"}"#;
        Ok(vendor_answer(200, body))
    });
    worker
}

fn link(worker: &Worker, integration: &str) -> String {
    let wish = json!({ "integration": integration });
    let made = worker.admin("POST", "/link-token", &wish).is(201);
    let url = made["url"].as_str().expect("a URL");
    url.rsplit_once('/').expect("a code").1.to_owned()
}

fn accounts(worker: &Worker) -> usize {
    worker.platform.records.keys("account:").len()
}

/// Codes that are nearly that one.
fn near(code: &str) -> Vec<String> {
    let mut near = vec![
        String::new(),
        code.to_uppercase(),
        code.to_lowercase(),
        code.chars().rev().collect(),
        format!("{code}{code}"),
        format!("connect:{code}"),
    ];
    for at in 0..code.len() {
        near.push(code[..at].to_owned());
        near.push(code[at + 1..].to_owned());
        for other in ["A", "_", "-", "%", "\0", " ", "\n", "é", "/"] {
            near.push(format!("{}{other}{}", &code[..at], &code[at + 1..]));
            near.push(format!("{}{other}{}", &code[..at], &code[at..]));
        }
    }
    near.retain(|one| one != code);
    near
}

#[test]
fn links_and_consents_that_are_altered_or_mixed_up_connect_nothing() {
    let mut counts = Counts::open("connecting");

    let worker = worker();
    let code = link(&worker, "acme");
    let mut tried = 0;
    for guess in near(&code) {
        let given = json!({
            "link": guess, "integration": "acme", "context": { "organization": "demo" }, "credentials": { "api_token": "fake" },
        });
        for question in ["connect-link", "connect"] {
            let answer = worker.decide(question, &given);
            assert_eq!(
                answer,
                json!({ "refused": "unknown" }),
                "{question} {guess:?}"
            );
            tried += 1;
        }
    }
    assert_eq!(accounts(&worker), 0);
    assert!(worker.platform.sent().is_empty());
    counts.held(
        "links-connect-once",
        "codes of links: cut, spliced, padded, spelled otherwise",
        tried,
    );

    // Three consents, of two links; what each browser keeps, with what the vendor sends back to another.
    let codes = [link(&worker, "fir"), link(&worker, "fir")];
    let go = |code: &str| {
        let going =
            json!({ "link": code, "context": { "site": "demo" }, "redirect_uri": CALLBACK });
        worker.decide("connect-consent", &going)
    };
    let begun = [go(&codes[0]), go(&codes[0]), go(&codes[1])];
    let sealed: Vec<Value> = begun.iter().map(|sent| sent["sealed"].clone()).collect();
    let states: Vec<Value> = begun.iter().map(|sent| sent["state"].clone()).collect();
    let cut = |value: &Value| json!(value.as_str().expect("a text")[1..]);
    let session = worker.decide(
        "seal",
        &json!({ "purpose": "oidc", "value": {}, "seconds": 60 }),
    );
    let mut wrong = 0;
    for (at, kept) in sealed
        .iter()
        .chain([&cut(&sealed[0]), &session["sealed"], &json!("")])
        .enumerate()
    {
        for (of, state) in states
            .iter()
            .chain([&cut(&states[0]), &json!(""), &Value::Null])
            .enumerate()
        {
            for issuer in [
                json!("https://id.fir.example"),
                json!("https://id.evil.example"),
                json!("https://ID.fir.example"),
                Value::Null,
            ] {
                if at == of && at < 3 && issuer == "https://id.fir.example" {
                    continue;
                }
                let returned =
                    json!({ "sealed": kept, "state": state, "code": "fake-code", "iss": issuer });
                let answer = worker.decide("connect-callback", &returned);
                assert_eq!(
                    answer,
                    json!({ "refused": "transaction" }),
                    "{at} {of} {issuer}"
                );
                wrong += 1;
            }
        }
    }
    assert_eq!(accounts(&worker), 0);
    assert!(
        worker.platform.sent().is_empty(),
        "no code was sent anywhere"
    );
    counts.held(
        "links-connect-once",
        "consents: what a browser keeps × states × issuers, of one and of another",
        wrong,
    );

    // The honest ones: one account for each link, however often its consents come back.
    let mut replayed = 0;
    for _ in 0..2 {
        for (kept, state) in sealed.iter().zip(&states) {
            let returned = json!({ "sealed": kept, "state": state, "code": "fake-code", "iss": "https://id.fir.example" });
            let answer = worker.decide("connect-callback", &returned);
            if answer["refused"] == "unknown" {
                replayed += 1;
            } else {
                assert!(answer["connected"].is_object(), "{answer}");
            }
        }
    }
    assert_eq!((accounts(&worker), replayed), (2, 4));
    counts.held(
        "links-connect-once",
        "consents that come back after their link was used",
        replayed,
    );
    counts.close();
}
