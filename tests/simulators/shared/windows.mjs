/** Counts calls in windows of the clock, which begin at multiples of their span. */
export function createWindows(clock) {
  const windows = new Map();
  return {
    /** How many of `allowance` are left after this call, -1 when it was one too many. */
    take(key, allowance, span) {
      const at = Math.floor(clock.now() / span);
      const known = windows.get(key);
      const used = known?.at === at ? known.used : 0;
      if (used >= allowance) return -1;
      windows.set(key, { at, used: used + 1 });
      return allowance - used - 1;
    },
    reset: () => windows.clear(),
  };
}
