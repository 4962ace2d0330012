/** A refusal the vendor would answer with its error list. */
export class ApiError extends Error {
  constructor(status, code, message, { headers = {}, body } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.body = body;
  }
}

export const invalid = (message) => new ApiError(400, 'parameter_invalid', message);
export const missing = (message) => new ApiError(400, 'parameter_not_found', message);
export const unprocessable = (code, message) => new ApiError(422, code, message);
export const notFound = (message = 'Resource Not Found', code = 'not_found') => new ApiError(404, code, message);
export const conflict = (message, code = 'conflict') => new ApiError(409, code, message);
export const unauthorized = (message = 'Access Token Invalid') => new ApiError(401, 'unauthorized', message);

export const CODES = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  406: 'not_acceptable',
  409: 'conflict',
  422: 'data_invalid',
  429: 'rate_limit_exceeded',
  500: 'server_error',
  503: 'service_unavailable',
};

export const errorList = (code, message, requestId) => ({
  type: 'error.list',
  request_id: requestId,
  errors: [{ code, message }],
});

export const errorBody = (error, requestId) => error.body ?? errorList(error.code, error.message, requestId);
