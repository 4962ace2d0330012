import { invalid } from './errors.mjs';
import { check, refuse } from './shape.mjs';

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

function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('body is not valid JSON');
  }
}

/** The request body as the endpoint wants it; {} where none was sent and nothing in it is mandatory. */
export function readBody(endpoint, bytes, headers, { strict }) {
  const sent = bytes.byteLength > 0;
  if (!endpoint.body) {
    if (sent && strict) throw invalid('body is not allowed here');
    return {};
  }
  if (sent && mediaType(headers) !== 'application/json') throw invalid('Content-Type must be application/json');
  const body = sent ? parse(bytes) : {};
  refuse(endpoint, check(endpoint.body, body, '', { strict }));
  return body;
}
