//! `multipart/form-data` (RFC 7578).

use super::arguments::{File, Part};
use crate::json::{elements, string};

/// Content type and bytes. The boundary is chosen so that it stands in none of the parts.
pub(super) fn encode(members: &[(&str, Part<'_>)]) -> (String, Vec<u8>) {
    let boundary = boundary(members);
    let mut body = Vec::new();
    let mut part = |name: &str, file: Option<&File>, contents: &[u8]| {
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
    };
    for (name, member) in members {
        match member {
            Part::Files(files) => files
                .iter()
                .for_each(|file| part(name, Some(file), &file.bytes)),
            Part::Json(json) => match json.starts_with('[').then(|| elements(json)).flatten() {
                Some(items) => items
                    .iter()
                    .for_each(|item| part(name, None, plain(item.get()).as_bytes())),
                None => part(name, None, plain(json).as_bytes()),
            },
        }
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn boundary(members: &[(&str, Part<'_>)]) -> String {
    let holds = |boundary: &str| {
        members.iter().any(|(_, part)| match part {
            Part::Json(json) => json.contains(boundary),
            Part::Files(files) => files.iter().any(|file| {
                file.bytes
                    .windows(boundary.len())
                    .any(|window| window == boundary.as_bytes())
            }),
        })
    };
    let mut boundary = String::from("fairlead-part");
    let mut number = 0_u64;
    while holds(&boundary) {
        number += 1;
        boundary = format!("fairlead-part-{number}");
    }
    boundary
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

fn plain(json: &str) -> String {
    string(json).map_or_else(|| json.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_the_boundary_gets_another_one() {
        let file = File {
            name: "a\"\r\nb.txt".to_owned(),
            mime_type: "text/plain\r\nx: y".to_owned(),
            bytes: b"--fairlead-part".to_vec(),
        };
        let members = [
            ("note", Part::Json("\"hi\"".into())),
            ("tags", Part::Json("[\"a\",2]".into())),
            ("file", Part::Files(vec![file])),
        ];
        let (content_type, body) = encode(&members);
        assert_eq!(
            content_type,
            "multipart/form-data; boundary=fairlead-part-1"
        );
        let text = String::from_utf8(body).unwrap();
        assert!(text.contains("name=\"note\"\r\n\r\nhi\r\n"));
        assert!(
            text.contains("name=\"tags\"\r\n\r\na\r\n")
                && text.contains("name=\"tags\"\r\n\r\n2\r\n")
        );
        assert!(text.contains("name=\"file\"; filename=\"a%22%0D%0Ab.txt\"\r\nContent-Type: text/plainx: y\r\n\r\n--fairlead-part\r\n"));
        assert!(text.ends_with("--fairlead-part-1--\r\n"));
    }
}
