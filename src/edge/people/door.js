// Every path of sign-in, and what each request of them has in common: settings, one log line, headers, and errors that nobody expected.
import { accessClaim } from './access.js';
import { approve } from './approve.js';
import { bodyOf } from './body.js';
import { catalog, serverCard } from './card.js';
import { connect } from './connect.js';
import { authorize } from './consent.js';
import { logRequest, requestId } from './log.js';
import { SettingsError, isSafe, originOf, placeOf } from './origin.js';
import { failurePage } from './pages.js';
import * as paths from './paths.js';
import { providerOf } from './provider.js';
import { refusal } from './refusal.js';
import { exchange } from './replay.js';
import { Undecided, admit, ask } from './rust.js';
import { settingsOf } from './settings.js';
import { SignInFailed, callback, link, signIn, signOut } from './sign_in.js';

/**
 * @typedef {import('./types.js').Visit} Visit
 * @typedef {object} Door
 * @property {string} route its name in the log
 * @property {'person' | 'program'} caller who calls, and so how an error is told
 * @property {boolean} [isOfServer] whether it belongs to the authorization server, which there is none of behind Cloudflare Access
 * @property {boolean} [isUnderPath] whether it works where PUBLIC_URL has a path: it names no issuer
 * @property {(visit: Visit) => Response | Promise<Response>} open
 */

/** Bytes of what is posted, but for messages to /mcp, which Rust reads. */
const MOST_BYTES = 64 * 1024;

/** @param {Visit} visit */
const provider = ({ url, settings }) => providerOf(url.origin, settings);

/** @param {Visit} visit */
const toServer = (visit) => provider(visit).server.fetch(visit.request, visit.env, visit.context);

/** @param {Visit} visit */
const toResource = (visit) => provider(visit).resource.fetch(visit.request, visit.env, visit.context);

/** @param {string} route @param {Door['open']} open @returns {Door} */
const page = (route, open) => ({ route, caller: 'person', open });

/** @param {string} route @param {Door['open']} open @returns {Door} */
const ofServer = (route, open) => ({ route, caller: 'program', isOfServer: true, open });

/** @param {string} route @param {(origin: string) => Response} make @returns {Door} */
const document = (route, make) => ({ route, caller: 'program', open: ({ request: { method }, url }) => (method === 'GET' || method === 'HEAD' ? make(url.origin) : notThisWay()) });

/** @type {Map<string, Door>} */
const doors = new Map([
  [paths.AUTHORIZE, { ...page(paths.AUTHORIZE, (visit) => authorize(visit, provider(visit).server.getOAuthApi(visit.env))), isOfServer: true }],
  [paths.TOKEN, ofServer(paths.TOKEN, (visit) => exchange(visit, provider(visit).server))],
  [paths.REGISTER, ofServer(paths.REGISTER, register)],
  [paths.SERVER_METADATA, ofServer(paths.SERVER_METADATA, toServer)],
  [paths.RESOURCE_METADATA, ofServer(paths.RESOURCE_METADATA, toResource)],
  [paths.SIGN_IN, page(paths.SIGN_IN, signIn)],
  [paths.CALLBACK, page(paths.CALLBACK, callback)],
  [paths.SIGN_OUT, page(paths.SIGN_OUT, signOut)],
  [paths.CARD, document(paths.CARD, serverCard)],
  [paths.CATALOG, document(paths.CATALOG, catalog)],
]);

const linkDoor = page('/sign-in/link/:code', link);
const approveDoor = { ...page('/approve/:code', approve), isUnderPath: true };
const connectDoor = { ...page('/connect/:link', connect), isUnderPath: true };

/** @type {Door} */
const mcpDoor = { route: paths.MCP, caller: 'program', open: mcp };

/**
 * The door of a path; undefined where it is Rust's, and its 404 for what is nobody's. What is under `/.well-known/` is known to the letter, so that
 * nothing there ever names a token URL.
 * @param {string} path
 */
export function doorOf(path) {
  const door = doors.get(path);
  if (door !== undefined) return door;
  if (path === paths.MCP || path === `${paths.MCP}/` || path.startsWith(paths.ACCOUNT)) return mcpDoor;
  if (path.startsWith(paths.APPROVE)) return approveDoor;
  if (path.startsWith(paths.CONNECT)) return connectDoor;
  return path.startsWith(paths.LINK) ? linkDoor : undefined;
}

/**
 * Answers a request, and writes one line about it unless Rust has.
 * @param {Door} door
 * @param {Request} request
 * @param {import('./types.js').Env} env
 * @param {ExecutionContext} context
 */
export async function openDoor(door, request, env, context) {
  const started = Date.now();
  /** @type {Record<string, string | undefined>} */
  let noted = {};
  /** @type {Visit['note']} */
  const note = (outcome, facts) => {
    noted = { outcome, ...facts };
  };
  let response;
  try {
    response = await answer(door, request, env, context, note);
  } catch (error) {
    response = await failed(door, error, note);
  }
  // Rust's own answer has it.
  if (response.headers.has('x-request-id')) return response;
  const id = requestId(request);
  const finished = new Response(response.body, response);
  finished.headers.set('x-request-id', id);
  finished.headers.set('x-content-type-options', 'nosniff');
  finished.headers.set('referrer-policy', 'no-referrer');
  logRequest({ id, route: door.route, request, response, started, noted });
  return finished;
}

