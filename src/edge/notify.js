// What goes to webhooks. Beside edge.js, which it needs nothing of but the exchange that it is given: wasm-bindgen takes each along alone.

/** @typedef {import('./edge.js').Exchange} Exchange */

const NOTHING = new Uint8Array(0);

/**
 * Brings the status of a receiver's answer, of which nothing else is read. What is late is aborted: it would keep one of the six connections that an
 * invocation has.
 * @param {Exchange} exchange @param {string} url @param {string} headers one a line @param {string} body @param {number} timeout in milliseconds
 */
export function notify(exchange, url, headers, body, timeout) {
  exchange.stay();
  exchange.limit(timeout);
  const lines = headers.trimEnd().split('\n').map((line) => /** @type {[string, string]} */ (line.split(': ', 2)));
  const init = { method: 'POST', headers: Object.fromEntries(lines), body, signal: AbortSignal.timeout(timeout) };
  // As outbound.js has it by now, which looks at where it goes.
  exchange.bring(() => globalThis.fetch(url, init), ({ status, body: unread }) => {
    unread?.cancel().catch(() => {});
    exchange.resume(status, '', NOTHING);
  });
}
