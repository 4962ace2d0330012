//! What a request's body is made of: fixed values, arguments, paging.

use std::borrow::Cow;

use super::arguments::{Body, Part};
use super::multipart;
use super::query::Query;
use crate::catalogue::{BodyKind, Method, QueryArrays};
use crate::json::quote;

/// Content type and bytes; `None` when nothing is sent.
pub(super) fn encode(
    method: &Method,
    body: Body<'_>,
    paging: Vec<(&'static str, String)>,
) -> Option<(String, Vec<u8>)> {
    let kind = method.body;
    let members = match body {
        Body::Whole(json) if kind != BodyKind::None => {
            return Some((
                "application/json".to_owned(),
                json.into_owned().into_bytes(),
            ));
        }
        Body::Whole(_) | Body::Empty => Vec::new(),
        Body::Members(members) => members,
    };
    let fixed = method
        .fixed_body
        .iter()
        .map(|(key, json)| (*key, Part::Json(Cow::Borrowed(*json))));
    let paging = paging
        .into_iter()
        .map(|(key, json)| (key, Part::Json(Cow::Owned(json))));
    let members = nested(fixed.chain(members).chain(paging).collect());
    match kind {
        BodyKind::None => None,
        BodyKind::Json => Some((
            "application/json".to_owned(),
            json_object(&members).into_bytes(),
        )),
        BodyKind::Form => {
            let mut text = String::new();
            let mut query = Query {
                url: &mut text,
                arrays: QueryArrays::Repeat,
                is_first: true,
            };
            for (key, part) in &members {
                if let Part::Json(json) = part {
                    query.push(key, json);
                }
            }
            let bytes = text.trim_start_matches('?').as_bytes().to_vec();
            Some(("application/x-www-form-urlencoded".to_owned(), bytes))
        }
        BodyKind::Multipart => Some(multipart::encode(&members)),
    }
}

/// `a/b` is key b of the object a: keys of one object come together, after all others.
fn nested<'a>(members: Vec<(&'static str, Part<'a>)>) -> Vec<(&'static str, Part<'a>)> {
    if !members.iter().any(|(key, _)| key.contains('/')) {
        return members;
    }
    let mut flat = Vec::new();
    let mut objects: Vec<(&str, Vec<String>)> = Vec::new();
    for (key, part) in members {
        let (Some((object, key)), Part::Json(json)) = (key.split_once('/'), &part) else {
            flat.push((key, part));
            continue;
        };
        let member = format!("{}:{json}", quote(key));
        match objects.iter_mut().find(|(name, _)| *name == object) {
            Some((_, members)) => members.push(member),
            None => objects.push((object, vec![member])),
        }
    }
    let objects = objects.into_iter().map(|(object, members)| {
        let json = format!("{{{}}}", members.join(","));
        (object, Part::Json(Cow::Owned(json)))
    });
    flat.into_iter().chain(objects).collect()
}

fn json_object(members: &[(&str, Part<'_>)]) -> String {
    let mut out = String::from("{");
    for (key, part) in members {
        if let Part::Json(json) = part {
            if out.len() > 1 {
                out.push(',');
            }
            out.push_str(&quote(key));
            out.push(':');
            out.push_str(json);
        }
    }
    out.push('}');
    out
}
