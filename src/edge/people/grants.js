// The grants of members, as the OAuth library keeps them, listed and revoked for the operator's API. `edge.js` asks, by way of the environment,
// because it imports nothing: wasm-bindgen takes it along alone.
import { OAuthAuthorizationServer } from '@cloudflare/workers-oauth-provider';

/**
 * What a grant is to Rust (src/platform.rs); times are seconds since 1970.
 * @typedef {{ id: string, client_name: string | null, client_host: string | null, scopes: string[], created_at: number, expires_at: number | null }} Grant
 */

/**
 * No setting is asked for, because Rust waits meanwhile, and no issuer is named by what is done with it.
 * @type {OAuthAuthorizationServer<import('./types.js').Env> | undefined}
 */
let server;

/** @param {import('./types.js').Env} env */
function helpersOf(env) {
  server ??= new OAuthAuthorizationServer({ issuer: 'https://fairlead.internal', resources: ['https://fairlead.internal/mcp'] });
  return server.getOAuthApi(env);
}

/**
 * @param {import('@cloudflare/workers-oauth-provider').OAuthHelpers} oauth
 * @param {string} member
 */
async function all(oauth, member) {
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

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' ? value : null);

/**
 * Our own name for a grant, which goes with the tokens, and is what calls are counted by.
 * @param {import('@cloudflare/workers-oauth-provider').GrantSummary} grant
 */
const idOf = ({ id, metadata }) => textOf(metadata?.grant) ?? id;

/**
 * All of a member's.
 * @param {import('./types.js').Env} env
 * @param {string} member
 * @returns {Promise<Grant[]>}
 */
export async function grantsOf(env, member) {
  return (await all(helpersOf(env), member)).map((grant) => ({
    id: idOf(grant),
    client_name: textOf(grant.metadata?.client),
    client_host: textOf(grant.metadata?.redirect_host),
    scopes: grant.scope,
    created_at: grant.createdAt,
    expires_at: grant.expiresAt ?? null,
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
  const found = (await all(oauth, member)).filter((one) => grant === undefined || idOf(one) === grant);
  for (const { id } of found) await oauth.revokeGrant(id, member);
  return found.length;
}
