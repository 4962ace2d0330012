//! `connect` and `auth.oauth2`: how a person connects an account.

use super::folder::Records;

const FILE: &str = "integration.yaml";

const CREDENTIAL: &str = "    api_token: { label: API token, help: Made by an admin. }\n";

/// The good records with this below the credentials.
fn with(more: &str) -> Records {
    Records::good().but(FILE, CREDENTIAL, &format!("{CREDENTIAL}{more}"))
}

/// The good records with consent, of which this is changed.
fn consent(from: &str, to: &str) -> Records {
    let block = "  oauth2:
    authorize:
      region: { us: https://id.acme.example/auth, eu: https://id.eu.acme.example/auth }
    token: https://{region}/token
    refresh: https://{region}/refresh
    scopes: [read, write]
    pkce: true
    client_authentication: basic
    issuer: https://id.acme.example
    workspace: /team/name
";
    assert!(block.contains(from), "{from}");
    with(&block.replace(from, to))
}

#[track_caller]
fn complains(records: &Records, expected: &str) {
    let complaints = records.complaints();
    let expected = format!("tool-docs/acme/integration.yaml: {expected}");
    assert!(complaints.contains(&expected), "{complaints:#?}");
}

#[test]
fn what_a_person_is_told_is_read_whole() {
    let records = with(
        "connect:\n  steps: [Sign in., Copy it.]\n  found: { as: /user/email, workspace: /name, workspace_id: /id }\n",
    );
    assert_eq!(records.complaints(), Vec::<String>::new());
    let emitted = records.built().expect("good records");
    for part in [
        "steps: &[\"Sign in.\", \"Copy it.\"]",
        "person: Some(\"/user/email\")",
        "workspace: Some(\"/name\")",
        "workspace_id: Some(\"/id\")",
        "oauth2: None",
    ] {
        assert!(emitted.contains(part), "{part}");
    }
}

#[test]
fn a_step_is_one_short_sentence_and_what_is_found_are_pointers() {
    let long = "a".repeat(201);
    complains(
        &with(&format!("connect:\n  steps: [{long}]\n")),
        "connect.steps.0: 201 characters are too long; shorten it to 200, or make two steps of it",
    );
    complains(
        &with("connect:\n  steps: Sign in\n"),
        "connect.steps: this is text; write a list",
    );
    complains(
        &with("connect:\n  found: { as: email }\n"),
        "connect.found.as: the JSON pointer `email` does not start with /; write `/email`",
    );
    complains(
        &with("connect:\n  found: { who: /email }\n"),
        "connect.found.who: this key is unknown; take it out, or use one of as, workspace, workspace_id",
    );
    complains(
        &with("connect: { step: [] }\n"),
        "connect.step: this key is unknown; take it out, or use one of steps, found",
    );
}

#[test]
fn a_credential_may_be_shown_to_who_types_it() {
    let shown = Records::good().but(
        FILE,
        "help: Made by an admin. }",
        "help: Made by an admin., shown: true }",
    );
    assert!(
        shown
            .built()
            .expect("good records")
            .contains("is_shown: true")
    );
    assert!(
        Records::good()
            .built()
            .expect("good records")
            .contains("is_shown: false")
    );
    let wrong = Records::good().but(
        FILE,
        "help: Made by an admin. }",
        "help: Made by an admin., shown: yes please }",
    );
    complains(
        &wrong,
        "auth.credentials.api_token.shown: this is text; write true or false",
    );
}

#[test]
fn consent_beside_a_token_is_read_whole() {
    let records = consent("", "");
    assert_eq!(records.complaints(), Vec::<String>::new());
    let emitted = records.built().expect("good records");
    for part in [
        "Authorize::By { variable: \"region\", urls: &[(\"us\", \"https://id.acme.example/auth\"), (\"eu\", \"https://id.eu.acme.example/auth\")] }",
        "token: \"https://{region}/token\", refresh: \"https://{region}/refresh\", scopes: &[\"read\", \"write\"], pkce: true, client: ClientAuth::Basic",
        "issuer: Some(\"https://id.acme.example\"), credential: \"api_token\", workspace: Some(\"/team/name\")",
    ] {
        assert!(emitted.contains(part), "{part}");
    }
}

#[test]
fn consent_alone_needs_no_credential() {
    let auth = "  scheme: bearer\n  token: \"{api_token}\"\n  credentials:\n    api_token: { label: API token, help: Made by an admin. }\n";
    let alone = "  scheme: oauth2\n  oauth2: { authorize: \"https://{region}/auth\", token: \"https://{region}/token\" }\n";
    let records = Records::good().but(FILE, auth, alone);
    assert_eq!(records.complaints(), Vec::<String>::new());
    let emitted = records.built().expect("good records");
    for part in [
        "Auth::Bearer { token: \"{access_token}\" }",
        "credentials: &[]",
        "authorize: Authorize::Url(\"https://{region}/auth\")",
        "refresh: \"https://{region}/token\"",
        "pkce: false, client: ClientAuth::Body, issuer: None, credential: \"access_token\"",
    ] {
        assert!(emitted.contains(part), "{part}");
    }
    let none = Records::good().but(FILE, auth, "  scheme: oauth2\n");
    complains(&none, "auth: `oauth2` is missing; add `oauth2`");
}

#[test]
fn the_clients_secret_goes_to_an_allowed_host_alone() {
    let wrong = "it completes to `evil.example`, which is not allowed, and the client's secret goes there; use one of `allowed_hosts`";
    complains(
        &consent(
            "token: https://{region}/token",
            "token: https://evil.example/token",
        ),
        &format!("auth.oauth2.token: {wrong}"),
    );
    complains(
        &consent("https://{region}/refresh", "https://evil.example/refresh"),
        &format!("auth.oauth2.refresh: {wrong}"),
    );
    for url in [
        "http://api.acme.example/token",
        "https://api.acme.example",
        "https://api.acme.example/token?x=1",
        "https://api.acme.example@evil.example/t",
        "https://api.acme.example\\\\evil/t",
        "token",
    ] {
        let records = consent("https://{region}/token", &format!("\"{url}\""));
        let shown = url.replace("\\\\", "\\");
        complains(
            &records,
            &format!(
                "auth.oauth2.token: `{shown}` is not the URL of an endpoint; write https://host/path, without query or fragment"
            ),
        );
    }
    complains(
        &consent(
            "https://{region}/token",
            "https://{place}.acme.example/token",
        ),
        "auth.oauth2.token: `{place}` is not a variable; declare it under `variables.place`",
    );
}

#[test]
fn where_a_person_consents_is_known_for_each_value() {
    complains(
        &consent(", eu: https://id.eu.acme.example/auth", ""),
        "auth.oauth2.authorize.region: `eu` has no URL; give one for each value of the variable",
    );
    complains(
        &consent("eu: https://id.eu", "mars: https://id.eu"),
        "auth.oauth2.authorize.region.mars: the variable has no such value; take it out",
    );
    complains(
        &consent(
            "us: https://id.acme.example/auth",
            "us: http://id.acme.example/auth",
        ),
        "auth.oauth2.authorize.region.us: `http://id.acme.example/auth` is not the URL of an endpoint; write https://host/path, without query or fragment",
    );
    complains(
        &consent("region: { us", "place: { us"),
        "auth.oauth2.authorize.place: this is no variable with `values`; use one that has them",
    );
    complains(
        &consent("scopes: [read, write]", "scopes: read"),
        "auth.oauth2.scopes: this is text; write a list",
    );
    complains(
        &consent("basic", "jwt"),
        "auth.oauth2.client_authentication: `jwt` is unknown; write one of body, basic",
    );
    complains(
        &consent("pkce", "pcke"),
        "auth.oauth2.pcke: this key is unknown; take it out, or use one of authorize, token, refresh, scopes, pkce, client_authentication, issuer, workspace",
    );
}

#[test]
fn an_access_token_is_sent_as_it_is() {
    let words = "auth.oauth2: an access token is sent as it is, and `auth` sends something else; write `scheme: oauth2`, or `scheme: bearer` with a `token` that is one credential";
    for token in ["key {api_token}", "{api_token}{api_token}"] {
        complains(
            &consent("", "").but(
                FILE,
                "token: \"{api_token}\"",
                &format!("token: \"{token}\""),
            ),
            words,
        );
    }
    let header = "scheme: header\n  name: X-Key\n  value:";
    complains(
        &consent("", "").but(FILE, "scheme: bearer\n  token:", header),
        words,
    );
}
