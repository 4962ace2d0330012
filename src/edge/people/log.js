// Lines for the log, in the form of those that Rust writes (src/gateway/log.rs): one JSON object each. No path, no token, no address.

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

/**
 * Cloudflare's own id of the request, or sixteen digits of ours where there is none.
 * @param {Request} request
 */
export function requestId(request) {
  const ray = request.headers.get('cf-ray');
  if (ray !== null && /^[0-9a-f]{16}(-[A-Z]{1,4})?$/i.test(ray)) return ray;
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The one line of a request that Rust did not answer.
 * @param {{ id: string, route: string, request: Request, response: Response, started: number, noted: Record<string, string | undefined> }} visit
 */
export function logRequest({ id, route, request, response, started, noted: { member, grant, outcome, detail } }) {
  const line = { time: now(), request_id: id, route, verb: request.method.slice(0, 8), status: response.status, member, grant, outcome, ms: Date.now() - started, detail };
  console.log(JSON.stringify(line));
}

/**
 * @param {string} message
 * @param {Record<string, unknown>} facts
 */
export function warn(message, facts) {
  console.warn(JSON.stringify({ time: now(), level: 'warn', message, ...facts }));
}
