import { MINUTE } from '../shared/clock.mjs';

/**
 * Allowances per organization and endpoint, per minute, the minute starting with the first call. `setting`: false turns
 * counting off, {override: {'GET /issues': 3}} replaces single allowances.
 */
export function createLimits(setting, clock) {
  const minutes = new Map();
  const allowance = (endpoint) => setting?.override?.[endpoint.key] ?? endpoint.rate;
  return {
    allowance,
    /** What is left after this call, or how many seconds to wait when nothing was left. */
    spend(organization, endpoint) {
      const allowed = allowance(endpoint);
      if (setting === false) return { remaining: allowed };
      const key = `${organization.slug} ${endpoint.key}`;
      const now = clock.now();
      let minute = minutes.get(key);
      if (!minute || now >= minute.start + MINUTE) {
        minute = { start: now, used: 0 };
        minutes.set(key, minute);
      }
      if (minute.used >= allowed) {
        return { remaining: 0, retryAfter: Math.max(1, Math.ceil((minute.start + MINUTE - now) / 1000)) };
      }
      minute.used += 1;
      return { remaining: allowed - minute.used };
    },
    reset: () => minutes.clear(),
  };
}
