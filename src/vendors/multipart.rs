//! `multipart/form-data` (RFC 7578).

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::arguments::{File, Part};
use crate::json::{elements, string};

/// One part: its name, the file that it is, and its contents.
type Piece<'a> = (&'a str, Option<&'a File>, Cow<'a, [u8]>);

/// Content type and bytes.
pub(super) fn encode(members: &[(&str, Part<'_>)]) -> (String, Vec<u8>) {
    let pieces: Vec<Piece<'_>> = members.iter().flat_map(pieces).collect();
    let boundary = boundary(&pieces);
    let mut body = Vec::new();
    for (name, file, contents) in &pieces {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                escape(name)
            )
            .as_bytes(),
        );
        if let Some(file) = file {
            let line = format!(
                "; filename=\"{}\"\r\nContent-Type: {}",
                escape(&file.name),
                one_line(&file.mime_type)
            );
            body.extend_from_slice(line.as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(contents);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn pieces<'a>((name, member): &'a (&str, Part<'_>)) -> Vec<Piece<'a>> {
    match member {
        Part::Files(files) => files
            .iter()
            .map(|file| (*name, Some(file), Cow::Borrowed(file.bytes.as_slice())))
            .collect(),
        Part::Json(json) => match json.starts_with('[').then(|| elements(json)).flatten() {
            Some(items) => items
                .iter()
                .map(|item| (*name, None, plain(item.get())))
                .collect(),
            None => vec![(*name, None, plain(json))],
        },
    }
}

/// A hash of what is sent: nobody can write a text that holds its own hash, so no part can end itself and start another one.
fn boundary(pieces: &[Piece<'_>]) -> String {
    let mut hash = Sha256::new();
    for (_, file, contents) in pieces {
        if let Some(file) = file {
            hash.update(&file.name);
            hash.update(&file.mime_type);
        }
        hash.update(contents);
    }
    format!("fairlead-{}", URL_SAFE_NO_PAD.encode(hash.finalize()))
}

/// Browsers' escapes inside a quoted name (WHATWG HTML, "multipart form data").
fn escape(name: &str) -> String {
    name.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn plain(json: &str) -> Cow<'_, [u8]> {
    match string(json) {
        Some(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        Some(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
        None => Cow::Borrowed(json.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> File {
        File {
            name: "a\"\r\nb.txt".to_owned(),
            mime_type: "text/plain\r\nx: y".to_owned(),
            bytes: bytes.to_vec(),
        }
    }

    fn sent(members: &[(&str, Part<'_>)]) -> (String, String) {
        let (content_type, body) = encode(members);
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=");
        (
            boundary.unwrap().to_owned(),
            String::from_utf8(body).unwrap(),
        )
    }

    #[test]
    fn every_member_is_a_part_and_every_element_of_a_list() {
        let members = [
            ("note", Part::Json("\"hi\"".into())),
            ("tags", Part::Json("[\"a\",2]".into())),
            ("file", Part::Files(vec![file(b"x")])),
        ];
        let (boundary, text) = sent(&members);
        assert!(text.contains("name=\"note\"\r\n\r\nhi\r\n"));
        assert!(
            text.contains("name=\"tags\"\r\n\r\na\r\n")
                && text.contains("name=\"tags\"\r\n\r\n2\r\n")
        );
        assert!(text.contains(&format!("name=\"file\"; filename=\"a%22%0D%0Ab.txt\"\r\nContent-Type: text/plainx: y\r\n\r\nx\r\n--{boundary}--\r\n")));
        assert_eq!(text.matches(&boundary).count(), 5);
    }

    #[test]
    fn a_part_that_holds_the_boundary_of_another_request_does_not_end_itself() {
        let (known, _) = sent(&[("note", Part::Json("\"hi\"".into()))]);
        let smuggled =
            format!("\r\n--{known}\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n");
        // Escaped, so that the JSON does not hold what is sent.
        let units = smuggled.encode_utf16();
        let escaped: Vec<String> = units.map(|unit| format!("\\u{unit:04x}")).collect();
        let escaped = escaped.concat();
        for part in [
            Part::Json(format!("\"{escaped}\"").into()),
            Part::Json(format!("[\"{escaped}\"]").into()),
            Part::Files(vec![file(smuggled.as_bytes())]),
        ] {
            let (boundary, text) = sent(&[("note", part)]);
            assert_ne!(boundary, known);
            assert!(text.contains(&smuggled), "sent as it is");
            assert_eq!(text.matches(&boundary).count(), 2, "one part: {text}");
        }
    }
}
