// An identity provider that says what a test wants it to say. Only the Worker talks to it, over the egress of the tests: there is no page.
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';

const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A key pair as tokens are signed with: `{jwk, sign(header, claims)}`. */
export function createKey(kid) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
    sign(header, claims) {
      const signed = `${part({ alg: 'RS256', kid, typ: 'JWT', ...header })}.${part(claims)}`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`;
    },
  };
}

/** A token without a signature, or signed with a secret that everybody knows. */
export const unsigned = (claims) => `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
export function signedWith(secret, claims) {
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/**
 * `{issuer, host, settings, key, say, claims, asked}`: `say(answer)` sets what the token endpoint gives next, a function of the claims of an honest
 * token; `asked` are the forms that it got.
 */
export function createLiar(issuer = 'https://id.acme.example') {
  const key = createKey('k1');
  const clientId = 'fairlead';
  let answer;
  let discovery = {};
  const asked = [];
  const now = () => Math.floor(Date.now() / 1000);
  const honest = (nonce) => ({ iss: issuer, aud: clientId, sub: 'mia', iat: now(), exp: now() + 300, nonce, email: 'mia@acme.example', email_verified: true, name: 'Mia Member' });

  async function host(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/.well-known/openid-configuration') {
      return Response.json({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/me`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
        ...discovery,
      });
    }
    if (pathname === '/jwks') return Response.json({ keys: [key.jwk] });
    if (pathname === '/token') {
      asked.push(new URLSearchParams(await request.text()));
      const given = answer();
      return given instanceof Response ? given : Response.json({ access_token: 'not-a-secret-access', token_type: 'Bearer', expires_in: 60, ...given });
    }
    return new Response('', { status: 404 });
  }

  return {
    issuer,
    host,
    key,
    asked,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId },
    say: (next) => (answer = next),
    discover: (more) => (discovery = more),
    /** An honest answer to the authorization request `url`, whose claims `change` alters. */
    token: (url, change = {}, sign = (claims) => key.sign({}, claims)) => ({ id_token: sign({ ...honest(url.searchParams.get('nonce')), ...change }) }),
    /** Where the provider sends the person back. */
    callback(url, more = {}) {
      const back = new URL(url.searchParams.get('redirect_uri'));
      for (const [name, value] of Object.entries({ code: 'a-code', state: url.searchParams.get('state'), iss: issuer, ...more })) {
        if (value !== undefined) back.searchParams.set(name, value);
      }
      return back.href;
    },
  };
}
