//! How requests are authenticated, and how an account comes to be.

use super::code::{optional, pairs, structure, text, texts};
use crate::catalogue::{Auth, Authorize, Connect, Credential, OAuth2};

pub(super) fn auth(auth: &Auth) -> String {
    match auth {
        Auth::Bearer { token } => structure("Auth::Bearer", [("token", text(token))]),
        Auth::Basic { username, password } => structure(
            "Auth::Basic",
            [("username", text(username)), ("password", text(password))],
        ),
        Auth::Header { name, value } => structure(
            "Auth::Header",
            [("name", text(name)), ("value", text(value))],
        ),
    }
}

pub(super) fn credential(credential: &Credential) -> String {
    let Credential {
        name,
        label,
        help,
        is_shown,
    } = credential;
    structure(
        "Credential",
        [
            ("name", text(name)),
            ("label", text(label)),
            ("help", text(help)),
            ("is_shown", is_shown.to_string()),
        ],
    )
}

pub(super) fn oauth2(oauth2: &OAuth2) -> String {
    structure(
        "OAuth2",
        [
            ("authorize", authorize(oauth2.authorize)),
            ("token", text(oauth2.token)),
            ("refresh", text(oauth2.refresh)),
            ("scopes", texts(oauth2.scopes)),
            ("pkce", oauth2.pkce.to_string()),
            ("client", format!("ClientAuth::{:?}", oauth2.client)),
            ("issuer", optional(oauth2.issuer.map(text))),
            ("credential", text(oauth2.credential)),
            ("workspace", optional(oauth2.workspace.map(text))),
        ],
    )
}

fn authorize(authorize: Authorize) -> String {
    match authorize {
        Authorize::Url(url) => format!("Authorize::Url({})", text(url)),
        Authorize::By { variable, urls } => structure(
            "Authorize::By",
            [("variable", text(variable)), ("urls", pairs(urls))],
        ),
    }
}

pub(super) fn connect(connect: &Connect) -> String {
    structure(
        "Connect",
        [
            ("steps", texts(connect.steps)),
            ("person", optional(connect.person.map(text))),
            ("workspace", optional(connect.workspace.map(text))),
            ("workspace_id", optional(connect.workspace_id.map(text))),
        ],
    )
}
