// OAuth by hand, so that a test decides every parameter.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { nodeFetch } from '../support/egress.mjs';
import { parsed } from '../support/json.mjs';
import { authorize } from './company.mjs';

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

async function answered(answer) {
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
}

/** Dynamic registration: what came of it. */
export const register = async ({ origin }, metadata) =>
  answered(
    await nodeFetch(`${origin}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'A test', token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], ...metadata }),
    }),
  );

/** A registered client's id. */
export async function registerClient(company, metadata) {
  const { status, text, body } = await register(company, metadata);
  assert.equal(status, 201, text);
  return body.client_id;
}

/** An authorization request; `null` leaves a parameter out. */
export function authorizationUrl({ origin, mcp }, { client, redirect, challenge = pkce().challenge, scope = 'mcp:read', state = 'a-state', resource = mcp, ...more }) {
  const url = new URL('/authorize', origin);
  const parameters = { response_type: 'code', client_id: client, redirect_uri: redirect, code_challenge: challenge, code_challenge_method: 'S256', scope, state, resource, ...more };
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return url.href;
}

/** The token endpoint with these parameters. */
export const token = async ({ origin }, parameters) =>
  answered(
    await nodeFetch(`${origin}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined)).toString(),
    }),
  );

/** A client that goes through the whole flow by hand: `{client, redirect, ...}` of `company`, as person `as`. */
export async function openClient(company, { as = 'mia', redirect = 'http://127.0.0.1:41901/callback', metadata = {} } = {}) {
  const client = await registerClient(company, { redirect_uris: [redirect], ...metadata });
  const visitor = company.visitor();

  /** A code, and all that belongs to it. */
  async function code({ scope = 'mcp:read', allow = scope.split(' '), ...more } = {}) {
    const { verifier, challenge } = pkce();
    const left = await authorize(visitor, authorizationUrl(company, { client, redirect, challenge, scope, ...more }), { as, allow });
    assert.equal(left.searchParams.get('error'), null, left.href);
    return { code: left.searchParams.get('code'), verifier, left };
  }

  const redeem = ({ code: value, verifier }, more = {}) =>
    token(company, { grant_type: 'authorization_code', code: value, code_verifier: verifier, redirect_uri: redirect, client_id: client, resource: company.mcp, ...more });

  const refresh = (refreshToken, more = {}) => token(company, { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: client, resource: company.mcp, ...more });

  /** Tokens, through the whole flow. */
  async function tokens(options) {
    const answer = await redeem(await code(options));
    assert.equal(answer.status, 200, answer.text);
    for (const secret of [answer.body.access_token, answer.body.refresh_token]) if (secret) company.worker.tokens.add(secret);
    return answer.body;
  }

  return { client, redirect, visitor, code, redeem, refresh, tokens };
}

/** The header that carries an access token. */
export const bearer = (accessToken) => ({ headers: { authorization: `Bearer ${accessToken}` } });
