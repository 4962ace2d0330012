import { createFaults as createSharedFaults } from '../shared/faults.mjs';
import { PREFIX } from './catalogue.mjs';
import { RATE_LIMITED } from './errors.mjs';

/** Trouble in this vendor's envelope. */
export const createFaults = () =>
  createSharedFaults({
    prefix: PREFIX,
    error: (status) =>
      status === 429 ? RATE_LIMITED : { errors: [{ code: `simulated_${status}`, detail: `simulated ${status}` }] },
    filled: (filler) => ({ filler }),
  });
