import { mediaType, readJson } from '../shared/body.mjs';
import { ApiError, unreadable } from './errors.mjs';
import { checkShape } from './shape.mjs';

/** The request's body, checked by the endpoint's shape; {} where none is wanted. */
export function readBody(endpoint, bytes, headers, strict) {
  if (!endpoint.body) {
    if (bytes.byteLength > 0 && strict) throw unreadable('this endpoint takes no body');
    return {};
  }
  if (bytes.byteLength > 0 && mediaType(headers) !== 'application/json')
    throw new ApiError(415, 'VALIDATION_ERROR', 'Unsupported media type');
  let body;
  try {
    body = readJson(bytes);
  } catch {
    throw unreadable('the body is not valid JSON');
  }
  checkShape(endpoint.body, body, '', strict);
  return body;
}
