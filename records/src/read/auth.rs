//! How a request proves who it is: templates over an account's secrets.

use super::header;
use super::names;
use super::node::Node;

#[derive(Debug)]
pub(crate) enum Auth {
    Bearer { token: String },
    Basic { username: String, password: String },
    Header { name: String, value: String },
}

#[derive(Debug)]
pub(crate) struct Credential {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) help: String,
}

pub(crate) fn read(node: &Node<'_>) -> Option<(Auth, Vec<Credential>)> {
    let mut keys = node.keys()?;
    let scheme = keys.need_string("scheme");
    let credentials = keys
        .need("credentials")
        .map(|node| credentials(&node))
        .unwrap_or_default();
    let auth = match scheme.as_str() {
        "bearer" => Some(Auth::Bearer {
            token: keys.need_string("token"),
        }),
        "basic" => Some(Auth::Basic {
            username: keys.need_string("username"),
            password: keys.need_string("password"),
        }),
        "header" => Some(Auth::Header {
            name: keys.need_string("name"),
            value: keys.need_string("value"),
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
        Some(Auth::Bearer { token }) => vec![("token", token)],
        Some(Auth::Basic { username, password }) => {
            vec![("username", username), ("password", password)]
        }
        Some(Auth::Header { name, value }) => {
            if !header::is_name(name) {
                node.complain_at(
                    "name",
                    format!("`{name}` is not a header name"),
                    "use letters, digits and -",
                );
            }
            vec![("value", value)]
        }
    };
    keys.finish();
    let mut used = Vec::new();
    for (key, template) in templates {
        for place in names::places(template) {
            if !credentials
                .iter()
                .any(|credential: &Credential| credential.name == place)
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
        .filter(|credential| !used.contains(&credential.name.as_str()))
    {
        let mend = "put it into a template or take it out";
        node.complain_at(
            &format!("credentials.{}", credential.name),
            "no template uses this secret",
            mend,
        );
    }
    Some((auth?, credentials))
}

fn credentials(node: &Node<'_>) -> Vec<Credential> {
    node.entries()
        .into_iter()
        .filter_map(|(name, node)| {
            let mut keys = node.keys()?;
            let credential = Credential {
                name: name.to_owned(),
                label: keys.need_string("label"),
                help: keys.need_string("help"),
            };
            keys.finish();
            Some(credential)
        })
        .collect()
}
