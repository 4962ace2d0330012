import { mediaType, readJson } from '../shared/body.mjs';
import { invalid } from './errors.mjs';

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
    body = readJson(bytes);
  } catch {
    throw invalid('JSON format of the request body is invalid');
  }
  checker.check(endpoint.body, body, '');
  return body;
}
