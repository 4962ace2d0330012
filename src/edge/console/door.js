// The console's files, as the build put them under the binding ASSETS, and the session that they ask for.
import { logRequest, requestId } from '../people/log.js';
import { HASHED, FILES, SESSION, isPage } from './paths.js';
import { IMMUTABLE, REVALIDATED, withHeaders } from './headers.js';
import { session } from './session.js';
import { withoutConsole } from './without.js';

/**
 * @typedef {import('./session.js').Visit} Visit
 * @typedef {object} Door
 * @property {string} route its name in the log
 * @property {(visit: Visit, assets: Fetcher) => Promise<Response>} open
 */

/** @type {Door} */
const pages = { route: 'console', open: shell };

/** @type {Door} */
const files = { route: 'console file', open: file };

/** @type {Door} */
const sessions = { route: SESSION, open: session };

/** @type {Door} */
const nothing = { route: '/', open: async () => withoutConsole() };

/**
 * The door of a path; undefined where it is Rust's. A page is for browsers: whoever takes no HTML is told what was always told there.
 * @param {string} path
 * @param {Request} request
 * @param {import('../people/types.js').Env} env
 */
export function consoleOf(path, request, env) {
  if (env.ASSETS === undefined) return path === '/' && wantsPage(request) ? nothing : undefined;
  if (path === SESSION) return sessions;
  if (path.startsWith(HASHED) || FILES.includes(path)) return files;
  return isPage(path) && wantsPage(request) ? pages : undefined;
}

/** @param {Request} request */
function wantsPage({ method, headers }) {
  return (method === 'GET' || method === 'HEAD') && (headers.get('accept') ?? '').includes('text/html');
}

/**
 * Answers a request, and writes one line about it, as of any other.
 * @param {Door} door
 * @param {Request} request
 * @param {import('../people/types.js').Env} env
 * @param {ExecutionContext} context
 */
export async function openConsole(door, request, env, context) {
  const started = Date.now();
  const response = await door.open({ request, env, context }, /** @type {Fetcher} */ (env.ASSETS));
  const id = requestId(request);
  response.headers.set('x-request-id', id);
  logRequest({ id, route: door.route, request, response, started, noted: {} });
  return response;
}

/**
 * One document for all pages: which it is, its script sees by the path.
 * @param {Visit} visit
 * @param {Fetcher} assets
 */
async function shell({ request }, assets) {
  const address = new URL('/index.html', request.url);
  return withHeaders(await assets.fetch(new Request(address, { method: request.method, headers: conditionsOf(request) })), REVALIDATED);
}

/**
 * @param {Visit} visit
 * @param {Fetcher} assets
 */
async function file({ request }, assets) {
  const { pathname } = new URL(request.url);
  const found = await assets.fetch(new Request(new URL(pathname, request.url), { method: request.method, headers: conditionsOf(request) }));
  return withHeaders(found, found.status === 200 && pathname.startsWith(HASHED) ? IMMUTABLE : REVALIDATED);
}

/**
 * What a file is asked for with: whether the browser has it. No cookie goes along.
 * @param {Request} request
 */
function conditionsOf({ headers }) {
  const etag = headers.get('if-none-match');
  return new Headers(etag === null ? {} : { 'if-none-match': etag });
}
