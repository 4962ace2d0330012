//! Answers of any shape, read to their ends: put together again, the parts are what the vendor sent, and nothing came twice.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::fake::{Client, Random, Server, Worker};

/// What is known of a value after some parts; places count from 1.
#[derive(Debug)]
enum Known {
    Object(BTreeMap<String, Known>),
    List(BTreeMap<usize, Known>),
    /// Characters, by the place of the first.
    Text(BTreeMap<usize, String>),
    /// Bytes of the value's JSON, by the place of the first.
    Json(BTreeMap<usize, String>),
    Whole(Value),
}

/// What a part says of itself, by where it says it: what is counted, the first and the last.
type Marks = BTreeMap<String, (String, usize, usize)>;

fn marks(answer: &Value) -> Marks {
    let cuts = answer["truncated"]["cuts"].as_array();
    let cuts = cuts.into_iter().flatten();
    cuts.map(|cut| {
        let word = |key: &str| cut[key].as_str().unwrap().to_owned();
        let number = |key: &str| usize::try_from(cut[key].as_u64().unwrap_or(1)).unwrap();
        (word("at"), (word("what"), number("first"), number("last")))
    })
    .collect()
}

fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[track_caller]
fn read(value: &Value, at: &str, marks: &Marks) -> Known {
    let mark = marks
        .get(at)
        .map(|(what, first, last)| (what.as_str(), *first, last + 1 - first));
    let is_above = marks.keys().any(|mark| mark.starts_with(&format!("{at}/")));
    match (mark, value) {
        (Some(("characters", first, count)), Value::String(text)) => {
            assert_eq!(count, text.chars().count(), "{at}");
            Known::Text(BTreeMap::from([(first, text.clone())]))
        }
        (Some(("bytes_of_json", first, count)), Value::String(text)) => {
            assert_eq!(count, text.len(), "{at}");
            Known::Json(BTreeMap::from([(first, text.clone())]))
        }
        (Some(("entries", first, count)), Value::Array(entries)) => {
            assert_eq!(count, entries.len(), "{at}");
            let entries = entries.iter().enumerate();
            let entry = |(place, entry): (usize, &Value)| {
                let at = below(at, &place.to_string());
                (first + place, read(entry, &at, marks))
            };
            Known::List(entries.map(entry).collect())
        }
        (Some(("fields", ..)) | None, Value::Object(members)) if mark.is_some() || is_above => {
            let member = |(key, value): (&String, &Value)| {
                (key.clone(), read(value, &below(at, key), marks))
            };
            Known::Object(members.iter().map(member).collect())
        }
        (None, whole) => Known::Whole(whole.clone()),
        (Some(mark), value) => panic!("{at} is marked {mark:?} and holds {value}"),
    }
}

impl Known {
    /// Adds what a later part shows. A small member may come again; entries and characters never.
    fn add(&mut self, later: Self, small: usize) {
        match (self, later) {
            (Self::Object(known), Self::Object(later)) => {
                for (key, value) in later {
                    match known.get_mut(&key) {
                        Some(known) => known.add(value, small),
                        None => drop(known.insert(key, value)),
                    }
                }
            }
            // Where small members alone are shown, nothing is marked.
            (Self::Object(known), Self::Whole(Value::Object(later))) => {
                for (key, value) in later {
                    match known.get_mut(&key) {
                        Some(known) => known.add(Self::Whole(value), small),
                        None => drop(known.insert(key, Self::Whole(value))),
                    }
                }
            }
            (known @ Self::Whole(_), Self::Object(later)) => {
                let Self::Whole(Value::Object(members)) = known else {
                    panic!("{known:?} cannot be continued by {later:?}");
                };
                let members = std::mem::take(members).into_iter();
                let members = members.map(|(key, value)| (key, Self::Whole(value)));
                *known = Self::Object(members.collect());
                known.add(Self::Object(later), small);
            }
            (Self::List(known), Self::List(later)) => {
                for (place, entry) in later {
                    match known.get_mut(&place) {
                        Some(known) => {
                            let is_whole =
                                matches!(&entry, Self::Whole(value) if !value.is_object());
                            assert!(!is_whole, "entry {place} came twice");
                            known.add(entry, small);
                        }
                        None => drop(known.insert(place, entry)),
                    }
                }
            }
            (Self::Text(known), Self::Text(later)) | (Self::Json(known), Self::Json(later)) => {
                for (first, text) in later {
                    assert!(known.insert(first, text).is_none(), "characters came twice");
                }
            }
            (Self::Whole(known), Self::Whole(later)) => {
                assert_eq!(*known, later);
                let length = later.to_string().len();
                assert!(length <= small, "{length} came twice: {later}");
            }
            (known, later) => panic!("{later:?} does not continue {known:?}"),
        }
    }

