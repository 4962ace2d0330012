import { createFaults as createPlainFaults } from '../pylon/faults.mjs';
import { CODES, errorList } from './errors.mjs';

/** The same kinds of trouble as every simulator, in this vendor's envelope and headers. */
export function createFaults(rateHeaders) {
  const plain = createPlainFaults();
  return {
    add: (fault) => plain.add(fault),
    clear: () => plain.clear(),
    get pending() {
      return plain.pending;
    },
    take: (...wanted) => plain.take(...wanted),
    async answer(fault, context) {
      const envelope = errorList(CODES[fault.status] ?? 'server_error', `simulated ${fault.status}`, context.requestId);
      const own = fault.kind === 'status' && fault.body === undefined ? { ...fault, body: envelope } : fault;
      const given = await plain.answer(own, context);
      const headers = new Headers(given.headers);
      for (const foreign of ['x-pylon-request-id', 'x-retry-after', 'retry-after']) {
        if (!(foreign in (fault.headers ?? {}))) headers.delete(foreign);
      }
      for (const [name, value] of Object.entries(rateHeaders())) if (!headers.has(name)) headers.set(name, value);
      return new Response(given.body, { status: given.status, headers });
    },
  };
}
