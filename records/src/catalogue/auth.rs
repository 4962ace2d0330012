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
}
