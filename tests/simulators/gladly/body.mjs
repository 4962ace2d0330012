import { mediaType, readJson } from '../shared/body.mjs';
import { invalid } from './errors.mjs';
import { check, refuse } from './shape.mjs';

function parse(bytes) {
  try {
    return readJson(bytes);
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
