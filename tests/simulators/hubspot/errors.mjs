/** A refusal that the vendor would answer with its error envelope. */
export class ApiError extends Error {
  constructor(status, category, message, extra = {}) {
    super(message);
    this.status = status;
    this.category = category;
    this.extra = extra;
  }
}

export const invalid = (message, extra) => new ApiError(400, 'VALIDATION_ERROR', message, extra);
export const notFound = (message = 'resource not found') => new ApiError(404, 'OBJECT_NOT_FOUND', message);
export const conflict = (message) => new ApiError(409, 'CONFLICT', message);

const MISSING_SCOPES =
  "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.";

export const missingScopes = (scope) =>
  new ApiError(403, 'MISSING_SCOPES', MISSING_SCOPES, {
    errors: [{ message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } }],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  });

export const unauthenticated = () =>
  new ApiError(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found. This API supports OAuth 2.0 authentication');

/** HubSpot's complaint about a body or query that it cannot read. */
export const unreadable = (message) => invalid(`Invalid input JSON: ${message}`);

/** One complaint for each property that cannot be written. */
export const invalidProperties = (faults) =>
  invalid(
    `Property values were not valid: ${JSON.stringify(faults.map(({ name, code, message }) => ({ isValid: false, message, error: code, name })))}`,
    { errors: faults.map(({ name, code, message }) => ({ message, code, context: { propertyName: [name] } })) },
  );

// The limiter stands before the API and has an envelope of its own: `errorType` in place of `category`.
export const LIMITS = {
  TEN_SECONDLY_ROLLING: 'You have reached your ten_secondly_rolling limit.',
  SECONDLY: 'You have reached your secondly limit.',
};
export const limitBody = (policyName, correlationId) => ({
  status: 'error',
  message: LIMITS[policyName],
  errorType: 'RATE_LIMIT',
  correlationId,
  policyName,
});

export const errorBody = ({ message, category, extra = {} }, correlationId) => ({
  status: 'error',
  message,
  correlationId,
  ...extra,
  ...(category && { category }),
});
