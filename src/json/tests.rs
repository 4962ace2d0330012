//! What is found in JSON, and how it is written.

use super::*;

#[test]
fn pointers_lead_into_objects_and_arrays_and_keep_the_spelling() {
    let document =
        Document::parse(" {\"a\":{\"b/c\":[1,9007199254740993,1.0]},\"e\":\"\",\"n\":null} ")
            .unwrap();
    assert_eq!(document.at("/a/b~1c/1"), Some("9007199254740993"));
    assert_eq!(document.at("/a/b~1c/2"), Some("1.0"));
    assert_eq!(document.at("/a/x"), None);
    assert_eq!(document.scalar("/e"), None);
    assert_eq!(document.scalar("/n"), None);
    assert_eq!(Document::parse("[[7]]").unwrap().at("/0/0"), Some("7"));
}

#[test]
fn quoting_is_that_of_serde_json_wherever_a_character_stands() {
    let plain = "plain text of more than one word, éà€🌙";
    for special in [
        "", "\"", "\\", "\n", "\r", "\t", "\u{1}", "\u{1f}", "\u{7f}", "\u{a0}", "\u{101}",
    ] {
        for (at, _) in plain.char_indices() {
            let (before, after) = plain.split_at(at);
            let text = format!("{before}{special}{after}");
            assert_eq!(quote(&text), serde_json::to_string(&text).unwrap());
        }
    }
    assert_eq!(quote("\u{8}\u{c}"), "\"\\u0008\\u000c\"");
}

#[test]
fn half_of_a_surrogate_pair_is_replaced_and_nothing_else() {
    for (json, expected) in [
        (r#"{"a":"\ud83d"}"#, r#"{"a":"\ufffd"}"#),
        (
            r#""\udc00\ud83d\ud83d\udc80x\uDBFF""#,
            r#""\ufffd\ufffd\ud83d\udc80x\ufffd""#,
        ),
        (
            r#""\\ud83d \n \u00e9 \" \ud83d\n""#,
            r#""\\ud83d \n \u00e9 \" \ufffd\n""#,
        ),
        (r#"[1.0,"\ud83d\udc80é"]"#, r#"[1.0,"\ud83d\udc80é"]"#),
    ] {
        assert_eq!(whole_characters(json), expected);
        assert!(serde_json::from_str::<serde_json::Value>(&whole_characters(json)).is_ok());
    }
    assert!(matches!(whole_characters("[\"a\"]"), Cow::Borrowed(_)));
}

#[test]
fn white_space_goes_from_between_tokens_and_stays_in_strings() {
    for (json, expected) in [
        ("{ \"a b\" : [ 1,\n 2 ] }", "{\"a b\":[1,2]}"),
        (r#"["\" \\", " x "]"#, r#"["\" \\"," x "]"#),
        ("[1,2]", "[1,2]"),
    ] {
        assert_eq!(without_spaces(json), expected);
    }
}

#[test]
fn depth_counts_objects_and_lists_but_not_what_strings_say() {
    for (json, levels) in [
        ("1", 0),
        ("{}", 1),
        ("[[],[[]],{}]", 3),
        (r#"{"a":"[[\"[[","b":[1]}"#, 2),
        (r#"["\\",[]]"#, 2),
    ] {
        assert_eq!(depth(json), levels, "{json}");
    }
}

#[test]
fn every_mention_of_a_member_goes_and_nothing_else_does() {
    let json = r#"{"account":"A","id":1.0,"account":"B","acc\u006funt":"C","Account":1}"#;
    let members = Members::parse(json).unwrap();
    let left = members.without(|key| key == "account");
    assert_eq!(left, r#"{"id":1.0,"Account":1}"#);
    assert_eq!(members.without(|_| true), "{}");
}

#[test]
fn cut_or_foreign_text_is_no_document() {
    for text in ["", "{\"a\":1", "[1,", "<html>", "{\"a\":1} x", "nul"] {
        assert!(Document::parse(text).is_none(), "{text}");
    }
    assert!(Document::parse("\u{feff}{}").is_some());
}

#[test]
fn an_object_is_read_out_of_a_text_of_it_and_what_is_none_is_told_from_what_is_broken() {
    for (json, expected) in [
        (r#"{"a":1}"#, Some(r#"{"a":1}"#)),
        (r#""{\"a\":1}""#, Some(r#"{"a":1}"#)),
        (r#""```json\n{\"a\":1}\n```""#, Some(r#"{"a":1}"#)),
        (r#""\"{\\\"a\\\":1}\"""#, Some(r#"{"a":1}"#)),
        (r#""{\"a\":1""#, Some(r#""{\"a\":1""#)),
        ("[1]", Some("[1]")),
        ("null", None),
        (r#"" ""#, None),
        (r#""```\nnull\n```""#, None),
        (r#""\"[ ]\"""#, None),
        ("[ ]", None),
    ] {
        assert_eq!(object(json).as_deref(), expected, "{json}");
    }
    for (json, is_broken) in [
        (r#""{\"a\":1""#, true),
        (r#""```{\"a\":1```""#, true),
        (r#""{\"a\":1}""#, false),
        (r#""x""#, false),
        ("[1]", false),
    ] {
        assert_eq!(is_broken_object(json), is_broken, "{json}");
    }
}
