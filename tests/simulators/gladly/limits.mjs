const SECOND = 1000;
const MINUTE = 60_000;
const ALLOWED = { perSecond: 10, reportsPerMinute: 10, reportsInFlight: 2 };

/**
 * Allowances per organization, all its tokens together, by seconds and minutes of the clock. `setting`: false turns
 * counting off, an object replaces single allowances.
 */
export function createLimits(setting, clock) {
  const allowed = { ...ALLOWED, ...setting };
  const spent = new Map();
  const flying = new Map();

  /** How many are left after this one, -1 when it was one too many. */
  function take(key, allowance, span) {
    if (setting === false) return allowance;
    const window = Math.floor(clock.now() / span);
    const last = spent.get(key);
    const used = last?.window === window ? last.used : 0;
    if (used >= allowance) return -1;
    spent.set(key, { window, used: used + 1 });
    return allowance - used - 1;
  }

  return {
    perSecond: allowed.perSecond,
    takeRequest: (slug) => take(`second ${slug}`, allowed.perSecond, SECOND),
    takeReport: (slug) => take(`reports ${slug}`, allowed.reportsPerMinute, MINUTE),
    crowded: (slug) => setting !== false && (flying.get(slug) ?? 0) > allowed.reportsInFlight,
    /** Counts a report as in flight until the returned function is called. */
    enter(slug) {
      flying.set(slug, (flying.get(slug) ?? 0) + 1);
      return () => flying.set(slug, flying.get(slug) - 1);
    },
    reset: () => [spent, flying].forEach((counts) => counts.clear()),
  };
}
