import { createClock } from '../pylon/clock.mjs';
import { hash, toJson } from '../pylon/json.mjs';
import { createRandom } from '../pylon/random.mjs';
import { describeBody, readBody } from './body.mjs';
import { endpoints, findEndpoint } from './catalogue.mjs';
import { ApiError, errorBody, notFound } from './errors.mjs';
import { createFaults } from './faults.mjs';
import { files } from './files.mjs';
import { createLimits } from './limits.mjs';
import { atListKey, pageOf } from './paging.mjs';
import { handlers } from './resources/index.mjs';
import { Raw } from './raw.mjs';
import { createWorkspace } from './seed/index.mjs';
import { createChecker } from './shape.mjs';
import { DEFAULT_TOKENS, authenticate, authorize, bearer } from './tokens.mjs';

const VERSION = '2.16';

/** Media types beside JSON; the report download is the one that insists on its own. */
const ACCEPTED = {
  'reporting_data_exports.download': ['application/octet-stream'],
  'content_data_exports.download': ['application/octet-stream', 'application/json'],
  'calls.get_transcript': ['text/plain', 'application/json'],
};

const DEFAULTS = {
  seed: 'intercom',
  region: undefined, // undefined: the host name decides, api.eu.… and api.au.…, anything else being us
  now: undefined, // a moment (frozen clock) or a function giving milliseconds (live clock)
  conversations: 60, // besides the few that the workflows need
  limits: true,
  strict: true, // refuse unknown query and body keys; the vendor itself ignores some
  timezone: 'America/Los_Angeles', // of the workspace: where a day begins in contact searches
};

const NAMES = { acme: 'Acme Support', globex: 'Globex Care', 'acme-eu': 'Acme Europe', 'acme-au': 'Acme Australia' };

/** The Intercom REST API as a WHATWG fetch handler over seeded data. */
export function createIntercom(options = {}) {
  const settings = { ...DEFAULTS, ...options };
  const clock = createClock(settings.now);
  const tokens = new Map();
  const limits = createLimits(settings.limits, clock);
  const faults = createFaults(() => limits.idle());
  const checkers = new Map([400, 422].map((status) => [status, createChecker({ strict: settings.strict, status })]));
  const calls = [];
  const state = {};
  let requestIds;

  function addWorkspace(slug, region) {
    let workspace;
    Object.defineProperty(state, slug, {
      configurable: true,
      enumerable: true,
      // Seeded at first use: most tests touch one workspace only.
      get: () => (workspace ??= createWorkspace({ slug, name: NAMES[slug] ?? slug, region, clock, settings })),
    });
  }

  function reset() {
    tokens.clear();
    for (const [text, token] of Object.entries({ ...DEFAULT_TOKENS, ...options.tokens })) {
      if (token) tokens.set(text, { region: 'us', workspace: 'acme', ...token });
    }
    for (const slug of Object.keys(state)) delete state[slug];
    for (const { workspace, region } of tokens.values()) if (!(workspace in state)) addWorkspace(workspace, region);
    requestIds = createRandom(`${settings.seed} request ids`);
    calls.length = 0;
    faults.clear();
    limits.reset();
  }

  const regionOf = (url) => settings.region ?? /^api\.(eu|au)\./.exec(url.hostname)?.[1] ?? 'us';

  function checkHeaders(headers, pathname, endpoint) {
    const types = (headers.get('accept') ?? '').split(',').map((type) => type.split(';')[0].trim().toLowerCase());
    const wanted = ACCEPTED[endpoint?.op] ?? ['application/json'];
    if (!wanted.some((type) => types.includes(type)))
      throw new ApiError(406, 'not_acceptable', `The Accept header must be ${wanted.join(' or ')}`);
    const version = headers.get('intercom-version');
    // The description leaves the header out of the telephony endpoints.
    if (version === VERSION || (version === null && pathname.startsWith('/fin_voice/'))) return;
    throw new ApiError(400, 'intercom_version_invalid', 'Requested resource is not available in current API version.');
  }

  function contextOf(request) {
    const { workspace, endpoint } = request;
    return {
      ...request,
      clock,
      settings,
      now: workspace.now(),
      /** One page in the endpoint's style; `type` is the envelope's. */
      paged(records, view = (record) => record, { type = 'list', order, extra } = {}) {
        const { records: taken, envelope } = pageOf(records, contextOf(request), order);
        return { type, ...atListKey(endpoint.list, taken.map(view)), ...envelope, ...extra };
      },
      /** A list that the vendor gives whole. */
      listed: (records, view = (record) => record, type = 'list') => ({
        type,
        ...atListKey(endpoint.list, records.map(view)),
      }),
    };
  }

  async function answer({ request, url, bytes, route, requestId, call }) {
    const headers = { 'x-request-id': requestId, 'intercom-version': VERSION, ...limits.idle() };
    const reply = (status, payload, extra = {}) =>
      new Response(files.placed(toJson(payload), url), {
        status,
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers, ...extra },
      });
    try {
      const text = bearer(request.headers.get('authorization'));
      const token = authenticate(tokens, text, regionOf(url));
      call.workspace = token.workspace;
      if (!(token.workspace in state)) addWorkspace(token.workspace, token.region);
      const workspace = state[token.workspace];
      const { exceeded, headers: counted } = limits.spend(text);
      Object.assign(headers, counted);
      if (exceeded) {
        throw new ApiError(429, 'rate_limit_exceeded', `Exceeded rate limit of ${limits.limit} in 10_seconds`);
      }
      checkHeaders(request.headers, url.pathname, route?.endpoint);
      if (!route) throw notFound(`The requested resource ${request.method} ${url.pathname} does not exist`);
      const { endpoint } = route;
      authorize(token, endpoint);
      const checker = checkers.get(endpoint.invalid ?? 400);
      const params = route.readParams();
      const query = checker.readQuery(endpoint, url.searchParams);
      const body = readBody(endpoint, bytes, request.headers, { checker, strict: settings.strict });
      const payload = await handlers[endpoint.op](contextOf({ workspace, endpoint, params, query, body, url }));
      if (payload instanceof Raw) {
        return new Response(payload.body, { status: payload.status, headers: { ...headers, ...payload.headers } });
      }
      if (endpoint.answer === 'none') return new Response(null, { status: endpoint.status, headers });
      return reply(endpoint.status, payload);
    } catch (error) {
      if (error instanceof ApiError) return reply(error.status, errorBody(error, requestId), error.headers);
      return reply(500, errorBody({ code: 'server_error', message: `Internal error: ${error.message}` }, requestId));
    }
  }

  function record(request, url, bytes, route) {
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
      body: describeBody(bytes),
      text: new TextDecoder().decode(bytes),
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
    const call = record(request, url, bytes, route);
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

  /** Hash of all that requests can change, of one workspace or of all; equal before and after reads. */
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
  return { name: 'intercom', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
