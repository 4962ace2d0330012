//! How a request proves who it is.

/// Templates over the credentials' names.
#[derive(Debug)]
pub enum Auth {
    /// `Authorization: Bearer <token>`.
    Bearer {
        /// Template of the token.
        token: &'static str,
    },
    /// `Authorization: Basic base64(username:password)`.
    Basic {
        /// Template of the user name.
        username: &'static str,
        /// Template of the password.
        password: &'static str,
    },
    /// A header of the vendor's own.
    Header {
        /// The header's name.
        name: &'static str,
        /// Template of its value.
        value: &'static str,
    },
}

/// One secret of an account.
#[derive(Debug)]
pub struct Credential {
    /// Its key under `credentials`.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    /// Where to find it.
    pub help: &'static str,
    /// Whether who types it may see it, as an e-mail address.
    pub is_shown: bool,
}

/// Consent at the vendor in place of a credential that is pasted: the authorization code grant (RFC 6749, 4.1).
#[derive(Debug)]
pub struct OAuth2 {
    /// Where a person consents.
    pub authorize: Authorize,
    /// Where the code is exchanged: `https://…` with `{variable}` places.
    pub token: &'static str,
    /// Where an access token is renewed, likewise.
    pub refresh: &'static str,
    /// What is asked for.
    pub scopes: &'static [&'static str],
    /// Whether the vendor takes PKCE (RFC 7636).
    pub pkce: bool,
    /// How Fairlead shows that it is the client.
    pub client: ClientAuth,
    /// What the vendor calls itself in `iss` of an authorization response (RFC 9207).
    pub issuer: Option<&'static str>,
    /// The credential that the access token is stored as.
    pub credential: &'static str,
    /// Where an answer of `token` names the workspace: a JSON pointer.
    pub workspace: Option<&'static str>,
}

/// Where a person consents. Nothing secret goes there.
#[derive(Debug, Clone, Copy)]
pub enum Authorize {
    /// `https://…` with `{variable}` places.
    Url(&'static str),
    /// Another one for each value of a variable.
    By {
        /// The variable.
        variable: &'static str,
        /// Its values, and the URLs.
        urls: &'static [(&'static str, &'static str)],
    },
}

/// How a client authenticates to a token endpoint (RFC 6749, 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// In the form.
    Body,
    /// By HTTP Basic.
    Basic,
}
