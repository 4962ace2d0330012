export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** RFC 3339 in whole seconds. */
export const rfc3339 = (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
export const isTime = (text) => typeof text === 'string' && RFC3339.test(text) && !Number.isNaN(Date.parse(text));

/** A function is followed as a live clock; anything else freezes time until `advance`. */
export function createClock(now = '2026-11-20T12:00:00Z') {
  let moved = 0;
  const read = typeof now === 'function' ? () => Number(now()) : () => new Date(now).getTime();
  const base = read();
  if (!Number.isFinite(base)) throw new TypeError('now must be a moment or a function that gives milliseconds');
  return {
    base,
    now: () => read() + moved,
    iso: () => rfc3339(read() + moved),
    advance: (milliseconds) => {
      moved += milliseconds;
    },
  };
}
