// How HTTP says no to a program: the envelope of the operator's API (src/http_error.rs).

/** @type {Record<number, string>} */
const REASONS = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/**
 * @param {number} status
 * @param {string} message
 * @param {Record<string, string>} [headers]
 */
export const refusal = (status, message, headers) =>
  Response.json({ statusCode: status, error: REASONS[status] ?? 'Error', message }, { status, headers: { 'cache-control': 'no-store', ...headers } });
