//! Fairlead as a client of vendors, where a person consents there.

use std::fmt;

use zeroize::Zeroizing;

use super::SettingsError;

/// `<INTEGRATION>_CLIENT_ID` and `<INTEGRATION>_CLIENT_SECRET`.
pub struct OAuthClient {
    /// Its name at the vendor.
    pub id: String,
    /// What proves that it is the client.
    pub secret: Zeroizing<String>,
    /// `<INTEGRATION>_OAUTH_URL`: the operator's replacement of scheme and host of the vendor's endpoints.
    pub url: Option<String>,
}

/// Does not show the secret.
impl fmt::Debug for OAuthClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OAuthClient")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl OAuthClient {
    /// Reads it; `None` where nothing is set. `set` gives what is set and not empty.
    pub(super) fn read(
        slug: &str,
        set: impl Fn(&str) -> Option<String>,
        url: Option<String>,
    ) -> Result<Option<Self>, SettingsError> {
        let names = ["ID", "SECRET"].map(|name| format!("{}_CLIENT_{name}", slug.to_uppercase()));
        let [id, secret] = names.each_ref().map(|name| set(name));
        match (id, secret) {
            (Some(id), Some(secret)) => Ok(Some(Self {
                id,
                secret: Zeroizing::new(secret),
                url,
            })),
            (None, None) => Ok(None),
            (id, _) => {
                let [first, second] = names;
                let missing = if id.is_none() { &first } else { &second };
                Err(SettingsError::HalfAClient(
                    missing.clone(),
                    format!("{first}, {second}"),
                ))
            }
        }
    }
}