    fn whole(self) -> Value {
        fn joined(pieces: BTreeMap<usize, String>, length: fn(&str) -> usize) -> String {
            let mut whole = String::new();
            for (first, piece) in pieces {
                assert_eq!(first, length(&whole) + 1, "a gap, or a repetition");
                whole.push_str(&piece);
            }
            whole
        }
        match self {
            Self::Object(members) => members
                .into_iter()
                .map(|(key, known)| (key, known.whole()))
                .collect(),
            Self::List(entries) => {
                let places: Vec<usize> = entries.keys().copied().collect();
                assert_eq!(places, (1..=places.len()).collect::<Vec<usize>>(), "a gap");
                entries.into_values().map(Self::whole).collect()
            }
            Self::Text(pieces) => Value::String(joined(pieces, |text| text.chars().count())),
            Self::Json(pieces) => serde_json::from_str(&joined(pieces, str::len)).unwrap(),
            Self::Whole(value) => value,
        }
    }
}

/// Reads an answer to its end and puts it together.
#[track_caller]
fn read_all(client: &Client<'_>, tool: &str, mut arguments: Value, max_chars: usize) -> Value {
    let mut known: Option<Known> = None;
    let is_list = tool.starts_with("list_");
    for answers in 0.. {
        assert!(answers < 20_000, "an answer that never ends");
        let reply = client.call(tool, arguments.clone());
        let length = reply.text().len();
        assert!(length <= max_chars, "{length} of {max_chars}: {reply:?}");
        let mut answer = reply.answered();
        let is_cut = answers > 0 || answer.get("truncated").is_some();
        if !is_cut && !is_list {
            return answer;
        }
        let marks = marks(&answer);
        let members = answer.as_object_mut().expect("an envelope");
        let cursor = members.remove("next_cursor");
        for key in ["truncated", "is_truncated", "hint"] {
            members.remove(key);
        }
        let (value, at) = match answer.get("result") {
            Some(result) => (result, "/result"),
            None => (&answer, ""),
        };
        let part = read(value, at, &marks);
        match &mut known {
            Some(known) => known.add(part, max_chars / 8),
            None => known = Some(part),
        }
        let Value::String(cursor) = cursor.expect("a cursor or null") else {
            break;
        };
        arguments["next_cursor"] = json!(cursor);
    }
    known.expect("an answer").whole()
}

const LETTERS: [&str; 11] = [
    "a",
    "é",
    "👋",
    "\"",
    "\\",
    "\n",
    "\u{1f}",
    "\u{202e}",
    "\u{e0041}",
    "~/",
    " ",
];

/// A vendor's answer in the making, of some size.
struct Made<'a> {
    random: &'a mut Random,
    left: usize,
}

impl Made<'_> {
    fn text(&mut self, most: usize) -> String {
        let length = self.random.below(most).min(self.left);
        self.left -= length;
        let letters = (0..length).map(|_| LETTERS[self.random.below(LETTERS.len())]);
        letters.collect()
    }

    fn value(&mut self, depth: usize) -> Value {
        self.left = self.left.saturating_sub(3);
        match self.random.below(if depth > 5 { 3 } else { 7 }) {
            0 => json!(self.random.below(1_000_000)),
            1 => [Value::Null, json!(true), json!(""), json!([]), json!({})][self.random.below(5)]
                .clone(),
            2 => {
                let most = [10, 100, 2_500][self.random.below(3)];
                json!(self.text(most))
            }
            3 | 4 => {
                let count = [1, 4, 40][self.random.below(3)].min(self.left);
                (0..count).map(|_| self.value(depth + 2)).collect()
            }
            _ => {
                let count = [1, 4, 30][self.random.below(3)].min(self.left);
                let mut members = Map::new();
                for at in 0..count {
                    let most = if self.random.below(60) == 0 { 900 } else { 3 };
                    let key = format!("{}{at}", self.text(most));
                    members.insert(key, self.value(depth + 1));
                }
                Value::Object(members)
            }
        }
    }
}

