// The company's identity provider, by OpenID Connect: who somebody is, in the words of an issuer that the operator named.
import * as oauth from 'oauth4webapi';
import { isLoopback } from './origin.js';

/** Milliseconds for each request to the provider. */
const TIMEOUT = 10_000;

/** What is known of a provider is kept so many milliseconds. Only finished answers are: a request cannot wait for another's. */
const KEPT = 3_600_000;

/** @type {Map<string, { server: oauth.AuthorizationServer, until: number }>} */
const discovered = new Map();

/**
 * What has to be remembered between the two halves of a sign-in.
 * @typedef {{ state: string, nonce: string, verifier: string, return?: string }} Transaction
 */

/** The provider refused, or is not what it was said to be. */
export class ProviderError extends Error {
  /**
   * @param {string} message
   * @param {{ said?: string, cause?: unknown }} [more] `said` is what the provider itself wrote, for the page
   */
  constructor(message, { said, cause } = {}) {
    super(message, { cause });
    this.name = 'ProviderError';
    this.said = said;
  }
}

/**
 * @typedef {{ issuer: string, client_id: string, secret: string }} Provider
 */

/** @param {Provider} provider */
const optionsOf = ({ issuer }) => ({
  signal: () => AbortSignal.timeout(TIMEOUT),
  // For a provider on this machine, which `make start` has.
  [oauth.allowInsecureRequests]: isLoopback(new URL(issuer).hostname),
});

/** @param {Provider} provider */
async function discover(provider) {
  const { issuer } = provider;
  const known = discovered.get(issuer);
  if (known !== undefined && known.until > Date.now()) return known.server;
  try {
    const url = new URL(issuer);
    const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oidc', ...optionsOf(provider) }));
    // The library compares URLs; an issuer is compared to the letter (OpenID Connect Discovery 1.0, 4.3).
    if (server.issuer !== issuer) throw new TypeError('the metadata is of another issuer');
    discovered.set(issuer, { server, until: Date.now() + KEPT });
    return server;
  } catch (cause) {
    throw new ProviderError('the discovery of OIDC_ISSUER failed', { cause });
  }
}

/**
 * Where the browser goes to sign in, and what to remember meanwhile.
 * @param {Provider} provider
 * @param {string} redirectUri
 * @param {boolean} isAnother whether the person wants to be somebody else than they are there
 * @returns {Promise<{ location: string, transaction: Transaction }>}
 */
export async function begin(provider, redirectUri, isAnother) {
  const server = await discover(provider);
  if (server.authorization_endpoint === undefined) throw new ProviderError('OIDC_ISSUER has no authorization_endpoint');
  const transaction = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
  const location = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: provider.client_id,
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(transaction.verifier),
    code_challenge_method: 'S256',
    ...(isAnother && { prompt: promptOf(server) }),
  };
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
  return { location: location.href, transaction };
}

/** Issuers that refuse `login`, which all others have, and do not say so in their metadata. */
const CHOOSERS = ['https://accounts.google.com'];

/**
 * How a provider is asked for another person: by a choice of accounts where it is known to have one, else by signing in anew.
 * @param {oauth.AuthorizationServer} server
 */
function promptOf({ issuer, prompt_values_supported: supported }) {
  const canChoose = Array.isArray(supported) ? supported.includes('select_account') : CHOOSERS.includes(issuer);
  return canChoose ? 'select_account' : 'login';
}

/**
 * Who came back.
 * @param {Provider} provider
 * @param {URL} url of the callback
 * @param {string} redirectUri
 * @param {Transaction} transaction
 * @returns {Promise<import('./types.js').Claim>}
 */
export async function finish(provider, url, redirectUri, { state, nonce, verifier }) {
  const server = await discover(provider);
  const client = { client_id: provider.client_id };
  const options = optionsOf(provider);
  try {
    const parameters = oauth.validateAuthResponse(server, client, url, state);
    const answer = await oauth.authorizationCodeGrantRequest(server, client, authentication(server, provider), parameters, redirectUri, verifier, options);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, answer, options);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    if (claims === undefined) throw new ProviderError('no ID token came');
    // Many providers tell the address at the userinfo endpoint alone.
    const person = claims.email === undefined && server.userinfo_endpoint !== undefined ? await userInfo(server, client, tokens, claims.sub, options) : claims;
    return {
      email: typeof person.email === 'string' ? person.email : '',
      email_verified: person.email_verified === true,
      ...(typeof person.name === 'string' && { name: person.name }),
      via: 'oidc',
    };
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    if (cause instanceof oauth.AuthorizationResponseError) {
      throw new ProviderError('the identity provider answered with an error', { said: said(cause.error, cause.error_description), cause });
    }
    if (cause instanceof oauth.ResponseBodyError) {
      throw new ProviderError('the identity provider refused the code', { said: said(cause.error, cause.error_description), cause });
    }
    throw new ProviderError('the answer of the identity provider is not right', { cause });
  }
}

/**
 * @param {oauth.AuthorizationServer} server
 * @param {oauth.Client} client
 * @param {oauth.TokenEndpointResponse} tokens
 * @param {string} subject
 * @param {ReturnType<typeof optionsOf>} options
 */
async function userInfo(server, client, tokens, subject, options) {
  return oauth.processUserInfoResponse(server, client, subject, await oauth.userInfoRequest(server, client, tokens.access_token, options));
}

/**
 * @param {oauth.AuthorizationServer} server
 * @param {Provider} provider
 */
function authentication(server, { secret }) {
  // Without a list, a provider takes the secret by HTTP Basic (OpenID Connect Discovery 1.0, 3).
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}

/**
 * @param {string} code
 * @param {string | undefined} description
 */
const said = (code, description) => (description === undefined ? code : `${code}: ${description}`).slice(0, 300);
