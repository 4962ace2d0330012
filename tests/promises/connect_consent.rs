//! Consent at a vendor in place of a credential, and the tokens that come of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use fairlead::access::tokens::{self as kept, Tokens};
use fairlead::http::{InboundResponse, OutboundRequest};
use serde_json::{Value, json};

use crate::fake::*;

const CALLBACK: &str = "https://fairlead.example/connect/callback";
const SECRET: &str = "fake-client-secret/+";

/// A Worker that is a client of Fir.
fn worker() -> Worker {
    let mut worker = Worker::new();
    worker.set("FIR_CLIENT_ID", "fairlead at fir");
    worker.set("FIR_CLIENT_SECRET", SECRET);
    worker
}

fn link(worker: &Worker, wish: &Value) -> String {
    let made = worker.admin("POST", "/link-token", wish).is(201);
    let url = made["url"].as_str().unwrap();
    url.rsplit_once('/').unwrap().1.to_owned()
}

/// Goes to the vendor: where, and what the browser keeps.
fn go(worker: &Worker, code: &str) -> Value {
    let body = json!({ "link": code, "context": { "site": "demo" }, "redirect_uri": CALLBACK });
    worker.decide("connect-consent", &body)
}

fn parameter(sent: &Value, name: &str) -> Option<String> {
    let url = url::Url::parse(sent["location"].as_str().unwrap()).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// Comes back; `changes` are laid over what an honest vendor sends.
fn back(worker: &Worker, sent: &Value, changes: &Value) -> Value {
    let honest = json!({
        "sealed": sent["sealed"], "state": sent["state"], "code": "fake-code", "iss": "https://id.fir.example",
    });
    worker.decide("connect-callback", &changed(honest, changes))
}

fn form(request: &OutboundRequest) -> Vec<(String, String)> {
    let body = request.body.as_deref().unwrap_or_default();
    url::form_urlencoded::parse(body).into_owned().collect()
}

fn field(request: &OutboundRequest, name: &str) -> Option<String> {
    let found = form(request).into_iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value)
}

/// A vendor that gives each refresh token once, and takes back all that came of a consent when one comes twice.
#[derive(Default)]
struct Fir {
    given: Cell<u32>,
    /// The one that is good.
    current: Cell<u32>,
    is_revoked: Cell<bool>,
    lifetime: Cell<u64>,
    /// What the token endpoint answers in place of tokens.
    trouble: RefCell<Option<(u16, String)>>,
}

impl Fir {
    fn at(worker: &Worker, lifetime: u64) -> Rc<Self> {
        let fir = Rc::new(Self::default());
        fir.lifetime.set(lifetime);
        let own = Rc::clone(&fir);
        worker
            .platform
            .script(move |request| Ok(own.answer(request)));
        fir
    }

    fn answer(&self, request: &OutboundRequest) -> InboundResponse {
        if !request.url.ends_with("/token") {
            let wanted = format!("Bearer fake-access-{}", self.current.get());
            let is_good =
                !self.is_revoked.get() && request.headers.get("authorization") == Some(&wanted);
            return if is_good {
                vendor_answer(200, r#"{"email":"cara@customer.example"}"#)
            } else {
                vendor_answer(401, r#"{"message":"revoked"}"#)
            };
        }
        if let Some((status, body)) = &*self.trouble.borrow() {
            return vendor_answer(*status, body);
        }
        if field(request, "grant_type").as_deref() == Some("refresh_token") {
            let good = format!("fake-refresh-{}", self.current.get());
            if field(request, "refresh_token") != Some(good) {
                self.is_revoked.set(true);
            }
            if self.is_revoked.get() {
                let body = r#"{"error":"invalid_grant","error_description":"used before"}"#;
                return vendor_answer(400, body);
            }
        }
        let next = self.given.get() + 1;
        self.given.set(next);
        self.current.set(next);
        let body = json!({
            "access_token": format!("fake-access-{next}"), "refresh_token": format!("fake-refresh-{next}"),
            "token_type": "bearer", "expires_in": self.lifetime.get(), "workspace": { "name": "Fir Forest" },
        });
        vendor_answer(200, &body.to_string())
    }
}

/// A connected Fir account, and a server of it.
fn connected(worker: &Worker) -> Server {
    let code = link(worker, &json!({ "integration": "fir" }));
    let sent = go(worker, &code);
    let done = back(worker, &sent, &json!({}));
    assert!(done["connected"].is_object(), "{done}");
    let list = worker.read("/integrated-account?integration=fir").is(200);
    let account = list["result"][0]["id"].as_str().unwrap();
    worker.server_with(account, &json!({}))
}

fn call(worker: &Worker, server: &Server) -> Reply {
    let message = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "list_all_fir_cones", "arguments": {} },
    });
    let ask = request("POST", &server.path()).header("content-type", "application/json");
    worker.answer(&ask.body(message.to_string()))
}

