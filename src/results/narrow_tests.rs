//! What a view leaves of an answer, and what it counts.

use super::*;

fn view<'a>(fields: &[&'a str], compact: bool) -> View<'a> {
    View {
        fields: fields.to_vec(),
        compact,
        ..View::default()
    }
}

#[track_caller]
fn leaves(view: &View<'_>, json: &str, expected: &str, fields: usize, empty: usize) {
    let narrowed = view.narrow(json).expect("JSON");
    assert_eq!(narrowed.json, expected, "{view:?} of {json}");
    let counted = (narrowed.omitted.fields, narrowed.omitted.empty);
    assert_eq!(counted, (fields, empty), "{view:?} of {json}");
}

#[test]
fn fields_are_names_and_paths_through_lists() {
    let json = r#" {"id": 9007199254740993, "a": {"b": [ {"c": 1.0, "d": 2}, {"d": 3} ], "e": []}, "f": "x\"}", "g": [1]} "#;
    for (fields, expected, left_out) in [
        (vec!["id"], r#"{"id":9007199254740993}"#, 3),
        (vec!["f", "id"], r#"{"id":9007199254740993,"f":"x\"}"}"#, 2),
        (vec!["a.b.c"], r#"{"a":{"b":[{"c":1.0},{}]}}"#, 6),
        (
            vec!["a.b", "a.b.c"],
            r#"{"a":{"b":[{"c":1.0,"d":2},{"d":3}]}}"#,
            4,
        ),
        (
            vec!["a.b.d", "a.e"],
            r#"{"a":{"b":[{"d":2},{"d":3}],"e":[]}}"#,
            4,
        ),
        // Nothing is known of what an empty list would hold.
        (vec!["a.e.x", "g"], r#"{"a":{"e":[]},"g":[1]}"#, 3),
        (vec!["f.x", "id.y", "g.z"], "{}", 4),
        (vec!["x"], "{}", 4),
    ] {
        leaves(&view(&fields, false), json, expected, left_out, 0);
    }
}

#[test]
fn rows_differ_and_null_says_that_there_is_nothing_to_go_on_to() {
    let rows = r#"[{"id":1,"who":{"name":"A","age":2}},{"id":2,"who":null},{"id":3}]"#;
    let view = view(&["id", "who.name", "who.x"], false);
    let expected = r#"[{"id":1,"who":{"name":"A"}},{"id":2,"who":null},{"id":3}]"#;
    leaves(&view, rows, expected, 1, 0);
    assert_eq!(view.narrow(rows).unwrap().found, [true, true, false]);
}

#[test]
fn a_plain_value_has_no_fields() {
    for json in ["7", "\"x\"", "true", "null", "\"\""] {
        let view = view(&["x"], true);
        leaves(&view, json, json, 0, 0);
        assert_eq!(view.narrow(json).unwrap().found, [false]);
    }
}

#[test]
fn a_key_may_hold_dots() {
    let json = r#"{"a.b":{"c.d":1,"e":2},"a":{"b":3}}"#;
    leaves(
        &view(&["a.b"], false),
        json,
        r#"{"a.b":{"c.d":1,"e":2},"a":{"b":3}}"#,
        0,
        0,
    );
    leaves(
        &view(&["a.b.c.d"], false),
        json,
        r#"{"a.b":{"c.d":1}}"#,
        2,
        0,
    );
    leaves(
        &view(&["é"], false),
        r#"{"\u00e9":1,"b":2}"#,
        r#"{"\u00e9":1}"#,
        1,
        0,
    );
}

#[test]
fn empty_members_go_at_every_depth_and_entries_and_ids_stay() {
    for (json, expected, empty) in [
        (
            r#"{"id":null,"a":null,"b":"","c":[],"d":{ }}"#,
            r#"{"id":null}"#,
            4,
        ),
        (
            r#"{"a":{"b":{"c":null,"d":""}},"e":0,"f":false}"#,
            r#"{"e":0,"f":false}"#,
            2,
        ),
        (
            r#"{"a":[null,"",[],{"b":null},1]}"#,
            r#"{"a":[null,"",[],{},1]}"#,
            1,
        ),
        (r#"[{"a":null},{}]"#, "[{},{}]", 1),
        (r#"{"a":{"id":""}}"#, r#"{"a":{"id":""}}"#, 0),
        ("null", "null", 0),
        ("\"\"", "\"\"", 0),
        (r#"{"a":" "}"#, r#"{"a":" "}"#, 0),
    ] {
        leaves(&view(&[], true), json, expected, 0, empty);
    }
    let json = r#"{"id":1,"a":{"b":null,"c":2},"d":null}"#;
    leaves(&view(&["id", "a.b"], true), json, r#"{"id":1}"#, 2, 1);
}

#[test]
fn what_the_record_puts_aside_goes_from_rows_alone() {
    let json = r#"[{"id":1,"stats":{"a":1},"more":{"stats":2}},[{"stats":3}]]"#;
    let mut aside = view(&[], true);
    aside.aside = &["stats"];
    leaves(&aside, json, r#"[{"id":1,"more":{"stats":2}},[{}]]"#, 2, 0);
    aside.compact = false;
    leaves(&aside, json, json, 0, 0);
}

#[test]
fn html_becomes_text_and_is_counted() {
    let view = View {
        compact: true,
        html: Some(Html::Text),
        ..View::default()
    };
    let json =
        r#"{"a":"<p>x &amp; \"y\"</p>","b":"1 < 2","c":["<b>z</b>","<p></p>"],"d":"<p> </p>"}"#;
    let narrowed = view.narrow(json).unwrap();
    assert_eq!(
        narrowed.json,
        r#"{"a":"x & \"y\"","b":"1 < 2","c":["z",""]}"#
    );
    let expected = Omitted {
        fields: 0,
        empty: 1,
        html: 4,
    };
    assert_eq!(narrowed.omitted, expected);
    assert_eq!(
        narrowed.omitted.member(),
        r#","omitted":{"empty":1,"html":4}"#
    );
}

#[test]
fn what_is_too_deep_stays_as_it_is() {
    let deep = format!("{}{{\"a\":null}}{}", "[".repeat(3_000), "]".repeat(3_000));
    leaves(&view(&[], true), &deep, &deep, 0, 0);
    assert_eq!(view(&[], true).narrow("{\"a\":"), None);
}
