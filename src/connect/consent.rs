//! Consent at the vendor: where a browser is sent, and what it brings back (RFC 6749, 4.1; RFC 7636; RFC 9207). What has to be remembered meanwhile
//! is sealed into a cookie, so it ends with the browser that it began in.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use form_urlencoded::Serializer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::token_request::{self, NoTokens, ask};
use crate::access::account::Credentials;
use crate::access::lifetime::ExpiresAt;
use crate::catalogue::{Authorize, Integration, OAuth2};
use crate::platform::{Platform, PlatformError};
use crate::settings::Settings;
use crate::vendors::base_url::endpoint_of_browser;

/// Bytes of a state and of a verifier: 256 bits, 43 characters, the shortest verifier that RFC 7636, 4.1, has.
const SECRET_BYTES: usize = 32;

/// Characters of what a vendor sends back with a browser.
const MAX_SAID: usize = 300;

/// What a consent is about.
#[derive(Serialize, Deserialize)]
pub struct Transaction {
    /// The connect link.
    pub link: String,
    /// Slug of the vendor.
    pub integration: String,
    /// The account's variables.
    pub context: BTreeMap<String, String>,
    /// What the vendor has to send back.
    pub state: String,
    verifier: Option<String>,
    redirect_uri: String,
}

/// What a browser came back with.
#[derive(Default, Deserialize)]
pub struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    iss: Option<String>,
}

/// What came of a consent. Cannot be printed.
pub struct Consented {
    /// As requests need them.
    pub credentials: Credentials,
    /// What renews them, and when they end; `None` where they do not.
    pub renewal: Option<(String, ExpiresAt)>,
    /// As the answer names it.
    pub workspace: Option<String>,
}

/// Where the browser goes.
pub fn begin<P: Platform>(
    platform: &P,
    settings: &Settings,
    (integration, oauth2): (&Integration, &OAuth2),
    context: BTreeMap<String, String>,
    (link, redirect_uri): (String, String),
) -> Result<(String, Transaction), NoTokens> {
    let client = token_request::client(settings, integration)?;
    let template = match oauth2.authorize {
        Authorize::Url(url) => url,
        Authorize::By { variable, urls } => {
            let known = integration.variables.iter();
            let default = known
                .filter(|known| known.name == variable)
                .find_map(|known| known.default);
            let value = context.get(variable).map(String::as_str).or(default);
            let found = urls.iter().find(|(name, _)| Some(*name) == value);
            found.map(|(_, url)| *url).unwrap_or_default()
        }
    };
    let mut url = endpoint_of_browser(integration, template, &context, client.url.as_deref())
        .map_err(|error| NoTokens::NoAddress(error.to_string()))?;
    let unavailable = |PlatformError(detail)| NoTokens::Unanswered(detail);
    let state = secret(platform).map_err(unavailable)?;
    let verifier = oauth2.pkce.then(|| secret(platform)).transpose();
    let verifier = verifier.map_err(unavailable)?;
    let mut query = Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", &redirect_uri)
        .append_pair("state", &state);
    if !oauth2.scopes.is_empty() {
        query.append_pair("scope", &oauth2.scopes.join(" "));
    }
    if let Some(verifier) = &verifier {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        query
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
    }
    url.push('?');
    url.push_str(&query.finish());
    let transaction = Transaction {
        link,
        integration: integration.slug.to_owned(),
        context,
        state,
        verifier,
        redirect_uri,
    };
    Ok((url, transaction))
}

/// What the vendor gives for what the browser brought. `None` where that is not of this transaction.
pub async fn finish<P: Platform>(
    platform: &P,
    settings: &Settings,
    (integration, oauth2): (&Integration, &OAuth2),
    transaction: &Transaction,
    returned: &Returned,
) -> Option<Result<Consented, NoTokens>> {
    let state = returned.state.as_deref().unwrap_or_default();
    let is_ours: bool = state.as_bytes().ct_eq(transaction.state.as_bytes()).into();
    // RFC 9207, 2.4: another server's answer, or one without a name where it has to have one, gets none of our code.
    let is_issuer = oauth2.issuer.is_none() || returned.iss.as_deref() == oauth2.issuer;
    if !is_ours || !is_issuer {
        return None;
    }
    let Some(code) = returned
        .code
        .as_deref()
        .filter(|_| returned.error.is_none())
    else {
        return Some(Err(NoTokens::Refused(refusal(integration, returned))));
    };
    let mut grant = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &transaction.redirect_uri),
    ];
    if let Some(verifier) = &transaction.verifier {
        grant.push(("code_verifier", verifier));
    }
    let context = &transaction.context;
    let of = (integration, oauth2);
    let given = ask(platform, settings, of, oauth2.token, context, &grant).await;
    Some(given.map(|given| {
        let ends = given.seconds;
        let ends = ends.map(|seconds| ExpiresAt::after(platform.now(), seconds));
        let name = oauth2.credential.to_owned();
        Consented {
            credentials: Credentials(BTreeMap::from([(name, given.access_token)])),
            renewal: given.refresh_token.zip(ends),
            workspace: given.workspace,
        }
    }))
}

/// RFC 6749, 4.1.2.1.
fn refusal(integration: &Integration, returned: &Returned) -> String {
    let texts = [&returned.error, &returned.error_description];
    let texts: Vec<&str> = texts.iter().filter_map(|text| text.as_deref()).collect();
    let said: String = texts.join(": ").chars().take(MAX_SAID).collect();
    let label = integration.label;
    if said.is_empty() {
        format!("{label} sent you back without a code")
    } else {
        format!("{label} sent you back: {said}")
    }
}

fn secret(platform: &impl Platform) -> Result<String, PlatformError> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    platform.random(bytes.as_mut())?;
    Ok(URL_SAFE_NO_PAD.encode(bytes.as_ref()))
}
