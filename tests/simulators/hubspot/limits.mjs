import { createWindows } from '../shared/windows.mjs';

const TEN_SECONDS = 10_000;
const SECOND = 1000;

// HubSpot gives 100 to 190 calls in ten seconds, by the account's plan; its changelog gives searches four a second, its guide five.
const CALLS = 100;
const SEARCHES = 4;
const DAILY = 250_000;

/** Calls of a portal in ten seconds, and its searches in one. `setting`: false turns counting off, {calls: 3, searches: 1} replace the allowances. */
export function createLimits(setting, clock) {
  const windows = createWindows(clock);
  const calls = setting?.calls ?? CALLS;
  const searches = setting?.searches ?? SEARCHES;
  let today = 0;

  const headers = (remaining) => ({
    'x-hubspot-ratelimit-daily': String(DAILY),
    'x-hubspot-ratelimit-daily-remaining': String(DAILY - today),
    'x-hubspot-ratelimit-interval-milliseconds': String(TEN_SECONDS),
    'x-hubspot-ratelimit-max': String(calls),
    'x-hubspot-ratelimit-remaining': String(remaining),
  });

  return {
    /** Counts a call: `policy` names the limit that it is over. Searches never carry the headers. */
    spend(portal, isSearch) {
      if (setting === false) return { headers: isSearch ? {} : headers(calls) };
      today += 1;
      const left = windows.take(portal, calls, TEN_SECONDS);
      if (left < 0) return { policy: 'TEN_SECONDLY_ROLLING', headers: headers(0) };
      if (!isSearch) return { headers: headers(left) };
      const isOver = windows.take(`${portal} searches`, searches, SECOND) < 0;
      return { policy: isOver ? 'SECONDLY' : undefined, headers: {} };
    },
    reset() {
      windows.reset();
      today = 0;
    },
  };
}