fn tokens(worker: &Worker, server: &Server) -> Option<Value> {
    let stored = worker
        .platform
        .records
        .get(&format!("tokens:{}", server.account));
    stored.map(|saved| serde_json::from_str(&saved.value).unwrap())
}

fn renewals(worker: &Worker) -> usize {
    let sent = worker.platform.sent();
    let asked = sent
        .iter()
        .filter(|request| field(request, "grant_type").as_deref() == Some("refresh_token"));
    asked.count()
}

fn status(worker: &Worker, server: &Server) -> Value {
    worker
        .read(&format!("/integrated-account/{}", server.account))
        .is(200)
}

/// What KV bills for the way to such an account, and for keeping its tokens good. The names are those of the rows in `docs/costs.md`.
pub(crate) fn bills() -> Vec<(&'static str, Bill)> {
    let worker = worker();
    let _fir = Fir::at(&worker, 3_600);
    let billed = |name: &'static str, act: &mut dyn FnMut()| {
        worker.platform.records.take_bill();
        act();
        (name, worker.platform.records.take_bill())
    };
    let (mut code, mut sent) = (String::new(), Value::Null);
    let mut rows = vec![
        billed("`POST /link-token`", &mut || {
            code = link(&worker, &json!({ "integration": "fir" }));
        }),
        billed("page of a connect link, opened", &mut || {
            worker.decide("connect-link", &json!({ "link": code }));
        }),
        billed("going to the vendor from the page", &mut || {
            sent = go(&worker, &code);
        }),
        billed("coming back with a consent, whose tokens end", &mut || {
            back(&worker, &sent, &json!({}));
        }),
    ];
    let list = worker.read("/integrated-account?integration=fir").is(200);
    let account = list["result"][0]["id"].as_str().unwrap();
    let server = worker.server_with(account, &json!({}));
    fairlead::access::forget_all();
    for (second, name) in [
        (
            1,
            "`tools/call` for an account whose tokens end, the first of an isolate",
        ),
        (2, "the same later"),
        (3_000, "the same when it is time to renew them"),
        (3_001, "the same until that has stood for 95 seconds"),
        (3_094, "the same until that has stood for 95 seconds"),
        (3_095, "the same, which then renews them"),
        (3_096, "the same later"),
    ] {
        worker.platform.set_clock(second);
        rows.push(billed(name, &mut || {
            drop(call(&worker, &server).answered());
        }));
    }
    rows
}

