import { createWindows } from '../shared/windows.mjs';

const WINDOW = 10_000;

// 10,000 calls a minute, spread evenly over windows of ten seconds.
const ALLOWANCE = 1666;

/** Calls per token and ten-second window. `setting`: false turns counting off, {limit: 3} replaces the allowance. */
export function createLimits(setting, clock) {
  const windows = createWindows(clock);
  const limit = setting?.limit ?? ALLOWANCE;

  function headers(remaining, now) {
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(((Math.floor(now / WINDOW) + 1) * WINDOW) / 1000),
    };
  }

  return {
    limit,
    /** Headers for a call nobody is charged for. */
    idle: () => headers(limit, clock.now()),
    /** Counts a call; `exceeded` when nothing was left. */
    spend(token) {
      const now = clock.now();
      if (setting === false) return { exceeded: false, headers: headers(limit, now) };
      const left = windows.take(token, limit, WINDOW);
      return { exceeded: left < 0, headers: headers(Math.max(0, left), now) };
    },
    reset: () => windows.reset(),
  };
}
