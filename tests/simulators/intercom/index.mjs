import { createClock } from '../shared/clock.mjs';
import { createFetch } from '../shared/fetch.mjs';
import { toJson } from '../shared/json.mjs';
import { createRandom } from '../shared/random.mjs';
import { createState } from '../shared/state.mjs';
import { bearer, setTokens } from '../shared/tokens.mjs';
import { readBody } from './body.mjs';
import { endpoints, findEndpoint } from './catalogue.mjs';
import { ApiError, errorBody, notFound } from './errors.mjs';
import { createFaults } from './faults.mjs';
import { files } from './files.mjs';
import { createLimits } from './limits.mjs';
import { atListKey, pageOf } from './paging.mjs';
import { Raw } from './raw.mjs';
import { handlers } from './resources/index.mjs';
import { createWorkspace } from './seed/index.mjs';
import { createChecker } from './shape.mjs';
import { DEFAULT_TOKENS, authenticate, authorize } from './tokens.mjs';

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
  const { state, ensure, forget, snapshot } = createState((slug, region) =>
    createWorkspace({ slug, name: NAMES[slug] ?? slug, region, clock, settings }),
  );
  let requestIds;

  function reset() {
    setTokens(tokens, DEFAULT_TOKENS, options.tokens, (token) => ({ region: 'us', workspace: 'acme', ...token }));
    forget();
    for (const { workspace, region } of tokens.values()) ensure(workspace, region);
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
      ensure(token.workspace, token.region);
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

  const nextRequestId = () => requestIds.uuid();
  const fetch = createFetch({ calls, faults, files, findEndpoint, nextRequestId, answer });

  reset();
  return { name: 'intercom', fetch, calls, state, faults, tokens, clock, settings, endpoints, snapshot, reset };
}
