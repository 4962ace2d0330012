import { createFaults as createSharedFaults } from '../shared/faults.mjs';
import { CODES } from './errors.mjs';

/** Trouble in this vendor's envelope and headers. */
export const createFaults = () =>
  createSharedFaults({
    error: (status, requestId) => ({ errors: [`simulated ${status}`], code: CODES[status], request_id: requestId }),
    filled: (filler, requestId) => ({ data: { filler }, request_id: requestId }),
    headers: (status, requestId) => ({
      'x-pylon-request-id': requestId,
      ...(status === 429 && { 'x-retry-after': '30', 'retry-after': '30' }),
    }),
  });