fn dogwood(max_chars: usize) -> (Worker, Server) {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", &max_chars.to_string());
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let server = worker.server_with(&account, &json!({}));
    (worker, server)
}

#[test]
fn whatever_a_vendor_answers_its_parts_are_the_whole() {
    let mut random = Random(7);
    for case in 0..60 {
        let max_chars = [1_000, 1_700, 6_000][random.below(3)];
        let (worker, server) = dogwood(max_chars);
        let client = worker.legacy(&server);
        let left = [300, 3_000, 9_000][random.below(3)];
        let mut made = Made {
            random: &mut random,
            left,
        };
        let alone = made.value(0);
        made.left = left;
        let list: Value = (0..made.random.below(40)).map(|_| made.value(4)).collect();
        let record = json!({
            "id": "r1", "a": made.value(0), "veins": { "list": list }, "z": made.value(1),
        });
        let (tool, arguments, body) = match case % 4 {
            0 => (
                "list_all_dogwood_twigs",
                json!({}),
                json!([{ "id": "r2" }, record, made.value(0), 1]),
            ),
            1 => (
                "list_all_dogwood_rings",
                json!({}),
                json!([{ "id": "r2" }, made.value(1), record]),
            ),
            2 => ("dogwood_rings_count", json!({}), alone),
            _ => ("get_single_dogwood_leaf_by_id", json!({ "id": 1 }), record),
        };
        worker.vendor_says(200, &body.to_string());
        let told = format!("case {case}, {tool}, at {max_chars}");
        println!("{told}");
        let read = read_all(&client, tool, arguments, max_chars);
        // What comes again with each part, and what is said about it, is not most of it.
        let (asked, length) = (worker.platform.sent().len(), body.to_string().len());
        assert!(
            asked <= 4 + 6 * length / max_chars,
            "{told}: {asked} parts of {length}"
        );
        assert!(read == body, "{told}\n{read}\n\n{body}");
    }
}

#[test]
fn sizes_around_the_limit_lose_nothing() {
    let (worker, server) = dogwood(1_000);
    let client = worker.legacy(&server);
    for length in 600..1_100 {
        let record = json!({ "id": "r1", "text": "x".repeat(length - 30) });
        worker.vendor_says(200, &record.to_string());
        let one = json!({ "id": 1 });
        let read = read_all(&client, "get_single_dogwood_leaf_by_id", one, 1_000);
        assert_eq!(read, record, "{length}");
        let list = json!([1, record, "é".repeat(length / 3), 2]);
        worker.vendor_says(200, &list.to_string());
        let read = read_all(&client, "list_all_dogwood_rings", json!({}), 1_000);
        assert_eq!(read, list, "{length}");
    }
}

#[test]
fn what_is_nested_beyond_any_stack_is_read_as_the_text_of_its_json() {
    let (worker, server) = dogwood(1_500);
    let client = worker.legacy(&server);
    let deep = format!("{}1{}", "[".repeat(3_000), "]".repeat(3_000));
    worker.vendor_says(200, &format!("{{\"id\":7,\"deep\":{deep}}}"));
    let (mut arguments, mut seen) = (json!({ "id": 1 }), String::new());
    loop {
        let answer = client.call("get_single_dogwood_leaf_by_id", arguments.clone());
        let answer = answer.answered();
        assert_eq!(answer["id"], 7);
        for cut in answer["truncated"]["cuts"].as_array().unwrap() {
            if cut["what"] == "bytes_of_json" {
                let piece = answer.pointer(cut["at"].as_str().unwrap()).unwrap();
                seen.push_str(piece.as_str().unwrap());
            }
        }
        let Some(cursor) = answer["next_cursor"].as_str() else {
            break;
        };
        arguments["next_cursor"] = json!(cursor);
    }
    assert!(seen.contains(&"[".repeat(2_900)) && deep.contains(&seen));
}
