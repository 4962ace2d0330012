//! Files, as models write them into an argument: as a text, or as base64 in whatever shape it was copied.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

use super::error::At;
use super::reading::Reading;
use crate::json::{Members, is_blank, string};
use crate::vendors::arguments::File;

/// Keys of a file.
const KEYS: [&str; 4] = ["name", "data", "text", "mime_type"];

/// Where nothing else is said.
const ANY_TYPE: &str = "application/octet-stream";

/// No program breaks base64 into lines shorter than this.
const SHORTEST_LINE: usize = 60;

/// Takes base64 with its padding and without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `{name, data | text, mime_type?}`. Clients that fill every key leave one of `data` and `text` empty.
pub(super) fn file(json: &str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<File> {
    let Some(members) = Members::parse(json) else {
        reading.push(at, "must be an object with name, and data (base64) or text");
        return None;
    };
    let unknown = members
        .0
        .iter()
        .find(|(key, _)| !KEYS.contains(&key.as_ref()));
    if let Some((key, _)) = unknown {
        let known = KEYS.join(", ");
        reading.push(
            &at.key(key),
            format!("is not a key of a file; they are {known}"),
        );
        return None;
    }
    let get = |key: &str| members.get(key).filter(|value| *value != "null");
    let filled = |key: &str| get(key).filter(|value| !is_blank(value)).and_then(string);
    let Some(name) = filled("name") else {
        reading.push(
            &at.key("name"),
            "is required: the file's name with its extension",
        );
        return None;
    };
    let data = filled("data");
    // A text of nothing is a file too, where no other kind of content was even begun.
    let text = if get("data").is_none() {
        get("text").and_then(string)
    } else {
        get("text").filter(|text| *text != "\"\"").and_then(string)
    };
    let (bytes, said) = match (data, text) {
        (Some(data), None) => {
            let Some((bytes, said)) = content(&data) else {
                reading.push(
                    &at.key("data"),
                    "must be base64; send what is no base64 as text",
                );
                return None;
            };
            (bytes, said.map(str::to_owned))
        }
        (None, Some(text)) => (text.into_owned().into_bytes(), None),
        (Some(_), Some(_)) | (None, None) => {
            reading.push(at, "must hold exactly one of data (base64) and text");
            return None;
        }
    };
    let mime_type = filled("mime_type").map(|given| given.trim().to_owned());
    Some(File {
        name: name.into_owned(),
        mime_type: mime_type.or(said).unwrap_or_else(|| ANY_TYPE.to_owned()),
        bytes,
    })
}

/// What `data` holds, and the media type that it says of itself.
fn content(data: &str) -> Option<(Vec<u8>, Option<&str>)> {
    let Some((head, body)) = data_url(data) else {
        return copied(data).map(|bytes| (bytes, None));
    };
    let said = head.split(';').next().filter(|said| said.contains('/'));
    let bytes = if is_base64(head) {
        decoded(body)?
    } else {
        percent_decode_str(body).collect()
    };
    Some((bytes, said))
}

/// A `data:` URL (RFC 2397) before and after its comma. A text may begin so too: `Data: name, age` says no media type.
fn data_url(data: &str) -> Option<(&str, &str)> {
    const SCHEME: &str = "data:";
    let data = data.trim_start();
    let scheme = data.get(..SCHEME.len())?;
    let (head, body) = data.get(SCHEME.len()..)?.split_once(',')?;
    let said = head.split(';').next().unwrap_or_default();
    let is_head = !head.contains(char::is_whitespace) && (said.is_empty() || said.contains('/'));
    (scheme.eq_ignore_ascii_case(SCHEME) && (is_head || is_base64(head))).then_some((head, body))
}

/// Whether the part before a `data:` URL's comma ends so. Without it what follows is text.
fn is_base64(head: &str) -> bool {
    let last = head.rsplit_once(';');
    last.is_some_and(|(_, last)| last.trim().eq_ignore_ascii_case("base64"))
}

/// Base64 of one line, or broken as programs break it: at 64 or 76 characters (RFC 7468, 2045). Shorter lines are those of some other text, and
/// words of letters alone could be read as base64 too.
fn copied(data: &str) -> Option<Vec<u8>> {
    let lines: Vec<&str> = data.trim().lines().map(str::trim).collect();
    let (last, full) = lines.split_last()?;
    let is_broken_so = full.first().is_none_or(|first| {
        let length = first.len();
        length >= SHORTEST_LINE
            && length.is_multiple_of(4)
            && last.len() <= length
            && full.iter().all(|line| line.len() == length)
    });
    if is_broken_so { decoded(data) } else { None }
}

/// URLs have an alphabet of their own (RFC 4648, 5). A space within a line is one of some other text.
fn decoded(base64: &str) -> Option<Vec<u8>> {
    let standard: String = base64
        .lines()
        .flat_map(|line| line.trim().chars())
        .map(|letter| match letter {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    BASE64.decode(standard).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::UnixSeconds;

    fn run(json: &str) -> Result<File, String> {
        let mut reading = Reading::new(UnixSeconds(0), "");
        let found = file(json, &At::argument("file"), &mut reading);
        reading.unless_any(found).map_or_else(
            |errors| Err(errors.iter().map(ToString::to_string).collect()),
            |file| file.ok_or_else(String::new),
        )
    }

    #[test]
    fn a_file_is_read_however_it_was_filled_and_copied() {
        for (json, mime_type, bytes) in [
            (r#"{"name":"a","text":"hello"}"#, ANY_TYPE, "hello"),
            (
                r#"{"name":"a","text":"hello","data":"","mime_type":""}"#,
                ANY_TYPE,
                "hello",
            ),
            (
                r#"{"name":"a","text":"","data":"aGVsbG8=","mime_type":" text/plain "}"#,
                "text/plain",
                "hello",
            ),
            (
                r#"{"name":"a","text":null,"data":"aGVsbG8","mime_type":null}"#,
                ANY_TYPE,
                "hello",
            ),
            (r#"{"name":"a","text":""}"#, ANY_TYPE, ""),
            (r#"{"name":"a","data":" aGVsbG8=\r\n"}"#, ANY_TYPE, "hello"),
            (
                r#"{"name":"a","data":"bmFtZSxhZ2UKYW5uYSwzMApiZXJ0LDMxCmNhcmxhLDMyCmRvcmEsMzMKZW1pbCwz\r\nNApmcml0eiwzNQo=\n"}"#,
                ANY_TYPE,
                "name,age\nanna,30\nbert,31\ncarla,32\ndora,33\nemil,34\nfritz,35\n",
            ),
            (
                r#"{"name":"a","data":"data:text/plain;BASE64,aGVs\nbG8="}"#,
                "text/plain",
                "hello",
            ),
            (
                r#"{"name":"a","data":"data:text/plain,password"}"#,
                "text/plain",
                "password",
            ),
            (
                r#"{"name":"a","data":"data:text/csv;charset=utf-8,a%2Cb+c%0A%C3%A9"}"#,
                "text/csv",
                "a,b+c\né",
            ),
            (r#"{"name":"a","data":"Pz8_Pj4-"}"#, ANY_TYPE, "???>>>"),
            (
                r#"{"name":"a","data":"data:text/csv;charset=utf-8;base64,aGVsbG8="}"#,
                "text/csv",
                "hello",
            ),
            (
                r#"{"name":"a","mime_type":"text/plain","data":"DATA:;base64,aGVsbG8"}"#,
                "text/plain",
                "hello",
            ),
        ] {
            let file = run(json).expect(json);
            assert_eq!(
                (file.mime_type.as_str(), file.bytes.as_slice()),
                (mime_type, bytes.as_bytes()),
                "{json}"
            );
        }
    }

    #[test]
    fn what_is_no_file_is_refused_with_what_is_missing() {
        for (json, expected) in [
            (
                r#"{"name":" ","text":"x"}"#,
                "file.name is required: the file's name with its extension",
            ),
            (
                r#"{"name":"a","text":"","data":""}"#,
                "file must hold exactly one of data (base64) and text",
            ),
            (
                r#"{"name":"a","text":"x","data":"aGk="}"#,
                "file must hold exactly one of data (base64) and text",
            ),
            (
                r#"{"name":"a","data":"name\nanna\nbert\n"}"#,
                "file.data must be base64; send what is no base64 as text",
            ),
            (
                r#"{"name":"a","data":"Data: name, base"}"#,
                "file.data must be base64; send what is no base64 as text",
            ),
            (
                r#"{"name":"a","data":"hello, you"}"#,
                "file.data must be base64; send what is no base64 as text",
            ),
            (
                r#"{"name":"a","path":"/x"}"#,
                "file.path is not a key of a file; they are name, data, text, mime_type",
            ),
        ] {
            assert_eq!(run(json), Err(expected.to_owned()), "{json}");
        }
    }
}
