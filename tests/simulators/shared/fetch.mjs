import { describeCall } from './call.mjs';

/**
 * A simulator's WHATWG fetch: records each call in `calls`, and answers with a fault where one waits, else with a file or with `answer`.
 * `enter` is told of each request and what is known of it; it may give a function that is called when the request has its answer.
 */
export function createFetch({ calls, faults, files, findEndpoint, nextRequestId, enter, answer }) {
  return async function fetch(input, init) {
    // Not instanceof: a Request of another undici copy (workerd's harness) must do as well.
    const request = typeof input === 'object' && 'headers' in input && !init ? input : new Request(input, init);
    request.signal?.throwIfAborted();
    const requestId = nextRequestId?.();
    const url = new URL(request.url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const file = files?.pathOf(url);
    const route = file === undefined ? findEndpoint(request.method, url.pathname) : null;
    const call = await describeCall(request, url, bytes, route);
    calls.push(call);
    if (file !== undefined) call.route = 'GET {url}';
    const exchange = { request, url, bytes, route, requestId, call };
    const leave = enter?.(exchange);
    try {
      const usual = () => (file === undefined ? answer(exchange) : files.read(file, request));
      const fault = faults.take(request.method, url.pathname, route?.endpoint);
      if (fault) call.fault = fault.kind;
      const response = await (fault ? faults.answer(fault, { answer: usual, signal: request.signal, requestId }) : usual());
      call.status = response.status;
      return response;
    } finally {
      leave?.();
    }
  };
}
