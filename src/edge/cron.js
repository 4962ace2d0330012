// What the cron trigger starts (`[triggers]` in wrangler.toml): one job after the other, none of which stands in another's way.
import { keepUp, tick } from './index.js';
import { warn } from './people/log.js';

/** @typedef {import('./people/types.js').Env} Env */

/**
 * @typedef {object} Job
 * @property {string} name for the log
 * @property {(env: Env, context: ExecutionContext) => Promise<unknown>} run
 */

const ask = () => new Request('https://fairlead.internal/clock', { method: 'POST' });

/** @type {Job[]} */
const JOBS = [
  // Webhooks that were not taken, and what is about to expire. Rust writes the line of it.
  { name: 'events', run: (env, context) => tick(ask(), env, context) },
  // What happened is counted, and what is too old removed: Rust knows what is due.
  { name: 'activity', run: async (env, context) => env.ACTIVITY && keepUp(ask(), env, context) },
];

/**
 * @param {ScheduledController} _controller
 * @param {Env} env
 * @param {ExecutionContext} context
 */
export async function runJobs(_controller, env, context) {
  for (const { name, run } of JOBS) {
    try {
      await run(env, context);
    } catch (error) {
      warn('job failed', { job: name, detail: String(error) });
    }
  }
}
