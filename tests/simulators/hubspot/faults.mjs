import { createFaults as createSharedFaults } from '../shared/faults.mjs';
import { errorBody, limitBody } from './errors.mjs';

const CATEGORIES = { 400: 'VALIDATION_ERROR', 401: 'INVALID_AUTHENTICATION', 403: 'MISSING_SCOPES', 404: 'OBJECT_NOT_FOUND', 409: 'CONFLICT' };

/** Trouble in this vendor's envelope and headers. */
export const createFaults = () =>
  createSharedFaults({
    error: (status, requestId) =>
      status === 429
        ? limitBody('TEN_SECONDLY_ROLLING', requestId)
        : errorBody({ message: `simulated ${status}`, category: CATEGORIES[status] }, requestId),
    filled: (filler) => ({ id: '1', properties: { content: filler } }),
    headers: (status, requestId) => ({ 'x-hubspot-correlation-id': requestId }),
  });
