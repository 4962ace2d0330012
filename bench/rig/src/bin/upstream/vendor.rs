//! Intercom, as far as the cases need it: contacts of three sizes, one that is missing, and a page of them. Every byte is ready before
//! the first request.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};

use super::Answer;

/// A contact's id, and about how many bytes it has.
const CONTACTS: [(&str, usize); 3] = [("1k", 1_000), ("24k", 24_000), ("1m", 1_000_000)];

/// Contacts on a page, of about this many bytes each.
const PAGE: (usize, usize) = (20, 1_200);

/// Headers that Intercom sends with every answer. The limits' window ends late, so that the figures made of it keep their length.
const HEADERS: [(&str, &str); 8] = [
    ("content-type", "application/json; charset=utf-8"),
    ("cache-control", "max-age=0, private, must-revalidate"),
    ("x-ratelimit-limit", "10000"),
    ("x-ratelimit-remaining", "9993"),
    ("x-ratelimit-reset", "2000000000"),
    ("x-request-id", "0001a2b3c4d5e6f7a8b9"),
    ("x-intercom-version", "2c1e9f0d4b7a"),
    ("vary", "Accept,Accept-Encoding"),
];

/// Ready answers.
pub(crate) struct Vendor {
    contacts: Vec<(String, Bytes)>,
    page: Bytes,
    missing: Bytes,
}

impl Vendor {
    pub(crate) fn new() -> Self {
        let contacts = CONTACTS.map(|(id, bytes)| {
            let path = format!("/contacts/{id}");
            (path, Bytes::from(contact(id, bytes).to_string()))
        });
        let missing = json!({
            "type": "error.list",
            "request_id": "0001a2b3c4d5e6f7a8b9",
            "errors": [{ "code": "not_found", "message": "User Not Found" }],
        });
        Self {
            contacts: contacts.into(),
            page: Bytes::from(page().to_string()),
            missing: Bytes::from(missing.to_string()),
        }
    }

    /// The answer to a path; queries and credentials are not looked at.
    pub(crate) fn answer(&self, request: &Request<Incoming>) -> Answer {
        let path = request.uri().path();
        let contact = self.contacts.iter().find(|(known, _)| known == path);
        let (status, body) = match contact {
            Some((_, body)) => (StatusCode::OK, body),
            None if path == "/contacts" => (StatusCode::OK, &self.page),
            None => (StatusCode::NOT_FOUND, &self.missing),
        };
        let mut answer = Response::new(Full::new(body.clone()));
        *answer.status_mut() = status;
        for (name, value) in HEADERS {
            answer.headers_mut().insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        answer
    }
}

fn page() -> Value {
    let contacts: Vec<Value> = (0..PAGE.0)
        .map(|index| contact(&format!("63a07ddf05a32042dffac{index:03}"), PAGE.1))
        .collect();
    json!({
        "type": "list",
        "data": contacts,
        "total_count": 400,
        "pages": {
            "type": "pages",
            "next": { "page": 2, "starting_after": "WzE3MzIxMDAwMDAwMDAsIjYzYTA3ZGRmMDVhMzIwNDJkZmZhYzk2NSIsMl0=" },
            "page": 1,
            "per_page": PAGE.0,
            "total_pages": 400 / PAGE.0,
        },
    })
}

/// A contact of at least `bytes`, as long as its notes make it.
fn contact(id: &str, bytes: usize) -> Value {
    let mut contact = json!({
        "type": "contact",
        "id": id,
        "workspace_id": "ecahpwf5",
        "external_id": "f3b87a2e-09d5-4e61-9f0f-6a1b4c3d2e10",
        "role": "user",
        "email": "amelie.dupre@northwind.example",
        "phone": "+33612345678",
        "name": "Amélie Dupré",
        "owner_id": 241_119,
        "has_hard_bounced": false,
        "unsubscribed_from_emails": false,
        "created_at": 1_671_462_367,
        "updated_at": 1_732_100_000,
        "last_seen_at": null,
        "location": { "type": "location", "country": "France", "region": "Île-de-France", "city": "Paris" },
        "tags": { "type": "list", "data": [], "url": format!("/contacts/{id}/tags"), "total_count": 0, "has_more": false },
        "custom_attributes": { "plan": "pro", "seats": 25, "mrr": 1249.5, "is_trial": false },
        "notes": { "type": "list", "data": [], "total_count": 0 },
    });
    let mut length = contact.to_string().len();
    let mut notes = Vec::new();
    while length < bytes {
        let index = notes.len();
        let note = json!({
            "type": "note",
            "id": (29_180_000 + index).to_string(),
            "created_at": 1_701_000_000 + 977 * index,
            "author": { "type": "admin", "id": "991267", "name": "Søren Ω \"Ren\" Bjørk" },
            "body": format!("<p>Call {index}: wants invoices as PDF\\CSV & a \"dark\" theme 🌙.\n\tFollows up on Monday; budget 12 000 €.</p>"),
        });
        length += note.to_string().len() + 1;
        notes.push(note);
    }
    contact["notes"]["total_count"] = json!(notes.len());
    contact["notes"]["data"] = Value::Array(notes);
    contact
}
