use super::*;
use crate::platform::UnixSeconds;

static ISSUE: IdForm = IdForm {
    noun: "an issue",
    patterns: &[IdPattern::Uuid, IdPattern::Digits],
    words: &["last"],
    from: &["#", "issueNumber=", "/issues/"],
    found_by: "search_issues",
};
static CONTACT: IdForm = IdForm {
    noun: "a contact",
    patterns: &[IdPattern::Hex],
    words: &[],
    from: &[],
    found_by: "",
};
static ANY: IdForm = IdForm {
    noun: "an account",
    patterns: &[IdPattern::Any],
    words: &[],
    from: &["/accounts/"],
    found_by: "",
};
static UNKNOWN: IdForm = IdForm {
    noun: "a thing",
    patterns: &[IdPattern::Unknown],
    words: &[],
    from: &[],
    found_by: "",
};

fn run(form: &IdForm, is_number: bool, json: &str) -> Result<String, String> {
    let mut reading = Reading::new(UnixSeconds(0), "");
    let id = id(form, is_number, json, &At::argument("id"), &mut reading);
    let id = id.map(Cow::into_owned).unwrap_or_default();
    reading
        .unless_any(id)
        .map_err(|errors| errors.iter().map(|error| error.message.clone()).collect())
}

#[test]
fn an_id_is_taken_out_of_what_people_copy() {
    let uuid = "8b1d3f52-1c0e-4a57-9d53-6a2c7e4f9b10";
    for given in [
        "1042",
        "\"1042\"",
        "\" 1042 \"",
        "\"#1042\"",
        "\"# 1042\"",
        "1042.0",
        "\"1042.0\"",
        "1.042e3",
        "\"https://app.vendor.example/acme/issues?issueNumber=1042\"",
        "\"https://app.vendor.example/issues?view=all&issueNumber=1042#message-7\"",
        "\"app.vendor.example/issues/1042/messages?x=1\"",
        "\"https://help.vendor.example/issues/issues/1042-how-to-export\"",
        "\"<https://app.vendor.example/issues/1042>\"",
        "\"<https://app.vendor.example/issues/1042|A title>\"",
        "\"[A title](https://app.vendor.example/issues/1042)\"",
        "\"[1](https://app.vendor.example/issues/1042?x=1)\"",
    ] {
        assert_eq!(
            run(&ISSUE, false, given).as_deref(),
            Ok("\"1042\""),
            "{given}"
        );
        assert_eq!(run(&ISSUE, true, given).as_deref(), Ok("1042"), "{given}");
    }
    assert_eq!(
        run(
            &ANY,
            false,
            "\"https://app.vendor.example/accounts/crm-7?tab=1\""
        )
        .as_deref(),
        Ok("\"crm-7\"")
    );
    let quoted = format!("\"{uuid}\"");
    assert_eq!(run(&ISSUE, false, &quoted), Ok(quoted.clone()));
    let copied = format!("\"https://app.vendor.example/issues/{uuid}\"");
    assert_eq!(run(&ISSUE, false, &copied), Ok(quoted));
    assert_eq!(
        run(&ISSUE, false, "9007199254740993.0").as_deref(),
        Ok("\"9007199254740993\"")
    );
}

#[test]
fn an_id_that_is_right_is_not_copied() {
    let mut reading = Reading::new(UnixSeconds(0), "");
    let at = At::argument("id");
    for (is_number, json) in [(false, "\"1042\""), (true, "1042")] {
        let id = id(&ISSUE, is_number, json, &at, &mut reading);
        assert!(matches!(id, Some(Cow::Borrowed(_))), "{json}");
    }
}

#[test]
fn what_is_no_id_is_refused_with_the_form_and_the_tool_that_finds_it() {
    assert_eq!(
        run(&ISSUE, false, "\"maria@acme.example\""),
        Err("must be the id of an issue (a UUID or digits or last), not \"maria@acme.example\"; search_issues finds it".to_owned())
    );
    assert_eq!(
        run(&CONTACT, false, "\"https://app.vendor.example/contacts/1042?tab=1\""),
        Err("must be the id of a contact (hexadecimal digits), not \"https://app.vendor.example/contacts/1042…\"".to_owned()),
        "of a long text its start is shown"
    );
    for (form, json) in [
        (&ISSUE, "\"https://app.vendor.example/accounts/1042\""),
        (&ISSUE, "\"issues 1042\""),
        (&ISSUE, "1.5"),
        (&CONTACT, "\"maria\""),
        (&CONTACT, "\"facade\""),
        (&CONTACT, "\"#6329bd9ffe4e\""),
        (&UNKNOWN, "\"a b\""),
        (&UNKNOWN, "\"a@b\""),
        (&UNKNOWN, "\"https://x\""),
    ] {
        let error = run(form, false, json).expect_err(json);
        assert!(error.starts_with("must be the id of "), "{json}: {error}");
    }
    for (json, expected) in [
        ("true", "must be a string, not a boolean"),
        ("\"\\ud800\"", NOT_TEXT),
    ] {
        assert_eq!(run(&ISSUE, false, json), Err(expected.to_owned()));
    }
    for (form, json) in [
        (&CONTACT, "\"6329bd9ffe4e2e91dac76188\""),
        (&UNKNOWN, "\"x/y-1\""),
        (&ISSUE, "\"last\""),
        (&ANY, "\"maria@acme.example\""),
    ] {
        assert_eq!(run(form, false, json).as_deref(), Ok(json));
    }
}

#[test]
fn in_a_path_the_vendor_says_what_it_does_not_know() {
    let mut reading = Reading::new(UnixSeconds(0), "");
    let at = At::argument("id");
    for (json, expected) in [
        ("\" #1042\"", Some("1042")),
        ("8.0", Some("8")),
        ("\"no-such\"", Some("no-such")),
        ("\"@evil.example\"", Some("@evil.example")),
        ("\"../users\"", Some("../users")),
        ("\"maria@acme.example\"", None),
        ("\"<maria@acme.example>\"", None),
        ("\"Export stops\"", None),
        ("\"n/a\"", None),
        ("\"'1042'\"", Some("1042")),
        ("\"[\\\"1042\\\"]\"", Some("1042")),
        ("\"#AB-12\"", Some("#AB-12")),
        ("\"https://app.vendor.example/accounts/1042\"", None),
    ] {
        let id = in_path(&ISSUE, json, &at, &mut reading);
        assert_eq!(id.as_deref(), expected, "{json}");
    }
    // A number that people see, where the vendor takes other ids.
    for number in ["\"#12\"", "12"] {
        assert_eq!(in_path(&CONTACT, number, &at, &mut reading), None);
    }
}
