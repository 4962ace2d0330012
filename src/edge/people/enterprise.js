// Enterprise-managed authorization: an issuer that the operator trusts vouches for a person towards a client, and nobody is asked to consent.
// https://modelcontextprotocol.io/extensions/auth/enterprise-managed-authorization
import { ask } from './rust.js';
import { warn } from './log.js';

/** Milliseconds for an issuer's metadata. */
const TIMEOUT = 10_000;
/** Milliseconds for which the address of an issuer's keys is kept. */
const KEPT = 3_600_000;
/** Bytes of an issuer's metadata that are read. */
const MOST_BYTES = 256 * 1024;

/** @type {Map<string, { jwksUri: string, until: number }>} */
const known = new Map();

/**
 * What the library asks about an assertion: whether its issuer is trusted, and whose it is.
 * @param {string[]} issuers
 * @returns {import('@cloudflare/workers-oauth-provider').EmaOptions<import('./types.js').Env>}
 */
export function enterprise(issuers) {
  return {
    // A client that is known by its metadata document or registered itself has no secret. The assertion is signed for it by name.
    allowPublicClients: true,
    async trustedIssuers({ iss }) {
      if (!issuers.includes(iss)) return null;
      const jwksUri = await keysOf(iss);
      return jwksUri === undefined ? null : { issuer: iss, jwksUri, algorithms: ['RS256', 'ES256'] };
    },
    async mapClaims({ claims, requestedScope, clientInfo, env }) {
      if (typeof claims.email !== 'string') return null;
      // Few issuers say that an address is verified: the operator trusts this one to know its people. One that says that it is not is heard.
      const verified = claims['email_verified'] ?? true;
      const answer = await ask({ env, context: noContext }, 'sign-in', {
        email: claims.email,
        email_verified: verified === true,
        ...(typeof claims['name'] === 'string' && { name: claims['name'] }),
        via: 'ema',
      });
      if (answer.refused !== undefined || !answer.member.mcp_access) return null;
      const member = answer.member.id;
      const grant = crypto.randomUUID();
      return {
        userId: member,
        scope: requestedScope,
        metadata: {
          grant,
          client: clientInfo.clientName ?? clientInfo.clientId,
          redirect_host: new URL(claims.iss).host,
          created_at: new Date().toISOString(),
        },
        props: { member, grant },
      };
    },
  };
}

/** What the library gives has none. A question changes nothing that would have to outlive its answer. */
const noContext = /** @type {ExecutionContext} */ (/** @type {unknown} */ ({ waitUntil() {}, passThroughOnException() {} }));

/**
 * Where an issuer has its keys, by its own metadata, of OpenID Connect or of OAuth (RFC 8414, 3.1).
 * @param {string} issuer
 */
async function keysOf(issuer) {
  const kept = known.get(issuer);
  if (kept !== undefined && kept.until > Date.now()) return kept.jwksUri;
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  for (const address of [`${origin}${path}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`]) {
    const jwksUri = await readKeysUri(address, issuer);
    if (jwksUri === undefined) continue;
    known.set(issuer, { jwksUri, until: Date.now() + KEPT });
    return jwksUri;
  }
  warn('an issuer of EMA_ISSUERS has no metadata that can be read', { issuer });
  return undefined;
}

/**
 * @param {string} address
 * @param {string} issuer
 * @returns {Promise<string | undefined>}
 */
async function readKeysUri(address, issuer) {
  try {
    const answer = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
    if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > MOST_BYTES) return undefined;
    const metadata = /** @type {{ issuer?: unknown, jwks_uri?: unknown }} */ (await answer.json());
    return metadata.issuer === issuer && typeof metadata.jwks_uri === 'string' ? metadata.jwks_uri : undefined;
  } catch {
    return undefined;
  }
}
