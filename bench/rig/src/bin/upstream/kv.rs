//! A KV namespace over HTTP, as workerd's `kvNamespace` binding speaks it (workerd, src/workerd/api/kv.c++). It keeps everything in
//! memory and knows no expiry.

use std::cell::RefCell;
use std::collections::BTreeMap;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Answer;

/// What was put, by key.
#[derive(Default)]
pub(crate) struct Kv(RefCell<BTreeMap<String, String>>);

/// The body of `POST /bulk/get`.
#[derive(Deserialize)]
struct Bulk {
    keys: Vec<String>,
    r#type: Option<String>,
}

impl Kv {
    /// One operation: get, bulk get, put, delete or list.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await else {
            return status(StatusCode::BAD_REQUEST);
        };
        let body = body.to_bytes();
        let key = decoded(head.uri.path().trim_start_matches('/'));
        match head.method {
            Method::POST if key == "bulk/get" => self.bulk(&body),
            Method::GET if key.is_empty() => self.list(head.uri.query().unwrap_or_default()),
            Method::GET => match self.0.borrow().get(&key) {
                Some(value) => ok(value.clone()),
                None => status(StatusCode::NOT_FOUND),
            },
            Method::PUT => {
                let value = String::from_utf8_lossy(&body).into_owned();
                self.0.borrow_mut().insert(key, value);
                status(StatusCode::OK)
            }
            Method::DELETE => {
                self.0.borrow_mut().remove(&key);
                status(StatusCode::OK)
            }
            _ => status(StatusCode::METHOD_NOT_ALLOWED),
        }
    }

    fn bulk(&self, body: &[u8]) -> Answer {
        let Ok(Bulk { keys, r#type }) = serde_json::from_slice(body) else {
            return status(StatusCode::BAD_REQUEST);
        };
        let is_json = r#type.as_deref() == Some("json");
        let values = self.0.borrow();
        let found: Map<String, Value> = keys
            .into_iter()
            .map(|key| {
                let value = match values.get(&key) {
                    Some(text) if is_json => serde_json::from_str(text).unwrap_or_default(),
                    Some(text) => Value::from(text.as_str()),
                    None => Value::Null,
                };
                (key, value)
            })
            .collect();
        ok(Value::from(found).to_string())
    }

    fn list(&self, query: &str) -> Answer {
        let prefix = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("prefix="))
            .map(decoded)
            .unwrap_or_default();
        let values = self.0.borrow();
        let keys: Vec<Value> = values
            .keys()
            .filter(|key| key.starts_with(&prefix))
            .map(|key| json!({ "name": key }))
            .collect();
        ok(json!({ "keys": keys, "list_complete": true }).to_string())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn ok(body: String) -> Answer {
    Response::new(Full::new(Bytes::from(body)))
}

fn status(status: StatusCode) -> Answer {
    let mut answer = Response::default();
    *answer.status_mut() = status;
    answer
}
