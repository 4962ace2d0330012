//! How a request proves who it is: templates over an account's secrets.

use super::header;
use super::keep;
use super::names;
use super::node::Node;
use crate::catalogue::{Auth, Credential};

pub(crate) fn read(node: &Node<'_>) -> Option<(Auth, &'static [Credential])> {
    let mut keys = node.keys()?;
    let scheme = keys.need_text("scheme");
    let credentials = keys
        .need("credentials")
        .map(|node| credentials(&node))
        .unwrap_or_default();
    let auth = match scheme {
        "bearer" => Some(Auth::Bearer {
            token: keys.need_text("token"),
        }),
        "basic" => Some(Auth::Basic {
            username: keys.need_text("username"),
            password: keys.need_text("password"),
        }),
        "header" => Some(Auth::Header {
            name: keys.need_text("name"),
            value: keys.need_text("value"),
        }),
        other => {
            node.complain_at(
                "scheme",
                format!("`{other}` is unknown"),
                "write one of bearer, basic, header",
            );
            None
        }
    };
    let templates = match &auth {
        None => return None,
        Some(Auth::Bearer { token }) => vec![("token", *token)],
        Some(Auth::Basic { username, password }) => {
            vec![("username", *username), ("password", *password)]
        }
        Some(Auth::Header { name, value }) => {
            if !header::is_name(name) {
                node.complain_at(
                    "name",
                    format!("`{name}` is not a header name"),
                    "use letters, digits and -",
                );
            }
            vec![("value", *value)]
        }
    };
    keys.finish();
    let mut used = Vec::new();
    for (key, template) in templates {
        for place in names::places(template) {
            if !credentials
                .iter()
                .any(|credential| credential.name == place)
            {
                node.complain_at(
                    key,
                    format!("`{place}` is not a credential"),
                    format!("declare it under `auth.credentials.{place}`"),
                );
            }
            used.push(place);
        }
    }
    for credential in credentials
        .iter()
        .filter(|credential| !used.contains(&credential.name))
    {
        let fix = "put it into a template or take it out";
        node.complain_at(
            &format!("credentials.{}", credential.name),
            "no template uses this secret",
            fix,
        );
    }
    Some((auth?, credentials))
}

fn credentials(node: &Node<'_>) -> &'static [Credential] {
    keep::list(node.entries().into_iter().filter_map(|(name, node)| {
        let mut keys = node.keys()?;
        let credential = Credential {
            name,
            label: keys.need_text("label"),
            help: keys.need_text("help"),
        };
        keys.finish();
        Some(credential)
    }))
}
