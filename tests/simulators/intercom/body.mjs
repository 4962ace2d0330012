import { ApiError, invalid } from './errors.mjs';

const mediaType = (headers) => (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();

/** Parsed body for the record of calls: never throws, since junk must be recorded too. */
export function describeBody(bytes) {
  if (bytes.byteLength === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The request body as the endpoint wants it; {} where none was sent and none is mandatory. */
export function readBody(endpoint, bytes, headers, { checker, strict }) {
  const sent = bytes.byteLength > 0;
  if (!endpoint.body) {
    const empty = !sent || new TextDecoder().decode(bytes).trim() === '{}';
    if (!empty && strict) throw invalid('body is not allowed here');
    return {};
  }
  if (!sent) {
    checker.check(endpoint.body, {}, '');
    return {};
  }
  if (mediaType(headers) !== 'application/json') throw invalid('Content-Type must be application/json');
  let body;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError(400, 'parameter_invalid', 'JSON format of the request body is invalid');
  }
  checker.check(endpoint.body, body, '');
  return body;
}
