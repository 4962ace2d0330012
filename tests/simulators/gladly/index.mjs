import { createClock } from '../shared/clock.mjs';
import { createFetch } from '../shared/fetch.mjs';
import { toJson } from '../shared/json.mjs';
import { createState } from '../shared/state.mjs';
import { setTokens } from '../shared/tokens.mjs';
import { readBody } from './body.mjs';
import { endpoints, findEndpoint } from './catalogue.mjs';
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
  const { state, ensure, forget, snapshot } = createState((key, slug) =>
    createOrganization({ key, slug, name: NAMES[key] ?? key, clock, settings }),
  );

  function reset() {
    setTokens(tokens, DEFAULT_TOKENS, options.tokens, completeToken);
    forget();
    for (const token of tokens.values()) keyOf(token);
    calls.length = 0;
    faults.clear();
    limits.reset();
  }

  /** Where the data of a token's organization is. */
  function keyOf(token) {
    const key = stateKey(token);
    ensure(key, token.organization);
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
    return { token, key: token && keyOf(token) };
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

  /** Sees whom a request is about, and counts a report as in flight until it has its answer. */
  function enter(exchange) {
    const { request, url, route, call } = exchange;
    exchange.caller = identify(request, url, route);
    const { key } = exchange.caller;
    call.organization = key;
    return isReport(route) && key !== null ? limits.enter(key) : undefined;
  }

  const fetch = createFetch({ calls, faults, findEndpoint, enter, answer });

  reset();
  return { name: 'gladly', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
