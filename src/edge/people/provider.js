// The OAuth library, with what Fairlead sets. It owns the protocol: codes, PKCE, tokens, registration, metadata. One of these for each origin, made at
// the first request that needs it, because an issuer and a resource are named by their origin.
import { OAuthAuthorizationServer, OAuthResourceServer } from '@cloudflare/workers-oauth-provider';
import { enterprise } from './enterprise.js';
import '../outbound.js';
import { warn } from './log.js';
import { MCP, REGISTER } from './paths.js';
import { admit } from './rust.js';

/**
 * What consent stores with a grant, and a token brings back.
 * @typedef {{ member: string, grant: string }} Props
 */

/**
 * @typedef {object} Provider
 * @property {OAuthAuthorizationServer<import('./types.js').Env>} server
 * @property {OAuthResourceServer<import('./types.js').Env, Props>} resource
 */

/** @type {Map<string, Provider>} */
const providers = new Map();

/** Origins come from requests where PUBLIC_URL is not set; nobody makes an isolate keep more than these. */
const MOST_KEPT = 8;

/**
 * @param {string} origin
 * @param {import('./types.js').Settings} settings
 */
export function providerOf(origin, settings) {
  let provider = providers.get(origin);
  if (provider === undefined) {
    if (providers.size >= MOST_KEPT) providers.clear();
    provider = create(origin, settings);
    providers.set(origin, provider);
  }
  return provider;
}

/**
 * @param {string} origin
 * @param {import('./types.js').Settings} settings
 * @returns {Provider}
 */
function create(origin, settings) {
  const resource = origin + MCP;
  /** @type {OAuthAuthorizationServer<import('./types.js').Env>} */
  const server = new OAuthAuthorizationServer({
    issuer: origin,
    resources: [resource],
    clientRegistrationEndpoint: REGISTER,
    clientIdMetadataDocumentEnabled: true,
    scopesSupported: settings.scopes,
    accessTokenTTL: settings.access_token_seconds,
    refreshTokenTTL: settings.refresh_token_seconds,
    refreshTokenIdleTTL: settings.refresh_token_seconds,
    ...(settings.ema_issuers.length > 0 && { enterpriseManagedAuthorization: enterprise(settings.ema_issuers) }),
    onError: ({ status, internal: { category, reason } }) => warn('an OAuth request was refused', { status, category, reason }),
  });
  return {
    server,
    resource: new OAuthResourceServer({
      resourceMetadata: { resource, authorization_servers: [origin], bearer_methods_supported: ['header'], resource_name: 'Fairlead' },
      // The least that a client asks for; the consent page offers the others.
      requiredScopes: ['mcp:read'],
      validateToken: (env) => (audience, token) => server.validateToken(audience, token, env),
      handler: {
        fetch(request, env, context) {
          const { member, grant } = context.props;
          return admit({ request, env, context }, { member, grant, scopes: context.auth.scope });
        },
      },
    }),
  };
}
