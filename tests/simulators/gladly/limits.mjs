import { MINUTE } from '../shared/clock.mjs';
import { createWindows } from '../shared/windows.mjs';

const SECOND = 1000;
const ALLOWED = { perSecond: 10, reportsPerMinute: 10, reportsInFlight: 2 };

/**
 * Allowances per organization, all its tokens together, by seconds and minutes of the clock. `setting`: false turns
 * counting off, an object replaces single allowances.
 */
export function createLimits(setting, clock) {
  const allowed = { ...ALLOWED, ...setting };
  const spent = createWindows(clock);
  const flying = new Map();

  const take = (key, allowance, span) => (setting === false ? allowance : spent.take(key, allowance, span));

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
    reset() {
      spent.reset();
      flying.clear();
    },
  };
}
