const MEBIBYTE = 1024 * 1024;
const PAGE = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** The first half of an answer's body. */
async function half(response) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return bytes.slice(0, Math.floor(bytes.byteLength / 2));
}

const aborted = (signal) =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

function thenSilence(bytes, signal) {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      aborted(signal).catch((reason) => controller.error(reason));
    },
  });
}

function filledTo(bytes, wrap) {
  const text = (filler) => JSON.stringify(wrap(filler));
  return text('x'.repeat(Math.max(0, bytes - text('').length)));
}

function statusBody({ status, body }, error) {
  return typeof body === 'string' ? body : JSON.stringify(body ?? error(status));
}

/** Each kind of trouble; `answer()` gives what the vendor would have said, and does what it would have done. */
const KINDS = {
  html: (fault) => new Response(fault.body ?? PAGE, { status: fault.status ?? 502, headers: HTML }),
  html200: (fault) => new Response(fault.body ?? PAGE, { status: 200, headers: HTML }),
  cut: async (fault, { answer }) => {
    const response = await answer();
    return response.body ? new Response(await half(response), response) : response;
  },
  redirect: (fault) =>
    new Response(null, {
      status: fault.status ?? 302,
      headers: { location: fault.location ?? 'https://elsewhere.example/' },
    }),
  stall: (fault, { signal }) => aborted(signal),
  stall_body: async (fault, { answer, signal }) => {
    const response = await answer();
    // A body can only stall where there may be one, which 204 forbids.
    const init = response.body ? response : { headers: response.headers };
    return new Response(thenSilence(await half(response), signal), init);
  },
  reset: () => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('simulated connection reset'), { code: 'ECONNRESET' }),
    });
  },
  oversize: (fault, { dialect, requestId }) =>
    new Response(filledTo(fault.bytes ?? 4 * MEBIBYTE + 1, (filler) => dialect.filled(filler, requestId)), {
      status: 200,
      headers: { 'content-type': 'application/json', ...dialect.headers(200, requestId) },
    }),
  status: (fault, { dialect, requestId }) =>
    new Response(statusBody(fault, (status) => dialect.error(status, requestId)), {
      status: fault.status,
      headers: { 'content-type': 'application/json', ...dialect.headers(fault.status, requestId) },
    }),
  empty: (fault) => new Response(null, { status: fault.status ?? 204 }),
};

function matchesPath(wanted, paths, endpoint) {
  if (wanted === undefined) return true;
  if (wanted instanceof RegExp) return paths.some((path) => wanted.test(path));
  return paths.includes(wanted) || wanted === endpoint?.path;
}

/**
 * Trouble that tests order. What is the vendor's own in it: `error(status, requestId)` is the body of its errors, `filled(filler, requestId)` that of
 * a large answer, `headers(status, requestId)` go with both, `always()` with every answer that has them not. `prefix` is what all of its paths
 * begin with; a fault names a path with or without it.
 */
export function createFaults({ error, filled, headers = () => ({}), always = () => ({}), prefix = '' }) {
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
    take(method, pathname, endpoint) {
      const paths = [pathname];
      if (prefix && pathname.startsWith(`${prefix}/`)) paths.push(pathname.slice(prefix.length));
      const fault = list.find(
        ({ match }) =>
          (match.method === undefined || match.method.toUpperCase() === method) &&
          matchesPath(match.path, paths, endpoint),
      );
      if (!fault) return null;
      fault.left -= 1;
      if (fault.left <= 0) list = list.filter((other) => other !== fault);
      return fault;
    },
    async answer(fault, context) {
      const dialect = { error, filled, headers };
      const response = await KINDS[fault.kind](fault, { ...context, dialect });
      for (const [name, value] of Object.entries(fault.headers ?? {})) response.headers.set(name, value);
      for (const [name, value] of Object.entries(always())) if (!response.headers.has(name)) response.headers.set(name, value);
      return response;
    },
  };
}