#[test]
fn the_way_to_the_vendor_names_everything_and_nothing_secret() {
    let worker = worker();
    let code = link(&worker, &json!({ "integration": "fir" }));
    let form = worker.decide("connect-link", &json!({ "link": code }))["form"].clone();
    assert_eq!(
        (&form["can_consent"], &form["credentials"]),
        (&json!(true), &json!([]))
    );
    let sent = go(&worker, &code);
    let location = sent["location"].as_str().unwrap();
    assert!(
        location.starts_with("https://demo.fir.example/auth?"),
        "{location}"
    );
    let wanted = [
        ("response_type", "code"),
        ("client_id", "fairlead at fir"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid offline_access"),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in wanted {
        assert_eq!(parameter(&sent, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(parameter(&sent, "state").as_deref(), sent["state"].as_str());
    assert_eq!(parameter(&sent, "code_challenge").unwrap().len(), 43);
    for secret in [SECRET, code.as_str()] {
        assert!(!location.contains(secret));
    }
    assert!(!sent["sealed"].as_str().unwrap().contains(&code));
    assert_ne!(
        go(&worker, &code)["state"],
        sent["state"],
        "each has a state of its own"
    );
    assert!(worker.platform.sent().is_empty());
    let wrong = json!({ "link": code, "context": { "site": "a/b" }, "redirect_uri": CALLBACK });
    let failures = worker.decide("connect-consent", &wrong)["failures"].clone();
    assert_eq!(failures[0]["field"], "context.site");
}

#[test]
fn the_code_is_exchanged_with_the_verifier_and_the_client() {
    let worker = worker();
    let _fir = Fir::at(&worker, 3_600);
    let code = link(&worker, &json!({ "integration": "fir" }));
    let sent = go(&worker, &code);
    let connected = back(&worker, &sent, &json!({}))["connected"].clone();
    assert_eq!(
        (
            &connected["person"],
            &connected["workspace"],
            &connected["account"]
        ),
        (
            &json!("cara@customer.example"),
            &json!("Fir Forest"),
            &json!("Fir Fir Forest")
        )
    );
    let exchange = worker.platform.sent().remove(0);
    assert_eq!(
        (exchange.method, &*exchange.url),
        ("POST", "https://demo.fir.example/token")
    );
    // RFC 6749, 2.3.1: `fairlead+at+fir:fake-client-secret%2F%2B`.
    assert_eq!(
        exchange.headers.get("authorization"),
        Some("Basic ZmFpcmxlYWQrYXQrZmlyOmZha2UtY2xpZW50LXNlY3JldCUyRiUyQg==")
    );
    let fields: Vec<String> = form(&exchange).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        fields,
        ["grant_type", "code", "redirect_uri", "code_verifier"]
    );
    let verifier = field(&exchange, "code_verifier").unwrap();
    let hash = sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(&verifier));
    let challenge = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, hash);
    assert_eq!(parameter(&sent, "code_challenge"), Some(challenge));
    let stored = worker.platform.records.snapshot();
    for secret in [
        "fake-access-1",
        "fake-refresh-1",
        "fake-code",
        SECRET,
        &verifier,
    ] {
        assert!(
            stored.values().all(|saved| !saved.value.contains(secret)),
            "{secret}"
        );
        assert!(
            worker
                .platform
                .lines()
                .iter()
                .all(|line| !line.contains(secret)),
            "{secret}"
        );
    }
    let account = worker.read("/integrated-account").is(200)["result"][0].clone();
    assert_eq!(
        (&account["authentication_method"], &account["status"]),
        (&json!("oauth2"), &json!("active"))
    );
    assert_eq!(
        worker.decide("connect-link", &json!({ "link": code })),
        json!({ "refused": "unknown" })
    );
}

#[test]
fn what_is_not_of_this_consent_is_refused_before_anything_is_sent() {
    let worker = worker();
    let _fir = Fir::at(&worker, 3_600);
    let code = link(&worker, &json!({ "integration": "fir" }));
    let (sent, other) = (go(&worker, &code), go(&worker, &code));
    let before = worker.platform.records.snapshot();
    for change in [
        json!({ "state": other["state"] }),
        json!({ "state": "" }),
        json!({ "state": null }),
        json!({ "sealed": other["sealed"] }),
        json!({ "sealed": "x" }),
        json!({ "iss": "https://id.evil.example" }),
        json!({ "iss": null }),
        json!({ "iss": "https://id.fir.example/" }),
    ] {
        assert_eq!(
            back(&worker, &sent, &change),
            json!({ "refused": "transaction" }),
            "{change}"
        );
    }
    worker.platform.pass(30 * 60);
    assert_eq!(
        back(&worker, &sent, &json!({})),
        json!({ "refused": "transaction" }),
        "it is over"
    );
    assert!(worker.platform.sent().is_empty());
    assert_eq!(worker.platform.records.snapshot(), before);
}

#[test]
fn a_sealed_text_of_another_purpose_begins_no_consent() {
    let worker = worker();
    let value = json!({ "link": "x", "integration": "fir", "context": {}, "state": "s", "verifier": null, "redirect_uri": CALLBACK });
    let sealed = worker.decide(
        "seal",
        &json!({ "purpose": "oidc", "value": value, "seconds": 60 }),
    );
    let returned = json!({ "sealed": sealed["sealed"], "state": "s", "code": "c", "iss": "https://id.fir.example" });
    assert_eq!(
        worker.decide("connect-callback", &returned),
        json!({ "refused": "transaction" })
    );
}

#[test]
fn a_no_at_the_vendor_and_a_code_that_it_refuses_are_told_and_leave_the_link() {
    let worker = worker();
    let fir = Fir::at(&worker, 3_600);
    let code = link(&worker, &json!({ "integration": "fir" }));
    let sent = go(&worker, &code);
    let before = worker.platform.records.snapshot();
    let no = json!({ "code": null, "error": "access_denied", "error_description": "<b>no</b>" });
    let said = back(&worker, &sent, &no)["said"].clone();
    assert_eq!(
        said["message"],
        "Fir sent you back: access_denied: <b>no</b>"
    );
    assert_eq!(said["again"], format!("/connect/{code}"));
    for (status, body, words) in [
        (
            400,
            r#"{"error":"invalid_grant","error_description":"code fake-code is over"}"#,
            "answered 400: invalid_grant: code [redacted] is over",
        ),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            "answered 401: invalid_client",
        ),
        (
            200,
            r#"{"error":"bad_verification_code"}"#,
            "answered 200: bad_verification_code",
        ),
        (500, "<html>", "answered 500"),
        (200, "<html>", "something else than a JSON object"),
        (200, "{}", "without an access token"),
        (200, r#"{"access_token":"a\nb"}"#, "without an access token"),
        (
            200,
            r#"{"access_token":"x","token_type":"mac"}"#,
            "no bearer token",
        ),
        (302, "", "answered 302"),
    ] {
        *fir.trouble.borrow_mut() = Some((status, body.to_owned()));
        let said = back(&worker, &sent, &json!({}))["said"].clone();
        assert!(
            said["message"].as_str().unwrap().contains(words),
            "{said} {words}"
        );
    }
    assert_eq!(worker.platform.records.snapshot(), before);
    *fir.trouble.borrow_mut() = None;
    fir.is_revoked.set(true);
    assert_eq!(
        back(&worker, &sent, &json!({}))["said"]["status"],
        401,
        "the probe has the last word"
    );
    assert_eq!(worker.platform.records.snapshot(), before);
    fir.is_revoked.set(false);
    assert!(back(&worker, &sent, &json!({}))["connected"].is_object());
    assert_eq!(
        back(&worker, &sent, &json!({})),
        json!({ "refused": "unknown" }),
        "a replay finds the link used up"
    );
}

#[test]
fn without_a_client_a_vendor_of_consent_alone_is_not_offered() {
    let mut worker = worker();
    let open = link(&worker, &json!({}));
    let named = link(&worker, &json!({ "integration": "fir" }));
    let vendors = |worker: &Worker| {
        worker.decide("connect-link", &json!({ "link": open }))["vendors"].to_string()
    };
    assert!(vendors(&worker).contains("fir"));
    worker.set("FIR_CLIENT_ID", "");
    worker.set("FIR_CLIENT_SECRET", "");
    assert!(!vendors(&worker).contains("fir"));
    assert_eq!(
        worker.decide("connect-link", &json!({ "link": named })),
        json!({ "refused": "unset" })
    );
    let failures = worker
        .admin("POST", "/link-token", &json!({ "integration": "fir" }))
        .failures();
    assert!(
        failures[0].contains("FIR_CLIENT_ID and FIR_CLIENT_SECRET are not set"),
        "{failures:?}"
    );
    let body = json!({ "integration": "fir", "label": "x", "context": { "site": "demo" }, "credentials": { "access_token": "x" } });
    let failures = worker
        .admin("POST", "/integrated-account", &body)
        .failures();
    assert!(failures[0].contains("POST /link-token"), "{failures:?}");
    worker.set("FIR_CLIENT_ID", "half");
    let said = worker.read("/integration").is(500)["message"].clone();
    assert!(
        said.as_str()
            .unwrap()
            .contains("FIR_CLIENT_SECRET is not set"),
        "{said}"
    );
}

#[test]
fn a_token_that_does_not_end_is_stored_like_one_that_was_pasted() {
    let worker = worker();
    worker.platform.script(|request| {
        Ok(if request.url.ends_with("/token") {
            vendor_answer(200, r#"{"access_token":"fake-lasting"}"#)
        } else {
            vendor_answer(200, "{}")
        })
    });
    let server = connected(&worker);
    assert_eq!(tokens(&worker, &server), None);
    worker.platform.pass(10 * 365 * 24 * 3_600);
    worker.platform.take_sent();
    call(&worker, &server).answered();
    assert_eq!(
        worker.platform.last_sent().headers.get("authorization"),
        Some("Bearer fake-lasting")
    );
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn a_token_is_renewed_ahead_of_its_end_once_a_mark_has_stood() {
    let worker = worker();
    let _fir = Fir::at(&worker, 3_600);
    let server = connected(&worker);
    worker.platform.set_clock(2_999);
    call(&worker, &server).answered();
    assert_eq!(
        worker.platform.records.keys("renewing:").len(),
        0,
        "ten minutes are left"
    );
    worker.platform.set_clock(3_000);
    call(&worker, &server).answered();
    assert_eq!(worker.platform.records.keys("renewing:").len(), 1);
    worker.platform.set_clock(3_094);
    call(&worker, &server).answered();
    assert_eq!(renewals(&worker), 0, "not every place has seen the mark");
    worker.platform.set_clock(3_095);
    call(&worker, &server).answered();
    assert_eq!(renewals(&worker), 1);
    assert_eq!(
        worker.platform.last_sent().headers.get("authorization"),
        Some("Bearer fake-access-2")
    );
    let stored = tokens(&worker, &server).unwrap();
    assert_eq!(stored["expires_at"], NOW + 3_095 + 3_600);
    assert!(worker.platform.records.keys("renewing:").is_empty());
    worker.platform.set_clock(3_100);
    call(&worker, &server).answered();
    assert_eq!(renewals(&worker), 1);
}

#[test]
fn a_token_that_is_over_is_renewed_by_the_call_that_finds_it() {
    let worker = worker();
    let _fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    for round in 1..=3 {
        worker.platform.pass(24 * 3_600);
        call(&worker, &server).answered();
        assert_eq!(renewals(&worker), round);
    }
    fairlead::access::forget_all();
    call(&worker, &server).answered();
    assert_eq!(
        renewals(&worker),
        3,
        "another isolate finds what was stored"
    );
    assert_eq!(status(&worker, &server)["status"], "active");
}

#[test]
fn calls_at_once_renew_once_in_every_order() {
    for schedule in 0..2_048 {
        let worker = worker();
        let fir = Fir::at(&worker, 60);
        let server = connected(&worker);
        worker.platform.pass(3_600);
        let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_all_fir_cones","arguments":{}}}"#;
        let ask = request("POST", &server.path())
            .header("content-type", "application/json")
            .body(message);
        let (one, other) = worker.at_once(schedule, &ask, &ask);
        // Who gets all turns of a schedule looks twelve times before the other one moves, and is told to come again.
        let answers = [&one, &other].map(|reply| reply.result().get("isError").is_none());
        assert!(answers.contains(&true), "{schedule}");
        for (reply, is_answered) in [(&one, answers[0]), (&other, answers[1])] {
            if !is_answered {
                assert_eq!(reply.failed()["statusCode"], 503, "{schedule}");
            }
        }
        assert!(!fir.is_revoked.get(), "{schedule}");
        assert_eq!(renewals(&worker), 1, "{schedule}");
        worker.platform.pass(3_600);
        call(&worker, &server).answered();
    }
}

#[test]
fn who_finds_the_mark_of_another_place_waits_for_what_it_gets() {
    let worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    worker.platform.pass(3_600);
    let key = format!("renewing:{}", server.account);
    let mark = |at: u64| json!({ "v": 1, "by": "another place", "at": at }).to_string();
    worker.platform.records.put(&key, &mark(NOW + 3_600));
    let busy = call(&worker, &server).failed();
    assert_eq!(busy["statusCode"], 503);
    assert!(
        busy["message"]
            .as_str()
            .unwrap()
            .contains("in a few seconds"),
        "{busy}"
    );
    assert_eq!(renewals(&worker), 0);
    worker.platform.pass(30);
    call(&worker, &server).answered();
    assert_eq!(renewals(&worker), 1, "who left that mark did not come back");
    assert!(!fir.is_revoked.get());
}

#[test]
fn who_is_overtaken_while_its_mark_stands_does_not_renew() {
    let worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    worker.platform.pass(3_600);
    let key = format!("renewing:{}", server.account);
    *worker.platform.during_pause.borrow_mut() = Some(Box::new(move |platform| {
        let mark = json!({ "v": 1, "by": "another place", "at": NOW + 3_600 });
        platform.records.put(&key, &mark.to_string());
    }));
    assert_eq!(call(&worker, &server).failed()["statusCode"], 503);
    assert_eq!(renewals(&worker), 0);
    assert!(!fir.is_revoked.get());
}

#[test]
fn an_isolate_goes_on_with_what_it_got_while_kv_shows_what_was_before() {
    let worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    let before = worker
        .platform
        .records
        .get(&format!("tokens:{}", server.account))
        .unwrap()
        .value;
    worker.platform.pass(3_600);
    call(&worker, &server).answered();
    for _ in 0..3 {
        worker
            .platform
            .records
            .put(&format!("tokens:{}", server.account), &before);
        worker.platform.pass(50);
        call(&worker, &server).answered();
    }
    assert!(!fir.is_revoked.get());
}

#[test]
fn tokens_that_cannot_be_written_are_not_lost() {
    let worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    worker.platform.pass(3_600);
    // The mark is written, the tokens are not.
    worker.platform.records.fail(Operation::Save, 1);
    call(&worker, &server).answered();
    assert_eq!(renewals(&worker), 1);
    assert!(
        worker
            .platform
            .lines()
            .iter()
            .any(|line| line.contains("tokens not written"))
    );
    worker.platform.records.recover();
    call(&worker, &server).answered();
    fairlead::access::forget_all();
    call(&worker, &server).answered();
    assert_eq!(
        renewals(&worker),
        1,
        "the next call wrote them, and another isolate has them"
    );
    assert!(!fir.is_revoked.get());
}

#[test]
fn a_renewal_that_is_refused_is_told_in_the_vendors_words_and_the_account_needs_a_person() {
    let worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    worker.platform.pass(3_600);
    *fir.trouble.borrow_mut() = Some((
        400,
        r#"{"error":"invalid_grant","error_description":"fake-refresh-1 was taken back"}"#
            .to_owned(),
    ));
    let failed = call(&worker, &server).failed();
    assert_eq!(failed["statusCode"], 401);
    let said =
        "Fir was asked for access and answered 400: invalid_grant: [redacted] was taken back";
    assert!(
        failed["message"].as_str().unwrap().contains(said),
        "{failed}"
    );
    let shown = status(&worker, &server);
    assert_eq!(
        (&shown["status"], &shown["last_error"]),
        (&json!("needs_reauth"), &json!(said))
    );
    let target = format!("/integrated-account/{}/test", server.account);
    let tested = worker.admin("POST", &target, &json!({})).is(200);
    assert_eq!(
        (&tested["success"], &tested["status"], &tested["message"]),
        (&json!(false), &json!("needs_reauth"), &json!(said))
    );
    *fir.trouble.borrow_mut() = None;
    let code = link(&worker, &json!({ "account_id": server.account }));
    let sent = go(&worker, &code);
    assert_eq!(
        back(&worker, &sent, &json!({}))["connected"]["reconnects"],
        true
    );
    assert_eq!(status(&worker, &server)["status"], "active");
    call(&worker, &server).answered();
}

#[test]
fn trouble_at_the_token_endpoint_costs_nothing_while_the_old_token_is_good() {
    let worker = worker();
    let fir = Fir::at(&worker, 3_600);
    let server = connected(&worker);
    for trouble in [
        (503, "{}"),
        (429, "{}"),
        (400, r#"{"error":"invalid_grant"}"#),
    ] {
        *fir.trouble.borrow_mut() = Some((trouble.0, trouble.1.to_owned()));
        worker.platform.set_clock(3_000);
        call(&worker, &server).answered();
        worker.platform.set_clock(3_100);
        call(&worker, &server).answered();
        assert_eq!(status(&worker, &server)["status"], "active");
    }
    assert_eq!(renewals(&worker), 3);
    *fir.trouble.borrow_mut() = Some((503, "{}".to_owned()));
    worker.platform.set_clock(3_600);
    let failed = call(&worker, &server).failed();
    assert_eq!(failed["statusCode"], 502);
    assert_eq!(
        status(&worker, &server)["status"],
        "active",
        "nobody has to do anything"
    );
    *fir.trouble.borrow_mut() = None;
    call(&worker, &server).answered();
}

#[test]
fn what_an_operator_changes_meanwhile_does_not_bring_used_tokens_back() {
    let worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    let target = format!("/integrated-account/{}", server.account);
    let etag = worker.read(&target).header("etag").unwrap().to_owned();
    worker.platform.pass(3_600);
    call(&worker, &server).answered();
    let ask = request("PATCH", &target)
        .bearer(ADMIN_TOKEN)
        .header("if-match", &etag);
    worker.answer(&ask.body(r#"{"label":"New"}"#)).is(200);
    worker.platform.pass(3_600);
    call(&worker, &server).answered();
    assert_eq!(renewals(&worker), 2);
    assert!(!fir.is_revoked.get());
    worker.delete(&target).is(200);
    assert!(worker.platform.records.keys("tokens:").is_empty());
}

#[test]
fn keys_that_change_reseal_tokens_too() {
    let mut worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    let done = worker.admin("POST", "/admin/reseal", &json!({})).is(200);
    assert_eq!(
        (&done["resealed"], &done["failed"]),
        (&json!(1), &json!([]))
    );
    let done = worker.admin("POST", "/admin/reseal", &json!({})).is(200);
    assert_eq!(
        (&done["resealed"], &done["current"]),
        (&json!(0), &json!(1))
    );
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    fairlead::access::forget_all();
    worker.platform.pass(3_600);
    call(&worker, &server).answered();
    assert!(!fir.is_revoked.get());
}

#[test]
fn an_account_without_tokens_pays_for_none_of_it() {
    let worker = worker();
    let server = worker.server();
    let before = worker.platform.records.loads();
    worker
        .legacy(&server)
        .call("list_all_acme_me", json!({}))
        .answered();
    assert_eq!(worker.platform.records.loads(), before + 1);
}

/// Connects the account of a server again, as from another isolate.
fn reconnect(worker: &Worker, server: &Server) {
    let code = link(worker, &json!({ "account_id": server.account }));
    let sent = go(worker, &code);
    let done = back(worker, &sent, &json!({}));
    assert_eq!(done["connected"]["reconnects"], true, "{done}");
}

fn record(worker: &Worker, family: &str, server: &Server) -> String {
    let key = format!("{family}:{}", server.account);
    worker.platform.records.get(&key).unwrap().value
}

/// What an isolate has that knows the tokens of a moment, and did not write them yet or did.
fn keeps(worker: &Worker, server: &Server, value: &str, is_saved: bool) {
    let mut tokens = Tokens::read(&format!("tokens:{}", server.account), value).unwrap();
    tokens.obtained_at = worker.platform.clock().get() + 1;
    kept::keep(&tokens, is_saved);
}

fn is_sent_with(worker: &Worker, access: &str) -> bool {
    let sent = worker.platform.last_sent();
    sent.headers.get("authorization") == Some(&*format!("Bearer {access}"))
}

#[test]
fn an_isolate_that_has_tokens_of_a_connection_before_leaves_them() {
    for is_saved in [true, false] {
        let worker = worker();
        let _fir = Fir::at(&worker, 3_600);
        let server = connected(&worker);
        let before = record(&worker, "tokens", &server);
        reconnect(&worker, &server);
        let stored = record(&worker, "tokens", &server);
        keeps(&worker, &server, &before, is_saved);
        call(&worker, &server).answered();
        assert!(is_sent_with(&worker, "fake-access-2"));
        assert_eq!(record(&worker, "tokens", &server), stored);
    }
}

#[test]
fn a_renewal_that_a_new_consent_overtook_is_not_stored_over_it() {
    let worker = worker();
    let _fir = Fir::at(&worker, 3_600);
    let server = connected(&worker);
    let account = record(&worker, "account", &server);
    let before = record(&worker, "tokens", &server);
    reconnect(&worker, &server);
    let (key, now) = (
        format!("account:{}", server.account),
        record(&worker, "account", &server),
    );
    let stored = record(&worker, "tokens", &server);
    // A place that sees the account as it was, and renewed its tokens.
    worker.platform.records.put(&key, &account);
    keeps(&worker, &server, &before, false);
    call(&worker, &server);
    assert!(is_sent_with(&worker, "fake-access-1"));
    assert_eq!(record(&worker, "tokens", &server), stored);
    worker.platform.records.put(&key, &now);
    call(&worker, &server).answered();
    assert!(is_sent_with(&worker, "fake-access-2"));
    assert_eq!(record(&worker, "tokens", &server), stored);
}

#[test]
fn tokens_of_another_connection_than_the_account_are_not_sent() {
    let worker = worker();
    let _fir = Fir::at(&worker, 3_600);
    let server = connected(&worker);
    let account = record(&worker, "account", &server);
    reconnect(&worker, &server);
    worker
        .platform
        .records
        .put(&format!("account:{}", server.account), &account);
    fairlead::access::forget_all();
    let sent = worker.platform.sent().len();
    assert_eq!(call(&worker, &server).failed()["statusCode"], 503);
    assert_eq!(status(&worker, &server)["status"], "active");
    worker.platform.pass(95);
    assert_eq!(call(&worker, &server).failed()["statusCode"], 401);
    assert_eq!(status(&worker, &server)["status"], "needs_reauth");
    assert_eq!(worker.platform.sent().len(), sent);
    reconnect(&worker, &server);
    call(&worker, &server).answered();
    assert_eq!(status(&worker, &server)["status"], "active");
}

#[test]
fn a_renewal_without_an_end_is_renewed_after_the_usual_time() {
    let worker = worker();
    worker.platform.script(|request| {
        Ok(match field(request, "grant_type").as_deref() {
            Some("refresh_token") => vendor_answer(200, r#"{"access_token":"fake-again"}"#),
            Some(_) => vendor_answer(
                200,
                r#"{"access_token":"fake","refresh_token":"fake-refresh","expires_in":60}"#,
            ),
            None => vendor_answer(200, "{}"),
        })
    });
    let server = connected(&worker);
    for round in 1..=2 {
        worker.platform.pass(24 * 3_600);
        call(&worker, &server).answered();
        assert_eq!(renewals(&worker), round);
        let stored = tokens(&worker, &server).unwrap();
        let ends = worker.platform.clock().get() + 3_600;
        assert_eq!(stored["expires_at"], ends);
    }
}

#[test]
fn kv_that_fails_costs_nothing_while_the_old_token_is_good() {
    for (operation, successes) in [
        (Operation::Save, 0),
        (Operation::Load, 1),
        (Operation::Load, 2),
    ] {
        let worker = worker();
        let _fir = Fir::at(&worker, 3_600);
        let server = connected(&worker);
        worker.platform.set_clock(3_000);
        worker.platform.records.fail(operation, successes);
        call(&worker, &server).answered();
        worker.platform.records.recover();
        call(&worker, &server).answered();
        worker.platform.set_clock(3_200);
        worker.platform.records.fail(operation, successes);
        call(&worker, &server).answered();
    }
}

/// KV takes one write of a key in a second.
#[test]
fn calls_at_once_leave_one_mark() {
    for schedule in 0..256 {
        let worker = worker();
        let _fir = Fir::at(&worker, 3_600);
        let server = connected(&worker);
        worker.platform.set_clock(3_000);
        let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_all_fir_cones","arguments":{}}}"#;
        let ask = request("POST", &server.path())
            .header("content-type", "application/json")
            .body(message);
        let (one, other) = worker.at_once(schedule, &ask, &ask);
        one.answered();
        other.answered();
        let saved = worker.platform.records.saved();
        let marks = saved
            .iter()
            .filter(|saved| saved.key.starts_with("renewing:"));
        assert_eq!(marks.count(), 1, "{schedule}");
    }
}

#[test]
fn keys_that_change_leave_tokens_that_are_due_to_their_renewal() {
    let mut worker = worker();
    let fir = Fir::at(&worker, 60);
    let server = connected(&worker);
    worker.platform.pass(3_600);
    let before = tokens(&worker, &server);
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    let done = worker.admin("POST", "/admin/reseal", &json!({})).is(200);
    let failed = &done["failed"][0];
    assert_eq!(failed["id"], server.account);
    let reason = failed["reason"].as_str().unwrap();
    assert!(reason.contains("run this again"), "{reason}");
    assert_eq!(tokens(&worker, &server), before);
    let target = format!("/integrated-account/{}/test", server.account);
    worker.admin("POST", &target, &json!({})).is(200);
    let done = worker.admin("POST", "/admin/reseal", &json!({})).is(200);
    assert_eq!(
        (&done["resealed"], &done["failed"]),
        (&json!(1), &json!([]))
    );
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    fairlead::access::forget_all();
    call(&worker, &server).answered();
    assert!(!fir.is_revoked.get());
}

#[test]
fn what_the_operator_has_set_wrong_is_told_to_the_operator_alone() {
    for (trouble, expected) in [
        ((401, r#"{"error":"invalid_client"}"#), 503),
        ((400, r#"{"error":"unauthorized_client"}"#), 503),
        ((400, r#"{"error":"invalid_scope"}"#), 503),
        ((404, "<html>"), 503),
        ((404, r#"{"error":"not_found"}"#), 503),
        ((403, ""), 503),
        ((400, r#"{"error":"invalid_grant"}"#), 401),
        ((403, r#"{"error":"access_denied"}"#), 401),
        ((400, "{}"), 401),
        ((401, "<html>"), 401),
        ((200, r#"{"error":"bad_refresh_token"}"#), 401),
        ((400, r#"{"error":"temporarily_unavailable"}"#), 502),
        ((429, r#"{"error":"rate_limited"}"#), 502),
        ((503, r#"{"error":"invalid_grant"}"#), 502),
    ] {
        let worker = worker();
        let fir = Fir::at(&worker, 60);
        let server = connected(&worker);
        worker.platform.pass(3_600);
        *fir.trouble.borrow_mut() = Some((trouble.0, trouble.1.to_owned()));
        let failed = call(&worker, &server).failed();
        assert_eq!(failed["statusCode"], expected, "{trouble:?}");
        let message = failed["message"].as_str().unwrap();
        let names = message.contains("FIR_CLIENT_ID") && message.contains("FIR_CLIENT_SECRET");
        assert_eq!(names, expected == 503, "{message}");
        let needs_reauth = status(&worker, &server)["status"] == "needs_reauth";
        assert_eq!(needs_reauth, expected == 401, "{trouble:?}");
        let target = format!("/integrated-account/{}/test", server.account);
        let tested = worker.admin("POST", &target, &json!({})).is(200);
        assert_eq!(tested["hint"].is_string(), needs_reauth, "{tested}");
        *fir.trouble.borrow_mut() = None;
        call(&worker, &server).answered();
    }
}
