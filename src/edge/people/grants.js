// What reaches the grants of members for the operator's API: the library's helpers, outside of any request for OAuth.
import { OAuthAuthorizationServer } from '@cloudflare/workers-oauth-provider';

/**
 * No setting is asked for, because Rust waits meanwhile, and no issuer is named by what is done with it.
 * @type {OAuthAuthorizationServer<import('./types.js').Env> | undefined}
 */
let server;

/** @param {import('./types.js').Env} env */
export function helpersOf(env) {
  if (env.OAUTH_KV === undefined) return undefined;
  server ??= new OAuthAuthorizationServer({ issuer: 'https://fairlead.internal', resources: ['https://fairlead.internal/mcp'] });
  return server.getOAuthApi(env);
}
