// `/session`: an operator's session. It is in a cookie that no script reads, begun by signing in (../people) or, here, by an API token shown once.
import { bodyOf } from '../people/body.js';
import { SESSION as COOKIE, clearCookie, cookieOf, setCookie } from '../people/cookies.js';
import { isSafe } from '../people/origin.js';
import { refusal } from '../people/refusal.js';
import { Undecided, ask } from '../people/rust.js';

/** @typedef {Pick<import('../people/types.js').Visit, 'request' | 'env' | 'context'>} Visit */

/** Bytes of a token and what is around it. */
const MOST_BYTES = 8192;

/**
 * `GET` tells who it is, `POST` begins one, `DELETE` ends it.
 * @param {Visit} visit
 */
export async function session(visit) {
  const { request } = visit;
  try {
    // A page of another site must neither sign somebody in nor out.
    if (request.headers.get('sec-fetch-site') !== 'same-origin') return refusal(403, 'Only the console itself may ask for a session.');
    if (request.method === 'GET') return await tell(visit);
    if (request.method === 'POST') return await begin(visit);
    if (request.method === 'DELETE') return json({}, [clearCookie(COOKIE)]);
    return refusal(405, 'Served here: GET, POST, DELETE.', { allow: 'GET, POST, DELETE' });
  } catch (error) {
    if (error instanceof Undecided) return refusal(error.status, error.message);
    throw error;
  }
}

/** @param {Visit} visit */
async function tell(visit) {
  const sign_in = visit.env.OAUTH_KV !== undefined;
  const cookie = cookieOf(visit.request, COOKIE);
  const answer = cookie === undefined ? {} : await ask(visit, 'operator', { session: cookie });
  return json({ sign_in, ...answer });
}

/** @param {Visit} visit */
async function begin(visit) {
  const { request, env } = visit;
  if (!isSafe(new URL(request.url).origin)) return refusal(400, 'A browser keeps this session over https alone. Use an address that begins with https://.');
  const body = await bodyOf(request, MOST_BYTES);
  if (body === undefined) return refusal(413, 'This is too long to be a token.');
  const token = tokenOf(await body.text());
  if (token === undefined) return refusal(400, 'Paste a token.');
  const answer = await ask(visit, 'operator-sign-in', { token });
  if (answer.refused === undefined) return json({}, [setCookie(COOKIE, answer.session, answer.max_age)]);
  if (answer.refused === 'scope') return refusal(403, 'This is an API token of the scope mcp. The console needs ADMIN_TOKEN, or an API token of the scope admin.');
  // The count is that of wrong tokens anywhere else (src/gateway/answer.rs).
  const limited = await env.WRONG_TOKEN_LIMIT?.limit({ key: request.headers.get('cf-connecting-ip') ?? 'no address' });
  if (limited?.success === false) return refusal(429, 'Too many wrong tokens from this address. Wait a minute and try again.', { 'retry-after': '60' });
  return refusal(401, 'This token opens nothing. Paste ADMIN_TOKEN as it was set, or an API token of the scope admin.');
}

/** @param {string} text */
function tokenOf(text) {
  try {
    const { token } = JSON.parse(text);
    return typeof token === 'string' && token.trim() !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} body
 * @param {string[]} [cookies]
 */
function json(body, cookies = []) {
  const response = Response.json(body, { headers: { 'cache-control': 'no-store' } });
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
