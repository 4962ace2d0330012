import { createClock } from '../shared/clock.mjs';
import { createFetch } from '../shared/fetch.mjs';
import { toJson } from '../shared/json.mjs';
import { createRandom } from '../shared/random.mjs';
import { createState } from '../shared/state.mjs';
import { setTokens } from '../shared/tokens.mjs';
import { readBody } from './body.mjs';
import { endpoints, findEndpoint } from './catalogue.mjs';
import { ApiError, errorBody, limitBody, notFound } from './errors.mjs';
import { createFaults } from './faults.mjs';
import { createLimits } from './limits.mjs';
import { handlers } from './resources/index.mjs';
import { createPortal } from './seed/index.mjs';
import { readQuery } from './shape.mjs';
import { DEFAULT_TOKENS, authenticate, authorize } from './tokens.mjs';

const DEFAULTS = {
  seed: 'hubspot',
  now: undefined, // a moment (frozen clock) or a function giving milliseconds (live clock)
  tickets: 120,
  limits: true,
  strict: true, // refuse unknown query and body keys; the vendor itself ignores some
  searchable: 10_000, // how far a search can be paged
  searchLag: 0, // milliseconds until a search knows a new record
};

const NAMES = { acme: 'Acme Service', globex: 'Globex Care' };

/** The service side of the HubSpot REST API as a WHATWG fetch handler over seeded data. */
export function createHubspot(options = {}) {
  const settings = { ...DEFAULTS, ...options };
  const clock = createClock(settings.now);
  const tokens = new Map();
  const limits = createLimits(settings.limits, clock);
  const faults = createFaults();
  const calls = [];
  const { state, ensure, forget, snapshot } = createState((slug) => createPortal({ slug, name: NAMES[slug] ?? slug, clock, settings }));
  let requestIds;

  function reset() {
    setTokens(tokens, DEFAULT_TOKENS, options.tokens, (token) => ({ portal: 'acme', ...token }));
    forget();
    for (const { portal } of tokens.values()) ensure(portal);
    requestIds = createRandom(`${settings.seed} request ids`);
    calls.length = 0;
    faults.clear();
    limits.reset();
  }

  /** The one parameter of a record's own path is called differently for each kind. */
  const idOf = (endpoint, params) => (endpoint.object ? Object.values(params)[0] : undefined);

  async function answer({ request, url, bytes, route, requestId, call }) {
    const headers = { 'x-hubspot-correlation-id': requestId };
    const reply = (status, payload) =>
      new Response(toJson(payload), { status, headers: { 'content-type': 'application/json;charset=utf-8', ...headers } });
    try {
      const token = authenticate(tokens, request.headers.get('authorization'));
      call.portal = token.portal;
      ensure(token.portal);
      const portal = state[token.portal];
      const { policy, headers: counted } = limits.spend(token.portal, route?.endpoint.op === 'objects.search');
      Object.assign(headers, counted);
      if (policy) return reply(429, limitBody(policy, requestId));
      if (!route) throw notFound(`Unable to find a handler for ${request.method} ${url.pathname}`);
      const { endpoint } = route;
      authorize(token, endpoint);
      const params = route.readParams();
      const query = readQuery(endpoint.query, url.searchParams, settings.strict);
      const body = readBody(endpoint, bytes, request.headers, settings.strict);
      const context = { portal, kind: endpoint.object, id: idOf(endpoint, params), params, query, body, url, settings };
      const payload = await handlers[endpoint.op](context);
      if (endpoint.status === 204) return new Response(null, { status: 204, headers });
      return reply(payload._status ?? endpoint.status, payload);
    } catch (error) {
      if (error instanceof ApiError) return reply(error.status, errorBody(error, requestId));
      return reply(500, errorBody({ message: `internal error: ${error.message}` }, requestId));
    }
  }

  const nextRequestId = () => requestIds.uuid();
  const fetch = createFetch({ calls, faults, findEndpoint, nextRequestId, answer });

  reset();
  return { name: 'hubspot', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
