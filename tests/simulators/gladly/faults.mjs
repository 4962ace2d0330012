import { createFaults as createGenericFaults } from '../pylon/faults.mjs';
import { RATE_LIMITED } from './errors.mjs';

const MEBIBYTE = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

function oversize(bytes) {
  const text = (filler) => JSON.stringify({ filler });
  return text('x'.repeat(Math.max(0, bytes - text('').length)));
}

function statusBody({ status, body }) {
  if (typeof body === 'string') return body;
  if (body === undefined && status === 429) return JSON.stringify(RATE_LIMITED);
  return JSON.stringify(body ?? { errors: [{ code: `simulated_${status}`, detail: `simulated ${status}` }] });
}

/** The kinds whose answer is the vendor's own; the others are the same for everybody. */
const KINDS = {
  cut: async (fault, { answer }) => {
    const response = await answer();
    if (!response.body) return response;
    const bytes = await response.arrayBuffer();
    return new Response(bytes.slice(0, Math.floor(bytes.byteLength / 2)), response);
  },
  oversize: (fault) => new Response(oversize(fault.bytes ?? 4 * MEBIBYTE + 1), { status: 200, headers: JSON_TYPE }),
  status: (fault) => new Response(statusBody(fault), { status: fault.status, headers: JSON_TYPE }),
};

/** A body can only stall where there is one, which 201 and 204 lack. */
const withBody = (answer) => async () => {
  const response = await answer();
  return response.body ? response : new Response('', { headers: response.headers });
};

export function createFaults() {
  const generic = createGenericFaults();
  return {
    add: generic.add,
    clear: generic.clear,
    take: generic.take,
    get pending() {
      return generic.pending;
    },
    async answer(fault, context) {
      if (fault.kind === 'stall_body') return generic.answer(fault, { ...context, answer: withBody(context.answer) });
      if (!Object.hasOwn(KINDS, fault.kind)) return generic.answer(fault, context);
      const response = await KINDS[fault.kind](fault, context);
      for (const [name, value] of Object.entries(fault.headers ?? {})) response.headers.set(name, value);
      return response;
    },
  };
}
