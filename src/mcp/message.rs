//! JSON-RPC 2.0 messages as MCP uses them: one a body, never a batch. The id stays the text that it was, so `1.0` and integers
//! beyond 2^53 come back unchanged.

use std::borrow::Cow;

use super::fault::Fault;
use crate::json::{Members, is_empty_list, string};

/// What a client posted.
#[derive(Debug)]
pub(super) enum Message<'a> {
    /// Wants an answer.
    Call(Call<'a>),
    /// Wants none.
    Notification,
}

/// A request.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// JSON text of a string or number.
    pub(super) id: &'a str,
    /// The method's name.
    pub(super) method: Cow<'a, str>,
    /// `params`, empty when absent, null or an empty list.
    pub(super) params: Members<'a>,
    /// `params._meta`, empty when absent.
    pub(super) meta: Members<'a>,
}

impl<'a> Message<'a> {
    /// Reads a body. A fault names the id where one could be read. `tolerant` takes a notification whose serializer writes what is not there as
    /// `null`; a request needs an id that its answer can repeat.
    pub(super) fn parse(body: &'a [u8], tolerant: bool) -> Result<Self, (Fault, Option<&'a str>)> {
        let text = std::str::from_utf8(body).map_err(|_| (Fault::NotJson, None))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.starts_with('{') {
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            return Err((
                if is_json {
                    Fault::NotAMessage("one JSON-RPC message a request; batches are not served")
                } else {
                    Fault::NotJson
                },
                None,
            ));
        }
        let members = Members::parse(text).ok_or((Fault::NotJson, None))?;
        let id = members.get("id").filter(|id| is_id(id));
        let wrong = |what| Err((Fault::NotAMessage(what), id));
        if members.get("jsonrpc").and_then(string).as_deref() != Some("2.0") {
            return wrong("jsonrpc must be \"2.0\"");
        }
        let Some(method) = members.get("method") else {
            return wrong("method is missing; responses are not served here");
        };
        let Some(method) = string(method) else {
            return wrong("method must be a string");
        };
        let Some(id) = id else {
            let is_left_out = tolerant && method.starts_with("notifications/");
            return match members.get("id") {
                None => Ok(Self::Notification),
                Some("null") if is_left_out => Ok(Self::Notification),
                Some(_) => wrong("id must be a string or a number"),
            };
        };
        let params = match members.get("params") {
            None | Some("null") => Members::default(),
            // PHP has no other empty object, and by place as by name there are none.
            Some(params) if is_empty_list(params) => Members::default(),
            Some(params) => match Members::parse(params) {
                Some(params) => params,
                None => {
                    return Err((
                        Fault::BadParams("params must be an object".to_owned()),
                        Some(id),
                    ));
                }
            },
        };
        let meta = params
            .get("_meta")
            .and_then(Members::parse)
            .unwrap_or_default();
        Ok(Self::Call(Call {
            id,
            method,
            params,
            meta,
        }))
    }
}

/// A string that holds half of a surrogate pair is none, nor is a number past what a double holds: strict readers could not read an answer
/// that repeats it.
fn is_id(json: &str) -> bool {
    json.parse().is_ok_and(f64::is_finite) || string(json).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(body: &str) -> Option<Fault> {
        Message::parse(body.as_bytes(), true)
            .err()
            .map(|(fault, _)| fault)
    }

    #[test]
    fn ids_stay_as_they_were_written() {
        for id in ["1", "1.0", "9007199254740993", "\"a\\u00e9\"", "-7"] {
            let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\"}}");
            let Ok(Message::Call(call)) = Message::parse(body.as_bytes(), true) else {
                panic!("{body}")
            };
            assert_eq!(call.id, id);
        }
    }

    #[test]
    fn what_is_no_message_is_told_apart() {
        for body in ["", "{", "nope", "{\"jsonrpc\":\"2.0\",", "\u{1}"] {
            assert!(matches!(fault(body), Some(Fault::NotJson)), "{body}");
        }
        for body in [
            "[]",
            "1",
            "{}",
            "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
        ] {
            assert!(matches!(fault(body), Some(Fault::NotAMessage(_))), "{body}");
        }
        assert!(matches!(
            fault("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[{}]}"),
            Some(Fault::BadParams(_))
        ));
        for none in ["null", "[]", "[ ]", "{}"] {
            let body =
                format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{none}}}");
            assert!(
                matches!(Message::parse(body.as_bytes(), true), Ok(Message::Call(call)) if call.params.0.is_empty())
            );
        }
        assert!(matches!(
            Message::parse(b"{\"jsonrpc\":\"2.0\",\"method\":\"x\"}", true),
            Ok(Message::Notification)
        ));
    }
}
