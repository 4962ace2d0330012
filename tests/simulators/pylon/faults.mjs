import { CODES } from './errors.mjs';

const MEBIBYTE = 1024 * 1024;
const PAGE = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';
const asJson = (requestId) => ({ 'content-type': 'application/json', 'x-pylon-request-id': requestId });
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };

const half = async (response) => {
  const text = await response.text();
  return text.slice(0, Math.floor(text.length / 2));
};
const aborted = (signal) =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

function oversize(bytes, requestId) {
  const text = (filler) => JSON.stringify({ data: { filler }, request_id: requestId });
  return text('x'.repeat(Math.max(0, bytes - text('').length)));
}

function halfThenSilence(text, signal) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      aborted(signal).catch((reason) => controller.error(reason));
    },
  });
}

function statusBody({ status, body }, requestId) {
  if (typeof body === 'string') return body;
  return JSON.stringify(body ?? { errors: [`simulated ${status}`], code: CODES[status], request_id: requestId });
}

/** Each kind of trouble; `answer()` gives what the vendor would have said, and does what it would have done. */
const KINDS = {
  html: (fault) => new Response(fault.body ?? PAGE, { status: fault.status ?? 502, headers: HTML_TYPE }),
  html200: (fault) => new Response(fault.body ?? PAGE, { status: 200, headers: HTML_TYPE }),
  cut: async (fault, { answer }) => {
    const response = await answer();
    return new Response(await half(response), { status: response.status, headers: response.headers });
  },
  redirect: (fault) =>
    new Response(null, {
      status: fault.status ?? 302,
      headers: { location: fault.location ?? 'https://elsewhere.example/' },
    }),
  stall: (fault, { signal }) => aborted(signal),
  stall_body: async (fault, { answer, signal }) => {
    const response = await answer();
    return new Response(halfThenSilence(await half(response), signal), response);
  },
  reset: () => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('simulated connection reset'), { code: 'ECONNRESET' }),
    });
  },
  oversize: (fault, { requestId }) =>
    new Response(oversize(fault.bytes ?? 4 * MEBIBYTE + 1, requestId), { status: 200, headers: asJson(requestId) }),
  status: (fault, { requestId }) =>
    new Response(statusBody(fault, requestId), {
      status: fault.status,
      headers: { ...asJson(requestId), ...(fault.status === 429 && { 'x-retry-after': '30', 'retry-after': '30' }) },
    }),
  empty: (fault) => new Response(null, { status: fault.status ?? 204 }),
};

const matchesPath = (wanted, pathname, template) =>
  wanted === undefined ||
  (wanted instanceof RegExp ? wanted.test(pathname) : wanted === pathname || wanted === template);

export function createFaults() {
  let list = [];
  return {
    /** `match.path` is a path, a catalogue template or a RegExp; `times` defaults to 1, null means until cleared. */
    add(fault) {
      if (!Object.hasOwn(KINDS, fault.kind))
        throw new TypeError(`fault kind must be one of ${Object.keys(KINDS).join(', ')}`);
      if (fault.kind === 'status' && !Number.isInteger(fault.status))
        throw new TypeError('a status fault needs a status');
      list.push({ match: {}, ...fault, left: fault.times === null ? Infinity : (fault.times ?? 1) });
    },
    clear() {
      list = [];
    },
    get pending() {
      return list.length;
    },
    take(method, pathname, template) {
      const fault = list.find(
        ({ match }) =>
          (match.method === undefined || match.method.toUpperCase() === method) &&
          matchesPath(match.path, pathname, template),
      );
      if (!fault) return null;
      fault.left -= 1;
      if (fault.left <= 0) list = list.filter((other) => other !== fault);
      return fault;
    },
    async answer(fault, context) {
      const response = await KINDS[fault.kind](fault, context);
      for (const [name, value] of Object.entries(fault.headers ?? {})) response.headers.set(name, value);
      return response;
    },
  };
}
