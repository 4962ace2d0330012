import { createClock } from '../pylon/clock.mjs';
import { hash, toJson } from '../pylon/json.mjs';
import { describeBody, readBody } from './body.mjs';
import { PREFIX, endpoints, findEndpoint } from './catalogue.mjs';
import { ApiError, RATE_LIMITED, errorBody, notFound } from './errors.mjs';
import { createFaults } from './faults.mjs';
import { readHost, stateKey } from './hosts.mjs';
import { createLimits } from './limits.mjs';
import { handlers } from './resources/index.mjs';
import { respond } from './respond.mjs';
import { createOrganization } from './seed/index.mjs';
import { readQuery } from './shape.mjs';
import { DEFAULT_TOKENS, authorize, completeToken, findToken } from './tokens.mjs';

const DEFAULTS = {
  seed: 'gladly',
  now: undefined, // a moment (frozen clock) or a function giving milliseconds (live clock)
  limits: true, // false: never 429; {perSecond, reportsPerMinute, reportsInFlight} replaces single allowances
  strict: true, // refuse unknown query and body keys, and bodies where none belongs
  merged: 301, // status for a merged customer's old id; 400 is what one connector's account says
  errorShapes: 'documented', // 'list': no single objects and bare lists among the errors
  topicsRequired: false, // whether a conversation needs a topic before it is closed, a choice of each organization
  ping: (url) => !new URL(url).hostname.startsWith('unreachable.'), // whether a webhook's target answers with 200
};
// Tests may lower these to meet the ends of lists; the numbers of list endpoints stand in the catalogue.
const CAPS = { webhooks: 20, reportRows: 100_000 };

const NAMES = { acme: 'Acme Outfitters', globex: 'Globex Travel', 'acme-sandbox': 'Acme Outfitters (sandbox)' };

/** The Gladly REST API as a WHATWG fetch handler over seeded data. */
export function createGladly(options = {}) {
  const settings = { ...DEFAULTS, ...options, caps: { ...CAPS, ...options.caps } };
  const clock = createClock(settings.now);
  const tokens = new Map();
  const limits = createLimits(settings.limits, clock);
  const faults = createFaults();
  const calls = [];
  const state = {};

  function addOrganization(key, slug) {
    let organization;
    Object.defineProperty(state, key, {
      configurable: true,
      enumerable: true,
      // Seeded at first use: most tests touch one organization only.
      get: () => (organization ??= createOrganization({ key, slug, name: NAMES[key] ?? key, clock, settings })),
    });
  }

  function reset() {
    tokens.clear();
    for (const [text, token] of Object.entries({ ...DEFAULT_TOKENS, ...options.tokens })) {
      if (token) tokens.set(text, completeToken(token));
    }
    for (const key of Object.keys(state)) delete state[key];
    for (const token of tokens.values()) ensure(token);
    calls.length = 0;
    faults.clear();
    limits.reset();
  }

  function ensure(token) {
    const key = stateKey(token);
    if (!Object.hasOwn(state, key)) addOrganization(key, token.organization);
    return key;
  }

  /** Whose data the request is about and who asks; both null when neither host, token nor path says. */
  function identify(request, url, route) {
    const host = readHost(url.hostname);
    const token = findToken(tokens, request.headers.get('authorization'), host);
    if (host) return { token, key: Object.hasOwn(state, stateKey(host)) ? stateKey(host) : null };
    if (route?.endpoint.open) {
      return { token, key: Object.keys(state).find((one) => state[one].id === route.params.orgId) ?? null };
    }
    return { token, key: token && ensure(token) };
  }

  const isReport = (route) => route?.endpoint.path.startsWith('/reports') ?? false;

  /** What the limits say before anything else is looked at; throws nothing, since 429 has a body of its own. */
  function spend(key, route, headers) {
    headers['Ratelimit-Limit-Second'] = String(limits.perSecond);
    const left = key === null ? limits.perSecond : limits.takeRequest(key);
    headers['Ratelimit-Remaining-Second'] = String(Math.max(0, left));
    if (left < 0) return false;
    return key === null || !isReport(route) || (!limits.crowded(key) && limits.takeReport(key) >= 0);
  }

  async function answer({ request, url, bytes, route, caller }) {
    const headers = {};
    const json = (status, payload, more) =>
      new Response(toJson(payload), { status, headers: { 'content-type': 'application/json', ...headers, ...more } });
    if (!spend(caller.key, route, headers)) return json(429, RATE_LIMITED);
    const { endpoint, params } = route ?? {};
    try {
      if (!route) throw notFound(`there is no ${request.method} ${url.pathname}`);
      if (!endpoint.open) authorize(caller.token, endpoint);
      if (caller.key === null) throw notFound();
      const query = readQuery(endpoint, url.searchParams, settings);
      const body = readBody(endpoint, bytes, request.headers, settings);
      const { token } = caller;
      const organization = state[caller.key];
      const cap = settings.caps[endpoint.op] ?? endpoint.cap;
      const result = await handlers[endpoint.op]({ organization, params, query, body, clock, settings, token, url });
      return respond(endpoint, result, { headers, cap });
    } catch (error) {
      if (error instanceof ApiError) {
        return json(error.status, errorBody(error, endpoint, settings.errorShapes), error.headers);
      }
      return json(500, { errors: [{ code: 'simulator_error', detail: error.stack }] });
    }
  }

  function record(request, url, bytes, route) {
    const headers = Object.fromEntries(request.headers);
    if (headers.authorization !== undefined) {
      headers.authorization = /^\S+(?= )/.exec(headers.authorization)?.[0] ?? '(no scheme)';
    }
    const query = {};
    for (const name of new Set(url.searchParams.keys())) {
      const values = url.searchParams.getAll(name);
      query[name] = values.length === 1 ? values[0] : values;
    }
    const text = new TextDecoder().decode(bytes);
    const call = {
      method: request.method,
      host: url.host,
      path: url.pathname,
      route: route?.endpoint.key ?? null,
      query,
      headers,
      body: describeBody(bytes),
      text,
      status: null,
    };
    calls.push(call);
    return call;
  }

  async function fetch(input, init) {
    // Not instanceof: a Request of another undici copy (workerd's harness) must do as well.
    const request = typeof input === 'object' && 'headers' in input && !init ? input : new Request(input, init);
    request.signal?.throwIfAborted();
    const url = new URL(request.url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const route = findEndpoint(request.method, url.pathname);
    const caller = identify(request, url, route);
    const call = record(request, url, bytes, route);
    call.organization = caller.key;
    const leave = isReport(route) && caller.key !== null ? limits.enter(caller.key) : () => {};
    try {
      const usual = () => answer({ request, url, bytes, route, caller });
      const relative = url.pathname.startsWith(`${PREFIX}/`) ? url.pathname.slice(PREFIX.length) : url.pathname;
      // A fault may name the path with or without the prefix that every path has.
      const fault =
        faults.take(request.method, url.pathname, route?.endpoint.path) ??
        faults.take(request.method, relative, route?.endpoint.key);
      if (fault) call.fault = fault.kind;
      const response = await (fault ? faults.answer(fault, { answer: usual, signal: request.signal }) : usual());
      call.status = response.status;
      return response;
    } finally {
      leave();
    }
  }

  /** Hash of all that requests can change, of one organization or of all; equal before and after reads. */
  function snapshot(...keys) {
    const wanted = keys.length > 0 ? keys : Object.keys(state);
    return hash(
      toJson(
        wanted.map((key) => state[key].records()),
        { own: true },
      ),
    );
  }

  reset();
  return { name: 'gladly', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
