/** A refusal the vendor would answer with its error envelope. */
export class ApiError extends Error {
  constructor(status, code, message, extra = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

// The vendor publishes no code for validation and duplicates; these two are our guess.
export const invalid = (message) => new ApiError(400, 'invalid_request', message);
export const duplicate = (status, message, existsId) =>
  new ApiError(status, 'already_exists', message, { exists_id: existsId });

export const notFound = (message) => new ApiError(404, 'not_found', message);
export const forbidden = (message) => new ApiError(403, 'permission_denied', message);
export const unauthorized = (code, message) => new ApiError(401, code, message);

export const CODES = {
  400: 'invalid_request',
  401: 'invalid_api_token',
  403: 'permission_denied',
  404: 'not_found',
  409: 'already_exists',
  429: 'rate_limited',
};

export function errorBody(error, requestId) {
  const body = { errors: [error.message] };
  if (error.code) body.code = error.code;
  return { ...body, ...error.extra, request_id: requestId };
}