/**
 * @param {Door} door
 * @param {Request} request
 * @param {import('./types.js').Env} env
 * @param {ExecutionContext} context
 * @param {Visit['note']} note
 */
async function answer(door, request, env, context, note) {
  const settings = await settingsOf(env, context);
  const called = new URL(request.url);
  const place = placeOf(settings, called);
  const origin = door.isUnderPath ? place.origin : originOf(settings, called);
  if (!isSafe(origin)) return refuse(door, 400, 'Sign-in works over https alone. Use an address that begins with https://.');
  if (door.isOfServer && settings.access !== null) return refuse(door, 404, 'Nothing is served at this path.');
  // Behind a proxy the host differs from the one that people know; names, cookies and tokens belong to that one.
  const isProxied = called.origin !== origin;
  const url = isProxied ? new URL(called.pathname + called.search, origin) : called;
  let short = request;
  if (door !== mcpDoor && request.body !== null) {
    const body = await bodyOf(request, MOST_BYTES);
    if (body === undefined) return refuse(door, 413, 'The body is longer than 64 KiB.');
    const { method, headers } = request;
    // A Request takes none with these, though a caller may have sent one.
    short = new Request(request.url, { method, headers, body: method === 'GET' || method === 'HEAD' ? null : body });
  }
  return door.open({ request: isProxied ? new Request(url, short) : short, url, base: place.base, env, context, settings, note });
}

/**
 * `/mcp` and `/mcp/a/{account}`.
 * @param {Visit} visit
 */
async function mcp(visit) {
  if (visit.settings.access === null) return braked(visit, await toResource(visit));
  const claim = await accessClaim(visit);
  if (claim === undefined) return refusal(401, 'This did not come through Cloudflare Access. Use the address that it protects.');
  const answer = await ask(visit, 'sign-in', claim);
  if (answer.refused !== undefined) return refusal(403, 'Fairlead does not know you. Ask whoever runs it in your company to add you.');
  // Nobody is asked to consent here: the operator's config of the member is what limits it.
  return admit(visit, { member: answer.member.id, scopes: visit.settings.scopes });
}

/**
 * An answer, unless too many tokens that open nothing came from where this one did: each costs a read. The count is that of wrong tokens anywhere
 * else (src/gateway/answer.rs). It is asked when the token is known to be wrong, so a right one from the same address goes on. A message without a
 * token is how a client begins to sign in, and a 401 of Rust's is for a token that was right.
 * @param {Visit} visit
 * @param {Response} response
 */
async function braked(visit, response) {
  const { headers } = visit.request;
  const isWrong = response.status === 401 && headers.has('authorization') && !response.headers.has('x-request-id');
  if (!isWrong || !(await isTooMany(visit, addressOf(headers)))) return response;
  return tooMany('Too many wrong tokens came from this address. Wait a minute and try again.');
}

/**
 * Anybody may register a client, and each is a record; so the brake on wrong tokens counts these too.
 * @param {Visit} visit
 */
async function register(visit) {
  const { headers, method } = visit.request;
  if (method !== 'POST' || !(await isTooMany(visit, `register ${addressOf(headers)}`))) return toServer(visit);
  return tooMany('Too many clients were registered from this address. Wait a minute and try again.');
}

/** @param {Headers} headers */
const addressOf = (headers) => headers.get('cf-connecting-ip') ?? 'no address';

/** @param {Visit} visit @param {string} key */
const isTooMany = async ({ env }, key) => (await env.WRONG_TOKEN_LIMIT?.limit({ key }))?.success === false;

/** The headers are those of src/http_error.rs. @param {string} message */
const tooMany = (message) => refusal(429, message, { 'retry-after': '60', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' });

const notThisWay = () => refusal(405, 'Served here: GET, HEAD.', { allow: 'GET, HEAD' });

/**
 * A refusal: a page for a person, the envelope of the operator's API for a program.
 * @param {Door} door
 * @param {number} status
 * @param {string} message
 */
function refuse({ caller }, status, message) {
  return caller === 'person' ? failurePage({ title: 'This did not work', text: message, status }) : refusal(status, message);
}

/**
 * @param {Door} door
 * @param {unknown} error
 * @param {Visit['note']} note
 */
async function failed(door, error, note) {
  if (error instanceof SignInFailed) {
    note('provider_failed', { detail: because(error) });
    const { status, said, again, cookies } = error;
    const text = 'Signing in with your company’s identity provider did not work. Try again; if it stays so, tell whoever runs Fairlead in your company.';
    return failurePage({ title: 'The sign-in failed', text, status, detail: said, again, cookies });
  }
  if (error instanceof SettingsError) {
    note('not_set_up', { detail: error.message });
    return refuse(door, 500, `Fairlead is not set up: ${error.message}.`);
  }
  if (error instanceof Undecided) {
    note('undecided', { detail: error.message });
    return refuse(door, error.status, error.message);
  }
  note('failed', { detail: because(error) });
  return refuse(door, 500, 'Something failed in Fairlead. Try again; if it stays so, tell whoever runs it in your company.');
}

/**
 * What failed, and what that came from, for the log: names and messages, which hold no secret.
 * @param {unknown} error
 * @returns {string}
 */
function because(error) {
  if (!(error instanceof Error)) return String(error);
  const text = `${error.name}: ${error.message}`;
  return error.cause === undefined ? text : `${text}; ${because(error.cause)}`;
}
