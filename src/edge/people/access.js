// Cloudflare Access in front: who somebody is was settled before the request came, and is told by a token that is verified here.
// https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { warn } from './log.js';

/** @type {Map<string, ReturnType<typeof createRemoteJWKSet>>} */
const keys = new Map();

/** @param {string} issuer */
function keysOf(issuer) {
  let set = keys.get(issuer);
  if (set === undefined) {
    set = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`));
    keys.set(issuer, set);
  }
  return set;
}

/**
 * Who came through Access, or undefined when nobody is known to have. A service token has no address, and is nobody.
 * @param {Pick<import('./types.js').Visit, 'request' | 'context' | 'settings'>} visit
 * @returns {Promise<import('./types.js').Claim | undefined>}
 */
export async function accessClaim({ request, context, settings }) {
  if (settings.access === null) return undefined;
  const { team, aud: audience } = settings.access;
  // Where the runtime knows, it has verified the same token already.
  if (context.access?.aud === audience) return claimOf(await context.access.getIdentity());
  const assertion = request.headers.get('cf-access-jwt-assertion');
  if (assertion === null) return undefined;
  const issuer = `https://${team}.cloudflareaccess.com`;
  try {
    const { payload } = await jwtVerify(assertion, keysOf(issuer), { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp'] });
    return claimOf(payload);
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    warn('an Access assertion was refused', { reason: error.code });
    return undefined;
  }
}

/**
 * Access itself has verified the address, by whatever the team signs in with.
 * @param {Record<string, unknown> | undefined} person
 * @returns {import('./types.js').Claim | undefined}
 */
function claimOf(person) {
  const { email, name } = person ?? {};
  if (typeof email !== 'string' || email === '') return undefined;
  return { email, email_verified: true, ...(typeof name === 'string' && { name }), via: 'access' };
}
