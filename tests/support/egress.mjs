// The Worker's way out. wrangler's test harness hands every outbound fetch of the Worker to globalThis.fetch; here each goes to
// the simulator of its host, is written down, and is refused when no simulator has that host. Nothing reaches a network.

const nodeFetch = globalThis.fetch;
const routers = new Set();

// workerd marks the fetches of a Worker with this header; the tests' own fetches pass through untouched.
const workersMark = 'cf-worker';

globalThis.fetch = async (input, init) => {
  const headers = new Headers(init?.headers ?? input?.headers);
  if (!headers.has(workersMark)) return nodeFetch(input, init);
  const url = String(input?.url ?? input);
  const method = init?.method ?? 'GET';
  const bytes = method === 'GET' || method === 'HEAD' ? undefined : new Uint8Array(await init.arrayBuffer());
  const call = { method, url, headers, body: bytes && new TextDecoder().decode(bytes) };
  for (const router of routers) {
    const handler = router.handlerOf(url);
    if (handler) {
      router.sent.push(call);
      return answered(handler, new Request(url, { method, headers, body: bytes?.length ? bytes : undefined }));
    }
  }
  for (const router of routers) router.refused.push(call);
  return new Response('no simulator has this host', { status: 599 });
};

async function answered(handler, request) {
  try {
    return await handler(request);
  } catch (error) {
    if (error.cause?.code !== 'ECONNRESET') throw error;
    // wrangler answers 500 for a throw. A promised byte that never comes, and a closed connection, is the loss it can pass on.
    return new Response('', { headers: { 'content-length': '1', connection: 'close' } });
  }
}

/** Sends the Worker's fetches to `hosts`, a map of origin to fetch handler, until `close()`. */
export function openEgress(hosts) {
  const routes = new Map(Object.entries(hosts));
  const router = {
    /** What the Worker sent, oldest first: `{method, url, headers, body}`. */
    sent: [],
    /** What it sent to a host that nobody simulates. A test that ends with one here has found a hole. */
    refused: [],
    route: (origin, handler) => routes.set(origin, handler),
    handlerOf: (url) => routes.get(new URL(url).origin),
    close: () => routers.delete(router),
  };
  routers.add(router);
  return router;
}

export { nodeFetch };
