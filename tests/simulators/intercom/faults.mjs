import { createFaults as createSharedFaults } from '../shared/faults.mjs';
import { CODES, errorList } from './errors.mjs';

/** Trouble in this vendor's envelope, with the headers that say what is left. */
export const createFaults = (rateHeaders) =>
  createSharedFaults({
    error: (status, requestId) => errorList(CODES[status] ?? 'server_error', `simulated ${status}`, requestId),
    filled: (filler, requestId) => ({ data: { filler }, request_id: requestId }),
    always: rateHeaders,
  });
