//! How the vendor wants to know who calls, as far as the record format can say it.

use super::document::{Document, place_in_first};
use super::note::{Kind, Notes};
use crate::read::{Value, header};

/// Which schemes are better for a server of others: the first of these that the document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Bearer,
    OAuth,
    Header,
    Basic,
}

/// `auth` of integration.yaml.
pub(super) fn read(documents: &[Document], notes: &Notes) -> Value {
    let mut found: Vec<(Rank, &Value, String)> = Vec::new();
    for document in documents {
        let schemes = document
            .root
            .get("components")
            .and_then(|components| components.get("securitySchemes"));
        for (name, scheme) in schemes.map(Value::as_entries).unwrap_or_default() {
            let place = document.place(&["components", "securitySchemes", name]);
            match document
                .resolved(scheme)
                .map(|scheme| (rank(scheme), scheme))
            {
                Ok((Some(rank), scheme)) => found.push((rank, scheme, place)),
                Ok((None, _)) => notes.add(
                    Kind::LeftOut,
                    &place,
                    "credentials in a query or a cookie, or of another scheme, cannot be sent",
                ),
                Err(why) => notes.add(Kind::LeftOut, &place, why),
            }
        }
    }
    found.sort_by_key(|(rank, _, _)| *rank);
    let Some((rank, scheme, place)) = found.first() else {
        notes.add(
            Kind::Guessed,
            &place_in_first(documents, &["components", "securitySchemes"]),
            "no scheme that can be sent is described: a bearer token",
        );
        return bearer("API token", "Sent as `Authorization: Bearer`.");
    };
    match rank {
        Rank::Bearer => bearer("API token", "Made in the vendor's settings."),
        Rank::OAuth => {
            notes.add(
                Kind::Guessed,
                place,
                "OAuth: a token that lives long is sent as a bearer token; nothing refreshes it",
            );
            bearer(
                "Access token",
                "An access token that lives long, of a private app or the like.",
            )
        }
        Rank::Header => {
            let name = scheme.text("name");
            credentials(
                vec![("scheme", "header"), ("name", name), ("value", "{api_key}")],
                &[("api_key", "API key", "Made in the vendor's settings.")],
            )
        }
        Rank::Basic => credentials(
            vec![
                ("scheme", "basic"),
                ("username", "{username}"),
                ("password", "{password}"),
            ],
            &[
                (
                    "username",
                    "User name",
                    "Of the user, or what the vendor takes in its place.",
                ),
                ("password", "Password", "Of the user, or an API key."),
            ],
        ),
    }
}

fn rank(scheme: &Value) -> Option<Rank> {
    match (
        scheme.text("type"),
        scheme.text("scheme").to_ascii_lowercase().as_str(),
        scheme.text("in"),
    ) {
        ("http", "bearer", _) => Some(Rank::Bearer),
        ("oauth2" | "openIdConnect", _, _) => Some(Rank::OAuth),
        ("http", "basic", _) => Some(Rank::Basic),
        ("apiKey", _, "header") => header::is_name(scheme.text("name")).then_some(Rank::Header),
        _ => None,
    }
}

fn bearer(label: &str, help: &str) -> Value {
    credentials(
        vec![("scheme", "bearer"), ("token", "{api_token}")],
        &[("api_token", label, help)],
    )
}

fn credentials(keys: Vec<(&str, &str)>, secrets: &[(&str, &str, &str)]) -> Value {
    let mut entries: Vec<(String, Value)> = keys
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    let secrets = secrets.iter().map(|(name, label, help)| {
        (
            (*name).to_owned(),
            Value::object([("label", (*label).into()), ("help", (*help).into())]),
        )
    });
    entries.push(("credentials".to_owned(), Value::Object(secrets.collect())));
    Value::Object(entries)
}
