import { createClock } from '../shared/clock.mjs';
import { createFetch } from '../shared/fetch.mjs';
import { toJson } from '../shared/json.mjs';
import { createRandom } from '../shared/random.mjs';
import { createState } from '../shared/state.mjs';
import { setTokens } from '../shared/tokens.mjs';
import { readBody } from './body.mjs';
import { endpoints, findEndpoint } from './catalogue.mjs';
import { ApiError, errorBody, notFound } from './errors.mjs';
import { createFaults } from './faults.mjs';
import { files } from './files.mjs';
import { createLimits } from './limits.mjs';
import { limited, pageOf } from './paging.mjs';
import { handlers } from './resources/index.mjs';
import { createOrganization } from './seed/index.mjs';
import { readQuery } from './shape.mjs';
import { DEFAULT_TOKENS, authenticate, authorize } from './tokens.mjs';

const DEFAULTS = {
  seed: 'pylon',
  region: undefined, // undefined: the host name decides, api.eu.… being eu and anything else us
  now: undefined, // a moment (frozen clock) or a function giving milliseconds (live clock)
  issues: 1000,
  limits: true,
  strict: true, // refuse unknown query and body keys; the vendor itself seems to ignore them
  duplicateStatus: 409, // undocumented by the vendor; 400 is the other candidate
  windowDays: 30, // cap of GET /issues; texts of autumn 2026 say 365
  searchWindowDays: null, // cap of a time_range on updated_at in issue searches, 30 by one connector's account
};

const ORGANIZATIONS = { acme: 'Acme Support', globex: 'Globex Care', 'acme-eu': 'Acme Support Europe' };

/** The Pylon REST API as a WHATWG fetch handler over seeded data. */
export function createPylon(options = {}) {
  const settings = { ...DEFAULTS, ...options };
  const clock = createClock(settings.now);
  const tokens = new Map();
  const limits = createLimits(settings.limits, clock);
  const faults = createFaults();
  const calls = [];
  const { state, ensure, forget, snapshot } = createState((slug) =>
    createOrganization({ slug, name: ORGANIZATIONS[slug] ?? slug, clock, settings }),
  );
  let requestIds;

  function reset() {
    setTokens(tokens, DEFAULT_TOKENS, options.tokens, (token) => ({ region: 'us', organization: 'acme', ...token }));
    forget();
    for (const { organization } of tokens.values()) ensure(organization);
    requestIds = createRandom(`${settings.seed} request ids`);
    calls.length = 0;
    faults.clear();
    limits.reset();
  }

  const regionOf = (url) => settings.region ?? (url.hostname.startsWith('api.eu.') ? 'eu' : 'us');

  function contextOf({ organization, endpoint, params, query, body, url }) {
    const input = endpoint.page?.in === 'body' ? body : query;
    const scope = [organization.id, endpoint.method, url.pathname];
    return {
      organization,
      params,
      query,
      body,
      clock,
      settings,
      page: (records) => pageOf(records, { input, limits: endpoint.page.limit, scope }),
      limited: (records) => ({ data: limited(records, input, endpoint.page.limit) }),
      all: (records) => ({
        data: records,
        ...(endpoint.answer.pagination && { pagination: { cursor: '', has_next_page: false } }),
      }),
    };
  }

  async function answer({ request, url, bytes, route, requestId, call }) {
    const headers = { 'content-type': 'application/json', 'x-pylon-request-id': requestId };
    const reply = (status, payload) => new Response(files.placed(toJson(payload), url), { status, headers });
    headers['x-rate-limit-remaining'] = String(route ? limits.allowance(route.endpoint) : 0);
    try {
      if (!route) throw notFound(`There is no ${request.method} ${url.pathname}`);
      const { endpoint } = route;
      const token = authenticate(tokens, request.headers.get('authorization'), regionOf(url));
      ensure(token.organization);
      const organization = state[token.organization];
      call.organization = organization.slug;
      const { remaining, retryAfter } = limits.spend(organization, endpoint);
      headers['x-rate-limit-remaining'] = String(remaining);
      if (retryAfter) {
        headers['x-retry-after'] = headers['retry-after'] = String(retryAfter);
        throw new ApiError(429, 'rate_limited', `Too many requests, retry in ${retryAfter} seconds`);
      }
      authorize(token, endpoint);
      const params = route.readParams();
      const query = readQuery(endpoint.query, url.searchParams, settings);
      const body = await readBody(endpoint, bytes, request.headers, settings);
      const payload = await handlers[endpoint.op](contextOf({ organization, endpoint, params, query, body, url }));
      return reply(200, { ...payload, request_id: requestId });
    } catch (error) {
      if (error instanceof ApiError) return reply(error.status, errorBody(error, requestId));
      return reply(500, errorBody({ message: `Internal error: ${error.message}` }, requestId));
    }
  }

  const nextRequestId = () => requestIds.uuid();
  const fetch = createFetch({ calls, faults, files, findEndpoint, nextRequestId, answer });

  reset();
  return { name: 'pylon', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
