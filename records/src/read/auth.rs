//! How a request proves who it is: templates over an account's secrets.

use super::header;
use super::host::Completed;
use super::keep;
use super::names;
use super::node::Node;
use super::oauth2;
use crate::catalogue::{Auth, Credential, OAuth2};

/// Where the access token of a vendor goes that nobody has another credential for.
const ACCESS_TOKEN: &str = "{access_token}";

/// All of `auth`.
#[derive(Debug)]
pub(crate) struct Proof {
    pub(crate) scheme: Auth,
    pub(crate) credentials: &'static [Credential],
    pub(crate) oauth2: Option<OAuth2>,
}

impl Default for Proof {
    fn default() -> Self {
        Self {
            scheme: Auth::Bearer { token: "" },
            credentials: &[],
            oauth2: None,
        }
    }
}

pub(crate) fn read(node: &Node<'_>, completed: &Completed<'_>) -> Option<Proof> {
    let mut keys = node.keys()?;
    let scheme = keys.need_text("scheme");
    if scheme == "oauth2" {
        let scheme = Auth::Bearer {
            token: ACCESS_TOKEN,
        };
        let oauth2 = keys.need("oauth2");
        keys.finish();
        return Some(Proof {
            oauth2: oauth2.and_then(|node| oauth2::read(&node, &scheme, completed)),
            scheme,
            credentials: &[],
        });
    }
    let credentials = keys
        .need("credentials")
        .map(|node| credentials(&node))
        .unwrap_or_default();
    let oauth2 = keys.get("oauth2");
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
                "write one of bearer, basic, header, oauth2",
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
    let scheme = auth?;
    Some(Proof {
        oauth2: oauth2.and_then(|node| oauth2::read(&node, &scheme, completed)),
        scheme,
        credentials,
    })
}

fn credentials(node: &Node<'_>) -> &'static [Credential] {
    keep::list(node.entries().into_iter().filter_map(|(name, node)| {
        let mut keys = node.keys()?;
        let credential = Credential {
            name,
            label: keys.need_text("label"),
            help: keys.need_text("help"),
            is_shown: keys
                .get("shown")
                .and_then(|node| node.boolean())
                .unwrap_or(false),
        };
        keys.finish();
        Some(credential)
    }))
}
