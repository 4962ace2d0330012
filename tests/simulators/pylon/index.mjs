import { describeBody, readBody } from './body.mjs';
import { endpoints, findEndpoint } from './catalogue.mjs';
import { createClock } from './clock.mjs';
import { ApiError, errorBody, notFound } from './errors.mjs';
import { createFaults } from './faults.mjs';
import { files } from './files.mjs';
import { handlers } from './resources/index.mjs';
import { hash, toJson } from './json.mjs';
import { createLimits } from './limits.mjs';
import { limited, pageOf } from './paging.mjs';
import { createRandom } from './random.mjs';
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
  const state = {};
  let requestIds;

  const organizations = () => new Set([...tokens.values()].map((token) => token.organization));

  function addOrganization(slug) {
    let organization;
    Object.defineProperty(state, slug, {
      configurable: true,
      enumerable: true,
      // Seeded at first use: most tests touch one organization only.
      get: () => (organization ??= createOrganization({ slug, name: ORGANIZATIONS[slug] ?? slug, clock, settings })),
    });
  }

  function reset() {
    tokens.clear();
    for (const [text, token] of Object.entries({ ...DEFAULT_TOKENS, ...options.tokens })) {
      if (token) tokens.set(text, { region: 'us', organization: 'acme', ...token });
    }
    for (const slug of Object.keys(state)) delete state[slug];
    organizations().forEach(addOrganization);
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
      const organization =
        state[token.organization] ?? (addOrganization(token.organization), state[token.organization]);
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

  async function record(request, url, bytes, route) {
    const headers = Object.fromEntries(request.headers);
    if (headers.authorization !== undefined)
      headers.authorization = /^\S+(?= )/.exec(headers.authorization)?.[0] ?? '(no scheme)';
    const call = {
      method: request.method,
      path: url.pathname,
      route: route?.endpoint.key ?? null,
      query: Object.fromEntries(
        [...new Set(url.searchParams.keys())].map((name) => {
          const values = url.searchParams.getAll(name);
          return [name, values.length === 1 ? values[0] : values];
        }),
      ),
      headers,
      body: await describeBody(bytes, request.headers),
      // The exact text too: parsing would hide what happened to a large integer.
      text: headers['content-type']?.startsWith('multipart/') ? undefined : new TextDecoder().decode(bytes),
      status: null,
    };
    calls.push(call);
    return call;
  }

  async function fetch(input, init) {
    // Not instanceof: a Request of another undici copy (workerd's harness) must do as well.
    const request = typeof input === 'object' && 'headers' in input && !init ? input : new Request(input, init);
    request.signal?.throwIfAborted();
    const requestId = requestIds.uuid();
    const url = new URL(request.url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const file = files.pathOf(url);
    const route = file === undefined ? findEndpoint(request.method, url.pathname) : null;
    const call = await record(request, url, bytes, route);
    if (file !== undefined) call.route = 'GET {url}';
    const usual = () => file !== undefined ? files.read(file, request) : answer({ request, url, bytes, route, requestId, call });
    const fault = faults.take(request.method, url.pathname, route?.endpoint.path);
    if (fault) call.fault = fault.kind;
    const response = await (fault
      ? faults.answer(fault, { answer: usual, signal: request.signal, requestId })
      : usual());
    call.status = response.status;
    return response;
  }

  /** Hash of all that requests can change, of one organization or of all; equal before and after reads. */
  function snapshot(...slugs) {
    const wanted = slugs.length > 0 ? slugs : Object.keys(state);
    return hash(
      toJson(
        wanted.map((slug) => state[slug].records()),
        { own: true },
      ),
    );
  }

  reset();
  return { name: 'pylon', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
