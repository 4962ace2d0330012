const WINDOW = 10_000;

// 10,000 calls a minute, spread evenly over windows of ten seconds.
const ALLOWANCE = 1666;

/** Calls per token and ten-second window. `setting`: false turns counting off, {limit: 3} replaces the allowance. */
export function createLimits(setting, clock) {
  const windows = new Map();
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
      const at = Math.floor(now / WINDOW);
      const known = windows.get(token);
      const used = known?.at === at ? known.used : 0;
      if (setting === false) return { exceeded: false, headers: headers(limit, now) };
      if (used >= limit) return { exceeded: true, headers: headers(0, now) };
      windows.set(token, { at, used: used + 1 });
      return { exceeded: false, headers: headers(limit - used - 1, now) };
    },
    reset: () => windows.clear(),
  };
}
