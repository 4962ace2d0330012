// A member's grants, as the OAuth library keeps them: listed and revoked for the operator's API.
import { OAuthAuthorizationServer } from '@cloudflare/workers-oauth-provider';

/**
 * What a grant is to the operator.
 * @typedef {{ id: string, client_name: string, client_host: string, scopes: string[], created_at: number, expires_at?: number }} Grant
 */

/**
 * No question is asked of the settings: this runs while Rust waits, and the library wants none for it but an issuer that has the right form.
 * @type {OAuthAuthorizationServer<import('./types.js').Env> | undefined}
 */
let server;

/** @param {import('./types.js').Env} env */
function helpersOf(env) {
  server ??= new OAuthAuthorizationServer({ issuer: 'https://fairlead.internal', resources: ['https://fairlead.internal/mcp'] });
  return server.getOAuthApi(env);
}

/**
 * @param {import('./types.js').Env} env
 * @param {string} member
 */
async function all(env, member) {
  const oauth = helpersOf(env);
  const found = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await oauth.listUserGrants(member, cursor === undefined ? {} : { cursor });
    found.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

/**
 * @param {import('./types.js').Env} env
 * @param {string} member
 * @returns {Promise<Grant[]>}
 */
export async function grantsOf(env, member) {
  return (await all(env, member)).map(({ metadata, scope, createdAt, expiresAt }) => ({
    id: metadata.grant,
    client_name: metadata.client,
    client_host: metadata.redirect_host,
    scopes: scope,
    created_at: createdAt,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  }));
}

/**
 * Revokes one grant, or all of a member's, with their tokens. Gives how many there were.
 * @param {import('./types.js').Env} env
 * @param {string} member
 * @param {string | undefined} grant
 */
export async function revokeGrants(env, member, grant) {
  const oauth = helpersOf(env);
  const found = (await all(env, member)).filter(({ metadata }) => grant === undefined || metadata.grant === grant);
  for (const { id } of found) await oauth.revokeGrant(id, member);
  return found.length;
}
