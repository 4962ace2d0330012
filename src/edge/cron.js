// What the cron trigger does (wrangler.toml, [triggers]).
import { keepUp } from './index.js';

/** @typedef {import('./people/types.js').Env} Env */

/**
 * What happened is counted, and what is too old removed: Rust knows what is due.
 * @param {Env} env @param {ExecutionContext} context
 */
const activity = async (env, context) => {
  if (env.ACTIVITY !== undefined) await keepUp(new Request('https://fairlead.internal/upkeep', { method: 'POST' }), env, context);
};

/** @type {((env: Env, context: ExecutionContext) => Promise<void>)[]} */
const JOBS = [activity];

/**
 * Starts every job. None waits for another, nor fails with it.
 * @param {Env} env @param {ExecutionContext} context
 */
export function runJobs(env, context) {
  for (const job of JOBS) context.waitUntil(job(env, context));
}
