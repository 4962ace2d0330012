// `/session`: an operator's session. It is in a cookie that no script reads, begun by signing in (../people) or, here, by an API token shown once.
import { SESSION as COOKIE, clearCookie, cookieOf, setCookie } from '../people/cookies.js';
import { isSafe } from '../people/origin.js';
import { Undecided, ask } from '../people/rust.js';

/**
 * @typedef {object} Visit
 * @property {Request} request
 * @property {import('../people/types.js').Env} env
 * @property {ExecutionContext} context
 */

/** Bytes of a token and what is around it. */
const MOST_BYTES = 8192;

const REASONS = /** @type {const} */ ({
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
});

/**
 * `GET` tells who it is, `POST` begins one, `DELETE` ends it.
 * @param {Visit} visit
 */
export async function session(visit) {
  const { request } = visit;
  try {
    // A page of another site must neither sign somebody in nor out.
    if (request.headers.get('sec-fetch-site') !== 'same-origin') return refuse(403, 'Only the console itself may ask for a session.');
    if (request.method === 'GET') return await tell(visit);
    if (request.method === 'POST') return await begin(visit);
    if (request.method === 'DELETE') return json(200, {}, [clearCookie(COOKIE)]);
    const response = refuse(405, 'Served here: GET, POST, DELETE.');
    response.headers.set('allow', 'GET, POST, DELETE');
    return response;
  } catch (error) {
    if (error instanceof Undecided) return refuse(/** @type {keyof typeof REASONS} */ (error.status), error.message);
    throw error;
  }
}

/** @param {Visit} visit */
async function tell(visit) {
  const sign_in = visit.env.OAUTH_KV !== undefined;
  const cookie = cookieOf(visit.request, COOKIE);
  const answer = cookie === undefined ? {} : await ask(visit, 'operator', { session: cookie });
  return json(200, { sign_in, ...answer });
}

/** @param {Visit} visit */
async function begin(visit) {
  const { request, env } = visit;
  if (!isSafe(new URL(request.url).origin)) return refuse(400, 'A browser keeps this session over https alone. Use an address that begins with https://.');
  const text = await request.text();
  if (text.length > MOST_BYTES) return refuse(413, 'This is too long to be a token.');
  const token = tokenOf(text);
  if (token === undefined) return refuse(400, 'Paste a token.');
  const answer = await ask(visit, 'operator-sign-in', { token });
  if (answer.refused === undefined) return json(200, {}, [setCookie(COOKIE, answer.session, answer.max_age)]);
  if (answer.refused === 'scope') return refuse(403, 'This is an API token of the scope mcp. The console needs ADMIN_TOKEN, or an API token of the scope admin.');
  // The count is that of wrong tokens anywhere else (src/gateway/answer.rs).
  const limited = await env.WRONG_TOKEN_LIMIT?.limit({ key: request.headers.get('cf-connecting-ip') ?? 'no address' });
  if (limited?.success === false) return refuse(429, 'Too many wrong tokens from this address. Wait a minute and try again.');
  return refuse(401, 'This token opens nothing. Paste ADMIN_TOKEN as it was set, or an API token of the scope admin.');
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
 * @param {number} status
 * @param {unknown} body
 * @param {string[]} [cookies]
 */
function json(status, body, cookies = []) {
  const response = Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

/**
 * @param {keyof typeof REASONS} status
 * @param {string} message
 */
const refuse = (status, message) => json(status, { statusCode: status, error: REASONS[status] ?? 'Error', message });
